/* source_cli.c - files that a district writes, looked at from the command line. */
#include "matter/source_cli.h"
#include "life_msg.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

enum lang
cli_lang(void)
{
	static const char *const vars[] = { "LC_ALL", "LC_MESSAGES", "LANG" };

	for (size_t i = 0; i < COUNT(vars); i++) {
		const char *v = getenv(vars[i]);
		if (v && *v)
			return strncmp(v, "zh", 2) == 0 ? LANG_ZH : LANG_EN;
	}
	return LANG_EN;
}

void
cli_complain(const struct cli *c, const char *name, const char *text)
{
	fprintf(stderr, "%s%s%s: %s\n", name, *name ? ": " : "", msg_text(c->lang, M_life_cli_error), text);
}

bool
cli_text(const struct cli *c, const char *name, struct bytes *ret, bool *missing)
{
	FILE *f = fopen(name, "rb");

	*missing = !f && errno == ENOENT;
	if (*missing)
		return false;
	/* One byte more than is allowed, so that the check sees when it is too long. */
	unsigned char *p = arena_alloc(c->a, SOURCE_MAX_TEXT + 1);
	size_t n = f ? fread(p, 1, SOURCE_MAX_TEXT + 1, f) : 0;
	bool bad = !f || ferror(f);
	if (bad)
		cli_complain(c, name, msg_fmt(c->a, c->lang, M_life_cli_no_file, strerror(errno), NULL));
	if (f)
		fclose(f);
	*ret = (struct bytes){ p, n };
	return !bad;
}

/* The line of the text and, below it, a caret at the column; wide characters take two places on a terminal. */
static void
show_line(const struct bytes *text, int line, int col)
{
	const unsigned char *p = text->p, *end = p + text->n;

	for (int i = 1; i < line && p < end; i++) {
		const unsigned char *nl = memchr(p, '\n', (size_t)(end - p));
		p = nl ? nl + 1 : end;
	}
	const unsigned char *nl = memchr(p, '\n', (size_t)(end - p));
	int n = (int)((nl ? nl : end) - p);
	if (n == 0 || n > 400)
		return;
	fprintf(stderr, "%5d | ", line);
	for (int i = 0; i < n; i++)
		fputc(p[i] < 0x20 && p[i] != '\t' ? ' ' : p[i], stderr);
	fputs("\n      | ", stderr);
	for (int i = 0, k = 1; i < n && k < col; i++) {
		if ((p[i] & 0xC0) == 0x80)
			continue;
		fputs(p[i] == '\t' ? "\t" : p[i] >= 0xE0 ? "  " : " ", stderr);
		k++;
	}
	fputs("^\n", stderr);
}

void
cli_faults(const struct cli *c, const char *name, const struct bytes *text, const struct source_faults *faults)
{
	for (size_t i = 0; i < faults->n; i++) {
		const struct source_fault *f = &faults->v[i];
		const char *hint = fault_hint(c->a, c->lang, f);
		fprintf(stderr, "%s:%d:%d: %s: %s\n", name, f->line, f->col, msg_text(c->lang, M_life_cli_error),
			fault_text(c->a, c->lang, f));
		show_line(text, f->line, f->col);
		if (hint)
			fprintf(stderr, "      %s: %s\n", msg_text(c->lang, M_life_cli_hint), hint);
	}
	if (faults->more)
		cli_complain(c, name, msg_fmt(c->a, c->lang, M_life_cli_more, arena_fmt(c->a, "%zu", faults->more), NULL));
}

void
cli_json_faults(const struct cli *c, struct json *j, const char *name, const char *version,
		const struct source_faults *faults)
{
	json_obj(j, NULL);
	json_text(j, "file", name);
	json_text(j, "version", version);
	json_arr(j, "errors");
	for (size_t i = 0; i < faults->n; i++) {
		const struct source_fault *f = &faults->v[i];
		json_obj(j, NULL);
		json_int(j, "line", f->line);
		json_int(j, "column", f->col);
		json_text(j, "key", msg_name(f->key));
		json_text(j, "text", fault_text(c->a, c->lang, f));
		json_text(j, "hint", fault_hint(c->a, c->lang, f));
		json_close(j, '}');
	}
	json_close(j, ']');
	json_close(j, '}');
}

bool
cli_options(struct cli *c, int argc, char **argv, const char *extra)
{
	c->names = argv;
	for (int i = 0; i < argc; i++) {
		const char *o = argv[i], *v = i + 1 < argc ? argv[i + 1] : "";
		if (o[0] != '-') {
			argv[c->nnames++] = argv[i];
		} else if (strcmp(o, "--json") == 0) {
			c->json = true;
		} else if (strcmp(o, "--lang") == 0 && (strcmp(v, "zh") == 0 || strcmp(v, "en") == 0)) {
			c->lang = v[0] == 'z' ? LANG_ZH : LANG_EN;
			i++;
		} else if (extra && strcmp(o, extra) == 0 && *v) {
			c->extra = argv[++i];
		} else {
			cli_complain(c, "", msg_fmt(c->a, c->lang, M_life_cli_option, o, NULL));
			return false;
		}
	}
	return true;
}

bool
cli_wants_help(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
			return true;
	return argc > 1 && strcmp(argv[1], "help") == 0;
}
