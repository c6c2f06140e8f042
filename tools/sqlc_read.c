/* sqlc_read.c - NAME.sql → statements: directives, tokens, the text for SQLite. Knows no schema. */
#include "sqlc.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

bool
tok_is(const struct tok *t, const char *word)
{
	return (t->kind == TOK_WORD || t->kind == TOK_PUNCT) && strlen(word) == t->n && !strncasecmp(t->p, word, t->n);
}

/* Next word of *s (up to white space or one of stop), or NULL at the end. */
static char *
word(const char **s, const char *stop)
{
	const char *p = *s + strspn(*s, " \t\r");
	size_t n = 0;

	while (p[n] && !isspace((unsigned char)p[n]) && !strchr(stop, p[n]))
		n++;
	*s = p + n;
	return n ? tool_dup(p, n) : NULL;
}

static int
columns(const struct statement *st, int line, const char *s, struct column *v, int n, int max)
{
	static const char *const types[] = { "int", "text", "blob" };

	for (;;) {
		struct column c = { .name = word(&s, ",") };
		char *type = c.name ? word(&s, ",") : NULL;
		size_t len = type ? strlen(type) : 0;
		int t = -1;

		if (!type)
			refuse(st->file, line, "%s: wants NAME TYPE, NAME TYPE …", st->name);
		if (type[len - 1] == '?') {
			c.null = true;
			type[len - 1] = 0;
		}
		for (int i = 0; i < 3; i++)
			t = strcmp(type, types[i]) ? t : i;
		if (t < 0)
			refuse(st->file, line, "%s: %s is no type (int, text, blob; with ? when it may be NULL)", st->name, type);
		c.type = (enum type)t;
		if (!is_ident(c.name, strlen(c.name)))
			refuse(st->file, line, "%s: %s cannot be a name in C", st->name, c.name);
		for (int i = 0; i < n; i++) {
			if (!strcmp(v[i].name, c.name))
				refuse(st->file, line, "%s: %s is there twice", st->name, c.name);
		}
		if (n == max)
			refuse(st->file, line, "%s: more than %d", st->name, max);
		v[n++] = c;
		s += strspn(s, " \t\r");
		if (!*s)
			return n;
		if (*s++ != ',')
			refuse(st->file, line, "%s: wants a comma between NAME TYPE pairs", st->name);
	}
}

static struct statement *
begin(const char *file, int line, const char *s, const struct statement *list)
{
	static const char *const kinds[] = { "one", "opt", "many", "do", "raw" };
	struct statement *st = tool_alloc(sizeof *st);
	char *kind, *rest;
	int k = -1;

	st->file = file;
	st->line = line;
	st->name = word(&s, "");
	kind = st->name ? word(&s, "") : NULL;
	rest = word(&s, "");
	if (!kind || rest)
		refuse(file, line, "wants -- name: NAME one|opt|many|do|raw");
	for (int i = 0; i < 5; i++)
		k = strcmp(kind, kinds[i]) ? k : i;
	if (k < 0)
		refuse(file, line, "%s: %s is no kind (one, opt, many, do, raw)", st->name, kind);
	st->kind = (enum kind)k;
	st->row = st->name;
	if (!is_ident(st->name, strlen(st->name)))
		refuse(file, line, "%s cannot be a name in C", st->name);
	for (; list; list = list->next) {
		if (!strcmp(list->name, st->name))
			refuse(file, line, "%s: there is one of this name at line %d", st->name, list->line);
	}
	return st;
}

/* "-- in:" gives what follows the colon; NULL when the line is no such directive. */
static const char *
directive(const char *s, const char *name)
{
	size_t n = strlen(name);

	if (strncmp(s, "--", 2))
		return NULL;
	s += 2;
	s += strspn(s, " \t");
	return !strncmp(s, name, n) && s[n] == ':' ? s + n + 1 : NULL;
}

/* A line between the name and the SQL. False: it begins the SQL. */
static bool
head(struct statement *st, int line, const char *s)
{
	static const char *const reserved[] = { "db", "a", "ret", "found", "changed" };
	const char *d;

	if ((d = directive(s, "in"))) {
		st->nin = columns(st, line, d, st->in, st->nin, PARAMS_MAX);
		for (int i = 0; i < st->nin; i++) {
			for (size_t k = 0; k < sizeof reserved / sizeof *reserved; k++) {
				if (!strcmp(st->in[i].name, reserved[k]))
					refuse(st->file, line, "%s: a parameter cannot be called %s", st->name, reserved[k]);
			}
		}
	} else if ((d = directive(s, "out"))) {
		st->nout = columns(st, line, d, st->out, st->nout, COLUMNS_MAX);
		st->out_given = true;
	} else if ((d = directive(s, "row"))) {
		st->row = word(&d, "");
		if (!st->row || !is_ident(st->row, strlen(st->row)) || word(&d, ""))
			refuse(st->file, line, "%s: wants -- row: NAME", st->name);
	} else if ((d = directive(s, "area"))) {
		char *none = word(&d, "");

		if (!none || strcmp(none, "none") || !word(&d, ""))
			refuse(st->file, line, "%s: wants -- area: none REASON", st->name);
		st->any_area = true;
	} else if (!strncmp(s, "--", 2)) {
		buf_fmt(&st->doc, "%s\n", s + 2 + strspn(s + 2, " \t"));
	} else if (s[strspn(s, " \t\r")]) {
		return false;
	}
	return true;
}

