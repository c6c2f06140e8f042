/* graph.c - which ways are walked and what they cost; nodes in the order of their first use; the largest part (graph.h). */
#include "engines/walk/graph.h"
#include "engines/walk/vec.h"
#include "walk_msg.h"
#include "base_msg.h"

#include <math.h>

#define RADIUS 6371008.8

const struct walk_profile walk_profiles[WALK_WHO_COUNT] = {
	[WALK_ADULT] = { "adult", 1250, 50, 20, 30, WALK_ANY_TIME, false },
	[WALK_ELDER] = { "elder", 900, 35, 20, 30, WALK_ANY_TIME, false },
	[WALK_FRAIL] = { "frail", 600, 20, 20, 30, WALK_ANY_TIME, false },
	[WALK_WHEELCHAIR] = { "wheelchair", 900, 0, 20, 30, WALK_ANY_TIME, false },
	[WALK_PLAIN] = { "plain", 1250, 100, 0, 0, WALK_ANY_TIME, true },
};

const struct walk_profile *
walk_profile_find(const char *name)
{
	for (size_t i = 0; i < WALK_WHO_COUNT; i++)
		if (strcmp(walk_profiles[i].name, name) == 0)
			return &walk_profiles[i];
	return NULL;
}

double
walk_seconds(const struct walk_profile *p, uint32_t dm)
{
	return (double)dm * 100.0 / p->mm_s;
}

/* ---- rules of ways and nodes ---- */

static bool
one_of(const char *s, const char *const *list)
{
	for (; *list; list++)
		if (strcmp(s, *list) == 0)
			return true;
	return false;
}

static const char *const motor[] = { "motorway", "motorway_link", "raceway", "bus_guideway", NULL };
static const char *const unbuilt[] = { "construction", "proposed", "abandoned", NULL };
static const char *const foot_yes[] = { "yes", "designated", NULL };
static const char *const closed_words[] = { "no", "private", NULL };
static const char *const foot_ways[] = { "footway", "path", "pedestrian", "steps", "cycleway", NULL };
static const char *const gates[] = { "gate", "lift_gate", "swing_gate", "wall", "fence", NULL };

struct rule {				/* how a way is walked */
	bool walked, closed, foot;
	enum walk_drop why;
	int percent;			/* of the walker's speed */
};

static struct rule
way_rule(const struct osm *m, const struct osm_way *w, const struct walk_profile *p)
{
	const char *highway = osm_way_tag(m, w, OSM_highway), *foot = osm_way_tag(m, w, OSM_foot), *access = osm_way_tag(m, w, OSM_access);
	struct rule r = { .percent = 100, .foot = one_of(highway, foot_ways) };
	bool inside = strcmp(access, "private") == 0 && !one_of(foot, foot_yes);

	r.why = WALK_DROP_no_highway;
	if (!*highway)
		return r;
	r.why = one_of(highway, motor) ? WALK_DROP_motor : WALK_DROP_unbuilt;
	if (one_of(highway, motor) || one_of(highway, unbuilt))
		return r;
	r.why = WALK_DROP_foot;
	if (strcmp(foot, "no") == 0)
		return r;
	r.why = WALK_DROP_access;
	if (one_of(access, closed_words) && !one_of(foot, foot_yes) && (p->plain || !inside))
		return r;
	r.why = WALK_DROP_steps;
	if (!p->plain && strcmp(highway, "steps") == 0) {
		const char *ramp = osm_way_tag(m, w, OSM_ramp), *chair = osm_way_tag(m, w, OSM_ramp_wheelchair);
		bool ramped = strcmp(p->steps ? "" : chair, "yes") == 0 || (p->steps && strcmp(ramp, "yes") == 0) ||
			strcmp(osm_way_tag(m, w, OSM_wheelchair), "yes") == 0;

		if (!p->steps && !ramped)
			return r;
		r.percent = ramped ? 100 : p->steps;
	}
	r.closed = inside && !p->plain;
	r.walked = true;
	return r;
}

/* "HH:MM" as minutes; false: it is none. */
static bool
clock_read(const char *s, int *ret)
{
	if (strspn(s, "0123456789") != 2 || s[2] != ':' || strspn(s + 3, "0123456789") < 2)
		return false;
	*ret = ((s[0] - '0') * 10 + s[1] - '0') * 60 + (s[3] - '0') * 10 + s[4] - '0';
	return *ret <= 24 * 60;
}

