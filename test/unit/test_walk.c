/* test_walk - the walking engine on small towns: rules of ways, gates, private estates; every answer beside a plain heap or brute force. */
#include "engines/walk/city.h"
#include "engines/walk/datum.h"
#include "engines/walk/gtfs.h"
#include "engines/walk/site.h"
#include "unit.h"
#include "walk_msg.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <zip.h>

struct world {
	struct arena *a;
	struct osm map;
	struct walk_graph *g;
};

static struct err
read_text(const char *s, struct osm *m, struct osm_fault *f)
{
	return osm_read((struct bytes){ (const unsigned char *)s, strlen(s) }, 0, NULL, m, f);
}

static void
open_world(struct world *w, const char *xml, enum walk_who who)
{
	struct osm_fault f;

	*w = (struct world){ .a = arena_new() };
	assert_int_equal(read_text(xml, &w->map, &f).code, 0);
	assert_int_equal(walk_graph_build(w->a, &w->map, &walk_profiles[who], &w->g).code, 0);
}

static void
close_world(struct world *w)
{
	osm_free(&w->map);
	arena_free(w->a);
}

/* Nodes 1 to n stand 0.001 degrees apart on the equator, 111.2 m; %s: ways. */
static const char *
row(struct arena *a, int n, const char *tags3, const char *ways)
{
	struct out o;

	out_init(&o, a);
	out_str(&o, "<osm version='0.6'>");
	for (int i = 1; i <= n; i++)
		out_fmt(&o, "<node id='%d' lat='0' lon='0.%03d'>%s</node>", i, i, i == 3 ? tags3 : "");
	out_str(&o, ways);
	out_str(&o, "</osm>");
	return out_cstr(&o);
}

static uint32_t
walked(struct world *w, int32_t from_lon, int32_t to_lon)
{
	struct walk_place from, to;
	struct walk_points one;
	struct walk_all *all;
	uint32_t d;

	assert_true(walk_snap(w->g, 0, from_lon, 500, false, &from));
	assert_true(walk_snap(w->g, 0, to_lon, 500, true, &to));
	assert_int_equal(walk_points_index(w->a, w->g, &from, 1, &one).code, 0);
	assert_int_equal(walk_all_new(w->a, w->g, 1, 500, &all).code, 0);
	walk_nearest_of(all, &to, 1, &one, &d, NULL);
	return d;
}

#define NDS "<nd ref='1'/><nd ref='2'/><nd ref='3'/><nd ref='4'/><nd ref='5'/>"

static void
ways_and_gates(void **state)
{
	static const struct {
		const char *node3, *ways;
		enum walk_who who;
		uint32_t want;		/* dm from 1 to 5 */
	} cases[] = {
		{ "", "<way id='1'>" NDS "<tag k='highway' v='footway'/></way>", WALK_ADULT, 4448 },
		{ "", "<way id='1'>" NDS "<tag k='highway' v='steps'/></way>", WALK_ADULT, 8896 },
		{ "<tag k='barrier' v='gate'/><tag k='access' v='private'/>", "<way id='1'>" NDS "<tag k='highway' v='footway'/></way>", WALK_ADULT, 4448 },
		/* signals: 20 s at 1.25 m/s are 25 m */
		{ "<tag k='highway' v='crossing'/><tag k='crossing' v='traffic_signals'/>", "<way id='1'>" NDS "<tag k='highway' v='footway'/></way>",
			WALK_ADULT, 4448 + 250 },
		{ "<tag k='highway' v='crossing'/><tag k='crossing' v='traffic_signals'/>", "<way id='1'>" NDS "<tag k='highway' v='footway'/></way>",
			WALK_PLAIN, 4448 },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct arena *a = arena_new();
		struct world w;

		open_world(&w, row(a, 5, cases[i].node3, cases[i].ways), cases[i].who);
		assert_int_equal(walked(&w, 10000, 50000), cases[i].want);
		close_world(&w);
		arena_free(a);
	}
}

