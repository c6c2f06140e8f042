/*
 * council_rules.h - the hall's own rules: meetings and plans (no SQL text, no HTML). All functions that write run inside a
 * write section and append entries to the matters they concern. A hall's result is advice: it binds only when a residents'
 * or owners' meeting adopts it (domain: council §1).
 */
#ifndef QIAO_COUNCIL_RULES_H
#define QIAO_COUNCIL_RULES_H

#include "base/base.h"
#include "council_rules_sql.h"
#include "matter/matter.h"

struct shown;
extern const struct shown shown_meeting, shown_agenda, shown_plan, shown_option, shown_task;

/* ---- meetings ---- */

/* Who was there, by role. */
#define PRESENT_TABLE(X)                                                                           \
	X(party) X(stairwell) X(owner) X(resident) X(grid) X(unit) X(other)
enum present {
#define X(id) PRESENT_##id,
	PRESENT_TABLE(X)
#undef X
	PRESENT_COUNT
};
const char *present_name(enum present p);		/* "party": form field and storage */
enum msg present_label(enum present p);			/* 党员 / Party members */
const char *present_write(struct arena *a, const int heads[PRESENT_COUNT]);	/* "party=3,stairwell=6" */
void present_read(const char *s, int heads[PRESENT_COUNT]);			/* unknown words are skipped */

struct calling {
	int64_t place;			/* the community */
	const char *title, *venue;
	int64_t starts;			/* UTC microseconds */
	const int64_t *matters;		/* 1 … 20; each accepted, or in deliberation already */
	size_t nmatters;
};
/* Puts each matter on the agenda (move call_meeting, or an entry "agenda" when it is in deliberation). 422 council.err_agenda
 * (none, or one of another community), the mover's errors. number: "2023-4", counted per community and year. */
struct err meeting_call(struct db *w, struct act *act, const struct calling *c, int64_t *id, const char **number);

struct decision {
	int64_t matter;
	const char *decision;		/* adopt | more | reject */
	const char *words;		/* the decision in a sentence, required */
	int64_t ayes, nays, abstain;	/* by show of hands; -1 = not counted */
};
struct holding {
	int64_t meeting, version;	/* version as seen; another one is 409 err.stale */
	const char *minutes;
	int heads[PRESENT_COUNT];
	const struct decision *decisions;	/* one for each agenda item */
	size_t ndecisions;
};
/* Minutes, those present and one decision per item, each a move of its matter. 422 council.err_minutes, council.err_decision
 * (an item without one), council.err_present (nobody there), council.err_votes (more hands than heads). */
struct err meeting_hold(struct db *w, struct act *act, const struct holding *h);

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
/* What a comment on version n carries as its topic, and back: 0 when it speaks of no version of a plan. */
const char *plan_topic(struct arena *a, int64_t version);
int64_t plan_of_topic(const char *topic);
/* A comment on one version, also when a newer one came while it was typed: it belongs to the version its author read. 404 (no
 * such version), 422 council.err_plan_settled (the plan is adopted), matter_remark's errors. */
struct err plan_remark(struct db *w, struct act *act, int64_t matter, int64_t version, const char *body, int64_t *ret);
/* Adopts the newest version with one option chosen, through the move adopt_plan. by: which body, in words. 409 err.stale. */
struct err plan_adopt(struct db *w, struct act *act, int64_t matter, int64_t matter_version, int64_t plan_version, int64_t option,
		      const char *by);

#endif
