/* council_walk_web.c - how long people walk: a survey's candidates door by door, coverage of a community and of the district. */
#include "services/council/council.h"
#include "council_walk_msg.h"
#include "people_msg.h"

#include <stdlib.h>

#include "base/text.h"
#include "council_walk_doors_html.h"
#include "council_walk_reach_html.h"
#include "services/council/council_drawn.h"
#include "services/council/council_walk.h"

static const double limits[4] = { 300, 500, 1000, 1e9 };

static const struct {
	const char *kind;
	enum msg label;
} kinds[] = {
#define X(id) { #id, M_walks_kind_##id },
	WALK_KINDS(X)
#undef X
};

const char *
walk_kind_name(struct req *rq, const char *kind)
{
	for (size_t i = 0; i < COUNT(kinds); i++)
		if (strcmp(kinds[i].kind, kind) == 0)
			return tr(rq, kinds[i].label);
	return kind;
}

/* ---- a survey, door by door ---- */

static struct err
doors_get(struct req *rq, struct out *o)
{
	struct survey_view *v = NEW(rq->a, struct survey_view);
	struct walk_sites *w = NEW(rq->a, struct walk_sites);

	TRY(survey_load(rq, v));
	TRY(walk_sites(rq, v, arena_fmt(rq->a, "%s/survey/walk", v->m->address), w));
	if (!w->any)
		return see_other(rq, arena_fmt(rq->a, "%s/survey", v->m->address));
	rq->nav = "hall";
	page_begin(o, rq, tr(rq, M_walks_title));
	council_walk_doors_html(o, rq, v, w);
	page_end(o, rq);
	return OK;
}

/* ---- coverage ---- */

struct summing {
	struct walk_cell c;
	double m300, m500, r300, r500, adults, olds, t_adults, t_olds;
};

static void
door_add(struct summing *s, const struct city *c, const struct city_reach *r, const struct city_places *p, size_t i)
{
	const struct city_point *d = &c->points[i];
	double young = d->people - d->old, t, straight = -1;

	s->c.people += d->people;
	s->c.old += d->old;
	for (size_t k = 0; k < p->n; k++) {
		double m = walk_metres(c->graph[WALK_ADULT], d->lat, d->lon, p->lat[k], p->lon[k]);
		straight = straight < 0 || m < straight ? m : straight;
	}
	s->r300 += straight >= 0 && straight <= limits[0] ? d->people : 0;
	s->r500 += straight >= 0 && straight <= limits[1] ? d->people : 0;
	if (r->dm[i] == WALK_FAR || r->old_dm[i] == WALK_FAR) {
		s->c.lost += d->people;
		return;
	}
	s->m300 += r->dm[i] <= 3000 ? d->people : 0;
	s->m500 += r->dm[i] <= 5000 ? d->people : 0;
	t = walk_seconds(&council_conf()->walkers[WALK_ADULT], r->dm[i]) / 60;
	s->t_adults += young * t;
	s->adults += young;
	s->c.in5 += t <= 5 ? young : 0;
	s->c.in10 += t <= 10 ? young : 0;
	s->c.in15 += t <= 15 ? young : 0;
	t = walk_seconds(&council_conf()->walkers[WALK_ELDER], r->old_dm[i]) / 60;
	s->t_olds += d->old * t;
	s->olds += d->old;
	s->c.in5 += t <= 5 ? d->old : 0;
	s->c.in10 += t <= 10 ? d->old : 0;
	s->c.in15 += t <= 15 ? d->old : 0;
}

static struct walk_cell
cell_of(const struct summing *s)
{
	struct walk_cell c = s->c;
	double all = c.people > 0 ? c.people : 1;

	c.near300 = s->m300 / all;
	c.near500 = s->m500 / all;
	c.ring300 = s->r300 / all;
	c.ring500 = s->r500 / all;
	c.in5 /= all;
	c.in10 /= all;
	c.in15 /= all;
	c.minutes = s->adults > 0 ? s->t_adults / s->adults : -1;
	c.old_minutes = s->olds > 0 ? s->t_olds / s->olds : -1;
	return c;
}

/* One kind for the people of a community (slug NULL: of all). */
static struct err
cover(struct req *rq, const struct city *c, const char *kind, const char *slug, struct walk_cell *ret, struct city_reach *r)
{
	struct summing s = { 0 };
	struct city_places p;

	TRY(city_reach(rq->a, c, kind, limits, r));
	TRY(city_places(rq->a, c, WALK_ADULT, kind, &p));
	for (size_t i = 0; i < c->npoints; i++)
		if (!slug || strcmp(c->points[i].place, slug) == 0)
			door_add(&s, c, r, &p, i);
	*ret = cell_of(&s);
	ret->places = p.n;
	return OK;
}

