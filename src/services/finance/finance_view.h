/* finance_view.h - inside finance: what several of its pages show the same way, and the structs their templates read. */
#ifndef QIAO_FINANCE_VIEW_H
#define QIAO_FINANCE_VIEW_H

#include "finance_firm_sql.h"
#include "finance_return_sql.h"
#include "services/finance/finance_match.h"
#include "services/finance/finance_product.h"
#include "web/web.h"

struct fin_whom;

/* ---- words ---- */

const char *fin_name(const struct req *rq, const struct fin_version_row *r);
const char *fin_intro(const struct req *rq, const struct fin_version_row *r);
const char *fin_bank(const struct req *rq, const struct fin_version_row *r);
const char *fin_number(struct req *rq, int64_t n);
const char *fin_wan(struct arena *a, int64_t fen);			/* "300", "12.5": 10,000 yuan */
const char *fin_yi(struct arena *a, int64_t fen);			/* "42.93": 100,000,000 yuan */
const char *fin_percent(struct arena *a, int64_t hundredths);		/* "3.45" */
const char *fin_grouped(struct arena *a, const char *s);			/* "3,000,000": whole digits in threes */
const char *fin_amount(struct req *rq, struct decimal wan);		/* "300 万元", "3,000,000 yuan" */
const char *fin_limit(struct req *rq, const struct fin_version_row *r);	/* "300 万元", "按纳税信用等级" … */
const char *fin_cost(struct req *rq, const struct fin_version_row *r);	/* "3.45% 到 4.35%" */
const char *fin_months(struct req *rq, const struct fin_version_row *r);
/* How a version stands on a day: in the handbook, expired, a draft …; chip is its class suffix. */
enum msg fin_state(const struct fin_version_row *r, int32_t today, const char **chip);
bool fin_listed(const struct fin_version_row *r, int32_t today);
int32_t fin_today(const struct req *rq);

/* ---- pages ---- */

struct fin_home_view {
	size_t products, banks;
	size_t of_class[16];
};
struct fin_book_view {
	const struct fin_choice *class;			/* NULL: all */
	struct fin_version_row *v;
	size_t n, all;
	size_t of_class[16];
	const char *day;
	struct fin_product *whole;			/* for the booklet: as v */
};
struct fin_grade {
	const char *grade, *amount;
};
struct fin_page_view {
	struct fin_product p;
	struct fin_grade grades[8];
	size_t ngrades;
	const char **conds;				/* in words */
	bool listed, mine, bureau;
	int64_t now;					/* the product's version in the handbook when this is another; 0 = none */
};
/* "A=100,B=80" apart. */
size_t fin_grades_split(struct arena *a, const char *grades, struct fin_grade *ret, size_t max);
struct err fin_page_load(struct req *rq, int64_t version, struct fin_page_view *v);

struct fin_ask_view {
	unsigned asked;					/* fields that some rule asks about */
	struct fin_firm_row_rows firms;			/* whose figures could be filled in */
	const char *firm;				/* whose figures are; NULL: nobody's */
	const char *typed[F_COUNT];
	const char *size;				/* worked out; NULL: not */
	bool answered;
	bool whole;					/* all rows were asked for */
	struct fin_match m;
};
const char *fin_field_name(struct req *rq, int f, const char *suffix);	/* of its control: "x_quals_none" */
const char *fin_field_typed(struct req *rq, int f);		/* what its control sent: "a,b", "-" = none of the list */
const char *fin_why_text(struct req *rq, const struct fin_why *w);	/* actual and gap of a failed condition */
const char *fin_advice(struct req *rq, const struct fin_why *w);	/* "" = none */
const char *fin_change_text(struct req *rq, const struct fin_change *c);
bool fin_typed_has(const struct req *rq, const char *typed, const struct fin_choice *c);

/* The form of a version: everything as typed. */
struct fin_edit_cond {
	const char *field, *op, *value, *label;
};
struct fin_edit_example {
	const char *name, *expect, *facts;
	const char *came;				/* what it came to; "" = not asked, or as it should be */
	bool right;
};
struct fin_edit_view {
	struct fin_version_row r;
	const char *name_zh, *name_en, *intro_zh, *intro_en, *class, *cap, *formula, *term_min, *term_max, *rate_low, *rate_high, *fee, *days,
		*repay, *security, *phone, *from, *to;
	const char *grade[8];
	struct fin_edit_cond conds[FIN_CONDITIONS];
	size_t nconds;
	struct fin_edit_example examples[FIN_EXAMPLES];
	size_t nexamples;
	int64_t rev;
	bool stale, saved, read;			/* read: filled from a file */
	const struct fin_whom *whom;			/* how many firms would fit; NULL: not asked */
};
struct fin_bank_view {
	struct fin_version_row_rows rows;
	int32_t today;
	const char *org;
	int64_t needs, late, unread;			/* what waits: referrals, those past their day, notices */
};
struct fin_bureau_view {
	struct fin_version_row_rows waiting;
	struct fin_version_row *ending;			/* in the handbook, ends within a month */
	size_t nending;
	int64_t due;					/* month whose returns are due, 202304 */
	size_t nlate, nbanks;				/* institutions that have sent none of it */
	int64_t late, adviser;				/* referrals past their day; needs every bank refused */
	int64_t unchecked;				/* people who say they speak for a firm, not seen yet */
};
struct fin_due_view {
	int64_t month;
	int32_t due;					/* day */
	struct fin_return_due_rows rows;
};
struct fin_review_view {
	struct fin_page_view page;
	bool good;
	const char *reason;
	const struct fin_whom *whom;			/* NULL: not asked */
};
/* "123 firms agreed to be counted …", small numbers hidden. */
const char *fin_whom_words(struct req *rq, const struct fin_whom *w);

#endif
