/*
 * fuzz_link - what comes back in addresses and hidden fields: sealed texts (a sign-in under way, a secret shown once), tokens
 * of signed links, base64url, base32, hex; and what a
 * gateway answered to a message with such a link (JSON). The first byte chooses. Asserted: only what we sealed, for that purpose, in its
 * time, opens; whatever byte is changed.
 */
#include "fuzz.h"
#include "base/text.h"
#include "base/totp.h"
#include "people/code.h"
#include "people/people.h"
#include "post/post_int.h"

#define LIFE (INT64_C(600) * 1000000)

static void
not_random(struct env *e, void *buf, size_t n)
{
	memset(buf, 7, n);
}

static void
sealed(struct arena *a, struct env *e, const uint8_t *p, size_t n)
{
	const char *good = carry_out(a, e, "sign-in", "138"), *s = arena_dup(a, (const char *)p, n);
	char *bad = arena_str(a, good);
	size_t len = strlen(good);
	struct env later = *e;

	assert(!strcmp(carry_in(a, e, "sign-in", good, LIFE), "138"));
	assert(!carry_in(a, e, "totp.1", good, LIFE));
	later.fixed += LIFE;
	assert(!carry_in(a, &later, "sign-in", good, LIFE));
	if (strcmp(s, good))
		assert(!carry_in(a, e, "sign-in", s, LIFE) && !people_once_open(a, e, "sign-in", s, LIFE));
	if (n > 1 && bad[p[0] % len] != (char)p[1]) {
		bad[p[0] % len] = (char)p[1];
		/* the last letter's unused bits do not count */
		assert(p[0] % len == len - 1 || !carry_in(a, e, "sign-in", bad, LIFE));
	}
	carry_open(a, e, "address", (struct bytes){ p, n }, LIFE);
	people_open_hook(a, (struct bytes){ p, n });
}

static void
letters(struct arena *a, const uint8_t *p, size_t n)
{
	const char *s = arena_dup(a, (const char *)p, n), *b64 = text_b64(a, p, n);
	unsigned char *back, buf[16];
	size_t len;

	back = text_unb64(a, b64, &len);
	assert(back && len == n && !memcmp(back, p, n));
	text_unb64(a, s, &len);
	totp_unbase32(a, s, &len);
	text_unhex(s, buf, sizeof buf);
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct env e;
	struct people_conf c = { .env = &e, .index_key = "a key of thirty-two bytes, or so" };
	struct arena *a = arena_new();

	env_init(&e);
	e.random = not_random;
	e.fixed = INT64_C(1700000000000000);
	people_init(&c);
	assert(a);
	if (n && *p % 3 == 2)
		sign_json(a, arena_dup(a, (const char *)p + 1, n - 1), "data.0.code");
	else if (n && *p % 3 == 1)
		letters(a, p + 1, n - 1);
	else if (n)
		sealed(a, &e, p + 1, n - 1);
	arena_free(a);
	return 0;
}
