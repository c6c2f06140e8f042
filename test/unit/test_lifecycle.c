/*
 * test_lifecycle.c - reading life cycles. A small good one is broken in one place at a time; each fault must be
 * told with its line, column and hint. The built-in ones must be fine and mean what the road says.
 */
#include "unit.h"
#include "base/asset.h"
#include "base/text.h"
#include "matter/lifecycle.h"
#include "matter/matter.h"
#include "decide_msg.h"
#include "life_msg.h"

#include <stdlib.h>

static const char small[] =
	"kind: small\n"						/* 1 */
	"name: {zh: 小事, en: Small matter}\n"
	"steps:\n"
	"  - {id: one, zh: 提出, en: Raised}\n"
	"  - {id: two, zh: 办结, en: Finished}\n"		/* 5 */
	"facts:\n"
	"  - {name: plan.options, type: number, zh: 选项, en: options}\n"
	"  - {name: plan.done, type: truth, zh: 好了, en: done}\n"
	"states:\n"
	"  - id: fresh\n"					/* 10 */
	"    zh: 新的\n"
	"    en: New\n"
	"    status: {zh: 刚收到, en: Just in}\n"
	"    next: {zh: 会办, en: Will be done}\n"
	"    step: one\n"					/* 15 */
	"    days: 3\n"
	"    overdue: [committee]\n"
	"  - id: done\n"
	"    zh: 办好\n"
	"    en: Done\n"					/* 20 */
	"    status: {zh: 办好了, en: It is done}\n"
	"    next: {zh: 没有了, en: Nothing}\n"
	"    step: two\n"
	"    closed: yes\n"
	"moves:\n"						/* 25 */
	"  - id: file\n"
	"    zh: 提出\n"
	"    en: File\n"
	"    from: none\n"
	"    to: fresh\n"					/* 30 */
	"    by: resident\n"
	"    says: {zh: 提出了, en: Raised}\n"
	"  - id: finish\n"
	"    zh: 办\n"
	"    en: Do\n"						/* 35 */
	"    from: fresh\n"
	"    to: done\n"
	"    by: [committee, system]\n"
	"    says: {zh: 办了, en: Done}\n"
	"    asks:\n"						/* 40 */
	"      - {name: words, type: long, zh: 话, en: Words}\n"
	"    guard: plan.options >= 1\n"
	"    why: {zh: 先写, en: Write first}\n"
	"    override: committee\n";

/* small with the only place of `find` replaced. */
static const char *
broken(struct arena *a, const char *find, const char *put)
{
	const char *at = strstr(small, find);

	if (!at || strstr(at + 1, find))
		fail_msg("\"%s\" stands not once in the text", find);
	return arena_fmt(a, "%.*s%s%s", (int)(at - small), small, put, at + strlen(find));
}

static const struct lifecycle *
parse(struct arena *a, const char *text, struct source_faults *f)
{
	return lifecycle_parse(a, text, strlen(text), f);
}

static void
small_is_read(void **state)
{
	struct arena *a = arena_new();
	struct source_faults f;
	const struct lifecycle *lc = parse(a, small, &f);

	if (!lc)
		fail_msg("%d: %s", f.v[0].line, fault_text(a, LANG_EN, &f.v[0]));
	assert_string_equal(lc->kind, "small");
	assert_int_equal(strlen(lc->version), 64);
	assert_string_equal(lc->name.in[LANG_ZH], "小事");
	assert_int_equal(lc->nsteps, 2);
	assert_int_equal(lc->nstates, 2);
	assert_int_equal(lc->nmoves, 2);
	assert_ptr_equal(lc->start, &lc->states[0]);
	const struct life_state *fresh = lifecycle_state(lc, "fresh"), *done = lifecycle_state(lc, "done");
	assert_true(fresh->open && !done->open);
	assert_int_equal(fresh->days, 3);
	assert_int_equal(fresh->overdue, LIFE_TELL_COMMITTEE);
	assert_int_equal(lifecycle_step_index(lc, done), 1);
	const struct life_move *m = lifecycle_move(lc, "finish");
	assert_ptr_equal(m->to, done);
	assert_int_equal(m->by, LIFE_COMMITTEE | LIFE_SYSTEM);
	assert_int_equal(m->override, LIFE_COMMITTEE);
	assert_string_equal(guard_source(m->guard), "plan.options >= 1");
	assert_string_equal(m->why.in[LANG_EN], "Write first");
	assert_int_equal(life_move_ask(m, "words")->type, LIFE_ASK_LONG);
	assert_false(life_move_ask(m, "words")->required);
	assert_string_equal(life_move_ask(m, "words")->hint.in[LANG_ZH], "");
	assert_null(life_move_ask(m, "word"));
	assert_int_equal(lifecycle_fact(lc, "plan.done")->type, GUARD_TRUTH);
	assert_null(lifecycle_state(lc, "Fresh"));
	assert_null(lifecycle_move(lc, ""));
	arena_free(a);
}

