/* json.h - writing JSON to a struct out. Reading is jansson's (DESIGN §9). Canonical: no spaces, keys in
 * the order they are written, UTF-8 as it is, only what RFC 8259 demands escaped. */
#ifndef QIAO_JSON_H
#define QIAO_JSON_H

#include "base/base.h"

struct json {
	struct out *o;
	int depth;
	bool comma[32];
};
void json_begin(struct json *j, struct out *o);
/* Not json_object and json_array: those names are jansson's, and ours would take their place when linking. */
void json_obj(struct json *j, const char *key);	/* key NULL: in an array or at the top */
void json_arr(struct json *j, const char *key);
void json_close(struct json *j, char bracket);		/* '}' or ']' */
void json_text(struct json *j, const char *key, const char *s);	/* NULL writes null */
void json_int(struct json *j, const char *key, int64_t n);
void json_id(struct json *j, const char *key, int64_t id);	/* as a string: JavaScript has 53 bits */
void json_bare(struct json *j, const char *key, const char *literal);	/* a number written by the caller: "39.1534" */
void json_bool(struct json *j, const char *key, bool b);

#endif
