/*
 * lifecycle_int.h - the inside of reading life cycles: YAML text → tree and values (yaml_tree.h) → structs
 * (lifecycle_read.c, lifecycle_moves.c) → checked as a whole (lifecycle_check.c).
 */
#ifndef QIAO_LIFECYCLE_INT_H
#define QIAO_LIFECYCLE_INT_H

#include "matter/lifecycle.h"
#include "matter/yaml_tree.h"

struct life_reader {
	struct reader y;
	struct lifecycle *lc;		/* what is being built; its arrays point to the same memory as these */
	struct life_state *states;
	struct life_move *moves;
	/* nodes kept beside the structs, for faults that are found late; same indexes */
	const struct ynode **state_nodes, **move_nodes;
};

struct lifecycle_words {		/* the words of roles and tells, as in lifecycle.h */
	const struct word_bit *v;
	size_t n;
};
extern const struct lifecycle_words life_roles, life_tells;

/* A FEEL text over the facts; NULL after a fault. */
const struct guard *read_rule(struct life_reader *r, const struct ynode *n, const char *text, enum guard_type wants);
void read_moves(struct life_reader *r, const struct ynode *list);
/* Notes places {…} of t that are not among names. */
void check_places(struct life_reader *r, const struct ynode *n, const struct life_text *t, const char *const *names, size_t count);
/* What can only be seen when all parts are there: ways in and out of each state, days, guards' names. */
void check_whole(struct life_reader *r);

#endif
