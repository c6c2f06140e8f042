/* council_convene_web.c - calling a meeting: by whom, under which rule, who is wanted; another time, or none. */
#include "services/council/council.h"

#include "base/day.h"
#include "base/text.h"
#include "council_meet_change_html.h"
#include "council_meet_new_html.h"
#include "matter/packs.h"
#include "services/council/council_meet.h"
#include "services/council/council_scope.h"
#include "base_msg.h"
#include "council_msg.h"
#include "council_desk_msg.h"
#include "council_meet_msg.h"
#include "gather_msg.h"
#include "matter_msg.h"

bool
calling_has(const struct calling_view *v, int64_t matter)
{
	for (size_t i = 0; i < v->nchosen; i++)
		if (v->chosen[i] == matter)
			return true;
	return false;
}

/* The community: the form's, the matter's, else the first the caller works for. */
static struct err
calling_place(struct req *rq, struct calling_view *v, const char *slug, int64_t matter)
{
	int64_t scope = scope_of(rq, RIGHT_MEET);
	struct places places;
	struct matter m;
	bool found = false;

	if (!text_empty(slug))
		TRY(place_by_slug(rq->db, rq->a, rq->area, slug, &v->place, &found));
	if (!found && matter) {
		TRY(matter_load(rq->db, rq->a, rq->area, matter, &m));
		v->place = m.place;
		found = true;
	}
	TRY(place_list(rq->db, rq->a, rq->area, PLACE_COMMUNITY, &places));
	for (size_t i = 0; i < places.n && !found; i++)
		if (scope == 0 || place_within(rq->db, rq->area, places.v[i].id, scope)) {
			v->place = places.v[i];
			found = true;
		}
	if (!found || !people_may(rq->db, rq->area, rq->caller, RIGHT_MEET, v->place.id))
		return FAIL(403, M_err_forbidden);
	return agenda_ready(rq->db, rq->a, rq->area, v->place.id, AGENDA_ROWS, &v->ready);
}

static struct err
calling_page(struct req *rq, struct out *o, const struct calling_view *v)
{
	rq->nav = "meetings";
	page_begin(o, rq, tr(rq, M_council_desk_meet));
	council_meet_new_html(o, rq, v);
	page_end(o, rq);
	return OK;
}

static struct err
calling_get(struct req *rq, struct out *o)
{
	struct calling_view v = { .title = tr(rq, M_council_meet_usual), .day = "", .hour = "14:30", .until = "16:30", .venue = "",
		.capacity = "", .caller = "committee", .pack = "", .asked = "", .asked_of = "", .asked_basis = "heads",
		.rules_on = day_of(rq->env, env_now(rq->env)) };
	int64_t *ids = NEWN(rq->a, int64_t, rq->nquery + 1);

	for (int i = 0; i < GROUP_COUNT; i++)
		v.quota[i] = "";
	/* One from its page, or several that were ticked in the workbench. */
	for (size_t i = 0; i < rq->nquery; i++)
		if (strcmp(rq->query[i].name, "matter") == 0 || strcmp(rq->query[i].name, "matter[]") == 0)
			v.nchosen += text_int(rq->query[i].value, 1, INT64_MAX, &ids[v.nchosen]);
	TRY(calling_place(rq, &v, "", ids[0]));
	v.chosen = ids;
	return calling_page(rq, o, &v);
}

struct calling_do {
	struct calling c;
	const struct calling_view *v;
};

static struct err
calling_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct calling_do *d = ctx;
	const char *number;
	struct matter m;
	struct who who;
	struct act act;
	int64_t id;

	TRY(matter_load(w, rq->a, rq->area, d->c.matters[0], &m));
	TRY(who_of(rq, w, &m, &who));
	act_of(&act, rq, &who);
	TRY(meeting_call(w, &act, &d->c, &id, &number));
	rq_goto(rq, arena_fmt(rq->a, "/meetings/%s/%s", d->v->place.slug, number));
	return OK;
}

/* A whole number that may be left out. */
static int64_t
number_take(struct req *rq, const char *field, const char *s, int64_t max, int64_t without)
{
	int64_t n = without;

	if (!text_empty(s) && !text_int(s, 0, max, &n))
		rq_fault(rq, field, M_council_err_count, NULL);
	return n;
}

/* From a day and two times; an end before the start is the next day's. */
static void
when_take(struct req *rq, const char *day, const char *hour, const char *until, int64_t *starts, int64_t *ends)
{
	int64_t from = 0, to = 0;
	int32_t d = 0;
	bool good;

	if (!day_parse(day, &d))
		rq_fault(rq, "day", M_matter_err_day, NULL);
	good = hour_parse(hour, &from);
	if (!good)
		rq_fault(rq, "hour", M_council_err_hour, NULL);
	if (!hour_parse(until, &to))
		rq_fault(rq, "until", M_council_err_hour, NULL);
	else if (good && to == from)
		rq_fault(rq, "until", M_gather_err_times, NULL);
	*starts = day_start(rq->env, d) + from;
	*ends = day_start(rq->env, to < from ? d + 1 : d) + to;
	if (!rq->nfaults && *starts < env_now(rq->env) - US_DAY)
		rq_fault(rq, "day", M_council_err_past, NULL);
}

