/* apikey_web.c - who calls with a key, and the administrator's page of keys. */
#include "base/text.h"
#include "people/account.h"
#include "people/apikey.h"
#include "people/code.h"
#include "people/keys_web.h"
#include "people/pages_web.h"
#include "people_key_sql.h"
#include "people_keys_html.h"
#include "store/store.h"
#include "people_msg.h"
#include "people_key_msg.h"

#define ONCE_LIFE (INT64_C(600) * US_SECOND)
#define TOUCH     (INT64_C(60) * US_SECOND)
#define NAME_MAX_ 60

/* ---- calling with a key ---- */

struct used {
	struct req *rq;
	int64_t id;
};

static struct err
used_tx(struct db *w, void *ctx)
{
	const struct used *u = ctx;

	return apikey_touch(w, u->rq->area, u->id, env_now(u->rq->env), NULL);
}

struct err
apikey_caller(struct req *rq, const char *key, const struct caller **ret)
{
	struct caller *c = NEW(rq->a, struct caller);
	struct grant *g = NEW(rq->a, struct grant);
	int64_t now = env_now(rq->env);
	struct used u = { .rq = rq };
	struct apikey_of_hash row;
	uint64_t group;		/* nobody waits for it: lost with a crash, it costs a note */
	bool found;

	*ret = NULL;
	if (text_empty(key) || (!strcmp(key, KEY_DEMO) && !people_conf()->demo))
		return OK;
	TRY(apikey_of_hash(rq->db, rq->a, rq->area, people_hash(rq->a, "apikey", key), &row, &found));
	if (!found || row.revoked || now >= row.expires || !role_find(row.role, &g->role))
		return OK;
	rq->owner = arena_fmt(rq->a, "key%lld", (long long)row.id);
	TRY(rq_rate(rq, rq->owner, (int)row.minute));
	u.id = row.id;
	if (now - row.seen >= TOUCH)
		(void)store_tx(rq->store, used_tx, &u, &group);
	g->place = row.place;
	g->org = row.org;
	*c = (struct caller){ .account = row.id, .staff = g->role != ROLE_RESIDENT, .label_zh = row.zh, .label_en = row.en, .org = row.org,
		.grants = g, .ngrants = 1, .key = row.id, .scopes = (unsigned)row.scopes };
	*ret = c;
	return OK;
}

/* ---- the page ---- */

static const char *
once_purpose(struct req *rq)
{
	return arena_fmt(rq->a, "apikey.%lld", (long long)rq->caller->account);
}

static struct err
keys_page(struct req *rq, struct out *o)
{
	struct keys_page p = { .now = env_now(rq->env) };

	TRY(apikey_all(rq->db, rq->a, rq->area, &p.rows));
	p.words = NEWN(rq->a, const char *, p.rows.n + 1);
	p.scopes = NEWN(rq->a, const char *, p.rows.n + 1);
	for (size_t i = 0; i < p.rows.n; i++) {
		struct grant g = { .place = p.rows.v[i].place, .org = p.rows.v[i].org };
		struct out words;

		p.words[i] = role_find(p.rows.v[i].role, &g.role) ? role_words(rq, &g) : p.rows.v[i].role;
		out_init(&words, rq->a);
		for (unsigned s = SCOPE_READ; s <= SCOPE_ACT; s <<= 1)
			if (p.rows.v[i].scopes & s)
				out_fmt(&words, "%s%s", words.len ? "; " : "", tr(rq, apikey_scope_label((enum scope)s)));
		p.scopes[i] = out_cstr(&words);
	}
	if (*rq_query(rq, "once"))
		p.once = carry_in(rq->a, rq->env, once_purpose(rq), rq_query(rq, "once"), ONCE_LIFE);
	TRY(user_form_fill(rq, &p.form));
	p.form.program = true;
	rq->nav = "users";
	page_begin(o, rq, tr(rq, M_people_keys_title));
	people_keys_html(o, rq, &p);
	page_end(o, rq);
	return OK;
}

struct err
keys_get(struct req *rq, struct out *o)
{
	return keys_page(rq, o);
}

struct making {
	struct apikey_new n;
	const char *key;
};

static struct err
make_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct making *m = ctx;

	TRY(apikey_put(w, rq->a, rq->env, rq->area, &m->n, m->key));
	rq_goto(rq, arena_fmt(rq->a, "/admin/keys?once=%s", carry_out(rq->a, rq->env, once_purpose(rq), m->key)));
	return OK;
}

/* The form's role, place and unit; faults otherwise. */
static struct err
key_grant(struct req *rq, struct grant *g)
{
	enum role role = ROLE_COUNT;

	if (role_find(rq_form(rq, "role"), &role) && role == ROLE_RESIDENT) {
		struct place p;

		*g = (struct grant){ .role = role };
		text_int(rq_form(rq, "place"), 0, INT64_MAX, &g->place);
		if (g->place && place_get(rq->db, rq->a, rq->area, g->place, &p).code)
			rq_fault(rq, "place", M_people_err_place, NULL);
		return OK;
	}
	TRY(user_form_grant(rq, g));
	if (role == ROLE_ADMIN)
		rq_fault(rq, "role", M_people_err_key_admin, NULL);
	return OK;
}

struct err
keys_post(struct req *rq, struct out *o)
{
	struct making m = { .n = { .zh = rq_form(rq, "zh"), .en = rq_form(rq, "en"), .made_by = rq->caller->account } };

	for (unsigned s = SCOPE_READ; s <= SCOPE_ACT; s <<= 1)
		if (rq_has(rq, arena_fmt(rq->a, "scope-%s", apikey_scope((enum scope)s))))
			m.n.scopes |= s;
	if (text_empty(m.n.zh) || text_len(m.n.zh) > NAME_MAX_)
		rq_fault(rq, "zh", M_people_err_key_name, NULL);
	if (text_len(m.n.en) > NAME_MAX_)
		rq_fault(rq, "en", M_people_err_key_name, NULL);
	if (!m.n.scopes)
		rq_fault(rq, "scopes", M_people_err_key_scope, NULL);
	if (!text_int(rq_form(rq, "minute"), 1, KEY_MINUTE_MAX, &m.n.minute))
		rq_fault(rq, "minute", M_people_err_key_minute, NULL);
	if (!text_int(rq_form(rq, "days"), 1, KEY_DAYS_MAX, &m.n.days))
		rq_fault(rq, "days", M_people_err_key_days, NULL);
	TRY(key_grant(rq, &m.n.grant));
	if (rq->nfaults)
		return keys_page(rq, o);
	m.key = apikey_make(rq->a, rq->env);
	TRY(tx_run(rq, make_tx, &m));
	return see_other(rq, NULL);
}

static struct err
revoke_tx(struct db *w, struct req *rq, void *ctx)
{
	const int64_t *id = ctx;
	int64_t changed;

	TRY(apikey_set_revoked(w, rq->area, *id, env_now(rq->env), &changed));
	rq_goto(rq, "/admin/keys");
	return OK;
}

struct err
key_revoke_post(struct req *rq, struct out *o)
{
	int64_t id = rq_param_id(rq, "id");

	(void)o;
	TRY(tx_run(rq, revoke_tx, &id));
	return see_other(rq, NULL);
}
