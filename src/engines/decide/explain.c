/* explain.c - taking a condition apart along its ands and ors, down to single comparisons. */
#include "engines/decide/explain.h"

#include "engines/decide/dmn_int.h"
#include "base_msg.h"
#include "decide_msg.h"

struct explaining {
	struct feel_run *run;
	const struct element *e;	/* whose names have labels; NULL: none */
	struct reasons *out;
	size_t cap;
	const char *label, *source;
	int group, groups, rule;
};

static const enum reason_op opposite[] = { REASON_OTHER, REASON_LT, REASON_LE, REASON_GT, REASON_GE, REASON_NE, REASON_EQ, REASON_NOT_IN, REASON_IN };
static const enum reason_op mirrored[] = { REASON_OTHER, REASON_LE, REASON_LT, REASON_GE, REASON_GT, REASON_EQ, REASON_NE, REASON_IN, REASON_NOT_IN };

static struct reason *
add(struct explaining *x, struct reason r)
{
	struct reasons *o = x->out;

	if (o->n == x->cap) {
		struct reason *more = NEWN(x->run->a, struct reason, x->cap = x->cap ? x->cap * 2 : 8);
		for (size_t i = 0; i < o->n; i++)
			more[i] = o->v[i];
		o->v = more;
	}
	r.label = x->label;
	r.group = x->group;
	r.rule = x->rule;
	o->v[o->n] = r;
	return &o->v[o->n++];
}

static const struct node *
bare(struct explaining *x, const struct node *n)
{
	while (n->op == N_SOURCE || n->op == N_COERCE) {
		if (n->op == N_SOURCE)
			x->source = n->name;
		n = n->kid[0];
	}
	return n;
}

static const char *
written(struct explaining *x, const struct node *n)
{
	if (!x->source || n->end <= n->at || (size_t)n->end > strlen(x->source))
		return "";
	return name_tidy(x->run->a, x->source + n->at, (size_t)(n->end - n->at));
}

/* A name, or a path from one. */
static bool
is_field(const struct node *n)
{
	while (n->op == N_PATH)
		n = n->kid[0];
	return n->op == N_NAME;
}

static const char *
field_name(struct explaining *x, const struct node *n)
{
	if (n->op == N_NAME && x->e)
		for (size_t i = 0; i < x->e->nneed; i++)
			if (strcmp(x->e->need_name[i], n->name) == 0)
				return x->e->need[i]->pub.label;
	return n->op == N_NAME ? n->name : written(x, n);
}

/* The first field in n that has no value; NULL: all have one. */
static const struct node *
missing(struct explaining *x, const struct node *n, struct frame *f, int depth)
{
	if (depth > 100 || n->op == N_FUNCTION || n->op == N_FOR || n->op == N_SOME || n->op == N_EVERY)
		n = depth > 100 || n->op == N_FUNCTION ? NULL : n->kid[0];	/* what iterates: only the first domain is in reach */
	if (!n)
		return NULL;
	if (is_field(n))
		return eval(x->run, n, f).kind == V_NULL ? n : NULL;
	for (int i = 0; i < n->nkids && !(n->op == N_FILTER && i == 1) && !(n->op == N_IN && i > 0) && n->op != N_CONTEXT; i++) {
		const struct node *m = missing(x, n->kid[i], f, depth + 1);
		if (m)
			return m;
	}
	return NULL;
}

/* How far actual is from the border; null when there is no distance between such values. */
static struct value
distance(struct explaining *x, struct value actual, struct value required)
{
	int c;

	if (actual.kind != required.kind || actual.kind == V_STRING || !value_order(actual, required, &c))
		return v_null();
	return c < 0 ? arith(x->run, NULL, N_SUB, required, actual) : arith(x->run, NULL, N_SUB, actual, required);
}

static enum reason_state
state_of(struct value v, bool negate)
{
	return v.kind != V_BOOLEAN ? REASON_UNKNOWN : v.truth != negate ? REASON_PASS : REASON_FAIL;
}

/* A range as a bound, when actual is outside of one side; else "in". */
static void
bound(struct reason *r, struct value t)
{
	int c;

	r->required = t;
	if (t.kind == V_LIST) {
		if (t.list->n == 1 && t.list->v[0].kind == V_RANGE)
			t = t.list->v[0];
		else
			return;
	}
	if (t.kind != V_RANGE) {
		r->op = r->op == REASON_IN ? REASON_EQ : REASON_NE;
		return;
	}
	const struct range *g = t.range;
	if (g->op == RANGE_EQ || g->op == RANGE_NE) {
		r->required = g->low;
		r->op = (g->op == RANGE_EQ) == (r->op == REASON_IN) ? REASON_EQ : REASON_NE;
		return;
	}
	if (r->op != REASON_IN || r->actual.kind == V_NULL)
		return;
	if (g->low.kind != V_NULL && value_order(r->actual, g->low, &c) && (c < 0 || (c == 0 && !g->low_in))) {
		r->op = g->low_in ? REASON_GE : REASON_GT;
		r->required = g->low;
	} else if (g->high.kind != V_NULL && value_order(r->actual, g->high, &c) && (c > 0 || (c == 0 && !g->high_in))) {
		r->op = g->high_in ? REASON_LE : REASON_LT;
		r->required = g->high;
	}
}

