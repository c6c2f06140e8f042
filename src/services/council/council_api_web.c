/* council_api_web.c - the API: council's table of operations, and what happens around each of all. */
#include "services/council/council_api.h"
#include "council_api_msg.h"
#include "council_file_msg.h"
#include "matter_msg.h"
#include "web_msg.h"

#include <math.h>

#include "base/hash.h"
#include "base/text.h"
#include "formats/json_in.h"
#include "services/council/council.h"
#include "services/council/council_api_room.h"
#include "services/council/council_api_run.h"

#define ANYBODY 600		/* requests a minute of an address without a key */
#define PHOTOS  4
#define FIELDS_OF_MAPS 64
#define FORM_SPARE     256	/* names that an operation adds for the pages' own checks (council_api_room_web.c) */

#define PAGING                                                                                     \
	{ "limit", API_INT, 0, 100, NULL, NULL, "How many at most, 20 when not said." },              \
	{ "cursor", API_TEXT, 0, 100, NULL, NULL, "`next` of the page before." }
#define PLACE { "place", API_TEXT, 0, 80, NULL, NULL, "Only this community (the id of /places)." }

static const struct api_field matters_query[] = {
	PLACE, { "state", API_TEXT, 0, 40, NULL, NULL, "A state's id, or open, or closed (with a published result)." },
	{ "category", API_TEXT, 0, 40, NULL, NULL, "One of /categories." },
	{ "q", API_TEXT, 0, 80, NULL, NULL, "Words to find; with place at most." }, PAGING, { 0 }
};
static const struct api_field meetings_query[] = {
	PLACE, { "state", API_WORD, 0, 0, "called held cancelled", NULL, NULL }, PAGING, { 0 }
};
static const struct api_field polls_query[] = {
	PLACE, { "state", API_WORD, 0, 0, "made open closed counted few cancelled", NULL, NULL }, PAGING, { 0 }
};
static const struct api_field places_query[] = {
	{ "below", API_TEXT, 0, 80, NULL, NULL, "Those right below this place; without it the tree down to the estates." }, { 0 }
};
static const struct api_field figures_query[] = {
	{ "place", API_TEXT, 0, 80, NULL, NULL, "District, street, community or estate (the id of /places); the whole district when not said." },
	{ "unit", API_TEXT, 0, 80, NULL, NULL, "A unit's code, instead of a place." },
	{ "period", API_TEXT, 0, 7, NULL, NULL, "all (when not said), 12m, 2023 or 2023-04." }, { 0 }
};

static const struct api_field filing_fields[] = {
	{ "place", API_TEXT, API_MUST, 80, NULL, NULL, "Community, estate, building or stairwell (the id of /places)." },
	{ "title", API_TEXT, API_MUST, 60, NULL, NULL, NULL }, { "body", API_TEXT, 0, 4000, NULL, NULL, NULL },
	{ "whereabouts", API_TEXT, 0, 200, NULL, NULL, "The place in words." },
	{ "category", API_TEXT, 0, 40, NULL, NULL, "One of /categories; other when not said." },
	{ "lang", API_WORD, 0, 0, "zh en", NULL, "What it is written in." },
	{ "lat", API_DEGREES, 0, 0, NULL, NULL, "WGS-84; kept to some ten metres." }, { "long", API_DEGREES, 0, 0, NULL, NULL, NULL },
	{ "phone", API_TEXT, 0, 30, NULL, NULL, "The resident's; sealed, used for news only, never given out." },
	{ "photos", API_PHOTOS, 0, PHOTOS, NULL, NULL, NULL }, { 0 }
};
static const struct api_schema filing_body = { "NewMatter", "A need, filed for a resident.", 0, filing_fields };

static const struct api_field support_fields[] = {
	{ "supporter", API_TEXT, API_MUST, 64, NULL, NULL, "Your program's own word for the resident, the same each time: one voice each. It is kept as a keyed hash." },
	{ 0 }
};
static const struct api_schema support_body = { "NewSupport", "A resident stands behind a matter.", 0, support_fields };

