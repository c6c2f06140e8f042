/*
 * pagec - an HTML template → one C function.  pagec NAME.html OUT.c OUT.h
 *
 * The forms are in tools/README.md. Escaping is chosen from the place in the HTML (pagec_html.c). Refused with
 * file and line: an expression where no escaping is safe (srcdoc, script, style, a comment, a name, an
 * unquoted value, <base>, <meta refresh>, behind javascript:), a block that ends in another place than it
 * began, a block or a tag that does not end, {{ without }}. Before each piece of C stands a #line, so that
 * the compiler complains about the template's line.
 */
#include "pagec.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum { BLOCKS_MAX = 64 };

struct block {
	struct place begin;
	bool first;			/* all ends so far had first */
	bool glue;			/* one end had glue */
	bool loop;			/* break and continue find it */
	int line;
};

struct page {
	const char *file;
	int line;
	const char *s;			/* the rest */
	struct place at;
	struct buf lit;			/* literal bytes not yet written */
	char last;			/* last literal byte, for blanks */
	bool pending;			/* a run of blanks has been dropped before … */
	char blank;			/* … and becomes this */
	bool has_args, begun;
	bool jumped;			/* the last statement was break or the like */
	struct block blocks[BLOCKS_MAX];
	int nblocks;
	struct buf args, includes, code;
};

static void
blank_out(struct page *pg)
{
	if (pg->pending && pg->last != '\n' && !(pg->blank == ' ' && pg->last == ' ')) {
		buf_put(&pg->lit, &pg->blank, 1);
		pg->last = pg->blank;
	}
	pg->pending = false;
}

static void
flush(struct page *pg)
{
	blank_out(pg);
	if (!pg->lit.n)
		return;
	buf_str(&pg->code, "\tout_put(o, ");
	buf_literal(&pg->code, pg->lit.p, pg->lit.n, "\t\t");
	buf_fmt(&pg->code, ", %zu);\n", pg->lit.n);
	pg->lit.n = 0;
}

/* One byte of HTML. Runs of blanks become one (a line end when there was one), but not in pre, textarea, values. */
static void
literal(struct page *pg)
{
	enum where before = pg->at.where;
	char c = *pg->s;
	bool keep, may;

	place_step(&pg->at, pg->s, pg->file, pg->line, &keep);
	may = (before == W_TEXT || before == W_TAG) && pg->at.where == before && !pg->at.pre;
	if (!keep) {
		;
	} else if (may && isspace((unsigned char)c)) {
		pg->blank = c == '\n' || (pg->pending && pg->blank == '\n') ? '\n' : ' ';
		pg->pending = true;
	} else {
		blank_out(pg);
		buf_put(&pg->lit, &c, 1);
		pg->last = c;
		pg->jumped = false;
	}
	pg->line += c == '\n';
	pg->s++;
}

/* The end of the C that begins at s: its "}}" outside of quotes. */
static const char *
form_end(struct page *pg, const char *s, bool c)
{
	for (char q = 0; *s; s++) {
		if (c && q) {
			if (*s == '\\' && s[1])
				s++;
			else if (*s == q)
				q = 0;
		} else if (c && (*s == '"' || *s == '\'')) {
			q = *s;
		} else if (s[0] == '}' && s[1] == '}') {
			return s;
		} else if (c && s[0] == '{' && s[1] == '{') {
			break;
		}
	}
	refuse(pg->file, pg->line, "{{ without }}");
}

static char *
trimmed(const char *s, const char *end)
{
	while (s < end && isspace((unsigned char)*s))
		s++;
	while (end > s && isspace((unsigned char)end[-1]))
		end--;
	return tool_dup(s, (size_t)(end - s));
}

static void
mark_line(struct page *pg)
{
	buf_fmt(&pg->code, "#line %d ", pg->line);
	buf_literal(&pg->code, pg->file, strlen(pg->file), "");
	buf_str(&pg->code, "\n");
}

static void
block_open(struct page *pg, bool again, bool loop)
{
	struct block *b;

	if (again) { /* } else { : the other branch begins where the first did */
		pg->at = pg->blocks[pg->nblocks++].begin;
		return;
	}
	if (pg->nblocks == BLOCKS_MAX)
		refuse(pg->file, pg->line, "more than %d blocks in each other", BLOCKS_MAX);
	b = &pg->blocks[pg->nblocks++];
	*b = (struct block){ .begin = pg->at, 
		.first = pg->at.first, .glue = pg->at.glue, .loop = loop, .line = pg->line };
	if (loop)
		pg->at.first = false; /* the second round is not at the beginning of a value */
}

