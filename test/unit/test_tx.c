/* test_tx.c - the write section: groups, parked answers, a member's failure, lost groups, a dying disk, kill -9. */
#include "store_help.h"
#include "base_msg.h"

#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>

/* ---- many writers, parked answers ---- */

enum { THREADS = 8, EACH = 400 };

struct answer {
	atomic_int calls;
	bool durable;
	atomic_int *left;
};

struct writer {
	struct store *s;
	int number;
	struct answer *answers;		/* EACH of them */
	pthread_t thread;
};

static void
answer_done(void *arg, bool durable)
{
	struct answer *a = arg;

	a->durable = durable;
	atomic_fetch_add(&a->calls, 1);
	atomic_fetch_sub(a->left, 1);
}

/* Every seventh write fails after it has changed something. */
static struct err
put_or_fail(struct db *w, void *ctx)
{
	struct note *n = ctx;

	TRY(note_put(w, n));
	return n->id % 7 == 0 ? FAIL(422, M_err_bad_request) : OK;
}

static void *
write_parked(void *arg)
{
	struct writer *x = arg;

	for (int i = 0; i < EACH; i++) {
		struct note n = { (int64_t)x->number * EACH + i + 1, "同一组里的一条" };
		uint64_t group;
		struct err e = store_tx(x->s, put_or_fail, &n, &group);

		if (e.code != (n.id % 7 == 0 ? 422 : 0) || group == 0)
			abort();
		store_park(x->s, group, answer_done, &x->answers[i]);
	}
	return NULL;
}

static void
test_many_writers(void **state)
{
	struct room *r = *state;
	struct writer w[THREADS];
	struct db *db;
	atomic_int left = THREADS * EACH;

	for (int i = 0; i < THREADS; i++) {
		w[i] = (struct writer){ .s = r->s, .number = i, .answers = calloc(EACH, sizeof(struct answer)) };
		for (int k = 0; k < EACH; k++)
			w[i].answers[k].left = &left;
		assert_int_equal(pthread_create(&w[i].thread, NULL, write_parked, &w[i]), 0);
	}
	for (int i = 0; i < THREADS; i++)
		pthread_join(w[i].thread, NULL);
	for (int ms = 0; ms < 5000 && atomic_load(&left) > 0; ms++)
		usleep(1000);
	assert_int_equal(atomic_load(&left), 0);
	assert_ok(store_reader(r->s, &db));
	for (int i = 0; i < THREADS; i++) {
		for (int k = 0; k < EACH; k++) {
			int64_t id = (int64_t)i * EACH + k + 1;

			assert_int_equal(atomic_load(&w[i].answers[k].calls), 1);
			assert_true(w[i].answers[k].durable);
			assert_int_equal(note_there(db, id), id % 7 != 0);
		}
		free(w[i].answers);
	}
	store_reader_close(db);
	assert_true(r->s->group < THREADS * EACH);	/* groups were made */
}

/* ---- one group, by hand ---- */

/* Keeps the group open: the section believes that somebody is waiting. An old group is committed all the same. */
static void
hold(struct room *r, int by)
{
	atomic_fetch_add(&r->s->waiting, by);
}

static void
test_failure_leaves_the_others(void **state)
{
	struct room *r = *state;
	uint64_t a, b, c;
	struct db *db;

	hold(r, 1);
	assert_ok(store_tx(r->s, put_or_fail, &(struct note){ 1, "a" }, &a));
	assert_int_equal(store_tx(r->s, put_or_fail, &(struct note){ 7, "b" }, &b).code, 422);
	assert_int_equal(store_tx(r->s, put_or_fail, &(struct note){ 1, "again" }, &b).code, 409);
	hold(r, -1);
	assert_ok(store_tx(r->s, put_or_fail, &(struct note){ 2, "c" }, &c));
	assert_true(b >= a && c >= b);
	assert_ok(store_wait(r->s, a));
	assert_ok(store_wait(r->s, b));
	assert_ok(store_wait(r->s, c));
	assert_ok(store_wait(r->s, 0));
	assert_ok(store_reader(r->s, &db));
	assert_true(note_there(db, 1));
	assert_true(note_there(db, 2));
	assert_false(note_there(db, 7));
	store_reader_close(db);
}

