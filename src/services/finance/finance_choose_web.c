/*
 * finance_choose_web.c - after filing: which products fit this need, what is still asked, and which banks get it. What the firm ticks
 * is what its bank learns; a bank nobody ticked learns nothing.
 */
#include "services/finance/finance.h"

#include "base/text.h"
#include "base_msg.h"
#include "finance_choose_html.h"
#include "finance_need_msg.h"
#include "finance_page_msg.h"
#include "services/finance/finance_firm.h"
#include "services/finance/finance_need_view.h"

#define CHOSEN_MAX 20

/* What was said for this need, and for what nobody said, the firm's profile. */
void
fin_need_facts(struct req *rq, const struct fin_need *x, struct value *facts, const char **typed)
{
	struct fin_facts known = { 0 };
	struct fin_firm firm;

	if (x->r.firm && fin_firm_load(rq->db, rq->a, rq->area, x->r.firm, &firm).code == 0)
		fin_firm_facts(rq->a, &firm, fin_today(rq), FIN_FIRM_FIELDS, &known);
	for (int f = 0; f < F_COUNT; f++)
		facts[f] = known.v[f];
	(void)fin_facts_read(rq->a, arena_fmt(rq->a, "%samount=%s\nterm=%lld\npurpose=%s\n", x->r.facts, fin_wan(rq->a, x->r.amount), (long long)x->r.term,
		x->r.purpose), facts);
	for (int f = 0; f < F_COUNT; f++) {
		typed[f] = known.typed[f] ? known.typed[f] : "";
		if (facts[f].kind == V_NULL)
			facts[f] = known.v[f];
	}
}

static void
wanted_take(struct fin_choose_view *v)
{
	for (size_t i = 0; i < v->ask.m.n[FIT_UNKNOWN]; i++) {
		const struct fin_fit *fit = v->ask.m.rows[FIT_UNKNOWN][i].fit;

		for (size_t k = 0; k < fit->n; k++)
			if (fit->v[k].missing >= 0)
				v->wanted |= 1u << fit->v[k].missing;
	}
	if (v->wanted >> F_SIZE & 1u)
		v->wanted = (v->wanted & ~(1u << F_SIZE)) | 1u << F_INDUSTRY | 1u << F_STAFF | 1u << F_REVENUE;
}

static struct err
choose_load(struct req *rq, struct fin_choose_view *v)
{
	struct fin_referral_item_rows had;
	struct value facts[F_COUNT];

	TRY(fin_need_seen(rq->db, rq->a, rq->area, rq->caller, rq_param(rq, "number"), &v->x));
	if (v->x.as == SEES_ADVISER)
		return FAIL(404, M_err_not_found);
	if (!v->x.m.state->open)
		return FAIL(422, M_finn_err_over);
	if (fin_need_unchecked(&v->x.m, &v->x.r))
		return FAIL(422, M_finn_err_unchecked);
	fin_need_facts(rq, &v->x, facts, v->ask.typed);
	v->ask.whole = !text_empty(rq_query(rq, "all")) || rq_has(rq, "all");
	TRY(fin_match(rq->db, rq->a, rq->env, rq->area, fin_today(rq), facts, v->ask.whole ? SIZE_MAX : FIN_SHOWN, &v->ask.m));
	wanted_take(v);
	TRY(fin_referral_of_need(rq->db, rq->a, rq->area, v->x.m.r.id, &had));
	v->had = had.v;
	v->nhad = had.n;
	for (size_t i = 0; i < had.n; i++)
		if (had.v[i].passed_to && v->npassed < COUNT(v->passed_to))
			v->passed_to[v->npassed++] = had.v[i].passed_to;
	return OK;
}

static struct err
choose_page(struct req *rq, struct out *o, const struct fin_choose_view *v)
{
	rq->nav = v->x.as == SEES_FIRM ? "mine" : "bureau";
	page_begin(o, rq, tr(rq, M_finn_choose));
	finance_choose_html(o, rq, v);
	page_end(o, rq);
	return OK;
}

static struct err
choose_get(struct req *rq, struct out *o)
{
	struct fin_choose_view *v = NEW(rq->a, struct fin_choose_view);

	TRY(choose_load(rq, v));
	return choose_page(rq, o, v);
}

/* ---- what rules still ask ---- */

struct saving {
	const struct fin_need *x;
	struct fin_need_row n;
};

static struct err
act_as(struct req *rq, struct db *w, const struct fin_need *x, struct act *act)
{
	struct who who;

	TRY(fin_who(w, rq->a, rq->area, rq->caller, arena_fmt(rq->a, "a%lld", (long long)rq->caller->account), &x->m, x->as, &who));
	act_of(act, rq, &who);
	return OK;
}

