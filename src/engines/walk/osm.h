/*
 * osm.h - OpenStreetMap extracts as flat arrays: nodes by id, ways in the file's order, the few tags that walking asks about. Reads PBF
 * (wiki.openstreetmap.org/wiki/PBF_Format) and XML, by content. Not here: what may be walked (graph.h). The data's licence is ODbL:
 * who shows it names the contributors.
 */
#ifndef QIAO_WALK_OSM_H
#define QIAO_WALK_OSM_H

#include "base/base.h"

#define OSM_E7 10000000			/* a degree */

/* The keys that are kept; everything else is counted and left behind. */
#define OSM_KEYS(X)                                                                                                                  \
	X(highway, "highway") X(access, "access") X(foot, "foot") X(barrier, "barrier") X(name, "name") X(name_en, "name:en")        \
	X(crossing, "crossing") X(ramp, "ramp") X(ramp_wheelchair, "ramp:wheelchair") X(wheelchair, "wheelchair")                   \
	X(hours, "opening_hours") X(landuse, "landuse") X(building, "building") X(amenity, "amenity") X(sidewalk, "sidewalk")        \
	X(natural, "natural") X(waterway, "waterway") X(area, "area")
enum osm_key {
#define X(id, text) OSM_##id,
	OSM_KEYS(X)
#undef X
	OSM_KEY_COUNT
};

struct osm_tag {
	uint32_t text;			/* offset in osm.text */
	uint8_t key;
};
struct osm_node {
	int64_t id;
	int32_t lat, lon;		/* 1e-7 degrees, WGS-84 */
	uint32_t tag;			/* first of its tags */
	uint8_t ntags;
};
struct osm_way {
	int64_t id;
	uint32_t ref, nrefs, tag;
	uint8_t ntags;
};
struct osm {
	struct osm_node *nodes;		/* by id, each once */
	struct osm_way *ways;
	int64_t *refs;
	struct osm_tag *tags;
	char *text;			/* values, NUL-terminated, UTF-8; starts with an empty one */
	size_t nnodes, nways, nrefs, ntags, ntext;
	struct {			/* what was seen, and what was left out and why */
		size_t nodes, ways, relations, refs, tags, off_earth, twice, deleted, not_utf8;
	} seen;
};

/* What stands in the way: byte (PBF) or line (XML) from 1; 0: the file as a whole. */
struct osm_fault {
	size_t at;
	bool line;
};
struct osm_progress {			/* NULL where nobody watches */
	void (*step)(void *ctx, size_t done, size_t all);	/* bytes */
	void *ctx;
};

/*
 * Reads the whole file; nothing is left to free after an error. At most max_objects nodes and ways (0: 50 million). 422: walk.not_osm,
 * osm_gz (packed with gzip: unpack it first), osm_broken, osm_packing (LZMA and its like), osm_history, osm_dtd, too_big; 503.
 */
struct err osm_read(struct bytes in, size_t max_objects, const struct osm_progress *p, struct osm *ret, struct osm_fault *fault);
void osm_free(struct osm *m);		/* all zero is allowed */
/* "" when the thing has no such tag. */
const char *osm_node_tag(const struct osm *m, const struct osm_node *n, enum osm_key k);
const char *osm_way_tag(const struct osm *m, const struct osm_way *w, enum osm_key k);
const struct osm_node *osm_node(const struct osm *m, int64_t id);	/* NULL: not in the file */

#endif
