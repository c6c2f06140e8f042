/*
 * council_api_room_web.c - meetings, plans and asking units by the API. What came in takes the names of the pages' forms, the pages'
 * own checks and acts run (calling_try, minutes_try, plan_try, adopt_try, ask_try), and their faults get the API's names back.
 */
#include "services/council/council_api_room.h"

#include <stdio.h>

#include "base/text.h"
#include "matter/gather.h"
#include "people/people.h"
#include "people/staff.h"
#include "services/council/council_api_run.h"
#include "services/council/council_meet.h"
#include "services/council/council_money.h"
#include "services/council/council_plan.h"
#include "services/council/council_unit.h"
#include "base_msg.h"
#include "council_api_msg.h"

#define GROUPS "party stairwell owner resident grid unit other"
#define NUMBERS { "numbers", API_WORD, 0, 0, "keep out", NULL, "When the words hold a telephone or identity number: leave it in, or take it out." }
#define VERSION { "version", API_INT, API_MUST, 0, NULL, NULL, "As you saw it." }

static const struct api_field heads_fields[] = {
	{ "group", API_WORD, API_MUST, 0, GROUPS, NULL, NULL }, { "heads", API_INT, API_MUST, 9999, NULL, NULL, NULL }, { 0 }
};
const struct api_schema api_heads_body = { "Heads", "How many of a group.", 0, heads_fields };

static const struct api_field calling_fields[] = {
	{ "place", API_TEXT, API_MUST, 80, NULL, NULL, "The community (the id of /places)." },
	{ "matters", API_LIST, API_MUST, AGENDA_ROWS, NULL, NULL, "On the agenda: ids of accepted matters of this community." },
	{ "title", API_TEXT, API_MUST, 60, NULL, NULL, NULL }, { "day", API_DAY, API_MUST, 0, NULL, NULL, NULL },
	{ "hour", API_TEXT, API_MUST, 5, NULL, NULL, "14:30, in the district's zone." }, { "until", API_TEXT, API_MUST, 5, NULL, NULL, NULL },
	{ "venue", API_TEXT, API_MUST, 80, NULL, NULL, NULL }, { "capacity", API_INT, 0, 99999, NULL, NULL, "Seats; no limit when not said." },
	{ "caller", API_WORD, 0, 0, "committee party street members", NULL, "committee when not said." },
	{ "asked", API_INT, 0, 999999, NULL, NULL, "By members: how many asked for it." }, { "asked_of", API_INT, 0, 999999, NULL, NULL, "Of how many." },
	{ "asked_basis", API_WORD, 0, 0, "heads households representatives groups", NULL, NULL },
	{ "pack", API_TEXT, 0, 60, NULL, NULL, "A rule pack's id; without it a talk." },
	{ "wanted", API_LIST, 0, GROUP_COUNT, NULL, &api_heads_body, "How many of each group are wanted." },
	{ "short_notice", API_BOOL, 0, 0, NULL, NULL, "You know that it is called later than its rule asks." }, { 0 }
};
const struct api_schema api_calling_body = { "NewMeeting", "A meeting to be called.", 0, calling_fields };

