/* council_meet_web.c - meetings: the list, one meeting, calling one, its minutes and decisions. */
#include "services/council/council.h"

#include "base/day.h"
#include "base/text.h"
#include "council_meet_new_html.h"
#include "council_meeting_html.h"
#include "council_meetings_html.h"
#include "council_minutes_html.h"
#include "services/council/council_meet.h"
#include "services/council/council_scope.h"

#define LIST_ROWS   50
#define AGENDA_ROWS 20

int
present_sum(const char *present)
{
	int heads[PRESENT_COUNT], all = 0;

	present_read(present, heads);
	for (int i = 0; i < PRESENT_COUNT; i++)
		all += heads[i];
	return all;
}

/* ---- list and page ---- */

static struct err
meetings_get(struct req *rq, struct out *o)
{
	struct meeting_list_rows soon, past;
	struct meeting_called_for called;
	int64_t matter = 0;
	bool found;

	/* From the workbench: the meeting that is to decide on a matter. */
	if (text_int(rq_query(rq, "matter"), 1, INT64_MAX, &matter)) {
		TRY(meeting_called_for(rq->db, rq->a, rq->area, matter, &called, &found));
		if (found)
			return see_other(rq, arena_fmt(rq->a, "/meetings/%s/%s/minutes", called.slug, called.number));
	}
	TRY(meeting_list(rq->db, rq->a, rq->area, "called", LIST_ROWS, &soon));
	TRY(meeting_list(rq->db, rq->a, rq->area, "held", LIST_ROWS, &past));
	rq->nav = "meetings";
	page_begin(o, rq, tr(rq, M_council_meetings));
	council_meetings_html(o, rq, &soon, &past, scope_of(rq, RIGHT_MEET) >= 0);
	page_end(o, rq);
	return OK;
}

static struct err
meeting_route(struct req *rq)
{
	struct meeting_view *v = NEW(rq->a, struct meeting_view);
	struct meeting_of_number row;
	bool found;

	TRY(place_by_slug(rq->db, rq->a, rq->area, rq_param(rq, "place"), &v->place, &found));
	if (found)
		TRY(meeting_of_number(rq->db, rq->a, rq->area, v->place.id, rq_param(rq, "number"), &row, &found));
	if (found)
		TRY(meeting_row(rq->db, rq->a, rq->area, row.id, &v->r, &found));
	if (!found)
		return FAIL(404, M_err_not_found);
	TRY(agenda_of(rq->db, rq->a, rq->area, v->r.id, &v->items));
	present_read(v->r.present, v->heads);
	v->all = present_sum(v->r.present);
	v->address = arena_fmt(rq->a, "/meetings/%s/%s", v->place.slug, v->r.number);
	rq->object = v;
	rq->place = v->place.id;
	return OK;
}

static struct err
meeting_get(struct req *rq, struct out *o)
{
	struct meeting_view v = *(const struct meeting_view *)rq->object;

	v.may = people_may(rq->db, rq->area, rq->caller, RIGHT_MEET, v.place.id);
	rq->nav = "meetings";
	page_begin(o, rq, v.r.title);
	council_meeting_html(o, rq, &v);
	page_end(o, rq);
	return OK;
}

/* ---- calling ---- */

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
	struct matter m;
	bool found = false;

	if (!text_empty(slug))
		TRY(place_by_slug(rq->db, rq->a, rq->area, slug, &v->place, &found));
	if (!found && matter) {
		TRY(matter_load(rq->db, rq->a, rq->area, matter, &m));
		v->place = m.place;
		found = true;
	}
	TRY(place_list(rq->db, rq->a, rq->area, PLACE_COMMUNITY, &v->places));
	for (size_t i = 0; i < v->places.n && !found; i++)
		if (scope == 0 || place_within(rq->db, rq->area, v->places.v[i].id, scope)) {
			v->place = v->places.v[i];
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
	struct calling_view v = { .title = tr(rq, M_council_meet_usual), .day = "", .hour = "14:30", .venue = "" };
	int64_t *ids = NEWN(rq->a, int64_t, rq->nquery + 1);

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

/* "14:30" of a day in the district's zone; false: not a time. */
static bool
hour_parse(const char *s, int64_t *us)
{
	int64_t h, m;
	char buf[6];

	if (strlen(s) != 5 || s[2] != ':')
		return false;
	memcpy(buf, s, 6);
	buf[2] = '\0';
	if (!text_int(buf, 0, 23, &h) || !text_int(buf + 3, 0, 59, &m))
		return false;
	*us = (h * 60 + m) * 60 * US_SECOND;
	return true;
}

static void
calling_check(struct req *rq, struct calling_view *v, struct calling_do *d)
{
	int64_t *ids = NEWN(rq->a, int64_t, rq->nform + 1), hour = 0;
	int32_t day = 0;

	for (size_t i = 0; i < rq->nform; i++)
		if (strcmp(rq->form[i].name, "matter[]") == 0 && v->nchosen < AGENDA_ROWS)
			v->nchosen += text_int(rq->form[i].value, 1, INT64_MAX, &ids[v->nchosen]);
	v->chosen = ids;
	if (text_empty(v->title) || text_len(v->title) > 60)
		rq_fault(rq, "title", M_council_err_calling, NULL);
	if (!day_parse(v->day, &day))
		rq_fault(rq, "day", M_matter_err_day, NULL);
	if (!hour_parse(v->hour, &hour))
		rq_fault(rq, "hour", M_council_err_hour, NULL);
	if (text_empty(v->venue) || text_len(v->venue) > 80)
		rq_fault(rq, "venue", M_council_err_calling, NULL);
	if (!v->nchosen)
		rq_fault(rq, "matter", M_council_err_agenda, NULL);
	d->c = (struct calling){ v->place.id, v->title, v->venue, day_start(rq->env, day) + hour, v->chosen, v->nchosen };
	d->v = v;
}

static struct err
calling_post(struct req *rq, struct out *o)
{
	struct calling_view v = { .title = rq_form(rq, "title"), .day = rq_form(rq, "day"), .hour = rq_form(rq, "hour"),
		.venue = rq_form(rq, "venue") };
	struct calling_do d;
	struct err e = OK;

	TRY(calling_place(rq, &v, rq_form(rq, "place"), 0));
	calling_check(rq, &v, &d);
	if (!rq->nfaults)
		e = tx_run(rq, calling_tx, &d);
	if (e.code == 422)
		rq_fault(rq, "matter", e.key, NULL);
	else
		TRY(e);
	if (rq->nfaults) {
		rq->status = 422;
		return calling_page(rq, o, &v);
	}
	return see_other(rq, NULL);
}

/* ---- minutes ---- */

static struct err
minutes_page(struct req *rq, struct out *o)
{
	const struct meeting_view *v = rq->object;

	if (strcmp(v->r.state, "called") != 0)
		return see_other(rq, v->address);
	rq->nav = "meetings";
	page_begin(o, rq, tr(rq, M_council_write_minutes));
	council_minutes_html(o, rq, v);
	page_end(o, rq);
	return OK;
}

struct holding_do {
	struct holding h;
	const struct meeting_view *v;
};

static struct err
holding_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct holding_do *d = ctx;
	struct matter m;
	struct who who;
	struct act act;

	TRY(matter_load(w, rq->a, rq->area, d->v->items.v[0].matter, &m));
	TRY(who_of(rq, w, &m, &who));
	act_of(&act, rq, &who);
	TRY(meeting_hold(w, &act, &d->h));
	rq_goto(rq, d->v->address);
	return OK;
}

