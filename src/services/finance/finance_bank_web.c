/* finance_bank_web.c - the bank's desk: its products, writing a version, sending it to the bureau, taking one out. */
#include "services/finance/finance.h"

#include "base/text.h"
#include "base_msg.h"
#include "finance_bank_html.h"
#include "finance_bank_msg.h"
#include "finance_need_sql.h"
#include "finance_team_sql.h"
#include "finance_edit_html.h"
#include "people/people.h"
#include "services/finance/finance_dmn.h"
#include "services/finance/finance_edit.h"
#include "services/finance/finance_whom.h"

/* Whose products: the institution of the caller's account. 403 when it has none. */
static struct err
bank_of(struct req *rq, struct org *ret)
{
	return rq->caller && rq->caller->org ? org_get(rq->db, rq->a, rq->area, rq->caller->org, ret) : FAIL(403, M_finb_no_org);
}

static struct fin_by
by_of(struct req *rq)
{
	return (struct fin_by){ rq->a, rq->env, rq->area, rq->caller->account, rq->caller->org };
}

static struct err
desk_get(struct req *rq, struct out *o)
{
	struct fin_bank_view v = { .today = fin_today(rq) };
	struct fin_notice_unread unread;
	struct fin_waiting waiting;
	struct org org;

	TRY(bank_of(rq, &org));
	v.org = org_name(&org, rq->lang);
	TRY(fin_version_of_bank(rq->db, rq->a, rq->area, org.id, &v.rows));
	TRY(fin_waiting(rq->db, rq->a, rq->area, org.id, v.today, &waiting));
	TRY(fin_notice_unread(rq->db, rq->a, rq->area, org.id, &unread));
	v.needs = waiting.open_n;
	v.late = waiting.late_n;
	v.unread = unread.n;
	rq->nav = "bank";
	page_begin(o, rq, tr(rq, M_finb_title));
	finance_bank_html(o, rq, &v);
	page_end(o, rq);
	return OK;
}

static struct err
new_tx(struct db *w, struct req *rq, void *ctx)
{
	struct fin_by by = by_of(rq);
	int64_t version;

	(void)ctx;
	TRY(fin_product_new(w, &by, &version));
	rq_goto(rq, arena_fmt(rq->a, "/bank/version/%lld", (long long)version));
	return OK;
}

static struct err
new_post(struct req *rq, struct out *o)
{
	struct org org;

	(void)o;
	TRY(bank_of(rq, &org));
	TRY(tx_run(rq, new_tx, NULL));
	return see_other(rq, NULL);
}

static struct err
next_tx(struct db *w, struct req *rq, void *ctx)
{
	struct fin_by by = by_of(rq);
	int64_t version;

	(void)ctx;
	TRY(fin_version_new(w, &by, rq_param_id(rq, "product"), &version));
	rq_goto(rq, arena_fmt(rq->a, "/bank/version/%lld", (long long)version));
	return OK;
}

static struct err
next_post(struct req *rq, struct out *o)
{
	(void)o;
	TRY(tx_run(rq, next_tx, NULL));
	return see_other(rq, NULL);
}

static struct err
end_tx(struct db *w, struct req *rq, void *ctx)
{
	struct fin_by by = by_of(rq);

	(void)ctx;
	TRY(fin_version_end(w, &by, rq_param_id(rq, "version")));
	rq_goto(rq, "/bank");
	return OK;
}

static struct err
end_post(struct req *rq, struct out *o)
{
	(void)o;
	TRY(tx_run(rq, end_tx, NULL));
	return see_other(rq, NULL);
}

/* ---- a version ---- */

/* One's own draft. 404 for anything else: another institution's too. */
static struct err
draft_load(struct req *rq, struct fin_product *p)
{
	TRY(fin_product_load(rq->db, rq->a, rq->area, rq_param_id(rq, "version"), p));
	return rq->caller->org && p->r.org == rq->caller->org ? OK : FAIL(404, M_err_not_found);
}

static bool
is_open(const struct fin_product *p)
{
	return strcmp(p->r.state, "draft") == 0 || strcmp(p->r.state, "returned") == 0;
}

static struct err
edit_page(struct req *rq, struct out *o, const struct fin_edit_view *v)
{
	rq->nav = "bank";
	page_begin(o, rq, trf(rq, M_finb_form, fin_number(rq, v->r.version), NULL));
	finance_edit_html(o, rq, v);
	page_end(o, rq);
	return OK;
}

static struct err
edit_get(struct req *rq, struct out *o)
{
	struct fin_edit_view *v = NEW(rq->a, struct fin_edit_view);
	struct fin_product *p = NEW(rq->a, struct fin_product);

	TRY(draft_load(rq, p));
	if (!is_open(p))
		return see_other(rq, arena_fmt(rq->a, "/finance/product/%lld", (long long)p->r.id));
	fin_edit_fill(rq, p, v);
	v->saved = strcmp(rq_query(rq, "saved"), "1") == 0;
	return edit_page(rq, o, v);
}

