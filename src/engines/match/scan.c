/* scan.c - one set of facts against all rules: a bitmap for each condition, one sweep that counts failures by bits. */
#include "engines/match/match_int.h"

#include <stdlib.h>

/* Both compilers cut this into what the machine has. */
typedef uint64_t vec __attribute__((vector_size(32), may_alias));
#define LANES (sizeof(vec) / sizeof(uint64_t))

struct match_scan *
match_scan_new(void)
{
	struct match_scan *s = calloc(1, sizeof(*s));

	if (!s)
		return NULL;
	s->a = arena_new();
	for (int i = MATCH_TWO; i < MATCH_STATES; i++)
		s->state[i] = aligned_alloc(64, SEG_WORDS * sizeof(uint64_t));
	if (!s->a || !s->state[MATCH_TWO] || !s->state[MATCH_ONE] || !s->state[MATCH_UNKNOWN] || !s->state[MATCH_PASS]) {
		match_scan_free(s);
		return NULL;
	}
	return s;
}

void
match_scan_free(struct match_scan *s)
{
	if (!s)
		return;
	for (int i = 0; i < MATCH_STATES; i++) {
		free(s->state[i]);
		free(s->list[i].v);
	}
	free(s->fails);
	free(s->made);
	free(s->best);
	free(s->seen);
	arena_free(s->a);
	free(s);
}

/* ---- the bitmaps of the facts ---- */

static bool
sources_room(const struct match_index *x, struct match_scan *s, const struct seg *seg)
{
	uint32_t n = 0;

	for (int i = 0; i < x->nslots; i++)
		n += 1 + seg->slots[i].ngroups;
	if (n <= s->room)
		return true;
	free(s->fails);
	free(s->made);
	s->fails = calloc(n, sizeof(*s->fails));
	s->made = aligned_alloc(64, n * SEG_WORDS * sizeof(uint64_t));
	s->room = s->fails && s->made ? n : 0;
	return s->room;
}

static uint64_t *
source_make(struct match_scan *s, int slot)
{
	uint64_t *bits = s->made + (size_t)s->nfails * SEG_WORDS;

	s->fails[s->nfails++] = (struct source){ bits, slot };
	return bits;
}

static void
line_source(struct match_scan *s, const struct line *l, int slot, int64_t v, uint32_t words)
{
	const struct bucket *b = &l->b[line_find(l, v)];
	uint64_t *bits;

	if (!b->n || b->inner[0].at > v) {
		s->fails[s->nfails++] = (struct source){ b->bits, slot };
		return;
	}
	bits = source_make(s, slot);
	memcpy(bits, b->bits, words * sizeof(*bits));
	for (uint32_t i = 0; i < b->n && b->inner[i].at <= v; i++)
		bit_flip(bits, b->inner[i].clause);
}

/* The bitmap of the i-th item, NULL: it has expired, is another word, or nobody asks. */
static const uint64_t *
item_bits(uint64_t *const *maps, const struct match_value *v, size_t i, const struct match_slot *slot, int64_t today)
{
	int code = v->items[i].code;

	return v->items[i].until < today || code < 0 || code >= slot->codes ? NULL : maps[code];
}

/* match_changes asks how many slots fail: the two last sources become one when they speak of the same. */
static void
same_slot(struct match_scan *s, uint32_t words)
{
	struct source *last = &s->fails[s->nfails - 1];

	if (!s->by_slot || s->nfails < 2 || last[-1].slot != last->slot)
		return;
	for (uint32_t w = 0; w < words; w++)
		s->made[(size_t)(s->nfails - 2) * SEG_WORDS + w] |= last->bits[w];
	s->nfails--;
}

