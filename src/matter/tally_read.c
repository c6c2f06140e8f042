/* tally_read.c - figures as pages ask for them: sums, tables, medians, and the lists behind them. */
#include "matter/tally.h"

#include "base/day.h"
#include "base/text.h"
#include "store/store.h"

/* ---- sums ---- */

struct median {				/* buckets come in their order */
	int64_t all, seen;
	int at;
};

static void
sum_begin(struct tally_sum *s)
{
	*s = (struct tally_sum){ .days = -1, .answer_days = -1 };
}

static void
sum_add(struct tally_sum *s, const char *figure, int64_t n)
{
	enum tally_figure f;

	if (tally_find(figure, &f))
		s->n[f] += n;
}

/* The bucket that holds the middle one: of an even number the lower middle. */
static void
median_step(struct median *m, int *ret, int64_t bucket, int64_t n)
{
	if (n <= 0 || *ret >= 0)
		return;
	m->seen += n;
	if (2 * m->seen >= m->all)
		*ret = (int)bucket;
}

struct err
tally_sum(struct db *db, struct arena *a, int64_t area, const struct tally_scope *s, struct tally_sum *ret)
{
	struct tally_figures_rows rows;
	struct median days, answers;

	sum_begin(ret);
	TRY(tally_figures(db, a, area, s->kind, s->org, s->place, s->from, s->to, &rows));
	for (size_t i = 0; i < rows.n; i++)
		sum_add(ret, rows.v[i].figure, rows.v[i].n);
	days = (struct median){ .all = ret->n[TALLY_DAYS] };
	answers = (struct median){ .all = ret->n[TALLY_ANSWER_DAYS] };
	for (size_t i = 0; i < rows.n; i++) {
		if (strcmp(rows.v[i].figure, tally_name(TALLY_DAYS)) == 0)
			median_step(&days, &ret->days, rows.v[i].bucket, rows.v[i].n);
		if (strcmp(rows.v[i].figure, tally_name(TALLY_ANSWER_DAYS)) == 0)
			median_step(&answers, &ret->answer_days, rows.v[i].bucket, rows.v[i].n);
	}
	return OK;
}

static struct tally_line *
line_new(struct arena *a, struct tally_lines *ls)
{
	if ((ls->n & (ls->n - 1)) == 0) {		/* full at each power of two */
		struct tally_line *v = NEWN(a, struct tally_line, ls->n ? ls->n * 2 : 1);

		if (ls->n)
			memcpy(v, ls->v, ls->n * sizeof(*v));
		ls->v = v;
	}
	sum_begin(&ls->v[ls->n].sum);
	return &ls->v[ls->n++];
}

struct err
tally_by_month(struct db *db, struct arena *a, int64_t area, const struct tally_scope *s, struct tally_lines *ret)
{
	struct tally_months_rows rows;

	*ret = (struct tally_lines){ 0 };
	TRY(tally_months(db, a, area, s->kind, s->org, s->place, s->from, s->to, &rows));
	for (size_t i = 0; i < rows.n; i++) {
		if (!ret->n || ret->v[ret->n - 1].month != rows.v[i].month)
			line_new(a, ret)->month = (int)rows.v[i].month;
		sum_add(&ret->v[ret->n - 1].sum, rows.v[i].figure, rows.v[i].n);
	}
	return OK;
}

struct err
tally_by_category(struct db *db, struct arena *a, int64_t area, const struct tally_scope *s, struct tally_lines *ret)
{
	struct tally_categories_rows rows;

	*ret = (struct tally_lines){ 0 };
	TRY(tally_categories(db, a, area, s->kind, s->place, s->from, s->to, &rows));
	for (size_t i = 0; i < rows.n; i++) {
		if (!ret->n || strcmp(ret->v[ret->n - 1].category, rows.v[i].category) != 0)
			line_new(a, ret)->category = rows.v[i].category;
		sum_add(&ret->v[ret->n - 1].sum, rows.v[i].figure, rows.v[i].n);
	}
	return OK;
}

/* Rows of one place or unit follow each other, with their buckets in order; both kinds of rows look the same. */
#define FOLD(rows)                                                                                 \
	do {                                                                                       \
		for (size_t i_ = 0; i_ < (rows).n; i_++) {                                         \
			if (!ret->n || ret->v[ret->n - 1].id != (rows).v[i_].id) {                 \
				struct tally_line *l_ = line_new(a, ret);                          \
				l_->id = (rows).v[i_].id;                                          \
				l_->zh = (rows).v[i_].zh;                                          \
				l_->en = (rows).v[i_].en;                                          \
				l_->slug = (rows).v[i_].slug;                                      \
			}                                                                          \
			sum_add(&ret->v[ret->n - 1].sum, (rows).v[i_].figure, (rows).v[i_].n);     \
		}                                                                                  \
	} while (0)

struct err
tally_by_place(struct db *db, struct arena *a, int64_t area, const struct tally_scope *s, struct tally_lines *ret)
{
	struct tally_places_rows rows;

	*ret = (struct tally_lines){ 0 };
	TRY(tally_places(db, a, area, s->kind, s->place, s->from, s->to, &rows));
	FOLD(rows);
	return OK;
}