static const struct api_field comment_fields[] = {
	{ "author", API_TEXT, API_MUST, 64, NULL, NULL, "Your program's own word for the resident; kept as a keyed hash." },
	{ "body", API_TEXT, API_MUST, 500, NULL, NULL, NULL },
	{ "kind", API_WORD, 0, 0, "comment thanks", NULL, "Thanks only once there is a result." }, { 0 }
};
static const struct api_schema comment_body = { "NewComment", "A comment; a moderator reads it first.", 0, comment_fields };

static const struct api_field move_fields[] = {
	{ "move", API_TEXT, API_MUST, 40, NULL, NULL, "One of the matter's moves." },
	{ "version", API_INT, API_MUST, 0, NULL, NULL, "The matter's version as you saw it." },
	{ "answers", API_MAP, 0, 0, NULL, NULL, "What the move asks, by name: texts; days as YYYY-MM-DD; a matter by its id." },
	{ "reason", API_TEXT, 0, 2000, NULL, NULL, NULL }, { 0 }
};
static const struct api_schema move_body = { "NewMove", "A move, as staff.", 0, move_fields };

static const struct api_field answer_fields[] = {
	{ "outcome", API_WORD, API_MUST, 0, "acknowledged progress question more_time planned done partly impossible returned", NULL, NULL },
	{ "version", API_INT, API_MUST, 0, NULL, NULL, "The assignment's version as you saw it." },
	{ "words", API_TEXT, 0, 2000, NULL, NULL, "Public; needed but for acknowledged." },
	{ "review", API_DAY, 0, 0, NULL, NULL, "With planned." }, { "wanted", API_DAY, 0, 0, NULL, NULL, "With more_time." }, { 0 }
};
static const struct api_schema answer_body = { "NewAnswer", "A unit's answer.", 0, answer_fields };

static struct err document_run(struct req *rq, struct api_answer *ret);

