/* account.h - inside people: passwords, keyed hashes, sealed secrets. */
#ifndef QIAO_ACCOUNT_H
#define QIAO_ACCOUNT_H

#include "base/base.h"
#include "people/people.h"

/* Keyed hash for look-ups: 40 hex digits; another purpose gives another hash of the same text. */
const char *people_hash(struct arena *a, const char *purpose, const char *text);
/* argon2id, 19 MiB, some 20 ms: never inside a write section. 503 when there is no memory for it. */
struct err password_hash(struct arena *a, const char *password, const char **ret);
/* hash NULL (nobody of that name) takes as long and is false. */
bool password_check(const char *hash, const char *password);
/* 422 with what is wrong; second: a second factor stands beside it, so 8 characters do instead of 15. */
struct err password_fits(struct arena *a, const char *password, const char *login, bool second);
const char *password_random(struct arena *a, struct env *e);	/* "abcd-efgh-jkmn-pqrs" */
/* account_put in two halves: what is slow before the write section (argon2id, keys), what is short inside. */
struct account_draft;
struct err account_prepare(struct arena *a, struct env *e, const struct account_new *n, struct account_draft **ret);
struct err account_write(struct db *w, int64_t area, const struct account_draft *d);	/* 409 people.err_login_taken */
/* The place a TOTP secret, a phone is bound to when it is sealed. */
const char *totp_place(struct arena *a, int64_t account);
const char *phone_place(struct arena *a, int64_t account);
/* The phone in full; 410 when the person was erased. The caller answers for logging it. */
struct err person_unseal(struct db *db, struct arena *a, int64_t area, int64_t account, const char **ret);

#endif
