/* test_guard.c - conditions: what they mean (three values, precedence, types) and what is refused, at which byte. */
#include "unit.h"
#include "base/day.h"
#include "matter/guard.h"
#include "life_msg.h"

static struct guard_value
facts(void *ctx, const char *name)
{
	static const struct { const char *name; int n; } numbers[] = { { "one", 1 }, { "two", 2 }, { "zero", 0 }, { "负", -3 } };

	for (size_t i = 0; i < COUNT(numbers); i++)
		if (strcmp(name, numbers[i].name) == 0)
			return guard_int(numbers[i].n);
	if (strcmp(name, "yes") == 0 || strcmp(name, "no") == 0)
		return guard_truth(name[0] == 'y');
	if (strcmp(name, "poll.turnout") == 0)
		return guard_ratio(1, 2);
	if (strcmp(name, "word") == 0)
		return guard_text("abc");
	if (strcmp(name, "类别") == 0)
		return guard_text("路面");
	if (strcmp(name, "day") == 0)
		return guard_day(day_from_ymd(2023, 4, 5));
	return guard_null("unknown");
}

static enum guard_answer
ask(const char *text)
{
	struct arena *a = arena_new();
	struct guard_error e;
	const struct guard *g = guard_compile(a, text, &e);

	if (!g)
		fail_msg("%s: refused at %d: %s", text, e.at, msg_name(e.key));
	enum guard_answer ret = guard_eval(g, facts, NULL).answer;
	arena_free(a);
	return ret;
}

static void
comparisons(void **state)
{
	static const struct { const char *text; int answer; } t[] = {
		{ "one = 1", 1 }, { "one = 1.0", 1 }, { "one != 1", 0 }, { "one < 2", 1 }, { "two<2", 0 }, { "two <= 2", 1 },
		{ "two > 2", 0 }, { "two>=2", 1 }, { "负 < 0", 1 }, { "负 = -3", 1 }, { "1 < two", 1 }, { "one < two", 1 },
		{ "poll.turnout >= 0.5", 1 }, { "poll.turnout >= 0.500001", 0 }, { "poll.turnout > 0.499999", 1 },
		{ "word = \"abc\"", 1 }, { "word < \"abd\"", 1 }, { "word = \"ABC\"", 0 }, { "类别 = \"路面\"", 1 },
		{ "word != \"a\\\"b\\\\\"", 1 }, { "day = date(\"2023-04-05\")", 1 }, { "day < date( \"2023-04-06\" )", 1 },
		{ "day > date(\"2023-04-05\")", 0 }, { "yes = true", 1 }, { "no != false", 0 }, { "yes", 1 }, { "no", 0 },
		{ "true", 1 }, { "false", 0 },
		/* null: equal only to null, no order; FEEL's != null is plain */
		{ "nothing = null", 1 }, { "one = null", 0 }, { "one != null", 1 }, { "nothing = 1", 0 }, { "nothing != 1", 1 },
		{ "nothing >= 1", -1 }, { "nothing", -1 }, { "nothing < one", -1 },
		/* different kinds of things have no answer */
		{ "one = \"1\"", -1 }, { "one != \"1\"", -1 }, { "word > 1", -1 }, { "day = 1", -1 }, { "yes = 1", -1 },
		{ "one", -1 }, { "yes < no", -1 },
	};

	for (size_t i = 0; i < COUNT(t); i++)
		if (ask(t[i].text) != t[i].answer)
			fail_msg("%s: %d, wanted %d", t[i].text, ask(t[i].text), t[i].answer);
}

/* The whole table of Kleene's logic: index 0 no, 1 yes, 2 unknown. */
static void
truth_tables(void **state)
{
	static const char *const v[] = { "no", "yes", "nothing" };
	static const int value[] = { 0, 1, -1 };
	static const int and_is[3][3] = { { 0, 0, 0 }, { 0, 1, -1 }, { 0, -1, -1 } };
	static const int or_is[3][3] = { { 0, 1, -1 }, { 1, 1, 1 }, { -1, 1, -1 } };
	static const int not_is[3] = { 1, 0, -1 };
	struct arena *a = arena_new();

	for (int i = 0; i < 3; i++) {
		assert_int_equal(ask(v[i]), value[i]);
		assert_int_equal(ask(arena_fmt(a, "not(%s)", v[i])), not_is[i]);
		for (int j = 0; j < 3; j++) {
			assert_int_equal(ask(arena_fmt(a, "%s and %s", v[i], v[j])), and_is[i][j]);
			assert_int_equal(ask(arena_fmt(a, "%s or %s", v[i], v[j])), or_is[i][j]);
			/* De Morgan holds with three values, too */
			assert_int_equal(ask(arena_fmt(a, "not(%s and %s)", v[i], v[j])),
					 ask(arena_fmt(a, "not(%s) or not(%s)", v[i], v[j])));
		}
	}
	arena_free(a);
}

