/*
 * answer.c - an answer on its way out: its headers, the plain pages that need nobody, and the parking of every
 * answer behind a write until its group is on disk.
 */
#include <strings.h>

#include "base/log.h"
#include "page_plain_html.h"
#include "store/store.h"
#include "web/frame.h"
#include "web/web_int.h"
#include "base_msg.h"

static const struct field always[] = {
	{ "Content-Security-Policy",
	  "default-src 'none'; style-src 'self'; img-src 'self' data:; media-src 'self'; script-src 'self'; form-action 'self'; "
	  "frame-ancestors 'none'; base-uri 'none'" },
	{ "X-Content-Type-Options", "nosniff" },
	/* same-origin: a unit's signed link must not travel to another site in a Referer */
	{ "Referrer-Policy", "same-origin" },
	{ "Cross-Origin-Opener-Policy", "same-origin" },
	{ "Cross-Origin-Resource-Policy", "same-origin" },
	{ "Permissions-Policy", "camera=(), microphone=(), geolocation=(self), payment=(), usb=()" },
};

static bool
has_header(const struct req *rq, const char *name)
{
	for (size_t i = 0; i < rq->nheaders; i++) {
		if (!strcasecmp(rq->headers[i].name, name))
			return true;
	}
	return false;
}

static void
header_default(struct req *rq, const char *name, const char *value)
{
	if (!has_header(rq, name))
		rq_header(rq, name, value);
}

void
answer_headers(struct job *j)
{
	struct req *rq = &j->rq;

	for (size_t i = 0; i < COUNT(always); i++)
		header_default(rq, always[i].name, always[i].value);
	if (j->web->secure)
		header_default(rq, "Strict-Transport-Security", "max-age=31536000; includeSubDomains");
	if (rq->no_store)
		header_default(rq, "Cache-Control", "no-store");
	if (rq->type && *rq->type)
		header_default(rq, "Content-Type", rq->type);
	if (rq->location && (rq->status == 201 || (rq->status >= 300 && rq->status < 400)))
		header_default(rq, "Location", rq->location);
	if (rq->status == 503)
		header_default(rq, "Retry-After", "10");
	if (rq->status == 405)
		header_default(rq, "Allow", j->found.verbs == 1u << VERB_POST ? "POST" :
			       j->found.verbs == 1u << VERB_GET ? "GET, HEAD" : "GET, HEAD, POST");
}

/* A refusal for the log: which route, which account, a mark of the address (the same for the same address until the site's secret
 * changes, and nothing else). Never the address itself, never the path: it may hold a token. */
static void
log_refused(struct req *rq)
{
	int s = rq->status;

	if (s == 400 || s == 401 || s == 403 || s == 413 || s == 429 || s == 431)
		log_event(LOG_WARN, "refused", "status=%d verb=%s route=%s account=%lld from=%s", s, rq->verb == VERB_POST ? "POST" : "GET",
			  rq->route ? rq->route->path : "-", (long long)(rq->web->gate && rq->web->gate->account ? rq->web->gate->account(rq) : 0),
			  rq_mark(rq));
}

/* What the out holds becomes the body, unless the handler gave one. */
static void
take_out(struct job *j)
{
	struct req *rq = &j->rq;

	if (!rq->body.p && !rq->stream.next)
		rq->body = (struct bytes){ (const unsigned char *)out_cstr(&j->out), j->out.len };
	answer_headers(j);
	log_refused(rq);
	ready_keep(j);
}

/* What a handler said before it failed is void, but for cookies: a visitor's new one is in the page's token.
 * A lost group takes its cookies with it (a session in it was never stored). */
static void
forget(struct job *j, struct err e)
{
	struct req *rq = &j->rq;
	size_t n = 0;

	for (size_t i = 0; i < rq->nheaders; i++) {
		const struct field *h = &rq->headers[i];
		bool cookie = !strcmp(h->name, "Set-Cookie") && (!j->lost || strstr(h->value, "visitor="));

		if (cookie || !strcmp(h->name, "Retry-After") || !strncmp(h->name, "RateLimit", 9))
			rq->headers[n++] = *h;
	}
	rq->nheaders = n;
	out_init(&j->out, rq->a);
	rq->body = (struct bytes){ 0 };
	stream_end(j);
	rq->stream = (struct stream){ 0 };
	rq->location = NULL;
	rq->status = e.code;
	rq->type = "text/html; charset=utf-8";
	rq->no_store = true;
	if (!rq->face)			/* a face names the fields in its error */
		rq->nfaults = 0;
}

void
answer_plain(struct job *j, struct err e)
{
	struct req *rq = &j->rq;

	forget(j, e);
	if (rq->face)
		rq->face->error(&j->out, rq, e);
	else
		page_plain_html(&j->out, rq, error_title(rq, e.code), tr(rq, e.key), error_advice(rq, e.code));
	take_out(j);
}

void
answer_error(struct job *j, struct err e)
{
	struct req *rq = &j->rq;

	forget(j, e);
	if (e.code >= 500)
		log_err("request_failed", e);
	if (rq->face) {
		rq->face->error(&j->out, rq, e);
		return;
	}
	/* what was typed comes back in the page whenever trying again can help */
	if (e.code >= 500 && rq->verb == VERB_POST && rq->nform && !rq->nuploads)
		page_again(&j->out, rq, e.key, NULL);
	else
		page_error(&j->out, rq, e);
	rq->status = e.code;
}

/* From the committing thread, or at once. */
static void
on_durable(void *arg, bool durable)
{
	struct job *j = arg;

	if (durable) {
		http_resume(j);
		return;
	}
	j->lost = true;
	queue_put(&j->web->queue, j, true);
}

void
answer_finish(struct job *j)
{
	struct req *rq = &j->rq;

	if (arena_failed(rq->a) || (!rq->body.p && out_failed(&j->out)))
		answer_plain(j, FAIL(503, M_err_busy));
	else
		take_out(j);
	rq->db = NULL;
	if (rq->group && !j->lost)
		store_park(j->web->store, rq->group, on_durable, j);
	else
		http_resume(j);
}
