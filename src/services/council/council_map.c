/* council_map.c - where things stand in the drawing: an equirectangular map around its middle, good to a metre at a district's size. */
#include "services/council/council_map.h"

#include <math.h>

#define MARGIN    1.25			/* the frame is wider than its points */
#define LEAST     300.0			/* metres: nobody looks at less */
#define MOST      100000.0
#define METRES_A_DEGREE 111195.0	/* of latitude on a sphere of 6,371 km */
#define APART     (2.0 * MAP_DOT + 2)	/* between the middles of two markers */
#define TURN      2.399963229728653	/* the golden angle: a spiral without rays */

static double
degrees(int64_t e7)
{
	return (double)e7 / (double)GEO_ONE;
}

/* Metres east and north of the middle. */
static void
offset(struct map_frame f, struct geo g, double *east, double *north)
{
	double lat = degrees(f.middle.lat) * M_PI / 180;

	*east = degrees(g.lon - f.middle.lon) * METRES_A_DEGREE * cos(lat);
	*north = degrees(g.lat - f.middle.lat) * METRES_A_DEGREE;
}

struct map_frame
map_around(const struct geo *v, size_t n)
{
	struct map_frame f = { 0 };
	struct geo low, high;

	if (!n)
		return f;
	low = high = v[0];
	for (size_t i = 1; i < n; i++) {
		low.lat = v[i].lat < low.lat ? v[i].lat : low.lat;
		low.lon = v[i].lon < low.lon ? v[i].lon : low.lon;
		high.lat = v[i].lat > high.lat ? v[i].lat : high.lat;
		high.lon = v[i].lon > high.lon ? v[i].lon : high.lon;
	}
	f.middle = (struct geo){ low.lat + (high.lat - low.lat) / 2, low.lon + (high.lon - low.lon) / 2 };
	f.metres = LEAST;
	for (size_t i = 0; i < n; i++) {
		double east, north;

		offset(f, v[i], &east, &north);
		f.metres = fmax(f.metres, 2 * MARGIN * fmax(fabs(east), fabs(north)));
	}
	f.metres = fmin(f.metres, MOST);
	return f;
}

struct map_frame
map_moved(struct map_frame f, double zoom, double dx, double dy)
{
	double lat = degrees(f.middle.lat) * M_PI / 180;
	struct map_frame ret = f;

	ret.middle.lon += (int64_t)(dx * f.metres / (METRES_A_DEGREE * fmax(cos(lat), 0.01)) * (double)GEO_ONE);
	ret.middle.lat += (int64_t)(dy * f.metres / METRES_A_DEGREE * (double)GEO_ONE);
	ret.metres = fmin(fmax(f.metres / exp2(zoom), LEAST / 4), MOST);
	return ret;
}

struct map_point
map_place(struct map_frame f, struct geo g)
{
	struct map_point p;
	double east, north;

	offset(f, g, &east, &north);
	p.x = MAP_SIDE * (0.5 + east / f.metres);
	p.y = MAP_SIDE * (0.5 - north / f.metres);
	p.inside = p.x >= 0 && p.y >= 0 && p.x <= MAP_SIDE && p.y <= MAP_SIDE;
	return p;
}

static bool
covered(const struct map_point *v, size_t n, double x, double y)
{
	for (size_t i = 0; i < n; i++)
		if (hypot(v[i].x - x, v[i].y - y) < APART)
			return true;
	return false;
}

void
map_spread(struct map_point *v, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		double x = v[i].x, y = v[i].y;

		for (int turn = 1; turn < 400 && covered(v, i, x, y); turn++) {
			double r = APART * 0.6 * sqrt(turn);

			x = fmin(fmax(v[i].x + r * cos(turn * TURN), MAP_DOT), MAP_SIDE - MAP_DOT);
			y = fmin(fmax(v[i].y + r * sin(turn * TURN), MAP_DOT), MAP_SIDE - MAP_DOT);
		}
		v[i].x = x;
		v[i].y = y;
	}
}
