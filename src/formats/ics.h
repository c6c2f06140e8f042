/*
 * ics.h - iCalendar (RFC 5545): one calendar with its events, as text. Lines end in CRLF and are folded at 75 octets, never
 * inside a character; times are UTC. Not here: who may see an event.
 */
#ifndef QIAO_ICS_H
#define QIAO_ICS_H

#include "base/base.h"

#define ICS_TYPE "text/calendar; charset=utf-8"

struct ics_event {
	const char *uid;		/* never changes for one event, unlike any other in the world */
	int64_t stamp;			/* UTC microseconds: when this version of it was made */
	int64_t starts, ends;
	int64_t sequence;		/* grows with each change of time, place or state */
	bool cancelled;
	const char *title, *place, *words, *url;	/* words, url: "" = none */
};
/* name: what a calendar program calls it. Close with ics_end. */
void ics_begin(struct out *o, const char *name);
void ics_put(struct out *o, const struct ics_event *e);
void ics_end(struct out *o);

#endif
