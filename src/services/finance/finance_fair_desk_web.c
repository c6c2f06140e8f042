/* finance_fair_desk_web.c - the bureau holds fairs: announcing, changing, who registered and came, the order, follow-up, closing. */
#include "services/finance/finance.h"

#include "base/day.h"
#include "base/text.h"
#include "base_msg.h"
#include "finance_fair_desk_html.h"
#include "finance_fair_desks_html.h"
#include "finance_fair_form_html.h"
#include "finance_fair_msg.h"
#include "finance_fair_poster_html.h"
#include "gather_msg.h"
#include "services/finance/finance_fair_desk.h"
#include "services/finance/finance_view.h"

/* ---- all fairs, the follow-up list ---- */

static struct err
desks_page(struct req *rq, struct out *o, int64_t talk)
{
	struct fair_desks_view v = { .talk = talk };
	struct fair_row_rows rows;

	TRY(fair_list(rq->db, rq->a, rq->area, FAIR_LIST, &rows));
	TRY(fair_talk_waiting(rq->db, rq->a, rq->area, &v.waiting));
	v.v = NEWN(rq->a, struct fair_view, rows.n + 1);
	for (; v.n < rows.n; v.n++) {
		struct fair_firm_count count;

		v.v[v.n].r = rows.v[v.n];
		TRY(fair_firm_count(rq->db, rq->a, rq->area, rows.v[v.n].id, &count));
		TRY(fair_firms_open(rq->db, rq->a, rq->env, rq->area, &rows.v[v.n], &v.v[v.n].open));
		v.v[v.n].firms = count.n;
	}
	rq->nav = "bureau";
	page_begin(o, rq, tr(rq, M_faird_title));
	finance_fair_desks_html(o, rq, &v);
	page_end(o, rq);
	return OK;
}

static struct err
desks_get(struct req *rq, struct out *o)
{
	return desks_page(rq, o, 0);
}

static struct err
follow_tx(struct db *w, struct req *rq, void *ctx)
{
	const int64_t *talk = ctx;
	struct act act;

	TRY(fair_act(w, rq, &act));
	TRY(fair_follow(w, &act, *talk, rq_form(rq, "result")));
	rq_goto(rq, "/bureau/fairs");
	return OK;
}

static struct err
follow_post(struct req *rq, struct out *o)
{
	int64_t talk = 0;
	struct err e;

	text_int(rq_form(rq, "talk"), 1, INT64_MAX, &talk);
	e = tx_run(rq, follow_tx, &talk);
	if (e.code != 422 && e.code != 409) {
		TRY(e);
		return see_other(rq, NULL);
	}
	rq_fault(rq, "result", e.key, NULL);
	rq->status = e.code;
	return desks_page(rq, o, talk);
}

/* ---- announcing, changing ---- */

static struct err
form_page(struct req *rq, struct out *o, const struct fair_form_view *v)
{
	if (rq->nfaults && rq->status != 409)
		rq->status = 422;
	rq->nav = "bureau";
	page_begin(o, rq, tr(rq, v->f ? M_faird_change : M_faird_new));
	finance_fair_form_html(o, rq, v);
	page_end(o, rq);
	return OK;
}

static struct err
new_get(struct req *rq, struct out *o)
{
	const struct fair_form_view v = { .title = "", .day = "", .from = "14:00", .until = "17:00", .talks = "15:00", .slot = "15", .venue = "",
		.firms = "", .banks = "", .closes = "", .intro = "", .partners = "", .reason = "", .off_reason = "" };

	return form_page(rq, o, &v);
}

static void
form_typed(struct req *rq, struct fair_form_view *v)
{
	*v = (struct fair_form_view){ .f = rq->object, .title = rq_form(rq, "title"), .day = rq_form(rq, "day"), .from = rq_form(rq, "from"),
		.until = rq_form(rq, "until"), .talks = rq_form(rq, "talks"), .slot = rq_form(rq, "slot"), .venue = rq_form(rq, "venue"),
		.firms = rq_form(rq, "firms"), .banks = rq_form(rq, "banks"), .closes = rq_form(rq, "closes"), .intro = rq_form(rq, "intro"),
		.partners = rq_form(rq, "partners"), .reason = rq_form(rq, "reason"), .off_reason = rq_form(rq, "off_reason") };
	text_int(rq_form(rq, "sequence"), 0, INT64_MAX, &v->sequence);
}

static int64_t
hour_take(struct req *rq, const char *field, const char *s)
{
	int64_t us = 0;

	if (!hour_parse(s, &us))
		rq_fault(rq, field, M_faird_err_hour, NULL);
	return us;
}

