/*
 * finance_look_web.c - the door: a bank or the bureau sees a firm only through a consent in force, and each look is in the log and
 * on disk before it is shown. Lists, one firm, the table to download; and the bureau's check of who speaks for a firm.
 */
#include "services/finance/finance.h"

#include "base/day.h"
#include "base/text.h"
#include "base_msg.h"
#include "finance_check_html.h"
#include "finance_consent_msg.h"
#include "finance_firm_msg.h"
#include "finance_seen_html.h"
#include "finance_seens_html.h"
#include "formats/csv.h"
#include "services/finance/finance_look.h"
#include "web/web.h"

#define PAGE   50
#define EXPORT 2000
#define CHECKS 20

/* ---- the door ---- */

static struct err
looks_keep(struct req *rq, const struct fin_seen *v, size_t n, const char *why, bool daily)
{
	struct access_look *looks = NEWN(rq->a, struct access_look, n + 1);

	for (size_t i = 0; i < n; i++)
		looks[i] = (struct access_look){ v[i].f.r.id, arena_fmt(rq->a, "firm %lld", (long long)v[i].sight.consent) };
	return access_keep(rq, looks, n, why, daily ? day_start(rq->env, fin_today(rq)) : 0);
}

static struct err
seen_load(struct req *rq, int64_t firm, int64_t org, struct fin_seen *ret)
{
	struct fin_firm_checked checked;
	int32_t today = fin_today(rq);

	TRY(fin_sight(rq->db, rq->a, rq->area, firm, org, today, &ret->sight));
	if (!ret->sight.may_look)
		return FAIL(404, M_err_not_found);
	TRY(fin_firm_load(rq->db, rq->a, rq->area, firm, &ret->f));
	fin_firm_facts(rq->a, &ret->f, today, ret->sight.look, &ret->facts);
	TRY(fin_firm_checked(rq->db, rq->a, rq->area, firm, &checked));
	ret->checked = checked.n > 0;
	return OK;
}

struct err
fin_firm_look(struct req *rq, int64_t firm, int64_t org, const char *why, struct fin_seen *ret)
{
	TRY(seen_load(rq, firm, org, ret));
	return looks_keep(rq, ret, 1, why, false);
}

struct err
fin_firms_look(struct req *rq, const struct fin_firm_row *rows, size_t n, int64_t org, const char *why, struct fin_seen *ret)
{
	for (size_t i = 0; i < n; i++)
		TRY(seen_load(rq, rows[i].id, org, &ret[i]));
	return looks_keep(rq, ret, n, why, true);
}

const char *
fin_seen_words(struct req *rq, const struct fin_seen *s, enum fin_field_no f)
{
	const char *words = fin_told_words(rq, &s->f, &s->facts, f);

	if (!(s->sight.look >> f & 1u))
		return tr(rq, M_finc_unseen);
	return text_empty(words) ? tr(rq, M_finc_untold) : words;
}

/* ---- lists ---- */

/* Whose eyes: a bank's officer has an institution, the bureau none. 403 for a bank's account without one. */
static struct err
eyes(struct req *rq, int64_t *org, const char **base)
{
	bool bank = strncmp(rq->path, "/bank", 5) == 0;

	*base = bank ? "/bank" : "/bureau";
	*org = bank ? rq->caller->org : FIN_BUREAU;
	return bank && !*org ? FAIL(403, M_err_forbidden) : OK;
}

/* For LIKE: what was typed stands for itself. */
static const char *
pattern_of(struct arena *a, const char *q)
{
	struct out o;

	out_init(&o, a);
	out_str(&o, "%");
	for (; *q; q++)
		out_fmt(&o, "%s%c", *q == '%' || *q == '_' || *q == '\\' ? "\\" : "", *q);
	out_str(&o, "%");
	return out_cstr(&o);
}

static struct err
list_load(struct req *rq, size_t most, const char *why, struct fin_seen_list *v)
{
	struct fin_firm_row_rows rows;
	int64_t org, skip = 0;

	TRY(eyes(rq, &org, &v->base));
	v->q = text_clean(rq->a, rq_query(rq, "q"));
	text_int(rq_query(rq, "skip"), 0, INT32_MAX, &skip);
	TRY(fin_firm_seen_list(rq->db, rq->a, rq->area, org, fin_today(rq), pattern_of(rq->a, v->q), skip, (int64_t)most + 1, &rows));
	v->n = rows.n > most ? most : rows.n;
	v->next = rows.n > most ? skip + (int64_t)most : 0;
	v->v = NEWN(rq->a, struct fin_seen, v->n + 1);
	return fin_firms_look(rq, rows.v, v->n, org, why, v->v);
}

