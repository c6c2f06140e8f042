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
#include "life_msg.h"

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
/* Names used, each once, in order of appearance; at most max are written. Returns how many there are. */
size_t guard_names(const struct guard *g, const char **ret, size_t max);
/*
 * Checks all comparisons against the types of the names (GUARD_NULL from type_of: no such name). False and *e
 * at the first mistake; for an unknown name e->key is M_life_guard_name, so that the caller can add a hint.
 */
bool guard_check(const struct guard *g, enum guard_type (*type_of)(void *ctx, const char *name), void *ctx,
		 struct guard_error *e);

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

/* Only GUARD_YES lets a move pass. g NULL is yes. lookup may be asked for a name more than once. As in FEEL
 * `x != "a"` is true when x is null: write `x != null and x != "a"` where that matters. */
struct guard_result guard_eval(const struct guard *g, guard_lookup lookup, void *ctx);
/* A value for people: 0.5, 12, 是/yes, 2023年4月5日; null gives "–" . In the arena. */
const char *guard_show(struct arena *a, enum lang l, struct guard_value v);

#endif
