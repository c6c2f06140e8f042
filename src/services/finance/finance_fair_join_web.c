/*
 * finance_fair_join_web.c - a firm at a fair, without an account: it registers, reads its timetable behind a link of its own, signs in
 * at the door; an institution signs in there, too.
 */
#include "services/finance/finance.h"

#include "base/day.h"
#include "base/text.h"
#include "finance_fair_door_html.h"
#include "finance_fair_gone_html.h"
#include "finance_fair_join_html.h"
#include "finance_fair_mine_html.h"
#include "finance_fair_msg.h"
#include "services/finance/finance_code.h"
#include "services/finance/finance_consent.h"
#include "services/finance/finance_fair_view.h"
#include "services/finance/finance_need_view.h"

#define CONSENT_DAYS 60			/* after a fair: what is proposed for looking at the firm */
#define CODE_TAIL 6			/* characters of a firm's code that the door asks for */

static void
private_page(struct req *rq)
{
	rq_header(rq, "Referrer-Policy", "no-referrer");
	rq_header(rq, "X-Robots-Tag", "noindex, nofollow");
}

/* ---- registering ---- */

static struct err
join_page(struct req *rq, struct out *o, const struct fair_join_view *v)
{
	if (rq->nfaults)
		rq->status = 422;
	rq->nav = v->staff ? "bureau" : "home";
	page_begin(o, rq, tr(rq, M_fair_join));
	finance_fair_join_html(o, rq, v);
	page_end(o, rq);
	return OK;
}

static void
join_view(struct req *rq, struct fair_join_view *v)
{
	*v = (struct fair_join_view){ .f = rq_fair(rq), .code = rq_form(rq, "code"), .name = rq_form(rq, "name"), .need = rq_form(rq, "need"),
		.amount = rq_form(rq, "amount"), .phone = rq_form(rq, "phone"), .staff = rq_fair(rq)->bureau };
	for (int i = 0; i < FAIR_WISHES; i++)
		v->wish[i] = rq_form(rq, arena_fmt(rq->a, "w%d", i + 1));
}

/* Who speaks for a firm has told its name and code already, and perhaps what it needs. */
static struct err
join_known(struct req *rq, struct fair_join_view *v)
{
	struct fin_firm_row_rows firms;
	struct fin_need_item_rows needs;

	TRY(fin_firm_of_account(rq->db, rq->a, rq->area, rq->caller->account, &firms));
	if (firms.n) {
		v->code = firms.v[0].code;
		v->name = firms.v[0].name;
	}
	TRY(fin_need_mine(rq->db, rq->a, rq->area, rq->caller->account, 1, &needs));
	if (needs.n && strcmp(needs.v[0].name, v->name) == 0) {
		v->need = fin_purpose(rq, needs.v[0].purpose);
		v->amount = fin_wan(rq->a, needs.v[0].amount);
	}
	return OK;
}

static struct err
join_get(struct req *rq, struct out *o)
{
	struct fair_join_view v;

	join_view(rq, &v);
	if (rq->caller && !rq->caller->staff)
		TRY(join_known(rq, &v));
	return join_page(rq, o, &v);
}

static struct err
join_tx(struct db *w, struct req *rq, void *ctx)
{
	struct fair_firm_new *n = ctx;
	const struct fair_view *f = rq_fair(rq);
	const char *token;
	struct act act;
	int64_t id;

	TRY(fair_act(w, rq, &act));
	TRY(fair_firm_join(w, &act, &f->r, n, &id, &token));
	rq_goto(rq, n->staff ? arena_fmt(rq->a, "/bureau/fairs/%s?joined=1", fair_no(rq, &f->r)) : arena_fmt(rq->a, "/finance/mine/%s?new=1", token));
	return OK;
}

/* Chosen institutions, at least one, each once; whether they come is seen where it is written. */
static void
wishes_take(struct req *rq, const struct fair_join_view *v, struct fair_firm_new *n)
{
	for (int i = 0; i < FAIR_WISHES; i++) {
		int64_t org;

		if (text_empty(v->wish[i]))
			continue;
		if (!text_int(v->wish[i], 1, INT64_MAX, &org))
			org = 0;
		for (size_t k = 0; k < n->nwishes; k++)
			if (n->wishes[k] == org)
				org = 0;
		if (!org && !rq_fault_of(rq, "w1"))
			rq_fault(rq, "w1", M_fair_err_wish, NULL);
		n->wishes[n->nwishes++] = org;
	}
	if (!n->nwishes)
		rq_fault(rq, "w1", M_fair_err_wish, NULL);
}

