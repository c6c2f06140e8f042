/*
 * city_base.c - everybody's walk to the places of a kind, worked out once, so that one more place costs a search around it alone; how far a
 * place stands from the next stop, and who rides past it (city.h).
 */
#include "engines/walk/city_int.h"
#include "walk_msg.h"
#include "base_msg.h"

#include <math.h>
#include <stdlib.h>

struct city_track {			/* a line with what stands along it */
	const struct city_line *line;
	struct site_point *v;
	int32_t lat[2], lon[2];		/* the box around it, CITY_ON_LINE wider */
	double *stop;			/* where the places of the base stand on it */
	size_t nstops;
	const struct city_load **load;	/* rows of this line at a stop, in the order they are driven past; then those of the line as a whole */
	double *at;
	size_t nloads, nwhole;
};
struct city_base {
	const struct city *c;
	const char *kind;
	double limits[4];
	struct city_side side[2];	/* adults, the old */
	double *ring;			/* of each point, metres as the crow flies; below 0: there is no place */
	struct city_reach reach;
	struct city_track *track;	/* of each line; NULL unless the places are stops */
};

/* ---- shares ---- */

static void
shares(const struct city_base *b, const double *ring, struct city_reach *r)
{
	const struct city *c = b->c;
	const struct walk_profile *adult = &c->graph[WALK_ADULT]->profile, *elder = &c->graph[WALK_ELDER]->profile;

	for (size_t i = 0; i < c->npoints; i++) {
		const struct city_point *p = &c->points[i];
		double fast = r->dm[i] == WALK_FAR ? -1 : r->dm[i] / 10.0, slow = r->old_dm[i] == WALK_FAR ? -1 : r->old_dm[i] / 10.0;

		walk_cover_add(&r->all.walk, p->people, fast, b->limits);
		walk_cover_add(&r->all.ring, p->people, ring[i], b->limits);
		walk_cover_add(&r->old.walk, p->old, slow, b->limits);
		walk_cover_add(&r->old.ring, p->old, ring[i], b->limits);
		if (fast >= 0)
			r->all.seconds += (p->people - p->old) * walk_seconds(adult, r->dm[i]);
		if (slow >= 0) {
			double t = p->old * walk_seconds(elder, r->old_dm[i]);
			r->all.seconds += t;
			r->old.seconds += t;
		}
	}
}

/* ---- lines ---- */

static struct err
track_points(struct arena *a, const struct walk_graph *g, const struct city_line *l, struct city_track *t)
{
	double wide = CITY_ON_LINE / METRES_DEGREE * OSM_E7, tall = wide / g->cosine;

	t->line = l;
	t->v = arena_try(a, (l->n + 1) * sizeof(*t->v));
	if (!t->v)
		return FAIL(503, M_err_busy);
	t->lat[0] = t->lon[0] = INT32_MAX;
	t->lat[1] = t->lon[1] = INT32_MIN;
	for (size_t k = 0; k < l->n; k++) {
		t->v[k] = (struct site_point){ l->lat[k], l->lon[k],
			k ? t->v[k - 1].pos + walk_metres(g, l->lat[k - 1], l->lon[k - 1], l->lat[k], l->lon[k]) : 0 };
		t->lat[0] = (int32_t)fmin(t->lat[0], l->lat[k] - wide);
		t->lat[1] = (int32_t)fmax(t->lat[1], l->lat[k] + wide);
		t->lon[0] = (int32_t)fmin(t->lon[0], l->lon[k] - tall);
		t->lon[1] = (int32_t)fmax(t->lon[1], l->lon[k] + tall);
	}
	return OK;
}

static double
track_at(const struct city_base *b, const struct city_track *t, int32_t lat, int32_t lon)
{
	if (lat < t->lat[0] || lat > t->lat[1] || lon < t->lon[0] || lon > t->lon[1])
		return -1;
	return city_on_line(b->c->graph[WALK_ADULT], t->v, t->line->n, lat, lon, CITY_ON_LINE);
}

static const struct city_stop *
stop_find(const struct city *c, const char *id)
{
	for (size_t i = 0; i < c->nstops; i++)
		if (strcmp(c->stops[i].id, id) == 0)
			return &c->stops[i];
	return NULL;
}

/* Rows keep their order on the line: put in by place. */
static void
load_put(struct city_track *t, const struct city_load *l, double at)
{
	size_t i = t->nloads++;

	for (; i && t->at[i - 1] > at; i--) {
		t->at[i] = t->at[i - 1];
		t->load[i] = t->load[i - 1];
	}
	t->at[i] = at;
	t->load[i] = l;
}

