/* test_need.c - what time does to a referral, on the test's clock: a reminder thirty days and a week before a loan is due, once each, and
 * again before a new day; a bank that is late is chased, three times at most; who entered a need does not check it. */
#include "town_help.h"

#include "base/day.h"
#include "finance_need_msg.h"
#include "services/finance/finance.h"
#include "services/finance/finance_need.h"

static struct town {
	struct town_base base;
	int64_t community, bank, need, referral;
	int32_t day;
} t;

static void
at(int day)
{
	t.base.env.fixed = day_start(&t.base.env, t.day + day) + INT64_C(10 * 3600) * US_SECOND;
}

static struct err
town_tx(struct db *w, void *ctx)
{
	struct org bank = { .code = "b1", .kind = "bank", .zh = "b1", .en = "b1", .phone = "", .email = "desk@b1.example" };
	int64_t district;

	TRY(place_add(w, ctx, PLACE_DISTRICT, 0, "d1", &district));
	TRY(place_add(w, ctx, PLACE_COMMUNITY, district, "c1", &t.community));
	bank.place = t.community;
	TRY(org_put(w, &t.base.env, AREA, &bank, &t.bank));
	return town_person(w, ctx);
}

static struct act
act_of_role(unsigned role, int64_t account)
{
	return (struct act){ .a = t.base.a, .env = &t.base.env, .area = AREA, .who = { .account = account, .roles = role, .owner = "a1",
		.as = life_role_name((enum life_role)role) } };
}

struct filing_of {
	bool on_behalf;
	int64_t need, referral;
};

static struct err
file_tx(struct db *w, void *ctx)
{
	struct filing_of *f = ctx;
	struct act act = act_of_role(f->on_behalf ? LIFE_BUREAU : LIFE_AUTHOR, f->on_behalf ? 77 : t.base.person);
	struct fin_need_new n = { .place = t.community, .code = "", .name = "x", .amount = 100, .term = 12, .purpose = "working", .words = "", .facts = "",
		.contact = f->on_behalf ? t.base.draft : NULL };
	struct filed filed;

	if (!f->on_behalf)
		act.who.roles |= LIFE_RESIDENT;
	TRY(fin_need_file(w, &act, &n, &filed));
	f->need = filed.id;
	return OK;
}

static struct err
give_tx(struct db *w, void *ctx)
{
	struct filing_of *f = ctx;
	struct act act = act_of_role(LIFE_AUTHOR, t.base.person);
	const struct fin_giving g = { f->need, t.bank, 0, false, "yes" };
	struct filed filed;

	TRY(fin_refer(w, &act, &g, &filed));
	f->referral = filed.id;
	return OK;
}

struct moving {
	const char *move;
	unsigned role;
	int64_t account;
	struct answer said[4];
	size_t n;
};

static struct err
move_tx(struct db *w, void *ctx)
{
	const struct moving *m = ctx;
	const struct step s = { .move = m->move, .version = -1, .answers = m->said, .nanswers = m->n };
	struct act act = act_of_role(m->role, m->account);

	return m->role == LIFE_UNIT ? fin_referral_do(w, &act, t.referral, &s) : fin_need_do(w, &act, t.need, &s);
}

static void
bank_does(const char *move, size_t n, const struct answer *said)
{
	struct moving m = { .move = move, .role = LIFE_UNIT, .account = 5, .n = n };

	for (size_t i = 0; i < n; i++)
		m.said[i] = said[i];
	assert_ok(store_do(t.base.store, move_tx, &m));
}

static const char *
iso(int day)
{
	return day_iso(t.base.a, t.day + day);
}

static int
setup(void **state)
{
	t.day = day_from_ymd(2023, 4, 3);
	env_init(&t.base.env);
	at(0);
	return town_open(&t.base, t.base.env.fixed, town_tx);
}

static int
teardown(void **state)
{
	return town_close(&t.base);
}

static int64_t
count(const struct sql *q)
{
	struct db *db;
	int64_t n = 0;

	assert_ok(store_reader(t.base.store, &db));
	{
		STMT st = NULL;
		bool row;

		assert_ok(stmt_get(db, q, &st));
		assert_ok(stmt_step(st, &row));
		n = stmt_col_int(st, 0);
	}
	store_reader_close(db);
	return n;
}

