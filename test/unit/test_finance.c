/*
 * test_finance.c - fields as typed, the size class at every bound, conditions as FEEL, a firm against rules of real handbooks
 * (boundaries exactly), what one changed fact opens beside trying it plainly.
 */
#include "unit.h"
#include "finance_msg.h"
#include "services/finance/finance_match.h"
#include "services/finance/finance_product.h"

static struct arena *a;
static struct env env;

static int
setup(void **state)
{
	a = arena_new();
	env_init(&env);
	env.fixed = INT64_C(1682870400) * 1000000;
	return a == NULL;
}

static int
teardown(void **state)
{
	arena_free(a);
	return 0;
}

static void
words(void **state)
{
	const char *bad = "";

	assert_string_equal(fin_choices_read(a, fin_grades, "b、A，m", &bad), "A,B,M");
	assert_string_equal(fin_choices_read(a, fin_grades, " ", &bad), "");
	assert_null(fin_choices_read(a, fin_grades, "A,E", &bad));
	assert_string_equal(bad, "E");
	/* a label with the mark in it is one word; labels of both languages, and ids */
	assert_string_equal(fin_choices_read(a, fin_fields[F_QUALS].choices, "雏鹰、瞪羚企业、高新技术企业", &bad), "hitech,gazelle");
	assert_string_equal(fin_choices_read(a, fin_fields[F_QUALS].choices, "Little giant; srdi", &bad), "srdi,giant");
	assert_string_equal(fin_choices_read(a, fin_fields[F_INDUSTRY].choices, "Farming, forestry, fishing", &bad), "farm");
	for (int f = 0; f < F_COUNT; f++) {
		assert_int_equal(fin_field_named(a, fin_fields[f].id), f);
		for (int l = 0; l < LANG_COUNT; l++)
			assert_int_equal(fin_field_named(a, msg_text((enum lang)l, fin_fields[f].label)), f);
	}
	assert_int_equal(fin_field_named(a, "年营业收入"), F_REVENUE);
	assert_int_equal(fin_field_named(a, "x"), -1);
}

static void
numbers(void **state)
{
	static const struct {
		const char *typed, *value;
	} rows[] = {
		{ "12", "12" }, { "１２．５０", "12.5" }, { "1,200", "1200" }, { "0.51", "0.51" }, { "", "null" }, { "-1", NULL }, { "1e3", NULL },
		{ "12万", NULL }, { ".", NULL }, { "1.2.3", NULL }, { "123456789012345678901", NULL },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct value v;
		bool good = fin_fact_read(a, F_TAX, rows[i].typed, &v);

		assert_int_equal(good, rows[i].value != NULL);
		if (good)
			assert_string_equal(value_text(a, v), rows[i].value);
	}
}

/* Each row: industry, staff, revenue, assets as typed, and the class; every bound exactly and one below. */
static void
sizes(void **state)
{
	static const struct {
		const char *industry, *staff, *revenue, *assets, *size;
	} rows[] = {
		{ "industry", "1000", "40000", "", "large" }, { "industry", "999", "40000", "", "medium" }, { "industry", "1000", "39999", "", "medium" },
		{ "industry", "300", "2000", "", "medium" }, { "industry", "299", "2000", "", "small" }, { "industry", "20", "300", "", "small" },
		{ "industry", "19", "300", "", "micro" }, { "industry", "2000", "100", "", "micro" }, { "industry", "20", "299.99", "", "micro" },
		{ "farm", "", "20000", "", "large" }, { "farm", "", "500", "", "medium" }, { "farm", "", "49", "", "micro" },
		{ "build", "", "80000", "80000", "large" }, { "build", "", "80000", "79999", "medium" }, { "build", "", "300", "299", "micro" },
		{ "retail", "10", "100", "", "small" }, { "retail", "9", "100", "", "micro" }, { "software", "100", "1000", "", "medium" },
		{ "estate", "", "1000", "4999", "small" }, { "estate", "", "99", "9999", "micro" }, { "lease", "300", "", "120000", "large" },
		{ "lease", "100", "", "8000", "medium" }, { "property", "99", "5000", "", "micro" }, { "other", "300", "", "", "large" },
		{ "other", "10", "", "", "small" }, { "other", "9", "", "", "micro" }, { "wholesale", "5", "1000", "", "small" },
		/* not known: only what would decide counts */
		{ "industry", "", "40000", "", "" }, { "industry", "19", "", "", "micro" }, { "", "19", "300", "", "" }, { "build", "", "80000", "", "" },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct value facts[F_COUNT] = { 0 }, v;
		const struct fin_choice *c = fin_choice_find(fin_fields[F_SIZE].choices, rows[i].size);

		assert_true(fin_fact_read(a, F_INDUSTRY, rows[i].industry, &facts[F_INDUSTRY]));
		assert_true(fin_fact_read(a, F_STAFF, rows[i].staff, &facts[F_STAFF]));
		assert_true(fin_fact_read(a, F_REVENUE, rows[i].revenue, &facts[F_REVENUE]));
		assert_true(fin_fact_read(a, F_ASSETS, rows[i].assets, &facts[F_ASSETS]));
		v = fin_size(facts);
		if (v.kind != (c ? V_STRING : V_NULL) || (c && strcmp(v.text.p, msg_text(LANG_ZH, c->label)) != 0))
			fail_msg("row %zu: %s", i, value_text(a, v));
	}
}

