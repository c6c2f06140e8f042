/* test_number.c - numbers of persons in texts: found in every dress, and nothing else taken for one. */
#include "arena_help.h"
#include "base/number.h"

static void
found(void **state)
{
	static const struct { const char *s, *number; enum number_kind kind; } rows[] = {
		{ "电话13900001234。", "13900001234", NUMBER_MOBILE }, { "13900001234", "13900001234", NUMBER_MOBILE },
		{ "请打 139 0000 1234 找我", "139 0000 1234", NUMBER_MOBILE }, { "139-0000-1234", "139-0000-1234", NUMBER_MOBILE },
		{ "139 00001234", "139 00001234", NUMBER_MOBILE }, { "+8613900001234", "8613900001234", NUMBER_MOBILE },
		{ "+86 139 0000 1234", "139 0000 1234", NUMBER_MOBILE }, { "１３９００００１２３４", "１３９００００１２３４", NUMBER_MOBILE },
		{ "一三九〇〇〇〇一二三四", "一三九〇〇〇〇一二三四", NUMBER_MOBILE }, { "幺三九零零零零幺二三四", "幺三九零零零零幺二三四", NUMBER_MOBILE },
		{ "1 3 9 0 0 0 0 1 2 3 4", "1 3 9 0 0 0 0 1 2 3 4", NUMBER_MOBILE }, { "139　0000　1234", "139　0000　1234", NUMBER_MOBILE },
		{ "tel.13900001234", "13900001234", NUMBER_MOBILE }, { "13900001234, 谢谢", "13900001234", NUMBER_MOBILE },
		{ "022-26000001", "022-26000001", NUMBER_LANDLINE }, { "02226000001", "02226000001", NUMBER_LANDLINE },
		{ "022-2600-0001", "022-2600-0001", NUMBER_LANDLINE }, { "0315 2600001", "0315 2600001", NUMBER_LANDLINE },
		{ "身份证11010519491231002X", "11010519491231002X", NUMBER_ID }, { "11010519491231002x", "11010519491231002x", NUMBER_ID },
		{ "110105 19491231 002X", "110105 19491231 002X", NUMBER_ID }, { "440524188001010014", NULL, NUMBER_ID },
		{ "110105194912310021", NULL, NUMBER_ID }, { "１１０１０５１９４９１２３１００２Ｘ", "１１０１０５１９４９１２３１００２Ｘ", NUMBER_ID },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct number_hit hit = { 0 };
		size_t n = number_find(rows[i].s, &hit, 1);

		if (n != (rows[i].number ? 1 : 0))
			fail_msg("%s: %zu numbers", rows[i].s, n);
		if (n && (hit.kind != rows[i].kind || strcmp(arena_dup(a, rows[i].s + hit.at, hit.n), rows[i].number) != 0))
			fail_msg("%s: %.*s, kind %d", rows[i].s, (int)hit.n, rows[i].s + hit.at, (int)hit.kind);
	}
}

/* What a neighbourhood's texts are full of. */
static void
none(void **state)
{
	static const char *const rows[] = {
		"", "没有号码", "2023-05-18", "2023-05-18 14:30", "2023 05 18 14 30", "编号 2023-12", "beian/2023-125",
		"12345", "热线 12345，96110", "13900001234元", "¥13900001234", "13900001234.50", "1,390,000,123", "0.13900001234",
		"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b", "13900001234abcdef", "a13900001234", "/files/13900001234",
		"139000012345", "1390000123", "订单号 6228480402564890018", "3210 人，98.5%", "三百六十五里路", "一二三四五六七",
		"652 路、3 号楼 1 门 1203", "12 34 56 78 90 12 34", "2023 2024 2025", "110105194912310029", "110105194913310022",
		"1949-12-31 002", "18 20 22", "2600-0001", "010 1234567", "2023-05-18 2023-05-19",
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct number_hit hit;

		if (number_find(rows[i], &hit, 1))
			fail_msg("%s: %.*s is taken for a number", rows[i], (int)hit.n, rows[i] + hit.at);
	}
}

static void
several(void **state)
{
	const char *s = "13900001234 13900005678，022-26000001、11010519491231002X";
	struct number_hit v[2];

	assert_int_equal(number_find(s, v, 2), 4);
	assert_int_equal(v[1].at, 12);
	assert_string_equal(number_out(a, s, "***"), "*** ***，***、***");
	assert_string_equal(number_out(a, "没有", "***"), "没有");
	assert_string_equal(number_first(a, "灯坏了三天了，请打13900001234找楼下的邻居"), "坏了三天了，请打13900001234找楼下的邻居");
	assert_string_equal(number_first(a, "2023-05-18"), "");
}

/* The check character: changing any one digit of a right number is noticed (ISO 7064 MOD 11-2). */
static void
check_character(void **state)
{
	for (int at = 0; at < 17; at++)
		for (char c = '0'; c <= '9'; c++) {
			char s[] = "11010519491231002X";
			struct number_hit hit;

			if (s[at] == c)
				continue;
			s[at] = c;
			assert_int_equal(number_find(s, &hit, 1), 0);
		}
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(found), cmocka_unit_test(none), cmocka_unit_test(several),
		cmocka_unit_test(check_character) };

	return cmocka_run_group_tests(tests, setup, teardown);
}