static int64_t
places_take(struct req *rq, const char *field, const char *s)
{
	int64_t n = 0;

	if (!text_empty(s) && !text_int(s, 1, 9999, &n))
		rq_fault(rq, field, M_faird_err_places, NULL);
	return n;
}

static void
form_check(struct req *rq, const struct fair_form_view *v, struct fair_new *n)
{
	int32_t day = 0;
	int64_t start;

	*n = (struct fair_new){ .title = v->title, .venue = v->venue, .intro = v->intro, .partners = v->partners };
	if (text_empty(v->title) || text_len(v->title) > 60)
		rq_fault(rq, "title", M_faird_err_title, NULL);
	if (!day_parse(v->day, &day))
		rq_fault(rq, "day", M_faird_err_day, NULL);
	start = day_start(rq->env, day);
	n->starts = start + hour_take(rq, "from", v->from);
	n->talks = start + hour_take(rq, "talks", v->talks);
	n->ends = start + hour_take(rq, "until", v->until);
	if (!rq->nfaults && n->ends <= n->starts)
		rq_fault(rq, "until", M_gather_err_times, NULL);
	else if (!rq->nfaults && (n->talks < n->starts || n->talks >= n->ends))
		rq_fault(rq, "talks", M_fair_err_talks, NULL);
	if (!v->f && day && n->starts < env_now(rq->env))
		rq_fault(rq, "day", M_faird_err_past, NULL);
	if (text_empty(v->venue) || text_len(v->venue) > 80)
		rq_fault(rq, "venue", M_faird_err_venue, NULL);
	if (!text_int(v->slot, 5, 60, &n->slot))
		rq_fault(rq, "slot", M_fair_err_slots, NULL);
	if (!day_parse(v->closes, &n->closes))
		rq_fault(rq, "closes", M_faird_err_day, NULL);
	else if (day && n->closes > day)
		rq_fault(rq, "closes", M_fair_err_closes, NULL);
	n->firms = places_take(rq, "firms", v->firms);
	n->banks = places_take(rq, "banks", v->banks);
	if (text_len(v->intro) > 600)
		rq_fault(rq, "intro", M_fair_err_words, NULL);
	if (text_len(v->partners) > 80)
		rq_fault(rq, "partners", M_fair_err_words, NULL);
}

static struct err
new_tx(struct db *w, struct req *rq, void *ctx)
{
	const char *path;
	struct act act;
	int64_t id;

	TRY(fair_act(w, rq, &act));
	TRY(fair_announce(w, &act, ctx, &id, &path));
	rq_goto(rq, path);
	return OK;
}

static struct err
new_post(struct req *rq, struct out *o)
{
	struct fair_form_view v;
	struct fair_new n;
	struct err e = OK;

	form_typed(rq, &v);
	form_check(rq, &v, &n);
	if (!rq->nfaults)
		e = tx_run(rq, new_tx, &n);
	if (e.code == 422)
		rq_fault(rq, "slot", e.key, NULL);
	else
		TRY(e);
	return rq->nfaults ? form_page(rq, o, &v) : see_other(rq, NULL);
}

/* The form as the fair stands now. */
static struct fair_form_view
form_now(struct req *rq)
{
	const struct fair_view *f = rq_fair(rq);
	const struct fair_row *r = &f->r;

	return (struct fair_form_view){ .f = f, .title = r->title, .day = day_iso(rq->a, day_of(rq->env, r->starts)),
		.from = hour_text(rq->a, rq->env, r->starts), .until = hour_text(rq->a, rq->env, r->ends), .talks = hour_text(rq->a, rq->env, r->talks),
		.slot = fin_number(rq, r->slot), .venue = r->venue, .firms = r->capacity ? fin_number(rq, r->capacity) : "",
		.banks = r->banks ? fin_number(rq, r->banks) : "", .closes = day_iso(rq->a, (int32_t)r->closes), .intro = r->intro,
		.partners = r->partners, .reason = "", .off_reason = "", .sequence = r->sequence };
}

static struct err
change_get(struct req *rq, struct out *o)
{
	const struct fair_form_view v = form_now(rq);

	return form_page(rq, o, &v);
}

struct changing {
	struct fair_row f;
	struct fair_new n;
	const char *reason;
	bool off;
};

static struct err
change_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct changing *c = ctx;
	struct act act;

	TRY(fair_act(w, rq, &act));
	TRY(c->off ? fair_off(w, &act, &c->f, c->reason) : fair_change(w, &act, &c->f, &c->n, c->reason));
	rq_goto(rq, c->f.path);
	return OK;
}

