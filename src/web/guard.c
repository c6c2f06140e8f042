/*
 * guard.c - the strict look at a request's head, before its body. The library joins what it should refuse
 * (measured in test/probe): a length beside chunks, two lengths, two hosts, odd versions, %00.
 */
#include "web/guard.h"

#include <strings.h>

static void
refuse(struct webguard *g, int status)
{
	if (!g->status)
		g->status = status;
}

static bool
is(const char *name, size_t n, const char *want)
{
	return strlen(want) == n && !strncasecmp(name, want, n);
}

static void
length(struct webguard *g, const char *v, size_t n)
{
	int64_t len = 0;

	/* 15 digits: more than any body, less than overflow */
	if (++g->lengths > 1 || !n || n > 15) {
		refuse(g, 400);
		return;
	}
	for (size_t i = 0; i < n; i++) {
		if (v[i] < '0' || v[i] > '9') {
			refuse(g, 400);
			return;
		}
		len = len * 10 + (v[i] - '0');
	}
	g->length = len;
}

static bool
host_sane(const char *v, size_t n)
{
	if (!n || n > 255)
		return false;
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)v[i];

		if (!((c | 32) >= 'a' && (c | 32) <= 'z') && !(c >= '0' && c <= '9') && !strchr(".-_:[]", c))
			return false;
	}
	return true;
}

/* RFC 9110 §5.6.2: what a name may be made of. */
static const bool token[256] = { ['0' ... '9'] = true, ['A' ... 'Z'] = true, ['a' ... 'z'] = true, ['!'] = true, ['#'] = true, ['$'] = true,
	['%'] = true, ['&'] = true, ['\''] = true, ['*'] = true, ['+'] = true, ['-'] = true, ['.'] = true, ['^'] = true, ['_'] = true,
	['`'] = true, ['|'] = true, ['~'] = true };

void
webguard_header(struct webguard *g, const char *name, size_t nname, const char *value, size_t nvalue)
{
	g->bytes += nname + nvalue;
	if (++g->headers > WEBGUARD_HEADERS || g->bytes > WEBGUARD_BYTES)
		refuse(g, 431);
	if (!nname)
		refuse(g, 400);
	/* a space before the colon hides a header from somebody */
	for (size_t i = 0; i < nname; i++) {
		if (!token[(unsigned char)name[i]])
			refuse(g, 400);
	}
	for (size_t i = 0; i < nvalue; i++) {
		unsigned char c = (unsigned char)value[i];

		if ((c < 0x20 && c != '\t') || c == 0x7f)
			refuse(g, 400);
	}
	if (is(name, nname, "Host")) {
		if (++g->hosts > 1 || !host_sane(value, nvalue))
			refuse(g, 400);
	} else if (is(name, nname, "Content-Length")) {
		length(g, value, nvalue);
	} else if (is(name, nname, "Transfer-Encoding")) {
		refuse(g, 400);
	}
}

static int
hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)(c | 32);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool
webguard_target(const char *t)
{
	if (t[0] != '/' || strlen(t) > 8192)
		return false;
	for (; *t; t++) {
		unsigned char c = (unsigned char)*t;

		if (c <= 0x20 || c >= 0x7f || c == '#' || c == '\\')
			return false;
		if (c == '%' && (hex(t[1]) < 0 || hex(t[2]) < 0 || hex(t[1]) * 16 + hex(t[2]) == 0))
			return false;
	}
	return true;
}

int
webguard_head(struct webguard *g, const char *version, const char *target)
{
	if (strcmp(version, "HTTP/1.1") && strcmp(version, "HTTP/1.0"))
		refuse(g, 400);
	if (g->hosts != 1)
		refuse(g, 400);
	if (!webguard_target(target))
		refuse(g, 400);
	return g->status;
}
