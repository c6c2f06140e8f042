/*
 * decimal.c - the four operations, rounding, reading and printing. A coefficient fits 113 bits, so most work is
 * done in unsigned __int128 with up to 38 digits and a sticky bit for what fell off; only products need more.
 */
#include "engines/decide/decimal.h"

#include <math.h>
#include <stdio.h>

typedef unsigned __int128 u128;

#define TEN19 UINT64_C(10000000000000000000)

static const uint64_t pow10_64[20] = {
	1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000, UINT64_C(10000000000),
	UINT64_C(100000000000), UINT64_C(1000000000000), UINT64_C(10000000000000), UINT64_C(100000000000000),
	UINT64_C(1000000000000000), UINT64_C(10000000000000000), UINT64_C(100000000000000000),
	UINT64_C(1000000000000000000), TEN19,
};

/* n in 0…38 */
static u128
ten(int n)
{
	return n < 20 ? (u128)pow10_64[n] : (u128)TEN19 * pow10_64[n - 19];
}

static u128
coef(struct decimal d)
{
	return (u128)d.hi << 64 | d.lo;
}

static struct decimal
pack(bool neg, u128 c, int exp)
{
	return (struct decimal){ (uint64_t)(c >> 64), (uint64_t)c, exp, neg && c != 0 };
}

/* Decimal digits of c; 0 has one. */
static int
digits(u128 c)
{
	int bits = c >> 64 ? 128 - __builtin_clzll((uint64_t)(c >> 64)) : c ? 64 - __builtin_clzll((uint64_t)c) : 1;
	int n = (bits * 1233) >> 12;			/* bits · log10(2), at most one too few */

	return n <= 38 && c >= ten(n) ? n + 1 : n ? n : 1;
}

/* Whether a quotient goes up, given the part cut off against one half (-1, 0, 1) and whether anything was cut. */
static bool
goes_up(enum dec_mode mode, bool neg, bool odd, int half, bool any)
{
	switch (mode) {
	case DEC_HALF_EVEN:
		return half > 0 || (half == 0 && odd);
	case DEC_HALF_UP:
		return half >= 0;
	case DEC_HALF_DOWN:
		return half > 0;
	case DEC_UP:
		return any;
	case DEC_FLOOR:
		return any && neg;
	case DEC_CEILING:
		return any && !neg;
	default:
		return false;
	}
}

/* c / 10^n rounded; n > 0. */
static u128
cut(bool neg, u128 c, int64_t n, bool sticky, enum dec_mode mode)
{
	if (n > 38)			/* less than a tenth of the place: never a half */
		return goes_up(mode, neg, false, -1, c != 0 || sticky) ? 1 : 0;
	u128 p = ten((int)n), q = c / p, r = c % p;
	int half = r > p / 2 ? 1 : r < p / 2 ? -1 : sticky ? 1 : 0;
	return q + goes_up(mode, neg, q & 1, half, r != 0 || sticky);
}

bool
dec_make(bool neg, u128 c, int64_t exp, bool sticky, enum dec_mode mode, struct decimal *ret)
{
	int64_t drop = digits(c) - DEC_DIGITS;

	if (exp + drop < DEC_EXP_MIN)
		drop = DEC_EXP_MIN - exp;
	if (drop > 0) {
		c = cut(neg, c, drop, sticky, mode);
		exp += drop;
		if (c == ten(DEC_DIGITS)) {
			c /= 10;
			exp++;
		}
	} else if (sticky) {		/* something tiny below the last digit */
		c += goes_up(mode, neg, c & 1, -1, true);
	}
	if (c == 0)
		exp = exp < DEC_EXP_MIN ? DEC_EXP_MIN : exp > DEC_EXP_MAX ? DEC_EXP_MAX : exp;
	while (exp > DEC_EXP_MAX && c < ten(DEC_DIGITS - 1)) {
		c *= 10;
		exp--;
	}
	if (exp > DEC_EXP_MAX)
		return false;
	*ret = pack(neg, c, (int)exp);
	return true;
}

