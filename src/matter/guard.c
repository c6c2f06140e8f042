/* guard.c - a life cycle's rules: facts become slots of a FEEL expression, its answer becomes yes, no or unknown. */
#include "matter/guard.h"

#include "base/day.h"
#include "engines/decide/explain.h"
#include "decide_msg.h"
#include "life_msg.h"

struct guard {
	const char *text;
	const struct feel_expr *expr;
	const struct guard_fact *facts;
	size_t nfacts;			/* slot i is fact i */
	const bool *named;		/* facts whose name stands in the text: the others are not looked up */
};

struct guard_value
guard_null(const char *why)
{
	return (struct guard_value){ GUARD_NULL, 0, why };
}

struct guard_value
guard_truth(bool b)
{
	return (struct guard_value){ GUARD_TRUTH, b, NULL };
}

struct guard_value
guard_int(int64_t n)
{
	if (n > INT64_MAX / GUARD_ONE || n < INT64_MIN / GUARD_ONE)
		return guard_null("too large");
	return (struct guard_value){ GUARD_NUMBER, n * GUARD_ONE, NULL };
}

struct guard_value
guard_ratio(int64_t part, int64_t whole)
{
	if (whole == 0)
		return guard_null("of nothing");
	/* 128 bits hold any int64 times 10^6; the quotient is cut towards minus infinity. */
	__int128 top = (__int128)part * GUARD_ONE;
	__int128 n = top / whole;
	if (top % whole != 0 && (top < 0) != (whole < 0))
		n--;
	if (n > INT64_MAX || n < INT64_MIN)
		return guard_null("too large");
	return (struct guard_value){ GUARD_NUMBER, (int64_t)n, NULL };
}

struct guard_value
guard_text(const char *s)
{
	return s ? (struct guard_value){ GUARD_TEXT, 0, s } : guard_null(NULL);
}

struct guard_value
guard_day(int32_t day)
{
	return (struct guard_value){ GUARD_DAY, day, NULL };
}

static struct value
feel_value(struct arena *a, struct guard_value v)
{
	struct decimal d;

	switch (v.type) {
	case GUARD_TRUTH:
		return v_bool(v.n);
	case GUARD_NUMBER:
		d = dec_int(v.n);
		if (!dec_div(d, dec_int(GUARD_ONE), &d))
			return v_null();
		return v_num(d);
	case GUARD_TEXT:
		return v_text(v.text);
	case GUARD_DAY:
		return v_moment(a, V_DATE, (struct moment){ .day = v.n });
	case GUARD_NULL:
		break;
	}
	return v_null();
}

/* A value of each type, to try a rule with. */
static struct guard_value
sample(enum guard_type t, bool truth)
{
	switch (t) {
	case GUARD_TRUTH:
		return guard_truth(truth);
	case GUARD_NUMBER:
		return guard_int(1);
	case GUARD_TEXT:
		return guard_text("2023-04-05");
	case GUARD_DAY:
		return guard_day(day_from_ymd(2023, 4, 5));
	case GUARD_NULL:
		break;
	}
	return guard_null(NULL);
}

/* Warnings that no other value of the same types would mend. */
static bool
is_mistake(enum msg key)
{
	static const enum msg keys[] = { M_feel_not_comparable, M_feel_bad_operands, M_feel_not_truth, M_feel_argument_kind, M_feel_arguments,
		M_feel_argument_names, M_feel_if_truth, M_feel_no_property, M_feel_not_function };

	for (size_t i = 0; i < COUNT(keys); i++)
		if (keys[i] == key)
			return true;
	return false;
}

