/* finance_return.c - a table of totals read with every mistake named, kept beside the one it restates, added up. */
#include "services/finance/finance_return.h"

#include "base/day.h"
#include "base/text.h"
#include "base_msg.h"
#include "finance_return_msg.h"
#include "formats/csv.h"
#include "formats/table.h"

#define LOANS_MAX   INT64_C(100000000)
#define BALANCE_MAX INT64_C(999999999999999)	/* fen */
#define RATE_MAX    3600
#define NAME_LEN    40
#define ROWS_MAX    500
#define BAD_MAX     50

const struct fin_choice fin_calibres[] = {
	{ "all", M_finr_calibre_all }, { "regulator", M_finr_calibre_regulator }, { "central", M_finr_calibre_central }, { 0 },
};
const struct fin_choice fin_kinds[] = {
	{ "all", M_finr_kind_all }, { "street", M_finr_kind_street }, { "industry", M_finr_kind_industry }, { "size", M_finr_kind_size }, { 0 },
};

enum column { C_MONTH, C_CALIBRE, C_KIND, C_NAME, C_LOANS, C_BALANCE, C_BASE_LOANS, C_BASE_BALANCE, C_FIRSTS, C_RENEWALS, C_CREDITS, C_RATE, C_COUNT };
static const struct {
	const char *id;
	enum msg label;
	bool must;
} columns[C_COUNT] = {
	[C_MONTH] = { "month", M_finr_c_month, true }, [C_CALIBRE] = { "calibre", M_finr_c_calibre, true },
	[C_KIND] = { "kind", M_finr_c_kind, true }, [C_NAME] = { "name", M_finr_c_name, false },
	[C_LOANS] = { "loans", M_finr_c_loans, true }, [C_BALANCE] = { "balance", M_finr_c_balance, true },
	[C_BASE_LOANS] = { "base_loans", M_finr_c_base_loans, false }, [C_BASE_BALANCE] = { "base_balance", M_finr_c_base_balance, false },
	[C_FIRSTS] = { "first", M_finr_c_firsts, false }, [C_RENEWALS] = { "renewed", M_finr_c_renewals, false },
	[C_CREDITS] = { "credit", M_finr_c_credits, false }, [C_RATE] = { "rate", M_finr_c_rate, false },
};

/* ---- months ---- */

/* The next number in s, digits only, at most `most` of them; moves s. False: none. */
static bool
digits(const char **s, int most, int *ret)
{
	int n = 0, count = 0;

	for (; **s >= '0' && **s <= '9' && count < most; (*s)++, count++)
		n = n * 10 + (**s - '0');
	*ret = n;
	return count > 0;
}

bool
fin_month_read(const char *s, int64_t *ret)
{
	int year, month, day;

	if (!digits(&s, 4, &year) || year < 2000 || year > 2999)
		return false;
	if (*s & 0x80)
		s += strncmp(s, "\xe5\xb9\xb4", 3) == 0 ? 3 : 0;
	else if (*s == '-' || *s == '/' || *s == '.')
		s++;
	if (!digits(&s, 2, &month) || month < 1 || month > 12)
		return false;
	if (strncmp(s, "\xe6\x9c\x88", 3) == 0)
		s += 3;
	else if (*s == '-' || *s == '/' || *s == '.') {		/* a day of the month, as spreadsheets keep it */
		s++;
		if (!digits(&s, 2, &day) || day < 1 || day > 31)
			return false;
		if (strcmp(s, " 00:00") == 0 || strcmp(s, " 00:00:00") == 0)
			s += strlen(s);
	}
	if (*s)
		return false;
	*ret = year * 100 + month;
	return true;
}

const char *
fin_month_text(struct arena *a, enum lang l, int64_t month)
{
	static const enum msg names[] = { M_finr_m1, M_finr_m2, M_finr_m3, M_finr_m4, M_finr_m5, M_finr_m6, M_finr_m7, M_finr_m8, M_finr_m9,
		M_finr_m10, M_finr_m11, M_finr_m12 };

	return msg_fmt(a, l, names[(month % 100 + 11) % 12], arena_fmt(a, "%lld", (long long)(month / 100)), NULL);
}

int32_t
fin_return_due_day(int64_t month)
{
	int y = (int)(month / 100), m = (int)(month % 100);

	return m == 12 ? day_from_ymd(y + 1, 1, FIN_RETURN_DUE) : day_from_ymd(y, m + 1, FIN_RETURN_DUE);
}

int64_t
fin_month_due(int32_t today)
{
	int64_t month;
	int y, m, d;

	day_to_ymd(today, &y, &m, &d);
	month = fin_month_before(y * 100 + m);
	return fin_return_due_day(month) < today ? month : fin_month_before(month);
}

