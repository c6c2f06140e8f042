/*
 * dmn_eval.c - one evaluation of a model: each element's value is worked out when somebody needs it, and once.
 * A service is evaluated in a session of its own that knows only its parameters.
 */
#include "engines/decide/dmn_int.h"
#include "decide_msg.h"

struct dmn_session *
dmn_begin(const struct dmn *d, struct feel_run *run)
{
	struct dmn_session *s = NEW(run->a, struct dmn_session);

	s->d = d;
	s->run = run;
	s->v = NEWN(run->a, struct value, d->n + 1);
	s->state = NEWN(run->a, uint8_t, d->n + 1);
	s->last = &s->traces;
	return s;
}

void
dmn_trace(struct dmn_session *s)
{
	s->tracing = true;
}

const struct table_trace *
dmn_traced(const struct dmn_session *s)
{
	return s->traces;
}

/* Given values must fit their type, too; one that does not is null, with the reason. */
static void
give(struct dmn_session *s, const struct element *e, struct value v)
{
	v = type_read(s->run, e->pub.type, v);
	s->v[e->pub.number] = e->pub.type ? coerced(s->run, NULL, e->pub.type, v) : v;
	s->state[e->pub.number] = 2;
}

bool
dmn_set(struct dmn_session *s, const char *name, struct value v)
{
	bool any = false;

	for (size_t i = 0; i < s->d->n; i++)
		if (s->d->elements[i]->pub.kind == DMN_INPUT && strcmp(s->d->elements[i]->pub.name, name) == 0) {
			give(s, s->d->elements[i], v);
			any = true;
		}
	for (size_t i = 0; i < s->d->n && !any; i++)
		if (s->d->elements[i]->pub.kind == DMN_DECISION && strcmp(s->d->elements[i]->pub.name, name) == 0) {
			give(s, s->d->elements[i], v);
			any = true;
		}
	return any;
}

/* A frame with what e's expression may name; its last slot is e itself. */
static struct frame *
frame_of(struct dmn_session *s, const struct element *e)
{
	struct frame *f = frame_new(s->run, NULL, e->nneed + 1);

	for (size_t i = 0; i < e->nneed; i++)
		f->v[i] = dmn_value(s, &e->need[i]->pub);
	return f;
}

/* The value of a service: its only output decision, or a context of all. */
static struct value
run_service(struct dmn_session *s, const struct element *e)
{
	struct entry *out = NEWN(s->run->a, struct entry, e->nout + 1);
	struct context *c = NEW(s->run->a, struct context);

	for (size_t i = 0; i < e->nout; i++)
		out[i] = (struct entry){ e->out[i]->pub.name, dmn_value(s, &e->out[i]->pub) };
	*c = (struct context){ out, e->nout };
	struct value v = e->nout == 1 ? out[0].v : (struct value){ .kind = V_CONTEXT, .ctx = c };
	const struct type *t = e->pub.type && e->pub.type->kind == T_FUNCTION ? e->pub.type->of : e->pub.type;
	return t ? coerced(s->run, NULL, t, v) : v;
}

static struct value
call_service(struct feel_run *run, const struct function *fn, struct value *args)
{
	const struct element *e = fn->model;
	struct dmn_session *outer = fn->session, *s = dmn_begin(outer->d, run), *before = run->session;

	for (size_t i = 0; i < e->nin; i++) {
		s->v[e->in[i]->pub.number] = args[i];
		s->state[e->in[i]->pub.number] = 2;
	}
	if (outer->tracing) {
		s->tracing = true;
		s->last = outer->last;
	}
	run->session = s;
	struct value v = run_service(s, e);
	run->session = before;
	if (outer->tracing)
		outer->last = s->last;
	return v;
}

