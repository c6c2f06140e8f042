/*
 * dmn_boxed.c - boxed expressions become the same tree that FEEL texts do, so there is one evaluator: a boxed
 * context is a context, a conditional is an if, an invocation a call with named arguments. Tables: dmn_table.c.
 */
#include "engines/decide/dmn_int.h"
#include "decide_msg.h"

struct node *
box_fail(struct boxing *b, const struct xml *x, enum msg key, const char *arg)
{
	static const struct node nothing = { .op = N_FAIL, .fail = M_feel_broken };

	if (!b->failed) {
		b->error = (struct feel_error){ 0, key, arg, M_NONE, "" };
		b->source = "";
		b->line = x ? x->line : 0;
	}
	b->failed = true;
	return (struct node *)&nothing;		/* never written to: callers look at failed */
}

struct node *
box_node(struct boxing *b, enum node_op op, int kids)
{
	struct node *n = NEW(b->d->a, struct node);

	n->op = op;
	n->nkids = kids;
	n->kid = kids ? NEWN(b->d->a, struct node *, kids) : NULL;
	return n;
}

struct node *
box_coerce(struct boxing *b, struct node *n, const struct type *t)
{
	if (!t || b->failed)
		return n;
	struct node *c = box_node(b, N_COERCE, 1);
	c->kid[0] = n;
	c->types = NEWN(b->d->a, const struct type *, 1);
	c->types[0] = t;
	return c;
}

/* What comes out of a function: what its typeRef gives when it speaks of functions, else that type itself. */
const struct type *
box_result_type(const struct type *t)
{
	return t && t->kind == T_FUNCTION ? t->of : t;
}

static bool
blank(const char *s)
{
	while (*s == ' ' || *s == '\t' || *s == '\n' || *s == '\r')
		s++;
	return !*s;
}

/* The same of a table's or relation's cell, which may stand empty: a test then asks nothing, a value is null. */
struct node *
box_cell(struct boxing *b, const struct xml *x, enum feel_mode mode)
{
	const struct xml *text = xml_kid(x, "text");

	if (text && !blank(text->text))
		return box_text(b, x, mode);
	struct node *n = box_node(b, N_SOURCE, 1);
	n->name = "";
	n->kid[0] = box_node(b, mode == FEEL_TESTS ? N_TESTS : N_FAIL, 0);
	n->kid[0]->fail = M_dmn_empty_cell;
	return n;
}

/* The <text> of x as FEEL. */
struct node *
box_text(struct boxing *b, const struct xml *x, enum feel_mode mode)
{
	const struct xml *text = xml_kid(x, "text");
	const char *s = text ? text->text : "";
	struct feel_error e;

	if (b->failed)
		return box_fail(b, x, M_feel_broken, "");
	const struct feel_expr *f = feel_compile(b->d->names, s, strlen(s), mode, &e);
	if (!f) {
		struct node *n = box_fail(b, x, e.key, e.arg);
		b->error = e;
		b->source = s;
		b->line = text ? text->line : x->line;
		return n;
	}
	struct node *n = box_node(b, N_SOURCE, 1);
	n->kid[0] = (struct node *)f->root;
	n->name = f->text;
	n->end = f->root->end;
	return n;
}

static const char *
tidy(struct boxing *b, const char *s)
{
	return name_tidy(b->d->a, s ? s : "", strlen(s ? s : ""));
}

static int
count(const struct xml *x, const char *name)
{
	int n = 0;

	for (const struct xml *k = xml_kid(x, name); k; k = xml_after(k, name))
		n++;
	return n;
}

static struct node *
box_context(struct boxing *b, const struct xml *x)
{
	int n = count(x, "contextEntry"), i = 0;
	struct node *c = box_node(b, N_CONTEXT, n);

	c->names = NEWN(b->d->a, const char *, n + 1);
	scope_push(b->d->names, false);
	for (const struct xml *k = xml_kid(x, "contextEntry"); k && !b->failed; k = xml_after(k, "contextEntry"), i++) {
		const struct xml *var = xml_kid(k, "variable");
		bool self = xml_kid(k, "functionDefinition");
		c->names[i] = var ? tidy(b, xml_attr(var, "name")) : NULL;
		if (self && var)
			scope_add(b->d->names, c->names[i]);
		c->kid[i] = box_kid(b, k);
		if (var)
			c->kid[i] = box_coerce(b, c->kid[i], dmn_type(b->d, b->e->m, xml_attr(var, "typeRef")));
		if (!self || !var)
			scope_add(b->d->names, var ? c->names[i] : "");
	}
	scope_pop(b->d->names);
	return c;
}

