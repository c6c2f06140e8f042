/* xlsx_write.c - workbooks through libxlsxwriter, which stays unseen behind xlsx_write.h. */
#include "formats/xlsx_write.h"
#include "base_msg.h"
#include "formats_msg.h"

#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <xlsxwriter.h>

#include "base/day.h"
#include "base/text.h"

#define TEXT_MAX 32767			/* characters in a cell, ECMA-376 */
#define NAME_MAX_CHARS 31		/* of a sheet */
#define EXACT (INT64_C(1) << 53)	/* whole numbers a double keeps */

struct xlsx_out {
	struct arena *a;
	lxw_workbook *book;
	lxw_worksheet *sheet;
	lxw_format *head, *day, *money, *decimal[7];
	int fd;				/* the packed file: memory without a name on disk, so nothing is left after a crash */
	lxw_row_t row;
	lxw_col_t col;
	bool too_big, failed;		/* the first failure sticks */
};

/* The same text with at most n characters. */
static const char *
cut(struct arena *a, const char *s, size_t n)
{
	size_t i = 0;

	for (; s[i] && n; n--)
		do
			i++;
		while (((unsigned char)s[i] & 0xC0) == 0x80);
	return s[i] ? arena_dup(a, s, i) : s;
}

static const char *
sheet_name(struct arena *a, const char *s)
{
	char *p = arena_str(a, cut(a, s, NAME_MAX_CHARS));

	for (char *c = p; *c; c++)
		if (strchr("[]:*?/\\'", *c))
			*c = ' ';
	return p;
}

void
xlsx_sheet(struct xlsx_out *x, const char *sheet)
{
	x->sheet = x->book ? workbook_add_worksheet(x->book, sheet_name(x->a, sheet)) : NULL;
	x->failed = x->failed || !x->sheet;
	x->row = 0;
	x->col = 0;
}

static void
formats(struct xlsx_out *x)
{
	char shape[] = "0.000000";

	x->head = workbook_add_format(x->book);
	x->day = workbook_add_format(x->book);
	x->money = workbook_add_format(x->book);
	x->failed = !x->head || !x->day || !x->money;
	if (x->failed)
		return;
	format_set_bold(x->head);
	format_set_num_format(x->day, "yyyy-mm-dd");
	format_set_num_format(x->money, "#,##0.00");
	for (size_t i = 1; i < COUNT(x->decimal) && !x->failed; i++) {
		x->decimal[i] = workbook_add_format(x->book);
		x->failed = !x->decimal[i];
		if (!x->failed)
			format_set_num_format(x->decimal[i], arena_fmt(x->a, "%.*s", (int)i + 2, shape));
	}
}

struct err
xlsx_begin(struct arena *a, const char *sheet, struct xlsx_out **ret)
{
	struct xlsx_out *x = NEW(a, struct xlsx_out);
	lxw_workbook_options o = { .constant_memory = LXW_TRUE, .use_zip64 = LXW_FALSE };

	x->a = a;
	x->fd = memfd_create("xlsx", MFD_CLOEXEC);
	if (x->fd < 0)
		return FAIL(503, M_err_busy);
	x->book = workbook_new_opt(arena_fmt(a, "/proc/self/fd/%d", x->fd), &o);
	x->failed = !x->book;
	if (x->book)
		formats(x);
	xlsx_sheet(x, sheet);
	*ret = x;
	return OK;
}

void
xlsx_widths(struct xlsx_out *x, const double *v, size_t n)
{
	for (size_t i = 0; i < n && !x->failed; i++)
		worksheet_set_column(x->sheet, (lxw_col_t)i, (lxw_col_t)i, v[i], NULL);
}

/* Where the next cell goes; false once something failed. */
static bool
next(struct xlsx_out *x)
{
	x->too_big = x->too_big || x->row >= XLSX_MAX_ROWS;
	x->col++;
	return !x->failed && !x->too_big;
}

static void
text(struct xlsx_out *x, const char *s, lxw_format *f)
{
	if (next(x) && s && *s && worksheet_write_string(x->sheet, x->row, (lxw_col_t)(x->col - 1), cut(x->a, s, TEXT_MAX), f))
		x->failed = true;
}

static void
number(struct xlsx_out *x, double d, lxw_format *f)
{
	if (next(x) && worksheet_write_number(x->sheet, x->row, (lxw_col_t)(x->col - 1), d, f))
		x->failed = true;
}

void
xlsx_text(struct xlsx_out *x, const char *s)
{
	text(x, s, NULL);
}

void
xlsx_head(struct xlsx_out *x, const char *s)
{
	text(x, s, x->head);
}

void
xlsx_int(struct xlsx_out *x, int64_t n)
{
	if (n > -EXACT && n < EXACT)
		number(x, (double)n, NULL);
	else
		text(x, arena_fmt(x->a, "%lld", (long long)n), NULL);
}

void
xlsx_decimal(struct xlsx_out *x, int64_t n, int places)
{
	static const double ten[] = { 1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6 };

	assert(places >= 0 && (size_t)places < COUNT(ten));
	number(x, (double)n / ten[places], x->decimal[places]);
}

void
xlsx_money(struct xlsx_out *x, int64_t fen)
{
	number(x, (double)fen / 100, x->money);
}

void
xlsx_day(struct xlsx_out *x, int32_t day)
{
	lxw_datetime d = { 0 };

	day_to_ymd(day, &d.year, &d.month, &d.day);
	if (next(x) && worksheet_write_datetime(x->sheet, x->row, (lxw_col_t)(x->col - 1), &d, x->day))
		x->failed = true;
}

void
xlsx_row(struct xlsx_out *x)
{
	x->row++;
	x->col = 0;
}

static struct err
take(struct xlsx_out *x, struct bytes *ret)
{
	struct stat st;
	unsigned char *p;

	if (fstat(x->fd, &st) || st.st_size <= 0)
		return FAIL(503, M_err_busy);
	p = arena_try(x->a, (size_t)st.st_size);
	if (!p)
		return FAIL(503, M_err_busy);
	for (off_t at = 0; at < st.st_size;) {
		ssize_t n = pread(x->fd, p + at, (size_t)(st.st_size - at), at);

		if (n <= 0)
			return FAIL(503, M_err_busy);
		at += n;
	}
	*ret = (struct bytes){ p, (size_t)st.st_size };
	return OK;
}

struct err
xlsx_end(struct xlsx_out *x, struct bytes *ret)
{
	struct err e;

	/* Closing frees the workbook whatever happens. */
	if (x->book && workbook_close(x->book))
		x->failed = true;
	e = x->too_big ? FAIL(422, M_table_too_big) : x->failed ? FAIL(503, M_err_busy) : take(x, ret);
	close(x->fd);
	return e;
}
