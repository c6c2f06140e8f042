/* council_survey.c - recording a survey (council_survey.h): rules, no SQL, no HTML. */
#include "services/council/council_survey.h"

#include "base/day.h"
#include "base/text.h"
#include "matter/history.h"
#include "base_msg.h"
#include "council_survey_msg.h"
#include "matter_msg.h"

#define SPOT_MAX  40
#define WORDS_MAX  500

static const char *const survey_columns[] = { "matter", "pos", "day", "present", "people", "chosen", "why", "created", NULL };
const struct shown shown_survey = { "survey", &sql_shown_survey_row, survey_columns, "iiittiti", false, &sql_ids_of_survey };
static const char *const spot_columns[] = { "survey", "matter", "pos", "name", "whereabouts", "lat", "lon", NULL };
const struct shown shown_spot = { "survey_spot", &sql_shown_spot_row, spot_columns, "iiittii", false, &sql_ids_of_spot };
static const char *const fact_columns[] = { "spot", "survey", "matter", "pos", "kind", "name", "value", "unit", "origin", "source", NULL };
const struct shown shown_fact = { "survey_fact", &sql_shown_fact_row, fact_columns, "iiiitttttt", false, &sql_ids_of_fact };
static const char *const photo_columns[] = { "spot", "survey", "matter", "stored", NULL };
const struct shown shown_photo = { "survey_photo", &sql_shown_photo_row, photo_columns, "iiit", false, &sql_ids_of_photo };

static const struct {
	const char *name;
	enum msg label;
} origins[ORIGIN_COUNT] = {
#define X(id) [ORIGIN_##id] = { #id, M_survey_origin_##id },
	ORIGIN_TABLE(X)
#undef X
};

const char *
origin_name(enum origin o)
{
	return origins[o].name;
}

enum msg
origin_label(enum origin o)
{
	return origins[o].label;
}

bool
origin_find(const char *name, enum origin *ret)
{
	for (int i = 0; i < ORIGIN_COUNT; i++)
		if (strcmp(origins[i].name, name) == 0) {
			*ret = (enum origin)i;
			return true;
		}
	return false;
}

bool
survey_possible(const struct matter *m)
{
	return m->state->open && !m->r.merged_into && strcmp(m->state->id, "filed") != 0 && strcmp(m->state->id, "returned") != 0;
}

static bool
too_long(const char *s, size_t max)
{
	return text_len(s) > max;
}

static struct err
spot_check(const struct spot_new *s)
{
	if (text_empty(s->name) || too_long(s->name, SPOT_MAX) || text_empty(s->whereabouts) || too_long(s->whereabouts, 100))
		return FAIL(422, M_survey_err_spot);
	for (size_t i = 0; i < s->nfacts; i++) {
		const struct fact_new *f = &s->facts[i];

		if (text_empty(f->name) || text_empty(f->value) || too_long(f->name, 30) || too_long(f->value, 60) || too_long(f->unit, 12) ||
		    too_long(f->source, 60))
			return FAIL(422, M_survey_err_fact);
	}
	for (size_t i = 0; i < s->nrules; i++) {
		const struct rule_new *r = &s->rules[i];

		if (text_empty(r->name) || text_empty(r->value) || text_empty(r->source) || too_long(r->name, 100) ||
		    too_long(r->value, 100) || too_long(r->source, 100))
			return FAIL(422, M_survey_err_rule);
	}
	return OK;
}

static struct err
surveying_check(struct act *act, const struct surveying *s)
{
	int all = heads_sum(s->heads);

	if (s->day > day_of(act->env, env_now(act->env)))
		return FAIL(422, M_survey_err_day);
	if (all < 1 || too_long(s->people, 200))
		return FAIL(422, M_survey_err_people);
	if (s->nspots < 1 || s->nspots > SURVEY_SPOTS || s->chosen >= (int)s->nspots)
		return FAIL(422, M_survey_err_spots);
	if (text_empty(s->why) || too_long(s->why, WORDS_MAX))
		return FAIL(422, M_survey_err_why);
	for (size_t i = 0; i < s->nspots; i++)
		TRY(spot_check(&s->spots[i]));
	return OK;
}

/* ---- writing ---- */

struct place_in {			/* what each row of one survey carries */
	struct entry_draft *e;
	int64_t survey, matter, spot, pos;
};

static struct err
fact_put(struct db *w, struct act *act, struct place_in *k, const char *kind, const char *name, const char *value, const char *unit,
	enum origin origin, const char *source)
{
	int64_t id = env_id(act->env);

	TRY(entry_touch(w, k->e, act->area, &shown_fact, id));
	return fact_insert(w, act->area, id, k->spot, k->survey, k->matter, ++k->pos, kind, name, value, unit, origin_name(origin), source,
		NULL);
}

static struct err
photo_put(struct db *w, struct act *act, const struct place_in *k, const char *stored)
{
	int64_t id = env_id(act->env);

	TRY(entry_touch(w, k->e, act->area, &shown_photo, id));
	return spot_photo_insert(w, act->area, id, k->spot, k->survey, k->matter, stored, NULL);
}

