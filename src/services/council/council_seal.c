/* council_seal.c - codes, the poll's key in two shares, sealed ballots (council_seal.h). libsodium does the cryptography. */
#include "services/council/council_seal.h"
#include "base_msg.h"

#include <sodium.h>

#include "base/hash.h"

static const char letters[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

#define SHARE_BYTES 35		/* which, 32 bytes, 2 of a checksum */

static const char *
code_write(struct arena *a, const unsigned char *p, size_t n)
{
	struct out o;
	unsigned bits = 0, have = 0;
	size_t made = 0;

	assert(n % 5 == 0);
	out_init(&o, a);
	for (size_t i = 0; i < n; i++) {
		bits = bits << 8 | p[i];
		for (have += 8; have >= 5; have -= 5) {
			if (made && made % 4 == 0)
				out_str(&o, "-");
			out_put(&o, &letters[bits >> (have - 5) & 31], 1);
			made++;
		}
		bits &= (1u << have) - 1;
	}
	return out_cstr(&o);
}

/* -1: no letter of ours. */
static int
letter_value(char c)
{
	const char *at;

	if (c >= 'a' && c <= 'z')
		c = (char)(c - 'a' + 'A');
	c = c == 'O' ? '0' : c == 'I' || c == 'L' ? '1' : c;
	at = c ? strchr(letters, c) : NULL;
	return at ? (int)(at - letters) : -1;
}

static bool
code_read(const char *s, unsigned char *p, size_t n)
{
	unsigned bits = 0, have = 0;
	size_t made = 0;

	for (; *s; s++) {
		int v;

		if (*s == '-' || *s == ' ' || *s == '\n' || *s == '\t')
			continue;
		v = letter_value(*s);
		if (v < 0 || made == n)
			return false;
		bits = bits << 5 | (unsigned)v;
		have += 5;
		if (have >= 8) {
			have -= 8;
			p[made++] = (unsigned char)(bits >> have);
			bits &= (1u << have) - 1;
		}
	}
	return made == n && have == 0;
}

const char *
seal_code(struct arena *a, struct env *e, size_t n)
{
	unsigned char buf[CODE_VOTE];

	assert(n <= sizeof(buf));
	e->random(e, buf, n);
	return code_write(a, buf, n);
}

const char *
seal_code_typed(struct arena *a, const char *typed, size_t n)
{
	unsigned char buf[CODE_VOTE];

	return n <= sizeof(buf) && code_read(typed, buf, n) ? code_write(a, buf, n) : "";
}

/* ---- the key and its shares ---- */

void
seal_wipe(void *p, size_t n)
{
	sodium_memzero(p, n);
}

void
seal_pair(struct env *e, struct seal_pair *ret)
{
	unsigned char seed[crypto_box_SEEDBYTES], secret[crypto_box_SECRETKEYBYTES];

	e->random(e, seed, sizeof(seed));
	e->random(e, ret->share[0], SEAL_KEY);
	crypto_box_seed_keypair(ret->pub, secret, seed);
	for (int i = 0; i < SEAL_KEY; i++)
		ret->share[1][i] = secret[i] ^ ret->share[0][i];
	sodium_memzero(seed, sizeof(seed));
	sodium_memzero(secret, sizeof(secret));
}

void
seal_share_hash(const unsigned char share[SEAL_KEY], unsigned char ret[32])
{
	hash_bytes(ret, share, SEAL_KEY, NULL, 0);
}

static void
share_checksum(const unsigned char raw[SHARE_BYTES], unsigned char ret[2])
{
	unsigned char h[HASH_LEN];

	hash_bytes(h, raw, SHARE_BYTES - 2, NULL, 0);
	memcpy(ret, h, 2);
}

const char *
seal_share(struct arena *a, int which, const unsigned char share[SEAL_KEY])
{
	unsigned char raw[SHARE_BYTES];
	const char *s;

	raw[0] = (unsigned char)which;
	memcpy(raw + 1, share, SEAL_KEY);
	share_checksum(raw, raw + SHARE_BYTES - 2);
	s = code_write(a, raw, sizeof(raw));
	sodium_memzero(raw, sizeof(raw));
	return s;
}

int
seal_share_typed(struct arena *a, const char *typed, unsigned char share[SEAL_KEY])
{
	unsigned char raw[SHARE_BYTES], sum[2];
	int which = 0;

	if (code_read(typed, raw, sizeof(raw))) {
		share_checksum(raw, sum);
		if (hash_same(sum, raw + SHARE_BYTES - 2, 2) && (raw[0] == 1 || raw[0] == 2)) {
			which = raw[0];
			memcpy(share, raw + 1, SEAL_KEY);
		}
	}
	sodium_memzero(raw, sizeof(raw));
	return which;
}

bool
seal_join(const unsigned char *one, const unsigned char *two, const unsigned char *pub, unsigned char ret[SEAL_KEY])
{
	unsigned char own[SEAL_KEY];

	for (int i = 0; i < SEAL_KEY; i++)
		ret[i] = one[i] ^ two[i];
	crypto_scalarmult_base(own, ret);
	return hash_same(own, pub, SEAL_KEY);
}

/* ---- envelopes ---- */

struct err
seal_text(struct arena *a, const unsigned char *pub, const char *text, struct bytes *ret)
{
	unsigned char padded[SEAL_TEXT] = { 0 }, *sealed = arena_alloc(a, SEAL_SEALED);
	size_t n = strlen(text);

	static_assert(SEAL_SEALED == SEAL_TEXT + crypto_box_SEALBYTES, "an envelope's length");
	assert(n < SEAL_TEXT);
	memcpy(padded, text, n);
	if (crypto_box_seal(sealed, padded, sizeof(padded), pub) != 0)
		return FAIL(500, M_err_server);
	sodium_memzero(padded, sizeof(padded));
	*ret = (struct bytes){ sealed, SEAL_SEALED };
	return OK;
}

bool
seal_open(struct bytes sealed, const unsigned char *pub, const unsigned char *secret, char ret[SEAL_TEXT])
{
	unsigned char text[SEAL_TEXT];

	if (sealed.n != SEAL_SEALED || crypto_box_seal_open(text, sealed.p, sealed.n, pub, secret) != 0)
		return false;
	memcpy(ret, text, SEAL_TEXT);
	sodium_memzero(text, sizeof(text));
	return ret[SEAL_TEXT - 1] == '\0';
}

uint64_t
seal_below(struct env *e, uint64_t n)
{
	uint64_t x, limit = UINT64_MAX - UINT64_MAX % n;

	assert(n > 0);
	do
		e->random(e, &x, sizeof(x));
	while (x >= limit);
	return x % n;
}