/* A street along the equator and a way around it; what people on the spot draw there. From 1 to 5, dm. */
static uint32_t
drawn(const struct city_edit *v, size_t n, int minute, bool *used)
{
	struct walk_profile p = walk_profiles[WALK_ADULT];
	struct arena *a = arena_new();
	struct world w = { .a = arena_new() };
	struct osm_fault f;
	uint32_t d;

	p.minute = minute;
	assert_int_equal(read_text(row(a, 5, "", "<node id='11' lat='0.002' lon='0.001'/><node id='15' lat='0.002' lon='0.005'/>"
		"<way id='1'>" NDS "<tag k='highway' v='footway'/></way>"
		"<way id='2'><nd ref='1'/><nd ref='11'/><nd ref='15'/><nd ref='5'/><tag k='highway' v='footway'/></way>"), &w.map, &f).code, 0);
	assert_int_equal(city_edit(&w.map, v, n, used).code, 0);
	assert_int_equal(walk_graph_build(w.a, &w.map, &p, &w.g).code, 0);
	d = walked(&w, 10000, 50000);
	close_world(&w);
	arena_free(a);
	return d;
}

static void
what_is_drawn_is_walked(void **state)
{
	const struct city_edit block = { CITY_block, "", "", 100, 30000, 0, 0 }, gate = { CITY_gate, "", "06:00-22:00", 100, 35000, 0, 0 };
	const struct city_edit nowhere = { CITY_block, "", "", 50000, 30000, 0, 0 };
	const struct city_edit around[] = { block, { CITY_path, "小路", "", 0, 20000, -10000, 30000 }, { CITY_path, "", "", -10000, 30000, 0, 40000 } };
	const struct city_edit island = { CITY_path, "", "", -50000, 20000, -50000, 30000 };
	bool used[3];

	assert_int_equal(drawn(NULL, 0, WALK_ANY_TIME, NULL), 4448);
	assert_int_equal(drawn(&block, 1, WALK_ANY_TIME, used), 8896);
	assert_true(used[0]);
	assert_int_equal(drawn(&nowhere, 1, WALK_ANY_TIME, used), 4448);
	assert_false(used[0]);
	assert_int_equal(drawn(&gate, 1, 12 * 60, NULL), 4448);
	assert_int_equal(drawn(&gate, 1, 23 * 60, NULL), 8896);
	assert_int_equal(drawn(&gate, 1, WALK_ANY_TIME, NULL), 4448);
	/* pieces of a path are joined to streets and to each other */
	assert_in_range(drawn(around, 3, WALK_ANY_TIME, used), 5366, 5372);
	assert_true(used[0] && used[1] && used[2]);
	assert_int_equal(drawn(&island, 1, WALK_ANY_TIME, used), 4448);
	assert_false(used[0]);
}

static void
hours_of_gates(void **state)
{
	static const struct {
		const char *hours;
		int minute;
		bool open;
	} cases[] = { { "", 0, true }, { "24/7", 180, true }, { "06:00-22:00", 360, true }, { "06:00-22:00", 359, false }, { "06:00-22:00", 1320, false },
		{ "Mo-Fr 06:00-09:00,16:00-19:00", 1000, true }, { "06:00-09:00, 16:00-19:00", 700, false }, { "22:00-05:00", 60, true },
		{ "22:00-05:00", 300, false }, { "sunrise-sunset", 0, true }, { "6-22", 0, true }, { "06:00", 0, true }, { "06:0", 0, true },
		{ "06:00-", 0, true }, { "06:00-22:00", WALK_ANY_TIME, true } };

	for (size_t i = 0; i < COUNT(cases); i++)
		if (walk_open_at(cases[i].hours, cases[i].minute) != cases[i].open)
			fail_msg("%s at %d", cases[i].hours, cases[i].minute);
}

