/* xlsx_int.h - between xlsx.c (the ZIP and the plot) and xlsx_parse.c (the XML of each part). */
#ifndef QIAO_XLSX_INT_H
#define QIAO_XLSX_INT_H

#include "base/base.h"

struct table_make;

/* What workbook.xml and its relations say. */
struct xlsx_book {
	const char *wanted;			/* sheet's name, NULL = the first */
	const char *rel;			/* its relation's id, NULL when there is none */
	bool from_1904;				/* days count from 1904-01-01 */
	const char *sheet, *strings, *styles;	/* parts by relation, NULL when not named */
};

struct xlsx_strings {
	const char **v;
	size_t n, cap;
};

struct xlsx_styles {
	bool *date;				/* [style of a cell]: shows a date or a time */
	size_t n, cap;
};

/*
 * An XML reader that is fed piece by piece. Element and attribute names come without their prefix. Refuses a
 * DOCTYPE, so that no entity but the five built-in ones exists.
 */
struct xlsx_xml;
enum xlsx_part { XLSX_BOOK, XLSX_RELS, XLSX_STYLES, XLSX_STRINGS, XLSX_SHEET };
struct xlsx_reader {
	struct arena *a;
	struct xlsx_book book;
	struct xlsx_strings strings;
	struct xlsx_styles styles;
	struct table_make *table;
	size_t text_left;			/* bytes of text the shared strings may still take */
	bool too_big;
};
struct xlsx_xml *xlsx_xml_new(struct xlsx_reader *r, enum xlsx_part part);	/* NULL without memory */
bool xlsx_xml_feed(struct xlsx_xml *x, const char *p, int n, bool last);	/* false: broken */
void xlsx_xml_free(struct xlsx_xml *x);

/* The text of a number in a cell whose style is or is not a date. Raw when it is no number. */
const char *xlsx_number(struct arena *a, const char *raw, bool date, bool from_1904);
/* True when a number format ("yyyy/m/d", "0.00") shows a date or a time. */
bool xlsx_format_is_date(const char *format);

#endif
