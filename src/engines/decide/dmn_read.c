/*
 * dmn_read.c - a model's file into elements with their requirements, its imports from the same folder, and each
 * element's logic compiled. Not here: types (dmn_type.c), expressions (dmn_boxed.c), evaluation (dmn_eval.c).
 */
#include "engines/decide/dmn_int.h"

#include "base/text.h"
#include "decide_msg.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#define MAX_MODELS 64

void
dmn_fault(struct dmn *d, const struct model *m, const char *element, int line, const struct feel_error *e, const char *source)
{
	if (d->nfaults == d->capfaults) {
		size_t cap = d->capfaults ? d->capfaults * 2 : 8;
		struct dmn_fault *more = NEWN(d->a, struct dmn_fault, cap);
		for (size_t i = 0; i < d->nfaults; i++)
			more[i] = d->faults[i];
		d->faults = more;
		d->capfaults = cap;
	}
	d->faults[d->nfaults++] = (struct dmn_fault){ m->file, element ? element : "", line, *e, source };
}

static bool
read_file(struct arena *a, const char *file, struct bytes *ret)
{
	FILE *f = fopen(file, "rb");
	long n = f && fseek(f, 0, SEEK_END) == 0 ? ftell(f) : -1;

	if (n < 0 || n > XML_MAX_FILE) {
		if (f)
			fclose(f);
		errno = errno ? errno : EFBIG;
		return false;
	}
	rewind(f);
	unsigned char *p = arena_try(a, (size_t)n + 1);
	size_t got = p ? fread(p, 1, (size_t)n, f) : 0;
	fclose(f);
	*ret = (struct bytes){ p, got };
	return p && got == (size_t)n;
}

static struct model *load(struct dmn *d, const char *p, size_t n, const char *file, struct dmn_fault *fault);

/* The model of a namespace in the folder; its files are read one by one until it is found. */
static struct model *
find_model(struct dmn *d, const char *ns, const char *location)
{
	struct dmn_fault ignored;
	struct bytes b;

	for (struct model *m = d->models; m; m = m->next)
		if (strcmp(m->ns, ns) == 0)
			return m;
	if (!d->folder || d->loaded >= MAX_MODELS)
		return NULL;
	DIR *dir = opendir(d->folder);
	if (!dir)
		return NULL;
	struct model *found = NULL;
	for (struct dirent *e = readdir(dir); e && !found; e = readdir(dir)) {
		size_t len = strlen(e->d_name);
		if (len < 5 || strcmp(e->d_name + len - 4, ".dmn") != 0)
			continue;
		if (location && !strchr(location, '/') && strcmp(location, e->d_name) != 0)
			continue;
		const char *path = arena_fmt(d->a, "%s/%s", d->folder, e->d_name);
		if (!read_file(d->a, path, &b) || !memmem(b.p, b.n, ns, strlen(ns)))
			continue;
		struct xml_error xe;
		struct xml *root = xml_read(d->a, (const char *)b.p, b.n, &xe);
		const char *own = root ? xml_attr(root, "namespace") : NULL;
		if (own && strcmp(own, ns) == 0)
			found = load(d, (const char *)b.p, b.n, path, &ignored);
	}
	closedir(dir);
	return found;
}

