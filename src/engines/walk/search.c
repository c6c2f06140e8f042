/* search.c - shortest distances on a net: Dial's buckets, and a plain heap as oracle (reach.h). */
#include "engines/walk/reach.h"
#include "walk_msg.h"
#include "base_msg.h"

/*
 * A bucket is WIDE dm wide: few of them, so their heads stay in the nearest cache. Within one a node may be reached again by a shorter way
 * (Meyer & Sanders 2003); it is then put in once more, and what it was before is skipped. Nothing is behind a bucket that was emptied.
 */
#define WIDE_BITS 7
#define WIDE (1u << WIDE_BITS)

struct walk_entry {
	uint32_t node, dist, next;
};

struct walk_search *
walk_search_new(struct arena *a, const struct walk_net *net, uint32_t max_seed, size_t nseeds)
{
	struct walk_search *s = NEW(a, struct walk_search);
	uint32_t span = net->longest > max_seed ? net->longest : max_seed, buckets = 64;

	while (buckets <= (span >> WIDE_BITS) + 1)
		buckets *= 2;
	s->n = net->n;
	s->mask = buckets - 1;
	s->cap = 2 * net->m + (uint32_t)nseeds + 1;
	s->dist = arena_try(a, ((size_t)net->n + 1) * sizeof(*s->dist));
	s->owner = arena_try(a, ((size_t)net->n + 1) * sizeof(*s->owner));
	s->touched = arena_try(a, ((size_t)net->n + 1) * sizeof(*s->touched));
	s->head = arena_try(a, buckets * sizeof(*s->head));
	s->bits = arena_try(a, buckets / 64 * sizeof(*s->bits));
	s->entry = arena_try(a, s->cap * sizeof(*s->entry));
	if (!s->dist || !s->owner || !s->touched || !s->head || !s->bits || !s->entry)
		return NULL;
	memset(s->dist, 0xff, net->n * sizeof(*s->dist));
	return s;
}

static inline __attribute__((always_inline)) void
push(struct walk_search *s, uint32_t node, uint32_t dist)
{
	uint32_t b = dist >> WIDE_BITS & s->mask, e = s->spare;

	if (e == WALK_NONE)
		e = s->nentries++;
	else
		s->spare = s->entry[e].next;
	uint64_t bit = UINT64_C(1) << (b & 63);

	s->entry[e] = (struct walk_entry){ node, dist, s->bits[b >> 6] & bit ? s->head[b] : WALK_NONE };
	s->bits[b >> 6] |= bit;
	s->head[b] = e;
}

/* What was done with, and what was reached by a shorter way since, goes; the rest takes its place: at most one entry for each node. */
static __attribute__((noinline)) void
tidy(struct walk_search *s)
{
	uint32_t n = s->nentries;

	memset(s->bits, 0, (s->mask + 1) / 8);
	s->nentries = 0;
	s->spare = WALK_NONE;
	for (uint32_t e = 0; e < n; e++)
		if (s->dist[s->entry[e].node] == s->entry[e].dist)
			push(s, s->entry[e].node, s->entry[e].dist);
}

/* The first bucket at or behind `at` that holds something; the next bits are looked at 64 at a time. False: all are empty. */
static inline bool
next_bucket(const struct walk_search *s, uint32_t *at)
{
	uint32_t words = (s->mask + 1) / 64, w = (*at & s->mask) >> 6, first = *at & 63;
	uint64_t v = s->bits[w] >> first << first;

	for (uint32_t i = 0; i <= words; i++) {
		if (v) {
			uint32_t b = w * 64 + (uint32_t)__builtin_ctzll(v);
			*at += (b - *at) & s->mask;
			return true;
		}
		w = w + 1 == words ? 0 : w + 1;
		v = s->bits[w];
	}
	return false;
}

static inline __attribute__((always_inline)) void
seed(struct walk_search *s, const struct walk_seed *seeds, size_t n, uint32_t limit)
{
	for (size_t i = 0; i < n; i++) {
		uint32_t v = seeds[i].node;

		if (seeds[i].dist >= s->dist[v] || seeds[i].dist > limit)
			continue;
		if (s->dist[v] == WALK_FAR)
			s->touched[s->ntouched++] = v;
		s->dist[v] = seeds[i].dist;
		s->owner[v] = seeds[i].owner;
		push(s, v, seeds[i].dist);
	}
}

