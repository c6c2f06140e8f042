/*
 * test_pack.c - rule packs: their borders with whole numbers, three-valued verdicts, packs by day, and each mistake of a
 * file with its line. The built-in ones must be fine and say what domain/council.md §4 says.
 */
#include "unit.h"
#include "base/asset.h"
#include "base/day.h"
#include "base/text.h"
#include "matter/pack.h"
#include "matter/packs.h"
#include "life_msg.h"
#include "pack_msg.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static struct arena *a;
static const struct pack *built[64];
static size_t nbuilt;

static int
setup(void **state)
{
	a = arena_new();
	for (size_t i = 0; i < pack_count; i++) {
		struct source_faults f;
		built[i] = pack_parse(a, (const char *)pack_table[i].p, pack_table[i].n, &f);
		if (!built[i]) {
			print_error("%s:%d: %s\n", pack_table[i].name, f.v[0].line, fault_text(a, LANG_EN, &f.v[0]));
			return -1;
		}
	}
	nbuilt = pack_count;
	return 0;
}

static int
teardown(void **state)
{
	arena_free(a);
	return 0;
}

static const struct pack *
pack(const char *id, const char *day)
{
	int32_t d;

	assert_true(day_parse(day, &d));
	const struct pack *p = pack_find(built, nbuilt, id, d);
	if (!p)
		fail_msg("no pack %s on %s", id, day);
	return p;
}

/* all and participating and yes, the same way by area (in cm², times scale) and by heads. */
static struct pack_counts
owners(int64_t all, int64_t part, int64_t yes, int64_t scale)
{
	struct pack_counts c = pack_counts_none();

	c.of[PACK_HEADS] = (struct pack_count){ all, PACK_NOT_KNOWN, part, yes };
	c.of[PACK_AREA] = (struct pack_count){ all * scale, PACK_NOT_KNOWN, part * scale, yes * scale };
	return c;
}

static struct pack_counts
room(enum pack_basis b, int64_t all, int64_t present, int64_t yes)
{
	struct pack_counts c = pack_counts_none();

	c.of[b] = (struct pack_count){ all, present, PACK_NOT_KNOWN, yes };
	return c;
}

static enum pack_answer
answer(const struct pack *p, struct pack_counts c)
{
	return pack_check(p, &c).answer;
}

static void
owners_borders(void **state)
{
	const struct pack *ordinary = pack("owners_ordinary", "2026-11-25"), *special = pack("owners_special", "2021-01-01");
	const int64_t scales[] = { 1, 7, 833333333, INT64_C(10000000000) };	/* the last: 12 km² in cm² */

	for (size_t i = 0; i < COUNT(scales); i++) {
		int64_t s = scales[i];
		struct pack_counts c = owners(12, 8, 8, s);
		assert_int_equal(pack_check(ordinary, &c).quorum, PACK_PASSED);
		c = owners(12, 7, 7, s);
		assert_int_equal(pack_check(ordinary, &c).quorum, PACK_FAILED);
		assert_int_equal(answer(ordinary, c), PACK_FAILED);
		assert_int_equal(answer(ordinary, owners(18, 12, 6, s)), PACK_FAILED);
		assert_int_equal(answer(ordinary, owners(18, 12, 7, s)), PACK_PASSED);
		assert_int_equal(answer(special, owners(18, 12, 9, s)), PACK_PASSED);
		assert_int_equal(answer(special, owners(18, 12, 8, s)), PACK_FAILED);
	}
	/* one cm² below two thirds of 1 km² and at it */
	struct pack_counts c = owners(12, 8, 8, 1);
	c.of[PACK_AREA] = (struct pack_count){ INT64_C(10000000000), PACK_NOT_KNOWN, INT64_C(6666666666), INT64_C(6666666666) };
	struct pack_result r = pack_check(ordinary, &c);
	assert_int_equal(r.answer, PACK_FAILED);
	assert_int_equal(r.tests[0].need, INT64_C(6666666667));
	assert_int_equal(r.tests[0].missing, 1);
	assert_int_equal(r.tests[1].answer, PACK_PASSED);
	c.of[PACK_AREA].participating++;
	assert_int_equal(answer(ordinary, c), PACK_PASSED);
}