static const struct api_op own_ops[] = {
	{ VERB_GET, "/matters", "listMatters", "Matters, the last changed first.", M_api_op_matters, RIGHT_PUBLIC, 0, NULL, api_matters,
	  matters_query, NULL, &api_card_schema, true, 200, "422" },
	{ VERB_POST, "/matters", "fileMatter", "File a matter for a resident.", M_api_op_file, RIGHT_PUBLIC, SCOPE_FILE, NULL, api_file,
	  NULL, &filing_body, &api_matter_schema, false, 201, "413 415 422" },
	{ VERB_GET, "/matters/:id", "getMatter", "One matter.", M_api_op_matter, RIGHT_PUBLIC, 0, api_matter_load, api_matter,
	  NULL, NULL, &api_matter_schema, false, 200, "404 422" },
	{ VERB_GET, "/matters/:id/timeline", "getTimeline", "What happened to it, the newest first.", M_api_op_timeline, RIGHT_PUBLIC, 0,
	  api_matter_load, api_timeline, NULL, NULL, &api_entry_schema, true, 200, "404 422" },
	{ VERB_GET, "/matters/:id/files", "getFiles", "Its public photos and papers.", M_api_op_files, RIGHT_PUBLIC, 0, api_matter_load,
	  api_files, NULL, NULL, &api_file_schema, true, 200, "404 422" },
	{ VERB_GET, "/matters/:id/comments", "getComments", "Comments and thanks that are shown.", M_api_op_comments, RIGHT_PUBLIC, 0,
	  api_matter_load, api_comments, NULL, NULL, &api_remark_schema, true, 200, "404 422" },
	{ VERB_POST, "/matters/:id/comments", "addComment", "Comment or thank; a moderator reads it first.", M_api_op_comment, RIGHT_PUBLIC,
	  SCOPE_FILE, api_matter_load, api_comment, NULL, &comment_body, &api_remark_schema, false, 202, "404 413 415 422" },
	{ VERB_POST, "/matters/:id/supports", "addSupport", "Stand behind it; twice is once.", M_api_op_support, RIGHT_PUBLIC, SCOPE_FILE,
	  api_matter_load, api_support, NULL, &support_body, &api_support_schema, false, 200, "404 413 415 422" },
	{ VERB_GET, "/matters/:id/assignments", "getAssignments", "Which units were asked what, and their answers.", M_api_op_asked,
	  RIGHT_PUBLIC, 0, api_matter_load, api_asked, NULL, NULL, &api_assignment_schema, true, 200, "404 422" },
	{ VERB_POST, "/matters/:id/assignments", "askUnits", "Ask one or several units; the answer holds all of the matter's.", M_api_op_ask,
	  RIGHT_ASK, SCOPE_ACT, api_matter_load, api_ask, NULL, &api_asking_body, &api_assignment_schema, true, 201, "404 409 413 415 422" },
	{ VERB_GET, "/matters/:id/plans", "getPlans", "The versions of its plan, the newest first.", M_api_op_plans, RIGHT_PUBLIC, 0,
	  api_matter_load, api_plans, NULL, NULL, &api_plan_schema, true, 200, "404 422" },
	{ VERB_POST, "/matters/:id/plans", "writePlan", "The next version of its plan.", M_api_op_plan, RIGHT_PLAN, SCOPE_ACT,
	  api_matter_load, api_plan_write, NULL, &api_planning_body, &api_plan_schema, false, 201, "404 409 413 415 422" },
	{ VERB_POST, "/matters/:id/adoption", "adoptPlan", "Adopt the newest version with one option.", M_api_op_adopt, RIGHT_PLAN, SCOPE_ACT,
	  api_matter_load, api_adopt, NULL, &api_adopting_body, &api_plan_schema, false, 200, "404 409 413 415 422" },
	{ VERB_GET, "/matters/:id/surveys", "getSurveys", "Visits to candidate places, the newest first.", M_api_op_surveys, RIGHT_PUBLIC, 0,
	  api_matter_load, api_surveys, NULL, NULL, &api_survey_schema, true, 200, "404 422" },
	{ VERB_POST, "/matters/:id/surveys", "recordSurvey", "Record a visit.", M_api_op_survey, RIGHT_HANDLE, SCOPE_ACT, api_matter_load,
	  api_survey_write, NULL, &api_surveying_body, &api_survey_schema, false, 201, "404 409 413 415 422" },
	{ VERB_POST, "/matters/:id/surveys/photos", "addSurveyPhotos", "Photos of one place of the newest survey; the answer is that survey.",
	  M_api_op_survey_photos, RIGHT_HANDLE, SCOPE_ACT, api_matter_load, api_survey_photos, NULL, &api_survey_photos_body, &api_survey_schema, false,
	  200, "404 413 415 422" },
	{ VERB_GET, "/matters/:id/moves", "getMoves", "What this key may do with it now.", M_api_op_moves, RIGHT_DESK, SCOPE_ACT,
	  api_matter_load, api_moves, NULL, NULL, &api_move_schema, true, 200, "404 422" },
	{ VERB_POST, "/matters/:id/moves", "makeMove", "Make one move, with the same checks as the pages.", M_api_op_move, RIGHT_DESK,
	  SCOPE_ACT, api_matter_load, api_move, NULL, &move_body, &api_matter_schema, false, 200, "404 409 413 415 422" },
	{ VERB_GET, "/assignments", "listAssignments", "A unit's open assignments, the most urgent first.", M_api_op_assignments, RIGHT_ANSWER,
	  SCOPE_ACT, NULL, api_assignments, NULL, NULL, &api_assignment_schema, true, 200, "422" },
	{ VERB_POST, "/assignments/:id/answers", "answerAssignment", "A unit answers.", M_api_op_answer, RIGHT_ANSWER, SCOPE_ACT,
	  api_assignment_load, api_answer_post, NULL, &answer_body, &api_assignment_schema, false, 200, "404 409 413 415 422" },
	{ VERB_GET, "/meetings", "listMeetings", "Meetings, the latest first.", M_api_op_meetings, RIGHT_PUBLIC, 0, NULL, api_meetings_list,
	  meetings_query, NULL, &api_meeting_schema, true, 200, "422" },
	{ VERB_POST, "/meetings", "callMeeting", "Call a meeting with its agenda.", M_api_op_call, RIGHT_MEET, SCOPE_ACT, NULL, api_call,
	  NULL, &api_calling_body, &api_meeting_full_schema, false, 201, "404 413 415 422" },
	{ VERB_GET, "/meetings/:id", "getMeeting", "One meeting with its agenda.", M_api_op_meeting, RIGHT_PUBLIC, 0, NULL, api_meeting_get,
	  NULL, NULL, &api_meeting_full_schema, false, 200, "404 422" },
	{ VERB_POST, "/meetings/:id/minutes", "holdMeeting", "Minutes, those present, and a decision for each matter of the agenda.",
	  M_api_op_hold, RIGHT_MEET, SCOPE_ACT, api_meeting_load, api_hold, NULL, &api_holding_body, &api_meeting_full_schema, false, 201,
	  "404 409 413 415 422" },
	{ VERB_POST, "/meetings/:id/time", "moveMeeting", "Another time or place; everybody invited is told.", M_api_op_meeting_move, RIGHT_MEET,
	  SCOPE_ACT, api_meeting_load, api_meeting_move, NULL, &api_moving_body, &api_meeting_full_schema, false, 200, "404 409 413 415 422" },
	{ VERB_POST, "/meetings/:id/cancellation", "cancelMeeting", "The meeting is not held; everybody invited is told.", M_api_op_meeting_off,
	  RIGHT_MEET, SCOPE_ACT, api_meeting_load, api_meeting_off, NULL, &api_off_body, &api_meeting_full_schema, false, 200, "404 409 413 415 422" },
	{ VERB_GET, "/polls", "listPolls", "Polls, the latest first.", M_api_op_polls, RIGHT_PUBLIC, 0, NULL, api_polls_list, polls_query, NULL,
	  &api_poll_schema, true, 200, "422" },
	{ VERB_POST, "/polls", "makePoll", "Publish a poll's questions.", M_api_op_poll_new, RIGHT_POLL, SCOPE_ACT, NULL, api_poll_new, NULL,
	  &api_polling_body, &api_poll_full_schema, false, 201, "404 413 415 422" },
	{ VERB_GET, "/polls/:id", "getPoll", "One poll with its questions and its result.", M_api_op_poll, RIGHT_PUBLIC, 0, api_poll_load, api_poll_get,
	  NULL, NULL, &api_poll_full_schema, false, 200, "404 422" },
	{ VERB_POST, "/polls/:id/opening", "openPoll", "Freeze the roll and open the voting.", M_api_op_poll_open, RIGHT_POLL, SCOPE_ACT,
	  api_poll_load, api_poll_opening, NULL, &api_opening_body, &api_poll_full_schema, false, 200, "404 409 413 415 422" },
	{ VERB_POST, "/polls/:id/closing", "closePoll", "Close the voting before its day.", M_api_op_poll_close, RIGHT_POLL, SCOPE_ACT,
	  api_poll_load, api_poll_closing, NULL, &api_closing_body, &api_poll_full_schema, false, 200, "404 409 413 415 422" },
	{ VERB_POST, "/polls/:id/cancellation", "cancelPoll", "Call a poll off, with a reason.", M_api_op_poll_off, RIGHT_POLL, SCOPE_ACT,
	  api_poll_load, api_poll_off, NULL, &api_cancelling_body, &api_poll_full_schema, false, 200, "404 409 413 415 422" },
	{ VERB_GET, "/categories", "listCategories", "What a matter may be about.", M_api_op_categories, RIGHT_PUBLIC, 0, NULL, api_categories,
	  NULL, NULL, &api_category_schema, true, 200, "422" },
	{ VERB_GET, "/places", "listPlaces", "The district's places.", M_api_op_places, RIGHT_PUBLIC, 0, NULL, api_places, places_query, NULL,
	  &api_place_schema, true, 200, "422" },
	{ VERB_GET, "/units", "listUnits", "Offices that can be asked.", M_api_op_units, RIGHT_PUBLIC, 0, NULL, api_units, NULL, NULL,
	  &api_unit_schema, true, 200, "422" },
	{ VERB_GET, "/figures", "getFigures", "What was received, how it ended and what people said of it, with definitions.", M_api_op_figures, RIGHT_PUBLIC, 0, NULL,
	  api_figures_get, figures_query, NULL, &api_figures_schema, false, 200, "422" },
	{ VERB_GET, "/openapi.json", "getDocument", "This document.", M_api_op_document, RIGHT_PUBLIC, 0, NULL, document_run, NULL, NULL, NULL,
	  false, 200, "422" },
	{ 0 }
};

