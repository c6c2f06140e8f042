/* finance_rule.c - conditions as FEEL, a firm against a rule. */
#include "services/finance/finance_rule.h"

#include "base/text.h"
#include "engines/match/match.h"
#include "finance_msg.h"

#define NUMBERS (1u << FIN_NUMBER)
#define WORDS   (1u << FIN_CHOICE | 1u << FIN_LIST)
#define TRUTHS  (1u << FIN_TRUTH)

const struct fin_op_row fin_ops[OP_COUNT] = {
	[OP_GE] = { "ge", M_fin_op_ge, M_fin_say_ge, NUMBERS },
	[OP_GT] = { "gt", M_fin_op_gt, M_fin_say_gt, NUMBERS },
	[OP_LE] = { "le", M_fin_op_le, M_fin_say_le, NUMBERS },
	[OP_LT] = { "lt", M_fin_op_lt, M_fin_say_lt, NUMBERS },
	[OP_IN] = { "in", M_fin_op_in, M_fin_say_in, WORDS },
	[OP_NOT_IN] = { "not_in", M_fin_op_not_in, M_fin_say_not_in, WORDS },
	[OP_YES] = { "yes", M_fin_op_yes, M_fin_say_yes, TRUTHS },
	[OP_NO] = { "no", M_fin_op_no, M_fin_say_no, TRUTHS },
};

int
fin_op_find(const char *id)
{
	for (int i = 0; i < OP_COUNT; i++)
		if (strcmp(fin_ops[i].id, id) == 0)
			return i;
	return -1;
}

/* ---- a condition ---- */

static const char *
zh(const struct fin_choice *c)
{
	return c->label == M_NONE ? c->id : msg_text(LANG_ZH, c->label);
}

/* ids "a,b": `name in ("A", "B")`, or for a list `list contains(name, "A") or …`. */
static const char *
words_feel(struct arena *a, const struct fin_cond *c)
{
	const struct fin_field *f = &fin_fields[c->field];
	const char *name = fin_field_feel(c->field);
	bool list = f->kind == FIN_LIST, not = c->op == OP_NOT_IN;
	char *ids = arena_str(a, c->value), *save = NULL;
	size_t n = 0;
	struct out o;

	out_init(&o, a);
	out_str(&o, not ? "not(" : "");
	if (!list)
		out_fmt(&o, "%s in (", name);
	for (char *id = strtok_r(ids, ",", &save); id; id = strtok_r(NULL, ",", &save)) {
		const char *word = zh(fin_choice_find(f->choices, id));

		if (list)
			out_fmt(&o, "%slist contains(%s, \"%s\")", n++ ? " or " : "", name, word);
		else
			out_fmt(&o, "%s\"%s\"", n++ ? ", " : "", word);
	}
	out_str(&o, list ? "" : ")");
	out_str(&o, not ? ")" : "");
	return out_cstr(&o);
}

bool
fin_cond_make(struct arena *a, struct fin_cond *c, const char *typed, const char **bad)
{
	static const char *const signs[] = { [OP_GE] = ">=", [OP_GT] = ">", [OP_LE] = "<=", [OP_LT] = "<" };
	const struct fin_field *f = &fin_fields[c->field];
	struct decimal d;
	char *number = arena_alloc(a, DEC_TEXT);

	*bad = typed;
	if (!(fin_ops[c->op].kinds & 1u << f->kind))
		return false;
	if (f->kind == FIN_NUMBER) {
		if (!fin_number_read(a, typed, &d))
			return false;
		dec_print(d, number);
		c->value = number;
		c->feel = arena_fmt(a, "%s %s %s", fin_field_feel(c->field), signs[c->op], number);
		return true;
	}
	if (f->kind == FIN_TRUTH) {
		c->value = "";
		c->feel = arena_fmt(a, "%s = %s", fin_field_feel(c->field), c->op == OP_YES ? "true" : "false");
		return true;
	}
	c->value = fin_choices_read(a, f->choices, typed, bad);
	if (text_empty(c->value))
		return false;
	c->feel = words_feel(a, c);
	return true;
}

const char *
fin_cond_value(struct arena *a, enum lang l, const struct fin_cond *c)
{
	const struct fin_field *f = &fin_fields[c->field];

	return f->choices ? fin_choices_words(a, l, f->choices, c->value) : c->value;
}

const char *
fin_cond_words(struct arena *a, enum lang l, const struct fin_cond *c)
{
	const char *own = l == LANG_EN && !text_empty(c->label_en) ? c->label_en : c->label_zh;

	if (c->from == COND_LIMIT)
		return msg_text(l, M_fin_say_limit);
	if (!text_empty(own))
		return own;
	return msg_fmt(a, l, fin_ops[c->op].says, msg_text(l, fin_fields[c->field].label), fin_cond_value(a, l, c), NULL);
}

/* ---- a rule ---- */

