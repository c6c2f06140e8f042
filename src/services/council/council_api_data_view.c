/* council_api_data_view.c - the API's answers: each field once, with its place in the struct and what it means. */
#include "services/council/council_api_data.h"

#include "base/day.h"
#include "base/text.h"
#include "services/council/council_view.h"

#define CARD(name, type, flags, about) { #name, type, flags, offsetof(struct api_card, name), NULL, NULL, about }
#define M(name, type, flags, about) { #name, type, flags, offsetof(struct api_matter, name), NULL, NULL, about }

static const struct api_field matter_fields[] = {
	M(id, API_ID, 0, "Never changes."),
	M(number, API_TEXT, 0, "As people read it: counted by community and year."),
	M(title, API_TEXT, 0, NULL),
	M(body, API_TEXT, API_NULL, NULL),
	M(whereabouts, API_TEXT, API_NULL, "The place in words."),
	M(category, API_TEXT, 0, "One of /categories."),
	M(place, API_TEXT, 0, "The community, one of /places."),
	M(place_name, API_TEXT, 0, NULL),
	M(spot, API_TEXT, API_NULL, "Estate, building or stairwell when one was said."),
	{ "lang", API_WORD, 0, offsetof(struct api_matter, lang), "zh en", NULL, "What its words are written in." },
	M(channel, API_TEXT, 0, "How it came in: web, doorstep, phone, paper, open311, api …"),
	M(state, API_TEXT, 0, "A state of the life cycle it runs under."),
	M(state_label, API_TEXT, 0, "The state in words."),
	M(status, API_TEXT, 0, "Where it stands, as a sentence."),
	M(open, API_BOOL, 0, "No result yet, and something is still to be done."),
	M(since, API_TIME, API_NULL, "In this state since."),
	M(due, API_DAY, API_NULL, "The day by which this state must end."),
	M(holder, API_TEXT, 0, "Who holds it: a unit, else the community."),
	M(outcome, API_TEXT, API_NULL, "The published result."),
	M(supports, API_INT, 0, NULL),
	M(comments, API_INT, 0, "Comments and thanks that are shown."),
	M(very_satisfied, API_INT, 0, "Ratings."),
	M(satisfied, API_INT, 0, NULL),
	M(fair, API_INT, 0, NULL),
	M(unsatisfied, API_INT, 0, NULL),
	M(created, API_TIME, API_NULL, NULL),
	M(updated, API_TIME, API_NULL, NULL),
	M(closed, API_TIME, API_NULL, NULL),
	M(merged_into, API_ID, API_NULL, "The matter it was merged into: go on there."),
	M(version, API_INT, 0, "Give it with a move: an older one is 409."),
	M(lat, API_DEGREES, API_NULL, "WGS-84; of its place when it has none of its own."),
	{ "long", API_DEGREES, API_NULL, offsetof(struct api_matter, lon), NULL, NULL, NULL },
	M(url, API_URL, 0, "Its page for people."),
	{ 0 }
};
const struct api_schema api_matter_schema = { "Matter", "One need and what became of it.", sizeof(struct api_matter), matter_fields };

static const struct api_field card_fields[] = {
	CARD(id, API_ID, 0, NULL), CARD(number, API_TEXT, 0, NULL), CARD(title, API_TEXT, 0, NULL), CARD(category, API_TEXT, 0, NULL),
	CARD(place, API_TEXT, 0, NULL), CARD(place_name, API_TEXT, 0, NULL), CARD(state, API_TEXT, 0, NULL), CARD(state_label, API_TEXT, 0, NULL),
	CARD(since, API_TIME, API_NULL, NULL), CARD(due, API_DAY, API_NULL, NULL), CARD(supports, API_INT, 0, NULL),
	CARD(comments, API_INT, 0, NULL), CARD(created, API_TIME, API_NULL, NULL), CARD(updated, API_TIME, API_NULL, NULL),
	CARD(closed, API_TIME, API_NULL, NULL), CARD(version, API_INT, 0, NULL), CARD(url, API_URL, 0, NULL),
	{ 0 }
};
const struct api_schema api_card_schema = { "MatterCard", "A matter in a list; the fields mean what they mean in Matter.",
	sizeof(struct api_card), card_fields };

#define A(s, name, type, flags, about) { #name, type, flags, offsetof(struct s, name), NULL, NULL, about }

