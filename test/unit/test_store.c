/* test_store.c - opening, readers, statements, snapshots, backup, check and checkpoint. */
#include "store_help.h"
#include "base_msg.h"
#include "store_msg.h"

#include <pthread.h>

static struct err
put_all_kinds(struct db *w, void *ctx)
{
	static const struct sql add = { "add", "INSERT INTO note (area, id, text, size, raw) VALUES (1, ?1, ?2, ?3, ?4)", 4, 0 };
	struct bytes raw = { (const unsigned char *)"a\0b", 3 }, none = { NULL, 0 };
	STMT st = NULL;

	TRY(stmt_get(w, &add, &st));
	stmt_int(st, 1, INT64_MAX);
	stmt_text(st, 2, "连心桥");
	stmt_int(st, 3, 7);
	stmt_blob(st, 4, raw);
	TRY(stmt_step(st, NULL));
	assert_int_equal(stmt_changes(st), 1);
	stmt_done(&st);
	assert_null(st);
	TRY(stmt_get(w, &add, &st));
	stmt_int(st, 1, 2);
	stmt_text(st, 2, "");
	stmt_null(st, 3);
	stmt_blob(st, 4, none);
	return stmt_step(st, NULL);
}

static void
test_values(void **state)
{
	static const struct sql all = { "all", "SELECT id, text, size, raw FROM note ORDER BY id DESC", 0, 4 };
	struct room *r = *state;
	struct arena *a = arena_new();
	struct db *db;
	STMT st = NULL;
	bool row;

	assert_ok(store_do(r->s, put_all_kinds, NULL));
	assert_ok(store_reader(r->s, &db));
	assert_ok(stmt_get(db, &all, &st));
	assert_ok(stmt_step(st, &row));
	assert_true(row);
	assert_true(stmt_col_int(st, 0) == INT64_MAX);
	assert_string_equal(stmt_col_text(st, 1, a), "连心桥");
	assert_int_equal(stmt_col_int(st, 2), 7);
	assert_int_equal(stmt_col_blob(st, 3, a).n, 3);
	assert_memory_equal(stmt_col_blob(st, 3, a).p, "a\0b", 3);
	assert_ok(stmt_step(st, &row));
	assert_true(row);
	assert_string_equal(stmt_col_text(st, 1, a), "");
	assert_false(stmt_col_null(st, 1));
	assert_true(stmt_col_null(st, 2));
	assert_int_equal(stmt_col_int(st, 2), 0);
	assert_null(stmt_col_blob(st, 3, a).p);
	assert_ok(stmt_step(st, &row));
	assert_false(row);
	stmt_done(&st);
	store_reader_close(db);
	arena_free(a);
}

static void
test_same_statement_twice_at_once(void **state)
{
	struct room *r = *state;
	struct db *db;
	STMT one = NULL;
	STMT two = NULL;

	assert_ok(store_do(r->s, note_put, &(struct note){ 1, "a" }));
	assert_ok(store_do(r->s, note_put, &(struct note){ 2, "b" }));
	assert_ok(store_reader(r->s, &db));
	assert_ok(stmt_get(db, &note_text, &one));
	assert_ok(stmt_get(db, &note_text, &two));
	assert_ptr_not_equal(one, two);
	stmt_int(one, 1, 1);
	stmt_int(two, 1, 2);
	assert_ok(stmt_step(one, NULL));
	assert_ok(stmt_step(two, NULL));
	struct arena *a = arena_new();
	assert_string_equal(stmt_col_text(one, 0, a), "a");
	assert_string_equal(stmt_col_text(two, 0, a), "b");
	arena_free(a);
	stmt_done(&two);
	stmt_done(&one);
	assert_int_equal(db->nused, 1);
	store_reader_close(db);
}