static void
test_not_durable_before_the_commit(void **state)
{
	struct room *r = *state;
	atomic_int left = 2;
	struct answer early = { .left = &left }, late = { .left = &left };
	uint64_t group;
	struct db *db;

	assert_ok(store_reader(r->s, &db));
	pthread_mutex_lock(&r->s->section);		/* the committing thread cannot come in */
	hold(r, 1);
	pthread_mutex_unlock(&r->s->section);
	assert_ok(store_tx(r->s, note_put, &(struct note){ 1, "a" }, &group));
	store_park(r->s, group, answer_done, &early);
	if (r->s->decided < group) {
		assert_int_equal(atomic_load(&early.calls), 0);
		assert_false(note_there(db, 1));
	}
	hold(r, -1);
	assert_ok(store_do(r->s, note_put, &(struct note){ 2, "b" }));
	assert_true(note_there(db, 1));
	for (int ms = 0; ms < 5000 && atomic_load(&early.calls) == 0; ms++)
		usleep(1000);
	assert_int_equal(atomic_load(&early.calls), 1);
	assert_true(early.durable);
	store_park(r->s, group, answer_done, &late);	/* already decided: at once, from here */
	assert_int_equal(atomic_load(&late.calls), 1);
	assert_true(late.durable);
	store_reader_close(db);
}

/* A lone writer is answered at once; nobody lingers for company that does not come. */
static void
test_lone_writer_is_quick(void **state)
{
	struct room *r = *state;
	int64_t began = mono_now();

	for (int64_t i = 1; i <= 200; i++) {
		uint64_t group;

		assert_ok(store_tx(r->s, note_put, &(struct note){ i, "a" }, &group));
		assert_ok(store_wait(r->s, group));
	}
	assert_true((mono_now() - began) / 200 < 20000);
}

/* ---- lost groups ---- */

static void
limit_pages(struct room *r, int more)
{
	char text[64];
	sqlite3_stmt *st;
	int pages;

	pthread_mutex_lock(&r->s->section);
	sqlite3_set_authorizer(r->s->writer->h, NULL, NULL);
	sqlite3_prepare_v2(r->s->writer->h, "PRAGMA page_count", -1, &st, NULL);
	sqlite3_step(st);
	pages = sqlite3_column_int(st, 0);
	sqlite3_finalize(st);
	snprintf(text, sizeof(text), "PRAGMA max_page_count=%d", more < 0 ? 1 << 30 : pages + more);
	assert_int_equal(db_exec(r->s->writer->h, text), SQLITE_OK);
	pthread_mutex_unlock(&r->s->section);
}

static char *
long_text(size_t n)
{
	char *p = malloc(n + 1);

	memset(p, 'x', n);
	p[n] = '\0';
	return p;
}

static void
test_full_disk_loses_the_group_and_life_goes_on(void **state)
{
	struct room *r = *state;
	char *text = long_text(100000);
	bool together = false;
	int64_t id = 1;

	/* The first two and the one that fills the disk must meet in one group, which a slow machine may prevent. */
	for (int turn = 0; turn < 50 && !together; turn++, id += 10) {
		uint64_t a, b, c, d;
		atomic_int left = 1;
		struct answer parked = { .left = &left };
		struct db *db;

		assert_ok(store_do(r->s, note_put, &(struct note){ id, "before" }));
		limit_pages(r, 3);
		hold(r, 1);
		assert_ok(store_tx(r->s, note_put, &(struct note){ id + 1, "a" }, &a));
		store_park(r->s, a, answer_done, &parked);
		assert_ok(store_tx(r->s, note_put, &(struct note){ id + 2, "b" }, &b));
		struct err e = store_tx(r->s, note_put, &(struct note){ id + 3, text }, &c);
		hold(r, -1);
		assert_int_equal(e.code, 503);
		assert_int_equal(e.key, M_err_full);
		assert_int_equal(store_wait(r->s, c).code, 503);
		together = a == c && b == c;
		assert_int_equal(store_wait(r->s, a).code, a == c ? 503 : 0);
		assert_int_equal(store_wait(r->s, b).code, b == c ? 503 : 0);
		for (int ms = 0; ms < 5000 && atomic_load(&left) > 0; ms++)
			usleep(1000);
		assert_int_equal(atomic_load(&parked.calls), 1);
		assert_int_equal(parked.durable, a != c);
		/* life goes on: what fits is kept, and once there is room everything is */
		assert_ok(store_tx(r->s, note_put, &(struct note){ id + 4, "small" }, &d));
		assert_true(d > c);
		assert_ok(store_wait(r->s, d));
		limit_pages(r, -1);
		assert_ok(store_do(r->s, note_put, &(struct note){ id + 5, text }));
		assert_ok(store_reader(r->s, &db));
		assert_true(note_there(db, id));
		assert_int_equal(note_there(db, id + 1), a != c);
		assert_int_equal(note_there(db, id + 2), b != c);
		assert_false(note_there(db, id + 3));
		assert_true(note_there(db, id + 4) && note_there(db, id + 5));
		store_reader_close(db);
	}
	assert_true(together);
	assert_ok(store_check(r->s));
	free(text);
}

