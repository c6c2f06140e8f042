/* council_walk.c - the map as SVG paths, and a survey's candidates in minutes on foot (council_walk.h). No SQL, no HTML. */
#include "services/council/council_walk.h"
#include "services/council/council.h"
#include "services/council/council_drawn.h"

#include "base/text.h"
#include "matter/kinds.h"
#include "base_msg.h"
#include "council_walk_msg.h"

#include <math.h>
#include <stdlib.h>

#define SHAPE_MAX (48 * 1024)		/* bytes of one layer: a denser map is looked at closer */
#define NAMES_MAX 14
#define STOPS_MAX 60

static const double limits[4] = { 300, 500, 1000, 1e9 };

const char *
walk_minutes(struct req *rq, double minutes)
{
	return minutes < 0 ? "–" : arena_fmt(rq->a, "%.1f", minutes);
}

const char *
walk_hint(struct req *rq)
{
	const struct walk_profile *v = council_conf()->walkers;

	return trf(rq, M_walks_hint, arena_fmt(rq->a, "%g", v[WALK_ADULT].mm_s / 1000.0), arena_fmt(rq->a, "%g", v[WALK_ELDER].mm_s / 1000.0), NULL);
}

const char *
walk_percent(struct req *rq, double share)
{
	return arena_fmt(rq->a, "%.0f", share * 100);
}

const char *
walk_figure(struct req *rq, const struct walk_sites *w, int line, const struct walk_site *site)
{
	const struct walk_mean *all = site ? &site->all : &w->all, *old = site ? &site->old : &w->old;

	switch (line) {
	case 0:
		return walk_minutes(rq, all->minutes);
	case 1:
		return walk_minutes(rq, old->minutes);
	case 2:
		return trf(rq, M_walks_percent, walk_percent(rq, all->near300), NULL);
	case 3:
		return trf(rq, M_walks_percent, walk_percent(rq, all->near500), NULL);
	default:
		return site ? arena_fmt(rq->a, "%.0f", line == 4 ? site->saved : site->saved_old) : "";
	}
}

/* ---- the drawing ---- */

static struct map_point
spot_of(const struct walk_plan *p, int32_t lat, int32_t lon)
{
	return map_place(p->frame, (struct geo){ lat, lon });
}

static bool
near_frame(struct map_point m)
{
	return m.x > -MAP_SIDE * 0.5 && m.x < MAP_SIDE * 1.5 && m.y > -MAP_SIDE * 0.5 && m.y < MAP_SIDE * 1.5;
}

static void
point_put(struct out *o, struct map_point m, bool first)
{
	out_fmt(o, "%c%.1f %.1f", first ? 'M' : 'L', m.x, m.y);
}

/* A way's line, when some of it is near what is shown. */
static void
way_put(struct out *o, const struct city *c, const struct walk_plan *p, const struct osm_way *w)
{
	bool some = false, first = true;

	if (o->len > SHAPE_MAX)
		return;
	for (uint32_t i = w->ref; i < w->ref + w->nrefs && !some; i++) {
		const struct osm_node *n = osm_node(&c->map, c->map.refs[i]);
		some = n && near_frame(spot_of(p, n->lat, n->lon));
	}
	for (uint32_t i = w->ref; some && i < w->ref + w->nrefs; i++) {
		const struct osm_node *n = osm_node(&c->map, c->map.refs[i]);

		if (!n)
			continue;
		point_put(o, spot_of(p, n->lat, n->lon), first);
		first = false;
	}
}

