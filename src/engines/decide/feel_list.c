/* feel_list.c - what goes through lists: for, some, every, filters, paths. Not here: the list functions (fn_list.c). */
#include "engines/decide/feel_int.h"
#include "decide_msg.h"

/* What a domain gives to iterate over; false: nothing, with a warning. */
static bool
domain(struct feel_run *run, const struct node *n, struct frame *f, struct value *ret)
{
	if (n->op == N_SPAN) {
		struct range r = { RANGE_BOTH, true, true, eval(run, n->kid[0], f), eval(run, n->kid[1], f) };
		return range_items(run, n, &r, ret);
	}
	*ret = eval(run, n, f);
	if (ret->kind == V_LIST)
		return true;
	if (ret->kind == V_RANGE) {
		int c;
		const struct range *r = ret->range;
		if (r->op == RANGE_BOTH && value_order(r->low, r->high, &c) && c <= 0)
			return range_items(run, n, r, ret);
		fail(run, n, M_feel_not_iterable, *ret, NOTHING);
		return false;
	}
	if (ret->kind == V_NULL) {
		if (!ret->why)
			fail(run, n, M_feel_not_iterable, *ret, NOTHING);
		return false;
	}
	struct value *one = NEW(run->a, struct value);	/* a single value is a list of one */
	*one = *ret;
	*ret = v_list(run->a, one, 1);
	return true;
}

/* Whole numbers or dates from low to high, downwards too. */
bool
range_items(struct feel_run *run, const struct node *n, const struct range *r, struct value *ret)
{
	int64_t low, high;
	bool date = r->low.kind == V_DATE && r->high.kind == V_DATE;

	if (date) {
		low = r->low.at->day;
		high = r->high.at->day;
	} else if (r->low.kind != V_NUMBER || r->high.kind != V_NUMBER || !dec_to_int(r->low.num, &low) || !dec_to_int(r->high.num, &high)) {
		fail(run, n, M_feel_not_iterable, v_text(value_kind_name(r->low.kind)), NOTHING);
		return false;
	}
	int64_t by = high < low ? -1 : 1;
	low += r->low_in ? 0 : by;
	high -= r->high_in ? 0 : by;
	uint64_t count = (by > 0 ? high < low : low < high) ? 0 : (uint64_t)(by > 0 ? high - low : low - high) + 1;
	if (count > UINT32_MAX || !step(run, n, count)) {
		stop(run, n, M_feel_steps);
		return false;
	}
	struct value *v = NEWN(run->a, struct value, count + 1);
	for (uint64_t i = 0; i < count; i++)
		v[i] = date ? v_moment(run->a, V_DATE, (struct moment){ .day = low + by * (int64_t)i }) : v_int(low + by * (int64_t)i);
	*ret = v_list(run->a, v, count);
	return true;
}

struct growing {
	struct value *v;
	size_t n, cap;
};

static void
push(struct feel_run *run, struct growing *g, struct value v)
{
	if (g->n == g->cap) {
		size_t cap = g->cap ? g->cap * 2 : 16;
		struct value *more = NEWN(run->a, struct value, cap);
		if (g->n)
			memcpy(more, g->v, g->n * sizeof(*more));
		g->v = more;
		g->cap = cap;
	}
	g->v[g->n++] = v;
}

struct loop {
	struct feel_run *run;
	const struct node *n;
	int vars;
	struct growing out;		/* FOR */
	bool bad;			/* a domain was none: the whole is null */
	bool done;			/* SOME, EVERY: decided */
	struct value unknown;
	bool any_unknown;
};

static void
loop_body(struct loop *l, struct frame *f)
{
	const struct node *body = l->n->kid[l->vars];

	if (l->n->op == N_FOR) {
		f->v[l->vars] = v_list(l->run->a, l->out.v, l->out.n);	/* partial */
		push(l->run, &l->out, eval(l->run, body, f));
		return;
	}
	struct value v = eval(l->run, body, f);
	if (v.kind == V_BOOLEAN) {
		l->done = v.truth == (l->n->op == N_SOME);
		return;
	}
	l->unknown = v;
	l->any_unknown = true;
	if (v.kind != V_NULL) {
		l->unknown = fail(l->run, body, M_feel_not_truth, v_text(value_kind_name(v.kind)), NOTHING);
		l->bad = true;
	}
}

