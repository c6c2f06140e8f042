/* council_ask_web.c - staff's side of several bodies acting together: asking units, recording an answer given by telephone or
 * letter, more time, revoking links. Who receives it first leads (首接负责). */
#include "services/council/council.h"

#include "base/day.h"
#include "base/text.h"
#include "council_unit_ask_html.h"
#include "council_unit_record_html.h"
#include "matter/history.h"
#include "matter/lead.h"
#include "services/council/council_rules.h"
#include "services/council/council_staff.h"
#include "services/council/council_unit.h"
#include "base_msg.h"
#include "council_desk_msg.h"
#include "council_unit_msg.h"
#include "matter_msg.h"

#define ASK_DAYS     7		/* working days a unit is given unless staff say another day */
#define WORDS_MAX    2000

/* ---- the form ---- */

static struct ask_org *
org_in(struct ask_view *v, int64_t id)
{
	for (size_t i = 0; i < v->n; i++)
		if (v->v[i].o.id == id)
			return &v->v[i];
	return NULL;
}

static struct err
orgs_load(struct req *rq, struct ask_view *v)
{
	struct unit_loads_rows loads;
	struct orgs all;

	TRY(org_answering(rq->db, rq->a, rq->area, &all));
	TRY(unit_loads(rq->db, rq->a, rq->area, &loads));
	v->v = NEWN(rq->a, struct ask_org, all.n + 1);
	for (size_t i = 0; i < all.n; i++)
		if (strcmp(all.v[i].kind, "committee") != 0)
			v->v[v->n++] = (struct ask_org){ .o = all.v[i], .more = "", .day = "" };
	for (size_t i = 0; i < loads.n; i++) {
		struct ask_org *ao = org_in(v, loads.v[i].org);

		if (ao)
			ao->open = loads.v[i].n;
	}
	return OK;
}

/* Who has it already, and whether only the street may still name somebody. */
static struct err
asked_load(struct req *rq, struct ask_view *v)
{
	int64_t last = 0;
	bool back = false;
	struct assignments as;

	TRY(assignment_list(rq->db, rq->a, rq->area, v->m->r.id, &as));
	for (size_t i = 0; i < as.n; i++)
		if (as.v[i].dispatch > last)
			last = as.v[i].dispatch;
	for (size_t i = 0; i < as.n; i++) {
		struct ask_org *ao = org_in(v, as.v[i].org);
		bool over = outcome_over(unit_outcome(&as.v[i]));

		back = back || (as.v[i].dispatch == last && unit_outcome(&as.v[i]) == OUTCOME_RETURNED);
		v->led = v->led || (!over && strcmp(as.v[i].part, "lead") == 0);
		if (ao && !over)
			ao->asked = true;
	}
	v->spent = last + back > dispatch_rules.dispatch_max;
	return OK;
}

/* The adopted plan says who does what. */
static struct err
plan_prefill(struct req *rq, struct ask_view *v)
{
	struct task_list_rows tasks;
	struct plan_row plan;
	bool found;

	TRY(plan_last(rq->db, rq->a, rq->area, v->m->r.id, &plan, &found));
	if (!found || strcmp(plan.state, "adopted") != 0)
		return OK;
	v->what = plan.summary;
	TRY(task_list(rq->db, rq->a, rq->area, plan.id, &tasks));
	for (size_t i = 0; i < tasks.n; i++) {
		struct ask_org *ao = org_in(v, tasks.v[i].org);

		if (!ao || ao->asked)
			continue;
		ao->chosen = true;
		ao->more = text_empty(ao->more) ? tasks.v[i].what : arena_fmt(rq->a, "%s\n%s", ao->more, tasks.v[i].what);
	}
	return OK;
}

