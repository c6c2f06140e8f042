/* council_poll_desk_web.c - holding a poll: its questions, the scrutineers' keys, opening, notices, closing, the count. */
#include "services/council/council.h"

#include "base/day.h"
#include "base/text.h"
#include "council_poll_count_html.h"
#include "council_poll_desk_html.h"
#include "council_poll_keys_html.h"
#include "council_poll_new_html.h"
#include "council_poll_notices_html.h"
#include "matter/packs.h"
#include "people/code.h"
#include "services/council/council_poll_desk.h"
#include "services/council/council_rules.h"
#include "base_msg.h"
#include "council_poll_msg.h"
#include "council_poll_desk_msg.h"
#include "matter_msg.h"

#define PACKS_MAX 40

/* ---- a new poll ---- */

static const char *
field(struct req *rq, size_t i, const char *name)
{
	return arena_fmt(rq->a, "q%zu_%s", i, name);
}

static void
packs_take(struct req *rq, struct poll_form *f)
{
	const struct pack **v = NEWN(rq->a, const struct pack *, PACKS_MAX);
	int32_t today = day_of(rq->env, env_now(rq->env));
	const struct pack *p;

	for (size_t i = 0; f->npacks < PACKS_MAX && (p = packs_on(today, i)); i++)
		if (p->binds)
			v[f->npacks++] = p;
	f->packs = v;
}

/* The newest plan's options are the first question; a poll that was cancelled lends its words. */
static struct err
form_prefill(struct req *rq, struct poll_form *f)
{
	struct plan_row plan;
	struct option_list_rows options = { 0 };
	struct poll_of_matter_rows polls;
	struct poll_rules old;
	struct out lines;
	bool any;

	TRY(plan_last(rq->db, rq->a, rq->area, f->m->r.id, &plan, &any));
	f->plan_version = any ? plan.version : 0;
	if (any)
		TRY(option_list(rq->db, rq->a, rq->area, plan.id, &options));
	out_init(&lines, rq->a);
	for (size_t i = 0; i < options.n; i++)
		out_fmt(&lines, "%s%s", i ? "\n" : "", options.v[i].title);
	if (options.n == 1)
		out_fmt(&lines, "\n%s", tr(rq, M_poll_not_for));
	f->title = f->m->r.title;
	f->kind = "opinion";
	f->basis = "voter";
	f->pack = f->lawful = "";
	f->nq = 1;
	f->q[0] = (struct poll_form_question){ tr(rq, M_poll_which_option), "one", "", out_cstr(&lines), options.n == 1 };
	TRY(poll_of_matter(rq->db, rq->a, rq->area, f->m->r.id, &polls));
	if (!polls.n || strcmp(polls.v[0].state, "cancelled") != 0)
		return OK;
	TRY(poll_rules_of(rq->db, rq->a, rq->area, polls.v[0].id, &old));
	f->title = polls.v[0].title;
	for (f->nq = 0; f->nq < old.q.n; f->nq++)
		f->q[f->nq] = (struct poll_form_question){ old.q.v[f->nq].title, old.q.v[f->nq].method,
			arena_fmt(rq->a, "%d", old.rule[f->nq].limit), old.q.v[f->nq].choices, old.against[f->nq] };
	return OK;
}

static void
form_take(struct req *rq, struct poll_form *f)
{
	f->title = rq_form(rq, "title");
	f->kind = rq_form(rq, "kind");
	f->basis = rq_form(rq, "basis");
	f->pack = rq_form(rq, "pack");
	f->lawful = rq_form(rq, "lawful");
	text_int(rq_form(rq, "plan"), 0, INT64_MAX, &f->plan_version);
	for (size_t i = 0; i < POLL_QUESTIONS && rq_has(rq, field(rq, i, "title")); i++)
		f->q[f->nq++] = (struct poll_form_question){ rq_form(rq, field(rq, i, "title")), rq_form(rq, field(rq, i, "method")),
			rq_form(rq, field(rq, i, "limit")), rq_form(rq, field(rq, i, "choices")), !text_empty(rq_form(rq, field(rq, i, "against"))) };
}

