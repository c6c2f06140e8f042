/* finance_edit_web.c - what an officer types for a product becomes a version: each field read, each mistake said where it is. */
#include "services/finance/finance_edit.h"

#include "base/day.h"
#include "base/text.h"
#include "finance_bank_msg.h"
#include "finance_consent_msg.h"
#include "services/finance/finance_whom.h"

#define NAME_LEN   40
#define INTRO_LEN  300
#define LABEL_LEN  60
#define FACTS_LEN  1000
#define FORMULA_LEN 200
#define MONTHS     360
#define RATE_MAX   3600			/* 36 % a year, in 1/100 per cent */

static const char *
part(struct req *rq, char letter, size_t i, const char *name)
{
	return arena_fmt(rq->a, "%c%zu_%s", letter, i, name);
}

/* ---- kept → form ---- */

static const char *
number_or(struct req *rq, int64_t n)
{
	return n ? fin_number(rq, n) : "";
}

static const char *
day_or(struct req *rq, int64_t day)
{
	return day ? day_iso(rq->a, (int32_t)day) : "";
}

void
fin_edit_fill(struct req *rq, const struct fin_product *p, struct fin_edit_view *v)
{
	const struct fin_version_row *r = &p->r;
	struct fin_grade grades[8];
	size_t n = fin_grades_split(rq->a, r->grades, grades, COUNT(grades));
	bool fresh = text_empty(r->class);

	*v = (struct fin_edit_view){ .r = *r, .rev = r->rev, .name_zh = r->name_zh, .name_en = r->name_en, .intro_zh = r->intro_zh,
		.intro_en = r->intro_en, .class = r->class, .cap = fin_wan(rq->a, r->cap), .formula = r->formula,
		.term_min = number_or(rq, r->term_min), .term_max = number_or(rq, r->term_max),
		.rate_low = fresh ? "" : fin_percent(rq->a, r->rate_low), .rate_high = fresh ? "" : fin_percent(rq->a, r->rate_high),
		.fee = fresh ? "0" : fin_percent(rq->a, r->fee), .days = number_or(rq, r->days), .repay = r->repay, .security = r->security,
		.phone = r->phone, .from = day_or(rq, r->from_day ? r->from_day : fin_today(rq)), .to = day_or(rq, r->to_day) };
	for (size_t g = 0; fin_grades[g].id; g++) {
		v->grade[g] = "";
		for (size_t i = 0; i < n; i++)
			if (strcmp(grades[i].grade, fin_grades[g].id) == 0)
				v->grade[g] = grades[i].amount;
	}
	for (size_t i = 0; i < p->nown; i++)
		v->conds[v->nconds++] = (struct fin_edit_cond){ fin_fields[p->own[i].field].id, fin_ops[p->own[i].op].id,
			fin_cond_value(rq->a, rq->lang, &p->own[i]), p->own[i].label_zh };
	for (; v->nconds < 3; v->nconds++)
		v->conds[v->nconds] = (struct fin_edit_cond){ "", "", "", "" };
	for (size_t i = 0; i < p->nexamples; i++)
		v->examples[v->nexamples++] = (struct fin_edit_example){ p->examples[i].name, reason_state_word(p->examples[i].expect),
			p->examples[i].facts, "", false };
	for (; v->nexamples < 2; v->nexamples++)
		v->examples[v->nexamples] = (struct fin_edit_example){ "", v->nexamples ? "fail" : "pass", "", "", false };
}

/* ---- form → view ---- */

static const char *
boxes(struct req *rq)
{
	struct out o;

	out_init(&o, rq->a);
	for (const struct fin_choice *c = fin_securities; c->id; c++)
		if (!text_empty(rq_form(rq, arena_fmt(rq->a, "security_%s", c->id))))
			out_fmt(&o, "%s%s", o.len ? "," : "", c->id);
	return out_cstr(&o);
}

