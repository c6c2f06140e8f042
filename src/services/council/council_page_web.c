/* council_page_web.c - the public pages: home, hall, search, a proposal. What residents do there: council_voice_web.c. */
#include "services/council/council.h"

#include "base/day.h"
#include "base/text.h"
#include "council_hall_html.h"
#include "council_home_html.h"
#include "council_proposal_html.h"
#include "council_search_html.h"
#include "services/council/council_page.h"
#include "services/council/council_voice.h"
#include "council_page_msg.h"
#include "fix_sql.h"
#include "people_msg.h"

#define HOME_ROWS 4
#define LIST_ROWS 20
#define MEETING_ROWS 5

/* ---- home ---- */

static struct err
home_meeting(struct req *rq, struct home_meeting *ret)
{
	struct page_next_meeting row;
	bool found;

	*ret = (struct home_meeting){ 0 };
	TRY(page_next_meeting(rq->db, rq->a, rq->area, env_now(rq->env), &row, &found));
	if (found)
		*ret = (struct home_meeting){ row.title, time_text(rq->a, rq->env, rq->lang, row.starts), row.venue,
			arena_fmt(rq->a, "/meetings/%s/%s", row.slug, row.number) };
	return OK;
}

static struct err
home_show(struct req *rq, struct out *o)
{
	struct filter open = { .kind = "proposal", .state = "open", .limit = HOME_ROWS };
	struct filter done = { .kind = "proposal", .state = "closed", .limit = HOME_ROWS };
	struct cards mine = { 0 }, o_cards, d_cards;
	struct matter_counts n;
	struct home_meeting meet;

	if (rq->caller)
		TRY(matter_mine(rq->db, rq->a, rq->area, rq->caller->account, &mine));
	TRY(matter_list(rq->db, rq->a, rq->area, &open, &o_cards));
	TRY(matter_list(rq->db, rq->a, rq->area, &done, &d_cards));
	TRY(matter_counts(rq->db, rq->a, rq->area, "proposal", 0, &n));
	TRY(home_meeting(rq, &meet));
	rq->nav = "home";
	page_begin(o, rq, tr(rq, M_council_home));
	council_home_html(o, rq, &mine, &o_cards, &d_cards, n.all_n, n.done_n, &meet);
	page_end(o, rq);
	return OK;
}

/* ---- hall ---- */

static struct err
hall_place(struct req *rq, struct hall_view *v)
{
	struct place p;
	bool found;

	v->place = rq_query(rq, "place");
	if (text_empty(v->place))
		return OK;
	TRY(place_by_slug(rq->db, rq->a, rq->area, v->place, &p, &found));
	if (!found)
		return FAIL(404, M_people_err_place);
	v->f.place = p.id;
	return OK;
}

/* Words belong to the search, wherever they were typed. */
static struct err
words_search(struct req *rq)
{
	struct out to;

	out_init(&to, rq->a);
	out_str(&to, "/search?q=");
	html_url_part(&to, rq_query(rq, "q"));
	return see_other(rq, out_cstr(&to));
}

static struct err
hall_show(struct req *rq, struct out *o)
{
	struct hall_view v = { .f = { .kind = "proposal", .limit = LIST_ROWS } };
	struct matter_counts n;

	if (*rq_query(rq, "q"))
		return words_search(rq);
	v.lc = matter_lifecycle("proposal");
	v.state = rq_query(rq, "state");
	v.f.state = v.state;
	v.f.category = rq_query(rq, "category");
	text_int(rq_query(rq, "at"), 0, INT64_MAX, &v.f.before_at);
	text_int(rq_query(rq, "id"), 0, INT64_MAX, &v.f.before_id);
	TRY(hall_place(rq, &v));
	TRY(place_list(rq->db, rq->a, rq->area, PLACE_COMMUNITY, &v.places));
	TRY(matter_list(rq->db, rq->a, rq->area, &v.f, &v.cards));
	TRY(matter_counts(rq->db, rq->a, rq->area, "proposal", v.f.place, &n));
	v.all_n = n.all_n;
	v.done_n = n.done_n;
	v.filtered = v.f.place || !text_empty(v.f.category);
	rq->nav = "hall";
	page_begin(o, rq, tr(rq, M_council_hall_title));
	council_hall_html(o, rq, &v);
	page_end(o, rq);
	return OK;
}

