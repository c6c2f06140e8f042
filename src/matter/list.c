/* list.c - rows of lists: by place and state, mine, by words. One query a page. */
#include "matter/matter.h"

#include <stdlib.h>

#include "base/text.h"
#include "matter/kinds.h"
#include "store/store.h"

#define LIST_MAX    100
#define FROM_NEWEST INT64_MAX

static const char *
or_null(const char *s)
{
	return text_empty(s) ? NULL : s;
}

static struct cards
cards_of(const struct matter_card_rows *rows, int limit)
{
	struct cards c = { .v = rows->v, .n = rows->n };

	if (rows->n > (size_t)limit) {		/* one more was asked for, to know whether there is a next page */
		c.n = (size_t)limit;
		c.next_at = rows->v[c.n - 1].updated;
		c.next_id = rows->v[c.n - 1].id;
	}
	return c;
}

typedef struct err (*list_all_fn)(struct db *, struct arena *, int64_t, const char *, const char *, const char *, int64_t, int64_t, int64_t,
	struct matter_card_rows *);
typedef struct err (*list_place_fn)(struct db *, struct arena *, int64_t, int64_t, const char *, const char *, const char *, int64_t, int64_t,
	int64_t, struct matter_card_rows *);

/* What a filter's state may say beside one state of the life cycle; the last row is for those. */
static const struct lists {
	const char *state;
	list_all_fn all;
	list_place_fn place;
} lists[] = {
	{ "open", matter_list_all_open, matter_list_place_open },
	{ "closed", matter_list_all_done, matter_list_place_done },
	{ NULL, matter_list_all, matter_list_place },
};

struct err
matter_list(struct db *db, struct arena *a, int64_t area, const struct filter *f, struct cards *ret)
{
	const char *state = or_null(f->state), *category = or_null(f->category);
	int64_t at = f->before_at ? f->before_at : FROM_NEWEST;
	int limit = f->limit < 1 ? 1 : f->limit > LIST_MAX ? LIST_MAX : f->limit;
	const struct lists *l = lists;
	struct matter_card_rows rows;

	while (l->state && (!state || strcmp(state, l->state) != 0))
		l++;
	if (l->state)
		state = NULL;
	if (f->place)
		TRY(l->place(db, a, area, f->place, f->kind, state, category, at, f->before_id, limit + 1, &rows));
	else
		TRY(l->all(db, a, area, f->kind, state, category, at, f->before_id, limit + 1, &rows));
	*ret = cards_of(&rows, limit);
	return OK;
}

struct err
matter_mine(struct db *db, struct arena *a, int64_t area, int64_t account, struct cards *ret)
{
	struct matter_card_rows rows;

	TRY(matter_list_mine(db, a, area, account, LIST_MAX, &rows));
	*ret = (struct cards){ .v = rows.v, .n = rows.n };
	return OK;
}

static struct err
cards_of_hits(struct db *db, struct arena *a, int64_t area, const struct search_hits *hits, struct cards *ret)
{
	struct matter_card *v = NEWN(a, struct matter_card, hits->n + 1);
	size_t n = 0;

	for (size_t i = 0; i < hits->n; i++) {
		bool found;

		TRY(matter_card_get(db, a, area, hits->v[i].id, &v[n], &found));
		n += found;
	}
	*ret = (struct cards){ .v = v, .n = n };
	return OK;
}

struct err
matter_search(struct db *db, struct arena *a, int64_t area, const char *words, int64_t place, int64_t before, int limit,
	struct cards *ret, int64_t *total)
{
	const char *tokens = text_tokens(a, words);
	const char *scope = place ? arena_fmt(a, "p%lld", (long long)place) : NULL;
	struct search_hits hits;

	*ret = (struct cards){ 0 };
	*total = 0;
	if (text_empty(tokens))
		return OK;
	TRY(search_find(db, a, area, "matter", scope, tokens, before, limit + 1, &hits));
	TRY(search_count(db, a, area, "matter", scope, tokens, total));
	TRY(cards_of_hits(db, a, area, &hits, ret));
	if (ret->n > (size_t)limit) {
		ret->n = (size_t)limit;
		ret->next_at = hits.v[limit - 1].at;
		ret->next_id = hits.v[limit - 1].id;
	}
	return OK;
}

/* ---- similar ---- */

#define SIMILAR_WORDS 24
#define SIMILAR_EACH  20
#define SIMILAR_TRIED 12	/* candidates whose titles are compared */
#define SIMILAR_SHOWN 3