struct decimal
dec_int(int64_t n)
{
	return pack(n < 0, n < 0 ? (u128)0 - (u128)n : (u128)n, 0);
}

bool
dec_zero(struct decimal d)
{
	return d.hi == 0 && d.lo == 0;
}

struct decimal
dec_neg(struct decimal d)
{
	d.neg = !d.neg && !dec_zero(d);
	return d;
}

struct decimal
dec_abs(struct decimal d)
{
	d.neg = false;
	return d;
}

/* -1, 0, 1: |a| against |b|, neither of them zero */
static int
cmp_abs(struct decimal a, struct decimal b)
{
	u128 x = coef(a), y = coef(b);
	int dx = digits(x), dy = digits(y);
	int64_t ax = (int64_t)a.exp + dx, ay = (int64_t)b.exp + dy;

	if (ax != ay)
		return ax < ay ? -1 : 1;
	if (dx < dy)			/* the same magnitude: give both the same number of digits */
		x *= ten(dy - dx);
	else
		y *= ten(dx - dy);
	return x < y ? -1 : x > y;
}

int
dec_cmp(struct decimal a, struct decimal b)
{
	if (a.exp == b.exp && !(a.hi | b.hi) && !a.neg && !b.neg)	/* as nearly all numbers of rules are */
		return (a.lo > b.lo) - (a.lo < b.lo);
	if (dec_zero(a) || dec_zero(b))
		return (dec_zero(a) ? 0 : a.neg ? -1 : 1) - (dec_zero(b) ? 0 : b.neg ? -1 : 1);
	if (a.neg != b.neg)
		return a.neg ? -1 : 1;
	return a.neg ? -cmp_abs(a, b) : cmp_abs(a, b);
}

/* |x| ± |y| where x has the bigger magnitude's exponent; both non-zero */
static bool
combine(struct decimal a, struct decimal b, struct decimal *ret)
{
	if (a.exp < b.exp) {
		struct decimal t = a;
		a = b;
		b = t;
	}
	u128 x = coef(a), y = coef(b);
	int64_t gap = (int64_t)a.exp - b.exp;
	int room = 37 - digits(x);
	bool sticky = false;
	int64_t exp = b.exp;

	if (gap <= room) {
		x *= ten((int)gap);
	} else {			/* x to 37 digits; of y only what reaches that far, and a sticky bit */
		x *= ten(room);
		int64_t off = gap - room;
		exp = b.exp + off;
		u128 keep = off > 38 ? 0 : y / ten((int)off);
		sticky = off > 38 ? y != 0 : y % ten((int)off) != 0;
		y = keep;
	}
	if (a.neg == b.neg)
		return dec_make(a.neg, x + y, exp, sticky, DEC_HALF_EVEN, ret);
	if (x < y)
		return dec_make(b.neg, y - x, exp, sticky, DEC_HALF_EVEN, ret);
	/* x - (y + a bit) is (x - y - 1) and a bit */
	return dec_make(a.neg, x - y - sticky, exp, sticky, DEC_HALF_EVEN, ret);
}

bool
dec_add(struct decimal a, struct decimal b, struct decimal *ret)
{
	if (dec_zero(a) || dec_zero(b)) {
		*ret = dec_zero(a) ? b : a;
		return true;
	}
	return combine(a, b, ret);
}

bool
dec_sub(struct decimal a, struct decimal b, struct decimal *ret)
{
	return dec_add(a, dec_neg(b), ret);
}

/* limbs (least first) / by; returns the remainder */
static uint64_t
divide(uint64_t v[4], uint64_t by)
{
	uint64_t rem = 0;

	for (int i = 3; i >= 0; i--) {
		u128 t = (u128)rem << 64 | v[i];
		v[i] = (uint64_t)(t / by);
		rem = (uint64_t)(t % by);
	}
	return rem;
}

