/*
 * city_edit.c - what people on the spot add to a map, drawn into the map that was read (city.h): a point on a street becomes a node of it,
 * a path a way between two such nodes, a gate or a block a node that the graph's own rules then read. The folder's files stay as they are.
 */
#include "engines/walk/city_int.h"
#include "base_msg.h"

#include <math.h>
#include <stdlib.h>

struct editing {
	struct osm *m;
	int32_t *lat, *lon;		/* of each ref; NOWHERE: its node is missing */
	bool failed;
};
#define NOWHERE INT32_MIN

/* Room for `more` items behind the n of an array. */
static bool
grow(struct editing *k, void *pp, size_t item, size_t n, size_t more)
{
	void *p = realloc(*(void **)pp, (n + more) * item);

	if (!p)
		k->failed = true;
	else
		*(void **)pp = p;
	return p;
}

static void
refs_place(struct editing *k, size_t from)
{
	for (size_t i = from; i < k->m->nrefs; i++) {
		const struct osm_node *n = osm_node(k->m, k->m->refs[i]);

		k->lat[i] = n ? n->lat : NOWHERE;
		k->lon[i] = n ? n->lon : NOWHERE;
	}
}

static bool
refs_grow(struct editing *k, size_t more)
{
	size_t n = k->m->nrefs;

	return grow(k, &k->m->refs, sizeof(*k->m->refs), n, more) && grow(k, &k->lat, sizeof(*k->lat), n, more) &&
		grow(k, &k->lon, sizeof(*k->lon), n, more);
}

/* Behind all others: nodes stay in the order of their numbers. 0: there is no room for one more. */
static int64_t
node_add(struct editing *k, int32_t lat, int32_t lon)
{
	struct osm *m = k->m;
	int64_t id = m->nnodes ? m->nodes[m->nnodes - 1].id + 1 : 1;

	if (id <= 0 || id == INT64_MAX || !grow(k, &m->nodes, sizeof(*m->nodes), m->nnodes, 1))
		return 0;
	m->nodes[m->nnodes++] = (struct osm_node){ .id = id, .lat = lat, .lon = lon };
	return id;
}

/* One more tag at the end; how many there are then. */
static uint32_t
tag_add(struct editing *k, enum osm_key key, const char *text)
{
	struct osm *m = k->m;
	size_t n = strlen(text) + 1;

	if (!grow(k, &m->tags, sizeof(*m->tags), m->ntags, 1) || !grow(k, &m->text, 1, m->ntext, n))
		return (uint32_t)m->ntags;
	memcpy(m->text + m->ntext, text, n);
	m->tags[m->ntags++] = (struct osm_tag){ (uint32_t)m->ntext, (uint8_t)key };
	m->ntext += n;
	return (uint32_t)m->ntags;
}

struct spot {
	size_t way;
	uint32_t after;			/* which ref of the way it lies behind */
	int32_t lat, lon;
	double metres;
	double part;			/* of the stretch, 0 to 1 */
};

/* The nearest stretch of any street; metres stays when none is nearer. */
static void
stretch_try(const struct editing *k, size_t way, uint32_t i, int32_t lat, int32_t lon, struct spot *s)
{
	double c = cos(lat * M_PI / 180.0 / OSM_E7);
	double ax = ((double)k->lon[i] - lon) * c, ay = (double)k->lat[i] - lat, dx = ((double)k->lon[i + 1] - k->lon[i]) * c;
	double dy = (double)k->lat[i + 1] - k->lat[i], len2 = dx * dx + dy * dy, t = len2 > 0 ? -(ax * dx + ay * dy) / len2 : 0;

	t = t < 0 ? 0 : t > 1 ? 1 : t;
	double metres = hypot(ax + t * dx, ay + t * dy) / OSM_E7 * METRES_DEGREE;
	if (metres >= s->metres)
		return;
	*s = (struct spot){ way, i - k->m->ways[way].ref, (int32_t)lround(k->lat[i] + t * dy), (int32_t)lround(k->lon[i] + t * ((double)k->lon[i + 1] - k->lon[i])),
		metres, t };
}

static bool
spot_find(const struct editing *k, int32_t lat, int32_t lon, struct spot *s)
{
	const struct osm *m = k->m;

	*s = (struct spot){ .metres = CITY_JOIN };
	for (size_t w = 0; w < m->nways; w++) {
		const struct osm_way *way = &m->ways[w];

		if (way->nrefs < 2 || !*osm_way_tag(m, way, OSM_highway))
			continue;
		for (uint32_t i = way->ref; i + 1 < way->ref + way->nrefs; i++)
			if (k->lat[i] != NOWHERE && k->lat[i + 1] != NOWHERE)
				stretch_try(k, w, i, lat, lon, s);
	}
	return s->metres < CITY_JOIN;
}