static const struct api_op *const *more_ops;	/* what other services offer: set once by main before any thread starts */

const struct api_op *
api_op_at(size_t i)
{
	if (i < COUNT(own_ops) - 1)
		return &own_ops[i];
	i -= COUNT(own_ops) - 1;
	for (size_t k = 0; more_ops && more_ops[k]; k++)
		for (const struct api_op *op = more_ops[k]; op->path; op++)
			if (i-- == 0)
				return op;
	return NULL;
}

static const struct api_op *
op_of(const struct req *rq)
{
	const struct api_op *op;

	for (size_t i = 0; (op = api_op_at(i)); i++)
		if (op->verb == rq->route->verb && strcmp(op->path, rq->route->path + strlen(API_ROOT)) == 0)
			return op;
	assert(!"a route without an operation");
	return NULL;
}

/* Moves with a room of their own need more than words: /meetings, /matters/:id/plans, /assignments, /surveys; /polls. */
bool
api_move_here(const char *move)
{
	static const char *const rooms[] = { "file", "rate", "thank", "lapse", "call_meeting", "decide_adopt", "decide_more", "decide_reject",
		"adopt_plan", "ask", "unmerge" };

	for (size_t i = 0; i < COUNT(rooms); i++)
		if (strcmp(rooms[i], move) == 0)
			return false;
	return true;
}

