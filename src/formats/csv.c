/* csv.c - tables as text. */
#include "formats/csv.h"
#include "base/text.h"
#include "formats/table.h"
#include "base_msg.h"
#include "formats_msg.h"

#include <iconv.h>
#include <stdlib.h>

/* in as UTF-8 in the arena, NULL when it is not in that encoding. */
static char *
convert(struct arena *a, struct bytes in, const char *from, size_t *n)
{
	iconv_t cd = iconv_open("UTF-8", from);
	char *src = (char *)(uintptr_t)in.p, *buf, *dst;
	size_t left = in.n, room = in.n * 2 + 16, rc;

	if (cd == (iconv_t)-1)
		return NULL;
	/* two bytes of UTF-16 or GB18030 become at most three, and four become four */
	buf = dst = arena_try(a, room + 1);
	rc = buf == NULL ? (size_t)-1 : iconv(cd, &src, &left, &dst, &room);
	iconv_close(cd);
	if (rc == (size_t)-1 || left > 0 || !text_valid(buf, (size_t)(dst - buf)))
		return NULL;
	*n = (size_t)(dst - buf);
	return buf;
}

/* The whole file as a NUL-terminated UTF-8 string without BOM; NULL when no encoding fits. */
static char *
decode(struct arena *a, struct bytes in)
{
	size_t n = in.n;
	char *s;

	if (in.n >= 3 && memcmp(in.p, "\xef\xbb\xbf", 3) == 0) {
		in.p += 3;
		n = in.n -= 3;
	}
	if (in.n >= 2 && memcmp(in.p, "\xff\xfe", 2) == 0)
		s = convert(a, (struct bytes){ in.p + 2, in.n - 2 }, "UTF-16LE", &n);
	else if (in.n >= 2 && memcmp(in.p, "\xfe\xff", 2) == 0)
		s = convert(a, (struct bytes){ in.p + 2, in.n - 2 }, "UTF-16BE", &n);
	else if (text_valid((const char *)in.p, in.n))
		s = arena_try(a, in.n + 1), s = s == NULL ? s : memcpy(s, in.p, in.n);
	else
		s = convert(a, in, "GB18030", &n);
	if (s != NULL)
		s[n] = '\0';
	return s;
}

static char
separator(const char *s)
{
	static const char kinds[] = { ',', '\t', ';' };
	size_t count[COUNT(kinds)] = { 0 }, best = 0, i;
	bool quoted = false;

	for (; *s != '\0' && (quoted || (*s != '\n' && *s != '\r')); s++) {
		if (*s == '"')
			quoted = !quoted;
		for (i = 0; !quoted && i < COUNT(kinds); i++)
			count[i] += *s == kinds[i];
	}
	for (i = 1; i < COUNT(kinds); i++)
		if (count[i] > count[best])
			best = i;
	return kinds[best];
}

/* One quoted field; *s stands behind the opening quote, afterwards behind the closing one. Unquoted in place. */
static char *
quoted_field(char **s, int *line)
{
	char *field = *s, *r = *s, *w = *s;

	for (;; r++) {
		if (*r == '\0')
			return NULL;
		if (*r == '"') {
			if (r[1] != '"')
				break;
			r++;
		} else if (*r == '\n' || (*r == '\r' && r[1] != '\n')) {
			++*line;
		}
		*w++ = *r;
	}
	*s = r + 1;
	*w = '\0';			/* at the closing quote or before it: the text behind is untouched */
	return field;
}

struct err
csv_read(struct arena *a, struct bytes in, const struct table_limits *lim, struct table *ret, int *line)
{
	struct table_make m;
	int now = 1, start = 1;
	size_t column = 0;
	char *s, sep;
	struct err e;

	*line = 0;
	table_begin(&m, a, lim);
	if (in.n > m.lim->bytes)
		return FAIL(422, M_table_too_big);
	if (in.n == 0)
		return table_end(&m, ret);
	s = decode(a, in);
	if (s == NULL)
		return arena_failed(a) ? FAIL(503, M_err_busy) : FAIL(422, M_table_encoding);
	sep = separator(s);
	while (*s != '\0' && !m.too_big && !arena_failed(a)) {
		char *field, end;

		if (*s == '"') {
			s++;
			field = quoted_field(&s, &now);
			*line = start;
			if (field == NULL || (*s != sep && *s != '\0' && *s != '\r' && *s != '\n'))
				return FAIL(422, M_table_quote);
		} else {
			char set[] = { sep, '\r', '\n', '\0' };

			field = s;
			s += strcspn(s, set);
		}
		end = *s;
		if (end == '\r' && s[1] == '\n')
			*s++ = '\0';
		if (*s != '\0')
			*s++ = '\0';
		table_put(&m, column++, field);
		if (end == sep)
			continue;
		table_row(&m, start);
		column = 0;
		start = ++now;
	}
	table_row(&m, start);
	*line = start;
	e = table_end(&m, ret);
	if (e.code == 0)
		*line = 0;
	return e;
}

void
csv_begin(struct csv *c, struct out *o)
{
	*c = (struct csv){ .o = o };
	out_str(o, "\xef\xbb\xbf");
}

static void
csv_comma(struct csv *c)
{
	if (c->middle)
		out_put(c->o, ",", 1);
	c->middle = true;
}

static bool
starts_formula(const char *s)
{
	static const char *const wide[] = { "＝", "＋", "－", "＠" };
	size_t i;

	if (*s != '\0' && strchr("=+-@\t\r\n", *s) != NULL)
		return true;
	for (i = 0; i < COUNT(wide); i++)
		if (strncmp(s, wide[i], strlen(wide[i])) == 0)
			return true;
	return false;
}

void
csv_text(struct csv *c, const char *s)
{
	const char *guard, *quote;

	if (s == NULL)
		s = "";
	csv_comma(c);
	guard = starts_formula(s) ? "'" : "";
	if (strpbrk(s, ",;\t\"\r\n") == NULL) {
		out_str(c->o, guard);
		out_str(c->o, s);
		return;
	}
	out_put(c->o, "\"", 1);
	out_str(c->o, guard);
	for (; (quote = strchr(s, '"')) != NULL; s = quote + 1) {
		out_put(c->o, s, (size_t)(quote - s) + 1);
		out_put(c->o, "\"", 1);
	}
	out_str(c->o, s);
	out_put(c->o, "\"", 1);
}

void
csv_int(struct csv *c, int64_t n)
{
	csv_comma(c);
	out_int(c->o, n);
}

void
csv_row(struct csv *c)
{
	out_str(c->o, "\r\n");
	c->middle = false;
}
