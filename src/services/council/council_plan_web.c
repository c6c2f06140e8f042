/* council_plan_web.c - plans. */
#include "services/council/council.h"

#include "web/web.h"

static const struct route routes[] = {
	{ 0 }
};

const struct route *
council_plan_routes(void)
{
	return routes;
}
