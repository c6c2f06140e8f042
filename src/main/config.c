/* config.c - qiao config: a settings file checked before it is used, or printed with every key explained. */
#include <stdio.h>
#include <sys/stat.h>

#include "base/text.h"
#include "main/commands.h"
#include "main/site.h"
#include "base_msg.h"

static const char help[] = "qiao config check [FILE | --data DIR]\nqiao config show [--area CODE]\n"
	"check: reads the settings as a start would (FILE, or DIR/qiao.conf) and prints every mistake with its line.\n"
	"show: prints the settings file with every key explained, as qiao init writes it.";

static int
check(const char *path)
{
	struct site s = { .a = arena_new() };
	struct stat st;
	struct err e;

	if (stat(path, &st) != 0) {
		fprintf(stderr, "qiao config: there is no %s\n", path);
		arena_free(s.a);
		return 1;
	}
	e = s.a ? site_settings(&s, path) : FAIL(503, M_err_busy);
	if (e.code)
		site_say(e);
	else
		printf("%s: no mistakes\n", path);
	arena_free(s.a);
	return e.code ? 1 : 0;
}

static int
show(int64_t area)
{
	struct arena *a = arena_new();

	if (!a)
		return 1;
	fputs(site_conf_text(a, area), stdout);
	arena_free(a);
	return fflush(stdout) == 0 ? 0 : 1;
}

int
config_main(int argc, char **argv)
{
	struct option_word o[] = { { "data", false, "data" }, { "area", false, "120106" } };
	const char *words[2] = { "", NULL }, *path;
	char in_folder[4096];
	int n = options_words(&argc, argv, o, COUNT(o), words, 2);
	int64_t area;

	if (!options_read(argc, argv, o, COUNT(o), help))
		return 2;
	if (n == 1 && strcmp(words[0], "show") == 0) {
		if (text_int(o[1].value, 100000, 999999, &area))
			return show(area);
		fprintf(stderr, "qiao config: --area wants 6 digits\n");
		return 2;
	}
	if (n < 1 || strcmp(words[0], "check") != 0) {
		fprintf(stderr, "%s\n", help);
		return 2;
	}
	snprintf(in_folder, sizeof(in_folder), "%s/qiao.conf", o[0].value);
	path = words[1] ? words[1] : in_folder;
	return check(path);
}
