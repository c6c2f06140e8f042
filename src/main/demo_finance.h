/* demo_finance.h - the demonstration's handbook and firms as people would type them (demo/finance*.c plays no code). */
#ifndef QIAO_DEMO_FINANCE_H
#define QIAO_DEMO_FINANCE_H

#include "base/base.h"

struct db;
struct demo;

enum demo_listing { DEMO_LISTED, DEMO_WAITS };	/* reviewed and in the handbook; with the bureau */
struct demo_product {
	const char *org, *class, *name_zh, *name_en, *intro_zh, *intro_en;
	int cap;				/* 10,000 yuan; -1 = none */
	const char *formula, *grades;
	int term_min, term_max;			/* months */
	int rate_low, rate_high, fee;		/* 1/100 per cent a year */
	int days;
	const char *repay, *security;
	enum demo_listing listing;
	struct {
		const char *field, *op, *value, *label_zh, *label_en;
	} conds[8];				/* ended by field NULL */
	struct {
		const char *name, *expect, *facts;
	} examples[4];				/* ended by name NULL */
};
extern const struct demo_product demo_products[];	/* ended by org NULL */
extern const char demo_product_phone[];

/* What an institution reported for April 2023 (balances in 10,000 yuan), and the totals of March. */
struct demo_return {
	const char *org;
	int loans, balance, base_loans, base_balance, firsts, renewals, credits;
	int rate;				/* 1/100 per cent */
	int small_loans, small_balance;		/* of them to small firms; the others are micro */
	int last_loans, last_balance;
};
extern const struct demo_return demo_returns[];		/* ended by org NULL */

/* A firm that registered and agreed to be counted and, some of them, looked at. */
#define DEMO_FIRM_FIELDS 17
struct demo_firm {
	const char *code, *name;
	const char *values[DEMO_FIRM_FIELDS];	/* as typed into the form; in the order of demo_firm_fields */
	const char *quals;			/* "hitech,srdi"; "-" = none */
};
extern const struct demo_firm demo_firms[];		/* ended by code NULL */
extern const char *const demo_firm_fields[DEMO_FIRM_FIELDS];
/* Inside a write section: residents register them today and sign consents for a year. */
struct err demo_finance_firms(struct db *w, struct demo *d);

const char *demo_firm_speaker(struct demo *d, size_t no);	/* who of the residents speaks for it: "r1" … */

/* A firm's need and what became of it. answers: "amount=40;day=+12;words=…" as the form has them, days counted from the need's own. */
struct demo_need_act {
	int day;				/* after the need's first day */
	const char *by;				/* firm | bank | bureau | bureau2 */
	const char *bank, *move, *answers;	/* bank NULL: a move of the need itself; move "give": to that bank, answers: the product */
};
struct demo_need {
	int month, day;				/* of the story's year; month 0: so many days before loading */
	int firm;				/* of demo_firms */
	int amount, term;			/* 10,000 yuan, months */
	const char *purpose, *words;
	int old_due;				/* days after its first; 0 = none */
	bool on_behalf;				/* entered by the bureau with a signed paper */
	struct demo_need_act acts[16];		/* in the order of time, ended by move NULL */
};
extern const struct demo_need demo_needs[];		/* ended by amount 0 */
/* What happened to needs on that day; for each day once, in order. */
struct err demo_needs_day(struct demo *d, int32_t day);

/* A fair that was held in the year of the story: day, who presents, firms of demo_firms. */
struct demo_fair {
	int month, day;
	const char *title, *venue, *partners, *summary;
};
extern const struct demo_fair demo_fairs[];		/* ended by title NULL */
extern const char *const demo_fair_products[4];		/* what each institution presents, two at each fair it comes to */
extern const char *const demo_fair_words[4];		/* a notice's title and text, a task, a visit's note */
/* Inside a write section: six fairs from the announcement to their figures, 25 advisers, a notice. */
struct err demo_fairs_play(struct db *w, struct demo *d);

/* Inside a write section: written, tried, sent, reviewed, as the pages do it. */
struct err demo_finance(struct db *w, struct demo *d);

#endif
