/* apikey.c - keys for other programs: how they are made and stored. */
#include "people/apikey.h"

#include "base/day.h"
#include "base/text.h"
#include "people/account.h"
#include "people/staff.h"
#include "people_key_sql.h"
#include "people_msg.h"
#include "people_key_msg.h"

#define KEY_BYTES 32

const char *
apikey_scope(enum scope s)
{
	return s == SCOPE_READ ? "read" : s == SCOPE_FILE ? "file" : "act";
}

enum msg
apikey_scope_label(enum scope s)
{
	return s == SCOPE_READ ? M_people_scope_read : s == SCOPE_FILE ? M_people_scope_file : M_people_scope_act;
}

const char *
apikey_make(struct arena *a, struct env *e)
{
	unsigned char raw[KEY_BYTES];

	e->random(e, raw, sizeof(raw));
	return arena_fmt(a, "qk_%s", text_b64(a, raw, sizeof(raw)));
}

struct err
apikey_grant(enum role role, int64_t place, int64_t org, struct grant *ret)
{
	if (role == ROLE_RESIDENT) {
		*ret = (struct grant){ .role = role, .place = place };
		return OK;
	}
	return role == ROLE_ADMIN ? FAIL(422, M_people_err_role) : staff_grant(role, place, org, ret);
}

struct err
apikey_put(struct db *w, struct arena *a, struct env *e, int64_t area, const struct apikey_new *n, const char *key)
{
	int64_t now = env_now(e);

	assert(n->days >= 1 && n->days <= KEY_DAYS_MAX && n->minute >= 1 && n->minute <= KEY_MINUTE_MAX);
	return apikey_insert(w, area, env_id(e), people_hash(a, "apikey", key), n->zh, text_empty(n->en) ? n->zh : n->en,
		role_name(n->grant.role), n->grant.place, n->grant.org, n->scopes, n->minute, n->made_by, now,
		now + n->days * US_DAY, NULL);
}