static void
version_is_the_text(void **state)
{
	struct arena *a = arena_new();
	struct source_faults f;
	const char *v = parse(a, small, &f)->version, *w = parse(a, broken(a, "Small matter", "Small matters"), &f)->version;

	assert_string_equal(v, parse(a, small, &f)->version);
	assert_string_not_equal(v, w);
	arena_free(a);
}

struct fault_case {
	const char *find, *put;
	enum msg key;
	int line, col;				/* col 0: not asked */
	const char *hint;			/* hint_arg; "" not asked */
};

static const struct fault_case cases[] = {
	/* what is not our YAML */
	{ "kind: small", "kind：small", M_life_yaml, 2, 0, "" },
	{ "    days: 3", "\tdays: 3", M_life_yaml, 16, 0, "" },
	{ "    step: two", "   step: two", M_life_yaml, 23, 0, "" },
	{ "by: resident", "by: [resident", M_life_yaml, 32, 0, "" },
	{ "name: {zh: 小事", "name: &n {zh: 小事", M_life_yaml_anchor, 2, 7, "" },
	{ "from: fresh", "from: *fresh", M_life_yaml_anchor, 36, 11, "" },
	{ "to: done", "to: !!str done", M_life_yaml_tag, 37, 9, "" },
	{ "    zh: 新的", "    zh: 新\x01的", M_life_yaml_bytes, 11, 10, "" },
	{ "    zh: 新的", "    zh: 新\xFF", M_life_yaml_bytes, 11, 10, "" },
	{ "override: committee\n", "override: committee\n---\nkind: b\n", M_life_yaml_second, 45, 0, "" },
	{ "by: resident", "by: [[[[[[[[[[[[resident]]]]]]]]]]]]", M_life_yaml_deep, 31, 0, "" },
	{ "    en: File", "    ? [a]\n    : b", M_life_yaml_key, 28, 7, "" },
	/* keys */
	{ "    closed: yes", "    close: yes", M_life_key, 24, 5, "closed" },
	{ "steps:", "stpes:", M_life_key, 3, 1, "steps" },
	{ "    en: File", "    en: File\n    en: Files", M_life_twice, 29, 5, "" },
	{ "    to: done\n", "", M_life_missing, 33, 5, "" },
	{ "  - {id: one, zh: 提出, en: Raised}", "  - one", M_life_map, 4, 5, "id, zh, en" },
	{ "  - {name: plan.done, type: truth, zh: 好了, en: done}", "  - done", M_life_map, 8, 5, "name, type, zh, en" },	/* beside a condition */
	{ "facts:\n", "facts: plan\nmore:\n", M_life_list, 6, 8, "" },
	{ "by: [committee, system]", "by: []", M_life_empty, 38, 9, "" },
	{ "id: done", "id: {a: b}", M_life_text, 18, 9, "" },
	{ "closed: yes", "closed: true", M_life_yes_no, 24, 13, "" },
	/* ids and languages */
	{ "id: done", "id: Done", M_life_word, 18, 9, "" },
	{ "id: done", "id: 办好", M_life_word, 18, 9, "" },
	{ "id: done", "id: abcdefghijabcdefghijabcdefghijabcdefghijk", M_life_word, 18, 9, "" },
	{ "id: done", "id: fresh", M_life_same_id, 18, 9, "" },
	{ "id: finish", "id: file", M_life_same_id, 33, 9, "" },
	{ "id: two", "id: one", M_life_same_id, 5, 10, "" },
	{ "name: plan.done", "name: plan.options", M_life_same_id, 8, 12, "" },
	{ "id: done", "id: same", M_life_reserved, 18, 9, "" },
	{ "name: words", "name: reason", M_life_reserved, 41, 16, "" },
	{ "    zh: 办\n", "", M_life_no_zh, 33, 5, "" },
	{ ", en: Nothing", "", M_life_no_en, 22, 11, "" },
	{ "    zh: 办\n", "    zh:\n", M_life_empty, 34, 8, "" },
	{ "    zh: 办\n", "    zh: '　 '\n", M_life_empty, 34, 9, "" },
	{ "zh: 办结", "zh: 办结了", M_life_two, 5, 19, "" },
	/* references */
	{ "to: done", "to: doen", M_life_state, 37, 9, "done" },
	{ "from: fresh", "from: [fresh, frsh]", M_life_state, 36, 19, "fresh" },
	{ "step: two", "step: tow", M_life_step, 23, 11, "two" },
	{ "step: two", "step: seventh", M_life_step, 23, 11, "one, two" },
	{ "by: resident", "by: residant", M_life_role, 31, 9, "resident" },
	{ "overdue: [committee]", "overdue: [supporter]", M_life_tell, 17, 15, "supporters" },
	{ "type: long", "type: lang", M_life_ask_type, 41, 29, "long" },
	{ "type: truth", "type: bool", M_life_fact_type, 8, 29, "" },
	/* days and the move that ends them */
	{ "days: 3", "days: 0", M_life_days, 16, 11, "" },
	{ "days: 3", "days: 3.5", M_life_days, 16, 11, "" },
	{ "days: 3", "days: 367", M_life_days, 16, 11, "" },
	{ "    overdue: [committee]\n", "", M_life_days_quiet, 16, 11, "" },
	{ "    days: 3\n", "", M_life_no_days, 16, 14, "" },
	{ "    overdue: [committee]\n", "    then: finsh\n", M_life_move, 17, 11, "finish" },
	{ "    overdue: [committee]\n", "    then: file\n", M_life_then_system, 17, 11, "" },
	{ "    step: two\n", "    step: two\n    days: 2\n    then: finish\n", M_life_then_from, 25, 11, "" },
	{ "Just in}", "'Just in, {due} {dew}'}", M_life_place, 13, 27, "due" },
	{ "It is done}", "'Done by {due}'}", M_life_place, 21, 27, "" },
	/* moves */
	{ "from: none", "from: [none, done]", M_life_none_alone, 29, 11, "" },
	{ "to: fresh", "to: same", M_life_none_same, 30, 9, "" },
	{ "zh: 办了, en: Done", "zh: '{wrods}', en: Done", M_life_place, 39, 16, "words" },
	{ "zh: 办了, en: Done", "zh: '{', en: Done", M_life_place, 39, 16, "" },
	{ "zh: 办了, en: Done", "zh: 办了, en: '{reason}'", M_life_place, 39, 24, "" },
	{ "type: long", "type: long, choices: [{id: a, zh: 甲, en: A}]", M_life_choices_type, 41, 35, "" },
	{ "type: long", "type: choice", M_life_missing, 41, 9, "" },
	{ "type: long", "type: choice, choices: [{id: a, zh: 甲, en: A}]", M_life_choices, 41, 46, "" },
	{ "type: long", "type: long, many: yes", M_life_ask_many, 41, 41, "" },
	/* guards */
	{ "guard: plan.options >= 1", "guard: plan.option >= 1", M_feel_unknown_name, 42, 12, "plan.options" },
	{ "guard: plan.options >= 1", "guard: plan.options >= 1 and plan.doone", M_feel_unknown_name, 42, 34, "plan.done" },
	{ "guard: plan.options >= 1", "guard: \"plan.done = true and 方案\"", M_feel_unknown_name, 42, 34, "" },
	{ "guard: plan.options >= 1", "guard: plan.options => 1", M_feel_expected_value, 42, 26, "" },
	{ "guard: plan.options >= 1", "guard: plan.options ≥ 1", M_feel_leftover, 42, 25, ">=" },
	{ "guard: plan.options >= 1", "guard: plan.options = true", M_life_guard_types, 42, 12, "" },
	{ "guard: plan.options >= 1", "guard: >\n      plan.options >>\n      1", M_feel_expected_value, 42, 12, "" },
	{ "    guard: plan.options >= 1\n", "", M_life_no_guard, 42, 5, "" },
	{ "    why: {zh: 先写, en: Write first}\n", "", M_life_no_why, 42, 5, "" },
	{ "override: committee", "override: street", M_life_override_by, 44, 15, "" },
	/* the whole */
	{ "from: none", "from: fresh", M_life_no_start, 1, 1, "" },
	{ "to: done", "to: same", M_life_dead_end, 10, 5, "" },
};