struct feel_names *
fin_names(struct arena *a)
{
	struct feel_names *names = feel_names_new(a);

	for (int i = 0; i < F_COUNT; i++) {
		int slot = feel_name(names, fin_field_feel((enum fin_field_no)i));

		assert(slot == i);
	}
	return names;
}

static unsigned
uses(const char *feel)
{
	unsigned bits = 0;

	for (int i = 0; i < F_COUNT; i++)
		if (strstr(feel, fin_field_feel((enum fin_field_no)i)))
			bits |= 1u << i;
	return bits;
}

/* "A=100,B=80": a chain of ifs; a grade that is not named gets nothing. */
static void
grades_feel(struct arena *a, struct out *o, const char *grades)
{
	char *all = arena_str(a, grades), *save = NULL;
	const char *name = fin_field_feel(F_GRADE);

	out_fmt(o, "if %s = null then null", name);
	for (char *pair = strtok_r(all, ",", &save); pair; pair = strtok_r(NULL, ",", &save)) {
		char *amount = strchr(pair, '=');

		assert(amount);
		*amount++ = '\0';
		out_fmt(o, " else if %s = \"%s\" then %s", name, pair, amount);
	}
	out_str(o, " else 0");
}

/* min([cap, formula, by grade]) of those that are said. min() passes over nulls, so what is missing must show. */
static const char *
limit_feel(struct arena *a, const struct fin_terms *t)
{
	struct out parts, o;
	int n = 0;

	out_init(&parts, a);
	if (t->cap >= 0) {
		out_fmt(&parts, "%lld.%06lld", (long long)(t->cap / 1000000), (long long)(t->cap % 1000000));
		n++;
	}
	if (!text_empty(t->formula))
		out_fmt(&parts, "%s(%s)", n++ ? ", " : "", t->formula);
	if (!text_empty(t->grades)) {
		out_str(&parts, n++ ? ", (" : "(");
		grades_feel(a, &parts, t->grades);
		out_str(&parts, ")");
	}
	if (!n)
		return "";
	out_init(&o, a);
	out_fmt(&o, "min([%s])", out_cstr(&parts));
	return out_cstr(&o);
}

/* A formula or amounts by grade are no border; nor is a number with more digits than are kept. */
static void
border_take(struct fin_cond *c, const struct fin_terms *t)
{
	bool exact;

	if (fin_fields[c->field].kind != FIN_NUMBER) {
		c->fixed = true;
	} else if (c->from == COND_LIMIT) {
		c->fixed = text_empty(t->formula) && text_empty(t->grades);
		c->border = 2 * t->cap;
	} else {
		c->fixed = match_number(c->value, FIN_DIGITS, &c->border, &exact) && exact;
	}
}

/* False for a number that is kept only in part. */
static bool
parts_take(struct arena *a, const struct fin_terms *t, struct fin_limit *ret)
{
	char *all = arena_str(a, t->grades), *save = NULL;
	bool exact = true;

	*ret = (struct fin_limit){ .cap = t->cap < 0 ? INT64_MAX : 2 * t->cap, .formula = arena_str(a, t->formula), .x = ret->x,
		.uses = uses(t->formula), .hash = 2166136261u };
	for (const char *p = ret->formula; *p; p++)	/* FNV-1a */
		ret->hash = (ret->hash ^ (unsigned char)*p) * 16777619u;
	for (int g = 0; g < FIN_GRADES; g++)
		ret->grade[g] = *all ? 0 : INT64_MAX;
	for (char *pair = strtok_r(all, ",", &save); pair && exact; pair = strtok_r(NULL, ",", &save)) {
		char *amount = strchr(pair, '=');
		int g = 0;

		*amount++ = '\0';
		while (g < FIN_GRADES && fin_grades[g].id && strcmp(fin_grades[g].id, pair) != 0)
			g++;
		if (g == FIN_GRADES || !fin_grades[g].id || !match_number(amount, FIN_DIGITS, &ret->grade[g], &exact))
			return false;
	}
	return exact;
}

static bool
compile(struct feel_names *names, struct fin_cond *c, const char **bad, struct feel_error *e)
{
	c->x = feel_compile(names, c->feel, strlen(c->feel), FEEL_VALUE, e);
	c->uses = uses(c->feel);
	*bad = c->feel;
	return c->x != NULL;
}

static struct fin_cond
made(enum fin_field_no f, enum fin_op op, const char *value, const char *feel, int from)
{
	struct fin_cond c = { .field = f, .op = op, .value = value, .feel = feel, .label_zh = "", .label_en = "" };

	c.from = from == COND_LIMIT ? COND_LIMIT : COND_TERM;
	return c;
}

bool
fin_rule_make(struct arena *a, struct feel_names *names, const struct fin_terms *t, const struct fin_cond *own, size_t n,
	      struct fin_rule *ret, const char **bad, struct feel_error *e)
{
	const char *months;