bool
dec_mul(struct decimal a, struct decimal b, struct decimal *ret)
{
	int64_t exp = (int64_t)a.exp + b.exp;
	bool neg = a.neg != b.neg, sticky = false;

	if (a.hi == 0 && b.hi == 0)
		return dec_make(neg, (u128)a.lo * b.lo, exp, false, DEC_HALF_EVEN, ret);
	u128 ll = (u128)a.lo * b.lo, lh = (u128)a.lo * b.hi, hl = (u128)a.hi * b.lo, hh = (u128)a.hi * b.hi;
	u128 mid = (ll >> 64) + (uint64_t)lh + (uint64_t)hl;
	u128 top = hh + (lh >> 64) + (hl >> 64) + (mid >> 64);
	uint64_t v[4] = { (uint64_t)ll, (uint64_t)mid, (uint64_t)top, (uint64_t)(top >> 64) };
	int drop = digits(coef(a)) + digits(coef(b)) - 37;	/* leaves 36 or 37 digits */

	for (; drop > 0; drop -= 19) {
		int n = drop < 19 ? drop : 19;
		sticky |= divide(v, pow10_64[n]) != 0;
		exp += n;
	}
	return dec_make(neg, (u128)v[1] << 64 | v[0], exp, sticky, DEC_HALF_EVEN, ret);
}

bool
dec_div(struct decimal a, struct decimal b, struct decimal *ret)
{
	if (dec_zero(b))
		return false;
	u128 y = coef(b), q = coef(a) / y, rem = coef(a) % y;
	int64_t exp = (int64_t)a.exp - b.exp;

	while (rem && q < ten(DEC_DIGITS)) {	/* rem < 10^34, so rem · 10^4 fits */
		rem *= 10000;
		q = q * 10000 + rem / y;
		rem %= y;
		exp -= 4;
	}
	if (!rem) {				/* exact: as near to the ideal exponent as it goes */
		int64_t ideal = (int64_t)a.exp - b.exp;
		for (; exp < ideal && q && q % 10 == 0; exp++)
			q /= 10;
	}
	return dec_make(a.neg != b.neg, q, exp, rem != 0, DEC_HALF_EVEN, ret);
}

bool
dec_round(struct decimal d, int scale, enum dec_mode mode, struct decimal *ret)
{
	int64_t drop = -(int64_t)scale - d.exp;

	if (drop <= 0) {
		*ret = d;
		return true;
	}
	return dec_make(d.neg, cut(d.neg, coef(d), drop, false, mode), -(int64_t)scale, false, DEC_HALF_EVEN, ret);
}

bool
dec_whole(struct decimal d)
{
	if (d.exp >= 0 || dec_zero(d))
		return true;
	return d.exp >= -DEC_DIGITS && coef(d) % ten(-d.exp) == 0;
}

bool
dec_modulo(struct decimal a, struct decimal b, struct decimal *ret)
{
	if (dec_zero(b))
		return false;
	if (dec_zero(a)) {
		*ret = a;
		return true;
	}
	/* rem = |a| mod |b| digit by digit, exact for any exponents: rem stays below |b| */
	u128 y = coef(b), x = coef(a);
	int64_t gap = (int64_t)a.exp - b.exp, exp = b.exp;
	struct decimal r;

	if (gap >= 0) {
		x %= y;
		for (; gap > 0 && x; gap -= gap < 4 ? gap : 4)
			x = x * ten(gap < 4 ? (int)gap : 4) % y;
	} else {
		exp = a.exp;
		if (-gap <= 38 && digits(y) - gap <= 38)
			x %= y * ten((int)-gap);
		/* else |b| is bigger than |a| can be */
	}
	if (!dec_make(false, x, exp, false, DEC_HALF_EVEN, &r))
		return false;
	r.neg = a.neg && x;
	if (x && a.neg != b.neg)
		return dec_add(r, b, ret);
	*ret = r;
	return true;
}

