/*
 * test_match - the match index against plain evaluation, at least 200,000 random pairs each run: nulls, borders and what
 * lies between, open intervals, lists, expired items, ands, ors and nots, what only the caller can ask; while rules are
 * put, changed and dropped. The oracle below shares nothing with the engine but the meaning of match.h.
 */
#include "engines/match/match.h"
#include "unit.h"

#define RULES 500
#define FIRMS 60
#define TODAY 20000
#define MAX_LITS 40
#define MAX_WAYS 4000

enum { AMOUNT, AGE, DAY, GRADE, FIRST, QUALS, PLEDGE, SLOTS };
static const struct match_slot schema[SLOTS] = {
	{ "amount", MATCH_NUMBER, .digits = 2 }, { "age", MATCH_NUMBER }, { "day", MATCH_DATE }, { "grade", MATCH_WORD, .codes = 6 },
	{ "first", MATCH_TRUTH }, { "quals", MATCH_LIST, .codes = 9 }, { "pledge", MATCH_LIST, .codes = 70 },
};

static struct arena *a;
static uint64_t seed = 0x2545F4914F6CDD1Du;

static int
chance(int n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (int)((seed >> 8) % (uint64_t)n);
}

/* ---- random rules and facts ---- */

static struct match_node
leaf(void)
{
	int slot = chance(SLOTS + 1), n = 2 * chance(12);
	int *codes = NEWN(a, int, 3);

	if (slot == SLOTS)
		return (struct match_node){ .op = MATCH_REST, .token = (uint32_t)chance(5), .looks = chance(2) ? 1u << AGE | 1u << GRADE : 0 };
	if (slot == GRADE || slot >= QUALS) {
		for (int i = 0; i < 3; i++)
			codes[i] = chance(schema[slot].codes > 9 ? 4 : schema[slot].codes) * (slot == PLEDGE ? 23 : 1);
		return (struct match_node){ .op = MATCH_IN, .slot = slot, .codes = codes, .ncodes = (size_t)chance(4) };
	}
	n = slot == FIRST ? n / 2 % 2 : n;
	switch (chance(slot == FIRST ? 1 : 6)) {
	case 0:
		return match_equal(slot, n);
	case 1:
		return match_more(slot, n);
	case 2:
		return match_less(slot, n);
	case 3:
		return match_at_most(slot, n);
	case 4:
		return (struct match_node){ .op = MATCH_BETWEEN, .slot = slot, .low = n, .high = n + chance(9) - 1 };
	default:
		return match_at_least(slot, n);
	}
}

static struct match_node
tree(int depth)
{
	struct match_node n = { .op = depth == 0 ? MATCH_AND : (enum match_op)chance(3) };
	struct match_node *kids;

	if (depth > 0 && (depth > 2 || chance(3) > 0))
		return leaf();
	n.nkids = n.op == MATCH_NOT ? 1 : depth == 0 ? (size_t)(1 + chance(7)) : (size_t)chance(4);
	n.kids = kids = NEWN(a, struct match_node, n.nkids + 1);
	for (size_t i = 0; i < n.nkids; i++)
		kids[i] = tree(depth + 1);
	return n;
}

/* More ways than clauses are made of. */
static struct match_node
wide(void)
{
	struct match_node *ors = NEWN(a, struct match_node, 6), *all = NEW(a, struct match_node);
	bool plain = chance(2);

	for (int i = 0; i < 6; i++) {
		struct match_node *kids = NEWN(a, struct match_node, 2);

		for (int k = 0; k < 2; k++)
			kids[k] = leaf();
		ors[i] = (struct match_node){ .op = plain ? MATCH_OR : MATCH_AND, .kids = kids, .nkids = 2 };
	}
	*all = (struct match_node){ .op = plain ? MATCH_AND : MATCH_OR, .kids = ors, .nkids = 6 };
	return plain ? *all : (struct match_node){ .op = MATCH_NOT, .kids = all, .nkids = 1 };
}