/* More statements than the cache begins with: it grows, and gives back the same ones. */
static void
test_cache_grows(void **state)
{
	static struct sql many[300];
	static char text[300][32];
	struct room *r = *state;
	struct db *db;

	assert_ok(store_reader(r->s, &db));
	for (int turn = 0; turn < 2; turn++) {
		for (int i = 0; i < 300; i++) {
			STMT st = NULL;

			snprintf(text[i], sizeof(text[i]), "SELECT %d", i);
			many[i] = (struct sql){ "many", text[i], 0, 1 };
			assert_ok(stmt_get(db, &many[i], &st));
			assert_ok(stmt_step(st, NULL));
			assert_int_equal(stmt_col_int(st, 0), i);
		}
		assert_int_equal(db->nused, 300);
	}
	store_reader_close(db);
}

/* ctx is the text of any statement. */
static struct err
run_text(struct db *w, void *ctx)
{
	struct sql q = { "text", ctx, 0, 0 };
	struct err e = OK;
	sqlite3_stmt *h;

	if (sqlite3_prepare_v2(w->h, q.text, -1, &h, NULL) != SQLITE_OK)
		return db_err(w, sqlite3_extended_errcode(w->h), q.name);
	if (sqlite3_step(h) == SQLITE_ERROR || sqlite3_extended_errcode(w->h) % 256 == SQLITE_CONSTRAINT)
		e = db_err(w, sqlite3_extended_errcode(w->h), q.name);
	sqlite3_finalize(h);
	return e;
}

static void
test_errors_have_their_codes(void **state)
{
	struct room *r = *state;
	static const struct {
		const char *sql;
		int code;
		enum msg key;
	} rows[] = {
		{ "INSERT INTO note (area, id, text) VALUES (1, 1, 'a')", 0, M_NONE },
		{ "INSERT INTO note (area, id, text) VALUES (1, 1, 'b')", 409, M_err_stale },
		{ "INSERT INTO reply (area, note) VALUES (1, 99)", 409, M_err_stale },
		{ "INSERT INTO note (area, id, text) VALUES (1, 2, NULL)", 500, M_err_server },
		{ "INSERT INTO note (area, id, text, size) VALUES (1, 2, 'c', -1)", 500, M_err_server },
		{ "INSERT INTO note (area, id, text) VALUES (1, 'two', 'c')", 500, M_err_server },
		{ "INSERT INTO no_such (a) VALUES (1)", 500, M_err_server },
		/* the authorizer: a serving connection changes no schema, no switch, and opens no other file */
		{ "CREATE TABLE x (a)", 500, M_err_server },
		{ "DROP TABLE note", 500, M_err_server },
		{ "PRAGMA synchronous=OFF", 500, M_err_server },
		{ "ATTACH '/tmp/x' AS x", 500, M_err_server },
		{ "SELECT load_extension('x')", 500, M_err_server },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct err e = store_do(r->s, run_text, (void *)rows[i].sql);

		if (e.code != rows[i].code || (e.code && e.key != rows[i].key))
			fail_msg("%s: %d %s", rows[i].sql, e.code, msg_name(e.key));
	}
	assert_int_equal(notes_in(r->s), 1);
}

static void
test_reader_cannot_write(void **state)
{
	struct room *r = *state;
	struct db *db;
	STMT st = NULL;

	assert_ok(store_reader(r->s, &db));
	assert_ok(stmt_get(db, &note_add, &st));
	stmt_int(st, 1, 1);
	stmt_text(st, 2, "x");
	assert_int_equal(stmt_step(st, NULL).code, 500);
	stmt_done(&st);
	store_reader_close(db);
	assert_int_equal(notes_in(r->s), 0);
}

static void
test_snapshot(void **state)
{
	struct room *r = *state;
	struct db *db;

	assert_ok(store_reader(r->s, &db));
	assert_ok(db_snapshot_begin(db));
	assert_ok(db_snapshot_begin(db));		/* they nest */
	assert_false(note_there(db, 1));
	assert_ok(store_do(r->s, note_put, &(struct note){ 1, "a" }));
	assert_false(note_there(db, 1));
	db_snapshot_end(db);
	assert_false(note_there(db, 1));
	db_snapshot_end(db);
	assert_true(note_there(db, 1));
	store_reader_close(db);
}

