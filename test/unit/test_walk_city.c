/*
 * test_walk_city - the walking engine on two real cities. The figures were measured once with other programs (a plain heap, RoutingKit,
 * pandana agree to the last digit) under the rules of the profile "plain". Skips when the city data is not there.
 */
#include "engines/walk/datum.h"
#include "engines/walk/gtfs.h"
#include "engines/walk/site.h"
#include "unit.h"
#include "walk_city.h"

#include <math.h>

struct city {
	struct arena *a;
	struct bytes file;
	struct osm map;
	struct walk_graph *g;
};

static bool
city_open(struct city *c, const char *name)
{
	struct osm_fault f;

	*c = (struct city){ .a = arena_new(), .file = city_file(name) };
	if (!c->file.p) {
		print_message("no city data (QIAO_CITY): skipped\n");
		arena_free(c->a);
		return false;
	}
	assert_int_equal(osm_read(c->file, 0, NULL, &c->map, &f).code, 0);
	assert_int_equal(walk_graph_build(c->a, &c->map, &walk_profiles[WALK_PLAIN], &c->g).code, 0);
	return true;
}

static void
city_close(struct city *c)
{
	osm_free(&c->map);
	arena_free(c->a);
	free((void *)c->file.p);
}

/* The draws of the figures: glibc's rand with the seed 7. */
static uint32_t
draw(const struct walk_graph *g)
{
	return (uint32_t)((double)random() / (double)RAND_MAX * (double)(g->n - 1));
}

struct want {
	size_t seen_nodes, kept, nodes, edges, main_nodes, main_edges, arcs;
	double km;
	uint32_t longest;
	uint64_t sum;			/* of others, whose lengths round a little differently: within 3 in 100,000 */
	uint32_t far;
	size_t within[3];
};

static void
nearest_of_1000(struct city *c, const struct want *w)
{
	struct walk_place *places = NEWN(c->a, struct walk_place, 1000);
	struct walk_seed *seeds = NEWN(c->a, struct walk_seed, 1000);
	uint32_t *dist = NEWN(c->a, uint32_t, c->g->n), *plain = NEWN(c->a, uint32_t, c->g->n), far = 0, wrong = 0;
	uint64_t sum = 0;
	struct walk_all *all;

	srandom(7);
	for (int i = 0; i < 1000; i++) {
		uint32_t v = draw(c->g);
		places[i] = c->g->place[v];
		seeds[i] = (struct walk_seed){ v, 0, 0 };
	}
	assert_int_equal(walk_all_new(c->a, c->g, 1000, 0, &all).code, 0);
	walk_nearest(all, places, 1000, dist, NULL);
	assert_int_equal(walk_oracle(c->a, &c->g->net, seeds, 1000, plain).code, 0);
	for (uint32_t v = 0; v < c->g->n; v++) {
		sum += dist[v];
		far = dist[v] > far ? dist[v] : far;
		wrong += dist[v] != plain[v];
	}
	assert_int_equal(wrong, 0);
	assert_true(fabs((double)sum - (double)w->sum) < (double)w->sum * 3e-5);
	assert_int_equal(far, w->far);
}

/* The next 500 draws, each within 500, 1,000 and 1,500 m. */
static void
reach_of_500(struct city *c, const struct want *w)
{
	static const uint32_t limits[] = { 5000, 10000, 15000 };
	struct walk_hit *hits = NEWN(c->a, struct walk_hit, c->g->n);
	struct walk_points points;
	struct walk_all *all;
	size_t got[3] = { 0 };

	assert_int_equal(walk_points_index(c->a, c->g, c->g->place, c->g->n, &points).code, 0);
	assert_int_equal(walk_all_new(c->a, c->g, 1, 0, &all).code, 0);
	for (int i = 0; i < 500; i++) {
		uint32_t v = draw(c->g);

		for (size_t k = 0; k < 3; k++)
			got[k] += walk_reach(all, &points, &c->g->place[v], limits[k], hits);
	}
	for (size_t k = 0; k < 3; k++)
		assert_true(fabs((double)got[k] - (double)w->within[k]) < (double)w->within[k] * 1e-4);
}

