/* council_own.c - a copy of everything kept about one person (council_own.h). What is kept where is the table `kept`. */
#include "services/council/council_own.h"

#include "base/day.h"
#include "base/text.h"
#include "council_own_msg.h"
#include "council_own_sql.h"
#include "matter/erase.h"
#include "people/account.h"
#include "people/people.h"

typedef struct err (*by_account_fn)(struct db *, struct arena *, int64_t, int64_t, struct own_row_rows *);
typedef struct err (*by_owner_fn)(struct db *, struct arena *, int64_t, const char *, struct own_row_rows *);

/* One kind of thing; rows are found by the account or by its owner word "a123". */
static const struct kept {
	enum msg title;
	by_account_fn by_account;
	by_owner_fn by_owner;
} kept[] = {
	{ M_own_matters, own_matters, NULL },
	{ M_own_files, own_files, NULL },
	{ M_own_remarks, own_remarks, NULL },
	{ M_own_fixes, own_fixes, NULL },
	{ M_own_ratings, NULL, own_ratings },
	{ M_own_supports, NULL, own_supports },
	{ M_own_follows, own_follows, NULL },
	{ M_own_alerts, own_alerts, NULL },
	{ M_own_invitations, own_invitations, NULL },
	{ M_own_attended, NULL, own_attended },
	{ M_own_votes, own_votes, NULL },
	{ M_own_clips, own_clips, NULL },
	{ M_own_letters, own_letters, NULL },
	{ M_own_sessions, own_sessions, NULL },
	{ M_own_reads, own_reads, NULL },
};

/* A message key's name where one was kept (why a number was read), else the words themselves. */
static const char *
told(enum lang l, const char *words)
{
	enum msg key = msg_find(words);

	return key ? msg_text(l, key) : words;
}

static void
row_write(struct arena *a, const struct env *env, enum lang l, const struct own_row *r, struct out *o)
{
	const char *part[] = { r->name, told(l, r->words), r->address };

	out_fmt(o, "- %s", time_text(a, env, l, r->at));
	for (size_t i = 0; i < COUNT(part); i++)
		if (!text_empty(part[i]))
			out_fmt(o, " | %s", part[i]);
	out_str(o, "\n");
}

struct err
own_write(struct db *db, struct arena *a, const struct env *env, int64_t area, int64_t account, int64_t now, enum lang l, struct out *o)
{
	const char *owner = arena_fmt(a, "a%lld", (long long)account), *phone = NULL;
	struct own_account row;

	TRY(own_account(db, a, area, account, &row));
	if (row.reachable)
		TRY(person_unseal(db, a, area, account, &phone));
	out_fmt(o, "%s\n%s\n\n", msg_text(l, M_own_title), msg_fmt(a, l, M_own_lead, time_text(a, env, l, now), NULL));
	if (!text_empty(phone))
		out_fmt(o, "%s\n", msg_fmt(a, l, M_own_phone, phone, NULL));
	out_fmt(o, "%s\n%s\n", msg_fmt(a, l, M_own_since, time_text(a, env, l, row.created), NULL), msg_text(l, M_own_basis));
	for (size_t i = 0; i < COUNT(kept); i++) {
		const struct kept *k = &kept[i];
		struct own_row_rows rows;

		TRY(k->by_account ? k->by_account(db, a, area, account, &rows) : k->by_owner(db, a, area, owner, &rows));
		out_fmt(o, "\n== %s ==\n", msg_text(l, k->title));
		for (size_t j = 0; j < rows.n; j++)
			row_write(a, env, l, &rows.v[j], o);
		if (!rows.n)
			out_fmt(o, "%s\n", msg_text(l, M_own_none));
	}
	for (size_t i = 0; matter_own_fn(i); i++)
		TRY(matter_own_fn(i)(db, a, env, area, account, l, o));
	out_fmt(o, "\n%s\n", msg_text(l, M_own_more));
	return OK;
}
