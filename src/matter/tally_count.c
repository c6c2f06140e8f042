/* tally_count.c - all figures from the beginning: made anew (recount), or counted beside what is kept (check). */
#include "matter/tally.h"

#include "base/day.h"
#include "base/log.h"
#include "base/text.h"
#include "matter/tally_int.h"
#include "store/store.h"
#include "base_msg.h"

#define BATCH 400			/* matters in one write section: others wait a moment only */

/* ---- recount ---- */

struct recount {
	struct store *s;
	struct arena *a;
	int64_t area, after;
	size_t n;
};

static struct err
clear_tx(struct db *w, void *ctx)
{
	const struct recount *r = ctx;

	TRY(tally_clear(w, r->area, NULL));
	TRY(store_sum_none(w, &tally_sums, &r->area, sizeof(r->area)));
	TRY(tally_clear_matters(w, r->area, NULL));
	return tally_clear_orgs(w, r->area, NULL);
}

static struct err
batch_tx(struct db *w, void *ctx)
{
	struct recount *r = ctx;
	struct matter_ids_rows rows;

	arena_clear(r->a);
	TRY(matter_ids(w, r->a, r->area, r->after, BATCH, &rows));
	for (size_t i = 0; i < rows.n; i++)
		TRY(tally_settle(w, r->a, store_env(r->s), r->area, rows.v[i].id));
	r->n = rows.n;
	if (rows.n)
		r->after = rows.v[rows.n - 1].id;
	return OK;
}

/* Which definitions and which calendar the counters were made by: working days are among the figures. */
static int64_t
made_by(struct env *env)
{
	return TALLY_VERSION | (int64_t)calendar_print(env->calendar) << 16;
}

static struct err
done_tx(struct db *w, void *ctx)
{
	const struct recount *r = ctx;

	return tally_state(w, r->area, made_by(store_env(r->s)), NULL);
}

struct err
tally_recount(struct store *s, int64_t area)
{
	struct recount r = { .s = s, .a = arena_new(), .area = area };
	struct err e = r.a ? store_do(s, clear_tx, &r) : FAIL(503, M_err_busy);

	do {
		r.n = 0;
		if (!e.code)
			e = store_do(s, batch_tx, &r);
	} while (!e.code && r.n);
	if (!e.code)
		e = store_do(s, done_tx, &r);
	arena_free(r.a);
	return e;
}

struct err
tally_ready(struct store *s, int64_t area)
{
	struct arena *a = arena_new();
	struct counter_get c = { 0 };
	struct db *db = NULL;
	struct err e = a ? store_reader(s, &db) : FAIL(503, M_err_busy);
	struct matter_ids_rows any = { 0 };
	bool found = false;

	if (!e.code)
		e = counter_get(db, a, area, "tally", &c, &found);
	if (!e.code)
		e = matter_ids(db, a, area, 0, 1, &any);
	store_reader_close(db);
	arena_free(a);
	if (e.code || c.value == made_by(store_env(s)))
		return e;
	if (any.n)
		log_event(LOG_INFO, "tally", "counting all figures anew, once");
	return tally_recount(s, area);
}

/* ---- check: counters in a table of our own, open addressing ---- */

struct check {
	struct db *db;
	struct env *env;
	int64_t area;
	struct arena *a, *row;		/* the table's words; cleared per batch */
	struct tally_delta *v;		/* n 0 and kind NULL: free */
	size_t n, room;
	void (*say)(void *ctx, const char *line);
	void *ctx;
	struct tally_report *r;
};

static uint64_t
mix(uint64_t h, uint64_t x)
{
	h ^= x + UINT64_C(0x9e3779b97f4a7c15) + (h << 6) + (h >> 2);
	return h * UINT64_C(0xff51afd7ed558ccd);
}

static uint64_t
mix_text(uint64_t h, const char *s)
{
	for (; *s; s++)
		h = mix(h, (unsigned char)*s);
	return h;
}

static bool
delta_same(const struct tally_delta *x, const struct tally_delta *y)
{
	return x->figure == y->figure && x->month == y->month && x->bucket == y->bucket && x->org == y->org && x->place == y->place &&
		strcmp(x->category, y->category) == 0 && strcmp(x->kind, y->kind) == 0;
}

static struct tally_delta *
slot_of(const struct check *c, const struct tally_delta *x)
{
	uint64_t h = mix_text(mix_text(0, x->kind), x->category);
	size_t i;

	h = mix(mix(mix(mix(mix(h, (uint64_t)x->org), (uint64_t)x->place), (uint64_t)x->month), (uint64_t)x->figure), (uint64_t)x->bucket);
	for (i = (size_t)h & (c->room - 1); c->v[i].kind && !delta_same(&c->v[i], x); i = (i + 1) & (c->room - 1))
		;
	return &c->v[i];
}

