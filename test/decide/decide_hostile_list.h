/* decide_hostile_list.h - reads hostile.tsv, for the unit test and the bench. */
#ifndef QIAO_TEST_DECIDE_HOSTILE_LIST_H
#define QIAO_TEST_DECIDE_HOSTILE_LIST_H

#include "base/base.h"

#include <stdio.h>
#include <stdlib.h>

struct hostile {
	const char *text;
	size_t n;
	int line;
};

/* `middle`, its # replaced by i and its ~ by i + 1. */
static inline void
hostile_middle(struct out *o, const char *middle, int i)
{
	for (const char *p = middle; *p; p++) {
		if (*p == '#')
			out_fmt(o, "%d", i);
		else if (*p == '~')
			out_fmt(o, "%d", i + 1);
		else
			out_put(o, p, 1);
	}
}

/* How many there are; 0: no such file. The expressions live in the arena. */
static inline size_t
hostile_read(struct arena *a, const char *file, struct hostile **ret)
{
	FILE *f = fopen(file, "r");
	char *line = NULL;
	size_t cap = 0, n = 0;
	int number = 0;

	*ret = NEWN(a, struct hostile, 500);
	while (f && n < 500 && getline(&line, &cap, f) > 0) {
		char *part[4] = { line, NULL, NULL, NULL };
		number++;
		line[strcspn(line, "\n")] = '\0';
		for (int i = 1; i < 4; i++) {
			part[i] = strchr(part[i - 1], '\t');
			if (!part[i])
				break;
			*part[i]++ = '\0';
		}
		if (*line == '#' || !part[3])
			continue;
		struct out o;
		out_init(&o, a);
		out_str(&o, part[0]);
		for (int i = 0; i < atoi(part[1]); i++)
			hostile_middle(&o, part[2], i);
		out_str(&o, part[3]);
		const char *text = out_cstr(&o);
		(*ret)[n++] = (struct hostile){ text, o.len, number };
	}
	free(line);
	if (f)
		fclose(f);
	return n;
}

#endif
