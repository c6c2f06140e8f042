/* finance_consent_web.c - what a firm allows: giving (what, then the whole text to read), taking back, who looked. */
#include "services/finance/finance.h"

#include "base/day.h"
#include "base/text.h"
#include "base_msg.h"
#include "finance_consent_form_html.h"
#include "finance_consent_html.h"
#include "finance_consent_msg.h"
#include "finance_consent_text_html.h"
#include "services/finance/finance_look.h"
#include "web/web.h"

#define LOOKS 100

const char *
fin_org_name(struct req *rq, int64_t org, const char *zh, const char *en)
{
	if (org == FIN_BUREAU)
		return tr(rq, M_finc_bureau);
	return rq->lang == LANG_EN && !text_empty(en) ? en : zh ? zh : "";
}

static struct err
list_get(struct req *rq, struct out *o)
{
	struct fin_consents_view *v = NEW(rq->a, struct fin_consents_view);
	struct fin_firm f;

	TRY(fin_firm_asked(rq, &f));
	v->r = f.r;
	v->today = fin_today(rq);
	TRY(fin_consent_of_firm(rq->db, rq->a, rq->area, f.r.id, &v->rows));
	TRY(fin_look_list(rq->db, rq->a, rq->area, f.r.id, LOOKS, &v->looks));
	for (size_t i = 0; i < v->rows.n; i++)
		v->nlive += fin_consent_live_on(&v->rows.v[i], v->today);
	rq->nav = "home";
	page_begin(o, rq, tr(rq, M_finc_title));
	finance_consent_html(o, rq, v);
	page_end(o, rq);
	return OK;
}

bool
fin_consent_live_on(const struct fin_consent_row *r, int32_t day)
{
	return !r->revoked && r->to_day >= day;
}

/* ---- giving ---- */

static struct err
form_load(struct req *rq, struct fin_consent_form *v)
{
	struct fin_firm f;
	struct orgs banks;

	TRY(fin_firm_asked(rq, &f));
	v->r = f.r;
	TRY(org_list(rq->db, rq->a, rq->area, "bank", &banks));
	v->orgs = NEWN(rq->a, struct org, banks.n + 1);
	v->picked = NEWN(rq->a, bool, banks.n + 1);
	for (; v->norgs < banks.n; v->norgs++)
		v->orgs[v->norgs] = banks.v[v->norgs];
	v->orgs[v->norgs++] = (struct org){ .id = FIN_BUREAU, .zh = msg_text(LANG_ZH, M_finc_bureau), .en = msg_text(LANG_EN, M_finc_bureau) };
	return OK;
}

static struct err
form_page(struct req *rq, struct out *o, const struct fin_consent_form *v)
{
	rq->nav = "home";
	page_begin(o, rq, tr(rq, M_finc_new));
	finance_consent_form_html(o, rq, v);
	page_end(o, rq);
	return OK;
}

static struct err
form_get(struct req *rq, struct out *o)
{
	struct fin_consent_form *v = NEW(rq->a, struct fin_consent_form);
	int32_t to;

	TRY(form_load(rq, v));
	/* A fair's page proposes whom it is for and until when; it is read and signed like any other. */
	for (size_t i = 0; i < v->norgs; i++)
		v->picked[i] = !text_empty(rq_query(rq, arena_fmt(rq->a, "org_%lld", (long long)v->orgs[i].id)));
	v->purpose = rq_query(rq, "purpose");
	v->to = day_parse(rq_query(rq, "to"), &to) ? rq_query(rq, "to") : day_iso(rq->a, fin_today(rq) + 365);
	return form_page(rq, o, v);
}

