/*
 * verify.c - proof: chains, log numbers, daily roots, and every shown field recomputed from the entries. Reads the raw
 * rows and trusts none of them. Needs no key.
 */
#include "matter/matter.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/day.h"
#include "base/hash.h"
#include "base/text.h"
#include "matter/history.h"
#include "matter/outside.h"
#include "store/store.h"

static struct {
	const struct shown *const *extra;	/* set once at start by main (tools/exempt.txt) */
} tables;

static const struct shown *const own_tables[] = { &shown_matter, &shown_assignment, &shown_remark, &shown_ruling, &shown_call, &shown_outside, &shown_fix, NULL };

void
matter_shown(const struct shown *const *more)
{
	tables.extra = more;
}

const struct shown *
shown_find(const char *name)
{
	for (size_t i = 0; own_tables[i]; i++)
		if (strcmp(own_tables[i]->table, name) == 0)
			return own_tables[i];
	for (size_t i = 0; tables.extra && tables.extra[i]; i++)
		if (strcmp(tables.extra[i]->table, name) == 0)
			return tables.extra[i];
	return NULL;
}

struct verify {
	struct db *db;
	struct arena *a;		/* cleared per matter */
	int64_t area;
	struct verify_report *r;
	void (*say)(void *ctx, const char *line);
	void *ctx;
	bool files;			/* read every stored file too */
	json_t *rows;			/* "table/id" → {column: value}: this matter's */
	json_t *shared;			/* the same for rows that several matters touch, with "#column": log number of its last word */
};

static void
fault(struct verify *v, const char *line)
{
	v->r->faults++;
	v->say(v->ctx, line);
}

/* ---- replay ---- */

static json_t *
row_of(struct verify *v, const struct shown *t, const char *id)
{
	json_t *all = t->shared ? v->shared : v->rows, *row;
	const char *key = arena_fmt(v->a, "%s/%s", t->table, id);

	row = json_object_get(all, key);
	if (!row) {
		row = json_object();
		json_object_set_new(all, key, row);
	}
	return row;
}

/* The photo's small picture is said beside it, since entries carry "thumbs". */
static void
file_said(struct verify *v, int64_t entry, const char *stored, json_t *thumb)
{
	if (stored)
		json_object_set(v->rows, arena_fmt(v->a, "@file/%lld/%s", (long long)entry, stored), thumb ? thumb : json_null());
}

static void
replay(struct verify *v, const struct entry_of_matter *e, json_t *payload)
{
	json_t *files = json_object_get(payload, "files"), *file, *thumbs = json_object_get(payload, "thumbs");
	json_t *set = json_object_get(payload, "set"), *one, *value;
	size_t i;
	const char *column;

	json_array_foreach(files, i, file)
		file_said(v, e->id, json_string_value(file), json_array_get(thumbs, i));
	json_array_foreach(json_object_get(payload, "erases"), i, file)
		if (json_is_string(file))
			json_object_set_new(v->rows, arena_fmt(v->a, "@may/%s", json_string_value(file)), json_true());
	json_array_foreach(set, i, one) {
		const char *table = json_string_value(json_array_get(one, 0)), *id = json_string_value(json_array_get(one, 1));
		const struct shown *t = table ? shown_find(table) : NULL;
		json_t *row;

		if (!t || !id) {
			fault(v, arena_fmt(v->a, "entry %lld: speaks of an unknown table", (long long)e->id));
			continue;
		}
		row = row_of(v, t, id);
		json_object_foreach(json_array_get(one, 2), column, value) {
			json_t *had = json_object_get(row, arena_fmt(v->a, "#%s", column));

			if (t->shared && had && json_integer_value(had) > e->log_no)
				continue;		/* a later entry of another matter spoke last */
			json_object_set(row, column, value);
			if (t->shared)
				json_object_set_new(row, arena_fmt(v->a, "#%s", column), json_integer(e->log_no));
		}
	}
}

/* Bodies that are gone: each must be named by an act of erasing in the same history, which says every field anew. */
static void
gone_check(struct verify *v, int64_t matter, const struct entry_of_matter_rows *es)
{
	for (size_t i = 0; i < es->n; i++) {
		if (es->v[i].payload.p)
			continue;
		v->r->erased++;
		if (!json_object_get(v->rows, arena_fmt(v->a, "@may/%lld", (long long)es->v[i].id)))
			fault(v, arena_fmt(v->a, "matter %lld: the words of entry %lld were deleted, and no act of erasing says so",
				(long long)matter, (long long)es->v[i].seq));
	}
}

/* ---- comparing ---- */

