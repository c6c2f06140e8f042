/* finance_firm_view.h - inside finance: what the pages of a firm show, and the structs their templates read. */
#ifndef QIAO_FINANCE_FIRM_VIEW_H
#define QIAO_FINANCE_FIRM_VIEW_H

#include "people/people.h"
#include "services/finance/finance_code.h"
#include "services/finance/finance_firm.h"
#include "services/finance/finance_view.h"

struct fin_firms_view {				/* the firms one speaks for, and a new one */
	struct fin_firm_row_rows firms;
	struct fin_guest_of_rows guests;
	struct places streets;
	const char *code, *name;
	int64_t place;
	struct fin_code read;			/* of a code that was typed and is worth a second look */
	bool doubt, staff, form;
};
struct fin_speaker {
	const char *phone;			/* masked */
	int64_t account;
	bool me, checked;
	int64_t since;
};
struct fin_firm_view {
	struct fin_firm f;
	struct fin_facts facts;
	struct fin_code code;
	const char *street;			/* "" = not said */
	int32_t today;
	struct fin_speaker *speakers;
	size_t nspeakers;
	struct fin_guest_list_rows guests;
	const char *phone;			/* as typed */
	bool saved, checked;			/* checked: the bureau saw that whoever reads may speak for it */
};
struct fin_figures_view {			/* the form of a firm's figures */
	struct fin_firm_row r;
	struct places streets;
	const char *name, *day;
	int64_t place;
	const char *typed[F_COUNT];
	bool all, stale;
};
struct fin_quals_view {
	struct fin_firm_row r;
	struct {
		const struct fin_choice *qual;
		bool held;
		const char *level, *from, *to;
	} v[FIN_QUALS];
	size_t n;
	bool none;
};
const char *fin_qual_name(struct req *rq, const char *qual, const char *suffix);	/* of its control: "q_hitech_to" */
/* A figure in words, "" when it was not told; where it comes from and of when. */
const char *fin_told_words(struct req *rq, const struct fin_firm *f, const struct fin_facts *facts, enum fin_field_no field);
const char *fin_told_from(struct req *rq, const struct fin_told *t);
const char *fin_held_words(struct req *rq, const struct fin_held *q);
/* How a qualification stands: holds, ends within 60 days, ran out, not yet; chip is its class suffix. */
const char *fin_held_state(struct req *rq, const struct fin_held *q, int32_t today, const char **chip);
/* The firm of the path, for who speaks for it. 404. */
struct err fin_firm_asked(struct req *rq, struct fin_firm *ret);
struct fin_by fin_firm_by(struct req *rq);

#endif
