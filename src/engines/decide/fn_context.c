/* fn_context.c - builtins over contexts (DMN 1.5, 10.3.4.6), and not() and is(). */
#include "engines/decide/fn.h"
#include "decide_msg.h"

FN(fn_not)
{
	struct value v = c->v[0];

	if (v.kind == V_LIST && v.list->n == 1)
		v = v.list->v[0];
	if (v.kind == V_BOOLEAN)
		return v_bool(!v.truth);
	if (v.kind != V_NULL)
		return fn_bad(c, "negand", v);
	return v.why ? v : fail(c->run, c->n, M_feel_null_truth, NOTHING, NOTHING);
}

FN(fn_is)
{
	return v_bool(value_is(c->v[0], c->v[1]));
}

FN(fn_get_value)
{
	const struct value *v = context_find(c->v[0].ctx, c->v[1].text.p);

	return v ? *v : fail(c->run, c->n, M_feel_no_entry, c->v[1], NOTHING);
}

static struct value
new_context(struct call *c, struct entry *e, size_t n)
{
	struct context *x = NEW(c->run->a, struct context);

	*x = (struct context){ e, n };
	return (struct value){ .kind = V_CONTEXT, .ctx = x };
}

FN(fn_get_entries)
{
	const struct context *x = c->v[0].ctx;
	struct value *v = NEWN(c->run->a, struct value, x->n + 1);

	for (size_t i = 0; i < x->n && step(c->run, c->n, 1); i++) {
		struct entry *e = NEWN(c->run->a, struct entry, 2);
		e[0] = (struct entry){ "key", v_text(x->v[i].key) };
		e[1] = (struct entry){ "value", x->v[i].v };
		v[i] = new_context(c, e, 2);
	}
	return v_list(c->run->a, v, x->n);
}

/* A copy of x with key set to v. */
static struct value
put(struct call *c, const struct context *x, const char *key, struct value v)
{
	struct entry *e = NEWN(c->run->a, struct entry, x->n + 1);
	size_t at = 0;

	step(c->run, c->n, x->n / 8 + 1);
	for (size_t i = 0; i < x->n; i++)
		e[i] = x->v[i];
	while (at < x->n && strcmp(e[at].key, key) != 0)
		at++;
	e[at] = (struct entry){ key, v };
	return new_context(c, e, at == x->n ? at + 1 : x->n);
}

FN(fn_context)
{
	const struct list *l = c->v[0].list;
	struct entry *e = NEWN(c->run->a, struct entry, l->n + 1);

	for (size_t i = 0; i < l->n; i++) {
		const struct context *x = l->v[i].kind == V_CONTEXT ? l->v[i].ctx : NULL;
		const struct value *key = x ? context_find(x, "key") : NULL, *v = x ? context_find(x, "value") : NULL;
		if (!key || !v || key->kind != V_STRING)
			return fn_bad(c, "entries", l->v[i]);
		if (!step(c->run, c->n, 1 + i / 16))
			return v_null();
		for (size_t k = 0; k < i; k++)
			if (strcmp(e[k].key, key->text.p) == 0)
				return fn_bad(c, "entries", l->v[i]);
		e[i] = (struct entry){ key->text.p, *v };
	}
	return new_context(c, e, l->n);
}

/* context put(context, ["a", "b"], v): keys lead down; all but the last must be contexts. */
static struct value
put_deep(struct call *c, const struct context *x, const struct list *keys, size_t at, struct value v)
{
	if (keys->v[at].kind != V_STRING)
		return fn_bad(c, "keys", keys->v[at]);
	const char *key = keys->v[at].text.p;
	if (at + 1 < keys->n) {
		const struct value *inner = context_find(x, key);
		if (!inner || inner->kind != V_CONTEXT || at > 100)
			return fn_bad(c, "keys", keys->v[at]);
		v = put_deep(c, inner->ctx, keys, at + 1, v);
		if (v.kind == V_NULL)
			return v;
	}
	return put(c, x, key, v);
}

FN(fn_context_put_list)
{
	if (c->v[1].list->n == 0)
		return fn_bad(c, "keys", c->v[1]);
	return put_deep(c, c->v[0].ctx, c->v[1].list, 0, c->v[2]);
}

FN(fn_context_put)
{
	if (c->v[1].kind == V_LIST && !(c->n && c->n->names))
		return fn_context_put_list(c);
	if (c->v[1].kind != V_STRING)
		return fn_bad(c, "key", c->v[1]);
	return put(c, c->v[0].ctx, c->v[1].text.p, c->v[2]);
}

FN(fn_context_merge)
{
	const struct list *l = c->v[0].list;
	struct value r = new_context(c, NEW(c->run->a, struct entry), 0);

	for (size_t i = 0; i < l->n; i++) {
		if (l->v[i].kind != V_CONTEXT)
			return fn_bad(c, "contexts", l->v[i]);
		for (size_t k = 0; k < l->v[i].ctx->n && step(c->run, c->n, 1); k++)
			r = put(c, r.ctx, l->v[i].ctx->v[k].key, l->v[i].ctx->v[k].v);
	}
	return r;
}
