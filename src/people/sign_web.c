/* sign_web.c - residents sign in with a code sent to their phone; signing out. A number that nobody has used before and
 * one that somebody has look the same from outside until the right code is typed. */
#include "base/log.h"
#include "base/text.h"
#include "people/account.h"
#include "people/code.h"
#include "people/pages_web.h"
#include "people/people.h"
#include "people_code_html.h"
#include "people_sign_in_html.h"
#include "post/post.h"
#include "store/store.h"
#include "people_sign_msg.h"

/* A message costs money and annoys whoever gets it; many residents share one address. */
static const struct limit per_phone = { "sms-phone", 5, INT64_C(3600) * US_SECOND };
static const struct limit per_phone_day = { "sms-phone-day", 10, US_DAY };
static const struct limit per_address = { "sms-address", 40, INT64_C(3600) * US_SECOND };
static const struct limit tries = { "code-address", 100, INT64_C(3600) * US_SECOND };

#define CARRY_PHONE "sign-in"
#define CARRY_LIFE  (INT64_C(1800) * US_SECOND)		/* a new code may be asked for on a page that lay a while */

/* ---- shared by all sign-ins ---- */

const char *
sign_back(struct req *rq)
{
	const char *back = rq_form(rq, "back");
	const char *ours = rq_own_page(rq, text_empty(back) ? rq_query(rq, "back") : back);

	/* Never back to signing in or out. */
	if (ours && strcmp(ours, "/staff/totp") == 0)
		return ours;
	if (!ours || strncmp(ours, "/sign-", 6) == 0 || strncmp(ours, "/staff", 6) == 0)
		return "";
	return ours;
}

const char *
sign_path(struct req *rq, const char *path, const char *carried, const char *back)
{
	struct out o;

	out_init(&o, rq->a);
	out_str(&o, path);
	if (!text_empty(carried))
		out_fmt(&o, "?c=%s", carried);
	if (!text_empty(back)) {
		out_str(&o, text_empty(carried) ? "?back=" : "&back=");
		html_url_part(&o, back);
	}
	return out_cstr(&o);
}

void
sign_event(struct req *rq, const char *event, const char *way, int64_t account)
{
	log_event(strcmp(event, "sign_in_failed") ? LOG_INFO : LOG_WARN, event, "way=%s account=%lld from=%s", way, (long long)account, rq_mark(rq));
}

struct begin {
	struct req *rq;
	int64_t account;
	enum session_level level;
	const char *token;
};

static struct err
begin_tx(struct db *w, void *ctx)
{
	const struct begin *b = ctx;

	TRY(person_speaks(w, b->rq->area, b->account, b->rq->lang));
	return session_start(w, b->rq->a, b->rq->env, b->rq->area, b->account, b->level, b->token, b->rq->session);
}

/* Not by tx_run: the same form sent twice must give the second answer a cookie of its own. */
struct err
sign_begin(struct req *rq, int64_t account, bool staff, enum session_level level)
{
	struct begin b = { rq, account, level, session_token(rq->a, rq->env) };

	TRY(store_tx(rq->store, begin_tx, &b, &rq->group));
	sign_event(rq, level == SESSION_WHOLE ? "sign_in" : "sign_in_half", staff ? "staff" : "resident", account);
	rq_cookie(rq, "session", b.token, (int)((staff ? SESSION_STAFF : SESSION_RESIDENT) / US_SECOND));
	return OK;
}

const char *
sign_carry(struct req *rq, const char *phone)
{
	return carry_out(rq->a, rq->env, CARRY_PHONE, phone);
}

const char *
sign_once(struct req *rq)
{
	return arena_fmt(rq->a, "%s\n%s", rq->visitor, rq_form(rq, "_key"));
}

void
sign_code_page(struct req *rq, struct out *o, const struct code_page *p)
{
	page_begin(o, rq, tr(rq, M_people_code_title));
	people_code_html(o, rq, p);
	page_end(o, rq);
}

/* ---- the phone ---- */

static struct err
phone_page(struct req *rq, struct out *o, const char *typed)
{
	page_begin(o, rq, tr(rq, M_people_sign_title));
	people_sign_in_html(o, rq, typed, sign_back(rq));
	page_end(o, rq);
	return OK;
}

