/*
 * finance_api_web.c - the match for other programs: what may be said of a firm, and which products fit it, with the reasons and with what
 * one changed figure would open. As on the page nothing of it is kept.
 */
#include "services/finance/finance.h"

#include "base/text.h"
#include "finance_api_msg.h"
#include "finance_page_msg.h"
#include "people/api_web.h"
#include "people/people.h"
#include "services/finance/finance_match.h"
#include "services/finance/finance_view.h"

#define ROWS_MOST 200
#define F(s, name, type, flags, about) { #name, type, flags, offsetof(struct s, name), NULL, NULL, about }
#define FW(s, name, flags, words, about) { #name, API_WORD, flags, offsetof(struct s, name), words, NULL, about }
#define FL(s, name, schema, about) { #name, API_LIST, 0, offsetof(struct s, name), NULL, schema, about }

/* ---- what may be said ---- */

struct said_word { const char *id, *zh, *en; };
struct said_field {
	const char *id, *kind, *zh, *en;
	bool asked;
	struct api_list words;
};
static const struct api_field word_fields[] = {
	F(said_word, id, API_TEXT, 0, NULL), F(said_word, zh, API_TEXT, 0, NULL), F(said_word, en, API_TEXT, 0, NULL), { 0 }
};
static const struct api_schema word_schema = { "FirmWord", "A word that a field takes.", sizeof(struct said_word), word_fields };
static const struct api_field field_fields[] = {
	F(said_field, id, API_TEXT, 0, NULL), FW(said_field, kind, 0, "number truth choice list", "A truth is yes or no; of a list several words, joined by commas, or - for none."),
	F(said_field, zh, API_TEXT, 0, "With its unit."), F(said_field, en, API_TEXT, 0, NULL), F(said_field, asked, API_BOOL, 0, "Some product of today asks for it."),
	FL(said_field, words, &word_schema, "Of choice and list."), { 0 }
};
static const struct api_schema field_schema = { "FirmField", "What may be said of a firm and its need.", sizeof(struct said_field), field_fields };

static const char *
word_label(enum lang l, const struct fin_choice *c)
{
	return c->label == M_NONE ? c->id : msg_text(l, c->label);
}

static struct err
fields_run(struct req *rq, struct api_answer *ret)
{
	static const char *const kinds[] = { [FIN_NUMBER] = "number", [FIN_TRUTH] = "truth", [FIN_CHOICE] = "choice", [FIN_LIST] = "list" };
	struct said_field *v = NEWN(rq->a, struct said_field, F_COUNT);
	unsigned asked;

	TRY(fin_asked(rq->db, rq->a, rq->area, fin_today(rq), &asked));
	for (int f = 0; f < F_COUNT; f++) {
		const struct fin_choice *c = fin_fields[f].choices;
		struct said_word *w;
		size_t n = 0;

		while (c && c[n].id)
			n++;
		w = NEWN(rq->a, struct said_word, n + 1);
		for (size_t i = 0; i < n; i++)
			w[i] = (struct said_word){ c[i].id, word_label(LANG_ZH, &c[i]), word_label(LANG_EN, &c[i]) };
		v[f] = (struct said_field){ fin_fields[f].id, kinds[fin_fields[f].kind], msg_text(LANG_ZH, fin_fields[f].label),
			msg_text(LANG_EN, fin_fields[f].label), asked >> f & 1u, { w, n } };
	}
	*ret = (struct api_answer){ v, F_COUNT, NULL };
	return OK;
}

/* ---- the question ---- */

static const struct api_field asking_fields[] = {
	{ "facts", API_MAP, API_MUST, 0, NULL, NULL, "By the ids of /finance/fields, each as text: amount and term must be there; what is left out counts as unknown." },
	{ "most", API_INT, 0, ROWS_MOST, NULL, NULL, "How many products of each class, 50 when not said; all are counted." }, { 0 }
};
static const struct api_schema asking_body = { "FirmFacts", "A firm and its need. Used once, kept nowhere.", 0, asking_fields };

static void
facts_take(struct req *rq, struct value *facts)
{
	static const char at[] = "facts.";

	for (int f = 0; f < F_COUNT; f++) {
		const char *name = arena_fmt(rq->a, "%s%s", at, fin_fields[f].id), *label = tr(rq, fin_fields[f].label), *typed = rq_form(rq, name);

		if ((f == F_AMOUNT || f == F_TERM) && text_empty(typed))
			rq_fault(rq, name, M_finm_err_need, label, NULL);
		else if (!fin_fact_read(rq->a, (enum fin_field_no)f, typed, &facts[f]))
			rq_fault(rq, name, fin_fields[f].kind == FIN_NUMBER ? M_finm_err_number : M_finm_err_pick, label, NULL);
	}
	for (size_t i = 0; i < rq->nform; i++)
		if (strncmp(rq->form[i].name, at, sizeof(at) - 1) == 0 && fin_field_find(rq->form[i].name + sizeof(at) - 1) < 0)
			rq_fault(rq, rq->form[i].name, M_finapi_err_field, NULL);
	if (!rq->nfaults && facts[F_SIZE].kind == V_NULL)
		facts[F_SIZE] = fin_size(facts);
}