static void
name_put(struct req *rq, const struct city *c, struct walk_plan *p, const struct osm_way *w)
{
	const char *name = osm_way_tag(&c->map, w, OSM_name), *en = osm_way_tag(&c->map, w, OSM_name_en);
	double x = 0, y = 0;
	size_t n = 0;

	if (rq->lang == LANG_EN && *en)
		name = en;
	if (!*name || p->nnames == NAMES_MAX)
		return;
	for (uint32_t i = w->ref; i < w->ref + w->nrefs; i++) {
		const struct osm_node *v = osm_node(&c->map, c->map.refs[i]);
		struct map_point m = v ? spot_of(p, v->lat, v->lon) : (struct map_point){ 0 };

		if (!m.inside)
			continue;
		x += m.x;
		y += m.y;
		n++;
	}
	if (!n)
		return;
	struct walk_dot d = { name, { x / (double)n, y / (double)n, true } };
	for (size_t i = 0; i < p->nnames; i++)
		if (fabs(p->names[i].at.y - d.at.y) < 16 && fabs(p->names[i].at.x - d.at.x) < 90)
			return;		/* would stand on another */
	if (d.at.x > 30 && d.at.x < MAP_SIDE - 30 && d.at.y > 16 && d.at.y < MAP_SIDE - 6)
		p->names[p->nnames++] = d;
}

enum layer { WATER, ESTATES, HOUSES, SMALL, BIG, LAYERS };

static enum layer
layer_of(const struct osm *m, const struct osm_way *w)
{
	static const char *const big[] = { "trunk", "primary", "secondary", "tertiary" };
	const char *highway = osm_way_tag(m, w, OSM_highway);

	if (*osm_way_tag(m, w, OSM_waterway) || strcmp(osm_way_tag(m, w, OSM_natural), "water") == 0)
		return WATER;
	if (strcmp(osm_way_tag(m, w, OSM_landuse), "residential") == 0)
		return ESTATES;
	if (*osm_way_tag(m, w, OSM_building))
		return HOUSES;
	for (size_t i = 0; i < COUNT(big); i++)
		if (strcmp(highway, big[i]) == 0)
			return BIG;
	return *highway ? SMALL : LAYERS;
}

static void
stops_put(struct req *rq, const struct city *c, struct walk_plan *p)
{
	p->stops = NEWN(rq->a, struct walk_dot, STOPS_MAX);
	for (size_t i = 0; i < c->nstops && p->nstops < STOPS_MAX; i++) {
		struct walk_dot d = { c->stops[i].name, spot_of(p, c->stops[i].lat, c->stops[i].lon) };
		bool twice = false;

		/* Two sides of one street are one name. */
		for (size_t k = 0; k < p->nstops; k++)
			twice = twice || (strcmp(p->stops[k].name, d.name) == 0 && fabs(p->stops[k].at.x - d.at.x) + fabs(p->stops[k].at.y - d.at.y) < 30);
		if (twice)
			d.name = "";
		if (d.at.inside)
			p->stops[p->nstops++] = d;
	}
}

static void
drawn_put(struct req *rq, const struct city *c, struct walk_plan *p)
{
	p->drawn = NEWN(rq->a, struct walk_sign, c->nedits + 1);
	for (size_t i = 0; i < c->nedits; i++) {
		const struct city_edit *e = &c->edits[i];
		struct walk_sign s = { e->kind, spot_of(p, e->lat, e->lon), spot_of(p, e->lat2, e->lon2) };

		if (s.at.inside || (e->kind == CITY_path && s.to.inside))
			p->drawn[p->ndrawn++] = s;
	}
}

static bool
frame_read(struct req *rq, struct map_frame *f)
{
	const char *s = rq_query(rq, "at"), *comma = strchr(s, ',');
	int64_t metres;

	if (!comma || !geo_read(arena_dup(rq->a, s, (size_t)(comma - s)), comma + 1, &f->middle) || !text_int(rq_query(rq, "m"), 50, 100000, &metres))
		return false;
	f->metres = (double)metres;
	return true;
}

