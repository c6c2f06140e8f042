/* finance_need_store.c - what time does: a reminder before a loan is due, a chase-up where a bank is late. */
#include "services/finance/finance.h"

#include "base/day.h"
#include "base/log.h"
#include "base_msg.h"
#include "finance_need_msg.h"
#include "matter/notify.h"
#include "services/finance/finance_need.h"
#include "store/store.h"

#define REMIND_DAYS  30		/* before the loan is due, and once more a week before */
#define REMIND_LAST  7
#define CHASE_EVERY  3		/* working days between two chase-ups by the timer; fin_referral_chase: three at most */
#define TICK_ROWS    200

static struct err
tell_firm_due(struct db *w, struct act *act, const struct fin_referral *x)
{
	enum lang l = x->m.r.author ? person_lang(w, act->a, act->area, x->m.r.author) : LANG_ZH;

	return !x->m.r.author ? OK : notify_account(w, act, x->m.r.author, x->m.r.id, "remind", NULL, msg_fmt(act->a, l, M_finn_sms_due,
		org_name(&x->bank, l), day_text(act->a, l, (int32_t)x->r.mature), notify_link(act, x->m.address), NULL));
}

struct tick_one {
	struct arena *a;
	struct env *env;
	int64_t area, id;
	struct step s;
};

static struct err
tick_tx(struct db *w, void *ctx)
{
	const struct tick_one *o = ctx;
	struct act act = { .a = o->a, .env = o->env, .area = o->area, .who = who_system() };
	struct fin_referral x;

	TRY(fin_referral_do(w, &act, o->id, &o->s));
	if (strcmp(o->s.move, "remind") != 0)
		return OK;
	TRY(fin_referral_load(w, act.a, act.area, o->id, &x));
	TRY(fin_tell_bank(w, &act, &x.m, &x.bank, msg_text(LANG_ZH, M_finn_mail_due)));
	return tell_firm_due(w, &act, &x);
}

/* One that fails must not stop the others: it is logged, the next pass tries again. */
static void
one_do(struct store *s, struct tick_one *o)
{
	struct err e = store_do(s, tick_tx, o);

	if (e.code)
		log_event(LOG_WARN, "finance_tick", "id=%lld move=%s code=%d", (long long)o->id, o->s.move, e.code);
}

/* Once within REMIND_DAYS, once more within REMIND_LAST: a row is due when nobody was told since that window opened. */
static struct err
remind_pass(struct store *s, struct db *db, struct tick_one *o, int32_t today, int window)
{
	struct fin_referral_due_rows rows;

	TRY(fin_referral_due(db, o->a, o->area, today, window, TICK_ROWS, &rows));
	for (size_t i = 0; i < rows.n; i++) {
		const struct answer said = { "mature", day_iso(o->a, (int32_t)rows.v[i].mature) };

		o->id = rows.v[i].id;
		o->s = (struct step){ .move = "remind", .version = -1, .answers = &said, .nanswers = 1 };
		one_do(s, o);
	}
	return OK;
}

static struct err
chase_pass(struct store *s, struct db *db, struct tick_one *o, int32_t today)
{
	struct fin_referral_chase_rows rows;

	int32_t before = today;

	while (calendar_between(o->env->calendar, before, today) < CHASE_EVERY && today - before < 30)
		before--;
	TRY(fin_referral_chase(db, o->a, o->area, today, before, TICK_ROWS, &rows));
	for (size_t i = 0; i < rows.n; i++) {
		o->id = rows.v[i].id;
		o->s = (struct step){ .move = "chase", .version = -1 };
		one_do(s, o);
	}
	return OK;
}

struct err
finance_tick(struct store *s, int64_t area)
{
	struct tick_one o = { .a = arena_new(), .env = store_env(s), .area = area };
	struct db *db = NULL;
	struct err e = o.a ? store_reader(s, &db) : FAIL(503, M_err_busy);
	int32_t today = day_of(o.env, env_now(o.env));

	if (!e.code)
		e = remind_pass(s, db, &o, today, REMIND_DAYS);
	if (!e.code)
		e = remind_pass(s, db, &o, today, REMIND_LAST);
	if (!e.code)
		e = chase_pass(s, db, &o, today);
	store_reader_close(db);
	arena_free(o.a);
	return e;
}
