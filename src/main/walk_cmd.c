/* walk_cmd.c - `qiao walk info|reach|path|site`: minutes on foot from the command line (the readers' side is walk_import.c). */
#include "base/geo.h"
#include "base/json.h"
#include "base/text.h"
#include "engines/walk/city.h"
#include "main/commands.h"
#include "main/site.h"
#include "main/walk_cmd.h"
#include "services/council/council_drawn.h"
#include "walk_msg.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { DONE, FAILED, WRONG_USE };

static const char help[] =
	"qiao walk import --data DIR [--map FILE.osm.pbf|.osm] [--gtfs FILE.zip] [--stops CSV] [--lines CSV] [--loads CSV] [--people CSV|GEOJSON]\n"
	"                 [--datum wgs84|gcj02|bd09] [--kind bus] [--dry-run]     checks all, then puts it into DIR/walk\n"
	"                 [--sketch | --reviewed NUMBER]   the map is a drawing of your own, or may be shown to everybody under that number\n"
	"qiao walk info   --data DIR                                         the graph, what was dropped and why\n"
	"qiao walk reach  --data DIR [--kind bus] [--points] [--json]        who walks how far, on streets and as the crow flies\n"
	"qiao walk path   --data DIR --from LAT,LON --to LAT,LON [--who adult|elder|frail|wheelchair]   the path behind a number\n"
	"qiao walk site   --data DIR --line NAME [--direction 0|1] [--stops N] [--step 50] [--min-gap 300] [--max-gap M] [--cap 1000]\n"
	"                 [--delay S] [--riders N] [--old-first W] [--json]  candidates along a line, the best N together\n"
	"qiao walk site   --data DIR --kind clinic --stops N                 anywhere: candidates are people's doors\n"
	"Tables have a head row. Stops: id,name,lon,lat[,kind,riders]; lines: line,direction,lon,lat in driving order; loads:\n"
	"[stop,]line[,direction,boardings,alightings,aboard,headway], people a day and minutes, without a stop of the line as a whole; people:\n"
	"name,lon,lat,people[,old,place] (place: the community's short name). Each table says its coordinate system with --datum. Exit: 0 done, 1 failed, 2 wrong use.\n";

const char *
walk_dir(struct arena *a, const char *data)
{
	return arena_fmt(a, "%s/walk", data);
}

void
walk_complain(struct err e, const struct city_fault *f)
{
	if (*f->file)
		fprintf(stderr, "qiao: %s: %s %lld: ", f->file, f->line ? "line" : "byte", (long long)f->at);
	else
		fprintf(stderr, "qiao: ");
	fprintf(stderr, "%s\n", msg_text(LANG_EN, e.key));
}

/* What the folder's database adds: what staff drew, people of the place tree. */
static struct err
from_hall(struct arena *a, const char *data, struct city_with *with, double *stop_seconds)
{
	struct site *s = NEW(a, struct site);
	struct city_point *points = NULL;
	struct city_edit *edits;
	struct db *db;
	struct err e = site_open(s, data, NULL);

	if (!e.code)
		e = store_reader(s->store, &db);
	if (e.code) {
		site_close(s);
		return e;
	}
	struct walk_profile *walkers = NEWN(a, struct walk_profile, WALK_WHO_COUNT);
	memcpy(walkers, s->walkers, sizeof(s->walkers));
	with->profiles = walkers;
	*stop_seconds = s->council.stop_seconds;
	e = drawn_edits(db, a, s->area, &edits, &with->nedits);
	with->edits = edits;
	if (!e.code)
		e = walk_people(db, a, s->area, &points, &with->npoints);
	with->points = points;
	store_reader_close(db);
	site_close(s);
	return e;
}

static struct err
from_settings(struct arena *a, const char *data, struct city_with *with, double *stop_seconds)
{
	struct site *s = NEW(a, struct site);

	s->a = a;
	TRY(site_settings(s, arena_fmt(a, "%s/qiao.conf", data)));
	with->profiles = s->walkers;
	*stop_seconds = s->council.stop_seconds;
	return OK;
}

