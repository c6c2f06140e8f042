/* finance_plan.c - who talks to whom (a flow), then when and at which table (colours of edges); finance_plan.h says why it works. */
#include "services/finance/finance_plan.h"

enum { FREE = -1, FIXED = -2 };			/* of a cell; from 0: the number of a chosen wish */

struct work {
	const struct plan *p;
	bool *chosen;				/* of each wish */
	int *firm_left, *bank_left;		/* slots */
	bool *seen;				/* firms, while a way is looked for */
	int *firm_at;				/* [firm][slot] */
	int *desk_at;				/* [desk of all][slot] */
	int *desk_from;				/* of each bank */
	struct plan_talk *talk;			/* of each chosen wish; slot -1: not placed */
	int *desk_left;				/* slots, of each desk of all */
};

/* ---- who talks to whom ---- */

static bool
pair_fixed(const struct plan *p, const struct plan_wish *w)
{
	for (size_t i = 0; i < p->nfixed; i++)
		if (p->fixed[i].firm == w->firm && p->fixed[i].bank == w->bank)
			return true;
	return false;
}

static void
choose(struct work *x, size_t wish, bool on)
{
	const struct plan_wish *w = &x->p->wishes[wish];

	x->chosen[wish] = on;
	x->bank_left[w->bank] += on ? -1 : 1;
}

/*
 * One more talk for the firm at any institution it wishes for: where there is room, or where another firm's talk can give way to
 * another of that firm's wishes. The number of talks of that other firm stays.
 */
static bool
more_for(struct work *x, int firm)
{
	const struct plan *p = x->p;

	x->seen[firm] = true;
	for (size_t i = 0; i < p->nwishes; i++) {
		const struct plan_wish *w = &p->wishes[i];

		if (w->firm != firm || x->chosen[i] || pair_fixed(p, w))
			continue;
		if (x->bank_left[w->bank] > 0) {
			choose(x, i, true);
			return true;
		}
		for (size_t k = 0; k < p->nwishes; k++) {
			const struct plan_wish *other = &p->wishes[k];

			if (!x->chosen[k] || other->bank != w->bank || x->seen[other->firm])
				continue;
			if (more_for(x, other->firm)) {		/* it has one elsewhere instead */
				choose(x, k, false);
				choose(x, i, true);
				return true;
			}
		}
	}
	return false;
}

static void
pairs_choose(struct work *x)
{
	const struct plan *p = x->p;
	int last = 0;

	for (size_t i = 0; i < p->nwishes; i++)
		last = p->wishes[i].rank > last ? p->wishes[i].rank : last;
	for (int rank = 1; rank <= last; rank++)
		for (size_t i = 0; i < p->nwishes; i++) {
			const struct plan_wish *w = &p->wishes[i];

			if (w->rank != rank || x->firm_left[w->firm] < 1 || x->bank_left[w->bank] < 1 || pair_fixed(p, w))
				continue;
			choose(x, i, true);
			x->firm_left[w->firm]--;
		}
	for (int f = 0; f < p->firms; f++)
		while (x->firm_left[f] > 0) {
			memset(x->seen, 0, sizeof(bool) * (size_t)p->firms);
			if (!more_for(x, f))
				break;
			x->firm_left[f]--;
		}
}

/* ---- when, at which table ---- */

static int *
firm_cell(const struct work *x, int firm, int slot)
{
	return &x->firm_at[firm * x->p->slots + slot];
}

static int *
desk_cell(const struct work *x, int desk, int slot)
{
	return &x->desk_at[desk * x->p->slots + slot];
}

static void
put(struct work *x, int wish, int desk, int slot)
{
	x->talk[wish].desk = desk;
	x->talk[wish].slot = slot;
	*firm_cell(x, x->p->wishes[wish].firm, slot) = wish;
	*desk_cell(x, desk, slot) = wish;
}

/*
 * From the table along talks in slot s, t, s, t …: each gets the other slot, so that the table is free in s and the firms on the way
 * stay without a clash. False: a talk that was set by hand lies on the way; nothing is changed then.
 */
static bool
swap_from(struct work *x, int desk, int s, int t)
{
	int way[PLAN_SLOTS * 64], n = 0, slot = s, cell = *desk_cell(x, desk, s);
	bool at_desk = true;

	while (cell != FREE) {
		if (cell == FIXED || n == (int)COUNT(way))
			return false;
		way[n++] = cell;
		slot = slot == s ? t : s;
		cell = at_desk ? *firm_cell(x, x->p->wishes[cell].firm, slot) : *desk_cell(x, x->talk[cell].desk, slot);
		at_desk = !at_desk;
	}
	for (int i = 0; i < n; i++) {
		*firm_cell(x, x->p->wishes[way[i]].firm, x->talk[way[i]].slot) = FREE;
		*desk_cell(x, x->talk[way[i]].desk, x->talk[way[i]].slot) = FREE;
	}
	for (int i = 0; i < n; i++)
		put(x, way[i], x->talk[way[i]].desk, x->talk[way[i]].slot == s ? t : s);
	return true;
}

