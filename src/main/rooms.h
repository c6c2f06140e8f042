/* rooms.h - every room's routes, menu entries and shown tables in one place: the only list main keeps. */
#ifndef QIAO_ROOMS_H
#define QIAO_ROOMS_H

#include "base/base.h"
#include "web/web.h"

struct shown;
const struct route *const *rooms_routes(struct arena *a);	/* NULL-terminated */
const struct route *metrics_routes(void);			/* metrics_web.c */
const struct menu_item *rooms_menu(void);			/* ended by id NULL */
const struct shown *const *rooms_shown(struct arena *a);		/* NULL-terminated, for matter_verify; lives as long as a */

#endif
