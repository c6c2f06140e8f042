/* page.c - the pages of web itself: the choice of language and type size, and the sign of life. */
#include "store/store.h"
#include "web_sql.h"
#include "web/web_int.h"

const char *
rq_own_page(struct req *rq, const char *to)
{
	const char *ours = path_ours(rq->a, to);
	const struct route *route;

	if (!ours || !webguard_target(ours))
		return NULL;
	route = router_find(rq->web->router, rq->a, VERB_GET, arena_dup(rq->a, ours, strcspn(ours, "?"))).route;
	return route && route->right ? ours : NULL;	/* the room's own lead nowhere */
}

/* Where to go back to: one of our own pages that can be opened by GET, else the home page. */
static const char *
way_back(struct req *rq)
{
	const char *to = rq_query(rq, "back"), *ours;

	if (!*to)
		to = rq_query(rq, "to");
	ours = rq_own_page(rq, to);
	return ours ? ours : "/";
}

/* GET /set?lang=en&mode=elder&back=/path - a year's cookie, then back. Nothing but this browser's view changes. */
static struct err
set_get(struct req *rq, struct out *o)
{
	const char *lang = rq_query(rq, "lang"), *mode = rq_query(rq, "mode");

	(void)o;
	if (!strcmp(lang, "en") || !strcmp(lang, "zh"))
		rq_cookie(rq, "lang", lang, 365 * 86400);
	if (!strcmp(mode, "elder") || !strcmp(mode, "standard"))
		rq_cookie(rq, "mode", mode, 365 * 86400);
	return see_other(rq, way_back(rq));
}

/* GET /healthz - "ok" when the database answers. */
static struct err
health_get(struct req *rq, struct out *o)
{
	struct idem_any r;
	bool found;

	TRY(idem_any(rq->db, rq->a, rq->area, &r, &found));
	rq->type = "text/plain; charset=utf-8";
	out_str(o, "ok\n");
	return OK;
}

const struct route web_routes[] = {
	{ VERB_GET, "/set", 0, NULL, set_get, "Sets this browser's language and type size.", 0 },
	{ VERB_GET, "/healthz", 0, NULL, health_get, "Says ok when the program and its database answer.", 0 },
	{ 0 },
};
