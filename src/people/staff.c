/* staff.c - staff accounts: found, given roles, reset, disabled. */
#include "people/staff.h"

#include "base/number.h"
#include "base/text.h"
#include "base/totp.h"
#include "people/account.h"
#include "store/store.h"
#include "people_msg.h"
#include "people_admin_msg.h"

struct err
staff_find(struct db *db, struct arena *a, int64_t area, const char *login, struct account_row *ret)
{
	bool found;

	TRY(account_of_login(db, a, area, text_fold(a, login), ret, &found));
	return found && ret->staff ? OK : FAIL(404, M_people_err_no_login);
}

struct err
staff_login_fits(const char *login)
{
	size_t n = strlen(login);

	if (n < 2 || n > 40 || strspn(login, "abcdefghijklmnopqrstuvwxyz0123456789._-") != n)
		return FAIL(422, M_people_err_login);
	return OK;
}

struct err
staff_grant(enum role role, int64_t place, int64_t org, struct grant *ret)
{
	if (role == ROLE_VISITOR || role == ROLE_RESIDENT || role >= ROLE_COUNT)
		return FAIL(422, M_people_err_role);
	if (role_in_org(role) && !org)
		return FAIL(422, M_people_err_role_org);
	*ret = (struct grant){ role, role == ROLE_ADMIN || role_in_org(role) ? 0 : place, role_in_org(role) ? org : 0 };
	return OK;
}

struct reset {
	int64_t area, id;
	const char *hash;
};

static struct err
reset_tx(struct db *w, void *ctx)
{
	const struct reset *r = ctx;

	TRY(account_set_password(w, r->area, r->id, r->hash, NULL));
	return session_drop_all(w, r->area, r->id, "", NULL);
}

struct err
staff_reset(struct store *s, struct arena *a, int64_t area, int64_t id, const char **ret)
{
	struct reset r = { .area = area, .id = id };
	const char *password = password_random(a, store_env(s));

	TRY(password_hash(a, password, &r.hash));
	TRY(store_do(s, reset_tx, &r));
	*ret = password;
	return OK;
}

struct err
staff_role_add(struct db *w, int64_t area, int64_t id, const struct grant *g)
{
	if (role_in_org(g->role))
		TRY(account_set_org(w, area, id, g->org, NULL));
	return role_put(w, area, id, role_name(g->role), g->place, g->org, NULL);
}

struct err
staff_role_drop(struct db *w, int64_t area, int64_t id, const struct grant *g)
{
	return role_drop(w, area, id, role_name(g->role), g->place, g->org, NULL);
}

struct err
staff_active(struct db *w, int64_t area, int64_t id, bool active)
{
	TRY(account_set_active(w, area, id, active, NULL));
	return active ? OK : session_drop_all(w, area, id, "", NULL);
}

struct err
staff_totp_drop(struct db *w, int64_t area, int64_t id)
{
	TRY(session_drop_all(w, area, id, "", NULL));
	return account_set_totp(w, area, id, (struct bytes){ 0 }, 0, NULL);
}

/* ---- label and phone ---- */

#define LABEL_MAX 60

static struct err
change_log(struct db *w, struct env *e, int64_t area, int64_t by, int64_t id, const char *field, enum msg what)
{
	return access_put(w, area, env_id(e), env_now(e), by, id, field, msg_name(what), NULL);
}

static bool
label_fits(const char *s)
{
	return text_len(s) <= LABEL_MAX && number_find(s, NULL, 0) == 0;
}

struct err
staff_label(struct db *w, struct env *e, int64_t area, int64_t by, int64_t id, const char *zh, const char *en)
{
	if (text_empty(zh) || !label_fits(zh) || !label_fits(en))
		return FAIL(422, M_people_err_label);
	TRY(account_set_label(w, area, id, zh, en, NULL));
	return change_log(w, e, area, by, id, "label", M_people_changed_label);
}

struct staff_phone {
	int64_t id, key;
	struct bytes sealed;
};

struct err
staff_phone_prepare(struct arena *a, const struct account_row *row, const char *phone, struct staff_phone **ret)
{
	struct staff_phone *p = NEW(a, struct staff_phone);

	p->id = row->id;
	p->key = row->key;
	if (!phone && !row->totp.p)
		return FAIL(422, M_people_err_last_factor);
	if (phone && p->key < 1)
		TRY(keys_new(people_conf()->keys, &p->key));
	if (phone)
		TRY(keys_seal(people_conf()->keys, a, p->key, phone_place(a, row->id),
			(struct bytes){ (const unsigned char *)phone, strlen(phone) }, &p->sealed));
	*ret = p;
	return OK;
}

struct err
staff_phone(struct db *w, struct env *e, int64_t area, int64_t by, const struct staff_phone *p)
{
	TRY(account_set_phone(w, area, p->id, p->sealed, p->key, NULL));
	TRY(session_drop_all(w, area, p->id, "", NULL));
	return change_log(w, e, area, by, p->id, "phone", p->sealed.p ? M_people_changed_phone : M_people_dropped_phone);
}

struct err
staff_totp_now(struct arena *a, struct env *e, const struct account_row *row, const char **ret)
{
	struct bytes text;
	unsigned char *secret;
	size_t n;

	if (!row->totp.p)
		return FAIL(404, M_people_err_no_totp);
	TRY(keys_open_sealed(people_conf()->keys, a, row->key, totp_place(a, row->id), row->totp, &text));
	secret = totp_unbase32(a, arena_dup(a, text.p, text.n), &n);
	if (!secret)
		return FAIL(500, M_people_err_keys);
	*ret = arena_fmt(a, "%06u", totp_code(secret, n, totp_counter(env_now(e)), TOTP_DIGITS));
	return OK;
}