static struct err
change_post(struct req *rq, struct out *o)
{
	struct fair_form_view v;
	struct changing c = { .f = rq_fair(rq)->r, .off = strcmp(rq_form(rq, "go"), "off") == 0 };
	const char *field = c.off ? "off_reason" : "reason";
	struct err e = OK;

	if (c.off) {				/* a form of its own: nothing else was typed */
		v = form_now(rq);
		v.off_reason = rq_form(rq, field);
	} else {
		form_typed(rq, &v);
		form_check(rq, &v, &c.n);
		c.n.title = c.f.title;		/* what it is called stays */
	}
	c.f.sequence = -1;
	text_int(rq_form(rq, "sequence"), 0, INT64_MAX, &c.f.sequence);
	c.reason = rq_form(rq, field);
	if (text_empty(c.reason) || text_len(c.reason) > 300)
		rq_fault(rq, field, M_gather_err_reason, NULL);
	if (!rq->nfaults)
		e = tx_run(rq, change_tx, &c);
	if (e.code == 422 || e.code == 409) {
		rq_fault(rq, field, e.key, NULL);
		rq->status = e.code;
	} else {
		TRY(e);
	}
	return rq->nfaults ? form_page(rq, o, &v) : see_other(rq, NULL);
}

/* ---- one fair ---- */

const char *
fair_firm_name(const struct fair_desk_view *v, int64_t firm)
{
	for (size_t i = 0; i < v->firms.n; i++)
		if (v->firms.v[i].id == firm)
			return v->firms.v[i].name;
	return "";
}

const char *
fair_bank_name(const struct req *rq, const struct fair_view *f, int64_t org)
{
	for (size_t i = 0; i < f->banks.n; i++)
		if (f->banks.v[i].org == org)
			return fair_org(rq, f->banks.v[i].zh, f->banks.v[i].en);
	return "";
}

struct err
fair_desk_load(struct req *rq, struct fair_desk_view *v)
{
	int heads[GROUP_COUNT];

	v->f = rq_fair(rq);
	TRY(fair_firm_list(rq->db, rq->a, rq->area, v->f->r.id, &v->firms));
	TRY(fair_talk_list(rq->db, rq->a, rq->area, v->f->r.id, &v->talks));
	TRY(fair_wish_list(rq->db, rq->a, rq->area, v->f->r.id, &v->wishes));
	TRY(gather_present(rq->db, rq->a, rq->area, v->f->r.id, heads));
	v->others = heads[GROUP_other];
	v->may_close = !v->f->r.closed && strcmp(v->f->r.state, "cancelled") != 0 && v->f->r.ends <= env_now(rq->env);
	v->phones = NEWN(rq->a, const char *, v->firms.n + 1);
	for (size_t i = 0; i < v->firms.n; i++)
		if (!v->firms.v[i].account || person_phone(rq, v->firms.v[i].account, false, "", &v->phones[i]).code)
			v->phones[i] = "";
	return OK;
}

static struct err
desk_page(struct req *rq, struct out *o)
{
	struct fair_desk_view v = { .summary = rq_form(rq, "summary") };

	TRY(fair_desk_load(rq, &v));
	rq->nav = "bureau";
	page_begin(o, rq, tr(rq, M_faird_work));
	finance_fair_desk_html(o, rq, &v);
	page_end(o, rq);
	return OK;
}

static struct err
door_get(struct req *rq, struct out *o)
{
	const struct fair_view *f = rq_fair(rq);
	const char *path = arena_fmt(rq->a, "/g/%s", gather_token(rq->a, f->r.id));
	struct fair_poster_view v = { .f = f, .url = fair_url(rq, path), .heading = tr(rq, M_fair_door), .scan = tr(rq, M_fair_door_scan) };

	TRY(fair_qr(rq, path, &v.qr, &v.qr_side));
	rq->nav = "bureau";
	page_begin(o, rq, tr(rq, M_fair_door));
	finance_fair_poster_html(o, rq, &v);
	page_end(o, rq);
	return OK;
}

/* What is done on the desk: which row, which button. */
struct doing {
	const struct fair_view *f;
	int64_t id;
	const char *go;
};

static struct err
doing_run(struct req *rq, struct out *o, tx_fn fn, const char *field)
{
	struct doing d = { .f = rq_fair(rq), .go = rq_form(rq, "go") };
	struct err e;

	text_int(rq_form(rq, "id"), 1, INT64_MAX, &d.id);
	e = tx_run(rq, fn, &d);
	if (e.code != 422 && e.code != 409) {
		TRY(e);
		return see_other(rq, NULL);
	}
	rq_fault(rq, field, e.key, NULL);
	rq->status = e.code;
	return desk_page(rq, o);
}

static void
back(struct req *rq, const struct doing *d, const char *at)
{
	rq_goto(rq, arena_fmt(rq->a, "/bureau/fairs/%s%s", fair_no(rq, &d->f->r), at));
}

