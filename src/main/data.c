/* data.c - commands about the data folder: init, verify, backup, restore, routes. */
#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "main/commands.h"
#include "main/rooms.h"
#include "main/site.h"
#include "matter/matter.h"

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

static const char *
file_text(struct arena *a, const char *path)
{
	FILE *f = fopen(path, "rb");
	struct out o;
	char buf[4096];
	size_t n;

	if (!f)
		return NULL;
	out_init(&o, a);
	while ((n = fread(buf, 1, sizeof(buf), f)) > 0)
		out_put(&o, buf, n);
	fclose(f);
	return out_cstr(&o);
}

static struct err
verify(struct site *s, const char *published, struct verify_report *r)
{
	struct db *db;
	struct err e;

	matter_shown(rooms_shown());
	TRY(store_check(s->store));
	TRY(store_reader(s->store, &db));
	e = matter_verify(db, s->area, published, verify_say, NULL, r);
	store_reader_close(db);
	return e;
}

int
verify_main(int argc, char **argv)
{
	struct option_word o[] = { { "data", false, "data" }, { "published", false, NULL }, { "json", true, NULL } };
	struct verify_report r = { 0 };
	const char *published = NULL;
	struct site s;
	struct err e;

	if (!options_read(argc, argv, o, COUNT(o), "qiao verify --data DIR [--published FILE] [--json]\n"
		"Checks every chain, log number, daily root and shown field. FILE: roots somebody kept outside (DIR/roots.txt has\n"
		"the form). Exit 0: nothing was altered; 1: faults, one line each."))
		return 2;
	e = site_open(&s, o[0].value, NULL);
	if (!e.code && o[1].value && !(published = file_text(s.a, o[1].value)))
		e = FAIL(404, M_main_err_published);
	if (!e.code)
		e = verify(&s, published, &r);
	if (e.code)
		site_say(e);
	else if (o[2].value)
		printf("{\"matters\":%lld,\"entries\":%lld,\"fields\":%lld,\"roots\":%lld,\"erased\":%lld,\"faults\":%lld}\n",
			(long long)r.matters, (long long)r.entries, (long long)r.fields, (long long)r.roots, (long long)r.erased,
			(long long)r.faults);
	else
		printf("%s: %lld matters, %lld entries, %lld shown fields, %lld daily roots, %lld erased, %lld faults\n",
			r.faults ? "NOT SOUND" : "sound", (long long)r.matters, (long long)r.entries, (long long)r.fields,
			(long long)r.roots, (long long)r.erased, (long long)r.faults);
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
