/* finance_fair_times_web.c - tables and times: the timetable made and changed by hand, what came of each talk; an institution's pages. */
#include "services/finance/finance.h"

#include "base/day.h"
#include "base/text.h"
#include "base_msg.h"
#include "finance_bank_msg.h"
#include "finance_fair_bank_html.h"
#include "finance_fair_msg.h"
#include "finance_fair_times_html.h"
#include "finance_fairs_bank_html.h"
#include "services/finance/finance_fair_desk.h"
#include "services/finance/finance_view.h"

/* ---- what came of a talk ---- */

struct saying {
	const struct fair_view *f;
	const char *to;
	int64_t org, talk, amount;
};

static struct err
say_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct saying *s = ctx;
	struct act act;

	TRY(fair_act(w, rq, &act));
	TRY(fair_talk_say(w, &act, &s->f->r, s->org, s->talk, rq_form(rq, "outcome"), s->amount, rq_form(rq, "words")));
	rq_goto(rq, s->to);
	return OK;
}

struct err
fair_say(struct req *rq, int64_t org, const char *to, int64_t *talk)
{
	struct saying s = { .f = rq_fair(rq), .to = to, .org = org };
	struct err e = OK;

	text_int(rq_form(rq, "talk"), 1, INT64_MAX, &s.talk);
	*talk = s.talk;
	if (!fair_wan_read(rq, rq_form(rq, "amount"), 0, &s.amount))
		rq_fault(rq, "amount", M_fair_err_wan, NULL);
	else
		e = tx_run(rq, say_tx, &s);
	if (e.code == 422 || e.code == 409) {
		rq_fault(rq, e.key == M_fair_err_amount ? "amount" : "outcome", e.key, NULL);
		rq->status = e.code;
		return OK;
	}
	if (rq->nfaults)
		rq->status = 422;
	return e;
}

/* ---- the bureau's timetable ---- */

static struct err
times_load(struct req *rq, struct fair_times_view *v)
{
	const struct fair_view *f = rq_fair(rq);

	TRY(fair_desk_load(rq, &v->d));
	v->slots = fair_slots(&f->r);
	for (size_t i = 0; i < f->banks.n; i++)
		v->nseats += (size_t)f->banks.v[i].desks;
	v->seats = NEWN(rq->a, struct fair_seat_name, v->nseats + 1);
	v->cell = NEWN(rq->a, const struct fair_talk_row *, v->nseats * (size_t)v->slots + 1);
	v->waiting = NEWN(rq->a, struct fair_wish_list, v->d.wishes.n + 1);
	v->nseats = 0;
	for (size_t i = 0; i < f->banks.n; i++)
		for (int64_t d = 1; d <= f->banks.v[i].desks; d++)
			v->seats[v->nseats++] = (struct fair_seat_name){ f->banks.v[i].org, d, fair_org(rq, f->banks.v[i].zh, f->banks.v[i].en) };
	for (size_t i = 0; i < v->d.talks.n; i++)
		for (size_t s = 0; s < v->nseats; s++)
			if (v->seats[s].org == v->d.talks.v[i].org && v->seats[s].desk == v->d.talks.v[i].desk && v->d.talks.v[i].slot <= v->slots)
				v->cell[(size_t)(v->d.talks.v[i].slot - 1) * v->nseats + s] = &v->d.talks.v[i];
	for (size_t i = 0; i < v->d.wishes.n; i++) {
		bool placed = false;

		for (size_t k = 0; k < v->d.talks.n; k++)
			placed |= v->d.talks.v[k].firm == v->d.wishes.v[i].firm && v->d.talks.v[k].org == v->d.wishes.v[i].org;
		if (!placed)
			v->waiting[v->nwaiting++] = v->d.wishes.v[i];
	}
	return OK;
}

