/*
 * dispatch.c - one request in a worker's hands: form → caller → token → objects → right → handler. A handler
 * starts only when all of that is settled.
 */
#include "base/log.h"
#include "base/text.h"
#include "store/store.h"
#include "web/frame.h"
#include "web/web_int.h"
#include "base_msg.h"
#include "web_msg.h"

static struct err
read_form(struct job *j)
{
	struct req *rq = &j->rq;
	const char *type = job_head_value(j, "Content-Type"), *boundary;
	struct bytes in = { j->body, j->nbody };
	struct form f = { 0 };

	rq->input = in;
	rq->input_type = type;
	if (!in.n)
		return OK;
	if (form_type_is(type, "application/x-www-form-urlencoded"))
		TRY(form_urlencoded(rq->a, in, &f));
	else if ((boundary = form_boundary(rq->a, type)))
		TRY(form_multipart(rq->a, in, boundary, &f));
	else if (!rq->route || !(rq->route->flags & ROUTE_NO_CSRF))
		return FAIL(400, M_err_bad_request);
	if (f.nuploads && !(rq->route && rq->route->flags & ROUTE_UPLOAD))
		return FAIL(400, M_err_bad_request);
	for (size_t i = 0; i < f.nfields; i++)
		f.fields[i].value = text_clean(rq->a, f.fields[i].value);
	rq->form = f.fields;
	rq->nform = f.nfields;
	rq->uploads = f.uploads;
	rq->nuploads = f.nuploads;
	return OK;
}

/*
 * True when the browser says that another site made this request. Asked only when the token is wrong: that site's
 * form must not come back under our name with a button that sends it.
 */
static bool
from_elsewhere(struct req *rq)
{
	const char *site = rq_head(rq, "Sec-Fetch-Site"), *origin = rq_head(rq, "Origin"), *host;

	if (!strcmp(site, "cross-site") || !strcmp(site, "same-site"))
		return true;
	if (!strcmp(site, "same-origin"))	/* a page that sends no referrer has "null" as its origin */
		return false;
	if (!*origin || !strcmp(origin, rq->web->conf.public_url))
		return false;
	host = strstr(origin, "://");
	return !host || strcmp(host + 3, rq->host) != 0;
}

/* The gate says no. A form somebody unknown has filled in is kept: they sign in beside it and send it again. */
static struct err
refused(struct req *rq, struct out *o)
{
	const struct gate *g = rq->web->gate;
	const char *way;

	if (rq->face)
		return rq->caller ? FAIL(403, M_err_forbidden) : FAIL(401, M_web_err_401);
	if (!g->refused)
		return FAIL(403, M_err_forbidden);
	TRY(g->refused(rq, o));
	if (rq->verb != VERB_POST || rq->caller || rq->status != 303 || !rq->nform || rq->nuploads)
		return OK;
	way = rq->location;
	rq->location = NULL;
	rq->status = 403;
	out_init(o, rq->a);
	page_again(o, rq, M_web_again_signin, way);
	return OK;
}

/* True: the caller must first prove again who they are; the answer leads there, and a form is kept beside it. */
static bool
proof_first(struct req *rq, struct out *o)
{
	const struct gate *g = rq->web->gate;
	const char *way = rq->caller && rq->route->flags & ROUTE_PROVED && g->again ? g->again(rq) : NULL;

	if (!way)
		return false;
	if (rq->verb == VERB_GET || rq->nuploads) {
		see_other(rq, way);
		return true;
	}
	rq->status = 403;
	page_again(o, rq, M_web_again_proof, way);
	return true;
}

static struct err
run(struct job *j)
{
	struct req *rq = &j->rq;
	const struct route *t = rq->route;
	const struct gate *g = j->web->gate;

	if (rq->verb == VERB_POST)
		TRY(read_form(j));
	TRY(rq->face ? rq->face->caller(rq) : g->caller(rq));
	if (!t)
		return j->found.verbs ? FAIL(405, M_web_err_405) : FAIL(404, M_err_not_found);
	if (t->verb == VERB_POST && !(t->flags & ROUTE_NO_CSRF) && !csrf_ok(rq)) {
		if (from_elsewhere(rq))
			return FAIL(403, M_web_err_elsewhere);
		rq->status = 403;
		page_again(&j->out, rq, rq->nuploads ? M_web_again_files : M_web_again_token, NULL);
		return OK;
	}
	if (t->load)
		TRY(t->load(rq));
	if (!j->builtin && !g->may(rq, t->right))
		return refused(rq, &j->out);
	if (proof_first(rq, &j->out))
		return OK;
	if (kept_show(rq, &j->out))
		return OK;
	return t->handler(rq, &j->out);
}

void
dispatch(struct job *j, struct db *db)
{
	struct err e;

	if (ready_answer(j)) {			/* somebody else's worker has just made it */
		http_resume(j);
		return;
	}
	j->rq.db = db;
	ready_begin(j);
	e = j->lost ? FAIL(503, M_err_full) : run(j);
	job_expect(j, false);
	if (!e.code && j->rq.stream.next && strcmp(j->method, "HEAD") != 0)
		e = stream_begin(j);
	if (e.code)
		ready_over(j);
	if (e.code)
		answer_error(j, e);
	else if (j->rq.nfaults && j->rq.status == 200)
		j->rq.status = 422;
	if (!e.code)
		kept_answer(&j->rq, &j->out);
	ready_acted(j);
	answer_finish(j);
}

void *
worker_main(void *arg)
{
	struct web *w = arg;
	struct db *db = NULL;
	struct job *j;

	while ((j = queue_take(&w->queue))) {
		struct err e;

		if (j->flow) {
			if (stream_work(j))
				http_resume(j);
			else
				queue_put(&w->queue, j, true);
			continue;
		}
		e = db ? OK : store_reader(w->store, &db);

		if (e.code) {
			log_err("reader_failed", e);
			job_expect(j, false);
			answer_plain(j, FAIL(503, M_err_busy));
			http_resume(j);
			continue;
		}
		dispatch(j, db);
	}
	if (db)
		store_reader_close(db);
	return NULL;
}
