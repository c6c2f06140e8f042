/*
 * feel_parse.c - FEEL's operators, from text to tree (DMN 1.5, 10.3.1.2): recursive descent, one function for
 * each level of binding. The first mistake is kept and everything after it is quick. Not here: literals, names
 * and brackets (feel_atom.c), types (feel_type.c), evaluating (feel_eval.c).
 */
#include "engines/decide/feel_parse.h"

#include "base/text.h"
#include "decide_msg.h"

void
p_blanks(struct parser *p)
{
	while (p->p < p->end) {
		const char *t = p->p;
		if (is_blank(utf8_next(&t, p->end))) {
			p->p = t;
		} else if (p->end - p->p > 1 && p->p[0] == '/' && p->p[1] == '/') {
			while (p->p < p->end && *p->p != '\n')
				p->p++;
		} else if (p->end - p->p > 1 && p->p[0] == '/' && p->p[1] == '*') {
			const char *e = memmem(p->p + 2, (size_t)(p->end - p->p - 2), "*/", 2);
			if (!e) {
				p_fail(p, p->p, M_feel_open_comment, NULL);
				p->p = p->end;
				return;
			}
			p->p = e + 2;
		} else {
			return;
		}
	}
}

bool
p_peek(struct parser *p, const char *op)
{
	size_t n = strlen(op);

	p_blanks(p);
	return (size_t)(p->end - p->p) >= n && memcmp(p->p, op, n) == 0;
}

bool
p_take(struct parser *p, const char *op)
{
	if (p->failed || !p_peek(p, op))
		return false;
	p->p += strlen(op);
	return true;
}

/* Bytes of the keyword (single blanks in it stand for any blanks), 0 when the text goes on otherwise. */
size_t
p_word_at(const struct parser *p, const char *word)
{
	return name_match(word, p->p, p->end);
}

bool
p_word(struct parser *p, const char *word)
{
	p_blanks(p);
	size_t n = p->failed ? 0 : p_word_at(p, word);
	p->p += n;
	return n > 0;
}

struct node *
p_fail(struct parser *p, const char *at, enum msg key, const char *arg)
{
	static const struct node nothing = { .op = N_FAIL, .fail = M_feel_broken };

	if (!p->failed)
		*p->err = (struct feel_error){ (int)(at - p->text), key, arg ? arg : "", M_NONE, "" };
	p->failed = true;
	return (struct node *)&nothing;		/* never written to: node_done looks at failed */
}

struct node *
p_hint(struct parser *p, enum msg hint, const char *arg)
{
	if (p->err->hint == M_NONE) {
		p->err->hint = hint;
		p->err->hint_arg = arg;
	}
	return p_fail(p, p->p, M_feel_broken, NULL);
}

const char *
p_rest(struct parser *p)
{
	p_blanks(p);
	const char *t = p->p;
	for (int i = 0; i < 12 && t < p->end && *t != '\n'; i++)
		utf8_next(&t, p->end);
	return t == p->p ? msg_text(LANG_EN, M_feel_the_end) : arena_dup(p->a, p->p, (size_t)(t - p->p));
}

bool
p_expect(struct parser *p, const char *op)
{
	if (p_take(p, op))
		return true;
	if (!p->failed)
		p_fail(p, p->p, M_feel_expected, op);
	return false;
}

struct node *
node_new(struct parser *p, enum node_op op, const char *at, int kids)
{
	if (p->failed)
		return p_fail(p, at, M_feel_broken, NULL);
	if (++p->work + p->names->tried / TRIED_A_NODE > PARSE_MAX_WORK)
		return p_fail(p, at, M_feel_too_long, NULL);
	struct node *n = NEW(p->a, struct node);
	n->op = op;
	n->at = (int)(at - p->text);
	n->nkids = kids;
	n->kid = kids ? NEWN(p->a, struct node *, kids) : NULL;
	return n;
}

struct node *
node_done(struct parser *p, struct node *n)
{
	if (!p->failed)
		n->end = (int)(p->p - p->text);
	return n;
}

