/*
 * sum.c - numbers that many members of a group add to (the figures). What a member adds waits until its group is committed; then
 * it is summed up by key, and each key is written once for the group instead of once for each member. What a failed member
 * has added is forgotten with it; a group whose sums cannot be written is lost.
 */
#include "store/store_int.h"
#include "base_msg.h"

#include <stdlib.h>

/* One number that waits. They lie behind each other in one piece of memory, each at a multiple of 8. */
struct waiting_sum {
	const struct sums *of;
	int64_t n;
	uint32_t size;			/* of the whole, up to the next one */
	uint32_t nkey;
	bool none;			/* no number: those before it whose key begins with this one are worth nothing */
	unsigned char key[] __attribute__((aligned(8)));
};

static struct waiting_sum *
sum_at(const struct store *s, size_t at)
{
	return (struct waiting_sum *)(void *)(s->sums + at);
}

static struct err
sum_put(struct db *w, const struct waiting_sum *x, const void *key)
{
	size_t size = (sizeof(*x) + x->nkey + 7) & ~(size_t)7;
	struct store *s = w->s;
	struct waiting_sum *t;

	assert(w->writer);
	if (s->sums_room - s->nsums < size) {
		size_t room = 2 * s->sums_room + size + 4096;
		unsigned char *p = realloc(s->sums, room);

		if (p == NULL)
			return FAIL(503, M_err_busy);
		s->sums = p;
		s->sums_room = room;
	}
	t = sum_at(s, s->nsums);
	*t = *x;
	t->size = (uint32_t)size;
	memcpy(t->key, key, x->nkey);
	s->nsums += size;
	return OK;
}

struct err
store_sum(struct db *w, const struct sums *of, const void *key, size_t nkey, int64_t n)
{
	assert(nkey < UINT16_MAX);
	return n ? sum_put(w, &(struct waiting_sum){ .of = of, .n = n, .nkey = (uint32_t)nkey }, key) : OK;
}

struct err
store_sum_none(struct db *w, const struct sums *of, const void *key, size_t nkey)
{
	assert(nkey < UINT16_MAX);
	return sum_put(w, &(struct waiting_sum){ .of = of, .nkey = (uint32_t)nkey, .none = true }, key);
}

void
sum_forget(struct store *s, size_t n)
{
	if (s->nsums > n)
		s->nsums = n;
}

static int
by_key(const void *a, const void *b)
{
	const struct waiting_sum *x = *(struct waiting_sum *const *)a, *y = *(struct waiting_sum *const *)b;

	if (x->of != y->of)
		return (uintptr_t)x->of < (uintptr_t)y->of ? -1 : 1;
	if (x->nkey != y->nkey)
		return x->nkey < y->nkey ? -1 : 1;
	return memcmp(x->key, y->key, x->nkey);
}

static bool
is_gone(const struct waiting_sum *x, const struct waiting_sum *none)
{
	return x->of == none->of && x->nkey >= none->nkey && memcmp(x->key, none->key, none->nkey) == 0;
}

/* Those that count, in the order they came; how many. */
static size_t
sums_list(const struct store *s, struct waiting_sum **v)
{
	size_t n = 0;

	for (size_t at = 0; at < s->nsums; at += sum_at(s, at)->size) {
		struct waiting_sum *t = sum_at(s, at);
		size_t kept = 0;

		if (!t->none) {
			v[n++] = t;
			continue;
		}
		for (size_t i = 0; i < n; i++)
			if (!is_gone(v[i], t))
				v[kept++] = v[i];
		n = kept;
	}
	return n;
}

struct err
sum_write(struct store *s)
{
	struct waiting_sum **v;
	struct err e = OK;
	size_t n;

	if (!s->nsums)
		return OK;
	v = malloc(s->nsums / sizeof(struct waiting_sum) * sizeof(struct waiting_sum *));
	if (v == NULL)
		return FAIL(503, M_err_busy);
	n = sums_list(s, v);
	qsort(v, n, sizeof(struct waiting_sum *), by_key);
	for (size_t i = 0, from = 0; i < n && !e.code; from = i) {
		int64_t sum = 0;

		for (; i < n && by_key(&v[i], &v[from]) == 0; i++)
			sum += v[i]->n;
		if (sum)
			e = v[from]->of->add(s->writer, v[from]->key, v[from]->nkey, sum);
	}
	free(v);
	s->nsums = 0;
	return e;
}
