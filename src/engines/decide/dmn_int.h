/* dmn_int.h - the inside of models. Only engines/decide reads this. */
#ifndef QIAO_DECIDE_DMN_INT_H
#define QIAO_DECIDE_DMN_INT_H

#include "engines/decide/dmn.h"
#include "engines/decide/feel_int.h"
#include "engines/decide/xml.h"

struct element {
	struct dmn_element pub;		/* first */
	struct model *m;
	const struct xml *x;
	struct element **need;		/* what its expression may name: requirements, in order */
	const char **need_name;		/* as it names them: "Model B.Decision" */
	size_t nneed;
	struct element **in, **out;	/* SERVICE: parameters in order, output decisions */
	size_t nin, nout;
	const struct node *body;	/* NULL: no logic, or broken */
	const char **params;		/* KNOWLEDGE */
	const struct type **types;
	size_t nparams;
	struct feel_error broken;	/* key M_NONE: fine */
	const char *source;		/* where broken */
};

struct import {
	const char *name, *ns;
	struct model *m;
};

struct model {
	struct model *next;
	const char *file, *ns, *name;
	const struct xml *root;
	struct import *imports;
	size_t nimports;
};

struct dmn {
	struct arena *a;
	struct feel_names *names;	/* members and types are shared, scopes come and go */
	struct model *models;		/* the main one first */
	struct element **elements;
	const struct dmn_element **pubs;
	size_t n, cap;
	struct dmn_fault *faults;
	size_t nfaults, capfaults;
	const char *folder;
	int loaded;
	int type_depth;			/* item definitions naming one another */
};

struct dmn_session {
	const struct dmn *d;
	struct feel_run *run;
	struct value *v;		/* of each element */
	uint8_t *state;			/* 0 not asked, 1 being asked, 2 there */
	bool tracing;
	struct table_trace *traces, **last;
	const struct dmn_element *current;
};

enum hit_policy { HIT_UNIQUE, HIT_ANY, HIT_FIRST, HIT_PRIORITY, HIT_COLLECT, HIT_RULE_ORDER, HIT_OUTPUT_ORDER };
enum aggregation { AGG_NONE, AGG_COUNT, AGG_SUM, AGG_MIN, AGG_MAX };

struct table_input {
	const struct node *expr;
	const char *text, *label;
	const struct type *type;
	const struct node *values;	/* allowed values, or NULL */
};

struct table_output {
	const char *name, *label;
	const struct type *type;
	const struct node *values;	/* in order of priority, or NULL */
	const struct node *fallback;
};

struct table_rule {
	const struct node **cells, **outputs;
	const char **texts;		/* of the cells */
	const char **output_texts;
	const char *label;		/* its description or annotation, or "" */
	int line;
};

struct table {
	enum hit_policy hit;
	enum aggregation agg;
	const char *name;
	struct table_input *in;
	struct table_output *out;
	struct table_rule *rules;
	size_t nin, nout, nrules;
};

/* dmn_type.c */
void dmn_types(struct dmn *d, struct model *m);
const struct type *dmn_type(struct dmn *d, const struct model *m, const char *ref);	/* NULL: none asked or unknown */

/* dmn_boxed.c: an element's child that is an expression becomes a tree; NULL and e->broken when it cannot. */
struct boxing {
	struct dmn *d;
	struct element *e;
	struct feel_error error;
	const char *source;
	int line;
	bool failed;
	int depth;
};
struct node *box(struct boxing *b, const struct xml *x);
struct node *box_kid(struct boxing *b, const struct xml *parent);
struct node *box_text(struct boxing *b, const struct xml *x, enum feel_mode mode);
struct node *box_cell(struct boxing *b, const struct xml *x, enum feel_mode mode);
const struct type *box_result_type(const struct type *t);
struct node *box_node(struct boxing *b, enum node_op op, int kids);
struct node *box_coerce(struct boxing *b, struct node *n, const struct type *t);
struct node *box_fail(struct boxing *b, const struct xml *x, enum msg key, const char *arg);
struct node *box_table(struct boxing *b, const struct xml *x);

/* dmn_table.c */
struct value eval_table(struct feel_run *run, const struct node *n, struct frame *f);

void dmn_fault(struct dmn *d, const struct model *m, const char *element, int line, const struct feel_error *e, const char *source);

#endif
