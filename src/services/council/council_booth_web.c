/* council_booth_web.c - votes at the door and on paper: who has voted already, blank ballots, entering them twice, differences;
 * and the roll itself. */
#include "services/council/council.h"

#include "base/text.h"
#include "council_booth_html.h"
#include "council_differences_html.h"
#include "council_entry_html.h"
#include "council_hand_html.h"
#include "council_papers_html.h"
#include "council_roll_html.h"
#include "services/council/council_poll_desk.h"
#include "services/council/council_scope.h"
#include "base_msg.h"
#include "council_poll_msg.h"
#include "council_poll_desk_msg.h"
#include "people_msg.h"

#define FOUND_MAX 60

/* ---- the list of voters ---- */

static struct err
booth_rows(struct req *rq, struct booth_view *b, int64_t spot)
{
	struct voter_one_rows rows = { 0 };
	struct vote_code_find code;
	struct voter_one one;
	bool found = false;

	if (spot)
		TRY(voter_of_spot(rq->db, rq->a, rq->area, b->v->r.id, spot, 2000, &rows));
	else if (!text_empty(b->q) && !poll_code_find(rq->db, rq->a, rq->area, b->q, &code).code && code.poll == b->v->r.id) {
		TRY(voter_one(rq->db, rq->a, rq->area, code.poll, code.voter, &one, &found));
		rows = (struct voter_one_rows){ &one, found };
	} else if (!text_empty(b->q))
		TRY(voter_find(rq->db, rq->a, rq->area, b->v->r.id, b->q, FOUND_MAX, &rows));
	b->rows = NEWN(rq->a, struct booth_row, rows.n + 1);
	for (size_t i = 0; i < rows.n; i++)
		b->rows[b->n++] = (struct booth_row){ rows.v[i], poll_door(rq, rows.v[i].spot, rows.v[i].door) };
	return OK;
}

static struct err
booth_get(struct req *rq, struct out *o)
{
	struct booth_view b = { .v = (struct poll_view *)rq->object, .q = text_clean(rq->a, rq_query(rq, "q")), .done = rq_query(rq, "done") };
	int64_t spot = 0;

	text_int(rq_query(rq, "spot"), 1, INT64_MAX, &spot);
	TRY(booth_rows(rq, &b, spot));
	TRY(booth_spots(rq, b.v, &b.spots, &b.nspots, false));
	page_begin(o, rq, tr(rq, M_poll_booth));
	council_booth_html(o, rq, &b);
	page_end(o, rq);
	return OK;
}

static struct err
booth_voter(struct req *rq, struct voter_one *ret)
{
	bool found;

	TRY(voter_one(rq->db, rq->a, rq->area, rq_poll(rq)->r.id, rq_param_id(rq, "voter"), ret, &found));
	return found ? OK : FAIL(404, M_err_not_found);
}

static const char *
booth_at(struct req *rq, const struct voter_one *v)
{
	return arena_fmt(rq->a, "%s/booth?q=%s", rq_poll(rq)->address, v->no);
}

/* ---- with the voter present ---- */

static struct err
door_form(struct req *rq, struct ballot_form *f, struct voter_one *v)
{
	TRY(booth_voter(rq, v));
	*f = (struct ballot_form){ .v = rq_poll(rq), .action = arena_fmt(rq->a, "%s/booth/%lld", rq_poll(rq)->address, (long long)v->id),
		.back = booth_at(rq, v), .receipt = "" };
	return poll_whose(rq, f->v, v, &f->who);
}

static struct err
door_get(struct req *rq, struct out *o)
{
	struct ballot_form f;
	struct voter_one v;

	TRY(door_form(rq, &f, &v));
	if (!text_empty(v.channel) || strcmp(f.v->r.state, "open") != 0)
		return see_other(rq, f.back);
	return ballot_page(rq, o, &f, M_poll_vote_on);
}

