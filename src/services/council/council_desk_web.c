/* council_desk_web.c - the workbench. */
#include "services/council/council.h"

#include "web/web.h"

static const struct route routes[] = {
	{ 0 }
};

const struct route *
council_desk_routes(void)
{
	return routes;
}