static const struct api_field file_fields[] = {
	A(api_file, id, API_ID, 0, NULL), A(api_file, name, API_TEXT, 0, NULL), A(api_file, type, API_TEXT, 0, "Its media type."),
	A(api_file, bytes, API_INT, 0, NULL), A(api_file, width, API_INT, 0, "Of a picture, else 0."), A(api_file, height, API_INT, 0, NULL),
	A(api_file, url, API_URL, 0, NULL), A(api_file, small, API_URL, API_NULL, "A small picture of it."),
	{ 0 }
};
const struct api_schema api_file_schema = { "File", "A public photo or paper.", sizeof(struct api_file), file_fields };

static const struct api_field entry_fields[] = {
	A(api_entry, id, API_ID, 0, NULL), A(api_entry, seq, API_INT, 0, "1, 2, 3 within the matter; counted acts are left out here."),
	A(api_entry, at, API_TIME, API_NULL, NULL), A(api_entry, act, API_TEXT, 0, "A move of the life cycle or an act of the engine."),
	A(api_entry, as, API_TEXT, 0, "The role it was done in."), A(api_entry, who, API_TEXT, 0, "The role or unit in words; never a person."),
	A(api_entry, sentence, API_TEXT, 0, NULL), A(api_entry, words, API_TEXT, API_NULL, "Reason, answer or result."),
	A(api_entry, official, API_BOOL, 0, "By staff or a unit."), A(api_entry, erased, API_BOOL, 0, "Its words were deleted on request."),
	{ "files", API_LIST, 0, offsetof(struct api_entry, files), NULL, &api_file_schema, NULL },
	{ 0 }
};
const struct api_schema api_entry_schema = { "Entry", "One thing that happened.", sizeof(struct api_entry), entry_fields };

static const struct api_field remark_fields[] = {
	A(api_remark, id, API_ID, 0, NULL), A(api_remark, matter, API_ID, 0, NULL),
	{ "kind", API_WORD, 0, offsetof(struct api_remark, kind), "comment thanks", NULL, NULL },
	{ "state", API_WORD, 0, offsetof(struct api_remark, state), "waiting shown refused", NULL, "A moderator reads it before it is shown." },
	A(api_remark, body, API_TEXT, 0, NULL), A(api_remark, at, API_TIME, API_NULL, NULL),
	{ 0 }
};
const struct api_schema api_remark_schema = { "Comment", "A comment or thanks.", sizeof(struct api_remark), remark_fields };

static const struct api_field assignment_fields[] = {
	A(api_assignment, id, API_ID, 0, NULL), A(api_assignment, matter, API_ID, 0, NULL), A(api_assignment, unit, API_ID, 0, "One of /units."),
	A(api_assignment, unit_name, API_TEXT, 0, NULL),
	{ "standing", API_WORD, 0, offsetof(struct api_assignment, standing), "order request", NULL, NULL },
	{ "part", API_WORD, 0, offsetof(struct api_assignment, part), "lead assist", NULL, NULL },
	A(api_assignment, ask, API_TEXT, 0, "What it is asked."), A(api_assignment, due, API_DAY, API_NULL, NULL),
	{ "outcome", API_WORD, 0, offsetof(struct api_assignment, outcome),
	  "sent acknowledged progress question more_time planned done partly impossible returned withdrawn", NULL, NULL },
	A(api_assignment, outcome_label, API_TEXT, 0, NULL), A(api_assignment, answer, API_TEXT, API_NULL, NULL),
	A(api_assignment, review, API_DAY, API_NULL, "Planned: looked at again then."), A(api_assignment, wanted, API_DAY, API_NULL, "The day asked for."),
	A(api_assignment, created, API_TIME, API_NULL, NULL), A(api_assignment, answered, API_TIME, API_NULL, NULL),
	A(api_assignment, version, API_INT, 0, "Give it with an answer: an older one is 409."),
	{ 0 }
};
const struct api_schema api_assignment_schema = { "Assignment", "What one unit is asked.", sizeof(struct api_assignment), assignment_fields };

static const struct api_field choice_fields[] = {
	A(api_choice, id, API_TEXT, 0, NULL), A(api_choice, label, API_TEXT, 0, NULL), { 0 }
};
static const struct api_schema choice_schema = { "Choice", "One of several.", sizeof(struct api_choice), choice_fields };

