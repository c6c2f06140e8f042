/* council_meet.c - calling, moving and cancelling a meeting (council_rules.h). */
#include "services/council/council_rules.h"

#include "base/day.h"
#include "base/text.h"
#include "matter/history.h"
#include "matter/notify.h"
#include "matter/packs.h"
#include "base_msg.h"
#include "council_msg.h"
#include "matter_msg.h"

#define AGENDA_MAX 20

static const char *const meeting_columns[] = { "place", "number", "title", "starts", "ends", "venue", "capacity", "quota", "called", "reason",
	"state", "minutes", "present", "present_note", "caller", "asked", "asked_of", "asked_basis", "pack", "voters", "body_basis",
	"body_all", "body_present", "created", NULL };
const struct shown shown_meeting = { "meeting", &sql_shown_meeting_row, meeting_columns, "ittiitittttttttiittitiii", true,
	&sql_ids_of_meeting };

static const char *const agenda_columns[] = { "meeting", "matter", "pos", "decision", "words", NULL };
const struct shown shown_agenda = { "agenda_item", &sql_shown_agenda_row, agenda_columns, "iiitt", false, &sql_ids_of_agenda };

/* ---- under which rule ---- */

static bool
rows_fit(const struct pack_row *v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (v[i].basis == PACK_AREA || v[i].basis == PACK_GROUPS)
			return false;
	return true;
}

bool
meeting_pack_fits(const struct pack *p)
{
	return rows_fit(p->quorum, p->nquorum) && rows_fit(p->majority, p->nmajority);
}

static const struct pack *
pack_of(struct env *env, const struct calling *c)
{
	return packs_find(c->pack, day_of(env, c->starts));
}

static struct err
rule_check(struct env *env, const struct calling *c)
{
	const struct pack *p = text_empty(c->pack) ? NULL : pack_of(env, c);
	struct pack_counts asking = pack_counts_none();

	if (!text_empty(c->pack) && (!p || !meeting_pack_fits(p)))
		return FAIL(422, M_council_err_pack);
	if (c->caller != PACK_BY_MEMBERS)
		return p && p->ncallers && !pack_may_call(p, c->caller) ? FAIL(422, M_council_err_caller) : OK;
	if (!p || !pack_may_call(p, PACK_BY_MEMBERS))
		return FAIL(422, M_council_err_caller);
	asking.of[c->asked_basis].all = c->asked_of;
	asking.of[c->asked_basis].participating = c->asked;
	return pack_members_may_call(p, &asking) == PACK_PASSED ? OK : FAIL(422, M_council_err_members);
}

int
meeting_notice_short(struct env *env, const struct calling *c)
{
	const struct pack *p = text_empty(c->pack) ? NULL : pack_of(env, c);
	int days = day_of(env, c->starts) - day_of(env, env_now(env));

	return p && days < p->notice_days ? p->notice_days - days : 0;
}

/* ---- calling ---- */

struct call_ctx {
	const struct calling *c;
	int64_t id, item, pos;
	const char *number;
	bool made;			/* the meeting's own row is there */
};

static const char *const callers[] = { "committee", "party", "street", "members" };

static struct err
meeting_make(struct db *w, struct act *act, const struct call_ctx *k)
{
	const struct calling *c = k->c;
	struct gathering g = { .kind = "meeting", .title = c->title, .venue = c->venue, .place = c->place, .starts = c->starts,
		.ends = c->ends, .capacity = c->capacity };
	bool members = c->caller == PACK_BY_MEMBERS;
	struct place place;

	TRY(place_get(w, act->a, act->area, c->place, &place));
	g.path = arena_fmt(act->a, "/meetings/%s/%s", place.slug, k->number);
	memcpy(g.quota, c->quota, sizeof(g.quota));
	TRY(gather_put(w, act, k->id, &g));
	return meeting_insert(w, act->area, k->id, c->place, k->number, callers[c->caller], members ? &c->asked : NULL,
		members ? &c->asked_of : NULL, members ? pack_basis_name(c->asked_basis) : "", c->pack, act->who.account,
		env_now(act->env), NULL);
}

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
		TRY(meeting_make(w, act, k));
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

struct err
meeting_index(struct db *w, struct act *act, int64_t id)
{
	struct meeting_row r;
	struct agenda_of_rows items;
	struct motion_list_rows motions;
	struct out words;
	bool found;

	TRY(meeting_row(w, act->a, act->area, id, &r, &found));
	TRY(agenda_of(w, act->a, act->area, id, &items));
	TRY(motion_list(w, act->a, act->area, id, &motions));
	out_init(&words, act->a);
	out_fmt(&words, "%s\n%s\n%s\n%s", r.title, r.venue, r.number, r.minutes);
	for (size_t i = 0; i < items.n; i++)
		out_fmt(&words, "\n%s\n%s", items.v[i].title, items.v[i].words);
	for (size_t i = 0; i < motions.n; i++)
		out_fmt(&words, "\n%s", motions.v[i].words);
	return search_put(w, act->area, "meeting", id, r.starts, arena_fmt(act->a, "p%lld", (long long)r.place),
		text_tokens(act->a, out_cstr(&words)));
}

