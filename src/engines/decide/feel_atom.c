/*
 * feel_atom.c - literals, names, brackets, calls, filters, iterations, functions: what operators stand between.
 * Not here: operators (feel_parse.c), types (feel_type.c).
 */
#include "engines/decide/feel_parse.h"
#include "decide_msg.h"

#include <ctype.h>

/* Four or six hex digits at s; -1: none. */
static int32_t
hex(const char *s, const char *end, int n)
{
	int32_t c = 0;

	if (end - s < n)
		return -1;
	for (int i = 0; i < n; i++) {
		if (!isxdigit((unsigned char)s[i]))
			return -1;
		c = c * 16 + (s[i] <= '9' ? s[i] - '0' : (s[i] | 32) - 'a' + 10);
	}
	return c;
}

/* The escape behind a backslash at *s; false: it is none, the backslash means itself (FEEL's patterns: "\d"). */
static bool
escape(struct parser *p, const char **s, struct out *o)
{
	static const char from[] = "\"\\nrt'/bf", to[] = "\"\\\n\r\t'/\b\f";
	const char *e = *s < p->end ? memchr(from, **s, sizeof(from) - 1) : NULL;
	int32_t c, low;

	if (e && (e - from < 6 || (p->run && p->run->source == NULL))) {	/* \/ \b \f are JSON's alone */
		out_put(o, to + (e - from), 1);
		++*s;
		return true;
	}
	bool wide = *s < p->end && **s == 'U';
	if (*s == p->end || (**s != 'u' && !wide) || (c = hex(*s + 1, p->end, wide ? 6 : 4)) < 0)
		return false;
	*s += wide ? 7 : 5;
	if (c >= 0xD800 && c < 0xDC00 && p->end - *s > 5 && (*s)[0] == '\\' && (*s)[1] == 'u' &&
	    (low = hex(*s + 2, p->end, 4)) >= 0xDC00 && low < 0xE000) {
		c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
		*s += 6;
	}
	if (c == 0 || c > 0x10FFFF || (c >= 0xD800 && c < 0xE000)) {
		p_fail(p, *s, M_feel_bad_character, NULL);
		return true;
	}
	utf8_put(o, (uint32_t)c);
	return true;
}

struct node *
parse_string(struct parser *p)
{
	const char *at = p->p, *s = p->p + 1;
	struct out o;

	out_init(&o, p->a);
	out_put(&o, "", 0);
	while (s < p->end && *s != '"') {
		if (*s != '\\') {
			const char *e = s;
			while (e < p->end && *e != '"' && *e != '\\')
				e++;
			out_put(&o, s, (size_t)(e - s));
			s = e;
		} else {
			s++;
			if (!escape(p, &s, &o))
				out_put(&o, "\\", 1);
		}
	}
	if (s >= p->end)
		return p_fail(p, at, M_feel_open_string, NULL);
	p->p = s + 1;
	return node_const(p, at, v_textn(out_cstr(&o), o.len));
}

/* @"2020-01-01" */
static struct node *
parse_at(struct parser *p)
{
	const char *at = p->p++;
	struct value v;

	p_blanks(p);
	if (p->p == p->end || *p->p != '"')
		return p_fail(p, p->p, M_feel_expected, "\"");
	struct node *n = parse_string(p);
	if (p->failed)
		return n;
	if (!p->run)
		p->run = feel_run_new(p->a, NULL, NULL);
	if (!time_read_any(p->run, n->v.text.p, n->v.text.n, &v))
		return p_fail(p, at, M_feel_bad_at, n->v.text.p);
	n->v = v;
	n->at = (int)(at - p->text);
	return n;
}

static struct node *
parse_number(struct parser *p)
{
	const char *at = p->p, *s = at;
	struct decimal d;

	while (s < p->end && isdigit((unsigned char)*s))
		s++;
	if (p->end - s > 1 && *s == '.' && isdigit((unsigned char)s[1]))
		for (s++; s < p->end && isdigit((unsigned char)*s);)
			s++;
	if (s < p->end && (*s == 'e' || *s == 'E')) {
		const char *e = s + 1;
		e += e < p->end && (*e == '+' || *e == '-');
		if (e < p->end && isdigit((unsigned char)*e)) {
			for (s = e; s < p->end && isdigit((unsigned char)*s);)
				s++;
		}
	}
	if (!dec_parse(at, (size_t)(s - at), &d))
		return p_fail(p, at, M_feel_bad_number, NULL);
	p->p = s;
	const char *t = s;
	uint32_t c = t < p->end ? utf8_next(&t, p->end) : 0;
	if (name_start(c) && !p_word_at(p, "and") && !p_word_at(p, "or") && !p_word_at(p, "then") && !p_word_at(p, "else"))
		return p_fail(p, s, M_feel_number_then_name, NULL);
	return node_const(p, at, v_num(d));
}

