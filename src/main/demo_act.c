/* demo_act.c - one act of a demonstration's story, made by the functions that pages call. */
#include <stdio.h>
#include <stdlib.h>

#include "base/day.h"
#include "base/text.h"
#include "main/demo_int.h"
#include "matter/call.h"
#include "matter/history.h"
#include "matter/intake.h"
#include "matter/outside.h"
#include "matter/routing.h"
#include "people/staff.h"
#include "services/council/council_rules.h"
#include "services/council/council_survey.h"
#include "base_msg.h"
#include "main_msg.h"
#include "matter_msg.h"

struct playing {
	struct db *w;
	struct demo *d;
	const struct demo_act *x;
	const struct demo_matter *m;
	int64_t id;			/* of the matter; 0 before it is filed */
	struct act act;
	struct stored_file *file;	/* NULL: none */
	int64_t until;			/* when the next act of the stories is */
};

/* The clock goes on by some minutes, but not past the next act: the log is numbered in the order of time. */
static void
clock_on(struct playing *p, int minutes, int parts)
{
	int64_t step = minutes * 60 * US_SECOND, room = (p->until - p->d->env->fixed) / (parts + 1);

	p->d->env->fixed += room < step ? room : step;
}

static int64_t
case_id(const struct demo *d, const char *key)
{
	for (size_t i = 0; i < d->ncases; i++)
		if (strcmp(d->cases[i].key, key) == 0)
			return d->cases[i].id;
	return 0;
}

static int32_t
today(const struct playing *p)
{
	return day_of(p->d->env, env_now(p->d->env));
}

/* Who acts: an account, or a visitor "v7" known by a cookie of that number. */
static struct err
who_is(struct playing *p, const char *name, struct who *ret)
{
	const struct demo_person *who = demo_person(p->d, name);
	const char *owner = who ? who->owner : arena_fmt(p->d->a, "v-demo-%s", name);
	struct matter m;

	assert(who || name[0] == 'v');
	if (p->id)
		TRY(matter_load(p->w, p->d->a, p->d->area, p->id, &m));
	TRY(who_at(p->w, p->d->a, p->d->area, who ? &who->caller : NULL, owner, p->id ? &m : NULL, ret));
	/* Before there is a matter the place is not known: staff of the community file in it. */
	if (!p->id && who && who->caller.staff)
		ret->as = role_name(who->caller.grants[0].role);
	return OK;
}

static struct err
org_id(struct playing *p, const char *code, struct org *ret)
{
	bool found;

	TRY(org_by_code(p->w, p->d->a, p->d->area, code, ret, &found));
	assert(found);
	return OK;
}

/* ---- filing and voices ---- */

static const struct outside_new *
order_from(struct playing *p, struct outside_new *ret)
{
	const struct demo_outside *x = p->m->outside;
	int32_t today = day_of(p->d->env, env_now(p->d->env));

	*ret = (struct outside_new){ x->source, x->number, calendar_add(p->d->env->calendar, today, x->days, NULL), today, x->cells };
	return ret;
}

static struct err
play_file(struct playing *p)
{
	const struct demo_matter *m = p->m;
	struct filing f = { .kind = "proposal", .place = p->d->community, .title = m->title, .body = m->body,
		.whereabouts = m->where, .category = m->category, .channel = m->channel ? m->channel : "web", .lang = LANG_ZH,
		.files = p->file, .nfiles = p->file ? 1 : 0 };
	struct outside_new order;
	struct place spot = { 0 };
	struct filed out;
	bool found = true;

	if (m->spot)
		TRY(place_by_slug(p->w, p->d->a, p->d->area, m->spot, &spot, &found));
	assert(found);
	f.spot = spot.id;
	if (p->x->who) {
		f.on_behalf = true;
		f.contact = demo_person(p->d, p->x->who)->draft;
	}
	if (m->outside)
		f.outside = order_from(p, &order);
	TRY(matter_file(p->w, &p->act, &f, &out));
	if (m->outside)
		TRY(intake_source_put(p->w, p->d->area, env_id(p->d->env), order.source, f.channel, "", m->outside->heads, m->outside->columns,
			f.place, env_now(p->d->env), NULL));
	p->d->cases[p->d->ncases++] = (struct demo_case){ m->key, out.id };
	return OK;
}

