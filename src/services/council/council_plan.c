/* council_plan.c - writing and adopting a plan (council_rules.h). */
#include "services/council/council_rules.h"

#include "base/text.h"
#include "matter/history.h"
#include "base_msg.h"
#include "council_msg.h"
#include "council_plan_msg.h"
#include "matter_msg.h"

#define OPTIONS_MAX 9
#define TASKS_MAX   9

static const char *const plan_columns[] = { "matter", "version", "state", "summary", "adopted_by", "created", "adopted", NULL };
const struct shown shown_plan = { "plan", &sql_shown_plan_row, plan_columns, "iitttii", false, &sql_ids_of_plan };

static const char *const option_columns[] = { "plan", "pos", "title", "body", "cost", "payer", "chosen", NULL };
const struct shown shown_option = { "plan_option", &sql_shown_option_row, option_columns, "iittiti", false,
	&sql_ids_of_option };

static const char *const task_columns[] = { "plan", "pos", "org", "what", NULL };
const struct shown shown_task = { "plan_task", &sql_shown_task_row, task_columns, "iiit", false, &sql_ids_of_task };

static struct err
planning_check(const struct planning *p)
{
	if (text_empty(p->summary) || text_len(p->summary) > 1000)
		return FAIL(422, M_council_err_summary);
	if (p->noptions < 1 || p->noptions > OPTIONS_MAX || p->ntasks > TASKS_MAX)
		return FAIL(422, M_council_err_options);
	for (size_t i = 0; i < p->noptions; i++) {
		const struct plan_option_new *o = &p->options[i];

		if (text_empty(o->title) || text_len(o->title) > 60 || text_len(o->body) > 1000 || text_len(o->payer) > 60 ||
			o->cost < -1)
			return FAIL(422, M_council_err_options);
	}
	for (size_t i = 0; i < p->ntasks; i++)
		if (text_empty(p->tasks[i].what) || text_len(p->tasks[i].what) > 300)
			return FAIL(422, M_council_err_task);
	return OK;
}

static struct err
parts_insert(struct db *w, struct act *act, struct entry_draft *e, int64_t plan, const struct planning *p)
{
	for (size_t i = 0; i < p->noptions; i++) {
		const struct plan_option_new *o = &p->options[i];
		int64_t id = env_id(act->env);

		TRY(entry_touch(w, e, act->area, &shown_option, id));
		TRY(option_insert(w, act->area, id, plan, (int64_t)i + 1, o->title, o->body, o->cost, o->payer, NULL));
	}
	for (size_t i = 0; i < p->ntasks; i++) {
		int64_t id = env_id(act->env);
		struct org org;

		TRY(org_get(w, act->a, act->area, p->tasks[i].org, &org));
		TRY(entry_touch(w, e, act->area, &shown_task, id));
		TRY(task_insert(w, act->area, id, plan, (int64_t)i + 1, p->tasks[i].org, p->tasks[i].what, NULL));
	}
	return OK;
}

struct err
plan_put(struct db *w, struct act *act, const struct planning *p, int64_t *version)
{
	struct entry_draft *e = entry_begin(act->a, "plan");
	int64_t id = env_id(act->env), next;
	struct plan_row last = { 0 };
	struct matter m;
	bool any;

	TRY(matter_load(w, act->a, act->area, p->matter, &m));
	if (!(act->who.roles & LIFE_COMMITTEE))
		return FAIL(403, M_matter_err_role);
	if (strcmp(m.state->id, "planning") != 0)
		return FAIL(422, M_council_err_plan_state);
	TRY(planning_check(p));
	TRY(plan_last(w, act->a, act->area, p->matter, &last, &any));
	if (p->after != (any ? last.version : 0))
		return FAIL(409, M_err_stale);
	next = any ? last.version + 1 : 1;
	if (any && strcmp(last.state, "open") == 0) {
		TRY(entry_touch(w, e, act->area, &shown_plan, last.id));
		TRY(plan_set_state(w, act->area, last.id, "replaced", "", NULL, NULL));
	}
	TRY(entry_touch(w, e, act->area, &shown_plan, id));
	entry_ref(e, "plan", id);
	entry_say(e, "version", arena_fmt(act->a, "%lld", (long long)next));
	TRY(plan_insert(w, act->area, id, p->matter, next, p->summary, act->who.account, env_now(act->env), NULL));
	TRY(parts_insert(w, act, e, id, p));
	TRY(entry_commit(w, act, p->matter, e));
	if (version)
		*version = next;
	return OK;
}

/* ---- comments on a version ---- */

struct err
plan_remark(struct db *w, struct act *act, int64_t matter, int64_t version, const char *body, int64_t *ret)
{
	struct plan_row row, last;
	bool found, any;

	TRY(plan_of_version(w, act->a, act->area, matter, version, &row, &found));
	if (!found)
		return FAIL(404, M_err_not_found);
	TRY(plan_last(w, act->a, act->area, matter, &last, &any));
	if (strcmp(last.state, "open") != 0)
		return FAIL(422, M_council_err_plan_settled);
	return matter_remark(w, act, matter, "comment", topic_make(act->a, TOPIC_PLAN, version), body, ret);
}

/* ---- adopting ---- */

struct adopt_ctx {
	int64_t version, option;
	const char *by;
};

static struct err
adopt_effect(struct db *w, struct act *act, struct matter *m, struct entry_draft *e, void *ctx)
{
	const struct adopt_ctx *k = ctx;
	int64_t now = env_now(act->env);
	struct option_list_rows options;
	struct plan_row last;
	bool any, chosen = false;

	TRY(plan_last(w, act->a, act->area, m->r.id, &last, &any));
	if (!any || last.version != k->version || strcmp(last.state, "open") != 0)
		return FAIL(409, M_err_stale);
	TRY(option_list(w, act->a, act->area, last.id, &options));
	for (size_t i = 0; i < options.n; i++) {
		if (options.v[i].id != k->option)
			continue;
		TRY(entry_touch(w, e, act->area, &shown_option, k->option));
		TRY(option_set_chosen(w, act->area, k->option, 1, NULL));
		entry_say(e, "words", options.v[i].title);
		chosen = true;
	}
	if (!chosen)
		return FAIL(422, M_council_err_choose);
	TRY(entry_touch(w, e, act->area, &shown_plan, last.id));
	entry_ref(e, "plan", last.id);
	entry_say(e, "adopted_by", k->by);
	return plan_set_state(w, act->area, last.id, "adopted", k->by, &now, NULL);
}

struct err
plan_adopt(struct db *w, struct act *act, int64_t matter, int64_t matter_version, int64_t plan_version, int64_t option,
	const char *by)
{
	struct adopt_ctx k = { plan_version, option, by };
	struct step s = { .move = "adopt_plan", .version = matter_version, .effect = adopt_effect, .ctx = &k };

	if (text_empty(by) || text_len(by) > 60)
		return FAIL(422, M_council_err_body);
	return matter_step(w, act, matter, &s);
}