struct err
sign_in_get(struct req *rq, struct out *o)
{
	const char *back = sign_back(rq);

	rq->nav = "sign-in";
	if (rq->caller)
		return see_other(rq, *back ? back : "/account");
	return phone_page(rq, o, "");
}

/* A code is one phone's in one browser: nobody else's request makes it useless. */
static const char *
code_subject(struct req *rq, const char *phone)
{
	return people_hash(rq->a, "code-subject", arena_fmt(rq->a, "%s\n%s", phone, rq_visitor(rq)));
}

struct sending {
	const char *phone, *code, *path;
};

static struct err
send_letter(struct db *w, struct req *rq, const struct sending *s)
{
	struct post_to to = { .channel = POST_SMS, .sealed = carry_seal(rq->a, rq->env, CARRY_ADDRESS, s->phone),
		.owner = CARRY_OWNER, .shown = text_mask_phone(rq->a, s->phone) };
	struct post_word word = { "code", s->code };
	struct letter l = { .purpose = "code", .lang = rq->lang, .subject = tr(rq, M_people_code_title),
		.text = trf(rq, M_people_code_sms, s->code, NULL), .words = &word, .nwords = 1, .secret = true,
		.expires = env_now(rq->env) + CODE_LIFE, .to = &to, .nto = 1 };

	return post_put(w, rq->env, rq->area, &l, NULL);
}

static struct err
send_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct sending *s = ctx;

	TRY(limit_take(w, rq->a, rq->env, rq->area, &per_phone, s->phone));
	TRY(limit_take(w, rq->a, rq->env, rq->area, &per_phone_day, s->phone));
	if (!address_is_own(rq->client))
		TRY(limit_take(w, rq->a, rq->env, rq->area, &per_address, rq->client));
	TRY(code_keep(w, rq->a, rq->env, rq->area, code_subject(rq, s->phone), s->code));
	TRY(send_letter(w, rq, s));
	rq_goto(rq, s->path);
	return OK;
}

struct err
sign_send(struct req *rq, const char *phone, const char *path)
{
	struct sending s = { phone, code_make(rq->a, rq->env), path };

	return tx_run(rq, send_tx, &s);
}

struct err
sign_in_post(struct req *rq, struct out *o)
{
	const char *typed = rq_form(rq, "phone"), *carried = rq_form(rq, "c"), *back = sign_back(rq), *phone = text_phone(rq->a, typed);
	struct err e;

	rq->nav = "sign-in";
	if (rq->caller && proved_lately(rq))
		return see_other(rq, *back ? back : "/account");
	if (*carried)			/* "send it again": the number is the one of that page */
		phone = carry_in(rq->a, rq->env, CARRY_PHONE, carried, CARRY_LIFE);
	if (!phone) {
		rq_fault(rq, "phone", text_empty(typed) ? M_people_err_phone_none : M_people_err_phone, NULL);
		return phone_page(rq, o, typed);
	}
	e = sign_send(rq, phone, sign_path(rq, "/sign-in/code", sign_carry(rq, phone), back));
	if (e.code == 429) {
		rq->status = 429;
		rq_fault(rq, "phone", M_people_err_often, NULL);
		return phone_page(rq, o, phone);
	}
	TRY(e);
	return see_other(rq, NULL);
}

/* ---- the code ---- */

static struct err
code_page(struct req *rq, struct out *o, const char *phone, const char *carried)
{
	struct code_page p = { .action = "/sign-in/code", .shown = text_mask_phone(rq->a, phone), .carried = carried,
		.back = sign_back(rq), .again = "/sign-in" };

	rq->nav = "sign-in";
	sign_code_page(rq, o, &p);
	return OK;
}

struct err
sign_code_get(struct req *rq, struct out *o)
{
	const char *carried = rq_query(rq, "c"), *back = sign_back(rq);
	const char *phone = carry_in(rq->a, rq->env, CARRY_PHONE, carried, CARRY_LIFE);

	if (rq->caller && proved_lately(rq))
		return see_other(rq, *back ? back : "/account");
	if (!phone)
		return see_other(rq, sign_path(rq, "/sign-in", "", back));
	return code_page(rq, o, phone, carried);
}

struct trying {
	struct req *rq;
	const char *phone, *typed;
	enum code_verdict verdict;
};

