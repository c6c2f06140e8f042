/*
 * decimal.h - exact decimal numbers as FEEL asks for (DMN 1.5, 10.3.2.3.1): IEEE 754-2008 decimal128, so 34
 * digits, rounding half to even. Our own, because clang 14 has no _Decimal128; gcc's is the tests' oracle.
 * There is no NaN and no infinity: what would give one returns false, and the caller says why it is null.
 * Not here: what an operator does with values that are no numbers (feel_arith.c).
 */
#ifndef QIAO_DECIDE_DECIMAL_H
#define QIAO_DECIDE_DECIMAL_H

#include "base/base.h"

#define DEC_DIGITS    34
#define DEC_EXP_MAX   6111		/* of the coefficient as an integer */
#define DEC_EXP_MIN   (-6176)
#define DEC_TEXT      96		/* bytes dec_print needs at most, with the NUL */

/* (-1)^neg × (hi·2^64 + lo) × 10^exp; the coefficient is below 10^34. Zero is never negative. */
struct decimal {
	uint64_t hi, lo;
	int32_t exp;
	bool neg;
};

enum dec_mode { DEC_HALF_EVEN, DEC_UP, DEC_DOWN, DEC_HALF_UP, DEC_HALF_DOWN, DEC_FLOOR, DEC_CEILING };

struct decimal dec_int(int64_t n);
/* "-12.5e3", all of s[0..n). Digits beyond 34 are rounded. False: not a number, or out of range. */
bool dec_parse(const char *s, size_t n, struct decimal *ret);
/* Without trailing zeros; plain up to 40 places, else 1.5E+60. Returns the length. */
size_t dec_print(struct decimal d, char buf[DEC_TEXT]);

bool dec_zero(struct decimal d);
struct decimal dec_neg(struct decimal d);
struct decimal dec_abs(struct decimal d);
int dec_cmp(struct decimal a, struct decimal b);		/* -1, 0, 1 by value: 1.0 is 1 */
bool dec_whole(struct decimal d);				/* no fraction */
bool dec_to_int(struct decimal d, int64_t *ret);		/* false: a fraction, or too big */
double dec_double(struct decimal d);				/* nearest or almost: for estimates only */

/* False: out of range, or (div) by zero; *ret is untouched then. ret may be an operand. */
bool dec_add(struct decimal a, struct decimal b, struct decimal *ret);
bool dec_sub(struct decimal a, struct decimal b, struct decimal *ret);
bool dec_mul(struct decimal a, struct decimal b, struct decimal *ret);
bool dec_div(struct decimal a, struct decimal b, struct decimal *ret);
/* a - b × floor(a / b): has the sign of b. */
bool dec_modulo(struct decimal a, struct decimal b, struct decimal *ret);
/* To `scale` digits after the point (negative: before it). */
bool dec_round(struct decimal d, int scale, enum dec_mode mode, struct decimal *ret);

/* decimal_math.c; correct to the last digit but for results that lie within 10^-50 of a half. */
bool dec_sqrt(struct decimal a, struct decimal *ret);		/* false: negative */
bool dec_exp(struct decimal a, struct decimal *ret);
bool dec_log(struct decimal a, struct decimal *ret);		/* natural; false: not positive */
bool dec_power(struct decimal a, struct decimal b, struct decimal *ret);

/* For decimal_math.c: coef × 10^exp (+ a bit more when sticky) rounded to 34 digits and into range. */
bool dec_make(bool neg, unsigned __int128 coef, int64_t exp, bool sticky, enum dec_mode mode, struct decimal *ret);

#endif
