/*
 * floor.c - the floor of a submission: the very rows that submissions over HTTP left, written again by nothing but SQLite.
 *
 *	bench_floor FROM TO N [MEMBERS]
 *
 * TO is a copy of the database as it was before N submissions, FROM one as it is after them. Every row that FROM has more
 * (each table by its rowid; the text index as what was put into it) is read into memory, shared out among N submissions in the
 * order they were made, and inserted into TO with prepared statements in groups of MEMBERS (64), one COMMIT and one flush a
 * group, as safe as the server writes (WAL, synchronous FULL); a thread beside copies the log back into the file after each 1,000
 * pages, as the server's does. The clock runs while they are written. Rows that submissions change (counters) are left out: the
 * floor does a little less than its share. A submission's time is its group's.
 *
 * Prints one line of JSON: submissions, rows, seconds, p50 and p99 in microseconds, seconds of the processor.
 */
#include <pthread.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define TABLES_MAX 200

struct table {
	char *name;
	sqlite3_stmt *put;
	int columns;			/* the rowid first */
	sqlite3_value **cells;
	size_t rows, done;
};

#define WAL_PAGES 1000

/* Copies the log into the file beside the writer. */
struct copier {
	sqlite3 *db;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t more;
	int pages;			/* of the log, told by the writer */
	bool end;
};

struct floor {
	sqlite3 *from, *to;
	struct copier copier;
	struct table t[TABLES_MAX];
	size_t ntables, rows;
};

static int64_t
clock_us(clockid_t which)
{
	struct timespec ts;

	clock_gettime(which, &ts);
	return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

static void
must(sqlite3 *db, int good, const char *what)
{
	if (good)
		return;
	fprintf(stderr, "bench_floor: %s: %s\n", what, sqlite3_errmsg(db));
	exit(1);
}

static sqlite3_stmt *
ask(sqlite3 *db, char *sql)
{
	sqlite3_stmt *st = NULL;

	must(db, sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, &st, NULL) == SQLITE_OK, sql);
	sqlite3_free(sql);
	return st;
}

static int64_t
number(sqlite3 *db, char *sql)
{
	sqlite3_stmt *st = ask(db, sql);
	int64_t n;

	must(db, sqlite3_step(st) == SQLITE_ROW, "a number");
	n = sqlite3_column_int64(st, 0);
	sqlite3_finalize(st);
	return n;
}

/* What FROM has more of one table, in memory; nothing when it has no more. */
static void
table_read(struct floor *f, const char *name)
{
	struct table *t = &f->t[f->ntables];
	int64_t last = number(f->to, sqlite3_mprintf("SELECT coalesce(max(rowid), -9223372036854775807) FROM \"%w\"", name));
	size_t room = 0, n;
	char *marks;
	sqlite3_stmt *st = ask(f->from, sqlite3_mprintf("SELECT rowid, * FROM \"%w\" WHERE rowid > %lld ORDER BY rowid", name, (long long)last));
	char *list = sqlite3_mprintf("rowid");

	*t = (struct table){ .name = strdup(name), .columns = sqlite3_column_count(st) };
	while (sqlite3_step(st) == SQLITE_ROW) {
		if ((t->rows + 1) * (size_t)t->columns > room)
			t->cells = realloc(t->cells, (room = room * 2 + 4096) * sizeof(*t->cells));
		for (int i = 0; i < t->columns; i++)
			t->cells[t->rows * (size_t)t->columns + (size_t)i] = sqlite3_value_dup(sqlite3_column_value(st, i));
		t->rows++;
	}
	for (int i = 1; i < t->columns; i++)
		list = sqlite3_mprintf("%z, \"%w\"", list, sqlite3_column_name(st, i));
	sqlite3_finalize(st);
	if (t->rows) {
		n = (size_t)t->columns;
		marks = malloc(2 * n);
		for (size_t i = 0; i < n; i++)
			memcpy(marks + 2 * i, i + 1 < n ? "?," : "?", 2);
		t->put = ask(f->to, sqlite3_mprintf("INSERT INTO \"%w\" (%s) VALUES (%s)", name, list, marks));
		free(marks);
		f->rows += t->rows;
		f->ntables++;
	}
	sqlite3_free(list);
}

static void
tables_read(struct floor *f)
{
	sqlite3_stmt *st = ask(f->from, sqlite3_mprintf("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%%'"
		" AND name NOT LIKE 'search\\_%%' ESCAPE '\\' OR name = 'search_row'"));

	while (sqlite3_step(st) == SQLITE_ROW && f->ntables < TABLES_MAX - 1)
		table_read(f, (const char *)sqlite3_column_text(st, 0));
	sqlite3_finalize(st);
}