struct candidate {
	int64_t id;
	int score;
};

static void
candidate_add(struct candidate *v, size_t *n, size_t max, int64_t id)
{
	for (size_t i = 0; i < *n; i++)
		if (v[i].id == id) {
			v[i].score++;
			return;
		}
	if (*n < max)
		v[(*n)++] = (struct candidate){ id, 1 };
}

static int
candidate_compare(const void *x, const void *y)
{
	const struct candidate *a = x, *b = y;

	if (a->score != b->score)
		return b->score - a->score;
	return a->id < b->id ? 1 : -1;
}

/* A word that says something: in Chinese each pair of characters does, in English the short ones ("the", "at") do not. */
static bool
tells(const char *word)
{
	return (unsigned char)word[0] >= 0x80 || strlen(word) > 3;
}

static size_t
words_of(struct arena *a, const char *text, const char **v, size_t max)
{
	char *tokens = arena_str(a, text_tokens(a, text)), *save = NULL;
	size_t n = 0;

	for (char *t = strtok_r(tokens, " ", &save); t && n < max; t = strtok_r(NULL, " ", &save)) {
		bool had = !tells(t);

		for (size_t i = 0; i < n && !had; i++)
			had = strcmp(v[i], t) == 0;
		if (!had)
			v[n++] = t;
	}
	return n;
}

/* Two titles are near when they share two words at least, and those are a third of all (Dice) or half of the shorter one. One
 * shared word is chance; the parts were set by looking at pairs of the demonstration. */
static bool
near(struct arena *a, const char *const *v, size_t n, const char *title)
{
	const char *w[SIMILAR_WORDS];
	size_t m = words_of(a, title, w, SIMILAR_WORDS), both = 0;

	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < m; k++)
			both += strcmp(v[i], w[k]) == 0;
	return both >= 2 && (6 * both >= n + m || 2 * both >= (n < m ? n : m));
}

static void
cards_near(struct arena *a, const char *const *v, size_t n, const struct cards *all, bool open, struct cards *ret)
{
	for (size_t i = 0; i < all->n && ret->n < SIMILAR_SHOWN; i++)
		if (card_state(&all->v[i])->open == open && near(a, v, n, all->v[i].title))
			ret->v[ret->n++] = all->v[i];
}

struct err
matter_similar(struct db *db, struct arena *a, int64_t area, int64_t place, const char *text, struct cards *ret)
{
	const char *words[SIMILAR_WORDS], *scope = arena_fmt(a, "p%lld", (long long)place);
	size_t nwords = words_of(a, text, words, SIMILAR_WORDS), n = 0;
	struct candidate *v = NEWN(a, struct candidate, SIMILAR_WORDS * SIMILAR_EACH);
	struct search_hits best = { 0 };
	struct cards all;

	for (size_t k = 0; k < nwords; k++) {
		struct search_hits hits;

		TRY(search_find(db, a, area, "matter", scope, words[k], 0, SIMILAR_EACH, &hits));
		for (size_t i = 0; i < hits.n; i++)
			candidate_add(v, &n, SIMILAR_WORDS * SIMILAR_EACH, hits.v[i].id);
	}
	qsort(v, n, sizeof(*v), candidate_compare);
	best.v = NEWN(a, struct search_hit, SIMILAR_TRIED);
	for (size_t i = 0; i < n && best.n < SIMILAR_TRIED && v[i].score >= 2; i++)
		best.v[best.n++].id = v[i].id;
	TRY(cards_of_hits(db, a, area, &best, &all));
	*ret = (struct cards){ .v = NEWN(a, struct matter_card, SIMILAR_SHOWN) };
	cards_near(a, words, nwords, &all, true, ret);		/* what is under way can still be joined */
	cards_near(a, words, nwords, &all, false, ret);
	return OK;
}

const char *
card_address(struct arena *a, const struct matter_card *c)
{
	return arena_fmt(a, "/%s/%s", c->slug, c->number);
}

const struct life_state *
card_state(const struct matter_card *c)
{
	const struct lifecycle *lc = matter_lifecycle_known(c->lifecycle);
	const struct life_state *st = lc ? lifecycle_state(lc, c->state) : NULL;

	if (st)
		return st;
	lc = matter_lifecycle(c->kind);		/* a version nobody has opened since the start: today's words serve */
	st = lc ? lifecycle_state(lc, c->state) : NULL;
	assert(lc);
	return st ? st : lc->start;
}
