/* council_moderate_web.c - comments and thanks before they are shown. */
#include "services/council/council.h"

#include "base/text.h"
#include "council_moderate_html.h"
#include "services/council/council_desk.h"
#include "services/council/council_scope.h"
#include "services/council/council_staff.h"
#include "base_msg.h"
#include "council_desk_msg.h"
#include "fix_sql.h"
#include "matter_msg.h"

#define MODERATE_ROWS 50

static struct err
moderate_page(struct req *rq, struct out *o)
{
	struct moderate_list_rows rows;
	struct appeal_list_rows appeals;
	struct fix_list_rows fixes;
	struct desk_remarks waiting;

	TRY(appeal_list(rq->db, rq->a, rq->area, scope_of(rq, RIGHT_MODERATE), MODERATE_ROWS, &appeals));
	TRY(fix_list(rq->db, rq->a, rq->area, scope_of(rq, RIGHT_MODERATE), MODERATE_ROWS, &fixes));
	TRY(moderate_list(rq->db, rq->a, rq->area, scope_of(rq, RIGHT_MODERATE), NULL, MODERATE_ROWS, &rows));
	TRY(desk_remarks(rq->db, rq->a, rq->area, scope_of(rq, RIGHT_MODERATE), &waiting));
	rq->nav = "desk";
	page_begin(o, rq, tr(rq, M_council_moderate_title));
	council_moderate_html(o, rq, &rows, &appeals, &fixes, waiting.n);
	page_end(o, rq);
	return OK;
}

/* The remark's matter settles where the right is asked. */
static struct err
remark_route(struct req *rq)
{
	struct remark_get *r = NEW(rq->a, struct remark_get);
	struct matter m;
	bool found;

	TRY(remark_get(rq->db, rq->a, rq->area, rq_param_id(rq, "id"), r, &found));
	if (!found)
		return FAIL(404, M_err_not_found);
	TRY(matter_load(rq->db, rq->a, rq->area, r->matter, &m));
	rq->object = r;
	rq->place = m.r.place;
	return OK;
}

struct moderating {
	const struct remark_get *r;
	bool show;
	const char *reason;
};

static struct err
decide_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct moderating *d = ctx;
	struct matter m;
	struct who who;
	struct act act;

	TRY(matter_load(w, rq->a, rq->area, d->r->matter, &m));
	TRY(who_of(rq, w, &m, &who));
	act_of(&act, rq, &who);
	TRY(remark_decide(w, &act, d->r->id, d->show, d->reason));
	rq_goto(rq, "/moderate");
	return OK;
}

static struct err
decide_post(struct req *rq, struct out *o)
{
	struct moderating d = { .r = rq->object, .show = strcmp(rq_form(rq, "show"), "yes") == 0, .reason = rq_form(rq, "reason") };

	const char *field = arena_fmt(rq->a, "reason%lld", (long long)d.r->id);

	if (!d.show && text_empty(d.reason))
		rq_fault(rq, field, M_matter_err_reason, NULL);
	else if (!d.show)
		numbers_fit(rq, field, &d.reason);
	if (rq->nfaults) {
		rq->status = 422;
		return moderate_page(rq, o);
	}
	TRY(tx_run(rq, decide_tx, &d));
	return see_other(rq, NULL);
}

static const struct route routes[] = {
	{ VERB_GET, "/moderate", RIGHT_MODERATE, NULL, moderate_page, "Comments and thanks that wait to be shown.", 0 },
	{ VERB_POST, "/moderate/:id", RIGHT_MODERATE, remark_route, decide_post, "Show a comment, or refuse it with a reason.", 0 },
	{ 0 }
};

const struct route *
council_moderate_routes(void)
{
	return routes;
}
