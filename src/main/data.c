/* data.c - commands about the data folder: init, verify, backup, restore, routes. */
#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/day.h"
#include "base/text.h"
#include "main/commands.h"
#include "main/rooms.h"
#include "main/site.h"
#include "matter/matter.h"
#include "matter/receipt.h"
#include "main_msg.h"

int
init_main(int argc, char **argv)
{
	struct option_word o[] = { { "data", false, "data" }, { "area", false, "120106" } };
	int64_t area;
	struct err e;

	if (!options_read(argc, argv, o, COUNT(o), "qiao init --data DIR [--area CODE]\n"
		"Makes a data folder: settings, secrets, an empty database. CODE: the district's 6-digit division code."))
		return 2;
	if (!text_int(o[1].value, 100000, 999999, &area)) {
		fprintf(stderr, "qiao init: --area wants 6 digits\n");
		return 2;
	}
	e = site_init(o[0].value, area);
	if (e.code)
		site_say(e);
	return e.code ? 1 : 0;
}

/* ---- verify ---- */

static void
verify_say(void *ctx, const char *line)
{
	(void)ctx;
	printf("FAULT  %s\n", line);
}

static struct err
verify(struct site *s, const char *published, bool files, struct verify_report *r)
{
	struct db *db;
	struct err e;

	matter_shown(rooms_shown(s->a));
	TRY(store_check(s->store));
	TRY(store_reader(s->store, &db));
	e = matter_verify(db, s->area, published, files, verify_say, NULL, r);
	store_reader_close(db);
	return e;
}

/* ---- one receipt ---- */

/* The roots that this data folder knows, as lines. */
static struct err
roots_known(struct db *db, struct arena *a, int64_t area, const char **ret)
{
	struct root_list_rows rows;
	struct out o;

	TRY(root_list(db, a, area, &rows));
	out_init(&o, a);
	for (size_t i = 0; i < rows.n; i++)
		out_fmt(&o, "%s %lld %s\n", day_iso(a, (int32_t)rows.v[i].day), (long long)rows.v[i].upto_no,
			text_hex(a, rows.v[i].root.p, rows.v[i].root.n));
	*ret = out_cstr(&o);
	return OK;
}

/* what: a file, or a check code to look up in the data folder. dir NULL: no data folder is asked. */
static struct err
receipt_get(struct arena *a, const char *what, const char *dir, struct receipt *r, const char **published)
{
	const char *text = site_text(a, what);
	struct site s;
	struct db *db = NULL;
	struct err e;

	if (text)
		TRY(receipt_read(a, text, r));
	if (text && (!dir || *published))
		return OK;
	e = site_open(&s, dir ? dir : "data", NULL);
	if (!e.code)
		e = store_reader(s.store, &db);
	if (!e.code && !text)
		e = receipt_find(db, a, s.area, 0, what, r);
	if (!e.code && !*published)
		e = roots_known(db, a, s.area, published);
	store_reader_close(db);
	site_close(&s);
	return e;
}

/* The steps as lines; false when one of them does not hold. */
static bool
receipt_say(struct arena *a, const struct receipt *r, const char *published)
{
	static const char *const said[RECEIPT_STEPS] = { "the words give the commitment", "the entry's fields give its check code",
		"the check code leads to the day's root", "the root is the one that was published" };
	static const char *const marks[] = { "absent", "ok", "FAULT" };
	enum receipt_mark m[RECEIPT_STEPS];
	bool good = true;

	receipt_check(a, r, published, m);
	printf("%s, entry %lld, log number %lld\ncheck code %s\n", r->address + (*r->address == '/'), (long long)r->core.seq,
		(long long)r->core.log_no, text_hex(a, r->hash, HASH_LEN));
	if (r->rooted)
		printf("root of %s: %s\n", day_iso(a, r->day), text_hex(a, r->root, HASH_LEN));
	for (int i = 0; i < RECEIPT_STEPS; i++) {
		printf("%-7s %s\n", marks[m[i]], said[i]);
		good = good && m[i] != RECEIPT_BAD;
	}
	/* A file of which nothing could be checked proves nothing. */
	return good && (m[RECEIPT_ENTRY] == RECEIPT_GOOD || m[RECEIPT_PATH] == RECEIPT_GOOD);
}