/* ---- search ---- */

/* Meetings that hold the words, the newest few. */
static struct err
search_meetings(struct req *rq, const char *q, struct search_view *v)
{
	const char *tokens = text_tokens(rq->a, q);
	struct search_hits hits = { 0 };

	if (!text_empty(tokens))
		TRY(search_find(rq->db, rq->a, rq->area, "meeting", NULL, tokens, 0, MEETING_ROWS, &hits));
	v->meetings = NEWN(rq->a, struct page_meeting, hits.n + 1);
	for (size_t i = 0; i < hits.n; i++) {
		bool found;

		TRY(page_meeting(rq->db, rq->a, rq->area, hits.v[i].id, &v->meetings[v->nmeetings], &found));
		v->nmeetings += found;
	}
	return OK;
}

static struct err
search_show(struct req *rq, struct out *o)
{
	struct search_view v = { .q = text_cut(rq->a, text_clean(rq->a, rq_query(rq, "q")), 80),
		.by_number = strcmp(rq_query(rq, "by"), "number") == 0 };
	int64_t at = 0;

	text_int(rq_query(rq, "at"), 0, INT64_MAX, &at);
	TRY(matter_search(rq->db, rq->a, rq->area, v.q, 0, at, LIST_ROWS, &v.cards, &v.total));
	if (!at)
		TRY(search_meetings(rq, v.q, &v));
	page_begin(o, rq, tr(rq, M_council_search_title));
	council_search_html(o, rq, &v);
	page_end(o, rq);
	return OK;
}

/* ---- one proposal ---- */

static struct err
view_units(struct req *rq, struct proposal_view *v)
{
	struct out names;

	out_init(&names, rq->a);
	TRY(assignment_list(rq->db, rq->a, rq->area, v->m->r.id, &v->units));
	for (size_t i = 0; i < v->units.n; i++) {
		enum outcome oc;

		if (!outcome_find(v->units.v[i].outcome, &oc) || outcome_over(oc))
			continue;
		if (names.len)
			out_str(&names, rq->lang == LANG_EN ? ", " : "、");
		out_str(&names, rq->lang == LANG_EN ? v->units.v[i].org_en : v->units.v[i].org_zh);
	}
	v->units_names = out_cstr(&names);
	if (v->m->r.holder) {
		struct org *org = NEW(rq->a, struct org);

		TRY(org_get(rq->db, rq->a, rq->area, v->m->r.holder, org));
		v->holder = org;
	}
	return OK;
}

/* What this reader is to the matter. A reader without a cookie is nobody yet: looking gives none. */
static struct err
view_reader(struct req *rq, struct proposal_view *v)
{
	const struct matter_get *r = &v->m->r;
	bool known = rq->caller || !text_empty(rq->visitor);
	struct fix_remarks_rows mine = { 0 };

	v->staff = rq->caller && people_may(rq->db, rq->area, rq->caller, RIGHT_DESK, r->place);
	v->can_rate = !text_empty(r->outcome);
	if (!known)
		return OK;
	TRY(who_of(rq, rq->db, v->m, &v->who));
	v->supporter = v->who.roles & LIFE_SUPPORTER;
	v->follower = rq->caller && matter_is_follower(rq->db, rq->area, r->id, rq->caller->account);
	if (rq->caller)
		TRY(fix_remarks(rq->db, rq->a, rq->area, r->id, rq->caller->account, &mine));
	v->may_fix = rq->caller && (r->author == rq->caller->account || mine.n);
	return v->can_rate ? matter_rated(rq->db, rq->a, rq->area, v->m, &v->who, &v->rated) : OK;
}

