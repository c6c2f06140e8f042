/* council_api_page_web.c - the page about the doors for other programs. */
#include "council_api_html.h"
#include "people/apikey.h"
#include "services/council/council_api_web.h"
#include "council_api_msg.h"

/* A place that exists, so that the example works as it stands. */
static struct err
place_word(struct req *rq, const char **ret)
{
	struct places estates, communities;

	TRY(place_list(rq->db, rq->a, rq->area, PLACE_ESTATE, &estates));
	TRY(place_list(rq->db, rq->a, rq->area, PLACE_COMMUNITY, &communities));
	*ret = estates.n ? estates.v[0].slug : communities.n ? communities.v[0].slug : "PLACE";
	return OK;
}

static struct err
page_get(struct req *rq, struct out *o)
{
	const struct web_conf *c = web_conf(rq->web);
	struct api_page v = { .url = c->public_url, .phone = c->phone, .demo = c->demo, .key = c->demo ? KEY_DEMO : "YOUR-KEY" };

	TRY(place_word(rq, &v.place));
	page_begin(o, rq, tr(rq, M_api_title));
	council_api_html(o, rq, &v);
	page_end(o, rq);
	return OK;
}

static const struct route routes[] = {
	{ VERB_GET, "/api", RIGHT_PUBLIC, NULL, page_get, "What other programs can read and file here.", 0 },
	{ 0 }
};

const struct route *
council_api_page_routes(void)
{
	return routes;
}