static const struct api_field motion_fields[] = {
	{ "words", API_TEXT, API_MUST, 300, NULL, NULL, "What was put to the vote." }, { "ayes", API_INT, API_MUST, 9999, NULL, NULL, NULL },
	{ "nays", API_INT, 0, 9999, NULL, NULL, NULL }, { "abstain", API_INT, 0, 9999, NULL, NULL, NULL }, { 0 }
};
static const struct api_schema motion_body = { "NewMotion", "A show of hands.", 0, motion_fields };
static const struct api_field decision_fields[] = {
	{ "matter", API_TEXT, API_MUST, 19, NULL, NULL, "Its id." }, { "decision", API_WORD, API_MUST, 0, "adopt more reject", NULL, NULL },
	{ "words", API_TEXT, API_MUST, 2000, NULL, NULL, "In a sentence." }, { "motions", API_LIST, 0, MOTIONS_MAX, NULL, &motion_body, NULL }, { 0 }
};
static const struct api_schema decision_body = { "NewDecision", "What was decided on one matter of the agenda.", 0, decision_fields };
static const struct api_field holding_fields[] = {
	VERSION, { "minutes", API_TEXT, API_MUST, 20000, NULL, NULL, "Published; roles, never names." },
	{ "present", API_LIST, API_MUST, GROUP_COUNT, NULL, &api_heads_body, NULL },
	{ "present_note", API_TEXT, 0, 300, NULL, NULL, "Needed when they are not those who signed in." },
	{ "pack", API_TEXT, 0, 60, NULL, NULL, "The rule the motions are checked against." }, { "voters", API_INT, 0, 9999, NULL, NULL, "Of those present; all when not said." },
	{ "body_basis", API_WORD, 0, 0, "heads households representatives groups", NULL, NULL }, { "body_all", API_INT, 0, 999999, NULL, NULL, "The whole body." },
	{ "body_present", API_INT, 0, 999999, NULL, NULL, NULL }, { "decisions", API_LIST, API_MUST, AGENDA_ROWS, NULL, &decision_body, "One for each matter." },
	NUMBERS, { 0 }
};
const struct api_schema api_holding_body = { "NewMinutes", "A meeting that was held.", 0, holding_fields };

#define SEQUENCE { "sequence", API_INT, API_MUST, 0, NULL, NULL, "The meeting's, as you saw it." }
static const struct api_field moving_fields[] = {
	SEQUENCE, { "day", API_DAY, API_MUST, 0, NULL, NULL, NULL }, { "hour", API_TEXT, API_MUST, 5, NULL, NULL, "14:30, in the district's zone." },
	{ "until", API_TEXT, API_MUST, 5, NULL, NULL, NULL }, { "venue", API_TEXT, API_MUST, 80, NULL, NULL, NULL },
	{ "reason", API_TEXT, API_MUST, 300, NULL, NULL, "Published, and told to everybody who was invited." }, { 0 }
};
const struct api_schema api_moving_body = { "NewMeetingTime", "Another time or place for a meeting.", 0, moving_fields };
static const struct api_field off_fields[] = {
	SEQUENCE, { "reason", API_TEXT, API_MUST, 300, NULL, NULL, "Published, and told to everybody who was invited." }, { 0 }
};
const struct api_schema api_off_body = { "MeetingCancelled", "A meeting is not held.", 0, off_fields };

static const struct api_field option_fields[] = {
	{ "title", API_TEXT, API_MUST, 60, NULL, NULL, NULL }, { "body", API_TEXT, 0, 1000, NULL, NULL, NULL },
	{ "cost", API_TEXT, 0, 20, NULL, NULL, "In yuan: 12000 or 12000.50." }, { "payer", API_TEXT, 0, 60, NULL, NULL, NULL }, { 0 }
};
static const struct api_schema option_body = { "NewPlanOption", "One way of doing it.", 0, option_fields };
static const struct api_field task_fields[] = {
	{ "unit", API_TEXT, API_MUST, 80, NULL, NULL, "A code of /units." }, { "what", API_TEXT, API_MUST, 300, NULL, NULL, NULL }, { 0 }
};
static const struct api_schema task_body = { "NewPlanTask", "Who does what.", 0, task_fields };
static const struct api_field planning_fields[] = {
	{ "after", API_INT, API_MUST, 0, NULL, NULL, "The newest version as you saw it, 0 when there is none." },
	{ "summary", API_TEXT, API_MUST, 1000, NULL, NULL, "The goal." }, { "options", API_LIST, API_MUST, PLAN_OPTIONS, NULL, &option_body, NULL },
	{ "tasks", API_LIST, 0, PLAN_TASKS, NULL, &task_body, NULL }, NUMBERS, { 0 }
};
const struct api_schema api_planning_body = { "NewPlan", "The next version of a plan.", 0, planning_fields };

