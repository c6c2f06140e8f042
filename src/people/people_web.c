/* people_web.c - the gate: who a request comes from, what they may, and reading a sealed phone on a page. */
#include "people/people.h"

#include "base/day.h"
#include "base/text.h"
#include "people/account.h"
#include "people/pages_web.h"
#include "people_sql.h"
#include "store/store.h"
#include "web/web.h"
#include "base_msg.h"
#include "people_msg.h"
#include "people_sign_msg.h"

struct touch {
	struct req *rq;
	const char *token;
};

static struct err
touch_tx(struct db *w, void *ctx)
{
	const struct touch *t = ctx;

	return session_touch(w, t->rq->area, t->token, env_now(t->rq->env), NULL);
}

/* What colleagues on leave hold, while this account is their deputy: their own roles only, and neither an administrator's nor
 * a unit's. */
static struct err
covered(struct req *rq, int64_t account, struct cover_grants_rows *ret)
{
	return cover_grants(rq->db, rq->a, rq->area, account, day_of(rq->env, env_now(rq->env)), ret);
}

static struct err
caller_fill(struct req *rq, const struct account_row *row, const struct session_get *s)
{
	struct caller *c = NEW(rq->a, struct caller);
	struct role_list_rows roles;
	struct cover_grants_rows more = { 0 };
	struct grant *grants;
	size_t n = 0;

	TRY(role_list(rq->db, rq->a, rq->area, row->id, &roles));
	if (row->staff)
		TRY(covered(rq, row->id, &more));
	grants = NEWN(rq->a, struct grant, roles.n + more.n + 1);
	for (size_t i = 0; i < roles.n; i++) {
		grants[n].place = roles.v[i].place;
		grants[n].org = roles.v[i].org;
		n += role_find(roles.v[i].role, &grants[n].role);
	}
	for (size_t i = 0; i < more.n; i++) {
		grants[n].place = more.v[i].place;
		grants[n].cover = more.v[i].account;
		n += role_find(more.v[i].role, &grants[n].role);
	}
	*c = (struct caller){ .account = row->id, .staff = row->staff != 0, .label_zh = row->label_zh, .label_en = row->label_en,
		.org = row->org, .grants = grants, .ngrants = n, .proved = s->proved };
	rq->caller = c;
	return OK;
}

static struct err
gate_caller(struct req *rq)
{
	struct touch t = { rq, NULL };
	int64_t now = env_now(rq->env);
	struct account_row row;
	struct session_get s;
	uint64_t group;		/* nobody waits for it: lost with a crash, it costs a minute of a session */
	bool found;

	if (text_empty(rq->session))
		return OK;
	t.token = session_hash(rq->a, rq->session);
	TRY(session_get(rq->db, rq->a, rq->area, t.token, &s, &found));
	if (!found || s.level < SESSION_WHOLE)
		return OK;
	TRY(account_one(rq->db, rq->a, rq->area, s.account, &row, &found));
	if (!found || !row.active || !session_alive(&s, row.staff != 0, now))
		return OK;		/* a disabled account loses its sessions at once */
	if (now - s.seen >= SESSION_TOUCH)
		(void)store_tx(rq->store, touch_tx, &t, &group);	/* a full disk must not keep anybody from reading */
	return caller_fill(rq, &row, &s);
}

static bool
gate_may(struct req *rq, int right)
{
	return people_may(rq->db, rq->area, rq->caller, (enum right)right, rq->place);
}

static struct err
gate_refused(struct req *rq, struct out *o)
{
	struct out path;

	(void)o;
	if (rq->caller)
		return FAIL(403, M_err_forbidden);
	out_init(&path, rq->a);
	out_str(&path, rq->route->right == RIGHT_MINE ? "/sign-in?back=" : "/staff?back=");
	html_url_part(&path, rq->verb == VERB_GET ? rq->target : "/");
	return see_other(rq, out_cstr(&path));
}

bool
proved_lately(const struct req *rq)
{
	return env_now(rq->env) - rq->caller->proved < SESSION_PROVED;
}

static const char *
gate_again(struct req *rq)
{
	return proved_lately(rq) ? NULL : sign_path(rq, "/account/again", "", rq->verb == VERB_GET ? rq->target : "/account");
}

static int64_t
gate_account(const struct req *rq)
{
	return rq->caller ? rq->caller->account : 0;
}

