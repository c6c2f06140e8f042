/*
 * finance_dmn_read.c - a DMN file into conditions: one decision with a boxed context, an entry for each condition, as finance_dmn.c
 * writes it. What the form cannot show is refused with its line and reason: nothing is dropped in silence.
 */
#include "services/finance/finance_dmn.h"

#include "base/text.h"
#include "engines/decide/xml.h"
#include "finance_bank_msg.h"
#include "finance_msg.h"

struct reading {
	struct arena *a;
	struct fin_product *p;
	struct fin_dmn_bad *bad;
};

static bool
refuse(struct reading *r, const struct xml *x, enum msg why, const char *text)
{
	*r->bad = (struct fin_dmn_bad){ x ? x->line : 0, why, text_cut(r->a, text, 60) };
	return false;
}

/* ---- one condition's text ---- */

static const char *
blanks(const char *s)
{
	while (*s == ' ' || *s == '\n' || *s == '\t' || *s == '\r')
		s++;
	return s;
}

static bool
eat(const char **s, const char *word)
{
	size_t n = strlen(word);

	*s = blanks(*s);
	if (strncmp(*s, word, n) != 0)
		return false;
	*s += n;
	return true;
}

/* The longest field's name that stands here; -1: none. */
static int
field_eat(const char **s)
{
	int best = -1;
	size_t len = 0;

	*s = blanks(*s);
	for (int f = 0; f < F_COUNT; f++) {
		const char *name = fin_field_feel((enum fin_field_no)f);
		size_t n = strlen(name);

		if (n > len && strncmp(*s, name, n) == 0) {
			best = f;
			len = n;
		}
	}
	*s += len;
	return best;
}

/* "a", "b" up to the bracket; words joined by line breaks. */
static bool
strings_eat(const char **s, struct out *words)
{
	do {
		const char *end;

		if (!eat(s, "\"") || !(end = strchr(*s, '"')))
			return false;
		out_put(words, *s, (size_t)(end - *s));
		out_str(words, "\n");
		*s = end + 1;
	} while (eat(s, ","));
	return true;
}

/* list contains(name, "A") or list contains(name, "B") */
static bool
contains_eat(const char **s, int *field, struct out *words)
{
	do {
		int f;

		if (!eat(s, "list contains(") || (f = field_eat(s)) < 0 || (*field >= 0 && f != *field) || !eat(s, ",") || !strings_eat(s, words) || !eat(s, ")"))
			return false;
		*field = f;
	} while (eat(s, "or "));
	return true;
}

static bool
plain_eat(struct arena *a, const char **s, int *field, enum fin_op *op, const char **value)
{
	static const struct {
		const char *sign;
		enum fin_op op;
	} signs[] = { { ">=", OP_GE }, { "<=", OP_LE }, { ">", OP_GT }, { "<", OP_LT } };
	struct out words;
	size_t i = 0, n;

	if ((*field = field_eat(s)) < 0)
		return false;
	out_init(&words, a);
	if (eat(s, "in (")) {
		*op = OP_IN;
		if (!strings_eat(s, &words) || !eat(s, ")"))
			return false;
		*value = out_cstr(&words);
		return true;
	}
	while (i < COUNT(signs) && !eat(s, signs[i].sign))
		i++;
	if (i == COUNT(signs)) {
		*value = "";
		*op = OP_YES;
		if (!eat(s, "="))
			return false;
		*op = eat(s, "true") ? OP_YES : OP_NO;
		return *op == OP_YES || eat(s, "false");
	}
	*op = signs[i].op;
	*s = blanks(*s);
	n = strspn(*s, "0123456789.");
	*value = arena_dup(a, *s, n);
	*s += n;
	return n > 0;
}

/* FEEL → field, operator, value. False: it is no condition of the form's kind. */
static bool
cond_read(struct arena *a, const char *text, struct fin_cond *c, const char **value)
{
	const char *s = text;
	bool not = eat(&s, "not(");
	struct out words;
	int field = -1;
	enum fin_op op = OP_IN;

	out_init(&words, a);
	if (strncmp(blanks(s), "list contains(", 14) == 0) {
		if (!contains_eat(&s, &field, &words))
			return false;
		*value = out_cstr(&words);
	} else if (!plain_eat(a, &s, &field, &op, value)) {
		return false;
	}
	if (not && (op != OP_IN || !eat(&s, ")")))
		return false;
	*c = (struct fin_cond){ .field = (enum fin_field_no)field, .op = not ? OP_NOT_IN : op, .label_zh = "", .label_en = "" };
	return !*blanks(s);
}

/* ---- the amount's limit ---- */

/* A part of min([ … ]): up to a comma outside of brackets. */
static const char *
part_eat(struct arena *a, const char **s)
{
	const char *from = *s = blanks(*s), *p = from;
	int depth = 0;

	for (; *p && (depth || (*p != ',' && *p != ']')); p++)
		depth += (*p == '(' || *p == '[') - (*p == ')' || *p == ']');
	*s = p;
	return text_clean(a, arena_dup(a, from, (size_t)(p - from)));
}

/* "if G = null then null else if G = "A" then 100 … else 0" → "A=100,…" */
static bool
grades_read(struct arena *a, const char *s, const char **ret)
{
	const char *name = fin_field_feel(F_GRADE);
	struct out o;

	out_init(&o, a);
	if (!eat(&s, "if") || !eat(&s, name) || !eat(&s, "= null then null"))
		return false;
	while (eat(&s, "else if")) {
		const char *end;
		size_t n;

		if (!eat(&s, name) || !eat(&s, "= \"") || !(end = strchr(s, '"')))
			return false;
		out_fmt(&o, "%s%.*s=", o.len ? "," : "", (int)(end - s), s);
		s = end + 1;
		if (!eat(&s, "then") || !(n = strspn(s = blanks(s), "0123456789.")))
			return false;
		out_put(&o, s, n);
		s += n;
	}
	*ret = out_cstr(&o);
	return o.len && eat(&s, "else 0") && !*blanks(s);
}

