/*
 * web_int.h - the inside of the HTTP room: a job (one request on its way), the running server, and what its
 * files owe each other. Nothing here names the HTTP library: only http.c includes its header.
 */
#ifndef QIAO_WEB_INT_H
#define QIAO_WEB_INT_H

#include <pthread.h>
#include <stdatomic.h>

#include "web/web.h"
#include "web/form.h"
#include "web/guard.h"
#include "web/rate.h"
#include "web/route.h"

#define BODY_SMALL  ((size_t)64 << 10)
#define BODY_BIG    ((size_t)1 << 20)
#define BODY_UPLOAD ((size_t)24 << 20)
#define BODY_DRAIN  ((size_t)64 << 20)		/* read and thrown away, so that the browser sees the 413 */
#define BODY_TOTAL  ((size_t)256 << 20)		/* of all requests together */
#define HEAD_MAX    ((size_t)16 << 10)
#define HEAD_POOL   ((size_t)32 << 10)		/* the library's memory per connection: more head is 431 */
#define CONN_MAX    6000			/* 4,000 that trickle leave room for those who come in earnest */
#define CONN_ONE    400				/* of one address, where no proxy stands before us */
#define FDS_OWN     200				/* descriptors for everything that is no connection */
#define QUEUE_MAX   256
#define WORKERS_MAX 32

enum job_state { JOB_LINE, JOB_BODY, JOB_QUEUED, JOB_ANSWERED, JOB_SENT };

/*
 * struct job - one request from its first line to the last byte of its answer. One owner at a time: the HTTP
 * thread (LINE, BODY), a worker (QUEUED), the committing thread (parked), the HTTP thread again (ANSWERED).
 */
struct job {
	struct req rq;			/* first: job_of() */
	struct web *web;
	struct job *next;		/* in the queue */
	void *con;			/* the library's connection */
	struct conn *conn;		/* ours: deadlines */
	_Atomic(enum job_state) state;
	struct webguard guard;
	const char *raw;		/* request target as it came */
	const char *method;
	struct field *heads;
	size_t nheads, capheads;
	struct found found;		/* what the router said */
	bool builtin, closing;		/* builtin: a page of this room; closing: the connection ends with this answer */
	bool expected;			/* counted by store_expect: it may write when a worker takes it */
	bool lost;			/* its group was not committed: the worker renders the 503 */
	struct err refused;		/* said before any worker: guard, limits */
	unsigned char *body;		/* malloc: may be big */
	size_t nbody, capbody, limit;
	bool drain;
	struct out out;
	struct ready_page *page;	/* ready.c: answered with this kept page; held until the job ends */
	const char *reader;		/* rq.visitor, while rq.ready hides it */
	uint32_t version;		/* of the file, and the minute, before rq.ready's first statement */
	int64_t minute;
	struct flow *flow;		/* stream.c: an answer sent in pieces; NULL: a whole one */
};

static inline struct job *
job_of(const struct req *rq)
{
	return (struct job *)(uintptr_t)rq;
}

/* queue.c: first in, first out; several workers take. */
struct queue {
	pthread_mutex_t lock;
	pthread_cond_t some;
	struct job *head, *tail;
	size_t n, max;
	bool stopping;
};
void queue_init(struct queue *q, size_t max);
void queue_release(struct queue *q);
bool queue_put(struct queue *q, struct job *j, bool force);	/* false: full (never with force) */
struct job *queue_take(struct queue *q);			/* NULL: stopping and empty */
void queue_stop(struct queue *q);

struct kept;
struct ready;

struct web {
	struct web_conf conf;
	struct store *store;
	struct env *env;
	const struct gate *gate;
	const struct menu_item *menu;
	struct arena *a;			/* route tables, made at start, never written afterwards */
	struct router *router;			/* our own pages (/set, /healthz) too: rows without a right */
	struct nets trusted;
	struct rate *rate, *posts, *named;
	struct kept *kept;			/* NULL: no memory for it, faults answer the POST itself */
	struct ready *ready;			/* NULL: no memory for it, each page is made anew */
	bool secure;				/* the public address is https */
	const char *guard_mark;			/* stands for a form's guard in a page that is kept; made of chance at the start */
	struct queue queue;
	pthread_t worker[WORKERS_MAX];
	int nworkers;
	struct http *http;
	atomic_size_t bodies;			/* bytes held in bodies */
	atomic_int open, flying;		/* requests not ended; of these: suspended */
	atomic_int streams;
	atomic_bool stopping;
	int64_t started;
	struct nets metrics;			/* who may read the figures, beside this machine */
	atomic_uint_fast64_t answers[6];	/* by the first digit of their status */
	atomic_uint_fast64_t from_ready;	/* of these: pages that were kept ready */
};

