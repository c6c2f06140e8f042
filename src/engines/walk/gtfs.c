/* gtfs.c - a feed's stops, routes, shapes, trips out of its zip (gtfs.h). */
#include "engines/walk/gtfs.h"
#include "base/geo.h"
#include "base/text.h"
#include "engines/walk/vec.h"
#include "walk_msg.h"
#include "base_msg.h"

#include <zip.h>

#define ENTRIES_MAX 200
#define ENTRY_MAX   ((uint64_t)256 * 1024 * 1024)
#define RATIO_MAX   100				/* real feeds: 5 to 15 */
#define RATIO_FREE  ((uint64_t)8 * 1024 * 1024)

struct route {
	const char *id, *name;
};
struct trip {
	const char *id;
	uint32_t line;
};
struct shape_point {
	uint32_t line;
	int64_t seq;
	int32_t lat, lon;
};
struct run {				/* a trip of any line */
	const char *id, *service;
	uint32_t line;
	int first;			/* second of the day it starts; -1: unknown */
	int every, span;		/* seconds, of frequencies.txt; 0: it runs once */
};
struct visit {				/* of a trip whose stops are taken */
	uint32_t line, stop;
	int64_t seq;
};
struct feed {
	struct arena *a;
	zip_t *zip;
	struct gtfs *g;
	struct gtfs_fault *fault;
	struct vec stops, routes, trips, runs, points, visits;
	struct vec lines;
	const char *last_shape;		/* shapes come in a row: the one found last */
	uint32_t last_line;
	struct run *last_run;		/* stop times come trip by trip */
};

/* ---- tables by id ---- */

static int
by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Items begin with their id. */
static const void *
find(const struct vec *v, size_t size, const char *id)
{
	return v->n ? bsearch(&id, v->p, v->n, size, by_text) : NULL;
}

static struct err
place(const char *lat, const char *lon, int32_t *rlat, int32_t *rlon)
{
	struct geo p;

	if (!geo_read(lat, lon, &p))
		return FAIL(422, M_walk_gtfs_place);
	*rlat = (int32_t)p.lat;
	*rlon = (int32_t)p.lon;
	return OK;
}

static struct err
stop_row(void *ctx, const char *const *f)
{
	struct feed *k = ctx;
	struct gtfs_stop s = { .id = arena_str(k->a, f[0]), .name = arena_str(k->a, f[1]) }, *to;

	if (!*f[2] || !*f[3]) {
		k->g->no_place++;
		return OK;
	}
	TRY(place(f[2], f[3], &s.lat, &s.lon));
	to = vec_add(&k->stops, sizeof(*to), 1);
	if (!to)
		return FAIL(503, M_err_busy);
	*to = s;
	return OK;
}

static struct err
route_row(void *ctx, const char *const *f)
{
	struct feed *k = ctx;
	struct route *to = vec_add(&k->routes, sizeof(*to), 1);

	if (!to)
		return FAIL(503, M_err_busy);
	*to = (struct route){ arena_str(k->a, f[0]), arena_str(k->a, *f[1] ? f[1] : f[2]) };
	return OK;
}

