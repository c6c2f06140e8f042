/* finance_need.c - a firm's need: who sees it, filing, changing, giving it to banks, and the state that follows from theirs. */
#include "services/finance/finance_need.h"

#include "base/day.h"
#include "base/text.h"
#include "base_msg.h"
#include "finance_need_msg.h"
#include "matter/history.h"
#include "matter/notify.h"
#include "services/finance/finance_team.h"

static const char *const need_columns[] = { "firm", "code", "name", "amount", "term", "purpose", "old_due", "facts", "checked", NULL };
const struct shown shown_fin_need = { "fin_need", &sql_shown_fin_need_row, need_columns, "ittiititi", false, &sql_ids_of_fin_need };

/* ---- who sees ---- */

static bool
is_bureau(struct db *db, int64_t area, const struct caller *c)
{
	return people_may(db, area, c, RIGHT_BUREAU, 0);
}

struct err
fin_need_seen(struct db *db, struct arena *a, int64_t area, const struct caller *c, const char *number, struct fin_need *ret)
{
	struct adviser_task_at task;
	bool found, advises = false;

	TRY(matter_load_home(db, a, area, FIN_NEED_HOME, number, &ret->m));
	if (c && ret->m.state->open && people_may(db, area, c, RIGHT_ADVISE, 0))
		TRY(adviser_task_at(db, a, area, c->account, ret->m.address, &task, &advises));
	if (c && ret->m.r.author == c->account)
		ret->as = SEES_FIRM;
	else if (is_bureau(db, area, c))
		ret->as = SEES_BUREAU;
	else if (advises)
		ret->as = SEES_ADVISER;
	else
		return FAIL(404, M_err_not_found);
	TRY(fin_need_get(db, a, area, ret->m.r.id, &ret->r, &found));
	return found ? OK : FAIL(404, M_err_not_found);
}

struct err
fin_referral_load(struct db *db, struct arena *a, int64_t area, int64_t id, struct fin_referral *ret)
{
	bool found;

	TRY(matter_load_any(db, a, area, id, &ret->m));
	TRY(fin_referral_get(db, a, area, id, &ret->r, &found));
	if (!found)
		return FAIL(404, M_err_not_found);
	TRY(fin_need_get(db, a, area, ret->r.need, &ret->need.r, &found));
	if (!found)
		return FAIL(404, M_err_not_found);
	TRY(matter_load_any(db, a, area, ret->r.need, &ret->need.m));
	return org_get(db, a, area, ret->r.org, &ret->bank);
}

struct err
fin_referral_seen(struct db *db, struct arena *a, int64_t area, const struct caller *c, const char *number, struct fin_referral *ret)
{
	struct matter m;

	TRY(matter_load_home(db, a, area, FIN_REFERRAL_HOME, number, &m));
	TRY(fin_referral_load(db, a, area, m.r.id, ret));
	if (c && ret->m.r.author == c->account)
		ret->as = SEES_FIRM;
	else if (c && c->org == ret->r.org && people_may(db, area, c, RIGHT_BANK, 0) && strcmp(ret->m.state->id, "withdrawn") != 0)
		ret->as = SEES_BANK;
	else if (is_bureau(db, area, c))
		ret->as = SEES_BUREAU;
	else
		return FAIL(404, M_err_not_found);
	ret->need.as = ret->as;
	return OK;
}

struct err
fin_who(struct db *db, struct arena *a, int64_t area, const struct caller *c, const char *owner, const struct matter *m, enum fin_seer as,
	struct who *ret)
{
	static const enum life_role roles[] = { [SEES_FIRM] = LIFE_AUTHOR, [SEES_BANK] = LIFE_UNIT, [SEES_BUREAU] = LIFE_BUREAU,
		[SEES_ADVISER] = LIFE_BUREAU };

	TRY(who_at(db, a, area, c, owner, m, ret));
	ret->roles = roles[as];		/* at a private matter somebody is one thing alone */
	ret->as = life_role_name(roles[as]);
	return OK;
}

/* ---- filing ---- */

static struct err
new_check(const struct fin_need_new *n)
{
	if (text_empty(n->name) || text_len(n->name) > FIN_NAME_LEN)
		return FAIL(422, M_finn_err_name);
	if (n->amount <= 0 || n->term <= 0)
		return FAIL(422, M_finn_err_number);
	return text_len(n->words) > FIN_WORDS_LEN ? FAIL(422, M_finn_err_words) : OK;
}

static struct err
file_effect(struct db *w, struct act *act, int64_t id, struct entry_draft *e, void *ctx)
{
	const struct fin_need_new *n = ctx;

	TRY(entry_touch(w, e, act->area, &shown_fin_need, id));
	return fin_need_insert(w, act->area, id, n->firm, n->code, n->name, n->amount, n->term, n->purpose, n->old_due, n->facts, NULL);
}

