/*
 * finance_need_web.c - the firm's pages: filing a need (or the bureau for it, with a signed paper), the list of one's own, where a need
 * stands with each bank, withdrawing it. The draft lies on the server for thirty days.
 */
#include "services/finance/finance.h"

#include "base/day.h"
#include "base/text.h"
#include "base_msg.h"
#include "finance_need_form_html.h"
#include "finance_need_html.h"
#include "finance_need_msg.h"
#include "finance_needs_html.h"
#include "services/finance/finance_code.h"
#include "services/finance/finance_firm.h"
#include "services/finance/finance_need_view.h"

#define DRAFT      "need"
#define LIST_ROWS  100
#define KEPT_WORDS 3000

static const char *const kept[] = { "code", "name", "place", "amount", "term", "purpose", "old_due", "words" };

/* ---- the draft ---- */

/* The match page's figures come along: whoever presses its button asks for that. */
static struct err
begin_post(struct req *rq, struct out *o)
{
	struct draft *d;

	(void)o;
	TRY(draft_open(rq, DRAFT, &d));
	for (int f = 0; f < F_COUNT; f++)
		draft_set(d, fin_field_name(rq, f, ""), text_cut(rq->a, fin_field_typed(rq, f), KEPT_WORDS));
	draft_set(d, "amount", fin_field_typed(rq, F_AMOUNT));
	draft_set(d, "term", fin_field_typed(rq, F_TERM));
	draft_set(d, "purpose", fin_field_typed(rq, F_PURPOSE));
	TRY(draft_save(rq, d));
	return see_other(rq, FIN_NEED_HOME);
}

/* The first firm one speaks for fills what was not typed. */
static struct err
profile(struct req *rq, struct fin_firm *f, bool *found)
{
	struct fin_firm_row_rows rows = { 0 };

	*found = false;
	if (!rq->caller)
		return OK;
	TRY(fin_firm_of_account(rq->db, rq->a, rq->area, rq->caller->account, &rows));
	*found = rows.n > 0;
	return rows.n ? fin_firm_mine(rq->db, rq->a, rq->area, rq->caller->account, rows.v[0].id, f) : OK;
}

/* Facts as "field=value" lines: the draft's, and what the profile knows beside them. */
static const char *
facts_of(struct req *rq, const struct draft *d, const struct fin_firm *firm, size_t *n)
{
	struct fin_facts known = { 0 };
	struct out o;

	*n = 0;
	out_init(&o, rq->a);
	if (firm)
		fin_firm_facts(rq->a, firm, fin_today(rq), FIN_FIRM_FIELDS, &known);
	for (int f = 0; f < F_COUNT; f++) {
		const char *typed = d ? draft_get(d, fin_field_name(rq, f, "")) : "";
		struct value v;

		if (f == F_AMOUNT || f == F_TERM || f == F_PURPOSE)
			continue;
		if (text_empty(typed) && known.typed[f])
			typed = known.typed[f];
		if (text_empty(typed) || !fin_fact_read(rq->a, (enum fin_field_no)f, typed, &v))
			continue;
		out_fmt(&o, "%s=%s\n", fin_fields[f].id, typed);
		(*n)++;
	}
	return out_cstr(&o);
}

static struct err
form_page(struct req *rq, struct out *o, struct fin_need_form *v)
{
	TRY(place_list(rq->db, rq->a, rq->area, PLACE_COMMUNITY, &v->places));
	rq->nav = v->staff ? "bureau" : "home";
	page_begin(o, rq, tr(rq, v->staff ? M_finn_form_for : M_finn_form));
	finance_need_form_html(o, rq, v);
	page_end(o, rq);
	return OK;
}

static struct err
form_get(struct req *rq, struct out *o)
{
	struct fin_need_form v = { .hint = "", .phone = "" };
	struct fin_firm firm;
	struct draft *d;
	bool found;

	TRY(draft_open(rq, DRAFT, &d));
	TRY(profile(rq, &firm, &found));
	v.code = draft_get(d, "code");
	v.name = draft_get(d, "name");
	v.place = draft_get(d, "place");
	v.amount = draft_get(d, "amount");
	v.term = draft_get(d, "term");
	v.purpose = draft_get(d, "purpose");
	v.old_due = draft_get(d, "old_due");
	v.words = draft_get(d, "words");
	if (found && text_empty(v.name)) {
		v.code = firm.r.code;
		v.name = firm.r.name;
	}
	(void)facts_of(rq, d, found ? &firm : NULL, &v.told);
	return form_page(rq, o, &v);
}