/* A folder of plain files, or a hall's. stop_seconds: NULL, or is set to what the settings say of one more stop. */
static bool
open_city(struct arena *a, const char *data, unsigned who, struct city *c, double *stop_seconds)
{
	bool hall = access(arena_fmt(a, "%s/qiao.db", data), F_OK) == 0;
	struct city_with *with = NEW(a, struct city_with);	/* the city points to the edits */
	struct city_fault f = { .file = "" };
	double seconds = 0;
	struct err e = hall ? from_hall(a, data, with, &seconds) : from_settings(a, data, with, &seconds);

	if (e.code && !hall)
		return false;		/* each mistake of the settings was told */
	if (stop_seconds)
		*stop_seconds = seconds;
	if (!e.code)
		e = city_open(a, walk_dir(a, data), who, with, NULL, c, &f);
	if (e.code)
		walk_complain(e, &f);
	else if (with->nedits)
		fprintf(stderr, "qiao: with %zu additions that staff drew\n", with->nedits);
	return !e.code;
}

/* ---- info ---- */

void
walk_info(const struct city *c, const struct walk_graph *g, const char *who)
{
	static const char *const why[WALK_DROP_COUNT] = { "no street", "motor roads", "not built", "foot=no", "access=no or private",
		"steps, closed to this walker", "fewer than two nodes" };
	const struct walk_report *r = &g->report;

	printf("%s: %.2f m/s, %u nodes, %u edges, %.3f km; chains drawn together: %u nodes, %u arcs\n", who, g->profile.mm_s / 1000.0, g->n, g->m,
		r->metres / 1000, g->core.n, g->core.m);
	printf("  ways walked %zu of %zu; left out:", r->kept, c->map.nways);
	for (int i = 0; i < WALK_DROP_COUNT; i++)
		if (r->dropped[i])
			printf(" %s %zu;", why[i], r->dropped[i]);
	printf(" nodes missing in the file %zu\n  private ways %zu, closed gates %zu; parts %zu, the largest has %u of %zu nodes (%.1f %%); next:", r->missing,
		r->private_ways, r->gates_closed, r->parts, r->sizes[0], r->nodes, 100.0 * r->sizes[0] / (double)r->nodes);
	for (size_t i = 1; i < r->parts && i < 6; i++)
		printf(" %u", r->sizes[i]);
	printf("\n");
}

static int
info(struct arena *a, const char *data)
{
	struct city c;

	if (!open_city(a, data, (1u << WALK_WHO_COUNT) - 1, &c, NULL))
		return FAILED;
	printf("map: %zu nodes, %zu ways, %zu relations (not read), %zu tags; off the earth %zu, twice %zu, deleted %zu\n", c.map.seen.nodes,
		c.map.seen.ways, c.map.seen.relations, c.map.seen.tags, c.map.seen.off_earth, c.map.seen.twice, c.map.seen.deleted);
	for (int i = 0; i < WALK_WHO_COUNT; i++)
		walk_info(&c, c.graph[i], walk_profiles[i].name);
	printf("stops and places %zu, lines %zu, people at %zu points\n(c) OpenStreetMap contributors, ODbL, where the map is theirs\n", c.nstops,
		c.nlines, c.npoints);
	city_close(&c);
	return DONE;
}

/* ---- reach ---- */

static void
json_real(struct arena *a, struct json *j, const char *key, double v)
{
	json_bare(j, key, isfinite(v) ? arena_fmt(a, "%.6g", v) : "null");
}

static void
json_cover(struct arena *a, struct json *j, const char *key, const struct walk_cover *v)
{
	json_obj(j, key);
	json_real(a, j, "people", v->all);
	json_real(a, j, "not_connected", v->lost);
	json_real(a, j, "within_300_m", v->within[0]);
	json_real(a, j, "within_500_m", v->within[1]);
	json_real(a, j, "within_1000_m", v->within[2]);
	json_real(a, j, "mean_m", v->all > v->lost ? v->sum / (v->all - v->lost) : NAN);
	json_close(j, '}');
}

static void
text_cover(const char *what, const struct walk_cover *v)
{
	printf("%-28s %9.0f people  <=300 m %6.2f %%  <=500 m %6.2f %%  <=1000 m %6.2f %%  mean %.1f m  not connected %.0f\n", what, v->all,
		100 * v->within[0] / v->all, 100 * v->within[1] / v->all, 100 * v->within[2] / v->all, v->sum / (v->all - v->lost), v->lost);
}

