/* finance_figures_web.c - monthly figures: totals with growth, parts as tables with bars, what each is added from, the report. */
#include "services/finance/finance.h"

#include "base/day.h"
#include "base/text.h"
#include "base_msg.h"
#include "finance_figures_html.h"
#include "finance_figures_of_html.h"
#include "finance_return_msg.h"
#include "formats/xlsx_write.h"
#include "people/rights.h"
#include "services/finance/finance_figures.h"
#include "services/finance/finance_team_view.h"
#include "services/finance/finance_view.h"

/* The month asked for, else the newest reported one; the calibre, else the first. */
static struct err
asked(struct req *rq, struct fin_figures_view *v)
{
	*v = (struct fin_figures_view){ .calibre = fin_choice_find(fin_calibres, rq_query(rq, "calibre")) };
	if (!v->calibre)
		v->calibre = fin_calibres;
	TRY(fin_return_months(rq->db, rq->a, rq->area, v->calibre->id, &v->months));
	if (!fin_month_read(rq_query(rq, "month"), &v->month)) {
		int y, m, d;

		day_to_ymd(fin_today(rq), &y, &m, &d);
		v->month = v->months.n ? v->months.v[0].month : y * 100 + m;
	}
	v->before = fin_month_before(v->month);
	TRY(fin_sums_load(rq->db, rq->a, rq->area, v->month, v->calibre->id, &v->now));
	return fin_sums_load(rq->db, rq->a, rq->area, v->before, v->calibre->id, &v->last);
}

/* Our own referrals of the month, loan by loan; the page shows no count below FIN_SMALL. */
static struct err
own_load(struct req *rq, struct fin_figures_view *v)
{
	int y = (int)(v->month / 100), m = (int)(v->month % 100);
	int32_t from = day_from_ymd(y, m, 1), to = m == 12 ? day_from_ymd(y + 1, 1, 1) : day_from_ymd(y, m + 1, 1);
	struct fin_own_needs needs;

	if (!v->month)
		return OK;
	TRY(fin_own_loans(rq->db, rq->a, rq->area, from, to - 1, &v->own));
	TRY(fin_own_needs(rq->db, rq->a, rq->area, day_start(rq->env, from), day_start(rq->env, to), &needs));
	v->own_needs = needs.n;
	return OK;
}

static struct err
figures_get(struct req *rq, struct out *o)
{
	struct fair_year_view *year = NEW(rq->a, struct fair_year_view);
	struct fin_figures_view v;

	TRY(asked(rq, &v));
	TRY(fair_year_load(rq, v.month, year));
	v.year = year;
	TRY(own_load(rq, &v));
	rq->nav = "home";
	page_begin(o, rq, tr(rq, M_fing_title));
	finance_figures_html(o, rq, &v);
	page_end(o, rq);
	return OK;
}

/* One number opened: the lines of the returns it was added from, and those that were restated since. */
static struct err
of_get(struct req *rq, struct out *o)
{
	struct fin_of_view v = { .calibre = fin_choice_find(fin_calibres, rq_query(rq, "calibre")),
		.kind = fin_choice_find(fin_kinds, rq_query(rq, "kind")), .name = rq_query(rq, "name") };
	struct fin_figure_of_month_rows rows;
	struct fin_return_row_rows all;
	struct fin_sums sums;

	if (!v.calibre || !v.kind || !fin_month_read(rq_query(rq, "month"), &v.month))
		return FAIL(404, M_err_not_found);
	TRY(fin_figure_of_month(rq->db, rq->a, rq->area, v.month, v.calibre->id, &rows));
	v.v = NEWN(rq->a, struct fin_figure_of_month, rows.n + 1);
	for (size_t i = 0; i < rows.n; i++)
		if (strcmp(rows.v[i].kind, v.kind->id) == 0 && strcmp(rows.v[i].name, v.name) == 0)
			v.v[v.n++] = rows.v[i];
	if (!v.n)
		return FAIL(404, M_err_not_found);
	TRY(fin_sums_load(rq->db, rq->a, rq->area, v.month, v.calibre->id, &sums));
	v.sum = sums.all;
	for (size_t k = 1; k < COUNT(sums.part); k++)
		for (size_t i = 0; i < sums.n[k]; i++)
			if (v.kind == &fin_kinds[k] && strcmp(sums.part[k][i].zh, v.name) == 0)
				v.sum = sums.part[k][i];
	TRY(fin_return_of_month(rq->db, rq->a, rq->area, v.month, v.calibre->id, &all));
	v.old = NEWN(rq->a, struct fin_return_row, all.n + 1);
	for (size_t i = 0; i < all.n; i++)
		if (!all.v[i].counts)
			v.old[v.nold++] = all.v[i];
	rq->nav = "home";
	page_begin(o, rq, tr(rq, M_fing_of));
	finance_figures_of_html(o, rq, &v);
	page_end(o, rq);
	return OK;
}

