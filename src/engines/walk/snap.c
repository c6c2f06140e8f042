/* snap.c - the nearest edge or node of a point: edges lie in the cells of a grid, rings of cells are looked at from the inside out. */
#include "engines/walk/graph.h"
#include "walk_msg.h"
#include "base_msg.h"

#include <math.h>
#include <stdlib.h>

#define METRES_DEGREE 111195.0
#define CELL 120.0			/* metres: a few edges of a town in each */
#define CELLS_MAX 4096			/* on a side; cells of a larger map are larger */

struct walk_grid {
	double x0, y0, cell;
	int nx, ny;
	uint32_t *off, *item;		/* edges of each cell */
};

static inline void
plane(const struct walk_graph *g, int32_t lat, int32_t lon, double *x, double *y)
{
	*x = (double)(lon - (double)g->lon[0]) / OSM_E7 * METRES_DEGREE * g->cosine;
	*y = (double)(lat - (double)g->lat[0]) / OSM_E7 * METRES_DEGREE;
}

double
walk_metres(const struct walk_graph *g, int32_t lat, int32_t lon, int32_t lat2, int32_t lon2)
{
	double x, y, x2, y2;

	plane(g, lat, lon, &x, &y);
	plane(g, lat2, lon2, &x2, &y2);
	return hypot(x2 - x, y2 - y);
}

struct span {
	int x0, y0, x1, y1;
};

static int
cell_of(double at, double from, double cell, int n)
{
	double c = floor((at - from) / cell);

	return c < 0 ? 0 : c >= n ? n - 1 : (int)c;
}

/* The cells that an edge's box touches. */
static struct span
span_of(const struct walk_graph *g, const struct walk_grid *q, const struct walk_edge *e)
{
	double ax, ay, bx, by;

	plane(g, g->lat[e->a], g->lon[e->a], &ax, &ay);
	plane(g, g->lat[e->b], g->lon[e->b], &bx, &by);
	return (struct span){ cell_of(fmin(ax, bx), q->x0, q->cell, q->nx), cell_of(fmin(ay, by), q->y0, q->cell, q->ny),
		cell_of(fmax(ax, bx), q->x0, q->cell, q->nx), cell_of(fmax(ay, by), q->y0, q->cell, q->ny) };
}

struct err
walk_grid_build(struct arena *a, struct walk_graph *g)
{
	struct walk_grid *q = NEW(a, struct walk_grid);
	double x1 = -1e18, y1 = -1e18, x, y;
	uint32_t *at;

	q->x0 = q->y0 = 1e18;
	for (uint32_t v = 0; v < g->n; v++) {
		plane(g, g->lat[v], g->lon[v], &x, &y);
		q->x0 = fmin(q->x0, x);
		q->y0 = fmin(q->y0, y);
		x1 = fmax(x1, x);
		y1 = fmax(y1, y);
	}
	q->cell = fmax(CELL, fmax(x1 - q->x0, y1 - q->y0) / CELLS_MAX);
	q->nx = (int)((x1 - q->x0) / q->cell) + 1;
	q->ny = (int)((y1 - q->y0) / q->cell) + 1;
	while ((double)q->nx * q->ny > 8.0 * g->m + 1024) {	/* a few roads in a wide country */
		q->cell *= 2;
		q->nx = q->nx / 2 + 1;
		q->ny = q->ny / 2 + 1;
	}
	q->off = arena_try(a, ((size_t)q->nx * q->ny + 2) * sizeof(*q->off));
	if (!q->off)
		return FAIL(503, M_err_busy);
	at = q->off + 1;
	for (int pass = 0; pass < 2; pass++) {
		for (uint32_t i = 0; i < g->m; i++) {
			struct span s = span_of(g, q, &g->edge[i]);

			for (int cy = s.y0; cy <= s.y1; cy++)
				for (int cx = s.x0; cx <= s.x1; cx++) {
					size_t c = (size_t)cy * q->nx + cx;

					if (pass == 0)
						at[c + 1]++;
					else
						q->item[at[c]++] = i;
				}
		}
		if (pass == 1)
			break;
		for (size_t c = 0; c < (size_t)q->nx * q->ny; c++)
			at[c + 1] += at[c];
		q->item = arena_try(a, ((size_t)at[(size_t)q->nx * q->ny] + 1) * sizeof(*q->item));
		if (!q->item)
			return FAIL(503, M_err_busy);
	}
	g->grid = q;
	return OK;
}