static void
points_print(const struct city *c, const struct city_reach *r, const struct city_places *p)
{
	printf("name,people,old,metres,seconds,old_seconds,nearest\n");
	for (size_t i = 0; i < c->npoints; i++) {
		bool got = r->dm[i] != WALK_FAR;

		printf("%s,%g,%g,%.1f,%.0f,%.0f,%s\n", c->points[i].name, c->points[i].people, c->points[i].old, got ? r->dm[i] / 10.0 : -1,
			got ? walk_seconds(&c->graph[WALK_ADULT]->profile, r->dm[i]) : -1,
			r->old_dm[i] != WALK_FAR ? walk_seconds(&c->graph[WALK_ELDER]->profile, r->old_dm[i]) : -1,
			got ? p->name[r->owner[i]] : "not connected");
	}
}

static int
reach(struct arena *a, const char *data, const char *kind, bool points, bool as_json)
{
	static const double limits[4] = { 300, 500, 1000, 1e9 };
	struct city_places p;
	struct city_reach r;
	struct city c;
	struct err e;

	if (!open_city(a, data, 1u << WALK_ADULT | 1u << WALK_ELDER, &c, NULL))
		return FAILED;
	e = city_reach(a, &c, kind, limits, &r);
	if (!e.code)
		e = city_places(a, &c, WALK_ADULT, kind, &p);
	if (!e.code && as_json) {
		struct out o;
		struct json j;

		out_init(&o, a);
		json_begin(&j, &o);
		json_obj(&j, NULL);
		json_text(&j, "kind", kind);
		json_int(&j, "places", (int64_t)p.n);
		json_int(&j, "places_lost", (int64_t)p.lost);
		json_int(&j, "doors_lost", (int64_t)r.lost);
		json_bare(&j, "person_minutes", arena_fmt(a, "%.3f", r.all.seconds / 60));
		json_bare(&j, "person_minutes_old", arena_fmt(a, "%.3f", r.old.seconds / 60));
		json_cover(a, &j, "walk", &r.all.walk);
		json_cover(a, &j, "straight", &r.all.ring);
		json_cover(a, &j, "old_walk", &r.old.walk);
		json_cover(a, &j, "old_straight", &r.old.ring);
		json_close(&j, '}');
		printf("%s\n", out_cstr(&o));
	} else if (!e.code && points) {
		points_print(&c, &r, &p);
	} else if (!e.code) {
		printf("%zu places of kind %s, %zu of them not beside any street; %zu doors not near any street\n", p.n, kind, p.lost, r.lost);
		text_cover("walked", &r.all.walk);
		text_cover("as the crow flies", &r.all.ring);
		text_cover("walked, 60 and over", &r.old.walk);
		text_cover("as the crow flies, 60 and over", &r.old.ring);
	}
	if (e.code)
		site_say(e);
	city_close(&c);
	return e.code ? FAILED : DONE;
}

/* ---- path ---- */

static bool
lat_lon(struct arena *a, const char *s, int32_t *lat, int32_t *lon)
{
	const char *comma = s ? strchr(s, ',') : NULL;
	struct geo p;

	if (!comma || !geo_read(arena_dup(a, s, (size_t)(comma - s)), comma + 1, &p))
		return false;
	*lat = (int32_t)p.lat;
	*lon = (int32_t)p.lon;
	return true;
}

static int
path(struct arena *a, const char *data, const char *from, const char *to, const char *who)
{
	const struct walk_profile *p = walk_profile_find(who);
	int32_t lat[2], lon[2];
	struct walk_place at[2];
	struct walk_path w;
	struct city c;
	bool found;

	if (!p || !lat_lon(a, from, &lat[0], &lon[0]) || !lat_lon(a, to, &lat[1], &lon[1])) {
		fputs(help, stderr);
		return WRONG_USE;
	}
	if (!open_city(a, data, 1u << (p - walk_profiles), &c, NULL))
		return FAILED;
	const struct walk_graph *g = c.graph[p - walk_profiles];
	bool near = walk_snap(g, lat[0], lon[0], CITY_SNAP_DOOR, false, &at[0]);

	near = walk_snap(g, lat[1], lon[1], CITY_SNAP_DOOR, true, &at[1]) && near;
	struct err e = walk_path(a, g, &at[0], &at[1], &w, &found);
	if (e.code)
		site_say(e);
	else if (!near)
		fprintf(stderr, "qiao: one of the points is more than %d m from any street\n", CITY_SNAP_DOOR / 10);
	else if (!found)
		fprintf(stderr, "qiao: the two points are not connected\n");
	else
		printf("%.1f m of walking (%.1f m drawn), %.0f s as %s\n", w.dm / 10.0, w.metres, walk_seconds(&g->profile, w.dm), who);
	for (size_t i = 0; found && i < w.nsteps; i++)
		printf("  %7.1f m  %s%s%s\n", w.step[i].dm / 10.0, w.step[i].name, *w.step[i].name ? " " : "", w.step[i].kind);
	city_close(&c);
	return !e.code && near && found ? DONE : FAILED;
}

