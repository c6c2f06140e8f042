/* ranked.c - instant runoff and Schulze's method on ranked ballots (count.h, count_rank). Ties are followed, never broken. */
#include "engines/count/count.h"

#include <stdlib.h>

#define SETS (1u << COUNT_CHOICES)

/* ---- instant runoff ---- */

/* Equal ballots together. order: choices from the best on, four bits each, choice + 1, the best in the highest bits. */
struct pile {
	uint64_t order;
	int64_t n;
};
struct runoff {
	int choices;
	struct pile *v;
	size_t n;
	unsigned short *winners;	/* of each set that was looked at; 0: not yet */
};

static int
by_order(const void *x, const void *y)
{
	uint64_t a = ((const struct pile *)x)->order, b = ((const struct pile *)y)->order;

	return a < b ? -1 : a > b;
}

static uint64_t
order_of(const struct count_rule *r, const struct count_marks *m)
{
	uint64_t ret = 0;

	for (int i = 0; i < r->choices; i++)
		if (m->v[i])
			ret |= (uint64_t)(i + 1) << (4 * (COUNT_CHOICES - m->v[i]));
	return ret;
}

static void
piles_make(struct arena *a, const struct count_rule *r, const struct count_marks *v, size_t n, struct runoff *ret)
{
	size_t k = 0;

	*ret = (struct runoff){ .choices = r->choices, .v = NEWN(a, struct pile, n + 1), .winners = NEWN(a, unsigned short, SETS) };
	for (size_t i = 0; i < n; i++)
		if (v[i].kind == COUNT_VALID)
			ret->v[ret->n++] = (struct pile){ order_of(r, &v[i]), 1 };
	qsort(ret->v, ret->n, sizeof(*ret->v), by_order);
	for (size_t i = 1; i < ret->n; i++)
		if (ret->v[i].order == ret->v[k].order)
			ret->v[k].n++;
		else
			ret->v[++k] = ret->v[i];
	ret->n = ret->n ? k + 1 : 0;
}

/* Each ballot speaks for the best of those still in. */
static void
round_count(const struct runoff *x, unsigned in, struct count_round *ret)
{
	*ret = (struct count_round){ .in = in };
	for (size_t i = 0; i < x->n; i++)
		for (int at = 4 * (COUNT_CHOICES - 1); at >= 0; at -= 4) {
			unsigned c = (unsigned)(x->v[i].order >> at) & 15u;

			if (!c)
				break;
			if (in >> (c - 1) & 1u) {
				ret->votes[c - 1] += x->v[i].n;
				ret->active += x->v[i].n;
				break;
			}
		}
}

static bool
alone(unsigned set)
{
	return set && !(set & (set - 1));
}

/* The one with more than half of the active ballots, or the only one left; 0: nobody yet. */
static unsigned
round_winner(const struct runoff *x, const struct count_round *r)
{
	for (int i = 0; i < x->choices; i++)
		if (2 * r->votes[i] > r->active)
			return 1u << i;
	return alone(r->in) ? r->in : 0;
}

/* Those with the fewest; *together: even all of them together have fewer than the next, so their order cannot matter. */
static unsigned
round_last(const struct runoff *x, const struct count_round *r, bool *together)
{
	int64_t least = INT64_MAX, next = INT64_MAX, sum = 0;
	unsigned ret = 0;

	for (int i = 0; i < x->choices; i++)
		if (r->in >> i & 1u && r->votes[i] < least)
			least = r->votes[i];
	for (int i = 0; i < x->choices; i++) {
		if (!(r->in >> i & 1u))
			continue;
		if (r->votes[i] == least) {
			ret |= 1u << i;
			sum += least;
		} else if (r->votes[i] < next)
			next = r->votes[i];
	}
	*together = ret != r->in && sum < next;
	return ret;
}

/* Whoever may win from here, over all ways of breaking ties. Depth: at most the number of choices. */
static unsigned
winners_of(struct runoff *x, unsigned in)
{
	struct count_round r;
	unsigned ret, last;
	bool together;

	if (x->winners[in])
		return x->winners[in];
	round_count(x, in, &r);
	ret = round_winner(x, &r);
	if (!ret) {
		last = round_last(x, &r, &together);
		if (together)
			ret = winners_of(x, in & ~last);
		for (int i = 0; !together && i < x->choices; i++)
			if (last >> i & 1u)
				ret |= winners_of(x, in & ~(1u << i));
	}
	x->winners[in] = (unsigned short)ret;
	return ret;
}

