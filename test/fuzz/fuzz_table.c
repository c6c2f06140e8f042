/*
 * fuzz_table - files with rows: CSV in any encoding, XLSX whole and part by part (the ZIP's check sums would stop nearly every
 * mutation of its XML), numbers and formats of cells. The first byte chooses. Asserted: what is read keeps its limits, is
 * UTF-8, and a table written as CSV is read back the same but for the guard before formulas.
 */
#include "fuzz.h"
#include "base/text.h"
#include "formats/audio.h"
#include "formats/csv.h"
#include "formats/table.h"
#include "formats/xlsx.h"
#include "formats/xlsx_int.h"

static const struct table_limits small = { .bytes = 64 * 1024, .rows = 500, .fields = 60, .text = 128 * 1024 };

static void
check(const struct table *t)
{
	size_t text = 0;

	assert(t->n <= small.rows);
	for (size_t i = 0; i < t->n; i++) {
		assert(t->v[i].n <= small.fields && t->v[i].line > 0);
		for (size_t k = 0; k < t->v[i].n; k++) {
			size_t n = strlen(t->v[i].field[k]);

			assert(text_valid(t->v[i].field[k], n));
			text += n;
		}
	}
	assert(text <= small.text);
}

/* Written and read again: the same fields. */
static void
again(struct arena *a, const struct table *t)
{
	struct table back = { 0 };
	struct csv c;
	struct out o;
	int line;

	out_init(&o, a);
	csv_begin(&c, &o);
	for (size_t i = 0; i < t->n; i++) {
		for (size_t k = 0; k < t->v[i].n; k++)
			csv_text(&c, t->v[i].field[k]);
		csv_row(&c);
	}
	if (!t->n || csv_read(a, (struct bytes){ (const unsigned char *)o.p, o.len }, NULL, &back, &line).code)
		return;
	assert(back.n == t->n);
	for (size_t i = 0; i < t->n; i++)
		for (size_t k = 0; k < t->v[i].n && k < back.v[i].n; k++) {
			const char *was = t->v[i].field[k], *is = back.v[i].field[k];

			assert(!strchr("=+-@\t", *is) || !*is);
			/* a lone tab is the first line's separator when there are more of them than commas */
			assert(!strcmp(was, is) || (*is == '\'' && !strcmp(was, is + 1)) || strpbrk(was, "\t;"));
		}
}

static void
part(struct arena *a, enum xlsx_part which, const char *p, size_t n)
{
	struct table_make make;
	struct xlsx_reader r = { .a = a, .table = &make, .text_left = small.text };
	struct xlsx_xml *x;
	struct table t;
	size_t half = n / 2;
	const char *three[] = { "one", "two", "three" };
	bool dates[] = { false, true };

	table_begin(&make, a, &small);
	r.book.rel = "r1";
	r.strings.v = three;
	r.strings.n = r.strings.cap = which == XLSX_SHEET ? 3 : 0;
	r.styles.date = dates;
	r.styles.n = r.styles.cap = which == XLSX_SHEET ? 2 : 0;
	if (which != XLSX_SHEET) {
		r.strings.v = NULL;
		r.styles.date = NULL;
	}
	x = xlsx_xml_new(&r, which);
	assert(x);
	if (xlsx_xml_feed(x, p, (int)half, false))
		xlsx_xml_feed(x, p + half, (int)(n - half), true);
	xlsx_xml_free(x);
	if (!table_end(&make, &t).code)
		check(&t);
}

static void
cell(struct arena *a, const char *p, size_t n)
{
	const char *s = arena_dup(a, p, n), *v = xlsx_number(a, s, n & 1, n & 2);

	assert(!text_valid(s, strlen(s)) || text_valid(v, strlen(v)));
	xlsx_format_is_date(s);
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct arena *a = arena_new();
	struct table t;
	int line;

	assert(a);
	if (n) {
		struct bytes in = { p + 1, n - 1 };

		switch (*p % 10) {
		case 0: case 1: case 2:
			if (!csv_read(a, in, &small, &t, &line).code) {
				check(&t);
				again(a, &t);
			}
			break;
		case 3:
			audio_type(in);
			if (!table_read(a, in, &small, &t, &line).code)
				check(&t);
			break;
		case 4:
			cell(a, (const char *)in.p, in.n);
			break;
		default:
			part(a, (enum xlsx_part)(*p % 10 - 5), (const char *)in.p, in.n);
		}
	}
	arena_free(a);
	return 0;
}
