/* xlsx.h - the cells of one sheet of an XLSX workbook, as text. Not here: formulas, formats, pictures, macros. */
#ifndef QIAO_XLSX_H
#define QIAO_XLSX_H

#include "base/base.h"

struct table;
struct table_limits;

/* True for a ZIP file, and for the old .xls or a workbook with a password (which xlsx_read then names). */
bool xlsx_looks(struct bytes in);
/*
 * Reads the sheet of this name, or the first one (sheet NULL), the values as last computed. Dates become ISO
 * ("2023-04-05", "2023-04-05 14:05"), whole numbers stay whole, errors stay as shown (#N/A). ret's text is in the
 * arena; lim NULL is table_limits. Nothing outside the file is ever fetched, a DOCTYPE is refused.
 * 422: xlsx.not_xlsx, xlsx.old, xlsx.broken, xlsx.no_sheet, table.too_big.
 */
struct err xlsx_read(struct arena *a, struct bytes in, const char *sheet, const struct table_limits *lim, struct table *ret);

#endif
