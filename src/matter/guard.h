/*
 * guard.h - the conditions of life cycles: `plan.options >= 1 and not(poll.open)`. A subset of FEEL (DMN 1.5,
 * chapter 10): comparisons of names and literals, and, or, not(…), parentheses; three-valued logic as FEEL's
 * tables 50 and 53. Whatever this accepts a full FEEL engine accepts with the same answer, so engines/decide
 * can take this file's place: same text in the YAML, same guard_value, same lookup.
 * Compiled once into an arena, evaluated often; no state, so any number of threads may evaluate one guard.
 * Not here: where values come from (the caller's lookup), what a refusal looks like.
 */
#ifndef QIAO_GUARD_H
#define QIAO_GUARD_H

#include "base/base.h"

#define GUARD_ONE      INT64_C(1000000)	/* numbers are exact decimals with six places: 0.5 is 500000 */
#define GUARD_MAX_TEXT 1000		/* bytes of one guard */
#define GUARD_MAX_DEPTH 32		/* brackets and nots inside one another */
#define GUARD_MAX_PARTS 8		/* failed parts that are told */

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

/* The value of a dotted name; an unknown name gives guard_null("unknown"). */
typedef struct guard_value (*guard_lookup)(void *ctx, const char *name);

struct guard;

/* Where and why a text is no guard; texts in the arena. */
struct guard_error {
	int at;				/* byte in the text, from 0 */
	enum msg key;			/* takes {1} = arg */
	const char *arg;
	enum msg hint;			/* M_NONE: no hint; takes {1} = hint_arg */
	const char *hint_arg;
};

/* NULL and *e when text is not a guard. text is copied. */
const struct guard *guard_compile(struct arena *a, const char *text, struct guard_error *e);
const char *guard_source(const struct guard *g);
/* Names used, each once, in order of appearance; returns the count. ret may be NULL; at (bytes from 0) too. */
size_t guard_names(const struct guard *g, const char **ret, int *at, size_t max);
/* The literal type that `name` is compared with first; GUARD_NULL when with none. */
enum guard_type guard_wants(const struct guard *g, const char *name);

enum guard_answer { GUARD_UNKNOWN = -1, GUARD_NO = 0, GUARD_YES = 1 };

struct guard_part {			/* one smallest piece that stands in the way */
	const char *text;		/* "plan.options >= 1", as written; lives as long as the guard */
	const char *name;		/* the first name in it; "" when it has none */
	struct guard_value actual;	/* its value; type GUARD_NULL with text = the reason when there is none */
};

struct guard_result {
	enum guard_answer answer;
	struct guard_part parts[GUARD_MAX_PARTS];	/* empty when the answer is yes */
	size_t nparts;
	bool any;			/* the parts are alternatives: changing one of them is enough */
};

/* Only GUARD_YES lets a move pass. g NULL is yes. */
struct guard_result guard_eval(const struct guard *g, guard_lookup lookup, void *ctx);
/* A value for people: 0.5, 12, 是/yes, 2023年4月5日; null gives "–" . In the arena. */
const char *guard_show(struct arena *a, enum lang l, struct guard_value v);

#endif
