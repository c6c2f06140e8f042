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
	case 4: case 5:
		return site ? arena_fmt(rq->a, "%.0f", line == 4 ? site->saved : site->saved_old) : "";
	default:
		return !site ? "" : site->delay < 0 ? tr(rq, M_walks_unknown) : arena_fmt(rq->a, "%.0f", site->delay);
	}
}

/* Both directions of a line are one. */
static struct city_passing
line_sum(const struct walk_site *site, size_t first)
{
	struct city_passing l = site->lines[first];

	for (size_t i = first + 1; i < site->nlines; i++) {
		const struct city_passing *m = &site->lines[i];

		if (strcmp(m->line->name, l.line->name) != 0)
			continue;
		l.riders = l.riders < 0 || m->riders < 0 ? -1 : l.riders + m->riders;
		l.headway = l.headway < 0 || (m->headway > 0 && m->headway < l.headway) ? m->headway : l.headway;
	}
	return l;
}

const char *
walk_lines(struct req *rq, const struct walk_site *site)
{
	struct out o;

	out_init(&o, rq->a);
	for (size_t i = 0; i < site->nlines; i++) {
		const struct city_passing l = line_sum(site, i);
		bool told = false;

		for (size_t k = 0; k < i; k++)
			told = told || strcmp(site->lines[k].line->name, l.line->name) == 0;
		if (told)
			continue;
		const char *often = l.headway > 0 ? trf(rq, M_walks_often, arena_fmt(rq->a, "%.0f", l.headway), NULL) : "";
		const char *riders = l.riders < 0 ? tr(rq, M_walks_riders_unknown) : trf(rq, M_walks_riders, arena_fmt(rq->a, "%.0f", l.riders), NULL);
		out_fmt(&o, "%s%s", i ? tr(rq, M_walks_and) : "", trf(rq, M_walks_line, l.line->name, often, riders, NULL));
	}
	return out_cstr(&o);
}

/* ---- the drawing ---- */

static struct map_point
spot_of(const struct walk_plan *p, int32_t lat, int32_t lon)
{
	return map_place(p->frame, (struct geo){ lat, lon });
}

static void
point_put(struct out *o, struct map_point m, bool first)
{
	out_fmt(o, "%c%.1f %.1f", first ? 'M' : 'L', m.x, m.y);
}

/* Ways whose box touches what is shown, or half of that around it. */
struct window {
	int32_t lat[2], lon[2];
};

static struct window
window_of(struct map_frame f)
{
	struct map_frame a = map_moved(f, 0, -1, -1), b = map_moved(f, 0, 1, 1);

	return (struct window){ { (int32_t)a.middle.lat, (int32_t)b.middle.lat }, { (int32_t)a.middle.lon, (int32_t)b.middle.lon } };
}

static bool
near_window(const struct window *w, const struct walk_shape *s)
{
	return s->lat[1] >= w->lat[0] && s->lat[0] <= w->lat[1] && s->lon[1] >= w->lon[0] && s->lon[0] <= w->lon[1];
}

static void
way_put(struct out *o, const struct walk_kept *k, const struct walk_plan *p, const struct osm_way *w)
{
	bool first = true;

	for (uint32_t i = w->ref; i < w->ref + w->nrefs && o->len <= SHAPE_MAX; i++) {
		if (k->sheet.lat[i] == INT32_MIN)
			continue;
		point_put(o, spot_of(p, k->sheet.lat[i], k->sheet.lon[i]), first);
		first = false;
	}
}

