/*
 * guard.c - a guard's text becomes a tree. Recursive descent; the grammar, a subset of DMN 1.5 §10.3.1.2:
 *
 *	or    = and { "or" and }            operand = name | number | string | "true" | "false" | "null"
 *	and   = term { "and" term }                 | 'date("' YYYY-MM-DD '")'
 *	term  = "not" "(" or ")" | "(" or ")" | operand [ op operand ]
 */
#include "matter/guard_int.h"

#include "base/day.h"
#include "life_msg.h"

enum tok { T_END, T_NAME, T_NUMBER, T_STRING, T_OP, T_OPEN, T_CLOSE, T_AND, T_OR, T_NOT };

struct parse {
	struct arena *a;
	const char *s;
	int pos;			/* behind the present token */
	int depth;
	enum tok tok;
	int at;				/* where the present token begins */
	int last;			/* where the token before it ended */
	enum guard_op op;
	struct guard_value v;		/* T_NUMBER, T_STRING */
	const char *word;		/* T_NAME */
	struct guard_error *e;
	bool bad;
};

static void
fail_hint(struct parse *p, int at, enum msg key, const char *arg, enum msg hint, const char *hint_arg)
{
	if (p->bad)
		return;
	p->bad = true;
	*p->e = (struct guard_error){ at, key, arg ? arg : "", hint, hint_arg ? hint_arg : "" };
	p->tok = T_END;
}

