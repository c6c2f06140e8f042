/* council_template_web.c - reply templates: kept per community, put into a move's form by one press. */
#include "services/council/council.h"

#include "base/day.h"
#include "base/text.h"
#include "council_templates_html.h"
#include "services/council/council_scope.h"
#include "services/council/council_staff.h"
#include "base_msg.h"
#include "council_staff_msg.h"
#include "matter_msg.h"

#define NAME_MAX  30
#define WORDS_MAX 1000

/* ---- filling ---- */

struct filling {
	struct req *rq;
	const struct matter *m;
	const struct life_move *move;		/* what the words are said with; NULL: any */
	enum lang lang;
};

/* The day that will stand on the page once the move is made: the words must not name another. 0: none. */
static int64_t
due_after(const struct filling *f)
{
	const struct life_state *to = f->move ? f->move->to : NULL;
	int32_t today = day_of(f->rq->env, env_now(f->rq->env));

	if (!to)
		return f->m->r.due;
	return to->days ? calendar_add(f->rq->env->calendar, today, to->days, NULL) : 0;
}

static const char *
fill_value(void *ctx, const char *name)
{
	const struct filling *f = ctx;
	struct req *rq = f->rq;

	if (strcmp(name, "number") == 0)
		return f->m->r.number;
	if (strcmp(name, "title") == 0)
		return f->m->r.title;
	if (strcmp(name, "place") == 0)
		return place_name(&f->m->place, f->lang);
	if (strcmp(name, "phone") == 0)
		return f->m->place.phone;
	if (strcmp(name, "due") == 0)
		return due_after(f) ? day_text(rq->a, f->lang, (int32_t)due_after(f)) : NULL;
	if (strcmp(name, "today") == 0)
		return day_text(rq->a, f->lang, day_of(rq->env, env_now(rq->env)));
	return NULL;
}

const char *
template_words(struct req *rq, const struct matter *m, const struct template_row *t)
{
	struct filling f = { rq, m, text_empty(t->move) ? NULL : lifecycle_move(m->lc, t->move), strcmp(m->r.lang, "en") == 0 ? LANG_EN : LANG_ZH };

	if (text_empty(f.lang == LANG_EN ? t->en : t->zh))
		f.lang = f.lang == LANG_EN ? LANG_ZH : LANG_EN;
	return life_fill(rq->a, f.lang == LANG_EN ? t->en : t->zh, fill_value, &f);
}

const char *
template_field(const struct life_move *mv)
{
	for (size_t i = 0; i < mv->nasks; i++)
		if (mv->asks[i].type == LIFE_ASK_LONG)
			return mv->asks[i].name;
	return mv->needs_reason ? "reason" : NULL;
}

struct err
template_for(struct req *rq, const struct matter *m, struct template_row_rows *ret)
{
	return template_list(rq->db, rq->a, rq->area, m->r.place, m->place.parent, "", ret);
}

/* The form's field gets the words behind what was typed there. */
static void
form_add(struct req *rq, const char *name, const char *words)
{
	struct field *v = NEWN(rq->a, struct field, rq->nform + 1);

	for (size_t i = 0; i < rq->nform; i++) {
		v[i] = rq->form[i];
		if (strcmp(v[i].name, name) != 0)
			continue;
		v[i].value = text_empty(v[i].value) ? words : arena_fmt(rq->a, "%s\n%s", text_clean(rq->a, v[i].value), words);
		words = NULL;
	}
	if (words)
		v[rq->nform++] = (struct field){ name, words };
	rq->form = v;
}

static struct err
fill_post(struct req *rq, struct out *o)
{
	const struct matter *m = rq->object;
	const struct life_move *mv = lifecycle_move(m->lc, rq_param(rq, "move"));
	struct template_row t;
	bool found;

	TRY(template_one(rq->db, rq->a, rq->area, rq_param_id(rq, "template"), &t, &found));
	if (!mv || !template_field(mv) || !found || (t.place != m->r.place && t.place != m->place.parent))
		return FAIL(404, M_err_not_found);
	form_add(rq, template_field(mv), template_words(rq, m, &t));
	return desk_case(rq, o);
}

/* ---- keeping ---- */

static struct err
places_kept(struct req *rq, struct places *ret)
{
	int64_t scope = scope_of(rq, RIGHT_WORDS);
	struct places streets, communities;

	TRY(place_list(rq->db, rq->a, rq->area, PLACE_STREET, &streets));
	TRY(place_list(rq->db, rq->a, rq->area, PLACE_COMMUNITY, &communities));
	ret->v = NEWN(rq->a, struct place, streets.n + communities.n + 1);
	ret->n = 0;
	for (size_t i = 0; i < streets.n + communities.n; i++) {
		const struct place *p = i < streets.n ? &streets.v[i] : &communities.v[i - streets.n];

		if (scope == 0 || place_within(rq->db, rq->area, p->id, scope))
			ret->v[ret->n++] = *p;
	}
	return OK;
}

