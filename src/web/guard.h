/* guard.h - refuses what two programs could read differently (docs/decisions/0003-strictness.md). Pure functions. */
#ifndef QIAO_WEB_GUARD_H
#define QIAO_WEB_GUARD_H

#include "base/base.h"

/* Limits of one head: bytes of all names and values, and their number. */
#define WEBGUARD_BYTES   ((size_t)16 << 10)
#define WEBGUARD_HEADERS 100

struct webguard {
	int hosts, lengths;
	int64_t length;			/* Content-Length, 0 when absent */
	size_t bytes, headers;
	int status;			/* 0, or the first refusal: 400, 431 */
};

/* One header line as the library understood it. */
void webguard_header(struct webguard *g, const char *name, size_t nname, const char *value, size_t nvalue);
/* The head is complete: version, number of Host lines, the target's bytes. Gives g->status. */
int webguard_head(struct webguard *g, const char *version, const char *target);
/* True when a request target is "/…" of visible ASCII with sound escapes and no %00. */
bool webguard_target(const char *target);

#endif