int64_t
fin_month_before(int64_t month)
{
	return month % 100 == 1 ? month - 89 : month - 1;
}

/* ---- reading ---- */

struct reader {
	struct arena *a;
	enum lang l;
	const struct table *t;
	const struct row *row;
	int at[C_COUNT];			/* column of the file; -1 = none */
	struct fin_return_new *r;
};

static void
wrong(struct reader *x, int line, enum column c, const char *value, enum msg why)
{
	if (x->r->nbad < BAD_MAX)
		x->r->bad[x->r->nbad++] = (struct fin_mistake){ line, c < C_COUNT ? msg_text(x->l, columns[c].label) : "", text_cut(x->a, value, 30),
			why };
}

/* Full-width forms made plain, brackets with the unit left out. */
static const char *
head_of(struct arena *a, const char *s)
{
	char *t = arena_str(a, text_fold(a, text_clean(a, s))), *cut = strchr(t, '(');

	if (cut)
		*cut = '\0';
	return text_clean(a, t);
}

static void
heads_read(struct reader *x)
{
	const struct row *head = x->t->n ? &x->t->v[0] : NULL;

	for (int c = 0; c < C_COUNT; c++) {
		x->at[c] = -1;
		for (size_t i = 0; head && i < head->n; i++) {
			const char *h = head_of(x->a, head->field[i]);
			bool hit = strcmp(h, columns[c].id) == 0;

			for (int l = 0; l < LANG_COUNT; l++)
				hit |= strcmp(h, head_of(x->a, msg_text((enum lang)l, columns[c].label))) == 0;
			if (hit && x->at[c] < 0)
				x->at[c] = (int)i;
		}
		if (x->at[c] < 0 && columns[c].must)
			wrong(x, head ? head->line : 0, (enum column)c, "", M_finr_no_column);
	}
}

static const char *
cell(const struct reader *x, enum column c)
{
	return x->at[c] < 0 ? "" : text_fold(x->a, table_field(x->a, x->row, (size_t)x->at[c]));
}

/* A number × 10^places in [0, max]; "" is FIN_NONE where the column may be empty. */
static int64_t
number(struct reader *x, enum column c, int places, int64_t max)
{
	const char *s = cell(x, c);
	struct decimal d;
	int64_t n = 0;

	if (text_empty(s)) {
		if (columns[c].must)
			wrong(x, x->row->line, c, s, M_finr_empty);
		return FIN_NONE;
	}
	if (!fin_number_read(x->a, s, &d)) {
		wrong(x, x->row->line, c, s, strchr(s, '-') && strlen(s) >= 8 ? M_finr_is_date : M_finr_no_number);
		return FIN_NONE;
	}
	d.exp += places;
	if (!dec_to_int(d, &n)) {
		wrong(x, x->row->line, c, s, M_finr_places);
		return FIN_NONE;
	}
	if (n < 0 || n > max) {
		wrong(x, x->row->line, c, s, M_finr_range);
		return FIN_NONE;
	}
	return n;
}

static const char *
word(struct reader *x, enum column c, const struct fin_choice *v)
{
	const char *s = cell(x, c), *bad = "", *ids;

	if (text_empty(s)) {
		wrong(x, x->row->line, c, s, M_finr_empty);
		return "";
	}
	ids = fin_choices_read(x->a, v, s, &bad);
	if (!ids || strchr(ids, ',')) {
		wrong(x, x->row->line, c, s, M_finr_no_word);
		return "";
	}
	return ids;
}

/* One month and one calibre in a file. */
static void
whole_check(struct reader *x, const char *calibre)
{
	const char *s = cell(x, C_MONTH);
	int64_t month = 0;

	if (!fin_month_read(s, &month))
		wrong(x, x->row->line, C_MONTH, s, text_empty(s) ? M_finr_empty : M_finr_no_month);
	else if (x->r->month && x->r->month != month)
		wrong(x, x->row->line, C_MONTH, s, M_finr_two_months);
	else
		x->r->month = month;
	if (!text_empty(x->r->calibre) && !text_empty(calibre) && strcmp(calibre, x->r->calibre) != 0)
		wrong(x, x->row->line, C_CALIBRE, calibre, M_finr_two_calibres);
	else if (!text_empty(calibre))
		x->r->calibre = calibre;
}

