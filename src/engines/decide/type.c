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

/* A function fits when it takes what is given and gives what is asked; unknown types fit. */
static bool
function_has(const struct type *t, const struct function *fn)
{
	if (t->nfields == 0 && !t->of)
		return true;
	if (fn->kind == FN_BUILTIN) {
		size_t n = 0;
		while (n < MAX_PARAMS && fn->builtin->params[n].name)
			n++;
		return n == t->nfields;
	}
	if (fn->nparams != t->nfields)
		return false;
	for (size_t i = 0; i < fn->nparams; i++) {
		const struct type *p = fn->types ? fn->types[i] : NULL, *q = t->fields[i].type;
		if (p && p->kind == T_SIMPLE && q->kind == T_SIMPLE && p->simple != q->simple)
			return false;
	}
	return !(fn->ret && t->of && fn->ret->kind == T_SIMPLE && t->of->kind == T_SIMPLE && fn->ret->simple != t->of->simple);
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
	if (!t || v.kind == V_NULL || t->kind == T_ANY || type_has(run, t, v))
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
