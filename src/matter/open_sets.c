/* open_sets.c - the sets of open data: which columns, and where their values come from. */
#include "matter/open.h"

#include "base/day.h"
#include "base/geo.h"
#include "base/text.h"
#include "matter/kinds.h"
#include "matter/matter.h"
#include "open_sql.h"
#include "open_msg.h"

#define BATCH 200

static struct open_value
day_at(const struct open_run *r, int64_t us)
{
	return open_day(us ? day_of(r->env, us) : 0);
}

static const char *
state_name(const struct open_run *r, const struct open_matters *m)
{
	const struct lifecycle *lc = matter_lifecycle_known(m->lifecycle);
	const struct life_state *st;

	if (!lc)
		lc = matter_lifecycle(m->kind);
	st = lc ? lifecycle_state(lc, m->state) : NULL;
	return st ? st->label.in[r->lang] : m->state;
}

static const char *
url_of(struct arena *a, const char *slug, const char *number)
{
	return arena_fmt(a, "%s/%s/%s", matter_conf()->public_url, slug, number);
}

/* ---- matters ---- */

static const struct open_column matter_columns[] = {
	{ "number", M_open_c_number, M_open_a_number, 't' },
	{ "title", M_open_c_title, M_open_a_title, 't' },
	{ "place", M_open_c_place, M_open_a_place, 't' },
	{ "category", M_open_c_category, M_open_a_category, 't' },
	{ "state", M_open_c_state, M_open_a_state, 't' },
	{ "supports", M_open_c_supports, M_open_a_supports, 'i' },
	{ "created", M_open_c_created, M_open_a_created, 'd' },
	{ "closed", M_open_c_closed, M_open_a_closed, 'd' },
	{ "state_name", M_open_c_state_name, M_open_a_state_name, 't' },
	{ "due", M_open_c_due, M_open_a_due, 'd' },
	{ "updated", M_open_c_updated, M_open_a_updated, 'd' },
	{ "comments", M_open_c_comments, M_open_a_comments, 'i' },
	{ "channel", M_open_c_channel, M_open_a_channel, 't' },
	{ "text", M_open_c_text, M_open_a_text, 't' },
	{ "where", M_open_c_where, M_open_a_where, 't' },
	{ "result", M_open_c_result, M_open_a_result, 't' },
	{ "place_code", M_open_c_place_code, M_open_a_place_code, 't' },
	{ "url", M_open_c_url, M_open_a_url, 't' },
	{ 0 },
};

static void
matter_row(struct open_run *r, struct arena *a, const struct open_matters *m, struct open_row *ret)
{
	const struct open_value v[] = {
		open_text(arena_fmt(a, "%s/%s", m->slug, m->number)), open_text(m->title), open_text(open_named(r, m->place_zh, m->place_en)),
		open_text(m->category), open_text(m->state), open_count(m->supports), day_at(r, m->created), day_at(r, m->closed),
		open_text(state_name(r, m)), open_day(m->due), day_at(r, m->updated), open_count(m->remarks), open_text(m->channel), open_text(m->body),
		open_text(m->whereabouts), open_text(m->outcome), open_text(m->code), open_text(url_of(a, m->slug, m->number)),
	};

	_Static_assert(COUNT(v) == COUNT(matter_columns) - 1, "a value for each column");
	open_row_set(a, ret, v, COUNT(v));
	ret->lat = m->lat;
	ret->lon = m->lon;
}

static struct err
matters_rows(struct open_run *r, struct db *db, struct arena *a, int64_t after, struct open_rows *ret)
{
	struct open_matters_rows rows;

	TRY(open_matters(db, a, r->area, after, BATCH, &rows));
	ret->v = NEWN(a, struct open_row, rows.n + 1);
	for (; ret->n < rows.n; ret->n++)
		matter_row(r, a, &rows.v[ret->n], &ret->v[ret->n]);
	ret->last = rows.n == BATCH ? rows.v[rows.n - 1].id : 0;
	return OK;
}

/* ---- results ---- */

