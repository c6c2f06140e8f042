/* step.h - inside matter: pieces of the mover that other files of this room need. */
#ifndef QIAO_STEP_H
#define QIAO_STEP_H

#include "base/base.h"
#include "matter/matter.h"

/* Writes state, since, due and closed for entering `to`. */
struct err matter_enter(struct db *w, struct act *act, const struct matter *m, const struct life_state *to);

/* 409 err.stale when somebody moved m or changed its words after `version`, which its reader saw; below 0: not asked. */
struct err matter_stale(struct db *w, struct act *act, const struct matter *m, int64_t version);
/* "Not solved", said by a rating or on the telephone: back to work through the life cycle's own move, when it has one from here. */
struct err matter_unsolved(struct db *w, struct act *act, const struct matter *m, const char *body);

/* The search row: title, words, place, number and the published result. */
struct err matter_index(struct db *w, struct act *act, int64_t id);

#endif
