/* council_voice_web.c - what residents do with a proposal: support, follow, comment, thank, rate. No account is needed but for
 * following, which must know where to send the news. */
#include "services/council/council.h"

#include "base/text.h"
#include "council_rate_html.h"
#include "services/council/council_page.h"
#include "services/council/council_unit.h"
#include "services/council/council_rules.h"
#include "services/council/council_staff.h"
#include "services/council/council_voice.h"
#include "council_page_msg.h"
#include "matter_msg.h"

struct voice {
	const struct matter *m;
	const char *kind, *body;
	int score;
	bool on, solved;
};

static struct err
act_here(struct db *w, struct req *rq, const struct matter *m, struct act *act)
{
	struct who who;

	TRY(who_of(rq, w, m, &who));
	act_of(act, rq, &who);
	return OK;
}

static struct err
support_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct matter *m = ctx;
	struct act act;

	TRY(act_here(w, rq, m, &act));
	TRY(matter_support(w, &act, m->r.id));
	rq_goto(rq, m->address);
	return OK;
}

static struct err
support_post(struct req *rq, struct out *o)
{
	rq_visitor(rq);
	TRY(tx_run(rq, support_tx, (void *)rq->object));
	return see_other(rq, NULL);
}

static struct err
follow_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct voice *v = ctx;
	struct act act;

	TRY(act_here(w, rq, v->m, &act));
	TRY(matter_follow(w, &act, v->m->r.id, v->on));
	rq_goto(rq, v->m->address);
	return OK;
}

static struct err
follow_post(struct req *rq, struct out *o)
{
	struct voice v = { .m = rq->object, .on = strcmp(rq_form(rq, "on"), "no") != 0 };

	TRY(tx_run(rq, follow_tx, &v));
	return see_other(rq, NULL);
}

/* Only those that speak of the version: the others are let go. */
static void
say_narrow(struct remark_row_rows *rows, int64_t version)
{
	size_t n = 0;

	for (size_t i = 0; i < rows->n; i++)
		if (topic_id(rows->v[i].topic, TOPIC_PLAN) == version)
			rows->v[n++] = rows->v[i];
	rows->n = n;
}

const struct ruling_row *
say_ruling(const struct say_view *s, int64_t remark)
{
	for (size_t i = s->rulings.n; i-- > 0;)
		if (s->rulings.v[i].remark == remark && strcmp(s->rulings.v[i].outcome, "restored") != 0)
			return &s->rulings.v[i];
	return NULL;
}

static struct err
rulings_load(struct req *rq, struct say_view *s)
{
	TRY(ruling_of_matter(rq->db, rq->a, rq->area, s->m->r.id, &s->rulings));
	for (size_t i = 0; i < s->rulings.n; i++)
		s->nrefused += strcmp(s->rulings.v[i].what, "refuse") == 0 && strcmp(s->rulings.v[i].outcome, "restored") != 0;
	return OK;
}

struct err
say_load(struct req *rq, struct say_view *s)
{
	struct who who;

	TRY(remark_list(rq->db, rq->a, rq->area, s->m->r.id, "shown", &s->shown));
	TRY(rulings_load(rq, s));
	if (rq->caller || !text_empty(rq->visitor)) {
		TRY(who_of(rq, rq->db, s->m, &who));
		TRY(remark_own(rq->db, rq->a, rq->area, s->m->r.id, who.owner, &s->own));
	}
	if (s->version) {
		say_narrow(&s->shown, s->version);
		say_narrow(&s->own, s->version);
	}
	return OK;
}

static struct err
comment_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct voice *v = ctx;
	struct act act;

	TRY(act_here(w, rq, v->m, &act));
	TRY(matter_remark(w, &act, v->m->r.id, v->kind, NULL, v->body, NULL));
	rq_goto(rq, arena_fmt(rq->a, "%s#say", v->m->address));
	return OK;
}

struct err
say_about_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct say_about *s = ctx;
	const struct matter *m = rq->object;
	struct act act;

	TRY(act_here(w, rq, m, &act));
	TRY(s->remark(w, &act, m->r.id, s->id, s->body, NULL));
	rq_goto(rq, s->to);
	return OK;
}

static struct err
comment_post(struct req *rq, struct out *o)
{
	struct voice v = { .m = rq->object, .body = rq_form(rq, "body") };

	v.kind = strcmp(rq_form(rq, "kind"), "thanks") == 0 && !text_empty(v.m->r.outcome) ? "thanks" : "comment";
	if (text_empty(v.body))
		rq_fault(rq, "body", M_matter_err_empty, NULL);
	else if (text_len(v.body) > REMARK_MAX)
		rq_fault(rq, "body", M_matter_err_long, NULL);
	else
		numbers_fit(rq, "body", &v.body);
	if (rq->nfaults) {
		rq->status = 422;
		return proposal_show(rq, o, v.body);
	}
	rq_visitor(rq);
	TRY(tx_run(rq, comment_tx, &v));
	return see_other(rq, NULL);
}

/* ---- rating ---- */

/* The link in the letter with a result: whoever holds it rates as the one who raised the matter. Opening changes nothing. */
static struct err
rate_link(struct req *rq)
{
	struct matter *m = NEW(rq->a, struct matter);
	struct link_get row;

	unit_private(rq);
	TRY(link_find(rq->db, rq->a, rq->area, rq_param(rq, "token"), env_now(rq->env), &row));
	if (strcmp(row.purpose, "rate") != 0)
		return FAIL(404, M_matter_err_link);
	TRY(matter_load(rq->db, rq->a, rq->area, row.matter, m));
	rq->object = m;
	rq->place = m->r.place;
	return OK;
}

