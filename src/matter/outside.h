/*
 * outside.h - an order of another system (city hotline, grid platform, another Open311) behind a matter: its number there and
 * the day it wants its answer, which counts when it is earlier than the state's own day.
 */
#ifndef QIAO_OUTSIDE_H
#define QIAO_OUTSIDE_H

#include "base/base.h"
#include "matter/matter.h"
#include "outside_sql.h"

struct shown;
extern const struct shown shown_outside;

struct outside_new {
	const char *source, *number;	/* unique together */
	int32_t due, received;		/* days; 0: not said */
	const char *cells;		/* JSON of its row, without contacts; "[]": none */
};
/* Inside an entry of the matter: its new row. 409 when source and number are there already. */
struct err outside_put(struct db *w, struct act *act, struct entry_draft *e, int64_t matter, const struct outside_new *o);
/* One more order for a matter that is there; its own entry. */
struct err outside_attach(struct db *w, struct act *act, int64_t matter, const struct outside_new *o);
/* The other system set another day (o->due; 0: none) for the order of this row; its own entry. */
struct err outside_move(struct db *w, struct act *act, int64_t matter, int64_t id, const struct outside_new *o);
/* The state's own day (0: none), or the earlier one of an order from outside while the matter has no result. */
struct err outside_due_of(struct db *db, struct arena *a, int64_t area, int64_t matter, const struct life_state *st, const char *outcome,
			  int64_t own, int64_t *ret);

#endif