static void
list_sources(struct match_scan *s, const struct slot_bits *b, int slot, const struct match_index *x, const struct match_ask *q, uint32_t words)
{
	const struct match_value *v = &q->facts[slot];

	for (uint32_t g = 0; g < b->ngroups; g++) {
		uint64_t *bits = source_make(s, slot);

		memcpy(bits, b->groups[g].asks, words * sizeof(*bits));
		for (size_t i = 0; i < v->nitems; i++) {
			const uint64_t *pass = item_bits(b->groups[g].pass, v, i, &x->slots[slot], q->today);

			for (uint32_t w = 0; pass && w < words; w++)
				bits[w] &= ~pass[w];
		}
		same_slot(s, words);
	}
	if (b->forbid && v->nitems) {
		uint64_t *bits = source_make(s, slot);

		memset(bits, 0, words * sizeof(*bits));
		for (size_t i = 0; i < v->nitems; i++) {
			const uint64_t *bad = item_bits(b->forbid, v, i, &x->slots[slot], q->today);

			for (uint32_t w = 0; bad && w < words; w++)
				bits[w] |= bad[w];
		}
		same_slot(s, words);
	}
}

/* ---- the sweep ---- */

static const vec *
at(const uint64_t *bits, uint32_t w)
{
	return (const vec *)__builtin_assume_aligned(bits + w, 32);
}

static void
sweep_pass(struct match_scan *s, const uint64_t *live, uint32_t words)
{
	for (uint32_t w = 0; w < words; w += LANES) {
		vec fail = { 0 }, unknown = { 0 }, all = *at(live, w);

		for (uint32_t f = 0; f < s->nfails; f++)
			fail |= *at(s->fails[f].bits, w);
		for (uint32_t u = 0; u < s->nunknown; u++)
			unknown |= *at(s->unknown[u], w);
		all &= ~fail;
		*(vec *)(s->state[MATCH_PASS] + w) = all & ~unknown;
		*(vec *)(s->state[MATCH_UNKNOWN] + w) = all & unknown;
	}
}

/* With near misses: how many conditions failed, held at three, in bits. */
static void
sweep_near(struct match_scan *s, const uint64_t *live, uint32_t words, int near)
{
	for (uint32_t w = 0; w < words; w += LANES) {
		vec one = { 0 }, two = { 0 }, three = { 0 }, unknown = { 0 }, all = *at(live, w);

		for (uint32_t f = 0; f < s->nfails; f++) {
			vec v = *at(s->fails[f].bits, w);

			three |= two & v;
			two |= one & v;
			one |= v;
		}
		for (uint32_t u = 0; u < s->nunknown; u++)
			unknown |= *at(s->unknown[u], w);
		*(vec *)(s->state[MATCH_UNKNOWN] + w) = all & unknown & ~one;
		all &= ~unknown;
		*(vec *)(s->state[MATCH_PASS] + w) = all & ~one;
		*(vec *)(s->state[MATCH_ONE] + w) = all & one & ~two;
		*(vec *)(s->state[MATCH_TWO] + w) = near == 2 ? all & two & ~three : all & ~all;
	}
}

bool
scan_seg(const struct match_index *x, struct match_scan *s, const struct seg *seg, const struct match_ask *q)
{
	uint32_t words = (seg->used + 511) / 512 * 8;

	s->nfails = s->nunknown = 0;
	if (!sources_room(x, s, seg))
		return false;
	for (int i = 0; i < x->nslots; i++) {
		const struct slot_bits *b = &seg->slots[i];

		if (!b->asks)
			continue;
		if (!q->facts[i].known)
			s->unknown[s->nunknown++] = b->asks;
		else if (x->slots[i].kind == MATCH_LIST)
			list_sources(s, b, i, x, q, words);
		else
			line_source(s, &b->line, i, q->facts[i].n, words);
	}
	if (q->near)
		sweep_near(s, seg->live, words, q->near);
	else
		sweep_pass(s, seg->live, words);
	return true;
}

