/* xml.h - writing XML 1.0 to a struct out: declaration, elements, attributes, text. Reading is expat's. Not here: HTML. */
#ifndef QIAO_XML_H
#define QIAO_XML_H

#include "base/base.h"

#define XML_DEPTH 16

struct xml {
	struct out *o;
	const char *open[XML_DEPTH];	/* names of the elements that are open; they must outlive the writer */
	int depth;
};
void xml_begin(struct xml *x, struct out *o);			/* writes the declaration, UTF-8 */
/* An element with attributes: name, value, name, value …, NULL. A NULL value leaves the attribute out. */
void xml_open(struct xml *x, const char *name, ...) __attribute__((sentinel));
void xml_close(struct xml *x);
void xml_text(struct xml *x, const char *s);			/* escaped; control bytes XML forbids become blanks */
void xml_leaf(struct xml *x, const char *name, const char *text);	/* element, text, end */
void xml_empty(struct xml *x, const char *name, ...) __attribute__((sentinel));	/* <name a="b"/> */

#endif
