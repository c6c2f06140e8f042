/* match_int.h - the inside of the match index. Only engines/match reads this. */
#ifndef QIAO_MATCH_INT_H
#define QIAO_MATCH_INT_H

#include "engines/match/match.h"

/* A set of whole numbers: whether -∞ is in it, and where that toggles, ascending. */
struct set {
	bool first;
	uint32_t n;
	const int64_t *at;
};
/* set.c */
bool set_has(struct set s, int64_t v);
struct set set_between(struct arena *a, int64_t low, int64_t high);
struct set set_codes(struct arena *a, const int *codes, size_t n);
struct set set_not(struct set s);
struct set set_join(struct arena *a, struct set x, struct set y, bool both);	/* both: what is in x and y; else in one */

/* One condition of a clause. LINE: the slot's value lies in the set. ANY: an item does. NONE: no item does. */
enum part_how { PART_LINE, PART_ANY, PART_NONE };
struct part {
	uint8_t slot, how;
	uint8_t group;			/* ANY: the how manieth of this slot in its clause */
	struct set set;
};
struct rest {
	uint32_t token;
	bool not;
	uint64_t looks;			/* slots, a bit each */
};
#define REST_WHOLE UINT32_MAX		/* token: the rule's own tree, plain */

/* Conditions that must all hold. */
struct clause {
	uint32_t rule;
	uint16_t nparts, nrest;
	struct part *parts;
	struct rest *rest;
};
struct clauses {
	struct clause *v;
	size_t n;
	bool whole;			/* more than MATCH_CLAUSES: v[0] is the one clause that asks the whole rule */
};
#define MATCH_DEPTH 60			/* of a tree */

/* normal.c */
bool tree_fits(const struct match_slot *slots, int nslots, const struct match_node *n, int depth);
void tree_clauses(struct arena *a, const struct match_slot *slots, uint32_t rule, const struct match_node *n, struct clauses *ret);
/* Plain evaluation: 1, 0, -1. */
int tree_ask(const struct match_slot *slots, const struct match_node *n, uint32_t rule, const struct match_ask *q, size_t *asked);
/* Of a tree that is false: 1 or 2, so many conditions fail of the way that is nearest to true and has no unknown; 3: more, or no such way.
 * With q->near 1 it does not look for 2. */
int tree_near(const struct match_slot *slots, const struct match_node *n, uint32_t rule, const struct match_ask *q);
struct match_node *tree_copy(const struct match_node *n);	/* one block of malloc; NULL: no memory */

/* ---- the index: segments of at most SEG_MAX clauses, so that a change stays small and a sweep stays in the cache ---- */

#define SEG_BITS 16
#define SEG_MAX  (1u << SEG_BITS)
#define SEG_FIRST 512u			/* clauses a new segment has room for */
#define BUCKETS  128			/* of one slot when built */
#define INNER    1024			/* toggles inside a bucket before it is split */
#define NO_CLAUSE UINT32_MAX

struct edge {
	int64_t at;			/* from this value on … */
	uint32_t clause;		/* … this clause's fail bit is the other one */
};
/* Values from `start` up to the next bucket's. bits: which clauses fail at start. */
struct bucket {
	int64_t start;
	uint64_t *bits;
	struct edge *inner;
	uint32_t n, cap;
};
struct line {
	struct bucket *b;		/* the first starts at INT64_MIN */
	uint32_t n, cap;
};
struct group {				/* of a list: who asks, and by code who is content with it. NULL: nobody */
	uint64_t *asks;
	uint64_t **pass;
};
struct slot_bits {
	uint64_t *asks;			/* clauses that look at this slot at all */
	struct line line;
	struct group *groups;
	uint32_t ngroups;
	uint64_t **forbid;		/* by code: who fails for having it */
};
struct seg {
	uint32_t cap, used;		/* clauses: room for, highest in use */
	uint64_t *live, *odd;		/* odd: has a rest, or its rule has several clauses */
	struct clause **clause;		/* each one block of malloc */
	uint32_t *rule;			/* of each clause */
	uint32_t base;			/* straight: clause i is rule base + i, as after a build of plain rules: nothing to look up */
	bool straight, started;
	struct slot_bits *slots;
	uint32_t *empty, nempty;	/* numbers below used that are free */
};
struct rule {
	uint32_t one;			/* its clause (segment << SEG_BITS | place) when it has one */
	uint32_t *many, n;		/* else; n: how many */
	bool there;
	struct match_node *whole;	/* a copy, for REST_WHOLE */
};
struct match_index {
	struct match_slot *slots;
	int nslots;
	struct seg **segs;
	uint32_t nsegs;
	struct rule *rules;
	uint32_t nrules;		/* room for */
	struct match_size size;
	struct arena *work;		/* of one writing */
};

