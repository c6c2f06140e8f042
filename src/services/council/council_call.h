/* council_call.h - inside council: what the pages of call-backs show. */
#ifndef QIAO_COUNCIL_CALL_H
#define QIAO_COUNCIL_CALL_H

#include "base/base.h"
#include "matter/call.h"
#include "matter/matter.h"
#include "matter/tally.h"
#include "services/council/council_view.h"
#include "web/web.h"

struct calls_view {
	struct call_due_rows rows;
	struct call_due_count n;
	size_t limit;
	bool older, done;		/* older: the list of those that nobody need call any more */
};
struct call_view {
	const struct matter *m;
	const char *phone;		/* masked, or whole once asked for; NULL: erased */
	bool whole, due;		/* due: still to be called */
	struct call_list_rows calls;
};

#endif
