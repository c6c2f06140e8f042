/*
 * council_seal.h - inside council: the secret half of polls. Codes people type, the poll's key and its two shares, ballots
 * sealed so that the server itself cannot read them before the count. Not here: rows, rules, pages.
 */
#ifndef QIAO_COUNCIL_SEAL_H
#define QIAO_COUNCIL_SEAL_H

#include "base/base.h"

/* Codes in Crockford's base 32 (no I L O U), groups of four: 5 bytes are 8 letters. n is a multiple of 5. */
const char *seal_code(struct arena *a, struct env *e, size_t n);	/* n fresh random bytes */
/* As typed: small letters, O for 0, I and L for 1, any dashes and blanks; "" when it is not n bytes. In the written form. */
const char *seal_code_typed(struct arena *a, const char *typed, size_t n);
#define CODE_VOTE    20		/* 160 bits: nobody guesses one */
#define CODE_RECEIPT 10
#define CODE_PAPER   5		/* a number only staff can use */

#define SEAL_KEY 32
/* A new X25519 pair; the private half only as two shares, share[0] xor share[1]. The caller wipes (seal_wipe). */
struct seal_pair {
	unsigned char pub[SEAL_KEY], share[2][SEAL_KEY];
};
void seal_pair(struct env *e, struct seal_pair *ret);
void seal_wipe(void *p, size_t n);
/* What a scrutineer writes down: which share, the share, a checksum: 56 letters in groups. Wipe what is read. */
const char *seal_share(struct arena *a, int which, const unsigned char share[SEAL_KEY]);
int seal_share_typed(struct arena *a, const char *typed, unsigned char share[SEAL_KEY]);	/* 1, 2; 0: mistyped */
void seal_share_hash(const unsigned char share[SEAL_KEY], unsigned char ret[32]);
/* The private key out of both shares; false when it does not belong to pub. */
bool seal_join(const unsigned char *one, const unsigned char *two, const unsigned char *pub, unsigned char ret[SEAL_KEY]);

/* Text of at most SEAL_TEXT - 1 bytes, padded to SEAL_TEXT: every envelope of every poll is as long. */
#define SEAL_TEXT   512
#define SEAL_SEALED (SEAL_TEXT + 48)
struct err seal_text(struct arena *a, const unsigned char *pub, const char *text, struct bytes *ret);
bool seal_open(struct bytes sealed, const unsigned char *pub, const unsigned char *secret, char ret[SEAL_TEXT]);

/* A fair random number in [0, n). */
uint64_t seal_below(struct env *e, uint64_t n);

#endif
