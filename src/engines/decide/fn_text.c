/* fn_text.c - builtins over text (DMN 1.5, 10.3.4.3). Positions count code points. Patterns: regex.c. */
#include "engines/decide/fn.h"
#include "decide_msg.h"

#define TEXT_A_STEP 8		/* bytes made for one step */

static struct value
text_of(struct call *c, struct out *o)
{
	if (o->failed || o->len > c->run->max_text)
		return stop(c->run, c->n, M_feel_text_long);
	return step(c->run, c->n, o->len / TEXT_A_STEP) ? v_textn(out_cstr(o), o->len) : v_null();
}

FN(fn_string)
{
	struct out o;

	if (c->v[0].kind == V_NULL)
		return c->v[0].why ? c->v[0] : fail(c->run, c->n, M_feel_argument_null, v_text("from"), v_text("string"));
	if (c->v[0].kind == V_STRING)
		return c->v[0];
	out_init(&o, c->run->a);
	o.max = c->run->max_text < (size_t)c->run->steps * TEXT_A_STEP ? c->run->max_text : (size_t)c->run->steps * TEXT_A_STEP + 1;
	value_print(&o, c->v[0], false);
	return text_of(c, &o);
}

static size_t
length(struct value v)
{
	size_t n = 0;

	for (size_t i = 0; i < v.text.n; i++)
		n += (v.text.p[i] & 0xC0) != 0x80;
	return n;
}

/* The byte where code point number i (from 0) begins. */
static size_t
byte_at(struct value v, size_t i)
{
	size_t at = 0;

	for (; at < v.text.n && (i > 0 || (v.text.p[at] & 0xC0) == 0x80); at++)
		if (i > 0 && (at + 1 == v.text.n || (v.text.p[at + 1] & 0xC0) != 0x80))
			i--;
	return at;
}

FN(fn_string_length)
{
	return v_int((int64_t)length(c->v[0]));
}

FN(fn_substring)
{
	struct decimal d;
	int64_t start, n = INT64_MAX, len = (int64_t)length(c->v[0]);

	if (!dec_round(c->v[1].num, 0, DEC_DOWN, &d) || !dec_to_int(d, &start) || start == 0 || start > len || -start > len)
		return fn_bad(c, "start position", c->v[1]);
	if (c->v[2].kind != V_NULL && (!dec_round(c->v[2].num, 0, DEC_DOWN, &d) || !dec_to_int(d, &n) || n < 1))
		return fn_bad(c, "length", c->v[2]);
	int64_t from = start > 0 ? start - 1 : len + start;
	int64_t to = n > len - from ? len : from + n;
	size_t a = byte_at(c->v[0], (size_t)from), b = byte_at(c->v[0], (size_t)to);
	return v_textn(arena_dup(c->run->a, c->v[0].text.p + a, b - a), b - a);
}

/* Simple case mapping by code point; ASCII, Latin-1, Latin Extended-A, Greek, Cyrillic, full-width. */
static uint32_t
mapped(uint32_t c, bool upper)
{
	if (c < 0x80)
		return upper && c >= 'a' && c <= 'z' ? c - 32 : !upper && c >= 'A' && c <= 'Z' ? c + 32 : c;
	if (upper && ((c >= 0xE0 && c <= 0xFE && c != 0xF7) || (c >= 0x3B1 && c <= 0x3C9 && c != 0x3C2) || (c >= 0x430 && c <= 0x44F)))
		return c - 32;
	if (!upper && ((c >= 0xC0 && c <= 0xDE && c != 0xD7) || (c >= 0x391 && c <= 0x3A9) || (c >= 0x410 && c <= 0x42F)))
		return c + 32;
	if ((c >= 0x100 && c <= 0x137) || (c >= 0x14A && c <= 0x177))	/* Latin Extended-A: neighbours */
		return upper ? c & ~1u : c | 1u;
	if ((c >= 0x400 && c <= 0x40F && !upper) || (c >= 0x450 && c <= 0x45F && upper))
		return upper ? c - 80 : c + 80;
	if (c >= 0xFF21 && c <= 0xFF3A && !upper)
		return c + 32;
	if (c >= 0xFF41 && c <= 0xFF5A && upper)
		return c - 32;
	return c;
}

FN(fn_case)
{
	struct out o;
	const char *p = c->v[0].text.p, *end = p + c->v[0].text.n;

	out_init(&o, c->run->a);
	out_put(&o, "", 0);
	while (p < end) {
		uint32_t ch = utf8_next(&p, end);
		if (ch == 0xDF && c->b->arg)
			out_str(&o, "SS");
		else
			utf8_put(&o, mapped(ch, c->b->arg));
	}
	return text_of(c, &o);
}

static const char *
find(struct value in, struct value what)
{
	return what.text.n == 0 ? in.text.p : memmem(in.text.p, in.text.n, what.text.p, what.text.n);
}

/* substring before, after */
FN(fn_cut)
{
	const char *p = c->v[0].text.p, *at = find(c->v[0], c->v[1]);

	if (!at)
		return v_text("");
	if (!c->b->arg)
		return v_textn(arena_dup(c->run->a, p, (size_t)(at - p)), (size_t)(at - p));
	at += c->v[1].text.n;
	return v_textn(at, c->v[0].text.n - (size_t)(at - p));
}

FN(fn_contains)
{
	struct value s = c->v[0], m = c->v[1];

	if (c->b->arg == 0)
		return v_bool(find(s, m) != NULL);
	if (m.text.n > s.text.n)
		return v_bool(false);
	return v_bool(memcmp(c->b->arg == 1 ? s.text.p : s.text.p + s.text.n - m.text.n, m.text.p, m.text.n) == 0);
}

