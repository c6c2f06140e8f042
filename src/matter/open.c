/* open.c - writing one set of open data, batch by batch, as CSV, JSON, GeoJSON or a workbook. */
#include "matter/open.h"

#include "base/day.h"
#include "base/geo.h"
#include "base/json.h"
#include "base/text.h"
#include "formats/csv.h"
#include "formats/xlsx_write.h"

#define SLICE ((size_t)64 << 10)	/* of a packed workbook */

struct open_state {
	bool begun, ended, first;
	int64_t after;
	struct xlsx_out *book;
	struct bytes packed;
	size_t sent;
};

const struct open_format_row open_formats[OPEN_FORMATS] = {
	[OPEN_CSV] = { "csv", "text/csv; charset=utf-8" },
	[OPEN_XLSX] = { "xlsx", XLSX_TYPE },
	[OPEN_GEOJSON] = { "geojson", "application/geo+json" },
	[OPEN_JSON] = { "json", "application/json" },
};

bool
open_format_find(const char *ext, enum open_format *ret)
{
	for (int i = 0; i < OPEN_FORMATS; i++)
		if (strcmp(open_formats[i].ext, ext) == 0) {
			*ret = (enum open_format)i;
			return true;
		}
	return false;
}

void
open_row_set(struct arena *a, struct open_row *row, const struct open_value *v, size_t n)
{
	row->v = (const struct open_value *)(uintptr_t)arena_dup(a, v, n * sizeof(*v));
}

const char *
open_named(const struct open_run *r, const char *zh, const char *en)
{
	return r->lang == LANG_EN && !text_empty(en) ? en : zh;
}

const struct open_set *
open_set_find(const struct open_set *sets, const char *id)
{
	for (const struct open_set *s = sets; s->id; s++)
		if (strcmp(s->id, id) == 0)
			return s;
	return NULL;
}

/* ---- one row ---- */

static void
row_csv(struct open_run *r, struct arena *a, struct out *o, const struct open_row *row)
{
	struct csv csv = { .o = o };	/* csv_begin would write another byte order mark */
	const struct open_column *c = r->set->columns;

	for (size_t i = 0; c[i].id; i++) {
		if (row->v[i].null)
			csv_text(&csv, "");
		else if (c[i].type == 'i')
			csv_int(&csv, row->v[i].n);
		else
			csv_text(&csv, c[i].type == 'd' ? day_iso(a, (int32_t)row->v[i].n) : row->v[i].s);
	}
	csv_row(&csv);
}

static void
fields_json(struct open_run *r, struct arena *a, struct json *j, const struct open_row *row)
{
	const struct open_column *c = r->set->columns;

	for (size_t i = 0; c[i].id; i++) {
		if (row->v[i].null)
			json_text(j, c[i].id, NULL);
		else if (c[i].type == 'i')
			json_int(j, c[i].id, row->v[i].n);
		else
			json_text(j, c[i].id, c[i].type == 'd' ? day_iso(a, (int32_t)row->v[i].n) : row->v[i].s);
	}
}

static void
row_json(struct open_run *r, struct arena *a, struct out *o, const struct open_row *row)
{
	struct json j;

	out_str(o, r->state->first ? "\n" : ",\n");
	json_begin(&j, o);
	json_obj(&j, NULL);
	fields_json(r, a, &j, row);
	json_close(&j, '}');
}

/* RFC 7946 §3.1.1: longitude first. §3.2: a feature without a place has the geometry null. */
static void
row_geojson(struct open_run *r, struct arena *a, struct out *o, const struct open_row *row)
{
	struct json j;

	out_str(o, r->state->first ? "\n" : ",\n");
	out_fmt(o, "{\"type\":\"Feature\",\"id\":");
	json_begin(&j, o);
	json_text(&j, NULL, row->v[0].s);
	if (row->lat || row->lon)
		out_fmt(o, ",\"geometry\":{\"type\":\"Point\",\"coordinates\":[%s,%s]}", geo_degrees(a, row->lon), geo_degrees(a, row->lat));
	else
		out_str(o, ",\"geometry\":null");
	out_str(o, ",\"properties\":");
	json_begin(&j, o);
	json_obj(&j, NULL);
	fields_json(r, a, &j, row);
	json_close(&j, '}');
	out_str(o, "}");
}

