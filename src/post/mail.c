/*
 * mail.c - one letter as one e-mail (RFC 5322, MIME): the headers nobody can break out of, text and HTML in base64.
 * Not here: the conversation with the server (net.c).
 */
#include "post/post_int.h"

#include "base/day.h"
#include "base/hash.h"
#include "base/text.h"
#include "post_msg.h"

/* Deliberately narrower than RFC 5322: what can be spoken to any server and holds nothing that ends a line. */
bool
mail_address_ok(const char *s)
{
	static const char local[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-/=?^_`{|}~.";
	static const char host[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.";
	size_t n = strspn(s, local), m;

	if (n == 0 || n > 64 || s[n] != '@' || s[0] == '.' || s[n - 1] == '.')
		return false;
	s += n + 1;
	m = strspn(s, host);
	return m > 0 && m <= 253 && s[m] == '\0' && s[0] != '.' && s[0] != '-' && s[m - 1] != '.' && !strstr(s, "..");
}

static bool
plain_ascii(const char *s)
{
	for (; *s; s++) {
		if ((unsigned char)*s < 0x20 || (unsigned char)*s > 0x7e)
			return false;
	}
	return true;
}

/*
 * RFC 2047 §2: encoded words, cut between characters, each on a line of at most 76 characters; `used` is what stands
 * before the first on its line.
 */
static const char *
encoded_words(struct arena *a, const char *p, size_t used)
{
	struct out o;

	out_init(&o, a);
	while (*p) {
		size_t n = strlen(p), room = (76 - used - 12) / 4 * 3;	/* 12: =?UTF-8?B? and its end */

		if (n > room) {
			n = room;
			while (((unsigned char)p[n] & 0xc0) == 0x80)
				n--;
		}
		if (o.len)
			out_str(&o, "\r\n ");
		out_fmt(&o, "=?UTF-8?B?%s?=", sign_b64(a, p, n));
		p += n;
		used = 1;			/* the fold's blank */
	}
	return out_cstr(&o);
}

const char *
mail_header_text(struct arena *a, const char *s, size_t used)
{
	const char *p = sign_line(a, s);

	if (plain_ascii(p) && strlen(p) + used <= 76 && !strstr(p, "=?"))
		return p;
	return encoded_words(a, p, used);
}

/* Base64 in lines of 76, of the text with CRLF line ends (RFC 2045 §6.8). */
static void
body_put(struct out *o, struct arena *a, const char *text)
{
	struct out crlf;
	const char *b64;
	size_t n;

	out_init(&crlf, a);
	for (; *text; text++) {
		if (*text == '\r')
			continue;
		out_str(&crlf, *text == '\n' ? "\r\n" : (char[]){ *text, '\0' });
	}
	out_str(&crlf, "\r\n");
	b64 = sign_b64(a, crlf.p, crlf.len);
	for (; *b64; b64 += n) {
		n = strnlen(b64, 76);
		out_put(o, b64, n);
		out_str(o, "\r\n");
	}
}

static void
part_put(struct out *o, struct arena *a, const char *type, const char *text)
{
	out_fmt(o, "Content-Type: %s; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n", type);
	body_put(o, a, text);
}

/* RFC 5322 §3.3, in the district's zone. Names of days and months are the protocol's, not the reader's. */
static const char *
date_text(struct arena *a, const struct env *env, int64_t us)
{
	static const char days[] = "MonTueWedThuFriSatSun", months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	int32_t day = day_of(env, us);
	int64_t seconds = (us - day_start(env, day)) / US_SECOND;
	int y, m, d, zone = env->zone_minutes, east = zone < 0 ? -zone : zone;

	day_to_ymd(day, &y, &m, &d);
	return arena_fmt(a, "%.3s, %02d %.3s %04d %02d:%02d:%02d %c%02d%02d", days + 3 * (day_weekday(day) - 1), d,
			 months + 3 * (m - 1), y, (int)(seconds / 3600), (int)(seconds / 60 % 60), (int)(seconds % 60),
			 zone < 0 ? '-' : '+', east / 60, east % 60);
}

static bool
unsubscribe_ok(const char *s)
{
	return strncmp(s, "https://", 8) == 0 && plain_ascii(s) && s[strcspn(s, " <>,\"\\")] == '\0' && strlen(s) < 900;
}

static void
headers_put(struct out *o, struct arena *a, const struct post_conf *c, const struct env *env, const struct post_row *row,
	    const char *to)
{
	if (text_empty(c->mail_name))
		out_fmt(o, "From: %s\r\n", c->mail_from);
	else
		out_fmt(o, "From: %s\r\n <%s>\r\n", encoded_words(a, sign_line(a, c->mail_name), 6), c->mail_from);
	out_fmt(o, "To: %s\r\n", to);
	if (!text_empty(c->mail_reply_to))
		out_fmt(o, "Reply-To: %s\r\n", c->mail_reply_to);
	out_fmt(o, "Subject: %s\r\n", mail_header_text(a, row->subject, 9));
	/* The time and id of the letter, not of this try: a second copy after a crash is known as the same. */
	out_fmt(o, "Date: %s\r\n", date_text(a, env, row->made_at));
	out_fmt(o, "Message-ID: <%lld.%lld%s>\r\n", (long long)row->letter, (long long)row->id, strchr(c->mail_from, '@'));
	out_str(o, "Auto-Submitted: auto-generated\r\n");	/* RFC 3834: holiday notices stay silent */
	if (unsubscribe_ok(row->unsubscribe))
		out_fmt(o, "List-Unsubscribe: <%s>\r\n", row->unsubscribe);
	out_str(o, "MIME-Version: 1.0\r\n");
}

const char *
mail_message(const struct post_conf *c, const struct env *env, struct arena *a, const struct post_row *row, const char *to,
	     size_t *len)
{
	struct out o;

	out_init(&o, a);
	headers_put(&o, a, c, env, row, to);
	if (text_empty(row->html)) {
		part_put(&o, a, "text/plain", row->text);
	} else {
		/* "=_" never occurs in base64, so the boundary cannot be in a part (RFC 2045 §6.7 note). */
		const char *edge = arena_fmt(a, "=_%llx", (unsigned long long)row->id);

		out_fmt(&o, "Content-Type: multipart/alternative; boundary=\"%s\"\r\n\r\n--%s\r\n", edge, edge);
		part_put(&o, a, "text/plain", row->text);
		out_fmt(&o, "\r\n--%s\r\n", edge);
		part_put(&o, a, "text/html", row->html);
		out_fmt(&o, "\r\n--%s--\r\n", edge);
	}
	*len = o.len;
	return out_cstr(&o);
}

static int
port_of(const struct post_conf *c)
{
	static const int usual[] = { 587, 465, 25 };

	return c->mail_port ? (int)c->mail_port : usual[c->mail_tls];
}

static struct err
mail_prepare(const struct post_conf *c, struct env *env, struct arena *a, const struct post_row *row, const char *address,
	     struct parcel *ret)
{
	bool six = strchr(c->mail_host, ':') != NULL;
	size_t n;

	if (text_empty(c->mail_host))
		return FAIL(500, M_post_err_off);
	if (!mail_address_ok(address))
		return FAIL(422, M_post_err_address);
	*ret = (struct parcel){ .mail = true, .from = c->mail_from, .to = address };
	ret->url = arena_fmt(a, six ? "%s://[%s]:%d/%s" : "%s://%s:%d/%s", c->mail_tls == 1 ? "smtps" : "smtp", c->mail_host,
			     port_of(c), strchr(c->mail_from, '@') + 1);
	ret->body.p = (const unsigned char *)mail_message(c, env, a, row, address, &n);
	ret->body.n = n;
	return OK;
}

const struct sender mail_sender = { "mail", mail_prepare, NULL };
