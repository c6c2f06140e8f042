/*
 * fuzz_decide - bytes from anywhere through the rule engine: FEEL texts compiled and evaluated, unary tests, models in
 * XML, zone files, patterns, numbers. The first byte chooses, or FUZZ_PART for all inputs (run.py decide:xml …). What must
 * hold is asserted: nothing hangs past its limits, a mistake has a place in the text, what is printed can be read again.
 */
#include "fuzz.h"

#include <stdlib.h>

#include "base/text.h"
#include "engines/decide/explain.h"
#include "engines/decide/feel_int.h"
#include "engines/decide/xml.h"

static const struct feel_limits limits = { .steps = 20000, .depth = 60, .text = 64 * 1024, .zone_dir = "/usr/share/zoneinfo" };

static void
feel(struct arena *a, const char *p, size_t n, enum feel_mode mode)
{
	struct feel_names *names = feel_names_new(a);
	struct feel_run *run = feel_run_new(a, NULL, &limits);
	struct value slots[3] = { v_int(5), v_text("x"), v_null() }, again;
	struct feel_error e;
	struct out o;

	feel_name(names, "?");
	feel_name(names, "年 限（a-b）");
	feel_name(names, "none");
	const struct feel_expr *x = feel_compile(names, p, n, mode, &e);
	if (!x) {
		assert(e.key != M_NONE && e.at >= 0 && (size_t)e.at <= n);
		assert(feel_error_text(a, LANG_ZH, &e) && (e.hint == M_NONE) == !feel_error_hint(a, LANG_EN, &e));
		return;
	}
	struct value v = feel_eval(run, x, slots);
	out_init(&o, a);
	o.max = 256 * 1024;
	value_print(&o, v, true);
	if (mode == FEEL_VALUE && !feel_stopped(run) && (v.kind == V_NUMBER || v.kind == V_STRING || v.kind == V_BOOLEAN) && !o.failed) {
		assert(feel_read(feel_run_new(a, NULL, &limits), out_cstr(&o), o.len, &again, &e));
		assert(value_equal(v, again) == 1);
	}
	if (mode == FEEL_VALUE)
		explain_expr(run, x, slots, "");
	for (size_t i = 1; feel_warning(run, i); i++)
		assert(*feel_warning_text(a, LANG_EN, feel_warning(run, i)));
}

/* Lexer and parser alone: they are one here, names may have blanks. */
static void
parse(struct arena *a, const char *p, size_t n)
{
	for (int mode = FEEL_VALUE; mode <= FEEL_TESTS; mode++) {
		struct feel_names *names = feel_names_new(a);
		struct feel_error e;

		feel_name(names, "?");
		feel_name(names, "年 限（a-b）");
		assert(feel_compile(names, p, n, (enum feel_mode)mode, &e) || (e.key != M_NONE && e.at >= 0 && (size_t)e.at <= n));
	}
}

static void
model(struct arena *a, const char *p, size_t n)
{
	struct dmn_fault fault;
	const struct dmn *d = dmn_parse(a, p, n, "x.dmn", NULL, &fault);
	size_t count = d ? dmn_elements(d, NULL) : 0;
	const struct dmn_element **e = NEWN(a, const struct dmn_element *, count + 1);
	struct feel_run *run = feel_run_new(a, NULL, &limits);

	if (!d) {
		assert(fault.error.key != M_NONE);
		return;
	}
	dmn_elements(d, e);
	struct dmn_session *s = dmn_begin(d, run);
	for (size_t i = 0; i < count && i < 20; i++) {
		dmn_value(s, e[i]);
		if (e[i]->kind == DMN_DECISION)
			explain_decision(s, e[i]);
	}
}

static void
others(struct arena *a, const uint8_t *p, size_t n, int which)
{
	struct feel_run *run = feel_run_new(a, NULL, &limits);
	char *s = arena_dup(a, p, n);
	size_t *groups, ngroups;
	struct decimal d;
	enum msg key;
	int32_t off;
	char buf[DEC_TEXT];

	if (which == 0) {
		zone_check(a, p, n, INT64_C(1700000000), &off);
		zone_check(a, p, n, INT64_C(9000000000), &off);
	} else if (which == 1 && text_valid(s, n)) {
		const char *bar = memchr(s, '|', n);
		size_t m = bar ? (size_t)(bar - s) : n;
		regex_find(run, v_textn(arena_dup(a, s, m), m), v_text(n & 1 ? "i" : "sm"), v_text("aAbB12 年\n-"), 0, &groups, &ngroups, &key);
	} else if (which == 2 && dec_parse(s, n, &d)) {
		struct decimal e;
		size_t len = dec_print(d, buf);
		assert(dec_parse(buf, len, &e) && dec_cmp(d, e) == 0);
	}
}

enum part { PART_VALUE, PART_PARSE, PART_TESTS, PART_XML, PART_XML_TOO, PART_ZONE, PART_PATTERN, PART_NUMBER, PARTS };
static const char *const parts[PARTS] = { "value", "parse", "tests", "xml", "", "zone", "pattern", "number" };

static int
part_of(uint8_t first)
{
	const char *only = getenv("FUZZ_PART");

	for (int i = 0; only && i < PARTS; i++)
		if (*only && strcmp(parts[i], only) == 0)
			return i;
	return first % PARTS;
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct arena *a = arena_new();

	assert(a);
	if (n) {
		const char *s = (const char *)p + 1;
		int part = part_of(*p);

		switch (part) {
		case PART_VALUE:
			feel(a, s, n - 1, FEEL_VALUE);
			break;
		case PART_PARSE:
			parse(a, s, n - 1);
			break;
		case PART_TESTS:
			feel(a, s, n - 1, FEEL_TESTS);
			break;
		case PART_XML: case PART_XML_TOO:
			model(a, s, n - 1);
			break;
		default:
			others(a, p + 1, n - 1, part - PART_ZONE);
		}
	}
	arena_free(a);
	return 0;
}