static struct err
door_post(struct req *rq, struct out *o)
{
	struct ballot_form f;
	struct voter_one v;
	struct err e;

	TRY(door_form(rq, &f, &v));
	e = ballot_vote(rq, o, &f, v.id, "door", arena_fmt(rq->a, "%s/booth/%lld/done", f.v->address, (long long)v.id));
	return e.code == 409 ? see_other(rq, f.back) : e;
}

static struct err
door_done(struct req *rq, struct out *o)
{
	struct booth_view b = { .v = (struct poll_view *)rq->object, .q = "",
		.done = seal_code_typed(rq->a, rq_query(rq, "receipt"), CODE_RECEIPT) };

	TRY(booth_spots(rq, b.v, &b.spots, &b.nspots, false));
	page_begin(o, rq, tr(rq, M_poll_booth));
	council_booth_html(o, rq, &b);
	page_end(o, rq);
	return OK;
}

/* ---- paper ---- */

struct hand_do {
	const struct poll_view *v;
	struct voter_one voter;
	const char *paper;
};

static struct err
hand_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct hand_do *d = ctx;
	struct act act;

	TRY(poll_act(w, rq, d->v, &act));
	rq_goto(rq, booth_at(rq, &d->voter));
	return poll_hand(w, &act, d->v->r.id, d->voter.id, d->paper);
}

/* In a vote by area the number of the ballot is noted with it. */
static struct err
hand_page(struct req *rq, struct out *o, const struct hand_do *d)
{
	const char *who;

	TRY(poll_whose(rq, d->v, &d->voter, &who));
	page_begin(o, rq, tr(rq, M_poll_take_paper));
	council_hand_html(o, rq, d->v, &d->voter, who);
	page_end(o, rq);
	return OK;
}

static struct err
hand_get(struct req *rq, struct out *o)
{
	struct hand_do d = { .v = rq_poll(rq) };

	TRY(booth_voter(rq, &d.voter));
	if (!d.v->r.extent_all || !text_empty(d.voter.channel) || strcmp(d.v->r.state, "open") != 0)
		return see_other(rq, booth_at(rq, &d.voter));
	return hand_page(rq, o, &d);
}

static struct err
hand_post(struct req *rq, struct out *o)
{
	struct hand_do d = { .v = rq_poll(rq) };
	struct err e;

	TRY(booth_voter(rq, &d.voter));
	if (d.v->r.extent_all)
		d.paper = seal_code_typed(rq->a, rq_form(rq, "paper"), CODE_PAPER);
	e = tx_run(rq, hand_tx, &d);
	if (d.paper && (e.code == 404 || e.code == 422)) {
		rq_fault(rq, "paper", e.key, NULL);
		rq->status = 422;
		return hand_page(rq, o, &d);
	}
	if (e.code == 409)
		return see_other(rq, booth_at(rq, &d.voter));		/* the list says by what way, and on which day */
	TRY(e);
	return see_other(rq, NULL);
}

struct print_do {
	struct poll_sheets s;
	int64_t estate, n;
	const char **codes;
};

static struct err
print_tx(struct db *w, struct req *rq, void *ctx)
{
	struct print_do *d = ctx;
	struct act act;

	TRY(poll_act(w, rq, d->s.v, &act));
	rq_goto(rq, arena_fmt(rq->a, "%s/papers", d->s.v->address));
	return poll_print(w, &act, d->s.v->r.id, d->estate, (size_t)d->n, d->codes);
}

static struct err
papers_page(struct req *rq, struct out *o, const struct poll_sheets *s)
{
	struct poll_spot *estates;
	size_t n;

	TRY(booth_spots(rq, (struct poll_view *)rq->object, &estates, &n, true));
	page_begin(o, rq, tr(rq, M_poll_papers));
	council_papers_html(o, rq, s, estates, n);
	page_end(o, rq);
	return OK;
}

static struct err
papers_get(struct req *rq, struct out *o)
{
	struct poll_sheets s = { .v = rq_poll(rq), .estate = "" };

	return papers_page(rq, o, &s);
}

