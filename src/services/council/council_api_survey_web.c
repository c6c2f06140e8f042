/* council_api_survey_web.c - surveys by the API: read, recorded by the form's own checks (survey_try), photos of a place. */
#include <stdio.h>

#include "base/text.h"
#include "matter/gather.h"
#include "services/council/council_api_room.h"
#include "services/council/council_api_run.h"
#include "services/council/council_survey_web.h"
#include "base_msg.h"
#include "council_survey_msg.h"

/* ---- what comes in ---- */

static const struct api_field new_fact_fields[] = {
	{ "name", API_TEXT, API_MUST, 30, NULL, NULL, NULL }, { "value", API_TEXT, API_MUST, 60, NULL, NULL, NULL }, { "unit", API_TEXT, 0, 12, NULL, NULL, NULL },
	{ "origin", API_WORD, 0, 0, "measured reported computed sample", NULL, "Whose figure it is; measured on the spot when not said." },
	{ "source", API_TEXT, 0, 60, NULL, NULL, NULL }, { 0 }
};
static const struct api_schema new_fact_body = { "NewFact", "What was found at a place.", 0, new_fact_fields };
static const struct api_field new_rule_fields[] = {
	{ "name", API_TEXT, API_MUST, 100, NULL, NULL, "What the rule asks." }, { "value", API_TEXT, API_MUST, 100, NULL, NULL, "How it is here." },
	{ "source", API_TEXT, API_MUST, 100, NULL, NULL, "Where it is written." }, { 0 }
};
static const struct api_schema new_rule_body = { "NewRuleNote", "A rule that the place is held against.", 0, new_rule_fields };
static const struct api_field new_place_fields[] = {
	{ "name", API_TEXT, API_MUST, 40, NULL, NULL, NULL }, { "where", API_TEXT, API_MUST, 100, NULL, NULL, NULL },
	{ "lat", API_DEGREES, 0, 0, NULL, NULL, "WGS-84." }, { "long", API_DEGREES, 0, 0, NULL, NULL, NULL },
	{ "facts", API_LIST, 0, SURVEY_FACTS, NULL, &new_fact_body, NULL }, { "rules", API_LIST, 0, SURVEY_RULES, NULL, &new_rule_body, NULL }, { 0 }
};
static const struct api_schema new_place_body = { "NewSurveyPlace", "A candidate place.", 0, new_place_fields };
static const struct api_field surveying_fields[] = {
	{ "after", API_INT, API_MUST, 0, NULL, NULL, "The newest survey as you saw it, 0 when there is none." },
	{ "day", API_DAY, API_MUST, 0, NULL, NULL, NULL }, { "present", API_LIST, API_MUST, GROUP_COUNT, NULL, &api_heads_body, NULL },
	{ "people", API_TEXT, 0, 200, NULL, NULL, "Who they were, as roles; never names." },
	{ "places", API_LIST, API_MUST, SURVEY_SPOTS, NULL, &new_place_body, NULL },
	{ "chosen", API_TEXT, 0, 40, NULL, NULL, "The name of the chosen place; none of them is suitable when not said." },
	{ "why", API_TEXT, API_MUST, 500, NULL, NULL, NULL }, { 0 }
};
const struct api_schema api_surveying_body = { "NewSurvey", "A visit; earlier ones stay as they are.", 0, surveying_fields };
static const struct api_field photos_fields[] = {
	{ "place", API_TEXT, API_MUST, 19, NULL, NULL, "The id of a place of the newest survey." },
	{ "photos", API_PHOTOS, API_MUST, SURVEY_PHOTOS, NULL, NULL, NULL }, { 0 }
};
const struct api_schema api_survey_photos_body = { "NewSurveyPhotos", "Photos of one candidate place.", 0, photos_fields };

/* ---- what goes out ---- */

struct api_heads {
	const char *group;
	int64_t heads;
};
struct api_fact { const char *name, *value, *unit, *origin, *source; };
struct api_rule_note { const char *name, *value, *source; };
struct api_photo { const char *url, *small; };
struct api_spot {
	int64_t id, lat, lon;
	const char *name, *where;
	bool chosen;
	struct api_list facts, rules, photos;
};
struct api_survey {
	int64_t n, day, created;
	const char *people, *why;
	struct api_list present, places;
};

#define A(s, name, type, flags, about) { #name, type, flags, offsetof(struct s, name), NULL, NULL, about }
#define LIST(s, name, schema, about) { #name, API_LIST, 0, offsetof(struct s, name), NULL, &schema, about }

