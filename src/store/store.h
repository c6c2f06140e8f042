/*
 * store.h - one SQL interface: a file, its readers, its one write section with group commit, its
 * migrations, its backup. The only folder that sees sqlite3.h; no SQLite-only SQL lives elsewhere.
 * Callers use the functions that tools/sqlc makes from NAME.sql; the stmt_ functions below are theirs.
 */
#ifndef QIAO_STORE_H
#define QIAO_STORE_H

#include "base/base.h"

struct store;		/* a database file, its writer and its committing thread */
struct db;		/* one connection in the hands of one thread: a reader, or the writer inside a section */

/*
 * Opens (or makes) the file at path, runs the migrations it lacks and starts the committing thread.
 * Before a file that already holds data is changed, it is copied to PATH.before-N. Refuses, changing
 * nothing: a newer file, a half-done migration, a file that is not ours. Errors are 500 with a key that
 * says what to do; the details are logged.
 */
struct err store_open(struct store **ret, const char *path, struct env *env);
void store_close(struct store *s);			/* commits, waits, closes; NULL is allowed */
struct env *store_env(struct store *s);
int store_schema(struct store *s);			/* number of the last migration */
/* Changes with every commit to the file, by whichever process, before the commit is acknowledged: two readings alike mean that
 * nothing was written between them. Reads one word of memory; from any thread. */
uint32_t store_version(struct store *s);
struct store_counts {
	uint64_t groups;		/* commits since the start: many sections share one */
	int readers;			/* open now */
};
void store_counts(struct store *s, struct store_counts *ret);

/* A reader of its own for the calling thread. Each statement sees the last commit. */
struct err store_reader(struct store *s, struct db **ret);
void store_reader_close(struct db *db);
/* One snapshot for several statements (a page that must agree with itself). */
struct err db_snapshot_begin(struct db *db);
void db_snapshot_end(struct db *db);

/*
 * The write section (DESIGN §3). fn runs under the writer's lock in a savepoint: SQL only, nothing slow,
 * no network; it may run twice (PostgreSQL 40001). When it fails its changes are undone and the error is
 * returned. Its group's number is in *group, also when it fails (an error may rest on what an undecided
 * member of the group wrote; 0 when nothing was read): the change is NOT durable until that group is
 * committed. Whoever acknowledges must wait (store_wait) or park (store_park).
 * 503 err.full: the disk is full, or the group was lost. A failed fsync ends the process (status 75).
 * Two people's conflicting keys (UNIQUE, foreign keys) are 409 err.stale. No store_tx inside a store_fn (assert).
 */
typedef struct err (*store_fn)(struct db *w, void *ctx);
struct err store_tx(struct store *s, store_fn fn, void *ctx, uint64_t *group);
/* Blocks until the group is on disk (OK) or lost (503). Group 0 is always on disk. */
struct err store_wait(struct store *s, uint64_t group);
/* Somebody who may write is on the way (+1), or is done with that (-1), from any thread. While anybody is expected the open group
 * stays open for them, GROUP_AGE at the longest: many at once share a flush, one alone waits for nobody. */
void store_expect(struct store *s, int change);
/* Calls done(arg, durable) exactly once, from the committing thread or, when the group is already
 * decided, at once from this one. done must be short. */
void store_park(struct store *s, uint64_t group, void (*done)(void *arg, bool durable), void *arg);
/* A part of a section that may fail alone (one of several matters): fn runs in a savepoint inside the section's own; when it
 * fails its changes are undone, its error is returned and the section goes on. Only inside a store_fn. An error of 500 and
 * more must be passed on: the group may be lost. */
struct err store_part(struct db *w, store_fn fn, void *ctx);
/*
 * Numbers that many members of a group add to: what a section adds waits until its group is committed, is summed up by key (some
 * bytes of the caller's making) and then written by `add`, in the same transaction: once for each key of the group. It is
 * forgotten when its section fails. Nobody finds it in the tables before, the section itself neither. 503: no memory.
 */
