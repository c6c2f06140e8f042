/* council_map_web.c - matters on a map and near me, for everybody and for staff; drawn by the server, moved by links. */
#include "services/council/council.h"
#include "base_msg.h"
#include "council_staff_msg.h"
#include "people_msg.h"

#include <stdio.h>
#include <stdlib.h>

#include <math.h>

#include "base/day.h"
#include "base/text.h"
#include "council_map_html.h"
#include "services/council/council_map.h"
#include "services/council/council_walk.h"
#include "services/council/council_scope.h"

#define HERE_WIDE   40.0			/* half of what is written beside the reader's mark */
#define READ_ROWS  300			/* newest ones that are looked at */
#define DRAWN_ROWS 60
#define LABEL_ROWS 60
#define NEAR_SHOWN 12			/* the nearest ones that are in view at first */
#define NEAR_LEAST 600.0		/* metres from edge to edge around a reader */

/* ---- what is asked for ---- */

static struct err
scope_read(struct req *rq, struct map_view *v)
{
	struct place p;
	bool found;

	v->place = rq_query(rq, "place");
	v->category = rq_query(rq, "category");
	v->place_id = v->desk ? scope_of(rq, RIGHT_DESK) : 0;
	v->scope = scope_name(rq, v->place_id);
	if (!text_empty(v->category) && strcmp(category_of(v->category)->id, v->category) != 0)
		v->category = "";
	TRY(place_list(rq->db, rq->a, rq->area, PLACE_COMMUNITY, &v->communities));
	TRY(place_list(rq->db, rq->a, rq->area, PLACE_ESTATE, &v->estates));
	if (text_empty(v->place))
		return OK;
	TRY(place_by_slug(rq->db, rq->a, rq->area, v->place, &p, &found));
	if (!found || p.kind > PLACE_COMMUNITY)
		return FAIL(404, M_people_err_place);
	if (v->desk && !people_may(rq->db, rq->area, rq->caller, RIGHT_DESK, p.id))
		return FAIL(403, M_err_forbidden);
	v->place_id = p.kind == PLACE_DISTRICT ? 0 : p.id;
	v->scope = place_name(&p, rq->lang);
	return OK;
}

/* "39.153,117.201" of the address: rounded there to some hundred metres, it names nobody's door. */
static bool
point_read(struct req *rq, const char *name, struct geo *ret)
{
	const char *s = rq_query(rq, name), *comma = strchr(s, ',');

	return comma && geo_read(arena_dup(rq->a, s, (size_t)(comma - s)), comma + 1, ret) && geo_known(*ret);
}

static const char *
point_write(struct arena *a, struct geo p)
{
	return arena_fmt(a, "%s,%s", geo_degrees(a, p.lat), geo_degrees(a, p.lon));
}

/* ---- what is drawn ---- */

static enum map_sign
sign_of(const struct map_matters *m, int32_t today)
{
	if (!m->due_null && m->due < today)
		return MAP_DIAMOND;
	return strcmp(m->state, "filed") == 0 ? MAP_SQUARE : MAP_ROUND;
}

static int
nearer(const void *a, const void *b)
{
	const struct map_marker *x = a, *y = b;

	return x->metres < y->metres ? -1 : x->metres > y->metres;
}

static struct err
labels_draw(struct req *rq, struct map_view *v)
{
	struct map_places_rows rows;

	TRY(map_places(rq->db, rq->a, rq->area, PLACE_ESTATE, LABEL_ROWS, &rows));
	v->labels = NEWN(rq->a, struct map_label, rows.n + 1);
	for (size_t i = 0; i < rows.n; i++) {
		struct map_label *l = &v->labels[v->nlabels];

		l->name = rq->lang == LANG_EN && !text_empty(rows.v[i].en) ? rows.v[i].en : rows.v[i].zh;
		l->at = map_place(v->frame, (struct geo){ rows.v[i].lat, rows.v[i].lon });
		v->nlabels += l->at.inside;
	}
	return OK;
}

/* The frame: as the address says, else around the reader and the nearest few, else around what there is. */
static void
frame_set(struct req *rq, struct map_view *v, const struct geo *points, size_t n, double reach, struct geo here)
{
	int64_t metres = 0;
	struct geo middle;

	v->frame = map_around(points, n);
	if (reach >= 0)
		v->frame = (struct map_frame){ here, reach < NEAR_LEAST ? NEAR_LEAST : reach };
	if (point_read(rq, "at", &middle) && text_int(rq_query(rq, "m"), 50, 100000, &metres))
		v->frame = (struct map_frame){ middle, (double)metres };
}

static struct err
markers_read(struct req *rq, struct map_view *v, const struct map_matters_rows *rows, bool near, struct geo here)
{
	struct geo *points = NEWN(rq->a, struct geo, rows->n + 1);
	struct map_marker *all = NEWN(rq->a, struct map_marker, rows->n + 1);
	struct map_point *at;
	size_t n = 0;

	for (size_t i = 0; i < rows->n; i++) {
		struct geo g = { rows->v[i].lat, rows->v[i].lon };

		if (!geo_known(g)) {
			v->unplaced++;
			continue;
		}
		points[n] = g;
		all[n++] = (struct map_marker){ .m = &rows->v[i], .sign = sign_of(&rows->v[i], v->today),
			.metres = near ? geo_metres(here, g) : -1 };
	}
	if (near)
		qsort(all, n, sizeof(*all), nearer);
	frame_set(rq, v, points, n, near && n ? all[(n < NEAR_SHOWN ? n : NEAR_SHOWN) - 1].metres * 2.2 : -1, here);
	v->v = NEWN(rq->a, struct map_marker, n + 1);
	at = NEWN(rq->a, struct map_point, n + 1);
	for (size_t i = 0; i < n && v->frame.metres > 0; i++) {
		struct map_marker k = all[i];

		k.at = map_place(v->frame, (struct geo){ k.m->lat, k.m->lon });
		if (!k.at.inside)
			continue;
		v->more = v->n == DRAWN_ROWS;
		if (v->more)
			break;
		k.number = (int)v->n + 1;
		k.href = arena_fmt(rq->a, "/%s/%s%s", k.m->slug, k.m->number, v->desk ? "/desk" : "");
		at[v->n] = k.at;
		v->v[v->n++] = k;
	}
	map_spread(at, v->n);
	for (size_t i = 0; i < v->n; i++)
		v->v[i].at = at[i];
	return OK;
}

