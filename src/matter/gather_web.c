/*
 * gather_web.c - the two pages that people reach by a code or a letter: the door (/g/TOKEN) and the reply to an invitation
 * (/i/TOKEN). No account is needed, opening changes nothing: chat programs open links by themselves.
 */
#include "matter/gather_web.h"

#include "base/day.h"
#include "base/text.h"
#include "gather_door_html.h"
#include "gather_gone_html.h"
#include "gather_invite_html.h"
#include "store/store.h"
#include "gather_msg.h"

static void
private_page(struct req *rq)
{
	rq_header(rq, "Referrer-Policy", "no-referrer");
	rq_header(rq, "X-Robots-Tag", "noindex, nofollow");
}

static struct err
gone_page(struct req *rq, struct out *o)
{
	rq->status = 404;
	page_begin(o, rq, tr(rq, M_gather_door_gone));
	gather_gone_html(o, rq);
	page_end(o, rq);
	return OK;
}

/* *found false: the page that says so has been written. */
static struct err
door_load(struct req *rq, struct out *o, struct door_view *v, bool *found)
{
	private_page(rq);
	*v = (struct door_view){ .action = rq->path };
	TRY(gather_by_token(rq->db, rq->a, rq->area, rq_param(rq, "token"), &v->g, found));
	if (!*found)
		return gone_page(rq, o);
	if (strcmp(v->g.kind, "meeting") != 0) {	/* who comes is not only a role there */
		*found = false;
		return see_other(rq, arena_fmt(rq->a, "%s/in/%s", v->g.path, rq_param(rq, "token")));
	}
	v->door = gather_door(&v->g, env_now(rq->env));
	return place_get(rq->db, rq->a, rq->area, v->g.place, &v->place);
}

/* ---- the door ---- */

static struct err
door_page(struct req *rq, struct out *o, struct door_view *v)
{
	struct attendance_row mine;
	struct who who;

	if (rq->caller || !text_empty(rq->visitor)) {
		TRY(who_of(rq, rq->db, NULL, &who));
		TRY(attendance_of_owner(rq->db, rq->a, rq->area, v->g.id, who.owner, &mine, &v->mine));
		v->mine = v->mine && !mine.struck && group_find(mine.grp, &v->as);
	}
	page_begin(o, rq, tr(rq, M_gather_door));
	gather_door_html(o, rq, v);
	page_end(o, rq);
	return OK;
}

static struct err
door_get(struct req *rq, struct out *o)
{
	struct door_view v;
	bool found;

	TRY(door_load(rq, o, &v, &found));
	return found ? door_page(rq, o, &v) : OK;
}

static struct err
door_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct door_view *v = ctx;
	struct who who;
	struct act act;

	TRY(who_of(rq, w, NULL, &who));
	act_of(&act, rq, &who);
	TRY(gather_sign(w, &act, &v->g, v->as, who.owner));
	rq_goto(rq, v->action);
	return OK;
}

static struct err
door_post(struct req *rq, struct out *o)
{
	struct door_view v;
	bool found;

	TRY(door_load(rq, o, &v, &found));
	if (!found)
		return OK;
	if (!group_find(rq_form(rq, "as"), &v.as) || v.as >= GROUP_MEETING) {
		rq_fault(rq, "as", M_gather_err_group, NULL);
		rq->status = 422;
		return door_page(rq, o, &v);
	}
	if (v.door != DOOR_OPEN) {
		rq->status = 422;
		return door_page(rq, o, &v);
	}
	rq_visitor(rq);
	TRY(tx_run(rq, door_tx, &v));
	return see_other(rq, NULL);
}

/* ---- the reply ---- */

static struct err
invite_load(struct req *rq, struct out *o, struct invite_view *v, bool *ret)
{
	struct link_get row;
	struct err e;

	private_page(rq);
	*ret = false;
	*v = (struct invite_view){ .action = rq->path };
	e = link_find(rq->db, rq->a, rq->area, rq_param(rq, "token"), env_now(rq->env), &row);
	if (e.code == 404 || e.code == 410 || (!e.code && strcmp(row.purpose, "invite") != 0))
		return gone_page(rq, o);
	TRY(e);
	TRY(invitation_get(rq->db, rq->a, rq->area, row.assignment, &v->r, ret));
	if (!*ret)
		return gone_page(rq, o);
	TRY(gather_get(rq->db, rq->a, rq->area, v->r.gather, &v->g));
	group_find(v->r.grp, &v->as);
	return place_get(rq->db, rq->a, rq->area, v->g.place, &v->place);
}

static struct err
invite_page(struct req *rq, struct out *o, const struct invite_view *v)
{
	page_begin(o, rq, tr(rq, M_gather_invited));
	gather_invite_html(o, rq, v);
	page_end(o, rq);
	return OK;
}

static struct err
invite_get(struct req *rq, struct out *o)
{
	struct invite_view v;
	bool found;

	TRY(invite_load(rq, o, &v, &found));
	return found ? invite_page(rq, o, &v) : OK;
}

static struct err
invite_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct invite_view *v = ctx;
	struct who who;
	struct act act;

	TRY(who_of(rq, w, NULL, &who));
	act_of(&act, rq, &who);
	TRY(gather_reply(w, &act, v->r.id, rq_form(rq, "reply")));
	rq_goto(rq, "/");		/* kept with the form's key: it holds no token */
	return OK;
}

static struct err
invite_post(struct req *rq, struct out *o)
{
	struct invite_view v;
	struct err e;
	bool found;

	TRY(invite_load(rq, o, &v, &found));
	if (!found)
		return OK;
	rq_visitor(rq);
	e = tx_run(rq, invite_tx, &v);
	if (e.code == 422) {
		rq_fault(rq, "reply", e.key, NULL);
		rq->status = 422;
		return invite_page(rq, o, &v);
	}
	TRY(e);
	return see_other(rq, v.action);
}

static const struct route routes[] = {
	{ VERB_GET, "/g/:token", RIGHT_PUBLIC, NULL, door_get, "The door of a gathering: sign in as a role; opening changes nothing.", 0 },
	{ VERB_POST, "/g/:token", RIGHT_PUBLIC, NULL, door_post, "Sign in at the door, once for each phone.", 0 },
	{ VERB_GET, "/i/:token", RIGHT_PUBLIC, NULL, invite_get, "An invitation: opening changes nothing.", 0 },
	{ VERB_POST, "/i/:token", RIGHT_PUBLIC, NULL, invite_post, "Say whether one comes.", 0 },
	{ 0 }
};

const struct route *
gather_routes(void)
{
	return routes;
}