static struct node *
box_list(struct boxing *b, const struct xml *x)
{
	struct node *n;
	int count_kids = 0, i = 0;

	for (const struct xml *k = x->first; k; k = k->next)
		count_kids++;
	n = box_node(b, N_LIST, count_kids);
	n->nkids = 0;
	for (const struct xml *k = x->first; k && !b->failed; k = k->next) {
		if (strcmp(k->name, "description") == 0 || strcmp(k->name, "extensionElements") == 0)
			continue;
		n->kid[i++] = box(b, k);
		n->nkids = i;
	}
	return n;
}

/* A relation is a list of contexts; an empty cell is null. */
static struct node *
box_relation(struct boxing *b, const struct xml *x)
{
	int columns = count(x, "column"), rows = count(x, "row"), i = 0, r = 0;
	const char **names = NEWN(b->d->a, const char *, columns + 1);
	const struct type **types = NEWN(b->d->a, const struct type *, columns + 1);
	struct node *list = box_node(b, N_LIST, rows);

	for (const struct xml *k = xml_kid(x, "column"); k; k = xml_after(k, "column"), i++) {
		names[i] = tidy(b, xml_attr(k, "name"));
		types[i] = dmn_type(b->d, b->e->m, xml_attr(k, "typeRef"));
	}
	for (const struct xml *k = xml_kid(x, "row"); k && !b->failed; k = xml_after(k, "row")) {
		struct node *c = list->kid[r++] = box_node(b, N_CONTEXT, columns);
		const struct xml *cell = k->first;
		c->names = names;
		scope_push(b->d->names, false);
		for (i = 0; i < columns && !b->failed; i++) {
			bool text = cell && strcmp(cell->name, "literalExpression") == 0;
			c->kid[i] = !cell ? box_node(b, N_CONST, 0) : box_coerce(b, text ? box_cell(b, cell, FEEL_VALUE) : box(b, cell), types[i]);
			scope_add(b->d->names, "");
			cell = cell ? cell->next : NULL;
		}
		scope_pop(b->d->names);
	}
	return list;
}

static bool
is_box(const struct xml *x)
{
	static const char *const names[] = { "literalExpression", "decisionTable", "context", "list", "relation", "invocation",
		"functionDefinition", "conditional", "filter", "for", "every", "some" };

	for (size_t i = 0; i < COUNT(names); i++)
		if (strcmp(x->name, names[i]) == 0)
			return true;
	return false;
}

static bool
has_box(const struct xml *x)
{
	for (const struct xml *k = x->first; k; k = k->next)
		if (is_box(k))
			return true;
	return false;
}

static struct node *
box_invocation(struct boxing *b, const struct xml *x)
{
	int n = count(x, "binding"), i = 1;
	struct node *c = box_node(b, N_CALL, n + 1);
	const struct xml *callee = x->first;

	while (callee && (strcmp(callee->name, "binding") == 0 || strcmp(callee->name, "description") == 0 || strcmp(callee->name, "extensionElements") == 0))
		callee = callee->next;
	if (!callee)
		return box_fail(b, x, M_dmn_no_logic, b->e->pub.name);
	c->kid[0] = box(b, callee);
	c->names = n ? NEWN(b->d->a, const char *, n) : NULL;
	for (const struct xml *k = xml_kid(x, "binding"); k && !b->failed; k = xml_after(k, "binding"), i++) {
		const struct xml *p = xml_kid(k, "parameter");
		c->names[i - 1] = tidy(b, p ? xml_attr(p, "name") : "");
		c->kid[i] = has_box(k) ? box_kid(b, k) : box_node(b, N_CONST, 0);	/* bound to nothing */
	}
	/* kid[0] of a builtin's name must be seen as one */
	if (!b->failed && c->kid[0]->op == N_SOURCE && c->kid[0]->kid[0]->op == N_BUILTIN)
		c->kid[0] = c->kid[0]->kid[0];
	return c;
}