/* index.c */
size_t clause_bytes(const struct clause *c);

/* seg.c: memory and bits of one segment */
struct seg *seg_new(const struct match_index *x);
void seg_free(const struct match_index *x, struct seg *s);
bool seg_room(const struct match_index *x, struct seg *s, uint32_t clauses);
bool seg_build(const struct match_index *x, struct seg *s);	/* lines of all its clauses, by sorting */
bool seg_line_add(struct seg *s, struct line *l, uint32_t clause, struct set set);
void seg_line_cut(struct line *l, uint32_t clause, struct set set);
bool seg_list_add(const struct match_index *x, struct seg *s, uint32_t clause, const struct part *p);
void seg_list_cut(const struct match_index *x, struct seg *s, uint32_t clause, const struct part *p);
uint64_t *bits_new(const struct seg *s);
size_t seg_bytes(const struct match_index *x, const struct seg *s);
uint32_t line_find(const struct line *l, int64_t v);	/* the bucket of a value */

/* scan.c */
#define SEG_WORDS (SEG_MAX / 64)
struct source {				/* one condition's bits in this segment */
	const uint64_t *bits;
	int slot;
};
struct match_scan {
	struct source *fails;		/* who fails, by slot and group */
	const uint64_t *unknown[MATCH_SLOTS];
	uint32_t nfails, nunknown, room;	/* room: of fails and made */
	bool by_slot;			/* count slots that fail, not conditions */
	uint64_t *made;			/* bitmaps that had to be put together */
	uint64_t *state[MATCH_STATES];	/* of each clause of the segment; FAIL is not kept */
	struct match_list list[MATCH_STATES];
	size_t cap[MATCH_STATES];
	uint8_t *best;			/* by rule: the state of its best clause + 1; 0: none yet */
	uint32_t nbest;
	uint32_t *seen;			/* rules with a best */
	uint32_t nseen, capseen;
	struct arena *a;		/* of match_changes */
};
/* Fills s->fails, s->unknown and s->state for one segment. False: no memory. */
bool scan_seg(const struct match_index *x, struct match_scan *s, const struct seg *seg, const struct match_ask *q);
/* The state of a clause with what only the caller can ask; before: without it. */
enum match_state clause_state(const struct match_index *x, const struct clause *c, const struct match_ask *q,
			      enum match_state before, size_t *asked);
bool scan_best(struct match_scan *s, uint32_t rule, enum match_state state);	/* false: no memory */
bool scan_room(const struct match_index *x, struct match_scan *s);

static inline void
bit_put(uint64_t *bits, uint32_t i, bool on)
{
	uint64_t m = UINT64_C(1) << (i & 63);

	bits[i >> 6] = on ? bits[i >> 6] | m : bits[i >> 6] & ~m;
}

static inline void
bit_flip(uint64_t *bits, uint32_t i)
{
	bits[i >> 6] ^= UINT64_C(1) << (i & 63);
}

static inline bool
bit_get(const uint64_t *bits, uint32_t i)
{
	return bits[i >> 6] >> (i & 63) & 1;
}

#endif