static void
name_put(struct req *rq, const struct walk_kept *k, struct walk_plan *p, const struct osm_way *w)
{
	const char *name = osm_way_tag(&k->c.map, w, OSM_name), *en = osm_way_tag(&k->c.map, w, OSM_name_en);
	double x = 0, y = 0;
	size_t n = 0;

	if (rq->lang == LANG_EN && *en)
		name = en;
	if (!*name || p->nnames == NAMES_MAX)
		return;
	for (uint32_t i = w->ref; i < w->ref + w->nrefs; i++) {
		struct map_point m = k->sheet.lat[i] == INT32_MIN ? (struct map_point){ 0 } : spot_of(p, k->sheet.lat[i], k->sheet.lon[i]);

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
box_fill(const struct walk_sheet *t, const struct osm_way *w, struct walk_shape *s)
{
	s->lat[0] = s->lon[0] = INT32_MAX;
	s->lat[1] = s->lon[1] = INT32_MIN;
	for (uint32_t i = w->ref; i < w->ref + w->nrefs; i++) {
		if (t->lat[i] == INT32_MIN)
			continue;
		s->lat[0] = t->lat[i] < s->lat[0] ? t->lat[i] : s->lat[0];
		s->lat[1] = t->lat[i] > s->lat[1] ? t->lat[i] : s->lat[1];
		s->lon[0] = t->lon[i] < s->lon[0] ? t->lon[i] : s->lon[0];
		s->lon[1] = t->lon[i] > s->lon[1] ? t->lon[i] : s->lon[1];
	}
}

struct err
walk_sheet(struct arena *a, const struct city *c, struct walk_sheet *ret)
{
	const struct osm *m = &c->map;

	*ret = (struct walk_sheet){ arena_try(a, (m->nways + 1) * sizeof(*ret->way)), arena_try(a, (m->nrefs + 1) * sizeof(*ret->lat)),
		arena_try(a, (m->nrefs + 1) * sizeof(*ret->lon)) };
	if (!ret->way || !ret->lat || !ret->lon)
		return FAIL(503, M_err_busy);
	for (size_t i = 0; i < m->nrefs; i++) {
		const struct osm_node *v = osm_node(m, m->refs[i]);

		ret->lat[i] = v ? v->lat : INT32_MIN;
		ret->lon[i] = v ? v->lon : INT32_MIN;
	}
	for (size_t i = 0; i < m->nways; i++) {
		ret->way[i].layer = (uint8_t)layer_of(m, &m->ways[i]);
		box_fill(ret, &m->ways[i], &ret->way[i]);
	}
	return OK;
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
walk_plan(struct req *rq, const struct walk_kept *k, const struct geo *v, size_t n, struct walk_plan *p)
{
	const struct city *c = &k->c;
	const char **const to[LAYERS] = { &p->water, &p->estates, &p->houses, &p->small, &p->big };
	static const enum layer named[] = { ESTATES, BIG, WATER };	/* who comes first keeps its place */
	struct out o[LAYERS];
	struct window win;

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
	win = window_of(p->frame);
	for (size_t i = 0; i < c->map.nways; i++)
		if (k->sheet.way[i].layer != LAYERS && near_window(&win, &k->sheet.way[i]))
			way_put(&o[k->sheet.way[i].layer], k, p, &c->map.ways[i]);
	for (size_t l = 0; l < COUNT(named); l++)
		for (size_t i = 0; i < c->map.nways; i++)
			if (k->sheet.way[i].layer == named[l] && near_window(&win, &k->sheet.way[i]))
				name_put(rq, k, p, &c->map.ways[i]);
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
	const struct walk_kept *k;

	*ret = (struct walk_plan){ .frame = f };
	TRY(walk_city(rq, &k));
	if (!k)
		return OK;
	TRY(walk_plan(rq, k, NULL, 0, ret));
	ret->nstops = 0;
	return OK;
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

struct counting {
	struct req *rq;
	const struct walk_kept *kept;
	const struct survey_view *s;
	struct walk_sites *r;
	const struct city_base *base;	/* today's stops but those that came of this survey */
	const struct city_reach *before;
	struct city_reach after[WALK_SPOTS];
};

/* A place that was moved (council_walk_move_web.c) still stands for the stop that came of where it was recorded. */
static struct err
before_take(struct counting *k)
{
	int32_t lat[WALK_SPOTS], lon[WALK_SPOTS];
	struct city_ask q = { .kind = "bus", .limits = limits, .except_lat = lat, .except_lon = lon, .except_m = WALK_SAME };

	for (size_t i = 0; i < k->s->nspots; i++) {
		const struct spot_row *r = &k->s->spots[i].r;

		if (k->s->spots[i].moved || !geo_known((struct geo){ r->lat, r->lon }))
			continue;
		lat[q.n] = (int32_t)r->lat;
		lon[q.n++] = (int32_t)r->lon;
	}
	TRY(walk_base(k->rq, k->kept, &q, &k->base));
	k->before = city_base_reach(k->base);
	return OK;
}

static void
passing(struct counting *k, struct walk_site *w, int32_t lat, int32_t lon)
{
	struct city_passing *v = NEWN(k->rq->a, struct city_passing, WALK_LINES);
	double riders = 0;

	w->lines = v;
	w->nlines = city_passing(k->base, lat, lon, v, WALK_LINES);
	for (size_t i = 0; i < w->nlines; i++)
		riders = v[i].riders < 0 || riders < 0 ? -1 : riders + v[i].riders;
	w->riders = w->nlines ? riders : -1;
	w->delay = w->riders < 0 ? -1 : w->riders * council_conf()->stop_seconds / 60;
}

static struct err
site_count(struct counting *k, size_t i)
{
	struct walk_site *w = &k->r->v[i];
	int32_t lat, lon;
	bool along;

	*w = (struct walk_site){ .spot = &k->s->spots[i], .known = geo_known(k->s->spots[i].at), .spacing = -1, .crossing = -1, .riders = -1, .delay = -1 };
	if (!w->known)
		return OK;
	lat = (int32_t)w->spot->at.lat;
	lon = (int32_t)w->spot->at.lon;
	w->spacing = city_spacing(k->base, lat, lon, &along);
	w->crossing = city_crossing(&k->kept->c, lat, lon);
	passing(k, w, lat, lon);
	TRY(city_with_place(k->rq->a, k->base, lat, lon, &k->after[i], &w->street));
	w->all = mean_of(&k->after[i].all);
	w->old = mean_of(&k->after[i].old);
	w->saved = (k->before->all.seconds - k->after[i].all.seconds) / 60;
	w->saved_old = (k->before->old.seconds - k->after[i].old.seconds) / 60;
	k->r->any = k->r->any || w->street;
	return OK;
}

static struct err
sites_count(struct counting *k)
{
	struct walk_sites *r = k->r;

	TRY(before_take(k));
	r->all = mean_of(&k->before->all);
	r->old = mean_of(&k->before->old);
	r->people = k->before->all.walk.all;
	r->old_people = k->before->old.walk.all;
	r->lost = k->before->all.walk.lost;
	for (; r->n < k->s->nspots; r->n++)
		TRY(site_count(k, r->n));
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
	text_int(rq_query(k->rq, "spot"), 1, WALK_SPOTS, &asked);
	for (int round = 0; round < 3 && r->picked == r->n; round++)
		for (size_t i = 0; i < r->n; i++) {
			const struct walk_site *w = &r->v[i];
			bool takes = round == 0 ? w->spot->moved || w->spot->r.pos == asked : round == 1 ? w->spot->chosen :
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

	r->ndoors = k->kept->c.npoints;
	r->doors = NEWN(k->rq->a, struct walk_door, r->ndoors + 1);
	text_int(rq_query(k->rq, "door"), 1, (int64_t)r->ndoors, &asked);
	for (size_t i = 0; i < r->ndoors; i++) {
		struct walk_door *d = &r->doors[i];

		*d = (struct walk_door){ k->kept->c.points[i].name, minutes(WALK_ADULT, k->before->dm[i]), minutes(WALK_ADULT, after->dm[i]),
			minutes(WALK_ELDER, k->before->old_dm[i]), minutes(WALK_ELDER, after->old_dm[i]) };
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
	const struct walk_graph *g = k->kept->c.graph[WALK_ADULT];
	const struct city_places *p = city_base_places(k->base);
	const struct city_point *d = &k->kept->c.points[r->door];
	const struct geo to = r->v[r->picked].spot->at;
	struct walk_place from, at;

	if (!walk_snap(g, d->lat, d->lon, CITY_SNAP_DOOR, false, &from))
		return OK;
	if (k->before->owner[r->door] != WALK_NONE) {
		r->stop = p->name[k->before->owner[r->door]];
		TRY(walk_path(k->rq->a, g, &from, &p->at[k->before->owner[r->door]], &r->before, &r->has_before));
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
	const struct city_point *d = &k->kept->c.points[r->door];
	struct geo *around = NEWN(k->rq->a, struct geo, r->n + r->before.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < r->n; i++)
		if (r->v[i].known)
			around[n++] = r->v[i].spot->at;
	for (size_t i = 0; i < r->before.n; i++)
		around[n++] = (struct geo){ r->before.lat[i], r->before.lon[i] };
	p->path = arena_fmt(k->rq->a, "%s?n=%lld&spot=%lld&door=%zu&", path, (long long)k->s->r.pos, (long long)r->v[r->picked].spot->r.pos, r->door + 1);
	TRY(walk_plan(k->rq, k->kept, around, n, p));
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

/* A reader of English reads the streets' English names where they have one. */
static void
steps_name(struct req *rq, struct walk_path *p)
{
	for (size_t i = 0; i < p->nsteps; i++)
		if (rq->lang == LANG_EN && *p->step[i].name_en)
			p->step[i].name = p->step[i].name_en;
}

struct err
walk_sites(struct req *rq, const struct survey_view *s, const char *path, struct walk_sites *ret)
{
	struct counting *k = NEW(rq->a, struct counting);

	*ret = (struct walk_sites){ 0 };
	*k = (struct counting){ .rq = rq, .s = s, .r = ret };
	if (!s->any)
		return OK;
	TRY(walk_city(rq, &k->kept));
	if (!k->kept || !k->kept->c.npoints)
		return OK;
	TRY(sites_run(k, path));
	steps_name(rq, &ret->before);
	steps_name(rq, &ret->after);
	return OK;
}