static struct err
new_load(struct req *rq, struct poll_form *f, const char *id)
{
	struct matter *m = NEW(rq->a, struct matter);
	int64_t matter = 0;

	text_int(id, 1, INT64_MAX, &matter);
	TRY(matter_load(rq->db, rq->a, rq->area, matter, m));
	if (!people_may(rq->db, rq->area, rq->caller, RIGHT_POLL, m->r.place))
		return FAIL(403, M_err_forbidden);
	f->m = m;
	packs_take(rq, f);
	return OK;
}

static struct err
new_page(struct req *rq, struct out *o, const struct poll_form *f)
{
	rq->nav = "polls";
	page_begin(o, rq, tr(rq, M_poll_new));
	council_poll_new_html(o, rq, f);
	page_end(o, rq);
	return OK;
}

static struct err
new_get(struct req *rq, struct out *o)
{
	struct poll_form *f = NEW(rq->a, struct poll_form);

	TRY(new_load(rq, f, rq_query(rq, "matter")));
	TRY(form_prefill(rq, f));
	return new_page(rq, o, f);
}

/* One block of the form; a fault stands where it was typed. */
static void
question_check(struct req *rq, const struct poll_form *f, size_t i, struct poll_question_new *q)
{
	const struct poll_form_question *x = &f->q[i];
	char *text = arena_str(rq->a, x->choices), *save = NULL;
	int64_t limit = 1;
	bool fine = count_method_find(x->method, &q->rule.method);

	q->title = x->title;
	for (char *s = strtok_r(text, "\n", &save); s; s = strtok_r(NULL, "\n", &save)) {
		const char *line = text_clean(rq->a, s);

		if (text_empty(line))
			continue;
		if (q->rule.choices == COUNT_CHOICES || text_len(line) > 60)
			fine = false;
		else
			q->choices[q->rule.choices++] = line;
	}
	for (int a = 0; a < q->rule.choices; a++)
		for (int b = 0; b < a; b++)
			fine = fine && strcmp(q->choices[a], q->choices[b]) != 0;
	if (text_empty(x->title) || text_len(x->title) > 60)
		rq_fault(rq, field(rq, i, "title"), M_poll_err_question, NULL);
	if (!fine || q->rule.choices < 2)
		rq_fault(rq, field(rq, i, "choices"), M_poll_err_choices, NULL);
	q->against = x->against;
	if (q->rule.method == COUNT_MANY || count_is_ranked(q->rule.method))
		limit = q->rule.choices;
	else if (q->rule.method == COUNT_SCORE)
		limit = 5;
	if ((q->rule.method == COUNT_MANY || q->rule.method == COUNT_SCORE) && !text_empty(x->limit) &&
		!text_int(x->limit, 1, q->rule.method == COUNT_MANY ? q->rule.choices : COUNT_SCORE_MAX, &limit))
		rq_fault(rq, field(rq, i, "limit"), M_poll_err_limit, NULL);
	q->rule.limit = (int)limit;
}

struct new_do {
	struct poll_new n;
	struct poll_question_new q[POLL_QUESTIONS];
	const struct matter *m;
};

static struct err
new_tx(struct db *w, struct req *rq, void *ctx)
{
	struct new_do *d = ctx;
	const char *number;
	struct who who;
	struct act act;
	int64_t id;

	TRY(who_of(rq, w, d->m, &who));
	act_of(&act, rq, &who);
	TRY(poll_make(w, &act, &d->n, &id, &number));
	rq_goto(rq, arena_fmt(rq->a, "/polls/%s/%s/desk", d->m->place.slug, number));
	return OK;
}

