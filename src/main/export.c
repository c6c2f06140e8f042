/* export.c - qiao export: open data on standard output, the same as on the page /open. */
#include <stdio.h>

#include "base/text.h"
#include "main/commands.h"
#include "main/site.h"
#include "matter/open.h"
#include "services/finance/finance.h"
#include "base_msg.h"
#include "main_msg.h"

static struct err
run_out(struct open_run *r, struct store *s)
{
	struct arena *scratch = arena_new();
	struct db *db = NULL;
	struct err e = store_reader(s, &db);
	bool more = true;

	if (!e.code)
		e = db_snapshot_begin(db);
	open_begin(r);
	while (!e.code && more) {
		struct out o;

		arena_clear(scratch);
		out_init(&o, scratch);
		e = open_next(r, db, scratch, &o, &more);
		if (!e.code && out_failed(&o))
			e = FAIL(503, M_err_busy);
		if (!e.code && fwrite(out_cstr(&o), 1, o.len, stdout) != o.len)
			e = FAIL(500, M_main_err_write);
	}
	open_end(r);
	if (db) {
		db_snapshot_end(db);
		store_reader_close(db);
	}
	arena_free(scratch);
	if (!e.code && fflush(stdout) != 0)
		e = FAIL(500, M_main_err_write);
	return e;
}

/* A set of the matters, or of a service. NULL: there is none. */
static const struct open_set *
set_find(const char *word)
{
	const struct open_set *s = open_set_find(open_sets, word);

	return s ? s : open_set_find(finance_open_sets(), word);
}

static const char help[] = "qiao export [matters|results|assignments|roots|handbook] --data DIR [--format csv|xlsx|geojson|json] [--lang zh|en]\n"
	"Open data on standard output, the same as on the page /open. Without a word: matters, as CSV (RFC 4180, UTF-8).\n"
	"--json is the same as --format json.";

int
export_main(int argc, char **argv)
{
	struct option_word o[] = { { "data", false, "data" }, { "format", false, "csv" }, { "lang", false, "zh" }, { "json", true, NULL } };
	const char *word = "matters";
	struct site s = { 0 };
	struct open_run r = { 0 };
	struct err e;

	options_words(&argc, argv, o, COUNT(o), &word, 1);
	if (!options_read(argc, argv, o, COUNT(o), help))
		return 2;
	r.set = set_find(word);
	r.lang = strcmp(o[2].value, "en") == 0 ? LANG_EN : LANG_ZH;
	if (!r.set || !open_format_find(o[3].value ? "json" : o[1].value, &r.format) || !(r.set->formats & 1u << r.format)) {
		fprintf(stderr, "qiao export: there is no '%s' as %s\n%s\n", word, o[3].value ? "json" : o[1].value, help);
		return 2;
	}
	e = site_open(&s, o[0].value, NULL);
	r.a = s.a;
	r.env = &s.env;
	r.area = s.area;
	if (!e.code)
		e = run_out(&r, s.store);
	if (e.code)
		site_say(e);
	site_close(&s);
	return e.code ? 1 : 0;
}
