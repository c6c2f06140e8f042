/*
 * change.c - what one changed fact would open. For each rule that passes, or that one slot alone fails, the set of values
 * of that slot with which it would pass; then one sweep over the borders of all these sets. A list's value is the code
 * that would be added.
 */
#include "engines/match/match_int.h"

#include <stdlib.h>

struct entry {
	uint32_t rule;
	bool opens;			/* fails now */
	bool many;			/* one of several clauses of its rule */
	bool slow;			/* something is asked of the caller: each value is tried */
	struct set set;			/* with these the clause's parts hold */
	const struct clause *rest;	/* what it asks of the caller besides; NULL: nothing */
};
struct entries {
	struct entry *v;
	size_t n, cap;
	size_t fast;			/* merged: these come first, slow ones behind */
};
struct changing {
	const struct match_index *x;
	struct match_scan *s;
	struct match_ask q;
	uint64_t slots;
	struct entries e[MATCH_SLOTS];
	const struct match_try *tries;
	size_t ntries;
	struct match_change *ret;
	size_t max, n;
};

static void
entry_add(struct changing *g, int slot, struct entry e)
{
	struct entries *l = &g->e[slot];

	if (l->n == l->cap) {
		struct entry *more = NEWN(g->s->a, struct entry, l->cap = l->cap ? l->cap * 2 : 64);

		if (l->n)
			memcpy(more, l->v, l->n * sizeof(*more));
		l->v = more;
	}
	l->v[l->n++] = e;
}

static bool
list_holds(const struct part *p, const struct match_value *v, int64_t today)
{
	bool any = false;

	for (size_t i = 0; i < v->nitems; i++)
		any |= v->items[i].until >= today && v->items[i].code >= 0 && set_has(p->set, v->items[i].code);
	return any == (p->how == PART_ANY);
}

static bool
part_holds(const struct part *p, const struct match_ask *q)
{
	const struct match_value *v = &q->facts[p->slot];

	return p->how == PART_LINE ? set_has(p->set, v->n) : list_holds(p, v, q->today);
}

/* The values of the slot with which all the clause's parts about it hold. */
static struct set
slot_set(struct changing *g, const struct clause *c, int slot)
{
	struct set all = { .first = true };

	for (int i = 0; i < c->nparts; i++) {
		const struct part *p = &c->parts[i];

		if (p->slot != slot || (p->how == PART_ANY && part_holds(p, &g->q)))
			continue;
		if (p->how == PART_NONE)
			all = part_holds(p, &g->q) ? set_join(g->s->a, all, set_not(p->set), true) : (struct set){ 0 };
		else
			all = all.n || !all.first ? set_join(g->s->a, all, p->set, true) : p->set;
	}
	return all;
}

/* The one rest of a clause as a set of the slot's values. */
static bool
rest_set(struct changing *g, const struct clause *c, int slot, struct set *ret)
{
	int64_t low, high;

	if (!g->q.border || c->nrest != 1 || c->rest->token == REST_WHOLE || !g->q.border(g->q.ctx, c->rule, c->rest->token, slot, &low, &high))
		return false;
	*ret = set_between(g->s->a, low, high);
	*ret = c->rest->not ? set_not(*ret) : *ret;
	return true;
}

/*
 * A clause whose parts all hold, or all but those of one slot: entries for the slots that could change its rule's state.
 * A rest that does not look at a slot stays as it is.
 */
static void
clause_take(struct changing *g, const struct clause *c, enum match_state parts, enum match_state is)
{
	struct entry e = { .rule = c->rule, .many = g->x->rules[c->rule].many != NULL, .opens = is != MATCH_PASS };
	uint64_t asked = 0, looks = 0;

	for (int i = 0; i < c->nrest; i++)
		looks |= c->rest[i].looks;
	for (int i = 0; i < c->nparts; i++) {
		uint64_t bit = UINT64_C(1) << c->parts[i].slot;

		if (parts == MATCH_PASS)
			asked |= bit;
		else if (!part_holds(&c->parts[i], &g->q))
			asked = bit;
	}
	if (parts == MATCH_PASS)		/* a rule that another slot's clause keeps is not closed */
		asked |= e.many ? UINT64_MAX : looks;
	for (int i = 0; i < g->x->nslots; i++) {
		bool looked = looks >> i & 1;
		struct set held = { .first = true };

		if (!((asked & g->slots) >> i & 1 && (looked || is == parts)))
			continue;
		e.slow = looked && !rest_set(g, c, i, &held);
		e.rest = e.slow ? c : NULL;
		e.set = set_join(g->s->a, slot_set(g, c, i), held, true);
		entry_add(g, i, e);
	}
}

