/* sign.c - base64, percent-encoding, keyed hashes, safe text: what all senders need. Not here: what is signed. */
#include "post/post_int.h"

#include <jansson.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sodium.h>

#include "base/text.h"

const char *
sign_b64(struct arena *a, const void *p, size_t n)
{
	size_t len = sodium_base64_ENCODED_LEN(n, sodium_base64_VARIANT_ORIGINAL);
	char *s = arena_alloc(a, len);

	sodium_bin2base64(s, len, p, n, sodium_base64_VARIANT_ORIGINAL);
	return s;
}

unsigned char *
sign_unb64(struct arena *a, const char *s, size_t *n)
{
	size_t max = strlen(s) / 4 * 3 + 3;
	unsigned char *p = arena_alloc(a, max);

	if (sodium_base642bin(p, max, s, strlen(s), NULL, n, NULL, sodium_base64_VARIANT_ORIGINAL) != 0)
		return NULL;
	return p;
}

const char *
sign_percent(struct arena *a, const char *s)
{
	static const char unreserved[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~";
	struct out o;

	out_init(&o, a);
	for (; *s; s++) {
		if (strchr(unreserved, *s))
			out_put(&o, s, 1);
		else
			out_fmt(&o, "%%%02X", (unsigned)(unsigned char)*s);
	}
	return out_cstr(&o);
}

void
sign_sha256(unsigned char ret[32], const void *key, size_t keylen, const void *p, size_t n)
{
	crypto_auth_hmacsha256_state st;

	crypto_auth_hmacsha256_init(&st, key, keylen);
	crypto_auth_hmacsha256_update(&st, p, n);
	crypto_auth_hmacsha256_final(&st, ret);
}

/* libsodium has no SHA-1, for good reasons; some providers still sign with it. */
void
sign_sha1(unsigned char ret[20], const void *key, size_t keylen, const void *p, size_t n)
{
	unsigned len = 20;
	unsigned char *done = HMAC(EVP_sha1(), key, (int)keylen, p, n, ret, &len);

	assert(done && len == 20);
}

const char *
sign_cut(struct arena *a, const char *s, size_t max)
{
	size_t n = strlen(s);

	if (n <= max)
		return s;
	n = max - 3;					/* "…" has three bytes */
	while (n && ((unsigned char)s[n] & 0xc0) == 0x80)
		n--;
	return arena_fmt(a, "%.*s…", (int)n, s);
}

const char *
sign_line(struct arena *a, const char *s)
{
	char *copy = arena_str(a, s);

	for (char *p = copy; *p; p++) {
		if ((unsigned char)*p < 0x20 || *p == 0x7f)
			*p = ' ';
	}
	return copy;
}

static const json_t *
json_step(const json_t *at, const char *name)
{
	int64_t i;

	if (json_is_object(at))
		return json_object_get(at, name);
	if (json_is_array(at) && text_int(name, 0, 1000, &i))
		return json_array_get(at, (size_t)i);
	return NULL;
}

static const char *
json_as_text(struct arena *a, const json_t *v)
{
	if (json_is_string(v))
		return arena_str(a, json_string_value(v));
	if (json_is_integer(v))
		return arena_fmt(a, "%lld", (long long)json_integer_value(v));
	if (json_is_boolean(v))
		return json_is_true(v) ? "true" : "false";
	return NULL;
}

const char *
sign_json(struct arena *a, const char *json, const char *path)
{
	json_t *root = json_loads(json, JSON_REJECT_DUPLICATES, NULL);
	const json_t *at = root;
	const char *ret = NULL;

	while (at && *path) {
		size_t n = strcspn(path, ".");

		at = json_step(at, arena_dup(a, path, n));
		path += n;
		path += *path == '.';
	}
	if (at)
		ret = json_as_text(a, at);
	json_decref(root);
	return ret;
}
