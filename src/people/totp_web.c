/* totp_web.c - setting up an authenticator: a secret as QR code and text, taken when a code made from it comes back. */
#include "base/text.h"
#include "base/totp.h"
#include "formats/qr.h"
#include "people/account.h"
#include "people/code.h"
#include "people/pages_web.h"
#include "people/people.h"
#include "people_totp_html.h"
#include "store/store.h"
#include "people_sign_msg.h"

#define SETUP_LIFE (INT64_C(1800) * US_SECOND)

/* Who sets it up: half signed in because the role needs it, or signed in and wanting it. */
static struct err
setter(struct req *rq, struct account_row *ret, bool *found)
{
	bool needs = false;

	*found = false;
	if (rq->caller && rq->caller->staff)
		return account_one(rq->db, rq->a, rq->area, rq->caller->account, ret, found);
	TRY(staff_half(rq, ret, found));
	if (*found)
		TRY(staff_needs_totp(rq, ret->id, &needs));
	*found = *found && needs;	/* who waits for a code by SMS must not go around it */
	return OK;
}

static const char *
purpose(struct req *rq, int64_t account)
{
	return arena_fmt(rq->a, "totp.%lld", (long long)account);
}

/* "abcd efgh …": easier to type. */
static const char *
in_fours(struct arena *a, const char *s)
{
	struct out o;

	out_init(&o, a);
	for (size_t i = 0; s[i]; i++)
		out_fmt(&o, "%s%c", i && i % 4 == 0 ? " " : "", s[i]);
	return out_cstr(&o);
}

static struct err
setup_page(struct req *rq, struct out *o, const struct account_row *row, const char *secret)
{
	const struct web_conf *c = web_conf(rq->web);
	const char *url;
	struct totp_page p = { .back = sign_back(rq), .secret = in_fours(rq->a, secret) };
	unsigned char *raw;
	struct qr q;
	size_t n;

	raw = totp_unbase32(rq->a, secret, &n);
	url = totp_url(rq->a, rq->lang == LANG_EN ? c->district_en : c->district_zh, row->login, raw, n);
	TRY(qr_make(rq->a, url, &q));
	p.path = qr_path(rq->a, &q);
	p.box = arena_fmt(rq->a, "0 0 %d %d", qr_side(&q), qr_side(&q));
	p.carried = carry_out(rq->a, rq->env, purpose(rq, row->id), secret);
	page_begin(o, rq, tr(rq, M_people_totp_title));
	people_totp_html(o, rq, &p);
	page_end(o, rq);
	return OK;
}

struct err
totp_get(struct req *rq, struct out *o)
{
	unsigned char raw[TOTP_SECRET];
	struct account_row row;
	bool found;

	TRY(setter(rq, &row, &found));
	if (!found)
		return see_other(rq, sign_path(rq, "/staff", "", sign_back(rq)));
	if (row.totp.p)			/* a second one needs an administrator to take the first away */
		return see_other(rq, rq->caller ? "/account" : sign_path(rq, "/staff/code", "", sign_back(rq)));
	rq->env->random(rq->env, raw, sizeof(raw));
	return setup_page(rq, o, &row, totp_base32(rq->a, raw, sizeof(raw)));
}

struct setting {
	struct req *rq;
	const struct account_row *row;
	struct bytes sealed;
	int64_t step;
};

static struct err
set_tx(struct db *w, void *ctx)
{
	const struct setting *s = ctx;
	struct account_row row;
	bool found;

	TRY(account_one(w, s->rq->a, s->rq->area, s->row->id, &row, &found));
	if (!found || row.totp.p)
		return FAIL(409, M_people_err_totp_set);
	return account_set_totp(w, s->rq->area, s->row->id, s->sealed, s->step, NULL);
}

struct err
totp_post(struct req *rq, struct out *o)
{
	const char *secret, *back = sign_back(rq);
	struct account_row row;
	struct setting s = { .rq = rq, .row = &row };
	unsigned char *raw;
	size_t n = 0;
	bool found;

	TRY(setter(rq, &row, &found));
	if (!found)
		return see_other(rq, sign_path(rq, "/staff", "", back));
	if (row.totp.p)			/* the same form sent twice */
		return see_other(rq, rq->caller ? "/account" : sign_path(rq, "/staff/code", "", back));
	secret = carry_in(rq->a, rq->env, purpose(rq, row.id), rq_form(rq, "c"), SETUP_LIFE);
	raw = secret ? totp_unbase32(rq->a, secret, &n) : NULL;
	if (!raw)
		return see_other(rq, sign_path(rq, "/staff/totp", "", back));
	if (!totp_check(rq->a, raw, n, rq_form(rq, "code"), env_now(rq->env), 0, &s.step)) {
		rq_fault(rq, "code", M_people_err_totp_wrong, NULL);
		return setup_page(rq, o, &row, secret);
	}
	TRY(keys_seal(people_conf()->keys, rq->a, row.key, totp_place(rq->a, row.id),
		(struct bytes){ (const unsigned char *)secret, strlen(secret) }, &s.sealed));
	TRY(store_tx(rq->store, set_tx, &s, &rq->group));
	TRY(sign_begin(rq, row.id, true, SESSION_WHOLE));
	return see_other(rq, *back ? back : rq->caller ? "/account" : staff_home(rq, row.id));
}
