/* walk_city.h - the city data that some tests and the bench of the walking engine want: OpenStreetMap's, under the ODbL, so never in this
 * project. $QIAO_CITY names its folder; else shared/siting beside the project's folder. Without it those tests skip and say so. */
#ifndef QIAO_WALK_CITY_H
#define QIAO_WALK_CITY_H

#include "base/base.h"

#include <stdio.h>
#include <stdlib.h>

/* The whole file in malloc's memory; p NULL: it is not there. */
static inline struct bytes
city_file(const char *name)
{
	char path[1024];
	const char *dir = getenv("QIAO_CITY");
	struct bytes ret = { 0 };
	FILE *f;
	long n;

	snprintf(path, sizeof(path), "%s/%s", dir ? dir : CITY_FOLDER, name);
	f = fopen(path, "rb");
	if (!f)
		return ret;
	fseek(f, 0, SEEK_END);
	n = ftell(f);
	rewind(f);
	unsigned char *p = malloc((size_t)n + 1);
	if (p && fread(p, 1, (size_t)n, f) == (size_t)n)
		ret = (struct bytes){ p, (size_t)n };
	fclose(f);
	return ret;
}

#endif