bool
match_stops(const struct match_index *x, struct match_scan *s, const struct match_ask *q, uint64_t *slots)
{
	*slots = 0;
	for (uint32_t i = 0; i < x->nsegs; i++) {
		uint32_t words = (x->segs[i]->used + 63) / 64;

		if (!scan_seg(x, s, x->segs[i], q))
			return false;
		for (uint32_t f = 0; f < s->nfails; f++) {
			uint64_t any = 0;

			for (uint32_t w = 0; w < words; w++)
				any |= s->fails[f].bits[w] & x->segs[i]->live[w];
			*slots |= (uint64_t)(any != 0) << s->fails[f].slot;
		}
	}
	return true;
}

/* ---- from clauses to rules ---- */

static size_t
fold(const vec *bytes)
{
	size_t n = 0;

	for (size_t i = 0; i < LANES; i++)
		n += (((*bytes)[i] & 0x00ff00ff00ff00ffu) + ((*bytes)[i] >> 8 & 0x00ff00ff00ff00ffu)) * 0x0001000100010001u >> 48;
	return n;
}

/* How many bits of v that are not in odd: by bytes, folded before one could overflow. */
static size_t
count_bits(const uint64_t *v, const uint64_t *odd, uint32_t words)
{
	vec sum = { 0 };
	size_t n = 0;

	for (uint32_t w = 0; w < words; w += LANES) {
		vec x = *at(v, w) & ~*at(odd, w);

		x -= x >> 1 & 0x5555555555555555u;
		x = (x & 0x3333333333333333u) + (x >> 2 & 0x3333333333333333u);
		sum += (x + (x >> 4)) & 0x0f0f0f0f0f0f0f0fu;
		if (w / LANES % 31 == 30) {
			n += fold(&sum);
			sum = (vec){ 0 };
		}
	}
	return n + fold(&sum);
}

static bool
list_room(struct match_scan *s, int state, size_t n)
{
	size_t cap = s->cap[state] ? s->cap[state] : 256;
	uint32_t *v;

	if (n <= s->cap[state])
		return true;
	while (cap < n)
		cap *= 2;
	v = realloc(s->list[state].v, cap * sizeof(*v));
	if (!v)
		return false;
	s->list[state].v = v;
	s->cap[state] = cap;
	return true;
}

/* A look into memory for each rule that fits is dear when there are a million. */
static inline uint32_t
rule_of(const struct seg *seg, uint32_t clause)
{
	return seg->straight ? seg->base + clause : seg->rule[clause];
}

/* Clauses that are their rule's only one and ask nothing of the caller: counted as bits, listed as far as wanted. */
static bool
take_plain(struct match_scan *s, const struct seg *seg, int state, size_t most, struct match_answer *ret)
{
	uint32_t words = (seg->used + 511) / 512 * 8;
	size_t n = count_bits(s->state[state], seg->odd, words);
	struct match_list *l = &s->list[state];

	ret->count[state] += n;
	most = state == MATCH_PASS ? l->n + n : most;
	if (!list_room(s, state, l->n + n < most ? l->n + n : most))
		return false;
	for (uint32_t w = 0; w < words && l->n < most; w++)
		for (uint64_t m = s->state[state][w] & ~seg->odd[w]; m && l->n < most; m &= m - 1)
			l->v[l->n++] = rule_of(seg, w * 64 + (uint32_t)__builtin_ctzll(m));
	return true;
}

enum match_state
clause_state(const struct match_index *x, const struct clause *c, const struct match_ask *q, enum match_state before, size_t *asked)
{
	int fails = before == MATCH_ONE ? 1 : before == MATCH_TWO ? 2 : before == MATCH_FAIL ? 3 : 0;
	bool unknown = before == MATCH_UNKNOWN;

	for (int i = 0; i < c->nrest && fails <= q->near; i++) {
		bool whole = c->rest[i].token == REST_WHOLE;
		int v;

		if (whole) {
			v = tree_ask(x->slots, x->rules[c->rule].whole, c->rule, q, asked);
		} else {
			(*asked)++;
			v = q->rest ? q->rest(q->ctx, c->rule, c->rest[i].token, q->facts) : -1;
		}
		unknown |= v < 0;
		if (v >= 0 && !v != c->rest[i].not)
			fails += !whole ? 1 : q->near ? tree_near(x->slots, x->rules[c->rule].whole, c->rule, q) : 3;
	}
	if (fails)
		return unknown || fails > q->near ? MATCH_FAIL : fails == 1 ? MATCH_ONE : MATCH_TWO;
	return unknown ? MATCH_UNKNOWN : MATCH_PASS;
}

