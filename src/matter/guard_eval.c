/* guard_eval.c - asking a guard: FEEL's three-valued logic (DMN 1.5 tables 50 and 53), types, reasons. */
#include "matter/guard_int.h"

#include "base/day.h"
#include "life_msg.h"

#include <stdio.h>

struct guard_value
guard_null(const char *why)
{
	return (struct guard_value){ GUARD_NULL, 0, why };
}

struct guard_value
guard_truth(bool b)
{
	return (struct guard_value){ GUARD_TRUTH, b, NULL };
}

struct guard_value
guard_int(int64_t n)
{
	if (n > INT64_MAX / GUARD_ONE || n < INT64_MIN / GUARD_ONE)
		return guard_null("too large");
	return (struct guard_value){ GUARD_NUMBER, n * GUARD_ONE, NULL };
}

struct guard_value
guard_ratio(int64_t part, int64_t whole)
{
	if (whole == 0)
		return guard_null("of nothing");
	/* 128 bits hold any int64 times 10^6; the quotient is cut towards minus infinity. */
	__int128 top = (__int128)part * GUARD_ONE;
	__int128 n = top / whole;
	if (top % whole != 0 && (top < 0) != (whole < 0))
		n--;
	if (n > INT64_MAX || n < INT64_MIN)
		return guard_null("too large");
	return (struct guard_value){ GUARD_NUMBER, (int64_t)n, NULL };
}

struct guard_value
guard_text(const char *s)
{
	return s ? (struct guard_value){ GUARD_TEXT, 0, s } : guard_null(NULL);
}

struct guard_value
guard_day(int32_t day)
{
	return (struct guard_value){ GUARD_DAY, day, NULL };
}

const char *
guard_source(const struct guard *g)
{
	return g->text;
}

struct ask {				/* what evaluation needs to know */
	guard_lookup lookup;
	void *ctx;
};

static struct guard_value
operand_value(const struct guard_operand *o, const struct ask *ask)
{
	if (!o->name)
		return o->v;
	struct guard_value v = ask->lookup ? ask->lookup(ask->ctx, o->name) : guard_null("unknown");
	assert(v.type != GUARD_TEXT || v.text);
	return v;
}

static enum guard_answer
negate(enum guard_answer a)
{
	return a == GUARD_UNKNOWN ? a : a == GUARD_YES ? GUARD_NO : GUARD_YES;
}

/* Table 53: null equals only null; different types have no answer. */
static enum guard_answer
equal(struct guard_value l, struct guard_value r)
{
	if (l.type == GUARD_NULL || r.type == GUARD_NULL)
		return l.type == r.type ? GUARD_YES : GUARD_NO;
	if (l.type != r.type)
		return GUARD_UNKNOWN;
	if (l.type == GUARD_TEXT)
		return strcmp(l.text, r.text) == 0 ? GUARD_YES : GUARD_NO;
	return l.n == r.n ? GUARD_YES : GUARD_NO;
}

static enum guard_answer
compare(enum guard_op op, struct guard_value l, struct guard_value r)
{
	if (op == OP_EQ)
		return equal(l, r);
	if (op == OP_NE)
		return negate(equal(l, r));
	if (l.type != r.type || l.type == GUARD_NULL || l.type == GUARD_TRUTH)
		return GUARD_UNKNOWN;
	int c = l.type == GUARD_TEXT ? strcmp(l.text, r.text) : (l.n > r.n) - (l.n < r.n);
	bool yes = op == OP_LT ? c < 0 : op == OP_LE ? c <= 0 : op == OP_GT ? c > 0 : c >= 0;
	return yes ? GUARD_YES : GUARD_NO;
}

static enum guard_answer eval(const struct guard_node *n, const struct ask *ask);

/* Table 50. `and`: one no decides, else one unknown; `or` the same with yes. */
static enum guard_answer
eval_chain(const struct guard_node *n, const struct ask *ask)
{
	enum guard_answer decides = n->kind == NODE_AND ? GUARD_NO : GUARD_YES, ret = negate(decides);

	for (const struct guard_node *c = n->first; c; c = c->next) {
		enum guard_answer x = eval(c, ask);
		if (x == decides)
			return x;
		if (x == GUARD_UNKNOWN)
			ret = x;
	}
	return ret;
}

static enum guard_answer
eval(const struct guard_node *n, const struct ask *ask)
{
	switch (n->kind) {
	case NODE_OR:
	case NODE_AND:
		return eval_chain(n, ask);
	case NODE_NOT:
		return negate(eval(n->first, ask));
	case NODE_COMPARE:
		return compare(n->op, operand_value(&n->l, ask), operand_value(&n->r, ask));
	case NODE_BARE:
		break;
	}
	struct guard_value v = operand_value(&n->l, ask);
	return v.type != GUARD_TRUTH ? GUARD_UNKNOWN : v.n ? GUARD_YES : GUARD_NO;
}

/* The leftmost operand with a name below n, or NULL. */
static const struct guard_operand *
first_name(const struct guard_node *n)
{
	if (n->l.name)
		return &n->l;
	if (n->kind == NODE_COMPARE && n->r.name)
		return &n->r;
	for (const struct guard_node *c = n->first; c; c = c->next) {
		const struct guard_operand *o = first_name(c);
		if (o)
			return o;
	}
	return NULL;
}

