/* test_msg.c - filling the places of a sentence; msg.c is compiled in over a table of its own. */
#include "unit.h"

#define msg_table test_table
#define msg_table_n test_table_n
#include "../../src/base/msg.c"
#undef msg_table
#undef msg_table_n

#define SURE ((enum msg)3)
#define ODD  ((enum msg)700000000)
static const char odd[] = "{0}{a}{ {{1}} {9} {10} {";
const struct msg_row test_table[] = {
	{ SURE, "sure", { "最多 {2}，您有 {1}。{1}{1}", "You have {1}, at most {2}." } },
	{ ODD, "odd", { odd, "" } },
};
const size_t test_table_n = COUNT(test_table);

static void
places(void **state)
{
	struct arena *a = arena_new();

	assert_string_equal(msg_fmt(a, LANG_ZH, SURE, "三", "五", NULL), "最多 五，您有 三。三三");
	assert_string_equal(msg_fmt(a, LANG_EN, SURE, "{2}", "5", NULL), "You have {2}, at most 5.");
	assert_string_equal(msg_fmt(a, LANG_EN, SURE, "1", "2", "unused", NULL), "You have 1, at most 2.");
	/* a missing argument stays visible; nothing is read beyond the list */
	assert_string_equal(msg_fmt(a, LANG_EN, SURE, "1", NULL), "You have 1, at most {2}.");
	assert_string_equal(msg_fmt(a, LANG_ZH, ODD, "x", NULL), "{0}{a}{ {x} {9} {10} {");
	assert_string_equal(msg_fmt(a, LANG_ZH, SURE, "", "", "", "", "", "", "", "", "", "", NULL), "最多 ，您有 。");
	arena_free(a);
}

static void
chinese_is_the_last_resort(void **state)
{
	assert_string_equal(msg_text(LANG_EN, ODD), odd);
	assert_string_equal(msg_text(LANG_EN, M_NONE), "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(places), cmocka_unit_test(chinese_is_the_last_resort) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
