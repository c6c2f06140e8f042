/* council_own_web.c - the person's own copy, as a file to keep. */
#include "services/council/council.h"

#include "base/day.h"
#include "people/people.h"
#include "services/council/council_own.h"
#include "web/web.h"

static struct err
own_get(struct req *rq, struct out *o)
{
	int64_t now = env_now(rq->env);

	TRY(own_write(rq->db, rq->a, rq->env, rq->area, rq->caller->account, now, rq->lang, o));
	rq_save_as(rq, "text/plain; charset=utf-8", arena_fmt(rq->a, "qiao-%s.txt", day_iso(rq->a, day_of(rq->env, now))));
	return OK;
}

static const struct route routes[] = {
	{ VERB_GET, "/account/data.txt", RIGHT_MINE, NULL, own_get, "A copy of everything kept about me.", ROUTE_PROVED },
	{ 0 }
};

const struct route *
council_own_routes(void)
{
	return routes;
}
