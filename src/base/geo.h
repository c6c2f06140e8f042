/*
 * geo.h - points on the earth: WGS-84 (what satellites and GeoJSON use) in whole 1e-7 degrees, some centimetres. Maps made in
 * China show GCJ-02 or BD-09, shifted by some hundred metres: what comes from them is converted before it gets here.
 */
#ifndef QIAO_GEO_H
#define QIAO_GEO_H

#include "base/base.h"

#define GEO_ONE INT64_C(10000000)		/* a degree */

struct geo {
	int64_t lat, lon;			/* both 0: not known (that point lies in the sea off Africa) */
};
static inline bool
geo_known(struct geo p)
{
	return p.lat || p.lon;
}
/* Decimal degrees as people and phones write them ("39.1534", "-0.5"); digits beyond the seventh are cut. Both empty: not known.
 * False, ret untouched: only one of them, no number, latitude beyond 90 or longitude beyond 180 degrees. */
bool geo_read(const char *lat, const char *lon, struct geo *ret);
/* The same point to four places, some ten metres: enough for a lamp post, too coarse for a door. */
struct geo geo_coarse(struct geo p);
/* "39.1534" of 391534000, no zeros at the end. In the arena. */
const char *geo_degrees(struct arena *a, int64_t e7);
/* Metres between two points on a sphere of 6,371,008.8 m (IUGG mean radius): within 0.6 % anywhere. */
double geo_metres(struct geo a, struct geo b);

#endif
