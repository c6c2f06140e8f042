/* council_paper_web.c - poster, paper form, proof, contacts, privacy, accessibility. */
#include "services/council/council.h"

#include "web/web.h"

static const struct route routes[] = {
	{ 0 }
};

const struct route *
council_paper_routes(void)
{
	return routes;
}
