/* test_intake.c - tables of other systems: where the head is, what columns are, days in all their forms. */
#include "arena_help.h"

#include "base/day.h"
#include "matter/intake.h"

static void
days(void **state)
{
	static const char *const good[] = { "2026-11-25", "2026-11-25 10:30", "2026/11/25", "2026/11/25 9:05:00", "2026年11月25日",
		"2026年11月25日 10时", "20261125", "2026.11.25", "46351", "46351.4375", "２０２６-１１-２５", "2026-11-25T10:30:00+08:00" };
	static const char *const bad[] = { "", "25.11.2026", "2026-13-01", "2026-02-30", "2026-11", "tomorrow", "19", "463510", "1326-01-01" };
	int32_t day;

	(void)state;
	for (size_t i = 0; i < COUNT(good); i++) {
		day = 0;
		assert_true(intake_day(a, good[i], &day));
		assert_string_equal(day_iso(a, day), "2026-11-25");
	}
	for (size_t i = 0; i < COUNT(bad); i++)
		assert_false(intake_day(a, bad[i], &day));
}

static void
due_days(void **state)
{
	int32_t from = day_from_ymd(2026, 11, 25), day;	/* a Wednesday */

	(void)state;
	assert_true(intake_due(a, "3", from, calendar_builtin(), &day));
	assert_string_equal(day_iso(a, day), "2026-11-30");
	assert_true(intake_due(a, "3个工作日", from, calendar_builtin(), &day));
	assert_string_equal(day_iso(a, day), "2026-11-30");
	assert_true(intake_due(a, "2026-12-01 18:00", from, calendar_builtin(), &day));
	assert_string_equal(day_iso(a, day), "2026-12-01");
	assert_false(intake_due(a, "soon", from, calendar_builtin(), &day));
	assert_false(intake_due(a, "-3", from, calendar_builtin(), &day));
}

static struct table
table_of(const char *text)
{
	struct table t;
	int line;

	assert_int_equal(table_read(a, (struct bytes){ (const unsigned char *)text, strlen(text) }, NULL, &t, &line).code, 0);
	return t;
}

static void
heads(void **state)
{
	struct table t = table_of("12345 热线工单,,,,\n导出时间,2026-11-25,,,\n工单编号,来电人,联系电话,诉求内容,办结期限\nHX1,一位居民,13900000000,路灯不亮,5\n");
	struct intake_map m, again;

	(void)state;
	assert_int_equal(intake_head(a, &t), 2);
	intake_guess(a, &t.v[2], &m);
	assert_int_equal(m.column[INTAKE_NUMBER], 1);
	assert_int_equal(m.column[INTAKE_NAME], 2);
	assert_int_equal(m.column[INTAKE_PHONE], 3);
	assert_int_equal(m.column[INTAKE_WORDS], 4);
	assert_int_equal(m.column[INTAKE_DUE], 5);
	assert_int_equal(m.column[INTAKE_PLACE], 0);
	assert_true(intake_map_read(intake_map_text(a, &m), &again));
	assert_memory_equal(&m, &again, sizeof(m));
	assert_false(intake_map_read("1 2", &again));
	t = table_of("Order no.,Subject,Address,Phone,Deadline\nA1,Lamp,Road 1,,3\n");
	assert_int_equal(intake_head(a, &t), 0);
	intake_guess(a, &t.v[0], &m);
	assert_int_equal(m.column[INTAKE_NUMBER], 1);
	assert_int_equal(m.column[INTAKE_TITLE], 2);
	assert_int_equal(m.column[INTAKE_WHERE], 3);
	assert_string_equal(intake_shape(a, &t.v[0]), intake_shape(a, &table_of("order NO.,subject,address,phone,deadline\n").v[0]));
	assert_string_not_equal(intake_shape(a, &t.v[0]), intake_shape(a, &t.v[1]));
}

static void
numbers_are_masked(void **state)
{
	(void)state;
	assert_string_equal(intake_mask(a, "请回电13900000000，谢谢"), "请回电139****0000，谢谢");
	assert_string_equal(intake_mask(a, "2026112500001 和 139"), "2026112500001 和 139");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(days, setup, teardown), cmocka_unit_test_setup_teardown(due_days, setup, teardown),
		cmocka_unit_test_setup_teardown(heads, setup, teardown), cmocka_unit_test_setup_teardown(numbers_are_masked, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
