/*
 * feel_scope.c - names: which characters they may have, which are known where, which known name a text begins
 * with. A name may hold blanks and + - * / . ' so the text alone does not say where it ends: the longest known
 * name wins (DMN 1.5, 10.3.1.2 and 10.3.1.4).
 */
#include "engines/decide/feel_int.h"

uint32_t
utf8_next(const char **p, const char *end)
{
	const unsigned char *s = (const unsigned char *)*p;

	if (*p == end)
		return 0;
	int more = *s < 0x80 ? 0 : *s < 0xE0 ? 1 : *s < 0xF0 ? 2 : 3;
	uint32_t c = more == 0 ? *s : more == 1 ? *s & 0x1Fu : more == 2 ? *s & 0x0Fu : *s & 0x07u;

	s++;
	for (; more > 0 && (const char *)s < end; more--)
		c = c << 6 | (*s++ & 0x3Fu);
	*p = (const char *)s;
	return c;
}

void
utf8_put(struct out *o, uint32_t c)
{
	char b[4];

	if (c < 0x80) {
		b[0] = (char)c;
		out_put(o, b, 1);
	} else if (c < 0x800) {
		b[0] = (char)(0xC0 | c >> 6);
		b[1] = (char)(0x80 | (c & 0x3F));
		out_put(o, b, 2);
	} else if (c < 0x10000) {
		b[0] = (char)(0xE0 | c >> 12);
		b[1] = (char)(0x80 | (c >> 6 & 0x3F));
		b[2] = (char)(0x80 | (c & 0x3F));
		out_put(o, b, 3);
	} else {
		b[0] = (char)(0xF0 | c >> 18);
		b[1] = (char)(0x80 | (c >> 12 & 0x3F));
		b[2] = (char)(0x80 | (c >> 6 & 0x3F));
		b[3] = (char)(0x80 | (c & 0x3F));
		out_put(o, b, 4);
	}
}

/* Grammar rules 61 and 62, and U+FEFF. */
bool
is_blank(uint32_t c)
{
	return c == ' ' || (c >= 9 && c <= 13) || c == 0x85 || c == 0xA0 || c == 0x1680 || c == 0x180E ||
	       (c >= 0x2000 && c <= 0x200B) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000 || c == 0xFEFF;
}

/* Rule 28; U+3000 is a blank although the rule's range begins behind it. */
bool
name_start(uint32_t c)
{
	static const uint32_t ranges[][2] = {
		{ '?', '?' }, { 'A', 'Z' }, { '_', '_' }, { 'a', 'z' }, { 0xC0, 0xD6 }, { 0xD8, 0xF6 }, { 0xF8, 0x2FF }, { 0x370, 0x37D },
		{ 0x37F, 0x1FFF }, { 0x200C, 0x200D }, { 0x2070, 0x218F }, { 0x2C00, 0x2FEF }, { 0x3001, 0xD7FF }, { 0xF900, 0xFDCF },
		{ 0xFDF0, 0xFFFD }, { 0x10000, 0xEFFFF },
	};

	for (size_t i = 0; i < COUNT(ranges); i++)
		if (c >= ranges[i][0] && c <= ranges[i][1])
			return !is_blank(c);
	return false;
}

/* Rule 29. */
bool
name_part(uint32_t c)
{
	return name_start(c) || (c >= '0' && c <= '9') || c == 0xB7 || (c >= 0x300 && c <= 0x36F) || (c >= 0x203F && c <= 0x2040);
}

static bool
name_symbol(uint32_t c)
{
	return c && c < 0x80 && strchr("./-'+*", (int)c);
}

const char *
name_tidy(struct arena *a, const char *p, size_t n)
{
	struct out o;
	const char *end = p + n;
	bool gap = false;

	out_init(&o, a);
	while (p < end) {
		uint32_t c = utf8_next(&p, end);
		if (is_blank(c)) {
			gap = o.len > 0;
			continue;
		}
		if (gap)
			out_str(&o, " ");
		gap = false;
		utf8_put(&o, c);
	}
	return out_cstr(&o);
}

static void
skip_blanks(const char **s, const char *end)
{
	while (*s < end) {
		const char *t = *s;
		if (!is_blank(utf8_next(&t, end)))
			return;
		*s = t;
	}
}

