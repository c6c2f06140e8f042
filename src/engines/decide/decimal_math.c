/*
 * decimal_math.c - sqrt, exp, log, power. They compute with 63 to 72 digits in a floating type of nine-digit limbs
 * and round once at the end, so that the 34 digits are right.
 */
#include "engines/decide/decimal.h"

#include <math.h>

#define LIMBS 8
#define BASE  UINT32_C(1000000000)

/* (-1)^neg × d[0].d[1]d[2]… × BASE^exp; d[0] is the most significant and not 0 unless the number is 0. */
struct wide {
	uint32_t d[LIMBS];
	int64_t exp;
	bool neg;
};

static const struct wide w_one = { { 1 }, 0, false };
static const struct wide w_ln10 = { { 2, 302585092, 994045684, 17991454, 684364207, 601101488, 628772976, 33327900 }, 0, false };

static bool
w_zero(const struct wide *a)
{
	return a->d[0] == 0;
}

/* From limbs with a possible carry in front: shifts so that d[0] is the first that is not 0. */
static struct wide
w_norm(const uint64_t *v, int n, int64_t exp, bool neg)
{
	struct wide r = { { 0 }, 0, false };
	int first = 0;

	while (first < n && v[first] == 0)
		first++;
	if (first == n)
		return r;
	for (int i = 0; i < LIMBS && first + i < n; i++)
		r.d[i] = (uint32_t)v[first + i];
	r.exp = exp - first;
	r.neg = neg;
	return r;
}

static int
w_cmp_abs(const struct wide *a, const struct wide *b)
{
	if (w_zero(a) || w_zero(b))
		return (int)!w_zero(a) - (int)!w_zero(b);
	if (a->exp != b->exp)
		return a->exp < b->exp ? -1 : 1;
	for (int i = 0; i < LIMBS; i++)
		if (a->d[i] != b->d[i])
			return a->d[i] < b->d[i] ? -1 : 1;
	return 0;
}

static struct wide
w_add(struct wide a, struct wide b)
{
	if (w_cmp_abs(&a, &b) < 0) {
		struct wide t = a;
		a = b;
		b = t;
	}
	if (w_zero(&b))
		return a;
	int64_t gap = a.exp - b.exp;
	uint64_t v[LIMBS + 1] = { 0 };
	int64_t carry = 0;

	for (int i = LIMBS - 1; i >= 0; i--) {
		int64_t y = i >= gap ? b.d[i - gap] : 0, x = a.d[i], s;
		s = a.neg == b.neg ? x + y + carry : x - y + carry;
		carry = s < 0 ? -1 : s >= BASE;
		v[i + 1] = (uint64_t)(s - carry * (int64_t)BASE);
	}
	v[0] = (uint64_t)carry;		/* |a| >= |b|: never negative */
	return w_norm(v, LIMBS + 1, a.exp + 1, a.neg);
}

static struct wide
w_neg(struct wide a)
{
	a.neg = !a.neg;
	return a;
}

static struct wide
w_mul(struct wide a, struct wide b)
{
	uint64_t v[2 * LIMBS] = { 0 };

	for (int i = LIMBS - 1; i >= 0; i--) {
		uint64_t carry = 0;
		for (int j = LIMBS - 1; j >= 0; j--) {
			uint64_t t = v[i + j + 1] + (uint64_t)a.d[i] * b.d[j] + carry;
			v[i + j + 1] = t % BASE;
			carry = t / BASE;
		}
		v[i] += carry;
	}
	return w_norm(v, 2 * LIMBS, a.exp + b.exp + 1, a.neg != b.neg);
}

static struct wide
w_small(int64_t n)
{
	uint64_t m = n < 0 ? (uint64_t)0 - (uint64_t)n : (uint64_t)n;
	uint64_t v[3] = { m / BASE / BASE, m / BASE % BASE, m % BASE };

	return w_norm(v, 3, 2, n < 0);
}

