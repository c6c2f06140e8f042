/* finance_match.c - one firm against the whole handbook, in order of what it would cost. */
#include "services/finance/finance_match.h"

#include <stdlib.h>

/* Costs in order, then the handbook's own order: made of both, so that the sort needs to know nothing else. */
struct place {
	int64_t cost;
	size_t at;
};

static int
by_cost(const void *x, const void *y)
{
	const struct place *a = x, *b = y;

	if (a->cost != b->cost)
		return a->cost < b->cost ? -1 : 1;
	return a->at < b->at ? -1 : a->at > b->at;
}

struct err
fin_match(struct arena *a, struct env *env, const struct fin_handbook *book, const struct value *facts, struct fin_match *ret)
{
	struct place *places = NEWN(a, struct place, book->n + 1);

	*ret = (struct fin_match){ .fits = NEWN(a, struct fin_fit, book->n + 1), .order = NEWN(a, size_t, book->n + 1) };
	for (size_t i = 0; i < book->n; i++) {
		const struct fin_version_row *r = &book->v[i];

		fin_fit(a, env, &book->rules[i], facts, &ret->fits[i]);
		ret->count[ret->fits[i].class]++;
		places[i] = (struct place){ r->rate_low + r->fee, i };
	}
	qsort(places, book->n, sizeof(*places), by_cost);
	for (size_t i = 0; i < book->n; i++)
		ret->order[i] = places[i].at;
	return fin_changes(a, env, book->rules, ret->fits, book->n, facts, &ret->changes);
}
