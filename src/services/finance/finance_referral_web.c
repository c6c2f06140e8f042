/*
 * finance_referral_web.c - one bank's part on one page, for the bank, the firm and the bureau: every move that is possible now is a form
 * there, made from the life cycle. The bank's queue, late ones first.
 */
#include "services/finance/finance.h"

#include "base/day.h"
#include "base/text.h"
#include "base_msg.h"
#include "finance_need_msg.h"
#include "finance_queue_html.h"
#include "finance_referral_html.h"
#include "matter_msg.h"
#include "services/finance/finance_need_view.h"

#define QUEUE_ROWS 200
#define ANSWERS    8

static const unsigned seer_roles[] = { [SEES_FIRM] = LIFE_AUTHOR, [SEES_BANK] = LIFE_UNIT, [SEES_BUREAU] = LIFE_BUREAU };

/* Can it be made now by whoever reads? Showing and hiding the number are one switch. */
static bool
offered(const struct fin_referral *x, const struct life_move *mv)
{
	if (mv->creates || !(mv->by & seer_roles[x->as]) || !life_move_from(x->m.lc, mv, x->m.state))
		return false;
	if (strcmp(mv->id, x->r.phone ? "show_phone" : "hide_phone") == 0)
		return false;
	return strcmp(mv->id, "rate") != 0 || !x->r.score;
}

static struct err
load(struct req *rq, struct fin_referral_view *v)
{
	const struct life_move *all[LIFE_MAX_MOVES];
	size_t n;

	TRY(fin_referral_seen(rq->db, rq->a, rq->area, rq->caller, rq_param(rq, "number"), &v->x));
	n = lifecycle_moves(v->x.m.lc, v->x.m.state, seer_roles[v->x.as], all, LIFE_MAX_MOVES);
	for (size_t i = 0; i < n && v->nacts < COUNT(v->acts); i++)
		if (offered(&v->x, all[i])) {
			v->acts[v->nacts] = (struct fin_act){ all[i], v->nacts == 0 && all[i]->main };
			v->nacts++;
		}
	if (v->x.r.product)
		TRY(fin_version_get(rq->db, rq->a, rq->area, v->x.r.product, &v->product, &v->has_product));
	TRY(matter_timeline(rq->db, rq->a, rq->area, &v->x.m, rq->lang, true, &v->past));
	TRY(fin_loan_of(rq->db, rq->a, rq->area, v->x.m.r.id, &v->loans));
	TRY(org_list(rq->db, rq->a, rq->area, "bank", &v->banks));
	v->nfacts = fin_fact_lines(rq, v->x.need.r.facts, v->facts);
	v->today = fin_today(rq);
	v->failed = "";
	return OK;
}

static struct err
page(struct req *rq, struct out *o, const struct fin_referral_view *v)
{
	static const char *const navs[] = { [SEES_FIRM] = "mine", [SEES_BANK] = "bank", [SEES_BUREAU] = "bureau" };

	rq->nav = navs[v->x.as];
	page_begin(o, rq, trf(rq, M_finn_referral_n, v->x.m.r.number, NULL));
	finance_referral_html(o, rq, v);
	page_end(o, rq);
	return OK;
}

static struct err
referral_get(struct req *rq, struct out *o)
{
	struct fin_referral_view *v = NEW(rq->a, struct fin_referral_view);

	TRY(load(rq, v));
	return page(rq, o, v);
}

/* ---- a move ---- */

struct acting {
	const struct fin_referral *x;
	struct answer said[ANSWERS];
	struct step s;
};

static struct err
act_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct acting *d = ctx;
	struct who who;
	struct act act;

	TRY(fin_who(w, rq->a, rq->area, rq->caller, arena_fmt(rq->a, "a%lld", (long long)rq->caller->account), &d->x->m, d->x->as, &who));
	act_of(&act, rq, &who);
	TRY(fin_referral_do(w, &act, d->x->m.r.id, &d->s));
	/* After withdrawing, the firm is led to its need: this page is over. */
	rq_goto(rq, strcmp(d->s.move, "withdraw") == 0 ? d->x->need.m.address : arena_fmt(rq->a, "%s?done=1", d->x->m.address));
	return OK;
}

static void
ask_check(struct req *rq, const struct life_move *mv, const struct life_ask *ask, const char *typed)
{
	const char *field = fin_act_name(rq, mv, ask->name), *label = ask->label.in[rq->lang];
	int64_t n;
	int32_t day;

	if (text_empty(typed)) {
		if (ask->required)
			rq_fault(rq, field, M_finn_err_missing, label, NULL);
	} else if (text_len(typed) > FIN_WORDS_LEN) {
		rq_fault(rq, field, M_finn_err_words, NULL);
	} else if (ask->type == LIFE_ASK_DAY && !day_parse(typed, &day)) {
		rq_fault(rq, field, M_finn_err_day, label, NULL);
	} else if ((strcmp(ask->name, "amount") == 0 && !fin_fen_read(rq->a, typed, &n)) || (strcmp(ask->name, "rate") == 0 &&
		!fin_rate_read(rq->a, typed, &n)) || (strcmp(ask->name, "term") == 0 && !text_int(typed, 1, 360, &n))) {
		rq_fault(rq, field, M_finn_err_figure, label, NULL);
	}
}

