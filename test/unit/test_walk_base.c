/* test_walk_base - one more place against computing the whole city again, places left out, who rides past: small towns by chance. */
#include "unit.h"

#include "base/geo.h"
#include "engines/walk/city.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const double limits[4] = { 300, 500, 1000, 1e9 };
static char folder[] = "/tmp/qiao-base-XXXXXX";


static FILE *
file(const char *name)
{
	char path[200];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return fopen(path, "w");
}

static int
chance(int n)
{
	return (int)(random() % n);
}

#define SIDE 9
#define STEP 0.0012			/* degrees: some 130 m */

/* Streets in a grid with gaps, a private one here and there; stops and doors beside them; a line through the middle row. */
static void
town(int seed)
{
	FILE *f = file("map.osm");

	srandom((unsigned)seed);
	assert_non_null(f);
	fprintf(f, "<osm>");
	for (int i = 0; i < SIDE * SIDE; i++)
		fprintf(f, "<node id='%d' lat='%.7f' lon='%.7f'/>", i + 1, i / SIDE * STEP + chance(100) * 1e-6, i % SIDE * STEP + chance(100) * 1e-6);
	for (int i = 0; i < SIDE * SIDE; i++)
		for (int down = 0; down < 2; down++) {
			int to = down ? i + SIDE : i + 1;

			if ((down ? to >= SIDE * SIDE : i % SIDE == SIDE - 1) || (chance(5) == 0 && i / SIDE != SIDE / 2))
				continue;
			fprintf(f, "<way id='%d'><nd ref='%d'/><nd ref='%d'/><tag k='highway' v='%s'/>%s</way>", i * 2 + down + 1, i + 1, to + 1,
				chance(6) ? "residential" : "steps", chance(12) || i / SIDE == SIDE / 2 ? "" : "<tag k='access' v='private'/>");
		}
	fprintf(f, "</osm>");
	fclose(f);
	f = file("stops.csv");
	fprintf(f, "id,name,kind,lon,lat,riders\n");
	for (int i = 0; i < 6; i++)
		fprintf(f, "s%d,S%d,bus,%.7f,%.7f,\n", i, i, i < 3 ? (1 + i * 3) * STEP : chance(SIDE) * STEP, i < 3 ? SIDE / 2 * STEP : chance(SIDE) * STEP);
	fclose(f);
	f = file("lines.csv");
	fprintf(f, "line,direction,lon,lat\n652,0,0,%.7f\n652,0,%.7f,%.7f\nfar,,1,1\nfar,,1,1.01\n", SIDE / 2 * STEP, (SIDE - 1) * STEP, SIDE / 2 * STEP);
	fclose(f);
	f = file("loads.csv");
	fprintf(f, "stop,line,direction,boardings,alightings,aboard,headway\n,652,,,,,10\ns1,652,0,40,10,,\ns0,652,0,100,0,,\ns2,652,0,,,77,\ns9,652,0,5,5,,\n");
	fclose(f);
	f = file("people.csv");
	fprintf(f, "name,lon,lat,people,old,place\n");
	for (int i = 0; i < 80; i++)
		fprintf(f, "d%d,%.7f,%.7f,%d,%d,a\n", i, chance(SIDE * 1000) * STEP / 1000, chance(SIDE * 1000) * STEP / 1000, 10 + chance(50), chance(10));
	fclose(f);
}

static void
share_same(const struct city_share *x, const struct city_share *y)
{
	assert_true(x->seconds - y->seconds < 1e-6 && y->seconds - x->seconds < 1e-6);
	for (int i = 0; i < 4; i++) {
		assert_true(x->walk.within[i] == y->walk.within[i]);
		assert_true(x->ring.within[i] == y->ring.within[i]);
	}
	assert_true(x->walk.all == y->walk.all && x->walk.lost == y->walk.lost);
}

static void
reach_same(const struct city *c, const struct city_reach *x, const struct city_reach *y)
{
	assert_memory_equal(x->dm, y->dm, c->npoints * sizeof(*x->dm));
	assert_memory_equal(x->old_dm, y->old_dm, c->npoints * sizeof(*x->old_dm));
	assert_memory_equal(x->ring, y->ring, c->npoints * sizeof(*x->ring));
	share_same(&x->all, &y->all);
	share_same(&x->old, &y->old);
}