static struct err
play_support(struct playing *p)
{
	if (p->x->n == 0)
		return matter_support(p->w, &p->act, p->id);
	for (int i = 0; i < p->x->n; i++) {
		TRY(who_is(p, arena_fmt(p->d->a, "v%s-%d-%d", p->m->key, p->x->day, i), &p->act.who));
		TRY(matter_support(p->w, &p->act, p->id));
		clock_on(p, 7, p->x->n - i);
	}
	return OK;
}

/* A moderator decides about it: n above 0 shows it, below refuses it for the reason in more. */
static struct err
play_moderate(struct playing *p, int64_t remark)
{
	if (p->x->n == 0)
		return OK;
	clock_on(p, 25, 1);
	TRY(who_is(p, "moderator", &p->act.who));
	return remark_decide(p->w, &p->act, remark, p->x->n > 0, p->x->n > 0 ? "" : p->x->more);
}

static struct err
play_say_spot(struct playing *p)
{
	struct spot_row_rows spots;
	struct survey_row row;
	int64_t remark;
	size_t i = 0;
	bool any;

	TRY(survey_last(p->w, p->d->a, p->d->area, p->id, &row, &any));
	TRY(spot_list(p->w, p->d->a, p->d->area, row.id, &spots));
	while (i < spots.n && strcmp(spots.v[i].name, p->x->who) != 0)
		i++;
	assert(i < spots.n);
	TRY(spot_remark(p->w, &p->act, p->id, spots.v[i].id, p->x->words, &remark));
	return play_moderate(p, remark);
}

static struct err
play_remark(struct playing *p)
{
	struct plan_row plan;
	int64_t remark;
	bool any;

	if (p->x->what == DO_SAY_PLAN) {
		TRY(plan_last(p->w, p->d->a, p->d->area, p->id, &plan, &any));
		assert(any);
		TRY(plan_remark(p->w, &p->act, p->id, plan.version, p->x->words, &remark));
	} else
		TRY(matter_remark(p->w, &p->act, p->id, p->x->what == DO_THANK ? "thanks" : "comment", NULL, p->x->words, &remark));
	return play_moderate(p, remark);
}

static struct err
play_rate(struct playing *p)
{
	bool solved = !p->x->move;

	return matter_rate(p->w, &p->act, p->id, p->x->n, solved, p->x->words ? p->x->words : "");
}

/* ---- moves ---- */

static struct err
play_move(struct playing *p)
{
	const struct demo_act *x = p->x;
	struct answer said[2];
	struct step s = { .move = x->move, .version = -1, .answers = said, .reason = x->words, .files = p->file,
		.nfiles = p->file ? 1 : 0 };
	const char *eq = x->who ? strchr(x->who, '=') : NULL;
	struct matter m;
	const struct life_move *mv;

	TRY(matter_load(p->w, p->d->a, p->d->area, p->id, &m));
	mv = lifecycle_move(m.lc, x->move);
	assert(mv);
	if (mv->nasks && !text_empty(x->words))
		said[s.nanswers++] = (struct answer){ life_move_ask(mv, "result") ? "result" : "words", x->words };
	if (eq)
		said[s.nanswers++] = (struct answer){ arena_dup(p->d->a, x->who, (size_t)(eq - x->who)), eq + 1 };
	if (!mv->needs_reason)
		s.reason = NULL;
	return matter_step(p->w, &p->act, p->id, &s);
}

static struct err
play_merge(struct playing *p)
{
	return matter_merge(p->w, &p->act, p->id, -1, case_id(p->d, p->x->who), "");
}

/* ---- meetings and plans ---- */

static int64_t *
meeting_at(struct demo *d, const struct demo_meeting *m)
{
	for (size_t i = 0; i < d->nmeetings; i++)
		if (d->meetings[i] == m)
			return &d->meeting_ids[i];
	return NULL;
}

