/* tally_cmd.c - qiao tally: are the kept figures what a full count gives; make them anew. */
#include <stdio.h>

#include "main/commands.h"
#include "main/site.h"
#include "matter/tally.h"

static void
tally_say(void *ctx, const char *line)
{
	(void)ctx;
	printf("FAULT  %s\n", line);
}

static struct err
check_run(struct site *s, struct tally_report *r)
{
	struct db *db;
	struct err e;

	TRY(store_reader(s->store, &db));
	e = tally_check(db, &s->env, s->area, tally_say, NULL, r);
	store_reader_close(db);
	return e;
}

int
tally_main(int argc, char **argv)
{
	struct option_word o[] = { { "data", false, "data" } };
	struct tally_report r = { 0 };
	const char *word = "";
	struct site s;
	struct err e;
	int n = options_words(&argc, argv, o, COUNT(o), &word, 1);
	bool again = n == 1 && strcmp(word, "recount") == 0;

	if (!options_read(argc, argv, o, COUNT(o), "qiao tally check|recount --data DIR\n"
		"check: counts every figure anew beside what is kept and says each difference; changes nothing. Exit 1: differences.\n"
		"recount: makes all figures anew, while serving too; needed after places were moved in the tree."))
		return 2;
	if (n != 1 || (!again && strcmp(word, "check") != 0)) {
		fprintf(stderr, "qiao tally: check or recount?\n");
		return 2;
	}
	e = site_open(&s, o[0].value, NULL);
	if (!e.code && again)
		e = tally_recount(s.store, s.area);
	if (!e.code)
		e = check_run(&s, &r);
	if (e.code)
		site_say(e);
	else
		printf("%s: %lld matters, %lld counters, %lld differences\n", r.faults ? "NOT THE SAME" : "the same", (long long)r.matters,
			(long long)r.counters, (long long)r.faults);
	site_close(&s);
	return e.code || r.faults ? 1 : 0;
}
