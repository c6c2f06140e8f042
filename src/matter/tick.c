/* tick.c - what time itself does: days that run out, units that are late, finished days that get their root. */
#include "matter/matter.h"

#include "base/day.h"
#include "base/log.h"
#include "matter/alert.h"
#include "matter/intake.h"
#include "matter/kinds.h"
#include "store/store.h"

#define TICK_ROWS   200
#define CHASE_EVERY 3		/* working days between two chase-ups by the system */

struct tick {
	struct store *s;
	struct arena *a;
	struct env *env;
	int64_t area;
	int32_t today;
};

struct tick_one {
	struct tick *t;
	int64_t id;
	const char *move;
};

static struct err
move_tx(struct db *w, void *ctx)
{
	const struct tick_one *o = ctx;
	struct act act = { .a = o->t->a, .env = o->t->env, .area = o->t->area, .who = who_system() };
	struct step s = { .move = o->move, .version = -1 };

	return matter_step(w, &act, o->id, &s);
}

static struct err
chase_tx(struct db *w, void *ctx)
{
	const struct tick_one *o = ctx;
	struct act act = { .a = o->t->a, .env = o->t->env, .area = o->t->area, .who = who_system() };

	return assignment_chase(w, &act, o->id, "");
}

/* One failing matter must not stop the others: its error is logged, the next pass tries again. */
static void
one_do(struct tick *t, store_fn fn, int64_t id, const char *move)
{
	struct tick_one o = { t, id, move };
	struct err e = store_do(t->s, fn, &o);

	if (e.code)
		log_event(LOG_WARN, "tick", "id=%lld move=%s code=%d", (long long)id, move, e.code);
}

/* Matters past their day in one state. Each runs under its own version of the life cycle, which may not end it. */
static struct err
state_pass(struct tick *t, struct db *db, const struct life_state *ends)
{
	struct matter_overdue_rows rows;

	TRY(matter_overdue(db, t->a, t->area, ends->id, t->today, TICK_ROWS, &rows));
	for (size_t i = 0; i < rows.n; i++) {
		const struct lifecycle *lc;
		const struct life_state *st;

		TRY(matter_lifecycle_of(db, t->area, rows.v[i].lifecycle, &lc));
		st = lifecycle_state(lc, ends->id);
		if (st && st->then)
			one_do(t, move_tx, rows.v[i].id, st->then->id);
	}
	return OK;
}

static struct err
states_pass(struct tick *t, struct db *db)
{
	const struct lifecycle *lc;

	for (size_t k = 0; (lc = matter_lifecycle_at(k)) != NULL; k++)
		for (size_t i = 0; i < lc->nstates; i++)
			if (lc->states[i].then)
				TRY(state_pass(t, db, &lc->states[i]));
	return OK;
}

static struct err
units_pass(struct tick *t, struct db *db)
{
	struct assignment_late_due_rows rows;

	TRY(assignment_late_due(db, t->a, t->area, t->today, TICK_ROWS, &rows));
	for (size_t i = 0; i < rows.n; i++) {
		int32_t last = rows.v[i].chased_at ? day_of(t->env, rows.v[i].chased_at) : (int32_t)rows.v[i].due;

		if (!rows.v[i].chased_at || calendar_between(t->env->calendar, last, t->today) >= CHASE_EVERY)
			one_do(t, chase_tx, rows.v[i].id, "chase");
	}
	return OK;
}

struct err
matter_tick(struct store *s, int64_t area)
{
	struct tick t = { .s = s, .a = arena_new(), .env = store_env(s), .area = area };
	struct db *db = NULL;
	struct err e = store_reader(s, &db);

	t.today = day_of(t.env, env_now(t.env));
	if (!e.code)
		e = states_pass(&t, db);
	if (!e.code)
		e = units_pass(&t, db);
	if (!e.code)
		e = alert_pass(s, db, t.a, area);
	store_reader_close(db);
	arena_free(t.a);
	if (!e.code)
		e = intake_sweep(s, area);
	if (!e.code)
		e = matter_roots(s, area);
	return e.code ? e : witness_tick(s, area);
}