static const struct api_field adopting_fields[] = {
	{ "version", API_INT, API_MUST, 0, NULL, NULL, "The matter's, as you saw it." }, { "plan", API_INT, API_MUST, 0, NULL, NULL, "The newest version." },
	{ "option", API_TEXT, API_MUST, 19, NULL, NULL, "Its option's id." }, { "by", API_TEXT, API_MUST, 60, NULL, NULL, "Which body adopted it." }, { 0 }
};
const struct api_schema api_adopting_body = { "Adoption", "A plan is adopted.", 0, adopting_fields };

static const struct api_field asked_fields[] = {
	{ "unit", API_TEXT, API_MUST, 80, NULL, NULL, "A code of /units." }, { "what", API_TEXT, 0, 2000, NULL, NULL, "What only this unit is asked." },
	{ "day", API_DAY, 0, 0, NULL, NULL, "Its own day for answering." }, { 0 }
};
static const struct api_schema asked_body = { "AskedUnit", "One of the units that are asked.", 0, asked_fields };
static const struct api_field asking_fields[] = {
	{ "version", API_INT, API_MUST, 0, NULL, NULL, "The matter's, as you saw it." }, { "what", API_TEXT, API_MUST, 2000, NULL, NULL, NULL },
	{ "day", API_DAY, API_MUST, 0, NULL, NULL, "To be answered by." }, { "units", API_LIST, API_MUST, PLAN_TASKS, NULL, &asked_body, NULL },
	{ "lead", API_TEXT, 0, 80, NULL, NULL, "The code of the one that leads; without it whoever receives it first." },
	{ "standing", API_WORD, 0, 0, "order request", NULL, "request when not said; only units the district may order are ordered." },
	{ "by", API_WORD, 0, 0, "link phone", NULL, "phone: no letter with a link goes out." },
	{ "named", API_BOOL, 0, 0, NULL, NULL, "The street names the unit; it cannot return this one." }, NUMBERS, { 0 }
};
const struct api_schema api_asking_body = { "NewAsking", "Units are asked about a matter.", 0, asking_fields };

/* ---- names there and back ---- */

const char *
api_nth(struct req *rq, const char *list, size_t i, const char *name)
{
	return rq_form(rq, arena_fmt(rq->a, "%s.%zu.%s", list, i, name));
}

size_t
api_count(struct req *rq, const char *list)
{
	int64_t n = 0;

	text_int(rq_form(rq, list), 0, 99, &n);
	return (size_t)n;
}

void
api_put(struct req *rq, const char *name, const char *value)
{
	if (!text_empty(value))
		api_form_add(rq, name, value);
}

void
api_heads(struct req *rq, const char *list, char letter)
{
	for (size_t i = 0; i < api_count(rq, list); i++)
		api_put(rq, arena_fmt(rq->a, "%c_%s", letter, api_nth(rq, list, i, "group")), api_nth(rq, list, i, "heads"));
}

/* The id of a unit's code as digits; a fault and "" when there is none. */
static const char *
unit_id(struct req *rq, const char *name)
{
	struct org o;
	bool found = false;
	struct err e = org_by_code(rq->db, rq->a, rq->area, rq_form(rq, name), &o, &found);

	if (!e.code && found)
		return arena_fmt(rq->a, "%lld", (long long)o.id);
	rq_fault(rq, name, M_api_err_unit_code, NULL);
	return "";
}

