/* cover_web.c - my leave: who stands in for me, and for whom I do. */
#include "base/day.h"
#include "base/text.h"
#include "people/pages_web.h"
#include "people/people.h"
#include "people_cover_html.h"
#include "base_msg.h"
#include "people_sign_msg.h"

static struct err
cover_page(struct req *rq, struct out *o)
{
	struct cover_page p = { .today = day_of(rq->env, env_now(rq->env)), .from = rq_form(rq, "from"), .to = rq_form(rq, "to") };

	text_int(rq_form(rq, "deputy"), 1, INT64_MAX, &p.deputy);
	p.me = rq->caller->account;
	TRY(cover_of(rq->db, rq->a, rq->area, p.me, p.today, &p.rows));
	TRY(cover_choices(rq->db, rq->a, rq->area, p.me, &p.choices));
	if (rq->nfaults)
		rq->status = 422;
	rq->nav = "account";
	page_begin(o, rq, tr(rq, M_people_cover_title));
	people_cover_html(o, rq, &p);
	page_end(o, rq);
	return OK;
}

struct err
cover_get(struct req *rq, struct out *o)
{
	return cover_page(rq, o);
}

static struct err
cover_tx(struct db *w, struct req *rq, void *ctx)
{
	TRY(cover_put(w, rq->a, rq->env, rq->area, ctx, NULL));
	rq_goto(rq, "/account/cover?done=1");
	return OK;
}

struct err
cover_post(struct req *rq, struct out *o)
{
	struct cover_new n = { .account = rq->caller->account };
	struct err e = OK;

	if (!day_parse(rq_form(rq, "from"), &n.from))
		rq_fault(rq, "from", M_people_err_cover_day, NULL);
	if (!day_parse(rq_form(rq, "to"), &n.to))
		rq_fault(rq, "to", M_people_err_cover_day, NULL);
	if (!text_int(rq_form(rq, "deputy"), 1, INT64_MAX, &n.deputy))
		rq_fault(rq, "deputy", M_people_err_cover_deputy, NULL);
	if (!rq->nfaults)
		e = tx_run(rq, cover_tx, &n);
	if (e.code == 422)
		rq_fault(rq, e.key == M_people_err_cover_deputy ? "deputy" : "from", e.key, NULL);
	else
		TRY(e);
	return rq->nfaults ? cover_page(rq, o) : see_other(rq, NULL);
}

static struct err
end_tx(struct db *w, struct req *rq, void *ctx)
{
	const int64_t *id = ctx;

	TRY(cover_end(w, rq->area, *id, rq->caller->account, env_now(rq->env), NULL));
	rq_goto(rq, "/account/cover?done=2");
	return OK;
}

struct err
cover_end_post(struct req *rq, struct out *o)
{
	int64_t id = rq_param_id(rq, "id");
	struct cover_of_rows rows;
	bool mine = false;

	(void)o;
	TRY(cover_of(rq->db, rq->a, rq->area, rq->caller->account, day_of(rq->env, env_now(rq->env)), &rows));
	for (size_t i = 0; i < rows.n; i++)
		mine = mine || (rows.v[i].id == id && rows.v[i].account == rq->caller->account);
	if (!mine)
		return FAIL(404, M_err_not_found);
	TRY(tx_run(rq, end_tx, &id));
	return see_other(rq, NULL);
}
