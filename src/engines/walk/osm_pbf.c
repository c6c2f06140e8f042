/*
 * osm_pbf.c - OpenStreetMap's PBF: blobs packed with zlib, protocol buffers inside. Everything is counted in signed and unsigned
 * varints; a field that is not known is skipped by its wire type. Nothing in the file is trusted: each length is held against what is left.
 */
#include "engines/walk/osm_int.h"
#include "walk_msg.h"
#include "base_msg.h"

#include <zlib.h>

#define HEAD_MAX ((size_t)64 * 1024)		/* the format's own limits */
#define BLOB_MAX ((size_t)32 * 1024 * 1024)

struct pb {
	const unsigned char *p, *end;
	bool bad;
};

static uint64_t
varint_slow(struct pb *b)
{
	uint64_t v = 0;

	for (int shift = 0; b->p < b->end && shift < 64; shift += 7) {
		unsigned char c = *b->p++;

		v |= (uint64_t)(c & 0x7f) << shift;
		if (c < 0x80)
			return v;
	}
	b->bad = true;
	b->p = b->end;
	return 0;
}

static inline uint64_t
varint(struct pb *b)
{
	if (b->p < b->end && *b->p < 0x80)
		return *b->p++;
	return varint_slow(b);
}

static inline int64_t
zigzag(struct pb *b)
{
	uint64_t v = varint(b);

	return (int64_t)(v >> 1) ^ -(int64_t)(v & 1);
}

/* Differences add up, and a hostile file makes them wrap: no signed overflow. */
static inline int64_t
plus(int64_t a, int64_t b)
{
	return (int64_t)((uint64_t)a + (uint64_t)b);
}

static struct pb
sub(struct pb *b)
{
	uint64_t n = varint(b);
	struct pb ret = { b->p, b->p, false };

	if (n > (uint64_t)(b->end - b->p)) {
		b->bad = true;
		b->p = b->end;
		return ret;
	}
	ret.end = b->p += n;
	return ret;
}

/* The next field's number, 0 at the end. wire: 0 varint, 1 eight bytes, 2 a length and bytes, 5 four bytes. */
static unsigned
field(struct pb *b, unsigned *wire)
{
	uint64_t key;

	if (b->p >= b->end || b->bad)
		return 0;
	key = varint(b);
	*wire = (unsigned)(key & 7);
	if (key >> 3 == 0 || key >> 3 > 100000)
		b->bad = true;
	return b->bad ? 0 : (unsigned)(key >> 3);
}

static void
skip(struct pb *b, unsigned wire)
{
	size_t n = wire == 1 ? 8 : 4;

	if (wire == 0) {
		varint(b);
	} else if (wire == 2) {
		sub(b);
	} else if ((wire == 1 || wire == 5) && (size_t)(b->end - b->p) >= n) {
		b->p += n;
	} else {
		b->bad = true;
	}
}

/* ---- a block of nodes and ways ---- */

struct string {
	const char *p;
	uint32_t n, text;		/* text: where it stands in the map's texts; 0 not yet */
	int8_t key;			/* -1: none that is kept */
};
struct pbf {
	struct osm_make *k;
	struct vec strings, unpacked;
	int64_t granularity, lat, lon;	/* 1e-9 degrees */
};

static struct err
broken(void)
{
	return FAIL(422, M_walk_osm_broken);
}

static struct err
strings_read(struct pbf *f, struct pb b)
{
	unsigned wire;

	for (unsigned no = field(&b, &wire); no; no = field(&b, &wire)) {
		if (no != 1 || wire != 2) {
			skip(&b, wire);
			continue;
		}
		struct pb s = sub(&b);
		struct string *to = vec_add(&f->strings, sizeof(*to), 1);
		size_t n = (size_t)(s.end - s.p);

		if (!to)
			return FAIL(503, M_err_busy);
		*to = (struct string){ (const char *)s.p, (uint32_t)n, 0, (int8_t)osm_key_find((const char *)s.p, n) };
	}
	return b.bad ? broken() : OK;
}

static bool
tag(struct pbf *f, uint64_t key, uint64_t value)
{
	struct string *s = f->strings.p;

	if (key >= f->strings.n || value >= f->strings.n)
		return false;
	f->k->m->seen.tags++;
	if (s[key].key < 0)
		return true;
	if (!s[value].text)
		s[value].text = osm_text(f->k, s[value].p, s[value].n);
	osm_tag_put(f->k, s[key].key, s[value].text);
	return true;
}

