/*
 * routing.h - which unit leads and which assist for a problem and place, by the table in force (rulebook.h). It
 * proposes; a person decides. Whoever keeps a decision keeps routing.version beside it. Not here: the pages (council_rules_web.c).
 */
#ifndef QIAO_ROUTING_H
#define QIAO_ROUTING_H

#include "base/base.h"
#include "matter/rulebook.h"

extern const struct rule_book routing_book;

struct routing_case {
	const char *category, *title, *body;
	int kind;			/* enum place_kind of where it is */
};
struct routing {
	const char *lead;		/* a unit's code; "" = no rule fits */
	const char *assist;		/* codes parted by blanks, "" = nobody */
	const char *why[LANG_COUNT];	/* the rule's own words */
	size_t rule;			/* from 1; 0 = none */
	const char *version;		/* of the table */
};
struct routing routing_ask(struct arena *a, struct env *env, const struct rule_table *t, const struct routing_case *c);
/* A matter as it stands, by the table in force today. */
struct matter;
struct err routing_for(struct db *db, struct arena *a, struct env *env, int64_t area, const struct matter *m, struct routing *ret);
/* Keeps with the asking's entry which table was asked and, when what it proposed is what was done, the rule's words. */
struct entry_draft;
void routing_say(struct entry_draft *e, const struct routing *r, bool followed);
/* Is code among the helpers? */
bool routing_assists(const struct routing *r, const char *code);

#endif
