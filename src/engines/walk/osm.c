/* osm.c - a map while it is read and afterwards: keys, texts, nodes by id. The formats are in osm_pbf.c and osm_xml.c. */
#include "engines/walk/osm_int.h"
#include "base/text.h"
#include "walk_msg.h"
#include "base_msg.h"

#define OBJECTS_MAX ((size_t)50 * 1000 * 1000)
#define TEXT_MAX    ((size_t)1 << 30)

static const struct {
	const char *s;
	size_t n;
} keys[] = {
#define X(id, text) { text, sizeof(text) - 1 },
	OSM_KEYS(X)
#undef X
};

int
osm_key_find(const char *s, size_t n)
{
	for (size_t i = 0; i < COUNT(keys); i++)
		if (keys[i].n == n && memcmp(keys[i].s, s, n) == 0)
			return (int)i;
	return -1;
}

uint32_t
osm_text(struct osm_make *k, const char *s, size_t n)
{
	char *p;

	if (!n || k->text.n > TEXT_MAX)
		return 0;
	if (!text_valid(s, n)) {
		k->m->seen.not_utf8++;
		return 0;
	}
	p = vec_add(&k->text, 1, n + 1);
	if (!p)
		return 0;
	memcpy(p, s, n);
	p[n] = 0;
	return (uint32_t)(k->text.n - n - 1);
}

void
osm_tag_put(struct osm_make *k, int key, uint32_t text)
{
	if (text && k->npending < UINT8_MAX)
		k->pending[k->npending++] = (struct osm_tag){ text, (uint8_t)key };
}

void
osm_ref_put(struct osm_make *k, int64_t id)
{
	int64_t *r = vec_add(&k->refs, sizeof(*r), 1);

	if (r)
		*r = id;
}

/* The tags that were put become the object's. */
static uint32_t
tags_take(struct osm_make *k, uint8_t *n)
{
	struct osm_tag *t = k->npending ? vec_add(&k->tags, sizeof(*t), k->npending) : NULL;

	*n = t ? k->npending : 0;
	k->npending = 0;
	if (t)
		memcpy(t, k->pending, *n * sizeof(*t));
	return (uint32_t)(k->tags.n - *n);
}

static struct err
room(const struct osm_make *k)
{
	if (k->nodes.failed || k->ways.failed || k->refs.failed || k->tags.failed || k->text.failed)
		return FAIL(503, M_err_busy);
	if (k->nodes.n + k->ways.n > k->max || k->refs.n > k->max * 8 || k->text.n > TEXT_MAX)
		return FAIL(422, M_walk_too_big);
	return OK;
}

struct err
osm_node_put(struct osm_make *k, int64_t id, int64_t lat9, int64_t lon9)
{
	struct osm_node *n;
	uint8_t ntags;
	uint32_t tag;

	if (lat9 < -90000000000 || lat9 > 90000000000 || lon9 < -180000000000 || lon9 > 180000000000) {
		k->m->seen.off_earth++;
		k->npending = 0;
		return OK;
	}
	tag = tags_take(k, &ntags);
	n = vec_add(&k->nodes, sizeof(*n), 1);
	if (n)
		*n = (struct osm_node){ id, (int32_t)(lat9 / 100), (int32_t)(lon9 / 100), tag, ntags };
	return room(k);
}

struct err
osm_way_put(struct osm_make *k, int64_t id)
{
	const struct osm_way *last = k->ways.n ? (struct osm_way *)k->ways.p + k->ways.n - 1 : NULL;
	uint32_t from = last ? last->ref + last->nrefs : 0, tag;
	struct osm_way *w;
	uint8_t ntags;

	tag = tags_take(k, &ntags);
	w = vec_add(&k->ways, sizeof(*w), 1);
	if (w)
		*w = (struct osm_way){ id, from, (uint32_t)k->refs.n - from, tag, ntags };
	return room(k);
}

void
osm_step(struct osm_make *k, size_t done, size_t all)
{
	if (k->progress)
		k->progress->step(k->progress->ctx, done, all);
}

static int
by_id(const void *a, const void *b)
{
	const struct osm_node *x = a, *y = b;

	return (x->id > y->id) - (x->id < y->id);
}

/* PBF files are sorted as a rule, XML files need not be. A node given twice counts once. */
static void
nodes_sort(struct osm_make *k)
{
	struct osm_node *v = k->nodes.p;
	size_t n = 0;
	bool sorted = true;

	for (size_t i = 1; i < k->nodes.n && sorted; i++)
		sorted = v[i - 1].id < v[i].id;
	if (sorted)
		return;
	qsort(v, k->nodes.n, sizeof(*v), by_id);
	for (size_t i = 0; i < k->nodes.n; i++)
		if (i == 0 || v[i].id != v[n - 1].id)
			v[n++] = v[i];
	k->m->seen.twice += k->nodes.n - n;
	k->nodes.n = n;
}

static struct err
read_any(struct osm_make *k, struct bytes in)
{
	size_t i = in.n >= 3 && memcmp(in.p, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;

	if (in.n >= 2 && in.p[0] == 0x1f && in.p[1] == 0x8b)
		return FAIL(422, M_walk_osm_gz);
	while (i < in.n && i < 64 && strchr(" \t\r\n", in.p[i]) && in.p[i])
		i++;
	if (i < in.n && in.p[i] == '<')
		return osm_xml_read(k, in);
	return osm_pbf_read(k, in);
}

struct err
osm_read(struct bytes in, size_t max_objects, const struct osm_progress *p, struct osm *ret, struct osm_fault *fault)
{
	struct osm m = { 0 };
	struct osm_make k = { .max = max_objects ? max_objects : OBJECTS_MAX, .progress = p, .m = &m, .fault = fault };
	char *empty = vec_add(&k.text, 1, 1);
	struct err e;

	*fault = (struct osm_fault){ 0 };
	if (empty)
		*empty = 0;
	e = read_any(&k, in);
	if (!e.code)
		e = room(&k);
	if (!e.code)
		nodes_sort(&k);
	m.nodes = k.nodes.p;
	m.nnodes = k.nodes.n;
	m.ways = k.ways.p;
	m.nways = k.ways.n;
	m.refs = k.refs.p;
	m.nrefs = k.refs.n;
	m.tags = k.tags.p;
	m.ntags = k.tags.n;
	m.text = k.text.p;
	m.ntext = k.text.n;
	if (e.code)
		osm_free(&m);
	else
		*ret = m;
	return e;
}

void
osm_free(struct osm *m)
{
	free(m->nodes);
	free(m->ways);
	free(m->refs);
	free(m->tags);
	free(m->text);
	*m = (struct osm){ 0 };
}

static const char *
tag_of(const struct osm *m, uint32_t first, uint8_t n, enum osm_key k)
{
	for (uint32_t i = first; i < first + n; i++)
		if (m->tags[i].key == k)
			return m->text + m->tags[i].text;
	return "";
}

const char *
osm_node_tag(const struct osm *m, const struct osm_node *n, enum osm_key k)
{
	return tag_of(m, n->tag, n->ntags, k);
}

const char *
osm_way_tag(const struct osm *m, const struct osm_way *w, enum osm_key k)
{
	return tag_of(m, w->tag, w->ntags, k);
}

const struct osm_node *
osm_node(const struct osm *m, int64_t id)
{
	struct osm_node want = { .id = id };

	return m->nnodes ? bsearch(&want, m->nodes, m->nnodes, sizeof(want), by_id) : NULL;
}
