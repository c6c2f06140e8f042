/* council_alert_web.c - alerts: mine, a new one, and ending one from its letter. */
#include "services/council/council.h"

#include "base/text.h"
#include "council_alert_end_html.h"
#include "council_alerts_html.h"
#include "services/council/council_alert.h"
#include "base_msg.h"
#include "council_staff_msg.h"
#include "matter_msg.h"

static const char *
place_words(struct req *rq, int64_t place)
{
	struct place p;

	if (!place || place_get(rq->db, rq->a, rq->area, place, &p).code)
		return tr(rq, M_staff_map_whole);
	return p.kind > PLACE_COMMUNITY ? place_path(rq->db, rq->a, rq->area, place, rq->lang) : place_name(&p, rq->lang);
}

struct alert_words
alert_words(struct req *rq, const struct alert_row *a)
{
	return (struct alert_words){ place_words(rq, a->place),
		text_empty(a->category) ? tr(rq, M_staff_alert_any) : tr(rq, category_of(a->category)->label) };
}

static struct err
alerts_page(struct req *rq, struct out *o, struct alerts_view *v)
{
	static const enum place_kind kinds[] = { PLACE_STREET, PLACE_COMMUNITY, PLACE_ESTATE };

	for (size_t k = 0; k < COUNT(kinds); k++)
		TRY(place_list(rq->db, rq->a, rq->area, kinds[k], &v->places[k]));
	TRY(alert_of(rq->db, rq->a, rq->area, rq->caller->account, &v->mine));
	if (rq->nfaults)
		rq->status = 422;
	rq->nav = "mine";
	page_begin(o, rq, tr(rq, M_staff_alerts));
	council_alerts_html(o, rq, v);
	page_end(o, rq);
	return OK;
}

/* ?place=SLUG&category=ID: chosen already on the page one came from. */
static struct err
alerts_get(struct req *rq, struct out *o)
{
	struct alerts_view v = { .category = rq_query(rq, "category"), .pace = "now" };
	struct place p;
	bool found;

	if (!text_empty(rq_query(rq, "place"))) {
		TRY(place_by_slug(rq->db, rq->a, rq->area, rq_query(rq, "place"), &p, &found));
		v.place = found ? p.id : 0;
	}
	return alerts_page(rq, o, &v);
}

static struct err
alert_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct alerts_view *v = ctx;
	struct who who;
	struct act act;

	TRY(who_of(rq, w, NULL, &who));
	act_of(&act, rq, &who);
	TRY(alert_put(w, &act, v->place, v->category, v->pace, NULL));
	rq_goto(rq, "/alerts?done=1");
	return OK;
}

static struct err
alerts_post(struct req *rq, struct out *o)
{
	struct alerts_view v = { .category = rq_form(rq, "category"), .pace = rq_form(rq, "pace") };
	struct place p;
	struct err e = OK;

	if (!text_int(rq_form(rq, "place"), 0, INT64_MAX, &v.place) || (v.place && place_get(rq->db, rq->a, rq->area, v.place, &p).code))
		rq_fault(rq, "place", M_staff_err_near, NULL);
	if (!text_empty(v.category) && strcmp(category_of(v.category)->id, v.category) != 0)
		rq_fault(rq, "category", M_matter_err_choice, NULL);
	if (!rq->nfaults)
		e = tx_run(rq, alert_tx, &v);
	if (e.code == 422)
		rq_fault(rq, e.key == M_matter_err_choice ? "pace" : "place", e.key, NULL);
	else
		TRY(e);
	return rq->nfaults ? alerts_page(rq, o, &v) : see_other(rq, NULL);
}

struct ending {
	int64_t id;
	const char *path;
};

static struct err
end_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct ending *e = ctx;

	TRY(alert_end(w, rq->area, e->id, env_now(rq->env), NULL));
	rq_goto(rq, e->path);
	return OK;
}

static struct err
mine_end_post(struct req *rq, struct out *o)
{
	struct ending e = { rq_param_id(rq, "id"), "/alerts?done=2" };
	struct alert_row row;
	bool found;

	(void)o;
	TRY(alert_one(rq->db, rq->a, rq->area, e.id, &row, &found));
	if (!found || row.account != rq->caller->account)
		return FAIL(404, M_err_not_found);
	TRY(tx_run(rq, end_tx, &e));
	return see_other(rq, NULL);
}

/* From a letter, without signing in: opening changes nothing, one press ends it. */
static struct err
token_get(struct req *rq, struct out *o)
{
	struct alert_row row;

	TRY(alert_by_token(rq->db, rq->a, rq->area, rq_param(rq, "token"), &row));
	page_begin(o, rq, tr(rq, M_staff_alert_end_title));
	council_alert_end_html(o, rq, &row, rq_param(rq, "token"));
	page_end(o, rq);
	return OK;
}

static struct err
token_post(struct req *rq, struct out *o)
{
	struct ending e = { .path = arena_fmt(rq->a, "/alert-end/%s", rq_param(rq, "token")) };
	struct alert_row row;

	(void)o;
	TRY(alert_by_token(rq->db, rq->a, rq->area, rq_param(rq, "token"), &row));
	e.id = row.id;
	TRY(tx_run(rq, end_tx, &e));
	return see_other(rq, NULL);
}

static const struct route routes[] = {
	{ VERB_GET, "/alerts", RIGHT_MINE, NULL, alerts_get, "My alerts by place or category.", 0 },
	{ VERB_POST, "/alerts", RIGHT_MINE, NULL, alerts_post, "Begins an alert.", 0 },
	{ VERB_POST, "/alerts/:id/end", RIGHT_MINE, NULL, mine_end_post, "Ends one of my alerts.", 0 },
	{ VERB_GET, "/alert-end/:token", RIGHT_PUBLIC, NULL, token_get, "Asks whether an alert is to end; from its letter.", 0 },
	{ VERB_POST, "/alert-end/:token", RIGHT_PUBLIC, NULL, token_post, "Ends an alert from its letter.", 0 },
	{ 0 }
};

const struct route *
council_alert_routes(void)
{
	return routes;
}
