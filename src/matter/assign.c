/* assign.c - one matter, several bodies: orders and requests, their answers, chase-ups, signed links (council.md §4.5). */
#include "matter/matter.h"
#include "base_msg.h"
#include "matter_msg.h"

#include <sodium.h>

#include "base/day.h"
#include "base/hash.h"
#include "base/text.h"
#include "matter/history.h"
#include "matter/kinds.h"
#include "matter/lead.h"
#include "matter/notify.h"
#include "store/store.h"

#define WORDS_MAX    2000
#define LINK_DAYS    60

static const struct {
	const char *name;
	bool over;
	enum msg label;
} outcomes[OUTCOME_COUNT] = {
#define X(id, word, done) [OUTCOME_##id] = { #word, done, M_matter_outcome_##word },
	OUTCOME_TABLE(X)
#undef X
};

const char *
outcome_name(enum outcome o)
{
	return outcomes[o].name;
}

bool
outcome_over(enum outcome o)
{
	return outcomes[o].over;
}

enum msg
outcome_label(enum outcome o)
{
	return outcomes[o].label;
}

bool
outcome_find(const char *name, enum outcome *ret)
{
	for (int i = 0; i < OUTCOME_COUNT; i++)
		if (strcmp(outcomes[i].name, name) == 0) {
			*ret = (enum outcome)i;
			return true;
		}
	return false;
}

struct err
assignment_list(struct db *db, struct arena *a, int64_t area, int64_t matter, struct assignments *ret)
{
	struct assignment_row_rows rows;

	TRY(assignment_of_matter(db, a, area, matter, &rows));
	*ret = (struct assignments){ rows.v, rows.n };
	return OK;
}

struct err
assignment_of_org(struct db *db, struct arena *a, int64_t area, int64_t org, struct assignments *ret)
{
	struct assignment_row_rows rows;

	TRY(assignment_open_of_org(db, a, area, org, &rows));
	*ret = (struct assignments){ rows.v, rows.n };
	return OK;
}

struct err
assignment_get_one(struct db *db, struct arena *a, int64_t area, int64_t id, struct assignment_row *ret)
{
	struct assignment_row row;
	bool found;

	TRY(assignment_one(db, a, area, id, &row, &found));
	if (!found)
		return FAIL(404, M_err_not_found);
	*ret = row;
	return OK;
}

/* ---- sending ---- */

static struct err
sending_check(struct db *w, struct act *act, const struct matter *m, const struct sending *s, int64_t *dispatch)
{
	struct assignment_counts n;
	struct assignment_open_at_org same;

	if (text_empty(s->ask) || text_len(s->ask) > WORDS_MAX)
		return FAIL(422, M_matter_err_ask);
	if (s->due < day_of(act->env, env_now(act->env)))
		return FAIL(422, M_matter_err_due);
	TRY(assignment_open_at_org(w, act->a, act->area, m->r.id, s->org, &same));
	if (same.n)
		return FAIL(422, M_matter_err_asked_already);
	TRY(assignment_counts(w, act->a, act->area, m->r.id, &n));
	*dispatch = n.dispatched;
	return OK;
}

/* A dispatch is counted when somebody was returned: sending side by side to several bodies is one dispatch. */
static struct err
dispatch_number(struct db *w, struct act *act, const struct matter *m, const struct sending *s, int64_t last, int64_t *ret)
{
	struct assignments as;
	int64_t no = last ? last : 1;

	TRY(assignment_list(w, act->a, act->area, m->r.id, &as));
	for (size_t i = 0; i < as.n; i++)
		if (strcmp(as.v[i].outcome, "returned") == 0 && as.v[i].dispatch == last) {
			no = last + 1;
			break;
		}
	if (no > dispatch_rules.dispatch_max && !(s->named && (act->who.roles & LIFE_STREET)))
		return FAIL(422, M_matter_err_named);
	*ret = no;
	return OK;
}

struct err
assignment_send(struct db *w, struct act *act, struct matter *m, struct entry_draft *e, const struct sending *s, int64_t *ret)
{
	int64_t id = env_id(act->env), dispatch = 0;
	struct org org;

	TRY(org_get(w, act->a, act->area, s->org, &org));
	TRY(sending_check(w, act, m, s, &dispatch));
	TRY(dispatch_number(w, act, m, s, dispatch, &dispatch));
	TRY(entry_touch(w, e, act->area, &shown_assignment, id));
	TRY(assignment_insert(w, act->area, id, m->r.id, s->org, s->order ? "order" : "request", s->lead ? "lead" : s->first ? "first" : "assist",
		s->ask, s->due, dispatch, s->named, env_now(act->env), NULL));
	entry_ref(e, "assignment", id);
	if (s->lead)
		TRY(matter_set_holder(w, act->area, m->r.id, s->org, NULL));
	if (s->token)
		TRY(link_put(w, act, s->token, "unit", m->r.id, id, s->org, LINK_DAYS));
	TRY(notify_asked(w, act, m, id, s));
	*ret = id;
	return OK;
}