static const char *
gate_who(struct req *rq)
{
	const struct caller *c = rq->caller;

	if (!c)
		return "";
	if (!c->staff)
		return tr(rq, M_people_role_resident);
	return rq->lang == LANG_EN && !text_empty(c->label_en) ? c->label_en : c->label_zh;
}

const struct gate *
people_gate(void)
{
	static const struct gate gate = { .caller = gate_caller, .may = gate_may, .refused = gate_refused, .again = gate_again, .who = gate_who,
		.account = gate_account };

	return &gate;
}

/* ---- reading a sealed phone ---- */

struct log_ctx {
	struct req *rq;
	const struct access_look *v;
	size_t n;
	const char *why;
	int64_t since;
};

static struct err
log_tx(struct db *w, void *ctx)
{
	const struct log_ctx *l = ctx;
	struct req *rq = l->rq;

	for (size_t i = 0; i < l->n; i++) {
		struct access_since row;
		bool found = false;

		if (l->since)
			TRY(access_since(w, rq->a, rq->area, l->v[i].subject, l->since, rq->caller->account, l->why, &row, &found));
		if (!found)
			TRY(access_put(w, rq->area, env_id(rq->env), env_now(rq->env), rq->caller->account, l->v[i].subject, l->v[i].field,
				l->why, NULL));
	}
	return OK;
}

struct err
access_keep(struct req *rq, const struct access_look *v, size_t n, const char *why, int64_t since)
{
	struct log_ctx l = { rq, v, n, why, since };

	return n ? store_do(rq->store, log_tx, &l) : OK;
}

struct err
person_phone_let(struct req *rq, int64_t account, const char *why, const char **ret)
{
	const struct access_look look = { account, "phone" };
	struct contact c;
	const char *phone;

	if (text_empty(why))
		return FAIL(403, M_err_forbidden);
	TRY(person_contact(rq->db, rq->a, rq->area, account, &c));
	if (c.hushed)
		return FAIL(403, M_people_err_hushed);
	TRY(person_unseal(rq->db, rq->a, rq->area, account, &phone));
	TRY(access_keep(rq, &look, 1, why, 0));	/* logged and on disk before it is shown */
	*ret = phone;
	return OK;
}

struct err
person_phone(struct req *rq, int64_t account, bool full, const char *why, const char **ret)
{
	const char *phone;

	if (full && !people_may(rq->db, rq->area, rq->caller, RIGHT_CONTACT, rq->place))
		return FAIL(403, M_err_forbidden);
	if (full)
		return person_phone_let(rq, account, why, ret);
	TRY(person_unseal(rq->db, rq->a, rq->area, account, &phone));
	*ret = text_mask_phone(rq->a, phone);
	return OK;
}

/* ---- the pages ---- */

