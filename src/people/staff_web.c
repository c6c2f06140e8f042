/* staff_web.c - staff sign in with login and password, then a second factor: an authenticator's code, or one sent to
 * the account's phone. A login nobody has and a wrong password look and last the same. */
#include "base/text.h"
#include "base/totp.h"
#include "people/account.h"
#include "people/code.h"
#include "people/pages_web.h"
#include "people/people.h"
#include "people_staff_html.h"
#include "post/post.h"
#include "store/store.h"
#include "people_sign_msg.h"

#define QUARTER (INT64_C(900) * US_SECOND)

/* Wrong passwords: of one login from one address, of one login at all, from one address. */
static const struct limit per_both = { "login-address", 8, QUARTER };
static const struct limit per_login = { "login", 40, QUARTER };
static const struct limit per_address = { "login-of-address", 60, QUARTER };
static const struct limit per_second = { "second", 8, QUARTER };
static const struct limit per_sms = { "second-sms", 20, INT64_C(3600) * US_SECOND };

static struct err
login_page(struct req *rq, struct out *o, const char *login)
{
	page_begin(o, rq, tr(rq, M_people_staff_title));
	people_staff_html(o, rq, login, sign_back(rq));
	page_end(o, rq);
	return OK;
}

/* May one of these roles open it? */
static bool
any_may(const struct role_list_rows *roles, enum right right, bool *moderator)
{
	bool ret = false;

	for (size_t i = 0; i < roles->n; i++) {
		enum role r;

		if (!role_find(roles->v[i].role, &r) || !role_may(r, right))
			continue;
		if (r == ROLE_MODERATOR)
			*moderator = true;
		else
			ret = true;
	}
	return ret;
}

const char *
staff_home(struct req *rq, int64_t account)
{
	struct role_list_rows roles;
	bool moderator = false;

	if (role_list(rq->db, rq->a, rq->area, account, &roles).code)
		return "/account";
	for (const struct menu_item *m = web_menu(rq); m && m->path; m++)
		if (m->of == MENU_WORK && any_may(&roles, (enum right)m->right, &moderator))
			return m->path;
	/* Comments are all of a moderator's work, unless there is another role. */
	return moderator ? "/moderate" : "/account";
}

struct err
staff_get(struct req *rq, struct out *o)
{
	const char *back = sign_back(rq);

	if (rq->caller && rq->caller->staff)
		return see_other(rq, *back ? back : staff_home(rq, rq->caller->account));
	return login_page(rq, o, "");
}

/* ---- the password ---- */

struct entry {
	struct req *rq;
	const char *login, *both;
	struct account_row row;
	bool found;
};

/* Counted before the password is looked at: many at once gain nothing. */
static struct err
count_tx(struct db *w, void *ctx)
{
	const struct entry *n = ctx;
	struct req *rq = n->rq;

	TRY(limit_take(w, rq->a, rq->env, rq->area, &per_both, n->both));
	TRY(limit_take(w, rq->a, rq->env, rq->area, &per_login, n->login));
	return address_is_own(rq->client) ? OK : limit_take(w, rq->a, rq->env, rq->area, &per_address, rq->client);
}

static struct err
forget_tx(struct db *w, void *ctx)
{
	const struct entry *n = ctx;
	struct req *rq = n->rq;

	TRY(limit_forget(w, rq->a, rq->area, &per_both, n->both));
	return limit_forget(w, rq->a, rq->area, &per_login, n->login);
}

static bool
password_right(struct entry *n, const char *password)
{
	const char *hash = n->found && n->row.staff && !text_empty(n->row.password) ? n->row.password : NULL;

	return password_check(hash, password) && n->row.active;
}

struct err
staff_needs_totp(struct req *rq, int64_t account, bool *ret)
{
	struct role_list_rows roles;
	enum role r;

	*ret = false;
	TRY(role_list(rq->db, rq->a, rq->area, account, &roles));
	for (size_t i = 0; i < roles.n; i++)
		*ret = *ret || (role_find(roles.v[i].role, &r) && r == ROLE_ADMIN);
	return OK;
}

struct sending {
	struct req *rq;
	struct post_to to;
	int64_t account;
	const char *token, *code;
};

/* The code belongs to this half of a sign-in: another one has its own. */
static const char *
second_subject(struct req *rq, const char *token)
{
	return people_hash(rq->a, "second-subject", token);
}