struct saving {
	const struct fin_product *p;
	bool send;
};

static struct err
save_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct saving *s = ctx;
	struct fin_by by = by_of(rq);

	TRY(fin_version_save(w, &by, s->p, s->send));
	rq_goto(rq, s->send ? "/bank?sent=1" : arena_fmt(rq->a, "/bank/version/%lld?saved=1", (long long)s->p->r.id));
	return OK;
}

/* How many firms of those that agreed would fit, while the rule is being written. */
static struct err
whom_count(struct req *rq, const struct fin_product *p, struct fin_edit_view *v)
{
	struct fin_whom *w = NEW(rq->a, struct fin_whom);
	struct fin_rule rule;

	TRY(fin_product_rule(rq->a, fin_names(rq->a), p, &rule));
	TRY(fin_whom(rq->db, rq->a, rq->env, rq->area, rq->caller->org, fin_today(rq), &rule, false, w));
	v->whom = w;
	return OK;
}

static struct err
edit_post(struct req *rq, struct out *o)
{
	struct fin_edit_view *v = NEW(rq->a, struct fin_edit_view);
	struct fin_product *old = NEW(rq->a, struct fin_product), *p = NEW(rq->a, struct fin_product);
	const char *go = rq_form(rq, "go");
	struct saving s = { p, strcmp(go, "send") == 0 };
	struct err e = OK;
	bool asks;

	TRY(draft_load(rq, old));
	v->r = old->r;
	fin_edit_take(rq, v);
	if (strcmp(go, "cond") == 0 || strcmp(go, "example") == 0) {	/* one more block; nothing is saved, nothing is lost */
		if (*go == 'c' && v->nconds < FIN_CONDITIONS)
			v->conds[v->nconds++] = (struct fin_edit_cond){ "", "", "", "" };
		if (*go == 'e' && v->nexamples < FIN_EXAMPLES)
			v->examples[v->nexamples++] = (struct fin_edit_example){ "", "pass", "", "", false };
		return edit_page(rq, o, v);
	}
	fin_edit_check(rq, v, s.send, p);
	asks = strcmp(go, "try") == 0 || strcmp(go, "whom") == 0;
	if (!rq->nfaults && !asks)
		e = tx_run(rq, save_tx, &s);
	if (!rq->nfaults && strcmp(go, "whom") == 0)
		e = whom_count(rq, p, v);
	if (e.code == 409) {
		v->stale = true;
		rq->status = 409;
		return edit_page(rq, o, v);
	}
	TRY(e);
	if (rq->nfaults)
		rq->status = 422;
	return rq->nfaults || asks ? edit_page(rq, o, v) : see_other(rq, NULL);
}

/* Conditions of a file into the form; kept is nothing yet. */
static struct err
dmn_post(struct req *rq, struct out *o)
{
	struct fin_edit_view *v = NEW(rq->a, struct fin_edit_view);
	struct fin_product *p = NEW(rq->a, struct fin_product), *read = NEW(rq->a, struct fin_product);
	const struct upload *file = rq_upload(rq, "dmn");
	struct fin_dmn_bad bad;

	TRY(draft_load(rq, p));
	if (!is_open(p))
		return FAIL(404, M_err_not_found);
	*read = *p;
	if (!file || !file->data.n)
		rq_fault(rq, "dmn", M_finb_dmn_no_file, NULL);
	else if (!fin_dmn_read(rq->a, (const char *)file->data.p, file->data.n, read, &bad))
		rq_fault(rq, "dmn", bad.why, bad.what, fin_number(rq, bad.line), NULL);
	rq->status = rq->nfaults ? 422 : 200;
	fin_edit_fill(rq, rq->nfaults ? p : read, v);
	v->read = !rq->nfaults;
	return edit_page(rq, o, v);
}

const struct route *
finance_bank_routes(void)
{
	static const struct route routes[] = {
		{ VERB_GET, "/bank", RIGHT_BANK, NULL, desk_get, "The bank's desk: its products and how they stand.", 0 },
		{ VERB_POST, "/bank/new", RIGHT_BANK, NULL, new_post, "Begin a new product.", 0 },
		{ VERB_POST, "/bank/product/:product/next", RIGHT_BANK, NULL, next_post, "Begin a product's next version.", 0 },
		{ VERB_GET, "/bank/version/:version", RIGHT_BANK, NULL, edit_get, "Write a version: terms, conditions, examples.", 0 },
		{ VERB_POST, "/bank/version/:version", RIGHT_BANK, NULL, edit_post, "Save a version, try its examples, send it to the bureau.", 0 },
		{ VERB_POST, "/bank/version/:version/dmn", RIGHT_BANK, NULL, dmn_post, "Fills a version's form from a DMN file.", ROUTE_UPLOAD },
		{ VERB_POST, "/bank/version/:version/end", RIGHT_BANK, NULL, end_post, "Take a product out of the handbook.", 0 },
		{ 0 },
	};

	return routes;
}