/* However many groups were lost, none is ever reported as durable. */
static void
test_lost_groups_are_remembered(void **state)
{
	struct room *r = *state;
	char *text = long_text(100000);
	uint64_t lost[40], kept = 0;

	for (int i = 0; i < 40; i++) {
		limit_pages(r, 3);
		assert_int_equal(store_tx(r->s, note_put, &(struct note){ 1000 + i, text }, &lost[i]).code, 503);
		limit_pages(r, -1);
		assert_ok(store_tx(r->s, note_put, &(struct note){ i + 1, "a" }, &kept));
		assert_ok(store_wait(r->s, kept));
	}
	for (int i = 0; i < 40; i++)
		assert_int_equal(store_wait(r->s, lost[i]).code, 503);
	assert_ok(store_wait(r->s, kept));
	assert_int_equal(notes_in(r->s), 40);
	free(text);
}

/* A member that swallows its own full disk still takes the group with it, and is told so. */
static struct err
put_and_ignore(struct db *w, void *ctx)
{
	(void)note_put(w, ctx);
	return OK;
}

static void
test_swallowed_error_is_still_lost(void **state)
{
	struct room *r = *state;
	char *text = long_text(100000);
	uint64_t group;

	limit_pages(r, 3);
	struct err e = store_tx(r->s, put_and_ignore, &(struct note){ 1, text }, &group);
	assert_int_equal(e.code, 503);
	assert_int_equal(e.key, M_err_full);
	limit_pages(r, -1);
	assert_ok(store_do(r->s, note_put, &(struct note){ 2, text }));
	free(text);
}

/* A conflict clause that drops the whole transaction is caught the same way. */
static struct err
put_or_rollback(struct db *w, void *ctx)
{
	static const struct sql q = { "or_rollback", "INSERT OR ROLLBACK INTO note (area, id, text) VALUES (1, ?1, 'x')", 1, 0 };
	struct note *n = ctx;
	STMT st = NULL;

	TRY(stmt_get(w, &q, &st));
	stmt_int(st, 1, n->id);
	return stmt_step(st, NULL);
}

static void
test_or_rollback(void **state)
{
	struct room *r = *state;
	uint64_t group;

	assert_ok(store_do(r->s, note_put, &(struct note){ 1, "a" }));
	assert_int_equal(store_tx(r->s, put_or_rollback, &(struct note){ 1, NULL }, &group).code, 503);
	assert_int_equal(store_wait(r->s, group).code, 503);
	assert_ok(store_do(r->s, note_put, &(struct note){ 2, "a" }));
	assert_int_equal(notes_in(r->s), 2);
}

/* Another process that holds the file too long is 503 "too many people", not a lost group. */
static void
test_busy_file(void **state)
{
	struct room *r = *state;
	uint64_t group = 99;
	sqlite3 *other;

	assert_int_equal(db_connect(&other, r->path, SQLITE_OPEN_READWRITE), SQLITE_OK);
	assert_int_equal(db_exec(other, "BEGIN IMMEDIATE"), SQLITE_OK);
	sqlite3_busy_timeout(r->s->writer->h, 50);
	struct err e = store_tx(r->s, note_put, &(struct note){ 1, "a" }, &group);
	assert_int_equal(e.code, 503);
	assert_int_equal(e.key, M_err_busy);
	assert_int_equal(group, 0);
	assert_int_equal(db_exec(other, "ROLLBACK"), SQLITE_OK);
	sqlite3_close(other);
	assert_ok(store_do(r->s, note_put, &(struct note){ 1, "a" }));
}

/* ---- a disk that fails, a process that is killed ---- */

/* A VFS between SQLite and the disk: it fails flushes (EIO) or writes (no room) of either file when told to. */
static sqlite3_vfs bad_vfs;
static sqlite3_io_methods bad_methods[2];	/* of the file, of its log */
static const sqlite3_io_methods *good_methods;
static atomic_int bad_sync, bad_write;		/* 1 + which of the two fails; 0 = none */

