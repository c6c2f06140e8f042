/* affected_cmd.c - `qiao affected`: whose number was read in some days, out of the access log. For who must be told of a leak (PIPL 57). */
#include <stdio.h>

#include "base/day.h"
#include "base/text.h"
#include "main/commands.h"
#include "main/site.h"
#include "people/account.h"
#include "store/store.h"
#include "people_sql.h"
#include "base_msg.h"
#include "main_msg.h"

static const char affected_help[] =
	"qiao affected --from DAY --to DAY [--by LOGIN] --data DIR\n"
	"Whose telephone number was read in full from DAY to DAY (2026-03-01; both whole days), by anybody or by one account: a line a\n"
	"person with the account's ID, the number masked, how many reads, the first and the last; then how many people. Their own acts do\n"
	"not count. docs/operate/incident.md says what to do with it.";

enum { OPT_DATA, OPT_FROM, OPT_TO, OPT_BY, OPT_COUNT };

static struct err
by_read(struct db *db, struct site *s, const char *login, int64_t *ret)
{
	struct account_row row;
	bool found;

	*ret = 0;
	if (!login)
		return OK;
	TRY(account_of_login(db, s->a, s->area, login, &row, &found));
	if (!found)
		return FAIL(404, M_err_not_found);
	*ret = row.id;
	return OK;
}

static struct err
affected_print(struct db *db, struct site *s, const struct option_word *o)
{
	struct access_subjects_rows rows;
	int32_t from, to;
	int64_t by;

	if (!day_parse(o[OPT_FROM].value, &from) || !day_parse(o[OPT_TO].value, &to) || to < from)
		return FAIL(422, M_main_err_days);
	TRY(by_read(db, s, o[OPT_BY].value, &by));
	TRY(access_subjects(db, s->a, s->area, day_start(&s->env, from), day_start(&s->env, to + 1), by, &rows));
	for (size_t i = 0; i < rows.n; i++) {
		const struct access_subjects *r = &rows.v[i];
		const char *phone;

		if (person_unseal(db, s->a, s->area, r->subject, &phone).code)
			phone = "";		/* erased since, or taken away */
		printf("%lld  %s  %lld  %s  %s\n", (long long)r->subject, *phone ? text_mask_phone(s->a, phone) : "-", (long long)r->reads, time_text(s->a, &s->env, LANG_EN, r->first),
			time_text(s->a, &s->env, LANG_EN, r->last));
	}
	printf("%zu people\n", rows.n);
	return OK;
}

int
affected_main(int argc, char **argv)
{
	struct option_word o[OPT_COUNT] = { { "data", false, NULL }, { "from", false, NULL }, { "to", false, NULL }, { "by", false, NULL } };
	struct db *db = NULL;
	struct site s;
	struct err e;

	if (!options_read(argc, argv, o, COUNT(o), affected_help))
		return 2;
	if (!o[OPT_DATA].value || !o[OPT_FROM].value || !o[OPT_TO].value) {
		fprintf(stderr, "%s\n", affected_help);
		return 2;
	}
	e = site_open(&s, o[OPT_DATA].value, NULL);
	if (!e.code)
		e = store_reader(s.store, &db);
	if (!e.code)
		e = affected_print(db, &s, o);
	if (e.code)
		site_say(e);
	if (db)
		store_reader_close(db);
	site_close(&s);
	return e.code ? 1 : 0;
}
