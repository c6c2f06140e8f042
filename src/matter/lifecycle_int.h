/*
 * lifecycle_int.h - the inside of reading life cycles: YAML text → tree (lifecycle_yaml.c) → values
 * (lifecycle_take.c) → structs (lifecycle_read.c, lifecycle_moves.c) → checked as a whole (lifecycle_check.c).
 */
#ifndef QIAO_LIFECYCLE_INT_H
#define QIAO_LIFECYCLE_INT_H

#include "matter/lifecycle.h"

enum ynode_type { Y_SCALAR, Y_LIST, Y_MAP };

/* A YAML node with its place. */
struct ynode {
	enum ynode_type type;
	int line, col;			/* from 1 */
	const char *text;		/* SCALAR: the value */
	bool exact;			/* SCALAR: written on one line as it is read, so columns inside it can be told */
	int inset;			/* SCALAR: 1 when a quotation mark stands before the text */
	struct ynode *key;		/* in a MAP: this value's key */
	struct ynode *first, *next;	/* LIST, MAP: children; the next child of the same parent */
};

struct reader {
	struct arena *a;
	struct life_faults *faults;
	size_t cap;
	struct lifecycle *lc;		/* what is being built; its arrays point to the same memory as these */
	struct life_state *states;
	struct life_move *moves;
	/* nodes kept beside the structs, for faults that are found late; same indexes */
	const struct ynode **state_nodes, **move_nodes;
};

/* Notes a fault; args are copied. A hint of M_NONE is none. */
void fault_at(struct reader *r, int line, int col, enum msg key, const char *a1, const char *a2, enum msg hint,
	      const char *hint_arg);
void fault_node(struct reader *r, const struct ynode *n, enum msg key, const char *a1, const char *a2);
/* With "did you mean …" when one of names is near to wrong (M_NONE else). */
void fault_near(struct reader *r, const struct ynode *n, enum msg key, const char *wrong, const char *a2,
		const char *const *names, size_t count);

/* The tree of a text; NULL when it is not YAML of our kind (a fault was noted). */
struct ynode *yaml_tree(struct reader *r, const char *text, size_t n);

/* ---- taking values out of a tree; each notes a fault when the value is not as it should be ---- */

/* The value under key, or NULL. */
const struct ynode *map_get(const struct ynode *map, const char *key);
/* Notes every key of map that is not in keys. False when n is no map at all. */
bool map_known(struct reader *r, const struct ynode *n, const char *const *keys, size_t count);
/* As map_get, a missing one is a fault at map. */
const struct ynode *map_need(struct reader *r, const struct ynode *map, const char *key);
/* Text of a scalar; "" and a fault when it is none or empty. n NULL gives "". */
const char *take_text(struct reader *r, const struct ynode *n);
/* A word: a-z, 0-9, _ and (dots) '.', at most 40; "" and a fault else. */
const char *take_word(struct reader *r, const struct ynode *n, bool dots);
/* {zh: …, en: …}; n NULL leaves "" in both. own: zh and en stand in the map n itself beside other keys. */
void take_both(struct reader *r, const struct ynode *n, struct life_text *ret, bool own);
bool take_yes(struct reader *r, const struct ynode *n);		/* yes | no; n NULL is no */
/* Children of a list; NULL and a fault when it is none. *count is set. */
const struct ynode *take_list(struct reader *r, const struct ynode *n, size_t *count);
/* Bits of a word or a list of words. */
struct word_bit { const char *word; unsigned bit; };
unsigned take_bits(struct reader *r, const struct ynode *n, const struct word_bit *words, size_t count, enum msg unknown);

/* ---- the parts ---- */

struct lifecycle_words {		/* the words of roles and tells, as in lifecycle.h */
	const struct word_bit *v;
	size_t n;
};
extern const struct lifecycle_words life_roles, life_tells;

/* The element of an array of structs whose first member is its id, or NULL. */
const void *by_id(const void *array, size_t n, size_t size, const char *id);
/* The ids of such an array, for fault_near. */
const char *const *ids_of(struct reader *r, const void *array, size_t n, size_t size);

void read_moves(struct reader *r, const struct ynode *list);
/* Notes places {…} of t that are not among names. */
void check_places(struct reader *r, const struct ynode *n, const struct life_text *t, const char *const *names, size_t count);
/* What can only be seen when all parts are there: ways in and out of each state, days, guards' names. */
void check_whole(struct reader *r);

#endif
