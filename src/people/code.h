/* code.h - one-time codes, limits on trying, and texts that travel sealed through somebody's browser (those for services' pages too). */
#ifndef QIAO_CODE_H
#define QIAO_CODE_H

#include "base/base.h"
#include "base/day.h"

struct db;

#define CODE_DIGITS 6
#define CODE_TRIES  5				/* wrong ones for one code */
#define CODE_LIFE   (INT64_C(600) * US_SECOND)

/* How often something may be tried by one subject (a phone, a login, an address) in a span of time. Lives in the
 * database: a restart forgives nobody. In a demo everybody shares the few accounts: twenty times as often. */
struct limit {
	const char *what;
	int max;
	int64_t span;
};
/* Inside a write section: counts this try; 429 people.err_often when it is one too many (and then nothing is counted). */
struct err limit_take(struct db *w, struct arena *a, struct env *e, int64_t area, const struct limit *l, const char *who);
/* It went well: what was counted is forgotten. */
struct err limit_forget(struct db *w, struct arena *a, int64_t area, const struct limit *l, const char *who);
/* An address that is this machine's own stands for nobody: a proxy that is not set up would lock everybody out. */
bool address_is_own(const char *client);

const char *code_make(struct arena *a, struct env *e);
/* Digits out of what was typed: full-width ones, blanks and dashes are forgiven. */
const char *code_typed(struct arena *a, const char *s);
/* Inside a write section: the code for this subject, replacing an older one. */
struct err code_keep(struct db *w, struct arena *a, struct env *e, int64_t area, const char *subject, const char *code);

enum code_verdict {
	CODE_RIGHT,
	CODE_WRONG,
	CODE_OVER,				/* none, too old, or tried too often: a new one is needed */
};
/*
 * Inside a write section: a right code works once. once: a secret of the form it was typed in (the idempotency key and the
 * browser's cookie), so that the same form sent twice by an impatient finger is right twice.
 */
struct err code_try_one(struct db *w, struct arena *a, struct env *e, int64_t area, const char *subject, const char *typed,
			const char *once, enum code_verdict *ret);

/* A text that goes to a browser and comes back, or lies in the outbox: sealed with the district's key, bound to a
 * purpose ("sign-in", "totp.ACCOUNT") and its time. */
struct bytes carry_seal(struct arena *a, struct env *e, const char *purpose, const char *text);
const char *carry_out(struct arena *a, struct env *e, const char *purpose, const char *text);	/* base64url */
/* NULL: altered, for another purpose, or older than life. */
const char *carry_open(struct arena *a, struct env *e, const char *purpose, struct bytes sealed, int64_t life);
const char *carry_in(struct arena *a, struct env *e, const char *purpose, const char *b64, int64_t life);

#define CARRY_OWNER (-1)			/* post_to.owner of an address that carry_seal sealed: no account yet */
#define CARRY_ADDRESS "address"

#endif
