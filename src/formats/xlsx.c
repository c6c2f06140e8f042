/* xlsx.c - the ZIP around a workbook: finds its parts and unpacks them into the parsers, within limits. */
#include "formats/xlsx.h"
#include "formats/table.h"
#include "formats/xlsx_int.h"
#include "base_msg.h"
#include "formats_msg.h"

#include <zip.h>

#define PARTS_MAX  2000				/* a real workbook has some dozen */
#define PART_MAX   ((uint64_t)64 * 1024 * 1024)	/* unpacked; 20,000 rows of 50 cells are about 40 MB of XML */
#define RATIO_MAX  200				/* unpacked to packed, beyond the first MB */
#define RATIO_FREE ((uint64_t)1024 * 1024)

static bool
is_zip(struct bytes in)
{
	return in.n >= 4 && memcmp(in.p, "PK\x03\x04", 4) == 0;
}

/* OLE: what .xls was, and what a password makes of an .xlsx. */
static bool
is_ole(struct bytes in)
{
	return in.n >= 8 && memcmp(in.p, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8) == 0;
}

bool
xlsx_looks(struct bytes in)
{
	return is_zip(in) || is_ole(in);
}

/* Unpacks a part into its parser. The declared sizes are not trusted: what comes out is counted. */
static struct err
read_part(struct xlsx_reader *r, zip_t *zip, const char *name, enum xlsx_part part, bool *found)
{
	struct xlsx_xml *xml;
	char buf[16384];
	zip_int64_t n = 0, index = zip_name_locate(zip, name, ZIP_FL_NOCASE);
	uint64_t total = 0, packed;
	zip_stat_t st;
	zip_file_t *f;
	bool good = true;

	*found = index >= 0;
	if (index < 0)
		return OK;
	if (zip_stat_index(zip, (zip_uint64_t)index, 0, &st) != 0 || !(st.valid & ZIP_STAT_COMP_SIZE))
		return FAIL(422, M_xlsx_broken);
	packed = st.comp_size;
	f = zip_fopen_index(zip, (zip_uint64_t)index, 0);
	if (f == NULL)
		return FAIL(422, M_xlsx_broken);
	xml = xlsx_xml_new(r, part);
	while (xml != NULL && good && !r->too_big && !arena_failed(r->a) && (n = zip_fread(f, buf, sizeof(buf))) > 0) {
		total += (uint64_t)n;
		if (total > PART_MAX || (total > RATIO_FREE && total / RATIO_MAX > packed))
			r->too_big = true;
		else
			good = xlsx_xml_feed(xml, buf, (int)n, false);
	}
	if (xml != NULL && good && n == 0 && !r->too_big && !arena_failed(r->a))
		good = xlsx_xml_feed(xml, buf, 0, true);
	zip_fclose(f);
	xlsx_xml_free(xml);
	if (xml == NULL || arena_failed(r->a))
		return FAIL(503, M_err_busy);
	if (r->too_big)
		return FAIL(422, M_table_too_big);
	return good && n == 0 ? OK : FAIL(422, M_xlsx_broken);
}

/* The name of a part: a relation's target is relative to xl/ or absolute. */
static const char *
part_name(struct arena *a, const char *target, const char *otherwise)
{
	if (target == NULL || *target == '\0')
		return otherwise;
	if (*target == '/')
		return target + 1;
	return arena_fmt(a, "xl/%s", strncmp(target, "./", 2) == 0 ? target + 2 : target);
}

static struct err
read_book(struct xlsx_reader *r, zip_t *zip, struct table *ret)
{
	bool found;

	TRY(read_part(r, zip, "xl/workbook.xml", XLSX_BOOK, &found));
	if (!found)
		return FAIL(422, M_xlsx_not_xlsx);
	if (r->book.rel == NULL)
		return FAIL(422, M_xlsx_no_sheet);
	TRY(read_part(r, zip, "xl/_rels/workbook.xml.rels", XLSX_RELS, &found));
	TRY(read_part(r, zip, part_name(r->a, r->book.styles, "xl/styles.xml"), XLSX_STYLES, &found));
	TRY(read_part(r, zip, part_name(r->a, r->book.strings, "xl/sharedStrings.xml"), XLSX_STRINGS, &found));
	TRY(read_part(r, zip, part_name(r->a, r->book.sheet, "xl/worksheets/sheet1.xml"), XLSX_SHEET, &found));
	if (!found)
		return FAIL(422, M_xlsx_broken);
	return table_end(r->table, ret);
}

struct err
xlsx_read(struct arena *a, struct bytes in, const char *sheet, const struct table_limits *lim, struct table *ret)
{
	struct xlsx_reader r = { .a = a, .book.wanted = sheet };
	struct table_make make;
	zip_source_t *src;
	zip_t *zip = NULL;
	struct err e;

	table_begin(&make, a, lim);
	r.table = &make;
	r.text_left = make.lim->text;
	if (is_ole(in))
		return FAIL(422, M_xlsx_old);
	if (!is_zip(in))
		return FAIL(422, M_xlsx_not_xlsx);
	if (in.n > make.lim->bytes)
		return FAIL(422, M_table_too_big);
	src = zip_source_buffer_create(in.p, in.n, 0, NULL);
	if (src != NULL)
		zip = zip_open_from_source(src, ZIP_RDONLY, NULL);
	if (zip == NULL) {
		zip_source_free(src);
		return FAIL(422, M_xlsx_broken);
	}
	if (zip_get_num_entries(zip, 0) > PARTS_MAX)
		e = FAIL(422, M_table_too_big);
	else
		e = read_book(&r, zip, ret);
	zip_discard(zip);
	return e;
}
