/*
 * json_in.h - reading JSON that other programs send: one object, strict (RFC 8259; a name twice, depth beyond 8, NUL and what is
 * no UTF-8 are refused), as a tree in an arena. Writing is base/json.h. Not here: what a name means.
 */
#ifndef QIAO_JSON_IN_H
#define QIAO_JSON_IN_H

#include "base/base.h"

#define JSON_IN_DEPTH 8

enum json_in_kind { JSON_IN_NULL, JSON_IN_BOOL, JSON_IN_INT, JSON_IN_REAL, JSON_IN_TEXT, JSON_IN_LIST, JSON_IN_OBJECT };
struct json_in {
	const char *name;		/* in an object; "" elsewhere */
	enum json_in_kind kind;
	bool yes;
	int64_t n;
	double real;			/* of INT too */
	const char *text;
	struct json_in *kids;
	size_t nkids;
};
/* 400 err.json when it is anything but one sound object. Everything lies in the arena. */
struct err json_in(struct arena *a, struct bytes in, struct json_in *ret);
const struct json_in *json_in_get(const struct json_in *o, const char *name);	/* NULL: not there */

#endif
