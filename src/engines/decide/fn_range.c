/*
 * fn_range.c - the relations between points and ranges (DMN 1.5, table 78) and range(), which reads one from text.
 * A point stands for [point..point] where the table asks a range.
 */
#include "engines/decide/fn.h"
#include "engines/decide/feel_parse.h"
#include "decide_msg.h"

/* Ends of a and b compared: low of a against low of b and so on. */
struct ends {
	const struct range *a, *b;
	int ll, lh, hl, hh;
};

static bool
order_ends(struct value x, struct value y, bool y_high, bool x_high, int *ret)
{
	/* an open low end lies below everything, an open high end above */
	if (x.kind == V_NULL || y.kind == V_NULL) {
		int px = x.kind == V_NULL ? (x_high ? 1 : -1) : 0, py = y.kind == V_NULL ? (y_high ? 1 : -1) : 0;
		*ret = px < py ? -1 : px > py;
		return true;
	}
	return value_order(x, y, ret);
}

static bool
before(const struct ends *e)
{
	return e->hl < 0 || (e->hl == 0 && !(e->a->high_in && e->b->low_in));
}

static bool
after(const struct ends *e)
{
	return e->lh > 0 || (e->lh == 0 && !(e->a->low_in && e->b->high_in));
}

/* a lies inside b, ends allowed as far as b has them */
static bool
inside(const struct range *a, const struct range *b, int ll, int hh)
{
	return (ll > 0 || (ll == 0 && (b->low_in || !a->low_in))) && (hh < 0 || (hh == 0 && (b->high_in || !a->high_in)));
}

static bool
relation(int which, const struct ends *e)
{
	const struct range *a = e->a, *b = e->b;
	bool same_low = e->ll == 0 && a->low_in == b->low_in, same_high = e->hh == 0 && a->high_in == b->high_in;
	bool low_first = e->ll < 0 || (e->ll == 0 && a->low_in && !b->low_in);		/* a begins before b */
	bool high_last = e->hh > 0 || (e->hh == 0 && a->high_in && !b->high_in);	/* a ends after b */
	bool b_low_first = e->ll > 0 || (e->ll == 0 && b->low_in && !a->low_in);
	bool b_high_last = e->hh < 0 || (e->hh == 0 && b->high_in && !a->high_in);

	switch (which) {
	case 0:
		return before(e);
	case 1:
		return after(e);
	case 2:
		return e->hl == 0 && a->high_in && b->low_in;
	case 3:
		return e->lh == 0 && a->low_in && b->high_in;
	case 4:
		return !before(e) && !after(e);
	case 5:		/* begins before b, ends in b */
		return low_first && !high_last && !before(e);
	case 6:
		return b_low_first && !b_high_last && !after(e);
	case 7:		/* finishes */
		return same_high && !low_first;
	case 8:
		return same_high && !b_low_first;
	case 9:		/* includes */
		return inside(b, a, -e->ll, -e->hh);
	case 10:
		return inside(a, b, e->ll, e->hh);
	case 11:	/* starts */
		return same_low && !high_last;
	case 12:
		return same_low && !b_high_last;
	default:
		return same_low && same_high;
	}
}

FN(fn_interval)
{
	struct range r[2];
	struct ends e = { &r[0], &r[1], 0, 0, 0, 0 };

	for (int i = 0; i < 2; i++) {
		struct value v = c->v[i];
		if (v.kind == V_NULL || v.kind == V_LIST || v.kind == V_CONTEXT || v.kind == V_FUNCTION || v.kind == V_BOOLEAN)
			return fn_bad(c, c->b->params[i].name, v);
		if (v.kind == V_RANGE)
			r[i] = *v.range;
		else
			r[i] = (struct range){ RANGE_BOTH, true, true, v, v };
		if (r[i].op == RANGE_NE)
			return fn_bad(c, c->b->params[i].name, v);
	}
	if (!order_ends(r[0].low, r[1].low, false, false, &e.ll) || !order_ends(r[0].low, r[1].high, true, false, &e.lh) ||
	    !order_ends(r[0].high, r[1].low, false, true, &e.hl) || !order_ends(r[0].high, r[1].high, true, true, &e.hh))
		return fail(c->run, c->n, M_feel_not_comparable, v_text(value_kind_name(c->v[0].kind)), v_text(value_kind_name(c->v[1].kind)));
	return v_bool(relation(c->b->arg, &e));
}

/* An end must be a literal: a number, a text, @"…", or date("…") and its like with one literal text. */
static bool
literal(const struct node *n)
{
	if (n->op == N_CONST)
		return n->v.kind != V_NULL && n->v.kind != V_BOOLEAN;
	if (n->op != N_CALL || n->kid[0]->op != N_BUILTIN)
		return false;
	for (int i = 1; i < n->nkids; i++)
		if (n->kid[i]->op != N_CONST)
			return false;
	FN((*const makers[])) = { fn_date, fn_date_parts, fn_time, fn_time_parts, fn_date_and_time, fn_duration };
	for (size_t i = 0; i < COUNT(makers); i++)
		if (n->kid[0]->fn->fn == makers[i])
			return true;
	return false;
}

FN(fn_range)
{
	struct feel_names *names = feel_names_new(c->run->a);
	struct feel_error e;
	const struct feel_expr *x = feel_compile(names, c->v[0].text.p, c->v[0].text.n, FEEL_VALUE, &e);
	int o;

	if (!x || x->root->op != N_RANGE || x->root->a != RANGE_BOTH || !literal(x->root->kid[0]) || !literal(x->root->kid[1]))
		return fn_bad(c, "from", c->v[0]);
	struct value v = feel_eval(c->run, x, NULL);
	if (v.kind != V_RANGE || !value_order(v.range->low, v.range->high, &o) || o > 0)
		return fn_bad(c, "from", c->v[0]);
	return v;
}