static struct err
join_take(struct req *rq, struct fair_join_view *v, struct fair_firm_new *n)
{
	const char *phone = text_phone(rq->a, v->phone);
	struct fin_code code;

	*n = (struct fair_firm_new){ .name = v->name, .need = v->need, .staff = v->staff };
	fin_code_read(rq->a, v->code, &code);
	n->code = code.text;
	if (!code.text)
		rq_fault(rq, "code", M_fair_err_code, NULL);
	else if (!fin_code_sound(&code) && strcmp(rq_form(rq, "sure"), code.text) != 0) {
		v->sure = code.text;
		rq_fault(rq, "code", M_fair_err_code_sound, NULL);
	}
	if (text_empty(v->name) || text_len(v->name) > 60)
		rq_fault(rq, "name", M_fair_err_firm, NULL);
	if (text_len(v->need) > 300)
		rq_fault(rq, "need", M_fair_err_words, NULL);
	if (!fair_wan_read(rq, v->amount, -1, &n->amount))
		rq_fault(rq, "amount", M_fair_err_wan, NULL);
	wishes_take(rq, v, n);
	if (!phone && (!v->staff || !text_empty(v->phone)))
		rq_fault(rq, "phone", M_fair_err_phone, NULL);
	return phone && !rq->nfaults ? person_prepare(rq->a, rq->env, rq->area, phone, &n->contact) : OK;
}

static struct err
join_post(struct req *rq, struct out *o)
{
	struct fair_join_view v;
	struct fair_firm_new n;
	struct err e = OK;

	join_view(rq, &v);
	TRY(join_take(rq, &v, &n));
	rq_visitor(rq);
	if (!rq->nfaults)
		e = tx_run(rq, join_tx, &n);
	if (e.code == 422 || e.code == 409)
		rq_fault(rq, e.key == M_fair_err_wishes ? "w1" : e.key == M_fair_err_words ? "need" : "code", e.key, NULL);
	else
		TRY(e);
	return rq->nfaults ? join_page(rq, o, &v) : see_other(rq, NULL);
}

/* ---- the firm's own page ---- */

static struct err
gone_page(struct req *rq, struct out *o)
{
	rq->status = 404;
	page_begin(o, rq, tr(rq, M_fair_mine_gone));
	finance_fair_gone_html(o, rq);
	page_end(o, rq);
	return OK;
}

/* Talks of this firm, and whom it named without a time yet. */
static struct err
mine_talks(struct req *rq, struct fair_mine_view *v)
{
	struct fair_wish_list_rows wishes;
	struct fair_talk_row_rows all;

	TRY(fair_wish_list(rq->db, rq->a, rq->area, v->f.r.id, &wishes));
	TRY(fair_talk_list(rq->db, rq->a, rq->area, v->f.r.id, &all));
	v->talks.v = NEWN(rq->a, struct fair_talk_row, all.n + 1);
	for (size_t i = 0; i < all.n; i++)
		if (all.v[i].firm == v->firm.id)
			v->talks.v[v->talks.n++] = all.v[i];
	v->waiting = NEWN(rq->a, struct fair_bank_list, wishes.n + 1);
	for (size_t i = 0; i < wishes.n; i++) {
		bool placed = wishes.v[i].firm != v->firm.id;

		for (size_t k = 0; k < v->talks.n; k++)
			placed |= v->talks.v[k].org == wishes.v[i].org;
		for (size_t k = 0; k < v->f.banks.n && !placed; k++)
			if (v->f.banks.v[k].org == wishes.v[i].org)
				v->waiting[v->nwaiting++] = v->f.banks.v[k];
	}
	return OK;
}

