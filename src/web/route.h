/* route.h - const tables of rows → the row for a path. Inside of web; pure after router_new. */
#ifndef QIAO_ROUTE_H
#define QIAO_ROUTE_H

#include "web/web.h"

struct router;
/* tables: NULL-terminated list, each ended by a row with path NULL. A row that breaks a rule is an assert: no help,
 * no right (a row of the table `free`: one), no handler, two rows of one verb and shape. In the arena. */
struct router *router_new(struct arena *a, const struct route *const *tables, const struct route *free);

struct found {
	const struct route *route;	/* NULL: none */
	struct field *params;
	size_t nparams;
	unsigned verbs;			/* 1 << VERB_GET | 1 << VERB_POST: what this path knows at all */
};
/* raw: the target's path still escaped (webguard_target held), without query. Segments are decoded one by one, so
 * that %2F is never a separator; invalid UTF-8 matches nothing. A slash at the end does not count. */
struct found router_find(const struct router *r, struct arena *a, enum verb verb, const char *raw);

#endif