static void
area_passes_heads_fail(void **state)
{
	struct pack_counts c = owners(100, 80, 80, 10000);

	c.of[PACK_HEADS].yes = 40;		/* exactly half of those who took part is not more than half */
	struct pack_result r = pack_check(pack("owners_ordinary", "2024-02-29"), &c);
	assert_int_equal(r.answer, PACK_FAILED);
	assert_int_equal(r.quorum, PACK_PASSED);
	assert_int_equal(r.ntests, 4);
	assert_int_equal(r.tests[2].answer, PACK_PASSED);
	assert_int_equal(r.tests[3].answer, PACK_FAILED);
	assert_int_equal(r.tests[3].have, 40);
	assert_int_equal(r.tests[3].whole, 80);
	assert_int_equal(r.tests[3].need, 41);
	assert_int_equal(r.tests[3].missing, 1);
	assert_string_equal(pack_test_text(a, LANG_EN, &r.tests[3]),
		"in favour: more than 1/2 of those who took part, by heads: 40 people of 80 people, 41 people needed, 1 people short");
}

static void
everybody(void **state)
{
	const struct pack *p = pack("owners_unanimous", "2026-01-01");
	struct pack_counts c = pack_counts_none();

	c.of[PACK_HEADS] = (struct pack_count){ 24, PACK_NOT_KNOWN, 24, 24 };
	assert_int_equal(answer(p, c), PACK_PASSED);
	c.of[PACK_HEADS].yes = 23;
	assert_int_equal(answer(p, c), PACK_FAILED);
	c.of[PACK_HEADS].all = 0;
	assert_int_equal(pack_check(p, &c).why, PACK_WHY_ODD);
	c = pack_counts_none();
	c.of[PACK_HEADS] = (struct pack_count){ 0, 0, 0, 0 };
	assert_int_equal(answer(p, c), PACK_UNKNOWN);	/* 0 of 0 is not everybody */
}

static void
residents_old_and_new(void **state)
{
	const struct pack *old = pack("residents_meeting", "2025-12-31"), *now = pack("residents_meeting", "2026-01-01");
	struct pack_counts c = room(PACK_HEADS, 100, 50, 40);

	assert_int_equal(pack_check(old, &c).quorum, PACK_UNKNOWN);	/* half is not more; it may still meet by households */
	c.by = PACK_HEADS;
	assert_int_equal(answer(old, c), PACK_FAILED);
	c = room(PACK_HEADS, 100, 51, 26);
	assert_int_equal(answer(old, c), PACK_PASSED);
	c.of[PACK_HEADS].yes = 25;
	assert_int_equal(answer(old, c), PACK_FAILED);
	/* by households: 301 of 600, and the people in the room vote */
	c = room(PACK_HOUSEHOLDS, 600, 301, PACK_NOT_KNOWN);
	c.by = PACK_HOUSEHOLDS;
	assert_int_equal(pack_check(old, &c).why, PACK_WHY_COUNTS);
	c.of[PACK_HEADS] = (struct pack_count){ PACK_NOT_KNOWN, 301, PACK_NOT_KNOWN, 151 };
	assert_int_equal(answer(old, c), PACK_PASSED);
	c.by = PACK_AREA;
	assert_int_equal(pack_check(old, &c).quorum, PACK_UNKNOWN);
	assert_false(now->known);
	struct pack_result r = pack_check(now, &c);
	assert_int_equal(r.answer, PACK_UNKNOWN);
	assert_int_equal(r.why, PACK_WHY_NUMBERS);
	assert_int_equal(r.ntests, 0);
	assert_true(r.certainty != PACK_READ && pack_certainty_label(r.certainty) != M_NONE);
	assert_null(pack_find(built, nbuilt, "residents_meeting", day_from_ymd(2018, 12, 28)));
}

static void
representatives(void **state)
{
	const struct pack *p = pack("villagers_representatives", "2023-06-30");

	assert_int_equal(answer(p, room(PACK_REPRESENTATIVES, 12, 8, 5)), PACK_PASSED);
	assert_int_equal(answer(p, room(PACK_REPRESENTATIVES, 12, 8, 4)), PACK_FAILED);
	assert_int_equal(answer(p, room(PACK_REPRESENTATIVES, 12, 7, 7)), PACK_FAILED);
	assert_int_equal(pack("villagers_meeting", "2023-06-30")->notice_days, 10);
	assert_int_equal(answer(pack("villagers_group", "2023-06-30"), room(PACK_HEADS, 30, 20, 11)), PACK_PASSED);
}

