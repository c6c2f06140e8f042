/* council_meet.h - inside council: what the meetings' templates are given. */
#ifndef QIAO_COUNCIL_MEET_H
#define QIAO_COUNCIL_MEET_H

#include "base/base.h"
#include "council_meet_sql.h"
#include "services/council/council_rules.h"
#include "services/council/council_view.h"
#include "web/web.h"

struct meeting_view {
	struct meeting_row r;
	struct place place;
	struct agenda_of_rows items;
	int heads[PRESENT_COUNT];
	int all;			/* of them together */
	const char *address;
	bool may;			/* this caller may write its minutes */
};

/* The form of a new meeting: what was typed, and what may be chosen. */
struct calling_view {
	struct place place;
	struct places places;		/* communities this caller may call for */
	struct agenda_ready_rows ready;
	const int64_t *chosen;		/* matters ticked */
	size_t nchosen;
	const char *title, *day, *hour, *venue;
};
bool calling_has(const struct calling_view *v, int64_t matter);
int present_sum(const char *present);

#endif