static void
firm(struct match_value *v)
{
	for (int i = 0; i < SLOTS; i++) {
		struct match_item *m = NEWN(a, struct match_item, 4);

		v[i] = (struct match_value){ .known = chance(12) > 0, .n = chance(26) - 1 };
		if (i == GRADE)
			v[i].n = chance(8) - 1;
		if (i == FIRST)
			v[i].n = chance(2);
		if (i < QUALS)
			continue;
		v[i].items = m;
		v[i].nitems = (size_t)chance(5);
		for (size_t k = 0; k < v[i].nitems; k++)
			m[k] = (struct match_item){ (chance(11) - 1) * (i == PLEDGE ? 23 : 1), chance(3) ? INT64_MAX : TODAY - 1 + chance(3) };
	}
}

static int
rest(void *ctx, uint32_t rule, uint32_t token, const struct match_value *f)
{
	int64_t grade = f[GRADE].n < schema[GRADE].codes ? f[GRADE].n : -1;	/* a column does not keep which other word it was */

	return f[AGE].known && f[GRADE].known ? (f[AGE].n + grade + token) % 3 != 0 : -1;
}

/* ---- the oracle ---- */

static int
leaf_true(const struct match_node *n, const struct match_value *f, int64_t today)
{
	const struct match_value *v = &f[n->slot];
	int hit = 0;

	if (n->op == MATCH_REST)
		return rest(NULL, 0, n->token, f);
	if (!v->known)
		return -1;
	if (n->op == MATCH_BETWEEN)
		return v->n >= n->low && v->n <= n->high;
	for (size_t c = 0; c < n->ncodes; c++) {
		hit |= n->slot == GRADE && v->n == n->codes[c];
		for (size_t i = 0; n->slot != GRADE && i < v->nitems; i++)
			hit |= v->items[i].code == n->codes[c] && v->items[i].until >= today;
	}
	return hit;
}

static int
tree_true(const struct match_node *n, const struct match_value *f, int64_t today)
{
	int yes = 0, no = 0;

	if (n->op == MATCH_NOT) {
		int v = tree_true(n->kids, f, today);
		return v < 0 ? -1 : !v;
	}
	if (n->op > MATCH_NOT)
		return leaf_true(n, f, today);
	for (size_t i = 0; i < n->nkids; i++) {
		int v = tree_true(&n->kids[i], f, today);
		yes += v == 1;
		no += v == 0;
	}
	if (n->op == MATCH_AND)
		return no ? 0 : yes == (int)n->nkids ? 1 : -1;
	return yes ? 1 : no == (int)n->nkids ? 0 : -1;
}

/* Every way to make the tree true, as lists of leaves. */
struct way {
	const struct match_node *leaf[MAX_LITS];
	bool not[MAX_LITS];
	int n;
};
struct ways {
	struct way *v;
	int n;
};

static bool
ways_of(const struct match_node *n, bool not, struct ways *ret)
{
	*ret = (struct ways){ NEWN(a, struct way, 1), 0 };
	if (n->op == MATCH_NOT)
		return ways_of(n->kids, !not, ret);
	if (n->op > MATCH_NOT) {
		ret->v[ret->n++] = (struct way){ { n }, { not }, 1 };
		return true;
	}
	ret->n = (n->op == MATCH_AND) != not;
	for (size_t i = 0; i < n->nkids; i++) {
		struct ways k, all = { 0 };
		if (!ways_of(&n->kids[i], not, &k) || (ret->n + 1) * (k.n + 1) > MAX_WAYS)
			return false;
		all.v = NEWN(a, struct way, (ret->n + 1) * (k.n + 1));
		if ((n->op == MATCH_OR) != not) {
			for (int x = 0; x < ret->n; x++)
				all.v[all.n++] = ret->v[x];
			for (int y = 0; y < k.n; y++)
				all.v[all.n++] = k.v[y];
		}
		for (int x = 0; (n->op == MATCH_AND) != not && x < ret->n; x++)
			for (int y = 0; y < k.n; y++) {
				struct way w = ret->v[x];
				if (w.n + k.v[y].n > MAX_LITS)
					return false;
				for (int l = 0; l < k.v[y].n; l++) {
					w.leaf[w.n] = k.v[y].leaf[l];
					w.not[w.n++] = k.v[y].not[l];
				}
				all.v[all.n++] = w;
			}
		*ret = all;
	}
	return true;
}