/* ---- rules ---- */

struct asked {
	const char *field, *op, *value;
};

static struct fin_rule
rule(const struct fin_terms *t, const struct asked *v, size_t n)
{
	struct fin_cond own[16] = { 0 };
	struct feel_error e;
	struct fin_rule r;
	const char *bad;

	for (size_t i = 0; i < n; i++) {
		own[i] = (struct fin_cond){ .field = (enum fin_field_no)fin_field_find(v[i].field), .op = (enum fin_op)fin_op_find(v[i].op),
			.label_zh = "", .label_en = "" };
		if (!fin_cond_make(a, &own[i], v[i].value, &bad))
			fail_msg("condition %zu: %s", i, bad);
	}
	if (!fin_rule_make(a, fin_names(a), t, own, n, &r, &bad, &e))
		fail_msg("%s: %s", bad, feel_error_text(a, LANG_EN, &e));
	return r;
}

static struct fin_fit
fit(const struct fin_rule *r, const char *text)
{
	struct value facts[F_COUNT];
	struct fin_fit f;

	assert_int_equal(fin_facts_read(a, text, facts), 0);
	fin_fit(a, &env, r, facts, &f);
	return f;
}

/* A tax loan as handbooks write it: "> 0.5" and ">= 2" at their borders, list of grades without an order between them. */
static void
boundaries(void **state)
{
	static const struct asked conds[] = { { "age", "ge", "2" }, { "tax", "gt", "0.5" }, { "grade", "in", "A B M" }, { "quals", "not_in", "green" },
		{ "clean", "yes", "" } };
	static const struct fin_terms t = { 500000000, "10 * 近12个月纳税额（万元）", "", 1, 12 };
	static const char base[] = "amount=5\nterm=12\nquals=-\nclean=yes\n";
	struct asked own[COUNT(conds)];
	static const struct {
		const char *more;
		enum fin_class class;
	} rows[] = {
		{ "age=2\ntax=0.51\ngrade=M", FIT_PASS }, { "age=1.99\ntax=0.51\ngrade=M", FIT_ONE }, { "age=2\ntax=0.5\ngrade=A", FIT_ONE },
		{ "age=1\ntax=0.5\ngrade=A", FIT_NOT }, { "age=2\ntax=0.51\ngrade=C", FIT_ONE }, { "tax=0.51\ngrade=A", FIT_UNKNOWN },
		{ "age=1\ntax=0.51", FIT_NOT }, { "age=2\ngrade=A", FIT_UNKNOWN },
	};
	struct fin_rule r;
	struct fin_fit f;

	memcpy(own, conds, sizeof(conds));
	own[2].value = "A,B,M";
	r = rule(&t, own, COUNT(own));
	for (size_t i = 0; i < COUNT(rows); i++) {
		f = fit(&r, arena_fmt(a, "%s%s", base, rows[i].more));
		if (f.class != rows[i].class)
			fail_msg("row %zu is %d", i, (int)f.class);
	}
	f = fit(&r, arena_fmt(a, "%sage=2\ntax=0.5\ngrade=A", base));
	assert_string_equal(value_text(a, f.limit), "5");
	assert_string_equal(value_text(a, f.v[3].required), "0.5");
	/* the amount is held against the formula, and the gap said */
	f = fit(&r, "amount=20\nterm=13\nquals=-\nclean=yes\nage=2\ntax=1.5\ngrade=A");
	assert_int_equal(f.class, FIT_NOT);
	assert_int_equal(f.failed, 2);
	assert_string_equal(value_text(a, f.v[0].gap), "5");
	assert_string_equal(value_text(a, f.v[1].gap), "1");
	/* null is never "does not fit" */
	f = fit(&r, "amount=20\nterm=12");
	assert_int_equal(f.class, FIT_UNKNOWN);
	assert_int_equal(f.v[0].missing, F_TAX);
}

