/*
 * webhook.c - a JSON body to another program's address, signed as "Standard Webhooks" describes
 * (webhook-id, webhook-timestamp, webhook-signature: v1,base64(HMAC-SHA256(id.timestamp.body))), so that receivers
 * can use an existing library. Any 2xx means received.
 */
#include "post/post_int.h"

#include "base/day.h"
#include "base/text.h"
#include "post_msg.h"

/* "whsec_BASE64" is a key in base64; anything else is the key itself. */
static struct bytes
key_of(struct arena *a, const char *secret)
{
	size_t n;
	unsigned char *p;

	if (strncmp(secret, "whsec_", 6) == 0) {
		p = sign_unb64(a, secret + 6, &n);
		if (p)
			return (struct bytes){ p, n };
	}
	return (struct bytes){ (const unsigned char *)secret, strlen(secret) };
}

static struct err
webhook_prepare(const struct post_conf *c, struct env *env, struct arena *a, const struct post_row *row,
		const char *address, struct parcel *ret)
{
	const char *url, *secret, *id, *signed_text;
	long long now = env_now(env) / US_SECOND;
	unsigned char mac[32];
	struct bytes key;

	TRY(robot_address(c, a, POST_WEBHOOK, address, &url, &secret));
	if (text_empty(secret))
		secret = c->webhook_secret;
	if (text_empty(secret))
		return FAIL(500, M_post_err_off);		/* never an unsigned one */
	key = key_of(a, secret);
	id = arena_fmt(a, "msg_%lld", (long long)row->id);
	signed_text = arena_fmt(a, "%s.%lld.%s", id, now, row->text);
	sign_sha256(mac, key.p, key.n, signed_text, strlen(signed_text));

	*ret = (struct parcel){ .url = url, .method = "POST" };
	ret->headers = NEWN(a, const char *, 6);
	ret->headers[0] = "Content-Type: application/json; charset=utf-8";
	ret->headers[1] = arena_fmt(a, "webhook-id: %s", id);
	ret->headers[2] = arena_fmt(a, "webhook-timestamp: %lld", now);
	ret->headers[3] = arena_fmt(a, "webhook-signature: v1,%s", sign_b64(a, mac, sizeof(mac)));
	ret->headers[4] = arena_fmt(a, "webhook-event: %s", sign_line(a, row->purpose));
	ret->body = (struct bytes){ (const unsigned char *)row->text, strlen(row->text) };
	return OK;
}

const struct sender webhook_sender = { "webhook", webhook_prepare, NULL };
