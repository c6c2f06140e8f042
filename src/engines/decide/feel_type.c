/*
 * feel_type.c - what follows an atom (paths, filters, calls, instance of), functions, and the names of types
 * (DMN 1.5, 10.3.2.9). Not here: whether a value is of a type (type.c).
 */
#include "engines/decide/feel_parse.h"
#include "decide_msg.h"

#include <ctype.h>

static const struct type any = { .kind = T_ANY, .name = "Any" };
static const struct type simple[] = {
	{ .kind = T_SIMPLE, .simple = V_NULL, .name = "Null" }, { .kind = T_SIMPLE, .simple = V_BOOLEAN, .name = "boolean" },
	{ .kind = T_SIMPLE, .simple = V_NUMBER, .name = "number" }, { .kind = T_SIMPLE, .simple = V_STRING, .name = "string" },
	{ .kind = T_SIMPLE, .simple = V_DATETIME, .name = "date and time" }, { .kind = T_SIMPLE, .simple = V_DATETIME, .name = "dateTime" },
	{ .kind = T_SIMPLE, .simple = V_DATE, .name = "date" }, { .kind = T_SIMPLE, .simple = V_TIME, .name = "time" },
	{ .kind = T_SIMPLE, .simple = V_DAYS, .name = "days and time duration" }, { .kind = T_SIMPLE, .simple = V_DAYS, .name = "dayTimeDuration" },
	{ .kind = T_SIMPLE, .simple = V_MONTHS, .name = "years and months duration" },
	{ .kind = T_SIMPLE, .simple = V_MONTHS, .name = "yearMonthDuration" },
	{ .kind = T_LIST, .of = &any, .name = "list" }, { .kind = T_CONTEXT, .name = "context" }, { .kind = T_ANY, .name = "Any" },
};

const struct type *
type_simple(const char *name, size_t n)
{
	for (size_t i = 0; i < COUNT(simple); i++)
		if (strlen(simple[i].name) == n && memcmp(simple[i].name, name, n) == 0)
			return &simple[i];
	return NULL;
}

void
type_add(struct feel_names *names, const char *name, const struct type *type)
{
	if (names->ntypes == names->captypes) {
		int cap = names->captypes ? names->captypes * 2 : 16;
		struct named_type *more = NEWN(names->a, struct named_type, cap);
		for (int i = 0; i < names->ntypes; i++)
			more[i] = names->types[i];
		names->types = more;
		names->captypes = cap;
	}
	names->types[names->ntypes++] = (struct named_type){ name, type };
}

const struct type *
type_find(const struct feel_names *names, const char *name)
{
	for (int i = 0; i < names->ntypes; i++)
		if (strcmp(names->types[i].name, name) == 0)
			return names->types[i].type;
	return type_simple(name, strlen(name));
}

static const struct type *
type_new(struct parser *p, enum type_kind kind, const struct type *of)
{
	struct type *t = NEW(p->a, struct type);

	t->kind = kind;
	t->of = of;
	return t;
}

/* name: type, … > or type, … > */
static struct type *
type_fields(struct parser *p, enum type_kind kind)
{
	struct type *t = NEW(p->a, struct type);
	struct field f[32];
	size_t n = 0;

	t->kind = kind;
	if (!p_take(p, ">")) {
		do {
			if (n == COUNT(f)) {
				p_fail(p, p->p, M_feel_too_long, NULL);
				break;
			}
			f[n].name = "";
			if (kind == T_CONTEXT) {
				f[n].name = parse_new_name(p, ":");
				p_expect(p, ":");
			}
			f[n++].type = parse_type(p);
		} while (!p->failed && p_take(p, ","));
		p_expect(p, ">");
	}
	t->fields = (const struct field *)arena_dup(p->a, f, n * sizeof(f[0]));
	t->nfields = n;
	return t;
}