static void
figures(const char *name, const struct want *w)
{
	struct city c;

	if (!city_open(&c, name))
		skip();
	const struct walk_report *r = &c.g->report;
	assert_int_equal(c.map.seen.nodes, w->seen_nodes);
	assert_int_equal(r->kept, w->kept);
	assert_int_equal(r->nodes, w->nodes);
	assert_int_equal(r->edges, w->edges);
	assert_int_equal(c.g->n, w->main_nodes);
	assert_int_equal(c.g->m, w->main_edges);
	assert_int_equal(c.g->net.m, w->arcs);
	assert_int_equal(r->sizes[0], w->main_nodes);
	assert_true(fabs(r->metres / 1000 - w->km) < w->km * 3e-5);
	assert_int_equal(r->longest, w->longest);
	nearest_of_1000(&c, w);
	reach_of_500(&c, w);
	city_close(&c);
}

static void
porto_alegre(void **state)
{
	figures("poa_osm.osm.pbf", &(struct want){ 43264, 14380, 38380, 45646, 37749, 45036, 90072, 1825.405, 5763, 80399852, 22656,
		{ 92105, 309941, 669097 } });
}

static void
shanghai(void **state)
{
	figures("shanghai.osm", &(struct want){ 2958, 793, 2454, 2845, 2221, 2559, 5118, 89.961, 3391, 694698, 5036,
		{ 67640, 226718, 451857 } });
}

/* ---- people, stops, routes of Porto Alegre ---- */

struct town {
	struct city c;
	struct bytes zip;
	struct gtfs feed;
	double *people;			/* of each node */
};

struct hexes {
	struct arena *a;
	double *lat, *lon, *people;
	size_t n;
};

static struct err
hex_row(void *ctx, const char *const *f)
{
	struct hexes *h = ctx;

	h->lat[h->n] = strtod(f[0], NULL);
	h->lon[h->n] = strtod(f[1], NULL);
	h->people[h->n++] = strtod(f[2], NULL);
	return OK;
}

/* Each cell's people in equal parts on the nodes that have its centre as their nearest, within 400 m. */
static void
people_place(struct town *t)
{
	static const char *const want[] = { "lat", "lon", "population" };
	struct bytes file = city_file("poa_hexgrid.csv");
	const struct walk_graph *g = t->c.g;
	struct hexes h = { t->c.a, NEWN(t->c.a, double, 2000), NEWN(t->c.a, double, 2000), NEWN(t->c.a, double, 2000), 0 };
	uint32_t *hex = NEWN(t->c.a, uint32_t, g->n), *share = NEWN(t->c.a, uint32_t, 2000);
	int line;

	assert_int_equal(csv_rows(file, &(struct csv_rows){ want, 3, hex_row, &h }, &line).code, 0);
	assert_int_equal(h.n, 1227);
	t->people = NEWN(t->c.a, double, g->n);
	for (uint32_t v = 0; v < g->n; v++) {
		double best = 400.0 * 400;

		hex[v] = WALK_NONE;
		for (uint32_t i = 0; i < h.n; i++) {
			double x = (h.lon[i] - g->lon[v] / 1e7) * 111195.0 * g->cosine, y = (h.lat[i] - g->lat[v] / 1e7) * 111195.0;

			if (x * x + y * y <= best) {
				best = x * x + y * y;
				hex[v] = i;
			}
		}
		if (hex[v] != WALK_NONE)
			share[hex[v]]++;
	}
	for (uint32_t v = 0; v < g->n; v++)
		t->people[v] = hex[v] == WALK_NONE ? 0 : h.people[hex[v]] / share[hex[v]];
	free((void *)file.p);
}

static bool
town_open(struct town *t)
{
	struct gtfs_fault f;

	if (!city_open(&t->c, "poa_osm.osm.pbf"))
		return false;
	t->zip = city_file("poa_eptc.zip");
	assert_int_equal(gtfs_read(t->c.a, t->zip, &t->feed, &f).code, 0);
	people_place(t);
	return true;
}

static void
town_close(struct town *t)
{
	free((void *)t->zip.p);
	city_close(&t->c);
}