static struct model *
load(struct dmn *d, const char *p, size_t n, const char *file, struct dmn_fault *fault)
{
	struct xml_error xe;
	struct xml *root = xml_read(d->a, p, n, &xe);
	size_t i = 0;

	*fault = (struct dmn_fault){ .file = file, .element = "", .line = root ? root->line : xe.line, .source = "" };
	fault->error = (struct feel_error){ 0, root ? M_dmn_not_dmn : M_dmn_not_xml, root ? "" : xe.why, M_NONE, "" };
	if (!root || strcmp(root->name, "definitions") != 0)
		return NULL;
	struct model *m = NEW(d->a, struct model), **at = &d->models;
	const char *ns = xml_attr(root, "namespace"), *name = xml_attr(root, "name");
	m->file = file;
	m->root = root;
	m->ns = ns ? ns : "";
	m->name = name ? name : "";
	while (*at)
		at = &(*at)->next;
	*at = m;
	d->loaded++;
	for (const struct xml *x = xml_kid(root, "import"); x; x = xml_after(x, "import"))
		m->nimports++;
	m->imports = NEWN(d->a, struct import, m->nimports + 1);
	for (const struct xml *x = xml_kid(root, "import"); x; x = xml_after(x, "import"), i++) {
		const char *in = xml_attr(x, "name"), *ins = xml_attr(x, "namespace"), *type = xml_attr(x, "importType");
		m->imports[i].name = name_tidy(d->a, in ? in : "", strlen(in ? in : ""));
		m->imports[i].ns = ins ? ins : "";
		if (type && !strstr(type, "DMN"))	/* PMML and the like: what uses it gives null */
			continue;
		m->imports[i].m = find_model(d, m->imports[i].ns, xml_attr(x, "locationURI"));
		if (!m->imports[i].m) {
			struct feel_error e = { 0, M_dmn_no_import, in ? in : m->imports[i].ns, M_NONE, "" };
			dmn_fault(d, m, in, x->line, &e, "");
		}
	}
	return m;
}

static void
add_element(struct dmn *d, struct model *m, const struct xml *x, enum dmn_kind kind)
{
	struct element *e = NEW(d->a, struct element);
	const struct xml *var = xml_kid(x, "variable");
	const char *name = xml_attr(x, "name"), *id = xml_attr(x, "id"), *label = xml_attr(x, "label");

	if (d->n == d->cap) {
		size_t cap = d->cap ? d->cap * 2 : 16;
		struct element **more = NEWN(d->a, struct element *, cap);
		for (size_t i = 0; i < d->n; i++)
			more[i] = d->elements[i];
		d->elements = more;
		d->cap = cap;
	}
	e->pub = (struct dmn_element){ .kind = kind, .name = name_tidy(d->a, name ? name : "", strlen(name ? name : "")),
		.id = id ? id : "", .model = m->name, .line = x->line, .number = (int)d->n };
	e->pub.label = label ? label : e->pub.name;
	e->pub.type = dmn_type(d, m, var ? xml_attr(var, "typeRef") : xml_attr(x, "typeRef"));
	e->m = m;
	e->x = x;
	feel_member(d->names, e->pub.name);
	d->elements[d->n++] = e;
}

/* "#id", "namespace#id" */
static struct element *
follow(struct dmn *d, const struct model *m, const char *href)
{
	const char *hash = href ? strrchr(href, '#') : NULL;

	if (!hash)
		return NULL;
	for (size_t i = 0; i < d->n; i++) {
		const struct model *em = d->elements[i]->m;
		if (strcmp(d->elements[i]->pub.id, hash + 1) != 0)
			continue;
		size_t n = (size_t)(hash - href);
		if (n == 0 ? em == m : strlen(em->ns) == n && memcmp(em->ns, href, n) == 0)
			return d->elements[i];
	}
	if (hash == href)
		return NULL;
	for (size_t i = 0; i < d->n; i++)	/* a place of a file, or another writing of this very model */
		if (strcmp(d->elements[i]->pub.id, hash + 1) == 0)
			return d->elements[i];
	return NULL;
}

static const char *
name_in(struct dmn *d, const struct model *m, const struct element *e)
{
	if (e->m == m)
		return e->pub.name;
	for (size_t i = 0; i < m->nimports; i++)
		if (m->imports[i].m == e->m && *m->imports[i].name)
			return arena_fmt(d->a, "%s.%s", m->imports[i].name, e->pub.name);
	return e->pub.name;
}

static void
add_need(struct dmn *d, struct element *e, const struct xml *ref)
{
	const char *href = xml_attr(ref, "href");
	struct element *to = follow(d, e->m, href);

	if (!to) {
		struct feel_error err = { 0, M_dmn_no_element, href ? href : "", M_NONE, "" };
		dmn_fault(d, e->m, e->pub.name, ref->line, &err, "");
		return;
	}
	e->need_name[e->nneed] = name_in(d, e->m, to);
	e->need[e->nneed++] = to;
}

