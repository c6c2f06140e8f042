/*
 * test_html.c - escaping in every place of a template: contexts.html is rendered with hostile values and read
 * by a real parser. Its tags and attributes must be those of the harmless rendering, text must come back
 * as it went in, and addresses must lead to where an address may.
 */
#include "unit.h"
#include "base_msg.h"

#include <expat.h>
#include <stdio.h>
#include <stdlib.h>

#include "web/web.h"
#include "contexts_html.h"

static const char *const hostile[] = { "<script>alert(1)</script>", "\" onmouseover=\"x", "' onmouseover='x", "javascript:alert(1)",
	" javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", "\tjavascript:x", "vbscript:x", "data:text/html,<b>", "//evil.example",
	"/\\evil.example", "/\t/evil.example", "/\n/evil.example", "\\\\evil.example", "http:/evil", "http:evil", "https://ok.example/a?b=c&d='e'",
	"/ok/\"><b>", "?a=1&b=2", "#f-name", "tel:110", "mailto:a@b.c", "</title><b>", "</textarea><script>x</script>", "</script><b>",
	"-->", "<!--", "]]>", "&lt;", "&amp;quot;", "{{n}}", "a, b 2x", "/a,/b 2x", "%22", "?\?/", "\\", "`x`", "=", "<", "&", "", "中文 “引号”",
	"/中文", "a\nb" };

/* The program's own tr and trf need a running server; these are as good here. */
const char *
tr(const struct req *rq, enum msg key)
{
	return key == M_word_yes ? "Yes" : "?";
}

const char *
trf(const struct req *rq, enum msg key, ...)
{
	va_list ap;
	const char *one;

	va_start(ap, key);
	one = va_arg(ap, const char *);
	va_end(ap);
	return one;
}

struct seen {
	struct out shape;		/* tags and attribute names, no values */
	const char *v;
	int texts;			/* places that gave v back */
	const char *element;
	struct out text;
};

/* What the parser makes of blanks in an attribute. */
static const char *
flat(struct arena *a, const char *s)
{
	char *p = arena_str(a, s);

	for (char *q = p; *q; q++)
		*q = *q == '\n' || *q == '\t' ? ' ' : *q;
	return p;
}

static void
check_url(const char *tag, const char *value)
{
	bool own = !strcmp(tag, "script") || !strcmp(tag, "object");

	for (const char *p = value; *p; p++)
		assert_true((unsigned char)*p > 0x20 && (unsigned char)*p < 0x7f && *p != '\\' && *p != '"' && *p != '<');
	if (*value == '/')
		assert_true(value[1] != '/' && value[1] != '\\');
	else if (*value != '#')
		assert_true(!own && (*value == '?' || !strncmp(value, "http://", 7) || !strncmp(value, "https://", 8) ||
					!strncmp(value, "tel:", 4) || !strncmp(value, "mailto:", 7)));
}

/* "A 1x, B 7x" and no third. */
static void
check_srcset(const char *tag, const char *value)
{
	char one[512], two[512], rest;

	assert_int_equal(sscanf(value, "%511[^ ] 1x, %511[^ ] 7%c%c", one, two, &rest, &rest), 3);
	check_url(tag, one);
	check_url(tag, two);
}

static bool
is_address(const char *name)
{
	static const char *const names[] = { "href", "src", "action", "formaction", "poster", "data", "ping", "data-load-url", "xlink:href" };

	for (size_t i = 0; i < COUNT(names); i++) {
		if (!strcmp(name, names[i]))
			return true;
	}
	return false;
}

static void
on_start(void *data, const char *tag, const char **atts)
{
	struct seen *s = data;

	out_fmt(&s->shape, "<%s", tag);
	for (; *atts; atts += 2) {
		out_fmt(&s->shape, " %s", atts[0]);
		if (is_address(atts[0]))
			check_url(tag, atts[1]);
		else if (!strcmp(atts[0], "srcset"))
			check_srcset(tag, atts[1]);
		else if (!strcmp(atts[0], "alt") || !strcmp(atts[0], "value") || !strcmp(atts[0], "content") || !strcmp(atts[0], "title"))
			assert_string_equal(atts[1], flat(s->shape.a, s->v)), s->texts++;
	}
	out_str(&s->shape, ">");
	s->element = tag;
	out_init(&s->text, s->shape.a);
}

static void
on_text(void *data, const char *p, int n)
{
	struct seen *s = data;

	out_put(&s->text, p, (size_t)n);
}

static void
on_end(void *data, const char *tag)
{
	struct seen *s = data;

	out_fmt(&s->shape, "</%s>", tag);
	if (!strcmp(tag, "textarea") || !strcmp(tag, "i") || !strcmp(tag, "text")) {
		assert_string_equal(out_cstr(&s->text), s->v);
		s->texts++;
	}
	if (!strcmp(tag, "title"))
		assert_string_equal(out_cstr(&s->text), arena_fmt(s->shape.a, "%s Yes", s->v));
	out_init(&s->text, s->shape.a);
}

