/* demo_poll.c - polls of the demonstration: its roll, ballots cast by the functions that pages call, the count. */
#include <stdio.h>

#include "base/day.h"
#include "base/text.h"
#include "main/demo_int.h"
#include "matter/packs.h"
#include "people/import.h"
#include "people/roll.h"
#include "services/council/council_poll.h"
#include "main_msg.h"

#define FLOORS 6		/* of a stairwell, two doors each */
#define STRIDE 37		/* voters are met in an order that jumps about */

/* ---- the roll: each door of each stairwell is a household ---- */

struct err
demo_roll(struct demo *d)
{
	struct import_report r;
	struct out o;
	int no = 0;

	out_init(&o, d->a);
	out_str(&o, "no,kind,place,door,phone,area,owner\n");
	for (const struct demo_building *b = demo_buildings; b->estate; b++)
		for (int well = 1; well <= b->stairwells; well++)
			for (int floor = 1; floor <= FLOORS; floor++)
				for (int door = 1; door <= 2; door++) {
					/* The first doors have the demonstration's phones: their links lie in the visible outbox. */
					const char *phone = (size_t)no < 8 ? demo_phones[no] : "";

					/* Invented: each door has an owner and an area; every fifteenth owner has two. */
					out_fmt(&o, "%04d,household,%s%02d%d,%d0%d,%s,%d.%02d,O%04d\n", no + 1, b->estate, b->number, well, floor, door,
						phone, 52 + no * 7 % 61, no * 13 % 100, no % 15 == 1 ? no - 1 : no);
					no++;
				}
	return import_run(d->site->store, d->a, d->area, IMPORT_ROLL, d->community, (struct bytes){ (const unsigned char *)o.p, o.len }, false, &r);
}

/* ---- asking and opening ---- */

static struct demo_poll_run *
run_of(struct demo *d, const struct demo_poll *p)
{
	for (size_t i = 0; i < d->npolls; i++)
		if (d->polls[i].p == p)
			return &d->polls[i];
	return NULL;
}

struct err
demo_poll_open(struct db *w, struct demo *d, struct act *act, const struct demo_act *x, int64_t matter)
{
	const struct demo_poll *p = x->more;
	struct poll_question_new q[COUNT(p->questions)] = { 0 };
	struct poll_new n = { .matter = matter, .plan_version = p->plan, .title = p->title, .basis = p->pack ? "owner" : "household", .binding = p->pack != NULL,
		.lawful = p->lawful, .questions = q };
	struct demo_poll_run *run = &d->polls[d->npolls++];
	const char *number;
	int32_t day = day_of(d->env, env_now(d->env));

	n.pack = p->pack ? packs_find(p->pack, day) : NULL;

	assert(d->npolls <= COUNT(d->polls));
	run->p = p;
	for (; n.nquestions < COUNT(p->questions) && p->questions[n.nquestions].title; n.nquestions++) {
		struct poll_question_new *it = &q[n.nquestions];

		it->title = p->questions[n.nquestions].title;
		it->rule.method = !p->questions[n.nquestions].most ? COUNT_IRV : p->questions[n.nquestions].most > 1 ? COUNT_MANY : COUNT_ONE;
		for (; p->questions[n.nquestions].choices[it->rule.choices]; it->rule.choices++)
			it->choices[it->rule.choices] = p->questions[n.nquestions].choices[it->rule.choices];
		it->against = p->pack && n.nquestions == 0;
		it->rule.limit = it->rule.method == COUNT_IRV ? it->rule.choices : p->questions[n.nquestions].most;
	}
	TRY(poll_make(w, act, &n, &run->id, &number));
	seal_pair(d->env, &run->pair);
	TRY(poll_keys(w, act, run->id, &run->pair));
	TRY(poll_prove(w, act, run->id, seal_share(d->a, 1, run->pair.share[0])));
	TRY(poll_prove(w, act, run->id, seal_share(d->a, 2, run->pair.share[1])));
	return poll_open(w, act, run->id, day_start(d->env, day + x->n + 1) - 60 * US_SECOND);
}

/* ---- ballots ---- */

/* What the k-th voter marks: shares of a hundred, spread by a small generator; some leave a question blank. */
static const char *
marks_make(struct demo *d, const struct demo_poll *p, const struct poll_rules *r, size_t k)
{
	struct count_marks m[POLL_QUESTIONS] = { 0 };

	for (size_t q = 0; q < r->q.n; q++)
		for (int t = 0; t < r->rule[q].limit; t++) {
			uint32_t s = (uint32_t)(k * 2654435761u + q * 40503u + (uint32_t)t * (count_is_ranked(r->rule[q].method) ? 2246822519u : 977u));
			int at = (int)((s >> 12) % 100);

			for (int i = 0; i < r->rule[q].choices; at -= p->questions[q].of100[i++])
				if (at < p->questions[q].of100[i]) {
					m[q].v[i] = count_is_ranked(r->rule[q].method) && !m[q].v[i] ? t + 1 : m[q].v[i] ? m[q].v[i] : 1;
					break;
				}
		}
	for (size_t q = 0; q < r->q.n; q++)
		count_settle(&r->rule[q], &m[q]);
	return poll_ballots_write(d->a, r, m);
}