static void
who_calls(void **state)
{
	const struct pack *p = pack("residents_meeting", "2020-05-01"), *council = pack("council_charter", "2026-11-25");
	struct pack_counts c = pack_counts_none();

	assert_true(pack_may_call(p, PACK_BY_COMMITTEE));
	assert_false(pack_may_call(p, PACK_BY_PARTY));
	c.of[PACK_HEADS] = (struct pack_count){ 1000, PACK_NOT_KNOWN, 200, PACK_NOT_KNOWN };
	assert_int_equal(pack_members_may_call(p, &c), PACK_PASSED);
	c.of[PACK_HEADS].participating = 199;
	assert_int_equal(pack_members_may_call(p, &c), PACK_UNKNOWN);	/* it may be a fifth of the households */
	c.of[PACK_HOUSEHOLDS] = (struct pack_count){ 400, PACK_NOT_KNOWN, 79, PACK_NOT_KNOWN };
	c.of[PACK_GROUPS] = (struct pack_count){ 9, PACK_NOT_KNOWN, 2, PACK_NOT_KNOWN };
	assert_int_equal(pack_members_may_call(p, &c), PACK_FAILED);
	c.of[PACK_GROUPS].participating = 3;
	assert_int_equal(pack_members_may_call(p, &c), PACK_PASSED);
	assert_int_equal(pack_members_may_call(pack("owners_special", "2026-01-01"), &c), PACK_FAILED);
	assert_true(pack_may_call(council, PACK_BY_PARTY));
	assert_false(council->binds);
	assert_int_equal(council->certainty, PACK_SECOND_HAND);
}

static void
odd_counts(void **state)
{
	const struct pack *p = pack("owners_ordinary", "2026-01-01");

	assert_int_equal(pack_check(p, &(struct pack_counts){ .by = -1 }).answer, PACK_UNKNOWN);
	struct pack_counts c = owners(12, 13, 7, 1);
	assert_int_equal(pack_check(p, &c).why, PACK_WHY_ODD);
	c = owners(12, 8, 9, 1);
	assert_int_equal(pack_check(p, &c).why, PACK_WHY_ODD);
	c = owners(PACK_MAX_COUNT, PACK_MAX_COUNT, PACK_MAX_COUNT, 1);
	assert_int_equal(pack_check(p, &c).answer, PACK_PASSED);
	c.of[PACK_HEADS].all++;
	assert_int_equal(pack_check(p, &c).why, PACK_WHY_ODD);
	c = owners(12, 12, 12, 1);
	c.of[PACK_AREA].yes = PACK_NOT_KNOWN;
	assert_int_equal(pack_check(p, &c).why, PACK_WHY_COUNTS);
	c.of[PACK_HEADS].yes = 1;			/* heads decide already: it fails whatever the area says */
	assert_int_equal(answer(p, c), PACK_FAILED);
}

/* Each row by brute force: `need` is the least that passes, and passing never ends as more agree. */
static void
least_is_least(void **state)
{
	for (size_t k = 0; k < nbuilt; k++) {
		for (size_t i = 0; i < built[k]->nmajority; i++) {
			struct pack one = *built[k];
			one.majority = &built[k]->majority[i];
			one.nmajority = 1;
			one.nquorum = 0;
			for (int64_t whole = 1; whole <= 60; whole++) {
				int64_t first = -1;
				for (int64_t yes = 0; yes <= whole; yes++) {
					struct pack_counts c = pack_counts_none();
					c.of[one.majority->basis] = (struct pack_count){ whole, whole, whole, yes };
					struct pack_result r = pack_check(&one, &c);
					long double exact = (long double)yes * one.majority->den - (long double)whole * one.majority->num;
					bool want = one.majority->cmp == PACK_MORE ? exact > 0 : exact >= 0;
					assert_int_equal(r.answer, want ? PACK_PASSED : PACK_FAILED);
					if (want && first < 0)
						first = yes;
					assert_true(first < 0 ? r.tests[0].need > yes : r.tests[0].need == first);
				}
			}
		}
	}
}

