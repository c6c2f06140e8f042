/* demo_fair.c - fairs, advisers and a notice of the demonstration, through the functions that the pages call. */
#include "main/demo_finance.h"

#include "base/day.h"
#include "main/demo_int.h"
#include "people/staff.h"
#include "services/finance/finance_fair.h"
#include "services/finance/finance_team.h"

#define BANKS     13
#define COMING    7			/* institutions at one fair */
#define FIRMS     12			/* firms at one fair, others each time: 72 in all */
#define ADVISERS  25
#define HOUR      (3600 * US_SECOND)

static struct err
act_as(struct demo *d, const char *who, struct act *ret)
{
	const struct demo_person *p = demo_person(d, who);

	*ret = (struct act){ .a = d->a, .env = d->env, .area = d->area, .who = { .account = p->caller.account, .as = "staff", .owner = p->owner } };
	return OK;
}

static struct err
bank_id(struct db *w, struct demo *d, int n, int64_t *ret)
{
	struct org org;
	bool found;

	TRY(org_by_code(w, d->a, d->area, arena_fmt(d->a, "bank%d", n + 1), &org, &found));
	assert(found);
	*ret = org.id;
	return OK;
}

/* Institution j of fair k: seven of thirteen in turn. came: how often each has come, by which it presents others the next time. */
static struct err
banks_join(struct db *w, struct demo *d, struct act *act, const struct fair_row *f, int k, int came[BANKS], int64_t orgs[COMING])
{
	for (int j = 0; j < COMING; j++) {
		int n = (k * COMING + j) % BANKS;
		const struct fair_show_new shows[] = { { demo_fair_products[came[n] % 2 * 2], 4 }, { demo_fair_products[came[n] % 2 * 2 + 1], 4 } };

		TRY(bank_id(w, d, n, &orgs[j]));
		TRY(fair_bank_join(w, act, f, orgs[j], 1 + (j == 0), shows, COUNT(shows), true));
		came[n]++;
	}
	return OK;
}

static struct err
firms_join(struct db *w, struct demo *d, struct act *act, const struct fair_row *f, int first, int n, const int64_t orgs[COMING])
{
	static const int64_t amounts[] = { 50, 100, 200, 300 };

	for (int i = 0; i < n && demo_firms[first + i].code; i++) {
		struct fair_firm_new x = { .code = demo_firms[first + i].code, .name = demo_firms[first + i].name, .need = "",
			.amount = amounts[i % 4] * 1000000, .staff = true, .nwishes = 3 };
		const char *token;
		int64_t id;

		for (int k = 0; k < 3; k++)
			x.wishes[k] = orgs[(i + k * 2) % COMING];
		TRY(fair_firm_join(w, act, f, &x, &id, &token));
	}
	return OK;
}

/* All sign in; every fifth talk ends in a contract, every third wants to go on; those were followed up but the last fair's. */
static struct err
day_play(struct db *w, struct demo *d, struct act *act, const struct fair_row *f, const int64_t orgs[COMING], bool last)
{
	struct fair_firm_row_rows firms;
	struct fair_talk_row_rows talks;
	struct gather_row g;

	TRY(gather_get(w, d->a, d->area, f->id, &g));
	TRY(fair_firm_list(w, d->a, d->area, f->id, &firms));
	for (size_t i = 0; i < firms.n; i++)
		TRY(gather_hand_one(w, act, &g, GROUP_firm, fair_owner(d->a, true, firms.v[i].id)));
	for (int j = 0; j < COMING; j++)
		TRY(gather_hand_one(w, act, &g, GROUP_bank, fair_owner(d->a, false, orgs[j])));
	TRY(fair_talk_list(w, d->a, d->area, f->id, &talks));
	for (size_t i = 0; i < talks.n; i++) {
		const char *out = i % 5 == 0 ? "signed" : i % 3 == 0 ? "on" : "met";

		TRY(fair_talk_say(w, act, f, 0, talks.v[i].id, out, talks.v[i].wanted, ""));
		if (!last && strcmp(out, "on") == 0)
			TRY(fair_follow(w, act, talks.v[i].id, demo_fair_words[3]));
	}
	return OK;
}

static struct err
fair_new_of(struct demo *d, const struct demo_fair *x, int32_t day, struct fair_new *n)
{
	*n = (struct fair_new){ .title = x->title, .venue = x->venue, .intro = "", .partners = x->partners, .slot = 15, .firms = 40, .banks = BANKS,
		.starts = day_start(d->env, day) + 14 * HOUR, .talks = day_start(d->env, day) + 15 * HOUR, .ends = day_start(d->env, day) + 17 * HOUR,
		.closes = day - 1 };
	return OK;
}

static struct err
fair_play(struct db *w, struct demo *d, const struct demo_fair *x, int k, int came[BANKS])
{
	int32_t day = day_from_ymd(2023, x->month, x->day);
	int64_t id, orgs[COMING];
	struct fair_row f;
	struct fair_new n;
	const char *path;
	struct act act;
	bool found;
	int made;

	TRY(act_as(d, "bureau", &act));
	TRY(fair_new_of(d, x, day, &n));
	d->env->fixed = day_start(d->env, day - 14) + 9 * HOUR;
	TRY(fair_announce(w, &act, &n, &id, &path));
	TRY(fair_get(w, d->a, d->area, id, &f, &found));
	assert(found);
	TRY(banks_join(w, d, &act, &f, k, came, orgs));
	TRY(firms_join(w, d, &act, &f, k * FIRMS, FIRMS, orgs));
	TRY(fair_plan(w, &act, &f, &made));
	d->env->fixed = n.starts + HOUR / 2;
	TRY(day_play(w, d, &act, &f, orgs, !demo_fairs[k + 1].title));
	d->env->fixed = n.ends + HOUR;
	return fair_close(w, &act, &f, x->summary);
}

/* Two of each institution, one of the last; the second has the demonstration's account, the first a task: the next one is the second's. */
static struct err
team_play(struct db *w, struct demo *d, struct act *act)
{
	for (int i = 0; i < ADVISERS; i++) {
		int64_t org, id, busy;

		TRY(bank_id(w, d, i / 2, &org));
		TRY(fin_adviser_put(w, act, org, "adviser", i == 1 ? demo_person(d, "adviser")->caller.account : 0, 0, &id));
		if (i == 1) {
			const struct fin_task_new n = { .code = demo_firms[0].code, .firm = demo_firms[0].name, .what = demo_fair_words[2],
				.origin = "demo/1", .path = "", .days = 5 };

			TRY(fin_task_put(w, act, &n, &busy));
			TRY(fin_visit_put(w, act, id, demo_firms[0].name, day_of(d->env, env_now(d->env)), demo_fair_words[3]));
		}
	}
	return OK;
}

struct err
demo_fairs_play(struct db *w, struct demo *d)
{
	int64_t then = d->env->fixed;
	int came[BANKS] = { 0 };
	struct act act;

	TRY(act_as(d, "bureau", &act));
	for (int k = 0; demo_fairs[k].title; k++)
		TRY(fair_play(w, d, &demo_fairs[k], k, came));
	d->env->fixed = then;
	TRY(team_play(w, d, &act));
	return fin_notice_send(w, &act, demo_fair_words[0], demo_fair_words[1]);
}