/* ---- the monthly report ---- */

static void
report_number(struct xlsx_out *x, int64_t n, int places)
{
	if (n == FIN_NONE)
		xlsx_text(x, "");
	else
		xlsx_decimal(x, n, places);
}

static void
report_row(struct req *rq, struct xlsx_out *x, const char *name, const struct fin_sum *s)
{
	xlsx_text(x, name);
	xlsx_int(x, s->loans);
	xlsx_decimal(x, s->balance, 6);
	report_number(x, s->base_loans, 0);
	report_number(x, s->base_balance, 6);
	xlsx_text(x, fin_growth_text(rq, s->loans, s->base_loans));
	xlsx_text(x, fin_growth_text(rq, s->balance, s->base_balance));
	report_number(x, s->firsts, 0);
	report_number(x, s->renewals, 0);
	report_number(x, s->credits, 0);
	report_number(x, s->rate, 2);
	xlsx_row(x);
}

static void
report_heads(struct req *rq, struct xlsx_out *x, const char *first)
{
	static const enum msg heads[] = { M_finr_c_loans, M_finr_c_balance, M_finr_c_base_loans, M_finr_c_base_balance, M_fing_loans, M_fing_growth,
		M_finr_c_firsts, M_finr_c_renewals, M_finr_c_credits, M_finr_c_rate };

	xlsx_head(x, first);
	for (size_t i = 0; i < COUNT(heads); i++)
		xlsx_head(x, tr(rq, heads[i] == M_fing_loans ? M_fing_loans_growth : heads[i]));
	xlsx_row(x);
}

static struct err
report_get(struct req *rq, struct out *o)
{
	static const enum msg parts[] = { M_fing_by_bank, M_fing_by_street, M_fing_by_industry, M_fing_by_size };
	static const double widths[] = { 28, 10, 14, 14, 18, 14, 14, 10, 10, 10, 12 };
	struct fin_figures_view v;
	struct xlsx_out *x;

	(void)o;
	TRY(asked(rq, &v));
	TRY(xlsx_begin(rq->a, tr(rq, M_finr_kind_all), &x));
	xlsx_widths(x, widths, COUNT(widths));
	report_heads(rq, x, trf(rq, M_fing_end_of, fin_month_text(rq->a, rq->lang, v.month), tr(rq, v.calibre->label), NULL));
	report_row(rq, x, tr(rq, M_finr_kind_all), &v.now.all);
	for (size_t k = 0; k < COUNT(parts); k++) {
		xlsx_sheet(x, tr(rq, parts[k]));
		xlsx_widths(x, widths, COUNT(widths));
		report_heads(rq, x, tr(rq, parts[k]));
		for (size_t i = 0; i < v.now.n[k]; i++)
			report_row(rq, x, fin_sum_name(rq, &v.now.part[k][i]), &v.now.part[k][i]);
	}
	TRY(xlsx_end(x, &rq->body));
	rq_save_as(rq, XLSX_TYPE, arena_fmt(rq->a, "finance-%s.xlsx", fin_month_iso(rq->a, v.month)));
	return OK;
}

const struct route *
finance_figures_routes(void)
{
	static const struct route routes[] = {
		{ VERB_GET, "/finance/figures", RIGHT_PUBLIC, NULL, figures_get, "Financing figures of a month as institutions report them.", 0 },
		{ VERB_GET, "/finance/figures/of", RIGHT_PUBLIC, NULL, of_get, "The returns a total was added from.", 0 },
		{ VERB_GET, "/finance/figures/report", RIGHT_PUBLIC, NULL, report_get, "The monthly report as a workbook.", 0 },
		{ 0 },
	};

	return routes;
}
