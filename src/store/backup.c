/*
 * backup.c - what goes on beside serving: consistent copies, checks, and the thread that copies the
 * write-ahead log back into the file so that it stays small.
 */
#include "store/store_int.h"
#include "base/log.h"
#include "base_msg.h"
#include "store_msg.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#define WAL_LIMIT 1000			/* pages of 4 KB: from here on they are copied back beside the writer */
#define WAL_BIG   (16 * WAL_LIMIT)	/* from here on the writer is held up for a moment to start the log afresh */

/* ---- copies ---- */

static bool
file_sync(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), rc = -1;

	if (fd >= 0) {
		rc = fsync(fd);
		close(fd);
	}
	return rc == 0;
}

/* VACUUM INTO, never sqlite3_backup_step: that starts again at every write (domain: performance, 5). */
static bool
vacuum_into(sqlite3 *h, const char *path)
{
	sqlite3_stmt *st;
	int fd, rc;

	unlink(path);			/* left by a copy that was cut short */
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0) {
		log_event(LOG_ERROR, "copy_failed", "path=%s error=%s", path, strerror(errno));
		return false;
	}
	close(fd);
	rc = sqlite3_prepare_v2(h, "VACUUM INTO ?1", -1, &st, NULL);
	if (rc == SQLITE_OK) {
		sqlite3_bind_text(st, 1, path, -1, SQLITE_STATIC);
		sqlite3_step(st);
		rc = sqlite3_finalize(st);
	}
	if (rc == SQLITE_OK && file_sync(path))
		return true;
	log_event(LOG_ERROR, "copy_failed", "path=%s code=%d text=%s", path, rc, rc ? sqlite3_errmsg(h) : strerror(errno));
	return false;
}

struct err
copy_into(sqlite3 *h, const char *path, bool replace)
{
	char *part;
	int rc;

	if (!replace && access(path, F_OK) == 0)
		return FAIL(409, M_err_store_exists);
	part = sqlite3_mprintf("%s.part", path);
	if (part == NULL)
		return FAIL(503, M_err_busy);
	rc = vacuum_into(h, part) ? 0 : -1;
	if (rc == 0) {			/* link, not rename: what appeared meanwhile under this name is not overwritten */
		rc = replace ? rename(part, path) : link(part, path);
		if (rc != 0)
			log_event(LOG_ERROR, "copy_failed", "path=%s error=%s", path, strerror(errno));
	}
	unlink(part);
	sqlite3_free(part);
	if (rc != 0)
		return FAIL(500, M_err_store_copy);
	return dir_sync(path);
}

struct err
store_backup(struct store *s, const char *path)
{
	sqlite3 *h;
	struct err e;

	if (db_connect(&h, s->path, SQLITE_OPEN_READONLY) != SQLITE_OK)
		return FAIL(500, M_err_store_open);
	e = copy_into(h, path, false);
	sqlite3_close(h);
	return e;
}

/* ---- checks ---- */

/* True when the pragma gives no row, or only "ok". The first finding is logged. */
static bool
finds_nothing(sqlite3 *h, const char *pragma)
{
	sqlite3_stmt *st;
	const char *text;
	int rc;
	bool fine;

	if (sqlite3_prepare_v2(h, pragma, -1, &st, NULL) != SQLITE_OK) {
		log_event(LOG_ERROR, "check", "pragma=%s text=%s", pragma, sqlite3_errmsg(h));
		return false;
	}
	rc = sqlite3_step(st);
	text = rc == SQLITE_ROW ? (const char *)sqlite3_column_text(st, 0) : rc == SQLITE_DONE ? "ok" : sqlite3_errmsg(h);
	fine = text != NULL && strcmp(text, "ok") == 0;
	if (!fine)
		log_event(LOG_ERROR, "check", "pragma=%s finding=%.300s", pragma, text ? text : "");
	sqlite3_finalize(st);
	return fine;
}

struct err
store_check(struct store *s)
{
	sqlite3 *h;
	bool fine;

	if (db_connect(&h, s->path, SQLITE_OPEN_READONLY) != SQLITE_OK)
		return FAIL(500, M_err_store_open);
	fine = finds_nothing(h, "PRAGMA integrity_check(1)") && finds_nothing(h, "PRAGMA foreign_key_check");
	sqlite3_close(h);
	return fine ? OK : FAIL(500, M_err_store_damaged);
}

/* ---- the write-ahead log ---- */

