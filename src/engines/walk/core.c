/*
 * core.c - chains of nodes without a choice become one arc each. A node stays when its degree is not 2, or when a private way meets a
 * public one there. Exact: what lies inside a chain is reached over one of its two ends, or from a source on the same chain.
 */
#include "engines/walk/graph.h"
#include "walk_msg.h"
#include "base_msg.h"

struct half {				/* an edge seen from one end */
	uint32_t edge, to;
};
struct make {
	struct walk_graph *g;
	uint32_t *off;
	struct half *half;
	bool *used;			/* edges that lie on a chain already */
	bool *open;			/* nodes with a public edge */
	uint32_t ninner;
};

static struct err
halves(struct arena *a, struct make *k)
{
	struct walk_graph *g = k->g;
	uint32_t *at;

	k->off = arena_try(a, ((size_t)g->n + 2) * sizeof(*k->off));
	k->half = arena_try(a, (size_t)g->m * 2 * sizeof(*k->half));
	k->used = arena_try(a, g->m);
	k->open = arena_try(a, g->n);
	if (!k->off || !k->half || !k->used || !k->open)
		return FAIL(503, M_err_busy);
	at = k->off + 1;
	for (uint32_t i = 0; i < g->m; i++) {
		at[g->edge[i].a + 1]++;
		at[g->edge[i].b + 1]++;
		if (!g->edge[i].closed)
			k->open[g->edge[i].a] = k->open[g->edge[i].b] = true;
	}
	for (uint32_t v = 0; v < g->n; v++)
		at[v + 1] += at[v];
	for (uint32_t i = 0; i < g->m; i++) {
		const struct walk_edge *e = &g->edge[i];

		k->half[at[e->a]++] = (struct half){ i, e->b };
		k->half[at[e->b]++] = (struct half){ i, e->a };
	}
	return OK;
}

static bool
stays(const struct make *k, uint32_t v)
{
	const struct half *h = k->half + k->off[v];

	return k->off[v + 1] - k->off[v] != 2 || k->g->edge[h[0].edge].closed != k->g->edge[h[1].edge].closed;
}

/* From core node v along its half-edge h to the next core node. */
static void
chain_walk(struct make *k, uint32_t v, struct half h)
{
	struct walk_graph *g = k->g;
	struct walk_chain *c = &g->chain[g->nchains];
	uint32_t at = 0, here = v;

	*c = (struct walk_chain){ .a = g->core_of[v], .first = k->ninner };
	for (;;) {
		struct walk_edge *e = &g->edge[h.edge];

		k->used[h.edge] = true;
		g->chain_edge[k->ninner + g->nchains] = h.edge;
		e->chain = g->nchains;
		e->back = e->a != here;
		e->at = e->back ? at + e->w : at;
		at += e->w;
		here = h.to;
		if (g->core_of[here] != WALK_NONE)
			break;
		g->chain_node[k->ninner] = here;
		g->chain_at[k->ninner++] = at;
		g->place[here] = (struct walk_place){ g->nchains, at, 0 };
		c->n++;
		const struct half *two = k->half + k->off[here];
		h = two[two[0].edge == h.edge];
	}
	c->b = g->core_of[here];
	c->len = at;
	/* A node between a street and an estate is a place on the street. */
	bool closed = g->edge[h.edge].closed;
	if (!closed || g->place[v].chain == WALK_NONE)
		g->place[v] = (struct walk_place){ g->nchains, 0, 0 };
	if (!closed || g->place[here].chain == WALK_NONE)
		g->place[here] = (struct walk_place){ g->nchains, at, 0 };
	g->nchains++;
}

static void
chains(struct make *k)
{
	struct walk_graph *g = k->g;

	for (uint32_t v = 0; v < g->n; v++)
		if (g->core_of[v] != WALK_NONE)
			for (uint32_t i = k->off[v]; i < k->off[v + 1]; i++)
				if (!k->used[k->half[i].edge])
					chain_walk(k, v, k->half[i]);
}

/* Starts of each node's list out of the counts at off[v + 2], which then are where the next item goes: off + 1. */
static uint32_t *
starts(uint32_t *off, uint32_t n)
{
	for (uint32_t v = 0; v < n; v++)
		off[v + 2] += off[v + 1];
	return off + 1;
}

static bool
is_closed(const struct walk_graph *g, uint32_t chain)
{
	return g->edge[g->chain_edge[g->chain[chain].first + chain]].closed;
}

