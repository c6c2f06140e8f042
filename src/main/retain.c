/* retain.c - nothing personal is kept beyond its term (PIPL 19): one table, gone through when the server starts and once a day. */
#include "main/retain.h"

#include "base/day.h"
#include "base/log.h"
#include "people/code.h"
#include "people/session.h"
#include "people_sql.h"
#include "store/store.h"
#include "web_sql.h"

/*
 * /privacy tells the terms and docs/operate/retention.md repeats them; test_retention.py holds the three together. Not here: letters
 * (post.keep_days, src/post), half-imported tables (import_sweep), files nobody names (files_sweep), and what is public, which stays.
 */
static const struct term {
	const char *table;
	int64_t keep;			/* microseconds after it was made or last used */
	struct err (*drop)(struct db *w, int64_t area, int64_t before, int64_t *changed);
} terms[] = {
	{ "session", SESSION_RESIDENT, session_retain },
	{ "code", CODE_LIFE, code_retain },
	{ "attempt", 2 * US_DAY, attempt_drop_old },
	{ "draft", 30 * US_DAY, draft_sweep },
	{ "idem", 2 * US_DAY, idem_sweep },
	{ "access_log", 3 * 366 * US_DAY, access_retain },	/* PIPL 56: three years, as records of handling */
};

struct pass {
	const struct term *t;
	int64_t area, now, gone;
};

static struct err
term_tx(struct db *w, void *ctx)
{
	struct pass *p = ctx;

	return p->t->drop(w, p->area, p->now - p->t->keep, &p->gone);
}

struct err
retain_sweep(struct store *s, int64_t area, int64_t now)
{
	for (size_t i = 0; i < COUNT(terms); i++) {
		struct pass p = { &terms[i], area, now, 0 };

		TRY(store_do(s, term_tx, &p));
		if (p.gone)
			log_event(LOG_INFO, "retained_no_longer", "table=%s rows=%lld", terms[i].table, (long long)p.gone);
	}
	return OK;
}
