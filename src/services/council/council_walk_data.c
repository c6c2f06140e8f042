/*
 * council_walk_data.c - the hall's side of a walk: the imported folder with what staff drew, the district's speeds, the time of day that was
 * asked for, and people from the place tree where the folder has no table of doors (council_walk.h). No SQL, no HTML.
 */
#include "services/council/council_walk.h"

#include "base/text.h"
#include "matter/kinds.h"
#include "people/people.h"
#include "services/council/council.h"
#include "services/council/council_drawn.h"

int
walk_time(struct req *rq)
{
	const char *s = rq_query(rq, "time");
	int64_t hour = -1, minute = 0;

	if (strlen(s) == 5 && s[2] == ':' && text_int(arena_dup(rq->a, s, 2), 0, 23, &hour) && text_int(s + 3, 0, 59, &minute))
		return (int)(hour * 60 + minute);
	return WALK_ANY_TIME;
}

/* Residents as the place tree counts them, at their building's point or the nearest above it that has one. */
static struct err
people_of_tree(struct req *rq, struct city_with *w)
{
	struct place_heads *v;
	size_t n;

	TRY(place_heads_all(rq->db, rq->a, rq->area, &v, &n));
	w->points = NEWN(rq->a, struct city_point, n + 1);
	for (size_t i = 0; i < n; i++) {
		struct geo at = place_at(rq->db, rq->area, v[i].place);
		int64_t community = place_community(rq->db, rq->area, v[i].place);
		const char *name;
		struct place p;

		if (!geo_known(at) || !community || v[i].heads.all <= 0)
			continue;
		TRY(place_get(rq->db, rq->a, rq->area, community, &p));
		name = v[i].place == community ? place_name(&p, LANG_ZH) : place_path(rq->db, rq->a, rq->area, v[i].place, LANG_ZH);
		w->points[w->npoints++] = (struct city_point){ name, p.slug, (int32_t)at.lat, (int32_t)at.lon, (double)v[i].heads.all,
			(double)v[i].heads.over60 };
	}
	return OK;
}

struct err
walk_city(struct req *rq, struct city *c, bool *any)
{
	return walk_city_with(rq, NULL, NULL, c, any);
}

struct err
walk_city_with(struct req *rq, const struct city_edit *more, bool *used, struct city *c, bool *any)
{
	struct walk_profile *walkers = NEWN(rq->a, struct walk_profile, WALK_WHO_COUNT);
	struct city_with with = { .profiles = walkers };
	struct city_edit *edits;
	struct city_fault f;
	struct err e;

	for (size_t i = 0; i < WALK_WHO_COUNT; i++) {
		walkers[i] = council_conf()->walkers[i];
		walkers[i].minute = walk_time(rq);
	}
	TRY(drawn_edits(rq, &edits, &with.nedits));
	if (more)
		edits[with.nedits++] = *more;
	with.edits = edits;
	with.used = NEWN(rq->a, bool, with.nedits + 1);
	TRY(people_of_tree(rq, &with));
	e = city_open(rq->a, arena_fmt(rq->a, "%s/walk", matter_conf()->data), 1u << WALK_ADULT | 1u << WALK_ELDER, &with, NULL, c, &f);
	if (used && with.nedits)
		*used = with.used[with.nedits - 1];
	*any = !e.code && c->npoints > 0;
	if (!e.code && !*any)
		city_close(c);
	return e.code == 404 ? OK : e;
}
