/* finance_referral.c - one bank's part: giving it, each move with what it changes, the need's state after it, reminders, chase-ups. */
#include "services/finance/finance.h"

#include "base/day.h"
#include "base/text.h"
#include "base_msg.h"
#include "finance_need_msg.h"
#include "matter/history.h"
#include "matter/notify.h"
#include "post/post.h"
#include "services/finance/finance_need.h"
#include "services/finance/finance_team.h"

#define ADVISER_DAYS 5		/* working days until the firm is called, as lifecycles/financing.yaml promises */

static const char *const referral_columns[] = { "need", "org", "product", "phone", "amount", "rate", "term", "ground", "passed_to", "drawn",
	"mature", "score", "chased", "answered", NULL };
const struct shown shown_fin_referral = { "fin_referral", &sql_shown_fin_referral_row, referral_columns, "iiiiiiitiiiiii", false,
	&sql_ids_of_fin_referral };
static const char *const loan_columns[] = { "referral", "kind", "day", "amount", "rate", "mature", NULL };
const struct shown shown_fin_loan = { "fin_loan", &sql_shown_fin_loan_row, loan_columns, "itiiii", false, &sql_ids_of_fin_loan };

const struct shown *const *
finance_shown(void)
{
	static const struct shown *const tables[] = { &shown_fin_need, &shown_fin_referral, &shown_fin_loan, NULL };

	return tables;
}

/* ---- letters: a number and an address, never a firm ---- */

struct err
fin_tell_bank(struct db *w, struct act *act, const struct matter *m, const struct org *bank, const char *what)
{
	const char *text = msg_fmt(act->a, LANG_ZH, M_finn_mail_text, bank->zh, m->r.number, what, notify_link(act, m->address), NULL);
	const struct post_to to = { .channel = POST_MAIL, .sealed = { (const unsigned char *)bank->email, strlen(bank->email) },
		.shown = bank->email };
	const struct letter l = { .matter = m->r.id, .purpose = "referral", .lang = LANG_ZH, .text = text, .to = &to, .nto = 1,
		.subject = msg_fmt(act->a, LANG_ZH, M_finn_mail_subject, m->r.number, what, NULL) };

	return text_empty(bank->email) ? OK : post_put(w, act->env, act->area, &l, NULL);
}

/* ---- the need's state follows ---- */

static const char *
need_state(const struct fin_referral_item_rows *rows)
{
	size_t open = 0, lent = 0, granted = 0, done = 0, no = 0;

	for (size_t i = 0; i < rows->n; i++) {
		const char *s = rows->v[i].state;

		if (strcmp(s, "drawn") == 0)
			lent++;
		else if (strcmp(s, "granted") == 0 || strcmp(s, "signed") == 0)
			granted++;
		else if (strcmp(s, "repaid") == 0 || strcmp(s, "closed") == 0)
			done++;
		else if (strcmp(s, "refused") == 0 || strcmp(s, "passed") == 0)
			no++;
		else if (strcmp(s, "withdrawn") != 0)
			open++;
	}
	return lent ? "lent" : granted ? "granted" : open ? "open" : done ? "done" : no ? "adviser" : "filed";
}

/* Refused everywhere: somebody of the team calls the firm (the agreement says so), one of its own street first. */
static struct err
adviser_ask(struct db *w, struct act *act, const struct matter *m, size_t banks)
{
	struct fin_task_new t = { .origin = arena_fmt(act->a, "need/%lld/%lld", (long long)m->r.id, (long long)m->r.version), .path = m->address,
		.what = msg_fmt(act->a, LANG_ZH, M_finn_task, arena_fmt(act->a, "%zu", banks), NULL), .days = ADVISER_DAYS };
	struct fin_need_row n;
	struct place p;
	int64_t adviser;
	bool found;

	TRY(fin_need_get(w, act->a, act->area, m->r.id, &n, &found));
	if (!found)
		return FAIL(404, M_err_not_found);
	TRY(place_get(w, act->a, act->area, m->r.place, &p));
	t.code = n.code;
	t.firm = n.name;
	t.place = p.kind == PLACE_COMMUNITY ? p.parent : p.id;
	return fin_task_put(w, act, &t, &adviser);
}

static struct err
need_settle(struct db *w, struct act *act, int64_t need)
{
	struct act system = *act;
	struct fin_referral_item_rows rows;
	struct matter m;
	struct step s = { .version = -1 };
	const struct life_move *mv;

	TRY(matter_load_any(w, act->a, act->area, need, &m));
	TRY(fin_referral_of_need(w, act->a, act->area, need, &rows));
	s.move = arena_fmt(act->a, "is_%s", need_state(&rows));
	mv = lifecycle_move(m.lc, s.move);
	if (!mv || mv->to == m.state || !life_move_from(m.lc, mv, m.state))
		return OK;
	system.who = who_system();
	TRY(matter_step(w, &system, need, &s));
	return strcmp(mv->to->id, "adviser") == 0 ? adviser_ask(w, &system, &m, rows.n) : OK;
}