static void
need_given(void)
{
	struct filing_of f = { 0 };

	assert_ok(store_do(t.base.store, file_tx, &f));
	assert_ok(store_do(t.base.store, give_tx, &f));
	t.need = f.need;
	t.referral = f.referral;
}

/* The timer twice: what it did once it does not do again. How many reminders there are now. */
static int64_t
reminders(int day)
{
	static const struct sql q = { "reminds", "SELECT count(*) FROM entry WHERE act = 'remind'", 0, 1 };

	at(day);
	assert_ok(finance_tick(t.base.store, AREA));
	at(day);
	assert_ok(finance_tick(t.base.store, AREA));
	return count(&q);
}

static void
reminded_before_it_is_due(void **state)
{
	static const struct sql letters = { "letters", "SELECT count(*) FROM letter WHERE body LIKE '%b1%' AND purpose = 'remind'", 0, 1 };
	static const struct sql bank = { "to bank", "SELECT count(*) FROM letter WHERE purpose = 'referral'", 0, 1 };
	int64_t before;

	(void)state;
	need_given();
	bank_does("take", 0, NULL);
	bank_does("contact", 0, NULL);
	bank_does("grant", 3, (const struct answer[]){ { "amount", "40" }, { "rate", "3.8" }, { "term", "3" } });
	bank_does("sign", 1, (const struct answer[]){ { "day", iso(0) } });
	bank_does("draw", 3, (const struct answer[]){ { "amount", "40" }, { "day", iso(0) }, { "mature", iso(100) } });
	before = count(&bank);
	assert_int_equal(reminders(69), 0);		/* 31 days before */
	assert_int_equal(reminders(70), 1);
	assert_int_equal(count(&letters), 1);		/* the firm */
	assert_int_equal(count(&bank), before + 1);	/* and the bank */
	assert_int_equal(reminders(92), 1);
	assert_int_equal(reminders(93), 2);		/* a week before, once more */
	assert_int_equal(reminders(99), 2);
	bank_does("extend", 2, (const struct answer[]){ { "mature", iso(200) }, { "words", "late goods" } });
	assert_int_equal(reminders(100), 2);		/* the old day means nothing now */
	assert_int_equal(reminders(169), 2);
	assert_int_equal(reminders(171), 3);		/* the timer slept a day: told all the same */
	at(172);
	bank_does("repay", 1, (const struct answer[]){ { "day", iso(172) } });
	assert_int_equal(reminders(195), 3);		/* repaid: nothing is due */
}

static void
a_late_bank_is_chased(void **state)
{
	static const struct sql q = { "chases", "SELECT count(*) FROM entry WHERE act = 'chase'", 0, 1 };

	(void)state;
	need_given();					/* a Monday; it accepts within a working day */
	at(1);
	assert_ok(finance_tick(t.base.store, AREA));
	assert_int_equal(count(&q), 0);
	for (int day = 3; day < 40; day++) {
		at(day);
		assert_ok(finance_tick(t.base.store, AREA));
		assert_true(day > 4 || count(&q) == 1);	/* not each day */
	}
	assert_int_equal(count(&q), 3);
}

static void
who_entered_it_does_not_check_it(void **state)
{
	struct moving self = { .move = "check", .role = LIFE_BUREAU, .account = 77 }, other = { .move = "check", .role = LIFE_BUREAU, .account = 78 };
	struct filing_of f = { .on_behalf = true };
	struct err e;

	(void)state;
	assert_ok(store_do(t.base.store, file_tx, &f));
	t.need = f.need;
	e = store_do(t.base.store, give_tx, &f);
	assert_int_equal(e.code, 422);
	assert_int_equal(e.key, M_finn_err_unchecked);
	e = store_do(t.base.store, move_tx, &self);
	assert_int_equal(e.code, 422);
	assert_int_equal(e.key, M_finn_err_same);
	assert_ok(store_do(t.base.store, move_tx, &other));
	assert_int_equal(store_do(t.base.store, move_tx, &other).code, 409);	/* once */
	assert_ok(store_do(t.base.store, give_tx, &f));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(reminded_before_it_is_due, setup, teardown),
		cmocka_unit_test_setup_teardown(a_late_bank_is_chased, setup, teardown),
		cmocka_unit_test_setup_teardown(who_entered_it_does_not_check_it, setup, teardown),
	};

	finance_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
