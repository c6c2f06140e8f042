/* reach.c - the nearest of some places for everybody, one place's reach, coverage (reach.h). All of it on the core. */
#include "engines/walk/reach.h"
#include "walk_msg.h"
#include "base_msg.h"

struct err
walk_all_new(struct arena *a, const struct walk_graph *g, size_t max_places, uint32_t max_off, struct walk_all **ret)
{
	struct walk_all *w = NEW(a, struct walk_all);

	w->g = g;
	w->max = max_places;
	w->max_off = max_off;
	w->s = walk_search_new(a, &g->core, g->core.longest + max_off, max_places * 2);
	w->seeds = arena_try(a, (max_places * 2 + 1) * sizeof(*w->seeds));
	if (!w->s || !w->seeds)
		return FAIL(503, M_err_busy);
	*ret = w;
	return OK;
}

/* A place enters its chain's two ends. */
static size_t
seeds_put(const struct walk_graph *g, const struct walk_place *p, uint32_t owner, struct walk_seed *to)
{
	const struct walk_chain *c = &g->chain[p->chain];

	to[0] = (struct walk_seed){ c->a, p->at + p->off, owner };
	to[1] = (struct walk_seed){ c->b, c->len - p->at + p->off, owner };
	return 2;
}

static void
search(struct walk_all *w, const struct walk_place *places, size_t n, bool owners)
{
	size_t k = 0;

	assert(n <= w->max);
	for (size_t i = 0; i < n; i++)
		if (places[i].chain != WALK_NONE && places[i].off <= w->max_off)
			k += seeds_put(w->g, &places[i], (uint32_t)i, w->seeds + k);
	walk_search_run(w->s, &w->g->core, w->seeds, k, WALK_FAR, owners);
}

static inline uint32_t
sum(uint32_t d, uint32_t more)
{
	return d == WALK_FAR ? WALK_FAR : d + more;
}

/* What lies on a chain with places of its own is reached along it, too. */
static void
along(const struct walk_graph *g, const struct walk_place *p, uint32_t place, uint32_t *dist, uint32_t *owner)
{
	const struct walk_chain *c = &g->chain[p->chain];

	for (uint32_t i = c->first; i < c->first + c->n; i++) {
		uint32_t at = g->chain_at[i], d = (at > p->at ? at - p->at : p->at - at) + p->off, v = g->chain_node[i];

		if (d < dist[v]) {
			dist[v] = d;
			if (owner)
				owner[v] = place;
		}
	}
}

void
walk_nearest(struct walk_all *w, const struct walk_place *places, size_t n, uint32_t *dist, uint32_t *owner)
{
	const struct walk_graph *g = w->g;
	const uint32_t *core = w->s->dist;

	search(w, places, n, owner != NULL);
	for (uint32_t i = 0; i < g->core.n; i++) {
		dist[g->core_node[i]] = core[i];
		if (owner)
			owner[g->core_node[i]] = core[i] == WALK_FAR ? WALK_NONE : w->s->owner[i];
	}
	for (uint32_t i = 0; i < g->ninner; i++) {
		const struct walk_inner *c = &g->inner[i];
		uint32_t a = sum(core[c->a], c->at), b = sum(core[c->b], c->rest);

		dist[c->node] = a < b ? a : b;
		if (owner)
			owner[c->node] = (a < b ? a : b) == WALK_FAR ? WALK_NONE : w->s->owner[a < b ? c->a : c->b];
	}
	for (size_t i = 0; i < n; i++)
		if (places[i].chain != WALK_NONE && places[i].off <= w->max_off)
			along(g, &places[i], (uint32_t)i, dist, owner);
}

static void
point_best(const struct walk_graph *g, const struct walk_place *place, uint32_t no, const struct walk_points *by_chain, uint32_t *dist,
	uint32_t *owner)
{
	for (uint32_t i = by_chain->off[place->chain]; i < by_chain->off[place->chain + 1]; i++) {
		uint32_t k = by_chain->item[i];
		const struct walk_place *p = &by_chain->at[k];
		uint32_t d = (p->at > place->at ? p->at - place->at : place->at - p->at) + place->off + p->off;

		if (d < dist[k]) {
			dist[k] = d;
			if (owner)
				owner[k] = no;
		}
	}
}

