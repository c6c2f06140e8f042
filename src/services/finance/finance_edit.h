/* finance_edit.h - inside finance: the form of a product's version: filled from what is kept, read back, checked. */
#ifndef QIAO_FINANCE_EDIT_H
#define QIAO_FINANCE_EDIT_H

#include "services/finance/finance_view.h"

void fin_edit_fill(struct req *rq, const struct fin_product *p, struct fin_edit_view *v);
void fin_edit_take(struct req *rq, struct fin_edit_view *v);		/* as typed */
/* Faults stand at their fields. send: all must be there and the examples come out as said; else only what is typed must be readable. */
void fin_edit_check(struct req *rq, struct fin_edit_view *v, bool send, struct fin_product *p);

#endif