/* The day on which the story holds it; a meeting that is only called has its own. */
static int32_t
meeting_day(struct playing *p, const struct demo_meeting *m)
{
	for (size_t i = 0; i < p->d->nevents; i++)
		if (p->d->events[i].act->what == DO_HOLD && p->d->events[i].act->more == m)
			return day_of(p->d->env, p->d->events[i].at);
	return today(p) + m->day;
}

static struct err
play_call(struct playing *p)
{
	const struct demo_meeting *m = p->x->more;
	struct demo *d = p->d;
	int64_t matters[COUNT(m->items)];
	struct calling c = { .place = d->community, .title = m->title, .venue = m->venue, .matters = matters, .caller = m->caller,
		.pack = m->pack ? m->pack : "" };
	const char *number;

	c.starts = day_start(d->env, meeting_day(p, m)) + m->minute * 60 * US_SECOND;
	c.ends = c.starts + 2 * 3600 * US_SECOND;
	c.quota[GROUP_party] = m->want_party;
	c.quota[GROUP_stairwell] = m->want_stairwell;
	c.quota[GROUP_owner] = m->want_owner;
	for (; c.nmatters < COUNT(m->items) && m->items[c.nmatters].matter; c.nmatters++)
		matters[c.nmatters] = case_id(d, m->items[c.nmatters].matter);
	assert(d->nmeetings < COUNT(d->meetings));
	d->meetings[d->nmeetings] = m;
	return meeting_call(p->w, &p->act, &c, &d->meeting_ids[d->nmeetings++], &number);
}

/* Half an hour before: every third person has a phone and signs in at the door, the others are counted by hand. */
static struct err
door_play(struct playing *p, const struct demo_meeting *m, int64_t id, const int heads[GROUP_COUNT])
{
	int64_t now = p->d->env->fixed;
	struct gather_row g;

	if (!m->door)
		return OK;
	TRY(gather_get(p->w, p->d->a, p->d->area, id, &g));
	p->d->env->fixed = g.starts - 30 * 60 * US_SECOND;
	for (int i = 0; i < GROUP_COUNT; i++) {
		int phones = heads[i] / 3, hand = heads[i] - phones;

		for (int k = 0; k < phones; k++)
			TRY(gather_sign(p->w, &p->act, &g, (enum group)i, arena_fmt(p->d->a, "v%lld-%d-%d", (long long)id, i, k)));
		if (hand)
			TRY(gather_hand(p->w, &p->act, &g, (enum group)i, hand));
	}
	p->d->env->fixed = now;
	return OK;
}

static struct err
play_hold(struct playing *p)
{
	const struct demo_meeting *m = p->x->more;
	const int64_t *id = meeting_at(p->d, m);
	struct decision ds[COUNT(m->items)];
	struct motion_new motions[COUNT(m->items)][COUNT(m->items[0].motions)];
	struct holding h = { .meeting = id ? *id : 0, .version = 1, .minutes = m->minutes, .decisions = ds, .pack = m->pack ? m->pack : "",
		.voters = -1, .body_basis = -1, .body_all = -1, .body_present = -1, .present_note = "" };

	h.heads[GROUP_party] = m->party;
	h.heads[GROUP_stairwell] = m->stairwell;
	h.heads[GROUP_owner] = m->owner;
	h.heads[GROUP_resident] = m->resident;
	h.heads[GROUP_grid] = m->grid;
	TRY(door_play(p, m, h.meeting, h.heads));
	for (size_t n; h.ndecisions < COUNT(m->items) && m->items[h.ndecisions].matter; h.ndecisions++) {
		const struct demo_motion *x = m->items[h.ndecisions].motions;
		struct motion_new *v = motions[h.ndecisions];

		for (n = 0; n < COUNT(m->items[0].motions) && x[n].words; n++)
			v[n] = (struct motion_new){ x[n].words, x[n].ayes, x[n].nays, x[n].abstain };
		if (!n)
			v[n++] = (struct motion_new){ m->items[h.ndecisions].words, m->items[h.ndecisions].ayes,
				m->items[h.ndecisions].nays, m->items[h.ndecisions].abstain };
		ds[h.ndecisions] = (struct decision){ case_id(p->d, m->items[h.ndecisions].matter), "adopt",
			m->items[h.ndecisions].words, v, n };
	}
	return meeting_hold(p->w, &p->act, &h);
}

