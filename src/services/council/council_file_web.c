/* council_file_web.c - filing in five short pages, each kept as a draft. One page and on behalf: council_quick_web.c. */
#include "services/council/council.h"

#include "base/text.h"
#include "council_paper_sql.h"
#include "council_file_check_html.h"
#include "council_file_done_html.h"
#include "council_file_kept_html.h"
#include "council_file_like_html.h"
#include "council_file_phone_html.h"
#include "council_file_thanks_html.h"
#include "council_file_what_html.h"
#include "council_file_where_html.h"
#include "services/council/council_file_web.h"
#include "base_msg.h"
#include "council_file_msg.h"

static struct err
like_of(struct req *rq, const struct file_form *f, struct cards *ret)
{
	*ret = (struct cards){ 0 };
	return f->community ? matter_similar(rq->db, rq->a, rq->area, f->community, f->title, ret) : OK;
}

/* ---- the five pages ---- */

static const enum msg titles[] = { M_file_what_title, M_file_where_title, M_file_like_title_1, M_file_phone_title,
	M_file_check_title };

/* Where the step before this one is: similar matters are shown only when there are some, the phone not to a caller. */
static struct err
step_back(struct req *rq, const struct file_form *f, int step, const char **ret)
{
	struct cards like;

	*ret = "/file/4";
	if (step == 5 && !rq->caller)
		return OK;
	TRY(like_of(rq, f, &like));
	*ret = like.n ? "/file/3" : "/file/2";
	return OK;
}

static struct err
where_html(struct req *rq, struct out *o, const struct file_form *f)
{
	struct place_options places;

	TRY(file_places(rq, *rq_query(rq, "all") ? 0 : f->community, f->spot, RIGHT_PUBLIC, &places));
	council_file_where_html(o, rq, f, &places);
	return OK;
}

static struct err
step_show(struct req *rq, struct out *o, const struct file_form *f, int step)
{
	struct cards like;
	const char *back;

	TRY(step_back(rq, f, step, &back));
	TRY(like_of(rq, f, &like));
	rq->nav = "file";
	if (rq->nfaults)
		rq->status = 422;
	page_begin(o, rq, tr(rq, titles[step - 1]));
	if (step == 1)
		council_file_what_html(o, rq, f);
	else if (step == 2)
		TRY(where_html(rq, o, f));
	else if (step == 3)
		council_file_like_html(o, rq, &like);
	else if (step == 4)
		council_file_phone_html(o, rq, f, back);
	else
		council_file_check_html(o, rq, f, back);
	page_end(o, rq);
	return OK;
}

/* The first step with something missing before `step`; `step` itself when all is there. */
static int
step_first(struct req *rq, const struct file_form *f, int step)
{
	static const struct { int step; unsigned part; } need[] = { { 1, FILE_WHAT }, { 2, FILE_WHERE }, { 4, FILE_PHONE } };

	for (size_t i = 0; i < COUNT(need) && need[i].step < step; i++) {
		size_t before = rq->nfaults;

		file_check(rq, f, need[i].part);
		if (rq->nfaults > before) {
			rq->nfaults = before;
			return need[i].step;
		}
	}
	return step;
}

static struct err
goto_step(struct req *rq, int step)
{
	return see_other(rq, step == 1 ? "/file" : arena_fmt(rq->a, "/file/%d", step));
}

static struct err
start_get(struct req *rq, struct out *o)
{
	struct file_form f;

	TRY(file_open(rq, "file", &f));
	TRY(file_place(rq, &f, rq_query(rq, "place")));
	return step_show(rq, o, &f, 1);
}

static bool
step_of(const struct req *rq, int *ret)
{
	int64_t n;

	if (strlen(rq_param(rq, "step")) != 1 || !text_int(rq_param(rq, "step"), 1, 5, &n))
		return false;
	*ret = (int)n;
	return true;
}

static struct err
step_get(struct req *rq, struct out *o)
{
	struct file_form f;
	struct cards like;
	int step, first;

	if (!step_of(rq, &step))
		return FAIL(404, M_err_not_found);
	TRY(file_open(rq, "file", &f));
	f.check = *rq_query(rq, "check");
	f.kept = false;			/* on the way, nobody is asked whether to throw it away */
	first = step_first(rq, &f, step);
	if (first != step)
		return goto_step(rq, first);
	TRY(like_of(rq, &f, &like));
	if (step == 3 && !like.n)
		return goto_step(rq, 4);
	if (step == 4 && rq->caller)
		return goto_step(rq, 5);
	return step_show(rq, o, &f, step);
}

