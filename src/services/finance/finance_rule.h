/*
 * finance_rule.h - inside finance: a product's rule. Conditions become FEEL; a firm's facts against one rule give each
 * condition's answer with what is missing. No score.
 */
#ifndef QIAO_FINANCE_RULE_H
#define QIAO_FINANCE_RULE_H

#include "services/finance/finance_field.h"

enum fin_op { OP_GE, OP_GT, OP_LE, OP_LT, OP_IN, OP_NOT_IN, OP_YES, OP_NO, OP_COUNT };
struct fin_op_row {
	const char *id;
	enum msg label, says;
	unsigned kinds;				/* 1 << enum fin_kind it may stand with */
};
extern const struct fin_op_row fin_ops[OP_COUNT];
int fin_op_find(const char *id);		/* -1: none */

struct fin_cond {
	enum fin_field_no field;
	enum fin_op op;
	const char *value;			/* a number, or ids "a,b" */
	const char *label_zh, *label_en;	/* the author's words; "" = none */
	const char *feel;
	unsigned uses;				/* 1 << enum fin_field_no the text names */
	const struct feel_expr *x;
	enum { COND_OWN, COND_LIMIT, COND_TERM } from;	/* written by the author; made of the product's amount, of its term */
	bool fixed;				/* it compares its field with something that is the same for every firm */
	int64_t border;				/* NUMBER, fixed: with what, in half units of FIN_DIGITS (engines/match/match.h) */
};
#define FIN_GRADES 8
#define FIN_DIGITS 6				/* kept of a number: fen, in units of 10,000 yuan */
/* Value as typed → as kept, and the FEEL text. False: the operator does not fit the field, or the value cannot be read. */
bool fin_cond_make(struct arena *a, struct fin_cond *c, const char *typed, const char **bad);
/* In words: the author's own, else made of field, operator and value. */
const char *fin_cond_words(struct arena *a, enum lang l, const struct fin_cond *c);
const char *fin_cond_value(struct arena *a, enum lang l, const struct fin_cond *c);	/* for the form */

struct fin_terms {				/* what limits amount and term */
	int64_t cap;				/* fen; -1 = none */
	const char *formula, *grades;
	int64_t term_min, term_max;		/* months */
};
struct fin_rule {
	struct fin_cond *v;
	size_t n;
	const char *limit_feel;			/* "" when nothing is said */
	const struct feel_expr *limit;
	struct fin_limit {			/* the limit in parts, all in half units; for the index, which compares instead of evaluating */
		bool plain;			/* they say it all */
		int64_t cap, grade[FIN_GRADES];	/* by the grade's place in fin_grades; INT64_MAX: not said */
		const char *formula;		/* "" = none */
		const struct feel_expr *x;	/* of it */
		uint32_t hash;			/* of its text: the same formula stands in many rules */
		unsigned uses;			/* what it looks at */
	} parts;
	unsigned uses;
};
/* The names of all fields, in slots by enum fin_field_no: made once for a handbook. */
struct feel_names *fin_names(struct arena *a);
/* own: n conditions, in the arena. False: *bad is the text that is no FEEL, *e why. */
bool fin_rule_make(struct arena *a, struct feel_names *names, const struct fin_terms *t, const struct fin_cond *own, size_t n,
		   struct fin_rule *ret, const char **bad, struct feel_error *e);

struct fin_why {
	const struct fin_cond *c;
	enum reason_state state;
	enum reason_op op;
	struct value actual, required, gap;	/* null when there is none */
	int missing;				/* a field; -1: none */
};
enum fin_class { FIT_PASS, FIT_ONE, FIT_UNKNOWN, FIT_NOT, FIT_COUNT };	/* one: exactly one condition fails, all others pass */
struct fin_fit {
	enum fin_class class;
	struct fin_why *v;			/* all conditions, in order */
	size_t n;
	size_t failed, unknown;			/* conditions; those that one changed figure would cure together fail once */
	struct value limit;			/* in 10,000 yuan; null when not said or not known */
};
/* facts: F_COUNT values. */
void fin_fit(struct arena *a, struct env *env, const struct fin_rule *r, const struct value *facts, struct fin_fit *ret);

#endif
