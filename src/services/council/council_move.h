/* council_move.h - inside council: what the page that moves a candidate on trial is given. */
#ifndef QIAO_COUNCIL_MOVE_H
#define QIAO_COUNCIL_MOVE_H

#include "services/council/council_siting.h"
#include "services/council/council_survey_web.h"
#include "services/council/council_walk.h"

#define MOVE_PICTURE 280		/* pixels: small enough for every telephone */

struct move_view {
	struct survey_view *s;		/* the moved place is its last */
	const struct spot_view *spot;	/* the one that is moved, where it was recorded */
	struct geo to;
	const struct walk_sites *w;
	const struct siting_view *rules;
	const char *here;		/* this page's address, ends without & */
	const char *lat, *lon;		/* as typed */
};
/* The same page with the place moved on by steps. */
const char *move_link(struct req *rq, const struct move_view *v, double north, double east);
/* With the picture closer by steps of 2. */
const char *move_zoom(struct req *rq, const struct move_view *v, double zoom);

#endif