/* a / n for a small positive n */
static struct wide
w_div_small(struct wide a, uint32_t n)
{
	uint64_t v[LIMBS + 1], rem = 0;

	for (int i = 0; i <= LIMBS; i++) {
		uint64_t t = rem * BASE + (i < LIMBS ? a.d[i] : 0);
		v[i] = t / n;
		rem = t % n;
	}
	return w_norm(v, LIMBS + 1, a.exp, a.neg);
}

/* m in about [1e-9, 1e9], by its first 17 digits */
static struct wide
w_double(double m)
{
	struct wide r = w_small((int64_t)m);

	m = fabs(m - (double)(int64_t)m);
	for (int i = 1; i < 4; i++) {
		m *= BASE;
		struct wide t = w_small((int64_t)m);
		t.exp -= i;
		t.neg = r.neg;
		m -= (double)(int64_t)m;
		r = w_add(r, t);
	}
	return r;
}

static double
w_lead(const struct wide *a)
{
	double m = a->d[0] + a->d[1] / 1e9 + a->d[2] / 1e18;

	return a->neg ? -m : m;
}

/* 1/a by Newton: each round doubles the digits that are right */
static struct wide
w_inverse(struct wide a)
{
	int64_t exp = a.exp;

	a.exp = 0;
	struct wide x = w_double(1 / w_lead(&a));
	for (int i = 0; i < 3; i++)
		x = w_add(x, w_mul(x, w_add(w_one, w_neg(w_mul(a, x)))));
	x.exp -= exp;
	return x;
}

static struct wide
w_from(struct decimal d)
{
	uint64_t v[6] = { 0 };
	unsigned __int128 c = (unsigned __int128)d.hi << 64 | d.lo;
	int64_t limb = d.exp >= 0 ? d.exp / 9 : -((8 - (int64_t)d.exp) / 9);
	int rest = (int)(d.exp - limb * 9);		/* 0…8 */
	uint32_t p = 1;

	for (int i = 0; i < rest; i++)
		p *= 10;
	for (int i = 5; i >= 0; i--) {		/* 34 + 8 digits fit five limbs */
		v[i] += (uint64_t)(c % BASE) * p;
		if (i > 0)
			v[i - 1] += v[i] / BASE;
		v[i] %= BASE;
		c /= BASE;
	}
	return w_norm(v, 6, limb + 5, d.neg);
}

static bool
w_to(const struct wide *a, struct decimal *ret)
{
	unsigned __int128 c = 0;
	bool sticky = false;
	int i = 0;

	if (a->exp > 1000 || a->exp < -1000) {
		*ret = dec_int(0);
		return a->exp < 0;
	}
	for (; i < 4; i++)
		c = c * BASE + a->d[i];
	/* as many digits of the fifth limb as fit into 38 */
	int64_t exp = (a->exp - 3) * 9;
	uint32_t p = BASE;
	for (uint32_t lead = a->d[0]; p > 1 && lead < 100000000; lead *= 10) {
		if (lead == 0)
			break;
		p /= 10;
		c = c * 10 + a->d[4] / p % 10;
		exp--;
	}
	sticky = a->d[4] % p != 0 || a->d[5] || a->d[6];	/* the last limb is noise */
	return dec_make(a->neg, c, exp, sticky, DEC_HALF_EVEN, ret);
}

/* e^x for |x| < 8 or so */
static struct wide
w_exp_small(struct wide x)
{
	struct wide sum = w_one, term = w_one;

	x = w_div_small(x, 256);
	for (uint32_t i = 1; i < 45; i++) {
		term = w_div_small(w_mul(term, x), i);
		if (w_zero(&term) || term.exp < -LIMBS)
			break;
		sum = w_add(sum, term);
	}
	for (int i = 0; i < 8; i++)
		sum = w_mul(sum, sum);
	return sum;
}

/* 10^n */
static struct wide
w_ten(int64_t n)
{
	int64_t limb = n >= 0 ? n / 9 : -((8 - n) / 9);
	struct wide r = w_one;

	for (int i = (int)(n - limb * 9); i > 0; i--)
		r.d[0] *= 10;
	r.exp = limb;
	return r;
}

