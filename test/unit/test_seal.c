/* test_seal.c - codes people type, the key in two shares, sealed ballots: equally long, opened by both shares and by nothing less. */
#include "unit.h"
#include "services/council/council_seal.h"

static struct arena *a;
static struct env env;

static int
setup(void **state)
{
	env_init(&env);
	a = arena_new();
	return a == NULL;
}

static int
teardown(void **state)
{
	arena_free(a);
	return 0;
}

static void
codes(void **state)
{
	const char *code = seal_code(a, &env, CODE_RECEIPT), *typed = "o1il-89AB cdef 2345";

	assert_int_equal(strlen(code), 19);
	assert_string_equal(seal_code_typed(a, code, CODE_RECEIPT), code);
	assert_string_not_equal(seal_code(a, &env, CODE_RECEIPT), code);
	assert_string_equal(seal_code_typed(a, typed, CODE_RECEIPT), "0111-89AB-CDEF-2345");
	assert_string_equal(seal_code_typed(a, "0111-89AB-CDEF-234", CODE_RECEIPT), "");
	assert_string_equal(seal_code_typed(a, "0111-89AB-CDEF-23456", CODE_RECEIPT), "");
	assert_string_equal(seal_code_typed(a, "0111-89AB-CDEF-234U", CODE_RECEIPT), "");
	assert_string_equal(seal_code_typed(a, "", CODE_PAPER), "");
}

static void
shares(void **state)
{
	unsigned char one[SEAL_KEY], two[SEAL_KEY], secret[SEAL_KEY];
	struct seal_pair p, q;
	char *bad;

	seal_pair(&env, &p);
	seal_pair(&env, &q);
	assert_int_equal(seal_share_typed(a, seal_share(a, 1, p.share[0]), one), 1);
	assert_int_equal(seal_share_typed(a, seal_share(a, 2, p.share[1]), two), 2);
	assert_memory_equal(one, p.share[0], SEAL_KEY);
	assert_true(seal_join(one, two, p.pub, secret));
	assert_false(seal_join(one, one, p.pub, secret));
	assert_false(seal_join(one, q.share[1], p.pub, secret));
	/* One letter wrong anywhere is noticed before the key is tried. */
	for (size_t i = 0; i < 69; i += 3) {
		bad = arena_str(a, seal_share(a, 1, p.share[0]));
		if (bad[i] == '-')
			continue;
		bad[i] = bad[i] == '7' ? '8' : '7';
		assert_int_equal(seal_share_typed(a, bad, one), 0);
	}
}

static void
envelopes(void **state)
{
	unsigned char secret[SEAL_KEY];
	struct bytes x, y, again;
	struct seal_pair p;
	char text[SEAL_TEXT];

	seal_pair(&env, &p);
	assert_false(seal_text(a, p.pub, "R\n1", &x).code || seal_text(a, p.pub, "R\n1;2;3;4;5\nblank", &y).code ||
		seal_text(a, p.pub, "R\n1", &again).code);
	assert_int_equal(x.n, y.n);
	assert_int_equal(x.n, SEAL_SEALED);
	assert_memory_not_equal(x.p, again.p, x.n);
	assert_false(seal_open(x, p.pub, p.share[0], text));
	assert_true(seal_join(p.share[0], p.share[1], p.pub, secret));
	assert_true(seal_open(y, p.pub, secret, text));
	assert_string_equal(text, "R\n1;2;3;4;5\nblank");
	((unsigned char *)x.p)[60] ^= 1;
	assert_false(seal_open(x, p.pub, secret, text));
}

static void
fair(void **state)
{
	int seen[3] = { 0 };

	for (int i = 0; i < 3000; i++)
		seen[seal_below(&env, 3)]++;
	for (int i = 0; i < 3; i++)
		assert_in_range(seen[i], 800, 1200);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(codes), cmocka_unit_test(shares), cmocka_unit_test(envelopes),
		cmocka_unit_test(fair) };

	return cmocka_run_group_tests(tests, setup, teardown);
}