/* A count that may be left out; false and a fault when it is no number. */
static int64_t
count_take(struct req *rq, const char *name, int64_t without, const char *fault)
{
	int64_t n = without;

	if (!text_empty(rq_form(rq, name)) && !text_int(rq_form(rq, name), 0, 9999, &n))
		rq_fault(rq, fault, M_council_err_count, NULL);
	return n;
}

static void
holding_take(struct req *rq, const struct meeting_view *v, struct holding_do *d)
{
	struct decision *ds = NEWN(rq->a, struct decision, v->items.n + 1);
	int64_t all = 0;

	d->v = v;
	d->h = (struct holding){ .meeting = v->r.id, .minutes = rq_form(rq, "minutes"), .decisions = ds, .ndecisions = v->items.n };
	text_int(rq_form(rq, "version"), 0, INT64_MAX, &d->h.version);
	for (int i = 0; i < PRESENT_COUNT; i++) {
		d->h.heads[i] = (int)count_take(rq, arena_fmt(rq->a, "n_%s", present_name((enum present)i)), 0, "n_party");
		all += d->h.heads[i];
	}
	if (!all)
		rq_fault(rq, "n_party", M_council_err_present, NULL);
	for (size_t i = 0; i < v->items.n; i++) {
		const char *dn = arena_fmt(rq->a, "d%zu", i), *wn = arena_fmt(rq->a, "w%zu", i);

		ds[i] = (struct decision){ v->items.v[i].matter, rq_form(rq, dn), rq_form(rq, wn),
			count_take(rq, arena_fmt(rq->a, "h%zu_0", i), -1, wn), count_take(rq, arena_fmt(rq->a, "h%zu_1", i), -1, wn),
			count_take(rq, arena_fmt(rq->a, "h%zu_2", i), -1, wn) };
		if (text_empty(ds[i].decision))
			rq_fault(rq, dn, M_council_err_decide, NULL);
		if (text_empty(ds[i].words))
			rq_fault(rq, wn, M_council_err_decision, NULL);
	}
	if (text_empty(d->h.minutes))
		rq_fault(rq, "minutes", M_council_err_minutes, NULL);
}

static struct err
minutes_post(struct req *rq, struct out *o)
{
	const struct meeting_view *v = rq->object;
	struct holding_do d;
	struct err e = OK;

	if (!v->items.n)
		return FAIL(404, M_err_not_found);
	holding_take(rq, v, &d);
	if (!rq->nfaults)
		e = tx_run(rq, holding_tx, &d);
	if (e.code == 422)
		rq_fault(rq, e.key == M_council_err_minutes ? "minutes" : e.key == M_council_err_present ? "n_party" : "w0", e.key, NULL);
	else
		TRY(e);
	if (rq->nfaults) {
		rq->status = 422;
		return minutes_page(rq, o);
	}
	return see_other(rq, NULL);
}

static const struct route routes[] = {
	{ VERB_GET, "/meetings", RIGHT_PUBLIC, NULL, meetings_get, "Meetings to come and held.", 0 },
	{ VERB_GET, "/meetings/new", RIGHT_MEET, NULL, calling_get, "The form for calling a meeting.", 0 },
	{ VERB_POST, "/meetings/new", RIGHT_MEET, NULL, calling_post, "Call a meeting with its agenda.", 0 },
	{ VERB_GET, "/meetings/:place/:number", RIGHT_PUBLIC, meeting_route, meeting_get, "One meeting: agenda, decisions, minutes.", 0 },
	{ VERB_GET, "/meetings/:place/:number/minutes", RIGHT_MEET, meeting_route, minutes_page, "The form for minutes and decisions.", 0 },
	{ VERB_POST, "/meetings/:place/:number/minutes", RIGHT_MEET, meeting_route, minutes_post, "Publish minutes and decisions.", ROUTE_BIG },
	{ 0 }
};

const struct route *
council_meet_routes(void)
{
	return routes;
}
