/* test_xlsx_write.c - what is written can be read again, stays text where it was text, and knows its limits. */
#include "arena_help.h"
#include "base/day.h"
#include "formats/table.h"
#include "formats/xlsx.h"
#include "formats/xlsx_write.h"
#include "formats_msg.h"

static struct table
read_sheet(struct bytes b, const char *sheet)
{
	struct table t = { 0 };

	assert_int_equal(xlsx_read(a, b, sheet, NULL, &t).code, 0);
	return t;
}

static void
kinds_of_cells_come_back(void **state)
{
	struct xlsx_out *x;
	struct bytes b;
	struct table t;
	static const char *const want[] = { "路灯 & <坏了>", "-12", "0.375", "6116.05", "2023-04-05", "", "last" };

	assert_int_equal(xlsx_begin(a, "台账/2023?", &x).code, 0);
	xlsx_widths(x, (const double[]){ 30, 8 }, 2);
	xlsx_head(x, "题目");
	xlsx_head(x, "n");
	xlsx_row(x);
	xlsx_text(x, want[0]);
	xlsx_int(x, -12);
	xlsx_decimal(x, 375, 3);
	xlsx_money(x, 611605);
	xlsx_day(x, day_from_ymd(2023, 4, 5));
	xlsx_text(x, NULL);
	xlsx_text(x, "last");
	xlsx_row(x);
	xlsx_sheet(x, "two");
	xlsx_text(x, "second sheet");
	xlsx_row(x);
	assert_int_equal(xlsx_end(x, &b).code, 0);
	t = read_sheet(b, "台账 2023 ");
	assert_int_equal(t.n, 2);
	assert_string_equal(t.v[0].field[0], "题目");
	assert_int_equal(t.v[1].n, COUNT(want));
	for (size_t i = 0; i < COUNT(want); i++)
		assert_string_equal(t.v[1].field[i], want[i]);
	t = read_sheet(b, "two");
	assert_string_equal(t.v[0].field[0], "second sheet");
}

/* A spreadsheet would compute these if they were not written as text. */
static void
nothing_becomes_a_formula(void **state)
{
	static const char *const evil[] = { "=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "=HYPERLINK(\"http://x\",\"y\")" };
	struct xlsx_out *x;
	struct bytes b;
	struct table t;

	assert_int_equal(xlsx_begin(a, "s", &x).code, 0);
	for (size_t i = 0; i < COUNT(evil); i++)
		xlsx_text(x, evil[i]);
	xlsx_row(x);
	assert_int_equal(xlsx_end(x, &b).code, 0);
	t = read_sheet(b, NULL);
	for (size_t i = 0; i < COUNT(evil); i++)
		assert_string_equal(t.v[0].field[i], evil[i]);	/* a formula would read as its (empty) value */
}

static void
big_numbers_and_long_texts(void **state)
{
	char *longest = arena_alloc(a, 3 * 40000 + 1);
	struct xlsx_out *x;
	struct bytes b;
	struct table t;

	for (int i = 0; i < 40000; i++)
		memcpy(longest + 3 * i, "长", 3);
	assert_int_equal(xlsx_begin(a, "s", &x).code, 0);
	xlsx_int(x, INT64_MAX);
	xlsx_int(x, INT64_MIN);
	xlsx_text(x, longest);
	xlsx_row(x);
	assert_int_equal(xlsx_end(x, &b).code, 0);
	t = read_sheet(b, NULL);
	assert_string_equal(t.v[0].field[0], "9223372036854775807");
	assert_string_equal(t.v[0].field[1], "-9223372036854775808");
	assert_int_equal(strlen(t.v[0].field[2]), 3 * 32767);
}

static void
too_many_rows_are_refused(void **state)
{
	struct xlsx_out *x;
	struct bytes b = { 0 };
	struct err e;

	assert_int_equal(xlsx_begin(a, "s", &x).code, 0);
	xlsx_text(x, "first");
	for (int i = 0; i < XLSX_MAX_ROWS; i++)
		xlsx_row(x);
	xlsx_text(x, "one too many");
	e = xlsx_end(x, &b);
	assert_int_equal(e.code, 422);
	assert_int_equal(e.key, M_table_too_big);
	assert_null(b.p);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(kinds_of_cells_come_back, setup, teardown),
		cmocka_unit_test_setup_teardown(nothing_becomes_a_formula, setup, teardown),
		cmocka_unit_test_setup_teardown(big_numbers_and_long_texts, setup, teardown),
		cmocka_unit_test_setup_teardown(too_many_rows_are_refused, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
