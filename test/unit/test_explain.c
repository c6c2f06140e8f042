/*
 * test_explain - reasons against plain evaluation: random conditions over random values. The whole passes exactly
 * when the expression is true, and making the changes that the reasons ask for makes it true.
 */
#include "engines/decide/explain.h"
#include "arena_help.h"

#define FIELDS 6

static uint64_t seed = 0x2545F4914F6CDD1Du;

static int
chance(int n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (int)((seed >> 8) % (uint64_t)n);
}

/* One comparison of field f; the field is named on either side, or tested by in, between, not. */
static void
condition(struct out *o, int f)
{
	static const char *const ops[] = { "<", "<=", ">", ">=", "=" };
	int n = chance(20);

	switch (chance(5)) {
	case 0:
		out_fmt(o, "字段%d %s %d", f, ops[chance(5)], n);
		break;
	case 1:
		out_fmt(o, "%d %s 字段%d", n, ops[chance(5)], f);
		break;
	case 2:
		out_fmt(o, "字段%d in [%d..%d)", f, n, n + 1 + chance(5));
		break;
	case 3:
		out_fmt(o, "字段%d between %d and %d", f, n, n + chance(5));
		break;
	default:
		out_fmt(o, "not(字段%d %s %d)", f, ops[chance(4)], n);
	}
}

static struct value
changed(const struct reason *r)
{
	struct decimal d = r->required.num;

	if (r->op == REASON_GT || r->op == REASON_LT)
		assert_true(dec_add(d, dec_int(r->op == REASON_GT ? 1 : -1), &d));
	return v_num(d);
}

static void
agrees_with_plain_evaluation(void **state)
{
	for (int round = 0; round < 4000; round++) {
		struct feel_names *names = feel_names_new(a);
		struct value slots[FIELDS];
		struct feel_error e;
		struct out o;
		bool missing = false;
		int n = 1 + chance(FIELDS);

		out_init(&o, a);
		for (int i = 0; i < FIELDS; i++) {
			feel_name(names, arena_fmt(a, "字段%d", i));
			slots[i] = chance(12) ? v_int(chance(20)) : v_null();
		}
		for (int i = 0; i < n; i++) {
			out_str(&o, i ? " and " : "");
			condition(&o, i);
			missing |= slots[i].kind == V_NULL;
		}
		const struct feel_expr *x = feel_compile(names, out_cstr(&o), o.len, FEEL_VALUE, &e);
		assert_non_null(x);
		struct feel_run *run = feel_run_new(a, NULL, NULL);
		struct value plain = feel_eval(run, x, slots);
		struct reasons r = explain_expr(run, x, slots, "");

		assert_int_equal(r.n, n);
		bool pass = true, fail = false;
		for (int i = 0; i < n; i++) {
			const struct reason *p = &r.v[i];
			pass &= p->state == REASON_PASS;
			fail |= p->state == REASON_FAIL;
			assert_string_equal(p->field, arena_fmt(a, "字段%d", i));
			assert_int_equal(p->state == REASON_UNKNOWN, slots[i].kind == V_NULL);
			if (p->state == REASON_FAIL && p->op >= REASON_GE && p->op <= REASON_LT) {
				struct value gap = p->gap;
				assert_int_equal(gap.kind, V_NUMBER);
				assert_false(gap.num.neg);
			}
			if (p->state == REASON_FAIL && p->op != REASON_IN && p->op != REASON_NOT_IN && p->op != REASON_NE)
				slots[i] = changed(p);
		}
		assert_int_equal(r.state, pass ? REASON_PASS : fail ? REASON_FAIL : REASON_UNKNOWN);
		if (fail)		/* what FEEL calls false is fail, or unknown when only data is missing */
			assert_true(plain.kind == V_BOOLEAN && !plain.truth);
		assert_int_equal(pass, plain.kind == V_BOOLEAN && plain.truth);
		if (!missing) {
			struct value then = feel_eval(run, x, slots);
			assert_true(then.kind == V_BOOLEAN && then.truth);
		}
		arena_clear(a);
	}
}

static void
says_it_in_both_languages(void **state)
{
	static const struct {
		const char *rule, *zh, *en;
	} rows[] = {
		{ "年限 >= 2", "年限 要达到 2，现在是 1，还差 1。", "年限 must be at least 2; it is 1, 1 short." },
		{ "年限 in (2..5]", "年限 要多于 2，现在是 1，差 1 还要再多一点。", "年限 must be more than 2; it is 1, 1 and a little more short." },
		{ "not(等级 = \"B\")", "等级 不能是 B。", "等级 must not be B." },
		{ "等级 in (\"A\", \"M\")", "等级 要在 [\"A\", \"M\"] 之内，现在是 B。", "等级 must be in [\"A\", \"M\"]; it is B." },
		{ "纳税额 > 0.5", "资料未填：纳税额", "Not filled in: 纳税额" },
	};
	struct value slots[3] = { v_int(1), v_text("B"), v_null() };

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct feel_names *names = feel_names_new(a);
		struct feel_error e;
		feel_name(names, "年限");
		feel_name(names, "等级");
		feel_name(names, "纳税额");
		const struct feel_expr *x = feel_compile(names, rows[i].rule, strlen(rows[i].rule), FEEL_VALUE, &e);
		assert_non_null(x);
		struct reasons r = explain_expr(feel_run_new(a, NULL, NULL), x, slots, "");
		assert_int_equal(r.n, 1);
		assert_string_equal(reason_text(a, LANG_ZH, &r.v[0]), rows[i].zh);
		assert_string_equal(reason_text(a, LANG_EN, &r.v[0]), rows[i].en);
	}
}

/* Alternatives are one group: one of them is enough. */
static void
alternatives_stand_together(void **state)
{
	struct feel_names *names = feel_names_new(a);
	struct value slots[2] = { v_int(1), v_int(9) };
	struct feel_error e;
	const char *text = "x > 0 and (x > 5 or y < 3)";

	feel_name(names, "x");
	feel_name(names, "y");
	const struct feel_expr *x = feel_compile(names, text, strlen(text), FEEL_VALUE, &e);
	struct reasons r = explain_expr(feel_run_new(a, NULL, NULL), x, slots, "");
	assert_int_equal(r.state, REASON_FAIL);
	assert_int_equal(r.n, 3);
	assert_int_equal(r.v[0].group, 0);
	assert_int_equal(r.v[0].state, REASON_PASS);
	assert_int_equal(r.v[1].group, 1);
	assert_int_equal(r.v[2].group, 1);
	assert_string_equal(r.v[2].text, "y < 3");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(agrees_with_plain_evaluation, setup, teardown),
		cmocka_unit_test_setup_teardown(says_it_in_both_languages, setup, teardown),
		cmocka_unit_test_setup_teardown(alternatives_stand_together, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
