/*
 * dmn_type.c - item definitions become types. They may name one another in any order, so each is made when first
 * asked for; allowed values and constraints are unary tests kept with the type.
 */
#include "engines/decide/dmn_int.h"
#include "decide_msg.h"

static const struct type any_type = { .kind = T_ANY, .name = "Any" };

static const struct type *item_type(struct dmn *d, const struct model *m, const struct xml *x, const char *name);

static const struct xml *
find_item(const struct model *m, const char *name)
{
	for (const struct xml *x = xml_kid(m->root, "itemDefinition"); x; x = xml_after(x, "itemDefinition")) {
		const char *n = xml_attr(x, "name");
		if (n && strcmp(n, name) == 0)
			return x;
	}
	return NULL;
}

static const char *
full_name(struct dmn *d, const struct model *m, const char *name)
{
	return arena_fmt(d->a, "%s|%s", m->ns, name);
}

const struct type *
dmn_type(struct dmn *d, const struct model *m, const char *ref)
{
	const struct type *t;
	const struct xml *x;

	if (!ref || !*ref)
		return NULL;
	ref = name_tidy(d->a, ref, strlen(ref));
	if (strncmp(ref, "feel:", 5) == 0 || strncmp(ref, "feel.", 5) == 0)
		ref += 5;
	t = type_find(d->names, full_name(d, m, ref));
	if (t)
		return t;
	x = find_item(m, ref);
	if (x)
		return item_type(d, m, x, ref);
	for (size_t i = 0; i < m->nimports; i++) {
		size_t n = strlen(m->imports[i].name);
		if (m->imports[i].m && n && strncmp(ref, m->imports[i].name, n) == 0 && ref[n] == '.')
			return dmn_type(d, m->imports[i].m, ref + n + 1);
		if (m->imports[i].m && n == 0 && find_item(m->imports[i].m, ref))
			return dmn_type(d, m->imports[i].m, ref);
	}
	const char *colon = strchr(ref, ':');		/* a prefix of XML, DMN 1.1 */
	return type_simple(colon ? colon + 1 : ref, strlen(colon ? colon + 1 : ref));
}

static const struct feel_expr *
constraint(struct dmn *d, const struct model *m, const struct xml *x, const char *kid)
{
	const struct xml *c = xml_kid(x, kid), *text = c ? xml_kid(c, "text") : NULL;
	struct scope *scope = d->names->scope;
	struct feel_error e;

	if (!text || !*text->text)
		return NULL;
	d->names->scope = NULL;
	scope_push(d->names, false);
	const struct feel_expr *r = feel_compile(d->names, text->text, strlen(text->text), FEEL_TESTS, &e);
	d->names->scope = scope;
	if (!r)
		dmn_fault(d, m, xml_attr(x, "name"), text->line, &e, text->text);
	return r;
}

static void
fields(struct dmn *d, const struct model *m, const struct xml *x, struct type *t)
{
	size_t n = 0;

	for (const struct xml *k = xml_kid(x, "itemComponent"); k; k = xml_after(k, "itemComponent"))
		n++;
	struct field *f = NEWN(d->a, struct field, n + 1);
	n = 0;
	for (const struct xml *k = xml_kid(x, "itemComponent"); k; k = xml_after(k, "itemComponent")) {
		const char *name = xml_attr(k, "name");
		f[n].name = name_tidy(d->a, name ? name : "", strlen(name ? name : ""));
		feel_member(d->names, f[n].name);
		f[n++].type = item_type(d, m, k, NULL);
	}
	t->kind = T_CONTEXT;
	t->fields = f;
	t->nfields = n;
}

static void
function_item(struct dmn *d, const struct model *m, const struct xml *x, struct type *t)
{
	size_t n = 0;

	for (const struct xml *k = xml_kid(x, "parameters"); k; k = xml_after(k, "parameters"))
		n++;
	struct field *f = NEWN(d->a, struct field, n + 1);
	t->kind = T_FUNCTION;
	t->of = dmn_type(d, m, xml_attr(x, "outputTypeRef"));
	t->fields = f;
	t->nfields = n;
	n = 0;
	for (const struct xml *k = xml_kid(x, "parameters"); k; k = xml_after(k, "parameters")) {
		const struct type *p = dmn_type(d, m, xml_attr(k, "typeRef"));
		f[n++] = (struct field){ xml_attr(k, "name"), p ? p : &any_type };
	}
}

static const struct type *make_type(struct dmn *d, const struct model *m, const struct xml *x, const char *name);

/* name NULL: of a component. A chain too long for the stack ends in Any. */
static const struct type *
item_type(struct dmn *d, const struct model *m, const struct xml *x, const char *name)
{
	if (d->type_depth >= 300)
		return &any_type;
	d->type_depth++;
	const struct type *t = make_type(d, m, x, name);
	d->type_depth--;
	return t;
}

static const struct type *
make_type(struct dmn *d, const struct model *m, const struct xml *x, const char *name)
{
	struct type *t = NEW(d->a, struct type), *item = t;
	const struct xml *ref = xml_kid(x, "typeRef"), *fn = xml_kid(x, "functionItem");
	const char *many = xml_attr(x, "isCollection");
	bool list = many && strcmp(many, "true") == 0;

	t->kind = T_ANY;
	t->name = name;
	if (name)
		type_add(d->names, full_name(d, m, name), t);	/* before its parts: they may name it */
	if (list)
		item = NEW(d->a, struct type);
	if (fn) {
		function_item(d, m, fn, item);
	} else if (xml_kid(x, "itemComponent")) {
		fields(d, m, x, item);
	} else if (ref) {
		const struct type *base = dmn_type(d, m, ref->text);
		struct feel_error e = { 0, M_dmn_no_type, ref->text, M_NONE, "" };
		if (!base)
			dmn_fault(d, m, xml_attr(x, "name"), ref->line, &e, "");
		if (base && base != t) {
			const char *own = item->name;
			*item = *base;
			item->name = own ? own : base->name;
			item->base = base;
			item->allowed = item->whole = NULL;
		}
	}
	item->allowed = constraint(d, m, x, "allowedValues");
	if (list) {
		t->kind = T_LIST;
		t->of = item;
		t->whole = constraint(d, m, x, "typeConstraint");
	} else if (!item->allowed) {
		item->allowed = constraint(d, m, x, "typeConstraint");
	} else {
		t->whole = constraint(d, m, x, "typeConstraint");
	}
	return t;
}

/* Makes all, and lets FEEL texts of this model name them in `instance of`. */
void
dmn_types(struct dmn *d, struct model *m)
{
	for (const struct xml *x = xml_kid(m->root, "itemDefinition"); x; x = xml_after(x, "itemDefinition")) {
		const char *name = xml_attr(x, "name");
		const struct type *t = name ? dmn_type(d, m, name) : NULL;
		if (t)
			type_add(d->names, name_tidy(d->a, name, strlen(name)), t);
	}
	for (size_t i = 0; i < m->nimports; i++) {
		if (!m->imports[i].m || !*m->imports[i].name)
			continue;
		for (const struct xml *x = xml_kid(m->imports[i].m->root, "itemDefinition"); x; x = xml_after(x, "itemDefinition")) {
			const char *name = xml_attr(x, "name");
			const struct type *t = name ? dmn_type(d, m->imports[i].m, name) : NULL;
			if (t)
				type_add(d->names, name_tidy(d->a, arena_fmt(d->a, "%s.%s", m->imports[i].name, name), strlen(m->imports[i].name) + 1 + strlen(name)), t);
		}
	}
}