/* Renders with v and gives the shape of what a parser sees. */
static const char *
shape_of(struct arena *a, const char *v, bool yes, struct out *o, int *texts)
{
	XML_Parser parser = XML_ParserCreate("UTF-8");
	struct seen s = { .v = v };

	out_init(o, a);
	out_init(&s.shape, a);
	out_init(&s.text, a);
	contexts_html(o, NULL, v, 7, (struct html){ "<em>safe</em>" }, yes);
	assert_false(out_failed(o));
	XML_SetUserData(parser, &s);
	XML_SetElementHandler(parser, on_start, on_end);
	XML_SetCharacterDataHandler(parser, on_text);
	if (XML_Parse(parser, out_cstr(o), (int)o->len, 1) != XML_STATUS_OK)
		fail_msg("value \"%s\": %s at line %lu of\n%s", v, XML_ErrorString(XML_GetErrorCode(parser)),
		    XML_GetCurrentLineNumber(parser), out_cstr(o));
	XML_ParserFree(parser);
	*texts = s.texts;
	return out_cstr(&s.shape);
}

static void
test_nothing_breaks_out(void **state)
{
	struct arena *a = arena_new();

	for (int yes = 0; yes < 2; yes++) {
		struct out o;
		int texts, plain;
		const char *shape = shape_of(a, "harmless", yes, &o, &plain);

		assert_true(plain >= 9);
		assert_non_null(strstr(out_cstr(&o), "<p id=\"html\"><em>safe</em></p>"));
		assert_null(strstr(out_cstr(&o), "no expression here"));
		for (size_t i = 0; i < COUNT(hostile); i++) {
			assert_string_equal(shape_of(a, hostile[i], yes, &o, &texts), shape);
			assert_int_equal(texts, plain);
		}
	}
	arena_free(a);
}

static const char *
made(struct arena *a, void (*fn)(struct out *o, const char *s), const char *s)
{
	struct out o;

	out_init(&o, a);
	fn(&o, s);
	return out_cstr(&o);
}

static void
test_addresses(void **state)
{
	static const struct {
		const char *in, *out, *own;
	} rows[] = {
		{ "/a/b?c=d#e", "/a/b?c=d#e", "/a/b?c=d#e" },
		{ "/", "/", "/" },
		{ "?q=1", "?q=1", "#" },
		{ "#top", "#top", "#" },
		{ "HTTPS://Ok.example/", "HTTPS://Ok.example/", "#" },
		{ "tel:12345", "tel:12345", "#" },
		{ "//evil.example", "#", "#" },
		{ "/\\evil.example", "#", "#" },
		{ "/\t/evil.example", "/%09/evil.example", "/%09/evil.example" },
		{ "/a\\b", "/a%5Cb", "/a%5Cb" },
		{ "javascript:alert(1)", "#", "#" },
		{ "\x01javascript:alert(1)", "#", "#" },
		{ " /a", "#", "#" },
		{ "relative", "#", "#" },
		{ "", "#", "#" },
		{ NULL, "#", "#" },
		{ "/a?b=1&c='\"", "/a?b=1&amp;c=&#39;%22", "/a?b=1&amp;c=&#39;%22" },
		{ "/中", "/%E4%B8%AD", "/%E4%B8%AD" },
	};
	struct arena *a = arena_new();

	for (size_t i = 0; i < COUNT(rows); i++) {
		assert_string_equal(made(a, html_url, rows[i].in), rows[i].out);
		assert_string_equal(made(a, html_url_own, rows[i].in), rows[i].own);
	}
	assert_string_equal(made(a, html_url_part, "a/b c&d=中~-._"), "a%2Fb%20c%26d%3D%E4%B8%AD~-._");
	assert_string_equal(made(a, html_url_part, NULL), "");
	assert_string_equal(made(a, html_text, "<&>\"'"), "&lt;&amp;&gt;&quot;&#39;");
	assert_string_equal(made(a, html_text, NULL), "");
	arena_free(a);
}

static void
test_paragraphs(void **state)
{
	struct arena *a = arena_new();

	assert_string_equal(html_paragraphs(a, "one\ntwo\r\n\n \nthree <b>\n").s, "<p>one<br>\ntwo</p>\n<p>three &lt;b&gt;</p>\n");
	assert_string_equal(html_paragraphs(a, "").s, "");
	assert_string_equal(html_paragraphs(a, NULL).s, "");
	assert_string_equal(html_paragraphs(a, "\n\n x").s, "<p> x</p>\n");
	arena_free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nothing_breaks_out),
		cmocka_unit_test(test_addresses),
		cmocka_unit_test(test_paragraphs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
