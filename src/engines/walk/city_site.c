/* city_site.c - what each candidate place along a line would change, and choosing among them (city.h). */
#include "engines/walk/city_int.h"
#include "walk_msg.h"
#include "base_msg.h"

#include <math.h>
#include <stdlib.h>

struct siting {
	struct arena *a;
	const struct city *c;
	const struct city_siting *q;
	struct city_sites *r;
	struct city_side side[2];	/* adults, the old */
	struct walk_all *all[2];
	double scale[2];		/* of a side's dm into the problem's: an adult's */
	struct walk_hit *hit, *one;
	size_t nhits, cap;
	double *pos;			/* of the problem's candidates */
	bool *fixed;
};

static struct err
hits_room(struct siting *s, size_t more)
{
	if (s->nhits + more <= s->cap)
		return OK;
	size_t cap = (s->cap + more) * 2;
	struct walk_hit *to = arena_try(s->a, cap * sizeof(*to));

	if (!to)
		return FAIL(503, M_err_busy);
	if (s->nhits)
		memcpy(to, s->hit, s->nhits * sizeof(*to));
	s->hit = to;
	s->cap = cap;
	return OK;
}

/* One candidate's hits on both sides become the problem's, and its effect is summed. */
static struct err
candidate(struct siting *s, const struct site_point *at, struct city_effect *e)
{
	size_t n = s->c->npoints;

	TRY(hits_room(s, 2 * n));
	for (int k = 0; k < 2; k++) {
		struct city_side *d = &s->side[k];
		struct walk_place place;
		uint32_t limit = (uint32_t)(s->q->cap / s->scale[k]);
		const struct walk_profile *p = &s->c->graph[d->who]->profile;

		if (!walk_snap(s->c->graph[d->who], at->lat, at->lon, CITY_SNAP_STOP, true, &place))
			continue;
		if (k == 0) {
			e->at = place;
			e->on_net = true;
		}
		size_t got = walk_reach(s->all[k], &d->doors, &place, limit, s->one);
		for (size_t h = 0; h < got; h++) {
			uint32_t i = s->one[h].point, dm = s->one[h].dm, was = d->dist[i];
			const struct city_point *w = &s->c->points[i];
			double people = k ? w->old : w->people - w->old, saved;

			s->hit[s->nhits++] = (struct walk_hit){ (uint32_t)(i + (k ? n : 0)), (uint32_t)lround(dm * s->scale[k]) };
			if (dm >= was || people <= 0)
				continue;
			saved = people * (walk_seconds(p, was < limit ? was : limit) - walk_seconds(p, dm)) / 60;
			e->saved += saved;
			e->saved_old += k ? saved : 0;
			e->near300 += dm <= 3000 && was > 3000 ? people : 0;
			e->near500 += dm <= 5000 && was > 5000 ? people : 0;
		}
	}
	return OK;
}

