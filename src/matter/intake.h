/*
 * intake.h - orders out of a table of another system (hotline 工单, grid case 网格案件): which column means what, what each row would
 * become, and making it so. Nothing is written before the second press; a row that came before is known by source and number.
 */
#ifndef QIAO_INTAKE_H
#define QIAO_INTAKE_H

#include "base/base.h"
#include "base/geo.h"
#include "formats/table.h"
#include "intake_sql.h"
#include "matter/matter.h"

struct calendar;

/* What a column may mean. NAME is there to be left out: a caller's name is dropped. */
#define INTAKE_TABLE(X)                                                                            \
	X(NUMBER, number) X(TITLE, title) X(WORDS, words) X(WHERE, where) X(PLACE, place) X(PHONE, phone) \
	X(NAME, name) X(CATEGORY, category) X(RECEIVED, received) X(DUE, due)
enum intake_field {
#define X(id, name) INTAKE_##id,
	INTAKE_TABLE(X)
#undef X
	INTAKE_FIELDS
};
const char *intake_field_name(enum intake_field f);	/* "number": the form's control */
enum msg intake_field_label(enum intake_field f);
struct intake_map {
	int column[INTAKE_FIELDS];			/* from 1; 0: the table has none */
};
const char *intake_map_text(struct arena *a, const struct intake_map *m);
bool intake_map_read(const char *text, struct intake_map *ret);

/* The row of names: a title may stand above it. Index in t->v; t has a row. */
size_t intake_head(struct arena *a, const struct table *t);
/* The columns as their names say, in Chinese or English. */
void intake_guess(struct arena *a, const struct row *head, struct intake_map *ret);
const char *intake_shape(struct arena *a, const struct row *head);		/* the same names in the same order: the same text */

/* "2026-11-25 10:30", "2026/11/25", "2026年11月25日", 20261125, a spreadsheet's serial number. False: none of these. */
bool intake_day(struct arena *a, const char *s, int32_t *ret);
/* The same, or a number of working days after `from` ("5", "5个工作日"). */
bool intake_due(struct arena *a, const char *s, int32_t from, const struct calendar *c, int32_t *ret);
/* Mobile numbers in words that will be public become 138****0000. */
const char *intake_mask(struct arena *a, const char *s);

enum order_kind { ORDER_NEW, ORDER_SAME, ORDER_MOVED, ORDER_WRONG, ORDER_KINDS };
struct order_fault {
	const char *column;		/* as the file calls it; "" the whole row */
	enum msg why;
};
struct order {
	int line;			/* in the file */
	enum order_kind kind;
	const char *number, *title, *body, *where, *phone, *category, *cells;
	int64_t place;			/* community */
	int32_t due, received;		/* 0: not said */
	struct order_fault fault;	/* ORDER_WRONG: the first one */
	int64_t known, row;		/* ORDER_SAME, ORDER_MOVED: the matter and the row of `outside` */
	const struct matter_card *like;	/* ORDER_NEW: an open matter that may be the same; NULL */
	int64_t into;			/* join that matter instead of making one */
	const struct stored_file *files;	/* photos that came along */
	size_t nfiles;
	const char *result;		/* not "": it was settled there, with this result */
	struct geo at;
};
struct orders {
	struct order *v;
	size_t n;
	size_t kinds[ORDER_KINDS];
};
/* What a service knows: the category a word means (never NULL), whether the caller may file in a community. */
struct intake_asks {
	const char *(*category)(struct arena *a, const char *words);
	bool (*may)(void *ctx, int64_t place);
	void *ctx;
};
/* Reads and judges every row below the head. */
struct err intake_plan(struct db *db, struct arena *a, struct env *env, int64_t area, const struct table *t, size_t head,
		       const struct intake_source_row *src, const struct intake_asks *asks, struct orders *ret);
/* Finds out for each order that has no fault whether it is known, and what is like it. */
struct err intake_know(struct db *db, struct arena *a, int64_t area, const char *source, struct orders *os);

/* Makes it so, in short write sections of some rows; a row that meanwhile came is not made twice. run 0: no run is counted. */
struct intake_job {
	struct store *store;
	struct env *env;
	int64_t area, run;
	struct who who;
	const char *source, *channel;
	bool on_behalf;			/* staff's account stands as who entered it */
};
struct intake_counts {
	int64_t made, joined, moved, same, wrong;
};
struct err intake_do(const struct intake_job *j, const struct orders *os, struct intake_counts *ret);

/* The file of a run: sealed until it is imported, a day at most. */
struct err intake_keep(struct store *s, struct arena *a, struct env *env, int64_t area, int64_t account, const char *name, struct bytes file,
		       int64_t *run);
/* The run is imported: said so on disk, and its file is gone. */
struct err intake_finish(struct store *s, int64_t area, int64_t run);
struct err intake_given(struct store *s, int64_t area, int64_t source);	/* replies went out just now */
struct err intake_sweep(struct store *s, int64_t area);		/* files that are imported or a day old are gone afterwards */

/* Requests of another GeoReport v2 endpoint: a saved requests.json or requests.xml, told apart by its first letter. 422
 * intake.err_open311. */
struct err intake_open311(struct arena *a, struct bytes file, struct orders *ret);

#endif