static bool
close_range(struct parser *p, bool *in)
{
	*in = p_take(p, "]");
	return *in || p_take(p, ")") || p_take(p, "[");
}

/* After the two points: the upper end and the closing bracket, whose [ might be a filter's too. */
static struct node *
parse_range(struct parser *p, const char *at, bool low_in, struct node *low)
{
	bool high_in = false, no_filter = p->no_filter;
	struct node *n = node_new(p, N_RANGE, at, 2), *high;
	const char *back = p->p;
	struct scope *scope = p->names->scope;

	p->no_filter = true;
	high = parse_sum(p);
	p->no_filter = no_filter;
	if (!p->failed && p_peek(p, "[")) {
		const char *plain = p->p;
		p->p = back;
		p->no_filter = false;
		struct node *longer = parse_sum(p);
		if (!p->failed && close_range(p, &high_in)) {
			high = longer;
			goto closed;
		}
		p->failed = false;		/* it was the range's bracket */
		p->names->scope = scope;
		p->p = plain;
	}
	if (!p->failed && !close_range(p, &high_in))
		return p_fail(p, p->p, M_feel_expected, "]");
closed:
	p->no_filter = no_filter;
	if (!p->failed) {
		n->a = RANGE_BOTH;
		n->b = (low_in ? 1 : 0) | (high_in ? 2 : 0);
		n->kid[0] = low;
		n->kid[1] = high;
	}
	return node_range(p, n);
}

/* (a), (< 5), (1..2), [a, b], [1..2], ]1..2[ */
struct node *
parse_brackets(struct parser *p)
{
	const char *at = p->p;
	char open = *p->p++;
	bool no_filter = p->no_filter;
	struct nodes l = { 0 };
	struct node *n;

	p->no_filter = false;
	p_blanks(p);
	if (open == '[' && p_take(p, "]")) {
		n = node_new(p, N_LIST, at, 0);
	} else if (open == '(' && p->p < p->end && (*p->p == '<' || *p->p == '>' || *p->p == '=' || (p->end - p->p > 1 && p->p[0] == '!' && p->p[1] == '='))) {
		n = parse_test(p);
		p_expect(p, ")");
	} else {
		n = parse_expr(p);
		if (!p->failed && p_take(p, "..")) {
			n = parse_range(p, at, open == '[', n);
		} else if (open == '(') {
			if (!p_take(p, ")") && !p->failed)
				p_fail(p, p->p, M_feel_expected, ")");
		} else if (open == ']') {
			p_fail(p, p->p, M_feel_expected, "..");
		} else {
			nodes_add(p, &l, n);
			while (p_take(p, ","))
				nodes_add(p, &l, parse_expr(p));
			p_expect(p, "]");
			n = node_new(p, N_LIST, at, 0);
			if (!p->failed) {
				n->kid = l.v;
				n->nkids = l.n;
			}
		}
	}
	p->no_filter = no_filter;
	return open == '(' ? n : node_done(p, n);
}

const char *
parse_new_name(struct parser *p, const char *stop)
{
	bool in = strcmp(stop, " in") == 0;

	p_blanks(p);
	const char *start = p->p, *last = start, *s = start;
	while (s < p->end) {
		const char *t = s;
		uint32_t c = utf8_next(&t, p->end);
		if (is_blank(c)) {
			const char *w = t;
			while (w < p->end) {
				const char *u = w;
				if (!is_blank(utf8_next(&u, p->end)))
					break;
				w = u;
			}
			if (in && name_match("in", w, p->end) && last > start)
				break;
			s = w;
			continue;
		}
		bool fine = s == start ? name_start(c) : name_part(c) || (c < 0x80 && strchr("./-'+*", (int)c));
		if (!fine)
			break;
		last = s = t;
	}
	if (last == start) {
		p_fail(p, start, M_feel_expected_name, p_rest(p));
		return "";
	}
	p->p = last;
	return name_tidy(p->a, start, (size_t)(last - start));
}

