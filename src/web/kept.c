/*
 * kept.c - pages that say what is wrong with a form, kept so that they can be gone back to. Sent straight to the POST, such a page
 * makes the browser's Back ask whether to send the form again; so the answer is a 303 to the page the form stood on, with
 * a code, and that GET shows what was kept (docs/decisions/0031-back.md). In memory alone, for one browser alone,
 * half an hour; the next form taken at the same address drops it, so that Back then shows how things stand.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/day.h"
#include "base/text.h"
#include "web/route.h"
#include "web/web_int.h"

#define KEPT_PAGES 128
#define KEPT_BYTES ((size_t)128 << 10)
#define KEPT_LONG  (30 * 60 * US_SECOND)
#define KEPT_SAFE  (2 * 60 * US_SECOND)	/* younger ones are not pushed out: somebody is reading them */
#define NAME       "_kept"

struct page {
	char code[33], owner[41];	/* code "": free */
	char *path;			/* the POST's */
	unsigned char *body;
	size_t n;
	int64_t at;			/* web_monotonic */
	enum lang lang;
	bool elder;
	int status;
};

struct kept {
	pthread_mutex_t lock;
	struct page v[KEPT_PAGES];
};

struct kept *
kept_new(void)
{
	struct kept *k = calloc(1, sizeof *k);

	if (k)
		pthread_mutex_init(&k->lock, NULL);
	return k;
}

/* What was typed may be a telephone number: it does not stay behind in free memory. */
static void
page_free(struct page *p)
{
	if (p->body)
		explicit_bzero(p->body, p->n);
	free(p->body);
	free(p->path);
	*p = (struct page){ 0 };
}

void
kept_free(struct kept *k)
{
	if (!k)
		return;
	for (size_t i = 0; i < KEPT_PAGES; i++)
		page_free(&k->v[i]);
	pthread_mutex_destroy(&k->lock);
	free(k);
}

/* The address without our own code in its query. */
static const char *
without_code(struct arena *a, const char *address)
{
	const char *q = strchr(address, '?'), *sep = "?";
	struct out o;

	if (!q)
		return address;
	out_init(&o, a);
	out_put(&o, address, (size_t)(q - address));
	while (*q) {
		size_t n = strcspn(++q, "&");

		if (n && strncmp(q, NAME "=", sizeof NAME) != 0) {
			out_str(&o, sep);
			out_put(&o, q, n);
			sep = "&";
		}
		q += n;
	}
	return out_cstr(&o);
}

/* Pages of a signed link say nothing of where they are (no-referrer): their forms are sent to the page's own address. */
static const char *
own_address(struct req *rq)
{
	const char *path = arena_dup(rq->a, rq->target, strcspn(rq->target, "?"));
	bool hides = false;

	for (size_t i = 0; i < rq->nheaders; i++)
		hides = hides || (strcmp(rq->headers[i].name, "Referrer-Policy") == 0 && strcmp(rq->headers[i].value, "no-referrer") == 0);
	if (!hides)
		return NULL;
	return router_find(rq->web->router, rq->a, VERB_GET, path).route && strlen(path) < 1500 ? path : NULL;
}

/* The page the form stood on, as every browser says under our Referrer-Policy; NULL when it is none of ours. */
static const char *
form_page(struct req *rq)
{
	const char *from = rq_head(rq, "Referer"), *host = strstr(from, "://"), *path;

	if (text_empty(from))
		return own_address(rq);
	if (!host)
		return NULL;
	host += 3;
	path = strchr(host, '/');
	if (!path || strlen(rq->host) != (size_t)(path - host) || memcmp(host, rq->host, (size_t)(path - host)) != 0)
		return NULL;
	path = rq_own_page(rq, without_code(rq->a, arena_dup(rq->a, path, strcspn(path, "#"))));
	return path && strlen(path) < 1500 ? path : NULL;
}

/* A free place, or that of the oldest page nobody will miss; NULL when all are young. The lock is held. */
static struct page *
place_for(struct kept *k, int64_t now)
{
	struct page *old = &k->v[0];

	for (size_t i = 0; i < KEPT_PAGES; i++) {
		if (!*k->v[i].code)
			return &k->v[i];
		if (k->v[i].at < old->at)
			old = &k->v[i];
	}
	if (now - old->at < KEPT_SAFE)
		return NULL;
	page_free(old);
	return old;
}

static bool
page_put(struct req *rq, struct out *o, const char *owner, const char *code)
{
	struct kept *k = rq->web->kept;
	int64_t now = web_monotonic();
	struct page p = { .n = o->len, .at = now, .lang = rq->lang, .elder = rq->elder, .status = rq->status, .path = strdup(rq->path),
		.body = malloc(o->len) }, *to;

	if (p.body && p.path) {
		memcpy(p.body, out_cstr(o), o->len);
		snprintf(p.owner, sizeof p.owner, "%s", owner);
		snprintf(p.code, sizeof p.code, "%s", code);
		pthread_mutex_lock(&k->lock);
		to = place_for(k, now);
		if (to)
			*to = p;
		pthread_mutex_unlock(&k->lock);
		if (to)
			return true;
	}
	page_free(&p);
	return false;
}

/* A form that was taken: what was kept of its earlier tries is over. */
static void
drop(struct req *rq, const char *owner)
{
	struct kept *k = rq->web->kept;

	pthread_mutex_lock(&k->lock);
	for (size_t i = 0; i < KEPT_PAGES; i++)
		if (*k->v[i].code && !strcmp(k->v[i].owner, owner) && !strcmp(k->v[i].path, rq->path))
			page_free(&k->v[i]);
	pthread_mutex_unlock(&k->lock);
}

void
kept_answer(struct req *rq, struct out *o)
{
	const char *owner = rq_owner(rq), *to;
	unsigned char id[16];
	const char *code;

	if (rq->verb != VERB_POST || rq->face || !*owner || !rq->web->kept)
		return;
	if (rq->status == 303)
		drop(rq, owner);
	if ((rq->status != 422 && rq->status != 409) || rq->secret || !rq->nfaults || rq->body.p || out_failed(o) || !o->len ||
		o->len > KEPT_BYTES)
		return;
	to = form_page(rq);
	if (!to)
		return;
	rq->env->random(rq->env, id, sizeof id);
	code = text_hex(rq->a, id, sizeof id);
	if (!page_put(rq, o, owner, code))
		return;
	out_init(o, rq->a);
	see_other(rq, arena_fmt(rq->a, "%s%c" NAME "=%s", to, strchr(to, '?') ? '&' : '?', code));
}

bool
kept_show(struct req *rq, struct out *o)
{
	const char *code = rq_query(rq, NAME), *owner = *code ? rq_owner(rq) : "";
	struct kept *k = rq->web->kept;
	int64_t now = web_monotonic();
	bool found = false;

	if (rq->verb != VERB_GET || !*owner || !k)
		return false;
	pthread_mutex_lock(&k->lock);
	for (size_t i = 0; i < KEPT_PAGES && !found; i++) {
		struct page *p = &k->v[i];

		if (!*p->code || strcmp(p->code, code) != 0 || strcmp(p->owner, owner) != 0)
			continue;
		if (now - p->at > KEPT_LONG || p->lang != rq->lang || p->elder != rq->elder)
			break;
		out_put(o, (const char *)p->body, p->n);
		rq->status = p->status;
		found = true;
	}
	pthread_mutex_unlock(&k->lock);
	return found;
}