static struct err
times_page(struct req *rq, struct out *o, int64_t talk)
{
	struct fair_times_view v = { .made = -1, .talk = talk };

	TRY(times_load(rq, &v));
	text_int(rq_query(rq, "made"), 0, 99999, &v.made);
	rq->nav = "bureau";
	page_begin(o, rq, tr(rq, M_faird_times));
	finance_fair_times_html(o, rq, &v);
	page_end(o, rq);
	return OK;
}

static struct err
times_get(struct req *rq, struct out *o)
{
	return times_page(rq, o, 0);
}

static const char *
times_path(struct req *rq)
{
	return arena_fmt(rq->a, "/bureau/fairs/%s/times", fair_no(rq, &rq_fair(rq)->r));
}

static struct err
plan_tx(struct db *w, struct req *rq, void *ctx)
{
	struct act act;
	int n;

	(void)ctx;
	TRY(fair_act(w, rq, &act));
	TRY(fair_plan(w, &act, &rq_fair(rq)->r, &n));
	rq_goto(rq, arena_fmt(rq->a, "%s?made=%d", times_path(rq), n));
	return OK;
}

static struct err
refused(struct req *rq, struct out *o, struct err e, const char *field)
{
	if (e.code != 422 && e.code != 409) {
		TRY(e);
		return see_other(rq, NULL);
	}
	rq_fault(rq, field, e.key, NULL);
	rq->status = e.code;
	return times_page(rq, o, 0);
}

static struct err
plan_post(struct req *rq, struct out *o)
{
	return refused(rq, o, tx_run(rq, plan_tx, NULL), "firm");
}

struct seating {
	struct fair_seat s;
	enum fair_clash why;
	struct fair_talk_row with;
};

static struct err
seat_tx(struct db *w, struct req *rq, void *ctx)
{
	struct seating *s = ctx;
	struct act act;

	TRY(fair_act(w, rq, &act));
	TRY(fair_talk_set(w, &act, &rq_fair(rq)->r, &s->s, &s->why, &s->with));
	rq_goto(rq, times_path(rq));
	return s->why == CLASH_NONE ? OK : FAIL(409, M_fair_clash_pair);	/* nothing was written; said with its names below */
}

/* A clash is told with what stands there. */
static struct err
seat_post(struct req *rq, struct out *o)
{
	struct seating s = { .s = { .agreed = strcmp(rq_form(rq, "agreed"), "yes") == 0 } };
	const struct fair_row *f = &rq_fair(rq)->r;
	char *seat = arena_str(rq->a, rq_form(rq, "seat")), *dash = strchr(seat, '-');	/* "ORG-DESK" */
	struct err e;

	text_int(rq_form(rq, "firm"), 1, INT64_MAX, &s.s.firm);
	text_int(rq_form(rq, "slot"), 1, PLAN_SLOTS, &s.s.slot);
	if (dash) {
		*dash = '\0';
		text_int(seat, 1, INT64_MAX, &s.s.org);
		text_int(dash + 1, 1, PLAN_DESKS, &s.s.desk);
	}
	e = tx_run(rq, seat_tx, &s);
	if (e.code == 409 && s.why != CLASH_NONE) {
		const char *at = hour_text(rq->a, rq->env, fair_slot_at(f, s.with.slot));

		if (s.why == CLASH_PAIR)
			rq_fault(rq, "slot", M_fair_clash_pair, NULL);
		else if (s.why == CLASH_FIRM)
			rq_fault(rq, "slot", M_fair_clash_firm, at, fair_org(rq, s.with.zh, s.with.en), NULL);
		else
			rq_fault(rq, "slot", M_fair_clash_desk, at, s.with.name, NULL);
		rq->status = 409;
		return times_page(rq, o, 0);
	}
	return refused(rq, o, e, e.key == M_fair_err_unasked ? "agreed" : "firm");
}

static struct err
take_tx(struct db *w, struct req *rq, void *ctx)
{
	const int64_t *talk = ctx;
	struct act act;

	TRY(fair_act(w, rq, &act));
	TRY(fair_talk_take(w, &act, &rq_fair(rq)->r, *talk));
	rq_goto(rq, times_path(rq));
	return OK;
}