static void
test_file_is_private_and_reopens(void **state)
{
	struct room *r = *state;
	struct stat st;
	char buf[160];

	assert_int_equal(store_schema(r->s), 3);
	assert_ptr_equal(store_env(r->s), &r->env);
	assert_ok(store_do(r->s, note_put, &(struct note){ 1, "a" }));
	assert_int_equal(stat(r->path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(stat(room_file(r, buf, "-wal"), &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	store_close(r->s);
	assert_ok(store_open_with(&r->s, r->path, &r->env, small, COUNT(small)));
	assert_int_equal(notes_in(r->s), 1);
}

struct stream {
	struct store *s;
	atomic_bool stop;
	atomic_int written;
};

/* Pairs: a note and its reply in one section. A copy that has one without the other is not consistent. */
static struct err
put_pair(struct db *w, void *ctx)
{
	static const struct sql reply_add = { "reply_add", "INSERT INTO reply (area, note) VALUES (1, ?1)", 1, 0 };
	struct note *n = ctx;
	STMT st = NULL;

	TRY(note_put(w, n));
	TRY(stmt_get(w, &reply_add, &st));
	stmt_int(st, 1, n->id);
	return stmt_step(st, NULL);
}

static void *
write_pairs(void *arg)
{
	struct stream *x = arg;
	uint64_t group = 0;

	for (int64_t i = 1; !atomic_load(&x->stop); i++) {
		if (store_tx(x->s, put_pair, &(struct note){ i, "一段不太短的文字，用来让文件长大一些" }, &group).code)
			abort();
		if (i % 16 == 0 && store_wait(x->s, group).code)
			abort();
		atomic_fetch_add(&x->written, 1);
	}
	if (store_wait(x->s, group).code)		/* whoever counts afterwards counts what is on disk */
		abort();
	return NULL;
}

static void
test_backup_while_serving(void **state)
{
	static const struct sql odd = { "odd", "SELECT count(*), (SELECT count(*) FROM reply) FROM note", 0, 2 };
	struct room *r = *state;
	struct stream x = { .s = r->s };
	char buf[160];
	pthread_t t;

	assert_int_equal(pthread_create(&t, NULL, write_pairs, &x), 0);
	while (atomic_load(&x.written) < 200)
		usleep(1000);
	for (int i = 0; i < 3; i++) {
		struct store *copy;
		struct stat st;
		struct db *db;
		int had = atomic_load(&x.written);

		assert_ok(store_backup(r->s, room_file(r, buf, ".copy")));
		assert_int_equal(stat(buf, &st), 0);
		assert_int_equal(st.st_mode & 0777, 0600);
		assert_int_equal(store_backup(r->s, buf).code, 409);
		assert_ok(store_open_with(&copy, buf, &r->env, small, COUNT(small)));
		assert_ok(store_check(copy));
		assert_ok(store_reader(copy, &db));
		{
			STMT q = NULL;

			assert_ok(stmt_get(db, &odd, &q));
			assert_ok(stmt_step(q, NULL));
			assert_true(stmt_col_int(q, 0) >= had - 16);	/* all that was durable when it began */
			assert_int_equal(stmt_col_int(q, 0), stmt_col_int(q, 1));
		}
		store_reader_close(db);
		store_close(copy);
		unlink(buf);
	}
	atomic_store(&x.stop, true);
	pthread_join(t, NULL);
	assert_int_equal(notes_in(r->s), atomic_load(&x.written));
	assert_int_equal(store_backup(r->s, "/nowhere/copy.db").code, 500);
}

static void
test_check_finds_damage(void **state)
{
	struct room *r = *state;
	char junk[512];
	int fd;

	for (int64_t i = 1; i <= 2000; i++)
		assert_ok(store_do(r->s, note_put, &(struct note){ i, "filling filling filling filling filling filling" }));
	assert_ok(store_checkpoint(r->s));
	assert_ok(store_check(r->s));
	store_close(r->s);
	r->s = NULL;
	fd = open(r->path, O_WRONLY);
	memset(junk, 0xa5, sizeof(junk));
	for (off_t at = 4096 * 20; at < 4096 * 30; at += 4096)
		assert_int_equal(pwrite(fd, junk, sizeof(junk), at), sizeof(junk));
	close(fd);
	assert_ok(store_open_with(&r->s, r->path, &r->env, small, COUNT(small)));
	struct err e = store_check(r->s);
	assert_int_equal(e.code, 500);
	assert_int_equal(e.key, M_err_store_damaged);
}

static void
test_checkpoint_empties_the_log(void **state)
{
	struct room *r = *state;
	struct stat st;
	struct db *db;
	char buf[160];

	assert_ok(store_do(r->s, note_put, &(struct note){ 1, "a" }));
	assert_int_equal(stat(room_file(r, buf, "-wal"), &st), 0);
	assert_true(st.st_size > 0);
	assert_ok(store_reader(r->s, &db));
	assert_ok(db_snapshot_begin(db));
	assert_true(note_there(db, 1));
	assert_ok(store_do(r->s, note_put, &(struct note){ 2, "b" }));
	assert_int_equal(store_checkpoint(r->s).code, 503);	/* a reader still looks at the log */
	db_snapshot_end(db);
	store_reader_close(db);
	assert_ok(store_checkpoint(r->s));
	assert_int_equal(stat(buf, &st), 0);
	assert_int_equal(st.st_size, 0);
}

/* The background thread keeps the log small under steady writing. */
static void
test_log_stays_small(void **state)
{
	struct room *r = *state;
	char text[3000], buf[160];
	struct stat st;
	uint64_t group = 0;

	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	for (int64_t i = 1; i <= 20000; i++) {
		assert_ok(store_tx(r->s, note_put, &(struct note){ i, text }, &group));
		if (i % 8 == 0)
			assert_ok(store_wait(r->s, group));
	}
	assert_ok(store_wait(r->s, group));
	assert_int_equal(stat(room_file(r, buf, "-wal"), &st), 0);
	assert_true(st.st_size < 70 * 1024 * 1024);
	assert_int_equal(notes_in(r->s), 20000);
}

static void
test_real_schema_opens(void **state)
{
	struct room r;
	char cmd[128];

	room_make(&r);
	assert_ok(store_open(&r.s, r.path, &r.env));
	assert_int_equal(store_schema(r.s), (int)migration_count);
	assert_ok(store_check(r.s));
	store_close(r.s);
	store_close(NULL);
	snprintf(cmd, sizeof(cmd), "rm -rf '%s'", r.dir);
	assert_int_equal(system(cmd), 0);
}

/* The number stays while nothing is written, whatever is read and copied back, and is another one after each commit, by whoever. */
static void
test_version(void **state)
{
	struct room *r = *state;
	struct note n = { 1, "a" };
	uint32_t was = store_version(r->s), now;
	sqlite3 *other;
	struct db *db;

	assert_non_null(r->s->version);
	assert_ok(store_reader(r->s, &db));
	assert_int_equal(notes_in(r->s), 0);
	assert_int_equal(store_version(r->s), was);
	assert_ok(store_do(r->s, note_put, &n));
	now = store_version(r->s);
	assert_int_not_equal(now, was);
	assert_true(note_there(db, 1));
	assert_ok(store_checkpoint(r->s));
	assert_int_equal(store_version(r->s), now);
	assert_int_equal(store_do(r->s, note_put, &n).code, 409);	/* undone: nothing was written */
	assert_int_equal(store_version(r->s), now);
	assert_int_equal(sqlite3_open(r->path, &other), SQLITE_OK);
	assert_int_equal(sqlite3_exec(other, "INSERT INTO note (area, id, text) VALUES (1, 2, 'b')", NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_close(other), SQLITE_OK);
	assert_int_not_equal(store_version(r->s), now);
	store_reader_close(db);
}

#define T(f) cmocka_unit_test_setup_teardown(f, room_setup, room_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(test_values),
		T(test_same_statement_twice_at_once),
		T(test_cache_grows),
		T(test_errors_have_their_codes),
		T(test_reader_cannot_write),
		T(test_snapshot),
		T(test_file_is_private_and_reopens),
		T(test_backup_while_serving),
		T(test_check_finds_damage),
		T(test_checkpoint_empties_the_log),
		T(test_log_stays_small),
		T(test_version),
		cmocka_unit_test(test_real_schema_opens),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