const char *
map_link(struct req *rq, const struct map_view *v, double zoom, double dx, double dy)
{
	struct map_frame f = map_moved(v->frame, zoom, dx, dy);

	return arena_fmt(rq->a, "%s?place=%s&category=%s&near=%s&at=%s&m=%.0f", v->path, v->place, v->category, rq_query(rq, "near"),
		point_write(rq->a, f.middle), f.metres);
}

/* Whether a name of the ground would be written over a marker or over where the reader is. */
static bool
hidden(const struct map_view *v, const struct walk_dot *name)
{
	double half = 7.0 * (double)text_len(name->name) + MAP_DOT, tall = MAP_DOT + 6;
	const struct map_point *at = &name->at;

	if (v->near && v->here.inside && fabs(v->here.x - at->x) < half + HERE_WIDE && fabs(v->here.y - at->y) < tall)
		return true;
	for (size_t i = 0; i < v->n; i++)
		if (fabs(v->v[i].at.x - at->x) < half && fabs(v->v[i].at.y + 5 - at->y) < tall)
			return true;
	return false;
}

/* A name half under a marker tells nothing: the list says what the marker is. */
static void
names_clear(const struct map_view *v, struct walk_plan *ground)
{
	size_t n = 0;

	for (size_t i = 0; i < ground->nnames; i++)
		if (!hidden(v, &ground->names[i]))
			ground->names[n++] = ground->names[i];
	ground->nnames = n;
}

static struct err
map_show(struct req *rq, struct out *o, bool desk)
{
	struct map_view v = { .desk = desk, .path = desk ? "/desk/map" : "/map" };
	struct walk_plan *ground = NEW(rq->a, struct walk_plan);
	struct map_matters_rows rows;
	struct geo here = { 0 };

	v.ground = ground;
	v.today = day_of(rq->env, env_now(rq->env));
	TRY(scope_read(rq, &v));
	v.near = point_read(rq, "near", &here);
	TRY(map_matters(rq->db, rq->a, rq->area, v.place_id, v.category, READ_ROWS, &rows));
	TRY(markers_read(rq, &v, &rows, v.near, here));
	if (v.frame.metres > 0) {
		TRY(walk_ground(rq, v.frame, ground));
		TRY(labels_draw(rq, &v));
	}
	if (v.near)
		v.here = map_place(v.frame, here);
	names_clear(&v, ground);
	if (rq->nfaults)
		rq->status = 422;
	rq->nav = desk ? "desk" : "hall";
	page_begin(o, rq, tr(rq, M_staff_map_title));
	council_map_html(o, rq, &v);
	page_end(o, rq);
	return OK;
}

static struct err
map_get(struct req *rq, struct out *o)
{
	return map_show(rq, o, false);
}

static struct err
desk_map_get(struct req *rq, struct out *o)
{
	return map_show(rq, o, true);
}

/* The phone's point or a chosen place; rounded to three places, some hundred metres, before it stands in any address. */
static struct err
near_post(struct req *rq, struct out *o)
{
	bool desk = strcmp(rq_form(rq, "desk"), "1") == 0;
	const char *slug = rq_form(rq, "spot");
	struct geo at = { 0 };
	struct place p;
	bool found = false;

	if (!geo_read(rq_form(rq, "lat"), rq_form(rq, "lon"), &at))
		at = (struct geo){ 0 };
	if (!text_empty(slug)) {
		TRY(place_by_slug(rq->db, rq->a, rq->area, slug, &p, &found));
		if (found)
			at = place_at(rq->db, rq->area, p.id);
	}
	if (!geo_known(at)) {
		rq_fault(rq, "spot", M_staff_err_near, NULL);
		return map_show(rq, o, desk && rq->caller && people_may(rq->db, rq->area, rq->caller, RIGHT_DESK, 0));
	}
	return see_other(rq, arena_fmt(rq->a, "%s?near=%.3f,%.3f", desk ? "/desk/map" : "/map", (double)at.lat / (double)GEO_ONE,
		(double)at.lon / (double)GEO_ONE));
}

static const struct route routes[] = {
	{ VERB_GET, "/map", RIGHT_PUBLIC, NULL, map_get, "Matters under way on a map, and near me.", 0 },
	{ VERB_POST, "/map/near", RIGHT_PUBLIC, NULL, near_post, "Sorts the map's matters by distance; keeps nothing.", 0 },
	{ VERB_GET, "/desk/map", RIGHT_DESK, NULL, desk_map_get, "The workbench's matters on a map.", 0 },
	{ 0 }
};

const struct route *
council_map_routes(void)
{
	return routes;
}