bool
walk_open_at(const char *hours, int minute)
{
	bool any = false;

	for (const char *p = hours; minute >= 0 && *p; p++) {
		int from, to;

		if ((p > hours && p[-1] >= '0' && p[-1] <= '9') || !clock_read(p, &from) || p[5] != '-' || !clock_read(p + 6, &to))
			continue;
		any = true;
		if (from <= to ? minute >= from && minute < to : minute >= from || minute < to)
			return true;
		p += 10;
	}
	return !any;
}

static bool
gate_closed(const struct osm *m, const struct osm_node *n, const struct walk_profile *p)
{
	const char *foot = osm_node_tag(m, n, OSM_foot), *access = osm_node_tag(m, n, OSM_access);

	if (!one_of(osm_node_tag(m, n, OSM_barrier), gates))
		return false;
	if (!walk_open_at(osm_node_tag(m, n, OSM_hours), p->minute))
		return true;
	if (one_of(foot, foot_yes))
		return false;
	return strcmp(foot, "no") == 0 || strcmp(access, "no") == 0;
}

/* Half of what a crossing costs, in dm: it is paid on the edge before and on the edge behind. */
static uint32_t
crossing_half(const struct osm *m, const struct osm_node *n, const struct walk_profile *p)
{
	const char *kind = osm_node_tag(m, n, OSM_crossing);
	int seconds = 0;

	if (strcmp(osm_node_tag(m, n, OSM_highway), "crossing") != 0)
		return 0;
	if (strcmp(kind, "traffic_signals") == 0)
		seconds = p->signal;
	else if (strcmp(kind, "unmarked") == 0)
		seconds = p->unmarked;
	return (uint32_t)(seconds * p->mm_s / 100 / 2);
}

static uint32_t
edge_length(const struct osm_node *x, const struct osm_node *y)
{
	const double rad = M_PI / 180.0 / OSM_E7;
	double dx = (double)(y->lon - x->lon) * rad * cos(((double)x->lat + (double)y->lat) * 0.5 * rad), dy = (double)(y->lat - x->lat) * rad;
	double dm = floor(sqrt(dx * dx + dy * dy) * RADIUS * 10.0 + 0.5);

	return dm < 1 ? 1 : (uint32_t)dm;
}

/* ---- edges, in the file's order ---- */

struct make {
	const struct osm *m;
	const struct walk_profile *p;
	struct walk_report *r;
	struct vec edges;		/* walk_edge: a and b are nodes of the graph in the order of first use */
	struct vec at;			/* uint32_t: which node of the map each is */
	uint32_t *number;		/* of each node of the map; WALK_NONE not yet */
	bool *cut;			/* a closed gate: each end of an edge there is a node of its own */
};

static uint32_t
number_of(struct make *k, uint32_t node)
{
	uint32_t *to;

	if (k->number[node] != WALK_NONE && !k->cut[node])
		return k->number[node];
	to = vec_add(&k->at, sizeof(*to), 1);
	if (!to)
		return 0;
	*to = node;
	k->number[node] = (uint32_t)k->at.n - 1;
	return k->number[node];
}

static void
edge_put(struct make *k, uint32_t a, uint32_t b, uint32_t way, const struct rule *r)
{
	const struct osm_node *x = &k->m->nodes[a], *y = &k->m->nodes[b];
	struct walk_edge *e;
	uint32_t w, na, nb;

	if (a == b) {
		k->r->loops++;
		return;
	}
	w = edge_length(x, y);
	if (!k->p->plain) {
		w = w * 100 / (uint32_t)r->percent;
		if (r->foot)
			w += crossing_half(k->m, x, k->p) + crossing_half(k->m, y, k->p);
		w = w ? w : 1;
	}
	na = number_of(k, a);
	nb = number_of(k, b);
	e = vec_add(&k->edges, sizeof(*e), 1);
	if (e)
		*e = (struct walk_edge){ .a = na, .b = nb, .w = w, .way = way, .closed = r->closed };
}