static void
each_fault_has_its_line(void **state)
{
	struct arena *a = arena_new();
	int wrong = 0;

	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct fault_case *c = &cases[i];
		struct source_faults f;
		const struct lifecycle *lc = parse(a, broken(a, c->find, c->put), &f);
		bool found = false;
		if (lc)
			fail_msg("accepted: %s", c->put);
		for (size_t k = 0; k < f.n; k++)
			found = found || (f.v[k].key == c->key && f.v[k].line == c->line && (!c->col || f.v[k].col == c->col) &&
					  (!*c->hint || strcmp(f.v[k].hint_arg, c->hint) == 0));
		wrong += !found;
		if (!found)
			print_error("%s → %s: %d:%d %s \"%s\" hint \"%s\"\n", c->find, c->put, f.v[0].line, f.v[0].col,
				 msg_name(f.v[0].key), fault_text(a, LANG_EN, &f.v[0]), f.v[0].hint_arg);
		/* both languages can say it, and no place is left open in the sentence */
		for (int l = 0; l < LANG_COUNT; l++) {
			assert_null(strstr(fault_text(a, (enum lang)l, &f.v[0]), "{1}"));
			if (f.v[0].hint != M_NONE)
				assert_null(strstr(fault_hint(a, (enum lang)l, &f.v[0]), "{1}"));
		}
		arena_clear(a);
	}
	assert_int_equal(wrong, 0);
	arena_free(a);
}

