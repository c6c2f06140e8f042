/* lifecycle_cli.c - `qiao lifecycle check|draw`: life cycle files looked at from the command line. */
#include "matter/draw.h"
#include "matter/lifecycle.h"

#include "base/asset.h"
#include "base/json.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

enum { EXIT_FINE, EXIT_FAULTS, EXIT_USE };

struct cli {
	struct arena *a;
	enum lang lang;
	bool json;
	const char *state;
	char **names;				/* FILE… or KIND */
	int nnames;
};

/* --lang, else what the terminal speaks. */
static enum lang
lang_default(void)
{
	static const char *const vars[] = { "LC_ALL", "LC_MESSAGES", "LANG" };

	for (size_t i = 0; i < COUNT(vars); i++) {
		const char *v = getenv(vars[i]);
		if (v && *v)
			return strncmp(v, "zh", 2) == 0 ? LANG_ZH : LANG_EN;
	}
	return LANG_EN;
}

/* "proposal, visit" */
static const char *
kinds(struct arena *a)
{
	struct out o;

	out_init(&o, a);
	for (size_t i = 0; i < lifecycle_count; i++) {
		const char *name = lifecycle_table[i].name, *dot = strchr(name, '.');
		out_str(&o, i ? ", " : "");
		out_put(&o, name, dot ? (size_t)(dot - name) : strlen(name));
	}
	return out_cstr(&o);
}

static void
complain(const struct cli *c, const char *name, const char *text)
{
	fprintf(stderr, "%s%s%s: %s\n", name, *name ? ": " : "", msg_text(c->lang, M_life_cli_error), text);
}

static const struct asset *
built_in(struct arena *a, const char *kind)
{
	const char *file = arena_fmt(a, "%s.yaml", kind);

	for (size_t i = 0; i < lifecycle_count; i++)
		if (strcmp(lifecycle_table[i].name, file) == 0)
			return &lifecycle_table[i];
	return NULL;
}