bool
scan_best(struct match_scan *s, uint32_t rule, enum match_state state)
{
	if (!s->best[rule]) {
		if (s->nseen == s->capseen) {
			uint32_t cap = s->capseen ? s->capseen * 2 : 256, *v = realloc(s->seen, cap * sizeof(*v));

			if (!v)
				return false;
			s->seen = v;
			s->capseen = cap;
		}
		s->seen[s->nseen++] = rule;
	}
	if (s->best[rule] < (uint8_t)state + 1)
		s->best[rule] = (uint8_t)(state + 1);
	return true;
}

static bool
emit(struct match_scan *s, uint32_t rule, enum match_state state, size_t most, struct match_answer *ret)
{
	struct match_list *l = &s->list[state];

	if (state == MATCH_FAIL)
		return true;
	ret->count[state]++;
	if (state != MATCH_PASS && l->n >= most)
		return true;
	if (!list_room(s, state, l->n + 1))
		return false;
	l->v[l->n++] = rule;
	return true;
}

static bool
take_odd(const struct match_index *x, struct match_scan *s, const struct seg *seg, const struct match_ask *q, struct match_answer *ret)
{
	for (uint32_t w = 0; w < (seg->used + 63) / 64; w++)
		for (int state = q->near ? MATCH_TWO : MATCH_UNKNOWN; state < MATCH_STATES && seg->odd[w]; state++)
			for (uint64_t m = s->state[state][w] & seg->odd[w]; m; m &= m - 1) {
				uint32_t i = w * 64 + (uint32_t)__builtin_ctzll(m), rule = seg->rule[i];
				enum match_state is = clause_state(x, seg->clause[i], q, (enum match_state)state, &ret->asked);

				if (x->rules[rule].many ? !scan_best(s, rule, is) : !emit(s, rule, is, q->list, ret))
					return false;
			}
	return true;
}

bool
scan_room(const struct match_index *x, struct match_scan *s)
{
	uint8_t *best;

	if (s->nbest >= x->nrules)
		return true;
	best = realloc(s->best, x->nrules);
	if (!best)
		return false;
	memset(best + s->nbest, 0, x->nrules - s->nbest);
	s->best = best;
	s->nbest = x->nrules;
	return true;
}

bool
match_ask(const struct match_index *x, struct match_scan *s, const struct match_ask *q, struct match_answer *ret)
{
	bool fine = scan_room(x, s);
	size_t told = 0;

	*ret = (struct match_answer){ 0 };
	assert(q->near >= 0 && q->near <= 2);
	for (int i = 0; i < MATCH_STATES; i++)
		s->list[i].n = 0;
	for (uint32_t i = 0; fine && i < x->nsegs; i++) {
		fine = scan_seg(x, s, x->segs[i], q);
		for (int state = q->near ? MATCH_TWO : MATCH_UNKNOWN; fine && state < MATCH_STATES; state++)
			fine = take_plain(s, x->segs[i], state, q->list, ret);
		fine = fine && take_odd(x, s, x->segs[i], q, ret);
	}
	for (uint32_t i = 0; i < s->nseen; i++) {
		uint32_t rule = s->seen[i];

		fine = fine && emit(s, rule, (enum match_state)(s->best[rule] - 1), q->list, ret);
		s->best[rule] = 0;
	}
	s->nseen = 0;
	for (int i = MATCH_TWO; i < MATCH_STATES; i++) {
		told += ret->count[i];
		ret->list[i] = s->list[i];
	}
	ret->count[MATCH_FAIL] = x->size.rules - told;
	return fine;
}
