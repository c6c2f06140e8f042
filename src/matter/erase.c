/* erase.c - erasing a matter's or a person's words while the history stays verifiable (erase.h). */
#include "matter/erase.h"
#include "base_msg.h"
#include "matter_msg.h"

#include <fcntl.h>
#include <glob.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/day.h"
#include "base/log.h"
#include "base/text.h"
#include "matter/history.h"
#include "matter/kinds.h"
#include "matter/outside.h"
#include "matter/step.h"
#include "matter_erase_sql.h"
#include "people/people.h"
#include "people/roll.h"
#include "post/post.h"
#include "store/store.h"

#define ROUND   20		/* bodies that one entry erases: it restates every row they spoke of */
#define ATTEMPTS 50		/* for the checkpoint: readers of a serving process come and go */

struct gone {			/* a file whose row is deleted */
	const char *stored, *thumb;
	int64_t key;
};

/* One matter in the hands of erase_tx. */
struct erasing {
	struct arena *a;
	struct env *env;
	int64_t area, matter;
	int64_t account;		/* whose words; 0: the matter's text alone */
	bool text;			/* the matter's own text goes too */
	json_t *ids;			/* "remark/ID", "ruling/ID", a service's "table/ID": rows whose words go */
	struct arena *keep;		/* a is cleared between rounds */
	struct gone *gone;		/* of all rounds: an entry about a blurred copy may come in a later one */
	size_t ngone;
	struct erase_report *r;
	bool more;
};

static bool
row_goes(const struct erasing *x, const char *table, const char *id)
{
	return json_object_get(x->ids, arena_fmt(x->a, "%s/%s", table, id)) != NULL;
}

void
erase_row(struct erasing *x, const char *table, int64_t id)
{
	json_object_set_new(x->ids, arena_fmt(x->a, "%s/%lld", table, (long long)id), json_true());
}

/* ---- which bodies hold the words ---- */

static bool
set_speaks(const struct erasing *x, json_t *one)
{
	static const char *const words[] = { "title", "body", "whereabouts" };
	const char *table = json_string_value(json_array_get(one, 0)), *id = json_string_value(json_array_get(one, 1));
	json_t *columns = json_array_get(one, 2);

	if (!table || !id)
		return false;
	if (row_goes(x, table, id))
		return true;
	for (size_t i = 0; x->text && strcmp(table, "matter") == 0 && i < COUNT(words); i++)
		if (json_object_get(columns, words[i]) && strtoll(id, NULL, 10) == x->matter)
			return true;
	return false;
}

/* A photo that goes with its entry, or a blurred copy of one. */
static bool
file_goes(const struct erasing *x, json_t *payload)
{
	json_t *file;
	size_t i;

	json_array_foreach(json_object_get(payload, "files"), i, file)
		for (size_t k = 0; k < x->ngone; k++)
			if (strcmp(x->gone[k].stored, json_string_value(file)) == 0)
				return true;
	return false;
}

/* What the author said on the telephone, as staff wrote it down: the call, and the reopening that a call brought (call.h). */
static bool
told_by_author(const struct entry_of_matter *e, const struct entry_of_matter *before)
{
	return strcmp(e->act, "call_back") == 0 || (before && strcmp(before->act, "call_back") == 0 && strcmp(e->act, "reopen") == 0);
}

static bool
body_goes(const struct erasing *x, const struct entry_of_matter *e, const struct entry_of_matter *before, json_t *payload)
{
	json_t *one;
	const char *remark = json_string_value(json_object_get(json_object_get(payload, "ref"), "remark"));
	bool says = json_object_size(json_object_get(payload, "say")) || json_object_size(json_object_get(payload, "staff"));
	size_t i;

	if (strcmp(e->act, "erase") == 0)
		return false;
	if (x->account && e->actor == x->account && (says || json_array_size(json_object_get(payload, "files"))))
		return true;
	if (x->text && says && told_by_author(e, before))
		return true;
	if (remark && row_goes(x, "remark", remark))
		return true;
	json_array_foreach(json_object_get(payload, "set"), i, one)
		if (set_speaks(x, one))
			return true;
	return file_goes(x, payload);
}

/* ---- what goes ---- */

