/* council_survey_web.c - surveys: one to read beside the plan, its sheet, recording one, photos of a spot. */
#include "services/council/council.h"
#include "base_msg.h"
#include "council_survey_msg.h"
#include "matter_msg.h"

#include <stdio.h>

#include "base/day.h"
#include "base/text.h"
#include "council_survey_edit_html.h"
#include "council_survey_html.h"
#include "council_survey_sheet_html.h"
#include "services/council/council_siting.h"
#include "services/council/council_staff.h"
#include "services/council/council_survey_web.h"
#include "services/council/council_walk.h"

/* ---- reading ---- */

const struct fact_list *
spot_fact(const struct spot_view *s, const char *name)
{
	for (size_t i = 0; i < s->nfacts; i++)
		if (strcmp(s->facts[i]->name, name) == 0)
			return s->facts[i];
	return NULL;
}

static void
name_add(struct survey_view *v, const char *name)
{
	for (size_t i = 0; i < v->nnames; i++)
		if (strcmp(v->names[i], name) == 0)
			return;
	if (v->nnames < COUNT(v->names))
		v->names[v->nnames++] = name;
}

static void
spot_fill(struct survey_view *v, struct spot_view *s, const struct fact_list_rows *facts, const struct spot_photo_list_rows *photos)
{
	for (int rule = 0; rule < 2; rule++)
		for (size_t i = 0; i < facts->n; i++) {
			const struct fact_list *f = &facts->v[i];

			if (f->spot != s->r.id || (strcmp(f->kind, "rule") == 0) != rule || s->nfacts + s->nrules == COUNT(s->facts))
				continue;
			s->facts[s->nfacts + s->nrules] = f;
			s->nfacts += !rule;
			s->nrules += rule;
			if (!rule)
				name_add(v, f->name);
		}
	for (size_t i = 0; i < photos->n && s->nphotos < COUNT(s->photos); i++)
		if (photos->v[i].spot == s->r.id)
			s->photos[s->nphotos++] = &photos->v[i];
	s->chosen = s->r.id == v->r.chosen;
	s->at = (struct geo){ s->r.lat, s->r.lon };	/* NULL reads as 0: not known */
	if (s->chosen)
		v->chosen = s;
}

struct err
survey_load(struct req *rq, struct survey_view *v)
{
	struct spot_row_rows spots;
	struct fact_list_rows facts;
	struct spot_photo_list_rows photos;
	int64_t pos = 0;

	v->m = rq->object;
	v->may = survey_possible(v->m) && people_may(rq->db, rq->area, rq->caller, RIGHT_HANDLE, v->m->r.place);
	TRY(survey_list(rq->db, rq->a, rq->area, v->m->r.id, &v->all));
	text_int(rq_query(rq, "n"), 1, INT64_MAX, &pos);
	for (size_t i = 0; i < v->all.n && !v->any; i++)
		if (!pos || v->all.v[i].pos == pos) {
			v->r = v->all.v[i];
			v->any = true;
			v->newest = i == 0;
		}
	if (pos && !v->any)
		return FAIL(404, M_err_not_found);
	if (!v->any)
		return OK;
	heads_read(v->r.present, v->heads);
	TRY(spot_list(rq->db, rq->a, rq->area, v->r.id, &spots));
	TRY(fact_list(rq->db, rq->a, rq->area, v->r.id, &facts));
	TRY(spot_photo_list(rq->db, rq->a, rq->area, v->r.id, &photos));
	for (size_t i = 0; i < spots.n && i < SURVEY_SPOTS; i++) {
		struct spot_view *s = &v->spots[v->nspots++];

		s->r = spots.v[i];
		spot_fill(v, s, &facts, &photos);
	}
	return OK;
}

const char *
spot_said(struct req *rq, const char *topic)
{
	int64_t id = topic_id(topic, TOPIC_SPOT);
	struct spot_row row;
	bool found = false;

	if (id && spot_get(rq->db, rq->a, rq->area, id, &row, &found).code)
		found = false;
	return found ? row.name : "";
}

static bool
says_of(const struct spot_row_rows *spots, const char *topic, const char *name)
{
	int64_t id = topic_id(topic, TOPIC_SPOT);

	for (size_t i = 0; id && i < spots->n; i++)
		if (spots->v[i].id == id)
			return strcmp(spots->v[i].name, name) == 0;
	return false;
}

