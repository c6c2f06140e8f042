/*
 * finance_match_web.c - which products fit: one page of questions, only those that some product asks, and the answer on the
 * next. Nothing is kept: the figures come by POST, are used once, and stand in no address and no log.
 */
#include "services/finance/finance.h"

#include "base/text.h"
#include "finance_answer_html.h"
#include "finance_ask_html.h"
#include "finance_page_msg.h"
#include "people/rights.h"
#include "services/finance/finance_match.h"
#include "services/finance/finance_view.h"

/* ---- the form ---- */

/* A list comes as a box for each choice and one for "none of these". */
static const char *
list_typed(struct req *rq, int f)
{
	struct out o;

	out_init(&o, rq->a);
	for (const struct fin_choice *c = fin_fields[f].choices; c->id; c++)
		if (!text_empty(rq_form(rq, fin_field_name(rq, f, c->id))))
			out_fmt(&o, "%s%s", o.len ? "," : "", c->id);
	return !o.len && !text_empty(rq_form(rq, fin_field_name(rq, f, "none"))) ? "-" : out_cstr(&o);
}

static void
typed_take(struct req *rq, struct fin_ask_view *v)
{
	for (int f = 0; f < F_COUNT; f++)
		v->typed[f] = fin_fields[f].kind == FIN_LIST ? list_typed(rq, f) : rq_form(rq, fin_field_name(rq, f, ""));
}

static void
facts_check(struct req *rq, struct fin_ask_view *v, struct value *facts)
{
	for (int f = 0; f < F_COUNT; f++) {
		const char *name = fin_field_name(rq, f, ""), *label = tr(rq, fin_fields[f].label);

		if ((f == F_AMOUNT || f == F_TERM) && text_empty(v->typed[f]))
			rq_fault(rq, name, M_finm_err_need, label, NULL);
		else if (!fin_fact_read(rq->a, (enum fin_field_no)f, v->typed[f], &facts[f]))
			rq_fault(rq, name, fin_fields[f].kind == FIN_NUMBER ? M_finm_err_number : M_finm_err_pick, label, NULL);
	}
	if (facts[F_SIZE].kind == V_NULL) {
		facts[F_SIZE] = fin_size(facts);
		v->size = facts[F_SIZE].kind == V_NULL ? NULL : fin_fact_words(rq->a, rq->lang, F_SIZE, facts[F_SIZE]);
	}
}

/* The size class is worked out of these, so whoever asks for it asks for them. */
static unsigned
asked(unsigned uses)
{
	if (uses >> F_SIZE & 1u)
		uses |= 1u << F_INDUSTRY | 1u << F_STAFF | 1u << F_REVENUE;
	return (uses & ~(1u << F_SIZE)) | 1u << F_AMOUNT | 1u << F_TERM;
}

static struct err
ask_page(struct req *rq, struct out *o, const struct fin_ask_view *v)
{
	rq->nav = "home";
	page_begin(o, rq, tr(rq, M_finm_title));
	if (v->answered)
		finance_answer_html(o, rq, v);
	else
		finance_ask_html(o, rq, v);
	page_end(o, rq);
	return OK;
}

static struct err
match_get(struct req *rq, struct out *o)
{
	struct fin_ask_view v = { 0 };
	struct fin_handbook book;

	TRY(fin_handbook_load(rq->db, rq->a, rq->area, fin_today(rq), &book));
	v.asked = asked(book.asked);
	for (int f = 0; f < F_COUNT; f++)
		v.typed[f] = "";
	return ask_page(rq, o, &v);
}

/* ---- the answer ---- */

static struct err
match_post(struct req *rq, struct out *o)
{
	struct fin_ask_view v = { 0 };
	struct value facts[F_COUNT];
	struct fin_handbook book;
	struct fin_match m;

	TRY(fin_handbook_load(rq->db, rq->a, rq->area, fin_today(rq), &book));
	v.asked = asked(book.asked);
	typed_take(rq, &v);
	if (rq_has(rq, "again"))
		return ask_page(rq, o, &v);
	facts_check(rq, &v, facts);
	if (rq->nfaults) {
		rq->status = 422;
		return ask_page(rq, o, &v);
	}
	TRY(fin_match(rq->a, rq->env, &book, facts, &m));
	v.answered = true;
	v.all = book.n;
	for (int c = 0; c < FIT_COUNT; c++)
		v.rows[c] = NEWN(rq->a, struct fin_answer_row, m.count[c] + 1);
	for (size_t i = 0; i < book.n; i++) {
		const struct fin_fit *fit = &m.fits[m.order[i]];

		v.rows[fit->class][v.count[fit->class]++] = (struct fin_answer_row){ &book.v[m.order[i]], fit };
	}
	v.changes = m.changes;
	return ask_page(rq, o, &v);
}

const struct route *
finance_match_routes(void)
{
	static const struct route routes[] = {
		{ VERB_GET, "/finance/match", RIGHT_PUBLIC, NULL, match_get, "Questions about a firm and its need.", 0 },
		{ VERB_POST, "/finance/match", RIGHT_PUBLIC, NULL, match_post, "Which products fit, which lack one thing, which do not and why; nothing is kept.", 0 },
		{ 0 },
	};

	return routes;
}
