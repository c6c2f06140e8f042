/*
 * council_walk.h - inside council: minutes on foot in the hall. The walking engine (engines/walk) computes from the map that was imported
 * into the data folder; here its numbers meet a survey's candidate places and a community, and the map is drawn. Without a map every
 * function says so and the pages do without. Numbers are public; a drawing only when the map is a sketch or was reviewed, or for staff.
 */
#ifndef QIAO_COUNCIL_WALK_H
#define QIAO_COUNCIL_WALK_H

#include "engines/walk/city.h"
#include "services/council/council_map.h"
#include "services/council/council_survey_web.h"

#define WALK_LINES 12			/* told of one candidate */
#define WALK_SAME 50			/* metres: a stop that stands so near a candidate is what came of the survey: "before" is without it */

/* The map's ways as they are drawn: looked up once. */
struct walk_shape {
	uint8_t layer;			/* of council_walk.c */
	int32_t lat[2], lon[2];		/* the box around it */
};
struct walk_sheet {
	struct walk_shape *way;		/* of each */
	int32_t *lat, *lon;		/* of each ref; INT32_MIN: its node is missing */
};
struct walk_kept {			/* the district as it was compiled: nobody writes to it */
	struct city c;
	struct walk_sheet sheet;
	const char *key;		/* of what it was made */
};
struct walk_dot {
	const char *name;
	struct map_point at;
};
struct walk_sign {
	enum city_edit_kind kind;
	struct map_point at, to;	/* to: a path's other end */
};
struct walk_plan {			/* the drawing; shapes are SVG path data, "" when there are none */
	bool any;			/* may be drawn for this reader */
	bool sketch;
	const char *review;
	struct map_frame frame;
	const char *water, *estates, *houses, *small, *big, *before, *after;
	struct walk_dot *stops, *names;
	size_t nstops, nnames;
	struct walk_dot spots[WALK_SPOTS];
	int nos[WALK_SPOTS];		/* the survey's numbers */
	size_t nspots, picked;		/* picked: which of spots; nspots: none */
	struct walk_dot door;		/* whose path is drawn; name NULL: nobody's */
	struct walk_sign *drawn;	/* what staff added */
	size_t ndrawn;
	const char *path;		/* of this page, for links that zoom: ends in ? or & */
};
struct walk_mean {			/* over all people, or the old */
	double minutes, near300, near500;	/* mean; shares */
};
struct walk_site {			/* one candidate beside today's stops */
	const struct spot_view *spot;
	bool known, street;		/* has a place; stands beside a street */
	struct walk_mean all, old;
	double saved, saved_old;	/* person-minutes on each way */
	double spacing, crossing;	/* metres to the next stop, to a crossing of the map; below 0: unknown */
	const struct city_passing *lines;	/* of buses that pass it */
	size_t nlines;
	double riders, delay;		/* who rides past in a day; what one more stop costs them, minutes; below 0: unknown */
};
struct walk_door {
	const char *name;
	double before, after, old_before, old_after;	/* minutes; below 0: not connected */
};
struct walk_sites {
	bool any;			/* there are a map, people and a candidate with a place */
	struct walk_plan plan;
	struct walk_mean all, old;	/* before */
	double people, old_people, lost;
	struct walk_site v[WALK_SPOTS];
	size_t n, picked;
	struct walk_door *doors;
	size_t ndoors, door;		/* door: whose path is drawn */
	struct walk_path before, after;
	bool has_before, has_after;
	double before_minutes, after_minutes;	/* of that door, an adult's */
	const char *stop;		/* where the path before leads */
};
/* A survey's candidates, with the map. ?spot= (its number), ?door= (from 1), ?at= and ?m= (the map's frame) of the address are heeded. */
struct err walk_sites(struct req *rq, const struct survey_view *s, const char *path, struct walk_sites *ret);

/* The map, drawn for this reader: frame from the address (?at=, ?m=), else around n points; n 0: the frame that ret already has. */
struct err walk_plan(struct req *rq, const struct walk_kept *k, const struct geo *v, size_t n, struct walk_plan *ret);
/* Only the ground of another map (council_walk_ground.html), in its own frame; ret->any false: there is no map, or none for this reader. */
struct err walk_ground(struct req *rq, struct map_frame f, struct walk_plan *ret);
/* A line of places in the drawing. */
const char *walk_line(struct req *rq, const struct walk_plan *p, const struct walk_path *w);
const char *walk_zoom(struct req *rq, const struct walk_plan *p, double zoom, double dx, double dy);
/* The folder, what staff drew, people from the place tree where it has no table, gates as they stand at ?time=; held until the request ends.
 * NULL: no map was imported. It may have nobody in it. */
struct err walk_city(struct req *rq, const struct walk_kept **ret);
/* Everybody's walk to the places of a kind there, kept in the same way. */
struct err walk_base(struct req *rq, const struct walk_kept *k, const struct city_ask *q, const struct city_base **ret);
/* The folder once more with one more edit, and whether that found its street; to be closed. 404 walk.no_map. */
struct err walk_try(struct req *rq, const struct city_edit *more, bool *used, struct city *c);
/* People as the place tree counts them: where the folder has no table of doors. */
struct err walk_people(struct db *db, struct arena *a, int64_t area, struct city_point **ret, size_t *n);
struct err walk_sheet(struct arena *a, const struct city *c, struct walk_sheet *ret);
int walk_time(struct req *rq);		/* ?time=22:30 as minutes; WALK_ANY_TIME: not said */
const char *walk_minutes(struct req *rq, double minutes);		/* "9.6", "–" when below 0 */
const char *walk_hint(struct req *rq);				/* how it was computed, with the speeds */
/* "652 (every 10 minutes, 540 aboard in a day)": lines of buses that pass a candidate. */
const char *walk_lines(struct req *rq, const struct walk_site *site);
const char *walk_percent(struct req *rq, double share);
/* A figure of the survey's table, line 0 to 6 as council_walk_cells.html labels them; site NULL: today. */
const char *walk_figure(struct req *rq, const struct walk_sites *w, int line, const struct walk_site *site);

/* ---- coverage ---- */

#define WALK_KINDS(X) X(bus) X(clinic) X(canteen) X(school)
struct walk_cell {			/* one community and kind */
	double people, old, near300, near500, ring300, ring500;		/* shares */
	double minutes, old_minutes;	/* means */
	double in5, in10, in15;		/* shares within so many minutes: adults at theirs, the old at their speed */
	double lost;			/* people */
	size_t places;
};
struct walk_row {
	const char *slug, *name;
	struct walk_cell c;
	bool circle;			/* of all kinds together: only shares within minutes; places: how many kinds there are */
};
struct drawn_items;			/* council_drawn.h */
struct walk_cover_view {
	bool any;
	const char *kind;		/* as in the address */
	struct walk_row *rows;		/* of the district: communities; of a community: kinds */
	size_t nrows;
	const char *place;		/* NULL: the district */
	struct walk_plan plan;
	struct walk_door *doors;
	size_t ndoors;
	const struct drawn_items *drawn;	/* what staff added there */
	bool staff, tree;		/* tree: people are the place tree's */
	const char *time;		/* ?time=, "" not said */
};
const char *walk_kind_name(struct req *rq, const char *kind);

#endif
