/* step.c - the one mover: every change of a matter's state goes through matter_step. */
#include "matter/matter.h"

#include "base/day.h"
#include "base/text.h"
#include "engines/decide/explain.h"
#include "matter/call.h"
#include "matter/history.h"
#include "matter/kinds.h"
#include "matter/notify.h"
#include "matter/outside.h"
#include "matter/step.h"
#include "store/store.h"
#include "base_msg.h"
#include "life_msg.h"
#include "matter_msg.h"

/* ---- facts for guards ---- */

struct fact_ctx {
	struct db *db;
	struct arena *a;
	struct env *env;
	int64_t area;
	const struct matter *m;
};

static struct guard_value
fact_assignments(struct fact_ctx *c, const char *name)
{
	struct assignment_counts n;

	if (assignment_counts(c->db, c->a, c->area, c->m->r.id, &n).code)
		return guard_null("unread");
	if (strcmp(name, "assignments.open") == 0)
		return guard_int(n.open_n);
	if (strcmp(name, "assignments.total") == 0)
		return guard_int(n.all_n);
	return guard_null("unknown");
}

static struct guard_value
fact_unsolved(struct fact_ctx *c)
{
	struct rating_unsolved n;
	bool called;

	if (rating_unsolved(c->db, c->a, c->area, c->m->r.id, &n).code || call_says_unsolved(c->db, c->a, c->area, &c->m->r, &called).code)
		return guard_null("unread");
	return guard_int(n.n + called);
}

/* Working days. */
static int64_t
days_since(struct env *env, int64_t at)
{
	return calendar_between(env->calendar, day_of(env, at), day_of(env, env_now(env)));
}

static struct guard_value
fact_find(void *ctx, const char *name)
{
	struct fact_ctx *c = ctx;
	const struct matter_get *r = &c->m->r;
	fact_fn service = matter_fact_fn();
	int64_t rated = r->r4 + r->r3 + r->r2 + r->r1;

	if (service) {
		struct guard_value v = service(c->db, c->area, r->id, name);

		if (v.type != GUARD_NULL || !v.text || strcmp(v.text, "unknown") != 0)
			return v;
	}
	if (strncmp(name, "assignments.", 12) == 0)
		return fact_assignments(c, name);
	if (strcmp(name, "supports") == 0)
		return guard_int(r->supports);
	if (strcmp(name, "rating.count") == 0)
		return guard_int(rated);
	if (strcmp(name, "rating.unsolved") == 0)
		return fact_unsolved(c);
	if (strcmp(name, "state.days") == 0)
		return guard_int(days_since(c->env, r->state_since));
	if (strcmp(name, "filed.days") == 0)
		return guard_int(days_since(c->env, r->created));
	return guard_null("unknown");
}

struct err
matter_guard(struct db *db, struct arena *a, struct env *env, int64_t area, const struct matter *m,
	const struct life_move *mv, struct guard_result *ret)
{
	struct fact_ctx c = { db, a, env, area, m };

	*ret = guard_eval(a, env, mv->guard, fact_find, &c);
	return OK;
}

struct err
matter_due(struct db *db, struct arena *a, struct env *env, int64_t area, const struct matter *m, const struct life_state *s,
	   int64_t since, int64_t *ret)
{
	struct fact_ctx c = { db, a, env, area, m };
	int days = s->days;

	*ret = 0;
	if (s->days_rule && !guard_days(a, env, s->days_rule, fact_find, &c, &days))
		return FAIL(422, M_matter_err_days);
	if (days)
		*ret = calendar_add(env->calendar, day_of(env, since), days, NULL);
	return OK;
}

/* ---- checks ---- */

static const char *
answer_find(const struct step *s, const char *name)
{
	for (size_t i = 0; i < s->nanswers; i++)
		if (strcmp(s->answers[i].name, name) == 0)
			return s->answers[i].value;
	return NULL;
}

static bool
choice_known(const struct life_ask *ask, const char *value)
{
	for (size_t i = 0; i < ask->nchoices; i++)
		if (strcmp(ask->choices[i].id, value) == 0)
			return true;
	return false;
}

static struct err
asks_check(const struct life_move *mv, const struct step *s)
{
	int32_t day;

	for (size_t i = 0; i < mv->nasks; i++) {
		const struct life_ask *ask = &mv->asks[i];
		const char *v = answer_find(s, ask->name);

		if (text_empty(v)) {
			if (ask->required && (ask->type != LIFE_ASK_FILES || s->nfiles == 0))
				return FAIL(422, M_matter_err_missing);
			continue;
		}
		if (ask->type == LIFE_ASK_DAY && !day_parse(v, &day))
			return FAIL(422, M_matter_err_day);
		if (ask->type == LIFE_ASK_CHOICE && !ask->many && !choice_known(ask, v))
			return FAIL(422, M_matter_err_choice);
	}
	if (mv->needs_reason && text_empty(s->reason))
		return FAIL(422, M_matter_err_reason);
	return OK;
}

static struct err
step_guard(struct db *w, struct act *act, const struct matter *m, const struct life_move *mv, const struct step *s,
	bool *overridden)
{
	struct guard_result g;

	*overridden = false;
	TRY(matter_guard(w, act->a, act->env, act->area, m, mv, &g));
	if (g.answer == GUARD_YES)
		return OK;
	if (!(mv->override & act->who.roles))
		return FAIL(422, M_matter_err_guard);
	if (text_empty(s->reason))
		return FAIL(422, M_matter_err_override);
	*overridden = true;
	return OK;
}

