/* council_unit_web.c - units: asking them, their link page. */
#include "services/council/council.h"

#include "web/web.h"

static const struct route routes[] = {
	{ 0 }
};

const struct route *
council_unit_routes(void)
{
	return routes;
}