/* Conditions of one way that fail; 9 when some are unknown. */
static int
way_fails(const struct way *w, const struct match_value *f, int64_t today)
{
	bool line[SLOTS] = { false };
	int fails = 0;

	for (int i = 0; i < w->n; i++) {
		const struct match_node *n = w->leaf[i];
		int v = leaf_true(n, f, today);

		if (v < 0)
			return 9;
		if (v != w->not[i])
			continue;
		if (n->op == MATCH_REST || (n->slot >= QUALS && !w->not[i]))
			fails++;
		else
			line[n->slot] = true;
	}
	for (int i = 0; i < SLOTS; i++)
		fails += line[i];
	return fails;
}

struct ruled {
	struct match_node tree;
	struct ways ways;
	bool whole;			/* asked as it is written */
	bool there;
};

static enum match_state
oracle(const struct ruled *r, const struct match_value *f, int64_t today)
{
	int v = tree_true(&r->tree, f, today), least = 9;

	if (v)
		return v < 0 ? MATCH_UNKNOWN : MATCH_PASS;
	for (int i = 0; i < r->ways.n; i++) {
		int n = way_fails(&r->ways.v[i], f, today);
		least = n < least ? n : least;
	}
	return least == 1 ? MATCH_ONE : least == 2 ? MATCH_TWO : MATCH_FAIL;
}

static bool
has_rest(const struct ruled *r)
{
	for (int w = 0; w < r->ways.n; w++)
		for (int l = 0; l < r->ways.v[w].n; l++)
			if (r->ways.v[w].leaf[l]->op == MATCH_REST)
				return true;
	return false;
}

/* Has it more ways than clauses are made of? */
static bool
is_whole(const struct match_node *n)
{
	struct match_index *one = match_new(schema, SLOTS);
	size_t whole;

	assert_true(match_put(one, 0, n));
	whole = match_size(one).whole;
	match_free(one);
	return whole > 0;
}

static void
ruled_new(struct ruled *r)
{
	do {
		r->tree = chance(60) ? tree(0) : wide();
	} while (!ways_of(&r->tree, false, &r->ways));
	r->there = true;
	r->whole = is_whole(&r->tree);
}

/* ---- the tests ---- */

static size_t whole_near;		/* rules beyond MATCH_CLAUSES of which it was told how near they are */

static void
same(const struct match_index *x, struct match_scan *s, const struct ruled *r, const struct match_value *f, int near)
{
	struct match_ask q = { .facts = f, .today = TODAY, .near = near, .list = RULES, .rest = rest };
	uint8_t got[RULES] = { 0 };
	struct match_answer w;
	size_t all = 0;

	assert_true(match_ask(x, s, &q, &w));
	for (int st = 0; st < MATCH_STATES; st++) {
		all += w.count[st];
		assert_int_equal(st == MATCH_FAIL ? 0 : w.count[st], w.list[st].n);
		for (size_t i = 0; i < w.list[st].n; i++) {
			assert_int_equal(got[w.list[st].v[i]], MATCH_FAIL);
			got[w.list[st].v[i]] = (uint8_t)st;
		}
	}
	assert_int_equal(all, match_size(x).rules);
	for (int i = 0; i < RULES; i++) {
		enum match_state want = r[i].there ? oracle(&r[i], f, TODAY) : MATCH_FAIL;

		if (want < MATCH_UNKNOWN && 3 - (int)want > near)
			want = MATCH_FAIL;
		if (got[i] != want)
			print_error("rule %d says %d, plain evaluation %d\n", i, got[i], want);
		assert_int_equal(got[i], want);
		whole_near += r[i].there && r[i].whole && (want == MATCH_ONE || want == MATCH_TWO);
	}
}

static void
put(struct match_index *x, struct ruled *r, int i)
{
	ruled_new(&r[i]);
	assert_true(match_put(x, (uint32_t)i, &r[i].tree));
}

