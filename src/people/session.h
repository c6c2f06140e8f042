/* session.h - inside people: sessions, one-time codes, limits on trying. */
#ifndef QIAO_SESSION_H
#define QIAO_SESSION_H

#include "base/base.h"
#include "people_sql.h"

enum session_level {
	SESSION_HALF = 1,		/* the password was right, the second factor is still asked */
	SESSION_WHOLE = 2,
};
/* Staff: 12 h in all, 2 h idle; residents: 90 days (NIST 800-63B-4 asks re-login ≤ 24 h, ≤ 1 h idle for its level 2; a
 * resident's phone on the stairs does not): by the account's kind, kept in the session's times. */
bool session_alive(const struct session_get *s, int64_t now);

#endif