/* The rows of submission i of n. */
static void
submit(struct floor *f, size_t i, size_t n)
{
	for (struct table *t = f->t; t < f->t + f->ntables; t++)
		for (size_t upto = (i + 1) * t->rows / n; t->done < upto; t->done++) {
			for (int c = 0; c < t->columns; c++)
				sqlite3_bind_value(t->put, c + 1, t->cells[t->done * (size_t)t->columns + (size_t)c]);
			must(f->to, sqlite3_step(t->put) == SQLITE_DONE, t->name);
			sqlite3_reset(t->put);
		}
}

static void *
copier_main(void *arg)
{
	struct copier *c = arg;

	pthread_mutex_lock(&c->lock);
	for (int limit = WAL_PAGES; !c->end;) {
		if (c->pages < limit) {
			pthread_cond_wait(&c->more, &c->lock);
			continue;
		}
		pthread_mutex_unlock(&c->lock);
		must(c->db, sqlite3_wal_checkpoint_v2(c->db, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL) == SQLITE_OK, "checkpoint");
		pthread_mutex_lock(&c->lock);
		limit = c->pages + WAL_PAGES;
	}
	pthread_mutex_unlock(&c->lock);
	return NULL;
}

static int
committed(void *arg, sqlite3 *db, const char *name, int pages)
{
	struct copier *c = arg;

	(void)db, (void)name;
	pthread_mutex_lock(&c->lock);
	c->pages = pages;
	pthread_cond_signal(&c->more);
	pthread_mutex_unlock(&c->lock);
	return SQLITE_OK;
}

static void
copier_start(struct floor *f, const char *path)
{
	struct copier *c = &f->copier;

	pthread_mutex_init(&c->lock, NULL);
	pthread_cond_init(&c->more, NULL);
	must(f->to, sqlite3_open(path, &c->db) == SQLITE_OK, "open");
	must(c->db, sqlite3_exec(c->db, "PRAGMA synchronous = FULL", NULL, NULL, NULL) == SQLITE_OK, "pragma");
	sqlite3_wal_hook(f->to, committed, c);
	must(f->to, pthread_create(&c->thread, NULL, copier_main, c) == 0, "thread");
}

static void
copier_stop(struct copier *c)
{
	pthread_mutex_lock(&c->lock);
	c->end = true;
	pthread_cond_signal(&c->more);
	pthread_mutex_unlock(&c->lock);
	pthread_join(c->thread, NULL);
	sqlite3_close(c->db);
}

static void
open_both(struct floor *f, char **argv)
{
	if (sqlite3_open_v2(argv[1], &f->from, SQLITE_OPEN_READONLY, NULL) || sqlite3_open(argv[2], &f->to))
		must(f->to, 0, "open");
	must(f->to, sqlite3_exec(f->to, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -65536;"
		"PRAGMA temp_store = MEMORY; PRAGMA secure_delete = ON; PRAGMA wal_autocheckpoint = 0", NULL, NULL, NULL) == SQLITE_OK, "pragma");
}

static int
by_size(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

int
main(int argc, char **argv)
{
	struct floor f = { 0 };
	size_t n, members, at = 0;
	int64_t *took, began, spent;
	double seconds;

	if (argc < 4)
		return fprintf(stderr, "usage: bench_floor FROM TO N [MEMBERS]\n"), 2;
	n = (size_t)atol(argv[3]);
	members = argc > 4 ? (size_t)atol(argv[4]) : 64;
	open_both(&f, argv);
	tables_read(&f);
	copier_start(&f, argv[2]);
	took = calloc(n, sizeof(*took));
	spent = clock_us(CLOCK_PROCESS_CPUTIME_ID);
	began = clock_us(CLOCK_MONOTONIC);
	while (at < n) {
		size_t from = at, upto = at + members < n ? at + members : n;
		int64_t t = clock_us(CLOCK_MONOTONIC);

		must(f.to, sqlite3_exec(f.to, "BEGIN IMMEDIATE", NULL, NULL, NULL) == SQLITE_OK, "BEGIN");
		for (; at < upto; at++)
			submit(&f, at, n);
		must(f.to, sqlite3_exec(f.to, "COMMIT", NULL, NULL, NULL) == SQLITE_OK, "COMMIT");
		for (size_t i = from; i < upto; i++)
			took[i] = clock_us(CLOCK_MONOTONIC) - t;
	}
	seconds = (double)(clock_us(CLOCK_MONOTONIC) - began) / 1e6;
	spent = clock_us(CLOCK_PROCESS_CPUTIME_ID) - spent;
	qsort(took, n, sizeof(*took), by_size);
	printf("{\"answers\":%zu,\"rows\":%zu,\"seconds\":%.6f,\"p50\":%lld,\"p99\":%lld,\"cpu\":%.6f}\n", n, f.rows, seconds, (long long)took[n / 2],
	       (long long)took[n * 99 / 100], (double)spent / 1e6);
	copier_stop(&f.copier);
	sqlite3_close_v2(f.from);
	return 0;
}
