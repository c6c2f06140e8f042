/* matter.c - loading one matter, who acts on it, filing it. */
#include "matter/matter.h"

#include "base/day.h"
#include "base/hash.h"
#include "base/text.h"
#include "matter/history.h"
#include "matter/kinds.h"
#include "matter/notify.h"
#include "matter/outside.h"
#include "matter/step.h"
#include "store/store.h"
#include "base_msg.h"
#include "matter_msg.h"

static const char *
address_of(struct arena *a, const char *home, const struct place *p, const char *number)
{
	return *home ? arena_fmt(a, "%s/%s", home, number) : arena_fmt(a, "/%s/%s", p->slug, number);
}

struct err
matter_load_any(struct db *db, struct arena *a, int64_t area, int64_t id, struct matter *ret)
{
	struct matter m = { 0 };
	bool found;

	TRY(matter_get(db, a, area, id, &m.r, &found));
	if (!found)
		return FAIL(404, M_err_not_found);
	TRY(matter_lifecycle_of(db, area, m.r.lifecycle, &m.lc));
	TRY(place_get(db, a, area, m.r.place, &m.place));
	m.state = lifecycle_state(m.lc, m.r.state);
	if (!m.state)
		return FAIL(500, M_matter_err_lifecycle);
	m.address = address_of(a, m.r.home, &m.place, m.r.number);
	*ret = m;
	return OK;
}

struct err
matter_load(struct db *db, struct arena *a, int64_t area, int64_t id, struct matter *ret)
{
	struct matter m;

	TRY(matter_load_any(db, a, area, id, &m));
	if (*m.r.home)
		return FAIL(404, M_err_not_found);
	*ret = m;
	return OK;
}

struct err
matter_load_home(struct db *db, struct arena *a, int64_t area, const char *home, const char *number, struct matter *ret)
{
	struct matter_by_home row;
	bool found;

	assert(*home);
	TRY(matter_by_home(db, a, area, home, number, &row, &found));
	return found ? matter_load_any(db, a, area, row.id, ret) : FAIL(404, M_err_not_found);
}

/* ---- who acts ---- */

static const unsigned role_bits[ROLE_COUNT] = {
	[ROLE_GRID] = LIFE_GRID,
	[ROLE_COMMITTEE] = LIFE_COMMITTEE,
	[ROLE_MODERATOR] = LIFE_MODERATOR,
	[ROLE_BUREAU] = LIFE_BUREAU,
	[ROLE_STREET] = LIFE_STREET,	/* ROLE_UNIT counts only with an assignment here */
};

/* The word an entry keeps: the strongest role at hand. */
static const char *
who_word(unsigned roles)
{
	static const enum life_role order[] = { LIFE_STREET, LIFE_COMMITTEE, LIFE_GRID, LIFE_MODERATOR, LIFE_UNIT, LIFE_BUREAU };

	for (size_t i = 0; i < COUNT(order); i++)
		if (roles & order[i])
			return life_role_name(order[i]);
	return life_role_name(LIFE_RESIDENT);
}

static struct err
who_add_unit(struct db *db, struct arena *a, int64_t area, const struct matter *m, struct who *who)
{
	struct assignments as;

	TRY(assignment_list(db, a, area, m->r.id, &as));
	for (size_t i = 0; i < as.n; i++)
		if (as.v[i].org == who->org)
			who->roles |= LIFE_UNIT;
	return OK;
}

/* The role an entry will name is a deputy's when none of the caller's own gives it. */
static void
who_cover(struct db *db, int64_t area, const struct caller *c, int64_t place, struct who *who)
{
	unsigned own = LIFE_RESIDENT, held = people_own_roles(db, area, c, place);

	for (int r = 0; r < ROLE_COUNT; r++)
		if (held & (1u << r))
			own |= role_bits[r];
	if (strcmp(who_word(own | (who->roles & LIFE_UNIT)), who->as) == 0)
		return;
	who->cover = people_cover(db, area, c, place, who->as);
	who->deputy = who_word(own);
}

