/*
 * ready.c - whole public pages kept ready, so that the thousand readers of a proposal do not make it a thousand times. A kept page
 * is right as long as nothing at all was written: store_version says so for every process's commits, before they are acknowledged,
 * and is read before the page's first statement. It is also made anew each minute, for what it says of time.
 *
 * Nobody gets somebody else's page: it is made with no visitor at hand, for readers who have none or have sent no form yet (the
 * cookie "acted"), and where a form's guard stands there is a mark of chance, for which each reader's own guard is put in.
 */
#include <stdlib.h>

#include "base/day.h"
#include "store/store.h"
#include "web/web_int.h"
#include "base_msg.h"

#define READY_SETS  1024
#define READY_WAYS  4
#define READY_BYTES ((size_t)16 << 20)		/* all together */
#define READY_PAGE  ((size_t)256 << 10)		/* a longer page is not kept */

struct ready {
	pthread_mutex_t lock;
	struct ready_page *v[READY_SETS][READY_WAYS];	/* the set by the key's hash; the newest comes first */
	size_t bytes, hand;			/* hand: the set where the next one to make room is looked for */
};

struct ready *
ready_new(void)
{
	struct ready *r = calloc(1, sizeof *r);

	if (r)
		pthread_mutex_init(&r->lock, NULL);
	return r;
}

void
ready_drop(struct ready_page *p)
{
	if (!p || atomic_fetch_sub(&p->holders, 1) > 1)
		return;
	http_answer_free(p->answer);
	free(p);				/* everything it points at lies behind it */
}

void
ready_free(struct ready *r)
{
	if (!r)
		return;
	for (size_t i = 0; i < READY_SETS * READY_WAYS; i++)
		ready_drop(r->v[i / READY_WAYS][i % READY_WAYS]);
	pthread_mutex_destroy(&r->lock);
	free(r);
}

/* ---- asking ---- */

static bool
may(const struct job *j)
{
	const struct req *rq = &j->rq;

	return rq->route && (rq->route->flags & ROUTE_READY) && rq->verb == VERB_GET && !rq->face && !j->closing && !*rq->session &&
		!cookie_acted(rq) && j->web->ready;
}

static const char *
key_of(const struct job *j)
{
	const struct req *rq = &j->rq;
	size_t n = strlen(rq->target);
	char *key = arena_alloc(rq->a, n + 3);

	key[0] = rq->lang == LANG_EN ? 'e' : 'z';
	key[1] = rq->elder ? 'E' : 's';
	memcpy(key + 2, rq->target, n);
	return key;
}

static struct ready_page **
set_of(struct ready *r, const char *key)
{
	uint32_t h = 2166136261u;			/* FNV-1a: who makes addresses meet only makes them be made anew */

	while (*key)
		h = (h ^ (unsigned char)*key++) * 16777619u;
	return r->v[(h ^ h >> 15) % READY_SETS];
}

static int64_t
minute_of(struct env *e)
{
	return env_now(e) / (60 * US_SECOND);
}

/* The kept bytes with this reader's own guards in them. */
static struct bytes
with_guards(struct req *rq, const struct ready_page *p)
{
	struct out o;
	size_t at = 0;

	out_init(&o, rq->a);
	for (size_t i = 0; i < p->nguards; i++) {
		out_put(&o, p->body.p + at, p->guards[i] - at);
		out_str(&o, form_guard(rq).s);
		at = p->guards[i];
	}
	out_put(&o, p->body.p + at, p->body.n - at);
	return out_failed(&o) ? (struct bytes){ 0 } : (struct bytes){ (const unsigned char *)out_cstr(&o), o.len };
}

/* The lock is held; the page is for the caller to let go. */
static struct ready_page *
page_find(struct ready *r, const char *key, uint32_t version, int64_t minute)
{
	struct ready_page **set = set_of(r, key);

	for (size_t i = 0; i < READY_WAYS; i++) {
		if (!set[i] || set[i]->version != version || set[i]->minute != minute || strcmp(set[i]->key, key))
			continue;
		atomic_fetch_add(&set[i]->holders, 1);
		return set[i];
	}
	return NULL;
}

bool
ready_answer(struct job *j)
{
	struct req *rq = &j->rq;
	struct ready *r = j->web->ready;
	struct ready_page *p;
	const char *key;

	if (!may(j))
		return false;
	key = key_of(j);			/* arena_alloc gives zeroes: it ends */
	pthread_mutex_lock(&r->lock);
	p = page_find(r, key, store_version(rq->store), minute_of(rq->env));
	pthread_mutex_unlock(&r->lock);
	if (!p)
		return false;
	j->page = p;
	rq->headers = p->heads;
	rq->nheaders = p->nheads;
	rq->body = p->nguards ? with_guards(rq, p) : p->body;
	if (!rq->body.p) {
		answer_plain(j, FAIL(503, M_err_busy));
		return true;
	}
	atomic_fetch_add(&j->web->from_ready, 1);
	return true;
}

/* ---- making ---- */

void
ready_begin(struct job *j)
{
	struct req *rq = &j->rq;

	if (j->lost || !may(j))
		return;
	j->version = store_version(rq->store);
	j->minute = minute_of(rq->env);
	j->reader = rq->visitor;
	rq->visitor = "";
	rq->ready = true;
}

