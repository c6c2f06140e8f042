/* number_web.c - a resident's own number: a new one, shown to be theirs by its code, and the wish that it be left alone. */
#include "base/text.h"
#include "people/account.h"
#include "people/pages_web.h"
#include "people/people.h"
#include "people_number_html.h"
#include "post/post.h"
#include "base_msg.h"
#include "people_sign_msg.h"

#define CARRY_LIFE (INT64_C(1800) * US_SECOND)

/* Staff numbers are the administrator's to change: they are the second factor. */
static struct err
number_old(struct req *rq, const char **ret)
{
	return rq->caller->staff ? FAIL(403, M_err_forbidden) : person_unseal(rq->db, rq->a, rq->area, rq->caller->account, ret);
}

static const char *
number_purpose(struct req *rq)
{
	return arena_fmt(rq->a, "number.%lld", (long long)rq->caller->account);
}

static struct err
number_page(struct req *rq, struct out *o, const char *typed)
{
	const char *old;

	TRY(number_old(rq, &old));
	rq->nav = "account";
	page_begin(o, rq, tr(rq, M_people_number_title));
	people_number_html(o, rq, text_mask_phone(rq->a, old), typed);
	page_end(o, rq);
	return OK;
}

struct err
number_get(struct req *rq, struct out *o)
{
	return rq->caller->staff ? see_other(rq, "/account") : number_page(rq, o, "");
}

struct err
number_post(struct req *rq, struct out *o)
{
	const char *carried = rq_form(rq, "c"), *typed = rq_form(rq, "phone"), *phone = text_phone(rq->a, typed), *old;
	struct err e;

	TRY(number_old(rq, &old));
	if (*carried)			/* "send it again" */
		phone = carry_in(rq->a, rq->env, number_purpose(rq), carried, CARRY_LIFE);
	if (!phone)
		rq_fault(rq, "phone", text_empty(typed) ? M_people_err_phone_none : M_people_err_phone, NULL);
	else if (strcmp(phone, old) == 0)
		rq_fault(rq, "phone", M_people_err_same_phone, NULL);
	if (rq->nfaults)
		return number_page(rq, o, typed);
	e = sign_send(rq, phone, sign_path(rq, "/account/phone/code", carry_out(rq->a, rq->env, number_purpose(rq), phone), ""));
	if (e.code == 429) {
		rq->status = 429;
		rq_fault(rq, "phone", M_people_err_often, NULL);
		return number_page(rq, o, phone);
	}
	TRY(e);
	return see_other(rq, NULL);
}

/* ---- the code at the new number ---- */

static struct err
code_page(struct req *rq, struct out *o, const char *phone, const char *carried)
{
	struct code_page p = { .action = "/account/phone/code", .shown = text_mask_phone(rq->a, phone), .carried = carried, .back = "",
		.again = "/account/phone" };

	rq->nav = "account";
	sign_code_page(rq, o, &p);
	return OK;
}

struct err
number_code_get(struct req *rq, struct out *o)
{
	const char *carried = rq_query(rq, "c"), *phone = carry_in(rq->a, rq->env, number_purpose(rq), carried, CARRY_LIFE);

	return phone ? code_page(rq, o, phone, carried) : see_other(rq, "/account/phone");
}

struct moving {
	const char *old, *new, *hash;
	struct bytes sealed;
};

/* The old number hears of it: whoever took the phone for a minute cannot do this unseen (ASVS 5.0 V6.3.7). */
static struct err
tell_old(struct db *w, struct req *rq, const struct moving *m)
{
	struct post_to to = { .channel = POST_SMS, .sealed = carry_seal(rq->a, rq->env, CARRY_ADDRESS, m->old), .owner = CARRY_OWNER,
		.shown = text_mask_phone(rq->a, m->old) };
	const char *text = trf(rq, M_people_number_moved_sms, text_mask_phone(rq->a, m->new), NULL);
	struct post_word word = { "text", text };
	struct letter l = { .purpose = "number", .lang = rq->lang, .subject = tr(rq, M_people_number_moved), .text = text, .words = &word,
		.nwords = 1, .to = &to, .nto = 1 };

	return post_put(w, rq->env, rq->area, &l, NULL);
}

