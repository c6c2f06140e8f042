/*
 * job.c - a request while the HTTP thread has it: head read, guarded, routed, limits chosen, body collected.
 * Everything here is pure but for the arena and the body's memory; the HTTP library calls in through http.c.
 */
#include <stdlib.h>
#include <strings.h>

#include "base/log.h"
#include "base/text.h"
#include "store/store.h"
#include "web/web_int.h"
#include "base_msg.h"
#include "web_msg.h"

struct job *
job_new(struct web *w, const char *raw)
{
	struct arena *a = arena_new();
	struct job *j;

	if (!a)
		return NULL;
	j = NEW(a, struct job);
	j->web = w;
	j->raw = arena_str(a, raw);
	j->rq = (struct req){ .a = a, .web = w, .store = w->store, .env = w->env, .area = w->conf.area, .status = 200,
	    .type = "text/html; charset=utf-8", .no_store = true, .visitor = "", .session = "", .host = "",
	    .client = "", .path = "/", .input_type = "", .owner = "", .once = "", .verb = VERB_GET };
	j->rq.target = j->raw;
	out_init(&j->out, a);
	atomic_init(&j->state, JOB_LINE);
	return j;
}

void
job_free(struct job *j)
{
	if (!j)
		return;
	stream_end(j);
	ready_drop(j->page);
	atomic_fetch_sub(&j->web->bodies, j->capbody);
	free(j->body);
	arena_free(j->rq.a);		/* the job lies in it */
}

void
job_header(struct job *j, const char *name, size_t nname, const char *value, size_t nvalue)
{
	webguard_header(&j->guard, name, nname, value, nvalue);
	if (j->guard.status)
		return;
	if (j->nheads == j->capheads) {
		struct field *v;

		j->capheads = j->capheads ? j->capheads * 2 : 16;
		v = NEWN(j->rq.a, struct field, j->capheads);
		if (j->nheads)
			memcpy(v, j->heads, j->nheads * sizeof *v);
		j->heads = v;
	}
	j->heads[j->nheads++] = (struct field){ arena_dup(j->rq.a, name, nname), arena_dup(j->rq.a, value, nvalue) };
}

const char *
job_head_value(const struct job *j, const char *name)
{
	for (size_t i = 0; i < j->nheads; i++) {
		if (!strcasecmp(j->heads[i].name, name))
			return j->heads[i].value;
	}
	return "";
}

/* A header that may come in several lines, joined. */
static const char *
joined(struct job *j, const char *name, const char *between)
{
	struct out o;

	out_init(&o, j->rq.a);
	for (size_t i = 0; i < j->nheads; i++) {
		if (strcasecmp(j->heads[i].name, name))
			continue;
		if (o.len)
			out_str(&o, between);
		out_str(&o, j->heads[i].value);
	}
	return out_cstr(&o);
}

static bool
sane_token(const char *s, size_t min, size_t max)
{
	size_t n = strlen(s);

	if (n < min || n > max)
		return false;
	for (; *s; s++) {
		if (!((*s | 32) >= 'a' && (*s | 32) <= 'z') && !(*s >= '0' && *s <= '9') && *s != '-' && *s != '_')
			return false;
	}
	return true;
}

static void
read_cookies(struct job *j)
{
	struct req *rq = &j->rq;
	const char *all = joined(j, "Cookie", "; "), *s;
	bool secure = j->web->secure;

	if (!*all) {
		rq->lang = !strcmp(rq_query(rq, "lang"), "en") ? LANG_EN : LANG_ZH;
		return;
	}
	s = cookie_find(rq->a, all, cookie_name(rq->a, "visitor", secure));
	if (sane_token(s, 32, 32))
		rq->visitor = s;
	s = cookie_find(rq->a, all, cookie_name(rq->a, "session", secure));
	if (sane_token(s, 16, 200))
		rq->session = s;
	rq->elder = !strcmp(cookie_find(rq->a, all, cookie_name(rq->a, "mode", secure)), "elder");
	rq->acted = *cookie_find(rq->a, all, cookie_name(rq->a, "acted", secure)) != 0;
	s = cookie_find(rq->a, all, cookie_name(rq->a, "lang", secure));
	if (!*s)
		s = rq_query(rq, "lang");
	rq->lang = !strcmp(s, "en") ? LANG_EN : LANG_ZH;
}

static bool
read_target(struct job *j)
{
	struct req *rq = &j->rq;
	const char *mark = strchr(j->raw, '?');
	size_t n = mark ? (size_t)(mark - j->raw) : strlen(j->raw);
	const char *path = form_unescape(rq->a, j->raw, n, false);
	struct form q = { 0 };
	struct err e = OK;

	if (!path)
		return false;
	rq->path = path;
	if (mark)
		e = form_urlencoded(rq->a, (struct bytes){ (const unsigned char *)mark + 1, strlen(mark + 1) }, &q);
	rq->query = q.fields;
	rq->nquery = e.code ? 0 : q.nfields;
	return !e.code;
}

static bool
read_method(struct job *j)
{
	if (!strcmp(j->method, "POST"))
		j->rq.verb = VERB_POST;
	else if (strcmp(j->method, "GET") && strcmp(j->method, "HEAD"))
		return false;
	return true;
}