static struct err
new_check(struct req *rq, const struct poll_form *f)
{
	struct new_do *d = NEW(rq->a, struct new_do);
	struct err e;

	d->m = f->m;
	d->n = (struct poll_new){ .matter = f->m->r.id, .plan_version = f->plan_version, .title = f->title,
		.binding = strcmp(f->kind, "binding") == 0, .basis = f->basis, .lawful = f->lawful, .questions = d->q, .nquestions = f->nq };
	if (text_empty(f->title) || text_len(f->title) > 60)
		rq_fault(rq, "title", M_poll_err_name, NULL);
	for (size_t i = 0; i < f->nq; i++)
		question_check(rq, f, i, &d->q[i]);
	if (strcmp(f->basis, "voter") != 0 && strcmp(f->basis, "household") != 0 && strcmp(f->basis, "owner") != 0)
		rq_fault(rq, "basis", M_poll_err_basis, NULL);
	for (size_t i = 0; d->n.binding && i < f->npacks; i++)
		if (strcmp(f->packs[i]->version, f->pack) == 0)
			d->n.pack = f->packs[i];
	if (d->n.binding && !d->n.pack)
		rq_fault(rq, "pack", M_poll_err_pack, NULL);
	if (d->n.pack && d->q[0].rule.method != COUNT_ONE && d->q[0].rule.method != COUNT_MANY)
		rq_fault(rq, "q0_method", M_poll_err_first, NULL);
	if (d->n.pack && poll_asks_area(d->n.pack) && strcmp(f->basis, "owner") != 0)
		rq_fault(rq, "basis", M_poll_err_owner, NULL);
	if (d->n.pack && poll_asks_area(d->n.pack) && (text_empty(f->lawful) || text_len(f->lawful) > 200))
		rq_fault(rq, "lawful", M_poll_err_lawful, NULL);
	e = rq->nfaults ? OK : tx_run(rq, new_tx, d);
	if (e.code == 422)
		rq_fault(rq, "title", e.key, NULL);
	return e.code == 422 ? OK : e;
}

struct err
polling_try(struct req *rq)
{
	struct poll_form *f = NEW(rq->a, struct poll_form);

	TRY(new_load(rq, f, rq_form(rq, "matter")));
	form_take(rq, f);
	return new_check(rq, f);
}

static struct err
new_post(struct req *rq, struct out *o)
{
	struct poll_form *f = NEW(rq->a, struct poll_form);

	TRY(new_load(rq, f, rq_form(rq, "matter")));
	form_take(rq, f);
	if (strcmp(rq_form(rq, "go"), "more") == 0 && f->nq < POLL_QUESTIONS) {
		f->q[f->nq++] = (struct poll_form_question){ "", "one", "", "" };
		return new_page(rq, o, f);
	}
	TRY(new_check(rq, f));
	if (!rq->nfaults)
		return see_other(rq, NULL);
	rq->status = 422;
	return new_page(rq, o, f);
}

/* ---- the desk of one poll ---- */

struct err
booth_spots(struct req *rq, struct poll_view *v, struct poll_spot **ret, size_t *n, bool estates)
{
	struct voter_spots_rows rows;
	int64_t last = 0;

	TRY(voter_spots(rq->db, rq->a, rq->area, v->r.id, &rows));
	*ret = NEWN(rq->a, struct poll_spot, rows.n * 2 + 1);
	*n = 0;
	for (size_t i = 0; i < rows.n; i++) {
		struct place p;

		if (rows.v[i].estate != last && estates) {
			TRY(place_get(rq->db, rq->a, rq->area, rows.v[i].estate, &p));
			(*ret)[(*n)++] = (struct poll_spot){ .id = p.id, .label = place_name(&p, rq->lang), .estate = true };
			last = p.id;
		}
		if (estates) {
			(*ret)[*n - 1].n += rows.v[i].n;
			(*ret)[*n - 1].voted += rows.v[i].voted;
		} else
			(*ret)[(*n)++] = (struct poll_spot){ rows.v[i].spot, rows.v[i].n, rows.v[i].voted,
				place_path(rq->db, rq->a, rq->area, rows.v[i].spot, rq->lang), false };
	}
	return OK;
}

static struct err
desk_page(struct req *rq, struct out *o, const char *closes)
{
	struct poll_desk d = { .v = (struct poll_view *)rq->object, .closes = closes };

	TRY(poll_paper_state(rq->db, rq->a, rq->area, &d.v->r, &d.paper));
	TRY(roll_counts(rq->db, rq->a, rq->area, d.v->place.id, &d.roll));
	TRY(voter_channels(rq->db, rq->a, rq->area, d.v->r.id, &d.channels));
	TRY(booth_spots(rq, d.v, &d.spots, &d.nspots, false));
	d.bar = poll_count_bar(&d.v->r, &d.paper);
	d.v->may = people_may(rq->db, rq->area, rq->caller, RIGHT_POLL, d.v->place.id);
	page_begin(o, rq, trf(rq, M_poll_desk_of, d.v->r.title, NULL));
	council_poll_desk_html(o, rq, &d);
	page_end(o, rq);
	return OK;
}

