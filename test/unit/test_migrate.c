/* test_migrate.c - what happens to the file between two versions of the program, and which files are refused. */
#include "store_help.h"
#include "store_msg.h"

#include <signal.h>
#include <sys/wait.h>

/* small[] and its future: a new version of the program brings one or two steps more. */
static const struct migration *
version(size_t n, const char *text4)
{
	static struct migration t[5];

	memcpy(t, small, sizeof(small));
	t[3] = (struct migration){ 4, "0004_more", text4 };
	t[4] = (struct migration){ 5, "0005_yet_more", "CREATE TABLE yet_more (area INTEGER NOT NULL PRIMARY KEY) STRICT" };
	assert_in_range(n, 1, 5);
	return t;
}

#define MORE "ALTER TABLE note ADD COLUMN more TEXT NOT NULL DEFAULT 'm'; CREATE INDEX note_more ON note (area, more);"

static int
closed_setup(void **state)
{
	struct room *r;

	room_setup(state);
	r = *state;
	assert_ok(store_do(r->s, note_put, &(struct note){ 1, "of the old version" }));
	store_close(r->s);
	r->s = NULL;
	return 0;
}

static struct err
open_version(struct room *r, size_t n, const char *text4)
{
	return store_open_with(&r->s, r->path, &r->env, version(n, text4), n);
}

static void
close_room(struct room *r)
{
	store_close(r->s);
	r->s = NULL;
}

static char *
file_bytes(const char *path, size_t *n)
{
	struct stat st;
	int fd = open(path, O_RDONLY);
	char *p;

	assert_true(fd >= 0);
	fstat(fd, &st);
	*n = (size_t)st.st_size;
	p = malloc(*n + 1);
	assert_int_equal(read(fd, p, *n), *n);
	close(fd);
	return p;
}

/* Opening is refused with this key, and not one byte of the file has changed. */
static void
assert_refused(struct room *r, size_t n, const char *text4, enum msg key)
{
	size_t before_n, after_n;
	char *before = file_bytes(r->path, &before_n), *after;
	struct err e = open_version(r, n, text4);

	assert_int_equal(e.code, 500);
	assert_string_equal(msg_name(e.key), msg_name(key));
	after = file_bytes(r->path, &after_n);
	assert_int_equal(before_n, after_n);
	assert_memory_equal(before, after, before_n);
	free(before);
	free(after);
}

static int64_t
raw(const char *path, const char *sql)
{
	sqlite3_stmt *st;
	sqlite3 *h;
	int64_t v;

	assert_int_equal(sqlite3_open(path, &h), SQLITE_OK);
	if (sqlite3_prepare_v2(h, sql, -1, &st, NULL) != SQLITE_OK)
		fail_msg("%s: %s", sql, sqlite3_errmsg(h));
	v = sqlite3_step(st) == SQLITE_ROW ? sqlite3_column_int64(st, 0) : -1;
	sqlite3_finalize(st);
	sqlite3_close(h);
	return v;
}

static void
test_new_file(void **state)
{
	struct room *r = *state;

	assert_int_equal(raw(r->path, "PRAGMA application_id"), STORE_APPLICATION);
	assert_int_equal(raw(r->path, "PRAGMA user_version"), 3);
	assert_int_equal(raw(r->path, "SELECT count(*) FROM store_migration WHERE done = 1 AND length(hash) = 32"), 3);
	char buf[160];
	assert_int_not_equal(access(room_file(r, buf, ".before-1"), F_OK), 0);	/* nothing to copy */
}

/* New program on an old file: the copy is there, the data too; the old program and the copy are the way back. */
static void
test_upgrade_and_rollback(void **state)
{
	struct room *r = *state;
	char copy[160], side[160];

	room_file(r, copy, ".before-4");
	assert_ok(open_version(r, 5, MORE));
	assert_int_equal(store_schema(r->s), 5);
	assert_int_equal(notes_in(r->s), 1);
	close_room(r);
	assert_int_equal(raw(r->path, "SELECT count(*) FROM note WHERE more = 'm'"), 1);
	assert_int_equal(raw(copy, "PRAGMA user_version"), 3);
	assert_int_equal(raw(copy, "SELECT count(*) FROM store_migration"), 3);
	assert_int_equal(raw(copy, "SELECT count(*) FROM note"), 1);

	/* again, with nothing to do: no further copy, nothing refused */
	assert_ok(open_version(r, 5, MORE));
	assert_ok(store_do(r->s, note_put, &(struct note){ 2, "of the new version" }));
	close_room(r);
	assert_int_not_equal(access(room_file(r, side, ".before-6"), F_OK), 0);

	/* the old program refuses the new file … */
	assert_refused(r, 3, MORE, M_err_store_newer);
	/* … and takes the copy */
	unlink(room_file(r, side, "-wal"));
	unlink(room_file(r, side, "-shm"));
	assert_int_equal(rename(copy, r->path), 0);
	assert_ok(open_version(r, 3, MORE));
	assert_int_equal(notes_in(r->s), 1);
	assert_ok(store_do(r->s, note_put, &(struct note){ 3, "after the rollback" }));
	assert_ok(store_check(r->s));
	close_room(r);

	/* and the second attempt to upgrade works as the first one */
	assert_ok(open_version(r, 5, MORE));
	assert_int_equal(notes_in(r->s), 2);
	close_room(r);
	assert_int_equal(raw(copy, "SELECT count(*) FROM note"), 2);
}