static struct err
form_for_get(struct req *rq, struct out *o)
{
	struct fin_need_form v = { .code = "", .name = "", .place = "", .amount = "", .term = "", .purpose = "", .old_due = "", .words = "", .hint = "",
		.phone = "", .staff = true };

	return form_page(rq, o, &v);
}

/* ---- filing ---- */

static void
form_take(struct req *rq, struct fin_need_form *v)
{
	v->code = rq_form(rq, "code");
	v->name = rq_form(rq, "name");
	v->place = rq_form(rq, "place");
	v->amount = rq_form(rq, "amount");
	v->term = rq_form(rq, "term");
	v->purpose = rq_form(rq, "purpose");
	v->old_due = rq_form(rq, "old_due");
	v->words = rq_form(rq, "words");
	v->phone = rq_form(rq, "phone");
	v->hint = "";
}

static void
code_check(struct req *rq, struct fin_need_form *v, struct fin_need_new *n)
{
	struct fin_code c;

	n->code = "";
	if (text_empty(v->code))
		return;
	fin_code_read(rq->a, v->code, &c);
	if (!c.text)
		rq_fault(rq, "code", M_finn_err_code, NULL);
	else
		n->code = c.text;
}

static void
form_check(struct req *rq, struct fin_need_form *v, struct fin_need_new *n)
{
	struct place p;
	struct decimal term;
	int32_t day = 0;

	code_check(rq, v, n);
	n->name = text_clean(rq->a, v->name);
	n->purpose = v->purpose;
	n->words = v->words;
	if (text_empty(n->name) || text_len(n->name) > FIN_NAME_LEN)
		rq_fault(rq, "name", M_finn_err_name, NULL);
	if (!text_int(v->place, 1, INT64_MAX, &n->place) || place_get(rq->db, rq->a, rq->area, n->place, &p).code || p.kind != PLACE_COMMUNITY)
		rq_fault(rq, "place", M_finn_err_place, NULL);
	if (!fin_fen_read(rq->a, v->amount, &n->amount))
		rq_fault(rq, "amount", M_finn_err_amount, NULL);
	if (!fin_number_read(rq->a, v->term, &term) || !dec_to_int(term, &n->term) || n->term < 1 || n->term > 360)
		rq_fault(rq, "term", M_finn_err_term, NULL);
	if (!fin_choice_find(fin_fields[F_PURPOSE].choices, v->purpose))
		rq_fault(rq, "purpose", M_finn_err_purpose, NULL);
	if (!text_empty(v->old_due) && (!day_parse(v->old_due, &day) || day < fin_today(rq)))
		rq_fault(rq, "old_due", M_finn_err_old_due, NULL);
	else if (strcmp(v->purpose, "renew") == 0 && !day)
		rq_fault(rq, "old_due", M_finn_err_old_due, NULL);
	n->old_due = day;
	if (text_len(v->words) > FIN_WORDS_LEN)
		rq_fault(rq, "words", M_finn_err_words, NULL);
}

static struct err
file_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct fin_need_new *n = ctx;
	struct who who;
	struct act act;
	struct filed filed;

	TRY(who_of(rq, w, NULL, &who));
	who.as = life_role_name(n->contact ? LIFE_BUREAU : LIFE_AUTHOR);
	act_of(&act, rq, &who);
	TRY(fin_need_file(w, &act, n, &filed));
	if (!n->contact)
		TRY(draft_drop(w, rq, DRAFT));
	rq_goto(rq, n->contact ? filed.address : arena_fmt(rq->a, "%s/banks", filed.address));	/* on behalf it is checked first */
	return OK;
}

static struct err
form_post(struct req *rq, struct out *o)
{
	struct fin_need_form v = { 0 };
	struct fin_need_new n = { 0 };
	struct fin_firm firm;
	struct draft *d;
	bool found;

	form_take(rq, &v);
	form_check(rq, &v, &n);
	TRY(draft_open(rq, DRAFT, &d));
	TRY(profile(rq, &firm, &found));
	found = found && strcmp(firm.r.code, n.code) == 0;	/* only what is this firm's own */
	n.facts = facts_of(rq, d, found ? &firm : NULL, &v.told);
	if (rq->nfaults) {
		for (size_t i = 0; i < COUNT(kept); i++)
			draft_set(d, kept[i], text_cut(rq->a, rq_form(rq, kept[i]), KEPT_WORDS));
		TRY(draft_save(rq, d));
		rq->status = 422;
		return form_page(rq, o, &v);
	}
	n.firm = found ? firm.r.id : 0;
	TRY(tx_run(rq, file_tx, &n));
	return see_other(rq, NULL);
}

