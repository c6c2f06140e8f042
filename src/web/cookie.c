/*
 * cookie.c - this browser's cookies, and the CSRF token that hangs on them: a keyed hash of the session or,
 * before sign-in, of the visitor cookie. Names carry __Host- when the public address is https.
 */
#include "base/hash.h"
#include "base/text.h"
#include "web/web_int.h"

const char *
cookie_name(struct arena *a, const char *name, bool secure)
{
	return secure ? arena_fmt(a, "__Host-%s", name) : name;
}

const char *
cookie_find(struct arena *a, const char *header, const char *name)
{
	size_t n = strlen(name);

	for (const char *p = header; *p;) {
		size_t len;

		p += strspn(p, "; \t");
		len = strcspn(p, ";");
		if (len > n && !strncmp(p, name, n) && p[n] == '=') {
			while (len > n + 1 && (p[len - 1] == ' ' || p[len - 1] == '\t'))
				len--;
			return arena_dup(a, p + n + 1, len - n - 1);
		}
		p += len;
	}
	return "";
}

const char *
cookie_make(struct arena *a, const char *name, const char *value, int max_age, bool secure)
{
	for (const char *p = value; *p; p++)
		assert(*p > ' ' && *p < 127 && !strchr(";,\"\\", *p));
	return arena_fmt(a, "%s=%s; Path=/; Max-Age=%d; HttpOnly; SameSite=Lax%s", cookie_name(a, name, secure),
	    max_age < 0 ? "" : value, max_age < 0 ? 0 : max_age, secure ? "; Secure" : "");
}

void
rq_cookie(struct req *rq, const char *name, const char *value, int max_age)
{
	rq_header(rq, "Set-Cookie", cookie_make(rq->a, name, value, max_age, rq->web->secure));
}

/* A visitor's id begins with VISITOR_NEW since browsers that have sent a form carry the cookie "acted" beside it. */
#define VISITOR_NEW 'n'

bool
cookie_acted(const struct req *rq)
{
	return *rq->visitor && (rq->acted || *rq->visitor != VISITOR_NEW);
}

const char *
rq_visitor(struct req *rq)
{
	unsigned char id[16];

	assert(!rq->ready);
	if (!*rq->visitor) {
		rq->env->random(rq->env, id, sizeof id);
		rq->visitor = arena_fmt(rq->a, "%c%.31s", VISITOR_NEW, text_hex(rq->a, id, sizeof id));
		/* a year: drafts are kept 30 days, and a resident's own list hangs on it */
		rq_cookie(rq, "visitor", rq->visitor, 365 * 86400);
	}
	return rq->visitor;
}

static const char *
keyed(struct req *rq, const char *what, const char *value)
{
	unsigned char h[HASH_LEN];
	const char *s = arena_fmt(rq->a, "%s:%s", what, value);

	hash_bytes(h, s, strlen(s), rq->web->conf.secret, sizeof rq->web->conf.secret);
	return text_hex(rq->a, h, 20);
}

const char *
rq_mark(struct req *rq)
{
	return *rq->client ? arena_dup(rq->a, keyed(rq, "address", rq->client), 8) : "-";
}

const char *
rq_owner(struct req *rq)
{
	if (*rq->session)
		return keyed(rq, "owner-session", rq->session);
	return *rq->visitor ? keyed(rq, "owner-visitor", rq->visitor) : "";
}

const char *
csrf_token(struct req *rq)
{
	if (*rq->session)
		return keyed(rq, "csrf-session", rq->session);
	return keyed(rq, "csrf-visitor", rq_visitor(rq));
}

bool
csrf_ok(struct req *rq)
{
	const char *given = rq_form(rq, "_csrf"), *want;

	if (!*rq->session && !*rq->visitor)
		return false;
	want = csrf_token(rq);
	return strlen(given) == strlen(want) && hash_same(given, want, strlen(want));
}

struct html
secret_form_guard(struct req *rq)
{
	assert(!rq->ready);
	rq->secret = true;
	return (struct html){ arena_fmt(rq->a, "<input type=\"hidden\" name=\"_csrf\" value=\"%s\">", csrf_token(rq)) };
}

struct html
form_guard(struct req *rq)
{
	unsigned char key[16];

	if (rq->ready)
		return (struct html){ rq->web->guard_mark };
	rq->env->random(rq->env, key, sizeof key);
	return (struct html){ arena_fmt(rq->a,
	    "<input type=\"hidden\" name=\"_csrf\" value=\"%s\"><input type=\"hidden\" name=\"_key\" value=\"%s\">",
	    csrf_token(rq), text_hex(rq->a, key, sizeof key)) };
}
