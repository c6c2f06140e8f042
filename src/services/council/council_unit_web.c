/*
 * council_unit_web.c - a unit answers: by its signed link without an account, or signed in. Opening changes nothing (chat programs
 * open links by themselves). A link answers for every open assignment of its unit; it shows no resident's number.
 */
#include "services/council/council.h"

#include "base/day.h"
#include "base/text.h"
#include "council_unit_done_html.h"
#include "council_unit_gone_html.h"
#include "council_unit_handed_html.h"
#include "council_unit_list_html.h"
#include "council_unit_page_html.h"
#include "services/council/council_unit.h"
#include "base_msg.h"
#include "council_unit_msg.h"

#define HAND_MAX  40		/* characters of a desk's name */
#define LINKS_MAX 20		/* links of one assignment that may be made by handing on */

/* ---- doors ---- */

/* The page of a link that is unknown (404), expired or revoked (410): says whom to call. */
static struct err
gone_page(struct req *rq, struct out *o, const struct link_get *link)
{
	const char *phone = web_conf(rq->web)->phone, *name = "";
	struct matter m;

	if (link && !matter_load(rq->db, rq->a, rq->area, link->matter, &m).code) {
		name = place_name(&m.place, rq->lang);
		if (!text_empty(m.place.phone))
			phone = m.place.phone;
	}
	rq->status = link ? 410 : 404;
	page_begin(o, rq, tr(rq, M_council_unit_gone));
	council_unit_gone_html(o, rq, link, name, phone);
	page_end(o, rq);
	return OK;
}

/* *ret false: the page that says the link is gone has been written. */
static struct err
link_door(struct req *rq, struct out *o, struct unit_door *d, bool *ret)
{
	const char *token = rq_param(rq, "token");
	struct link_get row;
	bool found;

	unit_private(rq);
	*ret = false;
	TRY(link_get(rq->db, rq->a, rq->area, link_hash(rq->a, token), &row, &found));
	if (!found || strcmp(row.purpose, "unit") != 0)
		return gone_page(rq, o, NULL);
	if (row.revoked || env_now(rq->env) > row.expires)
		return gone_page(rq, o, &row);
	*d = (struct unit_door){ .base = arena_fmt(rq->a, "/u/%s", token), .via = "link", .org = row.org, .expires = row.expires,
		.link = row };
	*ret = true;
	return OK;
}

/* Roles of unit officers hold in an organisation; the account says which. */
static struct err
account_door(struct req *rq, struct unit_door *d)
{
	if (!rq->caller || !rq->caller->org)
		return FAIL(403, M_err_forbidden);
	*d = (struct unit_door){ .base = "/unit", .via = "account", .org = rq->caller->org, .account = rq->caller->account };
	return OK;
}

static struct who
door_who(const struct unit_door *d)
{
	return (struct who){ .account = d->account, .roles = LIFE_UNIT, .as = life_role_name(LIFE_UNIT), .owner = "", .org = d->org };
}

/* ---- pages ---- */

/* Another unit's assignment is as good as none. */
static struct err
door_load(struct req *rq, const struct unit_door *d, int64_t assignment, struct unit_view *v)
{
	*v = (struct unit_view){ .door = d };
	TRY(unit_load(rq, assignment, v));
	if (v->as.org != d->org)
		return FAIL(404, M_err_not_found);
	v->form = arena_fmt(rq->a, "%s/%lld", d->base, (long long)assignment);
	return OK;
}

static struct err
unit_page(struct req *rq, struct out *o, const struct unit_door *d, int64_t assignment, bool stale)
{
	struct unit_view v;

	TRY(door_load(rq, d, assignment, &v));
	v.stale = stale;
	rq->nav = "unit";
	page_begin(o, rq, trf(rq, M_council_unit_title, v.m.r.title, NULL));
	council_unit_page_html(o, rq, &v);
	page_end(o, rq);
	return OK;
}

static struct err
done_page(struct req *rq, struct out *o, const struct unit_door *d)
{
	struct unit_view v;

	TRY(door_load(rq, d, rq_param_id(rq, "assignment"), &v));
	if (unit_outcome(&v.as) == OUTCOME_SENT)
		return see_other(rq, v.form);
	page_begin(o, rq, tr(rq, M_council_unit_thanks));
	council_unit_done_html(o, rq, &v);
	page_end(o, rq);
	return OK;
}

