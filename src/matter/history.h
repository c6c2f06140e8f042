/*
 * history.h - entries: what happened, chained per matter and numbered per area (DESIGN §3). Private to matter and to the
 * services' effects. An entry's payload is made by reading the touched rows before and after the change: nobody can
 * change a shown field and forget to say so.
 */
#ifndef QIAO_HISTORY_H
#define QIAO_HISTORY_H

#include "base/base.h"
#include "matter/matter.h"

struct sql;

/* A table with shown fields. select takes (area, id) and gives exactly `columns`, in order; types: 'i' or 't'. */
struct shown {
	const char *table;
	const struct sql *select;
	const char *const *columns;	/* NULL-terminated */
	const char *types;		/* one letter per column */
	bool shared;			/* rows may be touched by entries of several matters */
	const struct sql *ids;		/* takes (area, matter): ids of its rows; shared: takes (area, 0), all of them. NULL: the matter itself */
};
extern const struct shown shown_matter, shown_assignment, shown_remark, shown_ruling, shown_call, shown_fix;

struct entry_draft;
struct entry_draft *entry_begin(struct arena *a, const char *act);
/* The matter is filed in this section, at this time: nothing comes before the entry. */
void entry_first(struct entry_draft *e, int64_t at);
void entry_say(struct entry_draft *e, const char *name, const char *words);		/* shown in the timeline by name */
void entry_say_staff(struct entry_draft *e, const char *name, const char *words);	/* staff only */
void entry_ref(struct entry_draft *e, const char *name, int64_t id);			/* e.g. assignment it speaks of */
void entry_file(struct entry_draft *e, const struct stored_file *f);			/* its hashes are part of the payload */
/* Call before changing the row (and for a new row, before inserting it). */
struct err entry_touch(struct db *w, struct entry_draft *e, int64_t area, const struct shown *t, int64_t id);
/* The entry will say every column of the row, also those that stay: for rows whose earlier words are erased. */
struct err entry_restate(struct db *w, struct entry_draft *e, int64_t area, const struct shown *t, int64_t id);
/* The entry says that the body of entry `id` was deleted: verify allows it for those alone (erase.c). */
void entry_erases(struct entry_draft *e, int64_t id);
/* The descriptor of a table with shown fields, matter's own or a service's; NULL when there is none. */
const struct shown *shown_find(const char *table);
/* Reads the touched rows again, writes entry, body and file rows, moves matter.version, head and updated. m is refreshed. */
struct err entry_commit(struct db *w, struct act *act, int64_t matter, struct entry_draft *e);

/* Hash of one entry: H(prev, area, matter, seq, id, at, actor, role, act, log_no, commitment), fields length-prefixed. */
struct entry_core {
	int64_t area, matter, seq, id, at, actor, log_no;
	const char *role, *act;
	const unsigned char *prev, *commitment;
};
void entry_hash(struct arena *a, const struct entry_core *c, unsigned char ret[32]);

#endif
