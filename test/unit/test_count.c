/* test_count.c - ballots as text, sums and ties, the digest, and small cells that nobody can find by subtraction. */
#include "arena_help.h"

#include <stdlib.h>

#include "engines/count/count.h"

static const struct count_rule one = { COUNT_ONE, 3, 1 }, many = { COUNT_MANY, 12, 3 }, score = { COUNT_SCORE, 3, 10 },
	irv = { COUNT_IRV, 4, 4 }, schulze = { COUNT_SCHULZE, 4, 4 };

static void
one_text_for_one_ballot(void **state)
{
	static const struct { const struct count_rule *r; const char *text; } good[] = {
		{ &one, "1" }, { &one, "3" }, { &one, "blank" }, { &one, "invalid" }, { &many, "1" }, { &many, "2;11;12" },
		{ &score, "0;0;1" }, { &score, "10;0;3" }, { &score, "blank" }, { &irv, "2;1;0;0" }, { &irv, "4;3;2;1" }, { &irv, "blank" },
		{ &schulze, "1;1;2;0" }, { &schulze, "1;1;1;1" }, { &schulze, "invalid" },
	}, bad[] = {
		{ &one, "" }, { &one, "0" }, { &one, "4" }, { &one, "1;2" }, { &one, "01" }, { &one, " 1" }, { &one, "1 " }, { &one, "1;" },
		{ &one, "Blank" }, { &many, "2;1" }, { &many, "1;1" }, { &many, "1;2;3;4" }, { &many, "13" }, { &many, "1,2" },
		{ &many, "-1" }, { &score, "1;2" }, { &score, "1;2;3;4" }, { &score, "11;0;0" }, { &score, "1;2;" }, { &score, "100;0;0" },
		{ &irv, "0;0;0;0" }, { &irv, "1;1;0;0" }, { &irv, "1;3;0;0" }, { &irv, "5;1;2;3" }, { &irv, "1;2;3" }, { &schulze, "2;2;0;0" },
	};
	struct count_marks m = { 0 };

	for (size_t i = 0; i < COUNT(good); i++) {
		assert_true(count_read(good[i].r, good[i].text, &m));
		assert_string_equal(count_write(a, good[i].r, &m), good[i].text);
	}
	for (size_t i = 0; i < COUNT(bad); i++) {
		m.v[0] = 77;
		assert_false(count_read(bad[i].r, bad[i].text, &m));
		assert_int_equal(m.v[0], 77);
	}
}

static void
marks_are_settled(void **state)
{
	struct count_marks none = { .kind = COUNT_VALID }, two = { COUNT_VALID, { 1, 0, 1 } }, high = { COUNT_VALID, { 11, 0, 0 } },
		four = { COUNT_VALID, { 1, 1, 1, 1 } }, three = { COUNT_VALID, { 1, 1, 0, 1 } };

	count_settle(&one, &none);
	assert_int_equal(none.kind, COUNT_BLANK);
	count_settle(&one, &two);
	assert_int_equal(two.kind, COUNT_INVALID);
	assert_int_equal(two.v[0], 0);
	count_settle(&score, &high);
	assert_int_equal(high.kind, COUNT_INVALID);
	count_settle(&many, &four);
	assert_int_equal(four.kind, COUNT_INVALID);
	count_settle(&many, &three);
	assert_string_equal(count_write(a, &many, &three), "1;2;4");
	/* An order, whatever the numbers; the same number twice is an order for one method and none for the other. */
	struct count_marks gaps = { COUNT_VALID, { 4, 0, 2, 0 } }, same = { COUNT_VALID, { 2, 4, 4, 0 } }, again = same,
		five = { COUNT_VALID, { 1, 5, 0, 0 } }, empty = { .kind = COUNT_VALID };
	count_settle(&irv, &gaps);
	assert_string_equal(count_write(a, &irv, &gaps), "2;0;1;0");
	count_settle(&schulze, &same);
	assert_string_equal(count_write(a, &schulze, &same), "1;2;2;0");
	count_settle(&irv, &again);
	assert_int_equal(again.kind, COUNT_INVALID);
	count_settle(&irv, &five);
	assert_int_equal(five.kind, COUNT_INVALID);
	count_settle(&schulze, &empty);
	assert_int_equal(empty.kind, COUNT_BLANK);
}

static void
sum(const struct count_rule *r, const char *const *ballots, struct count_sum *ret)
{
	struct count_marks m;

	*ret = (struct count_sum){ 0 };
	for (; *ballots; ballots++) {
		assert_true(count_read(r, *ballots, &m));
		count_add(r, ret, &m);
	}
	count_end(r, ret);
}

