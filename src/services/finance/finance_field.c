/* finance_field.c - fields and lists of words as const tables, and reading what people type for them. */
#include "services/finance/finance_field.h"

#include "base/text.h"
#include "finance_msg.h"

static const struct fin_choice purposes[] = {
	{ "working", M_fin_purpose_working }, { "equipment", M_fin_purpose_equipment }, { "upgrade", M_fin_purpose_upgrade },
	{ "project", M_fin_purpose_project }, { "research", M_fin_purpose_research }, { "renew", M_fin_purpose_renew }, { 0 },
};
static const struct fin_choice sizes[] = {
	{ "large", M_fin_size_large }, { "medium", M_fin_size_medium }, { "small", M_fin_size_small }, { "micro", M_fin_size_micro }, { 0 },
};
/* The rows of the order's table, in its sequence: fin_bounds below follows it. */
static const struct fin_choice industries[] = {
	{ "farm", M_fin_ind_farm }, { "industry", M_fin_ind_industry }, { "build", M_fin_ind_build }, { "wholesale", M_fin_ind_wholesale },
	{ "retail", M_fin_ind_retail }, { "transport", M_fin_ind_transport }, { "storage", M_fin_ind_storage }, { "post", M_fin_ind_post },
	{ "hotel", M_fin_ind_hotel }, { "catering", M_fin_ind_catering }, { "info", M_fin_ind_info }, { "software", M_fin_ind_software },
	{ "estate", M_fin_ind_estate }, { "property", M_fin_ind_property }, { "lease", M_fin_ind_lease }, { "other", M_fin_ind_other }, { 0 },
};
static const struct fin_choice quals[] = {
	{ "hitech", M_fin_qual_hitech }, { "techsme", M_fin_qual_techsme }, { "innosme", M_fin_qual_innosme }, { "srdi", M_fin_qual_srdi },
	{ "giant", M_fin_qual_giant }, { "gazelle", M_fin_qual_gazelle }, { "green", M_fin_qual_green }, { 0 },
};
/* M (newly set up) lies between no two others: a rule lists the grades it takes. Their names are the grades' own, in both languages. */
const struct fin_choice fin_grades[] = { { "A", M_NONE }, { "B", M_NONE }, { "M", M_NONE }, { "C", M_NONE }, { "D", M_NONE }, { 0 } };
const struct fin_choice fin_securities[] = {
	{ "credit", M_fin_sec_credit }, { "mortgage", M_fin_sec_mortgage }, { "pledge", M_fin_sec_pledge },
	{ "guarantee", M_fin_sec_guarantee }, { "company", M_fin_sec_company }, { "ip", M_fin_sec_ip }, { 0 },
};
const struct fin_choice fin_classes[] = {
	{ "inclusive", M_fin_class_inclusive }, { "tech", M_fin_class_tech }, { "chain", M_fin_class_chain },
	{ "green", M_fin_class_green }, { "ip", M_fin_class_ip }, { "cross", M_fin_class_cross }, { 0 },
};
const struct fin_choice fin_repays[] = {
	{ "end", M_fin_repay_end }, { "equal", M_fin_repay_equal }, { "half", M_fin_repay_half }, { "free", M_fin_repay_free }, { 0 },
};