/* Coverage: what people walk against what a ring on the map says; a layer shifted as in China changes one verdict in seven. */
static void
coverage(void **state)
{
	static const double limits[4] = { 300, 500, 800, 1000 };
	struct walk_cover real = { 0 }, ring = { 0 };
	struct walk_place *places = NULL;
	struct walk_all *all;
	uint32_t *dist;
	struct town t;
	size_t n = 0;
	double flips = 0;

	if (!town_open(&t))
		skip();
	assert_int_equal(t.feed.nstops, 3986);
	assert_int_equal(t.feed.nlines, 201);
	const struct walk_graph *g = t.c.g;
	int32_t *lat = NEWN(t.c.a, int32_t, t.feed.nstops), *lon = NEWN(t.c.a, int32_t, t.feed.nstops);
	places = NEWN(t.c.a, struct walk_place, t.feed.nstops);
	dist = NEWN(t.c.a, uint32_t, g->n);
	for (size_t i = 0; i < t.feed.nstops; i++) {
		const struct gtfs_stop *s = &t.feed.stops[i];

		if (s->lat < -301133000 || s->lat > -299877000 || s->lon < -512663000 || s->lon > -511322000)
			continue;
		lat[n] = s->lat;
		lon[n] = s->lon;
		places[n++] = g->place[walk_snap_node(g, s->lat, s->lon)];
	}
	assert_int_equal(n, 2469);
	assert_int_equal(walk_all_new(t.c.a, g, n, 0, &all).code, 0);
	walk_nearest(all, places, n, dist, NULL);
	for (uint32_t v = 0; v < g->n; v++) {
		double near = 1e9, shifted = 1e9;

		if (t.people[v] <= 0)
			continue;
		for (size_t i = 0; i < n; i++) {
			double x = (lon[i] - (double)g->lon[v]) / 1e7 * 111195.0 * g->cosine, y = (lat[i] - (double)g->lat[v]) / 1e7 * 111195.0;

			near = fmin(near, x * x + y * y);
			shifted = fmin(shifted, (x + 546) * (x + 546) + (y + 120) * (y + 120));
		}
		walk_cover_add(&real, t.people[v], dist[v] / 10.0, limits);
		walk_cover_add(&ring, t.people[v], sqrt(near), limits);
		flips += (near <= 90000) != (shifted <= 90000) ? t.people[v] : 0;
	}
	assert_true(fabs(real.all - 811227) < 1);
	assert_true(fabs(real.within[0] / real.all - 0.80767) < 2e-5);
	assert_true(fabs(real.within[1] / real.all - 0.92594) < 2e-5);
	assert_true(fabs(real.sum / real.all - 193.489) < 0.01);
	assert_true(fabs(ring.within[0] / ring.all - 0.90553) < 2e-5);
	assert_true(fabs(ring.within[1] / ring.all - 0.96675) < 2e-5);
	assert_true(fabs(ring.sum / ring.all - 139.884) < 0.01);
	assert_true(fabs(flips / ring.all - 0.14209) < 2e-4);
	town_close(&t);
}

/* The gate: right as it is; refused when moved by Tianjin's offset or by 100 m only. */
static void
gate(void **state)
{
	static const double east[] = { 0, 546, 100 }, north[] = { 0, 120, 0 };
	struct town t;
	struct datum_fit got;

	if (!town_open(&t))
		skip();
	int32_t *lat = NEWN(t.c.a, int32_t, t.feed.nstops), *lon = NEWN(t.c.a, int32_t, t.feed.nstops);
	for (size_t k = 0; k < 3; k++) {
		for (size_t i = 0; i < t.feed.nstops; i++) {
			lat[i] = t.feed.stops[i].lat + (int32_t)(north[k] / 111195.0 * 1e7);
			lon[i] = t.feed.stops[i].lon + (int32_t)(east[k] / 111195.0 / t.c.g->cosine * 1e7);
		}
		assert_int_equal(datum_gate(t.c.a, t.c.g, DATUM_WGS84, lat, lon, t.feed.nstops, &got).code, 0);
		assert_int_equal(got.shifted, k > 0);
		if (k == 0)
			assert_true(got.median > 4 && got.median < 4.6);
	}
	town_close(&t);
}

/* ---- a route ---- */

struct route {
	struct site_problem p;
	struct site_point *at;
	size_t npoints;
	double length, people;
};