const struct route *
people_routes(void)
{
	static const struct route routes[] = {
		{ VERB_GET, "/sign-in", RIGHT_PUBLIC, NULL, sign_in_get, "Sign in by phone, for residents.", 0 },
		{ VERB_POST, "/sign-in", RIGHT_PUBLIC, NULL, sign_in_post, "Sends a one-time code to a phone.", 0 },
		{ VERB_GET, "/sign-in/code", RIGHT_PUBLIC, NULL, sign_code_get, "Asks for the code that was sent.", 0 },
		{ VERB_POST, "/sign-in/code", RIGHT_PUBLIC, NULL, sign_code_post, "Signs in with the code.", 0 },
		{ VERB_POST, "/sign-out", RIGHT_PUBLIC, NULL, sign_out_post, "Ends this session.", 0 },
		{ VERB_GET, "/staff", RIGHT_PUBLIC, NULL, staff_get, "Sign in with login and password, for staff.", 0 },
		{ VERB_POST, "/staff", RIGHT_PUBLIC, NULL, staff_post, "Checks login and password.", 0 },
		{ VERB_GET, "/staff/code", RIGHT_PUBLIC, NULL, staff_code_get, "Asks for the second factor.", 0 },
		{ VERB_POST, "/staff/code", RIGHT_PUBLIC, NULL, staff_code_post, "Checks the second factor.", 0 },
		{ VERB_GET, "/staff/totp", RIGHT_PUBLIC, NULL, totp_get, "Set up an authenticator app.", ROUTE_PROVED },
		{ VERB_POST, "/staff/totp", RIGHT_PUBLIC, NULL, totp_post, "Takes the authenticator when its code is right.", ROUTE_PROVED },
		{ VERB_GET, "/account", RIGHT_MINE, NULL, account_get, "My account: roles, sessions, who read my number.", 0 },
		{ VERB_POST, "/account/others", RIGHT_MINE, NULL, account_others_post, "Ends my other sessions.", ROUTE_PROVED },
		{ VERB_POST, "/account/session", RIGHT_MINE, NULL, account_session_post, "Ends one of my sessions.", ROUTE_PROVED },
		{ VERB_GET, "/account/again", RIGHT_MINE, NULL, account_again_get, "Asks again who it is, before something that matters.", 0 },
		{ VERB_POST, "/account/password", RIGHT_MINE, NULL, account_password_post, "Changes my password.", ROUTE_PROVED },
		{ VERB_GET, "/account/phone", RIGHT_MINE, NULL, number_get, "The form for a new number of mine.", ROUTE_PROVED },
		{ VERB_POST, "/account/phone", RIGHT_MINE, NULL, number_post, "Sends a code to my new number.", ROUTE_PROVED },
		{ VERB_GET, "/account/phone/code", RIGHT_MINE, NULL, number_code_get, "Asks for the code at the new number.", ROUTE_PROVED },
		{ VERB_POST, "/account/phone/code", RIGHT_MINE, NULL, number_code_post, "Takes the new number, tells the old one.", ROUTE_PROVED },
		{ VERB_POST, "/account/hush", RIGHT_MINE, NULL, hush_post, "Leaves my number alone, or lets it be used again.", 0 },
		{ VERB_GET, "/account/cover", RIGHT_DESK, NULL, cover_get, "Who stands in for me, and for whom I do.", 0 },
		{ VERB_POST, "/account/cover", RIGHT_DESK, NULL, cover_post, "Names a deputy for some days.", 0 },
		{ VERB_POST, "/account/cover/:id/end", RIGHT_DESK, NULL, cover_end_post, "Ends my cover early.", 0 },
		{ VERB_GET, "/admin/users", RIGHT_USERS, NULL, users_get, "Staff accounts and their roles.", 0 },
		{ VERB_POST, "/admin/users", RIGHT_USERS, NULL, users_post, "Makes an account with a random first password.", ROUTE_PROVED },
		{ VERB_GET, "/admin/users/:id", RIGHT_USERS, user_load, user_get, "One staff account.", 0 },
		{ VERB_POST, "/admin/users/:id/role", RIGHT_USERS, user_load, user_role_post, "Gives a role.", ROUTE_PROVED },
		{ VERB_POST, "/admin/users/:id/drop", RIGHT_USERS, user_load, user_drop_post, "Takes a role away.", ROUTE_PROVED },
		{ VERB_POST, "/admin/users/:id/active", RIGHT_USERS, user_load, user_active_post, "Disables or enables an account.", ROUTE_PROVED },
		{ VERB_POST, "/admin/users/:id/reset", RIGHT_USERS, user_load, user_reset_post, "New password, or authenticator anew.", ROUTE_PROVED },
		{ VERB_GET, "/admin/keys", RIGHT_USERS, NULL, keys_get, "Keys for other programs.", 0 },
		{ VERB_POST, "/admin/keys", RIGHT_USERS, NULL, keys_post, "Makes a key and shows it once.", ROUTE_PROVED },
		{ VERB_POST, "/admin/keys/:id/revoke", RIGHT_USERS, NULL, key_revoke_post, "Takes a key back for good.", 0 },
		{ VERB_POST, "/admin/users/:id/label", RIGHT_USERS, user_load, user_label_post, "Changes how pages call an account.", 0 },
		{ VERB_POST, "/admin/users/:id/phone", RIGHT_USERS, user_load, user_phone_post, "Changes where an account's codes go.", ROUTE_PROVED },
		{ VERB_GET, "/admin/import", RIGHT_USERS, NULL, import_get, "Tables of places, organisations, accounts: the form.", 0 },
		{ VERB_POST, "/admin/import", RIGHT_USERS, NULL, import_post, "Looks a table through; writes nothing.", ROUTE_UPLOAD },
		{ VERB_GET, "/admin/import/:id", RIGHT_USERS, NULL, kept_page_get, "A table that was looked through, or what it made.", 0 },
		{ VERB_POST, "/admin/import/:id", RIGHT_USERS, NULL, kept_page_post, "Writes a table that was looked through.", ROUTE_PROVED },
		{ VERB_GET, "/admin/access", RIGHT_AUDIT, NULL, access_get, "Who read which sealed number, and why.", 0 },
		{ 0 },
	};

	return routes;
}
