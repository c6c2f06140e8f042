/*
 * council_map.h - inside council: matters and estates drawn as one SVG by the server, with the same as a list beside. No tiles
 * from elsewhere: what is drawn is what this hall knows. Pure geometry here; what is asked of the database is in council_map_web.c.
 */
#ifndef QIAO_COUNCIL_MAP_H
#define QIAO_COUNCIL_MAP_H

#include "base/base.h"
#include "base/geo.h"
#include "council_map_sql.h"
#include "matter/matter.h"
#include "services/council/council_view.h"
#include "web/web.h"

#define MAP_SIDE  400			/* of the drawing, in its own units */
#define MAP_ZOOMS 6
#define MAP_DOT   13			/* radius of a marker */

/* What part of the earth the drawing shows: a square around its middle. */
struct map_frame {
	struct geo middle;
	double metres;			/* from edge to edge */
};
struct map_point {
	double x, y;			/* in the drawing */
	bool inside;
};
/* A frame that shows all n points with a margin; at least 300 m wide. n 0: no frame (metres 0). */
struct map_frame map_around(const struct geo *v, size_t n);
/* Closer by zoom steps of 2, moved by shares of its own width (dx to the east, dy to the north). */
struct map_frame map_moved(struct map_frame f, double zoom, double dx, double dy);
struct map_point map_place(struct map_frame f, struct geo g);
/* Markers that would cover each other are set around the first of them in a spiral: all can be seen. */
void map_spread(struct map_point *v, size_t n);

enum map_sign { MAP_ROUND, MAP_SQUARE, MAP_DIAMOND };
struct map_marker {
	const struct map_matters *m;
	const char *href;		/* the matter's page, or its workbench */
	struct map_point at;
	enum map_sign sign;
	int number;			/* in the drawing and in the list */
	double metres;			/* from where the reader is; -1 = not asked */
};
struct map_label {
	const char *name;
	struct map_point at;
};
struct map_view {
	bool desk;			/* for staff: links lead to the workbench */
	struct map_marker *v;
	size_t n, unplaced;
	bool more;
	struct map_label *labels;	/* of estates, where there is no ground */
	size_t nlabels;
	const struct walk_plan *ground;	/* the district's map under it (council_walk.h) */
	struct map_frame frame;
	struct map_point here;
	bool near;			/* sorted by distance */
	const char *place, *category;	/* as in the address */
	struct places communities, estates;
	const char *path;		/* "/map" or "/desk/map" */
	int32_t today;
	int64_t place_id;
	const char *scope;		/* what is shown, in words */
};
/* This map's address with another middle or width. */
const char *map_link(struct req *rq, const struct map_view *v, double zoom, double dx, double dy);

#endif