/* A bank that is named travels as its name for reading, beside its id. */
static void
bank_take(struct req *rq, const struct fin_referral_view *v, struct acting *d, const char *typed)
{
	for (size_t i = 0; i < v->banks.n; i++)
		if (v->banks.v[i].id != v->x.r.org && strcmp(arena_fmt(rq->a, "%lld", (long long)v->banks.v[i].id), typed) == 0) {
			d->said[d->s.nanswers++] = (struct answer){ "bank", v->banks.v[i].zh };
			d->said[d->s.nanswers++] = (struct answer){ "bank_id", typed };
		}
}

static void
answers_take(struct req *rq, const struct fin_referral_view *v, const struct life_move *mv, struct acting *d)
{
	for (size_t i = 0; i < mv->nasks && d->s.nanswers + 2 < ANSWERS; i++) {
		const struct life_ask *ask = &mv->asks[i];
		const char *typed = rq_form(rq, fin_act_name(rq, mv, ask->name));

		ask_check(rq, mv, ask, typed);
		if (ask->type == LIFE_ASK_UNIT)
			bank_take(rq, v, d, typed);
		else
			d->said[d->s.nanswers++] = (struct answer){ ask->name, typed };
	}
	d->s.reason = mv->needs_reason ? rq_form(rq, fin_act_name(rq, mv, "reason")) : NULL;
	if (mv->needs_reason && (text_empty(d->s.reason) || text_len(d->s.reason) > FIN_WORDS_LEN))
		rq_fault(rq, fin_act_name(rq, mv, "reason"), M_finn_err_reason, NULL);
}

/* Where to say what the rules found: at the field it is about. */
static const char *
field_of(const struct life_move *mv, enum msg key)
{
	bool day = key == M_finn_err_days, ahead = key == M_finn_err_ahead;
	const char *want = day ? "mature" : ahead ? "day" : "amount";

	for (size_t i = 0; i < mv->nasks; i++)
		if (strcmp(mv->asks[i].name, want) == 0)
			return want;
	return mv->nasks ? mv->asks[0].name : "reason";
}

static struct err
act_post(struct req *rq, struct out *o)
{
	struct fin_referral_view *v = NEW(rq->a, struct fin_referral_view);
	struct acting d = { .s = { .move = rq_param(rq, "move") } };
	const struct life_move *mv;
	struct err e = OK;

	TRY(load(rq, v));
	d.x = &v->x;
	d.s.answers = d.said;
	mv = lifecycle_move(v->x.m.lc, d.s.move);
	if (!mv || mv->creates)
		return FAIL(404, M_err_not_found);
	if (!(mv->by & seer_roles[v->x.as]))
		return FAIL(403, M_err_forbidden);
	if (!text_int(rq_form(rq, "version"), 0, INT64_MAX, &d.s.version))
		d.s.version = -1;
	answers_take(rq, v, mv, &d);
	if (!rq->nfaults)
		e = tx_run(rq, act_tx, &d);
	if (!rq->nfaults && !e.code)
		return see_other(rq, NULL);
	if (e.code == 409 || e.code == 422)
		rq_fault(rq, fin_act_name(rq, mv, field_of(mv, e.key)), e.key, NULL);
	else
		TRY(e);
	rq->status = e.code ? e.code : 422;
	v->failed = mv->id;
	return page(rq, o, v);
}

/* The number, opened for this reading: the person finds it in their own list of who read it. */
static struct err
phone_post(struct req *rq, struct out *o)
{
	struct fin_referral_view *v = NEW(rq->a, struct fin_referral_view);

	TRY(load(rq, v));
	if (v->x.as != SEES_BANK || !v->x.r.phone || !v->x.m.r.author)
		return FAIL(403, M_err_forbidden);
	TRY(person_phone_let(rq, v->x.m.r.author, trf(rq, M_finn_phone_why, v->x.bank.zh, v->x.m.r.number, NULL), &v->phone));
	return page(rq, o, v);
}

/* ---- the bank's queue ---- */

static struct err
queue_get(struct req *rq, struct out *o)
{
	struct fin_queue_view v = { .today = fin_today(rq) };
	struct org org;

	if (!rq->caller->org)
		return FAIL(403, M_finn_err_no_org);
	TRY(org_get(rq->db, rq->a, rq->area, rq->caller->org, &org));
	TRY(fin_referral_of_bank(rq->db, rq->a, rq->area, org.id, 1, QUEUE_ROWS, &v.open));
	TRY(fin_referral_of_bank(rq->db, rq->a, rq->area, org.id, 0, QUEUE_ROWS, &v.ended));
	v.org = org_name(&org, rq->lang);
	for (size_t i = 0; i < v.open.n; i++)
		v.late += v.open.v[i].due && v.open.v[i].due < v.today;
	rq->nav = "bank";
	page_begin(o, rq, tr(rq, M_finn_queue));
	finance_queue_html(o, rq, &v);
	page_end(o, rq);
	return OK;
}

const struct route *
finance_referral_routes(void)
{
	static const struct route routes[] = {
		{ VERB_GET, "/bank/needs", RIGHT_BANK, NULL, queue_get, "The needs that firms gave to this bank, late ones first.", 0 },
		{ VERB_GET, "/finance/referral/:number", RIGHT_MINE, NULL, referral_get, "One bank's part of a need, for that bank, the firm and the bureau.", 0 },
		{ VERB_POST, "/finance/referral/:number/do/:move", RIGHT_MINE, NULL, act_post, "Make one move of a referral.", 0 },
		{ VERB_POST, "/finance/referral/:number/phone", RIGHT_BANK, NULL, phone_post, "Show the firm's number to the bank it allowed; logged.", 0 },
		{ 0 },
	};

	return routes;
}
