/* council_meet_web.c - meetings to read: the list, one meeting, its printed sheet, calendars. */
#include "services/council/council.h"

#include "base/day.h"
#include "base/text.h"
#include "council_meeting_html.h"
#include "council_meetings_html.h"
#include "council_meet_sheet_html.h"
#include "formats/ics.h"
#include "matter/packs.h"
#include "services/council/council_meet.h"
#include "services/council/council_scope.h"
#include "base_msg.h"
#include "council_meet_msg.h"
#include "pack_msg.h"

#define LIST_ROWS     50
#define CALENDAR_ROWS 200

/* ---- what these pages share ---- */

int
present_sum(const char *present)
{
	int heads[GROUP_COUNT];

	heads_read(present, heads);
	return heads_sum(heads);
}

const char *
meeting_when(struct req *rq, const struct meeting_view *v)
{
	return trf(rq, M_council_from_to, view_day(rq, v->r.starts), hour_text(rq->a, rq->env, v->r.starts), hour_text(rq->a, rq->env, v->r.ends), NULL);
}

enum msg
caller_label(const char *caller)
{
	static const struct { const char *name; enum msg label; } rows[] = { { "committee", M_council_by_committee },
		{ "party", M_council_by_party }, { "street", M_council_by_street }, { "members", M_council_by_members } };

	for (size_t i = 0; i < COUNT(rows); i++)
		if (strcmp(rows[i].name, caller) == 0)
			return rows[i].label;
	return M_council_by_committee;
}

int
quota_short(const struct meeting_view *v, int group)
{
	return v->heads[group] < v->quota[group] ? v->quota[group] - v->heads[group] : 0;
}

bool
quota_any(const struct meeting_view *v)
{
	return heads_sum(v->quota) > 0;
}

/* The pack of that version: in memory, else as it was kept with the decision. */
static struct err
pack_load(struct req *rq, const char *version, const struct pack **ret)
{
	struct rule_pack_get row;
	struct source_faults faults;
	bool found;

	*ret = packs_version(version);
	if (*ret)
		return OK;
	TRY(rule_pack_get(rq->db, rq->a, rq->area, version, &row, &found));
	*ret = found ? pack_parse(rq->a, row.text, strlen(row.text), &faults) : NULL;
	return *ret ? OK : FAIL(500, M_pack_err_file);
}

static struct err
motions_load(struct req *rq, struct meeting_view *v)
{
	struct motion_list_rows rows;

	TRY(motion_list(rq->db, rq->a, rq->area, v->r.id, &rows));
	v->motions = NEWN(rq->a, struct motion_view, rows.n + 1);
	for (v->nmotions = 0; v->nmotions < rows.n; v->nmotions++) {
		struct motion_view *m = &v->motions[v->nmotions];

		m->r = rows.v[v->nmotions];
		if (!text_empty(m->r.pack) && pack_result_read(m->r.numbers, &m->result))
			TRY(pack_load(rq, m->r.version, &m->pack));
	}
	return OK;
}

struct err
meeting_open(struct req *rq, int64_t id)
{
	struct meeting_view *v = NEW(rq->a, struct meeting_view);
	bool found;

	TRY(meeting_row(rq->db, rq->a, rq->area, id, &v->r, &found));
	if (!found)
		return FAIL(404, M_err_not_found);
	TRY(place_get(rq->db, rq->a, rq->area, v->r.place, &v->place));
	TRY(agenda_of(rq->db, rq->a, rq->area, v->r.id, &v->items));
	TRY(motions_load(rq, v));
	heads_read(v->r.present, v->heads);
	heads_read(v->r.quota, v->quota);
	v->all = heads_sum(v->heads);
	v->held = strcmp(v->r.state, "held") == 0;
	v->off = strcmp(v->r.called, "cancelled") == 0;
	v->pack = text_empty(v->r.pack) ? NULL : packs_find(v->r.pack, day_of(rq->env, v->r.starts));
	v->address = v->r.path;
	rq->object = v;
	rq->place = v->place.id;
	return OK;
}

struct err
meeting_route(struct req *rq)
{
	struct meeting_of_number row;
	struct place place;
	bool found;

	TRY(place_by_slug(rq->db, rq->a, rq->area, rq_param(rq, "place"), &place, &found));
	if (found)
		TRY(meeting_of_number(rq->db, rq->a, rq->area, place.id, rq_param(rq, "number"), &row, &found));
	return found ? meeting_open(rq, row.id) : FAIL(404, M_err_not_found);
}

/* ---- list and page ---- */

