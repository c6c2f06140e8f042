/* xlsx_parse.c - the XML of a workbook's parts (ECMA-376 part 1, §18), by element name and without a tree. */
#include "formats/xlsx_int.h"
#include "base/day.h"
#include "base/text.h"
#include "formats/table.h"

#include <expat.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define TEXT_MAX    ((size_t)128 * 1024)		/* a cell has at most 32,767 characters */
#define STRINGS_MAX ((size_t)1000000)
#define STYLES_MAX  ((size_t)65536)
#define FORMATS_MAX 512
#define DEPTH_MAX   64

enum cell_kind { CELL_NUMBER, CELL_SHARED, CELL_INLINE, CELL_STRING, CELL_BOOL, CELL_ERROR, CELL_DATE };

struct xlsx_xml {
	XML_Parser parser;
	struct xlsx_reader *r;
	enum xlsx_part part;
	int depth, skip;			/* skip: inside <rPh>, the reading aid of East Asian text */
	bool collect, broken;
	char *text;				/* of <t> or <v>; TEXT_MAX + 1 bytes */
	size_t len;

	bool in_xfs;				/* styles: inside <cellXfs> */
	struct { int id; bool date; } format[FORMATS_MAX];
	size_t nformat;

	int line;				/* sheet: the row, from 1 */
	size_t column, next;
	enum cell_kind kind;
	size_t style;
	bool in_cell;
};

static const char *
bare(const char *name)
{
	const char *colon = strrchr(name, ':');

	return colon == NULL ? name : colon + 1;
}

static const char *
attr(const char **atts, const char *name)
{
	for (; *atts != NULL; atts += 2)
		if (strcmp(bare(atts[0]), name) == 0)
			return atts[1];
	return NULL;
}

static void
stop(struct xlsx_xml *x)
{
	x->broken = true;
	XML_StopParser(x->parser, XML_FALSE);
}

static void
too_big(struct xlsx_xml *x)
{
	x->r->too_big = true;
	XML_StopParser(x->parser, XML_FALSE);
}

/* v with room for one more of size bytes; false when the limit is reached or memory is gone. */
static bool
grow(struct arena *a, void **v, size_t n, size_t *cap, size_t size, size_t max)
{
	size_t more = *cap ? *cap * 2 : 64;
	void *p;

	if (n < *cap)
		return true;
	if (n >= max || (p = arena_try(a, more * size)) == NULL)
		return false;
	if (n > 0)
		memcpy(p, *v, n * size);
	*v = p;
	*cap = more;
	return true;
}

/* ---- workbook.xml and its relations ---- */

static void
book_start(struct xlsx_xml *x, const char *name, const char **atts)
{
	struct xlsx_book *b = &x->r->book;
	const char *s;

	if (strcmp(name, "workbookPr") == 0) {
		s = attr(atts, "date1904");
		b->from_1904 = s != NULL && (strcmp(s, "1") == 0 || strcmp(s, "true") == 0);
	} else if (strcmp(name, "sheet") == 0 && b->rel == NULL) {
		s = attr(atts, "name");
		if (b->wanted == NULL || text_same(b->wanted, s))
			b->rel = arena_str(x->r->a, attr(atts, "id"));
	}
}

static bool
ends_with(const char *s, const char *end)
{
	size_t n = strlen(s), m = strlen(end);

	return n >= m && strcmp(s + n - m, end) == 0;
}

static void
rels_start(struct xlsx_xml *x, const char *name, const char **atts)
{
	const char *id = attr(atts, "Id"), *type = attr(atts, "Type"), *target = attr(atts, "Target"), *mode = attr(atts, "TargetMode");
	struct xlsx_book *b = &x->r->book;

	if (strcmp(name, "Relationship") != 0 || target == NULL || type == NULL)
		return;
	if (mode != NULL && strcmp(mode, "External") == 0)
		return;
	if (id != NULL && strcmp(id, b->rel) == 0)
		b->sheet = arena_str(x->r->a, target);
	else if (ends_with(type, "/sharedStrings"))
		b->strings = arena_str(x->r->a, target);
	else if (ends_with(type, "/styles"))
		b->styles = arena_str(x->r->a, target);
}

/* ---- styles.xml: which cell styles show a date ---- */

bool
xlsx_format_is_date(const char *f)
{
	for (; *f != '\0'; f++) {
		if (*f == '"' || *f == '[') {
			f = strchr(f + 1, *f == '"' ? '"' : ']');
			if (f == NULL)
				return false;
		} else if (*f == '\\' || *f == '_' || *f == '*') {
			if (*++f == '\0')
				return false;
		} else if (*f == ';') {
			return false;		/* the first section is that of positive numbers */
		} else if (strchr("yYmMdDhHsS", *f) != NULL) {
			return true;
		}
	}
	return false;
}