/* The street's node there, a new one unless an end of the stretch is under a metre away. 0: no room. */
static int64_t
node_on(struct editing *k, const struct spot *s)
{
	struct osm *m = k->m;
	struct osm_way *w = &m->ways[s->way];
	size_t at = m->nrefs;
	int64_t id;

	for (uint32_t end = 0; end < 2; end++) {
		size_t i = w->ref + s->after + end;
		double c = cos(s->lat * M_PI / 180.0 / OSM_E7);
		if (hypot(((double)k->lon[i] - s->lon) * c, (double)k->lat[i] - s->lat) / OSM_E7 * METRES_DEGREE < 1)
			return m->refs[i];
	}
	id = node_add(k, s->lat, s->lon);
	if (!id || !refs_grow(k, w->nrefs + 1))
		return 0;
	for (uint32_t i = 0; i < w->nrefs; i++) {
		m->refs[m->nrefs++] = m->refs[w->ref + i];
		if (i == s->after)
			m->refs[m->nrefs++] = id;
	}
	w->ref = (uint32_t)at;
	w->nrefs++;
	refs_place(k, at);
	return id;
}

/* A node's own tags go: what is drawn there counts. */
static void
bar(struct editing *k, int64_t id, const struct city_edit *e)
{
	struct osm_node *n = (struct osm_node *)osm_node(k->m, id);
	uint32_t first = (uint32_t)k->m->ntags, last;

	if (e->kind == CITY_block) {
		tag_add(k, OSM_barrier, "fence");
		last = tag_add(k, OSM_access, "no");
	} else {
		last = tag_add(k, OSM_barrier, "gate");
		if (*e->hours)
			last = tag_add(k, OSM_hours, e->hours);
	}
	n->tag = first;
	n->ntags = (uint8_t)(last - first);
}

/* A footway between two places, each joined to a street where one is near. */
static bool
path_draw(struct editing *k, const struct city_edit *e)
{
	struct osm *m = k->m;
	struct spot s;
	int64_t end[2];
	bool joined = false;

	for (int i = 0; i < 2; i++) {
		int32_t lat = i ? e->lat2 : e->lat, lon = i ? e->lon2 : e->lon;

		if (spot_find(k, lat, lon, &s)) {
			end[i] = node_on(k, &s);
			joined = true;
		} else {
			end[i] = node_add(k, lat, lon);
		}
	}
	uint32_t first = (uint32_t)m->ntags, last = tag_add(k, OSM_highway, "footway");
	if (*e->name)
		last = tag_add(k, OSM_name, e->name);
	if (!end[0] || !end[1] || !refs_grow(k, 2) || !grow(k, &m->ways, sizeof(*m->ways), m->nways, 1))
		return false;
	m->ways[m->nways++] = (struct osm_way){ .ref = (uint32_t)m->nrefs, .nrefs = 2, .tag = first, .ntags = (uint8_t)(last - first) };
	for (int i = 0; i < 2; i++)
		m->refs[m->nrefs++] = end[i];
	refs_place(k, m->nrefs - 2);
	return joined;
}

static bool
draw(struct editing *k, const struct city_edit *e)
{
	struct spot s;
	int64_t id;

	if (e->kind == CITY_path)
		return path_draw(k, e);
	if (e->kind == CITY_door || !spot_find(k, e->lat, e->lon, &s))
		return false;
	id = node_on(k, &s);
	if (id)
		bar(k, id, e);
	return id != 0;
}

struct err
city_edit(struct osm *m, const struct city_edit *v, size_t n, bool *used)
{
	struct editing k = { .m = m };

	if (!n)
		return OK;
	k.lat = malloc((m->nrefs + 1) * sizeof(*k.lat));
	k.lon = malloc((m->nrefs + 1) * sizeof(*k.lon));
	k.failed = !k.lat || !k.lon;
	if (!k.failed)
		refs_place(&k, 0);
	/* Paths first: a gate or a block may lie on one. */
	for (int paths = 1; paths >= 0; paths--)
		for (size_t i = 0; i < n && !k.failed; i++)
			if ((v[i].kind == CITY_path) == paths) {
				bool good = draw(&k, &v[i]);
				if (used)
					used[i] = good;
			}
	free(k.lat);
	free(k.lon);
	return k.failed ? FAIL(503, M_err_busy) : OK;
}
