/*
 * feel_arith.c - + - * / ** and unary minus for every pair of kinds (DMN 1.5, tables 54 to 60). Not here: how
 * decimals compute (decimal.c).
 */
#include "engines/decide/feel_int.h"
#include "decide_msg.h"

static struct value
bad(struct feel_run *run, const struct node *n, struct value x, struct value y)
{
	if (x.kind == V_NULL && x.why)
		return x;
	if (y.kind == V_NULL && y.why)
		return y;
	if (x.kind == V_NULL || y.kind == V_NULL)
		return fail(run, n, M_feel_null_operand, NOTHING, NOTHING);
	return fail(run, n, M_feel_bad_operands, v_text(value_kind_name(x.kind)), v_text(value_kind_name(y.kind)));
}

static struct value
too_big(struct feel_run *run, const struct node *n)
{
	return fail(run, n, M_feel_out_of_range, NOTHING, NOTHING);
}

static bool
day_fine(int64_t day)
{
	return day >= time_day(-TIME_YEAR_MAX, 1, 1) && day <= time_day(TIME_YEAR_MAX, 12, 31);
}

/* x, a date or date and time, months later; the day is cut to the month's last. */
struct value
add_months(struct feel_run *run, const struct node *n, struct value x, int64_t months)
{
	struct moment m = *x.at;
	int64_t y;
	int mo, d;

	time_ymd(m.day, &y, &mo, &d);
	if (months > 24 * TIME_YEAR_MAX || months < -24 * TIME_YEAR_MAX)
		return too_big(run, n);
	int64_t total = y * 12 + mo - 1 + months;
	y = total >= 0 ? total / 12 : -((11 - total) / 12);
	mo = (int)(total - y * 12) + 1;
	if (y > TIME_YEAR_MAX || y < -TIME_YEAR_MAX)
		return too_big(run, n);
	int last = time_month_days(y, mo);
	m.day = time_day(y, mo, d < last ? d : last);
	if (m.zone == ZONE_NAMED)
		zone_offset(run, m.name, m.day, m.second, &m.offset);
	return v_moment(run->a, x.kind, m);
}

/* x plus sign × span. A named zone's clock goes on in its own time: the instant moves by exactly the span. */
static struct value
add_span(struct feel_run *run, const struct node *n, struct value x, struct value span, int sign)
{
	struct moment m = *x.at;
	int64_t s = span.span.s * sign, ns = m.nano + (int64_t)span.span.ns * sign;

	if (s > INT64_C(1) << 56 || s < -(INT64_C(1) << 56))
		return too_big(run, n);
	s += m.second;
	if (ns < 0 || ns >= 1000000000) {
		s += ns < 0 ? -1 : 1;
		ns += ns < 0 ? 1000000000 : -1000000000;
	}
	int64_t days = s >= 0 ? s / 86400 : -((86399 - s) / 86400);
	m.second = x.kind == V_DATE ? 0 : (int32_t)(s - days * 86400);
	m.nano = x.kind == V_DATE ? 0 : (int32_t)ns;
	m.day = x.kind == V_TIME ? 0 : m.day + days;
	if (!day_fine(m.day))
		return too_big(run, n);
	if (x.kind == V_DATETIME && m.zone == ZONE_NAMED) {
		int32_t now = m.offset;
		int64_t utc = m.day * 86400 + m.second - m.offset;
		if (zone_at(run, m.name, utc, &now) && now != m.offset) {
			utc += now;
			m.day = utc >= 0 ? utc / 86400 : -((86399 - utc) / 86400);
			m.second = (int32_t)(utc - m.day * 86400);
			m.offset = now;
		}
	}
	return v_moment(run->a, x.kind, m);
}

/* The time between two: both with zones or both without; a date counts as its midnight in UTC. */
static struct value
between(struct feel_run *run, const struct node *n, struct value x, struct value y)
{
	const struct moment *a = x.at, *b = y.at;
	bool za = a->zone != ZONE_NONE || x.kind == V_DATE, zb = b->zone != ZONE_NONE || y.kind == V_DATE;

	if ((x.kind == V_TIME) != (y.kind == V_TIME))
		return bad(run, n, x, y);
	if (x.kind == V_DATE && y.kind == V_DATE)
		return v_days((a->day - b->day) * 86400, 0);
	if (za != zb)
		return fail(run, n, M_feel_one_zone, NOTHING, NOTHING);
	int64_t s = (a->day - b->day) * 86400 + a->second - b->second - a->offset + b->offset;
	return v_days(s, (int64_t)a->nano - b->nano);
}

static bool
is_moment(struct value v)
{
	return v.kind == V_DATE || v.kind == V_TIME || v.kind == V_DATETIME;
}

static struct value
sum_spans(struct feel_run *run, const struct node *n, struct value x, struct value y, int sign)
{
	int64_t s;

	if (x.kind == V_MONTHS) {
		if (sign > 0 ? __builtin_add_overflow(x.months, y.months, &s) : __builtin_sub_overflow(x.months, y.months, &s))
			return too_big(run, n);
		return v_months(s);
	}
	if (sign > 0 ? __builtin_add_overflow(x.span.s, y.span.s, &s) : __builtin_sub_overflow(x.span.s, y.span.s, &s))
		return too_big(run, n);
	return v_days(s, (int64_t)x.span.ns + sign * (int64_t)y.span.ns);
}

