/*
 * tally.h - figures kept by increments: what each matter counts for is a pure function of its rows (tally_fact); after every
 * change that is not quiet, entry_commit calls tally_settle in the same section, which takes the matter's former part out of the
 * counters and puts its present one in. A page of figures is a few indexed reads, however many matters there are. Not here: what
 * the pages say.
 *
 * A month is a number like 202304, in the district's zone. Definitions, as the page words them: docs/hall/figures.md.
 */
#ifndef QIAO_TALLY_H
#define QIAO_TALLY_H

#include "base/base.h"
#include "matter/matter.h"
#include "tally_sql.h"

/* Counted by the month of: filing (received), the result or the end without one (settled … satisfied, thanks, days, declined),
 * sending (sent), the answer (answered … answer_days). days and answer_days have a bucket: working days. */
#define TALLY_TABLE(X)                                                                             \
	X(RECEIVED, received) X(SETTLED, settled) X(DECLINED, declined)                      \
	X(HEARD, heard) X(TO_CALL, to_call) X(UNREACHED, unreached) X(NOBODY, nobody)        \
	X(RESPONDED_OF, responded_of) X(RESPONDED, responded) X(SOLVED_OF, solved_of)        \
	X(SOLVED, solved) X(SATISFIED_OF, satisfied_of) X(SATISFIED, satisfied)              \
	X(DAYS, days) X(SENT, sent) X(ANSWERED, answered) X(LATE, late)                      \
	X(RETURNED, returned) X(ANSWER_DAYS, answer_days) X(THANKS, thanks)
enum tally_figure {
#define X(id, name) TALLY_##id,
	TALLY_TABLE(X)
#undef X
	TALLY_COUNT
};
const char *tally_name(enum tally_figure f);			/* "solved_of": as in the database and in addresses */
bool tally_find(const char *name, enum tally_figure *ret);

/* Voices of a settled matter: its parts add up to the settled ones. */
enum tally_voice { VOICE_NONE, VOICE_HEARD, VOICE_TO_CALL, VOICE_UNREACHED, VOICE_NOBODY };

int tally_month(const struct env *e, int64_t us);		/* 202304 */
int tally_month_add(int month, int n);				/* n months later, or earlier */

/* ---- writing ---- */

/* In a write section, after any change of the matter's rows. */
struct err tally_settle(struct db *w, struct arena *a, struct env *env, int64_t area, int64_t matter);
/* All figures anew, in many short sections, while serving too. */
struct err tally_recount(struct store *s, int64_t area);
/* The figures of a file that has none yet (it is older than they are), at start. */
struct err tally_ready(struct store *s, int64_t area);
struct tally_report {
	int64_t matters, counters, faults;
};
/* Counts everything anew beside what is kept; each difference is one line through `say`. Changes nothing. */
struct err tally_check(struct db *db, struct env *env, int64_t area, void (*say)(void *ctx, const char *line), void *ctx,
		       struct tally_report *ret);

/* ---- reading ---- */

struct tally_scope {			/* of a kind: a place (0: the district) or, when org is set, a unit */
	const char *kind;
	int64_t place, org;
	int from, to;			/* months, both included */
};
struct tally_sum {
	int64_t n[TALLY_COUNT];
	int days, answer_days;		/* medians in working days; -1 = none */
};
struct err tally_sum(struct db *db, struct arena *a, int64_t area, const struct tally_scope *s, struct tally_sum *ret);
struct tally_line {			/* one row of a table: a month, a category, a place below or a unit */
	int month;
	const char *category;
	int64_t id;			/* place or unit */
	const char *zh, *en, *slug;	/* slug: of a place; a unit's code */
	struct tally_sum sum;
};
struct tally_lines {
	struct tally_line *v;
	size_t n;
};
struct err tally_by_month(struct db *db, struct arena *a, int64_t area, const struct tally_scope *s, struct tally_lines *ret);
struct err tally_by_category(struct db *db, struct arena *a, int64_t area, const struct tally_scope *s, struct tally_lines *ret);
/* Children of the scope's place that have figures. */
struct err tally_by_place(struct db *db, struct arena *a, int64_t area, const struct tally_scope *s, struct tally_lines *ret);
/* Every unit that was asked something or has figures; the scope's place does not count. */
struct err tally_by_org(struct db *db, struct arena *a, int64_t area, const struct tally_scope *s, struct tally_lines *ret);

/* The matters behind a figure of a place or unit, newest month first. "no": those of NAME_of that are not NAME. */
struct tally_filter {
	struct tally_scope scope;
	enum place_kind level;		/* of scope.place: district, street, community, estate */
	enum tally_figure figure;
	bool no;
	const char *category;		/* "" = all */
	int64_t before_month, before_id;	/* keyset paging; 0 = from the newest */
	int limit;
};
/* Whether there is a list of matters for it (days have none of their own; sent … returned are lists of assignments). */
bool tally_listed(enum tally_figure f);
struct err tally_list(struct db *db, struct arena *a, int64_t area, const struct tally_filter *f, struct tally_item_rows *ret);
/* Assignments behind sent, answered, late or returned of a unit, newest first. */
struct err tally_tasks(struct db *db, struct arena *a, struct env *env, int64_t area, const struct tally_filter *f,
		       struct tally_task_rows *ret);

#endif
