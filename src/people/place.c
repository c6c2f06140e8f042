/* place.c - places as a tree, residents as numbers, organisations. */
#include "people/people.h"

#include "base/text.h"
#include "people/staff.h"
#include "people_sql.h"
#include "store/store.h"
#include "base_msg.h"
#include "people_msg.h"

static struct place
place_of(const struct place_row *r)
{
	return (struct place){ .id = r->id, .parent = r->parent, .kind = (enum place_kind)r->kind, .code = r->code,
		.slug = r->slug, .zh = r->zh, .en = r->en, .phone = r->phone, .at = { r->lat, r->lon } };
}

static struct places
places_of(struct arena *a, const struct place_row_rows *rows)
{
	struct places ps = { NEWN(a, struct place, rows->n + 1), rows->n };

	for (size_t i = 0; i < rows->n; i++)
		ps.v[i] = place_of(&rows->v[i]);
	return ps;
}

struct err
place_get(struct db *db, struct arena *a, int64_t area, int64_t id, struct place *ret)
{
	struct place_row row;
	bool found;

	TRY(place_one(db, a, area, id, &row, &found));
	if (!found)
		return FAIL(404, M_people_err_place);
	*ret = place_of(&row);
	return OK;
}

struct err
place_by_slug(struct db *db, struct arena *a, int64_t area, const char *slug, struct place *ret, bool *found)
{
	struct place_row row;

	TRY(place_of_slug(db, a, area, slug, &row, found));
	if (*found)
		*ret = place_of(&row);
	return OK;
}

struct err
place_by_code(struct db *db, struct arena *a, int64_t area, const char *code, struct place *ret, bool *found)
{
	struct place_row row;

	TRY(place_of_code(db, a, area, code, &row, found));
	if (*found)
		*ret = place_of(&row);
	return OK;
}

struct err
place_list(struct db *db, struct arena *a, int64_t area, enum place_kind kind, struct places *ret)
{
	struct place_row_rows rows;

	TRY(place_of_kind(db, a, area, kind, &rows));
	*ret = places_of(a, &rows);
	return OK;
}

struct err
place_below(struct db *db, struct arena *a, int64_t area, int64_t parent, struct places *ret)
{
	struct place_row_rows rows;

	TRY(place_children(db, a, area, parent, &rows));
	*ret = places_of(a, &rows);
	return OK;
}

/* Walks up from place; at each stop asks `stop`. Errors end the walk: nothing is found then. */
static int64_t
place_up(struct db *db, int64_t area, int64_t place, bool (*stop)(const struct place_step *p, int64_t x), int64_t x)
{
	for (int i = 0; place && i < PLACE_DEPTH; i++) {
		struct place_step step;
		bool found;

		if (place_step(db, NULL, area, place, &step, &found).code || !found)
			break;
		if (stop(&step, x))
			return step.id;
		place = step.parent;
	}
	return 0;
}

static bool
is_id(const struct place_step *p, int64_t x)
{
	return p->id == x;
}

static bool
is_kind(const struct place_step *p, int64_t x)
{
	return p->kind == x;
}

bool
place_within(struct db *db, int64_t area, int64_t place, int64_t in)
{
	return place == in || place_up(db, area, place, is_id, in) != 0;
}

int64_t
place_community(struct db *db, int64_t area, int64_t place)
{
	return place_up(db, area, place, is_kind, PLACE_COMMUNITY);
}

struct err
place_line(struct db *db, int64_t area, int64_t place, struct place_stop v[PLACE_DEPTH], size_t *n)
{
	*n = 0;
	while (place && *n < PLACE_DEPTH) {
		struct place_step step;
		bool found;

		TRY(place_step(db, NULL, area, place, &step, &found));
		if (!found)
			return FAIL(404, M_people_err_place);
		v[(*n)++] = (struct place_stop){ step.id, (enum place_kind)step.kind };
		place = step.parent;
	}
	return OK;
}

struct geo
place_at(struct db *db, int64_t area, int64_t place)
{
	struct geo at = { 0 };

	for (int i = 0; place && i < PLACE_DEPTH && !geo_known(at); i++) {
		struct place_step step;
		bool found;

		if (place_step(db, NULL, area, place, &step, &found).code || !found)
			break;
		at = (struct geo){ step.lat, step.lon };
		place = step.parent;
	}
	return at;
}

const char *
place_name(const struct place *p, enum lang l)
{
	return l == LANG_EN && !text_empty(p->en) ? p->en : p->zh;
}

const char *
place_path(struct db *db, struct arena *a, int64_t area, int64_t place, enum lang l)
{
	const char *path = "";

	for (int i = 0; place && i < PLACE_DEPTH; i++) {
		struct place p;
		const char *name;

		if (place_get(db, a, area, place, &p).code)
			break;
		name = place_name(&p, l);
		if (p.kind <= PLACE_COMMUNITY)
			return *path ? path : name;
		if (!*path)
			path = name;
		else
			path = l == LANG_EN ? arena_fmt(a, "%s, %s", path, name) : arena_fmt(a, "%s %s", name, path);
		place = p.parent;
	}
	return path;
}