/* After each commit, in the writer's hands: how long the log is now. */
static int
wal_grew(void *arg, sqlite3 *h, const char *schema, int pages)
{
	struct store *s = arg;

	pthread_mutex_lock(&s->wal);
	if (pages < s->wal_pages)			/* it began afresh */
		s->wal_limit = WAL_LIMIT;
	s->wal_pages = pages;
	if (pages >= s->wal_limit)
		pthread_cond_signal(&s->wal_work);
	pthread_mutex_unlock(&s->wal);
	return SQLITE_OK;
}

/* One checkpoint; under wal_turn. A flush that fails here is as bad as one in a commit. */
static int
wal_copy(struct store *s, int mode, int *pages, int *copied)
{
	int rc = sqlite3_wal_checkpoint_v2(s->wal_h, NULL, mode, pages, copied);

	if (disk_failed(rc))
		store_die("checkpoint", rc);
	if (rc != SQLITE_OK && (rc & 0xff) != SQLITE_BUSY)
		log_event(LOG_WARN, "checkpoint", "code=%d text=%s", rc, sqlite3_errmsg(s->wal_h));
	return rc;
}

/* With the writer held up: SQLite can only start the log afresh when nobody writes or reads from it. */
static int
wal_truncate(struct store *s)
{
	int rc, pages, copied;

	wal_copy(s, SQLITE_CHECKPOINT_PASSIVE, &pages, &copied);	/* the bulk of it beside the writer */
	pthread_mutex_lock(&s->section);
	group_end(s);
	rc = wal_copy(s, SQLITE_CHECKPOINT_TRUNCATE, &pages, &copied);
	pthread_mutex_unlock(&s->section);
	return rc;
}

static void
wal_turn(struct store *s, int before)
{
	int pages = 0, copied = 0;

	pthread_mutex_lock(&s->wal_turn);
	if (before >= WAL_BIG)
		wal_truncate(s);
	else
		wal_copy(s, SQLITE_CHECKPOINT_PASSIVE, &pages, &copied);
	pthread_mutex_unlock(&s->wal_turn);
}

static void *
wal_thread(void *arg)
{
	struct store *s = arg;

	pthread_mutex_lock(&s->wal);
	while (!s->wal_stop) {
		int before = s->wal_pages;

		if (before < s->wal_limit) {
			pthread_cond_wait(&s->wal_work, &s->wal);
			continue;
		}
		pthread_mutex_unlock(&s->wal);
		wal_turn(s, before);
		pthread_mutex_lock(&s->wal);
		/* A reader may have kept it from beginning afresh: not again before it has grown by as much. */
		s->wal_limit = s->wal_pages + WAL_LIMIT;
	}
	pthread_mutex_unlock(&s->wal);
	return NULL;
}

struct err
store_checkpoint(struct store *s)
{
	int rc;

	pthread_mutex_lock(&s->wal_turn);
	sqlite3_busy_timeout(s->wal_h, 1000);	/* a page being rendered from an old snapshot may end first */
	rc = wal_truncate(s);
	sqlite3_busy_timeout(s->wal_h, 0);
	pthread_mutex_unlock(&s->wal_turn);
	if (rc == SQLITE_OK)
		return OK;
	return (rc & 0xff) == SQLITE_FULL ? FAIL(503, M_err_full) : FAIL(503, M_err_busy);
}

struct err
wal_start(struct store *s)
{
	if (db_connect(&s->wal_h, s->path, SQLITE_OPEN_READWRITE) != SQLITE_OK)
		return FAIL(500, M_err_store_open);
	sqlite3_busy_timeout(s->wal_h, 0);
	s->wal_limit = WAL_LIMIT;
	sqlite3_wal_hook(s->writer->h, wal_grew, s);
	if (pthread_create(&s->checkpointer, NULL, wal_thread, s) != 0) {
		sqlite3_wal_hook(s->writer->h, NULL, NULL);
		sqlite3_close(s->wal_h);
		return FAIL(503, M_err_busy);
	}
	return OK;
}

void
wal_stop(struct store *s)
{
	pthread_mutex_lock(&s->wal);
	s->wal_stop = true;
	pthread_cond_signal(&s->wal_work);
	pthread_mutex_unlock(&s->wal);
	pthread_join(s->checkpointer, NULL);
	sqlite3_wal_hook(s->writer->h, NULL, NULL);
	sqlite3_close(s->wal_h);
}
