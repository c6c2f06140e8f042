/* council_unit.h - inside council: asking units, their answers by link, by account or recorded by staff. */
#ifndef QIAO_COUNCIL_UNIT_H
#define QIAO_COUNCIL_UNIT_H

#include "base/base.h"
#include "council_unit_sql.h"
#include "matter/matter.h"
#include "matter/routing.h"
#include "services/council/council_view.h"
#include "web/web.h"

#define UNIT_FILES 6

/* ---- asking ---- */

struct ask_org {
	struct org o;
	bool chosen, asked;		/* asked: has an open one of this matter already */
	bool likely;			/* chosen, asked, or asked before about such things here; all when nobody is */
	int64_t open;			/* how many it has open in the district */
	const char *more;		/* what only this unit is asked, "" = nothing */
	const char *day;		/* its own day for answering as typed, "" = the one all have */
	int32_t due;			/* once checked */
};
struct ask_view {
	const struct matter *m;
	struct ask_org *v;
	size_t n, nlikely;
	const char *what, *day;
	bool order, phone;		/* 交办 where it may be ordered; no link: asked by telephone or letter */
	int64_t lead;			/* unit that leads; 0: the first chosen */
	bool led;			/* an open lead is there already: what is added assists */
	bool street, named, spent;	/* spent: sent out three times; only the street may name a unit now */
	struct routing routed;		/* what the table in force proposes */
	bool beyond;			/* the due day lies beyond the calendar that is known */
};

/* ---- answering ---- */

/* Through which door an answer comes. */
struct unit_door {
	const char *base;		/* "/u/TOKEN" or "/unit" */
	const char *via;		/* link | account */
	int64_t org, account;
	int64_t expires;		/* of the link; 0 = an account */
	struct link_get link;
};
struct unit_choice {
	enum outcome outcome;
	enum msg label, means;
};
extern const struct unit_choice unit_choices[];		/* ended by outcome OUTCOME_COUNT */
/* May it still be returned (not named by the street, within one working day)? */
bool unit_may_return(struct req *rq, const struct assignment_row *as);

struct unit_view {
	const struct unit_door *door;	/* NULL: staff record it */
	struct matter m;
	struct assignment_row as;
	bool over, stale;
	struct assignments others;	/* of this matter, this one left out */
	struct unit_open_rows open;	/* of this unit, this one left out */
	struct unit_links_rows links;	/* staff only */
	struct timeline timeline;
	struct view_files filed;
	const struct plan_row *plan;	/* NULL: none */
	const char *done;		/* staff: a notice after an act; NULL */
	const char *form;		/* where the answer is sent */
};
/* Everything the pages about one assignment show. 404 when it is not there. */
struct err unit_load(struct req *rq, int64_t assignment, struct unit_view *v);
/* Reads the answer out of the form; faults for what is wrong. files: room for UNIT_FILES. */
struct err unit_take(struct req *rq, const struct assignment_row *as, struct answering *an, struct stored_file *files);
/* A refusal of the engine (422) beside the field it speaks of. */
void unit_refused(struct req *rq, struct err e);
const char *unit_org(const struct req *rq, const struct assignment_row *as);
enum outcome unit_outcome(const struct assignment_row *as);
/* Links are secrets in addresses: no other site and no search engine may learn them. */
void unit_private(struct req *rq);

/* council_ask_web.c, staff's side */
struct err ask_get(struct req *rq, struct out *o);
struct err ask_post(struct req *rq, struct out *o);
/* What the form asks, for the API too: read, faults named (then nothing is done), done. rq->object: struct matter; 409 stale. */
struct err ask_try(struct req *rq);
struct err record_get(struct req *rq, struct out *o);
struct err record_post(struct req *rq, struct out *o);
struct err extend_post(struct req *rq, struct out *o);
struct err revoke_post(struct req *rq, struct out *o);

#endif