/* One body, compiled for each of its uses: what a use does not need costs it nothing. */
static inline __attribute__((always_inline)) void
run(struct walk_search *s, const struct walk_net *net, uint32_t limit, bool bounded, bool owners)
{
	uint32_t *const dist = s->dist;

	for (uint32_t at = 0; next_bucket(s, &at);) {
		uint32_t b = at & s->mask, e;

		if (s->nentries + net->m > s->cap)	/* one round adds no more than an entry for each arc */
			tidy(s);
		e = s->head[b];
		s->bits[b >> 6] &= ~(UINT64_C(1) << (b & 63));
		while (e != WALK_NONE) {
			const struct walk_entry now = s->entry[e];

			s->entry[e].dist = WALK_FAR;
			s->entry[e].next = s->spare;
			s->spare = e;
			e = now.next;
			if (dist[now.node] != now.dist)
				continue;		/* was reached by a shorter way */
			const struct walk_arc *arc = net->arc + net->off[now.node], *end = net->arc + net->off[now.node + 1];
			for (; arc < end; arc++) {
				uint32_t d = now.dist + arc->w, to = arc->to;

				if (d >= dist[to] || (bounded && d > limit))
					continue;
				if (bounded && dist[to] == WALK_FAR)
					s->touched[s->ntouched++] = to;
				dist[to] = d;
				if (owners)
					s->owner[to] = s->owner[now.node];
				push(s, to, d);
			}
		}
	}
}

void
walk_search_run(struct walk_search *s, const struct walk_net *net, const struct walk_seed *seeds, size_t n, uint32_t limit, bool owners)
{
	bool bounded = limit != WALK_FAR;

	assert(s->n == net->n && n + 2 * net->m < s->cap + 1);
	s->nentries = 0;
	s->spare = WALK_NONE;
	if (!bounded || s->stale) {
		memset(s->dist, 0xff, net->n * sizeof(*s->dist));
		s->ntouched = 0;
	}
	s->stale = !bounded;
	seed(s, seeds, n, limit);
	if (bounded)
		run(s, net, limit, true, false);
	else if (owners)
		run(s, net, limit, false, true);
	else
		run(s, net, limit, false, false);
}

void
walk_search_clear(struct walk_search *s)
{
	for (uint32_t i = 0; i < s->ntouched; i++)
		s->dist[s->touched[i]] = WALK_FAR;
	s->ntouched = 0;
}

/* ---- the oracle ---- */

struct heap {
	struct walk_seed *v;
	size_t n;
};

static void
heap_push(struct heap *h, struct walk_seed x)
{
	size_t i = h->n++;

	for (; i && h->v[(i - 1) / 2].dist > x.dist; i = (i - 1) / 2)
		h->v[i] = h->v[(i - 1) / 2];
	h->v[i] = x;
}

static struct walk_seed
heap_pop(struct heap *h)
{
	struct walk_seed least = h->v[0], x = h->v[--h->n];
	size_t i = 0;

	for (size_t kid = 1; kid < h->n; kid = 2 * i + 1) {
		kid += kid + 1 < h->n && h->v[kid + 1].dist < h->v[kid].dist;
		if (h->v[kid].dist >= x.dist)
			break;
		h->v[i] = h->v[kid];
		i = kid;
	}
	h->v[i] = x;
	return least;
}

struct err
walk_oracle(struct arena *a, const struct walk_net *net, const struct walk_seed *seeds, size_t n, uint32_t *dist)
{
	struct heap h = { arena_try(a, (net->m + n + 1) * sizeof(*h.v)), 0 };

	if (!h.v)
		return FAIL(503, M_err_busy);
	memset(dist, 0xff, net->n * sizeof(*dist));
	for (size_t i = 0; i < n; i++)
		heap_push(&h, seeds[i]);
	while (h.n) {
		struct walk_seed x = heap_pop(&h);

		if (x.dist >= dist[x.node])
			continue;
		dist[x.node] = x.dist;
		for (uint32_t i = net->off[x.node]; i < net->off[x.node + 1]; i++)
			if (x.dist + net->arc[i].w < dist[net->arc[i].to])
				heap_push(&h, (struct walk_seed){ net->arc[i].to, x.dist + net->arc[i].w, 0 });
	}
	return OK;
}