static struct err
inner_rows(struct arena *a, struct walk_graph *g)
{
	g->inner = arena_try(a, ((size_t)g->n - g->core.n + 1) * sizeof(*g->inner));
	if (!g->inner)
		return FAIL(503, M_err_busy);
	for (uint32_t k = 0; k < g->nchains; k++) {
		const struct walk_chain *c = &g->chain[k];

		for (uint32_t i = c->first; i < c->first + c->n; i++)
			g->inner[g->ninner++] = (struct walk_inner){ g->chain_node[i], c->a, c->b, g->chain_at[i], c->len - g->chain_at[i] };
	}
	return OK;
}

static struct err
incident(struct arena *a, struct walk_graph *g)
{
	uint32_t *at;

	g->inc_off = arena_try(a, ((size_t)g->core.n + 2) * sizeof(*g->inc_off));
	g->inc = arena_try(a, ((size_t)g->nchains * 2 + 1) * sizeof(*g->inc));
	if (!g->inc_off || !g->inc)
		return FAIL(503, M_err_busy);
	for (uint32_t i = 0; i < g->nchains; i++) {
		g->inc_off[g->chain[i].a + 2]++;
		g->inc_off[g->chain[i].b + 2] += g->chain[i].a != g->chain[i].b;
	}
	at = starts(g->inc_off, g->core.n);
	for (uint32_t i = 0; i < g->nchains; i++) {
		g->inc[at[g->chain[i].a]++] = i;
		if (g->chain[i].a != g->chain[i].b)
			g->inc[at[g->chain[i].b]++] = i;
	}
	return OK;
}

/* Arcs of the core: both ways, but not out of a private chain into a public node. */
static struct err
core_net(struct arena *a, struct walk_graph *g, const bool *open)
{
	struct walk_net *t = &g->core;
	uint32_t *at;

	t->off = arena_try(a, ((size_t)t->n + 2) * sizeof(*t->off));
	t->arc = arena_try(a, ((size_t)g->nchains * 2 + 1) * sizeof(*t->arc));
	if (!t->off || !t->arc)
		return FAIL(503, M_err_busy);
	for (uint32_t i = 0; i < g->nchains; i++) {
		const struct walk_chain *c = &g->chain[i];
		bool closed = is_closed(g, i);

		t->longest = c->len > t->longest ? c->len : t->longest;
		t->off[c->a + 2] += !(closed && open[c->b]);
		t->off[c->b + 2] += !(closed && open[c->a]);
	}
	at = starts(t->off, t->n);
	for (uint32_t i = 0; i < g->nchains; i++) {
		const struct walk_chain *c = &g->chain[i];
		bool closed = is_closed(g, i);

		if (!(closed && open[c->b]))
			t->arc[at[c->a]++] = (struct walk_arc){ c->b, c->len };
		if (!(closed && open[c->a]))
			t->arc[at[c->b]++] = (struct walk_arc){ c->a, c->len };
	}
	t->m = t->off[t->n];
	return incident(a, g);
}

struct err
walk_core_build(struct arena *a, struct walk_graph *g)
{
	struct make k = { .g = g };
	bool *core_open;

	TRY(halves(a, &k));
	g->core_of = arena_try(a, g->n * sizeof(*g->core_of));
	g->chain = arena_try(a, g->m * sizeof(*g->chain));
	g->chain_node = arena_try(a, g->n * sizeof(*g->chain_node));
	g->chain_at = arena_try(a, g->n * sizeof(*g->chain_at));
	g->place = arena_try(a, g->n * sizeof(*g->place));
	g->chain_edge = arena_try(a, g->m * sizeof(*g->chain_edge));
	g->core_node = arena_try(a, g->n * sizeof(*g->core_node));
	core_open = arena_try(a, g->n);
	if (!g->core_of || !g->core_node || !g->chain || !g->chain_node || !g->chain_at || !g->place || !g->chain_edge || !core_open)
		return FAIL(503, M_err_busy);
	for (uint32_t v = 0; v < g->n; v++) {
		g->core_of[v] = WALK_NONE;
		g->place[v] = (struct walk_place){ WALK_NONE, 0, 0 };
		if (stays(&k, v)) {
			core_open[g->core.n] = k.open[v];
			g->core_node[g->core.n] = v;
			g->core_of[v] = g->core.n++;
		}
	}
	if (g->core.n == 0) {			/* one ring: any node will do */
		core_open[0] = k.open[0];
		g->core_of[0] = g->core.n++;
	}
	chains(&k);
	TRY(inner_rows(a, g));
	return core_net(a, g, core_open);
}