static void
one_more_is_all_of_it_again(void **state)
{
	size_t helped = 0, off = 0;

	for (int seed = 1; seed <= 12; seed++) {
		struct arena *a = arena_new();
		struct city_ask q = { .kind = "bus", .limits = limits };
		const struct city_base *b;
		struct city_fault f;
		struct city c;

		town(seed);
		assert_int_equal(city_open(a, folder, 1u << WALK_ADULT | 1u << WALK_ELDER, NULL, NULL, &c, &f).code, 0);
		assert_int_equal(city_base_new(a, &c, &q, &b).code, 0);
		struct city_stop *more = NEWN(a, struct city_stop, c.nstops + 1), *was = c.stops;
		memcpy(more, c.stops, c.nstops * sizeof(*more));
		for (int i = 0; i < 12; i++) {
			struct city_reach one, all;
			bool street;
			int32_t lat = (int32_t)(chance(SIDE * 1000) * STEP * 1e4), lon = (int32_t)(chance(SIDE * 1000) * STEP * 1e4);

			assert_int_equal(city_with_place(a, b, lat, lon, &one, &street).code, 0);
			more[c.nstops] = (struct city_stop){ "", "new", "bus", lat, lon, -1 };
			c.stops = more;
			c.nstops++;
			assert_int_equal(city_reach(a, &c, "bus", limits, &all).code, 0);
			c.stops = was;
			c.nstops--;
			if (!street) {
				off++;
				continue;
			}
			reach_same(&c, &one, &all);
			helped += one.all.seconds < city_base_reach(b)->all.seconds;
		}
		/* The base is as it was, whatever was asked of it. */
		struct city_reach anew;
		assert_int_equal(city_reach(a, &c, "bus", limits, &anew).code, 0);
		reach_same(&c, city_base_reach(b), &anew);
		city_close(&c);
		arena_free(a);
	}
	assert_true(helped > 20 && off > 0);
}

static void
what_is_left_out_is_not_there(void **state)
{
	struct arena *a = arena_new();
	struct city_reach fewer;
	const struct city_base *b;
	struct city_fault f;
	struct city c;
	int32_t lat, lon;

	town(3);
	assert_int_equal(city_open(a, folder, 1u << WALK_ADULT | 1u << WALK_ELDER, NULL, NULL, &c, &f).code, 0);
	lat = c.stops[1].lat + 1000;			/* 11 m beside it */
	lon = c.stops[1].lon;
	struct city_ask q = { "bus", limits, &lat, &lon, 1, 50 };
	assert_int_equal(city_base_new(a, &c, &q, &b).code, 0);
	size_t gone = c.nstops - city_base_places(b)->n;
	assert_true(gone >= 1);
	struct city_stop *v = NEWN(a, struct city_stop, c.nstops);
	size_t n = 0;
	for (size_t i = 0; i < c.nstops; i++)
		if (geo_metres((struct geo){ lat, lon }, (struct geo){ c.stops[i].lat, c.stops[i].lon }) > 50)
			v[n++] = c.stops[i];
	c.stops = v;
	c.nstops = n;
	assert_int_equal(city_reach(a, &c, "bus", limits, &fewer).code, 0);
	reach_same(&c, city_base_reach(b), &fewer);
	city_close(&c);
	arena_free(a);
}

