/* test_geo.c - degrees read and written exactly, limits, distances that are known from elsewhere. */
#include "unit.h"
#include "base/geo.h"

#include <math.h>

static void
degrees_are_read(void **state)
{
	static const struct { const char *lat, *lon; int64_t n, e; } good[] = {
		{ "39.1534", "117.1795", 391534000, 1171795000 }, { "-0.5", "-.5", -5000000, -5000000 }, { "90", "180", 900000000, 1800000000 },
		{ "-90.0000000", "-180.0", -900000000, -1800000000 }, { "1.00000019", "2.", 10000001, 20000000 }, { "", "", 0, 0 },
	};
	static const struct { const char *lat, *lon; } bad[] = {
		{ "39", "" }, { "", "117" }, { "90.0000001", "0" }, { "0", "180.1" }, { "39,1", "117" }, { "1e2", "3" }, { "--1", "1" },
		{ ".", "1" }, { "-", "1" }, { "nan", "1" }, { "99999999999999999999999999", "1" }, { "1.2.3", "1" }, { " 1", "1" },
	};
	struct geo p = { 7, 7 };

	for (size_t i = 0; i < COUNT(bad); i++)
		assert_false(geo_read(bad[i].lat, bad[i].lon, &p));
	assert_int_equal(p.lat, 7);		/* untouched */
	for (size_t i = 0; i < COUNT(good); i++) {
		assert_true(geo_read(good[i].lat, good[i].lon, &p));
		assert_int_equal(p.lat, good[i].n);
		assert_int_equal(p.lon, good[i].e);
	}
	assert_false(geo_known(p));
}

static void
degrees_are_written(void **state)
{
	static const struct { int64_t n; const char *want; } rows[] = {
		{ 391534000, "39.1534" }, { -5000000, "-0.5" }, { 0, "0" }, { 1, "0.0000001" }, { 900000000, "90" }, { -10000001, "-1.0000001" },
	};
	struct arena *a = arena_new();

	for (size_t i = 0; i < COUNT(rows); i++)
		assert_string_equal(geo_degrees(a, rows[i].n), rows[i].want);
	arena_free(a);
}

static void
a_coarse_point_is_near(void **state)
{
	struct geo p = { 391534567, -1171795499 }, c = geo_coarse(p);

	assert_int_equal(c.lat, 391535000);
	assert_int_equal(c.lon, -1171795000);
	assert_true(geo_metres(p, c) < 8);
}

static void
distances(void **state)
{
	struct geo pole = { 900000000, 0 }, zero = { 0, 10 }, quarter = { 0, 900000010 };

	assert_true(fabs(geo_metres(zero, quarter) - 10007557.0) < 10);	/* a quarter of the circle: pi/2 × 6,371,008.8 m */
	assert_true(fabs(geo_metres(pole, quarter) - 10007557.0) < 10);
	assert_true(fabs(geo_metres((struct geo){ 391500000, 1171700000 }, (struct geo){ 391510000, 1171700000 }) - 111.195) < 0.01);
	assert_true(geo_metres(pole, pole) == 0);
	assert_true(geo_metres((struct geo){ 0, 0 }, (struct geo){ 0, 1800000000 }) > 20015000);	/* opposite points: no NaN */
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(degrees_are_read), cmocka_unit_test(degrees_are_written), cmocka_unit_test(a_coarse_point_is_near),
		cmocka_unit_test(distances),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