static struct err
papers_post(struct req *rq, struct out *o)
{
	struct print_do d = { .s = { .v = rq_poll(rq), .estate = "" } };
	struct place estate;

	if (!text_int(rq_form(rq, "estate"), 1, INT64_MAX, &d.estate))
		rq_fault(rq, "estate", M_poll_err_spot, NULL);
	if (!text_int(rq_form(rq, "n"), 1, 400, &d.n))
		rq_fault(rq, "n", M_poll_err_print, NULL);
	if (rq->nfaults) {
		rq->status = 422;
		return papers_page(rq, o, &d.s);
	}
	TRY(place_get(rq->db, rq->a, rq->area, d.estate, &estate));
	if (!place_within(rq->db, rq->area, estate.id, d.s.v->place.id))
		return FAIL(404, M_people_err_place);
	d.codes = NEWN(rq->a, const char *, (size_t)d.n);
	TRY(tx_run(rq, print_tx, &d));
	if (rq->replayed)
		return see_other(rq, NULL);
	d.s.estate = place_name(&estate, rq->lang);
	d.s.n = (size_t)d.n;
	d.s.v_sheets = NEWN(rq->a, struct poll_sheet, d.s.n);
	for (size_t i = 0; i < d.s.n; i++) {
		struct poll_sheet *x = &d.s.v_sheets[i];

		x->code = d.codes[i];
		TRY(view_qr(rq, arena_fmt(rq->a, "%s/entry?code=%s", d.s.v->address, x->code), &x->qr, &x->qr_side));
	}
	return papers_page(rq, o, &d.s);
}

/* ---- entering paper ---- */

static struct err
entry_page(struct req *rq, struct out *o)
{
	struct poll_paper_state s;
	const char *code = seal_code_typed(rq->a, rq_query(rq, "code"), CODE_PAPER);
	struct ballot_form f = { .v = rq_poll(rq), .action = arena_fmt(rq->a, "%s/entry", rq_poll(rq)->address), .back = "", .who = "",
		.receipt = "", .paper = true, .code = code };
	struct paper_one row;
	bool found = false;

	f.back = f.action;
	if (!text_empty(rq_query(rq, "code"))) {
		if (!text_empty(code))
			TRY(paper_one(rq->db, rq->a, rq->area, f.v->r.id, code, &row, &found));
		if (found && strcmp(f.v->r.state, "closed") == 0)
			return ballot_page(rq, o, &f, M_poll_entry_of);
		rq_fault(rq, "code", found ? M_poll_err_paper_when : M_poll_err_paper, NULL);
		rq->status = 422;
	}
	TRY(poll_paper_state(rq->db, rq->a, rq->area, &f.v->r, &s));
	page_begin(o, rq, tr(rq, M_poll_entry));
	council_entry_html(o, rq, f.v, &s, rq_query(rq, "done"));
	page_end(o, rq);
	return OK;
}

static struct err
entry_get(struct req *rq, struct out *o)
{
	return entry_page(rq, o);
}

struct enter_do {
	const struct ballot_form *f;
	const char *ballots, *reason;
	bool settle;
};

static struct err
enter_tx(struct db *w, struct req *rq, void *ctx)
{
	struct enter_do *d = ctx;
	struct act act;
	bool second = false;

	TRY(poll_act(w, rq, d->f->v, &act));
	if (d->settle) {
		rq_goto(rq, arena_fmt(rq->a, "%s/differences", d->f->v->address));
		return poll_settle(w, &act, &d->f->v->r, d->f->code, d->ballots, d->reason);
	}
	TRY(poll_enter(w, &act, &d->f->v->r, d->f->code, d->ballots, &second));
	rq_goto(rq, arena_fmt(rq->a, "%s/entry?done=%s", d->f->v->address, second ? "second" : "first"));
	return OK;
}