static void
table_grow(struct check *c)
{
	struct check old = *c;

	c->room = old.room ? old.room * 2 : 4096;
	c->v = NEWN(c->a, struct tally_delta, c->room);
	for (size_t i = 0; i < old.room; i++)
		if (old.v[i].kind)
			*slot_of(c, &old.v[i]) = old.v[i];
}

static void
table_add(struct check *c, const struct tally_delta *x)
{
	struct tally_delta *s;

	if (c->n * 2 >= c->room)
		table_grow(c);
	s = slot_of(c, x);
	if (!s->kind) {
		*s = *x;
		s->kind = arena_str(c->a, x->kind);
		s->category = arena_str(c->a, x->category);
		s->n = 0;
		c->n++;
	}
	s->n += x->n;
}

static void
fault(struct check *c, const char *line)
{
	c->r->faults++;
	c->say(c->ctx, line);
}

static struct err
matter_check(struct check *c, int64_t id)
{
	struct tally_fact kept = { 0 }, now;
	struct tally_deltas d = { .a = c->row };

	c->r->matters++;
	kept.r.kind = kept.r.category = kept.r.tasks = "";
	TRY(tally_fact_of(c->db, c->row, c->env, c->area, id, &now));
	TRY(tally_fact_get(c->db, c->row, c->area, id, &kept.r, &kept.there));
	if (!tally_fact_same(&kept, &now))
		fault(c, arena_fmt(c->row, "matter %lld: what it counts for is not what is kept", (long long)id));
	tally_counts(&now, 1, &d);
	for (size_t i = 0; i < d.n; i++)
		table_add(c, &d.v[i]);
	return OK;
}

static struct err
matters_check(struct check *c)
{
	int64_t after = 0;

	for (;;) {
		struct matter_ids_rows rows;

		arena_clear(c->row);
		TRY(matter_ids(c->db, c->row, c->area, after, BATCH, &rows));
		if (!rows.n)
			return OK;
		after = rows.v[rows.n - 1].id;
		for (size_t i = 0; i < rows.n; i++)
			TRY(matter_check(c, rows.v[i].id));
	}
}

/* What is kept is taken away: what stays is a difference. */
static struct err
kept_take(struct check *c)
{
	struct stmt *st __attribute__((cleanup(stmt_done))) = NULL;
	bool row;

	TRY(stmt_get(c->db, &sql_tally_all, &st));
	stmt_int(st, 1, c->area);
	for (;;) {
		struct tally_delta x;

		TRY(stmt_step(st, &row));
		if (!row)
			return OK;
		arena_clear(c->row);
		x = (struct tally_delta){ .kind = stmt_col_text(st, 0, c->row), .org = stmt_col_int(st, 1), .place = stmt_col_int(st, 2),
			.category = stmt_col_text(st, 3, c->row), .month = (int)stmt_col_int(st, 4), .bucket = (int)stmt_col_int(st, 6),
			.n = -stmt_col_int(st, 7) };
		if (!tally_find(stmt_col_text(st, 5, c->row), &x.figure)) {
			fault(c, "a counter of an unknown figure");
			continue;
		}
		c->r->counters++;
		table_add(c, &x);
	}
}

static struct err
check_all(struct check *c)
{
	TRY(matters_check(c));
	TRY(kept_take(c));
	for (size_t i = 0; i < c->room; i++) {
		const struct tally_delta *x = &c->v[i];

		if (!x->kind || !x->n)
			continue;
		arena_clear(c->row);
		fault(c, arena_fmt(c->row, "%s of unit %lld, place %lld, category '%s', %d, bucket %d: %lld too %s", tally_name(x->figure),
			(long long)x->org, (long long)x->place, x->category, x->month, x->bucket, (long long)(x->n < 0 ? -x->n : x->n),
			x->n < 0 ? "many" : "few"));
	}
	return arena_failed(c->a) ? FAIL(503, M_err_busy) : OK;
}

struct err
tally_check(struct db *db, struct env *env, int64_t area, void (*say)(void *ctx, const char *line), void *ctx, struct tally_report *ret)
{
	struct check c = { .db = db, .env = env, .area = area, .a = arena_new(), .row = arena_new(), .say = say, .ctx = ctx, .r = ret };
	struct err e;

	*ret = (struct tally_report){ 0 };
	e = c.a && c.row ? db_snapshot_begin(db) : FAIL(503, M_err_busy);
	if (!e.code) {
		e = check_all(&c);
		db_snapshot_end(db);
	}
	arena_free(c.a);
	arena_free(c.row);
	return e;
}