static struct err
vote_one(struct db *w, struct demo *d, struct act *act, struct demo_poll_run *run, const struct poll_row *p, const struct poll_rules *r,
	const struct voter_one *v)
{
	size_t k = run->met;
	const char *marks = marks_make(d, run->p, r, k), *number;
	struct poll_casting c = { p->id, v->id, k % 10 < 7 ? "online" : "door", { 0 }, seal_code(d->a, d->env, CODE_RECEIPT) };

	if (k % 10 != 9 || p->extent_all) {		/* who took which paper is noted in an owners' vote: here nobody takes any */
		TRY(poll_seal(d->a, p, c.receipt, marks, &c.sealed));
		return poll_cast(w, act, &c);
	}
	TRY(poll_print(w, act, p->id, v->estate, 1, &number));
	TRY(poll_hand(w, act, p->id, v->id, NULL));
	if (run->npaper == COUNT(run->paper) || k % 100 == 99)		/* taken, and never put into the box */
		return OK;
	run->marks[run->npaper] = marks;
	run->paper[run->npaper++] = number;
	return OK;
}

/* n of the roll's households vote. */
struct err
demo_poll_vote(struct db *w, struct demo *d, struct act *act, const struct demo_act *x)
{
	struct demo_poll_run *run = run_of(d, x->more);
	struct roll_active_rows all;
	struct unit_sums_rows owners;
	struct poll_rules r;
	struct poll_row p;
	bool found;

	assert(run);
	TRY(poll_row(w, d->a, d->area, run->id, &p, &found));
	TRY(poll_rules_of(w, d->a, d->area, run->id, &r));
	TRY(roll_active(w, d->a, d->area, d->community, "household", &all));
	TRY(unit_sums(w, d->a, d->area, run->id, &owners));
	for (int i = 0; i < x->n; i++, run->met++) {
		/* The first eight doors are left to whoever tries the demonstration. */
		int64_t id = owners.n ? owners.v[run->met * STRIDE % owners.n].voter : all.v[8 + run->met * STRIDE % (all.n - 8)].id;
		struct voter_one v;

		TRY(voter_one(w, d->a, d->area, run->id, id, &v, &found));
		assert(found);
		TRY(vote_one(w, d, act, run, &p, &r, &v));
	}
	/* Links for those doors, in the visible outbox. */
	return p.reminded ? OK : poll_remind(w, act, run->id);
}

/* ---- the count ---- */

static const char *
slip(struct demo *d, const struct poll_rules *r, const char *marks)
{
	struct count_marks m[POLL_QUESTIONS];

	poll_ballots_read(d->a, r, marks, m);
	m[0] = (struct count_marks){ .kind = COUNT_BLANK };
	return poll_ballots_write(d->a, r, m);
}

static struct err
papers_enter(struct db *w, struct demo *d, struct act *act, const struct demo_poll_run *run, const struct poll_row *p,
	const struct poll_rules *r, const struct act *second)
{
	struct act again = *second;
	struct poll_paper_state s;
	struct poll_row now;
	bool was, found;

	for (size_t i = 0; i < run->npaper; i++)	/* one slip of the finger, so that the sample has something to find */
		TRY(poll_enter(w, act, p, run->paper[i], i == 2 ? slip(d, r, run->marks[i]) : run->marks[i], &was));
	if (p->extent_all)
		return OK;
	TRY(poll_sample(w, act, p->id));
	TRY(poll_row(w, d->a, d->area, p->id, &now, &found));
	TRY(poll_paper_state(w, d->a, d->area, &now, &s));
	for (size_t i = 0; i < s.rows.n; i++)
		for (size_t k = 0; k < run->npaper && s.rows.v[i].picked; k++) {
			if (strcmp(run->paper[k], s.rows.v[i].code) != 0)
				continue;
			TRY(poll_enter(w, &again, &now, run->paper[k], run->marks[k], &was));
			if (k == 2)
				TRY(poll_settle(w, act, &now, run->paper[k], run->marks[k], msg_text(LANG_ZH, M_main_demo_slip)));
		}
	return OK;
}

struct err
demo_poll_count(struct db *w, struct demo *d, struct act *act, const struct demo_act *x, const struct act *second)
{
	struct demo_poll_run *run = run_of(d, x->more);
	struct poll_counting *c = NULL;
	struct poll_rules r;
	struct poll_row p;
	struct err e;
	bool found;

	assert(run);
	TRY(poll_row(w, d->a, d->area, run->id, &p, &found));
	TRY(poll_rules_of(w, d->a, d->area, run->id, &r));
	TRY(papers_enter(w, d, act, run, &p, &r, second));
	TRY(poll_row(w, d->a, d->area, run->id, &p, &found));
	e = poll_count_prepare(w, d->a, d->env, d->area, &p, seal_share(d->a, 1, run->pair.share[0]), seal_share(d->a, 2, run->pair.share[1]), &c);
	if (!e.code)
		e = poll_count(w, act, c);
	poll_counting_wipe(c);
	seal_wipe(&run->pair, sizeof(run->pair));
	return e;
}