static int
bad_xsync(sqlite3_file *f, int flags)
{
	int which = 1 + (f->pMethods == &bad_methods[1]);

	return atomic_load(&bad_sync) == which ? SQLITE_IOERR_FSYNC : good_methods->xSync(f, flags);
}

static int
bad_xwrite(sqlite3_file *f, const void *p, int n, sqlite3_int64 at)
{
	int which = 1 + (f->pMethods == &bad_methods[1]);

	return atomic_load(&bad_write) == which ? SQLITE_FULL : good_methods->xWrite(f, p, n, at);
}

static int
bad_xopen(sqlite3_vfs *vfs, const char *name, sqlite3_file *f, int flags, int *out)
{
	sqlite3_vfs *unix_vfs = vfs->pAppData;
	int rc = unix_vfs->xOpen(unix_vfs, name, f, flags, out);

	if (rc == SQLITE_OK && (flags & (SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_DB))) {
		sqlite3_io_methods *m = &bad_methods[(flags & SQLITE_OPEN_WAL) != 0];

		if (m->xSync == NULL) {
			good_methods = f->pMethods;
			*m = *f->pMethods;
			m->xSync = bad_xsync;
			m->xWrite = bad_xwrite;
		}
		f->pMethods = m;
	}
	return rc;
}

static struct err
open_on_bad_disk(struct room *r)
{
	sqlite3_vfs *unix_vfs = sqlite3_vfs_find(NULL);

	bad_vfs = *unix_vfs;
	bad_vfs.zName = "bad";
	bad_vfs.xOpen = bad_xopen;
	bad_vfs.pAppData = unix_vfs;
	sqlite3_vfs_register(&bad_vfs, 1);
	return store_open_with(&r->s, r->path, &r->env, small, COUNT(small));
}

