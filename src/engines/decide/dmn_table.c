/*
 * dmn_table.c - decision tables (DMN 1.5, chapter 8): reading them, finding the rules that fit, and what each hit
 * policy makes of them.
 */
#include "engines/decide/dmn_int.h"
#include "decide_msg.h"

static size_t
count(const struct xml *x, const char *name)
{
	size_t n = 0;

	for (const struct xml *k = xml_kid(x, name); k; k = xml_after(k, name))
		n++;
	return n;
}

static const char *
text_of(const struct xml *x)
{
	const struct xml *t = x ? xml_kid(x, "text") : NULL;

	return t ? t->text : "";
}

static bool
policy(const struct xml *x, struct table *t)
{
	static const char *const hits[] = { "UNIQUE", "ANY", "FIRST", "PRIORITY", "COLLECT", "RULE ORDER", "OUTPUT ORDER" };
	static const char *const aggs[] = { "", "COUNT", "SUM", "MIN", "MAX" };
	const char *hit = xml_attr(x, "hitPolicy"), *agg = xml_attr(x, "aggregation");
	size_t h = 0, g = 0;

	while (hit && h < COUNT(hits) && strcmp(hits[h], hit) != 0)
		h++;
	while (agg && g < COUNT(aggs) && strcmp(aggs[g], agg) != 0)
		g++;
	if (h == COUNT(hits) || g == COUNT(aggs))
		return false;
	t->hit = (enum hit_policy)h;
	t->agg = (enum aggregation)g;
	return true;
}

/* Allowed values: tests that speak of ? one scope up. */
static const struct node *
values(struct boxing *b, const struct xml *x, const char *kid)
{
	const struct xml *v = xml_kid(x, kid);

	if (!v || !*text_of(v))
		return NULL;
	struct node *n = box_text(b, v, FEEL_TESTS);
	return b->failed ? NULL : n;
}

static void
read_inputs(struct boxing *b, const struct xml *x, struct table *t)
{
	size_t i = 0;

	t->nin = count(x, "input");
	t->in = NEWN(b->d->a, struct table_input, t->nin + 1);
	for (const struct xml *k = xml_kid(x, "input"); k && !b->failed; k = xml_after(k, "input"), i++) {
		const struct xml *e = xml_kid(k, "inputExpression");
		const char *label = xml_attr(k, "label");
		if (!e) {
			box_fail(b, k, M_dmn_no_logic, label ? label : "input");
			return;
		}
		t->in[i].text = text_of(e);
		t->in[i].label = label ? label : t->in[i].text;
		t->in[i].type = dmn_type(b->d, b->e->m, xml_attr(e, "typeRef"));
		t->in[i].expr = box_text(b, e, FEEL_VALUE);
	}
}

static void
read_outputs(struct boxing *b, const struct xml *x, struct table *t)
{
	size_t i = 0;

	t->nout = count(x, "output");
	t->out = NEWN(b->d->a, struct table_output, t->nout + 1);
	for (const struct xml *k = xml_kid(x, "output"); k && !b->failed; k = xml_after(k, "output"), i++) {
		const struct xml *d = xml_kid(k, "defaultOutputEntry");
		const char *name = xml_attr(k, "name"), *label = xml_attr(k, "label");
		t->out[i].name = name_tidy(b->d->a, name ? name : "", strlen(name ? name : ""));
		t->out[i].label = label ? label : t->out[i].name;
		t->out[i].type = dmn_type(b->d, b->e->m, xml_attr(k, "typeRef"));
		t->out[i].fallback = d ? box_text(b, d, FEEL_VALUE) : NULL;
	}
}