/* x in (tests): one test is a bound or a value, several are a list of them. */
static struct value
tests_value(struct explaining *x, const struct node *const *kid, int n, struct frame *f)
{
	struct value *v = NEWN(x->run->a, struct value, n + 1);

	for (int i = 0; i < n; i++)
		v[i] = eval(x->run, kid[i], f);
	return n == 1 ? v[0] : v_list(x->run->a, v, (size_t)n);
}

static bool
comparison(struct explaining *x, const struct node *n, struct frame *f, bool negate, struct reason *r)
{
	static const enum reason_op ops[] = { REASON_EQ, REASON_NE, REASON_LT, REASON_LE, REASON_GT, REASON_GE };
	const struct node *l, *right;

	if (n->op == N_IN) {
		struct frame *g = frame_new(x->run, f, 1);
		g->v[0] = r->actual = eval(x->run, n->kid[0], f);
		r->field = field_name(x, n->kid[0]);
		r->op = negate ? REASON_NOT_IN : REASON_IN;
		bound(r, tests_value(x, (const struct node *const *)n->kid + 1, n->nkids - 1, g));
		return true;
	}
	if (n->op == N_BETWEEN) {
		struct value low = eval(x->run, n->kid[1], f), high = eval(x->run, n->kid[2], f);
		struct range *g = NEW(x->run->a, struct range);
		*g = (struct range){ RANGE_BOTH, true, true, low, high };
		r->actual = eval(x->run, n->kid[0], f);
		r->field = field_name(x, n->kid[0]);
		r->op = negate ? REASON_NOT_IN : REASON_IN;
		bound(r, (struct value){ .kind = V_RANGE, .range = g });
		return true;
	}
	if (n->op < N_EQ || n->op > N_GE)
		return false;
	l = n->kid[0];
	right = n->kid[1];
	r->op = ops[n->op - N_EQ];
	if (!is_field(l) && is_field(right)) {	/* 2 <= x speaks of x */
		const struct node *t = l;
		l = right;
		right = t;
		r->op = mirrored[r->op];
	}
	if (negate)
		r->op = opposite[r->op];
	r->field = field_name(x, l);
	r->actual = eval(x->run, l, f);
	r->required = eval(x->run, right, f);
	return true;
}

static void
leaf(struct explaining *x, const struct node *n, struct frame *f, bool negate)
{
	struct value v = eval(x->run, n, f);
	struct reason r = { .state = state_of(v, negate), .text = written(x, n), .field = "" };
	const struct node *m;

	if (negate)
		r.text = arena_fmt(x->run->a, "not(%s)", r.text);
	if (!comparison(x, n, f, negate, &r) && is_field(n)) {
		r.field = field_name(x, n);
		r.actual = v;
		r.op = REASON_EQ;
		r.required = v_bool(!negate);
	}
	/* FEEL says false of null = 5; for people what is not filled in is not known yet */
	if (r.state == REASON_FAIL && r.actual.kind == V_NULL && r.required.kind != V_NULL)
		r.state = REASON_UNKNOWN;
	if (r.state == REASON_FAIL && r.op >= REASON_GE && r.op <= REASON_LT)
		r.gap = distance(x, r.actual, r.required);
	if (r.state == REASON_UNKNOWN && (m = missing(x, n, f, 0)))
		r.field = field_name(x, m);
	add(x, r);
}

static void
walk(struct explaining *x, const struct node *n, struct frame *f, bool negate, int depth)
{
	n = bare(x, n);
	if (depth < 50 && n->op == N_CALL && n->nkids == 2 && n->kid[0]->op == N_BUILTIN && strcmp(n->kid[0]->fn->name, "not") == 0) {
		walk(x, n->kid[1], f, !negate, depth + 1);
		return;
	}
	if (depth < 50 && (n->op == N_AND || n->op == N_OR)) {
		int group = x->group;
		bool all = (n->op == N_AND) != negate;
		if (group) {		/* inside an or's branch: one sentence for the whole, its parts are no alternatives */
			leaf(x, n, f, negate);
			return;
		}
		if (!all) {
			struct value v = eval(x->run, n, f);
			if (state_of(v, negate) == REASON_PASS) {
				leaf(x, n, f, negate);
				return;
			}
			x->group = ++x->groups;
		}
		for (int i = 0; i < n->nkids; i++)
			walk(x, n->kid[i], f, negate, depth + 1);
		x->group = group;
		return;
	}
	leaf(x, n, f, negate);
}

