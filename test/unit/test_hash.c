/* test_hash.c - the incremental tree against the definition of RFC 9162 §2.1.1, written down recursively. */
#include "unit.h"
#include "base/hash.h"
#include "base/text.h"

static void
naive(unsigned char ret[HASH_LEN], const unsigned char (*d)[HASH_LEN], size_t n)
{
	unsigned char buf[1 + 2 * HASH_LEN];
	size_t k = 1;

	if (n == 0) {
		hash_bytes(ret, "", 0, NULL, 0);
	} else if (n == 1) {
		buf[0] = 0;
		memcpy(buf + 1, d[0], HASH_LEN);
		hash_bytes(ret, buf, 1 + HASH_LEN, NULL, 0);
	} else {
		while (k * 2 < n)
			k *= 2;
		buf[0] = 1;
		naive(buf + 1, d, k);
		naive(buf + 1 + HASH_LEN, d + k, n - k);
		hash_bytes(ret, buf, sizeof(buf), NULL, 0);
	}
}

static void
tree_is_rfc9162(void **state)
{
	static unsigned char leaves[300][HASH_LEN];
	unsigned char want[HASH_LEN], got[HASH_LEN];
	struct merkle m = { 0 };
	size_t n, i;

	for (i = 0; i < COUNT(leaves); i++)
		hash_bytes(leaves[i], &i, sizeof(i), NULL, 0);
	for (n = 0; n <= COUNT(leaves); n++) {
		naive(want, (const unsigned char (*)[HASH_LEN])leaves, n);
		merkle_root(got, (const unsigned char (*)[HASH_LEN])leaves, n);
		assert_memory_equal(got, want, HASH_LEN);
		merkle_end(&m, got);
		assert_memory_equal(got, want, HASH_LEN);
		if (n < COUNT(leaves))
			merkle_add(&m, leaves[n]);
	}
	assert_int_equal(m.n, COUNT(leaves));
}

static void
tree_sees_every_leaf(void **state)
{
	unsigned char leaves[21][HASH_LEN] = { { 0 } }, root[HASH_LEN], other[HASH_LEN];
	size_t i;

	merkle_root(root, (const unsigned char (*)[HASH_LEN])leaves, COUNT(leaves));
	for (i = 0; i < COUNT(leaves); i++) {
		leaves[i][31] ^= 1;
		merkle_root(other, (const unsigned char (*)[HASH_LEN])leaves, COUNT(leaves));
		assert_memory_not_equal(root, other, HASH_LEN);
		leaves[i][31] ^= 1;
	}
	merkle_root(other, (const unsigned char (*)[HASH_LEN])leaves, COUNT(leaves) - 1);
	assert_memory_not_equal(root, other, HASH_LEN);
}

/* Every leaf of every tree up to 33 leads to its root, and to no other; nothing else leads there. */
static void
paths_are_rfc9162(void **state)
{
	static unsigned char leaves[33][HASH_LEN];
	unsigned char path[64][HASH_LEN], root[HASH_LEN], other[HASH_LEN];

	(void)state;
	for (size_t i = 0; i < COUNT(leaves); i++)
		hash_bytes(leaves[i], &i, sizeof(i), NULL, 0);
	for (size_t n = 1; n <= COUNT(leaves); n++) {
		merkle_root(root, (const unsigned char (*)[HASH_LEN])leaves, n);
		merkle_root(other, (const unsigned char (*)[HASH_LEN])leaves, n == 1 ? 2 : n - 1);
		for (size_t at = 0; at < n; at++) {
			size_t len = merkle_path(path, (const unsigned char (*)[HASH_LEN])leaves, n, at);
			const unsigned char (*p)[HASH_LEN] = (const unsigned char (*)[HASH_LEN])path;

			assert_true(merkle_path_check(leaves[at], at, n, p, len, root));
			assert_false(merkle_path_check(leaves[at], at, n, p, len, other));
			assert_false(merkle_path_check(leaves[(at + 1) % COUNT(leaves)], at, n, p, len, root));
			assert_false(merkle_path_check(leaves[at], n, n, p, len, root));
			if (len) {
				assert_false(merkle_path_check(leaves[at], at, n, p, len - 1, root));
				path[len - 1][0] ^= 1;
				assert_false(merkle_path_check(leaves[at], at, n, p, len, root));
			}
		}
	}
}

/* BLAKE2b with 32 bytes of output; the values are b2sum -l 256's. */
static void
known_hashes(void **state)
{
	struct arena *a = arena_new();
	unsigned char h[HASH_LEN], k[HASH_LEN];

	hash_bytes(h, "", 0, NULL, 0);
	assert_string_equal(text_hex(a, h, HASH_LEN), "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8");
	hash_bytes(h, "abc", 3, NULL, 0);
	assert_string_equal(text_hex(a, h, HASH_LEN), "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
	hash_bytes(k, "abc", 3, "0123456789abcdef", 16);
	assert_memory_not_equal(h, k, HASH_LEN);
	arena_free(a);
}

static void
fields_do_not_flow_together(void **state)
{
	static const char *const pairs[][2] = { { "ab", "c" }, { "a", "bc" }, { "", "abc" }, { "abc", "" } };
	struct arena *a = arena_new();
	unsigned char h[COUNT(pairs)][HASH_LEN], one[HASH_LEN];
	size_t i, j;

	for (i = 0; i < COUNT(pairs); i++) {
		struct hasher *x = hasher_new(a);

		hasher_text(x, pairs[i][0]);
		hasher_text(x, pairs[i][1]);
		hasher_end(x, h[i]);
		for (j = 0; j < i; j++)
			assert_memory_not_equal(h[i], h[j], HASH_LEN);
	}
	/* the exact bytes: 8 of length, then the value */
	struct hasher *x = hasher_new(a);
	hasher_int(x, -2);
	hasher_field(x, "连", 3);
	hasher_text(x, NULL);
	hasher_end(x, h[0]);
	hash_bytes(one, "\0\0\0\0\0\0\0\x08\xff\xff\xff\xff\xff\xff\xff\xfe\0\0\0\0\0\0\0\x03\xe8\xbf\x9e\0\0\0\0\0\0\0\0", 35, NULL, 0);
	assert_memory_equal(h[0], one, HASH_LEN);
	arena_free(a);
}

static void
sameness(void **state)
{
	assert_true(hash_same("abc", "abc", 3));
	assert_false(hash_same("abc", "abd", 3));
	assert_true(hash_same("abc", "abd", 2));
	assert_true(hash_same("a", "b", 0));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tree_is_rfc9162), cmocka_unit_test(tree_sees_every_leaf), cmocka_unit_test(paths_are_rfc9162), cmocka_unit_test(known_hashes),
		cmocka_unit_test(fields_do_not_flow_together), cmocka_unit_test(sameness),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