/* ---- what comes in ---- */

static bool
is_word(struct arena *a, const char *words, const char *s)
{
	char *save = NULL;

	for (char *w = strtok_r(arena_str(a, words), " ", &save); w; w = strtok_r(NULL, " ", &save))
		if (strcmp(w, s) == 0)
			return true;
	return false;
}

static const struct api_field *
field_of(const struct api_field *v, const char *name)
{
	for (; v && v->name; v++)
		if (strcmp(v->name, name) == 0)
			return v;
	return NULL;
}

/* A text, a word, a number as text: does it fit? name: where it stands in what came in. */
static void
value_check(struct req *rq, const struct api_field *f, const char *name, const char *s)
{
	int64_t n;

	if (f->words && !is_word(rq->a, f->words, s))
		rq_fault(rq, name, M_api_err_word, f->words, NULL);
	else if (f->type == API_INT && !text_int(s, 0, f->at ? (int64_t)f->at : INT64_MAX, &n))
		rq_fault(rq, name, M_api_err_number, NULL);
	else if (f->type == API_TEXT && f->at && text_len(s) > f->at)
		rq_fault(rq, name, M_api_err_long, arena_fmt(rq->a, "%zu", f->at), NULL);
}

static void
query_check(struct req *rq, const struct api_op *op)
{
	for (size_t i = 0; i < rq->nquery; i++) {
		const struct api_field *f = field_of(op->query, rq->query[i].name);

		if (!f)
			rq_fault(rq, rq->query[i].name, M_api_err_unknown, NULL);
		else if (*rq->query[i].value)
			value_check(rq, f, f->name, rq->query[i].value);
	}
}

