/*
 * gen.h - the products and firms of bench_match: invented, the same numbers each time. A product is a list of conditions
 * that all must hold, and comes as a tree for the index, as a FEEL text (ours, feelin) and as a row of Zen's table.
 */
#ifndef QIAO_BENCH_MATCH_GEN_H
#define QIAO_BENCH_MATCH_GEN_H

#include "engines/match/match.h"

enum { G_AMOUNT, G_TERM, G_AGE, G_STAFF, G_REVENUE, G_TAX, G_PAYS, G_BANKS, G_GRADE, G_TRADE, G_SIZE, G_FIRST, G_QUALS, G_SLOTS };
extern const struct match_slot gen_slots[G_SLOTS];
extern const char *const gen_words[G_SLOTS][20];	/* ended by NULL */

/* A firm as it is typed: numbers as text, words, a list of words. NULL: not known. */
struct gen_firm {
	const char *typed[G_SLOTS];
	const char *quals[8];
	int64_t until[8];
	size_t nquals;
};
struct gen {
	struct arena *a;
	uint64_t seed;
	bool broad;			/* products that about 7 in 100 firms fit, else about 1 in 700 */
};
struct match_node *gen_product(struct gen *g);
struct gen_firm gen_firm(struct gen *g, bool gaps);	/* gaps: some facts are missing */
/* What is measured as "input encoding": texts to numbers and codes. m: room for 8. */
void gen_encode(const struct gen_firm *f, struct match_value *v, struct match_item *m);

void gen_feel(struct out *o, const struct match_node *product);
void gen_jdm_cells(struct out *o, const struct match_node *product);	/* "in0": "…", … */
void gen_firm_json(struct out *o, const struct gen_firm *f);

#endif
