/*
 * stmt.c - the statement cache and the binders that generated code calls; how SQLite's codes become errors.
 * A connection belongs to one thread at a time, so nothing here takes a lock.
 */
#include "store/store_int.h"
#include "base/log.h"
#include "base_msg.h"
#include "store_msg.h"

#include <stdlib.h>

/*
 * A conflict of keys is what two people's simultaneous acts look like: 409. Violations that only our own
 * code can cause (NOT NULL, CHECK, a wrong type) are 500.
 */
static struct err
constraint_err(int rc)
{
	switch (rc) {
	case SQLITE_CONSTRAINT_UNIQUE:
	case SQLITE_CONSTRAINT_PRIMARYKEY:
	case SQLITE_CONSTRAINT_ROWID:
	case SQLITE_CONSTRAINT_FOREIGNKEY:
		return FAIL(409, M_err_stale);
	default:
		return FAIL(500, M_err_server);
	}
}

/* what is a statement's name or text; never a value: logs hold no personal data. */
struct err
db_err(struct db *db, int rc, const char *what)
{
	int place = sqlite3_error_offset(db->h);

	/* A failed flush of the writer is never tried again (PostgreSQL's lesson): what it lost, nobody knows. */
	if (db->writer && (rc == SQLITE_IOERR_FSYNC || rc == SQLITE_IOERR_DIR_FSYNC))
		store_die("statement", rc);
	log_event((rc & 0xff) == SQLITE_CONSTRAINT ? LOG_INFO : LOG_ERROR, "sql", "code=%d text=%s at=%d statement=%.120s", rc,
		  sqlite3_errmsg(db->h), place, what);
	if (rc == SQLITE_IOERR_NOMEM)
		rc = SQLITE_NOMEM;
	switch (rc & 0xff) {
	case SQLITE_FULL:
		return FAIL(503, M_err_full);
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
	case SQLITE_NOMEM:
	case SQLITE_INTERRUPT:
		return FAIL(503, M_err_busy);
	case SQLITE_CONSTRAINT:
		return constraint_err(rc);
	case SQLITE_TOOBIG:
		return FAIL(413, M_err_bad_request);
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		log_event(LOG_ERROR, "damaged", "do=stop the program, run 'qiao verify', restore the latest backup");
		return FAIL(500, M_err_store_damaged);
	default:
		return FAIL(500, M_err_server);
	}
}

static void
stmt_free(struct stmt *st)
{
	sqlite3_finalize(st->h);
	free(st);
}

void
db_free(struct db *db)
{
	for (size_t i = 0; i < db->nslots; i++) {
		if (db->slots[i] != NULL)
			stmt_free(db->slots[i]);
	}
	free(db->slots);
	sqlite3_close_v2(db->h);
	free(db);
}

static struct stmt **
slot_of(struct stmt **slots, size_t n, const struct sql *q)
{
	size_t i = ((uintptr_t)q >> 4) * UINT64_C(0x9e3779b97f4a7c15) >> 32;

	for (i &= n - 1; slots[i] != NULL && slots[i]->q != q; i = (i + 1) & (n - 1))
		;
	return &slots[i];
}

/* Keeps the table at most half full; false when there is no memory (the statement then stays uncached). */
static bool
cache_room(struct db *db)
{
	size_t n = db->nslots ? db->nslots * 2 : 64;
	struct stmt **slots;

	if (db->nslots > 0 && db->nused < db->nslots / 2)
		return true;
	slots = calloc(n, sizeof(*slots));
	if (slots == NULL)
		return false;
	for (size_t i = 0; i < db->nslots; i++) {
		if (db->slots[i] != NULL)
			*slot_of(slots, n, db->slots[i]->q) = db->slots[i];
	}
	free(db->slots);
	db->slots = slots;
	db->nslots = n;
	return true;
}

static struct err
stmt_prepare(struct db *db, const struct sql *q, struct stmt **ret)
{
	struct stmt *st = calloc(1, sizeof(*st));
	int rc;

	if (st == NULL)
		return FAIL(503, M_err_busy);
	rc = sqlite3_prepare_v3(db->h, q->text, -1, SQLITE_PREPARE_PERSISTENT, &st->h, NULL);
	if (rc != SQLITE_OK) {
		free(st);
		return db_err(db, rc, q->name);
	}
	assert(sqlite3_bind_parameter_count(st->h) == q->params);
	assert(sqlite3_column_count(st->h) == q->columns);
	st->db = db;
	st->q = q;
	*ret = st;
	return OK;
}

