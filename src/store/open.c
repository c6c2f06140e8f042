/*
 * open.c - opening and closing: the file, its safety switches, the writer, readers and their snapshots.
 * Start here: store_open_with is the whole life of a store in one function.
 */
#include "store/store_int.h"
#include "base/log.h"
#include "base_msg.h"
#include "store_msg.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#define BUSY_MS     5000			/* another process (a command) may hold the file this long */
#define WRITER_KB   "16384"		/* pages the writer keeps: what a group changes is read once */
#define READER_MMAP "1073741824"		/* page reads without copying (domain: performance, reads) */

int
db_exec(sqlite3 *h, const char *sql)
{
	int rc = sqlite3_exec(h, sql, NULL, NULL, NULL);

	if (rc != SQLITE_OK)
		log_event(LOG_ERROR, "sql", "code=%d text=%s statement=%.80s", rc, sqlite3_errmsg(h), sql);
	return rc;
}

/*
 * What a serving connection may not do, whatever a statement says: change the schema, attach files, turn
 * switches. FTS5 itself asks for data_version.
 */
static int
refuse_schema(void *arg, int action, const char *a, const char *b, const char *schema, const char *within)
{
	switch (action) {
	case SQLITE_PRAGMA:
		return a && !strcmp(a, "data_version") ? SQLITE_OK : SQLITE_DENY;
	case SQLITE_ATTACH:
	case SQLITE_DETACH:
	case SQLITE_ALTER_TABLE:
	case SQLITE_CREATE_TABLE:
	case SQLITE_CREATE_INDEX:
	case SQLITE_CREATE_TRIGGER:
	case SQLITE_CREATE_VIEW:
	case SQLITE_CREATE_VTABLE:
	case SQLITE_CREATE_TEMP_TABLE:
	case SQLITE_CREATE_TEMP_INDEX:
	case SQLITE_CREATE_TEMP_TRIGGER:
	case SQLITE_CREATE_TEMP_VIEW:
	case SQLITE_DROP_TABLE:
	case SQLITE_DROP_INDEX:
	case SQLITE_DROP_TRIGGER:
	case SQLITE_DROP_VIEW:
	case SQLITE_DROP_VTABLE:
		return SQLITE_DENY;
	default:
		return SQLITE_OK;
	}
}

