/*
 * relax.c - k stops by Lagrangian relaxation (site.h). Each person has a price; a candidate is worth what it saves against the prices; the
 * cheapest admissible k are found by a dynamic programme along the route, which gives a lower bound; prices move along the subgradient,
 * scaled by the people at each point so that a price moves in metres. Each set found is improved by moving single stops: the upper bound.
 */
#include "engines/walk/site_int.h"
#include "walk_msg.h"
#include "base_msg.h"

#include <math.h>

#define STEPS     1500
#define GOOD      5e-6			/* a gap at which nobody gains from more work */
#define STALE     30			/* steps without a better bound before steps shorten */
#define DEFLECT   0.6			/* of the step before goes into the next: Camerini, Fratta, Maffioli 1975 */
#define FAR       1e300

struct relax {
	const struct site_problem *p;
	size_t k;
	double *worth;			/* of each candidate at these prices */
	double *price;			/* of each person: weight × dm */
	double *top;			/* no price is above weight × base */
	double *cost;			/* of each hit: weight × dm */
	double *step, *count;		/* direction; how often each person is served */
	uint32_t *prev;			/* k × n: the dynamic programme's choices */
	double *row[2];
	uint32_t *queue;
	uint32_t *set, *trial, *best;	/* the subproblem's set; while sliding; everybody's walk */
	uint32_t *answer;
	double value, bound;
};

/* ---- the subproblem: k candidates of least worth, spaced, the fixed ones among them ---- */

/* Rising worth of candidates whose place may come before j: a queue of which the first is the least. */
struct window {
	const double *v;
	uint32_t *q;
	size_t first, n, in;		/* in: the next candidate to be let in */
};

static void
let_in(struct window *w, uint32_t i)
{
	while (w->n > w->first && w->v[w->q[w->n - 1]] >= w->v[i])
		w->n--;
	w->q[w->n++] = i;
}

static void
stage(struct relax *r, size_t t, const double *before, double *after)
{
	const struct site_problem *p = r->p;
	struct window w = { .v = before, .q = r->queue };
	uint32_t last_fixed = 0;
	bool any_fixed = false;

	for (uint32_t j = 0; j < p->n; j++) {
		after[j] = FAR;
		while (w.in < j && p->pos[j] - p->pos[w.in] >= p->min_gap - 1e-6)
			let_in(&w, (uint32_t)w.in++);
		while (w.first < w.n && (w.q[w.first] < last_fixed || (p->max_gap > 0 && p->pos[j] - p->pos[w.q[w.first]] > p->max_gap + 1e-6)))
			w.first++;
		if (w.first < w.n && before[w.q[w.first]] < FAR) {
			after[j] = before[w.q[w.first]] + r->worth[j];
			r->prev[t * p->n + j] = w.q[w.first];
		}
		if (!p->fixed || !p->fixed[j])
			continue;
		/* Two that stand already are not asked how far apart they are. */
		if (any_fixed && before[last_fixed] + r->worth[j] < after[j]) {
			after[j] = before[last_fixed] + r->worth[j];
			r->prev[t * p->n + j] = last_fixed;
		}
		last_fixed = j;
		any_fixed = true;
	}
}

/* False: no admissible set. */
static bool
along_route(struct relax *r, double *least)
{
	const struct site_problem *p = r->p;
	double *now = r->row[0], *then = r->row[1];
	bool open = true;
	uint32_t last = WALK_NONE;

	for (uint32_t j = 0; j < p->n; j++) {
		now[j] = open ? r->worth[j] : FAR;
		open = open && !(p->fixed && p->fixed[j]);
	}
	for (size_t t = 1; t < r->k; t++) {
		stage(r, t, now, then);
		double *swap = now;
		now = then;
		then = swap;
	}
	*least = FAR;
	for (uint32_t j = (uint32_t)p->n; j-- > 0;) {
		if (now[j] < *least) {
			*least = now[j];
			last = j;
		}
		if (p->fixed && p->fixed[j])
			break;
	}
	for (size_t t = r->k; last != WALK_NONE && t-- > 0;) {
		r->set[t] = last;
		last = t ? r->prev[t * p->n + last] : WALK_NONE;
	}
	return *least < FAR;
}

