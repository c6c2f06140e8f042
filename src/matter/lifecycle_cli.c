/* lifecycle_cli.c - `qiao lifecycle check|draw`: life cycle files looked at from the command line. */
#include "matter/draw.h"
#include "matter/lifecycle.h"
#include "matter/source_cli.h"

#include "base/asset.h"
#include "life_msg.h"

#include <stdio.h>

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
	bool missing;

	if (cli_text(c, name, ret, &missing))
		return true;
	const struct asset *b = missing ? built_in(c->a, name) : NULL;
	if (b)
		*ret = (struct bytes){ b->p, b->n };
	else if (missing)
		cli_complain(c, name, msg_fmt(c->a, c->lang, M_life_cli_no_kind, kinds(c->a), NULL));
	return b;
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
		struct source_faults faults;
		if (!text_of(c, c->names[i], &text)) {
			ret = EXIT_USE;
			continue;
		}
		const struct lifecycle *lc = lifecycle_parse(c->a, (const char *)text.p, text.n, &faults);
		if (!lc && ret == EXIT_FINE)
			ret = EXIT_FAULTS;
		if (c->json)
			cli_json_faults(c, &j, c->names[i], lc ? lc->version : NULL, &faults);
		else if (!lc)
			cli_faults(c, c->names[i], &text, &faults);
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
	struct source_faults faults;
	struct out o;

	if (!text_of(c, c->names[0], &text))
		return EXIT_USE;
	const struct lifecycle *lc = lifecycle_parse(c->a, (const char *)text.p, text.n, &faults);
	if (!lc) {
		cli_faults(c, c->names[0], &text, &faults);
		return EXIT_FAULTS;
	}
	const struct life_state *mark = c->extra ? lifecycle_state(lc, c->extra) : NULL;
	if (c->extra && !mark) {
		cli_complain(c, c->names[0], msg_fmt(c->a, c->lang, M_life_cli_no_state, c->extra, NULL));
		return EXIT_USE;
	}
	out_init(&o, c->a);
	draw_lifecycle(&o, lc, c->lang, mark);
	fputs(out_cstr(&o), stdout);
	return EXIT_FINE;
}

static int
run(struct cli *c, int argc, char **argv)
{
	if (cli_wants_help(argc, argv)) {
		printf("%s\n", msg_fmt(c->a, c->lang, M_life_cli_help, kinds(c->a), NULL));
		return EXIT_FINE;
	}
	const char *verb = argc > 1 ? argv[1] : "";
	if (argc > 1 && !cli_options(c, argc - 2, argv + 2, "--state"))
		return EXIT_USE;
	if (strcmp(verb, "check") == 0 && c->nnames > 0 && !c->extra)
		return check(c);
	if (strcmp(verb, "draw") == 0 && c->nnames == 1 && !c->json)
		return draw(c);
	cli_complain(c, "", msg_text(c->lang, M_life_cli_use));
	return EXIT_USE;
}

int
lifecycle_main(int argc, char **argv)
{
	struct cli c = { .a = arena_new(), .lang = cli_lang() };

	if (!c.a)
		return EXIT_USE;
	int ret = run(&c, argc, argv);
	arena_free(c.a);
	return ret;
}