void
fin_edit_take(struct req *rq, struct fin_edit_view *v)
{
	v->name_zh = rq_form(rq, "name_zh"), v->name_en = rq_form(rq, "name_en");
	v->intro_zh = rq_form(rq, "intro_zh"), v->intro_en = rq_form(rq, "intro_en");
	v->class = rq_form(rq, "class"), v->cap = rq_form(rq, "cap"), v->formula = rq_form(rq, "formula");
	v->term_min = rq_form(rq, "term_min"), v->term_max = rq_form(rq, "term_max");
	v->rate_low = rq_form(rq, "rate_low"), v->rate_high = rq_form(rq, "rate_high"), v->fee = rq_form(rq, "fee");
	v->days = rq_form(rq, "days"), v->repay = rq_form(rq, "repay"), v->phone = rq_form(rq, "phone");
	v->from = rq_form(rq, "from"), v->to = rq_form(rq, "to");
	v->security = boxes(rq);
	text_int(rq_form(rq, "rev"), 0, INT64_MAX, &v->rev);
	for (size_t g = 0; fin_grades[g].id; g++)
		v->grade[g] = rq_form(rq, arena_fmt(rq->a, "grade_%s", fin_grades[g].id));
	for (size_t i = 0; i < FIN_CONDITIONS && rq_has(rq, part(rq, 'c', i, "field")); i++)
		v->conds[v->nconds++] = (struct fin_edit_cond){ rq_form(rq, part(rq, 'c', i, "field")), rq_form(rq, part(rq, 'c', i, "op")),
			rq_form(rq, part(rq, 'c', i, "value")), rq_form(rq, part(rq, 'c', i, "label")) };
	for (size_t i = 0; i < FIN_EXAMPLES && rq_has(rq, part(rq, 'e', i, "name")); i++)
		v->examples[v->nexamples++] = (struct fin_edit_example){ rq_form(rq, part(rq, 'e', i, "name")),
			rq_form(rq, part(rq, 'e', i, "expect")), rq_form(rq, part(rq, 'e', i, "facts")), "", false };
}

/* ---- view → version ---- */

/* typed × 10^places as a whole number in [0, max]. */
static bool
scaled(struct req *rq, const char *typed, int places, int64_t max, int64_t *ret)
{
	struct decimal d;
	int64_t n;

	if (!fin_number_read(rq->a, typed, &d))
		return false;
	d.exp += places;
	if (!dec_to_int(d, &n) || n < 0 || n > max)
		return false;
	*ret = n;
	return true;
}

static void
words_check(struct req *rq, const struct fin_edit_view *v, bool send, struct fin_version_row *r)
{
	bool picked = fin_choice_find(fin_classes, v->class) != NULL;

	if (!picked && (send || !text_empty(v->class)))
		rq_fault(rq, "class", M_finb_err_class, NULL);
	if (text_empty(v->name_zh) || text_len(v->name_zh) > NAME_LEN)
		rq_fault(rq, "name_zh", M_finb_err_name, NULL);
	if (text_len(v->name_en) > 2 * NAME_LEN)
		rq_fault(rq, "name_en", M_finb_err_long, fin_number(rq, 2 * NAME_LEN), NULL);
	if ((send && text_empty(v->intro_zh)) || text_len(v->intro_zh) > INTRO_LEN)
		rq_fault(rq, "intro_zh", M_finb_err_intro, NULL);
	if (text_len(v->intro_en) > 2 * INTRO_LEN)
		rq_fault(rq, "intro_en", M_finb_err_long, fin_number(rq, 2 * INTRO_LEN), NULL);
	if (send && !fin_choice_find(fin_repays, v->repay))
		rq_fault(rq, "repay", M_finb_err_repay, NULL);
	if (send && text_empty(v->security))
		rq_fault(rq, "security", M_finb_err_security, NULL);
	if ((send && text_empty(v->phone)) || text_len(v->phone) > NAME_LEN)
		rq_fault(rq, "phone", M_finb_err_phone, NULL);
	r->class = v->class, r->name_zh = v->name_zh, r->name_en = v->name_en, r->intro_zh = v->intro_zh, r->intro_en = v->intro_en;
	r->repay = fin_choice_find(fin_repays, v->repay) ? v->repay : "";
	r->security = v->security, r->phone = v->phone;
}