static void
by_grade(void **state)
{
	static const struct fin_terms t = { -1, "", "A=100,B=80,C=30", 1, 12 };
	struct fin_rule r = rule(&t, NULL, 0);

	assert_string_equal(value_text(a, fit(&r, "amount=1\nterm=1\ngrade=B").limit), "80");
	assert_int_equal(fit(&r, "amount=80\nterm=1\ngrade=B").class, FIT_PASS);
	assert_int_equal(fit(&r, "amount=80.01\nterm=1\ngrade=B").class, FIT_ONE);
	assert_int_equal(fit(&r, "amount=1\nterm=1\ngrade=D").class, FIT_ONE);		/* a grade not named gets nothing */
	assert_int_equal(fit(&r, "amount=1\nterm=1").class, FIT_UNKNOWN);
}

/* How many rules that do not pass would with this change, plainly tried. */
static size_t
opened(const struct fin_rule *rules, const struct fin_fit *fits, size_t n, struct value *facts, const struct fin_change *c)
{
	struct value was = facts[c->field], *items;
	struct decimal d, step = { .lo = 1, .exp = -6 };
	size_t more = 0;

	facts[c->field] = c->to;
	if (was.kind == V_LIST) {
		items = NEWN(a, struct value, was.list->n + 1);
		for (size_t i = 0; i < was.list->n; i++)
			items[i] = was.list->v[i];
		items[was.list->n] = c->to;
		facts[c->field] = v_list(a, items, was.list->n + 1);
	}
	if (c->beyond && (c->at_most ? dec_sub : dec_add)(c->to.num, step, &d))
		facts[c->field] = v_num(d);
	for (size_t k = 0; k < n; k++) {
		struct fin_fit f;

		fin_fit(a, &env, &rules[k], facts, &f);
		more += f.class == FIT_PASS && fits[k].class != FIT_PASS;
	}
	facts[c->field] = was;
	return more;
}

/* All rules through the index: the class of each as by itself, what stops the firm, and what would open more. */
static void
through_index(const struct fin_rule *rules, const struct fin_fit *fits, size_t n, const struct value *facts, struct fin_changes *ch)
{
	struct fin_index ix = { fin_index_new(), NEWN(a, const struct fin_rule *, n), (uint32_t)n };
	uint8_t *state = NEWN(a, uint8_t, n);
	unsigned stops, want = 0;
	bool served, can = false;

	for (size_t i = 0; i < n; i++)
		ix.v[i] = &rules[i];
	assert_true(fin_index_build(&ix, a));
	for (uint32_t i = 0; i < n; i += 3)			/* some put one by one */
		assert_true(fin_index_put(&ix, a, i, &rules[i]));
	assert_int_equal(fin_index_ask(&ix, a, &env, facts, state, ch).code, 0);
	assert_int_equal(fin_index_stops(&ix, a, &env, facts, &served, &stops).code, 0);
	for (size_t i = 0; i < n; i++) {
		static const enum fin_class of[MATCH_STATES] = { FIT_NOT, FIT_NOT, FIT_ONE, FIT_UNKNOWN, FIT_PASS };

		if (of[state[i]] != fits[i].class)
			fail_msg("rule %zu: %d, by itself %d", i, state[i], fits[i].class);
		can |= fits[i].class == FIT_PASS || fits[i].class == FIT_UNKNOWN;
		for (size_t k = 0; k < fits[i].n; k++)
			if (fits[i].v[k].state == REASON_FAIL)
				want |= 1u << fits[i].v[k].c->field;
	}
	assert_int_equal(served, can);
	assert_int_equal(stops, want);
	match_free(ix.x);
}

