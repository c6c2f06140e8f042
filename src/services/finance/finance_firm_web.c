/* finance_firm_web.c - a firm's own pages: registering it, how it stands, who speaks for it. Figures: finance_figure_web.c. */
#include "services/finance/finance.h"

#include "base/day.h"
#include "base/text.h"
#include "base_msg.h"
#include "finance_copy_msg.h"
#include "finance_firm_html.h"
#include "finance_firm_msg.h"
#include "finance_firms_html.h"
#include "finance_msg.h"
#include "people/code.h"
#include "services/finance/finance_copy.h"
#include "services/finance/finance_firm_view.h"
#include "web/web.h"

#define SOON 60					/* days in which an end is told before */

/* Codes are public: nobody should register all of a district's firms in a night. */
static const struct limit per_account = { "firm-new", 10, US_DAY };
static const struct limit per_asking = { "firm-ask", 20, US_DAY };

/* ---- words ---- */

const char *
fin_qual_name(struct req *rq, const char *qual, const char *suffix)
{
	return arena_fmt(rq->a, "q_%s%s%s", qual, *suffix ? "_" : "", suffix);
}

const char *
fin_told_words(struct req *rq, const struct fin_firm *f, const struct fin_facts *facts, enum fin_field_no field)
{
	int32_t day;

	if (text_empty(facts->typed[field]))
		return "";
	if (field == F_AGE && day_parse(f->told[F_AGE].value, &day))
		return trf(rq, M_finf_age, day_text(rq->a, rq->lang, day), value_text(rq->a, facts->v[F_AGE]), NULL);
	if (facts->v[field].kind == V_LIST && !facts->v[field].list->n)
		return tr(rq, M_finf_quals_none);
	return fin_fact_words(rq->a, rq->lang, field, facts->v[field]);
}

const char *
fin_told_from(struct req *rq, const struct fin_told *t)
{
	const struct fin_choice *c = fin_choice_find(fin_sources, t->source);

	return c ? trf(rq, M_finf_from, tr(rq, c->label), day_text(rq->a, rq->lang, t->day), NULL) : "";
}

const char *
fin_held_words(struct req *rq, const struct fin_held *q)
{
	const struct fin_choice *level = fin_choice_find(fin_levels, q->level);
	const char *end = q->to ? trf(rq, M_finf_held_to, day_text(rq->a, rq->lang, q->to), NULL) : tr(rq, M_finf_held_open);

	return level ? trf(rq, M_fin_and, tr(rq, level->label), end, NULL) : end;
}

const char *
fin_held_state(struct req *rq, const struct fin_held *q, int32_t today, const char **chip)
{
	*chip = " q-chip--plain";
	if (q->from > today)
		return tr(rq, M_finf_hold_yet);
	*chip = " q-chip--bad";
	if (!fin_held_on(q, today))
		return tr(rq, M_finf_hold_over);
	*chip = q->to && q->to <= today + SOON ? " q-chip--warn" : " q-chip--ok";
	return q->to && q->to <= today + SOON ? trf(rq, M_finf_hold_soon, fin_number(rq, q->to - today), NULL) : tr(rq, M_finf_hold);
}

struct err
fin_firm_asked(struct req *rq, struct fin_firm *ret)
{
	return fin_firm_mine(rq->db, rq->a, rq->area, rq->caller->account, rq_param_id(rq, "firm"), ret);
}

struct fin_by
fin_firm_by(struct req *rq)
{
	return (struct fin_by){ rq->a, rq->env, rq->area, rq->caller->account, 0 };
}

/* ---- registering ---- */

static struct err
firms_load(struct req *rq, struct fin_firms_view *v)
{
	v->staff = rq->caller->staff;
	TRY(fin_firm_of_account(rq->db, rq->a, rq->area, rq->caller->account, &v->firms));
	TRY(fin_guest_of(rq->db, rq->a, rq->area, rq->caller->account, &v->guests));
	return place_list(rq->db, rq->a, rq->area, PLACE_STREET, &v->streets);
}

static struct err
firms_page(struct req *rq, struct out *o, const struct fin_firms_view *v)
{
	rq->nav = "home";
	page_begin(o, rq, tr(rq, M_finf_title));
	finance_firms_html(o, rq, v);
	page_end(o, rq);
	return OK;
}

static struct err
firms_get(struct req *rq, struct out *o)
{
	struct fin_firms_view v = { .code = "", .name = "" };
	bool new = rq->nquery > 0;

	TRY(firms_load(rq, &v));
	if (v.firms.n == 1 && !v.guests.n && !new)
		return see_other(rq, arena_fmt(rq->a, "/finance/firm/%lld", (long long)v.firms.v[0].id));
	v.form = !v.staff && (!v.firms.n || new);
	return firms_page(rq, o, &v);
}

