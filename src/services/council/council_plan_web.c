/* council_plan_web.c - plans: a version to read, writing the next one, adopting the newest. */
#include "services/council/council.h"

#include "base/text.h"
#include "council_plan_edit_html.h"
#include "council_plan_html.h"
#include "services/council/council_money.h"
#include "services/council/council_plan.h"
#include "services/council/council_staff.h"
#include "base_msg.h"
#include "council_msg.h"
#include "council_plan_msg.h"
#include "matter_msg.h"

#define SUMMARY_MAX 1000
#define TITLE_MAX   60
#define WHAT_MAX    300

static bool
plan_may(struct req *rq, const struct matter *m)
{
	return strcmp(m->state->id, "planning") == 0 && people_may(rq->db, rq->area, rq->caller, RIGHT_PLAN, m->r.place);
}

/* ---- reading ---- */

/* What people said of this version; of the others only how many. The form stands at the newest one until it is settled. */
static struct err
plan_said(struct req *rq, struct plan_view *v)
{
	struct remark_row_rows all;

	v->say.m = v->m;
	v->say.version = v->r.version;
	if (v->newest && strcmp(v->r.state, "open") == 0)
		v->say.action = arena_fmt(rq->a, "%s/plan/comment", v->m->address);
	v->said = NEWN(rq->a, int64_t, v->versions.n + 1);
	TRY(remark_list(rq->db, rq->a, rq->area, v->m->r.id, "shown", &all));
	for (size_t i = 0; i < all.n; i++)
		for (size_t k = 0; k < v->versions.n; k++)
			v->said[k] += topic_id(all.v[i].topic, TOPIC_PLAN) == v->versions.v[k].version;
	return say_load(rq, &v->say);
}

static struct err
plan_load(struct req *rq, struct plan_view *v)
{
	int64_t version = 0;

	v->m = rq->object;
	v->by = "";
	v->matter_version = v->m->r.version;
	v->may = plan_may(rq, v->m);
	TRY(survey_last(rq->db, rq->a, rq->area, v->m->r.id, &v->survey, &v->has_survey));
	TRY(plan_list(rq->db, rq->a, rq->area, v->m->r.id, &v->versions));
	if (!v->versions.n)
		return OK;
	v->any = true;
	v->r = v->versions.v[0];
	if (text_int(rq_query(rq, "v"), 1, INT64_MAX, &version)) {
		TRY(plan_of_version(rq->db, rq->a, rq->area, v->m->r.id, version, &v->r, &v->any));
		if (!v->any)
			return FAIL(404, M_err_not_found);
	}
	v->newest = v->r.version == v->versions.v[0].version;
	TRY(option_list(rq->db, rq->a, rq->area, v->r.id, &v->options));
	TRY(task_list(rq->db, rq->a, rq->area, v->r.id, &v->tasks));
	return plan_said(rq, v);
}

static struct err
plan_page(struct req *rq, struct out *o, const struct plan_view *v)
{
	rq->nav = "hall";
	page_begin(o, rq, trf(rq, M_council_plan_of, v->m->r.title, NULL));
	council_plan_html(o, rq, v);
	page_end(o, rq);
	return OK;
}

static struct err
plan_get(struct req *rq, struct out *o)
{
	struct plan_view v = { 0 };

	TRY(plan_load(rq, &v));
	return plan_page(rq, o, &v);
}

/* ---- writing ---- */

static const char *
field(struct req *rq, char letter, size_t i, const char *name)
{
	return arena_fmt(rq->a, "%c%zu_%s", letter, i, name);
}

/* The newest version's words, or empty blocks for the first. */
static struct err
form_prefill(struct req *rq, struct plan_form *f)
{
	struct option_list_rows options = { 0 };
	struct task_list_rows tasks = { 0 };
	struct plan_row last;
	bool any;

	TRY(plan_last(rq->db, rq->a, rq->area, f->m->r.id, &last, &any));
	f->after = any ? last.version : 0;
	f->summary = any ? last.summary : "";
	if (any) {
		TRY(option_list(rq->db, rq->a, rq->area, last.id, &options));
		TRY(task_list(rq->db, rq->a, rq->area, last.id, &tasks));
	}
	for (size_t i = 0; i < options.n && i < PLAN_OPTIONS; i++)
		f->options[f->noptions++] = (struct plan_form_option){ options.v[i].title, options.v[i].body,
			fen_plain(rq->a, options.v[i].cost), options.v[i].payer };
	for (size_t i = 0; i < tasks.n && i < PLAN_TASKS; i++)
		f->tasks[f->ntasks++] = (struct plan_form_task){ arena_fmt(rq->a, "%lld", (long long)tasks.v[i].org), tasks.v[i].what };
	for (; f->noptions < (any ? 1 : 2); f->noptions++)
		f->options[f->noptions] = (struct plan_form_option){ "", "", "", "" };
	if (!f->ntasks)
		f->tasks[f->ntasks++] = (struct plan_form_task){ "", "" };
	return OK;
}

