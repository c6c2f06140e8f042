/*
 * test_tally.c - figures kept by increments, driven by moves at random over years of the test's clock: what is kept must be what a
 * full count gives, what a recount makes, and as many as the lists behind each figure hold (those are statements of their own).
 */
#include "town_help.h"

#include "base/day.h"
#include "base/text.h"
#include "matter/call.h"
#include "matter/history.h"
#include "matter/tally.h"

#define MATTERS 150
#define ORGS    4
#define ACTS    3000

static struct town {
	struct town_base base;
	int64_t street, places[3], estates[3], orgs[ORGS], matters[MATTERS];
	size_t n;
	uint64_t dice;
} t;

static unsigned
dice(unsigned sides)
{
	t.dice = t.dice * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (unsigned)(t.dice >> 33) % sides;
}

/* ---- the town ---- */

static struct err
town_tx(struct db *w, void *ctx)
{
	int64_t district;

	TRY(place_add(w, ctx, PLACE_DISTRICT, 0, "d1", &district));
	TRY(place_add(w, ctx, PLACE_STREET, district, "s1", &t.street));
	for (int i = 0; i < 3; i++) {
		TRY(place_add(w, ctx, PLACE_COMMUNITY, i < 2 ? t.street : district, arena_fmt(t.base.a, "c%d", i), &t.places[i]));
		TRY(place_add(w, ctx, PLACE_ESTATE, t.places[i], arena_fmt(t.base.a, "e%d", i), &t.estates[i]));
	}
	for (int i = 0; i < ORGS; i++) {
		struct org o = { .code = arena_fmt(t.base.a, "o%d", i), .kind = "unit", .zh = arena_fmt(t.base.a, "o%d", i), .en = "o", .phone = "", .email = "" };

		TRY(org_put(w, &t.base.env, AREA, &o, &t.orgs[i]));
	}
	return town_person(w, ctx);
}

static int
setup(void **state)
{
	t.dice = 20230405;
	return town_open(&t.base, INT64_C(1680000000000000), town_tx);		/* March 2023 */
}

static int
teardown(void **state)
{
	return town_close(&t.base);
}

/* ---- acts at random: whatever is refused is refused ---- */

static struct err
file_one(struct db *w, struct act *act)
{
	static const char *const categories[] = { "road", "light", "green" };
	unsigned p = dice(3);
	struct filing f = { .kind = "proposal", .place = t.places[p], .spot = dice(2) ? t.estates[p] : 0, .title = "lamp", .body = "dark",
		.whereabouts = "", .category = categories[dice(3)], .channel = "web" };
	struct filed out;

	act->who.account = dice(3) ? t.base.person : 0;
	if (t.n == MATTERS)
		return OK;
	TRY(matter_file(w, act, &f, &out));
	t.matters[t.n++] = out.id;
	return OK;
}

static struct err
send_effect(struct db *w, struct act *act, struct matter *m, struct entry_draft *e, void *ctx)
{
	for (unsigned i = 0, n = 1 + dice(2); i < n; i++) {
		struct sending s = { .org = t.orgs[dice(ORGS)], .lead = i == 0, .ask = "please", .due = day_of(act->env, env_now(act->env)) + (int32_t)dice(9) };
		int64_t id;

		TRY(assignment_send(w, act, m, e, &s, &id));
	}
	return OK;
}

static struct err
answer_one(struct db *w, struct act *act, int64_t id)
{
	static const enum outcome outcomes[] = { OUTCOME_DONE, OUTCOME_PARTLY, OUTCOME_IMPOSSIBLE, OUTCOME_RETURNED, OUTCOME_WITHDRAWN,
		OUTCOME_PROGRESS };
	struct assignments as;
	struct answering an = { .version = -1, .outcome = outcomes[dice(COUNT(outcomes))], .words = "words", .via = "phone" };

	TRY(assignment_list(w, act->a, AREA, id, &as));
	if (!as.n)
		return OK;
	an.assignment = as.v[dice((unsigned)as.n)].id;
	return assignment_answer(w, act, &an);
}

