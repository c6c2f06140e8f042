/*
 * search.c - full text: an FTS5 index over tokens made by text_tokens. What belongs to whom is in the index too, in a
 * column of its own: one term for each combination a search may ask for (area, area + kind, area + scope, all
 * three). So a search adds just one term to the words, and reads little more than what it shows. None where nearly everything in the
 * index is meant: FTS5 would walk some hundred rows of that term for each hit of a rare word; looking at search_row is one step.
 *
 * search_row says which thing a row of the index is. Its mark is the index's rowid: the time in microseconds,
 * then 11 bits that keep things of one microsecond apart. So "newest first" is the index's own order.
 *
 * What a section puts into the index waits until its group is committed and is written then, in the same transaction: inside a
 * member's savepoint FTS5 would write a part of its index for each member, where one does for the whole group.
 *
 * A dropped row's tokens stay in old parts of the index until search_purge merges them (FTS5's own secure-delete
 * needs SQLite 3.42).
 */
#include "store/store_int.h"
#include "base/log.h"
#include "base_msg.h"

#include <stdio.h>
#include <stdlib.h>

#define MARK_BITS 11
#define AT_MAX	  (INT64_MAX >> MARK_BITS)	/* the year 2112 */
#define WORDS_MAX 32				/* more words in a search are ignored */
#define HITS_MAX  1000
#define TERM_MAX  128
#define MERGE_PAGES 64		/* of the index, in one write section: some milliseconds */

/* Between the parts of a scope's term: a private-use character, which unicode61 takes for a letter and nobody types. */
#define GLUE "\xee\x80\x80"

#define STMT __attribute__((cleanup(stmt_done))) struct stmt *

static const struct sql row_of = { "search_row_of", "SELECT mark, at FROM search_row WHERE area = ?1 AND kind = ?2 AND id = ?3", 3, 2 };
static const struct sql mark_last = { "search_mark_last", "SELECT max(mark) FROM search_row WHERE mark BETWEEN ?1 AND ?2", 2, 1 };
static const struct sql row_add = { "search_row_add",
	"INSERT INTO search_row (mark, area, kind, id, at) VALUES (?1, ?2, ?3, ?4, ?5)", 5, 0 };
static const struct sql row_drop = { "search_row_drop", "DELETE FROM search_row WHERE mark = ?1", 1, 0 };
static const struct sql text_add = { "search_text_add", "INSERT INTO search (rowid, scope, tokens) VALUES (?1, ?2, ?3)", 3, 0 };
static const struct sql text_set = { "search_text_set", "UPDATE search SET scope = ?2, tokens = ?3 WHERE rowid = ?1", 3, 0 };
static const struct sql text_drop = { "search_text_drop", "DELETE FROM search WHERE rowid = ?1", 1, 0 };
static const struct sql merge = { "search_merge", "INSERT INTO search (search, rank) VALUES ('merge', ?1)", 1, 0 };
/* CROSS JOIN: the index leads, newest first; area and kind again: no token can ever open another district's rows, and a search for
 * nearly everything (is_broad) asks the index for the words alone. */
static const struct sql find = { "search_find",
	"SELECT r.kind, r.id, r.at, r.mark FROM search s CROSS JOIN search_row r ON r.mark = s.rowid"
	" WHERE search MATCH ?1 AND s.rowid < ?2 AND r.area = ?3 AND (?5 IS NULL OR r.kind = ?5) ORDER BY s.rowid DESC LIMIT ?4", 5, 4 };
static const struct sql count = { "search_count",
	"SELECT count(*) FROM (SELECT 1 FROM search s CROSS JOIN search_row r ON r.mark = s.rowid"
	" WHERE search MATCH ?1 AND r.area = ?2 AND (?3 IS NULL OR r.kind = ?3) ORDER BY s.rowid DESC LIMIT ?4)", 4, 1 };

/* ---- writing ---- */

static struct err
row_find(struct db *db, int64_t area, const char *kind, int64_t id, int64_t *mark, int64_t *at, bool *found)
{
	STMT st = NULL;

	TRY(stmt_get(db, &row_of, &st));
	stmt_int(st, 1, area);
	stmt_text(st, 2, kind);
	stmt_int(st, 3, id);
	TRY(stmt_step(st, found));
	if (*found) {
		*mark = stmt_col_int(st, 0);
		*at = stmt_col_int(st, 1);
	}
	return OK;
}