static struct err
desk_get(struct req *rq, struct out *o)
{
	return desk_page(rq, o, day_iso(rq->a, day_of(rq->env, env_now(rq->env)) + 7));
}

/* ---- the scrutineers' keys ---- */

#define KEYS_LIFE (INT64_C(3600) * US_SECOND)

static struct err
keys_page(struct req *rq, struct out *o, int which, const char *share, const char *carried)
{
	page_begin(o, rq, tr(rq, M_poll_keys));
	council_poll_keys_html(o, rq, rq_poll(rq), which, share, carried);
	page_end(o, rq);
	return OK;
}

static struct err
keys_get(struct req *rq, struct out *o)
{
	if (strcmp(rq_poll(rq)->r.state, "made") != 0)
		return see_other(rq, arena_fmt(rq->a, "%s/desk", rq_poll(rq)->address));
	return keys_page(rq, o, 0, "", "");
}

struct keys_do {
	const struct poll_view *v;
	const struct seal_pair *pair;
	const char *typed;
};

static struct err
keys_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct keys_do *d = ctx;
	struct act act;

	TRY(poll_act(w, rq, d->v, &act));
	rq_goto(rq, arena_fmt(rq->a, "%s/keys", d->v->address));
	return d->pair ? poll_keys(w, &act, d->v->r.id, d->pair) : poll_prove(w, &act, d->v->r.id, d->typed);
}

static const char *
keys_purpose(struct req *rq)
{
	return arena_fmt(rq->a, "poll.share.%lld", (long long)rq_poll(rq)->r.id);
}

/* The first share is shown, the second travels sealed through the page to the second scrutineer: no table ever holds either. */
static struct err
keys_make(struct req *rq, struct out *o)
{
	struct seal_pair pair;
	struct keys_do d = { rq_poll(rq), &pair, "" };
	const char *one, *two;
	struct err e;

	seal_pair(rq->env, &pair);
	e = tx_run(rq, keys_tx, &d);
	one = seal_share(rq->a, 1, pair.share[0]);
	two = seal_share(rq->a, 2, pair.share[1]);
	seal_wipe(&pair, sizeof(pair));
	TRY(e);
	if (rq->replayed)
		return see_other(rq, NULL);	/* what the first answer showed is shown no second time */
	return keys_page(rq, o, 1, one, carry_out(rq->a, rq->env, keys_purpose(rq), two));
}

static struct err
keys_post(struct req *rq, struct out *o)
{
	const char *step = rq_form(rq, "step"), *two;
	struct keys_do d = { rq_poll(rq), NULL, rq_form(rq, "share") };
	struct err e;

	if (strcmp(rq_poll(rq)->r.state, "made") != 0)
		return FAIL(409, M_poll_err_state);
	if (strcmp(step, "make") == 0)
		return keys_make(rq, o);
	if (strcmp(step, "second") == 0) {
		two = carry_in(rq->a, rq->env, keys_purpose(rq), rq_form(rq, "carried"), KEYS_LIFE);
		return two ? keys_page(rq, o, 2, two, "") : FAIL(422, M_poll_err_keys_late);
	}
	e = tx_run(rq, keys_tx, &d);
	if (e.code != 422) {
		TRY(e);
		return see_other(rq, NULL);
	}
	rq_fault(rq, "share", e.key, NULL);
	rq->status = 422;
	return keys_page(rq, o, 0, "", "");
}

/* ---- opening, closing, cancelling ---- */

struct state_do {
	const struct poll_view *v;
	int64_t closes;
	enum poll_step what;
	const char *reason;
};

