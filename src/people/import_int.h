/* import_int.h - between import.c (the plot) and import_rows.c (what a row means). */
#ifndef QIAO_IMPORT_INT_H
#define QIAO_IMPORT_INT_H

#include "formats/table.h"
#include "people/import.h"
#include "people/people.h"
#include "store/store.h"

#define COLUMNS_MAX 12
#define AGES_MAX    16

struct column {
	const char *name;
	enum msg label;				/* its name in the file in either language */
	bool needed;				/* each row must have it */
};
extern const struct column *const import_columns[IMPORT_WHATS];	/* ended by name NULL */

struct age {					/* a column of residents' numbers */
	size_t at;
	int from, to;
	const char *name;
};

/* One row being read. */
struct reading {
	struct arena *a;
	struct db *db;
	int64_t area;
	enum import_what what;
	int64_t within;				/* roll: rows must lie in this place; 0 = any */
	const struct table *table;
	size_t at[COLUMNS_MAX];			/* column k of import_columns stands at at[k] - 1; 0: not in the file */
	struct age ages[AGES_MAX];
	size_t nages;
	struct import_report *report;
	const struct row *row;
	struct entry *entries;
	size_t nentries;
};

/* A row of the roll; hash and sealed NULL without a phone. */
struct roll_row {
	int64_t id, place, spot, extent, key, old_key;
	const char *no, *kind, *door, *owner, *phone, *hash, *was_hash;
	struct bytes sealed;
	bool active;
};

/* What a good row becomes. */
struct entry {
	int line;
	bool known;				/* its code is there already: writing changes it */
	struct place place;
	const char *parent;			/* code; "" none */
	int64_t heads[AGES_MAX];		/* -1: the field was empty */
	struct org org;
	const char *org_place;			/* code */
	struct account_new user;
	enum role role;
	const char *user_place, *user_org;	/* codes */
	struct roll_row roll;
	struct account_draft *draft;		/* NULL: a further role of a login, or one that is there */
};

const char *import_value(const struct reading *r, size_t column);	/* "" when it is not there */
void import_fault(struct reading *r, size_t column, enum msg why);
void import_row(struct reading *r, struct entry *e);		/* reads and checks r->row */
struct err import_row_write(struct db *w, struct env *env, struct reading *r, struct entry *e);

int import_yes(struct reading *r, const char *s);		/* 1 yes, 0 no or empty, -1 neither */

/* roll.c: */
void roll_read(struct reading *r, struct entry *e);
struct err roll_prepare(struct reading *r, struct env *env);	/* seals the phones; before the write section */
struct err roll_write(struct db *w, struct reading *r, struct entry *e);
struct err roll_written(struct reading *r);			/* after it: keys of replaced phones are erased */

enum { ROLL_NO, ROLL_KIND, ROLL_PLACE, ROLL_DOOR, ROLL_AREA, ROLL_OWNER, ROLL_PHONE, ROLL_OUT };
enum { PLACE_CODE, PLACE_KIND, PLACE_SLUG, PLACE_ZH, PLACE_EN, PLACE_PARENT, PLACE_PHONE, PLACE_LAT, PLACE_LON };
enum { ORG_CODE, ORG_KIND, ORG_ZH, ORG_EN, ORG_PHONE, ORG_EMAIL, ORG_PLACE, ORG_SUPERIOR };
enum { USER_LOGIN, USER_ROLE, USER_PLACE, USER_ORG, USER_ZH, USER_EN, USER_PHONE };

#endif