/* An amount, a formula or amounts by grade; each may be said once. */
static bool
part_take(struct arena *a, const char *part, struct fin_version_row *r)
{
	size_t n = strlen(part);
	const char *inside;
	struct decimal d;

	if (*part != '(') {
		if (r->cap >= 0 || !fin_number_read(a, part, &d))
			return false;
		d.exp += 6;
		return dec_to_int(d, &r->cap);
	}
	if (part[n - 1] != ')')
		return false;
	inside = arena_dup(a, part + 1, n - 2);
	if (text_empty(r->grades) && grades_read(a, inside, &r->grades))
		return true;
	if (!text_empty(r->formula))
		return false;
	r->formula = inside;
	return true;
}

static bool
limit_read(struct arena *a, const char *s, struct fin_version_row *ret)
{
	struct fin_version_row r = *ret;

	r.cap = -1;
	r.formula = r.grades = "";
	if (!eat(&s, fin_field_feel(F_AMOUNT)) || !eat(&s, "<=") || !eat(&s, "min(["))
		return false;
	do {
		if (!part_take(a, part_eat(a, &s), &r))
			return false;
	} while (eat(&s, ","));
	if (!eat(&s, "])") || *blanks(s))
		return false;
	*ret = r;
	return true;
}

/* ---- the file ---- */

static bool
entry_take(struct reading *r, const struct xml *x)
{
	struct xml *literal = xml_kid(x, "literalExpression"), *text = literal ? xml_kid(literal, "text") : NULL, *said = xml_kid(x, "description");
	struct fin_cond c;
	const char *value = "", *bad = "", *words = said ? text_clean(r->a, said->text) : "";
	int64_t months;

	if (!text)
		return refuse(r, x, M_finb_dmn_entry, xml_attr(x, "id") ? xml_attr(x, "id") : "");
	if (limit_read(r->a, text->text, &r->p->r))
		return true;
	if (!cond_read(r->a, text->text, &c, &value))
		return refuse(r, text, M_finb_dmn_cond, text->text);
	if (!fin_cond_make(r->a, &c, value, &bad))
		return refuse(r, text, M_finb_dmn_value, bad);
	if (c.field == F_TERM && (c.op == OP_LE || c.op == OP_GE) && text_int(c.value, 1, 360, &months)) {
		*(c.op == OP_LE ? &r->p->r.term_max : &r->p->r.term_min) = months;
		return true;
	}
	if (r->p->nown == FIN_CONDITIONS)
		return refuse(r, text, M_finb_dmn_many, "");
	if (strcmp(words, fin_cond_words(r->a, LANG_ZH, &c)) != 0)
		c.label_zh = words;
	r->p->own[r->p->nown++] = c;
	return true;
}

/* A further decision is fine when it only says the limit once more. */
static bool
other_take(struct reading *r, const struct xml *x, const char *limit)
{
	struct xml *literal = xml_kid(x, "literalExpression"), *text = literal ? xml_kid(literal, "text") : NULL;

	if (text && *limit && strstr(limit, text_clean(r->a, text->text)))
		return true;
	return refuse(r, x, M_finb_dmn_other, xml_attr(x, "name") ? xml_attr(x, "name") : "");
}

static const char *
limit_text(struct arena *a, const struct xml *context)
{
	for (struct xml *e = xml_kid(context, "contextEntry"); e; e = xml_after(e, "contextEntry")) {
		struct xml *literal = xml_kid(e, "literalExpression"), *text = literal ? xml_kid(literal, "text") : NULL;

		if (text && strstr(text->text, "min(["))
			return text_clean(a, text->text);
	}
	return "";
}

bool
fin_dmn_read(struct arena *a, const char *text, size_t n, struct fin_product *p, struct fin_dmn_bad *bad)
{
	struct reading r = { a, p, bad };
	struct xml_error e = { 0 };
	struct xml *top = xml_read(a, text, n, &e), *fits = NULL;

	*bad = (struct fin_dmn_bad){ e.line, M_finb_dmn_xml, e.why ? e.why : "" };
	if (!top || strcmp(top->name, "definitions") != 0)
		return false;
	for (struct xml *d = xml_kid(top, "decision"); d && !fits; d = xml_after(d, "decision"))
		fits = xml_kid(d, "context") ? d : NULL;
	if (!fits)
		return refuse(&r, xml_kid(top, "decision"), M_finb_dmn_none, "");
	p->nown = 0;
	p->r.cap = -1;
	p->r.formula = p->r.grades = "";
	p->r.term_min = 1;
	p->r.term_max = 0;
	for (struct xml *k = top->first; k; k = k->next) {
		if (strcmp(k->name, "inputData") == 0 || k == fits || strcmp(k->name, "description") == 0 || strcmp(k->name, "DMNDI") == 0)
			continue;
		if (strcmp(k->name, "decision") != 0)
			return refuse(&r, k, M_finb_dmn_other, k->name);
		if (!other_take(&r, k, limit_text(a, xml_kid(fits, "context"))))
			return false;
	}
	for (struct xml *k = xml_kid(xml_kid(fits, "context"), "contextEntry"); k; k = xml_after(k, "contextEntry"))
		if (!entry_take(&r, k))
			return false;
	return true;
}
