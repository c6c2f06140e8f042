/* council_report.h - inside council: the ledger (台账) and the monthly report (月报), on paper and as a workbook. */
#ifndef QIAO_COUNCIL_REPORT_H
#define QIAO_COUNCIL_REPORT_H

#include "base/base.h"
#include "services/council/council_figures.h"

#define REPORT_MONTHS 60	/* offered to choose from */

struct report_month {
	int month;
	struct tally_sum sum;
	struct report_answers answers;
};
struct ledger_line {
	const struct tally_item *t;
	struct ledger_row row;
	const char *units;		/* names, in the reader's language */
	const char *state;
};
struct report_view {
	struct figures_of of;
	struct report_month months[3];	/* this one, the one before, the same a year ago */
	struct tally_lines places, categories;
	struct ledger_line *v;		/* settled in the month (report) or received in the period (ledger) */
	size_t n;
	bool more;			/* the page shows the first of them; the workbook has all */
	struct places streets, communities;
	int first_month, now_month;
};
struct report_row {			/* one figure of the report's table */
	enum msg label;
	const char *text[3];
};
/* The rows of the report's table; how many. v: room for 12. */
size_t report_rows(struct req *rq, const struct report_view *v, struct report_row *rows);

#endif
