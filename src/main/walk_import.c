/*
 * walk_import.c - `qiao walk import`: maps, feeds and tables into DIR/walk. Everything is read, checked and built in a folder of its own
 * first; only when all of it is sound does that folder take the old one's place. After an error nothing has changed.
 */
#include "base/geo.h"
#include "base/text.h"
#include "engines/walk/datum.h"
#include "engines/walk/gtfs.h"
#include "formats/json_in.h"
#include "formats/table.h"
#include "main/commands.h"
#include "main/site.h"
#include "main/walk_cmd.h"
#include "walk_msg.h"
#include "base_msg.h"
#include "main_msg.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DONE, FAILED, WRONG_USE };

static const char *const files[] = { "map.osm.pbf", "map.osm", "stops.csv", "lines.csv", "loads.csv", "people.csv", "label" };

struct import {
	struct arena *a;
	const char *now, *next;		/* DIR/walk, DIR/walk.new */
	enum datum datum;
	const char *kind;
	bool said;			/* what went wrong was told already */
	struct out loads;		/* rows of a feed, then of a table */
};

static struct err
told(struct import *k, struct err e, const char *file, int64_t line)
{
	if (!k->said) {
		fprintf(stderr, "qiao: %s", file);
		if (line)
			fprintf(stderr, ":%lld", (long long)line);
		fprintf(stderr, ": %s\n", msg_text(LANG_EN, e.key));
	}
	k->said = true;
	return e;
}

static struct err
put_file(struct import *k, const char *name, const void *p, size_t n)
{
	int fd = open(arena_fmt(k->a, "%s/%s", k->next, name), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	size_t done = 0;
	ssize_t got = 0;

	while (fd >= 0 && done < n && (got = write(fd, (const char *)p + done, n - done)) > 0)
		done += (size_t)got;
	bool good = fd >= 0 && done == n && fsync(fd) == 0;
	if (fd >= 0)
		close(fd);
	return good ? OK : FAIL(503, M_walk_disk);
}

/* A whole file, for as long as the command runs: a map may be larger than what an arena should hold. */
static struct err
whole(const char *path, struct bytes *ret)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	void *p;

	if (fd < 0)
		return FAIL(404, M_main_err_file);
	bool some = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size > 0;
	p = some ? mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0) : MAP_FAILED;
	close(fd);
	if (p == MAP_FAILED)
		return FAIL(422, M_walk_no_file);
	*ret = (struct bytes){ p, (size_t)st.st_size };
	return OK;
}

static void
folder_remove(struct arena *a, const char *dir)
{
	for (size_t i = 0; i < COUNT(files); i++)
		unlink(arena_fmt(a, "%s/%s", dir, files[i]));
	rmdir(dir);
}

/* What this import does not bring stays as it is. */
static struct err
keep(struct import *k, const char *name)
{
	const char *from = arena_fmt(k->a, "%s/%s", k->now, name), *to = arena_fmt(k->a, "%s/%s", k->next, name);

	if (link(from, to) == 0 || errno == ENOENT || errno == EEXIST)
		return OK;
	return FAIL(503, M_walk_disk);
}

/* ---- tables ---- */

static void
cell(struct out *o, const char *s, bool last)
{
	bool quote = strpbrk(s, ",\"\r\n") != NULL;

	out_str(o, quote ? "\"" : "");
	for (; *s; s++)
		out_put(o, *s == '"' ? "\"\"" : s, *s == '"' ? 2 : 1);
	out_str(o, quote ? "\"" : "");
	out_str(o, last ? "\n" : ",");
}

/* Coordinates as the table gives them become WGS-84. */
static bool
coordinates(struct import *k, const char *lon, const char *lat, const char **rlon, const char **rlat)
{
	struct geo p;
	int32_t la, lo;

	if (!*lat || !*lon || !geo_read(lat, lon, &p))
		return false;
	la = (int32_t)p.lat;
	lo = (int32_t)p.lon;
	datum_to_wgs84(k->datum, &la, &lo);
	*rlat = geo_degrees(k->a, la);
	*rlon = geo_degrees(k->a, lo);
	return true;
}

#define LAYER_COLUMNS 7
#define NO_PLACE SIZE_MAX
struct layer {
	const char *file;		/* in the folder */
	const char *head;
	const char *want[LAYER_COLUMNS];	/* columns; '?' first: may be missing; lon and lat are at the given places, or NO_PLACE */
	size_t n, lon;
};
static const struct layer stops = { "stops.csv", "id,name,kind,lon,lat,riders\n", { "id", "name", "?kind", "lon", "lat", "?riders" }, 6, 3 };
static const struct layer lines = { "lines.csv", "line,direction,lon,lat\n", { "line", "?direction", "lon", "lat" }, 4, 2 };
static const struct layer loads = { "loads.csv", "stop,line,direction,boardings,alightings,aboard,headway\n",
	{ "?stop", "line", "?direction", "?boardings", "?alightings", "?aboard", "?headway" }, 7, NO_PLACE };