/* ---- site ---- */

struct ask {
	struct city_siting q;
	const char *line;
	int64_t stops, direction, step;
	double riders;
	bool json;
};

static struct err
spots(struct arena *a, const struct city *c, struct ask *k)
{
	struct site_point *v;
	double length;

	for (size_t i = 0; k->line && i < c->nlines; i++) {
		const struct city_line *l = &c->lines[i];

		if (strcmp(l->name, k->line) != 0 || (k->direction >= 0 && l->direction != k->direction))
			continue;
		k->q.route = true;
		TRY(site_along(a, l->lat, l->lon, l->n, (double)k->step, &v, &k->q.n, &length));
		k->q.spot = v;
		return OK;
	}
	if (k->line)
		return FAIL(404, M_walk_no_line);
	v = NEWN(a, struct site_point, c->npoints + 1);
	for (size_t i = 0; i < c->npoints; i++)
		v[i] = (struct site_point){ c->points[i].lat, c->points[i].lon, 0 };
	k->q.spot = v;
	k->q.n = c->npoints;
	return OK;
}

struct order {
	uint32_t i;
	const struct city_effect *e;
};

/* Old people first, then all. */
static int
best_first(const void *a, const void *b)
{
	const struct order *x = a, *y = b;

	if (x->e->saved_old != y->e->saved_old)
		return x->e->saved_old < y->e->saved_old ? 1 : -1;
	if (x->e->saved != y->e->saved)
		return x->e->saved < y->e->saved ? 1 : -1;
	return (x->i > y->i) - (x->i < y->i);
}

static const char *
delay_text(struct arena *a, double minutes)
{
	return minutes < 0 ? "unknown" : arena_fmt(a, "%.1f", minutes);
}

static void
ranking(struct arena *a, const struct ask *k, const struct city_sites *s)
{
	struct order *v = NEWN(a, struct order, k->q.n + 1);

	for (uint32_t i = 0; i < k->q.n; i++)
		v[i] = (struct order){ i, &s->effect[i] };
	qsort(v, k->q.n, sizeof(*v), best_first);
	printf("candidate  at m  lat,lon                 saves person-min  of them old  newly <=300 m  <=500 m  riders' min lost  gaps m\n");
	for (size_t i = 0; i < k->q.n && i < 20; i++) {
		const struct site_point *p = &k->q.spot[v[i].i];
		const struct city_effect *e = v[i].e;

		printf("%9u %6.0f  %s,%s  %16.1f %12.1f %14.0f %8.0f %17s  %.0f, %.0f%s\n", v[i].i, p->pos, geo_degrees(a, p->lat),
			geo_degrees(a, p->lon), e->saved, e->saved_old, e->near300, e->near500, delay_text(a, e->delay), e->gap_before, e->gap_after,
			e->on_net ? "" : "  not beside any street");
	}
}

static void
choice(struct arena *a, const struct city_sites *s, const struct site_choice *c)
{
	if (c->why != SITE_fine) {
		printf("no answer: %s\n", msg_fmt(a, LANG_EN, site_why_msg(c->why), arena_fmt(a, "%.0f", c->need), arena_fmt(a, "%.0f", c->have), NULL));
		return;
	}
	printf("together:");
	for (size_t i = 0; i < c->k; i++)
		if (s->candidate[c->set[i]] != WALK_NONE)
			printf(" %u", s->candidate[c->set[i]]);
	double before = site_value(&s->problem, NULL, 0);
	printf("\nperson-minutes %.1f before, %.1f after; no admissible choice is better by more than %.4f %% (%d steps)\n", before * s->minutes,
		c->value * s->minutes, c->gap * 100, c->steps);
}

