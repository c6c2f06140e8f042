/*
 * test_book.c - the handbook kept between requests beside one read anew from the rows: products that come into force, are replaced,
 * withdrawn, begin and end on a day, one by one and many at once; and readers who ask while it changes.
 */
#include "store_help.h"

#include <pthread.h>
#include <stdatomic.h>

#include "people/people.h"
#include "services/finance/finance_match.h"
#include "services/finance/finance_product.h"

#define AREA  120106
#define START INT64_C(1700000000000000)
#define DAY   19675

static struct {
	char dir[64], path[96];
	struct env env;
	struct store *s;
	struct db *db;
	struct arena *a;
	int64_t org;
	uint64_t seed;
} h;

static int
lot(int n)
{
	h.seed ^= h.seed << 13;
	h.seed ^= h.seed >> 7;
	h.seed ^= h.seed << 17;
	return (int)((h.seed >> 9) % (uint64_t)n);
}

static struct err
org_tx(struct db *w, void *ctx)
{
	static const struct org bank = { .code = "bank", .kind = "bank", .zh = "银行", .en = "Bank", .phone = "", .email = "" };

	(void)ctx;
	return org_put(w, &h.env, AREA, &bank, &h.org);
}

static int
begin(void **state)
{
	memset(&h, 0, sizeof(h));
	h.seed = 88172645463325252u;
	snprintf(h.dir, sizeof(h.dir), "%s/qiao-test-XXXXXX", access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
	assert_non_null(mkdtemp(h.dir));
	snprintf(h.path, sizeof(h.path), "%s/q.db", h.dir);
	env_init(&h.env);
	h.env.fixed = START;
	h.a = arena_new();
	assert_ok(store_open(&h.s, h.path, &h.env));
	assert_ok(store_reader(h.s, &h.db));
	assert_ok(store_do(h.s, org_tx, NULL));
	return 0;
}

static int
end(void **state)
{
	char cmd[128];

	arena_free(h.a);
	fin_book_forget();
	store_reader_close(h.db);
	store_close(h.s);
	snprintf(cmd, sizeof(cmd), "rm -rf '%s'", h.dir);
	return system(cmd);
}

/* ---- products by lot ---- */

struct putting {
	int64_t version;
	size_t n;
	int32_t from, to;
};

static struct err
product_put(struct db *w, const struct fin_by *by, int64_t version, int32_t from, int32_t to)
{
	static const char *const formulas[] = { "", "", "10 * 近12个月纳税额（万元）" }, *const grades[] = { "", "A=90,B=40", "" };
	struct fin_product *p = NEW(h.a, struct fin_product);
	const char *bad;

	TRY(fin_product_load(w, h.a, AREA, version, p));
	p->r.class = "credit";
	p->r.cap = (int64_t)(10 + lot(90)) * 1000000;
	p->r.formula = formulas[lot(3)];
	p->r.grades = grades[lot(3)];
	p->r.term_min = 1;
	p->r.term_max = 6 + lot(30);
	p->r.rate_low = p->r.rate_high = 300 + lot(200);
	p->r.from_day = from;
	p->r.to_day = to;
	p->nown = (size_t)lot(3);
	for (size_t i = 0; i < p->nown; i++) {
		struct fin_cond *c = &p->own[i];

		*c = (struct fin_cond){ .field = lot(2) ? F_AGE : F_GRADE, .label_zh = "", .label_en = "" };
		c->op = c->field == F_AGE ? OP_GE : lot(2) ? OP_IN : OP_NOT_IN;
		assert_true(fin_cond_make(h.a, c, c->field == F_AGE ? arena_fmt(h.a, "%d", lot(5)) : lot(2) ? "A,B" : "M", &bad));
	}
	TRY(fin_version_save(w, by, p, true));
	return fin_version_answer(w, by, version, true, "");
}

static struct err
new_tx(struct db *w, void *ctx)
{
	const struct putting *x = ctx;
	const struct fin_by by = { h.a, &h.env, AREA, 1, h.org };

	for (size_t i = 0; i < x->n; i++) {
		int64_t version;

		TRY(fin_product_new(w, &by, &version));
		TRY(product_put(w, &by, version, x->from, x->to));
	}
	return OK;
}

static struct err
again_tx(struct db *w, void *ctx)
{
	const struct putting *x = ctx;
	const struct fin_by by = { h.a, &h.env, AREA, 1, h.org };
	struct fin_product *p = NEW(h.a, struct fin_product);
	int64_t version;

	TRY(fin_product_load(w, h.a, AREA, x->version, p));
	TRY(fin_version_new(w, &by, p->r.product, &version));
	return product_put(w, &by, version, DAY, 0);
}

static struct err
end_tx(struct db *w, void *ctx)
{
	const struct putting *x = ctx;
	const struct fin_by by = { h.a, &h.env, AREA, 1, h.org };

	return fin_version_end(w, &by, x->version);
}

/* ---- beside the rows ---- */

static void
firm(struct value *facts)
{
	assert_int_equal(fin_facts_read(h.a, arena_fmt(h.a, "amount=%d\nterm=%d\nage=%d\n%s%s", 5 + lot(80), 1 + lot(30), lot(6),
		lot(4) ? "tax=3\n" : "", lot(4) ? "grade=B\n" : ""), facts), 0);
}

/* Every product in force read and asked by itself; its place in the answer; nothing else in it. */
static size_t
same(int32_t day)
{
	struct fin_book_rows_rows rows;
	struct value facts[F_COUNT];
	struct fin_match m, few;
	size_t count[FIT_COUNT] = { 0 }, at[FIT_COUNT] = { 0 };

	firm(facts);
	assert_ok(fin_match(h.db, h.a, &h.env, AREA, day, facts, SIZE_MAX, &m));
	assert_ok(fin_match(h.db, h.a, &h.env, AREA, day, facts, 3, &few));
	assert_ok(fin_book_rows(h.db, h.a, AREA, day, &rows));
	assert_int_equal(m.all, rows.n);
	for (size_t i = 0; i < rows.n; i++) {
		struct fin_product *p = NEW(h.a, struct fin_product);
		struct fin_rule rule;
		struct fin_fit fit;
		size_t k = 0;

		assert_ok(fin_product_load(h.db, h.a, AREA, rows.v[i].id, p));
		assert_ok(fin_product_rule(h.a, fin_names(h.a), p, &rule));
		fin_fit(h.a, &h.env, &rule, facts, &fit);
		count[fit.class]++;
		while (k < m.n[fit.class] && m.rows[fit.class][k].r->id != p->r.id)
			k++;
		assert_true(k < m.n[fit.class]);
		assert_int_equal(m.rows[fit.class][k].fit->failed, fit.failed);
		assert_int_equal(m.rows[fit.class][k].fit->n, fit.n);
	}
	for (int c = 0; c < FIT_COUNT; c++) {
		assert_int_equal(m.count[c], count[c]);
		assert_int_equal(m.n[c], count[c]);
		assert_int_equal(few.count[c], count[c]);
		assert_int_equal(few.n[c], count[c] < 3 ? count[c] : 3);
		for (; at[c] < few.n[c]; at[c]++)
			assert_int_equal(few.rows[c][at[c]].r->id, m.rows[c][at[c]].r->id);
		for (size_t i = 1; c != FIT_NOT && i < m.n[c]; i++)
			assert_true(m.rows[c][i - 1].r->rate_low <= m.rows[c][i].r->rate_low);
	}
	return m.all;
}

static void
as_the_rows(void **state)
{
	struct putting x = { .n = 80, .from = DAY };
	struct putting later = { .n = 2, .from = DAY + 3, .to = DAY + 4 };

	assert_int_equal(same(DAY), 0);
	assert_ok(store_do(h.s, new_tx, &x));
	assert_int_equal(same(DAY), 80);
	assert_ok(store_do(h.s, new_tx, &later));
	assert_int_equal(same(DAY), 80);
	assert_int_equal(same(DAY + 3), 82);
	assert_int_equal(same(DAY + 5), 80);
	assert_int_equal(same(DAY), 80);		/* whoever asks with an older day gets that day's */
	for (int i = 0; i < 160; i++) {			/* more than the book holds: its memory is made anew in between */
		struct fin_book_rows_rows rows;

		assert_ok(fin_book_rows(h.db, h.a, AREA, DAY, &rows));
		x.version = rows.v[lot((int)rows.n)].id;
		x.n = 1;
		assert_ok(store_do(h.s, i % 8 == 7 ? end_tx : i % 8 == 3 ? new_tx : again_tx, &x));
		if (i % 5 == 0)
			same(DAY);
		if (i % 16 == 0)
			arena_clear(h.a);
	}
	same(DAY);
}

/* ---- while it changes ---- */

static atomic_bool stop;

struct reading {
	struct db *db;
	size_t asked, wrong;
};

/* Counts add up, and rules stay readable after the book has moved on. */
static void *
read_on(void *arg)
{
	struct reading *r = arg;
	struct arena *a = arena_new();

	while (!atomic_load(&stop)) {
		struct value facts[F_COUNT];
		struct fin_match m;
		size_t all = 0;

		r->wrong += fin_facts_read(a, "amount=40\nterm=12\nage=2\ngrade=B\ntax=3", facts) != 0;
		r->wrong += fin_match(r->db, a, &h.env, AREA, DAY, facts, 10, &m).code != 0;
		for (int c = 0; c < FIT_COUNT; c++) {
			all += m.count[c];
			for (size_t i = 0; i < m.n[c]; i++)
				for (size_t k = 0; k < m.rows[c][i].fit->n; k++)
					r->wrong += !*fin_cond_words(a, LANG_EN, m.rows[c][i].fit->v[k].c);
		}
		r->wrong += all != m.all || all < 40;
		r->asked++;
		arena_clear(a);
	}
	arena_free(a);
	return NULL;
}

static void
while_it_changes(void **state)
{
	struct reading r[3] = { { 0 } };
	pthread_t t[COUNT(r)];
	struct putting x = { .n = 60, .from = DAY };

	assert_ok(store_do(h.s, new_tx, &x));
	atomic_store(&stop, false);
	for (size_t i = 0; i < COUNT(r); i++) {
		assert_ok(store_reader(h.s, &r[i].db));
		assert_int_equal(pthread_create(&t[i], NULL, read_on, &r[i]), 0);
	}
	for (int i = 0; i < 60; i++) {
		struct fin_book_rows_rows rows;

		assert_ok(fin_book_rows(h.db, h.a, AREA, DAY, &rows));
		x.version = rows.v[lot((int)rows.n)].id;
		assert_ok(store_do(h.s, again_tx, &x));
	}
	atomic_store(&stop, true);
	for (size_t i = 0; i < COUNT(r); i++) {
		assert_int_equal(pthread_join(t[i], NULL), 0);
		store_reader_close(r[i].db);
		assert_int_equal(r[i].wrong, 0);
		assert_true(r[i].asked > 0);
	}
	same(DAY);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test_setup_teardown(as_the_rows, begin, end),
		cmocka_unit_test_setup_teardown(while_it_changes, begin, end) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
