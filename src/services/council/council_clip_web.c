/* council_clip_web.c - a recording from the door: the list of those that wait, listening, writing it down. */
#include "services/council/council.h"

#include "base/text.h"
#include "council_clip_html.h"
#include "council_clips_html.h"
#include "services/council/council_clip.h"
#include "services/council/council_scope.h"
#include "services/council/council_staff.h"
#include "base_msg.h"
#include "council_file_msg.h"
#include "council_staff_msg.h"
#include "matter_msg.h"

#define CLIP_ROWS  50
#define REASON_MAX 200

/* ---- at the door ---- */

struct keeping {
	const struct file_form *f;
	struct stored_file sound;
	struct person_draft *contact;
};

static struct err
keep_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct keeping *k = ctx;
	struct who who;
	struct act act;
	int64_t id;

	TRY(who_of(rq, w, NULL, &who));
	act_of(&act, rq, &who);
	TRY(clip_put(w, &act, k->f->community, k->f->spot, &k->sound, k->contact, &id));
	TRY(draft_drop(w, rq, k->f->form));
	rq_goto(rq, "/desk/voice?kept=1");
	return OK;
}

struct err
clip_post(struct req *rq, struct out *o, struct file_form *f)
{
	const struct upload *up = rq_upload(rq, "voice");
	struct keeping k = { .f = f };
	const char *phone = text_phone(rq->a, f->phone);
	struct err e;

	(void)o;
	e = sound_store(rq->a, rq->env, up->data, &k.sound);
	if (e.code == 413 || e.code == 422) {
		rq_fault(rq, "voice", e.key, NULL);
		return OK;
	}
	TRY(e);
	if (phone)
		TRY(person_prepare(rq->a, rq->env, rq->area, phone, &k.contact));
	TRY(tx_run(rq, keep_tx, &k));
	return see_other(rq, NULL);
}

/* ---- at the desk ---- */

static struct err
clips_get(struct req *rq, struct out *o)
{
	struct clip_waiting_rows rows;

	TRY(clip_waiting(rq->db, rq->a, rq->area, scope_of(rq, RIGHT_FILE_FOR), CLIP_ROWS, &rows));
	rq->nav = "desk";
	page_begin(o, rq, tr(rq, M_staff_clips));
	council_clips_html(o, rq, &rows);
	page_end(o, rq);
	return OK;
}

static struct err
clip_route(struct req *rq)
{
	struct clip_view *v = NEW(rq->a, struct clip_view);
	bool found;

	TRY(clip_one(rq->db, rq->a, rq->area, rq_param_id(rq, "id"), &v->r, &found));
	if (!found)
		return FAIL(404, M_err_not_found);
	v->place = place_path(rq->db, rq->a, rq->area, v->r.spot, rq->lang);
	v->title = v->body = v->whereabouts = v->reason = "";
	v->category = "other";
	rq->object = v;
	rq->place = v->r.place;
	return OK;
}

static struct err
clip_page(struct req *rq, struct out *o, const struct clip_view *v)
{
	struct matter m;

	if (strcmp(v->r.state, "waiting") != 0) {		/* somebody was quicker: there is the matter, or the list */
		if (!v->r.matter)
			return see_other(rq, "/desk/voice");
		TRY(matter_load(rq->db, rq->a, rq->area, v->r.matter, &m));
		return see_other(rq, arena_fmt(rq->a, "%s/desk", m.address));
	}
	if (rq->nfaults)
		rq->status = 422;
	rq->nav = "desk";
	page_begin(o, rq, tr(rq, M_staff_clip));
	council_clip_html(o, rq, v);
	page_end(o, rq);
	return OK;
}

static struct err
clip_get(struct req *rq, struct out *o)
{
	return clip_page(rq, o, rq->object);
}