static void
agrees_with_plain_evaluation(void **state)
{
	for (int round = 0; round < 4; round++) {
		struct match_index *x = match_new(schema, SLOTS);
		struct match_scan *s = match_scan_new();
		struct ruled *r = NEWN(a, struct ruled, RULES);
		struct match_rule *all = NEWN(a, struct match_rule, RULES);
		int built = round == 0 ? 0 : RULES / 2;

		for (int i = 0; i < built; i++) {
			ruled_new(&r[i]);
			all[i] = (struct match_rule){ (uint32_t)i, &r[i].tree };
		}
		assert_true(match_build(x, all, (size_t)built));
		for (int i = built; i < RULES; i++)
			put(x, r, i);
		for (int k = 0; k < FIRMS; k++) {
			struct match_value f[SLOTS];
			firm(f);
			same(x, s, r, f, 2);
			same(x, s, r, f, k % 2);
			for (int c = 0; c < 6; c++)
				put(x, r, chance(RULES));
			int gone = chance(RULES);
			match_drop(x, (uint32_t)gone);
			r[gone].there = false;
		}
		for (int i = 0; i < RULES; i++)
			match_drop(x, (uint32_t)i);
		assert_int_equal(match_size(x).clauses + match_size(x).rules + match_size(x).whole + match_size(x).rest + match_size(x).always, 0);
		match_free(x);
		match_scan_free(s);
		arena_clear(a);
	}
	assert_true(whole_near > 100);
}

/* One rule against all firms says the same, before and after a night in which items expire and firms come and go. */
static void
the_columns_agree(void **state)
{
	struct match_table *t = match_table_new(schema, SLOTS, TODAY);
	struct match_value (*f)[SLOTS] = (struct match_value (*)[SLOTS])NEWN(a, struct match_value, SLOTS * 1500);
	bool there[1500];

	for (uint32_t i = 0; i < 1500; i++) {
		firm(f[i]);
		if (i % 300 == 7)
			f[i][AMOUNT].n = INT64_C(40000000000);	/* more than a narrow column holds */
		assert_true(match_table_put(t, i, f[i]));
		there[i] = true;
	}
	for (int round = 0; round < 60; round++) {
		struct arena *b = arena_new();
		int64_t today = TODAY + round / 30;
		struct ruled r;
		struct match_whom w;
		size_t want[MATCH_STATES] = { 0 };

		match_table_day(t, today);
		ruled_new(&r);
		assert_true(match_whom(t, &r.tree, true, rest, NULL, b, &w));
		for (uint32_t i = 0; i < 1500; i++) {
			enum match_state st = oracle(&r, f[i], today);
			want[st] += there[i];
			assert_int_equal(w.pass[i / 64] >> (i % 64) & 1, there[i] && st == MATCH_PASS);
		}
		assert_int_equal(w.count[MATCH_PASS], want[MATCH_PASS]);
		assert_int_equal(w.count[MATCH_UNKNOWN], want[MATCH_UNKNOWN]);
		if (!has_rest(&r) && !r.whole) {
			assert_int_equal(w.count[MATCH_ONE], want[MATCH_ONE]);
			assert_int_equal(w.count[MATCH_TWO], want[MATCH_TWO]);
		}
		for (int k = 0; k < 20; k++) {
			uint32_t i = (uint32_t)chance(1500);
			firm(f[i]);
			there[i] = chance(3) > 0;
			if (there[i])
				assert_true(match_table_put(t, i, f[i]));
			else
				match_table_drop(t, i);
		}
		arena_free(b);
	}
	match_table_free(t);
	arena_clear(a);
}

static void
changed(struct match_value *to, const struct match_value *f, int slot, int64_t v)
{
	memcpy(to, f, SLOTS * sizeof(*f));
	to[slot].n = v;
	if (slot >= QUALS) {
		struct match_item *m = NEWN(a, struct match_item, f[slot].nitems + 1);
		if (f[slot].nitems)
			memcpy(m, f[slot].items, f[slot].nitems * sizeof(*m));
		m[to[slot].nitems++] = (struct match_item){ (int)v, INT64_MAX };
		to[slot].items = m;
	}
}

