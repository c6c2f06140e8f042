/* count.c - ballots as text, the sums, the leaders, the digest (count.h). */
#include "engines/count/count.h"

#include <stdlib.h>

#include "base/hash.h"

static const char *const methods[COUNT_METHODS] = { "one", "many", "score", "irv", "schulze" };

const char *
count_method_name(enum count_method m)
{
	return methods[m];
}

bool
count_method_find(const char *name, enum count_method *ret)
{
	for (int i = 0; i < COUNT_METHODS; i++)
		if (strcmp(methods[i], name) == 0) {
			*ret = (enum count_method)i;
			return true;
		}
	return false;
}

bool
count_is_ranked(enum count_method m)
{
	return m == COUNT_IRV || m == COUNT_SCHULZE;
}

bool
count_rule_fits(const struct count_rule *r)
{
	if (r->choices < 2 || r->choices > COUNT_CHOICES || r->limit < 1)
		return false;
	if (r->method == COUNT_ONE)
		return r->limit == 1;
	if (count_is_ranked(r->method))
		return r->limit == r->choices;
	return r->limit <= (r->method == COUNT_MANY ? r->choices : COUNT_SCORE_MAX);
}

/* ---- one ballot ---- */

/* A number of at most two digits without a leading zero; -1: none. *s moves on. */
static int
number(const char **s)
{
	const char *p = *s;
	int n = 0;

	if (*p < '0' || *p > '9' || (*p == '0' && p[1] >= '0' && p[1] <= '9'))
		return -1;
	for (int i = 0; i < 2 && *p >= '0' && *p <= '9'; i++)
		n = n * 10 + (*p++ - '0');
	*s = p;
	return n;
}

static bool
read_scores(const struct count_rule *r, const char *s, struct count_marks *m)
{
	for (int i = 0; i < r->choices; i++) {
		if (i > 0 && *s++ != ';')
			return false;
		m->v[i] = number(&s);
		if (m->v[i] < 0 || m->v[i] > r->limit)
			return false;
	}
	return *s == '\0';
}

/* Ranks without gaps from 1 on, as many as differ; irv: none twice. marked: how many are ranked. */
static bool
ranks_fit(const struct count_rule *r, const struct count_marks *m, int *marked)
{
	int times[COUNT_CHOICES + 1] = { 0 };
	bool end = false, fine = true;

	*marked = 0;
	for (int i = 0; i < r->choices; i++) {
		*marked += m->v[i] != 0;
		times[m->v[i]]++;
	}
	for (int k = 1; k <= r->choices; k++) {
		fine = fine && !(end && times[k]) && (r->method == COUNT_SCHULZE || times[k] <= 1);
		end = end || !times[k];
	}
	return fine;
}

static bool
read_choices(const struct count_rule *r, const char *s, struct count_marks *m)
{
	int last = 0, n = 0;

	for (;;) {
		int k = number(&s);

		if (k <= last || k > r->choices || ++n > r->limit)
			return false;
		m->v[k - 1] = 1;
		last = k;
		if (*s == '\0')
			return true;
		if (*s++ != ';')
			return false;
	}
}

bool
count_read(const struct count_rule *r, const char *text, struct count_marks *ret)
{
	struct count_marks m = { .kind = COUNT_VALID };
	bool fine = true;
	int ranked;

	if (strcmp(text, "blank") == 0)
		m.kind = COUNT_BLANK;
	else if (strcmp(text, "invalid") == 0)
		m.kind = COUNT_INVALID;
	else
		fine = r->method == COUNT_SCORE || count_is_ranked(r->method) ? read_scores(r, text, &m) : read_choices(r, text, &m);
	if (fine && m.kind == COUNT_VALID && count_is_ranked(r->method))
		fine = ranks_fit(r, &m, &ranked) && ranked > 0;
	if (fine)
		*ret = m;
	return fine;
}

/* "2, 4, 4" become "1, 2, 2": what somebody ranks is an order, whatever the numbers. */
static void
ranks_close(const struct count_rule *r, struct count_marks *m)
{
	int was[COUNT_CHOICES];

	memcpy(was, m->v, sizeof(was));
	for (int i = 0; i < r->choices; i++) {
		int better = 0;

		for (int k = 1; k < was[i]; k++)
			for (int j = 0; j < r->choices; j++)
				if (was[j] == k) {
					better++;
					break;
				}
		m->v[i] = was[i] ? better + 1 : 0;
	}
}