static struct err
send_tx(struct db *w, void *ctx)
{
	const struct sending *s = ctx;
	struct req *rq = s->rq;
	struct post_word word = { "code", s->code };
	struct letter l = { .purpose = "code", .lang = rq->lang, .subject = tr(rq, M_people_code_title),
		.text = trf(rq, M_people_code_sms, s->code, NULL), .words = &word, .nwords = 1, .secret = true,
		.expires = env_now(rq->env) + CODE_LIFE, .to = &s->to, .nto = 1 };

	TRY(limit_take(w, rq->a, rq->env, rq->area, &per_sms, arena_fmt(rq->a, "%lld", (long long)s->account)));
	TRY(code_keep(w, rq->a, rq->env, rq->area, second_subject(rq, s->token), s->code));
	TRY(post_put(w, rq->env, rq->area, &l, NULL));
	return session_start(w, rq->a, rq->env, rq->area, s->account, SESSION_HALF, s->token, rq->session);
}

/* Half a session and a message with the code. */
static struct err
half_by_sms(struct req *rq, int64_t account, const struct post_to *to)
{
	struct sending s = { rq, *to, account, session_token(rq->a, rq->env), code_make(rq->a, rq->env) };

	TRY(store_tx(rq->store, send_tx, &s, &rq->group));
	rq_cookie(rq, "session", s.token, (int)(SESSION_HALFWAY / US_SECOND));
	return OK;
}

/* The password was right: which second factor, or none. */
static struct err
go_on(struct req *rq, const struct account_row *row)
{
	const char *back = sign_back(rq);
	struct post_to to;
	bool needs, phone = false;

	if (row->totp.p) {
		TRY(sign_begin(rq, row->id, true, SESSION_HALF));
		return see_other(rq, sign_path(rq, "/staff/code", "", back));
	}
	TRY(staff_needs_totp(rq, row->id, &needs));
	if (needs) {
		TRY(sign_begin(rq, row->id, true, SESSION_HALF));
		return see_other(rq, sign_path(rq, "/staff/totp", "", back));
	}
	TRY(person_to(rq->db, rq->a, rq->area, row->id, &to, &phone));
	if (phone) {
		TRY(half_by_sms(rq, row->id, &to));
		return see_other(rq, sign_path(rq, "/staff/code", "", back));
	}
	TRY(sign_begin(rq, row->id, true, SESSION_WHOLE));
	return see_other(rq, *back ? back : staff_home(rq, row->id));
}

struct err
staff_post(struct req *rq, struct out *o)
{
	const char *login = rq_form(rq, "login");
	struct entry n = { .rq = rq, .login = text_fold(rq->a, login) };
	struct err e;

	if (text_empty(login))
		rq_fault(rq, "login", M_people_err_login_none, NULL);
	if (text_empty(rq_form(rq, "password")))
		rq_fault(rq, "password", M_people_err_password_none, NULL);
	if (rq->nfaults)
		return login_page(rq, o, login);
	n.both = arena_fmt(rq->a, "%s\n%s", n.login, rq->client);
	e = store_tx(rq->store, count_tx, &n, &rq->group);
	if (!e.code)
		e = account_of_login(rq->db, rq->a, rq->area, n.login, &n.row, &n.found);
	if (!e.code && !password_right(&n, rq_form(rq, "password"))) {
		sign_event(rq, "sign_in_failed", "password", n.found ? n.row.id : 0);
		rq_fault(rq, "login", M_people_err_sign, NULL);
		return login_page(rq, o, login);
	}
	if (!e.code)
		e = store_tx(rq->store, forget_tx, &n, &rq->group);
	if (!e.code)
		e = go_on(rq, &n.row);
	if (e.code == 429) {
		rq->status = 429;
		rq_fault(rq, "login", M_people_err_often, NULL);
		return login_page(rq, o, login);
	}
	return e;
}

/* ---- the second factor ---- */

struct err
staff_half(struct req *rq, struct account_row *ret, bool *found)
{
	struct session_get s;

	*found = false;
	if (text_empty(rq->session))
		return OK;
	TRY(session_get(rq->db, rq->a, rq->area, session_hash(rq->a, rq->session), &s, found));
	if (*found && (s.level != SESSION_HALF || !session_alive(&s, true, env_now(rq->env))))
		*found = false;
	if (!*found)
		return OK;
	TRY(account_one(rq->db, rq->a, rq->area, s.account, ret, found));
	*found = *found && ret->staff && ret->active;
	return OK;
}