/* What would open more: every line the counting gives is tried plainly, and no single other grade opens more. */
static void
changes(void **state)
{
	static const struct asked own[][2] = {
		{ { "grade", "in", "A" }, { "age", "ge", "1" } }, { { "grade", "in", "A,B" }, { "age", "ge", "1" } },
		{ { "grade", "in", "A" }, { "age", "ge", "5" } }, { { "age", "gt", "4" }, { "grade", "in", "A,B,C" } },
		{ { "quals", "in", "giant,srdi" }, { "grade", "in", "C" } }, { { "age", "ge", "9" }, { "grade", "in", "C" } },
	};
	static const struct fin_terms t = { 100000000, "", "", 1, 12 }, graded = { -1, "", "A=50,B=20,C=5", 1, 12 };
	struct fin_rule rules[COUNT(own) + 1];
	struct fin_fit fits[COUNT(rules)];
	struct value facts[F_COUNT];
	struct fin_changes ch;

	for (size_t i = 0; i < COUNT(own); i++)
		rules[i] = rule(&t, own[i], 2);
	rules[COUNT(own)] = rule(&graded, NULL, 0);
	assert_int_equal(fin_facts_read(a, "amount=20\nterm=12\ngrade=C\nage=3\nquals=-", facts), 0);
	for (size_t i = 0; i < COUNT(rules); i++)
		fin_fit(a, &env, &rules[i], facts, &fits[i]);
	through_index(rules, fits, COUNT(rules), facts, &ch);
	assert_true(ch.n >= 4);
	assert_int_equal(ch.v[0].field, F_GRADE);
	assert_string_equal(ch.v[0].to.text.p, "A");
	assert_int_equal(ch.v[0].more, 3);			/* two by the list, one by the amount its grade gives */
	for (size_t i = 0; i < ch.n; i++) {
		assert_true(i == 0 || ch.v[i].more <= ch.v[i - 1].more);
		assert_int_equal(opened(rules, fits, COUNT(rules), facts, &ch.v[i]), ch.v[i].more);
	}
}

static uint64_t seed = 88172645463325252u;

static int
lot(int n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (int)((seed >> 9) % (uint64_t)n);
}

/* The same for handbooks and firms by lot, limits by formula and by grade among them: each line is true, and no other word for a
 * field that can be changed opens more than the first line. */
static void
changes_by_lot(void **state)
{
	static const struct fin_terms terms[] = { { 100000000, "", "", 1, 36 }, { 300000000, "10 * 近12个月纳税额（万元）", "", 1, 12 }, { -1, "", "A=90,B=40,M=20", 1, 24 } };
	static const char *const grades[] = { "A", "A,B", "B,M", "A,B,M,C" }, *const quals[] = { "giant", "srdi,giant", "hitech" };
	struct fin_rule rules[60];
	struct fin_fit fits[COUNT(rules)];
	size_t told = 0;

	for (int round = 0; round < 8; round++) {
		struct value facts[F_COUNT];
		struct fin_changes ch;

		for (size_t i = 0; i < COUNT(rules); i++) {
			struct asked own[] = { { "grade", "in", grades[lot(4)] }, { "age", lot(2) ? "ge" : "gt", arena_fmt(a, "%d", lot(6)) },
				{ "quals", lot(3) ? "in" : "not_in", quals[lot(3)] }, { "tax", "ge", arena_fmt(a, "0.%d", lot(10)) } };

			rules[i] = rule(&terms[lot(3)], own, (size_t)(1 + lot(4)));
		}
		assert_int_equal(fin_facts_read(a, arena_fmt(a, "amount=%d\nterm=%d\ngrade=%s\nage=%d\nquals=%s\ntax=%d.%d", 5 + lot(60), 6 + lot(20),
			lot(2) ? "C" : "M", lot(5), lot(2) ? "-" : "srdi", lot(4), lot(1000)), facts), 0);
		for (size_t i = 0; i < COUNT(rules); i++)
			fin_fit(a, &env, &rules[i], facts, &fits[i]);
		through_index(rules, fits, COUNT(rules), facts, &ch);
		told += ch.n;
		for (size_t i = 0; i < ch.n; i++)
			assert_int_equal(opened(rules, fits, COUNT(rules), facts, &ch.v[i]), ch.v[i].more);
		for (const struct fin_choice *c = fin_grades; c->id; c++) {
			struct fin_change other = { .field = F_GRADE, .to = v_text(c->id) };
			size_t more = opened(rules, fits, COUNT(rules), facts, &other);

			assert_true(more == 0 || (ch.n && more <= ch.v[0].more));
		}
		for (int tax = 0; tax < 20; tax++) {
			struct fin_change other = { .field = F_TAX, .to = v_int(tax) };
			size_t more = opened(rules, fits, COUNT(rules), facts, &other);

			assert_true(more == 0 || (ch.n && more <= ch.v[0].more));
		}
	}
	assert_true(told > 8);
}

