/* outside.c - orders of other systems: kept with their entry, and the day they set for the matter. */
#include "matter/outside.h"

#include "base/day.h"
#include "base/text.h"
#include "matter/history.h"
#include "store/store.h"

static const char *const outside_columns[] = { "matter", "source", "number", "due", "received", NULL };
const struct shown shown_outside = { "outside", &sql_shown_outside_row, outside_columns, "ittii", false, &sql_ids_of_outside };

/* Once there is a result nobody waits for an answer any more; a state that ends by itself keeps its own day. */
struct err
outside_due_of(struct db *db, struct arena *a, int64_t area, int64_t matter, const struct life_state *st, const char *outcome,
	int64_t own, int64_t *ret)
{
	struct outside_earliest first;

	*ret = own;
	if (!st->open || st->then || !text_empty(outcome))
		return OK;
	TRY(outside_earliest(db, a, area, matter, &first));
	if (first.due && (!own || first.due < own))
		*ret = first.due;
	return OK;
}

/* The matter's day anew, after an order came or changed. */
static struct err
due_again(struct db *w, struct act *act, int64_t id)
{
	struct matter m;
	int64_t own, due;

	TRY(matter_load(w, act->a, act->area, id, &m));
	if (!m.state->open)
		return OK;
	TRY(matter_due(w, act->a, act->env, act->area, &m, m.state, m.r.state_since, &own));
	TRY(outside_due_of(w, act->a, act->area, id, m.state, m.r.outcome, own, &due));
	return matter_set_due(w, act->area, id, due ? &due : NULL, NULL);
}

static void
order_say(struct act *act, struct entry_draft *e, const char *source, const char *number)
{
	entry_say(e, "unit", arena_fmt(act->a, "%s %s", source, number));
}

struct err
outside_put(struct db *w, struct act *act, struct entry_draft *e, int64_t matter, const struct outside_new *o)
{
	int64_t id = env_id(act->env), due = o->due, received = o->received;

	TRY(entry_touch(w, e, act->area, &shown_outside, id));
	TRY(outside_insert(w, act->area, id, matter, o->source, o->number, o->due ? &due : NULL, o->received ? &received : NULL, o->cells,
		env_now(act->env), NULL));
	order_say(act, e, o->source, o->number);
	return due_again(w, act, matter);
}

struct err
outside_attach(struct db *w, struct act *act, int64_t matter, const struct outside_new *o)
{
	struct entry_draft *e = entry_begin(act->a, "outside");

	TRY(entry_touch(w, e, act->area, &shown_matter, matter));
	TRY(outside_put(w, act, e, matter, o));
	return entry_commit(w, act, matter, e);
}

struct err
outside_move(struct db *w, struct act *act, int64_t matter, int64_t id, const struct outside_new *o)
{
	struct entry_draft *e = entry_begin(act->a, "outside_due");
	int64_t due = o->due;

	TRY(entry_touch(w, e, act->area, &shown_matter, matter));
	TRY(entry_touch(w, e, act->area, &shown_outside, id));
	TRY(outside_set_due(w, act->area, id, due ? &due : NULL, NULL));
	TRY(due_again(w, act, matter));
	order_say(act, e, o->source, o->number);
	return entry_commit(w, act, matter, e);
}