static struct err
district_rows(struct req *rq, const struct city *c, struct walk_cover_view *v)
{
	struct city_reach r;
	struct places all;

	TRY(place_list(rq->db, rq->a, rq->area, PLACE_COMMUNITY, &all));
	v->rows = NEWN(rq->a, struct walk_row, all.n + 1);
	for (size_t i = 0; i < all.n; i++) {
		struct walk_row *row = &v->rows[v->nrows];

		TRY(cover(rq, c, v->kind, all.v[i].slug, &row->c, &r));
		if (row->c.people <= 0)
			continue;
		row->slug = all.v[i].slug;
		row->name = place_name(&all.v[i], rq->lang);
		v->nrows++;
	}
	v->rows[v->nrows].name = tr(rq, M_walks_everybody);
	return cover(rq, c, v->kind, NULL, &v->rows[v->nrows++].c, &r);
}

static double
minutes(enum walk_who who, uint32_t dm)
{
	return dm == WALK_FAR ? -1 : walk_seconds(&council_conf()->walkers[who], dm) / 60;
}

static struct err
community_rows(struct req *rq, const struct city *c, const char *slug, struct walk_cover_view *v)
{
	struct geo *around = NEWN(rq->a, struct geo, c->npoints + 1);
	struct city_reach r;
	size_t n = 0;

	v->rows = NEWN(rq->a, struct walk_row, COUNT(kinds));
	for (size_t i = 0; i < COUNT(kinds); i++) {
		struct walk_row *row = &v->rows[v->nrows++];

		row->slug = kinds[i].kind;
		row->name = tr(rq, kinds[i].label);
		TRY(cover(rq, c, kinds[i].kind, slug, &row->c, &r));
	}
	TRY(city_reach(rq->a, c, v->kind, limits, &r));
	v->doors = NEWN(rq->a, struct walk_door, c->npoints + 1);
	for (size_t i = 0; i < c->npoints; i++) {
		if (strcmp(c->points[i].place, slug) != 0)
			continue;
		around[n++] = (struct geo){ c->points[i].lat, c->points[i].lon };
		v->doors[v->ndoors++] = (struct walk_door){ .name = c->points[i].name, .before = minutes(WALK_ADULT, r.dm[i]),
			.old_before = minutes(WALK_ELDER, r.old_dm[i]) };
	}
	v->plan.path = arena_fmt(rq->a, "/walk/%s?kind=%s&time=%s&", slug, v->kind, v->time);
	return walk_plan(rq, c, around, n, &v->plan);
}

static struct err
reach_page(struct req *rq, struct out *o, const struct place *place)
{
	struct walk_cover_view *v = NEW(rq->a, struct walk_cover_view);
	struct drawn_items *drawn = NEW(rq->a, struct drawn_items);
	struct city c;
	struct err e = OK;

	v->kind = kinds[0].kind;
	for (size_t i = 0; i < COUNT(kinds); i++)
		if (strcmp(rq_query(rq, "kind"), kinds[i].kind) == 0)
			v->kind = kinds[i].kind;
	v->place = place ? place_name(place, rq->lang) : NULL;
	v->time = walk_time(rq) == WALK_ANY_TIME ? "" : rq_query(rq, "time");
	v->staff = rq->caller && people_may(rq->db, rq->area, rq->caller, RIGHT_HANDLE, place ? place->id : 0);
	v->drawn = drawn;
	TRY(drawn_read(rq, place ? place->id : 0, drawn));
	TRY(walk_city(rq, &c, &v->any));
	if (v->any) {
		v->tree = c.handed;
		e = place ? community_rows(rq, &c, place->slug, v) : district_rows(rq, &c, v);
		for (size_t i = 0; i < v->plan.nnames; i++)	/* they lie in the map, which goes */
			v->plan.names[i].name = arena_str(rq->a, v->plan.names[i].name);
		city_close(&c);
	}
	if (e.code)
		return e;
	rq->nav = "hall";
	page_begin(o, rq, tr(rq, M_walks_title));
	council_walk_reach_html(o, rq, v);
	page_end(o, rq);
	return OK;
}

static struct err
district_get(struct req *rq, struct out *o)
{
	return reach_page(rq, o, NULL);
}

static struct err
community_get(struct req *rq, struct out *o)
{
	struct place p;
	bool found;

	TRY(place_by_slug(rq->db, rq->a, rq->area, rq_param(rq, "place"), &p, &found));
	if (!found || p.kind != PLACE_COMMUNITY)
		return FAIL(404, M_people_err_place);
	return reach_page(rq, o, &p);
}

static const struct route routes[] = {
	{ VERB_GET, "/walk", RIGHT_PUBLIC, NULL, district_get, "How long people walk to stops, clinics, canteens, schools: the district.", 0 },
	{ VERB_GET, "/walk/:place", RIGHT_PUBLIC, NULL, community_get, "The same for one community, door by door.", 0 },
	{ VERB_GET, "/:place/:number/survey/walk", RIGHT_PUBLIC, matter_route, doors_get, "A survey's candidates: who walks how long, before and after.", 0 },
	{ 0 }
};

const struct route *
council_walk_routes(void)
{
	return routes;
}
