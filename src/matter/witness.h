/*
 * witness.h - daily roots handed to places outside: a mail address, a folder elsewhere, another Qiao; and those that other Qiaos
 * hand to us. Handing over happens by the timer, once for each day; what fails is tried again and seen by administrators.
 */
#ifndef QIAO_WITNESS_H
#define QIAO_WITNESS_H

#include "base/base.h"
#include "base/conf.h"
#include "witness_sql.h"

struct db;
struct store;

#define WITNESS_FORMAT "qiao-witness-1"

struct witness_conf {
	const char *mail, *folder, *url;	/* "": none */
	struct conf_list allow;			/* witness.allow.SITE = KEY: whose roots are taken */
	unsigned char seed[32];			/* of the site's Ed25519 key: from the secrets of the data folder */
	const char *site;			/* public address, as the others see it */
};
/* The site's public key as others write it into witness.allow: base64url. */
const char *witness_key(struct arena *a, const struct witness_conf *c);
/* Keys that cannot be read, a folder that is not absolute … Adds faults; 422 when there are. */
struct err witness_conf_check(struct arena *a, const char *file, const struct witness_conf *c, struct conf_faults *faults);

/* One pass of the timer: whatever is finished and not handed over yet. Roots go out in the order of days. */
struct err witness_tick(struct store *s, int64_t area);

enum witness_kind { WITNESS_MAIL, WITNESS_FOLDER, WITNESS_URL, WITNESS_KINDS };
struct witness_state {
	bool on;				/* the settings name one */
	int32_t day;				/* handed over up to this day; 0: nothing yet */
	bool late;				/* the last try failed; it is tried again */
	const char *error;			/* for administrators: what the other side or the machine said, "" = nothing */
	int64_t tries;
};
struct err witness_states(struct db *db, struct arena *a, int64_t area, struct witness_state ret[WITNESS_KINDS]);

/* What another Qiao posts. Inside a write section. 400 witness.err_form; 403 witness.err_key: not allowed or not its signature;
 * 409 witness.err_twice: for some day we hold another root (both are kept: the section must not be undone, so the answer is in *clash). */
struct err witness_take(struct db *w, struct arena *a, struct env *env, int64_t area, const char *json, int64_t *kept, bool *clash);

#endif
