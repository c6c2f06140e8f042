/* test_csv.c - tables as offices write them, broken ones, limits, and cells that must not become formulas. */
#include "arena_help.h"
#include "formats/csv.h"
#include "formats/table.h"
#include "formats_msg.h"

static struct bytes
bytes(const char *s)
{
	return (struct bytes){ (const unsigned char *)s, strlen(s) };
}

/* A table as one line: fields by |, rows by / with their line. */
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

static void
read_well(void **state)
{
	static const struct { const char *in, *want; } rows[] = {
		{ "a,b\r\n1,2\r\n", "1:a|b/2:1|2" }, { "a,b\n1,2", "1:a|b/2:1|2" }, { "a,b\r1,2\r", "1:a|b/2:1|2" },
		{ "\xef\xbb\xbf姓名,电话\n", "1:姓名|电话" }, { "a\tb,c\td\n", "1:a|b,c|d" }, { "a;b;c\n1;2,5;3\n", "1:a|b|c/2:1|2,5|3" },
		{ "\"a,b\",c\n", "1:a,b|c" }, { "\"a\"\"b\",\"\"\n", "1:a\"b|" }, { "\"a\nb\",c\nd,e\n", "1:a\nb|c/3:d|e" },
		{ "\"a\r\nb\",c\r\nd,e\n", "1:a\r\nb|c/3:d|e" }, { "a,b\n\n,,\n  , \n1,2\n", "1:a|b/5:1|2" },
		{ "", "" }, { "\n\n", "" }, { "x", "1:x" }, { "a,,c\n", "1:a||c" }, { ",a\n", "1:|a" }, { "a\"b,c\n", "1:a\"b|c" },
		{ "\"a;b;c\",d,e\n", "1:a;b;c|d|e" }, { "\"x\"", "1:x" }, { "\xef\xbb\xbf", "" }, { "\"a\rb\",c\rd,e\r", "1:a\rb|c/3:d|e" },
	};
	struct table t;
	size_t i;
	int line;

	for (i = 0; i < COUNT(rows); i++) {
		struct err e = csv_read(a, bytes(rows[i].in), NULL, &t, &line);

		assert_int_equal(e.code, 0);
		assert_int_equal(line, 0);
		assert_string_equal(show(&t), rows[i].want);
	}
}

static void
other_encodings(void **state)
{
	static const char gb[] = "\xd0\xd5\xc3\xfb,\xb5\xe7\xbb\xb0\n";				/* 姓名,电话 */
	static const char gb4[] = "\x82\x30\x88\x34,\xb5\xe7\n";				/* four bytes for one character */
	static const unsigned char utf16le[] = { 0xff, 0xfe, 0xd3, 0x59, '\t', 0, 'a', 0, '\n', 0 };
	static const unsigned char utf16be[] = { 0xfe, 0xff, 0x59, 0xd3, 0, '\t', 0, 'a', 0, '\n' };
	static const unsigned char nul[] = { 'a', 0, 'b' }, bad[] = { 0xff, 0xff, 0xff }, cut[] = { 0xff, 0xfe, 0xd3 };
	static const struct bytes wrong[] = { { nul, 3 }, { bad, 3 }, { cut, 3 } };
	struct table t;
	size_t i;
	int line;

	assert_int_equal(csv_read(a, bytes(gb), NULL, &t, &line).code, 0);
	assert_string_equal(show(&t), "1:姓名|电话");
	assert_int_equal(csv_read(a, bytes(gb4), NULL, &t, &line).code, 0);
	assert_int_equal(t.v[0].n, 2);
	assert_int_equal(csv_read(a, (struct bytes){ utf16le, sizeof(utf16le) }, NULL, &t, &line).code, 0);
	assert_string_equal(show(&t), "1:姓|a");
	assert_int_equal(csv_read(a, (struct bytes){ utf16be, sizeof(utf16be) }, NULL, &t, &line).code, 0);
	assert_string_equal(show(&t), "1:姓|a");
	for (i = 0; i < COUNT(wrong); i++) {
		struct err e = csv_read(a, wrong[i], NULL, &t, &line);

		assert_int_equal(e.code, 422);
		assert_int_equal(e.key, M_table_encoding);
	}
}

