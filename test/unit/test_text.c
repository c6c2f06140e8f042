/* test_text.c - UTF-8 borders, cutting, cleaning, search tokens, phones, numbers, encodings. */
#include "arena_help.h"
#include "base/text.h"

static void
utf8_borders(void **state)
{
	static const struct { const char *s; size_t n; bool valid; } rows[] = {
		{ "", 0, true }, { "a", 1, true }, { "\x7f", 1, true }, { "a\0b", 3, false },
		{ "\x80", 1, false }, { "\xbf", 1, false },
		{ "\xc0\x80", 2, false }, { "\xc1\xbf", 2, false }, { "\xc2\x80", 2, true }, { "\xdf\xbf", 2, true },
		{ "\xc2", 1, false }, { "\xc2\x41", 2, false },
		{ "\xe0\x9f\xbf", 3, false }, { "\xe0\xa0\x80", 3, true }, { "\xef\xbf\xbf", 3, true }, { "\xe4\xb8", 2, false },
		{ "\xed\x9f\xbf", 3, true }, { "\xed\xa0\x80", 3, false }, { "\xed\xbf\xbf", 3, false }, { "\xee\x80\x80", 3, true },
		{ "\xf0\x8f\xbf\xbf", 4, false }, { "\xf0\x90\x80\x80", 4, true }, { "\xf4\x8f\xbf\xbf", 4, true },
		{ "\xf4\x90\x80\x80", 4, false }, { "\xf5\x80\x80\x80", 4, false }, { "\xf0\x90\x80", 3, false },
		{ "\xf8\x88\x80\x80\x80", 5, false }, { "\xff", 1, false }, { "社区", 6, true }, { "社区", 5, false },
	};
	size_t i;

	for (i = 0; i < COUNT(rows); i++)
		if (text_valid(rows[i].s, rows[i].n) != rows[i].valid)
			fail_msg("row %zu", i);
}

static void
length_and_cut(void **state)
{
	assert_int_equal(text_len(""), 0);
	assert_int_equal(text_len("电动车652"), 6);
	assert_int_equal(text_len("\xf0\x9f\x98\x80"), 1);
	assert_string_equal(text_cut(a, "楼道里的灯", 5), "楼道里的灯");
	assert_string_equal(text_cut(a, "楼道里的灯", 4), "楼道里…");
	assert_string_equal(text_cut(a, "楼道", 1), "…");
	assert_string_equal(text_cut(a, "楼道", 0), "");
	assert_string_equal(text_cut(a, "", 0), "");
	assert_string_equal(text_cut(a, "a\xf0\x9f\x98\x80" "bc", 3), "a\xf0\x9f\x98\x80…");
}

static void
cleaning(void **state)
{
	assert_string_equal(text_clean(a, NULL), "");
	assert_string_equal(text_clean(a, " \t\r\n"), "");
	assert_string_equal(text_clean(a, "　 \u00a0路灯\u200b坏了\u200b\ufeff　\r\n"), "路灯\u200b坏了");
	assert_string_equal(text_clean(a, "一\r\n二\n三\t四"), "一\n二\n三\t四");
	assert_string_equal(text_clean(a, "a\x01" "b\x1b[1mc\x7f" "d\xc2\x85" "e"), "ab[1mcde");
	assert_string_equal(text_clean(a, "\x01 x \x01"), "x");
	assert_string_equal(text_clean(a, "\u202d13800000000\u202c"), "13800000000");
}

static void
folding_and_tokens(void **state)
{
	static const struct { const char *s, *tokens; } rows[] = {
		{ "电动车 652", "电动 动车 652" }, { "", "" }, { "灯", "灯" }, { "楼道", "楼道" }, { " ，。！ ", "" },
		{ "Ａ座３号楼", "a 座 3 号楼" }, { "加装电梯", "加装 装电 电梯" }, { "门，灯", "门 灯" }, { "B2B平台", "b2b 平台" },
		{ "平台B2B", "平台 b2b" }, { "a-b_c", "a b c" }, { "\U00020000\U00020001x", "\U00020000\U00020001 x" },
		{ "灯 灯", "灯 灯" }, { "Straße 5", "straße 5" }, { "\"OR\" NEAR(x)*", "or near x" }, { "人人人", "人人 人人" },
		{ "\xf0\x9f\x98\x80好\xf0\x9f\x98\x80", "好" }, { "x", "x" }, { "一x一", "一 x 一" },
	};
	size_t i;

	for (i = 0; i < COUNT(rows); i++)
		assert_string_equal(text_tokens(a, rows[i].s), rows[i].tokens);
	assert_string_equal(text_fold(a, "ＡＢｃ１２　！～Z"), "abc12 !~z");
	assert_string_equal(text_tokens(a, NULL), "");
	assert_string_equal(text_fold(a, NULL), "");
}

