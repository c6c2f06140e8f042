/* council_several_web.c - one act on several matters: ticked in the workbench's list, each checked and told of on its own. */
#include "services/council/council.h"

#include "base/text.h"
#include "council_several_done_html.h"
#include "council_several_html.h"
#include "services/council/council_scope.h"
#include "services/council/council_staff.h"
#include "base_msg.h"
#include "council_staff_msg.h"
#include "matter_msg.h"

#define WORDS_MAX 2000

const struct several_act several_acts[] = {
	{ "take_in", M_staff_several_take_in, M_staff_several_words_author, "check", false, RIGHT_HANDLE },
	{ "progress", M_staff_several_progress, M_staff_several_words_public, "chat", true, RIGHT_HANDLE },
	{ "chase", M_staff_several_chase, M_NONE, "bell", false, RIGHT_ASK },
	{ "note", M_staff_several_note, M_staff_several_words_note, "lock", true, RIGHT_NOTE },
	{ 0 },
};

static const struct several_act *
act_find(const char *id)
{
	for (const struct several_act *act = several_acts; act->id; act++)
		if (strcmp(act->id, id) == 0)
			return act;
	return NULL;
}

/* The ticked ones this caller may see at the desk; the others are left out silently: the list never offered them. */
static struct err
several_load(struct req *rq, const struct field *fields, size_t n, struct several *ret)
{
	*ret = (struct several){ .v = NEWN(rq->a, struct matter, SEVERAL_MAX), .act = "", .words = "" };
	for (size_t i = 0; i < n && ret->n < SEVERAL_MAX; i++) {
		struct matter *m = &ret->v[ret->n];
		struct err e;
		int64_t id;

		if (strcmp(fields[i].name, "id[]") != 0 || !text_int(fields[i].value, 1, INT64_MAX, &id))
			continue;
		e = matter_load(rq->db, rq->a, rq->area, id, m);
		if (e.code == 404 || (!e.code && !people_may(rq->db, rq->area, rq->caller, RIGHT_DESK, m->r.place)))
			continue;
		TRY(e);
		ret->ready[ret->n] = strcmp(m->r.state, "accepted") == 0 && m->r.place == ret->v[0].r.place;
		ret->nready += ret->ready[ret->n++];
	}
	ret->asks = scope_of(rq, RIGHT_ASK) >= 0;
	ret->meets = scope_of(rq, RIGHT_MEET) >= 0;
	return OK;
}

static struct err
several_page(struct req *rq, struct out *o, const struct several *v)
{
	if (rq->nfaults)
		rq->status = 422;
	rq->nav = "desk";
	page_begin(o, rq, tr(rq, M_staff_several));
	council_several_html(o, rq, v);
	page_end(o, rq);
	return OK;
}

static struct err
several_get(struct req *rq, struct out *o)
{
	struct several v;

	TRY(several_load(rq, rq->query, rq->nquery, &v));
	return several_page(rq, o, &v);
}

/* ---- doing it ---- */

struct doing {
	const struct several *s;
	const struct several_act *act;
	const struct matter *m;		/* the one at hand */
};

/* Every unit that was asked about it and has not answered. */
static struct err
chase_all(struct db *w, struct act *act, const struct matter *m)
{
	struct assignments as;
	size_t n = 0;

	TRY(assignment_list(w, act->a, act->area, m->r.id, &as));
	for (size_t i = 0; i < as.n; i++) {
		enum outcome oc;

		if (!outcome_find(as.v[i].outcome, &oc) || outcome_over(oc))
			continue;
		TRY(assignment_chase(w, act, as.v[i].id, ""));
		n++;
	}
	return n ? OK : FAIL(422, M_staff_err_no_unit);
}

static struct err
one_do(struct db *w, struct req *rq, void *ctx)
{
	const struct doing *d = ctx;
	struct answer words = { "words", d->s->words };
	struct step step = { .move = d->act->id, .version = -1, .answers = &words, .nanswers = 1 };
	struct who who;
	struct act act;

	if (!people_may(w, rq->area, rq->caller, d->act->right, d->m->r.place))
		return FAIL(403, M_matter_err_role);
	TRY(who_of(rq, w, d->m, &who));
	act_of(&act, rq, &who);
	if (strcmp(d->act->id, "note") == 0)
		return matter_note(w, &act, d->m->r.id, d->s->words);
	if (strcmp(d->act->id, "chase") == 0)
		return chase_all(w, &act, d->m);
	return matter_step(w, &act, d->m->r.id, &step);
}

static struct err
several_tx(struct db *w, struct req *rq, void *ctx)
{
	struct doing d = *(const struct doing *)ctx;
	int64_t id = env_id(rq->env);

	TRY(bulk_insert(w, rq->area, id, rq->caller->account, d.act->id, env_now(rq->env), NULL));
	for (size_t i = 0; i < d.s->n; i++) {
		struct err e;

		d.m = &d.s->v[i];
		e = tx_part(w, rq, one_do, &d);
		if (e.code >= 500)
			return e;
		TRY(bulk_item_insert(w, rq->area, id, d.m->r.id, e.code ? msg_name(e.key) : "", NULL));
	}
	rq_goto(rq, arena_fmt(rq->a, "/desk/several/%lld", (long long)id));
	return OK;
}

static struct err
several_post(struct req *rq, struct out *o)
{
	const struct several_act *act = act_find(rq_param(rq, "act"));
	struct several v;
	struct doing d = { &v, act, NULL };

	if (!act)
		return FAIL(404, M_err_not_found);
	TRY(several_load(rq, rq->form, rq->nform, &v));
	v.act = act->id;
	v.words = rq_form(rq, "words");
	if (act->required && text_empty(v.words))
		rq_fault(rq, arena_fmt(rq->a, "%s-words", act->id), M_matter_err_empty, NULL);
	if (text_len(v.words) > WORDS_MAX)
		rq_fault(rq, arena_fmt(rq->a, "%s-words", act->id), M_matter_err_long, NULL);
	if (strcmp(act->id, "note") != 0)
		numbers_fit(rq, arena_fmt(rq->a, "%s-words", act->id), &v.words);
	if (rq->nfaults || !v.n)
		return several_page(rq, o, &v);
	TRY(tx_run(rq, several_tx, &d));
	return see_other(rq, NULL);
}

/* What became of each: for who pressed. */
static struct err
done_get(struct req *rq, struct out *o)
{
	struct several_done v = { 0 };
	struct bulk_one row;
	bool found;

	TRY(bulk_one(rq->db, rq->a, rq->area, rq_param_id(rq, "act"), &row, &found));
	if (!found || row.account != rq->caller->account)
		return FAIL(404, M_err_not_found);
	v.act = act_find(row.act);
	TRY(bulk_items(rq->db, rq->a, rq->area, row.id, &v.items));
	for (size_t i = 0; i < v.items.n; i++)
		v.went += text_empty(v.items.v[i].fault);
	rq->nav = "desk";
	page_begin(o, rq, tr(rq, M_staff_several_done));
	council_several_done_html(o, rq, &v);
	page_end(o, rq);
	return OK;
}

static const struct route routes[] = {
	{ VERB_GET, "/desk/several", RIGHT_NOTE, NULL, several_get, "What can be done with several ticked matters.", 0 },
	{ VERB_POST, "/desk/several/:act", RIGHT_NOTE, NULL, several_post, "One act on several matters, each on its own.", 0 },
	{ VERB_GET, "/desk/several/:act", RIGHT_NOTE, NULL, done_get, "Which of several went, which not and why.", 0 },
	{ 0 }
};

const struct route *
council_several_routes(void)
{
	return routes;
}
