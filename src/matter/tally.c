/* tally.c - what one matter counts for, and the counters moved when that changes (tally.h). */
#include "matter/tally.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/day.h"
#include "base/text.h"
#include "matter/call.h"
#include "matter/tally_int.h"
#include "store/store.h"

static const char *const names[TALLY_COUNT] = {
#define X(id, name) [TALLY_##id] = #name,
	TALLY_TABLE(X)
#undef X
};

enum task_how { TASK_OPEN, TASK_ANSWERED, TASK_LATE, TASK_RETURNED, TASK_WITHDRAWN };
enum fact_how { HOW_OPEN, HOW_SETTLED, HOW_DECLINED };

const char *
tally_name(enum tally_figure f)
{
	return names[f];
}

bool
tally_find(const char *name, enum tally_figure *ret)
{
	for (int i = 0; i < TALLY_COUNT; i++)
		if (strcmp(names[i], name) == 0) {
			*ret = (enum tally_figure)i;
			return true;
		}
	return false;
}

static int
month_of_day(int32_t day)
{
	int y, m, d;

	day_to_ymd(day, &y, &m, &d);
	return y * 100 + m;
}

int
tally_month(const struct env *e, int64_t us)
{
	return month_of_day(day_of(e, us));
}

int
tally_month_add(int month, int n)
{
	int all = month / 100 * 12 + month % 100 - 1 + n;

	return all / 12 * 100 + all % 12 + 1;
}

/* ---- the fact ---- */

/* The move that published: one of the matter's own life cycle that asks for a result. */
struct err
tally_result_at(struct db *db, struct arena *a, int64_t area, int64_t matter, const char *lifecycle, int64_t *ret)
{
	const struct lifecycle *lc;
	struct tally_moves_rows rows;

	*ret = 0;
	TRY(matter_lifecycle_of(db, area, lifecycle, &lc));
	TRY(tally_moves(db, a, area, matter, &rows));
	for (size_t i = 0; i < rows.n && !*ret; i++) {
		const struct life_move *mv = lifecycle_move(lc, rows.v[i].act);

		if (mv && life_move_ask(mv, "result"))
			*ret = rows.v[i].at;
	}
	return OK;
}

static struct err
fact_places(struct db *db, int64_t area, const struct tally_row *m, struct tally_fact_get *f)
{
	struct place_stop v[PLACE_DEPTH];
	size_t n = 0, i;

	f->place = m->place;
	if (m->spot)
		TRY(place_line(db, area, m->spot, v, &n));
	for (i = 0; i < n && v[i].id != m->place; i++)
		if (v[i].kind == PLACE_ESTATE)
			f->estate = v[i].id;
	if (i == n) {				/* the spot has moved to another community, or there is none */
		TRY(place_line(db, area, m->place, v, &n));
		i = 0;
	}
	f->street = i + 1 < n && v[i + 1].kind == PLACE_STREET ? v[i + 1].id : 0;
	return OK;
}

static enum task_how
task_how(struct env *env, const struct tally_assignments *as)
{
	enum outcome o = OUTCOME_SENT;

	outcome_find(as->outcome, &o);
	if (o == OUTCOME_RETURNED)
		return TASK_RETURNED;
	if (o == OUTCOME_WITHDRAWN)
		return TASK_WITHDRAWN;
	if (!outcome_over(o))
		return TASK_OPEN;
	return day_of(env, as->answered) > as->due ? TASK_LATE : TASK_ANSWERED;
}

static struct err
fact_tasks(struct db *db, struct arena *a, struct env *env, int64_t area, int64_t matter, struct tally_fact_get *f)
{
	struct tally_assignments_rows rows;
	struct out o;

	TRY(tally_assignments(db, a, area, matter, &rows));
	out_init(&o, a);
	for (size_t i = 0; i < rows.n; i++) {
		const struct tally_assignments *as = &rows.v[i];
		enum task_how how = task_how(env, as);
		int32_t sent = day_of(env, as->created), ended = how == TASK_OPEN ? sent : day_of(env, as->answered);

		out_fmt(&o, "%lld:%d:%d:%d:%d;", (long long)as->org, month_of_day(sent), how == TASK_OPEN ? 0 : month_of_day(ended),
			(int)how, calendar_between(env->calendar, sent, ended));
	}
	f->tasks = out_cstr(&o);
	return OK;
}