static struct node *
box_function(struct boxing *b, const struct xml *x)
{
	int n = count(x, "formalParameter"), i = 0;
	struct node *f = box_node(b, N_FUNCTION, 1);
	const char *kind = xml_attr(x, "kind");

	f->a = n;
	f->names = NEWN(b->d->a, const char *, n + 1);
	f->types = NEWN(b->d->a, const struct type *, n + 1);
	scope_push(b->d->names, false);
	for (const struct xml *k = xml_kid(x, "formalParameter"); k; k = xml_after(k, "formalParameter"), i++) {
		f->names[i] = tidy(b, xml_attr(k, "name"));
		f->types[i] = dmn_type(b->d, b->e->m, xml_attr(k, "typeRef"));
		scope_add(b->d->names, f->names[i]);
	}
	if (kind && strcmp(kind, "FEEL") != 0) {
		f->kid[0] = box_node(b, N_FAIL, 0);
		f->kid[0]->fail = M_feel_external;
	} else {
		f->kid[0] = box_kid(b, x);
	}
	scope_pop(b->d->names);
	f->kid[0] = box_coerce(b, f->kid[0], box_result_type(dmn_type(b->d, b->e->m, xml_attr(x, "typeRef"))));
	return f;
}

static struct node *
box_in(struct boxing *b, const struct xml *x, const char *kid)
{
	const struct xml *k = xml_kid(x, kid);

	return k ? box_kid(b, k) : box_fail(b, x, M_dmn_no_logic, kid);
}

static struct node *
box_conditional(struct boxing *b, const struct xml *x)
{
	struct node *n = box_node(b, N_IF, 3);

	n->kid[0] = box_in(b, x, "if");
	n->kid[1] = box_in(b, x, "then");
	n->kid[2] = box_in(b, x, "else");
	return n;
}

static struct node *
box_filter(struct boxing *b, const struct xml *x)
{
	struct node *n = box_node(b, N_FILTER, 2);

	n->kid[0] = box_in(b, x, "in");
	scope_push(b->d->names, true);
	scope_add(b->d->names, "item");
	n->kid[1] = box_in(b, x, "match");
	scope_pop(b->d->names);
	return n;
}

static struct node *
box_iteration(struct boxing *b, const struct xml *x, enum node_op op)
{
	struct node *n = box_node(b, op, 2);

	n->names = NEWN(b->d->a, const char *, 1);
	n->names[0] = tidy(b, xml_attr(x, "iteratorVariable"));
	scope_push(b->d->names, false);
	n->kid[0] = box_in(b, x, "in");
	scope_add(b->d->names, n->names[0]);
	if (op == N_FOR)
		scope_add(b->d->names, "partial");
	n->kid[1] = box_in(b, x, op == N_FOR ? "return" : "satisfies");
	scope_pop(b->d->names);
	return n;
}

struct node *
box(struct boxing *b, const struct xml *x)
{
	struct node *n;

	if (b->failed || ++b->depth > 100)
		return box_fail(b, x, M_feel_too_deep, "");
	if (strcmp(x->name, "literalExpression") == 0)
		n = box_text(b, x, FEEL_VALUE);
	else if (strcmp(x->name, "decisionTable") == 0)
		n = box_table(b, x);
	else if (strcmp(x->name, "context") == 0)
		n = box_context(b, x);
	else if (strcmp(x->name, "list") == 0)
		n = box_list(b, x);
	else if (strcmp(x->name, "relation") == 0)
		n = box_relation(b, x);
	else if (strcmp(x->name, "invocation") == 0)
		n = box_invocation(b, x);
	else if (strcmp(x->name, "functionDefinition") == 0)
		n = box_function(b, x);
	else if (strcmp(x->name, "conditional") == 0)
		n = box_conditional(b, x);
	else if (strcmp(x->name, "filter") == 0)
		n = box_filter(b, x);
	else if (strcmp(x->name, "for") == 0)
		n = box_iteration(b, x, N_FOR);
	else if (strcmp(x->name, "every") == 0)
		n = box_iteration(b, x, N_EVERY);
	else if (strcmp(x->name, "some") == 0)
		n = box_iteration(b, x, N_SOME);
	else
		n = box_fail(b, x, M_dmn_unknown_box, x->name);
	b->depth--;
	/* a function's and a table's typeRef speak of what comes out of them: they look after it */
	if (strcmp(x->name, "functionDefinition") != 0 && strcmp(x->name, "decisionTable") != 0)
		n = box_coerce(b, n, dmn_type(b->d, b->e->m, xml_attr(x, "typeRef")));
	return n;
}

/* The expression among the children of x. */
struct node *
box_kid(struct boxing *b, const struct xml *x)
{
	for (const struct xml *k = x->first; k; k = k->next)
		if (is_box(k))
			return box(b, k);
	return box_fail(b, x, M_dmn_no_logic, b->e->pub.name);
}
