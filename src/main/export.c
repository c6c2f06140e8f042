/* export.c - qiao export: what is public, for spreadsheets and other programs. Never a contact, never a sealed word. */
#include <stdio.h>

#include "base/day.h"
#include "base/json.h"
#include "base/text.h"
#include "formats/csv.h"
#include "main/commands.h"
#include "main/site.h"
#include "matter/matter.h"

#define PAGE 100

struct export {
	struct site *s;
	struct arena *a;		/* cleared per page of rows */
	bool json, first;
};

static void
row_csv(struct export *x, struct out *o, const struct matter_card *c)
{
	struct csv csv = { .o = o };	/* csv_begin would write another byte order mark */

	csv_text(&csv, arena_fmt(x->a, "%s/%s", c->slug, c->number));
	csv_text(&csv, c->title);
	csv_text(&csv, c->place_zh);
	csv_text(&csv, c->category);
	csv_text(&csv, c->state);
	csv_int(&csv, c->supports);
	csv_text(&csv, day_iso(x->a, day_of(&x->s->env, c->created)));
	csv_text(&csv, c->closed ? day_iso(x->a, day_of(&x->s->env, c->closed)) : "");
	csv_row(&csv);
}

static void
row_json(struct export *x, struct out *o, const struct matter_card *c)
{
	struct json j;

	out_str(o, x->first ? "\n" : ",\n");
	json_begin(&j, o);
	json_obj(&j, NULL);
	json_text(&j, "number", arena_fmt(x->a, "%s/%s", c->slug, c->number));
	json_text(&j, "title", c->title);
	json_text(&j, "place", c->place_zh);
	json_text(&j, "category", c->category);
	json_text(&j, "state", c->state);
	json_int(&j, "supports", c->supports);
	json_text(&j, "created", day_iso(x->a, day_of(&x->s->env, c->created)));
	json_text(&j, "closed", c->closed ? day_iso(x->a, day_of(&x->s->env, c->closed)) : NULL);
	json_close(&j, '}');
}

static struct err
export_matters(struct export *x)
{
	struct filter f = { .limit = PAGE };
	struct db *db;
	struct cards cards;
	struct err e;

	TRY(store_reader(x->s->store, &db));
	fputs(x->json ? "[" : "\xEF\xBB\xBFnumber,title,place,category,state,supports,created,closed\r\n", stdout);
	do {
		struct out o;

		arena_clear(x->a);
		out_init(&o, x->a);
		e = matter_list(db, x->a, x->s->area, &f, &cards);
		for (size_t i = 0; !e.code && i < cards.n; i++, x->first = false)
			(x->json ? row_json : row_csv)(x, &o, &cards.v[i]);
		fputs(out_cstr(&o), stdout);
		f.before_at = cards.next_at;
		f.before_id = cards.next_id;
	} while (!e.code && f.before_id);
	fputs(x->json ? "\n]\n" : "", stdout);
	store_reader_close(db);
	return e;
}

int
export_main(int argc, char **argv)
{
	struct option_word o[] = { { "data", false, "data" }, { "json", true, NULL } };
	struct site s = { 0 };
	struct export x = { .s = &s, .a = arena_new(), .first = true };
	struct err e;

	if (!options_read(argc, argv, o, COUNT(o), "qiao export --data DIR [--json]\n"
		"Every matter that is public, as CSV (RFC 4180, UTF-8) or JSON, on standard output."))
		return 2;
	x.json = o[1].value != NULL;
	e = site_open(&s, o[0].value, NULL);
	if (!e.code)
		e = export_matters(&x);
	if (e.code)
		site_say(e);
	arena_free(x.a);
	site_close(&s);
	return e.code ? 1 : 0;
}
