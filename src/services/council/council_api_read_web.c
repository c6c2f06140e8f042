/* council_api_read_web.c - the API's reading operations. */
#include "base/text.h"
#include "services/council/council_api_run.h"
#include "services/council/council_rules.h"
#include "services/council/council_view.h"
#include "base_msg.h"
#include "council_api_msg.h"
#include "matter_msg.h"

#define LIMIT 20

struct api_say
api_say_of(struct req *rq, struct db *db)
{
	return (struct api_say){ db, rq->a, rq->env, rq->area, rq->lang, web_conf(rq->web)->public_url };
}

/* ---- arguments ---- */

bool
api_cursor(struct req *rq, int64_t *at, int64_t *id)
{
	const char *s = rq_query(rq, "cursor"), *dot;
	unsigned char *p;
	size_t n;

	*at = *id = INT64_MAX;
	if (text_empty(s))
		return true;
	p = text_unb64(rq->a, s, &n);
	s = p ? arena_dup(rq->a, p, n) : "";
	dot = strchr(s, '.');
	if (dot && text_int(arena_dup(rq->a, s, (size_t)(dot - s)), 1, INT64_MAX, at) && text_int(dot + 1, 0, INT64_MAX, id))
		return true;
	rq_fault(rq, "cursor", M_api_err_cursor, NULL);
	return false;
}

const char *
api_cursor_make(struct arena *a, int64_t at, int64_t id)
{
	const char *s = arena_fmt(a, "%lld.%lld", (long long)at, (long long)id);

	return at ? text_b64(a, s, strlen(s)) : NULL;
}

int
api_limit(const struct req *rq)
{
	int64_t n = LIMIT;

	text_int(rq_query(rq, "limit"), 1, 100, &n);
	return (int)n;
}

struct err
api_place_of(struct req *rq, int64_t *ret)
{
	const char *slug = rq_query(rq, "place");
	struct place p;
	bool found;

	*ret = 0;
	if (text_empty(slug))
		return OK;
	TRY(place_by_slug(rq->db, rq->a, rq->area, slug, &p, &found));
	if (found && p.kind == PLACE_COMMUNITY)
		*ret = p.id;
	else
		rq_fault(rq, "place", M_api_err_place, NULL);
	return OK;
}

struct err
api_matter_load(struct req *rq)
{
	struct matter *m = NEW(rq->a, struct matter);

	TRY(matter_load(rq->db, rq->a, rq->area, rq_param_id(rq, "id"), m));
	rq->object = m;
	rq->place = m->r.place;
	return OK;
}

/* ---- matters ---- */

static struct err
cards_answer(struct req *rq, const struct cards *c, const char *next, struct api_answer *ret)
{
	struct api_say s = api_say_of(rq, rq->db);
	struct api_card *v = NEWN(rq->a, struct api_card, c->n + 1);

	for (size_t i = 0; i < c->n; i++)
		api_card_fill(&s, &c->v[i], &v[i]);
	*ret = (struct api_answer){ v, c->n, next };
	return OK;
}

struct err
api_matters(struct req *rq, struct api_answer *ret)
{
	struct filter f = { .kind = "proposal", .state = rq_query(rq, "state"), .category = rq_query(rq, "category"), .limit = api_limit(rq) };
	const char *q = rq_query(rq, "q");
	struct cards cards = { 0 };
	int64_t total, at, id;

	TRY(api_place_of(rq, &f.place));
	if (!text_empty(f.state) && strcmp(f.state, "open") && strcmp(f.state, "closed") &&
	    !lifecycle_state(matter_lifecycle("proposal"), f.state))
		rq_fault(rq, "state", M_matter_err_choice, NULL);
	if (!text_empty(f.category) && strcmp(category_of(f.category)->id, f.category))
		rq_fault(rq, "category", M_matter_err_choice, NULL);
	if (!api_cursor(rq, &at, &id) || rq->nfaults)
		return OK;
	if (text_empty(q)) {
		f.before_at = at;
		f.before_id = id;
		TRY(matter_list(rq->db, rq->a, rq->area, &f, &cards));
		return cards_answer(rq, &cards, api_cursor_make(rq->a, cards.next_at, cards.next_id), ret);
	}
	if (!text_empty(f.state) || !text_empty(f.category)) {
		rq_fault(rq, "q", M_api_err_q, NULL);
		return OK;
	}
	TRY(matter_search(rq->db, rq->a, rq->area, q, f.place, at == INT64_MAX ? 0 : at, f.limit, &cards, &total));
	return cards_answer(rq, &cards, api_cursor_make(rq->a, cards.next_at, cards.next_id), ret);
}

