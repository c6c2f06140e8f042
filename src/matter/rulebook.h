/*
 * rulebook.h - decision tables that a district may change: its own from a day on (rule_version), else DATA/rules/NAME.dmn, else the
 * built-in rules/NAME.dmn. Each use declares a struct rule_book: what its table is given and must say. Whoever keeps a decision keeps
 * the table's version beside it. Not here: what a table decides (routing.h, council_siting.h), the pages (council_rules_web.c).
 */
#ifndef QIAO_RULEBOOK_H
#define QIAO_RULEBOOK_H

#include "base/base.h"
#include "rulebook_sql.h"

struct dmn;			/* engines/decide/dmn.h */
struct dmn_fault;
struct sheet;			/* engines/decide/sheet.h */

#define RULEBOOK_MAX_TEXT (2 * 1024 * 1024)	/* bytes of one table */

struct rule_book {
	const char *name;		/* rules/NAME.dmn, rule_version.name; must be known to rulebook_init */
	const char *hit;		/* the hit policy it is read with */
	const char *const *inputs;	/* NULL-terminated: what a table may ask for, nothing else */
	const char *const *outputs;	/* NULL-terminated: what it must say, all of it and nothing else */
};
struct rule_table {
	const struct rule_book *book;
	const struct dmn *dmn;
	const struct sheet *sheet;
	const char *version;		/* BLAKE2b of the text, hex */
	const char *body;
	int64_t id;			/* rule_version; 0: the default */
	int32_t from;			/* first day in force; 0: always, or a draft */
	bool draft;
};

/* At start: the defaults of n books. 500 with a line in the log when a DATA/rules/NAME.dmn is no table. */
struct err rulebook_init(const char *data, const struct rule_book *const *books, size_t n);
const struct rule_book *rulebook_find(const char *name);	/* NULL: none */
/* Reads a table's text. 422 rulebook.err_table: no DMN, more than one table, faults, or inputs it cannot be given; *fault (may be
 * NULL) says which. Everything in the arena. */
struct err rule_read(struct arena *a, const struct rule_book *book, const char *body, struct rule_table *ret, struct dmn_fault *fault);
/* In force on that day. A version is read once and kept (base/shelf.h); what is given lives as long as the arena. */
struct err rule_in_force(struct db *db, struct arena *a, int64_t area, const struct rule_book *book, int32_t day, struct rule_table *ret);
/* By id, whichever book it is of; id 0: the default of `book`. 404. */
struct err rule_get(struct db *db, struct arena *a, int64_t area, const struct rule_book *book, int64_t id, struct rule_table *ret);
/* A draft with the table's text. Inside a write section. */
struct err rule_draft(struct db *w, struct env *env, int64_t area, int64_t account, const struct rule_table *t, int64_t *id);
/* "中文 | English" in one language; without a bar the same for both. In the arena. */
const char *rule_words(struct arena *a, const char *label, enum lang l);

#endif
