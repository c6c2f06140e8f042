/* finance_web.c - what everybody reads: the entry, the handbook by class, a product, the booklet, the rule as DMN, the table. */
#include "services/finance/finance.h"

#include "base/day.h"
#include "base/text.h"
#include "base_msg.h"
#include "finance_book_html.h"
#include "finance_booklet_html.h"
#include "finance_home_html.h"
#include "finance_page_msg.h"
#include "finance_product_html.h"
#include "matter/open_web.h"
#include "people/people.h"
#include "services/finance/finance_dmn.h"
#include "services/finance/finance_view.h"

static size_t
class_number(const char *id)
{
	size_t i = 0;

	while (fin_classes[i].id && strcmp(fin_classes[i].id, id) != 0)
		i++;
	return i;
}

static struct err
handbook_rows(struct req *rq, struct fin_version_row_rows *ret)
{
	return fin_handbook(rq->db, rq->a, rq->area, fin_today(rq), 0, FIN_HANDBOOK_MAX, ret);
}

static struct err
home_get(struct req *rq, struct out *o)
{
	struct fin_home_view v = { 0 };
	struct fin_version_row_rows rows;
	int64_t banks[400];

	TRY(handbook_rows(rq, &rows));
	v.products = rows.n;
	for (size_t i = 0; i < rows.n; i++) {
		size_t k = 0;

		while (k < v.banks && banks[k] != rows.v[i].org)
			k++;
		if (k == v.banks && k < COUNT(banks))
			banks[v.banks++] = rows.v[i].org;
		v.of_class[class_number(rows.v[i].class)]++;
	}
	rq->nav = "home";
	page_begin(o, rq, tr(rq, M_finp_title));
	finance_home_html(o, rq, &v);
	page_end(o, rq);
	return OK;
}

/* The rows of the class asked for, or all; counts of every class. */
static struct err
book_load(struct req *rq, struct fin_book_view *v)
{
	struct fin_version_row_rows rows;

	*v = (struct fin_book_view){ .class = fin_choice_find(fin_classes, rq_query(rq, "class")) };
	TRY(handbook_rows(rq, &rows));
	v->v = NEWN(rq->a, struct fin_version_row, rows.n + 1);
	v->all = rows.n;
	v->day = day_text(rq->a, rq->lang, fin_today(rq));
	for (size_t i = 0; i < rows.n; i++) {
		v->of_class[class_number(rows.v[i].class)]++;
		if (!v->class || strcmp(v->class->id, rows.v[i].class) == 0)
			v->v[v->n++] = rows.v[i];
	}
	return OK;
}

static struct err
book_get(struct req *rq, struct out *o)
{
	struct fin_book_view v;

	TRY(book_load(rq, &v));
	rq->nav = "home";
	page_begin(o, rq, tr(rq, M_finp_book));
	finance_book_html(o, rq, &v);
	page_end(o, rq);
	return OK;
}

/* Class by class, each product with all its conditions, on paper. */
static struct err
booklet_get(struct req *rq, struct out *o)
{
	struct fin_book_view v;

	TRY(book_load(rq, &v));
	v.whole = NEWN(rq->a, struct fin_product, v.n + 1);
	for (size_t i = 0; i < v.n; i++)
		TRY(fin_product_load(rq->db, rq->a, rq->area, v.v[i].id, &v.whole[i]));
	rq->nav = "home";
	page_begin(o, rq, tr(rq, M_finp_book));
	finance_booklet_html(o, rq, &v);
	page_end(o, rq);
	return OK;
}

/* A draft is its institution's and, once sent, the bureau's; everybody else finds nothing. */
static struct err
product_load(struct req *rq, struct fin_page_view *v)
{
	bool public_;

	TRY(fin_page_load(rq, rq_param_id(rq, "version"), v));
	v->mine = rq->caller && rq->caller->org == v->p.r.org && people_may(rq->db, rq->area, rq->caller, RIGHT_BANK, 0);
	v->bureau = people_may(rq->db, rq->area, rq->caller, RIGHT_BUREAU, 0) && strcmp(v->p.r.state, "draft") != 0;
	public_ = strcmp(v->p.r.state, "force") == 0 || strcmp(v->p.r.state, "replaced") == 0 || strcmp(v->p.r.state, "withdrawn") == 0;
	if (strcmp(v->p.r.state, "force") == 0 && v->p.r.from_day > fin_today(rq))
		public_ = false;
	return public_ || v->mine || v->bureau ? OK : FAIL(404, M_err_not_found);
}

static struct err
product_get(struct req *rq, struct out *o)
{
	struct fin_page_view v;

	TRY(product_load(rq, &v));
	rq->nav = "home";
	page_begin(o, rq, fin_name(rq, &v.p.r));
	finance_product_html(o, rq, &v);
	page_end(o, rq);
	return OK;
}

static struct err
rule_get(struct req *rq, struct out *o)
{
	struct fin_page_view v;
	struct fin_rule rule;

	TRY(product_load(rq, &v));
	TRY(fin_product_rule(rq->a, fin_names(rq->a), &v.p, &rule));
	rq_save_as(rq, "application/xml; charset=utf-8", arena_fmt(rq->a, "product-%lld-v%lld.dmn", (long long)v.p.r.number, (long long)v.p.r.version));
	fin_dmn_write(o, &v.p, &rule);
	return OK;
}

/* ---- the handbook as a table ---- */

static struct err
table_get(struct req *rq, struct out *o)
{
	struct open_run *r;

	(void)o;
	TRY(open_asked(rq, finance_open_sets(), &r));
	open_send(rq, r);
	return OK;
}

const struct route *
finance_routes(void)
{
	static const struct route routes[] = {
		{ VERB_GET, "/finance", RIGHT_PUBLIC, NULL, home_get, "Finance for firms: the match, the handbook by class.", 0 },
		{ VERB_GET, "/finance/handbook", RIGHT_PUBLIC, NULL, book_get, "The product handbook, all or one class.", 0 },
		{ VERB_GET, "/finance/booklet", RIGHT_PUBLIC, NULL, booklet_get, "The handbook to print.", 0 },
		{ VERB_GET, "/finance/open/:file", RIGHT_PUBLIC, NULL, table_get, "The handbook as CSV, XLSX or JSON.", 0 },
		{ VERB_GET, "/finance/product/:version", RIGHT_PUBLIC, NULL, product_get, "One product: amount, cost, term, conditions.", 0 },
		{ VERB_GET, "/finance/product/:version/rule", RIGHT_PUBLIC, NULL, rule_get, "A product's rule as a DMN file.", 0 },
		{ 0 },
	};

	return routes;
}
