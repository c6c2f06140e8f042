/* city.c - a district's folder: map, stops, lines, people (city.h). */
#include "engines/walk/city_int.h"
#include "base/geo.h"
#include "base/text.h"
#include "engines/walk/gtfs.h"
#include "engines/walk/vec.h"
#include "walk_msg.h"
#include "base_msg.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

struct loading {
	struct arena *a;
	const struct city_with *w;
	struct city *c;
	struct vec stops, lines, loads, points, lat, lon;
};

static struct err
place(const char *lat, const char *lon, int32_t *rlat, int32_t *rlon)
{
	struct geo p;

	if (!*lat || !*lon || !geo_read(lat, lon, &p))
		return FAIL(422, M_walk_gtfs_place);
	*rlat = (int32_t)p.lat;
	*rlon = (int32_t)p.lon;
	return OK;
}

/* Head counts may be parts: a cell's people shared among its doors. */
static bool
amount(const char *s, double *ret)
{
	char *end;

	*ret = strtod(s, &end);
	return *s && !*end && *ret >= 0 && *ret < 1e9;
}

static struct err
stop_row(void *ctx, const char *const *f)
{
	struct loading *k = ctx;
	struct city_stop s = { .id = arena_str(k->a, f[0]), .name = arena_str(k->a, f[1]), .kind = arena_str(k->a, *f[2] ? f[2] : "bus"), .riders = -1 };
	struct city_stop *to;

	TRY(place(f[4], f[3], &s.lat, &s.lon));
	if (*f[5] && !amount(f[5], &s.riders))
		return FAIL(422, M_walk_gtfs_place);
	to = vec_add(&k->stops, sizeof(*to), 1);
	if (!to)
		return FAIL(503, M_err_busy);
	*to = s;
	return OK;
}

/* Rows of one line stand together, in the order it is driven. */
static struct err
line_row(void *ctx, const char *const *f)
{
	struct loading *k = ctx;
	struct city_line *l = k->lines.n ? (struct city_line *)k->lines.p + k->lines.n - 1 : NULL;
	int direction = strcmp(f[1], "0") == 0 ? 0 : strcmp(f[1], "1") == 0 ? 1 : -1;
	int32_t *lat = vec_add(&k->lat, sizeof(*lat), 1), *lon = vec_add(&k->lon, sizeof(*lon), 1);

	if (!lat || !lon)
		return FAIL(503, M_err_busy);
	TRY(place(f[3], f[2], lat, lon));
	if (!l || strcmp(l->name, f[0]) != 0 || l->direction != direction) {
		l = vec_add(&k->lines, sizeof(*l), 1);
		if (!l)
			return FAIL(503, M_err_busy);
		*l = (struct city_line){ .name = arena_str(k->a, f[0]), .direction = direction };
	}
	l->n++;
	return OK;
}

/* -1 where nothing stands. */
static bool
amount_or_none(const char *s, double *ret)
{
	*ret = -1;
	return !*s || amount(s, ret);
}

static struct err
load_row(void *ctx, const char *const *f)
{
	struct loading *k = ctx;
	struct city_load l = { .stop = arena_str(k->a, f[0]), .line = arena_str(k->a, f[1]),
		.direction = strcmp(f[2], "0") == 0 ? 0 : strcmp(f[2], "1") == 0 ? 1 : -1 }, *to;

	if (!*l.line || !amount_or_none(f[3], &l.on) || !amount_or_none(f[4], &l.off) || !amount_or_none(f[5], &l.aboard) ||
	    !amount_or_none(f[6], &l.headway))
		return FAIL(422, M_walk_loads);
	to = vec_add(&k->loads, sizeof(*to), 1);
	if (!to)
		return FAIL(503, M_err_busy);
	*to = l;
	return OK;
}

static struct err
point_row(void *ctx, const char *const *f)
{
	struct loading *k = ctx;
	struct city_point p = { .name = arena_str(k->a, f[0]), .place = arena_str(k->a, f[5]) }, *to;

	TRY(place(f[2], f[1], &p.lat, &p.lon));
	if (!amount(f[3], &p.people) || (*f[4] && !amount(f[4], &p.old)) || p.old > p.people)
		return FAIL(422, M_walk_people);
	to = vec_add(&k->points, sizeof(*to), 1);
	if (!to)
		return FAIL(503, M_err_busy);
	*to = p;
	return OK;
}

/* The whole file; n 0 and OK: it is not there. */
static struct err
map_file(const char *path, struct bytes *ret)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	void *p;

	*ret = (struct bytes){ 0 };
	if (fd < 0)
		return OK;
	if (fstat(fd, &st) != 0 || st.st_size == 0) {
		close(fd);
		return OK;
	}
	p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	close(fd);
	if (p == MAP_FAILED)
		return FAIL(503, M_err_busy);
	*ret = (struct bytes){ p, (size_t)st.st_size };
	return OK;
}