/* One condition in the life cycle's words; NULL when it is about no fact alone. */
static const char *
condition_words(struct arena *a, enum lang l, const struct lifecycle *lc, struct reason r)
{
	for (size_t k = 0; k < lc->nfacts; k++)
		if (strcmp(lc->facts[k].name, r.field) == 0) {
			r.field = lc->facts[k].label.in[l];
			return reason_text(a, l, &r);
		}
	return NULL;
}

/* Several ways, of which one is enough: all or none are said, else the rest would look like the only one. */
static void
ways_words(struct arena *a, enum lang l, const struct lifecycle *lc, const struct reasons *why, int group, struct out *o)
{
	struct out all;

	out_init(&all, a);
	out_str(&all, msg_text(l, M_life_guard_ways));
	for (size_t i = 0; i < why->n; i++) {
		const char *words = why->v[i].group == group ? condition_words(a, l, lc, why->v[i]) : "";
		if (!words)
			return;
		out_fmt(&all, "%s%s", *words && l == LANG_EN ? " " : "", words);
	}
	out_fmt(o, "%s%s", o->len && l == LANG_EN ? " " : "", out_cstr(&all));
}

const char *
matter_guard_words(struct arena *a, enum lang l, const struct lifecycle *lc, const struct guard_result *g)
{
	struct out o;
	int group = 0;

	out_init(&o, a);
	out_put(&o, "", 0);
	for (size_t i = 0; g->why && i < g->why->n; i++) {
		const struct reason *r = &g->why->v[i];

		if (r->state == REASON_PASS)
			continue;
		if (r->group) {
			if (r->group != group)
				ways_words(a, l, lc, g->why, r->group, &o);
			group = r->group;
			continue;
		}
		const char *words = condition_words(a, l, lc, *r);
		if (words)
			out_fmt(&o, "%s%s", o.len && l == LANG_EN ? " " : "", words);
	}
	return out_cstr(&o);
}

/* Stale: somebody made a move or changed words after this reader looked. Support and comments do not count. */
struct err
matter_stale(struct db *w, struct act *act, const struct matter *m, int64_t version)
{
	struct entry_loud_after n;

	if (version < 0 || version == m->r.version)
		return OK;
	TRY(entry_loud_after(w, act->a, act->area, m->r.id, version, &n));
	return n.n ? FAIL(409, M_err_stale) : OK;
}

/* ---- the move ---- */

struct err
matter_enter(struct db *w, struct act *act, const struct matter *m, const struct life_state *to)
{
	int64_t now = env_now(act->env), due, closed = now;
	struct matter_get r;
	bool found;

	TRY(matter_due(w, act->a, act->env, act->area, m, to, now, &due));
	TRY(matter_get(w, act->a, act->area, m->r.id, &r, &found));	/* its result may just have been set */
	TRY(outside_due_of(w, act->a, act->area, m->r.id, to, r.outcome, due, &due));
	return matter_set_state(w, act->area, m->r.id, to->id, now, due ? &due : NULL, to->open ? NULL : &closed, NULL);
}

static void
answers_say(struct entry_draft *e, const struct life_move *mv, const struct step *s)
{
	for (size_t i = 0; i < mv->nasks; i++) {
		const char *v = answer_find(s, mv->asks[i].name);

		if (text_empty(v))
			continue;
		if (mv->asks[i].staff)
			entry_say_staff(e, mv->asks[i].name, v);
		else
			entry_say(e, mv->asks[i].name, v);
	}
	entry_say(e, "reason", s->reason);
}

/* A published result is the matter's outcome; going back a step takes it away again (the history keeps it). */
static struct err
outcome_keep(struct db *w, struct act *act, const struct matter *m, const struct life_move *mv, const struct step *s)
{
	const char *result = answer_find(s, "result");

	if (text_empty(result)) {
		if (!mv->to || lifecycle_step_index(m->lc, mv->to) >= lifecycle_step_index(m->lc, m->state))
			return OK;
		result = "";
	}
	TRY(matter_set_outcome(w, act->area, m->r.id, result, NULL));
	return matter_index(w, act, m->r.id);
}

struct err
matter_step(struct db *w, struct act *act, int64_t id, const struct step *s)
{
	const struct life_move *mv;
	struct entry_draft *e;
	struct matter m;
	bool overridden;

	TRY(matter_load_any(w, act->a, act->area, id, &m));
	mv = lifecycle_move(m.lc, s->move);
	if (!mv || mv->creates)
		return FAIL(404, M_err_not_found);
	if (!(mv->by & act->who.roles))
		return FAIL(403, M_matter_err_role);
	TRY(matter_stale(w, act, &m, s->version));
	if (!life_move_from(m.lc, mv, m.state))
		return FAIL(422, M_matter_err_state);
	TRY(asks_check(mv, s));
	TRY(step_guard(w, act, &m, mv, s, &overridden));

	e = entry_begin(act->a, mv->id);
	TRY(entry_touch(w, e, act->area, &shown_matter, id));
	answers_say(e, mv, s);
	if (overridden)
		entry_say(e, "against", guard_source(mv->guard));
	for (size_t i = 0; i < s->nfiles; i++)
		entry_file(e, &s->files[i]);
	if (s->effect)
		TRY(s->effect(w, act, &m, e, s->ctx));
	TRY(outcome_keep(w, act, &m, mv, s));
	if (mv->to)
		TRY(matter_enter(w, act, &m, mv->to));
	TRY(entry_commit(w, act, id, e));
	TRY(notify_moved(w, act, &m, mv, s));
	return *m.r.home ? OK : matter_told(w, act, &m, id, mv->id);
}
