/*
 * city.h - what a district has brought: its map, stops and other places, route lines, people; read from a folder of plain files that
 * `qiao walk import` has checked and written: map.osm.pbf or map.osm, stops.csv (id,name,kind,lon,lat,riders), lines.csv
 * (line,direction,lon,lat), loads.csv (stop,line,direction,boardings,alightings,aboard,headway: people a day, minutes), people.csv
 * (name,lon,lat,people,old,place), label ("sketch": a drawing of one's own; "reviewed NUMBER": the number
 * under which a survey office allowed the map to be shown). UTF-8, WGS-84. Only the map must be there.
 */
#ifndef QIAO_ENGINES_WALK_CITY_H
#define QIAO_ENGINES_WALK_CITY_H

#include "engines/walk/site.h"

#define CITY_SNAP_STOP 500		/* dm: a stop stands beside its street */
#define CITY_SNAP_DOOR 1500		/* dm: a door */

struct city_stop {
	const char *id, *name, *kind;	/* "bus", "clinic", "canteen", … */
	int32_t lat, lon;
	double riders;			/* on board through it in a day; below 0: unknown */
};
struct city_load {			/* of a line at a stop, a day; below 0: unknown */
	const char *stop;		/* its id; "": of the line as a whole */
	const char *line;
	int direction;			/* -1: both */
	double on, off, aboard;		/* who gets on and off, who is on board behind the stop */
	double headway;			/* minutes between two buses */
};
struct city_line {
	const char *name;
	int direction;			/* 0, 1; -1: not said */
	int32_t *lat, *lon;
	size_t n;
};
struct city_point {
	const char *name;
	const char *place;		/* the community's short name or code; "": not said */
	int32_t lat, lon;
	double people, old;		/* old: of them, 60 and over */
};
struct city {
	struct osm map;			/* to be freed: city_close */
	struct walk_graph *graph[WALK_WHO_COUNT];	/* those that were asked for */
	struct city_stop *stops;
	struct city_line *lines;
	struct city_load *loads;
	struct city_point *points;
	size_t nstops, nlines, nloads, npoints;
	const struct city_edit *edits;	/* as they were handed over */
	size_t nedits;
	bool handed;			/* the people are those that were handed over */
	bool sketch;
	const char *review;		/* "": not allowed to be shown, unless it is a sketch */
};
/* What people on the spot add to the map: a layer of its own, never written back into the folder. */
#define CITY_EDITS(X) X(path) X(gate) X(block) X(door)
enum city_edit_kind {
#define X(id) CITY_##id,
	CITY_EDITS(X)
#undef X
	CITY_EDIT_COUNT
};
#define CITY_JOIN 30			/* metres: an end of a drawn path is joined to a street so near, a gate or block lies on one */
struct city_edit {
	enum city_edit_kind kind;
	const char *name;		/* of a path; of a door: the name of the people's point that it is of */
	const char *hours;		/* of a gate (graph.h, walk_open_at); "" always open */
	int32_t lat, lon, lat2, lon2;	/* a path leads from the first to the second */
};
struct city_with {			/* what the folder does not hold */
	const struct walk_profile *profiles;	/* WALK_WHO_COUNT; NULL: walk_profiles */
	const struct city_edit *edits;
	size_t nedits;
	struct city_point *points;	/* people, where the folder has no people.csv; doors move them */
	size_t npoints;
	bool *used;			/* nedits, or NULL: is set for those that found a street (a door: its people) */
};
struct city_fault {
	const char *file;		/* which of the files; "" */
	int64_t at;			/* line, or byte in a PBF; 0 */
	bool line;
};
/* ret must stay where it is until city_close: graphs point into it. who: bits 1 << WALK_ADULT … of the graphs to build. 404 walk.no_map; 422 and 503 as the readers say. */
struct err city_open(struct arena *a, const char *dir, unsigned who, const struct city_with *w, const struct osm_progress *p, struct city *ret,
	struct city_fault *f);		/* w NULL: nothing */
/* Draws edits into a map that was read. 503. */
struct err city_edit(struct osm *m, const struct city_edit *v, size_t n, bool *used);
void city_close(struct city *c);

/* Stops and nodes of the map (amenity=KIND, and highway=bus_stop for "bus" when the folder has no bus stops) of a kind, snapped for that
 * walker; at[i].chain WALK_NONE: not near any street. */
struct city_places {
	struct walk_place *at;
	const char **name;
	int32_t *lat, *lon;
	size_t n, lost;			/* lost: not snapped */
};
struct err city_places(struct arena *a, const struct city *c, enum walk_who who, const char *kind, struct city_places *ret);
/* Everybody's door. */
struct err city_doors(struct arena *a, const struct city *c, enum walk_who who, struct walk_points *ret, size_t *lost);