static struct err
node(struct pbf *f, int64_t id, int64_t lat, int64_t lon)
{
	int64_t a, b;

	f->k->m->seen.nodes++;
	if (__builtin_mul_overflow(lat, f->granularity, &a) || __builtin_add_overflow(a, f->lat, &a) ||
	    __builtin_mul_overflow(lon, f->granularity, &b) || __builtin_add_overflow(b, f->lon, &b))
		a = b = INT64_MAX;	/* off the earth */
	return osm_node_put(f->k, id, a, b);
}

static struct err
dense(struct pbf *f, struct pb b)
{
	struct pb ids = { 0 }, lats = { 0 }, lons = { 0 }, tags = { 0 };
	int64_t id = 0, lat = 0, lon = 0;
	unsigned wire;

	for (unsigned no = field(&b, &wire); no; no = field(&b, &wire)) {
		if (wire == 2 && no == 1)
			ids = sub(&b);
		else if (wire == 2 && no == 8)
			lats = sub(&b);
		else if (wire == 2 && no == 9)
			lons = sub(&b);
		else if (wire == 2 && no == 10)
			tags = sub(&b);
		else
			skip(&b, wire);
	}
	while (ids.p < ids.end && !b.bad) {
		id = plus(id, zigzag(&ids));
		lat = plus(lat, zigzag(&lats));
		lon = plus(lon, zigzag(&lons));
		while (tags.p < tags.end) {
			uint64_t key = varint(&tags);

			if (!key)
				break;
			if (!tag(f, key, varint(&tags)))
				return broken();
		}
		if (ids.bad || lats.bad || lons.bad || tags.bad)
			return broken();
		TRY(node(f, id, lat, lon));
	}
	return b.bad || lats.p < lats.end || lons.p < lons.end ? broken() : OK;
}

struct object {				/* a node or a way that stands alone */
	struct pb keys, values, refs;
	int64_t id, lat, lon;
};

static bool
object_read(struct pb b, bool way, struct object *o)
{
	unsigned wire;

	for (unsigned no = field(&b, &wire); no; no = field(&b, &wire)) {
		if (no == 1 && wire == 0)
			o->id = way ? (int64_t)varint(&b) : zigzag(&b);
		else if (no == 2 && wire == 2)
			o->keys = sub(&b);
		else if (no == 3 && wire == 2)
			o->values = sub(&b);
		else if (no == 8 && way && wire == 2)
			o->refs = sub(&b);
		else if (no == 8 && !way && wire == 0)
			o->lat = zigzag(&b);
		else if (no == 9 && !way && wire == 0)
			o->lon = zigzag(&b);
		else
			skip(&b, wire);
	}
	return !b.bad;
}

static struct err
object(struct pbf *f, struct pb b, bool way)
{
	struct object o = { 0 };
	int64_t ref = 0;

	if (!object_read(b, way, &o))
		return broken();
	while (o.keys.p < o.keys.end) {
		uint64_t key = varint(&o.keys);

		if (!tag(f, key, varint(&o.values)) || o.keys.bad || o.values.bad)
			return broken();
	}
	if (!way)
		return node(f, o.id, o.lat, o.lon);
	while (o.refs.p < o.refs.end) {
		ref = plus(ref, zigzag(&o.refs));
		if (o.refs.bad)
			return broken();
		f->k->m->seen.refs++;
		osm_ref_put(f->k, ref);
	}
	f->k->m->seen.ways++;
	return osm_way_put(f->k, o.id);
}

static struct err
group(struct pbf *f, struct pb b)
{
	unsigned wire;

	for (unsigned no = field(&b, &wire); no; no = field(&b, &wire)) {
		if (wire == 2 && no == 2)
			TRY(dense(f, sub(&b)));
		else if (wire == 2 && (no == 1 || no == 3))
			TRY(object(f, sub(&b), no == 3));
		else
			skip(&b, wire);
		f->k->m->seen.relations += no == 4;
	}
	return b.bad ? broken() : OK;
}

/* What groups need may stand behind them: two passes. */
static struct err
block(struct pbf *f, struct pb b)
{
	struct pb again = b;
	unsigned wire;

	f->strings.n = 0;
	f->granularity = 100;
	f->lat = f->lon = 0;
	for (unsigned no = field(&b, &wire); no; no = field(&b, &wire)) {
		if (no == 1 && wire == 2)
			TRY(strings_read(f, sub(&b)));
		else if (no == 17 && wire == 0)
			f->granularity = (int32_t)varint(&b);
		else if (no == 19 && wire == 0)
			f->lat = (int64_t)varint(&b);
		else if (no == 20 && wire == 0)
			f->lon = (int64_t)varint(&b);
		else
			skip(&b, wire);
	}
	if (b.bad)
		return broken();
	for (unsigned no = field(&again, &wire); no; no = field(&again, &wire))
		if (no == 2 && wire == 2)
			TRY(group(f, sub(&again)));
		else
			skip(&again, wire);
	return OK;
}