static const struct layer people = { "people.csv", "name,lon,lat,people,old,place\n", { "?name", "lon", "lat", "people", "?old", "?place" }, 6, 1 };

static struct err
row_put(struct import *k, const struct layer *l, struct out *o, const char **f)
{
	if (l->lon != NO_PLACE && !coordinates(k, f[l->lon], f[l->lon + 1], &f[l->lon], &f[l->lon + 1]))
		return FAIL(422, M_walk_gtfs_place);
	for (size_t i = 0; i < l->n; i++)
		cell(o, f[i], i + 1 == l->n);
	return OK;
}

static struct err
table_in(struct import *k, const struct layer *l, const char *path, struct bytes in, struct out *o)
{
	struct table t;
	size_t at[LAYER_COLUMNS];
	int line = 0;
	struct err e = table_read(k->a, in, &(struct table_limits){ 64 << 20, 1000000, 200, 256 << 20 }, &t, &line);

	if (e.code)
		return told(k, e, path, line);
	for (size_t i = 0; i < l->n; i++) {
		const char *name = l->want[i] + (*l->want[i] == '?');

		at[i] = SIZE_MAX;
		for (size_t c = 0; t.n && c < t.v[0].n; c++)
			if (strcmp(table_field(k->a, &t.v[0], c), name) == 0)
				at[i] = c;
		if (at[i] == SIZE_MAX && *l->want[i] != '?') {
			fprintf(stderr, "qiao: %s: there is no column '%s'\n", path, name);
			k->said = true;
			return FAIL(422, M_walk_gtfs_column);
		}
	}
	for (size_t r = 1; r < t.n; r++) {
		const char *f[LAYER_COLUMNS];

		for (size_t i = 0; i < l->n; i++)
			f[i] = at[i] == SIZE_MAX ? "" : table_field(k->a, &t.v[r], at[i]);
		if (l == &stops && !*f[2])
			f[2] = k->kind;
		e = row_put(k, l, o, f);
		if (e.code)
			return told(k, e, path, t.v[r].line);
	}
	return OK;
}

static const char *
property(struct import *k, const struct json_in *feature, const char *name)
{
	const struct json_in *v = json_in_get(feature, "properties");

	v = v && v->kind == JSON_IN_OBJECT ? json_in_get(v, name) : NULL;
	if (v && v->kind == JSON_IN_TEXT)
		return v->text;
	return v && (v->kind == JSON_IN_INT || v->kind == JSON_IN_REAL) ? arena_fmt(k->a, "%.6f", v->real) : "";
}

/* RFC 7946: points with properties named as the table's columns. */
static struct err
geojson_in(struct import *k, const struct layer *l, const char *path, struct bytes in, struct out *o)
{
	struct json_in j;
	struct err e = json_in(k->a, in, &j);
	const struct json_in *all = e.code ? NULL : json_in_get(&j, "features");

	if (e.code || !all || all->kind != JSON_IN_LIST || l == &lines || l == &loads)
		return told(k, FAIL(422, M_walk_geojson), path, 0);
	for (size_t i = 0; i < all->nkids; i++) {
		const struct json_in *g = all->kids[i].kind == JSON_IN_OBJECT ? json_in_get(&all->kids[i], "geometry") : NULL;
		const struct json_in *c = g && g->kind == JSON_IN_OBJECT ? json_in_get(g, "coordinates") : NULL;
		const char *f[LAYER_COLUMNS];

		if (!c || c->kind != JSON_IN_LIST || c->nkids < 2 || c->kids[0].kind < JSON_IN_INT || c->kids[0].kind > JSON_IN_REAL ||
		    c->kids[1].kind < JSON_IN_INT || c->kids[1].kind > JSON_IN_REAL)
			return told(k, FAIL(422, M_walk_geojson), path, (int64_t)i + 1);
		for (size_t n = 0; n < l->n; n++)
			f[n] = property(k, &all->kids[i], l->want[n] + (*l->want[n] == '?'));
		f[l->lon] = arena_fmt(k->a, "%.7f", c->kids[0].real);
		f[l->lon + 1] = arena_fmt(k->a, "%.7f", c->kids[1].real);
		if (l == &stops && !*f[2])
			f[2] = k->kind;
		e = row_put(k, l, o, f);
		if (e.code)
			return told(k, e, path, (int64_t)i + 1);
	}
	return OK;
}

