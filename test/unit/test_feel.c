/* test_feel - FEEL: what expressions give, why a null is one, what mistakes say, and that hostile texts end. */
#include "engines/decide/feel.h"
#include "engines/decide/feel_int.h"
#include "decide_hostile_list.h"
#include "arena_help.h"

#include <pthread.h>

static struct env env;

static const char *
run_in(struct feel_names *names, const struct value *slots, const char *text, struct feel_run **ret)
{
	struct feel_error e;
	const struct feel_expr *x = feel_compile(names, text, strlen(text), FEEL_VALUE, &e);

	if (!x)
		return arena_fmt(a, "%d: %s", e.at, feel_error_text(a, LANG_EN, &e));
	*ret = feel_run_new(a, &env, NULL);
	return value_text(a, feel_eval(*ret, x, slots));
}

static const char *
value_of(const char *text)
{
	struct feel_run *run;

	return run_in(feel_names_new(a), NULL, text, &run);
}

static void
gives(const char *const rows[][2], size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const char *got = value_of(rows[i][0]);
		if (strcmp(got, rows[i][1]) != 0)
			print_error("%s\n", rows[i][0]);
		assert_string_equal(got, rows[i][1]);
	}
}

static void
numbers_text_and_logic(void **state)
{
	static const char *const rows[][2] = {
		{ "0.1 + 0.2 = 0.3", "true" }, { "12345678901234567890.12 + 0.01", "12345678901234567890.13" }, { "1/0", "null" },
		{ "2 ** 3 ** 2", "64" }, { "-2 ** 2", "4" }, { "10 - 4 - 3", "3" }, { "\"5\" > 3", "null" }, { "null = null", "true" },
		{ "false and null", "false" }, { "true or null", "true" }, { "true and null", "null" }, { "not(null)", "null" },
		{ "if null then 1 else 2", "2" }, { "if 1 then 1 else 2", "null" }, { "string length(\"𠮷野家\")", "3" },
		{ "substring(\"𠮷野家\", 2, 1)", "\"野\"" }, { "upper case(\"abc，ß\")", "\"ABC，SS\"" }, { "substring before(\"a-b\", \"-\")", "\"a\"" },
		{ "round up(5.5, 6176)", "5.5" }, { "decimal(2.5, 0)", "2" }, { "modulo(-12, 5)", "3" }, { "odd(3) and even(4)", "true" },
		{ "number(\"1.000,5\", \".\", \",\")", "1000.5" }, { "1.5e2", "150" }, { "\"\\u4F60\\u597D\"", "\"你好\"" }, { "/* x */ 1 // y", "1" },
		{ "5 between 1 and 5", "true" }, { "\"d\" in (\"a\", \"b\")", "false" }, { "3 in (<2, [3..4])", "true" }, { "3 in (? > 5, ? < 4)", "true" },
	};

	gives(rows, COUNT(rows));
}