/* http.c */
struct err http_start(struct web *w);
void http_quiesce(struct web *w);	/* takes no new connections */
void http_stop(struct web *w);
int http_port(const struct http *h);
void http_resume(struct job *j);	/* from any thread: the answer is ready. The job is not ours any more. */
void *http_answer_new(struct bytes b, const struct field *heads, size_t n);	/* to send the same bytes often; NULL: no memory */
void http_answer_free(void *answer);	/* NULL is allowed; what is being sent goes on, its bytes must last */

/* web.c: microseconds of a clock that never goes back; for pauses and limits, not for records. */
int64_t web_monotonic(void);

/* job.c: from head to queue, called by http.c. */
struct job *job_new(struct web *w, const char *raw);
void job_free(struct job *j);
void job_header(struct job *j, const char *name, size_t nname, const char *value, size_t nvalue);
/* The head is complete: guard, addresses, cookies, route, limits. peer: the socket's address as text. */
void job_head(struct job *j, const char *method, const char *version, const char *peer);
void job_take(struct job *j, const char *p, size_t n);		/* body bytes */
/* The request is complete. True: the answer is in j already, no worker is needed (refused, static file). */
bool job_ready_inline(struct job *j);
void job_expect(struct job *j, bool on);	/* a form is on its way to the write section, or is past it */

/* dispatch.c */
void dispatch(struct job *j, struct db *db);
void *worker_main(void *web);

/* answer.c */
void answer_finish(struct job *j);		/* parks until the group is on disk, then resumes */
void answer_plain(struct job *j, struct err e);	/* a page without frame, database or gate */
void answer_error(struct job *j, struct err e);	/* a page with all of them */
void answer_headers(struct job *j);		/* completes rq.headers: security, caching, type */
const char *job_head_value(const struct job *j, const char *name);

/* stream.c: an answer in pieces. The HTTP thread sends what a worker made; they never touch the flow at the same time. */
struct err stream_begin(struct job *j);		/* worker: snapshot, first piece; its error is the answer's */
bool stream_work(struct job *j);		/* worker: the next piece; false: nothing to send yet, queue it again */
size_t stream_take(struct job *j, char *buf, size_t max);	/* HTTP thread; 0: the piece is used up */
enum flow_state { FLOW_MORE, FLOW_END, FLOW_CUT };
enum flow_state stream_state(const struct job *j);
void stream_end(struct job *j);			/* gives back reader and memory; flow may be NULL */

/* cookie.c */
const char *cookie_find(struct arena *a, const char *header, const char *name);	/* "" when absent */
const char *cookie_make(struct arena *a, const char *name, const char *value, int max_age, bool secure);
const char *cookie_name(struct arena *a, const char *name, bool secure);	/* with __Host- */
const char *rq_owner(struct req *rq);		/* keyed hash of session or visitor, "" without both */
bool cookie_acted(const struct req *rq);	/* this browser has sent a form before (or its visitor cookie is of an older make) */
bool csrf_ok(struct req *rq);
const char *csrf_token(struct req *rq);		/* sets the visitor cookie when there is neither */

/* kept.c: pages with a form's faults, shown by a GET so that Back never asks to send again. */
struct kept *kept_new(void);			/* NULL: no memory */
void kept_free(struct kept *k);
void kept_answer(struct req *rq, struct out *o);	/* after a handler: a page of faults becomes a 303 to it */
bool kept_show(struct req *rq, struct out *o);	/* true: o holds the kept page this GET asks for */

/*
 * ready.c: whole pages that everybody sees alike, kept until anything is written. j->page is an answer that was kept: without forms
 * (page->answer) the library sends it as it is, else its bytes and heads, with fresh guards, are in j->rq.
 */
struct ready_page {
	atomic_int holders;			/* the table, and each job that is being answered with it */
	uint32_t version;			/* of the file, before the page was made */
	int64_t minute;				/* of the district's clock: what a page says of time it says in minutes */
	char *key;				/* address, language, mode */
	struct field *heads;
	size_t nheads;
	struct bytes body;			/* without the guards */
	size_t *guards, nguards;		/* where in body they belong */
	void *answer;				/* http_answer_new's, of a page without guards; else NULL */
};
struct ready *ready_new(void);			/* NULL: no memory */
void ready_free(struct ready *r);
bool ready_answer(struct job *j);		/* true: the answer is in j. From the HTTP thread or a worker */
void ready_begin(struct job *j);		/* worker, before the first statement: hides the visitor when the page may be kept */
void ready_over(struct job *j);			/* the handler failed: the answer is this reader's alone */
void ready_keep(struct job *j);			/* the whole answer is in j: keeps it when it may be, then puts this reader's guards in */
void ready_acted(struct job *j);		/* a form was sent: from now on this browser may have something of its own */
void ready_drop(struct ready_page *p);		/* a job lets go; NULL is allowed */

/* static.c: true when the path is a static file's (found or not); the answer is in j. */
bool static_answer(struct job *j);

/* page.c: our own pages. */
extern const struct route web_routes[];

const char *path_ours(struct arena *a, const char *s);	/* s when it leads nowhere else and is safe in a header, else NULL */

#endif