static struct err
layer_in(struct import *k, const struct layer *l, const char *path)
{
	struct bytes in;
	struct out o;
	size_t at = 0;
	struct err e = whole(path, &in);

	if (e.code)
		return told(k, e, path, 0);
	out_init(&o, k->a);
	o.max = (size_t)256 << 20;
	if (l == &loads && k->loads.len)
		o = k->loads;
	else
		out_str(&o, l->head);
	while (at < in.n && strchr(" \t\r\n", in.p[at]) && in.p[at])
		at++;
	if (at < in.n && in.p[at] == '{')
		TRY(geojson_in(k, l, path, in, &o));
	else
		TRY(table_in(k, l, path, in, &o));
	if (out_failed(&o))
		return FAIL(503, M_err_busy);
	return put_file(k, l->file, o.p, o.len);
}

/* How often each line of a feed runs: rows of the loads, of the line as a whole. */
static size_t
headways_take(struct import *k, const struct gtfs *g)
{
	size_t n = 0;

	out_init(&k->loads, k->a);
	k->loads.max = (size_t)256 << 20;
	out_str(&k->loads, loads.head);
	for (size_t i = 0; i < g->nlines; i++) {
		const struct gtfs_line *l = &g->lines[i];

		if (l->headway <= 0)
			continue;
		out_str(&k->loads, ",");
		cell(&k->loads, l->shape, false);
		out_fmt(&k->loads, "%s,,,,%.1f\n", l->direction < 0 ? "" : l->direction ? "1" : "0", l->headway);
		n++;
	}
	return n;
}

/* ---- feeds and maps ---- */

static struct err
gtfs_in(struct import *k, const char *path)
{
	struct gtfs_fault f;
	struct bytes in;
	struct gtfs g;
	struct out s, l;
	struct err e = whole(path, &in);

	if (e.code)
		return told(k, e, path, 0);
	e = gtfs_read(k->a, in, &g, &f);
	if (e.code)
		return told(k, e, f.file ? arena_fmt(k->a, "%s: %s", path, f.file) : path, f.line);
	out_init(&s, k->a);
	out_init(&l, k->a);
	l.max = s.max = (size_t)256 << 20;
	out_str(&s, stops.head);
	out_str(&l, lines.head);
	for (size_t i = 0; i < g.nstops; i++) {
		cell(&s, g.stops[i].id, false);
		cell(&s, g.stops[i].name, false);
		out_fmt(&s, "%s,%s,%s,\n", "bus", geo_degrees(k->a, g.stops[i].lon), geo_degrees(k->a, g.stops[i].lat));
	}
	for (size_t i = 0; i < g.nlines; i++)
		for (size_t p = 0; p < g.lines[i].n; p++) {
			cell(&l, g.lines[i].shape, false);
			out_fmt(&l, "%s,%s,%s\n", g.lines[i].direction < 0 ? "" : g.lines[i].direction ? "1" : "0", geo_degrees(k->a, g.lines[i].lon[p]),
				geo_degrees(k->a, g.lines[i].lat[p]));
		}
	printf("feed: %zu stops, %zu lines (one for each shape); left out: %zu stops without a place, %zu trips without a shape\n", g.nstops, g.nlines,
		g.no_place, g.no_shape);
	printf("feed: headways of %zu lines; boardings are in no feed: bring them with --loads\n", headways_take(k, &g));
	if (out_failed(&s) || out_failed(&l) || out_failed(&k->loads))
		return FAIL(503, M_err_busy);
	TRY(put_file(k, stops.file, s.p, s.len));
	return put_file(k, lines.file, l.p, l.len);
}

static struct err
map_in(struct import *k, const char *path)
{
	struct bytes in;
	struct err e = whole(path, &in);
	size_t i = 0;

	if (e.code)
		return told(k, e, path, 0);
	if (in.n >= 3 && memcmp(in.p, "\xef\xbb\xbf", 3) == 0)
		i = 3;
	while (i < in.n && in.p[i] && strchr(" \t\r\n", in.p[i]))
		i++;
	return put_file(k, i < in.n && in.p[i] == '<' ? "map.osm" : "map.osm.pbf", in.p, in.n);
}

/* ---- all of it, then in its place ---- */

struct watch {
	size_t tenth;
};

static void
progress(void *ctx, size_t done, size_t all)
{
	struct watch *w = ctx;
	size_t tenth = all ? done * 10 / all : 10;

	if (tenth != w->tenth)
		fprintf(stderr, "  reading the map: %zu %%\n", tenth * 10);
	w->tenth = tenth;
}