static void
irv_run(struct arena *a, const struct count_rule *rule, const struct count_marks *v, size_t n, struct count_ranking *ret)
{
	unsigned in = (1u << rule->choices) - 1;
	struct runoff x;

	piles_make(a, rule, v, n, &x);
	if (!x.n)
		return;
	ret->winners = winners_of(&x, in);
	for (;;) {
		struct count_round *r = &ret->irv.rounds[ret->irv.n++];
		bool together, same = true;
		unsigned last;

		round_count(&x, in, r);
		if (round_winner(&x, r))
			return;
		last = round_last(&x, r, &together);
		r->tied = alone(last) || together ? 0 : last;
		for (int i = 0; r->tied && i < x.choices; i++)
			if (last >> i & 1u && winners_of(&x, in & ~(1u << i)) != ret->winners)
				same = false;
		if (!same)
			return;				/* who goes out decides who wins: the tie is the result */
		r->out = together ? last : last & (~last + 1);
		in &= ~r->out;
	}
}

/* ---- Schulze ---- */

static void
pairs_count(const struct count_rule *rule, const struct count_marks *v, size_t n, struct count_schulze *s)
{
	for (size_t b = 0; b < n; b++)
		for (int i = 0; v[b].kind == COUNT_VALID && i < rule->choices; i++)
			for (int j = 0; j < rule->choices; j++)
				if (v[b].v[i] && (!v[b].v[j] || v[b].v[i] < v[b].v[j]))
					s->over[i][j]++;
}

/* Widest paths, as Floyd and Warshall. */
static void
paths_find(int n, struct count_schulze *s)
{
	for (int i = 0; i < n; i++)
		for (int j = 0; j < n; j++)
			s->path[i][j] = s->over[i][j] > s->over[j][i] ? s->over[i][j] : 0;
	for (int k = 0; k < n; k++)
		for (int i = 0; i < n; i++)
			for (int j = 0; j < n; j++) {
				int64_t by = s->path[i][k] < s->path[k][j] ? s->path[i][k] : s->path[k][j];

				if (i != j && i != k && j != k && by > s->path[i][j])
					s->path[i][j] = by;
			}
}

static void
schulze_run(const struct count_rule *rule, const struct count_marks *v, size_t n, struct count_ranking *ret)
{
	struct count_schulze *s = &ret->schulze;
	bool any = false;

	for (size_t i = 0; i < n; i++)
		any = any || v[i].kind == COUNT_VALID;
	if (!any)
		return;
	pairs_count(rule, v, n, s);
	paths_find(rule->choices, s);
	for (int i = 0; i < rule->choices; i++) {
		bool beaten = false;

		for (int j = 0; j < rule->choices; j++)
			beaten = beaten || s->path[j][i] > s->path[i][j];
		ret->winners |= beaten ? 0 : 1u << i;
	}
	for (int i = 0; i < rule->choices; i++)
		for (int j = 0; ret->winners >> i & 1u && j < rule->choices; j++)
			s->circle = s->circle || (!(ret->winners >> j & 1u) && s->over[i][j] <= s->over[j][i]);
}

/* ---- both ---- */

void
count_rank(struct arena *a, const struct count_rule *r, const struct count_marks *v, size_t n, struct count_ranking *ret)
{
	assert(count_is_ranked(r->method));
	*ret = (struct count_ranking){ 0 };
	if (r->method == COUNT_IRV)
		irv_run(a, r, v, n, ret);
	else
		schulze_run(r, v, n, ret);
}

void
count_win(const struct count_rule *r, struct count_sum *sum, unsigned winners)
{
	sum->leaders = 0;
	for (int i = 0; i < r->choices; i++) {
		sum->leads[i] = winners >> i & 1u;
		sum->leaders += sum->leads[i];
	}
}

const char *
count_winners_write(struct arena *a, unsigned winners)
{
	struct out o;

	out_init(&o, a);
	for (int i = 0; i < COUNT_CHOICES; i++)
		if (winners >> i & 1u)
			out_fmt(&o, "%s%d", o.len ? ";" : "", i + 1);
	return out_cstr(&o);
}

bool
count_winners_read(const struct count_rule *r, const char *text, unsigned *ret)
{
	const struct count_rule many = { COUNT_MANY, r->choices, r->choices };
	struct count_marks m = { 0 };
	unsigned set = 0;

	if (*text && (!count_read(&many, text, &m) || m.kind != COUNT_VALID))
		return false;
	for (int i = 0; i < r->choices; i++)
		set |= m.v[i] ? 1u << i : 0;
	*ret = set;
	return true;
}
