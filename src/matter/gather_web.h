/* gather_web.h - inside matter: what the templates of gatherings are given. */
#ifndef QIAO_GATHER_WEB_H
#define QIAO_GATHER_WEB_H

#include "matter/gather.h"
#include "web/web.h"

struct door_view {
	struct gather_row g;
	struct place place;
	const char *action;		/* this page's address */
	enum door door;
	bool mine;			/* this phone is signed in, as: */
	enum group as;
};
struct invite_view {
	struct gather_row g;
	struct place place;
	struct invitation_row r;
	const char *action;
	enum group as;
};

#endif
