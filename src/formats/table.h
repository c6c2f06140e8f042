/* table.h - rows of text out of a file, whatever its format. Not here: what a column means. */
#ifndef QIAO_TABLE_H
#define QIAO_TABLE_H

#include "base/base.h"

struct row {
	int line;				/* where it stands in the file (CSV) or the sheet (XLSX), from 1 */
	size_t n;
	const char **field;			/* valid UTF-8, as written; blanks are kept */
};
struct table {
	struct row *v;				/* rows with nothing but blanks are left out */
	size_t n;
};
struct table_limits {
	size_t bytes, rows, fields, text;	/* of the file; rows; fields in a row; text of all fields together */
};
extern const struct table_limits table_limits;	/* 8 MB, 20,000 rows, 200 fields, 32 MB */

/* By content: XLSX (first sheet) or CSV. lim NULL is table_limits. Errors as csv_read and xlsx_read. */
struct err table_read(struct arena *a, struct bytes in, const struct table_limits *lim, struct table *ret, int *line);
/* Field i of a row, without blanks at its ends; "" beyond the end. In the arena. */
const char *table_field(struct arena *a, const struct row *r, size_t i);

/* For the readers: a table that grows. The first failure sticks and is given by table_end. */
struct table_make {
	struct arena *a;
	const struct table_limits *lim;
	struct table t;
	size_t cap, text;
	const char **field;			/* of the row being made */
	size_t nfield;
	bool too_big, some;
};
void table_begin(struct table_make *m, struct arena *a, const struct table_limits *lim);
/* Puts a field at a column (from 0; those left out are ""). s lives in the arena. */
void table_put(struct table_make *m, size_t column, const char *s);
void table_row(struct table_make *m, int line);
/* 422 table.too_big, 503 without memory. */
struct err table_end(struct table_make *m, struct table *ret);

#endif
