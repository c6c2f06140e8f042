/* normal.c - a rule's tree as clauses (or of ands, not pushed down to the leaves), and the tree asked as it is written. */
#include "engines/match/match_int.h"

#include <stdlib.h>

bool
tree_fits(const struct match_slot *slots, int nslots, const struct match_node *n, int depth)
{
	if (depth > MATCH_DEPTH)
		return false;
	switch (n->op) {
	case MATCH_NOT:
	case MATCH_AND:
	case MATCH_OR:
		if (n->op == MATCH_NOT && n->nkids != 1)
			return false;
		for (size_t i = 0; i < n->nkids; i++)
			if (!tree_fits(slots, nslots, &n->kids[i], depth + 1))
				return false;
		return true;
	case MATCH_REST:
		return n->token != REST_WHOLE;
	case MATCH_BETWEEN:
		return n->slot >= 0 && n->slot < nslots && slots[n->slot].kind != MATCH_LIST && slots[n->slot].kind != MATCH_WORD;
	case MATCH_IN:
		if (n->slot < 0 || n->slot >= nslots || (slots[n->slot].kind != MATCH_LIST && slots[n->slot].kind != MATCH_WORD))
			return false;
		for (size_t i = 0; i < n->ncodes; i++)
			if (n->codes[i] < 0 || n->codes[i] >= slots[n->slot].codes)
				return false;
		return true;
	}
	return false;
}

struct forming {
	struct arena *a;
	const struct match_slot *slots;
	uint32_t rule;
	bool over;			/* too many */
};

static struct clauses
clauses_new(struct forming *f, size_t n)
{
	return (struct clauses){ .v = NEWN(f->a, struct clause, n + 1) };
}

/* Two clauses that both must hold. */
static struct clause
both(struct forming *f, const struct clause *x, const struct clause *y)
{
	struct clause c = { .rule = f->rule, .parts = NEWN(f->a, struct part, x->nparts + y->nparts + 1),
		.rest = NEWN(f->a, struct rest, x->nrest + y->nrest + 1) };

	for (int i = 0; i < x->nparts + y->nparts; i++) {
		struct part p = i < x->nparts ? x->parts[i] : y->parts[i - x->nparts];
		bool merged = false;

		p.group = 0;
		for (int k = 0; k < c.nparts; k++) {
			struct part *q = &c.parts[k];

			if (q->slot != p.slot || q->how != p.how)
				continue;
			if (p.how == PART_ANY) {
				p.group++;
				continue;
			}
			q->set = set_join(f->a, q->set, p.set, p.how == PART_LINE);
			merged = true;
		}
		if (!merged)
			c.parts[c.nparts++] = p;
	}
	for (int i = 0; i < x->nrest; i++)
		c.rest[c.nrest++] = x->rest[i];
	for (int i = 0; i < y->nrest; i++)
		c.rest[c.nrest++] = y->rest[i];
	f->over |= c.nparts > 200 || c.nrest > 200;
	return c;
}

/* One more alternative: of two that ask the same slot alone, one is made. */
static void
either(struct forming *f, struct clauses *l, struct clause c)
{
	for (size_t i = 0; c.nparts == 1 && !c.nrest && i < l->n; i++) {
		struct clause *o = &l->v[i];

		if (o->nparts == 1 && !o->nrest && o->parts->slot == c.parts->slot && o->parts->how == c.parts->how && c.parts->how != PART_NONE) {
			struct part *p = NEW(f->a, struct part);

			*p = *o->parts;
			p->set = set_join(f->a, p->set, c.parts->set, false);
			o->parts = p;
			return;
		}
	}
	if (l->n == MATCH_CLAUSES)
		f->over = true;
	else
		l->v[l->n++] = c;
}