static struct value
function_value(struct dmn_session *s, const struct element *e)
{
	struct function *fn = NEW(s->run->a, struct function);
	struct value v = { .kind = V_FUNCTION, .fn = fn };

	fn->name = e->pub.name;
	fn->params = e->params;
	fn->types = e->types;
	fn->nparams = e->nparams;
	if (e->pub.kind == DMN_SERVICE) {
		fn->kind = FN_HOST;
		fn->call = call_service;
		fn->model = e;
		fn->session = s;
		return v;
	}
	fn->kind = FN_LAMBDA;
	fn->body = e->body;
	fn->source = e->pub.name;
	fn->ret = e->pub.type && e->pub.type->kind == T_FUNCTION ? e->pub.type->of : e->pub.type;
	s->v[e->pub.number] = v;		/* before its needs: it may need itself */
	s->state[e->pub.number] = 2;
	fn->frame = frame_of(s, e);
	fn->frame->v[e->nneed] = v;
	return v;
}

static struct value
broken(struct dmn_session *s, const struct element *e)
{
	if (e->broken.key == M_dmn_no_logic)
		return fail(s->run, NULL, M_dmn_no_logic, v_text(e->pub.name), NOTHING);
	return fail(s->run, NULL, M_dmn_broken, v_text(e->pub.name), v_text(feel_error_text(s->run->a, LANG_EN, &e->broken)));
}

static struct value
decision_value(struct dmn_session *s, const struct element *e)
{
	const struct dmn_element *before = s->current;
	struct frame *f = frame_of(s, e);
	struct value v;

	s->current = &e->pub;
	v = eval(s->run, e->body, f);
	s->current = before;
	if (e->pub.type)
		v = coerced(s->run, NULL, e->pub.type, v);
	f->v[e->nneed] = v;
	return v;
}

struct value
dmn_value(struct dmn_session *s, const struct dmn_element *pub)
{
	const struct element *e = (const struct element *)pub;
	struct dmn_session *outer = s->run->session;
	int i = pub->number;
	struct value v;

	if (s->state[i] == 2)
		return s->v[i];
	if (s->state[i] == 1)
		return fail(s->run, NULL, M_dmn_circle, v_text(pub->name), NOTHING);
	if (pub->kind == DMN_INPUT)		/* not given: null without a reason of ours */
		return v_null();
	if (s->run->max_depth == 0)
		return stop(s->run, NULL, M_feel_depth);
	s->state[i] = 1;
	s->run->max_depth--;
	s->run->session = s;
	if (pub->kind != DMN_SERVICE && !e->body)
		v = broken(s, e);
	else if (pub->kind == DMN_DECISION)
		v = decision_value(s, e);
	else
		v = function_value(s, e);
	s->run->session = outer;
	s->run->max_depth++;
	s->v[i] = v;
	s->state[i] = 2;
	return v;
}

struct value
dmn_invoke(struct dmn_session *s, const struct dmn_element *pub)
{
	const struct element *e = (const struct element *)pub;
	struct value f = dmn_value(s, pub), *args = NEWN(s->run->a, struct value, e->nparams + 1);

	for (size_t i = 0; i < e->nin; i++)
		if (s->state[e->in[i]->pub.number] == 2)
			args[i] = s->v[e->in[i]->pub.number];
	return f.kind == V_FUNCTION ? call_function(s->run, NULL, f, args, e->nparams) : f;
}

size_t
dmn_needs(const struct dmn *d, const struct dmn_element *pub, const struct dmn_element **ret, size_t max)
{
	const struct element *e = (const struct element *)pub;
	struct element **v = pub->kind == DMN_SERVICE ? e->in : e->need;
	size_t n = pub->kind == DMN_SERVICE ? e->nin : e->nneed;

	for (size_t i = 0; i < n && i < max; i++)
		ret[i] = &v[i]->pub;
	return n;
}

size_t
dmn_outputs(const struct dmn *d, const struct dmn_element *pub, const struct dmn_element **ret, size_t max)
{
	const struct element *e = (const struct element *)pub;

	for (size_t i = 0; i < e->nout && i < max; i++)
		ret[i] = &e->out[i]->pub;
	return e->nout;
}
