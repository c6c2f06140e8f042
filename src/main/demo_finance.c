/* demo_finance.c - the handbook of the demonstration, each product through the functions that the desks call. */
#include "main/demo_finance.h"

#include "base/day.h"
#include "base_msg.h"
#include "finance_msg.h"
#include "formats/csv.h"
#include "formats/table.h"
#include "main/demo_int.h"
#include "people/staff.h"
#include "services/finance/finance_product.h"
#include "services/finance/finance_return.h"

static void
conds_make(struct demo *d, const struct demo_product *x, struct fin_product *p)
{
	for (size_t i = 0; i < COUNT(x->conds) && x->conds[i].field; i++) {
		int field = fin_field_find(x->conds[i].field), op = fin_op_find(x->conds[i].op);
		struct fin_cond *c = &p->own[p->nown++];
		const char *bad;
		bool good;

		assert(field >= 0 && op >= 0);
		*c = (struct fin_cond){ .field = (enum fin_field_no)field, .op = (enum fin_op)op, .label_zh = x->conds[i].label_zh,
			.label_en = x->conds[i].label_en };
		good = fin_cond_make(d->a, c, x->conds[i].value, &bad);
		assert(good);
	}
}

static void
examples_make(const struct demo_product *x, struct fin_product *p)
{
	for (size_t i = 0; i < COUNT(x->examples) && x->examples[i].name; i++)
		p->examples[p->nexamples++] = (struct fin_example){ .name = x->examples[i].name, .facts = x->examples[i].facts,
			.expect = strcmp(x->examples[i].expect, "pass") == 0 ? REASON_PASS
				: strcmp(x->examples[i].expect, "fail") == 0 ? REASON_FAIL : REASON_UNKNOWN };
}

/* The same gate as the form's: examples that do not come out as said stop the demonstration. */
static struct err
examples_pass(struct demo *d, struct fin_product *p)
{
	struct fin_rule rule;

	TRY(fin_product_rule(d->a, fin_names(d->a), p, &rule));
	return fin_examples_run(d->a, d->env, &rule, p->examples, p->nexamples) ? OK : FAIL(500, M_err_server);
}

static struct err
product_put(struct db *w, struct demo *d, const struct demo_product *x)
{
	struct fin_by by = { d->a, d->env, d->area, demo_person(d, "bank")->caller.account, 0 };
	const struct fin_by bureau = { d->a, d->env, d->area, demo_person(d, "bureau")->caller.account, 0 };
	struct fin_product *p = NEW(d->a, struct fin_product);
	struct org org;
	int64_t version;
	bool found;

	TRY(org_by_code(w, d->a, d->area, x->org, &org, &found));
	assert(found);
	by.org = org.id;
	TRY(fin_product_new(w, &by, &version));
	p->r = (struct fin_version_row){ .id = version, .rev = 0, .class = x->class, .name_zh = x->name_zh, .name_en = x->name_en,
		.intro_zh = x->intro_zh, .intro_en = x->intro_en, .cap = x->cap < 0 ? -1 : (int64_t)x->cap * 1000000, .formula = x->formula,
		.grades = x->grades, .term_min = x->term_min, .term_max = x->term_max, .rate_low = x->rate_low, .rate_high = x->rate_high,
		.fee = x->fee, .days = x->days, .repay = x->repay, .security = x->security, .phone = demo_product_phone,
		.from_day = day_of(d->env, env_now(d->env)) };
	conds_make(d, x, p);
	examples_make(x, p);
	TRY(examples_pass(d, p));
	TRY(fin_version_save(w, &by, p, true));
	return x->listing == DEMO_LISTED ? fin_version_answer(w, &bureau, version, true, "") : OK;
}

/* A return as its table would stand in a file, through the reader that pages use. */
static struct err
return_put(struct db *w, struct demo *d, int64_t org, const char *rows, int y, int m)
{
	struct fin_return_new r;
	struct table t = { 0 };
	bool restated;
	int line;

	TRY(csv_read(d->a, (struct bytes){ (const unsigned char *)rows, strlen(rows) }, NULL, &t, &line));
	fin_return_read(d->a, LANG_EN, &t, &r);
	assert(!r.nbad);
	d->env->fixed = day_start(d->env, day_from_ymd(y, m, 5)) + 10 * 3600 * US_SECOND;
	return fin_return_put(w, d->a, d->env, d->area, org, demo_person(d, "bank")->caller.account, &r, &restated);
}

static struct err
returns_put(struct db *w, struct demo *d)
{
	static const char heads[] = "month,calibre,kind,name,loans,balance,base_loans,base_balance,first,renewed,credit,rate\n";

	for (const struct demo_return *x = demo_returns; x->org; x++) {
		const char *small = msg_text(LANG_ZH, M_fin_size_small), *micro = msg_text(LANG_ZH, M_fin_size_micro);
		struct org org;
		bool found;

		TRY(org_by_code(w, d->a, d->area, x->org, &org, &found));
		assert(found);
		TRY(return_put(w, d, org.id, arena_fmt(d->a, "%s2023-03,all,all,,%d,%d,,,,,,\n", heads, x->last_loans, x->last_balance), 2023, 4));
		TRY(return_put(w, d, org.id, arena_fmt(d->a, "%s2023-04,all,all,,%d,%d,%d,%d,%d,%d,%d,%d.%02d\n"
			"2023-04,all,size,%s,%d,%d,,,,,,\n2023-04,all,size,%s,%d,%d,,,,,,\n", heads, x->loans, x->balance, x->base_loans,
			x->base_balance, x->firsts, x->renewals, x->credits, x->rate / 100, x->rate % 100, small, x->small_loans, x->small_balance,
			micro, x->loans - x->small_loans, x->balance - x->small_balance), 2023, 5));
	}
	return OK;
}

struct err
demo_finance(struct db *w, struct demo *d)
{
	for (const struct demo_product *x = demo_products; x->org; x++)
		TRY(product_put(w, d, x));
	TRY(demo_fairs_play(w, d));
	return returns_put(w, d);
}