static struct err
rate_who(struct req *rq, struct db *db, const struct matter *m, struct who *ret)
{
	if (text_empty(rq_param(rq, "token")))
		return who_of(rq, db, m, ret);
	*ret = (struct who){ .account = m->r.author, .roles = LIFE_RESIDENT | LIFE_AUTHOR, .as = life_role_name(LIFE_RESIDENT),
		.owner = arena_fmt(rq->a, "a%lld", (long long)m->r.author), .browser = browser_of(rq) };
	return OK;
}

const char *
rated_words(struct req *rq, const struct rated *r)
{
	static const enum msg scores[] = { M_council_score_1, M_council_score_2, M_council_score_3, M_council_score_4 };

	return trf(rq, M_council_rated_was, view_day(rq, r->at), tr(rq, scores[r->r.score - 1]),
		tr(rq, r->r.solved ? M_council_solved_yes : M_council_solved_no), NULL);
}

static struct err
rate_load(struct req *rq, struct rate_view *v)
{
	const char *token = rq_param(rq, "token");
	struct who who;

	v->m = rq->object;
	v->by_link = !text_empty(token);
	v->action = v->by_link ? arena_fmt(rq->a, "/r/%s", token) : arena_fmt(rq->a, "%s/rate", v->m->address);
	if (!rq->caller && text_empty(rq->visitor) && !v->by_link)
		return OK;
	TRY(rate_who(rq, rq->db, v->m, &who));
	return matter_rated(rq->db, rq->a, rq->area, v->m, &who, &v->rated);
}

static struct err
rate_page(struct req *rq, struct out *o, const struct rate_view *v)
{
	page_begin(o, rq, tr(rq, M_council_rate_title));
	council_rate_html(o, rq, v);
	page_end(o, rq);
	return OK;
}

static struct err
rate_get(struct req *rq, struct out *o)
{
	struct rate_view v = { .solved = "", .words = "", .done = strcmp(rq_query(rq, "done"), "1") == 0 };
	const struct matter *m = rq->object;

	if (text_empty(m->r.outcome))		/* reopened since the letter or the notice: its page says where it stands */
		return see_other(rq, m->address);
	TRY(rate_load(rq, &v));
	if (v.rated.found) {
		v.score = (int)v.rated.r.score;
		v.solved = v.rated.fixed ? "no" : v.rated.r.solved ? "yes" : "no";
		v.words = v.rated.fixed ? "" : v.rated.r.body;
	}
	return rate_page(rq, o, &v);
}

/* By the letter's link the same page says that it was taken: the phone that opened it is nobody's browser yet. */
static struct err
rate_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct voice *v = ctx;
	const char *token = rq_param(rq, "token");
	struct who who;
	struct act act;

	TRY(rate_who(rq, w, v->m, &who));
	act_of(&act, rq, &who);
	TRY(matter_rate(w, &act, v->m->r.id, v->score, v->solved, v->body));
	if (text_empty(token) || !v->solved)
		rq_goto(rq, arena_fmt(rq->a, "%s#%s", v->m->address, v->solved ? "result" : "now"));
	else
		rq_goto(rq, arena_fmt(rq->a, "/r/%s?done=1", token));
	return OK;
}

static struct err
rate_post(struct req *rq, struct out *o)
{
	struct voice v = { .m = rq->object, .body = rq_form(rq, "words") };
	struct rate_view page = { .solved = rq_form(rq, "solved"), .words = v.body };
	int64_t score = 0;
	struct err e;

	if (text_empty(v.m->r.outcome))
		return FAIL(422, M_matter_err_no_result);
	rq_visitor(rq);
	v.solved = strcmp(page.solved, "yes") == 0;
	if (!text_int(rq_form(rq, "score"), 1, 4, &score))
		rq_fault(rq, "score", M_matter_err_score, NULL);
	if (!v.solved && strcmp(page.solved, "no") != 0)
		rq_fault(rq, "solved", M_council_err_solved, NULL);
	if (strcmp(page.solved, "no") == 0 && text_empty(v.body))
		rq_fault(rq, "words", M_matter_err_unsolved, NULL);
	if (text_len(v.body) > 500)
		rq_fault(rq, "words", M_matter_err_long, NULL);
	v.score = page.score = (int)score;
	e = rq->nfaults ? FAIL(422, M_matter_err_score) : tx_run(rq, rate_tx, &v);
	if (e.code != 422) {
		TRY(e);
		return see_other(rq, NULL);
	}
	if (!rq->nfaults)
		rq_fault(rq, "words", e.key, NULL);
	rq->status = 422;
	TRY(rate_load(rq, &page));
	return rate_page(rq, o, &page);
}

static const struct route routes[] = {
	{ VERB_POST, "/:place/:number/support", RIGHT_PUBLIC, matter_route, support_post, "Stand behind a proposal.", 0 },
	{ VERB_POST, "/:place/:number/follow", RIGHT_MINE, matter_route, follow_post, "Be told about a proposal, or no longer.", 0 },
	{ VERB_POST, "/:place/:number/comment", RIGHT_PUBLIC, matter_route, comment_post, "Comment or thank; shown after moderation.", 0 },
	{ VERB_GET, "/:place/:number/rate", RIGHT_PUBLIC, matter_route, rate_get, "The form for rating a published result.", 0 },
	{ VERB_POST, "/:place/:number/rate", RIGHT_PUBLIC, matter_route, rate_post, "Rate a published result; not solved reopens.", 0 },
	{ VERB_GET, "/r/:token", RIGHT_PUBLIC, rate_link, rate_get, "Rate a result by the link in its letter; opening changes nothing.", 0 },
	{ VERB_POST, "/r/:token", RIGHT_PUBLIC, rate_link, rate_post, "Rate as whoever raised the matter, by link.", 0 },
	{ 0 }
};

const struct route *
council_voice_routes(void)
{
	return routes;
}
