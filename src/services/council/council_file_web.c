/* council_file_web.c - filing a proposal. */
#include "services/council/council.h"

#include "web/web.h"

static const struct route routes[] = {
	{ 0 }
};

const struct route *
council_file_routes(void)
{
	return routes;
}
