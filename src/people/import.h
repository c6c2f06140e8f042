/* import.h - tables of places, organisations and accounts, checked row by row; written all or not at all. */
#ifndef QIAO_IMPORT_H
#define QIAO_IMPORT_H

#include "base/base.h"

struct store;

enum import_what { IMPORT_PLACES, IMPORT_ORGS, IMPORT_USERS, IMPORT_WHATS };
const char *import_name(enum import_what w);		/* "places" */

struct import_fault {
	int line;					/* in the file */
	const char *column;				/* as the file calls it; "" = the whole row */
	const char *value;
	enum msg why;
};
struct import_report {
	size_t rows, made, changed;			/* made and changed: 0 after a dry run */
	struct import_fault *faults;
	size_t nfaults;
	const char **logins, **passwords;		/* of the accounts made: shown once, stored nowhere */
	size_t nlogins;
};
/*
 * CSV or XLSX (formats/table.h); the first row names the columns in Chinese or English, in any order:
 *	places	code kind slug zh en parent phone, and heads by age: "0-17", "60-" …
 *	orgs	code kind zh en phone email place superior
 *	users	login role place org zh en phone (several rows of one login: several roles)
 * A row whose code is there already changes it. ret's text is in the arena. 422 people.err_import when a row is bad or the
 * file cannot be read as a table; nothing is written then, nor when dry.
 */
struct err import_run(struct store *s, struct arena *a, int64_t area, enum import_what what, struct bytes file, bool dry,
		      struct import_report *ret);

#endif