static const struct api_field ask_fields[] = {
	A(api_ask, name, API_TEXT, 0, NULL), A(api_ask, type, API_TEXT, 0, "text, long, day, choice, unit, matter, files …"),
	A(api_ask, label, API_TEXT, 0, NULL), A(api_ask, hint, API_TEXT, API_NULL, NULL), A(api_ask, required, API_BOOL, 0, NULL),
	A(api_ask, many, API_BOOL, 0, NULL),
	{ "choices", API_LIST, 0, offsetof(struct api_ask, choices), NULL, &choice_schema, NULL },
	{ 0 }
};
static const struct api_schema ask_schema = { "Ask", "What a move asks for.", sizeof(struct api_ask), ask_fields };

static const struct api_field move_fields[] = {
	A(api_move, id, API_TEXT, 0, NULL), A(api_move, label, API_TEXT, 0, NULL),
	A(api_move, blocked, API_BOOL, 0, "Its condition is not met."), A(api_move, why, API_TEXT, API_NULL, "What to do first."),
	A(api_move, because, API_TEXT, API_NULL, "Which of its conditions are not met, with figures."),
	A(api_move, may_override, API_BOOL, 0, "This key may go on with a reason."), A(api_move, needs_reason, API_BOOL, 0, NULL),
	{ "asks", API_LIST, 0, offsetof(struct api_move, asks), NULL, &ask_schema, NULL },
	{ 0 }
};
const struct api_schema api_move_schema = { "Move", "What this key may do with the matter now.", sizeof(struct api_move), move_fields };

#define MEET(name, type, flags, about) { #name, type, flags, offsetof(struct api_meeting, name), NULL, NULL, about }
#define MEET_FIELDS                                                                                \
	MEET(id, API_ID, 0, NULL), MEET(number, API_TEXT, 0, NULL), MEET(place, API_TEXT, 0, NULL), MEET(title, API_TEXT, 0, NULL), \
	MEET(starts, API_TIME, API_NULL, NULL), MEET(ends, API_TIME, API_NULL, NULL), MEET(venue, API_TEXT, API_NULL, NULL), \
	{ "state", API_WORD, 0, offsetof(struct api_meeting, state), "called held cancelled", NULL, NULL }, \
	MEET(minutes, API_TEXT, API_NULL, NULL), MEET(url, API_URL, 0, NULL)

static const struct api_field meeting_fields[] = { MEET_FIELDS, { 0 } };
const struct api_schema api_meeting_schema = { "Meeting", "A meeting of the hall; its result is advice.", sizeof(struct api_meeting), meeting_fields };

static const struct api_field motion_fields[] = {
	A(api_motion, words, API_TEXT, 0, "What was put to the vote."), A(api_motion, ayes, API_INT, 0, NULL), A(api_motion, nays, API_INT, 0, NULL),
	A(api_motion, abstain, API_INT, 0, NULL),
	{ "verdict", API_WORD, API_NULL, offsetof(struct api_motion, verdict), "passed failed unknown", NULL,
	  "By its rule; unknown when nobody has read the rule's numbers; null without a rule." },
	A(api_motion, pack, API_TEXT, API_NULL, "The rule pack's id."), A(api_motion, version, API_TEXT, API_NULL, "Of the pack, as it stood that day."), { 0 }
};
static const struct api_schema motion_schema = { "Motion", "A show of hands.", sizeof(struct api_motion), motion_fields };

static const struct api_field agenda_fields[] = {
	A(api_agenda, matter, API_ID, 0, NULL), A(api_agenda, number, API_TEXT, 0, NULL), A(api_agenda, title, API_TEXT, 0, NULL),
	A(api_agenda, decision, API_TEXT, API_NULL, "adopt, reject or more; null while there is none."), A(api_agenda, words, API_TEXT, API_NULL, NULL),
	{ "motions", API_LIST, 0, offsetof(struct api_agenda, motions), NULL, &motion_schema, NULL },
	{ 0 }
};
static const struct api_schema agenda_schema = { "AgendaItem", "One matter on an agenda.", sizeof(struct api_agenda), agenda_fields };

static const struct api_field meeting_full_fields[] = {
	MEET_FIELDS, { "version", API_INT, 0, offsetof(struct api_meeting_full, version), NULL, NULL, "To be sent with the minutes." },
	{ "sequence", API_INT, 0, offsetof(struct api_meeting_full, sequence), NULL, NULL, "How often it was moved; to be sent when it is moved or cancelled." },
	{ "agenda", API_LIST, 0, offsetof(struct api_meeting_full, agenda), NULL, &agenda_schema, NULL }, { 0 }
};
const struct api_schema api_meeting_full_schema = { "MeetingWithAgenda", "A meeting and what it spoke of.", sizeof(struct api_meeting_full),
	meeting_full_fields };