const struct fin_field fin_fields[F_COUNT] = {
	[F_AMOUNT] = { "amount", FIN_NUMBER, M_fin_f_amount, NULL, true },
	[F_TERM] = { "term", FIN_NUMBER, M_fin_f_term, NULL, true },
	[F_PURPOSE] = { "purpose", FIN_CHOICE, M_fin_f_purpose, purposes, false },
	[F_FIRST] = { "first", FIN_TRUTH, M_fin_f_first, NULL, false },
	[F_AGE] = { "age", FIN_NUMBER, M_fin_f_age, NULL, true },
	[F_INDUSTRY] = { "industry", FIN_CHOICE, M_fin_f_industry, industries, false },
	[F_STAFF] = { "staff", FIN_NUMBER, M_fin_f_staff, NULL, true },
	[F_REVENUE] = { "revenue", FIN_NUMBER, M_fin_f_revenue, NULL, true },
	[F_ASSETS] = { "assets", FIN_NUMBER, M_fin_f_assets, NULL, true },
	[F_SIZE] = { "size", FIN_CHOICE, M_fin_f_size, sizes, false },
	[F_GRADE] = { "grade", FIN_CHOICE, M_fin_f_grade, fin_grades, true },
	[F_TAX] = { "tax", FIN_NUMBER, M_fin_f_tax, NULL, true },
	[F_PAYS24] = { "pays24", FIN_NUMBER, M_fin_f_pays24, NULL, true },
	[F_PAYS6] = { "pays6", FIN_NUMBER, M_fin_f_pays6, NULL, true },
	[F_DEBT] = { "debt", FIN_NUMBER, M_fin_f_debt, NULL, true },
	[F_QUALS] = { "quals", FIN_LIST, M_fin_f_quals, quals, true },
	[F_PATENTS] = { "patents", FIN_NUMBER, M_fin_f_patents, NULL, true },
	[F_BANKS] = { "banks", FIN_NUMBER, M_fin_f_banks, NULL, true },
	[F_BALANCE] = { "balance", FIN_NUMBER, M_fin_f_balance, NULL, true },
	[F_CLEAN] = { "clean", FIN_TRUTH, M_fin_f_clean, NULL, false },
	[F_PLEDGE] = { "pledge", FIN_LIST, M_fin_f_pledge, fin_securities, true },
	[F_TRADE] = { "trade", FIN_TRUTH, M_fin_f_trade, NULL, false },
};

int
fin_field_find(const char *id)
{
	for (int i = 0; i < F_COUNT; i++)
		if (strcmp(fin_fields[i].id, id) == 0)
			return i;
	return -1;
}

/* Folded, and without what stands in brackets: nobody types the unit. */
static const char *
bare(struct arena *a, const char *s)
{
	char *t = arena_str(a, text_fold(a, text_clean(a, s))), *cut = strchr(t, '(');

	if (cut)
		*cut = '\0';
	return text_clean(a, t);
}

int
fin_field_named(struct arena *a, const char *words)
{
	const char *want = bare(a, words);

	for (int i = 0; i < F_COUNT; i++) {
		if (strcmp(fin_fields[i].id, want) == 0)
			return i;
		for (int l = 0; l < LANG_COUNT; l++)
			if (strcmp(bare(a, msg_text((enum lang)l, fin_fields[i].label)), want) == 0)
				return i;
	}
	return -1;
}

const char *
fin_field_feel(enum fin_field_no f)
{
	return msg_text(LANG_ZH, fin_fields[f].label);
}

/* ---- lists of words ---- */

static const char *
label(enum lang l, const struct fin_choice *c)
{
	return c->label == M_NONE ? c->id : msg_text(l, c->label);
}

const struct fin_choice *
fin_choice_find(const struct fin_choice *v, const char *id)
{
	for (; v->id; v++)
		if (strcmp(v->id, id) == 0)
			return v;
	return NULL;
}

/* Is id one of "a,b,c"? */
static bool
among(const char *ids, const char *id)
{
	size_t n = strlen(id);

	for (const char *p = ids; *p; p += strcspn(p, ","), p += *p == ',')
		if (strncmp(p, id, n) == 0 && (p[n] == ',' || !p[n]))
			return true;
	return false;
}

const char *
fin_choices_words(struct arena *a, enum lang l, const struct fin_choice *v, const char *ids)
{
	const char *all = "";

	for (; v->id; v++)
		if (among(ids, v->id))
			all = *all ? msg_fmt(a, l, M_fin_and, all, label(l, v), NULL) : label(l, v);
	return all;
}

/* The choice that a word names: by id, or label in either language. */
static const struct fin_choice *
choice_named(struct arena *a, const struct fin_choice *v, const char *word)
{
	const char *want = text_fold(a, text_clean(a, word));

	for (; v->id; v++) {
		if (strcmp(text_fold(a, v->id), want) == 0)
			return v;
		for (int l = 0; l < LANG_COUNT; l++)
			if (strcmp(text_fold(a, label((enum lang)l, v)), want) == 0)
				return v;
	}
	return NULL;
}

