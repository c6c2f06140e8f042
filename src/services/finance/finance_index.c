/*
 * finance_index.c - what one changed fact would open, asked of the whole handbook through the match index. Conditions that
 * compare a field with something fixed go into the index, a limit that is a formula is evaluated on what the rest lets
 * through. Numbers are kept to six digits: fen, in units of 10,000 yuan.
 */
#include "services/finance/finance_index.h"

#include "base_msg.h"

#define DIGITS 6

struct asking {
	struct arena *a;
	struct env *env;
	const struct fin_rule *rules;
	const struct value *facts;
	struct match_value v[F_COUNT];
	struct match_index *x;
	struct match_scan *s;
};

static const char *
label(const struct fin_choice *c)
{
	return c->label == M_NONE ? c->id : msg_text(LANG_ZH, c->label);
}

static int
code_of(enum fin_field_no f, const char *word)
{
	for (int i = 0; fin_fields[f].choices[i].id; i++)
		if (strcmp(label(&fin_fields[f].choices[i]), word) == 0)
			return i;
	return -1;
}

/* In half units; false: it has more digits than are kept. */
static bool
half_units(struct value v, int64_t *ret)
{
	char text[DEC_TEXT];
	bool exact;

	if (v.kind != V_NUMBER)
		return false;
	dec_print(v.num, text);
	return match_number(text, DIGITS, ret, &exact) && exact;
}

static struct value
from_half_units(int64_t n)
{
	unsigned __int128 tenths = (unsigned __int128)(uint64_t)(n < 0 ? -n : n) * 5;

	return v_num((struct decimal){ .hi = (uint64_t)(tenths >> 64), .lo = (uint64_t)tenths, .exp = -DIGITS - 1, .neg = n < 0 });
}

void
fin_index_slots(struct match_slot *slots)
{
	static const enum match_kind kinds[] = { [FIN_NUMBER] = MATCH_NUMBER, [FIN_TRUTH] = MATCH_TRUTH, [FIN_CHOICE] = MATCH_WORD, [FIN_LIST] = MATCH_LIST };

	for (int f = 0; f < F_COUNT; f++) {
		slots[f] = (struct match_slot){ fin_fields[f].id, kinds[fin_fields[f].kind], .digits = DIGITS };
		while (fin_fields[f].choices && fin_fields[f].choices[slots[f].codes].id)
			slots[f].codes++;
	}
}

/* ---- rules ---- */

static struct match_node
words_node(struct arena *a, const struct fin_cond *c)
{
	int *codes = NEWN(a, int, 64);
	struct match_node n = { .op = MATCH_IN, .slot = c->field, .codes = codes }, *kid = NEW(a, struct match_node);

	for (const char *p = c->value; *p; p += strcspn(p, ","), p += *p == ',')
		for (int i = 0; fin_fields[c->field].choices[i].id; i++)
			if (strcmp(arena_dup(a, p, strcspn(p, ",")), fin_fields[c->field].choices[i].id) == 0)
				codes[n.ncodes++] = i;
	*kid = n;
	return c->op == OP_IN ? n : (struct match_node){ .op = MATCH_NOT, .kids = kid, .nkids = 1 };
}

/* The amount's limit is a number when it looks at nothing else. */
static bool
border(struct arena *a, struct env *env, const struct fin_rule *r, const struct fin_cond *c, const struct value *facts, int64_t *ret)
{
	struct decimal d;

	if (c->from == COND_LIMIT)
		return c->uses == 1u << F_AMOUNT && half_units(feel_eval(feel_run_new(a, env, NULL), r->limit, facts), ret);
	return dec_parse(c->value, strlen(c->value), &d) && half_units(v_num(d), ret);
}

struct match_node
fin_index_cond(struct arena *a, struct env *env, const struct fin_rule *r, size_t i, const struct value *facts)
{
	const struct fin_cond *c = &r->v[i];
	int64_t n;

	if (fin_fields[c->field].choices)
		return words_node(a, c);
	if (fin_fields[c->field].kind == FIN_TRUTH)
		return match_equal(c->field, c->op == OP_YES);
	if (!border(a, env, r, c, facts, &n))
		return (struct match_node){ .op = MATCH_REST, .token = (uint32_t)i, .looks = c->uses };
	switch (c->op) {
	case OP_GE:
		return match_at_least(c->field, n);
	case OP_GT:
		return match_more(c->field, n);
	case OP_LE:
		return match_at_most(c->field, n);
	default:
		return match_less(c->field, n);
	}
}

static bool
rules_put(struct asking *w, size_t n)
{
	struct match_rule *v = NEWN(w->a, struct match_rule, n + 1);

	for (size_t i = 0; i < n; i++) {
		struct match_node *tree = NEW(w->a, struct match_node), *kids = NEWN(w->a, struct match_node, w->rules[i].n + 1);

		for (size_t k = 0; k < w->rules[i].n; k++)
			kids[k] = fin_index_cond(w->a, w->env, &w->rules[i], k, w->facts);
		*tree = (struct match_node){ .op = MATCH_AND, .kids = kids, .nkids = w->rules[i].n };
		v[i] = (struct match_rule){ (uint32_t)i, tree };
	}
	return match_build(w->x, v, n);
}

/* ---- facts ---- */

