/* council_figures_web.c - figures for everybody: of a district, street, community, estate or unit, each with the matters behind it. */
#include "services/council/council.h"

#include "base/day.h"
#include "base/text.h"
#include "council_figures_html.h"
#include "council_figures_list_html.h"
#include "council_figures_unit_html.h"
#include "council_figures_units_html.h"
#include "council_figures_open_html.h"
#include "services/council/council_figures.h"
#include "base_msg.h"
#include "council_figures_msg.h"

#define LIST_ROWS   30
#define THANKS_ROWS 20
#define SOON_DAYS   3		/* working days: "due soon" */

/* ---- a place ---- */

static struct err
years_read(struct req *rq, struct figures_view *v)
{
	struct figures_first row;
	bool found;

	v->last_year = tally_month(rq->env, env_now(rq->env)) / 100;
	TRY(figures_first(rq->db, rq->a, rq->area, v->of.scope.kind, &row, &found));
	v->first_year = found ? (int)row.month / 100 : v->last_year;
	return OK;
}

static struct err
tables_read(struct req *rq, struct figures_view *v)
{
	const struct tally_scope *s = &v->of.scope;
	struct tally_scope below = *s;
	struct places district;

	TRY(tally_sum(rq->db, rq->a, rq->area, s, &v->sum));
	TRY(tally_by_month(rq->db, rq->a, rq->area, s, &v->months));
	if (s->org)
		return OK;
	if (!s->place) {			/* streets hang below the district's own row */
		TRY(place_list(rq->db, rq->a, rq->area, PLACE_DISTRICT, &district));
		below.place = district.n ? district.v[0].id : 0;
	}
	TRY(tally_by_place(rq->db, rq->a, rq->area, &below, &v->places));
	TRY(tally_by_category(rq->db, rq->a, rq->area, s, &v->categories));
	return s->place ? OK : tally_by_org(rq->db, rq->a, rq->area, s, &v->units);
}

static struct err
figures_show(struct req *rq, struct out *o)
{
	struct figures_view *v = NEW(rq->a, struct figures_view);

	TRY(figures_read(rq, rq_query(rq, "place"), "", &v->of));
	TRY(years_read(rq, v));
	TRY(tables_read(rq, v));
	TRY(place_list(rq->db, rq->a, rq->area, PLACE_STREET, &v->streets));
	TRY(place_list(rq->db, rq->a, rq->area, PLACE_COMMUNITY, &v->communities));
	v->staff = rq->caller && people_may(rq->db, rq->area, rq->caller, RIGHT_DESK, v->of.place.id);
	rq->nav = "hall";
	page_begin(o, rq, trf(rq, M_figures_title_of, figures_scope_name(rq, &v->of), NULL));
	council_figures_html(o, rq, v);
	page_end(o, rq);
	return OK;
}

/* ---- a unit ---- */

static int32_t
soon_day(struct req *rq, int32_t today)
{
	return calendar_add(rq->env->calendar, today, SOON_DAYS, NULL);
}

static struct err
unit_show(struct req *rq, struct out *o)
{
	struct figures_view *v = NEW(rq->a, struct figures_view);
	int32_t today = day_of(rq->env, env_now(rq->env));

	TRY(figures_read(rq, "", rq_param(rq, "unit"), &v->of));
	TRY(years_read(rq, v));
	TRY(tables_read(rq, v));
	TRY(figures_work(rq->db, rq->a, rq->area, v->of.org.id, today, soon_day(rq, today), &v->work));
	TRY(figures_thanks(rq->db, rq->a, rq->area, v->of.org.id, THANKS_ROWS, &v->thanks));
	rq->nav = "hall";
	page_begin(o, rq, trf(rq, M_figures_unit_title, figures_scope_name(rq, &v->of), NULL));
	council_figures_unit_html(o, rq, v);
	page_end(o, rq);
	return OK;
}

/* ---- the list behind a number ---- */

