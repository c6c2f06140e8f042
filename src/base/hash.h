/*
 * hash.h - BLAKE2b (libsodium) and the RFC 9162 Merkle tree over it. One hash for the whole project;
 * every input to a chain is length-prefixed, so that no two different inputs read the same.
 */
#ifndef QIAO_HASH_H
#define QIAO_HASH_H

#include "base/base.h"

#define HASH_LEN 32

/* BLAKE2b-256 of p; key may be NULL (keylen 0) or 16 to 64 bytes. */
void hash_bytes(unsigned char ret[HASH_LEN], const void *p, size_t n, const void *key, size_t keylen);

/* A hash over fields, each preceded by its length as 8 bytes big-endian. */
struct hasher;
struct hasher *hasher_new(struct arena *a);
void hasher_field(struct hasher *h, const void *p, size_t n);
void hasher_int(struct hasher *h, int64_t v);			/* 8 bytes big-endian, as a field */
void hasher_text(struct hasher *h, const char *s);
void hasher_end(struct hasher *h, unsigned char ret[HASH_LEN]);

/* RFC 9162 §2.1: leaf = H(0x00 ‖ data), node = H(0x01 ‖ left ‖ right), largest power of two split.
 * leaves are leaf DATA of HASH_LEN bytes each. n = 0 gives H(""). */
void merkle_root(unsigned char ret[HASH_LEN], const unsigned char (*leaves)[HASH_LEN], size_t n);
/* Incremental form: memory for one hash per level. */
struct merkle {
	uint64_t n;
	unsigned char node[64][HASH_LEN];
};
void merkle_add(struct merkle *m, const unsigned char leaf[HASH_LEN]);
void merkle_end(const struct merkle *m, unsigned char ret[HASH_LEN]);
/* RFC 9162 §2.1.3: the hashes that lead from leaf `at` of n to the root, lowest first; how many (at most 64). at < n. */
size_t merkle_path(unsigned char ret[64][HASH_LEN], const unsigned char (*leaves)[HASH_LEN], size_t n, size_t at);
/* Does the path lead from this leaf DATA, number `at` of n, to the root? */
bool merkle_path_check(const unsigned char leaf[HASH_LEN], uint64_t at, uint64_t n, const unsigned char (*path)[HASH_LEN], size_t len,
		       const unsigned char root[HASH_LEN]);

/* Constant-time comparison. */
bool hash_same(const void *a, const void *b, size_t n);

#endif