struct err
tally_by_org(struct db *db, struct arena *a, int64_t area, const struct tally_scope *s, struct tally_lines *ret)
{
	struct tally_orgs_rows rows;
	struct tally_line *l = NULL;
	struct median m = { 0 };

	*ret = (struct tally_lines){ 0 };
	TRY(tally_orgs(db, a, area, s->kind, s->from, s->to, &rows));
	FOLD(rows);
	for (size_t i = 0; i < rows.n; i++) {		/* the medians, now that the numbers of answers are known */
		if (!l || l->id != rows.v[i].id) {
			l = l ? l + 1 : ret->v;
			m = (struct median){ .all = l->sum.n[TALLY_ANSWER_DAYS] };
		}
		if (strcmp(rows.v[i].figure, tally_name(TALLY_ANSWER_DAYS)) == 0)
			median_step(&m, &l->sum.answer_days, rows.v[i].bucket, rows.v[i].n);
	}
	return OK;
}

/* ---- the lists behind ---- */

enum which { WHICH_ALL, WHICH_RESPONDED, WHICH_SOLVED, WHICH_SATISFIED };

/* What a figure asks of a matter: how it ended (0: counted by filing), its voice, and one of the three answers. */
static const struct behind {
	bool listed;
	int how, voice;
	enum which which;
	int lo;
} behind[TALLY_COUNT] = {
	[TALLY_RECEIVED] = { true, 0, -1, WHICH_ALL, 0 },
	[TALLY_SETTLED] = { true, 1, -1, WHICH_ALL, 0 },
	[TALLY_DECLINED] = { true, 2, -1, WHICH_ALL, 0 },
	[TALLY_HEARD] = { true, 1, VOICE_HEARD, WHICH_ALL, 0 },
	[TALLY_TO_CALL] = { true, 1, VOICE_TO_CALL, WHICH_ALL, 0 },
	[TALLY_UNREACHED] = { true, 1, VOICE_UNREACHED, WHICH_ALL, 0 },
	[TALLY_NOBODY] = { true, 1, VOICE_NOBODY, WHICH_ALL, 0 },
	[TALLY_RESPONDED_OF] = { true, 1, -1, WHICH_RESPONDED, 0 },
	[TALLY_RESPONDED] = { true, 1, -1, WHICH_RESPONDED, 1 },
	[TALLY_SOLVED_OF] = { true, 1, -1, WHICH_SOLVED, 0 },
	[TALLY_SOLVED] = { true, 1, -1, WHICH_SOLVED, 1 },
	[TALLY_SATISFIED_OF] = { true, 1, -1, WHICH_SATISFIED, 0 },
	[TALLY_SATISFIED] = { true, 1, -1, WHICH_SATISFIED, 1 },
	[TALLY_THANKS] = { true, 1, -1, WHICH_ALL, 0 },
};

bool
tally_listed(enum tally_figure f)
{
	return behind[f].listed;
}

struct err
tally_list(struct db *db, struct arena *a, int64_t area, const struct tally_filter *f, struct tally_item_rows *ret)
{
	const struct behind *b = &behind[f->figure];
	const struct tally_scope *s = &f->scope;
	int64_t month = f->before_month ? f->before_month : INT64_MAX, id = f->before_id, estate = 0, place = s->place;
	int lo = f->no ? 0 : b->lo, hi = f->no ? 0 : 1;
	struct place p;

	assert(b->listed);
	if (s->org)
		return tally_list_ended_org(db, a, area, s->kind, s->from, s->to, f->category, month, id, f->limit, b->how, b->voice,
			b->which, lo, hi, s->org, f->figure == TALLY_THANKS, ret);
	if (f->level == PLACE_ESTATE) {
		TRY(place_get(db, a, area, place, &p));
		estate = place;
		place = p.parent;
	}
	if (!b->how && f->level == PLACE_DISTRICT)
		return tally_list_received(db, a, area, s->kind, s->from, s->to, f->category, month, id, f->limit, ret);
	if (!b->how && f->level == PLACE_STREET)
		return tally_list_received_street(db, a, area, s->kind, s->from, s->to, f->category, month, id, f->limit, place, ret);
	if (!b->how)
		return tally_list_received_place(db, a, area, s->kind, s->from, s->to, f->category, month, id, f->limit, place, estate, ret);
	if (f->level == PLACE_DISTRICT)
		return tally_list_ended(db, a, area, s->kind, s->from, s->to, f->category, month, id, f->limit, b->how, b->voice, b->which,
			lo, hi, ret);
	if (f->level == PLACE_STREET)
		return tally_list_ended_street(db, a, area, s->kind, s->from, s->to, f->category, month, id, f->limit, b->how, b->voice,
			b->which, lo, hi, place, ret);
	return tally_list_ended_place(db, a, area, s->kind, s->from, s->to, f->category, month, id, f->limit, b->how, b->voice, b->which,
		lo, hi, place, estate, ret);
}

static int64_t
month_start(const struct env *env, int month)
{
	return day_start(env, day_from_ymd(month / 100, month % 100, 1));
}

struct err
tally_tasks(struct db *db, struct arena *a, struct env *env, int64_t area, const struct tally_filter *f, struct tally_task_rows *ret)
{
	const struct tally_scope *s = &f->scope;
	int64_t from = month_start(env, s->from), to = month_start(env, tally_month_add(s->to, 1));
	int64_t before = f->before_id ? f->before_id : INT64_MAX;

	if (f->figure == TALLY_SENT)
		return tally_tasks_sent(db, a, area, s->org, s->kind, from, to, before, f->limit, ret);
	if (f->figure == TALLY_RETURNED)
		return tally_tasks_returned(db, a, area, s->org, s->kind, from, to, before, f->limit, ret);
	return tally_tasks_answered(db, a, area, s->org, s->kind, from, to, before, f->limit, f->figure == TALLY_LATE,
		env->zone_minutes * 60 * US_SECOND, ret);
}
