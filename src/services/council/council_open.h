/* council_open.h - inside council: what the page of open data is given. */
#ifndef QIAO_COUNCIL_OPEN_H
#define QIAO_COUNCIL_OPEN_H

#include "base/base.h"
#include "matter/open.h"
#include "people/people.h"
#include "web/web.h"

struct open_view {
	int64_t updated;		/* the newest change; 0: nothing is there yet */
	struct places communities;
};

#endif
