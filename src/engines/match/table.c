/* table.c - many sets of facts in columns, one rule asked of all of them: blocks that stay in the cache, no branches. */
#include "engines/match/match_int.h"

#include <stdlib.h>

#ifndef __clang__
#pragma GCC optimize("O3")		/* gcc's -O2 leaves the loops below one by one */
#endif

#define BLOCK 1024u
#define OTHER UINT8_MAX			/* BYTE: a word that is none of the slot's */

/* BYTE: 0 not known, else code + 1; SET: bit 0 known, then a bit for each code */
enum column_kind { BYTE, NARROW, WIDE, SET };
struct column {
	enum column_kind kind;
	uint32_t words;			/* SET: of 32 bits, for each row */
	union {
		void *v;
		uint8_t *byte;
		int32_t *narrow;	/* INT32_MIN: not known */
		int64_t *wide;		/* INT64_MIN */
		uint32_t *set;
	};
};
struct expiry {
	int64_t until;
	uint32_t row, stamp;
	int slot, code;
};
struct match_table {
	struct match_slot *slots;
	int nslots;
	struct column *columns;
	uint8_t *live;
	uint32_t *stamp;		/* counts a row's puts: older expiries are nobody's */
	uint32_t rows, cap;
	int64_t today;
	struct expiry *expiries;
	size_t nexpiries, capexpiries;
};

static size_t
cell_bytes(const struct column *c)
{
	static const size_t bytes[] = { [BYTE] = 1, [NARROW] = 4, [WIDE] = 8, [SET] = 4 };

	return bytes[c->kind] * (c->kind == SET ? c->words : 1);
}

struct match_table *
match_table_new(const struct match_slot *slots, int nslots, int64_t today)
{
	struct match_table *t = calloc(1, sizeof(*t));

	assert(nslots > 0 && nslots <= MATCH_SLOTS);
	if (!t)
		return NULL;
	t->nslots = nslots;
	t->today = today;
	t->slots = calloc((size_t)nslots, sizeof(*t->slots));
	t->columns = calloc((size_t)nslots, sizeof(*t->columns));
	if (!t->slots || !t->columns) {
		match_table_free(t);
		return NULL;
	}
	for (int i = 0; i < nslots; i++) {
		bool word = slots[i].kind == MATCH_TRUTH || (slots[i].kind == MATCH_WORD && slots[i].codes < OTHER - 1);

		t->slots[i] = slots[i];
		t->columns[i].kind = slots[i].kind == MATCH_LIST ? SET : word ? BYTE : NARROW;
		t->columns[i].words = (uint32_t)slots[i].codes / 32 + 1;
	}
	return t;
}

void
match_table_free(struct match_table *t)
{
	if (!t)
		return;
	for (int i = 0; t->columns && i < t->nslots; i++)
		free(t->columns[i].v);
	free(t->columns);
	free(t->slots);
	free(t->live);
	free(t->stamp);
	free(t->expiries);
	free(t);
}

size_t
match_table_bytes(const struct match_table *t)
{
	size_t n = t->cap * 5u + t->capexpiries * sizeof(*t->expiries);

	for (int i = 0; i < t->nslots; i++)
		n += t->cap * cell_bytes(&t->columns[i]);
	return n;
}

static void
cells_clear(struct column *c, uint32_t from, uint32_t to)
{
	for (uint32_t i = from; i < to && c->kind == NARROW; i++)
		c->narrow[i] = INT32_MIN;
	for (uint32_t i = from; i < to && c->kind == WIDE; i++)
		c->wide[i] = INT64_MIN;
	if (c->kind == BYTE || c->kind == SET)
		memset((char *)c->v + from * cell_bytes(c), 0, (to - from) * cell_bytes(c));
}

