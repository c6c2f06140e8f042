/*
 * finance_index.h - inside finance: facts and conditions as the match index has them (engines/match): what one firm's changes and
 * one product's firms are asked with alike.
 */
#ifndef QIAO_FINANCE_INDEX_H
#define QIAO_FINANCE_INDEX_H

#include "engines/match/match.h"
#include "services/finance/finance_rule.h"

void fin_index_slots(struct match_slot *slots);		/* F_COUNT of them */
/* A fact there and back; lists in a. A number with more digits than are kept lies between two of them. */
void fin_index_value(struct arena *a, enum fin_field_no f, const struct value *v, struct match_value *to);
struct value fin_index_back(struct arena *a, enum fin_field_no f, const struct match_value *v);
/* Condition i of a rule as a leaf; one that looks at more than its own field is a MATCH_REST with token i. */
struct match_node fin_index_cond(struct arena *a, const struct fin_rule *r, size_t i);

/* Rules by number, and the index over them. Many may ask at once, with nobody putting. */
struct fin_index {
	struct match_index *x;
	const struct fin_rule **v;			/* size of them; NULL: none of this number */
	uint32_t size;
};
struct match_index *fin_index_new(void);		/* NULL: no memory */
/* v[0..size) into the empty index; the quick way for many. a: for working. False: no memory. */
bool fin_index_build(struct fin_index *ix, struct arena *a);
bool fin_index_put(struct fin_index *ix, struct arena *a, uint32_t number, const struct fin_rule *r);	/* number < size */
void fin_index_drop(struct fin_index *ix, uint32_t number);

#define FIN_CHANGES 8
/* "With tax grade A instead of C: 2 more." */
struct fin_change {
	enum fin_field_no field;
	struct value to;
	bool at_most;				/* a number that must come down to `to`; else reach it */
	bool beyond;				/* `to` itself is not enough */
	size_t more;
};
struct fin_changes {
	struct fin_change *v;
	size_t n;
};
/*
 * One firm against all rules. state: size of them, enum match_state by number (MATCH_FAIL also where no rule is). changes (may be
 * NULL): what one changed fact would open, most first, at most FIN_CHANGES. facts: F_COUNT values. 503.
 */
struct err fin_index_ask(const struct fin_index *ix, struct arena *a, struct env *env, const struct value *facts, uint8_t *state,
			 struct fin_changes *changes);
/* Whether some rule passes, or could with more facts known (*served), and on which fields some rule fails: 1 << enum fin_field_no. 503. */
struct err fin_index_stops(const struct fin_index *ix, struct arena *a, struct env *env, const struct value *facts, bool *served, unsigned *stops);

#endif
