/* test_group.c - who shares a group, and numbers that a group adds to: summed up once, forgotten with a failed member or when cleared. */
#include "store_help.h"
#include "base_msg.h"

/* After a group of five, the first two who come back alone make no group of their own; the third is company enough. */
static void
test_waits_for_those_answered_together(void **state)
{
	struct room *r = *state;
	struct store *s = r->s;
	bool together = false;
	int64_t id = 1;

	/* A slow machine may take longer than GROUP_LINGER between two of them. */
	for (int turn = 0; turn < 50 && !together; turn++, id += 10) {
		uint64_t group[4];
		bool enough[4];

		atomic_fetch_add(&s->waiting, 1);
		for (int64_t i = 0; i < 4; i++)
			assert_ok(store_tx(s, note_put, &(struct note){ id + i, "together" }, &group[i]));
		atomic_fetch_sub(&s->waiting, 1);
		assert_ok(store_do(s, note_put, &(struct note){ id + 4, "together" }));
		if (group[3] != group[0])
			continue;
		for (int64_t i = 0; i < 3; i++) {
			assert_ok(store_tx(s, note_put, &(struct note){ id + 5 + i, "back" }, &group[i]));
			pthread_mutex_lock(&s->park);
			enough[i] = s->enough;
			pthread_mutex_unlock(&s->park);
		}
		assert_ok(store_wait(s, group[2]));
		together = group[0] == group[2] && !enough[0] && !enough[1] && enough[2];
	}
	assert_true(together);
}

/* ---- numbers that a group adds to ---- */

/* A note for each key: one that were added twice would meet itself. */
static struct err
note_sum(struct db *w, int64_t id, int64_t n)
{
	char text[24];

	snprintf(text, sizeof(text), "%lld", (long long)n);
	return note_put(w, &(struct note){ id, text });
}

static struct err
some_add(struct db *w, const void *key, size_t nkey, int64_t n)
{
	assert_int_equal(nkey, sizeof(int64_t));
	return note_sum(w, *(const int64_t *)key, n);
}

static struct err
other_add(struct db *w, const void *key, size_t nkey, int64_t n)
{
	return note_sum(w, *(const int64_t *)key + 5, n);
}

static const struct sums some_sums = { some_add }, other_sums = { other_add };

struct adding {
	const struct sums *of;
	int64_t key, n;
	bool none, fail;
};

static struct err
add_tx(struct db *w, void *ctx)
{
	const struct adding *x = ctx;

	if (x->none)
		TRY(store_sum_none(w, x->of, &x->key, sizeof(x->key)));
	TRY(store_sum(w, x->of, &x->key, sizeof(x->key), x->n));
	return x->fail ? FAIL(422, M_err_bad_request) : OK;
}

static void
note_says(struct db *db, int64_t id, const char *text)
{
	sqlite3_stmt *st;

	assert_int_equal(sqlite3_prepare_v2(db->h, "SELECT text FROM note WHERE id = ?", -1, &st, NULL), SQLITE_OK);
	sqlite3_bind_int64(st, 1, id);
	assert_int_equal(sqlite3_step(st), SQLITE_ROW);
	assert_string_equal(sqlite3_column_text(st, 0), text);
	sqlite3_finalize(st);
}

static void
test_sums_once_a_group(void **state)
{
	static const struct adding v[] = {
		{ &some_sums, 1, 2 }, { &some_sums, 2, 7 }, { &some_sums, 1, 100, .fail = true }, { &some_sums, 1, 3 },
		{ &some_sums, 3, 5 }, { &some_sums, 3, 1, .none = true, .fail = true }, { &other_sums, 2, 9 },
		{ &some_sums, 2, 4, .none = true }, { &some_sums, 5, 1 }, { &some_sums, 5, -1 },
	};
	struct room *r = *state;
	bool together = false;
	struct db *db;

	assert_ok(store_reader(r->s, &db));
	for (int64_t turn = 0; turn < 50 && !together; turn++) {
		uint64_t group[COUNT(v)];

		atomic_fetch_add(&r->s->waiting, 1);	/* the section believes that somebody is waiting */
		for (size_t i = 0; i < COUNT(v); i++) {
			struct adding x = v[i];

			x.key += 10 * turn;
			assert_int_equal(store_tx(r->s, add_tx, &x, &group[i]).code, x.fail ? 422 : 0);
		}
		atomic_fetch_sub(&r->s->waiting, 1);
		assert_ok(store_do(r->s, note_put, &(struct note){ 1000 + turn, "end" }));
		together = group[0] == group[COUNT(v) - 1];		/* a slow machine may split them */
		if (!together)
			continue;
		note_says(db, 10 * turn + 1, "5");
		note_says(db, 10 * turn + 2, "4");
		note_says(db, 10 * turn + 3, "5");
		note_says(db, 10 * turn + 7, "9");
		assert_false(note_there(db, 10 * turn + 5));
	}
	assert_true(together);
	store_reader_close(db);
}

#define T(f) cmocka_unit_test_setup_teardown(f, room_setup, room_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(test_waits_for_those_answered_together),
		T(test_sums_once_a_group),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