struct err
api_matter(struct req *rq, struct api_answer *ret)
{
	struct api_matter *m = NEW(rq->a, struct api_matter);
	struct api_say s = api_say_of(rq, rq->db);

	ret->v = m;
	return api_matter_fill(&s, rq->object, m);
}

static struct api_list
files_list(const struct api_say *s, const struct file_row *f, size_t n)
{
	struct api_file *v = NEWN(s->a, struct api_file, n + 1);
	size_t kept = 0;

	for (size_t i = 0; i < n; i++)
		if (strcmp(f[i].class, "public") == 0)
			api_file_fill(s, &f[i], &v[kept++]);
	return (struct api_list){ v, kept };
}

struct err
api_timeline(struct req *rq, struct api_answer *ret)
{
	struct api_say s = api_say_of(rq, rq->db);
	struct timeline t;
	struct api_entry *v;

	TRY(matter_timeline(rq->db, rq->a, rq->area, rq->object, rq->lang, false, &t));
	v = NEWN(rq->a, struct api_entry, t.n + 1);
	for (size_t i = 0; i < t.n; i++) {
		const struct shown_entry *e = &t.v[i];

		v[i] = (struct api_entry){ .id = e->id, .seq = e->seq, .at = e->at, .act = e->act, .as = e->as, .who = e->who,
			.sentence = e->sentence, .words = e->words, .official = e->official, .erased = e->erased,
			.files = files_list(&s, e->files, e->nfiles) };
	}
	*ret = (struct api_answer){ v, t.n, NULL };
	return OK;
}

struct err
api_files(struct req *rq, struct api_answer *ret)
{
	struct api_say s = api_say_of(rq, rq->db);
	struct file_row *f;
	struct api_list l;
	size_t n;

	TRY(file_list(rq->db, rq->a, rq->area, rq_matter(rq->object)->r.id, &f, &n));
	l = files_list(&s, f, n);
	*ret = (struct api_answer){ l.v, l.n, NULL };
	return OK;
}

struct err
api_comments(struct req *rq, struct api_answer *ret)
{
	struct remark_row_rows rows;
	struct api_remark *v;

	TRY(remark_list(rq->db, rq->a, rq->area, rq_matter(rq->object)->r.id, "shown", &rows));
	v = NEWN(rq->a, struct api_remark, rows.n + 1);
	for (size_t i = 0; i < rows.n; i++)
		api_remark_fill(&rows.v[i], &v[i]);
	*ret = (struct api_answer){ v, rows.n, NULL };
	return OK;
}

static struct err
assignments_answer(struct req *rq, const struct assignments *as, struct api_answer *ret)
{
	struct api_say s = api_say_of(rq, rq->db);
	struct api_assignment *v = NEWN(rq->a, struct api_assignment, as->n + 1);

	for (size_t i = 0; i < as->n; i++)
		api_assignment_fill(&s, &as->v[i], &v[i]);
	*ret = (struct api_answer){ v, as->n, NULL };
	return OK;
}

struct err
api_asked(struct req *rq, struct api_answer *ret)
{
	struct assignments as;

	TRY(assignment_list(rq->db, rq->a, rq->area, rq_matter(rq->object)->r.id, &as));
	return assignments_answer(rq, &as, ret);
}

struct err
api_assignments(struct req *rq, struct api_answer *ret)
{
	struct assignments as = { 0 };

	TRY(assignment_of_org(rq->db, rq->a, rq->area, rq->caller->org, &as));
	return assignments_answer(rq, &as, ret);
}

/* ---- moves ---- */

static struct api_list
choices_list(struct req *rq, const struct life_ask *ask)
{
	struct api_choice *v = NEWN(rq->a, struct api_choice, ask->nchoices + 1);

	for (size_t i = 0; i < ask->nchoices; i++)
		v[i] = (struct api_choice){ ask->choices[i].id, ask->choices[i].label.in[rq->lang] };
	return (struct api_list){ v, ask->nchoices };
}

