/* import_rows.c - what the columns of a row mean, what may stand in them, and what is written. */
#include "base/text.h"
#include "people/account.h"
#include "people/import_int.h"
#include "people/staff.h"
#include "base_msg.h"
#include "people_msg.h"
#include "people_admin_msg.h"
#include "people_sign_msg.h"

#define NAME_MAX_LEN 60

static const struct column places[] = {
	[PLACE_CODE] = { "code", M_people_col_code, true },
	[PLACE_KIND] = { "kind", M_people_col_kind, true },
	[PLACE_SLUG] = { "slug", M_people_col_slug, true },
	[PLACE_ZH] = { "zh", M_people_col_zh, true },
	[PLACE_EN] = { "en", M_people_col_en, false },
	[PLACE_PARENT] = { "parent", M_people_col_parent, false },
	[PLACE_PHONE] = { "phone", M_people_col_phone, false },
	[PLACE_LAT] = { "lat", M_people_col_lat, false },
	[PLACE_LON] = { "lon", M_people_col_lon, false },
	{ 0 },
};
static const struct column orgs[] = {
	[ORG_CODE] = { "code", M_people_col_code, true },
	[ORG_KIND] = { "kind", M_people_col_kind, true },
	[ORG_ZH] = { "zh", M_people_col_zh, true },
	[ORG_EN] = { "en", M_people_col_en, false },
	[ORG_PHONE] = { "phone", M_people_col_phone, false },
	[ORG_EMAIL] = { "email", M_people_col_email, false },
	[ORG_PLACE] = { "place", M_people_col_place, false },
	[ORG_SUPERIOR] = { "superior", M_people_col_superior, false },
	{ 0 },
};
static const struct column users[] = {
	[USER_LOGIN] = { "login", M_people_col_login, true },
	[USER_ROLE] = { "role", M_people_col_role, true },
	[USER_PLACE] = { "place", M_people_col_place, false },
	[USER_ORG] = { "org", M_people_col_org, false },
	[USER_ZH] = { "zh", M_people_col_zh, false },
	[USER_EN] = { "en", M_people_col_en, false },
	[USER_PHONE] = { "phone", M_people_col_phone, false },
	{ 0 },
};
static const struct column roll[] = {
	[ROLL_NO] = { "no", M_people_col_no, true },
	[ROLL_KIND] = { "kind", M_people_col_kind, true },
	[ROLL_PLACE] = { "place", M_people_col_place, true },
	[ROLL_DOOR] = { "door", M_people_col_door, true },
	[ROLL_AREA] = { "area", M_people_col_area, false },
	[ROLL_OWNER] = { "owner", M_people_col_owner, false },
	[ROLL_PHONE] = { "phone", M_people_col_phone, false },
	[ROLL_OUT] = { "out", M_people_col_out, false },
	{ 0 },
};
const struct column *const import_columns[IMPORT_WHATS] = {
	[IMPORT_PLACES] = places, [IMPORT_ORGS] = orgs, [IMPORT_USERS] = users, [IMPORT_ROLL] = roll,
};

/* A word in the file, in English or in one of the catalogue's languages. */
struct word {
	const char *name;
	enum msg label;
};
static const struct word place_kinds[] = {
	[PLACE_DISTRICT] = { "district", M_people_kind_district }, [PLACE_STREET] = { "street", M_people_kind_street },
	[PLACE_COMMUNITY] = { "community", M_people_kind_community }, [PLACE_ESTATE] = { "estate", M_people_kind_estate },
	[PLACE_BUILDING] = { "building", M_people_kind_building }, [PLACE_STAIRWELL] = { "stairwell", M_people_kind_stairwell },
};
static const struct word org_kinds[] = {
	{ "unit", M_people_kind_unit }, { "committee", M_people_kind_committee }, { "street", M_people_kind_street },
	{ "property", M_people_kind_property }, { "bank", M_people_kind_bank },
};
static const struct word yes_no[] = { { "no", M_word_no }, { "yes", M_word_yes }, { "0", M_word_no }, { "1", M_word_yes } };

