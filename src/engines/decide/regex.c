/*
 * regex.c - matches(), replace() and split() use XPath's regular expressions (XQuery and XPath Functions 3.1, 5.6);
 * here they are translated to PCRE2, compiled once for each run and matched with limits. Memory comes from the
 * run's arena, so nothing is freed. Not here: character classes (regex_class.c).
 */
#include "engines/decide/regex.h"
#include "decide_msg.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#define MATCH_LIMIT 400000	/* of backtracking from one place; the steps end before */
#define MOVES_A_STEP 8		/* items of a pattern tried for one step */
#define MAX_PATTERN 10000

struct regex {
	struct regex *next;
	const char *pattern, *flags;
	size_t n;
	bool bad;
	struct feel_run *run;
	size_t last;			/* place of the text where the last item was tried */
	uint32_t owed;
	pcre2_code *code;
	pcre2_match_data *data;
	pcre2_match_context *ctx;
};

void
regex_literal(struct out *o, uint32_t c)
{
	if (c < 0x80 && !(c >= '0' && c <= '9') && !(c >= 'A' && c <= 'Z') && !(c >= 'a' && c <= 'z'))
		out_fmt(o, "\\x{%x}", c);
	else
		utf8_put(o, c);
}

static bool
number(struct pattern *r, int *ret)
{
	int n = 0;

	for (*ret = 0; r->p < r->end && *r->p >= '0' && *r->p <= '9' && n < 5; n++)
		*ret = *ret * 10 + (*r->p++ - '0');
	return n > 0 && *ret <= 10000;
}

/* * + ? {n,m} and a ? behind it; false: malformed. */
static bool
quantifier(struct pattern *r, bool *there)
{
	int min, max;

	*there = r->p < r->end && strchr("*+?{", *r->p);
	if (!*there)
		return true;
	char c = *r->p++;
	if (c != '{') {
		out_fmt(r->o, "%c", c);
	} else {
		if (!number(r, &min))
			return false;
		max = min;
		if (r->p < r->end && *r->p == ',') {
			r->p++;
			if (r->p < r->end && *r->p == '}')
				max = -1;
			else if (!number(r, &max) || max < min)
				return false;
		}
		if (r->p == r->end || *r->p++ != '}')
			return false;
		if (max < 0)
			out_fmt(r->o, "{%d,}", min);
		else
			out_fmt(r->o, "{%d,%d}", min, max);
	}
	if (r->p < r->end && *r->p == '?') {
		r->p++;
		out_str(r->o, "?");
	}
	return !(r->p < r->end && strchr("*+?{", *r->p));
}

/* \1 and so on: as many digits as name a group that is there and closed. */
static bool
back_reference(struct pattern *r, int n)
{
	if (n == 0)
		return false;
	while (r->p < r->end && *r->p >= '0' && *r->p <= '9' && n * 10 + (*r->p - '0') <= r->groups)
		n = n * 10 + (*r->p++ - '0');
	if (n > r->groups || n >= (int)COUNT(r->closed) || !r->closed[n])
		return false;
	out_fmt(r->o, "(?:\\g{%d})", n);
	return true;
}

static bool
escape(struct pattern *r)
{
	if (r->p == r->end)
		return false;
	uint32_t c = utf8_next(&r->p, r->end), plain;
	if (c >= '0' && c <= '9')
		return back_reference(r, (int)(c - '0'));
	if (regex_set(r, c, false))
		return true;
	if (!(plain = regex_escaped(c)))
		return false;
	regex_literal(r->o, plain);
	return true;
}

static bool alternatives(struct pattern *r);

static bool
group(struct pattern *r)
{
	int mine = 0;

	if (r->end - r->p > 1 && r->p[0] == '?') {
		if (r->p[1] != ':')
			return false;
		r->p += 2;
		out_str(r->o, "(?:");
	} else {
		mine = ++r->groups;
		out_str(r->o, "(");
	}
	if (++r->depth > 60 || mine >= (int)COUNT(r->closed) || !alternatives(r) || r->p == r->end || *r->p++ != ')')
		return false;
	r->depth--;
	r->closed[mine] = true;
	out_str(r->o, ")");
	return true;
}

static bool
atom(struct pattern *r)
{
	uint32_t c = utf8_next(&r->p, r->end);
	bool there;

	switch (c) {
	case '^': case '$':
		out_fmt(r->o, "%c", (int)c);
		return quantifier(r, &there) && !there;
	case '.':
		out_str(r->o, r->all ? "." : "[^\\n\\r]");
		break;
	case '(':
		if (!group(r))
			return false;
		break;
	case '[':
		if (!regex_class(r))
			return false;
		break;
	case '\\':
		if (!escape(r))
			return false;
		break;
	case '*': case '+': case '?': case '{': case '}': case ']':
		return false;
	default:
		regex_literal(r->o, c);
	}
	return quantifier(r, &there);
}

static bool
alternatives(struct pattern *r)
{
	while (r->p < r->end && *r->p != ')') {
		if (*r->p == '|') {
			r->p++;
			out_str(r->o, "|");
		} else if (!atom(r)) {
			return false;
		}
	}
	return true;
}

/* Flag x: blanks outside [ ] vanish, also behind a backslash. */
static void
without_blanks(struct out *o, const char *p, size_t n)
{
	int depth = 0;
	bool escaped = false;

	out_put(o, "", 0);
	for (size_t i = 0; i < n; i++) {
		char c = p[i];
		if (depth == 0 && (c == ' ' || c == '\t' || c == '\n' || c == '\r'))
			continue;
		if (!escaped && c == '[')
			depth++;
		else if (!escaped && c == ']' && depth > 0)
			depth--;
		escaped = !escaped && c == '\\';
		out_put(o, &c, 1);
	}
}