static void
form_take(struct req *rq, struct plan_form *f)
{
	text_int(rq_form(rq, "after"), 0, INT64_MAX, &f->after);
	f->summary = rq_form(rq, "summary");
	for (size_t i = 0; i < PLAN_OPTIONS && rq_has(rq, field(rq, 'o', i, "title")); i++)
		f->options[f->noptions++] = (struct plan_form_option){ rq_form(rq, field(rq, 'o', i, "title")),
			rq_form(rq, field(rq, 'o', i, "body")), rq_form(rq, field(rq, 'o', i, "cost")),
			rq_form(rq, field(rq, 'o', i, "payer")) };
	for (size_t i = 0; i < PLAN_TASKS && rq_has(rq, field(rq, 't', i, "what")); i++)
		f->tasks[f->ntasks++] = (struct plan_form_task){ rq_form(rq, field(rq, 't', i, "org")), rq_form(rq, field(rq, 't', i, "what")) };
}

static struct err
form_page(struct req *rq, struct out *o, const struct plan_form *f)
{
	rq->nav = "hall";
	page_begin(o, rq, trf(rq, M_council_plan_write_n, arena_fmt(rq->a, "%lld", (long long)(f->after + 1)), NULL));
	council_plan_edit_html(o, rq, f);
	page_end(o, rq);
	return OK;
}

static struct err
edit_get(struct req *rq, struct out *o)
{
	struct plan_form *f = NEW(rq->a, struct plan_form);

	f->m = rq->object;
	if (strcmp(f->m->state->id, "planning") != 0)
		return see_other(rq, arena_fmt(rq->a, "%s/plan", f->m->address));
	TRY(org_answering(rq->db, rq->a, rq->area, &f->orgs));
	TRY(form_prefill(rq, f));
	return form_page(rq, o, f);
}

/* Blocks left wholly blank are none. A fault stands at the block where it was typed. */
static void
options_check(struct req *rq, const struct plan_form *f, struct planning *p)
{
	struct plan_option_new *v = NEWN(rq->a, struct plan_option_new, PLAN_OPTIONS);

	for (size_t i = 0; i < f->noptions; i++) {
		const struct plan_form_option *t = &f->options[i];
		struct plan_option_new *n = &v[p->noptions];

		if (text_empty(t->title) && text_empty(t->body) && text_empty(t->cost) && text_empty(t->payer))
			continue;
		*n = (struct plan_option_new){ t->title, t->body, t->payer, FEN_UNKNOWN };
		if (text_empty(t->title) || text_len(t->title) > TITLE_MAX)
			rq_fault(rq, field(rq, 'o', i, "title"), M_council_err_option_title, NULL);
		if (text_len(t->body) > SUMMARY_MAX)
			rq_fault(rq, field(rq, 'o', i, "body"), M_council_err_option_body, NULL);
		if (!fen_parse(rq->a, t->cost, &n->cost))
			rq_fault(rq, field(rq, 'o', i, "cost"), M_council_err_cost, NULL);
		if (text_len(t->payer) > TITLE_MAX)
			rq_fault(rq, field(rq, 'o', i, "payer"), M_council_err_payer, NULL);
		p->noptions++;
	}
	if (!p->noptions)
		rq_fault(rq, "o0_title", M_council_err_options, NULL);
	p->options = v;
}

static void
tasks_check(struct req *rq, const struct plan_form *f, struct planning *p)
{
	struct plan_task_new *v = NEWN(rq->a, struct plan_task_new, PLAN_TASKS);

	for (size_t i = 0; i < f->ntasks; i++) {
		const struct plan_form_task *t = &f->tasks[i];
		bool known = false;

		if (text_empty(t->org) && text_empty(t->what))
			continue;
		text_int(t->org, 1, INT64_MAX, &v[p->ntasks].org);
		for (size_t k = 0; k < f->orgs.n; k++)
			known |= f->orgs.v[k].id == v[p->ntasks].org;
		if (!known)
			rq_fault(rq, field(rq, 't', i, "org"), M_council_err_task_org, NULL);
		if (text_empty(t->what) || text_len(t->what) > WHAT_MAX)
			rq_fault(rq, field(rq, 't', i, "what"), M_council_err_task, NULL);
		v[p->ntasks++].what = t->what;
	}
	p->tasks = v;
}

