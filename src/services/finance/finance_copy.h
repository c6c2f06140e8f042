/*
 * finance_copy.h - inside finance: what is kept about a person or a firm as a text to take away, and how it is forgotten. Not here: a
 * matter's own history (matter/erase.h). PIPL articles 45 and 47: a copy for whom it is about, deletion when they ask.
 */
#ifndef QIAO_FINANCE_COPY_H
#define QIAO_FINANCE_COPY_H

#include "services/finance/finance_consent.h"

struct erasing;

/* A firm's profile, figures, qualifications, who speaks for it, what it allows, who looked, and the needs this account filed for it. */
struct err fin_firm_copy(struct db *db, struct arena *a, const struct env *env, int64_t area, const struct fin_firm *f, int64_t account,
			 int64_t now, enum lang l, struct out *o);
/* Inside a write section: figures, qualifications, name and code go, everybody stops speaking for it, consents end. What it allowed and who
 * looked stays, as the proof that they might. Its code can be registered again. Needs are matters: they are withdrawn or erased there. */
struct err fin_firm_drop(struct db *w, const struct fin_by *by, int64_t firm);

/* For the erase command (matter/erase.h), and for a person's own copy. */
struct err fin_forget(struct db *w, struct arena *a, int64_t area, int64_t matter, int64_t account, struct erasing *x);
struct err fin_own(struct db *db, struct arena *a, const struct env *env, int64_t area, int64_t account, enum lang l, struct out *o);

#endif