/* Of all comments, those on places of that name: a place that was looked at again keeps what was said about it. */
static struct remark_row_rows
says_pick(struct req *rq, const struct remark_row_rows *all, const struct spot_row_rows *spots, const char *name)
{
	struct remark_row_rows r = { NEWN(rq->a, struct remark_row, all->n + 1), 0 };

	for (size_t i = 0; i < all->n; i++)
		if (says_of(spots, all->v[i].topic, name))
			r.v[r.n++] = all->v[i];
	return r;
}

/* What residents say about each place; the words that were not taken stand in their own form again. */
static struct err
says_load(struct req *rq, struct survey_view *v)
{
	struct say_view all = { .m = v->m };
	struct spot_row_rows spots;

	TRY(say_load(rq, &all));
	TRY(spot_all(rq->db, rq->a, rq->area, v->m->r.id, &spots));
	for (size_t i = 0; i < v->nspots; i++) {
		struct spot_view *s = &v->spots[i];

		s->say = all;
		s->say.spot = s->r.id;
		s->say.shown = says_pick(rq, &all.shown, &spots, s->r.name);
		s->say.own = says_pick(rq, &all.own, &spots, s->r.name);
		if (rq->verb == VERB_POST && rq_has(rq, "body") && rq_param_id(rq, "spot") == s->r.id)
			s->say.draft = rq_form(rq, "body");
	}
	return OK;
}

/* What the walking engine and the siting rules say beside what was measured. */
static struct err
walk_load(struct req *rq, struct survey_view *v)
{
	struct walk_sites *w = NEW(rq->a, struct walk_sites);
	struct siting_view *t = NEW(rq->a, struct siting_view);

	v->walk = w;
	v->rules = t;
	TRY(walk_sites(rq, v, arena_fmt(rq->a, "%s/survey", v->m->address), w));
	return v->any ? siting_ask(rq, v, t) : OK;
}

static struct err
survey_page(struct req *rq, struct out *o)
{
	struct survey_view *v = NEW(rq->a, struct survey_view);

	TRY(survey_load(rq, v));
	TRY(walk_load(rq, v));
	TRY(says_load(rq, v));
	rq->nav = "hall";
	page_begin(o, rq, trf(rq, M_survey_of, v->m->r.title, NULL));
	council_survey_html(o, rq, v);
	page_end(o, rq);
	return OK;
}

static struct err
sheet_get(struct req *rq, struct out *o)
{
	struct survey_view *v = NEW(rq->a, struct survey_view);

	TRY(survey_load(rq, v));
	if (!v->any)
		return see_other(rq, arena_fmt(rq->a, "%s/survey", v->m->address));
	TRY(walk_load(rq, v));
	TRY(view_qr(rq, arena_fmt(rq->a, "%s/survey", v->m->address), &v->qr, &v->qr_side));
	rq->nav = "hall";
	page_begin(o, rq, trf(rq, M_survey_of, v->m->r.title, NULL));
	council_survey_sheet_html(o, rq, v);
	page_end(o, rq);
	return OK;
}

/* ---- the form ---- */

static const char *
field(struct req *rq, char letter, size_t i, size_t k, const char *name)
{
	return arena_fmt(rq->a, "%c%zu_%zu_%s", letter, i, k, name);
}

static const char *
spot_field(struct req *rq, size_t i, const char *name)
{
	return arena_fmt(rq->a, "c%zu_%s", i, name);
}

static const struct fact_form no_fact = { "", "", "", "measured", "" };

static void
spot_blank(struct spot_form *s)
{
	*s = (struct spot_form){ "", "", "", "", .nfacts = 2, .nrules = 1 };
	for (size_t i = 0; i < SURVEY_FACTS; i++)
		s->facts[i] = no_fact;
	for (size_t i = 0; i < SURVEY_RULES; i++)
		s->rules[i] = no_fact;
}

/* A second visit begins with the places of the first. */
static void
spot_again(struct req *rq, struct spot_form *f, const struct spot_view *s)
{
	spot_blank(f);
	f->name = s->r.name;
	f->where = s->r.whereabouts;
	if (geo_known(s->at)) {
		f->lat = geo_degrees(rq->a, s->at.lat);
		f->lon = geo_degrees(rq->a, s->at.lon);
	}
	for (size_t i = 0; i < s->nfacts && i < SURVEY_FACTS; i++)
		f->facts[i] = (struct fact_form){ s->facts[i]->name, s->facts[i]->value, s->facts[i]->unit, s->facts[i]->origin,
			s->facts[i]->source };
	for (size_t i = 0; i < s->nrules && i < SURVEY_RULES; i++)
		f->rules[i] = (struct fact_form){ s->facts[s->nfacts + i]->name, s->facts[s->nfacts + i]->value, "", "",
			s->facts[s->nfacts + i]->source };
	f->nfacts = s->nfacts ? s->nfacts : 1;
	f->nrules = s->nrules ? s->nrules : 1;
}

