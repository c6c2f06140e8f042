/* out.c - a text that grows in an arena; its first failure sticks, so callers need not look at each write. */
#include "base/base.h"

#include <stdarg.h>
#include <stdio.h>

#define OUT_MAX ((size_t)64 * 1024 * 1024)

void
out_init(struct out *o, struct arena *a)
{
	*o = (struct out){ .a = a };
}

/* Room for n more bytes and the final NUL. */
static bool
out_room(struct out *o, size_t n)
{
	size_t max = o->max ? o->max : OUT_MAX, cap;
	char *p;

	if (o->failed)
		return false;
	if (n > max || o->len > max - n) {
		o->failed = true;
		return false;
	}
	if (o->len + n < o->cap)
		return true;
	cap = o->cap ? o->cap * 2 : 1024;
	if (cap < o->len + n + 1)
		cap = o->len + n + 1;
	if (cap > max)			/* so that whatever fits is allowed: out_put looks no further */
		cap = max + 1;
	p = arena_try(o->a, cap);
	if (p == NULL) {
		o->failed = true;
		return false;
	}
	if (o->len > 0)
		memcpy(p, o->p, o->len);
	o->p = p;
	o->cap = cap;
	return true;
}

void
out_grow(struct out *o, const void *p, size_t n)
{
	if (!out_room(o, n))
		return;
	if (n > 0)
		memcpy(o->p + o->len, p, n);
	o->len += n;
	o->p[o->len] = '\0';
}

void
out_str(struct out *o, const char *s)
{
	if (s != NULL)
		out_put(o, s, strlen(s));
}

void
out_int(struct out *o, int64_t n)
{
	char buf[24], *p = buf + sizeof(buf);
	uint64_t u = n < 0 ? -(uint64_t)n : (uint64_t)n;

	do
		*--p = (char)('0' + u % 10);
	while (u /= 10);
	if (n < 0)
		*--p = '-';
	out_put(o, p, (size_t)(buf + sizeof(buf) - p));
}

static void
escaped(struct out *o, const char *s, const char *set)
{
	while (s != NULL) {
		size_t n = strcspn(s, set);

		out_put(o, s, n);
		switch (s[n]) {
		case '&':
			out_str(o, "&amp;");
			break;
		case '<':
			out_str(o, "&lt;");
			break;
		case '>':
			out_str(o, "&gt;");
			break;
		case '"':
			out_str(o, "&quot;");
			break;
		case '\'':
			out_str(o, "&#39;");
			break;
		case '\0':
			return;
		default:
			out_put(o, " ", 1);
		}
		s += n + 1;
	}
}

void
out_html(struct out *o, const char *s)
{
	escaped(o, s, "&<>\"'");
}

void
out_xml(struct out *o, const char *s)
{
	escaped(o, s, "&<>\"'\x01\x02\x03\x04\x05\x06\x07\x08\x0b\x0c\r\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f");
}

void
out_fmt(struct out *o, const char *fmt, ...)
{
	size_t room = o->failed || !o->p ? 0 : o->cap - o->len;
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(room ? o->p + o->len : NULL, room, fmt, ap);
	va_end(ap);
	assert(n >= 0);
	if ((size_t)n < room) {
		o->len += (size_t)n;
		return;
	}
	if (room)
		o->p[o->len] = '\0';
	if (!out_room(o, (size_t)n))
		return;
	va_start(ap, fmt);
	vsnprintf(o->p + o->len, (size_t)n + 1, fmt, ap);
	va_end(ap);
	o->len += (size_t)n;
}

bool
out_failed(const struct out *o)
{
	return o->failed || arena_failed(o->a);
}

const char *
out_cstr(struct out *o)
{
	return o->p == NULL ? "" : o->p;
}