/* Whatever is odd about a code is said once; who compared it with the licence has the last word. */
static void
code_check(struct req *rq, struct fin_firms_view *v)
{
	const struct fin_code *c = &v->read;
	char at[2] = "";

	fin_code_read(rq->a, v->code, &v->read);
	if (c->meant && strcmp(rq_form(rq, "go"), "meant") == 0) {
		v->code = c->meant;
		fin_code_read(rq->a, v->code, &v->read);
	}
	if (!c->text) {
		rq_fault(rq, "code", M_finf_err_code, NULL);
		return;
	}
	v->code = c->text;
	v->doubt = !fin_code_sound(c) && strcmp(rq_form(rq, "sure"), c->text) != 0;
	if (!v->doubt)
		return;
	at[0] = c->strange ? c->text[c->strange - 1] : '\0';
	if (c->strange)
		rq_fault(rq, "code", M_finf_doubt_strange, fin_number(rq, c->strange), at, NULL);
	else
		rq_fault(rq, "code", M_finf_doubt_check, NULL);
}

static bool
street_is(const struct places *streets, int64_t id)
{
	for (size_t i = 0; i < streets->n; i++)
		if (streets->v[i].id == id)
			return true;
	return false;
}

static struct err
new_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct fin_firms_view *v = ctx;
	struct fin_by by = fin_firm_by(rq);
	int64_t firm;

	TRY(limit_take(w, rq->a, rq->env, rq->area, &per_account, fin_number(rq, by.account)));
	TRY(fin_firm_new(w, &by, v->code, v->name, v->place, &firm));
	rq_goto(rq, arena_fmt(rq->a, "/finance/firm/%lld/figures", (long long)firm));
	return OK;
}

static struct err
firms_post(struct req *rq, struct out *o)
{
	struct fin_firms_view v = { .code = rq_form(rq, "code"), .name = rq_form(rq, "name"), .form = true };
	struct err e = OK;

	TRY(firms_load(rq, &v));
	if (v.staff)
		return FAIL(403, M_finf_staff);
	if (text_int(rq_form(rq, "street"), 1, INT64_MAX, &v.place) && !street_is(&v.streets, v.place))
		v.place = 0;
	code_check(rq, &v);
	if (text_empty(v.name) || text_len(v.name) > FIN_FIRM_NAME)
		rq_fault(rq, "name", M_finf_err_name, NULL);
	if (!rq->nfaults)
		e = tx_run(rq, new_tx, &v);
	if (e.code == 409)
		rq_fault(rq, "code", e.key, NULL);
	else
		TRY(e);
	if (!rq->nfaults)
		return see_other(rq, NULL);
	rq->status = 422;
	return firms_page(rq, o, &v);
}

/* ---- one firm ---- */

static struct err
speakers_load(struct req *rq, struct fin_firm_view *v)
{
	struct fin_person_list_rows rows;

	TRY(fin_person_list(rq->db, rq->a, rq->area, v->f.r.id, &rows));
	TRY(fin_guest_list(rq->db, rq->a, rq->area, v->f.r.id, &v->guests));
	v->speakers = NEWN(rq->a, struct fin_speaker, rows.n + 1);
	for (; v->nspeakers < rows.n; v->nspeakers++) {
		struct fin_speaker *s = &v->speakers[v->nspeakers];

		*s = (struct fin_speaker){ "", rows.v[v->nspeakers].account, rows.v[v->nspeakers].account == rq->caller->account,
			rows.v[v->nspeakers].checked != 0, rows.v[v->nspeakers].since };
		if (person_phone(rq, s->account, false, "", &s->phone).code)
			s->phone = "";
		v->checked |= s->me && s->checked;
	}
	return OK;
}

static struct err
firm_page(struct req *rq, struct out *o, const char *phone)
{
	struct fin_firm_view *v = NEW(rq->a, struct fin_firm_view);
	struct place street;

	TRY(fin_firm_asked(rq, &v->f));
	v->today = fin_today(rq);
	v->phone = phone;
	v->saved = strcmp(rq_query(rq, "saved"), "1") == 0;
	v->street = v->f.r.place && !place_get(rq->db, rq->a, rq->area, v->f.r.place, &street).code ? place_name(&street, rq->lang) : "";
	fin_code_read(rq->a, v->f.r.code, &v->code);
	fin_firm_facts(rq->a, &v->f, v->today, FIN_FIRM_FIELDS, &v->facts);
	TRY(speakers_load(rq, v));
	rq->nav = "home";
	page_begin(o, rq, v->f.r.name);
	finance_firm_html(o, rq, v);
	page_end(o, rq);
	return OK;
}

static struct err
firm_get(struct req *rq, struct out *o)
{
	return firm_page(rq, o, "");
}

/* ---- who speaks for it ---- */

static struct err
ask_tx(struct db *w, struct req *rq, void *ctx)
{
	struct fin_by by = fin_firm_by(rq);
	int64_t firm = rq_param_id(rq, "firm");

	TRY(limit_take(w, rq->a, rq->env, rq->area, &per_asking, fin_number(rq, by.account)));
	TRY(fin_firm_ask(w, &by, firm, ctx));
	rq_goto(rq, arena_fmt(rq->a, "/finance/firm/%lld?saved=1", (long long)firm));
	return OK;
}