static struct err
second_page(struct req *rq, struct out *o, const struct account_row *row)
{
	struct code_page p = { .action = "/staff/code", .carried = "", .back = sign_back(rq) };

	if (!row->totp.p) {
		const char *phone;

		TRY(person_unseal(rq->db, rq->a, rq->area, row->id, &phone));
		p.shown = text_mask_phone(rq->a, phone);
	}
	sign_code_page(rq, o, &p);
	return OK;
}

/* Nothing half done (any more): where somebody in that place should be. */
static struct err
not_half(struct req *rq)
{
	const char *back = sign_back(rq);

	if (rq->caller && rq->caller->staff)
		return see_other(rq, *back ? back : staff_home(rq, rq->caller->account));
	return see_other(rq, sign_path(rq, "/staff", "", back));
}

struct err
staff_code_get(struct req *rq, struct out *o)
{
	struct account_row row;
	bool found;

	TRY(staff_half(rq, &row, &found));
	return found ? second_page(rq, o, &row) : not_half(rq);
}

struct second {
	struct req *rq;
	const struct account_row *row;
	const char *typed;
	int64_t step;			/* of the authenticator's code; 0: it was wrong */
	enum code_verdict verdict;
};

/* Counted whatever comes of it; an authenticator's code works once even when it comes twice at the same time. */
static struct err
second_tx(struct db *w, void *ctx)
{
	struct second *s = ctx;
	struct req *rq = s->rq;
	const char *who = arena_fmt(rq->a, "%lld", (long long)s->row->id);
	int64_t changed = 0;

	TRY(limit_take(w, rq->a, rq->env, rq->area, &per_second, who));
	if (!s->row->totp.p)
		TRY(code_try_one(w, rq->a, rq->env, rq->area, second_subject(rq, rq->session), s->typed, sign_once(rq), &s->verdict));
	else {
		if (s->step)
			TRY(account_use_totp(w, rq->area, s->row->id, s->step, &changed));
		s->verdict = changed == 1 ? CODE_RIGHT : CODE_WRONG;
	}
	if (s->verdict != CODE_RIGHT)
		return OK;
	if (!s->row->totp.p)
		TRY(account_phone_seen(w, rq->area, s->row->id, env_now(rq->env), NULL));
	return limit_forget(w, rq->a, rq->area, &per_second, who);
}

static struct err
totp_step(struct req *rq, const struct account_row *row, const char *typed, int64_t *step)
{
	struct bytes text;
	unsigned char *secret;
	size_t n;

	TRY(keys_open_sealed(people_conf()->keys, rq->a, row->key, totp_place(rq->a, row->id), row->totp, &text));
	secret = totp_unbase32(rq->a, arena_dup(rq->a, text.p, text.n), &n);
	if (!secret || !totp_check(rq->a, secret, n, typed, env_now(rq->env), row->totp_last, step))
		*step = 0;
	return OK;
}

struct err
staff_code_post(struct req *rq, struct out *o)
{
	struct account_row row;
	struct second s = { .rq = rq, .row = &row, .typed = code_typed(rq->a, rq_form(rq, "code")) };
	const char *back = sign_back(rq);
	struct err e;
	bool found;

	TRY(staff_half(rq, &row, &found));
	if (!found)
		return not_half(rq);
	if (row.totp.p)
		TRY(totp_step(rq, &row, s.typed, &s.step));
	e = store_tx(rq->store, second_tx, &s, &rq->group);
	if (e.code == 429) {
		rq->status = 429;
		rq_fault(rq, "code", M_people_err_often, NULL);
		return second_page(rq, o, &row);
	}
	TRY(e);
	if (s.verdict != CODE_RIGHT) {
		sign_event(rq, "sign_in_failed", row.totp.p ? "totp" : "code", row.id);
		rq_fault(rq, "code", s.verdict == CODE_WRONG ? M_people_err_code_wrong : M_people_err_code_over_staff, NULL);
		return second_page(rq, o, &row);
	}
	TRY(sign_begin(rq, row.id, true, SESSION_WHOLE));
	return see_other(rq, *back ? back : staff_home(rq, row.id));
}