static struct api_list
asks_list(struct req *rq, const struct life_move *mv)
{
	static const char *const types[] = { "text", "long", "choice", "day", "place", "unit", "files", "matter" };
	struct api_ask *v = NEWN(rq->a, struct api_ask, mv->nasks + 1);

	for (size_t i = 0; i < mv->nasks; i++) {
		const struct life_ask *k = &mv->asks[i];

		v[i] = (struct api_ask){ .name = k->name, .type = types[k->type], .label = k->label.in[rq->lang], .hint = k->hint.in[rq->lang],
			.required = k->required, .many = k->many, .choices = choices_list(rq, k) };
	}
	return (struct api_list){ v, mv->nasks };
}

struct err
api_moves(struct req *rq, struct api_answer *ret)
{
	const struct life_move *moves[LIFE_MAX_MOVES];
	const struct matter *m = rq->object;
	struct api_move *v;
	struct who who;
	size_t n, kept = 0;

	TRY(who_of(rq, rq->db, m, &who));
	n = lifecycle_moves(m->lc, m->state, who.roles & LIFE_STAFF, moves, LIFE_MAX_MOVES);
	v = NEWN(rq->a, struct api_move, n + 1);
	for (size_t i = 0; i < n; i++) {
		const struct life_move *mv = moves[i];
		struct guard_result g;

		if (!api_move_here(mv->id))
			continue;
		TRY(matter_guard(rq->db, rq->a, rq->env, rq->area, m, mv, &g));
		v[kept++] = (struct api_move){ .id = mv->id, .label = mv->label.in[rq->lang], .blocked = g.answer != GUARD_YES,
			.why = g.answer != GUARD_YES ? mv->why.in[rq->lang] : "", .because = matter_guard_words(rq->a, rq->lang, m->lc, &g), .may_override = mv->override & who.roles,
			.needs_reason = mv->needs_reason, .asks = asks_list(rq, mv) };
	}
	*ret = (struct api_answer){ v, kept, NULL };
	return OK;
}

/* ---- meetings ---- */

static void
meeting_fill(struct req *rq, const struct api_meeting_row *r, struct api_meeting *ret)
{
	*ret = (struct api_meeting){ .id = r->id, .starts = r->starts, .ends = r->ends, .number = r->number, .place = r->slug, .title = r->title,
		.venue = r->venue, .state = strcmp(r->called, "cancelled") == 0 ? "cancelled" : r->state, .minutes = r->minutes,
		.url = view_url(rq, r->path) };
}

struct err
api_meetings_list(struct req *rq, struct api_answer *ret)
{
	struct api_meeting_row_rows rows;
	int64_t place, at, id;
	struct api_meeting *v;
	size_t n, limit = (size_t)api_limit(rq);

	TRY(api_place_of(rq, &place));
	if (!api_cursor(rq, &at, &id) || rq->nfaults)
		return OK;
	TRY(api_meetings(rq->db, rq->a, rq->area, place, rq_query(rq, "state"), at, id, (int64_t)limit + 1, &rows));
	n = rows.n > limit ? limit : rows.n;
	v = NEWN(rq->a, struct api_meeting, n + 1);
	for (size_t i = 0; i < n; i++)
		meeting_fill(rq, &rows.v[i], &v[i]);
	*ret = (struct api_answer){ v, n, rows.n > limit ? api_cursor_make(rq->a, v[n - 1].starts, v[n - 1].id) : NULL };
	return OK;
}

/* Those of one item of the agenda. */
static struct api_list
motions_of(struct arena *a, const struct motion_list_rows *rows, int64_t item)
{
	struct api_motion *v = NEWN(a, struct api_motion, rows->n + 1);
	size_t n = 0;

	for (size_t i = 0; i < rows->n; i++) {
		const struct motion_list *m = &rows->v[i];

		if (m->item == item)
			v[n++] = (struct api_motion){ m->ayes, m->nays, m->abstain, m->words, m->verdict, m->pack, m->version };
	}
	return (struct api_list){ v, n };
}