static void
precedence(void **state)
{
	assert_int_equal(ask("yes or no and no"), GUARD_YES);
	assert_int_equal(ask("(yes or no) and no"), GUARD_NO);
	assert_int_equal(ask("no and no or yes"), GUARD_YES);
	assert_int_equal(ask("no and (no or yes)"), GUARD_NO);
	assert_int_equal(ask("not(no) and yes"), GUARD_YES);
	assert_int_equal(ask("not(no and yes)"), GUARD_YES);
	assert_int_equal(ask("not(one = 1) or one=1"), GUARD_YES);
	assert_int_equal(ask("one = 1 and two = 2 and nothing = null and yes"), GUARD_YES);
	assert_int_equal(ask("((((yes))))\n\tand\r\n( two >= 2 )"), GUARD_YES);
	assert_int_equal(ask("android or notable or order or yes"), GUARD_YES);	/* names that begin like words */
}

/* What is refused, with the byte and the hint that people get. */
static void
refusals(void **state)
{
	static const struct { const char *text; enum msg key; int at; const char *hint; } t[] = {
		{ "", M_life_guard_empty, 0, "" },
		{ "  \t", M_life_guard_empty, 0, "" },
		{ "one = ", M_life_guard_ends, 6, "" },
		{ "one and", M_life_guard_ends, 7, "" },
		{ "= 1", M_life_guard_value, 0, "" },
		{ "one = = 1", M_life_guard_value, 6, "" },
		{ "one == 1", M_life_guard_char, 4, "=" },
		{ "one <> 1", M_life_guard_char, 4, "!=" },
		{ "yes && no", M_life_guard_char, 4, "and" },
		{ "yes || no", M_life_guard_char, 4, "or" },
		{ "!yes", M_life_guard_char, 0, "not(…)" },
		{ "word = 'a'", M_life_guard_char, 7, "\"" },
		{ "one ≥ 1", M_life_guard_char, 4, ">=" },
		{ "one＞1", M_life_guard_char, 3, ">" },
		{ "one = １", M_life_guard_char, 6, "1" },
		{ "word = “a”", M_life_guard_char, 7, "\"" },
		{ "（yes）", M_life_guard_char, 0, "(" },
		{ "yes，no", M_life_guard_char, 3, "and" },
		{ "one = 1 + 1", M_life_guard_char, 8, "" },
		{ "one = 1.2345678", M_life_guard_number, 6, "" },
		{ "one = 1234567890123", M_life_guard_number, 6, "" },
		{ "one = 1.", M_life_guard_number, 6, "" },
		{ "one = 5%", M_life_guard_number, 6, "" },
		{ "one = 1e5", M_life_guard_number, 6, "" },
		{ "word = \"abc", M_life_guard_quote, 7, "" },
		{ "word = \"a\\中\"", M_life_guard_escape, 9, "" },
		{ "word = \"a\\", M_life_guard_escape, 9, "" },
		{ "day = date(\"2023-02-29\")", M_life_guard_date, 6, "date(\"2023-04-05\")" },
		{ "day = date(2023)", M_life_guard_date, 6, "date(\"2023-04-05\")" },
		{ "day = date(\"2023-04-05\"", M_life_guard_date, 6, "date(\"2023-04-05\")" },
		{ "count(list) > 1", M_life_guard_word, 0, "" },
		{ "one in (1)", M_life_guard_word, 4, "" },
		{ "one between 1 and 2", M_life_guard_word, 4, "" },
		{ "not yes", M_life_guard_not, 0, "not(…)" },
		{ "(yes", M_life_guard_open, 0, "" },
		{ "yes)", M_life_guard_close, 3, "" },
		{ "yes no", M_life_guard_joiner, 4, "" },
		{ "1 < one < 3", M_life_guard_chain, 8, "a >= 1 and a <= 3" },
		{ "one < true", M_life_guard_order, 4, "" },
		{ "one >= null", M_life_guard_order, 4, "" },
		{ "5", M_life_guard_alone, 0, "" },
		{ "yes and \"no\"", M_life_guard_alone, 8, "" },
		{ "null", M_life_guard_alone, 0, "" },
		{ ".a = 1", M_life_guard_char, 0, "" },
		{ "a. = 1", M_life_guard_char, 1, "" },
	};
	struct arena *a = arena_new();

	for (size_t i = 0; i < COUNT(t); i++) {
		struct guard_error e;
		if (guard_compile(a, t[i].text, &e))
			fail_msg("%s: accepted", t[i].text);
		if (e.key != t[i].key || e.at != t[i].at)
			fail_msg("%s: %s at %d", t[i].text, msg_name(e.key), e.at);
		assert_non_null(e.arg);
		if (*t[i].hint)
			assert_string_equal(e.hint_arg, t[i].hint);
	}
	arena_free(a);
}