static struct err
play_change(struct playing *p)
{
	const struct demo_change *x = p->x->more;
	const int64_t *id = meeting_at(p->d, x->meeting);
	struct meeting_change c = { .meeting = id ? *id : 0, .venue = x->venue, .reason = x->reason };
	struct gather_row g;

	TRY(gather_get(p->w, p->d->a, p->d->area, c.meeting, &g));
	if (!x->days)
		return meeting_off(p->w, &p->act, c.meeting, g.sequence, x->reason);
	c.sequence = g.sequence;
	c.starts = day_start(p->d->env, day_of(p->d->env, g.starts) + x->days) + x->minute * 60 * US_SECOND;
	c.ends = c.starts + 2 * 3600 * US_SECOND;
	return meeting_move(p->w, &p->act, &c);
}

static struct err
play_survey(struct playing *p)
{
	const struct demo_survey *x = p->x->more;
	struct spot_new spots[COUNT(x->spots)] = { 0 };
	struct surveying s = { .matter = p->id, .day = today(p), .people = x->people, .spots = spots, .chosen = x->chosen - 1, .why = x->why };
	struct survey_row row;
	struct spot_row_rows made;
	bool any;

	s.heads[GROUP_unit] = x->unit;
	s.heads[GROUP_grid] = x->grid;
	s.heads[GROUP_stairwell] = x->stairwell;
	s.heads[GROUP_resident] = x->resident;
	for (; s.nspots < COUNT(x->spots) && x->spots[s.nspots].name; s.nspots++) {
		struct spot_new *n = &spots[s.nspots];

		*n = (struct spot_new){ .name = x->spots[s.nspots].name, .whereabouts = x->spots[s.nspots].where, .at = x->spots[s.nspots].at };
		for (; n->nfacts < COUNT(x->spots[0].facts) && x->spots[s.nspots].facts[n->nfacts].name; n->nfacts++)
			n->facts[n->nfacts] = (struct fact_new){ x->spots[s.nspots].facts[n->nfacts].name, x->spots[s.nspots].facts[n->nfacts].value,
				x->spots[s.nspots].facts[n->nfacts].unit, x->spots[s.nspots].facts[n->nfacts].source,
				(enum origin)x->spots[s.nspots].facts[n->nfacts].origin };
		for (; n->nrules < COUNT(x->spots[0].rules) && x->spots[s.nspots].rules[n->nrules].name; n->nrules++)
			n->rules[n->nrules] = (struct rule_new){ x->spots[s.nspots].rules[n->nrules].name, x->spots[s.nspots].rules[n->nrules].value,
				x->spots[s.nspots].rules[n->nrules].source };
	}
	TRY(survey_put(p->w, &p->act, &s));
	if (!p->file || s.chosen < 0)
		return OK;
	TRY(survey_last(p->w, p->d->a, p->d->area, p->id, &row, &any));
	TRY(spot_list(p->w, p->d->a, p->d->area, row.id, &made));
	return survey_photo(p->w, &p->act, p->id, made.v[s.chosen].id, p->file, 1);
}

