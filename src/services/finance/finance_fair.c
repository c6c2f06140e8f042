/* finance_fair.c - fairs announced and changed, institutions and firms registering, figures (finance_fair.h). */
#include "services/finance/finance_fair.h"

#include "base/day.h"
#include "base/text.h"
#include "base_msg.h"
#include "finance_fair_msg.h"
#include "gather_msg.h"
#include "matter/notify.h"
#include "people_msg.h"

#define MINUTE     (60 * US_SECOND)
#define TITLE_MAX  40			/* of a product presented */
#define WORDS_MAX  600
#define NAME_MAX   60
#define SHOW_MAX   30			/* minutes of one presentation */
#define LINK_AFTER 30			/* days after the fair that a firm's page lives */

const struct fin_choice fair_outcomes_said[] = {
	{ "met", M_fair_out_met }, { "on", M_fair_out_on }, { "signed", M_fair_out_signed }, { "absent", M_fair_out_absent }, { 0 },
};

/* ---- announcing ---- */

int
fair_slots(const struct fair_row *f)
{
	int64_t n = (f->ends - f->talks) / (f->slot * MINUTE);

	return n < PLAN_SLOTS ? (int)n : PLAN_SLOTS;
}

int64_t
fair_slot_at(const struct fair_row *f, int64_t slot)
{
	return f->talks + (slot - 1) * f->slot * MINUTE;
}

int64_t
fair_show_at(const struct fair_row *f, const struct fair_show_list_rows *shows, size_t i)
{
	int64_t at = f->starts;

	for (size_t k = 0; k < i; k++)
		at += shows->v[k].minutes * MINUTE;
	return at;
}

static struct err
new_check(struct act *act, const struct fair_new *n)
{
	if (text_len(n->intro) > WORDS_MAX || text_len(n->partners) > 80)
		return FAIL(422, M_fair_err_words);
	if (n->ends <= n->starts || n->ends - n->starts > US_DAY)
		return FAIL(422, M_gather_err_times);
	if (n->talks < n->starts || n->talks >= n->ends)
		return FAIL(422, M_fair_err_talks);
	if (n->slot < 5 || n->slot > 60 || (n->ends - n->talks) / (n->slot * MINUTE) < 1 || (n->ends - n->talks) / (n->slot * MINUTE) > PLAN_SLOTS)
		return FAIL(422, M_fair_err_slots);
	return n->closes > day_of(act->env, n->starts) ? FAIL(422, M_fair_err_closes) : OK;
}

static struct gathering
gathering_of(const struct fair_new *n, const char *path, int64_t place)
{
	return (struct gathering){ .kind = "fair", .path = path, .title = n->title, .venue = n->venue, .place = place, .starts = n->starts,
		.ends = n->ends, .capacity = n->firms };
}

struct err
fair_announce(struct db *w, struct act *act, const struct fair_new *n, int64_t *id, const char **path)
{
	struct gathering g;
	struct places district;
	struct fair_last last;
	int y, m, d;

	TRY(new_check(act, n));
	day_to_ymd(day_of(act->env, n->starts), &y, &m, &d);
	TRY(fair_last(w, act->a, act->area, y, &last));
	TRY(place_list(w, act->a, act->area, PLACE_DISTRICT, &district));
	if (!district.n)
		return FAIL(422, M_people_err_place);
	*id = env_id(act->env);
	*path = arena_fmt(act->a, "/finance/fairs/%d-%lld", y, (long long)last.number + 1);
	g = gathering_of(n, *path, district.v[0].id);
	TRY(gather_put(w, act, *id, &g));
	return fair_insert(w, act->area, *id, y, last.number + 1, n->intro, n->partners, n->closes, n->banks, n->talks, n->slot, NULL);
}

struct err
fair_still_open(struct db *w, struct act *act, int64_t fair)
{
	int64_t n;

	TRY(fair_touch(w, act->area, fair, &n));
	return n == 1 ? OK : FAIL(409, M_fair_err_closed);
}