/* Text that several statements of a file share: "-- part: NAME", the lines below it up to a blank one, and {NAME}. */
struct part {
	char *name;
	int line;
	bool used;
	struct buf text;		/* in one line: the statement's own lines stay true */
	struct part *next;
};

static struct part *
part_begin(const char *file, int line, const char *s, struct part *list)
{
	struct part *p = tool_alloc(sizeof *p);

	p->name = word(&s, "");
	p->line = line;
	p->next = list;
	if (!p->name || word(&s, "") || !is_ident(p->name, strlen(p->name)))
		refuse(file, line, "wants -- part: NAME");
	for (; list; list = list->next) {
		if (!strcmp(list->name, p->name))
			refuse(file, line, "%s: there is a part of this name at line %d", p->name, list->line);
	}
	return p;
}

/* One line of SQL, with each {NAME} replaced by its part. Parts stand above their use and hold no parts. */
static void
put_line(struct buf *out, const char *file, int line, const char *s, struct part *parts)
{
	for (const char *open; (open = strchr(s, '{')); ) {
		size_t n = strcspn(open, "}");
		struct part *p = parts;

		while (p && (strlen(p->name) != n - 1 || strncmp(p->name, open + 1, n - 1)))
			p = p->next;
		if (!p || !open[n])
			refuse(file, line, "%.*s}: no -- part: of this name above", (int)n, open);
		p->used = true;
		buf_put(out, s, (size_t)(open - s));
		buf_str(out, p->text.p);
		s = open + n + 1;
	}
	buf_fmt(out, "%s\n", s);
}

struct lexer {
	struct statement *st;
	const char *s;
	int line, depth;
	size_t n, cap;
};

static void
push(struct lexer *lx, enum tok_kind kind, const char *p, size_t n, const char *gap)
{
	struct tok t = { .kind = kind, .p = p, .n = n, .line = lx->line, .depth = lx->depth, .gap = gap };

	if (lx->n == lx->cap) {
		struct tok *old = lx->st->toks;

		lx->cap = lx->cap ? lx->cap * 2 : 64;
		lx->st->toks = tool_alloc(lx->cap * sizeof t);
		if (lx->n)
			memcpy(lx->st->toks, old, lx->n * sizeof t);
	}
	if (kind == TOK_PARAM)
		t.param = atoi(p + 1);
	lx->st->toks[lx->n++] = t;
}

/* White space and comments; they leave one blank or one line end. */
static const char *
skip(struct lexer *lx)
{
	const char *gap = "";

	for (;;) {
		if (*lx->s == '\n') {
			lx->line++;
			lx->s++;
			gap = "\n";
		} else if (isspace((unsigned char)*lx->s)) {
			lx->s++;
			gap = *gap ? gap : " ";
		} else if (!strncmp(lx->s, "--", 2)) {
			lx->s += strcspn(lx->s, "\n");
		} else if (!strncmp(lx->s, "/*", 2)) {
			const char *end = strstr(lx->s + 2, "*/");

			if (!end)
				refuse(lx->st->file, lx->line, "%s: comment without end", lx->st->name);
			for (; lx->s < end + 2; lx->s++)
				lx->line += *lx->s == '\n';
			gap = *gap ? gap : " ";
		} else {
			return gap;
		}
	}
}

/* A quoted thing; the quote doubled stands for itself. */
static void
quoted(struct lexer *lx, const char *gap)
{
	const char *p = lx->s;
	char q = *p;
	size_t n = 1;
	int lines = 0;

	for (; p[n] && !(p[n] == q && p[n + 1] != q); n++) {
		lines += p[n] == '\n';
		n += p[n] == q;
	}
	if (!p[n])
		refuse(lx->st->file, lx->line, "%s: %c without its end", lx->st->name, q);
	push(lx, TOK_STRING, p, n + 1, gap);
	lx->line += lines;
	lx->s += n + 1;
}