static bool
gather(struct changing *g, const struct seg *seg, size_t *rests)
{
	if (!scan_seg(g->x, g->s, seg, &g->q))
		return false;
	for (uint32_t w = 0; w < (seg->used + 63) / 64; w++)
		for (int state = MATCH_ONE; state < MATCH_STATES; state++)
			for (uint64_t m = g->s->state[state][w]; m; m &= m - 1) {
				const struct clause *c = seg->clause[w * 64 + (uint32_t)__builtin_ctzll(m)];
				enum match_state is = clause_state(g->x, c, &g->q, (enum match_state)state, rests);

				if (g->x->rules[c->rule].many && !scan_best(g->s, c->rule, is))
					return false;
				if (is != MATCH_UNKNOWN && (is != MATCH_FAIL || c->nrest))
					clause_take(g, c, (enum match_state)state, is);
			}
	return true;
}

static int
by_rule(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	return x->rule != y->rule ? (x->rule > y->rule) - (x->rule < y->rule) : x->slow - y->slow;
}

/* Entries of one rule become one where nothing is asked of the caller: its sets joined. Unknown rules leave. */
static void
entries_merge(struct changing *g, struct entries *l)
{
	size_t kept = 0;

	qsort(l->v, l->n, sizeof(*l->v), by_rule);
	for (size_t i = 0, to; i < l->n; i = to) {
		enum match_state is = l->v[i].many ? (enum match_state)(g->s->best[l->v[i].rule] - 1) : MATCH_FAIL;
		size_t first = kept;

		for (to = i; to < l->n && l->v[to].rule == l->v[i].rule; to++) {
			struct entry e = l->v[to];

			e.opens = e.many ? is != MATCH_PASS : e.opens;
			if (kept > first && !l->v[kept - 1].slow && !e.slow)
				l->v[kept - 1].set = set_join(g->s->a, l->v[kept - 1].set, e.set, false);
			else
				l->v[kept++] = e;
		}
		if (is == MATCH_UNKNOWN)
			kept = first;
		for (size_t k = first; k < kept; k++)
			l->v[k].slow = l->v[kept - 1].slow;
	}
	struct entry *v = NEWN(g->s->a, struct entry, kept + 1);
	l->n = 0;
	for (int slow = 0; slow < 2; slow++) {
		for (size_t i = 0; i < kept; i++)
			if (l->v[i].slow == slow)
				v[l->n++] = l->v[i];
		l->fast = slow ? l->fast : l->n;
	}
	l->v = v;
}

/* Would the rule of entries v[0..n) pass with value `to` in the slot? */
static bool
would(struct changing *g, const struct entry *v, size_t n, int slot, int64_t to)
{
	struct match_value facts[MATCH_SLOTS], *f = &facts[slot];
	struct match_ask q = g->q;
	size_t asked = 0;

	memcpy(facts, g->q.facts, (size_t)g->x->nslots * sizeof(*facts));
	f->n = to;
	if (g->x->slots[slot].kind == MATCH_LIST) {
		struct match_item *m = NEWN(g->s->a, struct match_item, f->nitems + 1);

		if (f->nitems)
			memcpy(m, f->items, f->nitems * sizeof(*m));
		m[f->nitems++] = (struct match_item){ (int)to, INT64_MAX };
		f->items = m;
	}
	q.facts = facts;
	for (size_t i = 0; i < n; i++)
		if (set_has(v[i].set, to) && (!v[i].rest || clause_state(g->x, v[i].rest, &q, MATCH_PASS, &asked) == MATCH_PASS))
			return true;
	return false;
}

static void
change_keep(struct changing *g, struct match_change c)
{
	size_t at = g->n;

	while (at > 0 && g->ret[at - 1].opens < c.opens)
		at--;
	if (at == g->max)
		return;
	g->n += g->n < g->max;
	memmove(&g->ret[at + 1], &g->ret[at], (g->n - 1 - at) * sizeof(c));
	g->ret[at] = c;
}

struct border {
	int64_t at;
	int32_t opens, closes;		/* how the counts change from here on */
};

static int
by_border(const void *a, const void *b)
{
	const struct border *x = a, *y = b;

	return (x->at > y->at) - (x->at < y->at);
}

struct span {				/* values from `low` to `high` do the same to all rules without a rest */
	int64_t low, high;
	size_t opens, closes;
};