/* The text of a file, or of the built-in life cycle of that name. False when there is neither; it was said. */
static bool
text_of(const struct cli *c, const char *name, struct bytes *ret)
{
	FILE *f = fopen(name, "rb");

	if (!f && errno == ENOENT) {
		const struct asset *b = built_in(c->a, name);
		if (b)
			*ret = (struct bytes){ b->p, b->n };
		else
			complain(c, name, msg_fmt(c->a, c->lang, M_life_cli_no_kind, kinds(c->a), NULL));
		return b;
	}
	/* One byte more than is allowed, so that the check sees when it is too long. */
	unsigned char *p = arena_alloc(c->a, LIFE_MAX_TEXT + 1);
	size_t n = f ? fread(p, 1, LIFE_MAX_TEXT + 1, f) : 0;
	bool bad = !f || ferror(f);
	if (bad)
		complain(c, name, msg_fmt(c->a, c->lang, M_life_cli_no_file, strerror(errno), NULL));
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

static void
show_faults(const struct cli *c, const char *name, const struct bytes *text, const struct life_faults *faults)
{
	for (size_t i = 0; i < faults->n; i++) {
		const struct life_fault *f = &faults->v[i];
		const char *hint = life_fault_hint(c->a, c->lang, f);
		fprintf(stderr, "%s:%d:%d: %s: %s\n", name, f->line, f->col, msg_text(c->lang, M_life_cli_error),
			life_fault_text(c->a, c->lang, f));
		show_line(text, f->line, f->col);
		if (hint)
			fprintf(stderr, "      %s: %s\n", msg_text(c->lang, M_life_cli_hint), hint);
	}
	if (faults->more)
		complain(c, name, msg_fmt(c->a, c->lang, M_life_cli_more, arena_fmt(c->a, "%zu", faults->more), NULL));
}

static void
json_faults(const struct cli *c, struct json *j, const char *name, const struct lifecycle *lc,
	    const struct life_faults *faults)
{
	json_obj(j, NULL);
	json_text(j, "file", name);
	json_text(j, "version", lc ? lc->version : NULL);
	json_arr(j, "errors");
	for (size_t i = 0; i < faults->n; i++) {
		const struct life_fault *f = &faults->v[i];
		json_obj(j, NULL);
		json_int(j, "line", f->line);
		json_int(j, "column", f->col);
		json_text(j, "key", msg_name(f->key));
		json_text(j, "text", life_fault_text(c->a, c->lang, f));
		json_text(j, "hint", life_fault_hint(c->a, c->lang, f));
		json_close(j, '}');
	}
	json_close(j, ']');
	json_close(j, '}');
}

static int
check(const struct cli *c)
{
	int ret = EXIT_FINE;
	struct out o;
	struct json j;

	out_init(&o, c->a);
	json_begin(&j, &o);
	json_arr(&j, NULL);
	for (int i = 0; i < c->nnames; i++) {
		struct bytes text;
		struct life_faults faults;
		if (!text_of(c, c->names[i], &text)) {
			ret = EXIT_USE;
			continue;
		}
		const struct lifecycle *lc = lifecycle_parse(c->a, (const char *)text.p, text.n, &faults);
		if (!lc && ret == EXIT_FINE)
			ret = EXIT_FAULTS;
		if (c->json)
			json_faults(c, &j, c->names[i], lc, &faults);
		else if (!lc)
			show_faults(c, c->names[i], &text, &faults);
		else
			printf("%s: %s\n", c->names[i], msg_fmt(c->a, c->lang, M_life_cli_fine,
				arena_fmt(c->a, "%zu", lc->nstates), arena_fmt(c->a, "%zu", lc->nmoves),
				arena_dup(c->a, lc->version, 12), NULL));
	}
	json_close(&j, ']');
	if (c->json)
		printf("%s\n", out_cstr(&o));
	return ret;
}

static int
draw(const struct cli *c)
{
	struct bytes text;
	struct life_faults faults;
	struct out o;

	if (!text_of(c, c->names[0], &text))
		return EXIT_USE;
	const struct lifecycle *lc = lifecycle_parse(c->a, (const char *)text.p, text.n, &faults);
	if (!lc) {
		show_faults(c, c->names[0], &text, &faults);
		return EXIT_FAULTS;
	}
	const struct life_state *mark = c->state ? lifecycle_state(lc, c->state) : NULL;
	if (c->state && !mark) {
		complain(c, c->names[0], msg_fmt(c->a, c->lang, M_life_cli_no_state, c->state, NULL));
		return EXIT_USE;
	}
	out_init(&o, c->a);
	draw_lifecycle(&o, lc, c->lang, mark);
	fputs(out_cstr(&o), stdout);
	return EXIT_FINE;
}

/* Options may stand anywhere; what is none is moved to the front of argv. False: it was said what is wrong. */
static bool
options(struct cli *c, int argc, char **argv)
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
		} else if (strcmp(o, "--state") == 0 && *v) {
			c->state = argv[++i];
		} else {
			complain(c, "", msg_fmt(c->a, c->lang, M_life_cli_option, o, NULL));
			return false;
		}
	}
	return true;
}

static bool
wants_help(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
			return true;
	return argc > 1 && strcmp(argv[1], "help") == 0;
}

static int
run(struct cli *c, int argc, char **argv)
{
	if (wants_help(argc, argv)) {
		printf("%s\n", msg_fmt(c->a, c->lang, M_life_cli_help, kinds(c->a), NULL));
		return EXIT_FINE;
	}
	const char *verb = argc > 1 ? argv[1] : "";
	if (argc > 1 && !options(c, argc - 2, argv + 2))
		return EXIT_USE;
	if (strcmp(verb, "check") == 0 && c->nnames > 0 && !c->state)
		return check(c);
	if (strcmp(verb, "draw") == 0 && c->nnames == 1 && !c->json)
		return draw(c);
	complain(c, "", msg_text(c->lang, M_life_cli_use));
	return EXIT_USE;
}

int
lifecycle_main(int argc, char **argv)
{
	struct cli c = { .a = arena_new(), .lang = lang_default() };

	if (!c.a)
		return EXIT_USE;
	int ret = run(&c, argc, argv);
	arena_free(c.a);
	return ret;
}
