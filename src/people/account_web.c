/* account_web.c - my account: what I am here, where I am signed in, my password, who has read my number. */
#include "base/text.h"
#include "people/account.h"
#include "people/code.h"
#include "people/pages_web.h"
#include "people/people.h"
#include "people_account_html.h"
#include "store/store.h"
#include "base_msg.h"
#include "people_sign_msg.h"

#define SEEN_MAX 50		/* the last reads of my number that are shown */

static const struct limit per_account = { "old-password", 8, INT64_C(900) * US_SECOND };

const char *
role_words(struct req *rq, const struct grant *g)
{
	const char *what = tr(rq, role_label(g->role)), *where = NULL;
	struct org org;

	if (g->org && !org_get(rq->db, rq->a, rq->area, g->org, &org).code)
		where = org_name(&org, rq->lang);
	else if (g->place)
		where = place_path(rq->db, rq->a, rq->area, g->place, rq->lang);
	what = text_empty(where) ? what : trf(rq, M_people_role_at, what, where, NULL);
	return g->cover ? trf(rq, M_people_role_stands, what, NULL) : what;
}

static struct err
account_page(struct req *rq, struct out *o)
{
	const struct caller *c = rq->caller;
	struct account_page p = { .roles = NEWN(rq->a, const char *, c->ngrants + 1), .nroles = c->ngrants };
	const char *mine = session_hash(rq->a, rq->session);
	struct account_row row;
	bool found;

	TRY(account_one(rq->db, rq->a, rq->area, c->account, &row, &found));
	TRY(session_list(rq->db, rq->a, rq->area, c->account, &p.sessions));
	TRY(person_contact(rq->db, rq->a, rq->area, c->account, &p.contact));
	TRY(access_about(rq->db, rq->a, rq->area, c->account, SEEN_MAX, &p.seen));
	for (size_t i = 0; i < c->ngrants; i++)
		p.roles[i] = role_words(rq, &c->grants[i]);
	for (size_t i = 0; i < p.sessions.n; i++)
		if (strcmp(p.sessions.v[i].token, mine) == 0)
			p.here = i;
	p.staff = c->staff;
	p.proved = proved_lately(rq);
	p.login = row.login;
	p.totp = row.totp.p != NULL;
	if (row.phone.p)
		TRY(person_phone(rq, c->account, false, NULL, &p.phone));
	p.name = rq->lang == LANG_EN && !text_empty(c->label_en) ? c->label_en : c->label_zh;
	rq->nav = "account";
	page_begin(o, rq, tr(rq, M_people_account_title));
	people_account_html(o, rq, &p);
	page_end(o, rq);
	return OK;
}

struct err
account_get(struct req *rq, struct out *o)
{
	return account_page(rq, o);
}

static struct err
others_tx(struct db *w, struct req *rq, void *ctx)
{
	(void)ctx;
	TRY(session_drop_all(w, rq->area, rq->caller->account, session_hash(rq->a, rq->session), NULL));
	rq_goto(rq, "/account#sessions");
	return OK;
}

struct err
account_others_post(struct req *rq, struct out *o)
{
	(void)o;
	TRY(tx_run(rq, others_tx, NULL));
	return see_other(rq, NULL);
}

static struct err
session_tx(struct db *w, struct req *rq, void *ctx)
{
	TRY(session_drop_mine(w, rq->area, rq->caller->account, ctx, NULL));
	rq_goto(rq, "/account#sessions");
	return OK;
}

struct err
account_session_post(struct req *rq, struct out *o)
{
	(void)o;
	TRY(tx_run(rq, session_tx, (void *)rq_form(rq, "which")));
	return see_other(rq, NULL);
}

/* ---- password ---- */

struct change {
	const char *hash;
};

static struct err
change_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct change *c = ctx;

	TRY(account_set_password(w, rq->area, rq->caller->account, c->hash, NULL));
	/* Who knew the old one is out. */
	TRY(session_drop_all(w, rq->area, rq->caller->account, session_hash(rq->a, rq->session), NULL));
	rq_goto(rq, "/account?changed=1");
	return OK;
}

static struct err
old_tx(struct db *w, void *ctx)
{
	struct req *rq = ctx;

	return limit_take(w, rq->a, rq->env, rq->area, &per_account, arena_fmt(rq->a, "%lld", (long long)rq->caller->account));
}

static struct err
password_faults(struct req *rq, const struct account_row *row)
{
	const char *new = rq_form(rq, "new");
	struct err e = store_tx(rq->store, old_tx, rq, &rq->group);

	if (e.code == 429)
		rq_fault(rq, "old", M_people_err_often, NULL);
	else
		TRY(e);
	if (!rq->nfaults && !password_check(row->password, rq_form(rq, "old")))
		rq_fault(rq, "old", M_people_err_old, NULL);
	e = password_fits(rq->a, new, row->login, row->totp.p || row->phone.p);
	if (e.code)
		rq_fault(rq, "new", e.key, NULL);
	return OK;
}

struct err
account_password_post(struct req *rq, struct out *o)
{
	struct change c;
	struct account_row row;
	bool found;

	if (!rq->caller->staff)
		return FAIL(403, M_err_forbidden);
	TRY(account_one(rq->db, rq->a, rq->area, rq->caller->account, &row, &found));
	TRY(password_faults(rq, &row));
	if (rq->nfaults)
		return account_page(rq, o);
	TRY(password_hash(rq->a, rq_form(rq, "new"), &c.hash));
	TRY(tx_run(rq, change_tx, &c));
	return see_other(rq, NULL);
}
