/* finance_team_web.c - the adviser's desk, the bureau's list of the team with its load, what institutions are told and answer. */
#include "services/finance/finance.h"

#include "base/day.h"
#include "base/text.h"
#include "base_msg.h"
#include "finance_bank_msg.h"
#include "finance_fair_msg.h"
#include "finance_news_html.h"
#include "finance_team_desk_html.h"
#include "finance_team_html.h"
#include "finance_team_msg.h"
#include "people/staff.h"
#include "services/finance/finance_code.h"
#include "services/finance/finance_team_view.h"
#include "services/finance/finance_view.h"

#define SINCE 30			/* days: visits that are counted as load */

static int64_t
number_of(struct req *rq, const char *field)
{
	int64_t n = 0;

	text_int(rq_form(rq, field), 1, INT64_MAX, &n);
	return n;
}

const char *
team_street(struct req *rq, const struct places *streets, int64_t place)
{
	for (size_t i = 0; i < streets->n; i++)
		if (streets->v[i].id == place)
			return place_name(&streets->v[i], rq->lang);
	return tr(rq, M_team_everywhere);
}

/* ---- the adviser's desk ---- */

static struct err
desk_page(struct req *rq, struct out *o)
{
	struct team_desk_view v = { .go = rq_form(rq, "go"), .today = fin_today(rq) };

	TRY(adviser_of_account(rq->db, rq->a, rq->area, rq->caller->account, v.today, &v.me, &v.there));
	if (v.there) {
		TRY(adviser_task_list(rq->db, rq->a, rq->area, v.me.id, &v.tasks));
		TRY(adviser_visit_list(rq->db, rq->a, rq->area, v.me.id, TEAM_VISITS, &v.visits));
		TRY(adviser_word_list(rq->db, rq->a, rq->area, v.me.id, 0, &v.words));
		TRY(org_list(rq->db, rq->a, rq->area, "bank", &v.banks));
	}
	rq->nav = "adviser";
	page_begin(o, rq, tr(rq, M_team_desk));
	finance_team_desk_html(o, rq, &v);
	page_end(o, rq);
	return OK;
}

static struct err
desk_tx(struct db *w, struct req *rq, void *ctx)
{
	const char *go = rq_form(rq, "go");
	struct adviser_of_account me;
	struct fin_code code;
	struct act act;
	int32_t day = 0;
	bool there;

	(void)ctx;
	TRY(fair_act(w, rq, &act));
	TRY(adviser_of_account(w, rq->a, rq->area, rq->caller->account, fin_today(rq), &me, &there));
	if (!there)
		return FAIL(403, M_err_forbidden);
	rq_goto(rq, "/adviser");
	if (strcmp(go, "task") == 0)
		return fin_task_finish(w, &act, me.id, number_of(rq, "task"), rq_form(rq, "result"));
	if (strcmp(go, "visit") == 0) {
		if (!day_parse(rq_form(rq, "day"), &day))
			return FAIL(422, M_team_err_day);
		return fin_visit_put(w, &act, me.id, rq_form(rq, "firm"), day, rq_form(rq, "note"));
	}
	fin_code_read(rq->a, rq_form(rq, "code"), &code);
	if (!code.text)
		return FAIL(422, M_fair_err_code);
	return fin_word_put(w, &act, me.id, number_of(rq, "org"), code.text, rq_form(rq, "firm"), rq_form(rq, "need"), rq_form(rq, "consent"));
}

/* Runs fn; a reason it refuses with stands above the form, what was typed stays. */
static struct err
do_or_show(struct req *rq, struct out *o, tx_fn fn, const char *field, struct err (*page)(struct req *, struct out *))
{
	struct err e = tx_run(rq, fn, NULL);

	if (e.code != 422 && e.code != 409) {
		TRY(e);
		return see_other(rq, NULL);
	}
	rq_fault(rq, field, e.key, NULL);
	rq->status = e.code;
	return page(rq, o);
}

static struct err
desk_post(struct req *rq, struct out *o)
{
	const char *go = rq_form(rq, "go");

	return do_or_show(rq, o, desk_tx, strcmp(go, "task") == 0 ? "result" : strcmp(go, "visit") == 0 ? "note" : "code", desk_page);
}

/* ---- the bureau ---- */

static struct err
team_page(struct req *rq, struct out *o)
{
	struct team_view v = { .go = rq_form(rq, "go") };
	int32_t today = fin_today(rq);

	TRY(adviser_load(rq->db, rq->a, rq->area, today, today - SINCE, &v.team));
	TRY(adviser_task_list(rq->db, rq->a, rq->area, 0, &v.waiting));
	TRY(fin_notice_list(rq->db, rq->a, rq->area, 0, &v.notices));
	TRY(org_list(rq->db, rq->a, rq->area, "bank", &v.banks));
	TRY(place_list(rq->db, rq->a, rq->area, PLACE_STREET, &v.streets));
	rq->nav = "bureau";
	page_begin(o, rq, tr(rq, M_team_title));
	finance_team_html(o, rq, &v);
	page_end(o, rq);
	return OK;
}

