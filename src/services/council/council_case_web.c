/* council_case_web.c - one matter for staff: everything known, and each move that this caller can make now. */
#include "services/council/council.h"

#include "base/day.h"
#include "base/text.h"
#include "council_desk_matter_html.h"
#include "services/council/council_desk.h"
#include "services/council/council_staff.h"
#include "base_msg.h"
#include "council_desk_msg.h"
#include "matter_msg.h"

#define FILES_MAX 6

/* Moves that have a room of their own, and those that are not staff's. */
static const struct {
	const char *move, *path, *icon;		/* path NULL: not shown; "%s" takes the matter's address */
} rooms[] = {
	{ "file", NULL, "" }, { "rate", NULL, "" }, { "thank", NULL, "" }, { "lapse", NULL, "" },
	{ "call_meeting", "/meetings/new?matter=%s", "day" },
	{ "decide_adopt", "/meetings?matter=%s", "scale" },
	{ "decide_more", NULL, "" }, { "decide_reject", NULL, "" },
	{ "adopt_plan", "%s/plan", "plan" },
	{ "ask", "%s/ask", "send" },
};
static const struct {
	const char *move, *icon;
} icons[] = { { "take_in", "check" }, { "return", "back" }, { "decline", "stop" }, { "merge", "merge" }, { "progress", "chat" },
	{ "publish_result", "check" }, { "reopen", "back" }, { "start_work", "pen" }, { "close", "check" } };

static const char *
act_icon(const char *move)
{
	for (size_t i = 0; i < COUNT(icons); i++)
		if (strcmp(icons[i].move, move) == 0)
			return icons[i].icon;
	return "pen";
}

/* False: this move is not shown here. */
static bool
act_room(struct req *rq, const struct matter *m, struct desk_act *act)
{
	act->icon = act_icon(act->mv->id);
	for (size_t i = 0; i < COUNT(rooms); i++) {
		if (strcmp(rooms[i].move, act->mv->id) != 0)
			continue;
		if (!rooms[i].path)
			return false;
		act->icon = rooms[i].icon;
		if (strchr(rooms[i].path, '?'))
			act->link = arena_fmt(rq->a, "%.*s%lld", (int)(strlen(rooms[i].path) - 2), rooms[i].path, (long long)m->r.id);
		else
			act->link = arena_fmt(rq->a, "%s%s", m->address, rooms[i].path + 2);
	}
	return true;
}

static struct err
case_acts(struct req *rq, struct desk_matter *v, const struct who *who)
{
	const struct life_move *moves[LIFE_MAX_MOVES];
	size_t n = lifecycle_moves(v->m->lc, v->m->state, who->roles & ~(unsigned)(LIFE_RESIDENT | LIFE_AUTHOR | LIFE_SUPPORTER), moves,
		LIFE_MAX_MOVES);

	v->acts = NEWN(rq->a, struct desk_act, n + 1);
	for (size_t i = 0; i < n; i++) {
		struct desk_act *act = &v->acts[v->nacts];
		struct guard_result g;

		act->mv = moves[i];
		if (!act_room(rq, v->m, act))
			continue;
		TRY(matter_guard(rq->db, rq->a, rq->env, rq->area, v->m, moves[i], &g));
		act->blocked = g.answer != GUARD_YES;
		act->because = matter_guard_words(rq->a, rq->lang, v->m->lc, &g);
		act->override = moves[i]->override & who->roles;
		v->nacts++;
	}
	return OK;
}

static struct err
case_around(struct req *rq, struct desk_matter *v)
{
	const struct matter_get *r = &v->m->r;
	struct cards like;
	struct out names;

	TRY(matter_timeline(rq->db, rq->a, rq->area, v->m, rq->lang, true, &v->timeline));
	v->filed = view_filed(&v->timeline);
	TRY(assignment_list(rq->db, rq->a, rq->area, r->id, &v->units));
	out_init(&names, rq->a);
	for (size_t i = 0; i < v->units.n; i++)
		out_fmt(&names, "%s%s", i ? "、" : "", rq->lang == LANG_EN ? v->units.v[i].org_en : v->units.v[i].org_zh);
	v->units_names = out_cstr(&names);
	TRY(matter_similar(rq->db, rq->a, rq->area, r->place, r->title, &like));
	v->similar.v = NEWN(rq->a, struct matter_card, like.n + 1);
	for (size_t i = 0; i < like.n; i++)
		if (like.v[i].id != r->id)
			v->similar.v[v->similar.n++] = like.v[i];
	return OK;
}

