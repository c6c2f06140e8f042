/*
 * finance_book.c - the handbook kept between requests. Rules that came together share their memory: a batch, freed when none of them is
 * in the book and nobody holds one. What differs from the book is found by reading what is in force, once after each change.
 */
#include "services/finance/finance_book.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "base/shelf.h"
#include "base_msg.h"
#include "services/finance/finance_product.h"

#define SINGLY 64			/* so many new versions are read one by one, more in one statement */

struct fin_batch {
	struct arena *a;
	atomic_size_t holders;		/* rows in the book, and who holds one beyond it */
};

struct kept {
	struct fin_book b;
	pthread_rwlock_t lock;		/* of all below and in b */
	int64_t stamp;			/* fin_book.stamp it was brought to */
	int32_t day;
	bool filled;			/* false: nothing, or half of it; to be made anew */
	uint32_t room, used;		/* of b.rows: room for; numbers below used were given */
	uint32_t *order;
	uint32_t *numbers;		/* n of them, in the order of product and version */
	size_t dead;			/* rows dropped whose memory others of their batch keep */
};

static struct shelf books = SHELF_INIT;

/* ---- memory ---- */

static void
batch_leave(void *arg)
{
	struct fin_batch *t = arg;

	if (atomic_fetch_sub(&t->holders, 1) > 1)
		return;
	arena_free(t->a);
	free(t);
}

void
fin_book_hold(struct arena *a, const struct fin_book_row *r)
{
	atomic_fetch_add(&r->batch->holders, 1);
	arena_at_end(a, batch_leave, r->batch);
}

static void
row_drop(struct kept *k, uint32_t number)
{
	struct fin_book_row *r = k->b.rows[number];

	k->b.rows[number] = NULL;
	k->b.ix.v[number] = NULL;
	k->dead++;
	batch_leave(r->batch);
}

static void
empty(struct kept *k)
{
	for (uint32_t i = 0; i < k->used; i++)
		if (k->b.rows[i])
			row_drop(k, i);
	match_free(k->b.ix.x);
	k->b.ix.x = NULL;
	k->b.ix.size = k->used = 0;
	k->b.n = k->dead = 0;
	k->filled = false;
}

static void
kept_end(void *thing)
{
	struct kept *k = thing;

	empty(k);
	pthread_rwlock_destroy(&k->lock);
	free(k->b.rows);
	free(k->b.ix.v);
	free(k->order);
	free(k->numbers);
}

static struct err
kept_make(void *ctx, struct arena *a, void **ret)
{
	struct kept *k = NEW(a, struct kept);

	(void)ctx;
	if (arena_failed(a) || pthread_rwlock_init(&k->lock, NULL) != 0)
		return FAIL(503, M_err_busy);
	*ret = k;
	return OK;
}

/* Room for that many numbers and rows. The old arrays stay good when there is none. */
static bool
room(struct kept *k, size_t want)
{
	uint32_t n = k->room ? k->room : 64;
	struct fin_book_row **rows;
	const struct fin_rule **rules;
	uint32_t *order, *numbers;

	if (want <= k->room)
		return true;
	while (n < want)
		n *= 2;
	rows = realloc(k->b.rows, n * sizeof(struct fin_book_row *));
	k->b.rows = rows ? rows : k->b.rows;
	rules = realloc(k->b.ix.v, n * sizeof(struct fin_rule *));
	k->b.ix.v = rules ? rules : k->b.ix.v;
	order = realloc(k->order, n * sizeof(*order));
	k->order = order ? order : k->order;
	numbers = realloc(k->numbers, n * sizeof(*numbers));
	k->numbers = numbers ? numbers : k->numbers;
	if (!rows || !rules || !order || !numbers)
		return false;
	k->b.order = order;
	k->room = n;
	return true;
}

/* ---- what is new ---- */

