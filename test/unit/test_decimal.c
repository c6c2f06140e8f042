/* test_decimal - exact decimals: gcc's _Decimal128 says what is right on random cases, where there is one. */
#include "engines/decide/decimal.h"
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>

static struct decimal
num(const char *s)
{
	struct decimal d;

	assert_true(dec_parse(s, strlen(s), &d));
	return d;
}

static void
is(struct decimal d, const char *want)
{
	char buf[DEC_TEXT];

	size_t n = dec_print(d, buf);

	assert_int_equal(n, strlen(buf));
	assert_string_equal(buf, want);
}

static void
prints_what_it_reads(void **state)
{
	static const char *const same[] = { "0", "1", "-1", "0.1", "-0.05", "123456789012345678901234567890.1234",
		"0.0000000000000000000000000000000000000001", "1E+60", "-1.5E-100", "9999999999999999999999999999999999" };

	for (size_t i = 0; i < COUNT(same); i++)
		is(num(same[i]), same[i]);
	is(num("1.500"), "1.5");
	is(num("-0.00"), "0");
	is(num("1.23e4"), "12300");
	is(num("100"), "100");
	is(num(".5"), "0.5");
	is(num("12345678901234567890123456789012345"), "12345678901234567890123456789012340");
	is(num("9.9999999999999999999999999999999996"), "10");
	is(num("1e6144"), "1E+6144");
	struct decimal d;
	static const char *const bad[] = { "", "-", ".", "1.", "1e", "1e+", "1x", "1.2.3", "--1", "1e6145", "+1" };
	for (size_t i = 0; i < COUNT(bad); i++)
		assert_false(dec_parse(bad[i], strlen(bad[i]), &d));
	is(num("1e-6176"), "1E-6176");
	is(num("1e-6177"), "0");
}

static void
arithmetic_is_exact(void **state)
{
	struct decimal d;

	assert_true(dec_add(num("0.1"), num("0.2"), &d));
	is(d, "0.3");
	assert_true(dec_add(num("12345678901234567890.12"), num("0.01"), &d));
	is(d, "12345678901234567890.13");
	assert_true(dec_sub(num("1"), num("1e-40"), &d));
	is(d, "1");
	assert_true(dec_sub(num("1000000000000000000000000000000000"), num("0.6"), &d));
	is(d, "999999999999999999999999999999999.4");
	assert_true(dec_div(num("1"), num("3"), &d));
	is(d, "0.3333333333333333333333333333333333");
	assert_true(dec_div(num("2"), num("3"), &d));
	is(d, "0.6666666666666666666666666666666667");
	assert_false(dec_div(num("1"), num("0"), &d));
	assert_false(dec_mul(num("9e6000"), num("9e6000"), &d));
	assert_true(dec_mul(num("1e-6000"), num("1e-6000"), &d));
	is(d, "0");
	assert_int_equal(dec_cmp(num("1.0"), num("1")), 0);
	assert_int_equal(dec_cmp(num("-1e300"), num("1e-300")), -1);
}

static void
modulo_has_the_sign_of_the_divisor(void **state)
{
	static const char *const rows[][3] = {
		{ "12", "5", "2" }, { "-12", "5", "3" }, { "12", "-5", "-3" }, { "-12", "-5", "-2" }, { "10.1", "4.5", "1.1" },
		{ "-10.1", "4.5", "3.4" }, { "1e100", "7", "4" }, { "5", "1e50", "5" }, { "0", "4", "0" }, { "7", "0.1", "0" },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct decimal d;
		assert_true(dec_modulo(num(rows[i][0]), num(rows[i][1]), &d));
		is(d, rows[i][2]);
	}
}

