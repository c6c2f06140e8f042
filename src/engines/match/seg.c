/* seg.c - memory and bits of one segment of the index. */
#include "engines/match/match_int.h"

#include <stdlib.h>

#define ALIGN 64

static size_t
bits_bytes(uint32_t cap)
{
	return cap / 8;
}

uint64_t *
bits_new(const struct seg *s)
{
	uint64_t *b = aligned_alloc(ALIGN, bits_bytes(s->cap));

	if (b)
		memset(b, 0, bits_bytes(s->cap));
	return b;
}

static bool
bits_grow(uint64_t **p, uint32_t from, uint32_t to)
{
	uint64_t *b;

	if (!*p)
		return true;
	b = aligned_alloc(ALIGN, bits_bytes(to));
	if (!b)
		return false;
	memcpy(b, *p, bits_bytes(from));
	memset((char *)b + bits_bytes(from), 0, bits_bytes(to) - bits_bytes(from));
	free(*p);
	*p = b;
	return true;
}

static struct bucket *
bucket_add(struct line *l, uint32_t at)
{
	if (l->n == l->cap) {
		uint32_t cap = l->cap ? l->cap * 2 : 4;
		struct bucket *b = realloc(l->b, cap * sizeof(*b));

		if (!b)
			return NULL;
		l->b = b;
		l->cap = cap;
	}
	memmove(&l->b[at + 1], &l->b[at], (l->n - at) * sizeof(*l->b));
	l->n++;
	l->b[at] = (struct bucket){ 0 };
	return &l->b[at];
}

struct seg *
seg_new(const struct match_index *x)
{
	struct seg *s = calloc(1, sizeof(*s));

	if (!s)
		return NULL;
	s->cap = SEG_FIRST;
	s->live = bits_new(s);
	s->odd = bits_new(s);
	s->clause = calloc(s->cap, sizeof(struct clause *));
	s->empty = calloc(s->cap, sizeof(*s->empty));
	s->rule = calloc(s->cap, sizeof(*s->rule));
	s->slots = calloc((size_t)x->nslots, sizeof(*s->slots));
	if (!s->live || !s->odd || !s->clause || !s->empty || !s->rule || !s->slots) {
		seg_free(x, s);
		return NULL;
	}
	return s;
}

static void
line_free(struct line *l)
{
	for (uint32_t i = 0; i < l->n; i++) {
		free(l->b[i].bits);
		free(l->b[i].inner);
	}
	free(l->b);
	*l = (struct line){ 0 };
}

/* All bitmaps of a slot by code, as one list: groups' and forbidden. */
static uint32_t
code_maps(const struct match_slot *slot, struct slot_bits *b, uint32_t i, uint64_t ***ret)
{
	*ret = i < b->ngroups ? b->groups[i].pass : b->forbid;
	return *ret ? (uint32_t)slot->codes : 0;
}

void
seg_free(const struct match_index *x, struct seg *s)
{
	for (int i = 0; s->slots && i < x->nslots; i++) {
		struct slot_bits *b = &s->slots[i];

		line_free(&b->line);
		free(b->asks);
		for (uint32_t g = 0; g <= b->ngroups; g++) {
			uint64_t **maps;
			uint32_t n = code_maps(&x->slots[i], b, g, &maps);

			for (uint32_t c = 0; c < n; c++)
				free(maps[c]);
			free(maps);
			if (g < b->ngroups)
				free(b->groups[g].asks);
		}
		free(b->groups);
	}
	for (uint32_t i = 0; s->clause && i < s->used; i++)
		free(s->clause[i]);
	free(s->slots);
	free(s->clause);
	free(s->empty);
	free(s->rule);
	free(s->live);
	free(s->odd);
	free(s);
}

static bool
slot_grow(const struct match_slot *slot, struct slot_bits *b, uint32_t from, uint32_t to)
{
	if (!bits_grow(&b->asks, from, to))
		return false;
	for (uint32_t i = 0; i < b->line.n; i++)
		if (!bits_grow(&b->line.b[i].bits, from, to))
			return false;
	for (uint32_t g = 0; g <= b->ngroups; g++) {
		uint64_t **maps;
		uint32_t n = code_maps(slot, b, g, &maps);

		if (g < b->ngroups && !bits_grow(&b->groups[g].asks, from, to))
			return false;
		for (uint32_t c = 0; c < n; c++)
			if (!bits_grow(&maps[c], from, to))
				return false;
	}
	return true;
}

bool
seg_room(const struct match_index *x, struct seg *s, uint32_t clauses)
{
	uint32_t cap = s->cap;
	struct clause **c;
	uint32_t *e, *r;

	while (cap < clauses)
		cap *= 2;
	if (cap == s->cap)
		return true;
	c = realloc(s->clause, cap * sizeof(struct clause *));
	s->clause = c ? c : s->clause;
	e = realloc(s->empty, cap * sizeof(*e));
	s->empty = e ? e : s->empty;
	r = realloc(s->rule, cap * sizeof(*r));
	s->rule = r ? r : s->rule;
	if (!c || !e || !r || !bits_grow(&s->live, s->cap, cap) || !bits_grow(&s->odd, s->cap, cap))
		return false;
	for (int i = 0; i < x->nslots; i++)
		if (!slot_grow(&x->slots[i], &s->slots[i], s->cap, cap))
			return false;
	s->cap = cap;
	return true;
}

