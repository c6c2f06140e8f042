/* code.c - one-time codes and limits on trying, kept in the database; sealed texts that travel outside. */
#include "people/code.h"
#include "people_sign_msg.h"

#include <sodium.h>

#include "base/hash.h"
#include "base/text.h"
#include "people/account.h"
#include "people_sql.h"
#include "store/store.h"

#define DEMO_MORE    20
#define ATTEMPTS_KEPT (2 * US_DAY)		/* longer than any limit's span */
#define NONCE_LEN    crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG_LEN      crypto_aead_xchacha20poly1305_ietf_ABYTES
#define STAMP_LEN    8

/* ---- limits ---- */

struct err
limit_take(struct db *w, struct arena *a, struct env *e, int64_t area, const struct limit *l, const char *who)
{
	const char *subject = people_hash(a, l->what, who);
	int64_t now = env_now(e), max = people_conf()->demo ? (int64_t)l->max * DEMO_MORE : l->max;
	struct attempt_count count;

	TRY(attempt_drop_old(w, area, now - ATTEMPTS_KEPT, NULL));
	TRY(attempt_count(w, a, area, subject, now - l->span, &count));
	if (count.n >= max)
		return FAIL(429, M_people_err_often);
	return attempt_put(w, area, subject, now, env_id(e), NULL);
}

struct err
limit_forget(struct db *w, struct arena *a, int64_t area, const struct limit *l, const char *who)
{
	return attempt_drop(w, area, people_hash(a, l->what, who), NULL);
}

bool
address_is_own(const char *client)
{
	return strncmp(client, "127.", 4) == 0 || strcmp(client, "::1") == 0 || strncmp(client, "::ffff:127.", 11) == 0;
}

/* ---- codes ---- */

const char *
code_make(struct arena *a, struct env *e)
{
	const uint32_t top = UINT32_MAX / 1000000 * 1000000;	/* above it some codes would come more often */
	uint32_t n;

	do
		e->random(e, &n, sizeof(n));
	while (n >= top);
	return arena_fmt(a, "%06u", n % 1000000);
}

const char *
code_typed(struct arena *a, const char *s)
{
	char *digits = arena_str(a, text_fold(a, s)), *to = digits;

	for (const char *p = digits; *p; p++)
		if (*p >= '0' && *p <= '9')
			*to++ = *p;
	*to = '\0';
	return digits;
}

static const char *
code_hash(struct arena *a, const char *subject, const char *code, const char *once)
{
	return people_hash(a, once ? "code-used" : "code", arena_fmt(a, "%s\n%s\n%s", subject, code, once ? once : ""));
}

struct err
code_keep(struct db *w, struct arena *a, struct env *e, int64_t area, const char *subject, const char *code)
{
	return code_put(w, area, subject, code_hash(a, subject, code, NULL), env_now(e), NULL);
}

static bool
same(const char *a, const char *b)
{
	return strlen(a) == strlen(b) && hash_same(a, b, strlen(a));
}

struct err
code_try_one(struct db *w, struct arena *a, struct env *e, int64_t area, const char *subject, const char *typed,
	     const char *once, enum code_verdict *ret)
{
	const char *used = code_hash(a, subject, typed, once);
	struct code_get row;
	bool found;

	*ret = CODE_OVER;
	TRY(code_get(w, a, area, subject, &row, &found));
	if (!found || env_now(e) - row.at >= CODE_LIFE || row.tries >= CODE_TRIES)
		return OK;
	if (same(row.hash, used)) {
		*ret = CODE_RIGHT;
		return OK;
	}
	if (same(row.hash, code_hash(a, subject, typed, NULL))) {
		*ret = CODE_RIGHT;
		return code_put(w, area, subject, used, row.at, NULL);
	}
	*ret = row.tries + 1 >= CODE_TRIES ? CODE_OVER : CODE_WRONG;
	return code_try(w, area, subject, NULL);
}

/* ---- texts that travel ---- */

static void
carry_key(unsigned char key[HASH_LEN])
{
	const struct people_conf *c = people_conf();

	hash_bytes(key, "carry", 5, c->index_key, sizeof(c->index_key));
}

struct bytes
carry_seal(struct arena *a, struct env *e, const char *purpose, const char *text)
{
	size_t n = STAMP_LEN + strlen(text);
	unsigned char key[HASH_LEN], *plain = arena_alloc(a, n), *p = arena_alloc(a, NONCE_LEN + n + TAG_LEN);
	int64_t now = env_now(e);

	memcpy(plain, &now, STAMP_LEN);
	memcpy(plain + STAMP_LEN, text, n - STAMP_LEN);
	e->random(e, p, NONCE_LEN);
	carry_key(key);
	crypto_aead_xchacha20poly1305_ietf_encrypt(p + NONCE_LEN, NULL, plain, n, (const unsigned char *)purpose, strlen(purpose),
		NULL, p, key);
	sodium_memzero(key, sizeof(key));
	return (struct bytes){ p, NONCE_LEN + n + TAG_LEN };
}

const char *
carry_out(struct arena *a, struct env *e, const char *purpose, const char *text)
{
	struct bytes b = carry_seal(a, e, purpose, text);

	return text_b64(a, b.p, b.n);
}

const char *
carry_open(struct arena *a, struct env *e, const char *purpose, struct bytes in, int64_t life)
{
	unsigned char key[HASH_LEN], *plain;
	int64_t at;
	size_t n;
	int bad;

	if (!in.p || in.n < NONCE_LEN + STAMP_LEN + TAG_LEN)
		return NULL;
	n = in.n - NONCE_LEN - TAG_LEN;
	plain = arena_alloc(a, n + 1);
	carry_key(key);
	bad = crypto_aead_xchacha20poly1305_ietf_decrypt(plain, NULL, NULL, in.p + NONCE_LEN, n + TAG_LEN,
		(const unsigned char *)purpose, strlen(purpose), in.p, key);
	sodium_memzero(key, sizeof(key));
	if (bad)
		return NULL;
	memcpy(&at, plain, STAMP_LEN);
	if (env_now(e) - at >= life)
		return NULL;
	return (const char *)plain + STAMP_LEN;
}

const char *
carry_in(struct arena *a, struct env *e, const char *purpose, const char *b64, int64_t life)
{
	struct bytes in = { 0 };

	in.p = text_unb64(a, b64, &in.n);
	return in.p ? carry_open(a, e, purpose, in, life) : NULL;
}