static void
lists_and_contexts(void **state)
{
	static const char *const rows[][2] = {
		{ "[1, 2, 3][-1]", "3" }, { "[{a: 1}, {a: 2}][a > 1]", "[{a: 2}]" }, { "[{item: 1}, {item: 3}][item > 2]", "[{item: 3}]" },
		{ "{a: 1, b: a + 1}.b", "2" }, { "{f: function(n: number) if n <= 1 then 1 else n * f(n - 1)}.f(20)", "2432902008176640000" },
		{ "for i in 0..4 return if i = 0 then 1 else i * partial[-1]", "[1, 1, 2, 6, 24]" }, { "for i in 3..1 return i", "[3, 2, 1]" },
		{ "some x in [1, 2], y in [3] satisfies x + y = 5", "true" }, { "every x in [] satisfies false", "true" },
		{ "sort([3, 1, 2], function(x, y) x < y)", "[1, 2, 3]" }, { "flatten([1, [2, [3]]])", "[1, 2, 3]" }, { "[1, 2, 2] = [1, 2]", "false" },
		{ "union([1, 2], [2, 3])", "[1, 2, 3]" }, { "list replace([2, 4, 7], function(item, n) item < n, 5)", "[5, 5, 7]" },
		{ "mode([6, 3, 9, 6, 6])", "[6]" }, { "median([8, 2, 5, 3])", "4" }, { "partition([1, 2, 3], 2)", "[[1, 2], [3]]" },
		{ "context merge([{a: 1}, {b: 2}])", "{a: 1, b: 2}" }, { "get value(context put({}, [\"a\"], 3), \"a\")", "3" },
		{ "index of([1, 2, 1], 1)", "[1, 3]" }, { "[[1..3], (2..5]][1].end included", "true" }, { "(=10) = [10..10]", "false" },
		{ "(!=10) = (!=10)", "true" }, { "overlaps([1..3], [3..5])", "true" }, { "before([1..3), 3)", "true" }, { "[1..2[ = [1..2)", "true" },
		{ "1 instance of number", "true" }, { "[1] instance of list<string>", "false" }, { "null instance of Any", "false" },
		{ "{a: 1} instance of context<a: number>", "true" }, { "abs instance of function<number> -> number", "true" },
	};
	/* a function fits a type when it takes all that the type gives it, and gives only what the type promises */
	static const char *const functions[][2] = {
		{ "(function(a: Any) 1) instance of function<string> -> number", "true" }, { "(function(a: number) 1) instance of function<Any> -> number", "false" },
		{ "(function() \"a\") instance of function<> -> number", "false" }, { "(function(a: number) a + 1) instance of function<number> -> number", "true" },
		{ "(function(a: number) a > 1) instance of function<number> -> number", "false" }, { "(function(a) a) instance of function<number, number> -> Any", "false" },
		{ "(function(p: context<x: number>) 1) instance of function<context<x: number, y: string>> -> number", "true" },
		{ "(function(p: context<x: number, y: string>) 1) instance of function<context<x: number>> -> number", "false" },
		{ "upper case instance of function<number> -> string", "false" }, { "upper case instance of function<string> -> number", "false" },
		{ "substring instance of function<string, number> -> string", "true" }, { "substring instance of function<string> -> string", "false" },
		{ "sum instance of function<list<number>> -> Any", "true" }, { "(function(a: list<number>) 1) instance of function<list<string>> -> number", "false" },
	};

	gives(rows, COUNT(rows));
	gives(functions, COUNT(functions));
}

static void
dates_and_zones(void **state)
{
	static const char *const rows[][2] = {
		{ "date(\"-999999999-12-31\")", "-999999999-12-31" }, { "date(\"2023-02-29\")", "null" }, { "@\"2024-01-31\" + @\"P1M\"", "2024-02-29" },
		{ "@\"2024-03-01\" - @\"2024-02-01\"", "P29D" }, { "@\"2024-03-01\".weekday", "5" }, { "week of year(@\"2024-12-31\")", "1" },
		{ "years and months duration(@\"2020-03-31\", @\"2021-03-30\")", "P11M" }, { "duration(\"PT36H\")", "P1DT12H" },
		{ "@\"1988-07-01T12:00:00@Asia/Shanghai\".time offset", "PT9H" },	/* summer time, 1986 to 1991 */
		{ "@\"1992-07-01T12:00:00@Asia/Shanghai\".time offset", "PT8H" }, { "@\"2060-07-01T12:00:00@Europe/Paris\".time offset", "PT2H" },
		{ "@\"2021-03-28T01:30:00@Europe/Paris\" + @\"PT1H\"", "2021-03-28T03:30:00@Europe/Paris" },
		{ "is(@\"23:00:50@Australia/Melbourne\", @\"23:00:50+10:00\")", "false" }, { "time(\"13:20:00@xyz/abc\")", "null" },
		{ "time(\"13:20:00@../../etc/passwd\")", "null" }, { "@\"10:00:00\" + @\"PT15H\"", "01:00:00" }, { "@\"P1Y\" > @\"P1D\"", "null" },
		{ "today()", "2023-04-05" }, { "now().hour", "8" }, { "last day of month(@\"2024-02-03\")", "29" }, { "@\"P1Y\" * 1.5", "P1Y6M" },
	};

	env_init(&env);
	env.fixed = INT64_C(1680652800) * 1000000;	/* 2023-04-05T00:00Z */
	gives(rows, COUNT(rows));
}

