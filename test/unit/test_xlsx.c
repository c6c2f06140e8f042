/* test_xlsx.c - workbooks written by libxlsxwriter, workbooks written by hand, bombs and broken ones. */
#include "arena_help.h"
#include "formats/table.h"
#include "formats/xlsx.h"
#include "formats/xlsx_int.h"
#include "formats_msg.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <xlsxwriter.h>
#include <zip.h>

static const char *
show(const struct table *t)
{
	struct out o;
	size_t i, j;

	out_init(&o, a);
	for (i = 0; i < t->n; i++) {
		out_fmt(&o, "%s%d:", i ? "/" : "", t->v[i].line);
		for (j = 0; j < t->v[i].n; j++)
			out_fmt(&o, "%s%s", j ? "|" : "", t->v[i].field[j]);
	}
	return out_cstr(&o);
}

static struct bytes
written_by_library(void)
{
	char path[] = "/tmp/qiao-xlsx-XXXXXX";
	int fd = mkstemp(path);
	lxw_workbook *wb = workbook_new(path);
	lxw_worksheet *ws = workbook_add_worksheet(wb, "名单"), *second = workbook_add_worksheet(wb, "第二张");
	lxw_format *date = workbook_add_format(wb), *stamp = workbook_add_format(wb), *money = workbook_add_format(wb);
	lxw_format *short_date = workbook_add_format(wb);
	lxw_datetime d = { .year = 2023, .month = 4, .day = 5 }, dt = { 2024, 2, 29, 14, 5, 0 };
	unsigned char *buf = arena_alloc(a, 65536);
	ssize_t n;

	assert_true(fd >= 0);
	format_set_num_format(date, "yyyy\"年\"m\"月\"d\"日\"");
	format_set_num_format_index(short_date, 14);
	format_set_num_format(stamp, "yyyy-mm-dd hh:mm");
	format_set_num_format(money, "#,##0.00\"元/d\"");
	worksheet_write_string(ws, 0, 0, "姓名", NULL);
	worksheet_write_string(ws, 0, 1, "电话", NULL);
	worksheet_write_string(ws, 0, 3, "a<b>&\"c\"", NULL);
	worksheet_write_number(ws, 1, 1, 13800000000.0, NULL);
	worksheet_write_datetime(ws, 2, 0, &d, date);
	worksheet_write_datetime(ws, 2, 1, &dt, stamp);
	worksheet_write_datetime(ws, 2, 2, &d, short_date);
	worksheet_write_number(ws, 2, 3, 1234.5, money);
	worksheet_write_number(ws, 4, 0, 0.1, NULL);
	worksheet_write_number(ws, 4, 1, -7, NULL);
	worksheet_write_boolean(ws, 4, 2, 1, NULL);
	worksheet_write_formula_num(ws, 4, 3, "=1+1", NULL, 2);
	worksheet_write_formula_str(ws, 4, 4, "=\"x\"", NULL, "x");
	worksheet_write_string(second, 9, 2, "姓名", NULL);
	assert_int_equal(workbook_close(wb), LXW_NO_ERROR);
	close(fd);
	fd = open(path, O_RDONLY);
	n = read(fd, buf, 65536);
	close(fd);
	unlink(path);
	assert_true(n > 1000 && n < 65536);
	return (struct bytes){ buf, (size_t)n };
}

static void
what_a_library_writes(void **state)
{
	struct bytes in = written_by_library();
	struct table t;
	int line = 9;

	assert_int_equal(xlsx_read(a, in, NULL, NULL, &t).code, 0);
	assert_string_equal(show(&t), "1:姓名|电话||a<b>&\"c\"/2:|13800000000/3:2023-04-05|2024-02-29 14:05|2023-04-05|1234.5/"
			    "5:0.1|-7|TRUE|2|x");
	assert_int_equal(xlsx_read(a, in, "第二张", NULL, &t).code, 0);
	assert_string_equal(show(&t), "10:||姓名");
	assert_int_equal(table_read(a, in, NULL, &t, &line).code, 0);
	assert_int_equal(line, 0);
	assert_int_equal(t.n, 4);
	assert_int_equal(xlsx_read(a, in, "第三张", NULL, &t).key, M_xlsx_no_sheet);
	assert_int_equal(t.n, 4);
}

