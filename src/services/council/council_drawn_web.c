/* council_drawn_web.c - adding to the map what it lacks, and undoing it: a form around a picture that is pressed, no script needed. */
#include "services/council/council.h"

#include "base/day.h"
#include "base/text.h"
#include "council_drawn_html.h"
#include "council_drawn_map_html.h"
#include "services/council/council_drawn.h"
#include "services/council/council_scope.h"
#include "base_msg.h"
#include "council_drawn_msg.h"

#include <math.h>
#include <stdlib.h>

#define PATH_MAX_M 500.0		/* metres: farther apart it is hardly one straight piece */

/* ---- the form ---- */

static bool
point_read(struct req *rq, const char *s, struct geo *ret)
{
	const char *comma = strchr(s, ',');

	return comma && geo_read(arena_dup(rq->a, s, (size_t)(comma - s)), comma + 1, ret) && geo_known(*ret);
}

static struct err
communities(struct req *rq, struct places *ret)
{
	struct places all;

	TRY(place_list(rq->db, rq->a, rq->area, PLACE_COMMUNITY, &all));
	*ret = (struct places){ NEWN(rq->a, struct place, all.n + 1), 0 };
	for (size_t i = 0; i < all.n; i++)
		if (people_may(rq->db, rq->area, rq->caller, RIGHT_HANDLE, all.v[i].id))
			ret->v[ret->n++] = all.v[i];
	return OK;
}

/* As it was sent, or empty. */
static void
form_take(struct req *rq, struct drawn_page *v)
{
	bool sent = rq->verb == VERB_POST && rq_has(rq, "kind");

	v->place = sent ? rq_form(rq, "place") : rq_query(rq, "place");
	v->kind = sent ? rq_form(rq, "kind") : "";
	v->name = sent ? rq_form(rq, "name") : "";
	v->hours = sent ? rq_form(rq, "hours") : "";
	v->note = sent ? rq_form(rq, "note") : "";
	v->lat = sent ? rq_form(rq, "lat") : "";
	v->lon = sent ? rq_form(rq, "lon") : "";
	v->lat2 = sent ? rq_form(rq, "lat2") : "";
	v->lon2 = sent ? rq_form(rq, "lon2") : "";
	v->at = rq->verb == VERB_POST ? rq_form(rq, "at") : rq_query(rq, "at");
	v->metres = rq->verb == VERB_POST ? rq_form(rq, "m") : rq_query(rq, "m");
	v->done = rq_query(rq, "done");
}

/* The frame of the form, else around the people of the community, else around everybody. */
static void
frame_find(struct req *rq, const struct city *c, struct drawn_page *v)
{
	struct geo *around = NEWN(rq->a, struct geo, c->npoints + 1);
	int64_t metres = 0;
	size_t n = 0;

	if (point_read(rq, v->at, &v->plan.frame.middle) && text_int(v->metres, 50, 100000, &metres)) {
		v->plan.frame.metres = (double)metres;
		return;
	}
	for (int all = 0; all < 2 && !n; all++)
		for (size_t i = 0; i < c->npoints; i++)
			if (all || strcmp(c->points[i].place, v->place) == 0)
				around[n++] = (struct geo){ c->points[i].lat, c->points[i].lon };
	v->plan.frame = map_around(around, n);
}

static void
frame_say(struct req *rq, struct drawn_page *v)
{
	struct map_frame f = v->plan.frame;

	v->at = arena_fmt(rq->a, "%s,%s", geo_degrees(rq->a, f.middle.lat), geo_degrees(rq->a, f.middle.lon));
	v->metres = arena_fmt(rq->a, "%.0f", f.metres);
}

static struct err
drawn_page(struct req *rq, struct out *o, struct drawn_page *v)
{
	const struct walk_kept *k;

	TRY(communities(rq, &v->communities));
	TRY(drawn_read(rq, 0, &v->items));
	if (text_empty(v->place) && v->communities.n)
		v->place = v->communities.v[0].slug;
	TRY(walk_city(rq, &k));
	v->any = k && k->c.npoints;
	if (v->any) {
		frame_find(rq, &k->c, v);
		frame_say(rq, v);
	}
	if (rq->nfaults)
		rq->status = 422;
	rq->nav = "desk";
	page_begin(o, rq, tr(rq, M_drawn_title));
	council_drawn_html(o, rq, v);
	page_end(o, rq);
	return OK;
}

static struct err
drawn_get(struct req *rq, struct out *o)
{
	struct drawn_page v = { 0 };

	form_take(rq, &v);
	return drawn_page(rq, o, &v);
}

