/* council_report_web.c - the ledger and the monthly report: one click each, to print or as a workbook. No resident is in them. */
#include "services/council/council.h"

#include "base/day.h"
#include "base/text.h"
#include "council_ledger_html.h"
#include "council_report_html.h"
#include "formats/xlsx_write.h"
#include "services/council/council_report.h"
#include "services/council/council_scope.h"
#include "council_figures_msg.h"
#include "council_page_msg.h"

#define PAGE_ROWS  200		/* shown and printed; the workbook has all */
#define BATCH      100
#define LEDGER_MAX 50000	/* rows of one workbook: choose a shorter period for more */

static const char *
month_text(struct req *rq, int month)
{
	return arena_fmt(rq->a, "%04d-%02d", month / 100, month % 100);
}

static int64_t
month_begin(struct req *rq, int month)
{
	return day_start(rq->env, day_from_ymd(month / 100, month % 100, 1));
}

/* Without a choice: the caller's own place and this month. */
static struct err
scope_read(struct req *rq, struct report_view *v, bool month)
{
	const char *slug = rq_query(rq, "place");
	int64_t own = scope_of(rq, RIGHT_DESK);
	struct figures_first first;
	struct place p;
	bool found;

	v->now_month = tally_month(rq->env, env_now(rq->env));
	if (rq->nquery == 0 && own > 0 && !place_get(rq->db, rq->a, rq->area, own, &p).code)
		slug = p.slug;
	TRY(figures_read(rq, slug, "", &v->of));
	if (month && strlen(v->of.period) != 7) {
		v->of.period = month_text(rq, v->now_month);
		v->of.scope.from = v->of.scope.to = v->now_month;
	}
	TRY(figures_first(rq->db, rq->a, rq->area, v->of.scope.kind, &first, &found));
	v->first_month = found ? (int)first.month : v->now_month;
	if (v->first_month < tally_month_add(v->now_month, 1 - REPORT_MONTHS))
		v->first_month = tally_month_add(v->now_month, 1 - REPORT_MONTHS);
	TRY(place_list(rq->db, rq->a, rq->area, PLACE_STREET, &v->streets));
	return place_list(rq->db, rq->a, rq->area, PLACE_COMMUNITY, &v->communities);
}

/* ---- rows ---- */

static struct err
line_read(struct req *rq, const struct tally_item *t, struct ledger_line *l)
{
	struct matter_card c = { .lifecycle = t->lifecycle, .kind = t->kind, .state = t->state };
	struct assignments as;
	struct out names;
	bool found;

	l->t = t;
	l->state = card_state(&c)->label.in[rq->lang];
	TRY(ledger_row(rq->db, rq->a, rq->area, t->matter, &l->row, &found));
	TRY(assignment_list(rq->db, rq->a, rq->area, t->matter, &as));
	out_init(&names, rq->a);
	for (size_t i = 0; i < as.n; i++)
		if (strcmp(as.v[i].outcome, "returned") != 0 && strcmp(as.v[i].outcome, "withdrawn") != 0)
			out_fmt(&names, "%s%s", names.len ? (rq->lang == LANG_EN ? ", " : "、") : "",
				rq->lang == LANG_EN && *as.v[i].org_en ? as.v[i].org_en : as.v[i].org_zh);
	l->units = out_cstr(&names);
	return OK;
}

/* The matters of a figure, at most max, page by page. */
static struct err
lines_read(struct req *rq, struct report_view *v, enum tally_figure figure, size_t max)
{
	struct tally_filter f = { .scope = v->of.scope, .level = v->of.level, .figure = figure, .category = "", .limit = BATCH };
	struct tally_item_rows rows;
	size_t room = 0;

	do {
		TRY(tally_list(rq->db, rq->a, rq->area, &f, &rows));
		for (size_t i = 0; i < rows.n; i++) {
			if (v->n == max) {
				v->more = true;
				return OK;
			}
			if (v->n == room) {
				struct ledger_line *bigger = NEWN(rq->a, struct ledger_line, room * 2 + BATCH);

				if (v->n)
					memcpy(bigger, v->v, v->n * sizeof(*bigger));
				v->v = bigger;
				room = room * 2 + BATCH;
			}
			TRY(line_read(rq, &rows.v[i], &v->v[v->n++]));
		}
		if (rows.n) {
			f.before_month = rows.v[rows.n - 1].month;
			f.before_id = rows.v[rows.n - 1].matter;
		}
	} while (rows.n == BATCH);
	return OK;
}

