/* kinds.h - inside matter: the process's life cycles and settings. */
#ifndef QIAO_KINDS_H
#define QIAO_KINDS_H

#include "base/base.h"
#include "matter/erase.h"
#include "matter/matter.h"

const struct matter_conf *matter_conf(void);
fact_fn matter_fact_fn(void);
#define MATTER_SERVICES 4
erase_fn matter_erase_fn(size_t i);			/* NULL past the last service that keeps words of its own */
/* Calls the listener, if there is one. */
struct err matter_told(struct db *w, struct act *act, const struct matter *before, int64_t matter, const char *act_name);
/* The i-th kind's present life cycle; NULL past the last. */
const struct lifecycle *matter_lifecycle_at(size_t i);
/* Only what is in memory already; NULL otherwise. */
const struct lifecycle *matter_lifecycle_known(const char *hash);

#endif
