/* test_msg.c - filling the places of a sentence; msg.c is compiled in over a table of its own. */
#include "unit.h"

#define msg_table test_table
#include "../../src/base/msg.c"
#undef msg_table

const char *const test_table[M_COUNT][LANG_COUNT] = {
	[M_word_yes] = { "最多 {2}，您有 {1}。{1}{1}", "You have {1}, at most {2}." },
	[M_word_no] = { "{0}{a}{ {{1}} {9} {10} {", "" },
};

static void
places(void **state)
{
	struct arena *a = arena_new();

	assert_string_equal(msg_fmt(a, LANG_ZH, M_word_yes, "三", "五", NULL), "最多 五，您有 三。三三");
	assert_string_equal(msg_fmt(a, LANG_EN, M_word_yes, "{2}", "5", NULL), "You have {2}, at most 5.");
	assert_string_equal(msg_fmt(a, LANG_EN, M_word_yes, "1", "2", "unused", NULL), "You have 1, at most 2.");
	/* a missing argument stays visible; nothing is read beyond the list */
	assert_string_equal(msg_fmt(a, LANG_EN, M_word_yes, "1", NULL), "You have 1, at most {2}.");
	assert_string_equal(msg_fmt(a, LANG_ZH, M_word_no, "x", NULL), "{0}{a}{ {x} {9} {10} {");
	assert_string_equal(msg_fmt(a, LANG_ZH, M_word_yes, "", "", "", "", "", "", "", "", "", "", NULL), "最多 ，您有 。");
	arena_free(a);
}

static void
chinese_is_the_last_resort(void **state)
{
	assert_string_equal(msg_text(LANG_EN, M_word_no), test_table[M_word_no][LANG_ZH]);
	assert_string_equal(msg_text(LANG_EN, M_NONE), "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(places), cmocka_unit_test(chinese_is_the_last_resort) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