/* Runs in a child: the life of the process is what is tested. Returns its exit status; *said = it wrote to fd. */
static int
in_child(struct room *r, void (*life)(struct room *r, int fd), bool *said)
{
	int fd[2], status;
	pid_t pid;
	char c;

	store_close(r->s);
	r->s = NULL;
	assert_int_equal(pipe(fd), 0);
	pid = fork();
	if (pid == 0) {
		if (open_on_bad_disk(r).code)
			_exit(1);
		life(r, fd[1]);
		_exit(0);
	}
	close(fd[1]);
	*said = read(fd[0], &c, 1) == 1;
	close(fd[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_ok(store_open_with(&r->s, r->path, &r->env, small, COUNT(small)));
	assert_ok(store_check(r->s));
	return WEXITSTATUS(status);
}

static void
life_with_failed_flush(struct room *r, int fd)
{
	uint64_t group;

	if (store_do(r->s, note_put, &(struct note){ 1, "kept" }).code)
		_exit(2);
	atomic_store(&bad_sync, 2);
	if (store_tx(r->s, note_put, &(struct note){ 2, "never answered" }, &group).code)
		_exit(3);
	(void)store_wait(r->s, group);		/* never returns */
	if (write(fd, "x", 1) < 0)
		_exit(4);
}

static void
test_failed_flush_ends_the_process(void **state)
{
	struct room *r = *state;
	bool answered;

	assert_int_equal(in_child(r, life_with_failed_flush, &answered), STORE_EXIT);
	assert_false(answered);
	assert_true(notes_in(r->s) >= 1);
}

static void
life_with_failed_checkpoint(struct room *r, int fd)
{
	if (store_do(r->s, note_put, &(struct note){ 1, "kept" }).code)
		_exit(2);
	atomic_store(&bad_sync, 1);
	(void)store_checkpoint(r->s);
	if (write(fd, "x", 1) < 0)
		_exit(4);
}

static void
test_failed_checkpoint_ends_the_process(void **state)
{
	struct room *r = *state;
	bool answered;

	assert_int_equal(in_child(r, life_with_failed_checkpoint, &answered), STORE_EXIT);
	assert_false(answered);
	assert_int_equal(notes_in(r->s), 1);
}

/* The disk is full when the group is committed: everybody in it hears 503, and the next group is kept. */
static void
life_with_full_disk(struct room *r, int fd)
{
	atomic_int left = 1;
	struct answer parked = { .left = &left };
	uint64_t group;

	if (store_do(r->s, note_put, &(struct note){ 1, "kept" }).code)
		_exit(2);
	for (int64_t id = 10; id < 15; id++) {
		atomic_store(&bad_write, 2);
		if (store_tx(r->s, note_put, &(struct note){ id, "no room" }, &group).code)
			_exit(3);
		atomic_store(&left, 1);
		store_park(r->s, group, answer_done, &parked);
		struct err e = store_wait(r->s, group);
		if (e.code != 503 || e.key != M_err_full)
			_exit(4);
		while (atomic_load(&left) > 0)
			usleep(1000);
		if (parked.durable)
			_exit(5);
		atomic_store(&bad_write, 0);
		if (store_do(r->s, note_put, &(struct note){ id + 100, "room again" }).code)
			_exit(6);
	}
	atomic_store(&bad_write, 1);		/* the log cannot be copied back: not fatal, and told */
	if (store_checkpoint(r->s).code != 503 || store_do(r->s, note_put, &(struct note){ 2, "still kept" }).code)
		_exit(7);
	atomic_store(&bad_write, 0);
	if (store_checkpoint(r->s).code || store_check(r->s).code)
		_exit(8);
	if (write(fd, "x", 1) < 0)
		_exit(9);
}

static void
test_full_disk_at_the_commit(void **state)
{
	struct room *r = *state;
	bool answered;
	struct db *db;

	assert_int_equal(in_child(r, life_with_full_disk, &answered), 0);
	assert_true(answered);
	assert_int_equal(notes_in(r->s), 7);
	assert_ok(store_reader(r->s, &db));
	for (int64_t id = 10; id < 15; id++) {
		assert_false(note_there(db, id));
		assert_true(note_there(db, id + 100));
	}
	store_reader_close(db);
}

/* ---- no memory: the n-th allocation inside SQLite fails, for every n ---- */

static sqlite3_mem_methods good_mem;
static atomic_int fail_in;		/* allocations until one fails; 0 = none */

static bool
mem_fails(void)
{
	return atomic_load(&fail_in) > 0 && atomic_fetch_sub(&fail_in, 1) == 1;
}

static void *
bad_malloc(int n)
{
	return mem_fails() ? NULL : good_mem.xMalloc(n);
}

static void *
bad_realloc(void *p, int n)
{
	return mem_fails() ? NULL : good_mem.xRealloc(p, n);
}

static struct err
put_and_search(struct db *w, void *ctx)
{
	struct note *n = ctx;

	TRY(note_put(w, n));
	return search_put(w, 1, "note", n->id, n->id, "p1", "路灯 灯坏 坏了");
}

/* A reader of its own each time, so that preparing fails too. */
static struct err
read_one(struct store *s)
{
	struct arena *a = arena_new();
	struct search_hits hits;
	struct db *db;
	struct err e = store_reader(s, &db);

	if (e.code == 0) {
		e = search_find(db, a, 1, NULL, "p1", "路灯", 0, 5, &hits);
		store_reader_close(db);
	}
	arena_free(a);
	return e;
}

static void
life_without_memory(struct room *r, int fd)
{
	int failed = 0;

	store_close(r->s);		/* it was opened by in_child, with memory */
	sqlite3_shutdown();
	sqlite3_mem_methods bad;
	sqlite3_config(SQLITE_CONFIG_GETMALLOC, &good_mem);
	bad = good_mem;
	bad.xMalloc = bad_malloc;
	bad.xRealloc = bad_realloc;
	sqlite3_config(SQLITE_CONFIG_MALLOC, &bad);
	if (store_open_with(&r->s, r->path, &r->env, small, COUNT(small)).code)
		_exit(2);
	for (int n = 1; n <= 500; n++) {
		atomic_store(&fail_in, n);
		struct err w = store_do(r->s, put_and_search, &(struct note){ n, "a" });
		struct err e = read_one(r->s);
		atomic_store(&fail_in, 0);
		failed += w.code != 0 || e.code != 0;
		if ((w.code && w.code < 500) || (e.code && e.code < 500))
			_exit(3);
		if (store_do(r->s, put_and_search, &(struct note){ n + 1000, "life goes on" }).code || read_one(r->s).code)
			_exit(4);
		if (notes_in(r->s) < n || (w.code == 0 && notes_in(r->s) < n + 1))
			_exit(5);
	}
	if (failed < 100 || store_check(r->s).code)	/* or this tests nothing */
		_exit(6);
	if (write(fd, "x", 1) < 0)
		_exit(7);
}

static void
test_no_memory(void **state)
{
	struct room *r = *state;
	bool answered;

	assert_int_equal(in_child(r, life_without_memory, &answered), 0);
	assert_true(answered);
	assert_true(notes_in(r->s) >= 500);
}

struct acker {
	struct store *s;
	int64_t from;
	int fd;
};

static void *
write_and_acknowledge(void *arg)
{
	struct acker *x = arg;

	for (int64_t id = x->from;; id++) {
		uint64_t group;

		if (store_tx(x->s, note_put, &(struct note){ id, "answered means kept" }, &group).code ||
		    store_wait(x->s, group).code)
			_exit(2);
		if (write(x->fd, &id, sizeof(id)) != sizeof(id))
			_exit(3);
	}
	return NULL;
}

static void
child_writes(struct room *r, int64_t from, int fd)
{
	struct acker x[4];
	pthread_t t;

	if (store_open_with(&r->s, r->path, &r->env, small, COUNT(small)).code)
		_exit(1);
	for (int i = 0; i < 4; i++) {
		x[i] = (struct acker){ r->s, from + (int64_t)i * 1000000, fd };
		if (pthread_create(&t, NULL, write_and_acknowledge, &x[i]) != 0)
			_exit(4);
	}
	for (;;)
		pause();
}

/* One life: the child is killed after some milliseconds; returns how many ids it had acknowledged. */
static size_t
live_and_die(struct room *r, int turn, int64_t *ids, size_t max)
{
	int fd[2], status;
	size_t n = 0;
	pid_t pid;

	assert_int_equal(pipe(fd), 0);
	pid = fork();
	if (pid == 0)
		child_writes(r, (int64_t)turn * 10000000 + 1, fd[1]);
	close(fd[1]);
	usleep((useconds_t)(3000 + turn * 2711 % 40000));
	kill(pid, SIGKILL);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status));
	while (n < max && read(fd[0], &ids[n], sizeof(ids[n])) == sizeof(ids[n]))
		n++;
	close(fd[0]);
	return n;
}