struct node *
parse_context(struct parser *p)
{
	const char *at = p->p++;
	struct nodes l = { 0 };
	const char **keys = NULL;
	int nkeys = 0, cap = 0;
	bool no_filter = p->no_filter;

	p->no_filter = false;
	scope_push(p->names, false);
	if (!p_peek(p, "}")) {
		do {
			p_blanks(p);
			const char *key_at = p->p;
			const char *key = p->p < p->end && *p->p == '"' ? parse_string(p)->v.text.p : parse_new_name(p, ":");
			if (p->failed || !p_expect(p, ":"))
				break;
			p->names->tried += (uint64_t)nkeys / 8;
			for (int i = 0; i < nkeys; i++)
				if (strcmp(keys[i], key) == 0)
					p_fail(p, key_at, M_feel_same_key, key);
			if (nkeys == cap) {
				const char **more = NEWN(p->a, const char *, cap = cap ? cap * 2 : 8);
				for (int i = 0; i < nkeys; i++)
					more[i] = keys[i];
				keys = more;
			}
			keys[nkeys++] = key;
			p_blanks(p);
			bool self = p_word_at(p, "function");	/* may call itself */
			if (self)
				scope_add(p->names, key);
			nodes_add(p, &l, parse_expr(p));
			if (!self)
				scope_add(p->names, key);
			feel_member(p->names, key);
		} while (p_take(p, ","));
	}
	p_expect(p, "}");
	scope_pop(p->names);
	p->no_filter = no_filter;
	struct node *n = node_new(p, N_CONTEXT, at, 0);
	if (!p->failed) {
		n->kid = l.v;
		n->nkids = l.n;
		n->names = keys;
	}
	return node_done(p, n);
}

static size_t
builtin_match(const struct parser *p, const struct builtin **ret)
{
	size_t best = 0;

	for (size_t i = 0; i < builtins_count; i++) {
		if (builtins[i].name[0] != *p->p || (i && strcmp(builtins[i].name, builtins[i - 1].name) == 0))
			continue;
		size_t n = name_match(builtins[i].name, p->p, p->end);
		if (n > best) {
			best = n;
			*ret = &builtins[i];
		}
	}
	return best;
}

/* Of an unknown word: is there a name that goes on with a full-width bracket where the text has an ASCII one? */
static void
hint_for(struct parser *p, const char *word, size_t n)
{
	static const char wide[] = "\xEF\xBC\x88";	/* U+FF08 */

	for (const struct scope *s = p->names->scope; s; s = s->up)
		for (int i = 0; i < s->n; i++) {
			if (strncmp(s->name[i], word, n) == 0 && strncmp(s->name[i] + n, wide, 3) == 0) {
				p->err->hint = M_feel_hint_wide;
				p->err->hint_arg = s->name[i];
				return;
			}
			if (strncmp(s->name[i], word, n) == 0 && s->name[i][n] == ' ') {
				p->err->hint = M_feel_hint_did_you_mean;
				p->err->hint_arg = s->name[i];
			}
		}
}

static struct node *
unknown(struct parser *p, const char *at, size_t n)
{
	const char *word = arena_dup(p->a, at, n);

	if (!p->failed) {
		p_fail(p, at, M_feel_unknown_name, word);
		if (strcmp(word, "\xE2\x80\x9C") == 0 || (n >= 3 && memcmp(word, "\xE2\x80", 2) == 0))
			p->err->hint = M_feel_hint_quotes;
		else
			hint_for(p, word, n);
	}
	return p_fail(p, at, M_feel_broken, NULL);
}

static bool
in_filter(const struct parser *p)
{
	for (const struct scope *s = p->names->scope; s; s = s->up)
		if (s->filter)
			return true;
	return false;
}

static size_t
word_length(const struct parser *p)
{
	const char *s = p->p;

	while (s < p->end) {
		const char *t = s;
		uint32_t c = utf8_next(&t, p->end);
		if (!(s == p->p ? name_start(c) : name_part(c)))
			break;
		s = t;
	}
	return (size_t)(s - p->p);
}

/* A name of a scope, of an item in a filter, or of a builtin: the longest that fits. */
struct node *
parse_name(struct parser *p)
{
	const char *at = p->p, *member = NULL;
	const struct builtin *b = NULL;
	int up, slot = 0;
	bool outside, filter = in_filter(p);
	size_t n = scope_match(p->names, at, p->end, &up, &slot, &outside);
	size_t nb = builtin_match(p, &b), nm = filter ? member_match(p->names, at, p->end, &member) : 0;

	if (filter && (nm > n || (outside && up >= 0) || (up < 0 && nm >= nb))) {
		size_t len = nm > n ? nm : n ? n : word_length(p);
		if (len >= nb && len && !(len == nb && at + len < p->end && at[len] == '(')) {
			struct node *m = node_new(p, N_MEMBER, at, n == len ? 1 : 0);
			if (p->failed)
				return m;
			m->name = name_tidy(p->a, at, len);
			if (n == len) {
				m->kid[0] = node_new(p, N_NAME, at, 0);
				m->kid[0]->a = up;
				m->kid[0]->b = slot;
				m->kid[0]->name = m->name;
			}
			p->p += len;
			return node_done(p, m);
		}
	}
	if (n && n >= nb) {
		struct node *v = node_new(p, N_NAME, at, 0);
		if (p->failed)
			return v;
		v->a = up;
		v->b = slot;
		v->name = name_tidy(p->a, at, n);
		p->saw_input |= strcmp(v->name, "?") == 0;
		p->p += n;
		return node_done(p, v);
	}
	if (nb) {
		struct node *f = node_new(p, N_BUILTIN, at, 0);
		if (p->failed)
			return f;
		f->fn = b;
		p->p += nb;
		return node_done(p, f);
	}
	size_t len = word_length(p);
	return unknown(p, at, len ? len : 1);
}

