/* council_witness_web.c - the page of witnesses, and the door where other Qiaos hand us their roots. */
#include "services/council/council.h"

#include "base/day.h"
#include "base/text.h"
#include "council_witness_html.h"
#include "matter/matter.h"
#include "services/council/council_scope.h"
#include "services/council/council_witness.h"
#include "base_msg.h"
#include "council_witness_msg.h"
#include "witness_msg.h"

static const char *
host_of(struct arena *a, const char *url)
{
	const char *at = strstr(url, "://");

	at = at ? at + 3 : url;
	return arena_dup(a, at, strcspn(at, "/"));
}

static struct err
witness_get(struct req *rq, struct out *o)
{
	const struct witness_conf *c = matter_witness();
	struct witness_view v = { .host = host_of(rq->a, c->url), .key = witness_key(rq->a, c), .admin = scope_of(rq, RIGHT_OUTBOX) >= 0 };

	TRY(witness_states(rq->db, rq->a, rq->area, v.states));
	for (int k = 0; k < WITNESS_KINDS; k++)
		v.any = v.any || v.states[k].on;
	v.sites = NEWN(rq->a, struct witness_site, c->allow.n + 1);
	for (; v.nsites < c->allow.n; v.nsites++) {
		v.sites[v.nsites].name = c->allow.v[v.nsites].name;
		TRY(foreign_site(rq->db, rq->a, rq->area, v.sites[v.nsites].name, &v.sites[v.nsites].n));
	}
	page_begin(o, rq, tr(rq, M_witnessed_title));
	council_witness_html(o, rq, &v);
	page_end(o, rq);
	return OK;
}

/* The lines that `qiao verify --published` takes. */
static struct err
site_text(struct req *rq, struct out *o)
{
	struct foreign_list_rows rows;

	TRY(foreign_list(rq->db, rq->a, rq->area, rq_param(rq, "site"), &rows));
	if (rows.n == 0)
		return FAIL(404, M_err_not_found);
	rq->type = "text/plain; charset=utf-8";
	for (size_t i = 0; i < rows.n; i++)
		out_fmt(o, "%s %lld %s\n", day_iso(rq->a, (int32_t)rows.v[i].day), (long long)rows.v[i].upto_no,
			text_hex(rq->a, rows.v[i].root.p, rows.v[i].root.n));
	return OK;
}

struct taking {
	const char *json;
	int64_t kept;
	bool clash;
};

static struct err
take_tx(struct db *w, struct req *rq, void *ctx)
{
	struct taking *t = ctx;

	rq_goto(rq, "/witness");
	return witness_take(w, rq->a, rq->env, rq->area, t->json, &t->kept, &t->clash);
}

/* Sent again it changes nothing; a second value for a day is kept beside the first, and said. */
static struct err
witness_post(struct req *rq, struct out *o)
{
	struct taking t = { .json = arena_dup(rq->a, rq->input.p ? (const char *)rq->input.p : "", rq->input.n) };
	struct err e = tx_run(rq, take_tx, &t);

	if (e.code >= 500)
		return e;
	rq->location = NULL;
	rq->type = "application/json";
	rq->status = e.code ? e.code : t.clash ? 409 : 200;
	if (e.code || t.clash)
		out_fmt(o, "{\"error\":\"%s\"}\n", msg_text(LANG_EN, e.code ? e.key : M_witness_err_twice));
	else
		out_fmt(o, "{\"kept\":%lld}\n", (long long)t.kept);
	return OK;
}

static const struct route routes[] = {
	{ VERB_GET, "/witness", RIGHT_PUBLIC, NULL, witness_get, "Who keeps our daily roots, and whose we keep.", 0 },
	{ VERB_GET, "/witness/:site/roots.txt", RIGHT_PUBLIC, NULL, site_text, "The roots we keep for another site, as lines.", 0 },
	{ VERB_POST, "/witness", RIGHT_PUBLIC, NULL, witness_post, "Another Qiao hands us its roots, signed.", ROUTE_NO_CSRF },
	{ 0 }
};

const struct route *
council_witness_routes(void)
{
	return routes;
}
