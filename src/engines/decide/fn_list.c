/* fn_list.c - builtins over lists (DMN 1.5, 10.3.4.4). Not here: statistics (fn_stat.c), filters (feel_list.c). */
#include "engines/decide/fn.h"
#include "decide_msg.h"

FN(fn_list_contains)
{
	for (size_t i = 0; i < c->v[0].list->n && !c->run->stopped; i++)
		if (equal_paid(c->run, c->n, c->v[0].list->v[i], c->v[1]) == 1)
			return v_bool(true);
	return v_bool(false);
}

FN(fn_count)
{
	return v_int((int64_t)c->v[0].list->n);
}

/* min, max of anything that has an order */
FN(fn_extreme)
{
	const struct list *l = c->v[0].list;
	int o;

	if (l->n == 0)
		return fn_bad(c, "list", c->v[0]);
	struct value best = l->v[0];
	for (size_t i = 0; i < l->n; i++) {
		if (!value_order(l->v[i], best, &o))
			return fn_bad(c, "list", c->v[0]);
		if (c->b->arg ? o > 0 : o < 0)
			best = l->v[i];
	}
	return best;
}

FN(fn_sum)
{
	const struct list *l = c->v[0].list;
	struct decimal d = dec_int(0);

	if (l->n == 0)
		return fn_bad(c, "list", c->v[0]);
	if (l->v[0].kind == V_DAYS || l->v[0].kind == V_MONTHS) {
		struct value v = l->v[0];
		for (size_t i = 1; i < l->n; i++)
			v = arith(c->run, c->n, N_ADD, v, l->v[i]);
		return v;
	}
	for (size_t i = 0; i < l->n; i++) {
		if (l->v[i].kind != V_NUMBER)
			return fn_bad(c, "list", c->v[0]);
		if (!dec_add(d, l->v[i].num, &d))
			return fail(c->run, c->n, M_feel_out_of_range, NOTHING, NOTHING);
	}
	return v_num(d);
}

FN(fn_mean)
{
	struct value v = fn_sum(c);

	return v.kind == V_NULL ? v : arith(c->run, c->n, N_DIV, v, v_int((int64_t)c->v[0].list->n));
}

/* all: false wins; any: true wins; else an item that is no truth value makes it null */
FN(fn_all)
{
	const struct list *l = c->v[0].list;
	bool winner = c->b->arg, unknown = false, wrong = false;

	if (l->n == 0 && !c->n)
		return v_bool(!winner);
	for (size_t i = 0; i < l->n; i++) {
		if (l->v[i].kind == V_BOOLEAN && l->v[i].truth == winner)
			return v_bool(winner);
		unknown |= l->v[i].kind == V_NULL;
		wrong |= l->v[i].kind != V_NULL && l->v[i].kind != V_BOOLEAN;
	}
	if (wrong)
		return fn_bad(c, "list", c->v[0]);
	return unknown ? fail(c->run, c->n, M_feel_null_truth, NOTHING, NOTHING) : v_bool(!winner);
}

/* Position from 1, or from the end when negative, as an index; false: outside [1, n] + extra. */
static bool
position(struct value v, size_t n, size_t extra, size_t *ret)
{
	int64_t i;

	if (!dec_to_int(v.num, &i) || i == 0 || i > (int64_t)(n + extra) || -i > (int64_t)n)
		return false;
	*ret = i > 0 ? (size_t)i - 1 : (size_t)((int64_t)n + i);
	return true;
}

FN(fn_sublist)
{
	const struct list *l = c->v[0].list;
	size_t from;
	int64_t n = (int64_t)l->n;

	if (!position(c->v[1], l->n, 0, &from))
		return fn_bad(c, "start position", c->v[1]);
	n -= (int64_t)from;
	if (c->v[2].kind != V_NULL) {
		int64_t want;
		if (!dec_to_int(c->v[2].num, &want) || want < 0 || want > n)
			return fn_bad(c, "length", c->v[2]);
		n = want;
	}
	return v_list(c->run->a, l->v + from, (size_t)n);
}

