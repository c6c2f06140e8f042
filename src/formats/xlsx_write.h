/*
 * xlsx_write.h - a workbook written row by row: text, whole numbers, decimals and days, one sheet or several. Text stays
 * text: nothing written here can become a formula. Rows leave memory as they are written (to temporary files of the
 * library); only the finished, packed workbook is held whole. Not here: what the columns mean; reading (xlsx.h).
 */
#ifndef QIAO_XLSX_WRITE_H
#define QIAO_XLSX_WRITE_H

#include "base/base.h"

#define XLSX_TYPE "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

#define XLSX_MAX_ROWS 1048576			/* of one sheet (ECMA-376); more is 422 table.too_big at xlsx_end */

struct xlsx_out;
/* Begins a workbook; sheet: name of its first sheet (at most 31 characters, without []:*?/\; what does not fit is cut or
 * replaced). The writer lives until xlsx_end, which is called in any case. 503 without memory or temporary space. */
struct err xlsx_begin(struct arena *a, const char *sheet, struct xlsx_out **ret);
/* A further sheet; the cells that follow go there. */
void xlsx_sheet(struct xlsx_out *x, const char *sheet);
/* Widths of the first n columns of this sheet, in characters; before its first row. */
void xlsx_widths(struct xlsx_out *x, const double *v, size_t n);
/* The next cell of the row. Text longer than 32,767 characters is cut (the format's limit). NULL is an empty cell. */
void xlsx_text(struct xlsx_out *x, const char *s);
void xlsx_head(struct xlsx_out *x, const char *s);		/* bold */
void xlsx_int(struct xlsx_out *x, int64_t n);			/* beyond 2^53: as text, a spreadsheet would round it */
void xlsx_decimal(struct xlsx_out *x, int64_t n, int places);	/* n / 10^places: shares, square metres */
void xlsx_money(struct xlsx_out *x, int64_t fen);		/* shown as yuan with two places */
void xlsx_day(struct xlsx_out *x, int32_t day);			/* days since 1970-01-01, a real date in the sheet */
void xlsx_row(struct xlsx_out *x);				/* ends a row */
/* Ends the workbook and the writer. Its bytes in the arena of xlsx_begin. 422 table.too_big, 503 without memory or space. */
struct err xlsx_end(struct xlsx_out *x, struct bytes *ret);

#endif