static char *
repeat(struct arena *a, const char *open, const char *middle, const char *shut, int n)
{
	struct out o;

	out_init(&o, a);
	for (int i = 0; i < n; i++)
		out_str(&o, open);
	out_str(&o, middle);
	for (int i = 0; i < n; i++)
		out_str(&o, shut);
	return o.p;
}

static void
limits(void **state)
{
	struct arena *a = arena_new();
	struct guard_error e;

	assert_non_null(guard_compile(a, repeat(a, "(", "yes", ")", GUARD_MAX_DEPTH), &e));
	assert_null(guard_compile(a, repeat(a, "(", "yes", ")", GUARD_MAX_DEPTH + 1), &e));
	assert_int_equal(e.key, M_life_guard_deep);
	assert_int_equal(e.at, GUARD_MAX_DEPTH);
	assert_non_null(guard_compile(a, repeat(a, "not(", "yes", ")", GUARD_MAX_DEPTH), &e));
	assert_null(guard_compile(a, repeat(a, "not(", "yes", ")", GUARD_MAX_DEPTH + 1), &e));
	assert_int_equal(e.key, M_life_guard_deep);
	assert_null(guard_compile(a, repeat(a, "(", "", "", 900), &e));
	assert_int_equal(e.key, M_life_guard_deep);
	/* 1000 bytes pass, 1001 do not; a chain costs no depth */
	assert_non_null(guard_compile(a, repeat(a, "a or ", "a    ", "", 199), &e));
	assert_null(guard_compile(a, repeat(a, "a or ", "a     ", "", 199), &e));
	assert_int_equal(e.key, M_life_guard_long);
	arena_free(a);
}

/* Every cut of a good text and every byte put into it must be answered, never crash; ASan watches. */
static void
hostile_texts(void **state)
{
	static const char good[] = "not(a.b >= 1.5 or 类 = \"x\\\"\") and d < date(\"2023-01-01\") and (e = null or true)";
	struct arena *a = arena_new();
	struct guard_error e;
	char s[sizeof good];
	int refused = 0;

	for (size_t n = 0; n < sizeof good - 1; n++) {
		memcpy(s, good, n);
		s[n] = 0;
		refused += !guard_compile(a, s, &e);
		for (int c = 1; c < 256; c += 7) {
			memcpy(s, good, sizeof good);
			s[n] = (char)c;
			const struct guard *g = guard_compile(a, s, &e);
			if (g)
				guard_eval(g, facts, NULL);
			else
				refused++;
		}
		arena_clear(a);
	}
	assert_true(refused > 500);
	assert_non_null(guard_compile(a, good, &e));
	arena_free(a);
}

static void
reasons(void **state)
{
	struct arena *a = arena_new();
	struct guard_error e;
	const struct guard *g = guard_compile(a, "one >= 2 and yes and (two = 1 or no) and not(yes) and nothing >= 1", &e);
	struct guard_result r = guard_eval(g, facts, NULL);

	assert_int_equal(r.answer, GUARD_NO);
	assert_false(r.any);
	assert_int_equal(r.nparts, 4);
	assert_string_equal(r.parts[0].text, "one >= 2");
	assert_string_equal(r.parts[0].name, "one");
	assert_string_equal(guard_show(a, LANG_EN, r.parts[0].actual), "1");
	assert_string_equal(r.parts[1].text, "two = 1 or no");
	assert_string_equal(r.parts[1].name, "two");
	assert_string_equal(r.parts[2].text, "not(yes)");
	assert_string_equal(r.parts[2].name, "yes");
	assert_string_equal(r.parts[3].name, "nothing");
	assert_int_equal(r.parts[3].actual.type, GUARD_NULL);
	assert_string_equal(r.parts[3].actual.text, "unknown");
	/* alternatives */
	g = guard_compile(a, "(one = 2 and yes) or two = 3", &e);
	r = guard_eval(g, facts, NULL);
	assert_int_equal(r.answer, GUARD_NO);
	assert_true(r.any);
	assert_int_equal(r.nparts, 2);
	assert_string_equal(r.parts[1].text, "two = 3");
	/* nothing to tell when it passes, or when there is no guard */
	assert_int_equal(guard_eval(guard_compile(a, "yes", &e), facts, NULL).nparts, 0);
	assert_int_equal(guard_eval(NULL, NULL, NULL).answer, GUARD_YES);
	/* more failed parts than are told */
	g = guard_compile(a, "no and no and no and no and no and no and no and no and no and no", &e);
	assert_int_equal(guard_eval(g, facts, NULL).nparts, GUARD_MAX_PARTS);
	arena_free(a);
}

