/* council_ruling_web.c - words that a moderator takes out: the form, the original for its author, the appeal and its answer. */
#include "services/council/council.h"

#include "base/number.h"
#include "base/text.h"
#include "council_ruling_html.h"
#include "council_shorten_html.h"
#include "services/council/council_staff.h"
#include "base_msg.h"
#include "council_staff_msg.h"
#include "matter_msg.h"

/* ---- numbers in words that are about to be public ---- */

bool
numbers_fit(struct req *rq, const char *id, const char **text)
{
	const char *first = number_first(rq->a, *text), *answer = rq_form(rq, "numbers");

	if (text_empty(first) || strcmp(answer, "keep") == 0)
		return true;
	if (strcmp(answer, "out") == 0) {
		*text = number_out(rq->a, *text, tr(rq, M_staff_numbers_gone));
		return true;
	}
	rq_fault(rq, id, M_staff_numbers_found, first, NULL);
	return false;
}

bool
numbers_asked(const struct req *rq, const char *id, const char *text)
{
	return rq_fault_of(rq, id) && !text_empty(number_first(rq->a, text));
}

/* ---- shortening ---- */

struct shortening_form {
	struct shortening s;
	const struct matter *m;
	int64_t ruling;
};

static struct err
shorten_page(struct req *rq, struct out *o, const struct shortening *s)
{
	if (rq->nfaults && rq->status == 200)
		rq->status = 422;
	rq->nav = "desk";
	page_begin(o, rq, tr(rq, M_staff_shorten));
	council_shorten_html(o, rq, rq->object, s);
	page_end(o, rq);
	return OK;
}

/* ?remark=ID: a comment of this matter instead of its own words. */
static struct err
shorten_open(struct req *rq, struct shortening *s)
{
	const struct matter *m = rq->object;
	struct remark_get r;
	bool found;

	*s = (struct shortening){ .matter = m->r.id, .title = m->r.title, .body = m->r.body, .reason = "", .version = m->r.version };
	if (!text_int(rq_query(rq, "remark"), 1, INT64_MAX, &s->remark))
		return OK;
	TRY(remark_get(rq->db, rq->a, rq->area, s->remark, &r, &found));
	if (!found || r.matter != m->r.id)
		return FAIL(404, M_err_not_found);
	s->body = r.body;
	return OK;
}

static struct err
shorten_get(struct req *rq, struct out *o)
{
	struct shortening s;

	TRY(shorten_open(rq, &s));
	return shorten_page(rq, o, &s);
}

static struct err
shorten_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct shortening_form *f = ctx;
	struct who who;
	struct act act;

	TRY(who_of(rq, w, f->m, &who));
	act_of(&act, rq, &who);
	TRY(matter_shorten(w, &act, &f->s, NULL));
	rq_goto(rq, f->s.remark ? "/moderate?done=1" : arena_fmt(rq->a, "%s/desk", f->m->address));
	return OK;
}

static struct err
shorten_post(struct req *rq, struct out *o)
{
	struct shortening_form f = { .m = rq->object };
	struct err e;

	TRY(shorten_open(rq, &f.s));
	if (!f.s.remark)
		f.s.title = rq_form(rq, "title");
	f.s.body = rq_form(rq, "body");
	f.s.reason = rq_form(rq, "reason");
	text_int(rq_form(rq, "version"), 0, INT64_MAX, &f.s.version);
	numbers_fit(rq, "reason", &f.s.reason);
	if (text_empty(f.s.reason))
		rq_fault(rq, "reason", M_matter_err_reason, NULL);
	if (rq->nfaults)
		return shorten_page(rq, o, &f.s);
	e = tx_run(rq, shorten_tx, &f);
	if (e.code == 422 || e.code == 409) {
		rq_fault(rq, e.key == M_matter_err_reason ? "reason" : "body", e.key, NULL);
		rq->status = e.code;
		return shorten_page(rq, o, &f.s);
	}
	TRY(e);
	return see_other(rq, NULL);
}

/* ---- one ruling ---- */

