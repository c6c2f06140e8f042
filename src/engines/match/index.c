/* index.c - rules put into the index, changed, taken out. */
#include "engines/match/match_int.h"

#include <stdlib.h>

struct match_index *
match_new(const struct match_slot *slots, int nslots)
{
	struct match_index *x = calloc(1, sizeof(*x));

	assert(nslots > 0 && nslots <= MATCH_SLOTS);
	if (!x)
		return NULL;
	x->nslots = nslots;
	x->slots = calloc((size_t)nslots, sizeof(*x->slots));
	x->work = arena_new();
	if (!x->slots || !x->work) {
		match_free(x);
		return NULL;
	}
	for (int i = 0; i < nslots; i++) {
		assert(slots[i].codes >= 0 && slots[i].codes <= MATCH_CODES);
		x->slots[i] = slots[i];
	}
	return x;
}

void
match_free(struct match_index *x)
{
	if (!x)
		return;
	for (uint32_t i = 0; i < x->nsegs; i++)
		seg_free(x, x->segs[i]);
	for (uint32_t i = 0; i < x->nrules; i++) {
		free(x->rules[i].many);
		free(x->rules[i].whole);
	}
	free(x->segs);
	free(x->rules);
	free(x->slots);
	arena_free(x->work);
	free(x);
}

bool
match_fits(const struct match_index *x, const struct match_node *tree)
{
	return tree_fits(x->slots, x->nslots, tree, 0);
}

size_t
clause_bytes(const struct clause *c)
{
	size_t n = sizeof(*c) + c->nparts * sizeof(struct part) + c->nrest * sizeof(struct rest);

	for (int i = 0; i < c->nparts; i++)
		n += c->parts[i].set.n * sizeof(int64_t);
	return n;
}

/* One block: the clause, its parts, their toggles, its rests. */
static struct clause *
clause_keep(const struct clause *c)
{
	struct clause *k = malloc(clause_bytes(c));
	int64_t *at;

	if (!k)
		return NULL;
	*k = *c;
	k->parts = (struct part *)(k + 1);
	at = (int64_t *)(k->parts + c->nparts);
	for (int i = 0; i < c->nparts; i++) {
		k->parts[i] = c->parts[i];
		k->parts[i].set.at = at;
		for (uint32_t e = 0; e < c->parts[i].set.n; e++)
			*at++ = c->parts[i].set.at[e];
	}
	k->rest = (struct rest *)at;
	for (int i = 0; i < c->nrest; i++)
		k->rest[i] = c->rest[i];
	return k;
}

static bool
rule_room(struct match_index *x, uint32_t number)
{
	uint32_t n = x->nrules ? x->nrules : 64;
	struct rule *r;

	assert(number < 1u << 24);
	if (number < x->nrules)
		return true;
	while (n <= number)
		n *= 2;
	r = realloc(x->rules, n * sizeof(*r));
	if (!r)
		return false;
	for (uint32_t i = x->nrules; i < n; i++)
		r[i] = (struct rule){ .one = NO_CLAUSE };
	x->rules = r;
	x->nrules = n;
	return true;
}

/* A segment with room for one more clause. */
static struct seg *
seg_open(struct match_index *x, uint32_t *number)
{
	struct seg **more, *s;

	for (uint32_t i = x->nsegs; i-- > 0;)
		if (x->segs[i]->nempty || x->segs[i]->used < SEG_MAX) {
			*number = i;
			return x->segs[i];
		}
	more = realloc(x->segs, (x->nsegs + 1) * sizeof(struct seg *));
	if (!more)
		return NULL;
	x->segs = more;
	s = seg_new(x);
	if (!s)
		return NULL;
	*number = x->nsegs;
	return x->segs[x->nsegs++] = s;
}

