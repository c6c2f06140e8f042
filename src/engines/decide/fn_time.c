/* fn_time.c - builtins that make and ask dates, times and durations (DMN 1.5, 10.3.4.1, 10.3.4.7). */
#include "engines/decide/fn.h"
#include "decide_msg.h"

static struct value
single(struct value v)
{
	return v.kind == V_LIST && v.list->n == 1 ? v.list->v[0] : v;
}

/* Text as a date and the like; the null says when zone files are what is missing. */
static struct value
read_text(struct call *c, struct value v, enum value_kind kind)
{
	struct value r;

	if (time_read(c->run, v.text.p, v.text.n, kind, &r))
		return r;
	if (c->run->no_zones)
		return fail(c->run, c->n, M_feel_no_zones, v_text(c->run->zone_dir), NOTHING);
	return fn_bad(c, "from", v);
}

FN(fn_date)
{
	struct value v = single(c->v[0]);

	if (v.kind == V_STRING)
		return read_text(c, v, V_DATE);
	if (v.kind != V_DATE && v.kind != V_DATETIME)
		return fn_bad(c, "from", v);
	return v_moment(c->run->a, V_DATE, (struct moment){ .day = v.at->day });
}

FN(fn_date_parts)
{
	int64_t y, m, d;

	if (!dec_to_int(c->v[0].num, &y) || y < -TIME_YEAR_MAX || y > TIME_YEAR_MAX)
		return fn_bad(c, "year", c->v[0]);
	if (!dec_to_int(c->v[1].num, &m) || m < 1 || m > 12)
		return fn_bad(c, "month", c->v[1]);
	if (!dec_to_int(c->v[2].num, &d) || d < 1 || d > time_month_days(y, (int)m))
		return fn_bad(c, "day", c->v[2]);
	return v_moment(c->run->a, V_DATE, (struct moment){ .day = time_day(y, (int)m, (int)d) });
}

/* time(date) is midnight in UTC. */
FN(fn_time)
{
	struct value v = single(c->v[0]);

	if (v.kind == V_STRING)
		return read_text(c, v, V_TIME);
	if (v.kind != V_DATE && v.kind != V_DATETIME && v.kind != V_TIME)
		return fn_bad(c, "from", v);
	struct moment m = *v.at;
	if (v.kind == V_DATE)
		m.zone = ZONE_OFFSET;
	m.day = 0;
	if (m.zone == ZONE_NAMED)
		zone_standard(c->run, m.name, &m.offset);
	return v_moment(c->run->a, V_TIME, m);
}

FN(fn_time_parts)
{
	struct moment m = { 0 };
	struct decimal whole, rest;
	int64_t h, min, s, ns = 0;
	struct value off = single(c->v[3]);

	if (!dec_to_int(c->v[0].num, &h) || h < 0 || h > 23)
		return fn_bad(c, "hour", c->v[0]);
	if (!dec_to_int(c->v[1].num, &min) || min < 0 || min > 59)
		return fn_bad(c, "minute", c->v[1]);
	if (!dec_round(c->v[2].num, 0, DEC_FLOOR, &whole) || !dec_to_int(whole, &s) || s < 0 || s > 59)
		return fn_bad(c, "second", c->v[2]);
	if (dec_sub(c->v[2].num, whole, &rest) && dec_mul(rest, dec_int(1000000000), &rest) && dec_round(rest, 0, DEC_DOWN, &rest))
		dec_to_int(rest, &ns);
	m.second = (int32_t)(h * 3600 + min * 60 + s);
	m.nano = (int32_t)ns;
	if (off.kind != V_NULL) {
		if (off.kind != V_DAYS || off.span.ns || off.span.s > 18 * 3600 || off.span.s < -18 * 3600)
			return fn_bad(c, "offset", off);
		m.zone = ZONE_OFFSET;
		m.offset = (int32_t)off.span.s;
	}
	return v_moment(c->run->a, V_TIME, m);
}