void
api_form_add(struct req *rq, const char *name, const char *value)
{
	rq->form[rq->nform++] = (struct field){ name, value };
}

void
api_form_set(struct req *rq, const char *name, const char *value)
{
	for (size_t i = 0; i < rq->nform; i++)
		if (strcmp(rq->form[i].name, name) == 0) {
			rq->form[i].value = value;
			return;
		}
	api_form_add(rq, name, value);
}

static void
map_take(struct req *rq, const struct api_field *f, const struct json_in *v)
{
	for (size_t i = 0; i < v->nkids; i++) {
		const char *name = arena_fmt(rq->a, "%s.%s", f->name, v->kids[i].name);

		if (v->kids[i].kind != JSON_IN_TEXT)
			rq_fault(rq, name, M_api_err_type, "string", NULL);
		else
			api_form_add(rq, name, text_clean(rq->a, v->kids[i].text));
	}
	if (v->nkids)				/* it was there */
		api_form_add(rq, f->name, arena_fmt(rq->a, "%zu", v->nkids));
}

/* RFC 4648 §4, as browsers and most libraries write it: "+/" and padding. Our own reader takes the other alphabet. */
static unsigned char *
base64(struct arena *a, const char *s, size_t *n)
{
	char *t = arena_str(a, s);
	size_t len = strlen(t);

	while (len && t[len - 1] == '=')
		t[--len] = 0;
	for (char *p = t; *p; p++)
		*p = *p == '+' ? '-' : *p == '/' ? '_' : *p;
	return text_unb64(a, t, n);
}

static void
photos_take(struct req *rq, const struct api_field *f, const struct json_in *v)
{
	rq->uploads = NEWN(rq->a, struct upload, v->nkids + 1);
	if (v->nkids > f->at)
		rq_fault(rq, f->name, M_file_err_photos, arena_fmt(rq->a, "%zu", f->at), NULL);
	for (size_t i = 0; i < v->nkids && i < f->at; i++) {
		struct upload u = { .field = "photos", .name = "photo" };

		u.data.p = v->kids[i].kind == JSON_IN_TEXT ? base64(rq->a, v->kids[i].text, &u.data.n) : NULL;
		if (u.data.p)
			rq->uploads[rq->nuploads++] = u;
		else
			rq_fault(rq, f->name, M_api_err_base64, NULL);
	}
}

static const char *
wanted(const struct api_field *f)
{
	return f->type == API_INT ? "integer" : f->type == API_DEGREES ? "number" : f->type == API_MAP ? "object" :
		f->type == API_BOOL ? "boolean" : f->type == API_PHOTOS || f->type == API_LIST ? "array" : "string";
}

static void fields_read(struct req *rq, const struct api_field *fields, const char *at, const struct json_in *o);

static void
list_take(struct req *rq, const struct api_field *f, const char *name, const struct json_in *v)
{
	if (v->nkids > f->at)
		rq_fault(rq, name, M_api_err_many, arena_fmt(rq->a, "%zu", f->at), NULL);
	for (size_t i = 0; i < v->nkids && i < f->at; i++) {
		const struct json_in *kid = &v->kids[i];

		if (kid->kind != (f->of ? JSON_IN_OBJECT : JSON_IN_TEXT))
			rq_fault(rq, arena_fmt(rq->a, "%s.%zu", name, i), M_api_err_type, f->of ? "object" : "string", NULL);
		else if (f->of)
			fields_read(rq, f->of->fields, arena_fmt(rq->a, "%s.%zu.", name, i), kid);
		else
			api_form_add(rq, arena_fmt(rq->a, "%s[]", name), text_clean(rq->a, kid->text));
	}
	if (v->nkids)				/* it was there */
		api_form_add(rq, name, arena_fmt(rq->a, "%zu", v->nkids));
}