/* The picture: streets, what was drawn, the points of the form. */
static struct err
map_get(struct req *rq, struct out *o)
{
	struct drawn_page v = { 0 };
	const char *const ends[] = { rq_query(rq, "p"), rq_query(rq, "q") };
	const struct walk_kept *k;

	form_take(rq, &v);
	TRY(walk_city(rq, &k));
	if (!k)
		return FAIL(404, M_err_not_found);
	frame_find(rq, &k->c, &v);
	TRY(walk_plan(rq, k, NULL, 0, &v.plan));
	for (size_t i = 0; i < COUNT(ends); i++) {
		struct geo g;

		if (point_read(rq, ends[i], &g))
			v.plan.spots[v.plan.nspots++] = (struct walk_dot){ "", map_place(v.plan.frame, g) };
	}
	council_drawn_map_html(o, rq, &v);
	rq->type = "image/svg+xml";
	return OK;
}

/* ---- pressing, moving ---- */

/* Where the picture was pressed: the first point that is missing, else the first anew (and the second is to be pressed again). */
static bool
pressed(struct req *rq, struct drawn_page *v)
{
	struct map_frame f = v->plan.frame;
	int64_t x, y;
	struct geo g;

	if (!text_int(rq_form(rq, "pick.x"), 0, DRAWN_PICTURE, &x) || !text_int(rq_form(rq, "pick.y"), 0, DRAWN_PICTURE, &y))
		return false;
	g = map_moved(f, 0, (double)x / DRAWN_PICTURE - 0.5, 0.5 - (double)y / DRAWN_PICTURE).middle;
	const char *lat = geo_degrees(rq->a, g.lat), *lon = geo_degrees(rq->a, g.lon);
	if (strcmp(v->kind, drawn_name(CITY_path)) == 0 && !text_empty(v->lat) && text_empty(v->lat2)) {
		v->lat2 = lat;
		v->lon2 = lon;
	} else {
		v->lat = lat;
		v->lon = lon;
		v->lat2 = v->lon2 = "";
	}
	return true;
}

static bool
moved(struct req *rq, struct drawn_page *v)
{
	static const struct {
		const char *go;
		double zoom, dx, dy;
	} ways[] = { { "in", 1, 0, 0 }, { "out", -1, 0, 0 }, { "north", 0, 0, 0.5 }, { "south", 0, 0, -0.5 }, { "west", 0, -0.5, 0 }, { "east", 0, 0.5, 0 } };

	for (size_t i = 0; i < COUNT(ways); i++)
		if (strcmp(rq_form(rq, "go"), ways[i].go) == 0) {
			v->plan.frame = map_moved(v->plan.frame, ways[i].zoom, ways[i].dx, ways[i].dy);
			return true;
		}
	return false;
}

/* ---- saving ---- */

static bool
has_door(const struct city *c, const char *name)
{
	for (size_t i = 0; i < c->npoints; i++)
		if (strcmp(c->points[i].name, name) == 0)
			return true;
	return false;
}

/* Does it touch a street? The map is read once more with it. */
static struct err
reaches(struct req *rq, const struct drawn_new *n)
{
	const struct city_edit e = { n->kind, n->name, n->hours, (int32_t)n->at.lat, (int32_t)n->at.lon, (int32_t)n->to.lat, (int32_t)n->to.lon };
	bool used = false;
	struct city c;

	TRY(walk_try(rq, &e, &used, &c));
	if (!used && n->kind != CITY_door)
		rq_fault(rq, "lat", M_drawn_err_far, arena_fmt(rq->a, "%d", CITY_JOIN), NULL);
	if (n->kind == CITY_door && !has_door(&c, n->name))
		rq_fault(rq, "name", M_drawn_err_door, NULL);
	city_close(&c);
	return OK;
}

