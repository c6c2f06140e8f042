/* pagec.h - what the two parts of pagec share: where in the HTML we are (pagec_html.c), and the writing of C (pagec.c). */
#ifndef QIAO_PAGEC_H
#define QIAO_PAGEC_H

#include "tool.h"

enum where {
	W_TEXT,
	W_LT,				/* just after < */
	W_TAG_NAME,
	W_TAG,				/* between attributes */
	W_ATTR_NAME,
	W_ATTR_EQ,			/* after =, before the quote */
	W_ATTR_VALUE,
	W_RAWTEXT,			/* script, style … up to their end tag */
	W_PLAIN,			/* title, textarea: text, never tags */
	W_COMMENT,
	W_MARKUP,			/* <!doctype … > */
};

enum { NAME_MAX_ = 40 };

struct place {
	enum where where;
	char tag[NAME_MAX_];		/* lower case; of the tag, or of the element of RAWTEXT and PLAIN */
	char attr[NAME_MAX_];
	char quote;
	bool closing;			/* in </tag … */
	bool glue;			/* the next literal byte must end the name before it */
	bool first;			/* nothing of the attribute's value has been written */
	bool refresh, moving;		/* <meta http-equiv=refresh>; its content has an expression */
	int pre;			/* open <pre> */
	char start[16];			/* literal beginning of the value, lower case, for schemes */
};

/* One literal byte; s is the rest of the template from it on. Refuses what cannot be safe. Whether it is to be
 * written is in *keep (comments are not). */
void place_step(struct place *pl, const char *s, const char *file, int line, bool *keep);
/* The macro of web/html.h for an expression here; refuses where none can be safe. Marks the value as begun. */
const char *place_escape(struct place *pl, const char *file, int line);
/* A {{% statement }} stands here: names end. Refuses in comments and raw text. */
void place_statement(struct place *pl, const char *file, int line);
bool place_same(const struct place *a, const struct place *b);
const char *place_name(const struct place *pl);		/* for messages: "in the value of href" */

#endif