static struct err
form_page(struct req *rq, struct out *o, const struct survey_form *f)
{
	if (!survey_possible(f->m))
		return see_other(rq, arena_fmt(rq->a, "%s/survey", f->m->address));
	rq->nav = "hall";
	page_begin(o, rq, tr(rq, M_survey_write));
	council_survey_edit_html(o, rq, f);
	page_end(o, rq);
	return OK;
}

static struct err
edit_get(struct req *rq, struct out *o)
{
	struct survey_form *f = NEW(rq->a, struct survey_form);
	struct survey_view *v = NEW(rq->a, struct survey_view);

	TRY(survey_load(rq, v));
	*f = (struct survey_form){ .m = rq->object, .after = v->any ? v->all.v[0].pos : 0, .people = "", .why = "", .chosen = "",
		.day = day_iso(rq->a, day_of(rq->env, env_now(rq->env))) };
	for (int i = 0; i < GROUP_COUNT; i++)
		f->heads[i] = "";
	for (size_t i = 0; i < v->nspots; i++)
		spot_again(rq, &f->spots[f->nspots++], &v->spots[i]);
	while (f->nspots < 2)
		spot_blank(&f->spots[f->nspots++]);
	return form_page(rq, o, f);
}

static void
facts_take(struct req *rq, char letter, size_t spot, struct fact_form *v, size_t max, size_t *n)
{
	for (*n = 0; *n < max && rq_has(rq, field(rq, letter, spot, *n, "name")); (*n)++)
		v[*n] = (struct fact_form){ rq_form(rq, field(rq, letter, spot, *n, "name")), rq_form(rq, field(rq, letter, spot, *n, "value")),
			rq_form(rq, field(rq, letter, spot, *n, "unit")), rq_form(rq, field(rq, letter, spot, *n, "origin")),
			rq_form(rq, field(rq, letter, spot, *n, "source")) };
}

static void
form_take(struct req *rq, struct survey_form *f)
{
	text_int(rq_form(rq, "after"), 0, INT64_MAX, &f->after);
	f->day = rq_form(rq, "day");
	f->people = rq_form(rq, "people");
	f->why = rq_form(rq, "why");
	f->chosen = rq_form(rq, "chosen");
	for (int i = 0; i < GROUP_COUNT; i++)
		f->heads[i] = rq_form(rq, arena_fmt(rq->a, "p_%s", group_name((enum group)i)));
	for (size_t i = 0; i < SURVEY_SPOTS && rq_has(rq, spot_field(rq, i, "name")); i++) {
		struct spot_form *s = &f->spots[f->nspots++];

		*s = (struct spot_form){ rq_form(rq, spot_field(rq, i, "name")), rq_form(rq, spot_field(rq, i, "where")),
			rq_form(rq, spot_field(rq, i, "lat")), rq_form(rq, spot_field(rq, i, "lon")) };
		facts_take(rq, 'f', i, s->facts, SURVEY_FACTS, &s->nfacts);
		facts_take(rq, 'r', i, s->rules, SURVEY_RULES, &s->nrules);
	}
}

/* "One more" of something: nothing is saved, nothing is lost. */
static bool
one_more(struct req *rq, struct survey_form *f)
{
	const char *go = rq_form(rq, "go");
	size_t spot = SURVEY_SPOTS;
	char letter = 0;

	if (strcmp(go, "spot") == 0 && f->nspots < SURVEY_SPOTS) {
		spot_blank(&f->spots[f->nspots++]);
		return true;
	}
	if (sscanf(go, "%c%zu", &letter, &spot) != 2 || spot >= f->nspots)
		return false;
	struct spot_form *s = &f->spots[spot];
	if (letter == 'f' && s->nfacts < SURVEY_FACTS)
		s->facts[s->nfacts++] = no_fact;
	else if (letter == 'r' && s->nrules < SURVEY_RULES)
		s->rules[s->nrules++] = no_fact;
	return true;
}

static bool
fact_blank(const struct fact_form *f)
{
	return text_empty(f->name) && text_empty(f->value) && text_empty(f->source);
}

