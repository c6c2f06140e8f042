/* council_letters.h - inside council: what became of the letters to units, and those that did not arrive as tasks. */
#ifndef QIAO_COUNCIL_LETTERS_H
#define QIAO_COUNCIL_LETTERS_H

#include "base/base.h"
#include "council_letters_sql.h"
#include "matter/matter.h"
#include "post/post.h"
#include "services/council/council_view.h"
#include "web/web.h"

/* An assignment's letters, newest first; none when they cannot be read. */
struct post_items letters_of(struct req *rq, int64_t assignment);
const char *letters_state(struct req *rq, const char *state);		/* "没有送到" */
const char *letters_chip(const char *state);				/* " q-chip--bad" */
const char *letters_why(struct req *rq, const char *error);
const char *letters_state_why(struct req *rq, const struct post_item *it);
/* How many about matters of the place (0: the district) did not arrive. */
struct err letters_count(struct req *rq, int64_t place, int64_t *ret);

#endif
