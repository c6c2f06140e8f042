/* xml.c - XML written piece by piece: what is opened is closed, whatever stands in the text. */
#include "formats/xml.h"

#include <stdarg.h>

void
xml_begin(struct xml *x, struct out *o)
{
	*x = (struct xml){ .o = o };
	out_str(o, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
}

static void
head(struct xml *x, const char *name, va_list ap)
{
	const char *attr;

	out_fmt(x->o, "<%s", name);
	while ((attr = va_arg(ap, const char *))) {
		const char *value = va_arg(ap, const char *);

		if (!value)
			continue;
		out_fmt(x->o, " %s=\"", attr);
		out_xml(x->o, value);
		out_str(x->o, "\"");
	}
}

void
xml_open(struct xml *x, const char *name, ...)
{
	va_list ap;

	assert(x->depth < XML_DEPTH);
	va_start(ap, name);
	head(x, name, ap);
	va_end(ap);
	out_str(x->o, ">");
	x->open[x->depth++] = name;
}

void
xml_empty(struct xml *x, const char *name, ...)
{
	va_list ap;

	va_start(ap, name);
	head(x, name, ap);
	va_end(ap);
	out_str(x->o, "/>\n");
}

void
xml_close(struct xml *x)
{
	assert(x->depth > 0);
	out_fmt(x->o, "</%s>\n", x->open[--x->depth]);
}

void
xml_text(struct xml *x, const char *s)
{
	out_xml(x->o, s);
}

void
xml_leaf(struct xml *x, const char *name, const char *text)
{
	xml_open(x, name, NULL);
	xml_text(x, text);
	xml_close(x);
}
