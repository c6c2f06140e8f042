/* call.h - call-backs (回访): staff call whoever raised a settled matter and write down what was said. */
#ifndef QIAO_CALL_H
#define QIAO_CALL_H

#include "base/base.h"
#include "matter/matter.h"

/* Tries in vain after which a matter leaves the list. Our own choice: no published rule was found. */
#define CALL_TRIES 3
/* Days after a result in which whoever raised the matter is asked about it, by telephone and by the letter's link. Our own choice too:
 * who is called months later no longer remembers. */
#define CALL_DAYS  60

int64_t call_since(struct env *e);		/* results before this instant are no longer called about */

struct calling_back {
	int64_t matter;
	bool reached;
	int responded, solved;		/* 1 yes, 0 no, -1 not said */
	int score;			/* 4 very satisfied … 1 not satisfied, 0 not said */
	const char *words;		/* for staff; required when it is not solved */
};
/* Writes one try. "Not solved" reopens the matter as a rating does. 422 when nothing is published or somebody was heard, or words
 * are missing. */
struct err matter_call_back(struct db *w, struct act *act, const struct calling_back *c);
/* Does the last call that reached somebody since the result say that it is not solved? For guards. */
struct err call_says_unsolved(struct db *db, struct arena *a, int64_t area, const struct matter_get *m, bool *ret);

#endif