/* Photos taken at a spot of the survey before stay with the spot of the same name. */
static struct err
photos_carry(struct db *w, struct act *act, const struct place_in *k, const char *name, int64_t before)
{
	struct spot_row_rows spots;
	struct spot_photo_list_rows photos;

	if (!before)
		return OK;
	TRY(spot_list(w, act->a, act->area, before, &spots));
	TRY(spot_photo_list(w, act->a, act->area, before, &photos));
	for (size_t i = 0; i < spots.n; i++)
		for (size_t p = 0; p < photos.n; p++)
			if (strcmp(spots.v[i].name, name) == 0 && photos.v[p].spot == spots.v[i].id)
				TRY(photo_put(w, act, k, photos.v[p].stored));
	return OK;
}

static struct err
spot_put(struct db *w, struct act *act, struct place_in *k, const struct spot_new *s, int64_t pos, int64_t before)
{
	bool known = geo_known(s->at);

	TRY(entry_touch(w, k->e, act->area, &shown_spot, k->spot));
	TRY(spot_insert(w, act->area, k->spot, k->survey, k->matter, pos, s->name, s->whereabouts, known ? &s->at.lat : NULL,
		known ? &s->at.lon : NULL, NULL));
	k->pos = 0;
	for (size_t i = 0; i < s->nfacts; i++)
		TRY(fact_put(w, act, k, "fact", s->facts[i].name, s->facts[i].value, s->facts[i].unit, s->facts[i].origin,
			s->facts[i].source));
	for (size_t i = 0; i < s->nrules; i++)
		TRY(fact_put(w, act, k, "rule", s->rules[i].name, s->rules[i].value, "", ORIGIN_reported, s->rules[i].source));
	return photos_carry(w, act, k, s->name, before);
}

static struct err
may(struct act *act, const struct matter *m)
{
	if (!(act->who.roles & (LIFE_GRID | LIFE_COMMITTEE | LIFE_STREET)))
		return FAIL(403, M_matter_err_role);
	return survey_possible(m) ? OK : FAIL(422, M_survey_err_state);
}

struct err
survey_put(struct db *w, struct act *act, const struct surveying *s)
{
	struct place_in k = { .e = entry_begin(act->a, "survey"), .survey = env_id(act->env), .matter = s->matter };
	int64_t spots[SURVEY_SPOTS];
	struct survey_row last = { 0 };
	struct matter m;
	bool any;

	TRY(matter_load(w, act->a, act->area, s->matter, &m));
	TRY(may(act, &m));
	TRY(surveying_check(act, s));
	TRY(survey_last(w, act->a, act->area, s->matter, &last, &any));
	if (s->after != (any ? last.pos : 0))
		return FAIL(409, M_err_stale);
	for (size_t i = 0; i < s->nspots; i++)
		spots[i] = env_id(act->env);
	TRY(entry_touch(w, k.e, act->area, &shown_survey, k.survey));
	TRY(survey_insert(w, act->area, k.survey, s->matter, s->after + 1, s->day, heads_write(act->a, s->heads), s->people,
		s->chosen < 0 ? 0 : spots[s->chosen], s->why, act->who.account, env_now(act->env), NULL));
	entry_say(k.e, "day", day_iso(act->a, s->day));
	entry_say(k.e, "words", s->chosen < 0 ? s->why : arena_fmt(act->a, "%s\n%s", s->spots[s->chosen].name, s->why));
	for (size_t i = 0; i < s->nspots; i++) {
		k.spot = spots[i];
		TRY(spot_put(w, act, &k, &s->spots[i], (int64_t)i + 1, any ? last.id : 0));
	}
	return entry_commit(w, act, s->matter, k.e);
}

struct err
survey_photo(struct db *w, struct act *act, int64_t matter, int64_t spot, const struct stored_file *files, size_t n)
{
	struct place_in k = { .e = entry_begin(act->a, "survey_photo"), .matter = matter, .spot = spot };
	struct spot_row row;
	struct matter m;
	bool found;

	TRY(matter_load(w, act->a, act->area, matter, &m));
	TRY(may(act, &m));
	TRY(spot_get(w, act->a, act->area, spot, &row, &found));
	if (!found || row.matter != matter)
		return FAIL(404, M_err_not_found);
	k.survey = row.survey;
	entry_say(k.e, "words", row.name);
	for (size_t i = 0; i < n; i++) {
		entry_file(k.e, &files[i]);
		TRY(photo_put(w, act, &k, files[i].stored));
	}
	return entry_commit(w, act, matter, k.e);
}

/* ---- comments on a place ---- */

struct err
spot_remark(struct db *w, struct act *act, int64_t matter, int64_t spot, const char *body, int64_t *ret)
{
	struct spot_row row;
	bool found;

	TRY(spot_get(w, act->a, act->area, spot, &row, &found));
	if (!found || row.matter != matter)
		return FAIL(404, M_err_not_found);
	return matter_remark(w, act, matter, "comment", topic_make(act->a, TOPIC_SPOT, spot), body, ret);
}