static struct err
state_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct state_do *d = ctx;
	struct act act;

	TRY(poll_act(w, rq, d->v, &act));
	rq_goto(rq, arena_fmt(rq->a, "%s/desk", d->v->address));
	if (d->what == POLL_OPEN)
		return poll_open(w, &act, d->v->r.id, d->closes);
	if (d->what == POLL_CLOSE)
		return poll_close(w, &act, d->v->r.id);
	if (d->what == POLL_SAMPLE)
		return poll_sample(w, &act, d->v->r.id);
	return poll_cancel(w, &act, d->v->r.id, d->reason);
}

struct err
poll_step_try(struct req *rq, enum poll_step what)
{
	struct state_do d = { .v = rq_poll(rq), .what = what, .reason = rq_form(rq, "reason") };
	int32_t day = 0;
	struct err e;

	if (what == POLL_OPEN && !day_parse(rq_form(rq, "closes"), &day))
		rq_fault(rq, "closes", M_matter_err_day, NULL);
	d.closes = day_start(rq->env, day + 1) - 60 * US_SECOND;	/* 23:59 of that day */
	e = rq->nfaults ? OK : tx_run(rq, state_tx, &d);
	if (e.code == 422)
		rq_fault(rq, what == POLL_CANCEL ? "reason" : "closes", e.key, NULL);
	return e.code == 422 ? OK : e;
}

static struct err
step_do(struct req *rq, struct out *o, enum poll_step what)
{
	TRY(poll_step_try(rq, what));
	if (!rq->nfaults)
		return see_other(rq, NULL);
	rq->status = 422;
	return desk_page(rq, o, rq_form(rq, "closes"));
}

static struct err
open_post(struct req *rq, struct out *o)
{
	return step_do(rq, o, POLL_OPEN);
}

static struct err
close_post(struct req *rq, struct out *o)
{
	return step_do(rq, o, POLL_CLOSE);
}

static struct err
sample_post(struct req *rq, struct out *o)
{
	return step_do(rq, o, POLL_SAMPLE);
}

static struct err
cancel_post(struct req *rq, struct out *o)
{
	return step_do(rq, o, POLL_CANCEL);
}

/* ---- notices for the letter boxes ---- */

struct notices_do {
	struct poll_notices n;
	int64_t spot;
	struct voter_one_rows rows;
};

static struct err
notices_tx(struct db *w, struct req *rq, void *ctx)
{
	struct notices_do *d = ctx;
	struct voter_one_rows rows;
	struct act act;

	TRY(poll_act(w, rq, d->n.v, &act));
	TRY(voter_of_spot(w, rq->a, rq->area, d->n.v->r.id, d->spot, 2000, &rows));
	d->n.v_notices = NEWN(rq->a, struct poll_notice, rows.n + 1);
	d->n.n = 0;
	for (size_t i = 0; i < rows.n; i++) {
		struct poll_notice *x = &d->n.v_notices[d->n.n];

		if (!text_empty(rows.v[i].channel))
			continue;
		TRY(poll_code(w, &act, d->n.v->r.id, rows.v[i].id, &x->code));
		x->door = rows.v[i].door;
		x->no = rows.v[i].no;
		d->n.n++;
	}
	rq_goto(rq, arena_fmt(rq->a, "%s/desk", d->n.v->address));
	return OK;
}

static struct err
notices_post(struct req *rq, struct out *o)
{
	struct notices_do *d = NEW(rq->a, struct notices_do);
	const char *url = view_url(rq, "/vote"), *host = strstr(url, "://");

	d->n.v = rq_poll(rq);
	if (strcmp(d->n.v->r.state, "open") != 0)
		return FAIL(409, M_poll_err_not_open);
	if (!text_int(rq_form(rq, "spot"), 1, INT64_MAX, &d->spot)) {
		rq_fault(rq, "spot", M_poll_err_spot, NULL);
		rq->status = 422;
		return desk_page(rq, o, "");
	}
	TRY(tx_run(rq, notices_tx, d));
	if (rq->replayed)
		return see_other(rq, NULL);
	d->n.where = place_path(rq->db, rq->a, rq->area, d->spot, rq->lang);
	d->n.address = host ? host + 3 : url;
	for (size_t i = 0; i < d->n.n; i++)
		TRY(view_qr(rq, arena_fmt(rq->a, "/vote/%s", d->n.v_notices[i].code), &d->n.v_notices[i].qr, &d->n.v_notices[i].qr_side));
	page_begin(o, rq, tr(rq, M_poll_notices));
	council_poll_notices_html(o, rq, &d->n);
	page_end(o, rq);
	return OK;
}