static struct err
show_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct doing *d = ctx;
	struct act act;

	TRY(fair_act(w, rq, &act));
	TRY(fair_show_shift(w, &act, &d->f->r, d->id, strcmp(d->go, "up") == 0));
	back(rq, d, "#order");
	return OK;
}

static struct err
show_post(struct req *rq, struct out *o)
{
	return doing_run(rq, o, show_tx, "order");
}

/* A firm or an institution has come, by hand; or that was a mistake; or others are counted. */
static struct err
came_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct doing *d = ctx;
	bool firm = strcmp(rq_form(rq, "who"), "firm") == 0;
	const char *owner = fair_owner(rq->a, firm, d->id);
	struct attendance_row row;
	struct gather_row g;
	struct act act;
	int64_t n = 0;
	bool found;

	TRY(fair_act(w, rq, &act));
	TRY(gather_get(w, rq->a, rq->area, d->f->r.id, &g));
	back(rq, d, firm ? "#firms" : "#banks");
	if (strcmp(d->go, "others") == 0) {
		if (!text_int(rq_form(rq, "n"), 1, 200, &n))
			return FAIL(422, M_gather_err_count);
		return gather_hand(w, &act, &g, GROUP_other, (int)n);
	}
	if (strcmp(d->go, "came") == 0)
		return gather_hand_one(w, &act, &g, firm ? GROUP_firm : GROUP_bank, owner);
	if (g.closed)
		return FAIL(409, M_fair_err_closed);
	TRY(attendance_of_owner(w, rq->a, rq->area, g.id, owner, &row, &found));
	return found ? gather_strike(w, &act, g.id, row.id, tr(rq, M_faird_strike_why)) : FAIL(404, M_err_not_found);
}

/* Only rows of this very fair. */
static struct err
came_post(struct req *rq, struct out *o)
{
	const struct fair_view *f = rq_fair(rq);
	struct fair_firm_row row;
	bool found = true;
	int64_t id = 0;

	text_int(rq_form(rq, "id"), 1, INT64_MAX, &id);
	if (strcmp(rq_form(rq, "who"), "firm") == 0) {
		TRY(fair_firm_get(rq->db, rq->a, rq->area, id, &row, &found));
		found = found && row.fair == f->r.id;
	} else if (strcmp(rq_form(rq, "go"), "others") != 0) {
		found = *fair_bank_name(rq, f, id);
	}
	return found ? doing_run(rq, o, came_tx, "n") : FAIL(404, M_err_not_found);
}

static struct err
close_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct doing *d = ctx;
	struct act act;

	TRY(fair_act(w, rq, &act));
	TRY(fair_close(w, &act, &d->f->r, rq_form(rq, "summary")));
	rq_goto(rq, d->f->r.path);
	return OK;
}

static struct err
close_post(struct req *rq, struct out *o)
{
	return doing_run(rq, o, close_tx, "summary");
}

const struct route *
finance_fair_desk_routes(void)
{
	static const struct route routes[] = {
		{ VERB_GET, "/bureau/fairs", RIGHT_FAIR, NULL, desks_get, "All fairs for the bureau, firms to follow up.", 0 },
		{ VERB_POST, "/bureau/fairs/follow", RIGHT_FAIR, NULL, follow_post, "What came of a firm that wanted to go on.", 0 },
		{ VERB_GET, "/bureau/fairs/new", RIGHT_FAIR, NULL, new_get, "Announce a fair: the form.", 0 },
		{ VERB_POST, "/bureau/fairs/new", RIGHT_FAIR, NULL, new_post, "Announce a fair.", 0 },
		{ VERB_GET, "/bureau/fairs/:number", RIGHT_FAIR, fair_route, desk_page, "One fair: who registered, who came, the order, closing.", 0 },
		{ VERB_GET, "/bureau/fairs/:number/change", RIGHT_FAIR, fair_route, change_get, "Change or cancel a fair: the form.", 0 },
		{ VERB_POST, "/bureau/fairs/:number/change", RIGHT_FAIR, fair_route, change_post, "Change or cancel a fair; who registered is told.", 0 },
		{ VERB_GET, "/bureau/fairs/:number/door", RIGHT_FAIR, fair_route, door_get, "The code for the door, on A4.", 0 },
		{ VERB_POST, "/bureau/fairs/:number/show", RIGHT_FAIR, fair_route, show_post, "A presentation earlier or later.", 0 },
		{ VERB_POST, "/bureau/fairs/:number/came", RIGHT_FAIR, fair_route, came_post, "A firm or an institution has come, by hand.", 0 },
		{ VERB_POST, "/bureau/fairs/:number/close", RIGHT_FAIR, fair_route, close_post, "Close a fair; its figures are published.", 0 },
		{ 0 },
	};

	return routes;
}