struct err
who_at(struct db *db, struct arena *a, int64_t area, const struct caller *c, const char *owner, const struct matter *m,
	struct who *ret)
{
	struct who who = { .account = c ? c->account : 0, .roles = LIFE_RESIDENT, .owner = owner, .org = c ? c->org : 0 };
	unsigned held = people_roles(db, area, c, m ? m->r.place : 0);

	for (int r = 0; r < ROLE_COUNT; r++)
		if (held & (1u << r))
			who.roles |= role_bits[r];
	if (m && who.account && m->r.author == who.account)
		who.roles |= LIFE_AUTHOR;
	if (m && matter_is_supporter(db, area, m->r.id, owner))
		who.roles |= LIFE_SUPPORTER;
	if (m && who.org)
		TRY(who_add_unit(db, a, area, m, &who));
	who.as = who_word(who.roles);
	who_cover(db, area, c, m ? m->r.place : 0, &who);
	*ret = who;
	return OK;
}

struct who
who_system(void)
{
	return (struct who){ .roles = LIFE_SYSTEM, .as = life_role_name(LIFE_SYSTEM), .owner = "" };
}

/* ---- filing ---- */

struct err
counter_next(struct db *w, int64_t area, const char *name, int64_t *ret)
{
	struct counter_get c;
	int64_t changed;
	bool found;

	TRY(counter_up(w, area, name, &changed));
	if (!changed)
		TRY(counter_new(w, area, name, NULL));
	TRY(counter_get(w, NULL, area, name, &c, &found));
	assert(found);
	*ret = c.value;
	return OK;
}

/* "2023-12": counted per community and year of the district's calendar. A private kind has numbers of its own ("F2023-1"), so that
 * no gap in the public ones tells of it. */
static struct err
number_next(struct db *w, struct act *act, int64_t place, const struct lifecycle *lc, const char **ret)
{
	int y, m, d;
	int64_t n;

	day_to_ymd(day_of(act->env, env_now(act->env)), &y, &m, &d);
	TRY(counter_next(w, act->area, *lc->home ? arena_fmt(act->a, "number/%s/%d", lc->kind, y) :
		arena_fmt(act->a, "number/%lld/%d", (long long)place, y), &n));
	*ret = *lc->home ? arena_fmt(act->a, "%c%d-%lld", lc->kind[0] - 'a' + 'A', y, (long long)n) :
		arena_fmt(act->a, "%d-%lld", y, (long long)n);
	return OK;
}

const char *
matter_where(struct db *db, struct arena *a, int64_t area, const struct matter *m, enum lang l)
{
	struct place_stop v[PLACE_DEPTH];
	size_t n = 0;

	if (m->r.spot == m->r.place || !m->r.spot || place_line(db, area, m->r.spot, v, &n).code)
		return m->r.whereabouts;
	for (size_t i = 0; i < n; i++) {
		struct place p;

		if (v[i].kind == PLACE_ESTATE && !place_get(db, a, area, v[i].id, &p).code && strstr(m->r.whereabouts, p.zh))
			return m->r.whereabouts;
	}
	if (text_empty(m->r.whereabouts))
		return place_path(db, a, area, m->r.spot, l);
	return arena_fmt(a, l == LANG_EN ? "%s, %s" : "%s %s", place_path(db, a, area, m->r.spot, l), m->r.whereabouts);
}

struct geo
matter_at(struct db *db, int64_t area, const struct matter *m)
{
	struct geo at = { m->r.lat, m->r.lon };

	return geo_known(at) ? at : place_at(db, area, m->r.spot);
}

/* What a matter is found by. Nobody finds a private one by its words. */
static struct err
words_put(struct db *w, struct act *act, const struct matter_get *r)
{
	const char *all;

	if (*r->home)
		return OK;
	all = arena_fmt(act->a, "%s\n%s\n%s\n%s\n%s", r->title, r->body, r->whereabouts, r->number, r->outcome);
	return search_put(w, act->area, "matter", r->id, r->created, arena_fmt(act->a, "p%lld", (long long)r->place),
		text_tokens(act->a, all));
}

struct err
matter_index(struct db *w, struct act *act, int64_t id)
{
	struct matter_get r;
	bool found;

	TRY(matter_get(w, act->a, act->area, id, &r, &found));
	assert(found);
	return words_put(w, act, &r);
}

