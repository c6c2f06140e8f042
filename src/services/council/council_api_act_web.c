/* council_api_act_web.c - the API's writing operations: the same rules and errors as the pages' forms. */
#include "base/day.h"
#include "base/geo.h"
#include "base/hash.h"
#include "base/text.h"
#include "services/council/council_api_run.h"
#include "services/council/council_file_web.h"
#include "base_msg.h"
#include "council_api_msg.h"
#include "council_file_msg.h"
#include "council_open311_msg.h"
#include "matter_msg.h"

/*
 * After a write the answer is read by a second section: the same for the first time and for a request sent again, whose first
 * answer may still wait for the disk. fill reads through w the thing whose number ends the place the first answer led to.
 */
struct after {
	const char *place;
	struct err (*fill)(const struct api_say *s, int64_t id, struct api_answer *ret);
	struct api_answer *ret;
};

static struct err
after_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct after *f = ctx;
	struct api_say s = api_say_of(rq, w);
	int64_t id = 0;

	rq->location = f->place;
	text_int(strrchr(f->place, '/') + 1, 1, INT64_MAX, &id);
	return f->fill(&s, id, f->ret);
}

struct err
api_write_then(struct req *rq, tx_fn fn, void *ctx, struct err (*fill)(const struct api_say *s, int64_t id, struct api_answer *ret),
	   struct api_answer *ret)
{
	struct after f = { NULL, fill, ret };

	TRY(tx_run(rq, fn, ctx));
	f.place = rq->location;
	rq->once = "";
	return tx_run(rq, after_tx, &f);
}

static struct err
matter_filled(const struct api_say *s, int64_t id, struct api_answer *ret)
{
	struct api_matter *it = NEW(s->a, struct api_matter);
	struct matter m;

	TRY(matter_load(s->db, s->a, s->area, id, &m));
	ret->v = it;
	return api_matter_fill(s, &m, it);
}

static struct who
for_resident(const char *owner)
{
	return (struct who){ .roles = LIFE_RESIDENT, .as = life_role_name(LIFE_RESIDENT), .owner = owner };
}

/* Somebody the key's program knows: one voice each, and nobody here can tell who. */
static const char *
voice(struct req *rq, const char *word)
{
	unsigned char h[HASH_LEN];
	const char *s = arena_fmt(rq->a, "%lld.%s", (long long)rq->caller->key, word);

	hash_bytes(h, s, strlen(s), people_conf()->index_key, sizeof(people_conf()->index_key));
	return arena_fmt(rq->a, "v%s", text_hex(rq->a, h, 16));
}

/* ---- filing ---- */

struct api_filing {
	struct filing f;
	struct photo_set photos;
};

static struct err
place_take(struct req *rq, struct filing *f)
{
	struct place p;
	bool found;

	TRY(place_by_slug(rq->db, rq->a, rq->area, rq_form(rq, "place"), &p, &found));
	if (found)
		f->place = place_community(rq->db, rq->area, p.id);
	if (f->place)
		f->spot = p.id;
	else
		rq_fault(rq, "place", M_api_err_place, NULL);
	if (!geo_read(rq_form(rq, "lat"), rq_form(rq, "long"), &f->at))
		rq_fault(rq, "lat", M_o3_err_point, NULL);
	return OK;
}

static struct err
photos_store(struct req *rq, struct api_filing *x)
{
	for (size_t i = 0; i < rq->nuploads; i++) {
		struct err e = file_store(rq->a, rq->env, rq->uploads[i].data, "photo", &x->photos.v[x->photos.n]);

		if (e.code == 422)
			rq_fault(rq, "photos", e.key, NULL);
		else if (e.code)
			return e;
		else
			x->photos.n++;
	}
	x->f.files = x->photos.v;
	x->f.nfiles = x->photos.n;
	return OK;
}

static struct err
file_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct api_filing *x = ctx;
	struct who who = for_resident("");
	struct filed filed;
	struct act act;

	act_of(&act, rq, &who);
	TRY(matter_file(w, &act, &x->f, &filed));
	rq_goto(rq, arena_fmt(rq->a, API_ROOT "/matters/%lld", (long long)filed.id));
	return OK;
}