static struct err
ruling_route(struct req *rq)
{
	struct ruling_view *v = NEW(rq->a, struct ruling_view);
	struct ruling_row_rows rows;
	struct remark_get r;
	struct who who;
	bool found;

	TRY(ruling_one(rq->db, rq->a, rq->area, rq_param_id(rq, "id"), &v->r, &found));
	if (!found)
		return FAIL(404, M_err_not_found);
	TRY(matter_load(rq->db, rq->a, rq->area, v->r.matter, &v->m));
	v->title = v->m.r.title;
	v->body = v->m.r.body;
	if (v->r.remark) {
		TRY(remark_get(rq->db, rq->a, rq->area, v->r.remark, &r, &found));
		v->title = "";
		v->body = found && strcmp(r.state, "shown") == 0 ? r.body : "";
	}
	TRY(ruling_of(rq->db, rq->a, rq->area, v->r.matter, v->r.remark, &rows));
	v->newest = rows.n && rows.v[0].id == v->r.id;
	TRY(who_of(rq, rq->db, &v->m, &who));
	v->author = ruling_author(rq->db, rq->a, rq->area, &v->r, &who);
	v->may = people_may(rq->db, rq->area, rq->caller, RIGHT_MODERATE, v->m.r.place);
	v->own = v->may && v->r.made_by == who.account;
	v->words = "";
	rq->object = v;
	rq->place = v->m.r.place;
	return OK;
}

static struct err
ruling_page(struct req *rq, struct out *o, const char *words)
{
	struct ruling_view v = *(const struct ruling_view *)rq->object;

	v.words = words;
	if (rq->nfaults)
		rq->status = 422;
	rq->nav = v.may ? "desk" : "hall";
	page_begin(o, rq, tr(rq, M_staff_ruling));
	council_ruling_html(o, rq, &v);
	page_end(o, rq);
	return OK;
}

/* Everybody reads that there is one and why; its original only its author and moderators (the template asks). */
static struct err
ruling_get(struct req *rq, struct out *o)
{
	return ruling_page(rq, o, "");
}

struct ruling_do {
	const struct ruling_view *v;
	const char *words;
	bool answer, restore;
};

static struct err
ruling_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct ruling_do *d = ctx;
	struct who who;
	struct act act;

	TRY(who_of(rq, w, &d->v->m, &who));
	act_of(&act, rq, &who);
	if (d->answer)
		TRY(ruling_answer(w, &act, d->v->r.id, d->restore, d->words));
	else
		TRY(ruling_appeal(w, &act, d->v->r.id, d->words));
	rq_goto(rq, arena_fmt(rq->a, "/ruling/%lld", (long long)d->v->r.id));
	return OK;
}

static struct err
ruling_run(struct req *rq, struct out *o, struct ruling_do *d)
{
	struct err e;

	if (d->answer)
		numbers_fit(rq, "words", &d->words);
	if (rq->nfaults)
		return ruling_page(rq, o, d->words);
	e = tx_run(rq, ruling_tx, d);
	if (e.code == 422) {
		rq_fault(rq, "words", e.key, NULL);
		return ruling_page(rq, o, d->words);
	}
	TRY(e);
	return see_other(rq, NULL);
}

static struct err
appeal_post(struct req *rq, struct out *o)
{
	struct ruling_do d = { .v = rq->object, .words = rq_form(rq, "words") };

	return ruling_run(rq, o, &d);
}

static struct err
answer_post(struct req *rq, struct out *o)
{
	struct ruling_do d = { .v = rq->object, .words = rq_form(rq, "words"), .answer = true };

	d.restore = strcmp(rq_form(rq, "outcome"), "restored") == 0;
	return ruling_run(rq, o, &d);
}

static const struct route routes[] = {
	{ VERB_GET, "/:place/:number/shorten", RIGHT_MODERATE, matter_route, shorten_get, "The form for shortening public words.", 0 },
	{ VERB_POST, "/:place/:number/shorten", RIGHT_MODERATE, matter_route, shorten_post, "Shortens public words, keeping the original.", 0 },
	{ VERB_GET, "/ruling/:id", RIGHT_PUBLIC, ruling_route, ruling_get, "What was taken out of public words, and why.", 0 },
	{ VERB_POST, "/ruling/:id/appeal", RIGHT_PUBLIC, ruling_route, appeal_post, "The author's appeal against a ruling.", 0 },
	{ VERB_POST, "/ruling/:id/answer", RIGHT_MODERATE, ruling_route, answer_post, "Another moderator answers an appeal.", 0 },
	{ 0 }
};

const struct route *
council_ruling_routes(void)
{
	return routes;
}
