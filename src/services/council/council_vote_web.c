/* council_vote_web.c - a voter's ballot: by the code of the notice, checked once more, cast, a receipt. No form here carries an
 * idempotency key: its stored hash would hold the choice. Sent twice is once by the receipt (poll_cast). */
#include "services/council/council.h"

#include "base/text.h"
#include "council_ballot_html.h"
#include "council_vote_html.h"
#include "council_vote_code_html.h"
#include "services/council/council_poll_view.h"
#include "council_poll_msg.h"

/* ---- the form, shared with the door and with paper ---- */

static void
choice_take(struct req *rq, struct ballot_form *f, size_t q)
{
	const struct count_rule *r = &f->v->rules.rule[q];
	struct count_marks *m = &f->marks[q];
	const char *one = arena_fmt(rq->a, "q%zu", q), *many = arena_fmt(rq->a, "q%zu[]", q);
	int64_t k;

	for (size_t i = 0; i < rq->nform; i++)
		if ((strcmp(rq->form[i].name, one) == 0 || strcmp(rq->form[i].name, many) == 0) && text_int(rq->form[i].value, 1, r->choices, &k))
			m->v[k - 1] = 1;
}

/* A number for each choice: a score, or a rank. */
static void
numbers_take(struct req *rq, struct ballot_form *f, size_t q)
{
	int64_t k;

	for (int i = 0; i < f->v->rules.rule[q].choices; i++)
		if (text_int(rq_form(rq, arena_fmt(rq->a, "q%zu_%d", q, i + 1)), 0, COUNT_CHOICES, &k))
			f->marks[q].v[i] = (int)k;
}

/* What a voter can mend: too many marks, one rank for two where that says no order. */
static bool
marks_fault(struct req *rq, const struct ballot_form *f, size_t q, int marked)
{
	const struct count_rule *r = &f->v->rules.rule[q];
	struct count_marks tried = f->marks[q];

	if (f->paper || r->method == COUNT_SCORE)
		return false;
	if (count_is_ranked(r->method)) {
		count_settle(r, &tried);
		if (tried.kind == COUNT_INVALID)
			rq_fault(rq, arena_fmt(rq->a, "q%zu", q), M_poll_err_ranks, NULL);
		return tried.kind == COUNT_INVALID;
	}
	if (marked > r->limit)
		rq_fault(rq, arena_fmt(rq->a, "q%zu", q), M_poll_err_marks, arena_fmt(rq->a, "%d", r->limit), NULL);
	return marked > r->limit;
}

void
ballot_take(struct req *rq, struct ballot_form *f)
{
	for (size_t q = 0; q < f->v->rules.q.n; q++) {
		const struct count_rule *r = &f->v->rules.rule[q];
		struct count_marks *m = &f->marks[q];
		int marked = 0;

		*m = (struct count_marks){ .kind = COUNT_VALID };
		if (r->method == COUNT_SCORE || count_is_ranked(r->method))
			numbers_take(rq, f, q);
		else
			choice_take(rq, f, q);
		for (int i = 0; i < r->choices; i++)
			marked += m->v[i] != 0;
		if (f->paper && !text_empty(rq_form(rq, arena_fmt(rq->a, "q%zu_bad", q))))
			m->kind = COUNT_INVALID;
		else if (marks_fault(rq, f, q, marked))
			continue;		/* the marks stay to be mended */
		count_settle(r, m);
	}
}

struct err
ballot_page(struct req *rq, struct out *o, const struct ballot_form *f, enum msg title)
{
	rq->nav = "polls";
	page_begin(o, rq, trf(rq, title, f->v->r.title, NULL));
	council_ballot_html(o, rq, f);
	page_end(o, rq);
	return OK;
}

struct vote_do {
	struct poll_casting c;
	const struct ballot_form *f;
	const char *done;
};

static struct err
vote_tx(struct db *w, struct req *rq, void *ctx)
{
	struct vote_do *d = ctx;
	struct act act;

	TRY(poll_act(w, rq, d->f->v, &act));
	TRY(poll_cast(w, &act, &d->c));
	rq_goto(rq, arena_fmt(rq->a, "%s?receipt=%s", d->done, d->c.receipt));
	return OK;
}

struct err
ballot_vote(struct req *rq, struct out *o, struct ballot_form *f, int64_t voter, const char *channel, const char *done)
{
	const char *go = rq_form(rq, "go"), *receipt = seal_code_typed(rq->a, rq_form(rq, "receipt"), CODE_RECEIPT);
	struct vote_do d = { .c = { f->v->r.id, voter, channel, { 0 }, receipt }, .f = f, .done = done };

	ballot_take(rq, f);
	if (rq->nfaults) {
		rq->status = 422;
		return ballot_page(rq, o, f, M_poll_vote_on);
	}
	f->receipt = *receipt ? receipt : seal_code(rq->a, rq->env, CODE_RECEIPT);
	f->check = strcmp(go, "change") != 0;
	if (strcmp(go, "cast") != 0 || !*receipt)
		return ballot_page(rq, o, f, f->check ? M_poll_vote_check : M_poll_vote_on);
	TRY(poll_seal(rq->a, &f->v->r, receipt, poll_ballots_write(rq->a, &f->v->rules, f->marks), &d.c.sealed));
	TRY(tx_run(rq, vote_tx, &d));
	return see_other(rq, NULL);
}

/* ---- by the code of the notice ---- */

struct vote_view {
	struct poll_view *v;
	struct voter_one voter;
	const char *code;
};

