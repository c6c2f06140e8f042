/* finance_bureau_web.c - the bureau's desk: products that wait for review, with their examples; accept or send back. */
#include "services/finance/finance.h"

#include "base/text.h"
#include "base_msg.h"
#include "finance_bank_msg.h"
#include "finance_need_sql.h"
#include "finance_bureau_html.h"
#include "finance_due_html.h"
#include "finance_return_msg.h"
#include "finance_review_html.h"
#include "people/people.h"
#include "services/finance/finance_return.h"
#include "services/finance/finance_view.h"
#include "services/finance/finance_whom.h"

#define SOON       30			/* days */
#define REASON_LEN 300

static struct err
desk_get(struct req *rq, struct out *o)
{
	struct fin_bureau_view v = { 0 };
	struct fin_version_row_rows all;
	struct fin_unchecked_count unchecked;
	struct fin_return_due_rows due;
	struct fin_need_advised advised;
	struct fin_waiting waiting;
	int32_t today = fin_today(rq);

	TRY(fin_waiting(rq->db, rq->a, rq->area, 0, today, &waiting));
	TRY(fin_need_advised(rq->db, rq->a, rq->area, &advised));
	v.late = waiting.late_n;
	v.adviser = advised.n;
	v.due = fin_month_due(today);
	TRY(fin_return_due(rq->db, rq->a, rq->area, v.due, &due));
	for (size_t i = 0; i < due.n; i++) {
		v.nbanks += i == 0 || due.v[i - 1].org != due.v[i].org;
		v.nlate += !due.v[i].id;
	}
	TRY(fin_unchecked_count(rq->db, rq->a, rq->area, &unchecked));
	v.unchecked = unchecked.n;
	TRY(fin_version_waiting(rq->db, rq->a, rq->area, &v.waiting));
	TRY(fin_handbook(rq->db, rq->a, rq->area, today, 0, FIN_HANDBOOK_MAX, &all));
	v.ending = NEWN(rq->a, struct fin_version_row, all.n + 1);
	for (size_t i = 0; i < all.n; i++)
		if (all.v[i].to_day && all.v[i].to_day <= today + SOON)
			v.ending[v.nending++] = all.v[i];
	rq->nav = "bureau";
	page_begin(o, rq, tr(rq, M_finu_title));
	finance_bureau_html(o, rq, &v);
	page_end(o, rq);
	return OK;
}

/* Whom it would serve: numbers of all that agreed to be counted, names of those that let the bureau look; they see that it did. */
static struct err
whom_load(struct req *rq, const struct fin_rule *rule, struct fin_review_view *v)
{
	struct fin_whom *w = NEW(rq->a, struct fin_whom);
	struct fin_seen *seen;

	TRY(fin_whom(rq->db, rq->a, rq->env, rq->area, FIN_BUREAU, fin_today(rq), rule, true, w));
	seen = NEWN(rq->a, struct fin_seen, w->n + 1);
	v->whom = w;
	return fin_firms_look(rq, w->v, w->n, FIN_BUREAU, "finc.why_whom", seen);
}

static struct err
review_page(struct req *rq, struct out *o, const char *reason)
{
	struct fin_review_view *v = NEW(rq->a, struct fin_review_view);
	struct fin_rule rule;

	TRY(fin_page_load(rq, rq_param_id(rq, "version"), &v->page));
	if (strcmp(v->page.p.r.state, "draft") == 0)
		return FAIL(404, M_err_not_found);
	if (strcmp(v->page.p.r.state, "review") != 0 && !rq->nfaults)
		return see_other(rq, arena_fmt(rq->a, "/finance/product/%lld", (long long)v->page.p.r.id));
	TRY(fin_product_rule(rq->a, fin_names(rq->a), &v->page.p, &rule));
	v->good = fin_examples_run(rq->a, rq->env, &rule, v->page.p.examples, v->page.p.nexamples);
	v->reason = reason;
	if (strcmp(rq_query(rq, "whom"), "1") == 0)
		TRY(whom_load(rq, &rule, v));
	rq->nav = "bureau";
	page_begin(o, rq, tr(rq, M_finu_review));
	finance_review_html(o, rq, v);
	page_end(o, rq);
	return OK;
}

static struct err
review_get(struct req *rq, struct out *o)
{
	return review_page(rq, o, "");
}

struct answering {
	bool accept;
	const char *reason;
};

static struct err
answer_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct answering *x = ctx;
	struct fin_by by = { rq->a, rq->env, rq->area, rq->caller->account, 0 };

	TRY(fin_version_answer(w, &by, rq_param_id(rq, "version"), x->accept, x->reason));
	rq_goto(rq, "/bureau");
	return OK;
}

static struct err
review_post(struct req *rq, struct out *o)
{
	struct answering x = { strcmp(rq_form(rq, "go"), "accept") == 0, rq_form(rq, "reason") };
	struct err e = OK;

	if (!x.accept && (text_empty(x.reason) || text_len(x.reason) > REASON_LEN))
		rq_fault(rq, "reason", M_finu_err_reason, NULL);
	if (x.accept)
		x.reason = "";
	if (!rq->nfaults)
		e = tx_run(rq, answer_tx, &x);
	if (e.code == 409)
		rq_fault(rq, "reason", M_finu_late, NULL);
	else
		TRY(e);
	if (!rq->nfaults)
		return see_other(rq, NULL);
	rq->status = e.code == 409 ? 409 : 422;
	return review_page(rq, o, x.reason);
}

/* Who sent what of a month, when; who has not, and since when it is due. */
static struct err
returns_get(struct req *rq, struct out *o)
{
	struct fin_due_view v = { 0 };

	if (!fin_month_read(rq_query(rq, "month"), &v.month))
		v.month = fin_month_due(fin_today(rq));
	v.due = fin_return_due_day(v.month);
	TRY(fin_return_due(rq->db, rq->a, rq->area, v.month, &v.rows));
	rq->nav = "bureau";
	page_begin(o, rq, tr(rq, M_finr_due));
	finance_due_html(o, rq, &v);
	page_end(o, rq);
	return OK;
}

const struct route *
finance_bureau_routes(void)
{
	static const struct route routes[] = {
		{ VERB_GET, "/bureau", RIGHT_BUREAU, NULL, desk_get, "The bureau's desk: products to review, products that end soon.", 0 },
		{ VERB_GET, "/bureau/returns", RIGHT_BUREAU, NULL, returns_get, "Which institution sent a month's totals, who and when; who is late.", 0 },
		{ VERB_GET, "/bureau/version/:version", RIGHT_BUREAU, NULL, review_get, "Review a product: its terms, conditions, examples.", 0 },
		{ VERB_POST, "/bureau/version/:version", RIGHT_BUREAU, NULL, review_post, "Accept a product or send it back.", 0 },
		{ 0 },
	};

	return routes;
}