/* ---- coverage ---- */

/* Places of a kind, but those within except_m metres of one of n points. */
struct city_ask {
	const char *kind;
	const double *limits;		/* 4, metres */
	const int32_t *except_lat, *except_lon;
	size_t n;
	double except_m;
};

struct city_share {			/* of all people, or of the old */
	struct walk_cover walk, ring;	/* really walked; as the crow flies (standards measure so) */
	double seconds;			/* person-seconds walked, over those reached */
};
struct city_reach {
	struct city_share all, old;
	uint32_t *dm, *owner;		/* of each point, as an adult walks; the place reached */
	uint32_t *old_dm;		/* as an old person walks, of cost dm: walk_seconds with the elder's profile */
	double *ring;			/* metres as the crow flies to the nearest; below 0: there is no place */
	size_t lost;
};
/* Needs the graphs WALK_ADULT and WALK_ELDER. limits in metres. */
struct err city_reach(struct arena *a, const struct city *c, const char *kind, const double limits[4], struct city_reach *ret);

/* The same worked out once, to be asked about one more place again and again: by any number of threads, nothing in it changes. The city
 * must outlive it. q's words need not. */
struct city_base;
struct err city_base_new(struct arena *a, const struct city *c, const struct city_ask *q, const struct city_base **ret);
const struct city_reach *city_base_reach(const struct city_base *b);
const struct city_places *city_base_places(const struct city_base *b);		/* as adults reach them: owner counts these */
/* What city_reach says of the city with one more place of the kind; owner is then the number of places. *street false: it stands beside no
 * street and serves nobody. Costs a search around that place. 503. */
struct err city_with_place(struct arena *a, const struct city_base *b, int32_t lat, int32_t lon, struct city_reach *ret, bool *street);

/* ---- siting ---- */

/* Metres from a point to the next of the base's stops: along a line that passes within CITY_ON_LINE of both, else as the crow flies (*along
 * false). Below 0: there is no stop. */
#define CITY_ON_LINE 30			/* metres */
double city_spacing(const struct city_base *b, int32_t lat, int32_t lon, bool *along);
/* Lines of buses that pass a point within CITY_ON_LINE, at most max of them. Who rides past is what loads.csv says behind the stop before
 * it, or counted up from the boardings since the line's first stop, or said of the line as a whole. */
struct city_passing {
	const struct city_line *line;
	double riders;			/* a day; below 0: unknown */
	double headway;			/* minutes; below 0: unknown */
};
size_t city_passing(const struct city_base *b, int32_t lat, int32_t lon, struct city_passing *v, size_t max);
/* Metres, as the crow flies, to the nearest crossing or traffic signal of the map; below 0: it has none. */
double city_crossing(const struct city *c, int32_t lat, int32_t lon);
/* Where along a line (its points with rising pos) a point stands, when it is nearer than `within` metres; below 0: it is not. */
double city_on_line(const struct walk_graph *g, const struct site_point *v, size_t n, int32_t lat, int32_t lon, double within);

struct city_siting {
	const struct site_point *spot;	/* candidates */
	size_t n;
	bool route;			/* spot.pos counts: spacing holds along a line */
	const char *kind;		/* of the places that stand today */
	uint32_t cap;			/* dm: nobody is counted as walking farther */
	double old_first;		/* an old person counts so many times; 1: like everybody */
	double delay;			/* seconds that a stop costs each rider through it; riders known: of candidate i */
	const double *riders;		/* NULL: unknown */
	double min_gap, max_gap;	/* metres along the line; the line's own stops stay and count */
	double keep_within;		/* metres: stops so near the line are its own; 0: none */
};
struct city_effect {			/* of one candidate alone */
	struct walk_place at;
	bool on_net;
	double saved, saved_old;	/* person-minutes on each way to the place; of them the old */
	double near300, near500;	/* people newly within so many metres of walking */
	double delay;			/* rider-minutes; below 0: unknown */
	double gap_before, gap_after;	/* metres along the line to the next stop that stands; below 0: none */
};
struct city_sites {
	struct site_problem problem;	/* candidates, then nothing: the line's own stops are among them, fixed, in route order */
	uint32_t *candidate;		/* of each of the problem's: index in spot, or WALK_NONE for a stop that stands */
	struct city_effect *effect;	/* of each spot */
	size_t nfixed, people;
	double minutes;			/* of one unit of the problem's value */
};
struct err city_siting(struct arena *a, const struct city *c, const struct city_siting *q, struct city_sites *ret);

#endif
