/*
 * finance_index.c - one firm against the whole handbook through the match index, and what one changed fact would open. Conditions
 * that compare a field with something fixed go into the index, a limit that is a formula is evaluated on what the rest lets
 * through.
 */
#include "services/finance/finance_index.h"

#include "base_msg.h"

#define TRIES 64			/* borders of formulas that are tried as amounts */
#define MEMOS 4096			/* formulas whose value is remembered for one set of facts; a power of two */

struct memo {
	const struct fin_limit *of;	/* a rule's; others have the same text */
	unsigned round;			/* of which facts; 0: never */
	bool number;
	int64_t n;			/* half units */
};

struct asking {
	struct arena *a, *once;			/* once: of one evaluation */
	struct env *env;
	const struct fin_index *ix;
	const struct value *facts;
	struct match_value v[F_COUNT];
	uint32_t *stopped;			/* rules whose formula said no */
	size_t nstopped;
	bool trying;				/* other facts than the firm's are asked */
	struct memo *memos;
	size_t nmemos;
	unsigned round;				/* counts sets of facts: the one changed fact is */
	int slot;				/* -1: none */
	int64_t to;
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

static struct value
from_half_units(int64_t n)
{
	unsigned __int128 tenths = (unsigned __int128)(uint64_t)(n < 0 ? -n : n) * 5;

	return v_num((struct decimal){ .hi = (uint64_t)(tenths >> 64), .lo = (uint64_t)tenths, .exp = -FIN_DIGITS - 1, .neg = n < 0 });
}

void
fin_index_slots(struct match_slot *slots)
{
	static const enum match_kind kinds[] = { [FIN_NUMBER] = MATCH_NUMBER, [FIN_TRUTH] = MATCH_TRUTH, [FIN_CHOICE] = MATCH_WORD, [FIN_LIST] = MATCH_LIST };

	for (int f = 0; f < F_COUNT; f++) {
		slots[f] = (struct match_slot){ fin_fields[f].id, kinds[fin_fields[f].kind], .digits = FIN_DIGITS };
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

struct match_node
fin_index_cond(struct arena *a, const struct fin_rule *r, size_t i)
{
	const struct fin_cond *c = &r->v[i];

	if (fin_fields[c->field].choices)
		return words_node(a, c);
	if (fin_fields[c->field].kind == FIN_TRUTH)
		return match_equal(c->field, c->op == OP_YES);
	if (!c->fixed)
		return (struct match_node){ .op = MATCH_REST, .token = (uint32_t)i, .looks = c->uses };
	switch (c->op) {
	case OP_GE:
		return match_at_least(c->field, c->border);
	case OP_GT:
		return match_more(c->field, c->border);
	case OP_LE:
		return match_at_most(c->field, c->border);
	default:
		return match_less(c->field, c->border);
	}
}

static const struct match_node *
rule_tree(struct arena *a, const struct fin_rule *r)
{
	struct match_node *tree = NEW(a, struct match_node), *kids = NEWN(a, struct match_node, r->n + 1);

	for (size_t k = 0; k < r->n; k++)
		kids[k] = fin_index_cond(a, r, k);
	*tree = (struct match_node){ .op = MATCH_AND, .kids = kids, .nkids = r->n };
	return tree;
}

struct match_index *
fin_index_new(void)
{
	struct match_slot slots[F_COUNT];

	fin_index_slots(slots);
	return match_new(slots, F_COUNT);
}

bool
fin_index_build(struct fin_index *ix, struct arena *a)
{
	struct match_rule *v = NEWN(a, struct match_rule, ix->size + 1);
	size_t n = 0;

	for (uint32_t i = 0; i < ix->size; i++)
		if (ix->v[i])
			v[n++] = (struct match_rule){ i, rule_tree(a, ix->v[i]) };
	return match_build(ix->x, v, n);
}

bool
fin_index_put(struct fin_index *ix, struct arena *a, uint32_t number, const struct fin_rule *r)
{
	assert(number < ix->size);
	ix->v[number] = r;
	return match_put(ix->x, number, rule_tree(a, r));
}

void
fin_index_drop(struct fin_index *ix, uint32_t number)
{
	ix->v[number] = NULL;
	match_drop(ix->x, number);
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
		to->known = match_number(text, FIN_DIGITS, &to->n, &exact);
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
		items = NEWN(w->once, struct value, v->nitems);
		for (size_t i = 0; i + 1 < v->nitems; i++)
			items[i] = w->facts[f].list->v[i];
		items[v->nitems - 1] = word(f, v->items[v->nitems - 1].code);
		return v_list(w->once, items, v->nitems);
	}
	if (v->n == w->v[f].n)
		return w->facts[f];
	return fin_fields[f].kind == FIN_NUMBER ? from_half_units(v->n) : fin_fields[f].kind == FIN_TRUTH ? v_bool(v->n) : word(f, v->n);
}

/* ---- limits ---- */

/* What is asked now, as far as it is not the firm's own: rests are asked with one set of facts for many rules in turn. */
static void
round_of(struct asking *w, const struct match_value *v)
{
	int slot = -1;
	int64_t to = 0;

	for (int f = 0; f < F_COUNT && v != w->v && slot < 0; f++)
		if (v[f].n != w->v[f].n || v[f].nitems != w->v[f].nitems) {
			slot = f;
			to = v[f].nitems != w->v[f].nitems ? v[f].items[v[f].nitems - 1].code : v[f].n;
		}
	if (w->round && slot == w->slot && to == w->to)
		return;
	w->slot = slot;
	w->to = to;
	w->round++;
}

static bool
formula_value(struct asking *w, const struct fin_limit *p, const struct match_value *v, struct memo *m)
{
	struct value facts[F_COUNT], is;
	char text[DEC_TEXT];
	bool exact;

	arena_clear(w->once);
	for (int f = 0; f < F_COUNT; f++)
		facts[f] = p->uses >> f & 1u ? fact_now(w, (enum fin_field_no)f, &v[f]) : v_null();
	is = feel_eval(feel_run_new(w->once, w->env, NULL), p->x, facts);
	m->round = w->round;
	m->number = is.kind == V_NUMBER;
	if (m->number) {
		dec_print(is.num, text);
		m->number = match_number(text, FIN_DIGITS, &m->n, &exact);
	}
	return m->number;
}

/* The formula's value for these facts; false when it is no number of the kept size. */
static bool
formula_ask(struct asking *w, const struct fin_limit *p, const struct match_value *v, int64_t *ret)
{
	uint32_t i = p->hash & (MEMOS - 1);
	struct memo other = { .round = 0 }, *m = &other;

	round_of(w, v);
	while (w->memos[i].of && (w->memos[i].of->hash != p->hash || strcmp(w->memos[i].of->formula, p->formula) != 0))
		i = (i + 1) & (MEMOS - 1);
	if (w->memos[i].of || w->nmemos < MEMOS / 2)
		m = &w->memos[i];
	if (m != &other && !m->of) {
		m->of = p;
		w->nmemos++;
	}
	if (m->round != w->round)
		formula_value(w, p, v, m);
	*ret = m->n;
	return m->number;
}

/* The most a rule lends for these facts, all known. */
static bool
limit_ask(struct asking *w, const struct fin_limit *p, const struct match_value *v, int64_t *ret)
{
	int64_t g = v[F_GRADE].n, by_grade = p->grade[g >= 0 && g < FIN_GRADES ? g : FIN_GRADES - 1], by_formula = INT64_MAX;

	if (!p->plain || (*p->formula && !formula_ask(w, p, v, &by_formula)))
		return false;
	*ret = by_formula < by_grade ? by_formula : by_grade;
	*ret = p->cap < *ret ? p->cap : *ret;
	return true;
}

/* With which amounts a limit holds that does not hang on the amount itself. */
static bool
border_ask(void *ctx, uint32_t rule, uint32_t token, int slot, int64_t *low, int64_t *high)
{
	struct asking *w = ctx;
	const struct fin_rule *r = w->ix->v[rule];

	*low = MATCH_OPEN_LOW;
	return slot == F_AMOUNT && r->v[token].from == COND_LIMIT && !(r->parts.uses >> F_AMOUNT & 1u) && limit_ask(w, &r->parts, w->v, high);
}

/* The whole condition by FEEL. */
static int
feel_ask(struct asking *w, const struct fin_cond *c, const struct match_value *v)
{
	struct value facts[F_COUNT], is;

	arena_clear(w->once);
	for (int f = 0; f < F_COUNT; f++)
		facts[f] = w->trying ? fact_now(w, (enum fin_field_no)f, &v[f]) : w->facts[f];
	is = feel_eval(feel_run_new(w->once, w->env, NULL), c->x, facts);
	return is.kind != V_BOOLEAN ? -1 : is.truth;
}

static int
rest_ask(void *ctx, uint32_t rule, uint32_t token, const struct match_value *v)
{
	struct asking *w = ctx;
	const struct fin_rule *r = w->ix->v[rule];
	const struct fin_cond *c = &r->v[token];
	int64_t most;
	int is;

	for (int f = 0; f < F_COUNT; f++)
		if (c->uses >> f & 1u && !v[f].known)
			return -1;
	/* an amount and a limit that both lie between the same two numbers kept: only FEEL knows */
	if (c->from == COND_LIMIT && limit_ask(w, &r->parts, v, &most) && !(most == v[F_AMOUNT].n && most & 1))
		is = v[F_AMOUNT].n <= most;
	else
		is = feel_ask(w, c, v);
	if (is == 0 && !w->trying && c->from == COND_LIMIT)
		w->stopped[w->nstopped++] = rule;
	return is;
}

/* ---- the question ---- */

/* What a limit without a border asks of this firm, and nothing else stops it, is worth trying, too; a value with more digits than are kept is moved to
 * the side that passes. */
static size_t
tries_of(struct asking *w, const uint8_t *state, struct match_try *ret)
{
	size_t all = 0;

	for (size_t i = 0; i < w->nstopped && all < TRIES; i++) {
		char text[DEC_TEXT];
		struct value limit;
		bool exact;
		int64_t at;

		const struct fin_rule *r = w->ix->v[w->stopped[i]];

		if (state[w->stopped[i]] != MATCH_ONE || (r->parts.plain && !(r->parts.uses >> F_AMOUNT & 1u)))
			continue;
		arena_clear(w->once);
		limit = feel_eval(feel_run_new(w->once, w->env, NULL), r->limit, w->facts);
		if (limit.kind != V_NUMBER)
			continue;
		dec_print(limit.num, text);
		if (match_number(text, FIN_DIGITS, &at, &exact))
			ret[all++] = (struct match_try){ F_AMOUNT, at - (at & 1) };
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

static bool
changes_ask(struct asking *w, struct match_scan *s, struct match_ask *q, const uint8_t *state, struct fin_changes *ret)
{
	struct match_change c[FIN_CHANGES];
	struct match_try tries[TRIES];
	size_t ntries = tries_of(w, state, tries), found = 0;
	uint64_t could = 0;
	bool fine;

	*ret = (struct fin_changes){ .v = NEWN(w->a, struct fin_change, FIN_CHANGES) };
	for (int f = 0; f < F_COUNT; f++)
		could |= (uint64_t)fin_fields[f].could << f;
	w->trying = true;
	fine = match_changes(w->ix->x, s, q, could, tries, ntries, c, FIN_CHANGES, &found);
	for (size_t i = 0; fine && i < found; i++)
		ret->v[ret->n++] = told(w, &c[i]);
	return fine;
}

struct err
fin_index_ask(const struct fin_index *ix, struct arena *a, struct env *env, const struct value *facts, uint8_t *state, struct fin_changes *changes)
{
	struct asking w = { .a = a, .once = arena_new(), .env = env, .ix = ix, .facts = facts,
		.stopped = NEWN(a, uint32_t, ix->size + 1), .memos = NEWN(a, struct memo, MEMOS) };
	struct match_ask q = { .facts = w.v, .near = 2, .list = ix->size, .rest = rest_ask, .border = border_ask, .ctx = &w };
	struct match_scan *s = match_scan_new();
	struct match_answer all;
	bool fine;

	facts_take(&w);
	memset(state, MATCH_FAIL, ix->size);
	fine = s && w.once && match_ask(ix->x, s, &q, &all);
	for (int st = MATCH_TWO; fine && st < MATCH_STATES; st++)
		for (size_t i = 0; i < all.list[st].n; i++)
			state[all.list[st].v[i]] = (uint8_t)st;
	if (fine && changes)
		fine = changes_ask(&w, s, &q, state, changes);
	match_scan_free(s);
	arena_free(w.once);
	return fine ? OK : FAIL(503, M_err_busy);
}

/* ---- what stops a firm ---- */

/* Conditions that are not in the index are asked until one of their field fails. */
static void
rests_stop(struct asking *w, unsigned *stops)
{
	for (uint32_t i = 0; i < w->ix->size; i++)
		for (size_t k = 0; w->ix->v[i] && k < w->ix->v[i]->n; k++) {
			const struct fin_cond *c = &w->ix->v[i]->v[k];

			if (!c->fixed && !(*stops >> c->field & 1u) && rest_ask(w, i, (uint32_t)k, w->v) == 0)
				*stops |= 1u << c->field;
		}
}

struct err
fin_index_stops(const struct fin_index *ix, struct arena *a, struct env *env, const struct value *facts, bool *served, unsigned *stops)
{
	struct asking w = { .a = a, .once = arena_new(), .env = env, .ix = ix, .facts = facts,
		.stopped = NEWN(a, uint32_t, 2 * ix->size + 1), .memos = NEWN(a, struct memo, MEMOS) };
	struct match_ask q = { .facts = w.v, .rest = rest_ask, .ctx = &w };
	struct match_scan *s = match_scan_new();
	struct match_answer all;
	uint64_t slots = 0;
	bool fine;

	facts_take(&w);
	fine = s && w.once && match_ask(ix->x, s, &q, &all) && match_stops(ix->x, s, &q, &slots);
	if (fine) {
		*served = all.count[MATCH_PASS] || all.count[MATCH_UNKNOWN];
		*stops = (unsigned)slots;
		rests_stop(&w, stops);
	}
	match_scan_free(s);
	arena_free(w.once);
	return fine ? OK : FAIL(503, M_err_busy);
}