static struct err
adviser_tx(struct db *w, struct req *rq, struct act *act)
{
	struct account_row account = { 0 };
	int64_t id;

	if (!text_empty(rq_form(rq, "login")))
		TRY(staff_find(w, rq->a, rq->area, rq_form(rq, "login"), &account));
	if (account.id && account.org != number_of(rq, "org"))
		return FAIL(422, M_team_err_login);
	return fin_adviser_put(w, act, number_of(rq, "org"), rq_form(rq, "kind"), account.id, number_of(rq, "place"), &id);
}

static struct err
team_tx(struct db *w, struct req *rq, void *ctx)
{
	const char *go = rq_form(rq, "go");
	int64_t to = number_of(rq, "adviser");
	struct act act;

	(void)ctx;
	TRY(fair_act(w, rq, &act));
	rq_goto(rq, "/bureau/team");
	if (strcmp(go, "adviser") == 0)
		return adviser_tx(w, rq, &act);
	if (strcmp(go, "leave") == 0)
		return fin_adviser_leave(w, &act, to);
	if (strcmp(go, "give") == 0)
		return fin_task_give(w, &act, number_of(rq, "task"), to);
	if (strcmp(go, "notice") == 0)
		return fin_notice_send(w, &act, rq_form(rq, "title"), rq_form(rq, "body"));
	const struct fin_task_new n = { .code = "", .firm = rq_form(rq, "firm"), .what = rq_form(rq, "what"), .place = number_of(rq, "place"),
		.origin = arena_fmt(rq->a, "hand/%lld", (long long)env_id(rq->env)), .path = "", .days = 5 };

	return fin_task_put(w, &act, &n, &to);
}

static struct err
team_post(struct req *rq, struct out *o)
{
	const char *go = rq_form(rq, "go");

	return do_or_show(rq, o, team_tx, strcmp(go, "notice") == 0 ? "body" : strcmp(go, "adviser") == 0 ? "login" : "what", team_page);
}

/* ---- an institution ---- */

static struct err
news_show(struct req *rq, struct out *o, int64_t word)
{
	struct team_bank_view v = { .word = word };

	if (!rq->caller->org)
		return FAIL(403, M_finb_no_org);
	TRY(fin_notice_list(rq->db, rq->a, rq->area, rq->caller->org, &v.notices));
	TRY(adviser_word_list(rq->db, rq->a, rq->area, 0, rq->caller->org, &v.words));
	rq->nav = "bank";
	page_begin(o, rq, tr(rq, M_team_news));
	finance_news_html(o, rq, &v);
	page_end(o, rq);
	return OK;
}

static struct err
news_page(struct req *rq, struct out *o)
{
	return news_show(rq, o, number_of(rq, "word"));
}

static struct err
news_tx(struct db *w, struct req *rq, void *ctx)
{
	struct act act;
	int64_t amount;

	(void)ctx;
	TRY(fair_act(w, rq, &act));
	rq_goto(rq, "/bank/news");
	if (number_of(rq, "notice"))
		return fin_notice_seen(w, &act, rq->caller->org, number_of(rq, "notice"));
	if (!fair_wan_read(rq, rq_form(rq, "amount"), 0, &amount))
		return FAIL(422, M_fair_err_wan);
	return fin_word_answer(w, &act, rq->caller->org, number_of(rq, "word"), rq_form(rq, "state"), amount, rq_form(rq, "words"));
}

static struct err
news_post(struct req *rq, struct out *o)
{
	return rq->caller->org ? do_or_show(rq, o, news_tx, "state", news_page) : FAIL(403, M_finb_no_org);
}

const struct route *
finance_team_routes(void)
{
	static const struct route routes[] = {
		{ VERB_GET, "/adviser", RIGHT_ADVISE, NULL, desk_page, "An adviser's tasks, visits, recommendations.", 0 },
		{ VERB_POST, "/adviser", RIGHT_ADVISE, NULL, desk_post, "Finish a task, note a visit, recommend a firm that agreed.", 0 },
		{ VERB_GET, "/bureau/team", RIGHT_FAIR, NULL, team_page, "The advisers' team and its load; notices and who has read them.", 0 },
		{ VERB_POST, "/bureau/team", RIGHT_FAIR, NULL, team_post, "Add an adviser, give a task, send a notice.", 0 },
		{ VERB_GET, "/bank/news", RIGHT_BANK, NULL, news_page, "Notices to an institution, firms recommended to it.", 0 },
		{ VERB_POST, "/bank/news", RIGHT_BANK, NULL, news_post, "A notice was read; what came of a firm.", 0 },
		{ 0 },
	};

	return routes;
}
