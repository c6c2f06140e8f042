/*
 * finance_field.h - inside finance: what a rule may ask about a firm and its need, and the lists of words: classes,
 * repayment, kinds of security. A field's FEEL name is its Chinese label, so that a bank officer reads the rule.
 */
#ifndef QIAO_FINANCE_FIELD_H
#define QIAO_FINANCE_FIELD_H

#include "engines/decide/explain.h"

enum fin_kind { FIN_NUMBER, FIN_TRUTH, FIN_CHOICE, FIN_LIST };
struct fin_choice {
	const char *id;
	enum msg label;
};
struct fin_field {
	const char *id;
	enum fin_kind kind;
	enum msg label;
	const struct fin_choice *choices;	/* CHOICE, LIST: ended by id NULL */
	bool could;				/* a firm may change it: worth telling what would open then */
};
enum fin_field_no {
	F_AMOUNT, F_TERM, F_PURPOSE, F_FIRST, F_AGE, F_INDUSTRY, F_STAFF, F_REVENUE, F_ASSETS, F_SIZE, F_GRADE, F_TAX, F_PAYS24,
	F_PAYS6, F_DEBT, F_QUALS, F_PATENTS, F_BANKS, F_BALANCE, F_CLEAN, F_PLEDGE, F_TRADE, F_COUNT
};
extern const struct fin_field fin_fields[F_COUNT];
int fin_field_find(const char *id);				/* -1: none */
/* By id or label in either language, as people write it. -1: none. */
int fin_field_named(struct arena *a, const char *words);
const char *fin_field_feel(enum fin_field_no f);		/* its name in FEEL */

extern const struct fin_choice fin_classes[], fin_repays[], fin_securities[], fin_grades[];	/* ended by id NULL */
const struct fin_choice *fin_choice_find(const struct fin_choice *v, const char *id);	/* NULL: none */
/* Labels of "a,b,c" joined for reading; an id that is none is left out. */
const char *fin_choices_words(struct arena *a, enum lang l, const struct fin_choice *v, const char *ids);
/*
 * Words as typed ("A、B", "高新技术企业, sme") as ids in the table's order, "a,b". "" for nothing typed; NULL: some word is
 * no choice, *bad says which.
 */
const char *fin_choices_read(struct arena *a, const struct fin_choice *v, const char *typed, const char **bad);

/* One fact as typed, for rules. False: it cannot be understood. "" is null: not known. "-" for a list: none of them. */
bool fin_fact_read(struct arena *a, enum fin_field_no f, const char *typed, struct value *ret);
const char *fin_fact_words(struct arena *a, enum lang l, enum fin_field_no f, struct value v);	/* for reading */
/* A plain number, full-width digits and commas of thousands forgiven, not negative. False: none. */
bool fin_number_read(struct arena *a, const char *typed, struct decimal *ret);

/*
 * The class of size out of industry, staff, revenue, assets (10,000 yuan): order 工信部联企业〔2011〕300号. Null when what the
 * industry's row asks for is not known. Facts are slots by enum fin_field_no.
 */
struct value fin_size(const struct value *facts);

#endif
