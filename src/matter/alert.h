/*
 * alert.h - alerts: an account hears of new matters at a place (and below it) or of a kind, at once or once a day at most. A
 * letter carries a signed address that ends it by one press.
 */
#ifndef QIAO_ALERT_H
#define QIAO_ALERT_H

#include "alert_sql.h"			/* generated: struct alert_row */
#include "base/base.h"
#include "matter/matter.h"

#define ALERTS_MAX 20			/* of one account */

/* place 0: the whole district; category "": all; pace "now" or "daily". 422 matter.err_alert_many,
 * matter.err_alert_twice, matter.err_choice (no such pace). */
struct err alert_put(struct db *w, struct act *act, int64_t place, const char *category, const char *pace, int64_t *id);
/* What an alert's letters are signed with; and the alert of a token: 404 when it is none. */
const char *alert_token(struct arena *a, int64_t id);
struct err alert_by_token(struct db *db, struct arena *a, int64_t area, const char *token, struct alert_row *ret);
/* Tells what is new: those "now" each time, the daily ones once after 8 in the morning. Called by matter_tick. */
struct err alert_pass(struct store *s, struct db *db, struct arena *a, int64_t area);

#endif
