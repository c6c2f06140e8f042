/*
 * shelf.h - things dear to make that many requests use: a compiled table, an index. Each stands under a key that names
 * what it was made of (a hash of the text, a stamp that changes with every writing), so a thing can be unused but never
 * stale. It is held until the arena that took it is cleared or freed; one that nobody holds may be dropped for room.
 * A thing that is changed in place instead of made anew locks itself and says of when it is (services/finance/finance_book.c).
 * Not here: what is rendered for one reader (web/kept.c), and looking after changes: who takes says what it wants.
 */
#ifndef QIAO_SHELF_H
#define QIAO_SHELF_H

#include "base/base.h"

#include <pthread.h>

#define SHELF_ROOM 6			/* things on one shelf; more only while all are held */
#define SHELF_KEY  128			/* bytes of a key, with its end */

struct shelf_thing;
struct shelf {				/* one for each kind of thing, for the life of the process */
	pthread_mutex_t lock;
	pthread_cond_t made;
	struct shelf_thing *things;
	uint64_t clock;			/* counts takings */
};
#define SHELF_INIT { .lock = PTHREAD_MUTEX_INITIALIZER, .made = PTHREAD_COND_INITIALIZER }

/* Makes the thing of a key; in `a`, which is the thing's own and freed with it. end (may be NULL) is called before that. */
typedef struct err shelf_make(void *ctx, struct arena *a, void **ret);
typedef void shelf_end(void *thing);

/*
 * The thing of that key, made when it is not there: one caller makes, others of the same key wait for it. Nobody may write
 * to it, unless it locks itself. Held until `hold` is cleared or freed. Errors of make are returned and kept nowhere. 503 err.busy: no memory.
 */
struct err shelf_take(struct shelf *s, struct arena *hold, const char *key, shelf_make *make, shelf_end *end, void *ctx, const void **ret);
size_t shelf_count(struct shelf *s);	/* things on it now */
void shelf_clear(struct shelf *s);	/* drops what nobody holds: for tests and the end of a process */

#endif
