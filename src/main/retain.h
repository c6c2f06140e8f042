/* retain.h - the daily pass over what has outlived its term (retain.c has the table). */
#ifndef QIAO_RETAIN_H
#define QIAO_RETAIN_H

#include "base/base.h"

struct store;
/* now: UTC microseconds. Each table in a write section of its own; the first error ends the pass, the next day's goes on. */
struct err retain_sweep(struct store *s, int64_t area, int64_t now);

#endif