static struct err
track_loads(struct arena *a, const struct city_base *b, const struct city_ask *q, struct city_track *t)
{
	const struct city *c = b->c;
	size_t n = 0;

	for (size_t i = 0; i < c->nloads; i++)
		n += strcmp(c->loads[i].line, t->line->name) == 0;
	t->load = arena_try(a, (n + 1) * sizeof(*t->load));
	t->at = arena_try(a, (n + 1) * sizeof(*t->at));
	if (!t->load || !t->at)
		return FAIL(503, M_err_busy);
	for (int whole = 0; whole < 2; whole++)
		for (size_t i = 0; i < c->nloads; i++) {
			const struct city_load *l = &c->loads[i];
			const struct city_stop *s;

			if (strcmp(l->line, t->line->name) != 0 || (l->direction >= 0 && l->direction != t->line->direction) || (*l->stop == 0) != (whole == 1))
				continue;
			s = whole ? NULL : stop_find(c, l->stop);
			if (whole)
				t->load[t->nloads + t->nwhole++] = l;
			else if (s && !city_left_out(c->graph[WALK_ADULT], q, s->lat, s->lon) && track_at(b, t, s->lat, s->lon) >= 0)
				load_put(t, l, track_at(b, t, s->lat, s->lon));
		}
	return OK;
}

static struct err
tracks(struct arena *a, const struct city_ask *q, struct city_base *b)
{
	const struct city_places *p = &b->side[0].places;

	b->track = NEWN(a, struct city_track, b->c->nlines + 1);
	for (size_t i = 0; i < b->c->nlines; i++) {
		struct city_track *t = &b->track[i];

		TRY(track_points(a, b->c->graph[WALK_ADULT], &b->c->lines[i], t));
		t->stop = arena_try(a, (p->n + 1) * sizeof(*t->stop));
		if (!t->stop)
			return FAIL(503, M_err_busy);
		for (size_t k = 0; k < p->n; k++) {
			double at = track_at(b, t, p->lat[k], p->lon[k]);

			if (at >= 0)
				t->stop[t->nstops++] = at;
		}
		TRY(track_loads(a, b, q, t));
	}
	return OK;
}

static void
nearer(double *best, double metres)
{
	if (*best < 0 || metres < *best)
		*best = metres;
}

double
city_spacing(const struct city_base *b, int32_t lat, int32_t lon, bool *along)
{
	const struct city_places *p = &b->side[0].places;
	double line = -1, straight = -1;

	for (size_t i = 0; b->track && i < b->c->nlines; i++) {
		const struct city_track *t = &b->track[i];
		double at = track_at(b, t, lat, lon);

		for (size_t k = 0; at >= 0 && k < t->nstops; k++)
			nearer(&line, fabs(t->stop[k] - at));
	}
	for (size_t k = 0; line < 0 && k < p->n; k++)
		nearer(&straight, walk_metres(b->c->graph[WALK_ADULT], lat, lon, p->lat[k], p->lon[k]));
	*along = line >= 0;
	return line >= 0 ? line : straight;
}

/* Who is on board past a place of a line: as the last row before it says, else counted up from the first row that says no such thing, else
 * what is said of the line as a whole. */
static double
aboard(const struct city_track *t, double at)
{
	double sum = t->nloads && t->load[0]->aboard < 0 ? 0 : -1;

	for (size_t i = 0; i < t->nloads && t->at[i] <= at; i++) {
		const struct city_load *l = t->load[i];

		if (l->aboard >= 0)
			sum = l->aboard;
		else if (sum >= 0 && l->on >= 0 && l->off >= 0)
			sum = fmax(0, sum + l->on - l->off);
		else
			sum = -1;
	}
	for (size_t i = t->nloads; sum < 0 && i < t->nloads + t->nwhole; i++)
		sum = t->load[i]->aboard;
	return sum;
}

size_t
city_passing(const struct city_base *b, int32_t lat, int32_t lon, struct city_passing *v, size_t max)
{
	size_t n = 0;

	for (size_t i = 0; b->track && i < b->c->nlines && n < max; i++) {
		const struct city_track *t = &b->track[i];
		double at = track_at(b, t, lat, lon);

		if (at < 0)
			continue;
		v[n] = (struct city_passing){ t->line, aboard(t, at), -1 };
		for (size_t k = 0; k < t->nloads + t->nwhole; k++)
			if (t->load[k]->headway > 0)
				v[n].headway = t->load[k]->headway;
		n++;
	}
	return n;
}

/* ---- the base ---- */

struct err
city_side_open(struct arena *a, const struct city *c, enum walk_who who, const struct city_ask *q, struct city_side *s)
{
	struct walk_all *all;

	s->who = who;
	TRY(city_places_but(a, c, who, q, &s->places));
	TRY(city_doors(a, c, who, &s->doors, &s->lost));
	TRY(walk_all_new(a, c->graph[who], s->places.n + 1, CITY_SNAP_STOP, &all));
	s->dist = arena_try(a, (c->npoints + 1) * sizeof(*s->dist));
	s->owner = arena_try(a, (c->npoints + 1) * sizeof(*s->owner));
	if (!s->dist || !s->owner)
		return FAIL(503, M_err_busy);
	walk_nearest_of(all, s->places.at, s->places.n, &s->doors, s->dist, s->owner);
	for (size_t i = 0; i < c->npoints; i++)
		if (s->doors.at[i].chain != WALK_NONE && s->dist[i] > s->farthest)
			s->farthest = s->dist[i];
	return OK;
}

