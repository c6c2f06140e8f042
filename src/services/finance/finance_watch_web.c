/*
 * finance_watch_web.c - the bureau's view of needs: which banks are late, which firms an adviser should call, which conditions stop firms,
 * which needs no product serves. What stops firms is counted; a count below five is not shown.
 */
#include "services/finance/finance.h"

#include <stdlib.h>

#include "base/text.h"
#include "finance_need_msg.h"
#include "finance_watch_html.h"
#include "services/finance/finance_need_view.h"

#define LATE_ROWS   100
#define LOOKED_AT   200		/* needs, the newest: each is matched with the whole handbook */
#define UNSERVED    20		/* listed one by one */

struct counting {
	int64_t fields[F_COUNT];
	int64_t unserved[UNSERVED];		/* needs */
	struct fin_watch_view *v;
};

/* Each firm counts once for a condition, however many products have it. */
static void
need_count(unsigned stopped, bool served, const struct fin_need_row *n, struct counting *c)
{
	for (int f = 0; f < F_COUNT; f++)
		c->fields[f] += stopped >> f & 1u;
	c->v->needs++;
	if (served)
		return;
	c->v->unserved_amount += n->amount;
	if (c->v->unserved_n < UNSERVED)
		c->unserved[c->v->unserved_n] = n->id;
	c->v->unserved_n++;
}

static int
by_count(const void *x, const void *y)
{
	const struct fin_stop *a = x, *b = y;

	return a->n != b->n ? (a->n < b->n ? 1 : -1) : strcmp(a->words, b->words);
}

static struct err
stops_load(struct req *rq, struct fin_watch_view *v)
{
	struct counting c = { .v = v };
	struct fin_need_row_rows needs;

	TRY(fin_need_facts_list(rq->db, rq->a, rq->area, LOOKED_AT, &needs));
	for (size_t i = 0; i < needs.n; i++) {
		const struct fin_need x = { .r = needs.v[i] };
		struct value facts[F_COUNT];
		const char *typed[F_COUNT];
		unsigned stops;
		bool served;

		fin_need_facts(rq, &x, facts, typed);
		TRY(fin_match_stops(rq->db, rq->a, rq->env, rq->area, fin_today(rq), facts, &served, &stops));
		need_count(stops, served, &needs.v[i], &c);
	}
	v->unserved.v = NEWN(rq->a, struct fin_need_item, UNSERVED);
	for (int64_t i = 0; i < v->unserved_n && i < UNSERVED; i++) {
		bool found;

		TRY(fin_need_one(rq->db, rq->a, rq->area, c.unserved[i], &v->unserved.v[v->unserved.n], &found));
		v->unserved.n += found;
	}
	v->stops = NEWN(rq->a, struct fin_stop, F_COUNT);
	for (int f = 0; f < F_COUNT; f++)
		if (c.fields[f] >= FIN_SMALL)
			v->stops[v->nstops++] = (struct fin_stop){ tr(rq, fin_fields[f].label), c.fields[f] };
	qsort(v->stops, v->nstops, sizeof(*v->stops), by_count);
	return OK;
}

static struct err
grounds_load(struct req *rq, struct fin_watch_view *v)
{
	const struct life_ask *ask = life_move_ask(lifecycle_move(matter_lifecycle("referral"), "refuse"), "ground");
	struct fin_ground_counts_rows rows;

	TRY(fin_ground_counts(rq->db, rq->a, rq->area, &rows));
	v->grounds = NEWN(rq->a, struct fin_stop, rows.n + 1);
	for (size_t i = 0; i < rows.n; i++) {
		const char *words = rows.v[i].ground;

		for (size_t k = 0; ask && k < ask->nchoices; k++)
			if (strcmp(ask->choices[k].id, words) == 0)
				words = ask->choices[k].label.in[rq->lang];
		if (rows.v[i].n >= FIN_SMALL)
			v->grounds[v->ngrounds++] = (struct fin_stop){ words, rows.v[i].n };
	}
	return OK;
}

static struct err
watch_get(struct req *rq, struct out *o)
{
	struct fin_watch_view *v = NEW(rq->a, struct fin_watch_view);

	v->today = fin_today(rq);
	TRY(fin_referral_late(rq->db, rq->a, rq->area, v->today, LATE_ROWS, &v->late));
	TRY(fin_need_in(rq->db, rq->a, rq->area, "adviser", 0, LATE_ROWS, &v->adviser));
	TRY(fin_need_in(rq->db, rq->a, rq->area, "", 0, LATE_ROWS, &v->open));
	TRY(fin_bank_load(rq->db, rq->a, rq->area, v->today, &v->loads));
	TRY(stops_load(rq, v));
	TRY(grounds_load(rq, v));
	rq->nav = "bureau";
	page_begin(o, rq, tr(rq, M_finn_watch));
	finance_watch_html(o, rq, v);
	page_end(o, rq);
	return OK;
}

const struct route *
finance_watch_routes(void)
{
	static const struct route routes[] = {
		{ VERB_GET, "/bureau/needs", RIGHT_BUREAU, NULL, watch_get, "Needs: late banks, firms without a bank, what stops firms, what no product serves.", 0 },
		{ 0 },
	};

	return routes;
}
