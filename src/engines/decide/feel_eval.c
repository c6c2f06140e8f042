/*
 * feel_eval.c - evaluating the tree: logic, comparisons, tests, contexts, and the warnings that say why a null is
 * one. Not here: arithmetic (feel_arith.c), calls (feel_call.c), lists (feel_list.c).
 */
#include "engines/decide/dmn_int.h"
#include "decide_msg.h"

#include <stdio.h>

const struct feel_limits feel_limits_default = {
	.steps = 200000, .depth = 300, .text = 1024 * 1024, .zone_dir = "/usr/share/zoneinfo",
};

struct feel_run *
feel_run_new(struct arena *a, struct env *env, const struct feel_limits *limits)
{
	struct feel_run *run = NEW(a, struct feel_run);

	if (!limits)
		limits = &feel_limits_default;
	run->a = a;
	run->env = env;
	run->steps = limits->steps;
	run->max_depth = limits->depth;
	run->max_text = limits->text;
	run->zone_dir = limits->zone_dir;
	return run;
}

bool
feel_stopped(const struct feel_run *run)
{
	return run->stopped;
}

size_t
feel_warnings(const struct feel_run *run)
{
	return run->nwarnings;
}

const struct feel_warning *
feel_warning(const struct feel_run *run, size_t n)
{
	return n >= 1 && n <= run->nwarnings && n <= WARNINGS_KEPT ? &run->warnings[n - 1] : NULL;
}

/* An argument as a sentence shows it: a text bare, anything else as FEEL writes it, cut when long. */
static const char *
shown(struct arena *a, struct value v)
{
	struct out o;

	out_init(&o, a);
	o.max = 2000;
	value_print(&o, v, false);
	if (o.len > 80) {
		size_t n = 80;
		while (n && (o.p[n] & 0xC0) == 0x80)
			n--;
		return arena_fmt(a, "%.*s…", (int)n, o.p);
	}
	return out_cstr(&o);
}

const char *
feel_warning_text(struct arena *a, enum lang l, const struct feel_warning *w)
{
	return msg_fmt(a, l, w->key, shown(a, w->arg[0]), shown(a, w->arg[1]), NULL);
}

struct value
fail(struct feel_run *run, const struct node *n, enum msg key, struct value a, struct value b)
{
	struct value v = v_null();

	if (!run->warnings)
		run->warnings = NEWN(run->a, struct feel_warning, WARNINGS_KEPT);
	if (run->nwarnings < WARNINGS_KEPT)
		run->warnings[run->nwarnings] = (struct feel_warning){ key, run->source ? run->source : "", n ? n->at : 0,
			n ? n->end : 0, { a, b } };
	if (run->nwarnings < INT32_MAX)
		run->nwarnings++;
	v.why = (int32_t)run->nwarnings;
	return v;
}

struct value
stop(struct feel_run *run, const struct node *n, enum msg key)
{
	if (run->stopped)
		return v_null();
	run->stopped = true;
	run->steps = 0;
	return fail(run, n, key, NOTHING, NOTHING);
}

bool
step(struct feel_run *run, const struct node *n, size_t steps)
{
	if (run->steps < steps || arena_failed(run->a)) {
		stop(run, n, M_feel_steps);
		return false;
	}
	run->steps -= (uint32_t)steps;
	return true;
}

#define EQUALS_A_STEP 4		/* values looked at for one step */

int
equal_paid(struct feel_run *run, const struct node *n, struct value a, struct value b)
{
	int64_t all = (int64_t)run->steps * EQUALS_A_STEP, work = all;
	int r = value_equal_within(a, b, &work);

	if (work < 0) {
		stop(run, n, M_feel_steps);
		return -1;
	}
	run->owed += all - work;
	step(run, n, (size_t)run->owed / EQUALS_A_STEP);
	run->owed %= EQUALS_A_STEP;
	return r;
}

struct frame *
frame_new(struct feel_run *run, struct frame *up, size_t slots)
{
	struct frame *f = NEW(run->a, struct frame);

	f->up = up;
	f->v = NEWN(run->a, struct value, slots ? slots : 1);
	return f;
}

/* A name in a filter: an entry of the item, else what the name means outside. */
static struct value
eval_member(struct feel_run *run, const struct node *n, struct frame *f)
{
	struct frame *until = NULL;

	if (n->nkids) {
		until = f;
		for (int i = n->kid[0]->a; i > 0; i--)
			until = until->up;
	}
	for (struct frame *g = f; g; g = g == until ? NULL : g->up)
		if (g->filter && g->v[0].kind == V_CONTEXT) {
			if (!step(run, n, g->v[0].ctx->n / 64))
				return v_null();
			const struct value *v = context_find(g->v[0].ctx, n->name);
			if (v)
				return *v;
		}
	if (n->nkids)
		return eval(run, n->kid[0], f);
	return fail(run, n, M_feel_no_entry, v_text(n->name), NOTHING);
}