FN(fn_date_and_time)
{
	struct value d = single(c->v[0]), t = single(c->v[1]);

	if (!c->b->arg) {
		if (d.kind == V_STRING)
			return read_text(c, d, V_DATETIME);
		if (d.kind == V_DATETIME)
			return d;
		if (d.kind == V_DATE)
			return v_moment(c->run->a, V_DATETIME, *d.at);
		return fn_bad(c, "from", d);
	}
	if (d.kind != V_DATE && d.kind != V_DATETIME)
		return fn_bad(c, "date", d);
	if (t.kind == V_STRING && d.kind == V_DATETIME) {	/* DMN 1.5: the same instant in another zone */
		struct moment m = *d.at;
		int64_t utc = m.day * 86400 + m.second - m.offset;
		if (m.zone == ZONE_NONE || !zone_at(c->run, t.text.p, utc, &m.offset))
			return fn_bad(c, "time", t);
		utc += m.offset;
		m.day = utc >= 0 ? utc / 86400 : -((86399 - utc) / 86400);
		m.second = (int32_t)(utc - m.day * 86400);
		m.zone = ZONE_NAMED;
		m.name = t.text.p;
		return v_moment(c->run->a, V_DATETIME, m);
	}
	if (t.kind != V_TIME)
		return fn_bad(c, "time", t);
	struct moment m = *t.at;
	m.day = d.at->day;
	if (m.zone == ZONE_NAMED)
		zone_offset(c->run, m.name, m.day, m.second, &m.offset);
	return v_moment(c->run->a, V_DATETIME, m);
}

FN(fn_duration)
{
	struct value r;

	return time_read_duration(c->v[0].text.p, c->v[0].text.n, &r) ? r : fn_bad(c, "from", c->v[0]);
}

/* Whole months between two dates; the day and, when the days are the same, the time decide. */
FN(fn_years_and_months)
{
	struct value a = single(c->v[0]), b = single(c->v[1]);
	int64_t ya, yb;
	int ma, mb, da, db;

	if (a.kind != V_DATE && a.kind != V_DATETIME)
		return fn_bad(c, "from", a);
	if (b.kind != V_DATE && b.kind != V_DATETIME)
		return fn_bad(c, "to", b);
	if (a.kind == b.kind && (a.at->zone == ZONE_NONE) != (b.at->zone == ZONE_NONE))
		return fail(c->run, c->n, M_feel_one_zone, NOTHING, NOTHING);
	time_ymd(a.at->day, &ya, &ma, &da);
	time_ymd(b.at->day, &yb, &mb, &db);
	int64_t months = (yb - ya) * 12 + mb - ma, ta = da * INT64_C(86400) + a.at->second, tb = db * INT64_C(86400) + b.at->second;
	if (months > 0 && tb < ta)
		months--;
	else if (months < 0 && tb > ta)
		months++;
	return v_months(months);
}

static bool
clock_now(struct call *c, struct moment *m)
{
	if (!c->run->env)
		return false;
	int64_t us = env_now(c->run->env), local = us + c->run->env->zone_minutes * INT64_C(60000000);
	m->day = local >= 0 ? local / 86400000000 : -((86399999999 - local) / 86400000000);
	int64_t rest = local - m->day * 86400000000;
	m->second = (int32_t)(rest / 1000000);
	m->nano = (int32_t)(rest % 1000000 * 1000);
	m->zone = ZONE_OFFSET;
	m->offset = c->run->env->zone_minutes * 60;
	return true;
}

FN(fn_now)
{
	struct moment m = { 0 };

	return clock_now(c, &m) ? v_moment(c->run->a, V_DATETIME, m) : fail(c->run, c->n, M_feel_no_clock, NOTHING, NOTHING);
}

FN(fn_today)
{
	struct moment m = { 0 };

	if (!clock_now(c, &m))
		return fail(c->run, c->n, M_feel_no_clock, NOTHING, NOTHING);
	return v_moment(c->run->a, V_DATE, (struct moment){ .day = m.day });
}

/* ISO 8601: the week with the year's first Thursday is week 1. */
static int
week_of(int64_t day, int64_t y)
{
	int64_t thursday = day - time_weekday(day) + 4;
	int m, d;

	time_ymd(thursday, &y, &m, &d);
	return (int)((thursday - time_day(y, 1, 1)) / 7) + 1;
}

FN(fn_calendar)
{
	static const char *const days[] = { "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday" };
	static const char *const months[] = { "January", "February", "March", "April", "May", "June", "July", "August",
		"September", "October", "November", "December" };
	struct value v = single(c->v[0]);
	int64_t y;
	int m, d;

	if (v.kind != V_DATE && v.kind != V_DATETIME)
		return fn_bad(c, "date", v);
	time_ymd(v.at->day, &y, &m, &d);
	switch (c->b->arg) {
	case 0:
		return v_int(v.at->day - time_day(y, 1, 1) + 1);
	case 1:
		return v_text(days[time_weekday(v.at->day) - 1]);
	case 2:
		return v_text(months[m - 1]);
	case 3:
		return v_int(week_of(v.at->day, y));
	default:
		return v_int(time_month_days(y, m));
	}
}