/* Variable i over its domain; f holds those before it. Each turn has a frame of its own: functions may keep it. */
static void
loop_over(struct loop *l, int i, struct frame *f)
{
	struct value d;

	if (!domain(l->run, l->n->kid[i], f, &d)) {
		l->bad = true;
		return;
	}
	for (size_t k = 0; k < d.list->n && !l->bad && !l->done && step(l->run, l->n, 1); k++) {
		struct frame *g = frame_new(l->run, f->up, (size_t)l->vars + 1);
		for (int j = 0; j < i; j++)
			g->v[j] = f->v[j];
		g->v[i] = d.list->v[k];
		if (i + 1 < l->vars)
			loop_over(l, i + 1, g);
		else
			loop_body(l, g);
	}
}

struct value
eval_for(struct feel_run *run, const struct node *n, struct frame *f)
{
	struct loop l = { .run = run, .n = n, .vars = n->nkids - 1 };

	loop_over(&l, 0, frame_new(run, f, (size_t)l.vars + 1));
	return l.bad || run->stopped ? v_null() : v_list(run->a, l.out.v, l.out.n);
}

struct value
eval_quantified(struct feel_run *run, const struct node *n, struct frame *f)
{
	struct loop l = { .run = run, .n = n, .vars = n->nkids - 1 };

	loop_over(&l, 0, frame_new(run, f, (size_t)l.vars + 1));
	if (l.bad || run->stopped)
		return l.unknown.why ? l.unknown : v_null();
	if (l.done)
		return v_bool(n->op == N_SOME);
	return l.any_unknown ? l.unknown : v_bool(n->op == N_EVERY);
}

/* list[3], list[-1] */
static struct value
pick(struct feel_run *run, const struct node *n, const struct list *l, struct decimal at)
{
	int64_t i;

	if (!dec_to_int(at, &i) || i == 0 || i > (int64_t)l->n || -i > (int64_t)l->n)
		return fail(run, n, M_feel_no_item, v_num(at), v_int((int64_t)l->n));
	return l->v[i > 0 ? i - 1 : (int64_t)l->n + i];
}

struct value
eval_filter(struct feel_run *run, const struct node *n, struct frame *f)
{
	struct value v = eval(run, n->kid[0], f), c;
	struct list one = { &v, 1 };
	const struct node *cond = n->kid[1];
	struct growing g = { 0 };

	if (v.kind == V_NULL) {		/* null[true] is [], null[1] is null: null counts as an empty list */
		if (v.why)
			return v;
		one.n = 0;
	}
	const struct list *l = v.kind == V_LIST ? v.list : &one;
	if (cond->op == N_CONST && cond->v.kind == V_NUMBER)
		return pick(run, n, l, cond->v.num);
	for (size_t i = 0; i < l->n && step(run, n, 1); i++) {
		struct frame *h = frame_new(run, f, 1);
		h->filter = true;
		h->v[0] = l->v[i];
		c = eval(run, cond, h);
		if (c.kind == V_NUMBER)		/* a position after all; it cannot speak of the item */
			return pick(run, n, l, c.num);
		if (c.kind == V_BOOLEAN && c.truth)
			push(run, &g, l->v[i]);
		else if (c.kind != V_BOOLEAN && c.kind != V_NULL)
			return fail(run, cond, M_feel_filter_truth, v_text(value_kind_name(c.kind)), NOTHING);
	}
	if (l->n == 0) {		/* nothing to ask: a position still gives null */
		struct frame *h = frame_new(run, f, 1);
		h->filter = true;
		size_t before = run->nwarnings;
		c = eval(run, cond, h);
		run->nwarnings = before;
		if (c.kind == V_NUMBER)
			return pick(run, n, l, c.num);
	}
	return v_list(run->a, g.v, g.n);
}