static struct err
enter_do(struct req *rq, struct out *o, struct ballot_form *f, struct enter_do *d, enum msg title)
{
	struct err e;

	ballot_take(rq, f);
	d->f = f;
	d->ballots = poll_ballots_write(rq->a, &f->v->rules, f->marks);
	e = tx_run(rq, enter_tx, d);
	if (!e.code)
		return see_other(rq, NULL);
	if (e.code != 409 && e.code != 422 && e.code != 404)
		return e;
	rq_fault(rq, e.code == 422 ? "reason" : "code", e.key, NULL);
	rq->status = e.code;
	return ballot_page(rq, o, f, title);
}

static struct err
entry_post(struct req *rq, struct out *o)
{
	struct ballot_form f = { .v = rq_poll(rq), .action = arena_fmt(rq->a, "%s/entry", rq_poll(rq)->address), .who = "",
		.receipt = "", .paper = true, .code = seal_code_typed(rq->a, rq_form(rq, "code"), CODE_PAPER) };
	struct enter_do d = { 0 };

	f.back = f.action;
	return enter_do(rq, o, &f, &d, M_poll_entry_of);
}

/* ---- differences ---- */

static struct err
differences_get(struct req *rq, struct out *o)
{
	struct poll_paper_state s;

	TRY(poll_paper_state(rq->db, rq->a, rq->area, &rq_poll(rq)->r, &s));
	page_begin(o, rq, tr(rq, M_poll_differences));
	council_differences_html(o, rq, rq_poll(rq), &s);
	page_end(o, rq);
	return OK;
}

static struct err
settle_form(struct req *rq, struct ballot_form *f)
{
	struct paper_one row;
	bool found = false;

	*f = (struct ballot_form){ .v = rq_poll(rq), .who = "", .receipt = "", .paper = true, .reason = true,
		.back = arena_fmt(rq->a, "%s/differences", rq_poll(rq)->address),
		.code = seal_code_typed(rq->a, rq_param(rq, "code"), CODE_PAPER) };
	f->action = arena_fmt(rq->a, "%s/%s", f->back, f->code);
	if (!text_empty(f->code))
		TRY(paper_one(rq->db, rq->a, rq->area, f->v->r.id, f->code, &row, &found));
	if (!found || !paper_differs(&row))
		return FAIL(404, M_poll_err_paper);
	poll_ballots_read(rq->a, &f->v->rules, row.first, f->marks);
	return OK;
}

static struct err
settle_get(struct req *rq, struct out *o)
{
	struct ballot_form f;

	TRY(settle_form(rq, &f));
	return ballot_page(rq, o, &f, M_poll_settle_of);
}

static struct err
settle_post(struct req *rq, struct out *o)
{
	struct ballot_form f;
	struct enter_do d = { .settle = true, .reason = rq_form(rq, "reason") };

	TRY(settle_form(rq, &f));
	return enter_do(rq, o, &f, &d, M_poll_settle_of);
}

/* ---- the roll ---- */

static struct err
roll_load(struct req *rq, struct roll_view *v)
{
	int64_t scope = scope_of(rq, RIGHT_POLL);
	const char *slug = text_empty(rq_query(rq, "place")) ? rq_form(rq, "place") : rq_query(rq, "place");
	struct places all;
	bool found = false;

	TRY(place_list(rq->db, rq->a, rq->area, PLACE_COMMUNITY, &all));
	v->places.v = NEWN(rq->a, struct place, all.n + 1);
	for (size_t i = 0; i < all.n; i++)
		if (scope == 0 || place_within(rq->db, rq->area, all.v[i].id, scope)) {
			v->places.v[v->places.n++] = all.v[i];
			if (text_empty(slug) ? !found : strcmp(all.v[i].slug, slug) == 0) {
				v->place = all.v[i];
				found = true;
			}
		}
	if (!found)
		return FAIL(403, M_err_forbidden);
	return roll_counts(rq->db, rq->a, rq->area, v->place.id, &v->n);
}

static struct err
roll_page(struct req *rq, struct out *o, const struct roll_view *v)
{
	rq->nav = "polls";
	page_begin(o, rq, tr(rq, M_poll_roll));
	council_roll_html(o, rq, v);
	page_end(o, rq);
	return OK;
}