static void
read_rule(struct boxing *b, const struct xml *x, struct table *t, struct table_rule *r)
{
	const struct xml *d = xml_kid(x, "description"), *note = xml_kid(x, "annotationEntry");
	size_t i = 0;

	r->line = x->line;
	r->label = d && *d->text ? d->text : note ? text_of(note) : "";
	if (count(x, "inputEntry") != t->nin || count(x, "outputEntry") != t->nout) {
		box_fail(b, x, M_dmn_cells, arena_fmt(b->d->a, "%zu", count(x, "inputEntry") + count(x, "outputEntry")));
		return;
	}
	r->cells = NEWN(b->d->a, const struct node *, t->nin + 1);
	r->texts = NEWN(b->d->a, const char *, t->nin + 1);
	r->outputs = NEWN(b->d->a, const struct node *, t->nout + 1);
	r->output_texts = NEWN(b->d->a, const char *, t->nout + 1);
	scope_push(b->d->names, false);
	feel_name(b->d->names, "?");
	for (const struct xml *k = xml_kid(x, "inputEntry"); k && !b->failed; k = xml_after(k, "inputEntry"), i++) {
		r->texts[i] = text_of(k);
		r->cells[i] = box_cell(b, k, FEEL_TESTS);
	}
	scope_pop(b->d->names);
	i = 0;
	for (const struct xml *k = xml_kid(x, "outputEntry"); k && !b->failed; k = xml_after(k, "outputEntry"), i++) {
		r->output_texts[i] = text_of(k);
		r->outputs[i] = box_cell(b, k, FEEL_VALUE);
	}
}

struct node *
box_table(struct boxing *b, const struct xml *x)
{
	struct table *t = NEW(b->d->a, struct table);
	struct node *n = box_node(b, N_TABLE, 0);
	size_t i = 0;

	if (!policy(x, t)) {
		const char *hit = xml_attr(x, "hitPolicy");
		return box_fail(b, x, M_dmn_hit_policy, hit ? hit : "");
	}
	t->name = b->e->pub.name;
	read_inputs(b, x, t);
	read_outputs(b, x, t);
	scope_push(b->d->names, false);
	feel_name(b->d->names, "?");
	i = 0;
	for (const struct xml *k = xml_kid(x, "input"); k && !b->failed; k = xml_after(k, "input"))
		t->in[i++].values = values(b, k, "inputValues");
	i = 0;
	for (const struct xml *k = xml_kid(x, "output"); k && !b->failed; k = xml_after(k, "output"))
		t->out[i++].values = values(b, k, "outputValues");
	scope_pop(b->d->names);
	t->nrules = count(x, "rule");
	t->rules = NEWN(b->d->a, struct table_rule, t->nrules + 1);
	i = 0;
	for (const struct xml *k = xml_kid(x, "rule"); k && !b->failed; k = xml_after(k, "rule"))
		read_rule(b, k, t, &t->rules[i++]);
	n->table = t;
	n->name = t->name;
	return box_coerce(b, n, t->nout == 1 && t->hit != HIT_COLLECT && t->hit != HIT_RULE_ORDER && t->hit != HIT_OUTPUT_ORDER ?
			  t->out[0].type : NULL);
}

/* One table being decided. */
struct deciding {
	struct feel_run *run;
	const struct node *n;
	const struct table *t;
	struct frame *f, *g;		/* g: a level below f, its slot is ? */
	struct value *in;
	size_t *hit;			/* numbers of the rules that fit */
	struct value *out;		/* their outputs, nout for each */
	size_t nhit;
	struct table_trace *trace;
};

static const char *
ordinal(struct deciding *d, size_t rule)
{
	return arena_fmt(d->run->a, "%zu", rule + 1);
}

static struct value
cell(struct deciding *d, const struct node *tests, struct value x)
{
	const char *before = d->run->source;

	d->g->v[0] = x;
	d->run->source = tests->name;
	struct value v = eval_tests(d->run, tests->kid[0], d->g, x);
	d->run->source = before;
	return v;
}

static bool
refused(struct deciding *d, const struct node *allowed, struct value v)
{
	struct value ok = cell(d, allowed, v);

	return ok.kind == V_BOOLEAN && !ok.truth;
}

/* A rule's output made to fit its column: its type, and the values the column allows (of a list, each). */
static struct value
output(struct deciding *d, size_t rule, size_t k)
{
	const struct table_output *o = &d->t->out[k];
	struct value v = eval(d->run, d->t->rules[rule].outputs[k], d->f);

	if (o->type)
		v = coerced(d->run, d->n, o->type, v);
	if (!o->values || v.kind == V_NULL || !refused(d, o->values, v))
		return v;
	size_t n = v.kind == V_LIST ? v.list->n : 0, i = 0;
	while (i < n && !refused(d, o->values, v.list->v[i]))
		i++;
	return n && i == n ? v : fail(d->run, d->n, M_dmn_output_value, v, v_text(o->label));
}