/* A slot at this table: one that both have free, else by exchanging. */
static bool
place_at(struct work *x, int wish, int desk)
{
	int firm = x->p->wishes[wish].firm;

	for (int s = 0; s < x->p->slots; s++)
		if (*firm_cell(x, firm, s) == FREE && *desk_cell(x, desk, s) == FREE) {
			put(x, wish, desk, s);
			return true;
		}
	for (int s = 0; s < x->p->slots; s++)
		for (int t = 0; t < x->p->slots; t++)
			if (*firm_cell(x, firm, s) == FREE && *desk_cell(x, desk, t) == FREE && swap_from(x, desk, s, t)) {
				put(x, wish, desk, s);
				return true;
			}
	return false;
}

/* Tables of the institution, those with most room first. */
static bool
place(struct work *x, int wish)
{
	int bank = x->p->wishes[wish].bank, from = x->desk_from[bank];
	bool tried[PLAN_DESKS] = { false };

	for (int turn = 0; turn < x->p->desks[bank]; turn++) {
		int best = -1;

		for (int d = 0; d < x->p->desks[bank]; d++)
			if (!tried[d] && (best < 0 || x->desk_left[from + d] > x->desk_left[from + best]))
				best = d;
		tried[best] = true;
		if (x->desk_left[from + best] > 0 && place_at(x, wish, from + best)) {
			x->desk_left[from + best]--;
			return true;
		}
	}
	return false;
}

static void
work_begin(struct work *x, struct arena *a, const struct plan *p)
{
	int desks = 0;

	*x = (struct work){ .p = p, .chosen = NEWN(a, bool, p->nwishes + 1), .firm_left = NEWN(a, int, (size_t)p->firms + 1),
		.bank_left = NEWN(a, int, (size_t)p->banks + 1), .seen = NEWN(a, bool, (size_t)p->firms + 1),
		.desk_from = NEWN(a, int, (size_t)p->banks + 1), .talk = NEWN(a, struct plan_talk, p->nwishes + 1) };
	for (int b = 0; b < p->banks; b++) {
		assert(p->desks[b] >= 1 && p->desks[b] <= PLAN_DESKS);
		x->desk_from[b] = desks;
		desks += p->desks[b];
		x->bank_left[b] = p->slots * p->desks[b];
	}
	x->firm_at = NEWN(a, int, (size_t)(p->firms * p->slots) + 1);
	x->desk_at = NEWN(a, int, (size_t)(desks * p->slots) + 1);
	x->desk_left = NEWN(a, int, (size_t)desks + 1);
	for (int i = 0; i < p->firms * p->slots; i++)
		x->firm_at[i] = FREE;
	for (int i = 0; i < desks * p->slots; i++)
		x->desk_at[i] = FREE;
	for (int i = 0; i < desks; i++)
		x->desk_left[i] = p->slots;
	for (int f = 0; f < p->firms; f++)
		x->firm_left[f] = p->slots;
	for (size_t i = 0; i < p->nfixed; i++) {
		const struct plan_talk *t = &p->fixed[i];
		int desk = x->desk_from[t->bank] + t->desk;

		x->firm_left[t->firm]--;
		x->bank_left[t->bank]--;
		x->desk_left[desk]--;
		*firm_cell(x, t->firm, t->slot) = FIXED;
		*desk_cell(x, desk, t->slot) = FIXED;
	}
}

size_t
plan_make(struct arena *a, const struct plan *p, struct plan_talk **ret)
{
	struct work x;
	size_t n = 0;

	assert(p->slots >= 0 && p->slots <= PLAN_SLOTS);
	work_begin(&x, a, p);
	pairs_choose(&x);
	*ret = NEWN(a, struct plan_talk, p->nwishes + 1);
	for (size_t i = 0; i < p->nwishes; i++)
		if (x.chosen[i] && !place(&x, (int)i))
			x.chosen[i] = false;
	for (size_t i = 0; p->nfixed && i < p->nwishes; i++)	/* what had to go elsewhere for one that could not be placed */
		if (!x.chosen[i] && !pair_fixed(p, &p->wishes[i]))
			x.chosen[i] = place(&x, (int)i);
	for (size_t i = 0; i < p->nwishes; i++)
		if (x.chosen[i])
			(*ret)[n++] = (struct plan_talk){ p->wishes[i].firm, p->wishes[i].bank,
				x.talk[i].desk - x.desk_from[p->wishes[i].bank], x.talk[i].slot };
	return n;
}
