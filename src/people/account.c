/* account.c - accounts: residents known by a sealed phone, staff by login and password; what each may do. */
#include "people/people.h"

#include "base/hash.h"
#include "base/text.h"
#include "people/account.h"
#include "people/code.h"
#include "people/roll.h"
#include "people_sql.h"
#include "post/post.h"
#include "store/store.h"
#include "base_msg.h"
#include "people_msg.h"
#include "people_admin_msg.h"

/* Set once by main before serving (tools/exempt.txt). */
static struct people_conf conf;

void
people_init(const struct people_conf *c)
{
	conf = *c;
}

const struct people_conf *
people_conf(void)
{
	return &conf;
}

const char *
people_hash(struct arena *a, const char *purpose, const char *text)
{
	unsigned char h[HASH_LEN];
	struct hasher *hs = hasher_new(a);

	hasher_field(hs, conf.index_key, sizeof(conf.index_key));
	hasher_text(hs, purpose);
	hasher_text(hs, text);
	hasher_end(hs, h);
	return text_hex(a, h, 20);
}

const char *
people_phone_hash(struct arena *a, const char *phone)
{
	return people_hash(a, "phone", phone);
}

/* ---- residents ---- */

struct person_draft {
	struct arena *a;
	int64_t id, key, at;
	struct bytes sealed;
	const char *hash;
};

const char *
phone_place(struct arena *a, int64_t account)
{
	return arena_fmt(a, "account.phone.%lld", (long long)account);
}

struct err
person_prepare(struct arena *a, struct env *e, int64_t area, const char *phone, struct person_draft **ret)
{
	struct person_draft *p = NEW(a, struct person_draft);

	(void)area;
	p->a = a;
	p->id = env_id(e);
	p->at = env_now(e);
	p->hash = people_phone_hash(a, phone);
	TRY(keys_new(conf.keys, &p->key));
	TRY(keys_seal(conf.keys, a, p->key, phone_place(a, p->id), (struct bytes){ (const unsigned char *)phone, strlen(phone) },
		&p->sealed));
	*ret = p;
	return OK;
}

struct err
person_put(struct db *w, int64_t area, struct person_draft *p, int64_t *account)
{
	struct account_row row;
	bool found;

	TRY(account_of_phone(w, p->a, area, p->hash, &row, &found));
	if (found) {
		*account = row.id;
		return OK;
	}
	TRY(account_insert(w, area, p->id, 0, NULL, "", "", "", 0, p->key, p->sealed, p->hash, (struct bytes){ 0 }, p->at, NULL));
	TRY(role_put(w, area, p->id, role_name(ROLE_RESIDENT), 0, 0, NULL));
	*account = p->id;
	return OK;
}

struct err
person_unseal(struct db *db, struct arena *a, int64_t area, int64_t account, const char **ret)
{
	struct account_row row;
	struct bytes plain;
	bool found;

	TRY(account_one(db, a, area, account, &row, &found));
	if (!found || !row.phone.p)
		return FAIL(410, M_people_err_erased);
	TRY(keys_open_sealed(conf.keys, a, row.key, phone_place(a, account), row.phone, &plain));
	*ret = arena_dup(a, plain.p, plain.n);
	return OK;
}

struct err
person_contact(struct db *db, struct arena *a, int64_t area, int64_t account, struct contact *ret)
{
	struct account_row row;
	bool found;

	TRY(account_one(db, a, area, account, &row, &found));
	if (!found)
		return FAIL(404, M_err_not_found);
	*ret = (struct contact){ row.phone_at, row.hushed };
	return OK;
}

struct err
person_find(struct db *db, struct arena *a, int64_t area, const char *phone, int64_t *account)
{
	struct account_row row;
	bool found;

	TRY(account_of_phone(db, a, area, people_phone_hash(a, phone), &row, &found));
	if (!found)
		return FAIL(404, M_err_not_found);
	*account = row.id;
	return OK;
}