/* ---- answering ---- */

static struct err
return_check(struct act *act, const struct assignment_row *as)
{
	int32_t sent = day_of(act->env, as->created), today = day_of(act->env, env_now(act->env));

	if (as->named)
		return FAIL(422, M_matter_err_return_named);
	if (today > calendar_add(act->env->calendar, sent, dispatch_rules.return_days, NULL))
		return FAIL(422, M_matter_err_return_late);
	return OK;
}

static struct err
answering_check(struct act *act, const struct answering *an, const struct assignment_row *as)
{
	enum outcome was;
	int32_t today = day_of(act->env, env_now(act->env));

	if (!outcome_find(as->outcome, &was) || outcome_over(was))
		return FAIL(409, M_matter_err_answered);
	if (an->version >= 0 && an->version != as->version)
		return FAIL(409, M_err_stale);
	if (an->outcome == OUTCOME_SENT || (an->outcome == OUTCOME_WITHDRAWN && !(act->who.roles & LIFE_STAFF)))
		return FAIL(422, M_matter_err_choice);
	if (an->outcome != OUTCOME_ACKNOWLEDGED && text_empty(an->words))
		return FAIL(422, M_matter_err_answer);
	if (text_len(an->words) > WORDS_MAX)
		return FAIL(422, M_matter_err_long);
	if (an->outcome == OUTCOME_PLANNED && an->review <= today)
		return FAIL(422, M_matter_err_review);
	if (an->outcome == OUTCOME_MORE_TIME && an->wanted <= as->due)
		return FAIL(422, M_matter_err_wanted);
	return an->outcome == OUTCOME_RETURNED ? return_check(act, as) : OK;
}

/* When the lead is done with it or gave it back, the community holds the matter again. */
static struct err
holder_back(struct db *w, struct act *act, struct entry_draft *e, const struct assignment_row *as, enum outcome o)
{
	if (!outcome_over(o) || strcmp(as->part, "lead") != 0)
		return OK;
	TRY(entry_touch(w, e, act->area, &shown_matter, as->matter));
	return matter_set_holder(w, act->area, as->matter, 0, NULL);
}

struct err
assignment_answer(struct db *w, struct act *act, const struct answering *an)
{
	struct entry_draft *e = entry_begin(act->a, "answer");
	int64_t review = an->review, wanted = an->wanted, now = env_now(act->env);
	struct assignment_row as;
	struct matter m;

	TRY(assignment_get_one(w, act->a, act->area, an->assignment, &as));
	TRY(matter_load(w, act->a, act->area, as.matter, &m));
	TRY(answering_check(act, an, &as));
	TRY(entry_touch(w, e, act->area, &shown_assignment, as.id));
	TRY(holder_back(w, act, e, &as, an->outcome));
	entry_ref(e, "assignment", as.id);
	entry_say(e, "outcome", outcome_name(an->outcome));
	entry_say(e, "unit", as.org_zh);
	entry_say(e, "unit_en", as.org_en);
	entry_say(e, "words", an->words);
	entry_say(e, "via", an->via);
	for (size_t i = 0; i < an->nfiles; i++)
		entry_file(e, &an->files[i]);
	TRY(assignment_set_answer(w, act->area, as.id, outcome_name(an->outcome),
		an->outcome == OUTCOME_ACKNOWLEDGED ? as.answer : an->words, an->outcome == OUTCOME_PLANNED ? &review : NULL,
		an->outcome == OUTCOME_MORE_TIME ? &wanted : NULL, &now, as.version + 1, NULL));
	TRY(lead_settle(w, act, e, as.matter));
	/* The link stays valid until its day: it is the unit's door to its other open work too, and answers nothing twice. */
	TRY(entry_commit(w, act, as.matter, e));
	TRY(notify_answered(w, act, &m, &as, an));
	return matter_told(w, act, &m, as.matter, "answer");
}