static void
sites_json(struct arena *a, const struct ask *k, const struct city_sites *s, const struct site_choice *c)
{
	struct out o;
	struct json j;

	out_init(&o, a);
	json_begin(&j, &o);
	json_obj(&j, NULL);
	json_arr(&j, "candidates");
	for (size_t i = 0; i < k->q.n; i++) {
		const struct city_effect *e = &s->effect[i];

		json_obj(&j, NULL);
		json_bare(&j, "lat", geo_degrees(a, k->q.spot[i].lat));
		json_bare(&j, "lon", geo_degrees(a, k->q.spot[i].lon));
		json_real(a, &j, "at_m", k->q.spot[i].pos);
		json_bool(&j, "on_street", e->on_net);
		json_real(a, &j, "saved_person_minutes", e->saved);
		json_real(a, &j, "saved_old", e->saved_old);
		json_real(a, &j, "near_300", e->near300);
		json_real(a, &j, "near_500", e->near500);
		json_real(a, &j, "delay_minutes", e->delay < 0 ? NAN : e->delay);
		json_close(&j, '}');
	}
	json_close(&j, ']');
	json_arr(&j, "chosen");
	for (size_t i = 0; i < c->k && c->why == SITE_fine; i++)
		if (s->candidate[c->set[i]] != WALK_NONE)
			json_int(&j, NULL, s->candidate[c->set[i]]);
	json_close(&j, ']');
	json_int(&j, "standing", (int64_t)s->nfixed);
	json_text(&j, "no_answer", c->why == SITE_fine ? NULL : msg_fmt(a, LANG_EN, site_why_msg(c->why), arena_fmt(a, "%.0f", c->need),
		arena_fmt(a, "%.0f", c->have), NULL));
	json_real(a, &j, "before_person_minutes", site_value(&s->problem, NULL, 0) * s->minutes);
	json_real(a, &j, "after_person_minutes", c->why == SITE_fine ? c->value * s->minutes : NAN);
	json_real(a, &j, "gap", c->why == SITE_fine ? c->gap : NAN);
	json_close(&j, '}');
	printf("%s\n", out_cstr(&o));
}

/* As --riders says, else out of the table of loads: of the line that was asked for. */
static struct err
riders_find(struct arena *a, const struct city *c, const struct ask *k, double *riders)
{
	static const double limits[4] = { 300, 500, 1000, 1e9 };
	struct city_ask q = { .kind = k->q.kind, .limits = limits };
	const struct city_base *b = NULL;
	struct city_passing v[64];

	if (k->riders < 0 && k->line && c->nloads)
		TRY(city_base_new(a, c, &q, &b));
	for (size_t i = 0; i < k->q.n; i++) {
		size_t n = b ? city_passing(b, k->q.spot[i].lat, k->q.spot[i].lon, v, COUNT(v)) : 0;

		riders[i] = k->riders;
		for (size_t l = 0; l < n; l++)
			if (strcmp(v[l].line->name, k->line) == 0 && (k->direction < 0 || v[l].line->direction == k->direction))
				riders[i] = v[l].riders;
	}
	return OK;
}

static struct err
site_run(struct arena *a, const struct city *c, struct ask *k)
{
	struct city_sites s;
	struct site_choice best;
	double *riders;

	TRY(spots(a, c, k));
	riders = NEWN(a, double, k->q.n + 1);
	TRY(riders_find(a, c, k, riders));
	k->q.riders = riders;
	TRY(city_siting(a, c, &k->q, &s));
	TRY(site_choose(a, &s.problem, (size_t)k->stops + s.nfixed, 0, &best));
	if (k->json) {
		sites_json(a, k, &s, &best);
		return OK;
	}
	printf("%zu candidates, %zu stops of the line stand and stay\n", k->q.n, s.nfixed);
	ranking(a, k, &s);
	choice(a, &s, &best);
	return OK;
}

