/*
 * council_api_figures.c - GET /api/v1/figures: the kept figures (matter/tally.h) as the pages show them, each with its definition and
 * the address of the list it is made of.
 */
#include "services/council/council_api_run.h"

#include <stddef.h>

#include "base/text.h"
#include "matter/tally.h"
#include "services/council/council_figures.h"
#include "council_api_msg.h"

struct api_figure {
	const char *name, *about, *list;
	int64_t count, of;
};
struct api_figures_month {
	const char *month;
	struct api_list figures;
};
struct api_figures {
	const char *place, *unit, *period;
	int64_t open, days, answer_days;
	struct api_list figures, months;
};

#define A(s, field, type, flags, about) { #field, type, flags, offsetof(struct s, field), NULL, NULL, about }

static const struct api_field figure_fields[] = {
	A(api_figure, name, API_TEXT, 0, "received, settled, declined; heard, to_call, unreached, nobody (they add up to settled); responded, solved, satisfied; "
		"sent, answered, late, returned (a unit's); thanks."),
	A(api_figure, count, API_INT, 0, NULL),
	A(api_figure, of, API_INT, API_NULL, "Of how many, where the figure is a share; null: it is none, or nobody was asked."),
	A(api_figure, about, API_TEXT, 0, "What is counted, in words."),
	A(api_figure, list, API_URL, 0, "The page with what it is made of."), { 0 }
};
static const struct api_schema figure_schema = { "Figure", "A number and what it counts.", sizeof(struct api_figure), figure_fields };

static const struct api_field month_fields[] = {
	A(api_figures_month, month, API_TEXT, 0, "2023-04, in the district's time."),
	{ "figures", API_LIST, 0, offsetof(struct api_figures_month, figures), NULL, &figure_schema, NULL }, { 0 }
};
static const struct api_schema month_schema = { "FiguresMonth", "The figures of one month.", sizeof(struct api_figures_month), month_fields };

static const struct api_field figures_fields[] = {
	A(api_figures, place, API_TEXT, API_NULL, "null: the whole district, or a unit's figures."), A(api_figures, unit, API_TEXT, API_NULL, NULL),
	A(api_figures, period, API_TEXT, 0, NULL), A(api_figures, open, API_INT, 0, "Matters under way now, whatever the period; 0 for a unit."),
	A(api_figures, days, API_INT, 0, "Working days from filing to the result: of an even number the lower middle; -1: none is settled."),
	A(api_figures, answer_days, API_INT, 0, "The same from asking a unit to its answer."),
	{ "figures", API_LIST, 0, offsetof(struct api_figures, figures), NULL, &figure_schema, NULL },
	{ "months", API_LIST, 0, offsetof(struct api_figures, months), NULL, &month_schema, "Newest first; months without any figure are left out." }, { 0 }
};
const struct api_schema api_figures_schema = { "Figures", "What was received and how it ended, counted as /figures counts.", sizeof(struct api_figures),
	figures_fields };

#undef A

/* A share's own words, or the figure's label; TALLY_COUNT: it is no share. */
static enum msg
figure_words(enum tally_figure f, enum tally_figure *of)
{
	*of = TALLY_COUNT;
	for (size_t i = 0; i < COUNT(figures_rates); i++)
		if (figures_rates[i].yes == f) {
			*of = figures_rates[i].of;
			return figures_rates[i].means;
		}
	return figures_label(f);
}

static bool
figure_shown(const struct figures_of *of, enum tally_figure f)
{
	bool task = f == TALLY_SENT || f == TALLY_ANSWERED || f == TALLY_LATE || f == TALLY_RETURNED;

	for (size_t i = 0; i < COUNT(figures_rates); i++)
		if (figures_rates[i].of == f)
			return false;			/* stands as `of` beside its share */
	if (f == TALLY_DAYS || f == TALLY_ANSWER_DAYS)
		return false;				/* medians have fields of their own */
	return of->scope.org ? f != TALLY_RECEIVED && f != TALLY_DECLINED : !task;
}

static struct api_list
figures_fill(struct req *rq, const struct figures_of *of, enum figures_row row, const struct tally_line *l)
{
	struct api_figure *v = NEWN(rq->a, struct api_figure, TALLY_COUNT);
	const char *url = api_say_of(rq, rq->db).url;
	size_t n = 0;

	for (enum tally_figure f = 0; f < TALLY_COUNT; f++) {
		enum tally_figure whole;
		enum msg about = figure_words(f, &whole);

		if (figure_shown(of, f))
			v[n++] = (struct api_figure){ tally_name(f), tr(rq, about),
				arena_fmt(rq->a, "%s%s", url, figures_href(rq, of, row, l, f, false)), l->sum.n[f],
				whole == TALLY_COUNT ? 0 : l->sum.n[whole] };
	}
	return (struct api_list){ v, n };
}

/* False: an argument names nothing, and the fault says which. */
static bool
scope_take(struct req *rq, struct figures_of *of)
{
	const char *place = rq_query(rq, "place"), *unit = rq_query(rq, "unit");

	if (figures_read(rq, "", "", of).code)
		rq_fault(rq, "period", M_api_err_period, NULL);
	else if (!text_empty(place) && figures_read(rq, place, "", of).code)
		rq_fault(rq, "place", M_api_err_place, NULL);
	else if (!text_empty(unit) && (!text_empty(place) || figures_read(rq, "", unit, of).code))
		rq_fault(rq, "unit", M_api_err_unit, NULL);
	return !rq->nfaults;
}

struct err
api_figures_get(struct req *rq, struct api_answer *ret)
{
	struct api_figures *f = NEW(rq->a, struct api_figures);
	struct api_figures_month *months;
	struct tally_line whole = { 0 };
	struct tally_sum ever = { 0 };
	struct tally_lines lines;
	struct figures_of of;

	if (!scope_take(rq, &of))
		return OK;
	TRY(tally_sum(rq->db, rq->a, rq->area, &of.scope, &whole.sum));
	TRY(tally_by_month(rq->db, rq->a, rq->area, &of.scope, &lines));
	if (!of.org.id)
		TRY(tally_sum(rq->db, rq->a, rq->area, &(struct tally_scope){ .kind = of.scope.kind, .place = of.place.id, .from = 0, .to = INT32_MAX }, &ever));
	months = NEWN(rq->a, struct api_figures_month, lines.n + 1);
	for (size_t i = 0; i < lines.n; i++)
		months[i] = (struct api_figures_month){ arena_fmt(rq->a, "%04d-%02d", lines.v[i].month / 100, lines.v[i].month % 100),
			figures_fill(rq, &of, ROW_MONTH, &lines.v[i]) };
	*f = (struct api_figures){ of.place.id ? of.place.slug : "", of.org.id ? of.org.code : "", of.period,
		ever.n[TALLY_RECEIVED] - ever.n[TALLY_SETTLED] - ever.n[TALLY_DECLINED], whole.sum.days, whole.sum.answer_days, figures_fill(rq, &of, ROW_WHOLE, &whole), { months, lines.n } };
	ret->v = f;
	return OK;
}