/* The counter beside the list: what the number said. */
static struct err
list_total(struct req *rq, struct figures_list *v)
{
	const struct tally_scope *s = &v->of.scope;
	struct tally_lines cats = { 0 };
	struct tally_sum sum;

	TRY(tally_sum(rq->db, rq->a, rq->area, s, &sum));
	if (!text_empty(v->of.category)) {
		TRY(tally_by_category(rq->db, rq->a, rq->area, s, &cats));
		sum = (struct tally_sum){ 0 };
		for (size_t i = 0; i < cats.n; i++)
			if (strcmp(cats.v[i].category, v->of.category) == 0)
				sum = cats.v[i].sum;
	}
	v->total = sum.n[v->figure];
	for (size_t i = 0; v->no && i < COUNT(figures_rates); i++)
		if (figures_rates[i].yes == v->figure)
			v->total = sum.n[figures_rates[i].of] - sum.n[v->figure];
	return OK;
}

static struct err
list_rows(struct req *rq, struct figures_list *v)
{
	struct tally_filter f = { .scope = v->of.scope, .level = v->of.level, .figure = v->figure, .no = v->no,
		.category = v->of.category, .limit = LIST_ROWS + 1 };
	const char *self = arena_fmt(rq->a, "/figures/list?%s&figure=%s%s&category=%s", figures_query(rq, &v->of), tally_name(v->figure),
		v->no ? "&no=1" : "", v->of.category);

	text_int(rq_query(rq, "at"), 0, INT64_MAX, &f.before_month);
	text_int(rq_query(rq, "id"), 0, INT64_MAX, &f.before_id);
	if (v->tasks) {
		TRY(tally_tasks(rq->db, rq->a, rq->env, rq->area, &f, &v->work));
		if (v->work.n > LIST_ROWS) {
			v->work.n = LIST_ROWS;
			v->more = arena_fmt(rq->a, "%s&id=%lld", self, (long long)v->work.v[LIST_ROWS - 1].id);
		}
		return OK;
	}
	TRY(tally_list(rq->db, rq->a, rq->area, &f, &v->items));
	if (v->items.n > LIST_ROWS) {
		v->items.n = LIST_ROWS;
		v->more = arena_fmt(rq->a, "%s&at=%lld&id=%lld", self, (long long)v->items.v[LIST_ROWS - 1].month,
			(long long)v->items.v[LIST_ROWS - 1].matter);
	}
	return OK;
}

static bool
figure_of_tasks(enum tally_figure f)
{
	return f == TALLY_SENT || f == TALLY_ANSWERED || f == TALLY_LATE || f == TALLY_RETURNED;
}

static struct err
list_show(struct req *rq, struct out *o)
{
	struct figures_list *v = NEW(rq->a, struct figures_list);
	enum msg label;

	TRY(figures_read(rq, rq_query(rq, "place"), rq_query(rq, "unit"), &v->of));
	if (!tally_find(rq_query(rq, "figure"), &v->figure))
		return FAIL(404, M_err_not_found);
	v->tasks = figure_of_tasks(v->figure);
	if (v->tasks ? !v->of.org.id : !tally_listed(v->figure))
		return FAIL(404, M_err_not_found);
	label = figures_label(v->figure);
	for (size_t i = 0; i < COUNT(figures_rates); i++)
		if (figures_rates[i].yes == v->figure && strcmp(rq_query(rq, "no"), "1") == 0) {
			v->no = true;
			label = figures_rates[i].no;
		}
	v->title = trf(rq, M_figures_list_title, figures_scope_name(rq, &v->of), tr(rq, label), NULL);
	TRY(list_total(rq, v));
	TRY(list_rows(rq, v));
	rq->nav = "hall";
	page_begin(o, rq, v->title);
	council_figures_list_html(o, rq, v);
	page_end(o, rq);
	return OK;
}

/* ---- workload and lateness by unit, for staff ---- */