static void
row_read(struct reader *x)
{
	struct fin_line *f = &x->r->v[x->r->n];

	whole_check(x, word(x, C_CALIBRE, fin_calibres));
	*f = (struct fin_line){ .line = x->row->line, .kind = word(x, C_KIND, fin_kinds), .name = text_clean(x->a, cell(x, C_NAME)),
		.loans = number(x, C_LOANS, 0, LOANS_MAX), .balance = number(x, C_BALANCE, 6, BALANCE_MAX),
		.base_loans = number(x, C_BASE_LOANS, 0, LOANS_MAX), .base_balance = number(x, C_BASE_BALANCE, 6, BALANCE_MAX),
		.firsts = number(x, C_FIRSTS, 0, LOANS_MAX), .renewals = number(x, C_RENEWALS, 0, LOANS_MAX),
		.credits = number(x, C_CREDITS, 0, LOANS_MAX), .rate = number(x, C_RATE, 2, RATE_MAX) };
	if (strcmp(f->kind, "all") == 0)
		f->name = "";
	else if (*f->kind && (text_empty(f->name) || text_len(f->name) > NAME_LEN))
		wrong(x, x->row->line, C_NAME, f->name, text_empty(f->name) ? M_finr_empty : M_finr_range);
	for (size_t i = 0; i < x->r->n; i++)
		if (*f->kind && strcmp(x->r->v[i].kind, f->kind) == 0 && strcmp(x->r->v[i].name, f->name) == 0)
			wrong(x, x->row->line, C_NAME, f->name, M_finr_twice);
	if (f->loans >= 0 && (f->firsts > f->loans || f->renewals > f->loans || f->credits > f->loans))
		wrong(x, x->row->line, C_FIRSTS, "", M_finr_more_than_all);
	x->r->n++;
}

/* What is told by street, industry or size is part of the total, not more. */
static void
parts_check(struct reader *x)
{
	const struct fin_line *all = NULL;

	for (size_t i = 0; i < x->r->n; i++)
		if (strcmp(x->r->v[i].kind, "all") == 0)
			all = &x->r->v[i];
	if (!all) {
		wrong(x, 0, C_KIND, "", M_finr_no_total);
		return;
	}
	for (const struct fin_choice *k = fin_kinds + 1; k->id; k++) {
		int64_t loans = 0, balance = 0;
		int line = 0;

		for (size_t i = 0; i < x->r->n; i++)
			if (strcmp(x->r->v[i].kind, k->id) == 0) {
				loans += x->r->v[i].loans;
				balance += x->r->v[i].balance;
				line = x->r->v[i].line;
			}
		if (loans > all->loans || balance > all->balance)
			wrong(x, line, C_KIND, msg_text(x->l, k->label), M_finr_parts);
	}
}

void
fin_return_read(struct arena *a, enum lang l, const struct table *t, struct fin_return_new *ret)
{
	struct reader x = { .a = a, .l = l, .t = t, .r = ret };

	*ret = (struct fin_return_new){ .calibre = "", .bad = NEWN(a, struct fin_mistake, BAD_MAX) };
	heads_read(&x);
	if (t->n < 2)
		wrong(&x, 0, C_COUNT, "", M_finr_no_rows);
	if (t->n > ROWS_MAX + 1)
		wrong(&x, 0, C_COUNT, "", M_finr_many_rows);
	if (ret->nbad)
		return;
	ret->v = NEWN(a, struct fin_line, t->n);
	for (size_t i = 1; i < t->n; i++) {
		x.row = &t->v[i];
		row_read(&x);
	}
	if (!ret->nbad)
		parts_check(&x);
}

static void
put_number(struct csv *c, struct arena *a, int64_t n, int places)
{
	struct decimal d = dec_int(n);
	char *s = arena_alloc(a, DEC_TEXT);

	d.exp = -places;
	dec_print(d, s);
	csv_text(c, n == FIN_NONE ? "" : s);
}

const char *
fin_return_write(struct arena *a, const struct fin_return_new *r)
{
	struct out o;
	struct csv c;

	out_init(&o, a);
	csv_begin(&c, &o);
	for (int i = 0; i < C_COUNT; i++)
		csv_text(&c, columns[i].id);
	csv_row(&c);
	for (size_t i = 0; i < r->n; i++) {
		const struct fin_line *f = &r->v[i];

		csv_text(&c, arena_fmt(a, "%lld", (long long)r->month));
		csv_text(&c, r->calibre);
		csv_text(&c, f->kind);
		csv_text(&c, f->name);
		put_number(&c, a, f->loans, 0);
		put_number(&c, a, f->balance, 6);
		put_number(&c, a, f->base_loans, 0);
		put_number(&c, a, f->base_balance, 6);
		put_number(&c, a, f->firsts, 0);
		put_number(&c, a, f->renewals, 0);
		put_number(&c, a, f->credits, 0);
		put_number(&c, a, f->rate, 2);
		csv_row(&c);
	}
	return out_cstr(&o);
}

/* ---- keeping ---- */

static const int64_t *
maybe(const int64_t *n)
{
	return *n == FIN_NONE ? NULL : n;
}

