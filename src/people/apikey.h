/*
 * apikey.h - keys that other programs call with (Open311, the API). A key acts as one role at one place and below, within
 * its scopes and its pace, until a day; only its keyed hash is stored. Not here: what a program may ask (services).
 */
#ifndef QIAO_APIKEY_H
#define QIAO_APIKEY_H

#include "people/people.h"

enum scope {
	SCOPE_READ = 1,				/* at the key's own pace, and what its role may read */
	SCOPE_FILE = 2,				/* file, support, comment for residents */
	SCOPE_ACT = 4,				/* what its role may do: moves, a unit's answers */
};
#define SCOPE_ALL (SCOPE_READ | SCOPE_FILE | SCOPE_ACT)
const char *apikey_scope(enum scope s);		/* "read" */
enum msg apikey_scope_label(enum scope s);

#define KEY_DAYS_MAX   731
#define KEY_MINUTE_MAX 6000

struct apikey_new {
	const char *zh, *en;			/* which program it is for; en "" = zh */
	struct grant grant;
	unsigned scopes;
	int64_t minute;				/* requests a minute, 1 … KEY_MINUTE_MAX */
	int64_t days;				/* until it ends, 1 … KEY_DAYS_MAX */
	int64_t made_by;			/* account; 0 = the demonstration */
};
const char *apikey_make(struct arena *a, struct env *e);	/* "qk_" and 256 random bits */
struct err apikey_put(struct db *w, struct arena *a, struct env *e, int64_t area, const struct apikey_new *n, const char *key);
/* The grant a key may have: no visitor, no administrator. 422 people.err_role, people.err_role_org. */
struct err apikey_grant(enum role role, int64_t place, int64_t org, struct grant *ret);
/* Who calls with this key; *ret NULL when it is unknown, revoked, over, or the demonstration's outside of one. Counts
 * this request against the key's pace (429) and notes that the key was used. */
struct err apikey_caller(struct req *rq, const char *key, const struct caller **ret);

/* The one key of the demonstration; accepted only where site.demo is on. */
#define KEY_DEMO "demo"

#endif
