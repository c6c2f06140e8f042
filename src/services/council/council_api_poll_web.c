/*
 * council_api_poll_web.c - polls by the API: read, made, opened, closed, cancelled, by the pages' own checks (polling_try,
 * poll_step_try). Not here, on purpose: voting, the scrutineers' shares and the count. A key is a program's; those are people's acts.
 */
#include <stdio.h>

#include "base/day.h"
#include "base/text.h"
#include "matter/packs.h"
#include "services/council/council_api_room.h"
#include "services/council/council_api_run.h"
#include "services/council/council_poll_desk.h"
#include "base_msg.h"
#include "council_api_msg.h"
#include "council_poll_desk_msg.h"

#define METHODS "one many score irv schulze"

/* ---- what comes in ---- */

static const struct api_field new_question_fields[] = {
	{ "title", API_TEXT, API_MUST, 60, NULL, NULL, NULL },
	{ "method", API_WORD, 0, 0, METHODS, NULL, "one when not said; irv and schulze are ranked." },
	{ "limit", API_INT, 0, COUNT_SCORE_MAX > COUNT_CHOICES ? COUNT_SCORE_MAX : COUNT_CHOICES, NULL, NULL, "many: how many at most; score: the highest." },
	{ "choices", API_LIST, API_MUST, COUNT_CHOICES, NULL, NULL, "Two or more." },
	{ "against", API_BOOL, 0, 0, NULL, NULL, "The last choice says no to all others." }, { 0 }
};
static const struct api_schema new_question_body = { "NewQuestion", "A question and its choices.", 0, new_question_fields };
static const struct api_field polling_fields[] = {
	{ "matter", API_TEXT, API_MUST, 19, NULL, NULL, "Its id." }, { "title", API_TEXT, API_MUST, 60, NULL, NULL, NULL },
	{ "kind", API_WORD, 0, 0, "opinion binding", NULL, "opinion when not said." },
	{ "basis", API_WORD, API_MUST, 0, "voter household owner", NULL, "Whose entries on the roll vote, each once." },
	{ "plan", API_INT, 0, 0, NULL, NULL, "The version of the plan it asks about." },
	{ "pack", API_TEXT, 0, 60, NULL, NULL, "Binding: the id of the rule pack that decides." },
	{ "lawful", API_TEXT, 0, 200, NULL, NULL, "Where the rules ask for floor area: who found this way of voting lawful." },
	{ "questions", API_LIST, API_MUST, POLL_QUESTIONS, NULL, &new_question_body, NULL }, { 0 }
};
const struct api_schema api_polling_body = { "NewPoll", "A poll's questions are published; voting has not begun.", 0, polling_fields };
static const struct api_field opening_fields[] = {
	{ "closes", API_DAY, API_MUST, 0, NULL, NULL, "The last day of voting." }, { 0 }
};
const struct api_schema api_opening_body = { "NewOpening", "The roll is frozen, voting begins.", 0, opening_fields };
static const struct api_field closing_fields[] = { { 0 } };
const struct api_schema api_closing_body = { "NewClosing", "The voting ends now: an empty object.", 0, closing_fields };
static const struct api_field cancelling_fields[] = {
	{ "reason", API_TEXT, API_MUST, 300, NULL, NULL, "Published." }, { 0 }
};
const struct api_schema api_cancelling_body = { "PollCancelled", "A poll is called off; what was cast is destroyed.", 0, cancelling_fields };

/* ---- what goes out ---- */

struct api_poll {
	int64_t id, matter, plan, opens, closes, electorate, voted, created;
	const char *number, *place, *title, *kind, *basis, *pack, *state, *reason, *url;
};
struct api_poll_choice {
	const char *title;
	int64_t votes;
};
struct api_question {
	int64_t n, limit, blank, invalid;
	const char *title, *method, *said;
	struct api_list choices;
};
struct api_poll_full {
	struct api_poll p;
	bool keys;
	int64_t ballots;
	const char *digest, *data;
	struct api_list questions;
};

#define A(s, name, type, flags, about) { #name, type, flags, offsetof(struct s, name), NULL, NULL, about }
#define P(name, type, flags, about) A(api_poll, name, type, flags, about)
#define P_WORD(name, words, about) { #name, API_WORD, 0, offsetof(struct api_poll, name), words, NULL, about }
#define P_FIELDS                                                                                   \
	P(id, API_ID, 0, NULL), P(number, API_TEXT, 0, NULL), P(matter, API_ID, 0, NULL), P(place, API_TEXT, 0, "The community, one of /places."), \
	P(title, API_TEXT, 0, NULL), P_WORD(kind, "opinion binding", "An opinion poll is advice."), P_WORD(basis, "voter household owner", NULL), \
	P(plan, API_INT, 0, "The version of the plan it asks about; 0: none."), P(pack, API_TEXT, API_NULL, "The rule pack that decides."), \
	P_WORD(state, "made open closed counted few cancelled", "few: so few ballots that they were destroyed unopened."), \
	P(reason, API_TEXT, API_NULL, "Why it was called off."), P(opens, API_TIME, API_NULL, NULL), P(closes, API_TIME, API_NULL, NULL), \
	P(electorate, API_INT, 0, "Who may vote, frozen at the opening."), P(voted, API_INT, 0, "How many have; never how."), \
	P(created, API_TIME, 0, NULL), P(url, API_URL, 0, NULL)

