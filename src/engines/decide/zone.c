/*
 * zone.c - what the clocks of a zone show: reads the system's TZif files (RFC 8536, version 2 and up) with the
 * footer's rule for the time after the table. libc's TZ is one for the whole process, so it cannot be used.
 * A file is read once for each run and kept in the run's arena. Not here: text of dates (time.c).
 */
#include "engines/decide/feel_int.h"

#include <stdio.h>

#define ZONE_MAX_FILE (256 * 1024)
#define ZONE_STEPS 1000		/* what opening a file costs; names without a file as well */

struct rule_day {		/* Mm.w.d, Jn or n of a POSIX TZ rule, and the second of that day */
	char kind;
	int m, w, d;
	int32_t at;
};

struct zone {
	struct zone *next;
	const char *name;
	size_t ntimes, ntypes;
	const unsigned char *times, *indexes, *types;
	int32_t std, dst;		/* of the footer, seconds east */
	bool has_rule;			/* the footer has summer time */
	bool has_footer;
	struct rule_day begin, end;
};

static int64_t
big(const unsigned char *p, int n)
{
	uint64_t v = p[0] & 0x80 ? UINT64_MAX : 0;

	for (int i = 0; i < n; i++)
		v = v << 8 | p[i];
	return (int64_t)v;
}

static bool
digits(const char **s, int *ret)
{
	int n = 0;

	for (*ret = 0; **s >= '0' && **s <= '9' && n < 6; (*s)++, n++)
		*ret = *ret * 10 + (**s - '0');
	return n > 0;
}

/* [+-]hh[:mm[:ss]] in seconds */
static bool
rule_time(const char **s, int32_t *ret)
{
	bool neg = **s == '-';
	int h, m = 0, sec = 0;

	*s += neg || **s == '+';
	if (!digits(s, &h) || h > 167)
		return false;
	if (**s == ':' && ((*s)++, !digits(s, &m) || m > 59))
		return false;
	if (**s == ':' && ((*s)++, !digits(s, &sec) || sec > 59))
		return false;
	*ret = (h * 3600 + m * 60 + sec) * (neg ? -1 : 1);
	return true;
}

static bool
rule_name(const char **s)
{
	const char *start = *s;

	if (**s == '<') {
		*s = strchr(*s, '>');
		return *s && *++*s;
	}
	while ((**s >= 'A' && **s <= 'Z') || (**s >= 'a' && **s <= 'z'))
		(*s)++;
	return *s - start >= 3;
}

static bool
rule_day(const char **s, struct rule_day *r)
{
	r->at = 7200;
	if (**s != ',')
		return false;
	(*s)++;
	r->kind = **s == 'M' || **s == 'J' ? *(*s)++ : 'n';
	if (!digits(s, &r->d) || r->d > 365)
		return false;
	if (r->kind == 'M') {
		r->m = r->d;
		if (*(*s)++ != '.' || !digits(s, &r->w) || *(*s)++ != '.' || !digits(s, &r->d))
			return false;
		if (r->m < 1 || r->m > 12 || r->w < 1 || r->w > 5 || r->d > 6)
			return false;
	}
	if (**s == '/') {
		(*s)++;
		return rule_time(s, &r->at);
	}
	return true;
}

/* "CET-1CEST,M3.5.0,M10.5.0/3" */
static bool
read_footer(struct zone *z, const char *s)
{
	if (!rule_name(&s) || !rule_time(&s, &z->std))
		return false;
	z->std = -z->std;
	z->has_footer = true;
	if (*s == '\0')
		return true;
	z->dst = z->std + 3600;
	if (!rule_name(&s))
		return false;
	if (*s && *s != ',') {
		if (!rule_time(&s, &z->dst))
			return false;
		z->dst = -z->dst;
	}
	z->has_rule = rule_day(&s, &z->begin) && rule_day(&s, &z->end) && *s == '\0';
	return z->has_rule;
}

bool
zone_parse(struct arena *a, struct zone *z, const unsigned char *p, size_t n)
{
	for (int pass = 0; pass < 2; pass++) {		/* the second block has 8-byte times */
		if (n < 44 || memcmp(p, "TZif", 4) != 0 || p[4] < '2')
			return false;
		size_t size = pass ? 8 : 4;
		uint64_t c[6];
		for (int i = 0; i < 6; i++) {		/* isut, isstd, leap, time, type, char */
			int64_t v = big(p + 20 + 4 * i, 4);
			if (v < 0 || v > ZONE_MAX_FILE)
				return false;
			c[i] = (uint64_t)v;
		}
		uint64_t body = c[3] * (size + 1) + c[4] * 6 + c[5] + c[2] * (size + 4) + c[1] + c[0];
		if (body > n - 44)
			return false;
		p += 44;
		n -= 44;
		if (pass) {
			z->ntimes = c[3];
			z->ntypes = c[4];
			z->times = p;
			z->indexes = p + 8 * c[3];
			z->types = z->indexes + c[3];
		}
		p += body;
		n -= body;
	}
	if (z->ntypes == 0 || n < 2 || *p != '\n')
		return false;
	for (size_t i = 0; i < z->ntimes; i++)
		if (z->indexes[i] >= z->ntypes)
			return false;
	const unsigned char *end = memchr(p + 1, '\n', n - 1);
	if (!end)
		return false;
	return end == p + 1 || read_footer(z, arena_dup(a, p + 1, (size_t)(end - p - 1)));
}

