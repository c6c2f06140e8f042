/*
 * council_walk_data.c - the hall's side of a walk: the imported folder with what staff drew, the district's speeds, the time of day that was
 * asked for, and people from the place tree where the folder has no table of doors (council_walk.h). All of it is compiled once and stands
 * on a shelf under what it was made of, so a page costs its own question and not the map. No SQL, no HTML.
 */
#include "services/council/council_walk.h"

#include <stdio.h>
#include <sys/stat.h>

#include "base/hash.h"
#include "base/shelf.h"
#include "base/text.h"
#include "base_msg.h"
#include "matter/kinds.h"
#include "people/people.h"
#include "services/council/council.h"
#include "services/council/council_drawn.h"

/* Each has its own lock. */
static struct {
	struct shelf people, cities, bases;
} world = { SHELF_INIT, SHELF_INIT, SHELF_INIT };

int
walk_time(struct req *rq)
{
	const char *s = rq_query(rq, "time");
	int64_t hour = -1, minute = 0;

	if (strlen(s) == 5 && s[2] == ':' && text_int(arena_dup(rq->a, s, 2), 0, 23, &hour) && text_int(s + 3, 0, 59, &minute))
		return (int)(hour * 60 + minute);
	return WALK_ANY_TIME;
}

static const char *
folder(struct arena *a)
{
	return arena_fmt(a, "%s/walk", matter_conf()->data);
}

static const char *
hex_of(struct arena *a, struct hasher *h)
{
	unsigned char sum[HASH_LEN];
	struct out o;

	hasher_end(h, sum);
	out_init(&o, a);
	for (size_t i = 0; i < 20; i++)
		out_fmt(&o, "%02x", sum[i]);
	return out_cstr(&o);
}

/* ---- people of the place tree ---- */

struct tree {
	struct city_point *points;
	size_t n;
};
struct tree_ask {
	struct db *db;
	int64_t area;
};

/* Residents as the place tree counts them, at their building's point or the nearest above it that has one. */
struct err
walk_people(struct db *db, struct arena *a, int64_t area, struct city_point **ret, size_t *count)
{
	struct city_point *points;
	struct place_heads *v;
	size_t n;

	*count = 0;
	TRY(place_heads_all(db, a, area, &v, &n));
	*ret = points = NEWN(a, struct city_point, n + 1);
	for (size_t i = 0; i < n; i++) {
		struct geo at = place_at(db, area, v[i].place);
		int64_t community = place_community(db, area, v[i].place);
		const char *name;
		struct place p;

		if (!geo_known(at) || !community || v[i].heads.all <= 0)
			continue;
		TRY(place_get(db, a, area, community, &p));
		name = v[i].place == community ? place_name(&p, LANG_ZH) : place_path(db, a, area, v[i].place, LANG_ZH);
		points[(*count)++] = (struct city_point){ name, p.slug, (int32_t)at.lat, (int32_t)at.lon, (double)v[i].heads.all,
			(double)v[i].heads.over60 };
	}
	return OK;
}

static struct err
tree_make(void *ctx, struct arena *a, void **ret)
{
	const struct tree_ask *q = ctx;
	struct tree *t = NEW(a, struct tree);

	*ret = t;
	return walk_people(q->db, a, q->area, &t->points, &t->n);
}

/* Kept as long as nothing at all is written: the tree has no stamp of its own. */
static struct err
tree_take(struct req *rq, const struct tree **ret)
{
	struct tree_ask q = { rq->db, rq->area };
	const void *t;

	TRY(shelf_take(&world.people, rq->a, arena_fmt(rq->a, "%lld %u", (long long)rq->area, rq_written(rq)), tree_make, NULL, &q, &t));
	*ret = t;
	return OK;
}

/* ---- the city ---- */

struct asking {
	struct arena *a;
	struct city_with with;
	bool any;			/* there is a map */
	const char *key;
};

static void
points_copy(struct arena *a, struct city_with *w)
{
	struct city_point *v = NEWN(a, struct city_point, w->npoints + 1);

	for (size_t i = 0; i < w->npoints; i++) {
		v[i] = w->points[i];
		v[i].name = arena_str(a, v[i].name);
		v[i].place = arena_str(a, v[i].place);
	}
	w->points = v;
}

static void
edits_copy(struct arena *a, struct city_with *w)
{
	struct city_edit *v = NEWN(a, struct city_edit, w->nedits + 1);

	for (size_t i = 0; i < w->nedits; i++) {
		v[i] = w->edits[i];
		v[i].name = arena_str(a, v[i].name);
		v[i].hours = arena_str(a, v[i].hours);
	}
	w->edits = v;
}

static void
city_end(void *thing)
{
	city_close(&((struct walk_kept *)thing)->c);
}

static struct err
city_make(void *ctx, struct arena *a, void **ret)
{
	const struct asking *q = ctx;
	struct walk_kept *k = NEW(a, struct walk_kept);
	struct city_with with = q->with;
	struct city_fault f;

	edits_copy(a, &with);
	points_copy(a, &with);
	k->key = arena_str(a, q->key);
	TRY(city_open(a, folder(a), 1u << WALK_ADULT | 1u << WALK_ELDER, &with, NULL, &k->c, &f));
	*ret = k;
	return walk_sheet(a, &k->c, &k->sheet);
}