const char *
desk_typed(const struct req *rq, const struct life_move *mv, const char *name)
{
	return strcmp(rq_param(rq, "move"), mv->id) == 0 ? rq_form(rq, name) : "";
}

/* The page; phone: whole when it was just asked for. */
static struct err
case_page(struct req *rq, struct out *o, const char *phone, bool stale)
{
	struct desk_matter v = { .m = rq->object, .phone = phone, .whole = phone != NULL, .stale = stale };
	const char *done = rq_query(rq, "done");
	const struct life_move *mv = lifecycle_move(v.m->lc, done);
	struct who who;

	TRY(who_of(rq, rq->db, v.m, &who));
	TRY(case_acts(rq, &v, &who));
	TRY(case_around(rq, &v));
	v.may_contact = people_may(rq->db, rq->area, rq->caller, RIGHT_CONTACT, v.m->r.place);
	v.may_ask = people_may(rq->db, rq->area, rq->caller, RIGHT_ASK, v.m->r.place);
	v.may_note = people_may(rq->db, rq->area, rq->caller, RIGHT_NOTE, v.m->r.place);
	v.may_moderate = people_may(rq->db, rq->area, rq->caller, RIGHT_MODERATE, v.m->r.place);
	v.may_part = v.m->r.merged_into && who.roles & (LIFE_COMMITTEE | LIFE_STREET);
	TRY(template_for(rq, v.m, &v.templates));
	if (!phone && v.m->r.author && person_phone(rq, v.m->r.author, false, "", &v.phone).code)
		v.phone = NULL;		/* erased, or never left */
	if (v.phone)
		TRY(person_contact(rq->db, rq->a, rq->area, v.m->r.author, &v.contact));
	if (mv)
		v.done = trf(rq, M_council_done, mv->label.in[rq->lang], NULL);
	rq->nav = "desk";
	page_begin(o, rq, v.m->r.title);
	council_desk_matter_html(o, rq, &v);
	page_end(o, rq);
	return OK;
}

struct err
desk_case(struct req *rq, struct out *o)
{
	if (rq->nfaults)
		rq->status = 422;
	return case_page(rq, o, NULL, false);
}

static struct err
case_get(struct req *rq, struct out *o)
{
	return case_page(rq, o, NULL, false);
}

/* ---- making a move ---- */

struct doing {
	const struct matter *m;
	struct step step;
	struct stored_file files[FILES_MAX];
	int64_t into;			/* merge: the other matter */
};

static void
fault_on(struct req *rq, const char *move, const char *field, enum msg key)
{
	rq_fault(rq, arena_fmt(rq->a, "%s-%s", move, field), key, NULL);
}

static struct err
files_take(struct req *rq, struct doing *d, const char *field)
{
	for (size_t i = 0; i < rq->nuploads && d->step.nfiles < FILES_MAX; i++) {
		struct err e;

		if (strcmp(rq->uploads[i].field, field) != 0 || rq->uploads[i].data.n == 0)
			continue;
		e = file_store(rq->a, rq->env, rq->uploads[i].data, rq->uploads[i].name, &d->files[d->step.nfiles]);
		if (e.code >= 500)
			return e;
		if (e.code)
			fault_on(rq, d->step.move, field, e.key);
		else
			d->step.nfiles++;
	}
	d->step.files = d->files;
	return OK;
}