/* Without a route: the fixed ones and the k - fixed of least worth. */
static bool
anywhere(struct relax *r, double *least)
{
	const struct site_problem *p = r->p;
	bool *in = (bool *)r->queue;
	size_t n = 0;

	memset(in, 0, p->n);
	*least = 0;
	for (uint32_t j = 0; p->fixed && j < p->n; j++)
		if (p->fixed[j] && n < r->k) {
			in[j] = true;
			n++;
		}
	for (; n < r->k; n++) {
		uint32_t best = WALK_NONE;

		for (uint32_t j = 0; j < p->n; j++)
			if (!in[j] && (best == WALK_NONE || r->worth[j] < r->worth[best]))
				best = j;
		in[best] = true;
	}
	n = 0;
	for (uint32_t j = 0; j < p->n; j++)
		if (in[j]) {
			r->set[n++] = j;
			*least += r->worth[j];
		}
	return true;
}

/* The lower bound at these prices; the set in r->set. */
static bool
subproblem(struct relax *r, double *bound)
{
	const struct site_problem *p = r->p;
	double prices = 0, least;

	for (uint32_t j = 0; j < p->n; j++) {
		double sum = site_cost(p, j);

		for (uint32_t h = p->off[j]; h < p->off[j + 1]; h++) {
			double d = r->cost[h] - r->price[p->hit[h].point];
			sum += d < 0 ? d : 0;
		}
		r->worth[j] = sum;
	}
	for (size_t i = 0; i < p->npeople; i++)
		prices += r->price[i];
	if (!(p->pos ? along_route(r, &least) : anywhere(r, &least)))
		return false;
	*bound = prices + least;
	return true;
}

/* ---- the upper bound ---- */

static bool
gap_fine(const struct site_problem *p, uint32_t a, uint32_t b)
{
	double gap = p->pos[b] - p->pos[a];

	if (p->fixed && p->fixed[a] && p->fixed[b])
		return true;
	return gap >= p->min_gap - 1e-6 && (p->max_gap <= 0 || gap <= p->max_gap + 1e-6);
}

/* rest: n chosen ones, rising. May j join them, and with what it closes are all gaps fine? */
static bool
may_join(const struct relax *r, const uint32_t *rest, size_t n, size_t slot, uint32_t j)
{
	const struct site_problem *p = r->p;
	size_t at = 0;

	while (at < n && rest[at] < j)
		at++;
	if (at < n && rest[at] == j)
		return false;
	if (!p->pos)
		return true;
	/* Leaving its old slot opens a gap there. */
	if (at != slot && slot > 0 && slot < n && !gap_fine(p, rest[slot - 1], rest[slot]))
		return false;
	return (at == 0 || gap_fine(p, rest[at - 1], j)) && (at == n || gap_fine(p, j, rest[at]));
}

/* The best place for one of the set, the others staying; the set stays in order. */
static double
slide_one(struct relax *r, uint32_t *set, size_t at, double value)
{
	const struct site_problem *p = r->p;
	uint32_t here = set[at], best_j = here;
	size_t n = r->k - 1, to;
	double without;

	memmove(set + at, set + at + 1, (n - at) * sizeof(*set));
	site_best(p, set, n, r->best);
	without = site_sum(p, r->best, set, n);
	for (uint32_t j = 0; j < p->n; j++) {
		double v = without + site_cost(p, j);

		if ((p->fixed && p->fixed[j]) || !may_join(r, set, n, at, j))
			continue;
		for (uint32_t h = p->off[j]; h < p->off[j + 1]; h++)
			if (p->hit[h].dm < r->best[p->hit[h].point])
				v -= p->weight[p->hit[h].point] * (r->best[p->hit[h].point] - p->hit[h].dm);
		if (v < value - 1e-7 * value) {
			value = v;
			best_j = j;
		}
	}
	for (to = n; to > 0 && set[to - 1] > best_j; to--)
		set[to] = set[to - 1];
	set[to] = best_j;
	return value;
}

