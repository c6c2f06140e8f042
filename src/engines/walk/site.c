/* site.c - value of a set, all sets of up to three, candidates along a line, why nothing fits (site.h). */
#include "engines/walk/site.h"
#include "engines/walk/site_int.h"
#include "walk_msg.h"
#include "base_msg.h"

#include <math.h>

#define RADIUS 6371008.8

enum msg
site_why_msg(enum site_why w)
{
	static const enum msg labels[SITE_WHY_COUNT] = {
#define X(id) [SITE_##id] = M_walk_why_##id,
		SITE_WHYS(X)
#undef X
	};

	return labels[w];
}

double
site_cost(const struct site_problem *p, uint32_t j)
{
	return p->cost ? p->cost[j] : 0;
}

void
site_best(const struct site_problem *p, const uint32_t *set, size_t k, uint32_t *best)
{
	memcpy(best, p->base, p->npeople * sizeof(*best));
	for (size_t i = 0; i < k; i++)
		for (uint32_t h = p->off[set[i]]; h < p->off[set[i] + 1]; h++)
			if (p->hit[h].dm < best[p->hit[h].point])
				best[p->hit[h].point] = p->hit[h].dm;
}

double
site_sum(const struct site_problem *p, const uint32_t *best, const uint32_t *set, size_t k)
{
	double sum = 0;

	for (size_t i = 0; i < p->npeople; i++)
		sum += p->weight[i] * best[i];
	for (size_t i = 0; i < k; i++)
		sum += site_cost(p, set[i]);
	return sum;
}

double
site_value(const struct site_problem *p, const uint32_t *set, size_t k)
{
	uint32_t *best = malloc((p->npeople + 1) * sizeof(*best));
	double sum = HUGE_VAL;

	if (best) {
		site_best(p, set, k, best);
		sum = site_sum(p, best, set, k);
	}
	free(best);
	return sum;
}

bool
site_apart(const struct site_problem *p, uint32_t a, uint32_t b)
{
	double gap = p->pos ? fabs(p->pos[a] - p->pos[b]) : 0;

	return !p->pos || p->min_gap <= 0 || gap >= p->min_gap - 1e-6;
}

/* ---- all sets ---- */

struct ranking {
	const struct site_problem *p;
	struct site_rank *v;
	size_t n, max, tried, k;
};

static void
rank_put(struct ranking *r, const uint32_t set[3], double value)
{
	size_t i;

	r->tried++;
	if (r->n == r->max && value >= r->v[r->n - 1].value)
		return;
	i = r->n < r->max ? r->n++ : r->n - 1;
	for (; i && r->v[i - 1].value > value; i--)
		r->v[i] = r->v[i - 1];
	memcpy(r->v[i].set, set, sizeof(r->v[i].set));
	r->v[i].value = value;
}

static bool
fits(const struct site_problem *p, const uint32_t *set, size_t k, uint32_t j)
{
	if (p->fixed && p->fixed[j])
		return false;
	for (size_t i = 0; i < k; i++)
		if (!site_apart(p, set[i], j))
			return false;
	for (uint32_t i = 0; p->fixed && i < p->n; i++)
		if (p->fixed[i] && !site_apart(p, i, j))
			return false;
	return true;
}

/* Sets that begin with set[0..at): best is everybody's walk with them. rows: room for one such row for each further stop. */
static void
rank_deeper(struct ranking *r, uint32_t set[3], size_t at, uint32_t from, const uint32_t *best, double sum, uint32_t *rows)
{
	const struct site_problem *p = r->p;

	for (uint32_t j = from; j < p->n; j++) {
		double saved = 0;

		if (!fits(p, set, at, j))
			continue;
		set[at] = j;
		for (uint32_t h = p->off[j]; h < p->off[j + 1]; h++)
			if (p->hit[h].dm < best[p->hit[h].point])
				saved += p->weight[p->hit[h].point] * (best[p->hit[h].point] - p->hit[h].dm);
		if (at + 1 == r->k) {
			rank_put(r, set, sum - saved + site_cost(p, j));
			continue;
		}
		memcpy(rows, best, p->npeople * sizeof(*rows));
		for (uint32_t h = p->off[j]; h < p->off[j + 1]; h++)
			if (p->hit[h].dm < rows[p->hit[h].point])
				rows[p->hit[h].point] = p->hit[h].dm;
		rank_deeper(r, set, at + 1, j + 1, rows, sum - saved + site_cost(p, j), rows + p->npeople);
	}
}

struct err
site_rank(struct arena *a, const struct site_problem *p, size_t k, size_t max, struct site_rank *ret, size_t *n, size_t *tried)
{
	struct ranking r = { .p = p, .v = ret, .max = max, .k = k };
	uint32_t *rows = arena_try(a, (p->npeople * 3 + 1) * sizeof(*rows)), *kept = arena_try(a, (p->n + 1) * sizeof(*kept));
	uint32_t set[3] = { 0 };
	size_t nkept = 0;

	assert(k >= 1 && k <= 3 && max > 0);
	if (!rows || !kept)
		return FAIL(503, M_err_busy);
	for (uint32_t j = 0; p->fixed && j < p->n; j++)
		if (p->fixed[j])
			kept[nkept++] = j;
	site_best(p, kept, nkept, rows);
	rank_deeper(&r, set, 0, 0, rows, site_sum(p, rows, kept, nkept), rows + p->npeople);
	*n = r.n;
	*tried = r.tried;
	return OK;
}

/* ---- candidates along a line ---- */

static double
metres(int32_t lat, int32_t lon, int32_t lat2, int32_t lon2)
{
	const double rad = M_PI / 180.0 / OSM_E7;
	double x = (double)(lon2 - lon) * rad * cos(((double)lat + lat2) / 2 * rad), y = (double)(lat2 - lat) * rad;

	return sqrt(x * x + y * y) * RADIUS;
}

struct err
site_along(struct arena *a, const int32_t *lat, const int32_t *lon, size_t n, double step, struct site_point **ret, size_t *count, double *length)
{
	double all = 0, at = 0, next = 0;
	size_t k = 0;

	for (size_t i = 1; i < n; i++)
		all += metres(lat[i - 1], lon[i - 1], lat[i], lon[i]);
	if (step < 1 || all / step > 100000)
		return FAIL(422, M_walk_too_big);
	*length = all;
	*ret = NEWN(a, struct site_point, (size_t)(all / step) + 2);
	for (size_t i = 1; i < n; i++) {
		double d = metres(lat[i - 1], lon[i - 1], lat[i], lon[i]);

		for (; d > 0 && next <= at + d && k < (size_t)(all / step) + 2; next += step) {
			double t = (next - at) / d;

			(*ret)[k++] = (struct site_point){ (int32_t)lround(lat[i - 1] + (double)(lat[i] - lat[i - 1]) * t),
				(int32_t)lround(lon[i - 1] + (double)(lon[i] - lon[i - 1]) * t), next };
		}
		at += d;
	}
	*count = k;
	return OK;
}