struct err
person_key(struct db *db, struct arena *a, int64_t area, int64_t account, int64_t *key)
{
	struct account_row row;
	bool found;

	TRY(account_one(db, a, area, account, &row, &found));
	if (!found)
		return FAIL(404, M_err_not_found);
	if (row.staff)
		return FAIL(422, M_people_err_erase_staff);
	*key = row.key;
	return OK;
}

struct err
person_erase(struct db *w, int64_t area, int64_t account)
{
	TRY(session_drop_all(w, area, account, "", NULL));
	TRY(role_drop_all(w, area, account, NULL));
	return account_erase(w, area, account, NULL);
}

struct err
person_to(struct db *db, struct arena *a, int64_t area, int64_t account, struct post_to *ret, bool *found)
{
	struct account_row row;
	const char *phone;

	TRY(account_one(db, a, area, account, &row, found));
	if (!*found)
		return OK;
	*found = row.phone.p && row.active && !row.hushed;
	if (!*found)
		return OK;
	TRY(person_unseal(db, a, area, account, &phone));
	*ret = (struct post_to){ .channel = POST_SMS, .sealed = row.phone, .owner = account, .shown = text_mask_phone(a, phone) };
	return OK;
}

enum lang
person_lang(struct db *db, struct arena *a, int64_t area, int64_t account)
{
	struct account_row row;
	bool found;

	if (account_one(db, a, area, account, &row, &found).code || !found)
		return LANG_ZH;
	return strcmp(row.lang, "en") == 0 ? LANG_EN : LANG_ZH;
}

struct err
person_speaks(struct db *w, int64_t area, int64_t account, enum lang l)
{
	return account_set_lang(w, area, account, l == LANG_EN ? "en" : "zh", NULL);
}

struct bytes
people_seal_hook(struct arena *a, const char *address)
{
	return carry_seal(a, conf.env, "hook", address);
}

const char *
people_open_hook(struct arena *a, struct bytes sealed)
{
	return carry_open(a, conf.env, "hook", sealed, INT64_MAX);
}

/* In the sending thread, just before sending. An organisation's address is no secret: owner 0. */
static struct err
address_open(void *ctx, struct db *db, struct arena *a, int64_t area, const struct post_to *to, const char **address)
{
	struct account_row row;
	bool found;

	(void)ctx;
	if (!to->owner) {
		*address = arena_dup(a, to->sealed.p, to->sealed.n);
		return OK;
	}
	if (to->channel == POST_WEBHOOK) {
		*address = people_open_hook(a, to->sealed);
		return *address ? OK : FAIL(410, M_people_err_erased);
	}
	if (to->owner == CARRY_OWNER) {		/* who signs in for the first time has no key yet */
		*address = carry_open(a, conf.env, CARRY_ADDRESS, to->sealed, CODE_LIFE);
		return *address ? OK : FAIL(410, M_people_err_erased);
	}
	TRY(account_one(db, a, area, to->owner, &row, &found));
	return found ? person_unseal(db, a, area, to->owner, address) : roll_unseal(db, a, area, to->owner, address);
}

struct post_key
people_post_key(void)
{
	return (struct post_key){ .open = address_open };
}

/* ---- staff ---- */

struct account_draft {
	struct arena *a;
	const struct account_new *n;
	const char *hash;
	int64_t id, key, at;
	struct bytes totp, phone;
};

static struct bytes
text_bytes(const char *s)
{
	return (struct bytes){ (const unsigned char *)s, strlen(s) };
}

const char *
totp_place(struct arena *a, int64_t account)
{
	return arena_fmt(a, "account.totp.%lld", (long long)account);
}

struct err
account_prepare(struct arena *a, struct env *e, const struct account_new *n, struct account_draft **ret)
{
	struct account_draft *d = NEW(a, struct account_draft);

	d->a = a;
	d->n = n;
	d->id = env_id(e);
	d->at = env_now(e);
	TRY(keys_new(conf.keys, &d->key));
	TRY(password_hash(a, n->password, &d->hash));
	if (n->totp)
		TRY(keys_seal(conf.keys, a, d->key, totp_place(a, d->id), text_bytes(n->totp), &d->totp));
	if (n->phone)
		TRY(keys_seal(conf.keys, a, d->key, phone_place(a, d->id), text_bytes(n->phone), &d->phone));
	*ret = d;
	return OK;
}