/* Each field with each of its operators, twice on one field too, more digits than are kept, and firms of which much is not known. */
static void
index_by_lot(void **state)
{
	static const struct fin_terms terms[] = { { 40000000, "", "", 1, 24 }, { -1, "0.1 * 年营业收入（万元）", "", 7, 12 }, { -1, "", "A=90,B=40", 1, 24 },
		{ -1, "", "", 0, 0 }, { 50000000, "if 第一次贷款 then 30 else 贷款余额（万元）", "A=99", 1, 36 } };
	struct fin_rule rules[50];
	struct fin_fit fits[COUNT(rules)];
	size_t of[FIT_COUNT] = { 0 };

	for (int round = 0; round < 12; round++) {
		for (size_t i = 0; i < COUNT(rules); i++) {
			struct asked own[5];
			size_t n = (size_t)(1 + lot(4));

			for (size_t k = 0; k < n; k++) {
				const struct fin_field *f = &fin_fields[k && !lot(4) ? fin_field_find(own[k - 1].field) : lot(F_COUNT)];
				int op = lot(OP_COUNT), words = 0;

				while (!(fin_ops[op].kinds >> f->kind & 1u))
					op = (op + 1) % OP_COUNT;
				while (f->choices && f->choices[words].id)
					words++;
				own[k] = (struct asked){ f->id, fin_ops[op].id, f->kind == FIN_NUMBER ? arena_fmt(a, "%d%s", lot(9), lot(3) ? "" : lot(2) ? ".5" : ".00000005")
					: !words ? "" : arena_fmt(a, "%s,%s", f->choices[lot(words)].id, f->choices[lot(words)].id) };
			}
			rules[i] = rule(&terms[lot(COUNT(terms))], own, n);
			for (size_t k = 0; k < rules[i].n; k++)
				assert_true(!rules[i].v[k].fixed || rules[i].v[k].uses == 1u << rules[i].v[k].field);
		}
		for (int firm = 0; firm < 6; firm++) {
			struct value facts[F_COUNT] = { 0 };
			struct fin_changes ch;

			for (int f = 0; f < F_COUNT; f++) {
				int words = 0;

				while (fin_fields[f].choices && fin_fields[f].choices[words].id)
					words++;
				assert_true(fin_fact_read(a, (enum fin_field_no)f, lot(1 + firm * 3) ? fin_fields[f].kind == FIN_NUMBER ? arena_fmt(a, "%d%s", lot(10), lot(4) ? "" : ".00000005")
					: fin_fields[f].kind == FIN_TRUTH ? lot(2) ? "yes" : "no" : fin_fields[f].kind == FIN_LIST && !lot(3) ? "-" : fin_fields[f].choices[lot(words)].id : "", &facts[f]));
			}
			for (size_t i = 0; i < COUNT(rules); i++) {
				fin_fit(a, &env, &rules[i], facts, &fits[i]);
				of[fits[i].class]++;
			}
			through_index(rules, fits, COUNT(rules), facts, &ch);
		}
	}
	for (int c = 0; c < FIT_COUNT; c++)
		assert_true(of[c] > 50);
}

static void
refused(void **state)
{
	static const struct asked rows[] = { { "age", "in", "2" }, { "age", "ge", "two" }, { "grade", "ge", "A" }, { "grade", "in", "" }, { "grade", "in", "E" },
		{ "clean", "ge", "1" } };
	static const struct fin_terms t = { -1, "10 * 没有这个字段", "", 1, 12 };
	struct feel_error e;
	struct fin_rule r;
	const char *bad;

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct fin_cond c = { .field = (enum fin_field_no)fin_field_find(rows[i].field), .op = (enum fin_op)fin_op_find(rows[i].op) };

		if (fin_cond_make(a, &c, rows[i].value, &bad))
			fail_msg("row %zu was taken", i);
	}
	assert_false(fin_rule_make(a, fin_names(a), &t, NULL, 0, &r, &bad, &e));
	assert_string_equal(bad, t.formula);
	{
		struct value facts[F_COUNT];

		assert_int_equal(fin_facts_read(a, "age=2\nnothing here", facts), 2);
		assert_int_equal(fin_facts_read(a, "age＝２\n\n纳税信用等级 = b\n", facts), 0);
		assert_string_equal(facts[F_GRADE].text.p, "B");
		assert_int_equal(fin_facts_read(a, "age=x", facts), 1);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(words), cmocka_unit_test(numbers), cmocka_unit_test(sizes), cmocka_unit_test(boundaries),
		cmocka_unit_test(by_grade), cmocka_unit_test(changes), cmocka_unit_test(changes_by_lot), cmocka_unit_test(index_by_lot),
		cmocka_unit_test(refused) };

	return cmocka_run_group_tests(tests, setup, teardown);
}
