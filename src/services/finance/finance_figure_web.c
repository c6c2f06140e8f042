/* finance_figure_web.c - a firm's figures and qualifications as the firm itself tells them: forms, each mistake said at its field. */
#include "services/finance/finance.h"

#include "base/day.h"
#include "base/text.h"
#include "base_msg.h"
#include "finance_figures_form_html.h"
#include "finance_firm_msg.h"
#include "finance_quals_form_html.h"
#include "services/finance/finance_firm_view.h"
#include "web/web.h"

/* What a form of figures asks: what the firm is, not what it needs; size is worked out, qualifications have a page of their own. */
static bool
asked(int f)
{
	return (FIN_FIRM_FIELDS >> f & 1u) && f != F_SIZE && f != F_QUALS;
}

/* ---- figures ---- */

struct figures {
	struct fin_firm f;
	struct fin_figures_view v;
	const char *value[F_COUNT];		/* as kept */
	int32_t day;
};

static struct err
figures_page(struct req *rq, struct out *o, const struct fin_figures_view *v)
{
	rq->nav = "home";
	page_begin(o, rq, tr(rq, M_finf_figures_edit));
	finance_figures_form_html(o, rq, v);
	page_end(o, rq);
	return OK;
}

static struct err
figures_load(struct req *rq, struct figures *x)
{
	TRY(fin_firm_asked(rq, &x->f));
	x->v.r = x->f.r;
	return place_list(rq->db, rq->a, rq->area, PLACE_STREET, &x->v.streets);
}

static struct err
figures_get(struct req *rq, struct out *o)
{
	struct figures *x = NEW(rq->a, struct figures);

	TRY(figures_load(rq, x));
	x->v.name = x->f.r.name;
	x->v.place = x->f.r.place;
	x->v.day = day_iso(rq->a, fin_today(rq));
	for (int f = 0; f < F_COUNT; f++)
		x->v.typed[f] = x->f.told[f].value;
	return figures_page(rq, o, &x->v);
}

static void
figures_take(struct req *rq, struct figures *x)
{
	int32_t today = fin_today(rq);

	x->v.name = rq_form(rq, "name");
	x->v.day = rq_form(rq, "day");
	x->v.all = !text_empty(rq_form(rq, "all"));
	text_int(rq_form(rq, "street"), 1, INT64_MAX, &x->v.place);
	text_int(rq_form(rq, "rev"), 0, INT64_MAX, &x->v.r.rev);
	if (text_empty(x->v.name) || text_len(x->v.name) > FIN_FIRM_NAME)
		rq_fault(rq, "name", M_finf_err_name, NULL);
	if (!day_parse(x->v.day, &x->day) || x->day > today)
		rq_fault(rq, "day", M_finf_err_day, NULL);
	for (int f = 0; f < F_COUNT; f++) {
		const char *name = fin_field_name(rq, f, "");

		x->v.typed[f] = "";
		if (!asked(f))
			continue;
		x->v.typed[f] = fin_field_typed(rq, f);
		if (!fin_told_read(rq->a, (enum fin_field_no)f, x->v.typed[f], today, &x->value[f]))
			rq_fault(rq, name, f == F_AGE ? M_finf_err_day : fin_fields[f].kind == FIN_NUMBER ? M_finf_err_number : M_finf_err_pick, NULL);
	}
}

static struct err
figures_tx(struct db *w, struct req *rq, void *ctx)
{
	struct figures *x = ctx;
	struct fin_by by = fin_firm_by(rq);
	struct fin_firm_row r = x->v.r;

	r.name = x->v.name;
	r.place = 0;
	for (size_t i = 0; i < x->v.streets.n; i++)
		if (x->v.streets.v[i].id == x->v.place)
			r.place = x->v.place;
	TRY(fin_firm_save(w, &by, &r));
	for (int f = 0; f < F_COUNT; f++) {
		const struct fin_told *was = &x->f.told[f];
		const struct fin_told t = { x->value[f], "firm", x->day };

		if (!asked(f) || (!x->v.all && strcmp(was->value, t.value) == 0))
			continue;
		if (strcmp(was->value, t.value) == 0 && strcmp(was->source, "firm") != 0)
			continue;	/* a department's figure that the firm agrees with stays the department's */
		TRY(fin_firm_tell(w, &by, r.id, (enum fin_field_no)f, &t));
	}
	rq_goto(rq, arena_fmt(rq->a, "/finance/firm/%lld?saved=1", (long long)r.id));
	return OK;
}

static struct err
figures_post(struct req *rq, struct out *o)
{
	struct figures *x = NEW(rq->a, struct figures);
	struct err e = OK;

	TRY(figures_load(rq, x));
	figures_take(rq, x);
	if (!rq->nfaults)
		e = tx_run(rq, figures_tx, x);
	if (e.code == 409) {
		x->v.stale = true;
		x->v.r.rev = x->f.r.rev;
		rq->status = 409;
		return figures_page(rq, o, &x->v);
	}
	TRY(e);
	if (!rq->nfaults)
		return see_other(rq, NULL);
	rq->status = 422;
	return figures_page(rq, o, &x->v);
}

/* ---- qualifications ---- */

struct quals {
	struct fin_firm f;
	struct fin_quals_view v;
	struct fin_held held[FIN_QUALS];	/* as v.v */
};