static void
same_place(struct page *pg, const struct block *b, const char *what)
{
	if (!place_same(&pg->at, &b->begin))
		refuse(pg->file, pg->line, "%s %s, but its block began %s (line %d)", what, place_name(&pg->at),
		    place_name(&b->begin), b->line);
}

static void
block_close(struct page *pg)
{
	struct block *b;

	if (!pg->nblocks)
		refuse(pg->file, pg->line, "} without {");
	b = &pg->blocks[--pg->nblocks];
	same_place(pg, b, "ends");
	b->first = b->first && pg->at.first;
	pg->at.first = b->first;
	b->glue = b->glue || pg->at.glue;
	pg->at.glue = b->glue;
}

/* Words that jump must not leave half a tag behind. */
static void
jump(struct page *pg, const char *w, size_t n)
{
	int i = pg->nblocks - 1;

	if (n == 4 && !memcmp(w, "goto", 4))
		refuse(pg->file, pg->line, "goto in a template");
	if (n == 6 && !memcmp(w, "return", 6)) {
		if (pg->at.where != W_TEXT)
			refuse(pg->file, pg->line, "return %s", place_name(&pg->at));
		pg->jumped = true;
	} else if ((n == 5 && !memcmp(w, "break", 5)) || (n == 8 && !memcmp(w, "continue", 8))) {
		while (i >= 0 && !pg->blocks[i].loop)
			i--;
		if (i < 0)
			refuse(pg->file, pg->line, "%.*s outside of a loop or switch", (int)n, w);
		same_place(pg, &pg->blocks[i], "jumps");
		pg->blocks[i].first = pg->blocks[i].first && pg->at.first;
		pg->jumped = true;
	} else if ((n == 4 && !memcmp(w, "case", 4)) || (n == 7 && !memcmp(w, "default", 7))) {
		if (i < 0)
			refuse(pg->file, pg->line, "%.*s outside of a switch", (int)n, w);
		same_place(pg, &pg->blocks[i], "the next case begins");
		pg->at.first = pg->blocks[i].begin.first && (pg->jumped || pg->at.first);
	}
}

/* Follows the braces and jumps of one statement. */
static void
statement(struct page *pg, const char *s)
{
	static const char *const loops[] = { "for", "while", "do", "switch" };
	bool fresh = true, loop = false, again = false, closed = false;
	size_t n = strlen(s);
	int depth = 0;

	if (!n || !strchr("{};:", s[n - 1]))
		refuse(pg->file, pg->line, "a statement ends with { } ; or : (a lone } is written {{%% } }})");
	if (*s == '#')
		refuse(pg->file, pg->line, "no preprocessor in a template");
	for (; *s; s += n) {
		n = 1;
		if (*s == '"' || *s == '\'') {
			while (s[n] && s[n] != *s)
				n += s[n] == '\\' && s[n + 1] ? 2 : 1;
			n += s[n] != 0;
		} else if (s[0] == '/' && (s[1] == '*' || s[1] == '/')) {
			refuse(pg->file, pg->line, "a comment in a statement: use {{# … }}");
		} else if (isalpha((unsigned char)*s) || *s == '_') {
			while (isalnum((unsigned char)s[n]) || s[n] == '_')
				n++;
			for (size_t i = 0; fresh && i < sizeof loops / sizeof *loops; i++)
				loop = loop || (n == strlen(loops[i]) && !memcmp(s, loops[i], n));
			again = again || (closed && n == 4 && !memcmp(s, "else", 4));
			jump(pg, s, n);
			fresh = closed = false;
		} else if (*s == '{') {
			block_open(pg, again, loop);
			fresh = true;
			again = loop = closed = false;
		} else if (*s == '}') {
			block_close(pg);
			fresh = closed = true;
		} else if ((*s == ';' || *s == ':') && !depth) {
			fresh = true;
			loop = again = false;
		}
		depth += (*s == '(') - (*s == ')');
	}
}

static void
expression(struct page *pg, const char *e)
{
	const char *macro = place_escape(&pg->at, pg->file, pg->line);

	mark_line(pg);
	buf_fmt(&pg->code, "\t%s(o, %s);\n", macro, e);
	pg->last = 'x';
	pg->jumped = false;
}

