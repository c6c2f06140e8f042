/* tool.c - see tool.h. */
#include "tool.h"

#include <assert.h>
#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct block {
	struct block *next;
	_Alignas(16) char p[];
};
static struct block *blocks;

void *
tool_alloc(size_t n)
{
	struct block *b = calloc(1, sizeof *b + n);

	if (!b) {
		fprintf(stderr, "out of memory\n");
		exit(1);
	}
	b->next = blocks;
	blocks = b;
	return b->p;
}

char *
tool_dup(const char *p, size_t n)
{
	char *s = tool_alloc(n + 1);

	memcpy(s, p, n);
	return s;
}

static char *format(const char *fmt, va_list ap, size_t *n) __attribute__((format(printf, 1, 0)));

static char *
format(const char *fmt, va_list ap, size_t *n)
{
	va_list again;
	int len;
	char *s;

	assert(fmt);
	va_copy(again, ap);
	len = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	assert(len >= 0);
	s = tool_alloc((size_t)len + 1);
	vsnprintf(s, (size_t)len + 1, fmt, ap);
	if (n)
		*n = (size_t)len;
	return s;
}

char *
tool_fmt(const char *fmt, ...)
{
	va_list ap;
	char *s;

	va_start(ap, fmt);
	s = format(fmt, ap, NULL);
	va_end(ap);
	return s;
}

void
buf_put(struct buf *b, const void *p, size_t n)
{
	if (b->n + n + 1 > b->cap) {
		size_t cap = (b->n + n + 1) * 2;
		char *q = tool_alloc(cap);

		if (b->n)
			memcpy(q, b->p, b->n);
		b->p = q;
		b->cap = cap;
	}
	if (n)
		memcpy(b->p + b->n, p, n);
	b->n += n;
	b->p[b->n] = 0;
}

void
buf_str(struct buf *b, const char *s)
{
	buf_put(b, s, strlen(s));
}

void
buf_fmt(struct buf *b, const char *fmt, ...)
{
	va_list ap;
	size_t n;
	char *s;

	va_start(ap, fmt);
	s = format(fmt, ap, &n);
	va_end(ap);
	buf_put(b, s, n);
}

void
buf_literal(struct buf *b, const char *p, size_t n, const char *indent)
{
	buf_str(b, "\"");
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)p[i];

		if (c == '\n') {
			buf_str(b, "\\n");
			if (i + 1 < n)
				buf_fmt(b, "\"\n%s\"", indent);
		} else if (c == '"' || c == '\\') {
			buf_fmt(b, "\\%c", c);
		} else if (c == '?' && i && p[i - 1] == '?') {
			buf_str(b, "\\?"); /* never a trigraph */
		} else if (c < 0x20 || c >= 0x7f) {
			buf_fmt(b, "\\%03o", c); /* three digits: the next byte cannot join in */
		} else {
			buf_put(b, &p[i], 1);
		}
	}
	buf_str(b, "\"");
}

char *
file_read(const char *path, size_t *n)
{
	struct buf b = { 0 };
	char part[16384];
	size_t got;
	FILE *f = fopen(path, "rb");

	if (!f)
		refuse(path, 0, "cannot be read: %s", strerror(errno));
	while ((got = fread(part, 1, sizeof part, f)) > 0)
		buf_put(&b, part, got);
	if (ferror(f))
		refuse(path, 0, "cannot be read: %s", strerror(errno));
	fclose(f);
	buf_put(&b, "", 0);
	if (n)
		*n = b.n;
	return b.p;
}

static bool
file_same(const char *path, const struct buf *b)
{
	FILE *f = fopen(path, "rb");
	char part[16384];
	size_t at = 0, got;
	bool same = true;

	if (!f)
		return false;
	while (same && (got = fread(part, 1, sizeof part, f)) > 0) {
		same = at + got <= b->n && !memcmp(b->p + at, part, got);
		at += got;
	}
	fclose(f);
	return same && at == b->n;
}

void
file_write(const char *path, const struct buf *b)
{
	FILE *f;

	if (file_same(path, b))
		return;
	f = fopen(path, "wb");
	if (!f || fwrite(b->p, 1, b->n, f) != b->n || fclose(f)) {
		int e = errno;

		remove(path);
		refuse(path, 0, "cannot be written: %s", strerror(e));
	}
}

const char *
file_base(const char *path)
{
	const char *s = strrchr(path, '/');

	return s ? s + 1 : path;
}

_Noreturn void
refuse(const char *file, int line, const char *fmt, ...)
{
	va_list ap;

	if (line)
		fprintf(stderr, "%s:%d: ", file, line);
	else
		fprintf(stderr, "%s: ", file);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	exit(1);
}

bool
is_ident(const char *s, size_t n)
{
	static const char *const keywords[] = { "auto", "bool", "break", "case", "char", "const", "continue", "default", "do",
		"double", "else", "enum", "extern", "false", "float", "for", "goto", "if", "inline", "int", "long",
		"register", "restrict", "return", "short", "signed", "sizeof", "static", "struct", "switch", "true",
		"typedef", "union", "unsigned", "void", "volatile", "while", "asm", "typeof" };

	if (!n || (s[0] >= '0' && s[0] <= '9'))
		return false;
	for (size_t i = 0; i < n; i++) {
		char c = s[i];

		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'))
			return false;
	}
	for (size_t i = 0; i < sizeof keywords / sizeof *keywords; i++) {
		if (strlen(keywords[i]) == n && !memcmp(keywords[i], s, n))
			return false;
	}
	return true;
}

bool
utf8_valid(const char *s, size_t n, size_t *bad)
{
	const unsigned char *p = (const unsigned char *)s;

	for (size_t i = 0; i < n;) {
		size_t len = p[i] < 0x80 ? 1 : p[i] >= 0xf0 ? 4 : p[i] >= 0xe0 ? 3 : 2;
		uint32_t v = p[i] & (len == 1 ? 0x7f : len == 2 ? 0x1f : len == 3 ? 0x0f : 0x07);
		static const uint32_t least[] = { 0, 1, 0x80, 0x800, 0x10000 };	/* NUL is no text either */
		bool ok = p[i] < 0x80 || (p[i] >= 0xc2 && p[i] <= 0xf4);

		for (size_t k = 1; ok && k < len; k++) {
			ok = i + k < n && (p[i + k] & 0xc0) == 0x80;
			if (ok)
				v = v << 6 | (p[i + k] & 0x3f);
		}
		if (!ok || v < least[len] || v > 0x10ffff || (v >= 0xd800 && v <= 0xdfff)) {
			*bad = i;
			return false;
		}
		i += len;
	}
	return true;
}
