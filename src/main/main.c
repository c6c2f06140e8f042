/* main.c - the command line: one table of commands, each with its help. */
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "main/commands.h"

static const struct command {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *help;
} commands[] = {
	{ "serve", serve_main, "serve the pages:  qiao serve --data DIR [--listen ADDR:PORT]" },
	{ "init", init_main, "make a data folder:  qiao init --data DIR [--area CODE]" },
	{ "config", config_main, "the settings file, checked or with every key explained:  qiao config check|show" },
	{ "verify", verify_main, "prove that nobody altered the history:  qiao verify --data DIR [--published FILE] [--receipt CODE-OR-FILE]" },
	{ "export", export_main, "open data as CSV, XLSX, GeoJSON, JSON:  qiao export [matters|results|assignments|roots|witnessed|handbook] --data DIR [--format F]" },
	{ "backup", backup_main, "a consistent copy while serving:  qiao backup --data DIR --to NEWDIR [--keys DIR]" },
	{ "restore", restore_main, "a data folder from a copy:  qiao restore --from DIR --keys DIR --data NEWDIR" },
	{ "erase", erase_main, "delete a person's or a matter's words for good:  qiao erase account ID|matter PLACE/NUMBER --data DIR --yes" },
	{ "own", own_main, "a copy of everything kept about one person:  qiao own ACCOUNT --data DIR [--lang en]" },
	{ "affected", affected_main, "whose number was read in some days, when data leaked:  qiao affected --from DAY --to DAY --data DIR" },
	{ "lifecycle", lifecycle_main, "check and draw life cycles:  qiao lifecycle --help" },
	{ "decide", decide_main, "rules in FEEL and DMN: evaluate, explain, check, test:  qiao decide --help" },
	{ "walk", walk_main, "minutes on foot, where a stop should stand: import a map, reach, path, site:  qiao walk --help" },
	{ "pack", pack_main, "check and list rule packs, who must come and agree:  qiao pack --help" },
	{ "user", user_main, "staff accounts:  qiao user add|list|role|label|phone|password|disable|enable|totp --data DIR [LOGIN]" },
	{ "tally", tally_main, "figures beside a full count:  qiao tally check|recount --data DIR" },
	{ "import", import_main, "tables of places, organisations, accounts, rolls; another Open311's requests:  qiao import places|orgs|users|roll|open311 FILE --data DIR [--dry-run]" },
	{ "count", count_main, "count published ballots again:  qiao count FILE" },
	{ "demo", demo_main, "fill a fresh data folder with a demonstration:  qiao demo --data DIR [--accounts]" },
	{ "routes", routes_main, "every page, the right it needs, what it is for" },
};

static int
usage(FILE *f)
{
	fputs("usage: qiao COMMAND [OPTIONS]\n\n", f);
	for (size_t i = 0; i < COUNT(commands); i++)
		fprintf(f, "  %-10s %s\n", commands[i].name, commands[i].help);
	fputs("\nEach command explains itself with --help.\n", f);
	return f == stdout ? 0 : 2;
}

int
main(int argc, char **argv)
{
	signal(SIGPIPE, SIG_IGN);	/* a peer that left is an error of one write, not our end */
	signal(SIGXFSZ, SIG_IGN);	/* a full quota is an error of one write too */
	if (argc < 2)
		return usage(stderr);
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0)
		return usage(stdout);
	for (size_t i = 0; i < COUNT(commands); i++)
		if (strcmp(commands[i].name, argv[1]) == 0)
			return commands[i].run(argc - 1, argv + 1);
	fprintf(stderr, "qiao: there is no command '%s'\n", argv[1]);
	return usage(stderr);
}
