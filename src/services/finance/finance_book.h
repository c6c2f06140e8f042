/*
 * finance_book.h - inside finance: the handbook kept between requests: each rule in force compiled once and in the match index. When a
 * product changes it is changed in place; who asks gets what is in force on its day in its own snapshot. Not here: the rows as pages
 * show them (they are read anew, an institution may have a new name).
 */
#ifndef QIAO_FINANCE_BOOK_H
#define QIAO_FINANCE_BOOK_H

#include "finance_sql.h"
#include "services/finance/finance_index.h"

struct fin_batch;
struct fin_book_row {
	int64_t version, number, cost;		/* fin_version.id; fin_product.number; a year, in 1/100 per cent */
	struct fin_rule rule;
	struct fin_batch *batch;		/* where its memory is */
};
struct fin_book {
	struct fin_index ix;			/* rules by a number of the book's own */
	struct fin_book_row **rows;		/* by the same number; NULL: none */
	const uint32_t *order;			/* n numbers, the cheapest first, then as in the handbook */
	size_t n;
	unsigned asked;				/* 1 << enum fin_field_no some rule asks about */
};

typedef struct err fin_book_fn(void *ctx, struct arena *a, const struct fin_book *b);
/* Calls use with the book of that day; nobody changes it meanwhile, and others may use it. Errors of use, or of bringing it up to date. */
struct err fin_book_use(struct db *db, struct arena *a, int64_t area, int32_t day, fin_book_fn *use, void *ctx);
/* Inside use: this row and its rule stay until the arena is cleared or freed, whatever becomes of the book. */
void fin_book_hold(struct arena *a, const struct fin_book_row *r);
void fin_book_forget(void);			/* drops what nobody uses: for tests */

#endif
