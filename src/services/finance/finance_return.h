/*
 * finance_return.h - inside finance: monthly totals that institutions report: a table read or refused row by row, kept,
 * added up. Institutions report totals, never borrowers.
 */
#ifndef QIAO_FINANCE_RETURN_H
#define QIAO_FINANCE_RETURN_H

#include "finance_return_sql.h"
#include "services/finance/finance_field.h"

struct env;
struct table;

extern const struct fin_choice fin_calibres[];		/* ended by id NULL; the first is what pages show */
extern const struct fin_choice fin_kinds[];		/* all, street, industry, size */

#define FIN_NONE (-1)					/* a figure that was not given */
struct fin_line {
	int line;					/* of the file */
	const char *kind, *name;
	int64_t loans, balance;				/* balance and base_balance: fen */
	int64_t base_loans, base_balance, firsts, renewals, credits, rate;	/* FIN_NONE = not given; rate in 1/100 per cent */
};
struct fin_mistake {
	int line;					/* 0: the file as a whole */
	const char *column, *value;
	enum msg why;					/* takes {1} = value */
};
struct fin_return_new {
	int64_t month;					/* 202304 */
	const char *calibre;
	struct fin_line *v;
	size_t n;
	struct fin_mistake *bad;
	size_t nbad;
};
/* All mistakes at once; a table with one of them is no return. l: of the columns' names in mistakes. */
void fin_return_read(struct arena *a, enum lang l, const struct table *t, struct fin_return_new *ret);
/* The return as a plain table (UTF-8, commas) that reads back as the same: to carry it through a page. */
const char *fin_return_write(struct arena *a, const struct fin_return_new *r);
const char *fin_month_text(struct arena *a, enum lang l, int64_t month);	/* "2023年4月" / "April 2023" */
bool fin_month_read(const char *s, int64_t *ret);	/* 2023-04, 202304, 2023年4月, 2023/4, a day of it */
int64_t fin_month_before(int64_t month);
/* Totals of a month are due on this day of the next (ours: no text sets one). */
#define FIN_RETURN_DUE 15
int32_t fin_return_due_day(int64_t month);
/* The newest month whose returns are due by `today`. */
int64_t fin_month_due(int32_t today);

/* Inside a write section. *restated: there was one of that month and calibre already. */
struct err fin_return_put(struct db *w, struct arena *a, struct env *env, int64_t area, int64_t org, int64_t account,
			  const struct fin_return_new *r, bool *restated);

/* ---- adding up ---- */

struct fin_sum {
	const char *zh, *en;				/* whose: an institution, or the name as reported */
	int64_t org, loans, balance;
	int64_t base_loans, base_balance;		/* FIN_NONE when one of its returns gives none */
	int64_t firsts, renewals, credits;		/* FIN_NONE when none gives it */
	int64_t rate;					/* weighted by balance over those that give one; FIN_NONE */
	size_t returns;
};
struct fin_sums {
	struct fin_sum all;
	struct fin_sum *part[4];			/* by institution; by street, industry, size as reported */
	size_t n[4];
};
struct err fin_sums_load(struct db *db, struct arena *a, int64_t area, int64_t month, const char *calibre, struct fin_sums *ret);
/* Growth in 1/10 per cent, half away from zero. False: nothing to compare with ("无可比数"). */
bool fin_growth(int64_t now, int64_t base, int64_t *ret);

#endif