static struct err
rows_find(struct db *w, struct erasing *x)
{
	struct erase_remarks_rows remarks = { 0 };
	struct erase_rulings_rows rulings;
	struct erase_fixes_rows fixes;

	if (x->account)
		TRY(erase_remarks(w, x->a, x->area, x->matter, x->account, &remarks));
	for (size_t i = 0; i < remarks.n; i++)
		erase_row(x, "remark", remarks.v[i].id);
	TRY(erase_rulings(w, x->a, x->area, x->matter, &rulings));
	for (size_t i = 0; i < rulings.n; i++)
		if (rulings.v[i].remark ? row_goes(x, "remark", arena_fmt(x->a, "%lld", (long long)rulings.v[i].remark)) : x->text)
			erase_row(x, "ruling", rulings.v[i].id);
	TRY(erase_fixes(w, x->a, x->area, x->matter, &fixes));
	for (size_t i = 0; i < fixes.n; i++)
		if (fixes.v[i].remark ? row_goes(x, "remark", arena_fmt(x->a, "%lld", (long long)fixes.v[i].remark)) : x->text)
			erase_row(x, "fix", fixes.v[i].id);
	return OK;
}

struct env *
erase_env(const struct erasing *x)
{
	return x->env;
}

void
erase_file(struct erasing *x, const char *stored, const char *thumb, int64_t key)
{
	struct gone *v = NEWN(x->keep, struct gone, x->ngone + 1);

	if (x->ngone)
		memcpy(v, x->gone, x->ngone * sizeof(*v));
	v[x->ngone++] = (struct gone){ arena_str(x->keep, stored), arena_str(x->keep, thumb), key };
	x->gone = v;
	x->r->files++;
}

/* Files of the entry, and blurred copies made of them: their rows go now, their bytes once that is on disk. */
static struct err
files_drop(struct db *w, struct erasing *x, int64_t entry)
{
	struct erase_files_rows rows;

	TRY(erase_files(w, x->keep, x->area, x->matter, entry, &rows));
	for (size_t i = 0; i < rows.n; i++) {
		erase_file(x, rows.v[i].stored, rows.v[i].thumb, rows.v[i].key);
		TRY(file_drop(w, x->area, rows.v[i].id, NULL));
	}
	return OK;
}

/* The rows themselves; each is said anew by the entry whatever else it says. */
static struct err
rows_blank(struct db *w, struct act *act, struct erasing *x, struct entry_draft *e)
{
	const char *key;
	json_t *unused;
	struct matter_get m;
	bool found;

	TRY(matter_get(w, x->a, x->area, x->matter, &m, &found));
	TRY(entry_restate(w, e, x->area, &shown_matter, x->matter));
	json_object_foreach(x->ids, key, unused) {
		int64_t id = strtoll(strchr(key, '/') + 1, NULL, 10);
		const struct shown *t = shown_find(arena_dup(x->a, key, strcspn(key, "/")));

		assert(t);
		TRY(entry_restate(w, e, x->area, t, id));
		if (t == &shown_remark)
			TRY(remark_erase(w, x->area, id, NULL));
		else if (t == &shown_ruling)
			TRY(ruling_erase(w, x->area, id, NULL));
		else if (t == &shown_fix)
			TRY(fix_erase(w, x->area, id, NULL));
	}
	if (x->account)
		TRY(rating_erase(w, x->area, x->matter, arena_fmt(x->a, "a%lld", (long long)x->account), NULL));
	TRY(matter_count_remarks(w, x->area, x->matter, NULL));
	if (!x->text)
		return OK;
	TRY(matter_erase(w, x->area, x->matter,
		msg_text(strcmp(m.lang, "en") == 0 ? LANG_EN : LANG_ZH, M_matter_erased_title), NULL));
	TRY(call_erase(w, x->area, x->matter, NULL));
	TRY(post_forget_matter(w, x->area, x->matter));
	TRY(outside_forget(w, x->area, x->matter, NULL));		/* the row as the hotline sent it holds them too */
	return matter_index(w, act, x->matter);
}

static struct err
body_drop(struct db *w, struct erasing *x, struct entry_draft *e, const struct entry_of_matter *row, json_t *payload)
{
	json_t *one;
	size_t i;

	json_array_foreach(json_object_get(payload, "set"), i, one) {
		const char *table = json_string_value(json_array_get(one, 0)), *id = json_string_value(json_array_get(one, 1));
		const struct shown *t = table && id ? shown_find(table) : NULL;

		if (t)
			TRY(entry_restate(w, e, x->area, t, strtoll(id, NULL, 10)));
	}
	TRY(files_drop(w, x, row->id));
	entry_erases(e, row->id);
	x->r->bodies++;
	return entry_body_drop(w, x->area, row->id, NULL);
}