/* ---- the count ---- */

static struct err
count_page(struct req *rq, struct out *o)
{
	struct poll_paper_state s;

	TRY(poll_paper_state(rq->db, rq->a, rq->area, &rq_poll(rq)->r, &s));
	page_begin(o, rq, tr(rq, M_poll_count));
	council_poll_count_html(o, rq, rq_poll(rq), &s, poll_count_bar(&rq_poll(rq)->r, &s));
	page_end(o, rq);
	return OK;
}

static struct err
count_get(struct req *rq, struct out *o)
{
	return count_page(rq, o);
}

struct count_do {
	const struct poll_view *v;
	const struct poll_counting *c;
};

static struct err
count_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct count_do *d = ctx;
	struct act act;

	TRY(poll_act(w, rq, d->v, &act));
	TRY(poll_count(w, &act, d->c));
	rq_goto(rq, d->v->address);
	return OK;
}

static struct err
count_post(struct req *rq, struct out *o)
{
	struct poll_counting *c = NULL;
	struct count_do d = { .v = rq_poll(rq) };
	struct err e = poll_count_prepare(rq->db, rq->a, rq->env, rq->area, &d.v->r, rq_form(rq, "share1"), rq_form(rq, "share2"), &c);

	d.c = c;
	if (!e.code)
		e = tx_run(rq, count_tx, &d);
	poll_counting_wipe(c);
	if (e.code == 422) {
		rq_fault(rq, "share1", e.key, NULL);
		rq->status = 422;
		return count_page(rq, o);
	}
	TRY(e);
	/* Empties the log of what was just destroyed. A reader on an old page of it can prevent that (503): the count stands all
	 * the same, and the old pages lie in the log until it is next begun afresh (store/backup.c) or the server ends. */
	e = poll_purge(rq->store);
	if (e.code && e.code != 503)
		return e;
	return see_other(rq, NULL);
}

static const struct route routes[] = {
	{ VERB_GET, "/polls/new", RIGHT_POLL, NULL, new_get, "The form of a new poll about a matter.", 0 },
	{ VERB_POST, "/polls/new", RIGHT_POLL, NULL, new_post, "Publish a poll's questions; voting has not begun.", 0 },
	{ VERB_GET, "/polls/:place/:number/desk", RIGHT_BOOTH, poll_route, desk_get, "One poll for staff: steps and turnout, never choices.", 0 },
	{ VERB_GET, "/polls/:place/:number/keys", RIGHT_POLL, poll_route, keys_get, "The scrutineers' keys: made, and typed back.", 0 },
	{ VERB_POST, "/polls/:place/:number/keys", RIGHT_POLL, poll_route, keys_post, "Make the poll's key; show each share once.", 0 },
	{ VERB_POST, "/polls/:place/:number/open", RIGHT_POLL, poll_route, open_post, "Freeze the roll and open the voting.", 0 },
	{ VERB_POST, "/polls/:place/:number/close", RIGHT_POLL, poll_route, close_post, "Close the voting before its day.", 0 },
	{ VERB_POST, "/polls/:place/:number/cancel", RIGHT_POLL, poll_route, cancel_post, "Cancel a poll with a reason.", 0 },
	{ VERB_POST, "/polls/:place/:number/sample", RIGHT_POLL, poll_route, sample_post, "Draw the paper ballots to be entered again.", 0 },
	{ VERB_POST, "/polls/:place/:number/notices", RIGHT_POLL, poll_route, notices_post, "Notices with voting codes, to print.", 0 },
	{ VERB_GET, "/polls/:place/:number/count", RIGHT_POLL, poll_route, count_get, "The scrutineers enter their shares.", 0 },
	{ VERB_POST, "/polls/:place/:number/count", RIGHT_POLL, poll_route, count_post, "Open, shuffle and count the ballots.", 0 },
	{ 0 }
};

const struct route *
council_poll_desk_routes(void)
{
	return routes;
}