static const struct api_field poll_fields[] = { P_FIELDS, { 0 } };
const struct api_schema api_poll_schema = { "Poll", "A poll about a matter.", sizeof(struct api_poll), poll_fields };
static const struct api_field choice_fields[] = {
	A(api_poll_choice, title, API_TEXT, 0, NULL),
	A(api_poll_choice, votes, API_INT, 0, "Votes, points, or ballots that rank it first; -1 before the count."), { 0 }
};
static const struct api_schema choice_schema = { "PollChoice", "One of the choices.", sizeof(struct api_poll_choice), choice_fields };
static const struct api_field question_fields[] = {
	A(api_question, n, API_INT, 0, NULL), A(api_question, title, API_TEXT, 0, NULL),
	{ "method", API_WORD, 0, offsetof(struct api_question, method), METHODS, NULL, NULL }, A(api_question, limit, API_INT, 0, NULL),
	{ "choices", API_LIST, 0, offsetof(struct api_question, choices), NULL, &choice_schema, NULL },
	A(api_question, blank, API_INT, 0, "Ballots; -1 before the count."), A(api_question, invalid, API_INT, 0, "Ballots; -1 before the count."),
	A(api_question, said, API_TEXT, API_NULL, "The result in a sentence."), { 0 }
};
static const struct api_schema question_schema = { "PollQuestion", "A question and, once counted, its result.", sizeof(struct api_question),
	question_fields };
#define F(name, type, flags, about) A(api_poll_full, name, type, flags, about)
static const struct api_field full_fields[] = {
	P_FIELDS, F(keys, API_BOOL, 0, "Both scrutineers have typed their share back: it can be opened."),
	F(ballots, API_INT, 0, "Counted ballots; 0 before the count."), F(digest, API_TEXT, API_NULL, "Of the published ballots."),
	F(data, API_URL, API_NULL, "The anonymous ballots, from which anybody recounts."),
	{ "questions", API_LIST, 0, offsetof(struct api_poll_full, questions), NULL, &question_schema, NULL }, { 0 }
};
const struct api_schema api_poll_full_schema = { "PollWithQuestions", "A poll, its questions and its result.", sizeof(struct api_poll_full),
	full_fields };

static void
poll_fill(struct req *rq, const struct api_poll_row *r, struct api_poll *ret)
{
	*ret = (struct api_poll){ .id = r->id, .matter = r->matter, .plan = r->plan_version, .opens = r->opens, .closes = r->closes,
		.electorate = r->electorate, .voted = r->so_far, .created = r->created, .number = r->number, .place = r->slug, .title = r->title,
		.kind = r->kind, .basis = r->basis, .pack = r->pack, .state = r->state, .reason = r->reason,
		.url = view_url(rq, arena_fmt(rq->a, "/polls/%s/%s", r->slug, r->number)) };
}

struct err
api_polls_list(struct req *rq, struct api_answer *ret)
{
	struct api_poll_row_rows rows;
	int64_t place, at, id;
	struct api_poll *v;
	size_t n, limit = (size_t)api_limit(rq);

	TRY(api_place_of(rq, &place));
	if (!api_cursor(rq, &at, &id) || rq->nfaults)
		return OK;
	TRY(api_polls(rq->db, rq->a, rq->area, place, rq_query(rq, "state"), at, id, (int64_t)limit + 1, &rows));
	n = rows.n > limit ? limit : rows.n;
	v = NEWN(rq->a, struct api_poll, n + 1);
	for (size_t i = 0; i < n; i++)
		poll_fill(rq, &rows.v[i], &v[i]);
	*ret = (struct api_answer){ v, n, rows.n > limit ? api_cursor_make(rq->a, v[n - 1].created, v[n - 1].id) : NULL };
	return OK;
}

static struct api_list
questions_list(struct req *rq, const struct poll_row *p, const struct poll_rules *r)
{
	struct api_question *v = NEWN(rq->a, struct api_question, r->q.n + 1);
	bool counted = strcmp(p->state, "counted") == 0;
	struct count_sum sums[POLL_QUESTIONS];

	if (counted)
		poll_sums(rq->a, p, r, sums);
	for (size_t q = 0; q < r->q.n; q++) {
		struct api_poll_choice *cs = NEWN(rq->a, struct api_poll_choice, COUNT_CHOICES);

		for (int i = 0; i < r->rule[q].choices; i++)
			cs[i] = (struct api_poll_choice){ r->choices[q][i], counted ? sums[q].votes[i] : -1 };
		v[q] = (struct api_question){ .n = r->q.v[q].pos, .limit = r->rule[q].limit, .blank = counted ? sums[q].blank : -1,
			.invalid = counted ? sums[q].invalid : -1, .title = r->q.v[q].title, .method = r->q.v[q].method,
			.said = counted ? poll_said(rq->a, rq->lang, p, r, &sums[q], q) : "", .choices = { cs, (size_t)r->rule[q].choices } };
	}
	return (struct api_list){ v, r->q.n };
}

