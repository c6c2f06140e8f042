/* council_minutes_web.c - the form for minutes: those present, the rule, motions with their hands, decisions. */
#include "services/council/council.h"
#include "base_msg.h"
#include "council_msg.h"
#include "council_meet_msg.h"

#include <stdio.h>

#include "base/day.h"
#include "base/text.h"
#include "council_minutes_html.h"
#include "services/council/council_meet.h"
#include "services/council/council_staff.h"

static struct err
minutes_page(struct req *rq, struct out *o, const struct minutes_view *v)
{
	if (v->m->held || v->m->off)
		return see_other(rq, v->m->address);
	rq->nav = "meetings";
	page_begin(o, rq, tr(rq, M_council_write_minutes));
	council_minutes_html(o, rq, v);
	page_end(o, rq);
	return OK;
}

static struct err
minutes_begin(struct req *rq, struct minutes_view *v)
{
	*v = (struct minutes_view){ .m = rq->object };
	if (!v->m->items.n)
		return FAIL(404, M_err_not_found);
	v->items = NEWN(rq->a, struct minutes_item, v->m->items.n + 1);
	return gather_present(rq->db, rq->a, rq->area, v->m->r.id, v->signed_in);
}

static struct err
minutes_get(struct req *rq, struct out *o)
{
	struct minutes_view v;

	TRY(minutes_begin(rq, &v));
	for (int i = 0; i < GROUP_COUNT; i++)
		v.heads[i] = v.signed_in[i] ? arena_fmt(rq->a, "%d", v.signed_in[i]) : "";
	v.minutes = v.note = v.voters = v.body_all = v.body_present = v.body_basis = "";
	v.pack = v.m->r.pack;
	for (size_t i = 0; i < v.m->items.n; i++) {
		v.items[i] = (struct minutes_item){ .decision = "", .words = "", .nmotions = 1 };
		v.items[i].motions[0] = (struct minutes_motion){ "", { "", "", "" } };
	}
	return minutes_page(rq, o, &v);
}

/* ---- what was typed ---- */

static const char *
motion_field(struct req *rq, size_t item, size_t motion, const char *what)
{
	return arena_fmt(rq->a, "m%zu_%zu_%s", item, motion, what);
}

static void
form_take(struct req *rq, struct minutes_view *v)
{
	static const char *const hands[] = { "0", "1", "2" };

	for (int i = 0; i < GROUP_COUNT; i++)
		v->heads[i] = rq_form(rq, arena_fmt(rq->a, "n_%s", group_name((enum group)i)));
	v->minutes = rq_form(rq, "minutes");
	v->note = rq_form(rq, "note");
	v->pack = rq_form(rq, "pack");
	v->voters = rq_form(rq, "voters");
	v->body_basis = rq_form(rq, "body_basis");
	v->body_all = rq_form(rq, "body_all");
	v->body_present = rq_form(rq, "body_present");
	for (size_t i = 0; i < v->m->items.n; i++) {
		struct minutes_item *it = &v->items[i];

		it->decision = rq_form(rq, arena_fmt(rq->a, "d%zu", i));
		it->words = rq_form(rq, arena_fmt(rq->a, "w%zu", i));
		for (size_t k = 0; k < MOTIONS_MAX && rq_has(rq, motion_field(rq, i, k, "words")); k++) {
			struct minutes_motion *m = &it->motions[it->nmotions++];

			m->words = rq_form(rq, motion_field(rq, i, k, "words"));
			for (size_t h = 0; h < COUNT(hands); h++)
				m->hands[h] = rq_form(rq, motion_field(rq, i, k, hands[h]));
		}
	}
}

/* A count that may be left out; a fault when it is no number. */
static int64_t
count_take(struct req *rq, const char *field, const char *s, int64_t max, int64_t without)
{
	int64_t n = without;

	if (!text_empty(s) && !text_int(s, 0, max, &n))
		rq_fault(rq, field, M_council_err_count, NULL);
	return n;
}

static bool
motion_blank(const struct minutes_motion *m)
{
	return text_empty(m->words) && text_empty(m->hands[0]) && text_empty(m->hands[1]) && text_empty(m->hands[2]);
}

/* Blocks left wholly blank are none; a count left blank is 0 when another is given. */
static void
motions_take(struct req *rq, const struct minutes_item *it, size_t item, struct decision *d)
{
	struct motion_new *v = NEWN(rq->a, struct motion_new, MOTIONS_MAX);

	for (size_t k = 0; k < it->nmotions; k++) {
		const struct minutes_motion *m = &it->motions[k];
		const char *field = motion_field(rq, item, k, "words");

		if (motion_blank(m))
			continue;
		if (text_empty(m->words) || text_empty(m->hands[0]) || text_len(m->words) > 300)
			rq_fault(rq, field, M_council_err_motion, NULL);
		v[d->nmotions++] = (struct motion_new){ m->words, count_take(rq, field, m->hands[0], 9999, 0),
			count_take(rq, field, m->hands[1], 9999, 0), count_take(rq, field, m->hands[2], 9999, 0) };
	}
	d->motions = v;
}

static void
rule_take(struct req *rq, const struct minutes_view *v, struct holding *h)
{
	enum pack_basis basis;

	h->pack = v->pack;
	h->voters = count_take(rq, "voters", v->voters, 9999, -1);
	h->body_basis = pack_basis_find(v->body_basis, &basis) ? (int)basis : -1;
	h->body_all = count_take(rq, "body_all", v->body_all, 999999, -1);
	h->body_present = count_take(rq, "body_present", v->body_present, 999999, -1);
	if (h->body_all >= 0 && h->body_basis < 0)
		rq_fault(rq, "body_basis", M_council_err_basis, NULL);
}