/* Every cut and a spread of flipped bytes: an error or a table, never a crash. */
static void
damaged_files(void **state)
{
	struct bytes in = written_by_library();
	unsigned char *copy = (unsigned char *)arena_dup(a, in.p, in.n);
	struct arena *job = arena_new();
	struct table t;
	size_t i, failed = 0;

	for (i = 0; i < in.n; i += 37) {
		assert_int_equal(xlsx_read(job, (struct bytes){ copy, i }, NULL, NULL, &t).code, 422);
		arena_clear(job);
	}
	for (i = 0; i < in.n; i += 11) {
		copy[i] ^= 0x55;
		failed += xlsx_read(job, (struct bytes){ copy, in.n }, NULL, NULL, &t).code != 0;
		copy[i] ^= 0x55;
		arena_clear(job);
	}
	assert_true(failed > 20);
	arena_free(job);
}

/* ---- workbooks by hand ---- */

struct part { const char *name, *text; size_t n; };

#define BOOK "<workbook xmlns:r='x'><sheets><sheet name='S' sheetId='1' r:id='r1'/></sheets></workbook>"

static struct bytes
zipped(const struct part *parts, size_t n)
{
	zip_source_t *src = zip_source_buffer_create(NULL, 0, 0, NULL);
	zip_t *zip = zip_open_from_source(src, ZIP_CREATE | ZIP_TRUNCATE, NULL);
	struct bytes ret;
	zip_stat_t st;
	char *buf;
	size_t i;

	assert_non_null(zip);
	zip_source_keep(src);
	for (i = 0; i < n; i++) {
		size_t len = parts[i].n ? parts[i].n : strlen(parts[i].text);

		assert_true(zip_file_add(zip, parts[i].name, zip_source_buffer(zip, parts[i].text, len, 0), 0) >= 0);
	}
	assert_int_equal(zip_close(zip), 0);
	assert_int_equal(zip_source_stat(src, &st), 0);
	buf = arena_alloc(a, st.size);
	assert_int_equal(zip_source_open(src), 0);
	assert_int_equal(zip_source_read(src, buf, st.size), st.size);
	zip_source_close(src);
	zip_source_free(src);
	ret = (struct bytes){ (unsigned char *)buf, st.size };
	return ret;
}

static struct err
read_sheet(const char *book, const char *styles, const char *strings, const char *sheet, struct table *t)
{
	const struct part parts[] = { { "xl/workbook.xml", book, 0 }, { "xl/styles.xml", styles, 0 },
		{ "xl/sharedStrings.xml", strings, 0 }, { "xl/worksheets/sheet1.xml", sheet, 0 } };

	return xlsx_read(a, zipped(parts, COUNT(parts)), NULL, NULL, t);
}

static void
by_hand(void **state)
{
	static const char strings[] = "<x:sst xmlns:x='m'><x:si><x:t>一</x:t></x:si><x:si><x:r><x:t>二</x:t></x:r><x:r><x:t xml:space='preserve'> 三"
		"</x:t></x:r><x:rPh sb='0' eb='1'><x:t>yi</x:t></x:rPh></x:si><x:si/></x:sst>";
	static const char styles[] = "<styleSheet><numFmts><numFmt numFmtId='170' formatCode='[$-804]h&quot;时&quot;mm'/></numFmts>"
		"<cellStyleXfs><xf numFmtId='14'/></cellStyleXfs><cellXfs><xf numFmtId='0'/><xf numFmtId='31'/><xf numFmtId='170'/></cellXfs>"
		"</styleSheet>";
	static const char sheet[] = "<x:worksheet xmlns:x='m'><x:sheetData><x:row r='3'><x:c r='A3' t='s'><x:v>0</x:v></x:c><x:c r='C3' t='s'>"
		"<x:v>1</x:v></x:c><x:c t='s'><x:v>2</x:v></x:c><x:c t='s'><x:v>99</x:v></x:c><x:c t='e'><x:v>#N/A</x:v></x:c></x:row><x:row>"
		"<x:c t='inlineStr'><x:is><x:r><x:t>内</x:t></x:r><x:r><x:t>联</x:t></x:r></x:is></x:c><x:c s='1'><x:v>45021</x:v></x:c>"
		"<x:c s='2'><x:v>0.5</x:v></x:c><x:c s='1'><x:v>59</x:v></x:c><x:c s='1'><x:v>61</x:v></x:c><x:c s='77'><x:v>5</x:v></x:c>"
		"<x:c><x:f>A1*2</x:f><x:v>8</x:v></x:c><x:c t='d'><x:v>2023-04-05</x:v></x:c><x:c><x:v>1E+3</x:v></x:c></x:row>"
		"</x:sheetData></x:worksheet>";
	static const char book1904[] = "<workbook xmlns:r='x'><workbookPr date1904='1'/><sheets><sheet name='S' r:id='r1'/></sheets></workbook>";
	struct table t;

	assert_int_equal(read_sheet(BOOK, styles, strings, sheet, &t).code, 0);
	assert_string_equal(show(&t), "3:一||二 三|||#N/A/4:内联|2023-04-05|12:00|1900-02-28|1900-03-01|5|8|2023-04-05|1000");
	assert_int_equal(read_sheet(book1904, styles, strings, "<w><sheetData><row><c s='1'><v>43559</v></c></row></sheetData></w>", &t).code, 0);
	assert_string_equal(show(&t), "1:2023-04-05");
}

