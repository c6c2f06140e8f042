/* city_int.h - inside walk: one kind of walker at the places of a kind. */
#ifndef QIAO_WALK_CITY_INT_H
#define QIAO_WALK_CITY_INT_H

#include "engines/walk/city.h"

#define METRES_DEGREE 111195.0

struct city_side {
	enum walk_who who;
	struct city_places places;
	struct walk_points doors;
	uint32_t *dist, *owner;		/* of each point */
	uint32_t farthest;		/* of those that have a street; WALK_FAR: somebody reaches no place */
	size_t lost;
};
struct err city_side_open(struct arena *a, const struct city *c, enum walk_who who, const struct city_ask *q, struct city_side *ret);
bool city_left_out(const struct walk_graph *g, const struct city_ask *q, int32_t lat, int32_t lon);
/* As city_places, without those that the question leaves out. */
struct err city_places_but(struct arena *a, const struct city *c, enum walk_who who, const struct city_ask *q, struct city_places *ret);

#endif
