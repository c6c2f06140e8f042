/*
 * match.h - one set of facts (a firm, a voter, a matter) against many rules in one sweep over bitmaps, and one rule
 * against many sets of facts by a scan over columns. Both say the same as asking each rule by itself: pass, unknown
 * (a fact is missing that would decide), or fail, and how many conditions failed when they are one or two.
 *
 * Facts stand in slots by a schema. A rule is a tree of conditions. Missing facts make Kleene's third value: a missing
 * fact never is "does not fit". Conditions on one slot that must hold together are one condition; of a list, "has one of"
 * counts each time it is asked, "has none of" once.
 *
 * Not here: reasons in words (they come from the rule itself: engines/decide/explain.h), reading FEEL (the caller hands
 * over what it knows as MATCH_BETWEEN and MATCH_IN, the rest as MATCH_REST), and thresholds for money or law.
 * Method: fail bitmaps by elementary interval as in k-index (Whang and others, VLDB 2009) and BE-Tree (SIGMOD 2011).
 */
#ifndef QIAO_MATCH_H
#define QIAO_MATCH_H

#include "base/base.h"

#define MATCH_SLOTS    64		/* of a schema at most */
#define MATCH_CODES    4096		/* words of one slot at most */
#define MATCH_CLAUSES  32		/* a rule that needs more alternatives is asked as it is written */
#define MATCH_OPEN_LOW  (-INT64_MAX)	/* ends of an interval that has none */
#define MATCH_OPEN_HIGH INT64_MAX

enum match_kind { MATCH_NUMBER, MATCH_DATE, MATCH_WORD, MATCH_TRUTH, MATCH_LIST };
struct match_slot {
	const char *name;		/* for people; stays with the caller */
	enum match_kind kind;
	int digits;			/* NUMBER: after the point, 0 to 6 */
	int codes;			/* WORD, LIST: words are 0 … codes-1; any other number is "another word" */
};

/*
 * Numbers are counted in half units of the last digit, so that a fact with more digits lies between two thresholds
 * instead of being rounded: with 2 digits, 0.51 is 102 and 0.514 is 103. Dates are days, truth 0 or 1, words their code.
 */
/* "-12.5" in half units. *exact false: it has more digits than the slot. Beyond ±4·10^18 it is held there, not exact.
 * False: not a plain number. */
bool match_number(const char *text, int digits, int64_t *ret, bool *exact);

struct match_item {
	int code;
	int64_t until;			/* last day it counts; INT64_MAX: for good */
};
struct match_value {
	bool known;
	int64_t n;			/* all but LIST */
	const struct match_item *items;	/* LIST; known and none: has nothing */
	size_t nitems;
};

enum match_op {
	MATCH_AND, MATCH_OR, MATCH_NOT,	/* kids; and of none is true, or of none false, not takes one */
	MATCH_BETWEEN,			/* low <= slot <= high; not for lists and words */
	MATCH_IN,			/* slot is one of codes; of a list: one of its items, expired ones left out, is */
	MATCH_REST			/* what only the caller can ask: token is handed back */
};
struct match_node {
	enum match_op op;
	int slot;
	int64_t low, high;
	const int *codes;
	size_t ncodes;
	uint32_t token;
	uint64_t looks;			/* REST: the slots it looks at, a bit each, so that it is not asked again for others; 0: not said */
	const struct match_node *kids;
	size_t nkids;
};
/* Leaves as people write them; n in half units (numbers), a day, or 0 and 1. */
struct match_node match_at_least(int slot, int64_t n);
struct match_node match_more(int slot, int64_t n);
struct match_node match_at_most(int slot, int64_t n);
struct match_node match_less(int slot, int64_t n);
struct match_node match_equal(int slot, int64_t n);

/* 1 true, 0 false, -1 unknown: what a MATCH_REST of that rule says of these facts. */
typedef int match_rest_fn(void *ctx, uint32_t rule, uint32_t token, const struct match_value *facts);
/* With which values of a slot that rest would hold, all other facts as they are: *low to *high. False: that cannot be said. */
typedef bool match_border_fn(void *ctx, uint32_t rule, uint32_t token, int slot, int64_t *low, int64_t *high);

enum match_state { MATCH_FAIL, MATCH_TWO, MATCH_ONE, MATCH_UNKNOWN, MATCH_PASS };	/* TWO, ONE: failed, by that many */
#define MATCH_STATES 5

/* ---- many rules ---- */