/* A list of conditions passes when all do; one unknown and none failed: unknown. */
static enum reason_state
state_of_all(const struct reasons *r)
{
	enum reason_state s = REASON_PASS;

	for (size_t i = 0; i < r->n; i++) {
		if (r->v[i].state == REASON_FAIL && r->v[i].group == 0)
			return REASON_FAIL;
		if (r->v[i].state == REASON_UNKNOWN)
			s = REASON_UNKNOWN;
	}
	for (size_t i = 0; i < r->n; i++)	/* a group whose every way failed fails */
		if (r->v[i].group) {
			bool all = true;
			for (size_t k = 0; k < r->n; k++)
				all &= r->v[k].group != r->v[i].group || r->v[k].state == REASON_FAIL;
			if (all)
				return REASON_FAIL;
		}
	return s;
}

/* Of a condition: what FEEL says, but false only for want of data is unknown. */
static void
settle(struct reasons *r)
{
	r->state = state_of(r->value, false);
	if (r->state == REASON_FAIL && r->n && state_of_all(r) == REASON_UNKNOWN)
		r->state = REASON_UNKNOWN;
}

struct reasons
explain_expr(struct feel_run *run, const struct feel_expr *e, const struct value *slots, const char *label)
{
	struct reasons r = { .value = feel_eval(run, e, slots) };
	struct explaining x = { .run = run, .out = &r, .label = label, .source = e->text };
	struct frame *f = NEW(run->a, struct frame);
	const char *before = run->source;

	f->v = (struct value *)slots;
	run->source = e->text;
	walk(&x, e->root, f, false, 0);
	run->source = before;
	settle(&r);
	return r;
}

/* What a cell's tests ask of its input. */
static void
cell(struct explaining *x, const struct table *t, const struct table_trace *tr, size_t rule, size_t i, struct frame *f)
{
	const struct node *tests = t->rules[rule].cells[i]->kid[0];
	struct reason r = { .text = t->rules[rule].texts[i], .field = t->in[i].label, .actual = tr->inputs[i],
		.state = (enum reason_state)tr->cells[rule * t->nin + i] };
	struct frame *g = frame_new(x->run, f, 1);
	bool speaks = false;

	if (tests->nkids == 0)			/* "-" */
		return;
	g->v[0] = tr->inputs[i];
	for (int k = 0; k < tests->nkids; k++)
		speaks |= tests->kid[k]->uses_input;
	if (!speaks) {
		r.op = tests->a ? REASON_NOT_IN : REASON_IN;
		bound(&r, tests_value(x, (const struct node *const *)tests->kid, tests->nkids, g));
	}
	if (r.state == REASON_FAIL && r.op >= REASON_GE && r.op <= REASON_LT)
		r.gap = distance(x, r.actual, r.required);
	add(x, r);
}

static void
table(struct explaining *x, const struct table_trace *tr, struct frame *f)
{
	const struct table *t = tr->table;

	for (size_t i = 0; i < t->nrules; i++) {
		x->rule = (int)i + 1;
		x->label = t->rules[i].label;
		if (tr->fired[i]) {
			struct out o;
			out_init(&o, x->run->a);
			for (size_t k = 0; k < t->nout; k++)
				out_fmt(&o, "%s%s", k ? ", " : "", t->rules[i].output_texts[k]);
			add(x, (struct reason){ .state = REASON_PASS, .text = out_cstr(&o), .field = "" });
			continue;
		}
		for (size_t k = 0; k < t->nin; k++)
			if (tr->cells[i * t->nin + k] != CELL_PASS)
				cell(x, t, tr, i, k, f);
	}
}

/* The entries of a boxed or written context or list that are conditions, each under its own name. */
static void
entries(struct explaining *x, const struct node *n, struct frame *f)
{
	struct frame *g = n->op == N_CONTEXT ? frame_new(x->run, f, (size_t)n->nkids) : f;
	const char *source = x->source, *label = x->label;

	for (int i = 0; i < n->nkids; i++) {
		struct value v = eval(x->run, n->kid[i], g);
		if (n->op == N_CONTEXT)
			g->v[i] = v;
		x->label = n->op == N_CONTEXT && n->names[i] ? n->names[i] : label;
		if (v.kind == V_BOOLEAN || v.kind == V_NULL)
			walk(x, n->kid[i], g, false, 0);
		x->source = source;
	}
}