static void
requirements(struct dmn *d, struct element *e)
{
	static const char *const kinds[] = { "requiredInput", "requiredDecision", "requiredKnowledge" };
	size_t n = 0;

	for (const struct xml *k = e->x->first; k; k = k->next)
		n++;
	e->need = NEWN(d->a, struct element *, n + 1);
	e->need_name = NEWN(d->a, const char *, n + 1);
	for (const struct xml *k = e->x->first; k; k = k->next) {
		if (strcmp(k->name, "informationRequirement") != 0 && strcmp(k->name, "knowledgeRequirement") != 0)
			continue;
		for (size_t i = 0; i < COUNT(kinds); i++) {
			const struct xml *ref = xml_kid(k, kinds[i]);
			if (ref)
				add_need(d, e, ref);
		}
	}
}

/* Parameters: input data in order, then input decisions. */
static void
service(struct dmn *d, struct element *e)
{
	static const char *const kinds[] = { "inputData", "inputDecision", "outputDecision" };
	size_t n = 0;

	for (const struct xml *k = e->x->first; k; k = k->next)
		n++;
	e->in = NEWN(d->a, struct element *, n + 1);
	e->out = NEWN(d->a, struct element *, n + 1);
	e->params = NEWN(d->a, const char *, n + 1);
	e->types = NEWN(d->a, const struct type *, n + 1);
	for (size_t i = 0; i < COUNT(kinds); i++)
		for (const struct xml *k = xml_kid(e->x, kinds[i]); k; k = xml_after(k, kinds[i])) {
			struct element *to = follow(d, e->m, xml_attr(k, "href"));
			if (!to)
				continue;
			if (i == 2) {
				e->out[e->nout++] = to;
				continue;
			}
			e->params[e->nin] = to->pub.name;
			e->types[e->nin] = to->pub.type;
			e->in[e->nin++] = to;
		}
	e->nparams = e->nin;
}

static void
knowledge(struct boxing *b, struct element *e)
{
	const struct xml *logic = xml_kid(e->x, "encapsulatedLogic");
	const char *kind = logic ? xml_attr(logic, "kind") : NULL;
	size_t n = 0;

	if (!logic) {
		e->body = box_fail(b, e->x, M_dmn_no_logic, e->pub.name);
		return;
	}
	for (const struct xml *k = xml_kid(logic, "formalParameter"); k; k = xml_after(k, "formalParameter"))
		n++;
	e->params = NEWN(b->d->a, const char *, n + 1);
	e->types = NEWN(b->d->a, const struct type *, n + 1);
	scope_push(b->d->names, false);
	for (const struct xml *k = xml_kid(logic, "formalParameter"); k; k = xml_after(k, "formalParameter")) {
		const char *name = xml_attr(k, "name");
		e->params[e->nparams] = name_tidy(b->d->a, name ? name : "", strlen(name ? name : ""));
		e->types[e->nparams] = dmn_type(b->d, e->m, xml_attr(k, "typeRef"));
		scope_add(b->d->names, e->params[e->nparams++]);
	}
	if (kind && strcmp(kind, "FEEL") != 0) {
		struct node *f = box_node(b, N_FAIL, 0);
		f->fail = M_feel_external;
		e->body = f;
	} else {
		e->body = box_coerce(b, box_kid(b, logic), box_result_type(dmn_type(b->d, e->m, xml_attr(logic, "typeRef"))));
	}
	scope_pop(b->d->names);
}

static void
compile(struct dmn *d, struct element *e, bool last)
{
	struct boxing b = { .d = d, .e = e };

	if (e->pub.kind == DMN_INPUT || e->pub.kind == DMN_SERVICE)
		return;
	d->names->scope = NULL;
	scope_push(d->names, false);
	for (size_t i = 0; i < e->nneed; i++)
		scope_add(d->names, e->need_name[i]);
	/* a function may call itself; a decision called "date" must not hide date() from its own logic */
	scope_add(d->names, e->pub.kind == DMN_KNOWLEDGE || !builtin_named(e->pub.name) ? e->pub.name : "");
	e->nparams = 0;
	if (e->pub.kind == DMN_KNOWLEDGE)
		knowledge(&b, e);
	else
		e->body = box_kid(&b, e->x);
	e->broken.key = M_NONE;
	if (!b.failed)
		return;
	e->body = NULL;
	e->broken = b.error;
	e->source = b.source;
	/* a decision that only stands in the diagram is no mistake until somebody asks for it */
	if (last && b.error.key != M_dmn_no_logic)
		dmn_fault(d, e->m, e->pub.name, b.line, &b.error, b.source);
}

