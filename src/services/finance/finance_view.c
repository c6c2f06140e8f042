/* finance_view.c - numbers, limits, costs and reasons in the reader's words. */
#include "services/finance/finance_view.h"

#include "base/day.h"
#include "base/text.h"
#include "finance_msg.h"
#include "finance_page_msg.h"

const char *
fin_name(const struct req *rq, const struct fin_version_row *r)
{
	return rq->lang == LANG_EN && !text_empty(r->name_en) ? r->name_en : r->name_zh;
}

const char *
fin_intro(const struct req *rq, const struct fin_version_row *r)
{
	return rq->lang == LANG_EN && !text_empty(r->intro_en) ? r->intro_en : r->intro_zh;
}

const char *
fin_bank(const struct req *rq, const struct fin_version_row *r)
{
	return rq->lang == LANG_EN && !text_empty(r->bank_en) ? r->bank_en : r->bank_zh;
}

const char *
fin_number(struct req *rq, int64_t n)
{
	return arena_fmt(rq->a, "%lld", (long long)n);
}

/* n / 10^places without zeros at the end. */
static const char *
plain(struct arena *a, int64_t n, int places)
{
	struct decimal d = dec_int(n);
	char *s = arena_alloc(a, DEC_TEXT);

	d.exp = -places;
	dec_print(d, s);
	return s;
}

const char *
fin_wan(struct arena *a, int64_t fen)
{
	return fen < 0 ? "" : plain(a, fen, 6);
}

const char *
fin_yi(struct arena *a, int64_t fen)
{
	return plain(a, fen, 10);
}

const char *
fin_percent(struct arena *a, int64_t hundredths)
{
	return plain(a, hundredths, 2);
}

const char *
fin_grouped(struct arena *a, const char *s)
{
	size_t whole = strcspn(s, ".");
	struct out o;

	out_init(&o, a);
	for (size_t i = 0; s[i]; i++) {
		if (i && i < whole && (whole - i) % 3 == 0)
			out_str(&o, ",");
		out_put(&o, &s[i], 1);
	}
	return out_cstr(&o);
}

const char *
fin_amount(struct req *rq, struct decimal wan)
{
	char *s = arena_alloc(rq->a, DEC_TEXT);

	dec_round(wan, 4, DEC_FLOOR, &wan);
	if (rq->lang == LANG_EN)
		wan.exp += 4;
	dec_print(wan, s);
	return trf(rq, M_finp_wan, fin_grouped(rq->a, s), NULL);
}

const char *
fin_limit(struct req *rq, const struct fin_version_row *r)
{
	if (r->cap >= 0)
		return fin_amount(rq, (struct decimal){ .lo = (uint64_t)r->cap, .exp = -6 });
	return text_empty(r->grades) ? trf(rq, M_finp_by_formula, r->formula, NULL) : tr(rq, M_finp_by_grade);
}

const char *
fin_cost(struct req *rq, const struct fin_version_row *r)
{
	return trf(rq, M_finp_rate_range, fin_percent(rq->a, r->rate_low + r->fee), fin_percent(rq->a, r->rate_high + r->fee), NULL);
}

const char *
fin_months(struct req *rq, const struct fin_version_row *r)
{
	return trf(rq, M_finp_months, fin_number(rq, r->term_min), fin_number(rq, r->term_max), NULL);
}

int32_t
fin_today(const struct req *rq)
{
	return day_of(rq->env, env_now(rq->env));
}

bool
fin_listed(const struct fin_version_row *r, int32_t today)
{
	return strcmp(r->state, "force") == 0 && r->from_day <= today && (!r->to_day || r->to_day >= today);
}

enum msg
fin_state(const struct fin_version_row *r, int32_t today, const char **chip)
{
	static const struct {
		const char *state;
		enum msg label;
		const char *chip;
	} rows[] = {
		{ "draft", M_finp_state_draft, " q-chip--plain" }, { "review", M_finp_state_review, "" },
		{ "returned", M_finp_state_returned, " q-chip--warn" }, { "force", M_finp_state_force, " q-chip--ok" },
		{ "replaced", M_finp_state_replaced, " q-chip--plain" }, { "withdrawn", M_finp_state_withdrawn, " q-chip--plain" },
	};
	size_t i = 0;

	if (strcmp(r->state, "force") == 0 && r->to_day && r->to_day < today) {
		*chip = " q-chip--warn";
		return M_finp_state_expired;
	}
	while (i + 1 < COUNT(rows) && strcmp(rows[i].state, r->state) != 0)
		i++;
	*chip = rows[i].chip;
	return rows[i].label;
}

