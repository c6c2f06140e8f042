/*
 * type.c - whether a value is of a type, and making it fit where FEEL allows that: a list of one and its item stand
 * for each other, a date is its midnight in UTC where a date and time is asked (DMN 1.5, 10.3.2.9.4).
 */
#include "engines/decide/feel_int.h"

/* Unary tests of allowed values, for one value. What cannot be said does not pass. */
static bool
allowed(struct feel_run *run, const struct feel_expr *tests, struct value v)
{
	if (!tests)
		return true;
	struct value slots[1] = { v }, r = feel_eval(run, tests, slots);
	return r.kind == V_BOOLEAN && r.truth;
}

/* The kind an expression gives, as far as its text says; V_KINDS: it does not. */
static enum value_kind
kind_of(const struct node *n, const struct function *fn, int depth)
{
	const struct type *t;

	if (depth > 50)
		return V_KINDS;
	switch (n->op) {
	case N_CONST:
		return n->v.kind == V_NULL ? V_KINDS : n->v.kind;
	case N_AND: case N_OR: case N_EQ: case N_NE: case N_LT: case N_LE: case N_GT: case N_GE: case N_BETWEEN: case N_IN:
	case N_SOME: case N_EVERY: case N_INSTANCE:
		return V_BOOLEAN;
	case N_LIST: case N_FOR:
		return V_LIST;
	case N_CONTEXT:
		return n->nkids && !n->names[n->nkids - 1] ? V_KINDS : V_CONTEXT;
	case N_RANGE:
		return V_RANGE;
	case N_FUNCTION:
		return V_FUNCTION;
	case N_NAME:			/* a parameter */
		t = n->a == 0 && n->b < (int)fn->nparams && fn->types ? fn->types[n->b] : NULL;
		return t && t->kind == T_SIMPLE ? t->simple : V_KINDS;
	case N_COERCE:
		return n->types[0]->kind == T_SIMPLE ? n->types[0]->simple : kind_of(n->kid[0], fn, depth + 1);
	case N_SOURCE:
		return kind_of(n->kid[0], fn, depth + 1);
	case N_CALL:
		return n->kid[0]->op == N_BUILTIN && n->kid[0]->fn->gives ? kind_of_letter(n->kid[0]->fn->gives) : V_KINDS;
	case N_IF: case N_ADD: case N_SUB: case N_MUL: case N_DIV: case N_POW: {
		int first = n->op == N_IF;
		enum value_kind k = kind_of(n->kid[first], fn, depth + 1);
		bool closed = n->op == N_IF || k == V_NUMBER || (n->op == N_ADD && k == V_STRING);
		return closed && k == kind_of(n->kid[first + 1], fn, depth + 1) ? k : V_KINDS;
	}
	default:
		return V_KINDS;
	}
}

/* Whether what gives kind k fits t; what is not known fits. */
static bool
kind_fits_type(enum value_kind k, const struct type *t)
{
	if (k == V_KINDS || !t || t->kind == T_ANY)
		return true;
	return t->kind == T_SIMPLE ? k == t->simple : t->kind == T_LIST ? k == V_LIST : t->kind == T_CONTEXT ? k == V_CONTEXT :
	       t->kind == T_RANGE ? k == V_RANGE : k == V_FUNCTION;
}

/* s conforms to t (10.3.2.9.2): what is of s is of t, too. NULL is Any. Allowed values are not looked at. */
static bool
conforms(const struct type *s, const struct type *t, int depth)
{
	if (!t || s == t || t->kind == T_ANY || depth > 50)
		return true;
	if (!s || s->kind != t->kind)
		return false;
	if (t->kind == T_SIMPLE)
		return s->simple == t->simple;
	if (t->kind == T_LIST || t->kind == T_RANGE)
		return conforms(s->of, t->of, depth + 1);
	if (t->kind == T_FUNCTION) {
		bool fits = s->nfields == t->nfields && conforms(s->of, t->of, depth + 1);
		for (size_t i = 0; i < t->nfields && fits; i++)
			fits = conforms(t->fields[i].type, s->fields[i].type, depth + 1);
		return fits;
	}
	for (size_t i = 0; i < t->nfields; i++) {
		size_t k = 0;
		while (k < s->nfields && strcmp(s->fields[k].name, t->fields[i].name) != 0)
			k++;
		if (k == s->nfields || !conforms(s->fields[k].type, t->fields[i].type, depth + 1))
			return false;
	}
	return true;
}