/* A closed gate cuts: the smaller side is gone, and whoever is there is not moved across. */
static void
a_closed_gate_cuts(void **state)
{
	struct arena *a = arena_new();
	struct walk_place p;
	struct world w;

	open_world(&w, row(a, 5, "<tag k='barrier' v='gate'/><tag k='access' v='no'/>", "<way id='1'>" NDS "<nd ref='1'/><tag k='highway' v='footway'/></way>"),
		WALK_ADULT);
	assert_int_equal(w.g->report.gates_closed, 1);
	assert_int_equal(walked(&w, 20000, 40000), 1112 + 4448 + 1112);	/* not 2224: round by 1 and 5 */
	close_world(&w);
	open_world(&w, row(a, 5, "<tag k='barrier' v='gate'/><tag k='access' v='no'/>", "<way id='1'>" NDS "<tag k='highway' v='footway'/></way>"), WALK_ADULT);
	assert_int_equal(w.g->report.parts, 2);
	assert_false(walk_snap(w.g, 0, 40000, 500, false, &p));
	assert_int_equal(p.chain, WALK_NONE);
	close_world(&w);
	arena_free(a);
}

/* 1-2-3-4-5 private between 1 and 5, a public way round over 6: who lives at 3 walks out, nobody walks through. */
static void
private_ways_are_left_not_crossed(void **state)
{
	static const char xml[] = "<osm><node id='1' lat='0' lon='0.001'/><node id='2' lat='0' lon='0.002'/><node id='3' lat='0' lon='0.003'/>"
		"<node id='4' lat='0' lon='0.004'/><node id='5' lat='0' lon='0.005'/><node id='6' lat='0.01' lon='0.003'/><node id='7' lat='0' lon='0'/>"
		"<node id='8' lat='0' lon='0.006'/><way id='1'>" NDS "<tag k='highway' v='service'/><tag k='access' v='private'/></way>"
		"<way id='2'><nd ref='7'/><nd ref='1'/><nd ref='6'/><nd ref='5'/><nd ref='8'/><tag k='highway' v='residential'/></way></osm>";
	struct world w;

	open_world(&w, xml, WALK_ADULT);
	assert_int_equal(walked(&w, 30000, 10), 3335);		/* out of the estate, straight */
	assert_true(walked(&w, 60000, 10) > 20000);		/* round it */
	close_world(&w);
	open_world(&w, xml, WALK_PLAIN);			/* there it does not exist at all */
	assert_int_equal(w.g->report.dropped[WALK_DROP_access], 1);
	close_world(&w);
}

static void
steps_close_for_wheels(void **state)
{
	struct arena *a = arena_new();
	struct world w;
	struct osm_fault f;

	assert_int_equal(read_text(row(a, 5, "", "<way id='1'>" NDS "<tag k='highway' v='steps'/></way>"), &w.map, &f).code, 0);
	assert_int_equal(walk_graph_build(a, &w.map, &walk_profiles[WALK_WHEELCHAIR], &w.g).key, M_walk_empty);
	osm_free(&w.map);
	open_world(&w, row(a, 5, "", "<way id='1'>" NDS "<tag k='highway' v='steps'/><tag k='ramp:wheelchair' v='yes'/></way>"), WALK_WHEELCHAIR);
	assert_int_equal(walked(&w, 10000, 50000), 4448);
	close_world(&w);
	arena_free(a);
}

/* ---- random towns against the oracle ---- */

static const char *
random_town(struct arena *a, unsigned seed)
{
	struct out o;

	srandom(seed);
	out_init(&o, a);
	out_str(&o, "<osm>");
	for (int i = 0; i < 400; i++)
		out_fmt(&o, "<node id='%d' lat='0.%05ld' lon='0.%05ld'/>", i + 1, random() % 1500, random() % 1500);
	for (int i = 0; i < 260; i++) {
		out_fmt(&o, "<way id='%d'>", i + 1);
		for (long n = 2 + random() % 4; n > 0; n--)
			out_fmt(&o, "<nd ref='%ld'/>", 1 + random() % 400);
		out_fmt(&o, "<tag k='highway' v='path'/>%s</way>", random() % 5 == 0 ? "<tag k='access' v='private'/>" : "");
	}
	out_str(&o, "</osm>");
	return out_cstr(&o);
}

/* Facilities stand on streets, not inside estates. */
static uint32_t
street_node(const struct walk_graph *g)
{
	for (;;) {
		const struct walk_edge *e = &g->edge[(uint32_t)random() % g->m];

		if (!e->closed)
			return e->a;
	}
}

