/*
 * roll.h - the roll (名册) of a community: who may vote in its polls, as numbers and doors, never names. Staff bring it as a table
 * (import.h, IMPORT_ROLL). Not here: polls, who has voted.
 */
#ifndef QIAO_ROLL_H
#define QIAO_ROLL_H

#include "base/base.h"
#include "people_roll_sql.h"

struct db;
struct post_to;

/* The entry as a recipient of an SMS, still sealed, shown masked; *found false when it has no phone. */
struct err roll_to(struct db *db, struct arena *a, int64_t area, int64_t id, struct post_to *ret, bool *found);
/* The phone in full, for the sending thread. 410 when there is none. */
struct err roll_unseal(struct db *db, struct arena *a, int64_t area, int64_t id, const char **ret);

/* The language in which somebody with this phone last signed in or filed; *known false: nobody has. */
struct err roll_lang(struct db *db, struct arena *a, int64_t area, int64_t id, enum lang *ret, bool *known);

/* Somebody asks for what is sent to a phone on the roll: the entries with this number, none if it is on no roll. Inside a write
 * section; counts the try: 429 people.err_often. client: the caller's address. */
struct err roll_ask(struct db *w, struct arena *a, struct env *e, int64_t area, const char *phone, const char *client,
		    struct roll_by_phone_rows *ret);

/* "88.56" square metres → 885600 cm² (Civil Code art. 278 counts area; whole numbers only). False: not that; 0 … 1 km². */
bool extent_parse(const char *s, int64_t *cm2);

#endif
