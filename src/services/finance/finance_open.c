/* finance_open.c - the handbook as open data: one row for each product in force, its conditions as words. */
#include "services/finance/finance.h"

#include "base/day.h"
#include "base/text.h"
#include "finance_bank_msg.h"
#include "finance_page_msg.h"
#include "matter/open.h"
#include "services/finance/finance_product.h"
#include "services/finance/finance_view.h"

#define BATCH 200

static const struct open_column columns[] = {
	{ "number", M_finp_number, M_finp_number, 'i' },
	{ "class", M_finp_class, M_finp_class, 't' },
	{ "name", M_finb_name_zh, M_finb_name_zh, 't' },
	{ "institution", M_finp_bank, M_finp_bank, 't' },
	{ "introduction", M_finb_intro_zh, M_finb_intro_zh, 't' },
	{ "limit_wan", M_finb_cap, M_finb_cap, 't' },
	{ "limit_formula", M_finb_formula, M_finb_formula, 't' },
	{ "limit_by_tax_grade", M_finb_grades, M_finb_grades, 't' },
	{ "months_from", M_finb_term_min, M_finb_term_min, 'i' },
	{ "months_to", M_finb_term_max, M_finb_term_max, 'i' },
	{ "rate_from", M_finb_rate_low, M_finb_rate_low, 't' },
	{ "rate_to", M_finb_rate_high, M_finb_rate_high, 't' },
	{ "fees", M_finb_fee, M_finb_fee, 't' },
	{ "working_days", M_finb_days, M_finb_days, 'i' },
	{ "security", M_finp_security, M_finp_security, 't' },
	{ "repayment", M_finp_repay, M_finp_repay, 't' },
	{ "conditions", M_finp_conditions, M_finp_conditions, 't' },
	{ "phone", M_finp_phone, M_finp_phone, 't' },
	{ "version", M_finp_version, M_finp_version, 'i' },
	{ "from", M_finb_from, M_finb_from, 'd' },
	{ "until", M_finb_to, M_finb_to, 'd' },
	{ 0 },
};

static const char *
conditions(struct arena *a, enum lang l, const struct fin_product *p)
{
	struct out o;

	out_init(&o, a);
	for (size_t i = 0; i < p->nown; i++)
		out_fmt(&o, "%s%s", i ? "; " : "", fin_cond_words(a, l, &p->own[i]));
	return out_cstr(&o);
}

static struct err
row_make(struct open_run *r, struct db *db, struct arena *a, const struct fin_version_row *v, struct open_row *ret)
{
	struct fin_product p;

	TRY(fin_product_load(db, a, r->area, v->id, &p));
	{
		const struct open_value cells[] = {
			open_count(v->number), open_text(fin_choices_words(a, r->lang, fin_classes, v->class)),
			open_text(open_named(r, v->name_zh, v->name_en)), open_text(open_named(r, v->bank_zh, v->bank_en)),
			open_text(open_named(r, v->intro_zh, v->intro_en)), open_text(fin_wan(a, v->cap)),
			open_text(v->formula), open_text(v->grades), open_count(v->term_min), open_count(v->term_max), open_text(fin_percent(a, v->rate_low)),
			open_text(fin_percent(a, v->rate_high)), open_text(fin_percent(a, v->fee)), open_count(v->days),
			open_text(fin_choices_words(a, r->lang, fin_securities, v->security)), open_text(fin_choices_words(a, r->lang, fin_repays, v->repay)),
			open_text(conditions(a, r->lang, &p)), open_text(v->phone), open_count(v->version), open_count(v->from_day),
			open_day(v->to_day),
		};

		_Static_assert(COUNT(cells) == COUNT(columns) - 1, "a value for each column");
		open_row_set(a, ret, cells, COUNT(cells));
	}
	return OK;
}

static struct err
handbook_open(struct open_run *r, struct db *db, struct arena *a, int64_t after, struct open_rows *ret)
{
	struct fin_version_row_rows rows;

	TRY(fin_handbook(db, a, r->area, day_of(r->env, env_now(r->env)), after, BATCH, &rows));
	ret->v = NEWN(a, struct open_row, rows.n + 1);
	for (; ret->n < rows.n; ret->n++)
		TRY(row_make(r, db, a, &rows.v[ret->n], &ret->v[ret->n]));
	ret->last = rows.n == BATCH ? rows.v[rows.n - 1].number : 0;
	return OK;
}

const struct open_set *
finance_open_sets(void)
{
	static const struct open_set sets[] = {
		{ "handbook", M_finp_book, M_finp_book_lead, columns, 1u << OPEN_CSV | 1u << OPEN_XLSX | 1u << OPEN_JSON, handbook_open },
		{ 0 },
	};

	return sets;
}