static const char more[] =		/* put before "moves:" and after small: two states beside the road */
	"  - id: island\n"
	"    zh: 岛\n"
	"    en: Island\n"
	"    status: {zh: 岛, en: Island}\n"
	"    next: {zh: 岛, en: Island}\n"
	"    step: one\n";

static const char *
move_text(struct arena *a, const char *id, const char *from, const char *to)
{
	return arena_fmt(a, "  - id: %s\n    zh: 动\n    en: Move\n    from: %s\n    to: %s\n    by: committee\n"
			 "    says: {zh: 动, en: Move}\n", id, from, to);
}

static void
ways_in_and_out(void **state)
{
	struct arena *a = arena_new();
	struct source_faults f;
	const char *base = broken(a, "moves:\n", arena_fmt(a, "%smoves:\n", more));

	/* nothing leads there */
	assert_null(parse(a, arena_fmt(a, "%s%s", base, move_text(a, "leave", "island", "done")), &f));
	assert_int_equal(f.n, 1);
	assert_int_equal(f.v[0].key, M_life_unreachable);
	assert_int_equal(f.v[0].line, 25);
	assert_string_equal(f.v[0].hint_arg, "island");
	/* nothing leads away, but to itself */
	assert_null(parse(a, arena_fmt(a, "%s%s%s", base, move_text(a, "visit", "fresh", "island"),
				       move_text(a, "stay", "any_open", "island")), &f));
	assert_int_equal(f.n, 1);
	assert_int_equal(f.v[0].key, M_life_dead_end);
	assert_int_equal(f.v[0].line, 25);
	/* two states that only lead to each other */
	const char *twin = broken(a, "moves:\n", arena_fmt(a, "%s%smoves:\n", more,
		"  - id: rock\n    zh: 石\n    en: Rock\n    status: {zh: 石, en: R}\n    next: {zh: 石, en: R}\n    step: one\n"));
	assert_null(parse(a, arena_fmt(a, "%s%s%s%s", twin, move_text(a, "visit", "fresh", "island"),
				       move_text(a, "go", "island", "rock"), move_text(a, "back", "rock", "island")), &f));
	assert_int_equal(f.n, 2);
	assert_int_equal(f.v[0].key, M_life_no_end);
	assert_int_equal(f.v[0].line, 25);
	assert_int_equal(f.v[1].line, 31);
	/* any_open is a way out */
	assert_non_null(parse(a, arena_fmt(a, "%s%s%s", base, move_text(a, "visit", "fresh", "island"),
					   move_text(a, "stop", "any_open", "done")), &f));
	/* two main buttons for one role in one state */
	const char *two = arena_fmt(a, "%s%s    main: yes\n%s    main: yes\n", small, move_text(a, "x", "fresh", "done"),
				    move_text(a, "y", "fresh", "done"));
	assert_null(parse(a, two, &f));
	assert_int_equal(f.v[0].key, M_life_two_main);
	assert_int_equal(f.v[0].line, 53);
	arena_free(a);
}