/* A step that fails is undone; the file is as before, without a marker, and the old program goes on. */
static void
test_failing_step(void **state)
{
	static const char *const bad[] = {
		"CREATE TABLE a (x INTEGER) STRICT; CREATE TABLE note (x INTEGER) STRICT;",	/* is there already */
		"CREATE TABLE a (x INTEGER) STRICT; COMMIT; CREATE TABLE b (x INTEGER);",	/* would end our transaction */
		"INSERT INTO reply (area, note) VALUES (1, 4711)",				/* breaks a key */
		"CREATE TABLE a (x INTEGER PRIMARY KEY, y INTEGER REFERENCES a (x) DEFERRABLE INITIALLY DEFERRED) STRICT",
		"CREATE TABLE a (x INTEGER UNIQUE ON CONFLICT /* no */ rollback) STRICT",
		"ATTACH '/dev/shm/other.db' AS other",
		"SELECT no_such_function()",
	};
	struct room *r = *state;

	for (size_t i = 0; i < COUNT(bad); i++) {
		struct err e = open_version(r, 4, bad[i]);

		assert_int_equal(e.code, 500);
		assert_string_equal(msg_name(e.key), "err.store_upgrade");
		assert_int_equal(raw(r->path, "SELECT count(*) FROM sqlite_schema WHERE name IN ('a', 'b')"), 0);
		assert_int_equal(raw(r->path, "PRAGMA user_version"), 3);
		assert_ok(open_version(r, 3, MORE));
		assert_int_equal(notes_in(r->s), 1);
		close_room(r);
	}
	/* the words may stand in comments and texts */
	assert_ok(open_version(r, 4, "-- not DEFERRABLE\n/* no ROLLBACK */ CREATE TABLE a (x TEXT DEFAULT 'deferrable') STRICT"));
}

static void
test_new_file_with_a_failing_step(void **state)
{
	struct room *r = *state;

	unlink(r->path);
	assert_int_equal(open_version(r, 4, "CREATE TABLE note (x INTEGER)").code, 500);
	assert_int_equal(raw(r->path, "SELECT count(*) FROM sqlite_schema"), 0);
	assert_ok(open_version(r, 4, MORE));		/* the next start begins afresh */
	assert_int_equal(store_schema(r->s), 4);
}

static void
test_refused_files(void **state)
{
	struct room *r = *state;
	FILE *f;

	raw(r->path, "UPDATE store_migration SET done = 0 WHERE number = 3");
	assert_refused(r, 3, MORE, M_err_store_half);
	assert_refused(r, 5, MORE, M_err_store_half);
	raw(r->path, "UPDATE store_migration SET done = 1");
	raw(r->path, "PRAGMA user_version=2");
	assert_refused(r, 3, MORE, M_err_store_half);
	raw(r->path, "PRAGMA user_version=3");
	raw(r->path, "UPDATE store_migration SET hash = zeroblob(32) WHERE number = 2");
	assert_refused(r, 3, MORE, M_err_store_altered);
	raw(r->path, "DELETE FROM store_migration WHERE number = 2");
	assert_refused(r, 3, MORE, M_err_store_altered);
	raw(r->path, "DROP TABLE store_migration");
	assert_refused(r, 3, MORE, M_err_store_foreign);
	raw(r->path, "PRAGMA application_id=7");
	assert_refused(r, 3, MORE, M_err_store_foreign);

	f = fopen(r->path, "w");
	assert_true(fprintf(f, "%5000s", "a letter, and no database") > 0);
	fclose(f);
	assert_refused(r, 3, MORE, M_err_store_foreign);
	unlink(r->path);

	struct store *s = NULL;
	struct err e = store_open_with(&s, "/nowhere/q.db", &r->env, small, COUNT(small));
	assert_int_equal(e.key, M_err_store_open);
	assert_null(s);
}

