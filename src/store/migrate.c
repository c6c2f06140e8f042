/*
 * migrate.c - the one sequence of schema steps. A new file gets all of them in one transaction. A file that
 * already holds data is first copied to PATH.before-N; then each step runs in its own transaction, with a
 * marker written before it and cleared with it. Whatever does not fit is refused and left alone.
 * Rollback = the old program and the copy.
 */
#include "store/store_int.h"
#include "base/hash.h"
#include "base/log.h"
#include "base_msg.h"
#include "store_msg.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

/* The book of what was done to this file. done = 0: begun and not ended. */
#define BOOK                                                                                       \
	"CREATE TABLE store_migration (number INTEGER PRIMARY KEY, name TEXT NOT NULL,"            \
	" hash BLOB NOT NULL, at INTEGER NOT NULL, done INTEGER NOT NULL) STRICT"

struct job {
	const char *path;
	struct env *env;
	const struct migration *table;
	size_t n;
	sqlite3 *h;
	int have;		/* last migration in the file; 0 = a new file */
};

static struct err
refuse(const struct job *j, struct err e, const char *why)
{
	log_event(LOG_ERROR, "data_file_refused", "path=%s reason=%s file=%d program=%d", j->path, why, j->have,
		  j->table[j->n - 1].number);
	return e;
}

/* The one number a statement gives; false (logged) when SQLite refuses. */
static bool
ask(sqlite3 *h, const char *sql, int64_t *ret)
{
	sqlite3_stmt *st;
	bool ok = false;

	if (sqlite3_prepare_v2(h, sql, -1, &st, NULL) == SQLITE_OK && sqlite3_step(st) == SQLITE_ROW) {
		*ret = sqlite3_column_int64(st, 0);
		ok = true;
	} else {
		log_event(LOG_WARN, "sql", "code=%d text=%s statement=%.80s", sqlite3_extended_errcode(h), sqlite3_errmsg(h), sql);
	}
	sqlite3_finalize(st);
	return ok;
}

/* ---- what is in the file ---- */

static void
text_hash(const struct migration *m, unsigned char ret[HASH_LEN])
{
	hash_bytes(ret, m->text, strlen(m->text), NULL, 0);
}

/* Compares the book with the table. Sets j->have. */
static struct err
book_read(struct job *j, sqlite3_stmt *st)
{
	unsigned char hash[HASH_LEN];
	int rc;

	while ((rc = sqlite3_step(st)) == SQLITE_ROW) {
		int number = sqlite3_column_int(st, 0);

		if (!sqlite3_column_int(st, 2))
			return refuse(j, FAIL(500, M_err_store_half), "a migration was begun and not ended; put back PATH.before-N");
		if (number != j->have + 1)
			return refuse(j, FAIL(500, M_err_store_altered), "the file's migrations have a gap");
		j->have = number;
		if ((size_t)number > j->n)
			continue;		/* newer: said below, after all rows were seen to be done */
		text_hash(&j->table[number - 1], hash);
		if (sqlite3_column_bytes(st, 1) != HASH_LEN || memcmp(sqlite3_column_blob(st, 1), hash, HASH_LEN) != 0)
			return refuse(j, FAIL(500, M_err_store_altered), "a migration's text differs from the one applied");
	}
	if (rc != SQLITE_DONE)
		return refuse(j, FAIL(500, M_err_store_open), sqlite3_errmsg(j->h));
	if ((size_t)j->have > j->n)
		return refuse(j, FAIL(500, M_err_store_newer), "the file is newer than the program");
	return OK;
}

static struct err
file_inspect(struct job *j)
{
	int64_t tables, application, version;
	sqlite3_stmt *st;
	struct err e;

	j->have = 0;
	if (!ask(j->h, "SELECT count(*) FROM sqlite_schema", &tables)) {
		int rc = sqlite3_errcode(j->h);

		if (rc == SQLITE_BUSY)
			return refuse(j, FAIL(500, M_err_store_in_use), "another program holds the file");
		return refuse(j, FAIL(500, rc == SQLITE_NOTADB ? M_err_store_foreign : M_err_store_open), "not readable as a database");
	}
	if (!ask(j->h, "PRAGMA application_id", &application) || !ask(j->h, "PRAGMA user_version", &version))
		return FAIL(500, M_err_store_open);
	if (tables == 0 && application == 0 && version == 0)
		return OK;
	if (application != STORE_APPLICATION)
		return refuse(j, FAIL(500, M_err_store_foreign), "a database of another program");
	if (sqlite3_prepare_v2(j->h, "SELECT number, hash, done FROM store_migration ORDER BY number", -1, &st, NULL) != SQLITE_OK)
		return refuse(j, FAIL(500, M_err_store_foreign), "our mark, but no book of migrations");
	e = book_read(j, st);
	sqlite3_finalize(st);
	if (e.code == 0 && version != j->have)
		return refuse(j, FAIL(500, M_err_store_half), "user_version disagrees with the book of migrations");
	return e;
}

