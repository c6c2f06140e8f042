/* fn_number.c - builtins over numbers (DMN 1.5, 10.3.4.5) and number() itself. */
#include "engines/decide/fn.h"
#include "decide_msg.h"

struct value
fn_bad(struct call *c, const char *param, struct value v)
{
	return fail(c->run, c->n, M_feel_argument_value, v_text(arena_fmt(c->run->a, "%s (%s)", param, c->b->name)), v);
}

/* number("1.000,5", ".", ","): separators are one of blank . , and differ. */
FN(fn_number)
{
	struct value s = c->v[0], group = c->v[1], point = c->v[2];
	struct out o;
	struct decimal d;

	if (group.kind != V_NULL && (group.text.n != 1 || !strchr(" .,", group.text.p[0])))
		return fn_bad(c, "grouping separator", group);
	if (point.kind != V_NULL && (point.text.n != 1 || !strchr(".,", point.text.p[0])))
		return fn_bad(c, "decimal separator", point);
	if (group.kind != V_NULL && point.kind != V_NULL && group.text.p[0] == point.text.p[0])
		return fn_bad(c, "grouping separator", group);
	if (c->b->arg && c->given != 7)
		return fail(c->run, c->n, M_feel_arguments, v_text("number"), v_int(2));
	if (!step(c->run, c->n, s.text.n / 8))
		return v_null();
	out_init(&o, c->run->a);
	out_put(&o, "", 0);
	for (size_t i = 0; i < s.text.n; i++) {
		char ch = s.text.p[i];
		if (group.kind != V_NULL && ch == group.text.p[0])
			continue;
		if (point.kind != V_NULL)
			ch = ch == point.text.p[0] ? '.' : ch == '.' ? '?' : ch;
		out_put(&o, &ch, 1);
	}
	if (!dec_parse(out_cstr(&o), o.len, &d))
		return fn_bad(c, "from", s);
	return v_num(d);
}

/* A scale of decimal128: whole part only, -6111…6176. */
static bool
scale_of(struct call *c, struct value v, int *ret)
{
	struct decimal d;
	int64_t n;

	if (!dec_round(v.num, 0, DEC_DOWN, &d) || !dec_to_int(d, &n) || n < -DEC_EXP_MAX || n > -DEC_EXP_MIN)
		return false;
	*ret = (int)n;
	return true;
}

static struct value
rounded(struct call *c, enum dec_mode mode)
{
	struct decimal d;
	int scale = 0;

	if (c->v[1].kind != V_NULL && !scale_of(c, c->v[1], &scale))
		return fn_bad(c, "scale", c->v[1]);
	if (!dec_round(c->v[0].num, scale, mode, &d))
		return fail(c->run, c->n, M_feel_out_of_range, NOTHING, NOTHING);
	return v_num(d);
}

FN(fn_decimal)
{
	return rounded(c, DEC_HALF_EVEN);
}

FN(fn_round)
{
	return rounded(c, (enum dec_mode)c->b->arg);
}

FN(fn_whole)
{
	if (c->v[1].kind == V_NULL && c->given & 2)
		return fn_bad(c, "scale", c->v[1]);
	return rounded(c, (enum dec_mode)c->b->arg);
}

FN(fn_abs)
{
	struct value v = c->v[0];

	if (v.kind == V_LIST && v.list->n == 1)
		v = v.list->v[0];
	if (v.kind == V_NUMBER)
		return v_num(dec_abs(v.num));
	if (v.kind == V_DAYS)
		return v.span.s < 0 || v.span.ns < 0 ? negate(c->run, c->n, v) : v;
	if (v.kind == V_MONTHS)
		return v.months < 0 ? negate(c->run, c->n, v) : v;
	return fn_bad(c, "n", v);
}

FN(fn_modulo)
{
	struct decimal d;

	if (dec_zero(c->v[1].num))
		return fail(c->run, c->n, M_feel_zero, NOTHING, NOTHING);
	int64_t gap = (int64_t)c->v[0].num.exp - c->v[1].num.exp;	/* divided digit by digit */
	if (!step(c->run, c->n, gap > 0 ? (size_t)gap / 50 : 0))
		return v_null();
	return dec_modulo(c->v[0].num, c->v[1].num, &d) ? v_num(d) : fail(c->run, c->n, M_feel_out_of_range, NOTHING, NOTHING);
}

FN(fn_math)
{
	struct decimal d;
	bool ok = step(c->run, c->n, 100) && (c->b->arg == 0 ? dec_sqrt(c->v[0].num, &d) : c->b->arg == 1 ? dec_log(c->v[0].num, &d) : dec_exp(c->v[0].num, &d));

	return ok ? v_num(d) : fn_bad(c, "number", c->v[0]);
}

FN(fn_odd)
{
	struct decimal d;

	if (!dec_whole(c->v[0].num) || !dec_modulo(c->v[0].num, dec_int(2), &d))
		return fn_bad(c, "number", c->v[0]);
	return v_bool(dec_zero(d) == (c->b->arg == 0));
}

/* 0 ≤ n < 1, 18 digits, by the run's chance. */
FN(fn_random)
{
	uint64_t bits;

	if (!c->run->env)
		return fail(c->run, c->n, M_feel_no_clock, NOTHING, NOTHING);
	c->run->env->random(c->run->env, &bits, sizeof(bits));
	struct decimal d = dec_int((int64_t)(bits % UINT64_C(1000000000000000000)));
	d.exp = -18;
	return v_num(d);
}
