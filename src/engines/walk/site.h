/*
 * site.h - where stops should stand: candidates in the order of a route (or anywhere), everybody's walk to each within a limit, chosen so
 * that people walk least. What is minimised: sum over people of weight × min(walk today, walk to the nearest chosen) plus each chosen
 * stop's cost to those who ride through it. One or two stops: enumerated. More: Lagrangian relaxation of "each person is served once"
 * (Fisher 1981; here the subproblem is a dynamic programme along the route, so spacing holds exactly); the gap to the bound is given and
 * never assumed. Pure: the same input gives the same answer.
 */
#ifndef QIAO_WALK_SITE_H
#define QIAO_WALK_SITE_H

#include "engines/walk/reach.h"

struct site_problem {
	size_t n;			/* candidates */
	const double *pos;		/* metres along the route, rising; NULL: anywhere, no spacing */
	const bool *fixed;		/* stops that stand and stay; NULL: none */
	const double *cost;		/* each candidate's own, person × dm; NULL: none known */
	const uint32_t *off;		/* n + 1: each candidate's hits */
	const struct walk_hit *hit;	/* people within reach */
	size_t npeople;
	const double *weight;		/* people at each point, > 0 */
	const uint32_t *base;		/* their walk today, dm, or the limit beyond which nobody is counted */
	double min_gap, max_gap;	/* metres between neighbours, not between two fixed ones; 0: no rule */
};
/* Why there is no answer. */
#define SITE_WHYS(X) X(fine) X(too_few) X(fixed_many) X(crowded) X(short) X(gaps)
enum site_why {
#define X(id) SITE_##id,
	SITE_WHYS(X)
#undef X
	SITE_WHY_COUNT
};
struct site_choice {
	size_t k;
	uint32_t *set;			/* candidates, rising */
	double value, bound;		/* person × dm; bound: no admissible set is below */
	double gap;			/* (value - bound) / value */
	int steps;			/* of the relaxation */
	enum site_why why;		/* not SITE_fine: there is no set, and these clash: */
	double need, have;		/* stops or metres, see site_why_msg */
};
enum msg site_why_msg(enum site_why w);
/* Sum for a set; k 0: how it is today. */
double site_value(const struct site_problem *p, const uint32_t *set, size_t k);
/* k stops, the fixed ones among them, at most `steps` steps (0: 1,500). 503. */
struct err site_choose(struct arena *a, const struct site_problem *p, size_t k, int steps, struct site_choice *ret);

struct site_rank {
	uint32_t set[3];
	double value;
};
/* All admissible sets of k (1, 2 or 3) candidates beside the fixed ones; the best `max` of them, best first. tried: how many there were. */
struct err site_rank(struct arena *a, const struct site_problem *p, size_t k, size_t max, struct site_rank *ret, size_t *n, size_t *tried);

/* Points every step metres along a line from its start; pos is measured on the line. */
struct site_point {
	int32_t lat, lon;
	double pos;
};
struct err site_along(struct arena *a, const int32_t *lat, const int32_t *lon, size_t n, double step, struct site_point **ret, size_t *count,
	double *length);

#endif