static void
chains_change_nothing(void **state)
{
	for (unsigned seed = 1; seed <= 25; seed++) {
		struct arena *a = arena_new();
		struct walk_place places[9];
		struct walk_seed seeds[9];
		struct walk_all *all;
		struct world w;

		open_world(&w, random_town(a, seed), WALK_ADULT);
		uint32_t *dist = NEWN(a, uint32_t, w.g->n), *plain = NEWN(a, uint32_t, w.g->n), *owner = NEWN(a, uint32_t, w.g->n);
		assert_true(w.g->core.n < w.g->n);
		for (uint32_t i = 0; i < 9; i++) {
			uint32_t v = street_node(w.g);

			places[i] = w.g->place[v];
			seeds[i] = (struct walk_seed){ v, 0, i };
		}
		assert_int_equal(walk_all_new(a, w.g, 9, 0, &all).code, 0);
		walk_nearest(all, places, 9, dist, owner);
		assert_int_equal(walk_oracle(a, &w.g->net, seeds, 9, plain).code, 0);
		assert_memory_equal(dist, plain, w.g->n * sizeof(*dist));
		for (uint32_t v = 0; v < w.g->n; v++) {
			struct walk_path p;
			bool found;

			assert_int_equal(owner[v] == WALK_NONE, dist[v] == WALK_FAR);
			if (v % 7 || dist[v] == WALK_FAR)
				continue;
			assert_int_equal(walk_path(a, w.g, &w.g->place[v], &places[owner[v]], &p, &found).code, 0);
			assert_true(found && p.dm == dist[v]);
			uint32_t sum = 0;
			for (size_t i = 0; i < p.nsteps; i++)
				sum += p.step[i].dm;
			assert_int_equal(sum, p.dm);			/* what is drawn is what was counted */
			assert_true(fabs(p.metres - p.dm / 10.0) < 2 + 0.11 * (double)p.n);
		}
		close_world(&w);
		arena_free(a);
	}
}

static void
reach_is_bounded_nearest(void **state)
{
	for (unsigned seed = 50; seed < 60; seed++) {
		struct arena *a = arena_new();
		struct walk_points points;
		struct walk_all *all, *one;
		struct world w;

		open_world(&w, random_town(a, seed), WALK_ADULT);
		struct walk_hit *hit = NEWN(a, struct walk_hit, w.g->n);
		uint32_t *dist = NEWN(a, uint32_t, w.g->n), *got = NEWN(a, uint32_t, w.g->n);
		assert_int_equal(walk_points_index(a, w.g, w.g->place, w.g->n, &points).code, 0);
		assert_int_equal(walk_all_new(a, w.g, 1, 0, &all).code, 0);
		assert_int_equal(walk_all_new(a, w.g, 1, 0, &one).code, 0);
		for (uint32_t v = 0; v < w.g->n; v += 13) {
			size_t n = walk_reach(all, &points, &w.g->place[v], 9000, hit);

			walk_nearest_of(one, &w.g->place[v], 1, &points, dist, NULL);
			memset(got, 0xff, w.g->n * sizeof(*got));
			for (size_t i = 0; i < n; i++) {
				assert_int_equal(got[hit[i].point], WALK_FAR);	/* each once */
				got[hit[i].point] = hit[i].dm;
			}
			for (uint32_t u = 0; u < w.g->n; u++)
				assert_int_equal(got[u], dist[u] <= 9000 ? dist[u] : WALK_FAR);
		}
		close_world(&w);
		arena_free(a);
	}
}

/* ---- siting against brute force ---- */

struct toy {
	struct site_problem p;
	double pos[12], weight[30], cost[12];
	uint32_t off[13], base[30];
	struct walk_hit hit[12 * 30];
	bool fixed[12];
};

