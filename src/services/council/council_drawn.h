/*
 * council_drawn.h - inside council: what staff add to the map because they know the place: a footpath, a gate with its hours, a blocked
 * way, a stairwell's door. Each has its author by role and its day, counts for every walk from then on, and can be undone; what was undone
 * stays in the list with who and why. Each is a matter of the private kind "drawn": its history is chained and verified like any other. The imported map is never changed (engines/walk/city.h draws them into it when it is read).
 */
#ifndef QIAO_COUNCIL_DRAWN_H
#define QIAO_COUNCIL_DRAWN_H

#include "council_drawn_sql.h"
#include "engines/walk/city.h"
#include "services/council/council_walk.h"

#define DRAWN_PICTURE 280		/* pixels: the map that is pressed, small enough for every telephone */

struct drawn_new {
	int64_t place;
	enum city_edit_kind kind;
	const char *name, *hours, *note;
	struct geo at, to;		/* to: of a path */
};
const char *drawn_name(enum city_edit_kind k);		/* "path" */
bool drawn_find(const char *name, enum city_edit_kind *ret);
enum msg drawn_label(enum city_edit_kind k);		/* 小路 / footpath */
/* "06:00-22:00", several parted by commas, or "". */
bool drawn_hours(const char *s);

struct shown;
extern const struct shown shown_drawn;
/* One entry each. by: who is named in the list. 409 drawn.err_undone; 404. */
struct err drawn_add(struct db *w, struct act *act, const struct caller *by, const struct drawn_new *n);
struct err drawn_take_out(struct db *w, struct act *act, const struct caller *by, int64_t id, const char *why);

struct drawn_item {
	const struct drawn_row *r;
	enum city_edit_kind kind;
	const char *place;		/* the community's name */
	bool may;			/* the reader may undo it */
};
struct drawn_items {
	struct drawn_item *v;
	size_t n;
};
/* place 0: of the whole district; else of that community. Newest first, those undone as well. */
struct err drawn_read(struct req *rq, int64_t place, struct drawn_items *ret);
/* Those that stand, for city_open, oldest first. */
struct err drawn_edits(struct db *db, struct arena *a, int64_t area, struct city_edit **ret, size_t *n);

struct drawn_page {
	struct places communities;	/* that the reader works for */
	struct drawn_items items;
	struct walk_plan plan;
	const char *place, *kind, *name, *hours, *note, *lat, *lon, *lat2, *lon2, *at, *metres;	/* as typed */
	bool any;			/* there is a map */
	const char *done;
};

#endif