static int
word_find(struct arena *a, const struct word *v, size_t n, const char *s)
{
	const char *folded = text_fold(a, s);

	for (size_t i = 0; i < n; i++)
		if (strcmp(folded, v[i].name) == 0 || strcmp(s, msg_text(LANG_ZH, v[i].label)) == 0 ||
		    strcmp(folded, text_fold(a, msg_text(LANG_EN, v[i].label))) == 0)
			return (int)i;
	return -1;
}

int
import_yes(struct reading *r, const char *s)
{
	int yes = *s ? word_find(r->a, yes_no, COUNT(yes_no), s) : 0;

	return yes > 0 ? yes % 2 : yes;
}

static bool
made_of(const char *s, const char *letters, size_t min, size_t max)
{
	size_t n = strlen(s);

	return n >= min && n <= max && strspn(s, letters) == n;
}

static const char *
name_read(struct reading *r, size_t column)
{
	const char *s = import_value(r, column);

	if (text_len(s) > NAME_MAX_LEN)
		import_fault(r, column, M_people_bad_long);
	return s;
}

/* ---- places ---- */

static const struct entry *
earlier_place(const struct reading *r, const char *code)
{
	for (size_t i = 0; i < r->nentries; i++)
		if (strcmp(r->entries[i].place.code, code) == 0)
			return &r->entries[i];
	return NULL;
}

/* The place above: in an earlier row or in the database, and of a greater kind. */
static void
parent_check(struct reading *r, const struct entry *e)
{
	const struct entry *in_file = earlier_place(r, e->parent);
	struct place p = { 0 };
	bool found = false;

	if (!*e->parent) {
		if (e->place.kind != PLACE_DISTRICT)
			import_fault(r, PLACE_PARENT, M_people_bad_parent);
		return;
	}
	if (in_file)
		p = in_file->place;
	else if (place_by_code(r->db, r->a, r->area, e->parent, &p, &found).code || !found) {
		import_fault(r, PLACE_PARENT, M_people_bad_parent);
		return;
	}
	if (p.kind >= e->place.kind)
		import_fault(r, PLACE_PARENT, M_people_bad_parent_kind);
}

static void
slug_check(struct reading *r, const struct entry *e)
{
	struct place p;
	bool found = false;

	if (!made_of(e->place.slug, "abcdefghijklmnopqrstuvwxyz0123456789-", 1, 40)) {
		import_fault(r, PLACE_SLUG, M_people_bad_slug);
		return;
	}
	for (size_t i = 0; i < r->nentries; i++)
		if (strcmp(r->entries[i].place.slug, e->place.slug) == 0)
			import_fault(r, PLACE_SLUG, M_people_bad_twice);
	if (!place_by_slug(r->db, r->a, r->area, e->place.slug, &p, &found).code && found && strcmp(p.code, e->place.code) != 0)
		import_fault(r, PLACE_SLUG, M_people_bad_taken);
}

static void
heads_read(struct reading *r, struct entry *e)
{
	for (size_t i = 0; i < r->nages; i++) {
		const char *s = table_field(r->a, r->row, r->ages[i].at);
		struct import_fault *f;

		e->heads[i] = -1;
		if (!*s || text_int(s, 0, 10000000, &e->heads[i]))
			continue;
		import_fault(r, PLACE_CODE, M_people_bad_number);
		f = &r->report->faults[r->report->nfaults - 1];
		f->column = r->ages[i].name;
		f->value = s;
	}
}