/* *found false: the page that says so is written. */
static struct err
mine_load(struct req *rq, struct out *o, struct fair_mine_view *v, bool *found)
{
	struct link_get link;
	struct gather_row g;
	struct err e;

	private_page(rq);
	*found = false;
	*v = (struct fair_mine_view){ .action = rq->path, .fresh = strcmp(rq_query(rq, "new"), "1") == 0 };
	e = link_find(rq->db, rq->a, rq->area, rq_param(rq, "token"), env_now(rq->env), &link);
	if (e.code == 404 || e.code == 410 || (!e.code && strcmp(link.purpose, "fair") != 0))
		return gone_page(rq, o);
	TRY(e);
	TRY(fair_firm_get(rq->db, rq->a, rq->area, link.assignment, &v->firm, found));
	if (*found)
		TRY(fair_get(rq->db, rq->a, rq->area, v->firm.fair, &v->f.r, found));
	if (!*found)
		return gone_page(rq, o);
	TRY(fair_bank_list(rq->db, rq->a, rq->area, v->f.r.id, &v->f.banks));
	TRY(gather_get(rq->db, rq->a, rq->area, v->f.r.id, &g));
	v->door = gather_door(&g, env_now(rq->env));
	return mine_talks(rq, v);
}

/* The firm's own page of consents with the institutions it named filled in, for who speaks for it; else where a firm registers. */
static struct err
mine_consent(struct req *rq, struct fair_mine_view *v)
{
	struct fin_firm_row_rows firms = { 0 };
	struct fair_wish_list_rows wishes;
	struct out o;

	v->consent = "/finance/firm";
	if (rq->caller)
		TRY(fin_firm_of_account(rq->db, rq->a, rq->area, rq->caller->account, &firms));
	for (size_t i = 0; i < firms.n; i++) {
		if (strcmp(firms.v[i].code, v->firm.code) != 0)
			continue;
		TRY(fair_wish_list(rq->db, rq->a, rq->area, v->f.r.id, &wishes));
		out_init(&o, rq->a);
		out_fmt(&o, "/finance/firm/%lld/consent?purpose=look&to=%s", (long long)firms.v[i].id,
			day_iso(rq->a, day_of(rq->env, v->f.r.ends) + CONSENT_DAYS));
		for (size_t k = 0; k < wishes.n; k++)
			if (wishes.v[k].firm == v->firm.id)
				out_fmt(&o, "&org_%lld=yes", (long long)wishes.v[k].org);
		v->consent = out_cstr(&o);
	}
	return OK;
}

static struct err
mine_get(struct req *rq, struct out *o)
{
	struct fair_mine_view v;
	bool found;

	TRY(mine_load(rq, o, &v, &found));
	if (!found)
		return OK;
	TRY(mine_consent(rq, &v));
	rq->nav = "home";
	page_begin(o, rq, tr(rq, M_fair_mine));
	finance_fair_mine_html(o, rq, &v);
	page_end(o, rq);
	return OK;
}

static struct err
quit_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct fair_mine_view *v = ctx;
	struct act act;

	TRY(fair_act(w, rq, &act));
	TRY(fair_firm_quit(w, &act, &v->f.r, v->firm.id));
	rq_goto(rq, v->f.r.path);		/* kept with the form's key: it holds no token */
	return OK;
}

static struct err
came_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct fair_mine_view *v = ctx;
	struct gather_row g;
	struct act act;

	TRY(fair_act(w, rq, &act));
	TRY(gather_get(w, rq->a, rq->area, v->f.r.id, &g));
	TRY(gather_sign(w, &act, &g, GROUP_firm, fair_owner(rq->a, true, v->firm.id)));
	rq_goto(rq, v->f.r.path);
	return OK;
}

static struct err
mine_post(struct req *rq, struct out *o)
{
	struct fair_mine_view v;
	bool found;

	TRY(mine_load(rq, o, &v, &found));
	if (!found)
		return OK;
	rq_visitor(rq);
	if (strcmp(v.firm.state, "registered") == 0)
		TRY(tx_run(rq, strcmp(rq_form(rq, "go"), "quit") == 0 ? quit_tx : came_tx, &v));
	return see_other(rq, rq->path);
}

/* ---- the door ---- */

static struct err
door_load(struct req *rq, struct out *o, struct fair_door_view *v, bool *found)
{
	struct gather_row g;

	private_page(rq);
	*v = (struct fair_door_view){ .f = *rq_fair(rq), .action = rq->path, .as = rq_form(rq, "as"), .code = rq_form(rq, "code"),
		.bank = rq_form(rq, "bank"), .done = strcmp(rq_query(rq, "done"), "1") == 0 };
	TRY(gather_by_token(rq->db, rq->a, rq->area, rq_param(rq, "token"), &g, found));
	*found &= *found && g.id == v->f.r.id;
	if (!*found)
		return gone_page(rq, o);
	v->door = gather_door(&g, env_now(rq->env));
	return OK;
}