struct err
walk_plan(struct req *rq, const struct city *c, const struct geo *v, size_t n, struct walk_plan *p)
{
	const char **const to[LAYERS] = { &p->water, &p->estates, &p->houses, &p->small, &p->big };
	static const enum layer named[] = { ESTATES, BIG, WATER };	/* who comes first keeps its place */
	struct out o[LAYERS];

	p->sketch = c->sketch;
	p->review = c->review;
	p->before = p->after = "";
	p->any = c->sketch || *c->review || (rq->caller && people_may(rq->db, rq->area, rq->caller, RIGHT_DESK, 0));
	if (n && !frame_read(rq, &p->frame))
		p->frame = map_around(v, n);
	p->any = p->any && p->frame.metres > 0;
	if (!p->any)
		return OK;
	for (int i = 0; i < LAYERS; i++)
		out_init(&o[i], rq->a);
	p->names = NEWN(rq->a, struct walk_dot, NAMES_MAX);
	for (size_t i = 0; i < c->map.nways; i++) {
		enum layer l = layer_of(&c->map, &c->map.ways[i]);

		if (l == LAYERS)
			continue;
		way_put(&o[l], c, p, &c->map.ways[i]);
	}
	for (size_t k = 0; k < COUNT(named); k++)
		for (size_t i = 0; i < c->map.nways; i++)
			if (layer_of(&c->map, &c->map.ways[i]) == named[k])
				name_put(rq, c, p, &c->map.ways[i]);
	for (int i = 0; i < LAYERS; i++) {
		*to[i] = out_cstr(&o[i]);
		if (out_failed(&o[i]))
			return FAIL(503, M_err_busy);
	}
	stops_put(rq, c, p);
	drawn_put(rq, c, p);
	return OK;
}

struct err
walk_ground(struct req *rq, struct map_frame f, struct walk_plan *ret)
{
	struct city c;
	struct city_fault fault;
	struct err e = city_open(rq->a, arena_fmt(rq->a, "%s/walk", matter_conf()->data), 0, NULL, NULL, &c, &fault);

	*ret = (struct walk_plan){ .frame = f };
	if (e.code)
		return e.code == 404 ? OK : e;
	e = walk_plan(rq, &c, NULL, 0, ret);
	for (size_t i = 0; i < ret->nnames; i++)
		ret->names[i].name = arena_str(rq->a, ret->names[i].name);
	ret->review = arena_str(rq->a, ret->review);
	ret->nstops = 0;
	city_close(&c);
	return e;
}

const char *
walk_line(struct req *rq, const struct walk_plan *p, const struct walk_path *w)
{
	struct out o;

	out_init(&o, rq->a);
	for (size_t i = 0; i < w->n && o.len < SHAPE_MAX; i++)
		point_put(&o, spot_of(p, w->lat[i], w->lon[i]), i == 0);
	return out_cstr(&o);
}

const char *
walk_zoom(struct req *rq, const struct walk_plan *p, double zoom, double dx, double dy)
{
	struct map_frame f = map_moved(p->frame, zoom, dx, dy);

	return arena_fmt(rq->a, "%sat=%s,%s&m=%.0f#map", p->path, geo_degrees(rq->a, f.middle.lat), geo_degrees(rq->a, f.middle.lon), f.metres);
}

/* ---- a survey's candidates ---- */

static struct walk_mean
mean_of(const struct city_share *s)
{
	double got = s->walk.all - s->walk.lost;

	return (struct walk_mean){ got > 0 ? s->seconds / got / 60 : -1, s->walk.all > 0 ? s->walk.within[0] / s->walk.all : 0,
		s->walk.all > 0 ? s->walk.within[1] / s->walk.all : 0 };
}

/* Today's stops but those that came of this survey, with room for one more. */
static size_t
stops_before(struct req *rq, struct city *c, const struct survey_view *s)
{
	struct city_stop *v = NEWN(rq->a, struct city_stop, c->nstops + 1);
	size_t n = 0;

	for (size_t i = 0; i < c->nstops; i++) {
		bool ours = false;

		for (size_t k = 0; k < s->nspots; k++)
			ours = ours || (geo_known(s->spots[k].at) &&
				geo_metres(s->spots[k].at, (struct geo){ c->stops[i].lat, c->stops[i].lon }) <= WALK_SAME);
		if (!ours)
			v[n++] = c->stops[i];
	}
	c->stops = v;
	return n;
}

struct counting {
	struct req *rq;
	struct city *c;
	const struct survey_view *s;
	struct walk_sites *r;
	size_t nbefore;
	struct city_reach before, after[SURVEY_SPOTS];
};

