/* council_meet_web.c - meetings. */
#include "services/council/council.h"

#include "web/web.h"

static const struct route routes[] = {
	{ 0 }
};

const struct route *
council_meet_routes(void)
{
	return routes;
}