static struct err
meetings_get(struct req *rq, struct out *o)
{
	struct meeting_list_rows soon, past;
	struct meeting_called_for called;
	struct places places;
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
	TRY(place_list(rq->db, rq->a, rq->area, PLACE_COMMUNITY, &places));
	rq->nav = "meetings";
	page_begin(o, rq, tr(rq, M_council_meetings));
	council_meetings_html(o, rq, &soon, &past, &places, scope_of(rq, RIGHT_MEET) >= 0);
	page_end(o, rq);
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

/* A4: before the meeting its notice, after it the minutes. */
static struct err
sheet_get(struct req *rq, struct out *o)
{
	const struct meeting_view *v = rq->object;
	const char *qr;
	int side;

	TRY(view_qr(rq, v->address, &qr, &side));
	rq->nav = "meetings";
	page_begin(o, rq, trf(rq, v->held ? M_council_sheet_minutes : M_council_sheet_notice, v->r.title, NULL));
	council_meet_sheet_html(o, rq, v, qr, side);
	page_end(o, rq);
	return OK;
}

/* ---- calendars ---- */

static struct ics_event
event_of(struct req *rq, int64_t id, const char *title, const char *venue, const char *path, int64_t starts, int64_t ends,
	int64_t changed, int64_t sequence, bool off, const char *words)
{
	return (struct ics_event){ .uid = arena_fmt(rq->a, "meeting-%lld@%lld.qiao", (long long)id, (long long)rq->area),
		.stamp = changed, .starts = starts, .ends = ends, .sequence = sequence, .cancelled = off, .title = title,
		.place = venue, .words = words, .url = view_url(rq, path) };
}

static struct err
event_get(struct req *rq, struct out *o)
{
	const struct meeting_view *v = rq->object;
	struct out words;
	struct ics_event e;

	out_init(&words, rq->a);
	for (size_t i = 0; i < v->items.n; i++)
		out_fmt(&words, "%s%zu. %s", i ? "\n" : "", i + 1, v->items.v[i].title);
	e = event_of(rq, v->r.id, v->r.title, v->r.venue, v->address, v->r.starts, v->r.ends, v->r.changed, v->r.sequence, v->off,
		out_cstr(&words));
	ics_begin(o, v->r.title);
	ics_put(o, &e);
	ics_end(o);
	rq_save_as(rq, ICS_TYPE, arena_fmt(rq->a, "%s.ics", v->r.number));
	return OK;
}

static struct err
calendar_get(struct req *rq, struct out *o)
{
	struct meeting_calendar_rows rows;
	struct place place;
	bool found;

	TRY(place_by_slug(rq->db, rq->a, rq->area, rq_param(rq, "place"), &place, &found));
	if (!found || place.kind != PLACE_COMMUNITY)
		return FAIL(404, M_err_not_found);
	TRY(meeting_calendar(rq->db, rq->a, rq->area, place.id, CALENDAR_ROWS, &rows));
	ics_begin(o, trf(rq, M_council_calendar_of, place_name(&place, rq->lang), NULL));
	for (size_t i = 0; i < rows.n; i++) {
		const struct meeting_calendar *r = &rows.v[i];
		struct ics_event e = event_of(rq, r->id, r->title, r->venue, r->path, r->starts, r->ends, r->changed, r->sequence,
			strcmp(r->called, "cancelled") == 0, "");

		ics_put(o, &e);
	}
	ics_end(o);
	rq_save_as(rq, ICS_TYPE, arena_fmt(rq->a, "%s.ics", place.slug));
	return OK;
}

static const struct route routes[] = {
	{ VERB_GET, "/meetings", RIGHT_PUBLIC, NULL, meetings_get, "Meetings to come and held.", 0 },
	{ VERB_GET, "/meetings/:place/calendar.ics", RIGHT_PUBLIC, NULL, calendar_get, "A community's meetings as a calendar (RFC 5545).", 0 },
	{ VERB_GET, "/meetings/:place/:number", RIGHT_PUBLIC, meeting_route, meeting_get, "One meeting: agenda, decisions, minutes.", 0 },
	{ VERB_GET, "/meetings/:place/:number/sheet", RIGHT_PUBLIC, meeting_route, sheet_get, "Its notice, later its minutes, on A4.", 0 },
	{ VERB_GET, "/meetings/:place/:number/meeting.ics", RIGHT_PUBLIC, meeting_route, event_get, "One meeting for a calendar (RFC 5545).", 0 },
	{ 0 }
};

const struct route *
council_meet_routes(void)
{
	return routes;
}