/* lines: toggles too; without, seg_build makes them later. */
static bool
place(struct match_index *x, const struct clause *c, bool odd, bool lines, uint32_t *ret)
{
	uint32_t number, at;
	struct seg *s = seg_open(x, &number);

	if (!s || (!s->nempty && !seg_room(x, s, s->used + 1)))
		return false;
	at = s->nempty ? s->empty[--s->nempty] : s->used++;
	s->clause[at] = clause_keep(c);
	if (!s->clause[at])
		return false;
	for (int i = 0; i < c->nparts; i++) {
		const struct part *p = &c->parts[i];
		struct slot_bits *b = &s->slots[p->slot];

		if (!b->asks)
			b->asks = bits_new(s);
		if (!b->asks || (p->how != PART_LINE && !seg_list_add(x, s, at, p)) ||
		    (p->how == PART_LINE && lines && !seg_line_add(s, &b->line, at, p->set)))
			return false;
		bit_put(b->asks, at, true);
	}
	s->rule[at] = c->rule;
	if (!s->started)
		s->base = c->rule - at;
	s->straight = (!s->started || s->straight) && s->base + at == c->rule;
	s->started = true;
	bit_put(s->live, at, true);
	bit_put(s->odd, at, odd || c->nrest);
	*ret = number << SEG_BITS | at;
	x->size.clauses++;
	x->size.rest += c->nrest > 0;
	x->size.always += c->nrest > 0 && !c->nparts;
	return true;
}

static bool
put(struct match_index *x, uint32_t number, const struct match_node *tree, bool lines)
{
	struct clauses l;
	struct rule *r;

	if (!match_fits(x, tree) || !rule_room(x, number))
		return false;
	arena_clear(x->work);
	tree_clauses(x->work, x->slots, number, tree, &l);
	r = &x->rules[number];
	*r = (struct rule){ .one = NO_CLAUSE, .n = (uint32_t)l.n, .there = true };
	if ((l.whole && !(r->whole = tree_copy(tree))) || (l.n > 1 && !(r->many = calloc(l.n, sizeof(*r->many)))))
		return false;
	for (uint32_t i = 0; i < r->n; i++)
		if (!place(x, &l.v[i], l.n > 1, lines, r->many ? &r->many[i] : &r->one))
			return false;
	x->size.rules++;
	x->size.whole += l.whole;
	return true;
}

bool
match_put(struct match_index *x, uint32_t number, const struct match_node *tree)
{
	if (!match_fits(x, tree))
		return false;
	match_drop(x, number);
	return put(x, number, tree, true);
}

bool
match_build(struct match_index *x, const struct match_rule *v, size_t n)
{
	assert(!x->size.rules);
	for (size_t i = 0; i < n; i++)
		if (!put(x, v[i].number, v[i].tree, false))
			return false;
	for (uint32_t i = 0; i < x->nsegs; i++)
		if (!seg_build(x, x->segs[i]))
			return false;
	return true;
}

static void
take_out(struct match_index *x, uint32_t id)
{
	struct seg *s = x->segs[id >> SEG_BITS];
	uint32_t at = id & (SEG_MAX - 1);
	struct clause *c = s->clause[at];

	for (int i = 0; i < c->nparts; i++) {
		const struct part *p = &c->parts[i];

		if (p->how == PART_LINE)
			seg_line_cut(&s->slots[p->slot].line, at, p->set);
		else
			seg_list_cut(x, s, at, p);
		bit_put(s->slots[p->slot].asks, at, false);
	}
	bit_put(s->live, at, false);
	bit_put(s->odd, at, false);
	x->size.clauses--;
	x->size.rest -= c->nrest > 0;
	x->size.always -= c->nrest > 0 && !c->nparts;
	free(c);
	s->clause[at] = NULL;
	s->empty[s->nempty++] = at;
}

void
match_drop(struct match_index *x, uint32_t number)
{
	struct rule *r = number < x->nrules ? &x->rules[number] : NULL;

	if (!r || !r->there)
		return;
	for (uint32_t i = 0; i < r->n; i++)
		take_out(x, r->many ? r->many[i] : r->one);
	x->size.rules--;
	x->size.whole -= r->whole != NULL;
	free(r->many);
	free(r->whole);
	*r = (struct rule){ .one = NO_CLAUSE };
}

struct match_size
match_size(const struct match_index *x)
{
	struct match_size z = x->size;

	z.bytes = sizeof(*x) + x->nrules * sizeof(*x->rules);
	for (uint32_t i = 0; i < x->nsegs; i++)
		z.bytes += seg_bytes(x, x->segs[i]);
	return z;
}