/* "key.name, a, b" → tr(rq, M_key_name) or trf(rq, M_key_name, MSG_ARG(a), MSG_ARG(b), NULL) */
static void
sentence(struct page *pg, const char *s)
{
	struct buf e = { 0 };
	size_t n = strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789_.");
	const char *p = s + n + strspn(s + n, " \t\n");
	int depth = 0;

	if (!n || (*p && *p != ','))
		refuse(pg->file, pg->line, "\"%s\" is no key of a sentence", s);
	buf_fmt(&e, "%s(rq, M_", *p ? "trf" : "tr");
	for (size_t i = 0; i < n; i++)
		buf_put(&e, s[i] == '.' ? "_" : s + i, 1);
	for (char q = 0; *p; p++) {
		if (q) {
			buf_put(&e, p, 1);
			if (*p == '\\' && p[1])
				buf_put(&e, ++p, 1);
			else if (*p == q)
				q = 0;
			continue;
		}
		q = *p == '"' || *p == '\'' ? *p : 0;
		depth += (*p == '(' || *p == '[' || *p == '{') - (*p == ')' || *p == ']' || *p == '}');
		if (*p == ',' && !depth)
			buf_str(&e, p == s + n + strspn(s + n, " \t\n") ? ", MSG_ARG(" : "), MSG_ARG(");
		else
			buf_put(&e, p, 1);
	}
	buf_str(&e, s[n + strspn(s + n, " \t\n")] ? "), NULL)" : ")");
	expression(pg, e.p);
}

static void
call(struct page *pg, const char *s)
{
	size_t n = strcspn(s, " \t\n");
	const char *args = s + n + strspn(s + n, " \t\n");

	if (!is_ident(s, n))
		refuse(pg->file, pg->line, "{{call:NAME args}} wants a function's name");
	if (pg->at.where != W_TEXT)
		refuse(pg->file, pg->line, "a call %s", place_name(&pg->at));
	mark_line(pg);
	buf_fmt(&pg->code, "\t%.*s(o%s%s);\n", (int)n, s, *args ? ", " : "", args);
	pg->last = 'x';
	pg->jumped = false;
}

/* args and include; true when s is one of them. */
static bool
heading(struct page *pg, const char *s)
{
	if (!strncmp(s, "args", 4) && isspace((unsigned char)s[4])) {
		if (pg->has_args || pg->begun)
			refuse(pg->file, pg->line, "{{args}} comes first, and once");
		pg->has_args = true;
		buf_str(&pg->args, s + 5);
	} else if (!strncmp(s, "include", 7) && strchr(" \t\"<", s[7])) {
		if (pg->at.where != W_TEXT || pg->nblocks)
			refuse(pg->file, pg->line, "{{include}} belongs at the top");
		buf_fmt(&pg->includes, "#include %s\n", s + 7 + strspn(s + 7, " \t"));
	} else {
		return false;
	}
	return true;
}

/* Alone on its line a form that writes nothing takes the line with it. */
static void
swallow_line(struct page *pg, const char *start, const char *template)
{
	const char *p = pg->s + strspn(pg->s, " \t\r");

	while (start > template && (start[-1] == ' ' || start[-1] == '\t'))
		start--;
	if (*p == '\n' && (start == template || start[-1] == '\n') && pg->at.where == W_TEXT && !pg->at.pre) {
		pg->s = p + 1;
		pg->line++;
	}
}

static void
form(struct page *pg, const char *template)
{
	const char *start = pg->s, *s = start + 2, *end = form_end(pg, s, *s != '#');
	char *text = trimmed(s + (*s == '#' || *s == '%'), end);
	bool silent = true;

	if (*s != '#')
		flush(pg);
	if (*s == '#') {
		;
	} else if (*s == '%') {
		place_statement(&pg->at, pg->file, pg->line);
		pg->jumped = pg->jumped && (!strncmp(text, "case", 4) || !strncmp(text, "default", 7));
		statement(pg, text);
		mark_line(pg);
		buf_fmt(&pg->code, "\t%s\n", text);
		pg->begun = true;
		pg->last = 'x'; /* which way the program came here is unknown */
	} else if (!heading(pg, text)) {
		silent = false;
		pg->begun = true;
		if (!*text)
			refuse(pg->file, pg->line, "{{}} is empty");
		if (!strncmp(text, "t:", 2))
			sentence(pg, text + 2);
		else if (!strncmp(text, "call:", 5))
			call(pg, text + 5);
		else
			expression(pg, text);
	}
	for (; pg->s < end + 2; pg->s++)
		pg->line += *pg->s == '\n';
	if (silent)
		swallow_line(pg, start, template);
}

