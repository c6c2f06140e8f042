/* council_page_web.c - home, hall, search, a proposal and what residents do there. */
#include "services/council/council.h"

#include "web/web.h"

#include "people/rights.h"

static struct err
home_show(struct req *rq, struct out *o)
{
	page_begin(o, rq, "Qiao");
	page_end(o, rq);
	return OK;
}

static const struct route routes[] = {
	{ VERB_GET, "/", RIGHT_PUBLIC, NULL, home_show, "Home.", 0 },
	{ 0 }
};

const struct route *
council_page_routes(void)
{
	return routes;
}