struct bringing {
	struct kept *k;
	struct db *db;
	struct arena *once;
	int64_t area;
	int32_t day;
	struct fin_book_rows_rows rows;		/* what is in force */
	bool *had;				/* of each, whether the book has it */
	size_t fresh;
	uint32_t *at;				/* its number */
	struct fin_batch *batch;
	struct feel_names *names;
};

static int
beside(const struct fin_book_row *have, const struct fin_book_rows *want)
{
	if (have->number != want->number)
		return have->number < want->number ? -1 : 1;
	return have->version < want->id ? -1 : have->version > want->id;
}

/* Both in the same order: rows of the book that are in force no more leave, those that stay are found. */
static void
part(struct bringing *w)
{
	struct kept *k = w->k;
	size_t have = 0, want = 0;

	w->had = NEWN(w->once, bool, w->rows.n + 1);
	w->at = NEWN(w->once, uint32_t, w->rows.n + 1);
	while (have < k->b.n || want < w->rows.n) {
		uint32_t number = have < k->b.n ? k->numbers[have] : 0;
		int c = have == k->b.n ? 1 : want == w->rows.n ? -1 : beside(k->b.rows[number], &w->rows.v[want]);

		if (c < 0) {
			fin_index_drop(&k->b.ix, number);
			row_drop(k, number);
		} else if (c == 0) {
			w->had[want] = true;
			w->at[want] = number;
		} else {
			w->fresh++;
		}
		have += c <= 0;
		want += c >= 0;
	}
}

static struct err
row_make(struct bringing *w, const struct fin_book_rows *r, const struct fin_condition_row *v, size_t n, uint32_t number)
{
	struct fin_terms t = { r->cap, r->formula, r->grades, r->term_min, r->term_max };
	struct fin_book_row *row = NEW(w->batch->a, struct fin_book_row);
	struct fin_cond own[FIN_CONDITIONS];
	struct feel_error e;
	const char *bad;

	n = n < FIN_CONDITIONS ? n : FIN_CONDITIONS;
	TRY(fin_conds_read(v, n, own));
	*row = (struct fin_book_row){ .version = r->id, .number = r->number, .cost = r->cost, .batch = w->batch };
	if (!fin_rule_make(w->batch->a, w->names, &t, own, n, &row->rule, &bad, &e))
		return FAIL(500, M_err_server);
	w->k->b.rows[number] = row;
	w->k->b.ix.v[number] = &row->rule;
	atomic_fetch_add(&w->batch->holders, 1);
	return OK;
}

/* A number nobody has: one that was dropped, or the next. */
static uint32_t
number_new(struct kept *k, uint32_t *from)
{
	while (*from < k->used && k->b.rows[*from])
		++*from;
	if (*from == k->used) {
		k->b.rows[k->used] = NULL;
		k->b.ix.v[k->used++] = NULL;
		k->b.ix.size = k->used;
	}
	return (*from)++;
}

/* The rules that are new, compiled; with few of them each is asked for by itself. */
static struct err
rows_new(struct bringing *w)
{
	struct fin_condition_row_rows all = { 0 };
	bool singly = w->fresh <= SINGLY;
	uint32_t from = 0;
	size_t c = 0;

	if (!singly)
		TRY(fin_condition_force(w->db, w->batch->a, w->area, w->day, &all));
	for (size_t i = 0; i < w->rows.n; i++) {
		const struct fin_condition_row *v = all.v ? all.v + c : NULL;
		size_t n = 0;

		for (; !singly && c < all.n && all.v[c].version == w->rows.v[i].id; c++)
			n++;
		if (w->had[i])
			continue;
		if (singly) {
			struct fin_condition_row_rows one;

			TRY(fin_condition_list(w->db, w->batch->a, w->area, w->rows.v[i].id, &one));
			v = one.v;
			n = one.n;
		}
		w->at[i] = number_new(w->k, &from);
		TRY(row_make(w, &w->rows.v[i], v, n, w->at[i]));
	}
	return arena_failed(w->batch->a) ? FAIL(503, M_err_busy) : OK;
}