static void
ranks_settle(const struct count_rule *r, struct count_marks *m)
{
	int marked;

	for (int i = 0; m->kind == COUNT_VALID && i < r->choices; i++)
		if (m->v[i] < 0 || m->v[i] > r->choices)
			m->kind = COUNT_INVALID;
	if (m->kind == COUNT_VALID) {
		ranks_close(r, m);
		if (!ranks_fit(r, m, &marked))
			m->kind = COUNT_INVALID;
		else if (!marked)
			m->kind = COUNT_BLANK;
	}
}

void
count_settle(const struct count_rule *r, struct count_marks *m)
{
	int marked = 0;
	bool over = false;

	if (count_is_ranked(r->method))
		ranks_settle(r, m);
	else if (m->kind == COUNT_VALID) {
		for (int i = 0; i < r->choices; i++) {
			marked += m->v[i] != 0;
			over = over || m->v[i] < 0 || m->v[i] > (r->method == COUNT_SCORE ? r->limit : 1);
		}
		if (over || (r->method != COUNT_SCORE && marked > r->limit))
			m->kind = COUNT_INVALID;
		else if (!marked)
			m->kind = COUNT_BLANK;
	}
	if (m->kind != COUNT_VALID)
		memset(m->v, 0, sizeof(m->v));
}

const char *
count_write(struct arena *a, const struct count_rule *r, const struct count_marks *m)
{
	struct out o;

	if (m->kind != COUNT_VALID)
		return m->kind == COUNT_BLANK ? "blank" : "invalid";
	out_init(&o, a);
	for (int i = 0; i < r->choices; i++) {
		if (r->method == COUNT_SCORE || count_is_ranked(r->method))
			out_fmt(&o, "%s%d", i ? ";" : "", m->v[i]);
		else if (m->v[i])
			out_fmt(&o, "%s%d", o.len ? ";" : "", i + 1);
	}
	return out_cstr(&o);
}

/* ---- many ---- */

void
count_add(const struct count_rule *r, struct count_sum *sum, const struct count_marks *m)
{
	sum->ballots++;
	sum->valid += m->kind == COUNT_VALID;
	sum->blank += m->kind == COUNT_BLANK;
	sum->invalid += m->kind == COUNT_INVALID;
	for (int i = 0; m->kind == COUNT_VALID && i < r->choices; i++)
		sum->votes[i] += count_is_ranked(r->method) ? m->v[i] == 1 : m->v[i];
}

void
count_end(const struct count_rule *r, struct count_sum *sum)
{
	sum->most = 0;
	sum->leaders = 0;
	for (int i = 0; i < r->choices; i++)
		if (sum->votes[i] > sum->most)
			sum->most = sum->votes[i];
	for (int i = 0; i < r->choices; i++) {
		sum->leads[i] = !count_is_ranked(r->method) && sum->most > 0 && sum->votes[i] == sum->most;
		sum->leaders += sum->leads[i];
	}
}

int64_t
count_permille(int64_t part, int64_t whole)
{
	return whole > 0 ? (part * 1000 + whole / 2) / whole : 0;
}

/* ---- the digest ---- */

const char *
count_line(struct arena *a, int question, const char *estates, const char *channels, const char *marks)
{
	return arena_fmt(a, "%d\t%s\t%s\t%s\n", question, estates, channels, marks);
}

static int
by_bytes(const void *x, const void *y)
{
	return strcmp(*(const char *const *)x, *(const char *const *)y);
}

void
count_digest(const char **lines, size_t n, unsigned char ret[32])
{
	struct arena *a = arena_new();
	struct out o;

	assert(a);
	qsort(lines, n, sizeof(*lines), by_bytes);
	out_init(&o, a);
	for (size_t i = 0; i < n; i++)
		out_str(&o, lines[i]);
	hash_bytes(ret, out_cstr(&o), o.len, NULL, 0);
	arena_free(a);
}
