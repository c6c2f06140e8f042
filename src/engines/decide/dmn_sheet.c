/*
 * dmn_sheet.c - a model that is one decision table, as texts: for pages that show it and write a changed copy. Not here:
 * deciding (dmn_table.c).
 */
#include "engines/decide/dmn_int.h"
#include "engines/decide/sheet.h"

static const char *const hits[] = { "UNIQUE", "ANY", "FIRST", "PRIORITY", "COLLECT", "RULE ORDER", "OUTPUT ORDER" };

static const struct table *
table_of(const struct node *n)
{
	while (n && (n->op == N_SOURCE || n->op == N_COERCE))
		n = n->kid[0];
	return n && n->op == N_TABLE ? n->table : NULL;
}

bool
sheet_of(struct arena *a, const struct dmn *d, struct sheet *ret)
{
	const struct element *e = NULL;
	const struct table *t;

	*ret = (struct sheet){ .model = d->models ? d->models->name : "" };
	ret->inputs = NEWN(a, struct sheet_input, d->n + 1);
	for (size_t i = 0; i < d->n; i++) {
		if (d->elements[i]->pub.kind == DMN_DECISION && !e)
			e = d->elements[i];
		else if (d->elements[i]->pub.kind != DMN_INPUT)
			return false;
		else
			ret->inputs[ret->ninputs++] = (struct sheet_input){ d->elements[i]->pub.name,
				d->elements[i]->pub.type && d->elements[i]->pub.type->kind == T_SIMPLE ? value_kind_name(d->elements[i]->pub.type->simple) : "" };
	}
	t = e ? table_of(e->body) : NULL;
	if (!t || t->agg != AGG_NONE)
		return false;
	ret->decision = e->pub.name;
	ret->hit = hits[t->hit];
	ret->nin = t->nin;
	ret->nout = t->nout;
	ret->nrules = t->nrules;
	ret->in = NEWN(a, struct sheet_column, t->nin + 1);
	ret->out = NEWN(a, struct sheet_column, t->nout + 1);
	ret->rules = NEWN(a, struct sheet_rule, t->nrules + 1);
	for (size_t i = 0; i < t->nin; i++)
		ret->in[i] = (struct sheet_column){ t->in[i].label, t->in[i].text };
	for (size_t i = 0; i < t->nout; i++)
		ret->out[i] = (struct sheet_column){ t->out[i].label, t->out[i].name };
	for (size_t i = 0; i < t->nrules; i++)
		ret->rules[i] = (struct sheet_rule){ t->rules[i].label, t->rules[i].texts, t->rules[i].output_texts };
	return true;
}

static void
wrap(struct out *o, const char *before, const char *s, const char *after)
{
	out_str(o, before);
	out_xml(o, s);
	out_str(o, after);
}

static void
write_rule(struct out *o, const struct sheet *s, const struct sheet_rule *r)
{
	out_str(o, "<rule>");
	if (*r->label)
		wrap(o, "<description>", r->label, "</description>");
	for (size_t i = 0; i < s->nin; i++)
		wrap(o, "<inputEntry><text>", r->cells[i], "</text></inputEntry>");
	for (size_t i = 0; i < s->nout; i++)
		wrap(o, "<outputEntry><text>", r->outputs[i], "</text></outputEntry>");
	out_str(o, "</rule>\n");
}

void
sheet_write(struct out *o, const struct sheet *s)
{
	wrap(o, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" id=\"model\" name=\"",
	     s->model, "\" namespace=\"urn:qiao:rules\">\n");
	for (size_t i = 0; i < s->ninputs; i++) {
		wrap(o, arena_fmt(o->a, "<inputData id=\"i%zu\" name=\"", i), s->inputs[i].name, "\"><variable name=\"");
		out_xml(o, s->inputs[i].name);
		if (*s->inputs[i].type)
			wrap(o, "\" typeRef=\"", s->inputs[i].type, "");
		out_str(o, "\"/></inputData>\n");
	}
	wrap(o, "<decision id=\"decision\" name=\"", s->decision, "\"><variable name=\"");
	wrap(o, "", s->decision, "\"/>\n");
	for (size_t i = 0; i < s->ninputs; i++)
		out_fmt(o, "<informationRequirement><requiredInput href=\"#i%zu\"/></informationRequirement>\n", i);
	wrap(o, "<decisionTable hitPolicy=\"", s->hit, "\">\n");
	for (size_t i = 0; i < s->nin; i++) {
		wrap(o, "<input label=\"", s->in[i].label, "\"><inputExpression><text>");
		wrap(o, "", s->in[i].name, "</text></inputExpression></input>\n");
	}
	for (size_t i = 0; i < s->nout; i++) {
		wrap(o, "<output label=\"", s->out[i].label, "\" name=\"");
		wrap(o, "", s->out[i].name, "\"/>\n");
	}
	for (size_t i = 0; i < s->nrules; i++)
		write_rule(o, s, &s->rules[i]);
	out_str(o, "</decisionTable></decision></definitions>\n");
}