static void
amounts_check(struct req *rq, const struct fin_edit_view *v, bool send, struct fin_version_row *r)
{
	struct out grades;

	r->cap = -1;
	if (!text_empty(v->cap) && !scaled(rq, v->cap, 6, INT64_C(99999999999999), &r->cap))
		rq_fault(rq, "cap", M_finb_err_cap, NULL);
	if (text_len(v->formula) > FORMULA_LEN)
		rq_fault(rq, "formula", M_finb_err_long, fin_number(rq, FORMULA_LEN), NULL);
	r->formula = v->formula;
	out_init(&grades, rq->a);
	for (size_t g = 0; fin_grades[g].id; g++) {
		const char *name = arena_fmt(rq->a, "grade_%s", fin_grades[g].id);
		int64_t fen;

		if (text_empty(v->grade[g]))
			continue;
		if (!scaled(rq, v->grade[g], 6, INT64_C(99999999999999), &fen))
			rq_fault(rq, name, M_finb_err_cap, NULL);
		else
			out_fmt(&grades, "%s%s=%s", grades.len ? "," : "", fin_grades[g].id, fin_wan(rq->a, fen));
	}
	r->grades = out_cstr(&grades);
	if (send && text_empty(v->cap) && text_empty(v->formula) && !grades.len)
		rq_fault(rq, "cap", M_finb_err_limit, NULL);
}

static void
times_check(struct req *rq, const struct fin_edit_view *v, bool send, struct fin_version_row *r)
{
	int32_t from = 0, to = 0;
	bool months, rates;

	r->term_min = r->term_max = r->rate_low = r->rate_high = r->fee = r->days = 0;
	months = (text_int(v->term_min, 1, MONTHS, &r->term_min) || (!send && text_empty(v->term_min))) &&
		(text_int(v->term_max, 1, MONTHS, &r->term_max) || (!send && text_empty(v->term_max)));
	if (!months || (r->term_max && r->term_min > r->term_max))
		rq_fault(rq, "term_min", M_finb_err_months, NULL);
	rates = (scaled(rq, v->rate_low, 2, RATE_MAX, &r->rate_low) || (!send && text_empty(v->rate_low))) &&
		(scaled(rq, v->rate_high, 2, RATE_MAX, &r->rate_high) || (!send && text_empty(v->rate_high)));
	if (!rates || r->rate_low > r->rate_high)
		rq_fault(rq, "rate_low", M_finb_err_rate, NULL);
	if (!scaled(rq, v->fee, 2, RATE_MAX, &r->fee) && (send || !text_empty(v->fee)))
		rq_fault(rq, "fee", M_finb_err_rate, NULL);
	if (!text_int(v->days, 1, 250, &r->days) && (send || !text_empty(v->days)))
		rq_fault(rq, "days", M_finb_err_days, NULL);
	if (!day_parse(v->from, &from))
		rq_fault(rq, "from", M_finb_err_day, NULL);
	if (!text_empty(v->to) && !day_parse(v->to, &to))
		rq_fault(rq, "to", M_finb_err_day, NULL);
	else if (to && to < from)
		rq_fault(rq, "to", M_finb_err_days_order, NULL);
	r->from_day = from;
	r->to_day = to;
}

static const char *
allowed(struct req *rq, const struct fin_field *f)
{
	struct out o;

	if (!f->choices)
		return "";
	out_init(&o, rq->a);
	for (const struct fin_choice *c = f->choices; c->id; c++)
		out_fmt(&o, "%s,", c->id);
	return fin_choices_words(rq->a, rq->lang, f->choices, out_cstr(&o));
}

static void
conds_check(struct req *rq, const struct fin_edit_view *v, struct fin_product *p)
{
	for (size_t i = 0; i < v->nconds; i++) {
		const struct fin_edit_cond *t = &v->conds[i];
		int field = fin_field_find(t->field), op = fin_op_find(t->op);
		struct fin_cond *c = &p->own[p->nown];
		const char *bad = "";

		if (field < 0)
			continue;
		*c = (struct fin_cond){ .field = (enum fin_field_no)field, .op = op < 0 ? OP_COUNT : (enum fin_op)op, .label_zh = t->label,
			.label_en = "" };
		if (op < 0 || !(fin_ops[op].kinds & 1u << fin_fields[field].kind))
			rq_fault(rq, part(rq, 'c', i, "op"), M_finb_err_op, NULL);
		else if (!fin_cond_make(rq->a, c, t->value, &bad))
			rq_fault(rq, part(rq, 'c', i, "value"), M_finb_err_value, text_cut(rq->a, bad, 20), allowed(rq, &fin_fields[field]), NULL);
		if (text_len(t->label) > LABEL_LEN)
			rq_fault(rq, part(rq, 'c', i, "label"), M_finb_err_long, fin_number(rq, LABEL_LEN), NULL);
		p->nown++;
	}
}

