/*
 * finance_firm.h - inside finance: a firm as it is kept: who it is, its figures each with source and day, qualifications with
 * their ends, and the people who speak for it. Not here: what a bank may see of it (finance_consent.h); pages.
 *
 * A firm is found by its unified social credit code, once in the district. Who speaks for it is a resident's account (signed in by a
 * code sent to the phone). Only figures are kept: no name of a person.
 */
#ifndef QIAO_FINANCE_FIRM_H
#define QIAO_FINANCE_FIRM_H

#include "finance_firm_sql.h"
#include "services/finance/finance_product.h"

#define FIN_QUALS 16

extern const struct fin_choice fin_sources[], fin_levels[];	/* ended by id NULL: firm, document, department; nation, city, district */

/* A figure as it is kept. value "" = not told. */
struct fin_told {
	const char *value;			/* a number, an id, "a,b", "yes"; "-" = none of them; F_AGE: the founding day, ISO */
	const char *source;			/* of fin_sources */
	int32_t day;
};
struct fin_held {				/* a qualification */
	const struct fin_choice *qual;
	const char *level, *source;		/* level "" = not said */
	int32_t from, to;			/* 0 = not said; without an end */
};
struct fin_firm {
	struct fin_firm_row r;
	struct fin_told told[F_COUNT];		/* F_QUALS: value "told" or "" */
	struct fin_held quals[FIN_QUALS];	/* in the table's order */
	size_t nquals;
};

/* Facts for rules and for forms. What the need says (amount, term, purpose) is not the firm's and stays unknown. */
struct fin_facts {
	struct value v[F_COUNT];		/* null = not known */
	const char *typed[F_COUNT];		/* the same as a form's field takes it; "" = not known, "-" = none of the list */
};
#define FIN_FIRM_FIELDS (((1u << F_COUNT) - 1) & ~(1u << F_AMOUNT | 1u << F_TERM | 1u << F_PURPOSE))
/*
 * A firm's facts on a day: age by its founding day, size class by industry, staff, revenue and assets; a qualification that ran
 * out is absent. fields: 1 << enum fin_field_no; the others are unknown, as if they had not been told (the size class is worked
 * out of all of them first).
 */
void fin_firm_facts(struct arena *a, const struct fin_firm *f, int32_t today, unsigned fields, struct fin_facts *ret);
bool fin_held_on(const struct fin_held *q, int32_t day);	/* has it begun and not run out? */

/* 404 when there is none. */
struct err fin_firm_load(struct db *db, struct arena *a, int64_t area, int64_t firm, struct fin_firm *ret);
/* The same, for who speaks for it; 404 for everybody else: they learn nothing of it. */
struct err fin_firm_mine(struct db *db, struct arena *a, int64_t area, int64_t account, int64_t firm, struct fin_firm *ret);
/* *checked: the bureau saw that this account may. False: it does not speak for the firm. */
struct err fin_speaks(struct db *db, struct arena *a, int64_t area, int64_t account, int64_t firm, bool *ret, bool *checked);

/* One figure as typed → as kept ("" when nothing was typed). False: it cannot be read. F_AGE takes a founding day that is past. */
bool fin_told_read(struct arena *a, enum fin_field_no f, const char *typed, int32_t today, const char **ret);

/* ---- inside a write section ---- */

#define FIN_FIRM_NAME 60			/* characters at most */
/* A new firm; by->account speaks for it. code: as fin_code_read gave it. 409 finf.err_there: the code is registered. */
struct err fin_firm_new(struct db *w, const struct fin_by *by, const char *code, const char *name, int64_t place, int64_t *firm);
/* 409 err.stale when somebody saved meanwhile. */
struct err fin_firm_save(struct db *w, const struct fin_by *by, const struct fin_firm_row *r);
/* One figure ("" = it is taken back), a qualification, and its end. */
struct err fin_firm_tell(struct db *w, const struct fin_by *by, int64_t firm, enum fin_field_no f, const struct fin_told *t);
struct err fin_firm_hold(struct db *w, const struct fin_by *by, int64_t firm, const struct fin_held *q);
struct err fin_firm_unhold(struct db *w, const struct fin_by *by, int64_t firm, const char *qual);
/* Asks who has this phone to speak for the firm; takes it up; stops speaking. The last one cannot go: 422 finf.err_last. */
struct err fin_firm_ask(struct db *w, const struct fin_by *by, int64_t firm, const char *phone);
struct err fin_firm_join(struct db *w, const struct fin_by *by, int64_t firm);	/* 404: was not asked */
struct err fin_firm_leave(struct db *w, const struct fin_by *by, int64_t firm, int64_t account);

#endif