struct err
meeting_call(struct db *w, struct act *act, const struct calling *c, int64_t *id, const char **number)
{
	struct call_ctx k = { .c = c, .id = env_id(act->env) };
	int64_t n;
	int y, m, d;

	if (c->nmatters < 1 || c->nmatters > AGENDA_MAX)
		return FAIL(422, M_council_err_agenda);
	TRY(rule_check(act->env, c));
	day_to_ymd(day_of(act->env, c->starts), &y, &m, &d);
	TRY(counter_next(w, act->area, arena_fmt(act->a, "meeting/%lld/%d", (long long)c->place, y), &n));
	k.number = arena_fmt(act->a, "%d-%lld", y, (long long)n);
	for (size_t i = 0; i < c->nmatters; i++)
		TRY(call_one(w, act, c->matters[i], &k));
	TRY(meeting_index(w, act, k.id));
	*id = k.id;
	*number = k.number;
	return OK;
}

/* ---- moving and cancelling ---- */

/* An entry on each matter of the agenda; the change itself is made with the first. */
static struct err
change_tell(struct db *w, struct act *act, const struct meeting_row *r, const char *name, const struct meeting_change *c,
	struct err (*change)(struct db *, struct act *, const struct meeting_row *, const struct meeting_change *))
{
	struct agenda_of_rows items;

	if (!(act->who.roles & LIFE_COMMITTEE))
		return FAIL(403, M_matter_err_role);
	TRY(agenda_of(w, act->a, act->area, r->id, &items));
	for (size_t i = 0; i < items.n; i++) {
		struct entry_draft *e = entry_begin(act->a, name);

		TRY(entry_touch(w, e, act->area, &shown_meeting, r->id));
		entry_ref(e, "meeting", r->id);
		entry_say(e, "words", c->reason);
		if (c->starts) {
			entry_say(e, "day", day_iso(act->a, day_of(act->env, c->starts)));
			entry_say(e, "venue", c->venue);
		}
		if (i == 0)
			TRY(change(w, act, r, c));
		TRY(entry_commit(w, act, items.v[i].matter, e));
	}
	return OK;
}

/* Everybody who was invited or follows a matter of its agenda, each once. */
static struct err
letters(struct db *w, struct act *act, const struct meeting_row *r, const char *purpose, const struct told *t)
{
	struct agenda_of_rows items;
	struct gather_row g;
	const char *once;

	TRY(gather_get(w, act->a, act->area, r->id, &g));
	once = arena_fmt(act->a, "%s/%lld/%lld", purpose, (long long)g.id, (long long)g.sequence);
	TRY(gather_tell(w, act, &g, purpose, once, t));
	TRY(agenda_of(w, act->a, act->area, r->id, &items));
	for (size_t i = 0; i < items.n; i++)
		TRY(notify_followers(w, act, items.v[i].matter, purpose, once, t));
	return OK;
}

static struct err
called_row(struct db *w, struct act *act, int64_t meeting, struct meeting_row *r)
{
	bool found;

	TRY(meeting_row(w, act->a, act->area, meeting, r, &found));
	if (!found)
		return FAIL(404, M_err_not_found);
	return strcmp(r->state, "called") != 0 || strcmp(r->called, "called") != 0 ? FAIL(409, M_err_stale) : OK;
}

static struct err
move_change(struct db *w, struct act *act, const struct meeting_row *r, const struct meeting_change *c)
{
	struct gathering g = { .title = r->title, .venue = c->venue, .starts = c->starts, .ends = c->ends, .capacity = r->capacity };

	heads_read(r->quota, g.quota);
	return gather_move(w, act, r->id, c->sequence, &g, c->reason);
}

struct err
meeting_move(struct db *w, struct act *act, const struct meeting_change *c)
{
	struct meeting_row r;
	struct told t;

	TRY(called_row(w, act, c->meeting, &r));
	TRY(change_tell(w, act, &r, "meeting_moved", c, move_change));
	TRY(meeting_index(w, act, r.id));
	for (int l = 0; l < LANG_COUNT; l++)
		t.in[l] = msg_fmt(act->a, (enum lang)l, M_council_sms_moved, text_cut(act->a, r.title, 20),
			time_text(act->a, act->env, (enum lang)l, c->starts), c->venue, c->reason, NULL);
	return letters(w, act, &r, "moved_meeting", &t);
}

static struct err
off_change(struct db *w, struct act *act, const struct meeting_row *r, const struct meeting_change *c)
{
	return gather_cancel(w, act, r->id, c->sequence, c->reason);
}

struct err
meeting_off(struct db *w, struct act *act, int64_t meeting, int64_t sequence, const char *reason)
{
	struct meeting_change c = { .meeting = meeting, .sequence = sequence, .reason = reason };
	struct meeting_row r;
	struct told t;

	TRY(called_row(w, act, meeting, &r));
	TRY(change_tell(w, act, &r, "meeting_off", &c, off_change));
	for (int l = 0; l < LANG_COUNT; l++)
		t.in[l] = msg_fmt(act->a, (enum lang)l, M_council_sms_off, text_cut(act->a, r.title, 20),
			time_text(act->a, act->env, (enum lang)l, r.starts), reason, NULL);
	return letters(w, act, &r, "off_meeting", &t);
}