struct err
assignment_chase(struct db *w, struct act *act, int64_t id, const char *words)
{
	struct entry_draft *e = entry_begin(act->a, "chase");
	struct assignment_row as;
	struct matter m;
	enum outcome was;

	TRY(assignment_get_one(w, act->a, act->area, id, &as));
	if (!outcome_find(as.outcome, &was) || outcome_over(was))
		return FAIL(409, M_matter_err_answered);
	TRY(matter_load(w, act->a, act->area, as.matter, &m));
	TRY(entry_touch(w, e, act->area, &shown_assignment, id));
	entry_ref(e, "assignment", id);
	entry_say(e, "unit", as.org_zh);
	entry_say(e, "unit_en", as.org_en);
	entry_say(e, "words", words);
	TRY(assignment_set_chased(w, act->area, id, env_now(act->env), NULL));
	TRY(entry_commit(w, act, as.matter, e));
	return notify_chased(w, act, &m, &as, words);
}

struct err
assignment_extend(struct db *w, struct act *act, int64_t id, int32_t due, const char *words)
{
	struct entry_draft *e = entry_begin(act->a, "extend");
	struct assignment_row as;
	enum outcome was;

	TRY(assignment_get_one(w, act->a, act->area, id, &as));
	if (!outcome_find(as.outcome, &was) || outcome_over(was))
		return FAIL(409, M_matter_err_answered);
	if (due <= as.due)
		return FAIL(422, M_matter_err_wanted);
	TRY(entry_touch(w, e, act->area, &shown_assignment, id));
	entry_ref(e, "assignment", id);
	entry_say(e, "unit", as.org_zh);
	entry_say(e, "unit_en", as.org_en);
	entry_say(e, "day", day_iso(act->a, due));
	entry_say(e, "words", words);
	TRY(assignment_set_due(w, act->area, id, due, NULL));
	return entry_commit(w, act, as.matter, e);
}

/* ---- signed links ---- */

const char *
link_token(struct arena *a, struct env *e)
{
	unsigned char raw[32];

	e->random(e, raw, sizeof(raw));
	return text_b64(a, raw, sizeof(raw));
}

const char *
link_hash(struct arena *a, const char *token)
{
	unsigned char h[HASH_LEN];

	hash_bytes(h, token, strlen(token), people_conf()->index_key, sizeof(people_conf()->index_key));
	return text_hex(a, h, sizeof(h));
}

struct err
link_put(struct db *w, struct act *act, const char *token, const char *purpose, int64_t matter, int64_t assignment,
	int64_t org, int days)
{
	int64_t now = env_now(act->env);

	return link_insert(w, act->area, link_hash(act->a, token), purpose, matter, assignment, org, act->who.account, now,
		now + days * US_DAY, NULL);
}

struct err
link_find(struct db *db, struct arena *a, int64_t area, const char *token, int64_t now, struct link_get *ret)
{
	struct link_get row;
	bool found;

	TRY(link_get(db, a, area, link_hash(a, token), &row, &found));
	if (!found)
		return FAIL(404, M_matter_err_link);
	if (row.revoked || now > row.expires)
		return FAIL(410, M_matter_err_link_over);
	*ret = row;
	return OK;
}

static struct entry_draft *
link_entry(struct act *act, const char *name, const struct assignment_row *as)
{
	struct entry_draft *e = entry_begin(act->a, name);

	entry_ref(e, "assignment", as->id);
	entry_say(e, "unit", as->org_zh);
	entry_say(e, "unit_en", as->org_en);
	return e;
}

struct err
link_hand(struct db *w, struct act *act, const struct link_get *from, const char *token, const char *desk)
{
	int64_t days = (from->expires - env_now(act->env)) / US_DAY;
	struct assignment_row as;
	struct entry_draft *e;

	TRY(assignment_get_one(w, act->a, act->area, from->assignment, &as));
	e = link_entry(act, "hand_on", &as);
	entry_say_staff(e, "words", desk);
	TRY(link_put(w, act, token, "unit", from->matter, from->assignment, from->org, days > 1 ? (int)days : 1));
	TRY(link_set_handed(w, act->area, link_hash(act->a, token), desk, NULL));
	return entry_commit(w, act, from->matter, e);
}

struct err
link_revoke(struct db *w, struct act *act, int64_t assignment)
{
	struct assignment_row as;
	int64_t changed;

	TRY(assignment_get_one(w, act->a, act->area, assignment, &as));
	TRY(link_set_revoked(w, act->area, assignment, env_now(act->env), &changed));
	return changed ? entry_commit(w, act, as.matter, link_entry(act, "links_revoked", &as)) : OK;
}