static void
relations_are_followed(void **state)
{
	static const struct part parts[] = {
		{ "xl/workbook.xml", "<workbook xmlns:r='x'><sheets><sheet name='A' r:id='r9'/></sheets></workbook>", 0 },
		{ "xl/_rels/workbook.xml.rels", "<Relationships><Relationship Id='r9' Type='t/worksheet' Target='/xl/other/s.xml'/>"
			"<Relationship Id='r2' Type='t/sharedStrings' Target='strings.xml'/></Relationships>", 0 },
		{ "xl/strings.xml", "<sst><si><t>对</t></si></sst>", 0 },
		{ "xl/other/s.xml", "<w><row><c t='s'><v>0</v></c></row></w>", 0 },
	};
	struct table t;

	assert_int_equal(xlsx_read(a, zipped(parts, COUNT(parts)), NULL, NULL, &t).code, 0);
	assert_string_equal(show(&t), "1:对");
}

static void
entities_and_broken_xml(void **state)
{
	static const char *const bad[] = {
		"<!DOCTYPE w [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><w><row><c t='str'><v>&x;</v></c></row></w>",
		"<!DOCTYPE w [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;&a;'>]><w><row><c t='str'><v>&b;</v></c></row></w>",
		"<w><row><c t='str'><v>&x;</v></c></row></w>", "<w><row>", "<w><row><c></row></w>", "no xml", "<w>\xff</w>",
		"<w><row r='0'/></w>", "<w><row r='1048577'/></w>", "<w><row r='x'/></w>", "<w><row><c r='1'><v>1</v></c></row></w>",
		"<w><row><c r='XFE1'><v>1</v></c></row></w>", "<w><row><c r='AAAAAAAAAAAAAAAA1'><v>1</v></c></row></w>",
	};
	char deep[600 * 7] = "";
	struct table t;
	size_t i;

	for (i = 0; i < COUNT(bad); i++) {
		struct err e = read_sheet(BOOK, "<s/>", "<s/>", bad[i], &t);

		assert_int_equal(e.code, 422);
		assert_int_equal(e.key, M_xlsx_broken);
	}
	for (i = 0; i < 500; i++)
		memcpy(deep + i * 3, "<a>", 3), memcpy(deep + 1500 + i * 4, "</a>", 4);
	assert_int_equal(read_sheet(BOOK, "<s/>", "<s/>", deep, &t).key, M_xlsx_broken);
	assert_int_equal(read_sheet(BOOK, "<s/>", "<s/>", "<w/>", &t).code, 0);
	assert_int_equal(t.n, 0);
}

static void
bombs(void **state)
{
	static const struct part empty[] = { { "a.txt", "x", 0 } };
	size_t n = 40 * 1024 * 1024, i;
	char *zeros = malloc(n);
	struct out o;
	struct part parts[] = { { "xl/workbook.xml", BOOK, 0 }, { "xl/worksheets/sheet1.xml", zeros, n } };
	struct part many[] = { { "xl/workbook.xml", BOOK, 0 }, { "xl/worksheets/sheet1.xml", NULL, 0 } };
	struct part strings[] = { { "xl/workbook.xml", BOOK, 0 }, { "xl/sharedStrings.xml", NULL, 0 } };
	struct table t;
	struct bytes in;

	assert_non_null(zeros);
	memset(zeros, ' ', n);				/* 1000 to 1, and never an end */
	memcpy(zeros, "<w>", 3);
	in = zipped(parts, 2);
	assert_true(in.n < 100000);
	assert_int_equal(xlsx_read(a, in, NULL, NULL, &t).key, M_table_too_big);
	free(zeros);

	out_init(&o, a);
	out_str(&o, "<w>");
	for (i = 0; i < 20001; i++)
		out_fmt(&o, "<row><c><v>%zu</v></c></row>", i * 7919 % 100003);
	out_str(&o, "</w>");
	many[1].text = out_cstr(&o);
	assert_int_equal(xlsx_read(a, zipped(many, 2), NULL, NULL, &t).key, M_table_too_big);
	many[1].text = "<w><row><c r='GS1'><v>1</v></c></row></w>";
	assert_int_equal(xlsx_read(a, zipped(many, 2), NULL, NULL, &t).key, M_table_too_big);	/* column 201 */
	out_init(&o, a);
	out_str(&o, "<s><si><t>");
	for (i = 0; i < 200000; i++)
		out_str(&o, "x");
	out_str(&o, "</t></si></s>");
	strings[1].text = out_cstr(&o);
	assert_int_equal(xlsx_read(a, zipped(strings, 2), NULL, NULL, &t).key, M_table_too_big);	/* one endless cell */
	assert_int_equal(xlsx_read(a, zipped(empty, 1), NULL, NULL, &t).key, M_xlsx_not_xlsx);
}