static struct err
plan_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct planning *p = ctx;
	const struct matter *m = rq->object;
	struct who who;
	struct act act;

	TRY(who_of(rq, w, m, &who));
	act_of(&act, rq, &who);
	TRY(plan_put(w, &act, p, NULL));
	rq_goto(rq, arena_fmt(rq->a, "%s/plan", m->address));
	return OK;
}

/* Options and tasks as one text, to lay two versions side by side. */
static const char *
form_options_text(struct req *rq, const struct plan_form *f)
{
	struct out o;

	out_init(&o, rq->a);
	for (size_t i = 0; i < f->noptions; i++) {
		const struct plan_form_option *t = &f->options[i];
		const char *parts[] = { t->title, t->body, t->cost, t->payer };

		for (size_t k = 0; k < COUNT(parts); k++)
			if (!text_empty(parts[k]))
				out_fmt(&o, "%s\n", parts[k]);
		out_str(&o, "\n");
	}
	return text_clean(rq->a, out_cstr(&o));
}

static const char *
form_tasks_text(struct req *rq, const struct plan_form *f)
{
	struct out o;

	out_init(&o, rq->a);
	for (size_t i = 0; i < f->ntasks; i++) {
		int64_t org = 0;

		text_int(f->tasks[i].org, 1, INT64_MAX, &org);
		for (size_t k = 0; k < f->orgs.n; k++)
			if (f->orgs.v[k].id == org)
				out_fmt(&o, "%s\n", org_name(&f->orgs.v[k], rq->lang));
		out_fmt(&o, "%s\n\n", f->tasks[i].what);
	}
	return text_clean(rq->a, out_cstr(&o));
}

/* Somebody wrote a version meanwhile: theirs beside what was typed. */
static struct err
plan_conflict(struct req *rq, struct out *o, const struct plan_form *mine)
{
	struct plan_form *theirs = NEW(rq->a, struct plan_form);

	theirs->m = mine->m;
	theirs->orgs = mine->orgs;
	TRY(form_prefill(rq, theirs));
	{
		struct conflict v[] = {
			{ tr(rq, M_council_plan_goal), mine->summary, theirs->summary },
			{ tr(rq, M_council_plan_options), form_options_text(rq, mine), form_options_text(rq, theirs) },
			{ tr(rq, M_council_plan_tasks), form_tasks_text(rq, mine), form_tasks_text(rq, theirs) },
		};

		page_conflict(o, rq, v, COUNT(v), "after", arena_fmt(rq->a, "%lld", (long long)theirs->after),
			arena_fmt(rq->a, "%s/plan", mine->m->address));
	}
	return OK;
}

/* Checked and, without a fault, published. 409: another version came meanwhile. */
static struct err
form_do(struct req *rq, struct plan_form *f)
{
	struct planning p = { .matter = f->m->r.id, .after = f->after };
	struct err e;

	if (text_empty(f->summary) || text_len(f->summary) > SUMMARY_MAX)
		rq_fault(rq, "summary", M_council_err_summary, NULL);
	else
		numbers_fit(rq, "summary", &f->summary);
	p.summary = f->summary;
	options_check(rq, f, &p);
	tasks_check(rq, f, &p);
	e = rq->nfaults ? OK : tx_run(rq, plan_tx, &p);
	if (e.code == 422)
		rq_fault(rq, "summary", e.key, NULL);
	return e.code == 422 ? OK : e;
}

struct err
plan_try(struct req *rq)
{
	struct plan_form *f = NEW(rq->a, struct plan_form);

	f->m = rq->object;
	TRY(org_answering(rq->db, rq->a, rq->area, &f->orgs));
	form_take(rq, f);
	return form_do(rq, f);
}

static struct err
edit_post(struct req *rq, struct out *o)
{
	struct plan_form *f = NEW(rq->a, struct plan_form);
	const char *go = rq_form(rq, "go");
	struct err e;

	f->m = rq->object;
	TRY(org_answering(rq->db, rq->a, rq->area, &f->orgs));
	form_take(rq, f);
	if (strcmp(go, "option") == 0 || strcmp(go, "task") == 0) {	/* one more block; nothing is saved, nothing is lost */
		if (go[0] == 'o' && f->noptions < PLAN_OPTIONS)
			f->options[f->noptions++] = (struct plan_form_option){ "", "", "", "" };
		if (go[0] == 't' && f->ntasks < PLAN_TASKS)
			f->tasks[f->ntasks++] = (struct plan_form_task){ "", "" };
		return form_page(rq, o, f);
	}
	e = form_do(rq, f);
	if (e.code == 409)
		return plan_conflict(rq, o, f);
	TRY(e);
	if (rq->nfaults) {
		rq->status = 422;
		return form_page(rq, o, f);
	}
	return see_other(rq, NULL);
}