static struct err
take_post(struct req *rq, struct out *o)
{
	int64_t talk = 0;

	text_int(rq_form(rq, "talk"), 1, INT64_MAX, &talk);
	return refused(rq, o, tx_run(rq, take_tx, &talk), "firm");
}

static struct err
say_post(struct req *rq, struct out *o)
{
	int64_t talk;

	TRY(fair_say(rq, 0, times_path(rq), &talk));
	return rq->nfaults ? times_page(rq, o, talk) : see_other(rq, NULL);
}

/* ---- an institution ---- */

static struct err
bank_of(struct req *rq, struct org *ret)
{
	return rq->caller && rq->caller->org ? org_get(rq->db, rq->a, rq->area, rq->caller->org, ret) : FAIL(403, M_finb_no_org);
}

static struct err
bank_list_get(struct req *rq, struct out *o)
{
	struct fairs_view v = { 0 };
	struct fair_row_rows rows;
	struct org org;

	TRY(bank_of(rq, &org));
	TRY(fair_list(rq->db, rq->a, rq->area, FAIR_LIST, &rows));
	v.v = NEWN(rq->a, struct fair_view, rows.n + 1);
	for (; v.n < rows.n; v.n++) {
		struct fair_view *f = &v.v[v.n];

		f->r = rows.v[v.n];
		TRY(fair_bank_list(rq->db, rq->a, rq->area, f->r.id, &f->banks));
		TRY(fair_firms_open(rq->db, rq->a, rq->env, rq->area, &f->r, &f->open));
		for (size_t i = 0; i < f->banks.n; i++)
			if (f->banks.v[i].org == org.id)
				f->bank = org.id;
	}
	rq->nav = "bank";
	page_begin(o, rq, tr(rq, M_fair_title));
	finance_fairs_bank_html(o, rq, &v);
	page_end(o, rq);
	return OK;
}

/* The institution's own talks and nobody else's. */
static struct err
bank_load(struct req *rq, struct fair_bank_view *v)
{
	struct fair_talk_row_rows all;
	struct org org;
	size_t n = 0;

	TRY(bank_of(rq, &org));
	*v = (struct fair_bank_view){ .f = rq_fair(rq), .org = org_name(&org, rq->lang), .desks = "1", .saved = strcmp(rq_query(rq, "saved"), "1") == 0 };
	for (size_t i = 0; i < FAIR_SHOWS; i++)
		v->title[i] = v->minutes[i] = "";
	for (size_t i = 0; i < v->f->banks.n; i++)
		if (v->f->banks.v[i].org == org.id) {
			v->there = true;
			v->desks = fin_number(rq, v->f->banks.v[i].desks);
		}
	for (size_t i = 0; i < v->f->shows.n && n < FAIR_SHOWS; i++)
		if (v->f->shows.v[i].org == org.id) {
			v->title[n] = v->f->shows.v[i].title;
			v->minutes[n++] = fin_number(rq, v->f->shows.v[i].minutes);
		}
	TRY(fair_talk_list(rq->db, rq->a, rq->area, v->f->r.id, &all));
	v->talks.v = NEWN(rq->a, struct fair_talk_row, all.n + 1);
	for (size_t i = 0; i < all.n; i++)
		if (all.v[i].org == org.id)
			v->talks.v[v->talks.n++] = all.v[i];
	return OK;
}

static struct err
bank_page(struct req *rq, struct out *o, const struct fair_bank_view *v)
{
	rq->nav = "bank";
	page_begin(o, rq, v->f->r.title);
	finance_fair_bank_html(o, rq, v);
	page_end(o, rq);
	return OK;
}

static struct err
bank_get(struct req *rq, struct out *o)
{
	struct fair_bank_view v;

	TRY(bank_load(rq, &v));
	return bank_page(rq, o, &v);
}

