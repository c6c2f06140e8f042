/* council_letters_web.c - a notice that did not arrive is a task: send it again, or call and say so. */
#include "council_letters_html.h"
#include "services/council/council.h"
#include "services/council/council_letters.h"
#include "services/council/council_scope.h"

#include "base/text.h"
#include "base_msg.h"
#include "council_figures_msg.h"

#define LETTER_ROWS 30

struct post_items
letters_of(struct req *rq, int64_t assignment)
{
	struct post_items items = { 0 };

	if (post_about_list(rq->db, rq->a, rq->area, notify_about(rq->a, assignment), &items).code)
		items.n = 0;
	return items;
}

const char *
letters_state(struct req *rq, const char *state)
{
	enum msg key = msg_find(arena_fmt(rq->a, "post.state_%s", state));

	return key == M_NONE ? state : tr(rq, key);
}

const char *
letters_chip(const char *state)
{
	if (strcmp(state, "dead") == 0)
		return " q-chip--bad";
	if (strcmp(state, "failed") == 0)
		return " q-chip--warn";
	return strcmp(state, "sent") == 0 ? " q-chip--ok" : " q-chip--plain";
}

const char *
letters_why(struct req *rq, const char *error)
{
	enum msg key = msg_find(error);

	return key == M_NONE ? error : tr(rq, key);
}

const char *
letters_state_why(struct req *rq, const struct post_item *it)
{
	return letters_why(rq, it->error);
}

struct err
letters_count(struct req *rq, int64_t place, int64_t *ret)
{
	struct letters_dead_count n = { 0 };

	TRY(letters_dead_count(rq->db, rq->a, rq->area, place, &n));
	*ret = n.n;
	return OK;
}

static struct err
letters_page(struct req *rq, struct out *o, enum msg note)
{
	int64_t place = scope_of(rq, RIGHT_ASK), before = INT64_MAX;
	struct letters_dead_rows rows;

	text_int(rq_query(rq, "before"), 1, INT64_MAX, &before);
	TRY(letters_dead(rq->db, rq->a, rq->area, place < 0 ? rq->place : place, before, LETTER_ROWS + 1, &rows));
	rq->nav = "desk";
	page_begin(o, rq, tr(rq, M_letters_title));
	council_letters_html(o, rq, &rows, LETTER_ROWS, note == M_NONE ? NULL : tr(rq, note), rq->status == 409);
	page_end(o, rq);
	return OK;
}

static struct err
letters_get(struct req *rq, struct out *o)
{
	const char *done = rq_query(rq, "done");

	return letters_page(rq, o, strcmp(done, "again") == 0 ? M_letters_again_done : strcmp(done, "told") == 0 ? M_letters_told_done : M_NONE);
}

struct letter_act {
	int64_t id;
	bool again;
};

static struct err
letter_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct letter_act *x = ctx;

	if (x->again)
		TRY(post_retry(w, rq->env, rq->area, x->id));
	else
		TRY(post_drop(w, rq->env, rq->area, x->id));
	rq_goto(rq, x->again ? "/desk/letters?done=again" : "/desk/letters?done=told");
	return OK;
}

static struct err
letter_post(struct req *rq, struct out *o)
{
	const struct matter *m = rq->object;
	struct letter_act x = { rq_param_id(rq, "letter"), strcmp(rq_form(rq, "do"), "told") != 0 };
	struct letters_of_matter row;
	struct err e;
	bool found;

	TRY(letters_of_matter(rq->db, rq->a, rq->area, x.id, m->r.id, &row, &found));
	if (!found)
		return FAIL(404, M_err_not_found);
	e = tx_run(rq, letter_tx, &x);
	if (e.code == 409) {			/* its contents are gone: only a call helps */
		rq->status = 409;
		return letters_page(rq, o, e.key);
	}
	TRY(e);
	return see_other(rq, NULL);
}

static const struct route routes[] = {
	{ VERB_GET, "/desk/letters", RIGHT_ASK, NULL, letters_get, "Notices that did not arrive.", 0 },
	{ VERB_POST, "/:place/:number/letter/:letter", RIGHT_ASK, matter_route, letter_post, "Send a notice again, or say it was told by telephone.", 0 },
	{ 0 }
};

const struct route *
council_letters_routes(void)
{
	return routes;
}
