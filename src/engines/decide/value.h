/*
 * value.h - a FEEL value and what can be asked of it: kind, equality, order, text. Values are small, copied
 * freely, never changed once made; what they point to lives in the arena of the run that made it.
 * Not here: operators and their rules for null (feel_arith.c), types of models (type.h).
 */
#ifndef QIAO_DECIDE_VALUE_H
#define QIAO_DECIDE_VALUE_H

#include "engines/decide/decimal.h"

enum value_kind {
	V_NULL, V_BOOLEAN, V_NUMBER, V_STRING, V_DATE, V_TIME, V_DATETIME, V_DAYS, V_MONTHS, V_LIST, V_CONTEXT,
	V_RANGE, V_FUNCTION, V_KINDS
};

enum zone_kind { ZONE_NONE, ZONE_OFFSET, ZONE_NAMED };

/* DATE: only day. TIME: only second, nano, zone. Local to its zone. */
struct moment {
	int64_t day;			/* since 1970-01-01, proleptic Gregorian, years ±999,999,999 */
	int32_t second, nano;		/* of the day */
	enum zone_kind zone;
	int32_t offset;			/* seconds east of UTC; of a named zone: at this moment */
	const char *name;		/* NAMED: "Asia/Shanghai" */
};

struct value {
	enum value_kind kind;
	int32_t why;			/* NULL: number of the warning that says why, from 1; 0: just null */
	union {
		bool truth;
		struct decimal num;
		struct {
			const char *p;	/* UTF-8, with a NUL behind */
			size_t n;
		} text;
		const struct moment *at;
		int64_t months;		/* MONTHS */
		struct {
			int64_t s;	/* DAYS: seconds and nanoseconds, of one sign */
			int32_t ns;
		} span;
		const struct list *list;
		const struct context *ctx;
		const struct range *range;
		const struct function *fn;
	};
};

struct list {
	const struct value *v;
	size_t n;
};

struct entry {
	const char *key;
	struct value v;
};

struct context {
	const struct entry *v;		/* in the order they were written */
	size_t n;
};

/* [1..3], (< 10), (!= 5). An open end is null and not in. */
enum range_op { RANGE_BOTH, RANGE_LT, RANGE_LE, RANGE_GT, RANGE_GE, RANGE_EQ, RANGE_NE };
struct range {
	enum range_op op;		/* how it was written: (= 10) is not [10..10] */
	bool low_in, high_in;
	struct value low, high;
};

struct value v_null(void);
struct value v_bool(bool b);
struct value v_num(struct decimal d);
struct value v_int(int64_t n);
struct value v_text(const char *s);			/* not copied */
struct value v_textn(const char *p, size_t n);		/* not copied; NUL behind */
struct value v_list(struct arena *a, const struct value *v, size_t n);	/* v not copied */
struct value v_moment(struct arena *a, enum value_kind kind, struct moment m);
struct value v_days(int64_t s, int64_t ns);		/* normalised */
struct value v_months(int64_t months);

/* The name of a kind as FEEL writes types: "days and time duration". */
const char *value_kind_name(enum value_kind k);
const struct value *context_find(const struct context *c, const char *key);	/* NULL: none */

/* 1, 0, or -1: the two cannot be compared (different kinds). null equals only null. */
int value_equal(struct value a, struct value b);
/* The same, lowering *work by what is looked at (a value 1, text 1 for 64 bytes); when it falls below 0: -1. */
int value_equal_within(struct value a, struct value b, int64_t *work);
/* -1, 0, 1 in *ret; false: no order between the two. */
bool value_order(struct value a, struct value b, int *ret);
/* FEEL's is(): same kind and same value, zones too. */
bool value_is(struct value a, struct value b);
/* Whether v lies in r; -1: cannot be compared. */
int range_has(const struct range *r, struct value v);

/* As FEEL's string() writes it; strings inside lists and contexts are quoted. */
void value_print(struct out *o, struct value v, bool quoted);
const char *value_text(struct arena *a, struct value v);
/* JSON: dates, times, durations, ranges, functions become strings; numbers keep all digits. */
void value_json(struct out *o, struct value v);

/* time.c: calendar, reading and printing of dates, times, durations (DMN 1.5, 10.3.4.1; ISO 8601). */
int64_t time_day(int64_t y, int m, int d);
void time_ymd(int64_t day, int64_t *y, int *m, int *d);
int time_month_days(int64_t y, int m);
int time_weekday(int64_t day);				/* 1 Monday … 7 Sunday */
#define TIME_YEAR_MAX INT64_C(999999999)

#endif
