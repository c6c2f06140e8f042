/* finance_match.h - inside finance: one firm against the whole handbook. Pure. */
#ifndef QIAO_FINANCE_MATCH_H
#define QIAO_FINANCE_MATCH_H

#include "services/finance/finance_product.h"

struct fin_match {
	struct fin_fit *fits;			/* one for each product of the handbook */
	size_t *order;				/* their numbers: by cost a year, then as in the handbook */
	size_t count[FIT_COUNT];
	struct fin_changes changes;
};
struct err fin_match(struct arena *a, struct env *env, const struct fin_handbook *book, const struct value *facts, struct fin_match *ret);

#endif
