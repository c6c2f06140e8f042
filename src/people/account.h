/* account.h - inside people: passwords, keyed hashes, sealed secrets. */
#ifndef QIAO_ACCOUNT_H
#define QIAO_ACCOUNT_H

#include "base/base.h"
#include "people/people.h"

/* Keyed hash for look-ups: 40 hex digits; another purpose gives another hash of the same text. */
const char *people_hash(struct arena *a, const char *purpose, const char *text);
/* argon2id, 19 MiB, some 20 ms: never inside a write section. 503 when there is no memory for it. */
struct err password_hash(struct arena *a, const char *password, const char **ret);
bool password_check(const char *hash, const char *password);
/* The place a TOTP secret is bound to when it is sealed. */
const char *totp_place(struct arena *a, int64_t account);
/* The phone in full; 410 when the person was erased. The caller answers for logging it. */
struct err person_unseal(struct db *db, struct arena *a, int64_t area, int64_t account, const char **ret);

#endif