static struct err
sites_count(struct counting *k)
{
	struct walk_sites *r = k->r;

	k->c->nstops = k->nbefore;
	TRY(city_reach(k->rq->a, k->c, "bus", limits, &k->before));
	r->all = mean_of(&k->before.all);
	r->old = mean_of(&k->before.old);
	r->people = k->before.all.walk.all;
	r->old_people = k->before.old.walk.all;
	r->lost = k->before.all.walk.lost;
	for (size_t i = 0; i < k->s->nspots; i++) {
		struct walk_site *w = &r->v[r->n++];
		struct walk_place at;

		w->spot = &k->s->spots[i];
		w->known = geo_known(w->spot->at);
		w->spacing = w->crossing = -1;
		if (w->known) {
			bool along;

			k->c->nstops = k->nbefore;
			TRY(city_spacing(k->rq->a, k->c, (int32_t)w->spot->at.lat, (int32_t)w->spot->at.lon, &w->spacing, &along));
			w->crossing = city_crossing(k->c, (int32_t)w->spot->at.lat, (int32_t)w->spot->at.lon);
		}
		w->street = w->known && walk_snap(k->c->graph[WALK_ADULT], (int32_t)w->spot->at.lat, (int32_t)w->spot->at.lon, CITY_SNAP_STOP, true, &at);
		if (!w->street)
			continue;
		k->c->stops[k->nbefore] = (struct city_stop){ "", w->spot->r.name, "bus", (int32_t)w->spot->at.lat, (int32_t)w->spot->at.lon, -1 };
		k->c->nstops = k->nbefore + 1;
		TRY(city_reach(k->rq->a, k->c, "bus", limits, &k->after[i]));
		w->all = mean_of(&k->after[i].all);
		w->old = mean_of(&k->after[i].old);
		w->saved = (k->before.all.seconds - k->after[i].all.seconds) / 60;
		w->saved_old = (k->before.old.seconds - k->after[i].old.seconds) / 60;
		r->any = true;
	}
	return OK;
}

static double
minutes(enum walk_who who, uint32_t dm)
{
	return dm == WALK_FAR ? -1 : walk_seconds(&council_conf()->walkers[who], dm) / 60;
}

/* The one asked for, else the chosen one, else the one that saves most. */
static void
pick(struct counting *k)
{
	struct walk_sites *r = k->r;
	int64_t asked = 0;

	r->picked = r->n;
	text_int(rq_query(k->rq, "spot"), 1, SURVEY_SPOTS, &asked);
	for (int round = 0; round < 3 && r->picked == r->n; round++)
		for (size_t i = 0; i < r->n; i++) {
			const struct walk_site *w = &r->v[i];
			bool takes = round == 0 ? w->spot->r.pos == asked : round == 1 ? w->spot->chosen :
				r->picked == r->n || w->saved > r->v[r->picked].saved;

			if (w->street && takes)
				r->picked = i;
		}
}

static void
doors_fill(struct counting *k)
{
	struct walk_sites *r = k->r;
	const struct city_reach *after = &k->after[r->picked];
	int64_t asked = 0;
	double least = -1;		/* at first the door nearest to the candidate */

	r->ndoors = k->c->npoints;
	r->doors = NEWN(k->rq->a, struct walk_door, r->ndoors + 1);
	text_int(rq_query(k->rq, "door"), 1, (int64_t)r->ndoors, &asked);
	for (size_t i = 0; i < r->ndoors; i++) {
		struct walk_door *d = &r->doors[i];

		*d = (struct walk_door){ k->c->points[i].name, minutes(WALK_ADULT, k->before.dm[i]), minutes(WALK_ADULT, after->dm[i]),
			minutes(WALK_ELDER, k->before.old_dm[i]), minutes(WALK_ELDER, after->old_dm[i]) };
		if (asked ? (size_t)asked == i + 1 : d->after >= 0 && (least < 0 || d->after < least)) {
			least = d->after;
			r->door = i;
		}
	}
	r->before_minutes = r->doors[r->door].before;
	r->after_minutes = r->doors[r->door].after;
}

