/*
 * calendar.c - working days. The table is the law of each year's notice; a district can bring a newer one as a
 * file. Not here: which deadline uses it.
 */
#include "base/day.h"
#include "base/text.h"
#include "base_msg.h"

#include <stdlib.h>

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

static bool
parse_span(char *line, struct span *ret)
{
	char *from = next_word(&line), *to = next_word(&line), *kind = next_word(&line);

	if (!day_parse(from, &ret->from) || !day_parse(to, &ret->to) || ret->to < ret->from || ret->to - ret->from > 31)
		return false;
	ret->work = strcmp(kind, "work") == 0;
	return ret->work || strcmp(kind, "off") == 0;
}

static int
span_cmp(const void *a, const void *b)
{
	const struct span *x = a, *y = b;

	return (x->from > y->from) - (x->from < y->from);
}

/* A notice may begin with the last days of the year before (2022-12-31), never end in the year after. */
static int32_t
last_of(const struct span *s, size_t n)
{
	int y = 0, m, d;

	if (n == 0)
		return INT32_MIN;
	day_to_ymd(s[n - 1].from, &y, &m, &d);
	return day_from_ymd(y, 12, 31);
}

struct err
calendar_parse(struct arena *a, const char *text, const struct calendar **ret, int *line)
{
	char *copy = arena_str(a, text), *p, *next;
	struct calendar *c = NEW(a, struct calendar);
	struct span *v;
	size_t max = 1, i;

	for (p = copy; (p = strchr(p, '\n')) != NULL; p++)
		max++;
	v = NEWN(a, struct span, max);
	*line = 0;
	for (p = copy; p != NULL; p = next) {
		++*line;
		next = strchr(p, '\n');
		if (next != NULL)
			*next++ = '\0';
		if (*p != '\0' && p[strlen(p) - 1] == '\r')
			p[strlen(p) - 1] = '\0';
		p += strspn(p, " \t");
		if (*p == '\0' || *p == '#')
			continue;
		if (!parse_span(p, &v[c->n]))
			return FAIL(422, M_err_calendar_line);
		for (i = 0; i < c->n; i++)
			if (v[c->n].from <= v[i].to && v[i].from <= v[c->n].to)
				return FAIL(422, M_err_calendar_twice);
		c->n++;
	}
	qsort(v, c->n, sizeof(*v), span_cmp);
	c->spans = v;
	c->last = last_of(v, c->n);
	*line = 0;
	*ret = c;
	return OK;
}
