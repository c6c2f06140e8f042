/*
 * council_open311.h - Open311 GeoReport v2 at /open311/v2: what may be reported and what is asked about it, as data; the
 * writer of answers and errors in XML and JSON. Source of every rule: http://wiki.open311.org/GeoReport_v2 (domain: council §5).
 */
#ifndef QIAO_COUNCIL_OPEN311_H
#define QIAO_COUNCIL_OPEN311_H

#include "base/base.h"
#include "base/json.h"

struct req;

/* ---- what is asked (council_open311.c) ---- */

enum o3_type { O3_STRING, O3_NUMBER, O3_DATETIME, O3_TEXT, O3_ONE, O3_MANY };
const char *o3_type_name(enum o3_type t);		/* "singlevaluelist" */

struct o3_value {
	const char *key;
	enum msg name;
};
struct o3_attribute {
	const char *service, *code;
	enum o3_type type;
	bool asked, required;				/* asked false: a text that is only shown */
	enum msg label, hint;				/* the question; M_NONE or what is said beside it */
	const struct o3_value *values;			/* ended by key NULL; for lists */
};
/* All of them, a service's own in their order; ended by service NULL. */
extern const struct o3_attribute o3_attributes[];
const char *o3_value_name(const struct o3_attribute *at, enum lang l, const char *key);	/* NULL: no such key */
/* Requests of this service are looked at by the community first: a token is answered, the id comes when it is taken in. */
bool o3_batch(const char *service);

/* A title out of a description: its first sentence, at most 40 characters; "" when it says nothing. */
const char *o3_title(struct arena *a, const char *description);
/* What a reader gets: the title only where the text does not begin with it. */
const char *o3_description(struct arena *a, const char *title, const char *body);

/* ---- answers (council_open311_view.c) ---- */

struct o3 {
	struct req *rq;
	struct out *o;
	struct json j;
	bool json;
	const char *open[8];				/* XML: elements to be closed */
	int depth;
};
void o3_begin(struct o3 *x, struct req *rq, struct out *o);	/* format by the path's ending; sets rq->type */
/* A list whose items are `item`: JSON writes only the array. name NULL in JSON: the top. */
void o3_list(struct o3 *x, const char *name);
void o3_item(struct o3 *x, const char *item);		/* an object in a list */
void o3_object(struct o3 *x, const char *name);		/* the top element itself is one object */
void o3_end(struct o3 *x);				/* of a list, an item, an object */
void o3_text(struct o3 *x, const char *name, const char *s);	/* "" and NULL: null, an empty element */
void o3_word(struct o3 *x, const char *item, const char *s);	/* a text in a list */
void o3_bare(struct o3 *x, const char *name, const char *literal);	/* number or true, false; "" = null */

#define O3_FAULTS 24
struct o3_faults {
	struct { int code; const char *text; } v[O3_FAULTS];
	size_t n;
};
void o3_fault(struct req *rq, struct o3_faults *f, int code, enum msg key, ...) __attribute__((sentinel));
/* Writes them all; the HTTP status is 403 before 404 before 400. */
void o3_refuse(struct out *o, struct req *rq, const struct o3_faults *f);

#endif