/* Everybody who registered learns it once, each in their language. f: as it is now. reason: why it was moved; off: it is cancelled. */
static struct err
firms_tell(struct db *w, struct act *act, const struct fair_row *f, const char *reason, bool off)
{
	const char *once = arena_fmt(act->a, off ? "fair-off/%lld" : "fair-moved/%lld/%lld", (long long)f->id, (long long)f->sequence);
	struct fair_firm_row_rows rows;

	TRY(fair_firm_list(w, act->a, act->area, f->id, &rows));
	for (size_t i = 0; i < rows.n; i++) {
		const struct fair_firm_row *r = &rows.v[i];
		enum lang l;
		const char *title = text_cut(act->a, f->title, 20), *why = text_cut(act->a, reason, 40);

		if (!r->account || strcmp(r->state, "registered") != 0)
			continue;
		l = person_lang(w, act->a, act->area, r->account);
		TRY(notify_account(w, act, r->account, 0, "fair", arena_fmt(act->a, "%s/%lld", once, (long long)r->id),
			off ? msg_fmt(act->a, l, M_fair_sms_off, title, why, NULL) : msg_fmt(act->a, l, M_fair_sms_moved, title,
				time_text(act->a, act->env, l, f->starts), f->venue, why, notify_link(act, f->path), NULL)));
	}
	return OK;
}

/* A talk that was held keeps its place: no institution, table or slot of one may go. org 0: any. */
static struct err
held_check(struct db *w, struct act *act, int64_t fair, int64_t org, int64_t desks, int64_t slots)
{
	struct fair_talk_row_rows talks;

	TRY(fair_talk_list(w, act->a, act->area, fair, &talks));
	for (size_t i = 0; i < talks.n; i++)
		if ((!org || talks.v[i].org == org) && (talks.v[i].desk > desks || talks.v[i].slot > slots))
			return FAIL(409, M_fair_err_held);
	return OK;
}

struct err
fair_change(struct db *w, struct act *act, const struct fair_row *f, const struct fair_new *n, const char *reason)
{
	const struct gathering g = gathering_of(n, f->path, f->place);
	struct fair_show_list_rows shows;
	struct fair_row next = *f;

	TRY(fair_still_open(w, act, f->id));
	TRY(new_check(act, n));
	next.starts = n->starts;
	TRY(fair_show_list(w, act->a, act->area, f->id, &shows));
	if (fair_show_at(&next, &shows, shows.n) > n->talks)
		return FAIL(422, M_fair_err_shows_late);
	TRY(fair_set(w, act->area, f->id, n->intro, n->partners, n->closes, n->banks, n->talks, n->slot, NULL));
	TRY(gather_move(w, act, f->id, f->sequence, &g, reason));
	/* talks stand in slots, not at hours: those that fell out of the day are taken out and planned anew */
	next.ends = n->ends;
	next.talks = n->talks;
	next.slot = n->slot;
	TRY(fair_talk_beyond(w, act->area, f->id, fair_slots(&next), NULL));
	TRY(held_check(w, act, f->id, 0, PLAN_DESKS, fair_slots(&next)));
	if (n->starts == f->starts && n->ends == f->ends && strcmp(n->venue, f->venue) == 0)
		return OK;
	next.venue = n->venue;
	next.sequence = f->sequence + 1;
	return firms_tell(w, act, &next, reason, false);
}

struct err
fair_off(struct db *w, struct act *act, const struct fair_row *f, const char *reason)
{
	TRY(fair_still_open(w, act, f->id));
	TRY(gather_cancel(w, act, f->id, f->sequence, reason));
	return firms_tell(w, act, f, reason, true);
}

/* ---- registering ---- */

static enum fair_open
open_now(struct env *env, const struct fair_row *f, int64_t have, int64_t most)
{
	if (strcmp(f->state, "cancelled") == 0)
		return FAIR_OFF;
	if (f->closed || day_of(env, env_now(env)) > f->closes)
		return FAIR_OVER;
	return most && have >= most ? FAIR_FULL : FAIR_OPEN;
}

struct err
fair_firms_open(struct db *db, struct arena *a, struct env *env, int64_t area, const struct fair_row *f, enum fair_open *ret)
{
	struct fair_firm_count count;

	TRY(fair_firm_count(db, a, area, f->id, &count));
	*ret = open_now(env, f, count.n, f->capacity);
	return OK;
}

/* staff: the last day does not bind them, a full house does. */
static struct err
open_check(enum fair_open open, bool staff)
{
	if (open == FAIR_FULL)
		return FAIL(422, M_fair_err_full);
	return open == FAIR_OFF || (open == FAIR_OVER && !staff) ? FAIL(422, M_fair_err_over) : OK;
}

static struct err
shows_check(const struct fair_show_new *shows, size_t n)
{
	bool good = n >= 1 && n <= FAIR_SHOWS;

	for (size_t i = 0; i < n && good; i++) {
		good = !text_empty(shows[i].title) && text_len(shows[i].title) <= TITLE_MAX && shows[i].minutes >= 1 && shows[i].minutes <= SHOW_MAX;
		for (size_t k = 0; k < i; k++)
			good &= strcmp(shows[i].title, shows[k].title) != 0;
	}
	return good ? OK : FAIL(422, M_fair_err_shows);
}

