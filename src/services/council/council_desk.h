/* council_desk.h - inside council: what the workbench's templates are given. */
#ifndef QIAO_COUNCIL_DESK_H
#define QIAO_COUNCIL_DESK_H

#include "base/base.h"
#include "council_desk_sql.h"
#include "council_staff_sql.h"
#include "matter/matter.h"
#include "matter/tally.h"
#include "services/council/council_view.h"
#include "web/web.h"

struct desk_queue {
	const char *id;
	enum msg label;
	const char *tone;		/* "", "is-warn", "is-bad" */
	int64_t n;
};

struct desk_view {
	struct desk_queue queues[6];
	size_t nqueues;
	int64_t remarks;			/* comments and appeals that wait */
	int64_t calls, letters;		/* calls to make after a result; notices that did not arrive; -1: not this caller's */
	const char *queue, *state, *q;	/* what is shown, never NULL; q: words or a number to find */
	const struct lifecycle *lc;
	struct desk_list_rows rows;
	bool more, moderates, words, ticks, outbox, files_for, intake, meets;
	const char *place;		/* the scope in words */
	int64_t clips;			/* recordings that wait to be written down */
	const char **stands;		/* for whom this caller stands in today: one sentence each */
	size_t nstands;
	int32_t today;
};

/* One thing this caller may do now. */
struct desk_act {
	const struct life_move *mv;
	const char *link;		/* a room of its own for it; NULL: the form here */
	bool blocked, override;		/* its guard says no; this caller may go on with a reason */
	const char *because;		/* which of its conditions are not met, with figures; "" = none */
	const char *icon;
};

struct desk_matter {
	const struct matter *m;
	struct desk_act *acts;
	size_t nacts;
	struct timeline timeline;
	struct view_files filed;
	struct cards similar;
	struct assignments units;
	const char *phone;		/* masked or, once asked for, whole; NULL: none was left */
	struct contact contact;		/* what is known about it */
	bool whole, may_contact, may_ask, may_note, may_moderate;
	bool may_part;			/* it is merged, and this caller may undo that */
	struct template_row_rows templates;
	const char *done;		/* a notice after an act; NULL */
	bool stale;			/* somebody moved it meanwhile: what was typed is kept below */
	const char *units_names;
};

/* The value of a move's field on this page: what was typed when this very move came back, else "". */
const char *desk_typed(const struct req *rq, const struct life_move *mv, const char *name);

#endif