/* ---- the monthly report ---- */

static struct err
month_read(struct req *rq, const struct report_view *v, int month, struct report_month *m)
{
	struct tally_scope s = v->of.scope;

	m->month = s.from = s.to = month;
	TRY(tally_sum(rq->db, rq->a, rq->area, &s, &m->sum));
	return report_answers(rq->db, rq->a, rq->area, s.place, month_begin(rq, month), month_begin(rq, tally_month_add(month, 1)),
		rq->env->zone_minutes * 60 * US_SECOND, &m->answers);
}

static struct err
report_read(struct req *rq, struct report_view *v, size_t max)
{
	struct tally_scope below;
	struct places district;
	int month;

	TRY(scope_read(rq, v, true));
	month = v->of.scope.from;
	TRY(month_read(rq, v, month, &v->months[0]));
	TRY(month_read(rq, v, tally_month_add(month, -1), &v->months[1]));
	TRY(month_read(rq, v, tally_month_add(month, -12), &v->months[2]));
	below = v->of.scope;
	if (!below.place) {
		TRY(place_list(rq->db, rq->a, rq->area, PLACE_DISTRICT, &district));
		below.place = district.n ? district.v[0].id : 0;
	}
	TRY(tally_by_place(rq->db, rq->a, rq->area, &below, &v->places));
	TRY(tally_by_category(rq->db, rq->a, rq->area, &v->of.scope, &v->categories));
	return lines_read(rq, v, TALLY_SETTLED, max);
}

size_t
report_rows(struct req *rq, const struct report_view *v, struct report_row *rows)
{
	static const enum tally_figure counts[] = { TALLY_RECEIVED, TALLY_SETTLED, TALLY_DECLINED };
	size_t n = 0;

	for (size_t i = 0; i < COUNT(counts); i++, n++) {
		rows[n].label = figures_label(counts[i]);
		for (size_t k = 0; k < 3; k++)
			rows[n].text[k] = arena_fmt(rq->a, "%lld", (long long)v->months[k].sum.n[counts[i]]);
	}
	rows[n].label = M_figures_days;
	rows[n + 1].label = M_report_answers;
	rows[n + 2].label = M_report_late;
	for (size_t k = 0; k < 3; k++) {
		const struct report_month *m = &v->months[k];

		rows[n].text[k] = m->sum.days < 0 ? tr(rq, M_figures_none) : arena_fmt(rq->a, "%d", m->sum.days);
		rows[n + 1].text[k] = arena_fmt(rq->a, "%lld", (long long)m->answers.n);
		rows[n + 2].text[k] = arena_fmt(rq->a, "%lld", (long long)m->answers.late);
	}
	n += 3;
	for (size_t i = 0; i < 3; i++, n++) {
		rows[n].label = figures_rates[i].name;
		for (size_t k = 0; k < 3; k++)
			rows[n].text[k] = figures_share(rq, v->months[k].sum.n[figures_rates[i].yes], v->months[k].sum.n[figures_rates[i].of]);
	}
	return n;
}

static struct err
report_show(struct req *rq, struct out *o)
{
	struct report_view *v = NEW(rq->a, struct report_view);

	TRY(report_read(rq, v, PAGE_ROWS));
	rq->nav = "desk";
	page_begin(o, rq, tr(rq, M_report_title));
	council_report_html(o, rq, v);
	page_end(o, rq);
	return OK;
}

/* ---- workbooks ---- */

static struct err
book_send(struct req *rq, struct xlsx_out *x, const char *name)
{
	TRY(xlsx_end(x, &rq->body));
	rq_save_as(rq, XLSX_TYPE, arena_fmt(rq->a, "%s.xlsx", name));
	return OK;
}

static void
heads_write(struct req *rq, struct xlsx_out *x, const enum msg *heads, size_t n)
{
	for (size_t i = 0; i < n; i++)
		xlsx_head(x, tr(rq, heads[i]));
	xlsx_row(x);
}

static void
said_write(struct req *rq, struct xlsx_out *x, int64_t said)
{
	xlsx_text(x, said < 0 ? "" : tr(rq, said ? M_report_yes : M_report_no));
}