static bool
moment_property(struct feel_run *run, struct value v, const char *name, struct value *ret)
{
	const struct moment *m = v.at;
	int64_t y;
	int mo, d;

	if (v.kind != V_TIME) {
		time_ymd(m->day, &y, &mo, &d);
		if (strcmp(name, "year") == 0)
			*ret = v_int(y);
		else if (strcmp(name, "month") == 0)
			*ret = v_int(mo);
		else if (strcmp(name, "day") == 0)
			*ret = v_int(d);
		else if (strcmp(name, "weekday") == 0)
			*ret = v_int(time_weekday(m->day));
		else if (v.kind == V_DATE)
			return false;
		else
			goto clock;
		return true;
	}
clock:
	if (strcmp(name, "hour") == 0)
		*ret = v_int(m->second / 3600);
	else if (strcmp(name, "minute") == 0)
		*ret = v_int(m->second / 60 % 60);
	else if (strcmp(name, "second") == 0)
		*ret = v_int(m->second % 60);
	else if (strcmp(name, "time offset") == 0)
		*ret = m->zone == ZONE_NONE ? v_null() : v_days(m->offset, 0);
	else if (strcmp(name, "timezone") == 0)
		*ret = m->zone == ZONE_NAMED ? v_text(m->name) : v_null();
	else
		return false;
	return true;
}

static bool
duration_property(struct value v, const char *name, struct value *ret)
{
	static const char *const names[] = { "days", "hours", "minutes", "seconds" };
	int64_t s = v.kind == V_DAYS ? v.span.s : 0;
	const int64_t parts[] = { s / 86400, s / 3600 % 24, s / 60 % 60, s % 60 };

	if (v.kind == V_MONTHS) {
		bool years = strcmp(name, "years") == 0;
		if (!years && strcmp(name, "months") != 0)
			return false;
		*ret = v_int(years ? v.months / 12 : v.months % 12);
		return true;
	}
	for (size_t i = 0; i < COUNT(names); i++)
		if (strcmp(name, names[i]) == 0) {
			*ret = v_int(parts[i]);
			return true;
		}
	return false;
}

static bool
range_property(const struct range *r, const char *name, struct value *ret)
{
	if (strcmp(name, "start") == 0)
		*ret = r->op == RANGE_NE ? v_null() : r->low;
	else if (strcmp(name, "end") == 0)
		*ret = r->op == RANGE_NE ? v_null() : r->high;
	else if (strcmp(name, "start included") == 0)
		*ret = v_bool(r->low_in);
	else if (strcmp(name, "end included") == 0)
		*ret = v_bool(r->high_in);
	else
		return false;
	return true;
}

static bool
property(struct feel_run *run, struct value v, const char *name, struct value *ret)
{
	const struct value *e;

	switch (v.kind) {
	case V_CONTEXT:
		step(run, NULL, v.ctx->n / 64);
		e = context_find(v.ctx, name);
		if (e)
			*ret = *e;
		return e;
	case V_DATE: case V_TIME: case V_DATETIME:
		return moment_property(run, v, name, ret);
	case V_DAYS: case V_MONTHS:
		return duration_property(v, name, ret);
	case V_RANGE:
		return range_property(v.range, name, ret);
	default:
		return false;
	}
}

struct value
eval_path(struct feel_run *run, const struct node *n, struct value v)
{
	struct value r;

	if (v.kind == V_LIST) {
		struct value *items = NEWN(run->a, struct value, v.list->n + 1);
		if (run->nest >= FEEL_MAX_EVAL)
			return stop(run, n, M_feel_depth);
		run->nest++;
		for (size_t i = 0; i < v.list->n && step(run, n, 1); i++)
			items[i] = eval_path(run, n, v.list->v[i]);
		run->nest--;
		return v_list(run->a, items, v.list->n);
	}
	if (v.kind == V_NULL && v.why)
		return v;
	if (property(run, v, n->name, &r))
		return r;
	if (v.kind == V_CONTEXT)
		return fail(run, n, M_feel_no_entry, v_text(n->name), NOTHING);
	return fail(run, n, M_feel_no_property, v_text(value_kind_name(v.kind)), v_text(n->name));
}