static const struct open_column result_columns[] = {
	{ "number", M_open_c_number, M_open_a_number, 't' },
	{ "title", M_open_c_title, M_open_a_title, 't' },
	{ "place", M_open_c_place, M_open_a_place, 't' },
	{ "category", M_open_c_category, M_open_a_category, 't' },
	{ "created", M_open_c_created, M_open_a_created, 'd' },
	{ "published", M_open_c_published, M_open_a_published, 'd' },
	{ "days", M_open_c_days, M_open_a_days, 'i' },
	{ "result", M_open_c_result, M_open_a_result, 't' },
	{ "very_satisfied", M_open_c_r4, M_open_a_rating, 'i' },
	{ "satisfied", M_open_c_r3, M_open_a_rating, 'i' },
	{ "mostly_satisfied", M_open_c_r2, M_open_a_rating, 'i' },
	{ "not_satisfied", M_open_c_r1, M_open_a_rating, 'i' },
	{ "url", M_open_c_url, M_open_a_url, 't' },
	{ 0 },
};

static void
result_row(struct open_run *r, struct arena *a, const struct open_matters *m, int64_t at, struct open_row *ret)
{
	int32_t from = day_of(r->env, m->created), to = at ? day_of(r->env, at) : 0;
	const struct open_value v[] = {
		open_text(arena_fmt(a, "%s/%s", m->slug, m->number)), open_text(m->title), open_text(open_named(r, m->place_zh, m->place_en)),
		open_text(m->category), open_count(from), open_day(to), (struct open_value){ .null = !to, .n = to - from },
		open_text(m->outcome), open_count(m->r4), open_count(m->r3), open_count(m->r2), open_count(m->r1), open_text(url_of(a, m->slug, m->number)),
	};

	_Static_assert(COUNT(v) == COUNT(result_columns) - 1, "a value for each column");
	open_row_set(a, ret, v, COUNT(v));
	ret->lat = m->lat;
	ret->lon = m->lon;
}

static struct err
results_rows(struct open_run *r, struct db *db, struct arena *a, int64_t after, struct open_rows *ret)
{
	struct open_matters_rows rows;

	TRY(open_matters(db, a, r->area, after, BATCH, &rows));
	ret->v = NEWN(a, struct open_row, rows.n + 1);
	for (size_t i = 0; i < rows.n; i++) {
		struct open_result_at at;

		if (text_empty(rows.v[i].outcome))
			continue;
		TRY(open_result_at(db, a, r->area, rows.v[i].id, &at));
		result_row(r, a, &rows.v[i], at.at, &ret->v[ret->n++]);
	}
	ret->last = rows.n == BATCH ? rows.v[rows.n - 1].id : 0;
	return OK;
}

/* ---- assignments ---- */

static const struct open_column assignment_columns[] = {
	{ "number", M_open_c_number, M_open_a_number, 't' },
	{ "unit", M_open_c_unit, M_open_a_unit, 't' },
	{ "standing", M_open_c_standing, M_open_a_standing, 't' },
	{ "part", M_open_c_part, M_open_a_part, 't' },
	{ "sent", M_open_c_sent, M_open_a_sent, 'd' },
	{ "due", M_open_c_due, M_open_a_unit_due, 'd' },
	{ "outcome", M_open_c_outcome, M_open_a_outcome, 't' },
	{ "outcome_name", M_open_c_outcome_name, M_open_a_outcome_name, 't' },
	{ "answered", M_open_c_answered, M_open_a_answered, 'd' },
	{ "dispatch", M_open_c_dispatch, M_open_a_dispatch, 'i' },
	{ "chased", M_open_c_chased, M_open_a_chased, 'i' },
	{ "url", M_open_c_url, M_open_a_url, 't' },
	{ 0 },
};

static void
assignment_open_row(struct open_run *r, struct arena *a, const struct open_assignments *as, struct open_row *ret)
{
	enum outcome oc = OUTCOME_SENT;
	bool known = outcome_find(as->outcome, &oc);
	const struct open_value v[] = {
		open_text(arena_fmt(a, "%s/%s", as->slug, as->number)), open_text(open_named(r, as->org_zh, as->org_en)), open_text(as->standing),
		open_text(as->part), day_at(r, as->created), open_day(as->due), open_text(as->outcome),
		open_text(known ? msg_text(r->lang, outcome_label(oc)) : as->outcome), day_at(r, as->answered), open_count(as->dispatch),
		open_count(as->chased), open_text(url_of(a, as->slug, as->number)),
	};

	_Static_assert(COUNT(v) == COUNT(assignment_columns) - 1, "a value for each column");
	open_row_set(a, ret, v, COUNT(v));
}