struct sums {
	struct err (*add)(struct db *w, const void *key, size_t nkey, int64_t n);	/* key: aligned to 8 */
};
struct err store_sum(struct db *w, const struct sums *of, const void *key, size_t nkey, int64_t n);
/* The section has deleted the numbers whose key begins with these bytes: what waits for them from before is worth nothing. */
struct err store_sum_none(struct db *w, const struct sums *of, const void *key, size_t nkey);
/* store_tx and store_wait in one, for commands and background threads. */
struct err store_do(struct store *s, store_fn fn, void *ctx);

/* A consistent copy of the serving file at path (VACUUM INTO), complete and on disk or not there at all.
 * 409 err.store_exists: path must not exist. 500 err.store_copy: no room, no permission. */
struct err store_backup(struct store *s, const char *path);
/* PRAGMA integrity_check and foreign_key_check; 500 with the first finding logged. */
struct err store_check(struct store *s);
/* Copies the write-ahead log into the file and truncates it (happens by itself as it grows; needed after an
 * erasure, see search_purge). 503 err.busy: a reader kept its snapshot for over a second; try again. */
struct err store_checkpoint(struct store *s);

/* ---- what generated code calls ---- */

struct sql {			/* made by tools/sqlc, one const object per statement */
	const char *name;
	const char *text;	/* placeholders ?1 … ?n for SQLite */
	int params, columns;
};
struct stmt;
struct err stmt_get(struct db *db, const struct sql *q, struct stmt **ret);	/* from the connection's cache */
void stmt_int(struct stmt *st, int i, int64_t v);				/* i counts from 1 */
void stmt_text(struct stmt *st, int i, const char *s);				/* NULL binds NULL; s must live until stmt_done */
void stmt_blob(struct stmt *st, int i, struct bytes b);				/* p NULL binds NULL */
void stmt_null(struct stmt *st, int i);
struct err stmt_step(struct stmt *st, bool *row);
int64_t stmt_col_int(struct stmt *st, int i);					/* i counts from 0; NULL gives 0 */
bool stmt_col_null(struct stmt *st, int i);
const char *stmt_col_text(struct stmt *st, int i, struct arena *a);		/* NULL gives "" */
struct bytes stmt_col_blob(struct stmt *st, int i, struct arena *a);		/* NULL gives {NULL, 0} */
int64_t stmt_changes(struct stmt *st);
void stmt_done(struct stmt **st);						/* for __attribute__((cleanup)) */

/* ---- full text: the one thing the engines do differently (FTS5 unicode61 here, tsvector there) ---- */

/* Replaces the search row of one thing. kind is one short word ("matter", "meeting"); scope an extra token
 * set such as "p120106" (NULL = none; lower-case letters and digits, at most 47 each); tokens from text_tokens. at (UTC microseconds) orders the results (newest
 * first). Inside a write section. */
struct err search_put(struct db *w, int64_t area, const char *kind, int64_t id, int64_t at,
		      const char *scope, const char *tokens);
struct err search_drop(struct db *w, int64_t area, const char *kind, int64_t id);
/* After search_drop its tokens can still be read in the file's bytes. An erasure ends with this, outside of any
 * section: it rewrites the index in many short write sections and truncates the log (store_checkpoint), some
 * seconds for 100,000 rows. Errors as store_do and store_checkpoint; may simply be called again. */
struct err search_purge(struct store *s);
struct search_hit {
	const char *kind;
	int64_t id, at;
	int64_t mark;			/* place in the order: the last one of a page is the next page's before */
};
struct search_hits {
	struct search_hit *v;
	size_t n;
};
/* All tokens must occur (the first 32 count); no tokens find nothing. kind and scope may be NULL; newest first, before
 * the mark `before` (0 = from the newest); limit 1 to 1,000. A token of one Chinese character finds words that
 * begin with it. Nothing in tokens is read as an operator. */
struct err search_find(struct db *db, struct arena *a, int64_t area, const char *kind, const char *scope,
		       const char *tokens, int64_t before, int limit, struct search_hits *ret);
/* How many there are; at SEARCH_COUNT_MAX it stops counting: so many or more. */
#define SEARCH_COUNT_MAX 1000
struct err search_count(struct db *db, struct arena *a, int64_t area, const char *kind, const char *scope,
			const char *tokens, int64_t *ret);

#endif