/*
 * The next free mark of this microsecond. When its 2,048 are used up (a standing clock, an import that only
 * knows days) the following microseconds lend theirs: the order stays, at itself is kept in the row.
 */
static struct err
mark_new(struct db *db, int64_t at, int64_t *ret)
{
	int64_t span = INT64_C(1) << MARK_BITS;

	for (;; span *= 2) {
		int64_t from = at << MARK_BITS, to = from + span - 1;
		STMT st = NULL;

		TRY(stmt_get(db, &mark_last, &st));
		stmt_int(st, 1, from);
		stmt_int(st, 2, to);
		TRY(stmt_step(st, NULL));
		if (stmt_col_null(st, 0)) {
			*ret = from;
			return OK;
		}
		if (stmt_col_int(st, 0) < to) {
			*ret = stmt_col_int(st, 0) + 1;
			return OK;
		}
	}
}

/* ---- what waits for the commit (under section) ---- */

struct waiting {
	const struct sql *q;
	int64_t mark;
	const char *tokens;		/* NULL: q drops; else behind the scope, in one piece with it */
	char scope[];
};

static struct err
wait_put(struct db *w, const struct sql *q, int64_t mark, const char *scope, const char *tokens)
{
	struct store *s = w->s;
	size_t nscope = scope ? strlen(scope) + 1 : 1, ntokens = tokens ? strlen(tokens) + 1 : 0;
	struct waiting *t;

	if (s->nindex == s->index_room) {
		size_t room = s->index_room ? 2 * s->index_room : 256;
		struct waiting **v = realloc(s->index, room * sizeof(*v));

		if (v == NULL)
			return FAIL(503, M_err_busy);
		s->index = v;
		s->index_room = room;
	}
	t = malloc(sizeof(*t) + nscope + ntokens);
	if (t == NULL)
		return FAIL(503, M_err_busy);
	t->q = q;
	t->mark = mark;
	memcpy(t->scope, scope ? scope : "", nscope);
	t->tokens = tokens ? memcpy(t->scope + nscope, tokens, ntokens) : NULL;
	s->index[s->nindex++] = t;
	return OK;
}

void
search_forget(struct store *s, size_t n)
{
	while (s->nindex > n)
		free(s->index[--s->nindex]);
}

static struct err
wait_write(struct db *w, const struct waiting *t)
{
	STMT st = NULL;

	TRY(stmt_get(w, t->q, &st));
	stmt_int(st, 1, t->mark);
	if (t->tokens) {
		stmt_text(st, 2, t->scope);
		stmt_text(st, 3, t->tokens);
	}
	return stmt_step(st, NULL);
}

struct err
search_write(struct store *s)
{
	struct err e = OK;

	for (size_t i = 0; i < s->nindex && e.code == 0; i++)
		e = wait_write(s->writer, s->index[i]);
	search_forget(s, 0);
	return e;
}

static struct err
row_remove(struct db *w, int64_t mark)
{
	STMT st = NULL;

	TRY(wait_put(w, &text_drop, mark, NULL, NULL));
	TRY(stmt_get(w, &row_drop, &st));
	stmt_int(st, 1, mark);
	return stmt_step(st, NULL);
}

static struct err
row_insert(struct db *w, int64_t mark, int64_t area, const char *kind, int64_t id, int64_t at)
{
	STMT st = NULL;

	TRY(stmt_get(w, &row_add, &st));
	stmt_int(st, 1, mark);
	stmt_int(st, 2, area);
	stmt_text(st, 3, kind);
	stmt_int(st, 4, id);
	stmt_int(st, 5, at);
	return stmt_step(st, NULL);
}

/* A kind is made by us: one word of letters and digits, or it would fall apart in the index. */
static bool
is_kind(const char *kind)
{
	size_t n = strspn(kind, "abcdefghijklmnopqrstuvwxyz0123456789");

	return n > 0 && n < 32 && kind[n] == '\0';
}