static void
toy_make(struct toy *t, unsigned seed)
{
	uint32_t h = 0;

	srandom(seed);
	*t = (struct toy){ .p = { .n = 12, .npeople = 30 } };
	for (uint32_t j = 0; j < 12; j++) {
		t->pos[j] = j * 100.0;
		t->cost[j] = (double)(random() % 3) * 2000;
		for (uint32_t i = 0; i < 30; i++)
			if (random() % 3)
				t->hit[h++] = (struct walk_hit){ i, (uint32_t)(random() % 9000) };
		t->off[j + 1] = h;
	}
	for (int i = 0; i < 30; i++) {
		t->weight[i] = 1 + (double)(random() % 20);
		t->base[i] = 5000 + (uint32_t)(random() % 5000);
	}
	t->p.pos = t->pos;
	t->p.off = t->off;
	t->p.hit = t->hit;
	t->p.weight = t->weight;
	t->p.base = t->base;
	t->p.cost = t->cost;
	t->p.min_gap = 200;
}

static double
brute(const struct toy *t, size_t k)
{
	double best = HUGE_VAL;

	for (unsigned m = 0; m < 1u << 12; m++) {
		uint32_t set[12];
		size_t n = 0;
		bool fine = true;

		for (uint32_t j = 0; j < 12; j++)
			if (m & 1u << j) {
				fine = fine && (!n || ((!t->p.pos || t->pos[j] - t->pos[set[n - 1]] >= t->p.min_gap) &&
					(!t->p.pos || t->p.max_gap <= 0 || t->pos[j] - t->pos[set[n - 1]] <= t->p.max_gap)));
				set[n++] = j;
			} else {
				fine = fine && !(t->p.fixed && t->fixed[j]);
			}
		if (fine && n == k)
			best = fmin(best, site_value(&t->p, set, k));
	}
	return best;
}

static void
the_best_lies_between_bound_and_value(void **state)
{
	size_t exact = 0, all = 0;

	for (unsigned seed = 1; seed <= 40; seed++) {
		struct arena *a = arena_new();
		struct site_choice c;
		struct toy t;

		toy_make(&t, seed);
		if (seed % 3 == 1) {
			t.fixed[3] = t.fixed[7] = true;
			t.p.fixed = t.fixed;
		}
		if (seed % 4 == 2)
			t.p.max_gap = 400;
		if (seed % 5 == 3)
			t.p.pos = NULL;
		for (size_t k = 2; k <= 5; k++) {
			double best = brute(&t, k);

			assert_int_equal(site_choose(a, &t.p, k, 0, &c).code, 0);
			assert_int_equal(c.why == SITE_fine, best < HUGE_VAL);
			if (c.why != SITE_fine)
				continue;
			assert_true(fabs(site_value(&t.p, c.set, k) - c.value) < 1e-6 * c.value);
			assert_true(c.bound <= best * (1 + 1e-9) && c.value >= best * (1 - 1e-9));
			exact += c.value <= best * (1 + 1e-9);
			all++;
		}
		arena_free(a);
	}
	assert_true(exact >= all * 9 / 10);
}

static void
all_pairs_are_ranked(void **state)
{
	struct arena *a = arena_new();
	struct site_rank v[100];
	size_t n, tried;
	struct toy t;

	toy_make(&t, 5);
	assert_int_equal(site_rank(a, &t.p, 2, 100, v, &n, &tried).code, 0);
	assert_int_equal(tried, 55);		/* of 66 pairs those at least 200 m apart */
	assert_int_equal(n, 55);
	assert_true(fabs(v[0].value - brute(&t, 2)) < 1e-6);
	for (size_t i = 1; i < n; i++)
		assert_true(v[i].value >= v[i - 1].value);
	arena_free(a);
}

static void
no_answer_says_why(void **state)
{
	struct arena *a = arena_new();
	struct site_choice c;
	struct toy t;

	toy_make(&t, 1);
	t.p.min_gap = 300;
	site_choose(a, &t.p, 6, 0, &c);
	assert_int_equal(c.why, SITE_short);
	assert_true(c.need == 1500 && c.have == 1100);
	site_choose(a, &t.p, 13, 0, &c);
	assert_int_equal(c.why, SITE_too_few);
	t.fixed[4] = t.fixed[5] = true;
	t.p.fixed = t.fixed;
	site_choose(a, &t.p, 4, 0, &c);
	assert_int_equal(c.why, SITE_fine);		/* two that stand too close stay as they are */
	site_choose(a, &t.p, 6, 0, &c);
	assert_int_equal(c.why, SITE_crowded);
	assert_true(c.need == 4 && c.have == 3);
	site_choose(a, &t.p, 1, 0, &c);
	assert_int_equal(c.why, SITE_fixed_many);
	t.p.fixed = NULL;
	t.p.max_gap = 310;
	t.p.min_gap = 310;
	site_choose(a, &t.p, 3, 0, &c);
	assert_int_equal(c.why, SITE_gaps);
	assert_string_equal(msg_name(site_why_msg(c.why)), "walk.why_gaps");
	arena_free(a);
}

