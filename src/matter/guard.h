/*
 * guard.h - the rules inside life cycles, in FEEL (engines/decide): conditions of moves, `plan.options >= 1 and
 * not(poll.open)`, and days of states, `if assignments.total > 3 then 20 else 15`. They speak of the facts that the life
 * cycle declares; a name with a point in it is one name. Compiled once into an arena and never changed, so any number of
 * threads may evaluate one guard, each with an arena of its own.
 * Not here: where values come from (the caller's lookup), what a refusal looks like.
 */
#ifndef QIAO_GUARD_H
#define QIAO_GUARD_H

#include "base/base.h"

struct feel_error;		/* engines/decide/feel.h */
struct reasons;			/* engines/decide/explain.h */

#define GUARD_MAX_TEXT 1000		/* bytes of one guard */
#define GUARD_ONE      INT64_C(1000000)	/* numbers of facts are exact decimals with six places: 0.5 is 500000 */

enum guard_type { GUARD_NULL, GUARD_TRUTH, GUARD_NUMBER, GUARD_TEXT, GUARD_DAY };

struct guard_value {
	enum guard_type type;
	int64_t n;			/* TRUTH: 0 or 1; NUMBER: times GUARD_ONE; DAY: days since 1970-01-01 */
	const char *text;		/* TEXT: never NULL. NULL: why there is no value (a word for the log), or NULL */
};

/* Values for a lookup to return. guard_ratio cuts, never rounds up: a `>=` is not true too early; a whole of 0 gives null. */
struct guard_value guard_null(const char *why);
struct guard_value guard_truth(bool b);
struct guard_value guard_int(int64_t n);		/* outside ±9.2e12: null */
struct guard_value guard_ratio(int64_t part, int64_t whole);
struct guard_value guard_text(const char *s);		/* NULL gives null */
struct guard_value guard_day(int32_t day);

/* The value of a fact; an unknown name gives guard_null("unknown"). */
typedef struct guard_value (*guard_lookup)(void *ctx, const char *name);

struct guard_fact {
	const char *name;		/* "plan.options" */
	enum guard_type type;
};

struct guard;

/*
 * wants GUARD_TRUTH: a condition; GUARD_NUMBER: days. NULL and *e when the text is none, names a fact that is not there
 * (M_feel_unknown_name) or compares different kinds of things: tried once with a value of each fact's type. Text and facts
 * are copied.
 */
const struct guard *guard_compile(struct arena *a, const char *text, enum guard_type wants, const struct guard_fact *facts,
				  size_t nfacts, struct feel_error *e);
const char *guard_source(const struct guard *g);

enum guard_answer { GUARD_UNKNOWN = -1, GUARD_NO = 0, GUARD_YES = 1 };

struct guard_result {
	enum guard_answer answer;
	const struct reasons *why;	/* each condition with field, actual, required; NULL when the answer is yes */
};

/* Only GUARD_YES lets a move pass. g NULL is yes. As in FEEL `x != "a"` is true when x is null. env is the clock of today(). */
struct guard_result guard_eval(struct arena *a, struct env *env, const struct guard *g, guard_lookup lookup, void *ctx);
/* A whole number from 0 to 366; false: the rule gives something else. */
bool guard_days(struct arena *a, struct env *env, const struct guard *g, guard_lookup lookup, void *ctx, int *ret);

#endif