static struct value
bad_pattern(struct call *c, enum msg key, struct value pattern)
{
	return fail(c->run, c->n, key, pattern, c->v[c->b->fn == fn_replace ? 3 : 2]);
}

FN(fn_matches)
{
	size_t *g, n;
	enum msg key;
	enum regex_done r = regex_find(c->run, c->v[1], c->v[2], c->v[0], 0, &g, &n, &key);

	return r == REGEX_BAD ? bad_pattern(c, key, c->v[1]) : v_bool(r == REGEX_YES);
}

/* $0…$99 and \$ \\ of a replacement, XPath's fn:replace. False: something else behind $ or \. */
static bool
replacement(struct out *o, struct value rep, struct value in, const size_t *g, size_t n)
{
	for (size_t i = 0; i < rep.text.n; i++) {
		char ch = rep.text.p[i];
		if (ch == '\\') {
			if (i + 1 == rep.text.n || (rep.text.p[i + 1] != '$' && rep.text.p[i + 1] != '\\'))
				return false;
			out_put(o, rep.text.p + ++i, 1);
		} else if (ch != '$') {
			out_put(o, &ch, 1);
		} else {
			size_t k = 0, digits = 0;
			for (; i + 1 < rep.text.n && rep.text.p[i + 1] >= '0' && rep.text.p[i + 1] <= '9'; digits++) {
				size_t more = k * 10 + (size_t)(rep.text.p[i + 1] - '0');
				if (digits && more >= n)	/* $12 with fewer groups: $1 and a 2 */
					break;
				k = more;
				i++;
			}
			if (digits == 0)
				return false;
			if (k < n && g[2 * k] != SIZE_MAX)
				out_put(o, in.text.p + g[2 * k], g[2 * k + 1] - g[2 * k]);
		}
	}
	return true;
}

/* Length in bytes of the code point at p. */
static size_t
width(const char *p)
{
	unsigned char ch = (unsigned char)*p;

	return ch < 0x80 ? 1 : ch < 0xE0 ? 2 : ch < 0xF0 ? 3 : 4;
}

FN(fn_replace)
{
	struct value in = c->v[0];
	bool quote = c->v[3].kind == V_STRING && memchr(c->v[3].text.p, 'q', c->v[3].text.n);
	size_t *g, n, from = 0, done = 0;
	enum msg key;
	struct out o;

	out_init(&o, c->run->a);
	out_put(&o, "", 0);
	for (;;) {
		if (!step(c->run, c->n, 1))
			return v_null();
		enum regex_done r = regex_find(c->run, c->v[1], c->v[3], in, from, &g, &n, &key);
		if (r == REGEX_BAD)
			return bad_pattern(c, key, c->v[1]);
		if (r == REGEX_NO)
			break;
		if (g[1] == g[0] && from == 0 && done == 0) {	/* XPath: a pattern that matches nothing replaces nothing */
			struct value empty = v_text("");
			size_t *h, m;
			if (regex_find(c->run, c->v[1], c->v[3], empty, 0, &h, &m, &key) == REGEX_YES)
				return fail(c->run, c->n, M_feel_pattern_empty, c->v[1], NOTHING);
		}
		out_put(&o, in.text.p + done, g[0] - done);
		if (quote)
			out_put(&o, c->v[2].text.p, c->v[2].text.n);
		else if (!replacement(&o, c->v[2], in, g, n))
			return fn_bad(c, "replacement", c->v[2]);
		done = g[1];
		from = g[1] > g[0] ? g[1] : g[1] + (g[1] < in.text.n ? width(in.text.p + g[1]) : 1);
		if (from > in.text.n || o.len > c->run->max_text)
			break;
	}
	out_put(&o, in.text.p + done, in.text.n - done);
	return text_of(c, &o);
}

FN(fn_split)
{
	struct value in = c->v[0];
	size_t *g, n, from = 0, done = 0, count = 0, cap = 8;
	struct value *v = NEWN(c->run->a, struct value, cap);
	enum msg key;

	while (from <= in.text.n && step(c->run, c->n, 1)) {
		enum regex_done r = regex_find(c->run, c->v[1], v_null(), in, from, &g, &n, &key);
		if (r == REGEX_BAD)
			return bad_pattern(c, key, c->v[1]);
		if (r == REGEX_NO)
			break;
		if (g[1] == g[0]) {		/* an empty match divides nothing */
			from = g[1] + (g[1] < in.text.n ? width(in.text.p + g[1]) : 1);
			continue;
		}
		if (count + 2 > cap) {
			struct value *more = NEWN(c->run->a, struct value, cap *= 2);
			memcpy(more, v, count * sizeof(*v));
			v = more;
		}
		v[count++] = v_textn(arena_dup(c->run->a, in.text.p + done, g[0] - done), g[0] - done);
		done = from = g[1];
	}
	v[count++] = v_textn(in.text.p + done, in.text.n - done);
	return v_list(c->run->a, v, count);
}

bool
fn_strings(struct call *c, struct value list)
{
	for (size_t i = 0; i < list.list->n; i++)
		if (list.list->v[i].kind != V_STRING && list.list->v[i].kind != V_NULL)
			return false;
	return true;
}

FN(fn_string_join)
{
	struct out o;
	bool first = true;

	if (!fn_strings(c, c->v[0]))
		return fn_bad(c, "list", c->v[0]);
	out_init(&o, c->run->a);
	out_put(&o, "", 0);
	for (size_t i = 0; i < c->v[0].list->n && o.len <= c->run->max_text; i++) {
		struct value s = c->v[0].list->v[i];
		if (s.kind == V_NULL)
			continue;
		if (!first && c->v[1].kind == V_STRING)
			out_put(&o, c->v[1].text.p, c->v[1].text.n);
		out_put(&o, s.text.p, s.text.n);
		first = false;
	}
	return text_of(c, &o);
}