static const struct api_field option_fields[] = {
	A(api_plan_option, id, API_ID, 0, NULL), A(api_plan_option, title, API_TEXT, 0, NULL), A(api_plan_option, body, API_TEXT, API_NULL, NULL),
	A(api_plan_option, cost, API_TEXT, API_NULL, "In yuan; null when not known."), A(api_plan_option, payer, API_TEXT, API_NULL, "Who pays."),
	A(api_plan_option, chosen, API_BOOL, 0, NULL), { 0 }
};
static const struct api_schema option_schema = { "PlanOption", "One way of doing it.", sizeof(struct api_plan_option), option_fields };
static const struct api_field task_fields[] = {
	A(api_plan_task, unit, API_TEXT, 0, "The unit's code."), A(api_plan_task, name, API_TEXT, 0, NULL), A(api_plan_task, what, API_TEXT, 0, NULL),
	{ 0 }
};
static const struct api_schema task_schema = { "PlanTask", "Who does what.", sizeof(struct api_plan_task), task_fields };
static const struct api_field plan_fields[] = {
	A(api_plan, version, API_INT, 0, NULL), { "state", API_WORD, 0, offsetof(struct api_plan, state), "open replaced adopted", NULL, NULL },
	A(api_plan, summary, API_TEXT, 0, NULL), A(api_plan, by, API_TEXT, API_NULL, "The body that adopted it."),
	A(api_plan, created, API_TIME, 0, NULL), A(api_plan, adopted, API_TIME, API_NULL, NULL),
	{ "options", API_LIST, 0, offsetof(struct api_plan, options), NULL, &option_schema, NULL },
	{ "tasks", API_LIST, 0, offsetof(struct api_plan, tasks), NULL, &task_schema, NULL }, { 0 }
};
const struct api_schema api_plan_schema = { "Plan", "A version of a matter's plan.", sizeof(struct api_plan), plan_fields };

static const struct api_field category_fields[] = {
	A(api_category, id, API_TEXT, 0, NULL), A(api_category, zh, API_TEXT, 0, NULL), A(api_category, en, API_TEXT, 0, NULL), { 0 }
};
const struct api_schema api_category_schema = { "Category", "What a matter may be about.", sizeof(struct api_category), category_fields };

static const struct api_field place_fields[] = {
	A(api_place, id, API_TEXT, 0, "A short word; part of public addresses."),
	{ "kind", API_WORD, 0, offsetof(struct api_place, kind), "district street community estate building stairwell", NULL, NULL },
	A(api_place, zh, API_TEXT, 0, NULL), A(api_place, en, API_TEXT, 0, NULL), A(api_place, parent, API_TEXT, API_NULL, NULL),
	A(api_place, lat, API_DEGREES, API_NULL, "WGS-84."),
	{ "long", API_DEGREES, API_NULL, offsetof(struct api_place, lon), NULL, NULL, NULL },
	{ 0 }
};
const struct api_schema api_place_schema = { "Place", "A place in the district's tree.", sizeof(struct api_place), place_fields };

static const struct api_field unit_fields[] = {
	A(api_unit, id, API_ID, 0, NULL), A(api_unit, code, API_TEXT, 0, NULL), A(api_unit, kind, API_TEXT, 0, NULL), A(api_unit, zh, API_TEXT, 0, NULL),
	A(api_unit, en, API_TEXT, 0, NULL), A(api_unit, phone, API_TEXT, API_NULL, "The office's number."), { 0 }
};
const struct api_schema api_unit_schema = { "Unit", "An office that can be asked.", sizeof(struct api_unit), unit_fields };

static const struct api_field support_fields[] = {
	A(api_support, matter, API_ID, 0, NULL), A(api_support, supports, API_INT, 0, "How many stand behind it now."), { 0 }
};
const struct api_schema api_support_schema = { "Support", "A voice for a matter.", sizeof(struct api_support), support_fields };

/* ---- filling ---- */

static const char *
in_lang(const struct api_say *s, const char *zh, const char *en)
{
	return s->lang == LANG_EN && !text_empty(en) ? en : zh;
}

static const char *
address(const struct api_say *s, const char *path)
{
	return arena_fmt(s->a, "%s%s", s->url, path);
}

struct status {
	const struct api_say *s;
	const struct matter_get *r;
};