static void
body_field(struct req *rq, const struct api_field *f, const char *name, const struct json_in *v)
{
	bool number = v->kind == JSON_IN_INT || v->kind == JSON_IN_REAL;

	if (f->type == API_MAP && v->kind == JSON_IN_OBJECT) {
		map_take(rq, f, v);
	} else if (f->type == API_PHOTOS && v->kind == JSON_IN_LIST) {
		photos_take(rq, f, v);
	} else if (f->type == API_LIST && v->kind == JSON_IN_LIST) {
		list_take(rq, f, name, v);
	} else if (f->type == API_INT && v->kind == JSON_IN_INT) {
		api_form_add(rq, name, arena_fmt(rq->a, "%lld", (long long)v->n));
		value_check(rq, f, name, rq_form(rq, name));
	} else if (f->type == API_BOOL && v->kind == JSON_IN_BOOL) {
		api_form_add(rq, name, v->yes ? "yes" : "");
	} else if (f->type == API_DEGREES && number && fabs(v->real) <= 180) {
		api_form_add(rq, name, arena_fmt(rq->a, "%.7f", v->real));
	} else if (f->type <= API_URL || f->type == API_DAY ? v->kind == JSON_IN_TEXT : false) {
		api_form_add(rq, name, text_clean(rq->a, v->text));
		value_check(rq, f, name, rq_form(rq, name));
	} else {
		rq_fault(rq, name, M_api_err_type, wanted(f), NULL);
	}
}

/* The members of one object; at: "" or "options.0." before each name. */
static void
fields_read(struct req *rq, const struct api_field *fields, const char *at, const struct json_in *o)
{
	for (size_t i = 0; i < o->nkids; i++) {
		const struct api_field *f = field_of(fields, o->kids[i].name);
		const char *name = arena_fmt(rq->a, "%s%s", at, o->kids[i].name);

		if (!f)
			rq_fault(rq, name, M_api_err_unknown, NULL);
		else if (f->type == API_MAP && o->kids[i].nkids >= FIELDS_OF_MAPS)
			rq_fault(rq, name, M_api_err_unknown, NULL);
		else if (o->kids[i].kind != JSON_IN_NULL || f->flags & API_MUST)
			body_field(rq, f, name, &o->kids[i]);
	}
	for (const struct api_field *f = fields; f->name; f++) {
		const char *name = arena_fmt(rq->a, "%s%s", at, f->name);

		bool there = f->type == API_PHOTOS ? rq->nuploads : !text_empty(rq_form(rq, name));

		if (f->flags & API_MUST && !there && !rq_fault_of(rq, name))
			rq_fault(rq, name, M_matter_err_missing, NULL);
	}
}

/* Members of an object and of all below it. */
static size_t
members(const struct json_in *o)
{
	size_t n = o->nkids;

	for (size_t i = 0; i < o->nkids; i++)
		n += members(&o->kids[i]);
	return n;
}

static struct err
body_read(struct req *rq, const struct api_op *op)
{
	struct json_in body;

	if (strncasecmp(rq->input_type, "application/json", 16) != 0)
		return FAIL(415, M_api_err_json_type);
	TRY(json_in(rq->a, rq->input, &body));
	rq->form = NEWN(rq->a, struct field, members(&body) * 2 + FORM_SPARE);
	rq->nform = 0;
	fields_read(rq, op->body->fields, "", &body);
	return OK;
}

/* ---- what goes out ---- */

