/* council_page.h - inside council: what the public pages' templates are given. */
#ifndef QIAO_COUNCIL_PAGE_H
#define QIAO_COUNCIL_PAGE_H

#include "base/base.h"
#include "council_page_sql.h"
#include "council_poll_sql.h"
#include "council_survey_sql.h"
#include "matter/matter.h"
#include "matter/outside.h"
#include "services/council/council_view.h"
#include "services/council/council_voice.h"
#include "web/web.h"

struct home_meeting {
	const char *title, *when, *venue, *address;	/* title NULL: none is called */
};

struct hall_view {
	struct filter f;
	const char *place, *state;		/* as in the address, never NULL */
	struct places places;
	const struct lifecycle *lc;
	struct cards cards;
	int64_t all_n, done_n;
	bool filtered;
};

struct search_view {
	const char *q;
	bool by_number;				/* it was typed as the number of a matter */
	struct cards cards;
	int64_t total;				/* matters found in all */
	struct page_meeting *meetings;
	size_t nmeetings;
};

#define TIMELINE_OPEN 4		/* entries of a history that stand open on its page */

struct proposal_view {
	const struct matter *m;
	struct who who;
	struct timeline timeline;
	struct assignments units;
	struct say_view say;
	struct view_files filed;
	struct cards similar;
	struct outside_of_matter_rows outside;	/* orders of other systems behind it */
	struct page_meetings_rows meetings;
	struct poll_of_matter_rows polls;
	struct page_plan plan;
	struct survey_row survey;
	int64_t ratings;
	bool may_fix;			/* the caller wrote something here */
	bool has_survey, has_plan, supporter, follower, staff, holds_polls, can_rate;
	struct rated rated;
	struct matter merged;			/* where it went, when merged */
	const struct org *holder;		/* NULL: the community */
	const char *units_names;		/* "市公交集团、区交警支队" */
	const char *qr;
	int qr_side;
	int satisfied;
	size_t step;
	uint64_t passed;			/* bit i: the history leads through step i */
};

#endif
