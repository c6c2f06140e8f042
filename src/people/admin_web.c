/* admin_web.c - accounts and roles as an administrator keeps them, and the log of who read which number. */
#include "base/day.h"
#include "base/text.h"
#include "people/account.h"
#include "people/code.h"
#include "people/pages_web.h"
#include "people/people.h"
#include "people/staff.h"
#include "people_access_html.h"
#include "people_user_html.h"
#include "people_users_html.h"
#include "store/store.h"
#include "base_msg.h"
#include "people_msg.h"
#include "people_admin_msg.h"
#include "people_sign_msg.h"

#define ONCE_LIFE (INT64_C(600) * US_SECOND)
#define ACCESS_PAGE 100

/* ---- lists to choose from ---- */

static void
choice_add(struct choices *c, struct arena *a, int64_t id, const char *text)
{
	if (c->n == c->cap) {
		struct choice *v = NEWN(a, struct choice, c->cap * 2 + 16);

		if (c->n)
			memcpy(v, c->v, c->n * sizeof(*v));
		c->v = v;
		c->cap = c->cap * 2 + 16;
	}
	c->v[c->n++] = (struct choice){ id, text };
}

/* Buildings and stairwells are left out: hundreds, and nobody's area of work. */
struct err
user_form_fill(struct req *rq, struct user_form *f)
{
	struct orgs orgs;

	choice_add(&f->places, rq->a, 0, tr(rq, M_people_whole_district));
	for (int kind = PLACE_STREET; kind <= PLACE_ESTATE; kind++) {
		struct places ps;

		TRY(place_list(rq->db, rq->a, rq->area, (enum place_kind)kind, &ps));
		for (size_t i = 0; i < ps.n; i++)
			choice_add(&f->places, rq->a, ps.v[i].id, place_name(&ps.v[i], rq->lang));
	}
	choice_add(&f->orgs, rq->a, 0, tr(rq, M_people_no_org));
	TRY(org_list(rq->db, rq->a, rq->area, NULL, &orgs));
	for (size_t i = 0; i < orgs.n; i++)
		choice_add(&f->orgs, rq->a, orgs.v[i].id, org_name(&orgs.v[i], rq->lang));
	text_int(rq_form(rq, "place"), 0, INT64_MAX, &f->place);
	text_int(rq_form(rq, "org"), 0, INT64_MAX, &f->org);
	f->role = rq_form(rq, "role");
	return OK;
}

/* The form's role, place and organisation as one grant; faults otherwise. */
struct err
user_form_grant(struct req *rq, struct grant *g)
{
	enum role role = ROLE_COUNT;
	int64_t place = 0, org = 0;
	struct place p;
	struct org it;
	struct err e;

	role_find(rq_form(rq, "role"), &role);
	if (!text_int(rq_form(rq, "place"), 0, INT64_MAX, &place) ||
	    (place && place_get(rq->db, rq->a, rq->area, place, &p).code))
		rq_fault(rq, "place", M_people_err_place, NULL);
	if (!text_int(rq_form(rq, "org"), 0, INT64_MAX, &org) || (org && org_get(rq->db, rq->a, rq->area, org, &it).code))
		rq_fault(rq, "org", M_people_err_org, NULL);
	e = staff_grant(role, place, org, g);
	if (e.code)
		rq_fault(rq, e.key == M_people_err_role_org ? "org" : "role", e.key, NULL);
	return OK;
}

#define CALENDAR_WARN 60	/* days before the calendar's end */

/* ---- all accounts ---- */

static struct err
users_page(struct req *rq, struct out *o)
{
	struct users_page p = { 0 };

	TRY(account_staff(rq->db, rq->a, rq->area, &p.rows));
	p.roles = NEWN(rq->a, const char *, p.rows.n + 1);
	for (size_t i = 0; i < p.rows.n; i++) {
		struct role_list_rows roles;
		struct out words;

		TRY(role_list(rq->db, rq->a, rq->area, p.rows.v[i].id, &roles));
		out_init(&words, rq->a);
		for (size_t k = 0; k < roles.n; k++) {
			struct grant g = { .place = roles.v[k].place, .org = roles.v[k].org };

			if (role_find(roles.v[k].role, &g.role))
				out_fmt(&words, "%s%s", k ? "; " : "", role_words(rq, &g));
		}
		p.roles[i] = out_cstr(&words);
	}
	TRY(user_form_fill(rq, &p.form));
	p.calendar_ends = calendar_last(rq->env->calendar) - day_of(rq->env, env_now(rq->env)) < CALENDAR_WARN;
	rq->nav = "users";
	page_begin(o, rq, tr(rq, M_people_users_title));
	people_users_html(o, rq, &p);
	page_end(o, rq);
	return OK;
}

struct err
users_get(struct req *rq, struct out *o)
{
	return users_page(rq, o);
}

static const char *
once_purpose(struct req *rq, int64_t id)
{
	return arena_fmt(rq->a, "once.%lld.%lld", (long long)rq->caller->account, (long long)id);
}