static struct value *
copy(struct call *c, const struct list *l, size_t more)
{
	struct value *v = NEWN(c->run->a, struct value, l->n + more + 1);

	if (l->n)
		memcpy(v, l->v, l->n * sizeof(*v));
	return v;
}

FN(fn_append)
{
	struct value *v = copy(c, c->v[0].list, c->nrest);

	for (size_t i = 0; i < c->nrest; i++)
		v[c->v[0].list->n + i] = c->rest[i];
	return v_list(c->run->a, v, c->v[0].list->n + c->nrest);
}

/* All arguments' items in one list; one that is no list counts as a list of one. */
FN(fn_concatenate)
{
	size_t n = 0, at = 0;

	for (size_t i = 0; i < c->nrest; i++) {
		if (c->rest[i].kind == V_NULL)
			return c->rest[i].why ? c->rest[i] : fail(c->run, c->n, M_feel_argument_null, v_text("list"), v_text(c->b->name));
		n += c->rest[i].kind == V_LIST ? c->rest[i].list->n : 1;
	}
	struct value *v = NEWN(c->run->a, struct value, n + 1);
	for (size_t i = 0; i < c->nrest; i++) {
		struct list one = { &c->rest[i], 1 };
		const struct list *l = c->rest[i].kind == V_LIST ? c->rest[i].list : &one;
		for (size_t k = 0; k < l->n; k++)
			v[at++] = l->v[k];
	}
	return v_list(c->run->a, v, n);
}

FN(fn_insert)
{
	const struct list *l = c->v[0].list;
	size_t at;

	if (!position(c->v[1], l->n, 1, &at))
		return fn_bad(c, "position", c->v[1]);
	struct value *v = copy(c, l, 1);
	memmove(v + at + 1, v + at, (l->n - at) * sizeof(*v));
	v[at] = c->v[2];
	return v_list(c->run->a, v, l->n + 1);
}

FN(fn_remove)
{
	const struct list *l = c->v[0].list;
	size_t at;

	if (!position(c->v[1], l->n, 0, &at))
		return fn_bad(c, "position", c->v[1]);
	struct value *v = copy(c, l, 0);
	memmove(v + at, v + at + 1, (l->n - at - 1) * sizeof(*v));
	return v_list(c->run->a, v, l->n - 1);
}

FN(fn_list_replace)
{
	const struct list *l = c->v[0].list;
	struct value *v = copy(c, l, 0), sel = c->v[1];
	size_t at;

	if (sel.kind == V_NUMBER && !(c->b->arg && c->n && c->n->names)) {
		if (!position(sel, l->n, 0, &at))
			return fn_bad(c, "position", sel);
		v[at] = c->v[2];
		return v_list(c->run->a, v, l->n);
	}
	if (sel.kind != V_FUNCTION || (c->b->arg == 0 && c->n && c->n->names))
		return fn_bad(c, "match", sel);
	for (size_t i = 0; i < l->n; i++) {
		struct value args[2] = { l->v[i], c->v[2] }, r = call_function(c->run, c->n, sel, args, 2);
		if (r.kind != V_BOOLEAN)
			return r.kind == V_NULL && r.why ? r : fn_bad(c, "match", r);
		if (r.truth)
			v[i] = c->v[2];
	}
	return v_list(c->run->a, v, l->n);
}

FN(fn_reverse)
{
	const struct list *l = c->v[0].list;
	struct value *v = copy(c, l, 0);

	for (size_t i = 0; i < l->n; i++)
		v[i] = l->v[l->n - 1 - i];
	return v_list(c->run->a, v, l->n);
}

FN(fn_index_of)
{
	const struct list *l = c->v[0].list;
	struct value *v = NEWN(c->run->a, struct value, l->n + 1);
	size_t n = 0;

	for (size_t i = 0; i < l->n && !c->run->stopped; i++)
		if (equal_paid(c->run, c->n, l->v[i], c->v[1]) == 1)
			v[n++] = v_int((int64_t)i + 1);
	return v_list(c->run->a, v, n);
}

static bool
among(struct call *c, const struct value *v, size_t n, struct value x)
{
	for (size_t i = 0; i < n && !c->run->stopped; i++)
		if (equal_paid(c->run, c->n, v[i], x) == 1)
			return true;
	return false;
}

