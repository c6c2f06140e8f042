/* council_fix.h - inside council: correcting one's own words; what the templates are given. */
#ifndef QIAO_COUNCIL_FIX_H
#define QIAO_COUNCIL_FIX_H

#include "base/base.h"
#include "matter/fix.h"
#include "services/council/council_view.h"
#include "web/web.h"

struct fix_form {
	const struct matter *m;
	struct fix_ask f;
	bool mine;			/* the matter's own words are the caller's */
	bool once;			/* it would be done at once */
	struct fix_remarks_rows remarks;	/* the caller's comments here */
	struct fix_row_rows asked;	/* what they asked for here before */
};
struct fix_view {
	struct fix_row r;
	struct matter m;
	bool may, author;		/* a moderator there; who asked */
	const char *words;		/* an answer that came back with a fault */
};

#endif
