/* set.c - numbers as people write them, the leaves of a rule, and sets of whole numbers as toggles. */
#include "engines/match/match_int.h"

#define HELD (4 * INT64_C(1000000000000000000))

bool
match_number(const char *text, int digits, int64_t *ret, bool *exact)
{
	bool neg = *text == '-', point = false, any = false, more = false, over = false;
	int64_t v = 0;
	int places = 0;

	for (const char *p = text + neg; *p; p++) {
		if (*p == '.' && !point) {
			point = true;
			continue;
		}
		if (*p < '0' || *p > '9')
			return false;
		any = true;
		if (point && places == digits) {
			more |= *p != '0';
			continue;
		}
		places += point;
		over |= v > (HELD / 2 - 9) / 10;
		v = over ? v : v * 10 + (*p - '0');
	}
	for (; places < digits; places++) {
		over |= v > (HELD / 2 - 9) / 10;
		v = over ? v : v * 10;
	}
	if (!any)
		return false;
	*exact = !more && !over;
	*ret = over ? HELD : 2 * v + more;
	*ret = neg ? -*ret : *ret;
	return true;
}

static struct match_node
between(int slot, int64_t low, int64_t high)
{
	return (struct match_node){ .op = MATCH_BETWEEN, .slot = slot, .low = low, .high = high };
}

struct match_node
match_at_least(int slot, int64_t n)
{
	return between(slot, n, MATCH_OPEN_HIGH);
}

struct match_node
match_more(int slot, int64_t n)
{
	return between(slot, n + 1, MATCH_OPEN_HIGH);
}

struct match_node
match_at_most(int slot, int64_t n)
{
	return between(slot, MATCH_OPEN_LOW, n);
}

struct match_node
match_less(int slot, int64_t n)
{
	return between(slot, MATCH_OPEN_LOW, n - 1);
}

struct match_node
match_equal(int slot, int64_t n)
{
	return between(slot, n, n);
}

/* How many toggles lie at or below v decides; few: counted, many: halved. */
bool
set_has(struct set s, int64_t v)
{
	uint32_t low = 0, high = s.n;

	while (low < high) {
		uint32_t mid = (low + high) / 2;

		if (s.at[mid] <= v)
			low = mid + 1;
		else
			high = mid;
	}
	return s.first ^ (low & 1);
}

struct set
set_between(struct arena *a, int64_t low, int64_t high)
{
	int64_t *at = NEWN(a, int64_t, 2);
	struct set s = { .at = at };

	if (low > high)
		return s;
	s.first = low == MATCH_OPEN_LOW;
	if (!s.first)
		at[s.n++] = low;
	if (high != MATCH_OPEN_HIGH)
		at[s.n++] = high + 1;
	return s;
}

struct set
set_not(struct set s)
{
	s.first = !s.first;
	return s;
}

struct set
set_join(struct arena *a, struct set x, struct set y, bool both)
{
	int64_t *at = NEWN(a, int64_t, x.n + y.n + 1);
	struct set s = { .first = both ? x.first && y.first : x.first || y.first, .at = at };
	bool inx = x.first, iny = y.first, in = s.first;
	uint32_t i = 0, k = 0;

	while (i < x.n || k < y.n) {
		int64_t v = i < x.n && (k == y.n || x.at[i] <= y.at[k]) ? x.at[i] : y.at[k];

		if (i < x.n && x.at[i] == v) {
			inx = !inx;
			i++;
		}
		if (k < y.n && y.at[k] == v) {
			iny = !iny;
			k++;
		}
		if ((both ? inx && iny : inx || iny) != in) {
			in = !in;
			at[s.n++] = v;
		}
	}
	return s;
}

struct set
set_codes(struct arena *a, const int *codes, size_t n)
{
	struct set s = { 0 };
	uint64_t seen[MATCH_CODES / 64] = { 0 };
	int64_t *at = NEWN(a, int64_t, 2 * n + 1);
	int most = -1;

	for (size_t i = 0; i < n; i++) {
		seen[codes[i] / 64] |= UINT64_C(1) << (codes[i] % 64);
		most = codes[i] > most ? codes[i] : most;
	}
	for (int c = 0; c <= most + 1; c++) {
		bool in = c <= most && (seen[c / 64] >> (c % 64) & 1);

		if (in != (s.n & 1))
			at[s.n++] = c;
	}
	s.at = at;
	return s;
}
