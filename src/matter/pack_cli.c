/* pack_cli.c - `qiao pack check|list`: rule packs looked at from the command line. */
#include "matter/pack.h"
#include "matter/source_cli.h"

#include "base/asset.h"
#include "base/day.h"
#include "pack_msg.h"

#include <stdio.h>

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
		bool missing;
		if (!cli_text(c, c->names[i], &text, &missing)) {
			if (missing)
				cli_complain(c, c->names[i], msg_text(c->lang, M_pack_cli_missing));
			ret = EXIT_USE;
			continue;
		}
		const struct pack *p = pack_parse(c->a, (const char *)text.p, text.n, &faults);
		if (!p && ret == EXIT_FINE)
			ret = EXIT_FAULTS;
		if (c->json)
			cli_json_faults(c, &j, c->names[i], p ? p->version : NULL, &faults);
		else if (!p)
			cli_faults(c, c->names[i], &text, &faults);
		else
			printf("%s: %s\n", c->names[i], msg_fmt(c->a, c->lang, M_pack_cli_fine, p->name.in[c->lang],
				pack_days_text(c->a, c->lang, p), arena_dup(c->a, p->version, 12), NULL));
	}
	json_close(&j, ']');
	if (c->json)
		printf("%s\n", out_cstr(&o));
	return ret;
}

static void
show(const struct cli *c, const struct pack *p)
{
	printf("%-26s %.12s  %s\n    %s  %s  %s\n", p->id, p->version, p->name.in[c->lang], pack_days_text(c->a, c->lang, p),
		p->law.in[c->lang], p->article.in[c->lang]);
	for (size_t i = 0; i < p->nquorum; i++)
		printf("    %s\n", pack_row_text(c->a, c->lang, &p->quorum[i], true));
	for (size_t i = 0; i < p->nmajority; i++)
		printf("    %s\n", pack_row_text(c->a, c->lang, &p->majority[i], false));
	if (!p->known)
		printf("    %s\n", msg_text(c->lang, M_pack_why_numbers));
	if (p->certainty != PACK_READ)
		printf("    %s\n", msg_text(c->lang, pack_certainty_label(p->certainty)));
}

static void
show_json(const struct cli *c, struct json *j, const struct pack *p)
{
	json_obj(j, NULL);
	json_text(j, "id", p->id);
	json_text(j, "version", p->version);
	json_text(j, "name", p->name.in[c->lang]);
	json_text(j, "from", day_iso(c->a, p->from));
	json_text(j, "to", p->to == PACK_OPEN ? NULL : day_iso(c->a, p->to));
	json_bool(j, "binds", p->binds);
	json_bool(j, "known", p->known);
	json_bool(j, "read", p->certainty == PACK_READ);
	json_close(j, '}');
}

static int
list(const struct cli *c)
{
	int32_t day = 0;
	struct out o;
	struct json j;

	if (c->extra && !day_parse(c->extra, &day)) {
		cli_complain(c, "", msg_fmt(c->a, c->lang, M_pack_day, c->extra, NULL));
		return EXIT_USE;
	}
	out_init(&o, c->a);
	json_begin(&j, &o);
	json_arr(&j, NULL);
	for (size_t i = 0; i < pack_count; i++) {
		struct source_faults faults;
		const struct pack *p = pack_parse(c->a, (const char *)pack_table[i].p, pack_table[i].n, &faults);
		if (!p) {
			cli_complain(c, pack_table[i].name, msg_text(c->lang, M_pack_cli_builtin));
			return EXIT_FAULTS;
		}
		if (c->extra && !pack_in_force(p, day))
			continue;
		if (c->json)
			show_json(c, &j, p);
		else
			show(c, p);
	}
	json_close(&j, ']');
	if (c->json)
		printf("%s\n", out_cstr(&o));
	return EXIT_FINE;
}

static int
run(struct cli *c, int argc, char **argv)
{
	if (cli_wants_help(argc, argv)) {
		printf("%s\n", msg_text(c->lang, M_pack_cli_help));
		return EXIT_FINE;
	}
	const char *verb = argc > 1 ? argv[1] : "";
	if (argc > 1 && !cli_options(c, argc - 2, argv + 2, "--day"))
		return EXIT_USE;
	if (strcmp(verb, "check") == 0 && c->nnames > 0 && !c->extra)
		return check(c);
	if (strcmp(verb, "list") == 0 && c->nnames == 0)
		return list(c);
	cli_complain(c, "", msg_text(c->lang, M_pack_cli_use));
	return EXIT_USE;
}

int
pack_main(int argc, char **argv)
{
	struct cli c = { .a = arena_new(), .lang = cli_lang() };

	if (!c.a)
		return EXIT_USE;
	int ret = run(&c, argc, argv);
	arena_free(c.a);
	return ret;
}