static void
place_read(struct reading *r, struct entry *e)
{
	int kind = word_find(r->a, place_kinds, COUNT(place_kinds), import_value(r, PLACE_KIND));
	struct place was;

	e->place = (struct place){ .kind = kind < 0 ? PLACE_STAIRWELL : (enum place_kind)kind, .code = import_value(r, PLACE_CODE),
		.slug = import_value(r, PLACE_SLUG), .zh = name_read(r, PLACE_ZH), .en = name_read(r, PLACE_EN),
		.phone = name_read(r, PLACE_PHONE) };
	e->parent = import_value(r, PLACE_PARENT);
	if (!made_of(e->place.code, "0123456789", 12, 24))
		import_fault(r, PLACE_CODE, M_people_bad_code);
	else if (earlier_place(r, e->place.code))
		import_fault(r, PLACE_CODE, M_people_bad_twice);
	if (kind < 0)
		import_fault(r, PLACE_KIND, M_people_bad_place_kind);
	else
		parent_check(r, e);
	slug_check(r, e);
	if (!geo_read(import_value(r, PLACE_LAT), import_value(r, PLACE_LON), &e->place.at))
		import_fault(r, PLACE_LAT, M_people_bad_point);
	heads_read(r, e);
	if (place_by_code(r->db, r->a, r->area, e->place.code, &was, &e->known).code)
		e->known = false;
}

static struct err
place_write(struct db *w, struct env *env, struct reading *r, const struct entry *e)
{
	struct place p = e->place, up;
	bool found = false;
	int64_t id;

	if (*e->parent) {
		TRY(place_by_code(w, r->a, r->area, e->parent, &up, &found));
		p.parent = found ? up.id : 0;
	}
	TRY(place_put(w, env, r->area, &p, &id));
	for (size_t i = 0; i < r->nages; i++)
		if (e->heads[i] >= 0)
			TRY(place_heads_put(w, r->area, id, r->ages[i].from, r->ages[i].to, e->heads[i]));
	return OK;
}

/* ---- organisations ---- */

static void
place_code_check(struct reading *r, size_t column, const char *code)
{
	struct place p;
	bool found = false;

	if (*code && (place_by_code(r->db, r->a, r->area, code, &p, &found).code || !found))
		import_fault(r, column, M_people_err_place);
}

static void
org_read(struct reading *r, struct entry *e)
{
	int kind = word_find(r->a, org_kinds, COUNT(org_kinds), import_value(r, ORG_KIND));
	const char *yes = import_value(r, ORG_SUPERIOR), *at;
	struct org was;
	int superior = import_yes(r, yes);

	e->org = (struct org){ .code = import_value(r, ORG_CODE), .kind = kind < 0 ? "unit" : org_kinds[kind].name,
		.zh = name_read(r, ORG_ZH), .en = name_read(r, ORG_EN), .phone = name_read(r, ORG_PHONE),
		.email = import_value(r, ORG_EMAIL), .superior = superior > 0 };
	e->org_place = import_value(r, ORG_PLACE);
	if (!made_of(e->org.code, "abcdefghijklmnopqrstuvwxyz0123456789-", 1, 40))
		import_fault(r, ORG_CODE, M_people_bad_slug);
	for (size_t i = 0; i < r->nentries; i++)
		if (strcmp(r->entries[i].org.code, e->org.code) == 0)
			import_fault(r, ORG_CODE, M_people_bad_twice);
	if (kind < 0)
		import_fault(r, ORG_KIND, M_people_bad_org_kind);
	at = strchr(e->org.email, '@');
	if (*e->org.email && (!at || at == e->org.email || !at[1] || strpbrk(e->org.email, " ,;<>") || strlen(e->org.email) > 200))
		import_fault(r, ORG_EMAIL, M_people_bad_email);
	if (superior < 0)
		import_fault(r, ORG_SUPERIOR, M_people_bad_yes);
	place_code_check(r, ORG_PLACE, e->org_place);
	if (org_by_code(r->db, r->a, r->area, e->org.code, &was, &e->known).code)
		e->known = false;
}

static struct err
org_write(struct db *w, struct env *env, struct reading *r, const struct entry *e)
{
	struct org o = e->org;
	struct place p;
	bool found = false;

	if (*e->org_place) {
		TRY(place_by_code(w, r->a, r->area, e->org_place, &p, &found));
		o.place = found ? p.id : 0;
	}
	TRY(org_put(w, env, r->area, &o, NULL));
	return OK;
}

