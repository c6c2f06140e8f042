/*
 * explain.h - why a decision came out as it did. A rule that is a list of conditions (joined by and, or the entries
 * of a boxed context or list that are true or false) gives for each: pass, or what failed with field, actual, required,
 * gap and the change that would pass it, or unknown with the field that is missing. A decision table gives for each
 * rule: fired, or the cells it failed on. Words in Chinese and English; fields by the author's own labels.
 * Null is never "does not fit": it is unknown. There is no score.
 */
#ifndef QIAO_DECIDE_EXPLAIN_H
#define QIAO_DECIDE_EXPLAIN_H

#include "engines/decide/dmn.h"

enum reason_state { REASON_PASS, REASON_FAIL, REASON_UNKNOWN };
enum reason_op { REASON_OTHER, REASON_GE, REASON_GT, REASON_LE, REASON_LT, REASON_EQ, REASON_NE, REASON_IN, REASON_NOT_IN };

struct reason {
	enum reason_state state;
	const char *label;		/* the author's name for the condition, or "" */
	const char *text;		/* the condition as written */
	const char *field;		/* what it looks at; UNKNOWN: what is missing; "" when it cannot be said */
	enum reason_op op;		/* how actual must stand to required */
	struct value actual, required;
	struct value gap;		/* how far actual is from required, positive; null when there is no distance */
	int group;			/* 0: must pass. Else one of the reasons of this group is enough */
	int rule;			/* of a table, from 1; 0: none */
};

struct reasons {
	struct reason *v;
	size_t n;
	enum reason_state state;	/* of the whole */
	struct value value;
};

/* An expression over slots, as feel_eval; names as it was compiled with, label may be "". */
struct reasons explain_expr(struct feel_run *run, const struct feel_expr *x, const struct value *slots, const char *label);
/* A decision: its conditions, or each rule of its table. The session need not be traced. */
struct reasons explain_decision(struct dmn_session *s, const struct dmn_element *e);

/* One sentence: "注册年限要达到 2，现在是 1，还差 1。" In the arena. */
const char *reason_text(struct arena *a, enum lang l, const struct reason *r);
const char *reason_state_word(enum reason_state s);	/* "pass", "fail", "unknown" */
const char *reason_op_sign(enum reason_op op);		/* ">=" …; "" for others */

#endif
