/*
 * msgc - all NAME.msg → msg_keys.h (enum msg) and msg_table.c (the sentences, sorted by key).
 * Refuses: a key twice, a language missing, places {n} that differ between the languages.
 * Form of a line: see tools/README.md.
 */
#include "tool.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct row {
	const char *file;
	int line;
	char *key, *id;				/* id: the key with _ for . */
	char *text[2];
};
static struct row *rows;
static size_t nrows, cap;

static bool
blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/* Next field of *s up to a single bar or the end, trimmed, || as |, \n as a line end. */
static char *
field(const char **s, bool *more)
{
	struct buf b = { 0 };
	const char *p = *s;

	while (blank(*p))
		p++;
	buf_put(&b, "", 0);
	for (; *p && !(*p == '|' && p[1] != '|'); p++) {
		if (*p == '|')
			p++;
		if (p[0] == '\\' && p[1] == 'n') {
			buf_str(&b, "\n");
			p++;
		} else {
			buf_put(&b, p, 1);
		}
	}
	*more = *p == '|';
	*s = *more ? p + 1 : p;
	while (b.n && blank(b.p[b.n - 1]))
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
by_key(const void *a, const void *b)
{
	const struct row *x = a, *y = b;
	int c = strcmp(x->key, y->key);

	return c ? c : x->line - y->line;
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
		if (!strcmp(v[i]->id, "NONE") || !strcmp(v[i]->id, "COUNT"))
			refuse(v[i]->file, v[i]->line, "%s: reserved", v[i]->key);
		if (i && !strcmp(v[i]->id, v[i - 1]->id))
			refuse(v[i]->file, v[i]->line, "%s: the same name M_%s is at %s:%d (%s)", v[i]->key, v[i]->id,
			    v[i - 1]->file, v[i - 1]->line, v[i - 1]->key);
	}
}

int
main(int argc, char **argv)
{
	struct buf h = { 0 }, c = { 0 }, names = { 0 };

	if (argc < 3) {
		fprintf(stderr, "usage: msgc OUT.h OUT.c FILES…\n");
		return 2;
	}
	for (int i = 3; i < argc; i++)
		read_file(argv[i]);
	if (nrows)
		qsort(rows, nrows, sizeof *rows, by_key);
	check_ids();

	buf_str(&h, "/* Made by tools/msgc from all *.msg. One name for each sentence people read. */\n"
		    "#ifndef QIAO_MSG_KEYS_H\n#define QIAO_MSG_KEYS_H\n\nenum msg {\n\tM_NONE,\n");
	buf_str(&c, "/* Made by tools/msgc from all *.msg. */\n#include \"base/msg_table.h\"\n\n"
		    "const char *const msg_table[M_COUNT][LANG_COUNT] = {\n\t[M_NONE] = { \"\", \"\" },\n");
	buf_str(&names, "const char *const msg_names[M_COUNT] = {\n\t[M_NONE] = \"\",\n");
	for (size_t i = 0; i < nrows; i++) {
		buf_fmt(&h, "\tM_%s,\n", rows[i].id);
		buf_fmt(&names, "\t[M_%s] = \"%s\",\n", rows[i].id, rows[i].key);
		buf_fmt(&c, "\t[M_%s] = {\n\t\t", rows[i].id);
		buf_literal(&c, rows[i].text[0], strlen(rows[i].text[0]), "\t\t");
		buf_str(&c, ",\n\t\t");
		buf_literal(&c, rows[i].text[1], strlen(rows[i].text[1]), "\t\t");
		buf_str(&c, "\n\t},\n");
	}
	buf_str(&h, "\tM_COUNT\n};\n\n#endif\n");
	buf_fmt(&c, "};\n\n%s};\n", names.p);
	file_write(argv[1], &h);
	file_write(argv[2], &c);
	return 0;
}