/* The next word of a list: up to a comma, a semicolon, an enumeration comma or a line's end. Labels may hold such a mark
 * themselves, so the longest piece that is a choice wins. */
static const struct fin_choice *
word_take(struct arena *a, const struct fin_choice *v, const char **p, const char **bad)
{
	const char *at = *p, *end = at, *first = NULL, *best_end = NULL;
	const struct fin_choice *best = NULL;

	for (;;) {
		size_t mark = strcspn(end, ",;\n");
		const char *wide = strstr(end, "\xe3\x80\x81"), *comma = strstr(end, "\xef\xbc\x8c");
		const char *stop = end + mark;
		const struct fin_choice *c;

		if (wide && wide < stop)
			stop = wide;
		if (comma && comma < stop)
			stop = comma;
		first = first ? first : stop;
		c = choice_named(a, v, arena_dup(a, at, (size_t)(stop - at)));
		if (c) {
			best = c;
			best_end = stop;
		}
		if (!*stop)
			break;
		end = stop + (*stop & 0x80 ? 3 : 1);
	}
	if (!best) {
		*bad = text_clean(a, arena_dup(a, at, (size_t)(first - at)));
		best_end = first;
	}
	*p = best_end + (!*best_end ? 0 : *best_end & 0x80 ? 3 : 1);
	return best;
}

const char *
fin_choices_read(struct arena *a, const struct fin_choice *v, const char *typed, const char **bad)
{
	const char *p = text_clean(a, typed);
	struct out found, o;

	out_init(&found, a);
	while (*p) {
		const char *wrong = "";
		const struct fin_choice *c = word_take(a, v, &p, &wrong);

		if (!c && *wrong) {
			*bad = wrong;
			return NULL;
		}
		if (c)
			out_fmt(&found, "%s,", c->id);
	}
	out_init(&o, a);
	for (const struct fin_choice *c = v; c->id; c++)
		if (among(out_cstr(&found), c->id))
			out_fmt(&o, "%s%s", o.len ? "," : "", c->id);
	return out_cstr(&o);
}

/* ---- facts ---- */

bool
fin_number_read(struct arena *a, const char *typed, struct decimal *ret)
{
	const char *s = text_fold(a, text_clean(a, typed));
	struct out o;

	out_init(&o, a);
	for (; *s; s++) {
		if (*s == ',' && o.len)
			continue;
		if ((*s < '0' || *s > '9') && *s != '.')
			return false;
		out_put(&o, s, 1);
	}
	return o.len && o.len <= 20 && dec_parse(out_cstr(&o), o.len, ret);
}

static bool
truth_read(struct arena *a, const char *s, struct value *ret)
{
	static const enum msg words[] = { M_fin_no, M_fin_yes };

	for (int i = 0; i < 2; i++) {
		bool hit = strcmp(s, i ? "yes" : "no") == 0 || strcmp(s, i ? "true" : "false") == 0;

		for (int l = 0; l < LANG_COUNT; l++)
			hit |= strcmp(s, msg_text((enum lang)l, words[i])) == 0;
		if (hit) {
			*ret = v_bool(i == 1);
			return true;
		}
	}
	return false;
}

bool
fin_fact_read(struct arena *a, enum fin_field_no f, const char *typed, struct value *ret)
{
	const char *s = text_clean(a, typed), *bad = "", *ids;
	const struct fin_field *field = &fin_fields[f];
	struct value *v;
	struct decimal d;
	size_t n = 0;

	*ret = v_null();
	if (text_empty(s))
		return true;
	if (field->kind == FIN_NUMBER) {
		if (!fin_number_read(a, s, &d))
			return false;
		*ret = v_num(d);
		return true;
	}
	if (field->kind == FIN_TRUTH)
		return truth_read(a, text_fold(a, s), ret);
	ids = field->kind == FIN_LIST && strcmp(s, "-") == 0 ? "" : fin_choices_read(a, field->choices, s, &bad);
	if (!ids)
		return false;
	v = NEWN(a, struct value, 32);
	for (const struct fin_choice *c = field->choices; c->id; c++)
		if (among(ids, c->id))
			v[n++] = v_text(label(LANG_ZH, c));
	if (field->kind == FIN_CHOICE && n != 1)
		return false;
	*ret = field->kind == FIN_CHOICE ? v[0] : v_list(a, v, n);
	return true;
}

