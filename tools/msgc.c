/*
 * msgc - all NAME.msg → one NAME_msg.h each (a name M_… for each sentence), msg_table.c (the sentences, sorted by
 * number) and msg_index.txt (which name stands in which header: for pagec).
 * Refuses: a key twice, two keys with one number, a language missing, places {n} that differ between the languages.
 * Form of a line: see tools/README.md.
 */
#include "../src/base/msg_key.h"
#include "tool.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct row {
	const char *file;
	int line;
	char *key, *id;				/* id: the key with _ for . */
	uint32_t number;
	char *text[2];
};
static struct row *rows;
static size_t nrows, cap;

static bool
blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/* Next field of *s up to a single bar or the end, trimmed, || as |, \n as a line end, \s as a blank that stays at an end. */
static char *
field(const char **s, bool *more)
{
	struct buf b = { 0 };
	const char *p = *s;
	size_t kept = 0;

	while (blank(*p))
		p++;
	buf_put(&b, "", 0);
	for (; *p && !(*p == '|' && p[1] != '|'); p++) {
		if (*p == '|')
			p++;
		if (p[0] == '\\' && p[1] == 'n') {
			buf_str(&b, "\n");
			p++;
		} else if (p[0] == '\\' && p[1] == 's') {
			buf_str(&b, " ");
			kept = b.n;
			p++;
		} else {
			buf_put(&b, p, 1);
		}
	}
	*more = *p == '|';
	*s = *more ? p + 1 : p;
	while (b.n > kept && blank(b.p[b.n - 1]))
		b.p[--b.n] = 0;
	return b.p;
}

/* Bit n for each place {n}. */
static unsigned
places(const struct row *r, const char *s)
{
	unsigned set = 0;

	for (; *s; s++) {
		if (*s == '}')
			refuse(r->file, r->line, "%s: a } without its {n}", r->key);
		if (*s != '{')
			continue;
		if (s[1] < '1' || s[1] > '9' || s[2] != '}')
			refuse(r->file, r->line, "%s: after { only a digit 1 to 9 and }", r->key);
		set |= 1u << (s[1] - '0');
		s += 2;
	}
	return set;
}

static void
add(const char *file, int line, const char *s)
{
	struct row r = { .file = file, .line = line };
	bool more[3];

	r.key = field(&s, &more[0]);
	if (!*r.key || strspn(r.key, "abcdefghijklmnopqrstuvwxyz0123456789_.") != strlen(r.key))
		refuse(file, line, "\"%s\" is no key: a-z, 0-9, _ and . only", r.key);
	if (!more[0])
		refuse(file, line, "%s: needs key | 中文 | English", r.key);
	r.text[0] = field(&s, &more[1]);
	r.text[1] = more[1] ? field(&s, &more[2]) : tool_dup("", 0);
	if (!*r.text[0] || !*r.text[1])
		refuse(file, line, "%s: needs both languages: key | 中文 | English", r.key);
	if (more[2])
		refuse(file, line, "%s: more than three fields (|| is a literal bar)", r.key);
	if (places(&r, r.text[0]) != places(&r, r.text[1]))
		refuse(file, line, "%s: the two languages have different places {n}", r.key);
	r.id = tool_dup(r.key, strlen(r.key));
	for (char *p = r.id; *p; p++)
		*p = *p == '.' ? '_' : *p;
	r.number = msg_number(r.key);
	if (nrows == cap) {
		struct row *old = rows;

		cap = cap ? cap * 2 : 256;
		rows = tool_alloc(cap * sizeof *rows);
		if (nrows)
			memcpy(rows, old, nrows * sizeof *rows);
	}
	rows[nrows++] = r;
}

static void
read_file(const char *file)
{
	size_t n, bad;
	char *s = file_read(file, &n);
	int line = 1;

	if (!utf8_valid(s, n, &bad)) {
		for (size_t i = 0; i < bad; i++)
			line += s[i] == '\n';
		refuse(file, line, "not UTF-8");
	}
	for (char *end; *s; s = end, line++) {
		end = strchr(s, '\n');
		if (end)
			*end++ = 0;
		else
			end = s + strlen(s);
		while (blank(*s))
			s++;
		if (*s && *s != '#')
			add(file, line, s);
	}
}