int
db_connect(sqlite3 **ret, const char *path, int flags)
{
	sqlite3 *h = NULL;
	int rc;

	rc = sqlite3_open_v2(path, &h, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
	if (rc == SQLITE_OK) {
		sqlite3_busy_timeout(h, BUSY_MS);
		sqlite3_db_config(h, SQLITE_DBCONFIG_LOOKASIDE, NULL, 1200, 200);	/* small memory without malloc: 240 KB each */
		sqlite3_db_config(h, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
		sqlite3_db_config(h, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
		sqlite3_db_config(h, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL);
		sqlite3_db_config(h, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
		sqlite3_db_config(h, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
		/* temp_store: nothing personal in temporary files. The rest is what store.h promises. */
		rc = db_exec(h, "PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON;"
				"PRAGMA temp_store=MEMORY; PRAGMA cell_size_check=ON");
	}
	if (rc != SQLITE_OK) {
		log_event(LOG_ERROR, "open", "code=%d text=%s", rc, h ? sqlite3_errmsg(h) : "no memory");
		sqlite3_close(h);
		return rc;
	}
	*ret = h;
	return SQLITE_OK;
}

static struct err
db_new(struct store *s, bool writer, struct db **ret)
{
	struct db *db = calloc(1, sizeof(*db));
	int rc;

	if (db == NULL)
		return FAIL(503, M_err_busy);
	db->s = s;
	db->writer = writer;
	rc = db_connect(&db->h, s->path, writer ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY);
	if (rc == SQLITE_OK)
		rc = db_exec(db->h, writer ? "PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=0; PRAGMA journal_size_limit=67108864;"
					     "PRAGMA cache_size=-" WRITER_KB
					   : "PRAGMA mmap_size=" READER_MMAP);
	if (rc != SQLITE_OK) {
		db_free(db);
		return FAIL(500, M_err_store_open);
	}
	sqlite3_set_authorizer(db->h, refuse_schema, NULL);
	*ret = db;
	return OK;
}

/* Personal data: the file, and with it SQLite's -wal and -shm, is for its owner alone. */
static struct err
file_make(const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	if (fd < 0) {
		log_event(LOG_ERROR, "open", "path=%s error=%s", path, strerror(errno));
		return FAIL(500, M_err_store_open);
	}
	close(fd);
	return dir_sync(path);
}

struct err
dir_sync(const char *path)
{
	char *copy = strdup(path);
	int fd = -1, rc = -1;

	if (copy != NULL)
		fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd >= 0) {
		rc = fsync(fd);
		close(fd);
	}
	free(copy);
	return rc == 0 ? OK : FAIL(500, M_err_store_open);
}

static void
store_free(struct store *s)
{
	if (s->writer != NULL)
		db_free(s->writer);
	pthread_mutex_destroy(&s->section);
	pthread_mutex_destroy(&s->park);
	pthread_mutex_destroy(&s->wal);
	pthread_mutex_destroy(&s->wal_turn);
	pthread_cond_destroy(&s->work);
	pthread_cond_destroy(&s->decision);
	pthread_cond_destroy(&s->wal_work);
	free(s->path);
	free(s);
}

static struct store *
store_alloc(const char *path, struct env *env)
{
	struct store *s = calloc(1, sizeof(*s));
	pthread_mutexattr_t checked;
	pthread_condattr_t mono;

	if (s == NULL)
		return NULL;
	s->path = strdup(path);
	if (s->path == NULL) {
		free(s);
		return NULL;
	}
	s->env = env;
	s->last = &s->first;
	pthread_mutexattr_init(&checked);
	pthread_mutexattr_settype(&checked, PTHREAD_MUTEX_ERRORCHECK);	/* store_tx inside a store_fn: an assert, no hang */
	pthread_mutex_init(&s->section, &checked);
	pthread_mutexattr_destroy(&checked);
	pthread_mutex_init(&s->park, NULL);
	pthread_mutex_init(&s->wal, NULL);
	pthread_mutex_init(&s->wal_turn, NULL);
	pthread_condattr_init(&mono);
	pthread_condattr_setclock(&mono, CLOCK_MONOTONIC);
	pthread_cond_init(&s->work, &mono);
	pthread_condattr_destroy(&mono);
	pthread_cond_init(&s->decision, NULL);
	pthread_cond_init(&s->wal_work, NULL);
	return s;
}

/*
 * The count of commits lies in the wal-index, which every process that has the file open maps (sqlite.org/walformat.html §2.1: the
 * version 3007000 at byte 0, the counter at byte 8). A commit counts it up before it returns; checkpoints leave it alone. Asked
 * for through the VFS: a descriptor of our own would drop SQLite's locks when it is closed.
 */
static void
version_find(struct store *s)
{
	void volatile *p = NULL;
	sqlite3_file *f = NULL;
	const uint32_t *head;

	if (db_exec(s->writer->h, "SELECT 1 FROM sqlite_schema LIMIT 1") != SQLITE_OK ||
		sqlite3_file_control(s->writer->h, "main", SQLITE_FCNTL_FILE_POINTER, (void *)&f) != SQLITE_OK || !f->pMethods ||
		f->pMethods->iVersion < 2 || f->pMethods->xShmMap(f, 0, 32768, 0, &p) != SQLITE_OK || p == NULL)
		return;
	head = (const uint32_t *)(uintptr_t)p;
	if (head[0] == 3007000)
		s->version = &head[2];
}

/* Another process may write it at this moment, as SQLite itself reads it: a single aligned word is old or new. */
__attribute__((no_sanitize("thread"))) uint32_t
store_version(struct store *s)
{
	return s->version ? __atomic_load_n(s->version, __ATOMIC_ACQUIRE) : atomic_fetch_add(&s->unknown, 1);
}

static struct err
store_start(struct store *s, const struct migration *table, size_t n)
{
	TRY(file_make(s->path));
	TRY(migrate(s->path, s->env, table, n));
	s->schema = table[n - 1].number;
	TRY(db_new(s, true, &s->writer));
	version_find(s);
	TRY(wal_start(s));
	struct err e = tx_start(s);
	if (e.code)
		wal_stop(s);
	return e;
}

struct err
store_open_with(struct store **ret, const char *path, struct env *env, const struct migration *table, size_t n)
{
	struct store *s;
	struct err e;

	assert(sqlite3_threadsafe() && n > 0);
	/* A full quota must be an error of one write, not a signal that ends the process (domain: care §9.2). */
	signal(SIGXFSZ, SIG_IGN);
	/* Without its count of memory in use, which nobody asks for, SQLite's threads do not wait for each other at each malloc. Refused
	 * once SQLite runs: the first store of a process decides. */
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	heap_start();
	s = store_alloc(path, env);
	if (s == NULL)
		return FAIL(503, M_err_busy);
	e = store_start(s, table, n);
	if (e.code) {
		store_free(s);
		return e;
	}
	*ret = s;
	return OK;
}

struct err
store_open(struct store **ret, const char *path, struct env *env)
{
	return store_open_with(ret, path, env, migration_table, migration_count);
}

void
store_close(struct store *s)
{
	if (s == NULL)
		return;
	tx_stop(s);
	wal_stop(s);
	store_free(s);
}

struct env *
store_env(struct store *s)
{
	return s->env;
}

int
store_schema(struct store *s)
{
	return s->schema;
}

struct err
store_reader(struct store *s, struct db **ret)
{
	TRY(db_new(s, false, ret));
	atomic_fetch_add(&s->readers, 1);
	return OK;
}

void
store_counts(struct store *s, struct store_counts *ret)
{
	pthread_mutex_lock(&s->park);
	ret->groups = s->decided;
	pthread_mutex_unlock(&s->park);
	ret->readers = atomic_load(&s->readers);
}

void
store_reader_close(struct db *db)
{
	if (db == NULL)
		return;
	assert(!db->writer);
	atomic_fetch_sub(&db->s->readers, 1);
	db_free(db);
}

/* Inside a write section everything is one snapshot already. */
struct err
db_snapshot_begin(struct db *db)
{
	if (!db->writer && db->snapshots == 0) {
		int rc = sqlite3_exec(db->h, "BEGIN", NULL, NULL, NULL);

		if (rc != SQLITE_OK)
			return db_err(db, rc, "BEGIN");
	}
	db->snapshots++;
	return OK;
}

void
db_snapshot_end(struct db *db)
{
	assert(db->snapshots > 0);
	db->snapshots--;
	/* A reader has nothing to keep: ROLLBACK cannot fail for want of disk. SQLite may have ended it after an error. */
	if (!db->writer && db->snapshots == 0 && !sqlite3_get_autocommit(db->h))
		db_exec(db->h, "ROLLBACK");
}