/*
 * Rules are numbered by the caller (dense from 0, below 2^24). Reading and writing exclude each other (the caller's
 * lock); any number of threads may read, each with a scan of its own. Calls that need memory give false when there is
 * none, or for a rule that does not fit the schema (match_fits); after false for memory the index must be thrown away.
 */
struct match_index;
struct match_rule {
	uint32_t number;
	const struct match_node *tree;	/* copied as far as needed */
};
struct match_index *match_new(const struct match_slot *slots, int nslots);	/* slots copied, names not; NULL: no memory */
void match_free(struct match_index *x);
bool match_fits(const struct match_index *x, const struct match_node *tree);	/* slots, kinds, codes, depth */
bool match_build(struct match_index *x, const struct match_rule *v, size_t n);	/* into an empty index; the quick way for many */
bool match_put(struct match_index *x, uint32_t number, const struct match_node *tree);	/* new or changed */
void match_drop(struct match_index *x, uint32_t number);	/* nothing there: nothing done */

struct match_size {
	size_t rules, clauses;
	size_t whole;			/* rules with more than MATCH_CLAUSES alternatives: asked as written */
	size_t rest;			/* clauses with something only the caller can ask */
	size_t always;			/* of these, clauses that have nothing else: asked each time */
	size_t bytes;			/* held, about */
};
struct match_size match_size(const struct match_index *x);

struct match_ask {
	const struct match_value *facts;	/* one for each slot */
	int64_t today;			/* list items with until < today do not count */
	int near;			/* 0, 1, 2: up to so many failed conditions are told apart from fail */
	size_t list;			/* at most so many rules are listed for unknown, one and two; pass lists all */
	match_rest_fn *rest;		/* NULL: a rest is unknown */
	match_border_fn *border;	/* for match_changes, may be NULL: without it each value is asked of each such rule */
	void *ctx;
};
struct match_list {
	uint32_t *v;			/* rules, no order promised */
	size_t n;
};
struct match_answer {
	size_t count[MATCH_STATES];	/* rules; beyond `near` all failed are in FAIL */
	struct match_list list[MATCH_STATES];	/* FAIL: none. Valid until the scan is used again */
	size_t asked;			/* rests the caller was asked */
};
struct match_scan;			/* one thread's working memory */
struct match_scan *match_scan_new(void);
void match_scan_free(struct match_scan *s);
bool match_ask(const struct match_index *x, struct match_scan *s, const struct match_ask *q, struct match_answer *ret);
/* The slots, a bit each, on which a condition of some rule fails; rests are not asked. */
bool match_stops(const struct match_index *x, struct match_scan *s, const struct match_ask *q, uint64_t *slots);

/*
 * What one changed fact would open, all others as they are. For each slot in `slots` (a bit each) that some rule alone
 * fails on: the nearest values first, each opening more than the nearer ones. `opens` and `closes` are rules: those that
 * failed and would pass, and those that pass and would not. Lists: one more item. TRUTH and WORD: each other value.
 */
struct match_change {
	int slot;
	int64_t to;			/* LIST: the code to have */
	size_t opens, closes;
};
struct match_try {			/* a value worth trying that no condition names: the border of a rest */
	int slot;
	int64_t n;
};
bool match_changes(const struct match_index *x, struct match_scan *s, const struct match_ask *q, uint64_t slots,
		   const struct match_try *tries, size_t ntries, struct match_change *ret, size_t max, size_t *n);	/* most opened first */

/* ---- many sets of facts ---- */

struct match_table;
struct match_table *match_table_new(const struct match_slot *slots, int nslots, int64_t today);	/* NULL: no memory */
void match_table_free(struct match_table *t);
bool match_table_put(struct match_table *t, uint32_t row, const struct match_value *facts);	/* rows are dense from 0 */
void match_table_drop(struct match_table *t, uint32_t row);
void match_table_day(struct match_table *t, int64_t today);	/* forward only: expired items go */
size_t match_table_bytes(const struct match_table *t);

struct match_whom {
	size_t count[MATCH_STATES];
	const uint64_t *pass;		/* a bit for each row, in the arena; NULL when not asked for */
	size_t words, asked;
};
/*
 * rest: asked of rows that nothing else fails, with the row in place of a rule; NULL: unknown. Failed conditions are told
 * apart only where there is no rest. False: the tree does not fit the schema, or no memory.
 */
bool match_whom(const struct match_table *t, const struct match_node *tree, bool list, match_rest_fn *rest, void *ctx,
		struct arena *a, struct match_whom *ret);

#endif