const char *
fin_fact_words(struct arena *a, enum lang l, enum fin_field_no f, struct value v)
{
	const char *bad = "", *ids;
	struct out o;

	if (v.kind == V_BOOLEAN)
		return msg_text(l, v.truth ? M_fin_yes : M_fin_no);
	if (v.kind == V_STRING) {
		ids = fin_choices_read(a, fin_fields[f].choices, v.text.p, &bad);
		return ids ? fin_choices_words(a, l, fin_fields[f].choices, ids) : v.text.p;
	}
	if (v.kind != V_LIST)
		return value_text(a, v);
	out_init(&o, a);
	for (size_t i = 0; i < v.list->n; i++)
		out_fmt(&o, "%s\n", v.list->v[i].text.p);
	ids = fin_choices_read(a, fin_fields[f].choices, out_cstr(&o), &bad);
	return fin_choices_words(a, l, fin_fields[f].choices, ids ? ids : "");
}

/* ---- size class ---- */

/* Lower bounds of large, medium, small; -1: the industry's row does not ask for it. In the order of `industries`. Two cells (property
 * management's revenue, leasing's assets, both medium) are second hand. */
static const struct {
	int32_t staff[3], revenue[3], assets[3];
} bounds[] = {
#define NO { -1, -1, -1 }
	{ NO, { 20000, 500, 50 }, NO },						/* farming */
	{ { 1000, 300, 20 }, { 40000, 2000, 300 }, NO },			/* industry */
	{ NO, { 80000, 6000, 300 }, { 80000, 5000, 300 } },			/* construction */
	{ { 200, 20, 5 }, { 40000, 5000, 1000 }, NO },				/* wholesale */
	{ { 300, 50, 10 }, { 20000, 500, 100 }, NO },				/* retail */
	{ { 1000, 300, 20 }, { 30000, 3000, 200 }, NO },			/* transport */
	{ { 200, 100, 20 }, { 30000, 1000, 100 }, NO },				/* storage */
	{ { 1000, 300, 20 }, { 30000, 2000, 100 }, NO },			/* post */
	{ { 300, 100, 10 }, { 10000, 2000, 100 }, NO },				/* hotels */
	{ { 300, 100, 10 }, { 10000, 2000, 100 }, NO },				/* catering */
	{ { 2000, 100, 10 }, { 100000, 1000, 100 }, NO },			/* telecommunications */
	{ { 300, 100, 10 }, { 10000, 1000, 50 }, NO },				/* software */
	{ NO, { 200000, 1000, 100 }, { 10000, 5000, 2000 } },			/* real estate */
	{ { 1000, 300, 100 }, { 5000, 1000, 500 }, NO },			/* property management */
	{ { 300, 100, 10 }, NO, { 120000, 8000, 100 } },			/* leasing */
	{ { 300, 100, 10 }, NO, NO },						/* other */
#undef NO
};

/* 1 reached, 0 not, -1 not known. */
static int
reached(struct value v, int32_t bound)
{
	if (bound < 0)
		return 1;
	return v.kind != V_NUMBER ? -1 : dec_cmp(v.num, dec_int(bound)) >= 0;
}

struct value
fin_size(const struct value *facts)
{
	size_t row = 0;

	if (facts[F_INDUSTRY].kind != V_STRING)
		return v_null();
	while (industries[row].id && strcmp(msg_text(LANG_ZH, industries[row].label), facts[F_INDUSTRY].text.p) != 0)
		row++;
	if (!industries[row].id)
		return v_null();
	for (int i = 0; i < 3; i++) {
		int a = reached(facts[F_STAFF], bounds[row].staff[i]), b = reached(facts[F_REVENUE], bounds[row].revenue[i]),
		    c = reached(facts[F_ASSETS], bounds[row].assets[i]);

		if (a == 1 && b == 1 && c == 1)
			return v_text(msg_text(LANG_ZH, sizes[i].label));
		if (a != 0 && b != 0 && c != 0)
			return v_null();	/* one that is missing would decide */
	}
	return v_text(msg_text(LANG_ZH, sizes[3].label));
}