void
ready_over(struct job *j)
{
	if (!j->rq.ready)
		return;
	j->rq.ready = false;
	j->rq.visitor = j->reader;
}

void
ready_acted(struct job *j)
{
	struct req *rq = &j->rq;

	if (rq->verb == VERB_POST && !rq->face && *rq->visitor && !rq->acted)
		rq_cookie(rq, "acted", "1", 365 * 86400);
}

/* Where the marks stand in what they are taken out of; their number. at may be NULL. */
static size_t
marks_find(struct bytes b, const char *mark, size_t *at)
{
	const unsigned char *hit = b.p, *end = b.p + b.n;
	size_t n = 0, nmark = strlen(mark);

	for (; (hit = memmem(hit, (size_t)(end - hit), mark, nmark)); hit += nmark, n++)
		if (at)
			at[n] = (size_t)(hit - b.p) - n * nmark;
	return n;
}

/* The byte behind the copy and its end. */
static char *
text_lay(char *to, const char *s)
{
	size_t n = strlen(s) + 1;

	memcpy(to, s, n);
	return to + n;
}

/* Name and value of each head behind one another at text; the byte behind them. */
static char *
heads_copy(struct ready_page *p, const struct field *heads, char *text)
{
	for (size_t i = 0; i < p->nheads; i++) {
		p->heads[i].name = text;
		text = text_lay(text, heads[i].name);
		p->heads[i].value = text;
		text = text_lay(text, heads[i].value);
	}
	return text;
}

/* A copy of the answer in one piece of memory, marks taken out. NULL: no memory. */
static struct ready_page *
page_of(struct job *j)
{
	struct req *rq = &j->rq;
	const char *key = key_of(j), *mark = j->web->guard_mark;
	size_t n = marks_find(rq->body, mark, NULL), nmark = strlen(mark), size, done = 0;
	struct ready_page *p;
	unsigned char *to;
	char *text;

	size = sizeof *p + n * sizeof *p->guards + rq->nheaders * sizeof *p->heads + strlen(key) + 1 + rq->body.n;
	for (size_t i = 0; i < rq->nheaders; i++)
		size += strlen(rq->headers[i].name) + strlen(rq->headers[i].value) + 2;
	p = malloc(size);
	if (!p)
		return NULL;
	*p = (struct ready_page){ .version = j->version, .minute = j->minute, .nheads = rq->nheaders, .nguards = n };
	atomic_init(&p->holders, 1);
	p->guards = (size_t *)(p + 1);
	marks_find(rq->body, mark, p->guards);
	p->heads = (struct field *)(p->guards + n);
	p->key = text = (char *)(p->heads + p->nheads);
	text = heads_copy(p, rq->headers, text_lay(text, key));
	to = (unsigned char *)text;
	p->body = (struct bytes){ to, rq->body.n - n * nmark };
	for (size_t i = 0; i <= n; i++) {
		size_t upto = i < n ? p->guards[i] : p->body.n;

		memcpy(to + done, rq->body.p + done + i * nmark, upto - done);
		done = upto;
	}
	return p;
}

/* The lock is held. */
static void
slot_empty(struct ready *r, struct ready_page **slot)
{
	if (!*slot)
		return;
	r->bytes -= (*slot)->body.n;
	ready_drop(*slot);
	*slot = NULL;
}

/* In the place of an older one of the same address, else of the set's oldest. */
static void
page_put(struct ready *r, struct ready_page *p)
{
	struct ready_page **set;
	size_t i;

	pthread_mutex_lock(&r->lock);
	set = set_of(r, p->key);
	for (i = 0; i < READY_WAYS - 1 && set[i] && strcmp(set[i]->key, p->key); i++)
		;
	slot_empty(r, &set[i]);
	memmove(set + 1, set, i * sizeof(*set));
	set[0] = NULL;
	for (; r->bytes + p->body.n > READY_BYTES; r->hand++)
		for (size_t w = 0; w < READY_WAYS; w++)
			slot_empty(r, &r->v[r->hand % READY_SETS][w]);
	atomic_fetch_add(&p->holders, 1);
	set[0] = p;
	r->bytes += p->body.n;
	pthread_mutex_unlock(&r->lock);
}

/* Only a whole, plain page: nothing written on the way, nothing given to this reader alone. */
static bool
is_plain(const struct req *rq)
{
	for (size_t i = 0; i < rq->nheaders; i++)
		if (!strcmp(rq->headers[i].name, "Set-Cookie"))
			return false;
	return rq->status == 200 && !rq->nfaults && !rq->group && !rq->secret && !rq->stream.next && rq->body.n <= READY_PAGE;
}

void
ready_keep(struct job *j)
{
	struct req *rq = &j->rq;
	struct ready_page *p;
	bool keep;

	if (!rq->ready)
		return;
	keep = is_plain(rq);
	ready_over(j);
	p = page_of(j);
	if (!p) {				/* marks must not leave the house */
		answer_plain(j, FAIL(503, M_err_busy));
		return;
	}
	if (keep && !p->nguards)
		p->answer = http_answer_new(p->body, p->heads, p->nheads);
	if (keep)
		page_put(j->web->ready, p);
	j->page = p;				/* this answer's own hold on it */
	rq->body = p->nguards ? with_guards(rq, p) : p->body;
	if (!rq->body.p)
		answer_plain(j, FAIL(503, M_err_busy));
}