/* A fault of the page's field, at the API's. index: of the agenda's item in "decisions". */
static const char *
named_back(struct req *rq, const char *field, const size_t *index)
{
	static const struct { const char *page, *api; } same[] = { { "matter", "matters" }, { "short", "short_notice" }, { "n_party", "present" },
		{ "note", "present_note" } };
	unsigned i, k;
	char rest[16];

	for (size_t j = 0; j < COUNT(same); j++)
		if (strcmp(field, same[j].page) == 0)
			return same[j].api;
	if (sscanf(field, "o%u_%15s", &i, rest) == 2)
		return arena_fmt(rq->a, "options.%u.%s", i, rest);
	if (sscanf(field, "t%u_%15s", &i, rest) == 2)
		return arena_fmt(rq->a, "tasks.%u.%s", i, strcmp(rest, "org") == 0 ? "unit" : rest);
	if (sscanf(field, "c%u_%15s", &i, rest) == 2)
		return arena_fmt(rq->a, "places.%u.%s", i, strcmp(rest, "lon") == 0 ? "long" : rest);
	if (sscanf(field, "f%u_%u_%15s", &i, &k, rest) == 3 || sscanf(field, "r%u_%u_%15s", &i, &k, rest) == 3)
		return arena_fmt(rq->a, "places.%u.%s.%u.%s", i, *field == 'f' ? "facts" : "rules", k, rest);
	if (sscanf(field, "q%u_%15s", &i, rest) == 2)
		return arena_fmt(rq->a, "questions.%u.%s", i, rest);
	if (index && sscanf(field, "m%u_%u_%15s", &i, &k, rest) == 3)
		return arena_fmt(rq->a, "decisions.%zu.motions.%u.%s", index[i], k, rest);
	if (index && (*field == 'd' || *field == 'w') && sscanf(field + 1, "%u", &i) == 1)
		return arena_fmt(rq->a, "decisions.%zu.%s", index[i], *field == 'd' ? "decision" : "words");
	if (sscanf(field, "q_%15s", rest) == 1)
		return "wanted";
	if (sscanf(field, "p_%15s", rest) == 1)
		return "present";
	return strncmp(field, "more-", 5) == 0 || strncmp(field, "day-", 4) == 0 ? "units" : field;
}

static void
faults_name(struct req *rq, const size_t *index)
{
	for (size_t i = 0; i < rq->nfaults; i++)
		rq->faults[i].field = named_back(rq, rq->faults[i].field, index);
}

/* ---- reading what was written ---- */

struct reading {
	struct err (*fill)(struct req *rq, struct db *w, struct api_answer *ret);
	struct api_answer *ret;
	const char *place;
};

static struct err
reading_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct reading *r = ctx;

	rq->location = r->place;
	return r->fill(rq, w, r->ret);
}

struct err
api_done(struct req *rq, struct err e, const size_t *index, struct err (*fill)(struct req *rq, struct db *w, struct api_answer *ret),
	struct api_answer *ret)
{
	struct reading r = { fill, ret, rq->location };

	faults_name(rq, index);
	TRY(e);
	if (rq->nfaults)
		return OK;
	rq->once = "";
	return tx_run(rq, reading_tx, &r);
}

/* ---- meetings ---- */

/* "/meetings/beian/2026-3", where the act led. */
static struct err
meeting_at(struct req *rq, struct db *w, struct api_answer *ret)
{
	const char *number = strrchr(rq->location, '/'), *slug = rq->location + strlen("/meetings/");
	struct meeting_of_number row;
	struct place place;
	bool found;

	TRY(place_by_slug(w, rq->a, rq->area, arena_dup(rq->a, slug, (size_t)(number - slug)), &place, &found));
	if (found)
		TRY(meeting_of_number(w, rq->a, rq->area, place.id, number + 1, &row, &found));
	if (!found)
		return FAIL(404, M_err_not_found);
	rq->location = arena_fmt(rq->a, API_ROOT "/meetings/%lld", (long long)row.id);
	return api_meeting_say(rq, w, row.id, ret);
}

struct err
api_call(struct req *rq, struct api_answer *ret)
{
	size_t n = rq->nform;

	for (size_t i = 0; i < n; i++)
		if (strcmp(rq->form[i].name, "matters[]") == 0)
			api_put(rq, "matter[]", rq->form[i].value);
	api_heads(rq, "wanted", 'q');
	api_put(rq, "short", rq_form(rq, "short_notice"));
	if (text_empty(rq_form(rq, "caller")))
		api_put(rq, "caller", "committee");
	return api_done(rq, calling_try(rq), NULL, meeting_at, ret);
}

struct err
api_meeting_load(struct req *rq)
{
	return meeting_open(rq, rq_param_id(rq, "id"));
}

