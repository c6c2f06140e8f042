/* datum.c - WGS-84, GCJ-02, BD-09; a layer that looks shifted (datum.h). */
#include "engines/walk/datum.h"
#include "walk_msg.h"
#include "base_msg.h"

#include <math.h>
#include <stdlib.h>

#define AXIS  6378245.0			/* Krasovsky 1940 */
#define ECC2  0.00669342162296594323
#define LAT0  35.0
#define LON0  105.0

static const char *const names[DATUM_COUNT] = { "wgs84", "gcj02", "bd09" };
const int gate_limits[GATE_BARS] = { 5, 10, 15, 20, 50, 100, 400, 0 };

const char *
datum_name(enum datum d)
{
	return d < DATUM_COUNT ? names[d] : "";
}

bool
datum_find(const char *name, enum datum *ret)
{
	for (int i = 0; i < DATUM_COUNT; i++)
		if (strcmp(names[i], name) == 0) {
			*ret = (enum datum)i;
			return true;
		}
	return false;
}

/* A box around the mainland: beyond it map makers do not shift. */
static bool
mainland(double lat, double lon)
{
	return lat > 0.8293 && lat < 55.8271 && lon > 72.004 && lon < 137.8347;
}

static void
gcj(double lat, double lon, double *rlat, double *rlon)
{
	const double rad = M_PI / 180.0;
	double x = lon - LON0, y = lat - LAT0, dlat, dlon, magic, root;

	*rlat = lat;
	*rlon = lon;
	if (!mainland(lat, lon))
		return;
	double sx = (20.0 * sin(6.0 * x * M_PI) + 20.0 * sin(2.0 * x * M_PI)) * 2.0 / 3.0;
	dlat = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(fabs(x)) + sx +
		(20.0 * sin(y * M_PI) + 40.0 * sin(y / 3.0 * M_PI)) * 2.0 / 3.0 +
		(160.0 * sin(y / 12.0 * M_PI) + 320.0 * sin(y * M_PI / 30.0)) * 2.0 / 3.0;
	dlon = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(fabs(x)) + sx +
		(20.0 * sin(x * M_PI) + 40.0 * sin(x / 3.0 * M_PI)) * 2.0 / 3.0 +
		(150.0 * sin(x / 12.0 * M_PI) + 300.0 * sin(x / 30.0 * M_PI)) * 2.0 / 3.0;
	magic = 1 - ECC2 * sin(lat * rad) * sin(lat * rad);
	root = sqrt(magic);
	*rlat = lat + dlat / (AXIS * (1 - ECC2) / (magic * root) * rad);
	*rlon = lon + dlon / (AXIS / root * cos(lat * rad) * rad);
}

static void
bd(double lat, double lon, double *rlat, double *rlon)
{
	const double turn = M_PI * 3000.0 / 180.0;
	double z, theta;

	gcj(lat, lon, rlat, rlon);
	if (!mainland(lat, lon))
		return;
	z = sqrt(*rlon * *rlon + *rlat * *rlat) + 0.00002 * sin(*rlat * turn);
	theta = atan2(*rlat, *rlon) + 0.000003 * cos(*rlon * turn);
	*rlon = z * cos(theta) + 0.0065;
	*rlat = z * sin(theta) + 0.006;
}

static void
forward(enum datum to, double lat, double lon, double *rlat, double *rlon)
{
	*rlat = lat;
	*rlon = lon;
	if (to == DATUM_GCJ02)
		gcj(lat, lon, rlat, rlon);
	else if (to == DATUM_BD09)
		bd(lat, lon, rlat, rlon);
}

void
datum_from_wgs84(enum datum to, int32_t *lat, int32_t *lon)
{
	double x, y;

	forward(to, (double)*lat / OSM_E7, (double)*lon / OSM_E7, &x, &y);
	*lat = (int32_t)lround(x * OSM_E7);
	*lon = (int32_t)lround(y * OSM_E7);
}

void
datum_to_wgs84(enum datum from, int32_t *lat, int32_t *lon)
{
	double lat0 = (double)*lat / OSM_E7, lon0 = (double)*lon / OSM_E7, x = lat0, y = lon0, fx, fy;

	for (int i = 0; i < 6 && from != DATUM_WGS84; i++) {
		forward(from, x, y, &fx, &fy);
		x += lat0 - fx;
		y += lon0 - fy;
	}
	*lat = (int32_t)lround(x * OSM_E7);
	*lon = (int32_t)lround(y * OSM_E7);
}

/* ---- the gate ---- */

static int
rising(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

struct box {
	int32_t south, west, north, east;
};

static struct box
box_of(const struct walk_graph *g)
{
	struct box b = { g->lat[0], g->lon[0], g->lat[0], g->lon[0] };

	for (uint32_t v = 1; v < g->n; v++) {
		b.south = g->lat[v] < b.south ? g->lat[v] : b.south;
		b.north = g->lat[v] > b.north ? g->lat[v] : b.north;
		b.west = g->lon[v] < b.west ? g->lon[v] : b.west;
		b.east = g->lon[v] > b.east ? g->lon[v] : b.east;
	}
	return b;
}

static void
measure(const struct walk_graph *g, const int32_t *lat, const int32_t *lon, size_t n, uint32_t *off, struct datum_fit *ret)
{
	struct box b = box_of(g);
	size_t over = 0;

	*ret = (struct datum_fit){ .fits = DATUM_COUNT };
	for (size_t i = 0; i < n; i++) {
		struct walk_place p;
		int bar = 0;

		if (lat[i] < b.south || lat[i] > b.north || lon[i] < b.west || lon[i] > b.east)
			continue;		/* outside this map: says nothing about the system */
		walk_snap(g, lat[i], lon[i], 4000, false, &p);
		while (gate_limits[bar] && p.off > (uint32_t)gate_limits[bar] * 10)
			bar++;
		ret->bars[bar]++;
		over += p.off > 200;
		off[ret->n++] = p.off;
	}
	if (ret->n < 10)
		return;
	qsort(off, ret->n, sizeof(*off), rising);
	ret->median = off[ret->n / 2] / 10.0;
	ret->over20 = (double)over / (double)ret->n;
	ret->shifted = ret->median > 12 || ret->over20 > 0.3;
}

struct err
datum_gate(struct arena *a, const struct walk_graph *g, enum datum from, const int32_t *lat, const int32_t *lon, size_t n, struct datum_fit *ret)
{
	uint32_t *off = arena_try(a, (n + 1) * sizeof(*off));
	int32_t *la = arena_try(a, (n + 1) * sizeof(*la)), *lo = arena_try(a, (n + 1) * sizeof(*lo));
	struct datum_fit other;

	if (!off || !la || !lo)
		return FAIL(503, M_err_busy);
	measure(g, lat, lon, n, off, ret);
	for (int d = 0; ret->shifted && d < DATUM_COUNT && ret->fits == DATUM_COUNT; d++) {
		if (d == (int)from)
			continue;
		for (size_t i = 0; i < n; i++) {
			la[i] = lat[i];
			lo[i] = lon[i];
			datum_from_wgs84(from, &la[i], &lo[i]);	/* as the file has it */
			datum_to_wgs84((enum datum)d, &la[i], &lo[i]);
		}
		measure(g, la, lo, n, off, &other);
		if (other.n >= 10 && !other.shifted)
			ret->fits = (enum datum)d;
	}
	return OK;
}