static struct err
gate_say(struct import *k, const struct walk_graph *g, const char *what, const int32_t *lat, const int32_t *lon, size_t n)
{
	struct datum_fit t;

	TRY(datum_gate(k->a, g, k->datum, lat, lon, n, &t));
	if (t.n == 0)
		return OK;
	printf("%s: %zu of %zu points lie within the map; to the nearest street: median %.1f m, over 20 m %.1f %%\n", what, t.n, n, t.median,
		t.over20 * 100);
	for (int i = 0; i < GATE_BARS; i++)
		if (gate_limits[i])
			printf("  <= %3d m %7zu\n", gate_limits[i], t.bars[i]);
		else
			printf("  farther  %7zu\n", t.bars[i]);
	if (!t.shifted)
		return OK;
	fprintf(stderr, "qiao: %s: this layer looks shifted (said to be %s). %s%s\n", what, datum_name(k->datum),
		t.fits < DATUM_COUNT ? "It would fit as --datum " : "No known system makes it fit", t.fits < DATUM_COUNT ? datum_name(t.fits) : "");
	k->said = true;
	return FAIL(422, M_walk_shifted);
}

static struct err
gates(struct import *k, const struct city *c)
{
	const struct walk_graph *g = c->graph[WALK_ADULT];
	int32_t *lat = NEWN(k->a, int32_t, c->nstops + 1), *lon = NEWN(k->a, int32_t, c->nstops + 1);

	for (size_t i = 0; i < c->nstops; i++) {
		lat[i] = c->stops[i].lat;
		lon[i] = c->stops[i].lon;
	}
	TRY(gate_say(k, g, "stops", lat, lon, c->nstops));
	if (c->nlines) {
		size_t n = 0;

		for (size_t i = 0; i < c->nlines; i++)
			n += c->lines[i].n;
		TRY(gate_say(k, g, "lines", c->lines[0].lat, c->lines[0].lon, n));
	}
	return OK;
}

/* Rows that name a stop or a line which is not there count for nothing: the report says so. */
static void
loads_say(const struct city *c)
{
	size_t no_line = 0, no_stop = 0;

	for (size_t i = 0; i < c->nloads; i++) {
		const struct city_load *l = &c->loads[i];
		bool line = false, stop = !*l->stop;

		for (size_t k = 0; k < c->nlines && !line; k++)
			line = strcmp(c->lines[k].name, l->line) == 0;
		for (size_t k = 0; k < c->nstops && !stop; k++)
			stop = strcmp(c->stops[k].id, l->stop) == 0;
		no_line += !line;
		no_stop += line && !stop;
	}
	printf("%zu rows of loads; of a line that is not there %zu, of a stop that is not there %zu: these count for nothing\n", c->nloads, no_line, no_stop);
}

static struct err
check(struct import *k)
{
	struct city_places p;
	struct walk_points doors;
	struct city_fault f;
	struct watch w = { 11 };
	struct city c;
	size_t lost;
	struct err e = city_open(k->a, k->next, 1u << WALK_ADULT | 1u << WALK_ELDER | 1u << WALK_WHEELCHAIR, NULL, &(struct osm_progress){ progress, &w }, &c,
		&f);

	if (e.code) {
		walk_complain(e, &f);
		k->said = true;
		return e;
	}
	walk_info(&c, c.graph[WALK_ADULT], "adult");
	e = gates(k, &c);
	if (!e.code)
		e = city_places(k->a, &c, WALK_ADULT, k->kind, &p);
	if (!e.code)
		e = city_doors(k->a, &c, WALK_ADULT, &doors, &lost);
	if (!e.code)
		printf("%zu places of kind %s, %zu of them more than %d m from any street; %zu points of people, %zu more than %d m from any street\n",
			p.n, k->kind, p.lost, CITY_SNAP_STOP / 10, c.npoints, lost, CITY_SNAP_DOOR / 10);
	if (!e.code && c.nloads)
		loads_say(&c);
	for (size_t i = 0, shown = 0; !e.code && i < c.npoints && shown < 20; i++)
		if (doors.at[i].chain == WALK_NONE) {
			printf("  not connected: %s %s,%s (%g people)\n", c.points[i].name, geo_degrees(k->a, c.points[i].lat),
				geo_degrees(k->a, c.points[i].lon), c.points[i].people);
			shown++;
		}
	city_close(&c);
	return e;
}

enum { O_DATA, O_MAP, O_GTFS, O_STOPS, O_LINES, O_LOADS, O_PEOPLE, O_DATUM, O_KIND, O_DRY, O_SKETCH, O_REVIEWED, O_COUNT };