static void
sizes(void **state)
{
	struct arena *a = arena_new();
	struct source_faults f;
	struct out o;

	out_init(&o, a);
	out_str(&o, small);
	while (o.len <= SOURCE_MAX_TEXT)
		out_str(&o, "# a comment that only takes room\n");
	assert_null(lifecycle_parse(a, o.p, o.len, &f));
	assert_int_equal(f.v[0].key, M_life_yaml_large);
	assert_non_null(lifecycle_parse(a, o.p, SOURCE_MAX_TEXT - 1, &f));
	/* many nodes in few bytes */
	o.len = 0;
	out_str(&o, "kind: [");
	for (int i = 0; i < 25000; i++)
		out_str(&o, "a,");
	out_str(&o, "a]\n");
	assert_null(lifecycle_parse(a, o.p, o.len, &f));
	assert_int_equal(f.v[0].key, M_life_yaml_large);
	/* a bomb of aliases stops at the first anchor */
	static const char bomb[] = "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: [*b,*b,*b,*b,*b,*b,*b]\n";
	assert_null(parse(a, bomb, &f));
	assert_int_equal(f.n, 1);
	assert_int_equal(f.v[0].key, M_life_yaml_anchor);
	assert_int_equal(f.v[0].line, 1);
	/* deep nesting */
	o.len = 0;
	for (int i = 0; i < 50000; i++)
		out_str(&o, "[");
	assert_null(lifecycle_parse(a, o.p, o.len, &f));
	/* no text, only a comment, a list, a NUL */
	assert_null(parse(a, "", &f));
	assert_int_equal(f.v[0].key, M_life_yaml_empty);
	assert_null(parse(a, "# nothing\n", &f));
	assert_int_equal(f.v[0].key, M_life_yaml_empty);
	assert_null(parse(a, "- a\n", &f));
	assert_int_equal(f.v[0].key, M_life_map);
	assert_null(lifecycle_parse(a, "kind: a\0b\n", 10, &f));
	assert_int_equal(f.v[0].key, M_life_yaml_bytes);
	arena_free(a);
}