/* Kleene: false wins in `and`, true in `or`; what is no truth value counts as unknown. */
static struct value
eval_logic(struct feel_run *run, const struct node *n, struct frame *f)
{
	bool winner = n->op == N_OR;
	struct value unknown = v_null();
	bool any = false;

	for (int i = 0; i < n->nkids; i++) {
		struct value v = eval(run, n->kid[i], f);
		if (v.kind == V_BOOLEAN && v.truth == winner)
			return v;
		if (v.kind == V_BOOLEAN)
			continue;
		if (v.kind != V_NULL)
			v = fail(run, n->kid[i], M_feel_not_truth, v_text(value_kind_name(v.kind)), NOTHING);
		else if (!v.why)
			v = fail(run, n->kid[i], M_feel_null_truth, NOTHING, NOTHING);
		if (!any || !unknown.why)
			unknown = v;
		any = true;
	}
	return any ? unknown : v_bool(!winner);
}

static struct value
incomparable(struct feel_run *run, const struct node *n, struct value x, struct value y)
{
	if (x.kind == V_NULL || y.kind == V_NULL)
		return x.why || y.why ? (x.why ? x : y) : fail(run, n, M_feel_null_compared, NOTHING, NOTHING);
	return fail(run, n, M_feel_not_comparable, v_text(value_kind_name(x.kind)), v_text(value_kind_name(y.kind)));
}

static struct value
compare(struct feel_run *run, const struct node *n, enum node_op op, struct value x, struct value y)
{
	int c;

	if (op == N_EQ || op == N_NE) {
		c = equal_paid(run, n, x, y);
		if (c < 0 && x.kind == V_LIST && x.list->n == 1)
			c = equal_paid(run, n, x.list->v[0], y);
		else if (c < 0 && y.kind == V_LIST && y.list->n == 1)
			c = equal_paid(run, n, x, y.list->v[0]);
		return c < 0 ? incomparable(run, n, x, y) : v_bool(op == N_EQ ? c : !c);
	}
	if (x.kind == V_STRING && y.kind == V_STRING && !step(run, n, (x.text.n < y.text.n ? x.text.n : y.text.n) / 512))
		return v_null();
	if (!value_order(x, y, &c))
		return incomparable(run, n, x, y);
	return v_bool(op == N_LT ? c < 0 : op == N_LE ? c <= 0 : op == N_GT ? c > 0 : c >= 0);
}

static struct value
eval_between(struct feel_run *run, const struct node *n, struct frame *f)
{
	struct value x = eval(run, n->kid[0], f), low = eval(run, n->kid[1], f), high = eval(run, n->kid[2], f);
	struct value a = compare(run, n, N_GE, x, low), b = compare(run, n, N_LE, x, high);

	if (a.kind == V_NULL || b.kind == V_NULL)
		return a.kind == V_NULL ? a : b;
	return v_bool(a.truth && b.truth);
}

struct value
make_range(struct feel_run *run, const struct node *n, enum range_op op, bool low_in, bool high_in, struct value low, struct value high)
{
	struct range *r;
	int c;

	if (op != RANGE_EQ && op != RANGE_NE) {
		const struct value *ends[] = { &low, &high };
		for (int i = 0; i < 2; i++)
			if (ends[i]->kind == V_NULL ? (op == RANGE_BOTH) : !value_order(*ends[i], *ends[i], &c))
				return ends[i]->kind == V_NULL && ends[i]->why ? *ends[i] : fail(run, n, M_feel_range_end, v_text(value_kind_name(ends[i]->kind)), NOTHING);
		if (op == RANGE_BOTH && !value_order(low, high, &c))
			return incomparable(run, n, low, high);
	}
	r = NEW(run->a, struct range);
	*r = (struct range){ op, low_in, high_in, low, high };
	return (struct value){ .kind = V_RANGE, .range = r };
}