static bool
index_new(struct bringing *w)
{
	struct kept *k = w->k;
	bool fine = true;

	if (!k->b.ix.x) {
		k->b.ix.x = fin_index_new();
		return k->b.ix.x && fin_index_build(&k->b.ix, w->once);
	}
	for (size_t i = 0; fine && i < w->rows.n; i++)
		if (!w->had[i])
			fine = fin_index_put(&k->b.ix, w->once, w->at[i], k->b.ix.v[w->at[i]]);
	return fine;
}

static int
by_cost(const void *x, const void *y, void *ctx)
{
	struct fin_book_row *const *rows = ctx;
	const struct fin_book_row *a = rows[*(const uint32_t *)x], *b = rows[*(const uint32_t *)y];

	if (a->cost != b->cost)
		return a->cost < b->cost ? -1 : 1;
	if (a->number != b->number)
		return a->number < b->number ? -1 : 1;
	return a->version < b->version ? -1 : a->version > b->version;
}

static struct err
bring_parts(struct bringing *w)
{
	struct kept *k = w->k;

	if (k->dead > k->b.n / 2 + SINGLY)
		empty(k);
	k->filled = false;
	TRY(fin_book_rows(w->db, w->once, w->area, w->day, &w->rows));
	if (!room(k, k->used + w->rows.n))
		return FAIL(503, M_err_busy);
	part(w);
	TRY(rows_new(w));
	if (arena_failed(w->once) || !index_new(w))
		return FAIL(503, M_err_busy);
	k->b.asked = 0;
	for (size_t i = 0; i < w->rows.n; i++) {
		k->numbers[i] = k->order[i] = w->at[i];
		k->b.asked |= k->b.ix.v[w->at[i]]->uses;
	}
	k->b.n = w->rows.n;
	if (k->b.n)
		qsort_r(k->order, k->b.n, sizeof(*k->order), by_cost, k->b.rows);
	k->filled = true;
	return OK;
}

/* The lock is held for writing. What failed half way is thrown away: the next who asks makes it anew. */
static struct err
bring(struct kept *k, struct db *db, int64_t area, int32_t day, int64_t stamp)
{
	struct bringing w = { .k = k, .db = db, .area = area, .day = day, .once = arena_new(), .batch = malloc(sizeof(*w.batch)) };
	struct err e = FAIL(503, M_err_busy);

	if (!w.once || !w.batch || !(w.batch->a = arena_new())) {
		arena_free(w.once);
		free(w.batch);
		return e;
	}
	atomic_init(&w.batch->holders, 1);		/* ours, while it is filled */
	w.names = fin_names(w.batch->a);
	e = bring_parts(&w);
	if (e.code)
		empty(k);
	k->stamp = stamp;
	k->day = day;
	batch_leave(w.batch);
	arena_free(w.once);
	return e;
}

struct err
fin_book_use(struct db *db, struct arena *a, int64_t area, int32_t day, fin_book_fn *use, void *ctx)
{
	struct fin_book_stamp row = { 0 };
	const void *thing;
	struct kept *k;
	struct err e = OK;
	bool found;

	TRY(fin_book_stamp(db, a, area, &row, &found));
	TRY(shelf_take(&books, a, arena_fmt(a, "handbook %lld", (long long)area), kept_make, kept_end, NULL, &thing));
	k = (struct kept *)(uintptr_t)thing;
	pthread_rwlock_rdlock(&k->lock);
	if (!k->filled || k->stamp != row.stamp || k->day != day) {
		pthread_rwlock_unlock(&k->lock);
		pthread_rwlock_wrlock(&k->lock);
		if (!k->filled || k->stamp != row.stamp || k->day != day)
			e = bring(k, db, area, day, row.stamp);
	}
	if (!e.code)
		e = use(ctx, a, &k->b);
	pthread_rwlock_unlock(&k->lock);
	return e;
}

void
fin_book_forget(void)
{
	shelf_clear(&books);
}