static const char good[] =
	"id: own\n"								/* 1 */
	"name: {zh: 自己的, en: Our own}\n"
	"body: council\n"
	"binds: no\n"
	"law: {zh: 章程, en: Charter}\n"					/* 5 */
	"article: {zh: 第一条, en: art. 1}\n"
	"from: 2020-01-01\n"
	"to: 2030-12-31\n"
	"callers:\n"
	"  - {who: members, basis: heads, num: 1, den: 2, cmp: \">=\"}\n"	/* 10 */
	"quorum: none\n"
	"majority:\n"
	"  - {basis: heads, of: present, num: 1, den: 2, cmp: \">\"}\n"
	"certainty: read\n"
	"source: {zh: 章程, en: the charter}\n"					/* 15 */
	"checked_by: {}\n";

static const char *
with(const char *find, const char *put)
{
	const char *text = strstr(good, "checked_by"), *at;

	text = arena_dup(a, good, (size_t)(text - good));	/* good without its last line */
	at = strstr(text, find);
	assert_non_null(at);
	return arena_fmt(a, "%.*s%s%s", (int)(at - text), text, put, at + strlen(find));
}

static void
mistakes(void **state)
{
	static const struct { const char *find, *put; int line; enum msg key; } rows[] = {
		{ "id: own\n", "", 1, M_life_missing }, { "id: own", "id: Own", 1, M_life_word },
		{ "body: council", "body: counsil", 3, M_pack_word }, { "binds: no", "binds: maybe", 4, M_life_yes_no },
		{ "binds: no", "bind: no", 1, M_life_missing }, { "2020-01-01", "2020-13-01", 7, M_pack_day },
		{ "2030-12-31", "2019-12-31", 8, M_pack_backwards }, { "den: 2, cmp: \">=\"", "den: 0, cmp: \">=\"", 10, M_pack_number },
		{ "{basis: heads, of: present, num: 1, den: 2, cmp: \">\"}", "{basis: heads, of: present, num: 3, den: 2, cmp: \">\"}", 13, M_pack_above_all },
		{ "{basis: heads, of: present, num: 1, den: 2, cmp: \">\"}", "{basis: heads, of: present, num: 1, den: 1, cmp: \">\"}", 13, M_pack_above_all },
		{ "quorum: none", "quorum:\n  - {basis: heads, of: all, num: 1, den: 2, cmp: \">\"}", 12, M_pack_quorum_all },
		{ "quorum: none\n", "", 1, M_life_missing }, { "quorum: none", "numbers: unknown", 11, M_pack_unknown_but },
		{ "cmp: \">\"", "cmp: \"=\"", 13, M_pack_word }, { "who: members", "who: committee", 10, M_pack_members_only },
		{ "certainty: read", "certainty: sure", 14, M_pack_word }, { "certainty: read", "certainty: read\nchecked_by: 民政科", 15, M_pack_checked },
		{ "en: the charter", "en: &x the charter", 15, M_life_yaml_anchor }, { "from: 2020-01-01", "from: [2020-01-01]", 7, M_life_text },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct source_faults f;
		const char *text = with(rows[i].find, rows[i].put);
		assert_null(pack_parse(a, text, strlen(text), &f));
		bool told = false;
		for (size_t k = 0; k < f.n; k++)
			told = told || (f.v[k].key == rows[i].key && f.v[k].line == rows[i].line);
		if (!told)
			fail_msg("row %zu: line %d, %s", i, f.v[0].line, msg_name(f.v[0].key));
		assert_true(f.v[0].hint == M_NONE || *fault_hint(a, LANG_ZH, &f.v[0]));
	}
	struct source_faults f;
	const char *text = with("id: own", "id: own");
	assert_non_null(pack_parse(a, text, strlen(text), &f));
	text = with("certainty: read", "certainty: read\nchecked_by: 民政科\nchecked_on: 2026-11-01");
	const struct pack *p = pack_parse(a, text, strlen(text), &f);
	assert_non_null(p);
	assert_string_equal(p->checked_by, "民政科");
}