/* ---- answering ---- */

struct giving {
	const struct unit_door *door;
	struct answering an;
	struct stored_file files[UNIT_FILES];
};

/* The place kept with the form's key holds no token: the handler leads on by itself. */
static struct err
answer_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct giving *g = ctx;
	struct who who = door_who(g->door);
	struct act act;

	act_of(&act, rq, &who);
	TRY(assignment_answer(w, &act, &g->an));
	rq_goto(rq, "/");
	return OK;
}

static struct err
answer_post(struct req *rq, struct out *o, const struct unit_door *d)
{
	struct giving *g = NEW(rq->a, struct giving);
	int64_t id = rq_param_id(rq, "assignment");
	struct unit_view v;
	struct err e;

	TRY(door_load(rq, d, id, &v));
	TRY(unit_take(rq, &v.as, &g->an, g->files));
	g->door = d;
	g->an.via = d->via;
	if (rq->nfaults) {
		rq->status = 422;
		return unit_page(rq, o, d, id, false);
	}
	e = tx_run(rq, answer_tx, g);
	if (e.code == 409) {		/* answered or changed meanwhile: what was typed is kept */
		rq->status = 409;
		return unit_page(rq, o, d, id, true);
	}
	if (e.code == 422) {
		unit_refused(rq, e);
		return unit_page(rq, o, d, id, false);
	}
	TRY(e);
	return see_other(rq, arena_fmt(rq->a, "%s/%lld/done", d->base, (long long)id));
}

/* ---- by link ---- */

static struct err
link_show(struct req *rq, struct out *o)
{
	bool own = text_empty(rq_param(rq, "assignment"));
	struct unit_door d;
	bool open;

	TRY(link_door(rq, o, &d, &open));
	return open ? unit_page(rq, o, &d, own ? d.link.assignment : rq_param_id(rq, "assignment"), false) : OK;
}

static struct err
link_done(struct req *rq, struct out *o)
{
	struct unit_door d;
	bool open;

	TRY(link_door(rq, o, &d, &open));
	return open ? done_page(rq, o, &d) : OK;
}

static struct err
link_answer(struct req *rq, struct out *o)
{
	struct unit_door d;
	bool open;

	TRY(link_door(rq, o, &d, &open));
	return open ? answer_post(rq, o, &d) : OK;
}

struct handing {
	const struct unit_door *door;
	const char *token, *desk;
};

static struct err
hand_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct handing *h = ctx;
	const struct link_get *l = &h->door->link;
	struct who who = door_who(h->door);
	struct unit_links_rows all;
	struct act act;

	TRY(unit_links(w, rq->a, rq->area, l->assignment, &all));
	if (all.n >= LINKS_MAX)
		return FAIL(422, M_council_err_hands);
	act_of(&act, rq, &who);
	TRY(link_hand(w, &act, l, h->token, h->desk));
	rq_goto(rq, "/");
	return OK;
}

/* token NULL: the same form once more, the link was shown already. */
static struct err
handed_page(struct req *rq, struct out *o, const struct unit_door *d, const char *token, const char *desk)
{
	const char *path = token ? arena_fmt(rq->a, "/u/%s", token) : NULL, *qr = NULL;
	int side = 0;

	if (token)
		TRY(view_qr(rq, path, &qr, &side));
	page_begin(o, rq, tr(rq, M_council_unit_handed));
	council_unit_handed_html(o, rq, d, path, desk, qr, side);
	page_end(o, rq);
	return OK;
}

/* The new link is shown in this answer and never again: it is not kept, only its keyed hash. */
static struct err
hand_post(struct req *rq, struct out *o)
{
	struct unit_door d;
	struct handing h = { &d, link_token(rq->a, rq->env), rq_form(rq, "desk") };
	struct err e = OK;
	bool open;

	TRY(link_door(rq, o, &d, &open));
	if (!open)
		return OK;
	if (text_empty(h.desk) || text_len(h.desk) > HAND_MAX || text_phone(rq->a, h.desk))
		e = FAIL(422, M_council_err_desk);
	else
		e = tx_run(rq, hand_tx, &h);
	if (e.code == 422) {
		rq_fault(rq, "desk", e.key, NULL);
		rq->status = 422;
		return unit_page(rq, o, &d, d.link.assignment, false);
	}
	TRY(e);
	rq->location = NULL;
	return handed_page(rq, o, &d, rq->replayed ? NULL : h.token, h.desk);
}