static int
by_number(const void *a, const void *b)
{
	const struct row *x = a, *y = b;

	return x->number != y->number ? (x->number > y->number ? 1 : -1) : x->line - y->line;
}

static int
by_id(const void *a, const void *b)
{
	return strcmp((*(const struct row *const *)a)->id, (*(const struct row *const *)b)->id);
}

static void
check_ids(void)
{
	const struct row **v = tool_alloc((nrows + 1) * sizeof *v);

	for (size_t i = 0; i < nrows; i++)
		v[i] = &rows[i];
	qsort(v, nrows, sizeof *v, by_id);
	for (size_t i = 0; i < nrows; i++) {
		if (i && !strcmp(v[i]->id, v[i - 1]->id))
			refuse(v[i]->file, v[i]->line, "%s: the same name M_%s is at %s:%d (%s)", v[i]->key, v[i]->id,
			    v[i - 1]->file, v[i - 1]->line, v[i - 1]->key);
	}
}

/* Two names with one number: one chance in a thousand for 2,000 sentences; another name mends it. */
static void
check_numbers(void)
{
	for (size_t i = 1; i < nrows; i++)
		if (rows[i].number == rows[i - 1].number && strcmp(rows[i].key, rows[i - 1].key))
			refuse(rows[i].file, rows[i].line, "%s has the number of %s (%s:%d): choose another name", rows[i].key,
			    rows[i - 1].key, rows[i - 1].file, rows[i - 1].line);
}

/* NAME_msg.h of one file; its lines of the index are added. */
static void
write_header(const char *dir, const char *file, struct buf *index)
{
	struct buf h = { 0 };
	const char *base = file_base(file);
	char *name = tool_dup(base, strcspn(base, ".")), *upper = tool_dup(name, strlen(name));

	if (!is_ident(name, strlen(name)))
		refuse(file, 0, "the file's name becomes a C name: letters, digits and _ only");
	for (char *p = upper; *p; p++)
		*p = *p >= 'a' && *p <= 'z' ? (char)(*p - 32) : *p;
	buf_fmt(&h, "/* Made by tools/msgc from %s: one name for each sentence people read. */\n#ifndef QIAO_%s_MSG_H\n"
		    "#define QIAO_%s_MSG_H\n\n", base, upper, upper);
	for (size_t i = 0; i < nrows; i++) {
		if (rows[i].file != file)
			continue;
		buf_fmt(&h, "#define M_%s ((enum msg)%u)\n", rows[i].id, rows[i].number);
		buf_fmt(index, "M_%s %s_msg.h\n", rows[i].id, name);
	}
	buf_str(&h, "\n#endif\n");
	file_write(tool_fmt("%s/%s_msg.h", dir, name), &h);
}

static void
write_table(const char *path)
{
	struct buf c = { 0 };

	buf_str(&c, "/* Made by tools/msgc from all *.msg. */\n#include \"base/msg_table.h\"\n\n"
		    "const struct msg_row msg_table[] = {\n");
	for (size_t i = 0; i < nrows; i++) {
		buf_fmt(&c, "\t{ (enum msg)%u, \"%s\", {\n\t\t", rows[i].number, rows[i].key);
		buf_literal(&c, rows[i].text[0], strlen(rows[i].text[0]), "\t\t");
		buf_str(&c, ",\n\t\t");
		buf_literal(&c, rows[i].text[1], strlen(rows[i].text[1]), "\t\t");
		buf_str(&c, "\n\t} },\n");
	}
	buf_fmt(&c, "};\nconst size_t msg_table_n = %zu;\n", nrows);
	file_write(path, &c);
}

int
main(int argc, char **argv)
{
	struct buf index = { 0 };

	if (argc < 3) {
		fprintf(stderr, "usage: msgc OUT_DIR FILES…\n");
		return 2;
	}
	for (int i = 2; i < argc; i++)
		read_file(argv[i]);
	if (nrows)
		qsort(rows, nrows, sizeof *rows, by_number);
	check_ids();
	check_numbers();
	buf_put(&index, "", 0);
	for (int i = 2; i < argc; i++)
		write_header(argv[1], argv[i], &index);
	file_write(tool_fmt("%s/msg_index.txt", argv[1]), &index);
	write_table(tool_fmt("%s/msg_table.c", argv[1]));
	return 0;
}