static void
caller_take(struct req *rq, struct calling_view *v, struct calling *c)
{
	static const char *const names[] = { "committee", "party", "street", "members" };

	c->caller = PACK_BY_COMMITTEE;
	for (size_t i = 0; i < COUNT(names); i++)
		if (strcmp(names[i], v->caller) == 0)
			c->caller = (enum pack_who)i;
	if (c->caller != PACK_BY_MEMBERS)
		return;
	c->asked = number_take(rq, "asked", v->asked, 999999, 0);
	c->asked_of = number_take(rq, "asked_of", v->asked_of, 999999, 0);
	if (!pack_basis_find(v->asked_basis, &c->asked_basis) || !c->asked || c->asked > c->asked_of)
		rq_fault(rq, "asked", M_council_err_asked, NULL);
}

static void
calling_check(struct req *rq, struct calling_view *v, struct calling_do *d)
{
	int64_t *ids = NEWN(rq->a, int64_t, rq->nform + 1);

	for (size_t i = 0; i < rq->nform; i++)
		if (strcmp(rq->form[i].name, "matter[]") == 0 && v->nchosen < AGENDA_ROWS)
			v->nchosen += text_int(rq->form[i].value, 1, INT64_MAX, &ids[v->nchosen]);
	v->chosen = ids;
	d->c = (struct calling){ .place = v->place.id, .title = v->title, .venue = v->venue, .pack = v->pack, .matters = v->chosen,
		.nmatters = v->nchosen };
	d->v = v;
	if (text_empty(v->title) || text_len(v->title) > 60)
		rq_fault(rq, "title", M_gather_err_words, NULL);
	when_take(rq, v->day, v->hour, v->until, &d->c.starts, &d->c.ends);
	if (text_empty(v->venue) || text_len(v->venue) > 80)
		rq_fault(rq, "venue", M_gather_err_words, NULL);
	d->c.capacity = number_take(rq, "capacity", v->capacity, 99999, 0);
	for (int i = 0; i < GROUP_COUNT; i++)
		d->c.quota[i] = (int)number_take(rq, arena_fmt(rq->a, "q_%s", group_name((enum group)i)), v->quota[i], 9999, 0);
	caller_take(rq, v, &d->c);
	if (!v->nchosen)
		rq_fault(rq, "matter", M_council_err_agenda, NULL);
	v->rules_on = day_of(rq->env, d->c.starts ? d->c.starts : env_now(rq->env));
	v->notice_short = rq->nfaults ? 0 : meeting_notice_short(rq->env, &d->c);
	if (v->notice_short && !rq_has(rq, "short"))
		rq_fault(rq, "short", M_council_err_notice, arena_fmt(rq->a, "%d", v->notice_short), NULL);
}

static const char *
fault_field(enum msg key)
{
	return key == M_council_err_pack ? "pack" : key == M_council_err_caller ? "caller" : key == M_council_err_members ? "asked" : "matter";
}

static struct err
calling_read(struct req *rq, struct calling_view *v, struct calling_do *d)
{
	*v = (struct calling_view){ .title = rq_form(rq, "title"), .day = rq_form(rq, "day"), .hour = rq_form(rq, "hour"),
		.until = rq_form(rq, "until"), .venue = rq_form(rq, "venue"), .capacity = rq_form(rq, "capacity"),
		.caller = rq_form(rq, "caller"), .pack = rq_form(rq, "pack"), .asked = rq_form(rq, "asked"),
		.asked_of = rq_form(rq, "asked_of"), .asked_basis = rq_form(rq, "asked_basis") };
	for (int i = 0; i < GROUP_COUNT; i++)
		v->quota[i] = rq_form(rq, arena_fmt(rq->a, "q_%s", group_name((enum group)i)));
	TRY(calling_place(rq, v, rq_form(rq, "place"), 0));
	calling_check(rq, v, d);
	return OK;
}

struct err
calling_try(struct req *rq)
{
	struct calling_view v;
	struct calling_do d;
	struct err e;

	TRY(calling_read(rq, &v, &d));
	e = rq->nfaults ? OK : tx_run(rq, calling_tx, &d);
	if (e.code == 422)
		rq_fault(rq, fault_field(e.key), e.key, NULL);
	return e.code == 422 ? OK : e;
}

static struct err
calling_post(struct req *rq, struct out *o)
{
	struct calling_view v;
	struct calling_do d;
	struct err e = OK;

	TRY(calling_read(rq, &v, &d));
	if (!rq->nfaults)
		e = tx_run(rq, calling_tx, &d);
	if (e.code == 422)
		rq_fault(rq, fault_field(e.key), e.key, NULL);
	else
		TRY(e);
	if (rq->nfaults) {
		rq->status = 422;
		return calling_page(rq, o, &v);
	}
	return see_other(rq, NULL);
}

