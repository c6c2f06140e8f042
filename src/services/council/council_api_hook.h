/*
 * council_api_hook.h - webhooks: what happens to matters, told to other programs in the API's own words, signed (post/webhook.c) and
 * tried again by the outbox. Inside council.
 */
#ifndef QIAO_COUNCIL_API_HOOK_H
#define QIAO_COUNCIL_API_HOOK_H

#include "council_api_hook_sql.h"
#include "matter/matter.h"
#include "services/council/council_api.h"

enum hook_event { HOOK_FILED = 1, HOOK_MOVED = 2, HOOK_PUBLISHED = 4, HOOK_CLOSED = 8, HOOK_ANSWERED = 16, HOOK_ALL = 31 };
struct hook_event_row {
	enum hook_event bit;
	const char *name, *about;		/* "matter.filed"; one English sentence */
	enum msg label;
};
extern const struct hook_event_row hook_events[];	/* ended by name NULL */
extern const struct api_schema api_hook_schema;

/* matter_tells: a letter to each hook that asked for what just happened. */
struct err hook_tell(struct db *w, struct act *act, const struct matter *before, int64_t matter, const char *act_name);
/* One letter to one hook. */
struct err hook_send(struct db *w, struct arena *a, struct env *e, int64_t area, const struct hook_row *h, const char *event, int64_t matter,
		     const char *act_name);
enum msg hook_state(const char *state);		/* of the outbox, in words */
/* "https://hooks.city.example/…": enough to know it by, without what may be secret in its path. */
const char *hook_shown(struct arena *a, const char *url);
const char *hook_secret(struct arena *a, struct env *e);	/* "whsec_" and 256 random bits in base64 */

#endif