static struct err
view_around(struct req *rq, struct proposal_view *v)
{
	const struct matter_get *r = &v->m->r;
	struct cards like;

	TRY(outside_of_matter(rq->db, rq->a, rq->area, r->id, &v->outside));
	TRY(page_plan(rq->db, rq->a, rq->area, r->id, &v->plan, &v->has_plan));
	TRY(page_meetings(rq->db, rq->a, rq->area, r->id, &v->meetings));
	TRY(poll_of_matter(rq->db, rq->a, rq->area, r->id, &v->polls));
	v->holds_polls = v->m->state->open && people_may(rq->db, rq->area, rq->caller, RIGHT_POLL, r->place);
	TRY(survey_last(rq->db, rq->a, rq->area, r->id, &v->survey, &v->has_survey));
	TRY(matter_similar(rq->db, rq->a, rq->area, r->place, r->title, &like));
	v->similar.v = NEWN(rq->a, struct matter_card, like.n + 1);
	for (size_t i = 0; i < like.n; i++)
		if (like.v[i].id != r->id)
			v->similar.v[v->similar.n++] = like.v[i];
	if (r->merged_into)
		TRY(matter_load(rq->db, rq->a, rq->area, r->merged_into, &v->merged));
	return view_qr(rq, v->m->address, &v->qr, &v->qr_side);
}

/* Steps that the matter really went through: a simple one goes from taking in straight to the units. */
static uint64_t
steps_passed(const struct matter *m, const struct timeline *t)
{
	uint64_t bits = UINT64_C(1) << lifecycle_step_index(m->lc, m->lc->start) | UINT64_C(1) << lifecycle_step_index(m->lc, m->state);

	for (size_t i = 0; i < t->n; i++) {
		const struct life_move *mv = lifecycle_move(m->lc, t->v[i].act);

		if (mv && mv->to)
			bits |= UINT64_C(1) << lifecycle_step_index(m->lc, mv->to);
	}
	return bits;
}

struct err
proposal_show(struct req *rq, struct out *o, const char *draft)
{
	struct proposal_view v = { .m = rq->object };
	const struct matter_get *r = &v.m->r;

	TRY(matter_timeline(rq->db, rq->a, rq->area, v.m, rq->lang, false, &v.timeline));
	v.say = (struct say_view){ .m = v.m, .action = arena_fmt(rq->a, "%s/comment", v.m->address), .draft = draft,
		.thanks = !text_empty(r->outcome) };
	TRY(say_load(rq, &v.say));
	v.filed = view_filed(&v.timeline);
	TRY(view_units(rq, &v));
	TRY(view_reader(rq, &v));
	TRY(view_around(rq, &v));
	v.ratings = r->r4 + r->r3 + r->r2 + r->r1;
	v.satisfied = view_satisfied(r->r4, r->r3, r->r2, r->r1);
	v.step = lifecycle_step_index(v.m->lc, v.m->state);
	v.passed = steps_passed(v.m, &v.timeline);
	rq->nav = "hall";
	page_begin(o, rq, r->title);
	council_proposal_html(o, rq, &v);
	page_end(o, rq);
	return OK;
}

static struct err
proposal_get(struct req *rq, struct out *o)
{
	return proposal_show(rq, o, "");
}

static const struct route routes[] = {
	{ VERB_GET, "/", RIGHT_PUBLIC, NULL, home_show, "Home: what one can do here, what is under way, what was settled.", ROUTE_READY },
	{ VERB_GET, "/hall", RIGHT_PUBLIC, NULL, hall_show, "All proposals, filtered by community, kind and state.", ROUTE_READY },
	{ VERB_GET, "/search", RIGHT_PUBLIC, NULL, search_show, "Search over everything by words.", 0 },
	{ VERB_GET, "/:place/:number", RIGHT_PUBLIC, matter_route, proposal_get, "One proposal: where it stands and what happened.", ROUTE_READY },
	{ 0 }
};

const struct route *
council_page_routes(void)
{
	return routes;
}
