/* test_gather.c - heads by role as text and back, the code at the door, when the door is open. */
#include "unit.h"
#include "base/day.h"
#include "matter/gather.h"

static void
heads(void **state)
{
	struct arena *a = arena_new();
	int v[GROUP_COUNT] = { 0 }, back[GROUP_COUNT];

	assert_string_equal(heads_write(a, v), "");
	assert_string_equal(heads_text(a, LANG_EN, v), "");
	v[GROUP_party] = 3;
	v[GROUP_grid] = 12;
	assert_string_equal(heads_write(a, v), "party=3,grid=12");
	assert_string_equal(heads_text(a, LANG_EN, v), "3 Party members, 12 Grid workers");
	heads_read("party=3,grid=12", back);
	assert_memory_equal(v, back, sizeof(v));
	heads_read("mayor=1,party=3,,grid=12,unit=,=4,x", back);
	assert_memory_equal(v, back, sizeof(v));
	assert_int_equal(heads_sum(back), 15);
	arena_free(a);
}

static void
door(void **state)
{
	struct gather_row g = { .state = "called", .starts = 100 * US_DAY, .ends = 100 * US_DAY + 2 * 3600 * US_SECOND };
	const int64_t early = GATHER_EARLY * 60 * US_SECOND;

	assert_int_equal(gather_door(&g, g.starts - early - 1), DOOR_EARLY);
	assert_int_equal(gather_door(&g, g.starts - early), DOOR_OPEN);
	assert_int_equal(gather_door(&g, g.ends + US_DAY), DOOR_OPEN);
	assert_int_equal(gather_door(&g, g.ends + US_DAY + 1), DOOR_CLOSED);
	g.closed = g.starts;
	assert_int_equal(gather_door(&g, g.starts), DOOR_CLOSED);
	g.state = "cancelled";
	assert_int_equal(gather_door(&g, g.starts), DOOR_CANCELLED);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(heads), cmocka_unit_test(door) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