static void
add_part(struct guard_result *res, const struct guard_node *n, const struct ask *ask)
{
	if (res->nparts == GUARD_MAX_PARTS)
		return;
	const struct guard_operand *o = first_name(n);
	struct guard_part *p = &res->parts[res->nparts++];
	p->text = n->text;
	p->name = o ? o->name : "";
	p->actual = o ? operand_value(o, ask) : guard_null(NULL);
}

/* The children of the root's kind that are not yes; what lies deeper in the other kind is told in one piece. */
static void
collect(struct guard_result *res, const struct guard_node *n, enum node_kind kind, const struct ask *ask)
{
	if (n->kind != kind) {
		if (eval(n, ask) != GUARD_YES)
			add_part(res, n, ask);
		return;
	}
	for (const struct guard_node *c = n->first; c; c = c->next)
		collect(res, c, kind, ask);
}

struct guard_result
guard_eval(const struct guard *g, guard_lookup lookup, void *ctx)
{
	struct guard_result res = { .answer = GUARD_YES };
	struct ask ask = { lookup, ctx };

	if (!g)
		return res;
	res.answer = eval(g->root, &ask);
	if (res.answer == GUARD_YES)
		return res;
	res.any = g->root->kind == NODE_OR;
	collect(&res, g->root, res.any ? NODE_OR : NODE_AND, &ask);
	return res;
}

/* ---- what is in it ---- */

struct names {
	const char **v;
	size_t n, max;
};

static void
add_name(struct names *names, const struct guard_operand *o, const char **seen, size_t *nseen)
{
	if (!o->name)
		return;
	for (size_t i = 0; i < *nseen; i++)
		if (strcmp(seen[i], o->name) == 0)
			return;
	seen[(*nseen)++] = o->name;
	if (names->v && names->n < names->max)
		names->v[names->n] = o->name;
	names->n++;
}

static void
walk_names(const struct guard_node *n, struct names *names, const char **seen, size_t *nseen)
{
	add_name(names, &n->l, seen, nseen);
	add_name(names, &n->r, seen, nseen);
	for (const struct guard_node *c = n->first; c; c = c->next)
		walk_names(c, names, seen, nseen);
}

size_t
guard_names(const struct guard *g, const char **ret, size_t max)
{
	const char *seen[GUARD_MAX_TEXT / 2 + 1];	/* a name and what parts it from the next take two bytes */
	size_t nseen = 0;
	struct names names = { ret, 0, max };

	walk_names(g->root, &names, seen, &nseen);
	return names.n;
}

struct check {
	enum guard_type (*type_of)(void *ctx, const char *name);
	void *ctx;
	struct guard_error *e;
};

static bool
check_fails(const struct check *c, const struct guard_operand *o, enum msg key, const char *arg)
{
	*c->e = (struct guard_error){ o->at, key, arg, M_NONE, "" };
	return false;
}

/* The operand's type; false when its name is unknown. */
static bool
check_operand(const struct check *c, const struct guard_operand *o, enum guard_type *ret)
{
	*ret = o->name ? c->type_of(c->ctx, o->name) : o->v.type;
	if (o->name && *ret == GUARD_NULL)
		return check_fails(c, o, M_life_guard_name, o->name);
	return true;
}

static bool
check_node(const struct check *c, const struct guard_node *n)
{
	enum guard_type l, r;

	for (const struct guard_node *k = n->first; k; k = k->next)
		if (!check_node(c, k))
			return false;
	if (n->kind != NODE_COMPARE && n->kind != NODE_BARE)
		return true;
	if (!check_operand(c, &n->l, &l))
		return false;
	if (n->kind == NODE_BARE)
		return l == GUARD_TRUTH || check_fails(c, &n->l, M_life_guard_alone, n->text);
	if (!check_operand(c, &n->r, &r))
		return false;
	if (n->op >= OP_LT && l == GUARD_TRUTH)
		return check_fails(c, &n->l, M_life_guard_order, "");
	if (l != r && l != GUARD_NULL && r != GUARD_NULL)
		return check_fails(c, &n->l, M_life_guard_types, n->text);
	return true;
}

bool
guard_check(const struct guard *g, enum guard_type (*type_of)(void *ctx, const char *name), void *ctx,
	    struct guard_error *e)
{
	struct check c = { type_of, ctx, e };

	*e = (struct guard_error){ .arg = "", .hint_arg = "" };
	return check_node(&c, g->root);
}

/* ---- for people ---- */

static const char *
show_number(struct arena *a, int64_t n)
{
	struct out o;
	uint64_t u = n < 0 ? 0 - (uint64_t)n : (uint64_t)n, part = u % GUARD_ONE;
	char digits[8];
	int len = snprintf(digits, sizeof digits, "%06u", (unsigned)part);

	out_init(&o, a);
	out_fmt(&o, "%s%llu", n < 0 ? "-" : "", (unsigned long long)(u / GUARD_ONE));
	while (len > 0 && digits[len - 1] == '0')
		len--;
	if (len > 0) {
		out_str(&o, ".");
		out_put(&o, digits, (size_t)len);
	}
	return out_cstr(&o);
}

const char *
guard_show(struct arena *a, enum lang l, struct guard_value v)
{
	switch (v.type) {
	case GUARD_TRUTH:
		return msg_text(l, v.n ? M_life_yes : M_life_no);
	case GUARD_NUMBER:
		return show_number(a, v.n);
	case GUARD_TEXT:
		return v.text;
	case GUARD_DAY:
		return day_text(a, l, (int32_t)v.n);
	case GUARD_NULL:
		break;
	}
	return msg_text(l, M_life_no_value);
}