/* ---- accounts ---- */

static void
user_read(struct reading *r, struct entry *e)
{
	const char *role = import_value(r, USER_ROLE), *phone = import_value(r, USER_PHONE);
	struct account_row row;
	struct grant g;
	struct org org;
	bool found = false;

	e->user = (struct account_new){ .login = import_value(r, USER_LOGIN), .label_zh = name_read(r, USER_ZH),
		.label_en = name_read(r, USER_EN), .phone = text_phone(r->a, phone) };
	e->user_place = import_value(r, USER_PLACE);
	e->user_org = import_value(r, USER_ORG);
	e->role = ROLE_COUNT;
	for (int i = 0; i < ROLE_COUNT; i++)
		if (strcmp(role, role_name((enum role)i)) == 0 || strcmp(role, msg_text(LANG_ZH, role_label((enum role)i))) == 0)
			e->role = (enum role)i;
	if (staff_login_fits(e->user.login).code)
		import_fault(r, USER_LOGIN, M_people_err_login);
	else if (!account_of_login(r->db, r->a, r->area, e->user.login, &row, &found).code && found)
		import_fault(r, USER_LOGIN, M_people_err_login_taken);
	if (staff_grant(e->role, 1, 1, &g).code)
		import_fault(r, USER_ROLE, M_people_err_role);
	else if (e->role < ROLE_COUNT && role_in_org(e->role) && !*e->user_org)
		import_fault(r, USER_ORG, M_people_err_role_org);
	if (*phone && !e->user.phone)
		import_fault(r, USER_PHONE, M_people_err_phone);
	place_code_check(r, USER_PLACE, e->user_place);
	found = true;
	if (*e->user_org && (org_by_code(r->db, r->a, r->area, e->user_org, &org, &found).code || !found))
		import_fault(r, USER_ORG, M_people_err_org);
}

static struct err
user_write(struct db *w, struct reading *r, const struct entry *e)
{
	struct place p = { 0 };
	struct org org = { 0 };
	struct account_row row;
	struct grant g;
	bool found;

	if (*e->user_place)
		TRY(place_by_code(w, r->a, r->area, e->user_place, &p, &found));
	if (*e->user_org)
		TRY(org_by_code(w, r->a, r->area, e->user_org, &org, &found));
	TRY(staff_grant(e->role, p.id, org.id, &g));
	if (e->draft)
		TRY(account_write(w, r->area, e->draft));
	TRY(account_of_login(w, r->a, r->area, e->user.login, &row, &found));
	return staff_role_add(w, r->area, row.id, &g);
}

/* ---- all of them ---- */

void
import_row(struct reading *r, struct entry *e)
{
	static void (*const read[IMPORT_WHATS])(struct reading *, struct entry *) = {
		[IMPORT_PLACES] = place_read, [IMPORT_ORGS] = org_read, [IMPORT_USERS] = user_read, [IMPORT_ROLL] = roll_read,
	};
	const struct column *c = import_columns[r->what];
	size_t before = r->report->nfaults;

	*e = (struct entry){ .line = r->row->line };
	for (size_t i = 0; c[i].name; i++)
		if (c[i].needed && !*import_value(r, i))
			import_fault(r, i, M_people_bad_empty);
	if (r->report->nfaults == before)	/* a row with holes says that, and nothing that follows from it */
		read[r->what](r, e);
	else
		e->place.code = e->place.slug = e->org.code = "";
}

struct err
import_row_write(struct db *w, struct env *env, struct reading *r, struct entry *e)
{
	switch (r->what) {
	case IMPORT_PLACES:
		return place_write(w, env, r, e);
	case IMPORT_ORGS:
		return org_write(w, env, r, e);
	case IMPORT_ROLL:
		return roll_write(w, r, e);
	default:
		return user_write(w, r, e);
	}
}