static struct err
vote_route(struct req *rq)
{
	struct vote_view *x = NEW(rq->a, struct vote_view);
	struct vote_code_find found_code;
	struct poll_row p;
	struct place place;
	bool found;

	rq->nav = "polls";
	x->code = seal_code_typed(rq->a, rq_param(rq, "code"), CODE_VOTE);
	rq->object = x;
	if (poll_code_find(rq->db, rq->a, rq->area, x->code, &found_code).code)
		return OK;			/* the page says what that may mean */
	TRY(poll_row(rq->db, rq->a, rq->area, found_code.poll, &p, &found));
	if (!found)
		return OK;
	TRY(place_get(rq->db, rq->a, rq->area, p.place, &place));
	x->v = NEW(rq->a, struct poll_view);
	x->v->r = p;
	x->v->place = place;
	x->v->address = arena_fmt(rq->a, "/polls/%s/%s", place.slug, p.number);
	TRY(matter_load(rq->db, rq->a, rq->area, p.matter, &x->v->m));
	TRY(poll_rules_of(rq->db, rq->a, rq->area, p.id, &x->v->rules));
	TRY(voter_one(rq->db, rq->a, rq->area, p.id, found_code.voter, &x->voter, &found));
	return found ? OK : FAIL(404, M_poll_err_code);
}

static struct err
gone_page(struct req *rq, struct out *o, const char *typed, bool fault)
{
	if (fault)
		rq_fault(rq, "code", M_poll_err_code, NULL);
	rq->nav = "polls";
	page_begin(o, rq, tr(rq, M_poll_code_title));
	council_vote_code_html(o, rq, typed);
	page_end(o, rq);
	return OK;
}

/* What somebody sees who cannot vote any more: has voted, or too late. Never how. */
static struct err
voted_page(struct req *rq, struct out *o, const struct vote_view *x, const char *receipt)
{
	page_begin(o, rq, x->v->r.title);
	council_vote_html(o, rq, x->v, &x->voter, receipt);
	page_end(o, rq);
	return OK;
}

static struct err
form_of(struct req *rq, const struct vote_view *x, struct ballot_form *f)
{
	*f = (struct ballot_form){ .v = x->v, .action = arena_fmt(rq->a, "/vote/%s", x->code), .back = x->v->address, .receipt = "" };
	return poll_whose(rq, x->v, &x->voter, &f->who);
}

static bool
may_vote(struct req *rq, const struct vote_view *x)
{
	return text_empty(x->voter.channel) && strcmp(x->v->r.state, "open") == 0 && env_now(rq->env) < x->v->r.closes;
}

/* The receipt in the address, when it is this voter's: nobody is shown one that somebody made up. */
static const char *
own_receipt(struct req *rq, const struct vote_view *x)
{
	const char *typed = seal_code_typed(rq->a, rq_query(rq, "receipt"), CODE_RECEIPT);
	struct envelope_receipt row;
	bool found;

	if (text_empty(typed) || envelope_receipt(rq->db, rq->a, rq->area, x->v->r.id, x->voter.id, &row, &found).code || !found)
		return "";
	return strcmp(row.receipt, link_hash(rq->a, typed)) == 0 ? typed : "";
}

static struct err
vote_get(struct req *rq, struct out *o)
{
	const struct vote_view *x = rq->object;
	struct ballot_form f;

	if (!x->v) {
		rq->status = 404;
		return gone_page(rq, o, rq_param(rq, "code"), true);
	}
	if (!may_vote(rq, x))
		return voted_page(rq, o, x, own_receipt(rq, x));
	TRY(form_of(rq, x, &f));
	return ballot_page(rq, o, &f, M_poll_vote_on);
}

static struct err
vote_post(struct req *rq, struct out *o)
{
	const struct vote_view *x = rq->object;
	struct ballot_form f;
	struct err e;

	if (!x->v) {
		rq->status = 404;
		return gone_page(rq, o, rq_param(rq, "code"), true);
	}
	if (!may_vote(rq, x) && strcmp(rq_form(rq, "go"), "cast") != 0)
		return voted_page(rq, o, x, "");
	TRY(form_of(rq, x, &f));
	e = ballot_vote(rq, o, &f, x->voter.id, "online", f.action);
	if (e.code != 409)
		return e;
	rq->status = 409;
	return voted_page(rq, o, x, "");
}

static struct err
code_get(struct req *rq, struct out *o)
{
	return gone_page(rq, o, "", false);
}

static struct err
code_post(struct req *rq, struct out *o)
{
	struct vote_code_find row;
	const char *typed = rq_form(rq, "code");
	struct err e = poll_code_find(rq->db, rq->a, rq->area, typed, &row);

	if (e.code == 404) {
		rq->status = 422;
		return gone_page(rq, o, typed, true);
	}
	TRY(e);
	return see_other(rq, arena_fmt(rq->a, "/vote/%s", seal_code_typed(rq->a, typed, CODE_VOTE)));
}

static const struct route routes[] = {
	{ VERB_GET, "/vote", RIGHT_PUBLIC, NULL, code_get, "Type the voting code of a notice.", 0 },
	{ VERB_POST, "/vote", RIGHT_PUBLIC, NULL, code_post, "Leads to the ballot of a voting code.", 0 },
	{ VERB_GET, "/vote/:code", RIGHT_PUBLIC, vote_route, vote_get, "The ballot of a voting code; looking changes nothing.", 0 },
	{ VERB_POST, "/vote/:code", RIGHT_PUBLIC, vote_route, vote_post, "Check what was chosen, then cast it.", 0 },
	{ 0 }
};

const struct route *
council_vote_routes(void)
{
	return routes;
}
