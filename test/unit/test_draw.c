/* test_draw.c - the picture is well-formed XML, names every state and move, keeps to its width and to a strict CSP. */
#include "unit.h"
#include "base/asset.h"
#include "matter/draw.h"

#include <expat.h>
#include <stdlib.h>

struct seen {
	int rects, texts, depth;
	bool title, desc;
	const char *bad;			/* the first thing that may not be */
	struct out words;
};

static void
start(void *data, const XML_Char *name, const XML_Char **atts)
{
	static const char *const allowed[] = { "svg", "title", "desc", "rect", "path", "circle", "text" };
	struct seen *s = data;
	bool known = false;

	for (size_t i = 0; i < COUNT(allowed); i++)
		known = known || strcmp(name, allowed[i]) == 0;
	if (!known)
		s->bad = "element";
	s->rects += strcmp(name, "rect") == 0;
	s->texts += strcmp(name, "text") == 0;
	s->title = s->title || strcmp(name, "title") == 0;
	s->desc = s->desc || strcmp(name, "desc") == 0;
	for (; *atts; atts += 2) {
		if (strcmp(atts[0], "style") == 0 || strncmp(atts[0], "on", 2) == 0 || strstr(atts[0], "href"))
			s->bad = "attribute";
		if ((strcmp(atts[0], "x") == 0 || strcmp(atts[0], "cx") == 0) && (atoi(atts[1]) < 0 || atoi(atts[1]) > 390))
			s->bad = "outside";
	}
}

static void
words(void *data, const XML_Char *p, int n)
{
	struct seen *s = data;

	out_put(&s->words, p, (size_t)n);
}

static struct seen
look(struct arena *a, const char *svg)
{
	struct seen s = { 0 };
	XML_Parser p = XML_ParserCreate("UTF-8");

	out_init(&s.words, a);
	XML_SetUserData(p, &s);
	XML_SetStartElementHandler(p, start);
	XML_SetCharacterDataHandler(p, words);
	if (XML_Parse(p, svg, (int)strlen(svg), 1) != XML_STATUS_OK)
		fail_msg("line %lu: %s", XML_GetCurrentLineNumber(p), XML_ErrorString(XML_GetErrorCode(p)));
	XML_ParserFree(p);
	return s;
}

static const struct lifecycle *
read_text(struct arena *a, const char *text, size_t n)
{
	struct source_faults f;
	const struct lifecycle *lc = lifecycle_parse(a, text, n, &f);

	if (!lc)
		fail_msg("%d: %s", f.v[0].line, fault_text(a, LANG_EN, &f.v[0]));
	return lc;
}

static void
built_in_ones(void **state)
{
	struct arena *a = arena_new();

	for (size_t i = 0; i < lifecycle_count; i++) {
		const struct lifecycle *lc = read_text(a, (const char *)lifecycle_table[i].p, lifecycle_table[i].n);
		for (int l = 0; l < LANG_COUNT; l++) {
			struct out o;
			out_init(&o, a);
			draw_lifecycle(&o, lc, (enum lang)l, lc->start);
			struct seen s = look(a, out_cstr(&o));
			if (s.bad)
				fail_msg("%s", s.bad);
			assert_true(s.title && s.desc);
			assert_true(s.rects > (int)lc->nstates);
			for (size_t k = 0; k < lc->nstates; k++)
				assert_non_null(strstr(out_cstr(&s.words), lc->states[k].label.in[l]));
			for (size_t k = 0; k < lc->nmoves; k++)
				assert_non_null(strstr(out_cstr(&s.words), lc->moves[k].label.in[l]));
			assert_null(strstr(o.p, "url("));
		}
	}
	arena_free(a);
}

/* 64 states, all pairs near each other joined, labels full of markup: still one well-formed page in its width. */
static void
large_and_hostile(void **state)
{
	struct arena *a = arena_new();
	struct out y, o;

	out_init(&y, a);
	out_str(&y, "kind: big\nname: {zh: '<b>&\"大', en: '</svg><script>'}\nsteps:\n  - {id: one, zh: 一二, en: One}\nstates:\n");
	for (int i = 0; i < LIFE_MAX_STATES; i++)
		out_fmt(&y, "  - {id: s%d, zh: '<状态&%d 很长很长很长很长很长很长>', en: 'State \"%d\" that is very very long', "
			"status: {zh: 好, en: ok}, next: {zh: 好, en: ok}, step: one, closed: %s}\n", i, i, i, i == 63 ? "yes" : "no");
	out_str(&y, "moves:\n  - {id: file, zh: 提, en: F, from: none, to: s0, by: resident, says: {zh: 好, en: ok}}\n");
	for (int i = 0; i < LIFE_MAX_MOVES - 1; i++)
		out_fmt(&y, "  - {id: m%d, zh: '动%d', en: M%d, from: [s%d, s%d], to: s%d, by: committee, says: {zh: 好, en: ok}}\n",
			i, i, i, i / 2, (i * 7) % 63, i % 2 ? 63 - i / 3 : i / 2 + 1 > 63 ? 63 : i / 2 + 1);
	const struct lifecycle *lc = read_text(a, out_cstr(&y), y.len);
	for (int l = 0; l < LANG_COUNT; l++) {
		out_init(&o, a);
		draw_lifecycle(&o, lc, (enum lang)l, NULL);
		struct seen s = look(a, out_cstr(&o));
		if (s.bad)
			fail_msg("%s", s.bad);
		assert_null(strstr(o.p, "<script>"));
		assert_true(o.len < 400000);
	}
	arena_free(a);
}

static void
mark_is_seen(void **state)
{
	struct arena *a = arena_new();
	const struct lifecycle *lc = read_text(a, (const char *)lifecycle_table[0].p, lifecycle_table[0].n);
	struct out plain, marked;

	out_init(&plain, a);
	out_init(&marked, a);
	draw_lifecycle(&plain, lc, LANG_ZH, NULL);
	draw_lifecycle(&marked, lc, LANG_ZH, lc->start);
	assert_string_not_equal(plain.p, marked.p);
	assert_null(strstr(plain.p, "stroke-width=\"3\""));
	assert_non_null(strstr(marked.p, "stroke-width=\"3\""));
	arena_free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(built_in_ones), cmocka_unit_test(large_and_hostile), cmocka_unit_test(mark_is_seen),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