static struct err
filing_check(const struct filing *f, const struct lifecycle *lc)
{
	if (!lc || !lc->start)
		return FAIL(500, M_matter_err_lifecycle);
	if (text_empty(f->title) || text_len(f->title) > 60 || text_len(f->body) > 4000 || text_len(f->whereabouts) > 200)
		return FAIL(422, M_matter_err_words);
	return OK;
}

/* Who filed: the contact's account (made now if the phone is new), else the signed-in resident, else nobody. */
static struct err
author_find(struct db *w, struct act *act, const struct filing *f, int64_t *ret)
{
	if (f->contact)
		return person_put(w, act->area, f->contact, ret);
	*ret = f->on_behalf ? f->author : act->who.account;
	return OK;
}

static unsigned
creating_tells(const struct lifecycle *lc)
{
	for (size_t i = 0; i < lc->nmoves; i++)
		if (lc->moves[i].creates)
			return lc->moves[i].tells;
	return 0;
}

struct err
matter_file(struct db *w, struct act *act, const struct filing *f, struct filed *ret)
{
	const struct lifecycle *lc = matter_lifecycle(f->kind);
	struct entry_draft *e = entry_begin(act->a, f->outside ? "file_outside" : f->on_behalf ? "file_for" : "file");
	unsigned char zero[HASH_LEN] = { 0 };
	struct geo at = geo_coarse(f->at);
	const int64_t *lat = geo_known(at) ? &at.lat : NULL, *lon = lat ? &at.lon : NULL;
	int64_t id = env_id(act->env), now = env_now(act->env), author, due = 0;
	struct place place;
	struct filed out;

	TRY(filing_check(f, lc));
	TRY(place_get(w, act->a, act->area, f->place, &place));
	TRY(author_find(w, act, f, &author));
	TRY(number_next(w, act, f->place, lc, &out.number));
	struct matter none = { .lc = lc, .state = lc->start, .r = { .state_since = now } };	/* nothing has happened yet */
	TRY(matter_due(w, act->a, act->env, act->area, &none, lc->start, now, &due));
	entry_first(e, now);
	TRY(entry_touch(w, e, act->area, &shown_matter, id));
	TRY(matter_insert(w, act->area, id, f->kind, lc->version, f->place, f->spot ? f->spot : f->place, out.number,
		f->title, f->body, f->whereabouts, f->category, f->lang == LANG_EN ? "en" : "zh", f->channel, author,
		f->on_behalf ? act->who.account : 0, lc->start->id, now, due ? &due : NULL,
		(struct bytes){ zero, HASH_LEN }, lat, lon, lc->home, NULL));
	if (author)
		TRY(follow_put(w, act->area, id, author, now, NULL));
	if (f->outside)
		TRY(outside_put(w, act, e, id, f->outside));
	for (size_t i = 0; i < f->nfiles; i++)
		entry_file(e, &f->files[i]);
	for (size_t i = 0; i < f->nsaid; i++)
		entry_say(e, f->said[i].name, f->said[i].value);
	for (size_t i = 0; i < f->napart; i++)
		entry_say_staff(e, f->apart[i].name, f->apart[i].value);
	if (f->effect)
		TRY(f->effect(w, act, id, e, f->ctx));
	TRY(entry_commit(w, act, id, e));
	TRY(words_put(w, act, &(struct matter_get){ .id = id, .place = f->place, .number = out.number, .title = f->title, .body = f->body,
		.whereabouts = f->whereabouts, .outcome = "", .created = now, .home = lc->home }));
	out.id = id;
	out.author = author;
	out.address = address_of(act->a, lc->home, &place, out.number);
	if (author && !f->on_behalf && !f->outside)
		TRY(person_speaks(w, act->area, author, f->lang));
	if (creating_tells(lc) & LIFE_TELL_AUTHOR)
		TRY(notify_filed(w, act, id, &out));
	if (!*lc->home)
		TRY(matter_told(w, act, NULL, id, "file"));
	*ret = out;
	return OK;
}
