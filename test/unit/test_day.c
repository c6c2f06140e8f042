/* test_day.c - days against a day-by-day count, zones, and working days by the built-in and a given calendar. */
#include "arena_help.h"
#include "base/day.h"
#include "base_msg.h"

static int32_t
iso(const char *s)
{
	int32_t day = INT32_MIN;

	if (!day_parse(s, &day))
		fail_msg("not a day: %s", s);
	return day;
}

static void
every_day_of_400_years(void **state)
{
	static const int len[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	int32_t day = -134774;			/* 1601-01-01, a Monday */
	int y, m, d, ry, rm, rd, weekday = 1;

	for (y = 1601; y <= 2400; y++)
		for (m = 1; m <= 12; m++)
			for (d = 1; d <= len[m - 1] + (m == 2 && (y % 4 == 0 && (y % 100 != 0 || y % 400 == 0))); d++) {
				assert_int_equal(day_from_ymd(y, m, d), day);
				day_to_ymd(day, &ry, &rm, &rd);
				assert_true(ry == y && rm == m && rd == d);
				assert_int_equal(day_weekday(day), weekday);
				weekday = weekday % 7 + 1;
				day++;
			}
	assert_int_equal(day_from_ymd(1970, 1, 1), 0);
}

static void
parsing(void **state)
{
	static const char *const bad[] = { "", "2023-4-5", "2023-04-05 ", " 2023-04-05", "2023-02-29", "2023-13-01",
		"2023-00-10", "2023-04-00", "2023-04-31", "2023/04/05", "２０２３-04-05", "2023-04-0a", "+023-04-05", "20230405" };
	int32_t day = 7;
	size_t i;

	for (i = 0; i < COUNT(bad); i++)
		assert_false(day_parse(bad[i], &day));
	assert_false(day_parse(NULL, &day));
	assert_int_equal(day, 7);
	assert_int_equal(iso("2024-02-29"), day_from_ymd(2024, 2, 29));
	assert_string_equal(day_iso(a, iso("2024-02-29")), "2024-02-29");
	assert_string_equal(day_iso(a, -1), "1969-12-31");
}

static void
zones_and_words(void **state)
{
	struct env e = { .zone_minutes = 480 };
	int64_t us = (int64_t)iso("2023-04-04") * US_DAY + 22 * 3600 * US_SECOND + 5 * 60 * US_SECOND + 999999;

	assert_int_equal(day_of(&e, us), iso("2023-04-05"));
	assert_string_equal(time_text(a, &e, LANG_ZH, us), "4月5日 06:05");
	assert_string_equal(time_text(a, &e, LANG_EN, us), "5 April, 06:05");
	assert_string_equal(time_rfc3339(a, us), "2023-04-04T22:05:00Z");
	assert_string_equal(time_rfc3339_zone(a, &e, us), "2023-04-05T06:05:00+08:00");
	assert_string_equal(day_text(a, LANG_ZH, iso("2023-04-05")), "2023年4月5日");
	assert_string_equal(day_text(a, LANG_EN, iso("2023-12-31")), "31 December 2023");
	assert_true(day_start(&e, iso("2023-04-05")) == (int64_t)iso("2023-04-04") * US_DAY + 16 * 3600 * US_SECOND);
	assert_int_equal(day_of(&e, day_start(&e, 19000)), 19000);
	assert_int_equal(day_of(&e, day_start(&e, 19000) - 1), 18999);
	e.zone_minutes = -210;
	assert_int_equal(day_of(&e, 0), -1);
	assert_string_equal(time_rfc3339_zone(a, &e, 0), "1969-12-31T20:30:00-03:30");
	assert_string_equal(time_rfc3339(a, -1), "1969-12-31T23:59:59Z");
}

static bool
work(const char *s)
{
	return calendar_is_work(calendar_builtin(), iso(s));
}

static void
builtin_days(void **state)
{
	static const struct { const char *day; bool work; } rows[] = {
		{ "2022-12-31", false }, { "2023-01-02", false }, { "2023-01-03", true }, { "2023-01-28", true }, { "2023-04-05", false },
		{ "2023-04-23", true }, { "2023-05-03", false }, { "2023-10-06", false }, { "2023-10-08", true },
		{ "2024-01-01", false }, { "2024-02-04", true }, { "2024-02-09", true }, { "2024-02-16", false }, { "2024-09-14", true },
		{ "2024-09-16", false }, { "2024-10-12", true }, { "2025-01-26", true }, { "2025-02-04", false }, { "2025-10-08", false },
		{ "2025-10-09", true }, { "2026-01-02", false }, { "2026-01-04", true }, { "2026-02-14", true }, { "2026-02-23", false },
		{ "2026-02-28", true }, { "2026-09-20", true }, { "2026-09-25", false }, { "2026-10-10", true }, { "2026-10-11", false },
		{ "2027-01-01", true }, { "2027-01-02", false }, { "2022-12-30", true },
	};
	size_t i;

	for (i = 0; i < COUNT(rows); i++)
		if (work(rows[i].day) != rows[i].work)
			fail_msg("%s", rows[i].day);
	assert_int_equal(calendar_last(calendar_builtin()), iso("2026-12-31"));
}

/* Each exchange day is a weekend day, and a year loses exactly its statutory holidays: 11 days until 2024, 13 from
 * 2025 (《全国年节及纪念日放假办法》). A wrong row in the table breaks this sum. */
static void
builtin_sums(void **state)
{
	const struct calendar *c = calendar_builtin();
	static const int holidays[] = { 11, 11, 13, 13 };
	int y;

	for (y = 2023; y <= 2026; y++) {
		int32_t first = day_from_ymd(y, 1, 1), end = day_from_ymd(y + 1, 1, 1), day;
		int weekdays = 0;

		for (day = first; day < end; day++)
			weekdays += day_weekday(day) <= 5;
		assert_int_equal(calendar_between(c, first - 1, end - 1), weekdays - holidays[y - 2023]);
	}
}

static void
adding(void **state)
{
	const struct calendar *c = calendar_builtin();
	bool beyond = true;

	assert_int_equal(calendar_add(c, iso("2023-09-28"), 0, &beyond), iso("2023-09-28"));
	assert_false(beyond);
	/* eight days off, then Saturday and Sunday are worked in exchange */
	assert_int_equal(calendar_add(c, iso("2023-09-28"), 1, NULL), iso("2023-10-07"));
	assert_int_equal(calendar_add(c, iso("2023-09-28"), 2, NULL), iso("2023-10-08"));
	assert_int_equal(calendar_add(c, iso("2023-09-28"), 3, NULL), iso("2023-10-09"));
	assert_int_equal(calendar_add(c, iso("2026-02-13"), 2, NULL), iso("2026-02-24"));
	assert_int_equal(calendar_add(c, iso("2026-02-15"), 5, NULL), iso("2026-02-28"));
	assert_int_equal(calendar_add(c, iso("2026-12-30"), 1, &beyond), iso("2026-12-31"));
	assert_false(beyond);
	assert_int_equal(calendar_add(c, iso("2026-12-30"), 2, &beyond), iso("2027-01-01"));
	assert_true(beyond);
	assert_int_equal(calendar_add(c, iso("2026-12-30"), 3, &beyond), iso("2027-01-04"));
	assert_int_equal(calendar_between(c, iso("2023-09-28"), iso("2023-10-09")), 3);
	assert_int_equal(calendar_between(c, iso("2023-10-09"), iso("2023-09-28")), -3);
	assert_int_equal(calendar_between(c, iso("2023-10-09"), iso("2023-10-09")), 0);
}

static void
add_and_between_agree(void **state)
{
	const struct calendar *c = calendar_builtin();
	int32_t day;
	int n;

	for (day = iso("2023-12-01"); day < iso("2024-12-01"); day += 5)
		for (n = 0; n < 40; n++)
			assert_int_equal(calendar_between(c, day, calendar_add(c, day, n, NULL)), n);
}

static void
own_calendar(void **state)
{
	const struct calendar *base = calendar_builtin(), *c = NULL, *again = NULL;
	bool beyond;
	int line = -1;
	struct err e;

	e = calendar_parse(a, "# 2027\r\nyear 2027 by the notice\r\n2027-02-14 2027-02-14 work 春节\n\n  2027-02-06\t2027-02-12 off 春节\n"
			   "2026-12-31 2027-01-01 off", base, &c, &line);
	assert_int_equal(e.code, 0);
	assert_int_equal(line, 0);
	assert_int_equal(calendar_last(c), iso("2027-12-31"));
	assert_true(calendar_is_work(c, iso("2027-02-14")));
	assert_false(calendar_is_work(c, iso("2027-02-12")));
	assert_false(calendar_is_work(c, iso("2026-12-31")));
	assert_false(calendar_is_work(c, iso("2026-10-01")));	/* the built-in years are still there */
	assert_int_equal(calendar_add(c, iso("2027-02-05"), 1, &beyond), iso("2027-02-14"));
	assert_false(beyond);
	assert_int_not_equal(calendar_print(c), calendar_print(base));
	/* a year that is named is the file's alone; one that leaves a gap does not move the end */
	e = calendar_parse(a, "year 2026\n2026-01-01 2026-01-01 off\nyear 2028\n", base, &again, &line);
	assert_int_equal(e.code, 0);
	assert_true(calendar_is_work(again, iso("2026-10-01")));
	assert_false(calendar_is_work(again, iso("2025-10-01")));
	assert_int_equal(calendar_last(again), iso("2026-12-31"));
	e = calendar_parse(a, "", base, &again, &line);
	assert_int_equal(e.code, 0);
	assert_int_equal(calendar_print(again), calendar_print(base));
	calendar_add(again, iso("2027-02-05"), 1, &beyond);
	assert_true(beyond);
}

static void
bad_calendars(void **state)
{
	static const struct { const char *text; int line; enum msg key; } rows[] = {
		{ "year 2027\n2027-02-14", 2, M_err_calendar_line }, { "year 2027\n2027-02-14 2027-02-14", 2, M_err_calendar_line },
		{ "\nyear 2027\n2027-02-14 2027-02-14 rest", 3, M_err_calendar_line },
		{ "year 2027\n2027-02-14 2027-02-13 off", 2, M_err_calendar_line },
		{ "#\n#\n2027-02-14 2027-02-30 off", 3, M_err_calendar_line }, { "1927-02-14 2027-02-13 off", 1, M_err_calendar_line },
		{ "year 2027\n2027-02-06 2027-02-12 off\n2027-02-12 2027-02-12 work\n", 3, M_err_calendar_twice },
		{ "year 2027\nyear 2027\n", 2, M_err_calendar_twice },
		{ "2027-02-14 2027-02-14 off", 1, M_err_calendar_year }, { "year 2027\n2028-02-14 2028-02-14 off", 2, M_err_calendar_year },
		{ "year 2027\n2026-11-14 2026-11-14 off", 2, M_err_calendar_year }, { "year 2027\n2027-12-31 2028-01-01 off", 2, M_err_calendar_year },
		{ "year", 1, M_err_calendar_line }, { "year 20x7", 1, M_err_calendar_line }, { "year 1999", 1, M_err_calendar_line },
		{ "year 22027", 1, M_err_calendar_line },
	};
	const struct calendar *c = NULL;
	size_t i;
	int line;

	for (i = 0; i < COUNT(rows); i++) {
		struct err e = calendar_parse(a, rows[i].text, calendar_builtin(), &c, &line);

		assert_int_equal(e.code, 422);
		assert_int_equal(e.key, rows[i].key);
		assert_int_equal(line, rows[i].line);
		assert_null(c);
	}
}

static void
times(void **state)
{
	static const struct { const char *text; const char *utc; } rows[] = {
		{ "2023-04-05T06:07:08Z", "2023-04-05T06:07:08Z" }, { "2023-04-05T14:07:08+08:00", "2023-04-05T06:07:08Z" },
		{ "2023-04-05T01:07-05:00", "2023-04-05T06:07:00Z" }, { "2024-02-29T23:59:60Z", "2024-03-01T00:00:00Z" },
		{ "2023-04-05T06:07:08.5Z", "2023-04-05T06:07:08Z" }, { "1969-12-31T23:59:59Z", "1969-12-31T23:59:59Z" },
	};
	static const char *const bad[] = { "", "2023-04-05", "2023-04-05T06:07:08", "2023-04-05 06:07:08Z", "2023-02-29T00:00:00Z",
		"2023-04-05T24:00:00Z", "2023-04-05T06:60Z", "2023-04-05T06:07:08+8:00", "2023-04-05T06:07:08.Z", "2023-04-05T06:07:08Zx",
		"2023-04-05T06:07:08+15:00", "2023-04-05T", "2023-04-05T6:07Z" };
	int64_t us = 7;

	for (size_t i = 0; i < COUNT(rows); i++) {
		assert_true(time_parse(rows[i].text, &us));
		assert_string_equal(time_rfc3339(a, us), rows[i].utc);
	}
	us = 7;
	for (size_t i = 0; i < COUNT(bad); i++) {
		assert_false(time_parse(bad[i], &us));
		assert_int_equal(us, 7);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_day_of_400_years), cmocka_unit_test(parsing), cmocka_unit_test(zones_and_words),
		cmocka_unit_test(builtin_days), cmocka_unit_test(builtin_sums), cmocka_unit_test(adding),
		cmocka_unit_test(add_and_between_agree), cmocka_unit_test(own_calendar), cmocka_unit_test(bad_calendars), cmocka_unit_test(times),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
