/* staff.h - staff accounts as an administrator keeps them, on pages and on the command line alike. Not here: signing in. */
#ifndef QIAO_STAFF_H
#define QIAO_STAFF_H

#include "people/people.h"
#include "people_sql.h"

struct err place_by_code(struct db *db, struct arena *a, int64_t area, const char *code, struct place *ret, bool *found);
struct err org_by_code(struct db *db, struct arena *a, int64_t area, const char *code, struct org *ret, bool *found);
/* By login, folded. 404 people.err_no_login. */
struct err staff_find(struct db *db, struct arena *a, int64_t area, const char *login, struct account_row *ret);
/* 2 to 40 of a-z 0-9 . _ - (a person or a role: "committee", "grid-3"). 422 people.err_login. */
struct err staff_login_fits(const char *login);
/* What a role needs, made whole: an administrator's holds everywhere, a unit's in an organisation. 422. */
struct err staff_grant(enum role role, int64_t place, int64_t org, struct grant *ret);

/* A random password instead of the old one; every session ends. In *ret, never stored. */
struct err staff_reset(struct store *s, struct arena *a, int64_t area, int64_t id, const char **ret);
/* Inside a write section. */
struct err staff_role_add(struct db *w, int64_t area, int64_t id, const struct grant *g);
struct err staff_role_drop(struct db *w, int64_t area, int64_t id, const struct grant *g);
struct err staff_active(struct db *w, int64_t area, int64_t id, bool active);	/* disabled: every session ends */
struct err staff_totp_drop(struct db *w, int64_t area, int64_t id);		/* asked for anew at the next sign-in */
/* How pages call the account, and the number its codes go to (NULL: none). by: the account that changes it, 0 = who has the
 * data folder. Each is written into the access log, where the account's holder reads it under "my account". A new number ends
 * every session. 422 people.err_label (empty, over 60 characters, or a number in it), people.err_last_factor (the only second
 * factor would go). */
struct err staff_label(struct db *w, struct env *e, int64_t area, int64_t by, int64_t id, const char *zh, const char *en);
struct staff_phone;
struct err staff_phone_prepare(struct arena *a, const struct account_row *row, const char *phone, struct staff_phone **ret);	/* seals */
struct err staff_phone(struct db *w, struct env *e, int64_t area, int64_t by, const struct staff_phone *p);
/* The authenticator's code of now; 404 people.err_no_totp. For who holds the data folder. */
struct err staff_totp_now(struct arena *a, struct env *e, const struct account_row *row, const char **ret);

#endif
