/* lifecycle.c - asking a life cycle: its states, its moves, who may, and sentences with their places filled. */
#include "matter/lifecycle_int.h"
#include "life_msg.h"

const char *
life_role_name(enum life_role role)
{
	for (size_t i = 0; i < life_roles.n; i++)
		if (life_roles.v[i].bit == (unsigned)role)
			return life_roles.v[i].word;
	assert(!"one role");
	return "";
}

unsigned
life_role_find(const char *name)
{
	for (size_t i = 0; i < life_roles.n; i++)
		if (strcmp(life_roles.v[i].word, name) == 0)
			return life_roles.v[i].bit;
	return 0;
}

enum msg
life_role_label(enum life_role role)
{
	switch (role) {
	case LIFE_RESIDENT:
		return M_life_role_resident;
	case LIFE_AUTHOR:
		return M_life_role_author;
	case LIFE_SUPPORTER:
		return M_life_role_supporter;
	case LIFE_GRID:
		return M_life_role_grid;
	case LIFE_COMMITTEE:
		return M_life_role_committee;
	case LIFE_MODERATOR:
		return M_life_role_moderator;
	case LIFE_UNIT:
		return M_life_role_unit;
	case LIFE_STREET:
		return M_life_role_street;
	case LIFE_SYSTEM:
		return M_life_role_system;
	case LIFE_BUREAU:
		return M_life_role_bureau;
	}
	assert(!"one role");
	return M_NONE;
}

const struct life_state *
lifecycle_state(const struct lifecycle *lc, const char *id)
{
	return by_id(lc->states, lc->nstates, sizeof *lc->states, id);
}

const struct life_move *
lifecycle_move(const struct lifecycle *lc, const char *id)
{
	return by_id(lc->moves, lc->nmoves, sizeof *lc->moves, id);
}

const struct life_fact *
lifecycle_fact(const struct lifecycle *lc, const char *name)
{
	return by_id(lc->facts, lc->nfacts, sizeof *lc->facts, name);
}

const struct life_ask *
life_move_ask(const struct life_move *m, const char *name)
{
	return by_id(m->asks, m->nasks, sizeof *m->asks, name);
}

bool
life_move_from(const struct lifecycle *lc, const struct life_move *m, const struct life_state *s)
{
	if (!s)
		return m->creates;
	assert(s >= lc->states && s < lc->states + lc->nstates);
	return m->from >> (s - lc->states) & 1;
}

size_t
lifecycle_moves(const struct lifecycle *lc, const struct life_state *s, unsigned roles, const struct life_move **ret,
		size_t max)
{
	size_t n = 0;

	for (int first = 1; first >= 0; first--) {
		for (size_t i = 0; i < lc->nmoves && n < max; i++) {
			const struct life_move *m = &lc->moves[i];
			if (m->main == first && (m->by & roles) && life_move_from(lc, m, s))
				ret[n++] = m;
		}
	}
	return n;
}

size_t
lifecycle_step_index(const struct lifecycle *lc, const struct life_state *s)
{
	return (size_t)(s->step - lc->steps);
}

const char *
life_fill(struct arena *a, const char *sentence, const char *(*value)(void *ctx, const char *name), void *ctx)
{
	struct out o;

	out_init(&o, a);
	for (const char *s = sentence; *s;) {
		const char *open = strchr(s, '{'), *close = open ? strchr(open, '}') : NULL;
		if (!close)
			return out_str(&o, s), out_cstr(&o);
		out_put(&o, s, (size_t)(open - s));
		const char *v = value ? value(ctx, arena_dup(a, open + 1, (size_t)(close - open - 1))) : NULL;
		out_str(&o, v);
		s = close + 1;
	}
	return out_cstr(&o);
}
