/*
 * lead.h - inside matter: which of several bodies leads (首接负责). Rules as data with where they come from; a page that applies one
 * whose source was not read says so.
 */
#ifndef QIAO_LEAD_H
#define QIAO_LEAD_H

#include "base/base.h"
#include "matter/matter.h"

/* The rules for asking and returning. read: the source's text was read by us. */
struct dispatch_rules {
	int return_days;		/* working days in which a wrong unit returns it */
	int dispatch_max;		/* dispatches after which the street or district names the unit */
	bool first_receiver;		/* nobody named: the first to receive leads */
	bool read;
	const char *source;		/* for staff and for docs, in English */
};
extern const struct dispatch_rules dispatch_rules;

/* After an answer (its row is written): gives the lead to the first who received it, when nobody leads, or the lead gave it back. */
struct err lead_settle(struct db *w, struct act *act, struct entry_draft *e, int64_t matter);

#endif
