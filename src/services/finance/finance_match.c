/* finance_match.c - one firm against the whole handbook: the index says which, each rule shown says why. */
#include "services/finance/finance_match.h"

#include "base_msg.h"

struct matching {
	struct env *env;
	const struct value *facts;
	size_t most;
	struct fin_match *m;
	int64_t *versions[FIT_COUNT];		/* of the rows */
};

static enum fin_class
class_of(enum match_state s)
{
	return s == MATCH_PASS ? FIT_PASS : s == MATCH_ONE ? FIT_ONE : s == MATCH_UNKNOWN ? FIT_UNKNOWN : FIT_NOT;
}

/* The first rows of those in a state, with their reasons. */
static void
rows_take(struct matching *w, struct arena *a, const struct fin_book *b, const uint8_t *state, enum match_state is)
{
	enum fin_class c = class_of(is);
	struct fin_match *m = w->m;

	for (size_t i = 0; i < b->n && m->n[c] < w->most; i++) {
		uint32_t number = b->order[i];
		struct fin_fit *fit;

		if (state[number] != is)
			continue;
		fit = NEW(a, struct fin_fit);
		fin_book_hold(a, b->rows[number]);
		fin_fit(a, w->env, &b->rows[number]->rule, w->facts, fit);
		w->versions[c][m->n[c]] = b->rows[number]->version;
		m->rows[c][m->n[c]++].fit = fit;
	}
}

static struct err
match_use(void *ctx, struct arena *a, const struct fin_book *b)
{
	struct matching *w = ctx;
	uint8_t *state = NEWN(a, uint8_t, b->ix.size + 1);

	w->m->all = b->n;
	TRY(fin_index_ask(&b->ix, a, w->env, w->facts, state, &w->m->changes));
	for (size_t i = 0; i < b->n; i++)
		w->m->count[class_of((enum match_state)state[b->order[i]])]++;
	for (int c = 0; c < FIT_COUNT; c++) {
		size_t n = w->m->count[c] < w->most ? w->m->count[c] : w->most;

		w->m->rows[c] = NEWN(a, struct fin_answer_row, n + 1);
		w->versions[c] = NEWN(a, int64_t, n + 1);
	}
	for (int s = MATCH_PASS; s >= MATCH_FAIL; s--)	/* of what does not fit the nearest first */
		rows_take(w, a, b, state, (enum match_state)s);
	return OK;
}

struct err
fin_match(struct db *db, struct arena *a, struct env *env, int64_t area, int32_t day, const struct value *facts, size_t most,
	  struct fin_match *ret)
{
	struct matching w = { env, facts, most, ret, { NULL } };

	*ret = (struct fin_match){ 0 };
	TRY(fin_book_use(db, a, area, day, match_use, &w));
	for (int c = 0; c < FIT_COUNT; c++)
		for (size_t i = 0; i < ret->n[c]; i++) {
			struct fin_version_row *r = NEW(a, struct fin_version_row);
			bool found;

			TRY(fin_version_get(db, a, area, w.versions[c][i], r, &found));
			if (!found)
				return FAIL(500, M_err_server);
			ret->rows[c][i].r = r;
		}
	return OK;
}

bool
fin_match_more(const struct fin_match *m)
{
	bool more = false;

	for (int c = 0; c < FIT_COUNT; c++)
		more |= m->n[c] < m->count[c];
	return more;
}

static struct err
asked_use(void *ctx, struct arena *a, const struct fin_book *b)
{
	unsigned *ret = ctx;

	(void)a;
	*ret = b->asked;
	return OK;
}

struct err
fin_asked(struct db *db, struct arena *a, int64_t area, int32_t day, unsigned *ret)
{
	return fin_book_use(db, a, area, day, asked_use, ret);
}

/* ---- what stops a firm ---- */

struct stopping {
	struct env *env;
	const struct value *facts;
	bool *served;
	unsigned *stops;
};

static struct err
stops_use(void *ctx, struct arena *a, const struct fin_book *b)
{
	struct stopping *w = ctx;

	return fin_index_stops(&b->ix, a, w->env, w->facts, w->served, w->stops);
}

struct err
fin_match_stops(struct db *db, struct arena *a, struct env *env, int64_t area, int32_t day, const struct value *facts, bool *served,
		unsigned *stops)
{
	struct stopping w = { env, facts, served, stops };

	return fin_book_use(db, a, area, day, stops_use, &w);
}
