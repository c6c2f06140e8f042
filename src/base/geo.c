/* geo.c - degrees as whole numbers: reading, writing, distance. */
#include "base/geo.h"

#include <math.h>

#define PLACES 7
#define RADIUS 6371008.8

static bool
degrees_read(const char *s, int64_t limit, int64_t *ret)
{
	bool minus = *s == '-', digits = false;
	int64_t n = 0;
	int places = -1;			/* behind the point; -1: before it */

	for (s += minus; *s; s++) {
		if (*s == '.' && places < 0) {
			places = 0;
			continue;
		}
		if (*s < '0' || *s > '9' || n > limit * 10 * GEO_ONE)
			return false;
		digits = true;
		if (places < PLACES) {
			n = n * 10 + (*s - '0');
			places += places >= 0;
		}
	}
	for (places = places < 0 ? 0 : places; places < PLACES; places++)
		n *= 10;
	if (!digits || n > limit * GEO_ONE)
		return false;
	*ret = minus ? -n : n;
	return true;
}

bool
geo_read(const char *lat, const char *lon, struct geo *ret)
{
	struct geo p = { 0 };

	if (!*lat && !*lon) {
		*ret = p;
		return true;
	}
	if (!degrees_read(lat, 90, &p.lat) || !degrees_read(lon, 180, &p.lon))
		return false;
	*ret = p;
	return true;
}

static int64_t
coarse(int64_t n)
{
	int64_t half = n < 0 ? -500 : 500;

	return (n + half) / 1000 * 1000;
}

struct geo
geo_coarse(struct geo p)
{
	return (struct geo){ coarse(p.lat), coarse(p.lon) };
}

const char *
geo_degrees(struct arena *a, int64_t e7)
{
	int64_t n = e7 < 0 ? -e7 : e7;
	char *s = arena_fmt(a, "%s%lld.%07lld", e7 < 0 ? "-" : "", (long long)(n / GEO_ONE), (long long)(n % GEO_ONE));
	size_t end = strlen(s);

	while (s[end - 1] == '0')
		end--;
	s[s[end - 1] == '.' ? end - 1 : end] = 0;
	return s;
}

/* Haversine: exact enough near zero, where the law of cosines loses its digits. */
double
geo_metres(struct geo a, struct geo b)
{
	const double rad = M_PI / 180.0 / (double)GEO_ONE;
	double lat = sin((double)(b.lat - a.lat) * rad / 2), lon = sin((double)(b.lon - a.lon) * rad / 2);
	double h = lat * lat + cos((double)a.lat * rad) * cos((double)b.lat * rad) * lon * lon;

	return 2 * RADIUS * asin(sqrt(h < 1 ? h : 1));
}
