/* council_walk_web.c - how long people walk: a survey's candidates door by door, coverage of a community and of the district. */
#include "services/council/council.h"
#include "council_walk_msg.h"
#include "people_msg.h"

#include <math.h>
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
door_add(struct summing *s, const struct city *c, const struct city_reach *r, size_t i)
{
	const struct city_point *d = &c->points[i];
	double young = d->people - d->old, straight = r->ring[i], t;

	s->c.people += d->people;
	s->c.old += d->old;
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

static double
minutes(enum walk_who who, uint32_t dm)
{
	return dm == WALK_FAR ? -1 : walk_seconds(&council_conf()->walkers[who], dm) / 60;
}

/* Everybody's way to the places of a kind. */
static struct err
reach_take(struct req *rq, const struct walk_kept *k, const char *kind, const struct city_base **ret)
{
	return walk_base(rq, k, &(struct city_ask){ .kind = kind, .limits = limits }, ret);
}

/* One kind for the people of a community (slug NULL: of all). */
static struct walk_cell
cover(const struct walk_kept *k, const struct city_base *b, const char *slug)
{
	const struct city *c = &k->c;
	struct summing s = { 0 };
	struct walk_cell cell;

	for (size_t i = 0; i < c->npoints; i++)
		if (!slug || strcmp(c->points[i].place, slug) == 0)
			door_add(&s, c, city_base_reach(b), i);
	cell = cell_of(&s);
	cell.places = city_base_places(b)->n;
	return cell;
}

static struct err
district_rows(struct req *rq, const struct walk_kept *k, struct walk_cover_view *v)
{
	const struct city_base *b;
	struct places all;

	TRY(reach_take(rq, k, v->kind, &b));
	TRY(place_list(rq->db, rq->a, rq->area, PLACE_COMMUNITY, &all));
	v->rows = NEWN(rq->a, struct walk_row, all.n + 1);
	for (size_t i = 0; i < all.n; i++) {
		struct walk_row *row = &v->rows[v->nrows];

		row->c = cover(k, b, all.v[i].slug);
		if (row->c.people <= 0)
			continue;
		row->slug = all.v[i].slug;
		row->name = place_name(&all.v[i], rq->lang);
		v->nrows++;
	}
	v->rows[v->nrows].name = tr(rq, M_walks_everybody);
	v->rows[v->nrows++].c = cover(k, b, NULL);
	return OK;
}

/* The life circle: who walks to all the kinds that there are within so many minutes. */
static struct walk_cell
circle(const struct walk_kept *k, const struct city_base *const *b, size_t n, const char *slug)
{
	static const double within[] = { 5, 10, 15 };
	const struct city *c = &k->c;
	struct walk_cell cell = { 0 };
	double *const shares[] = { &cell.in5, &cell.in10, &cell.in15 };

	for (size_t i = 0; i < n; i++)
		cell.places += city_base_places(b[i])->n > 0;
	for (size_t i = 0; i < c->npoints; i++) {
		const struct city_point *p = &c->points[i];
		double adult = 0, old = 0;

		if (strcmp(p->place, slug) != 0)
			continue;
		cell.people += p->people;
		for (size_t w = 0; w < n; w++) {
			const struct city_reach *r = city_base_reach(b[w]);

			if (!city_base_places(b[w])->n)
				continue;
			adult = fmax(adult, r->dm[i] == WALK_FAR ? HUGE_VAL : minutes(WALK_ADULT, r->dm[i]));
			old = fmax(old, r->old_dm[i] == WALK_FAR ? HUGE_VAL : minutes(WALK_ELDER, r->old_dm[i]));
		}
		for (size_t t = 0; t < COUNT(within); t++)
			*shares[t] += (adult <= within[t] ? p->people - p->old : 0) + (old <= within[t] ? p->old : 0);
	}
	for (size_t t = 0; t < COUNT(within); t++)
		*shares[t] /= cell.people > 0 ? cell.people : 1;
	return cell;
}

static struct err
community_rows(struct req *rq, const struct walk_kept *k, const char *slug, struct walk_cover_view *v)
{
	const struct city *c = &k->c;
	struct geo *around = NEWN(rq->a, struct geo, c->npoints + 1);
	const struct city_base *b[COUNT(kinds)];
	const struct city_reach *r = NULL;
	size_t n = 0;

	v->rows = NEWN(rq->a, struct walk_row, COUNT(kinds) + 1);
	for (size_t i = 0; i < COUNT(kinds); i++) {
		TRY(reach_take(rq, k, kinds[i].kind, &b[i]));
		v->rows[v->nrows++] = (struct walk_row){ kinds[i].kind, tr(rq, kinds[i].label), cover(k, b[i], slug), false };
		if (strcmp(kinds[i].kind, v->kind) == 0)
			r = city_base_reach(b[i]);
	}
	v->rows[v->nrows++] = (struct walk_row){ NULL, tr(rq, M_walks_all_kinds), circle(k, b, COUNT(kinds), slug), true };
	v->doors = NEWN(rq->a, struct walk_door, c->npoints + 1);
	for (size_t i = 0; r && i < c->npoints; i++) {
		if (strcmp(c->points[i].place, slug) != 0)
			continue;
		around[n++] = (struct geo){ c->points[i].lat, c->points[i].lon };
		v->doors[v->ndoors++] = (struct walk_door){ .name = c->points[i].name, .before = minutes(WALK_ADULT, r->dm[i]),
			.old_before = minutes(WALK_ELDER, r->old_dm[i]) };
	}
	v->plan.path = arena_fmt(rq->a, "/walk/%s?kind=%s&time=%s&", slug, v->kind, v->time);
	return walk_plan(rq, k, around, n, &v->plan);
}

static struct err
reach_page(struct req *rq, struct out *o, const struct place *place)
{
	struct walk_cover_view *v = NEW(rq->a, struct walk_cover_view);
	struct drawn_items *drawn = NEW(rq->a, struct drawn_items);
	const struct walk_kept *k;

	v->kind = kinds[0].kind;
	for (size_t i = 0; i < COUNT(kinds); i++)
		if (strcmp(rq_query(rq, "kind"), kinds[i].kind) == 0)
			v->kind = kinds[i].kind;
	v->place = place ? place_name(place, rq->lang) : NULL;
	v->time = walk_time(rq) == WALK_ANY_TIME ? "" : rq_query(rq, "time");
	v->staff = rq->caller && people_may(rq->db, rq->area, rq->caller, RIGHT_HANDLE, place ? place->id : 0);
	v->drawn = drawn;
	TRY(drawn_read(rq, place ? place->id : 0, drawn));
	TRY(walk_city(rq, &k));
	v->any = k && k->c.npoints;
	if (v->any) {
		v->tree = k->c.handed;
		TRY(place ? community_rows(rq, k, place->slug, v) : district_rows(rq, k, v));
	}
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