/* The term for one combination; kind may be NULL, scope may be empty. */
static void
scope_term(char buf[TERM_MAX], int64_t area, const char *kind, const char *scope, size_t n)
{
	int len;

	assert(n < 48);
	if (n > 0)
		len = snprintf(buf, TERM_MAX, "a%lld" GLUE "%s" GLUE "%.*s", (long long)area, kind ? kind : "", (int)n, scope);
	else if (kind != NULL)
		len = snprintf(buf, TERM_MAX, "a%lld" GLUE "%s", (long long)area, kind);
	else
		len = snprintf(buf, TERM_MAX, "a%lld", (long long)area);
	assert(len > 0 && len < TERM_MAX);
}

/* All the combinations of a thing, for the scope column. Freed with sqlite3_free; NULL = no memory. */
static char *
scope_terms(int64_t area, const char *kind, const char *scope)
{
	sqlite3_str *text = sqlite3_str_new(NULL);
	char one[TERM_MAX], two[TERM_MAX];
	const char *p = scope ? scope : "";

	scope_term(one, area, NULL, "", 0);
	scope_term(two, area, kind, "", 0);
	for (;;) {
		sqlite3_str_appendf(text, "%s %s ", one, two);
		p += strspn(p, " ");
		size_t n = strcspn(p, " ");
		if (n == 0)
			return sqlite3_str_finish(text);
		scope_term(one, area, NULL, p, n);
		scope_term(two, area, kind, p, n);
		p += n;
	}
}

struct err
search_put(struct db *w, int64_t area, const char *kind, int64_t id, int64_t at, const char *scope, const char *tokens)
{
	char *whole = NULL;
	int64_t mark = 0, old = 0;
	bool found = false;
	struct err e;

	assert(w->writer && is_kind(kind));
	at = at < 0 ? 0 : at > AT_MAX ? AT_MAX : at;
	TRY(row_find(w, area, kind, id, &mark, &old, &found));
	if (found && old != at) {
		TRY(row_remove(w, mark));
		found = false;
	}
	whole = scope_terms(area, kind, scope);
	if (whole == NULL)
		return FAIL(503, M_err_busy);
	if (found) {
		e = wait_put(w, &text_set, mark, whole, tokens ? tokens : "");
	} else {
		e = mark_new(w, at, &mark);
		if (e.code == 0)
			e = row_insert(w, mark, area, kind, id, at);
		if (e.code == 0)
			e = wait_put(w, &text_add, mark, whole, tokens ? tokens : "");
	}
	sqlite3_free(whole);
	return e;
}

struct err
search_drop(struct db *w, int64_t area, const char *kind, int64_t id)
{
	int64_t mark, at;
	bool found;

	assert(w->writer);
	TRY(row_find(w, area, kind, id, &mark, &at, &found));
	return found ? row_remove(w, mark) : OK;
}

struct merging {
	int pages;		/* below 0: begin to merge everything into one */
	bool more;
};

/* A part of the work. SQLite's manual: when total_changes grew by less than 2, nothing is left to do. */
static struct err
merge_some(struct db *w, void *ctx)
{
	struct merging *m = ctx;
	int64_t before = sqlite3_total_changes64(w->h);
	STMT st = NULL;

	TRY(stmt_get(w, &merge, &st));
	stmt_int(st, 1, m->pages);
	TRY(stmt_step(st, NULL));
	m->more = sqlite3_total_changes64(w->h) - before >= 2;
	return OK;
}

struct err
search_purge(struct store *s)
{
	struct merging m = { -MERGE_PAGES, true };

	while (m.more) {
		TRY(store_do(s, merge_some, &m));
		m.pages = MERGE_PAGES;
	}
	return store_checkpoint(s);
}

/* ---- asking ---- */

/* One word as an FTS5 string: inside quotes only the quote itself has a meaning, and it is doubled. */
static void
put_word(struct out *o, const char *column, const char *word, size_t n)
{
	if (o->len > 0)
		out_str(o, " AND ");
	out_str(o, column);
	out_str(o, " : \"");
	for (size_t i = 0; i < n; i++) {
		if (word[i] == '"')
			out_str(o, "\"");
		out_put(o, &word[i], 1);
	}
	out_str(o, "\"");
}

