/* day.c - days and instants in the district's zone. Not here: which days are worked (calendar.c). */
#include "base/day.h"

#include "base/text.h"

/* Days are counted in years that begin in March, so that the leap day is a year's last. */
int32_t
day_from_ymd(int y, int m, int d)
{
	int64_t era, year = y - (m <= 2);
	int64_t yoe, doy;

	assert(m >= 1 && m <= 12);
	era = (year >= 0 ? year : year - 399) / 400;
	yoe = year - era * 400;
	doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
	return (int32_t)(era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468);
}

void
day_to_ymd(int32_t day, int *y, int *m, int *d)
{
	int64_t z = (int64_t)day + 719468;
	int64_t era = (z >= 0 ? z : z - 146096) / 146097;
	int64_t doe = z - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int64_t mp = (5 * doy + 2) / 153;

	*d = (int)(doy - (153 * mp + 2) / 5 + 1);
	*m = (int)(mp < 10 ? mp + 3 : mp - 9);
	*y = (int)(yoe + era * 400 + (*m <= 2));
}

static int64_t
floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

static int64_t
zone_us(const struct env *e)
{
	return (int64_t)e->zone_minutes * 60 * US_SECOND;
}

int32_t
day_of(const struct env *e, int64_t us)
{
	return (int32_t)floor_div(us + zone_us(e), US_DAY);
}

int64_t
day_start(const struct env *e, int32_t day)
{
	return (int64_t)day * US_DAY - zone_us(e);
}

int
day_weekday(int32_t day)
{
	/* 1970-01-01 was a Thursday */
	return (int)((((int64_t)day + 3) % 7 + 7) % 7) + 1;
}

bool
day_parse(const char *s, int32_t *ret)
{
	int v[3] = { 0 }, y, m, d;
	int32_t day;
	size_t i, f;

	if (s == NULL || strlen(s) != 10)
		return false;
	for (i = 0, f = 0; i < 10; i++) {
		if (i == 4 || i == 7) {
			if (s[i] != '-')
				return false;
			f++;
		} else if (s[i] >= '0' && s[i] <= '9') {
			v[f] = v[f] * 10 + (s[i] - '0');
		} else {
			return false;
		}
	}
	if (v[1] < 1 || v[1] > 12 || v[2] < 1)
		return false;
	/* the 30th of February comes back as another day */
	day = day_from_ymd(v[0], v[1], v[2]);
	day_to_ymd(day, &y, &m, &d);
	if (y != v[0] || m != v[1] || d != v[2])
		return false;
	*ret = day;
	return true;
}

const char *
day_iso(struct arena *a, int32_t day)
{
	int y, m, d;

	day_to_ymd(day, &y, &m, &d);
	return arena_fmt(a, "%04d-%02d-%02d", y, m, d);
}

static const char *
month_name(int m)
{
	static const char *const names[] = { "January", "February", "March", "April", "May", "June", "July", "August",
					     "September", "October", "November", "December" };
	return names[m - 1];
}

const char *
day_text(struct arena *a, enum lang l, int32_t day)
{
	int y, m, d;

	day_to_ymd(day, &y, &m, &d);
	if (l == LANG_EN)
		return arena_fmt(a, "%d %s %d", d, month_name(m), y);
	return arena_fmt(a, "%d年%d月%d日", y, m, d);
}

const char *
time_text(struct arena *a, const struct env *e, enum lang l, int64_t us)
{
	int32_t day = day_of(e, us);
	int minute = (int)((us - day_start(e, day)) / (60 * US_SECOND)), y, m, d;

	day_to_ymd(day, &y, &m, &d);
	if (l == LANG_EN)
		return arena_fmt(a, "%d %s, %02d:%02d", d, month_name(m), minute / 60, minute % 60);
	return arena_fmt(a, "%d月%d日 %02d:%02d", m, d, minute / 60, minute % 60);
}

static const char *
rfc3339(struct arena *a, int64_t us, const char *suffix)
{
	int64_t s = floor_div(us, US_SECOND), day = floor_div(s, 86400);
	int rest = (int)(s - day * 86400), y, m, d;

	day_to_ymd((int32_t)day, &y, &m, &d);
	return arena_fmt(a, "%04d-%02d-%02dT%02d:%02d:%02d%s", y, m, d, rest / 3600, rest / 60 % 60, rest % 60, suffix);
}

const char *
time_rfc3339(struct arena *a, int64_t us)
{
	return rfc3339(a, us, "Z");
}

const char *
time_rfc3339_zone(struct arena *a, const struct env *e, int64_t us)
{
	int z = e->zone_minutes, abs = z < 0 ? -z : z;

	return rfc3339(a, us + zone_us(e), arena_fmt(a, "%c%02d:%02d", z < 0 ? '-' : '+', abs / 60, abs % 60));
}

const char *
hour_text(struct arena *a, const struct env *e, int64_t us)
{
	return arena_fmt(a, "%.5s", time_rfc3339_zone(a, e, us) + 11);
}

bool
hour_parse(const char *s, int64_t *us)
{
	int64_t h, m;
	char buf[6];

	if (strlen(s) != 5 || s[2] != ':')
		return false;
	memcpy(buf, s, 6);
	buf[2] = '\0';
	if (!text_int(buf, 0, 23, &h) || !text_int(buf + 3, 0, 59, &m))
		return false;
	*us = (h * 60 + m) * 60 * US_SECOND;
	return true;
}

/* n digits at *s, which moves on. */
static bool
digits(const char **s, int n, int *ret)
{
	int v = 0;

	for (int i = 0; i < n; i++, (*s)++) {
		if (**s < '0' || **s > '9')
			return false;
		v = v * 10 + (**s - '0');
	}
	*ret = v;
	return true;
}

static bool
zone_parse(const char *s, int64_t *us)
{
	int sign = *s == '-' ? -1 : 1, h, m;

	if (!strcmp(s, "Z")) {
		*us = 0;
		return true;
	}
	if (*s != '+' && *s != '-')
		return false;
	s++;
	if (!digits(&s, 2, &h) || *s++ != ':' || !digits(&s, 2, &m) || *s || h > 14 || m > 59)
		return false;
	*us = sign * (h * INT64_C(60) + m) * 60 * US_SECOND;
	return true;
}

bool
time_parse(const char *s, int64_t *ret)
{
	int h, m, sec = 0;
	int64_t part = 0, unit = US_SECOND, zone;
	int32_t day;
	char date[11] = "";

	if (strlen(s) < 11 || s[10] != 'T')
		return false;
	memcpy(date, s, 10);
	s += 11;
	if (!day_parse(date, &day) || !digits(&s, 2, &h) || *s++ != ':' || !digits(&s, 2, &m))
		return false;
	if (*s == ':' && (s++, !digits(&s, 2, &sec)))
		return false;
	if (*s == '.') {
		if (s[1] < '0' || s[1] > '9')
			return false;
		for (s++; *s >= '0' && *s <= '9'; s++) {
			unit /= 10;
			part += (*s - '0') * unit;
		}
	}
	if (h > 23 || m > 59 || sec > 60 || !zone_parse(s, &zone))
		return false;
	*ret = day * US_DAY + (h * INT64_C(3600) + m * INT64_C(60) + sec) * US_SECOND + part - zone;
	return true;
}