static struct err
door_page(struct req *rq, struct out *o, const struct fair_door_view *v)
{
	rq->nav = "home";
	page_begin(o, rq, tr(rq, M_fair_door));
	finance_fair_door_html(o, rq, v);
	page_end(o, rq);
	return OK;
}

static struct err
door_get(struct req *rq, struct out *o)
{
	struct fair_door_view v;
	bool found;

	TRY(door_load(rq, o, &v, &found));
	return found ? door_page(rq, o, &v) : OK;
}

struct coming {
	const struct fair_door_view *v;
	enum group as;
	const char *owner;		/* NULL: the phone itself */
};

/* Which registered firm has a code that ends so: exactly one. */
static struct err
firm_find(struct req *rq, struct fair_door_view *v, struct coming *c)
{
	const char *tail = text_fold(rq->a, v->code);
	struct fair_firm_row_rows firms;
	size_t hits = 0;

	TRY(fair_firm_list(rq->db, rq->a, rq->area, v->f.r.id, &firms));
	for (size_t i = 0; i < firms.n && strlen(tail) == CODE_TAIL; i++) {
		const char *code = text_fold(rq->a, firms.v[i].code);

		if (strcmp(firms.v[i].state, "registered") == 0 && strcmp(code + strlen(code) - CODE_TAIL, tail) == 0) {
			c->owner = fair_owner(rq->a, true, firms.v[i].id);
			hits++;
		}
	}
	if (hits != 1)
		rq_fault(rq, "code", M_fair_err_door_code, NULL);
	return OK;
}

static struct err
door_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct coming *c = ctx;
	struct gather_row g;
	struct act act;

	TRY(fair_act(w, rq, &act));
	TRY(gather_get(w, rq->a, rq->area, c->v->f.r.id, &g));
	TRY(gather_sign(w, &act, &g, c->as, c->owner ? c->owner : act.who.owner));
	rq_goto(rq, arena_fmt(rq->a, "%s?done=1", c->v->action));
	return OK;
}

static struct err
door_post(struct req *rq, struct out *o)
{
	struct fair_door_view v;
	struct coming c = { .v = &v, .as = GROUP_other };
	bool found;

	TRY(door_load(rq, o, &v, &found));
	if (!found)
		return OK;
	if (strcmp(v.as, "firm") == 0) {
		c.as = GROUP_firm;
		TRY(firm_find(rq, &v, &c));
	} else if (strcmp(v.as, "bank") == 0) {
		c.as = GROUP_bank;
		for (size_t i = 0; i < v.f.banks.n; i++)
			if (strcmp(v.bank, arena_fmt(rq->a, "%lld", (long long)v.f.banks.v[i].org)) == 0)
				c.owner = fair_owner(rq->a, false, v.f.banks.v[i].org);
		if (!c.owner)
			rq_fault(rq, "bank", M_fair_err_door_bank, NULL);
	} else if (strcmp(v.as, "other") != 0) {
		rq_fault(rq, "as", M_fair_err_door_as, NULL);
	}
	if (rq->nfaults || v.door != DOOR_OPEN) {
		rq->status = 422;
		return door_page(rq, o, &v);
	}
	rq_visitor(rq);
	TRY(tx_run(rq, door_tx, &c));
	return see_other(rq, NULL);
}

const struct route *
finance_fair_join_routes(void)
{
	static const struct route routes[] = {
		{ VERB_GET, "/finance/fairs/:number/join", RIGHT_PUBLIC, fair_route, join_get, "A firm registers for a fair: the form.", 0 },
		{ VERB_POST, "/finance/fairs/:number/join", RIGHT_PUBLIC, fair_route, join_post, "A firm registers for a fair, or the bureau for it.", 0 },
		{ VERB_GET, "/finance/mine/:token", RIGHT_PUBLIC, NULL, mine_get, "A registered firm's timetable, behind its own link.", 0 },
		{ VERB_POST, "/finance/mine/:token", RIGHT_PUBLIC, NULL, mine_post, "A registered firm signs in or withdraws.", 0 },
		{ VERB_GET, "/finance/fairs/:number/in/:token", RIGHT_PUBLIC, fair_route, door_get, "The door of a fair; opening changes nothing.", 0 },
		{ VERB_POST, "/finance/fairs/:number/in/:token", RIGHT_PUBLIC, fair_route, door_post, "Sign in at the door of a fair.", 0 },
		{ 0 },
	};

	return routes;
}