/* The institution's presentations instead of those it had: the same places in the order first, what is more at the end. */
static struct err
shows_put(struct db *w, struct act *act, const struct fair_row *f, int64_t org, const struct fair_show_new *shows, size_t n)
{
	struct fair_show_list_rows all;
	int64_t last = 0, own[FAIR_SHOWS];
	size_t had = 0;

	TRY(fair_show_list(w, act->a, act->area, f->id, &all));
	for (size_t i = 0; i < all.n; i++) {
		last = all.v[i].pos;
		if (all.v[i].org == org && had < FAIR_SHOWS)
			own[had++] = all.v[i].pos;
	}
	TRY(fair_show_drop(w, act->area, f->id, org, NULL));
	for (size_t i = 0; i < n; i++)
		TRY(fair_show_put(w, act->area, env_id(act->env), f->id, org, i < had ? own[i] : ++last, shows[i].title, shows[i].minutes, NULL));
	TRY(fair_show_list(w, act->a, act->area, f->id, &all));
	return fair_show_at(f, &all, all.n) > f->talks ? FAIL(422, M_fair_err_shows_late) : OK;
}

struct err
fair_bank_join(struct db *w, struct act *act, const struct fair_row *f, int64_t org, int64_t desks, const struct fair_show_new *shows, size_t n,
	bool staff)
{
	struct fair_bank_list_rows banks;
	bool there = false;

	TRY(fair_still_open(w, act, f->id));
	if (desks < 1 || desks > PLAN_DESKS)
		return FAIL(422, M_fair_err_desks);
	TRY(shows_check(shows, n));
	TRY(fair_bank_list(w, act->a, act->area, f->id, &banks));
	for (size_t i = 0; i < banks.n; i++)
		there |= banks.v[i].org == org;
	TRY(open_check(open_now(act->env, f, there ? -1 : (int64_t)banks.n, f->banks), staff));
	TRY(fair_bank_put(w, act->area, f->id, org, desks, env_now(act->env), NULL));
	TRY(fair_talk_clear_desks(w, act->area, f->id, org, desks, NULL));
	TRY(held_check(w, act, f->id, org, desks, PLAN_SLOTS));
	return shows_put(w, act, f, org, shows, n);
}

struct err
fair_bank_leave(struct db *w, struct act *act, const struct fair_row *f, int64_t org)
{
	TRY(fair_still_open(w, act, f->id));
	TRY(fair_show_drop(w, act->area, f->id, org, NULL));
	TRY(fair_talk_clear_bank(w, act->area, f->id, org, NULL));
	TRY(held_check(w, act, f->id, org, 0, PLAN_SLOTS));
	TRY(fair_wish_forget(w, act->area, f->id, org, NULL));
	return fair_bank_drop(w, act->area, f->id, org, NULL);
}

struct err
fair_show_shift(struct db *w, struct act *act, const struct fair_row *f, int64_t show, bool up)
{
	struct fair_show_list_rows all;
	size_t i = 0, k;

	TRY(fair_still_open(w, act, f->id));
	TRY(fair_show_list(w, act->a, act->area, f->id, &all));
	while (i < all.n && all.v[i].id != show)
		i++;
	if (i == all.n)
		return FAIL(404, M_err_not_found);
	if (i == (up ? 0 : all.n - 1))
		return OK;
	k = up ? i - 1 : i + 1;
	TRY(fair_show_move(w, act->area, all.v[i].id, all.v[k].pos, NULL));
	return fair_show_move(w, act->area, all.v[k].id, all.v[i].pos, NULL);
}

/* Institutions named that come; each once. */
static struct err
wishes_put(struct db *w, struct act *act, const struct fair_row *f, int64_t firm, const int64_t *wishes, size_t n)
{
	struct fair_bank_list_rows banks;
	int64_t pos = 0;

	TRY(fair_wish_clear(w, act->area, firm, NULL));
	TRY(fair_bank_list(w, act->a, act->area, f->id, &banks));
	for (size_t i = 0; i < n; i++) {
		bool good = false;

		for (size_t k = 0; k < banks.n; k++)
			good |= banks.v[k].org == wishes[i];
		for (size_t k = 0; k < i; k++)
			good &= wishes[k] != wishes[i];
		if (!good)
			return FAIL(422, M_fair_err_wishes);
		TRY(fair_wish_put(w, act->area, f->id, firm, ++pos, wishes[i], NULL));
	}
	return OK;
}