static void
values(void **state)
{
	struct arena *a = arena_new();

	assert_int_equal(guard_ratio(2, 3).n, 666666);		/* cut: 2/3 does not reach 0.666667 */
	assert_int_equal(guard_ratio(-2, 3).n, -666667);
	assert_int_equal(guard_ratio(INT64_MAX, INT64_MAX).n, GUARD_ONE);
	assert_int_equal(guard_ratio(1, 0).type, GUARD_NULL);
	assert_int_equal(guard_ratio(INT64_MAX, 1).type, GUARD_NULL);
	assert_int_equal(guard_int(INT64_MAX).type, GUARD_NULL);
	assert_int_equal(guard_int(INT64_MIN).type, GUARD_NULL);
	assert_int_equal(guard_text(NULL).type, GUARD_NULL);
	assert_string_equal(guard_show(a, LANG_EN, guard_ratio(1, 2)), "0.5");
	assert_string_equal(guard_show(a, LANG_EN, guard_ratio(-3, 2)), "-1.5");
	assert_string_equal(guard_show(a, LANG_EN, guard_int(1200)), "1200");
	assert_string_equal(guard_show(a, LANG_EN, guard_ratio(1, 1000000)), "0.000001");
	assert_string_equal(guard_show(a, LANG_ZH, guard_truth(true)), "是");
	assert_string_equal(guard_show(a, LANG_ZH, guard_day(day_from_ymd(2023, 4, 5))), "2023年4月5日");
	assert_string_equal(guard_show(a, LANG_ZH, guard_null(NULL)), "–");
	arena_free(a);
}

static enum guard_type
type_of(void *ctx, const char *name)
{
	return strcmp(name, "n") == 0 ? GUARD_NUMBER : strcmp(name, "t") == 0 ? GUARD_TEXT :
		strcmp(name, "b") == 0 ? GUARD_TRUTH : strcmp(name, "d") == 0 ? GUARD_DAY : GUARD_NULL;
}

static void
names_and_types(void **state)
{
	static const struct { const char *text; enum msg key; int at; } t[] = {
		{ "n >= 1 and t = \"x\" and b and d < date(\"2023-01-01\") and n = null and not(b = false)", M_NONE, 0 },
		{ "n = 1 and m = 2", M_life_guard_name, 10 },
		{ "n = 1 and t = 2", M_life_guard_types, 10 },
		{ "1 = t", M_life_guard_types, 0 },
		{ "n = d", M_life_guard_types, 0 },
		{ "b < b", M_life_guard_order, 0 },
		{ "not(n)", M_life_guard_alone, 4 },
	};
	struct arena *a = arena_new();
	const char *names[2];

	for (size_t i = 0; i < COUNT(t); i++) {
		struct guard_error e;
		const struct guard *g = guard_compile(a, t[i].text, &e);
		assert_non_null(g);
		assert_int_equal(guard_check(g, type_of, NULL, &e), t[i].key == M_NONE);
		if (e.key != t[i].key || e.at != t[i].at)
			fail_msg("%s: %s at %d", t[i].text, msg_name(e.key), e.at);
	}
	struct guard_error e;
	const struct guard *g = guard_compile(a, "b.c = 1 or not(a = b.c) or a = x", &e);
	assert_int_equal(guard_names(g, names, 2), 3);
	assert_string_equal(names[0], "b.c");
	assert_string_equal(names[1], "a");
	assert_string_equal(guard_source(g), "b.c = 1 or not(a = b.c) or a = x");
	arena_free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(comparisons), cmocka_unit_test(truth_tables), cmocka_unit_test(precedence),
		cmocka_unit_test(refusals), cmocka_unit_test(limits), cmocka_unit_test(hostile_texts),
		cmocka_unit_test(reasons), cmocka_unit_test(values), cmocka_unit_test(names_and_types),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