static void
fail(struct parse *p, int at, enum msg key, const char *arg)
{
	fail_hint(p, at, key, arg, M_NONE, NULL);
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_name_start(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (unsigned char)c >= 0x80;
}

/* The character at s as a string of its own: what an error shows. */
static const char *
one_char(struct parse *p, const char *s)
{
	size_t n = 1;

	while (((unsigned char)s[n] & 0xC0) == 0x80)
		n++;
	return arena_dup(p->a, s, n);
}

/* What a Chinese keyboard or another language writes, and what it is in FEEL. Longer ones first. */
static const struct { const char *wrong, *right; } slips[] = {
	{ "==", "=" }, { "<>", "!=" }, { "&&", "and" }, { "||", "or" }, { "&", "and" }, { "|", "or" }, { "'", "\"" },
	{ "≥", ">=" }, { "≤", "<=" }, { "≠", "!=" }, { "＝", "=" }, { "＞", ">" }, { "＜", "<" }, { "！", "!" },
	{ "（", "(" }, { "）", ")" }, { "“", "\"" }, { "”", "\"" }, { "‘", "\"" }, { "’", "\"" }, { "，", "and" },
	{ "。", "." }, { "；", "and" }, { "　", " " }, { "０", "0" }, { "１", "1" }, { "２", "2" }, { "３", "3" },
	{ "４", "4" }, { "５", "5" }, { "６", "6" }, { "７", "7" }, { "８", "8" }, { "９", "9" }, { "!", "not(…)" },
};

/* Index in slips of what stands at s, or -1. */
static int
slip_at(const char *s)
{
	if (s[0] == '!' && s[1] == '=')
		return -1;
	for (size_t i = 0; i < COUNT(slips); i++)
		if (strncmp(s, slips[i].wrong, strlen(slips[i].wrong)) == 0)
			return (int)i;
	return -1;
}

/* Digits with at most 12 before and 6 behind the point, so that no value overflows. */
static void
lex_number(struct parse *p, bool minus)
{
	const char *s = p->s + p->pos;
	int64_t whole = 0, part = 0, scale = GUARD_ONE;
	int n = 0, digits = 0;

	for (; is_digit(s[n]); n++, digits++)
		whole = digits < 12 ? whole * 10 + (s[n] - '0') : whole;
	bool fits = digits > 0 && digits <= 12;
	if (s[n] == '.') {
		n++;
		digits = 0;
		for (; is_digit(s[n]); n++, digits++) {
			scale /= 10;
			part += (s[n] - '0') * scale;
		}
		fits = fits && digits > 0 && digits <= 6;
	}
	if (is_name_start(s[n]) || s[n] == '.' || s[n] == '%')
		fits = false;
	if (!fits) {
		fail_hint(p, p->at, M_life_guard_number, arena_dup(p->a, s, (size_t)n), M_life_guard_number_hint, NULL);
		return;
	}
	p->pos += n;
	p->tok = T_NUMBER;
	whole = whole * GUARD_ONE + part;
	p->v = (struct guard_value){ GUARD_NUMBER, minus ? -whole : whole, NULL };
}

/* "…" with \" \\ \n \t. */
static void
lex_string(struct parse *p)
{
	const char *s = p->s + p->pos;
	char *ret = arena_alloc(p->a, strlen(s) + 1);
	size_t n = 0;
	int i;

	for (i = 1; s[i] && s[i] != '"'; i++) {
		char c = s[i];
		if (c == '\\') {
			c = s[++i];
			if (c == 'n')
				c = '\n';
			else if (c == 't')
				c = '\t';
			else if (c != '"' && c != '\\') {
				fail(p, p->pos + i - 1, M_life_guard_escape, c ? one_char(p, s + i) : "");
				return;
			}
		}
		ret[n++] = c;
	}
	if (!s[i]) {
		fail(p, p->at, M_life_guard_quote, NULL);
		return;
	}
	p->pos += i + 1;
	p->tok = T_STRING;
	p->v = guard_text(ret);
}

static const struct { const char *word; enum tok tok; } keywords[] = {
	{ "and", T_AND }, { "or", T_OR }, { "not", T_NOT },
};

/* Words of FEEL that this subset leaves out: refused, so that a full engine cannot read them otherwise. */
static const char *const reserved[] = {
	"between", "in", "if", "then", "else", "for", "return", "some", "every", "satisfies", "instance", "function",
	"external", "list", "context",
};

static void
lex_word(struct parse *p)
{
	const char *s = p->s + p->pos;
	int n = 0;

	while ((is_name_start(s[n]) || is_digit(s[n]) || (s[n] == '.' && n && is_name_start(s[n + 1]))) && slip_at(s + n) < 0)
		n++;
	p->word = arena_dup(p->a, s, (size_t)n);
	p->pos += n;
	p->tok = T_NAME;
	for (size_t i = 0; i < COUNT(keywords); i++)
		if (strcmp(p->word, keywords[i].word) == 0)
			p->tok = keywords[i].tok;
	for (size_t i = 0; i < COUNT(reserved); i++)
		if (strcmp(p->word, reserved[i]) == 0)
			fail_hint(p, p->at, M_life_guard_word, p->word, M_life_guard_word_hint, NULL);
}

/* Two-byte ones first. */
static const struct { const char *text; enum guard_op op; } ops[] = {
	{ "!=", OP_NE }, { "<=", OP_LE }, { ">=", OP_GE }, { "=", OP_EQ }, { "<", OP_LT }, { ">", OP_GT },
};

static void
advance(struct parse *p)
{
	if (p->bad)
		return;
	p->last = p->pos;
	while (p->s[p->pos] == ' ' || p->s[p->pos] == '\t' || p->s[p->pos] == '\n' || p->s[p->pos] == '\r')
		p->pos++;
	p->at = p->pos;
	const char *s = p->s + p->pos;
	int slip = slip_at(s);
	if (slip >= 0) {
		fail_hint(p, p->at, M_life_guard_char, slips[slip].wrong, M_life_guard_write, slips[slip].right);
		return;
	}
	for (size_t i = 0; i < COUNT(ops); i++) {
		size_t n = strlen(ops[i].text);
		if (strncmp(s, ops[i].text, n) == 0) {
			p->tok = T_OP;
			p->op = ops[i].op;
			p->pos += (int)n;
			return;
		}
	}
	if (!*s) {
		p->tok = T_END;
	} else if (*s == '(' || *s == ')') {
		p->tok = *s == '(' ? T_OPEN : T_CLOSE;
		p->pos++;
	} else if (*s == '"') {
		lex_string(p);
	} else if (is_digit(*s)) {
		lex_number(p, false);
	} else if (*s == '-' && is_digit(s[1])) {
		p->pos++;
		lex_number(p, true);
	} else if (is_name_start(*s)) {
		lex_word(p);
	} else {
		fail(p, p->at, M_life_guard_char, one_char(p, s));
	}
}

/* What stands here, for an error; at the end of the text a word that says so. */
static const char *
here(struct parse *p)
{
	return p->pos > p->at ? arena_dup(p->a, p->s + p->at, (size_t)(p->pos - p->at)) : "";
}

/* Behind the word date. */
static struct guard_value
parse_date(struct parse *p, int at)
{
	int32_t day = 0;

	advance(p);
	bool fine = p->tok == T_STRING && day_parse(p->v.text, &day);
	if (fine)
		advance(p);
	if (!fine || p->tok != T_CLOSE)
		fail_hint(p, at, M_life_guard_date, NULL, M_life_guard_write, "date(\"2023-04-05\")");
	else
		advance(p);
	return guard_day(day);
}

static void
parse_operand(struct parse *p, struct guard_operand *ret)
{
	ret->at = p->at;
	if (p->tok == T_NUMBER || p->tok == T_STRING) {
		ret->v = p->v;
		advance(p);
		return;
	}
	if (p->tok != T_NAME) {
		if (p->tok == T_END)
			fail(p, p->at, M_life_guard_ends, NULL);
		else
			fail(p, p->at, M_life_guard_value, here(p));
		return;
	}
	const char *word = p->word;
	advance(p);
	if (p->tok == T_OPEN && strcmp(word, "date") == 0) {
		ret->v = parse_date(p, ret->at);
	} else if (strcmp(word, "true") == 0 || strcmp(word, "false") == 0) {
		ret->v = guard_truth(word[0] == 't');
	} else if (strcmp(word, "null") != 0) {
		ret->name = word;
		if (p->tok == T_OPEN)
			fail_hint(p, ret->at, M_life_guard_word, word, M_life_guard_word_hint, NULL);
	}
}

static struct guard_node *
node_new(struct parse *p, enum node_kind kind, int at)
{
	struct guard_node *n = NEW(p->a, struct guard_node);

	n->kind = kind;
	n->at = at;
	return n;
}

static struct guard_node *
node_end(struct parse *p, struct guard_node *n)
{
	n->end = p->last > n->at ? p->last : n->at;
	n->text = arena_dup(p->a, p->s + n->at, (size_t)(n->end - n->at));
	return n;
}

static bool
is_literal(const struct guard_operand *o, enum guard_type t)
{
	return !o->name && o->v.type == t;
}

static struct guard_node *
parse_compare(struct parse *p)
{
	struct guard_node *n = node_new(p, NODE_BARE, p->at);

	parse_operand(p, &n->l);
	if (p->tok == T_OP) {
		int at = p->at;
		n->kind = NODE_COMPARE;
		n->op = p->op;
		advance(p);
		parse_operand(p, &n->r);
		if (n->op >= OP_LT && (is_literal(&n->r, GUARD_TRUTH) || is_literal(&n->r, GUARD_NULL) ||
				       is_literal(&n->l, GUARD_TRUTH) || is_literal(&n->l, GUARD_NULL)))
			fail(p, at, M_life_guard_order, NULL);
		if (p->tok == T_OP)
			fail_hint(p, p->at, M_life_guard_chain, NULL, M_life_guard_write, "a >= 1 and a <= 3");
	} else if (!p->bad && !n->l.name && n->l.v.type != GUARD_TRUTH) {
		fail(p, n->at, M_life_guard_alone, arena_dup(p->a, p->s + n->at, (size_t)(p->last - n->at)));
	}
	return node_end(p, n);
}

static struct guard_node *parse_or(struct parse *p);

/* ( or ), p->tok being the bracket; opened at `at`. */
static struct guard_node *
parse_brackets(struct parse *p, int at)
{
	if (++p->depth > GUARD_MAX_DEPTH)
		fail(p, p->at, M_life_guard_deep, NULL);
	advance(p);
	struct guard_node *n = p->bad ? node_new(p, NODE_BARE, at) : parse_or(p);
	if (p->tok != T_CLOSE)
		fail(p, at, M_life_guard_open, NULL);
	advance(p);
	p->depth--;
	return n;
}

static struct guard_node *
parse_term(struct parse *p)
{
	int at = p->at;

	if (p->tok == T_OPEN)
		return parse_brackets(p, at);
	if (p->tok != T_NOT)
		return parse_compare(p);
	advance(p);
	if (p->tok != T_OPEN)		/* FEEL's not is a function: `not x` would mean something else there */
		fail_hint(p, at, M_life_guard_not, NULL, M_life_guard_write, "not(…)");
	struct guard_node *n = node_new(p, NODE_NOT, at);
	n->first = parse_brackets(p, p->at);
	return node_end(p, n);
}

/* One level of and / or; a chain is one node with many children, so that its length costs no depth. */
static struct guard_node *
parse_chain(struct parse *p, enum tok joiner, enum node_kind kind, struct guard_node *(*below)(struct parse *p))
{
	int at = p->at;
	struct guard_node *first = below(p);

	if (p->tok != joiner)
		return first;
	struct guard_node *n = node_new(p, kind, at), **tail = &first->next;
	n->first = first;
	while (p->tok == joiner) {
		advance(p);
		*tail = below(p);
		tail = &(*tail)->next;
	}
	return node_end(p, n);
}

static struct guard_node *
parse_and(struct parse *p)
{
	return parse_chain(p, T_AND, NODE_AND, parse_term);
}

static struct guard_node *
parse_or(struct parse *p)
{
	return parse_chain(p, T_OR, NODE_OR, parse_and);
}

const struct guard *
guard_compile(struct arena *a, const char *text, struct guard_error *e)
{
	struct parse p = { .a = a, .s = arena_str(a, text), .e = e };
	struct guard *g = NEW(a, struct guard);

	*e = (struct guard_error){ .arg = "", .hint_arg = "" };
	if (strlen(p.s) > GUARD_MAX_TEXT)
		fail(&p, 0, M_life_guard_long, NULL);
	advance(&p);
	if (!p.bad && p.tok == T_END)
		fail(&p, 0, M_life_guard_empty, NULL);
	if (p.bad)
		return NULL;
	g->text = p.s;
	g->root = parse_or(&p);
	if (p.tok == T_CLOSE)
		fail(&p, p.at, M_life_guard_close, NULL);
	else if (p.tok != T_END)
		fail(&p, p.at, M_life_guard_joiner, here(&p));
	return p.bad ? NULL : g;
}