static const char *
column_text(struct verify *v, struct stmt *st, const struct shown *t, int i)
{
	if (stmt_col_null(st, i))
		return NULL;
	if (t->types[i] == 'i')
		return arena_fmt(v->a, "%lld", (long long)stmt_col_int(st, i));
	return stmt_col_text(st, i, v->a);
}

static void
column_check(struct verify *v, const struct shown *t, const char *id, int i, json_t *row, const char *now)
{
	json_t *said = json_object_get(row, t->columns[i]);
	const char *was = json_string_value(said);

	v->r->fields++;
	if (!said && !now)		/* a column that is younger than the row: nobody spoke of it, and nothing stands in it */
		return;
	if (!said || (was == NULL) != (now == NULL) || (was && strcmp(was, now) != 0))
		fault(v, arena_fmt(v->a, "%s %s: field %s was changed outside the history", t->table, id, t->columns[i]));
}

static struct err
row_check(struct verify *v, const char *key, json_t *row)
{
	const char *slash = strchr(key, '/');
	const struct shown *t;
	struct stmt *st __attribute__((cleanup(stmt_done))) = NULL;
	bool found;

	if (!slash || *key == '@')
		return OK;
	t = shown_find(arena_dup(v->a, key, (size_t)(slash - key)));
	TRY(stmt_get(v->db, t->select, &st));
	stmt_int(st, 1, v->area);
	stmt_int(st, 2, strtoll(slash + 1, NULL, 10));
	TRY(stmt_step(st, &found));
	if (!found) {
		fault(v, arena_fmt(v->a, "%s: the row was removed outside the history", key));
		return OK;
	}
	for (int i = 0; t->columns[i]; i++)
		column_check(v, t, slash + 1, i, row, column_text(v, st, t, i));
	return OK;
}

static struct err
rows_check(struct verify *v, json_t *rows)
{
	const char *key;
	json_t *row;

	json_object_foreach(rows, key, row)
		TRY(row_check(v, key, row));
	return OK;
}

/* ---- rows that nobody entered ---- */

static struct err
unspoken_rows(struct verify *v, const struct shown *t, int64_t matter, json_t *known)
{
	struct stmt *st __attribute__((cleanup(stmt_done))) = NULL;
	bool row;

	TRY(stmt_get(v->db, t->ids, &st));
	stmt_int(st, 1, v->area);
	stmt_int(st, 2, matter);
	for (;;) {
		TRY(stmt_step(st, &row));
		if (!row)
			return OK;
		if (!json_object_get(known, arena_fmt(v->a, "%s/%lld", t->table, (long long)stmt_col_int(st, 0))))
			fault(v, arena_fmt(v->a, "%s %lld: no entry speaks of it", t->table, (long long)stmt_col_int(st, 0)));
	}
}

/* The bytes on the disk against the hash that is their name. */
static void
blob_check(struct verify *v, int64_t id, const char *stored)
{
	enum file_state s;

	if (!v->files || text_empty(stored))
		return;
	v->r->files++;
	s = stored_check(stored);
	if (s != FILE_SOUND)
		fault(v, arena_fmt(v->a, "file %lld: its bytes %s", (long long)id, s == FILE_MISSING ? "are missing" : "were altered"));
}

/* A file is spoken of by the entry it came with, under its hash; and what an entry speaks of is there. */
static struct err
files_check(struct verify *v, int64_t matter)
{
	struct file_row_rows files;
	const char *key;
	json_t *said;

	TRY(file_of_matter(v->db, v->a, v->area, matter, &files));
	for (size_t i = 0; i < files.n; i++) {
		const struct file_row *f = &files.v[i];

		key = arena_fmt(v->a, "@file/%lld/%s", (long long)f->entry, f->stored);
		said = json_object_get(v->rows, key);
		if (!said)
			fault(v, arena_fmt(v->a, "file %lld: no entry speaks of it", (long long)f->id));
		else if (json_is_string(said) && strcmp(json_string_value(said), f->thumb) != 0)
			fault(v, arena_fmt(v->a, "file %lld: its small picture was changed outside the history", (long long)f->id));
		json_object_del(v->rows, key);
		blob_check(v, f->id, f->stored);
		blob_check(v, f->id, f->thumb);
	}
	json_object_foreach(v->rows, key, said)
		if (strncmp(key, "@file/", 6) == 0)
			fault(v, arena_fmt(v->a, "matter %lld: %s was removed outside the history", (long long)matter, key + 1));
	return OK;
}

