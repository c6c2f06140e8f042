/* feel_parse.h - what feel_parse.c, feel_atom.c and feel_type.c share: the text being read, and making nodes. */
#ifndef QIAO_DECIDE_FEEL_PARSE_H
#define QIAO_DECIDE_FEEL_PARSE_H

#include "engines/decide/feel_int.h"

struct parser {
	struct feel_names *names;
	struct arena *a;
	const char *text, *p, *end;
	struct feel_error *err;
	bool failed;
	int nest;
	uint32_t work;			/* nodes made, given up ones too: a text may not make us try for ever */
	bool no_filter;			/* the end of a range: its [ may be the range's */
	bool saw_input;			/* ? was named */
	struct feel_run *run;		/* for literals with zones */
};
#define PARSE_MAX_WORK 150000
#define TRIED_A_NODE 3		/* names compared that cost as much as a node */

struct nodes {
	struct node **v;
	int n, cap;
};

void p_blanks(struct parser *p);
bool p_peek(struct parser *p, const char *op);		/* the text goes on with op, blanks skipped */
bool p_take(struct parser *p, const char *op);
bool p_word(struct parser *p, const char *word);	/* a keyword, taken */
size_t p_word_at(const struct parser *p, const char *word);
struct node *p_fail(struct parser *p, const char *at, enum msg key, const char *arg);
struct node *p_hint(struct parser *p, enum msg hint, const char *arg);
bool p_expect(struct parser *p, const char *op);
struct node *node_new(struct parser *p, enum node_op op, const char *at, int kids);
struct node *node_const(struct parser *p, const char *at, struct value v);
struct node *node_done(struct parser *p, struct node *n);
struct node *node_range(struct parser *p, struct node *n);	/* node_done, and the range made now when its ends are constant */
void nodes_add(struct parser *p, struct nodes *l, struct node *n);
const char *p_rest(struct parser *p);			/* the next few characters, for a message */

struct node *parse_expr(struct parser *p);
struct node *parse_sum(struct parser *p);		/* without comparisons */
struct node *parse_test(struct parser *p);
struct node *parse_unary(struct parser *p);
struct node *parse_atom(struct parser *p);
struct node *parse_string(struct parser *p);
struct node *parse_brackets(struct parser *p);
struct node *parse_context(struct parser *p);
struct node *parse_name(struct parser *p);
struct node *parse_function(struct parser *p);
struct node *parse_for(struct parser *p, enum node_op op, const char *start);
/* A name that need not be known, up to one of the characters in stop, or the word `in` (stop " in"). */
const char *parse_new_name(struct parser *p, const char *stop);
const struct type *parse_type(struct parser *p);

#endif
