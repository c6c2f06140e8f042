/* hash.c - BLAKE2b-256 and the RFC 9162 tree over it. */
#include "base/hash.h"

#include <sodium.h>

struct hasher {
	crypto_generichash_state st;
	bool ended;
};

void
hash_bytes(unsigned char ret[HASH_LEN], const void *p, size_t n, const void *key, size_t keylen)
{
	assert(keylen == 0 || (keylen >= crypto_generichash_KEYBYTES_MIN && keylen <= crypto_generichash_KEYBYTES_MAX));
	crypto_generichash(ret, HASH_LEN, p, n, keylen ? key : NULL, keylen);
}

struct hasher *
hasher_new(struct arena *a)
{
	/* libsodium wants 64-byte alignment, the arena gives 16 */
	const size_t align = _Alignof(struct hasher);
	uintptr_t p = (uintptr_t)arena_alloc(a, sizeof(struct hasher) + align);
	struct hasher *h = (struct hasher *)((p + align - 1) / align * align);

	crypto_generichash_init(&h->st, NULL, 0, HASH_LEN);
	return h;
}

static void
put_be64(unsigned char b[8], uint64_t v)
{
	int i;

	for (i = 7; i >= 0; i--, v >>= 8)
		b[i] = (unsigned char)v;
}

void
hasher_field(struct hasher *h, const void *p, size_t n)
{
	unsigned char len[8];

	assert(!h->ended);
	put_be64(len, n);
	crypto_generichash_update(&h->st, len, sizeof(len));
	if (n > 0)
		crypto_generichash_update(&h->st, p, n);
}

void
hasher_int(struct hasher *h, int64_t v)
{
	unsigned char b[8];

	put_be64(b, (uint64_t)v);
	hasher_field(h, b, sizeof(b));
}

void
hasher_text(struct hasher *h, const char *s)
{
	hasher_field(h, s, s == NULL ? 0 : strlen(s));
}

void
hasher_end(struct hasher *h, unsigned char ret[HASH_LEN])
{
	assert(!h->ended);
	crypto_generichash_final(&h->st, ret, HASH_LEN);
	h->ended = true;
}

/* RFC 9162 §2.1.1: the first byte keeps leaves and nodes apart. */
static void
merkle_leaf(unsigned char ret[HASH_LEN], const unsigned char data[HASH_LEN])
{
	unsigned char buf[1 + HASH_LEN] = { 0x00 };

	memcpy(buf + 1, data, HASH_LEN);
	hash_bytes(ret, buf, sizeof(buf), NULL, 0);
}

static void
merkle_node(unsigned char ret[HASH_LEN], const unsigned char left[HASH_LEN], const unsigned char right[HASH_LEN])
{
	unsigned char buf[1 + 2 * HASH_LEN] = { 0x01 };

	memcpy(buf + 1, left, HASH_LEN);
	memcpy(buf + 1 + HASH_LEN, right, HASH_LEN);
	hash_bytes(ret, buf, sizeof(buf), NULL, 0);
}

/* node[i] is a whole subtree of 2^i leaves exactly when bit i of n is set: a binary counter. */
void
merkle_add(struct merkle *m, const unsigned char leaf[HASH_LEN])
{
	unsigned char h[HASH_LEN];
	int i = 0;

	merkle_leaf(h, leaf);
	for (i = 0; m->n >> i & 1; i++)
		merkle_node(h, m->node[i], h);
	memcpy(m->node[i], h, HASH_LEN);
	m->n++;
}

void
merkle_end(const struct merkle *m, unsigned char ret[HASH_LEN])
{
	unsigned char h[HASH_LEN];
	bool have = false;
	int i;

	for (i = 0; i < 64; i++) {
		if (!(m->n >> i & 1))
			continue;
		if (have)
			merkle_node(h, m->node[i], h);
		else
			memcpy(h, m->node[i], HASH_LEN);
		have = true;
	}
	if (!have)
		hash_bytes(h, "", 0, NULL, 0);
	memcpy(ret, h, HASH_LEN);
}

void
merkle_root(unsigned char ret[HASH_LEN], const unsigned char (*leaves)[HASH_LEN], size_t n)
{
	struct merkle m = { 0 };
	size_t i;

	for (i = 0; i < n; i++)
		merkle_add(&m, leaves[i]);
	merkle_end(&m, ret);
}

size_t
merkle_path(unsigned char ret[64][HASH_LEN], const unsigned char (*leaves)[HASH_LEN], size_t n, size_t at)
{
	size_t len = 0, half = 1;

	assert(at < n);
	if (n == 1)
		return 0;
	while (half * 2 < n)
		half *= 2;
	if (at < half) {
		len = merkle_path(ret, leaves, half, at);
		merkle_root(ret[len], leaves + half, n - half);
	} else {
		len = merkle_path(ret, leaves + half, n - half, at - half);
		merkle_root(ret[len], leaves, half);
	}
	return len + 1;
}

/* RFC 9162 §2.1.3.2, with its names: fn the node's place in its row, sn the last one's. */
bool
merkle_path_check(const unsigned char leaf[HASH_LEN], uint64_t at, uint64_t n, const unsigned char (*path)[HASH_LEN], size_t len,
		  const unsigned char root[HASH_LEN])
{
	uint64_t fn = at, sn = n - 1;
	unsigned char r[HASH_LEN];

	if (at >= n)
		return false;
	merkle_leaf(r, leaf);
	for (size_t i = 0; i < len; i++) {
		if (sn == 0)
			return false;
		if (fn & 1 || fn == sn) {
			merkle_node(r, path[i], r);
			while (!(fn & 1) && fn != 0) {
				fn >>= 1;
				sn >>= 1;
			}
		} else {
			merkle_node(r, r, path[i]);
		}
		fn >>= 1;
		sn >>= 1;
	}
	return sn == 0 && hash_same(r, root, HASH_LEN);
}

bool
hash_same(const void *a, const void *b, size_t n)
{
	return n == 0 || sodium_memcmp(a, b, n) == 0;
}
