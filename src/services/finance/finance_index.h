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
/* Condition i of a rule as a leaf; one that looks at more than its own field is a MATCH_REST with token i. facts: for a limit that looks
 * at nothing but the amount. */
struct match_node fin_index_cond(struct arena *a, struct env *env, const struct fin_rule *r, size_t i, const struct value *facts);

#endif