static struct err
form_check(struct req *rq, const struct drawn_page *v, struct drawn_new *n)
{
	struct places all;

	*n = (struct drawn_new){ .name = v->name, .hours = "", .note = v->note };
	if (!drawn_find(v->kind, &n->kind)) {
		rq_fault(rq, "kind", M_drawn_err_kind, NULL);
		n->kind = CITY_gate;
	}
	TRY(communities(rq, &all));
	for (size_t i = 0; i < all.n; i++)
		if (strcmp(all.v[i].slug, v->place) == 0)
			n->place = all.v[i].id;
	if (!n->place)
		rq_fault(rq, "place", M_drawn_err_place, NULL);
	if (text_len(v->name) > 30)
		rq_fault(rq, "name", M_drawn_err_name, NULL);
	if (n->kind == CITY_gate)
		n->hours = v->hours;
	if (!drawn_hours(n->hours) || strlen(n->hours) > 60)
		rq_fault(rq, "hours", M_drawn_err_hours, NULL);
	if (text_empty(v->note) || text_len(v->note) > 100)
		rq_fault(rq, "note", M_drawn_err_note, NULL);
	if (!geo_read(v->lat, v->lon, &n->at) || !geo_known(n->at))
		rq_fault(rq, "lat", M_drawn_err_at, NULL);
	if (n->kind == CITY_path && (!geo_read(v->lat2, v->lon2, &n->to) || !geo_known(n->to)))
		rq_fault(rq, "lat2", M_drawn_err_at, NULL);
	else if (n->kind == CITY_path && geo_metres(n->at, n->to) > PATH_MAX_M)
		rq_fault(rq, "lat2", M_drawn_err_long, NULL);
	return rq->nfaults ? OK : reaches(rq, n);
}

/* At a matter of this private kind somebody is what they are in its community. */
static struct err
act_at(struct db *w, struct req *rq, int64_t place, struct act *act)
{
	struct matter m = { .r = { .place = place } };
	struct who who;

	TRY(who_of(rq, w, &m, &who));
	act_of(act, rq, &who);
	return OK;
}

static struct err
drawn_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct drawn_new *n = ctx;
	struct act act;

	TRY(act_at(w, rq, n->place, &act));
	TRY(drawn_add(w, &act, rq->caller, n));
	rq_goto(rq, "/desk/walk?done=saved#list");
	return OK;
}

static struct err
drawn_post(struct req *rq, struct out *o)
{
	struct drawn_page v = { 0 };
	struct drawn_new n;
	int64_t metres;

	form_take(rq, &v);
	if (point_read(rq, v.at, &v.plan.frame.middle) && text_int(v.metres, 50, 100000, &metres)) {
		v.plan.frame.metres = (double)metres;
		bool only = pressed(rq, &v);
		only = moved(rq, &v) || only;
		frame_say(rq, &v);
		if (only)
			return drawn_page(rq, o, &v);
	}
	TRY(form_check(rq, &v, &n));
	if (rq->nfaults)
		return drawn_page(rq, o, &v);
	TRY(tx_run(rq, drawn_tx, &n));
	return see_other(rq, NULL);
}

/* ---- undoing ---- */

struct taking_out {
	int64_t id, place;
	const char *why;
};

static struct err
undo_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct taking_out *u = ctx;
	struct act act;

	TRY(act_at(w, rq, u->place, &act));
	TRY(drawn_take_out(w, &act, rq->caller, u->id, u->why));
	rq_goto(rq, arena_fmt(rq->a, "/desk/walk?done=undone#d%lld", (long long)u->id));
	return OK;
}

static struct err
undo_post(struct req *rq, struct out *o)
{
	struct taking_out u = { .id = rq_param_id(rq, "id"), .why = rq_form(rq, "why") };
	struct drawn_page v = { 0 };
	struct drawn_row row;
	bool found;

	TRY(drawn_one(rq->db, rq->a, rq->area, u.id, &row, &found));
	if (!found)
		return FAIL(404, M_err_not_found);
	if (!people_may(rq->db, rq->area, rq->caller, RIGHT_HANDLE, row.place))
		return FAIL(403, M_err_forbidden);
	if (text_empty(u.why) || text_len(u.why) > 100) {
		rq_fault(rq, arena_fmt(rq->a, "why-%lld", (long long)u.id), M_drawn_err_why, NULL);
		form_take(rq, &v);
		return drawn_page(rq, o, &v);
	}
	u.place = row.place;
	TRY(tx_run(rq, undo_tx, &u));
	return see_other(rq, NULL);
}

static const struct route routes[] = {
	{ VERB_GET, "/desk/walk", RIGHT_HANDLE, NULL, drawn_get, "Adds gates, paths, blocked ways and doors to the map; all that were added.", 0 },
	{ VERB_POST, "/desk/walk", RIGHT_HANDLE, NULL, drawn_post, "Fills in the place that was pressed, or adds it.", 0 },
	{ VERB_GET, "/desk/walk/map", RIGHT_HANDLE, NULL, map_get, "The picture that is pressed, as SVG.", 0 },
	{ VERB_POST, "/desk/walk/:id/undo", RIGHT_HANDLE, NULL, undo_post, "Undoes something that was added, with the reason.", 0 },
	{ 0 }
};

const struct route *
council_drawn_routes(void)
{
	return routes;
}
