/* test_sqlc.c - what tools/sqlc makes, run: every kind of statement and every type, NULL, and what failure leaves alone. */
#include "store_help.h"
#include "rows_sql.h"
#include "base_msg.h"

static struct err
fill(struct db *w, void *ctx)
{
	int64_t size = 7, changed = -1;

	TRY(row_add(w, 1, 1, "连心桥", &size, (struct bytes){ (const unsigned char *)"a\0b", 3 }, &changed));
	assert_int_equal(changed, 1);
	TRY(row_add(w, 1, 2, "", NULL, (struct bytes){ 0 }, NULL));
	TRY(row_add_full(w, 1, 3, "empty bytes", (struct bytes){ 0 }, NULL));
	for (int i = 4; i <= 100; i++)
		TRY(row_add(w, 1, i, i % 2 ? "odd" : "even", NULL, (struct bytes){ 0 }, NULL));
	TRY(row_add(w, 2, 1, "other district", NULL, (struct bytes){ 0 }, NULL));
	return OK;
}

static void
test_one(void **state)
{
	struct room *r = *state;
	struct arena *a = arena_new();
	struct row_one row, before;
	struct err e;
	struct db *db;

	assert_ok(store_do(r->s, fill, NULL));
	assert_ok(store_reader(r->s, &db));
	assert_ok(row_one(db, a, 1, 1, &row));
	assert_string_equal(row.text, "连心桥");
	assert_int_equal(row.size, 7);
	assert_false(row.size_null);
	assert_int_equal(row.raw.n, 3);
	assert_memory_equal(row.raw.p, "a\0b", 3);
	assert_null(row.nothing);
	assert_ok(row_one(db, a, 1, 2, &row));
	assert_string_equal(row.text, "");
	assert_true(row.size_null);
	assert_null(row.raw.p);
	assert_ok(row_one(db, a, 1, 3, &row));
	assert_non_null(row.raw.p);
	assert_int_equal(row.raw.n, 0);
	before = row;
	e = row_one(db, a, 1, 999, &row);
	assert_int_equal(e.code, 404);
	assert_int_equal(e.key, M_err_not_found);
	assert_memory_equal(&before, &row, sizeof row);
	store_reader_close(db);
	arena_free(a);
}

static void
test_opt(void **state)
{
	struct room *r = *state;
	struct arena *a = arena_new();
	struct row_opt row = { .id = -5 };
	bool found = true;
	struct db *db;

	assert_ok(store_do(r->s, fill, NULL));
	assert_ok(store_reader(r->s, &db));
	assert_ok(row_opt(db, a, 100, 2, &row, &found));
	assert_false(found);
	assert_int_equal(row.id, -5);
	assert_ok(row_opt(db, a, 1, 2, &row, &found));
	assert_true(found);
	assert_string_equal(row.text, "other district");
	store_reader_close(db);
	arena_free(a);
}

static void
test_many(void **state)
{
	struct room *r = *state;
	struct arena *a = arena_new();
	struct row_short_rows rows;
	int64_t above = 90;
	struct db *db;

	assert_ok(store_do(r->s, fill, NULL));
	assert_ok(store_reader(r->s, &db));
	assert_ok(row_many(db, a, 1, NULL, NULL, &rows));
	assert_int_equal(rows.n, 100);
	for (size_t i = 0; i < rows.n; i++)
		assert_int_equal(rows.v[i].id, i + 1);
	assert_string_equal(rows.v[99].text, "even");
	assert_ok(row_many(db, a, 1, "odd", &above, &rows));
	assert_int_equal(rows.n, 5);
	assert_int_equal(rows.v[0].id, 91);
	assert_ok(row_last(db, a, 1, 2, &rows));
	assert_int_equal(rows.n, 2);
	assert_int_equal(rows.v[0].id, 100);
	assert_ok(row_many(db, a, 3, NULL, NULL, &rows));
	assert_int_equal(rows.n, 0);
	store_reader_close(db);
	arena_free(a);
}

static struct err
change(struct db *w, void *ctx)
{
	struct arena *a = ctx;
	struct row_take row;
	int64_t changed = 0;
	bool found;

	TRY(row_set(w, 1, "new", 95, &changed));
	assert_int_equal(changed, 5);
	TRY(row_set(w, 3, "new", 0, &changed));
	assert_int_equal(changed, 0);
	TRY(row_take(w, a, 1, 100, &row, &found));
	assert_true(found);
	assert_string_equal(row.text, "new");
	TRY(row_take(w, a, 1, 100, &row, &found));
	assert_false(found);
	changed = -3; /* a key twice: an error, and changed is left alone */
	assert_int_not_equal(row_add(w, 1, 1, "again", NULL, (struct bytes){ 0 }, &changed).code, 0);
	assert_int_equal(changed, -3);
	return OK;
}

static void
test_do_and_raw(void **state)
{
	struct room *r = *state;
	struct arena *a = arena_new();
	struct db *db;

	assert_ok(store_do(r->s, fill, NULL));
	assert_ok(store_do(r->s, change, a));
	assert_ok(store_reader(r->s, &db));
	{
		STMT st = NULL;

		assert_int_equal(sql_row_any.params, 1);
		assert_int_equal(sql_row_any.columns, 2);
		assert_ok(stmt_get(db, &sql_row_any, &st));
		stmt_int(st, 1, 1);
		assert_ok(stmt_step(st, NULL));
		assert_int_equal(stmt_col_int(st, 0), 99);
		assert_int_equal(stmt_col_int(st, 1), 99);
	}
	store_reader_close(db);
	arena_free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_one, room_setup, room_teardown),
		cmocka_unit_test_setup_teardown(test_opt, room_setup, room_teardown),
		cmocka_unit_test_setup_teardown(test_many, room_setup, room_teardown),
		cmocka_unit_test_setup_teardown(test_do_and_raw, room_setup, room_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
