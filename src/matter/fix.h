/*
 * fix.h - a person's own words corrected (PIPL art. 46). At once while nobody can have built on them; afterwards the community
 * decides, within FIX_DAYS. Both texts are kept, for the author and for moderators. Not here: words a moderator takes out
 * (ruling.c), erasing (erase.h).
 */
#ifndef QIAO_FIX_H
#define QIAO_FIX_H

#include "base/base.h"
#include "fix_sql.h"
#include "matter/matter.h"

#define FIX_DAYS 30		/* an answer is owed within thirty days (GB/T 35273-2020 §8.7) */

struct fix_ask {
	int64_t matter;
	int64_t remark;			/* 0: the matter's own title and body */
	const char *title, *body;	/* as they should be; title of a matter only */
	const char *reason;		/* for the community; may be "" where it is done at once */
	int64_t version;		/* of the matter, as seen */
};
/* Is it done at once? A matter in its first state that nobody has supported or commented on; a comment not yet shown. */
bool fix_at_once(const struct matter *m, const struct remark_get *r);
/* By the author, signed in. *ret: the request, *done: it is corrected already. 403 matter.err_role; 404; 409 err.stale,
 * matter.err_fix_waits (one about these words waits already); 422 matter.err_words, matter.err_empty, matter.err_long,
 * matter.err_same, matter.err_fix_reason. */
struct err fix_put(struct db *w, struct act *act, const struct fix_ask *f, int64_t *ret, bool *done);
/* By a moderator, not by the author. answer: told to the author, required where it is refused. 403 matter.err_role; 404; 409
 * matter.err_decided, matter.err_fix_old (the words were changed meanwhile); 422 matter.err_fix_answer, matter.err_long. */
struct err fix_answer(struct db *w, struct act *act, int64_t id, bool accept, const char *answer);

#endif
