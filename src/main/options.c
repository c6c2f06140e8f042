/* options.c - "--name VALUE" on the command line. */
#include <stdio.h>
#include <stdlib.h>

#include "main/commands.h"

static struct option_word *
option_find(struct option_word *opts, size_t n, const char *arg)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(opts[i].name, arg + 2) == 0)
			return &opts[i];
	return NULL;
}

bool
options_read(int argc, char **argv, struct option_word *opts, size_t n, const char *help)
{
	for (int i = 1; i < argc; i++) {
		struct option_word *o;

		if (strcmp(argv[i], "--help") == 0) {
			puts(help);
			exit(0);
		}
		o = strncmp(argv[i], "--", 2) == 0 ? option_find(opts, n, argv[i]) : NULL;
		if (!o) {
			fprintf(stderr, "qiao %s: '%s' is not an option\n%s\n", argv[0], argv[i], help);
			return false;
		}
		if (o->flag) {
			o->value = "yes";
			continue;
		}
		if (i + 1 >= argc) {
			fprintf(stderr, "qiao %s: --%s needs a value\n", argv[0], o->name);
			return false;
		}
		o->value = argv[++i];
	}
	return true;
}

int
options_words(int *argc, char **argv, const struct option_word *opts, size_t n, const char **words, int max)
{
	int kept = 1, found = 0;

	for (int i = 1; i < *argc; i++) {
		bool takes = false;

		if (strncmp(argv[i], "--", 2) != 0 && found < max) {
			words[found++] = argv[i];
			continue;
		}
		for (size_t k = 0; k < n; k++)
			takes = takes || (!opts[k].flag && strncmp(argv[i], "--", 2) == 0 && strcmp(opts[k].name, argv[i] + 2) == 0);
		argv[kept++] = argv[i];
		if (takes && i + 1 < *argc)
			argv[kept++] = argv[++i];
	}
	*argc = kept;
	return found;
}