/* A comment, an answer, a plan or a photo slipped in beside the history. */
static struct err
unspoken(struct verify *v, bool shared, int64_t matter, json_t *known)
{
	const struct shown *const *lists[] = { own_tables, tables.extra };

	for (size_t l = 0; l < COUNT(lists); l++)
		for (size_t i = 0; lists[l] && lists[l][i]; i++)
			if (lists[l][i]->ids && lists[l][i]->shared == shared)
				TRY(unspoken_rows(v, lists[l][i], matter, known));
	return shared ? OK : files_check(v, matter);
}

/* ---- one matter's chain ---- */

static void
entry_check(struct verify *v, int64_t matter, const struct entry_of_matter *e, int64_t seq, const unsigned char *prev,
	int64_t not_before)
{
	unsigned char h[HASH_LEN];
	struct entry_core c = { .area = v->area, .matter = matter, .seq = e->seq, .id = e->id, .at = e->at, .actor = e->actor,
		.log_no = e->log_no, .role = e->role, .act = e->act, .prev = e->prev.p, .commitment = e->commitment.p };
	json_t *payload;

	v->r->entries++;
	if (e->seq != seq)
		fault(v, arena_fmt(v->a, "matter %lld: entry %lld is missing", (long long)matter, (long long)seq));
	if (e->prev.n != HASH_LEN || e->commitment.n != HASH_LEN || e->hash.n != HASH_LEN) {
		fault(v, arena_fmt(v->a, "matter %lld: entry %lld is damaged", (long long)matter, (long long)e->seq));
		return;
	}
	if (e->seq == seq && !hash_same(e->prev.p, prev, HASH_LEN))
		fault(v, arena_fmt(v->a, "matter %lld: entry %lld does not follow the one before it", (long long)matter, (long long)e->seq));
	entry_hash(v->a, &c, h);
	if (!hash_same(h, e->hash.p, HASH_LEN))
		fault(v, arena_fmt(v->a, "matter %lld: entry %lld was forged", (long long)matter, (long long)e->seq));
	if (e->at < not_before)
		fault(v, arena_fmt(v->a, "matter %lld: entry %lld is older than the one before it", (long long)matter, (long long)e->seq));
	if (!e->payload.p)
		return;			/* gone_check */
	hash_bytes(h, e->payload.p, e->payload.n, e->salt.p, e->salt.n);
	if (!hash_same(h, e->commitment.p, HASH_LEN))
		fault(v, arena_fmt(v->a, "matter %lld: the words of entry %lld were changed", (long long)matter, (long long)e->seq));
	payload = json_loadb((const char *)e->payload.p, e->payload.n, 0, NULL);
	replay(v, e, payload);
	json_decref(payload);
}

static struct err
matter_check(struct verify *v, int64_t id, bool has_row)
{
	unsigned char zero[HASH_LEN] = { 0 };
	const unsigned char *prev = zero;
	struct entry_of_matter_rows es;
	struct matter_get m;
	int64_t at = 0, seq = 1;
	bool found;

	v->r->matters++;
	v->rows = json_object();
	TRY(entry_of_matter(v->db, v->a, v->area, id, &es));
	for (size_t i = 0; i < es.n; i++) {
		entry_check(v, id, &es.v[i], seq, prev, at);
		seq = es.v[i].seq + 1;
		prev = es.v[i].hash.n == HASH_LEN ? es.v[i].hash.p : zero;
		at = es.v[i].at;
	}
	gone_check(v, id, &es);
	if (!has_row)
		fault(v, arena_fmt(v->a, "matter %lld: the row was removed outside the history", (long long)id));
	else {
		TRY(matter_get(v->db, v->a, v->area, id, &m, &found));
		if (m.version != seq - 1 || m.head.n != HASH_LEN || !hash_same(m.head.p, prev, HASH_LEN))
			fault(v, arena_fmt(v->a, "matter %lld: the end of its history was cut off", (long long)id));
	}
	if (es.n == 0)
		fault(v, arena_fmt(v->a, "matter %lld: no entry speaks of it", (long long)id));
	TRY(rows_check(v, v->rows));
	TRY(unspoken(v, false, id, v->rows));
	json_decref(v->rows);
	v->rows = NULL;
	arena_clear(v->a);
	return OK;
}

static struct err
matters_check(struct verify *v)
{
	struct arena *ids = arena_new();
	int64_t after = 0;
	struct err e = OK;

	for (;;) {
		struct matter_ids_rows rows;

		arena_clear(ids);
		e = matter_ids(v->db, ids, v->area, after, 500, &rows);
		if (e.code || rows.n == 0)
			break;
		for (size_t i = 0; i < rows.n && !e.code; i++)
			e = matter_check(v, rows.v[i].id, true);
		if (e.code)
			break;
		after = rows.v[rows.n - 1].id;
	}
	arena_free(ids);
	return e;
}

