/* merge.c - duplicates: joined with another matter, and parted again with the supporters each had. */
#include "matter/matter.h"

#include "base/text.h"
#include "matter/history.h"
#include "matter/notify.h"
#include "matter/step.h"
#include "merge_sql.h"
#include "matter_msg.h"

/* Supporters, followers and the author stand behind `into` too; what they had of their own there stays theirs. */
static struct err
merge_give(struct db *w, struct act *act, const struct matter *m, int64_t into)
{
	TRY(support_move(w, act->area, m->r.id, into, NULL));
	TRY(follow_move(w, act->area, m->r.id, into, NULL));
	if (!m->r.author)
		return OK;
	return support_put(w, act->area, into, arena_fmt(act->a, "a%lld", (long long)m->r.author), env_now(act->env), m->r.id,
		NULL);
}

struct merge_ctx {
	int64_t into;
};

static struct err
merge_effect(struct db *w, struct act *act, struct matter *m, struct entry_draft *e, void *ctx)
{
	const struct merge_ctx *c = ctx;

	entry_ref(e, "into", c->into);
	TRY(merge_give(w, act, m, c->into));
	return matter_set_merged(w, act->area, m->r.id, c->into, m->state->id, NULL);
}

struct err
matter_merge(struct db *w, struct act *act, int64_t id, int64_t version, int64_t into, const char *reason)
{
	struct entry_draft *e = entry_begin(act->a, "merged_here");
	struct merge_ctx c = { into };
	struct matter m, target;
	struct step s;

	TRY(matter_load(w, act->a, act->area, id, &m));
	TRY(matter_load(w, act->a, act->area, into, &target));
	if (id == into || target.r.merged_into || !target.state->open || strcmp(target.r.kind, m.r.kind) != 0)
		return FAIL(422, M_matter_err_merge);
	s = (struct step){ .move = "merge", .version = version, .reason = reason, .effect = merge_effect, .ctx = &c };
	s.answers = &(struct answer){ "into", arena_fmt(act->a, "%s/%s", target.place.slug, target.r.number) };
	s.nanswers = 1;
	TRY(entry_touch(w, e, act->area, &shown_matter, into));
	entry_ref(e, "from", id);
	TRY(matter_step(w, act, id, &s));
	TRY(matter_count_support(w, act->area, into, NULL));
	return entry_commit(w, act, into, e);
}

/* Takes back from `into` what came with m. Somebody may have come with another duplicate as well: those give again. */
static struct err
merge_take_back(struct db *w, struct act *act, const struct matter *m, int64_t into)
{
	struct merged_into_rows others;

	TRY(support_give_back(w, act->area, into, m->r.id, NULL));
	TRY(follow_give_back(w, act->area, into, m->r.id, NULL));
	TRY(merged_into(w, act->a, act->area, into, &others));
	for (size_t i = 0; i < others.n; i++) {
		struct matter other;

		if (others.v[i].id == m->r.id)
			continue;
		TRY(matter_load(w, act->a, act->area, others.v[i].id, &other));
		TRY(merge_give(w, act, &other, into));
	}
	return OK;
}

static struct err
unmerge_check(struct db *w, struct act *act, const struct matter *m, int64_t version, const char *reason)
{
	struct matter into;

	if (!m->r.merged_into)
		return FAIL(422, M_matter_err_unmerge);
	if (!(act->who.roles & (LIFE_COMMITTEE | LIFE_STREET)))
		return FAIL(403, M_matter_err_role);
	TRY(matter_stale(w, act, m, version));
	if (text_empty(reason))
		return FAIL(422, M_matter_err_reason);
	TRY(matter_load(w, act->a, act->area, m->r.merged_into, &into));
	return into.r.merged_into ? FAIL(422, M_matter_err_unmerge_first) : OK;
}

struct err
matter_unmerge(struct db *w, struct act *act, int64_t id, int64_t version, const char *reason)
{
	struct entry_draft *here = entry_begin(act->a, "unmerged"), *there = entry_begin(act->a, "unmerged_here");
	const struct life_state *back;
	struct matter m;
	int64_t into;

	TRY(matter_load(w, act->a, act->area, id, &m));
	TRY(unmerge_check(w, act, &m, version, reason));
	into = m.r.merged_into;
	back = lifecycle_state(m.lc, m.r.before_merge);
	if (!back || !back->open)
		back = m.lc->start;
	TRY(entry_touch(w, here, act->area, &shown_matter, id));
	TRY(entry_touch(w, there, act->area, &shown_matter, into));
	entry_ref(here, "into", into);
	entry_ref(there, "from", id);
	entry_say(here, "reason", reason);
	entry_say(there, "reason", reason);
	TRY(matter_set_merged(w, act->area, id, 0, "", NULL));
	TRY(merge_take_back(w, act, &m, into));
	TRY(matter_enter(w, act, &m, back));		/* its days begin anew: nobody could work on it meanwhile */
	TRY(matter_count_support(w, act->area, id, NULL));
	TRY(matter_count_support(w, act->area, into, NULL));
	TRY(entry_commit(w, act, id, here));
	TRY(entry_commit(w, act, into, there));
	return notify_parted(w, act, &m, back);
}