static bool
rows_room(struct match_table *t, uint32_t rows)
{
	uint32_t cap = t->cap ? t->cap : BLOCK, *stamp;
	uint8_t *live;

	while (cap < rows)
		cap *= 2;
	if (cap == t->cap)
		return true;
	for (int i = 0; i < t->nslots; i++) {
		void *v = realloc(t->columns[i].v, cap * cell_bytes(&t->columns[i]));

		if (!v)
			return false;
		t->columns[i].v = v;
		cells_clear(&t->columns[i], t->cap, cap);
	}
	live = realloc(t->live, cap);
	t->live = live ? live : t->live;
	stamp = realloc(t->stamp, cap * sizeof(*stamp));
	t->stamp = stamp ? stamp : t->stamp;
	if (!live || !stamp)
		return false;
	memset(live + t->cap, 0, cap - t->cap);
	memset(stamp + t->cap, 0, (cap - t->cap) * sizeof(*stamp));
	t->cap = cap;
	return true;
}

/* A number that the narrow column cannot hold. */
static bool
widen(struct match_table *t, struct column *c)
{
	int64_t *wide = malloc(t->cap * sizeof(*wide));

	if (!wide)
		return false;
	for (uint32_t i = 0; i < t->cap; i++)
		wide[i] = c->narrow[i] == INT32_MIN ? INT64_MIN : c->narrow[i];
	free(c->v);
	c->wide = wide;
	c->kind = WIDE;
	return true;
}

static bool
expiry_add(struct match_table *t, struct expiry e)
{
	if (t->nexpiries == t->capexpiries) {
		size_t cap = t->capexpiries ? t->capexpiries * 2 : 64;
		struct expiry *v = realloc(t->expiries, cap * sizeof(*v));

		if (!v)
			return false;
		t->expiries = v;
		t->capexpiries = cap;
	}
	t->expiries[t->nexpiries++] = e;
	return true;
}

static void
cell_put(uint32_t *cell, int code, bool on)
{
	uint32_t m = 1u << ((code + 1) % 32), *at = &cell[(code + 1) / 32];

	*at = on ? *at | m : *at & ~m;
}

/* The same word twice, as a certificate that was renewed: the longest counts. */
static bool
outlived(const struct match_value *v, size_t i)
{
	for (size_t k = 0; k < v->nitems; k++)
		if (v->items[k].code == v->items[i].code && (v->items[k].until > v->items[i].until || (v->items[k].until == v->items[i].until && k < i)))
			return true;
	return false;
}

static bool
set_put(struct match_table *t, int slot, uint32_t row, const struct match_value *v)
{
	uint32_t *cell = t->columns[slot].set + (size_t)row * t->columns[slot].words;

	cell[0] |= v->known;
	for (size_t i = 0; v->known && i < v->nitems; i++) {
		struct match_item m = v->items[i];

		if (m.until < t->today || m.code < 0 || m.code >= t->slots[slot].codes || outlived(v, i))
			continue;
		cell_put(cell, m.code, true);
		if (m.until != INT64_MAX && !expiry_add(t, (struct expiry){ m.until, row, t->stamp[row], slot, m.code }))
			return false;
	}
	return true;
}

bool
match_table_put(struct match_table *t, uint32_t row, const struct match_value *facts)
{
	if (!rows_room(t, row + 1))
		return false;
	match_table_drop(t, row);
	for (int i = 0; i < t->nslots; i++) {
		struct column *c = &t->columns[i];
		const struct match_value *v = &facts[i];

		if (c->kind == NARROW && v->known && (v->n <= INT32_MIN || v->n > INT32_MAX) && !widen(t, c))
			return false;
		if (c->kind == SET && !set_put(t, i, row, v))
			return false;
		if (!v->known)
			continue;
		if (c->kind == BYTE)
			c->byte[row] = v->n < 0 || v->n >= (t->slots[i].kind == MATCH_TRUTH ? 2 : t->slots[i].codes) ? OTHER : (uint8_t)(v->n + 1);
		else if (c->kind == NARROW)
			c->narrow[row] = (int32_t)v->n;
		else if (c->kind == WIDE)
			c->wide[row] = v->n;
	}
	t->live[row] = 1;
	t->rows = row >= t->rows ? row + 1 : t->rows;
	return true;
}

void
match_table_drop(struct match_table *t, uint32_t row)
{
	if (row >= t->cap)
		return;
	t->live[row] = 0;
	t->stamp[row]++;
	for (int i = 0; i < t->nslots; i++)
		cells_clear(&t->columns[i], row, row + 1);
}