static void
holding_take(struct req *rq, const struct minutes_view *v, struct holding *h)
{
	struct decision *ds = NEWN(rq->a, struct decision, v->m->items.n + 1);

	*h = (struct holding){ .meeting = v->m->r.id, .minutes = v->minutes, .present_note = v->note, .decisions = ds,
		.ndecisions = v->m->items.n };
	text_int(rq_form(rq, "version"), 0, INT64_MAX, &h->version);
	for (int i = 0; i < GROUP_COUNT; i++)
		h->heads[i] = (int)count_take(rq, "n_party", v->heads[i], 9999, 0);
	if (!heads_sum(h->heads))
		rq_fault(rq, "n_party", M_council_err_present, NULL);
	rule_take(rq, v, h);
	for (size_t i = 0; i < v->m->items.n; i++) {
		ds[i] = (struct decision){ .matter = v->m->items.v[i].matter, .decision = v->items[i].decision, .words = v->items[i].words };
		motions_take(rq, &v->items[i], i, &ds[i]);
		if (text_empty(ds[i].decision))
			rq_fault(rq, arena_fmt(rq->a, "d%zu", i), M_council_err_decide, NULL);
		if (text_empty(ds[i].words))
			rq_fault(rq, arena_fmt(rq->a, "w%zu", i), M_council_err_decision, NULL);
	}
	if (text_empty(v->minutes))
		rq_fault(rq, "minutes", M_council_err_minutes, NULL);
}

/* Telephone and identity numbers in what is about to be public. */
static void
numbers_look(struct req *rq, struct minutes_view *v)
{
	numbers_fit(rq, "minutes", &v->minutes);
	numbers_fit(rq, "note", &v->note);
	for (size_t i = 0; i < v->m->items.n; i++) {
		struct minutes_item *it = &v->items[i];

		numbers_fit(rq, arena_fmt(rq->a, "w%zu", i), &it->words);
		for (size_t k = 0; k < it->nmotions; k++)
			numbers_fit(rq, motion_field(rq, i, k, "words"), &it->motions[k].words);
	}
}

struct holding_do {
	struct holding h;
	const struct meeting_view *m;
};

static struct err
holding_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct holding_do *d = ctx;
	struct matter m;
	struct who who;
	struct act act;

	TRY(matter_load(w, rq->a, rq->area, d->m->items.v[0].matter, &m));
	TRY(who_of(rq, w, &m, &who));
	act_of(&act, rq, &who);
	TRY(meeting_hold(w, &act, &d->h));
	rq_goto(rq, d->m->address);
	return OK;
}

static const char *
fault_field(enum msg key)
{
	static const struct { enum msg key; const char *field; } rows[] = { { M_council_err_minutes, "minutes" },
		{ M_council_err_present, "n_party" }, { M_council_err_present_note, "note" }, { M_council_err_voters, "voters" },
		{ M_council_err_pack, "pack" }, { M_council_err_votes, "m0_0_words" }, { M_council_err_motion, "m0_0_words" },
		{ M_council_err_adopt_failed, "d0" } };

	for (size_t i = 0; i < COUNT(rows); i++)
		if (rows[i].key == key)
			return rows[i].field;
	return "w0";
}

/* "One more" of an item: nothing is saved, nothing is lost. */
static bool
one_more(struct req *rq, struct minutes_view *v)
{
	size_t item;

	if (sscanf(rq_form(rq, "go"), "m%zu", &item) != 1 || item >= v->m->items.n)
		return false;
	if (v->items[item].nmotions < MOTIONS_MAX)
		v->items[item].motions[v->items[item].nmotions++] = (struct minutes_motion){ "", { "", "", "" } };
	return true;
}

struct err
minutes_try(struct req *rq)
{
	struct minutes_view v;
	struct holding_do d;
	struct err e;

	TRY(minutes_begin(rq, &v));
	if (v.m->held || v.m->off)
		return FAIL(409, M_err_stale);
	form_take(rq, &v);
	d.m = v.m;
	numbers_look(rq, &v);
	holding_take(rq, &v, &d.h);
	e = rq->nfaults ? OK : tx_run(rq, holding_tx, &d);
	if (e.code == 422)
		rq_fault(rq, fault_field(e.key), e.key, NULL);
	return e.code == 422 ? OK : e;
}

static struct err
minutes_post(struct req *rq, struct out *o)
{
	struct minutes_view v;
	struct holding_do d;
	struct err e = OK;

	TRY(minutes_begin(rq, &v));
	form_take(rq, &v);
	if (one_more(rq, &v))
		return minutes_page(rq, o, &v);
	d.m = v.m;
	numbers_look(rq, &v);
	holding_take(rq, &v, &d.h);
	if (!rq->nfaults)
		e = tx_run(rq, holding_tx, &d);
	if (e.code == 422)
		rq_fault(rq, fault_field(e.key), e.key, NULL);
	else
		TRY(e);
	if (rq->nfaults) {
		rq->status = 422;
		return minutes_page(rq, o, &v);
	}
	return see_other(rq, NULL);
}

static const struct route routes[] = {
	{ VERB_GET, "/meetings/:place/:number/minutes", RIGHT_MEET, meeting_route, minutes_get, "The form for minutes and decisions.", 0 },
	{ VERB_POST, "/meetings/:place/:number/minutes", RIGHT_MEET, meeting_route, minutes_post, "Publish minutes and decisions.", ROUTE_BIG },
	{ 0 }
};

const struct route *
council_minutes_routes(void)
{
	return routes;
}
