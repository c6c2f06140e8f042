/* number.c - telephone and identity numbers in a text: digits in groups, then which groups make a number. */
#include "base/number.h"

#include "base/text.h"

#define DIGITS_MAX 64			/* of one run; a longer one is no number of a person */
#define GROUPS_MAX 12
#define TEN        10			/* the check character X */

/* One run: digits with at most one blank or dash between them. */
struct run {
	int digit[DIGITS_MAX];
	size_t from[DIGITS_MAX], to[DIGITS_MAX];	/* bytes of each digit */
	size_t n;
	size_t group[GROUPS_MAX + 1];	/* where each group of digits begins; group[ngroups] = n */
	size_t ngroups;
	bool whole;			/* false: too long to be looked at */
};

/* One code point; a bad byte counts as one. The text was checked where it came in. */
static uint32_t
next(const char *s, size_t *len)
{
	const unsigned char *p = (const unsigned char *)s;
	size_t n = p[0] < 0x80 ? 1 : p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;
	uint32_t c = n == 1 ? p[0] : p[0] & (0xffu >> (n + 1));

	for (size_t i = 1; i < n; i++) {
		if (!p[i]) {
			*len = 1;
			return 0xfffd;
		}
		c = c << 6 | (p[i] & 0x3f);
	}
	*len = n;
	return c;
}

/* 0 to 9, TEN for X, -1 for no digit. ASCII, full-width, and the Chinese digits in both their forms. */
static int
digit_of(uint32_t c)
{
	static const struct {
		uint32_t cp;
		int digit;
	} chinese[] = {
		{ 0x3007, 0 }, { 0x96f6, 0 }, { 0x25cb, 0 }, { 0x4e00, 1 }, { 0x5e7a, 1 }, { 0x58f9, 1 }, { 0x4e8c, 2 }, { 0x8d30, 2 },
		{ 0x4e09, 3 }, { 0x53c1, 3 }, { 0x56db, 4 }, { 0x8086, 4 }, { 0x4e94, 5 }, { 0x4f0d, 5 }, { 0x516d, 6 }, { 0x9646, 6 },
		{ 0x4e03, 7 }, { 0x67d2, 7 }, { 0x516b, 8 }, { 0x634c, 8 }, { 0x4e5d, 9 }, { 0x7396, 9 },
	};

	if (c >= '0' && c <= '9')
		return (int)(c - '0');
	if (c >= 0xff10 && c <= 0xff19)
		return (int)(c - 0xff10);
	if (c == 'x' || c == 'X' || c == 0xff38 || c == 0xff58)
		return TEN;
	for (size_t i = 0; i < COUNT(chinese); i++)
		if (chinese[i].cp == c)
			return chinese[i].digit;
	return -1;
}

static bool
is_gap(uint32_t c)
{
	static const uint32_t gaps[] = { ' ', '-', 0xa0, 0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2212, 0x3000, 0xff0d };

	for (size_t i = 0; i < COUNT(gaps); i++)
		if (gaps[i] == c)
			return true;
	return false;
}

/* Letters and signs that make a run part of something else: a hash, a decimal, an address. */
static bool
is_part(uint32_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '/' || c == '#' || c == '.' || c == ',';
}

/* Signs of money before (yen sign, dollar) and units of it behind (yuan, wan, yi). */
static bool
is_money(uint32_t c)
{
	return c == 0xa5 || c == 0xffe5 || c == '$' || c == 0x5143 || c == 0x4e07 || c == 0x4ebf;
}

/* A full stop or comma only binds when a digit follows. */
static bool
binds(uint32_t c, const char *after)
{
	size_t len;
	int d;

	if (c != '.' && c != ',')
		return is_part(c);
	d = *after ? digit_of(next(after, &len)) : -1;
	return d >= 0 && d < TEN;
}

/* Reads the run that begins at s[at]; returns where it ends. */
static size_t
run_read(const char *s, size_t at, struct run *r)
{
	*r = (struct run){ .whole = true };
	r->group[r->ngroups++] = 0;
	while (s[at]) {
		size_t len, gap = 0;
		uint32_t c = next(s + at, &len);
		int d;

		if (r->n && is_gap(c)) {		/* one gap, and only before another digit */
			gap = len;
			c = s[at + gap] ? next(s + at + gap, &len) : 0;
		}
		d = c ? digit_of(c) : -1;
		if (d < 0 || (d == TEN && (gap || r->n != 17)))
			break;
		if (r->n == DIGITS_MAX || (gap && r->ngroups == GROUPS_MAX))
			r->whole = false;
		else {
			if (gap)
				r->group[r->ngroups++] = r->n;
			r->digit[r->n] = d;
			r->from[r->n] = at + gap;
			r->to[r->n++] = at + gap + len;
		}
		at += gap + len;
	}
	r->group[r->ngroups] = r->n;
	return at;
}

static bool
mobile(const int *d, size_t n)
{
	return n == 11 && d[0] == 1 && d[1] >= 3;
}