static const char *
status_value(void *ctx, const char *name)
{
	const struct status *t = ctx;
	const struct api_say *s = t->s;

	if (strcmp(name, "due") == 0)
		return t->r->due ? day_text(s->a, s->lang, (int32_t)t->r->due) : NULL;
	return strcmp(name, "since") == 0 ? day_text(s->a, s->lang, day_of(s->env, t->r->state_since)) : NULL;
}

static struct err
holder_name(const struct api_say *s, const struct matter *m, const char **ret)
{
	struct org org;

	*ret = place_name(&m->place, s->lang);
	if (!m->r.holder)
		return OK;
	TRY(org_get(s->db, s->a, s->area, m->r.holder, &org));
	*ret = org_name(&org, s->lang);
	return OK;
}

static struct err
spot_word(const struct api_say *s, const struct matter *m, const char **ret)
{
	struct place p;

	*ret = "";
	if (m->r.spot == m->r.place)
		return OK;
	TRY(place_get(s->db, s->a, s->area, m->r.spot, &p));
	*ret = p.slug;
	return OK;
}

struct err
api_matter_fill(const struct api_say *s, const struct matter *m, struct api_matter *ret)
{
	const struct matter_get *r = &m->r;
	struct geo at = matter_at(s->db, s->area, m);
	struct status t = { s, r };

	*ret = (struct api_matter){ .id = r->id, .number = r->number, .title = r->title, .body = r->body, .whereabouts = r->whereabouts,
		.category = category_of(r->category)->id, .place = m->place.slug, .place_name = place_name(&m->place, s->lang), .lang = r->lang,
		.channel = r->channel, .state = r->state, .state_label = m->state->label.in[s->lang],
		.status = life_fill(s->a, m->state->status.in[s->lang], status_value, &t), .outcome = r->outcome,
		.open = !r->closed && text_empty(r->outcome), .since = r->state_since, .due = r->due, .supports = r->supports,
		.comments = r->remarks, .very_satisfied = r->r4, .satisfied = r->r3, .fair = r->r2, .unsatisfied = r->r1, .created = r->created,
		.updated = r->updated, .closed = r->closed, .merged_into = r->merged_into, .version = r->version, .lat = at.lat, .lon = at.lon,
		.url = address(s, m->address) };
	TRY(holder_name(s, m, &ret->holder));
	return spot_word(s, m, &ret->spot);
}

void
api_card_fill(const struct api_say *s, const struct matter_card *c, struct api_card *ret)
{
	const struct life_state *st = card_state(c);

	*ret = (struct api_card){ .id = c->id, .number = c->number, .title = c->title, .category = category_of(c->category)->id,
		.place = c->slug, .place_name = in_lang(s, c->place_zh, c->place_en), .state = c->state, .state_label = st->label.in[s->lang],
		.since = c->state_since, .due = c->due, .supports = c->supports, .comments = c->remarks, .created = c->created,
		.updated = c->updated, .closed = c->closed, .version = c->version, .url = address(s, card_address(s->a, c)) };
}

void
api_file_fill(const struct api_say *s, const struct file_row *f, struct api_file *ret)
{
	const char *url = address(s, arena_fmt(s->a, "/files/%lld", (long long)f->id));

	*ret = (struct api_file){ .id = f->id, .bytes = f->bytes, .width = f->width, .height = f->height, .name = f->name, .type = f->type,
		.url = url, .small = text_empty(f->thumb) ? "" : arena_fmt(s->a, "%s?small=1", url) };
}

void
api_assignment_fill(const struct api_say *s, const struct assignment_row *as, struct api_assignment *ret)
{
	enum outcome o = OUTCOME_SENT;

	outcome_find(as->outcome, &o);
	*ret = (struct api_assignment){ .id = as->id, .matter = as->matter, .unit = as->org, .unit_name = in_lang(s, as->org_zh, as->org_en),
		.standing = as->standing, .part = as->part, .ask = as->ask, .due = as->due, .outcome = as->outcome,
		.outcome_label = msg_text(s->lang, outcome_label(o)), .answer = as->answer, .review = as->review, .wanted = as->wanted,
		.created = as->created, .answered = as->answered, .version = as->version };
}

void
api_remark_fill(const struct remark_row *r, struct api_remark *ret)
{
	*ret = (struct api_remark){ .id = r->id, .matter = r->matter, .at = r->at, .kind = r->kind, .state = r->state, .body = r->body };
}