static bool
rule_fits(struct deciding *d, size_t r)
{
	bool fits = true;

	for (size_t i = 0; i < d->t->nin; i++) {
		int quick = d->trace ? -1 : quick_tests(d->t->rules[r].cells[i]->kid[0], &d->in[i]);
		if (quick == 0)
			return false;
		if (quick == 1)
			continue;
		struct value v = cell(d, d->t->rules[r].cells[i], d->in[i]);
		bool pass = v.kind == V_BOOLEAN && v.truth;
		if (d->trace)
			d->trace->cells[r * d->t->nin + i] = pass ? CELL_PASS : v.kind == V_BOOLEAN && d->in[i].kind != V_NULL ? CELL_FAIL : CELL_UNKNOWN;
		fits &= pass;
		if (!fits && !d->trace)
			return false;
	}
	if (d->trace)
		d->trace->fired[r] = fits;
	return fits;
}

static struct value
outputs(struct deciding *d, const struct value *v)
{
	const struct table *t = d->t;

	if (t->nout == 1)
		return v[0];
	struct entry *e = NEWN(d->run->a, struct entry, t->nout + 1);
	struct context *c = NEW(d->run->a, struct context);
	for (size_t i = 0; i < t->nout; i++)
		e[i] = (struct entry){ t->out[i].name, v[i] };
	*c = (struct context){ e, t->nout };
	return (struct value){ .kind = V_CONTEXT, .ctx = c };
}

/* Place of v among the output's values: smaller comes first. */
static int
rank(struct deciding *d, const struct table_output *o, struct value v)
{
	if (!o->values)
		return 0;
	const struct node *tests = o->values->kid[0];
	d->g->v[0] = v;
	for (int i = 0; i < tests->nkids; i++)
		if (test_passes(d->run, tests->kid[i], v, d->g) == 1)
			return i;
	return tests->nkids;
}

/* Stable: hits by the rank of their outputs, first column first. */
static void
sort_hits(struct deciding *d)
{
	size_t nout = d->t->nout;
	int *ranks = NEWN(d->run->a, int, d->nhit * nout + 1);

	for (size_t i = 0; i < d->nhit * nout; i++)
		ranks[i] = rank(d, &d->t->out[i % nout], d->out[i]);
	for (size_t i = 1; i < d->nhit; i++)
		for (size_t k = i; k > 0 && step(d->run, d->n, 1); k--) {
			size_t c = 0;
			while (c < nout && ranks[(k - 1) * nout + c] == ranks[k * nout + c])
				c++;
			if (c == nout || ranks[(k - 1) * nout + c] < ranks[k * nout + c])
				break;
			for (c = 0; c < nout; c++) {
				int r = ranks[k * nout + c];
				struct value v = d->out[k * nout + c];
				ranks[k * nout + c] = ranks[(k - 1) * nout + c];
				ranks[(k - 1) * nout + c] = r;
				d->out[k * nout + c] = d->out[(k - 1) * nout + c];
				d->out[(k - 1) * nout + c] = v;
			}
			size_t h = d->hit[k];
			d->hit[k] = d->hit[k - 1];
			d->hit[k - 1] = h;
		}
}

static struct value
no_rule(struct deciding *d)
{
	struct value *v = NEWN(d->run->a, struct value, d->t->nout + 1);
	bool any = false;

	for (size_t i = 0; i < d->t->nout; i++) {
		if (d->t->out[i].fallback) {
			v[i] = eval(d->run, d->t->out[i].fallback, d->f);
			any = true;
		}
	}
	if (any)
		return outputs(d, v);
	if (d->t->agg == AGG_COUNT)
		return v_int(0);
	return fail(d->run, d->n, M_dmn_no_rule, NOTHING, NOTHING);
}

static struct value
aggregate(struct deciding *d)
{
	static const char *const names[] = { "", "count", "sum", "min", "max" };
	int place = 0;

	if (d->t->nout != 1)
		return fail(d->run, d->n, M_dmn_aggregate, NOTHING, NOTHING);
	struct value l = v_list(d->run->a, d->out, d->nhit);
	return call_builtin(d->run, d->n, builtin_named(names[d->t->agg]), &l, &place, 1);
}