static void
who_rides_past(void **state)
{
	static const struct {
		double at;			/* in steps of the grid along the line */
		double riders;
	} cases[] = { { 0.5, 0 }, { 2, 100 }, { 5, 130 }, { 7.9, 77 } };
	struct arena *a = arena_new();
	struct city_ask q = { .kind = "bus", .limits = limits };
	struct city_passing v[4];
	const struct city_base *b;
	struct city_fault f;
	struct city c;
	bool along;

	town(5);
	assert_int_equal(city_open(a, folder, 1u << WALK_ADULT | 1u << WALK_ELDER, NULL, NULL, &c, &f).code, 0);
	assert_int_equal(c.nloads, 5);
	assert_int_equal(city_base_new(a, &c, &q, &b).code, 0);
	for (size_t i = 0; i < COUNT(cases); i++) {
		int32_t lat = (int32_t)(SIDE / 2 * STEP * 1e7), lon = (int32_t)(cases[i].at * STEP * 1e7);

		assert_int_equal(city_passing(b, lat, lon, v, COUNT(v)), 1);
		assert_string_equal(v[0].line->name, "652");
		assert_true(v[0].riders == cases[i].riders);
		assert_true(v[0].headway == 10);
	}
	assert_int_equal(city_passing(b, 0, 0, v, COUNT(v)), 0);
	/* Beside the line's stop s0, which stands one step from its start. */
	double metres = city_spacing(b, (int32_t)(SIDE / 2 * STEP * 1e7), (int32_t)(1.5 * STEP * 1e7), &along);
	assert_true(along && metres > 60 && metres < 70);
	/* A row without alightings behind s1: from there on nobody knows, until a row says who is aboard. */
	for (size_t i = 0; i < c.nloads; i++)
		if (strcmp(c.loads[i].stop, "s1") == 0)
			c.loads[i].off = -1;
	assert_int_equal(city_base_new(a, &c, &q, &b).code, 0);
	assert_int_equal(city_passing(b, (int32_t)(SIDE / 2 * STEP * 1e7), (int32_t)(5 * STEP * 1e7), v, COUNT(v)), 1);
	assert_true(v[0].riders < 0);
	assert_int_equal(city_passing(b, (int32_t)(SIDE / 2 * STEP * 1e7), (int32_t)(7.9 * STEP * 1e7), v, COUNT(v)), 1);
	assert_true(v[0].riders == 77);
	city_close(&c);
	arena_free(a);
}

/* A hub that is reached again and again by a way one decimetre shorter, each time offering all its far neighbours anew: many more entries
 * than there are arcs, so those that are done with must make room. */
#define RUNGS 60
#define FAR_ENDS 40
static void
hub(struct arena *a, struct walk_net *t)
{
	uint32_t u = RUNGS, n = RUNGS + 1 + FAR_ENDS;
	struct walk_arc arcs[RUNGS + 1 + FAR_ENDS][FAR_ENDS + RUNGS];
	uint32_t count[RUNGS + 1 + FAR_ENDS] = { 0 };

	for (uint32_t i = 0; i < RUNGS; i++) {
		if (i + 1 < RUNGS)
			arcs[i][count[i]++] = (struct walk_arc){ i + 1, 1 };
		arcs[i][count[i]++] = (struct walk_arc){ u, 2 * (RUNGS - i) };
	}
	for (uint32_t i = 0; i < FAR_ENDS; i++)
		arcs[u][count[u]++] = (struct walk_arc){ u + 1 + i, 3000 + i };
	*t = (struct walk_net){ .n = n, .off = NEWN(a, uint32_t, n + 1), .arc = NEWN(a, struct walk_arc, RUNGS * 2 + FAR_ENDS), .longest = 4000 };
	for (uint32_t v = 0; v < n; v++) {
		memcpy(t->arc + t->m, arcs[v], count[v] * sizeof(struct walk_arc));
		t->m += count[v];
		t->off[v + 1] = t->m;
	}
}

static void
a_search_makes_room(void **state)
{
	struct arena *a = arena_new();
	const struct walk_seed from = { 0, 0, 0 };
	struct walk_net t;

	hub(a, &t);
	uint32_t *plain = NEWN(a, uint32_t, t.n);
	struct walk_search *s = walk_search_new(a, &t, 0, 1);
	assert_int_equal(walk_oracle(a, &t, &from, 1, plain).code, 0);
	for (int round = 0; round < 4; round++) {
		uint32_t limit = round & 1 ? 3070 : WALK_FAR;

		walk_search_run(s, &t, &from, 1, limit, false);
		assert_true(s->nentries <= s->cap);
		for (uint32_t v = 0; v < t.n; v++)
			assert_int_equal(s->dist[v], plain[v] <= limit ? plain[v] : WALK_FAR);
		if (round & 1)
			walk_search_clear(s);
	}
	arena_free(a);
}

static int
folder_make(void **state)
{
	return mkdtemp(folder) ? 0 : -1;
}

static int
folder_drop(void **state)
{
	static const char *const files[] = { "map.osm", "stops.csv", "lines.csv", "loads.csv", "people.csv" };

	for (size_t i = 0; i < COUNT(files); i++) {
		char path[200];

		snprintf(path, sizeof(path), "%s/%s", folder, files[i]);
		unlink(path);
	}
	return rmdir(folder);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_more_is_all_of_it_again), cmocka_unit_test(what_is_left_out_is_not_there), cmocka_unit_test(who_rides_past), cmocka_unit_test(a_search_makes_room),
	};

	return cmocka_run_group_tests(tests, folder_make, folder_drop);
}