static const struct api_field heads_fields[] = { A(api_heads, group, API_TEXT, 0, NULL), A(api_heads, heads, API_INT, 0, NULL), { 0 } };
static const struct api_schema heads_schema = { "Present", "How many of a group were there.", sizeof(struct api_heads), heads_fields };
static const struct api_field fact_fields[] = {
	A(api_fact, name, API_TEXT, 0, NULL), A(api_fact, value, API_TEXT, 0, NULL), A(api_fact, unit, API_TEXT, API_NULL, NULL),
	{ "origin", API_WORD, 0, offsetof(struct api_fact, origin), "measured reported computed sample", NULL, "Whose figure it is." },
	A(api_fact, source, API_TEXT, API_NULL, NULL), { 0 }
};
static const struct api_schema fact_schema = { "Fact", "What was found at a place.", sizeof(struct api_fact), fact_fields };
static const struct api_field rule_fields[] = {
	A(api_rule_note, name, API_TEXT, 0, "What the rule asks."), A(api_rule_note, value, API_TEXT, 0, "How it is here."),
	A(api_rule_note, source, API_TEXT, 0, "Where it is written."), { 0 }
};
static const struct api_schema rule_schema = { "RuleNote", "A rule that the place is held against.", sizeof(struct api_rule_note), rule_fields };
static const struct api_field photo_fields[] = { A(api_photo, url, API_URL, 0, NULL), A(api_photo, small, API_URL, 0, "A small picture of it."), { 0 } };
static const struct api_schema photo_schema = { "Photo", "A photo of a place.", sizeof(struct api_photo), photo_fields };
static const struct api_field spot_fields[] = {
	A(api_spot, id, API_ID, 0, NULL), A(api_spot, name, API_TEXT, 0, NULL), A(api_spot, where, API_TEXT, 0, NULL),
	A(api_spot, lat, API_DEGREES, API_NULL, "WGS-84."), { "long", API_DEGREES, API_NULL, offsetof(struct api_spot, lon), NULL, NULL, NULL },
	A(api_spot, chosen, API_BOOL, 0, NULL), LIST(api_spot, facts, fact_schema, NULL), LIST(api_spot, rules, rule_schema, NULL),
	LIST(api_spot, photos, photo_schema, NULL), { 0 }
};
static const struct api_schema spot_schema = { "SurveyPlace", "A candidate place and what was found there.", sizeof(struct api_spot), spot_fields };
static const struct api_field survey_fields[] = {
	A(api_survey, n, API_INT, 0, "1, 2, 3 within the matter."), A(api_survey, day, API_DAY, 0, NULL), LIST(api_survey, present, heads_schema, NULL),
	A(api_survey, people, API_TEXT, API_NULL, "Who they were, as roles."), LIST(api_survey, places, spot_schema, NULL),
	A(api_survey, why, API_TEXT, 0, "Why this place, or why none."), A(api_survey, created, API_TIME, 0, NULL), { 0 }
};
const struct api_schema api_survey_schema = { "Survey", "A visit to candidate places.", sizeof(struct api_survey), survey_fields };

static struct api_list
present_list(struct arena *a, const char *present)
{
	struct api_heads *v = NEWN(a, struct api_heads, GROUP_COUNT);
	int heads[GROUP_COUNT];
	size_t n = 0;

	heads_read(present, heads);
	for (int i = 0; i < GROUP_COUNT; i++)
		if (heads[i])
			v[n++] = (struct api_heads){ group_name((enum group)i), heads[i] };
	return (struct api_list){ v, n };
}

static void
spot_say(struct req *rq, const struct spot_row *r, const struct fact_list_rows *facts, const struct spot_photo_list_rows *photos, bool chosen,
	struct api_spot *ret)
{
	struct api_fact *fs = NEWN(rq->a, struct api_fact, facts->n + 1);
	struct api_rule_note *rs = NEWN(rq->a, struct api_rule_note, facts->n + 1);
	struct api_photo *ps = NEWN(rq->a, struct api_photo, photos->n + 1);

	*ret = (struct api_spot){ .id = r->id, .lat = r->lat, .lon = r->lon, .name = r->name, .where = r->whereabouts, .chosen = chosen,
		.facts = { fs, 0 }, .rules = { rs, 0 }, .photos = { ps, 0 } };
	for (size_t i = 0; i < facts->n; i++) {
		const struct fact_list *f = &facts->v[i];

		if (f->spot != r->id)
			continue;
		if (strcmp(f->kind, "rule") == 0)
			rs[ret->rules.n++] = (struct api_rule_note){ f->name, f->value, f->source };
		else
			fs[ret->facts.n++] = (struct api_fact){ f->name, f->value, f->unit, f->origin, f->source };
	}
	for (size_t i = 0; i < photos->n; i++)
		if (photos->v[i].spot == r->id) {
			const char *url = view_url(rq, arena_fmt(rq->a, "/files/%lld", (long long)photos->v[i].file));

			ps[ret->photos.n++] = (struct api_photo){ url, arena_fmt(rq->a, "%s?small=1", url) };
		}
}