static struct clauses
leaf(struct forming *f, const struct match_node *n, bool not)
{
	struct clauses l = clauses_new(f, 1);
	struct clause c = { .rule = f->rule };

	l.n = 1;
	if (n->op == MATCH_REST) {
		c.rest = NEW(f->a, struct rest);
		*c.rest = (struct rest){ n->token, not, n->looks ? n->looks : UINT64_MAX };
		c.nrest = 1;
	} else {
		struct set s = n->op == MATCH_IN ? set_codes(f->a, n->codes, n->ncodes) : set_between(f->a, n->low, n->high);
		bool list = f->slots[n->slot].kind == MATCH_LIST;

		c.parts = NEW(f->a, struct part);
		*c.parts = (struct part){ .slot = (uint8_t)n->slot, .how = list ? not ? PART_NONE : PART_ANY : PART_LINE };
		c.parts->set = not && !list ? set_not(s) : s;
		c.nparts = 1;
	}
	l.v[0] = c;
	return l;
}

static struct clauses
form(struct forming *f, const struct match_node *n, bool not)
{
	struct clauses l;

	if (f->over)
		return clauses_new(f, 0);
	if (n->op == MATCH_NOT)
		return form(f, n->kids, !not);
	if (n->op != MATCH_AND && n->op != MATCH_OR)
		return leaf(f, n, not);
	l = clauses_new(f, MATCH_CLAUSES);
	if ((n->op == MATCH_OR) != not) {
		for (size_t i = 0; i < n->nkids && !f->over; i++) {
			struct clauses k = form(f, &n->kids[i], not);

			for (size_t j = 0; j < k.n && !f->over; j++)
				either(f, &l, k.v[j]);
		}
		return l;
	}
	l.v[l.n++] = (struct clause){ .rule = f->rule };
	for (size_t i = 0; i < n->nkids && !f->over; i++) {
		struct clauses k = form(f, &n->kids[i], not);
		struct clauses all = clauses_new(f, l.n * k.n < MATCH_CLAUSES ? l.n * k.n : MATCH_CLAUSES);

		for (size_t j = 0; j < l.n; j++)
			for (size_t m = 0; m < k.n && !f->over; m++)
				either(f, &all, both(f, &l.v[j], &k.v[m]));
		l = all;
	}
	return l;
}

void
tree_clauses(struct arena *a, const struct match_slot *slots, uint32_t rule, const struct match_node *n, struct clauses *ret)
{
	struct forming f = { .a = a, .slots = slots, .rule = rule };

	*ret = form(&f, n, false);
	ret->whole = f.over;
	if (!f.over)
		return;
	*ret = clauses_new(&f, 1);
	ret->n = 1;
	ret->whole = true;
	ret->v[0] = (struct clause){ .rule = rule, .nrest = 1, .rest = NEW(a, struct rest) };
	*ret->v[0].rest = (struct rest){ .token = REST_WHOLE, .looks = UINT64_MAX };
}

static bool
has_code(const struct match_node *n, int64_t code)
{
	for (size_t i = 0; i < n->ncodes; i++)
		if (n->codes[i] == code)
			return true;
	return false;
}

static int
leaf_ask(const struct match_slot *slots, const struct match_node *n, const struct match_ask *q)
{
	const struct match_value *v = &q->facts[n->slot];

	if (!v->known)
		return -1;
	if (n->op == MATCH_BETWEEN)
		return n->low <= v->n && v->n <= n->high;
	if (slots[n->slot].kind != MATCH_LIST)
		return has_code(n, v->n);
	for (size_t i = 0; i < v->nitems; i++)
		if (v->items[i].until >= q->today && has_code(n, v->items[i].code))
			return 1;
	return 0;
}

int
tree_ask(const struct match_slot *slots, const struct match_node *n, uint32_t rule, const struct match_ask *q, size_t *asked)
{
	int v;

	switch (n->op) {
	case MATCH_NOT:
		v = tree_ask(slots, n->kids, rule, q, asked);
		return v < 0 ? v : !v;
	case MATCH_AND:
	case MATCH_OR: {
		int ends = n->op == MATCH_OR, all = !ends;

		for (size_t i = 0; i < n->nkids; i++) {
			v = tree_ask(slots, &n->kids[i], rule, q, asked);
			if (v == ends)
				return ends;
			all = v < 0 ? -1 : all;
		}
		return all;
	}
	case MATCH_REST:
		(*asked)++;
		return q->rest ? q->rest(q->ctx, rule, n->token, q->facts) : -1;
	case MATCH_BETWEEN:
	case MATCH_IN:
		break;
	}
	return leaf_ask(slots, n, q);
}