static struct err
try_tx(struct db *w, void *ctx)
{
	struct trying *t = ctx;
	struct req *rq = t->rq;

	if (!address_is_own(rq->client))
		TRY(limit_take(w, rq->a, rq->env, rq->area, &tries, rq->client));
	return code_try_one(w, rq->a, rq->env, rq->area, code_subject(rq, t->phone), t->typed, sign_once(rq), &t->verdict);
}

struct err
sign_try(struct req *rq, const char *phone, const char *typed, enum code_verdict *ret)
{
	struct trying t = { .rq = rq, .phone = phone, .typed = typed };

	TRY(store_tx(rq->store, try_tx, &t, &rq->group));
	*ret = t.verdict;
	return OK;
}

struct arriving {
	struct req *rq;
	struct person_draft *draft;
	int64_t account;
};

/* A code that came back shows whose the number is. */
static struct err
seen_tx(struct db *w, void *ctx)
{
	struct arriving *v = ctx;

	return account_phone_seen(w, v->rq->area, v->account, env_now(v->rq->env), NULL);
}

static struct err
arrive_tx(struct db *w, void *ctx)
{
	struct arriving *v = ctx;

	TRY(person_put(w, v->rq->area, v->draft, &v->account));
	return seen_tx(w, v);
}

/* The code was right: the account (made now when the number is new), then a session. */
static struct err
arrive(struct req *rq, const char *phone)
{
	struct arriving v = { .rq = rq };
	struct account_row row;
	bool found;

	TRY(account_of_phone(rq->db, rq->a, rq->area, people_phone_hash(rq->a, phone), &row, &found));
	if (found) {
		if (!row.active)
			return FAIL(403, M_people_err_closed);
		v.account = row.id;
		TRY(store_tx(rq->store, seen_tx, &v, &rq->group));
		return sign_begin(rq, row.id, false, SESSION_WHOLE);
	}
	TRY(person_prepare(rq->a, rq->env, rq->area, phone, &v.draft));
	TRY(store_tx(rq->store, arrive_tx, &v, &rq->group));
	return sign_begin(rq, v.account, false, SESSION_WHOLE);
}

struct err
sign_code_post(struct req *rq, struct out *o)
{
	const char *carried = rq_form(rq, "c"), *back = sign_back(rq);
	const char *typed = code_typed(rq->a, rq_form(rq, "code")), *phone;
	enum code_verdict verdict;
	struct err e;

	if (rq->caller && proved_lately(rq))			/* the same form sent twice: in already */
		return see_other(rq, *back ? back : "/account");
	phone = carry_in(rq->a, rq->env, CARRY_PHONE, carried, CARRY_LIFE);
	if (!phone)
		return see_other(rq, sign_path(rq, "/sign-in", "", back));
	if (strlen(typed) != CODE_DIGITS) {
		rq_fault(rq, "code", M_people_err_code_form, NULL);
		return code_page(rq, o, phone, carried);
	}
	e = sign_try(rq, phone, typed, &verdict);
	if (e.code == 429) {
		rq->status = 429;
		rq_fault(rq, "code", M_people_err_often, NULL);
		return code_page(rq, o, phone, carried);
	}
	TRY(e);
	if (verdict != CODE_RIGHT) {
		sign_event(rq, "sign_in_failed", "code", 0);
		rq_fault(rq, "code", verdict == CODE_WRONG ? M_people_err_code_wrong : M_people_err_code_over, NULL);
		return code_page(rq, o, phone, carried);
	}
	TRY(arrive(rq, phone));
	return see_other(rq, *back ? back : "/mine");
}

/* ---- out ---- */

static struct err
out_tx(struct db *w, void *ctx)
{
	struct req *rq = ctx;

	return session_drop(w, rq->area, session_hash(rq->a, rq->session), NULL);
}

/* Also on a computer others use: what hangs on this browser's cookie (drafts) goes too. */
struct err
sign_out_post(struct req *rq, struct out *o)
{
	(void)o;
	if (*rq->session)
		TRY(store_tx(rq->store, out_tx, rq, &rq->group));
	sign_event(rq, "sign_out", "-", rq->caller ? rq->caller->account : 0);
	rq_cookie(rq, "session", "", -1);
	rq_cookie(rq, "visitor", "", -1);
	rq_header(rq, "Clear-Site-Data", "\"cache\", \"storage\"");
	return see_other(rq, "/");
}
