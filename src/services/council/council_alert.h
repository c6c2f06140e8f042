/* council_alert.h - inside council: what the alerts' templates are given. */
#ifndef QIAO_COUNCIL_ALERT_H
#define QIAO_COUNCIL_ALERT_H

#include "base/base.h"
#include "matter/alert.h"
#include "services/council/council_view.h"
#include "web/web.h"

struct alerts_view {
	struct alert_row_rows mine;
	struct places places[3];		/* streets, communities, estates */
	int64_t place;				/* chosen; 0 = the whole district */
	const char *category, *pace;
};
struct alert_words {
	const char *place, *category;		/* in the reader's language */
};
struct alert_words alert_words(struct req *rq, const struct alert_row *a);

#endif