struct err
fin_need_file(struct db *w, struct act *act, const struct fin_need_new *n, struct filed *ret)
{
	const char *title = msg_text(LANG_ZH, M_finn_matter);
	struct stored_file paper = n->paper ? *n->paper : (struct stored_file){ 0 };
	struct filing f = { .kind = "financing", .place = n->place, .title = title, .body = n->words, .whereabouts = "", .category = "",
		.channel = n->contact ? "paper" : "web", .contact = n->contact, .on_behalf = n->contact != NULL, .files = n->paper ? &paper : NULL,
		.nfiles = n->paper != NULL, .effect = file_effect };
	struct fin_need_new own = *n;
	enum lang l;

	TRY(new_check(n));
	paper.class = "staff";
	f.ctx = &own;
	TRY(matter_file(w, act, &f, ret));
	if (!n->contact)
		return OK;
	l = person_lang(w, act->a, act->area, ret->author);	/* whoever it was filed for learns of it */
	return notify_account(w, act, ret->author, ret->id, "filed", NULL, msg_fmt(act->a, l, M_finn_sms_for, ret->number,
		notify_link(act, ret->address), NULL));
}

struct edit {
	const struct fin_need_row *n;
};

static struct err
edit_effect(struct db *w, struct act *act, struct matter *m, struct entry_draft *e, void *ctx)
{
	const struct fin_need_row *n = ((const struct edit *)ctx)->n;

	TRY(entry_touch(w, e, act->area, &shown_fin_need, m->r.id));
	return fin_need_set(w, act->area, m->r.id, n->amount, n->term, n->purpose, n->old_due, n->facts, NULL);
}

struct err
fin_need_edit(struct db *w, struct act *act, int64_t need, int64_t version, const struct fin_need_row *n)
{
	struct edit x = { n };
	const struct step s = { .move = "edit", .version = version, .effect = edit_effect, .ctx = &x };

	if (n->amount <= 0 || n->term <= 0)
		return FAIL(422, M_finn_err_number);
	return matter_step(w, act, need, &s);
}

/* Everything a bank or an adviser still holds goes back: they must not see a need that is no more. */
static struct err
withdraw_all(struct db *w, struct act *act, int64_t need)
{
	const struct step s = { .move = "withdraw", .version = -1 };
	struct fin_referral_item_rows rows;
	struct matter n;

	TRY(matter_load_any(w, act->a, act->area, need, &n));
	TRY(adviser_task_drop(w, act->area, n.address, NULL));
	TRY(fin_referral_of_need(w, act->a, act->area, need, &rows));
	for (size_t i = 0; i < rows.n; i++) {
		struct matter m;

		TRY(matter_load_any(w, act->a, act->area, rows.v[i].id, &m));
		if (life_move_from(m.lc, lifecycle_move(m.lc, "withdraw"), m.state))
			TRY(fin_referral_do(w, act, rows.v[i].id, &s));
		else if (m.state->open)
			return FAIL(422, M_finn_err_signed);
	}
	return OK;
}

bool
fin_need_unchecked(const struct matter *m, const struct fin_need_row *r)
{
	return m->r.entered_by && !r->checked;
}

static struct err
check_effect(struct db *w, struct act *act, struct matter *m, struct entry_draft *e, void *ctx)
{
	struct fin_need_row r;
	bool found;

	(void)ctx;
	TRY(fin_need_get(w, act->a, act->area, m->r.id, &r, &found));
	if (!found || !fin_need_unchecked(m, &r))
		return FAIL(409, M_err_stale);
	if (act->who.account == m->r.entered_by)
		return FAIL(422, M_finn_err_same);
	TRY(entry_touch(w, e, act->area, &shown_fin_need, m->r.id));
	return fin_need_checked(w, act->area, m->r.id, act->who.account, NULL);
}

struct err
fin_need_do(struct db *w, struct act *act, int64_t need, const struct step *s)
{
	struct step own = *s;

	if (strcmp(s->move, "check") == 0)
		own.effect = check_effect;
	else if (strcmp(s->move, "advise") != 0 && strcmp(s->move, "withdraw") != 0)
		return FAIL(404, M_err_not_found);
	TRY(matter_step(w, act, need, &own));
	return strcmp(s->move, "withdraw") == 0 ? withdraw_all(w, act, need) : OK;
}

/* ---- numbers ---- */

/* typed × 10^places as a whole number above 0. */
static bool
scaled(struct arena *a, const char *typed, int places, int64_t max, int64_t *ret)
{
	struct decimal d;
	int64_t n;

	if (!fin_number_read(a, typed, &d))
		return false;
	d.exp += places;
	if (!dec_to_int(d, &n) || n <= 0 || n > max)
		return false;
	*ret = n;
	return true;
}

bool
fin_fen_read(struct arena *a, const char *typed, int64_t *fen)
{
	return scaled(a, typed, 6, INT64_C(10000000000000), fen);	/* 10 billion yuan */
}

bool
fin_rate_read(struct arena *a, const char *typed, int64_t *rate)
{
	return scaled(a, typed, 2, 3600, rate);
}
