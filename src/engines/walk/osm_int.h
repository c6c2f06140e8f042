/* osm_int.h - inside walk: a map while it is being read. */
#ifndef QIAO_WALK_OSM_INT_H
#define QIAO_WALK_OSM_INT_H

#include "engines/walk/osm.h"
#include "engines/walk/vec.h"

struct osm_make {
	struct vec nodes, ways, refs, tags, text;
	size_t max;			/* objects */
	const struct osm_progress *progress;
	struct osm *m;			/* its seen */
	struct osm_fault *fault;
	struct osm_tag pending[UINT8_MAX];	/* of the object being read */
	uint8_t npending;
};

/* The key's number, or -1. */
int osm_key_find(const char *s, size_t n);
/* Where the text now stands in osm.text; 0 when it is no UTF-8 (counted) or empty. */
uint32_t osm_text(struct osm_make *k, const char *s, size_t n);
void osm_tag_put(struct osm_make *k, int key, uint32_t text);	/* of the object that is put next */
void osm_ref_put(struct osm_make *k, int64_t id);
/* Coordinates in 1e-9 degrees: a node off the earth is counted and left out. */
struct err osm_node_put(struct osm_make *k, int64_t id, int64_t lat9, int64_t lon9);
/* With the refs put since the way before. */
struct err osm_way_put(struct osm_make *k, int64_t id);
void osm_step(struct osm_make *k, size_t done, size_t all);

struct err osm_pbf_read(struct osm_make *k, struct bytes in);
struct err osm_xml_read(struct osm_make *k, struct bytes in);

#endif