static struct err
list_get(struct req *rq, struct out *o)
{
	struct fin_seen_list v = { 0 };

	TRY(list_load(rq, PAGE, "finc.why_list", &v));
	rq->nav = v.base + 1;
	page_begin(o, rq, tr(rq, M_finc_firms));
	finance_seens_html(o, rq, &v);
	page_end(o, rq);
	return OK;
}

static struct err
table_get(struct req *rq, struct out *o)
{
	struct fin_seen_list v = { 0 };
	struct csv c;
	struct org org = { 0 };
	const char *who;

	TRY(list_load(rq, EXPORT, "finc.why_export", &v));
	if (rq->caller->org)
		TRY(org_get(rq->db, rq->a, rq->area, rq->caller->org, &org));
	who = org.id ? org_name(&org, rq->lang) : tr(rq, M_finc_bureau);
	csv_begin(&c, o);
	csv_text(&c, trf(rq, M_finc_mark, who, day_text(rq->a, rq->lang, fin_today(rq)), NULL));
	csv_row(&c);
	csv_text(&c, tr(rq, M_finf_name));
	csv_text(&c, tr(rq, M_finf_code));
	csv_text(&c, tr(rq, M_finc_until_col));
	for (int f = 0; f < F_COUNT; f++)
		if (FIN_FIRM_FIELDS >> f & 1u)
			csv_text(&c, tr(rq, fin_fields[f].label));
	csv_row(&c);
	for (size_t i = 0; i < v.n; i++) {
		csv_text(&c, v.v[i].f.r.name);
		csv_text(&c, v.v[i].f.r.code);
		csv_text(&c, day_iso(rq->a, v.v[i].sight.to));
		for (int f = 0; f < F_COUNT; f++)
			if (FIN_FIRM_FIELDS >> f & 1u)
				csv_text(&c, fin_seen_words(rq, &v.v[i], (enum fin_field_no)f));
		csv_row(&c);
	}
	rq_save_as(rq, "text/csv; charset=utf-8", "firms.csv");
	return OK;
}

static struct err
one_page(struct req *rq, struct out *o)
{
	struct fin_seen_view *v = NEW(rq->a, struct fin_seen_view);
	struct place street;
	int64_t org;

	TRY(eyes(rq, &org, &v->base));
	TRY(fin_firm_look(rq, rq_param_id(rq, "firm"), org, "finc.why_look", &v->s));
	v->today = fin_today(rq);
	v->street = v->s.f.r.place && !place_get(rq->db, rq->a, rq->area, v->s.f.r.place, &street).code ? place_name(&street, rq->lang) : "";
	rq->nav = v->base + 1;
	page_begin(o, rq, v->s.f.r.name);
	finance_seen_html(o, rq, v);
	page_end(o, rq);
	return OK;
}

/* ---- the bureau: where a figure comes from ---- */

struct sourcing {
	int64_t firm;
	int field;
	const char *source;
	int32_t day;
};

/* The firm said it, a paper or a department bears it out: the value stays, its source and day are said. */
static struct err
source_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct sourcing *x = ctx;
	const struct fin_by by = { rq->a, rq->env, rq->area, rq->caller->account, 0 };
	struct fin_firm f;
	struct fin_told t;

	TRY(fin_firm_load(w, rq->a, rq->area, x->firm, &f));
	t = f.told[x->field];
	if (text_empty(t.value))
		return FAIL(409, M_err_stale);
	t.source = x->source;
	t.day = x->day;
	TRY(fin_firm_tell(w, &by, x->firm, (enum fin_field_no)x->field, &t));
	rq_goto(rq, arena_fmt(rq->a, "/bureau/firm/%lld", (long long)x->firm));
	return OK;
}