struct err
api_meeting_say(struct req *rq, struct db *db, int64_t id, struct api_answer *ret)
{
	struct api_meeting_full *m = NEW(rq->a, struct api_meeting_full);
	struct api_meeting_row row;
	struct motion_list_rows motions;
	struct agenda_of_rows items;
	struct api_agenda *v;
	bool found;

	TRY(api_meeting_one(db, rq->a, rq->area, id, &row, &found));
	if (!found)
		return FAIL(404, M_err_not_found);
	TRY(agenda_of(db, rq->a, rq->area, row.id, &items));
	TRY(motion_list(db, rq->a, rq->area, row.id, &motions));
	v = NEWN(rq->a, struct api_agenda, items.n + 1);
	for (size_t i = 0; i < items.n; i++)
		v[i] = (struct api_agenda){ items.v[i].matter, items.v[i].number, items.v[i].title, items.v[i].decision, items.v[i].words,
			motions_of(rq->a, &motions, items.v[i].id) };
	meeting_fill(rq, &row, &m->m);
	m->version = row.version;
	m->sequence = row.sequence;
	m->agenda = (struct api_list){ v, items.n };
	ret->v = m;
	return OK;
}

struct err
api_meeting_get(struct req *rq, struct api_answer *ret)
{
	return api_meeting_say(rq, rq->db, rq_param_id(rq, "id"), ret);
}

/* ---- what the district is made of ---- */

struct err
api_categories(struct req *rq, struct api_answer *ret)
{
	struct api_category *v;
	size_t n = 0;

	while (categories[n].id)
		n++;
	v = NEWN(rq->a, struct api_category, n + 1);
	for (size_t i = 0; i < n; i++)
		v[i] = (struct api_category){ categories[i].id, msg_text(LANG_ZH, categories[i].label), msg_text(LANG_EN, categories[i].label) };
	*ret = (struct api_answer){ v, n, NULL };
	return OK;
}

/* Those right below one place, or the whole tree down to the estates. */
static struct err
places_read(struct req *rq, struct places *ret)
{
	const char *below = rq_query(rq, "below");
	struct places one[PLACE_ESTATE + 1];
	struct place p;
	bool found;

	*ret = (struct places){ 0 };
	if (!text_empty(below)) {
		TRY(place_by_slug(rq->db, rq->a, rq->area, below, &p, &found));
		if (found)
			return place_below(rq->db, rq->a, rq->area, p.id, ret);
		rq_fault(rq, "below", M_api_err_place, NULL);
		return OK;
	}
	for (int k = PLACE_DISTRICT; k <= PLACE_ESTATE; k++) {
		TRY(place_list(rq->db, rq->a, rq->area, (enum place_kind)k, &one[k]));
		ret->n += one[k].n;
	}
	ret->v = NEWN(rq->a, struct place, ret->n + 1);
	ret->n = 0;
	for (int k = PLACE_DISTRICT; k <= PLACE_ESTATE; k++)
		for (size_t i = 0; i < one[k].n; i++)
			ret->v[ret->n++] = one[k].v[i];
	return OK;
}

struct err
api_places(struct req *rq, struct api_answer *ret)
{
	static const char *const kinds[] = { "district", "street", "community", "estate", "building", "stairwell" };
	const char *below = rq_query(rq, "below");
	struct places ps;
	struct api_place *v;

	TRY(places_read(rq, &ps));
	v = NEWN(rq->a, struct api_place, ps.n + 1);
	for (size_t i = 0; i < ps.n; i++) {
		const struct place *p = &ps.v[i];

		v[i] = (struct api_place){ .id = p->slug, .kind = kinds[p->kind], .zh = p->zh, .en = p->en, .parent = below, .lat = p->at.lat,
			.lon = p->at.lon };
		for (size_t k = 0; k < ps.n && text_empty(below); k++)
			if (ps.v[k].id == p->parent)
				v[i].parent = ps.v[k].slug;
	}
	*ret = (struct api_answer){ v, ps.n, NULL };
	return OK;
}

struct err
api_units(struct req *rq, struct api_answer *ret)
{
	struct orgs orgs;
	struct api_unit *v;

	TRY(org_answering(rq->db, rq->a, rq->area, &orgs));
	v = NEWN(rq->a, struct api_unit, orgs.n + 1);
	for (size_t i = 0; i < orgs.n; i++)
		v[i] = (struct api_unit){ orgs.v[i].id, orgs.v[i].code, orgs.v[i].kind, orgs.v[i].zh, orgs.v[i].en, orgs.v[i].phone };
	*ret = (struct api_answer){ v, orgs.n, NULL };
	return OK;
}
