/*
 * test_fair.c - the timetable of a fair beside an oracle that tries everything: never a firm or a table twice in a slot, as many talks
 * as are possible at all, first wishes first, what was set by hand stays.
 */
#include "arena_help.h"
#include "services/finance/finance_plan.h"

static unsigned seed = 12345;

static int
pick(int n)
{
	seed = seed * 1103515245u + 12345u;
	return (int)((seed >> 16) % (unsigned)n);
}

/* ---- the oracle: each wish in each slot at each table, or not at all ---- */

struct trial {
	const struct plan *p;
	bool firm[8][8], desk[8][4][8];		/* taken, by slot */
	int most;
};

static void
try_from(struct trial *t, size_t i, int placed)
{
	const struct plan *p = t->p;

	if (placed + (int)(p->nwishes - i) <= t->most)
		return;
	if (i == p->nwishes) {
		t->most = placed;
		return;
	}
	for (int s = 0; s < p->slots; s++)
		for (int d = 0; d < p->desks[p->wishes[i].bank]; d++) {
			bool *f = &t->firm[p->wishes[i].firm][s], *k = &t->desk[p->wishes[i].bank][d][s];

			if (*f || *k)
				continue;
			*f = *k = true;
			try_from(t, i + 1, placed + 1);
			*f = *k = false;
		}
	try_from(t, i + 1, placed);
}

static void
no_clash(const struct plan *p, const struct plan_talk *v, size_t n)
{
	bool firm[64][PLAN_SLOTS] = { { false } }, desk[32][PLAN_DESKS][PLAN_SLOTS] = { { { false } } }, pair[64][32] = { { false } };

	for (size_t i = 0; i < n + p->nfixed; i++) {
		const struct plan_talk *t = i < n ? &v[i] : &p->fixed[i - n];
		bool wished = i >= n;

		for (size_t k = 0; k < p->nwishes; k++)
			wished |= p->wishes[k].firm == t->firm && p->wishes[k].bank == t->bank;
		assert_true(wished);
		assert_in_range(t->slot, 0, p->slots - 1);
		assert_in_range(t->desk, 0, p->desks[t->bank] - 1);
		assert_false(firm[t->firm][t->slot]);
		assert_false(desk[t->bank][t->desk][t->slot]);
		assert_false(pair[t->firm][t->bank]);
		firm[t->firm][t->slot] = desk[t->bank][t->desk][t->slot] = pair[t->firm][t->bank] = true;
	}
}

static size_t
wishes_make(const struct plan *p, struct plan_wish *w, int each)
{
	size_t n = 0;

	for (int f = 0; f < p->firms; f++) {
		bool has[32] = { false };
		int want = pick(each + 1);

		for (int r = 1; r <= want && r <= p->banks; r++) {
			int b = pick(p->banks);

			while (has[b])
				b = (b + 1) % p->banks;
			has[b] = true;
			w[n++] = (struct plan_wish){ f, b, r };
		}
	}
	return n;
}

static void
as_many_as_possible(void **state)
{
	for (int round = 0; round < 1500; round++) {
		int desks[4];
		struct plan_wish w[16];
		struct plan p = { 1 + pick(4), 1 + pick(3), 1 + pick(3), desks, w, 0, NULL, 0 };
		struct trial t = { .p = &p, .most = -1 };
		struct plan_talk *v;
		size_t n;

		for (int b = 0; b < p.banks; b++)
			desks[b] = 1 + pick(2);
		p.nwishes = wishes_make(&p, w, 3);
		try_from(&t, 0, 0);
		n = plan_make(a, &p, &v);
		no_clash(&p, v, n);
		assert_int_equal(n, t.most);
		arena_clear(a);
	}
}

/* Talks set by hand stay; the others keep clear of them, and none that simply fits is left out. */
static void
by_hand(void **state)
{
	for (int round = 0; round < 600; round++) {
		int desks[8];
		struct plan_wish w[400];
		struct plan_talk fixed[12], *v;
		struct plan p = { 6 + pick(30), 2 + pick(6), 2 + pick(6), desks, w, 0, fixed, 0 };
		size_t n;

		for (int b = 0; b < p.banks; b++)
			desks[b] = 1 + pick(3);
		p.nwishes = wishes_make(&p, w, 5);
		for (int i = 0; i < 6 && i < p.firms; i++) {	/* firm i at bank i mod banks: one slot each, so no clash */
			struct plan_talk t = { i, i % p.banks, 0, i / p.banks % p.slots };
			bool clash = false;

			for (size_t k = 0; k < p.nfixed; k++)
				clash |= fixed[k].bank == t.bank && fixed[k].slot == t.slot;
			if (!clash)
				fixed[p.nfixed++] = t;
		}
		n = plan_make(a, &p, &v);
		no_clash(&p, v, n);
		for (size_t i = 0; i < p.nwishes; i++) {
			bool has = false, firm[PLAN_SLOTS] = { false }, desk[PLAN_DESKS][PLAN_SLOTS] = { { false } };

			for (size_t k = 0; k < n + p.nfixed; k++) {
				const struct plan_talk *t = k < n ? &v[k] : &fixed[k - n];

				has |= t->firm == w[i].firm && t->bank == w[i].bank;
				firm[t->slot] |= t->firm == w[i].firm;
				if (t->bank == w[i].bank)
					desk[t->desk][t->slot] = true;
			}
			for (int d = 0; d < desks[w[i].bank]; d++)
				for (int s = 0; s < p.slots; s++)
					assert_true(has || firm[s] || desk[d][s]);
		}
		arena_clear(a);
	}
}

static void
first_wishes_first(void **state)
{
	/* one table, two slots: both who name it first have it, not the one who registered before and names it second */
	static const int desks[] = { 1, 1 };
	static const struct plan_wish w[] = { { 0, 1, 1 }, { 0, 0, 2 }, { 1, 0, 1 }, { 2, 0, 1 } };
	const struct plan p = { 3, 2, 2, desks, w, COUNT(w), NULL, 0 };
	struct plan_talk *v;
	size_t n = plan_make(a, &p, &v);

	assert_int_equal(n, 3);
	for (size_t i = 0; i < n; i++)
		assert_false(v[i].firm == 0 && v[i].bank == 0);
	no_clash(&p, v, n);
}

static void
nothing(void **state)
{
	const struct plan none = { 0 };
	struct plan_talk *v;

	assert_int_equal(plan_make(a, &none, &v), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(nothing), cmocka_unit_test(first_wishes_first), cmocka_unit_test(as_many_as_possible),
		cmocka_unit_test(by_hand) };

	return cmocka_run_group_tests(tests, setup, teardown);
}