static void
too_many(void **state)
{
	struct arena *a = arena_new();
	struct source_faults f;
	struct out o;

	out_init(&o, a);
	out_str(&o, small);
	for (int i = 0; i < LIFE_MAX_MOVES - 1; i++)
		out_str(&o, move_text(a, arena_fmt(a, "m%d", i), "fresh", "done"));
	assert_null(lifecycle_parse(a, o.p, o.len, &f));
	assert_int_equal(f.v[0].key, M_life_many);
	/* all wrong: the first 50 are kept, in order, the rest counted */
	o.len = 0;
	out_str(&o, small);
	for (int i = 0; i < 40; i++)
		out_str(&o, move_text(a, arena_fmt(a, "m%d", i), "nowhere", "elsewhere"));
	assert_null(lifecycle_parse(a, o.p, o.len, &f));
	assert_int_equal(f.n, FAULTS_MAX);
	assert_int_equal(f.more, 80 - FAULTS_MAX);
	for (size_t i = 1; i < f.n; i++)
		assert_true(f.v[i - 1].line <= f.v[i].line);
	arena_free(a);
}

/* Every cut of the text, and every line left out: an answer, never a crash. */
static void
cut_texts(void **state)
{
	struct arena *a = arena_new();
	struct source_faults f;

	for (size_t n = 0; n < sizeof small - 1; n++) {
		const struct lifecycle *lc = lifecycle_parse(a, small, n, &f);
		assert_true((lc == NULL) == (f.n > 0));
		/* what lies behind this may be left out */
		assert_true(lc == NULL || small + n > strstr(small, "    says: {zh: 办了"));
		arena_clear(a);
	}
	for (const char *line = small; *line; line = strchr(line, '\n') + 1) {
		const char *text = arena_fmt(a, "%.*s%s", (int)(line - small), small, strchr(line, '\n') + 1);
		const struct lifecycle *lc = parse(a, text, &f);
		assert_true((lc == NULL) == (f.n > 0));
		arena_clear(a);
	}
	arena_free(a);
}

static const char *
place(void *ctx, const char *name)
{
	return strcmp(name, "day") == 0 ? "4月5日" : strcmp(name, "by") == 0 ? "社区" : NULL;
}

static void
filling(void **state)
{
	struct arena *a = arena_new();

	assert_string_equal(life_fill(a, "{by}定在{day}。", place, NULL), "社区定在4月5日。");
	assert_string_equal(life_fill(a, "没有{nothing}了", place, NULL), "没有了");
	assert_string_equal(life_fill(a, "半个{by", place, NULL), "半个{by");
	assert_string_equal(life_fill(a, "", place, NULL), "");
	assert_string_equal(life_fill(a, "{by}", NULL, NULL), "");
	arena_free(a);
}

static void
roles(void **state)
{
	for (unsigned bit = 1; bit <= LIFE_SYSTEM; bit <<= 1) {
		assert_int_equal(life_role_find(life_role_name((enum life_role)bit)), bit);
		assert_true(*msg_text(LANG_ZH, life_role_label((enum life_role)bit)));
	}
	assert_int_equal(life_role_find("mayor"), 0);
}

static const struct lifecycle *
built_in(struct arena *a, const char *file)
{
	struct source_faults f;

	for (size_t i = 0; i < lifecycle_count; i++)
		if (strcmp(lifecycle_table[i].name, file) == 0)
			return lifecycle_parse(a, (const char *)lifecycle_table[i].p, lifecycle_table[i].n, &f);
	return NULL;
}

static void
built_in_ones_are_fine(void **state)
{
	struct arena *a = arena_new();

	assert_true(lifecycle_count > 0);
	for (size_t i = 0; i < lifecycle_count; i++) {
		struct source_faults f;
		const struct asset *t = &lifecycle_table[i];
		const struct lifecycle *lc = lifecycle_parse(a, (const char *)t->p, t->n, &f);
		if (!lc)
			fail_msg("%s:%d:%d: %s", t->name, f.v[0].line, f.v[0].col, fault_text(a, LANG_EN, &f.v[0]));
		assert_string_equal(arena_fmt(a, "%s.yaml", lc->kind), t->name);
	}
	arena_free(a);
}

