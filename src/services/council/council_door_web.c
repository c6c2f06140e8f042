/* council_door_web.c - who comes to a meeting, for staff: invitations, the code at the door, the list, people counted by hand. */
#include "services/council/council.h"

#include "base/day.h"
#include "base/text.h"
#include "council_door_html.h"
#include "council_list_html.h"
#include "council_list_sheet_html.h"
#include "services/council/council_meet.h"
#include "council_meet_msg.h"
#include "gather_msg.h"

#define LIST_ROWS 500

/* ---- the list ---- */

static void
roles_fill(struct list_view *v, const int present[GROUP_COUNT])
{
	enum group g;

	for (size_t i = 0; i < v->invited.n; i++)
		if (group_find(v->invited.v[i].grp, &g)) {
			v->roles[g].invited++;
			v->roles[g].yes += strcmp(v->invited.v[i].reply, "yes") == 0;
			v->roles[g].no += strcmp(v->invited.v[i].reply, "no") == 0;
		}
	for (int i = 0; i < GROUP_COUNT; i++) {
		struct list_role *r = &v->roles[i];

		r->wanted = v->m->quota[i];
		r->present = present[i];
		r->missing = r->present < r->wanted ? r->wanted - r->present : 0;
		v->all.invited += r->invited + r->told;
		v->all.yes += r->yes + r->coming;
		v->all.present += r->present;
		v->all.wanted += r->wanted;
		v->all.missing += r->missing;
	}
}

static struct err
list_load(struct req *rq, struct list_view *v)
{
	struct gather_told_list_rows told;
	struct gather_row row;
	int present[GROUP_COUNT];
	enum group g;

	v->m = rq->object;
	TRY(gather_get(rq->db, rq->a, rq->area, v->m->r.id, &row));
	TRY(attendance_list(rq->db, rq->a, rq->area, row.id, LIST_ROWS, &v->rows));
	TRY(invitation_list(rq->db, rq->a, rq->area, row.id, &v->invited));
	TRY(gather_told_list(rq->db, rq->a, rq->area, row.id, &told));
	TRY(gather_present(rq->db, rq->a, rq->area, row.id, present));
	for (size_t i = 0; i < told.n; i++)
		if (group_find(told.v[i].grp, &g)) {
			v->roles[g].told = (int)told.v[i].told;
			v->roles[g].coming = (int)told.v[i].coming;
		}
	v->phones = NEWN(rq->a, const char *, v->invited.n + 1);
	for (size_t i = 0; i < v->invited.n; i++)
		if (person_phone(rq, v->invited.v[i].account, false, "", &v->phones[i]).code)
			v->phones[i] = "";
	v->door = gather_door(&row, env_now(rq->env));
	v->url = arena_fmt(rq->a, "/g/%s", gather_token(rq->a, row.id));
	roles_fill(v, present);
	return view_qr(rq, v->url, &v->qr, &v->qr_side);
}

static struct err
list_page(struct req *rq, struct out *o)
{
	struct list_view v = { .done = -1 };
	int64_t done;

	TRY(list_load(rq, &v));
	if (text_int(rq_query(rq, "invited"), 0, 9999, &done))
		v.done = (int)done;
	rq->nav = "meetings";
	page_begin(o, rq, tr(rq, M_council_list));
	council_list_html(o, rq, &v);
	page_end(o, rq);
	return OK;
}

static struct err
door_get(struct req *rq, struct out *o)
{
	struct list_view v = { 0 };

	TRY(list_load(rq, &v));
	rq->nav = "meetings";
	page_begin(o, rq, tr(rq, M_council_door));
	council_door_html(o, rq, &v, view_url(rq, v.url));
	page_end(o, rq);
	return OK;
}

static struct err
sheet_get(struct req *rq, struct out *o)
{
	struct list_view v = { 0 };

	TRY(list_load(rq, &v));
	rq->nav = "meetings";
	page_begin(o, rq, tr(rq, M_council_list_print));
	council_list_sheet_html(o, rq, &v);
	page_end(o, rq);
	return OK;
}

/* ---- what staff do on it ---- */

struct listing {
	const struct meeting_view *m;
	enum group as;
	int64_t n, told, coming, attendance;
	bool closed, by_role;
	enum role role;
	struct person_draft *person;
};

static struct err
act_here(struct db *w, struct req *rq, struct act *act)
{
	struct who who;

	TRY(who_of(rq, w, NULL, &who));
	act_of(act, rq, &who);
	return OK;
}

/* Runs fn and leads back to the list; a reason it refuses with stands at the field. */
static struct err
list_do(struct req *rq, struct out *o, struct listing *d, tx_fn fn, const char *field)
{
	struct err e = OK;

	d->m = rq->object;
	if (!rq->nfaults)
		e = tx_run(rq, fn, d);
	if (e.code == 422 || e.code == 409)
		rq_fault(rq, field, e.key, NULL);
	else
		TRY(e);
	if (rq->nfaults) {
		rq->status = e.code == 409 ? 409 : 422;
		return list_page(rq, o);
	}
	return see_other(rq, NULL);
}

static void
back_to_list(struct req *rq, const struct listing *d)
{
	rq_goto(rq, arena_fmt(rq->a, "%s/list", d->m->address));
}

static struct err
hand_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct listing *d = ctx;
	struct gather_row g;
	struct act act;

	TRY(act_here(w, rq, &act));
	TRY(gather_get(w, rq->a, rq->area, d->m->r.id, &g));
	TRY(gather_hand(w, &act, &g, d->as, (int)d->n));
	back_to_list(rq, d);
	return OK;
}