/* The table in force names who leads and who assists. Where the plan chose units already only the reason is shown beside it. */
static struct err
routing_prefill(struct req *rq, struct ask_view *v, bool choose)
{
	TRY(routing_for(rq->db, rq->a, rq->env, rq->area, v->m, &v->routed));
	for (size_t i = 0; i < v->n; i++)
		choose = choose && !v->v[i].chosen && !v->v[i].asked;
	for (size_t i = 0; choose && v->routed.rule && i < v->n; i++) {
		bool lead = strcmp(v->v[i].o.code, v->routed.lead) == 0;

		v->v[i].chosen = lead || routing_assists(&v->routed, v->v[i].o.code);
		if (lead)
			v->lead = v->v[i].o.id;
	}
	return OK;
}

/* What was typed, over what was proposed. */
static void
typed_load(struct req *rq, struct ask_view *v)
{
	for (size_t i = 0; i < v->n; i++) {
		v->v[i].chosen = false;
		v->v[i].more = rq_form(rq, arena_fmt(rq->a, "more-%lld", (long long)v->v[i].o.id));
		v->v[i].day = rq_form(rq, arena_fmt(rq->a, "day-%lld", (long long)v->v[i].o.id));
	}
	for (size_t i = 0; i < rq->nform; i++) {
		struct ask_org *ao;
		int64_t id;

		if (strcmp(rq->form[i].name, "units[]") != 0 || !text_int(rq->form[i].value, 1, INT64_MAX, &id))
			continue;
		ao = org_in(v, id);
		if (ao)
			ao->chosen = true;
	}
	v->what = rq_form(rq, "what");
	v->day = rq_form(rq, "day");
	v->order = strcmp(rq_form(rq, "standing"), "order") == 0;
	v->phone = strcmp(rq_form(rq, "by"), "phone") == 0;
	v->named = rq_has(rq, "named");
	v->lead = 0;
	text_int(rq_form(rq, "lead"), 1, INT64_MAX, &v->lead);
}

/* The few that are probably meant stand open on the page, the rest is folded. */
static struct err
likely_load(struct req *rq, struct ask_view *v)
{
	const struct matter_get *r = &v->m->r;
	struct unit_asked_before_rows before;

	TRY(unit_asked_before(rq->db, rq->a, rq->area, r->place, r->category, &before));
	for (size_t i = 0; i < before.n; i++) {
		struct ask_org *ao = org_in(v, before.v[i].org);

		if (ao)
			ao->likely = true;
	}
	for (size_t i = 0; i < v->n; i++) {
		v->v[i].likely = v->v[i].likely || v->v[i].chosen || v->v[i].asked || v->lead == v->v[i].o.id;
		v->nlikely += v->v[i].likely;
	}
	for (size_t i = 0; !v->nlikely && i < v->n; i++)
		v->v[i].likely = true;
	v->nlikely = v->nlikely ? v->nlikely : v->n;
	return OK;
}

static struct err
ask_load(struct req *rq, struct ask_view *v)
{
	int32_t today = day_of(rq->env, env_now(rq->env)), day;
	struct who who;

	*v = (struct ask_view){ .m = rq->object, .what = "", .order = true };
	if (!life_move_from(v->m->lc, lifecycle_move(v->m->lc, "ask"), v->m->state))
		return FAIL(409, M_matter_err_state);
	TRY(who_of(rq, rq->db, v->m, &who));
	v->street = who.roles & LIFE_STREET;
	v->day = day_iso(rq->a, calendar_add(rq->env->calendar, today, ASK_DAYS, NULL));
	TRY(orgs_load(rq, v));
	TRY(asked_load(rq, v));
	if (rq->verb == VERB_POST)
		typed_load(rq, v);
	else
		TRY(plan_prefill(rq, v));
	TRY(routing_prefill(rq, v, rq->verb != VERB_POST));
	TRY(likely_load(rq, v));
	v->beyond = day_parse(v->day, &day) && day > calendar_last(rq->env->calendar);
	return OK;
}

static struct err
ask_page(struct req *rq, struct out *o, const struct ask_view *v)
{
	rq->nav = "desk";
	page_begin(o, rq, tr(rq, M_council_ask_title));
	council_unit_ask_html(o, rq, v);
	page_end(o, rq);
	return OK;
}