/* The road of a proposal, move by move, as it is walked by who may. */
static void
proposal_road(void **state)
{
	static const struct { const char *move; unsigned role; const char *to; } road[] = {
		{ "file", LIFE_RESIDENT, "filed" }, { "return", LIFE_GRID, "returned" }, { "resubmit", LIFE_AUTHOR, "filed" },
		{ "take_in", LIFE_COMMITTEE, "accepted" }, { "call_meeting", LIFE_COMMITTEE, "meeting" },
		{ "decide_more", LIFE_COMMITTEE, "accepted" }, { "call_meeting", LIFE_COMMITTEE, "meeting" },
		{ "decide_adopt", LIFE_COMMITTEE, "planning" }, { "adopt_plan", LIFE_COMMITTEE, "asking" },
		{ "ask", LIFE_COMMITTEE, "asking" }, { "start_work", LIFE_UNIT, "doing" }, { "progress", LIFE_GRID, "doing" },
		{ "publish_result", LIFE_COMMITTEE, "published" }, { "rate", LIFE_SUPPORTER, "published" },
		{ "reopen", LIFE_AUTHOR, "accepted" }, { "ask", LIFE_STREET, "asking" },
		{ "publish_result", LIFE_STREET, "published" }, { "close", LIFE_SYSTEM, "closed" },
		{ "thank", LIFE_RESIDENT, "closed" }, { "rate", LIFE_RESIDENT, "closed" }, { "reopen", LIFE_COMMITTEE, "accepted" },
		{ "decline", LIFE_COMMITTEE, "declined" }, { "reconsider", LIFE_STREET, "accepted" },
		{ "merge", LIFE_COMMITTEE, "merged" },
	};
	struct arena *a = arena_new();
	const struct lifecycle *lc = built_in(a, "proposal.yaml");
	const struct life_state *s = NULL;
	const struct life_move *v[LIFE_MAX_MOVES];

	assert_non_null(lc);
	for (size_t i = 0; i < COUNT(road); i++) {
		const struct life_move *m = lifecycle_move(lc, road[i].move);
		size_t n = lifecycle_moves(lc, s, road[i].role, v, COUNT(v)), k = 0;
		while (k < n && v[k] != m)
			k++;
		if (!m || k == n)
			fail_msg("%s cannot be made from %s", road[i].move, s ? s->id : "none");
		s = m->to ? m->to : s;
		assert_string_equal(s->id, road[i].to);
	}
	assert_int_equal(lifecycle_moves(lc, s, ~0U, v, COUNT(v)), 0);	/* merged is the end */
	/* six steps of two characters */
	assert_int_equal(lc->nsteps, 6);
	for (size_t i = 0; i < lc->nsteps; i++)
		assert_int_equal(text_len(lc->steps[i].label.in[LANG_ZH]), 2);
	/* the promise on the page, and the day the program closes by itself */
	assert_int_equal(lc->start->days, 3);
	assert_int_equal(lifecycle_state(lc, "published")->days, 10);
	assert_string_equal(lifecycle_state(lc, "published")->then->id, "close");
	/* the main button comes first */
	assert_int_equal(lifecycle_moves(lc, lifecycle_state(lc, "filed"), LIFE_COMMITTEE, v, COUNT(v)), 5);
	assert_string_equal(v[0]->id, "take_in");
	assert_int_equal(lifecycle_moves(lc, lifecycle_state(lc, "filed"), LIFE_COMMITTEE, v, 2), 2);
	assert_int_equal(lifecycle_moves(lc, lifecycle_state(lc, "filed"), LIFE_RESIDENT, v, COUNT(v)), 0);
	arena_free(a);
}

static struct guard_value
three_open(void *ctx, const char *name)
{
	const int *n = ctx;

	return strcmp(name, "assignments.open") == 0 ? guard_int(n[0]) : strcmp(name, "rating.count") == 0 ? guard_int(n[1]) :
		strcmp(name, "rating.unsolved") == 0 ? guard_int(n[2]) : strcmp(name, "state.days") == 0 ? guard_int(n[3]) :
		guard_null("unknown");
}

