/* post_view.h - one row of the outbox as the pages show it: sentences in the reader's language, links made. */
#ifndef QIAO_POST_VIEW_H
#define QIAO_POST_VIEW_H

#include "post/post.h"
#include "web/html.h"

struct letter_view {
	int64_t id;
	const char *when, *when_iso;		/* written */
	const char *channel, *state, *shown, *subject;
	const char *heading;			/* the subject, unless the text says the same (SMS) */
	const char *chip;			/* class of the state's chip */
	const char *why, *detail, *tries, *next;	/* "" = nothing to say */
	const char *label;			/* for screen readers: which row a button belongs to */
	struct html text;
	bool machine;				/* written for another program (JSON) */
};
struct letter_views {
	struct letter_view *v;
	size_t n;
	int64_t older;				/* id to continue below, 0 = all were shown */
};

#endif