/* ---- readers ---- */

static void
broken_maps(void **state)
{
	static const struct {
		const char *text;
		enum msg key;
		size_t line;
	} cases[] = {
		{ "", M_walk_not_osm, 0 }, { "hello, this is no map at all", M_walk_not_osm, 0 }, { "<html></html>", M_walk_not_osm, 1 },
		{ "<osm>\n<node id='1' lat='1' lon='1'/>\n<way id='x'/></osm>", M_walk_osm_broken, 3 }, { "<osm><node id='1'", M_walk_osm_broken, 1 },
		{ "<!DOCTYPE osm [<!ENTITY a 'b'>]><osm>&a;</osm>", M_walk_osm_dtd, 1 }, { "\x1f\x8b\x08", M_walk_osm_gz, 0 },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct osm m = { 0 };
		struct osm_fault f;

		assert_int_equal(read_text(cases[i].text, &m, &f).key, cases[i].key);
		assert_null(m.nodes);
		if (cases[i].line)
			assert_int_equal(f.at, cases[i].line);
	}
}

static void
odd_maps_are_read_and_counted(void **state)
{
	static const char xml[] = "\xef\xbb\xbf<?xml version='1.0'?><osm><node id='2' lat='1' lon='1'/><node id='1' lat='1' lon='1.001'/>"
		"<node id='1' lat='5' lon='5'/><node id='3' lat='95' lon='1'/><node id='4' lat='x' lon='1'/><node id='5' lat='1' lon='1' action='delete'/>"
		"<node id='-6' lat='-0.5' lon='-0.25'/>"
		"<way id='1'><nd ref='1'/><nd ref='2'/><nd ref='2'/><nd ref='9'/><nd ref='1'/><tag k='highway' v='path'/><tag k='name' v='A&amp;B'/></way>"
		"<relation id='1'/></osm>";
	struct osm_fault f;
	struct world w = { .a = arena_new() };

	assert_int_equal(read_text(xml, &w.map, &f).code, 0);
	assert_int_equal(w.map.nnodes, 3);
	assert_int_equal(w.map.seen.twice, 1);
	assert_int_equal(w.map.seen.off_earth, 2);
	assert_int_equal(w.map.seen.deleted, 1);
	assert_int_equal(w.map.seen.relations, 1);
	assert_int_equal(osm_node(&w.map, -6)->lat, -5000000);
	assert_int_equal(osm_node(&w.map, 1)->lat, 10000000);
	assert_null(osm_node(&w.map, 3));
	assert_string_equal(osm_way_tag(&w.map, &w.map.ways[0], OSM_name), "A&B");
	assert_int_equal(walk_graph_build(w.a, &w.map, &walk_profiles[WALK_ADULT], &w.g).code, 0);
	assert_int_equal(w.g->m, 1);
	assert_int_equal(w.g->report.loops, 1);
	assert_int_equal(w.g->report.missing, 1);
	close_world(&w);
}

/* The measured offsets around the district (siting measure §5). */
static void
datums(void **state)
{
	static const int32_t points[][4] = { { 391550000, 1171850000, 391560760, 1171913340 }, { 391600000, 1171700000, 391611070, 1171763620 },
		{ 391500000, 1172000000, 391510470, 1172063080 }, { 391411000, 1171712000, 391421930, 1171775580 } };

	for (size_t i = 0; i < COUNT(points); i++) {
		int32_t lat = points[i][0], lon = points[i][1];

		datum_from_wgs84(DATUM_GCJ02, &lat, &lon);
		assert_in_range(lat - points[i][2] + 10, 0, 20);
		assert_in_range(lon - points[i][3] + 10, 0, 20);
		for (int d = 0; d < DATUM_COUNT; d++) {
			lat = points[i][0];
			lon = points[i][1];
			datum_from_wgs84((enum datum)d, &lat, &lon);
			datum_to_wgs84((enum datum)d, &lat, &lon);
			assert_in_range(lat - points[i][0] + 2, 0, 4);
			assert_in_range(lon - points[i][1] + 2, 0, 4);
		}
	}
	int32_t lat = -300000000, lon = -510000000;
	datum_from_wgs84(DATUM_GCJ02, &lat, &lon);
	assert_int_equal(lat, -300000000);		/* none outside the mainland */
}