/* One way of calling a builtin, against what t gives it and wants back. */
static bool
builtin_has(const struct type *t, const struct builtin *b)
{
	size_t n = 0, least = 0;

	for (; n < MAX_PARAMS && b->params[n].name; n++)
		least += !b->params[n].optional;
	bool rest = n && (b->params[n - 1].kind == 'V' || (n == 1 && b->params[0].kind == 't'));
	if (t->nfields < least || (t->nfields > n && !rest))
		return false;
	for (size_t i = 0; i < t->nfields && i < n; i++) {
		char kind = b->params[i].kind;
		const struct type *given = t->fields[i].type;
		if (kind == 'a' || kind == 't' || kind == 'V' || kind == 'l')	/* one thing is a list of one */
			continue;
		if (given->kind == T_ANY || !kind_fits_type(kind_of_letter(kind), given))
			return false;
	}
	return !b->gives || kind_fits_type(kind_of_letter(b->gives), t->of);
}

/* A function fits when it takes what is given and gives what is asked: its parameters may ask for less, its result
 * may promise more. What nothing says about fits. */
static bool
function_has(const struct type *t, const struct function *fn)
{
	if (t->nfields == 0 && !t->of)
		return true;
	if (fn->kind == FN_BUILTIN) {
		for (const struct builtin *b = fn->builtin; b < builtins + builtins_count && strcmp(b->name, fn->name) == 0; b++)
			if (builtin_has(t, b))
				return true;
		return false;
	}
	if (fn->nparams != t->nfields)
		return false;
	for (size_t i = 0; i < fn->nparams; i++)
		if (!conforms(t->fields[i].type, fn->types ? fn->types[i] : NULL, 0))
			return false;
	if (fn->ret)
		return conforms(fn->ret, t->of, 0);
	return !fn->body || kind_fits_type(kind_of(fn->body, fn, 0), t->of);
}

static bool
shape_has(struct feel_run *run, const struct type *t, struct value v, bool strict)
{
	switch (t->kind) {
	case T_ANY:
		return !strict || v.kind != V_NULL;
	case T_SIMPLE:
		return v.kind == t->simple;
	case T_LIST:
		if (v.kind != V_LIST)
			return false;
		for (size_t i = 0; i < v.list->n; i++)
			if (strict ? !type_instance(run, t->of, v.list->v[i]) : !type_has(run, t->of, v.list->v[i]))
				return false;
		return true;
	case T_CONTEXT:
		if (v.kind != V_CONTEXT)
			return false;
		for (size_t i = 0; i < t->nfields; i++) {
			const struct value *e = context_find(v.ctx, t->fields[i].name);
			if (!e || !type_has(run, t->fields[i].type, *e))
				return false;
		}
		return true;
	case T_RANGE:
		if (v.kind != V_RANGE)
			return false;
		return type_has(run, t->of, v.range->low) && type_has(run, t->of, v.range->high);
	default:
		return v.kind == V_FUNCTION && function_has(t, v.fn);
	}
}

bool
type_instance(struct feel_run *run, const struct type *t, struct value v)
{
	if (v.kind == V_NULL)		/* of Null alone */
		return t->kind == T_SIMPLE && t->simple == V_NULL;
	if (!step(run, NULL, 1))
		return false;
	if (t->base && !type_instance(run, t->base, v))
		return false;
	return shape_has(run, t, v, true) && allowed(run, t->allowed, v) && allowed(run, t->whole, v);
}