/* ---- lines ---- */

uint32_t
line_find(const struct line *l, int64_t v)
{
	uint32_t low = 0, high = l->n;

	while (high - low > 1) {
		uint32_t mid = (low + high) / 2;

		if (l->b[mid].start <= v)
			low = mid;
		else
			high = mid;
	}
	return low;
}

static uint32_t
edge_find(const struct bucket *b, int64_t at)
{
	uint32_t low = 0, high = b->n;

	while (low < high) {
		uint32_t mid = (low + high) / 2;

		if (b->inner[mid].at < at)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static bool
edge_room(struct bucket *b, uint32_t n)
{
	uint32_t cap = b->cap ? b->cap : 8;
	struct edge *e;

	while (cap < n)
		cap += cap / 2;
	if (cap == b->cap)
		return true;
	e = realloc(b->inner, cap * sizeof(*e));
	if (!e)
		return false;
	b->inner = e;
	b->cap = cap;
	return true;
}

/* A full bucket becomes two, the second begins at the middle toggle: those that lie there live in its bitmap. */
static bool
bucket_split(struct seg *s, struct line *l, uint32_t i)
{
	int64_t at = l->b[i].inner[l->b[i].n / 2].at;
	struct bucket *left, *right = bucket_add(l, i + 1);
	uint32_t from, to;

	if (!right)
		return false;
	left = &l->b[i];
	from = to = edge_find(left, at);
	while (to < left->n && left->inner[to].at == at)
		to++;
	right->start = at;
	right->bits = bits_new(s);
	if (!right->bits || !edge_room(right, left->n - to))
		return false;
	memcpy(right->bits, left->bits, bits_bytes(s->cap));
	for (uint32_t k = 0; k < to; k++)
		bit_flip(right->bits, left->inner[k].clause);
	right->n = left->n - to;
	memcpy(right->inner, left->inner + to, right->n * sizeof(*right->inner));
	left->n = from;
	return true;
}

static bool
line_start(struct seg *s, struct line *l)
{
	struct bucket *b = l->n ? l->b : bucket_add(l, 0);

	if (b && !b->bits) {
		b->start = INT64_MIN;
		b->bits = bits_new(s);
	}
	return b && b->bits;
}

bool
seg_line_add(struct seg *s, struct line *l, uint32_t clause, struct set set)
{
	if (!line_start(s, l))
		return false;
	for (uint32_t i = 0; i < l->n; i++)
		bit_put(l->b[i].bits, clause, !set_has(set, l->b[i].start));
	for (uint32_t i = 0; i < set.n; i++) {
		uint32_t at = line_find(l, set.at[i]), place;
		struct bucket *b = &l->b[at];

		if (b->start == set.at[i])
			continue;
		if (!edge_room(b, b->n + 1))
			return false;
		place = edge_find(b, set.at[i]);
		memmove(&b->inner[place + 1], &b->inner[place], (b->n - place) * sizeof(*b->inner));
		b->inner[place] = (struct edge){ set.at[i], clause };
		if (++b->n > INNER && !bucket_split(s, l, at))
			return false;
	}
	return true;
}

void
seg_line_cut(struct line *l, uint32_t clause, struct set set)
{
	for (uint32_t i = 0; i < l->n; i++)
		bit_put(l->b[i].bits, clause, false);
	for (uint32_t i = 0; i < set.n; i++) {
		struct bucket *b = &l->b[line_find(l, set.at[i])];
		uint32_t place = edge_find(b, set.at[i]);

		while (place < b->n && b->inner[place].at == set.at[i] && b->inner[place].clause != clause)
			place++;
		if (place < b->n && b->inner[place].at == set.at[i])
			memmove(&b->inner[place], &b->inner[place + 1], (--b->n - place) * sizeof(*b->inner));
	}
}

static int
by_at(const void *a, const void *b)
{
	const struct edge *x = a, *y = b;

	return (x->at > y->at) - (x->at < y->at);
}

/* Sorted toggles → buckets: one for each value when there are few, else each with about as many toggles inside. */
static bool
line_sweep(struct seg *s, struct line *l, const struct edge *e, uint32_t n, uint64_t *now)
{
	uint32_t distinct = 0, step, since = 0;

	for (uint32_t i = 0; i < n; i++)
		distinct += i == 0 || e[i].at != e[i - 1].at;
	step = distinct < BUCKETS ? 1 : n / BUCKETS + 1;
	for (uint32_t i = 0, to; i < n; i = to) {
		bool begins = since + 1 >= step;
		struct bucket *b = begins ? bucket_add(l, l->n) : &l->b[l->n - 1];

		for (to = i; to < n && e[to].at == e[i].at; to++)
			bit_flip(now, e[to].clause);
		if (!b)
			return false;
		if (begins) {
			since = 0;
			b->start = e[i].at;
			b->bits = bits_new(s);
			if (!b->bits)
				return false;
			memcpy(b->bits, now, bits_bytes(s->cap));
			continue;
		}
		since += to - i;
		if (!edge_room(b, b->n + (to - i)))
			return false;
		memcpy(&b->inner[b->n], &e[i], (to - i) * sizeof(*e));
		b->n += to - i;
	}
	return true;
}

static bool
line_build(struct seg *s, int slot, struct line *l)
{
	uint64_t *now = bits_new(s);
	struct edge *e = NULL;
	size_t n = 0, cap = 0;
	bool fine = now && line_start(s, l);

	for (uint32_t c = 0; fine && c < s->used; c++)
		for (int i = 0; fine && s->clause[c] && i < s->clause[c]->nparts; i++) {
			const struct part *p = &s->clause[c]->parts[i];

			if (p->how != PART_LINE || p->slot != slot)
				continue;
			bit_put(now, c, !p->set.first);
			if (n + p->set.n > cap) {
				struct edge *more = realloc(e, (cap = cap * 2 + p->set.n + 1024) * sizeof(*e));

				fine = more != NULL;
				e = more ? more : e;
			}
			for (uint32_t k = 0; fine && k < p->set.n; k++)
				e[n++] = (struct edge){ p->set.at[k], c };
		}
	if (fine) {
		memcpy(l->b[0].bits, now, bits_bytes(s->cap));
		if (n)
			qsort(e, n, sizeof(*e), by_at);
		fine = line_sweep(s, l, e, (uint32_t)n, now);
	}
	free(e);
	free(now);
	return fine;
}

bool
seg_build(const struct match_index *x, struct seg *s)
{
	for (int i = 0; i < x->nslots; i++)
		if (x->slots[i].kind != MATCH_LIST && s->slots[i].asks && !line_build(s, i, &s->slots[i].line))
			return false;
	return true;
}

/* ---- lists ---- */

static bool
codes_put(const struct match_slot *slot, const struct seg *s, uint64_t ***maps, uint32_t clause, struct set set)
{
	if (!*maps)
		*maps = calloc((size_t)slot->codes, sizeof(uint64_t *));
	for (uint32_t i = 0; *maps && i + 1 < set.n; i += 2)
		for (int64_t c = set.at[i]; c < set.at[i + 1]; c++) {
			if (!(*maps)[c])
				(*maps)[c] = bits_new(s);
			if (!(*maps)[c])
				return false;
			bit_put((*maps)[c], clause, true);
		}
	return *maps != NULL;
}

bool
seg_list_add(const struct match_index *x, struct seg *s, uint32_t clause, const struct part *p)
{
	struct slot_bits *b = &s->slots[p->slot];
	const struct match_slot *slot = &x->slots[p->slot];

	if (p->how == PART_NONE)
		return codes_put(slot, s, &b->forbid, clause, p->set);
	while (b->ngroups <= p->group) {
		struct group *g = realloc(b->groups, (b->ngroups + 1) * sizeof(*g));

		if (!g)
			return false;
		b->groups = g;
		g[b->ngroups++] = (struct group){ .asks = bits_new(s) };
	}
	if (!b->groups[p->group].asks || !codes_put(slot, s, &b->groups[p->group].pass, clause, p->set))
		return false;
	bit_put(b->groups[p->group].asks, clause, true);
	return true;
}

void
seg_list_cut(const struct match_index *x, struct seg *s, uint32_t clause, const struct part *p)
{
	struct slot_bits *b = &s->slots[p->slot];
	uint64_t **maps = p->how == PART_NONE ? b->forbid : b->groups[p->group].pass;

	for (uint32_t i = 0; i + 1 < p->set.n; i += 2)
		for (int64_t c = p->set.at[i]; c < p->set.at[i + 1]; c++)
			bit_put(maps[c], clause, false);
	if (p->how == PART_ANY)
		bit_put(b->groups[p->group].asks, clause, false);
}

static size_t
slot_bytes(const struct match_slot *slot, struct slot_bits *b, uint32_t cap)
{
	size_t maps = b->asks != NULL, other = b->line.cap * sizeof(struct bucket);

	for (uint32_t i = 0; i < b->line.n; i++)
		other += b->line.b[i].cap * sizeof(struct edge);
	for (uint32_t g = 0; g <= b->ngroups; g++) {
		uint64_t **by;
		uint32_t n = code_maps(slot, b, g, &by);

		maps += g < b->ngroups;
		other += n * sizeof(uint64_t *);
		for (uint32_t c = 0; c < n; c++)
			maps += by[c] != NULL;
	}
	return other + (maps + b->line.n) * bits_bytes(cap);
}

size_t
seg_bytes(const struct match_index *x, const struct seg *s)
{
	size_t all = sizeof(*s) + 2 * bits_bytes(s->cap) + s->cap * (sizeof(struct clause *) + 2 * sizeof(uint32_t));

	for (int i = 0; i < x->nslots; i++)
		all += slot_bytes(&x->slots[i], &s->slots[i], s->cap);
	for (uint32_t c = 0; c < s->used; c++)
		if (s->clause[c])
			all += clause_bytes(s->clause[c]) + 16;		/* and the allocator's own */
	return all;
}