/* A duplicate goes into a matter of the same community, by its number. */
static struct err
merge_target(struct req *rq, struct doing *d, const struct life_ask *ask)
{
	const char *number = rq_form(rq, arena_fmt(rq->a, "%s_number", ask->name));
	struct matter_by_number row;
	bool found;

	if (text_empty(number))
		number = rq_form(rq, ask->name);
	TRY(matter_by_number(rq->db, rq->a, rq->area, d->m->r.place, number, &row, &found));
	if (found)
		d->into = row.id;
	else
		fault_on(rq, d->step.move, ask->name, M_council_err_into);
	return OK;
}

static struct err
answers_take(struct req *rq, const struct life_move *mv, struct doing *d)
{
	struct answer *v = NEWN(rq->a, struct answer, mv->nasks + 1);
	int32_t day;

	for (size_t i = 0; i < mv->nasks; i++) {
		const struct life_ask *ask = &mv->asks[i];
		const char *value = rq_form(rq, ask->name);

		if (ask->type == LIFE_ASK_FILES) {
			TRY(files_take(rq, d, ask->name));
			continue;
		}
		if (ask->type == LIFE_ASK_MATTER) {
			TRY(merge_target(rq, d, ask));
			continue;
		}
		if (text_empty(value) && ask->required)
			fault_on(rq, mv->id, ask->name, M_matter_err_missing);
		else if (!text_empty(value) && ask->type == LIFE_ASK_DAY && !day_parse(value, &day))
			fault_on(rq, mv->id, ask->name, M_matter_err_day);
		else if (text_len(value) > 2000)
			fault_on(rq, mv->id, ask->name, M_matter_err_long);
		else if ((ask->type == LIFE_ASK_LONG || ask->type == LIFE_ASK_TEXT) && !ask->staff)
			numbers_fit(rq, arena_fmt(rq->a, "%s-%s", mv->id, ask->name), &value);
		v[d->step.nanswers++] = (struct answer){ ask->name, value };
	}
	d->step.answers = v;
	d->step.reason = rq_form(rq, "reason");
	if (mv->needs_reason && text_empty(d->step.reason))
		fault_on(rq, mv->id, "reason", M_matter_err_reason);
	else if (!text_empty(d->step.reason))
		numbers_fit(rq, arena_fmt(rq->a, "%s-reason", mv->id), &d->step.reason);
	return OK;
}

static struct err
do_tx(struct db *w, struct req *rq, void *ctx)
{
	struct doing *d = ctx;
	struct who who;
	struct act act;

	TRY(who_of(rq, w, d->m, &who));
	act_of(&act, rq, &who);
	if (d->into)
		TRY(matter_merge(w, &act, d->m->r.id, d->step.version, d->into, d->step.reason));
	else
		TRY(matter_step(w, &act, d->m->r.id, &d->step));
	rq_goto(rq, arena_fmt(rq->a, "%s/desk?done=%s", d->m->address, d->step.move));
	return OK;
}

static struct err
do_post(struct req *rq, struct out *o)
{
	struct doing d = { .m = rq->object };
	const struct life_move *mv = lifecycle_move(d.m->lc, rq_param(rq, "move"));
	struct err e;

	if (!mv || mv->creates)
		return FAIL(404, M_err_not_found);
	d.step.move = mv->id;
	d.step.version = -2;
	text_int(rq_form(rq, "version"), 0, INT64_MAX, &d.step.version);
	TRY(answers_take(rq, mv, &d));
	if (rq->nfaults) {
		rq->status = 422;
		return case_page(rq, o, NULL, false);
	}
	e = tx_run(rq, do_tx, &d);
	if (e.code == 409) {			/* what was typed is kept; the page shows how it stands now */
		rq->status = 409;
		return case_page(rq, o, NULL, true);
	}
	if (e.code == 422) {
		fault_on(rq, mv->id, e.key == M_matter_err_override || mv->needs_reason || mv->nasks == 0 ? "reason" : mv->asks[0].name,
			e.key);
		rq->status = 422;
		return case_page(rq, o, NULL, false);
	}
	TRY(e);
	return see_other(rq, NULL);
}

/* ---- the author's number, chase-ups ---- */