static void
patterns(void **state)
{
	static const char *const rows[][2] = {
		{ "matches(\"x\", \"[A-Z-[OI]]\", \"i\")", "true" }, { "matches(\"o\", \"[A-Z-[OI]]\", \"i\")", "false" },
		{ "matches(\"q\", \"[^Q]\", \"i\")", "false" }, { "matches(\"\\u212A\", \"k\", \"i\")", "true" }, { "matches(\"aA\", \"(a)\\1\", \"i\")", "true" },
		{ "matches(\"aa\", \"(.)\\2\")", "null" }, { "matches(\"a\", \"[\\1]\")", "null" }, { "matches(\"-\", \"^[0-9-.]$\")", "true" },
		{ "matches(\"a b\", \"a b\", \"x\")", "false" }, { "matches(\"ab\", \"a b\", \"x\")", "true" }, { "matches(\"a\", \"a\", \"g\")", "null" },
		{ "matches(\"a.c\", \".\", \"q\")", "true" }, { "matches(\"中\", \"^\\p{IsCJKUnifiedIdeographs}$\")", "true" }, { "matches(\"\\n\", \"^.$\")", "false" },
		{ "matches(\"\\n\", \"^.$\", \"s\")", "true" }, { "replace(\"0123456789\", \"(\\d{3})(\\d{3})(\\d{4})\", \"($1) $2-$3\")", "\"(012) 345-6789\"" },
		{ "replace(\"abc\", \"x*\", \"-\")", "null" }, { "split(\"a;b;;\", \";\")", "[\"a\", \"b\", \"\", \"\"]" }, { "matches(\"a\", \"a**\")", "null" },
	};

	gives(rows, COUNT(rows));
}

static void
names_of_all_kinds(void **state)
{
	struct feel_names *names = feel_names_new(a);
	struct value slots[4] = { v_int(3), v_int(4), v_text("x"), v_int(7) };
	struct feel_run *run;
	struct feel_error e;

	assert_int_equal(feel_name(names, "营业收入（万元）"), 0);
	assert_int_equal(feel_name(names, "年限"), 1);
	assert_int_equal(feel_name(names, "for  sale"), 2);
	assert_int_equal(feel_name(names, "a-b"), 3);
	assert_int_equal(feel_name(names, "年限"), 1);
	assert_string_equal(run_in(names, slots, "营业收入（万元） > 2 and 年限 >= 4", &run), "true");
	assert_string_equal(run_in(names, slots, "for sale", &run), "\"x\"");
	assert_string_equal(run_in(names, slots, "a - b + 1", &run), "8");
	const char *text = "营业收入(万元) > 2";
	assert_null(feel_compile(names, text, strlen(text), FEEL_VALUE, &e));
	assert_int_equal(e.at, 0);
	assert_string_equal(feel_error_text(a, LANG_EN, &e), "There is nothing called \"营业收入\".");
	assert_string_equal(feel_error_hint(a, LANG_ZH, &e), "名称里的括号要写全角（）：营业收入（万元）");
}

static void
a_null_says_why(void **state)
{
	struct feel_run *run;

	run_in(feel_names_new(a), NULL, "1 + \"a\"", &run);
	assert_int_equal(feel_warnings(run), 1);
	const struct feel_warning *w = feel_warning(run, 1);
	assert_int_equal(w->at, 0);
	assert_int_equal(w->end, 7);
	assert_string_equal(feel_warning_text(a, LANG_EN, w), "number and string cannot be combined like this.");
	assert_string_equal(feel_warning_text(a, LANG_ZH, w), "number 和 string 不能这样计算。");
	assert_null(feel_warning(run, 2));
	/* whatever makes a null says so; what only hands on an open end has nothing to say */
	static const char *const nulls[] = { "null and true", "null or false", "not(null)", "all([true, null])", "any([null])", "string(null)", "1 < null",
		"null + 1", "{}.a", "[1][2]", "1/0", "date(\"x\")", "get value({}, \"a\")", "if 1 then 1 else 2", "every i in [null] satisfies i > 0",
		"abs(null)", "count()", "(function(a: number) a)(\"x\")", "number(\"x\")", "[1..\"a\"]" };
	for (size_t i = 0; i < COUNT(nulls); i++) {
		run = NULL;
		const char *got = run_in(feel_names_new(a), NULL, nulls[i], &run);
		if (run && (strcmp(got, "null") != 0 || feel_warnings(run) == 0))
			print_error("%s gives %s, and says nothing\n", nulls[i], got);
		assert_true(!run || (strcmp(got, "null") == 0 && feel_warnings(run) > 0));
	}
	static const char *const mistakes[][2] = {
		{ "1 +", "3: A value or a name is expected here, not \"the end\"." }, { "foo", "0: There is nothing called \"foo\"." },
		{ "a == b", "0: There is nothing called \"a\"." }, { "1 == 1", "3: Write one equals sign to compare: =." }, { "\"x", "0: The text has no closing quote." },
		{ "[1, 2", "5: Here ] is expected." }, { "{a: 1, a: 2}", "7: \"a\" is given twice." }, { "@\"2023-02-30\"", "0: \"2023-02-30\" is no date, time or duration." },
		{ "1 2", "2: The rule should end here, but \"2\" follows." }, { "if true then 1", "14: Here else is expected." },
	};
	for (size_t i = 0; i < COUNT(mistakes); i++)
		assert_string_equal(value_of(mistakes[i][0]), mistakes[i][1]);
}