/* One act of erasing in one matter: at most ROUND bodies, x->more when there are others. */
static struct err
erase_tx(struct db *w, void *ctx)
{
	struct erasing *x = ctx;
	struct act act = { .a = x->a, .env = x->env, .area = x->area, .who = who_system() };
	struct entry_draft *e = entry_begin(x->a, "erase");
	struct entry_of_matter_rows es;
	int n = 0;

	x->ids = json_object();
	for (size_t i = 0; matter_erase_fn(i) && (x->text || !x->matter); i++)
		TRY(matter_erase_fn(i)(w, x->a, x->area, x->matter, x->matter ? 0 : x->account, x));
	if (!x->matter)
		return OK;		/* only what services keep of the account */
	TRY(rows_find(w, x));
	TRY(entry_of_matter(w, x->a, x->area, x->matter, &es));
	for (size_t i = 0; i < es.n; i++) {
		json_t *payload = es.v[i].payload.p ? json_loadb((const char *)es.v[i].payload.p, es.v[i].payload.n, 0, NULL) : NULL;
		bool goes = payload && body_goes(x, &es.v[i], i ? &es.v[i - 1] : NULL, payload);
		struct err err = goes && n < ROUND ? body_drop(w, x, e, &es.v[i], payload) : OK;

		x->more = x->more || (goes && n >= ROUND);
		n += goes;
		json_decref(payload);
		TRY(err);
	}
	if (!n)
		return OK;
	TRY(rows_blank(w, &act, x, e));
	return entry_commit(w, &act, x->matter, e);
}

/* ---- one thing whole ---- */

static struct err
matter_words(struct store *s, int64_t area, int64_t matter, int64_t account, bool text, struct erase_report *r)
{
	struct erasing x = { .a = arena_new(), .keep = arena_new(), .env = store_env(s), .area = area, .matter = matter, .account = account, .text = text,
		.r = r };
	struct err e = x.a && x.keep ? OK : FAIL(503, M_err_busy);
	int64_t before = r->bodies;

	if (e.code)
		return e;

	do {
		x.more = false;
		e = store_do(s, erase_tx, &x);
		json_decref(x.ids);
		arena_clear(x.a);
	} while (!e.code && x.more);
	for (size_t i = 0; !e.code && i < x.ngone; i++) {	/* the rows are gone and on the disk */
		file_remove(x.a, x.gone[i].stored);
		file_remove(x.a, x.gone[i].thumb);
		e = keys_erase(people_conf()->keys, x.gone[i].key);
	}
	r->matters += r->bodies > before;
	arena_free(x.a);
	arena_free(x.keep);
	return e;
}

struct leaving {
	int64_t area, account;
	struct env *env;
	const char *owner;		/* as rows of the account's acts name it: "a" and the number */
	const struct roll_of_account_rows *roll;
};

/* What only says who: whom it told, where they signed in. The seats and hands that were counted stay as somebody's. */
static struct err
traces_drop(struct db *w, const struct leaving *l)
{
	TRY(follow_drop_all(w, l->area, l->account, NULL));
	TRY(alert_drop_all(w, l->area, l->account, NULL));
	TRY(invitation_forget(w, l->area, l->account, NULL));
	return attendance_forget(w, l->area, l->owner, NULL);
}

static struct err
account_tx(struct db *w, void *ctx)
{
	const struct leaving *l = ctx;

	TRY(traces_drop(w, l));
	for (size_t i = 0; i < l->roll->n; i++) {
		TRY(roll_set_phone(w, l->area, l->roll->v[i].id, 0, (struct bytes){ 0 }, NULL, NULL));
		TRY(post_forget(w, l->env, l->area, l->roll->v[i].id));
	}
	TRY(post_forget(w, l->env, l->area, l->account));
	return person_erase(w, l->area, l->account);
}

/* The words first: when something fails on the way, the account is still there to be called again. */
static struct err
account_words(struct store *s, struct arena *a, int64_t area, int64_t account, struct erase_report *r)
{
	struct roll_of_account_rows roll = { 0 };
	struct leaving l = { area, account, store_env(s), arena_fmt(a, "a%lld", (long long)account), &roll };
	struct erase_matters_rows rows;
	struct db *db = NULL;
	int64_t key = 0;
	struct err e = store_reader(s, &db);

	if (!e.code)
		e = person_key(db, a, area, account, &key);
	if (!e.code)
		e = erase_matters(db, a, area, account, &rows);
	if (!e.code)
		e = roll_of_account(db, a, area, account, &roll);
	for (size_t i = 0; !e.code && i < rows.n; i++) {
		struct matter_get m;
		bool found;

		e = matter_get(db, a, area, rows.v[i].id, &m, &found);
		if (!e.code)
			e = matter_words(s, area, m.id, account, m.author == account, r);
	}
	store_reader_close(db);
	if (!e.code)
		e = matter_words(s, area, 0, account, false, r);
	for (size_t i = 0; !e.code && i < roll.n; i++)	/* before the rows: what is called again still finds them */
		e = keys_erase(people_conf()->keys, roll.v[i].key);
	if (!e.code)
		e = store_do(s, account_tx, &l);
	return e.code ? e : keys_erase(people_conf()->keys, key);
}

