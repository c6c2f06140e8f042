/* council_fix_web.c - a person's own words corrected: the form, one request with both texts, the community's answer. */
#include "services/council/council.h"

#include "base/text.h"
#include "council_fix_html.h"
#include "council_fix_one_html.h"
#include "services/council/council_fix.h"
#include "services/council/council_staff.h"
#include "base_msg.h"
#include "council_fix_msg.h"
#include "matter_msg.h"

/* ---- asking ---- */

static struct err
fix_open_form(struct req *rq, struct fix_form *v)
{
	const struct matter *m = rq->object;
	int64_t me = rq->caller->account;
	struct remark_get r;
	bool found;

	*v = (struct fix_form){ .m = m, .f = { .matter = m->r.id, .title = m->r.title, .body = m->r.body, .reason = "", .version = m->r.version } };
	v->mine = m->r.author == me;
	v->once = fix_at_once(m, NULL);
	TRY(fix_remarks(rq->db, rq->a, rq->area, m->r.id, me, &v->remarks));
	TRY(fix_mine(rq->db, rq->a, rq->area, m->r.id, me, &v->asked));
	if (!text_int(rq_query(rq, "remark"), 1, INT64_MAX, &v->f.remark))
		return v->mine || v->remarks.n || v->asked.n ? OK : FAIL(403, M_matter_err_role);
	TRY(remark_get(rq->db, rq->a, rq->area, v->f.remark, &r, &found));
	if (!found || r.matter != m->r.id || r.author != me)
		return FAIL(404, M_err_not_found);
	v->f.body = r.body;
	v->once = fix_at_once(m, &r);
	return OK;
}

static struct err
fix_page(struct req *rq, struct out *o, const struct fix_form *v)
{
	if (rq->nfaults && rq->status == 200)
		rq->status = 422;
	rq->nav = "mine";
	page_begin(o, rq, tr(rq, M_fix_title));
	council_fix_html(o, rq, v);
	page_end(o, rq);
	return OK;
}

static struct err
fix_get(struct req *rq, struct out *o)
{
	struct fix_form v;

	TRY(fix_open_form(rq, &v));
	return fix_page(rq, o, &v);
}

static struct err
fix_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct fix_form *v = ctx;
	struct who who;
	struct act act;
	int64_t id;
	bool done;

	TRY(who_of(rq, w, v->m, &who));
	act_of(&act, rq, &who);
	TRY(fix_put(w, &act, &v->f, &id, &done));
	rq_goto(rq, arena_fmt(rq->a, "/fix/%lld", (long long)id));
	return OK;
}

static struct err
fix_post(struct req *rq, struct out *o)
{
	struct fix_form v;
	struct err e;

	TRY(fix_open_form(rq, &v));
	if (!v.f.remark)
		v.f.title = rq_form(rq, "title");
	v.f.body = rq_form(rq, "body");
	v.f.reason = rq_form(rq, "reason");
	text_int(rq_form(rq, "version"), 0, INT64_MAX, &v.f.version);
	numbers_fit(rq, "body", &v.f.body);
	if (rq->nfaults)
		return fix_page(rq, o, &v);
	e = tx_run(rq, fix_tx, &v);
	if (e.code == 422 || e.code == 409) {
		rq_fault(rq, e.key == M_matter_err_fix_reason ? "reason" : "body", e.key, NULL);
		rq->status = e.code;
		return fix_page(rq, o, &v);
	}
	TRY(e);
	return see_other(rq, NULL);
}

/* ---- one request ---- */

/* Who asked, and moderators there; to everybody else there is none. */
static struct err
fix_route(struct req *rq)
{
	struct fix_view *v = NEW(rq->a, struct fix_view);
	bool found;

	TRY(fix_one(rq->db, rq->a, rq->area, rq_param_id(rq, "id"), &v->r, &found));
	if (!found)
		return FAIL(404, M_err_not_found);
	TRY(matter_load(rq->db, rq->a, rq->area, v->r.matter, &v->m));
	v->may = people_may(rq->db, rq->area, rq->caller, RIGHT_MODERATE, v->m.r.place);
	v->author = rq->caller && rq->caller->account == v->r.asked_by;
	if (!v->may && !v->author)
		return FAIL(404, M_err_not_found);
	v->words = "";
	rq->object = v;
	rq->place = v->m.r.place;
	return OK;
}

static struct err
one_page(struct req *rq, struct out *o, const char *words)
{
	struct fix_view v = *(const struct fix_view *)rq->object;

	v.words = words;
	if (rq->nfaults && rq->status == 200)
		rq->status = 422;
	rq->nav = v.may ? "desk" : "mine";
	page_begin(o, rq, tr(rq, v.r.remark ? M_fix_one_remark : M_fix_one_matter));
	council_fix_one_html(o, rq, &v);
	page_end(o, rq);
	return OK;
}

static struct err
one_get(struct req *rq, struct out *o)
{
	return one_page(rq, o, "");
}

static struct err
answer_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct fix_view *v = rq->object;
	struct who who;
	struct act act;

	TRY(who_of(rq, w, &v->m, &who));
	act_of(&act, rq, &who);
	TRY(fix_answer(w, &act, v->r.id, strcmp(rq_form(rq, "outcome"), "done") == 0, ctx));
	rq_goto(rq, arena_fmt(rq->a, "/fix/%lld", (long long)v->r.id));
	return OK;
}

static struct err
answer_post(struct req *rq, struct out *o)
{
	const char *words = rq_form(rq, "words");
	struct err e = tx_run(rq, answer_tx, (void *)words);

	if (e.code == 422 || e.code == 409) {
		rq_fault(rq, "words", e.key, NULL);
		rq->status = e.code;
		return one_page(rq, o, words);
	}
	TRY(e);
	return see_other(rq, NULL);
}

static const struct route routes[] = {
	{ VERB_GET, "/:place/:number/correct", RIGHT_MINE, matter_route, fix_get, "The form for correcting one's own words.", 0 },
	{ VERB_POST, "/:place/:number/correct", RIGHT_MINE, matter_route, fix_post, "Corrects one's own words, or asks the community to.", 0 },
	{ VERB_GET, "/fix/:id", RIGHT_PUBLIC, fix_route, one_get, "One correction with both texts, for its author and moderators.", 0 },
	{ VERB_POST, "/fix/:id/answer", RIGHT_MODERATE, fix_route, answer_post, "Corrects the words as asked, or says why not.", 0 },
	{ 0 }
};

const struct route *
council_fix_routes(void)
{
	return routes;
}
