/* council_meet.c - calling and holding a meeting (council_rules.h). */
#include "services/council/council_rules.h"

#include <stdio.h>

#include "base/day.h"
#include "base/text.h"
#include "matter/history.h"

#define AGENDA_MAX 20

static const char *const meeting_columns[] = { "place", "number", "title", "starts", "venue", "state", "minutes", "present",
	"created", NULL };
const struct shown shown_meeting = { "meeting", &sql_shown_meeting_row, meeting_columns, "ittitttti", true, &sql_ids_of_meeting };

static const char *const agenda_columns[] = { "meeting", "matter", "pos", "decision", "words", "ayes", "nays", "abstain", NULL };
const struct shown shown_agenda = { "agenda_item", &sql_shown_agenda_row, agenda_columns, "iiittiii", false, &sql_ids_of_agenda };

/* ---- who was there ---- */

static const struct {
	const char *name;
	enum msg label;
} presents[PRESENT_COUNT] = {
#define X(id) [PRESENT_##id] = { #id, M_council_present_##id },
	PRESENT_TABLE(X)
#undef X
};

const char *
present_name(enum present p)
{
	return presents[p].name;
}

enum msg
present_label(enum present p)
{
	return presents[p].label;
}

const char *
present_write(struct arena *a, const int heads[PRESENT_COUNT])
{
	struct out o;

	out_init(&o, a);
	for (int i = 0; i < PRESENT_COUNT; i++)
		if (heads[i] > 0)
			out_fmt(&o, "%s%s=%d", o.len ? "," : "", presents[i].name, heads[i]);
	return out_cstr(&o);
}

void
present_read(const char *s, int heads[PRESENT_COUNT])
{
	memset(heads, 0, sizeof(int) * PRESENT_COUNT);
	while (*s) {
		char name[24];
		int n, used = 0;

		if (sscanf(s, "%23[a-z]=%d%n", name, &n, &used) == 2)
			for (int i = 0; i < PRESENT_COUNT; i++)
				if (strcmp(presents[i].name, name) == 0)
					heads[i] = n;
		s += used ? (size_t)used : strcspn(s, ",");
		s += *s == ',';
	}
}

/* ---- calling ---- */

struct call_ctx {
	const struct calling *c;
	int64_t id, item, pos;
	const char *number;
	bool made;			/* the meeting's own row is there */
};

static struct err
call_effect(struct db *w, struct act *act, struct matter *m, struct entry_draft *e, void *ctx)
{
	struct call_ctx *k = ctx;

	if (m->r.place != k->c->place)
		return FAIL(422, M_council_err_agenda);
	k->item = env_id(act->env);
	TRY(entry_touch(w, e, act->area, &shown_meeting, k->id));
	TRY(entry_touch(w, e, act->area, &shown_agenda, k->item));
	entry_ref(e, "meeting", k->id);
	if (!k->made)
		TRY(meeting_insert(w, act->area, k->id, k->c->place, k->number, k->c->title, k->c->starts, k->c->venue,
			act->who.account, env_now(act->env), NULL));
	k->made = true;
	return agenda_insert(w, act->area, k->item, k->id, m->r.id, ++k->pos, NULL);
}

/* A matter in deliberation already (its last meeting wanted more, or was put off) only gets an entry. */
static struct err
agenda_add(struct db *w, struct act *act, struct matter *m, struct call_ctx *k)
{
	struct entry_draft *e = entry_begin(act->a, "agenda");

	if (!(act->who.roles & LIFE_COMMITTEE))
		return FAIL(403, M_matter_err_role);
	TRY(call_effect(w, act, m, e, k));
	return entry_commit(w, act, m->r.id, e);
}

static struct err
call_one(struct db *w, struct act *act, int64_t matter, struct call_ctx *k)
{
	struct answer said[2] = { { "day", day_iso(act->a, day_of(act->env, k->c->starts)) }, { "venue", k->c->venue } };
	struct step s = { .move = "call_meeting", .version = -1, .answers = said, .nanswers = 2, .effect = call_effect, .ctx = k };
	struct matter m;

	TRY(matter_load(w, act->a, act->area, matter, &m));
	if (strcmp(m.state->id, "meeting") == 0)
		return agenda_add(w, act, &m, k);
	return matter_step(w, act, matter, &s);
}

/* A meeting is found by its words too: title, place, and once it was held its minutes and decisions. */
static struct err
meeting_index(struct db *w, struct act *act, int64_t id)
{
	struct meeting_row r;
	struct agenda_of_rows items;
	struct out words;
	bool found;

	TRY(meeting_row(w, act->a, act->area, id, &r, &found));
	TRY(agenda_of(w, act->a, act->area, id, &items));
	out_init(&words, act->a);
	out_fmt(&words, "%s\n%s\n%s\n%s", r.title, r.venue, r.number, r.minutes);
	for (size_t i = 0; i < items.n; i++)
		out_fmt(&words, "\n%s\n%s", items.v[i].title, items.v[i].words);
	return search_put(w, act->area, "meeting", id, r.starts, arena_fmt(act->a, "p%lld", (long long)r.place),
		text_tokens(act->a, out_cstr(&words)));
}

