/* finance_figures.h - inside finance: the pages of returns and figures: structs their templates read, words they share. */
#ifndef QIAO_FINANCE_FIGURES_H
#define QIAO_FINANCE_FIGURES_H

#include "finance_need_sql.h"
#include "services/finance/finance_return.h"
#include "web/web.h"

struct fin_returns_view {
	struct fin_return_row_rows sent;
	const struct fin_return_new *bad;		/* a table with mistakes; NULL: none */
	const char *org;
	bool done;
};
struct fin_dry_view {
	const struct fin_return_new *r;
	const char *carried;				/* the table itself, to be sent with the second press */
	bool restates;
};
struct fair_year_view;
struct fin_figures_view {
	const struct fair_year_view *year;		/* fairs and advisers up to the month */
	int64_t month, before;
	const struct fin_choice *calibre;
	struct fin_return_months_rows months;
	struct fin_sums now, last;			/* the month, the one before */
	struct fin_own_loans own;			/* through this platform: a part of the totals */
	int64_t own_needs;
};
struct fin_of_view {
	int64_t month;
	const struct fin_choice *calibre, *kind;
	const char *name;
	struct fin_figure_of_month *v;
	size_t n;
	struct fin_sum sum;
	struct fin_return_row *old;
	size_t nold;
};
const char *fin_yuan(struct req *rq, int64_t fen);		/* "42.93 亿元" / "4,293,000,000 yuan" */
const char *fin_growth_text(struct req *rq, int64_t now, int64_t base);	/* "增长 27.6%", "无可比数" */
const char *fin_count_or(struct req *rq, int64_t n);		/* FIN_NONE: not reported */
const char *fin_sum_name(const struct req *rq, const struct fin_sum *s);
const char *fin_of_path(struct req *rq, int64_t month, const char *calibre, const char *kind, const char *name);
const char *fin_month_iso(struct arena *a, int64_t month);	/* "2023-04" */
int fin_share(int64_t part, int64_t whole);			/* per cent, to the nearest whole one */

#endif
