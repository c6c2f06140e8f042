/* metrics_web.c - GET /metrics: the process's figures for Prometheus. Counts and times only; nobody's name, number or words. */
#include "main/rooms.h"

#include "people/rights.h"
#include "post/post.h"
#include "store/store.h"
#include "web/web.h"
#include "base_msg.h"

static struct err
metrics_get(struct req *rq, struct out *o)
{
	struct store_counts c;

	if (!web_metrics_may(rq))
		return FAIL(404, M_err_not_found);
	store_counts(rq->store, &c);
	rq->type = "text/plain; version=0.0.4; charset=utf-8";
	web_metrics(rq->web, o);
	out_fmt(o, "# HELP qiao_write_groups_total Commits: one flush of the disk for all sections of a group.\n"
		"# TYPE qiao_write_groups_total counter\nqiao_write_groups_total %llu\n", (unsigned long long)c.groups);
	out_fmt(o, "# HELP qiao_readers Open readers of the database.\n# TYPE qiao_readers gauge\nqiao_readers %d\n", c.readers);
	return post_metrics(rq->db, rq->a, rq->area, o);
}

const struct route *
metrics_routes(void)
{
	static const struct route routes[] = {
		{ VERB_GET, "/metrics", RIGHT_PUBLIC, NULL, metrics_get, "The process's figures, for this machine and addresses named in the settings.", 0 },
		{ 0 }
	};

	return routes;
}
