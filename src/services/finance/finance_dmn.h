/* finance_dmn.h - inside finance: a product's rule as a DMN 1.5 model other programs read (`qiao decide` too). */
#ifndef QIAO_FINANCE_DMN_H
#define QIAO_FINANCE_DMN_H

#include "services/finance/finance_product.h"

/* Input data for each field that is asked about, a decision with one entry for each condition, one for the limit. */
void fin_dmn_write(struct out *o, const struct fin_product *p, const struct fin_rule *r);

#endif
