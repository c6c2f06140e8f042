/* alert.c - alerts: who is told of new matters, at once or once a day. */
#include "matter/alert.h"

#include "base/day.h"
#include "base/log.h"
#include "base/text.h"
#include "matter/kinds.h"
#include "matter/notify.h"
#include "store/store.h"
#include "base_msg.h"
#include "matter_msg.h"

#define TOKEN_HEX  32			/* digits of the keyed hash that a token carries: 128 bits */
#define PASS_ROWS  200
#define NEW_ROWS   20
#define NAMED      3			/* titles that stand in one letter */
#define DAILY_FROM (8 * 60 * 60 * US_SECOND)	/* nobody's phone rings before eight */

struct err
alert_put(struct db *w, struct act *act, int64_t place, const char *category, const char *pace, int64_t *id)
{
	struct alert_row_rows mine;
	struct entry_count log;
	int64_t new = env_id(act->env);

	if (!act->who.account)
		return FAIL(403, M_matter_err_sign_in);
	if (strcmp(pace, "now") != 0 && strcmp(pace, "daily") != 0)
		return FAIL(422, M_matter_err_choice);
	TRY(alert_of(w, act->a, act->area, act->who.account, &mine));
	if (mine.n >= ALERTS_MAX)
		return FAIL(422, M_matter_err_alert_many);
	for (size_t i = 0; i < mine.n; i++)
		if (mine.v[i].place == place && strcmp(mine.v[i].category, category) == 0)
			return FAIL(422, M_matter_err_alert_twice);
	TRY(entry_count(w, act->a, act->area, &log));
	TRY(alert_insert(w, act->area, new, act->who.account, place, category, pace, log.last, env_now(act->env), NULL));
	if (id)
		*id = new;
	return OK;
}

const char *
alert_token(struct arena *a, int64_t id)
{
	const char *hash = link_hash(a, arena_fmt(a, "alert/%lld", (long long)id));

	return arena_fmt(a, "%lld-%.*s", (long long)id, TOKEN_HEX, hash);
}

struct err
alert_by_token(struct db *db, struct arena *a, int64_t area, const char *token, struct alert_row *ret)
{
	int64_t id = 0;
	const char *dash = strchr(token, '-');
	bool found;

	if (!dash || !text_int(arena_dup(a, token, (size_t)(dash - token)), 1, INT64_MAX, &id) ||
		strcmp(alert_token(a, id), token) != 0)
		return FAIL(404, M_err_not_found);
	TRY(alert_one(db, a, area, id, ret, &found));
	return found ? OK : FAIL(404, M_err_not_found);
}

/* ---- telling ---- */

struct pass {
	struct store *s;
	struct db *db;
	struct arena *a;
	struct env *env;
	int64_t area, upto;
	int32_t today;
	bool failed;
};

struct telling {
	struct pass *p;
	const struct alert_row *alert;
	const char *text;
};

static struct err
tell_tx(struct db *w, void *ctx)
{
	const struct telling *t = ctx;
	struct pass *p = t->p;
	struct act act = { .a = p->a, .env = p->env, .area = p->area, .who = who_system() };

	TRY(alert_told(w, p->area, t->alert->id, p->upto, p->today, NULL));
	return notify_account(w, &act, t->alert->account, 0, "alert",
		arena_fmt(p->a, "alert/%lld/%lld", (long long)t->alert->id, (long long)p->upto), t->text);
}

static const char *
letter_text(struct pass *p, const struct alert_row *alert, const struct alert_matters_rows *rows, enum lang l,
	const char *where)
{
	const char *url = matter_conf()->public_url;
	struct out titles;

	out_init(&titles, p->a);
	for (size_t i = 0; i < rows->n && i < NAMED; i++)
		out_fmt(&titles, "%s%s", i ? " / " : "", text_cut(p->a, rows->v[i].title, 20));
	return msg_fmt(p->a, l, M_matter_sms_alert, where, arena_fmt(p->a, "%zu", rows->n), out_cstr(&titles),
		rows->n == 1 ? arena_fmt(p->a, "%s/%s/%s", url, rows->v[0].slug, rows->v[0].number) : arena_fmt(p->a, "%s/hall", url),
		arena_fmt(p->a, "%s/alert-end/%s", url, alert_token(p->a, alert->id)), NULL);
}

static struct err
one_tell(struct pass *p, const struct alert_row *alert)
{
	struct alert_matters_rows rows;
	struct telling t = { p, alert, NULL };
	const enum lang l = person_lang(p->db, p->a, p->area, alert->account);
	const char *where = msg_text(l, M_matter_alert_district);
	struct place place;
	struct err e;

	if (alert->seen >= p->upto)
		return OK;
	TRY(alert_matters(p->db, p->a, p->area, alert->place, alert->category, alert->seen, p->upto, NEW_ROWS, &rows));
	if (!rows.n)
		return OK;
	if (alert->place && !place_get(p->db, p->a, p->area, alert->place, &place).code)
		where = place_name(&place, l);
	t.text = letter_text(p, alert, &rows, l, where);
	e = store_do(p->s, tell_tx, &t);
	if (e.code) {				/* the next pass tries again */
		log_event(LOG_WARN, "alert", "id=%lld code=%d", (long long)alert->id, e.code);
		p->failed = true;
	}
	return OK;
}

struct seeing {
	struct pass *p;
	const char *pace;
};

static struct err
seen_tx(struct db *w, void *ctx)
{
	const struct seeing *s = ctx;

	return alert_seen(w, s->p->area, s->pace, s->p->upto, NULL);
}

/* before: daily alerts told on that day or later are left out. */
static struct err
pace_pass(struct pass *p, const char *pace, int32_t before)
{
	struct seeing seen = { p, pace };
	struct alert_row_rows rows = { 0 };
	int64_t after = 0, behind = 0;

	p->failed = false;
	do {
		TRY(alert_due(p->db, p->a, p->area, pace, before, after, PASS_ROWS, &rows));
		for (size_t i = 0; i < rows.n; i++) {
			behind += rows.v[i].seen < p->upto;
			TRY(one_tell(p, &rows.v[i]));
			after = rows.v[i].id;
		}
	} while (rows.n == PASS_ROWS);
	/* The daily ones that were told today look again from there tomorrow: only "now" moves on for everybody. */
	return p->failed || !behind || strcmp(pace, "now") != 0 ? OK : store_do(p->s, seen_tx, &seen);
}

struct err
alert_pass(struct store *s, struct db *db, struct arena *a, int64_t area)
{
	struct pass p = { .s = s, .db = db, .a = a, .env = store_env(s), .area = area };
	int64_t now = env_now(p.env);
	struct entry_count log;

	p.today = day_of(p.env, now);
	TRY(entry_count(db, a, area, &log));
	p.upto = log.last;
	TRY(pace_pass(&p, "now", INT32_MAX));
	return now - day_start(p.env, p.today) < DAILY_FROM ? OK : pace_pass(&p, "daily", p.today);
}