static struct err
step_one(struct db *w, struct act *act, int64_t id)
{
	static const char *const moves[] = { "take_in", "ask", "start_work", "publish_result", "close", "decline", "reconsider", "reopen",
		"progress" };
	struct answer said[] = { { "words", "w" }, { "result", "done" }, { "ground", "law" }, { "what", "x" }, { "units", "x" },
		{ "day", "2030-01-01" } };
	struct step s = { .move = moves[dice(COUNT(moves))], .version = -1, .answers = said, .nanswers = COUNT(said), .reason = "because" };

	if (strcmp(s.move, "ask") == 0)
		s.effect = send_effect;
	return matter_step(w, act, id, &s);
}

static struct err
voice_one(struct db *w, struct act *act, int64_t id)
{
	struct calling_back c = { .matter = id, .reached = dice(2), .responded = (int)dice(3) - 1, .solved = (int)dice(3) - 1,
		.score = (int)dice(5), .words = "said" };
	int64_t remark;

	act->who.account = 0;
	act->who.owner = arena_fmt(t.base.a, "v%u", dice(5));
	switch (dice(4)) {
	case 0:
		return matter_rate(w, act, id, 1 + (int)dice(4), dice(4) != 0, "words");
	case 1:
		TRY(matter_remark(w, act, id, dice(2) ? "thanks" : "comment", NULL, "good", &remark));
		return remark_decide(w, act, remark, dice(3) != 0, "no");
	case 2:
		return matter_support(w, act, id);
	default:
		return matter_call_back(w, act, &c);
	}
}

static struct err
act_tx(struct db *w, void *ctx)
{
	struct act act = { .a = t.base.a, .env = &t.base.env, .area = AREA,
		.who = { .roles = LIFE_COMMITTEE | LIFE_STREET | LIFE_UNIT | LIFE_RESIDENT, .as = "committee", .owner = "a1" } };
	unsigned what = dice(20);
	int64_t id = t.n ? t.matters[dice((unsigned)t.n)] : 0;

	if (what < 3 || !t.n)
		return file_one(w, &act);
	if (what < 12)
		return step_one(w, &act, id);
	if (what < 15)
		return answer_one(w, &act, id);
	if (what == 15)
		return matter_merge(w, &act, id, -1, t.matters[dice((unsigned)t.n)], "same");
	return voice_one(w, &act, id);
}

/* ---- the three comparisons ---- */

static void
say(void *ctx, const char *line)
{
	print_error("%s\n", line);
}

static struct tally_report
checked(void)
{
	struct tally_report r;
	struct db *db;

	assert_ok(store_reader(t.base.store, &db));
	assert_ok(tally_check(db, &t.base.env, AREA, say, NULL, &r));
	store_reader_close(db);
	return r;
}

static size_t
list_length(struct db *db, struct tally_filter f)
{
	size_t all = 0;

	f.category = f.category ? f.category : "";
	f.limit = 7;				/* pages: keyset paging must neither lose nor repeat */
	for (;;) {
		struct tally_item_rows rows;

		assert_ok(tally_list(db, t.base.a, AREA, &f, &rows));
		all += rows.n;
		if (rows.n < (size_t)f.limit)
			return all;
		f.before_month = rows.v[rows.n - 1].month;
		f.before_id = rows.v[rows.n - 1].matter;
	}
}