static struct err
bring(struct import *k, const struct option_word *o)
{
	if (mkdir(k->next, 0700) != 0)
		return FAIL(503, M_walk_disk);
	if (o[O_MAP].value)
		TRY(map_in(k, o[O_MAP].value));
	if (o[O_SKETCH].value)
		TRY(put_file(k, "label", "sketch\n", 7));
	else if (o[O_REVIEWED].value)
		TRY(put_file(k, "label", arena_fmt(k->a, "reviewed %s\n", o[O_REVIEWED].value), strlen(o[O_REVIEWED].value) + 10));
	if (o[O_GTFS].value)
		TRY(gtfs_in(k, o[O_GTFS].value));
	if (o[O_STOPS].value)
		TRY(layer_in(k, &stops, o[O_STOPS].value));
	if (o[O_LINES].value)
		TRY(layer_in(k, &lines, o[O_LINES].value));
	if (o[O_LOADS].value)
		TRY(layer_in(k, &loads, o[O_LOADS].value));
	else if (k->loads.len)
		TRY(put_file(k, loads.file, k->loads.p, k->loads.len));
	if (o[O_PEOPLE].value)
		TRY(layer_in(k, &people, o[O_PEOPLE].value));
	for (size_t i = 0; i < COUNT(files); i++)
		if (!o[O_MAP].value || (i >= 2 && strcmp(files[i], "label") != 0))	/* a new map is nobody's yet */
			TRY(keep(k, files[i]));
	return check(k);
}

/* The new folder takes the old one's place in one step; the old one goes. */
static struct err
take_place(struct import *k)
{
	const char *old = arena_fmt(k->a, "%s.old", k->now);

	folder_remove(k->a, old);
	if (rename(k->now, old) != 0 && errno != ENOENT)
		return FAIL(503, M_walk_disk);
	if (rename(k->next, k->now) != 0) {
		rename(old, k->now);
		return FAIL(503, M_walk_disk);
	}
	folder_remove(k->a, old);
	return OK;
}

struct err
walk_put(struct arena *a, const char *data, const char *const *texts)
{
	struct import k = { .a = a, .now = walk_dir(a, data) };

	k.next = arena_fmt(a, "%s.new", k.now);
	folder_remove(a, k.next);
	if (mkdir(k.next, 0700) != 0)
		return FAIL(503, M_walk_disk);
	for (; *texts; texts += 2)
		TRY(put_file(&k, texts[0], texts[1], strlen(texts[1])));
	return take_place(&k);
}

int
walk_import(struct arena *a, int argc, char **argv, const char *help)
{
	struct option_word o[O_COUNT] = { { "data", false, NULL }, { "map", false, NULL }, { "gtfs", false, NULL }, { "stops", false, NULL },
		{ "lines", false, NULL }, { "loads", false, NULL }, { "people", false, NULL }, { "datum", false, NULL }, { "kind", false, NULL }, { "dry-run", true, NULL },
		{ "sketch", true, NULL }, { "reviewed", false, NULL } };
	struct import k = { .a = a };
	struct err e;

	if (!options_read(argc, argv, o, COUNT(o), help))
		return WRONG_USE;
	bool tables = o[O_STOPS].value || o[O_LINES].value || o[O_PEOPLE].value;
	if (!o[O_DATA].value || (!tables && !o[O_LOADS].value && !o[O_MAP].value && !o[O_GTFS].value) || (o[O_GTFS].value && (o[O_STOPS].value || o[O_LINES].value))) {
		fputs(help, stderr);
		return WRONG_USE;
	}
	if (tables && (!o[O_DATUM].value || !datum_find(o[O_DATUM].value, &k.datum))) {
		fprintf(stderr, "qiao: say which coordinate system the tables are in: --datum wgs84, gcj02 or bd09\n");
		return WRONG_USE;
	}
	k.kind = o[O_KIND].value ? o[O_KIND].value : "bus";
	k.now = walk_dir(a, o[O_DATA].value);
	k.next = arena_fmt(a, "%s.new", k.now);
	folder_remove(a, k.next);
	e = bring(&k, o);
	if (!e.code && !o[O_DRY].value)
		e = take_place(&k);
	if (e.code && !k.said)
		site_say(e);
	folder_remove(a, k.next);
	if (e.code)
		fprintf(stderr, "qiao: nothing was changed\n");
	else
		printf("%s %s\n", o[O_DRY].value ? "sound; nothing was changed in" : "imported into", k.now);
	return e.code ? FAILED : DONE;
}