static void
sums_and_ties(void **state)
{
	struct count_sum s;

	sum(&one, (const char *const[]){ "1", "1", "2", "blank", "invalid", NULL }, &s);
	assert_int_equal(s.ballots, 5);
	assert_int_equal(s.valid, 3);
	assert_int_equal(s.blank, 1);
	assert_int_equal(s.invalid, 1);
	assert_int_equal(s.votes[0], 2);
	assert_true(s.leads[0] && !s.leads[1] && s.leaders == 1);
	sum(&one, (const char *const[]){ "1", "3", "2", "3", "1", NULL }, &s);
	assert_true(s.leads[0] && !s.leads[1] && s.leads[2] && s.leaders == 2);	/* a tie is named */
	sum(&one, (const char *const[]){ "blank", NULL }, &s);
	assert_int_equal(s.leaders, 0);							/* and nobody leads with nothing */
	sum(&many, (const char *const[]){ "1;2", "2;3", "2", NULL }, &s);
	assert_int_equal(s.votes[1], 3);
	assert_int_equal(s.votes[0], 1);
	sum(&score, (const char *const[]){ "5;0;3", "0;10;3", NULL }, &s);
	assert_true(s.votes[0] == 5 && s.votes[1] == 10 && s.votes[2] == 6 && s.leads[1]);
	assert_int_equal(count_permille(1, 3), 333);
	assert_int_equal(count_permille(2, 3), 667);
	assert_int_equal(count_permille(1, 2000), 1);
	assert_int_equal(count_permille(0, 0), 0);
}

static void
the_digest_knows_no_order(void **state)
{
	const char *x[] = { count_line(a, 1, "7", "online", "1"), count_line(a, 1, "7", "door", "2") }, *y[] = { x[1], x[0] },
		*z[] = { x[0], count_line(a, 1, "7", "door", "1") };
	unsigned char dx[32], dy[32], dz[32];

	count_digest(x, 2, dx);
	count_digest(y, 2, dy);
	count_digest(z, 2, dz);
	assert_memory_equal(dx, dy, 32);
	assert_memory_not_equal(dx, dz, 32);
}

/* Every cell has at least `least`, or all ballots are in one; a cell is a rectangle of whole channels over a group of estates
 * that is the same for all its cells. */
static void
cells_hold(const struct count_cells *c, int64_t least)
{
	int64_t in[COUNT_ESTATES * COUNT_CHANNELS] = { 0 };

	for (int e = 0; e < c->estates; e++)
		for (int k = 0; k < c->channels; k++) {
			assert_true((c->cell[e][k] >= 0) == (c->n[e][k] > 0) && c->cell[e][k] < c->cells);
			if (c->cell[e][k] >= 0)
				in[c->cell[e][k]] += c->n[e][k];
		}
	for (int i = 0; i < c->cells; i++)
		assert_true(in[i] >= least || (c->cells == 1 && in[i] > 0));
	for (int e = 0; e < c->estates; e++)
		for (int f = 0; f < c->estates; f++) {
			bool share = false, apart = false;

			for (int k = 0; k < c->channels; k++)
				for (int l = 0; l < c->channels; l++)
					if (c->cell[e][k] >= 0 && c->cell[e][k] == c->cell[f][l])
						share = true;
			for (int k = 0; k < c->channels; k++)
				if (c->n[e][k] && c->n[f][k] && c->cell[e][k] != c->cell[f][k])
					apart = true;
			assert_false(share && apart);		/* else rows by estate would not add up */
		}
}

static void
small_cells_are_merged(void **state)
{
	struct count_cells c = { .estates = 2, .channels = 3, .n = { { 30, 2, 9 }, { 4, 0, 0 } } };
	uint32_t seed = 7;

	count_merge(&c, 5);
	cells_hold(&c, 5);
	assert_int_equal(c.cell[0][0], c.cell[1][0]);		/* the small estate hides among the others … */
	assert_int_equal(c.cell[0][1], c.cell[0][2]);		/* … and two paper ballots among those from the door */
	assert_int_not_equal(c.cell[0][0], c.cell[0][1]);
	for (int round = 0; round < 20000; round++) {
		c = (struct count_cells){ .estates = 1 + round % 6, .channels = 1 + round % 4 };
		for (int e = 0; e < c.estates; e++)
			for (int k = 0; k < c.channels; k++) {
				seed = seed * 1664525u + 1013904223u;
				c.n[e][k] = (seed >> 16) % (round % 3 ? 9 : 30);
				c.n[e][k] -= c.n[e][k] > 5 && round % 2 ? 5 : 0;
			}
		count_merge(&c, 5);
		cells_hold(&c, 5);
	}
}

/* ---- ranked ---- */

/* "42 1;2;4;3" each: that many ballots; the result. */
static struct count_ranking
rank(const struct count_rule *r, const char *const *piles)
{
	static struct count_marks v[1000];
	struct count_ranking ret;
	size_t n = 0;

	for (; *piles; piles++) {
		char *rest;
		long times = strtol(*piles, &rest, 10);

		for (; times > 0; times--)
			assert_true(n < COUNT(v) && count_read(r, rest + 1, &v[n++]));
	}
	count_rank(a, r, v, n, &ret);
	return ret;
}