static struct err
count_row(void *ctx, const char *const *field)
{
	struct out *o = ctx;

	out_fmt(o, "[%s|%s]", field[0], field[1]);
	return OK;
}

static void
csv(void **state)
{
	static const char *const want[] = { "b", "?c" };
	static const struct {
		const char *text, *got;
		enum msg key;
		int line;
	} cases[] = {
		{ "a,b,c\n1,2,3\n", "[2|3]", M_NONE, 0 }, { "\xef\xbb\xbf" "b\r\n\"x \"\"y\"\"\nz\"\r\n\r\nlast", "[x \"y\"\nz|][last|]", M_NONE, 0 },
		{ "a,c\n1,2\n", "", M_walk_gtfs_column, 1 }, { "a,b\n1,2\n1,\"2\n", "[2|]", M_walk_csv_quote, 3 }, { "b\n\xff\n", "", M_walk_csv_utf8, 2 },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct arena *a = arena_new();
		struct out o;
		int line;

		out_init(&o, a);
		struct err e = csv_rows((struct bytes){ (const unsigned char *)cases[i].text, strlen(cases[i].text) },
			&(struct csv_rows){ want, 2, count_row, &o }, &line);
		assert_int_equal(e.key, cases[i].key);
		assert_string_equal(out_cstr(&o), cases[i].got);
		assert_int_equal(line, cases[i].line);
		arena_free(a);
	}
}

struct entry {
	const char *name, *text;
	size_t n;
};

static struct bytes
zip_of(struct arena *a, const struct entry *e, size_t n)
{
	zip_source_t *s = zip_source_buffer_create(NULL, 0, 0, NULL);
	zip_t *z = zip_open_from_source(s, ZIP_CREATE | ZIP_TRUNCATE, NULL);
	zip_stat_t st;

	zip_source_keep(s);
	for (size_t i = 0; i < n; i++)
		assert_true(zip_file_add(z, e[i].name, zip_source_buffer(z, e[i].text, e[i].n ? e[i].n : strlen(e[i].text), 0), 0) >= 0);
	assert_int_equal(zip_close(z), 0);
	zip_source_stat(s, &st);
	unsigned char *p = arena_try(a, st.size);
	zip_source_open(s);
	assert_int_equal(zip_source_read(s, p, st.size), st.size);
	zip_source_close(s);
	zip_source_free(s);
	return (struct bytes){ p, st.size };
}

