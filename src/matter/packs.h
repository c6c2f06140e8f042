/*
 * packs.h - the rule packs of this process: DATA/rules/packs first, then the built-in ones. Filled once at start
 * (packs_init), read-only after that. A decision stores pack->id and pack->version beside its counts and its verdict, so
 * a pack that changes later never changes an old decision.
 */
#ifndef QIAO_PACKS_H
#define QIAO_PACKS_H

#include "matter/pack.h"

/* A file of DATA/rules/packs that is no pack stops the start: the log names file, line and fault. */
struct err packs_init(const char *data);
/* In force on that day; NULL: none. */
const struct pack *packs_find(const char *id, int32_t day);
/* All of this process, the data folder's first; *n is set. */
const struct pack *const *packs_all(size_t *n);
/* The i-th of those in force on that day, an id once; NULL past the last: for a list to choose from. */
const struct pack *packs_on(int32_t day, size_t i);
/* A version by its hash, in memory or NULL. */
const struct pack *packs_version(const char *version);

#endif
