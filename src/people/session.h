/* session.h - inside people: sessions, kept as keyed hashes of random cookies. */
#ifndef QIAO_SESSION_H
#define QIAO_SESSION_H

#include "base/base.h"
#include "base/day.h"
#include "people_sql.h"

enum session_level {
	SESSION_HALF = 1,		/* the password was right, the second factor is still asked */
	SESSION_WHOLE = 2,
};

/* Staff: 12 h in all, 2 h idle (NIST 800-63B-4 §2.2.3 asks re-login at 24 h and 1 h idle for its level 2: a meeting lasts
 * two hours); residents: 90 days, for a phone on the stairs; half a sign-in: 10 minutes. */
#define SESSION_STAFF    (INT64_C(12) * 3600 * US_SECOND)
#define SESSION_IDLE     (INT64_C(2) * 3600 * US_SECOND)
#define SESSION_RESIDENT (INT64_C(90) * US_DAY)
#define SESSION_HALFWAY  (INT64_C(600) * US_SECOND)
#define SESSION_TOUCH    (INT64_C(60) * US_SECOND)	/* "last seen" is written at most once a minute */

/* Before what would harm them if somebody else did it people prove again who they are, unless they did so this lately. */
#define SESSION_PROVED   (INT64_C(600) * US_SECOND)

bool session_alive(const struct session_get *s, bool staff, int64_t now);
/* 256 random bits, base64url: what the cookie holds. Only its hash is stored. */
const char *session_token(struct arena *a, struct env *e);
const char *session_hash(struct arena *a, const char *token);
/* Inside a write section: the new one begins, the cookie's old one (may be "") ends, what is long over is swept. */
struct err session_start(struct db *w, struct arena *a, struct env *e, int64_t area, int64_t account,
			 enum session_level level, const char *token, const char *old);

#endif
