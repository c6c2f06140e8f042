/*
 * council_own.h - a copy of everything kept about one person, as a text that the person can read and keep (PIPL 45).
 * Not here: who may have it (council_own_web.c gives it to the person alone; `qiao own` to the keeper of the server).
 */
#ifndef QIAO_COUNCIL_OWN_H
#define QIAO_COUNCIL_OWN_H

#include "base/base.h"

struct db;
/* UTF-8 text, one heading for each kind of thing, oldest first, into o. 404 when there is no such account. */
struct err own_write(struct db *db, struct arena *a, const struct env *env, int64_t area, int64_t account, int64_t now, enum lang l,
		     struct out *o);

#endif