static void
test_kill_loses_nothing_answered(void **state)
{
	enum { TURNS = 25, MAX = 9000 };	/* a pipe holds 8,192 ids */
	static int64_t ids[MAX];
	struct room *r = *state;
	size_t answered = 0;

	store_close(r->s);
	r->s = NULL;
	for (int turn = 0; turn < TURNS; turn++) {
		size_t n = live_and_die(r, turn, ids, MAX);
		struct db *db;

		assert_ok(store_open_with(&r->s, r->path, &r->env, small, COUNT(small)));
		assert_ok(store_check(r->s));
		assert_ok(store_reader(r->s, &db));
		for (size_t i = 0; i < n; i++)
			assert_true(note_there(db, ids[i]));
		store_reader_close(db);
		store_close(r->s);
		r->s = NULL;
		answered += n;
	}
	print_message("# %zu writes answered in %d lives, none lost\n", answered, TURNS);
	assert_true(answered > 0);
}

/* ---- a part that may fail alone ---- */

static struct err
parts(struct db *w, void *ctx)
{
	struct err *failed = ctx;

	for (int64_t id = 1; id <= 14; id++) {
		struct note n = { id, "一件" };
		struct err e = store_part(w, put_or_fail, &n);

		if (e.code)
			*failed = e;
	}
	return OK;
}

static void
test_a_part_fails_alone(void **state)
{
	struct room *r = *state;
	struct err failed = OK;
	struct db *db;

	assert_ok(store_do(r->s, parts, &failed));
	assert_int_equal(failed.code, 422);
	assert_int_equal(notes_in(r->s), 12);
	assert_ok(store_reader(r->s, &db));
	assert_false(note_there(db, 7));
	assert_false(note_there(db, 14));
	store_reader_close(db);
}

#define T(f) cmocka_unit_test_setup_teardown(f, room_setup, room_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(test_many_writers),
		T(test_failure_leaves_the_others),
		T(test_a_part_fails_alone),
		T(test_not_durable_before_the_commit),
		T(test_lone_writer_is_quick),
		T(test_full_disk_loses_the_group_and_life_goes_on),
		T(test_lost_groups_are_remembered),
		T(test_swallowed_error_is_still_lost),
		T(test_or_rollback),
		T(test_busy_file),
		T(test_failed_flush_ends_the_process),
		T(test_failed_checkpoint_ends_the_process),
		T(test_full_disk_at_the_commit),
		T(test_no_memory),
		T(test_kill_loses_nothing_answered),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
