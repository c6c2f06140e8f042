/* council_mine_web.c - my matters: what I filed and what I follow; without signing in, how to look a matter up. */
#include "services/council/council.h"

#include "council_mine_html.h"
#include "services/council/council_view.h"
#include "council_file_msg.h"

static struct err
mine_get(struct req *rq, struct out *o)
{
	struct cards all = { 0 }, filed = { 0 }, followed = { 0 };

	if (rq->caller)
		TRY(matter_mine(rq->db, rq->a, rq->area, rq->caller->account, &all));
	filed.v = NEWN(rq->a, struct matter_card, all.n + 1);
	followed.v = NEWN(rq->a, struct matter_card, all.n + 1);
	for (size_t i = 0; i < all.n; i++) {
		struct cards *to = all.v[i].author == rq->caller->account ? &filed : &followed;

		to->v[to->n++] = all.v[i];
	}
	rq->nav = "mine";
	page_begin(o, rq, tr(rq, M_file_mine_title));
	council_mine_html(o, rq, &filed, &followed);
	page_end(o, rq);
	return OK;
}

static const struct route routes[] = {
	{ VERB_GET, "/mine", RIGHT_PUBLIC, NULL, mine_get, "What I filed and follow, and where it stands.", 0 },
	{ 0 }
};

const struct route *
council_mine_routes(void)
{
	return routes;
}