struct err
api_file(struct req *rq, struct api_answer *ret)
{
	struct api_filing *x = NEW(rq->a, struct api_filing);
	const char *phone = rq_form(rq, "phone"), *category = rq_form(rq, "category");

	x->f = (struct filing){ .kind = "proposal", .title = rq_form(rq, "title"), .body = rq_form(rq, "body"),
		.whereabouts = rq_form(rq, "whereabouts"), .category = category_of(category)->id, .channel = "api",
		.lang = strcmp(rq_form(rq, "lang"), "en") == 0 ? LANG_EN : LANG_ZH };
	if (!text_has_tokens(x->f.title))
		rq_fault(rq, "title", M_file_err_title, NULL);
	if (!text_empty(category) && strcmp(category_of(category)->id, category) != 0)
		rq_fault(rq, "category", M_matter_err_choice, NULL);
	if (!text_empty(phone) && !text_phone(rq->a, phone))
		rq_fault(rq, "phone", M_o3_err_phone, NULL);
	TRY(place_take(rq, &x->f));
	if (rq->nfaults)
		return OK;
	if (!people_holds(rq->db, rq->area, rq->caller, x->f.place))
		return FAIL(403, M_o3_err_place_key);
	TRY(photos_store(rq, x));
	if (rq->nfaults)
		return OK;
	if (!text_empty(phone))
		TRY(person_prepare(rq->a, rq->env, rq->area, text_phone(rq->a, phone), &x->f.contact));
	return api_write_then(rq, file_tx, x, matter_filled, ret);
}

/* ---- voices ---- */

static struct err
support_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct matter *m = ctx;
	struct who who = for_resident(voice(rq, rq_form(rq, "supporter")));
	struct act act;

	act_of(&act, rq, &who);
	TRY(matter_support(w, &act, m->r.id));
	rq_goto(rq, arena_fmt(rq->a, API_ROOT "/matters/%lld", (long long)m->r.id));
	return OK;
}

static struct err
support_filled(const struct api_say *s, int64_t id, struct api_answer *ret)
{
	struct api_support *it = NEW(s->a, struct api_support);
	struct matter m;

	TRY(matter_load(s->db, s->a, s->area, id, &m));
	*it = (struct api_support){ id, m.r.supports };
	ret->v = it;
	return OK;
}

struct err
api_support(struct req *rq, struct api_answer *ret)
{
	if (!people_holds(rq->db, rq->area, rq->caller, rq->place))
		return FAIL(403, M_o3_err_place_key);
	return api_write_then(rq, support_tx, (void *)rq->object, support_filled, ret);
}

static struct err
comment_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct matter *m = ctx;
	bool thanks = strcmp(rq_form(rq, "kind"), "thanks") == 0 && !text_empty(m->r.outcome);
	struct who who = for_resident(voice(rq, rq_form(rq, "author")));
	struct act act;
	int64_t id;

	act_of(&act, rq, &who);
	TRY(matter_remark(w, &act, m->r.id, thanks ? "thanks" : "comment", NULL, rq_form(rq, "body"), &id));
	rq_goto(rq, arena_fmt(rq->a, API_ROOT "/matters/%lld/comments/%lld", (long long)m->r.id, (long long)id));
	return OK;
}

static struct err
comment_filled(const struct api_say *s, int64_t id, struct api_answer *ret)
{
	struct api_remark *it = NEW(s->a, struct api_remark);
	struct remark_get r;
	bool found;

	TRY(remark_get(s->db, s->a, s->area, id, &r, &found));
	if (!found)
		return FAIL(404, M_err_not_found);
	*it = (struct api_remark){ .id = r.id, .matter = r.matter, .at = r.at, .kind = r.kind, .state = r.state, .body = r.body };
	ret->v = it;
	return OK;
}

struct err
api_comment(struct req *rq, struct api_answer *ret)
{
	if (!people_holds(rq->db, rq->area, rq->caller, rq->place))
		return FAIL(403, M_o3_err_place_key);
	return api_write_then(rq, comment_tx, (void *)rq->object, comment_filled, ret);
}

/* ---- moves ---- */

struct api_moving {
	const struct matter *m;
	struct step step;
	int64_t into;			/* merge: the other matter */
};

static struct err
move_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct api_moving *x = ctx;
	struct who who;
	struct act act;

	TRY(who_of(rq, w, x->m, &who));
	act_of(&act, rq, &who);
	if (x->into)
		TRY(matter_merge(w, &act, x->m->r.id, x->step.version, x->into, x->step.reason));
	else
		TRY(matter_step(w, &act, x->m->r.id, &x->step));
	rq_goto(rq, arena_fmt(rq->a, API_ROOT "/matters/%lld", (long long)x->m->r.id));
	return OK;
}

