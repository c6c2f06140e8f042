/* city_near.c - how far a place stands from the next stop and from a crossing: what siting rules ask (city.h). */
#include "engines/walk/city.h"
#include "base_msg.h"

#include <math.h>

double
city_on_line(const struct walk_graph *g, const struct site_point *v, size_t n, int32_t lat, int32_t lon, double within)
{
	double best = within, pos = -1;

	for (size_t i = 0; i + 1 < n; i++) {
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

struct err
city_spacing(struct arena *a, const struct city *c, int32_t lat, int32_t lon, double *metres, bool *along)
{
	const struct walk_graph *g = c->graph[WALK_ADULT];
	double line = -1, straight = -1;
	struct city_places p;

	TRY(city_places(a, c, WALK_ADULT, "bus", &p));
	for (size_t i = 0; i < c->nlines; i++) {
		const struct city_line *l = &c->lines[i];
		struct site_point *v = arena_try(a, (l->n + 1) * sizeof(*v));
		double at;

		if (!v)
			return FAIL(503, M_err_busy);
		for (size_t k = 0; k < l->n; k++)
			v[k] = (struct site_point){ l->lat[k], l->lon[k],
				k ? v[k - 1].pos + walk_metres(g, l->lat[k - 1], l->lon[k - 1], l->lat[k], l->lon[k]) : 0 };
		at = city_on_line(g, v, l->n, lat, lon, CITY_ON_LINE);
		for (size_t k = 0; at >= 0 && k < p.n; k++) {
			double stop = city_on_line(g, v, l->n, p.lat[k], p.lon[k], CITY_ON_LINE);
			if (stop >= 0)
				nearer(&line, fabs(stop - at));
		}
	}
	for (size_t k = 0; k < p.n; k++)
		nearer(&straight, walk_metres(g, lat, lon, p.lat[k], p.lon[k]));
	*along = line >= 0;
	*metres = line >= 0 ? line : straight;
	return OK;
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