/* Names of several words that may follow a point: entries, outputs, columns. */
static void
members(struct dmn *d, const struct xml *x)
{
	static const char *const kinds[] = { "contextEntry", "output", "column", "itemComponent" };

	for (const struct xml *k = x->first; k; k = k->next) {
		for (size_t i = 0; i < COUNT(kinds); i++) {
			const struct xml *var = i == 0 ? xml_kid(k, "variable") : k;
			const char *name = strcmp(k->name, kinds[i]) == 0 && var ? xml_attr(var, "name") : NULL;
			if (name && *name)
				feel_member(d->names, name);
		}
		members(d, k);
	}
}

static void
elements(struct dmn *d, struct model *m)
{
	static const struct {
		const char *name;
		enum dmn_kind kind;
	} kinds[] = { { "inputData", DMN_INPUT }, { "decision", DMN_DECISION }, { "businessKnowledgeModel", DMN_KNOWLEDGE },
		{ "decisionService", DMN_SERVICE } };

	for (const struct xml *k = m->root->first; k; k = k->next)
		for (size_t i = 0; i < COUNT(kinds); i++)
			if (strcmp(k->name, kinds[i].name) == 0)
				add_element(d, m, k, kinds[i].kind);
}

const struct dmn *
dmn_parse(struct arena *a, const char *p, size_t n, const char *file, const char *folder, struct dmn_fault *fault)
{
	struct dmn *d = NEW(a, struct dmn);
	bool again = false;

	d->a = a;
	d->names = feel_names_new(a);
	d->folder = folder;
	if (!load(d, p, n, file, fault))
		return NULL;
	for (struct model *m = d->models; m; m = m->next) {
		members(d, m->root);
		dmn_types(d, m);
	}
	for (struct model *m = d->models; m; m = m->next)
		elements(d, m);
	for (size_t i = 0; i < d->n; i++) {
		requirements(d, d->elements[i]);
		if (d->elements[i]->pub.kind == DMN_SERVICE)
			service(d, d->elements[i]);
	}
	for (size_t i = 0; i < d->n; i++) {
		compile(d, d->elements[i], false);
		again |= d->elements[i]->broken.key != M_NONE;
	}
	/* keys of contexts written in texts are known now */
	for (size_t i = 0; i < d->n && again; i++)
		if (d->elements[i]->broken.key != M_NONE)
			compile(d, d->elements[i], true);
	d->pubs = NEWN(a, const struct dmn_element *, d->n + 1);
	for (size_t i = 0; i < d->n; i++)
		d->pubs[i] = &d->elements[i]->pub;
	return d;
}

const struct dmn *
dmn_load(struct arena *a, const char *file, struct dmn_fault *fault)
{
	const char *slash = strrchr(file, '/');
	struct bytes b;

	errno = 0;
	if (!read_file(a, file, &b)) {
		*fault = (struct dmn_fault){ file, "", 0, { 0, M_dmn_no_file, strerror(errno ? errno : EIO), M_NONE, "" }, "" };
		return NULL;
	}
	return dmn_parse(a, (const char *)b.p, b.n, file, slash ? arena_dup(a, file, (size_t)(slash - file)) : ".", fault);
}

size_t
dmn_faults(const struct dmn *d, const struct dmn_fault **ret)
{
	*ret = d->faults;
	return d->nfaults;
}

size_t
dmn_elements(const struct dmn *d, const struct dmn_element **ret)
{
	if (ret)
		for (size_t i = 0; i < d->n; i++)
			ret[i] = d->pubs[i];
	return d->n;
}

const struct dmn_element *
dmn_find(const struct dmn *d, const char *name)
{
	for (size_t i = 0; i < d->n; i++)	/* the main model's come first */
		if (strcmp(d->pubs[i]->name, name) == 0)
			return d->pubs[i];
	return NULL;
}