static struct value
collect(struct deciding *d)
{
	struct value *v = NEWN(d->run->a, struct value, d->nhit + 1);

	for (size_t i = 0; i < d->nhit; i++)
		v[i] = outputs(d, d->out + i * d->t->nout);
	return v_list(d->run->a, v, d->nhit);
}

static struct value
decide(struct deciding *d)
{
	const struct table *t = d->t;

	if (d->nhit == 0)
		return no_rule(d);
	switch (t->hit) {
	case HIT_UNIQUE:
		if (d->nhit > 1)
			return fail(d->run, d->n, M_dmn_two_rules, v_text(ordinal(d, d->hit[0])), v_text(ordinal(d, d->hit[1])));
		break;
	case HIT_ANY:
		for (size_t i = 1; i < d->nhit; i++)
			if (value_equal(outputs(d, d->out), outputs(d, d->out + i * t->nout)) != 1)
				return fail(d->run, d->n, M_dmn_any_differs, v_text(ordinal(d, d->hit[0])), v_text(ordinal(d, d->hit[i])));
		break;
	case HIT_PRIORITY:
		sort_hits(d);
		break;
	case HIT_COLLECT:
		return t->agg != AGG_NONE ? aggregate(d) : collect(d);
	case HIT_OUTPUT_ORDER:
		sort_hits(d);
		return collect(d);
	case HIT_RULE_ORDER:
		return collect(d);
	default:
		break;
	}
	return outputs(d, d->out);
}

/* The inputs' values; false: one is not allowed, and *bad says so. */
static bool
take_inputs(struct deciding *d, struct value *bad)
{
	for (size_t i = 0; i < d->t->nin; i++) {
		const struct table_input *in = &d->t->in[i];
		d->in[i] = eval(d->run, in->expr, d->f);
		if (in->type)
			d->in[i] = coerced(d->run, d->n, in->type, d->in[i]);
		if (in->values && d->in[i].kind != V_NULL && refused(d, in->values, d->in[i])) {
			*bad = fail(d->run, d->n, M_dmn_input_value, d->in[i], v_text(in->label));
			return false;
		}
	}
	return true;
}

static struct table_trace *
trace_new(struct deciding *d)
{
	struct dmn_session *s = d->run->session;

	if (!s || !s->tracing)
		return NULL;
	struct table_trace *t = NEW(d->run->a, struct table_trace);
	t->table = d->t;
	t->element = s->current;
	t->inputs = d->in;
	t->cells = NEWN(d->run->a, uint8_t, d->t->nrules * d->t->nin + 1);
	t->fired = NEWN(d->run->a, bool, d->t->nrules + 1);
	t->used = NEWN(d->run->a, bool, d->t->nrules + 1);
	*s->last = t;
	s->last = &t->next;
	return t;
}

struct value
eval_table(struct feel_run *run, const struct node *n, struct frame *f)
{
	const struct table *t = n->table;
	struct deciding d = { .run = run, .n = n, .t = t, .f = f, .g = frame_new(run, f, 1) };
	struct value r;

	d.in = NEWN(run->a, struct value, t->nin + 1);
	d.hit = NEWN(run->a, size_t, t->nrules + 1);
	d.out = NEWN(run->a, struct value, t->nrules * t->nout + 1);
	d.trace = trace_new(&d);
	if (!take_inputs(&d, &r)) {
		if (d.trace) {
			for (size_t i = 0; i < t->nrules * t->nin; i++)
				d.trace->cells[i] = CELL_UNKNOWN;
			d.trace->result = r;
		}
		return r;
	}
	for (size_t i = 0; i < t->nrules && step(run, n, 1); i++) {
		if (!rule_fits(&d, i))
			continue;
		if (t->hit == HIT_FIRST && d.nhit)	/* only when tracing: the others are looked at, no more */
			continue;
		for (size_t k = 0; k < t->nout; k++)
			d.out[d.nhit * t->nout + k] = output(&d, i, k);
		d.hit[d.nhit++] = i;
		if (t->hit == HIT_FIRST && !d.trace)
			break;
	}
	r = decide(&d);
	if (d.trace) {
		bool one = t->hit == HIT_FIRST || t->hit == HIT_PRIORITY;
		for (size_t i = 0; i < d.nhit && r.kind != V_NULL; i++)
			d.trace->used[d.hit[i]] = !one || i == 0;
		d.trace->result = r;
	}
	return r;
}