/* §18.8.30 with the East Asian formats 27–36 and 50–58. */
static bool
builtin_is_date(int64_t id)
{
	return (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58);
}

static void
styles_start(struct xlsx_xml *x, const char *name, const char **atts)
{
	struct xlsx_styles *st = &x->r->styles;
	int64_t id = 0;
	bool date;
	size_t i;

	text_int(attr(atts, "numFmtId"), 0, INT32_MAX, &id);
	if (strcmp(name, "numFmt") == 0) {
		const char *code = attr(atts, "formatCode");

		if (x->nformat == FORMATS_MAX || code == NULL)
			return;
		x->format[x->nformat].id = (int)id;
		x->format[x->nformat++].date = xlsx_format_is_date(code);
	} else if (strcmp(name, "cellXfs") == 0) {
		x->in_xfs = true;
	} else if (x->in_xfs && strcmp(name, "xf") == 0) {
		date = builtin_is_date(id);
		for (i = 0; i < x->nformat; i++)
			if (x->format[i].id == id)
				date = x->format[i].date;
		if (!grow(x->r->a, (void **)&st->date, st->n, &st->cap, sizeof(*st->date), STYLES_MAX))
			too_big(x);
		else
			st->date[st->n++] = date;
	}
}

/* ---- sharedStrings.xml ---- */

static void
strings_end(struct xlsx_xml *x, const char *name)
{
	struct xlsx_strings *s = &x->r->strings;

	if (strcmp(name, "si") != 0)
		return;
	if (x->len > x->r->text_left || !grow(x->r->a, (void **)&s->v, s->n, &s->cap, sizeof(*s->v), STRINGS_MAX)) {
		too_big(x);
		return;
	}
	x->r->text_left -= x->len;
	s->v[s->n++] = arena_dup(x->r->a, x->text, x->len);
	x->len = 0;
}

/* ---- a sheet ---- */

/* "BC12" → column 54 (from 0); false when it is no such name. */
static bool
cell_column(const char *ref, size_t *column)
{
	size_t n = 0;

	if (*ref < 'A' || *ref > 'Z')
		return false;
	for (; *ref >= 'A' && *ref <= 'Z'; ref++) {
		n = n * 26 + (size_t)(*ref - 'A' + 1);
		if (n > 16384)
			return false;
	}
	*column = n - 1;
	return true;
}

static enum cell_kind
cell_kind(const char *t)
{
	static const struct { const char *t; enum cell_kind kind; } kinds[] = {
		{ "s", CELL_SHARED }, { "inlineStr", CELL_INLINE }, { "str", CELL_STRING }, { "b", CELL_BOOL },
		{ "e", CELL_ERROR }, { "d", CELL_DATE },
	};
	size_t i;

	for (i = 0; t != NULL && i < COUNT(kinds); i++)
		if (strcmp(t, kinds[i].t) == 0)
			return kinds[i].kind;
	return CELL_NUMBER;
}

static void
sheet_start(struct xlsx_xml *x, const char *name, const char **atts)
{
	const char *ref = attr(atts, "r");
	int64_t n;

	if (strcmp(name, "row") == 0) {
		x->line++;
		x->next = 0;
		if (ref != NULL) {
			if (!text_int(ref, 1, 1048576, &n))
				stop(x);
			else
				x->line = (int)n;
		}
	} else if (strcmp(name, "c") == 0) {
		x->column = x->next;
		if (ref != NULL && !cell_column(ref, &x->column))
			stop(x);
		x->next = x->column + 1;
		x->kind = cell_kind(attr(atts, "t"));
		n = 0;
		text_int(attr(atts, "s"), 0, (int64_t)STYLES_MAX, &n);
		x->style = (size_t)n;
		x->in_cell = true;
		x->len = 0;
	}
}

static const char *
cell_text(struct xlsx_xml *x)
{
	const struct xlsx_reader *r = x->r;
	int64_t i;

	switch (x->kind) {
	case CELL_SHARED:
		return text_int(x->text, 0, INT32_MAX, &i) && (size_t)i < r->strings.n ? r->strings.v[i] : "";
	case CELL_BOOL:
		return strcmp(x->text, "1") == 0 ? "TRUE" : "FALSE";
	case CELL_NUMBER:
		return xlsx_number(r->a, x->text, x->style < r->styles.n && r->styles.date[x->style], r->book.from_1904);
	default:
		return arena_dup(r->a, x->text, x->len);
	}
}

static void
sheet_end(struct xlsx_xml *x, const char *name)
{
	if (strcmp(name, "c") == 0) {
		if (x->len > 0)
			table_put(x->r->table, x->column, cell_text(x));
		x->in_cell = false;
		x->len = 0;
	} else if (strcmp(name, "row") == 0) {
		table_row(x->r->table, x->line);
		if (x->r->table->too_big)
			too_big(x);
	}
}

