/* council_desk_web.c - the workbench: its queues. One matter: council_case_web.c. */
#include "services/council/council.h"

#include "base/day.h"
#include "base/text.h"
#include "council_clip_sql.h"
#include "services/council/council_call.h"
#include "council_desk_html.h"
#include "services/council/council_desk.h"
#include "services/council/council_letters.h"
#include "services/council/council_scope.h"
#include "council_desk_msg.h"
#include "council_staff_msg.h"

#define DESK_ROWS     50

int64_t
scope_of(struct req *rq, enum right r)
{
	const struct caller *c = rq->caller;
	int64_t place = -1;

	for (size_t i = 0; c && i < c->ngrants; i++) {
		if (!role_may(c->grants[i].role, r))
			continue;
		if (place < 0 || c->grants[i].place == 0 || place_within(rq->db, rq->area, place, c->grants[i].place))
			place = c->grants[i].place;
	}
	return place;
}

const char *
scope_name(struct req *rq, int64_t place)
{
	struct place p;

	if (place <= 0 || place_get(rq->db, rq->a, rq->area, place, &p).code)
		return tr(rq, M_council_whole);
	return place_name(&p, rq->lang);
}

/* What each queue asks the list for. */
struct queue_row {
	const char *id;
	enum msg label;
	const char *tone;
	const char *state;		/* NULL: any */
	int due;			/* 0 any, 1 today, 2 late */
	int units;			/* -1 any, 1 waiting for units, 0 all answered */
};
static const struct queue_row queue_rows[] = {
	{ "new", M_council_queue_new, "", "filed", 0, -1 },
	{ "today", M_council_queue_today, "is-warn", NULL, 1, -1 },
	{ "late", M_council_queue_late, "is-bad", NULL, 2, -1 },
	{ "units", M_council_queue_units, "", NULL, 0, 1 },
	{ "answered", M_council_queue_answered, "", NULL, 0, 0 },
	{ "open", M_council_queue_open, "", NULL, 0, -1 },
};

static const struct queue_row *
queue_find(const char *id)
{
	for (size_t i = 0; i < COUNT(queue_rows); i++)
		if (strcmp(queue_rows[i].id, id) == 0)
			return &queue_rows[i];
	return &queue_rows[COUNT(queue_rows) - 1];
}

static struct err
desk_list_read(struct req *rq, struct desk_view *v, int64_t place)
{
	const struct queue_row *q = queue_find(v->queue);
	const char *state = *v->state ? v->state : q->state;
	int64_t at = -1, id = 0, units = q->units, from = 0, to = 0;

	text_int(rq_query(rq, "at"), 0, INT64_MAX, &at);
	text_int(rq_query(rq, "id"), 0, INT64_MAX, &id);
	if (q->due == 1)
		from = to = v->today;
	else if (q->due == 2)
		to = v->today - 1;
	TRY(desk_list(rq->db, rq->a, rq->area, place, state, from, to, units < 0 ? NULL : &units, at, id, DESK_ROWS + 1, &v->rows));
	v->more = v->rows.n > DESK_ROWS;
	if (v->more)
		v->rows.n = DESK_ROWS;
	return OK;
}

/* Words or a number typed into the filter: found matters in the shape of the queue's rows. */
static struct err
desk_search(struct req *rq, struct desk_view *v, int64_t place)
{
	struct place p;
	struct cards cards;
	int64_t total, in = 0;

	if (place > 0 && !place_get(rq->db, rq->a, rq->area, place, &p).code && p.kind == PLACE_COMMUNITY)
		in = place;
	TRY(matter_search(rq->db, rq->a, rq->area, v->q, in, 0, DESK_ROWS, &cards, &total));
	v->rows.v = NEWN(rq->a, struct desk_list, cards.n + 1);
	for (size_t i = 0; i < cards.n; i++) {
		const struct matter_card *c = &cards.v[i];

		if (!people_may(rq->db, rq->area, rq->caller, RIGHT_DESK, c->place))
			continue;
		v->rows.v[v->rows.n++] = (struct desk_list){ .id = c->id, .place = c->place, .slug = c->slug, .place_zh = c->place_zh,
			.place_en = c->place_en, .number = c->number, .title = c->title, .category = c->category, .kind = c->kind,
			.state = c->state, .state_since = c->state_since, .due = c->due, .supports = c->supports,
			.version = c->version };
	}
	return OK;
}

