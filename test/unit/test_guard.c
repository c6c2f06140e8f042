/* test_guard.c - conditions: what they mean (three values, precedence, types) and what is refused, at which byte. */
#include "unit.h"
#include "base/day.h"
#include "engines/decide/explain.h"
#include "matter/guard.h"
#include "decide_msg.h"
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

static const struct guard_fact known[] = {
	{ "one", GUARD_NUMBER }, { "two", GUARD_NUMBER }, { "zero", GUARD_NUMBER }, { "负", GUARD_NUMBER }, { "yes", GUARD_TRUTH },
	{ "no", GUARD_TRUTH }, { "poll.turnout", GUARD_NUMBER }, { "word", GUARD_TEXT }, { "类别", GUARD_TEXT }, { "day", GUARD_DAY },
	{ "nothing", GUARD_NULL }, { "android", GUARD_TRUTH }, { "notable", GUARD_TRUTH }, { "order", GUARD_TRUTH },
};

static const struct guard *
compile(struct arena *a, const char *text, struct feel_error *e)
{
	return guard_compile(a, text, GUARD_TRUTH, known, COUNT(known), e);
}

static enum guard_answer
ask(const char *text)
{
	struct arena *a = arena_new();
	struct feel_error e;
	const struct guard *g = compile(a, text, &e);

	if (!g)
		fail_msg("%s: refused at %d: %s", text, e.at, msg_name(e.key));
	enum guard_answer ret = guard_eval(a, NULL, g, facts, NULL).answer;
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
		/* all of FEEL */
		{ "one in (1, 5)", 1 }, { "one between 1 and 2", 1 }, { "two + 1 >= one * 3", 1 }, { "if yes then one = 1 else no", 1 },
		{ "contains(类别, \"路\")", 1 }, { "day + duration(\"P1D\") = date(\"2023-04-06\")", 1 }, { "day.year = 2023", 1 },
		{ "some x in [one, two] satisfies x > 1", 1 }, { "count([one, two]) = 3", 0 }, { "poll.turnout * 100 >= 50", 1 },
		{ "nothing + 1 > 1", -1 }, { "max(one, two) > 1", 1 },
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
		{ "one == 1", M_NONE, 5, "=" },
		{ "one ≥ 1", M_NONE, 4, ">=" },
		{ "yes && no", M_NONE, 4, "and" },
		{ "word = “a”", M_NONE, 7, "\"…\"" },
		{ "one = 5%", M_NONE, 7, "/ 100" },
		{ "onee = 1", M_feel_unknown_name, 0, "" },
		{ "one = 1 and sir = 2", M_feel_unknown_name, 12, "" },
		{ "(yes", M_NONE, 4, "" },
		{ "yes no", M_NONE, 4, "" },
		{ "5", M_life_guard_alone, 0, "" },
		{ "one", M_life_guard_alone, 0, "" },
		{ "one + 1", M_life_guard_alone, 0, "" },
		{ "one = 1 and two", M_life_guard_types, 12, "" },
		{ "one = \"1\"", M_life_guard_types, 0, "" },
		{ "no and word > 1", M_life_guard_types, 7, "" },
		{ "yes or day = 1", M_life_guard_types, 7, "" },
		{ "one.year > 1", M_life_guard_types, 0, "" },
		{ "sqrt(word) > 1", M_life_guard_types, 0, "" },
	};
	struct arena *a = arena_new();

	for (size_t i = 0; i < COUNT(t); i++) {
		struct feel_error e;
		if (compile(a, t[i].text, &e))
			fail_msg("%s: accepted", t[i].text);
		if ((t[i].key != M_NONE && e.key != t[i].key) || e.key == M_NONE || e.at != t[i].at)
			fail_msg("%s: %s at %d", t[i].text, msg_name(e.key), e.at);
		if (*t[i].hint && (!e.hint_arg || strcmp(e.hint_arg, t[i].hint) != 0))
			fail_msg("%s: hint %s", t[i].text, e.hint_arg);
	}
	/* 1000 bytes pass, 1001 do not */
	struct out o;
	struct feel_error e;
	out_init(&o, a);
	for (int i = 0; i < 199; i++)
		out_str(&o, "no or");
	out_str(&o, " yes ");
	assert_null(compile(a, arena_fmt(a, "%s ", out_cstr(&o)), &e));
	assert_int_equal(e.key, M_life_guard_long);
	arena_free(a);
}

/* A refusal tells each condition that stands in the way, as decide's reasons do. */
static void
reasons(void **state)
{
	struct arena *a = arena_new();
	struct feel_error e;
	const struct guard *g = compile(a, "one >= 2 and yes and not(yes) and nothing >= 1", &e);
	struct guard_result r = guard_eval(a, NULL, g, facts, NULL);

	assert_int_equal(r.answer, GUARD_NO);
	assert_int_equal(r.why->n, 4);
	assert_string_equal(r.why->v[0].text, "one >= 2");
	assert_string_equal(r.why->v[0].field, "one");
	assert_int_equal(r.why->v[1].state, REASON_PASS);
	assert_int_equal(r.why->v[2].state, REASON_FAIL);
	assert_int_equal(r.why->v[3].state, REASON_UNKNOWN);
	assert_string_equal(r.why->v[3].field, "nothing");
	/* nothing to tell when it passes, or when there is no guard */
	assert_null(guard_eval(a, NULL, compile(a, "yes", &e), facts, NULL).why);
	assert_int_equal(guard_eval(a, NULL, NULL, NULL, NULL).answer, GUARD_YES);
	arena_free(a);
}

/* Rules that give working days. */
static void
days(void **state)
{
	static const struct { const char *text; int days; } t[] = {
		{ "if two > 1 then 20 else 15", 20 }, { "10 + 5 * one", 15 }, { "zero", 0 }, { "one / 2", -1 }, { "-1 * one", -1 }, { "367 * one", -1 },
		{ "nothing", -1 },
	};
	struct arena *a = arena_new();
	struct feel_error e;

	for (size_t i = 0; i < COUNT(t); i++) {
		const struct guard *g = guard_compile(a, t[i].text, GUARD_NUMBER, known, COUNT(known), &e);
		int got = -1;
		assert_non_null(g);
		if (guard_days(a, NULL, g, facts, NULL, &got) != (t[i].days >= 0) || got != t[i].days)
			fail_msg("%s: %d", t[i].text, got);
	}
	assert_null(guard_compile(a, "one > 1", GUARD_NUMBER, known, COUNT(known), &e));
	assert_int_equal(e.key, M_life_days);
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
	arena_free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(comparisons), cmocka_unit_test(truth_tables), cmocka_unit_test(precedence),
		cmocka_unit_test(refusals), cmocka_unit_test(days),
		cmocka_unit_test(reasons), cmocka_unit_test(values),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