bool
regex_translate(struct arena *a, const char *p, size_t n, const char *flags, struct out *o, uint32_t *options)
{
	struct pattern r = { .p = p, .end = p + n, .o = o };
	struct out bare;

	*options = PCRE2_AUTO_CALLOUT | PCRE2_UTF | PCRE2_DOLLAR_ENDONLY | PCRE2_NEVER_BACKSLASH_C;
	for (const char *f = flags; *f; f++)
		if (!strchr("smixq", *f))
			return false;
	if (strchr(flags, 'i'))
		*options |= PCRE2_CASELESS;
	if (strchr(flags, 'm'))
		*options |= PCRE2_MULTILINE;
	if (strchr(flags, 's'))
		*options |= PCRE2_DOTALL;
	r.all = strchr(flags, 's');
	out_put(o, "", 0);
	if (strchr(flags, 'q')) {
		while (r.p < r.end)
			regex_literal(o, utf8_next(&r.p, r.end));
		return true;
	}
	if (strchr(flags, 'x')) {
		out_init(&bare, a);
		without_blanks(&bare, p, n);
		r.p = out_cstr(&bare);
		r.end = r.p + bare.len;
	}
	return alternatives(&r) && r.p == r.end;
}

static void *
take(size_t n, void *a)
{
	return arena_alloc(a, n);
}

static void
leave(void *p, void *a)
{
	(void)p;
	(void)a;
}

/* Called before each item of a pattern is tried: PCRE2's own limits count per place of the text, ours in all. */
static int
tried(pcre2_callout_block *b, void *p)
{
	struct regex *x = p;
	size_t moved = b->current_position > x->last ? b->current_position - x->last : x->last - b->current_position;

	x->last = b->current_position;
	x->owed += 1 + (uint32_t)(moved / 16);
	if (x->owed < MOVES_A_STEP)
		return 0;
	bool more = step(x->run, NULL, x->owed / MOVES_A_STEP);
	x->owed %= MOVES_A_STEP;
	return more ? 0 : PCRE2_ERROR_CALLOUT;
}

static void
compile(struct feel_run *run, struct regex *x)
{
	struct out o;
	uint32_t options;
	int err;
	PCRE2_SIZE at;

	out_init(&o, run->a);
	x->bad = true;
	if (x->n > MAX_PATTERN || !regex_translate(run->a, x->pattern, x->n, x->flags, &o, &options))
		return;
	pcre2_general_context *g = pcre2_general_context_create(take, leave, run->a);
	pcre2_compile_context *c = pcre2_compile_context_create(g);
	pcre2_set_newline(c, PCRE2_NEWLINE_LF);
	x->code = pcre2_compile((PCRE2_SPTR)out_cstr(&o), o.len, options, &err, &at, c);
	if (!x->code)
		return;
	x->data = pcre2_match_data_create_from_pattern(x->code, g);
	x->ctx = pcre2_match_context_create(g);
	pcre2_set_match_limit(x->ctx, MATCH_LIMIT);
	pcre2_set_callout(x->ctx, tried, x);
	pcre2_set_heap_limit(x->ctx, 4096);	/* KB */
	x->bad = false;
}

enum regex_done
regex_find(struct feel_run *run, struct value pattern, struct value flags, struct value text, size_t from, size_t **groups,
	   size_t *ngroups, enum msg *key)
{
	const char *f = flags.kind == V_STRING ? flags.text.p : "";
	struct regex *x;

	*key = M_feel_pattern;
	size_t known = 0;
	for (x = run->regexes; x; x = x->next, known++)
		if (x->n == pattern.text.n && strcmp(x->flags, f) == 0 && memcmp(x->pattern, pattern.text.p, x->n) == 0)
			break;
	if (!step(run, NULL, 5 + known / 16))
		return REGEX_BAD;
	if (!x) {
		if (!step(run, NULL, 100 + pattern.text.n * 4))
			return REGEX_BAD;
		x = NEW(run->a, struct regex);
		x->pattern = pattern.text.p;
		x->n = pattern.text.n;
		x->flags = f;
		x->run = run;
		x->next = run->regexes;
		run->regexes = x;
		compile(run, x);
	}
	if (x->bad)
		return REGEX_BAD;
	x->last = from;
	int n = pcre2_match(x->code, (PCRE2_SPTR)text.text.p, text.text.n, from, PCRE2_NO_UTF_CHECK, x->data, x->ctx);
	if (n == PCRE2_ERROR_NOMATCH)
		return step(run, NULL, (text.text.n - from) / 64) ? REGEX_NO : REGEX_BAD;
	if (n <= 0) {
		step(run, NULL, MATCH_LIMIT);
		*key = M_feel_pattern_slow;
		return REGEX_BAD;
	}
	*groups = pcre2_get_ovector_pointer(x->data);	/* PCRE2_UNSET is SIZE_MAX */
	step(run, NULL, ((*groups)[1] > from ? (*groups)[1] - from : 0) / 64);
	*ngroups = pcre2_get_ovector_count(x->data);
	for (uint32_t i = (uint32_t)n; i < *ngroups; i++)
		(*groups)[2 * i] = (*groups)[2 * i + 1] = SIZE_MAX;
	return REGEX_YES;
}
