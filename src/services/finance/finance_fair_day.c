/* finance_fair_day.c - tables and times of a fair, changes by hand, what came of each talk (finance_fair.h). */
#include "services/finance/finance_fair.h"

#include "base/text.h"
#include "base_msg.h"
#include "finance_fair_msg.h"

#define WORDS_MAX  300
#define AMOUNT_MAX INT64_C(1000000000000)	/* fen: ten billion yuan */

/* ---- the timetable ---- */

struct house {				/* firms and institutions by numbers from 0 */
	struct fair_bank_list_rows banks;
	struct fair_firm_row_rows firms;
	struct fair_wish_list_rows wishes;
	struct fair_talk_row_rows talks;
};

static struct err
house_load(struct db *db, struct act *act, int64_t fair, struct house *h)
{
	TRY(fair_bank_list(db, act->a, act->area, fair, &h->banks));
	TRY(fair_firm_list(db, act->a, act->area, fair, &h->firms));
	TRY(fair_wish_list(db, act->a, act->area, fair, &h->wishes));
	return fair_talk_list(db, act->a, act->area, fair, &h->talks);
}

static int
bank_no(const struct house *h, int64_t org)
{
	for (size_t i = 0; i < h->banks.n; i++)
		if (h->banks.v[i].org == org)
			return (int)i;
	return -1;
}

static int
firm_no(const struct house *h, int64_t firm)
{
	for (size_t i = 0; i < h->firms.n; i++)
		if (h->firms.v[i].id == firm)
			return (int)i;
	return -1;
}

struct err
fair_plan(struct db *w, struct act *act, const struct fair_row *f, int *n)
{
	struct house h;
	struct plan p = { .slots = fair_slots(f) };
	struct plan_wish *wishes;
	struct plan_talk *fixed, *made;
	size_t nmade;
	int *desks;

	TRY(fair_still_open(w, act, f->id));
	TRY(fair_talk_clear(w, act->area, f->id, NULL));
	TRY(house_load(w, act, f->id, &h));
	desks = NEWN(act->a, int, h.banks.n + 1);
	wishes = NEWN(act->a, struct plan_wish, h.wishes.n + 1);
	fixed = NEWN(act->a, struct plan_talk, h.talks.n + 1);
	for (size_t i = 0; i < h.banks.n; i++)
		desks[i] = (int)h.banks.v[i].desks;
	for (size_t i = 0; i < h.wishes.n; i++) {
		int bank = bank_no(&h, h.wishes.v[i].org);

		if (bank >= 0)
			wishes[p.nwishes++] = (struct plan_wish){ firm_no(&h, h.wishes.v[i].firm), bank, (int)h.wishes.v[i].pos };
	}
	for (size_t i = 0; i < h.talks.n; i++)
		fixed[p.nfixed++] = (struct plan_talk){ firm_no(&h, h.talks.v[i].firm), bank_no(&h, h.talks.v[i].org), (int)h.talks.v[i].desk - 1,
			(int)h.talks.v[i].slot - 1 };
	p.firms = (int)h.firms.n;
	p.banks = (int)h.banks.n;
	p.desks = desks;
	p.wishes = wishes;
	p.fixed = fixed;
	nmade = plan_make(act->a, &p, &made);
	for (size_t i = 0; i < nmade; i++)
		TRY(fair_talk_insert(w, act->area, env_id(act->env), f->id, h.firms.v[made[i].firm].id, h.banks.v[made[i].bank].org, made[i].desk + 1,
			made[i].slot + 1, 0, NULL));
	*n = (int)(nmade + h.talks.n);
	return OK;
}

/* ---- by hand ---- */

/* What stands in the way; `self` is the talk that is moved, it does not. */
static enum fair_clash
clash_of(const struct house *h, const struct fair_seat *s, int64_t self, struct fair_talk_row *with)
{
	for (size_t i = 0; i < h->talks.n; i++) {
		const struct fair_talk_row *t = &h->talks.v[i];

		if (t->id == self || t->slot != s->slot)
			continue;
		if (t->firm == s->firm || (t->org == s->org && t->desk == s->desk)) {
			*with = *t;
			return t->firm == s->firm ? CLASH_FIRM : CLASH_DESK;
		}
	}
	return CLASH_NONE;
}