struct node *
node_range(struct parser *p, struct node *n)
{
	int c;

	node_done(p, n);
	for (int i = 0; i < n->nkids && !p->failed; i++)
		if (n->kid[i]->op != N_CONST || !value_order(n->kid[i]->v, n->kid[0]->v, &c))
			return n;
	if (p->failed)
		return n;
	struct range *r = NEW(p->a, struct range);
	struct value v = n->kid[0]->v;
	bool above = n->a == RANGE_GT || n->a == RANGE_GE, below = n->a == RANGE_LT || n->a == RANGE_LE;
	*r = (struct range){ (enum range_op)n->a, n->a == RANGE_GE || n->a == RANGE_EQ, n->a == RANGE_LE || n->a == RANGE_EQ,
		below ? v_null() : v, above ? v_null() : v };
	if (n->a == RANGE_BOTH) {
		r->low_in = n->b & 1;
		r->high_in = n->b & 2;
		r->high = n->kid[1]->v;
	}
	n->v = (struct value){ .kind = V_RANGE, .range = r };
	return n;
}

struct node *
node_const(struct parser *p, const char *at, struct value v)
{
	struct node *n = node_new(p, N_CONST, at, 0);

	if (!p->failed)
		n->v = v;
	return node_done(p, n);
}

void
nodes_add(struct parser *p, struct nodes *l, struct node *n)
{
	if (l->n == l->cap) {
		int cap = l->cap ? l->cap * 2 : 8;
		struct node **v = NEWN(p->a, struct node *, cap);
		for (int i = 0; i < l->n; i++)
			v[i] = l->v[i];
		l->v = v;
		l->cap = cap;
	}
	l->v[l->n++] = n;
}

static struct node *
pair(struct parser *p, enum node_op op, const char *at, struct node *x, struct node *y)
{
	struct node *n = node_new(p, op, at, 2);

	if (!p->failed) {
		n->kid[0] = x;
		n->kid[1] = y;
	}
	return node_done(p, n);
}

static struct node *
parse_power(struct parser *p)
{
	p_blanks(p);
	const char *at = p->p;
	struct node *n = parse_unary(p);

	while (p_take(p, "**"))
		n = pair(p, N_POW, at, n, parse_unary(p));
	return n;
}

static struct node *
parse_product(struct parser *p)
{
	p_blanks(p);
	const char *at = p->p;
	struct node *n = parse_power(p);

	for (;;) {
		if (p_peek(p, "**"))
			return n;
		if (p_take(p, "*"))
			n = pair(p, N_MUL, at, n, parse_power(p));
		else if (p_take(p, "/"))
			n = pair(p, N_DIV, at, n, parse_power(p));
		else
			return n;
	}
}

struct node *
parse_sum(struct parser *p)
{
	p_blanks(p);
	const char *at = p->p;
	struct node *n = parse_product(p);

	for (;;) {
		if (p_take(p, "+"))
			n = pair(p, N_ADD, at, n, parse_product(p));
		else if (p_take(p, "-"))
			n = pair(p, N_SUB, at, n, parse_product(p));
		else
			return n;
	}
}

static const struct {
	const char *sign;
	enum node_op op;
	enum range_op range;
} comparisons[] = {
	{ "<=", N_LE, RANGE_LE }, { "<", N_LT, RANGE_LT }, { ">=", N_GE, RANGE_GE }, { ">", N_GT, RANGE_GT },
	{ "!=", N_NE, RANGE_NE }, { "=", N_EQ, RANGE_EQ },
};

/* < 5, != "a": a range; else any expression */
struct node *
parse_test(struct parser *p)
{
	bool saw = p->saw_input;
	struct node *n;

	p_blanks(p);
	const char *at = p->p;
	p->saw_input = false;
	for (size_t i = 0; i < COUNT(comparisons); i++)
		if (p_take(p, comparisons[i].sign)) {
			n = node_new(p, N_RANGE, at, 1);
			struct node *kid = parse_sum(p);
			if (!p->failed) {
				n->a = comparisons[i].range;
				n->kid[0] = kid;
			}
			p->saw_input = saw;
			return node_range(p, n);
		}
	n = parse_expr(p);
	if (!p->failed)
		n->uses_input = p->saw_input;
	p->saw_input = saw;
	return n;
}

