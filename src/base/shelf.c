/* shelf.c - things kept between requests, each under the key of what it was made of. */
#include "base/shelf.h"

#include <stdlib.h>

#include "base_msg.h"

struct shelf_thing {
	struct shelf_thing *next;
	struct shelf *shelf;
	struct arena *a;
	void *thing;			/* NULL: it is being made */
	shelf_end *end;
	uint64_t used;			/* the shelf's clock when it was last taken */
	unsigned holders;
	char key[SHELF_KEY];
};

static void
thing_free(struct shelf_thing *t)
{
	if (t->thing && t->end)
		t->end(t->thing);
	arena_free(t->a);
	free(t);
}

static void
unlink_thing(struct shelf *s, struct shelf_thing *t)
{
	struct shelf_thing **at = &s->things;

	while (*at != t)
		at = &(*at)->next;
	*at = t->next;
}

/* Takes out what was longest not asked for and is held by nobody, until so many are left. The lock is held; the list is
 * freed by the caller without it. */
static struct shelf_thing *
thin_out(struct shelf *s, size_t leave)
{
	struct shelf_thing *gone = NULL, *old;
	size_t n = 0;

	for (struct shelf_thing *t = s->things; t; t = t->next)
		n++;
	for (; n > leave; n--) {
		old = NULL;
		for (struct shelf_thing *t = s->things; t; t = t->next)
			if (!t->holders && (!old || t->used < old->used))
				old = t;
		if (!old)
			break;
		unlink_thing(s, old);
		old->next = gone;
		gone = old;
	}
	return gone;
}

static void
free_all(struct shelf_thing *t)
{
	for (struct shelf_thing *next; t; t = next) {
		next = t->next;
		thing_free(t);
	}
}

static void
let_go(void *arg)
{
	struct shelf_thing *t = arg, *gone;
	struct shelf *s = t->shelf;

	pthread_mutex_lock(&s->lock);
	t->holders--;
	gone = thin_out(s, SHELF_ROOM);
	pthread_mutex_unlock(&s->lock);
	free_all(gone);
}

static struct shelf_thing *
find(struct shelf *s, const char *key)
{
	struct shelf_thing *t = s->things;

	while (t && strcmp(t->key, key) != 0)
		t = t->next;
	return t;
}

/* A place for the key, held by us and empty. The lock is held. NULL: no memory. */
static struct shelf_thing *
place_new(struct shelf *s, const char *key, shelf_end *end)
{
	struct shelf_thing *t = calloc(1, sizeof(*t));

	if (!t)
		return NULL;
	t->a = arena_new();
	if (!t->a) {
		free(t);
		return NULL;
	}
	assert(strlen(key) < SHELF_KEY);
	memcpy(t->key, key, strlen(key) + 1);
	t->shelf = s;
	t->end = end;
	t->holders = 1;
	t->next = s->things;
	s->things = t;
	return t;
}

/* Made without the lock. What could not be made leaves the shelf: who waits tries for itself. */
static struct err
fill(struct shelf *s, struct shelf_thing *t, shelf_make *make, void *ctx)
{
	void *thing = NULL;
	struct err e = make(ctx, t->a, &thing);
	struct shelf_thing *gone;

	if (!e.code && arena_failed(t->a)) {
		if (thing && t->end)
			t->end(thing);
		e = FAIL(503, M_err_busy);
	}
	assert(e.code || thing);
	pthread_mutex_lock(&s->lock);
	if (e.code)
		unlink_thing(s, t);
	else
		t->thing = thing;
	gone = thin_out(s, SHELF_ROOM);
	pthread_cond_broadcast(&s->made);
	pthread_mutex_unlock(&s->lock);
	free_all(gone);
	if (e.code)
		thing_free(t);
	return e;
}

struct err
shelf_take(struct shelf *s, struct arena *hold, const char *key, shelf_make *make, shelf_end *end, void *ctx, const void **ret)
{
	struct shelf_thing *t;
	bool there;

	pthread_mutex_lock(&s->lock);
	while ((t = find(s, key)) && !t->thing)
		pthread_cond_wait(&s->made, &s->lock);
	there = t;
	if (there)
		t->holders++;
	else
		t = place_new(s, key, end);
	if (t)
		t->used = ++s->clock;
	pthread_mutex_unlock(&s->lock);
	if (!t)
		return FAIL(503, M_err_busy);
	if (!there)
		TRY(fill(s, t, make, ctx));
	arena_at_end(hold, let_go, t);
	*ret = t->thing;
	return OK;
}

size_t
shelf_count(struct shelf *s)
{
	size_t n = 0;

	pthread_mutex_lock(&s->lock);
	for (struct shelf_thing *t = s->things; t; t = t->next)
		n++;
	pthread_mutex_unlock(&s->lock);
	return n;
}

void
shelf_clear(struct shelf *s)
{
	struct shelf_thing *gone;

	pthread_mutex_lock(&s->lock);
	gone = thin_out(s, 0);
	pthread_mutex_unlock(&s->lock);
	free_all(gone);
}
