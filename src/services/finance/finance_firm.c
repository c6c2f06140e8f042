/* finance_firm.c - firms: figures with source and day, what they come to for rules, who speaks for them. */
#include "services/finance/finance_firm.h"

#include "base/day.h"
#include "base/text.h"
#include "base_msg.h"
#include "finance_firm_msg.h"
#include "people/people.h"

#define TOLD "told"				/* the value of F_QUALS: the rows of fin_firm_qual are all there are */

const struct fin_choice fin_sources[] = {
	{ "firm", M_finf_source_firm }, { "document", M_finf_source_document }, { "department", M_finf_source_department }, { 0 },
};
const struct fin_choice fin_levels[] = {
	{ "nation", M_finf_level_nation }, { "city", M_finf_level_city }, { "district", M_finf_level_district }, { 0 },
};

/* ---- reading ---- */

static struct err
facts_load(struct db *db, struct arena *a, int64_t area, struct fin_firm *f)
{
	struct fin_fact_list_rows rows;

	for (int i = 0; i < F_COUNT; i++)
		f->told[i] = (struct fin_told){ "", "", 0 };
	TRY(fin_fact_list(db, a, area, f->r.id, &rows));
	for (size_t i = 0; i < rows.n; i++) {
		int field = fin_field_find(rows.v[i].field);

		if (field >= 0)
			f->told[field] = (struct fin_told){ rows.v[i].value, rows.v[i].source, (int32_t)rows.v[i].day };
	}
	return OK;
}

static struct err
quals_load(struct db *db, struct arena *a, int64_t area, struct fin_firm *f)
{
	struct fin_qual_list_rows rows;

	TRY(fin_qual_list(db, a, area, f->r.id, &rows));
	for (const struct fin_choice *c = fin_fields[F_QUALS].choices; c->id; c++)
		for (size_t i = 0; i < rows.n; i++)
			if (strcmp(rows.v[i].qual, c->id) == 0 && f->nquals < FIN_QUALS)
				f->quals[f->nquals++] = (struct fin_held){ c, rows.v[i].level, rows.v[i].source, (int32_t)rows.v[i].from_day,
					(int32_t)rows.v[i].to_day };
	return OK;
}

struct err
fin_firm_load(struct db *db, struct arena *a, int64_t area, int64_t firm, struct fin_firm *ret)
{
	bool found;

	*ret = (struct fin_firm){ 0 };
	TRY(fin_firm_get(db, a, area, firm, &ret->r, &found));
	if (!found)
		return FAIL(404, M_err_not_found);
	TRY(facts_load(db, a, area, ret));
	return quals_load(db, a, area, ret);
}

struct err
fin_speaks(struct db *db, struct arena *a, int64_t area, int64_t account, int64_t firm, bool *ret, bool *checked)
{
	struct fin_person_get p = { 0 };

	TRY(fin_person_get(db, a, area, firm, account, &p, ret));
	*checked = *ret && p.checked;
	return OK;
}

struct err
fin_firm_mine(struct db *db, struct arena *a, int64_t area, int64_t account, int64_t firm, struct fin_firm *ret)
{
	bool speaks, checked;

	TRY(fin_speaks(db, a, area, account, firm, &speaks, &checked));
	return speaks ? fin_firm_load(db, a, area, firm, ret) : FAIL(404, M_err_not_found);
}

/* ---- facts ---- */

/* Years as a number of two digits, rounded down: a firm is two years old on its second birthday, not a day earlier. */
static const char *
age_on(struct arena *a, const char *founded, int32_t today)
{
	int32_t day;
	int y, m, d, ty, tm, td, months;

	if (!day_parse(founded, &day) || day > today)
		return "";
	day_to_ymd(day, &y, &m, &d);
	day_to_ymd(today, &ty, &tm, &td);
	months = (ty - y) * 12 + tm - m - (td < d);
	return arena_fmt(a, "%d.%02d", months / 12, months % 12 * 100 / 12);
}

bool
fin_held_on(const struct fin_held *q, int32_t day)
{
	return q->from <= day && (!q->to || q->to >= day);
}

static const char *
quals_on(struct arena *a, const struct fin_firm *f, int32_t today)
{
	struct out o;

	out_init(&o, a);
	for (size_t i = 0; i < f->nquals; i++)
		if (fin_held_on(&f->quals[i], today))
			out_fmt(&o, "%s%s", o.len ? "," : "", f->quals[i].qual->id);
	return o.len ? out_cstr(&o) : "-";
}

void
fin_firm_facts(struct arena *a, const struct fin_firm *f, int32_t today, unsigned fields, struct fin_facts *ret)
{
	const char *bad = "", *size;

	for (int i = 0; i < F_COUNT; i++) {
		const char *value = FIN_FIRM_FIELDS >> i & 1u ? f->told[i].value : "";

		if (i == F_AGE)
			value = age_on(a, value, today);
		else if (i == F_QUALS && !text_empty(value))
			value = quals_on(a, f, today);
		ret->typed[i] = value;
		if (!fin_fact_read(a, (enum fin_field_no)i, value, &ret->v[i])) {	/* a choice that no longer is one: not known */
			ret->typed[i] = "";
			ret->v[i] = v_null();
		}
	}
	ret->v[F_SIZE] = fin_size(ret->v);
	size = ret->v[F_SIZE].kind == V_STRING ? fin_choices_read(a, fin_fields[F_SIZE].choices, ret->v[F_SIZE].text.p, &bad) : "";
	ret->typed[F_SIZE] = size ? size : "";
	for (int i = 0; i < F_COUNT; i++)
		if (!(fields >> i & 1u)) {
			ret->v[i] = v_null();
			ret->typed[i] = "";
		}
}

