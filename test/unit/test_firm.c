/* test_firm.c - credit codes against the vectors of the domain's notes, and a firm's figures as facts: age on the day, what ran out. */
#include "arena_help.h"

#include "base/day.h"
#include "services/finance/finance_code.h"
#include "services/finance/finance_firm.h"

/* Codes that were published; the last three fail the whole's check and are right in the body's. */
static void
codes(void **state)
{
	static const struct {
		const char *code;
		bool whole, body;
		int strange;
	} rows[] = {
		{ "91330100799655058B", true, true, 0 }, { "9144030071526726XG", true, true, 0 }, { "914403001922038216", true, true, 0 },
		{ "91100000100003962T", true, true, 0 }, { "91512081MA62K0260E", true, true, 0 }, { "91350100M000100Y43", true, true, 0 },
		{ "91110000100000462W", true, true, 0 }, { "91110108551385082Q", true, true, 0 }, { "9131000063159284XQ", true, true, 0 },
		{ "91350100M000100Y4Z", false, true, 18 }, { "91350211M0000XUF46", false, true, 0 }, { "91350100M0001TGQXM", false, true, 0 },
		{ "91330100799655058C", false, true, 0 }, { "91330100799655059B", false, false, 0 },
	};
	struct fin_code c;

	for (size_t i = 0; i < COUNT(rows); i++) {
		fin_code_read(a, rows[i].code, &c);
		assert_string_equal(c.text, rows[i].code);
		if (c.whole != rows[i].whole || c.body != rows[i].body || c.strange != rows[i].strange)
			fail_msg("%s: %d %d %d", rows[i].code, c.whole, c.body, c.strange);
		assert_int_equal(fin_code_sound(&c), rows[i].whole);
	}
}

static void
code_slips(void **state)
{
	static const char *const bad[] = { "", "9133010079965505", "91330100799655058BB", "91330100799655058\xe7\x94\xb2", "91330100_99655058B" };
	struct fin_code c;

	fin_code_read(a, " \xef\xbc\x99\xef\xbc\x91""3301 0079-9655058\xef\xbd\x82 ", &c);	/* full-width 9, 1, b */
	assert_string_equal(c.text, "91330100799655058B");
	assert_true(fin_code_sound(&c));
	fin_code_read(a, "9I33O100799655058B", &c);
	assert_int_equal(c.strange, 2);
	assert_false(fin_code_sound(&c));
	assert_string_equal(c.meant, "91330100799655058B");
	fin_code_read(a, "9O33010079965505IB", &c);		/* with digits it still does not check out: nothing is suggested */
	assert_null(c.meant);
	for (size_t i = 0; i < COUNT(bad); i++) {
		fin_code_read(a, bad[i], &c);
		assert_null(c.text);
		assert_false(fin_code_sound(&c));
	}
	/* every single wrong character, and every swap of neighbours that differ, is noticed */
	for (int at = 0; at < FIN_CODE_LEN - 1; at++) {
		char s[] = "9144030071526726XG";

		s[at] = s[at] == '7' ? '8' : '7';
		fin_code_read(a, s, &c);
		assert_false(c.whole);
	}
}

static struct fin_firm
firm(void)
{
	struct fin_firm f = { 0 };

	for (int i = 0; i < F_COUNT; i++)
		f.told[i] = (struct fin_told){ "", "", 0 };
	return f;
}

static const char *
age(const char *founded, int y, int m, int d)
{
	struct fin_firm f = firm();
	struct fin_facts x;

	f.told[F_AGE].value = founded;
	fin_firm_facts(a, &f, day_from_ymd(y, m, d), FIN_FIRM_FIELDS, &x);
	return value_text(a, x.v[F_AGE]);
}

/* A condition "at least 2" is met on the second birthday and not a day before; half a year is 0.5. */
static void
ages(void **state)
{
	assert_string_equal(age("2021-05-10", 2023, 5, 9), "1.91");
	assert_string_equal(age("2021-05-10", 2023, 5, 10), "2");
	assert_string_equal(age("2022-11-10", 2023, 5, 10), "0.5");
	assert_string_equal(age("2023-05-10", 2023, 5, 10), "0");
	assert_string_equal(age("2023-05-11", 2023, 5, 10), "null");
	assert_string_equal(age("1969-12-31", 2023, 5, 10), "53.33");
	assert_string_equal(age("", 2023, 5, 10), "null");
}

