/* path.c - the path behind a number: back from the point to the place, chain by chain, with the names of the streets (reach.h). */
#include "engines/walk/reach.h"
#include "engines/walk/vec.h"
#include "walk_msg.h"
#include "base_msg.h"

#include <math.h>

struct line {
	const struct walk_graph *g;
	struct vec lat, lon, step;
};

static void
point_put(struct line *l, int32_t lat, int32_t lon)
{
	int32_t *a, *b;
	size_t n = l->lat.n;

	if (n && ((int32_t *)l->lat.p)[n - 1] == lat && ((int32_t *)l->lon.p)[n - 1] == lon)
		return;
	a = vec_add(&l->lat, sizeof(*a), 1);
	b = vec_add(&l->lon, sizeof(*b), 1);
	if (a && b) {
		*a = lat;
		*b = lon;
	}
}

static void
step_put(struct line *l, const struct walk_edge *e, uint32_t dm)
{
	const struct osm_way *w = &l->g->map->ways[e->way];
	const char *name = osm_way_tag(l->g->map, w, OSM_name), *kind = osm_way_tag(l->g->map, w, OSM_highway);
	struct walk_step *last = l->step.n ? (struct walk_step *)l->step.p + l->step.n - 1 : NULL;

	/* Paths without a name are one stretch, but steps are told apart. */
	bool steps = last && !*name && strcmp(last->kind, kind) != 0 && (strcmp(last->kind, "steps") == 0 || strcmp(kind, "steps") == 0);
	if (last && strcmp(last->name, name) == 0 && !steps) {
		last->dm += dm;
		return;
	}
	last = dm ? vec_add(&l->step, sizeof(*last), 1) : NULL;
	if (last)
		*last = (struct walk_step){ name, osm_way_tag(l->g->map, w, OSM_name_en), kind, dm };
}

/* Which of a chain's edges holds the place at; from: where that edge begins on the chain. */
static uint32_t
edge_at(const struct walk_graph *g, uint32_t chain, uint32_t at, uint32_t *from)
{
	const struct walk_chain *c = &g->chain[chain];
	uint32_t i = 0;

	*from = 0;
	while (i < c->n && g->chain_at[c->first + i] < at)
		*from = g->chain_at[c->first + i++];
	return g->chain_edge[c->first + chain + i];
}

void
walk_where(const struct walk_graph *g, const struct walk_place *p, int32_t *lat, int32_t *lon)
{
	uint32_t from;
	const struct walk_edge *e = &g->edge[edge_at(g, p->chain, p->at, &from)];
	uint32_t a = e->back ? e->b : e->a, b = e->back ? e->a : e->b;
	double t = (double)(p->at - from) / e->w;

	*lat = (int32_t)lround(g->lat[a] + (double)(g->lat[b] - g->lat[a]) * t);
	*lon = (int32_t)lround(g->lon[a] + (double)(g->lon[b] - g->lon[a]) * t);
}

/* Along a chain from one place on it to another, either way. */
static void
along(struct line *l, uint32_t chain, uint32_t from, uint32_t to)
{
	const struct walk_graph *g = l->g;
	const struct walk_chain *c = &g->chain[chain];
	struct walk_place p = { chain, from, 0 };
	int32_t lat, lon;

	walk_where(g, &p, &lat, &lon);
	point_put(l, lat, lon);
	for (uint32_t i = 0; i <= c->n; i++) {
		uint32_t k = from <= to ? i : c->n - i;
		uint32_t lo = k ? g->chain_at[c->first + k - 1] : 0, hi = k < c->n ? g->chain_at[c->first + k] : c->len;
		uint32_t low = from < to ? from : to, high = from < to ? to : from, a = lo > low ? lo : low, b = hi < high ? hi : high;

		if (a >= b)
			continue;
		step_put(l, &g->edge[g->chain_edge[c->first + chain + k]], b - a);
		p.at = from <= to ? b : a;
		walk_where(g, &p, &lat, &lon);
		point_put(l, lat, lon);
	}
}

