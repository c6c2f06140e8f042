/* people_web.c - the gate: who a request comes from, what they may, and reading a sealed phone on a page. */
#include "people/people.h"

#include "base/day.h"
#include "base/text.h"
#include "people/account.h"
#include "people/session.h"
#include "people_sql.h"
#include "store/store.h"
#include "web/web.h"

static struct err
caller_fill(struct req *rq, int64_t account)
{
	struct caller *c = NEW(rq->a, struct caller);
	struct account_row row;
	struct role_list_rows roles;
	struct grant *grants;
	size_t n = 0;
	bool found;

	TRY(account_one(rq->db, rq->a, rq->area, account, &row, &found));
	if (!found || !row.active)
		return OK;		/* a disabled account loses its sessions at once */
	TRY(role_list(rq->db, rq->a, rq->area, account, &roles));
	grants = NEWN(rq->a, struct grant, roles.n + 1);
	for (size_t i = 0; i < roles.n; i++) {
		grants[n].place = roles.v[i].place;
		grants[n].org = roles.v[i].org;
		n += role_find(roles.v[i].role, &grants[n].role);
	}
	*c = (struct caller){ .account = account, .staff = row.staff != 0, .label_zh = row.label_zh, .label_en = row.label_en,
		.org = row.org, .grants = grants, .ngrants = n };
	rq->caller = c;
	return OK;
}

static struct err
gate_caller(struct req *rq)
{
	struct session_get s;
	bool found;

	if (text_empty(rq->session))
		return OK;
	TRY(session_get(rq->db, rq->a, rq->area, people_hash(rq->a, "session", rq->session), &s, &found));
	if (!found || s.level < SESSION_WHOLE || !session_alive(&s, env_now(rq->env)))
		return OK;
	return caller_fill(rq, s.account);
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
	static const struct gate gate = { .caller = gate_caller, .may = gate_may, .refused = gate_refused, .who = gate_who };

	return &gate;
}

/* ---- reading a sealed phone ---- */

struct log_ctx {
	struct req *rq;
	int64_t account;
	const char *why;
};

static struct err
log_tx(struct db *w, void *ctx)
{
	const struct log_ctx *l = ctx;
	struct req *rq = l->rq;

	return access_put(w, rq->area, env_id(rq->env), env_now(rq->env), rq->caller->account, l->account, "phone", l->why, NULL);
}

struct err
person_phone(struct req *rq, int64_t account, bool full, const char *why, const char **ret)
{
	struct log_ctx l = { rq, account, why };
	const char *phone;

	TRY(person_unseal(rq->db, rq->a, rq->area, account, &phone));
	if (!full) {
		*ret = text_mask_phone(rq->a, phone);
		return OK;
	}
	if (!people_may(rq->db, rq->area, rq->caller, RIGHT_CONTACT, rq->place) || text_empty(why))
		return FAIL(403, M_err_forbidden);
	TRY(store_do(rq->store, log_tx, &l));	/* logged and on disk before it is shown */
	*ret = phone;
	return OK;
}

bool
session_alive(const struct session_get *s, int64_t now)
{
	return now - s->created < 90 * US_DAY;
}
static const struct route people_table[] = { { 0 } };
const struct route *
people_routes(void)
{
	return people_table;
}
