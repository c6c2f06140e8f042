/* council_meet.h - inside council: what the meetings' pages share and their templates are given. */
#ifndef QIAO_COUNCIL_MEET_H
#define QIAO_COUNCIL_MEET_H

#include "base/base.h"
#include "council_meet_sql.h"
#include "services/council/council_paper.h"
#include "services/council/council_rules.h"
#include "services/council/council_view.h"
#include "web/web.h"

#define AGENDA_ROWS 20

struct motion_view {
	struct motion_list r;
	const struct pack *pack;	/* the version it was decided under; NULL: no rule */
	struct pack_result result;
};
struct meeting_view {
	struct meeting_row r;
	struct place place;
	struct agenda_of_rows items;
	struct motion_view *motions;	/* of all items */
	size_t nmotions;
	int heads[GROUP_COUNT], quota[GROUP_COUNT];
	int all;			/* heads together */
	const struct pack *pack;	/* its rule, NULL: none */
	const char *address;
	bool held, off;
	bool may;			/* this caller works on it */
};
/* For struct route .load: rq->object = struct meeting_view *, rq->place = its community. */
struct err meeting_route(struct req *rq);
struct err meeting_open(struct req *rq, int64_t id);	/* the same by its id; 404 */
/* What a form asks, for the API too: reads it, names its faults (then nothing is done), does it. */
struct err calling_try(struct req *rq);
struct err moving_try(struct req *rq);		/* rq->object: struct meeting_view; 409 when it was changed meanwhile */
struct err off_try(struct req *rq, const char *field);	/* the same; field: the reason's */
struct err minutes_try(struct req *rq);		/* rq->object: struct meeting_view; 409 when it is over or was changed */
int present_sum(const char *present);
const char *meeting_when(struct req *rq, const struct meeting_view *v);	/* 2023年3月29日 14:30–16:30 */
enum msg caller_label(const char *caller);		/* 社区党组织 / the community's Party organisation */
/* How many of a role are missing; 0: enough, or none are wanted. */
int quota_short(const struct meeting_view *v, int group);
bool quota_any(const struct meeting_view *v);

/* The form of a new meeting: what was typed, and what may be chosen. */
struct calling_view {
	struct place place;
	struct agenda_ready_rows ready;
	const int64_t *chosen;		/* matters ticked */
	size_t nchosen;
	const char *title, *day, *hour, *until, *venue, *capacity, *caller, *pack, *asked, *asked_of, *asked_basis;
	const char *quota[GROUP_COUNT];
	int32_t rules_on;		/* the day whose rules are offered */
	int notice_short;		/* days of notice that are missing; asks to be ticked */
};
bool calling_has(const struct calling_view *v, int64_t matter);

/* The form of another time or none. */
struct change_view {
	const struct meeting_view *m;
	const char *day, *hour, *until, *venue, *reason, *off_reason;
};

struct minutes_motion {
	const char *words, *hands[3];
};
struct minutes_item {
	const char *decision, *words;
	struct minutes_motion motions[MOTIONS_MAX];
	size_t nmotions;
};
struct minutes_view {
	const struct meeting_view *m;
	int signed_in[GROUP_COUNT];
	const char *heads[GROUP_COUNT];
	const char *minutes, *note, *pack, *voters, *body_basis, *body_all, *body_present;
	struct minutes_item *items;
};

/* The list at the door, for staff. */
struct list_role {
	int invited, yes, no;		/* by letter */
	int told, coming;		/* by hand */
	int present, wanted, missing;
};
struct list_view {
	const struct meeting_view *m;
	struct list_role roles[GROUP_COUNT], all;
	struct attendance_row_rows rows;
	struct invitation_row_rows invited;
	const char **phones;		/* of the invited, masked */
	enum door door;
	const char *url, *qr;		/* of the door */
	int qr_side;
	int done;			/* invitations just made, -1 none */
};

#endif
