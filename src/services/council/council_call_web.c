/* council_call_web.c - call-backs: whom to call after a result, and what they said. */
#include "services/council/council.h"

#include "base/text.h"
#include "council_call_html.h"
#include "council_calls_html.h"
#include "services/council/council_call.h"
#include "services/council/council_scope.h"
#include "base_msg.h"
#include "council_figures_msg.h"
#include "matter_msg.h"

#define CALL_ROWS 30
#define WORDS_MAX 500

static struct err
calls_show(struct req *rq, struct out *o)
{
	int64_t place = scope_of(rq, RIGHT_CONTACT), since = call_since(rq->env), at = 0, id = 0;
	struct calls_view v = { .limit = CALL_ROWS, .older = strcmp(rq_query(rq, "older"), "1") == 0,
		.done = strcmp(rq_query(rq, "done"), "1") == 0 };

	text_int(rq_query(rq, "at"), 0, INT64_MAX, &at);
	text_int(rq_query(rq, "id"), 0, INT64_MAX, &id);
	TRY(call_due(rq->db, rq->a, rq->area, place, at, id, v.older ? 0 : since, v.older ? since : INT64_MAX, CALL_ROWS + 1, &v.rows));
	TRY(call_due_count(rq->db, rq->a, rq->area, place, since, &v.n));
	rq->nav = "desk";
	page_begin(o, rq, tr(rq, M_call_title));
	council_calls_html(o, rq, &v);
	page_end(o, rq);
	return OK;
}

static struct err
call_page(struct req *rq, struct out *o, const char *phone)
{
	struct call_view v = { .m = rq->object, .phone = phone, .whole = phone != NULL };
	struct tally_fact_get f = { 0 };
	bool found;

	if (!v.m->r.author || text_empty(v.m->r.outcome))
		return FAIL(404, M_matter_err_no_result);
	if (!phone && person_phone(rq, v.m->r.author, false, "", &v.phone).code)
		v.phone = NULL;
	TRY(call_list(rq->db, rq->a, rq->area, v.m->r.id, &v.calls));
	TRY(tally_fact_get(rq->db, rq->a, rq->area, v.m->r.id, &f, &found));
	v.due = f.voice == VOICE_TO_CALL;
	rq->nav = "desk";
	page_begin(o, rq, trf(rq, M_call_one_title, v.m->r.title, NULL));
	council_call_html(o, rq, &v);
	page_end(o, rq);
	return OK;
}

static struct err
call_get(struct req *rq, struct out *o)
{
	return call_page(rq, o, NULL);
}

/* The same door as everywhere: each look leaves a row in the access log. */
static struct err
call_phone_post(struct req *rq, struct out *o)
{
	const struct matter *m = rq->object;
	const char *phone;

	if (!m->r.author)
		return FAIL(404, M_err_not_found);
	TRY(person_phone(rq, m->r.author, true, tr(rq, M_call_why), &phone));
	return call_page(rq, o, phone);
}

static struct err
call_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct calling_back *c = ctx;
	const struct matter *m = rq->object;
	struct who who;
	struct act act;

	TRY(who_of(rq, w, m, &who));
	act_of(&act, rq, &who);
	TRY(matter_call_back(w, &act, c));
	rq_goto(rq, "/desk/calls?done=1");
	return OK;
}

static int
said(struct req *rq, const char *field)
{
	const char *v = rq_form(rq, field);

	return strcmp(v, "yes") == 0 ? 1 : strcmp(v, "no") == 0 ? 0 : -1;
}

static struct err
call_post(struct req *rq, struct out *o)
{
	const struct matter *m = rq->object;
	struct calling_back c = { .matter = m->r.id, .reached = said(rq, "reached") == 1, .responded = said(rq, "responded"),
		.solved = said(rq, "solved"), .words = rq_form(rq, "words") };
	int64_t score = 0;
	struct err e;

	text_int(rq_form(rq, "score"), 1, 4, &score);
	c.score = (int)score;
	if (said(rq, "reached") < 0)
		rq_fault(rq, "reached", M_call_err_reached, NULL);
	else if (c.reached && c.responded < 0 && c.solved < 0 && !c.score)
		rq_fault(rq, "responded", M_matter_err_call_answers, NULL);
	if (c.reached && c.solved == 0 && text_empty(c.words))
		rq_fault(rq, "words", M_matter_err_unsolved, NULL);
	if (text_len(c.words) > WORDS_MAX)
		rq_fault(rq, "words", M_matter_err_long, NULL);
	if (rq->nfaults) {
		rq->status = 422;
		return call_page(rq, o, NULL);
	}
	e = tx_run(rq, call_tx, &c);
	if (e.code == 422) {
		rq_fault(rq, "reached", e.key, NULL);
		rq->status = 422;
		return call_page(rq, o, NULL);
	}
	TRY(e);
	return see_other(rq, NULL);
}

static const struct route routes[] = {
	{ VERB_GET, "/desk/calls", RIGHT_CONTACT, NULL, calls_show, "Whom to call after a result.", 0 },
	{ VERB_GET, "/:place/:number/call", RIGHT_CONTACT, matter_route, call_get, "The form for one call-back.", 0 },
	{ VERB_POST, "/:place/:number/call", RIGHT_CONTACT, matter_route, call_post, "Write down a call-back.", 0 },
	{ VERB_POST, "/:place/:number/call/phone", RIGHT_CONTACT, matter_route, call_phone_post, "Show the number to call; logged.", 0 },
	{ 0 }
};

const struct route *
council_call_routes(void)
{
	return routes;
}