static void
feeds(void **state)
{
	static const struct entry good[] = {
		{ "stops.txt", "stop_lon,stop_id,stop_lat,stop_name,extra\n117.1,s2,39.1,\"B, two\",x\n117.2,s1,39.2,A,x\n,s3,,C,\n", 0 },
		{ "routes.txt", "route_id,route_short_name\nr,652\n", 0 },
		{ "trips.txt", "trip_id,route_id,shape_id,direction_id,service_id\nt1,r,h,1,day\nt2,r,h,1,day\nt4,r,h,1,sunday\nt3,r,,0,day\n", 0 },
		{ "shapes.txt", "shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence\nh,39.2,117.2,20\nh,39.1,117.1,3\nother,1,1,1\n", 0 },
		{ "stop_times.txt", "trip_id,arrival_time,stop_sequence,stop_id\nt1,06:20:00,2,s1\nt1,06:10:00,1,s2\nt2,06:22:00,1,s1\nt4,09:00:00,1,s1\n", 0 },
	};
	struct arena *a = arena_new();
	struct gtfs_fault f;
	struct gtfs g;

	assert_int_equal(gtfs_read(a, zip_of(a, good, COUNT(good)), &g, &f).code, 0);
	assert_int_equal(g.nstops, 2);
	assert_int_equal(g.no_place, 1);
	assert_int_equal(g.no_shape, 1);
	assert_string_equal(g.stops[1].name, "B, two");
	assert_int_equal(g.nlines, 1);
	assert_string_equal(g.lines[0].name, "652");
	assert_int_equal(g.lines[0].trips, 3);
	assert_float_equal(g.lines[0].headway, 12, 1e-6F);	/* 06:10 and 06:22 on the service with most trips */
	assert_int_equal(g.lines[0].direction, 1);
	assert_int_equal(g.lines[0].lat[0], 391000000);		/* by sequence, not as they stand */
	assert_int_equal(g.lines[0].nstops, 2);
	assert_int_equal(g.lines[0].stop[0], 1);
	struct entry often[COUNT(good) + 1];
	memcpy(often, good, sizeof(good));
	often[COUNT(good)] = (struct entry){ "frequencies.txt", "trip_id,start_time,end_time,headway_secs\nt1,06:00:00,08:00:00,600\nt1,08:00:00,10:00:00,1200\n", 0 };
	assert_int_equal(gtfs_read(a, zip_of(a, often, COUNT(often)), &g, &f).code, 0);
	assert_float_equal(g.lines[0].headway, (float)(800 / 60.0), 0.01F);	/* 18 trips in four hours */
	assert_int_equal(gtfs_read(a, zip_of(a, good, 4), &g, &f).key, M_walk_gtfs_missing);
	assert_string_equal(f.file, "stop_times.txt");
	arena_free(a);
}

static void
hostile_zips(void **state)
{
	static const struct entry up = { "../stops.txt", "stop_id\n", 0 }, column = { "stops.txt", "stop_id,stop_lat\na,1\n", 0 },
		place = { "stops.txt", "stop_id,stop_lat,stop_lon\na,1,1\nb,one,1\n", 0 };
	struct arena *a = arena_new();
	struct gtfs_fault f;
	struct gtfs g;
	char *blank = arena_try(a, 32 << 20);
	struct entry bomb = { "stops.txt", memset(blank, ' ', 32 << 20), 32 << 20 };

	assert_int_equal(gtfs_read(a, (struct bytes){ (const unsigned char *)"PK", 2 }, &g, &f).key, M_walk_not_zip);
	assert_int_equal(gtfs_read(a, (struct bytes){ (const unsigned char *)"PK\x03\x04 nothing", 12 }, &g, &f).key, M_walk_zip_broken);
	assert_int_equal(gtfs_read(a, zip_of(a, &up, 1), &g, &f).key, M_walk_zip_names);
	assert_int_equal(gtfs_read(a, zip_of(a, &bomb, 1), &g, &f).key, M_walk_too_big);
	assert_int_equal(gtfs_read(a, zip_of(a, &column, 1), &g, &f).key, M_walk_gtfs_column);
	assert_int_equal(gtfs_read(a, zip_of(a, &place, 1), &g, &f).key, M_walk_gtfs_place);
	assert_int_equal(f.line, 3);
	arena_free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ways_and_gates),
		cmocka_unit_test(what_is_drawn_is_walked),
		cmocka_unit_test(hours_of_gates),
		cmocka_unit_test(a_closed_gate_cuts),
		cmocka_unit_test(private_ways_are_left_not_crossed),
		cmocka_unit_test(steps_close_for_wheels),
		cmocka_unit_test(chains_change_nothing),
		cmocka_unit_test(reach_is_bounded_nearest),
		cmocka_unit_test(the_best_lies_between_bound_and_value),
		cmocka_unit_test(all_pairs_are_ranked),
		cmocka_unit_test(no_answer_says_why),
		cmocka_unit_test(broken_maps),
		cmocka_unit_test(odd_maps_are_read_and_counted),
		cmocka_unit_test(datums),
		cmocka_unit_test(csv),
		cmocka_unit_test(feeds),
		cmocka_unit_test(hostile_zips),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