static struct err
meeting_now(struct req *rq, struct db *w, struct api_answer *ret)
{
	const struct meeting_view *v = rq->object;

	rq->location = arena_fmt(rq->a, API_ROOT "/meetings/%lld", (long long)v->r.id);
	return api_meeting_say(rq, w, v->r.id, ret);
}

/* One decision of the body, to the place of its matter on the agenda. */
static void
decision_put(struct req *rq, size_t from, size_t item)
{
	static const char *const hands[] = { "ayes", "nays", "abstain" };
	const char *motions = arena_fmt(rq->a, "decisions.%zu.motions", from);

	api_put(rq, arena_fmt(rq->a, "d%zu", item), api_nth(rq, "decisions", from, "decision"));
	api_put(rq, arena_fmt(rq->a, "w%zu", item), api_nth(rq, "decisions", from, "words"));
	for (size_t k = 0; k < api_count(rq, motions); k++) {
		api_put(rq, arena_fmt(rq->a, "m%zu_%zu_words", item, k), api_nth(rq, motions, k, "words"));
		for (size_t h = 0; h < COUNT(hands); h++)
			api_put(rq, arena_fmt(rq->a, "m%zu_%zu_%zu", item, k, h), api_nth(rq, motions, k, hands[h]));
	}
}

struct err
api_hold(struct req *rq, struct api_answer *ret)
{
	const struct meeting_view *v = rq->object;
	size_t *index = NEWN(rq->a, size_t, v->items.n + 1), n = api_count(rq, "decisions");

	for (size_t k = 0; k < n; k++) {
		int64_t matter = 0;
		size_t i = 0;

		text_int(api_nth(rq, "decisions", k, "matter"), 1, INT64_MAX, &matter);
		while (i < v->items.n && v->items.v[i].matter != matter)
			i++;
		if (i == v->items.n) {
			rq_fault(rq, arena_fmt(rq->a, "decisions.%zu.matter", k), M_api_err_agenda, NULL);
			continue;
		}
		index[i] = k;
		decision_put(rq, k, i);
	}
	api_heads(rq, "present", 'n');
	api_put(rq, "note", rq_form(rq, "present_note"));
	return api_done(rq, minutes_try(rq), index, meeting_now, ret);
}

struct err
api_meeting_move(struct req *rq, struct api_answer *ret)
{
	return api_done(rq, moving_try(rq), NULL, meeting_now, ret);
}

struct err
api_meeting_off(struct req *rq, struct api_answer *ret)
{
	return api_done(rq, off_try(rq, "reason"), NULL, meeting_now, ret);
}

/* ---- plans ---- */

static struct err
plan_say(struct req *rq, struct db *db, const struct plan_row *p, struct api_plan *ret)
{
	struct option_list_rows options;
	struct api_plan_option *os;
	struct task_list_rows tasks;
	struct api_plan_task *ts;

	TRY(option_list(db, rq->a, rq->area, p->id, &options));
	TRY(task_list(db, rq->a, rq->area, p->id, &tasks));
	os = NEWN(rq->a, struct api_plan_option, options.n + 1);
	ts = NEWN(rq->a, struct api_plan_task, tasks.n + 1);
	for (size_t i = 0; i < options.n; i++)
		os[i] = (struct api_plan_option){ options.v[i].id, options.v[i].title, options.v[i].body, fen_plain(rq->a, options.v[i].cost),
			options.v[i].payer, options.v[i].chosen != 0 };
	for (size_t i = 0; i < tasks.n; i++) {
		struct org o;

		TRY(org_get(db, rq->a, rq->area, tasks.v[i].org, &o));
		ts[i] = (struct api_plan_task){ o.code, org_name(&o, rq->lang), tasks.v[i].what };
	}
	*ret = (struct api_plan){ p->version, p->created, p->adopted, p->state, p->summary, p->adopted_by, { os, options.n }, { ts, tasks.n } };
	return OK;
}