struct value
eval_range(struct feel_run *run, const struct node *n, struct frame *f)
{
	struct value v = eval(run, n->kid[0], f);

	switch (n->a) {
	case RANGE_BOTH:
		return make_range(run, n, RANGE_BOTH, n->b & 1, n->b & 2, v, eval(run, n->kid[1], f));
	case RANGE_LT: case RANGE_LE:
		if (v.kind == V_NULL)
			return fail(run, n, M_feel_range_end, v_text("null"), NOTHING);
		return make_range(run, n, (enum range_op)n->a, false, n->a == RANGE_LE, NOTHING, v);
	case RANGE_GT: case RANGE_GE:
		if (v.kind == V_NULL)
			return fail(run, n, M_feel_range_end, v_text("null"), NOTHING);
		return make_range(run, n, (enum range_op)n->a, n->a == RANGE_GE, false, v, NOTHING);
	default:
		return make_range(run, n, (enum range_op)n->a, n->a == RANGE_EQ, n->a == RANGE_EQ, v, v);
	}
}

/* Whether x is what a test's value says: in its range, among its list, equal to it. */
static int
matches(struct feel_run *run, const struct node *n, struct value x, struct value t)
{
	int sure = 1;

	if (t.kind == V_RANGE) {
		int in = range_has(t.range, x);
		return in < 0 && x.kind == V_RANGE ? equal_paid(run, n, x, t) : in;
	}
	if (t.kind != V_LIST)
		return equal_paid(run, n, x, t);
	if (x.kind == V_LIST && equal_paid(run, n, x, t) == 1)
		return 1;
	for (size_t i = 0; i < t.list->n && !run->stopped; i++) {
		struct value e = t.list->v[i];
		int m = e.kind == V_RANGE ? range_has(e.range, x) : equal_paid(run, n, x, e);
		if (m == 1)
			return 1;
		sure &= m == 0 || e.kind != V_RANGE;
	}
	return sure ? 0 : -1;
}

/* The value of what needs no evaluating, else NULL. */
static const struct value *
at_hand(const struct node *n, const struct frame *f)
{
	if (n->op == N_CONST || n->v.kind != V_NULL)
		return &n->v;
	if (n->op != N_NAME || n->a > 8)
		return NULL;
	for (int i = n->a; i > 0; i--)
		f = f->up;
	return &f->v[n->b];
}

#define SHORT_TEXT 64			/* bytes compared without a price */

/* Order of two numbers or short texts; false: look closer. Conditions are nearly all of this kind. */
static bool
quick_order(const struct value *x, const struct value *y, int *ret)
{
	if (x->kind != y->kind)
		return false;
	if (x->kind == V_NUMBER)
		*ret = dec_cmp(x->num, y->num);
	else if (x->kind == V_STRING && x->text.n <= SHORT_TEXT && y->text.n <= SHORT_TEXT)
		return value_order(*x, *y, ret);
	else
		return false;
	return true;
}

/* range_has for a number and a range of numbers; -1: look closer. */
static int
quick_range(const struct range *r, struct decimal x)
{
	int c;

	if (r->op == RANGE_EQ || r->op == RANGE_NE || (r->low.kind != V_NUMBER && r->low.kind != V_NULL) ||
	    (r->high.kind != V_NUMBER && r->high.kind != V_NULL))
		return -1;
	if (r->low.kind == V_NUMBER && ((c = dec_cmp(x, r->low.num)) < 0 || (c == 0 && !r->low_in)))
		return 0;
	return !(r->high.kind == V_NUMBER && ((c = dec_cmp(x, r->high.num)) > 0 || (c == 0 && !r->high_in)));
}

/* The same as test_passes for a constant test; -1: look closer. */
static int
quick_test(const struct node *test, const struct value *x)
{
	const struct value *t = &test->v;
	int c;

	if (t->kind == V_RANGE && x->kind == V_NUMBER)
		return quick_range(t->range, x->num);
	if (t->kind == V_STRING && x->kind == V_STRING && x->text.n <= SHORT_TEXT)
		return t->text.n == x->text.n && memcmp(t->text.p, x->text.p, x->text.n) == 0;
	return t->kind == V_NUMBER && quick_order(t, x, &c) ? c == 0 : -1;
}

int
quick_tests(const struct node *n, const struct value *x)
{
	int any = n->nkids == 0;

	for (int i = 0; i < n->nkids && any == 0; i++)
		any = quick_test(n->kid[i], x);
	return any < 0 ? -1 : n->a ? !any : any;
}

