/* demo_events.c - all stories of the demonstration as one row of acts in the order of time. */
#include <stdlib.h>

#include "base/day.h"
#include "main/demo_int.h"
#include "main_msg.h"

#define ACTS_MAX 24		/* of one settled matter */

struct road {
	struct demo *d;
	const struct demo_settled *s;
	struct demo_act *acts;
	size_t n;
};

static struct demo_act *
add(struct road *r, int day, int minute, enum demo_do what, const char *by)
{
	struct demo_act *x = &r->acts[r->n++];

	assert(r->n <= ACTS_MAX);
	*x = (struct demo_act){ .day = day, .minute = minute, .what = what, .by = by };
	return x;
}

static void
move(struct road *r, int day, int minute, const char *by, const char *name, const char *words)
{
	struct demo_act *x = add(r, day, minute, DO_MOVE, by);

	x->move = name;
	x->words = words;
}

/* A unit is asked, says it has got it, and answers. */
static void
road_unit(struct road *r, int day)
{
	struct demo_ask *k = NEW(r->d->a, struct demo_ask);
	struct demo_act *x = add(r, day, 9 * 60 + 40, DO_ASK, "committee");

	k->units[0] = r->s->unit;
	x->more = k;
	x->words = r->s->body;
	x->n = 9;
	x = add(r, day + 1, 10 * 60, DO_ANSWER, "grid");
	x->who = r->s->unit;
	x->move = "acknowledged";
	x->words = "";
	x = add(r, day + 4, 15 * 60 + 20, DO_ANSWER, "grid");
	x->who = r->s->unit;
	x->move = "done";
	x->words = r->s->answer;
}

static int
road_hall(struct road *r, int day, const char *key)
{
	struct demo_meeting *m = NEW(r->d->a, struct demo_meeting);
	struct demo_plan *p = NEW(r->d->a, struct demo_plan);

	*m = (struct demo_meeting){ .title = msg_text(LANG_ZH, M_main_demo_meeting), .venue = msg_text(LANG_ZH, M_main_demo_venue),
		.minutes = r->s->decision, .minute = 14 * 60 + 30, .party = 3, .stairwell = 6, .owner = 4, .resident = 5,
		.grid = 1, .want_party = 3, .want_stairwell = 6, .want_owner = 4, .caller = PACK_BY_PARTY, .pack = "council_charter" };
	m->items[0].matter = key;
	m->items[0].words = r->s->decision;
	m->items[0].ayes = 17;
	m->items[0].nays = 1;
	m->items[0].abstain = 1;
	add(r, day, 10 * 60, DO_CALL, "committee")->more = m;
	add(r, day + 3, 16 * 60, DO_HOLD, "committee")->more = m;
	p->summary = r->s->decision;
	p->options[0].title = r->s->title;
	p->options[0].body = r->s->decision;
	p->options[0].payer = "";
	p->options[0].cost = -1;
	p->tasks[0].org = r->s->unit;
	p->tasks[0].what = r->s->title;
	add(r, day + 4, 9 * 60, DO_PLAN, "committee")->more = p;
	add(r, day + 7, 9 * 60 + 10, DO_ADOPT, "committee")->n = 1;
	r->acts[r->n - 1].words = msg_text(LANG_ZH, M_main_demo_body);
	return day + 7;
}

static void
road_end(struct road *r, int day)
{
	const struct demo_settled *s = r->s;
	int i;

	move(r, day, 16 * 60 + 30, "committee", "publish_result", s->result);
	r->acts[r->n - 1].picture = s->picture;
	for (i = 0; i < s->very + s->well; i++) {
		struct demo_act *x = add(r, day + 1, 8 * 60 + 50 * i, DO_RATE, arena_fmt(r->d->a, "v-%s-%d", s->title, i));

		x->n = i < s->very ? 4 : 3;
	}
	for (i = 0; i < s->calls; i++) {
		struct demo_act *x = add(r, day + 2 + i, 10 * 60 + 20, DO_CALL_BACK, "committee");

		x->n = s->calls == 2 && i == 1 ? 4 : 0;
		x->words = x->n ? msg_text(LANG_ZH, M_main_demo_called) : NULL;
	}
	if (s->thanks && *s->thanks) {
		struct demo_act *x = add(r, day + 2, 9 * 60 + 15, DO_THANK, "r2");

		x->words = s->thanks;
		x->n = 1;
	}
	/* Without ratings the program closes it itself after ten working days. */
	if (s->very + s->well)
		move(r, day + 3, 17 * 60, "committee", "close", NULL);
}