bool
dec_to_int(struct decimal d, int64_t *ret)
{
	u128 c = coef(d);

	if (!dec_whole(d))
		return false;
	if (c == 0) {
		*ret = 0;
		return true;
	}
	if (d.exp < 0)
		c /= ten(-d.exp);
	else if (d.exp > 19 || digits(c) + d.exp > 19)
		return false;
	else
		c *= ten(d.exp);
	if (c > (u128)INT64_MAX)
		return false;
	*ret = d.neg ? -(int64_t)c : (int64_t)c;
	return true;
}

double
dec_double(struct decimal d)
{
	double m = (double)d.hi * 18446744073709551616.0 + (double)d.lo;
	int e = d.exp;

	for (; e < -300; e += 300)	/* 10^-6176 is no double: in steps */
		m *= 1e-300;
	m *= pow(10, e);
	return d.neg ? -m : m;
}

bool
dec_parse(const char *s, size_t n, struct decimal *ret)
{
	size_t i = 0;
	bool neg = n && s[0] == '-', point = false, sticky = false, any = false;
	u128 c = 0;
	int64_t exp = 0;

	for (i = neg; i < n; i++) {
		if (s[i] == '.' && !point) {
			point = true;
			continue;
		}
		if (s[i] < '0' || s[i] > '9')
			break;
		any = true;
		if (c < ten(36)) {
			c = c * 10 + (unsigned)(s[i] - '0');
			exp -= point;
		} else {
			sticky |= s[i] != '0';
			exp += !point;
		}
	}
	if (!any || s[i - 1] == '.')
		return false;
	if (i < n && (s[i] == 'e' || s[i] == 'E')) {
		bool minus = ++i < n && s[i] == '-';
		int64_t e = 0;
		i += i < n && (s[i] == '+' || s[i] == '-');
		if (i == n)
			return false;
		for (; i < n && s[i] >= '0' && s[i] <= '9'; i++)
			e = e < 1000000 ? e * 10 + (s[i] - '0') : e;
		exp += minus ? -e : e;
	}
	return i == n && dec_make(neg, c, exp, sticky, DEC_HALF_EVEN, ret);
}

/* The coefficient's digits without trailing zeros, and the exponent that goes with them. */
static int
digits_of(struct decimal d, char *buf, int *exp)
{
	char rev[40];
	u128 c = coef(d);
	int n = 0;

	*exp = d.exp;
	while (c && c % 10 == 0) {
		c /= 10;
		++*exp;
	}
	do
		rev[n++] = (char)('0' + (int)(c % 10));
	while (c /= 10);
	for (int i = 0; i < n; i++)
		buf[i] = rev[n - 1 - i];
	return n;
}

size_t
dec_print(struct decimal d, char buf[DEC_TEXT])
{
	char dig[40];
	int exp, n = digits_of(d, dig, &exp), at = 0;

	if (dec_zero(d)) {
		memcpy(buf, "0", 2);
		return 1;
	}
	if (d.neg)
		buf[at++] = '-';
	if (exp >= 0 && n + exp <= 40) {
		for (int i = 0; i < n + exp; i++)
			buf[at++] = i < n ? dig[i] : '0';
	} else if (exp < 0 && exp >= -40) {
		for (int i = n + exp < 1 ? n + exp - 1 : 0; i < n; i++) {
			buf[at++] = i < 0 ? '0' : dig[i];
			if (i == n + exp - 1)
				buf[at++] = '.';
		}
	} else {
		buf[at++] = dig[0];
		if (n > 1)
			buf[at++] = '.';
		memcpy(buf + at, dig + 1, (size_t)n - 1);
		at += n - 1;
		return (size_t)(at + snprintf(buf + at, (size_t)(DEC_TEXT - at), "E%+d", exp + n - 1));
	}
	buf[at] = '\0';
	return (size_t)at;
}
