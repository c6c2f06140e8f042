/*
 * stream.c - an answer in pieces: a worker makes one piece, the HTTP thread sends it and asks for the next. In memory lies
 * one piece; the reader's snapshot keeps the file consistent with itself while others write.
 */
#include <time.h>

#include "base/log.h"
#include "store/store.h"
#include "web/web_int.h"
#include "base_msg.h"

struct flow {
	struct db *db;
	struct arena *a;		/* of one piece */
	struct out piece;
	size_t sent;			/* bytes of the piece already handed over */
	bool more, cut;
	int64_t until;			/* monotonic microseconds */
};

static int64_t
monotonic(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static struct err
piece_make(struct job *j)
{
	struct flow *f = j->flow;
	struct err e;

	arena_clear(f->a);
	out_init(&f->piece, f->a);
	f->sent = 0;
	f->more = false;
	j->rq.db = f->db;
	e = j->rq.stream.next(&j->rq, f->a, &f->piece, &f->more);
	if (!e.code && (out_failed(&f->piece) || arena_failed(j->rq.a)))
		e = FAIL(503, M_err_busy);
	return e;
}

struct err
stream_begin(struct job *j)
{
	struct flow *f = NEW(j->rq.a, struct flow);

	if (atomic_fetch_add(&j->web->streams, 1) >= STREAMS_MAX) {
		atomic_fetch_sub(&j->web->streams, 1);
		return FAIL(503, M_err_busy);
	}
	j->flow = f;
	f->a = arena_new();
	if (!f->a)
		return FAIL(503, M_err_busy);
	TRY(store_reader(j->web->store, &f->db));
	TRY(db_snapshot_begin(f->db));
	f->until = monotonic() + (int64_t)STREAM_SECONDS * 1000000;
	return piece_make(j);
}

bool
stream_work(struct job *j)
{
	struct flow *f = j->flow;
	struct err e;

	if (f->until < monotonic() || atomic_load(&j->web->stopping)) {
		log_event(LOG_WARN, "stream_cut", "path=%s", j->rq.path);
		f->cut = true;
		return true;
	}
	e = piece_make(j);
	if (e.code) {
		log_err("stream_failed", e);
		f->cut = true;
	}
	return f->cut || f->piece.len > 0 || !f->more;
}

size_t
stream_take(struct job *j, char *buf, size_t max)
{
	struct flow *f = j->flow;
	size_t n = !f || f->cut ? 0 : f->piece.len - f->sent;		/* no flow: a HEAD */

	if (n > max)
		n = max;
	if (n) {
		memcpy(buf, f->piece.p + f->sent, n);
		f->sent += n;
	}
	return n;
}

enum flow_state
stream_state(const struct job *j)
{
	if (!j->flow)
		return FLOW_END;
	return j->flow->cut ? FLOW_CUT : j->flow->more ? FLOW_MORE : FLOW_END;
}

void
stream_end(struct job *j)
{
	struct flow *f = j->flow;

	if (!f)
		return;
	j->flow = NULL;
	if (j->rq.stream.done)
		j->rq.stream.done(&j->rq);
	if (f->db) {
		db_snapshot_end(f->db);
		store_reader_close(f->db);
	}
	arena_free(f->a);
	atomic_fetch_sub(&j->web->streams, 1);
}
