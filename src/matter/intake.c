/* intake.c - what is known of each order, and the file of a run: sealed, and gone in time. */
#include "matter/intake.h"
#include "base_msg.h"
#include "intake_msg.h"

#include <stdlib.h>

#include "base/day.h"
#include "base/text.h"
#include "matter/kinds.h"
#include "matter/outside.h"
#include "store/store.h"

#define KEEP_US   US_DAY		/* a file that nobody imported */
#define LIKE_MAX  300		/* so many rows are looked up for what is like them */
#define OLD_ROWS  50

/* ---- known, like ---- */

static int
number_compare(const void *x, const void *y)
{
	const struct order *const *a = x, *const *b = y;
	int c = strcmp((*a)->number, (*b)->number);

	return c ? c : (*a)->line - (*b)->line;
}

/* The same number twice in one table: the first one counts. */
static void
twice_mark(struct arena *a, struct orders *os)
{
	struct order **v = NEWN(a, struct order *, os->n + 1);
	size_t n = 0;

	for (size_t i = 0; i < os->n; i++)
		if (os->v[i].kind != ORDER_WRONG)
			v[n++] = &os->v[i];
	qsort(v, n, sizeof(*v), number_compare);
	for (size_t i = 1; i < n; i++)
		if (strcmp(v[i]->number, v[i - 1]->number) == 0) {
			v[i]->kind = ORDER_WRONG;
			v[i]->fault = (struct order_fault){ v[i]->number, M_intake_bad_twice };
		}
}

static struct err
like_find(struct db *db, struct arena *a, int64_t area, struct order *o)
{
	struct cards like;

	TRY(matter_similar(db, a, area, o->place, o->title, &like));
	for (size_t i = 0; i < like.n && !o->like; i++)
		if (card_state(&like.v[i])->open)
			o->like = &like.v[i];
	return OK;
}

struct err
intake_know(struct db *db, struct arena *a, int64_t area, const char *source, struct orders *os)
{
	size_t looked = 0;

	twice_mark(a, os);
	for (size_t i = 0; i < os->n; i++) {
		struct order *o = &os->v[i];
		struct outside_by_number known = { 0 };
		bool found;

		if (o->kind != ORDER_WRONG) {
			TRY(outside_by_number(db, a, area, source, o->number, &known, &found));
			if (found) {
				o->kind = o->due && o->due != known.due ? ORDER_MOVED : ORDER_SAME;
				o->known = known.matter;
				o->row = known.id;
			} else if (looked++ < LIKE_MAX) {
				TRY(like_find(db, a, area, o));
			}
		}
		os->kinds[o->kind]++;
	}
	return OK;
}

/* ---- the file of a run ---- */

struct keeping {
	struct arena *a;
	struct env *env;
	int64_t area, account, id;
	const char *name;
	struct stored_file f;
};

static struct err
keep_tx(struct db *w, void *ctx)
{
	struct keeping *k = ctx;

	return intake_run_put(w, k->area, k->id, k->account, k->name, 0, k->f.stored, k->f.key, env_now(k->env), NULL);
}

struct err
intake_keep(struct store *s, struct arena *a, struct env *env, int64_t area, int64_t account, const char *name, struct bytes file, int64_t *run)
{
	struct keeping k = { .a = a, .env = env, .area = area, .account = account, .id = env_id(env), .name = text_cut(a, name, 80) };

	TRY(blob_keep(a, env, file, name, &k.f));
	TRY(store_do(s, keep_tx, &k));
	*run = k.id;
	return OK;
}

struct sweeping {
	int64_t area, id;
};

static struct err
gone_tx(struct db *w, void *ctx)
{
	const struct sweeping *x = ctx;

	return intake_run_gone(w, x->area, x->id, NULL);
}

struct err
intake_sweep(struct store *s, int64_t area)
{
	struct arena *a = arena_new();
	struct db *db = NULL;
	struct intake_run_old_rows old = { 0 };
	struct err e = a ? store_reader(s, &db) : FAIL(503, M_err_busy);

	if (!e.code)
		e = intake_run_old(db, a, area, env_now(store_env(s)) - KEEP_US, OLD_ROWS, &old);
	for (size_t i = 0; !e.code && i < old.n; i++) {
		struct sweeping x = { area, old.v[i].id };

		e = blob_drop(a, old.v[i].stored, old.v[i].key);
		if (!e.code)
			e = store_do(s, gone_tx, &x);
	}
	store_reader_close(db);
	arena_free(a);
	return e;
}

struct marking {
	struct env *env;
	int64_t area, id;
};

static struct err
done_tx(struct db *w, void *ctx)
{
	const struct marking *m = ctx;

	return intake_run_done(w, m->area, m->id, env_now(m->env), NULL);
}

static struct err
given_tx(struct db *w, void *ctx)
{
	const struct marking *m = ctx;

	return intake_source_exported(w, m->area, m->id, env_now(m->env), NULL);
}

struct err
intake_finish(struct store *s, int64_t area, int64_t run)
{
	struct marking m = { store_env(s), area, run };

	TRY(store_do(s, done_tx, &m));
	return intake_sweep(s, area);
}

struct err
intake_given(struct store *s, int64_t area, int64_t source)
{
	struct marking m = { store_env(s), area, source };

	return store_do(s, given_tx, &m);
}