static double
slide(struct relax *r, uint32_t *set, double value)
{
	for (double before = FAR; value < before;) {
		before = value;
		for (size_t i = 0; i < r->k; i++)
			if (!r->p->fixed || !r->p->fixed[set[i]])
				value = slide_one(r, set, i, value);
	}
	return value;
}

static void
offer(struct relax *r, bool thorough)
{
	double v;

	site_best(r->p, r->set, r->k, r->best);
	v = site_sum(r->p, r->best, r->set, r->k);
	if (v >= r->value && !(thorough && v < r->value * 1.03))
		return;
	memcpy(r->trial, r->set, r->k * sizeof(*r->trial));
	v = slide(r, r->trial, v);
	if (v < r->value) {
		r->value = v;
		memcpy(r->answer, r->trial, r->k * sizeof(*r->answer));
	}
}

/* ---- prices ---- */

static void
prices_start(struct relax *r)
{
	for (size_t i = 0; i < r->p->npeople; i++)
		r->price[i] = r->top[i];
}

/* Between the nearest and the second nearest stop of a good set: where prices of an optimum lie. */
static void
prices_from(struct relax *r, const uint32_t *set)
{
	const struct site_problem *p = r->p;
	double *second = r->count;

	for (size_t i = 0; i < p->npeople; i++)
		second[i] = r->price[i] = r->top[i];
	for (size_t s = 0; s < r->k; s++)
		for (uint32_t h = p->off[set[s]]; h < p->off[set[s] + 1]; h++) {
			uint32_t i = p->hit[h].point;

			if (r->cost[h] < r->price[i]) {
				second[i] = r->price[i];
				r->price[i] = r->cost[h];
			} else if (r->cost[h] < second[i]) {
				second[i] = r->cost[h];
			}
		}
	for (size_t i = 0; i < p->npeople; i++)
		r->price[i] = (r->price[i] + second[i]) / 2;
}

/* One step up; false: nobody is served too often or too seldom, the set is optimal at these prices. */
static bool
prices_move(struct relax *r, double bound, double scale)
{
	const struct site_problem *p = r->p;
	double norm = 0;

	memset(r->count, 0, p->npeople * sizeof(*r->count));
	for (size_t s = 0; s < r->k; s++)
		for (uint32_t h = p->off[r->set[s]]; h < p->off[r->set[s] + 1]; h++)
			r->count[p->hit[h].point] += r->cost[h] < r->price[p->hit[h].point];
	for (size_t i = 0; i < p->npeople; i++) {
		double g = 1 - r->count[i];

		if (g > 0 && r->price[i] >= r->top[i])
			g = 0;
		r->step[i] = g + DEFLECT * r->step[i];
		norm += p->weight[i] * r->step[i] * r->step[i];
	}
	if (norm <= 0)
		return false;
	double t = scale * (r->value * 1.00001 - bound) / norm;
	for (size_t i = 0; i < p->npeople; i++) {
		double v = r->price[i] + t * p->weight[i] * r->step[i];

		r->price[i] = v < 0 ? 0 : v > r->top[i] ? r->top[i] : v;
	}
	return true;
}

static bool
solve(struct relax *r, int steps, int *done)
{
	double bound, scale = 0.6;
	int stale = 0;

	prices_start(r);
	if (!subproblem(r, &bound))
		return false;
	r->value = FAR;
	r->bound = bound;
	offer(r, true);
	prices_from(r, r->answer);
	for (*done = 1; *done < steps && r->value - r->bound > GOOD * r->value; (*done)++) {
		subproblem(r, &bound);
		if (bound > r->bound) {
			stale = bound > r->bound + 1e-7 * r->value ? 0 : stale + 1;
			r->bound = bound;
		} else {
			stale++;
		}
		if (stale > STALE) {
			scale = scale > 0.002 ? scale * 0.7 : 0.5;
			stale = 0;
		}
		offer(r, *done % 10 == 0);
		if (!prices_move(r, bound, scale))
			break;
	}
	return true;
}

