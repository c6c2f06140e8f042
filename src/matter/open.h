/*
 * open.h - open data: what is public, as tables for spreadsheets and programs. One writer for the page /open and the command
 * `qiao export`, so that both always say the same. Never a contact, never a sealed word, never who acted.
 */
#ifndef QIAO_OPEN_H
#define QIAO_OPEN_H

#include "base/base.h"

struct db;

enum open_format { OPEN_CSV, OPEN_XLSX, OPEN_GEOJSON, OPEN_JSON, OPEN_FORMATS };
struct open_format_row {
	const char *ext, *type;			/* "csv", its media type */
};
extern const struct open_format_row open_formats[OPEN_FORMATS];
bool open_format_find(const char *ext, enum open_format *ret);

struct open_column {
	const char *id;				/* its name in CSV, JSON and GeoJSON: never changes */
	enum msg label, about;			/* its name in a workbook; what it holds */
	char type;				/* 't' text, 'i' whole number, 'd' day (YYYY-MM-DD; a real date in a workbook) */
};
struct open_value {
	bool null;
	int64_t n;
	const char *s;
};
static inline struct open_value
open_text(const char *s)
{
	return (struct open_value){ .s = s };
}

static inline struct open_value
open_count(int64_t n)
{
	return (struct open_value){ .n = n };
}

/* 0: none */
static inline struct open_value
open_day(int64_t n)
{
	return (struct open_value){ .null = n == 0, .n = n };
}

struct open_row {
	const struct open_value *v;		/* one per column */
	int64_t lat, lon;			/* WGS-84 in 1e-7 degrees (base/geo.h); both 0: not known */
};
struct open_rows {
	struct open_row *v;
	size_t n;
	int64_t last;				/* where the next batch begins; 0: these were the last */
};
/* A row's values, one for each column of a set; they are copied into a. */
void open_row_set(struct arena *a, struct open_row *row, const struct open_value *v, size_t n);
struct open_run;
struct open_set {
	const char *id;				/* "matters" */
	enum msg title, about;
	const struct open_column *columns;	/* ended by id NULL */
	unsigned formats;			/* 1 << enum open_format */
	struct err (*rows)(struct open_run *r, struct db *db, struct arena *a, int64_t after, struct open_rows *ret);
};
extern const struct open_set open_sets[];	/* ended by id NULL */
const struct open_set *open_set_find(const struct open_set *sets, const char *id);	/* NULL when there is none */

/* One set being written. */
struct open_run {
	struct arena *a;			/* lives until open_end */
	struct env *env;
	int64_t area;
	enum lang lang;				/* of names and labels */
	const struct open_set *set;
	enum open_format format;
	struct open_state *state;		/* open.c's */
};
/* The name in the run's language; without an English one the Chinese. */
const char *open_named(const struct open_run *r, const char *zh, const char *en);
void open_begin(struct open_run *r);
/* The next piece of the file into o (perhaps nothing: a workbook is packed at its end); scratch may be cleared afterwards. Errors as the
 * store's, and 422 table.too_big for a workbook that is over. */
struct err open_next(struct open_run *r, struct db *db, struct arena *scratch, struct out *o, bool *more);
void open_end(struct open_run *r);		/* in any case, once */

#endif