static void
proposal_guards(void **state)
{
	static const struct { const char *move; int n[4]; int answer; } t[] = {
		{ "publish_result", { 3, 0, 0, 0 }, 0 }, { "publish_result", { 0, 0, 0, 0 }, 1 },
		{ "reopen", { 0, 1, 0, 0 }, 0 }, { "reopen", { 0, 1, 1, 0 }, 1 },
		{ "close", { 0, 0, 0, 0 }, 0 }, { "close", { 0, 1, 0, 0 }, 1 }, { "close", { 0, 2, 1, 9 }, 0 },
		{ "close", { 0, 0, 0, 10 }, 1 }, { "close", { 0, 2, 1, 10 }, 1 },
		{ "adopt_plan", { 0, 0, 0, 0 }, -1 },		/* nobody knows the plan: not possible */
	};
	struct arena *a = arena_new();
	const struct lifecycle *lc = built_in(a, "proposal.yaml");

	for (size_t i = 0; i < COUNT(t); i++) {
		int n[4];
		memcpy(n, t[i].n, sizeof n);
		assert_int_equal(guard_eval(a, NULL, lifecycle_move(lc, t[i].move)->guard, three_open, n).answer, t[i].answer);
	}
	arena_free(a);
}

static struct guard_value
one_option(void *ctx, const char *name)
{
	return strcmp(name, "plan.options") == 0 ? guard_int(1) : guard_truth(false);
}

/* What a guard lacks, in the life cycle's own words; ways of which one is enough are said all or not at all. */
static void
guards_in_words(void **state)
{
	static const struct { const char *guard, *zh, *en; } t[] = {
		{ "plan.options >= 1", "", "" },
		{ "plan.options >= 3", "选项 要达到 3，现在是 1，还差 2。", "options must be at least 3; it is 1, 2 short." },
		{ "plan.options >= 3 and plan.done", "选项 要达到 3，现在是 1，还差 2。好了：要为“是”，现在为“否”。",
		  "options must be at least 3; it is 1, 2 short. done: must be yes; it is no." },
		{ "plan.options = 2 or plan.done", "满足一条即可：选项 要是 2，现在是 1。好了：要为“是”，现在为“否”。",
		  "One of these is enough: options must be 2; it is 1. done: must be yes; it is no." },
		{ "(plan.options = 2 and not(plan.done)) or plan.done", "", "" },
		{ "plan.options > 3 and (plan.options = 2 or plan.done)", "选项 要多于 3，现在是 1，差 2 还要再多一点。满足一条即可：选项 要是 2，现在是 1。好了：要为“是”，现在为“否”。",
		  "options must be more than 3; it is 1, 2 and a little more short. One of these is enough: options must be 2; it is 1. done: must be yes; it is no." },
		{ "plan.options + 1 >= 3", "", "" }, { "not(plan.options >= 1)", "选项 要少于 1，现在是 1。", "options must be less than 1; it is 1." },
		{ "not(plan.done = false)", "好了：要为“是”，现在为“否”。", "done: must be yes; it is no." },
	};
	struct arena *a = arena_new();
	struct source_faults f;

	for (size_t i = 0; i < COUNT(t); i++) {
		const struct lifecycle *lc = parse(a, broken(a, "guard: plan.options >= 1", arena_fmt(a, "guard: \"%s\"", t[i].guard)), &f);
		assert_non_null(lc);
		struct guard_result g = guard_eval(a, NULL, lifecycle_move(lc, "finish")->guard, one_option, NULL);
		assert_string_equal(matter_guard_words(a, LANG_ZH, lc, &g), t[i].zh);
		assert_string_equal(matter_guard_words(a, LANG_EN, lc, &g), t[i].en);
	}
	arena_free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(small_is_read), cmocka_unit_test(version_is_the_text),
		cmocka_unit_test(each_fault_has_its_line), cmocka_unit_test(ways_in_and_out), cmocka_unit_test(sizes),
		cmocka_unit_test(too_many), cmocka_unit_test(cut_texts), cmocka_unit_test(filling), cmocka_unit_test(roles),
		cmocka_unit_test(built_in_ones_are_fine), cmocka_unit_test(proposal_road), cmocka_unit_test(proposal_guards),
		cmocka_unit_test(guards_in_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
