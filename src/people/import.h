/* import.h - tables of places, organisations and accounts, checked row by row; written all or not at all. */
#ifndef QIAO_IMPORT_H
#define QIAO_IMPORT_H

#include "base/base.h"
#include "base/day.h"

struct db;
struct store;

enum import_what { IMPORT_PLACES, IMPORT_ORGS, IMPORT_USERS, IMPORT_ROLL, IMPORT_WHATS };
const char *import_name(enum import_what w);		/* "places" */

struct import_fault {
	int line;					/* in the file */
	const char *column;				/* as the file calls it; "" = the whole row */
	const char *value;
	enum msg why;
};
struct import_report {
	size_t rows, made, changed;			/* made and changed: after reading, what writing would come to */
	struct import_fault *faults;			/* at most IMPORT_FAULTS */
	size_t nfaults;
	const char **logins, **passwords;		/* of the accounts made: shown once, stored nowhere */
	size_t nlogins;
};
#define IMPORT_FAULTS 200				/* more nobody reads */
/*
 * CSV or XLSX (formats/table.h); the first row names the columns in Chinese or English, in any order:
 *	places	code kind slug zh en parent phone, and heads by age: "0-17", "60-" …
 *	orgs	code kind zh en phone email place superior
 *	users	login role place org zh en phone (several rows of one login: several roles)
 *	roll	no kind place door area owner phone out (who may vote: roll.h)
 * A row whose code (roll: number) is there already changes it. ret's text is in the arena. 422 people.err_import when a row is bad or the
 * file cannot be read as a table; nothing is written then, nor when dry.
 */
/* within: a place every row must lie in (roll only); 0 = any. */
struct err import_run(struct store *s, struct arena *a, int64_t area, enum import_what what, int64_t within, struct bytes file, bool dry,
		      struct import_report *ret);

/* import_run in steps, for a page whose second press writes what the first one read. m lives in the arena, and report must
 * live as long. */
struct import;
struct err import_read(struct store *s, struct arena *a, int64_t area, enum import_what what, struct bytes file,
		       struct import **ret, struct import_report *report);	/* 422 as import_run */
struct err import_prepare(struct import *m);					/* passwords and keys: slow, outside a section */
struct err import_write(struct db *w, struct import *m);			/* inside one; 409 when somebody took a login meanwhile */

/* ---- a table between the two presses (people.sql, import_kept) ---- */

/* The file, sealed with a key of its own, for whoever gave it: a day, or until it is written. */
struct import_keep {
	int64_t id, account, key, at;
	enum import_what what;
	bool done;					/* written: the file is gone, the report stays for IMPORT_SHOWN */
	const char *name;				/* the file's */
	struct bytes file;				/* done: "made changed", then "login password" lines */
};
#define IMPORT_KEPT  (INT64_C(24) * 3600 * US_SECOND)
#define IMPORT_SHOWN (INT64_C(600) * US_SECOND)
struct err keep_prepare(struct arena *a, struct env *e, int64_t account, enum import_what what, const char *name, struct bytes file,
			struct import_keep *ret);				/* seals; outside a section */
struct err keep_put(struct db *w, int64_t area, const struct import_keep *k);
/* 404 when it is not there, another account's, or its time is over. */
struct err keep_get(struct db *db, struct arena *a, struct env *e, int64_t area, int64_t id, int64_t account, struct import_keep *ret);
/* The report in the file's place: sealed outside, put inside a section. 409 people.err_import_done when somebody was quicker. */
struct err keep_report(struct arena *a, const struct import_keep *k, const struct import_report *r, struct bytes *ret);
struct err keep_done(struct db *w, struct env *e, int64_t area, const struct import_keep *k, struct bytes report);
/* What lay too long: rows and keys. For the timer. */
struct err import_sweep(struct store *s, int64_t area);

#endif
