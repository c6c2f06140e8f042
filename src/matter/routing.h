/*
 * routing.h - which unit leads and which assist for a problem and place, by the decision table in force: the district's own from
 * a day on (rule_version), else DATA/rules/routing.dmn, else the built-in rules/routing.dmn. It proposes; a person decides. Whoever
 * keeps a decision keeps routing.version beside it. Not here: the pages (council_rules_web.c), FEEL (engines/decide).
 */
#ifndef QIAO_ROUTING_H
#define QIAO_ROUTING_H

#include "base/base.h"
#include "routing_sql.h"

struct dmn;			/* engines/decide/dmn.h */
struct dmn_fault;
struct sheet;			/* engines/decide/sheet.h */

#define ROUTING_MAX_TEXT (2 * 1024 * 1024)	/* bytes of one table */

struct rule_table {
	const struct dmn *dmn;
	const struct sheet *sheet;
	const char *version;		/* BLAKE2b of the text, hex */
	const char *body;
	int64_t id;			/* rule_version; 0: the default */
	int32_t from;			/* first day in force; 0: always, or a draft */
	bool draft;
};

/* Reads a table's text. 422 routing.err_table: no DMN, more than one table, faults, or inputs it cannot be given; *fault (may be
 * NULL) says which. Everything in the arena. */
struct err rule_read(struct arena *a, const char *body, struct rule_table *ret, struct dmn_fault *fault);
/* In force on that day. */
struct err routing_on(struct db *db, struct arena *a, int64_t area, int32_t day, struct rule_table *ret);
/* By id, 0 the default. 404. */
struct err routing_get(struct db *db, struct arena *a, int64_t area, int64_t id, struct rule_table *ret);
/* At start: the default. 500 with a line in the log when DATA/rules/routing.dmn is no table. */
struct err routing_init(const char *data);

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
/* "中文 | English" in one language; without a bar the same for both. In the arena. */
const char *rule_words(struct arena *a, const char *label, enum lang l);
/* Is code among the helpers? */
bool routing_assists(const struct routing *r, const char *code);

#endif
