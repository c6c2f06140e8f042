/*
 * council_rules.h - the hall's own rules: meetings and plans (no SQL text, no HTML). All functions that write run inside a
 * write section and append entries to the matters they concern. A hall's result is advice: it binds only when a residents'
 * or owners' meeting adopts it (domain: council §1).
 */
#ifndef QIAO_COUNCIL_RULES_H
#define QIAO_COUNCIL_RULES_H

#include "base/base.h"
#include "council_rules_sql.h"
#include "matter/gather.h"
#include "matter/matter.h"
#include "matter/pack.h"

struct shown;
extern const struct shown shown_meeting, shown_agenda, shown_motion, shown_plan, shown_option, shown_task;

/* ---- meetings ---- */

/* Under which rule a meeting may meet and who called it (council_meet.c). A show of hands counts people, so a rule pack that asks
 * for floor area is for polls, not for here. */
bool meeting_pack_fits(const struct pack *p);

struct calling {
	int64_t place;			/* the community */
	const char *title, *venue;
	int64_t starts, ends;		/* UTC microseconds */
	int64_t capacity;		/* seats, 0 = no limit */
	int quota[GROUP_COUNT];		/* how many of each role are wanted */
	enum pack_who caller;
	int64_t asked, asked_of;	/* called by members: how many asked for it, of how many … */
	enum pack_basis asked_basis;	/* … of these */
	const char *pack;		/* a rule pack's id, "" = a talk without a rule */
	const int64_t *matters;		/* 1 … 20; each accepted, or in deliberation already */
	size_t nmatters;
};
/* Puts each matter on the agenda (move call_meeting, or an entry "agenda" when it is in deliberation). 422 council.err_agenda
 * (none, or one of another community), council.err_pack (no such rule on that day), council.err_caller (its rule does not let them
 * call), council.err_members (too few asked), the gathering's and the mover's errors. number: "2023-4", per community and year. */
struct err meeting_call(struct db *w, struct act *act, const struct calling *c, int64_t *id, const char **number);
/* Days of notice that are missing when it is called today; 0: enough, or the rule asks for none. */
int meeting_notice_short(struct env *env, const struct calling *c);

/* Another time or place, or none at all: an entry "meeting_moved" or "meeting_off" on each matter, a letter to everybody who was invited
 * or follows one of them. sequence as seen; 409 err.stale. 422 with the gathering's reasons. */
struct meeting_change {
	int64_t meeting, sequence;
	const char *venue, *reason;
	int64_t starts, ends;
};
struct err meeting_move(struct db *w, struct act *act, const struct meeting_change *c);
struct err meeting_off(struct db *w, struct act *act, int64_t meeting, int64_t sequence, const char *reason);

#define MOTIONS_MAX 6			/* of one agenda item */
struct motion_new {
	const char *words;		/* what was put to the vote */
	int64_t ayes, nays, abstain;	/* hands, counted */
};
struct decision {
	int64_t matter;
	const char *decision;		/* adopt | more | reject */
	const char *words;		/* the decision in a sentence, required */
	const struct motion_new *motions;
	size_t nmotions;
};
struct holding {
	int64_t meeting, version;	/* version as seen; another one is 409 err.stale */
	const char *minutes;
	int heads[GROUP_COUNT];
	const char *present_note;	/* required when heads are not those who signed in */
	const char *pack;		/* the rule the motions are checked against, "" = none */
	int64_t voters;			/* of those present who may vote; -1: all of them */
	int body_basis;			/* enum pack_basis by which the body is composed, -1: not said */
	int64_t body_all;		/* all of it, -1: not known */
	int64_t body_present;		/* households: how many are present; -1: not known */
	const struct decision *decisions;	/* one for each agenda item */
	size_t ndecisions;
};
/* The numbers of one motion as its rule pack wants them. */
struct pack_counts meeting_counts(const struct holding *h, const struct motion_new *m);
/* Minutes, those present and one decision per item, each a move of its matter; each motion with the verdict of its rule, the pack's
 * text kept. 422 council.err_minutes, council.err_decision (an item without one), council.err_present (nobody there),
 * council.err_present_note, council.err_voters, council.err_votes (more hands than voters), council.err_motion, council.err_pack,
 * council.err_adopt_failed (agreed, although every motion failed). */
struct err meeting_hold(struct db *w, struct act *act, const struct holding *h);
/* A meeting is found by its words too: title, place, and once it was held its minutes, motions and decisions. */
struct err meeting_index(struct db *w, struct act *act, int64_t id);

/* ---- plans ---- */

struct plan_option_new {
	const char *title, *body, *payer;
	int64_t cost;			/* fen; -1 = not known */
};
struct plan_task_new {
	int64_t org;
	const char *what;
};
struct planning {
	int64_t matter;
	int64_t after;			/* the version this one was written on; another newest version is 409 err.stale */
	const char *summary;
	const struct plan_option_new *options;
	size_t noptions;		/* 1 … 9 */
	const struct plan_task_new *tasks;
	size_t ntasks;			/* 0 … 9 */
};
/* A new version; the one before is replaced. 422 council.err_plan_state (not while a plan is drawn up), council.err_summary,
 * council.err_options. The adopted version is frozen: no function changes it. */
struct err plan_put(struct db *w, struct act *act, const struct planning *p, int64_t *version);
#define TOPIC_PLAN "plan"		/* the topic's word of a comment on a version, its id */
/* A comment on one version, also when a newer one came while it was typed: it belongs to the version its author read. 404 (no
 * such version), 422 council.err_plan_settled (the plan is adopted), matter_remark's errors. */
struct err plan_remark(struct db *w, struct act *act, int64_t matter, int64_t version, const char *body, int64_t *ret);
/* Adopts the newest version with one option chosen, through the move adopt_plan. by: which body, in words. 409 err.stale. */
struct err plan_adopt(struct db *w, struct act *act, int64_t matter, int64_t matter_version, int64_t plan_version, int64_t option,
		      const char *by);

#endif