static void
spot_check(struct req *rq, const struct spot_form *f, size_t i, struct spot_new *s)
{
	*s = (struct spot_new){ .name = f->name, .whereabouts = f->where };
	if (text_empty(f->name) || text_len(f->name) > 40)
		rq_fault(rq, spot_field(rq, i, "name"), M_survey_err_spot, NULL);
	if (text_empty(f->where) || text_len(f->where) > 100)
		rq_fault(rq, spot_field(rq, i, "where"), M_survey_err_spot, NULL);
	if (!geo_read(f->lat, f->lon, &s->at))
		rq_fault(rq, spot_field(rq, i, "lat"), M_survey_err_at, NULL);
	for (size_t k = 0; k < f->nfacts; k++) {
		struct fact_new *n = &s->facts[s->nfacts];

		if (fact_blank(&f->facts[k]))
			continue;
		*n = (struct fact_new){ f->facts[k].name, f->facts[k].value, f->facts[k].unit, f->facts[k].source, ORIGIN_measured };
		if (!origin_find(f->facts[k].origin, &n->origin) || text_empty(n->name) || text_empty(n->value) || text_len(n->name) > 30 ||
		    text_len(n->value) > 60 || text_len(n->unit) > 12 || text_len(n->source) > 60)
			rq_fault(rq, field(rq, 'f', i, k, "name"), M_survey_err_fact, NULL);
		s->nfacts++;
	}
	for (size_t k = 0; k < f->nrules; k++) {
		struct rule_new *n = &s->rules[s->nrules];

		if (fact_blank(&f->rules[k]))
			continue;
		*n = (struct rule_new){ f->rules[k].name, f->rules[k].value, f->rules[k].source };
		if (text_empty(n->name) || text_empty(n->value) || text_empty(n->source) || text_len(n->name) > 100 ||
		    text_len(n->value) > 100 || text_len(n->source) > 100)
			rq_fault(rq, field(rq, 'r', i, k, "name"), M_survey_err_rule, NULL);
		s->nrules++;
	}
}

/* Blocks left wholly blank are none; the chosen one keeps its place among the others. */
static void
form_check(struct req *rq, const struct survey_form *f, struct surveying *s)
{
	struct spot_new *v = NEWN(rq->a, struct spot_new, SURVEY_SPOTS);
	int64_t n, chosen = -2;

	*s = (struct surveying){ .matter = f->m->r.id, .after = f->after, .people = f->people, .why = f->why, .spots = v, .chosen = -2 };
	if (!day_parse(f->day, &s->day))
		rq_fault(rq, "day", M_matter_err_day, NULL);
	else if (s->day > day_of(rq->env, env_now(rq->env)))
		rq_fault(rq, "day", M_survey_err_day, NULL);
	for (int i = 0; i < GROUP_COUNT; i++) {
		n = 0;
		if (!text_empty(f->heads[i]) && !text_int(f->heads[i], 0, 999, &n))
			rq_fault(rq, arena_fmt(rq->a, "p_%s", group_name((enum group)i)), M_survey_err_people, NULL);
		s->heads[i] = (int)n;
	}
	if (!heads_sum(s->heads) || text_len(f->people) > 200)
		rq_fault(rq, "people", M_survey_err_people, NULL);
	if (strcmp(f->chosen, "none") == 0)
		s->chosen = -1;
	else
		text_int(f->chosen, 0, SURVEY_SPOTS - 1, &chosen);
	for (size_t i = 0; i < f->nspots; i++) {
		if (text_empty(f->spots[i].name) && text_empty(f->spots[i].where))
			continue;
		if (chosen == (int64_t)i)
			s->chosen = (int)s->nspots;
		spot_check(rq, &f->spots[i], i, &v[s->nspots++]);
	}
	if (!s->nspots)
		rq_fault(rq, "c0_name", M_survey_err_spots, NULL);
	if (s->chosen == -2)
		rq_fault(rq, "chosen", M_survey_err_chosen, NULL);
	if (text_empty(f->why) || text_len(f->why) > 500)
		rq_fault(rq, "why", M_survey_err_why, NULL);
}

static struct err
survey_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct surveying *s = ctx;
	const struct matter *m = rq->object;
	struct who who;
	struct act act;

	TRY(who_of(rq, w, m, &who));
	act_of(&act, rq, &who);
	TRY(survey_put(w, &act, s));
	rq_goto(rq, arena_fmt(rq->a, "%s/survey", m->address));
	return OK;
}

static struct err
form_do(struct req *rq, const struct survey_form *f)
{
	struct surveying s;
	struct err e = OK;

	form_check(rq, f, &s);
	if (!rq->nfaults)
		e = tx_run(rq, survey_tx, &s);
	if (e.code == 422)
		rq_fault(rq, "why", e.key, NULL);
	return e.code == 422 ? OK : e;
}

struct err
survey_try(struct req *rq)
{
	struct survey_form *f = NEW(rq->a, struct survey_form);

	f->m = rq->object;
	form_take(rq, f);
	return form_do(rq, f);
}