static void
find_route(struct job *j)
{
	struct req *rq = &j->rq;
	const char *path = arena_dup(rq->a, j->raw, strcspn(j->raw, "?"));

	j->found = router_find(j->web->router, rq->a, rq->verb, path);
	j->builtin = j->found.route && !j->found.route->right;
	rq->route = j->found.route;
	rq->params = j->found.params;
	rq->nparams = j->found.nparams;
}

/* Below a face cookies count for nothing: a browser that is led there acts for nobody. */
static void
find_face(struct job *j)
{
	struct req *rq = &j->rq;
	const char *path = strcmp(rq->path, "/") ? rq->path : j->raw;	/* a path that cannot be read gets its error in the format too */
	size_t n;

	for (const struct face *f = j->web->conf.faces; f && f->prefix; f++) {
		n = strlen(f->prefix);
		if (!strncmp(path, f->prefix, n) && (!path[n] || path[n] == '/'))
			rq->face = f;
	}
	if (!rq->face)
		return;
	rq->session = rq->visitor = "";
	rq->elder = false;
	rq->lang = rq_accept_lang(rq);
}

/* Flood limits. Loopback itself is exempt: a proxy there that is not in `trusted` would make one caller of all. */
static void
take_rate(struct job *j)
{
	struct web *w = j->web;
	int64_t now = web_monotonic();
	int wait;

	if (addr_loopback(j->rq.client))
		return;
	wait = rate_take(w->rate, j->rq.client, now);
	if (!wait && j->rq.verb == VERB_POST)
		wait = rate_take(w->posts, j->rq.client, now);
	if (!wait)
		return;
	j->refused = FAIL(429, M_web_err_429);
	rq_header(&j->rq, "Retry-After", arena_fmt(j->rq.a, "%d", wait));
	j->closing = true;
}

static void
choose_limit(struct job *j)
{
	const struct web_conf *c = &j->web->conf;
	unsigned flags = j->found.route ? j->found.route->flags : 0;
	size_t length = (size_t)j->guard.length;

	j->limit = flags & ROUTE_UPLOAD ? c->upload_max : flags & ROUTE_BIG ? BODY_BIG : BODY_SMALL;
	if (length <= j->limit)
		return;
	j->refused = FAIL(413, M_web_err_413);
	j->closing = true;
	/* a browser that is cut off while it sends never shows the answer: listen to the end, within reason */
	j->drain = length <= BODY_DRAIN;
}

void
job_head(struct job *j, const char *method, const char *version, const char *peer)
{
	struct req *rq = &j->rq;
	int status = webguard_head(&j->guard, version, j->raw);

	j->method = arena_str(rq->a, method);
	rq->client = arena_str(rq->a, peer);
	if (!status && !read_target(j))
		status = 400;
	if (!status)
		read_cookies(j);
	find_face(j);
	if (status) {
		j->refused = status == 431 ? FAIL(431, M_web_err_431) : FAIL(400, M_err_bad_request);
		j->closing = true;
		return;
	}
	rq->host = job_head_value(j, "Host");
	rq->client = addr_client(rq->a, &j->web->trusted, rq->client, joined(j, "X-Forwarded-For", ","));
	if (!read_method(j)) {
		j->found.verbs = 1u << VERB_GET | 1u << VERB_POST;
		j->refused = FAIL(405, M_web_err_405);
		j->closing = true;
		return;
	}
	find_route(j);
	choose_limit(j);
	if (!j->refused.code)
		take_rate(j);
	if (atomic_load(&j->web->stopping)) {
		j->refused = FAIL(503, M_err_busy);
		j->closing = true;
	}
}

static bool
body_room(struct job *j, size_t need)
{
	size_t cap = j->capbody ? j->capbody : 4096;
	unsigned char *p;

	if (need <= j->capbody)
		return true;
	while (cap < need)
		cap *= 2;
	if (atomic_fetch_add(&j->web->bodies, cap - j->capbody) + cap - j->capbody > BODY_TOTAL ||
	    !(p = realloc(j->body, cap))) {
		atomic_fetch_sub(&j->web->bodies, cap - j->capbody);
		return false;
	}
	j->body = p;
	j->capbody = cap;
	return true;
}

void
job_take(struct job *j, const char *p, size_t n)
{
	if (j->refused.code)
		return;
	if (j->nbody + n > j->limit) {			/* cannot be: the length said less */
		j->refused = FAIL(413, M_web_err_413);
		j->closing = true;
		return;
	}
	if (!body_room(j, j->nbody + n)) {
		j->refused = FAIL(503, M_err_busy);
		j->closing = true;
		return;
	}
	memcpy(j->body + j->nbody, p, n);
	j->nbody += n;
}

void
job_expect(struct job *j, bool on)
{
	if (j->expected == on)
		return;
	j->expected = on;
	store_expect(j->web->store, on ? 1 : -1);
}

bool
job_ready_inline(struct job *j)
{
	if (j->refused.code) {
		answer_plain(j, j->refused);
		return true;
	}
	return ready_answer(j) || static_answer(j);
}
