/*
 * finance_product.h - inside finance: products of the handbook as they are kept: writing a version, sending it to review,
 * bringing it into force, reading rules out of the rows. A version in force never changes; a change is a new version.
 */
#ifndef QIAO_FINANCE_PRODUCT_H
#define QIAO_FINANCE_PRODUCT_H

#include "finance_sql.h"
#include "services/finance/finance_rule.h"

#define FIN_CONDITIONS 16
#define FIN_EXAMPLES   8

struct env;
struct fin_example {
	const char *name, *facts;		/* facts: "field=value", one a line */
	enum reason_state expect;
	struct fin_fit got;			/* after fin_examples_run */
	enum reason_state came;
	int bad_line;				/* of facts, from 1, that cannot be read; 0 = none */
};
struct fin_product {				/* one version, whole */
	struct fin_version_row r;
	struct fin_cond own[FIN_CONDITIONS];
	size_t nown;
	struct fin_example examples[FIN_EXAMPLES];
	size_t nexamples;
};
enum reason_state fin_came(const struct fin_fit *f);
/* Reads "field=value" lines into F_COUNT values; the size class is worked out when it is not said. The line that cannot be read, 0 = none. */
int fin_facts_read(struct arena *a, const char *text, struct value *facts);
/* Runs every example against the rule; true when all come out as said and one fits and one does not. */
bool fin_examples_run(struct arena *a, struct env *env, const struct fin_rule *r, struct fin_example *v, size_t n);

struct fin_terms fin_terms_of(const struct fin_version_row *r);
/* 404 when there is none. */
struct err fin_product_load(struct db *db, struct arena *a, int64_t area, int64_t version, struct fin_product *ret);
struct err fin_conds_read(const struct fin_condition_row *v, size_t n, struct fin_cond *ret);	/* n of them; 500 */
/* The rule of a version that was kept (it compiled once). */
struct err fin_product_rule(struct arena *a, struct feel_names *names, const struct fin_product *p, struct fin_rule *ret);

#define FIN_HANDBOOK_MAX 100000

/* ---- inside a write section ---- */

struct fin_by {
	struct arena *a;
	struct env *env;
	int64_t area, account, org;		/* org 0: the bureau, or the demonstration */
};
/* A new product of by->org with an empty draft. *version is the draft's id. */
struct err fin_product_new(struct db *w, const struct fin_by *by, int64_t *version);
/* A draft of the next version like the newest one; the open one when there is one. 404. */
struct err fin_version_new(struct db *w, const struct fin_by *by, int64_t product, int64_t *version);
/* p->r.id and p->r.rev say which draft. send: it goes to review. 409 err.stale when somebody saved meanwhile or it is no draft; 404. */
struct err fin_version_save(struct db *w, const struct fin_by *by, const struct fin_product *p, bool send);
/* The bureau's answer: into force (the one before is replaced) or back with a reason. 409 err.stale. */
struct err fin_version_answer(struct db *w, const struct fin_by *by, int64_t version, bool accept, const char *reason);
struct err fin_version_end(struct db *w, const struct fin_by *by, int64_t version);	/* the institution withdraws it; 409 */

#endif