/* A call that reached the person counts before all ratings; without one, what more than half of those who rated said. */
static struct err
fact_voice(struct db *db, struct arena *a, int64_t area, const struct tally_row *m, struct tally_fact_get *f)
{
	struct tally_calls_rows calls;
	struct tally_ratings rated;

	f->responded = f->solved = f->satisfied = -1;
	TRY(tally_calls(db, a, area, m->id, f->at, &calls));
	for (size_t i = 0; i < calls.n; i++) {
		if (!calls.v[i].reached)
			continue;
		f->voice = VOICE_HEARD;
		f->responded = calls.v[i].responded;
		f->solved = calls.v[i].solved;
		f->satisfied = calls.v[i].score ? calls.v[i].score >= 3 : -1;
		return OK;
	}
	TRY(tally_ratings(db, a, area, m->id, f->at, &rated));
	if (rated.n) {
		f->voice = VOICE_HEARD;
		f->solved = 2 * rated.solved > rated.n;
		f->satisfied = 2 * rated.good > rated.n;
		return OK;
	}
	f->voice = calls.n >= CALL_TRIES ? VOICE_UNREACHED : m->author ? VOICE_TO_CALL : VOICE_NOBODY;
	return OK;
}

static struct err
fact_end(struct db *db, struct arena *a, struct env *env, int64_t area, const struct tally_row *m, struct tally_fact_get *f)
{
	struct tally_thanks_of thanks;

	if (m->result)
		TRY(tally_result_at(db, a, area, m->id, m->lifecycle, &f->at));
	if (f->at) {
		f->how = HOW_SETTLED;
		f->days = calendar_between(env->calendar, day_of(env, m->created), day_of(env, f->at));
		TRY(fact_voice(db, a, area, m, f));
		TRY(tally_thanks_of(db, a, area, m->id, &thanks));
		f->thanks = thanks.n;
	} else if (m->closed) {
		f->how = HOW_DECLINED;
		f->at = m->closed;
	}
	f->ended = f->at ? tally_month(env, f->at) : 0;
	return OK;
}

/* A merged matter counts for nothing but what its units did: the one it was joined with counts. */
struct err
tally_fact_of(struct db *db, struct arena *a, struct env *env, int64_t area, int64_t matter, struct tally_fact *ret)
{
	struct tally_fact_get *f = &ret->r;
	struct tally_row m;

	*ret = (struct tally_fact){ 0 };
	f->kind = f->category = f->tasks = "";		/* also of what counts for nothing: it is compared */
	TRY(tally_row(db, a, area, matter, &m, &ret->there));
	ret->there = ret->there && !*m.home;		/* a private matter counts in no public figure */
	if (!ret->there)
		return OK;
	f->kind = m.kind;
	f->category = m.category;
	f->responded = f->solved = f->satisfied = -1;
	TRY(fact_places(db, area, &m, f));
	TRY(fact_tasks(db, a, env, area, matter, f));
	if (m.merged_into)
		return OK;
	f->received = tally_month(env, m.created);
	return fact_end(db, a, env, area, &m, f);
}

bool
tally_fact_same(const struct tally_fact *x, const struct tally_fact *y)
{
	const struct tally_fact_get *p = &x->r, *q = &y->r;

	return x->there == y->there && strcmp(p->kind, q->kind) == 0 && p->place == q->place && p->street == q->street &&
		p->estate == q->estate && strcmp(p->category, q->category) == 0 && p->received == q->received && p->ended == q->ended &&
		p->at == q->at && p->how == q->how && p->days == q->days && p->voice == q->voice && p->responded == q->responded &&
		p->solved == q->solved && p->satisfied == q->satisfied && p->thanks == q->thanks && strcmp(p->tasks, q->tasks) == 0;
}

/* ---- what it counts for ---- */

static void
delta_add(struct tally_deltas *d, const struct tally_delta *x)
{
	for (size_t i = 0; i < d->n; i++) {
		struct tally_delta *y = &d->v[i];

		if (y->figure == x->figure && y->month == x->month && y->bucket == x->bucket && y->org == x->org && y->place == x->place &&
			strcmp(y->category, x->category) == 0 && strcmp(y->kind, x->kind) == 0) {
			y->n += x->n;
			return;
		}
	}
	if (d->n == d->room) {
		struct tally_delta *v = NEWN(d->a, struct tally_delta, d->room * 2 + 32);

		if (d->n)
			memcpy(v, d->v, d->n * sizeof(*v));
		d->v = v;
		d->room = d->room * 2 + 32;
	}
	d->v[d->n++] = *x;
}

