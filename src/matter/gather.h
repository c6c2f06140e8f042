/*
 * gather.h - gatherings: when, where, who is wanted, who was asked, who came. Meetings and fairs use it; activities will. People
 * count by role, never by name. Not here: what a gathering is for (services), its history (a service's entries: gather_row's
 * title, venue, times, quota, state and reason are shown fields of the service's own table).
 *
 * Writing functions run inside a write section. At the door a printed code leads a phone to /g/TOKEN (gather_web.c): opening it
 * changes nothing, a press signs in as a role, once for each phone; who has none is counted by hand.
 */
#ifndef QIAO_GATHER_H
#define QIAO_GATHER_H

#include "base/base.h"
#include "gather_sql.h"			/* generated: struct gather_row, invitation_row, attendance_row … */
#include "matter/matter.h"
#include "matter/notify.h"

struct route;

/* As whom somebody comes. */
#define GROUP_TABLE(X) X(party) X(stairwell) X(owner) X(resident) X(grid) X(unit) X(other) X(firm) X(bank)
enum group {
#define X(id) GROUP_##id,
	GROUP_TABLE(X)
#undef X
	GROUP_COUNT
};
#define GROUP_MEETING GROUP_firm			/* the groups before it come to a meeting; firms and institutions to a fair */
const char *group_name(enum group g);			/* "party": form field and storage */
enum msg group_label(enum group g);			/* 党员 / Party members */
bool group_find(const char *name, enum group *ret);

/* Heads by role as text: "party=3,stairwell=6"; unknown words are skipped when reading. */
const char *heads_write(struct arena *a, const int heads[GROUP_COUNT]);
void heads_read(const char *s, int heads[GROUP_COUNT]);
int heads_sum(const int heads[GROUP_COUNT]);
/* "党员 3 人、楼门长 6 人"; "" when there are none. */
const char *heads_text(struct arena *a, enum lang l, const int heads[GROUP_COUNT]);

struct gathering {
	const char *kind;		/* "meeting", "fair"; all but meetings have a door of their own at PATH/in/TOKEN */
	const char *path;		/* its public page */
	const char *title, *venue;	/* at most 60 and 80 characters */
	int64_t place, starts, ends;	/* UTC microseconds */
	int64_t capacity;		/* 0: no limit */
	int quota[GROUP_COUNT];		/* wanted of each role */
};
/* 422 gather.err_words, gather.err_times (ends before it starts, or more than a day later). */
struct err gather_put(struct db *w, struct act *act, int64_t id, const struct gathering *g);
/* Another time or place; sequence grows. 409 err.stale: another sequence, cancelled. 422 gather.err_reason. */
struct err gather_move(struct db *w, struct act *act, int64_t id, int64_t sequence, const struct gathering *g, const char *reason);
struct err gather_cancel(struct db *w, struct act *act, int64_t id, int64_t sequence, const char *reason);
struct err gather_get(struct db *db, struct arena *a, int64_t area, int64_t id, struct gather_row *ret);	/* 404 */
/* One letter to each account that was invited: it was moved, it is off. once: as in notify_followers. */
struct err gather_tell(struct db *w, struct act *act, const struct gather_row *g, const char *purpose, const char *once, const struct told *t);

/* ---- inviting ---- */

/* Each account that holds the role at the gathering's place, or one account; who was invited already is left alone. Each gets a
 * letter with a link for the reply (/i/TOKEN). *n: how many were new. */
struct err gather_invite_role(struct db *w, struct act *act, const struct gather_row *g, enum role role, enum group as, int *n);
struct err gather_invite(struct db *w, struct act *act, const struct gather_row *g, int64_t account, enum group as, int *n);
/* 422 gather.err_full: no seat is left. reply: "yes" or "no". */
struct err gather_reply(struct db *w, struct act *act, int64_t invitation, const char *reply);
struct err gather_told(struct db *w, struct act *act, int64_t id, enum group g, int told, int coming);	/* by telephone, at the door */

/* ---- signing in ---- */

#define GATHER_EARLY (2 * 60)		/* minutes before it starts that the door opens */
/* The door's code: it is printed, the same each time, and means nothing without this district's key. */
const char *gather_token(struct arena *a, int64_t id);
/* *found false: no such code. */
struct err gather_by_token(struct db *db, struct arena *a, int64_t area, const char *token, struct gather_row *ret, bool *found);
enum door { DOOR_OPEN, DOOR_EARLY, DOOR_CLOSED, DOOR_CANCELLED };
enum door gather_door(const struct gather_row *g, int64_t now);
/* Once for each owner (struct who); another role later changes the role. 422 gather.err_door when the door is not open. */
struct err gather_sign(struct db *w, struct act *act, const struct gather_row *g, enum group as, const char *owner);
struct err gather_hand(struct db *w, struct act *act, const struct gather_row *g, enum group as, int n);	/* 1 … 200 people, counted by hand */
/* One whom staff know: as gather_sign, also before and after the door is open, until the list is closed. */
struct err gather_hand_one(struct db *w, struct act *act, const struct gather_row *g, enum group as, const char *owner);
/* Taken off the list again, with a reason. 404, 409 when it was already, 422 gather.err_reason. */
struct err gather_strike(struct db *w, struct act *act, int64_t gather, int64_t attendance, const char *reason);
struct err gather_close(struct db *w, struct act *act, int64_t id, bool closed);
struct err gather_present(struct db *db, struct arena *a, int64_t area, int64_t id, int heads[GROUP_COUNT]);

const struct route *gather_routes(void);	/* the door and the reply to an invitation */

#endif