/* The same bytes have the same tag: the caller who holds them hears 304. */
static void
tag_give(struct req *rq, struct out *o)
{
	unsigned char h[HASH_LEN];
	const char *tag, *held = rq_head(rq, "If-None-Match");

	hash_bytes(h, out_cstr(o), o->len, NULL, 0);
	tag = arena_fmt(rq->a, "\"%s\"", text_hex(rq->a, h, 12));
	rq_header(rq, "ETag", tag);
	rq->no_store = false;
	rq_header(rq, "Cache-Control", rq->caller ? "private, no-cache" : "no-cache");
	if (strstr(held, tag) || strcmp(held, "*") == 0) {
		rq->status = 304;
		out_init(o, rq->a);
	}
}

static void
answer_write(struct req *rq, struct out *o, const struct api_op *op, const struct api_answer *r)
{
	struct json j;

	json_begin(&j, o);
	if (!op->answer) {
		api_document(o, rq);
	} else if (!op->list) {
		api_write(&j, rq->a, rq->env, NULL, op->answer, r->v);
	} else {
		json_obj(&j, NULL);
		json_arr(&j, "items");
		for (size_t i = 0; i < r->n; i++)
			api_write(&j, rq->a, rq->env, NULL, op->answer, (const char *)r->v + i * op->answer->size);
		json_close(&j, ']');
		json_text(&j, "next", r->next);
		json_close(&j, '}');
	}
	rq->type = "application/json; charset=utf-8";
	rq_header(rq, "Content-Language", lang_code(rq->lang));
	rq_header(rq, "Vary", "Accept-Language, Authorization");
	if (!op->scope && op->verb == VERB_GET) {
		rq_header(rq, "Access-Control-Allow-Origin", "*");
		rq_header(rq, "Access-Control-Expose-Headers", "ETag, RateLimit, RateLimit-Policy");
	}
	if (op->verb == VERB_GET)
		tag_give(rq, o);
}

static struct err
document_run(struct req *rq, struct api_answer *ret)
{
	(void)rq;
	(void)ret;
	return OK;
}

static struct err
api_run(struct req *rq, struct out *o)
{
	const struct api_op *op = op_of(rq);
	struct api_answer r = { 0 };

	if (op->scope && !rq->caller)
		return FAIL(401, M_web_err_401);
	if (op->scope && !(rq->caller->scopes & op->scope))
		return FAIL(403, M_api_err_scope);
	rq->once = text_cut(rq->a, rq_head(rq, "Idempotency-Key"), 64);
	query_check(rq, op);
	if (op->body)
		TRY(body_read(rq, op));
	if (!rq->nfaults)
		TRY(op->run(rq, &r));
	if (rq->nfaults)
		return FAIL(422, M_api_err_faults);
	rq->status = op->status;
	answer_write(rq, o, op, &r);
	return OK;
}

/* ---- the face ---- */

struct err
api_caller(struct req *rq)
{
	const char *auth = rq_head(rq, "Authorization");
	const struct caller *c = NULL;

	if (text_empty(auth))
		return rq_rate(rq, arena_fmt(rq->a, "addr.%s", rq->client), ANYBODY);
	if (strncasecmp(auth, "Bearer ", 7) == 0)
		TRY(apikey_caller(rq, auth + 7 + strspn(auth + 7, " "), &c));
	if (!c) {			/* guessing keys costs as much as reading without one */
		TRY(rq_rate(rq, arena_fmt(rq->a, "addr.%s", rq->client), ANYBODY));
		return FAIL(401, M_api_err_key);
	}
	rq->caller = c;
	return OK;
}

const struct route *
council_api_routes(struct arena *a, const struct api_op *const *more)
{
	const struct api_op *op;
	struct route *v;
	size_t n = 0;

	more_ops = more;
	while (api_op_at(n))
		n++;
	v = NEWN(a, struct route, n + 1);
	for (size_t i = 0; (op = api_op_at(i)); i++)
		v[i] = (struct route){ op->verb, arena_fmt(a, API_ROOT "%s", op->path), op->right, op->load, api_run,
			arena_fmt(a, "API: %s", op->about), op->verb == VERB_POST ? ROUTE_NO_CSRF | ROUTE_UPLOAD : 0 };
	return v;
}
