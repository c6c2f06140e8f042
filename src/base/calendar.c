/*
 * calendar.c - working days. The table is the law of each year's notice; a district can bring a newer one in a
 * file. Not here: which deadline uses it.
 */
#include "base/day.h"
#include "base/text.h"
#include "base_msg.h"

#include <stdlib.h>

#define YEAR_FIRST 2022		/* a file may name the years from here on */
#define YEARS_MAX  80

struct span {
	int32_t from, to;
	bool work;
};

struct calendar {
	const struct span *spans;	/* sorted, not overlapping */
	size_t n;
	int32_t last;
};

/* A day of the table without a call: days from 1970 to the first of January 2022 are 18993. */
#define LEAP(y)      ((y) == 2024)
#define YEAR(y)      (18993 + ((y) - 2022) * 365 + ((y) > 2024))
#define MONTH(y, m)                                                                                              \
	((m) == 1 ? 0 : 31 + ((m) == 2 ? 0 : 28 + LEAP(y) + ((m) == 3 ? 0 : 31 + ((m) == 4 ? 0 : 30 +                \
	((m) == 5 ? 0 : 31 + ((m) == 6 ? 0 : 30 + ((m) == 7 ? 0 : 31 + ((m) == 8 ? 0 : 31 + ((m) == 9 ? 0 : 30 +      \
	((m) == 10 ? 0 : 31 + ((m) == 11 ? 0 : 30)))))))))))
#define D(y, m, d)   (YEAR(y) + MONTH(y, m) + (d) - 1)
#define OFF(y, m, d, m2, d2) { D(y, m, d), D(y, m2, d2), false }
#define WORK(y, m, d)        { D(y, m, d), D(y, m, d), true }

/* 国务院办公厅关于部分节假日安排的通知: one notice a year, in the autumn before. */
static const struct span builtin_spans[] = {
	/* 2023: 国办发明电〔2022〕16号 */
	{ D(2022, 12, 31), D(2023, 1, 2), false },
	OFF(2023, 1, 21, 1, 27), WORK(2023, 1, 28), WORK(2023, 1, 29),
	OFF(2023, 4, 5, 4, 5),
	WORK(2023, 4, 23), OFF(2023, 4, 29, 5, 3), WORK(2023, 5, 6),
	OFF(2023, 6, 22, 6, 24), WORK(2023, 6, 25),
	OFF(2023, 9, 29, 10, 6), WORK(2023, 10, 7), WORK(2023, 10, 8),
	/* 2024: 国办发明电〔2023〕7号 */
	OFF(2024, 1, 1, 1, 1),
	WORK(2024, 2, 4), OFF(2024, 2, 10, 2, 17), WORK(2024, 2, 18),
	OFF(2024, 4, 4, 4, 6), WORK(2024, 4, 7),
	WORK(2024, 4, 28), OFF(2024, 5, 1, 5, 5), WORK(2024, 5, 11),
	OFF(2024, 6, 10, 6, 10),
	WORK(2024, 9, 14), OFF(2024, 9, 15, 9, 17),
	WORK(2024, 9, 29), OFF(2024, 10, 1, 10, 7), WORK(2024, 10, 12),
	/* 2025: 国办发明电〔2024〕12号 */
	OFF(2025, 1, 1, 1, 1),
	WORK(2025, 1, 26), OFF(2025, 1, 28, 2, 4), WORK(2025, 2, 8),
	OFF(2025, 4, 4, 4, 6),
	WORK(2025, 4, 27), OFF(2025, 5, 1, 5, 5),
	OFF(2025, 5, 31, 6, 2),
	WORK(2025, 9, 28), OFF(2025, 10, 1, 10, 8), WORK(2025, 10, 11),
	/* 2026: 国办发明电〔2025〕7号 */
	OFF(2026, 1, 1, 1, 3), WORK(2026, 1, 4),
	WORK(2026, 2, 14), OFF(2026, 2, 15, 2, 23), WORK(2026, 2, 28),
	OFF(2026, 4, 4, 4, 6),
	OFF(2026, 5, 1, 5, 5), WORK(2026, 5, 9),
	OFF(2026, 6, 19, 6, 21),
	WORK(2026, 9, 20), OFF(2026, 9, 25, 9, 27),
	OFF(2026, 10, 1, 10, 7), WORK(2026, 10, 10),
};

const struct calendar *
calendar_builtin(void)
{
	static const struct calendar builtin = { builtin_spans, COUNT(builtin_spans), D(2026, 12, 31) };

	return &builtin;
}

int32_t
calendar_last(const struct calendar *c)
{
	return c->last;
}

bool
calendar_is_work(const struct calendar *c, int32_t day)
{
	size_t lo = 0, hi = c->n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (day < c->spans[mid].from)
			hi = mid;
		else if (day > c->spans[mid].to)
			lo = mid + 1;
		else
			return c->spans[mid].work;
	}
	return day_weekday(day) <= 5;
}

int32_t
calendar_add(const struct calendar *c, int32_t day, int n, bool *beyond)
{
	assert(n >= 0 && n <= 100000);
	while (n > 0)
		if (calendar_is_work(c, ++day))
			n--;
	if (beyond != NULL)
		*beyond = day > c->last;
	return day;
}