/* What a change is said to open and close is what plain evaluation says; and no value opens more than the best one told. */
static void
changes_agree(void **state)
{
	struct match_index *x = match_new(schema, SLOTS);
	struct match_scan *s = match_scan_new();
	struct ruled *r = NEWN(a, struct ruled, RULES);
	int told = 0;

	for (int i = 0; i < RULES; i++)
		put(x, r, i);
	for (int k = 0; k < 12; k++) {
		struct match_value f[SLOTS], g[SLOTS];
		struct match_ask q = { .facts = f, .today = TODAY, .rest = rest };
		struct match_change c[400];
		size_t n, most[SLOTS] = { 0 };
		bool asks_rest[RULES];

		firm(f);
		assert_true(match_changes(x, s, &q, (1u << SLOTS) - 1, NULL, 0, c, COUNT(c), &n));
		for (int i = 0; i < RULES; i++)
			asks_rest[i] = has_rest(&r[i]);
		for (size_t i = 0; i < n; i++) {
			size_t opens = 0, closes = 0;
			changed(g, f, c[i].slot, c[i].to);
			for (int j = 0; j < RULES; j++) {
				enum match_state was = oracle(&r[j], f, TODAY), is = oracle(&r[j], g, TODAY);
				opens += was < MATCH_UNKNOWN && is == MATCH_PASS;
				closes += was == MATCH_PASS && is != MATCH_PASS;
			}
			assert_int_equal(c[i].opens, opens);
			assert_int_equal(c[i].closes, closes);
			assert_true(i == 0 || c[i - 1].opens >= c[i].opens);
			if (c[i].opens > most[c[i].slot])
				most[c[i].slot] = c[i].opens;
			told++;
		}
		for (int slot = 0; slot < SLOTS; slot++)
			for (int64_t v = slot >= GRADE ? 0 : -3; f[slot].known && v < (slot == FIRST ? 2 : slot >= GRADE ? schema[slot].codes : 40); v++) {
				size_t opens = 0;
				changed(g, f, slot, v);
				for (int j = 0; j < RULES; j++)
					if (!asks_rest[j])
						opens += oracle(&r[j], f, TODAY) < MATCH_UNKNOWN && oracle(&r[j], g, TODAY) == MATCH_PASS;
				assert_true(opens <= most[slot]);
			}
	}
	assert_true(told > 50);
	match_free(x);
	match_scan_free(s);
	arena_clear(a);
}

/* More clauses than one segment holds, more borders than one bucket holds: built and put one by one. */
static void
many_rules_many_borders(void **state)
{
	enum { N = 70000, MORE = 6000 };
	static const struct match_slot two[] = { { "low", MATCH_NUMBER }, { "high", MATCH_NUMBER } };
	struct match_index *x = match_new(two, 2);
	struct match_scan *s = match_scan_new();
	struct match_rule *all = NEWN(a, struct match_rule, N);
	int64_t *low = NEWN(a, int64_t, N + MORE), *high = NEWN(a, int64_t, N + MORE);

	for (int i = 0; i < N + MORE; i++) {
		struct match_node *t = NEW(a, struct match_node), *k = NEWN(a, struct match_node, 2);
		low[i] = 2 * chance(i % 3 ? 100000 : 9);
		high[i] = 2 * chance(100000);
		k[0] = match_at_least(0, low[i]);
		k[1] = match_less(1, high[i]);
		*t = (struct match_node){ .op = MATCH_AND, .kids = k, .nkids = 2 };
		if (i < N)
			all[i] = (struct match_rule){ (uint32_t)i, t };
		if (i == N)
			assert_true(match_build(x, all, N));
		if (i >= N)
			assert_true(match_put(x, (uint32_t)i, t));
	}
	for (int k = 0; k < 20; k++) {
		struct match_value f[2] = { { true, chance(200000), NULL, 0 }, { true, chance(200000), NULL, 0 } };
		struct match_ask q = { .facts = f, .near = 1 };
		struct match_answer w;
		size_t pass = 0, one = 0;

		for (int i = 0; i < N + MORE; i++) {
			int fails = (f[0].n < low[i]) + (f[1].n >= high[i]);
			pass += fails == 0;
			one += fails == 1;
		}
		assert_true(match_ask(x, s, &q, &w));
		assert_int_equal(w.count[MATCH_PASS], pass);
		assert_int_equal(w.count[MATCH_ONE], one);
		assert_int_equal(w.count[MATCH_FAIL], N + MORE - pass - one);
		for (size_t i = 0; i < w.list[MATCH_PASS].n; i++) {
			uint32_t rule = w.list[MATCH_PASS].v[i];
			assert_true(f[0].n >= low[rule] && f[1].n < high[rule]);
		}
	}
	match_free(x);
	match_scan_free(s);
	arena_clear(a);
}

