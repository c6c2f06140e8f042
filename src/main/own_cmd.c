/* own_cmd.c - `qiao own`: the copy of everything kept about one person, for who comes to the counter and asks for it. */
#include <stdio.h>

#include "base/text.h"
#include "main/commands.h"
#include "main/site.h"
#include "services/council/council_own.h"
#include "base_msg.h"

static const char own_help[] =
	"qiao own ACCOUNT --data DIR [--lang zh|en]\n"
	"Prints everything kept about one person (PIPL 45), as they would download it under \"My account\". `qiao erase account --phone`\n"
	"finds the account's ID. Make sure first that the one who asks is that person; hand the file to nobody else.";

static struct err
own_print(struct site *s, const char *which, enum lang l)
{
	struct out o;
	struct db *db;
	int64_t id;
	struct err e;

	if (!text_int(which, 1, INT64_MAX, &id))
		return FAIL(404, M_err_not_found);
	out_init(&o, s->a);
	TRY(store_reader(s->store, &db));
	e = own_write(db, s->a, &s->env, s->area, id, env_now(&s->env), l, &o);
	store_reader_close(db);
	if (!e.code)
		fputs(out_cstr(&o), stdout);
	return e;
}

int
own_main(int argc, char **argv)
{
	struct option_word o[] = { { "data", false, NULL }, { "lang", false, "zh" } };
	const char *word[1];
	int n = options_words(&argc, argv, o, COUNT(o), word, 1);
	struct site s;
	struct err e;

	if (!options_read(argc, argv, o, COUNT(o), own_help))
		return 2;
	if (n != 1 || !o[0].value) {
		fprintf(stderr, "%s\n", own_help);
		return 2;
	}
	e = site_open(&s, o[0].value, NULL);
	if (!e.code)
		e = own_print(&s, word[0], strcmp(o[1].value, "en") == 0 ? LANG_EN : LANG_ZH);
	if (e.code)
		site_say(e);
	site_close(&s);
	return e.code ? 1 : 0;
}
