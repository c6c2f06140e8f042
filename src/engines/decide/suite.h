/*
 * suite.h - runs test files in the layout of the DMN TCK: folders with a .dmn and *-test-*.xml files, in which each
 * test case gives inputs and what each result node must be. Used by `qiao decide test` for the TCK and for our own.
 */
#ifndef QIAO_DECIDE_SUITE_H
#define QIAO_DECIDE_SUITE_H

#include "engines/decide/dmn.h"

struct suite_count {
	int passed, failed, skipped;
};

struct suite {
	struct env *env;
	enum lang lang;
	struct suite_count count;
	/* One line for each failed result node; file is the test file. */
	void (*failed)(void *ctx, const char *file, const char *test, const char *node, const char *expected, const char *actual, const char *why);
	void (*skipped)(void *ctx, const char *file, const char *why);
	void *ctx;
};

/* A folder and all below it. False: it cannot be read. */
bool suite_run(struct suite *s, const char *folder);

#endif
