/* council_witness.h - inside council: what the page of witnesses is given. */
#ifndef QIAO_COUNCIL_WITNESS_H
#define QIAO_COUNCIL_WITNESS_H

#include "base/base.h"
#include "matter/witness.h"
#include "web/web.h"

struct witness_site {
	const char *name;
	struct foreign_site n;
};
struct witness_view {
	struct witness_state states[WITNESS_KINDS];
	bool any, admin;
	const char *host;		/* of the other Qiao */
	const char *key;
	struct witness_site *sites;
	size_t nsites;
};

#endif