static struct err
roll_get(struct req *rq, struct out *o)
{
	struct roll_view v = { 0 };

	TRY(roll_load(rq, &v));
	v.written = !text_empty(rq_query(rq, "done"));
	return roll_page(rq, o, &v);
}

/* Looked through first; written only when asked to, and only as a whole. */
static struct err
roll_post(struct req *rq, struct out *o)
{
	struct roll_view v = { .tried = true, .dry = strcmp(rq_form(rq, "go"), "write") != 0 };
	const struct upload *file = rq_upload(rq, "file");
	struct err e = OK;

	TRY(roll_load(rq, &v));
	if (!file)
		rq_fault(rq, "file", M_poll_err_file, NULL);
	else
		e = import_run(rq->store, rq->a, rq->area, IMPORT_ROLL, v.place.id, file->data, v.dry, &v.report);
	if (e.code == 422)
		rq_fault(rq, "file", e.key, NULL);
	else
		TRY(e);
	if (!rq->nfaults && !v.dry)
		return see_other(rq, arena_fmt(rq->a, "/roll?place=%s&done=1", v.place.slug));
	if (rq->nfaults)
		rq->status = 422;
	return roll_page(rq, o, &v);
}

static const struct route routes[] = {
	{ VERB_GET, "/polls/:place/:number/booth", RIGHT_BOOTH, poll_route, booth_get, "Find a voter: has this door voted already?", 0 },
	{ VERB_GET, "/polls/:place/:number/booth/:voter", RIGHT_BOOTH, poll_route, door_get, "A ballot at the door, the voter present.", 0 },
	{ VERB_POST, "/polls/:place/:number/booth/:voter", RIGHT_BOOTH, poll_route, door_post, "Cast a ballot at the door.", 0 },
	{ VERB_GET, "/polls/:place/:number/booth/:voter/done", RIGHT_BOOTH, poll_route, door_done, "The receipt of a ballot cast at the door.", 0 },
	{ VERB_GET, "/polls/:place/:number/booth/:voter/paper", RIGHT_BOOTH, poll_route, hand_get, "Hand out a paper ballot of an owners' vote: its number.", 0 },
	{ VERB_POST, "/polls/:place/:number/booth/:voter/paper", RIGHT_BOOTH, poll_route, hand_post, "Hand out a paper ballot.", 0 },
	{ VERB_GET, "/polls/:place/:number/papers", RIGHT_BOOTH, poll_route, papers_get, "Blank paper ballots.", 0 },
	{ VERB_POST, "/polls/:place/:number/papers", RIGHT_BOOTH, poll_route, papers_post, "Print blank paper ballots of an estate.", 0 },
	{ VERB_GET, "/polls/:place/:number/entry", RIGHT_BOOTH, poll_route, entry_get, "Enter paper ballots after the close.", 0 },
	{ VERB_POST, "/polls/:place/:number/entry", RIGHT_BOOTH, poll_route, entry_post, "Enter one paper ballot.", 0 },
	{ VERB_GET, "/polls/:place/:number/differences", RIGHT_BOOTH, poll_route, differences_get, "Paper ballots that two people entered differently.", 0 },
	{ VERB_GET, "/polls/:place/:number/differences/:code", RIGHT_POLL, poll_route, settle_get, "Settle one difference.", 0 },
	{ VERB_POST, "/polls/:place/:number/differences/:code", RIGHT_POLL, poll_route, settle_post, "What counts, with the reason.", 0 },
	{ VERB_GET, "/roll", RIGHT_POLL, NULL, roll_get, "The roll of a community, as numbers.", 0 },
	{ VERB_POST, "/roll", RIGHT_POLL, NULL, roll_post, "Bring the roll as a table: look through it, or write it.", ROUTE_UPLOAD },
	{ 0 }
};

const struct route *
council_booth_routes(void)
{
	return routes;
}
