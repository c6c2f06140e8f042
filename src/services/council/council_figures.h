/* council_figures.h - inside council: figures with the matters behind them, units' work, ledgers and monthly reports. */
#ifndef QIAO_COUNCIL_FIGURES_H
#define QIAO_COUNCIL_FIGURES_H

#include "base/base.h"
#include "council_figures_sql.h"
#include "matter/matter.h"
#include "matter/tally.h"
#include "services/council/council_view.h"
#include "web/web.h"

/* A share is written in per cent from so many cases on; below it is "2 of 3": per cent of few says more than is known. */
#define PERCENT_FROM 20

/* Which figures: of a place or a unit, in a period. Read out of the address, and written into it again. */
struct figures_of {
	struct tally_scope scope;
	enum place_kind level;
	struct place place;		/* id 0: the district */
	struct org org;			/* id 0: a place's figures */
	const char *period;		/* "all", "12m", "2023" or "2023-04" */
	const char *category;		/* "" = all */
};
/* Of a place (slug; "" the district) or a unit (code), in the query's period and category. 404 for what there is not. */
struct err figures_read(struct req *rq, const char *slug, const char *unit, struct figures_of *ret);
const char *figures_scope_name(struct req *rq, const struct figures_of *of);
/* "2023年4月", "2023年", "最近12个月", "从开始到现在" */
const char *figures_period_name(struct req *rq, const char *period);
const char *figures_month_name(struct req *rq, int month);
/* "place=…&unit=…&period=…": what figures_read reads, for links. */
const char *figures_query(struct req *rq, const struct figures_of *of);

/* One row of a table: the same figures of a month, a place below, a category or a unit. */
enum figures_row { ROW_WHOLE, ROW_MONTH, ROW_PLACE, ROW_CATEGORY, ROW_UNIT };
struct figures_cell {
	const char *href;		/* NULL: nothing behind it */
	const char *text, *label;	/* label: for screen readers */
};
/* The address of the list behind a figure. */
const char *figures_href(struct req *rq, const struct figures_of *of, enum figures_row row, const struct tally_line *l,
			 enum tally_figure f, bool no);
/* "97%" or "2/3" or "–": yes of `of`. */
const char *figures_share(struct req *rq, int64_t yes, int64_t of);
const char *figures_row_name(struct req *rq, enum figures_row row, const struct tally_line *l);

struct rate_words {
	enum tally_figure of, yes;
	enum msg name, asks, means, no;
};
extern const struct rate_words figures_rates[3];
enum msg figures_label(enum tally_figure f);

struct figures_view {
	struct figures_of of;
	struct tally_sum sum;
	struct tally_lines months, places, categories, units;
	struct places streets, communities;
	int first_year, last_year;
	struct figures_thanks_rows thanks;	/* a unit's */
	struct figures_work work;		/* a unit's, now */
	bool staff;
};

/* What the list behind a figure shows: matters, or a unit's assignments. */
struct figures_list {
	struct figures_of of;
	enum tally_figure figure;
	bool no, tasks;
	struct tally_item_rows items;
	struct tally_task_rows work;
	int64_t total;
	const char *more;		/* address of the next page; NULL: this was the last */
	const char *title;
};

/* What the hall has settled: one card each. */
struct settled_card {
	const struct tally_item *t;
	struct matter_get m;
	int64_t before, after;		/* photos; 0 = none */
};
struct settled_view {
	struct figures_of of;
	int64_t total;
	struct settled_card *v;
	size_t n;
	const char *more;		/* NULL: this was the last page */
};

#endif