struct err
account_write(struct db *w, int64_t area, const struct account_draft *d)
{
	const struct account_new *n = d->n;
	struct account_row row;
	bool found;

	TRY(account_of_login(w, d->a, area, n->login, &row, &found));
	if (found)
		return FAIL(409, M_people_err_login_taken);
	/* The phone without its hash: a code by SMS alone must never open a staff account. */
	TRY(account_insert(w, area, d->id, 1, n->login, d->hash, n->label_zh, n->label_en, n->org, d->key, d->phone, NULL,
		d->totp, d->at, NULL));
	for (size_t i = 0; i < n->ngrants; i++)
		TRY(role_put(w, area, d->id, role_name(n->grants[i].role), n->grants[i].place, n->grants[i].org, NULL));
	return OK;
}

struct put {
	int64_t area;
	struct account_draft *draft;
};

static struct err
put_tx(struct db *w, void *ctx)
{
	const struct put *p = ctx;

	return account_write(w, p->area, p->draft);
}

struct err
account_put(struct store *s, int64_t area, const struct account_new *n, int64_t *id)
{
	struct arena *a = arena_new();
	struct put p = { .area = area };
	struct err e = a ? account_prepare(a, store_env(s), n, &p.draft) : FAIL(503, M_err_busy);

	if (!e.code)
		e = store_do(s, put_tx, &p);
	if (!e.code && id)
		*id = p.draft->id;
	arena_free(a);
	return e;
}

/* ---- what somebody may ---- */

static bool
grant_holds(struct db *db, int64_t area, const struct grant *g, int64_t place)
{
	return g->place == 0 || place == 0 || place_within(db, area, place, g->place);
}

unsigned
people_own_roles(struct db *db, int64_t area, const struct caller *c, int64_t place)
{
	unsigned roles = 1u << ROLE_VISITOR;

	for (size_t i = 0; c && i < c->ngrants; i++)
		if (!c->grants[i].cover && grant_holds(db, area, &c->grants[i], place))
			roles |= 1u << c->grants[i].role;
	return roles;
}

int64_t
people_cover(struct db *db, int64_t area, const struct caller *c, int64_t place, const char *role)
{
	for (size_t i = 0; c && i < c->ngrants; i++)
		if (c->grants[i].cover && strcmp(role_name(c->grants[i].role), role) == 0 &&
			grant_holds(db, area, &c->grants[i], place))
			return c->grants[i].cover;
	return 0;
}

unsigned
people_roles(struct db *db, int64_t area, const struct caller *c, int64_t place)
{
	unsigned roles = 1u << ROLE_VISITOR;

	for (size_t i = 0; c && i < c->ngrants; i++)
		if (!(roles & (1u << c->grants[i].role)) && grant_holds(db, area, &c->grants[i], place))
			roles |= 1u << c->grants[i].role;
	return roles;
}

bool
people_may(struct db *db, int64_t area, const struct caller *c, enum right r, int64_t place)
{
	if (role_may(ROLE_VISITOR, r))
		return true;
	for (size_t i = 0; c && i < c->ngrants; i++)
		if (role_may(c->grants[i].role, r) && (right_is_own(r) || grant_holds(db, area, &c->grants[i], place)))
			return true;
	return false;
}

bool
people_holds(struct db *db, int64_t area, const struct caller *c, int64_t place)
{
	return (people_roles(db, area, c, place) & ~(1u << ROLE_VISITOR)) != 0;
}

const char *
people_once(struct arena *a, struct env *e, const char *purpose, const char *text)
{
	return carry_out(a, e, purpose, text);
}

const char *
people_once_open(struct arena *a, struct env *e, const char *purpose, const char *sealed, int64_t life)
{
	return carry_in(a, e, purpose, sealed, life);
}