/* Where to put a state's capital: the schoolbook case (Memphis, Nashville, Chattanooga, Knoxville). Rounds counted by hand. */
static void
a_known_case_by_both_methods(void **state)
{
	static const char *const piles[] = { "42 1;2;3;4", "26 4;1;2;3", "15 4;3;1;2", "17 4;3;2;1", "1 blank", NULL };
	struct count_ranking x = rank(&irv, piles), y = rank(&schulze, piles);

	assert_int_equal(x.winners, 8);			/* Knoxville, although Nashville beats it by 68 to 32 */
	assert_int_equal(x.irv.n, 3);
	assert_true(x.irv.rounds[0].votes[0] == 42 && x.irv.rounds[0].votes[2] == 15 && x.irv.rounds[0].out == 4 && !x.irv.rounds[0].tied);
	assert_true(x.irv.rounds[1].votes[3] == 32 && x.irv.rounds[1].votes[1] == 26 && x.irv.rounds[1].out == 2);
	assert_true(x.irv.rounds[2].votes[3] == 58 && x.irv.rounds[2].votes[0] == 42 && x.irv.rounds[2].active == 100);
	assert_int_equal(y.winners, 2);			/* Nashville beats each other one */
	assert_true(y.schulze.over[1][0] == 58 && y.schulze.over[1][2] == 68 && y.schulze.over[1][3] == 68 && !y.schulze.circle);
}

/* The case of 45 voters and five choices of Schulze's paper (example 1 of its web edition): a circle, E wins. */
static void
a_circle_by_schulze(void **state)
{
	static const struct count_rule five = { COUNT_SCHULZE, 5, 5 };
	struct count_ranking x = rank(&five, (const char *const[]){ "5 1;3;2;5;4", "5 1;5;4;2;3", "8 4;1;5;3;2", "3 2;3;1;5;4", "7 2;4;1;5;3",
		"2 3;2;1;4;5", "7 5;4;2;1;3", "8 3;2;5;4;1", NULL });

	assert_int_equal(x.winners, 16);
	assert_true(x.schulze.circle);
	assert_true(x.schulze.over[0][1] == 20 && x.schulze.over[4][3] == 31 && x.schulze.over[3][4] == 14);
	assert_true(x.schulze.path[4][0] == 25 && x.schulze.path[0][4] == 24 && x.schulze.path[1][2] == 28 && x.schulze.path[2][1] == 29);
}

static void
ties_of_ranked_ballots_are_named(void **state)
{
	/* Two last ones whose order decides: whoever goes first, its ballots carry the other's rival. */
	struct count_ranking x = rank(&irv, (const char *const[]){ "4 1;0;0;0", "3 0;1;2;0", "3 2;0;1;0", NULL });

	assert_true(x.irv.rounds[0].out == 8 && !x.irv.rounds[0].tied);	/* nobody ranked the fourth first: it goes without a question */
	assert_true(x.irv.n == 2 && x.irv.rounds[1].tied == 6 && !x.irv.rounds[1].out);
	assert_int_equal(x.winners, 5);
	/* Two last ones whose order decides nothing: the result stands, the tie is still said. */
	x = rank(&irv, (const char *const[]){ "4 1;0;0;0", "2 2;1;0;0", "2 2;0;1;0", NULL });
	assert_true(x.winners == 1 && x.irv.rounds[1].tied == 6 && x.irv.rounds[1].out == 2);
	/* Half and half. */
	x = rank(&irv, (const char *const[]){ "3 1;2;0;0", "3 2;1;0;0", NULL });
	assert_int_equal(x.winners, 3);
	x = rank(&schulze, (const char *const[]){ "3 1;2;0;0", "3 2;1;0;0", NULL });
	assert_int_equal(x.winners, 3);
	/* Nobody said anything. */
	x = rank(&irv, (const char *const[]){ "3 blank", "1 invalid", NULL });
	assert_true(x.winners == 0 && x.irv.n == 0);
	x = rank(&schulze, (const char *const[]){ "3 blank", NULL });
	assert_int_equal(x.winners, 0);
	x = rank(&schulze, (const char *const[]){ "2 1;1;1;1", NULL });
	assert_int_equal(x.winners, 15);
}

/* ---- oracles: the definitions, written down in the slowest way ---- */

