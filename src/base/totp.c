/* totp.c - RFC 6238 over RFC 4226. SHA-1 only here: it is what every authenticator can do. */
#include "base/totp.h"
#include "base/day.h"
#include "base/hash.h"
#include "base/text.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdlib.h>

int64_t
totp_counter(int64_t us)
{
	return us / (TOTP_PERIOD * US_SECOND);
}

uint32_t
totp_code(const void *secret, size_t n, int64_t counter, int digits)
{
	static const uint32_t power[] = { 1000000, 10000000, 100000000 };
	unsigned char msg[8], mac[EVP_MAX_MD_SIZE];
	unsigned len = 0, at;
	uint64_t v = (uint64_t)counter;
	uint32_t code;
	int i;

	assert(digits >= 6 && digits <= 8 && n <= 1024);
	for (i = 7; i >= 0; i--, v >>= 8)
		msg[i] = (unsigned char)v;
	if (HMAC(EVP_sha1(), secret, (int)n, msg, sizeof(msg), mac, &len) == NULL || len != 20)
		abort();			/* no memory in libcrypto: no code is better than a wrong one */
	at = mac[19] & 15;
	code = (uint32_t)(mac[at] & 0x7f) << 24 | (uint32_t)mac[at + 1] << 16 | (uint32_t)mac[at + 2] << 8 | mac[at + 3];
	return code % power[digits - 6];
}

bool
totp_check(struct arena *a, const void *secret, size_t n, const char *typed, int64_t now, int64_t last, int64_t *counter)
{
	const char *s = text_fold(a, typed);
	char digits[TOTP_DIGITS + 1] = "", want[16];
	size_t len = 0;
	int64_t step, found = 0;

	for (; *s != '\0'; s++) {
		if (*s == ' ')
			continue;
		if (*s < '0' || *s > '9' || len == TOTP_DIGITS)
			return false;
		digits[len++] = *s;
	}
	if (len != TOTP_DIGITS)
		return false;
	/* all three are always computed: the time tells nothing */
	for (step = totp_counter(now) + 1; step >= totp_counter(now) - 1; step--) {
		uint32_t code = totp_code(secret, n, step, TOTP_DIGITS);
		int i;

		for (i = TOTP_DIGITS - 1; i >= 0; i--, code /= 10)
			want[i] = (char)('0' + code % 10);
		if (hash_same(want, digits, TOTP_DIGITS) && step > last)
			found = step;
	}
	if (found == 0)
		return false;
	*counter = found;
	return true;
}

const char *
totp_base32(struct arena *a, const void *p, size_t n)
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
	const unsigned char *b = p;
	char *s = arena_alloc(a, n * 8 / 5 + 2), *w = s;
	unsigned acc = 0, bits = 0;
	size_t i;

	for (i = 0; i < n; i++) {
		acc = (acc << 8 | b[i]) & 0xfff;
		for (bits += 8; bits >= 5; bits -= 5)
			*w++ = alphabet[acc >> (bits - 5) & 31];
	}
	if (bits > 0)
		*w++ = alphabet[acc << (5 - bits) & 31];
	return s;
}

unsigned char *
totp_unbase32(struct arena *a, const char *s, size_t *n)
{
	unsigned char *buf, *w;
	unsigned acc = 0, bits = 0;
	bool padding = false;

	if (s == NULL)
		return NULL;
	buf = w = arena_alloc(a, strlen(s) * 5 / 8 + 1);
	for (; *s != '\0'; s++) {
		unsigned char c = (unsigned char)*s;
		unsigned v;

		if (c == ' ' || c == '-')
			continue;
		if (c == '=') {
			padding = true;
			continue;
		}
		if (c >= '2' && c <= '7')
			v = c - '2' + 26u;
		else if ((c | 32) >= 'a' && (c | 32) <= 'z')
			v = (c | 32u) - 'a';
		else
			return NULL;
		if (padding)
			return NULL;
		acc = (acc << 5 | v) & 0xfff;
		bits += 5;
		if (bits >= 8) {
			bits -= 8;
			*w++ = (unsigned char)(acc >> bits);
		}
	}
	if (bits >= 5 || (acc & ((1u << bits) - 1)) != 0)
		return NULL;
	*n = (size_t)(w - buf);
	return buf;
}

static void
put_percent(struct out *o, const char *s)
{
	for (; *s != '\0'; s++) {
		unsigned char c = (unsigned char)*s;

		if ((c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z') || strchr("-._~", c) != NULL)
			out_put(o, s, 1);
		else
			out_fmt(o, "%%%02X", c);
	}
}

const char *
totp_url(struct arena *a, const char *issuer, const char *account, const void *secret, size_t n)
{
	struct out o;

	out_init(&o, a);
	out_str(&o, "otpauth://totp/");
	put_percent(&o, issuer);
	out_str(&o, ":");
	put_percent(&o, account);
	out_fmt(&o, "?secret=%s&issuer=", totp_base32(a, secret, n));
	put_percent(&o, issuer);
	out_fmt(&o, "&algorithm=SHA1&digits=%d&period=%d", TOTP_DIGITS, TOTP_PERIOD);
	return out_cstr(&o);
}
