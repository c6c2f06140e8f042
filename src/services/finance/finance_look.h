/* finance_look.h - inside finance: the structs of the pages on consents and of the pages that look at firms through them. */
#ifndef QIAO_FINANCE_LOOK_H
#define QIAO_FINANCE_LOOK_H

#include "services/finance/finance_consent.h"
#include "services/finance/finance_firm_view.h"

struct fin_consents_view {
	struct fin_firm_row r;
	struct fin_consent_row_rows rows;
	struct fin_look_list_rows looks;
	size_t nlive;
	int32_t today;
};
struct fin_consent_form {
	struct fin_firm_row r;
	struct org *orgs;			/* the banks, then the bureau */
	bool *picked;
	size_t norgs;
	const char *purpose, *to;
	unsigned groups;			/* 1 << number in fin_groups */
	const char *text;			/* to be read; NULL: still choosing */
};
struct fin_seen_list {
	const char *org, *q, *base;		/* base: "/bank" or "/bureau" */
	struct fin_seen *v;
	size_t n;
	int64_t next;				/* rows to skip on the next page; 0 = none */
};
struct fin_seen_view {
	struct fin_seen s;
	const char *street, *base;
	int32_t today;
};
struct fin_check_view {
	struct fin_unchecked_rows rows;
	const char **phones;			/* masked */
};
const char *fin_org_name(struct req *rq, int64_t org, const char *zh, const char *en);
bool fin_consent_live_on(const struct fin_consent_row *r, int32_t day);
/* A figure for who looks: in words, "not agreed" or "not given". */
const char *fin_seen_words(struct req *rq, const struct fin_seen *s, enum fin_field_no f);

#endif
