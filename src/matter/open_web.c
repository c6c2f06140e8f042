/* open_web.c - open data over HTTP, for every service that has some. Not here: who may read it, and for how long a copy is right. */
#include "matter/open_web.h"

#include "base/day.h"
#include "base_msg.h"

static struct err
run_next(struct req *rq, struct arena *a, struct out *o, bool *more)
{
	return open_next(rq->stream.ctx, rq->db, a, o, more);
}

static void
run_done(struct req *rq)
{
	open_end(rq->stream.ctx);
}

struct err
open_asked(struct req *rq, const struct open_set *sets, struct open_run **ret)
{
	struct open_run *r = NEW(rq->a, struct open_run);
	const char *name = rq_param(rq, "file"), *dot = strchr(name, '.');

	*r = (struct open_run){ .a = rq->a, .env = rq->env, .area = rq->area, .lang = rq->lang };
	if (dot && open_format_find(dot + 1, &r->format))
		r->set = open_set_find(sets, arena_dup(rq->a, name, (size_t)(dot - name)));
	if (!r->set || !(r->set->formats & 1u << r->format))
		return FAIL(404, M_err_not_found);
	*ret = r;
	return OK;
}

void
open_send(struct req *rq, struct open_run *r)
{
	rq_save_as(rq, open_formats[r->format].type, arena_fmt(rq->a, "%s-%s.%s", r->set->id,
		day_iso(rq->a, day_of(rq->env, env_now(rq->env))), open_formats[r->format].ext));
	open_begin(r);
	rq->stream = (struct stream){ run_next, run_done, r };
}
