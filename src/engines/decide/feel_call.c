/*
 * feel_call.c - calling functions: binding arguments by place or name, checking their kinds, running builtins,
 * functions written in FEEL, and what a model offers. Too many, too few or misnamed arguments give null.
 */
#include "engines/decide/fn.h"
#include "decide_msg.h"

static int
params_of(const struct builtin *b, bool *rest)
{
	int n = 0;

	while (n < MAX_PARAMS && b->params[n].name)
		n++;
	*rest = n && b->params[n - 1].kind == 'V';
	return n;
}

/* Puts argument i at place[i] of *b's parameters; tries the rows of the same name. False: none fits. */
bool
builtin_bind(const struct builtin **b, const char **names, int n, int *place)
{
	const char *name = (*b)->name;

	for (const struct builtin *r = *b; r < builtins + builtins_count && strcmp(r->name, name) == 0; r++) {
		bool rest, fits = true;
		int max = params_of(r, &rest);
		unsigned have = 0;

		bool many = max == 1 && r->params[0].kind == 't' && !names;
		if (n > max && !rest && !many)
			continue;
		for (int i = 0; i < n && fits; i++) {
			place[i] = i < max ? i : max - 1;
			if (names) {
				for (place[i] = 0; place[i] < max && strcmp(r->params[place[i]].name, names[i]) != 0;)
					place[i]++;
				fits = place[i] < max && !(have >> place[i] & 1);
			}
			have |= fits ? 1u << place[i] : 0;
		}
		for (int i = 0; i < max; i++)
			fits &= r->params[i].optional || (have >> i & 1);
		if (fits) {
			*b = r;
			return true;
		}
	}
	return false;
}

static bool
kind_fits(char kind, struct value v)
{
	enum value_kind k = kind == 't' ? V_KINDS : kind_of_letter(kind);

	return k == V_KINDS || k == v.kind;
}

/* The value as the parameter wants it; false: it cannot be, and *ret is the null that says so. */
static bool
fit(struct call *c, const struct param *p, struct value *v, struct value *ret)
{
	if (kind_fits(p->kind, *v))
		return true;
	if (v->kind == V_NULL && p->optional)
		return true;
	if (v->kind == V_NULL) {
		*ret = v->why ? *v : fail(c->run, c->n, M_feel_argument_null, v_text(p->name), v_text(c->b->name));
		return false;
	}
	if (v->kind == V_LIST && v->list->n == 1 && kind_fits(p->kind, v->list->v[0])) {
		*v = v->list->v[0];
		return true;
	}
	if (p->kind == 'l') {
		struct value *one = NEW(c->run->a, struct value);
		*one = *v;
		*v = v_list(c->run->a, one, 1);
		return true;
	}
	*ret = fail(c->run, c->n, M_feel_argument_kind, v_text(arena_fmt(c->run->a, "%s (%s)", p->name, c->b->name)),
		    v_text(arena_fmt(c->run->a, "%s, %s", value_kind_name(kind_of_letter(p->kind)), value_kind_name(v->kind))));
	return false;
}

/* What reading an argument from end to end costs. */
static size_t
weight(struct value v)
{
	switch (v.kind) {
	case V_LIST:
		return v.list->n / 3;
	case V_CONTEXT:
		return v.ctx->n / 16;
	case V_STRING:
		return v.text.n / 64;
	default:
		return 0;
	}
}

/* A builtin goes through its arguments once at least; what costs more pays by itself. count() alone looks at none. */
static bool
paid(struct feel_run *run, const struct node *n, const struct value *args, size_t nargs)
{
	size_t all = 1 + nargs / 2;

	for (size_t i = 0; i < nargs; i++)
		all += weight(args[i]);
	return step(run, n, all);
}

struct value
call_builtin(struct feel_run *run, const struct node *n, const struct builtin *b, struct value *args, const int *place, size_t nargs)
{
	struct value v[MAX_PARAMS] = { { .kind = V_NULL } }, bad;
	struct call c = { .run = run, .n = n, .b = b, .v = v };
	bool rest;
	int max = params_of(b, &rest);

	if (b->fn != fn_count && !paid(run, n, args, nargs))
		return v_null();
	if (max == 1 && b->params[0].kind == 't' && (nargs != 1 || args[0].kind != V_LIST)) {
		/* several arguments, or one that is no list, are the list */
		if (nargs == 1 && args[0].kind == V_NULL)
			return args[0].why ? args[0] : fail(run, n, M_feel_argument_null, v_text(b->params[0].name), v_text(b->name));
		v[0] = v_list(run->a, args, nargs);
		c.given = 1;
		return b->fn(&c);
	}
	for (size_t i = 0; i < nargs; i++) {
		if (rest && place[i] == max - 1 && !c.rest) {
			c.rest = args + i;
			c.nrest = nargs - i;
		}
		if (!(rest && place[i] == max - 1))
			v[place[i]] = args[i];
		c.given |= 1u << place[i];
	}
	for (int i = 0; i < max; i++)
		if ((c.given >> i & 1 || !b->params[i].optional) && !fit(&c, &b->params[i], &v[i], &bad))
			return bad;
	return b->fn(&c);
}