/* null is of every type, unless the allowed values leave it out: they are asked only about values. */
bool
type_has(struct feel_run *run, const struct type *t, struct value v)
{
	if (!t || v.kind == V_NULL)
		return true;
	if (!step(run, NULL, 1) || run->nest >= FEEL_MAX_EVAL)
		return false;
	run->nest++;
	bool has = (!t->base || type_has(run, t->base, v)) && shape_has(run, t, v, false) && allowed(run, t->allowed, v) && allowed(run, t->whole, v);
	run->nest--;
	return has;
}

bool
type_coerce(struct feel_run *run, const struct type *t, struct value v, struct value *ret)
{
	*ret = v;
	if (!t || v.kind == V_NULL || type_has(run, t, v))
		return true;
	if (v.kind == V_LIST && v.list->n == 1 && t->kind != T_LIST && type_has(run, t, v.list->v[0])) {
		*ret = v.list->v[0];
		return true;
	}
	if (t->kind == T_LIST && v.kind != V_LIST) {
		struct value *one = NEW(run->a, struct value);
		*one = v;
		struct value l = v_list(run->a, one, 1);
		if (type_has(run, t, l)) {
			*ret = l;
			return true;
		}
	}
	if (t->kind == T_SIMPLE && t->simple == V_DATETIME && v.kind == V_DATE) {
		struct moment m = *v.at;
		m.zone = ZONE_OFFSET;
		*ret = v_moment(run->a, V_DATETIME, m);
		return type_has(run, t, *ret);
	}
	return false;
}

struct value
type_read(struct feel_run *run, const struct type *t, struct value v)
{
	struct value r = v;

	while (t && t->base && t->kind == T_ANY)
		t = t->base;
	if (!t)
		return v;
	if (t->kind == T_LIST && v.kind == V_LIST) {
		struct value *items = NEWN(run->a, struct value, v.list->n + 1);
		for (size_t i = 0; i < v.list->n; i++)
			items[i] = type_read(run, t->of, v.list->v[i]);
		return v_list(run->a, items, v.list->n);
	}
	if (t->kind == T_CONTEXT && v.kind == V_CONTEXT) {
		struct entry *e = NEWN(run->a, struct entry, v.ctx->n + 1);
		struct context *c = NEW(run->a, struct context);
		for (size_t i = 0; i < v.ctx->n; i++) {
			const struct type *ft = NULL;
			for (size_t k = 0; k < t->nfields; k++)
				if (strcmp(t->fields[k].name, v.ctx->v[i].key) == 0)
					ft = t->fields[k].type;
			e[i] = (struct entry){ v.ctx->v[i].key, type_read(run, ft, v.ctx->v[i].v) };
		}
		*c = (struct context){ e, v.ctx->n };
		return (struct value){ .kind = V_CONTEXT, .ctx = c };
	}
	if (t->kind != T_SIMPLE || v.kind != V_STRING)
		return v;
	switch (t->simple) {
	case V_DATE: case V_TIME: case V_DATETIME:
		time_read(run, v.text.p, v.text.n, t->simple, &r);
		break;
	case V_DAYS: case V_MONTHS:
		if (!time_read_duration(v.text.p, v.text.n, &r) || r.kind != t->simple)
			r = v;
		break;
	default:
		break;
	}
	return r;
}

void
type_print(struct out *o, const struct type *t)
{
	if (t->name) {
		out_str(o, t->name);
		return;
	}
	switch (t->kind) {
	case T_SIMPLE:
		out_str(o, value_kind_name(t->simple));
		break;
	case T_LIST: case T_RANGE:
		out_str(o, t->kind == T_LIST ? "list<" : "range<");
		type_print(o, t->of);
		out_str(o, ">");
		break;
	case T_CONTEXT:
		out_str(o, "context");
		break;
	case T_FUNCTION:
		out_str(o, "function");
		break;
	default:
		out_str(o, "Any");
	}
}
