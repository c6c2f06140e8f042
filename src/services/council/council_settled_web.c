/* council_settled_web.c - what the hall has settled: before and after, the outcome in a sentence, how long it took, what people said. */
#include "services/council/council.h"

#include "base/text.h"
#include "council_settled_html.h"
#include "services/council/council_figures.h"
#include "council_figures_msg.h"

#define SETTLED_ROWS 12

static struct err
photos_read(struct req *rq, struct settled_card *c)
{
	const struct lifecycle *lc;
	struct settled_photos_rows rows;

	TRY(matter_lifecycle_of(rq->db, rq->area, c->m.lifecycle, &lc));
	TRY(settled_photos(rq->db, rq->a, rq->area, c->m.id, &rows));
	for (size_t i = 0; i < rows.n; i++) {
		const struct life_move *mv = lifecycle_move(lc, rows.v[i].act);

		if (rows.v[i].seq == 1 && !c->before)
			c->before = rows.v[i].id;
		if (mv && life_move_ask(mv, "result"))
			c->after = rows.v[i].id;
	}
	return OK;
}

static struct err
cards_read(struct req *rq, struct settled_view *v)
{
	struct tally_filter f = { .scope = v->of.scope, .level = v->of.level, .figure = TALLY_SETTLED, .category = v->of.category,
		.limit = SETTLED_ROWS + 1 };
	struct tally_item_rows rows;
	bool found;

	text_int(rq_query(rq, "at"), 0, INT64_MAX, &f.before_month);
	text_int(rq_query(rq, "id"), 0, INT64_MAX, &f.before_id);
	TRY(tally_list(rq->db, rq->a, rq->area, &f, &rows));
	v->v = NEWN(rq->a, struct settled_card, rows.n + 1);
	for (; v->n < rows.n && v->n < SETTLED_ROWS; v->n++) {
		struct settled_card *c = &v->v[v->n];

		c->t = &rows.v[v->n];
		TRY(matter_get(rq->db, rq->a, rq->area, c->t->matter, &c->m, &found));
		TRY(photos_read(rq, c));
	}
	if (rows.n > SETTLED_ROWS)
		v->more = arena_fmt(rq->a, "/hall/settled?%s&at=%lld&id=%lld", figures_query(rq, &v->of), (long long)v->v[v->n - 1].t->month,
			(long long)v->v[v->n - 1].t->matter);
	return OK;
}

static struct err
settled_show(struct req *rq, struct out *o)
{
	struct settled_view v = { 0 };
	struct tally_sum sum;

	TRY(figures_read(rq, rq_query(rq, "place"), "", &v.of));
	TRY(tally_sum(rq->db, rq->a, rq->area, &v.of.scope, &sum));
	v.total = sum.n[TALLY_SETTLED];
	TRY(cards_read(rq, &v));
	rq->nav = "hall";
	page_begin(o, rq, tr(rq, M_figures_settled_title));
	council_settled_html(o, rq, &v);
	page_end(o, rq);
	return OK;
}

static const struct route routes[] = {
	{ VERB_GET, "/hall/settled", RIGHT_PUBLIC, NULL, settled_show, "What the hall has settled, before and after.", 0 },
	{ 0 }
};

const struct route *
council_settled_routes(void)
{
	return routes;
}