/* ---- giving it to a bank ---- */

static struct err
refer_check(struct db *w, struct act *act, const struct matter *need, const struct org *bank)
{
	struct fin_referral_item_rows rows;
	struct fin_need_row r;
	bool found;

	if (strcmp(bank->kind, "bank") != 0)
		return FAIL(422, M_finn_err_bank);
	if (!need->state->open)
		return FAIL(422, M_finn_err_over);
	TRY(fin_need_get(w, act->a, act->area, need->r.id, &r, &found));
	if (!found || fin_need_unchecked(need, &r))
		return FAIL(422, M_finn_err_unchecked);
	TRY(fin_referral_of_need(w, act->a, act->area, need->r.id, &rows));
	for (size_t i = 0; i < rows.n; i++)
		if (rows.v[i].org == bank->id && !rows.v[i].closed)
			return FAIL(409, M_finn_err_twice);
	return OK;
}

static struct err
give_effect(struct db *w, struct act *act, int64_t id, struct entry_draft *e, void *ctx)
{
	const struct fin_giving *g = ctx;

	entry_say(e, "words", g->agreed);
	TRY(entry_touch(w, e, act->area, &shown_fin_referral, id));
	return fin_referral_insert(w, act->area, id, g->need, g->org, g->product, g->phone, NULL);
}

struct err
fin_refer(struct db *w, struct act *act, const struct fin_giving *g, struct filed *ret)
{
	struct fin_giving own = *g;
	struct matter n, m;
	struct filing f;
	struct org bank;

	TRY(matter_load_any(w, act->a, act->area, g->need, &n));
	TRY(org_get(w, act->a, act->area, g->org, &bank));
	TRY(refer_check(w, act, &n, &bank));
	/* By the bureau for the firm: still the firm's. */
	f = (struct filing){ .kind = "referral", .place = n.r.place, .title = msg_text(LANG_ZH, M_finn_referral), .body = "", .whereabouts = "",
		.category = "", .channel = n.r.channel, .author = n.r.author, .on_behalf = act->who.account != n.r.author,
		.effect = give_effect, .ctx = &own };
	TRY(matter_file(w, act, &f, ret));
	TRY(matter_load_any(w, act->a, act->area, ret->id, &m));
	TRY(fin_tell_bank(w, act, &m, &bank, msg_text(LANG_ZH, M_finn_mail_new)));
	return need_settle(w, act, g->need);
}

/* ---- moves ---- */

struct doing {
	const struct step *s;
	struct fin_referral_row r;		/* as it will be */
	struct org other;			/* pass_on */
	struct {
		const char *kind;
		int64_t amount, rate, mature;
		int32_t day;
	} loan;					/* kind NULL: none */
	int32_t today;
};

static const char *
answer(const struct doing *d, const char *name)
{
	for (size_t i = 0; i < d->s->nanswers; i++)
		if (strcmp(d->s->answers[i].name, name) == 0)
			return d->s->answers[i].value;
	return "";
}

static int32_t
answer_day(const struct doing *d, const char *name)
{
	int32_t day;

	return day_parse(answer(d, name), &day) ? day : 0;
}

typedef struct err (*move_fn)(struct db *w, struct act *act, struct doing *d);

static struct err
do_show(struct db *w, struct act *act, struct doing *d)
{
	(void)w, (void)act;
	d->r.phone = 1;
	return OK;
}

static struct err
do_hide(struct db *w, struct act *act, struct doing *d)
{
	(void)w, (void)act;
	d->r.phone = 0;
	return OK;
}

static struct err
do_grant(struct db *w, struct act *act, struct doing *d)
{
	(void)w;
	if (!fin_fen_read(act->a, answer(d, "amount"), &d->r.amount) || !fin_rate_read(act->a, answer(d, "rate"), &d->r.rate) ||
		!text_int(answer(d, "term"), 1, 360, &d->r.term))
		return FAIL(422, M_finn_err_number);
	return OK;
}

static struct err
do_refuse(struct db *w, struct act *act, struct doing *d)
{
	(void)w, (void)act;
	d->r.ground = answer(d, "ground");
	return OK;
}

static struct err
do_pass(struct db *w, struct act *act, struct doing *d)
{
	if (!text_int(answer(d, "bank_id"), 1, INT64_MAX, &d->r.passed_to) || d->r.passed_to == d->r.org)
		return FAIL(422, M_finn_err_bank);
	TRY(org_get(w, act->a, act->area, d->r.passed_to, &d->other));
	return strcmp(d->other.kind, "bank") == 0 ? OK : FAIL(422, M_finn_err_bank);
}

