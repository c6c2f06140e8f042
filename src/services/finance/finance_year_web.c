/* finance_year_web.c - this year's fairs, institutions, firms, products and advisers, counted from the rows; each number opens its list. */
#include "services/finance/finance.h"

#include "base/day.h"
#include "base/text.h"
#include "base_msg.h"
#include "finance_team_msg.h"
#include "finance_year_of_html.h"
#include "services/finance/finance_figures.h"
#include "services/finance/finance_team_view.h"

/* One fair's firms, institutions, products added to those of the fairs before it. codes: of all firms so far. */
static struct err
fair_add(struct req *rq, struct fair_year_view *v, size_t i, struct fair_firms_took_rows *all)
{
	struct fair_firms_took_rows firms;
	struct fair_banks_took_rows banks;
	struct fair_shows_took_rows shows;

	TRY(fair_firms_took(rq->db, rq->a, rq->area, v->fairs.v[i].id, &firms));
	TRY(fair_banks_took(rq->db, rq->a, rq->area, v->fairs.v[i].id, &banks));
	TRY(fair_shows_took(rq->db, rq->a, rq->area, v->fairs.v[i].id, &shows));
	struct fair_firms_took *more = NEWN(rq->a, struct fair_firms_took, all->n + firms.n + 1);
	struct fair_banks_took *bank = NEWN(rq->a, struct fair_banks_took, v->banks + banks.n + 1);
	size_t *times = NEWN(rq->a, size_t, v->banks + banks.n + 1);
	struct fair_shows_took *show = NEWN(rq->a, struct fair_shows_took, v->shows + shows.n + 1);

	for (size_t k = 0; k < all->n; k++)
		more[k] = all->v[k];
	for (size_t k = 0; k < v->banks; k++) {
		bank[k] = v->bank[k];
		times[k] = v->bank_fairs[k];
	}
	for (size_t k = 0; k < v->shows; k++)
		show[k] = v->show[k];
	v->fresh[i] = 0;
	for (size_t k = 0, j; k < firms.n; k++) {
		for (j = 0; j < all->n && strcmp(more[j].code, firms.v[k].code) != 0; j++)
			;
		if (j == all->n) {
			more[all->n++] = firms.v[k];
			v->fresh[i]++;
		}
	}
	for (size_t k = 0, j; k < banks.n; k++) {
		for (j = 0; j < v->banks && bank[j].org != banks.v[k].org; j++)
			;
		if (j == v->banks)
			bank[v->banks++] = banks.v[k];
		times[j]++;
	}
	for (size_t k = 0, j; k < shows.n; k++) {
		for (j = 0; j < v->shows && (show[j].org != shows.v[k].org || strcmp(show[j].title, shows.v[k].title) != 0); j++)
			;
		if (j == v->shows)
			show[v->shows++] = shows.v[k];
	}
	all->v = more;
	v->firms = all->n;
	v->bank = bank;
	v->bank_fairs = times;
	v->show = show;
	return OK;
}

struct err
fair_year_load(struct req *rq, int64_t month, struct fair_year_view *v)
{
	int year = (int)(month / 100), next = (int)(month % 100) + 1;
	int32_t end = day_from_ymd(next > 12 ? year + 1 : year, next > 12 ? 1 : next, 1);
	struct fair_firms_took_rows all = { 0 };
	struct adviser_load_rows team;

	*v = (struct fair_year_view){ .month = month };
	TRY(fair_held(rq->db, rq->a, rq->area, day_start(rq->env, day_from_ymd(year, 1, 1)), day_start(rq->env, end), &v->fairs));
	v->sums = NEWN(rq->a, struct fair_sums, v->fairs.n + 1);
	v->fresh = NEWN(rq->a, size_t, v->fairs.n + 1);
	for (size_t i = 0; i < v->fairs.n; i++) {
		TRY(fair_sums(rq->db, rq->a, rq->area, v->fairs.v[i].id, &v->sums[i]));
		TRY(fair_add(rq, v, i, &all));
	}
	TRY(adviser_load(rq->db, rq->a, rq->area, end - 1, end - 1, &team));
	v->team.v = NEWN(rq->a, struct adviser_load, team.n + 1);
	for (size_t i = 0; i < team.n; i++)
		if (strcmp(team.v[i].kind, "adviser") == 0)
			v->team.v[v->team.n++] = team.v[i];
	v->advisers = v->team.n;
	return OK;
}

static struct err
year_get(struct req *rq, struct out *o)
{
	struct fair_year_view v;
	int64_t month;

	if (!fin_month_read(rq_query(rq, "month"), &month))
		return FAIL(404, M_err_not_found);
	TRY(fair_year_load(rq, month, &v));
	rq->nav = "home";
	page_begin(o, rq, trf(rq, M_team_year, arena_fmt(rq->a, "%lld", (long long)(month / 100)), fin_month_text(rq->a, rq->lang, month), NULL));
	finance_year_of_html(o, rq, &v);
	page_end(o, rq);
	return OK;
}

const struct route *
finance_year_routes(void)
{
	static const struct route routes[] = {
		{ VERB_GET, "/finance/figures/year", RIGHT_PUBLIC, NULL, year_get, "What the numbers of fairs and advisers are counted from.", 0 },
		{ 0 },
	};

	return routes;
}