/* The spans of a slot: borders of all entries, those with a rest too, for they may open there. */
static struct span *
spans(struct changing *g, int slot, const struct entries *l, size_t *ret)
{
	size_t nb = 0, n = 0, total = 2 * g->ntries;
	int64_t opens = 0, closes = 0;
	struct border *b;
	struct span *v;

	for (size_t i = 0; i < l->n; i++)
		total += l->v[i].set.n;
	b = NEWN(g->s->a, struct border, total + 1);
	v = NEWN(g->s->a, struct span, total + 1);
	for (size_t i = 0; i < l->n; i++) {
		const struct entry *e = &l->v[i];
		bool in = e->set.first, counts = !e->slow;

		opens += counts && e->opens && in;
		closes += counts && !e->opens && !in;
		for (uint32_t k = 0; k < e->set.n; k++) {
			in = !in;
			b[nb++] = (struct border){ e->set.at[k], !counts || !e->opens ? 0 : in ? 1 : -1, !counts || e->opens ? 0 : in ? -1 : 1 };
		}
	}
	for (size_t i = 0; i < g->ntries; i++)
		for (int after = 0; after < 2 && g->tries[i].slot == slot; after++)
			b[nb++] = (struct border){ g->tries[i].n + after, 0, 0 };
	if (nb)
		qsort(b, nb, sizeof(*b), by_border);
	v[0] = (struct span){ INT64_MIN, INT64_MAX, (size_t)opens, (size_t)closes };
	for (size_t i = 0; i < nb; i++) {
		if (v[n].low != b[i].at) {
			v[n].high = b[i].at - 1;
			v[n + 1] = (struct span){ b[i].at, INT64_MAX, v[n].opens, v[n].closes };
			n++;
		}
		v[n].opens += (size_t)(int64_t)b[i].opens;
		v[n].closes += (size_t)(int64_t)b[i].closes;
	}
	*ret = n + 1;
	return v;
}

/* One value: what its span says, and the slow rules one by one. Kept when it opens more than `above`; the new `above`. */
static size_t
value_try(struct changing *g, const struct entries *l, int slot, int64_t to, const struct span *sp, size_t above)
{
	struct match_change c = { slot, to, sp->opens, sp->closes };

	for (size_t i = l->fast, n; i < l->n; i += n) {
		const struct entry *e = &l->v[i];

		for (n = 1; i + n < l->n && e[n].rule == e->rule;)
			n++;
		if (would(g, e, n, slot, to) == e->opens)
			*(e->opens ? &c.opens : &c.closes) += 1;
	}
	if (c.opens <= above)
		return above;
	change_keep(g, c);
	return c.opens;
}

static void
slot_try(struct changing *g, int slot)
{
	const struct match_slot *s = &g->x->slots[slot];
	const struct entries *l = &g->e[slot];
	bool words = s->kind == MATCH_WORD || s->kind == MATCH_LIST || s->kind == MATCH_TRUTH;
	int64_t codes = s->kind == MATCH_TRUTH ? 2 : s->codes, now = s->kind == MATCH_LIST ? -1 : g->q.facts[slot].n;
	size_t n, best = 0, middle = 0;
	struct span *v = spans(g, slot, l, &n);

	if (words) {
		for (size_t i = 0; i < n; i++)
			for (int64_t c = v[i].low > 0 ? v[i].low : 0; c <= v[i].high && c < codes; c++)
				if (c != now)
					value_try(g, l, slot, c, &v[i], 0);
		return;
	}
	while (v[middle].high < now)
		middle++;
	for (size_t i = middle + 1; i < n; i++)
		best = value_try(g, l, slot, v[i].low, &v[i], best);
	best = 0;
	for (size_t i = middle; i-- > 0;)
		best = value_try(g, l, slot, v[i].high, &v[i], best);
}

bool
match_changes(const struct match_index *x, struct match_scan *s, const struct match_ask *q, uint64_t slots, const struct match_try *tries,
	      size_t ntries, struct match_change *ret, size_t max, size_t *n)
{
	struct changing *g;
	bool fine = scan_room(x, s);
	size_t rests = 0;

	arena_clear(s->a);
	g = NEW(s->a, struct changing);
	*g = (struct changing){ .x = x, .s = s, .q = *q, .slots = slots, .tries = tries, .ntries = ntries, .ret = ret, .max = max };
	g->q.near = 1;
	for (int i = 0; i < x->nslots; i++)	/* what is not known cannot be changed, only filled in */
		if (!q->facts[i].known)
			g->slots &= ~(UINT64_C(1) << i);
	s->by_slot = true;
	for (uint32_t i = 0; fine && i < x->nsegs; i++)
		fine = gather(g, x->segs[i], &rests);
	s->by_slot = false;
	for (int i = 0; fine && i < x->nslots; i++)
		if (g->e[i].n) {
			entries_merge(g, &g->e[i]);
			slot_try(g, i);
		}
	for (uint32_t i = 0; i < s->nseen; i++)
		s->best[s->seen[i]] = 0;
	s->nseen = 0;
	*n = g->n;
	return fine;
}