static const struct demo_matter *
settled_matter(struct demo *d, const struct demo_settled *s, size_t no)
{
	struct demo_matter *m = NEW(d->a, struct demo_matter);
	struct road r = { d, s, NEWN(d->a, struct demo_act, ACTS_MAX), 0 };
	int day = 2;

	*m = (struct demo_matter){ .key = arena_fmt(d->a, "settled-%zu", no), .year = 2023, .month = s->month, .day = s->day,
		.category = s->category, .title = s->title, .body = s->body, .where = s->where, .spot = s->spot,
		.channel = no % 3 == 1 ? "doorstep" : "web" };
	add(&r, 0, 8 * 60 + 20 + (int)(no * 37 % 480), DO_FILE, no % 3 == 1 ? "grid" : no % 3 == 2 ? "r4" : "v1");
	if (no % 3 == 1)
		r.acts[0].who = "r5";
	add(&r, 1, 8 * 60, DO_SUPPORT, "v1")->n = s->supports;
	move(&r, 1, 10 * 60 + 30, "committee", "take_in", "");
	if (s->road == ROAD_OWN) {
		move(&r, day, 9 * 60 + 30, "grid", "start_work", s->decision);
		move(&r, day + 3, 11 * 60, "grid", "progress", s->answer);
		day += 4;
	} else {
		if (s->road == ROAD_HALL)
			day = road_hall(&r, day, m->key);
		road_unit(&r, day);
		day += 5;
	}
	road_end(&r, day);
	m->acts = r.acts;
	m->nacts = r.n;
	return m;
}

static int
earlier(const void *a, const void *b)
{
	const struct demo_event *x = a, *y = b;

	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	return x->order < y->order ? -1 : x->order > y->order;
}

static bool
by_staff(const struct demo_act *x)
{
	return x->by[0] != 'r' && x->by[0] != 'v' && x->what != DO_FILE;
}

static int32_t
first_day(const struct demo *d, const struct demo_matter *m)
{
	int32_t day = d->today - m->day;

	if (m->year)
		return day_from_ymd(m->year, m->month, m->day);
	while (m->month && calendar_between(d->env->calendar, day, d->today) < m->month)
		day--;
	return day;
}

/* In the story of a past year offices work on working days: what would fall on another, and all after it, moves on. */
static void
matter_events(struct demo *d, const struct demo_matter *m)
{
	int32_t first = first_day(d, m);

	for (size_t i = 0; i < m->nacts; i++) {
		const struct demo_act *x = &m->acts[i];

		while (m->year && by_staff(x) && !calendar_is_work(d->env->calendar, first + x->day))
			first++;
		d->events[d->nevents] = (struct demo_event){ .at = day_start(d->env, first + x->day) + x->minute * 60 * US_SECOND,
			.order = d->nevents, .m = m, .act = x };
		d->nevents++;
	}
}

void
demo_events(struct demo *d)
{
	static const struct demo_matter *const told[] = { demo_stop, demo_now };
	const struct demo_matter **ms;
	size_t n = 0, acts = 0;

	for (size_t i = 0; i < COUNT(told); i++)
		for (const struct demo_matter *m = told[i]; m->key; m++)
			n++;
	for (const struct demo_settled *s = demo_settled; s->title; s++)
		n++;
	ms = NEWN(d->a, const struct demo_matter *, n + 1);
	d->cases = NEWN(d->a, struct demo_case, n + 1);
	n = 0;
	for (size_t i = 0; i < COUNT(told); i++)
		for (const struct demo_matter *m = told[i]; m->key; m++)
			ms[n++] = m;
	for (const struct demo_settled *s = demo_settled; s->title; s++)
		ms[n++] = settled_matter(d, s, (size_t)(s - demo_settled));
	for (size_t i = 0; i < n; i++)
		acts += ms[i]->nacts;
	d->events = NEWN(d->a, struct demo_event, acts + 1);
	for (size_t i = 0; i < n; i++)
		matter_events(d, ms[i]);
	qsort(d->events, d->nevents, sizeof(*d->events), earlier);
}