/* Roles held as somebody's deputy, in words. */
static void
desk_stands(struct req *rq, struct desk_view *v)
{
	const struct caller *c = rq->caller;

	v->stands = NEWN(rq->a, const char *, c->ngrants + 1);
	for (size_t i = 0; i < c->ngrants; i++)
		if (c->grants[i].cover)
			v->stands[v->nstands++] = trf(rq, M_staff_stands, tr(rq, role_label(c->grants[i].role)),
				scope_name(rq, c->grants[i].place), NULL);
}

static struct err
desk_calls(struct req *rq, int64_t *ret)
{
	int64_t place = scope_of(rq, RIGHT_CONTACT);
	struct call_due_count n = { -1, 0 };

	if (place >= 0)
		TRY(call_due_count(rq->db, rq->a, rq->area, place, call_since(rq->env), &n));
	*ret = n.n;
	return OK;
}

static struct err
desk_show(struct req *rq, struct out *o)
{
	int64_t place = scope_of(rq, RIGHT_DESK);
	struct desk_view v = { .queue = rq_query(rq, "queue"), .state = rq_query(rq, "state"),
		.q = text_cut(rq->a, text_clean(rq->a, rq_query(rq, "q")), 60) };
	struct desk_counts n;
	struct desk_remarks waiting = { 0 };

	v.today = day_of(rq->env, env_now(rq->env));
	v.lc = matter_lifecycle("proposal");
	v.place = scope_name(rq, place);
	TRY(desk_counts(rq->db, rq->a, rq->area, place, v.today, &n));
	v.moderates = scope_of(rq, RIGHT_MODERATE) >= 0;
	if (v.moderates)
		TRY(desk_remarks(rq->db, rq->a, rq->area, scope_of(rq, RIGHT_MODERATE), &waiting));
	if (text_empty(v.queue))
		v.queue = *v.state ? "open" : n.fresh ? "new" : "open";
	v.nqueues = COUNT(v.queues);
	for (size_t i = 0; i < v.nqueues; i++) {
		const int64_t counts[] = { n.fresh, n.today_n, n.late, n.units, n.answered, n.open_n };

		v.queues[i] = (struct desk_queue){ queue_rows[i].id, queue_rows[i].label, queue_rows[i].tone, counts[i] };
	}
	if (text_empty(v.q))
		TRY(desk_list_read(rq, &v, place));
	else
		TRY(desk_search(rq, &v, place));
	v.remarks = waiting.n;
	TRY(desk_calls(rq, &v.calls));
	v.letters = -1;
	if (scope_of(rq, RIGHT_ASK) >= 0)
		TRY(letters_count(rq, scope_of(rq, RIGHT_ASK), &v.letters));
	v.words = scope_of(rq, RIGHT_WORDS) >= 0;
	v.ticks = scope_of(rq, RIGHT_NOTE) >= 0;
	v.outbox = scope_of(rq, RIGHT_OUTBOX) >= 0;
	v.files_for = scope_of(rq, RIGHT_FILE_FOR) >= 0;
	v.intake = scope_of(rq, RIGHT_INTAKE) >= 0;
	v.meets = scope_of(rq, RIGHT_MEET) >= 0;
	if (v.files_for) {
		struct clip_count clips;

		TRY(clip_count(rq->db, rq->a, rq->area, scope_of(rq, RIGHT_FILE_FOR), &clips));
		v.clips = clips.n;
	}
	desk_stands(rq, &v);
	rq->nav = "desk";
	page_begin(o, rq, tr(rq, M_council_desk_title));
	council_desk_html(o, rq, &v);
	page_end(o, rq);
	return OK;
}

static const struct route routes[] = {
	{ VERB_GET, "/desk", RIGHT_DESK, NULL, desk_show, "The workbench: queues and what is due.", 0 },
	{ 0 }
};

const struct route *
council_desk_routes(void)
{
	return routes;
}