struct nearest {
	const struct walk_graph *g;
	double x, y;
	bool open_only, nodes;
	double d2, part;		/* squared metres; where on the edge, 0 to 1 */
	uint32_t edge, node;
};

static void
edge_try(struct nearest *s, uint32_t i)
{
	const struct walk_graph *g = s->g;
	const struct walk_edge *e = &g->edge[i];
	double ax, ay, bx, by, dx, dy, len2, t, d2;

	if (s->open_only && e->closed)
		return;
	plane(g, g->lat[e->a], g->lon[e->a], &ax, &ay);
	plane(g, g->lat[e->b], g->lon[e->b], &bx, &by);
	dx = bx - ax;
	dy = by - ay;
	len2 = dx * dx + dy * dy;
	t = len2 > 0 ? ((s->x - ax) * dx + (s->y - ay) * dy) / len2 : 0;
	t = t < 0 ? 0 : t > 1 ? 1 : t;
	if (s->nodes)
		t = t > 0.5 ? 1 : 0;
	d2 = (ax + t * dx - s->x) * (ax + t * dx - s->x) + (ay + t * dy - s->y) * (ay + t * dy - s->y);
	uint32_t node = t > 0.5 ? e->b : e->a;
	if (d2 < s->d2 || (s->nodes && d2 <= s->d2 && node < s->node)) {
		s->d2 = d2;
		s->part = t;
		s->edge = i;
		s->node = node;
	}
}

static void
cell_try(struct nearest *s, int cx, int cy)
{
	const struct walk_grid *q = s->g->grid;

	if (cx < 0 || cy < 0 || cx >= q->nx || cy >= q->ny)
		return;
	size_t c = (size_t)cy * q->nx + cx;
	for (uint32_t i = q->off[c]; i < q->off[c + 1]; i++)
		edge_try(s, q->item[i]);
}

/* Rings around the point's own cell (which may lie outside the map), until nothing nearer can follow. */
static bool
search(struct nearest *s, int32_t lat, int32_t lon, double limit)
{
	const struct walk_grid *q = s->g->grid;
	int cx, cy, rings;

	plane(s->g, lat, lon, &s->x, &s->y);
	s->d2 = limit * limit;
	s->edge = s->node = WALK_NONE;
	if (fabs(s->x - q->x0) > 1e7 || fabs(s->y - q->y0) > 1e7)
		return false;
	cx = (int)floor((s->x - q->x0) / q->cell);
	cy = (int)floor((s->y - q->y0) / q->cell);
	rings = (int)fmin(limit / q->cell + 2, q->nx + q->ny + (double)abs(cx) + (double)abs(cy));
	for (int r = 0; r <= rings; r++) {
		if (s->edge != WALK_NONE && sqrt(s->d2) < (r - 1) * q->cell)
			break;
		for (int dy = -r; dy <= r; dy++)
			for (int dx = -r; dx <= r; dx += dy == -r || dy == r || r == 0 ? 1 : 2 * r)
				cell_try(s, cx + dx, cy + dy);
	}
	return s->edge != WALK_NONE;
}

bool
walk_snap(const struct walk_graph *g, int32_t lat, int32_t lon, uint32_t limit, bool open_only, struct walk_place *ret)
{
	struct nearest s = { .g = g, .open_only = open_only };
	const struct walk_edge *e;

	*ret = (struct walk_place){ WALK_NONE, 0, WALK_FAR };
	if (!search(&s, lat, lon, limit / 10.0 + 0.05)) {
		if (search(&s, lat, lon, 5000))
			ret->off = (uint32_t)(sqrt(s.d2) * 10 + 0.5);
		return false;
	}
	struct nearest cut = { .g = g->lost };
	if (!open_only && g->lost && search(&cut, lat, lon, fmax(sqrt(s.d2) - 0.05, 0)))
		return false;
	e = &g->edge[s.edge];
	uint32_t along = (uint32_t)(s.part * e->w + 0.5);
	ret->chain = e->chain;
	ret->at = e->back ? e->at - along : e->at + along;
	ret->off = (uint32_t)(sqrt(s.d2) * 10 + 0.5);
	return true;
}

uint32_t
walk_snap_node(const struct walk_graph *g, int32_t lat, int32_t lon)
{
	struct nearest s = { .g = g, .nodes = true };

	for (double limit = 500; limit < 1e7; limit *= 8)
		if (search(&s, lat, lon, limit))
			return s.node;
	return WALK_NONE;
}