struct err
city_base_new(struct arena *a, const struct city *c, const struct city_ask *q, const struct city_base **ret)
{
	struct city_base *b = NEW(a, struct city_base);
	const struct city_places *p = &b->side[0].places;

	b->c = c;
	b->kind = q->kind;
	memcpy(b->limits, q->limits, sizeof(b->limits));
	TRY(city_side_open(a, c, WALK_ADULT, q, &b->side[0]));
	TRY(city_side_open(a, c, WALK_ELDER, q, &b->side[1]));
	b->ring = arena_try(a, (c->npoints + 1) * sizeof(*b->ring));
	if (!b->ring)
		return FAIL(503, M_err_busy);
	for (size_t i = 0; i < c->npoints; i++) {
		b->ring[i] = -1;
		for (size_t k = 0; k < p->n; k++)
			nearer(&b->ring[i], walk_metres(c->graph[WALK_ADULT], c->points[i].lat, c->points[i].lon, p->lat[k], p->lon[k]));
	}
	b->reach = (struct city_reach){ .dm = b->side[0].dist, .owner = b->side[0].owner, .old_dm = b->side[1].dist, .ring = b->ring,
		.lost = b->side[0].lost };
	shares(b, b->ring, &b->reach);
	if (strcmp(q->kind, "bus") == 0)
		TRY(tracks(a, q, b));
	*ret = b;
	return OK;
}

const struct city_reach *
city_base_reach(const struct city_base *b)
{
	return &b->reach;
}

const struct city_places *
city_base_places(const struct city_base *b)
{
	return &b->side[0].places;
}

/* A search no farther than the one who walks farthest today: whoever is not reached keeps what they have. */
static struct err
side_with(struct arena *a, const struct city *c, const struct city_side *s, int32_t lat, int32_t lon, uint32_t *dist, uint32_t *owner, bool *street)
{
	struct walk_hit *hit = arena_try(a, (c->npoints + 1) * sizeof(*hit));
	struct walk_place at;
	struct walk_all *all;

	if (!hit)
		return FAIL(503, M_err_busy);
	memcpy(dist, s->dist, c->npoints * sizeof(*dist));
	memcpy(owner, s->owner, c->npoints * sizeof(*owner));
	*street = walk_snap(c->graph[s->who], lat, lon, CITY_SNAP_STOP, true, &at);
	if (!*street)
		return OK;
	TRY(walk_all_new(a, c->graph[s->who], 1, CITY_SNAP_STOP, &all));
	size_t n = walk_reach(all, &s->doors, &at, s->farthest < WALK_FAR ? s->farthest : WALK_FAR - 1, hit);
	for (size_t i = 0; i < n; i++)
		if (hit[i].dm < dist[hit[i].point]) {
			dist[hit[i].point] = hit[i].dm;
			owner[hit[i].point] = (uint32_t)s->places.n;
		}
	return OK;
}

struct err
city_with_place(struct arena *a, const struct city_base *b, int32_t lat, int32_t lon, struct city_reach *ret, bool *street)
{
	size_t n = b->c->npoints + 1;
	uint32_t *dist[2], *owner[2];
	double *ring = arena_try(a, n * sizeof(*ring));
	bool old;

	*ret = (struct city_reach){ 0 };
	for (int k = 0; k < 2; k++) {
		dist[k] = arena_try(a, n * sizeof(**dist));
		owner[k] = arena_try(a, n * sizeof(**owner));
		if (!dist[k] || !owner[k] || !ring)
			return FAIL(503, M_err_busy);
		TRY(side_with(a, b->c, &b->side[k], lat, lon, dist[k], owner[k], k ? &old : street));
	}
	for (size_t i = 0; i < b->c->npoints; i++) {
		ring[i] = b->ring[i];
		nearer(&ring[i], walk_metres(b->c->graph[WALK_ADULT], b->c->points[i].lat, b->c->points[i].lon, lat, lon));
	}
	*ret = (struct city_reach){ .dm = dist[0], .owner = owner[0], .old_dm = dist[1], .ring = ring, .lost = b->reach.lost };
	shares(b, ring, ret);
	return OK;
}

struct err
city_reach(struct arena *a, const struct city *c, const char *kind, const double limits[4], struct city_reach *ret)
{
	struct city_ask q = { .kind = kind, .limits = limits };
	const struct city_base *b;

	TRY(city_base_new(a, c, &q, &b));
	*ret = b->reach;
	return OK;
}