static void
lines_write(struct req *rq, struct xlsx_out *x, const struct report_view *v)
{
	static const enum msg heads[] = { M_council_number, M_figures_matter, M_figures_category, M_council_community, M_report_whereabouts,
		M_report_received_on, M_figures_state, M_council_units, M_report_settled_on, M_report_took, M_figures_rate_solved,
		M_figures_rate_satisfied, M_council_supporters, M_council_result };

	heads_write(rq, x, heads, COUNT(heads));
	for (size_t i = 0; i < v->n; i++) {
		const struct ledger_line *l = &v->v[i];

		xlsx_text(x, l->t->number);
		xlsx_text(x, l->t->title);
		xlsx_text(x, tr(rq, category_of(l->t->category)->label));
		xlsx_text(x, rq->lang == LANG_EN && *l->t->place_en ? l->t->place_en : l->t->place_zh);
		xlsx_text(x, l->row.whereabouts);
		xlsx_day(x, day_of(rq->env, l->row.created));
		xlsx_text(x, l->state);
		xlsx_text(x, l->units);
		if (l->t->at)
			xlsx_day(x, day_of(rq->env, l->t->at));
		else
			xlsx_text(x, NULL);
		if (l->t->voice)
			xlsx_int(x, l->t->days);
		else
			xlsx_text(x, NULL);
		said_write(rq, x, l->t->solved);
		said_write(rq, x, l->t->satisfied);
		xlsx_int(x, l->row.supports);
		xlsx_text(x, l->row.outcome);
		xlsx_row(x);
	}
}

static struct err
report_book(struct req *rq, struct out *o)
{
	static const double widths[] = { 28, 14, 14, 14 };
	struct report_view *v = NEW(rq->a, struct report_view);
	struct report_row rows[12] = { 0 };
	struct xlsx_out *x;
	size_t n;

	TRY(report_read(rq, v, LEDGER_MAX));
	n = report_rows(rq, v, rows);
	TRY(xlsx_begin(rq->a, tr(rq, M_report_title), &x));
	xlsx_widths(x, widths, COUNT(widths));
	xlsx_head(x, trf(rq, M_report_of, figures_scope_name(rq, &v->of), figures_period_name(rq, v->of.period), NULL));
	for (size_t k = 0; k < 3; k++)
		xlsx_head(x, figures_month_name(rq, v->months[k].month));
	xlsx_row(x);
	for (size_t i = 0; i < n; i++) {
		int64_t value;

		xlsx_text(x, tr(rq, rows[i].label));
		for (size_t k = 0; k < 3; k++)
			if (text_int(rows[i].text[k], 0, INT64_MAX, &value))
				xlsx_int(x, value);
			else
				xlsx_text(x, rows[i].text[k]);
		xlsx_row(x);
	}
	xlsx_sheet(x, tr(rq, M_report_settled));
	lines_write(rq, x, v);
	return book_send(rq, x, arena_fmt(rq->a, "report-%s", v->of.period));
}

static struct err
ledger_read(struct req *rq, struct report_view *v, size_t max)
{
	TRY(scope_read(rq, v, false));
	return lines_read(rq, v, TALLY_RECEIVED, max);
}

static struct err
ledger_show(struct req *rq, struct out *o)
{
	struct report_view *v = NEW(rq->a, struct report_view);

	TRY(ledger_read(rq, v, PAGE_ROWS));
	rq->nav = "desk";
	page_begin(o, rq, tr(rq, M_report_ledger));
	council_ledger_html(o, rq, v);
	page_end(o, rq);
	return OK;
}

static struct err
ledger_book(struct req *rq, struct out *o)
{
	struct report_view *v = NEW(rq->a, struct report_view);
	struct xlsx_out *x;

	TRY(ledger_read(rq, v, LEDGER_MAX));
	TRY(xlsx_begin(rq->a, tr(rq, M_report_ledger), &x));
	lines_write(rq, x, v);
	return book_send(rq, x, arena_fmt(rq->a, "ledger-%s", v->of.period));
}

static const struct route routes[] = {
	{ VERB_GET, "/desk/report", RIGHT_DESK, NULL, report_show, "The monthly report, to print.", 0 },
	{ VERB_GET, "/desk/report.xlsx", RIGHT_DESK, NULL, report_book, "The monthly report as a workbook.", 0 },
	{ VERB_GET, "/desk/ledger", RIGHT_DESK, NULL, ledger_show, "The ledger of a place and period, to print.", 0 },
	{ VERB_GET, "/desk/ledger.xlsx", RIGHT_DESK, NULL, ledger_book, "The ledger as a workbook.", 0 },
	{ 0 }
};

const struct route *
council_report_routes(void)
{
	return routes;
}