/* Letters, digits and _ + - in parts with single slashes: nothing that leaves the folder. */
static bool
name_fine(const char *s)
{
	size_t n = strlen(s);

	if (n == 0 || n > 60 || s[0] == '/' || s[n - 1] == '/' || strstr(s, "//"))
		return false;
	for (; *s; s++)
		if (!(*s >= 'A' && *s <= 'Z') && !(*s >= 'a' && *s <= 'z') && !(*s >= '0' && *s <= '9') && !strchr("_+-/", *s))
			return false;
	return true;
}

static struct zone *
load(struct feel_run *run, const char *name)
{
	struct zone *z;

	for (z = run->zones; z; z = z->next)
		if (strcmp(z->name, name) == 0)
			return z->ntypes ? z : NULL;
	if (!step(run, NULL, ZONE_STEPS))
		return NULL;
	z = NEW(run->a, struct zone);
	z->name = arena_str(run->a, name);
	z->next = run->zones;
	run->zones = z;		/* a name without a file is remembered, too */
	if (!name_fine(name))
		return NULL;
	FILE *f = fopen(arena_fmt(run->a, "%s/%s", run->zone_dir, name), "rb");
	if (!f) {
		run->no_zones = run->no_zones || !(f = fopen(arena_fmt(run->a, "%s/Etc/UTC", run->zone_dir), "rb"));
		if (f)
			fclose(f);
		return NULL;
	}
	long size = fseek(f, 0, SEEK_END) == 0 ? ftell(f) : 0;	/* a folder has no size to read */
	size_t max = size > 0 && size <= ZONE_MAX_FILE ? (size_t)size : 0;
	rewind(f);
	unsigned char *buf = arena_alloc(run->a, max + 1);
	size_t n = fread(buf, 1, max, f);
	fclose(f);
	if (!zone_parse(run->a, z, buf, n))
		z->ntypes = 0;
	return z->ntypes ? z : NULL;
}

/* The second of 1970… (local clock) when a rule strikes in year y. */
static int64_t
strikes(const struct rule_day *r, int64_t y)
{
	int64_t day;

	if (r->kind == 'M') {
		day = time_day(y, r->m, 1);
		int first = time_weekday(day) % 7, d = (r->d - first + 7) % 7 + 7 * (r->w - 1);
		while (d >= time_month_days(y, r->m))
			d -= 7;
		day += d;
	} else {
		bool leap = time_month_days(y, 2) == 29;
		day = time_day(y, 1, 1) + (r->kind == 'J' ? r->d - 1 + (leap && r->d >= 60) : r->d);
	}
	return day * 86400 + r->at;
}

static int32_t
footer_offset(const struct zone *z, int64_t utc)
{
	int64_t y;
	int m, d;

	if (!z->has_rule)
		return z->std;
	int64_t local = utc + z->std;
	time_ymd(local >= 0 ? local / 86400 : -((86399 - local) / 86400), &y, &m, &d);
	int64_t b = strikes(&z->begin, y) - z->std, e = strikes(&z->end, y) - z->dst;
	bool summer = b < e ? utc >= b && utc < e : utc >= b || utc < e;
	return summer ? z->dst : z->std;
}

/* Offset at an instant in UTC seconds. */
static int32_t
offset_at(const struct zone *z, int64_t utc)
{
	size_t lo = 0, hi = z->ntimes;

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;
		if (big(z->times + 8 * mid, 8) <= utc)
			lo = mid + 1;
		else
			hi = mid;
	}
	if (lo == z->ntimes && z->has_footer)
		return footer_offset(z, utc);
	const unsigned char *t = z->types + 6 * (lo ? z->indexes[lo - 1] : 0);
	return (int32_t)big(t, 4);
}

bool
zone_offset(struct feel_run *run, const char *name, int64_t day, int32_t second, int32_t *ret)
{
	const struct zone *z = load(run, name);
	int64_t local = day * 86400 + second;

	if (!z)
		return false;
	/* The offset before any change near by: what Java does in a gap; in an overlap the earlier one. */
	int32_t first = offset_at(z, local - 86400), later = offset_at(z, local + 86400);
	*ret = offset_at(z, local - first) == first ? first : offset_at(z, local - later) == later ? later : first;
	return true;
}

bool
zone_at(struct feel_run *run, const char *name, int64_t utc, int32_t *ret)
{
	const struct zone *z = load(run, name);

	if (z)
		*ret = offset_at(z, utc);
	return z;
}

/* A time alone has no day: its zone's standard time counts. */
bool
zone_standard(struct feel_run *run, const char *name, int32_t *ret)
{
	const struct zone *z = load(run, name);

	if (!z)
		return false;
	*ret = z->has_footer ? z->std : offset_at(z, 0);
	return true;
}

bool
zone_check(struct arena *a, const unsigned char *p, size_t n, int64_t utc, int32_t *ret)
{
	struct zone z = { 0 };

	if (!zone_parse(a, &z, p, n))
		return false;
	*ret = offset_at(&z, utc);
	return true;
}