static void
rounds_in_every_mode(void **state)
{
	static const struct {
		const char *n;
		int scale;
		const char *want[7];	/* half even, up, down, half up, half down, floor, ceiling */
	} rows[] = {
		{ "5.5", 0, { "6", "6", "5", "6", "5", "5", "6" } },
		{ "2.5", 0, { "2", "3", "2", "3", "2", "2", "3" } },
		{ "-2.5", 0, { "-2", "-3", "-2", "-3", "-2", "-3", "-2" } },
		{ "-1.126", 2, { "-1.13", "-1.13", "-1.12", "-1.13", "-1.13", "-1.13", "-1.12" } },
		{ "1250", -2, { "1200", "1300", "1200", "1300", "1200", "1200", "1300" } },
		{ "5.5", 6176, { "5.5", "5.5", "5.5", "5.5", "5.5", "5.5", "5.5" } },
		{ "5", -50, { "0", "1E+50", "0", "0", "0", "0", "1E+50" } },
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		for (int m = 0; m < 7; m++) {
			struct decimal d;
			assert_true(dec_round(num(rows[i].n), rows[i].scale, (enum dec_mode)m, &d));
			is(d, rows[i].want[m]);
		}
}

static void
roots_and_powers(void **state)
{
	struct decimal d;

	assert_true(dec_sqrt(num("16"), &d));
	is(d, "4");
	assert_true(dec_sqrt(num("2"), &d));
	is(d, "1.414213562373095048801688724209698");
	assert_true(dec_sqrt(num("0.0000000000000000000000000009"), &d));
	is(d, "0.00000000000003");
	assert_false(dec_sqrt(num("-1"), &d));
	assert_true(dec_exp(num("1"), &d));
	is(d, "2.718281828459045235360287471352662");
	assert_true(dec_exp(num("-100"), &d));
	is(d, "3.720075976020835962959695803863118E-44");
	assert_true(dec_exp(num("0"), &d));
	is(d, "1");
	assert_false(dec_exp(num("1e9"), &d));
	assert_true(dec_log(num("10"), &d));
	is(d, "2.302585092994045684017991454684364");
	assert_true(dec_log(num("2"), &d));
	is(d, "0.6931471805599453094172321214581766");
	assert_false(dec_log(num("0"), &d));
	assert_true(dec_power(num("2"), num("100"), &d));
	is(d, "1267650600228229401496703205376");
	assert_true(dec_power(num("10"), num("-5"), &d));
	is(d, "0.00001");
	assert_true(dec_power(num("2"), num("0.5"), &d));
	is(d, "1.414213562373095048801688724209698");
	assert_true(dec_power(num("-2"), num("3"), &d));
	is(d, "-8");
	assert_true(dec_power(num("1.1"), num("10"), &d));
	is(d, "2.5937424601");
	assert_false(dec_power(num("-2"), num("0.5"), &d));
	assert_false(dec_power(num("0"), num("-1"), &d));
}

#if defined(__DEC32_MAX__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wconversion"	/* small whole numbers to decimals: exact */
#pragma GCC diagnostic ignored "-Wfloat-conversion"
__extension__ typedef _Decimal128 peer;

static uint64_t seed = 88172645463325252u;

static uint64_t
chance(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed;
}

/* A decimal and the same as gcc's, with few or many digits and a near or far exponent. */
static struct decimal
some(peer *ret)
{
	struct decimal d = { 0, 0, 0, false };
	peer p = 0;
	int n = (int)(chance() % 35);

	for (int i = 0; i < n; i++) {
		unsigned digit = (unsigned)(chance() % 4 == 0 ? chance() % 10 : (chance() & 1) * 9);
		unsigned __int128 c = ((unsigned __int128)d.hi << 64 | d.lo) * 10 + digit;
		d.hi = (uint64_t)(c >> 64);
		d.lo = (uint64_t)c;
		p = p * 10 + digit;
	}
	int exp = (int)(chance() % 80) - 40;
	for (int i = 0; i < exp; i++)
		p *= 10;
	for (int i = 0; i > exp; i--)
		p /= 10;
	d.exp = exp;
	d.neg = (chance() & 1) && !dec_zero(d);
	*ret = d.neg ? -p : p;
	return d;
}

/* gcc's number as ours: digits are peeled off by exact operations. */
static bool
equal(struct decimal d, peer p)
{
	peer q = 0;

	for (int i = 127; i >= 0; i--)		/* the coefficient, exactly: below 2^113 < 10^34 */
		q = q * 2 + (int)((i >= 64 ? d.hi >> (i - 64) : d.lo >> i) & 1);
	for (int i = 0; i < d.exp; i++)
		q *= 10;
	for (int i = 0; i > d.exp; i--)
		q /= 10;
	return (d.neg ? -q : q) == p;
}

static void
agrees_with_gcc(void **state)
{
	for (int i = 0; i < 20000; i++) {
		peer x, y;
		struct decimal a = some(&x), b = some(&y), r;

		assert_true(equal(a, x));
		assert_true(dec_add(a, b, &r) && equal(r, x + y));
		assert_true(dec_sub(a, b, &r) && equal(r, x - y));
		assert_true(dec_mul(a, b, &r) && equal(r, x * y));
		if (y != 0)
			assert_true(dec_div(a, b, &r) && equal(r, x / y));
		assert_int_equal(dec_cmp(a, b), x < y ? -1 : x > y);
		/* sqrt: the square brackets the number */
		if (i % 50 == 0) {
			struct decimal s, back;
			assert_true(dec_sqrt(dec_abs(a), &s) && dec_mul(s, s, &back));
			struct decimal gap, bound;
			assert_true(dec_sub(back, dec_abs(a), &gap) && dec_mul(dec_abs(a), num("2e-33"), &bound));
			assert_true(dec_cmp(dec_abs(gap), bound) <= 0);
		}
	}
}
#else
static void
agrees_with_gcc(void **state)
{
	skip();
}
#endif

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(prints_what_it_reads),
		cmocka_unit_test(arithmetic_is_exact),
		cmocka_unit_test(modulo_has_the_sign_of_the_divisor),
		cmocka_unit_test(rounds_in_every_mode),
		cmocka_unit_test(roots_and_powers),
		cmocka_unit_test(agrees_with_gcc),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