/* Frame with the parameters, each made to fit its type. False: *ret says why not. */
static bool
bind_lambda(struct feel_run *run, const struct node *n, const struct function *fn, struct value *args, struct value *v, struct value *ret)
{
	for (size_t i = 0; i < fn->nparams; i++) {
		v[i] = args[i];
		if (fn->types && fn->types[i] && !type_coerce(run, fn->types[i], args[i], &v[i])) {
			struct out o;
			out_init(&o, run->a);
			type_print(&o, fn->types[i]);
			*ret = fail(run, n, M_feel_parameter_type, v_text(fn->params[i]), v_text(out_cstr(&o)));
			return false;
		}
	}
	return true;
}

struct value
call_function(struct feel_run *run, const struct node *n, struct value f, struct value *args, size_t nargs)
{
	const struct function *fn = f.fn;
	struct value ret = v_null();

	if (f.kind != V_FUNCTION)
		return f.kind == V_NULL && f.why ? f : fail(run, n, M_feel_not_function, v_text(value_kind_name(f.kind)), NOTHING);
	if (run->max_depth == 0)
		return stop(run, n, M_feel_depth);
	if (!step(run, n, 1))
		return v_null();
	if (fn->kind == FN_BUILTIN) {
		int place[64];
		const struct builtin *b = fn->builtin;
		if (nargs > COUNT(place) || !builtin_bind(&b, NULL, (int)nargs, place))
			return fail(run, n, M_feel_arguments, v_text(fn->name), v_int((int64_t)nargs));
		return call_builtin(run, n, b, args, place, nargs);
	}
	if (nargs != fn->nparams)
		return fail(run, n, M_feel_arguments, v_text(fn->name), v_int((int64_t)nargs));
	run->max_depth--;
	if (fn->kind == FN_HOST) {
		struct value *v = NEWN(run->a, struct value, nargs + 1);
		if (bind_lambda(run, n, fn, args, v, &ret))
			ret = fn->call(run, fn, v);
	} else {
		struct frame *g = frame_new(run, fn->frame, nargs);
		const char *source = run->source;
		if (bind_lambda(run, n, fn, args, g->v, &ret)) {
			run->source = fn->source;
			ret = eval(run, fn->body, g);
			if (fn->ret)
				ret = coerced(run, n, fn->ret, ret);
			run->source = source;
		}
	}
	run->max_depth++;
	return ret;
}

/* Arguments by name, for a function of FEEL or of the model; false: a name is unknown, double or missing. */
static bool
order_named(const struct function *fn, const struct node *n, struct value *args)
{
	size_t nargs = (size_t)n->nkids - 1;
	struct value in[32];
	unsigned have = 0;

	if (nargs != fn->nparams || nargs > COUNT(in))
		return false;
	memcpy(in, args, nargs * sizeof(in[0]));
	for (size_t i = 0; i < nargs; i++) {
		size_t k = 0;
		while (k < fn->nparams && strcmp(fn->params[k], n->names[i]) != 0)
			k++;
		if (k == fn->nparams || have >> k & 1)
			return false;
		have |= 1u << k;
		args[k] = in[i];
	}
	return true;
}

struct value
eval_call(struct feel_run *run, const struct node *n, struct frame *f)
{
	const struct node *callee = n->kid[0];
	size_t nargs = (size_t)n->nkids - 1;
	struct value fn = v_null(), *args = NEWN(run->a, struct value, nargs + 1);
	const struct builtin *b = callee->op == N_BUILTIN ? callee->fn : NULL;

	if (!b)
		fn = eval(run, callee, f);
	for (size_t i = 0; i < nargs; i++)
		args[i] = eval(run, n->kid[i + 1], f);
	if (!b && fn.kind == V_FUNCTION && fn.fn->kind == FN_BUILTIN)
		b = fn.fn->builtin;
	if (b) {
		int few[16], *place = nargs <= COUNT(few) ? few : NEWN(run->a, int, nargs);
		if (!builtin_bind(&b, n->names, (int)nargs, place))
			return fail(run, n, n->names ? M_feel_argument_names : M_feel_arguments, v_text(b->name), v_int((int64_t)nargs));
		return call_builtin(run, n, b, args, place, nargs);
	}
	if (fn.kind == V_FUNCTION && n->names && !order_named(fn.fn, n, args))
		return fail(run, n, M_feel_argument_names, v_text(fn.fn->name), v_int((int64_t)nargs));
	return call_function(run, n, fn, args, nargs);
}
