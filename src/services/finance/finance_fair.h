/*
 * finance_fair.h - inside finance: fairs (对接会) on matter's gatherings: announced, registered for, planned, held, closed with figures.
 * A firm that registers names the institutions it wants to talk to: only these learn its name. Not here: pages.
 *
 * Writing functions run inside a write section; each that changes a fair says 409 fair.err_closed once the figures of the fair are published.
 */
#ifndef QIAO_FINANCE_FAIR_H
#define QIAO_FINANCE_FAIR_H

#include "finance_fair_sql.h"
#include "matter/gather.h"
#include "services/finance/finance_field.h"
#include "services/finance/finance_plan.h"

#define FAIR_WISHES 5			/* institutions that a firm may name */
#define FAIR_SHOWS  6			/* products one institution may present */
#define FAIR_LIST   200

extern const struct fin_choice fair_outcomes_said[];	/* met, absent, on, signed; ended by id NULL */

struct fair_new {
	const char *title, *venue, *intro, *partners;
	int64_t starts, ends, talks;	/* UTC microseconds; talks at the tables begin */
	int32_t closes;			/* last day to register */
	int64_t slot;			/* minutes of one talk */
	int64_t firms, banks;		/* places, 0 = no limit */
};
/* *path: its public page. 422 gather.err_words, gather.err_times, fair.err_talks (outside of it), fair.err_slots (no talk or more than
 * PLAN_SLOTS fit in), fair.err_closes (after it begins). */
struct err fair_announce(struct db *w, struct act *act, const struct fair_new *n, int64_t *id, const char **path);
/* Another time, place or other words; who registered is told when the time or the place moved. reason: as in gather_move. 409 err.stale. */
struct err fair_change(struct db *w, struct act *act, const struct fair_row *f, const struct fair_new *n, const char *reason);
struct err fair_off(struct db *w, struct act *act, const struct fair_row *f, const char *reason);
/* 409 when its figures are public. The first thing each change does. */
struct err fair_still_open(struct db *w, struct act *act, int64_t fair);
int fair_slots(const struct fair_row *f);
int64_t fair_slot_at(const struct fair_row *f, int64_t slot);	/* when a slot begins; from 1 */
/* When a presentation begins: the sum of those before it. The last one: where it ends. */
int64_t fair_show_at(const struct fair_row *f, const struct fair_show_list_rows *shows, size_t i);

enum fair_open { FAIR_OPEN, FAIR_OVER, FAIR_FULL, FAIR_OFF };
/* May a firm, an institution still register? now: UTC microseconds. */
struct err fair_firms_open(struct db *db, struct arena *a, struct env *env, int64_t area, const struct fair_row *f, enum fair_open *ret);

/* ---- registering ---- */

struct fair_show_new {
	const char *title;
	int64_t minutes;
};
/* An institution comes, or changes how: tables 1 … PLAN_DESKS, products to present (their order among all stays where it was, new ones
 * stand at the end). 422 fair.err_desks, fair.err_shows, fair.err_shows_late (presentations would run into the talks), fair.err_full,
 * fair.err_over (last day gone by; staff: not). Talks at tables it no longer has are taken out. */
struct err fair_bank_join(struct db *w, struct act *act, const struct fair_row *f, int64_t org, int64_t desks, const struct fair_show_new *shows,
			  size_t n, bool staff);
struct err fair_bank_leave(struct db *w, struct act *act, const struct fair_row *f, int64_t org);
/* One presentation earlier (up) or later. */
struct err fair_show_shift(struct db *w, struct act *act, const struct fair_row *f, int64_t show, bool up);

struct fair_firm_new {
	const char *code, *name, *need;
	int64_t amount;			/* fen, -1 = not said */
	int64_t wishes[FAIR_WISHES];	/* institutions, first the most wanted */
	size_t nwishes;
	struct person_draft *contact;	/* NULL: none */
	bool staff;			/* entered by the bureau: also after the last day */
};
/* The firm gets a letter with a link to its own page. 422 fair.err_full, fair.err_over, fair.err_twice. *id. */
struct err fair_firm_join(struct db *w, struct act *act, const struct fair_row *f, const struct fair_firm_new *n, int64_t *id, const char **token);
struct err fair_firm_quit(struct db *w, struct act *act, const struct fair_row *f, int64_t firm);

/* ---- tables and times ---- */

/* All talks that are possible (finance_plan.h); those set by hand and those held stay. *n: how many there are. */
struct err fair_plan(struct db *w, struct act *act, const struct fair_row *f, int *n);
struct fair_seat {
	int64_t firm, org, desk, slot;	/* desk, slot from 1 */
	bool agreed;			/* the firm said yes to an institution it had not named */
};
enum fair_clash { CLASH_NONE, CLASH_FIRM, CLASH_DESK, CLASH_PAIR };
/* Set by hand. Clash: *why says which and *with what stands there; nothing is changed. 422 fair.err_seat (no such table, slot, firm),
 * fair.err_unasked (the firm did not name that institution). */
struct err fair_talk_set(struct db *w, struct act *act, const struct fair_row *f, const struct fair_seat *s, enum fair_clash *why,
			 struct fair_talk_row *with);
struct err fair_talk_take(struct db *w, struct act *act, const struct fair_row *f, int64_t talk);	/* out; 409 when it was held */

/* ---- the day ---- */

const char *fair_owner(struct arena *a, bool firm, int64_t id);	/* how matter's list knows a firm (fair_firm) or an institution */
/* amount: fen, of "signed" only. 422 fair.err_outcome, fair.err_amount. org: whose talk it must be, 0 = anybody's (404). */
struct err fair_talk_say(struct db *w, struct act *act, const struct fair_row *f, int64_t org, int64_t talk, const char *outcome, int64_t amount,
			 const char *words);
/* What came of a firm that wants to go on. 422 fair.err_words; 409 when it was followed up already. Also after the fair is closed. */
struct err fair_follow(struct db *w, struct act *act, int64_t talk, const char *words);
/* The figures stand in public from now on. 422 fair.err_early before it ends, 409. */
struct err fair_close(struct db *w, struct act *act, const struct fair_row *f, const char *summary);

/* ---- figures ---- */

struct fair_sums {
	size_t firms, banks, shows;	/* who came or talked; products they presented */
	int64_t talks, on, signed_, amount;	/* held; want to go on; signed on the spot, fen */
};
struct err fair_sums(struct db *db, struct arena *a, int64_t area, int64_t fair, struct fair_sums *ret);

#endif