static void
lex(struct statement *st)
{
	struct lexer lx = { .st = st, .s = st->body.p, .line = st->body_line };

	for (;;) {
		const char *gap = skip(&lx), *p = lx.s;
		size_t n = 1;
		enum tok_kind kind = TOK_PUNCT;

		if (!*p)
			break;
		if (*p == '\'' || *p == '"') {
			if (lx.n && !*gap && (tok_is(&st->toks[lx.n - 1], "x")))
				refuse(st->file, lx.line, "%s: blob literals differ between engines; bind a parameter", st->name);
			quoted(&lx, gap);
			continue;
		}
		if (*p == '$' && isdigit((unsigned char)p[1])) {
			kind = TOK_PARAM;
			while (isdigit((unsigned char)p[n]))
				n++;
		} else if (isalpha((unsigned char)*p) || *p == '_' || (*p & 0x80)) {
			kind = TOK_WORD;
			while (isalnum((unsigned char)p[n]) || p[n] == '_' || (p[n] & 0x80))
				n++;
		} else if (isdigit((unsigned char)*p)) {
			kind = TOK_NUMBER;
			while (isalnum((unsigned char)p[n]) || p[n] == '.')
				n++;
		} else if (strchr("?@:$`[{", *p)) {
			refuse(st->file, lx.line, "%s: %c is not used here; parameters are $1, $2 …", st->name, *p);
		}
		lx.depth -= *p == ')';
		if (lx.depth < 0)
			refuse(st->file, lx.line, "%s: ) without (", st->name);
		push(&lx, kind, p, n, gap);
		lx.depth += *p == '(';
		lx.s += n;
	}
	push(&lx, TOK_END, lx.s, 0, "");
}

static void
finish(struct statement *st)
{
	struct buf sql = { 0 };

	if (!st->body.n)
		refuse(st->file, st->line, "%s: has no statement", st->name);
	lex(st);
	for (const struct tok *t = st->toks; t->kind != TOK_END; t++) {
		if (tok_is(t, ";")) {
			if (t[1].kind != TOK_END)
				refuse(st->file, t[1].line, "%s: text after the first statement", st->name);
			st->sql = sql.p ? sql.p : tool_dup("", 0);
			return;
		}
		if (t != st->toks)
			buf_str(&sql, t->gap);
		if (t->kind == TOK_PARAM)
			buf_fmt(&sql, "?%d", t->param);
		else
			buf_put(&sql, t->p, t->n);
	}
	refuse(st->file, st->line, "%s: the statement does not end with ;", st->name);
}

/* What sql_read is in the midst of. */
struct reader {
	const char *file;
	struct statement *list, **end, *st;
	struct part *parts, *part;	/* part: the one whose lines come now */
	bool in_head;
};

static bool
blank(const char *s)
{
	return !s[strspn(s, " \t\r")];
}

static void
part_line(struct reader *rd, int line, const char *text)
{
	if (blank(text)) {
		if (!rd->part->text.n)
			refuse(rd->file, rd->part->line, "%s: a part without text", rd->part->name);
		rd->part = NULL;
	} else if (strstr(text, "--") || strchr(text, '{') || strchr(text, ';')) {
		refuse(rd->file, line, "%s: a part holds no comment, no part and no ;", rd->part->name);
	} else {
		buf_fmt(&rd->part->text, "%s%s", rd->part->text.n ? " " : "", text + strspn(text, " \t"));
	}
}

static void
statement_line(struct reader *rd, int line, const char *text)
{
	struct statement *st = rd->st;

	if (rd->in_head && head(st, line, text))
		return;
	if (rd->in_head)
		st->body_line = line;
	else if (directive(text, "in") || directive(text, "out") || directive(text, "row") || directive(text, "area"))
		refuse(rd->file, line, "%s: this belongs between the name and the statement", st->name);
	rd->in_head = false;
	put_line(&st->body, rd->file, line, text, rd->parts);
}

static void
read_line(struct reader *rd, int line, const char *text)
{
	const char *name = directive(text, "name"), *part = directive(text, "part");

	if (name || part) {
		if (rd->part)
			refuse(rd->file, line, "%s: a blank line ends a part", rd->part->name);
		if (rd->st)
			finish(rd->st);
		rd->st = NULL;
	}
	if (part) {
		rd->part = rd->parts = part_begin(rd->file, line, part, rd->parts);
	} else if (name) {
		rd->st = begin(rd->file, line, name, rd->list);
		*rd->end = rd->st;
		rd->end = &rd->st->next;
		rd->in_head = true;
	} else if (rd->part) {
		part_line(rd, line, text);
	} else if (rd->st) {
		statement_line(rd, line, text);
	} else if (!blank(text) && strncmp(text, "--", 2)) {
		refuse(rd->file, line, "before the first -- name: only comments");
	}
}

struct statement *
sql_read(const char *file)
{
	struct reader rd = { .file = file, .end = &rd.list };
	size_t n, bad;
	char *s = file_read(file, &n);

	if (!utf8_valid(s, n, &bad))
		refuse(file, 0, "not UTF-8");
	for (int line = 1; *s; line++) {
		size_t len = strcspn(s, "\n");

		read_line(&rd, line, tool_dup(s, len));
		s += len + (s[len] == '\n');
	}
	if (rd.st)
		finish(rd.st);
	for (const struct part *p = rd.parts; p; p = p->next) {
		if (!p->used)
			refuse(file, p->line, "%s: no statement uses this part", p->name);
	}
	return rd.list;
}