static struct err
paths_find(struct counting *k)
{
	struct walk_sites *r = k->r;
	const struct walk_graph *g = k->c->graph[WALK_ADULT];
	const struct city_point *d = &k->c->points[r->door];
	const struct geo to = r->v[r->picked].spot->at;
	struct walk_place from, at;
	struct city_places p;

	k->c->nstops = k->nbefore;
	TRY(city_places(k->rq->a, k->c, WALK_ADULT, "bus", &p));
	if (!walk_snap(g, d->lat, d->lon, CITY_SNAP_DOOR, false, &from))
		return OK;
	if (k->before.owner[r->door] != WALK_NONE) {
		r->stop = p.name[k->before.owner[r->door]];
		TRY(walk_path(k->rq->a, g, &from, &p.at[k->before.owner[r->door]], &r->before, &r->has_before));
	}
	if (walk_snap(g, (int32_t)to.lat, (int32_t)to.lon, CITY_SNAP_STOP, true, &at))
		TRY(walk_path(k->rq->a, g, &from, &at, &r->after, &r->has_after));
	if (r->has_after)
		r->after_minutes = minutes(WALK_ADULT, r->after.dm);
	return OK;
}

static struct err
draw(struct counting *k, const char *path)
{
	struct walk_sites *r = k->r;
	struct walk_plan *p = &r->plan;
	const struct city_point *d = &k->c->points[r->door];
	struct geo *around = NEWN(k->rq->a, struct geo, r->n + r->before.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < r->n; i++)
		if (r->v[i].known)
			around[n++] = r->v[i].spot->at;
	for (size_t i = 0; i < r->before.n; i++)
		around[n++] = (struct geo){ r->before.lat[i], r->before.lon[i] };
	p->path = arena_fmt(k->rq->a, "%s?n=%lld&spot=%lld&door=%zu&", path, (long long)k->s->r.pos, (long long)r->v[r->picked].spot->r.pos, r->door + 1);
	TRY(walk_plan(k->rq, k->c, around, n, p));
	if (!p->any)
		return OK;
	p->before = r->has_before ? walk_line(k->rq, p, &r->before) : "";
	p->after = r->has_after ? walk_line(k->rq, p, &r->after) : "";
	p->door = (struct walk_dot){ d->name, spot_of(p, d->lat, d->lon) };
	for (size_t i = 0; i < r->n; i++) {
		struct walk_dot s = { r->v[i].spot->r.name, map_place(p->frame, r->v[i].spot->at) };

		if (!r->v[i].known || !s.at.inside)
			continue;
		if (i == r->picked)
			p->picked = p->nspots;
		p->nos[p->nspots] = (int)r->v[i].spot->r.pos;
		p->spots[p->nspots++] = s;
	}
	return OK;
}

static struct err
sites_run(struct counting *k, const char *path)
{
	TRY(sites_count(k));
	if (!k->r->any)
		return OK;
	pick(k);
	doors_fill(k);
	TRY(paths_find(k));
	return draw(k, path);
}

struct err
walk_sites(struct req *rq, const struct survey_view *s, const char *path, struct walk_sites *ret)
{
	struct city c;
	struct counting k = { .rq = rq, .c = &c, .s = s, .r = ret };
	bool any;
	struct err e;

	*ret = (struct walk_sites){ 0 };
	if (!s->any)
		return OK;
	TRY(walk_city(rq, &c, &any));
	if (!any)
		return OK;
	k.nbefore = stops_before(rq, &c, s);
	e = sites_run(&k, path);
	/* Names of streets lie in the map: they are kept before it goes. */
	for (size_t i = 0; !e.code && i < ret->before.nsteps + ret->after.nsteps; i++) {
		struct walk_step *t = i < ret->before.nsteps ? &ret->before.step[i] : &ret->after.step[i - ret->before.nsteps];
		t->name = arena_str(rq->a, rq->lang == LANG_EN && *t->name_en ? t->name_en : t->name);
	}
	for (size_t i = 0; i < ret->plan.nnames; i++)
		ret->plan.names[i].name = arena_str(rq->a, ret->plan.names[i].name);
	if (ret->stop)
		ret->stop = arena_str(rq->a, ret->stop);
	city_close(&c);
	return e;
}
