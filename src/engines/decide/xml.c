/* xml.c - expat's events into a tree. A DTD is refused at its beginning, so no entity is ever defined or fetched. */
#include "engines/decide/xml.h"

#include <expat.h>

#define SEP '\x1f'

struct reading {
	struct arena *a;
	XML_Parser p;
	struct xml *open[XML_MAX_DEPTH], *last[XML_MAX_DEPTH];
	struct out text[XML_MAX_DEPTH];
	int depth;
	struct xml *root;
	const char *why;
};

static void
halt(struct reading *r, const char *why)
{
	if (!r->why)
		r->why = why;
	XML_StopParser(r->p, XML_FALSE);
}

static const char *
local(struct arena *a, const char *name, const char **ns)
{
	const char *sep = strchr(name, SEP);

	if (ns)
		*ns = sep ? arena_dup(a, name, (size_t)(sep - name)) : "";
	return arena_str(a, sep ? sep + 1 : name);
}

static void XMLCALL
begin(void *ctx, const XML_Char *name, const XML_Char **attrs)
{
	struct reading *r = ctx;
	struct xml *x = NEW(r->a, struct xml);
	size_t n = 0;

	if (r->depth == XML_MAX_DEPTH) {
		halt(r, "too deep");
		return;
	}
	x->name = local(r->a, name, &x->ns);
	x->line = (int)XML_GetCurrentLineNumber(r->p);
	x->text = "";
	while (attrs[n])
		n++;
	x->attrs = NEWN(r->a, const char *, n + 1);
	for (size_t i = 0; i < n; i += 2) {
		x->attrs[i] = local(r->a, attrs[i], NULL);
		x->attrs[i + 1] = arena_str(r->a, attrs[i + 1]);
	}
	if (r->depth == 0) {
		r->root = x;
	} else {
		struct xml *up = r->open[r->depth - 1], *last = r->last[r->depth - 1];
		if (last)
			last->next = x;
		else
			up->first = x;
		r->last[r->depth - 1] = x;
	}
	r->open[r->depth] = x;
	r->last[r->depth] = NULL;
	out_init(&r->text[r->depth], r->a);
	r->depth++;
}

static void XMLCALL
finish(void *ctx, const XML_Char *name)
{
	struct reading *r = ctx;

	(void)name;
	r->depth--;
	r->open[r->depth]->text = out_cstr(&r->text[r->depth]);
}

static void XMLCALL
chars(void *ctx, const XML_Char *s, int n)
{
	struct reading *r = ctx;

	if (r->depth > 0)
		out_put(&r->text[r->depth - 1], s, (size_t)n);
}

static void XMLCALL
doctype(void *ctx, const XML_Char *name, const XML_Char *sys, const XML_Char *pub, int internal)
{
	(void)name;
	(void)sys;
	(void)pub;
	(void)internal;
	halt(ctx, "a DTD is not allowed");
}

struct xml *
xml_read(struct arena *a, const char *p, size_t n, struct xml_error *e)
{
	struct reading *r = NEW(a, struct reading);

	*e = (struct xml_error){ 0, "too big" };
	if (n > XML_MAX_FILE)
		return NULL;
	r->a = a;
	r->p = XML_ParserCreateNS(NULL, SEP);
	if (!r->p) {
		e->why = "no memory";
		return NULL;
	}
	XML_SetUserData(r->p, r);
	XML_SetElementHandler(r->p, begin, finish);
	XML_SetCharacterDataHandler(r->p, chars);
	XML_SetStartDoctypeDeclHandler(r->p, doctype);
	bool ok = XML_Parse(r->p, p, (int)n, 1) == XML_STATUS_OK;
	*e = (struct xml_error){ (int)XML_GetCurrentLineNumber(r->p), r->why ? r->why : XML_ErrorString(XML_GetErrorCode(r->p)) };
	XML_ParserFree(r->p);
	return ok && !r->why ? r->root : NULL;
}

const char *
xml_attr(const struct xml *x, const char *name)
{
	for (size_t i = 0; x->attrs[i]; i += 2)
		if (strcmp(x->attrs[i], name) == 0)
			return x->attrs[i + 1];
	return NULL;
}

struct xml *
xml_kid(const struct xml *x, const char *name)
{
	for (struct xml *k = x->first; k; k = k->next)
		if (strcmp(k->name, name) == 0)
			return k;
	return NULL;
}

struct xml *
xml_after(const struct xml *x, const char *name)
{
	for (struct xml *k = x->next; k; k = k->next)
		if (strcmp(k->name, name) == 0)
			return k;
	return NULL;
}
