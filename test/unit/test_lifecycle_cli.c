/* test_lifecycle_cli.c - `qiao lifecycle`: exit codes and what is printed where. */
#include "unit.h"
#include "matter/lifecycle.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char folder[] = "/tmp/qiao-life-XXXXXX";

static const char *
path(struct arena *a, const char *name)
{
	return arena_fmt(a, "%s/%s", folder, name);
}

static void
put(struct arena *a, const char *name, const char *text)
{
	FILE *f = fopen(path(a, name), "w");

	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

static const char *
take(struct arena *a, const char *name)
{
	char *buf = arena_alloc(a, 400000);
	FILE *f = fopen(path(a, name), "r");

	assert_non_null(f);
	buf[fread(buf, 1, 399999, f)] = 0;
	fclose(f);
	return buf;
}

struct answer {
	int code;
	const char *out, *err;
};

/* Runs the command with its two outputs in files. */
static struct answer
run(struct arena *a, const char *first, const char *second, const char *third, const char *fourth)
{
	const char *all[] = { "lifecycle", first, second, third, fourth, NULL };
	char *argv[6] = { 0 };
	int argc = 0, keep[2] = { dup(1), dup(2) };

	while (all[argc]) {
		argv[argc] = arena_str(a, all[argc]);
		argc++;
	}
	fflush(stdout);
	assert_non_null(freopen(path(a, "out"), "w", stdout));
	assert_non_null(freopen(path(a, "err"), "w", stderr));
	int code = lifecycle_main(argc, argv);
	fflush(stdout);
	fflush(stderr);
	dup2(keep[0], 1);
	dup2(keep[1], 2);
	close(keep[0]);
	close(keep[1]);
	return (struct answer){ code, take(a, "out"), take(a, "err") };
}

static void
checks(void **state)
{
	struct arena *a = arena_new();
	struct answer r = run(a, "check", "--lang", "en", "proposal");

	assert_int_equal(r.code, 0);
	assert_non_null(strstr(r.out, "proposal: fine: 11 states"));
	assert_string_equal(r.err, "");
	put(a, "bad.yaml", "kind: bad\nname: {zh: 坏的, en: Bad, fr: Mal}\n");
	r = run(a, "check", path(a, "bad.yaml"), "--lang", "en");
	assert_int_equal(r.code, 1);
	assert_string_equal(r.out, "");
	/* the way a compiler says it: place, sentence, the line with a caret under wide characters, hint */
	assert_non_null(strstr(r.err, arena_fmt(a, "%s:2:25: error: unknown key “fr”\n", path(a, "bad.yaml"))));
	assert_non_null(strstr(r.err, "    2 | name: {zh: 坏的, en: Bad, fr: Mal}\n      |                           ^\n"));
	assert_non_null(strstr(r.err, "      hint: "));
	r = run(a, "check", path(a, "bad.yaml"), "--lang", "zh");
	assert_non_null(strstr(r.err, ":2:25: 错误: 不认识“fr”"));
	r = run(a, "check", "--json", path(a, "bad.yaml"), NULL);
	assert_int_equal(r.code, 1);
	assert_non_null(strstr(r.out, "\"line\":2,\"column\":25,\"key\":\"life.key\""));
	arena_free(a);
}

static void
draws(void **state)
{
	struct arena *a = arena_new();
	struct answer r = run(a, "draw", "proposal", NULL, NULL);

	assert_int_equal(r.code, 0);
	assert_ptr_equal(strstr(r.out, "<svg "), r.out);
	assert_int_equal(run(a, "draw", "proposal", "--state", "doing").code, 0);
	r = run(a, "draw", "proposal", "--state", "flying");
	assert_int_equal(r.code, 2);
	assert_string_equal(r.out, "");
	put(a, "bad.yaml", "kind: [\n");
	r = run(a, "draw", path(a, "bad.yaml"), NULL, NULL);
	assert_int_equal(r.code, 1);
	assert_string_equal(r.out, "");
	arena_free(a);
}

static void
wrong_use(void **state)
{
	struct arena *a = arena_new();

	assert_int_equal(run(a, NULL, NULL, NULL, NULL).code, 2);
	assert_int_equal(run(a, "check", NULL, NULL, NULL).code, 2);
	assert_int_equal(run(a, "paint", "proposal", NULL, NULL).code, 2);
	assert_int_equal(run(a, "draw", "a", "b", NULL).code, 2);
	assert_int_equal(run(a, "check", "--loud", "proposal", NULL).code, 2);
	assert_int_equal(run(a, "check", "proposal", "--lang", NULL).code, 2);
	assert_int_equal(run(a, "check", "proposal", "--lang", "fr").code, 2);
	struct answer r = run(a, "check", "--lang", "en", "no/such.yaml");
	assert_int_equal(r.code, 2);
	assert_non_null(strstr(r.err, "no/such.yaml: error: "));
	assert_non_null(strstr(r.err, "proposal"));
	assert_int_equal(run(a, "check", folder, NULL, NULL).code, 2);	/* a folder can be opened, not read */
	r = run(a, "--help", NULL, NULL, NULL);
	assert_int_equal(r.code, 0);
	assert_non_null(strstr(r.out, "qiao lifecycle check"));
	assert_int_equal(run(a, "draw", "--help", NULL, NULL).code, 0);
	arena_free(a);
}

static int
make_folder(void **state)
{
	return mkdtemp(folder) ? 0 : -1;
}

static int
drop_folder(void **state)
{
	static const char *const files[] = { "out", "err", "bad.yaml" };
	struct arena *a = arena_new();

	for (size_t i = 0; i < COUNT(files); i++)
		unlink(path(a, files[i]));
	arena_free(a);
	return rmdir(folder);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(checks), cmocka_unit_test(draws), cmocka_unit_test(wrong_use),
	};

	return cmocka_run_group_tests(tests, make_folder, drop_folder);
}
