/* council.c - what the hall adds to the case engine. */
#include "services/council/council.h"

#include "matter/history.h"

void
council_init(void)
{
}

const struct shown *const *
council_shown(void)
{
	static const struct shown *const tables[] = { NULL };

	return tables;
}