void
match_table_day(struct match_table *t, int64_t today)
{
	size_t kept = 0;

	assert(today >= t->today);
	t->today = today;
	for (size_t i = 0; i < t->nexpiries; i++) {
		struct expiry e = t->expiries[i];
		struct column *c = &t->columns[e.slot];

		if (e.stamp != t->stamp[e.row])
			continue;
		if (e.until < today)
			cell_put(c->set + (size_t)e.row * c->words, e.code, false);
		else
			t->expiries[kept++] = e;
	}
	t->nexpiries = kept;
}

/* ---- one condition over a block ---- */

struct block {
	uint8_t in[BLOCK], fails[BLOCK], unknown[BLOCK], best[BLOCK];
};

/* For each kind of cell: in |= low <= x <= high; what is not in fails, or is unknown; and both at once for one interval. */
#define CELLS(kind, type)                                                                                                      \
	static void                                                                                                            \
	within_##kind(uint8_t *restrict in, const type *restrict x, type low, type high)                                       \
	{                                                                                                                      \
		for (uint32_t i = 0; i < BLOCK; i++)                                                                           \
			in[i] |= (uint8_t)((x[i] >= low) & (x[i] <= high));                                                    \
	}                                                                                                                      \
	static void                                                                                                            \
	ask_##kind(struct block *restrict b, const type *restrict x, type none)                                                \
	{                                                                                                                      \
		for (uint32_t i = 0; i < BLOCK; i++) {                                                                         \
			uint8_t gone = x[i] == none;                                                                           \
			b->unknown[i] |= gone;                                                                                 \
			b->fails[i] = (uint8_t)(b->fails[i] + ((b->in[i] | gone) ^ 1));                                        \
		}                                                                                                              \
	}                                                                                                                      \
	static void                                                                                                            \
	one_##kind(struct block *restrict b, const type *restrict x, type none, type low, type high)                           \
	{                                                                                                                      \
		for (uint32_t i = 0; i < BLOCK; i++) {                                                                         \
			uint8_t gone = x[i] == none;                                                                           \
			b->unknown[i] |= gone;                                                                                 \
			b->fails[i] = (uint8_t)(b->fails[i] + ((uint8_t)((x[i] < low) | (x[i] > high)) & (gone ^ 1)));         \
		}                                                                                                              \
	}
CELLS(byte, uint8_t)
CELLS(narrow, int32_t)
CELLS(wide, int64_t)

/* Words that belong to the set, as runs of codes; codes that are next to each other are few. */
static void
byte_block(const struct part *p, const struct match_slot *slot, const uint8_t *x, struct block *b)
{
	int n = slot->kind == MATCH_TRUTH ? 2 : slot->codes, runs = 0;
	uint8_t low[OTHER / 2 + 1], high[OTHER / 2 + 1];

	for (int c = 0, to; c < n; c = to + 1) {
		for (to = c; to < n && set_has(p->set, to);)
			to++;
		if (to > c) {
			low[runs] = (uint8_t)(c + 1);
			high[runs++] = (uint8_t)to;
		}
	}
	if (set_has(p->set, INT64_MAX)) {
		low[runs] = high[runs] = OTHER;
		runs++;
	}
	if (runs == 1) {
		one_byte(b, x, 0, low[0], high[0]);
		return;
	}
	memset(b->in, 0, sizeof(b->in));
	for (int i = 0; i < runs; i++)
		within_byte(b->in, x, low[i], high[i]);
	ask_byte(b, x, 0);
}

static int32_t
narrowed(int64_t v)
{
	return v <= INT32_MIN ? INT32_MIN + 1 : v > INT32_MAX ? INT32_MAX : (int32_t)v;
}

