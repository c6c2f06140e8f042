/* finance_need_view.h - inside finance: what the pages of needs and referrals share, and the structs their templates read. */
#ifndef QIAO_FINANCE_NEED_VIEW_H
#define QIAO_FINANCE_NEED_VIEW_H

#include "services/finance/finance_match.h"
#include "services/finance/finance_need.h"
#include "services/finance/finance_view.h"

/* ---- words ---- */

/* A life cycle's sentence with its last day filled in. due 0 = none. */
const char *fin_life_text(struct req *rq, const struct life_text *t, int64_t due);
const struct life_state *fin_state_of(const char *kind, const char *state);
const char *fin_chip(const struct life_state *s, int64_t due, int32_t today);	/* class suffix of its chip */
const char *fin_wan_words(struct req *rq, int64_t fen);			/* "300 万元" */
const char *fin_day(struct req *rq, int64_t day);
const char *fin_purpose(struct req *rq, const char *id);
/* "field=value" lines apart, in words. */
struct fin_fact_line {
	const char *label, *words;
};
size_t fin_fact_lines(struct req *rq, const char *facts, struct fin_fact_line *ret);	/* F_COUNT at most */

/* ---- pages ---- */

struct fin_need_form {
	const char *code, *name, *place, *amount, *term, *purpose, *old_due, *words, *phone;
	struct places places;
	bool staff;				/* entered on behalf */
	size_t told;				/* facts that came along from the match page or the firm's profile */
	const char *hint;			/* about the code; "" = none */
};
struct fin_needs_view {
	struct fin_need_item_rows rows;
	int32_t today;
};
struct fin_need_view {
	struct fin_need x;
	struct fin_referral_item_rows banks;
	struct timeline past;
	struct fin_fact_line facts[F_COUNT];
	size_t nfacts;
	int32_t today;
	bool paper, can_withdraw, can_choose, can_advise, unchecked, can_check;
	const char *phone;			/* read just now; NULL = not */
};
struct fin_choose_view {
	struct fin_need x;
	struct fin_ask_view ask;		/* rows by class; typed: what is known */
	unsigned wanted;			/* fields some rule asks for and nobody told */
	const struct fin_referral_item *had;	/* banks that have it */
	size_t nhad;
	int64_t passed_to[8];			/* banks that others named */
	size_t npassed;
};
bool fin_had(const struct fin_choose_view *v, int64_t org);
bool fin_named(const struct fin_choose_view *v, int64_t org);

struct fin_act {
	const struct life_move *mv;
	bool open;				/* its form stands open */
};
struct fin_referral_view {
	struct fin_referral x;
	struct fin_version_row product;
	bool has_product;
	struct timeline past;
	struct fin_loan_of_rows loans;
	struct fin_fact_line facts[F_COUNT];
	size_t nfacts;
	struct fin_act acts[24];
	size_t nacts;
	struct orgs banks;			/* for naming another one */
	const char *phone;			/* read just now; NULL = not */
	const char *failed;			/* the move whose form was wrong; "" = none */
	int32_t today;
};
const char *fin_act_name(struct req *rq, const struct life_move *mv, const char *ask);	/* of its control: "grant_amount" */

struct fin_queue_view {
	struct fin_referral_item_rows open, ended;
	const char *org;
	int32_t today;
	size_t late;
};
struct fin_stop {				/* a condition, or a reason, counted */
	const char *words;
	int64_t n;				/* below FIN_SMALL it is not listed */
};
struct fin_watch_view {
	struct fin_referral_item_rows late;
	struct fin_need_item_rows adviser, open;
	struct fin_bank_load_rows loads;
	struct fin_stop *stops, *grounds;
	size_t nstops, ngrounds;
	int64_t needs, unserved_n, unserved_amount;
	struct fin_need_item_rows unserved;	/* the first of them */
	int32_t today;
};

/* Reads the figures that came with a form, adds what is known of the firm: F_COUNT values. */
void fin_need_facts(struct req *rq, const struct fin_need *x, struct value *facts, const char **typed);

#endif