/* Settled, and what was said of it, in the place or unit that `at` names. */
static void
settled_count(const struct tally_fact_get *f, const struct tally_delta *at, struct tally_deltas *d)
{
	static const enum tally_figure voices[] = { [VOICE_HEARD] = TALLY_HEARD, [VOICE_TO_CALL] = TALLY_TO_CALL,
		[VOICE_UNREACHED] = TALLY_UNREACHED, [VOICE_NOBODY] = TALLY_NOBODY };
	const struct { int64_t said; enum tally_figure of, yes; } rates[] = {
		{ f->responded, TALLY_RESPONDED_OF, TALLY_RESPONDED }, { f->solved, TALLY_SOLVED_OF, TALLY_SOLVED },
		{ f->satisfied, TALLY_SATISFIED_OF, TALLY_SATISFIED },
	};
	struct tally_delta x = *at;

	x.figure = TALLY_SETTLED;
	delta_add(d, &x);
	x.figure = voices[f->voice];
	delta_add(d, &x);
	for (size_t i = 0; i < COUNT(rates); i++) {
		x.figure = rates[i].of;
		if (rates[i].said >= 0)
			delta_add(d, &x);
		x.figure = rates[i].yes;
		if (rates[i].said == 1)
			delta_add(d, &x);
	}
	x.figure = TALLY_DAYS;
	x.bucket = (int)f->days;
	delta_add(d, &x);
}

/* In one place: all of it, and for communities and above by category what came and what was settled. */
static void
place_count(const struct tally_fact_get *f, int64_t place, bool categories, int sign, struct tally_deltas *d)
{
	struct tally_delta x = { .kind = f->kind, .category = "", .place = place, .n = sign };

	for (int pass = 0; pass < (categories ? 2 : 1); pass++) {
		x.category = pass ? f->category : "";
		x.month = (int)f->received;
		x.figure = TALLY_RECEIVED;
		if (f->received)
			delta_add(d, &x);
		x.month = (int)f->ended;
		x.figure = pass ? TALLY_SETTLED : TALLY_DECLINED;
		if (f->how == (pass ? HOW_SETTLED : HOW_DECLINED))
			delta_add(d, &x);
		if (!pass && f->how == HOW_SETTLED)
			settled_count(f, &x, d);
	}
}

struct task {
	int64_t org;
	int sent, ended, how, days;
};

/* Reads the next assignment of the fact's text; false at its end. */
static bool
task_next(const char **at, struct task *t)
{
	long long org;
	int n = 0;

	if (sscanf(*at, "%lld:%d:%d:%d:%d;%n", &org, &t->sent, &t->ended, &t->how, &t->days, &n) != 5 || n == 0)
		return false;
	t->org = org;
	*at += n;
	return true;
}

static void
task_count(const struct tally_fact_get *f, const struct task *t, int sign, struct tally_deltas *d)
{
	struct tally_delta x = { .kind = f->kind, .category = "", .org = t->org, .month = t->sent, .figure = TALLY_SENT, .n = sign };

	delta_add(d, &x);
	x.month = t->ended;
	x.figure = t->how == TASK_RETURNED ? TALLY_RETURNED : TALLY_ANSWERED;
	if (t->how == TASK_OPEN || t->how == TASK_WITHDRAWN)
		return;
	delta_add(d, &x);
	if (t->how == TASK_RETURNED)
		return;
	x.figure = TALLY_LATE;
	if (t->how == TASK_LATE)
		delta_add(d, &x);
	x.figure = TALLY_ANSWER_DAYS;
	x.bucket = t->days;
	delta_add(d, &x);
}

size_t
tally_orgs_of(struct arena *a, const struct tally_fact *f, int64_t **ret)
{
	int64_t *v = NEWN(a, int64_t, strlen(f->r.tasks) / 8 + 1);
	const char *at = f->r.tasks;
	struct task t;
	size_t n = 0;

	while (f->r.how == HOW_SETTLED && task_next(&at, &t)) {
		bool had = false;

		for (size_t i = 0; i < n; i++)
			had = had || v[i] == t.org;
		if (!had && t.how != TASK_RETURNED && t.how != TASK_WITHDRAWN)
			v[n++] = t.org;
	}
	*ret = v;
	return n;
}