static int
receipt_verify(const char *what, const char *dir, const char *published_path)
{
	struct arena *a = arena_new();
	const char *published = published_path ? site_text(a, published_path) : NULL;
	struct receipt r;
	struct err e = published_path && !published ? FAIL(404, M_main_err_published) : receipt_get(a, what, dir, &r, &published);
	bool good = !e.code && receipt_say(a, &r, published);

	if (e.code)
		site_say(e);
	else
		puts(good ? "sound" : "NOT SOUND");
	arena_free(a);
	return good ? 0 : 1;
}

static const char verify_help[] = "qiao verify --data DIR [--published FILE] [--no-files] [--json]\n"
	"Checks every chain, log number, daily root and shown field, and each stored file against its hash (some seconds for a\n"
	"gigabyte; --no-files leaves that out). FILE: roots somebody kept outside (DIR/roots.txt has the form).\n"
	"Exit 0: nothing was altered; 1: faults, one line each.\n\n"
	"qiao verify --receipt CODE-OR-FILE [--data DIR] [--published FILE]\n"
	"Checks one entry: by its check code (looked up in DIR), or from a downloaded receipt.json, which needs no data folder\n"
	"and no network. A step marked absent could not be checked: what it needs is not in the file.";

int
verify_main(int argc, char **argv)
{
	struct option_word o[] = { { "data", false, NULL }, { "published", false, NULL }, { "json", true, NULL }, { "receipt", false, NULL },
		{ "no-files", true, NULL } };
	struct verify_report r = { 0 };
	const char *published = NULL;
	struct site s;
	struct err e;

	if (!options_read(argc, argv, o, COUNT(o), verify_help))
		return 2;
	if (o[3].value)
		return receipt_verify(o[3].value, o[0].value, o[1].value);
	e = site_open(&s, o[0].value ? o[0].value : "data", NULL);
	if (!e.code && o[1].value && !(published = site_text(s.a, o[1].value)))
		e = FAIL(404, M_main_err_published);
	if (!e.code)
		e = verify(&s, published, !o[4].value, &r);
	if (e.code)
		site_say(e);
	else if (o[2].value)
		printf("{\"matters\":%lld,\"entries\":%lld,\"fields\":%lld,\"roots\":%lld,\"files\":%lld,\"erased\":%lld,\"faults\":%lld}\n",
			(long long)r.matters, (long long)r.entries, (long long)r.fields, (long long)r.roots, (long long)r.files,
			(long long)r.erased, (long long)r.faults);
	else
		printf("%s: %lld matters, %lld entries, %lld shown fields, %lld daily roots, %lld files, %lld erased, %lld faults\n",
			r.faults ? "NOT SOUND" : "sound", (long long)r.matters, (long long)r.entries, (long long)r.fields,
			(long long)r.roots, (long long)r.files, (long long)r.erased, (long long)r.faults);
	site_close(&s);
	return e.code || r.faults ? 1 : 0;
}

/* ---- routes ---- */

int
routes_main(int argc, char **argv)
{
	struct arena *a = arena_new();
	const struct route *const *tables;

	if (!options_read(argc, argv, NULL, 0, "qiao routes\nEvery page, the right it needs and what it is for."))
		return 2;
	tables = rooms_routes(a);
	for (size_t t = 0; tables[t]; t++)
		for (const struct route *r = tables[t]; r->path; r++)
			printf("%-4s %-44s %-10s %s\n", r->verb == VERB_GET ? "GET" : "POST", r->path, right_name((enum right)r->right),
				r->help);
	arena_free(a);
	return 0;
}
