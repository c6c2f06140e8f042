/* finance_dmn.h - inside finance: a product's rule as a DMN 1.5 model other programs read (`qiao decide` too). */
#ifndef QIAO_FINANCE_DMN_H
#define QIAO_FINANCE_DMN_H

#include "services/finance/finance_product.h"

/* Input data for each field that is asked about, a decision with one entry for each condition, one for the limit. */
void fin_dmn_write(struct out *o, const struct fin_product *p, const struct fin_rule *r);

struct fin_dmn_bad {
	int line;				/* of the file; 0 = the whole */
	enum msg why;				/* {1} what, {2} line */
	const char *what;
};
/*
 * The other way: conditions, limit and term out of a file like those of fin_dmn_write; the rest of p stays. False: *bad says where and
 * why; p is then half changed and must not be kept.
 */
bool fin_dmn_read(struct arena *a, const char *text, size_t n, struct fin_product *p, struct fin_dmn_bad *bad);

#endif
