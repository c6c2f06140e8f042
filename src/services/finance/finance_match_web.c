/*
 * finance_match_web.c - which products fit: one page of questions, only those that some product asks, and the answer on the
 * next. Nothing is kept: the figures come by POST, are used once, and stand in no address and no log.
 */
#include "services/finance/finance.h"

#include "base/text.h"
#include "finance_answer_html.h"
#include "finance_ask_html.h"
#include "finance_page_msg.h"
#include "people/people.h"
#include "services/finance/finance_firm.h"
#include "services/finance/finance_match.h"
#include "services/finance/finance_view.h"

/* ---- the form ---- */

static void
typed_take(struct req *rq, struct fin_ask_view *v)
{
	for (int f = 0; f < F_COUNT; f++)
		v->typed[f] = fin_field_typed(rq, f);
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
		uses |= 1u << F_INDUSTRY | 1u << F_STAFF | 1u << F_REVENUE | 1u << F_ASSETS;
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

/* What is kept of one's own firm spares the typing; whoever does not speak for it gets an empty form. */
static struct err
firm_fill(struct req *rq, struct fin_ask_view *v)
{
	struct fin_firm f;
	struct fin_facts facts;
	int64_t id;

	if (!rq->caller)
		return OK;
	TRY(fin_firm_of_account(rq->db, rq->a, rq->area, rq->caller->account, &v->firms));
	if (!text_int(rq_query(rq, "firm"), 1, INT64_MAX, &id) || fin_firm_mine(rq->db, rq->a, rq->area, rq->caller->account, id, &f).code)
		return OK;
	fin_firm_facts(rq->a, &f, fin_today(rq), FIN_FIRM_FIELDS, &facts);
	for (int i = 0; i < F_COUNT; i++)
		v->typed[i] = facts.typed[i];
	v->firm = f.r.name;
	return OK;
}

static struct err
match_get(struct req *rq, struct out *o)
{
	struct fin_ask_view v = { 0 };

	TRY(fin_asked(rq->db, rq->a, rq->area, fin_today(rq), &v.asked));
	v.asked = asked(v.asked);
	for (int f = 0; f < F_COUNT; f++)
		v.typed[f] = "";
	TRY(firm_fill(rq, &v));
	return ask_page(rq, o, &v);
}

/* ---- the answer ---- */

static struct err
match_post(struct req *rq, struct out *o)
{
	struct fin_ask_view v = { 0 };
	struct value facts[F_COUNT];

	TRY(fin_asked(rq->db, rq->a, rq->area, fin_today(rq), &v.asked));
	v.asked = asked(v.asked);
	typed_take(rq, &v);
	if (rq_has(rq, "again"))
		return ask_page(rq, o, &v);
	facts_check(rq, &v, facts);
	if (rq->nfaults) {
		rq->status = 422;
		return ask_page(rq, o, &v);
	}
	v.answered = true;
	v.whole = rq_has(rq, "all");
	TRY(fin_match(rq->db, rq->a, rq->env, rq->area, fin_today(rq), facts, v.whole ? SIZE_MAX : FIN_SHOWN, &v.m));
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