static struct err
move_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct moving *m = ctx;
	int64_t me = rq->caller->account, changed;
	struct account_row row;
	bool found;

	TRY(account_of_phone(w, rq->a, rq->area, m->hash, &row, &found));
	if (found)
		return FAIL(409, M_people_err_phone_taken);
	TRY(account_move_phone(w, rq->area, me, m->sealed, m->hash, env_now(rq->env), &changed));
	if (!changed)
		return FAIL(403, M_err_forbidden);
	TRY(session_drop_all(w, rq->area, me, session_hash(rq->a, rq->session), NULL));
	TRY(access_put(w, rq->area, env_id(rq->env), env_now(rq->env), me, me, "phone", msg_name(M_people_number_moved), NULL));
	TRY(tell_old(w, rq, m));
	rq_goto(rq, "/account?changed=phone");
	return OK;
}

static struct err
move(struct req *rq, const char *phone)
{
	struct moving m = { .new = phone, .hash = people_phone_hash(rq->a, phone) };
	int64_t me = rq->caller->account, key;

	TRY(number_old(rq, &m.old));
	TRY(person_key(rq->db, rq->a, rq->area, me, &key));
	TRY(keys_seal(people_conf()->keys, rq->a, key, phone_place(rq->a, me), (struct bytes){ (const unsigned char *)phone, strlen(phone) },
		&m.sealed));
	return tx_run(rq, move_tx, &m);
}

struct err
number_code_post(struct req *rq, struct out *o)
{
	const char *carried = rq_form(rq, "c"), *typed = code_typed(rq->a, rq_form(rq, "code"));
	const char *phone = carry_in(rq->a, rq->env, number_purpose(rq), carried, CARRY_LIFE);
	enum code_verdict verdict = CODE_WRONG;
	struct err e = OK;

	if (!phone)
		return see_other(rq, "/account/phone");
	if (strlen(typed) != CODE_DIGITS)
		rq_fault(rq, "code", M_people_err_code_form, NULL);
	else
		e = sign_try(rq, phone, typed, &verdict);
	if (!e.code && !rq->nfaults && verdict == CODE_RIGHT)
		e = move(rq, phone);
	else if (!e.code && !rq->nfaults)
		rq_fault(rq, "code", verdict == CODE_WRONG ? M_people_err_code_wrong : M_people_err_code_over, NULL);
	if (e.code == 429 || e.code == 409) {
		rq->status = e.code;
		rq_fault(rq, "code", e.code == 429 ? M_people_err_often : e.key, NULL);
		e = OK;
	}
	TRY(e);
	return rq->nfaults ? code_page(rq, o, phone, carried) : see_other(rq, NULL);
}

/* ---- left alone ---- */

static struct err
hush_tx(struct db *w, struct req *rq, void *ctx)
{
	bool on = strcmp(rq_form(rq, "hush"), "1") == 0;
	int64_t me = rq->caller->account, changed;

	(void)ctx;
	TRY(account_set_hushed(w, rq->area, me, on ? env_now(rq->env) : 0, &changed));
	if (!changed)
		return FAIL(403, M_err_forbidden);
	TRY(access_put(w, rq->area, env_id(rq->env), env_now(rq->env), me, me, "phone",
		msg_name(on ? M_people_number_hush_on : M_people_number_hush_off), NULL));
	rq_goto(rq, "/account#hush");
	return OK;
}

struct err
hush_post(struct req *rq, struct out *o)
{
	(void)o;
	TRY(tx_run(rq, hush_tx, NULL));
	return see_other(rq, NULL);
}
