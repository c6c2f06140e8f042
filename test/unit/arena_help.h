/* arena_help.h - unit.h and one arena for a test program, `a`, with the pair that cmocka's group calls before and after. */
#ifndef QIAO_ARENA_HELP_H
#define QIAO_ARENA_HELP_H

#include "unit.h"

static struct arena *a;

static int
setup(void **state)
{
	a = arena_new();
	return a == NULL;
}

static int
teardown(void **state)
{
	arena_free(a);
	return 0;
}

#endif