static bool
has_arc(const struct walk_net *t, uint32_t from, uint32_t to, uint32_t w)
{
	for (uint32_t i = t->off[from]; i < t->off[from + 1]; i++)
		if (t->arc[i].to == to && t->arc[i].w == w)
			return true;
	return false;
}

/* From core node v to the place, always over a neighbour that is nearer by just the chain's length. */
static void
down(struct line *l, const uint32_t *dist, uint32_t v, const struct walk_place *to)
{
	const struct walk_graph *g = l->g;

	for (bool moved = true; moved;) {
		const struct walk_chain *c = &g->chain[to->chain];

		if ((v == c->a && dist[v] == to->at + to->off) || (v == c->b && dist[v] == c->len - to->at + to->off)) {
			along(l, to->chain, v == c->a && dist[v] == to->at + to->off ? 0 : c->len, to->at);
			return;
		}
		moved = false;
		for (uint32_t i = g->inc_off[v]; i < g->inc_off[v + 1] && !moved; i++) {
			uint32_t k = g->inc[i];
			bool at_a = g->chain[k].a == v;
			uint32_t u = at_a ? g->chain[k].b : g->chain[k].a;

			if (dist[u] == WALK_FAR || dist[u] + g->chain[k].len != dist[v] || !has_arc(&g->core, u, v, g->chain[k].len))
				continue;
			along(l, k, at_a ? 0 : g->chain[k].len, at_a ? g->chain[k].len : 0);
			v = u;
			moved = true;
		}
	}
}

static struct err
keep(struct arena *a, struct line *l, struct walk_path *ret)
{
	if (l->lat.failed || l->lon.failed || l->step.failed)
		return FAIL(503, M_err_busy);
	ret->n = l->lat.n;
	ret->nsteps = l->step.n;
	ret->lat = NEWN(a, int32_t, ret->n + 1);
	ret->lon = NEWN(a, int32_t, ret->n + 1);
	ret->step = NEWN(a, struct walk_step, ret->nsteps + 1);
	if (ret->n) {
		memcpy(ret->lat, l->lat.p, ret->n * sizeof(int32_t));
		memcpy(ret->lon, l->lon.p, ret->n * sizeof(int32_t));
	}
	if (ret->nsteps)
		memcpy(ret->step, l->step.p, ret->nsteps * sizeof(struct walk_step));
	ret->metres = 0;
	for (size_t i = 1; i < ret->n; i++)
		ret->metres += walk_metres(l->g, ret->lat[i - 1], ret->lon[i - 1], ret->lat[i], ret->lon[i]);
	return OK;
}

struct err
walk_path(struct arena *a, const struct walk_graph *g, const struct walk_place *from, const struct walk_place *to, struct walk_path *ret,
	bool *found)
{
	struct line l = { .g = g };
	struct walk_all *w;
	struct walk_points one;
	uint32_t dist;
	struct err e;

	*found = false;
	*ret = (struct walk_path){ 0 };
	if (from->chain == WALK_NONE || to->chain == WALK_NONE)
		return OK;
	TRY(walk_all_new(a, g, 1, to->off, &w));
	TRY(walk_points_index(a, g, from, 1, &one));
	walk_nearest_of(w, to, 1, &one, &dist, NULL);
	if (dist == WALK_FAR)
		return OK;
	const struct walk_chain *c = &g->chain[from->chain];
	const uint32_t *d = w->s->dist;
	if (d[c->a] != WALK_FAR && d[c->a] + from->at + from->off == dist) {
		along(&l, from->chain, from->at, 0);
		down(&l, d, c->a, to);
	} else if (d[c->b] != WALK_FAR && d[c->b] + c->len - from->at + from->off == dist) {
		along(&l, from->chain, from->at, c->len);
		down(&l, d, c->b, to);
	} else {
		along(&l, from->chain, from->at, to->at);
	}
	e = keep(a, &l, ret);
	free(l.lat.p);
	free(l.lon.p);
	free(l.step.p);
	ret->dm = dist;
	*found = !e.code;
	return e;
}