struct err
fin_return_put(struct db *w, struct arena *a, struct env *env, int64_t area, int64_t org, int64_t account, const struct fin_return_new *r,
	       bool *restated)
{
	struct fin_return_last last = { 0 };
	int64_t id = env_id(env);

	TRY(fin_return_last(w, a, area, org, r->month, r->calibre, &last, restated));
	if (*restated)
		TRY(fin_return_stop(w, area, last.id, NULL));
	TRY(fin_return_insert(w, area, id, org, r->month, r->calibre, (*restated ? last.pos : 0) + 1, account, env_now(env), NULL));
	for (size_t i = 0; i < r->n; i++) {
		const struct fin_line *f = &r->v[i];

		TRY(fin_figure_insert(w, area, id, (int64_t)i + 1, f->kind, f->name, f->loans, f->balance, maybe(&f->base_loans),
			maybe(&f->base_balance), maybe(&f->firsts), maybe(&f->renewals), maybe(&f->credits), maybe(&f->rate), NULL));
	}
	return OK;
}

/* ---- adding up ---- */

static void
add_some(int64_t *sum, bool null, int64_t n)
{
	if (!null)
		*sum = (*sum == FIN_NONE ? 0 : *sum) + n;
}

/* A base that one of the returns lacks is no base for the sum. */
static void
add_base(const struct fin_sum *s, int64_t *sum, bool null, int64_t n)
{
	*sum = null || (s->returns && *sum == FIN_NONE) ? FIN_NONE : *sum + n;
}

struct weight {
	int64_t balance;		/* of those that give a rate */
	struct decimal product;
};

static void
sum_add(struct fin_sum *s, struct weight *w, const struct fin_figure_of_month *f)
{
	struct decimal d;

	s->loans += f->loans;
	s->balance += f->balance;
	add_base(s, &s->base_loans, f->base_loans_null, f->base_loans);
	add_base(s, &s->base_balance, f->base_balance_null, f->base_balance);
	add_some(&s->firsts, f->firsts_null, f->firsts);
	add_some(&s->renewals, f->renewals_null, f->renewals);
	add_some(&s->credits, f->credits_null, f->credits);
	if (!f->rate_null && dec_mul(dec_int(f->balance), dec_int(f->rate), &d) && dec_add(w->product, d, &w->product)) {
		w->balance += f->balance;
		if (w->balance && dec_div(w->product, dec_int(w->balance), &d) && dec_round(d, 0, DEC_HALF_UP, &d))
			dec_to_int(d, &s->rate);
	}
	s->returns++;
}

static const struct fin_sum nothing = { .firsts = FIN_NONE, .renewals = FIN_NONE, .credits = FIN_NONE, .rate = FIN_NONE };

struct err
fin_sums_load(struct db *db, struct arena *a, int64_t area, int64_t month, const char *calibre, struct fin_sums *ret)
{
	struct fin_figure_of_month_rows rows;
	struct weight whole = { 0 }, *weights[4];

	TRY(fin_figure_of_month(db, a, area, month, calibre, &rows));
	*ret = (struct fin_sums){ .all = nothing };
	for (int k = 0; k < 4; k++) {
		ret->part[k] = NEWN(a, struct fin_sum, rows.n + 1);
		weights[k] = NEWN(a, struct weight, rows.n + 1);
	}
	for (size_t i = 0; i < rows.n; i++) {
		const struct fin_figure_of_month *f = &rows.v[i];
		size_t k = 0, at = 0;

		while (fin_kinds[k].id && strcmp(fin_kinds[k].id, f->kind) != 0)
			k++;
		if (!fin_kinds[k].id)
			return FAIL(500, M_err_server);
		while (at < ret->n[k] && (k ? strcmp(ret->part[k][at].zh, f->name) != 0 : ret->part[k][at].org != f->org))
			at++;
		if (at == ret->n[k]) {
			ret->part[k][at] = nothing;
			ret->part[k][at].zh = k ? f->name : f->bank_zh;
			ret->part[k][at].en = k ? f->name : f->bank_en;
			ret->part[k][at].org = k ? 0 : f->org;
			ret->n[k]++;
		}
		sum_add(&ret->part[k][at], &weights[k][at], f);
		if (k == 0)
			sum_add(&ret->all, &whole, f);
	}
	return OK;
}

bool
fin_growth(int64_t now, int64_t base, int64_t *ret)
{
	struct decimal d;

	if (base <= 0 || now < 0)
		return false;
	return dec_sub(dec_int(now), dec_int(base), &d) && dec_mul(d, dec_int(1000), &d) && dec_div(d, dec_int(base), &d) &&
		dec_round(d, 0, DEC_HALF_UP, &d) && dec_to_int(d, ret);
}