static void
route_open(struct town *t, const char *shape, double min_gap, struct route *r)
{
	const struct walk_graph *g = t->c.g;
	struct arena *a = t->c.a;
	const struct gtfs_line *l = NULL;
	struct walk_points points;
	struct walk_all *all;
	size_t n = 0, k;

	for (size_t i = 0; i < t->feed.nlines; i++)
		if (strcmp(t->feed.lines[i].shape, shape) == 0)
			l = &t->feed.lines[i];
	assert_non_null(l);
	*r = (struct route){ .p.min_gap = min_gap };
	assert_int_equal(site_along(a, l->lat, l->lon, l->n, 100, &r->at, &r->npoints, &r->length).code, 0);
	assert_int_equal(walk_points_index(a, g, g->place, g->n, &points).code, 0);
	assert_int_equal(walk_all_new(a, g, 1, 0, &all).code, 0);
	struct walk_hit *hits = NEWN(a, struct walk_hit, r->npoints * 8000);
	uint32_t *off = NEWN(a, uint32_t, r->npoints + 1), *demand = NEWN(a, uint32_t, g->n), before = WALK_NONE, nhits = 0;
	double *pos = NEWN(a, double, r->npoints);
	for (size_t i = 0; i < r->npoints; i++) {
		uint32_t v = walk_snap_node(g, r->at[i].lat, r->at[i].lon);

		if (v == before)
			continue;
		before = v;
		pos[n] = r->at[i].pos;
		k = walk_reach(all, &points, &g->place[v], 10000, hits + nhits);
		for (size_t h = 0, to = nhits; h < k; h++)
			if (t->people[hits[nhits + h].point] > 0)
				hits[to++] = hits[nhits + h], off[n + 1] = (uint32_t)to;
		nhits = off[n + 1] > nhits ? off[n + 1] : nhits;
		off[++n] = nhits;
	}
	memset(demand, 0xff, g->n * sizeof(*demand));
	double *weight = NEWN(a, double, g->n);
	uint32_t *base = NEWN(a, uint32_t, g->n);
	for (uint32_t h = 0; h < nhits; h++) {
		uint32_t v = hits[h].point;

		if (demand[v] == WALK_NONE) {
			demand[v] = (uint32_t)r->p.npeople;
			base[r->p.npeople] = 10000;
			weight[r->p.npeople++] = t->people[v];
			r->people += t->people[v];
		}
		hits[h].point = demand[v];
	}
	r->p.n = n;
	r->p.pos = pos;
	r->p.off = off;
	r->p.hit = hits;
	r->p.weight = weight;
	r->p.base = base;
}

static double
mean(const struct route *r, double value)
{
	return value / 10 / r->people;
}

static void
same_set(const uint32_t *got, const char *want)
{
	char text[200] = "";

	for (const char *p = want; *p; got++) {
		size_t n = strcspn(p, " ");
		snprintf(text, sizeof(text), "%u", *got);
		assert_true(strlen(text) == n && memcmp(text, p, n) == 0);
		p += n + (p[n] == ' ');
	}
}

static void
route_510(void **state)
{
	static const struct {
		size_t k, tried;
		double value;
		const char *set;
	} few[] = { { 1, 56, 895.529474, "35" }, { 2, 1435, 824.781599, "15 35" }, { 3, 22296, 762.980582, "15 31 42" } };
	static const struct {
		size_t k;
		double value;
		const char *set;
	} many[] = { { 1, 895.529474, "35" }, { 3, 762.980582, "15 31 42" }, { 4, 706.957882, "6 17 31 42" }, { 5, 670.4045, "6 17 30 35 43" },
		{ 6, 639.0758, "1 9 17 30 35 43" }, { 8, 598.0697, "1 9 15 20 30 35 42 55" }, { 10, 578.7788, "1 6 9 15 20 27 30 35 42 55" },
		{ 14, 556.6402, "1 6 9 14 17 20 24 27 30 33 36 40 43 55" } };
	struct site_rank best[5];
	struct site_choice c;
	struct route r;
	struct town t;
	size_t n, tried;

	if (!town_open(&t))
		skip();
	route_open(&t, "510-1", 300, &r);
	assert_true(fabs(r.length - 5703) < 2);
	assert_int_equal(r.p.n, 56);
	assert_int_equal(r.p.npeople, 3844);
	assert_true(fabs(r.people - 109815) < 1);
	for (size_t i = 0; i < COUNT(few); i++) {
		assert_int_equal(site_rank(t.c.a, &r.p, few[i].k, 5, best, &n, &tried).code, 0);
		assert_int_equal(tried, few[i].tried);
		same_set(best[0].set, few[i].set);
		assert_true(fabs(mean(&r, best[0].value) - few[i].value) < 0.02);
	}
	for (size_t i = 0; i < COUNT(many); i++) {
		assert_int_equal(site_choose(t.c.a, &r.p, many[i].k, 0, &c).code, 0);
		assert_int_equal(c.why, SITE_fine);
		same_set(c.set, many[i].set);
		assert_true(fabs(mean(&r, c.value) - many[i].value) < 0.02);
		assert_true(c.gap >= 0 && c.gap <= 1e-5);
		assert_true(fabs(site_value(&r.p, c.set, c.k) - c.value) < 1e-6 * c.value);
	}
	town_close(&t);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(porto_alegre),
		cmocka_unit_test(shanghai),
		cmocka_unit_test(coverage),
		cmocka_unit_test(gate),
		cmocka_unit_test(route_510),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