size_t
fin_grades_split(struct arena *a, const char *grades, struct fin_grade *ret, size_t max)
{
	char *all = arena_str(a, grades), *save = NULL;
	size_t n = 0;

	for (char *pair = strtok_r(all, ",", &save); pair && n < max; pair = strtok_r(NULL, ",", &save)) {
		char *eq = strchr(pair, '=');

		assert(eq);
		*eq = '\0';
		ret[n++] = (struct fin_grade){ pair, eq + 1 };
	}
	return n;
}

struct err
fin_page_load(struct req *rq, int64_t version, struct fin_page_view *v)
{
	struct fin_version_row_rows all;
	int32_t today = fin_today(rq);

	*v = (struct fin_page_view){ 0 };
	TRY(fin_product_load(rq->db, rq->a, rq->area, version, &v->p));
	v->ngrades = fin_grades_split(rq->a, v->p.r.grades, v->grades, COUNT(v->grades));
	v->conds = NEWN(rq->a, const char *, v->p.nown + 1);
	for (size_t i = 0; i < v->p.nown; i++)
		v->conds[i] = fin_cond_words(rq->a, rq->lang, &v->p.own[i]);
	v->listed = fin_listed(&v->p.r, today);
	TRY(fin_version_list(rq->db, rq->a, rq->area, v->p.r.product, &all));
	for (size_t i = 0; i < all.n; i++)
		if (all.v[i].id != version && fin_listed(&all.v[i], today))
			v->now = all.v[i].id;
	return OK;
}

/* ---- the match ---- */

const char *
fin_field_name(struct req *rq, int f, const char *suffix)
{
	return arena_fmt(rq->a, "x_%s%s%s", fin_fields[f].id, *suffix ? "_" : "", suffix);
}

/* A list comes as a box for each choice and one for "none of these". */
const char *
fin_field_typed(struct req *rq, int f)
{
	struct out o;

	if (fin_fields[f].kind != FIN_LIST)
		return rq_form(rq, fin_field_name(rq, f, ""));
	out_init(&o, rq->a);
	for (const struct fin_choice *c = fin_fields[f].choices; c->id; c++)
		if (!text_empty(rq_form(rq, fin_field_name(rq, f, c->id))))
			out_fmt(&o, "%s%s", o.len ? "," : "", c->id);
	return !o.len && !text_empty(rq_form(rq, fin_field_name(rq, f, "none"))) ? "-" : out_cstr(&o);
}

const char *
fin_why_text(struct req *rq, const struct fin_why *w)
{
	const char *now, *gap;

	if (w->missing >= 0)
		return trf(rq, M_finm_missing, tr(rq, fin_fields[w->missing].label), NULL);
	if (w->actual.kind == V_LIST && !w->actual.list->n)
		return tr(rq, M_finm_has_none);
	now = trf(rq, M_finm_now, fin_fact_words(rq->a, rq->lang, w->c->field, w->actual), NULL);
	if (w->gap.kind != V_NUMBER || dec_zero(w->gap.num))
		return now;
	gap = trf(rq, w->op == REASON_LE || w->op == REASON_LT ? M_finm_over : M_finm_gap, value_text(rq->a, w->gap), NULL);
	return trf(rq, M_fin_and, now, gap, NULL);
}

const char *
fin_advice(struct req *rq, const struct fin_why *w)
{
	if (w->state != REASON_FAIL)
		return "";
	switch (w->c->field) {
	case F_AMOUNT:
		return tr(rq, M_finm_do_amount);
	case F_TERM:
		return tr(rq, M_finm_do_term);
	case F_QUALS:
		return tr(rq, M_finm_do_quals);
	case F_GRADE:
		return tr(rq, M_finm_do_grade);
	case F_AGE:
	case F_PAYS24:
	case F_PAYS6:
		return tr(rq, M_finm_do_time);
	default:
		return "";
	}
}

const char *
fin_change_text(struct req *rq, const struct fin_change *c)
{
	const struct fin_field *f = &fin_fields[c->field];
	enum msg key = c->at_most ? (c->beyond ? M_finm_below : M_finm_down) : (c->beyond ? M_finm_exceed : M_finm_reach);

	if (f->choices)
		key = f->kind == FIN_LIST ? M_finm_with : M_finm_choice;
	return trf(rq, key, tr(rq, f->label), fin_fact_words(rq->a, rq->lang, c->field, c->to), fin_number(rq, (int64_t)c->more), NULL);
}

bool
fin_typed_has(const struct req *rq, const char *typed, const struct fin_choice *c)
{
	const char *end = typed;
	size_t n = strlen(c->id);

	(void)rq;
	for (; *end; end += strcspn(end, ","), end += *end == ',')
		if (strncmp(end, c->id, n) == 0 && (end[n] == ',' || !end[n]))
			return true;
	return false;
}