/* The way to the page that shows a first password: sealed for this administrator, for ten minutes. */
static const char *
once_path(struct req *rq, int64_t id, const char *password)
{
	return arena_fmt(rq->a, "/admin/users/%lld?once=%s", (long long)id, carry_out(rq->a, rq->env, once_purpose(rq, id), password));
}

struct making {
	struct account_draft *draft;
	const struct account_new *n;
};

static struct err
make_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct making *m = ctx;
	struct account_row row;
	bool found;

	TRY(account_write(w, rq->area, m->draft));
	TRY(account_of_login(w, rq->a, rq->area, m->n->login, &row, &found));
	rq_goto(rq, once_path(rq, row.id, m->n->password));
	return OK;
}

struct err
users_post(struct req *rq, struct out *o)
{
	struct account_new n = { .login = rq_form(rq, "login"), .label_zh = rq_form(rq, "zh"), .label_en = rq_form(rq, "en"),
		.ngrants = 1 };
	const char *phone = rq_form(rq, "phone");
	struct making m = { .n = &n };
	struct grant g;
	struct err e = staff_login_fits(n.login);

	if (e.code)
		rq_fault(rq, "login", e.key, NULL);
	if (*phone && !(n.phone = text_phone(rq->a, phone)))
		rq_fault(rq, "phone", M_people_err_phone, NULL);
	TRY(user_form_grant(rq, &g));
	if (rq->nfaults)
		return users_page(rq, o);
	n.grants = &g;
	n.org = g.org;
	if (text_empty(n.label_zh))
		n.label_zh = msg_text(LANG_ZH, role_label(g.role));
	if (text_empty(n.label_en))
		n.label_en = msg_text(LANG_EN, role_label(g.role));
	n.password = password_random(rq->a, rq->env);
	TRY(account_prepare(rq->a, rq->env, &n, &m.draft));
	e = tx_run(rq, make_tx, &m);
	if (e.code == 409 && e.key == M_people_err_login_taken) {
		rq_fault(rq, "login", e.key, NULL);
		return users_page(rq, o);
	}
	TRY(e);
	return see_other(rq, NULL);
}

/* ---- one account ---- */

struct err
user_load(struct req *rq)
{
	struct account_row *row = NEW(rq->a, struct account_row);
	bool found;

	TRY(account_one(rq->db, rq->a, rq->area, rq_param_id(rq, "id"), row, &found));
	if (!found || !row->staff)		/* residents are nobody's to look through */
		return FAIL(404, M_err_not_found);
	rq->object = row;
	return OK;
}

static struct err
user_page(struct req *rq, struct out *o)
{
	const struct account_row *row = rq->object;
	struct user_page p = { .row = row, .mine = row->id == rq->caller->account };

	TRY(role_list(rq->db, rq->a, rq->area, row->id, &p.roles));
	p.words = NEWN(rq->a, const char *, p.roles.n + 1);
	for (size_t i = 0; i < p.roles.n; i++) {
		struct grant g = { .place = p.roles.v[i].place, .org = p.roles.v[i].org };

		p.words[i] = role_find(p.roles.v[i].role, &g.role) ? role_words(rq, &g) : p.roles.v[i].role;
	}
	if (*rq_query(rq, "once"))
		p.once = carry_in(rq->a, rq->env, once_purpose(rq, row->id), rq_query(rq, "once"), ONCE_LIFE);
	if (row->phone.p)
		TRY(person_phone(rq, row->id, false, NULL, &p.phone));
	TRY(user_form_fill(rq, &p.form));
	rq->nav = "users";
	page_begin(o, rq, row->login);
	people_user_html(o, rq, &p);
	page_end(o, rq);
	return OK;
}

struct err
user_get(struct req *rq, struct out *o)
{
	return user_page(rq, o);
}

struct change {
	int64_t id;
	struct grant grant;
	bool active;
};

static const char *
user_path(struct req *rq, int64_t id)
{
	return arena_fmt(rq->a, "/admin/users/%lld", (long long)id);
}

static struct err
add_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct change *c = ctx;

	TRY(staff_role_add(w, rq->area, c->id, &c->grant));
	rq_goto(rq, user_path(rq, c->id));
	return OK;
}

struct err
user_role_post(struct req *rq, struct out *o)
{
	const struct account_row *row = rq->object;
	struct change c = { .id = row->id };

	TRY(user_form_grant(rq, &c.grant));
	if (rq->nfaults)
		return user_page(rq, o);
	TRY(tx_run(rq, add_tx, &c));
	return see_other(rq, NULL);
}

static struct err
drop_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct change *c = ctx;

	TRY(staff_role_drop(w, rq->area, c->id, &c->grant));
	rq_goto(rq, user_path(rq, c->id));
	return OK;
}

/* Nobody takes their own keys away: somebody must be left who can give them back. */
static struct err
not_oneself(struct req *rq)
{
	const struct account_row *row = rq->object;

	return row->id == rq->caller->account ? FAIL(422, M_people_err_oneself) : OK;
}