/* Units with figures in the period or with open work now, in the order of the list of units. */
static struct err
units_lines(struct req *rq, struct figures_view *v, const struct figures_loads_rows *loads)
{
	struct tally_lines counted;
	struct orgs all;

	TRY(tally_by_org(rq->db, rq->a, rq->area, &v->of.scope, &counted));
	TRY(org_answering(rq->db, rq->a, rq->area, &all));
	v->units.v = NEWN(rq->a, struct tally_line, all.n + 1);
	for (size_t i = 0; i < all.n; i++) {
		struct tally_line l = { .id = all.v[i].id, .zh = all.v[i].zh, .en = all.v[i].en, .slug = all.v[i].code };
		bool any = false;

		l.sum.days = l.sum.answer_days = -1;
		for (size_t k = 0; k < counted.n; k++)
			if (counted.v[k].id == l.id) {
				l = counted.v[k];
				any = true;
			}
		for (size_t k = 0; k < loads->n; k++)
			any = any || loads->v[k].org == l.id;
		if (any)
			v->units.v[v->units.n++] = l;
	}
	return OK;
}

static struct err
units_show(struct req *rq, struct out *o)
{
	struct figures_view *v = NEW(rq->a, struct figures_view);
	int32_t today = day_of(rq->env, env_now(rq->env));
	struct figures_loads_rows loads;

	TRY(figures_read(rq, "", "", &v->of));
	TRY(years_read(rq, v));
	TRY(figures_loads(rq->db, rq->a, rq->area, today, soon_day(rq, today), &loads));
	TRY(units_lines(rq, v, &loads));
	rq->nav = "desk";
	page_begin(o, rq, tr(rq, M_figures_units_title));
	council_figures_units_html(o, rq, v, &loads);
	page_end(o, rq);
	return OK;
}

/* A unit's open work: all, due soon or late, as the number it was opened from says. */
static struct err
open_show(struct req *rq, struct out *o)
{
	int32_t today = day_of(rq->env, env_now(rq->env));
	const char *show = rq_query(rq, "show");
	bool late = strcmp(show, "overdue") == 0, soon = strcmp(show, "soon") == 0;
	struct figures_open_rows rows;
	struct org org = { .id = rq_param_id(rq, "org") };
	int64_t after = -1, id = 0;

	TRY(org_get(rq->db, rq->a, rq->area, org.id, &org));
	text_int(rq_query(rq, "at"), 0, INT64_MAX, &after);
	text_int(rq_query(rq, "id"), 0, INT64_MAX, &id);
	TRY(figures_open(rq->db, rq->a, rq->area, org.id, soon ? today : 0, late ? today - 1 : soon ? soon_day(rq, today) : INT32_MAX,
		after, id, LIST_ROWS + 1, &rows));
	rq->nav = "desk";
	page_begin(o, rq, trf(rq, M_figures_open_title, org_name(&org, rq->lang),
		tr(rq, late ? M_figures_overdue : soon ? M_figures_soon : M_figures_open), NULL));
	council_figures_open_html(o, rq, &org, &rows, late ? "overdue" : soon ? "soon" : "open", today, LIST_ROWS);
	page_end(o, rq);
	return OK;
}

static const struct route routes[] = {
	{ VERB_GET, "/figures", RIGHT_PUBLIC, NULL, figures_show, "Figures of a district, street, community or estate.", 0 },
	{ VERB_GET, "/figures/list", RIGHT_PUBLIC, NULL, list_show, "The matters that make up a figure.", 0 },
	{ VERB_GET, "/figures/unit/:unit", RIGHT_PUBLIC, NULL, unit_show, "Figures of a unit and the thanks it got.", 0 },
	{ VERB_GET, "/desk/units", RIGHT_DESK, NULL, units_show, "Workload and lateness by unit.", 0 },
	{ VERB_GET, "/desk/units/:org", RIGHT_DESK, NULL, open_show, "A unit's open work.", 0 },
	{ 0 }
};

const struct route *
council_figures_routes(void)
{
	return routes;
}
