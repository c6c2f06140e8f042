/*
 * time.c - the calendar of FEEL: proleptic Gregorian, years ±999,999,999 with a year 0, read and written as
 * ISO 8601 with FEEL's zones ("@Europe/Paris"). libc's calendar stops at smaller years and knows one zone.
 * Not here: zone files (zone.c), arithmetic (feel_arith.c).
 */
#include "engines/decide/feel_int.h"

int64_t
time_day(int64_t y, int m, int d)
{
	y -= m <= 2;
	int64_t era = (y >= 0 ? y : y - 399) / 400;
	int64_t yoe = y - era * 400, doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;

	return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

void
time_ymd(int64_t day, int64_t *y, int *m, int *d)
{
	day += 719468;
	int64_t era = (day >= 0 ? day : day - 146096) / 146097, doe = day - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365, doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int mp = (int)((5 * doy + 2) / 153);

	*d = (int)(doy - (153 * mp + 2) / 5 + 1);
	*m = mp < 10 ? mp + 3 : mp - 9;
	*y = yoe + era * 400 + (*m <= 2);
}

int
time_month_days(int64_t y, int m)
{
	return m == 2 ? 28 + ((y % 4 == 0 && y % 100 != 0) || y % 400 == 0) : 30 + ((0x15AA >> m) & 1);
}

int
time_weekday(int64_t day)
{
	int64_t w = (day + 3) % 7;	/* 1970-01-01 was a Thursday */

	return (int)(w < 0 ? w + 7 : w) + 1;
}

/* Text being read. */
struct reader {
	const char *p, *end;
};

static bool
take(struct reader *r, char c)
{
	if (r->p == r->end || *r->p != c)
		return false;
	r->p++;
	return true;
}

/* From min to max digits. */
static bool
number(struct reader *r, int min, int max, int64_t *ret)
{
	int n = 0;

	*ret = 0;
	while (r->p < r->end && *r->p >= '0' && *r->p <= '9' && n < max) {
		*ret = *ret * 10 + (*r->p++ - '0');
		n++;
	}
	return n >= min && (r->p == r->end || *r->p < '0' || *r->p > '9');
}

/* XML Schema's year: four digits, more only without a leading zero. */
static bool
read_date(struct reader *r, struct moment *m)
{
	bool neg = take(r, '-');
	const char *start = r->p;
	int64_t y, mo, d;

	if (!number(r, 4, 9, &y) || (r->p - start > 4 && *start == '0') || !take(r, '-') || !number(r, 2, 2, &mo) ||
	    !take(r, '-') || !number(r, 2, 2, &d))
		return false;
	y = neg ? -y : y;
	if (mo < 1 || mo > 12 || d < 1 || d > time_month_days(y, (int)mo))
		return false;
	m->day = time_day(y, (int)mo, (int)d);
	return true;
}

/* After the time: nothing, Z, ±hh:mm[:ss], @Zone/Name. */
static bool
read_zone(struct feel_run *run, struct reader *r, struct moment *m, bool time_only)
{
	int64_t h, min, s = 0;

	if (r->p == r->end)
		return true;
	if (take(r, 'Z') || take(r, 'z')) {
		m->zone = ZONE_OFFSET;
		return r->p == r->end;
	}
	if (take(r, '@')) {
		m->zone = ZONE_NAMED;
		m->name = arena_dup(run->a, r->p, (size_t)(r->end - r->p));
		if (strcmp(m->name, "Z") == 0) {
			m->zone = ZONE_OFFSET;
			m->name = NULL;
			return true;
		}
		return time_only ? zone_standard(run, m->name, &m->offset) : zone_offset(run, m->name, m->day, m->second, &m->offset);
	}
	bool neg = take(r, '-');
	if ((!neg && !take(r, '+')) || !number(r, 2, 2, &h) || !take(r, ':') || !number(r, 2, 2, &min))
		return false;
	if (take(r, ':') && !number(r, 2, 2, &s))
		return false;
	if (r->p != r->end || h > 18 || min > 59 || s > 59 || (h == 18 && (min || s)))
		return false;
	m->zone = ZONE_OFFSET;
	m->offset = (int32_t)(h * 3600 + min * 60 + s) * (neg ? -1 : 1);
	return true;
}

/* A fraction of a second after its point, at least `min` digits; more than nine are cut. */
static bool
fraction(struct reader *r, int min, int32_t *ret)
{
	int n = 0;

	*ret = 0;
	for (; r->p < r->end && *r->p >= '0' && *r->p <= '9'; r->p++, n++)
		if (n < 9)
			*ret = *ret * 10 + (*r->p - '0');
	for (int i = n; i < 9; i++)
		*ret *= 10;
	return n >= min;
}

static bool
read_time(struct feel_run *run, struct reader *r, struct moment *m, bool time_only)
{
	int64_t h, min, s;

	if (!number(r, 2, 2, &h) || !take(r, ':') || !number(r, 2, 2, &min) || !take(r, ':') || !number(r, 2, 2, &s))
		return false;
	if (take(r, '.') && !fraction(r, 1, &m->nano))
		return false;
	if (h == 24 && min == 0 && s == 0 && m->nano == 0) {	/* ISO's end of the day */
		h = 0;
		m->day += !time_only;
	}
	if (h > 23 || min > 59 || s > 59)
		return false;
	m->second = (int32_t)(h * 3600 + min * 60 + s);
	return read_zone(run, r, m, time_only);
}

bool
time_read(struct feel_run *run, const char *p, size_t n, enum value_kind kind, struct value *ret)
{
	struct reader r = { p, p + n };
	struct moment m = { 0 };

	if (kind == V_TIME) {
		if (!read_time(run, &r, &m, true))
			return false;
	} else if (!read_date(&r, &m)) {
		return false;
	} else if (kind == V_DATE) {
		if (r.p != r.end)
			return false;
	} else if (r.p != r.end && (!take(&r, 'T') || !read_time(run, &r, &m, false))) {
		return false;
	}
	*ret = v_moment(run->a, kind, m);
	return true;
}

/* [-]P[nY][nM] or [-]P[nD][T[nH][nM][n.nS]]; at least one part, and one after T. */
bool
time_read_duration(const char *p, size_t n, struct value *ret)
{
	struct reader r = { p, p + n };
	bool neg = take(&r, '-'), time = false, months = false, days = false;
	static const char order[] = "YMDHMS";
	static const int64_t unit[] = { 12, 1, 86400, 3600, 60, 1 };
	int64_t total = 0, v;
	int32_t ns = 0;
	int at = 0;

	if (!take(&r, 'P') || r.p == r.end)
		return false;
	while (r.p < r.end) {
		if (!time && take(&r, 'T')) {
			time = true;
			at = 3;
			if (r.p == r.end)
				return false;
			continue;
		}
		if (!number(&r, 1, 18, &v) || r.p == r.end)
			return false;
		bool frac = take(&r, '.');
		if (frac && (!fraction(&r, 0, &ns) || r.p == r.end || *r.p != 'S'))
			return false;
		while (at < (time ? 6 : 3) && order[at] != *r.p)
			at++;
		if (at == (time ? 6 : 3))
			return false;
		int64_t part;
		if (__builtin_mul_overflow(v, unit[at], &part) || __builtin_add_overflow(total, part, &total))
			return false;
		months |= at < 2;
		days |= at >= 2;
		at++;
		r.p++;
	}
	if (months && days)
		return false;
	*ret = months ? v_months(neg ? -total : total) : v_days(neg ? -total : total, neg ? -ns : ns);
	return true;
}

/* @"…": whichever of date, date and time, time, duration it is. */
bool
time_read_any(struct feel_run *run, const char *p, size_t n, struct value *ret)
{
	return time_read_duration(p, n, ret) || time_read(run, p, n, V_DATE, ret) || time_read(run, p, n, V_DATETIME, ret) ||
	       time_read(run, p, n, V_TIME, ret);
}

static void
print_fraction(struct out *o, int64_t ns)
{
	if (ns == 0)
		return;
	char buf[10];
	for (int i = 8; i >= 0; i--, ns /= 10)
		buf[i] = (char)('0' + ns % 10);
	int n = 9;
	while (buf[n - 1] == '0')
		n--;
	out_str(o, ".");
	out_put(o, buf, (size_t)n);
}

static void
print_clock(struct out *o, const struct moment *m)
{
	out_fmt(o, "%02d:%02d:%02d", m->second / 3600, m->second / 60 % 60, m->second % 60);
	print_fraction(o, m->nano);
	if (m->zone == ZONE_NAMED) {
		out_fmt(o, "@%s", m->name);
	} else if (m->zone == ZONE_OFFSET && m->offset == 0) {
		out_str(o, "Z");
	} else if (m->zone == ZONE_OFFSET) {
		int off = m->offset < 0 ? -m->offset : m->offset;
		out_fmt(o, "%c%02d:%02d", m->offset < 0 ? '-' : '+', off / 3600, off / 60 % 60);
		if (off % 60)
			out_fmt(o, ":%02d", off % 60);
	}
}

static void
print_span(struct out *o, struct value v)
{
	bool neg = v.span.s < 0 || v.span.ns < 0;
	uint64_t s = v.span.s < 0 ? 0 - (uint64_t)v.span.s : (uint64_t)v.span.s;
	int64_t ns = v.span.ns < 0 ? -v.span.ns : v.span.ns;

	if (s == 0 && ns == 0) {
		out_str(o, "PT0S");
		return;
	}
	out_str(o, neg ? "-P" : "P");
	if (s / 86400)
		out_fmt(o, "%lluD", (unsigned long long)(s / 86400));
	if (s % 86400 || ns)
		out_str(o, "T");
	if (s / 3600 % 24)
		out_fmt(o, "%dH", (int)(s / 3600 % 24));
	if (s / 60 % 60)
		out_fmt(o, "%dM", (int)(s / 60 % 60));
	if (s % 60 || ns) {
		out_int(o, (int64_t)(s % 60));
		print_fraction(o, ns);
		out_str(o, "S");
	}
}

static void
print_months(struct out *o, int64_t months)
{
	uint64_t m = months < 0 ? 0 - (uint64_t)months : (uint64_t)months;

	out_str(o, months < 0 ? "-P" : "P");
	if (m / 12)
		out_fmt(o, "%lluY", (unsigned long long)(m / 12));
	if (m % 12 || m == 0)
		out_fmt(o, "%dM", (int)(m % 12));
}

void
time_print(struct out *o, struct value v)
{
	int64_t y;
	int m, d;

	if (v.kind == V_DAYS) {
		print_span(o, v);
		return;
	}
	if (v.kind == V_MONTHS) {
		print_months(o, v.months);
		return;
	}
	if (v.kind != V_TIME) {
		time_ymd(v.at->day, &y, &m, &d);
		out_fmt(o, "%s%04lld-%02d-%02d", y < 0 ? "-" : "", (long long)(y < 0 ? -y : y), m, d);
	}
	if (v.kind == V_DATETIME)
		out_str(o, "T");
	if (v.kind != V_DATE)
		print_clock(o, v.at);
}