/* Copies that migrations left beside the file hold the words too (store/migrate.c). */
static void
copies_drop(struct arena *a)
{
	glob_t g;

	if (glob(arena_fmt(a, "%s/qiao.db.before-*", matter_conf()->data), 0, NULL, &g) != 0)
		return;
	for (size_t i = 0; i < g.gl_pathc; i++) {
		unlink(g.gl_pathv[i]);
		log_event(LOG_INFO, "erase", "removed=%s", g.gl_pathv[i]);
	}
	globfree(&g);
}

static struct err
bytes_purge(struct store *s)
{
	struct err e = FAIL(503, M_err_busy);

	for (int i = 0; e.code == 503 && i < ATTEMPTS; i++)
		e = search_purge(s);
	return e;
}

/* *author: of a matter, 0 = nobody left a number. */
static struct err
erase_check(struct store *s, struct arena *a, int64_t area, enum erase_what what, int64_t id, int64_t *author)
{
	struct db *db = NULL;
	struct matter_get m = { 0 };
	bool found = true;
	int64_t key;
	struct err e;

	TRY(store_reader(s, &db));
	if (what == ERASE_ACCOUNT)
		e = person_key(db, a, area, id, &key);
	else
		e = matter_get(db, a, area, id, &m, &found);
	store_reader_close(db);
	TRY(e);
	*author = m.author;
	return found ? OK : FAIL(404, M_err_not_found);
}

static struct err
erase_one(struct store *s, struct arena *a, int64_t area, enum erase_what what, int64_t id, struct erase_report *r)
{
	int64_t author;

	TRY(erase_check(s, a, area, what, id, &author));
	return what == ERASE_ACCOUNT ? account_words(s, a, area, id, r) : matter_words(s, area, id, author, true, r);
}

/* ---- the ledger ---- */

static const char *const names[] = { [ERASE_MATTER] = "matter", [ERASE_ACCOUNT] = "account" };

static struct err
ledger_add(struct store *s, struct arena *a, enum erase_what what, int64_t id)
{
	int fd = open(arena_fmt(a, "%s/erased", matter_conf()->data), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	const char *line = arena_fmt(a, "%s %s %lld\n", day_iso(a, day_of(store_env(s), env_now(store_env(s)))), names[what], (long long)id);
	bool ok = fd >= 0 && write(fd, line, strlen(line)) == (ssize_t)strlen(line) && fsync(fd) == 0;

	if (fd >= 0)
		close(fd);
	return ok ? OK : FAIL(503, M_err_full);
}

struct err
erase_do(struct store *s, int64_t area, enum erase_what what, int64_t id, struct erase_report *r)
{
	struct arena *a = arena_new();
	int64_t author;
	struct err e;

	*r = (struct erase_report){ 0 };
	if (!a)
		return FAIL(503, M_err_busy);
	e = erase_check(s, a, area, what, id, &author);
	if (!e.code)
		e = ledger_add(s, a, what, id);
	if (!e.code)
		e = erase_one(s, a, area, what, id, r);
	if (!e.code)
		e = bytes_purge(s);
	if (!e.code)
		copies_drop(a);
	arena_free(a);
	return e;
}

struct err
erase_replay(struct store *s, int64_t area, const char *ledger, int64_t *n)
{
	struct arena *a = arena_new();
	char *text = arena_str(a, ledger), *save = NULL;
	struct erase_report r = { 0 };
	struct err e = OK;

	*n = 0;
	for (char *line = strtok_r(text, "\n", &save); !e.code && line; line = strtok_r(NULL, "\n", &save)) {
		char day[11], what[8];
		long long id;

		if (sscanf(line, "%10s %7s %lld", day, what, &id) != 3 || (strcmp(what, "matter") != 0 && strcmp(what, "account") != 0)) {
			e = FAIL(422, M_matter_err_ledger);
			break;
		}
		e = erase_one(s, a, area, strcmp(what, "matter") == 0 ? ERASE_MATTER : ERASE_ACCOUNT, id, &r);
		if (e.code == 404)
			e = OK;			/* younger than the copy */
		++*n;
	}
	if (!e.code && *n)
		e = bytes_purge(s);
	if (!e.code && *n)
		copies_drop(a);
	arena_free(a);
	return e;
}