static int64_t
lists_compare(struct db *db, struct tally_scope s, enum place_kind level)
{
	struct tally_sum sum;
	int64_t some = 0;

	assert_ok(tally_sum(db, t.base.a, AREA, &s, &sum));
	for (enum tally_figure f = 0; f < TALLY_COUNT; f++) {
		struct tally_filter tf = { .scope = s, .level = level, .figure = f };

		if (!tally_listed(f) || f == TALLY_THANKS)
			continue;
		if (s.org && (f == TALLY_RECEIVED || f == TALLY_DECLINED))
			continue;
		assert_int_equal(list_length(db, tf), sum.n[f]);
		some += sum.n[f];
	}
	assert_int_equal(sum.n[TALLY_SETTLED], sum.n[TALLY_HEARD] + sum.n[TALLY_TO_CALL] + sum.n[TALLY_UNREACHED] + sum.n[TALLY_NOBODY]);
	return some;
}

static void
tasks_compare(struct db *db, struct tally_scope s)
{
	static const enum tally_figure figures[] = { TALLY_SENT, TALLY_ANSWERED, TALLY_LATE, TALLY_RETURNED };
	struct tally_sum sum;

	assert_ok(tally_sum(db, t.base.a, AREA, &s, &sum));
	for (size_t i = 0; i < COUNT(figures); i++) {
		struct tally_filter f = { .scope = s, .figure = figures[i], .limit = 10000 };
		struct tally_task_rows rows;

		assert_ok(tally_tasks(db, t.base.a, &t.base.env, AREA, &f, &rows));
		assert_int_equal(rows.n, sum.n[figures[i]]);
	}
}

static void
figures_are_what_a_full_count_gives(void **state)
{
	struct tally_scope s = { .kind = "proposal", .from = 202301, .to = 202812 };
	struct db *db;
	int done = 0;

	(void)state;
	for (int i = 0; i < ACTS; i++) {
		done += store_do(t.base.store, act_tx, NULL).code == 0;
		t.base.env.fixed += (int64_t)dice(60 * 60 * 20) * US_SECOND * (dice(3) == 0);
		if (i % 250 == 0)
			assert_int_equal(checked().faults, 0);
	}
	assert_true(done > ACTS / 4);
	assert_int_equal(checked().faults, 0);
	assert_ok(store_reader(t.base.store, &db));
	assert_true(lists_compare(db, s, PLACE_DISTRICT) > 100);
	s.place = t.street;
	lists_compare(db, s, PLACE_STREET);
	for (int i = 0; i < 3; i++) {
		s.place = t.places[i];
		lists_compare(db, s, PLACE_COMMUNITY);
		s.place = t.estates[i];
		lists_compare(db, s, PLACE_ESTATE);
	}
	s.place = 0;
	for (int i = 0; i < ORGS; i++) {
		s.org = t.orgs[i];
		lists_compare(db, s, PLACE_DISTRICT);
		tasks_compare(db, s);
	}
	store_reader_close(db);
}

static void
a_recount_makes_the_same(void **state)
{
	struct tally_report before = checked(), after;

	(void)state;
	assert_ok(tally_recount(t.base.store, AREA));
	after = checked();
	assert_int_equal(after.faults, 0);
	assert_int_equal(after.matters, before.matters);
	assert_true(after.counters > 0 && after.counters <= before.counters);	/* counters that fell to 0 are gone */
}

static struct err
spoil_tx(struct db *w, void *ctx)
{
	return tally_add(w, AREA, "proposal", 0, 0, "", 202303, tally_name(TALLY_RECEIVED), 0, 1, NULL);
}

static void
a_wrong_figure_is_found(void **state)
{
	(void)state;
	assert_ok(store_do(t.base.store, spoil_tx, NULL));
	assert_int_equal(checked().faults, 1);
}

static void
months_add(void **state)
{
	(void)state;
	assert_int_equal(tally_month_add(202301, -1), 202212);
	assert_int_equal(tally_month_add(202312, 1), 202401);
	assert_int_equal(tally_month_add(202305, -12), 202205);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(figures_are_what_a_full_count_gives),
		cmocka_unit_test(a_recount_makes_the_same),
		cmocka_unit_test(a_wrong_figure_is_found),
		cmocka_unit_test(months_add),
	};

	return cmocka_run_group_tests_name("tally", tests, setup, teardown);
}