/* A single Chinese character: the index holds pairs, so it is asked for as the beginning of one. */
static bool
is_single(const char *word, size_t n)
{
	return (unsigned char)word[0] >= 0xe0 && n == ((unsigned char)word[0] >= 0xf0 ? 4 : 3);
}

/* Adds every word of the tokens; returns how many. */
static int
put_words(struct out *o, const char *tokens)
{
	const char *p = tokens;
	int n = 0;

	for (; n < WORDS_MAX; n++) {
		p += strspn(p, " ");
		size_t len = strcspn(p, " ");

		if (len == 0)
			break;
		put_word(o, "tokens", p, len);
		if (is_single(p, len))
			out_str(o, " *");
		p += len;
	}
	return n;
}

/* Nearly everything in the index: one file serves one district, and matters are all but a few of its things. */
static bool
is_broad(const char *kind, const char *scope)
{
	return (scope == NULL || scope[strspn(scope, " ")] == '\0') && (kind == NULL || strcmp(kind, "matter") == 0);
}

/* Adds one term for each scope asked for, or one for the area and kind alone. */
static void
put_scope(struct out *o, int64_t area, const char *kind, const char *scope)
{
	const char *p = scope ? scope : "";
	char term[TERM_MAX];
	size_t n;

	p += strspn(p, " ");
	do {
		n = strcspn(p, " ");
		scope_term(term, area, kind, p, n);
		put_word(o, "scope", term, strlen(term));
		p += n;
		p += strspn(p, " ");
	} while (*p);
}

/* The MATCH text; NULL when there is nothing to look for. */
static struct err
query_text(struct arena *a, int64_t area, const char *kind, const char *scope, const char *tokens, const char **ret)
{
	struct out o;

	assert(kind == NULL || is_kind(kind));
	out_init(&o, a);
	*ret = NULL;
	if (tokens == NULL || put_words(&o, tokens) == 0)
		return OK;
	if (!is_broad(kind, scope))
		put_scope(&o, area, kind, scope);
	if (out_failed(&o))
		return FAIL(503, M_err_busy);
	*ret = out_cstr(&o);
	return OK;
}

struct err
search_find(struct db *db, struct arena *a, int64_t area, const char *kind, const char *scope, const char *tokens,
	    int64_t before, int limit, struct search_hits *ret)
{
	struct search_hits hits = { NULL, 0 };
	const char *text;
	STMT st = NULL;
	bool row;

	assert(limit > 0 && limit <= HITS_MAX);
	TRY(query_text(a, area, kind, scope, tokens, &text));
	if (text == NULL) {
		*ret = hits;
		return OK;
	}
	hits.v = NEWN(a, struct search_hit, limit);
	TRY(stmt_get(db, &find, &st));
	stmt_text(st, 1, text);
	stmt_int(st, 2, before > 0 ? before : INT64_MAX);
	stmt_int(st, 3, area);
	stmt_int(st, 4, limit);
	stmt_text(st, 5, kind);
	for (;;) {
		TRY(stmt_step(st, &row));
		if (!row)
			break;
		hits.v[hits.n++] = (struct search_hit){ stmt_col_text(st, 0, a), stmt_col_int(st, 1), stmt_col_int(st, 2),
							stmt_col_int(st, 3) };
	}
	*ret = hits;
	return OK;
}

struct err
search_count(struct db *db, struct arena *a, int64_t area, const char *kind, const char *scope, const char *tokens, int64_t *ret)
{
	const char *text;
	STMT st = NULL;

	TRY(query_text(a, area, kind, scope, tokens, &text));
	if (text == NULL) {
		*ret = 0;
		return OK;
	}
	TRY(stmt_get(db, &count, &st));
	stmt_text(st, 1, text);
	stmt_int(st, 2, area);
	stmt_text(st, 3, kind);
	stmt_int(st, 4, SEARCH_COUNT_MAX);
	TRY(stmt_step(st, NULL));
	*ret = stmt_col_int(st, 0);
	return OK;
}