/* After what was wanted of this step is there. */
static struct err
step_next(struct req *rq, const struct file_form *f, int step)
{
	struct cards like = { 0 };

	if (f->check || step == 4)
		return goto_step(rq, 5);
	if (step == 1)
		return goto_step(rq, 2);
	if (step == 2)
		TRY(like_of(rq, f, &like));
	return goto_step(rq, like.n ? 3 : rq->caller ? 5 : 4);
}

static struct err
send_post(struct req *rq, struct file_form *f)
{
	int first = step_first(rq, f, 5);
	struct err e;

	if (rq->caller)
		f->phone = "";
	e = file_submit(rq, f, first != 5);
	return e.code == 422 && first != 5 ? goto_step(rq, first) : e;
}

static struct err
step_post(struct req *rq, struct out *o)
{
	static const unsigned parts[] = { FILE_WHAT, FILE_WHERE, 0, FILE_PHONE, 0 };
	bool save = rq_has(rq, "save");
	struct file_form f;
	int step;

	if (!step_of(rq, &step))
		return FAIL(404, M_err_not_found);
	TRY(file_open(rq, "file", &f));
	f.check = *rq_query(rq, "check");
	if (step == 5 && !save)
		return send_post(rq, &f);
	if (step == 5 && strcmp(rq_form(rq, "numbers"), "out") == 0) {
		file_number_out(rq, &f);
		TRY(file_keep(rq, &f, false));
		return goto_step(rq, 5);
	}
	TRY(file_take(rq, &f, parts[step - 1]));
	if (step == 1 && rq_has(rq, "place"))
		TRY(file_take_place(rq, &f));
	if (!save)
		file_check(rq, &f, parts[step - 1]);
	TRY(file_keep(rq, &f, step == 4));
	if (rq->nfaults)
		return step_show(rq, o, &f, step);
	return save ? see_other(rq, "/file/kept") : step_next(rq, &f, step);
}

static struct err
kept_get(struct req *rq, struct out *o)
{
	rq->nav = "file";
	page_begin(o, rq, tr(rq, M_file_kept_title));
	council_file_kept_html(o, rq);
	page_end(o, rq);
	return OK;
}

static struct err
clear_tx(struct db *w, struct req *rq, void *ctx)
{
	TRY(draft_drop(w, rq, "file"));
	rq_goto(rq, "/file");
	return OK;
}

static struct err
clear_post(struct req *rq, struct out *o)
{
	struct draft *d;

	TRY(draft_open(rq, "file", &d));
	TRY(tx_run(rq, clear_tx, NULL));
	if (!rq->replayed)
		file_forget(rq, d);
	return see_other(rq, NULL);
}

/* ---- the same has been said already ---- */

static struct err
support_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct matter *m = ctx;
	struct who who;
	struct act act;

	TRY(who_of(rq, w, m, &who));
	act_of(&act, rq, &who);
	TRY(matter_support(w, &act, m->r.id));
	TRY(draft_drop(w, rq, "file"));
	rq_goto(rq, arena_fmt(rq->a, "/file/supported?n=%s", m->address + 1));
	return OK;
}

static struct err
support_post(struct req *rq, struct out *o)
{
	struct matter m;
	int64_t id = 0;

	if (!text_int(rq_form(rq, "id"), 1, INT64_MAX, &id))
		return FAIL(404, M_err_not_found);
	TRY(matter_load(rq->db, rq->a, rq->area, id, &m));
	rq_visitor(rq);
	TRY(tx_run(rq, support_tx, &m));
	return see_other(rq, NULL);
}

/* ?n=PLACE/NUMBER */
static struct err
matter_asked(struct req *rq, struct matter *ret)
{
	char *slug = arena_str(rq->a, rq_query(rq, "n")), *number = strchr(slug, '/');
	struct matter_by_number row;
	struct place place;
	bool found = false;

	if (!number)
		return FAIL(404, M_err_not_found);
	*number++ = 0;
	TRY(place_by_slug(rq->db, rq->a, rq->area, slug, &place, &found));
	if (found)
		TRY(matter_by_number(rq->db, rq->a, rq->area, place.id, number, &row, &found));
	return found ? matter_load(rq->db, rq->a, rq->area, row.id, ret) : FAIL(404, M_err_not_found);
}