static enum msg
expect_word(enum reason_state s)
{
	return s == REASON_PASS ? M_finb_expect_pass : s == REASON_FAIL ? M_finb_expect_fail : M_finb_expect_unknown;
}

/* at: where each kept example stands in the form. */
static void
examples_take(struct req *rq, const struct fin_edit_view *v, struct fin_product *p, size_t *at)
{
	for (size_t i = 0; i < v->nexamples; i++) {
		const struct fin_edit_example *t = &v->examples[i];

		if (text_empty(t->name) && text_empty(t->facts))
			continue;
		if (text_empty(t->name) || text_len(t->name) > NAME_LEN || text_empty(t->facts) || text_len(t->facts) > FACTS_LEN)
			rq_fault(rq, part(rq, 'e', i, "name"), M_finb_err_example, NULL);
		at[p->nexamples] = i;
		p->examples[p->nexamples++] = (struct fin_example){ .name = t->name, .facts = t->facts,
			.expect = strcmp(t->expect, "pass") == 0 ? REASON_PASS : strcmp(t->expect, "fail") == 0 ? REASON_FAIL : REASON_UNKNOWN };
	}
}

static void
examples_check(struct req *rq, struct fin_edit_view *v, bool send, const struct fin_rule *rule, struct fin_product *p, const size_t *at)
{
	bool good = fin_examples_run(rq->a, rq->env, rule, p->examples, p->nexamples), told = false;

	for (size_t i = 0; i < p->nexamples; i++) {
		const struct fin_example *x = &p->examples[i];
		struct fin_edit_example *shown = &v->examples[at[i]];

		shown->right = !x->bad_line && x->came == x->expect;
		shown->came = tr(rq, expect_word(x->came));
		if (x->bad_line)
			rq_fault(rq, part(rq, 'e', at[i], "facts"), M_finb_err_facts, fin_number(rq, x->bad_line), NULL);
		else if (send && !shown->right)
			rq_fault(rq, part(rq, 'e', at[i], "facts"), M_finb_err_came, shown->came, NULL);
		told |= !shown->right;
	}
	if (send && !good && !told)
		rq_fault(rq, "e0_name", M_finb_err_kinds, NULL);
}

static const char *
few(struct req *rq, size_t n)
{
	return n < FIN_WHOM_LEAST ? tr(rq, M_finc_whom_few) : trf(rq, M_finc_whom_n, fin_number(rq, (int64_t)n), NULL);
}

const char *
fin_whom_words(struct req *rq, const struct fin_whom *w)
{
	const char *all = trf(rq, M_finc_whom_all, w->all < FIN_WHOM_LEAST ? tr(rq, M_finc_whom_few) : fin_number(rq, (int64_t)w->all),
		few(rq, w->fits), NULL);

	return w->unknown ? arena_fmt(rq->a, "%s %s", all, trf(rq, M_finc_whom_missing, few(rq, w->unknown), NULL)) : all;
}

void
fin_edit_check(struct req *rq, struct fin_edit_view *v, bool send, struct fin_product *p)
{
	size_t at[FIN_EXAMPLES] = { 0 };
	struct fin_terms terms;
	struct fin_rule rule;
	struct feel_error e;
	const char *bad;

	*p = (struct fin_product){ .r = v->r };
	p->r.rev = v->rev;
	words_check(rq, v, send, &p->r);
	amounts_check(rq, v, send, &p->r);
	times_check(rq, v, send, &p->r);
	conds_check(rq, v, p);
	examples_take(rq, v, p, at);
	if (rq->nfaults)
		return;
	terms = fin_terms_of(&p->r);
	if (!fin_rule_make(rq->a, fin_names(rq->a), &terms, p->own, p->nown, &rule, &bad, &e)) {
		rq_fault(rq, "formula", M_finb_err_formula, feel_error_text(rq->a, rq->lang, &e), NULL);
		return;
	}
	examples_check(rq, v, send, &rule, p, at);
}