struct err
place_put(struct db *w, struct env *e, int64_t area, const struct place *p, int64_t *id)
{
	struct arena *a = arena_new();
	struct place_row old;
	bool found = false;
	struct err err = a ? place_of_code(w, a, area, p->code, &old, &found) : FAIL(503, M_err_busy);
	int64_t it = found ? old.id : p->id ? p->id : env_id(e);
	const int64_t *lat = geo_known(p->at) ? &p->at.lat : NULL, *lon = lat ? &p->at.lon : NULL;

	if (!err.code && found)
		err = place_update(w, area, it, p->parent, p->kind, p->slug, p->zh, p->en, p->phone ? p->phone : "", lat, lon, NULL);
	else if (!err.code)
		err = place_insert(w, area, it, p->parent, p->kind, p->code, p->slug, p->zh, p->en, p->phone ? p->phone : "",
			lat, lon, NULL);
	arena_free(a);
	if (!err.code && id)
		*id = it;
	return err;
}

struct err
place_heads(struct db *db, int64_t area, int64_t place, struct heads *ret)
{
	struct arena *a = arena_new();
	struct heads_below row = { 0 };
	struct err e = a ? heads_below(db, a, area, place, &row) : FAIL(503, M_err_busy);

	arena_free(a);
	if (!e.code)
		*ret = (struct heads){ row.all_n, row.over60 };
	return e;
}

struct err
place_heads_all(struct db *db, struct arena *a, int64_t area, struct place_heads **ret, size_t *n)
{
	struct heads_list_rows rows;

	TRY(heads_list(db, a, area, &rows));
	*ret = NEWN(a, struct place_heads, rows.n + 1);
	*n = rows.n;
	for (size_t i = 0; i < rows.n; i++)
		(*ret)[i] = (struct place_heads){ rows.v[i].place, { rows.v[i].all_n, rows.v[i].over60 } };
	return OK;
}

struct err
place_heads_put(struct db *w, int64_t area, int64_t place, int age_from, int age_to, int64_t heads)
{
	return heads_put(w, area, place, age_from, age_to, heads, NULL);
}

/* ---- organisations ---- */

static struct org
org_of(const struct org_row *r)
{
	return (struct org){ .id = r->id, .place = r->place, .code = r->code, .kind = r->kind, .zh = r->zh, .en = r->en,
		.phone = r->phone, .email = r->email, .superior = (int)r->superior };
}

struct err
org_get(struct db *db, struct arena *a, int64_t area, int64_t id, struct org *ret)
{
	struct org_row row;
	bool found;

	TRY(org_one(db, a, area, id, &row, &found));
	if (!found)
		return FAIL(404, M_people_err_org);
	*ret = org_of(&row);
	return OK;
}

struct err
org_by_code(struct db *db, struct arena *a, int64_t area, const char *code, struct org *ret, bool *found)
{
	struct org_row row;

	TRY(org_of_code(db, a, area, code, &row, found));
	if (*found)
		*ret = org_of(&row);
	return OK;
}

struct err
org_list(struct db *db, struct arena *a, int64_t area, const char *kind, struct orgs *ret)
{
	struct org_row_rows rows;

	TRY(org_all(db, a, area, kind, &rows));
	*ret = (struct orgs){ NEWN(a, struct org, rows.n + 1), rows.n };
	for (size_t i = 0; i < rows.n; i++)
		ret->v[i] = org_of(&rows.v[i]);
	return OK;
}

struct err
org_answering(struct db *db, struct arena *a, int64_t area, struct orgs *ret)
{
	struct orgs all;

	TRY(org_list(db, a, area, NULL, &all));
	*ret = (struct orgs){ NEWN(a, struct org, all.n + 1), 0 };
	for (size_t i = 0; i < all.n; i++)
		if (strcmp(all.v[i].kind, "bank") != 0)
			ret->v[ret->n++] = all.v[i];
	return OK;
}

struct err
org_put(struct db *w, struct env *e, int64_t area, const struct org *o, int64_t *id)
{
	struct arena *a = arena_new();
	const char *phone = o->phone ? o->phone : "", *email = o->email ? o->email : "";
	struct org_row old;
	bool found = false;
	struct err err = a ? org_of_code(w, a, area, o->code, &old, &found) : FAIL(503, M_err_busy);
	int64_t it = found ? old.id : o->id ? o->id : env_id(e);

	if (!err.code && found)
		err = org_update(w, area, it, o->kind, o->zh, o->en, phone, email, o->place, o->superior, NULL);
	else if (!err.code)
		err = org_insert(w, area, it, o->code, o->kind, o->zh, o->en, phone, email, o->place, o->superior, NULL);
	arena_free(a);
	if (!err.code && id)
		*id = it;
	return err;
}

const char *
org_name(const struct org *o, enum lang l)
{
	return l == LANG_EN && !text_empty(o->en) ? o->en : o->zh;
}
