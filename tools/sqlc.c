/*
 * sqlc - named statements → typed C functions.  sqlc MIGRATIONS_DIR IN.sql OUT.c OUT.h
 *
 * The schema is built in memory from the migrations, and each statement is prepared against it while
 * building: a wrong column stops the build with file and line. Refused besides, because they went wrong
 * for others: SELECT *, LIMIT without ORDER BY, a table without its area = …, gaps in $n, a second
 * statement, parameters without a type, what SQLite alone understands. The form is in tools/README.md.
 */
#include "sqlc.h"

#include <dirent.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The schema as a new file gets it. */
static sqlite3 *
schema(const char *dir)
{
	char *names[1000];
	size_t n = 0;
	struct dirent *e;
	DIR *d = opendir(dir);
	sqlite3 *db;

	if (!d || sqlite3_open(":memory:", &db) != SQLITE_OK)
		refuse(dir, 0, "no migrations there");
	while ((e = readdir(d))) {
		size_t len = strlen(e->d_name);

		if (len > 4 && !strcmp(e->d_name + len - 4, ".sql") && n < 1000)
			names[n++] = tool_fmt("%s/%s", dir, e->d_name);
	}
	closedir(d);
	if (n)
		qsort(names, n, sizeof *names, by_name);
	for (size_t i = 0; i < n; i++) {
		char *text = file_read(names[i], NULL), *msg = NULL;

		if (sqlite3_exec(db, text, NULL, NULL, &msg) != SQLITE_OK)
			refuse(names[i], 0, "%s", msg);
	}
	return db;
}

/* The statement's own verb: behind WITH the first one outside brackets. */
static const struct tok *
verb(const struct statement *st)
{
	static const char *const verbs[] = { "SELECT", "INSERT", "UPDATE", "DELETE", "VALUES" };

	for (const struct tok *t = st->toks; t->kind != TOK_END; t++) {
		for (size_t i = 0; t->depth == 0 && i < sizeof verbs / sizeof *verbs; i++) {
			if (tok_is(t, verbs[i]))
				return t;
		}
		if (t == st->toks && !tok_is(t, "WITH"))
			break;
	}
	refuse(st->file, st->body_line, "%s: begins with none of SELECT, INSERT, UPDATE, DELETE, WITH", st->name);
}

static bool
area_in_where(const struct tok *t)
{
	while (t->kind != TOK_END && !(t->depth == 0 && tok_is(t, "WHERE")))
		t++;
	for (; t->kind != TOK_END; t++) {
		if (t->depth == 0 && tok_is(t, "area") && (tok_is(t + 1, "=") || tok_is(t + 1, "IN")))
			return true;
	}
	return false;
}

/* LIMIT needs an ORDER BY before it in the same brackets, else the rows are anybody's choice. */
static bool
ordered(const struct statement *st, const struct tok *limit)
{
	for (const struct tok *t = limit; t-- > st->toks && t->depth >= limit->depth;) {
		if (t->depth == limit->depth && tok_is(t, "ORDER"))
			return true;
	}
	return false;
}

/* What can be said from the words alone. */
static void
check_words(const struct statement *st)
{
	const struct tok *v = verb(st);
	bool used[PARAMS_MAX + 1] = { 0 };
	int most = 0;

	if ((tok_is(v, "UPDATE") || tok_is(v, "DELETE")) && !st->any_area && !area_in_where(v))
		refuse(st->file, v->line, "%s: no area = in its WHERE (or say: -- area: none REASON)", st->name);
	if (tok_is(v, "INSERT") && tok_is(v + 1, "OR"))
		refuse(st->file, v->line, "%s: INSERT OR … is SQLite's alone; write ON CONFLICT", st->name);
	for (const struct tok *t = st->toks; t->kind != TOK_END; t++) {
		if (t > st->toks && tok_is(t, "*")) {
			static const char *const before[] = { "SELECT", "DISTINCT", "ALL", ".", ",", "RETURNING" };

			for (size_t i = 0; i < sizeof before / sizeof *before; i++) {
				if (tok_is(t - 1, before[i]))
					refuse(st->file, t->line, "%s: name the columns instead of *", st->name);
			}
		}
		if (tok_is(t, "LIMIT") && !ordered(st, t))
			refuse(st->file, t->line, "%s: LIMIT without ORDER BY", st->name);
		if (t->kind == TOK_PARAM) {
			if (t->param < 1 || t->param > PARAMS_MAX)
				refuse(st->file, t->line, "%s: $%d is no parameter", st->name, t->param);
			if (t->param > st->nin)
				refuse(st->file, t->line, "%s: $%d has no type; -- in: declares %d", st->name, t->param, st->nin);
			used[t->param] = true;
			most = t->param > most ? t->param : most;
		}
	}
	for (int i = 1; i <= st->nin; i++) {
		if (!used[i])
			refuse(st->file, st->line, "%s: $%d (%s) is never used", st->name, i, st->in[i - 1].name);
	}
}

/* INSERT INTO t, UPDATE t, DELETE FROM t: t, else NULL. SQLite tells no types for RETURNING. */
static char *
written_table(const struct statement *st)
{
	const struct tok *t = verb(st);

	if (tok_is(t, "SELECT") || tok_is(t, "VALUES"))
		return NULL;
	t += tok_is(t, "UPDATE") ? 1 : 2;
	return tool_dup(t->p, t->n);
}

/* "INTEGER" → TYPE_INT; false: an expression. */
static bool
declared(const char *decl, enum type *ret)
{
	if (!decl)
		return false;
	if (!strcasecmp(decl, "INTEGER") || !strcasecmp(decl, "INT") || !strcasecmp(decl, "BIGINT"))
		*ret = TYPE_INT;
	else if (!strcasecmp(decl, "TEXT"))
		*ret = TYPE_TEXT;
	else if (!strcasecmp(decl, "BLOB"))
		*ret = TYPE_BLOB;
	else
		return false;
	return true;
}