/* ---- what a migration may say ---- */

/* The next word of SQL outside comments and quotes; "" at the end. */
static const char *
next_word(const char *p, char *word, size_t size)
{
	size_t n = 0;

	while (*p && !isalpha((unsigned char)*p) && *p != '_') {
		if (p[0] == '-' && p[1] == '-') {
			p += strcspn(p, "\n");
		} else if (p[0] == '/' && p[1] == '*') {
			const char *end = strstr(p + 2, "*/");

			p = end ? end + 2 : p + strlen(p);
		} else if (*p == '\'' || *p == '"') {
			const char *end = strchr(p + 1, *p);

			p = end ? end + 1 : p + strlen(p);
		} else {
			p++;
		}
	}
	for (; isalnum((unsigned char)*p) || *p == '_'; p++) {
		if (n + 1 < size)
			word[n++] = *p;
	}
	word[n] = '\0';
	return p;
}

/*
 * One request's violated deferred key would pass its RELEASE and then fail the whole group's COMMIT, and
 * ROLLBACK as a conflict clause drops the group (domain: performance, 5): neither gets into a schema.
 */
static bool
text_allowed(const struct migration *m)
{
	static const char *const banned[] = { "DEFERRABLE", "ROLLBACK" };
	const char *p = m->text;
	char word[64];

	for (p = next_word(p, word, sizeof(word)); *word; p = next_word(p, word, sizeof(word))) {
		for (size_t i = 0; i < COUNT(banned); i++) {
			if (strcasecmp(word, banned[i]) == 0) {
				log_event(LOG_ERROR, "migration_refused", "name=%s word=%s", m->name, word);
				return false;
			}
		}
	}
	return true;
}

/* A migration runs inside our transaction and may not end it. */
static int
refuse_transactions(void *arg, int action, const char *a, const char *b, const char *schema, const char *within)
{
	switch (action) {
	case SQLITE_TRANSACTION:
	case SQLITE_SAVEPOINT:
	case SQLITE_ATTACH:
	case SQLITE_DETACH:
		return SQLITE_DENY;
	default:
		return SQLITE_OK;
	}
}

/* ---- running one ---- */

static bool
book_write(const struct job *j, const struct migration *m, bool done)
{
	unsigned char hash[HASH_LEN];
	sqlite3_stmt *st;
	int rc;

	text_hash(m, hash);
	rc = sqlite3_prepare_v2(j->h, "INSERT INTO store_migration VALUES (?1, ?2, ?3, ?4, ?5)"
				" ON CONFLICT (number) DO UPDATE SET done = excluded.done", -1, &st, NULL);
	if (rc != SQLITE_OK)
		return false;
	sqlite3_bind_int(st, 1, m->number);
	sqlite3_bind_text(st, 2, m->name, -1, SQLITE_STATIC);
	sqlite3_bind_blob(st, 3, hash, HASH_LEN, SQLITE_STATIC);
	sqlite3_bind_int64(st, 4, env_now(j->env));
	sqlite3_bind_int(st, 5, done);
	sqlite3_step(st);
	return sqlite3_finalize(st) == SQLITE_OK;
}

static bool
keys_hold(sqlite3 *h)
{
	sqlite3_stmt *st;
	int rc;

	if (sqlite3_prepare_v2(h, "PRAGMA foreign_key_check", -1, &st, NULL) != SQLITE_OK)
		return false;
	rc = sqlite3_step(st);
	if (rc == SQLITE_ROW)
		log_event(LOG_ERROR, "migration_breaks_key", "table=%s", (const char *)sqlite3_column_text(st, 0));
	sqlite3_finalize(st);
	return rc == SQLITE_DONE;
}

/* One step with its line in the book, inside a transaction of the caller. */
static bool
step_run(const struct job *j, const struct migration *m)
{
	char version[64];
	int rc;

	if (!text_allowed(m))
		return false;
	sqlite3_set_authorizer(j->h, refuse_transactions, NULL);
	rc = db_exec(j->h, m->text);
	sqlite3_set_authorizer(j->h, NULL, NULL);
	snprintf(version, sizeof(version), "PRAGMA user_version=%d", m->number);
	return rc == SQLITE_OK && !sqlite3_get_autocommit(j->h) && keys_hold(j->h) && book_write(j, m, true) &&
	       db_exec(j->h, version) == SQLITE_OK;
}

