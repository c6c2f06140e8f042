/* lifecycle_check.c - a life cycle seen as a whole: can every state be reached, can every matter end? */
#include "matter/lifecycle_int.h"
#include "life_msg.h"

static size_t
index_of(const struct life_reader *r, const struct life_state *s)
{
	return (size_t)(s - r->states);
}

/* Bits of the states from which m leads somewhere else; all of them for `same`: none. */
static uint64_t
leaves(const struct life_reader *r, const struct life_move *m)
{
	return m->to ? m->from & ~(UINT64_C(1) << index_of(r, m->to)) : 0;
}

static uint64_t
reachable(const struct life_reader *r)
{
	uint64_t seen = 0, before;

	do {
		before = seen;
		for (size_t i = 0; i < r->lc->nmoves; i++) {
			const struct life_move *m = &r->moves[i];
			if (m->to && (m->creates || (m->from & seen)))
				seen |= UINT64_C(1) << index_of(r, m->to);
		}
	} while (seen != before);
	return seen;
}

/* Bits of the states from which a closed one can be reached. */
static uint64_t
can_end(const struct life_reader *r)
{
	uint64_t good = 0, before;

	for (size_t i = 0; i < r->lc->nstates; i++)
		if (!r->states[i].open)
			good |= UINT64_C(1) << i;
	do {
		before = good;
		for (size_t i = 0; i < r->lc->nmoves; i++) {
			const struct life_move *m = &r->moves[i];
			if (m->to && (good >> index_of(r, m->to) & 1))
				good |= m->from;
		}
	} while (good != before);
	return good;
}

static void
check_states(struct life_reader *r)
{
	uint64_t in = reachable(r), end = can_end(r), out = 0;

	for (size_t i = 0; i < r->lc->nmoves; i++)
		out |= leaves(r, &r->moves[i]);
	for (size_t i = 0; i < r->lc->nstates; i++) {
		const struct life_state *s = &r->states[i];
		if (!(in >> i & 1))
			fault_at(&r->y, r->state_nodes[i]->line, r->state_nodes[i]->col, M_life_unreachable, s->id, NULL,
				 M_life_unreachable_hint, s->id);
		else if (s->open && !(out >> i & 1))
			fault_at(&r->y, r->state_nodes[i]->line, r->state_nodes[i]->col, M_life_dead_end, s->id, NULL,
				 M_life_dead_end_hint, s->id);
		else if (s->open && !(end >> i & 1))
			fault_node(&r->y, r->state_nodes[i], M_life_no_end, s->id, NULL);
	}
}

/* One main button a state and role at most, else the page cannot put one first. */
static void
check_main(struct life_reader *r)
{
	for (size_t i = 0; i < r->lc->nmoves; i++) {
		for (size_t j = 0; j < i; j++) {
			const struct life_move *m = &r->moves[i], *k = &r->moves[j];
			if (m->main && k->main && (m->from & k->from) && (m->by & k->by & ~(unsigned)LIFE_SYSTEM))
				fault_node(&r->y, r->move_nodes[i], M_life_two_main, m->id, k->id);
		}
	}
}

void
check_whole(struct life_reader *r)
{
	for (size_t i = 0; i < r->lc->nmoves && !r->lc->start; i++)
		if (r->moves[i].creates)
			r->lc->start = r->moves[i].to;
	if (!r->lc->start) {
		fault_at(&r->y, 1, 1, M_life_no_start, NULL, NULL, M_life_no_start_hint, NULL);
		return;
	}
	check_states(r);
	check_main(r);
}