static void
check_columns(struct statement *st, sqlite3 *db, sqlite3_stmt *prepared)
{
	int n = sqlite3_column_count(prepared);
	char *table = written_table(st);

	if (st->kind == KIND_DO && n)
		refuse(st->file, st->line, "%s: gives rows, so it is one, opt or many, not do", st->name);
	if (st->kind != KIND_DO && st->kind != KIND_RAW && !n)
		refuse(st->file, st->line, "%s: gives no rows, so it is do", st->name);
	if (n > COLUMNS_MAX)
		refuse(st->file, st->line, "%s: more than %d columns", st->name, COLUMNS_MAX);
	if (st->out_given && st->nout != n)
		refuse(st->file, st->line, "%s: -- out: names %d columns, the statement gives %d", st->name, st->nout, n);
	for (int i = 0; i < n && st->kind != KIND_RAW; i++) {
		const char *name = sqlite3_column_name(prepared, i), *decl = sqlite3_column_decltype(prepared, i);
		struct column *c = &st->out[i];
		enum type type;
		bool known;

		if (!decl && table)
			sqlite3_table_column_metadata(db, NULL, table, name, &decl, NULL, NULL, NULL, NULL);
		known = declared(decl, &type);
		if (st->out_given) {
			if (known && type != c->type)
				refuse(st->file, st->line, "%s: column %d (%s) is %s in the schema", st->name, i + 1, c->name, decl);
			continue;
		}
		if (!known)
			refuse(st->file, st->line, "%s: column %d (%s) is an expression: name all columns in -- out:", st->name,
			    i + 1, name);
		if (!is_ident(name, strlen(name)))
			refuse(st->file, st->line, "%s: column %d (%s) cannot be a name in C: use AS", st->name, i + 1, name);
		for (int k = 0; k < i; k++) {
			if (!strcmp(st->out[k].name, name))
				refuse(st->file, st->line, "%s: two columns are called %s: use AS", st->name, name);
		}
		*c = (struct column){ .name = tool_dup(name, strlen(name)), .type = type };
	}
	st->nout = n;
}

/* The line of the byte the engine complains about; the text for SQLite keeps the line ends of the source only
 * roughly, so the place is looked up by token. */
static int
line_of(const struct statement *st, int offset)
{
	size_t at = 0;

	if (offset < 0)
		return st->body_line;
	for (const struct tok *t = st->toks; t->kind != TOK_END; t++) {
		at += (t == st->toks ? 0 : strlen(t->gap)) + t->n;
		if ((size_t)offset < at)
			return t->line;
	}
	return st->body_line;
}

/* Each table of a district's rows needs its area = …, in joins and subqueries too: else one district reads another. */
static void
check_area(const struct statement *st, sqlite3 *db)
{
	const struct tok *last = NULL;
	int tables = 0, equated = 0;

	for (const struct tok *t = st->toks; t->kind != TOK_END; t++) {
		if ((tok_is(t, "FROM") || tok_is(t, "JOIN") || tok_is(t, "UPDATE")) && t[1].kind == TOK_WORD &&
		    sqlite3_table_column_metadata(db, NULL, tool_dup(t[1].p, t[1].n), "area", NULL, NULL, NULL, NULL, NULL) == SQLITE_OK) {
			tables++;
			last = t + 1;
		}
		equated += tok_is(t, "area") && (tok_is(t + 1, "=") || tok_is(t + 1, "IN"));
	}
	if (tables > equated && !st->any_area)
		refuse(st->file, last->line, "%s: %d tables have area, %d times area = (or say: -- area: none REASON)", st->name, tables,
		    equated);
}

/* Statements that share a row struct must give the same columns. */
static void
check_row(struct statement *st, const struct statement *list)
{
	for (const struct statement *o = list; o != st; o = o->next) {
		bool same = o->nout == st->nout;

		if (strcmp(o->row, st->row) || o->kind == KIND_DO || o->kind == KIND_RAW)
			continue;
		for (int i = 0; same && i < st->nout; i++)
			same = !strcmp(o->out[i].name, st->out[i].name) && o->out[i].type == st->out[i].type &&
			       o->out[i].null == st->out[i].null;
		if (!same)
			refuse(st->file, st->line, "%s: its columns are not those of %s (line %d), which has the same row struct",
			    st->name, o->name, o->line);
		st->row_known = true;
	}
}

static void
check(struct statement *st, sqlite3 *db, const struct statement *list)
{
	sqlite3_stmt *prepared = NULL;

	check_words(st);
	if (sqlite3_prepare_v2(db, st->sql, -1, &prepared, NULL) != SQLITE_OK)
		refuse(st->file, line_of(st, sqlite3_error_offset(db)), "%s: %s", st->name, sqlite3_errmsg(db));
	check_columns(st, db, prepared);
	if (st->kind != KIND_DO && st->kind != KIND_RAW)
		check_row(st, list);
	check_area(st, db);
	sqlite3_finalize(prepared);
}

int
main(int argc, char **argv)
{
	struct statement *list;
	sqlite3 *db;

	if (argc != 5) {
		fprintf(stderr, "usage: sqlc MIGRATIONS_DIR IN.sql OUT.c OUT.h\n");
		return 2;
	}
	db = schema(argv[1]);
	list = sql_read(argv[2]);
	if (!list)
		refuse(argv[2], 0, "no -- name: in it");
	for (struct statement *st = list; st; st = st->next)
		check(st, db, list);
	sql_write(argv[2], list, argv[3], argv[4]);
	sqlite3_close(db);
	return 0;
}