/* The data folder's pack wins on its days, the built-in one holds before and after. */
static void
folder_wins(void **state)
{
	char dir[] = "/tmp/qiao-pack-XXXXXX";
	assert_non_null(mkdtemp(dir));
	const char *rules = arena_fmt(a, "%s/rules", dir), *packs = arena_fmt(a, "%s/packs", rules), *file = arena_fmt(a, "%s/x.yaml", packs);
	const char *text = arena_fmt(a, "%s", with("id: own", "id: council_charter"));

	assert_int_equal(mkdir(rules, 0700) | mkdir(packs, 0700), 0);
	FILE *f = fopen(file, "w");
	fputs(text, f);
	fclose(f);
	assert_int_equal(packs_init(dir).code, 0);
	const struct pack *own = packs_find("council_charter", day_from_ymd(2026, 11, 25));
	assert_string_equal(own->law.in[LANG_EN], "Charter");
	assert_ptr_equal(packs_version(own->version), own);
	assert_string_not_equal(packs_find("council_charter", day_from_ymd(2031, 1, 1))->version, own->version);
	size_t n, seen = 0, count = 0;
	packs_all(&n);
	assert_int_equal(n, pack_count + 1);
	for (const struct pack *p; (p = packs_on(day_from_ymd(2026, 11, 25), count)) != NULL; count++)
		seen += strcmp(p->id, "council_charter") == 0;
	assert_int_equal(seen, 1);
	f = fopen(file, "a");
	fputs("nonsense: 1\n", f);
	fclose(f);
	assert_int_equal(packs_init(dir).code, 500);
	unlink(file);
	assert_int_equal(rmdir(packs) | rmdir(rules) | rmdir(dir), 0);
}

/* What is stored beside a decision says the same when it is read again. */
static void
stored(void **state)
{
	static const char *const none[] = { "", "passed", "1 1 1 0 0", "2 0 0 0 0 0", "1 1 1 0 9 1", "1 1 1 0 0 1;q 0", "1 1 1 0 0 1;q 9 0 1 2 0 1 1 1 0 1",
		"1 1 1 0 0 1;q 0 0 1 2 0 1 1 1 0 1 and more" };
	struct pack_counts c = owners(12, 7, 7, 10000);
	struct pack_result r = pack_check(pack("owners_special", "2026-01-01"), &c), back;

	assert_true(pack_result_read(pack_result_write(a, &r), &back));
	assert_int_equal(back.ntests, r.ntests);
	assert_string_equal(pack_result_write(a, &back), pack_result_write(a, &r));
	for (size_t i = 0; i < r.ntests; i++)
		assert_string_equal(pack_test_text(a, LANG_ZH, &back.tests[i]), pack_test_text(a, LANG_ZH, &r.tests[i]));
	for (size_t i = 0; i < COUNT(none); i++)
		if (pack_result_read(none[i], &back))
			fail_msg("%s was read", none[i]);
}

static void
words(void **state)
{
	assert_string_equal(pack_count_text(a, LANG_EN, PACK_AREA, INT64_C(12345678900)), "1,234,567.89 m²");
	assert_string_equal(pack_count_text(a, LANG_EN, PACK_AREA, 10001), "1.0001 m²");
	assert_string_equal(pack_count_text(a, LANG_EN, PACK_AREA, 20000), "2 m²");
	assert_string_equal(pack_count_text(a, LANG_EN, PACK_AREA, 5), "0.0005 m²");
	assert_string_equal(pack_count_text(a, LANG_ZH, PACK_HOUSEHOLDS, 1200), "1,200 户");
	assert_string_equal(pack_count_text(a, LANG_ZH, PACK_HEADS, PACK_NOT_KNOWN), "未知");
	for (size_t i = 0; i < nbuilt; i++)
		for (size_t l = 0; l < LANG_COUNT; l++) {
			for (size_t k = 0; k < built[i]->ncallers; k++)
				assert_null(strchr(pack_caller_text(a, (enum lang)l, &built[i]->callers[k]), '{'));
			for (size_t k = 0; k < built[i]->nmajority; k++)
				assert_null(strchr(pack_row_text(a, (enum lang)l, &built[i]->majority[k], false), '{'));
		}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(owners_borders), cmocka_unit_test(area_passes_heads_fail), cmocka_unit_test(everybody),
		cmocka_unit_test(residents_old_and_new), cmocka_unit_test(representatives), cmocka_unit_test(who_calls),
		cmocka_unit_test(odd_counts), cmocka_unit_test(least_is_least), cmocka_unit_test(mistakes),
		cmocka_unit_test(folder_wins), cmocka_unit_test(stored), cmocka_unit_test(words),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