static struct err
templates_page(struct req *rq, struct out *o, struct template_page *v)
{
	v->lc = matter_lifecycle("proposal");
	v->saved = *rq_query(rq, "done");
	TRY(places_kept(rq, &v->places));
	TRY(template_kept(rq->db, rq->a, rq->area, scope_of(rq, RIGHT_WORDS), &v->rows));
	if (rq->nfaults)
		rq->status = 422;
	rq->nav = "desk";
	page_begin(o, rq, tr(rq, M_staff_templates));
	council_templates_html(o, rq, v);
	page_end(o, rq);
	return OK;
}

static struct err
templates_get(struct req *rq, struct out *o)
{
	struct template_page v = { .move = "", .name = "", .zh = "", .en = "" };

	return templates_page(rq, o, &v);
}

/* The template's place settles where the right is asked. */
static struct err
template_route(struct req *rq)
{
	struct template_row *t = NEW(rq->a, struct template_row);
	bool found;

	TRY(template_one(rq->db, rq->a, rq->area, rq_param_id(rq, "id"), t, &found));
	if (!found)
		return FAIL(404, M_err_not_found);
	rq->object = t;
	rq->place = t->place;
	return OK;
}

static struct err
template_get(struct req *rq, struct out *o)
{
	const struct template_row *t = rq->object;
	struct template_page v = { .id = t->id, .place = t->place, .move = t->move, .name = t->name, .zh = t->zh, .en = t->en };

	return templates_page(rq, o, &v);
}

static struct err
save_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct template_page *v = ctx;

	if (v->id)
		TRY(template_set(w, rq->area, v->id, v->place, v->move, v->name, v->zh, v->en, NULL));
	else
		TRY(template_insert(w, rq->area, env_id(rq->env), v->place, v->move, v->name, v->zh, v->en, env_now(rq->env), NULL));
	rq_goto(rq, "/desk/templates?done=1");
	return OK;
}

static void
template_check(struct req *rq, struct template_page *v)
{
	const struct life_move *mv = lifecycle_move(matter_lifecycle("proposal"), v->move);

	if (!text_int(rq_form(rq, "place"), 1, INT64_MAX, &v->place) ||
		!people_may(rq->db, rq->area, rq->caller, RIGHT_WORDS, v->place))
		rq_fault(rq, "place", M_staff_err_place, NULL);
	if (!text_empty(v->move) && (!mv || !template_field(mv)))
		rq_fault(rq, "move", M_matter_err_choice, NULL);
	if (text_empty(v->name) || text_len(v->name) > NAME_MAX)
		rq_fault(rq, "name", M_staff_err_name, NULL);
	if (text_empty(v->zh) && text_empty(v->en))
		rq_fault(rq, "zh", M_matter_err_empty, NULL);
	if (text_len(v->zh) > WORDS_MAX)
		rq_fault(rq, "zh", M_matter_err_long, NULL);
	if (text_len(v->en) > WORDS_MAX)
		rq_fault(rq, "en", M_matter_err_long, NULL);
}

static struct err
template_save(struct req *rq, struct out *o, int64_t id)
{
	struct template_page v = { .id = id, .move = rq_form(rq, "move"), .name = rq_form(rq, "name"), .zh = rq_form(rq, "zh"),
		.en = rq_form(rq, "en") };

	template_check(rq, &v);
	if (rq->nfaults)
		return templates_page(rq, o, &v);
	TRY(tx_run(rq, save_tx, &v));
	return see_other(rq, NULL);
}

static struct err
templates_post(struct req *rq, struct out *o)
{
	return template_save(rq, o, 0);
}

static struct err
drop_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct template_row *t = ctx;

	TRY(template_drop(w, rq->area, t->id, env_now(rq->env), NULL));
	rq_goto(rq, "/desk/templates?done=1");
	return OK;
}

static struct err
template_post(struct req *rq, struct out *o)
{
	const struct template_row *t = rq->object;

	if (!rq_has(rq, "drop"))
		return template_save(rq, o, t->id);
	TRY(tx_run(rq, drop_tx, (void *)t));
	return see_other(rq, NULL);
}

static const struct route routes[] = {
	{ VERB_GET, "/desk/templates", RIGHT_WORDS, NULL, templates_get, "Reply templates and the form for a new one.", 0 },
	{ VERB_POST, "/desk/templates", RIGHT_WORDS, NULL, templates_post, "Keeps a new reply template.", 0 },
	{ VERB_GET, "/desk/templates/:id", RIGHT_WORDS, template_route, template_get, "Change one reply template.", 0 },
	{ VERB_POST, "/desk/templates/:id", RIGHT_WORDS, template_route, template_post, "Changes a reply template, or drops it.", 0 },
	{ VERB_POST, "/:place/:number/fill/:move/:template", RIGHT_DESK, matter_route, fill_post,
		"Puts a reply template into a move's form; changes nothing.", ROUTE_UPLOAD },
	{ 0 }
};

const struct route *
council_template_routes(void)
{
	return routes;
}