static void
quals(void **state)
{
	const struct fin_choice *hitech = fin_choice_find(fin_fields[F_QUALS].choices, "hitech");
	const struct fin_choice *giant = fin_choice_find(fin_fields[F_QUALS].choices, "giant");
	int32_t end = day_from_ymd(2023, 6, 30);
	struct fin_firm f = firm();
	struct fin_facts x;

	fin_firm_facts(a, &f, end, FIN_FIRM_FIELDS, &x);
	assert_int_equal(x.v[F_QUALS].kind, V_NULL);		/* nobody said: not known */
	f.told[F_QUALS].value = "told";
	fin_firm_facts(a, &f, end, FIN_FIRM_FIELDS, &x);
	assert_string_equal(x.typed[F_QUALS], "-");		/* said to have none */
	assert_int_equal(x.v[F_QUALS].list->n, 0);
	f.quals[f.nquals++] = (struct fin_held){ hitech, "nation", "firm", end - 700, end };
	f.quals[f.nquals++] = (struct fin_held){ giant, "", "document", 0, 0 };
	fin_firm_facts(a, &f, end, FIN_FIRM_FIELDS, &x);
	assert_string_equal(x.typed[F_QUALS], "hitech,giant");	/* on its last day it holds */
	fin_firm_facts(a, &f, end + 1, FIN_FIRM_FIELDS, &x);
	assert_string_equal(x.typed[F_QUALS], "giant");
	fin_firm_facts(a, &f, end - 701, FIN_FIRM_FIELDS, &x);
	assert_string_equal(x.typed[F_QUALS], "giant");		/* not begun */
}

/* What a consent leaves out is as if it had not been told; the size class was worked out before. */
static void
masked(void **state)
{
	struct fin_firm f = firm();
	struct fin_facts x;

	f.told[F_INDUSTRY].value = "retail";
	f.told[F_STAFF].value = "60";
	f.told[F_REVENUE].value = "600";
	f.told[F_GRADE].value = "B";
	f.told[F_AMOUNT].value = "9";		/* a need's, never the firm's */
	fin_firm_facts(a, &f, 19000, 1u << F_SIZE | 1u << F_GRADE, &x);
	assert_string_equal(x.typed[F_SIZE], "medium");
	assert_string_equal(x.v[F_GRADE].text.p, "B");
	for (int i = 0; i < F_COUNT; i++)
		if (i != F_SIZE && i != F_GRADE) {
			assert_int_equal(x.v[i].kind, V_NULL);
			assert_string_equal(x.typed[i], "");
		}
	fin_firm_facts(a, &f, 19000, UINT32_MAX, &x);
	assert_int_equal(x.v[F_AMOUNT].kind, V_NULL);
}

static void
told(void **state)
{
	static const struct {
		enum fin_field_no f;
		const char *typed, *value;
	} rows[] = {
		{ F_STAFF, "１２", "12" }, { F_STAFF, "1,200.50", "1200.5" }, { F_STAFF, "x", NULL }, { F_STAFF, " ", "" }, { F_GRADE, "b", "B" }, { F_GRADE, "E", NULL },
		{ F_TRADE, "是", "yes" }, { F_TRADE, "no", "no" }, { F_PLEDGE, "-", "-" }, { F_PLEDGE, "mortgage,credit", "credit,mortgage" },
		{ F_AGE, "2020-02-29", "2020-02-29" }, { F_AGE, "2099-01-01", NULL }, { F_AGE, "3", NULL },
	};
	const char *value;

	for (size_t i = 0; i < COUNT(rows); i++) {
		bool good = fin_told_read(a, rows[i].f, rows[i].typed, 19000, &value);

		if (good != (rows[i].value != NULL))
			fail_msg("row %zu", i);
		if (good)
			assert_string_equal(value, rows[i].value);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(codes), cmocka_unit_test(code_slips), cmocka_unit_test(ages), cmocka_unit_test(quals),
		cmocka_unit_test(masked), cmocka_unit_test(told) };

	return cmocka_run_group_tests(tests, setup, teardown);
}