static void
undo(sqlite3 *h)
{
	if (!sqlite3_get_autocommit(h))
		db_exec(h, "ROLLBACK");
}

/* A new file: everything or nothing, so a start that was cut short leaves an empty file and no riddle. */
static struct err
file_create(struct job *j)
{
	char mark[64];

	if (db_exec(j->h, "BEGIN EXCLUSIVE") != SQLITE_OK)
		return refuse(j, FAIL(500, M_err_store_in_use), "another program is making the file");
	struct err e = file_inspect(j);
	if (e.code || j->have > 0) {		/* another process was faster: what it made is checked by the caller */
		undo(j->h);
		return e;
	}
	snprintf(mark, sizeof(mark), "PRAGMA application_id=%d", STORE_APPLICATION);
	bool ok = db_exec(j->h, mark) == SQLITE_OK && db_exec(j->h, BOOK) == SQLITE_OK;
	for (size_t i = 0; ok && i < j->n; i++)
		ok = step_run(j, &j->table[i]);
	if (ok && db_exec(j->h, "COMMIT") == SQLITE_OK) {
		j->have = j->table[j->n - 1].number;
		return OK;
	}
	undo(j->h);
	return refuse(j, FAIL(500, M_err_store_upgrade), "the tables could not be made");
}

/* One step of an existing file. Undone cleanly, it leaves the file as it was, without a marker. */
static struct err
file_step(struct job *j, const struct migration *m)
{
	if (!book_write(j, m, false))		/* the marker: committed before anything changes */
		return refuse(j, FAIL(500, M_err_store_upgrade), "the marker could not be written");
	if (db_exec(j->h, "BEGIN IMMEDIATE") == SQLITE_OK && step_run(j, m) && db_exec(j->h, "COMMIT") == SQLITE_OK) {
		j->have = m->number;
		log_event(LOG_INFO, "migrated", "name=%s", m->name);
		return OK;
	}
	undo(j->h);
	db_exec(j->h, "DELETE FROM store_migration WHERE done = 0");
	return refuse(j, FAIL(500, M_err_store_upgrade), m->name);
}

static struct err
file_upgrade(struct job *j)
{
	char *copy = sqlite3_mprintf("%s.before-%d", j->path, j->have + 1);
	struct err e;

	if (copy == NULL)
		return FAIL(503, M_err_busy);
	/* Alone with the file: nobody may write between the copy and the change, or serve the old schema after it. */
	if (db_exec(j->h, "PRAGMA locking_mode=EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT") != SQLITE_OK) {
		sqlite3_free(copy);
		return refuse(j, FAIL(500, M_err_store_in_use), "another program has the file open");
	}
	e = copy_into(j->h, copy, true);
	if (e.code == 0)
		log_event(LOG_INFO, "copy_kept", "path=%s", copy);
	else
		refuse(j, e, "no copy could be made before the upgrade");
	for (size_t i = (size_t)j->have; e.code == 0 && i < j->n; i++)
		e = file_step(j, &j->table[i]);
	sqlite3_free(copy);
	return e;
}

static struct err
job_open(struct job *j)
{
	int rc;

	sqlite3_close(j->h);
	j->h = NULL;
	rc = db_connect(&j->h, j->path, SQLITE_OPEN_READWRITE);
	if (rc == SQLITE_NOTADB)
		return refuse(j, FAIL(500, M_err_store_foreign), "no database");
	return rc == SQLITE_OK ? OK : refuse(j, FAIL(500, M_err_store_open), "cannot be opened");
}

static struct err
job_run(struct job *j)
{
	TRY(job_open(j));
	/* A file we refuse is not even tidied up; and tables may be rebuilt in any order, keys are checked at the end. */
	sqlite3_db_config(j->h, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	TRY(file_inspect(j));
	if (j->have == 0) {
		db_exec(j->h, "PRAGMA foreign_keys=OFF");
		TRY(file_create(j));
	}
	if ((size_t)j->have < j->n) {
		TRY(job_open(j));
		db_exec(j->h, "PRAGMA foreign_keys=OFF");
		TRY(file_upgrade(j));
	}
	return OK;
}

struct err
migrate(const char *path, struct env *env, const struct migration *table, size_t n)
{
	struct job j = { .path = path, .env = env, .table = table, .n = n };
	struct err e;

	for (size_t i = 0; i < n; i++)
		assert(table[i].number == (int)i + 1);
	e = job_run(&j);
	sqlite3_close(j.h);
	return e;
}
