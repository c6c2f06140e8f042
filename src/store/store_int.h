/*
 * store_int.h - the inside of src/store: the structs behind store.h and what its files share. Only
 * the .c files here and the store's own tests include it.
 */
#ifndef QIAO_STORE_INT_H
#define QIAO_STORE_INT_H

#include "store/store.h"
#include "store/migration.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdatomic.h>

#define STORE_APPLICATION 0x5169616f	/* "Qiao", PRAGMA application_id of every file of ours */

/*
 * When a group is committed (members; microseconds). At the latest when it has GROUP_MEMBERS or is GROUP_AGE old; earlier when nobody
 * has joined it for GROUP_GAP though forms are on their way, or for GROUP_LINGER with none on its way; at once when none is and
 * it has at least half the members of the group before: then those who were answered together have come back.
 */
#define GROUP_MEMBERS 256
#define GROUP_AGE     50000
#define GROUP_GAP     4000
#define GROUP_LINGER  1000

/* Exit status when the disk refused a commit: EX_TEMPFAIL, so that the service manager starts us again. */
#define STORE_EXIT 75

struct stmt {
	sqlite3_stmt *h;
	struct db *db;
	const struct sql *q;
	bool busy;			/* between stmt_get and stmt_done */
	bool cached;			/* else freed by stmt_done */
	bool row;			/* the last step gave a row */
	int failed;			/* SQLite's code of a failed binding, kept for the step */
};

/* One connection. Used by one thread at a time: SQLite's own mutexes are off. */
struct db {
	sqlite3 *h;
	struct store *s;
	bool writer;
	int snapshots;			/* nested db_snapshot_begin */
	int busy;			/* statements in use */
	struct stmt **slots;		/* cache, open addressing by the address of the struct sql */
	size_t nslots, nused;
};

/* The statements of the write section itself. */
enum tx_stmt { TX_BEGIN, TX_SAVE, TX_RELEASE, TX_BACK, TX_COMMIT, TX_ROLLBACK, TX_COUNT };

struct parked {
	struct parked *next;
	uint64_t group;
	bool durable;
	void (*done)(void *arg, bool durable);
	void *arg;
};

struct lost {				/* groups from … to were lost */
	uint64_t from, to;
};

/*
 * Locks, always taken in this order: section → park, section → wal. Never the other way round, and no lock
 * is held while a parked answer is released.
 */
struct store {
	char *path;
	struct env *env;
	int schema;

	atomic_int readers;
	const uint32_t *version;	/* SQLite's count of commits, in memory all processes share; NULL: the file's format is another */
	atomic_uint unknown;		/* then every reading differs */

	/* Under section: the writer and the open group. */
	pthread_mutex_t section;
	atomic_int waiting;		/* threads that want the section */
	atomic_int expected;		/* jobs that may come to want it soon (store_expect) */
	struct db *writer;
	sqlite3_stmt *tx[TX_COUNT];
	uint64_t group;			/* number of the last group begun */
	bool open;			/* it is not yet decided */
	int members, before;		/* of the open group; of the one before it */
	int64_t begun;			/* monotonic microseconds */
	struct waiting **index;		/* what the group puts into the text index when it is committed (search.c) */
	size_t nindex, index_room;
	unsigned char *sums;		/* what it adds to numbers then (sum.c): bytes */
	size_t nsums, sums_room;

	/* Under park: what became of the groups, and who waits. */
	pthread_mutex_t park;
	pthread_cond_t work;		/* to the committing thread */
	pthread_cond_t decision;	/* to store_wait */
	uint64_t decided;		/* every group up to this one is committed or lost */
	struct lost lost[16];
	size_t nlost;
	struct parked *first, **last;
	bool want, stop;
	bool enough;			/* the open group waits for nobody but forms on their way */
	int64_t due;			/* when the open group is committed whoever may come; 0 = none is open */
	pthread_t committer;

	/* Under wal: when to copy the write-ahead log back into the file (backup.c). */
	pthread_mutex_t wal;
	pthread_cond_t wal_work;
	int wal_pages, wal_limit;
	bool wal_stop;
	pthread_t checkpointer;
	pthread_mutex_t wal_turn;	/* one checkpoint at a time; before section */
	sqlite3 *wal_h;
};

/* open.c */
struct err store_open_with(struct store **ret, const char *path, struct env *env, const struct migration *table, size_t n);
/* A bare connection with our safety switches. flags: SQLITE_OPEN_…; NULL on failure, logged. */
int db_connect(sqlite3 **ret, const char *path, int flags);
int db_exec(sqlite3 *h, const char *sql);	/* logs what failed */
struct err dir_sync(const char *path);		/* flushes the folder that holds path */

/* migrate.c: brings the file at path to the last row of table, or refuses. */
struct err migrate(const char *path, struct env *env, const struct migration *table, size_t n);

/* stmt.c */
struct err db_err(struct db *db, int rc, const char *what);
void db_free(struct db *db);

/* tx.c */
struct err tx_start(struct store *s);		/* prepares, starts the committing thread */
void tx_stop(struct store *s);			/* commits, releases, ends it */
void group_end(struct store *s);		/* under section: commits the open group, if any */
int64_t mono_now(void);
bool disk_failed(int rc);
_Noreturn void store_die(const char *doing, int rc);

/* search.c: what members left for the index; forget all but the first n, or write them into the open transaction. */
void search_forget(struct store *s, size_t n);
struct err search_write(struct store *s);

/* heap.c: before SQLite starts; later it does nothing. */
void heap_start(void);

/* sum.c: what members added that waits; forget all but the first n bytes of it, or write it into the open transaction. */
void sum_forget(struct store *s, size_t n);
struct err sum_write(struct store *s);

/* backup.c */
struct err wal_start(struct store *s);
void wal_stop(struct store *s);
/* A consistent copy of h's file at path, complete or not there; 0600. replace: an old one may be there. */
struct err copy_into(sqlite3 *h, const char *path, bool replace);

#endif
