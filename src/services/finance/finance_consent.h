/*
 * finance_consent.h - inside finance: what a firm allows whom to see of it, and the one door through which anybody but the firm
 * sees any of it. Law: 征信业管理条例 articles 13, 14, 18, 19, 22 (State Council decree 631, 2013): agreed purpose, conspicuous
 * text, used for nothing else, every look kept. Not here: pages (finance_consent_web.c, finance_look_web.c).
 */
#ifndef QIAO_FINANCE_CONSENT_H
#define QIAO_FINANCE_CONSENT_H

#include "finance_consent_sql.h"
#include "services/finance/finance_firm.h"

#define FIN_BUREAU       0			/* org of a consent that is given to the finance bureau */
#define FIN_CONSENT_TEXT "2023-1"		/* version of the text; another wording gets another */
#define FIN_CONSENT_DAYS (2 * 366)		/* at most so long */

extern const struct fin_choice fin_purposes[];	/* count: only added up, nobody sees which firm; look: data of the named firm */
struct fin_group {				/* fields as people give them, together */
	const char *id;
	enum msg label;
	unsigned fields;			/* 1 << enum fin_field_no */
};
extern const struct fin_group fin_groups[];	/* ended by id NULL */
unsigned fin_fields_of(struct arena *a, const char *ids);			/* "tax,grade" → bits; what is none is left out */
const char *fin_groups_words(struct arena *a, enum lang l, unsigned fields);	/* short: the groups they are of */
const char *fin_fields_words(struct arena *a, enum lang l, unsigned fields);

struct fin_consent_new {
	const struct fin_firm_row *firm;
	const struct org *orgs;			/* whom; id FIN_BUREAU for the bureau */
	size_t norgs;
	const char *purpose;
	unsigned fields;
	int32_t to;				/* the last day */
	enum lang lang;
};
/* The whole text that is read and agreed to; the same is kept with the consent. */
const char *fin_consent_text(struct arena *a, const struct fin_consent_new *n);

/* What an institution may know of a firm on a day. */
struct fin_sight {
	unsigned look, count;			/* fields by purpose; look is in count too. 0: nothing */
	bool may_look, may_count;		/* a consent without fields still gives the name */
	int64_t consent;			/* one that allows looking */
	int32_t to;				/* its last day */
};
struct err fin_sight(struct db *db, struct arena *a, int64_t area, int64_t firm, int64_t org, int32_t day, struct fin_sight *ret);

/* ---- inside a write section ---- */

/* One row for each institution. */
struct err fin_consent_put(struct db *w, const struct fin_by *by, const struct fin_consent_new *n);
struct err fin_consent_end(struct db *w, const struct fin_by *by, int64_t firm, int64_t id);	/* 404; twice is once */
/* Somebody speaks for a firm no longer, whoever wishes it; a firm nobody speaks for allows nothing any more. */
struct err fin_person_expel(struct db *w, struct arena *a, struct env *env, int64_t area, int64_t firm, int64_t account);

/* ---- the door, for pages ---- */

struct fin_seen {
	struct fin_firm f;			/* whole: only what facts has may be shown */
	struct fin_facts facts;			/* within the consent */
	struct fin_sight sight;
	bool checked;				/* the bureau saw who speaks for it */
};
struct req;
/* A firm as rq->caller's institution (org) may see it, kept in the log and on disk before it is shown. why: a message key's name. 404
 * without a consent in force, as if there were no such firm. */
struct err fin_firm_look(struct req *rq, int64_t firm, int64_t org, const char *why, struct fin_seen *ret);
/* Several for a list: at most one row of the log a day for each reader, firm and reason. */
struct err fin_firms_look(struct req *rq, const struct fin_firm_row *rows, size_t n, int64_t org, const char *why, struct fin_seen *ret);

#endif