/* ---- what expat calls ---- */

static bool
is_text(const struct xlsx_xml *x, const char *name)
{
	if (x->part == XLSX_STRINGS)
		return strcmp(name, "t") == 0;
	return x->part == XLSX_SHEET && x->in_cell && (strcmp(name, "v") == 0 || strcmp(name, "t") == 0);
}

static void XMLCALL
on_start(void *ctx, const char *full, const char **atts)
{
	struct xlsx_xml *x = ctx;
	const char *name = bare(full);

	if (++x->depth > DEPTH_MAX)
		stop(x);
	if (strcmp(name, "rPh") == 0)
		x->skip++;
	x->collect = x->skip == 0 && is_text(x, name);
	if (x->part == XLSX_BOOK)
		book_start(x, name, atts);
	else if (x->part == XLSX_RELS)
		rels_start(x, name, atts);
	else if (x->part == XLSX_STYLES)
		styles_start(x, name, atts);
	else if (x->part == XLSX_SHEET)
		sheet_start(x, name, atts);
}

static void XMLCALL
on_end(void *ctx, const char *full)
{
	struct xlsx_xml *x = ctx;
	const char *name = bare(full);

	x->depth--;
	x->collect = false;
	x->text[x->len] = '\0';
	if (strcmp(name, "rPh") == 0)
		x->skip--;
	else if (strcmp(name, "cellXfs") == 0)
		x->in_xfs = false;
	if (x->part == XLSX_STRINGS)
		strings_end(x, name);
	else if (x->part == XLSX_SHEET)
		sheet_end(x, name);
}

static void XMLCALL
on_text(void *ctx, const char *s, int n)
{
	struct xlsx_xml *x = ctx;

	if (!x->collect || n <= 0)
		return;
	if ((size_t)n > TEXT_MAX - x->len) {
		too_big(x);
		return;
	}
	memcpy(x->text + x->len, s, (size_t)n);
	x->len += (size_t)n;
}

static void XMLCALL
on_doctype(void *ctx, const char *name, const char *sysid, const char *pubid, int has_internal)
{
	stop(ctx);
}

struct xlsx_xml *
xlsx_xml_new(struct xlsx_reader *r, enum xlsx_part part)
{
	struct xlsx_xml *x = NEW(r->a, struct xlsx_xml);

	x->r = r;
	x->part = part;
	x->text = arena_alloc(r->a, TEXT_MAX + 1);
	x->parser = XML_ParserCreate(NULL);
	if (x->parser == NULL)
		return NULL;
	XML_SetUserData(x->parser, x);
	XML_SetElementHandler(x->parser, on_start, on_end);
	XML_SetCharacterDataHandler(x->parser, on_text);
	XML_SetStartDoctypeDeclHandler(x->parser, on_doctype);
	return x;
}

bool
xlsx_xml_feed(struct xlsx_xml *x, const char *p, int n, bool last)
{
	if (XML_Parse(x->parser, p, n, last) == XML_STATUS_OK)
		return !x->broken;
	return x->r->too_big;		/* stopped by a limit: the caller says so */
}

void
xlsx_xml_free(struct xlsx_xml *x)
{
	if (x != NULL)
		XML_ParserFree(x->parser);
}

/* ---- numbers and dates ---- */

/* Excel counts from 1899-12-30, because it believes in a 29 February 1900; before that day it is one off. */
static const char *
serial_date(struct arena *a, double v, bool from_1904)
{
	int64_t minutes = (int64_t)floor(v * 1440 + 0.5), day = minutes / 1440;
	int minute = (int)(minutes % 1440);

	if (v < 1 && minutes > 0 && minutes < 1440)
		return arena_fmt(a, "%02d:%02d", minute / 60, minute % 60);
	if (!from_1904 && day < 60)
		day++;
	day += from_1904 ? day_from_ymd(1904, 1, 1) : day_from_ymd(1899, 12, 30);
	if (minute == 0)
		return day_iso(a, (int32_t)day);
	return arena_fmt(a, "%s %02d:%02d", day_iso(a, (int32_t)day), minute / 60, minute % 60);
}

const char *
xlsx_number(struct arena *a, const char *raw, bool date, bool from_1904)
{
	char *end;
	double v = strtod(raw, &end);

	if (end == raw || *end != '\0' || !isfinite(v))
		return arena_str(a, raw);
	if (date && v >= 0 && v < 2958466)	/* 9999-12-31 is the last day there is */
		return serial_date(a, v, from_1904);
	/* 15 digits are what Excel keeps; phone and card numbers must not become 1.38e+10 */
	if (v == floor(v) && fabs(v) < 1e18)
		return arena_fmt(a, "%.0f", v == 0 ? 0.0 : v);
	return arena_fmt(a, "%.15g", v);
}
