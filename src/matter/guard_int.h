/* guard_int.h - the inside of guards: the tree that guard.c builds and guard_eval.c walks. */
#ifndef QIAO_GUARD_INT_H
#define QIAO_GUARD_INT_H

#include "matter/guard.h"

enum guard_op { OP_EQ, OP_NE, OP_LT, OP_LE, OP_GT, OP_GE };

struct guard_operand {
	const char *name;		/* NULL: the literal v */
	struct guard_value v;
	int at;
};

enum node_kind { NODE_OR, NODE_AND, NODE_NOT, NODE_COMPARE, NODE_BARE };

struct guard_node {
	enum node_kind kind;
	const char *text;		/* as written, without brackets around it */
	int at, end;			/* bytes of the source */
	struct guard_node *first;	/* OR, AND: the list of children; NOT: the one */
	struct guard_node *next;
	enum guard_op op;		/* COMPARE */
	struct guard_operand l, r;	/* BARE: only l */
};

struct guard {
	const char *text;
	const struct guard_node *root;
};

#endif