/* What each file is, by its inode, size and time: an import puts new files in place of the old ones. */
static void
files_say(struct asking *q, struct hasher *h, bool *people)
{
	static const char *const files[] = { "map.osm.pbf", "map.osm", "label", "stops.csv", "lines.csv", "loads.csv", "people.csv" };
	struct stat st;

	for (size_t i = 0; i < COUNT(files); i++) {
		bool there = stat(arena_fmt(q->a, "%s/%s", folder(q->a), files[i]), &st) == 0;

		hasher_text(h, files[i]);
		hasher_int(h, there ? (int64_t)st.st_ino : 0);
		hasher_int(h, there ? (int64_t)st.st_size : 0);
		hasher_int(h, there ? (int64_t)st.st_mtim.tv_sec * 1000000000 + st.st_mtim.tv_nsec : 0);
		q->any = q->any || (there && i < 2);
		*people = there && i == COUNT(files) - 1;
	}
}

static void
points_say(struct hasher *h, const struct city_with *w)
{
	hasher_int(h, (int64_t)w->npoints);
	for (size_t i = 0; i < w->npoints; i++) {
		const struct city_point *p = &w->points[i];

		hasher_text(h, p->name);
		hasher_text(h, p->place);
		hasher_int(h, (int64_t)p->lat << 32 | (uint32_t)p->lon);
		hasher_int(h, (int64_t)p->people);
		hasher_int(h, (int64_t)p->old);
	}
}

static void
edits_say(struct hasher *h, const struct city_with *w)
{
	hasher_int(h, (int64_t)w->nedits);
	for (size_t i = 0; i < w->nedits; i++) {
		const struct city_edit *e = &w->edits[i];

		hasher_int(h, e->kind);
		hasher_text(h, e->name);
		hasher_text(h, e->hours);
		hasher_int(h, (int64_t)e->lat << 32 | (uint32_t)e->lon);
		hasher_int(h, (int64_t)e->lat2 << 32 | (uint32_t)e->lon2);
	}
}

/* Everything the walks depend on, and its name: the hash of all of it. */
static struct err
ask(struct req *rq, struct asking *q)
{
	struct walk_profile *walkers = NEWN(rq->a, struct walk_profile, WALK_WHO_COUNT);
	struct hasher *h = hasher_new(rq->a);
	struct city_edit *edits;
	bool people = false;

	*q = (struct asking){ .a = rq->a, .with = { .profiles = walkers } };
	files_say(q, h, &people);
	for (size_t i = 0; i < WALK_WHO_COUNT; i++) {
		walkers[i] = council_conf()->walkers[i];
		walkers[i].minute = walk_time(rq);
		hasher_int(h, walkers[i].mm_s);
		hasher_int(h, (int64_t)walkers[i].steps << 32 | (uint32_t)walkers[i].minute);
		hasher_int(h, (int64_t)walkers[i].signal << 32 | (uint32_t)walkers[i].unmarked);
	}
	TRY(drawn_edits(rq->db, rq->a, rq->area, &edits, &q->with.nedits));
	q->with.edits = edits;
	if (!people && q->any) {
		const struct tree *t;

		TRY(tree_take(rq, &t));
		q->with.points = t->points;
		q->with.npoints = t->n;
	}
	edits_say(h, &q->with);
	points_say(h, &q->with);
	q->key = hex_of(rq->a, h);
	return OK;
}

struct err
walk_city(struct req *rq, const struct walk_kept **ret)
{
	struct asking q;
	const void *kept;

	*ret = NULL;
	TRY(ask(rq, &q));
	if (!q.any)
		return OK;
	TRY(shelf_take(&world.cities, rq->a, q.key, city_make, city_end, &q, &kept));
	*ret = kept;
	return OK;
}

struct err
walk_try(struct req *rq, const struct city_edit *more, bool *used, struct city *c)
{
	struct city_edit *v;
	struct city_fault f;
	struct asking q;

	TRY(ask(rq, &q));
	edits_copy(rq->a, &q.with);
	v = NEWN(rq->a, struct city_edit, q.with.nedits + 1);
	if (q.with.nedits)
		memcpy(v, q.with.edits, q.with.nedits * sizeof(*v));
	v[q.with.nedits++] = *more;
	q.with.edits = v;
	q.with.used = NEWN(rq->a, bool, q.with.nedits);
	TRY(city_open(rq->a, folder(rq->a), 1u << WALK_ADULT | 1u << WALK_ELDER, &q.with, NULL, c, &f));
	*used = q.with.used[q.with.nedits - 1];
	return OK;
}

/* ---- everybody's walk to the places of a kind ---- */

struct base_ask {
	const struct walk_kept *k;
	const struct city_ask *q;
};

static struct err
base_make(void *ctx, struct arena *a, void **ret)
{
	const struct base_ask *b = ctx;
	const struct city_base *made;
	const void *held;

	/* The city stays as long as what was worked out on it. It is on its shelf: the caller holds it. */
	TRY(shelf_take(&world.cities, a, b->k->key, city_make, city_end, NULL, &held));
	assert(held == b->k);
	TRY(city_base_new(a, &b->k->c, b->q, &made));
	*ret = (void *)made;
	return OK;
}

struct err
walk_base(struct req *rq, const struct walk_kept *k, const struct city_ask *q, const struct city_base **ret)
{
	struct base_ask b = { k, q };
	struct hasher *h = hasher_new(rq->a);
	const void *made;

	hasher_text(h, k->key);
	hasher_text(h, q->kind);
	hasher_field(h, q->limits, 4 * sizeof(*q->limits));
	hasher_int(h, (int64_t)q->n);
	for (size_t i = 0; i < q->n; i++)
		hasher_int(h, (int64_t)q->except_lat[i] << 32 | (uint32_t)q->except_lon[i]);
	hasher_int(h, (int64_t)q->except_m);
	TRY(shelf_take(&world.bases, rq->a, hex_of(rq->a, h), base_make, NULL, &b, &made));
	*ret = made;
	return OK;
}