static struct err
supported_get(struct req *rq, struct out *o)
{
	struct matter m;

	TRY(matter_asked(rq, &m));
	rq->nav = "file";
	page_begin(o, rq, tr(rq, M_file_thanks_title));
	council_file_thanks_html(o, rq, &m);
	page_end(o, rq);
	return OK;
}

/* ---- filed ---- */

/* Staff on the stairs and at the desk go on where they are. */
static struct err
done_again(struct req *rq, struct file_done *d)
{
	const char *way = rq_query(rq, "way");
	struct place spot;

	d->again = "/file";
	if (strcmp(way, "quick") != 0 && strcmp(way, "for") != 0)
		return OK;
	TRY(place_get(rq->db, rq->a, rq->area, d->m->r.spot, &spot));
	d->here = true;
	d->again = arena_fmt(rq->a, "/file/%s?place=%s", way, spot.slug);
	return OK;
}

static struct err
done_get(struct req *rq, struct out *o)
{
	struct file_done d = { 0 };
	struct cards like;
	struct matter m;
	struct proof_entries_rows first;
	int64_t upto;

	TRY(matter_asked(rq, &m));
	d.m = &m;
	TRY(done_again(rq, &d));
	TRY(matter_similar(rq->db, rq->a, rq->area, m.r.place, m.r.title, &like));
	d.like.v = NEWN(rq->a, struct matter_card, like.n + 1);
	for (size_t i = 0; i < like.n; i++)
		if (like.v[i].id != m.r.id)
			d.like.v[d.like.n++] = like.v[i];
	TRY(view_qr(rq, m.address, &d.qr, &d.side));
	if (!matter_last_root(rq->db, rq->a, rq->area, &d.root_day, &d.root, &upto))
		d.root = NULL;
	TRY(proof_entries(rq->db, rq->a, rq->area, m.r.id, 2, 1, &first));		/* the filing: entry 1 */
	d.code = first.n ? text_hex(rq->a, first.v[0].hash.p, 8) : "";
	rq->stamped = d.root != NULL;
	rq->nav = "file";
	page_begin(o, rq, tr(rq, M_file_done_title));
	council_file_done_html(o, rq, &d);
	page_end(o, rq);
	return OK;
}

/* A photo that lies in this browser's draft: nobody else sees it yet. */
static struct err
photo_get(struct req *rq, struct out *o)
{
	struct photo_set p = { 0 };
	struct draft *d;
	int64_t n = 0;

	TRY(draft_open(rq, rq_param(rq, "form"), &d));
	photos_read(d, rq->a, &p);
	if (!text_int(rq_param(rq, "n"), 0, PHOTOS_MAX - 1, &n) || (size_t)n >= p.n)
		return FAIL(404, M_err_not_found);
	TRY(file_read(rq->a, p.v[n].thumb, p.v[n].key, &rq->body));
	rq->type = p.v[n].type;
	return OK;
}

static const struct route routes[] = {
	{ VERB_GET, "/file", RIGHT_PUBLIC, NULL, start_get, "Filing begins, or goes on where it was left.", 0 },
	{ VERB_GET, "/file/:step", RIGHT_PUBLIC, NULL, step_get, "One of the five short pages of filing.", 0 },
	{ VERB_POST, "/file/:step", RIGHT_PUBLIC, NULL, step_post, "Keeps a page's answers; the fifth files.", ROUTE_UPLOAD },
	{ VERB_GET, "/file/kept", RIGHT_PUBLIC, NULL, kept_get, "Says that the draft is kept.", 0 },
	{ VERB_POST, "/file/clear", RIGHT_PUBLIC, NULL, clear_post, "Throws the draft away.", 0 },
	{ VERB_POST, "/file/support", RIGHT_PUBLIC, NULL, support_post, "Stands behind a similar matter instead of filing.", 0 },
	{ VERB_GET, "/file/supported", RIGHT_PUBLIC, NULL, supported_get, "Says that the support counts.", 0 },
	{ VERB_GET, "/file/done", RIGHT_PUBLIC, NULL, done_get, "What was filed, what happens next and by when.", 0 },
	{ VERB_GET, "/file/photo/:form/:n", RIGHT_PUBLIC, NULL, photo_get, "A photo of this browser's draft.", 0 },
	{ 0 }
};

const struct route *
council_file_routes(void)
{
	return routes;
}
