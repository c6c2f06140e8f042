/* roll.c - rows of the roll: reading them out of a table, writing them, their sealed phones. */
#include "people/roll.h"

#include "base/text.h"
#include "people/account.h"
#include "people/code.h"
#include "people/import_int.h"
#include "people/staff.h"
#include "post/post.h"
#include "people_msg.h"
#include "people_admin_msg.h"
#include "people_sign_msg.h"

#define EXTENT_MAX INT64_C(10000000000)		/* 1 km² in cm² */

static const char *
roll_place(struct arena *a, int64_t id)
{
	return arena_fmt(a, "roll.phone.%lld", (long long)id);
}

bool
extent_parse(const char *s, int64_t *cm2)
{
	int64_t n = 0;
	int after = -1;			/* digits behind the point */

	if (*s < '0' || *s > '9')
		return false;
	for (; *s; s++) {
		if (*s == '.' && after < 0) {
			after = 0;
			continue;
		}
		if (*s < '0' || *s > '9' || after == 4 || n > EXTENT_MAX)
			return false;
		n = n * 10 + (*s - '0');
		after += after >= 0;
	}
	for (int i = after < 0 ? 0 : after; i < 4; i++)
		n *= 10;
	if (after == 0 || n > EXTENT_MAX)
		return false;
	*cm2 = n;
	return true;
}

/* ---- reading ---- */

static int
roll_kind(struct arena *a, const char *s)
{
	const char *folded = text_fold(a, s);

	if (strcmp(folded, "voter") == 0 || strcmp(s, msg_text(LANG_ZH, M_people_roll_voter)) == 0)
		return 0;
	return strcmp(folded, "household") == 0 || strcmp(s, msg_text(LANG_ZH, M_people_roll_household)) == 0 ? 1 : -1;
}

void
roll_read(struct reading *r, struct entry *e)
{
	struct roll_row *row = &e->roll;
	int kind = roll_kind(r->a, import_value(r, ROLL_KIND)), out = import_yes(r, import_value(r, ROLL_OUT));
	const char *phone = import_value(r, ROLL_PHONE), *extent = import_value(r, ROLL_AREA);
	struct place p = { 0 };
	struct roll_of_no was;
	bool found = false;

	*row = (struct roll_row){ .no = import_value(r, ROLL_NO), .kind = kind == 1 ? "household" : "voter", .door = import_value(r, ROLL_DOOR),
		.owner = import_value(r, ROLL_OWNER), .phone = text_phone(r->a, phone), .active = out != 1 };
	if (kind < 0)
		import_fault(r, ROLL_KIND, M_people_bad_roll_kind);
	if (out < 0)
		import_fault(r, ROLL_OUT, M_people_bad_yes);
	if (text_len(row->no) > 40)
		import_fault(r, ROLL_NO, M_people_bad_long);
	if (text_len(row->door) > 40)
		import_fault(r, ROLL_DOOR, M_people_bad_long);
	if (text_len(row->owner) > 40)
		import_fault(r, ROLL_OWNER, M_people_bad_long);
	if (*extent && !extent_parse(text_fold(r->a, extent), &row->extent))
		import_fault(r, ROLL_AREA, M_people_bad_extent);
	if (*phone && !row->phone)
		import_fault(r, ROLL_PHONE, M_people_err_phone);
	if (place_by_code(r->db, r->a, r->area, import_value(r, ROLL_PLACE), &p, &found).code || !found)
		found = !place_by_slug(r->db, r->a, r->area, import_value(r, ROLL_PLACE), &p, &found).code && found;
	row->place = found ? place_community(r->db, r->area, p.id) : 0;
	row->spot = p.id;
	if (!row->place || (r->within && !place_within(r->db, r->area, p.id, r->within)))
		import_fault(r, ROLL_PLACE, M_people_bad_roll_place);
	if (row->place && !roll_of_no(r->db, r->a, r->area, row->place, row->no, &was, &e->known).code && e->known) {
		row->id = was.id;
		row->was_hash = was.phone_hash;
	}
	for (size_t i = 0; i < r->nentries; i++)
		if (r->entries[i].roll.no && r->entries[i].roll.place == row->place && strcmp(r->entries[i].roll.no, row->no) == 0) {
			import_fault(r, ROLL_NO, M_people_bad_twice);
			break;
		}
}