/* Every condition is asked, not only those that decide. False and *e: it cannot work. */
static bool
try_out(struct arena *a, const struct guard *g, enum guard_type wants, bool truth, struct feel_error *e)
{
	struct value *slots = NEWN(a, struct value, g->nfacts + 1);
	struct feel_run *run = feel_run_new(a, NULL, NULL);
	const struct feel_warning *w;

	for (size_t i = 0; i < g->nfacts; i++)
		slots[i] = feel_value(a, sample(g->facts[i].type, truth));
	struct value v = explain_expr(run, g->expr, slots, "").value;
	for (size_t i = 1; (w = feel_warning(run, i)); i++)
		if (is_mistake(w->key)) {
			*e = (struct feel_error){ w->at, M_life_guard_types, arena_dup(a, g->text + w->at, (size_t)(w->end - w->at)), M_NONE, "" };
			return false;
		}
	if (v.kind == V_NULL || v.kind == (wants == GUARD_NUMBER ? V_NUMBER : V_BOOLEAN))
		return true;
	*e = (struct feel_error){ 0, wants == GUARD_NUMBER ? M_life_days : M_life_guard_alone, g->text, M_NONE, "" };
	return false;
}

const struct guard *
guard_compile(struct arena *a, const char *text, enum guard_type wants, const struct guard_fact *facts, size_t nfacts,
	      struct feel_error *e)
{
	struct feel_names *names = feel_names_new(a);
	struct guard *g = NEW(a, struct guard);
	struct guard_fact *copy = NEWN(a, struct guard_fact, nfacts + 1);
	bool *named = NEWN(a, bool, nfacts + 1);
	size_t n = strlen(text);

	*e = (struct feel_error){ 0, M_NONE, "", M_NONE, "" };
	if (n > GUARD_MAX_TEXT || !text[strspn(text, " \t\r\n")]) {
		e->key = n > GUARD_MAX_TEXT ? M_life_guard_long : M_life_guard_empty;
		return NULL;
	}
	g->text = arena_str(a, text);
	for (size_t i = 0; i < nfacts; i++) {
		copy[i] = (struct guard_fact){ arena_str(a, facts[i].name), facts[i].type };
		named[i] = strstr(text, facts[i].name);
		if (feel_name(names, facts[i].name) != (int)i) {
			*e = (struct feel_error){ 0, M_life_same_id, copy[i].name, M_NONE, "" };
			return NULL;
		}
	}
	g->facts = copy;
	g->nfacts = nfacts;
	g->named = named;
	g->expr = feel_compile(names, text, n, FEEL_VALUE, e);
	return g->expr && try_out(a, g, wants, true, e) && try_out(a, g, wants, false, e) ? g : NULL;
}

const char *
guard_source(const struct guard *g)
{
	return g->text;
}

static struct value *
look_up(struct arena *a, const struct guard *g, guard_lookup lookup, void *ctx)
{
	struct value *slots = NEWN(a, struct value, g->nfacts + 1);

	for (size_t i = 0; i < g->nfacts; i++)
		slots[i] = g->named[i] ? feel_value(a, lookup(ctx, g->facts[i].name)) : v_null();
	return slots;
}

struct guard_result
guard_eval(struct arena *a, struct env *env, const struct guard *g, guard_lookup lookup, void *ctx)
{
	struct guard_result res = { .answer = GUARD_YES };

	if (!g)
		return res;
	struct value *slots = look_up(a, g, lookup, ctx), v = feel_eval(feel_run_new(a, env, NULL), g->expr, slots);
	if (v.kind == V_BOOLEAN && v.truth)
		return res;
	res.answer = v.kind == V_BOOLEAN ? GUARD_NO : GUARD_UNKNOWN;
	struct reasons *why = NEW(a, struct reasons);
	*why = explain_expr(feel_run_new(a, env, NULL), g->expr, slots, "");
	res.why = why;
	return res;
}

bool
guard_days(struct arena *a, struct env *env, const struct guard *g, guard_lookup lookup, void *ctx, int *ret)
{
	struct value v = feel_eval(feel_run_new(a, env, NULL), g->expr, look_up(a, g, lookup, ctx));
	int64_t n;

	if (v.kind != V_NUMBER || !dec_to_int(v.num, &n) || n < 0 || n > 366)
		return false;
	*ret = (int)n;
	return true;
}