static struct err
contact_post(struct req *rq, struct out *o)
{
	const struct matter *m = rq->object;
	const char *why = rq_form(rq, "why"), *phone;

	if (!m->r.author)
		return FAIL(404, M_err_not_found);
	if (text_empty(why)) {
		rq_fault(rq, "why", M_council_err_why, NULL);
		rq->status = 422;
		return case_page(rq, o, NULL, false);
	}
	TRY(person_phone(rq, m->r.author, true, why, &phone));
	return case_page(rq, o, phone, false);
}

struct chasing {
	const struct matter *m;
	int64_t id;
};

static struct err
chase_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct chasing *c = ctx;
	struct who who;
	struct act act;

	TRY(who_of(rq, w, c->m, &who));
	act_of(&act, rq, &who);
	TRY(assignment_chase(w, &act, c->id, ""));
	rq_goto(rq, arena_fmt(rq->a, "%s/desk", c->m->address));
	return OK;
}

static struct err
chase_post(struct req *rq, struct out *o)
{
	struct chasing c = { rq->object, rq_param_id(rq, "assignment") };
	struct assignment_row as;

	TRY(assignment_get_one(rq->db, rq->a, rq->area, c.id, &as));
	if (as.matter != c.m->r.id)
		return FAIL(404, M_err_not_found);
	TRY(tx_run(rq, chase_tx, &c));
	return see_other(rq, NULL);
}

/* ---- notes, and parting what was merged ---- */

struct noting {
	const struct matter *m;
	const char *words;
	int64_t version;
	bool part;
};

static struct err
note_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct noting *n = ctx;
	struct who who;
	struct act act;

	TRY(who_of(rq, w, n->m, &who));
	act_of(&act, rq, &who);
	if (n->part)
		TRY(matter_unmerge(w, &act, n->m->r.id, n->version, n->words));
	else
		TRY(matter_note(w, &act, n->m->r.id, n->words));
	rq_goto(rq, arena_fmt(rq->a, "%s/desk", n->m->address));
	return OK;
}

static struct err
note_run(struct req *rq, struct out *o, struct noting *n, const char *field)
{
	struct err e;

	if (n->part)
		numbers_fit(rq, field, &n->words);
	if (rq->nfaults)
		return desk_case(rq, o);
	e = tx_run(rq, note_tx, n);
	if (e.code == 422) {
		rq_fault(rq, field, e.key, NULL);
		return desk_case(rq, o);
	}
	if (e.code == 409) {
		rq->status = 409;
		return case_page(rq, o, NULL, true);
	}
	TRY(e);
	return see_other(rq, NULL);
}

static struct err
note_post(struct req *rq, struct out *o)
{
	struct noting n = { .m = rq->object, .words = rq_form(rq, "note") };

	return note_run(rq, o, &n, "note");
}

static struct err
part_post(struct req *rq, struct out *o)
{
	struct noting n = { .m = rq->object, .words = rq_form(rq, "why_part"), .version = -2, .part = true };

	text_int(rq_form(rq, "version"), 0, INT64_MAX, &n.version);
	return note_run(rq, o, &n, "why_part");
}

static const struct route routes[] = {
	{ VERB_GET, "/:place/:number/desk", RIGHT_DESK, matter_route, case_get, "One matter for staff, with every possible move.", 0 },
	{ VERB_POST, "/:place/:number/do/:move", RIGHT_DESK, matter_route, do_post, "Make one move of a matter.", ROUTE_UPLOAD },
	{ VERB_POST, "/:place/:number/note", RIGHT_NOTE, matter_route, note_post, "A note for staff only.", 0 },
	{ VERB_POST, "/:place/:number/part", RIGHT_HANDLE, matter_route, part_post, "Undoes a merge.", 0 },
	{ VERB_POST, "/:place/:number/contact", RIGHT_CONTACT, matter_route, contact_post, "Show the author's number; logged.", 0 },
	{ VERB_POST, "/:place/:number/chase/:assignment", RIGHT_ASK, matter_route, chase_post, "Chase up a unit.", 0 },
	{ 0 }
};

const struct route *
council_case_routes(void)
{
	return routes;
}
