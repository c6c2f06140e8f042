/* arena.c - memory for one job: chunks in a list, freed whole. Not here: freeing a single thing. */
#include "base/base.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

/* Under AddressSanitizer what was not handed out is poisoned, so that an overrun inside a chunk is seen. */
#ifndef __has_feature
#define __has_feature(x) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || __has_feature(address_sanitizer)
#include <sanitizer/asan_interface.h>
#define POISON(p, n)   ASAN_POISON_MEMORY_REGION((p), (n))
#define UNPOISON(p, n) ASAN_UNPOISON_MEMORY_REGION((p), (n))
#define GAP 16
#else
#define POISON(p, n)   ((void)0)
#define UNPOISON(p, n) ((void)0)
#define GAP 0
#endif

#define ALIGN       16
#define CHUNK       ((size_t)32 * 1024)
#define RESERVE     ((size_t)256 * 1024)	/* untouched pages cost nothing until memory is gone */
#define ARENA_MAGIC 0x61726e61u

struct chunk {
	struct chunk *next;
	size_t size, used;			/* of data */
	_Alignas(ALIGN) unsigned char data[];
};

struct ending {
	struct ending *next;
	void (*fn)(void *arg);
	void *arg;
};

struct arena {
	unsigned magic;
	bool failed;
	struct chunk *chunks;			/* the first is the one being filled */
	struct chunk *first;			/* the one arena_clear keeps */
	struct chunk *reserve;			/* for the time after malloc has failed */
	struct ending *endings;			/* the last said first; in the arena's own memory */
};

static size_t
round_up(size_t n)
{
	return (n + ALIGN - 1) / ALIGN * ALIGN;
}

static struct chunk *
chunk_new(size_t size)
{
	struct chunk *c;

	if (size > SIZE_MAX - sizeof(*c))
		return NULL;
	c = malloc(sizeof(*c) + size);
	if (c == NULL)
		return NULL;
	c->next = NULL;
	c->size = size;
	c->used = 0;
	POISON(c->data, size);
	return c;
}

static void
chunk_free(struct chunk *c)
{
	if (c == NULL)
		return;
	UNPOISON(c->data, c->size);
	free(c);
}

static void
chunk_empty(struct chunk *c)
{
	c->used = 0;
	POISON(c->data, c->size);
}

/* n bytes of c, or NULL when it is too full. n is rounded already. Only what is handed out is zeroed: the reserve is
 * hardly ever touched, and a job takes little of its chunk. */
static void *
chunk_take(struct chunk *c, size_t n, size_t wanted)
{
	void *p;

	if (c->size - c->used < n)
		return NULL;
	p = c->data + c->used;
	c->used += n;
	UNPOISON(p, wanted);
	return memset(p, 0, wanted);
}

struct arena *
arena_new(void)
{
	struct arena *a = malloc(sizeof(*a));

	if (a == NULL)
		return NULL;
	*a = (struct arena){ .magic = ARENA_MAGIC };
	a->first = a->chunks = chunk_new(CHUNK);
	a->reserve = chunk_new(RESERVE);
	if (a->first == NULL || a->reserve == NULL) {
		chunk_free(a->first);
		chunk_free(a->reserve);
		free(a);
		return NULL;
	}
	return a;
}

static void
drop_chunks(struct arena *a)
{
	struct chunk *c, *next;

	for (c = a->chunks; c != NULL; c = next) {
		next = c->next;
		if (c != a->first)
			chunk_free(c);
	}
}

static void
run_endings(struct arena *a)
{
	struct ending *e = a->endings;

	a->endings = NULL;
	for (; e != NULL; e = e->next)
		e->fn(e->arg);
}

void
arena_at_end(struct arena *a, void (*fn)(void *arg), void *arg)
{
	struct ending *e = NEW(a, struct ending);

	*e = (struct ending){ a->endings, fn, arg };
	a->endings = e;
}

void
arena_free(struct arena *a)
{
	if (a == NULL)
		return;
	assert(a->magic == ARENA_MAGIC);
	run_endings(a);
	drop_chunks(a);
	chunk_free(a->first);
	chunk_free(a->reserve);
	a->magic = 0;
	free(a);
}

void
arena_clear(struct arena *a)
{
	assert(a->magic == ARENA_MAGIC);
	run_endings(a);
	drop_chunks(a);
	a->chunks = a->first;
	a->first->next = NULL;
	chunk_empty(a->first);
	chunk_empty(a->reserve);
	a->failed = false;
}

bool
arena_failed(const struct arena *a)
{
	return a->failed;
}

void *
arena_try(struct arena *a, size_t n)
{
	struct chunk *c;
	size_t need;
	void *p;

	assert(a->magic == ARENA_MAGIC);
	if (n > SIZE_MAX / 2)
		goto failed;
	need = round_up(n + 1) + GAP;		/* + 1: even nothing gets an address of its own */
	p = chunk_take(a->chunks, need, n);
	if (p != NULL)
		return p;
	c = chunk_new(need > CHUNK / 4 ? need : CHUNK);
	if (c == NULL)
		goto failed;
	if (need > CHUNK / 4) {
		/* a big thing gets a chunk of its own, behind the one being filled */
		c->next = a->chunks->next;
		a->chunks->next = c;
	} else {
		c->next = a->chunks;
		a->chunks = c;
	}
	return chunk_take(c, need, n);
failed:
	a->failed = true;
	return NULL;
}

void *
arena_alloc(struct arena *a, size_t n)
{
	void *p = arena_try(a, n);

	if (p == NULL && n <= RESERVE)
		p = chunk_take(a->reserve, round_up(n + 1) + GAP, n);
	if (p == NULL) {
		/* Nothing safe can be handed out: two owners of one place would be worse than an end. */
		fputs("qiao: out of memory, and the reserve of this job is used up\n", stderr);
		abort();
	}
	return p;
}

char *
arena_dup(struct arena *a, const void *p, size_t n)
{
	char *s;

	assert(n < SIZE_MAX);
	s = arena_alloc(a, n + 1);
	if (n > 0)
		memcpy(s, p, n);
	return s;
}

char *
arena_str(struct arena *a, const char *s)
{
	return s == NULL ? arena_dup(a, "", 0) : arena_dup(a, s, strlen(s));
}

char *
arena_fmt(struct arena *a, const char *fmt, ...)
{
	char *s, some[256];
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(some, sizeof(some), fmt, ap);
	va_end(ap);
	assert(n >= 0);
	if ((size_t)n < sizeof(some))
		return arena_dup(a, some, (size_t)n);
	s = arena_alloc(a, (size_t)n + 1);
	va_start(ap, fmt);
	vsnprintf(s, (size_t)n + 1, fmt, ap);
	va_end(ap);
	return s;
}