static const struct type *
type_generic(struct parser *p)
{
	if (p_word_at(p, "list") || p_word_at(p, "range")) {
		bool list = *p->p == 'l';
		p_word(p, list ? "list" : "range");
		if (!p_take(p, "<"))
			return type_new(p, list ? T_LIST : T_RANGE, &any);
		const struct type *of = parse_type(p);
		p_expect(p, ">");
		return type_new(p, list ? T_LIST : T_RANGE, of);
	}
	if (p_word(p, "context"))
		return p_take(p, "<") ? type_fields(p, T_CONTEXT) : type_new(p, T_CONTEXT, NULL);
	if (p_word(p, "function")) {
		if (!p_take(p, "<"))
			return type_new(p, T_FUNCTION, NULL);
		struct type *t = type_fields(p, T_FUNCTION);
		if (p_expect(p, "->"))
			t->of = parse_type(p);
		return t;
	}
	return NULL;
}

const struct type *
parse_type(struct parser *p)
{
	const struct type *t = NULL;
	size_t best = 0;

	p_blanks(p);
	if (p->nest >= FEEL_MAX_NEST) {
		p_fail(p, p->p, M_feel_too_deep, NULL);
		return &any;
	}
	for (int i = 0; i < p->names->ntypes; i++) {
		size_t n = name_match(p->names->types[i].name, p->p, p->end);
		if (n > best) {
			best = n;
			t = p->names->types[i].type;
		}
	}
	for (size_t i = 0; i < COUNT(simple); i++) {
		size_t n = name_match(simple[i].name, p->p, p->end);
		if (n > best) {
			best = n;
			t = simple[i].kind == T_LIST || simple[i].kind == T_CONTEXT ? NULL : &simple[i];
		}
	}
	if (t) {
		p->p += best;
		return t;
	}
	p->nest++;
	t = type_generic(p);
	p->nest--;
	if (!t) {
		p_fail(p, p->p, M_feel_unknown_type, p_rest(p));
		return &any;
	}
	return t;
}

/* function(a: number, b) body; the word is taken already */
struct node *
parse_function(struct parser *p)
{
	const char *at = p->p - strlen("function");
	const char *names[32];
	const struct type *types[32];
	int n = 0;

	p_expect(p, "(");
	scope_push(p->names, false);
	if (!p->failed && !p_take(p, ")")) {
		do {
			if (n == (int)COUNT(names)) {
				p_fail(p, p->p, M_feel_too_long, NULL);
				break;
			}
			names[n] = parse_new_name(p, ":,)");
			types[n] = p_take(p, ":") ? parse_type(p) : NULL;
			scope_add(p->names, names[n++]);
		} while (p_take(p, ","));
		p_expect(p, ")");
	}
	bool external = p_word(p, "external");
	bool saw = p->saw_input;
	struct node *body = parse_expr(p), *node = node_new(p, N_FUNCTION, at, 1);
	p->saw_input = saw;
	scope_pop(p->names);
	if (p->failed)
		return node;
	if (external) {
		body = node_new(p, N_FAIL, at, 0);
		if (p->failed)
			return body;
		body->fail = M_feel_external;
	}
	node->kid[0] = body;
	node->a = n;
	node->names = (const char **)arena_dup(p->a, names, (size_t)n * sizeof(names[0]));
	node->types = (const struct type **)arena_dup(p->a, types, (size_t)n * sizeof(types[0]));
	return node_done(p, node);
}

/* The name of an argument when `name :` stands here, else NULL and nothing is taken. */
static const char *
argument_name(struct parser *p)
{
	p_blanks(p);
	const char *back = p->p, *s = back;
	const char *t = s;

	if (s == p->end || !name_start(utf8_next(&t, p->end)))
		return NULL;
	while (s < p->end) {
		t = s;
		uint32_t c = utf8_next(&t, p->end);
		if (!name_part(c) && !is_blank(c) && !(c < 0x80 && strchr("./-'+*", (int)c)))
			break;
		s = t;
	}
	if (s == p->end || *s != ':')
		return NULL;
	const char *name = name_tidy(p->a, back, (size_t)(s - back));
	p->p = s + 1;
	return name;
}

