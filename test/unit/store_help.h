/* store_help.h - what the store's tests share: a folder of their own, a small schema, and three statements on it. */
#ifndef STORE_HELP_H
#define STORE_HELP_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/store_int.h"

#define STMT __attribute__((cleanup(stmt_done))) struct stmt *
#define assert_ok(call) assert_int_equal((call).code, 0)

static const struct migration small[] = {
	{ 1, "0001_note", "CREATE TABLE note (area INTEGER NOT NULL, id INTEGER NOT NULL, text TEXT NOT NULL, size INTEGER CHECK (size > 0),"
			  " raw BLOB, PRIMARY KEY (area, id)) STRICT;" },
	{ 2, "0002_search", "CREATE VIRTUAL TABLE search USING fts5(scope, tokens, tokenize = 'unicode61');"
			    "CREATE TABLE search_row (mark INTEGER PRIMARY KEY, area INTEGER NOT NULL, kind TEXT NOT NULL, id INTEGER NOT NULL,"
			    " at INTEGER NOT NULL, UNIQUE (area, kind, id)) STRICT;" },
	{ 3, "0003_reply", "CREATE TABLE reply (area INTEGER NOT NULL, note INTEGER NOT NULL,"
			   " FOREIGN KEY (area, note) REFERENCES note (area, id)) STRICT;" },
};

static const struct sql note_add __attribute__((unused)) = { "note_add", "INSERT INTO note (area, id, text) VALUES (1, ?1, ?2)", 2, 0 };
static const struct sql note_text __attribute__((unused)) = { "note_text", "SELECT text FROM note WHERE area = 1 AND id = ?1", 1, 1 };
static const struct sql note_count __attribute__((unused)) = { "note_count", "SELECT count(*) FROM note", 0, 1 };

struct room {
	char dir[64], path[96];
	struct env env;
	struct store *s;
};

static inline const char *
room_file(struct room *r, char buf[160], const char *end)
{
	snprintf(buf, 160, "%s%s", r->path, end);
	return buf;
}

static inline void
room_make(struct room *r)
{
	memset(r, 0, sizeof(*r));
	snprintf(r->dir, sizeof(r->dir), "%s/qiao-test-XXXXXX", access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
	assert_non_null(mkdtemp(r->dir));
	snprintf(r->path, sizeof(r->path), "%s/q.db", r->dir);
	env_init(&r->env);
}

static inline int
room_setup(void **state)
{
	struct room *r = malloc(sizeof(*r));

	room_make(r);
	assert_ok(store_open_with(&r->s, r->path, &r->env, small, COUNT(small)));
	*state = r;
	return 0;
}

static inline int
room_teardown(void **state)
{
	struct room *r = *state;
	char cmd[128];

	store_close(r->s);
	snprintf(cmd, sizeof(cmd), "rm -rf '%s'", r->dir);
	assert_int_equal(system(cmd), 0);
	free(r);
	return 0;
}

struct note {
	int64_t id;
	const char *text;
};

/* A store_fn: ctx is a struct note. */
static inline struct err
note_put(struct db *w, void *ctx)
{
	struct note *n = ctx;
	STMT st = NULL;

	TRY(stmt_get(w, &note_add, &st));
	stmt_int(st, 1, n->id);
	stmt_text(st, 2, n->text);
	return stmt_step(st, NULL);
}

static inline int64_t
notes_in(struct store *s)
{
	struct db *db;
	int64_t n;

	assert_ok(store_reader(s, &db));
	{
		STMT st = NULL;

		assert_ok(stmt_get(db, &note_count, &st));
		assert_ok(stmt_step(st, NULL));
		n = stmt_col_int(st, 0);
	}
	store_reader_close(db);
	return n;
}

static inline bool
note_there(struct db *db, int64_t id)
{
	STMT st = NULL;
	bool row;

	assert_ok(stmt_get(db, &note_text, &st));
	stmt_int(st, 1, id);
	assert_ok(stmt_step(st, &row));
	return row;
}

#endif