static void
group_take(struct req *rq, struct listing *d, const char *field)
{
	if (!group_find(rq_form(rq, field), &d->as))
		rq_fault(rq, field, M_gather_err_group, NULL);
}

static struct err
hand_post(struct req *rq, struct out *o)
{
	struct listing d = { .n = 0 };

	group_take(rq, &d, "as");
	if (!text_int(rq_form(rq, "n"), 1, 200, &d.n))
		rq_fault(rq, "n", M_gather_err_count, NULL);
	return list_do(rq, o, &d, hand_tx, "n");
}

static struct err
strike_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct listing *d = ctx;
	struct act act;

	TRY(act_here(w, rq, &act));
	TRY(gather_strike(w, &act, d->m->r.id, d->attendance, rq_form(rq, "reason")));
	back_to_list(rq, d);
	return OK;
}

static struct err
strike_post(struct req *rq, struct out *o)
{
	struct listing d = { .attendance = 0 };

	if (!text_int(rq_form(rq, "row"), 1, INT64_MAX, &d.attendance))
		rq_fault(rq, "row", M_council_err_row, NULL);
	if (text_empty(rq_form(rq, "reason")) || text_len(rq_form(rq, "reason")) > 300)
		rq_fault(rq, "reason", M_gather_err_reason, NULL);
	return list_do(rq, o, &d, strike_tx, "reason");
}

static struct err
close_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct listing *d = ctx;
	struct act act;

	TRY(act_here(w, rq, &act));
	TRY(gather_close(w, &act, d->m->r.id, d->closed));
	back_to_list(rq, d);
	return OK;
}

static struct err
close_post(struct req *rq, struct out *o)
{
	const struct meeting_view *m = rq->object;
	struct listing d = { .closed = strcmp(rq_form(rq, "closed"), "no") != 0 };

	if (m->held || m->off)			/* minutes close it for good */
		return see_other(rq, m->address);
	return list_do(rq, o, &d, close_tx, "closed");
}

static struct err
told_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct listing *d = ctx;
	struct act act;

	TRY(act_here(w, rq, &act));
	TRY(gather_told(w, &act, d->m->r.id, d->as, (int)d->told, (int)d->coming));
	back_to_list(rq, d);
	return OK;
}

static struct err
told_post(struct req *rq, struct out *o)
{
	struct listing d = { .told = 0 };

	group_take(rq, &d, "who");
	if (!text_int(rq_form(rq, "told"), 0, 9999, &d.told) || !text_int(rq_form(rq, "coming"), 0, 9999, &d.coming))
		rq_fault(rq, "told", M_council_err_count, NULL);
	return list_do(rq, o, &d, told_tx, "told");
}

static struct err
invite_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct listing *d = ctx;
	struct gather_row g;
	struct act act;
	int64_t account;
	int n = 0;

	TRY(act_here(w, rq, &act));
	TRY(gather_get(w, rq->a, rq->area, d->m->r.id, &g));
	if (d->by_role) {
		TRY(gather_invite_role(w, &act, &g, d->role, d->as, &n));
	} else {
		TRY(person_put(w, rq->area, d->person, &account));
		TRY(gather_invite(w, &act, &g, account, d->as, &n));
	}
	rq_goto(rq, arena_fmt(rq->a, "%s/list?invited=%d", d->m->address, n));
	return OK;
}

static struct err
invite_post(struct req *rq, struct out *o)
{
	const struct meeting_view *m = rq->object;
	struct listing d = { .by_role = strcmp(rq_form(rq, "whom"), "grid") == 0, .role = ROLE_GRID, .as = GROUP_grid };
	const char *phone = text_phone(rq->a, rq_form(rq, "phone"));

	if (m->held || m->off)
		return see_other(rq, m->address);
	if (!d.by_role) {
		group_take(rq, &d, "invite_as");
		if (!phone)
			rq_fault(rq, "phone", M_council_err_phone, NULL);
		else if (!rq->nfaults)
			TRY(person_prepare(rq->a, rq->env, rq->area, phone, &d.person));
	}
	return list_do(rq, o, &d, invite_tx, "phone");
}

static const struct route routes[] = {
	{ VERB_GET, "/meetings/:place/:number/list", RIGHT_MEET, meeting_route, list_page, "Who is wanted, who was asked, who came.", 0 },
	{ VERB_GET, "/meetings/:place/:number/list/print", RIGHT_MEET, meeting_route, sheet_get, "The list of those present, by role, on A4.", 0 },
	{ VERB_GET, "/meetings/:place/:number/door", RIGHT_MEET, meeting_route, door_get, "The code for the door, on A4.", 0 },
	{ VERB_POST, "/meetings/:place/:number/hand", RIGHT_MEET, meeting_route, hand_post, "Count people by hand.", 0 },
	{ VERB_POST, "/meetings/:place/:number/strike", RIGHT_MEET, meeting_route, strike_post, "Take one off the list, with a reason.", 0 },
	{ VERB_POST, "/meetings/:place/:number/close", RIGHT_MEET, meeting_route, close_post, "Close the list, or open it again.", 0 },
	{ VERB_POST, "/meetings/:place/:number/told", RIGHT_MEET, meeting_route, told_post, "Who was told by telephone or at the door.", 0 },
	{ VERB_POST, "/meetings/:place/:number/invite", RIGHT_MEET, meeting_route, invite_post, "Invite by letter: the grid workers, or one phone.", 0 },
	{ 0 }
};

const struct route *
council_door_routes(void)
{
	return routes;
}