/* ---- the face ---- */

/* How many beside the fixed ones fit at most: each as early as the rule lets it. */
static size_t
room(const struct site_problem *p)
{
	size_t n = 0;
	double last = -FAR;

	for (uint32_t j = 0; j < p->n; j++) {
		bool fine = p->pos[j] - last >= p->min_gap - 1e-6;

		if (p->fixed && p->fixed[j]) {
			last = p->pos[j];
			continue;
		}
		for (uint32_t i = j + 1; p->fixed && fine && i < p->n && p->pos[i] - p->pos[j] < p->min_gap - 1e-6; i++)
			fine = !p->fixed[i];
		if (fine) {
			last = p->pos[j];
			n++;
		}
	}
	return n;
}

static void
clash(const struct site_problem *p, size_t k, struct site_choice *c)
{
	size_t fixed = 0, fit;
	double span = p->pos && p->n ? p->pos[p->n - 1] - p->pos[0] : 0;

	for (uint32_t j = 0; p->fixed && j < p->n; j++)
		fixed += p->fixed[j];
	if (k > p->n || k < 1)
		*c = (struct site_choice){ .why = SITE_too_few, .need = (double)k, .have = (double)p->n };
	else if (fixed > k)
		*c = (struct site_choice){ .why = SITE_fixed_many, .need = (double)fixed, .have = (double)k };
	else if (p->pos && (fit = room(p)) < k - fixed)
		*c = fixed ? (struct site_choice){ .why = SITE_crowded, .need = (double)(k - fixed), .have = (double)fit } :
			(struct site_choice){ .why = SITE_short, .need = p->min_gap * (double)(k - 1), .have = span };
}

struct err
site_choose(struct arena *a, const struct site_problem *p, size_t k, int steps, struct site_choice *ret)
{
	struct relax r = { .p = p, .k = k };
	size_t people = p->npeople + 1;

	*ret = (struct site_choice){ 0 };
	clash(p, k, ret);
	if (ret->why != SITE_fine)
		return OK;
	r.worth = arena_try(a, (p->n + 1) * sizeof(double) * 3);
	r.price = arena_try(a, people * sizeof(double) * 4);
	r.cost = arena_try(a, (p->off[p->n] + 1) * sizeof(double));
	r.prev = arena_try(a, (k * p->n + p->n + 2) * sizeof(uint32_t));
	r.set = arena_try(a, (3 * k + people) * sizeof(uint32_t));
	if (!r.worth || !r.price || !r.cost || !r.prev || !r.set)
		return FAIL(503, M_err_busy);
	r.row[0] = r.worth + p->n + 1;
	r.row[1] = r.row[0] + p->n + 1;
	r.top = r.price + people;
	r.step = r.top + people;
	r.count = r.step + people;
	r.queue = r.prev + k * p->n;
	r.trial = r.set + k;
	r.answer = r.trial + k;
	r.best = r.answer + k;
	for (size_t i = 0; i < p->npeople; i++)
		r.top[i] = p->weight[i] * p->base[i];
	for (uint32_t h = 0; h < p->off[p->n]; h++)
		r.cost[h] = p->weight[p->hit[h].point] * p->hit[h].dm;
	ret->k = k;
	if (!solve(&r, steps ? steps : STEPS, &ret->steps)) {
		ret->why = SITE_gaps;
		ret->need = (double)k;
		ret->have = p->max_gap;
		return OK;
	}
	ret->set = r.answer;
	ret->value = r.value;
	ret->bound = r.bound < r.value ? r.bound : r.value;
	ret->gap = r.value > 0 ? (ret->value - ret->bound) / ret->value : 0;
	return OK;
}
