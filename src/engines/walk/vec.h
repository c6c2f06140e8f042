/* vec.h - inside walk: an array that grows in place. An arena would keep each outgrown copy, and a province has millions of nodes. */
#ifndef QIAO_WALK_VEC_H
#define QIAO_WALK_VEC_H

#include "base/base.h"

#include <stdlib.h>

struct vec {
	void *p;
	size_t n, cap;
	bool failed;			/* there was no memory: p is as before */
};
/* Room for count more items of that size behind the last, not zeroed; n has grown. NULL: no memory. */
static inline void *
vec_add(struct vec *v, size_t item, size_t count)
{
	size_t cap = v->cap ? v->cap : 64;

	if (v->failed)
		return NULL;
	while (cap < v->n + count)
		cap += cap / 2;
	if (cap != v->cap) {
		void *p = realloc(v->p, cap * item);

		if (!p) {
			v->failed = true;
			return NULL;
		}
		v->p = p;
		v->cap = cap;
	}
	v->n += count;
	return (char *)v->p + (v->n - count) * item;
}

#endif
