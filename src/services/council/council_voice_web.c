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
		if (plan_of_topic(rows->v[i].topic) == version)
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

static struct err
comment_post(struct req *rq, struct out *o)
{
	struct voice v = { .m = rq->object, .body = rq_form(rq, "body") };

	v.kind = strcmp(rq_form(rq, "kind"), "thanks") == 0 && !text_empty(v.m->r.outcome) ? "thanks" : "comment";
	if (text_empty(v.body))
		rq_fault(rq, "body", M_matter_err_empty, NULL);
	else if (text_len(v.body) > 500)
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
		.owner = arena_fmt(rq->a, "a%lld", (long long)m->r.author) };
	return OK;
}

static struct err
rate_page(struct req *rq, struct out *o, int score, const char *solved, const char *words)
{
	const struct matter *m = rq->object;
	const char *token = rq_param(rq, "token");

	if (text_empty(m->r.outcome))
		return FAIL(404, M_matter_err_no_result);
	page_begin(o, rq, tr(rq, M_council_rate_title));
	council_rate_html(o, rq, m, text_empty(token) ? arena_fmt(rq->a, "%s/rate", m->address) : arena_fmt(rq->a, "/r/%s", token), score,
		solved, words);
	page_end(o, rq);
	return OK;
}

static struct err
rate_get(struct req *rq, struct out *o)
{
	const struct matter *m = rq->object;
	struct rating_get mine = { 0 };
	struct who who;
	bool found = false;

	if (rq->caller || !text_empty(rq->visitor) || !text_empty(rq_param(rq, "token"))) {
		TRY(rate_who(rq, rq->db, m, &who));
		TRY(rating_get(rq->db, rq->a, rq->area, m->r.id, who.owner, &mine, &found));
	}
	return rate_page(rq, o, (int)mine.score, !found ? "" : mine.solved ? "yes" : "no", found ? mine.body : "");
}

static struct err
rate_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct voice *v = ctx;
	struct who who;
	struct act act;

	TRY(rate_who(rq, w, v->m, &who));
	act_of(&act, rq, &who);
	TRY(matter_rate(w, &act, v->m->r.id, v->score, v->solved, v->body));
	rq_goto(rq, arena_fmt(rq->a, "%s#result", v->m->address));
	return OK;
}

static struct err
rate_post(struct req *rq, struct out *o)
{
	struct voice v = { .m = rq->object, .body = rq_form(rq, "words") };
	const char *solved = rq_form(rq, "solved");
	int64_t score = 0;

	v.solved = strcmp(solved, "yes") == 0;
	if (!text_int(rq_form(rq, "score"), 1, 4, &score))
		rq_fault(rq, "score", M_matter_err_score, NULL);
	if (!v.solved && strcmp(solved, "no") != 0)
		rq_fault(rq, "solved", M_council_err_solved, NULL);
	if (strcmp(solved, "no") == 0 && text_empty(v.body))
		rq_fault(rq, "words", M_matter_err_unsolved, NULL);
	if (text_len(v.body) > 500)
		rq_fault(rq, "words", M_matter_err_long, NULL);
	if (rq->nfaults) {
		rq->status = 422;
		return rate_page(rq, o, (int)score, solved, v.body);
	}
	v.score = (int)score;
	rq_visitor(rq);
	TRY(tx_run(rq, rate_tx, &v));
	return see_other(rq, NULL);
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
