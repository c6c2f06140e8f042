/* ruling.h - inside matter: a ruling made along with another act. */
#ifndef QIAO_RULING_H
#define QIAO_RULING_H

#include "base/base.h"
#include "matter/matter.h"

struct entry_draft;

/* A comment that is not shown: its ruling, touched by the entry e of the refusal. */
struct err ruling_refused(struct db *w, struct act *act, struct entry_draft *e, const struct remark_get *r, const char *reason);

#endif
