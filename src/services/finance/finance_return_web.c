/*
 * finance_return_web.c - an institution sends its month: the first press only looks (every mistake with line and column), the
 * second keeps. Between the two the table travels in the page, so nothing lies about that was never sent.
 */
#include "services/finance/finance.h"

#include "base/text.h"
#include "finance_bank_msg.h"
#include "finance_return_dry_html.h"
#include "finance_return_msg.h"
#include "finance_returns_html.h"
#include "formats/csv.h"
#include "formats/table.h"
#include "people/people.h"
#include "services/finance/finance_figures.h"

static struct err
bank_of(struct req *rq, struct org *ret)
{
	return rq->caller && rq->caller->org ? org_get(rq->db, rq->a, rq->area, rq->caller->org, ret) : FAIL(403, M_finb_no_org);
}

static struct err
returns_page(struct req *rq, struct out *o, const struct fin_return_new *bad)
{
	struct fin_returns_view v = { .bad = bad, .done = strcmp(rq_query(rq, "sent"), "1") == 0 && !bad };
	struct org org;

	TRY(bank_of(rq, &org));
	v.org = org_name(&org, rq->lang);
	TRY(fin_return_of_bank(rq->db, rq->a, rq->area, org.id, &v.sent));
	if (rq->nfaults || bad)
		rq->status = 422;
	rq->nav = "bank";
	page_begin(o, rq, tr(rq, M_finr_title));
	finance_returns_html(o, rq, &v);
	page_end(o, rq);
	return OK;
}

static struct err
returns_get(struct req *rq, struct out *o)
{
	return returns_page(rq, o, NULL);
}

static struct err
dry_page(struct req *rq, struct out *o, const struct fin_return_new *r)
{
	struct fin_dry_view v = { .r = r, .carried = fin_return_write(rq->a, r) };
	struct fin_return_last last;

	TRY(fin_return_last(rq->db, rq->a, rq->area, rq->caller->org, r->month, r->calibre, &last, &v.restates));
	rq->nav = "bank";
	page_begin(o, rq, tr(rq, M_finr_dry));
	finance_return_dry_html(o, rq, &v);
	page_end(o, rq);
	return OK;
}

static struct err
look_post(struct req *rq, struct out *o)
{
	const struct upload *u = rq_upload(rq, "file");
	struct fin_return_new r;
	struct table t = { 0 };
	struct org org;
	struct err e;
	int line;

	TRY(bank_of(rq, &org));
	if (!u || !u->data.n) {
		rq_fault(rq, "file", M_finr_err_file, NULL);
		return returns_page(rq, o, NULL);
	}
	e = table_read(rq->a, u->data, NULL, &t, &line);
	if (e.code >= 500)
		return e;
	if (e.code) {
		rq_fault(rq, "file", e.key, NULL);
		return returns_page(rq, o, NULL);
	}
	fin_return_read(rq->a, rq->lang, &t, &r);
	if (!r.nbad)
		return dry_page(rq, o, &r);
	rq_fault(rq, "file", M_finr_mistakes, arena_fmt(rq->a, "%zu", r.nbad), NULL);
	return returns_page(rq, o, &r);
}

static struct err
send_tx(struct db *w, struct req *rq, void *ctx)
{
	bool restated;

	TRY(fin_return_put(w, rq->a, rq->env, rq->area, rq->caller->org, rq->caller->account, ctx, &restated));
	rq_goto(rq, "/bank/returns?sent=1");
	return OK;
}

/* What the page carried is read again as if it were a file: nobody's word is taken for it. */
static struct err
send_post(struct req *rq, struct out *o)
{
	const char *carried = rq_form(rq, "table");
	struct fin_return_new r;
	struct table t = { 0 };
	struct org org;
	int line;

	TRY(bank_of(rq, &org));
	TRY(csv_read(rq->a, (struct bytes){ (const unsigned char *)carried, strlen(carried) }, NULL, &t, &line));
	fin_return_read(rq->a, rq->lang, &t, &r);
	if (r.nbad) {
		rq_fault(rq, "file", M_finr_mistakes, arena_fmt(rq->a, "%zu", r.nbad), NULL);
		return returns_page(rq, o, &r);
	}
	TRY(tx_run(rq, send_tx, &r));
	return see_other(rq, NULL);
}

/* A table to fill in, in the reader's language. */
static struct err
sample_get(struct req *rq, struct out *o)
{
	static const enum msg heads[] = { M_finr_c_month, M_finr_c_calibre, M_finr_c_kind, M_finr_c_name, M_finr_c_loans, M_finr_c_balance,
		M_finr_c_base_loans, M_finr_c_base_balance, M_finr_c_firsts, M_finr_c_renewals, M_finr_c_credits, M_finr_c_rate };
	static const enum msg kinds[] = { M_finr_kind_all, M_finr_kind_street, M_finr_kind_size };
	struct csv c;

	rq_save_as(rq, "text/csv; charset=utf-8", "return.csv");
	csv_begin(&c, o);
	for (size_t i = 0; i < COUNT(heads); i++)
		csv_text(&c, tr(rq, heads[i]));
	csv_row(&c);
	for (size_t i = 0; i < COUNT(kinds); i++) {
		csv_text(&c, "");
		csv_text(&c, tr(rq, M_finr_calibre_all));
		csv_text(&c, tr(rq, kinds[i]));
		csv_row(&c);
	}
	return OK;
}

const struct route *
finance_return_routes(void)
{
	static const struct route routes[] = {
		{ VERB_GET, "/bank/returns", RIGHT_BANK, NULL, returns_get, "Monthly totals an institution sent, and sending the next.", 0 },
		{ VERB_POST, "/bank/returns", RIGHT_BANK, NULL, look_post, "Look a table of monthly totals through; nothing is kept.", ROUTE_UPLOAD },
		{ VERB_POST, "/bank/returns/send", RIGHT_BANK, NULL, send_post, "Send the table that was looked through.", ROUTE_BIG },
		{ VERB_GET, "/bank/returns/sample", RIGHT_BANK, NULL, sample_get, "A table of monthly totals to fill in.", 0 },
		{ 0 },
	};

	return routes;
}