/* ---- the answer ---- */

struct fit_reason { const char *field, *op, *wanted, *state, *actual, *gap, *missing, *words; };
struct fit_product {
	int64_t id, number, version, days;
	const char *name, *bank, *class, *limit, *rate_low, *rate_high, *fee, *url;
	struct api_list reasons;
};
struct fit_change {
	const char *field, *how, *to, *words;
	int64_t opens;
};
struct fit_answer {
	int64_t all, fits, lacks_one, unknown, does_not;
	const char *size;
	struct api_list products, changes;
};
static const struct api_field reason_fields[] = {
	F(fit_reason, field, API_TEXT, 0, "One of /finance/fields."), FW(fit_reason, op, 0, "ge gt le lt in not_in yes no", NULL),
	F(fit_reason, wanted, API_TEXT, API_NULL, "A number, or words' ids; null when it hangs on what is missing."),
	FW(fit_reason, state, 0, "met failed unknown", NULL), F(fit_reason, actual, API_TEXT, API_NULL, NULL),
	F(fit_reason, gap, API_TEXT, API_NULL, "How far a number is off."), F(fit_reason, missing, API_TEXT, API_NULL, "The field that would decide."),
	F(fit_reason, words, API_TEXT, 0, "The condition as people read it."), { 0 }
};
static const struct api_schema reason_schema = { "FitReason", "One condition of a product beside the firm.", sizeof(struct fit_reason), reason_fields };
static const struct api_field product_fields[] = {
	F(fit_product, id, API_ID, 0, "Of this version, which never changes."), F(fit_product, number, API_INT, 0, "In the handbook."),
	F(fit_product, version, API_INT, 0, NULL), F(fit_product, name, API_TEXT, 0, NULL), F(fit_product, bank, API_TEXT, 0, NULL),
	FW(fit_product, class, 0, "fits lacks_one unknown does_not", NULL),
	F(fit_product, limit, API_TEXT, API_NULL, "What it lends this firm at most, in 10,000 yuan."), F(fit_product, rate_low, API_TEXT, 0, "Per cent a year."),
	F(fit_product, rate_high, API_TEXT, 0, NULL), F(fit_product, fee, API_TEXT, 0, "Per cent of the loan a year, on top."),
	F(fit_product, days, API_INT, 0, "Working days to the decision, at the fastest."), FL(fit_product, reasons, &reason_schema, "Every condition, in order."),
	F(fit_product, url, API_URL, 0, "Its page for people."), { 0 }
};
static const struct api_schema product_schema = { "FitProduct", "One product beside the firm.", sizeof(struct fit_product), product_fields };
static const struct api_field change_fields[] = {
	F(fit_change, field, API_TEXT, 0, "One of /finance/fields."), FW(fit_change, how, 0, "reach exceed down below be have", NULL),
	F(fit_change, to, API_TEXT, 0, "A number, or a word's id."), F(fit_change, opens, API_INT, 0, "So many more products would fit."),
	F(fit_change, words, API_TEXT, 0, NULL), { 0 }
};
static const struct api_schema change_schema = { "FitChange", "What one changed figure would open, all others as they are.", sizeof(struct fit_change), change_fields };
static const struct api_field answer_fields[] = {
	F(fit_answer, all, API_INT, 0, "Products in force today."), F(fit_answer, fits, API_INT, 0, NULL), F(fit_answer, lacks_one, API_INT, 0, "Exactly one condition fails, nothing is unknown."),
	F(fit_answer, unknown, API_INT, 0, "Nothing fails, a figure is missing."), F(fit_answer, does_not, API_INT, 0, NULL),
	F(fit_answer, size, API_TEXT, API_NULL, "The size class that was used, said or worked out."),
	FL(fit_answer, products, &product_schema, "By class; in each the cheapest first, of those that do not fit the nearest."),
	FL(fit_answer, changes, &change_schema, "Most first."), { 0 }
};
static const struct api_schema answer_schema = { "FirmMatch", "Which products fit. There is no score.", sizeof(struct fit_answer), answer_fields };

/* As it may be sent: a number, yes or no, ids. */
static const char *
fact_text(struct arena *a, enum fin_field_no f, struct value v)
{
	const char *bad = "", *ids;
	struct out o;

	if (v.kind == V_NULL)
		return "";
	if (v.kind == V_BOOLEAN)
		return v.truth ? "yes" : "no";
	if (v.kind != V_STRING && v.kind != V_LIST)
		return value_text(a, v);
	out_init(&o, a);
	for (size_t i = 0; v.kind == V_LIST && i < v.list->n; i++)
		out_fmt(&o, "%s\n", v.list->v[i].text.p);
	ids = fin_choices_read(a, fin_fields[f].choices, v.kind == V_STRING ? v.text.p : out_cstr(&o), &bad);
	return text_empty(ids) ? "-" : ids;
}