int
calendar_between(const struct calendar *c, int32_t from, int32_t to)
{
	int n = 0;

	if (to < from)
		return -calendar_between(c, to, from);
	while (from < to)
		n += calendar_is_work(c, ++from);
	return n;
}

/* The next word of a line, NUL-terminated in place; "" at the end. */
static char *
next_word(char **s)
{
	char *w = *s + strspn(*s, " \t"), *end = w + strcspn(w, " \t");

	*s = *end == '\0' ? end : end + 1;
	*end = '\0';
	return w;
}

/* Whose notice days are from that end on this one: a notice never ends in the year after, its first days may lie in December. */
static int
year_of(int32_t day)
{
	int y, m, d;

	day_to_ymd(day, &y, &m, &d);
	return y;
}

static int
span_cmp(const void *a, const void *b)
{
	const struct span *x = a, *y = b;

	return (x->from > y->from) - (x->from < y->from);
}

/* One file being read. The base's spans of a year the file names go; v holds the file's own. */
struct reading {
	const struct calendar *base;
	struct span *v;
	size_t n;
	int year;				/* 0: no "year" line yet */
	bool given[YEARS_MAX];			/* from YEAR_FIRST on */
};

static enum msg
year_line(struct reading *r, char *s)
{
	int64_t year;

	if (!text_int(next_word(&s), YEAR_FIRST, YEAR_FIRST + YEARS_MAX - 1, &year))
		return M_err_calendar_line;
	r->year = (int)year;
	if (r->given[r->year - YEAR_FIRST])
		return M_err_calendar_twice;
	r->given[r->year - YEAR_FIRST] = true;
	return M_NONE;
}

/* "2027-02-06 2027-02-12 off 春节", after the first word has been taken. */
static enum msg
span_line(struct reading *r, const char *first, char *s)
{
	struct span x;
	const char *to = next_word(&s), *kind = next_word(&s);

	x.work = strcmp(kind, "work") == 0;
	if (!day_parse(first, &x.from) || !day_parse(to, &x.to) || x.to < x.from || x.to - x.from > 31 ||
	    (!x.work && strcmp(kind, "off") != 0))
		return M_err_calendar_line;
	if (!r->year || year_of(x.to) != r->year || x.from < day_from_ymd(r->year - 1, 12, 1))
		return M_err_calendar_year;
	for (size_t i = 0; i < r->n; i++)
		if (x.from <= r->v[i].to && r->v[i].from <= x.to)
			return M_err_calendar_twice;
	r->v[r->n++] = x;
	return M_NONE;
}

static enum msg
one_line(struct reading *r, char *s)
{
	const char *first;

	s += strspn(s, " \t");
	if (*s == '\0' || *s == '#')
		return M_NONE;
	first = next_word(&s);
	return strcmp(first, "year") == 0 ? year_line(r, s) : span_line(r, first, s);
}

/* The base's spans of the other years and the file's own, sorted; the last year up to which no notice is missing. */
static const struct calendar *
joined(struct arena *a, struct reading *r)
{
	struct calendar *c = NEW(a, struct calendar);
	struct span *v = NEWN(a, struct span, r->base->n + r->n + 1);
	int last = year_of(r->base->last);

	for (size_t i = 0; i < r->base->n; i++) {
		int y = year_of(r->base->spans[i].to);

		if (y < YEAR_FIRST || y >= YEAR_FIRST + YEARS_MAX || !r->given[y - YEAR_FIRST])
			v[c->n++] = r->base->spans[i];
	}
	memcpy(v + c->n, r->v, r->n * sizeof(*v));
	c->n += r->n;
	qsort(v, c->n, sizeof(*v), span_cmp);
	while (last + 1 < YEAR_FIRST + YEARS_MAX && r->given[last + 1 - YEAR_FIRST])
		last++;
	c->spans = v;
	c->last = day_from_ymd(last, 12, 31);
	return c;
}

struct err
calendar_parse(struct arena *a, const char *text, const struct calendar *base, const struct calendar **ret, int *line)
{
	char *copy = arena_str(a, text), *p, *next;
	struct reading r = { .base = base };
	size_t max = 1;

	for (p = copy; (p = strchr(p, '\n')) != NULL; p++)
		max++;
	r.v = NEWN(a, struct span, max);
	*line = 0;
	for (p = copy; p != NULL; p = next) {
		enum msg fault;

		++*line;
		next = strchr(p, '\n');
		if (next != NULL)
			*next++ = '\0';
		if (*p != '\0' && p[strlen(p) - 1] == '\r')
			p[strlen(p) - 1] = '\0';
		fault = one_line(&r, p);
		if (fault)
			return FAIL(422, fault);
	}
	*line = 0;
	*ret = joined(a, &r);
	return OK;
}

uint32_t
calendar_print(const struct calendar *c)
{
	uint32_t h = 2166136261u;

	for (size_t i = 0; i < c->n; i++) {
		const uint32_t word[] = { (uint32_t)c->spans[i].from, (uint32_t)c->spans[i].to, c->spans[i].work };

		for (size_t k = 0; k < 3 * sizeof(*word); k++)
			h = (h ^ (word[k / 4] >> (k % 4 * 8) & 0xff)) * 16777619u;
	}
	return h;
}