/* ---- signed in ---- */

static struct err
account_list(struct req *rq, struct out *o)
{
	struct unit_open_rows rows;
	struct unit_door d;
	struct org org;

	TRY(account_door(rq, &d));
	TRY(org_get(rq->db, rq->a, rq->area, d.org, &org));
	TRY(unit_open(rq->db, rq->a, rq->area, d.org, 0, &rows));
	rq->nav = "unit";
	page_begin(o, rq, tr(rq, M_council_unit_mine));
	council_unit_list_html(o, rq, &org, &rows, "/unit");
	page_end(o, rq);
	return OK;
}

static struct err
account_show(struct req *rq, struct out *o)
{
	struct unit_door d;

	TRY(account_door(rq, &d));
	return unit_page(rq, o, &d, rq_param_id(rq, "assignment"), false);
}

static struct err
account_done(struct req *rq, struct out *o)
{
	struct unit_door d;

	TRY(account_door(rq, &d));
	return done_page(rq, o, &d);
}

static struct err
account_answer(struct req *rq, struct out *o)
{
	struct unit_door d;

	TRY(account_door(rq, &d));
	return answer_post(rq, o, &d);
}

static const struct route routes[] = {
	{ VERB_GET, "/:place/:number/ask", RIGHT_ASK, matter_route, ask_get, "The form for asking units.", 0 },
	{ VERB_POST, "/:place/:number/ask", RIGHT_ASK, matter_route, ask_post, "Ask one or several units.", 0 },
	{ VERB_GET, "/:place/:number/answer/:assignment", RIGHT_ASK, matter_route, record_get, "Record a unit's answer; its links.", 0 },
	{ VERB_POST, "/:place/:number/answer/:assignment", RIGHT_ASK, matter_route, record_post,
	  "Record an answer given by telephone or letter.", ROUTE_UPLOAD },
	{ VERB_POST, "/:place/:number/extend/:assignment", RIGHT_ASK, matter_route, extend_post, "Grant a unit more time.", 0 },
	{ VERB_POST, "/:place/:number/revoke/:assignment", RIGHT_ASK, matter_route, revoke_post, "Revoke a unit's links.", 0 },
	{ VERB_GET, "/u/:token", RIGHT_PUBLIC, NULL, link_show, "A unit's page by signed link; opening changes nothing.", 0 },
	{ VERB_POST, "/u/:token/hand", RIGHT_PUBLIC, NULL, hand_post, "Hand a unit's link on to another desk.", 0 },
	{ VERB_GET, "/u/:token/:assignment", RIGHT_PUBLIC, NULL, link_show, "Another open matter of the same unit, by its link.", 0 },
	{ VERB_POST, "/u/:token/:assignment", RIGHT_PUBLIC, NULL, link_answer, "Answer as a unit by signed link.", ROUTE_UPLOAD },
	{ VERB_GET, "/u/:token/:assignment/done", RIGHT_PUBLIC, NULL, link_done, "What a unit answered, and what comes next.", 0 },
	{ VERB_GET, "/unit", RIGHT_ANSWER, NULL, account_list, "What a unit's officer has to answer.", 0 },
	{ VERB_GET, "/unit/:assignment", RIGHT_ANSWER, NULL, account_show, "One matter a unit is asked about.", 0 },
	{ VERB_POST, "/unit/:assignment", RIGHT_ANSWER, NULL, account_answer, "Answer as a unit with an account.", ROUTE_UPLOAD },
	{ VERB_GET, "/unit/:assignment/done", RIGHT_ANSWER, NULL, account_done, "What was answered, and what comes next.", 0 },
	{ 0 }
};

const struct route *
council_unit_routes(void)
{
	return routes;
}
