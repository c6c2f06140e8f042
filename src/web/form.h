/*
 * form.h - reading forms: pure functions over bytes, with limits (fuzzed in test/fuzz). All text that comes
 * out is valid UTF-8 without NUL, in the arena; uploads' data points into the input.
 */
#ifndef QIAO_FORM_H
#define QIAO_FORM_H

#include "web/web.h"

#define FORM_FIELDS 1000		/* of one form or query, files included */
#define FORM_NAME   200			/* bytes of a field's name */

struct form {
	struct field *fields;
	size_t nfields;
	struct upload *uploads;
	size_t nuploads;
};

/* %XX (and + when plus is true) undone; NULL: bad escape, NUL, or not UTF-8. */
const char *form_unescape(struct arena *a, const char *s, size_t n, bool plus);
/* "a=1&b=%20". 400 err.bad_request: too many, bad escapes, a name twice that does not end in "[]". */
struct err form_urlencoded(struct arena *a, struct bytes in, struct form *ret);
/* multipart/form-data (RFC 7578), strict: no preamble, each part with a name. 400 when it is not that. */
struct err form_multipart(struct arena *a, struct bytes in, const char *boundary, struct form *ret);
/* The boundary of "multipart/form-data; boundary=…" (RFC 2046: 1 to 70 of its characters); NULL when it is none. */
const char *form_boundary(struct arena *a, const char *type);
/* True when type is want ("application/x-www-form-urlencoded"), with or without parameters. */
bool form_type_is(const char *type, const char *want);
/* The value of a name; NULL when it is not there. */
const char *field_find(const struct field *v, size_t n, const char *name);
/* name=value&… of the fields; for drafts. */
void form_write(struct out *o, const struct field *v, size_t n);

#endif