/* The sound itself, only while it waits: afterwards it is a file of the matter. */
static struct err
sound_get(struct req *rq, struct out *o)
{
	const struct clip_view *v = rq->object;

	(void)o;
	if (strcmp(v->r.state, "waiting") != 0)
		return FAIL(404, M_err_not_found);
	TRY(file_read(rq->a, v->r.stored, v->r.key, &rq->body));
	rq->type = v->r.type;
	return OK;
}

static struct err
file_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct clip_view *v = ctx;
	struct filing words = { .kind = "proposal", .title = v->title, .body = v->body, .whereabouts = v->whereabouts,
		.category = v->category, .lang = rq->lang };
	struct filed filed;
	struct who who;
	struct act act;

	TRY(who_of(rq, w, NULL, &who));
	act_of(&act, rq, &who);
	TRY(clip_file(w, &act, v->r.id, &words, &filed));
	rq_goto(rq, arena_fmt(rq->a, "/file/done?n=%s&way=voice", filed.address + 1));
	return OK;
}

static struct err
drop_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct clip_view *v = ctx;

	TRY(clip_done(w, rq->area, v->r.id, "dropped", 0, v->reason, env_now(rq->env), rq->caller->account, NULL));
	rq_goto(rq, "/desk/voice?dropped=1");
	return OK;
}

static struct err
clip_drop_post(struct req *rq, struct out *o, struct clip_view *v)
{
	v->reason = rq_form(rq, "reason");
	if (text_empty(v->reason) || text_len(v->reason) > REASON_MAX)
		rq_fault(rq, "reason", M_staff_err_drop, NULL);
	if (rq->nfaults)
		return clip_page(rq, o, v);
	TRY(tx_run(rq, drop_tx, v));
	if (!rq->replayed)
		(void)keys_erase(people_conf()->keys, v->r.key);	/* nobody can hear it any more */
	return see_other(rq, NULL);
}

static void
clip_check(struct req *rq, struct clip_view *v)
{
	if (!text_has_tokens(v->title) || text_len(v->title) > MATTER_TITLE_MAX)
		rq_fault(rq, "title", M_file_err_title, NULL);
	else
		numbers_fit(rq, "title", &v->title);
	if (text_len(v->body) > MATTER_BODY_MAX)
		rq_fault(rq, "body", M_matter_err_long, NULL);
	else
		numbers_fit(rq, "body", &v->body);
	if (text_len(v->whereabouts) > MATTER_WHERE_MAX)
		rq_fault(rq, "whereabouts", M_matter_err_long, NULL);
	else
		numbers_fit(rq, "whereabouts", &v->whereabouts);
}

static struct err
clip_write_post(struct req *rq, struct out *o)
{
	struct clip_view v = *(const struct clip_view *)rq->object;
	struct err e;

	v.title = rq_form(rq, "title");
	v.body = rq_form(rq, "body");
	v.whereabouts = rq_form(rq, "whereabouts");
	v.category = category_of(rq_form(rq, "category"))->id;
	if (rq_has(rq, "drop"))
		return clip_drop_post(rq, o, &v);
	clip_check(rq, &v);
	if (rq->nfaults)
		return clip_page(rq, o, &v);
	e = tx_run(rq, file_tx, &v);
	if (e.code == 422) {
		rq_fault(rq, "title", e.key, NULL);
		return clip_page(rq, o, &v);
	}
	TRY(e);
	return see_other(rq, NULL);
}

static const struct route routes[] = {
	{ VERB_GET, "/desk/voice", RIGHT_FILE_FOR, NULL, clips_get, "Recordings from the door that wait to be written down.", 0 },
	{ VERB_GET, "/desk/voice/:id", RIGHT_FILE_FOR, clip_route, clip_get, "Listen to a recording and write it down.", 0 },
	{ VERB_POST, "/desk/voice/:id", RIGHT_FILE_FOR, clip_route, clip_write_post, "Files what was written down, or drops it.", 0 },
	{ VERB_GET, "/desk/voice/:id/sound", RIGHT_FILE_FOR, clip_route, sound_get, "The recording itself.", 0 },
	{ 0 }
};

const struct route *
council_clip_routes(void)
{
	return routes;
}