/* All ways of putting out one of the last at a time, to the end; no round ends early, nobody goes together. */
static unsigned
slow_irv(const struct count_marks *v, size_t n, int choices, unsigned in)
{
	int votes[COUNT_CHOICES] = { 0 }, least = 1 << 30;
	unsigned ret = 0;

	if (!(in & (in - 1)))
		return in;
	for (size_t b = 0; b < n; b++) {
		int best = -1;

		for (int i = 0; v[b].kind == COUNT_VALID && i < choices; i++)
			if (in >> i & 1u && v[b].v[i] && (best < 0 || v[b].v[i] < v[b].v[best]))
				best = i;
		if (best >= 0)
			votes[best]++;
	}
	for (int i = 0; i < choices; i++)
		if (in >> i & 1u && votes[i] < least)
			least = votes[i];
	for (int i = 0; i < choices; i++)
		if (in >> i & 1u && votes[i] == least)
			ret |= slow_irv(v, n, choices, in & ~(1u << i));
	return ret;
}

/* The strongest path, by walking every path. */
static int
slow_path(int d[4][4], int choices, int at, int to, unsigned seen, int width)
{
	int best = 0;

	if (at == to)
		return width;
	for (int k = 0; k < choices; k++)
		if (!(seen >> k & 1u) && d[at][k] > d[k][at]) {
			int w = slow_path(d, choices, k, to, seen | 1u << k, width < d[at][k] ? width : d[at][k]);

			best = w > best ? w : best;
		}
	return best;
}

static unsigned
slow_schulze(const struct count_marks *v, size_t n, int choices)
{
	int d[4][4] = { { 0 } };
	unsigned ret = 0;

	for (size_t b = 0; b < n; b++)
		for (int i = 0; i < choices; i++)
			for (int j = 0; j < choices; j++)
				d[i][j] += v[b].kind == COUNT_VALID && (v[b].v[i] ? v[b].v[i] : 99) < (v[b].v[j] ? v[b].v[j] : 99);
	for (int i = 0; i < choices; i++) {
		bool beaten = false;

		for (int j = 0; j < choices; j++)
			beaten = beaten || (i != j && slow_path(d, choices, j, i, 1u << j, 1 << 30) > slow_path(d, choices, i, j, 1u << i, 1 << 30));
		ret |= beaten ? 0 : 1u << i;
	}
	return ret;
}

static void
ranked_methods_agree_with_their_definitions(void **state)
{
	uint32_t seed = 11;
	int ties = 0, circles = 0;

	for (int round = 0; round < 20000; round++) {
		struct count_rule r = { round % 2 ? COUNT_IRV : COUNT_SCHULZE, 2 + round % 3, 2 + round % 3 };
		struct count_marks v[9] = { { 0 } };
		struct count_ranking x;
		size_t n = 1 + (size_t)(round / 7 % 9);
		bool any = false;

		for (size_t b = 0; b < n; b++) {
			for (int i = 0; i < r.choices; i++) {
				seed = seed * 1664525u + 1013904223u;
				v[b].v[i] = (int)((seed >> 20) % (unsigned)(r.choices + 1));
			}
			count_settle(&r, &v[b]);
			any = any || v[b].kind == COUNT_VALID;
		}
		count_rank(a, &r, v, n, &x);
		if (r.method == COUNT_IRV)
			assert_int_equal(x.winners, any ? slow_irv(v, n, r.choices, (1u << r.choices) - 1) : 0);
		else
			assert_int_equal(x.winners, any ? slow_schulze(v, n, r.choices) : 0);
		ties += (x.winners & (x.winners - 1)) != 0;
		circles += x.schulze.circle;
		for (int i = 0; i < x.irv.n; i++)		/* who won is in every round, and each round but the last puts somebody out */
			assert_true((x.winners & ~x.irv.rounds[i].in) == 0 && (x.irv.rounds[i].out != 0) == (i + 1 < x.irv.n));
	}
	assert_true(ties > 1000 && circles > 20);
}

static void
winners_as_text(void **state)
{
	unsigned set = 0;

	assert_string_equal(count_winners_write(a, 10), "2;4");
	assert_string_equal(count_winners_write(a, 0), "");
	assert_true(count_winners_read(&irv, "2;4", &set) && set == 10);
	assert_true(count_winners_read(&irv, "", &set) && set == 0);
	assert_false(count_winners_read(&irv, "5", &set) || count_winners_read(&irv, "blank", &set) || count_winners_read(&irv, "2;", &set));
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(a_known_case_by_both_methods), cmocka_unit_test(a_circle_by_schulze),
		cmocka_unit_test(ties_of_ranked_ballots_are_named), cmocka_unit_test(ranked_methods_agree_with_their_definitions),
		cmocka_unit_test(winners_as_text), cmocka_unit_test(one_text_for_one_ballot), cmocka_unit_test(marks_are_settled),
		cmocka_unit_test(sums_and_ties), cmocka_unit_test(the_digest_knows_no_order), cmocka_unit_test(small_cells_are_merged) };

	return cmocka_run_group_tests(tests, setup, teardown);
}