/* ---- writing ---- */

struct err
roll_prepare(struct reading *r, struct env *env)
{
	for (size_t i = 0; i < r->nentries; i++) {
		struct roll_row *row = &r->entries[i].roll;

		if (!row->id)
			row->id = env_id(env);
		row->hash = row->phone ? people_phone_hash(r->a, row->phone) : NULL;
		if (!row->phone || text_same(row->was_hash, row->hash))
			continue;			/* the sealed one stays */
		TRY(keys_new(people_conf()->keys, &row->key));
		TRY(keys_seal(people_conf()->keys, r->a, row->key, roll_place(r->a, row->id),
			(struct bytes){ (const unsigned char *)row->phone, strlen(row->phone) }, &row->sealed));
	}
	return OK;
}

struct err
roll_write(struct db *w, struct reading *r, struct entry *e)
{
	struct roll_row *row = &e->roll;
	struct roll_of_no was;
	bool old;

	TRY(roll_of_no(w, r->a, r->area, row->place, row->no, &was, &old));
	if (!old)
		return roll_insert(w, r->area, row->id, row->place, row->no, row->kind, row->spot, row->door, row->extent, row->owner,
			row->key, row->sealed, row->hash, row->active, NULL);
	TRY(roll_update(w, r->area, was.id, row->kind, row->spot, row->door, row->extent, row->owner, row->active, NULL));
	if (text_same(was.phone_hash, row->hash) || was.id != row->id)
		return OK;
	row->old_key = was.key;
	return roll_set_phone(w, r->area, was.id, row->key, row->sealed, row->hash, NULL);
}

/* A number that was replaced cannot be opened any more, in old copies neither. */
struct err
roll_written(struct reading *r)
{
	for (size_t i = 0; i < r->nentries; i++)
		if (r->entries[i].roll.old_key)
			TRY(keys_erase(people_conf()->keys, r->entries[i].roll.old_key));
	return OK;
}

/* ---- telling ---- */

struct err
roll_unseal(struct db *db, struct arena *a, int64_t area, int64_t id, const char **ret)
{
	struct roll_one row;
	struct bytes plain;
	bool found;

	TRY(roll_one(db, a, area, id, &row, &found));
	if (!found || !row.phone.p)
		return FAIL(410, M_people_err_erased);
	TRY(keys_open_sealed(people_conf()->keys, a, row.key, roll_place(a, id), row.phone, &plain));
	*ret = arena_dup(a, plain.p, plain.n);
	return OK;
}

struct err
roll_to(struct db *db, struct arena *a, int64_t area, int64_t id, struct post_to *ret, bool *found)
{
	struct roll_one row;
	const char *phone;

	TRY(roll_one(db, a, area, id, &row, found));
	*found = *found && row.phone.p && row.active;
	if (!*found)
		return OK;
	TRY(roll_unseal(db, a, area, id, &phone));
	*ret = (struct post_to){ .channel = POST_SMS, .sealed = row.phone, .owner = id, .shown = text_mask_phone(a, phone) };
	return OK;
}

struct err
roll_lang(struct db *db, struct arena *a, int64_t area, int64_t id, enum lang *ret, bool *known)
{
	struct roll_speaks row;

	TRY(roll_speaks(db, a, area, id, &row, known));
	*ret = *known && strcmp(row.lang, "en") == 0 ? LANG_EN : LANG_ZH;
	return OK;
}

struct err
roll_ask(struct db *w, struct arena *a, struct env *e, int64_t area, const char *phone, const char *client, struct roll_by_phone_rows *ret)
{
	static const struct limit per_phone = { "roll-phone", 3, INT64_C(3600) * US_SECOND }, per_address = { "roll-address", 40, INT64_C(3600) * US_SECOND };

	TRY(limit_take(w, a, e, area, &per_phone, phone));
	if (!address_is_own(client))
		TRY(limit_take(w, a, e, area, &per_address, client));
	return roll_by_phone(w, a, area, people_phone_hash(a, phone), ret);
}
