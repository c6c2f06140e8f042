/*
 * feel.h - FEEL, the expression language of DMN (DMN 1.5, chapter 10): compile a text once, evaluate it often,
 * from any number of threads, each with a run and an arena of its own.
 *
 *	struct feel_names *names = feel_names_new(a);
 *	feel_name(names, "营业收入（万元）");                       // slot 0
 *	const struct feel_expr *e = feel_compile(names, "营业收入（万元） > 2", strlen(…), FEEL_VALUE, &err);
 *	struct feel_run *run = feel_run_new(a, env, NULL);
 *	struct value v = feel_eval(run, e, &slot0);
 *
 * A null that stands for a mistake has v.why, the number of the run's warning that tells place and reason.
 * Not here: models (dmn.h), reasons of decisions (explain.h).
 */
#ifndef QIAO_DECIDE_FEEL_H
#define QIAO_DECIDE_FEEL_H

#include "engines/decide/value.h"

#define FEEL_MAX_TEXT  (256 * 1024)	/* bytes of one expression */
#define FEEL_MAX_NEST  200		/* brackets and the like inside one another */

struct feel_names;
struct feel_expr;
struct feel_run;

/* Names an expression may use, in slots counted from 0. Lives in the arena; grows only while compiling. */
struct feel_names *feel_names_new(struct arena *a);
/* The slot of a name (blanks in it are made one). The same name again gives the same slot. */
int feel_name(struct feel_names *names, const char *name);
/* A name that may follow a point or stand in a filter: needed only for names of several words. */
void feel_member(struct feel_names *names, const char *name);

/* Where and why a text cannot be compiled. Texts in the arena of the names. */
struct feel_error {
	int at;				/* byte of the text, from 0 */
	enum msg key;			/* takes {1} = arg */
	const char *arg;
	enum msg hint;			/* M_NONE: none; takes {1} = hint_arg */
	const char *hint_arg;
};
const char *feel_error_text(struct arena *a, enum lang l, const struct feel_error *e);
const char *feel_error_hint(struct arena *a, enum lang l, const struct feel_error *e);	/* NULL: none */

enum feel_mode {
	FEEL_VALUE,			/* an expression */
	FEEL_TESTS			/* unary tests of a table's cell; the name "?" must be known */
};
/* NULL and *e when the text is none. It is copied. */
const struct feel_expr *feel_compile(struct feel_names *names, const char *text, size_t n, enum feel_mode mode, struct feel_error *e);
const char *feel_source(const struct feel_expr *x);

/* Limits of one run. What goes beyond ends in null, with a warning, and feel_stopped is true. */
struct feel_limits {
	uint32_t steps;			/* nodes evaluated and list items made */
	uint32_t depth;			/* calls inside one another */
	size_t text;			/* bytes of one string */
	const char *zone_dir;		/* of TZif files */
};
extern const struct feel_limits feel_limits_default;

/* limits NULL: the default ones. env is the clock of now() and today(). */
struct feel_run *feel_run_new(struct arena *a, struct env *env, const struct feel_limits *limits);
/* slots: a value for each name, in their order. */
struct value feel_eval(struct feel_run *run, const struct feel_expr *x, const struct value *slots);
bool feel_stopped(const struct feel_run *run);

/* Warnings, from 1 in the order they happened; only the first hundred are kept. */
struct feel_warning {
	enum msg key;			/* takes {1} {2} = arg */
	const char *source;		/* the expression; "" when it was none's */
	int at, end;			/* bytes of it */
	struct value arg[2];
};
size_t feel_warnings(const struct feel_run *run);
const struct feel_warning *feel_warning(const struct feel_run *run, size_t n);	/* NULL: not kept */
const char *feel_warning_text(struct arena *a, enum lang l, const struct feel_warning *w);

/* Reads JSON, or any FEEL literal, as a value. False and *e when it is none. */
bool feel_read(struct feel_run *run, const char *text, size_t n, struct value *ret, struct feel_error *e);

#endif