/* On behalf: the firm's number and a scan of what it signed. */
static struct err
form_for_post(struct req *rq, struct out *o)
{
	struct fin_need_form v = { .staff = true };
	struct fin_need_new n = { .facts = "" };
	struct stored_file paper;
	const struct upload *up = rq_upload(rq, "paper");
	const char *phone;
	struct err e;

	form_take(rq, &v);
	form_check(rq, &v, &n);
	phone = text_phone(rq->a, v.phone);
	if (!phone)
		rq_fault(rq, "phone", M_finn_err_phone, NULL);
	if (!up)
		rq_fault(rq, "paper", M_finn_err_paper, NULL);
	if (!rq->nfaults) {
		e = file_store(rq->a, rq->env, up->data, up->name, &paper);
		if (e.code == 422)
			rq_fault(rq, "paper", e.key, NULL);
		else
			TRY(e);
	}
	if (rq->nfaults) {
		rq->status = 422;
		return form_page(rq, o, &v);
	}
	n.paper = &paper;
	TRY(person_prepare(rq->a, rq->env, rq->area, phone, &n.contact));
	TRY(tx_run(rq, file_tx, &n));
	return see_other(rq, NULL);
}

/* ---- one's own ---- */

static struct err
list_get(struct req *rq, struct out *o)
{
	struct fin_needs_view v = { .today = fin_today(rq) };

	TRY(fin_need_mine(rq->db, rq->a, rq->area, rq->caller->account, LIST_ROWS, &v.rows));
	rq->nav = "mine";
	page_begin(o, rq, tr(rq, M_finn_mine));
	finance_needs_html(o, rq, &v);
	page_end(o, rq);
	return OK;
}

static bool
may(const struct fin_need *x, const char *move)
{
	const struct life_move *mv = lifecycle_move(x->m.lc, move);

	return mv && life_move_from(x->m.lc, mv, x->m.state) && (mv->by & (x->as == SEES_FIRM ? LIFE_AUTHOR : LIFE_BUREAU));
}

static struct err
need_show(struct req *rq, struct out *o, const char *phone)
{
	static const char *const navs[] = { [SEES_FIRM] = "mine", [SEES_BUREAU] = "bureau", [SEES_ADVISER] = "adviser" };
	struct fin_need_view *v = NEW(rq->a, struct fin_need_view);
	struct fin_need_paper paper;
	bool adviser;

	TRY(fin_need_seen(rq->db, rq->a, rq->area, rq->caller, rq_param(rq, "number"), &v->x));
	adviser = v->x.as == SEES_ADVISER;
	v->phone = phone;
	TRY(fin_referral_of_need(rq->db, rq->a, rq->area, v->x.m.r.id, &v->banks));
	TRY(matter_timeline(rq->db, rq->a, rq->area, &v->x.m, rq->lang, true, &v->past));
	TRY(fin_need_paper(rq->db, rq->a, rq->area, v->x.m.r.id, &paper, &v->paper));
	v->nfacts = fin_fact_lines(rq, v->x.r.facts, v->facts);
	v->today = fin_today(rq);
	v->paper = v->paper && !adviser;
	v->can_withdraw = may(&v->x, "withdraw") && !adviser;
	v->can_advise = may(&v->x, "advise");
	v->unchecked = v->x.m.state->open && fin_need_unchecked(&v->x.m, &v->x.r);
	v->can_check = v->unchecked && !adviser && rq->caller->account != v->x.m.r.entered_by;
	v->can_choose = v->x.m.state->open && !v->unchecked && !adviser;
	rq->nav = navs[v->x.as];
	page_begin(o, rq, trf(rq, M_finn_need_n, v->x.m.r.number, NULL));
	finance_need_html(o, rq, v);
	page_end(o, rq);
	return OK;
}

static struct err
need_page(struct req *rq, struct out *o)
{
	return need_show(rq, o, NULL);
}