struct err
user_drop_post(struct req *rq, struct out *o)
{
	const struct account_row *row = rq->object;
	struct change c = { .id = row->id };

	(void)o;
	if (!role_find(rq_form(rq, "role"), &c.grant.role))
		return FAIL(422, M_people_err_role);
	if (c.grant.role == ROLE_ADMIN)
		TRY(not_oneself(rq));
	text_int(rq_form(rq, "place"), 0, INT64_MAX, &c.grant.place);
	text_int(rq_form(rq, "org"), 0, INT64_MAX, &c.grant.org);
	TRY(tx_run(rq, drop_tx, &c));
	return see_other(rq, NULL);
}

static struct err
active_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct change *c = ctx;

	TRY(staff_active(w, rq->area, c->id, c->active));
	rq_goto(rq, user_path(rq, c->id));
	return OK;
}

struct err
user_active_post(struct req *rq, struct out *o)
{
	const struct account_row *row = rq->object;
	struct change c = { .id = row->id, .active = strcmp(rq_form(rq, "active"), "1") == 0 };

	(void)o;
	TRY(not_oneself(rq));
	TRY(tx_run(rq, active_tx, &c));
	return see_other(rq, NULL);
}

static struct err
totp_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct change *c = ctx;

	TRY(staff_totp_drop(w, rq->area, c->id));
	rq_goto(rq, user_path(rq, c->id));
	return OK;
}

struct err
user_reset_post(struct req *rq, struct out *o)
{
	const struct account_row *row = rq->object;
	struct change c = { .id = row->id };
	const char *password;

	(void)o;
	TRY(not_oneself(rq));
	if (strcmp(rq_form(rq, "what"), "totp") == 0) {
		TRY(tx_run(rq, totp_tx, &c));
		return see_other(rq, NULL);
	}
	TRY(staff_reset(rq->store, rq->a, rq->area, row->id, &password));
	return see_other(rq, once_path(rq, row->id, password));
}

/* ---- label and phone ---- */

struct naming {
	int64_t id;
	const char *zh, *en;
};

static struct err
label_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct naming *n = ctx;

	TRY(staff_label(w, rq->env, rq->area, rq->caller->account, n->id, n->zh, n->en));
	rq_goto(rq, arena_fmt(rq->a, "%s?changed=label", user_path(rq, n->id)));
	return OK;
}

struct err
user_label_post(struct req *rq, struct out *o)
{
	const struct account_row *row = rq->object;
	struct naming n = { row->id, rq_form(rq, "zh"), rq_form(rq, "en") };
	struct err e = tx_run(rq, label_tx, &n);

	if (e.code == 422) {
		rq_fault(rq, "zh", e.key, NULL);
		return user_page(rq, o);
	}
	TRY(e);
	return see_other(rq, NULL);
}

static struct err
phone_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct account_row *row = rq->object;

	TRY(staff_phone(w, rq->env, rq->area, rq->caller->account, ctx));
	rq_goto(rq, arena_fmt(rq->a, "%s?changed=phone", user_path(rq, row->id)));
	return OK;
}

struct err
user_phone_post(struct req *rq, struct out *o)
{
	const struct account_row *row = rq->object;
	const char *typed = rq_form(rq, "phone"), *phone = text_empty(typed) ? NULL : text_phone(rq->a, typed);
	struct staff_phone *p = NULL;
	struct err e = OK;

	TRY(not_oneself(rq));
	if (!text_empty(typed) && !phone)
		e = FAIL(422, M_people_err_phone);
	if (!e.code)
		e = staff_phone_prepare(rq->a, row, phone, &p);
	if (e.code == 422) {
		rq_fault(rq, "phone", e.key, NULL);
		return user_page(rq, o);
	}
	TRY(e);
	TRY(tx_run(rq, phone_tx, p));
	return see_other(rq, NULL);
}

/* ---- who read or changed what ---- */

const char *
access_who(struct req *rq, const char *zh, const char *en)
{
	if (text_empty(zh))
		return tr(rq, M_people_access_folder);
	return rq->lang == LANG_EN && !text_empty(en) ? en : zh;
}

struct err
access_get(struct req *rq, struct out *o)
{
	struct access_page p = { 0 };
	int64_t before = INT64_MAX;

	text_int(rq_query(rq, "before"), 1, INT64_MAX, &before);
	TRY(access_list(rq->db, rq->a, rq->area, before, ACCESS_PAGE, &p.rows));
	p.shown = NEWN(rq->a, const char *, p.rows.n + 1);
	for (size_t i = 0; i < p.rows.n; i++)	/* who keeps accounts sees that a firm was looked at, not which */
		if (strncmp(p.rows.v[i].field, "firm ", 5) == 0)
			p.shown[i] = tr(rq, M_people_access_firm);
		else if (person_phone(rq, p.rows.v[i].subject, false, NULL, &p.shown[i]).code)
			p.shown[i] = tr(rq, M_people_access_erased);
	if (p.rows.n == ACCESS_PAGE)
		p.next = p.rows.v[p.rows.n - 1].id;
	page_begin(o, rq, tr(rq, M_people_access_title));
	people_access_html(o, rq, &p);
	page_end(o, rq);
	return OK;
}
