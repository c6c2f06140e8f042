/* test_totp.c - RFC 6238 appendix B, RFC 4226 appendix D, RFC 4648 §10, and that a code works once. */
#include "unit.h"
#include "base/day.h"
#include "base/totp.h"

static const char secret[] = "12345678901234567890";

static void
rfc_vectors(void **state)
{
	static const struct { int64_t seconds; uint32_t code; } rows[] = {
		{ 59, 94287082 }, { 1111111109, 7081804 }, { 1111111111, 14050471 }, { 1234567890, 89005924 },
		{ 2000000000, 69279037 }, { 20000000000, 65353130 },
	};
	static const uint32_t hotp[] = { 755224, 287082, 359152, 969429, 338314, 254676, 287922, 162583, 399871, 520489 };
	size_t i;

	for (i = 0; i < COUNT(rows); i++)
		assert_int_equal(totp_code(secret, 20, totp_counter(rows[i].seconds * US_SECOND), 8), rows[i].code);
	for (i = 0; i < COUNT(hotp); i++)
		assert_int_equal(totp_code(secret, 20, (int64_t)i, 6), hotp[i]);
}

static void
patience_and_once(void **state)
{
	struct arena *a = arena_new();
	int64_t now = 59 * US_SECOND, counter = -1;		/* step 1: 287082; 0: 755224; 2: 359152; 3: 969429 */

	assert_true(totp_check(a, secret, 20, "287082", now, 0, &counter));
	assert_int_equal(counter, 1);
	assert_false(totp_check(a, secret, 20, "287082", now, 1, &counter));
	assert_true(totp_check(a, secret, 20, "359 152", now, 1, &counter));
	assert_int_equal(counter, 2);
	assert_false(totp_check(a, secret, 20, "969429", now, 0, &counter));
	assert_true(totp_check(a, secret, 20, "２８７０８２", now + 30 * US_SECOND, 0, &counter));
	assert_int_equal(counter, 1);
	assert_false(totp_check(a, secret, 20, "287082", now + 60 * US_SECOND, 0, &counter));
	assert_false(totp_check(a, secret, 20, "28708", now, 0, &counter));
	assert_false(totp_check(a, secret, 20, "2870820", now, 0, &counter));
	assert_false(totp_check(a, secret, 20, "28708x", now, 0, &counter));
	assert_false(totp_check(a, secret, 20, "", now, 0, &counter));
	assert_false(totp_check(a, secret, 20, NULL, now, 0, &counter));
	assert_int_equal(counter, 1);
	/* a code with a leading nought: 081804 at 1111111109 */
	assert_true(totp_check(a, secret, 20, "081804", 1111111109 * US_SECOND, 0, &counter));
	assert_false(totp_check(a, secret, 20, "81804", 1111111109 * US_SECOND, 0, &counter));
	arena_free(a);
}

static void
base32(void **state)
{
	static const char *const rows[][2] = { { "", "" }, { "f", "MY" }, { "fo", "MZXQ" }, { "foo", "MZXW6" },
		{ "foob", "MZXW6YQ" }, { "fooba", "MZXW6YTB" }, { "foobar", "MZXW6YTBOI" } };
	static const char *const bad[] = { "1", "0", "A", "MZX", "MZXW6Y", "MZ", "M=Y", "MZXQ!", "ＭＹ" };
	struct arena *a = arena_new();
	size_t i, n;

	for (i = 0; i < COUNT(rows); i++) {
		assert_string_equal(totp_base32(a, rows[i][0], strlen(rows[i][0])), rows[i][1]);
		assert_string_equal(totp_unbase32(a, rows[i][1], &n), rows[i][0]);
		assert_int_equal(n, strlen(rows[i][0]));
	}
	assert_string_equal(totp_unbase32(a, "mzxw 6ytb-oi======", &n), "foobar");
	for (i = 0; i < COUNT(bad); i++)
		if (totp_unbase32(a, bad[i], &n) != NULL)
			fail_msg("%s", bad[i]);
	assert_null(totp_unbase32(a, NULL, &n));
	arena_free(a);
}

static void
address(void **state)
{
	struct arena *a = arena_new();

	assert_string_equal(totp_url(a, "连心桥", "staff&1", secret, 20),
			    "otpauth://totp/%E8%BF%9E%E5%BF%83%E6%A1%A5:staff%261?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
			    "&issuer=%E8%BF%9E%E5%BF%83%E6%A1%A5&algorithm=SHA1&digits=6&period=30");
	arena_free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rfc_vectors), cmocka_unit_test(patience_and_once), cmocka_unit_test(base32), cmocka_unit_test(address),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
