/*
 * finance_need.h - inside finance: a firm's financing need and each chosen bank's part of it, both matters of private kinds
 * (lifecycles/financing.yaml, referral.yaml). Who may see one is said here and nowhere else: the firm, the bureau, of a referral
 * its own bank, of a need the adviser who has an open task about it; everybody else finds nothing. A referral is no row of `assignment`: figures of units, their link pages
 * and open data read those.
 */
#ifndef QIAO_FINANCE_NEED_H
#define QIAO_FINANCE_NEED_H

#include "finance_need_sql.h"
#include "matter/matter.h"
#include "services/finance/finance_product.h"

struct shown;

#define FIN_NEED_HOME     "/finance/need"
#define FIN_REFERRAL_HOME "/finance/referral"
#define FIN_NAME_LEN      60	/* characters of a firm's name */
#define FIN_WORDS_LEN     1000
#define FIN_SMALL         5	/* a count below it is not shown (DESIGN: small cells) */

enum fin_seer { SEES_FIRM = 1, SEES_BANK, SEES_BUREAU, SEES_ADVISER };
struct fin_need {
	struct matter m;
	struct fin_need_row r;
	enum fin_seer as;
};
struct fin_referral {
	struct matter m;
	struct fin_referral_row r;
	struct fin_need need;		/* need.as = as */
	struct org bank;
	enum fin_seer as;
};
/* By the number in the address. 404: none, or not for this caller (NULL = a visitor); a bank never sees a need, only its own referral,
 * and that no longer once the firm withdrew it. */
struct err fin_need_seen(struct db *db, struct arena *a, int64_t area, const struct caller *c, const char *number, struct fin_need *ret);
struct err fin_referral_seen(struct db *db, struct arena *a, int64_t area, const struct caller *c, const char *number,
			     struct fin_referral *ret);
/* By id, for the program itself. */
struct err fin_referral_load(struct db *db, struct arena *a, int64_t area, int64_t id, struct fin_referral *ret);
/* How this caller acts on m: as the bank (its officer), the firm or the bureau; an adviser acts for the bureau. */
struct err fin_who(struct db *db, struct arena *a, int64_t area, const struct caller *c, const char *owner, const struct matter *m,
		   enum fin_seer as, struct who *ret);

/* ---- inside a write section ---- */

struct fin_need_new {
	int64_t place;				/* a street or community */
	int64_t firm;				/* profile; 0 = none */
	const char *code, *name;		/* code "" = not said */
	int64_t amount, term;			/* fen, months */
	const char *purpose, *words;		/* words: for the banks to read */
	int64_t old_due;			/* renewal: day; 0 = none */
	const char *facts;
	struct person_draft *contact;		/* on behalf: the firm's number; else NULL: the caller's own account */
	const struct stored_file *paper;	/* on behalf: the signed authorisation; else NULL */
};
struct err fin_need_file(struct db *w, struct act *act, const struct fin_need_new *n, struct filed *ret);
/* What rules ask was answered, or the need changed: amount, term, purpose, old_due, facts of n. 409 err.stale. */
struct err fin_need_edit(struct db *w, struct act *act, int64_t need, int64_t version, const struct fin_need_row *n);
struct fin_giving {
	int64_t need, org, product;		/* product: a version, 0 = none chosen */
	bool phone;				/* the bank sees the firm's number */
	const char *agreed;			/* the sentence that was read and agreed to, word for word: it stands in the history */
};
/* To one bank. 409 finn.err_twice: it has it already; 422 finn.err_bank: no bank; finn.err_over: the need is over; finn.err_unchecked. */
struct err fin_refer(struct db *w, struct act *act, const struct fin_giving *g, struct filed *ret);
/* One move of a referral, with its answers: amounts in 10,000 yuan as typed. Errors as matter_step; 422 finn.err_number, err_over (more
 * than was granted), err_days (due before it is paid out), err_bank. */
struct err fin_referral_do(struct db *w, struct act *act, int64_t referral, const struct step *s);
/* Was it entered on behalf and seen by nobody since? No bank gets it before the firm itself or a second person of the bureau checked it. */
bool fin_need_unchecked(const struct matter *m, const struct fin_need_row *r);
/* One move of the need itself: check (422 finn.err_same: by whoever entered it), advise, withdraw (then every bank's part is withdrawn too). */
struct err fin_need_do(struct db *w, struct act *act, int64_t need, const struct step *s);

/* A letter to the bank's office: the number, what happened, an address; never a firm. */
struct err fin_tell_bank(struct db *w, struct act *act, const struct matter *m, const struct org *bank, const char *what);

extern const struct shown shown_fin_need, shown_fin_referral, shown_fin_loan;

/* A typed amount in 10,000 yuan as fen, a rate in per cent as 1/100 per cent. False: no such number, or 0. */
bool fin_fen_read(struct arena *a, const char *typed, int64_t *fen);
bool fin_rate_read(struct arena *a, const char *typed, int64_t *rate);

#endif