/* For the bureau or the adviser it asked to call. */
static struct err
phone_post(struct req *rq, struct out *o)
{
	const char *phone;
	struct fin_need x;

	TRY(fin_need_seen(rq->db, rq->a, rq->area, rq->caller, rq_param(rq, "number"), &x));
	if (x.as == SEES_FIRM || !x.m.state->open)
		return FAIL(403, M_err_forbidden);
	TRY(person_phone_let(rq, x.m.r.author, trf(rq, M_finn_tel_why, x.m.r.number, NULL), &phone));
	return need_show(rq, o, phone);
}

static struct err
paper_get(struct req *rq, struct out *o)
{
	struct fin_need_paper paper;
	struct fin_need x;
	bool found;

	(void)o;
	TRY(fin_need_seen(rq->db, rq->a, rq->area, rq->caller, rq_param(rq, "number"), &x));
	TRY(fin_need_paper(rq->db, rq->a, rq->area, x.m.r.id, &paper, &found));
	if (!found || x.as == SEES_ADVISER)
		return FAIL(404, M_err_not_found);
	TRY(file_read(rq->a, paper.stored, paper.key, &rq->body));
	rq->type = paper.type;
	rq_header(rq, "Content-Disposition", "attachment");
	return OK;
}

struct need_doing {
	struct fin_need x;
	struct step s;
	struct answer said;
};

static struct err
do_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct need_doing *d = ctx;
	struct who who;
	struct act act;

	TRY(fin_who(w, rq->a, rq->area, rq->caller, arena_fmt(rq->a, "a%lld", (long long)rq->caller->account), &d->x.m, d->x.as, &who));
	act_of(&act, rq, &who);
	TRY(fin_need_do(w, &act, d->x.m.r.id, &d->s));
	rq_goto(rq, d->x.m.address);
	return OK;
}

static struct err
do_post(struct req *rq, struct out *o)
{
	struct need_doing d = { .said = { "words", rq_form(rq, "words") } };

	TRY(fin_need_seen(rq->db, rq->a, rq->area, rq->caller, rq_param(rq, "number"), &d.x));
	if (d.x.as == SEES_ADVISER && strcmp(rq_param(rq, "move"), "advise") != 0)
		return FAIL(403, M_err_forbidden);
	d.s = (struct step){ .move = rq_param(rq, "move"), .version = -1, .answers = &d.said, .nanswers = 1 };
	if (strcmp(d.s.move, "advise") == 0 && (text_empty(d.said.value) || text_len(d.said.value) > FIN_WORDS_LEN)) {
		rq_fault(rq, "words", M_finn_err_words, NULL);
		rq->status = 422;
		return need_page(rq, o);
	}
	TRY(tx_run(rq, do_tx, &d));
	return see_other(rq, NULL);
}

const struct route *
finance_need_routes(void)
{
	static const struct route routes[] = {
		{ VERB_GET, "/finance/need", RIGHT_PUBLIC, NULL, form_get, "The form for a firm's financing need.", 0 },
		{ VERB_POST, "/finance/need", RIGHT_MINE, NULL, form_post, "File a financing need; no bank gets it yet.", 0 },
		{ VERB_POST, "/finance/need/begin", RIGHT_PUBLIC, NULL, begin_post, "Take the match page's figures along into the form.", 0 },
		{ VERB_GET, "/finance/needs", RIGHT_MINE, NULL, list_get, "One's own financing needs.", 0 },
		{ VERB_GET, "/finance/need/:number", RIGHT_MINE, NULL, need_page, "A need: where it stands with each bank; for the firm and the bureau.", 0 },
		{ VERB_GET, "/finance/need/:number/paper", RIGHT_MINE, NULL, paper_get, "The signed authorisation of an entry on behalf.", 0 },
		{ VERB_POST, "/finance/need/:number/do/:move", RIGHT_MINE, NULL, do_post, "Withdraw a need, check one entered on behalf, give advice.", 0 },
		{ VERB_POST, "/finance/need/:number/phone", RIGHT_MINE, NULL, phone_post, "Show the firm's number to the bureau or the adviser it asked; logged.", 0 },
		{ VERB_GET, "/bureau/need", RIGHT_BUREAU, NULL, form_for_get, "The form for a need on a firm's behalf.", 0 },
		{ VERB_POST, "/bureau/need", RIGHT_BUREAU, NULL, form_for_post, "File a need on a firm's behalf, with its signed paper.", ROUTE_UPLOAD },
		{ 0 },
	};

	return routes;
}