static struct err
facts_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct saving *s = ctx;
	struct act act;

	TRY(act_as(rq, w, s->x, &act));
	TRY(fin_need_edit(w, &act, s->x->m.r.id, -1, &s->n));
	rq_goto(rq, arena_fmt(rq->a, "%s/banks", s->x->m.address));
	return OK;
}

static struct err
facts_post(struct req *rq, struct out *o)
{
	struct fin_choose_view *v = NEW(rq->a, struct fin_choose_view);
	struct saving s = { 0 };
	struct out lines;

	TRY(choose_load(rq, v));
	s.x = &v->x;
	s.n = v->x.r;
	out_init(&lines, rq->a);
	out_str(&lines, v->x.r.facts);
	for (int f = 0; f < F_COUNT; f++) {
		const char *typed = fin_field_typed(rq, f);
		struct value read;

		if (!(v->wanted >> f & 1u) || text_empty(typed))
			continue;
		v->ask.typed[f] = typed;
		if (!fin_fact_read(rq->a, (enum fin_field_no)f, typed, &read))
			rq_fault(rq, fin_field_name(rq, f, ""), M_finm_err_number, tr(rq, fin_fields[f].label), NULL);
		else
			out_fmt(&lines, "%s=%s\n", fin_fields[f].id, typed);
	}
	if (rq->nfaults) {
		rq->status = 422;
		return choose_page(rq, o, v);
	}
	s.n.facts = out_cstr(&lines);
	TRY(tx_run(rq, facts_tx, &s));
	return see_other(rq, NULL);
}

/* ---- giving it to banks ---- */

struct giving {
	const struct fin_need *x;
	const struct fin_version_row *v[CHOSEN_MAX];
	bool phone[CHOSEN_MAX];
	size_t n;
};

static struct err
give_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct giving *g = ctx;
	struct filed filed;
	struct act act;

	TRY(act_as(rq, w, g->x, &act));
	for (size_t i = 0; i < g->n; i++)
		TRY(fin_refer(w, &act, &(struct fin_giving){ g->x->m.r.id, g->v[i]->org, g->v[i]->id, g->phone[i], tr(rq, M_finn_agree) }, &filed));
	rq_goto(rq, arena_fmt(rq->a, "%s?given=1", g->x->m.address));
	return OK;
}

/* One bank gets it once, for the first of its products that was ticked. */
static void
take(struct req *rq, const struct fin_choose_view *v, struct giving *g)
{
	for (int c = 0; c < FIT_COUNT; c++)
		for (size_t i = 0; i < v->ask.m.n[c] && g->n < CHOSEN_MAX; i++) {
			const struct fin_version_row *r = v->ask.m.rows[c][i].r;
			bool twice = fin_had(v, r->org);

			if (text_empty(rq_form(rq, arena_fmt(rq->a, "give_%lld", (long long)r->id))))
				continue;
			for (size_t k = 0; k < g->n; k++)
				twice = twice || g->v[k]->org == r->org;
			if (twice)
				continue;
			g->phone[g->n] = !text_empty(rq_form(rq, arena_fmt(rq->a, "phone_%lld", (long long)r->id)));
			g->v[g->n++] = r;
		}
}

static struct err
give_post(struct req *rq, struct out *o)
{
	struct fin_choose_view *v = NEW(rq->a, struct fin_choose_view);
	struct giving g = { 0 };

	TRY(choose_load(rq, v));
	g.x = &v->x;
	take(rq, v, &g);
	if (!g.n)
		rq_fault(rq, "give", M_finn_err_none, NULL);
	if (text_empty(rq_form(rq, "agree")))
		rq_fault(rq, "agree", M_finn_err_agree, NULL);
	if (rq->nfaults) {
		rq->status = 422;
		return choose_page(rq, o, v);
	}
	TRY(tx_run(rq, give_tx, &g));
	return see_other(rq, NULL);
}

const struct route *
finance_choose_routes(void)
{
	static const struct route routes[] = {
		{ VERB_GET, "/finance/need/:number/banks", RIGHT_MINE, NULL, choose_get, "Which products fit a need, and which banks get it.", 0 },
		{ VERB_POST, "/finance/need/:number/facts", RIGHT_MINE, NULL, facts_post, "Tell what a rule still asks.", 0 },
		{ VERB_POST, "/finance/need/:number/banks", RIGHT_MINE, NULL, give_post, "Give a need to the banks one ticked.", 0 },
		{ 0 },
	};

	return routes;
}