int
test_passes(struct feel_run *run, const struct node *test, struct value x, struct frame *f)
{
	int quick = quick_test(test, &x);

	if (quick >= 0)
		return quick;
	struct value t = eval(run, test, f);

	if (test->uses_input || (t.kind == V_BOOLEAN && x.kind != V_BOOLEAN && test->op != N_CONST))
		return t.kind == V_BOOLEAN ? t.truth : t.kind == V_NULL ? -1 : 0;
	if (t.kind == V_NULL && (t.why || test->op == N_RANGE))
		return -1;
	int m = matches(run, test, x, t);
	if (m < 0 && !(x.kind == V_NULL || t.kind == V_NULL))
		fail(run, test, M_feel_not_comparable, v_text(value_kind_name(x.kind)), v_text(value_kind_name(t.kind)));
	return m;
}

static struct value
eval_in(struct feel_run *run, const struct node *n, struct frame *f)
{
	bool unknown = false;
	const struct value *x = at_hand(n->kid[0], f);
	int i = 1, quick = -1;

	for (; x && i < n->nkids && (quick = quick_test(n->kid[i], x)) >= 0; i++)
		if (quick == 1)
			return v_bool(true);
	if (quick == 0 && i == n->nkids)
		return v_bool(false);
	struct frame *g = frame_new(run, f, 1);
	g->v[0] = eval(run, n->kid[0], f);
	for (i = 1; i < n->nkids; i++) {
		int m = test_passes(run, n->kid[i], g->v[0], g);
		if (m == 1)
			return v_bool(true);
		unknown |= m < 0;
	}
	return unknown ? fail(run, n, M_feel_in_unknown, g->v[0], NOTHING) : v_bool(false);
}

/* A cell: true, false, or null when it cannot be said. f's slot a level up holds ?. */
struct value
eval_tests(struct feel_run *run, const struct node *n, struct frame *f, struct value x)
{
	int any = n->nkids ? 0 : 1;

	for (int i = 0; i < n->nkids && any != 1; i++) {
		int m = test_passes(run, n->kid[i], x, f);
		any = m == 1 ? 1 : m < 0 ? -1 : any;
	}
	if (any < 0)
		return v_null();
	return v_bool(n->a ? !any : any);
}

static struct value
eval_context(struct feel_run *run, const struct node *n, struct frame *f)
{
	struct frame *g = frame_new(run, f, (size_t)n->nkids);
	struct entry *e = NEWN(run->a, struct entry, n->nkids + 1);
	struct context *c = NEW(run->a, struct context);

	for (int i = 0; i < n->nkids; i++) {
		g->v[i] = eval(run, n->kid[i], g);
		if (!n->names[i])		/* a boxed context's result */
			return g->v[i];
		e[i] = (struct entry){ n->names[i], g->v[i] };
	}
	*c = (struct context){ e, (size_t)n->nkids };
	return (struct value){ .kind = V_CONTEXT, .ctx = c };
}

static struct value
eval_list(struct feel_run *run, const struct node *n, struct frame *f)
{
	struct value *v = NEWN(run->a, struct value, n->nkids + 1);

	for (int i = 0; i < n->nkids; i++)
		v[i] = eval(run, n->kid[i], f);
	return v_list(run->a, v, (size_t)n->nkids);
}

static struct value
eval_function(struct feel_run *run, const struct node *n, struct frame *f)
{
	struct function *fn = NEW(run->a, struct function);

	fn->kind = FN_LAMBDA;
	fn->name = "";
	fn->params = n->names;
	fn->types = n->types;
	fn->nparams = (size_t)n->a;
	fn->body = n->kid[0];
	fn->frame = f;
	fn->source = run->source;
	return (struct value){ .kind = V_FUNCTION, .fn = fn };
}

static struct value
eval_builtin_name(struct feel_run *run, const struct node *n)
{
	struct function *fn = NEW(run->a, struct function);

	fn->kind = FN_BUILTIN;
	fn->name = n->fn->name;
	fn->builtin = n->fn;
	return (struct value){ .kind = V_FUNCTION, .fn = fn };
}

static struct value
eval_name(const struct node *n, struct frame *f)
{
	for (int i = n->a; i > 0; i--)
		f = f->up;
	return f->v[n->b];
}

static struct value
eval_if(struct feel_run *run, const struct node *n, struct frame *f)
{
	struct value c = eval(run, n->kid[0], f);

	if (c.kind != V_BOOLEAN && c.kind != V_NULL)
		return fail(run, n->kid[0], M_feel_if_truth, v_text(value_kind_name(c.kind)), NOTHING);
	return eval(run, n->kid[c.kind == V_BOOLEAN && c.truth ? 1 : 2], f);
}