static struct err
people_post(struct req *rq, struct out *o)
{
	const char *typed = rq_form(rq, "phone"), *phone = text_phone(rq->a, typed);
	struct fin_firm f;

	TRY(fin_firm_asked(rq, &f));
	if (!phone) {
		rq_fault(rq, "phone", M_finf_err_phone, NULL);
		rq->status = 422;
		return firm_page(rq, o, typed);
	}
	TRY(tx_run(rq, ask_tx, (void *)phone));
	return see_other(rq, NULL);
}

static struct err
join_tx(struct db *w, struct req *rq, void *ctx)
{
	struct fin_by by = fin_firm_by(rq);
	int64_t firm = rq_param_id(rq, "firm");

	(void)ctx;
	TRY(fin_firm_join(w, &by, firm));
	rq_goto(rq, arena_fmt(rq->a, "/finance/firm/%lld", (long long)firm));
	return OK;
}

static struct err
join_post(struct req *rq, struct out *o)
{
	(void)o;
	if (rq->caller->staff)
		return FAIL(404, M_err_not_found);
	TRY(tx_run(rq, join_tx, NULL));
	return see_other(rq, NULL);
}

static struct err
leave_tx(struct db *w, struct req *rq, void *ctx)
{
	struct fin_by by = fin_firm_by(rq);
	int64_t firm = rq_param_id(rq, "firm");
	const int64_t *who = ctx;

	TRY(fin_firm_leave(w, &by, firm, *who));
	rq_goto(rq, *who == by.account ? "/finance/firm?left=1" : arena_fmt(rq->a, "/finance/firm/%lld", (long long)firm));
	return OK;
}

static struct err
leave_post(struct req *rq, struct out *o)
{
	struct fin_firm f;
	struct err e;
	int64_t who = 0;

	TRY(fin_firm_asked(rq, &f));
	text_int(rq_form(rq, "who"), 1, INT64_MAX, &who);
	e = tx_run(rq, leave_tx, &who);
	if (e.code == 422) {
		rq_fault(rq, "phone", e.key, NULL);
		rq->status = 422;
		return firm_page(rq, o, "");
	}
	TRY(e);
	return see_other(rq, NULL);
}

/* ---- a copy, and the end ---- */

static struct err
copy_get(struct req *rq, struct out *o)
{
	struct fin_firm f;

	TRY(fin_firm_asked(rq, &f));
	TRY(fin_firm_copy(rq->db, rq->a, rq->env, rq->area, &f, rq->caller->account, env_now(rq->env), rq->lang, o));
	rq_save_as(rq, "text/plain; charset=utf-8", arena_fmt(rq->a, "qiao-%s.txt", f.r.code));
	return OK;
}

static struct err
drop_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct fin_firm *f = ctx;
	struct fin_by by = fin_firm_by(rq);

	TRY(fin_firm_drop(w, &by, f->r.id));
	rq_goto(rq, "/finance/firm?gone=1");
	return OK;
}

/* Whoever means it types the code once more. */
static struct err
drop_post(struct req *rq, struct out *o)
{
	struct fin_code code;
	struct fin_firm f;

	TRY(fin_firm_asked(rq, &f));
	fin_code_read(rq->a, rq_form(rq, "drop"), &code);
	if (!code.text || strcmp(code.text, f.r.code) != 0) {
		rq_fault(rq, "drop", M_finy_err_code, NULL);
		rq->status = 422;
		return firm_page(rq, o, "");
	}
	TRY(tx_run(rq, drop_tx, &f));
	return see_other(rq, NULL);
}

const struct route *
finance_firm_routes(void)
{
	static const struct route routes[] = {
		{ VERB_GET, "/finance/firm", RIGHT_MINE, NULL, firms_get, "The firms I speak for, and registering one.", 0 },
		{ VERB_POST, "/finance/firm", RIGHT_MINE, NULL, firms_post, "Registers a firm by its credit code.", 0 },
		{ VERB_GET, "/finance/firm/:firm", RIGHT_MINE, NULL, firm_get, "A firm as it stands: figures, qualifications, who speaks for it.", 0 },
		{ VERB_POST, "/finance/firm/:firm/people", RIGHT_MINE, NULL, people_post, "Asks a colleague to speak for the firm.", 0 },
		{ VERB_POST, "/finance/firm/:firm/join", RIGHT_MINE, NULL, join_post, "Takes up speaking for a firm that asked.", 0 },
		{ VERB_GET, "/finance/firm/:firm/data.txt", RIGHT_MINE, NULL, copy_get, "A copy of everything kept about a firm.", 0 },
		{ VERB_POST, "/finance/firm/:firm/drop", RIGHT_MINE, NULL, drop_post, "Deletes a firm's data for good.", 0 },
		{ VERB_POST, "/finance/firm/:firm/leave", RIGHT_MINE, NULL, leave_post, "Ends somebody's speaking for the firm.", 0 },
		{ 0 },
	};

	return routes;
}