static struct err
play_plan(struct playing *p)
{
	const struct demo_plan *x = p->x->more;
	struct plan_option_new options[COUNT(x->options)];
	struct plan_task_new tasks[COUNT(x->tasks)];
	struct planning it = { .matter = p->id, .summary = x->summary, .options = options, .tasks = tasks };
	struct plan_row last = { 0 };
	bool any;

	TRY(plan_last(p->w, p->d->a, p->d->area, p->id, &last, &any));
	it.after = any ? last.version : 0;
	for (; it.noptions < COUNT(x->options) && x->options[it.noptions].title; it.noptions++) {
		int yuan = x->options[it.noptions].cost;

		options[it.noptions] = (struct plan_option_new){ x->options[it.noptions].title, x->options[it.noptions].body,
			x->options[it.noptions].payer, yuan < 0 ? -1 : yuan * INT64_C(100) };
	}
	for (; it.ntasks < COUNT(x->tasks) && x->tasks[it.ntasks].org; it.ntasks++) {
		struct org org;

		TRY(org_id(p, x->tasks[it.ntasks].org, &org));
		tasks[it.ntasks] = (struct plan_task_new){ org.id, x->tasks[it.ntasks].what };
	}
	return plan_put(p->w, &p->act, &it, NULL);
}

static struct err
play_adopt(struct playing *p)
{
	struct plan_row last;
	struct option_list_rows options;
	bool any;

	TRY(plan_last(p->w, p->d->a, p->d->area, p->id, &last, &any));
	assert(any);
	TRY(option_list(p->w, p->d->a, p->d->area, last.id, &options));
	assert(p->x->n >= 1 && (size_t)p->x->n <= options.n);
	return plan_adopt(p->w, &p->act, p->id, -1, last.version, options.v[p->x->n - 1].id, p->x->words);
}

/* ---- units ---- */

struct asking {
	struct org orgs[COUNT(((struct demo_ask *)0)->units)];
	size_t n;
	const char *what;
	int32_t due;
	bool assist, first;
};

/* Whether the story asks those whom the table proposes. */
static bool
as_routed(const struct asking *k, const struct routing *r)
{
	bool same = r->rule && k->n && !k->assist && !k->first && strcmp(k->orgs[0].code, r->lead) == 0;
	size_t helpers = 0;

	for (size_t i = 1; i < k->n; i++)
		same = same && routing_assists(r, k->orgs[i].code);
	for (const char *p = r->assist; *p; p += strspn(p, " "), helpers++)
		p += strcspn(p, " ");
	return same && helpers + 1 == k->n;
}

static struct err
ask_effect(struct db *w, struct act *act, struct matter *m, struct entry_draft *e, void *ctx)
{
	const struct asking *k = ctx;
	struct routing r;

	TRY(routing_for(w, act->a, act->env, act->area, m, &r));
	routing_say(e, &r, as_routed(k, &r));
	for (size_t i = 0; i < k->n; i++) {
		struct sending s = { .org = k->orgs[i].id, .order = k->orgs[i].superior, .lead = i == 0 && !k->assist && !k->first, .first = k->first, .ask = k->what, .due = k->due,
			.token = link_token(act->a, act->env) };
		int64_t id;

		TRY(assignment_send(w, act, m, e, &s, &id));
	}
	return OK;
}

static struct err
play_ask(struct playing *p)
{
	const struct demo_ask *x = p->x->more;
	struct asking k = { .what = p->x->words, .due = today(p) + p->x->n, .assist = x->assist, .first = x->first };
	struct answer said[3];
	struct step s = { .move = "ask", .version = -1, .answers = said, .nanswers = 3, .effect = ask_effect, .ctx = &k };
	struct out names;

	out_init(&names, p->d->a);
	for (; k.n < COUNT(k.orgs) && x->units[k.n]; k.n++) {
		TRY(org_id(p, x->units[k.n], &k.orgs[k.n]));
		out_fmt(&names, "%s%s", k.n ? msg_text(LANG_ZH, M_main_demo_and) : "", k.orgs[k.n].zh);
	}
	said[0] = (struct answer){ "units", out_cstr(&names) };
	said[1] = (struct answer){ "what", k.what };
	said[2] = (struct answer){ "day", day_iso(p->d->a, k.due) };
	return matter_step(p->w, &p->act, p->id, &s);
}

