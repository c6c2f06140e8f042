/* csv_rows.c - CSV of any length, row by row, one row in memory (gtfs.h). */
#include "engines/walk/gtfs.h"
#include "base/text.h"
#include "walk_msg.h"
#include "base_msg.h"

#include <stdlib.h>

#define ROW_MAX   65536
#define FIELDS    8
#define COLUMNS   64

struct reading {
	const unsigned char *p, *end;
	char *buf;			/* the row's fields, each NUL-terminated */
	const char *field[COLUMNS];
	size_t n;
	int line, next;			/* where the row began; where the next begins */
};

/* A field that begins with a quote: doubled quotes stand for one. */
static bool
quoted(struct reading *r, char **to, const char *end)
{
	for (r->p++; r->p < r->end; r->p++) {
		if (*r->p == '"') {
			if (r->p + 1 == r->end || r->p[1] != '"') {
				r->p++;
				return true;
			}
			r->p++;
		}
		r->next += *r->p == '\n';
		if (*to == end)
			return false;
		*(*to)++ = (char)*r->p;
	}
	return false;
}

static struct err
row_read(struct reading *r)
{
	char *to = r->buf, *const end = r->buf + ROW_MAX - 1;
	bool more = true;

	r->n = 0;
	r->line = r->next;
	while (more) {
		const char *from = to;

		if (r->p < r->end && *r->p == '"' && !quoted(r, &to, end))
			return FAIL(422, to == end ? M_walk_too_big : M_walk_csv_quote);
		while (r->p < r->end && *r->p != ',' && *r->p != '\n') {
			if (to == end)
				return FAIL(422, M_walk_too_big);
			*to++ = (char)*r->p++;
		}
		more = r->p < r->end && *r->p == ',';
		if (!more && to > from && to[-1] == '\r')
			to--;
		if (to == end)
			return FAIL(422, M_walk_too_big);
		*to++ = 0;
		if (!text_valid(from, (size_t)(to - from) - 1))
			return FAIL(422, M_walk_csv_utf8);
		if (r->n < COLUMNS)
			r->field[r->n++] = from;
		r->next += r->p < r->end && *r->p == '\n';
		r->p += r->p < r->end;
	}
	return OK;
}

static struct err
columns(struct reading *r, const struct csv_rows *rows, size_t at[FIELDS])
{
	for (size_t i = 0; i < rows->n; i++) {
		const char *name = rows->want[i] + (*rows->want[i] == '?');

		at[i] = COLUMNS;
		for (size_t k = 0; k < r->n; k++)
			if (strcmp(r->field[k], name) == 0)
				at[i] = k;
		if (at[i] == COLUMNS && *rows->want[i] != '?')
			return FAIL(422, M_walk_gtfs_column);
	}
	return OK;
}

static struct err
read_rows(struct reading *r, const struct csv_rows *rows)
{
	const char *field[FIELDS];
	size_t at[FIELDS];

	TRY(row_read(r));
	TRY(columns(r, rows, at));
	while (r->p < r->end) {
		TRY(row_read(r));
		if (r->n == 1 && !*r->field[0])
			continue;		/* a blank line */
		for (size_t i = 0; i < rows->n; i++)
			field[i] = at[i] < r->n ? r->field[at[i]] : "";
		TRY(rows->row(rows->ctx, field));
	}
	return OK;
}

struct err
csv_rows(struct bytes in, const struct csv_rows *rows, int *line)
{
	struct reading r = { .p = in.p, .end = in.p + in.n, .buf = malloc(ROW_MAX), .next = 1 };
	struct err e;

	assert(rows->n <= FIELDS);
	if (!r.buf)
		return FAIL(503, M_err_busy);
	if (in.n >= 3 && memcmp(in.p, "\xef\xbb\xbf", 3) == 0)
		r.p += 3;
	e = read_rows(&r, rows);
	*line = e.code ? r.line : 0;
	free(r.buf);
	return e;
}