struct err
fair_firm_join(struct db *w, struct act *act, const struct fair_row *f, const struct fair_firm_new *n, int64_t *id, const char **token)
{
	int32_t day = day_of(act->env, f->ends) + LINK_AFTER - day_of(act->env, env_now(act->env));
	struct fair_firm_of_code row;
	enum fair_open open;
	int64_t account = 0;
	enum lang l;
	bool found;

	TRY(fair_still_open(w, act, f->id));
	if (text_empty(n->name) || text_len(n->name) > NAME_MAX || text_len(n->need) > WORDS_MAX)
		return FAIL(422, M_fair_err_words);
	TRY(fair_firm_of_code(w, act->a, act->area, f->id, n->code, &row, &found));
	if (found && strcmp(row.state, "registered") == 0)
		return FAIL(422, M_fair_err_twice);
	TRY(fair_firms_open(w, act->a, act->env, act->area, f, &open));
	TRY(open_check(open, n->staff));
	if (n->contact)
		TRY(person_put(w, act->area, n->contact, &account));
	*id = found ? row.id : env_id(act->env);
	if (found)
		TRY(fair_firm_set(w, act->area, *id, n->name, n->need, n->amount, account, env_now(act->env), NULL));
	else
		TRY(fair_firm_insert(w, act->area, *id, f->id, n->code, n->name, n->need, n->amount, account, env_now(act->env),
			n->staff ? act->who.account : 0, NULL));
	TRY(wishes_put(w, act, f, *id, n->wishes, n->nwishes));
	*token = link_token(act->a, act->env);
	TRY(link_put(w, act, *token, "fair", 0, *id, 0, day > 1 ? day : 1));
	if (!account)
		return OK;
	l = person_lang(w, act->a, act->area, account);
	return notify_account(w, act, account, 0, "fair", arena_fmt(act->a, "fair/%lld/%lld", (long long)*id, (long long)env_now(act->env)),
		msg_fmt(act->a, l, M_fair_sms_joined, text_cut(act->a, f->title, 20), time_text(act->a, act->env, l, f->starts), f->venue,
			notify_link(act, arena_fmt(act->a, "/finance/mine/%s", *token)), NULL));
}

struct err
fair_firm_quit(struct db *w, struct act *act, const struct fair_row *f, int64_t firm)
{
	TRY(fair_still_open(w, act, f->id));
	TRY(fair_talk_clear_firm(w, act->area, firm, NULL));
	return fair_firm_leave(w, act->area, firm, NULL);
}

const char *
fair_owner(struct arena *a, bool firm, int64_t id)
{
	return arena_fmt(a, "%c%lld", firm ? 'f' : 'o', (long long)id);
}

struct err
fair_close(struct db *w, struct act *act, const struct fair_row *f, const char *summary)
{
	int64_t n;

	if (text_len(summary) > WORDS_MAX)
		return FAIL(422, M_fair_err_words);
	if (strcmp(f->state, "cancelled") == 0 || env_now(act->env) < f->ends)
		return FAIL(422, M_fair_err_early);
	TRY(fair_set_closed(w, act->area, f->id, env_now(act->env), summary, &n));
	if (n != 1)
		return FAIL(409, M_fair_err_closed);
	return gather_close(w, act, f->id, true);
}

/* ---- figures ---- */

struct err
fair_sums(struct db *db, struct arena *a, int64_t area, int64_t fair, struct fair_sums *ret)
{
	struct fair_firms_took_rows firms;
	struct fair_banks_took_rows banks;
	struct fair_shows_took_rows shows;
	struct fair_outcomes_rows out;

	TRY(fair_firms_took(db, a, area, fair, &firms));
	TRY(fair_banks_took(db, a, area, fair, &banks));
	TRY(fair_shows_took(db, a, area, fair, &shows));
	TRY(fair_outcomes(db, a, area, fair, &out));
	*ret = (struct fair_sums){ .firms = firms.n, .banks = banks.n, .shows = shows.n };
	for (size_t i = 0; i < out.n; i++) {
		bool on = strcmp(out.v[i].outcome, "on") == 0, signed_ = strcmp(out.v[i].outcome, "signed") == 0;

		if (on || signed_ || strcmp(out.v[i].outcome, "met") == 0)
			ret->talks += out.v[i].n;
		ret->on += on ? out.v[i].n : 0;
		ret->signed_ += signed_ ? out.v[i].n : 0;
		ret->amount += signed_ ? out.v[i].amount : 0;
	}
	return OK;
}
