/*
 * council_move_web.c - a candidate moved on trial: pressed on the picture, nudged by links or typed, with its numbers beside those of the
 * others. Nothing is saved; figures that were measured where it was recorded do not go with it.
 */
#include "services/council/council.h"

#include <stdlib.h>

#include "base/text.h"
#include "council_move_html.h"
#include "council_move_picture_html.h"
#include "services/council/council_move.h"
#include "services/council/council_siting.h"
#include "base_msg.h"
#include "council_survey_msg.h"
#include "council_walk_msg.h"

#define NUDGE 25.0			/* metres */

static bool
point_read(struct req *rq, const char *s, struct geo *ret)
{
	const char *comma = strchr(s, ',');

	return comma && geo_read(arena_dup(rq->a, s, (size_t)(comma - s)), comma + 1, ret) && geo_known(*ret);
}

/* Where the picture was pressed, what was typed, what a link says, else where it was recorded. */
static void
to_find(struct req *rq, struct move_view *v)
{
	int64_t x, y, metres;
	struct map_frame f;

	v->to = v->spot->at;
	v->lat = rq_query(rq, "lat");
	v->lon = rq_query(rq, "lon");
	if (point_read(rq, rq_query(rq, "at"), &f.middle) && text_int(rq_query(rq, "m"), 50, 100000, &metres) &&
	    text_int(rq_query(rq, "pick.x"), 0, MOVE_PICTURE, &x) && text_int(rq_query(rq, "pick.y"), 0, MOVE_PICTURE, &y)) {
		f.metres = (double)metres;
		v->to = map_moved(f, 0, (double)x / MOVE_PICTURE - 0.5, 0.5 - (double)y / MOVE_PICTURE).middle;
	} else if (!text_empty(v->lat) || !text_empty(v->lon)) {
		struct geo typed = { 0 };

		if (geo_read(v->lat, v->lon, &typed) && geo_known(typed))
			v->to = typed;
		else
			rq_fault(rq, "lat", M_survey_err_at, NULL);
	} else {
		point_read(rq, rq_query(rq, "to"), &v->to);
	}
	if (!rq->nfaults) {
		v->lat = geo_degrees(rq->a, v->to.lat);
		v->lon = geo_degrees(rq->a, v->to.lon);
	}
}

/* The survey with the moved place behind its own. */
static struct err
move_load(struct req *rq, struct move_view *v)
{
	struct survey_view *s = NEW(rq->a, struct survey_view);
	struct walk_sites *w = NEW(rq->a, struct walk_sites);
	struct siting_view *rules = NEW(rq->a, struct siting_view);
	int64_t pos = 0;

	v->s = s;
	v->w = w;
	v->rules = rules;
	TRY(survey_load(rq, s));
	text_int(rq_query(rq, "spot"), 1, SURVEY_SPOTS, &pos);
	for (size_t i = 0; i < s->nspots; i++)
		if (geo_known(s->spots[i].at) && (!v->spot || s->spots[i].r.pos == pos))
			v->spot = &s->spots[i];
	if (!v->spot)
		return FAIL(404, M_err_not_found);
	to_find(rq, v);
	s->spots[s->nspots] = (struct spot_view){ .r = v->spot->r, .moved = true, .at = v->to };
	s->spots[s->nspots].r.pos = (int64_t)s->nspots + 1;
	s->spots[s->nspots].r.name = trf(rq, M_walks_moved, v->spot->r.name, NULL);
	s->nspots++;
	v->here = arena_fmt(rq->a, "%s/survey/move?n=%lld&spot=%lld", s->m->address, (long long)s->r.pos, (long long)v->spot->r.pos);
	TRY(walk_sites(rq, s, v->here, w));
	s->walk = w;
	if (!w->any && w->people <= 0)
		return FAIL(404, M_err_not_found);
	return siting_ask(rq, s, rules);
}

const char *
move_link(struct req *rq, const struct move_view *v, double north, double east)
{
	struct map_frame f = map_moved((struct map_frame){ v->to, NUDGE }, 0, east, north);
	const struct map_frame *p = &v->w->plan.frame;

	return arena_fmt(rq->a, "%s&to=%s,%s&at=%s,%s&m=%.0f", v->here, geo_degrees(rq->a, f.middle.lat), geo_degrees(rq->a, f.middle.lon),
		geo_degrees(rq->a, p->middle.lat), geo_degrees(rq->a, p->middle.lon), p->metres);
}

const char *
move_zoom(struct req *rq, const struct move_view *v, double zoom)
{
	struct map_frame f = map_moved(v->w->plan.frame, zoom, 0, 0);

	return arena_fmt(rq->a, "%s&to=%s,%s&at=%s,%s&m=%.0f", v->here, geo_degrees(rq->a, v->to.lat), geo_degrees(rq->a, v->to.lon),
		geo_degrees(rq->a, f.middle.lat), geo_degrees(rq->a, f.middle.lon), f.metres);
}

static struct err
move_get(struct req *rq, struct out *o)
{
	struct move_view *v = NEW(rq->a, struct move_view);

	TRY(move_load(rq, v));
	if (rq->nfaults)
		rq->status = 422;
	rq->nav = "hall";
	page_begin(o, rq, tr(rq, M_walks_move));
	council_move_html(o, rq, v);
	page_end(o, rq);
	return OK;
}

static struct err
picture_get(struct req *rq, struct out *o)
{
	struct move_view *v = NEW(rq->a, struct move_view);

	TRY(move_load(rq, v));
	if (!v->w->plan.any)
		return FAIL(404, M_err_not_found);
	council_move_picture_html(o, rq, &v->w->plan);
	rq->type = "image/svg+xml";
	return OK;
}

static const struct route routes[] = {
	{ VERB_GET, "/:place/:number/survey/move", RIGHT_PUBLIC, matter_route, move_get, "A candidate moved on trial: its numbers there; nothing is saved.", 0 },
	{ VERB_GET, "/:place/:number/survey/move/map", RIGHT_PUBLIC, matter_route, picture_get, "The picture that is pressed to move it, as SVG.", 0 },
	{ 0 }
};

const struct route *
council_move_routes(void)
{
	return routes;
}