/* Steps, not seconds, are what ends them. */
static void
hostile_texts_end(void **state)
{
	struct arena *keep = arena_new();
	struct hostile *rows;
	const char *slash = strrchr(__FILE__, '/');
	size_t n = hostile_read(keep, arena_fmt(keep, "%.*s/../decide/hostile.tsv", (int)(slash - __FILE__), __FILE__), &rows);
	size_t stopped = 0, refused = 0;

	assert_true(n > 100);
	for (size_t i = 0; i < n; i++) {
		struct feel_error e;
		const struct feel_expr *x = feel_compile(feel_names_new(a), rows[i].text, rows[i].n, FEEL_VALUE, &e);
		struct feel_run *run = feel_run_new(a, &env, NULL);
		if (x)
			feel_eval(run, x, NULL);
		stopped += feel_stopped(run);
		refused += !x;
		arena_clear(a);
	}
	arena_free(keep);
	/* all but a few are too much, not merely long: work that no step pays for shows here, and in the bench as time */
	assert_true(stopped + refused >= n - 4);
	struct out o;
	out_init(&o, a);
	for (int i = 0; i < 50000; i++)
		out_str(&o, "(");
	assert_string_equal(value_of(out_cstr(&o)), "200: Brackets are nested too deeply.");
	out_init(&o, a);
	for (int i = 0; i < 2000; i++)
		out_str(&o, "[1..a[");
	assert_true(strlen(value_of(out_cstr(&o))) > 0);
}

/* Each row binds from a null in the middle of arguments; nothing is coerced by accident. */
static void
arguments_are_checked(void **state)
{
	static const char *const rows[][2] = {
		{ "substring(\"abc\")", "null" }, { "substring(string: \"abc\", start position: 2)", "\"bc\"" }, { "substring(strin: \"abc\", start position: 2)", "null" },
		{ "substring(1, 2)", "null" }, { "abs([-3])", "3" }, { "count(5)", "1" }, { "max([])", "null" }, { "sum([1, \"a\"])", "null" },
		{ "(function(a: number) a)(\"x\")", "null" }, { "(function(a, b) a - b)(b: 1, a: 3)", "2" }, { "123()", "null" },
		{ "concatenate([1], null)", "null" }, { "min(1, \"a\")", "null" }, { "all(true, null)", "null" }, { "any(true, null)", "true" },
	};

	gives(rows, COUNT(rows));
}

static const struct feel_expr *shared;

static void *
worker(void *arg)
{
	int64_t *bad = arg;

	for (int i = 0; i < 2000; i++) {
		struct arena *own = arena_new();
		struct value slot = v_int(i), v = feel_eval(feel_run_new(own, NULL, NULL), shared, &slot);
		*bad += !(v.kind == V_NUMBER && dec_cmp(v.num, dec_int(i * INT64_C(3) + 6)) == 0);
		arena_free(own);
	}
	return NULL;
}

/* Compiled once, evaluated by four threads at a time, each with an arena of its own. */
static void
many_threads_share_one_expression(void **state)
{
	static const char text[] = "sum(for i in 1..3 return n + i) + (if matches(\"aA\", \"(a)\\1\", \"i\") then 0 else 1)";
	struct feel_names *names = feel_names_new(a);
	struct feel_error e;
	pthread_t t[4];
	int64_t bad[4] = { 0 };

	feel_name(names, "n");
	shared = feel_compile(names, text, strlen(text), FEEL_VALUE, &e);
	assert_non_null(shared);
	for (int i = 0; i < 4; i++)
		assert_int_equal(pthread_create(&t[i], NULL, worker, &bad[i]), 0);
	for (int i = 0; i < 4; i++) {
		pthread_join(t[i], NULL);
		assert_int_equal(bad[i], 0);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(numbers_text_and_logic, setup, teardown),
		cmocka_unit_test_setup_teardown(lists_and_contexts, setup, teardown),
		cmocka_unit_test_setup_teardown(dates_and_zones, setup, teardown),
		cmocka_unit_test_setup_teardown(patterns, setup, teardown),
		cmocka_unit_test_setup_teardown(names_of_all_kinds, setup, teardown),
		cmocka_unit_test_setup_teardown(a_null_says_why, setup, teardown),
		cmocka_unit_test_setup_teardown(hostile_texts_end, setup, teardown),
		cmocka_unit_test_setup_teardown(arguments_are_checked, setup, teardown),
		cmocka_unit_test_setup_teardown(many_threads_share_one_expression, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
