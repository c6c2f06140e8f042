/* osm_xml.c - OpenStreetMap's XML by expat, piece by piece. A DTD is refused at its beginning, so no entity is ever defined. */
#include "engines/walk/osm_int.h"
#include "walk_msg.h"
#include "base_msg.h"

#include <expat.h>

#define PIECE 65536
#define DEPTH 16

enum inside { NOTHING, NODE, WAY, OTHER };

struct reading {
	struct osm_make *k;
	XML_Parser p;
	struct err e;
	enum inside in;
	int depth;
	int64_t id, lat, lon;
	bool deleted;
};

static void
halt(struct reading *r, struct err e)
{
	if (!r->e.code)
		r->e = e;
	XML_StopParser(r->p, XML_FALSE);
}

static const char *
attr(const XML_Char **attrs, const char *name)
{
	for (; *attrs; attrs += 2)
		if (strcmp(attrs[0], name) == 0)
			return attrs[1];
	return "";
}

/* A whole number that may be negative (editors number new things so). */
static bool
whole(const char *s, int64_t *ret)
{
	bool minus = *s == '-';
	int64_t n = 0;

	s += minus;
	if (!*s)
		return false;
	for (; *s >= '0' && *s <= '9'; s++) {
		if (n > INT64_MAX / 10 - 1)
			return false;
		n = n * 10 + (*s - '0');
	}
	*ret = minus ? -n : n;
	return !*s;
}

/* Decimal degrees in 1e-9; what is no number is off the earth. */
static int64_t
degrees(const char *s)
{
	bool minus = *s == '-';
	int64_t n = 0;
	int places = -1;

	s += minus || *s == '+';
	if (*s < '0' || *s > '9')
		return INT64_MAX;
	for (; *s; s++) {
		if (*s == '.' && places < 0) {
			places = 0;
		} else if (*s >= '0' && *s <= '9') {
			if (places < 9 && n < INT64_MAX / 100) {
				n = n * 10 + (*s - '0');
				places += places >= 0;
			} else if (places < 0) {
				return INT64_MAX;
			}
		} else {
			return INT64_MAX;
		}
	}
	for (places = places < 0 ? 0 : places; places < 9; places++) {
		if (n > 1000000000000)
			return INT64_MAX;
		n *= 10;
	}
	return minus ? -n : n;
}

static void
object_begin(struct reading *r, const char *name, const XML_Char **attrs)
{
	r->in = strcmp(name, "node") == 0 ? NODE : strcmp(name, "way") == 0 ? WAY : OTHER;
	r->k->m->seen.relations += strcmp(name, "relation") == 0;
	r->deleted = strcmp(attr(attrs, "action"), "delete") == 0 || strcmp(attr(attrs, "visible"), "false") == 0;
	if (r->in == OTHER)
		return;
	if (!whole(attr(attrs, "id"), &r->id))
		halt(r, FAIL(422, M_walk_osm_broken));
	r->lat = degrees(attr(attrs, "lat"));
	r->lon = degrees(attr(attrs, "lon"));
}

static void
part(struct reading *r, const char *name, const XML_Char **attrs)
{
	int64_t ref;

	if (r->deleted || (r->in != NODE && r->in != WAY))
		return;
	if (strcmp(name, "tag") == 0) {
		const char *key = attr(attrs, "k"), *value = attr(attrs, "v");
		int no = osm_key_find(key, strlen(key));

		r->k->m->seen.tags++;
		if (no >= 0)
			osm_tag_put(r->k, no, osm_text(r->k, value, strlen(value)));
	} else if (r->in == WAY && strcmp(name, "nd") == 0) {
		if (!whole(attr(attrs, "ref"), &ref)) {
			halt(r, FAIL(422, M_walk_osm_broken));
			return;
		}
		r->k->m->seen.refs++;
		osm_ref_put(r->k, ref);
	}
}

static void XMLCALL
begin(void *ctx, const XML_Char *name, const XML_Char **attrs)
{
	struct reading *r = ctx;

	r->depth++;
	if (r->depth > DEPTH)
		halt(r, FAIL(422, M_walk_osm_broken));
	else if (r->depth == 1 && strcmp(name, "osm") != 0)
		halt(r, FAIL(422, M_walk_not_osm));
	else if (r->depth == 2)
		object_begin(r, name, attrs);
	else if (r->depth == 3)
		part(r, name, attrs);
}

static void XMLCALL
finish(void *ctx, const XML_Char *name)
{
	struct reading *r = ctx;
	struct err e = OK;

	(void)name;
	r->depth--;
	if (r->depth != 1 || r->in == OTHER || r->in == NOTHING)
		return;
	if (r->deleted) {
		r->k->m->seen.deleted++;
	} else if (r->in == NODE) {
		r->k->m->seen.nodes++;
		e = osm_node_put(r->k, r->id, r->lat, r->lon);
	} else {
		r->k->m->seen.ways++;
		e = osm_way_put(r->k, r->id);
	}
	if (e.code)
		halt(r, e);
	r->in = NOTHING;
}

static void XMLCALL
doctype(void *ctx, const XML_Char *name, const XML_Char *sysid, const XML_Char *pubid, int internal)
{
	(void)name;
	(void)sysid;
	(void)pubid;
	(void)internal;
	halt(ctx, FAIL(422, M_walk_osm_dtd));
}

struct err
osm_xml_read(struct osm_make *k, struct bytes in)
{
	struct reading r = { .k = k, .p = XML_ParserCreate("UTF-8") };

	if (!r.p)
		return FAIL(503, M_err_busy);
	XML_SetUserData(r.p, &r);
	XML_SetElementHandler(r.p, begin, finish);
	XML_SetStartDoctypeDeclHandler(r.p, doctype);
	for (size_t at = 0; at < in.n && !r.e.code; at += PIECE) {
		size_t n = in.n - at < PIECE ? in.n - at : PIECE;

		if (XML_Parse(r.p, (const char *)in.p + at, (int)n, at + n == in.n) != XML_STATUS_OK && !r.e.code)
			r.e = FAIL(422, M_walk_osm_broken);
		osm_step(k, at + n, in.n);
	}
	if (r.e.code)
		*k->fault = (struct osm_fault){ (size_t)XML_GetCurrentLineNumber(r.p), true };
	XML_ParserFree(r.p);
	return r.e;
}