static struct err
assignments_rows(struct open_run *r, struct db *db, struct arena *a, int64_t after, struct open_rows *ret)
{
	struct open_assignments_rows rows;

	TRY(open_assignments(db, a, r->area, after, BATCH, &rows));
	ret->v = NEWN(a, struct open_row, rows.n + 1);
	for (; ret->n < rows.n; ret->n++)
		assignment_open_row(r, a, &rows.v[ret->n], &ret->v[ret->n]);
	ret->last = rows.n == BATCH ? rows.v[rows.n - 1].id : 0;
	return OK;
}

/* ---- daily roots ---- */

static const struct open_column root_columns[] = {
	{ "day", M_open_c_day, M_open_a_day, 'd' },
	{ "from_number", M_open_c_from, M_open_a_from, 'i' },
	{ "to_number", M_open_c_to, M_open_a_to, 'i' },
	{ "root", M_open_c_root, M_open_a_root, 't' },
	{ 0 },
};

static struct err
roots_rows(struct open_run *r, struct db *db, struct arena *a, int64_t after, struct open_rows *ret)
{
	struct open_roots_rows rows;

	TRY(open_roots(db, a, r->area, after, BATCH, &rows));
	ret->v = NEWN(a, struct open_row, rows.n + 1);
	for (size_t i = 0; i < rows.n; i++) {
		const struct open_value v[] = { open_count(rows.v[i].day), open_count(rows.v[i].after_no + 1), open_count(rows.v[i].upto_no),
			open_text(text_hex(a, rows.v[i].root.p, rows.v[i].root.n)) };

		open_row_set(a, &ret->v[ret->n++], v, COUNT(v));
	}
	ret->last = rows.n == BATCH ? rows.v[rows.n - 1].day : 0;
	return OK;
}

/* ---- what we keep for other sites ---- */

static const struct open_column witnessed_columns[] = {
	{ "site", M_open_c_site, M_open_a_site, 't' },
	{ "day", M_open_c_day, M_open_a_day, 'd' },
	{ "to_number", M_open_c_to, M_open_a_to, 'i' },
	{ "root", M_open_c_root, M_open_a_root, 't' },
	{ "received", M_open_c_came, M_open_a_came, 'd' },
	{ 0 },
};

static struct err
witnessed_rows(struct open_run *r, struct db *db, struct arena *a, int64_t after, struct open_rows *ret)
{
	struct foreign_open_rows rows;

	TRY(foreign_open(db, a, r->area, after, BATCH, &rows));
	ret->v = NEWN(a, struct open_row, rows.n + 1);
	for (size_t i = 0; i < rows.n; i++) {
		const struct open_value v[] = { open_text(rows.v[i].site), open_count(rows.v[i].day), open_count(rows.v[i].upto_no),
			open_text(text_hex(a, rows.v[i].root.p, rows.v[i].root.n)), day_at(r, rows.v[i].at) };

		open_row_set(a, &ret->v[ret->n++], v, COUNT(v));
	}
	ret->last = rows.n == BATCH ? rows.v[rows.n - 1].id : 0;
	return OK;
}

#define TABLES (1u << OPEN_CSV | 1u << OPEN_XLSX | 1u << OPEN_JSON)

const struct open_set open_sets[] = {
	{ "matters", M_open_matters, M_open_matters_about, matter_columns, TABLES | 1u << OPEN_GEOJSON, matters_rows },
	{ "results", M_open_results, M_open_results_about, result_columns, TABLES | 1u << OPEN_GEOJSON, results_rows },
	{ "assignments", M_open_assignments, M_open_assignments_about, assignment_columns, TABLES, assignments_rows },
	{ "roots", M_open_roots, M_open_roots_about, root_columns, TABLES, roots_rows },
	{ "witnessed", M_open_witnessed, M_open_witnessed_about, witnessed_columns, TABLES, witnessed_rows },
	{ 0 },
};
