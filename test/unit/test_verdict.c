/*
 * test_verdict.c - what a vote decided, in the sentence everybody reads; and the floor area behind it: the share that is shown gives
 * the very verdict of the exact sum, and nothing is shown that one ballot could be told from.
 */
#include "unit.h"
#include "matter/packs.h"
#include "services/council/council_poll.h"
#include "council_poll_msg.h"

static struct arena *a;
static const struct pack *ordinary, *special;

static int
setup(void **state)
{
	size_t n;
	const struct pack *const *v;

	a = arena_new();
	if (!a || packs_init("/nonexistent").code)
		return -1;
	v = packs_all(&n);
	for (size_t i = 0; i < n; i++) {
		if (strcmp(v[i]->id, "owners_ordinary") == 0)
			ordinary = v[i];
		if (strcmp(v[i]->id, "owners_special") == 0)
			special = v[i];
	}
	return ordinary && special ? 0 : -1;
}

static int
teardown(void **state)
{
	arena_free(a);
	return 0;
}

/* A counted owners' vote: of 100 owners with 1,000,000 cm², `ballots` with `part`; "yes 0" without area. */
static struct poll_row
counted(int64_t ballots, int64_t part, const char *state, int64_t share)
{
	return (struct poll_row){ .kind = "binding", .basis = "owner", .pack = "owners_ordinary", .pack_version = ordinary->version,
		.state = "counted", .electorate = 100, .voted = ballots, .ballots = ballots, .extent_all = 1000000, .extent_part = part,
		.extent_for = share, .extent_state = state };
}

static const char *
said(const struct poll_row *p, bool against, int64_t first, int64_t second, int64_t third)
{
	struct poll_rules r = { .q = { .n = 1 }, .rule = { { COUNT_ONE, 3, 1 } }, .choices = { { "A", "B", "C" } }, .against = { against } };
	struct count_sum s = { .ballots = p->ballots, .valid = first + second + third, .votes = { first, second, third } };

	count_end(&r.rule[0], &s);
	return poll_said(a, LANG_EN, p, &r, &s, 0);
}

static void
each_verdict_has_its_sentence(void **state)
{
	struct poll_row p = counted(80, 800000, "passed", 60);

	assert_string_equal(said(&p, false, 50, 20, 10), "Passed: “A” is decided.");
	assert_string_equal(said(&p, true, 50, 20, 10), "Passed: “A” is decided.");
	assert_string_equal(said(&p, false, 40, 20, 10), "Not passed: enough floor area is for “A”, but too few owners. Both are needed.");
	assert_string_equal(said(&p, true, 30, 0, 50), "Not passed: more are against than for “A”.");	/* the last choice is no */
	assert_string_equal(said(&p, false, 0, 0, 0), "Nothing is decided: nobody chose any of these.");
	assert_string_equal(said(&p, false, 40, 40, 0), "Nothing is decided: the choices with the most votes have the same number.");
	p = counted(80, 800000, "failed", 50);
	assert_string_equal(said(&p, false, 50, 20, 10), "Not passed: enough owners are for “A”, but with too little floor area. Both are needed.");
	assert_string_equal(said(&p, false, 40, 20, 10), "Not passed: “A” has the most votes, but not as many as the rules ask for.");
	p = counted(66, 800000, "passed", 80);
	assert_string_equal(said(&p, false, 60, 0, 0), "Not passed: enough floor area took part, but too few owners. Both are needed.");
	p = counted(70, 600000, "passed", 80);
	assert_string_equal(said(&p, false, 60, 0, 0), "Not passed: enough owners took part, but with too little floor area. Both are needed.");
	p = counted(60, 600000, "passed", 80);
	assert_string_equal(said(&p, false, 60, 0, 0), "Not passed: too few took part, so nothing is decided.");
	p = counted(80, 0, "unknown", 0);
	assert_string_equal(said(&p, false, 60, 0, 0), "“A” has the most votes. These figures cannot tell whether it passed.");
	assert_string_equal(said(&p, false, 30, 20, 0), "Not passed: “A” has the most votes, but not as many as the rules ask for.");
	p.kind = "opinion";			/* no rules: what most said, and no verdict */
	p.pack = "";
	assert_string_equal(said(&p, false, 50, 20, 10), "Most chose “A”: 50 votes.");
	assert_string_equal(said(&p, false, 30, 30, 10), "“A”“B”: a tie, neither is ahead.");
	assert_string_equal(said(&p, false, 0, 0, 0), "Nobody chose any of these.");
	p.state = "closed";
	assert_string_equal(said(&p, false, 50, 20, 10), "");
}