static void
not_a_workbook(void **state)
{
	static const unsigned char ole[] = { 0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0, 0 };
	struct table t;
	int line;

	assert_int_equal(xlsx_read(a, (struct bytes){ ole, sizeof(ole) }, NULL, NULL, &t).key, M_xlsx_old);
	assert_int_equal(table_read(a, (struct bytes){ ole, sizeof(ole) }, NULL, &t, &line).key, M_xlsx_old);
	assert_int_equal(xlsx_read(a, (struct bytes){ (const unsigned char *)"a,b", 3 }, NULL, NULL, &t).key, M_xlsx_not_xlsx);
	assert_int_equal(xlsx_read(a, (struct bytes){ NULL, 0 }, NULL, NULL, &t).key, M_xlsx_not_xlsx);
	assert_int_equal(xlsx_read(a, (struct bytes){ (const unsigned char *)"PK\x03\x04garbage", 11 }, NULL, NULL, &t).key, M_xlsx_broken);
}

static void
formats_and_numbers(void **state)
{
	static const char *const dates[] = { "yyyy-mm-dd", "m/d/yy", "[$-804]yyyy\"年\"", "h:mm AM/PM", "mmm", "[Red]d", "@\\x d" };
	static const char *const others[] = { "General", "0.00", "#,##0", "0.00E+00", "\"day\"0", "\\d0", "0_d", "[Red]0", "", "0;d", "\"open", "[open", "\\" };
	static const struct { const char *raw, *want; } rows[] = {
		{ "1.0000000000000001E-2", "0.01" }, { "120106199001010000", "120106199001010000" }, { "0.1", "0.1" }, { "1e400", "1e400" },
		{ "-0", "0" }, { "x", "x" }, { "1 2", "1 2" }, { "1e20", "1e+20" }, { "nan", "nan" },
	};
	size_t i;

	for (i = 0; i < COUNT(dates); i++)
		if (!xlsx_format_is_date(dates[i]))
			fail_msg("%s", dates[i]);
	for (i = 0; i < COUNT(others); i++)
		if (xlsx_format_is_date(others[i]))
			fail_msg("%s", others[i]);
	for (i = 0; i < COUNT(rows); i++)
		assert_string_equal(xlsx_number(a, rows[i].raw, false, false), rows[i].want);
	assert_string_equal(xlsx_number(a, "45021.999999", true, false), "2023-04-06");
	assert_string_equal(xlsx_number(a, "2958466", true, false), "2958466");
	assert_string_equal(xlsx_number(a, "-1", true, false), "-1");
	assert_string_equal(xlsx_number(a, "1", true, false), "1900-01-01");
}