static struct node *
parse_call(struct parser *p, const char *at, struct node *callee)
{
	struct nodes l = { 0 };
	const char **names = NULL;
	bool no_filter = p->no_filter, named = false;
	int cap = 0;

	p->no_filter = false;
	nodes_add(p, &l, callee);
	if (!p_take(p, ")")) {
		do {
			p_blanks(p);
			const char *here = p->p, *name = argument_name(p);
			if (l.n > 1 && named != (name != NULL))
				p_fail(p, here, M_feel_mixed_arguments, NULL);
			named = name;
			if (l.n > cap) {
				const char **more = NEWN(p->a, const char *, cap = l.n * 2);
				for (int i = 0; i < l.n - 1; i++)
					more[i] = names[i];
				names = more;
			}
			names[l.n - 1] = name;
			nodes_add(p, &l, parse_expr(p));
		} while (p_take(p, ","));
		p_expect(p, ")");
	}
	p->no_filter = no_filter;
	struct node *n = node_new(p, N_CALL, at, 0);
	if (p->failed)
		return n;
	n->kid = l.v;
	n->nkids = l.n;
	n->names = named ? names : NULL;
	return node_done(p, n);
}

static struct node *
parse_filter(struct parser *p, const char *at, struct node *list)
{
	struct node *n = node_new(p, N_FILTER, at, 2);
	bool no_filter = p->no_filter;

	p->no_filter = false;
	scope_push(p->names, true);
	scope_add(p->names, "item");
	struct node *cond = parse_expr(p);
	scope_pop(p->names);
	p_expect(p, "]");
	p->no_filter = no_filter;
	if (!p->failed) {
		n->kid[0] = list;
		n->kid[1] = cond;
	}
	return node_done(p, n);
}

static struct node *
parse_path(struct parser *p, const char *at, struct node *of)
{
	struct node *n = node_new(p, N_PATH, at, 1);
	const char *name = NULL;

	p_blanks(p);
	size_t len = member_match(p->names, p->p, p->end, &name);
	if (p->failed)
		return n;
	const char *s = p->p;
	while (s < p->end) {
		const char *t = s;
		uint32_t c = utf8_next(&t, p->end);
		if (!(s == p->p ? name_start(c) : name_part(c)))
			break;
		s = t;
	}
	if ((size_t)(s - p->p) > len) {
		len = (size_t)(s - p->p);
		name = arena_dup(p->a, p->p, len);
	}
	if (!len)
		return p_fail(p, p->p, M_feel_expected_name, p_rest(p));
	n->name = name;
	n->kid[0] = of;
	p->p += len;
	return node_done(p, n);
}

static struct node *
parse_instance(struct parser *p, const char *at, struct node *of)
{
	struct node *n = node_new(p, N_INSTANCE, at, 1);
	const struct type *t = parse_type(p);

	if (!p->failed) {
		n->kid[0] = of;
		n->types = NEWN(p->a, const struct type *, 1);
		n->types[0] = t;
	}
	return node_done(p, n);
}

static struct node *
parse_postfix(struct parser *p)
{
	p_blanks(p);
	const char *at = p->p;
	struct node *n = parse_atom(p);

	for (int depth = 0; !p->failed; depth++) {
		if (depth > FEEL_MAX_NEST)
			return p_fail(p, p->p, M_feel_too_deep, NULL);
		if (!p_peek(p, "..") && p_take(p, "."))
			n = parse_path(p, at, n);
		else if (!p->no_filter && p_take(p, "["))
			n = parse_filter(p, at, n);
		else if (p_take(p, "("))
			n = parse_call(p, at, n);
		else if (p_word(p, "instance of"))
			n = parse_instance(p, at, n);
		else
			break;
	}
	return n;
}

struct node *
parse_unary(struct parser *p)
{
	p_blanks(p);
	const char *at = p->p;

	if (!p_take(p, "-"))
		return parse_postfix(p);
	if (p->nest >= FEEL_MAX_NEST)
		return p_fail(p, at, M_feel_too_deep, NULL);
	p->nest++;
	struct node *kid = parse_unary(p);
	p->nest--;
	if (p->failed)
		return kid;
	if (kid->op == N_CONST && kid->v.kind == V_NUMBER)
		return node_const(p, at, v_num(dec_neg(kid->v.num)));
	struct node *n = node_new(p, N_NEG, at, 1);
	if (!p->failed)
		n->kid[0] = kid;
	return node_done(p, n);
}
