/*
 * html.h - writing HTML: escaping by place (tools/pagec chooses), safe fragments, the page frame's parts.
 * struct html marks text that is already safe HTML; only code that built it with these functions may make one.
 */
#ifndef QIAO_HTML_H
#define QIAO_HTML_H

#include "base/base.h"

struct html {
	const char *s;
};

void html_text(struct out *o, const char *s);		/* text: & < > " ' escaped; NULL writes nothing */
void html_int(struct out *o, int64_t n);
void html_safe(struct out *o, struct html h);
void html_attr(struct out *o, const char *s);		/* quoted attribute value */
/* Start of href, src, action, formaction: "/path" (not "//", "/\"), "?…", "#…", http://, https://, tel:, mailto:
 * pass, with control bytes, blanks, quotes, \ and non-ASCII percent-encoded; anything else becomes "#". */
void html_url(struct out *o, const char *s);
void html_url_own(struct out *o, const char *s);	/* of what a page runs (script, iframe): only "/path" */
void html_url_part(struct out *o, const char *s);	/* percent-encodes all but unreserved */
void html_url_int(struct out *o, int64_t n);

/* The generated code's calls: by the expression's type. */
#define OUT_TEXT(o, x)                                                                             \
	_Generic((x), char *: html_text, const char *: html_text, struct html: html_safe, default: html_int)((o), (x))
#define OUT_ATTR(o, x) _Generic((x), char *: html_attr, const char *: html_attr, default: html_int)((o), (x))
#define OUT_URL(o, x)  _Generic((x), char *: html_url, const char *: html_url)((o), (x))
#define OUT_URL_OWN(o, x) _Generic((x), char *: html_url_own, const char *: html_url_own)((o), (x))
#define OUT_URLP(o, x) _Generic((x), char *: html_url_part, const char *: html_url_part, default: html_url_int)((o), (x))

/* An argument of {{t:key, a}}: text or it does not compile (format numbers first). */
#define MSG_ARG(x) _Generic((x), char *: (x), const char *: (x))

/* Text with paragraphs at blank lines and <br> at line breaks, escaped. For what people typed. */
struct html html_paragraphs(struct arena *a, const char *s);

#endif