/* ---- another time, or none ---- */

static struct err
change_page(struct req *rq, struct out *o, const struct change_view *v)
{
	if (v->m->held || v->m->off)
		return see_other(rq, v->m->address);
	rq->nav = "meetings";
	page_begin(o, rq, tr(rq, M_council_meet_change));
	council_meet_change_html(o, rq, v);
	page_end(o, rq);
	return OK;
}

static struct err
change_get(struct req *rq, struct out *o)
{
	const struct meeting_view *m = rq->object;
	struct change_view v = { m, view_date(rq, m->r.starts), hour_text(rq->a, rq->env, m->r.starts), hour_text(rq->a, rq->env, m->r.ends), m->r.venue, "", "" };

	return change_page(rq, o, &v);
}

struct changing {
	struct meeting_change c;
	const struct meeting_view *m;
	bool off;
};

static struct err
change_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct changing *d = ctx;
	struct matter m;
	struct who who;
	struct act act;

	TRY(matter_load(w, rq->a, rq->area, d->m->items.v[0].matter, &m));
	TRY(who_of(rq, w, &m, &who));
	act_of(&act, rq, &who);
	TRY(d->off ? meeting_off(w, &act, d->c.meeting, d->c.sequence, d->c.reason) : meeting_move(w, &act, &d->c));
	rq_goto(rq, d->m->address);
	return OK;
}

/* field: the reason's. */
static struct err
change_run(struct req *rq, struct changing *d, const char *field)
{
	struct err e = OK;

	d->m = rq->object;
	if (!d->m->items.n)
		return FAIL(404, M_err_not_found);
	d->c.meeting = d->m->r.id;
	d->c.sequence = -1;
	d->c.reason = rq_form(rq, field);
	text_int(rq_form(rq, "sequence"), 0, INT64_MAX, &d->c.sequence);
	if (text_empty(d->c.reason) || text_len(d->c.reason) > 300)
		rq_fault(rq, field, M_gather_err_reason, NULL);
	if (!rq->nfaults)
		e = tx_run(rq, change_tx, d);
	if (e.code == 422)
		rq_fault(rq, field, e.key, NULL);
	return e.code == 422 ? OK : e;
}

struct err
moving_try(struct req *rq)
{
	struct changing d = { .c = { .venue = rq_form(rq, "venue") } };

	when_take(rq, rq_form(rq, "day"), rq_form(rq, "hour"), rq_form(rq, "until"), &d.c.starts, &d.c.ends);
	if (text_empty(d.c.venue) || text_len(d.c.venue) > 80)
		rq_fault(rq, "venue", M_gather_err_words, NULL);
	return change_run(rq, &d, "reason");
}

struct err
off_try(struct req *rq, const char *field)
{
	struct changing d = { .off = true };

	return change_run(rq, &d, field);
}

/* What became of it: the meeting's page, or the form with its faults. */
static struct err
change_answer(struct req *rq, struct out *o, struct err e, const struct change_view *v, const char *field)
{
	if (e.code == 409)
		rq_fault(rq, field, e.key, NULL);
	else
		TRY(e);
	if (!rq->nfaults)
		return see_other(rq, NULL);
	rq->status = e.code == 409 ? 409 : 422;
	return change_page(rq, o, v);
}

static struct err
move_post(struct req *rq, struct out *o)
{
	struct change_view v = { rq->object, rq_form(rq, "day"), rq_form(rq, "hour"), rq_form(rq, "until"), rq_form(rq, "venue"),
		rq_form(rq, "reason"), "" };

	return change_answer(rq, o, moving_try(rq), &v, "reason");
}

static struct err
off_post(struct req *rq, struct out *o)
{
	const struct meeting_view *m = rq->object;
	struct change_view v = { m, view_date(rq, m->r.starts), hour_text(rq->a, rq->env, m->r.starts), hour_text(rq->a, rq->env, m->r.ends), m->r.venue, "",
		rq_form(rq, "off_reason") };

	return change_answer(rq, o, off_try(rq, "off_reason"), &v, "off_reason");
}

static const struct route routes[] = {
	{ VERB_GET, "/meetings/new", RIGHT_MEET, NULL, calling_get, "The form for calling a meeting.", 0 },
	{ VERB_POST, "/meetings/new", RIGHT_MEET, NULL, calling_post, "Call a meeting with its agenda.", 0 },
	{ VERB_GET, "/meetings/:place/:number/change", RIGHT_MEET, meeting_route, change_get, "The forms for another time, or none.", 0 },
	{ VERB_POST, "/meetings/:place/:number/move", RIGHT_MEET, meeting_route, move_post, "Move a meeting; everybody invited is told.", 0 },
	{ VERB_POST, "/meetings/:place/:number/off", RIGHT_MEET, meeting_route, off_post, "Cancel a meeting; everybody invited is told.", 0 },
	{ 0 }
};

const struct route *
council_convene_routes(void)
{
	return routes;
}