static void
row_xlsx(struct open_run *r, struct arena *a, struct out *o, const struct open_row *row)
{
	const struct open_column *c = r->set->columns;
	struct xlsx_out *x = r->state->book;

	(void)a;
	(void)o;
	for (size_t i = 0; c[i].id; i++) {
		if (row->v[i].null)
			xlsx_text(x, NULL);
		else if (c[i].type == 'i')
			xlsx_int(x, row->v[i].n);
		else if (c[i].type == 'd')
			xlsx_day(x, (int32_t)row->v[i].n);
		else
			xlsx_text(x, row->v[i].s);
	}
	xlsx_row(x);
}

/* ---- head and foot ---- */

static struct err
head_write(struct open_run *r, struct out *o)
{
	const struct open_column *c = r->set->columns;
	struct csv csv;

	switch (r->format) {
	case OPEN_CSV:
		csv_begin(&csv, o);
		for (size_t i = 0; c[i].id; i++)
			csv_text(&csv, c[i].id);
		csv_row(&csv);
		return OK;
	case OPEN_XLSX:
		TRY(xlsx_begin(r->a, msg_text(r->lang, r->set->title), &r->state->book));
		for (size_t i = 0; c[i].id; i++)
			xlsx_head(r->state->book, msg_text(r->lang, c[i].label));
		xlsx_row(r->state->book);
		return OK;
	case OPEN_GEOJSON:
		out_str(o, "{\"type\":\"FeatureCollection\",\"features\":[");
		return OK;
	default:
		out_str(o, "[");
		return OK;
	}
}

static struct err
foot_write(struct open_run *r, struct out *o)
{
	struct xlsx_out *book = r->state->book;

	if (r->format == OPEN_GEOJSON)
		out_str(o, "\n]}\n");
	else if (r->format == OPEN_JSON)
		out_str(o, "\n]\n");
	r->state->book = NULL;
	return book ? xlsx_end(book, &r->state->packed) : OK;
}

/* ---- the run ---- */

void
open_begin(struct open_run *r)
{
	r->state = NEW(r->a, struct open_state);
	r->state->first = true;
}

static struct err
batch_write(struct open_run *r, struct db *db, struct arena *a, struct out *o)
{
	static void (*const row[OPEN_FORMATS])(struct open_run *, struct arena *, struct out *, const struct open_row *) = {
		[OPEN_CSV] = row_csv, [OPEN_XLSX] = row_xlsx, [OPEN_GEOJSON] = row_geojson, [OPEN_JSON] = row_json,
	};
	struct open_state *st = r->state;
	struct open_rows rows = { 0 };

	TRY(r->set->rows(r, db, a, st->after, &rows));
	for (size_t i = 0; i < rows.n; i++, st->first = false)
		row[r->format](r, a, o, &rows.v[i]);
	st->after = rows.last;
	st->ended = rows.last == 0;
	return st->ended ? foot_write(r, o) : OK;
}

struct err
open_next(struct open_run *r, struct db *db, struct arena *scratch, struct out *o, bool *more)
{
	struct open_state *st = r->state;
	size_t left;

	if (!st->begun)
		TRY(head_write(r, o));
	st->begun = true;
	if (!st->ended) {
		TRY(batch_write(r, db, scratch, o));
	} else {
		left = st->packed.n - st->sent;
		out_put(o, st->packed.p + st->sent, left < SLICE ? left : SLICE);
		st->sent += left < SLICE ? left : SLICE;
	}
	*more = !st->ended || st->sent < st->packed.n;
	return OK;
}

void
open_end(struct open_run *r)
{
	struct bytes unused;

	if (r->state && r->state->book)
		(void)xlsx_end(r->state->book, &unused);
	if (r->state)
		r->state->book = NULL;
}
