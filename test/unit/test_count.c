/* test_count.c - ballots as text, sums and ties, the digest, and small cells that nobody can find by subtraction. */
#include "unit.h"
#include "engines/count/count.h"

static struct arena *a;

static int
setup(void **state)
{
	a = arena_new();
	return a == NULL;
}

static int
teardown(void **state)
{
	arena_free(a);
	return 0;
}

static const struct count_rule one = { COUNT_ONE, 3, 1 }, many = { COUNT_MANY, 12, 3 }, score = { COUNT_SCORE, 3, 10 };

static void
one_text_for_one_ballot(void **state)
{
	static const struct { const struct count_rule *r; const char *text; } good[] = {
		{ &one, "1" }, { &one, "3" }, { &one, "blank" }, { &one, "invalid" }, { &many, "1" }, { &many, "2;11;12" },
		{ &score, "0;0;1" }, { &score, "10;0;3" }, { &score, "blank" },
	}, bad[] = {
		{ &one, "" }, { &one, "0" }, { &one, "4" }, { &one, "1;2" }, { &one, "01" }, { &one, " 1" }, { &one, "1 " }, { &one, "1;" },
		{ &one, "Blank" }, { &many, "2;1" }, { &many, "1;1" }, { &many, "1;2;3;4" }, { &many, "13" }, { &many, "1,2" },
		{ &many, "-1" }, { &score, "1;2" }, { &score, "1;2;3;4" }, { &score, "11;0;0" }, { &score, "1;2;" }, { &score, "100;0;0" },
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

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(one_text_for_one_ballot), cmocka_unit_test(marks_are_settled),
		cmocka_unit_test(sums_and_ties), cmocka_unit_test(the_digest_knows_no_order), cmocka_unit_test(small_cells_are_merged) };

	return cmocka_run_group_tests(tests, setup, teardown);
}