struct err
ask_get(struct req *rq, struct out *o)
{
	struct ask_view v;

	TRY(ask_load(rq, &v));
	return ask_page(rq, o, &v);
}

/* ---- sending ---- */

struct asking {
	const struct ask_view *v;
	struct step step;
};

static struct err
one_send(struct db *w, struct act *act, struct matter *m, struct entry_draft *e, const struct asking *k, const struct ask_org *ao,
	bool lead, bool first)
{
	const char *ask = text_empty(ao->more) ? k->v->what : arena_fmt(act->a, "%s\n%s", k->v->what, ao->more);
	struct sending s = { .org = ao->o.id, .order = k->v->order && ao->o.superior, .lead = lead, .first = first, .ask = ask, .due = ao->due,
		.named = k->v->named && k->v->street };
	int64_t id;

	if (!k->v->phone && !text_empty(ao->o.email))
		s.token = link_token(act->a, act->env);
	return assignment_send(w, act, m, e, &s, &id);
}

static const char *
names_of(struct arena *a, const struct ask_view *v, enum lang l)
{
	struct out names;

	out_init(&names, a);
	for (size_t i = 0; i < v->n; i++)
		if (v->v[i].chosen)
			out_fmt(&names, "%s%s", !names.len ? "" : l == LANG_EN ? ", " : "、", org_name(&v->v[i].o, l));
	return out_cstr(&names);
}

/* Did the worker take what the table proposed: the same units, the same lead? */
static bool
as_routed(const struct ask_view *v)
{
	bool same = v->routed.rule > 0;

	for (size_t i = 0; i < v->n; i++) {
		const struct ask_org *ao = &v->v[i];
		bool lead = strcmp(ao->o.code, v->routed.lead) == 0;

		same = same && ao->chosen == (lead || routing_assists(&v->routed, ao->o.code)) && (ao->o.id == v->lead) == lead;
	}
	return same;
}

static struct err
ask_effect(struct db *w, struct act *act, struct matter *m, struct entry_draft *e, void *ctx)
{
	const struct asking *k = ctx;
	size_t chosen = 0;

	entry_say(e, "units_en", names_of(act->a, k->v, LANG_EN));
	for (size_t i = 0; i < k->v->n; i++)
		chosen += k->v->v[i].chosen;
	routing_say(e, &k->v->routed, as_routed(k->v));
	for (size_t i = 0; i < k->v->n; i++) {
		const struct ask_org *ao = &k->v->v[i];
		bool open = !k->v->lead && !k->v->led;		/* nobody is named and nobody leads yet */

		if (ao->chosen)
			TRY(one_send(w, act, m, e, k, ao, k->v->lead == ao->o.id || (open && chosen == 1), open && chosen > 1));
	}
	return OK;
}

static struct err
ask_tx(struct db *w, struct req *rq, void *ctx)
{
	struct asking *k = ctx;
	struct who who;
	struct act act;

	TRY(who_of(rq, w, k->v->m, &who));
	act_of(&act, rq, &who);
	TRY(matter_step(w, &act, k->v->m->r.id, &k->step));
	rq_goto(rq, arena_fmt(rq->a, "%s/desk?done=ask", k->v->m->address));
	return OK;
}

/* A day for answering: one that can be read and is not over. */
static bool
day_check(struct req *rq, const char *field, const char *typed, int32_t *due)
{
	enum msg fault = !day_parse(typed, due) ? M_matter_err_day :
		*due < day_of(rq->env, env_now(rq->env)) ? M_matter_err_due : M_NONE;

	if (fault != M_NONE)
		rq_fault(rq, field, fault, NULL);
	return fault == M_NONE;
}