static struct err
edit_post(struct req *rq, struct out *o)
{
	struct survey_form *f = NEW(rq->a, struct survey_form);
	struct err e;

	f->m = rq->object;
	form_take(rq, f);
	if (one_more(rq, f))
		return form_page(rq, o, f);
	e = form_do(rq, f);
	if (e.code == 409)
		rq_fault(rq, "why", e.key, NULL);
	else
		TRY(e);
	if (rq->nfaults) {
		rq->status = e.code == 409 ? 409 : 422;
		return form_page(rq, o, f);
	}
	return see_other(rq, NULL);
}

/* ---- photos of a spot ---- */

struct photographing {
	int64_t spot;
	struct stored_file files[SURVEY_PHOTOS];
	size_t n;
};

static struct err
photo_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct photographing *p = ctx;
	const struct matter *m = rq->object;
	struct who who;
	struct act act;

	TRY(who_of(rq, w, m, &who));
	act_of(&act, rq, &who);
	TRY(survey_photo(w, &act, m->r.id, p->spot, p->files, p->n));
	rq_goto(rq, arena_fmt(rq->a, "%s/survey#s%lld", m->address, (long long)p->spot));
	return OK;
}

struct err
survey_photo_try(struct req *rq, int64_t spot, const char *name)
{
	struct photographing p = { .spot = spot };

	for (size_t i = 0; i < rq->nuploads && p.n < SURVEY_PHOTOS; i++) {
		struct err e;

		if (rq->uploads[i].data.n == 0)
			continue;
		e = file_store(rq->a, rq->env, rq->uploads[i].data, rq->uploads[i].name, &p.files[p.n]);
		if (e.code >= 500)
			return e;
		if (e.code)
			rq_fault(rq, name, e.key, NULL);
		else
			p.n++;
	}
	if (!p.n && !rq->nfaults)
		rq_fault(rq, name, M_survey_err_photo, NULL);
	return rq->nfaults ? OK : tx_run(rq, photo_tx, &p);
}

static struct err
photo_post(struct req *rq, struct out *o)
{
	int64_t spot = rq_param_id(rq, "spot");

	TRY(survey_photo_try(rq, spot, arena_fmt(rq->a, "photo-%lld", (long long)spot)));
	if (!rq->nfaults)
		return see_other(rq, NULL);
	rq->status = 422;
	return survey_page(rq, o);
}

/* ---- comments on a place ---- */

static struct err
say_post(struct req *rq, struct out *o)
{
	const struct matter *m = rq->object;
	struct say_about s = { .remark = spot_remark, .id = rq_param_id(rq, "spot"), .body = rq_form(rq, "body") };
	const char *field = arena_fmt(rq->a, "say-%lld", (long long)s.id);

	if (text_empty(s.body))
		rq_fault(rq, field, M_matter_err_empty, NULL);
	else if (text_len(s.body) > REMARK_MAX)
		rq_fault(rq, field, M_matter_err_long, NULL);
	else
		numbers_fit(rq, field, &s.body);
	if (rq->nfaults) {
		rq->status = 422;
		return survey_page(rq, o);
	}
	rq_visitor(rq);
	s.to = arena_fmt(rq->a, "%s/survey#%s", m->address, field);
	TRY(tx_run(rq, say_about_tx, &s));
	return see_other(rq, NULL);
}

static const struct route routes[] = {
	{ VERB_GET, "/:place/:number/survey", RIGHT_PUBLIC, matter_route, survey_page, "The survey: candidate places, facts, the chosen one and why.", 0 },
	{ VERB_GET, "/:place/:number/survey/sheet", RIGHT_PUBLIC, matter_route, sheet_get, "The survey on A4.", 0 },
	{ VERB_GET, "/:place/:number/survey/edit", RIGHT_HANDLE, matter_route, edit_get, "The form for recording a survey.", 0 },
	{ VERB_POST, "/:place/:number/survey/edit", RIGHT_HANDLE, matter_route, edit_post, "Publish a survey.", ROUTE_BIG },
	{ VERB_POST, "/:place/:number/survey/say/:spot", RIGHT_PUBLIC, matter_route, say_post, "Comment on a candidate place; shown after moderation.", 0 },
	{ VERB_POST, "/:place/:number/survey/photo/:spot", RIGHT_HANDLE, matter_route, photo_post, "Add photos of one candidate place.", ROUTE_UPLOAD },
	{ 0 }
};

const struct route *
council_survey_routes(void)
{
	return routes;
}
