/* xml.h - a small tree of an XML file: names without prefixes, attributes, text, lines. No DTD, no entities of its own. */
#ifndef QIAO_DECIDE_XML_H
#define QIAO_DECIDE_XML_H

#include "base/base.h"

#define XML_MAX_FILE  (16 * 1024 * 1024)
#define XML_MAX_DEPTH 200

struct xml {
	const char *name;		/* without prefix */
	const char *ns;			/* namespace URI, "" without one */
	const char **attrs;		/* name, value, …, NULL; names without prefix */
	const char *text;		/* all text directly inside, "" without any */
	int line;
	struct xml *first, *next;
};

struct xml_error {
	int line;
	const char *why;		/* the reader's words, English */
};

/* NULL and *e when it is malformed, has a DTD, or is too big or too deep. */
struct xml *xml_read(struct arena *a, const char *p, size_t n, struct xml_error *e);
const char *xml_attr(const struct xml *x, const char *name);		/* NULL: none */
struct xml *xml_kid(const struct xml *x, const char *name);		/* the first; NULL: none */
struct xml *xml_after(const struct xml *x, const char *name);		/* the next sibling of that name */

#endif