static void
numbers_in_half_units(void **state)
{
	static const struct {
		const char *text;
		int digits;
		int64_t n;
		bool fine, exact;
	} rows[] = {
		{ "0.5", 2, 100, true, true }, { "0.51", 2, 102, true, true }, { "0.514", 2, 103, true, false }, { "-12.5", 0, -25, true, false },
		{ "-12", 0, -24, true, true }, { "12.500", 1, 250, true, true }, { "99999999999999999999", 0, INT64_C(4000000000000000000), true, false },
		{ "", 0, 0, false, false }, { "-", 0, 0, false, false }, { "1e3", 0, 0, false, false }, { "1.2.3", 0, 0, false, false },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		int64_t n = 0;
		bool exact = false;
		assert_int_equal(match_number(rows[i].text, rows[i].digits, &n, &exact), rows[i].fine);
		assert_int_equal(n, rows[i].n);
		assert_int_equal(exact, rows[i].exact);
	}
}

/* A rule that does not fit is refused and changes nothing; one with too many ways is asked as it is written. */
static void
what_does_not_fit(void **state)
{
	static const int far[] = { 99 }, zero[] = { 0 }, one[] = { 1 };
	struct match_node pairs[6][2], ors[6], all = { .op = MATCH_AND, .kids = ors, .nkids = 6 };
	struct match_node bad[] = {
		{ .op = MATCH_BETWEEN, .slot = SLOTS }, { .op = MATCH_BETWEEN, .slot = QUALS }, { .op = MATCH_BETWEEN, .slot = GRADE },
		{ .op = MATCH_IN, .slot = GRADE, .codes = far, .ncodes = 1 }, { .op = MATCH_IN, .slot = AGE, .codes = zero, .ncodes = 1 },
		{ .op = MATCH_NOT }, { .op = (enum match_op)99 },
	};
	struct match_index *x = match_new(schema, SLOTS);
	struct match_scan *s = match_scan_new();
	struct match_value f[SLOTS] = { { .known = true, .n = 2 }, { .known = true, .n = 2 }, { .known = true }, { .known = true }, { .known = true } };
	struct match_ask q = { .facts = f, .near = 2 };
	struct match_answer w;

	for (size_t i = 0; i < COUNT(bad); i++)
		assert_false(match_put(x, 0, &bad[i]));
	assert_int_equal(match_size(x).rules, 0);
	for (int i = 0; i < 6; i++) {		/* 64 ways */
		pairs[i][0] = match_at_least(i % 2 ? AGE : AMOUNT, 2 * i - 20);
		pairs[i][1] = (struct match_node){ .op = MATCH_IN, .slot = GRADE, .codes = i % 2 ? zero : one, .ncodes = 1 };
		ors[i] = (struct match_node){ .op = MATCH_OR, .kids = pairs[i], .nkids = 2 };
	}
	assert_true(match_put(x, 3, &all));
	assert_int_equal(match_size(x).whole, 1);
	assert_int_equal(match_size(x).always, 1);
	assert_true(match_ask(x, s, &q, &w));
	assert_int_equal(w.count[MATCH_PASS], 1);
	f[AMOUNT].n = -100;
	assert_true(match_ask(x, s, &q, &w));
	assert_int_equal(w.count[MATCH_PASS], 0);
	assert_int_equal(w.count[MATCH_ONE], 1);	/* the amount, whichever of the ways */
	match_free(x);
	match_scan_free(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_in_half_units), cmocka_unit_test(what_does_not_fit), cmocka_unit_test(agrees_with_plain_evaluation),
		cmocka_unit_test(the_columns_agree), cmocka_unit_test(changes_agree), cmocka_unit_test(many_rules_many_borders),
	};
	int failed;

	a = arena_new();
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_free(a);
	return failed;
}