/* Area codes: 010, 02x, and three digits after the 0 elsewhere. */
static bool
landline(const int *d, size_t n)
{
	size_t area;

	if (n < 10 || d[0] != 0 || d[1] == 0)
		return false;
	area = d[1] <= 2 ? 3 : 4;
	return (n - area == 7 || n - area == 8) && d[area] >= 2 && d[area] <= 8;
}

/* GB 11643: region 6, birth 8, order 3, check 1 (ISO 7064 MOD 11-2). */
static bool
identity(const int *d, size_t n)
{
	static const int weight[] = { 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2 };
	int sum = 0, year, month, day;

	if (n != 18 || d[0] == 0)
		return false;
	year = d[6] * 10 + d[7];
	month = d[10] * 10 + d[11];
	day = d[12] * 10 + d[13];
	if ((year != 19 && year != 20) || month < 1 || month > 12 || day < 1 || day > 31)
		return false;
	for (int i = 0; i < 17; i++)
		sum += d[i] * weight[i];
	return d[17] == (12 - sum % 11) % 11;
}

/* Numbers are said in groups of three and four; a column of single digits and of pairs is a table or a date. */
static bool
groups_fit(const struct run *r, size_t first, size_t last)
{
	size_t n = last - first;

	for (size_t g = first; g < last; g++)
		if (n > 1 && n < 6 && r->group[g + 1] - r->group[g] < 3)
			return false;
	return n <= 4 || r->group[last] - r->group[first] == n;		/* or digit by digit */
}

/* Does a number begin with group `first`? Ends it at group *last. */
static bool
number_at(const struct run *r, size_t first, size_t *last, enum number_kind *kind)
{
	const int *d = r->digit + r->group[first];
	size_t skip = 0;

	/* +86 or 0086 in front, in a group of its own or not */
	for (size_t end = first + 1; end <= r->ngroups; end++) {
		size_t n = r->group[end] - r->group[first];

		if (n > 18)
			break;
		if (!groups_fit(r, first, end))
			continue;
		*last = end;
		if (n == 13 && d[0] == 8 && d[1] == 6)
			skip = 2;
		*kind = NUMBER_MOBILE;
		if (mobile(d + skip, n - skip))
			return true;
		*kind = NUMBER_LANDLINE;
		if (landline(d, n))
			return true;
		*kind = NUMBER_ID;
		if (identity(d, n))
			return true;
		skip = 0;
	}
	return false;
}

/* A run's numbers, added to the n there are. */
static size_t
run_numbers(const struct run *r, struct number_hit *v, size_t max, size_t n)
{
	for (size_t g = 0; g < r->ngroups;) {
		size_t last = g + 1;
		enum number_kind kind;

		if (!number_at(r, g, &last, &kind)) {
			g++;
			continue;
		}
		if (n < max) {
			size_t from = r->from[r->group[g]];

			v[n] = (struct number_hit){ from, r->to[r->group[last] - 1] - from, kind };
		}
		n++;
		g = last;
	}
	return n;
}

size_t
number_find(const char *s, struct number_hit *v, size_t max)
{
	uint32_t before = 0;
	bool decimal = false;		/* the run before ended in a stop or comma and a digit: this one goes on with it */
	size_t n = 0;

	for (size_t at = 0; s[at];) {
		size_t len, end;
		uint32_t c = next(s + at, &len), after = 0;
		int d = digit_of(c);
		struct run r;
		bool goes_on;

		if (d < 0 || d == TEN) {
			before = c;
			decimal = false;
			at += len;
			continue;
		}
		end = run_read(s, at, &r);
		if (s[end])
			after = next(s + end, &len);
		goes_on = after && binds(after, s + end + len);

		/* "tel.138…" holds a number, "0.138…" does not */
		if (r.whole && !decimal && !(is_part(before) && before != '.' && before != ',') && !is_money(before) &&
			!is_money(after) && !goes_on)
			n = run_numbers(&r, v, max, n);
		decimal = goes_on;
		before = after;
		at = end + (after ? len : 0);
	}
	return n;
}

const char *
number_out(struct arena *a, const char *s, const char *instead)
{
	struct number_hit hit;
	struct out o;

	out_init(&o, a);
	while (number_find(s, &hit, 1)) {
		out_put(&o, s, hit.at);
		out_str(&o, instead);
		s += hit.at + hit.n;
	}
	out_str(&o, s);
	return out_cstr(&o);
}

#define AROUND 8			/* code points shown on each side */

const char *
number_first(struct arena *a, const char *s)
{
	struct number_hit hit;
	size_t from, to, n;

	if (!number_find(s, &hit, 1))
		return "";
	from = hit.at;
	for (n = 0; from > 0 && s[from - 1] != '\n' && n < AROUND; n++)
		do
			from--;
		while (from > 0 && ((unsigned char)s[from] & 0xc0) == 0x80);
	to = hit.at + hit.n;
	for (n = 0; s[to] && s[to] != '\n' && n < AROUND; n++)
		do
			to++;
		while (((unsigned char)s[to] & 0xc0) == 0x80);
	return arena_dup(a, s + from, to - from);
}