static struct value
join(struct feel_run *run, const struct node *n, struct value x, struct value y)
{
	size_t len = x.text.n + y.text.n;

	if (len > run->max_text || !step(run, n, len / 64))
		return stop(run, n, M_feel_text_long);
	char *p = arena_alloc(run->a, len + 1);
	memcpy(p, x.text.p, x.text.n);
	memcpy(p + x.text.n, y.text.p, y.text.n);
	return v_textn(p, len);
}

static struct value
add(struct feel_run *run, const struct node *n, struct value x, struct value y)
{
	if (x.kind == V_STRING && y.kind == V_STRING)
		return join(run, n, x, y);
	if (x.kind == y.kind && (x.kind == V_DAYS || x.kind == V_MONTHS))
		return sum_spans(run, n, x, y, 1);
	if (is_moment(y)) {
		struct value t = x;
		x = y;
		y = t;
	}
	if (is_moment(x) && y.kind == V_DAYS)
		return add_span(run, n, x, y, 1);
	if (is_moment(x) && x.kind != V_TIME && y.kind == V_MONTHS)
		return add_months(run, n, x, y.months);
	return bad(run, n, x, y);
}

static struct value
subtract(struct feel_run *run, const struct node *n, struct value x, struct value y)
{
	if (x.kind == y.kind && (x.kind == V_DAYS || x.kind == V_MONTHS))
		return sum_spans(run, n, x, y, -1);
	if (is_moment(x) && is_moment(y))
		return between(run, n, x, y);
	if (is_moment(x) && y.kind == V_DAYS)
		return add_span(run, n, x, y, -1);
	if (is_moment(x) && x.kind != V_TIME && y.kind == V_MONTHS)
		return y.months == INT64_MIN ? too_big(run, n) : add_months(run, n, x, -y.months);
	return bad(run, n, x, y);
}

/* A duration as a number: months, or seconds with their fraction. */
static struct decimal
span_number(struct value v)
{
	struct decimal d = dec_int(v.months), ns;

	if (v.kind == V_MONTHS)
		return d;
	d = dec_int(v.span.s);
	ns = dec_int(v.span.ns);
	ns.exp = -9;
	dec_add(d, ns, &d);
	return d;
}

static struct value
span_from(struct feel_run *run, const struct node *n, enum value_kind kind, struct decimal d)
{
	struct decimal whole, rest;
	int64_t s, ns = 0;

	if (!dec_round(d, 0, DEC_DOWN, &whole) || !dec_to_int(whole, &s))
		return too_big(run, n);
	if (kind == V_MONTHS)
		return v_months(s);
	if (dec_sub(d, whole, &rest) && !dec_zero(rest)) {
		dec_mul(rest, dec_int(1000000000), &rest);
		dec_round(rest, 0, DEC_HALF_EVEN, &rest);
		dec_to_int(rest, &ns);
	}
	return v_days(s, ns);
}

static bool
is_span(struct value v)
{
	return v.kind == V_DAYS || v.kind == V_MONTHS;
}

static struct value
multiply(struct feel_run *run, const struct node *n, struct value x, struct value y)
{
	struct decimal d;

	if (is_span(y)) {
		struct value t = x;
		x = y;
		y = t;
	}
	if (!is_span(x) || y.kind != V_NUMBER)
		return bad(run, n, x, y);
	return dec_mul(span_number(x), y.num, &d) ? span_from(run, n, x.kind, d) : too_big(run, n);
}

static struct value
divide(struct feel_run *run, const struct node *n, struct value x, struct value y)
{
	struct decimal d;

	if (!is_span(x) || (y.kind != V_NUMBER && y.kind != x.kind))
		return bad(run, n, x, y);
	struct decimal by = y.kind == V_NUMBER ? y.num : span_number(y);
	if (dec_zero(by))
		return fail(run, n, M_feel_zero, NOTHING, NOTHING);
	if (!dec_div(span_number(x), by, &d))
		return too_big(run, n);
	return y.kind == V_NUMBER ? span_from(run, n, x.kind, d) : v_num(d);
}

static struct value
numbers(struct feel_run *run, const struct node *n, enum node_op op, struct decimal x, struct decimal y)
{
	struct decimal d;
	bool ok;

	switch (op) {
	case N_ADD:
		ok = dec_add(x, y, &d);
		break;
	case N_SUB:
		ok = dec_sub(x, y, &d);
		break;
	case N_MUL:
		ok = dec_mul(x, y, &d);
		break;
	case N_DIV:
		if (dec_zero(y))
			return fail(run, n, M_feel_zero, NOTHING, NOTHING);
		ok = dec_div(x, y, &d);
		break;
	default:
		if (!step(run, n, 100))
			return v_null();
		ok = dec_power(x, y, &d);
	}
	return ok ? v_num(d) : too_big(run, n);
}

struct value
arith(struct feel_run *run, const struct node *n, enum node_op op, struct value x, struct value y)
{
	if (x.kind == V_NUMBER && y.kind == V_NUMBER)
		return numbers(run, n, op, x.num, y.num);
	switch (op) {
	case N_ADD:
		return add(run, n, x, y);
	case N_SUB:
		return subtract(run, n, x, y);
	case N_MUL:
		return multiply(run, n, x, y);
	case N_DIV:
		return divide(run, n, x, y);
	default:
		return bad(run, n, x, y);
	}
}

struct value
negate(struct feel_run *run, const struct node *n, struct value x)
{
	if (x.kind == V_NUMBER)
		return v_num(dec_neg(x.num));
	if (x.kind == V_DAYS)		/* readers and sums keep INT64_MIN out */
		return v_days(-x.span.s, -x.span.ns);
	if (x.kind == V_MONTHS)
		return v_months(-x.months);
	return bad(run, n, x, x);
}