static void
line_block(const struct match_table *t, const struct part *p, uint32_t from, struct block *b)
{
	const struct column *c = &t->columns[p->slot];
	uint32_t open = p->set.first, n = (p->set.n + open + 1) / 2;	/* intervals that belong to the set */

	if (c->kind == BYTE) {
		byte_block(p, &t->slots[p->slot], c->byte + from, b);
		return;
	}
	if (n != 1)
		memset(b->in, 0, sizeof(b->in));
	for (uint32_t i = 0; i < n; i++) {
		int64_t low = open && i == 0 ? INT64_MIN + 1 : p->set.at[2 * i - open];
		int64_t high = 2 * i + 1 - open < p->set.n ? p->set.at[2 * i + 1 - open] - 1 : INT64_MAX;
		bool reach = low <= INT32_MAX && high > INT32_MIN;

		if (c->kind == WIDE && n == 1)
			one_wide(b, c->wide + from, INT64_MIN, low, high);
		else if (c->kind == WIDE)
			within_wide(b->in, c->wide + from, low, high);
		else if (n == 1)
			one_narrow(b, c->narrow + from, INT32_MIN, reach ? narrowed(low) : INT32_MAX, reach ? narrowed(high) : INT32_MIN + 1);
		else if (reach)
			within_narrow(b->in, c->narrow + from, narrowed(low), narrowed(high));
	}
	if (n != 1 && c->kind == WIDE)
		ask_wide(b, c->wide + from, INT64_MIN);
	else if (n != 1)
		ask_narrow(b, c->narrow + from, INT32_MIN);
}

/* Lists of up to 31 words, one cell each. */
static void
short_lists(struct block *restrict b, const uint32_t *restrict x, uint32_t want, uint8_t flip)
{
	for (uint32_t i = 0; i < BLOCK; i++) {
		uint8_t known = x[i] & 1;

		b->unknown[i] |= known ^ 1;
		b->fails[i] = (uint8_t)(b->fails[i] + ((((x[i] & want) != 0) ^ flip) & known));
	}
}

static void
list_block(const struct match_table *t, const struct part *p, uint32_t from, struct block *b)
{
	const struct column *c = &t->columns[p->slot];
	const uint32_t *cells = c->set + (size_t)from * c->words;
	uint32_t want[MATCH_CODES / 32 + 1] = { 0 };
	uint8_t flip = p->how == PART_ANY;

	for (uint32_t i = 0; i + 1 < p->set.n; i += 2)
		for (int64_t k = p->set.at[i]; k < p->set.at[i + 1]; k++)
			cell_put(want, (int)k, true);
	if (c->words == 1) {
		short_lists(b, cells, want[0], flip);
		return;
	}
	for (uint32_t i = 0; i < BLOCK; i++) {
		const uint32_t *x = cells + (size_t)i * c->words;
		uint8_t known = x[0] & 1, in = 0;

		for (uint32_t w = 0; w < c->words; w++)
			in |= (x[w] & want[w]) != 0;
		b->unknown[i] |= known ^ 1;
		b->fails[i] = (uint8_t)(b->fails[i] + ((in ^ flip) & known));
	}
}

/* fails and unknown → the state, kept when it is better than that of another clause. */
static void
block_settle(struct block *b)
{
	for (uint32_t i = 0; i < BLOCK; i++) {
		uint8_t gap = (uint8_t)-(b->unknown[i] != 0), n = b->fails[i];
		uint8_t none = (uint8_t)-(n == 0), one = (uint8_t)-(n == 1), two = (uint8_t)-(n == 2);
		uint8_t s = (uint8_t)((none & ((gap & MATCH_UNKNOWN) | (~gap & MATCH_PASS))) | (~gap & ((one & MATCH_ONE) | (two & MATCH_TWO))));

		b->best[i] = s > b->best[i] ? s : b->best[i];
	}
}

/* ---- the whole ---- */

struct whom {
	const struct match_table *t;
	const struct match_node *tree;
	struct match_ask q;
	struct match_value facts[MATCH_SLOTS];
	struct match_item *items;
	struct match_whom *ret;
};