static struct err
loan_read(struct act *act, struct doing *d, const char *kind)
{
	d->loan.kind = kind;
	d->loan.rate = d->r.rate;
	d->loan.day = answer_day(d, "day");
	d->loan.mature = answer_day(d, "mature");
	if (!fin_fen_read(act->a, answer(d, "amount"), &d->loan.amount))
		return FAIL(422, M_finn_err_number);
	if (d->loan.day > d->today)
		return FAIL(422, M_finn_err_ahead);
	if (d->loan.mature <= d->loan.day)
		return FAIL(422, M_finn_err_days);
	d->r.mature = d->loan.mature;
	d->r.reminded = 0;
	return OK;
}

static struct err
do_draw(struct db *w, struct act *act, struct doing *d)
{
	(void)w;
	TRY(loan_read(act, d, "draw"));
	d->r.drawn += d->loan.amount;
	return d->r.drawn <= d->r.amount ? OK : FAIL(422, M_finn_err_more);
}

static struct err
do_renew(struct db *w, struct act *act, struct doing *d)
{
	int32_t was = (int32_t)d->r.mature;

	(void)w;
	if (!fin_rate_read(act->a, answer(d, "rate"), &d->r.rate))
		return FAIL(422, M_finn_err_number);
	TRY(loan_read(act, d, "renew"));
	return d->r.mature > was ? OK : FAIL(422, M_finn_err_days);
}

static struct err
do_extend(struct db *w, struct act *act, struct doing *d)
{
	int32_t mature = answer_day(d, "mature");

	(void)w, (void)act;
	if (mature <= d->r.mature)
		return FAIL(422, M_finn_err_days);
	d->loan.kind = "extend";
	d->loan.day = d->today;
	d->loan.rate = d->r.rate;
	d->r.mature = d->loan.mature = mature;
	d->r.reminded = 0;
	return OK;
}

static struct err
do_rate(struct db *w, struct act *act, struct doing *d)
{
	static const char *const scores[] = { "no", "mostly", "yes", "very" };

	(void)w, (void)act;
	for (size_t i = 0; i < COUNT(scores); i++)
		if (strcmp(scores[i], answer(d, "score")) == 0)
			d->r.score = (int64_t)i + 1;
	return OK;
}

static struct err
do_chase(struct db *w, struct act *act, struct doing *d)
{
	(void)w, (void)act;
	d->r.chased++;
	d->r.chased_day = d->today;
	return OK;
}

static struct err
do_remind(struct db *w, struct act *act, struct doing *d)
{
	(void)w, (void)act;
	d->r.reminded = d->today;
	return OK;
}

static const struct {
	const char *move;
	move_fn fn;
} moves[] = {
	{ "show_phone", do_show }, { "hide_phone", do_hide }, { "withdraw", do_hide }, { "grant", do_grant }, { "refuse", do_refuse },
	{ "pass_on", do_pass }, { "draw", do_draw }, { "renew", do_renew }, { "extend", do_extend }, { "rate", do_rate }, { "chase", do_chase },
	{ "remind", do_remind },
};

static struct err
row_write(struct db *w, struct act *act, const struct fin_referral_row *r)
{
	return fin_referral_set(w, act->area, r->id, r->phone, r->amount, r->rate, r->term, r->ground, r->passed_to, r->drawn, r->mature, r->score,
		r->chased, r->answered, r->reminded, r->chased_day, NULL);
}

static struct err
effect(struct db *w, struct act *act, struct matter *m, struct entry_draft *e, void *ctx)
{
	struct doing *d = ctx;
	int64_t loan = 0;

	TRY(entry_touch(w, e, act->area, &shown_fin_referral, m->r.id));
	for (size_t i = 0; i < COUNT(moves); i++)
		if (strcmp(moves[i].move, d->s->move) == 0)
			TRY(moves[i].fn(w, act, d));
	if (act->who.roles == LIFE_UNIT && !d->r.answered)
		d->r.answered = env_now(act->env);
	if (d->loan.kind) {
		loan = env_id(act->env);
		TRY(entry_touch(w, e, act->area, &shown_fin_loan, loan));
		TRY(fin_loan_insert(w, act->area, loan, m->r.id, d->loan.kind, d->loan.day, d->loan.amount, d->loan.rate, d->loan.mature, NULL));
	}
	if (d->other.id)
		entry_say(e, "bank_en", d->other.en);
	return row_write(w, act, &d->r);
}

struct err
fin_referral_do(struct db *w, struct act *act, int64_t id, const struct step *s)
{
	struct doing d = { .s = s, .today = day_of(act->env, env_now(act->env)) };
	struct step own = *s;
	struct fin_referral x;
	const struct life_move *mv;

	TRY(fin_referral_load(w, act->a, act->area, id, &x));
	d.r = x.r;
	own.effect = effect;
	own.ctx = &d;
	TRY(matter_step(w, act, id, &own));
	mv = lifecycle_move(x.m.lc, s->move);
	if (mv->tells & LIFE_TELL_UNITS)
		TRY(fin_tell_bank(w, act, &x.m, &x.bank, mv->label.in[LANG_ZH]));
	return need_settle(w, act, x.r.need);
}