/* What is asked of one unit alone, and by when. *last: the latest day of all. */
static void
one_check(struct req *rq, const struct ask_view *v, struct ask_org *ao, int32_t due, int32_t *last)
{
	const char *more = arena_fmt(rq->a, "more-%lld", (long long)ao->o.id), *day = arena_fmt(rq->a, "day-%lld", (long long)ao->o.id);

	if (text_len(v->what) + text_len(ao->more) >= WORDS_MAX)
		rq_fault(rq, more, M_matter_err_long, NULL);
	else
		numbers_fit(rq, more, &ao->more);
	ao->due = due;
	if (!text_empty(ao->day))
		day_check(rq, day, ao->day, &ao->due);
	if (ao->due > *last)
		*last = ao->due;
}

static void
ask_check(struct req *rq, struct ask_view *v, int32_t *last)
{
	const struct ask_org *lead = NULL;
	bool any = false;
	int32_t due = 0;

	if (text_empty(v->what) || text_len(v->what) > WORDS_MAX)
		rq_fault(rq, "what", M_matter_err_ask, NULL);
	else
		numbers_fit(rq, "what", &v->what);
	day_check(rq, "day", v->day, &due);
	for (size_t i = 0; i < v->n; i++) {
		if (!v->v[i].chosen)
			continue;
		any = true;
		if (v->v[i].o.id == v->lead)
			lead = &v->v[i];
		one_check(rq, v, &v->v[i], due, last);
	}
	if (!any)
		rq_fault(rq, "units", M_council_err_units, NULL);
	if (any && v->lead && !lead)
		rq_fault(rq, "lead", M_council_err_lead, NULL);
	if (v->spent && !(v->street && v->named))
		rq_fault(rq, v->street ? "named" : "units", M_matter_err_named, NULL);
}

/* Checked and, without a fault, sent. */
static struct err
ask_do(struct req *rq, struct ask_view *v)
{
	struct asking k = { .v = v, .step = { .move = "ask", .version = -2, .nanswers = 3, .effect = ask_effect, .ctx = &k } };
	int32_t last = 0;
	struct err e;

	text_int(rq_form(rq, "version"), 0, INT64_MAX, &k.step.version);
	ask_check(rq, v, &last);
	if (rq->nfaults)
		return OK;
	k.step.answers = (const struct answer[]){ { "units", names_of(rq->a, v, LANG_ZH) }, { "what", v->what }, { "day", day_iso(rq->a, last) } };
	e = tx_run(rq, ask_tx, &k);
	if (e.code == 422)
		rq_fault(rq, "units", e.key, NULL);
	return e.code == 422 ? OK : e;
}

struct err
ask_try(struct req *rq)
{
	struct ask_view v;

	TRY(ask_load(rq, &v));
	return ask_do(rq, &v);
}

struct err
ask_post(struct req *rq, struct out *o)
{
	struct ask_view v;
	struct err e;

	TRY(ask_load(rq, &v));
	e = ask_do(rq, &v);
	if (e.code == 409)
		rq_fault(rq, "units", M_council_stale_text, NULL);
	else
		TRY(e);
	if (!rq->nfaults)
		return see_other(rq, NULL);
	rq->status = e.code == 409 ? 409 : 422;
	return ask_page(rq, o, &v);
}

/* ---- one assignment for staff: recording, more time, links ---- */

struct recording {
	struct unit_view v;
	struct answering an;
	struct stored_file files[UNIT_FILES];
	int64_t due;
	const char *words;
};

static struct err
record_load(struct req *rq, struct recording *r)
{
	const struct matter *m = rq->object;

	TRY(unit_load(rq, rq_param_id(rq, "assignment"), &r->v));
	if (r->v.as.matter != m->r.id)
		return FAIL(404, M_err_not_found);
	r->v.form = arena_fmt(rq->a, "%s/answer/%lld", m->address, (long long)r->v.as.id);
	return unit_links(rq->db, rq->a, rq->area, r->v.as.id, &r->v.links);
}

static struct err
record_page(struct req *rq, struct out *o, struct recording *r)
{
	const char *done = rq_query(rq, "done");

	if (strcmp(done, "extended") == 0)
		r->v.done = tr(rq, M_council_unit_extended);
	else if (strcmp(done, "revoked") == 0)
		r->v.done = tr(rq, M_council_unit_revoked);
	rq->nav = "desk";
	page_begin(o, rq, tr(rq, M_council_record_title));
	council_unit_record_html(o, rq, &r->v);
	page_end(o, rq);
	return OK;
}