/* While the old program serves, the new one does not change the file under it. */
static void
test_upgrade_waits_for_the_old_program(void **state)
{
	struct room *r = *state;
	struct store *old;
	struct err e;

	assert_ok(store_open_with(&old, r->path, &r->env, small, COUNT(small)));
	sqlite3_busy_timeout(old->writer->h, 10);
	e = open_version(r, 4, MORE);
	assert_int_equal(e.code, 500);
	assert_string_equal(msg_name(e.key), "err.store_in_use");
	assert_ok(store_do(old, note_put, &(struct note){ 9, "still served" }));
	store_close(old);
	assert_ok(open_version(r, 4, MORE));
	assert_int_equal(notes_in(r->s), 2);
}

/* Two programs of one version share the file: a command beside the server. */
static void
test_two_programs(void **state)
{
	struct room *r = *state;
	struct store *server, *command;

	assert_ok(store_open_with(&server, r->path, &r->env, small, COUNT(small)));
	assert_ok(store_open_with(&command, r->path, &r->env, small, COUNT(small)));
	for (int64_t i = 10; i < 60; i += 2) {
		assert_ok(store_do(server, note_put, &(struct note){ i, "s" }));
		assert_ok(store_do(command, note_put, &(struct note){ i + 1, "c" }));
	}
	assert_int_equal(notes_in(server), 51);
	store_close(command);
	assert_ok(store_do(server, note_put, &(struct note){ 99, "s" }));
	store_close(server);
	assert_ok(open_version(r, 3, MORE));
	assert_int_equal(notes_in(r->s), 52);
}

/*
 * kill -9 at any moment of an upgrade: the next start either has the old file, the new one, or refuses with the copy at
 * hand; it never serves a mixture.
 */
static void
test_killed_upgrade(void **state)
{
	struct room *r = *state;
	char copy[160], side[160], step[6000] = "";
	int half = 0, whole = 0;

	for (int i = 0; i < 60; i++)
		snprintf(step + strlen(step), 100, "CREATE TABLE t%d (area INTEGER PRIMARY KEY, x TEXT) STRICT;", i);
	room_file(r, copy, ".before-4");
	for (int turn = 0; turn < 30; turn++) {
		int status;
		pid_t pid = fork();

		if (pid == 0)
			_exit(open_version(r, 5, step).code ? 1 : 0);
		usleep((useconds_t)(turn * 431 % 9000));
		kill(pid, SIGKILL);
		waitpid(pid, &status, 0);
		struct err e = open_version(r, 5, step);
		if (e.code) {
			assert_string_equal(msg_name(e.key), "err.store_half");
			half++;
		} else {
			assert_int_equal(notes_in(r->s), 1);
			assert_ok(store_check(r->s));
			close_room(r);
			whole++;
		}
		unlink(room_file(r, side, "-wal"));
		unlink(room_file(r, side, "-shm"));
		assert_int_equal(rename(copy, r->path), 0);		/* as the sentence says */
		assert_ok(open_version(r, 3, MORE));
		assert_int_equal(notes_in(r->s), 1);
		close_room(r);
	}
	print_message("# killed upgrades: %d refused with the copy at hand, %d whole\n", half, whole);
}

/* kill -9 while the file is made: the next start succeeds, nothing to repair. */
static void
test_killed_creation(void **state)
{
	struct room *r = *state;
	char side[160];

	for (int turn = 0; turn < 30; turn++) {
		int status;
		pid_t pid;

		unlink(r->path);
		unlink(room_file(r, side, "-wal"));
		unlink(room_file(r, side, "-shm"));
		unlink(room_file(r, side, "-journal"));
		pid = fork();
		if (pid == 0)
			_exit(open_version(r, 5, MORE).code ? 1 : 0);
		usleep((useconds_t)(turn * 311 % 6000));
		kill(pid, SIGKILL);
		waitpid(pid, &status, 0);
		assert_ok(open_version(r, 5, MORE));
		assert_ok(store_check(r->s));
		close_room(r);
	}
}

#define T(f) cmocka_unit_test_setup_teardown(f, closed_setup, room_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(test_new_file),
		T(test_upgrade_and_rollback),
		T(test_failing_step),
		T(test_new_file_with_a_failing_step),
		T(test_refused_files),
		T(test_upgrade_waits_for_the_old_program),
		T(test_two_programs),
		T(test_killed_upgrade),
		T(test_killed_creation),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