/* What the move asks, out of "answers"; a name it does not ask is a fault. */
static void
answers_take(struct req *rq, const struct life_move *mv, struct api_moving *x)
{
	struct answer *v = NEWN(rq->a, struct answer, mv->nasks + 1);
	const size_t n = strlen("answers.");
	int32_t day;

	for (size_t i = 0; i < rq->nform; i++)
		if (strncmp(rq->form[i].name, "answers.", n) == 0 && !life_move_ask(mv, rq->form[i].name + n))
			rq_fault(rq, rq->form[i].name, M_api_err_unknown, NULL);
	for (size_t i = 0; i < mv->nasks; i++) {
		const struct life_ask *ask = &mv->asks[i];
		const char *name = arena_fmt(rq->a, "answers.%s", ask->name), *value = rq_form(rq, name);

		if (ask->type == LIFE_ASK_MATTER)
			text_int(value, 1, INT64_MAX, &x->into);
		if (text_empty(value) ? ask->required && ask->type != LIFE_ASK_FILES : ask->type == LIFE_ASK_MATTER && !x->into)
			rq_fault(rq, name, M_matter_err_missing, NULL);
		else if (!text_empty(value) && ask->type == LIFE_ASK_DAY && !day_parse(value, &day))
			rq_fault(rq, name, M_matter_err_day, NULL);
		else if (text_len(value) > 2000)
			rq_fault(rq, name, M_matter_err_long, NULL);
		v[x->step.nanswers++] = (struct answer){ ask->name, value };
	}
	x->step.answers = v;
	if (mv->needs_reason && text_empty(x->step.reason))
		rq_fault(rq, "reason", M_matter_err_reason, NULL);
}

struct err
api_move(struct req *rq, struct api_answer *ret)
{
	struct api_moving x = { .m = rq->object };
	const struct life_move *mv = lifecycle_move(x.m->lc, rq_form(rq, "move"));

	if (!mv || mv->creates || !api_move_here(mv->id)) {
		rq_fault(rq, "move", M_matter_err_choice, NULL);
		return OK;
	}
	x.step.move = mv->id;
	x.step.reason = rq_form(rq, "reason");
	text_int(rq_form(rq, "version"), 0, INT64_MAX, &x.step.version);
	answers_take(rq, mv, &x);
	if (rq->nfaults)
		return OK;
	return api_write_then(rq, move_tx, &x, matter_filled, ret);
}

/* ---- units ---- */

struct err
api_assignment_load(struct req *rq)
{
	struct assignment_row *as = NEW(rq->a, struct assignment_row);

	TRY(assignment_get_one(rq->db, rq->a, rq->area, rq_param_id(rq, "id"), as));
	if (rq->caller && rq->caller->org != as->org)
		return FAIL(404, M_err_not_found);
	rq->object = as;
	return OK;
}

static struct err
answer_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct answering *an = ctx;
	struct who who = { .account = rq->caller->account, .roles = LIFE_UNIT, .as = life_role_name(LIFE_UNIT), .owner = "",
		.org = rq->caller->org };
	struct act act;

	act_of(&act, rq, &who);
	TRY(assignment_answer(w, &act, an));
	rq_goto(rq, arena_fmt(rq->a, API_ROOT "/assignments/%lld", (long long)an->assignment));
	return OK;
}

static struct err
assignment_filled(const struct api_say *s, int64_t id, struct api_answer *ret)
{
	struct api_assignment *it = NEW(s->a, struct api_assignment);
	struct assignment_row as;

	TRY(assignment_get_one(s->db, s->a, s->area, id, &as));
	api_assignment_fill(s, &as, it);
	ret->v = it;
	return OK;
}

static void
day_take(struct req *rq, const char *name, int32_t *ret)
{
	if (!text_empty(rq_form(rq, name)) && !day_parse(rq_form(rq, name), ret))
		rq_fault(rq, name, M_matter_err_day, NULL);
}

struct err
api_answer_post(struct req *rq, struct api_answer *ret)
{
	const struct assignment_row *as = rq->object;
	struct answering an = { .assignment = as->id, .words = rq_form(rq, "words"), .via = "account" };

	if (!outcome_find(rq_form(rq, "outcome"), &an.outcome) || an.outcome == OUTCOME_SENT || an.outcome == OUTCOME_WITHDRAWN)
		rq_fault(rq, "outcome", M_matter_err_choice, NULL);
	text_int(rq_form(rq, "version"), 0, INT64_MAX, &an.version);
	day_take(rq, "review", &an.review);
	day_take(rq, "wanted", &an.wanted);
	if (rq->nfaults)
		return OK;
	return api_write_then(rq, answer_tx, &an, assignment_filled, ret);
}