void
fin_index_value(struct arena *a, enum fin_field_no f, const struct value *v, struct match_value *to)
{
	char text[DEC_TEXT];
	bool exact;

	*to = (struct match_value){ .known = v->kind != V_NULL };
	if (v->kind == V_NUMBER) {
		dec_print(v->num, text);
		to->known = match_number(text, DIGITS, &to->n, &exact);
	} else if (v->kind == V_BOOLEAN) {
		to->n = v->truth;
	} else if (v->kind == V_STRING) {
		to->n = code_of(f, v->text.p);
	} else if (v->kind == V_LIST) {
		struct match_item *m = NEWN(a, struct match_item, v->list->n + 1);

		for (size_t i = 0; i < v->list->n; i++)
			m[to->nitems++] = (struct match_item){ code_of(f, v->list->v[i].text.p), INT64_MAX };
		to->items = m;
	}
}

static void
facts_take(struct asking *w)
{
	for (int f = 0; f < F_COUNT; f++)
		fin_index_value(w->a, (enum fin_field_no)f, &w->facts[f], &w->v[f]);
}

static struct value
word(enum fin_field_no f, int64_t code)
{
	return v_text(label(&fin_fields[f].choices[code]));
}

struct value
fin_index_back(struct arena *a, enum fin_field_no f, const struct match_value *v)
{
	struct value *items;

	if (!v->known)
		return v_null();
	if (fin_fields[f].kind != FIN_LIST)
		return fin_fields[f].kind == FIN_NUMBER ? from_half_units(v->n) : fin_fields[f].kind == FIN_TRUTH ? v_bool(v->n) : word(f, v->n);
	items = NEWN(a, struct value, v->nitems + 1);
	for (size_t i = 0; i < v->nitems; i++)
		items[i] = word(f, v->items[i].code);
	return v_list(a, items, v->nitems);
}

/* The fact that was changed for trying, as FEEL has it; the others as they came. */
static struct value
fact_now(struct asking *w, enum fin_field_no f, const struct match_value *v)
{
	struct value *items;

	if (fin_fields[f].kind == FIN_LIST && v->nitems != w->v[f].nitems) {
		items = NEWN(w->a, struct value, v->nitems);
		for (size_t i = 0; i + 1 < v->nitems; i++)
			items[i] = w->facts[f].list->v[i];
		items[v->nitems - 1] = word(f, v->items[v->nitems - 1].code);
		return v_list(w->a, items, v->nitems);
	}
	if (v->n == w->v[f].n)
		return w->facts[f];
	return fin_fields[f].kind == FIN_NUMBER ? from_half_units(v->n) : fin_fields[f].kind == FIN_TRUTH ? v_bool(v->n) : word(f, v->n);
}

static int
rest_ask(void *ctx, uint32_t rule, uint32_t token, const struct match_value *v)
{
	struct asking *w = ctx;
	const struct fin_cond *c = &w->rules[rule].v[token];
	struct value facts[F_COUNT], is;

	for (int f = 0; f < F_COUNT; f++) {
		facts[f] = fact_now(w, (enum fin_field_no)f, &v[f]);
		if (c->uses >> f & 1u && facts[f].kind == V_NULL)
			return -1;
	}
	is = feel_eval(feel_run_new(w->a, w->env, NULL), c->x, facts);
	return is.kind != V_BOOLEAN ? -1 : is.truth;
}

/* ---- the question ---- */

/* What a formula asks of this firm is a border, too; a value with more digits than are kept is moved to the side that passes. */
static size_t
tries_of(const struct fin_fit *fits, size_t n, struct match_try *ret, size_t max)
{
	size_t all = 0;

	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < fits[i].n && all < max; k++) {
			const struct fin_why *y = &fits[i].v[k];
			char text[DEC_TEXT];
			bool exact;
			int64_t at;

			if (y->state != REASON_FAIL || y->c->from != COND_LIMIT || y->required.kind != V_NUMBER)
				continue;
			dec_print(y->required.num, text);
			if (match_number(text, DIGITS, &at, &exact))
				ret[all++] = (struct match_try){ y->c->field, at - (at & 1) };
		}
	return all;
}

static struct fin_change
told(const struct asking *w, const struct match_change *c)
{
	enum fin_field_no f = (enum fin_field_no)c->slot;
	struct fin_change r = { .field = f, .more = c->opens };

	if (fin_fields[f].choices) {
		r.to = word(f, c->to);
		return r;
	}
	r.at_most = c->to < w->v[f].n;
	r.beyond = c->to & 1;
	r.to = from_half_units(c->to + (r.beyond ? r.at_most ? 1 : -1 : 0));
	return r;
}

struct err
fin_changes(struct arena *a, struct env *env, const struct fin_rule *rules, const struct fin_fit *fits, size_t n, const struct value *facts,
	    struct fin_changes *ret)
{
	struct asking w = { .a = a, .env = env, .rules = rules, .facts = facts, .s = match_scan_new() };
	struct match_ask q = { .facts = w.v, .rest = rest_ask, .ctx = &w };
	struct match_change c[FIN_CHANGES];
	struct match_try tries[64];
	struct match_slot slots[F_COUNT];
	uint64_t could = 0;
	size_t found = 0;
	bool fine;

	*ret = (struct fin_changes){ .v = NEWN(a, struct fin_change, FIN_CHANGES) };
	fin_index_slots(slots);
	facts_take(&w);
	for (int f = 0; f < F_COUNT; f++)
		could |= (uint64_t)fin_fields[f].could << f;
	w.x = match_new(slots, F_COUNT);
	fine = w.x && w.s && rules_put(&w, n) &&
	       match_changes(w.x, w.s, &q, could, tries, tries_of(fits, n, tries, COUNT(tries)), c, FIN_CHANGES, &found);
	for (size_t i = 0; fine && i < found; i++)
		ret->v[ret->n++] = told(&w, &c[i]);
	match_free(w.x);
	match_scan_free(w.s);
	return fine ? OK : FAIL(503, M_err_busy);
}