/* What other programs leave out, write otherwise, or write although nobody needs it. */
static void
odd_but_right(void **state)
{
	static const char book[] = "<workbook xmlns:r='x'><workbookPr date1904='true'/><workbookPr date1904='0'/><workbookPr/><sheets>"
		"<sheet name='A' r:id='r1'/><sheet name='B' r:id='r2'/></sheets></workbook>";
	static const char rels[] = "<Relationships><Other Id='r1' Type='t/worksheet' Target='no.xml'/><Relationship Id='r1' Type='t/worksheet'/>"
		"<Relationship Id='r1' Target='no.xml'/><Relationship Id='r1' Type='t/worksheet' Target='no.xml' TargetMode='External'/>"
		"<Relationship Type='styles' Target='no.xml'/><Relationship Type='t/styles' Target='./s.xml' TargetMode='Internal'/>"
		"<Relationship Id='r9' Type='t/sharedStrings' Target=''/><Relationship Id='r1' Type='t/worksheet' Target='./one.xml'/></Relationships>";
	static const char styles[] = "<styleSheet><numFmts><numFmt numFmtId='170'/><numFmt numFmtId='171' formatCode='*xyyyy'/>"
		"<numFmt numFmtId='172' formatCode='_'/></numFmts><xf numFmtId='14'/><cellXfs><other/><xf numFmtId='46'/><xf numFmtId='55'/>"
		"<xf numFmtId='171'/><xf numFmtId='172'/><xf numFmtId='170'/><xf numFmtId='23'/><xf numFmtId='37'/><xf numFmtId='48'/></cellXfs></styleSheet>";
	static const char sheet[] = "<w><row><c s='0'><v>45021</v></c><c s='1'><v>45021</v></c><c s='2'><v>45021</v></c><c s='3'><v>45021</v></c>"
		"<c s='4'><v>5</v></c><c s='5'><v>5</v></c><c s='6'><v>5</v></c><c s='7'><v>5</v></c></row><row><c t='n' s='4'><v>7</v></c><c t='b'><v>0</v></c>"
		"<c t='s'><v>x</v></c><c><v></v></c><c s='0'><v>0.99999</v></c><c s='0'><v>0</v></c></row></w>";
	const struct part parts[] = { { "xl/workbook.xml", book, 0 }, { "xl/_rels/workbook.xml.rels", rels, 0 }, { "xl/s.xml", styles, 0 },
		{ "xl/one.xml", sheet, 0 } };
	static const char *const bad[] = { "<w><row><c r='a1'><v>1</v></c></row></w>", "<w><row><c r='[1'><v>1</v></c></row></w>",
		"<w><row><c r=''><v>1</v></c></row></w>" };
	struct table t;

	assert_int_equal(xlsx_read(a, zipped(parts, COUNT(parts)), NULL, NULL, &t).code, 0);
	assert_string_equal(show(&t), "1:2023-04-05|2023-04-05|2023-04-05|45021|5|5|5|5/2:7|FALSE|||1900-01-01|1899-12-31");
	for (size_t i = 0; i < COUNT(bad); i++)
		assert_int_equal(read_sheet(BOOK, "<s/>", "<s/>", bad[i], &t).key, M_xlsx_broken);
	assert_int_equal(read_sheet(BOOK, "<s/>", "<s/>", "<w><row><c r='A[1'><v>1</v></c></row></w>", &t).code, 0);
}

/* `head`, then `one` n times, then `tail`. */
static const char *
times(const char *head, const char *one, size_t n, const char *tail)
{
	struct out o;

	out_init(&o, a);
	out_str(&o, head);
	for (size_t i = 0; i < n; i++)
		out_str(&o, one);
	out_str(&o, tail);
	return out_cstr(&o);
}

static void
more_than_anybody_needs(void **state)
{
	static const struct table_limits small = { .bytes = 100, .rows = 5, .fields = 5, .text = 20 };
	struct part many[2001];
	struct bytes in;
	struct table t;

	in = zipped((const struct part[]){ { "xl/workbook.xml", BOOK, 0 } }, 1);
	assert_int_equal(xlsx_read(a, in, NULL, &small, &t).key, M_table_too_big);
	for (size_t i = 0; i < COUNT(many); i++)
		many[i] = (struct part){ arena_fmt(a, "p%zu", i), "x", 0 };
	assert_int_equal(xlsx_read(a, zipped(many, COUNT(many)), NULL, NULL, &t).key, M_table_too_big);
	assert_int_equal(read_sheet(BOOK, times("<s><cellXfs>", "<xf/>", 65537, "</cellXfs></s>"), "<s/>", "<w/>", &t).key, M_table_too_big);
	assert_int_equal(read_sheet(BOOK, times("<s>", "<numFmt numFmtId='200' formatCode='0'/>", 513, "</s>"), "<s/>", "<w/>", &t).code, 0);
	assert_int_equal(read_sheet(BOOK, "<s/>", times("<s>", "<si/>", 1000001, "</s>"), "<w/>", &t).key, M_table_too_big);
	assert_int_equal(read_sheet(BOOK, "<s/>", times("<s><si><t>", "0123456789abcdef", 8193, "</t></si></s>"), "<w/>", &t).key, M_table_too_big);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_a_library_writes), cmocka_unit_test(damaged_files), cmocka_unit_test(by_hand),
		cmocka_unit_test(relations_are_followed), cmocka_unit_test(entities_and_broken_xml), cmocka_unit_test(bombs),
		cmocka_unit_test(not_a_workbook), cmocka_unit_test(formats_and_numbers), cmocka_unit_test(odd_but_right),
		cmocka_unit_test(more_than_anybody_needs),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