struct err
record_get(struct req *rq, struct out *o)
{
	struct recording *r = NEW(rq->a, struct recording);

	TRY(record_load(rq, r));
	return record_page(rq, o, r);
}

static struct err
staff_act(struct db *w, struct req *rq, const struct recording *r, struct act *act)
{
	struct who who;

	TRY(who_of(rq, w, &r->v.m, &who));
	act_of(act, rq, &who);
	return OK;
}

static struct err
record_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct recording *r = ctx;
	struct act act;

	TRY(staff_act(w, rq, r, &act));
	TRY(assignment_answer(w, &act, &r->an));
	rq_goto(rq, arena_fmt(rq->a, "%s/desk", r->v.m.address));
	return OK;
}

/* Refusals of the engine: 422 beside the field, 409 with how it stands now; what was typed stays. */
static struct err
record_again(struct req *rq, struct out *o, struct recording *r, struct err e)
{
	if (e.code != 409 && e.code != 422)
		return e;
	if (e.code == 422) {
		unit_refused(rq, e);
	} else {
		rq->status = 409;
		r->v.stale = true;
	}
	return record_page(rq, o, r);
}

struct err
record_post(struct req *rq, struct out *o)
{
	struct recording *r = NEW(rq->a, struct recording);
	const char *via = rq_form(rq, "via");
	struct err e;

	TRY(record_load(rq, r));
	TRY(unit_take(rq, &r->v.as, &r->an, r->files));
	if (strcmp(via, "phone") != 0 && strcmp(via, "letter") != 0)
		rq_fault(rq, "via", M_council_err_via, NULL);
	r->an.via = via;
	if (rq->nfaults) {
		rq->status = 422;
		return record_page(rq, o, r);
	}
	e = tx_run(rq, record_tx, r);
	return e.code ? record_again(rq, o, r, e) : see_other(rq, NULL);
}

static struct err
extend_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct recording *r = ctx;
	struct act act;

	TRY(staff_act(w, rq, r, &act));
	TRY(assignment_extend(w, &act, r->v.as.id, (int32_t)r->due, r->words));
	rq_goto(rq, arena_fmt(rq->a, "%s?done=extended", r->v.form));
	return OK;
}

struct err
extend_post(struct req *rq, struct out *o)
{
	struct recording *r = NEW(rq->a, struct recording);
	int32_t due = 0;
	struct err e;

	TRY(record_load(rq, r));
	r->words = rq_form(rq, "why");
	if (!day_parse(rq_form(rq, "until"), &due) || due <= r->v.as.due)
		rq_fault(rq, "until", M_matter_err_wanted, NULL);
	if (text_len(r->words) > WORDS_MAX)
		rq_fault(rq, "why", M_matter_err_long, NULL);
	r->due = due;
	if (rq->nfaults) {
		rq->status = 422;
		return record_page(rq, o, r);
	}
	e = tx_run(rq, extend_tx, r);
	if (e.code == 422 || e.code == 409) {
		rq_fault(rq, "until", e.key, NULL);
		rq->status = e.code;
		return record_page(rq, o, r);
	}
	TRY(e);
	return see_other(rq, NULL);
}

static struct err
revoke_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct recording *r = ctx;
	struct act act;

	TRY(staff_act(w, rq, r, &act));
	TRY(link_revoke(w, &act, r->v.as.id));
	rq_goto(rq, arena_fmt(rq->a, "%s?done=revoked", r->v.form));
	return OK;
}

struct err
revoke_post(struct req *rq, struct out *o)
{
	struct recording *r = NEW(rq->a, struct recording);

	TRY(record_load(rq, r));
	TRY(tx_run(rq, revoke_tx, r));
	return see_other(rq, NULL);
}