void
tally_counts(const struct tally_fact *fact, int sign, struct tally_deltas *d)
{
	const struct tally_fact_get *f = &fact->r;
	const char *at = f->tasks;
	struct task t;
	int64_t *orgs;
	size_t n;

	if (!fact->there)
		return;
	place_count(f, 0, true, sign, d);
	if (f->street)
		place_count(f, f->street, true, sign, d);
	place_count(f, f->place, true, sign, d);
	if (f->estate)
		place_count(f, f->estate, false, sign, d);
	while (task_next(&at, &t))
		task_count(f, &t, sign, d);
	n = tally_orgs_of(d->a, fact, &orgs);
	for (size_t i = 0; i < n; i++) {
		struct tally_delta x = { .kind = f->kind, .category = "", .org = orgs[i], .month = (int)f->ended, .n = sign };

		settled_count(f, &x, d);
		x.figure = TALLY_THANKS;
		x.n = sign * f->thanks;
		if (f->thanks)
			delta_add(d, &x);
	}
}

/* ---- settling ---- */

static struct err
orgs_move(struct db *w, struct arena *a, int64_t area, int64_t matter, const struct tally_fact *was, const struct tally_fact *now)
{
	int64_t *v;
	size_t n = was->there ? tally_orgs_of(a, was, &v) : 0;

	for (size_t i = 0; i < n; i++)
		TRY(tally_org_drop(w, area, v[i], was->r.ended, matter, NULL));
	n = tally_orgs_of(a, now, &v);
	for (size_t i = 0; i < n; i++)
		TRY(tally_org_put(w, area, v[i], now->r.ended, matter, now->r.thanks, NULL));
	return OK;
}

/* One counter's key as it waits for the commit, the area first; behind it kind and category, each with its end. */
struct counter_key {
	int64_t area, org, place;
	int32_t month, figure, bucket, nkind;
	char words[];
};

static struct err
counter_add(struct db *w, const void *key, size_t nkey, int64_t n)
{
	const struct counter_key *k = key;

	return tally_add(w, k->area, k->words, k->org, k->place, k->words + k->nkind, k->month, names[k->figure], k->bucket, n, NULL);
}

const struct sums tally_sums = { counter_add };

/* Many matters of a group move the same few counters. */
static struct err
counter_move(struct db *w, struct arena *a, int64_t area, const struct tally_delta *x)
{
	size_t nkind = strlen(x->kind) + 1, ncategory = strlen(x->category) + 1, size = sizeof(struct counter_key) + nkind + ncategory;
	struct counter_key *k = arena_alloc(a, size);

	*k = (struct counter_key){ .area = area, .org = x->org, .place = x->place, .month = x->month, .figure = (int32_t)x->figure,
		.bucket = x->bucket, .nkind = (int32_t)nkind };
	memcpy(k->words, x->kind, nkind);
	memcpy(k->words + nkind, x->category, ncategory);
	return store_sum(w, &tally_sums, k, size, x->n);
}

struct err
tally_settle(struct db *w, struct arena *a, struct env *env, int64_t area, int64_t matter)
{
	struct tally_deltas d = { .a = a };
	struct tally_fact was = { 0 }, now;
	const struct tally_fact_get *f = &now.r;

	was.r.kind = was.r.category = was.r.tasks = "";
	TRY(tally_fact_of(w, a, env, area, matter, &now));
	TRY(tally_fact_get(w, a, area, matter, &was.r, &was.there));
	if (!now.there || tally_fact_same(&was, &now))
		return OK;
	tally_counts(&was, -1, &d);
	tally_counts(&now, 1, &d);
	for (size_t i = 0; i < d.n; i++)
		TRY(counter_move(w, a, area, &d.v[i]));
	TRY(orgs_move(w, a, area, matter, &was, &now));
	return tally_fact_put(w, area, matter, f->kind, f->place, f->street, f->estate, f->category, f->received, f->ended, f->at, f->how,
		f->days, f->voice, f->responded, f->solved, f->satisfied, f->thanks, f->tasks, NULL);
}