struct err
meeting_call(struct db *w, struct act *act, const struct calling *c, int64_t *id, const char **number)
{
	struct call_ctx k = { .c = c, .id = env_id(act->env) };
	struct counter_next n;
	int y, m, d;

	if (c->nmatters < 1 || c->nmatters > AGENDA_MAX)
		return FAIL(422, M_council_err_agenda);
	if (text_empty(c->title) || text_len(c->title) > 60 || text_empty(c->venue) || text_len(c->venue) > 80)
		return FAIL(422, M_council_err_calling);
	day_to_ymd(day_of(act->env, c->starts), &y, &m, &d);
	TRY(counter_next(w, act->a, act->area, arena_fmt(act->a, "meeting/%lld/%d", (long long)c->place, y), &n));
	k.number = arena_fmt(act->a, "%d-%lld", y, (long long)n.value);
	for (size_t i = 0; i < c->nmatters; i++)
		TRY(call_one(w, act, c->matters[i], &k));
	TRY(meeting_index(w, act, k.id));
	*id = k.id;
	*number = k.number;
	return OK;
}

/* ---- holding ---- */

struct hold_ctx {
	const struct holding *h;
	const struct meeting_row *row;
	const struct decision *d;
	bool held;
};

static const int64_t *
counted(const int64_t *n)
{
	return *n < 0 ? NULL : n;
}

static struct err
hold_effect(struct db *w, struct act *act, struct matter *m, struct entry_draft *e, void *ctx)
{
	struct hold_ctx *k = ctx;
	const struct decision *d = k->d;
	struct agenda_find item;
	bool found;

	TRY(agenda_find(w, act->a, act->area, k->h->meeting, m->r.id, &item, &found));
	if (!found)
		return FAIL(422, M_council_err_decision);
	TRY(entry_touch(w, e, act->area, &shown_meeting, k->h->meeting));
	TRY(entry_touch(w, e, act->area, &shown_agenda, item.id));
	entry_ref(e, "meeting", k->h->meeting);
	if (!k->held)
		TRY(meeting_set_held(w, act->area, k->h->meeting, k->h->minutes, present_write(act->a, k->h->heads),
			k->row->version + 1, NULL));
	k->held = true;
	return agenda_set(w, act->area, item.id, d->decision, d->words, counted(&d->ayes), counted(&d->nays),
		counted(&d->abstain), NULL);
}

static struct err
decide_one(struct db *w, struct act *act, const struct decision *d, struct hold_ctx *k)
{
	static const struct { const char *decision, *move; } moves[] = { { "adopt", "decide_adopt" },
		{ "more", "decide_more" }, { "reject", "decide_reject" } };
	struct answer said = { "words", d->words };
	struct step s = { .version = -1, .answers = &said, .nanswers = 1, .reason = NULL, .effect = hold_effect, .ctx = k };

	if (text_empty(d->words) || text_len(d->words) > 500)
		return FAIL(422, M_council_err_decision);
	for (size_t i = 0; i < COUNT(moves); i++)
		if (strcmp(moves[i].decision, d->decision) == 0)
			s.move = moves[i].move;
	if (!s.move)
		return FAIL(422, M_council_err_decision);
	if (strcmp(d->decision, "reject") == 0) {
		s.reason = d->words;
		s.nanswers = 0;
	}
	k->d = d;
	return matter_step(w, act, d->matter, &s);
}

static struct err
holding_check(const struct holding *h)
{
	int64_t heads = 0;

	for (int i = 0; i < PRESENT_COUNT; i++) {
		if (h->heads[i] < 0 || h->heads[i] > 9999)
			return FAIL(422, M_council_err_present);
		heads += h->heads[i];
	}
	if (heads < 1)
		return FAIL(422, M_council_err_present);
	if (text_empty(h->minutes) || text_len(h->minutes) > 5000)
		return FAIL(422, M_council_err_minutes);
	for (size_t i = 0; i < h->ndecisions; i++) {
		const struct decision *d = &h->decisions[i];

		if ((d->ayes > 0 ? d->ayes : 0) + (d->nays > 0 ? d->nays : 0) + (d->abstain > 0 ? d->abstain : 0) > heads)
			return FAIL(422, M_council_err_votes);
	}
	return OK;
}

struct err
meeting_hold(struct db *w, struct act *act, const struct holding *h)
{
	struct meeting_row row;
	struct hold_ctx k = { .h = h, .row = &row };
	struct agenda_of_rows items;
	bool found;

	TRY(meeting_row(w, act->a, act->area, h->meeting, &row, &found));
	if (!found)
		return FAIL(404, M_err_not_found);
	if (h->version != row.version || strcmp(row.state, "called") != 0)
		return FAIL(409, M_err_stale);
	TRY(holding_check(h));
	TRY(agenda_of(w, act->a, act->area, h->meeting, &items));
	if (items.n != h->ndecisions)
		return FAIL(422, M_council_err_decision);
	for (size_t i = 0; i < h->ndecisions; i++)
		TRY(decide_one(w, act, &h->decisions[i], &k));
	return meeting_index(w, act, h->meeting);
}