/* The tests between ( and ), unless it was no list of tests but a range or an expression: then back and false. */
static bool
parse_test_list(struct parser *p, struct nodes *tests)
{
	const char *back = p->p;
	bool no_filter = p->no_filter;

	if (!p_take(p, "("))
		return false;
	p->no_filter = false;
	do
		nodes_add(p, tests, parse_test(p));
	while (p_take(p, ","));
	p->no_filter = no_filter;
	bool range = p_peek(p, "..");
	if (!range && !p_expect(p, ")"))
		return true;		/* failed */
	if (range || (tests->n == 1 && (p_peek(p, "[") || p_peek(p, ".") || p_peek(p, "(") || p_peek(p, "+") ||
	    p_peek(p, "-") || p_peek(p, "*") || p_peek(p, "/")) && !p_peek(p, ".."))) {
		p->p = back;
		tests->n = 0;
		return false;
	}
	return true;
}

/* x in test, x in (test, test): kid[0] is x */
static struct node *
parse_in(struct parser *p, const char *at, struct node *x)
{
	struct nodes tests = { 0 };

	scope_push(p->names, false);
	scope_add(p->names, "?");
	p_blanks(p);
	if (!parse_test_list(p, &tests) && !p->failed) {
		bool sign = false;
		for (size_t i = 0; i < COUNT(comparisons); i++)
			sign |= p_peek(p, comparisons[i].sign);
		bool saw = p->saw_input;
		struct node *test = sign ? parse_test(p) : (p->saw_input = false, parse_sum(p));
		if (!p->failed && !sign)
			test->uses_input = p->saw_input;
		p->saw_input = saw;
		nodes_add(p, &tests, test);
	}
	scope_pop(p->names);
	struct node *n = node_new(p, N_IN, at, tests.n + 1);
	if (!p->failed) {
		n->kid[0] = x;
		for (int i = 0; i < tests.n; i++)
			n->kid[i + 1] = tests.v[i];
	}
	return node_done(p, n);
}

static struct node *
parse_between(struct parser *p, const char *at, struct node *x)
{
	struct node *n = node_new(p, N_BETWEEN, at, 3), *low = parse_sum(p);

	if (!p->failed && !p_word(p, "and"))
		return p_fail(p, p->p, M_feel_expected, "and");
	struct node *high = parse_sum(p);
	if (!p->failed) {
		n->kid[0] = x;
		n->kid[1] = low;
		n->kid[2] = high;
	}
	return node_done(p, n);
}

static struct node *
parse_comparison(struct parser *p)
{
	p_blanks(p);
	const char *at = p->p;
	struct node *n = parse_sum(p);

	while (!p->failed) {
		size_t i = 0;
		if (p_word(p, "between")) {
			n = parse_between(p, at, n);
			continue;
		}
		if (p_word(p, "in")) {
			n = parse_in(p, at, n);
			continue;
		}
		while (i < COUNT(comparisons) && !p_take(p, comparisons[i].sign))
			i++;
		if (i == COUNT(comparisons))
			break;
		if (p_peek(p, "=")) {
			p_fail(p, p->p, M_feel_double_equal, NULL);
			break;
		}
		n = pair(p, comparisons[i].op, at, n, parse_sum(p));
	}
	return n;
}

/* a and b and c: one node with all of them */
static struct node *
parse_many(struct parser *p, enum node_op op, const char *word, struct node *(*below)(struct parser *))
{
	struct nodes l = { 0 };

	p_blanks(p);
	const char *at = p->p;
	struct node *first = below(p);
	if (p->failed || !p_word(p, word))
		return first;
	nodes_add(p, &l, first);
	do
		nodes_add(p, &l, below(p));
	while (p_word(p, word));
	struct node *n = node_new(p, op, at, 0);
	if (!p->failed) {
		n->kid = l.v;
		n->nkids = l.n;
	}
	return node_done(p, n);
}

static struct node *
parse_and(struct parser *p)
{
	return parse_many(p, N_AND, "and", parse_comparison);
}

struct node *
parse_expr(struct parser *p)
{
	struct node *n;

	p_blanks(p);
	if (p->nest >= FEEL_MAX_NEST)
		return p_fail(p, p->p, M_feel_too_deep, NULL);
	p->nest++;
	n = parse_many(p, N_OR, "or", parse_and);
	p->nest--;
	return n;
}

