/* council_again_web.c - a proposal that came back with a question: its author, or staff, send the details. */
#include "services/council/council.h"

#include "base/text.h"
#include "council_file_again_html.h"
#include "services/council/council_file_web.h"
#include "council_file_msg.h"
#include "matter_msg.h"

struct again {
	const struct matter *m;
	struct draft *d;
	const char *form, *words;
	struct photo_set photos;
	int64_t version;
};

static struct err
again_open(struct req *rq, struct again *g)
{
	*g = (struct again){ .m = rq->object };
	g->form = arena_fmt(rq->a, "again-%lld", (long long)g->m->r.id);
	TRY(draft_open(rq, g->form, &g->d));
	photos_read(g->d, rq->a, &g->photos);
	g->photos.form = g->form;
	g->words = draft_get(g->d, "words");
	return OK;
}

/* What the office asked for: the newest return's words. */
static struct err
question(struct req *rq, const struct matter *m, const char **ret)
{
	struct timeline t;

	*ret = "";
	TRY(matter_timeline(rq->db, rq->a, rq->area, m, rq->lang, false, &t));
	for (size_t i = 0; i < t.n; i++)
		if (strcmp(t.v[i].act, "return") == 0) {
			*ret = t.v[i].words;
			break;
		}
	return OK;
}

static struct err
again_show(struct req *rq, struct out *o, const struct again *g)
{
	const char *asked;

	TRY(question(rq, g->m, &asked));
	if (rq->nfaults)
		rq->status = 422;
	page_begin(o, rq, tr(rq, M_file_again_title));
	council_file_again_html(o, rq, g->m, asked, g->words, &g->photos);
	page_end(o, rq);
	return OK;
}

static struct err
again_get(struct req *rq, struct out *o)
{
	struct again g;
	struct who who;

	TRY(again_open(rq, &g));
	TRY(who_of(rq, rq->db, g.m, &who));
	if (!(who.roles & (LIFE_AUTHOR | LIFE_GRID | LIFE_COMMITTEE)))
		return FAIL(403, M_matter_err_role);
	if (strcmp(g.m->state->id, "returned") != 0)
		return FAIL(409, M_matter_err_state);
	return again_show(rq, o, &g);
}

static struct err
again_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct again *g = ctx;
	const struct answer words = { "words", g->words };
	const struct step step = { .move = "resubmit", .version = g->version, .answers = &words, .nanswers = 1,
		.files = g->photos.v, .nfiles = g->photos.n };
	struct who who;
	struct act act;

	TRY(who_of(rq, w, g->m, &who));
	act_of(&act, rq, &who);
	TRY(matter_step(w, &act, g->m->r.id, &step));
	TRY(draft_drop(w, rq, g->form));
	rq_goto(rq, g->m->address);
	return OK;
}

static struct err
again_keep(struct req *rq, struct out *o, struct again *g)
{
	draft_set(g->d, "words", text_cut(rq->a, g->words, MATTER_BODY_MAX * 2));
	photos_write(g->d, rq->a, &g->photos);
	TRY(draft_save(rq, g->d));
	return again_show(rq, o, g);
}

static struct err
again_post(struct req *rq, struct out *o)
{
	struct again g;
	struct err e;

	TRY(again_open(rq, &g));
	g.words = rq_form(rq, "words");
	if (!text_int(rq_form(rq, "version"), 0, INT64_MAX, &g.version))
		g.version = g.m->r.version;
	TRY(photos_take(rq, &g.photos));
	if (text_empty(g.words))
		rq_fault(rq, "words", M_matter_err_empty, NULL);
	else if (text_len(g.words) > MATTER_BODY_MAX)
		rq_fault(rq, "words", M_matter_err_long, NULL);
	if (rq->nfaults)
		return again_keep(rq, o, &g);
	e = tx_run(rq, again_tx, &g);
	if (e.code == 409 || e.code == 422) {		/* it moved meanwhile: say so, lose nothing */
		rq_fault(rq, "words", e.key, NULL);
		return again_keep(rq, o, &g);
	}
	TRY(e);
	return see_other(rq, NULL);
}

static const struct route routes[] = {
	{ VERB_GET, "/:place/:number/resubmit", RIGHT_MINE, matter_route, again_get, "The form for details that were asked for.", 0 },
	{ VERB_POST, "/:place/:number/resubmit", RIGHT_MINE, matter_route, again_post, "Sends the details; the office goes on.", ROUTE_UPLOAD },
	{ 0 }
};

const struct route *
council_again_routes(void)
{
	return routes;
}
