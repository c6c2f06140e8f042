/* city_near.c - where along a line a place stands, how far from a crossing: what siting rules ask (city.h). */
#include "engines/walk/city_int.h"

#include <math.h>

double
city_on_line(const struct walk_graph *g, const struct site_point *v, size_t n, int32_t lat, int32_t lon, double within)
{
	double best = within, pos = -1, tall = within / METRES_DEGREE * OSM_E7 + 1, wide = tall / g->cosine;

	for (size_t i = 0; i + 1 < n; i++) {
		/* Most stretches are far: their box says so. */
		if (lat < (v[i].lat < v[i + 1].lat ? v[i].lat : v[i + 1].lat) - tall || lat > (v[i].lat > v[i + 1].lat ? v[i].lat : v[i + 1].lat) + tall ||
		    lon < (v[i].lon < v[i + 1].lon ? v[i].lon : v[i + 1].lon) - wide || lon > (v[i].lon > v[i + 1].lon ? v[i].lon : v[i + 1].lon) + wide)
			continue;
		double len = walk_metres(g, v[i].lat, v[i].lon, v[i + 1].lat, v[i + 1].lon), a = walk_metres(g, v[i].lat, v[i].lon, lat, lon);
		double b = walk_metres(g, v[i + 1].lat, v[i + 1].lon, lat, lon), t, off;

		if (len <= 0)
			continue;
		t = (a * a - b * b + len * len) / (2 * len);
		t = t < 0 ? 0 : t > len ? len : t;
		off = sqrt(fmax(0, a * a - 2 * t * (a * a - b * b + len * len) / (2 * len) + t * t));
		if (off < best) {
			best = off;
			pos = v[i].pos + (v[i + 1].pos - v[i].pos) * t / len;
		}
	}
	return pos;
}

static void
nearer(double *best, double metres)
{
	if (*best < 0 || metres < *best)
		*best = metres;
}

double
city_crossing(const struct city *c, int32_t lat, int32_t lon)
{
	double best = -1;

	for (size_t i = 0; i < c->map.nnodes; i++) {
		const struct osm_node *n = &c->map.nodes[i];
		const char *highway = n->ntags ? osm_node_tag(&c->map, n, OSM_highway) : "";

		if (strcmp(highway, "crossing") == 0 || strcmp(highway, "traffic_signals") == 0)
			nearer(&best, walk_metres(c->graph[WALK_ADULT], lat, lon, n->lat, n->lon));
	}
	return best;
}