FN(fn_distinct)
{
	const struct list *l = c->v[0].list;
	struct value *v = NEWN(c->run->a, struct value, l->n + 1);
	size_t n = 0;

	for (size_t i = 0; i < l->n && step(c->run, c->n, 1); i++)
		if (!among(c, v, n, l->v[i]))
			v[n++] = l->v[i];
	return v_list(c->run->a, v, n);
}

FN(fn_duplicates)
{
	const struct list *l = c->v[0].list;
	struct value *v = NEWN(c->run->a, struct value, l->n + 1);
	size_t n = 0;

	for (size_t i = 0; i < l->n && step(c->run, c->n, 1); i++)
		if (!among(c, v, n, l->v[i]) && among(c, l->v + i + 1, l->n - i - 1, l->v[i]))
			v[n++] = l->v[i];
	return v_list(c->run->a, v, n);
}

FN(fn_union)
{
	struct value all = fn_concatenate(c);

	if (all.kind == V_NULL)
		return all;
	c->v[0] = all;
	return fn_distinct(c);
}

static size_t
leaves(struct call *c, const struct list *l, struct value *v, size_t at, int depth)
{
	if (depth > 400)
		stop(c->run, c->n, M_feel_depth);
	for (size_t i = 0; i < l->n && step(c->run, c->n, 1); i++) {
		if (l->v[i].kind == V_LIST) {
			at = leaves(c, l->v[i].list, v, at, depth + 1);
			continue;
		}
		if (v)
			v[at] = l->v[i];
		at++;
	}
	return at;
}

FN(fn_flatten)
{
	size_t n = leaves(c, c->v[0].list, NULL, 0, 0);
	struct value *v = c->run->stopped ? NULL : NEWN(c->run->a, struct value, n + 1);

	if (!v)
		return v_null();
	n = leaves(c, c->v[0].list, v, 0, 0);
	return v_list(c->run->a, v, n);
}

/* Whether y must come before x; *bad is set when precedes gives no truth value. */
static bool
goes_first(struct call *c, struct value y, struct value x, struct value *bad)
{
	struct value args[2] = { y, x }, r = call_function(c->run, c->n, c->v[1], args, 2);

	if (r.kind != V_BOOLEAN && bad->kind != V_BOOLEAN)
		*bad = r.kind == V_NULL && r.why ? r : fn_bad(c, "precedes", r);
	return r.kind == V_BOOLEAN && r.truth;
}

/* Merge sort: stable, and safe whatever precedes answers. */
FN(fn_sort)
{
	size_t n = c->v[0].list->n;
	struct value *v = copy(c, c->v[0].list, 0), *w = NEWN(c->run->a, struct value, n + 1), bad = v_null();

	for (size_t half = 1; half < n; half *= 2) {
		for (size_t from = 0; from < n && !c->run->stopped; from += 2 * half) {
			size_t mid = from + half < n ? from + half : n, end = from + 2 * half < n ? from + 2 * half : n;
			size_t i = from, j = mid;
			for (size_t k = from; k < end; k++)
				w[k] = i == mid || (j < end && goes_first(c, v[j], v[i], &bad)) ? v[j++] : v[i++];
		}
		struct value *t = v;
		v = w;
		w = t;
	}
	return bad.why || c->run->stopped ? bad : v_list(c->run->a, v, n);
}

/* Parts of `size` items, the last may be shorter. */
FN(fn_partition)
{
	const struct list *l = c->v[0].list;
	int64_t size;

	if (!dec_to_int(c->v[1].num, &size) || size < 1)
		return fn_bad(c, "size", c->v[1]);
	size_t each = size > (int64_t)l->n ? l->n + (l->n == 0) : (size_t)size, n = (l->n + each - 1) / each;
	struct value *v = NEWN(c->run->a, struct value, n + 1);
	for (size_t i = 0; i < n; i++)
		v[i] = v_list(c->run->a, l->v + i * each, l->n - i * each < each ? l->n - i * each : each);
	return v_list(c->run->a, v, n);
}