static void
compile(struct page *pg)
{
	const char *template = pg->s;

	while (*pg->s) {
		if (pg->s[0] == '{' && pg->s[1] == '{')
			form(pg, template);
		else
			literal(pg);
	}
	flush(pg);
	if (pg->nblocks)
		refuse(pg->file, pg->blocks[pg->nblocks - 1].line, "a block without }");
	if (pg->at.where != W_TEXT)
		refuse(pg->file, pg->line, "the template ends %s", place_name(&pg->at));
}

/* struct NAME in the arguments is announced, so that the header stands alone. */
static void
announce(struct buf *h, const char *args)
{
	for (const char *p = args; (p = strstr(p, "struct ")); p += 7) {
		size_t n = 0;

		while (isalnum((unsigned char)p[7 + n]) || p[7 + n] == '_')
			n++;
		buf_fmt(h, "struct %.*s;\n", (int)n, p + 7);
	}
}

/* The headers of the sentences that text speaks of, by the lines "M_key header" of the index, each once. */
static void
sentences(const char *text, const char *index, struct buf *includes)
{
	for (const char *p = text; (p = strstr(p, "M_")); p += 2) {
		size_t n = 2 + strspn(p + 2, "abcdefghijklmnopqrstuvwxyz0123456789_");
		const char *line;
		char *want;

		if (n == 2 || (p > text && (isalnum((unsigned char)p[-1]) || p[-1] == '_')))
			continue;
		want = tool_fmt("\n%.*s ", (int)n, p);
		line = !strncmp(index, want + 1, n + 1) ? index - 1 : strstr(index, want);
		if (!line)
			continue;		/* the C compiler refuses it, at the template's own line */
		line += n + 2;
		want = tool_fmt("#include \"%.*s\"\n", (int)strcspn(line, "\n"), line);
		if (!includes->n || !strstr(includes->p, want))
			buf_str(includes, want);
	}
}

static void
write_page(struct page *pg, const char *name, const char *out_c, const char *out_h, const char *index)
{
	struct buf c = { 0 }, h = { 0 }, msgs = { 0 };

	buf_put(&pg->includes, "", 0);
	buf_put(&pg->code, "", 0);
	buf_put(&pg->args, "", 0);
	buf_fmt(&h, "/* Made by tools/pagec from %s.html. */\n#ifndef QIAO_%s_HTML_H\n#define QIAO_%s_HTML_H\n\n"
		    "#include \"web/html.h\"\n%s\n", name, name, name, pg->includes.p);
	announce(&h, pg->args.p);
	buf_fmt(&h, "void %s_html(struct out *o%s%s);\n\n#endif\n", name, pg->args.n ? ", " : "", pg->args.p);
	buf_put(&msgs, "", 0);
	sentences(pg->code.p, index, &msgs);
	buf_fmt(&c, "/* Made by tools/pagec from %s.html. */\n#include \"web/web.h\"\n#include \"%s\"\n%s\nvoid\n%s_html(struct out *o%s%s)\n{\n%s}\n",
	    name, file_base(out_h), msgs.p, name, pg->args.n ? ", " : "", pg->args.p, pg->code.p);
	file_write(out_c, &c);
	file_write(out_h, &h);
}

int
main(int argc, char **argv)
{
	struct page *pg = tool_alloc(sizeof *pg);
	const char *base;
	char *name;
	size_t n, bad;

	if (argc != 5) {
		fprintf(stderr, "usage: pagec NAME.html OUT.c OUT.h msg_index.txt\n");
		return 2;
	}
	base = file_base(argv[1]);
	name = tool_dup(base, strcspn(base, "."));
	pg->file = argv[1];
	pg->line = 1;
	pg->last = '\n';
	pg->s = file_read(argv[1], &n);
	if (!is_ident(name, strlen(name)))
		refuse(argv[1], 0, "the file's name becomes a C name: letters, digits and _ only");
	if (!utf8_valid(pg->s, n, &bad))
		refuse(argv[1], 0, "not UTF-8 at byte %zu", bad);
	compile(pg);
	write_page(pg, name, argv[2], argv[3], file_read(argv[4], NULL));
	return 0;
}