/* What was chosen, as a consent; faults stand at their fields. */
static void
form_take(struct req *rq, struct fin_consent_form *v, struct fin_consent_new *n)
{
	struct org *whom = NEWN(rq->a, struct org, v->norgs);
	int32_t today = fin_today(rq);

	*n = (struct fin_consent_new){ .firm = &v->r, .orgs = whom, .lang = rq->lang };
	for (size_t i = 0; i < v->norgs; i++) {
		v->picked[i] = !text_empty(rq_form(rq, arena_fmt(rq->a, "org_%lld", (long long)v->orgs[i].id)));
		if (v->picked[i])
			whom[n->norgs++] = v->orgs[i];
	}
	for (size_t g = 0; fin_groups[g].id; g++)
		if (!text_empty(rq_form(rq, arena_fmt(rq->a, "group_%s", fin_groups[g].id)))) {
			v->groups |= 1u << g;
			n->fields |= fin_groups[g].fields;
		}
	v->purpose = n->purpose = rq_form(rq, "purpose");
	v->to = rq_form(rq, "to");
	if (!n->norgs)
		rq_fault(rq, "who", M_finc_err_who, NULL);
	if (!fin_choice_find(fin_purposes, v->purpose))
		rq_fault(rq, "purpose", M_finc_err_purpose, NULL);
	if (!v->groups)
		rq_fault(rq, "what", M_finc_err_what, NULL);
	if (!day_parse(v->to, &n->to) || n->to < today || n->to > today + FIN_CONSENT_DAYS)
		rq_fault(rq, "to", M_finc_err_until, NULL);
}

static struct err
sign_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct fin_consent_new *n = ctx;
	struct fin_by by = fin_firm_by(rq);

	TRY(fin_consent_put(w, &by, n));
	rq_goto(rq, arena_fmt(rq->a, "/finance/firm/%lld/consents?done=1", (long long)n->firm->id));
	return OK;
}

static struct err
form_post(struct req *rq, struct out *o)
{
	struct fin_consent_form *v = NEW(rq->a, struct fin_consent_form);
	struct fin_consent_new n;
	const char *go = rq_form(rq, "go");

	TRY(form_load(rq, v));
	form_take(rq, v, &n);
	if (rq->nfaults || strcmp(go, "change") == 0) {
		rq->status = rq->nfaults ? 422 : 200;
		return form_page(rq, o, v);
	}
	v->text = fin_consent_text(rq->a, &n);
	if (strcmp(go, "sign") == 0 && text_empty(rq_form(rq, "agree")))
		rq_fault(rq, "agree", M_finc_err_agree, NULL);
	if (strcmp(go, "sign") == 0 && !rq->nfaults) {
		TRY(tx_run(rq, sign_tx, &n));
		return see_other(rq, NULL);
	}
	rq->status = rq->nfaults ? 422 : 200;
	return form_page(rq, o, v);
}

/* ---- one consent ---- */

static struct err
text_get(struct req *rq, struct out *o)
{
	struct fin_consent_row r;
	struct fin_firm f;
	bool found;

	TRY(fin_firm_asked(rq, &f));
	TRY(fin_consent_get(rq->db, rq->a, rq->area, f.r.id, rq_param_id(rq, "id"), &r, &found));
	if (!found)
		return FAIL(404, M_err_not_found);
	rq->nav = "home";
	page_begin(o, rq, tr(rq, M_finc_paper));
	finance_consent_text_html(o, rq, &r);
	page_end(o, rq);
	return OK;
}

static struct err
end_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct fin_firm *f = ctx;
	struct fin_by by = fin_firm_by(rq);

	TRY(fin_consent_end(w, &by, f->r.id, rq_param_id(rq, "id")));
	rq_goto(rq, arena_fmt(rq->a, "/finance/firm/%lld/consents?over=1", (long long)f->r.id));
	return OK;
}

static struct err
end_post(struct req *rq, struct out *o)
{
	struct fin_firm f;

	(void)o;
	TRY(fin_firm_asked(rq, &f));
	TRY(tx_run(rq, end_tx, &f));
	return see_other(rq, NULL);
}

const struct route *
finance_consent_routes(void)
{
	static const struct route routes[] = {
		{ VERB_GET, "/finance/firm/:firm/consents", RIGHT_MINE, NULL, list_get, "What a firm allows whom, and who looked.", 0 },
		{ VERB_GET, "/finance/firm/:firm/consent", RIGHT_MINE, NULL, form_get, "A new permission: whom, what for, what, until when.", 0 },
		{ VERB_POST, "/finance/firm/:firm/consent", RIGHT_MINE, NULL, form_post, "Shows the text of a permission, then signs it.", 0 },
		{ VERB_GET, "/finance/firm/:firm/consent/:id", RIGHT_MINE, NULL, text_get, "The text of a permission as it was signed.", 0 },
		{ VERB_POST, "/finance/firm/:firm/consent/:id/end", RIGHT_MINE, NULL, end_post, "Takes a permission back.", 0 },
		{ 0 },
	};

	return routes;
}