/* ---- the area's log ---- */

static struct err
log_check(struct verify *v)
{
	struct entry_count n;
	struct counter_get c = { 0 };
	struct matter_without_row_rows lost;
	struct arena *ids;
	struct err e;
	bool found;

	TRY(entry_count(v->db, v->a, v->area, &n));
	TRY(counter_get(v->db, v->a, v->area, "log", &c, &found));
	if (n.n != n.last)
		fault(v, arena_fmt(v->a, "log: %lld entries carry numbers up to %lld: some were removed", (long long)n.n, (long long)n.last));
	if (c.value != n.last)
		fault(v, arena_fmt(v->a, "log: the counter says %lld, the last entry is %lld: the tail was cut", (long long)c.value,
			(long long)n.last));
	ids = arena_new();			/* v->a is cleared with every matter */
	e = matter_without_row(v->db, ids, v->area, &lost);
	for (size_t i = 0; !e.code && i < lost.n; i++)
		e = matter_check(v, lost.v[i].matter, false);
	arena_free(ids);
	return e;
}

static struct err
root_check(struct verify *v, const char *what, int64_t after, int64_t upto, const unsigned char root[HASH_LEN])
{
	struct arena *a = arena_new();
	struct entry_log_rows rows;
	struct merkle tree = { 0 };
	unsigned char now[HASH_LEN];
	struct err e = entry_log(v->db, a, v->area, after, upto, &rows);

	v->r->roots++;
	for (size_t i = 0; !e.code && i < rows.n; i++)
		if (rows.v[i].hash.n == HASH_LEN)
			merkle_add(&tree, rows.v[i].hash.p);
	if (!e.code) {
		merkle_end(&tree, now);
		if ((int64_t)rows.n != upto - after)
			fault(v, arena_fmt(v->a, "root of %s: it covers %lld entries, %lld are there: the log was cut", what,
				(long long)(upto - after), (long long)rows.n));
		else if (!hash_same(now, root, HASH_LEN))
			fault(v, arena_fmt(v->a, "root of %s: the log differs from what was published", what));
	}
	arena_free(a);
	return e;
}

static struct err
roots_check(struct verify *v)
{
	struct root_list_rows rows;
	int64_t upto = 0;

	TRY(root_list(v->db, v->a, v->area, &rows));
	for (size_t i = 0; i < rows.n; i++) {
		const char *day = day_iso(v->a, (int32_t)rows.v[i].day);

		if (rows.v[i].after_no != upto || rows.v[i].root.n != HASH_LEN)
			fault(v, arena_fmt(v->a, "root of %s: it does not follow the one before it", day));
		else
			TRY(root_check(v, day, rows.v[i].after_no, rows.v[i].upto_no, rows.v[i].root.p));
		upto = rows.v[i].upto_no;
	}
	return OK;
}

/* Lines "YYYY-MM-DD upto root" that somebody kept outside: the witness. Each covers what follows the line before it. */
static struct err
published_check(struct verify *v, const char *published)
{
	char *text = arena_str(v->a, published), *save = NULL;
	int64_t after = 0;

	for (char *line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		char day[11], hex[65];
		unsigned char root[HASH_LEN];
		long long upto;

		if (sscanf(line, "%10s %lld %64s", day, &upto, hex) != 3 || !text_unhex(hex, root, sizeof(root))) {
			fault(v, arena_fmt(v->a, "published roots: a line cannot be read"));
			continue;
		}
		TRY(root_check(v, arena_fmt(v->a, "%s (published)", day), after, upto, root));
		after = upto;
	}
	return OK;
}

static struct err
verify_all(struct verify *v, const char *published)
{
	TRY(matters_check(v));
	v->rows = json_object();
	TRY(rows_check(v, v->shared));
	TRY(unspoken(v, true, 0, v->shared));
	json_decref(v->rows);
	v->rows = NULL;
	TRY(log_check(v));
	TRY(roots_check(v));
	return published ? published_check(v, published) : OK;
}

struct err
matter_verify(struct db *db, int64_t area, const char *published, bool files, void (*say)(void *ctx, const char *line), void *ctx,
	struct verify_report *ret)
{
	struct verify v = { .db = db, .a = arena_new(), .area = area, .r = ret, .say = say, .ctx = ctx, .files = files,
		.shared = json_object() };
	struct err e;

	*ret = (struct verify_report){ 0 };
	TRY(db_snapshot_begin(db));
	e = verify_all(&v, published);
	db_snapshot_end(db);
	json_decref(v.shared);
	arena_free(v.a);
	return e;
}
