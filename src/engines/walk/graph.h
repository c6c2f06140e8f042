/*
 * graph.h - the walking graph of a map for one kind of walker: what may be walked, what it costs, the largest connected part, chains of
 * nodes without a choice drawn together. Lengths and costs are whole decimetres; a cost is the length that takes as long on the level.
 * A search runs from the facility outwards, so a private way may be entered from a public one but not left again: whoever lives inside
 * walks out, nobody walks through. Built once, read by any number of threads.
 */
#ifndef QIAO_WALK_GRAPH_H
#define QIAO_WALK_GRAPH_H

#include "engines/walk/osm.h"

#define WALK_FAR UINT32_MAX		/* not reached */
#define WALK_NONE UINT32_MAX		/* no such node, chain, edge */

/* Who walks. Speeds: siting measure §3 (Chongqing 2020, ELSA, TRR 1487); each district may set its own. */
struct walk_profile {
	const char *name;
	int mm_s;			/* on the level, millimetres a second */
	int steps;			/* percent of that speed on steps; 0: closed unless a ramp is tagged */
	int signal, unmarked;		/* seconds lost at a crossing with a signal, at an unmarked one */
	int minute;			/* of the day, for gates with hours; WALK_ANY_TIME: those count as open */
	bool plain;			/* only ways and their access: no gates, steps, crossings (what other programs do; tests) */
};
enum walk_who { WALK_ADULT, WALK_ELDER, WALK_FRAIL, WALK_WHEELCHAIR, WALK_PLAIN, WALK_WHO_COUNT };
extern const struct walk_profile walk_profiles[WALK_WHO_COUNT];
const struct walk_profile *walk_profile_find(const char *name);	/* NULL: none */
#define WALK_ANY_TIME (-1)
/* Is a gate with these hours ("06:00-22:00", "06:00-09:00,16:00-19:00", "24/7"; days before them are not looked at) open then? Hours
 * that cannot be read count as open: nobody is walled in by a spelling. */
bool walk_open_at(const char *hours, int minute);
/* Seconds of a cost in decimetres. */
double walk_seconds(const struct walk_profile *p, uint32_t dm);

/* Why a way is not walked. */
#define WALK_DROPS(X) X(no_highway) X(motor) X(unbuilt) X(foot) X(access) X(steps) X(short)
enum walk_drop {
#define X(id) WALK_DROP_##id,
	WALK_DROPS(X)
#undef X
	WALK_DROP_COUNT
};
struct walk_report {
	size_t kept, dropped[WALK_DROP_COUNT];	/* ways */
	size_t missing, loops;			/* nodes that the file lacks; edges from a node to itself */
	size_t gates_closed, private_ways;
	size_t nodes, edges;			/* of all parts, before the small ones go */
	size_t parts;				/* connected parts */
	const uint32_t *sizes;			/* nodes of each part, largest first */
	double metres;				/* of the largest part's edges */
	uint32_t longest;			/* dm */
};

struct walk_arc {
	uint32_t to, w;
};
struct walk_net {
	uint32_t n, m;
	uint32_t *off;			/* n + 1 */
	struct walk_arc *arc;
	uint32_t longest;
};
struct walk_edge {
	uint32_t a, b;			/* nodes */
	uint32_t w;			/* cost */
	uint32_t way;			/* index in the map's ways */
	uint32_t chain, at;		/* where its end a stands on its chain, dm */
	bool back;			/* the chain runs from b to a */
	bool closed;			/* private: walked outwards only by who lives there */
};
/* From core node a to core node b over inner nodes, all of degree 2. */
struct walk_chain {
	uint32_t a, b, len;
	uint32_t first, n;		/* inner nodes: in chain_node, chain_at */
};
/* A node inside a chain, as it is reached over the chain's ends: told in one row, so that all of them are one pass. */
struct walk_inner {
	uint32_t node, a, b, at, rest;
};
struct walk_graph {
	struct walk_profile profile;
	const struct osm *map;		/* must outlive the graph */
	uint32_t n, m;			/* nodes, edges */
	int32_t *lat, *lon;
	struct walk_edge *edge;
	struct walk_net net;		/* all nodes */
	struct walk_net core;		/* chains drawn together */
	uint32_t *inc_off, *inc;	/* chains at each core node, whoever may walk them; a loop once */
	uint32_t *core_of;		/* of a node; WALK_NONE: inside a chain */
	uint32_t *core_node;		/* back */
	struct walk_chain *chain;
	uint32_t nchains, *chain_node, *chain_at;
	struct walk_inner *inner;	/* in the order of chain_node */
	uint32_t ninner;
	uint32_t *chain_edge;		/* edges of chain k, in order: from chain[k].first + k, n + 1 of them */
	struct walk_place *place;	/* of each node */
	double cosine;			/* of node 0's latitude: the local plane */
	struct walk_grid *grid;		/* edges by place, for snapping */
	struct walk_graph *lost;	/* edges of the smaller parts, with a grid and nothing else; NULL: there are none */
	struct walk_report report;
};
/* A point on the network: on a chain, at dm from its end a, and the way to it. */
struct walk_place {
	uint32_t chain, at;
	uint32_t off;			/* dm from the point to the network */
};

/* Everything lies in the arena. 422 walk.empty (nothing in the map may be walked); 503. */
struct err walk_graph_build(struct arena *a, const struct osm *map, const struct walk_profile *p, struct walk_graph **ret);
/* Inside: chains out of edges (core.c), the grid (snap.c). */
struct err walk_core_build(struct arena *a, struct walk_graph *g);
struct err walk_grid_build(struct arena *a, struct walk_graph *g);

/* The nearest point of any edge at most limit dm away; false: there is none, ret->off is the distance to the nearest (WALK_FAR: no idea).
 * open_only: only ways that everybody may walk (where a stop can stand). Without it a point that lies nearer to a smaller part belongs
 * there and is not connected: nobody is moved across a wall or water. */
bool walk_snap(const struct walk_graph *g, int32_t lat, int32_t lon, uint32_t limit, bool open_only, struct walk_place *ret);
uint32_t walk_snap_node(const struct walk_graph *g, int32_t lat, int32_t lon);	/* the nearest node */
double walk_metres(const struct walk_graph *g, int32_t lat, int32_t lon, int32_t lat2, int32_t lon2);	/* on the local plane */
/* Where a place lies, on its edge. */
void walk_where(const struct walk_graph *g, const struct walk_place *p, int32_t *lat, int32_t *lon);

#endif