/* An institution that the firm had not named: only when the firm agreed, and then it is named. */
static struct err
wish_see(struct db *w, struct act *act, const struct fair_row *f, const struct house *h, const struct fair_seat *s)
{
	int64_t last = 0;

	for (size_t i = 0; i < h->wishes.n; i++) {
		if (h->wishes.v[i].firm != s->firm)
			continue;
		if (h->wishes.v[i].org == s->org)
			return OK;
		last = h->wishes.v[i].pos;
	}
	if (!s->agreed)
		return FAIL(422, M_fair_err_unasked);
	return fair_wish_put(w, act->area, f->id, s->firm, last + 1, s->org, NULL);
}

struct err
fair_talk_set(struct db *w, struct act *act, const struct fair_row *f, const struct fair_seat *s, enum fair_clash *why, struct fair_talk_row *with)
{
	struct house h;
	int64_t self = 0;
	int bank, firm;

	*why = CLASH_NONE;
	TRY(fair_still_open(w, act, f->id));
	TRY(house_load(w, act, f->id, &h));
	bank = bank_no(&h, s->org);
	firm = firm_no(&h, s->firm);
	if (bank < 0 || firm < 0 || strcmp(h.firms.v[firm].state, "registered") != 0 || s->desk < 1 || s->desk > h.banks.v[bank].desks ||
	    s->slot < 1 || s->slot > fair_slots(f))
		return FAIL(422, M_fair_err_seat);
	for (size_t i = 0; i < h.talks.n; i++)
		if (h.talks.v[i].firm == s->firm && h.talks.v[i].org == s->org) {
			self = h.talks.v[i].id;
			if (!text_empty(h.talks.v[i].outcome)) {
				*with = h.talks.v[i];
				*why = CLASH_PAIR;
				return OK;
			}
		}
	*why = clash_of(&h, s, self, with);
	if (*why != CLASH_NONE)
		return OK;
	TRY(wish_see(w, act, f, &h, s));
	if (self)
		return fair_talk_move(w, act->area, self, s->desk, s->slot, NULL);
	return fair_talk_insert(w, act->area, env_id(act->env), f->id, s->firm, s->org, s->desk, s->slot, 1, NULL);
}

static struct err
talk_of(struct db *db, struct act *act, const struct fair_row *f, int64_t talk, struct fair_talk_row *ret)
{
	bool found;

	TRY(fair_talk_get(db, act->a, act->area, talk, ret, &found));
	return found && ret->fair == f->id ? OK : FAIL(404, M_err_not_found);
}

struct err
fair_talk_take(struct db *w, struct act *act, const struct fair_row *f, int64_t talk)
{
	struct fair_talk_row t;
	int64_t n;

	TRY(fair_still_open(w, act, f->id));
	TRY(talk_of(w, act, f, talk, &t));
	TRY(fair_talk_drop(w, act->area, talk, &n));
	return n == 1 ? OK : FAIL(409, M_fair_err_held);
}

/* ---- what came of it ---- */

struct err
fair_talk_say(struct db *w, struct act *act, const struct fair_row *f, int64_t org, int64_t talk, const char *outcome, int64_t amount,
	const char *words)
{
	bool signed_ = strcmp(outcome, "signed") == 0;
	struct fair_talk_row t;

	TRY(fair_still_open(w, act, f->id));
	TRY(talk_of(w, act, f, talk, &t));
	if (org && t.org != org)
		return FAIL(404, M_err_not_found);
	if (!fin_choice_find(fair_outcomes_said, outcome))
		return FAIL(422, M_fair_err_outcome);
	if (signed_ && (amount < 1 || amount > AMOUNT_MAX))
		return FAIL(422, M_fair_err_amount);
	if (text_len(words) > WORDS_MAX)
		return FAIL(422, M_fair_err_words);
	if (env_now(act->env) < f->starts)
		return FAIL(422, M_fair_err_before);
	return fair_talk_tell(w, act->area, talk, outcome, signed_ ? amount : 0, words, env_now(act->env), NULL);
}

struct err
fair_follow(struct db *w, struct act *act, int64_t talk, const char *words)
{
	int64_t n;

	if (text_empty(words) || text_len(words) > WORDS_MAX)
		return FAIL(422, M_fair_err_words);
	TRY(fair_talk_follow(w, act->area, talk, env_now(act->env), words, &n));
	return n == 1 ? OK : FAIL(409, M_err_stale);
}
