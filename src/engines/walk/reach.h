/*
 * reach.h - how far people walk: from everybody to the nearest of some places, from one place to everybody within a limit, the path behind a
 * number, shares of people within given distances. Distances are costs in dm (graph.h); WALK_FAR: not reached.
 */
#ifndef QIAO_WALK_REACH_H
#define QIAO_WALK_REACH_H

#include "engines/walk/graph.h"

/* Memory for searches on one net; one at a time. */
struct walk_search {
	uint32_t n, mask;
	uint32_t *dist;			/* of each node of the net; WALK_FAR between bounded searches */
	uint32_t *owner;		/* which seed's, when owners were asked for */
	uint32_t *head;
	uint64_t *bits;
	struct walk_entry *entry;
	uint32_t nentries, cap, spare;	/* spare: entries that are done with, a list */
	uint32_t *touched, ntouched;
	bool stale;			/* a full search was run: dist holds its answer */
};
struct walk_seed {
	uint32_t node, dist, owner;
};
/* For nets with arcs no longer than that, seeds no farther than max_seed dm, nseeds at once. NULL: no memory. */
struct walk_search *walk_search_new(struct arena *a, const struct walk_net *net, uint32_t max_seed, size_t nseeds);
/* Dijkstra with circular buckets of one dm (Dial 1969) from all seeds at once, as far as limit; dist is set. Many bounded searches: call
 * walk_search_clear between them; it costs what was touched. A full one (limit WALK_FAR) needs none before it. */
void walk_search_run(struct walk_search *s, const struct walk_net *net, const struct walk_seed *seeds, size_t n, uint32_t limit,
	bool owners);
void walk_search_clear(struct walk_search *s);
/* The same with a binary heap, nothing shared with the above: what the tests believe. */
struct err walk_oracle(struct arena *a, const struct walk_net *net, const struct walk_seed *seeds, size_t n, uint32_t *dist);

/* ---- the nearest of some places ---- */

struct walk_all {			/* memory for one graph */
	const struct walk_graph *g;
	struct walk_search *s;
	struct walk_seed *seeds;
	size_t max;			/* places at once */
	uint32_t max_off;
};
struct err walk_all_new(struct arena *a, const struct walk_graph *g, size_t max_places, uint32_t max_off, struct walk_all **ret);
/* From every node of the graph to the nearest of n places; dist has g->n. owner (NULL, or g->n): which place. */
void walk_nearest(struct walk_all *w, const struct walk_place *places, size_t n, uint32_t *dist, uint32_t *owner);

/* Points by chain, so that a search finds those it passes. */
struct walk_points {
	const struct walk_place *at;	/* chain WALK_NONE: not snapped, always WALK_FAR */
	size_t n;
	uint32_t *off, *item;		/* of each chain */
};
struct err walk_points_index(struct arena *a, const struct walk_graph *g, const struct walk_place *at, size_t n, struct walk_points *ret);
/* From points to the nearest of n places: along a shared chain, or over its ends. owner may be NULL. */
void walk_nearest_of(struct walk_all *w, const struct walk_place *places, size_t n, const struct walk_points *points, uint32_t *dist,
	uint32_t *owner);

/* ---- one place's reach ---- */

/* Which points lie within limit of the place, and how far: at most p->n pairs. The number of pairs. */
struct walk_hit {
	uint32_t point, dm;
};
size_t walk_reach(struct walk_all *w, const struct walk_points *p, const struct walk_place *place, uint32_t limit, struct walk_hit *hit);

/* ---- the path ---- */

struct walk_step {			/* a stretch along one way */
	const char *name, *name_en;	/* of the street; "" unnamed */
	const char *kind;		/* highway=… */
	uint32_t dm;			/* cost */
};
struct walk_path {
	uint32_t dm;			/* all of it, the ways to the network included */
	int32_t *lat, *lon;		/* from the point to the place */
	size_t n;
	struct walk_step *step;
	size_t nsteps;
	double metres;			/* along the drawn line */
};
/* From a point to a place. False: not connected. 503. */
struct err walk_path(struct arena *a, const struct walk_graph *g, const struct walk_place *from, const struct walk_place *to,
	struct walk_path *ret, bool *found);

/* ---- coverage ---- */

struct walk_cover {			/* weights of people, by any unit */
	double all, lost;		/* of them not connected or not snapped: in all, never near */
	double within[4];
	double sum;			/* weight × metres, over those reached */
};
void walk_cover_add(struct walk_cover *c, double weight, double metres, const double limits[4]);

#endif