struct err
stmt_get(struct db *db, const struct sql *q, struct stmt **ret)
{
	struct stmt **slot = db->nslots ? slot_of(db->slots, db->nslots, q) : NULL;
	struct stmt *st = slot ? *slot : NULL;

	if (st == NULL || st->busy) {		/* not yet there, or in use further up: a second one for this call */
		bool keep = st == NULL && cache_room(db);

		TRY(stmt_prepare(db, q, &st));
		st->cached = keep;
		if (keep) {
			*slot_of(db->slots, db->nslots, q) = st;
			db->nused++;
		}
	}
	st->busy = true;
	st->row = false;
	st->failed = SQLITE_OK;
	db->busy++;
	*ret = st;
	return OK;
}

/* A wrong index is our mistake. No memory, or too big, sticks: the step then refuses instead of storing NULL. */
static void
bound(struct stmt *st, int rc)
{
	assert(st->busy && rc != SQLITE_RANGE && rc != SQLITE_MISUSE);
	if (rc != SQLITE_OK)
		st->failed = rc;
}

void
stmt_int(struct stmt *st, int i, int64_t v)
{
	bound(st, sqlite3_bind_int64(st->h, i, v));
}

void
stmt_text(struct stmt *st, int i, const char *s)
{
	bound(st, s ? sqlite3_bind_text64(st->h, i, s, strlen(s), SQLITE_STATIC, SQLITE_UTF8) : sqlite3_bind_null(st->h, i));
}

void
stmt_blob(struct stmt *st, int i, struct bytes b)
{
	bound(st, b.p ? sqlite3_bind_blob64(st->h, i, b.p, b.n, SQLITE_STATIC) : sqlite3_bind_null(st->h, i));
}

void
stmt_null(struct stmt *st, int i)
{
	bound(st, sqlite3_bind_null(st->h, i));
}

struct err
stmt_step(struct stmt *st, bool *row)
{
	int rc;

	assert(st->busy);
	rc = st->failed ? st->failed : sqlite3_step(st->h);
	st->row = rc == SQLITE_ROW;
	if (rc != SQLITE_ROW && rc != SQLITE_DONE)
		return db_err(st->db, rc, st->q->name);
	if (row != NULL)
		*row = st->row;
	return OK;
}

int64_t
stmt_col_int(struct stmt *st, int i)
{
	assert(st->row && i < st->q->columns);
	return sqlite3_column_int64(st->h, i);
}

bool
stmt_col_null(struct stmt *st, int i)
{
	assert(st->row && i < st->q->columns);
	return sqlite3_column_type(st->h, i) == SQLITE_NULL;
}

const char *
stmt_col_text(struct stmt *st, int i, struct arena *a)
{
	const unsigned char *p;

	assert(st->row && i < st->q->columns);
	p = sqlite3_column_text(st->h, i);
	return p ? arena_dup(a, p, (size_t)sqlite3_column_bytes(st->h, i)) : "";
}

struct bytes
stmt_col_blob(struct stmt *st, int i, struct arena *a)
{
	const void *p;
	size_t n;

	assert(st->row && i < st->q->columns);
	if (stmt_col_null(st, i))
		return (struct bytes){ NULL, 0 };
	p = sqlite3_column_blob(st->h, i);
	n = (size_t)sqlite3_column_bytes(st->h, i);
	return (struct bytes){ (const unsigned char *)arena_dup(a, p ? p : "", n), n };	/* an empty blob is not NULL */
}

int64_t
stmt_changes(struct stmt *st)
{
	return sqlite3_changes64(st->db->h);
}

void
stmt_done(struct stmt **st)
{
	struct stmt *s = *st;

	if (s == NULL)
		return;
	*st = NULL;
	assert(s->busy && s->db->busy > 0);
	s->busy = false;
	s->db->busy--;
	if (!s->cached) {
		stmt_free(s);
		return;
	}
	sqlite3_reset(s->h);		/* repeats the step's error, which was reported there */
	sqlite3_clear_bindings(s->h);	/* the texts bound are somebody else's and may go now */
}
