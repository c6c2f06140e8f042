/* test_money.c - yuan as typed, fen as kept: exact, with borders, and back again. */
#include "arena_help.h"
#include "services/council/council_money.h"

static void
typed(void **state)
{
	static const struct { const char *s; bool good; int64_t fen; } rows[] = {
		{ "", true, FEN_UNKNOWN }, { "  ", true, FEN_UNKNOWN }, { "0", true, 0 }, { "0.01", true, 1 }, { "0.1", true, 10 },
		{ "186000", true, 18600000 }, { "186,000", true, 18600000 }, { "1860.5", true, 186050 }, { "1860.55", true, 186055 },
		{ "１２．３０", true, 1230 }, { " 8 ", true, 800 }, { "0.29", true, 29 }, { "4.35", true, 435 }, { "007", true, 700 },
		{ "999999999999.99", true, FEN_MAX }, { "1000000000000", false, 0 }, { "99999999999999999999999", false, 0 },
		{ "1.234", false, 0 }, { "1.", false, 0 }, { ".5", false, 0 }, { "-1", false, 0 }, { "1e3", false, 0 }, { "12元", false, 0 },
		{ "1 000", false, 0 }, { ",", false, 0 }, { "1,", false, 0 }, { "1.2.3", false, 0 }, { "1.2,3", false, 0 }, { "0x10", false, 0 },
		{ "nan", false, 0 },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		int64_t fen = 77;

		if (fen_parse(a, rows[i].s, &fen) != rows[i].good || fen != (rows[i].good ? rows[i].fen : 77))
			fail_msg("row %zu: %lld", i, (long long)fen);
	}
}

static void
read_back(void **state)
{
	static const int64_t sums[] = { 0, 1, 9, 10, 99, 100, 101, 99999, 100000, 100000000, 123456789, FEN_MAX };

	for (size_t i = 0; i < COUNT(sums); i++) {
		int64_t plain = -5, text = -5;

		assert_true(fen_parse(a, fen_plain(a, sums[i]), &plain));
		assert_true(fen_parse(a, fen_text(a, sums[i]), &text));
		assert_int_equal(plain, sums[i]);
		assert_int_equal(text, sums[i]);
	}
	assert_string_equal(fen_text(a, 18600000), "186,000");
	assert_string_equal(fen_text(a, 186050), "1,860.50");
	assert_string_equal(fen_text(a, 99), "0.99");
	assert_string_equal(fen_text(a, 10000), "100");
	assert_string_equal(fen_plain(a, FEN_UNKNOWN), "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(typed), cmocka_unit_test(read_back) };

	return cmocka_run_group_tests(tests, setup, teardown);
}