static void
way_put(struct make *k, uint32_t way)
{
	const struct osm_way *w = &k->m->ways[way];
	struct rule r = way_rule(k->m, w, k->p);
	uint32_t before = WALK_NONE;

	if (r.walked && w->nrefs < 2) {
		r.walked = false;
		r.why = WALK_DROP_short;
	}
	if (!r.walked) {
		k->r->dropped[r.why]++;
		return;
	}
	k->r->kept++;
	k->r->private_ways += r.closed;
	for (uint32_t i = w->ref; i < w->ref + w->nrefs; i++) {
		const struct osm_node *n = osm_node(k->m, k->m->refs[i]);
		uint32_t now = n ? (uint32_t)(n - k->m->nodes) : WALK_NONE;

		if (!n)
			k->r->missing++;
		else if (before != WALK_NONE)
			edge_put(k, before, now, way, &r);
		before = now;
	}
}

static void
gates_find(struct make *k)
{
	for (size_t i = 0; i < k->m->nnodes; i++)
		if (k->m->nodes[i].ntags && gate_closed(k->m, &k->m->nodes[i], k->p)) {
			k->cut[i] = true;
			k->r->gates_closed++;
		}
}

/* ---- the largest part ---- */

static uint32_t
top(uint32_t *up, uint32_t v)
{
	while (up[v] != v) {
		up[v] = up[up[v]];
		v = up[v];
	}
	return v;
}

static int
larger(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x < y) - (x > y);
}

/* The number of each node that stays; WALK_NONE: it is in a smaller part. Of equal parts the first stays. */
static uint32_t *
largest(struct arena *a, struct make *k, struct walk_report *r, uint32_t *left)
{
	size_t n = k->at.n;
	uint32_t *up = arena_try(a, n * sizeof(*up)), *size = arena_try(a, n * sizeof(*size)), *sizes = arena_try(a, n * sizeof(*sizes));
	const struct walk_edge *e = k->edges.p;
	uint32_t best = 0;

	if (!up || !size || !sizes)
		return NULL;
	for (uint32_t v = 0; v < n; v++)
		up[v] = v;
	for (size_t i = 0; i < k->edges.n; i++) {
		uint32_t x = top(up, e[i].a), y = top(up, e[i].b);

		up[x > y ? x : y] = x > y ? y : x;
	}
	for (uint32_t v = 0; v < n; v++)
		size[top(up, v)]++;
	for (uint32_t v = 0; v < n; v++) {
		if (size[v])
			sizes[r->parts++] = size[v];
		if (size[v] > size[best])
			best = v;
	}
	qsort(sizes, r->parts, sizeof(*sizes), larger);
	r->sizes = sizes;
	*left = 0;
	for (uint32_t v = 0; v < n; v++)
		size[v] = top(up, v) == best ? (*left)++ : WALK_NONE;
	return size;
}

static struct err
net_build(struct arena *a, struct walk_graph *g)
{
	struct walk_net *t = &g->net;
	bool *open = arena_try(a, g->n);
	uint32_t *at;

	t->n = g->n;
	t->off = arena_try(a, ((size_t)g->n + 2) * sizeof(*t->off));
	t->arc = arena_try(a, ((size_t)g->m * 2 + 1) * sizeof(*t->arc));
	if (!t->off || !t->arc || !open)
		return FAIL(503, M_err_busy);
	for (uint32_t i = 0; i < g->m; i++)
		if (!g->edge[i].closed)
			open[g->edge[i].a] = open[g->edge[i].b] = true;
	at = t->off + 1;
	for (uint32_t i = 0; i < g->m; i++) {
		const struct walk_edge *e = &g->edge[i];

		at[e->a + 1] += !(e->closed && open[e->b]);
		at[e->b + 1] += !(e->closed && open[e->a]);
	}
	for (uint32_t v = 0; v < g->n; v++)
		at[v + 1] += at[v];
	for (uint32_t i = 0; i < g->m; i++) {
		const struct walk_edge *e = &g->edge[i];

		t->longest = e->w > t->longest ? e->w : t->longest;
		if (!(e->closed && open[e->b]))
			t->arc[at[e->a]++] = (struct walk_arc){ e->b, e->w };
		if (!(e->closed && open[e->a]))
			t->arc[at[e->b]++] = (struct walk_arc){ e->a, e->w };
	}
	t->m = t->off[t->n];
	return OK;
}