struct joining {
	int64_t desks;
	struct fair_show_new shows[FAIR_SHOWS];
	size_t n;
	bool leave;
};

static struct err
join_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct joining *j = ctx;
	const struct fair_row *f = &rq_fair(rq)->r;
	struct act act;

	TRY(fair_act(w, rq, &act));
	TRY(j->leave ? fair_bank_leave(w, &act, f, rq->caller->org) : fair_bank_join(w, &act, f, rq->caller->org, j->desks, j->shows, j->n, false));
	rq_goto(rq, arena_fmt(rq->a, "/bank/fairs/%s?saved=1", fair_no(rq, f)));
	return OK;
}

static struct err
bank_post(struct req *rq, struct out *o)
{
	struct joining j = { .leave = strcmp(rq_form(rq, "go"), "leave") == 0 };
	struct fair_bank_view v;
	struct err e;

	TRY(bank_load(rq, &v));
	if (!j.leave) {
		v.desks = rq_form(rq, "desks");
		text_int(v.desks, 1, PLAN_DESKS, &j.desks);
		for (size_t i = 0; i < FAIR_SHOWS; i++) {
			v.title[i] = rq_form(rq, arena_fmt(rq->a, "t%zu", i + 1));
			v.minutes[i] = rq_form(rq, arena_fmt(rq->a, "m%zu", i + 1));
			if (text_empty(v.title[i]))
				continue;
			j.shows[j.n].title = v.title[i];
			text_int(v.minutes[i], 1, 999, &j.shows[j.n++].minutes);
		}
	}
	e = tx_run(rq, join_tx, &j);
	if (e.code != 422 && e.code != 409) {
		TRY(e);
		return see_other(rq, NULL);
	}
	rq_fault(rq, e.key == M_fair_err_shows || e.key == M_fair_err_shows_late ? "t1" : "desks", e.key, NULL);
	rq->status = e.code;
	return bank_page(rq, o, &v);
}

static struct err
bank_say_post(struct req *rq, struct out *o)
{
	struct fair_bank_view v;
	int64_t talk;

	TRY(bank_load(rq, &v));
	TRY(fair_say(rq, rq->caller->org, arena_fmt(rq->a, "/bank/fairs/%s", fair_no(rq, &v.f->r)), &talk));
	v.talk = talk;
	return rq->nfaults ? bank_page(rq, o, &v) : see_other(rq, NULL);
}

const struct route *
finance_fair_times_routes(void)
{
	static const struct route routes[] = {
		{ VERB_GET, "/bureau/fairs/:number/times", RIGHT_FAIR, fair_route, times_get, "A fair's tables and times.", 0 },
		{ VERB_POST, "/bureau/fairs/:number/plan", RIGHT_FAIR, fair_route, plan_post, "Make the timetable out of the firms' choices.", 0 },
		{ VERB_POST, "/bureau/fairs/:number/seat", RIGHT_FAIR, fair_route, seat_post, "Set a talk by hand; a clash is refused.", 0 },
		{ VERB_POST, "/bureau/fairs/:number/take", RIGHT_FAIR, fair_route, take_post, "Take a talk out.", 0 },
		{ VERB_POST, "/bureau/fairs/:number/say", RIGHT_FAIR, fair_route, say_post, "What came of a talk.", 0 },
		{ VERB_GET, "/bank/fairs", RIGHT_BANK, NULL, bank_list_get, "Fairs for an institution.", 0 },
		{ VERB_GET, "/bank/fairs/:number", RIGHT_BANK, fair_route, bank_get, "An institution at a fair: registering, its own talks.", 0 },
		{ VERB_POST, "/bank/fairs/:number", RIGHT_BANK, fair_route, bank_post, "An institution registers for a fair, or leaves it.", 0 },
		{ VERB_POST, "/bank/fairs/:number/say", RIGHT_BANK, fair_route, bank_say_post, "What came of one of its talks.", 0 },
		{ 0 },
	};

	return routes;
}