static void
phones(void **state)
{
	static const struct { const char *s, *want; } rows[] = {
		{ "13800000000", "13800000000" }, { "１３８０００００００１", "13800000001" },
		{ "138 0000 0000", "13800000000" }, { "138-0000-0000", "13800000000" }, { "１３８－００００－００００", "13800000000" },
		{ "138—0000—0000", "13800000000" }, { "+86 13800000000", "13800000000" }, { "＋８６１３８００００００００", "13800000000" },
		{ "008613800000000", "13800000000" }, { "8613800000000", "13800000000" }, { "\u202d138\u00a00000\u30000000\u202c", "13800000000" },
		{ "", NULL }, { NULL, NULL }, { "1380000000", NULL }, { "138000000000", NULL }, { "23800000000", NULL },
		{ "+8513800000000", NULL }, { "+13800000000", NULL }, { "138x0000000", NULL }, { "1380000+0000", NULL },
		{ "++8613800000000", NULL }, { "861380000000000000000000000000000", NULL }, { "02212345678", NULL },
		{ "一三八", NULL }, { "8623800000000", NULL },
	};
	size_t i;

	for (i = 0; i < COUNT(rows); i++) {
		const char *got = text_phone(a, rows[i].s);

		if ((got == NULL) != (rows[i].want == NULL) || !text_same(got, rows[i].want))
			fail_msg("%s gave %s", rows[i].s, got == NULL ? "NULL" : got);
	}
	assert_string_equal(text_mask_phone(a, "13800001234"), "138****1234");
	assert_string_equal(text_mask_phone(a, "12345"), "****");
	assert_string_equal(text_mask_phone(a, NULL), "");
}

static void
numbers(void **state)
{
	static const struct { const char *s; int64_t min, max; bool ok; int64_t want; } rows[] = {
		{ "0", 0, 9, true, 0 }, { "9", 0, 9, true, 9 }, { "10", 0, 9, false, 0 }, { "-1", 0, 9, false, 0 },
		{ "-1", -5, 9, true, -1 }, { "１２", 0, 99, true, 12 }, { " 7 ", 0, 9, true, 7 }, { "7 7", 0, 99, false, 0 },
		{ "", 0, 9, false, 0 }, { "-", -9, 9, false, 0 }, { "- 5", -9, 9, false, 0 }, { "+5", 0, 9, false, 0 },
		{ "5.0", 0, 9, false, 0 }, { "0x5", 0, 9, false, 0 }, { "007", 0, 9, true, 7 }, { NULL, 0, 9, false, 0 },
		{ "9223372036854775807", INT64_MIN, INT64_MAX, true, INT64_MAX },
		{ "9223372036854775808", INT64_MIN, INT64_MAX, false, 0 },
		{ "-9223372036854775808", INT64_MIN, INT64_MAX, true, INT64_MIN },
		{ "-9223372036854775809", INT64_MIN, INT64_MAX, false, 0 },
		{ "99999999999999999999999", INT64_MIN, INT64_MAX, false, 0 },
	};
	size_t i;

	for (i = 0; i < COUNT(rows); i++) {
		int64_t v = 42;

		assert_int_equal(text_int(rows[i].s, rows[i].min, rows[i].max, &v), rows[i].ok);
		assert_true(v == (rows[i].ok ? rows[i].want : 42));
	}
}

static void
hex_and_base64(void **state)
{
	unsigned char raw[256], back[256], *p;
	size_t n, i;

	for (i = 0; i < sizeof(raw); i++)
		raw[i] = (unsigned char)i;
	assert_true(text_unhex(text_hex(a, raw, 256), back, 256));
	assert_memory_equal(raw, back, 256);
	assert_string_equal(text_hex(a, "\x00\xab\xff", 3), "00abff");
	assert_string_equal(text_hex(a, "", 0), "");
	assert_true(text_unhex("ABff", back, 2));
	assert_memory_equal(back, "\xab\xff", 2);
	assert_false(text_unhex("abf", back, 2));
	assert_false(text_unhex("abfg", back, 2));
	assert_false(text_unhex("ab:f", back, 2));
	assert_false(text_unhex("abffff", back, 2));
	assert_false(text_unhex(NULL, back, 2));
	for (i = 0; i < 70; i++) {
		p = text_unb64(a, text_b64(a, raw + 180, i), &n);
		assert_non_null(p);
		assert_int_equal(n, i);
		assert_memory_equal(p, raw + 180, i);
	}
	assert_string_equal(text_b64(a, "\xfb\xff\xfe", 3), "-__-");
	assert_null(text_unb64(a, "+//+", &n));
	assert_null(text_unb64(a, "ab==", &n));
	assert_null(text_unb64(a, "ab\xb4" "d", &n));	/* libsodium takes it for a "-" */
	assert_null(text_unb64(a, "a", &n));
	assert_null(text_unb64(a, "ab c", &n));
	assert_null(text_unb64(a, "QR", &n));		/* bits left over: only QQ is the letter A */
	assert_null(text_unb64(a, NULL, &n));
}

static void
small_ones(void **state)
{
	assert_true(text_same(NULL, ""));
	assert_true(text_same("a", "a"));
	assert_false(text_same("a", NULL));
	assert_true(text_empty(NULL) && text_empty("") && !text_empty(" "));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(utf8_borders), cmocka_unit_test(length_and_cut), cmocka_unit_test(cleaning),
		cmocka_unit_test(folding_and_tokens), cmocka_unit_test(phones), cmocka_unit_test(numbers),
		cmocka_unit_test(hex_and_base64), cmocka_unit_test(small_ones),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