static void
row_facts(struct whom *w, uint32_t row)
{
	struct match_item *m = w->items;

	for (int i = 0; i < w->t->nslots; i++) {
		const struct column *c = &w->t->columns[i];
		struct match_value v = { .items = m };
		const uint32_t *cell = c->set + (size_t)row * c->words;

		if (c->kind == BYTE)
			v = (struct match_value){ .known = c->byte[row], .n = c->byte[row] == OTHER ? -1 : c->byte[row] - 1 };
		else if (c->kind == NARROW)
			v = (struct match_value){ .known = c->narrow[row] != INT32_MIN, .n = c->narrow[row] };
		else if (c->kind == WIDE)
			v = (struct match_value){ .known = c->wide[row] != INT64_MIN, .n = c->wide[row] };
		else
			v.known = cell[0] & 1;
		for (int k = 0; c->kind == SET && k < w->t->slots[i].codes; k++)
			if (cell[(k + 1) / 32] >> ((k + 1) % 32) & 1)
				*m++ = (struct match_item){ k, INT64_MAX };
		v.nitems = v.items ? (size_t)(m - v.items) : 0;
		w->facts[i] = v;
	}
}

/* Rows that nothing fails so far are asked what only the caller knows; of the others nothing near is told. */
static void
block_rest(struct whom *w, const struct clause *c, uint32_t from, struct block *b)
{
	for (uint32_t i = 0; i < BLOCK; i++) {
		if (!w->t->live[from + i] || b->fails[i]) {
			b->fails[i] = 3;
			continue;
		}
		row_facts(w, from + i);
		for (int k = 0; k < c->nrest && !b->fails[i]; k++) {
			bool whole = c->rest[k].token == REST_WHOLE;
			int v = -1;

			if (whole) {
				v = tree_ask(w->t->slots, w->tree, from + i, &w->q, &w->ret->asked);
			} else if (w->q.rest) {
				w->ret->asked++;
				v = w->q.rest(w->q.ctx, from + i, c->rest[k].token, w->facts);
			}
			b->unknown[i] |= v < 0;
			b->fails[i] = v >= 0 && !v != c->rest[k].not ? 3 : 0;
		}
	}
}

static void
block_count(struct whom *w, const struct block *b, uint32_t from, uint64_t *list)
{
	const uint8_t *live = w->t->live + from;

	for (uint32_t part = 0; part < BLOCK; part += 128)	/* so many fit a byte */
		for (uint8_t s = 0; s < MATCH_STATES; s++) {
			uint8_t n = 0;

			for (uint32_t i = part; i < part + 128; i++)
				n = (uint8_t)(n + ((b->best[i] == s) & live[i]));
			w->ret->count[s] += n;
		}
	for (uint32_t i = 0; list && i < BLOCK; i++)
		list[(from + i) / 64] |= (uint64_t)((b->best[i] == MATCH_PASS) & live[i]) << (i % 64);
}

bool
match_whom(const struct match_table *t, const struct match_node *tree, bool list, match_rest_fn *rest, void *ctx, struct arena *a,
	   struct match_whom *ret)
{
	struct whom w = { .t = t, .tree = tree, .q = { .facts = w.facts, .today = t->today, .rest = rest, .ctx = ctx }, .ret = ret };
	struct block *b = NEW(a, struct block);
	struct clauses l;
	uint64_t *pass = NULL;
	size_t items = 0;

	*ret = (struct match_whom){ 0 };
	if (!tree_fits(t->slots, t->nslots, tree, 0))
		return false;
	tree_clauses(a, t->slots, 0, tree, &l);
	for (int i = 0; i < t->nslots; i++)
		items += t->slots[i].kind == MATCH_LIST ? (size_t)t->slots[i].codes : 0;
	w.items = NEWN(a, struct match_item, items + 1);
	ret->words = t->cap / 64;
	if (list)
		pass = arena_try(a, (ret->words + 1) * sizeof(*pass));
	if (list && !pass)
		return false;
	for (uint32_t from = 0; from < t->rows; from += BLOCK) {
		memset(b->best, 0, sizeof(b->best));
		for (size_t c = 0; c < l.n; c++) {
			memset(b->fails, 0, sizeof(b->fails));
			memset(b->unknown, 0, sizeof(b->unknown));
			for (int p = 0; p < l.v[c].nparts; p++)
				(l.v[c].parts[p].how == PART_LINE ? line_block : list_block)(t, &l.v[c].parts[p], from, b);
			if (l.v[c].nrest)
				block_rest(&w, &l.v[c], from, b);
			block_settle(b);
		}
		block_count(&w, b, from, pass);
	}
	ret->pass = pass;
	return true;
}