/* How many bytes of s the (tidy) name covers, 0 when s does not begin with it. Blanks around symbols are free. */
size_t
name_match(const char *name, const char *s, const char *end)
{
	const char *start = s, *nend = name + strlen(name);
	uint32_t c, last = 0;

	while (name < nend) {
		uint32_t want = utf8_next(&name, nend);
		const char *t = s;
		if (want == ' ') {
			skip_blanks(&t, end);
			if (t == s && !name_symbol(last) && !name_symbol((unsigned char)*name))
				return 0;
			s = t;
			last = ' ';
			continue;
		}
		if (name_symbol(want) || name_symbol(last))
			skip_blanks(&t, end);
		if (t == end || utf8_next(&t, end) != want)
			return 0;
		s = t;
		last = want;
	}
	if (s < end && name_part(last)) {	/* the word must end here */
		const char *t = s;
		c = utf8_next(&t, end);
		if (name_part(c))
			return 0;
	}
	return (size_t)(s - start);
}

struct feel_names *
feel_names_new(struct arena *a)
{
	struct feel_names *names = NEW(a, struct feel_names);

	names->a = a;
	scope_push(names, false);
	feel_member(names, "time offset");	/* FEEL's own of several words */
	feel_member(names, "start included");
	feel_member(names, "end included");
	return names;
}

struct scope *
scope_push(struct feel_names *names, bool filter)
{
	struct scope *s = NEW(names->a, struct scope);

	s->up = names->scope;
	s->filter = filter;
	names->scope = s;
	return s;
}

void
scope_pop(struct feel_names *names)
{
	names->scope = names->scope->up;
}

static const char **
grow(struct arena *a, const char **v, int n, int *cap)
{
	if (n < *cap)
		return v;
	*cap = *cap ? *cap * 2 : 8;
	const char **more = NEWN(a, const char *, *cap);
	for (int i = 0; i < n; i++)
		more[i] = v[i];
	return more;
}

int
scope_add(struct feel_names *names, const char *name)
{
	struct scope *s = names->scope;

	s->name = grow(names->a, s->name, s->n, &s->cap);
	s->name[s->n] = name;
	return s->n++;
}

int
feel_name(struct feel_names *names, const char *name)
{
	const char *tidy = name_tidy(names->a, name, strlen(name));

	for (int i = 0; i < names->scope->n; i++)
		if (strcmp(names->scope->name[i], tidy) == 0)
			return i;
	return scope_add(names, tidy);
}

void
feel_member(struct feel_names *names, const char *name)
{
	const char *tidy = name_tidy(names->a, name, strlen(name));
	struct bucket *b = &names->members[(unsigned char)*tidy];

	names->tried += (uint64_t)b->n / 8;
	for (int i = 0; i < b->n; i++)
		if (strcmp(b->v[i], tidy) == 0)
			return;
	b->v = grow(names->a, b->v, b->n, &b->cap);
	b->v[b->n++] = tidy;
}

size_t
scope_match(struct feel_names *names, const char *s, const char *end, int *up, int *slot, bool *outside)
{
	size_t best = 0;
	int depth = 0;
	bool filter = false;

	*up = -1;
	*outside = false;
	for (const struct scope *c = names->scope; c; c = c->up, depth++) {
		for (int i = 0; i < c->n; i++) {
			if (s == end || c->name[i][0] != *s)
				continue;
			names->tried++;
			size_t n = name_match(c->name[i], s, end);
			if (n > best) {
				best = n;
				*up = depth;
				*slot = i;
				*outside = filter || c->filter;	/* `item` too may be an entry's name */
			}
		}
		filter |= c->filter;
	}
	return best;
}

size_t
member_match(struct feel_names *names, const char *s, const char *end, const char **ret)
{
	const struct bucket *b = &names->members[s < end ? (unsigned char)*s : 0];
	size_t best = 0;

	names->tried += (uint64_t)b->n;
	for (int i = 0; i < b->n; i++) {
		size_t n = name_match(b->v[i], s, end);
		if (n > best) {
			best = n;
			*ret = b->v[i];
		}
	}
	return best;
}
