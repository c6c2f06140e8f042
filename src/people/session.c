/* session.c - sessions: how long they live, how they begin. What is stored is a keyed hash: the table signs nobody in. */
#include "people/session.h"

#include "base/text.h"
#include "people/account.h"
#include "store/store.h"

#define TOKEN_LEN 32

bool
session_alive(const struct session_get *s, bool staff, int64_t now)
{
	int64_t age = now - s->created;

	if (s->level < SESSION_WHOLE)
		return age < SESSION_HALFWAY;
	if (!staff)
		return age < SESSION_RESIDENT;
	return age < SESSION_STAFF && now - s->seen < SESSION_IDLE;
}

const char *
session_token(struct arena *a, struct env *e)
{
	unsigned char raw[TOKEN_LEN];

	e->random(e, raw, sizeof(raw));
	return text_b64(a, raw, sizeof(raw));
}

const char *
session_hash(struct arena *a, const char *token)
{
	return people_hash(a, "session", token);
}

struct err
session_start(struct db *w, struct arena *a, struct env *e, int64_t area, int64_t account, enum session_level level,
	      const char *token, const char *old)
{
	int64_t now = env_now(e);

	if (!text_empty(old))
		TRY(session_drop(w, area, session_hash(a, old), NULL));
	TRY(session_drop_old(w, area, now - SESSION_RESIDENT, now - SESSION_RESIDENT, NULL));
	return session_insert(w, area, session_hash(a, token), account, now, level, NULL);
}
