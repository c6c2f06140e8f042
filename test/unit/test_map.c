/* test_map.c - the map's geometry: everything inside its frame, moved and closer as the links say, markers never on each other. */
#include "unit.h"
#include "services/council/council_map.h"

#include <math.h>
#include <stdlib.h>

static const struct geo town[] = { { 390000000, 1172000000 }, { 390080000, 1172100000 }, { 390040000, 1172050000 } };

static void
all_inside(void **state)
{
	struct map_frame f = map_around(town, COUNT(town));
	struct map_point low = map_place(f, town[0]), high = map_place(f, town[1]), middle = map_place(f, town[2]);

	for (size_t i = 0; i < COUNT(town); i++)
		assert_true(map_place(f, town[i]).inside);
	assert_true(low.x < high.x && low.y > high.y);			/* east is right, north is up */
	assert_true(fabs(middle.x - MAP_SIDE / 2.0) < 1 && fabs(middle.y - MAP_SIDE / 2.0) < 1);
	assert_true(map_around(town, 1).metres >= 300);
	assert_true(map_around(NULL, 0).metres == 0);
}

/* A kilometre on the ground is as wide as it is high, wherever the district lies. */
static void
true_to_scale(void **state)
{
	struct map_frame f = { town[0], 4000 };
	struct geo north = { town[0].lat + 89932, town[0].lon }, east = town[0];
	struct map_point n = map_place(f, north), e;

	east.lon += (int64_t)(89932 / cos(39.0 * M_PI / 180));
	e = map_place(f, east);
	assert_true(fabs((MAP_SIDE / 2.0 - n.y) - MAP_SIDE / 4.0) < 0.5);
	assert_true(fabs((e.x - MAP_SIDE / 2.0) - MAP_SIDE / 4.0) < 0.5);
	assert_true(fabs(geo_metres(town[0], east) - 1000) < 8);
}

static void
moved_and_back(void **state)
{
	struct map_frame f = { town[0], 2000 }, close = map_moved(f, 1, 0, 0), away = map_moved(f, 0, 0.5, 0.5), back;

	assert_true(fabs(close.metres - 1000) < 0.01);
	assert_true(fabs(map_moved(close, -1, 0, 0).metres - 2000) < 0.01);
	back = map_moved(away, 0, -0.5, -0.5);
	assert_true(llabs(back.middle.lat - f.middle.lat) < 3 && llabs(back.middle.lon - f.middle.lon) < 20);
	assert_true(map_place(away, f.middle).x < 1 && map_place(away, f.middle).y > MAP_SIDE - 1);
	for (int i = 0; i < 20; i++)
		f = map_moved(f, 1, 0, 0);
	assert_true(f.metres > 50);
}

static void
none_covers_another(void **state)
{
	struct map_point v[60];

	for (size_t i = 0; i < COUNT(v); i++)
		v[i] = (struct map_point){ i % 3 ? 200 : 10, i % 3 ? 200 : 390, true };
	map_spread(v, COUNT(v));
	for (size_t i = 0; i < COUNT(v); i++)
		for (size_t k = 0; k < i; k++)
			if (hypot(v[i].x - v[k].x, v[i].y - v[k].y) < 2 * MAP_DOT)
				fail_msg("%zu covers %zu", i, k);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(all_inside), cmocka_unit_test(true_to_scale),
		cmocka_unit_test(moved_and_back), cmocka_unit_test(none_covers_another) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
