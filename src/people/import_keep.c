/* import_keep.c - a table between the two presses: sealed with a key of its own, so that erasing the key erases every copy. */
#include <stdlib.h>

#include "base/log.h"
#include "people/import.h"
#include "people/people.h"
#include "people_sql.h"
#include "store/store.h"
#include "base_msg.h"
#include "people_admin_msg.h"

#define DONE "done"			/* import_kept.what of a table that was written */
#define SWEEP_ROWS 100

static const char *
keep_place(struct arena *a, int64_t id, bool done)
{
	return arena_fmt(a, "import_kept.%s.%lld", done ? "report" : "file", (long long)id);
}

struct err
keep_prepare(struct arena *a, struct env *e, int64_t account, enum import_what what, const char *name, struct bytes file,
	struct import_keep *ret)
{
	struct import_keep k = { .id = env_id(e), .account = account, .at = env_now(e), .what = what, .name = name };

	TRY(keys_new(people_conf()->keys, &k.key));
	TRY(keys_seal(people_conf()->keys, a, k.key, keep_place(a, k.id, false), file, &k.file));
	*ret = k;
	return OK;
}

struct err
keep_put(struct db *w, int64_t area, const struct import_keep *k)
{
	return kept_insert(w, area, k->id, k->account, import_name(k->what), k->name, k->key, k->file, k->at, NULL);
}

struct err
keep_get(struct db *db, struct arena *a, struct env *e, int64_t area, int64_t id, int64_t account, struct import_keep *ret)
{
	struct import_keep k = { .id = id, .account = account };
	struct kept_get row;
	bool found;

	TRY(kept_get(db, a, area, id, account, &row, &found));
	if (!found)
		return FAIL(404, M_people_err_import_gone);
	k.done = strcmp(row.what, DONE) == 0;
	if (env_now(e) - row.at > (k.done ? IMPORT_SHOWN : IMPORT_KEPT))
		return FAIL(404, M_people_err_import_gone);
	while (!k.done && k.what < IMPORT_WHATS && strcmp(import_name(k.what), row.what) != 0)
		k.what++;
	if (k.what == IMPORT_WHATS)
		return FAIL(500, M_err_server);
	k.key = row.key;
	k.at = row.at;
	k.name = row.name;
	TRY(keys_open_sealed(people_conf()->keys, a, row.key, keep_place(a, id, k.done), row.sealed, &k.file));
	*ret = k;
	return OK;
}

struct err
keep_report(struct arena *a, const struct import_keep *k, const struct import_report *r, struct bytes *ret)
{
	struct out o;

	out_init(&o, a);
	out_fmt(&o, "%zu %zu\n", r->made, r->changed);
	for (size_t i = 0; i < r->nlogins; i++)
		out_fmt(&o, "%s %s\n", r->logins[i], r->passwords[i]);
	return keys_seal(people_conf()->keys, a, k->key, keep_place(a, k->id, true),
		(struct bytes){ (const unsigned char *)o.p, o.len }, ret);
}

struct err
keep_done(struct db *w, struct env *e, int64_t area, const struct import_keep *k, struct bytes report)
{
	int64_t changed;

	TRY(kept_set_done(w, area, k->id, import_name(k->what), DONE, report, env_now(e), &changed));
	return changed ? OK : FAIL(409, M_people_err_import_done);
}

struct sweep {
	int64_t area, id;
};

static struct err
drop_tx(struct db *w, void *ctx)
{
	const struct sweep *s = ctx;

	return kept_drop(w, s->area, s->id, NULL);
}

struct err
import_sweep(struct store *s, int64_t area)
{
	struct arena *a = arena_new();
	int64_t now = env_now(store_env(s));
	struct kept_old_rows rows = { 0 };
	struct db *db = NULL;
	struct err e = a ? store_reader(s, &db) : FAIL(503, M_err_busy);

	if (!e.code)
		e = kept_old(db, a, area, DONE, now - IMPORT_SHOWN, now - IMPORT_KEPT, SWEEP_ROWS, &rows);
	store_reader_close(db);
	for (size_t i = 0; !e.code && i < rows.n; i++) {
		struct sweep one = { area, rows.v[i].id };

		e = store_do(s, drop_tx, &one);
		if (!e.code)
			e = keys_erase(people_conf()->keys, rows.v[i].key);
	}
	arena_free(a);
	return e;
}