static struct err
rows(struct loading *k, const char *dir, const char *name, const char *const *want, size_t n, struct err (*row)(void *, const char *const *),
	struct city_fault *f)
{
	struct csv_rows r = { .want = want, .n = n, .row = row, .ctx = k };
	struct bytes in;
	struct err e;
	int line = 0;

	TRY(map_file(arena_fmt(k->a, "%s/%s", dir, name), &in));
	if (!in.n)
		return OK;
	e = csv_rows(in, &r, &line);
	munmap((void *)in.p, in.n);
	if (e.code)
		*f = (struct city_fault){ name, line, true };
	return e;
}

static struct err
map_open(struct arena *a, const char *dir, const struct osm_progress *p, struct city *c, struct city_fault *f)
{
	static const char *const names[] = { "map.osm.pbf", "map.osm" };
	struct osm_fault of;
	struct bytes in = { 0 };
	size_t i = 0;

	for (; i < COUNT(names) && !in.n; i++)
		TRY(map_file(arena_fmt(a, "%s/%s", dir, names[i]), &in));
	if (!in.n)
		return FAIL(404, M_walk_no_map);
	struct err e = osm_read(in, 0, p, &c->map, &of);
	munmap((void *)in.p, in.n);
	if (e.code)
		*f = (struct city_fault){ names[i - 1], (int64_t)of.at, of.line };
	return e;
}

/* One short line. */
static struct err
label(struct loading *k, const char *dir)
{
	static const char reviewed[] = "reviewed ";
	struct bytes in;

	TRY(map_file(arena_fmt(k->a, "%s/label", dir), &in));
	k->c->review = "";
	if (!in.n)
		return OK;
	const char *s = text_clean(k->a, arena_dup(k->a, in.p, in.n < 100 ? in.n : 100));
	munmap((void *)in.p, in.n);
	k->c->sketch = strcmp(s, "sketch") == 0;
	if (strncmp(s, reviewed, sizeof(reviewed) - 1) == 0 && text_valid(s, strlen(s)))
		k->c->review = s + sizeof(reviewed) - 1;
	return OK;
}

static struct err
load(struct loading *k, const char *dir, unsigned who, const struct osm_progress *p, struct city_fault *f)
{
	static const char *const stops[] = { "id", "name", "?kind", "lon", "lat", "?riders" };
	static const char *const lines[] = { "line", "?direction", "lon", "lat" };
	static const char *const loads[] = { "?stop", "line", "?direction", "?boardings", "?alightings", "?aboard", "?headway" };
	static const char *const points[] = { "?name", "lon", "lat", "people", "?old", "?place" };

	TRY(label(k, dir));
	TRY(map_open(k->a, dir, p, k->c, f));
	TRY(city_edit(&k->c->map, k->w->edits, k->w->nedits, k->w->used));
	for (int i = 0; i < WALK_WHO_COUNT; i++)
		if (who & 1u << i)
			TRY(walk_graph_build(k->a, &k->c->map, k->w->profiles ? &k->w->profiles[i] : &walk_profiles[i], &k->c->graph[i]));
	TRY(rows(k, dir, "stops.csv", stops, COUNT(stops), stop_row, f));
	TRY(rows(k, dir, "lines.csv", lines, COUNT(lines), line_row, f));
	TRY(rows(k, dir, "loads.csv", loads, COUNT(loads), load_row, f));
	return rows(k, dir, "people.csv", points, COUNT(points), point_row, f);
}

static void *
kept(struct arena *a, struct vec *v, size_t size, size_t *n)
{
	void *p = arena_try(a, (v->n + 1) * size);

	*n = p ? v->n : 0;
	if (p && v->n)
		memcpy(p, v->p, v->n * size);
	free(v->p);
	return p;
}

/* The folder's people, else those that were handed over; a drawn door is where its people are. */
static void
people_take(const struct city_with *w, struct city *c)
{
	if (!c->npoints && w->npoints && c->points) {
		c->points = w->points;
		c->npoints = w->npoints;
		c->handed = true;
	}
	for (size_t i = 0; i < w->nedits; i++)
		for (size_t k = 0; w->edits[i].kind == CITY_door && k < c->npoints; k++)
			if (strcmp(c->points[k].name, w->edits[i].name) == 0) {
				c->points[k].lat = w->edits[i].lat;
				c->points[k].lon = w->edits[i].lon;
				if (w->used)
					w->used[i] = true;
			}
}

struct err
city_open(struct arena *a, const char *dir, unsigned who, const struct city_with *w, const struct osm_progress *p, struct city *ret,
	struct city_fault *f)
{
	static const struct city_with nothing;
	struct loading k = { .a = a, .w = w ? w : &nothing, .c = ret };	/* graphs point into ret->map: it is filled where it stays */
	struct err e;
	size_t at = 0, n;