/* ---- comments ---- */

static struct err
comment_post(struct req *rq, struct out *o)
{
	const struct matter *m = rq->object;
	struct say_about s = { .remark = plan_remark, .body = rq_form(rq, "body") };
	struct plan_view v = { 0 };
	struct err e = OK;

	text_int(rq_form(rq, "version"), 1, INT64_MAX, &s.id);
	s.to = arena_fmt(rq->a, "%s/plan?v=%lld#say", m->address, (long long)s.id);
	if (text_empty(s.body))
		rq_fault(rq, "body", M_matter_err_empty, NULL);
	else
		numbers_fit(rq, "body", &s.body);
	rq_visitor(rq);
	if (!rq->nfaults)
		e = tx_run(rq, say_about_tx, &s);
	if (e.code == 422)
		rq_fault(rq, "body", e.key, NULL);
	else
		TRY(e);
	if (!rq->nfaults)
		return see_other(rq, NULL);
	rq->status = 422;
	TRY(plan_load(rq, &v));
	v.say.draft = s.body;
	v.say.action = arena_fmt(rq->a, "%s/plan/comment", v.m->address);	/* also on a settled plan: what was typed is kept */
	return plan_page(rq, o, &v);
}

/* ---- adopting ---- */

struct adopting {
	int64_t matter_version, plan_version, option;
	const char *by;
};

static struct err
adopt_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct adopting *d = ctx;
	const struct matter *m = rq->object;
	struct who who;
	struct act act;

	TRY(who_of(rq, w, m, &who));
	act_of(&act, rq, &who);
	TRY(plan_adopt(w, &act, m->r.id, d->matter_version, d->plan_version, d->option, d->by));
	rq_goto(rq, arena_fmt(rq->a, "%s/plan", m->address));
	return OK;
}

static struct err
adopt_do(struct req *rq, struct adopting *d)
{
	struct err e;

	*d = (struct adopting){ -2, 0, 0, rq_form(rq, "by") };
	text_int(rq_form(rq, "version"), 0, INT64_MAX, &d->matter_version);
	text_int(rq_form(rq, "plan"), 1, INT64_MAX, &d->plan_version);
	if (!text_int(rq_form(rq, "option"), 1, INT64_MAX, &d->option))
		rq_fault(rq, "option", M_council_err_choose, NULL);
	if (text_empty(d->by) || text_len(d->by) > TITLE_MAX)
		rq_fault(rq, "by", M_council_err_body, NULL);
	e = rq->nfaults ? OK : tx_run(rq, adopt_tx, d);
	if (e.code == 422)
		rq_fault(rq, e.key == M_council_err_body ? "by" : "option", e.key, NULL);
	return e.code == 422 ? OK : e;
}

struct err
adopt_try(struct req *rq)
{
	struct adopting d;

	return adopt_do(rq, &d);
}

static struct err
adopt_post(struct req *rq, struct out *o)
{
	struct plan_view v = { 0 };
	struct adopting d;
	struct err e = adopt_do(rq, &d);

	if (e.code == 409)
		rq_fault(rq, "option", e.key, NULL);
	else
		TRY(e);
	if (!rq->nfaults)
		return see_other(rq, NULL);
	rq->status = e.code == 409 ? 409 : 422;
	TRY(plan_load(rq, &v));
	v.pick = d.option;
	v.by = d.by;
	return plan_page(rq, o, &v);
}

static const struct route routes[] = {
	{ VERB_GET, "/:place/:number/plan", RIGHT_PUBLIC, matter_route, plan_get, "The plan: options, costs, who does what, its versions.", 0 },
	{ VERB_POST, "/:place/:number/plan/comment", RIGHT_PUBLIC, matter_route, comment_post,
	  "Comment on one version of the plan; shown after moderation.", 0 },
	{ VERB_GET, "/:place/:number/plan/edit", RIGHT_PLAN, matter_route, edit_get, "The form for the next version of the plan.", 0 },
	{ VERB_POST, "/:place/:number/plan/edit", RIGHT_PLAN, matter_route, edit_post, "Publish the next version of the plan.", 0 },
	{ VERB_POST, "/:place/:number/plan/adopt", RIGHT_PLAN, matter_route, adopt_post, "Adopt the newest version with one option.", 0 },
	{ 0 }
};

const struct route *
council_plan_routes(void)
{
	return routes;
}
