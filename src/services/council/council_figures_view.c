/* council_figures_view.c - figures in words and addresses: of what and when, shares, and the list behind each number. */
#include "services/council/council_figures.h"

#include "base/day.h"
#include "base/text.h"
#include "people/staff.h"
#include "base_msg.h"
#include "council_desk_msg.h"
#include "council_figures_msg.h"

#define FIRST_MONTH 197001
#define LAST_MONTH  999912

const struct rate_words figures_rates[3] = {
	{ TALLY_RESPONDED_OF, TALLY_RESPONDED, M_figures_rate_responded, M_call_responded, M_figures_means_responded, M_figures_no_responded },
	{ TALLY_SOLVED_OF, TALLY_SOLVED, M_figures_rate_solved, M_call_solved, M_figures_means_solved, M_figures_no_solved },
	{ TALLY_SATISFIED_OF, TALLY_SATISFIED, M_figures_rate_satisfied, M_call_score, M_figures_means_satisfied, M_figures_no_satisfied },
};

enum msg
figures_label(enum tally_figure f)
{
	static const enum msg labels[TALLY_COUNT] = {
#define X(id, name) [TALLY_##id] = M_figures_##name,
		TALLY_TABLE(X)
#undef X
	};

	return labels[f];
}

/* ---- of what, and when ---- */

/* False: no such period. */
static bool
period_read(struct req *rq, const char *s, struct tally_scope *scope)
{
	int now = tally_month(rq->env, env_now(rq->env));
	int32_t day;
	int64_t year;

	*scope = (struct tally_scope){ .kind = "proposal", .from = FIRST_MONTH, .to = LAST_MONTH };
	if (strcmp(s, "all") == 0)
		return true;
	if (strcmp(s, "12m") == 0) {
		scope->from = tally_month_add(now, -11);
		scope->to = now;
		return true;
	}
	if (strlen(s) == 4 && text_int(s, 1970, 9999, &year)) {
		scope->from = (int)year * 100 + 1;
		scope->to = (int)year * 100 + 12;
		return true;
	}
	if (strlen(s) != 7 || !day_parse(arena_fmt(rq->a, "%s-01", s), &day))
		return false;
	text_int(arena_fmt(rq->a, "%.4s%.2s", s, s + 5), FIRST_MONTH, LAST_MONTH, &year);
	scope->from = scope->to = (int)year;
	return true;
}

struct err
figures_read(struct req *rq, const char *slug, const char *unit, struct figures_of *ret)
{
	bool found = true;

	*ret = (struct figures_of){ .period = rq_query(rq, "period"), .category = rq_query(rq, "category") };
	if (text_empty(ret->period))
		ret->period = "all";
	if (!period_read(rq, ret->period, &ret->scope))
		return FAIL(404, M_err_not_found);
	if (!text_empty(unit)) {
		TRY(org_by_code(rq->db, rq->a, rq->area, unit, &ret->org, &found));
		ret->scope.org = ret->org.id;
	} else if (!text_empty(slug)) {
		TRY(place_by_slug(rq->db, rq->a, rq->area, slug, &ret->place, &found));
		found = found && ret->place.kind <= PLACE_ESTATE;
	}
	if (!found)
		return FAIL(404, M_err_not_found);
	if (ret->place.kind == PLACE_DISTRICT)		/* the whole: counted under 0 */
		ret->place = (struct place){ 0 };
	ret->level = ret->place.kind;
	ret->scope.place = ret->place.id;
	return OK;
}

const char *
figures_scope_name(struct req *rq, const struct figures_of *of)
{
	struct places district;

	if (of->org.id)
		return org_name(&of->org, rq->lang);
	if (of->place.id)
		return place_name(&of->place, rq->lang);
	if (place_list(rq->db, rq->a, rq->area, PLACE_DISTRICT, &district).code || !district.n)
		return tr(rq, M_council_whole);
	return place_name(&district.v[0], rq->lang);
}

const char *
figures_month_name(struct req *rq, int month)
{
	return trf(rq, M_figures_year_month, arena_fmt(rq->a, "%d", month / 100), arena_fmt(rq->a, "%d", month % 100), NULL);
}

const char *
figures_period_name(struct req *rq, const char *period)
{
	int64_t month;

	if (strcmp(period, "all") == 0)
		return tr(rq, M_figures_all_time);
	if (strcmp(period, "12m") == 0)
		return tr(rq, M_figures_months12);
	if (strlen(period) == 4)
		return trf(rq, M_figures_year, period, NULL);
	if (!text_int(arena_fmt(rq->a, "%.4s%.2s", period, period + 5), FIRST_MONTH, LAST_MONTH, &month))
		return period;
	return figures_month_name(rq, (int)month);
}

const char *
figures_query(struct req *rq, const struct figures_of *of)
{
	return arena_fmt(rq->a, "place=%s&unit=%s&period=%s", of->place.id ? of->place.slug : "", of->org.id ? of->org.code : "", of->period);
}

/* ---- cells ---- */

const char *
figures_href(struct req *rq, const struct figures_of *of, enum figures_row row, const struct tally_line *l, enum tally_figure f, bool no)
{
	struct figures_of x = *of;
	const char *category = of->category;

	if (row == ROW_MONTH)
		x.period = arena_fmt(rq->a, "%04d-%02d", l->month / 100, l->month % 100);
	if (row == ROW_PLACE)
		x.place = (struct place){ .id = l->id, .slug = l->slug };
	if (row == ROW_UNIT) {
		x.place = (struct place){ 0 };
		x.org = (struct org){ .id = l->id, .code = l->slug };
	}
	if (row == ROW_CATEGORY)
		category = l->category;
	return arena_fmt(rq->a, "/figures/list?%s&figure=%s%s%s%s", figures_query(rq, &x), tally_name(f), no ? "&no=1" : "",
		text_empty(category) ? "" : "&category=", category);
}

const char *
figures_share(struct req *rq, int64_t yes, int64_t of)
{
	if (of >= PERCENT_FROM)
		return arena_fmt(rq->a, "%lld%%", (long long)((yes * 200 + of) / (2 * of)));
	return of ? arena_fmt(rq->a, "%lld/%lld", (long long)yes, (long long)of) : tr(rq, M_figures_none);
}

const char *
figures_row_name(struct req *rq, enum figures_row row, const struct tally_line *l)
{
	if (row == ROW_MONTH)
		return figures_month_name(rq, l->month);
	if (row == ROW_CATEGORY)
		return tr(rq, category_of(l->category)->label);
	return rq->lang == LANG_EN && !text_empty(l->en) ? l->en : l->zh;
}
