/* council_open311_view.c - answers and errors of Open311 in XML and JSON: one way to say a thing, two ways to write it. */
#include <stdarg.h>

#include "base/text.h"
#include "services/council/council_open311.h"
#include "web/web.h"

/* Without what XML 1.0 has no place for even when escaped: most control characters, U+FFFE and U+FFFF. */
static const char *
fit(struct arena *a, const char *s)
{
	char *ret = arena_str(a, s), *d = ret;

	for (; *s; s++) {
		unsigned char c = (unsigned char)*s;

		if (c == 0xef && (unsigned char)s[1] == 0xbf && (unsigned char)s[2] >= 0xbe)
			s += 2;
		else if (c >= 0x20 || c == '\n' || c == '\t')
			*d++ = (char)c;
	}
	*d = 0;
	return ret;
}

static bool
asks_json(const struct req *rq)
{
	size_t n = strlen(rq->path);

	return n > 5 && !strcmp(rq->path + n - 5, ".json");
}

void
o3_begin(struct o3 *x, struct req *rq, struct out *o)
{
	*x = (struct o3){ .rq = rq, .o = o, .json = asks_json(rq) };
	rq->type = x->json ? "application/json; charset=utf-8" : "text/xml; charset=utf-8";
	if (rq->verb == VERB_GET)		/* what anybody may read, pages of other sites may too */
		rq_header(rq, "Access-Control-Allow-Origin", "*");
	json_begin(&x->j, o);
	if (!x->json)
		out_str(o, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
}

static void
open_element(struct o3 *x, const char *name)
{
	assert((size_t)x->depth < COUNT(x->open));
	x->open[x->depth++] = name;
	out_fmt(x->o, "<%s>", name);
}

void
o3_list(struct o3 *x, const char *name)
{
	bool top = x->depth == 0;

	if (!x->json) {
		open_element(x, name);
		return;
	}
	x->open[x->depth++] = "]";
	json_arr(&x->j, top ? NULL : name);
}

void
o3_item(struct o3 *x, const char *item)
{
	if (!x->json) {
		open_element(x, item);
		return;
	}
	x->open[x->depth++] = "}";
	json_obj(&x->j, NULL);
}

void
o3_object(struct o3 *x, const char *name)
{
	assert(x->depth == 0);
	o3_item(x, name);
}

void
o3_end(struct o3 *x)
{
	const char *last = x->open[--x->depth];

	if (x->json)
		json_close(&x->j, *last);
	else
		out_fmt(x->o, "</%s>", last);
}

void
o3_text(struct o3 *x, const char *name, const char *s)
{
	bool empty = text_empty(s);

	s = empty ? NULL : fit(x->rq->a, s);
	if (x->json) {
		json_text(&x->j, name, s);
		return;
	}
	if (empty) {
		out_fmt(x->o, "<%s/>", name);
		return;
	}
	out_fmt(x->o, "<%s>", name);
	out_xml(x->o, s);
	out_fmt(x->o, "</%s>", name);
}

void
o3_word(struct o3 *x, const char *item, const char *s)
{
	o3_text(x, x->json ? NULL : item, s);
}

void
o3_bare(struct o3 *x, const char *name, const char *literal)
{
	if (!x->json)
		o3_text(x, name, literal);
	else
		json_bare(&x->j, name, *literal ? literal : "null");
}

/* ---- errors ---- */

void
o3_fault(struct req *rq, struct o3_faults *f, int code, enum msg key, ...)
{
	const char *a, *b = NULL;
	va_list ap;

	va_start(ap, key);
	a = va_arg(ap, const char *);
	if (a)
		b = va_arg(ap, const char *);
	va_end(ap);
	if (f->n == O3_FAULTS)
		return;
	f->v[f->n].code = code;
	f->v[f->n++].text = !a ? tr(rq, key) : !b ? trf(rq, key, a, NULL) : trf(rq, key, a, b, NULL);
}

void
o3_refuse(struct out *o, struct req *rq, const struct o3_faults *f)
{
	static const int order[] = { 404, 403, 405, 413, 429, 500, 503 };	/* the last that occurs is the answer's */
	struct o3 x;

	rq->status = 400;
	for (size_t k = 0; k < COUNT(order); k++)
		for (size_t i = 0; i < f->n; i++)
			if (f->v[i].code == order[k])
				rq->status = order[k];
	o3_begin(&x, rq, o);
	o3_list(&x, "errors");
	for (size_t i = 0; i < f->n; i++) {
		o3_item(&x, "error");
		o3_bare(&x, "code", arena_fmt(rq->a, "%d", f->v[i].code));
		o3_text(&x, "description", f->v[i].text);
		o3_end(&x);
	}
	o3_end(&x);
}