/* The edges that do not hang together with the rest, so that who lives there is not taken to the other side. */
static struct err
lost(struct arena *a, const struct make *k, const uint32_t *number, struct walk_graph *g)
{
	const uint32_t *at = k->at.p;
	const struct walk_edge *from = k->edges.p;
	struct walk_graph *l = NEW(a, struct walk_graph);
	uint32_t n = (uint32_t)k->edges.n - g->m;

	if (!n || g->profile.plain)
		return OK;
	l->lat = arena_try(a, (size_t)n * 2 * sizeof(*l->lat));
	l->lon = arena_try(a, (size_t)n * 2 * sizeof(*l->lon));
	l->edge = arena_try(a, n * sizeof(*l->edge));
	if (!l->lat || !l->lon || !l->edge)
		return FAIL(503, M_err_busy);
	for (size_t i = 0; i < k->edges.n; i++) {
		const uint32_t ends[2] = { from[i].a, from[i].b };

		if (number[from[i].a] != WALK_NONE)
			continue;
		l->edge[l->m++] = (struct walk_edge){ .a = l->n, .b = l->n + 1 };
		for (int end = 0; end < 2; end++, l->n++) {
			l->lat[l->n] = k->m->nodes[at[ends[end]]].lat;
			l->lon[l->n] = k->m->nodes[at[ends[end]]].lon;
		}
	}
	l->cosine = g->cosine;
	g->lost = l;
	return walk_grid_build(a, l);
}

/* Nodes and edges of the largest part, in the order they had. */
static struct err
take(struct arena *a, struct make *k, struct walk_graph *g)
{
	const uint32_t *at = k->at.p;
	const struct walk_edge *from = k->edges.p;
	const uint32_t *number = largest(a, k, &g->report, &g->n);

	if (!number)
		return FAIL(503, M_err_busy);
	g->lat = arena_try(a, g->n * sizeof(*g->lat));
	g->lon = arena_try(a, g->n * sizeof(*g->lon));
	g->edge = arena_try(a, k->edges.n * sizeof(*g->edge));
	if (!g->lat || !g->lon || !g->edge)
		return FAIL(503, M_err_busy);
	for (size_t v = 0; v < k->at.n; v++)
		if (number[v] != WALK_NONE) {
			g->lat[number[v]] = k->m->nodes[at[v]].lat;
			g->lon[number[v]] = k->m->nodes[at[v]].lon;
		}
	for (size_t i = 0; i < k->edges.n; i++)
		if (number[from[i].a] != WALK_NONE) {
			struct walk_edge *e = &g->edge[g->m++];

			*e = from[i];
			e->a = number[from[i].a];
			e->b = number[from[i].b];
			g->report.metres += e->w / 10.0;
		}
	g->cosine = cos((double)g->lat[0] * M_PI / 180.0 / OSM_E7);
	TRY(lost(a, k, number, g));
	TRY(net_build(a, g));
	g->report.longest = g->net.longest;
	TRY(walk_core_build(a, g));
	return walk_grid_build(a, g);
}

struct err
walk_graph_build(struct arena *a, const struct osm *map, const struct walk_profile *p, struct walk_graph **ret)
{
	struct walk_graph *g = NEW(a, struct walk_graph);
	struct make k = { .m = map, .p = &g->profile, .r = &g->report };
	struct err e = FAIL(503, M_err_busy);

	g->profile = *p;
	g->map = map;
	k.number = arena_try(a, (map->nnodes + 1) * sizeof(*k.number));
	k.cut = arena_try(a, map->nnodes + 1);
	if (k.number && k.cut) {
		memset(k.number, 0xff, map->nnodes * sizeof(*k.number));
		if (!p->plain)
			gates_find(&k);
		for (uint32_t i = 0; i < map->nways; i++)
			way_put(&k, i);
		g->report.nodes = k.at.n;
		g->report.edges = k.edges.n;
		if (k.edges.failed || k.at.failed)
			e = FAIL(503, M_err_busy);
		else
			e = k.edges.n ? take(a, &k, g) : FAIL(422, M_walk_empty);
	}
	free(k.edges.p);
	free(k.at.p);
	if (!e.code)
		*ret = g;
	return e;
}