static struct err
header(struct pb b)
{
	static const char *const known[] = { "OsmSchema-V0.6", "DenseNodes" };
	unsigned wire;

	for (unsigned no = field(&b, &wire); no; no = field(&b, &wire)) {
		if (no != 4 || wire != 2) {
			skip(&b, wire);
			continue;
		}
		struct pb s = sub(&b);
		bool fine = false;

		for (size_t i = 0; i < COUNT(known); i++)
			fine = fine || (strlen(known[i]) == (size_t)(s.end - s.p) && memcmp(known[i], s.p, strlen(known[i])) == 0);
		if (!fine)
			return FAIL(422, M_walk_osm_history);
	}
	return b.bad ? broken() : OK;
}

/* ---- the file: lengths, heads, blobs ---- */

/* A blob's bytes as they were before packing. Declared sizes are held against the format's limit before memory is asked for. */
static struct err
unpack(struct pbf *f, struct pb b, struct pb *ret)
{
	struct pb packed = { 0 };
	uint64_t size = 0;
	unsigned wire;
	bool raw = false, other = false;
	uLongf got;

	for (unsigned no = field(&b, &wire); no; no = field(&b, &wire)) {
		if (no == 2 && wire == 0) {
			size = varint(&b);
		} else if ((no == 1 || no == 3) && wire == 2) {
			raw = no == 1;
			packed = sub(&b);
		} else {
			other = other || (no > 3 && wire == 2);
			skip(&b, wire);
		}
	}
	if (b.bad)
		return broken();
	if (raw) {
		*ret = packed;
		return OK;
	}
	if (!packed.p)
		return other ? FAIL(422, M_walk_osm_packing) : broken();
	if (size > BLOB_MAX)
		return FAIL(422, M_walk_too_big);
	f->unpacked.n = 0;
	unsigned char *to = vec_add(&f->unpacked, 1, size + 1);
	if (!to)
		return FAIL(503, M_err_busy);
	got = (uLongf)size;
	if (uncompress(to, &got, packed.p, (uLong)(packed.end - packed.p)) != Z_OK || got != size)
		return broken();
	*ret = (struct pb){ to, to + size, false };
	return OK;
}

static struct err
blob(struct pbf *f, struct pb *file, bool *any)
{
	struct pb head, body, type = { 0 };
	size_t n = (size_t)(file->end - file->p), nhead = 0;
	uint64_t size = 0;
	unsigned wire;

	for (size_t i = 0; n >= 4 && i < 4; i++)
		nhead = nhead << 8 | file->p[i];
	if (nhead == 0 || nhead > HEAD_MAX || nhead > n - 4)
		return *any ? broken() : FAIL(422, M_walk_not_osm);
	head = (struct pb){ file->p + 4, file->p + 4 + nhead, false };
	for (unsigned no = field(&head, &wire); no; no = field(&head, &wire))
		if (no == 1 && wire == 2)
			type = sub(&head);
		else if (no == 3 && wire == 0)
			size = varint(&head);
		else
			skip(&head, wire);
	n -= 4 + nhead;
	if (head.bad || !type.p)
		return *any ? broken() : FAIL(422, M_walk_not_osm);
	if (size > BLOB_MAX || size > n)
		return size > n ? broken() : FAIL(422, M_walk_too_big);
	body = (struct pb){ file->p + 4 + nhead, file->p + 4 + nhead + size, false };
	if (type.end - type.p == 9 && memcmp(type.p, "OSMHeader", 9) == 0) {
		TRY(unpack(f, body, &body));
		*any = true;
		TRY(header(body));
	} else if (type.end - type.p == 7 && memcmp(type.p, "OSMData", 7) == 0) {
		if (!*any)
			return FAIL(422, M_walk_not_osm);
		struct pb data;
		TRY(unpack(f, body, &data));
		TRY(block(f, data));
	}
	file->p += 4 + nhead + size;
	return OK;
}

struct err
osm_pbf_read(struct osm_make *k, struct bytes in)
{
	struct pbf f = { .k = k };
	struct pb file = { in.p, in.p + in.n, false };
	struct err e = OK;
	bool any = false;

	if (in.n == 0)
		return FAIL(422, M_walk_not_osm);
	while (file.p < file.end && !e.code) {
		k->fault->at = (size_t)(file.p - in.p) + 1;
		e = blob(&f, &file, &any);
		osm_step(k, (size_t)(file.p - in.p), in.n);
	}
	if (!e.code)
		k->fault->at = 0;
	free(f.strings.p);
	free(f.unpacked.p);
	return e;
}