static struct value
eval_op(struct feel_run *run, const struct node *n, struct frame *f)
{
	struct value x = eval(run, n->kid[0], f);

	if (n->op == N_NEG)
		return negate(run, n, x);
	if (n->op == N_PATH)
		return eval_path(run, n, x);
	if (n->op == N_INSTANCE)
		return v_bool(type_instance(run, n->types[0], x));
	struct value y = eval(run, n->kid[1], f);
	return n->op >= N_EQ ? compare(run, n, n->op, x, y) : arith(run, n, n->op, x, y);
}

struct value
coerced(struct feel_run *run, const struct node *n, const struct type *t, struct value v)
{
	struct value r;
	struct out o;

	if (type_coerce(run, t, v, &r))
		return r;
	out_init(&o, run->a);
	type_print(&o, t);
	return fail(run, n, M_feel_result_type, v, v_text(out_cstr(&o)));
}

/* What only models have: a text of its own, a type to fit, a table. */
static struct value
eval_model(struct feel_run *run, const struct node *n, struct frame *f)
{
	const char *before = run->source;
	struct value v;

	if (n->op == N_TABLE)
		return eval_table(run, n, f);
	if (n->op == N_COERCE)
		return coerced(run, n, n->types[0], eval(run, n->kid[0], f));
	run->source = n->name;
	v = eval(run, n->kid[0], f);
	run->source = before;
	return v;
}

static struct value
eval_node(struct feel_run *run, const struct node *n, struct frame *f)
{
	switch (n->op) {
	case N_MEMBER:
		return eval_member(run, n, f);
	case N_FILTER:
		return eval_filter(run, n, f);
	case N_CALL:
		return eval_call(run, n, f);
	case N_BUILTIN:
		return eval_builtin_name(run, n);
	case N_AND: case N_OR:
		return eval_logic(run, n, f);
	case N_BETWEEN:
		return eval_between(run, n, f);
	case N_IN:
		return eval_in(run, n, f);
	case N_IF:
		return eval_if(run, n, f);
	case N_FOR:
		return eval_for(run, n, f);
	case N_SOME: case N_EVERY:
		return eval_quantified(run, n, f);
	case N_LIST:
		return eval_list(run, n, f);
	case N_CONTEXT:
		return eval_context(run, n, f);
	case N_RANGE:
		return eval_range(run, n, f);
	case N_FUNCTION:
		return eval_function(run, n, f);
	case N_SOURCE: case N_COERCE: case N_TABLE:
		return eval_model(run, n, f);
	case N_FAIL:
		return fail(run, n, n->fail, NOTHING, NOTHING);
	default:
		return eval_op(run, n, f);
	}
}

/* = < and so on of two things at hand. */
static bool
quick_compare(const struct node *n, const struct frame *f, bool *ret)
{
	const struct value *x = at_hand(n->kid[0], f), *y = at_hand(n->kid[1], f);
	int c;

	if (!x || !y || !quick_order(x, y, &c))
		return false;
	*ret = n->op == N_EQ ? c == 0 : n->op == N_NE ? c != 0 : n->op == N_LT ? c < 0 : n->op == N_LE ? c <= 0 :
	       n->op == N_GT ? c > 0 : c >= 0;
	return true;
}

struct value
eval(struct feel_run *run, const struct node *n, struct frame *f)
{
	bool b;

	if (n->op == N_CONST || n->v.kind != V_NULL)
		return n->v;
	if (n->op == N_NAME)
		return n->a <= 8 || step(run, n, 1) ? eval_name(n, f) : v_null();
	if (!step(run, n, 1 + (size_t)n->nkids / 3))
		return v_null();
	if (n->op >= N_EQ && n->op <= N_GE && quick_compare(n, f, &b))
		return v_bool(b);
	if (run->nest >= FEEL_MAX_EVAL)
		return stop(run, n, M_feel_depth);
	run->nest++;
	struct value v = eval_node(run, n, f);
	run->nest--;
	return v;
}

struct value
feel_eval(struct feel_run *run, const struct feel_expr *x, const struct value *slots)
{
	struct frame f = { NULL, (struct value *)slots, false };
	struct frame *g = NEW(run->a, struct frame);	/* functions may close over it */
	const char *before = run->source;
	struct value v;

	*g = f;
	run->source = x->text;
	v = x->root->op == N_TESTS ? eval_tests(run, x->root, g, slots[x->input]) : eval(run, x->root, g);
	run->source = before;
	return v;
}

bool
feel_read(struct feel_run *run, const char *text, size_t n, struct value *ret, struct feel_error *e)
{
	struct feel_names *names = feel_names_new(run->a);
	const struct feel_expr *x = feel_compile(names, text, n, FEEL_VALUE, e);

	if (!x)
		return false;
	*ret = feel_eval(run, x, NULL);
	return true;
}
