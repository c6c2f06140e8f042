/*
 * finance_plan.h - inside finance: the timetable of a fair. Firms name the institutions they want to talk to, in order; each talk
 * takes one slot at one table. No firm and no table is ever twice in one slot. Pure.
 *
 * First wishes are served before second ones and so on, in the order of registration; then talks are exchanged as long as one more
 * becomes possible, by which no firm has fewer talks than before. As many talks as the slots allow are found (a maximum flow), and all
 * of them can be placed, because the edges of a bipartite graph can be coloured with as many colours as its greatest degree (Kőnig
 * 1916); only talks that were set by hand may stand in the way of some.
 */
#ifndef QIAO_FINANCE_PLAN_H
#define QIAO_FINANCE_PLAN_H

#include "base/base.h"

#define PLAN_SLOTS 48			/* at most */
#define PLAN_DESKS 8			/* of one institution */

struct plan_wish {
	int firm, bank;			/* from 0; each pair once */
	int rank;			/* 1 = the firm's first wish */
};
struct plan_talk {
	int firm, bank;
	int desk, slot;			/* from 0 */
};
struct plan {
	int firms, banks, slots;
	const int *desks;		/* of each bank, 1 … PLAN_DESKS */
	const struct plan_wish *wishes;	/* in the order of registration */
	size_t nwishes;
	const struct plan_talk *fixed;	/* set by hand: they stay; no clash among them */
	size_t nfixed;
};
/* The new talks, without the fixed ones, at most nwishes; *ret in the arena. How many. */
size_t plan_make(struct arena *a, const struct plan *p, struct plan_talk **ret);

#endif