bool
fin_told_read(struct arena *a, enum fin_field_no f, const char *typed, int32_t today, const char **ret)
{
	const char *s = text_clean(a, typed), *bad = "";
	const struct fin_field *field = &fin_fields[f];
	struct decimal d;
	struct value v;
	int32_t day;
	char *number;

	*ret = "";
	if (text_empty(s))
		return true;
	if (f == F_AGE) {
		*ret = s;
		return day_parse(s, &day) && day <= today;
	}
	if (!fin_fact_read(a, f, s, &v))
		return false;
	if (field->kind == FIN_NUMBER) {
		number = arena_alloc(a, DEC_TEXT);
		if (!fin_number_read(a, s, &d))
			return false;
		dec_print(d, number);
		*ret = number;
	} else if (field->kind == FIN_TRUTH) {
		*ret = v.truth ? "yes" : "no";
	} else {
		*ret = strcmp(s, "-") == 0 ? s : fin_choices_read(a, field->choices, s, &bad);
	}
	return *ret != NULL;
}

/* ---- writing ---- */

struct err
fin_firm_new(struct db *w, const struct fin_by *by, const char *code, const char *name, int64_t place, int64_t *firm)
{
	struct fin_firm_row row;
	bool found;

	TRY(fin_firm_of_code(w, by->a, by->area, code, &row, &found));
	if (found)
		return FAIL(409, M_finf_err_there);
	*firm = env_id(by->env);
	TRY(fin_firm_insert(w, by->area, *firm, code, name, place, env_now(by->env), NULL));
	return fin_person_put(w, by->area, *firm, by->account, env_now(by->env), NULL);
}

struct err
fin_firm_save(struct db *w, const struct fin_by *by, const struct fin_firm_row *r)
{
	int64_t changed;

	TRY(fin_firm_write(w, by->area, r->id, r->rev, r->name, r->place, env_now(by->env), &changed));
	return changed ? OK : FAIL(409, M_err_stale);
}

struct err
fin_firm_tell(struct db *w, const struct fin_by *by, int64_t firm, enum fin_field_no f, const struct fin_told *t)
{
	if (text_empty(t->value))
		return fin_fact_drop(w, by->area, firm, fin_fields[f].id, NULL);
	return fin_fact_put(w, by->area, firm, fin_fields[f].id, t->value, t->source, t->day, env_now(by->env), by->account, NULL);
}

/* Whoever names one qualification, or takes one back, has told them. */
static struct err
quals_told(struct db *w, const struct fin_by *by, int64_t firm, const char *source)
{
	const struct fin_told t = { TOLD, source, day_of(by->env, env_now(by->env)) };

	return fin_firm_tell(w, by, firm, F_QUALS, &t);
}

struct err
fin_firm_hold(struct db *w, const struct fin_by *by, int64_t firm, const struct fin_held *q)
{
	TRY(fin_qual_put(w, by->area, firm, q->qual->id, q->level, q->from, q->to, q->source, env_now(by->env), by->account, NULL));
	return quals_told(w, by, firm, q->source);
}

struct err
fin_firm_unhold(struct db *w, const struct fin_by *by, int64_t firm, const char *qual)
{
	TRY(fin_qual_drop(w, by->area, firm, qual, NULL));
	return quals_told(w, by, firm, "firm");
}

/* ---- who speaks for it ---- */

struct err
fin_firm_ask(struct db *w, const struct fin_by *by, int64_t firm, const char *phone)
{
	return fin_guest_put(w, by->area, firm, people_phone_hash(by->a, phone), text_mask_phone(by->a, phone), env_now(by->env),
		by->account, NULL);
}

struct err
fin_firm_join(struct db *w, const struct fin_by *by, int64_t firm)
{
	struct fin_guest_of_rows rows;
	size_t i = 0;

	TRY(fin_guest_of(w, by->a, by->area, by->account, &rows));
	while (i < rows.n && rows.v[i].id != firm)
		i++;
	if (i == rows.n)
		return FAIL(404, M_err_not_found);
	TRY(fin_guest_drop(w, by->area, firm, rows.v[i].phone_hash, NULL));
	return fin_person_put(w, by->area, firm, by->account, env_now(by->env), NULL);
}

struct err
fin_firm_leave(struct db *w, const struct fin_by *by, int64_t firm, int64_t account)
{
	struct fin_person_list_rows rows;

	TRY(fin_person_list(w, by->a, by->area, firm, &rows));
	if (rows.n < 2)
		return FAIL(422, M_finf_err_last);
	return fin_person_drop(w, by->area, firm, account, NULL);
}