static struct err
poll_say(struct req *rq, struct db *db, int64_t id, struct api_answer *ret)
{
	struct api_poll_full *f = NEW(rq->a, struct api_poll_full);
	struct api_poll_row row;
	struct poll_rules rules;
	struct poll_row p;
	bool found;

	TRY(api_poll_one(db, rq->a, rq->area, id, &row, &found));
	if (found)
		TRY(poll_row(db, rq->a, rq->area, id, &p, &found));
	if (!found)
		return FAIL(404, M_err_not_found);
	TRY(poll_rules_of(db, rq->a, rq->area, id, &rules));
	poll_fill(rq, &row, &f->p);
	f->keys = p.proved == 3;
	f->ballots = p.ballots;
	f->digest = p.digest;
	f->data = strcmp(p.state, "counted") == 0 ? arena_fmt(rq->a, "%s/ballots.json", f->p.url) : "";
	f->questions = questions_list(rq, &p, &rules);
	ret->v = f;
	return OK;
}

struct err
api_poll_load(struct req *rq)
{
	return poll_find(rq, rq_param_id(rq, "id"));
}

struct err
api_poll_get(struct req *rq, struct api_answer *ret)
{
	return poll_say(rq, rq->db, rq_poll(rq)->r.id, ret);
}

/* ---- acts ---- */

/* "/polls/beian/2026-3/desk", where the act led. */
static struct err
poll_at(struct req *rq, struct db *w, struct api_answer *ret)
{
	char slug[81], number[21];
	struct poll_of_number row;
	struct place place;
	bool found = sscanf(rq->location, "/polls/%80[^/]/%20[^/]", slug, number) == 2;

	if (found)
		TRY(place_by_slug(w, rq->a, rq->area, slug, &place, &found));
	if (found)
		TRY(poll_of_number(w, rq->a, rq->area, place.id, number, &row, &found));
	if (!found)
		return FAIL(404, M_err_not_found);
	rq->location = arena_fmt(rq->a, API_ROOT "/polls/%lld", (long long)row.id);
	return poll_say(rq, w, row.id, ret);
}

/* The page's field holds the version of a pack in force today. */
static void
pack_named(struct req *rq)
{
	const char *id = rq_form(rq, "pack");
	int32_t today = day_of(rq->env, env_now(rq->env));
	const struct pack *p;

	if (text_empty(id))
		return;
	for (size_t i = 0; (p = packs_on(today, i)); i++)
		if (p->binds && strcmp(p->id, id) == 0)
			api_form_set(rq, "pack", p->version);
}

/* Choices one a line, as they are typed on the page. */
static void
choices_put(struct req *rq, size_t q)
{
	const char *name = arena_fmt(rq->a, "questions.%zu.choices[]", q);
	size_t n = rq->nform;
	struct out o;

	out_init(&o, rq->a);
	for (size_t i = 0; i < n; i++) {
		if (strcmp(rq->form[i].name, name) != 0)
			continue;
		if (text_empty(rq->form[i].value) || strchr(rq->form[i].value, '\n'))
			rq_fault(rq, arena_fmt(rq->a, "questions.%zu.choices", q), M_poll_err_choices, NULL);
		out_fmt(&o, "%s%s", o.len ? "\n" : "", rq->form[i].value);
	}
	api_put(rq, arena_fmt(rq->a, "q%zu_choices", q), out_cstr(&o));
}

struct err
api_poll_new(struct req *rq, struct api_answer *ret)
{
	static const char *const names[] = { "title", "method", "limit", "against" };

	for (size_t q = 0; q < api_count(rq, "questions"); q++) {
		for (size_t i = 0; i < COUNT(names); i++)
			api_put(rq, arena_fmt(rq->a, "q%zu_%s", q, names[i]), api_nth(rq, "questions", q, names[i]));
		if (text_empty(api_nth(rq, "questions", q, "method")))
			api_put(rq, arena_fmt(rq->a, "q%zu_method", q), "one");
		choices_put(rq, q);
	}
	pack_named(rq);
	return rq->nfaults ? OK : api_done(rq, polling_try(rq), NULL, poll_at, ret);
}

struct err
api_poll_opening(struct req *rq, struct api_answer *ret)
{
	return api_done(rq, poll_step_try(rq, POLL_OPEN), NULL, poll_at, ret);
}

struct err
api_poll_closing(struct req *rq, struct api_answer *ret)
{
	return api_done(rq, poll_step_try(rq, POLL_CLOSE), NULL, poll_at, ret);
}

struct err
api_poll_off(struct req *rq, struct api_answer *ret)
{
	return api_done(rq, poll_step_try(rq, POLL_CANCEL), NULL, poll_at, ret);
}