	*f = (struct city_fault){ .file = "" };
	*ret = (struct city){ 0 };
	e = load(&k, dir, who, p, f);
	int32_t *lat = kept(a, &k.lat, sizeof(*lat), &n), *lon = kept(a, &k.lon, sizeof(*lon), &n);
	ret->stops = kept(a, &k.stops, sizeof(*ret->stops), &ret->nstops);
	ret->lines = kept(a, &k.lines, sizeof(*ret->lines), &ret->nlines);
	ret->loads = kept(a, &k.loads, sizeof(*ret->loads), &ret->nloads);
	ret->points = kept(a, &k.points, sizeof(*ret->points), &ret->npoints);
	people_take(k.w, ret);
	ret->edits = k.w->edits;
	ret->nedits = k.w->nedits;
	for (size_t i = 0; i < ret->nlines && lat && lon; at += ret->lines[i++].n) {
		ret->lines[i].lat = lat + at;
		ret->lines[i].lon = lon + at;
	}
	if (!e.code && arena_failed(a))
		e = FAIL(503, M_err_busy);
	if (e.code)
		city_close(ret);
	return e;
}

void
city_close(struct city *c)
{
	osm_free(&c->map);
	memset(c->graph, 0, sizeof(c->graph));
}

/* ---- places and doors ---- */

static bool
of_kind(const struct osm *m, const struct osm_node *n, const char *kind, bool stops)
{
	return strcmp(osm_node_tag(m, n, OSM_amenity), kind) == 0 || (stops && strcmp(osm_node_tag(m, n, OSM_highway), "bus_stop") == 0);
}

static void
place_put(const struct walk_graph *g, struct city_places *r, const char *name, int32_t lat, int32_t lon)
{
	r->name[r->n] = name;
	r->lat[r->n] = lat;
	r->lon[r->n] = lon;
	r->lost += !walk_snap(g, lat, lon, CITY_SNAP_STOP, true, &r->at[r->n]);
	r->n++;
}

bool
city_left_out(const struct walk_graph *g, const struct city_ask *q, int32_t lat, int32_t lon)
{
	for (size_t i = 0; i < q->n; i++)
		if (walk_metres(g, q->except_lat[i], q->except_lon[i], lat, lon) <= q->except_m)
			return true;
	return false;
}

struct err
city_places_but(struct arena *a, const struct city *c, enum walk_who who, const struct city_ask *q, struct city_places *ret)
{
	const struct walk_graph *g = c->graph[who];
	size_t own = 0, n = 0;

	for (size_t i = 0; i < c->nstops; i++)
		own += strcmp(c->stops[i].kind, q->kind) == 0;
	bool stops = strcmp(q->kind, "bus") == 0 && own == 0;
	for (size_t i = 0; i < c->map.nnodes; i++)
		n += c->map.nodes[i].ntags && of_kind(&c->map, &c->map.nodes[i], q->kind, stops);
	*ret = (struct city_places){ 0 };
	ret->at = arena_try(a, (own + n + 1) * sizeof(*ret->at));
	ret->name = arena_try(a, (own + n + 1) * sizeof(*ret->name));
	ret->lat = arena_try(a, (own + n + 1) * sizeof(*ret->lat));
	ret->lon = arena_try(a, (own + n + 1) * sizeof(*ret->lon));
	if (!ret->at || !ret->name || !ret->lat || !ret->lon)
		return FAIL(503, M_err_busy);
	for (size_t i = 0; i < c->nstops; i++) {
		const struct city_stop *s = &c->stops[i];

		if (strcmp(s->kind, q->kind) == 0 && !city_left_out(g, q, s->lat, s->lon))
			place_put(g, ret, s->name, s->lat, s->lon);
	}
	for (size_t i = 0; i < c->map.nnodes; i++) {
		const struct osm_node *v = &c->map.nodes[i];

		if (v->ntags && of_kind(&c->map, v, q->kind, stops) && !city_left_out(g, q, v->lat, v->lon))
			place_put(g, ret, osm_node_tag(&c->map, v, OSM_name), v->lat, v->lon);
	}
	return OK;
}

struct err
city_places(struct arena *a, const struct city *c, enum walk_who who, const char *kind, struct city_places *ret)
{
	return city_places_but(a, c, who, &(struct city_ask){ .kind = kind }, ret);
}

struct err
city_doors(struct arena *a, const struct city *c, enum walk_who who, struct walk_points *ret, size_t *lost)
{
	const struct walk_graph *g = c->graph[who];
	struct walk_place *at = arena_try(a, (c->npoints + 1) * sizeof(*at));

	if (!at)
		return FAIL(503, M_err_busy);
	*lost = 0;
	for (size_t i = 0; i < c->npoints; i++)
		*lost += !walk_snap(g, c->points[i].lat, c->points[i].lon, CITY_SNAP_DOOR, false, &at[i]);
	return walk_points_index(a, g, at, c->npoints, ret);
}