/* Only what the firm lets the bureau see. */
static struct err
source_post(struct req *rq, struct out *o)
{
	struct sourcing x = { .firm = rq_param_id(rq, "firm"), .field = fin_field_find(rq_form(rq, "field")), .source = rq_form(rq, "source") };
	struct fin_sight sight;

	TRY(fin_sight(rq->db, rq->a, rq->area, x.firm, FIN_BUREAU, fin_today(rq), &sight));
	if (!sight.may_look)
		return FAIL(404, M_err_not_found);
	if (x.field < 0 || x.field == F_SIZE || x.field == F_QUALS || !(sight.look >> x.field & 1u))
		rq_fault(rq, "field", M_finc_err_field, NULL);
	if (!fin_choice_find(fin_sources, x.source) || strcmp(x.source, "firm") == 0)
		rq_fault(rq, "source", M_finc_err_source, NULL);
	if (!day_parse(rq_form(rq, "day"), &x.day) || x.day > fin_today(rq))
		rq_fault(rq, "day", M_finc_err_day, NULL);
	if (rq->nfaults) {
		rq->status = 422;
		return one_page(rq, o);
	}
	TRY(tx_run(rq, source_tx, &x));
	return see_other(rq, NULL);
}

/* ---- the bureau: who speaks for a firm ---- */

/* The bureau needs no consent to do its duty of checking; that it looked is in the firm's log all the same. */
static struct err
check_get(struct req *rq, struct out *o)
{
	struct fin_check_view v = { 0 };
	struct fin_seen *seen;

	TRY(fin_unchecked(rq->db, rq->a, rq->area, CHECKS, &v.rows));
	v.phones = NEWN(rq->a, const char *, v.rows.n + 1);
	seen = NEWN(rq->a, struct fin_seen, v.rows.n + 1);
	for (size_t i = 0; i < v.rows.n; i++) {
		seen[i].f.r.id = v.rows.v[i].id;
		if (person_phone(rq, v.rows.v[i].account, false, "", &v.phones[i]).code)
			v.phones[i] = "";
	}
	TRY(looks_keep(rq, seen, v.rows.n, "finc.why_check", true));
	rq->nav = "bureau";
	page_begin(o, rq, tr(rq, M_finc_check));
	finance_check_html(o, rq, &v);
	page_end(o, rq);
	return OK;
}

struct checking {
	int64_t firm, account;
	bool yes;
};

static struct err
check_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct checking *x = ctx;

	if (x->yes)
		TRY(fin_person_check(w, rq->area, x->firm, x->account, env_now(rq->env), rq->caller->account, NULL));
	else
		TRY(fin_person_expel(w, rq->a, rq->env, rq->area, x->firm, x->account));
	rq_goto(rq, "/bureau/check");
	return OK;
}

static struct err
check_post(struct req *rq, struct out *o)
{
	struct checking x = { .yes = strcmp(rq_form(rq, "go"), "yes") == 0 };

	(void)o;
	if (!text_int(rq_form(rq, "firm"), 1, INT64_MAX, &x.firm) || !text_int(rq_form(rq, "who"), 1, INT64_MAX, &x.account))
		return FAIL(404, M_err_not_found);
	TRY(tx_run(rq, check_tx, &x));
	return see_other(rq, NULL);
}

const struct route *
finance_look_routes(void)
{
	static const struct route routes[] = {
		{ VERB_GET, "/bank/firms", RIGHT_BANK, NULL, list_get, "Firms that let this bank look.", 0 },
		{ VERB_GET, "/bank/firms/table", RIGHT_BANK, NULL, table_get, "The same as a table to download.", 0 },
		{ VERB_GET, "/bank/firm/:firm", RIGHT_BANK, NULL, one_page, "One firm, as far as it agreed; the look is kept.", 0 },
		{ VERB_GET, "/bureau/firms", RIGHT_BUREAU, NULL, list_get, "Firms that let the bureau look.", 0 },
		{ VERB_GET, "/bureau/firms/table", RIGHT_BUREAU, NULL, table_get, "The same as a table to download.", 0 },
		{ VERB_GET, "/bureau/firm/:firm", RIGHT_BUREAU, NULL, one_page, "One firm, as far as it agreed; the look is kept.", 0 },
		{ VERB_POST, "/bureau/firm/:firm/source", RIGHT_BUREAU, NULL, source_post, "Says which paper or department bears a firm's figure out.", 0 },
		{ VERB_GET, "/bureau/check", RIGHT_BUREAU, NULL, check_get, "People who say they speak for a firm, to check.", 0 },
		{ VERB_POST, "/bureau/check", RIGHT_BUREAU, NULL, check_post, "Says that somebody may speak for a firm, or may not.", 0 },
		{ 0 },
	};

	return routes;
}