/* ---- how near a tree is that is false ---- */

struct nearness {
	const struct match_slot *slots;
	const struct match_ask *q;
	uint32_t rule;
	uint64_t free;			/* slots whose failing costs nothing: it is paid already */
	uint64_t fails;			/* slots seen failing */
};
#define FAR 3

/* Conditions on one slot that must hold together fail once, so they are paid for by slot; those that stand alone cost one each. */
static int
leaf_cost(struct nearness *w, const struct match_node *n, bool not)
{
	bool list = n->op == MATCH_IN && w->slots[n->slot].kind == MATCH_LIST;
	size_t asked = 0;
	int v = tree_ask(w->slots, n, w->rule, w->q, &asked);

	if (v < 0)
		return FAR;
	if (!v == not)
		return 0;
	if (n->op == MATCH_REST || (list && !not))
		return 1;
	w->fails |= UINT64_C(1) << n->slot;
	return w->free >> n->slot & 1 ? 0 : FAR;
}

/* How many conditions fail that are not paid for, of the way where the fewest do; held at FAR. */
static int
cost(struct nearness *w, const struct match_node *n, bool not)
{
	bool any = (n->op == MATCH_OR) != not;
	int all = any ? FAR : 0;

	if (n->op == MATCH_NOT)
		return cost(w, n->kids, !not);
	if (n->op != MATCH_AND && n->op != MATCH_OR)
		return leaf_cost(w, n, not);
	for (size_t i = 0; i < n->nkids; i++) {
		int c = cost(w, &n->kids[i], not);

		all = !any ? all + c : c < all ? c : all;
	}
	return all < FAR ? all : FAR;
}

int
tree_near(const struct match_slot *slots, const struct match_node *n, uint32_t rule, const struct match_ask *q)
{
	struct nearness w = { .slots = slots, .q = q, .rule = rule };
	int least = cost(&w, n, false), c;
	uint64_t fails = w.fails;

	for (uint64_t x = fails; x && least > 1; x &= x - 1) {
		w.free = x & -x;
		c = 1 + cost(&w, n, false);
		least = c < least ? c : least;
		for (uint64_t y = x & (x - 1); q->near > 1 && y && least > 2; y &= y - 1) {
			w.free = (x & -x) | (y & -y);
			least = cost(&w, n, false) ? least : 2;
		}
	}
	return least;
}

/* ---- a copy in one block ---- */

struct room {
	size_t nodes, codes;
};

static void
measure(const struct match_node *n, struct room *r)
{
	r->nodes++;
	if (n->op == MATCH_IN)
		r->codes += n->ncodes;
	for (size_t i = 0; n->op <= MATCH_NOT && i < n->nkids; i++)
		measure(&n->kids[i], r);
}

static void
copy(struct match_node *to, const struct match_node *from, struct match_node **nodes, int **codes)
{
	*to = *from;
	if (from->op == MATCH_IN && from->ncodes) {
		memcpy(*codes, from->codes, from->ncodes * sizeof(**codes));
		to->codes = *codes;
		*codes += from->ncodes;
	}
	if (from->op <= MATCH_NOT) {
		struct match_node *kids = *nodes;

		*nodes += from->nkids;
		to->kids = kids;
		for (size_t i = 0; i < from->nkids; i++)
			copy(&kids[i], &from->kids[i], nodes, codes);
	}
}

struct match_node *
tree_copy(const struct match_node *n)
{
	struct room r = { 0 };
	struct match_node *block, *nodes;
	int *codes;

	measure(n, &r);
	block = malloc(r.nodes * sizeof(*block) + r.codes * sizeof(*codes));
	if (!block)
		return NULL;
	nodes = block + 1;
	codes = (int *)(block + r.nodes);
	copy(block, n, &nodes, &codes);
	return block;
}