static void
broken_quotes_name_their_line(void **state)
{
	static const struct { const char *in; int line; } rows[] = {
		{ "\"abc", 1 }, { "a,b\n\"c", 2 }, { "a\n\"b\" c\n", 2 }, { "\"a\nb\"x,c\n", 1 }, { "a\n\nb,\"c\nd\n", 3 }, { "\"", 1 },
	};
	struct table t = { .n = 77 };
	size_t i;
	int line;

	for (i = 0; i < COUNT(rows); i++) {
		struct err e = csv_read(a, bytes(rows[i].in), NULL, &t, &line);

		assert_int_equal(e.code, 422);
		assert_int_equal(e.key, M_table_quote);
		assert_int_equal(line, rows[i].line);
	}
	assert_int_equal(t.n, 77);			/* untouched on failure */
}

static void
limits(void **state)
{
	static const struct table_limits small = { .bytes = 100, .rows = 2, .fields = 3, .text = 20 };
	static const char *const bad[] = { "a\nb\nc\n", "1,2,3,4\n", "aaaaaaaaaaaaaaaaaaaaa\n", "aaaaaaaaaa\nbbbbbbbbbbb\n" };
	char big[120];
	struct table t;
	struct err e;
	size_t i;
	int line;

	for (i = 0; i < COUNT(bad); i++) {
		e = csv_read(a, bytes(bad[i]), &small, &t, &line);
		assert_int_equal(e.code, 422);
		assert_int_equal(e.key, M_table_too_big);
	}
	assert_int_equal(csv_read(a, bytes("1,2,3\n\n4,5,6\n"), &small, &t, &line).code, 0);
	assert_int_equal(t.n, 2);
	memset(big, 'x', sizeof(big));
	e = csv_read(a, (struct bytes){ (unsigned char *)big, sizeof(big) }, &small, &t, &line);
	assert_int_equal(e.key, M_table_too_big);
}

static void
fields_by_number(void **state)
{
	struct table t;
	int line;

	assert_int_equal(table_read(a, bytes("　张 , x\n"), NULL, &t, &line).code, 0);
	assert_string_equal(table_field(a, &t.v[0], 0), "张");
	assert_string_equal(table_field(a, &t.v[0], 1), "x");
	assert_string_equal(table_field(a, &t.v[0], 2), "");
}

static void
writing(void **state)
{
	struct out o;
	struct csv c;

	out_init(&o, a);
	csv_begin(&c, &o);
	csv_text(&c, "标题");
	csv_int(&c, -5);
	csv_text(&c, NULL);
	csv_row(&c);
	csv_text(&c, "=1+1");
	csv_text(&c, "+86");
	csv_text(&c, "-1");
	csv_text(&c, "@x");
	csv_text(&c, "\tx");
	csv_text(&c, "＝x");
	csv_text(&c, "=a,\"b\"");
	csv_text(&c, "a\nb");
	csv_text(&c, "a=b");
	csv_row(&c);
	assert_string_equal(out_cstr(&o), "\xef\xbb\xbf标题,-5,\r\n'=1+1,'+86,'-1,'@x,\"'\tx\",'＝x,\"'=a,\"\"b\"\"\",\"a\nb\",a=b\r\n");
}

static void
written_is_read_back(void **state)
{
	static const char *const values[] = { "a,b", "x\"y\"", "\"", "1;2", "行一\r\n行二", " 空格 ", "", "\"\"", "a\tb" };
	struct out o;
	struct csv c;
	struct table t;
	size_t i;
	int line;

	out_init(&o, a);
	csv_begin(&c, &o);
	for (i = 0; i < COUNT(values); i++)
		csv_text(&c, values[i]);
	csv_row(&c);
	assert_int_equal(csv_read(a, bytes(out_cstr(&o)), NULL, &t, &line).code, 0);
	assert_int_equal(t.n, 1);
	assert_int_equal(t.v[0].n, COUNT(values));
	for (i = 0; i < COUNT(values); i++)
		assert_string_equal(t.v[0].field[i], values[i]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(read_well), cmocka_unit_test(other_encodings), cmocka_unit_test(broken_quotes_name_their_line),
		cmocka_unit_test(limits), cmocka_unit_test(fields_by_number), cmocka_unit_test(writing),
		cmocka_unit_test(written_is_read_back),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