static int
site(struct arena *a, const char *data, struct ask *k)
{
	struct city c;
	struct err e;

	if (!open_city(a, data, 1u << WALK_ADULT | 1u << WALK_ELDER, &c, k->q.delay < 0 ? &k->q.delay : NULL))
		return FAILED;
	e = site_run(a, &c, k);
	if (e.code)
		site_say(e);
	city_close(&c);
	return e.code ? FAILED : DONE;
}

/* ---- words ---- */

enum { O_DATA, O_KIND, O_POINTS, O_JSON, O_FROM, O_TO, O_WHO, O_LINE, O_DIRECTION, O_STOPS, O_STEP, O_MIN, O_MAX, O_CAP, O_DELAY, O_RIDERS, O_OLD,
	O_COUNT };

static bool
number(const struct option_word *o, int64_t otherwise, int64_t min, int64_t max, int64_t *ret)
{
	*ret = otherwise;
	if (!o->value || text_int(o->value, min, max, ret))
		return true;
	fprintf(stderr, "qiao: %s: a whole number from %lld to %lld\n", o->name, (long long)min, (long long)max);
	return false;
}

static bool
ask_read(const struct option_word *o, struct ask *k)
{
	int64_t min, max, cap, delay, riders, old;

	if (!number(&o[O_DIRECTION], -1, 0, 1, &k->direction) || !number(&o[O_STOPS], 1, 1, 60, &k->stops) ||
	    !number(&o[O_STEP], 50, 5, 1000, &k->step) || !number(&o[O_MIN], 300, 0, 5000, &min) || !number(&o[O_MAX], 0, 0, 20000, &max) ||
	    !number(&o[O_CAP], 1000, 100, 6000, &cap) || !number(&o[O_DELAY], -1, 0, 600, &delay) ||
	    !number(&o[O_RIDERS], -1, 0, 1000000, &riders) || !number(&o[O_OLD], 1, 1, 10, &old))
		return false;
	k->line = o[O_LINE].value;
	k->json = o[O_JSON].value != NULL;
	k->riders = (double)riders;
	k->q.kind = o[O_KIND].value ? o[O_KIND].value : "bus";
	k->q.cap = (uint32_t)cap * 10;
	k->q.delay = (double)delay;
	k->q.old_first = (double)old;
	k->q.min_gap = (double)min;
	k->q.max_gap = (double)max;
	k->q.keep_within = 30;
	return true;
}

static int
run(struct arena *a, int argc, char **argv)
{
	struct option_word o[O_COUNT] = { { "data", false, NULL }, { "kind", false, NULL }, { "points", true, NULL }, { "json", true, NULL },
		{ "from", false, NULL }, { "to", false, NULL }, { "who", false, NULL }, { "line", false, NULL }, { "direction", false, NULL },
		{ "stops", false, NULL }, { "step", false, NULL }, { "min-gap", false, NULL }, { "max-gap", false, NULL }, { "cap", false, NULL },
		{ "delay", false, NULL }, { "riders", false, NULL }, { "old-first", false, NULL } };
	const char *verb = argc > 1 ? argv[1] : "";
	struct ask k = { 0 };

	if (strcmp(verb, "--help") == 0 || strcmp(verb, "help") == 0) {
		fputs(help, stdout);
		return DONE;
	}
	if (strcmp(verb, "import") == 0)
		return walk_import(a, argc - 1, argv + 1, help);
	if (argc < 2 || !options_read(argc - 1, argv + 1, o, COUNT(o), help))
		return WRONG_USE;
	const char *data = o[O_DATA].value, *kind = o[O_KIND].value ? o[O_KIND].value : "bus";
	if (data && strcmp(verb, "info") == 0)
		return info(a, data);
	if (data && strcmp(verb, "reach") == 0)
		return reach(a, data, kind, o[O_POINTS].value, o[O_JSON].value);
	if (data && strcmp(verb, "path") == 0)
		return path(a, data, o[O_FROM].value, o[O_TO].value, o[O_WHO].value ? o[O_WHO].value : "adult");
	if (data && strcmp(verb, "site") == 0 && ask_read(o, &k))
		return site(a, data, &k);
	fputs(help, stderr);
	return WRONG_USE;
}

int
walk_main(int argc, char **argv)
{
	struct arena *a = arena_new();
	int ret;

	if (!a)
		return FAILED;
	ret = run(a, argc, argv);
	arena_free(a);
	return ret;
}