	*ret = (struct fin_rule){ .v = NEWN(a, struct fin_cond, n + 3), .limit_feel = limit_feel(a, t) };
	if (!text_empty(t->formula)) {		/* alone first: an error is told in what the author wrote */
		*bad = t->formula;
		ret->parts.x = feel_compile(names, t->formula, strlen(t->formula), FEEL_VALUE, e);
		if (!ret->parts.x)
			return false;
	}
	if (*ret->limit_feel) {
		ret->limit = feel_compile(names, ret->limit_feel, strlen(ret->limit_feel), FEEL_VALUE, e);
		*bad = ret->limit_feel;
		if (!ret->limit)
			return false;
		ret->parts.plain = parts_take(a, t, &ret->parts);
		ret->v[ret->n++] = made(F_AMOUNT, OP_LE, "", arena_fmt(a, "%s <= %s", fin_field_feel(F_AMOUNT), ret->limit_feel), COND_LIMIT);
	}
	if (t->term_max > 0) {
		months = arena_fmt(a, "%lld", (long long)t->term_max);
		ret->v[ret->n++] = made(F_TERM, OP_LE, months, arena_fmt(a, "%s <= %s", fin_field_feel(F_TERM), months), COND_TERM);
	}
	if (t->term_min > 1) {
		months = arena_fmt(a, "%lld", (long long)t->term_min);
		ret->v[ret->n++] = made(F_TERM, OP_GE, months, arena_fmt(a, "%s >= %s", fin_field_feel(F_TERM), months), COND_TERM);
	}
	for (size_t i = 0; i < n; i++)
		ret->v[ret->n++] = own[i];
	for (size_t i = 0; i < ret->n; i++) {
		if (!compile(names, &ret->v[i], bad, e))
			return false;
		border_take(&ret->v[i], t);
		ret->uses |= ret->v[i].uses;
	}
	return true;
}

/* ---- a firm against a rule ---- */

static int
missing_field(const struct fin_cond *c, const struct value *facts)
{
	for (int i = 0; i < F_COUNT; i++)
		if (c->uses >> i & 1u && facts[i].kind == V_NULL)
			return i;
	return -1;
}

static void
ask(struct feel_run *run, const struct fin_cond *c, const struct value *facts, struct fin_why *ret)
{
	int gone = missing_field(c, facts);
	struct value v = gone >= 0 ? v_null() : feel_eval(run, c->x, facts);
	struct reasons rs;

	*ret = (struct fin_why){ .c = c, .missing = gone, .actual = facts[c->field], .required = v_null(), .gap = v_null() };
	if (v.kind != V_BOOLEAN) {
		ret->state = REASON_UNKNOWN;
		return;
	}
	ret->state = v.truth ? REASON_PASS : REASON_FAIL;
	if (v.truth || fin_fields[c->field].kind != FIN_NUMBER)
		return;
	rs = explain_expr(run, c->x, facts, "");
	if (rs.n == 1) {
		ret->op = rs.v[0].op;
		ret->required = rs.v[0].required;
		ret->gap = rs.v[0].gap;
	}
}

/* The bit of the figure whose change cures the condition together with others of it; 0: it stands alone. As the match index counts. */
static unsigned
together(const struct fin_cond *c)
{
	bool alone = (fin_fields[c->field].kind == FIN_LIST && c->op == OP_IN) || !c->fixed;

	return alone ? 0 : 1u << c->field;
}

void
fin_fit(struct arena *a, struct env *env, const struct fin_rule *r, const struct value *facts, struct fin_fit *ret)
{
	struct feel_run *run = feel_run_new(a, env, NULL);	/* of its own: one rule cannot use up another's steps */
	unsigned seen = 0;

	*ret = (struct fin_fit){ .v = NEWN(a, struct fin_why, r->n + 1), .n = r->n, .limit = v_null() };
	for (size_t i = 0; i < r->n; i++) {
		ask(run, &r->v[i], facts, &ret->v[i]);
		if (ret->v[i].state == REASON_FAIL) {
			unsigned bit = together(&r->v[i]);

			ret->failed += !(seen & bit);
			seen |= bit;
		}
		ret->unknown += ret->v[i].state == REASON_UNKNOWN;
		if (r->v[i].from == COND_LIMIT) {
			unsigned others = r->v[i].uses & ~(1u << F_AMOUNT);
			bool known = true;

			for (int f = 0; f < F_COUNT; f++)
				known &= !(others >> f & 1u) || facts[f].kind != V_NULL;
			if (known)
				ret->limit = feel_eval(run, r->limit, facts);
		}
	}
	/* Whatever else is missing, one failed condition is said as such; but only with all others known it is "one thing". */
	ret->class = ret->failed == 1 && !ret->unknown ? FIT_ONE : ret->failed ? FIT_NOT : ret->unknown ? FIT_UNKNOWN : FIT_PASS;
}
