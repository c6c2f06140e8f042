/* html.c - escaping by place. Which function stands where is pagec's choice, not the author's. */
#include "web/html.h"

void
html_text(struct out *o, const char *s)
{
	out_html(o, s);
}

void
html_attr(struct out *o, const char *s)
{
	out_html(o, s);
}

void
html_int(struct out *o, int64_t n)
{
	out_int(o, n);
}

void
html_safe(struct out *o, struct html h)
{
	out_str(o, h.s);
}

static void
percent(struct out *o, unsigned char c)
{
	static const char hex[] = "0123456789ABCDEF";
	char s[3] = { '%', hex[c >> 4], hex[c & 15] };

	out_put(o, s, sizeof s);
}

/* Browsers drop tabs and line ends inside addresses and read \ as /, so "/<TAB>/evil" is another host to them:
 * what is not plain in an address is percent-encoded. */
static void
address(struct out *o, const char *s)
{
	for (; *s; s++) {
		unsigned char c = (unsigned char)*s;

		if (c <= 0x20 || c >= 0x7f || strchr("\"<>\\^`{|}", c))
			percent(o, c);
		else if (c == '&')
			out_str(o, "&amp;");
		else if (c == '\'')
			out_str(o, "&#39;");
		else
			out_put(o, s, 1);
	}
}

static bool
begins(const char *s, const char *scheme)
{
	for (; *scheme; s++, scheme++) {
		char c = *s >= 'A' && *s <= 'Z' ? (char)(*s + 32) : *s;

		if (c != *scheme)
			return false;
	}
	return true;
}

static bool
own_path(const char *s)
{
	return s[0] == '/' && s[1] != '/' && s[1] != '\\';
}

void
html_url(struct out *o, const char *s)
{
	bool fine = s && (own_path(s) || *s == '?' || *s == '#' || begins(s, "http://") || begins(s, "https://") ||
			     begins(s, "tel:") || begins(s, "mailto:"));

	address(o, fine ? s : "#");
}

void
html_url_own(struct out *o, const char *s)
{
	address(o, s && own_path(s) ? s : "#");
}

void
html_url_part(struct out *o, const char *s)
{
	for (; s && *s; s++) {
		unsigned char c = (unsigned char)*s;

		if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || strchr("-._~", c))
			out_put(o, s, 1);
		else
			percent(o, c);
	}
}

void
html_url_int(struct out *o, int64_t n)
{
	out_int(o, n);
}

struct html
html_paragraphs(struct arena *a, const char *s)
{
	struct out o;
	bool open = false;

	out_init(&o, a);
	while (s && *s) {
		size_t n = strcspn(s, "\n"), len = n;

		while (len && (s[len - 1] == ' ' || s[len - 1] == '\t' || s[len - 1] == '\r'))
			len--;
		if (!len) {
			out_str(&o, open ? "</p>\n" : "");
			open = false;
		} else {
			out_str(&o, open ? "<br>\n" : "<p>");
			html_text(&o, arena_dup(a, s, len));
			open = true;
		}
		s += n + (s[n] == '\n');
	}
	out_str(&o, open ? "</p>\n" : "");
	return (struct html){ out_cstr(&o) };
}
