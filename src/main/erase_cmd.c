/* erase_cmd.c - `qiao erase`: a person's or a matter's words, for good. */
#include <stdio.h>

#include "base/text.h"
#include "main/commands.h"
#include "main/rooms.h"
#include "main/site.h"
#include "matter/erase.h"
#include "matter/matter.h"
#include "base_msg.h"
#include "people_sign_msg.h"

static const char erase_help[] =
	"qiao erase account ID --data DIR --yes\n"
	"  what a resident left: number, comments, ratings' words, the text and photos of what they filed\n"
	"qiao erase account --phone NUMBER --data DIR\n"
	"  prints the account's ID; nothing is erased\n"
	"qiao erase matter PLACE/NUMBER --data DIR --yes\n"
	"  the text and photos of one matter, as in its address (bhsq/2023-12)\n"
	"Words go from history, rows, search, letters and files; the history stays verifiable and says that it was done. Copies that\n"
	"migrations left (qiao.db.before-N) are removed. What was copied elsewhere before is not reached: DIR/erased lists each\n"
	"erasure, `qiao restore` does them again. docs/operate/erasing.md. There is no way back; without --yes nothing happens.";

enum { OPT_DATA, OPT_PHONE, OPT_YES, OPT_COUNT };

/* "bhsq/2023-12", a leading slash is forgiven. */
static struct err
matter_of(struct site *s, struct db *db, const char *address, int64_t *id)
{
	const char *from = *address == '/' ? address + 1 : address, *slash = strchr(from, '/');
	struct matter_by_number row;
	struct place p;
	bool found = false;

	if (slash)
		TRY(place_by_slug(db, s->a, s->area, arena_dup(s->a, from, (size_t)(slash - from)), &p, &found));
	if (found)
		TRY(matter_by_number(db, s->a, s->area, p.id, slash + 1, &row, &found));
	if (!found)
		return FAIL(404, M_err_not_found);
	*id = row.id;
	return OK;
}

static struct err
phone_say(struct site *s, struct db *db, const char *typed)
{
	const char *phone = text_phone(s->a, typed);
	int64_t id;

	if (!phone)
		return FAIL(422, M_people_err_phone);
	TRY(person_find(db, s->a, s->area, phone, &id));
	printf("%lld\n", (long long)id);
	return OK;
}

static struct err
erase_run(struct site *s, const char *kind, const char *which, const struct option_word *o)
{
	enum erase_what what = strcmp(kind, "matter") == 0 ? ERASE_MATTER : ERASE_ACCOUNT;
	struct erase_report r = { 0 };
	struct db *db;
	int64_t id = 0;
	struct err e;

	TRY(store_reader(s->store, &db));
	if (!which)
		e = phone_say(s, db, o[OPT_PHONE].value);
	else if (what == ERASE_MATTER)
		e = matter_of(s, db, which, &id);
	else
		e = text_int(which, 1, INT64_MAX, &id) ? OK : FAIL(404, M_err_not_found);
	store_reader_close(db);
	if (e.code || !which)
		return e;
	matter_shown(rooms_shown(s->a));
	TRY(erase_do(s->store, s->area, what, id, &r));
	printf("erased: %lld matters, %lld entries' words, %lld files\n", (long long)r.matters, (long long)r.bodies, (long long)r.files);
	return OK;
}

int
erase_main(int argc, char **argv)
{
	struct option_word o[OPT_COUNT] = { { "data", false, "data" }, { "phone", false, NULL }, { "yes", true, NULL } };
	const char *words[2];
	int n = options_words(&argc, argv, o, COUNT(o), words, 2);
	struct site s = { 0 };
	struct err e;
	bool look;

	if (!options_read(argc, argv, o, COUNT(o), erase_help))
		return 2;
	look = n == 1 && strcmp(words[0], "account") == 0 && o[OPT_PHONE].value;
	if (!look && (n != 2 || !o[OPT_YES].value || (strcmp(words[0], "matter") != 0 && strcmp(words[0], "account") != 0))) {
		fprintf(stderr, "%s\n", erase_help);
		return 2;
	}
	e = site_open(&s, o[OPT_DATA].value, NULL);
	if (!e.code)
		e = erase_run(&s, words[0], look ? NULL : words[1], o);
	if (e.code)
		site_say(e);
	site_close(&s);
	return e.code ? 1 : 0;
}