struct reasons
explain_decision(struct dmn_session *outer, const struct dmn_element *pub)
{
	const struct element *e = (const struct element *)pub;
	struct feel_run *run = outer->run;
	struct dmn_session *s = dmn_begin(outer->d, run), *before = run->session;
	struct reasons r = { 0 };
	struct explaining x = { .run = run, .e = e, .out = &r, .label = "" };

	for (size_t i = 0; i < s->d->n; i++)	/* what was given, nothing that was worked out */
		if (outer->state[i] == 2 && outer->d->elements[i]->pub.kind == DMN_INPUT) {
			s->v[i] = outer->v[i];
			s->state[i] = 2;
		}
	dmn_trace(s);
	r.value = dmn_value(s, pub);
	settle(&r);
	if (pub->kind != DMN_DECISION || !e->body)
		return r;
	run->session = s;
	struct frame *f = frame_new(run, NULL, e->nneed + 1);
	for (size_t i = 0; i < e->nneed; i++)
		f->v[i] = dmn_value(s, &e->need[i]->pub);
	const struct node *n = bare(&x, e->body);
	const char *source = run->source;
	run->source = x.source;
	if (n->op == N_TABLE) {
		for (const struct table_trace *t = s->traces; t; t = t->next)
			if (t->table == n->table)
				table(&x, t, f);
		if (r.value.kind != V_BOOLEAN && r.value.kind != V_NULL)	/* it says something: decided */
			r.state = REASON_PASS;
	} else if (n->op == N_CONTEXT || n->op == N_LIST) {
		entries(&x, n, f);
		r.state = state_of_all(&r);
	} else {
		walk(&x, n, f, false, 0);
		settle(&r);
	}
	run->source = source;
	run->session = before;
	return r;
}

const char *
reason_state_word(enum reason_state s)
{
	return s == REASON_PASS ? "pass" : s == REASON_FAIL ? "fail" : "unknown";
}

const char *
reason_op_sign(enum reason_op op)
{
	static const char *const signs[] = { "", ">=", ">", "<=", "<", "=", "!=", "in", "not in" };

	return signs[op];
}

static const char *
shown(struct arena *a, enum lang l, struct value v)
{
	struct out o;

	if (v.kind == V_BOOLEAN)
		return msg_text(l, v.truth ? M_word_yes : M_word_no);
	out_init(&o, a);
	o.max = 500;
	value_print(&o, v, false);
	return out_cstr(&o);
}

/* "More than 1" is missed by 1 itself, and by nothing that could be counted. */
static bool
no_gap(struct value v)
{
	return (v.kind == V_NUMBER && dec_zero(v.num)) || (v.kind == V_DAYS && v.span.s == 0 && v.span.ns == 0);
}

const char *
reason_text(struct arena *a, enum lang l, const struct reason *r)
{
	static const enum msg sentences[] = { M_explain_other, M_explain_at_least, M_explain_more, M_explain_at_most, M_explain_less,
		M_explain_equal, M_explain_not_equal, M_explain_in, M_explain_not_in };
	const char *actual, *required = shown(a, l, r->required), *name = *r->label ? r->label : r->text;

	if (r->state == REASON_PASS)
		return msg_fmt(a, l, M_explain_pass, name, NULL);
	if (r->state == REASON_UNKNOWN)
		return msg_fmt(a, l, *r->field ? M_explain_missing : M_explain_unknown, *r->field ? r->field : name, NULL);
	if (!*r->field)
		return msg_fmt(a, l, M_explain_other, name, NULL);
	if ((r->op == REASON_EQ || r->op == REASON_NE) && r->required.kind == V_BOOLEAN && r->actual.kind == V_BOOLEAN) {
		bool must = (r->op == REASON_EQ) == r->required.truth;
		return msg_fmt(a, l, must ? M_explain_must_hold : M_explain_must_not_hold, r->field, NULL);
	}
	actual = shown(a, l, r->actual);
	if (r->op == REASON_OTHER)
		return msg_fmt(a, l, M_explain_cell, r->field, r->text, actual, NULL);
	if (r->gap.kind != V_NULL && !no_gap(r->gap) && r->op <= REASON_LT && r->op != REASON_OTHER) {
		static const enum msg far[] = { M_explain_other, M_explain_at_least_gap, M_explain_more_gap, M_explain_at_most_gap, M_explain_less_gap };
		return msg_fmt(a, l, far[r->op], r->field, required, actual, shown(a, l, r->gap), NULL);
	}
	return msg_fmt(a, l, sentences[r->op], r->field, required, actual, NULL);
}