/* Lines are made of the trips that name their shape. Few thousand shapes: they are put in order as they come. */
static struct err
line_of(struct feed *k, const char *shape, uint32_t *ret)
{
	struct gtfs_line *v = k->lines.p;
	size_t lo = 0, hi = k->lines.n;

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;
		int c = strcmp(v[mid].shape, shape);

		if (c == 0) {
			*ret = (uint32_t)mid;
			return OK;
		}
		if (c < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	v = vec_add(&k->lines, sizeof(*v), 1);
	if (!v)
		return FAIL(503, M_err_busy);
	v = k->lines.p;
	memmove(v + lo + 1, v + lo, (k->lines.n - 1 - lo) * sizeof(*v));
	v[lo] = (struct gtfs_line){ .shape = arena_str(k->a, shape), .route = "", .name = "", .direction = -1 };
	*ret = (uint32_t)lo;
	return OK;
}

static struct err
shape_row(void *ctx, const char *const *f)
{
	struct feed *k = ctx;
	struct shape_point p = { 0 }, *to;

	if (!k->last_shape || strcmp(k->last_shape, f[0]) != 0) {
		const struct gtfs_line *l = find(&k->lines, sizeof(*l), f[0]);

		k->last_shape = arena_str(k->a, f[0]);
		k->last_line = l ? (uint32_t)(l - (struct gtfs_line *)k->lines.p) : UINT32_MAX;
	}
	p.line = k->last_line;
	if (p.line == UINT32_MAX)
		return OK;
	if (!text_int(f[1], 0, 10000000, &p.seq))
		return FAIL(422, M_walk_gtfs_place);
	TRY(place(f[2], f[3], &p.lat, &p.lon));
	to = vec_add(&k->points, sizeof(*to), 1);
	if (!to)
		return FAIL(503, M_err_busy);
	*to = p;
	return OK;
}

/* First pass over the trips: which shapes there are. */
static struct err
trip_shape_row(void *ctx, const char *const *f)
{
	struct feed *k = ctx;
	uint32_t line;

	if (!*f[2]) {
		k->g->no_shape++;
		return OK;
	}
	return line_of(k, f[2], &line);
}

/* Second pass: each line's route, and the one trip whose stops are taken. */
static struct err
trip_row(void *ctx, const char *const *f)
{
	struct feed *k = ctx;
	struct gtfs_line *l = (struct gtfs_line *)find(&k->lines, sizeof(*l), f[2]);
	const struct route *r = find(&k->routes, sizeof(*r), f[0]);

	if (!l)
		return OK;
	struct run *run = vec_add(&k->runs, sizeof(*run), 1);
	if (!run)
		return FAIL(503, M_err_busy);
	*run = (struct run){ .id = arena_str(k->a, f[1]), .service = arena_str(k->a, f[4]), .line = (uint32_t)(l - (struct gtfs_line *)k->lines.p),
		.first = -1 };
	if (l->trips++ == 0) {
		struct trip *to = vec_add(&k->trips, sizeof(*to), 1);

		if (!to)
			return FAIL(503, M_err_busy);
		*to = (struct trip){ arena_str(k->a, f[1]), (uint32_t)(l - (struct gtfs_line *)k->lines.p) };
		l->route = arena_str(k->a, f[0]);
		l->name = r ? r->name : "";
		l->direction = strcmp(f[3], "0") == 0 ? 0 : strcmp(f[3], "1") == 0 ? 1 : -1;
	}
	return OK;
}

/* "25:10:00" is after midnight of the same day. -1: no time. */
static int
clock_read(struct feed *k, const char *s)
{
	const char *first = strchr(s, ':'), *second = first ? strchr(first + 1, ':') : NULL;
	int64_t h, m, sec;

	if (!second || !text_int(arena_dup(k->a, s, (size_t)(first - s)), 0, 99, &h) ||
	    !text_int(arena_dup(k->a, first + 1, (size_t)(second - first) - 1), 0, 59, &m) || !text_int(second + 1, 0, 59, &sec))
		return -1;
	return (int)(h * 3600 + m * 60 + sec);
}

static struct run *
run_of(struct feed *k, const char *trip)
{
	if (!k->last_run || strcmp(k->last_run->id, trip) != 0)
		k->last_run = (struct run *)find(&k->runs, sizeof(struct run), trip);
	return k->last_run;
}

static void
first_time(struct feed *k, const char *trip, const char *time)
{
	struct run *r = *time ? run_of(k, trip) : NULL;
	int t = r ? clock_read(k, time) : -1;

	if (t >= 0 && (r->first < 0 || t < r->first))
		r->first = t;
}

static struct err
frequency_row(void *ctx, const char *const *f)
{
	struct feed *k = ctx;
	struct run *r = run_of(k, f[0]);
	int from = clock_read(k, f[1]), to = clock_read(k, f[2]);
	int64_t every;

	if (!r || from < 0 || to <= from || !text_int(f[3], 1, 86400, &every))
		return OK;
	/* Several stretches of a day: trips and time are added up, so the mean gap stays right. */
	int trips = (r->every ? r->span / r->every : 0) + (to - from) / (int)every;
	r->span += to - from;
	r->every = trips > 0 ? r->span / trips : (int)every;
	return OK;
}

static struct err
visit_row(void *ctx, const char *const *f)
{
	struct feed *k = ctx;

	first_time(k, f[0], *f[3] ? f[3] : f[4]);
	const struct trip *t = find(&k->trips, sizeof(*t), f[0]);
	const struct gtfs_stop *s = t ? find(&k->stops, sizeof(*s), f[1]) : NULL;
	struct visit *to;
	int64_t seq;

	if (!s)
		return OK;
	if (!text_int(f[2], 0, 10000000, &seq))
		return FAIL(422, M_walk_gtfs_place);
	to = vec_add(&k->visits, sizeof(*to), 1);
	if (!to)
		return FAIL(503, M_err_busy);
	*to = (struct visit){ t->line, (uint32_t)(s - (struct gtfs_stop *)k->stops.p), seq };
	return OK;
}

/* ---- the zip ---- */

static struct err
zip_check(zip_t *z)
{
	zip_int64_t n = zip_get_num_entries(z, 0);

	if (n > ENTRIES_MAX)
		return FAIL(422, M_walk_too_big);
	for (zip_int64_t i = 0; i < n; i++) {
		zip_stat_t st;

		if (zip_stat_index(z, (zip_uint64_t)i, 0, &st) != 0 || !(st.valid & ZIP_STAT_NAME) || !(st.valid & ZIP_STAT_SIZE) ||
		    !(st.valid & ZIP_STAT_COMP_SIZE))
			return FAIL(422, M_walk_zip_broken);
		if (strchr(st.name, '/') || strchr(st.name, '\\') || strstr(st.name, ".."))
			return FAIL(422, M_walk_zip_names);
		if (st.size > ENTRY_MAX || (st.size > RATIO_FREE && st.size / RATIO_MAX > st.comp_size))
			return FAIL(422, M_walk_too_big);
	}
	return OK;
}

/* A file of the zip, unpacked: no more than it declared. */
static struct err
unzip(struct feed *k, const char *name, struct vec *to)
{
	zip_stat_t st;
	zip_file_t *f;
	zip_int64_t got = 0;
	size_t n = 0;

	if (zip_stat(k->zip, name, 0, &st) != 0)
		return FAIL(422, M_walk_gtfs_missing);
	if (!vec_add(to, 1, st.size + 1))
		return FAIL(503, M_err_busy);
	f = zip_fopen(k->zip, name, 0);
	while (f && n < st.size && (got = zip_fread(f, (char *)to->p + n, st.size - n)) > 0)
		n += (size_t)got;
	if (f)
		zip_fclose(f);
	return f && n == st.size ? OK : FAIL(422, M_walk_zip_broken);
}

static struct err
table(struct feed *k, const char *name, const char *const *want, struct err (*row)(void *, const char *const *))
{
	struct csv_rows r = { .want = want, .row = row, .ctx = k };
	struct vec text = { 0 };
	struct err e;

	while (want[r.n])
		r.n++;
	k->fault->file = name;
	k->fault->line = 0;
	e = unzip(k, name, &text);
	if (!e.code)
		e = csv_rows((struct bytes){ text.p, text.n - 1 }, &r, &k->fault->line);
	free(text.p);
	return e;
}

/* ---- lines ---- */

static int
points_order(const void *a, const void *b)
{
	const struct shape_point *x = a, *y = b;

	return x->line != y->line ? (x->line > y->line) - (x->line < y->line) : (x->seq > y->seq) - (x->seq < y->seq);
}

static int
visits_order(const void *a, const void *b)
{
	const struct visit *x = a, *y = b;

	return x->line != y->line ? (x->line > y->line) - (x->line < y->line) : (x->seq > y->seq) - (x->seq < y->seq);
}

static int
runs_order(const void *a, const void *b)
{
	const struct run *x = a, *y = b;
	int c = x->line != y->line ? (x->line > y->line) - (x->line < y->line) : strcmp(x->service, y->service);

	return c ? c : (x->first > y->first) - (x->first < y->first);
}

/* Of the runs of one line on one service: the mean gap between their starts; how many they are. */
static size_t
gap_of(const struct run *v, size_t n, double *minutes)
{
	size_t known = 0;
	int first = -1, last = -1;

	*minutes = -1;
	for (size_t i = 0; i < n; i++) {
		if (v[i].every > 0) {
			*minutes = v[i].every / 60.0;
			return (size_t)(v[i].span / v[i].every);
		}
		if (v[i].first < 0)
			continue;
		first = known++ ? first : v[i].first;
		last = v[i].first;
	}
	if (known > 1 && last > first)
		*minutes = (last - first) / 60.0 / (double)(known - 1);
	return known;
}

static void
headways(struct feed *k)
{
	struct run *v = k->runs.p;
	struct gtfs_line *l = k->lines.p;

	for (size_t i = 0; i < k->lines.n; i++)
		l[i].headway = -1;
	if (k->runs.n)
		qsort(v, k->runs.n, sizeof(*v), runs_order);
	for (size_t i = 0, most = 0, n; i < k->runs.n; i += n) {
		double minutes;

		for (n = 1; i + n < k->runs.n && v[i + n].line == v[i].line && strcmp(v[i + n].service, v[i].service) == 0; n++)
			;
		size_t runs = gap_of(v + i, n, &minutes);
		most = i && v[i - 1].line == v[i].line ? most : 0;
		if (minutes < 0 || runs <= most)
			continue;
		most = runs;
		l[v[i].line].headway = minutes;
	}
}

static void
lines_fill(struct feed *k)
{
	struct gtfs_line *l = k->lines.p;
	struct shape_point *p = k->points.p;
	struct visit *v = k->visits.p;

	if (k->points.n)
		qsort(p, k->points.n, sizeof(*p), points_order);
	if (k->visits.n)
		qsort(v, k->visits.n, sizeof(*v), visits_order);
	for (size_t i = 0; i < k->points.n; i++)
		l[p[i].line].n++;
	for (size_t i = 0; i < k->visits.n; i++)
		l[v[i].line].nstops++;
	for (size_t i = 0; i < k->lines.n; i++) {
		l[i].lat = NEWN(k->a, int32_t, l[i].n + 1);
		l[i].lon = NEWN(k->a, int32_t, l[i].n + 1);
		l[i].stop = NEWN(k->a, uint32_t, l[i].nstops + 1);
		l[i].n = l[i].nstops = 0;
	}
	for (size_t i = 0; i < k->points.n; i++) {
		struct gtfs_line *to = &l[p[i].line];

		to->lat[to->n] = p[i].lat;
		to->lon[to->n++] = p[i].lon;
	}
	for (size_t i = 0; i < k->visits.n; i++)
		l[v[i].line].stop[l[v[i].line].nstops++] = v[i].stop;
}

static void
keep(struct feed *k)
{
	struct gtfs *g = k->g;

	g->nstops = k->stops.n;
	g->nlines = k->lines.n;
	g->stops = NEWN(k->a, struct gtfs_stop, g->nstops + 1);
	g->lines = NEWN(k->a, struct gtfs_line, g->nlines + 1);
	if (g->nstops)
		memcpy(g->stops, k->stops.p, g->nstops * sizeof(*g->stops));
	if (g->nlines)
		memcpy(g->lines, k->lines.p, g->nlines * sizeof(*g->lines));
}

static void
sort(struct vec *v, size_t size)
{
	if (v->n)
		qsort(v->p, v->n, size, by_text);
}

static struct err
feed_read(struct feed *k)
{
	static const char *const stops[] = { "stop_id", "?stop_name", "stop_lat", "stop_lon", NULL };
	static const char *const routes[] = { "route_id", "?route_short_name", "?route_long_name", NULL };
	static const char *const trips[] = { "route_id", "trip_id", "?shape_id", "?direction_id", "?service_id", NULL };
	static const char *const shapes[] = { "shape_id", "shape_pt_sequence", "shape_pt_lat", "shape_pt_lon", NULL };
	static const char *const times[] = { "trip_id", "stop_id", "stop_sequence", "?departure_time", "?arrival_time", NULL };
	static const char *const frequencies[] = { "trip_id", "start_time", "end_time", "headway_secs", NULL };

	TRY(zip_check(k->zip));
	TRY(table(k, "stops.txt", stops, stop_row));
	sort(&k->stops, sizeof(struct gtfs_stop));
	TRY(table(k, "routes.txt", routes, route_row));
	sort(&k->routes, sizeof(struct route));
	TRY(table(k, "trips.txt", trips, trip_shape_row));
	TRY(table(k, "trips.txt", trips, trip_row));
	sort(&k->trips, sizeof(struct trip));
	sort(&k->runs, sizeof(struct run));
	if (k->lines.n)
		TRY(table(k, "shapes.txt", shapes, shape_row));
	TRY(table(k, "stop_times.txt", times, visit_row));
	if (zip_name_locate(k->zip, "frequencies.txt", 0) >= 0)
		TRY(table(k, "frequencies.txt", frequencies, frequency_row));
	headways(k);
	lines_fill(k);
	keep(k);
	*k->fault = (struct gtfs_fault){ 0 };
	return arena_failed(k->a) ? FAIL(503, M_err_busy) : OK;
}

struct err
gtfs_read(struct arena *a, struct bytes zip, struct gtfs *ret, struct gtfs_fault *fault)
{
	struct gtfs g = { 0 };
	struct feed k = { .a = a, .g = &g, .fault = fault };
	zip_source_t *src;
	struct err e;

	*fault = (struct gtfs_fault){ 0 };
	if (zip.n < 4 || memcmp(zip.p, "PK\x03\x04", 4) != 0)
		return FAIL(422, M_walk_not_zip);
	src = zip_source_buffer_create(zip.p, zip.n, 0, NULL);
	if (!src)
		return FAIL(503, M_err_busy);
	k.zip = zip_open_from_source(src, ZIP_RDONLY, NULL);
	if (!k.zip) {
		zip_source_free(src);
		return FAIL(422, M_walk_zip_broken);
	}
	e = feed_read(&k);
	zip_discard(k.zip);
	free(k.stops.p);
	free(k.routes.p);
	free(k.trips.p);
	free(k.runs.p);
	free(k.points.p);
	free(k.visits.p);
	free(k.lines.p);
	if (!e.code)
		*ret = g;
	return e;
}