struct err
api_plans(struct req *rq, struct api_answer *ret)
{
	const struct matter *m = rq->object;
	struct plan_row_rows rows;
	struct api_plan *v;

	TRY(plan_list(rq->db, rq->a, rq->area, m->r.id, &rows));
	v = NEWN(rq->a, struct api_plan, rows.n + 1);
	for (size_t i = 0; i < rows.n; i++)
		TRY(plan_say(rq, rq->db, &rows.v[i], &v[i]));
	*ret = (struct api_answer){ v, rows.n, NULL };
	return OK;
}

static struct err
plan_newest(struct req *rq, struct db *w, struct api_answer *ret)
{
	const struct matter *m = rq->object;
	struct api_plan *it = NEW(rq->a, struct api_plan);
	struct plan_row p;
	bool any;

	TRY(plan_last(w, rq->a, rq->area, m->r.id, &p, &any));
	if (!any)
		return FAIL(404, M_err_not_found);
	rq->location = arena_fmt(rq->a, API_ROOT "/matters/%lld/plans", (long long)m->r.id);
	ret->v = it;
	return plan_say(rq, w, &p, it);
}

struct err
api_plan_write(struct req *rq, struct api_answer *ret)
{
	static const char *const of_option[] = { "title", "body", "cost", "payer" };

	for (size_t i = 0; i < api_count(rq, "options"); i++)
		for (size_t k = 0; k < COUNT(of_option); k++)
			api_put(rq, arena_fmt(rq->a, "o%zu_%s", i, of_option[k]), api_nth(rq, "options", i, of_option[k]));
	for (size_t i = 0; i < api_count(rq, "tasks"); i++) {
		api_put(rq, arena_fmt(rq->a, "t%zu_org", i), unit_id(rq, arena_fmt(rq->a, "tasks.%zu.unit", i)));
		api_put(rq, arena_fmt(rq->a, "t%zu_what", i), api_nth(rq, "tasks", i, "what"));
	}
	return rq->nfaults ? OK : api_done(rq, plan_try(rq), NULL, plan_newest, ret);
}

struct err
api_adopt(struct req *rq, struct api_answer *ret)
{
	return api_done(rq, adopt_try(rq), NULL, plan_newest, ret);
}

/* ---- asking units ---- */

static struct err
asked_now(struct req *rq, struct db *w, struct api_answer *ret)
{
	const struct matter *m = rq->object;
	struct api_say s = api_say_of(rq, w);
	struct api_assignment *v;
	struct assignments as;

	TRY(assignment_list(w, rq->a, rq->area, m->r.id, &as));
	v = NEWN(rq->a, struct api_assignment, as.n + 1);
	for (size_t i = 0; i < as.n; i++)
		api_assignment_fill(&s, &as.v[i], &v[i]);
	rq->location = arena_fmt(rq->a, API_ROOT "/matters/%lld/assignments", (long long)m->r.id);
	*ret = (struct api_answer){ v, as.n, NULL };
	return OK;
}

struct err
api_ask(struct req *rq, struct api_answer *ret)
{
	const char *lead = rq_form(rq, "lead");

	for (size_t i = 0; i < api_count(rq, "units"); i++) {
		const char *id = unit_id(rq, arena_fmt(rq->a, "units.%zu.unit", i));

		api_put(rq, "units[]", id);
		api_put(rq, arena_fmt(rq->a, "more-%s", id), api_nth(rq, "units", i, "what"));
		api_put(rq, arena_fmt(rq->a, "day-%s", id), api_nth(rq, "units", i, "day"));
	}
	if (!text_empty(lead))				/* the page's field of this name holds an id */
		api_form_set(rq, "lead", unit_id(rq, "lead"));
	if (strcmp(rq_form(rq, "named"), "yes") != 0)	/* a box that is not ticked is not sent */
		for (size_t i = 0; i < rq->nform; i++)
			if (strcmp(rq->form[i].name, "named") == 0)
				rq->form[i].name = "";
	return rq->nfaults ? OK : api_done(rq, ask_try(rq), NULL, asked_now, ret);
}