static const struct fin_held *
held_before(const struct fin_firm *f, const struct fin_choice *qual)
{
	for (size_t i = 0; i < f->nquals; i++)
		if (f->quals[i].qual == qual)
			return &f->quals[i];
	return NULL;
}

/* What a department confirmed stays so while the firm says the same. */
static bool
same(const struct fin_held *a, const struct fin_held *b)
{
	return a && a->from == b->from && a->to == b->to && strcmp(a->level, b->level) == 0;
}

static struct err
quals_page(struct req *rq, struct out *o, const struct fin_quals_view *v)
{
	rq->nav = "home";
	page_begin(o, rq, tr(rq, M_finf_quals_edit));
	finance_quals_form_html(o, rq, v);
	page_end(o, rq);
	return OK;
}

static struct err
quals_get(struct req *rq, struct out *o)
{
	struct fin_quals_view *v = NEW(rq->a, struct fin_quals_view);
	const struct fin_held *was;
	struct fin_firm f;

	TRY(fin_firm_asked(rq, &f));
	v->r = f.r;
	v->none = !f.nquals && !text_empty(f.told[F_QUALS].value);
	for (const struct fin_choice *c = fin_fields[F_QUALS].choices; c->id; c++, v->n++) {
		v->v[v->n].qual = c;
		v->v[v->n].level = v->v[v->n].from = v->v[v->n].to = "";
		was = held_before(&f, c);
		if (!was)
			continue;
		v->v[v->n].held = true;
		v->v[v->n].level = was->level;
		v->v[v->n].from = was->from ? day_iso(rq->a, was->from) : "";
		v->v[v->n].to = was->to ? day_iso(rq->a, was->to) : "";
	}
	return quals_page(rq, o, v);
}

static void
quals_take(struct req *rq, struct quals *x)
{
	size_t held = 0;

	x->v.none = !text_empty(rq_form(rq, "none"));
	for (const struct fin_choice *c = fin_fields[F_QUALS].choices; c->id; c++, x->v.n++) {
		size_t n = x->v.n;
		int32_t from = 0, to = 0;

		x->v.v[n].qual = c;
		x->v.v[n].held = !text_empty(rq_form(rq, fin_qual_name(rq, c->id, "")));
		x->v.v[n].level = rq_form(rq, fin_qual_name(rq, c->id, "level"));
		x->v.v[n].from = rq_form(rq, fin_qual_name(rq, c->id, "from"));
		x->v.v[n].to = rq_form(rq, fin_qual_name(rq, c->id, "to"));
		if (!x->v.v[n].held)
			continue;
		held++;
		if (!text_empty(x->v.v[n].from) && (!day_parse(x->v.v[n].from, &from) || from > fin_today(rq)))
			rq_fault(rq, fin_qual_name(rq, c->id, "from"), M_finf_err_day, NULL);
		if (!text_empty(x->v.v[n].to) && (!day_parse(x->v.v[n].to, &to) || (from && to < from)))
			rq_fault(rq, fin_qual_name(rq, c->id, "to"), M_finf_err_order, NULL);
		x->held[n] = (struct fin_held){ c, fin_choice_find(fin_levels, x->v.v[n].level) ? x->v.v[n].level : "", "firm", from, to };
	}
	if (x->v.none && held)
		rq_fault(rq, "none", M_finf_err_none, NULL);
	if (!x->v.none && !held)
		rq_fault(rq, "none", M_finf_err_nothing, NULL);
}

static struct err
quals_tx(struct db *w, struct req *rq, void *ctx)
{
	struct quals *x = ctx;
	struct fin_by by = fin_firm_by(rq);

	for (size_t i = 0; i < x->v.n; i++) {
		const struct fin_choice *qual = x->v.v[i].qual;

		if (!x->v.v[i].held)
			TRY(fin_firm_unhold(w, &by, x->f.r.id, qual->id));
		else if (!same(held_before(&x->f, qual), &x->held[i]))
			TRY(fin_firm_hold(w, &by, x->f.r.id, &x->held[i]));
	}
	rq_goto(rq, arena_fmt(rq->a, "/finance/firm/%lld?saved=1", (long long)x->f.r.id));
	return OK;
}

static struct err
quals_post(struct req *rq, struct out *o)
{
	struct quals *x = NEW(rq->a, struct quals);

	TRY(fin_firm_asked(rq, &x->f));
	x->v.r = x->f.r;
	quals_take(rq, x);
	if (!rq->nfaults) {
		TRY(tx_run(rq, quals_tx, x));
		return see_other(rq, NULL);
	}
	rq->status = 422;
	return quals_page(rq, o, &x->v);
}

const struct route *
finance_figure_routes(void)
{
	static const struct route routes[] = {
		{ VERB_GET, "/finance/firm/:firm/figures", RIGHT_MINE, NULL, figures_get, "A firm's name and figures, to change.", 0 },
		{ VERB_POST, "/finance/firm/:firm/figures", RIGHT_MINE, NULL, figures_post, "Saves a firm's name and figures.", 0 },
		{ VERB_GET, "/finance/firm/:firm/quals", RIGHT_MINE, NULL, quals_get, "A firm's qualifications, to change.", 0 },
		{ VERB_POST, "/finance/firm/:firm/quals", RIGHT_MINE, NULL, quals_post, "Saves a firm's qualifications.", 0 },
		{ 0 },
	};

	return routes;
}