/* The unit's open assignment on this matter. */
static struct err
open_assignment(struct playing *p, const char *code, struct assignment_row *ret)
{
	struct assignments as;
	struct org org;
	enum outcome o;

	TRY(org_id(p, code, &org));
	TRY(assignment_list(p->w, p->d->a, p->d->area, p->id, &as));
	for (size_t i = 0; i < as.n; i++)
		if (as.v[i].org == org.id && outcome_find(as.v[i].outcome, &o) && !outcome_over(o)) {
			*ret = as.v[i];
			return OK;
		}
	return FAIL(404, M_err_not_found);
}

static struct err
play_answer(struct playing *p)
{
	const struct demo_act *x = p->x;
	struct assignment_row as;
	struct answering an = { .version = -1, .words = x->words, .via = "link", .files = p->file, .nfiles = p->file ? 1 : 0 };

	TRY(open_assignment(p, x->who, &as));
	/* Whoever holds the letter's link answers for the unit: no account is needed. */
	p->act.who = (struct who){ .roles = LIFE_UNIT, .as = life_role_name(LIFE_UNIT), .owner = "", .org = as.org };
	an.assignment = as.id;
	if (!outcome_find(x->move, &an.outcome))
		return FAIL(422, M_matter_err_choice);
	if (an.outcome == OUTCOME_PLANNED)
		an.review = today(p) + x->n;
	if (an.outcome == OUTCOME_MORE_TIME)
		an.wanted = (int32_t)as.due + x->n;
	return assignment_answer(p->w, &p->act, &an);
}

static struct err
play_chase(struct playing *p)
{
	struct assignment_row as;

	TRY(open_assignment(p, p->x->who, &as));
	return assignment_chase(p->w, &p->act, as.id, p->x->words);
}

/* ---- polls ---- */

static struct err
play_poll(struct playing *p)
{
	return demo_poll_open(p->w, p->d, &p->act, p->x, p->id);
}

static struct err
play_vote(struct playing *p)
{
	return demo_poll_vote(p->w, p->d, &p->act, p->x);
}

static struct err
play_count(struct playing *p)
{
	struct act second = p->act;

	TRY(who_is(p, "grid", &second.who));
	return demo_poll_count(p->w, p->d, &p->act, p->x, &second);
}

static struct err
play_call_back(struct playing *p)
{
	struct calling_back c = { .matter = p->id, .reached = p->x->n > 0, .responded = 1, .solved = 1, .score = p->x->n,
		.words = p->x->words ? p->x->words : "" };

	return matter_call_back(p->w, &p->act, &c);
}

struct err
demo_play(struct db *w, struct demo *d, const struct demo_event *v)
{
	static struct err (*const plays[])(struct playing *) = {
		[DO_FILE] = play_file, [DO_SUPPORT] = play_support, [DO_COMMENT] = play_remark, [DO_THANK] = play_remark, [DO_SAY_PLAN] = play_remark, [DO_SAY_SPOT] = play_say_spot,
		[DO_MOVE] = play_move, [DO_CALL] = play_call, [DO_HOLD] = play_hold, [DO_CHANGE] = play_change, [DO_SURVEY] = play_survey, [DO_PLAN] = play_plan, [DO_ADOPT] = play_adopt,
		[DO_ASK] = play_ask, [DO_ANSWER] = play_answer, [DO_CHASE] = play_chase, [DO_RATE] = play_rate, [DO_MERGE] = play_merge,
		[DO_POLL] = play_poll, [DO_VOTE] = play_vote, [DO_COUNT] = play_count,
		[DO_CALL_BACK] = play_call_back,
	};
	struct playing p = { .w = w, .d = d, .x = v->act, .m = v->m, .id = case_id(d, v->m->key),
		.act = { .a = d->a, .env = d->env, .area = d->area }, .until = v->at + US_DAY };

	assert(p.id || v->act->what == DO_FILE);
	if (v + 1 < d->events + d->nevents)
		p.until = v[1].at;
	if (v->act->picture)
		p.file = &d->pictures[v->act->picture];
	TRY(who_is(&p, v->act->by, &p.act.who));
	return plays[v->act->what](&p);
}