static int
rising(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* Stops of the line that stand already, by their place on it. */
static double *
standing(struct siting *s, size_t *n)
{
	const struct city_places *p = &s->side[0].places;
	double *at = NEWN(s->a, double, p->n + 1);

	*n = 0;
	for (size_t i = 0; s->q->route && s->q->keep_within > 0 && i < p->n; i++) {
		double x = city_on_line(s->c->graph[WALK_ADULT], s->q->spot, s->q->n, p->lat[i], p->lon[i], s->q->keep_within);

		if (x >= 0)
			at[(*n)++] = x;
	}
	qsort(at, *n, sizeof(*at), rising);
	return at;
}

static void
gaps(const double *stand, size_t n, double pos, struct city_effect *e)
{
	e->gap_before = e->gap_after = -1;
	for (size_t i = 0; i < n; i++)
		if (stand[i] <= pos)
			e->gap_before = pos - stand[i];
		else if (e->gap_after < 0)
			e->gap_after = stand[i] - pos;
}

static struct err
people(struct siting *s)
{
	size_t n = s->c->npoints;
	double *weight = NEWN(s->a, double, 2 * n + 1);
	uint32_t *base = NEWN(s->a, uint32_t, 2 * n + 1);

	for (int k = 0; k < 2; k++)
		for (size_t i = 0; i < n; i++) {
			const struct city_point *p = &s->c->points[i];
			double d = s->side[k].dist[i] == WALK_FAR ? HUGE_VAL : s->side[k].dist[i] * s->scale[k];

			/* A weight of nothing would stand still: nobody there counts next to nothing. */
			weight[i + (k ? n : 0)] = fmax(k ? p->old * s->q->old_first : p->people - p->old, 1e-6);
			base[i + (k ? n : 0)] = d < s->q->cap ? (uint32_t)lround(d) : s->q->cap;
		}
	s->r->problem.npeople = 2 * n;
	s->r->problem.weight = weight;
	s->r->problem.base = base;
	return OK;
}

static struct err
candidates(struct siting *s)
{
	struct city_sites *r = s->r;
	const struct city_siting *q = s->q;
	size_t nstand, at = 0, n = 0;
	double *stand = standing(s, &nstand), *cost = NEWN(s->a, double, q->n + nstand + 1);
	uint32_t *off = NEWN(s->a, uint32_t, q->n + nstand + 2);

	s->pos = NEWN(s->a, double, q->n + nstand + 1);
	s->fixed = NEWN(s->a, bool, q->n + nstand + 1);
	r->candidate = NEWN(s->a, uint32_t, q->n + nstand + 1);
	r->effect = NEWN(s->a, struct city_effect, q->n + 1);
	for (size_t i = 0; i <= q->n; i++) {
		/* Stops that stand serve people already: here they only keep their place on the line. */
		for (; at < nstand && (i == q->n || stand[at] <= q->spot[i].pos); at++) {
			s->pos[n] = stand[at];
			s->fixed[n] = true;
			r->candidate[n++] = WALK_NONE;
			off[n] = (uint32_t)s->nhits;
		}
		if (i == q->n)
			break;
		struct city_effect *e = &r->effect[i];
		TRY(candidate(s, &q->spot[i], e));
		gaps(stand, nstand, q->spot[i].pos, e);
		e->delay = q->riders && q->riders[i] >= 0 ? q->riders[i] * q->delay / 60 : -1;
		if (!e->on_net)
			continue;
		cost[n] = e->delay > 0 ? e->delay / r->minutes : 0;
		s->pos[n] = q->spot[i].pos;
		r->candidate[n++] = (uint32_t)i;
		off[n] = (uint32_t)s->nhits;
	}
	r->nfixed = nstand;
	r->problem.n = n;
	r->problem.pos = q->route ? s->pos : NULL;
	r->problem.fixed = s->fixed;
	r->problem.cost = cost;
	r->problem.off = off;
	r->problem.hit = s->hit;
	r->problem.min_gap = q->min_gap;
	r->problem.max_gap = q->max_gap;
	return OK;
}

struct err
city_siting(struct arena *a, const struct city *c, const struct city_siting *q, struct city_sites *ret)
{
	struct siting s = { .a = a, .c = c, .q = q, .r = ret };
	const struct walk_profile *adult = &c->graph[WALK_ADULT]->profile, *elder = &c->graph[WALK_ELDER]->profile;

	*ret = (struct city_sites){ .minutes = walk_seconds(adult, 1000) / 1000 / 60 };
	for (int k = 0; k < 2; k++) {
		TRY(city_side_open(a, c, k ? WALK_ELDER : WALK_ADULT, &(struct city_ask){ .kind = q->kind }, &s.side[k]));
		TRY(walk_all_new(a, c->graph[s.side[k].who], 1, CITY_SNAP_STOP, &s.all[k]));
	}
	s.scale[0] = 1;
	s.scale[1] = (double)adult->mm_s / elder->mm_s;
	s.one = arena_try(a, (c->npoints + 1) * sizeof(*s.one));
	if (!s.one)
		return FAIL(503, M_err_busy);
	TRY(candidates(&s));
	return people(&s);
}