/* A cell: "-", tests, not(tests). a: 1 when negated. */
static struct node *
parse_tests(struct parser *p)
{
	struct nodes l = { 0 };
	bool negated = false;

	p_blanks(p);
	const char *at = p->p, *back = at;
	if (p->end - p->p == 1 && *p->p == '-') {
		p->p++;
		return node_done(p, node_new(p, N_TESTS, at, 0));
	}
	if (p_word(p, "not") && p_peek(p, "(")) {
		negated = parse_test_list(p, &l);
		p_blanks(p);
		if (p->p != p->end || !negated) {	/* not(a) and b: an expression after all */
			negated = false;
			l.n = 0;
		}
	}
	if (!negated) {
		p->p = back;
		do
			nodes_add(p, &l, parse_test(p));
		while (p_take(p, ","));
	}
	struct node *n = node_new(p, N_TESTS, at, 0);
	if (!p->failed) {
		n->kid = l.v;
		n->nkids = l.n;
		n->a = negated;
	}
	return node_done(p, n);
}

/* What a Chinese keyboard or another language writes, and what it is in FEEL. Longer ones first. */
static const struct { const char *wrong, *right; } slips[] = {
	{ "==", "=" }, { "<>", "!=" }, { "&&", "and" }, { "||", "or" }, { "&", "and" }, { "|", "or" }, { "'", "\"…\"" },
	{ "≥", ">=" }, { "≤", "<=" }, { "≠", "!=" }, { "＝", "=" }, { "＞", ">" }, { "＜", "<" }, { "！", "not(…)" },
	{ "（", "(" }, { "）", ")" }, { "“", "\"…\"" }, { "”", "\"…\"" }, { "‘", "\"…\"" }, { "’", "\"…\"" }, { "，", "," },
	{ "；", "and" }, { "０", "0" }, { "１", "1" }, { "２", "2" }, { "３", "3" }, { "４", "4" }, { "５", "5" }, { "６", "6" },
	{ "７", "7" }, { "８", "8" }, { "９", "9" }, { "!", "not(…)" }, { "%", "/ 100" },
};

/* A hint when the mistake stands at one of them, or right behind its first character. */
static void
hint_slip(struct parser *p)
{
	const char *at = p->text + p->err->at;

	for (int back = 0; back < 2 && at - back >= p->text; back++)
		for (size_t i = 0; i < COUNT(slips); i++)
			if (strncmp(at - back, slips[i].wrong, strlen(slips[i].wrong)) == 0 && strncmp(at - back, "!=", 2) != 0) {
				p_hint(p, M_feel_hint_write, slips[i].right);
				return;
			}
}

const struct feel_expr *
feel_compile(struct feel_names *names, const char *text, size_t n, enum feel_mode mode, struct feel_error *e)
{
	struct scope *scope = names->scope;
	char *copy = arena_dup(names->a, text, n);
	struct parser p = { .names = names, .a = names->a, .text = copy, .p = copy, .end = copy + n, .err = e };
	struct feel_expr *x = NEW(names->a, struct feel_expr);

	*e = (struct feel_error){ 0, M_NONE, "", M_NONE, "" };
	if (n > FEEL_MAX_TEXT || memchr(text, 0, n) || !text_valid(copy, n)) {
		p_fail(&p, copy, n > FEEL_MAX_TEXT ? M_feel_too_long : M_feel_not_text, NULL);
		return NULL;
	}
	names->tried = 0;
	x->text = copy;
	x->mode = mode;
	x->input = mode == FEEL_TESTS ? feel_name(names, "?") : -1;
	x->root = mode == FEEL_TESTS ? parse_tests(&p) : parse_expr(&p);
	p_blanks(&p);
	if (!p.failed && p.p != p.end)
		p_fail(&p, p.p, M_feel_leftover, p_rest(&p));
	if (p.failed && e->hint == M_NONE)
		hint_slip(&p);
	names->scope = scope;		/* a mistake leaves scopes open */
	return p.failed ? NULL : x;
}

const char *
feel_source(const struct feel_expr *x)
{
	return x->text;
}

const char *
feel_error_text(struct arena *a, enum lang l, const struct feel_error *e)
{
	return msg_fmt(a, l, e->key, e->arg, NULL);
}

const char *
feel_error_hint(struct arena *a, enum lang l, const struct feel_error *e)
{
	return e->hint == M_NONE ? NULL : msg_fmt(a, l, e->hint, e->hint_arg, NULL);
}
