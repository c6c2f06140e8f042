/* site_int.h - inside walk: what enumeration and relaxation share. */
#ifndef QIAO_WALK_SITE_INT_H
#define QIAO_WALK_SITE_INT_H

#include "engines/walk/site.h"

#include <stdlib.h>

double site_cost(const struct site_problem *p, uint32_t j);
/* Everybody's walk with a set. */
void site_best(const struct site_problem *p, const uint32_t *set, size_t k, uint32_t *best);
double site_sum(const struct site_problem *p, const uint32_t *best, const uint32_t *set, size_t k);
bool site_apart(const struct site_problem *p, uint32_t a, uint32_t b);

#endif
