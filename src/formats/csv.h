/* csv.h - RFC 4180 as offices really write it, and a writer whose cells Excel cannot run. */
#ifndef QIAO_CSV_H
#define QIAO_CSV_H

#include "base/base.h"

struct table;
struct table_limits;

/*
 * Reads a table: UTF-8 (with or without BOM), UTF-16 with BOM, else GB18030; separated by comma, tab or semicolon,
 * whichever the first line has most of. A quoted field may hold line breaks and "". ret's text is in the arena; lim
 * NULL is table_limits. 422 with *line: table.quote, table.too_big, table.encoding (line 0).
 */
struct err csv_read(struct arena *a, struct bytes in, const struct table_limits *lim, struct table *ret, int *line);

/* Writes UTF-8 with BOM, commas, CRLF: what Excel and WPS open without a question. */
struct csv {
	struct out *o;
	bool middle;				/* of a row */
};
void csv_begin(struct csv *c, struct out *o);
/* Text that would start a formula (= + - @, their full-width twins, tab, CR, LF) gets an apostrophe in front. */
void csv_text(struct csv *c, const char *s);
void csv_int(struct csv *c, int64_t n);
void csv_row(struct csv *c);			/* ends a row */

#endif