/* The exact sums under the rules. */
static enum pack_answer
exact(const struct pack *pack, int64_t heads, int64_t all, const struct owner_ballot *v, size_t n)
{
	struct pack_counts c = pack_counts_none();
	int64_t part = 0, yes = 0, nyes = 0;

	for (size_t i = 0; i < n; i++) {
		part += v[i].extent;
		yes += v[i].yes ? v[i].extent : 0;
		nyes += v[i].yes;
	}
	c.of[PACK_HEADS] = (struct pack_count){ heads, (int64_t)n, (int64_t)n, nyes };
	c.of[PACK_AREA] = (struct pack_count){ all, part, part, yes };
	return pack_check(pack, &c).answer;
}

static void
the_share_shown_gives_the_exact_verdict(void **state)
{
	static struct owner_ballot v[120];
	uint32_t seed = 3;
	int passed = 0, shown = 0, near = 0;

	for (int round = 0; round < 20000; round++) {
		const struct pack *pack = round % 2 ? ordinary : special;
		size_t n = 5 + (size_t)(round * 7 % 115);
		int64_t heads = (int64_t)n + round % 5 * 10, all = 0, yes = 0;
		struct poll_rules r = { .q = { .n = 1 }, .rule = { { COUNT_ONE, 2, 1 } }, .choices = { { "A", "B" } } };
		struct count_sum s = { .ballots = (int64_t)n, .valid = (int64_t)n };
		struct poll_decision d;
		struct owner_sum sum;
		struct poll_row p;

		for (size_t i = 0; i < n; i++) {
			seed = seed * 1664525u + 1013904223u;
			v[i] = (struct owner_ballot){ 400000 + (seed >> 8) % 700000, (seed >> 20) % 100 < (round % 2 ? 50u : 75u), true };
			all += v[i].extent;
			yes += v[i].yes ? v[i].extent : 0;
			s.votes[v[i].yes ? 0 : 1]++;
		}
		near += 100 * yes / all == (round % 2 ? 50 : 74);
		all += round % 3 ? 0 : all / 4;
		count_end(&r.rule[0], &s);
		if (s.votes[0] <= s.votes[1])
			continue;
		sum = owners_sum(pack, all, v, n, 0);
		p = counted((int64_t)n, sum.part, sum.state, sum.in_favour);
		p.electorate = heads;
		p.extent_all = all;
		p.pack_version = pack->version;
		assert_true(poll_decide(&p, &r, &s, &d));
		assert_int_equal(d.pack.answer, exact(pack, heads, all, v, n));
		if (sum.in_favour) {
			assert_true(n >= 50 && s.votes[0] >= 5 && s.votes[1] >= 5 && sum.in_favour <= 100);
			shown++;
		}
		passed += d.pack.answer == PACK_PASSED;
	}
	assert_true(passed > 500 && shown > 2000 && near > 500);
}

static void
what_is_never_said(void **state)
{
	struct owner_ballot v[60];
	struct owner_sum s;

	for (size_t i = 0; i < 60; i++)
		v[i] = (struct owner_ballot){ 1000, i < 56, true };
	s = owners_sum(ordinary, 60000, v, 60, 0);		/* four against: how much they own is not said */
	assert_true(s.in_favour == 0 && strcmp(s.state, "passed") == 0 && s.part == 60000);
	v[55].yes = false;
	assert_int_equal(owners_sum(ordinary, 60000, v, 60, 0).in_favour, 92);	/* 91.7 and it passes: up */
	assert_int_equal(owners_sum(ordinary, 60000, v, 49, 0).in_favour, 0);		/* too few ballots */
	assert_string_equal(owners_sum(ordinary, 60000, v, 60, -1).state, "none");
	v[3].known = false;
	s = owners_sum(ordinary, 60000, v, 60, 0);
	assert_true(s.part == 0 && s.in_favour == 0 && strcmp(s.state, "unknown") == 0);
	assert_true(poll_asks_area(ordinary) && poll_asks_area(special));
}

static void
the_lead_is_of_those_that_decide_something(void **state)
{
	static const struct count_rule three = { COUNT_MANY, 3, 3 };

	assert_int_equal(poll_lead(&three, false, &(struct count_sum){ .votes = { 1, 2, 3 } }), 2);
	assert_int_equal(poll_lead(&three, true, &(struct count_sum){ .votes = { 1, 2, 3 } }), 1);
	assert_int_equal(poll_lead(&three, false, &(struct count_sum){ .votes = { 3, 2, 3 } }), -1);
	assert_int_equal(poll_lead(&three, false, &(struct count_sum){ .votes = { 2, 2, 3 } }), 2);
	assert_int_equal(poll_lead(&three, false, &(struct count_sum){ 0 }), -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(each_verdict_has_its_sentence),
		cmocka_unit_test(the_share_shown_gives_the_exact_verdict), cmocka_unit_test(what_is_never_said),
		cmocka_unit_test(the_lead_is_of_those_that_decide_something) };

	return cmocka_run_group_tests(tests, setup, teardown);
}