/* e^x; |x| is below about 20000. */
static struct wide
w_exp(struct wide x)
{
	int64_t k = (int64_t)llround(w_lead(&x) * pow(1e9, (double)x.exp) / 2.302585092994045684);

	x = w_add(x, w_neg(w_mul(w_small(k), w_ln10)));
	return w_mul(w_exp_small(x), w_ten(k));
}

/* ln a, a positive: m × 10^9e; Newton on exp, tripling the right digits each round. */
static struct wide
w_log(struct wide a)
{
	int64_t e = a.exp;

	a.exp = 0;
	struct wide y = w_double(log(w_lead(&a)));
	for (int i = 0; i < 2; i++) {
		struct wide t = w_exp(y);
		struct wide up = w_add(a, w_neg(t)), down = w_add(a, t);
		y = w_add(y, w_mul(w_small(2), w_mul(up, w_inverse(down))));
	}
	return w_add(y, w_mul(w_small(9 * e), w_ln10));
}

bool
dec_exp(struct decimal a, struct decimal *ret)
{
	double x = dec_double(a);

	if (x > 14200)
		return false;
	if (x < -14300) {
		*ret = dec_int(0);
		return true;
	}
	struct wide r = dec_zero(a) ? w_one : w_exp(w_from(a));
	return w_to(&r, ret);
}

bool
dec_log(struct decimal a, struct decimal *ret)
{
	if (a.neg || dec_zero(a))
		return false;
	if (dec_cmp(a, dec_int(1)) == 0) {
		*ret = dec_int(0);
		return true;
	}
	struct wide r = w_log(w_from(a));
	return w_to(&r, ret);
}

bool
dec_sqrt(struct decimal a, struct decimal *ret)
{
	if (dec_zero(a)) {
		*ret = dec_int(0);
		return true;
	}
	if (a.neg)
		return false;
	struct wide w = w_from(a);
	int64_t half = (w.exp - (w.exp & 1)) / 2;	/* w.exp & 1 is 0 or 1 for negative ones too */

	w.exp &= 1;
	/* x = 1/sqrt(w): x += x(1 - w·x²)/2 */
	struct wide x = w_double(1 / sqrt(w_lead(&w) * (w.exp ? 1e9 : 1)) * 1e5);
	x = w_mul(x, w_ten(-5));
	for (int i = 0; i < 4; i++)
		x = w_add(x, w_div_small(w_mul(x, w_add(w_one, w_neg(w_mul(w, w_mul(x, x))))), 2));
	w = w_mul(w, x);
	w.exp += half;
	return w_to(&w, ret);
}

/* a^n, n positive, exact as long as the digits last */
static struct wide
w_power(struct wide a, uint64_t n)
{
	struct wide r = w_one;

	for (; n; n >>= 1) {
		if (n & 1)
			r = w_mul(r, a);
		a = w_mul(a, a);
	}
	return r;
}

bool
dec_power(struct decimal a, struct decimal b, struct decimal *ret)
{
	int64_t n;
	struct wide r;

	if (dec_zero(b)) {
		*ret = dec_int(1);
		return true;
	}
	if (dec_zero(a)) {
		*ret = dec_int(0);
		return !b.neg;
	}
	if (dec_to_int(b, &n) && n > -100000 && n < 100000) {
		r = w_power(w_from(a), (uint64_t)(n < 0 ? -n : n));
		if (n < 0)
			r = w_inverse(r);
		return w_to(&r, ret);
	}
	if (a.neg && !dec_whole(b))
		return false;
	r = w_mul(w_log(w_from(dec_abs(a))), w_from(b));
	if (r.exp > 0 || (r.exp == 0 && r.d[0] > 14300)) {
		*ret = dec_int(r.neg ? 0 : 1);
		return r.neg || dec_cmp(dec_abs(a), dec_int(1)) == 0;
	}
	r = w_exp(r);
	r.neg = a.neg && dec_to_int(b, &n) && (n & 1);
	return w_to(&r, ret);
}