static struct err
survey_say(struct req *rq, struct db *db, const struct survey_row *r, struct api_survey *ret)
{
	struct spot_row_rows spots;
	struct fact_list_rows facts;
	struct spot_photo_list_rows photos;
	struct api_spot *v;

	TRY(spot_list(db, rq->a, rq->area, r->id, &spots));
	TRY(fact_list(db, rq->a, rq->area, r->id, &facts));
	TRY(spot_photo_list(db, rq->a, rq->area, r->id, &photos));
	v = NEWN(rq->a, struct api_spot, spots.n + 1);
	for (size_t i = 0; i < spots.n; i++)
		spot_say(rq, &spots.v[i], &facts, &photos, spots.v[i].id == r->chosen, &v[i]);
	*ret = (struct api_survey){ .n = r->pos, .day = r->day, .created = r->created, .people = r->people, .why = r->why,
		.present = present_list(rq->a, r->present), .places = { v, spots.n } };
	return OK;
}

struct err
api_surveys(struct req *rq, struct api_answer *ret)
{
	const struct matter *m = rq->object;
	struct survey_row_rows rows;
	struct api_survey *v;

	TRY(survey_list(rq->db, rq->a, rq->area, m->r.id, &rows));
	v = NEWN(rq->a, struct api_survey, rows.n + 1);
	for (size_t i = 0; i < rows.n; i++)
		TRY(survey_say(rq, rq->db, &rows.v[i], &v[i]));
	*ret = (struct api_answer){ v, rows.n, NULL };
	return OK;
}

static struct err
survey_newest(struct req *rq, struct db *w, struct api_answer *ret)
{
	const struct matter *m = rq->object;
	struct api_survey *it = NEW(rq->a, struct api_survey);
	struct survey_row r;
	bool any;

	TRY(survey_last(w, rq->a, rq->area, m->r.id, &r, &any));
	if (!any)
		return FAIL(404, M_err_not_found);
	rq->location = arena_fmt(rq->a, API_ROOT "/matters/%lld/surveys", (long long)m->r.id);
	ret->v = it;
	return survey_say(rq, w, &r, it);
}

/* ---- recording ---- */

/* One list of a place: "places.0.facts.1.name" becomes f0_1_name. */
static void
notes_put(struct req *rq, size_t place, const char *list, char letter)
{
	static const char *const names[] = { "name", "value", "unit", "origin", "source" };
	const char *at = arena_fmt(rq->a, "places.%zu.%s", place, list);

	for (size_t k = 0; k < api_count(rq, at); k++) {
		for (size_t i = 0; i < COUNT(names); i++)
			api_put(rq, arena_fmt(rq->a, "%c%zu_%zu_%s", letter, place, k, names[i]), api_nth(rq, at, k, names[i]));
		if (text_empty(api_nth(rq, at, k, "origin")))
			api_put(rq, arena_fmt(rq->a, "%c%zu_%zu_origin", letter, place, k), origin_name(ORIGIN_measured));
	}
}

struct err
api_survey_write(struct req *rq, struct api_answer *ret)
{
	static const struct { const char *api, *page; } of_place[] = { { "name", "name" }, { "where", "where" }, { "lat", "lat" }, { "long", "lon" } };
	const char *chosen = rq_form(rq, "chosen"), *index = text_empty(chosen) ? "none" : "";

	for (size_t i = 0; i < api_count(rq, "places"); i++) {
		for (size_t k = 0; k < COUNT(of_place); k++)
			api_put(rq, arena_fmt(rq->a, "c%zu_%s", i, of_place[k].page), api_nth(rq, "places", i, of_place[k].api));
		notes_put(rq, i, "facts", 'f');
		notes_put(rq, i, "rules", 'r');
		if (*chosen && strcmp(api_nth(rq, "places", i, "name"), chosen) == 0)
			index = arena_fmt(rq->a, "%zu", i);
	}
	api_heads(rq, "present", 'p');
	api_form_set(rq, "chosen", index);		/* the page's field of this name holds a number */
	return api_done(rq, survey_try(rq), NULL, survey_newest, ret);
}

struct err
api_survey_photos(struct req *rq, struct api_answer *ret)
{
	int64_t spot = 0;

	if (text_int(rq_form(rq, "place"), 1, INT64_MAX, &spot))
		return api_done(rq, survey_photo_try(rq, spot, "photos"), NULL, survey_newest, ret);
	rq_fault(rq, "place", M_survey_err_spot, NULL);
	return OK;
}
