/* council_poll_store.c - what polls do beside requests: the timer's pass, and emptying the log after a count. */
#include "services/council/council_poll.h"

#include "base/day.h"
#include "base/log.h"
#include "store/store.h"
#include "base_msg.h"

struct pass {
	struct arena *a;
	struct env *env;
	int64_t area, poll;
	struct err (*act)(struct db *w, struct act *act, int64_t poll);
};

static struct err
pass_tx(struct db *w, void *ctx)
{
	const struct pass *p = ctx;
	struct act act = { .a = p->a, .env = p->env, .area = p->area, .who = who_system() };

	return p->act(w, &act, p->poll);
}

/* One failing poll must not stop the others: it is logged, the next pass tries again. */
static void
pass_do(struct store *s, struct pass *p)
{
	struct err e = store_do(s, pass_tx, p);

	if (e.code)
		log_err("poll", e);
}

struct err
council_tick(struct store *s, int64_t area)
{
	struct pass p = { .a = arena_new(), .env = store_env(s), .area = area };
	struct poll_due_rows due = { 0 };
	struct poll_to_remind_rows soon = { 0 };
	struct db *db;
	struct err e;

	if (!p.a)
		return FAIL(503, M_err_busy);
	e = store_reader(s, &db);
	if (!e.code) {
		e = poll_due(db, p.a, area, env_now(p.env), &due);
		if (!e.code)
			e = poll_to_remind(db, p.a, area, env_now(p.env) + US_DAY, &soon);
		store_reader_close(db);
	}
	for (size_t i = 0; !e.code && i < due.n; i++) {
		p.poll = due.v[i].id;
		p.act = poll_close;
		pass_do(s, &p);
	}
	for (size_t i = 0; !e.code && i < soon.n; i++) {
		bool over = false;

		for (size_t k = 0; k < due.n; k++)
			over = over || due.v[k].id == soon.v[i].id;
		p.poll = soon.v[i].id;
		p.act = poll_remind;
		if (!over)
			pass_do(s, &p);
	}
	arena_free(p.a);
	return e;
}

struct err
poll_purge(struct store *s)
{
	return store_checkpoint(s);
}
