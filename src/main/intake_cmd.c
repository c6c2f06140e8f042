/* intake_cmd.c - `qiao import open311`: the requests of another GeoReport v2 endpoint, with their photos, for a district that moves here. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/text.h"
#include "main/commands.h"
#include "main/site.h"
#include "matter/intake.h"
#include "matter/matter.h"
#include "main_msg.h"
#include "people_msg.h"

#define FILE_MAX ((size_t)64 << 20)

static const char help[] = "qiao import open311 FILE --data DIR --place SLUG [--source NAME] [--photos DIR] [--dry-run]\n"
	"FILE: a saved requests.json or requests.xml (GeoReport v2). SLUG: the community its requests go to. NAME: what the old platform is called\n"
	"(default: open311). DIR: photos, each named by its request's number: 638344.jpg, 638344-2.png. Settled requests come in with their result.\n"
	"Known numbers are not made twice: the command may be run again after a failure or with a newer file.";

/* Larger than a table may be (file_bytes). */
static struct err
whole_file(struct arena *a, const char *path, size_t max, struct bytes *ret)
{
	FILE *f = fopen(path, "rb");
	long n = 0;
	unsigned char *p;

	if (!f)
		return FAIL(404, M_main_err_file);
	if (fseek(f, 0, SEEK_END) == 0)
		n = ftell(f);
	rewind(f);
	p = n > 0 && (size_t)n <= max ? arena_try(a, (size_t)n) : NULL;
	if (!p || fread(p, 1, (size_t)n, f) != (size_t)n) {
		fclose(f);
		return FAIL(422, M_main_err_file);
	}
	fclose(f);
	*ret = (struct bytes){ p, (size_t)n };
	return OK;
}

/* "638344.jpg" and "638344-2.png" are of request 638344. */
static bool
photo_of(const char *name, const char *number)
{
	size_t n = strlen(number);

	return strncmp(name, number, n) == 0 && (name[n] == '.' || name[n] == '-' || name[n] == '_');
}

/* Photos that cannot be read are named and left out; the request comes all the same. */
static struct err
photos_find(struct site *s, const char *dir, struct order *o)
{
	struct stored_file *v = NEWN(s->a, struct stored_file, 8);
	struct dirent **names = NULL;
	int n = scandir(dir, &names, NULL, alphasort);
	struct err e = n < 0 ? FAIL(404, M_main_err_file) : OK;

	for (int i = 0; i < n; i++) {
		struct bytes b;
		struct err bad;

		if (e.code || o->nfiles == 8 || !photo_of(names[i]->d_name, o->number)) {
			free(names[i]);
			continue;
		}
		bad = whole_file(s->a, arena_fmt(s->a, "%s/%s", dir, names[i]->d_name), FILE_MAX, &b);
		if (!bad.code)
			bad = file_store(s->a, &s->env, b, names[i]->d_name, &v[o->nfiles]);
		if (bad.code >= 500)
			e = bad;
		else if (bad.code)
			printf("photo %s left out: %s\n", names[i]->d_name, msg_text(LANG_EN, bad.key));
		else
			o->nfiles++;
		free(names[i]);
	}
	free(names);
	o->files = v;
	return e;
}

static void
plan_say(const struct orders *os)
{
	static const char *const words[ORDER_KINDS] = { "new", "known", "new due day", "wrong" };

	for (size_t i = 0; i < os->n; i++) {
		const struct order *o = &os->v[i];

		printf("%5d  %-12s  %-20s  %s%s%s", o->line, words[o->kind], o->number, o->title, *o->result ? "  (settled there)" : "",
			o->kind == ORDER_WRONG ? "" : "\n");
		if (o->kind == ORDER_WRONG)
			printf("  %s: %s\n", o->fault.column, msg_text(LANG_EN, o->fault.why));
	}
}

static struct err
plan_make(struct site *s, const char *path, const char *slug, const char *source, struct orders *os)
{
	struct db *db = NULL;
	struct bytes file;
	struct place place;
	struct err e;
	bool found = false;

	TRY(whole_file(s->a, path, FILE_MAX, &file));
	TRY(intake_open311(s->a, file, os));
	TRY(store_reader(s->store, &db));
	e = place_by_slug(db, s->a, s->area, slug, &place, &found);
	if (!e.code && (!found || place.kind != PLACE_COMMUNITY))
		e = FAIL(404, M_people_err_place);
	for (size_t i = 0; !e.code && i < os->n; i++)
		os->v[i].place = place.id;
	if (!e.code)
		e = intake_know(db, s->a, s->area, source, os);
	store_reader_close(db);
	return e;
}

static struct err
import(struct site *s, const char *path, const char *slug, const char *source, const char *photos, bool dry)
{
	struct orders os = { 0 };
	struct intake_counts n;

	TRY(plan_make(s, path, slug, source, &os));
	plan_say(&os);
	printf("%zu new, %zu with a new due day, %zu known, %zu wrong\n", os.kinds[ORDER_NEW], os.kinds[ORDER_MOVED], os.kinds[ORDER_SAME],
		os.kinds[ORDER_WRONG]);
	if (dry) {
		puts("dry run: nothing was written");
		return OK;
	}
	for (size_t i = 0; photos && i < os.n; i++)
		if (os.v[i].kind == ORDER_NEW)
			TRY(photos_find(s, photos, &os.v[i]));
	TRY(intake_do(&(struct intake_job){ s->store, &s->env, s->area, 0, who_system(), source, "open311", false }, &os, &n));
	printf("imported: %lld made, %lld moved, %lld unchanged, %lld left out\n", (long long)n.made, (long long)n.moved, (long long)n.same,
		(long long)n.wrong);
	return OK;
}

int
import_open311_main(int argc, char **argv)
{
	struct option_word o[] = { { "data", false, "data" }, { "place", false, NULL }, { "source", false, "open311" }, { "photos", false, NULL },
		{ "dry-run", true, NULL } };
	const char *words[2] = { NULL, NULL };
	int n = options_words(&argc, argv, o, COUNT(o), words, 2);
	struct site s = { 0 };
	struct err e;

	if (!options_read(argc, argv, o, COUNT(o), help))
		return 2;
	if (n != 2 || !o[1].value) {
		fprintf(stderr, "%s\n", help);
		return 2;
	}
	e = site_open(&s, o[0].value, NULL);
	if (!e.code)
		e = import(&s, words[1], o[1].value, o[2].value, o[3].value, o[4].value != NULL);
	if (e.code)
		site_say(e);
	site_close(&s);
	return e.code ? 1 : 0;
}