struct node *
parse_for(struct parser *p, enum node_op op, const char *at)
{
	struct nodes l = { 0 };
	const char **vars = NEWN(p->a, const char *, 16);
	int n = 0;

	scope_push(p->names, false);
	do {
		if (n == 15) {
			p_fail(p, p->p, M_feel_too_long, NULL);
			break;
		}
		vars[n] = parse_new_name(p, " in");
		if (!p->failed && !p_word(p, "in"))
			p_fail(p, p->p, M_feel_expected, "in");
		p_blanks(p);
		const char *dat = p->p;
		struct node *d = parse_sum(p);
		if (!p->failed && p_take(p, "..")) {
			struct node *span = node_new(p, N_SPAN, dat, 2), *end = parse_sum(p);
			if (!p->failed) {
				span->kid[0] = d;
				span->kid[1] = end;
			}
			d = node_done(p, span);
		}
		nodes_add(p, &l, d);
		scope_add(p->names, vars[n++]);
	} while (!p->failed && p_take(p, ","));
	const char *word = op == N_FOR ? "return" : "satisfies";
	if (!p->failed && !p_word(p, word))
		p_fail(p, p->p, M_feel_expected, word);
	if (op == N_FOR)
		scope_add(p->names, "partial");
	nodes_add(p, &l, parse_expr(p));
	scope_pop(p->names);
	struct node *node = node_new(p, op, at, 0);
	if (!p->failed) {
		node->kid = l.v;
		node->nkids = l.n;
		node->names = vars;
	}
	return node_done(p, node);
}

static struct node *
parse_if(struct parser *p, const char *at)
{
	static const char *const words[] = { "then", "else" };
	struct node *n = node_new(p, N_IF, at, 3), *kid[3];

	for (int i = 0; i < 3; i++) {
		kid[i] = parse_expr(p);
		if (i < 2 && !p->failed && !p_word(p, words[i]))
			p_fail(p, p->p, M_feel_expected, words[i]);
		if (p->failed)
			return kid[i];
		n->kid[i] = kid[i];
	}
	return node_done(p, n);
}

/* A keyword, when no known name goes further than it. */
static bool
keyword(struct parser *p, const char *word)
{
	int up, slot;
	bool outside;
	size_t n = p_word_at(p, word);

	if (n == 0 || scope_match(p->names, p->p, p->end, &up, &slot, &outside) > n)
		return false;
	p->p += n;
	return true;
}

struct node *
parse_atom(struct parser *p)
{
	p_blanks(p);
	const char *at = p->p;

	if (p->failed || p->p == p->end)
		return p_fail(p, at, M_feel_expected_value, p_rest(p));
	if (*at == '"')
		return parse_string(p);
	if (*at == '@')
		return parse_at(p);
	if (isdigit((unsigned char)*at) || (*at == '.' && p->end - at > 1 && isdigit((unsigned char)at[1])))
		return parse_number(p);
	if (*at == '(' || *at == '[' || *at == ']')
		return parse_brackets(p);
	if (*at == '{')
		return parse_context(p);
	if (keyword(p, "true") || keyword(p, "false"))
		return node_const(p, at, v_bool(*at == 't'));
	if (keyword(p, "null"))
		return node_const(p, at, v_null());
	if (keyword(p, "if"))
		return parse_if(p, at);
	if (keyword(p, "for"))
		return parse_for(p, N_FOR, at);
	if (keyword(p, "some"))
		return parse_for(p, N_SOME, at);
	if (keyword(p, "every"))
		return parse_for(p, N_EVERY, at);
	if (keyword(p, "function"))
		return parse_function(p);
	const char *t = at;
	if (!name_start(utf8_next(&t, p->end)))
		return p_fail(p, at, M_feel_expected_value, p_rest(p));
	return parse_name(p);
}
