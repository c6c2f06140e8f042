/* finance_match.h - inside finance: one firm against the whole handbook. */
#ifndef QIAO_FINANCE_MATCH_H
#define QIAO_FINANCE_MATCH_H

#include "services/finance/finance_book.h"

struct fin_answer_row {
	const struct fin_version_row *r;
	const struct fin_fit *fit;
};
struct fin_match {
	size_t all, count[FIT_COUNT];		/* products of the handbook; of each class */
	struct fin_answer_row *rows[FIT_COUNT];	/* with reasons: the cheapest first; of FIT_NOT those first that two conditions stop */
	size_t n[FIT_COUNT];			/* rows, at most as many as were asked for */
	struct fin_changes changes;
};
bool fin_match_more(const struct fin_match *m);	/* some class has more than its rows */
#define FIN_SHOWN 50				/* rows of a class that a page shows unless asked for all */

/* What some rule asks about: 1 << enum fin_field_no. */
struct err fin_asked(struct db *db, struct arena *a, int64_t area, int32_t day, unsigned *ret);
/* facts: F_COUNT values. most: rows of each class. */
struct err fin_match(struct db *db, struct arena *a, struct env *env, int64_t area, int32_t day, const struct value *facts, size_t most,
		     struct fin_match *ret);
/* Only whether a product fits or could with more figures, and on which fields some product's conditions fail. */
struct err fin_match_stops(struct db *db, struct arena *a, struct env *env, int64_t area, int32_t day, const struct value *facts, bool *served,
			   unsigned *stops);

#endif