void
walk_nearest_of(struct walk_all *w, const struct walk_place *places, size_t n, const struct walk_points *points, uint32_t *dist, uint32_t *owner)
{
	const struct walk_graph *g = w->g;
	const uint32_t *core = w->s->dist;

	search(w, places, n, owner != NULL);
	for (size_t i = 0; i < points->n; i++) {
		const struct walk_place *p = &points->at[i];

		dist[i] = WALK_FAR;
		if (owner)
			owner[i] = WALK_NONE;
		if (p->chain == WALK_NONE)
			continue;
		const struct walk_chain *c = &g->chain[p->chain];
		uint32_t a = sum(core[c->a], p->at + p->off), b = sum(core[c->b], c->len - p->at + p->off);
		dist[i] = a < b ? a : b;
		if (owner && dist[i] != WALK_FAR)
			owner[i] = w->s->owner[a < b ? c->a : c->b];
	}
	for (size_t i = 0; i < n; i++)
		if (places[i].chain != WALK_NONE && places[i].off <= w->max_off)
			point_best(g, &places[i], (uint32_t)i, points, dist, owner);
}

struct err
walk_points_index(struct arena *a, const struct walk_graph *g, const struct walk_place *at, size_t n, struct walk_points *ret)
{
	uint32_t *cursor;

	*ret = (struct walk_points){ .at = at, .n = n };
	ret->off = arena_try(a, ((size_t)g->nchains + 2) * sizeof(*ret->off));
	ret->item = arena_try(a, (n + 1) * sizeof(*ret->item));
	if (!ret->off || !ret->item)
		return FAIL(503, M_err_busy);
	cursor = ret->off + 1;
	for (size_t i = 0; i < n; i++)
		if (at[i].chain != WALK_NONE)
			cursor[at[i].chain + 1]++;
	for (uint32_t c = 0; c < g->nchains; c++)
		cursor[c + 1] += cursor[c];
	for (size_t i = 0; i < n; i++)
		if (at[i].chain != WALK_NONE)
			ret->item[cursor[at[i].chain]++] = (uint32_t)i;
	return OK;
}

/* The points of one chain, over its ends or straight from a place on it. */
static size_t
chain_hits(const struct walk_all *w, const struct walk_points *p, uint32_t chain, const struct walk_place *own, uint32_t limit,
	struct walk_hit *hit)
{
	const struct walk_chain *c = &w->g->chain[chain];
	uint32_t da = w->s->dist[c->a], db = w->s->dist[c->b];
	size_t n = 0;

	for (uint32_t i = p->off[chain]; i < p->off[chain + 1]; i++) {
		const struct walk_place *q = &p->at[p->item[i]];
		uint32_t a = sum(da, q->at), b = sum(db, c->len - q->at), d = a < b ? a : b;

		if (own->chain == chain) {
			uint32_t straight = (q->at > own->at ? q->at - own->at : own->at - q->at) + own->off;
			d = straight < d ? straight : d;
		}
		if (d != WALK_FAR && d + q->off <= limit)
			hit[n++] = (struct walk_hit){ p->item[i], d + q->off };
	}
	return n;
}

size_t
walk_reach(struct walk_all *w, const struct walk_points *p, const struct walk_place *place, uint32_t limit, struct walk_hit *hit)
{
	const struct walk_graph *g = w->g;
	struct walk_seed seeds[2];
	bool own = false;
	size_t n = 0;

	if (place->chain == WALK_NONE || place->off > w->max_off)
		return 0;
	seeds_put(g, place, 0, seeds);
	walk_search_run(w->s, &g->core, seeds, 2, limit, false);
	for (uint32_t t = 0; t < w->s->ntouched; t++) {
		uint32_t v = w->s->touched[t];

		for (uint32_t i = g->inc_off[v]; i < g->inc_off[v + 1]; i++) {
			uint32_t chain = g->inc[i], other = g->chain[chain].a == v ? g->chain[chain].b : g->chain[chain].a;

			/* Each chain once: at its end with the smaller number, or at the only one that was reached. */
			if (p->off[chain] == p->off[chain + 1] || (other < v && w->s->dist[other] != WALK_FAR))
				continue;
			own = own || chain == place->chain;
			n += chain_hits(w, p, chain, place, limit, hit + n);
		}
	}
	if (!own)
		n += chain_hits(w, p, place->chain, place, limit, hit + n);
	walk_search_clear(w->s);
	return n;
}

void
walk_cover_add(struct walk_cover *c, double weight, double metres, const double limits[4])
{
	c->all += weight;
	if (metres < 0) {
		c->lost += weight;
		return;
	}
	c->sum += weight * metres;
	for (int i = 0; i < 4; i++)
		c->within[i] += metres <= limits[i] ? weight : 0;
}
