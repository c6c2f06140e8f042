/* finance_fair_web.c - fairs as everybody reads them: the list, one fair, its poster, calendars. */
#include "services/finance/finance.h"

#include "base/day.h"
#include "base/text.h"
#include "base_msg.h"
#include "finance_fair_html.h"
#include "finance_fair_msg.h"
#include "finance_fair_poster_html.h"
#include "finance_fairs_html.h"
#include "formats/ics.h"
#include "services/finance/finance_fair_view.h"

static struct err
list_get(struct req *rq, struct out *o)
{
	struct fairs_view v = { .bureau = people_may(rq->db, rq->area, rq->caller, RIGHT_FAIR, 0) };
	struct fair_row_rows rows;
	int64_t now = env_now(rq->env);

	TRY(fair_list(rq->db, rq->a, rq->area, FAIR_LIST, &rows));
	v.v = NEWN(rq->a, struct fair_view, rows.n + 1);
	for (int past = 0; past < 2; past++)
		for (size_t i = 0; i < rows.n; i++) {
			/* what comes next stands first; what was held, the newest first */
			const struct fair_row *r = &rows.v[past ? i : rows.n - 1 - i];
			struct fair_view *f = &v.v[v.n];
			bool over = r->closed || r->ends < now;

			if (over != (past == 1))
				continue;
			f->r = *r;
			TRY(fair_firms_open(rq->db, rq->a, rq->env, rq->area, r, &f->open));
			if (r->closed)
				TRY(fair_sums(rq->db, rq->a, rq->area, r->id, &f->sums));
			v.n++;
			v.coming += !past;
		}
	rq->nav = "home";
	page_begin(o, rq, tr(rq, M_fair_title));
	finance_fairs_html(o, rq, &v);
	page_end(o, rq);
	return OK;
}

static struct err
fair_page(struct req *rq, struct out *o)
{
	const struct fair_view *v = rq_fair(rq);

	rq->nav = "home";
	page_begin(o, rq, v->r.title);
	finance_fair_html(o, rq, v);
	page_end(o, rq);
	return OK;
}

static struct err
poster_get(struct req *rq, struct out *o)
{
	struct fair_poster_view v = { .f = rq_fair(rq), .url = fair_url(rq, rq_fair(rq)->r.path), .heading = rq_fair(rq)->r.title,
		.scan = tr(rq, M_fair_scan) };

	TRY(fair_qr(rq, v.f->r.path, &v.qr, &v.qr_side));
	rq->nav = "home";
	page_begin(o, rq, trf(rq, M_fair_poster_of, v.f->r.title, NULL));
	finance_fair_poster_html(o, rq, &v);
	page_end(o, rq);
	return OK;
}

/* ---- calendars ---- */

static void
event_put(struct req *rq, struct out *ics, const struct fair_row *f)
{
	const struct ics_event e = { .uid = arena_fmt(rq->a, "fair-%lld@%lld.qiao", (long long)f->id, (long long)rq->area), .stamp = f->changed,
		.starts = f->starts, .ends = f->ends, .sequence = f->sequence, .cancelled = strcmp(f->state, "cancelled") == 0, .title = f->title,
		.place = f->venue, .words = f->intro, .url = fair_url(rq, f->path) };

	ics_put(ics, &e);
}

static struct err
event_get(struct req *rq, struct out *o)
{
	const struct fair_view *v = rq_fair(rq);

	ics_begin(o, v->r.title);
	event_put(rq, o, &v->r);
	ics_end(o);
	rq_save_as(rq, ICS_TYPE, arena_fmt(rq->a, "fair-%s.ics", fair_no(rq, &v->r)));
	return OK;
}

static struct err
calendar_get(struct req *rq, struct out *o)
{
	struct fair_row_rows rows;

	TRY(fair_list(rq->db, rq->a, rq->area, FAIR_LIST, &rows));
	ics_begin(o, tr(rq, M_fair_title));
	for (size_t i = 0; i < rows.n; i++)
		event_put(rq, o, &rows.v[i]);
	ics_end(o);
	rq_save_as(rq, ICS_TYPE, "fairs.ics");
	return OK;
}

const struct route *
finance_fair_routes(void)
{
	static const struct route routes[] = {
		{ VERB_GET, "/finance/fairs", RIGHT_PUBLIC, NULL, list_get, "Fairs announced and held.", 0 },
		{ VERB_GET, "/finance/fairs/calendar.ics", RIGHT_PUBLIC, NULL, calendar_get, "All fairs as a calendar (RFC 5545).", 0 },
		{ VERB_GET, "/finance/fairs/:number", RIGHT_PUBLIC, fair_route, fair_page, "One fair: programme, registering, later its figures.", 0 },
		{ VERB_GET, "/finance/fairs/:number/poster", RIGHT_PUBLIC, fair_route, poster_get, "A fair's poster with a code to scan.", 0 },
		{ VERB_GET, "/finance/fairs/:number/fair.ics", RIGHT_PUBLIC, fair_route, event_get, "One fair for a calendar (RFC 5545).", 0 },
		{ 0 },
	};

	return routes;
}
