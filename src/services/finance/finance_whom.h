/*
 * finance_whom.h - inside finance: one rule against the firms that allowed it (finance_consent.h). A firm's need is not kept, so what a
 * rule says of amount, term and purpose is left out: counted is whom the product could serve at all.
 */
#ifndef QIAO_FINANCE_WHOM_H
#define QIAO_FINANCE_WHOM_H

#include "services/finance/finance_consent.h"

#define FIN_WHOM_LEAST 5			/* a smaller number is not told: it could point at a firm */

struct fin_whom {
	size_t all;				/* firms that allow to be counted, with a figure or without */
	size_t fits, unknown;			/* unknown: a figure is missing, or was not allowed */
	struct fin_firm_row *v;			/* of those that fit, the ones that let this institution look, the oldest first */
	size_t n;
};
/* org: an institution, or FIN_BUREAU. list: fill v (the caller logs the looks). 503. */
struct err fin_whom(struct db *db, struct arena *a, struct env *env, int64_t area, int64_t org, int32_t day, const struct fin_rule *r, bool list,
		    struct fin_whom *ret);

#endif