static struct api_list
reasons_list(struct req *rq, const struct fin_fit *fit)
{
	static const char *const states[] = { [REASON_PASS] = "met", [REASON_FAIL] = "failed", [REASON_UNKNOWN] = "unknown" };
	struct fit_reason *v = NEWN(rq->a, struct fit_reason, fit->n + 1);

	for (size_t i = 0; i < fit->n; i++) {
		const struct fin_why *w = &fit->v[i];

		v[i] = (struct fit_reason){ .field = fin_fields[w->c->field].id, .op = fin_ops[w->c->op].id, .state = states[w->state],
			.wanted = w->c->from == COND_LIMIT ? fact_text(rq->a, F_AMOUNT, fit->limit) : w->c->value,
			.actual = fact_text(rq->a, w->c->field, w->actual), .gap = w->gap.kind == V_NUMBER ? value_text(rq->a, w->gap) : "",
			.missing = w->missing < 0 ? "" : fin_fields[w->missing].id, .words = fin_cond_words(rq->a, rq->lang, w->c) };
	}
	return (struct api_list){ v, fit->n };
}

static struct fit_product
product_fill(struct req *rq, const char *class, const struct fin_answer_row *x)
{
	const struct fin_version_row *r = x->r;

	return (struct fit_product){ .id = r->id, .number = r->number, .version = r->version, .days = r->days, .name = fin_name(rq, r), .bank = fin_bank(rq, r),
		.class = class, .limit = fact_text(rq->a, F_AMOUNT, x->fit->limit), .rate_low = fin_percent(rq->a, r->rate_low),
		.rate_high = fin_percent(rq->a, r->rate_high), .fee = fin_percent(rq->a, r->fee), .reasons = reasons_list(rq, x->fit),
		.url = arena_fmt(rq->a, "%s/finance/product/%lld", web_conf(rq->web)->public_url, (long long)r->id) };
}

static struct api_list
changes_list(struct req *rq, const struct fin_changes *c)
{
	struct fit_change *v = NEWN(rq->a, struct fit_change, c->n + 1);

	for (size_t i = 0; i < c->n; i++) {
		const struct fin_change *x = &c->v[i];
		const struct fin_field *f = &fin_fields[x->field];

		v[i] = (struct fit_change){ .field = f->id, .to = fact_text(rq->a, x->field, x->to), .opens = (int64_t)x->more, .words = fin_change_text(rq, x),
			.how = f->kind == FIN_LIST ? "have" : f->choices ? "be" : x->at_most ? x->beyond ? "below" : "down" : x->beyond ? "exceed" : "reach" };
	}
	return (struct api_list){ v, c->n };
}

static struct err
match_run(struct req *rq, struct api_answer *ret)
{
	static const char *const classes[FIT_COUNT] = { [FIT_PASS] = "fits", [FIT_ONE] = "lacks_one", [FIT_UNKNOWN] = "unknown", [FIT_NOT] = "does_not" };
	struct fit_answer *v = NEW(rq->a, struct fit_answer);
	struct value facts[F_COUNT];
	struct fit_product *p;
	struct fin_match m;
	int64_t most = FIN_SHOWN;
	size_t n = 0;

	facts_take(rq, facts);
	if (rq->nfaults)
		return OK;
	text_int(rq_form(rq, "most"), 0, ROWS_MOST, &most);
	TRY(fin_match(rq->db, rq->a, rq->env, rq->area, fin_today(rq), facts, (size_t)most, &m));
	p = NEWN(rq->a, struct fit_product, FIT_COUNT * ROWS_MOST);
	for (int c = 0; c < FIT_COUNT; c++)
		for (size_t i = 0; i < m.n[c]; i++)
			p[n++] = product_fill(rq, classes[c], &m.rows[c][i]);
	*v = (struct fit_answer){ .all = (int64_t)m.all, .fits = (int64_t)m.count[FIT_PASS], .lacks_one = (int64_t)m.count[FIT_ONE],
		.unknown = (int64_t)m.count[FIT_UNKNOWN], .does_not = (int64_t)m.count[FIT_NOT], .size = fact_text(rq->a, F_SIZE, facts[F_SIZE]),
		.products = { p, n }, .changes = changes_list(rq, &m.changes) };
	ret->v = v;
	return OK;
}

const struct api_op *
finance_api_ops(void)
{
	static const struct api_op ops[] = {
		{ VERB_GET, "/finance/fields", "listFirmFields", "What may be said of a firm and its need.", M_finapi_op_fields, RIGHT_PUBLIC, 0, NULL, fields_run, NULL,
		  NULL, &field_schema, true, 200, "422" },
		{ VERB_POST, "/finance/match", "matchFirm", "Which financing products fit a firm, which do not and why, and what one changed figure would open.",
		  M_finapi_op_match, RIGHT_PUBLIC, SCOPE_READ, NULL, match_run, NULL, &asking_body, &answer_schema, false, 200, "413 415 422" },
		{ 0 },
	};

	return ops;
}
