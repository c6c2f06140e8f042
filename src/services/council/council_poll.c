/* council_poll.c - a poll from its questions to its close (council_poll.h). Casting: council_ballot.c; counting: council_tally.c. */
#include "services/council/council_poll.h"

#include "base/day.h"
#include "base/text.h"
#include "matter/history.h"
#include "matter/notify.h"
#include "matter/packs.h"
#include "people/roll.h"
#include "post/post.h"
#include "base_msg.h"
#include "council_poll_msg.h"
#include "council_poll_desk_msg.h"

#define TITLE_MAX  60
#define CHOICE_MAX 60

static const char *const poll_columns[] = { "matter", "number", "title", "kind", "basis", "plan_version", "pack", "pack_version", "state",
	"reason", "opens", "closes", "electorate", "voted", "ballots", "sample", "sample_wrong", "digest", "created", "lawful", "extent_all", "extent_part", "extent_for", "extent_state", NULL };
const struct shown shown_poll = { "poll", &sql_shown_poll_row, poll_columns, "itttti" "tttt" "iiiiiii" "ti" "tiiit", false, &sql_ids_of_poll };

static const char *const question_columns[] = { "poll", "pos", "title", "method", "most", "choices", "votes", "blank", "invalid",
	"outcome", "against", NULL };
const struct shown shown_question = { "poll_question", &sql_shown_question_row, question_columns, "iittittiiti", false,
	&sql_ids_of_question };

static struct err
poll_get(struct db *w, struct act *act, int64_t id, const char *state, struct poll_row *ret)
{
	bool found;

	TRY(poll_row(w, act->a, act->area, id, ret, &found));
	if (!found)
		return FAIL(404, M_err_not_found);
	return state && strcmp(ret->state, state) != 0 ? FAIL(409, M_poll_err_state) : OK;
}

static struct entry_draft *
entry_of(struct act *act, const struct poll_row *p, const char *what)
{
	struct entry_draft *e = entry_begin(act->a, what);

	entry_say(e, "poll", p->title);
	entry_ref(e, "poll", p->id);
	return e;
}

/* Who follows the matter hears of it, each once. */
static struct err
tell(struct db *w, struct act *act, const struct poll_row *p, enum msg words, const struct told *what)
{
	struct place place;
	struct told t;

	TRY(place_get(w, act->a, act->area, p->place, &place));
	for (int l = 0; l < LANG_COUNT; l++)
		t.in[l] = msg_fmt(act->a, (enum lang)l, words, text_cut(act->a, p->title, 20), what->in[l],
			notify_link(act, arena_fmt(act->a, "/polls/%s/%s", place.slug, p->number)), NULL);
	return notify_followers(w, act, p->matter, "poll", arena_fmt(act->a, "poll/%lld/%s", (long long)p->id, msg_name(words)), &t);
}

static struct err
tell_closes(struct db *w, struct act *act, const struct poll_row *p, enum msg words, int64_t closes)
{
	struct told t;

	for (int l = 0; l < LANG_COUNT; l++)
		t.in[l] = time_text(act->a, act->env, (enum lang)l, closes);
	return tell(w, act, p, words, &t);
}

/* ---- making ---- */

static bool
question_fits(const struct poll_question_new *q)
{
	if (text_empty(q->title) || text_len(q->title) > TITLE_MAX || !count_rule_fits(&q->rule))
		return false;
	for (int i = 0; i < q->rule.choices; i++) {
		if (text_empty(q->choices[i]) || text_len(q->choices[i]) > CHOICE_MAX || strchr(q->choices[i], '\n'))
			return false;
		for (int k = 0; k < i; k++)
			if (strcmp(q->choices[i], q->choices[k]) == 0)
				return false;
	}
	return true;
}

static struct err
questions_put(struct db *w, struct act *act, struct entry_draft *e, int64_t poll, const struct poll_new *p)
{
	for (size_t i = 0; i < p->nquestions; i++) {
		const struct poll_question_new *q = &p->questions[i];
		int64_t id = env_id(act->env);
		struct out lines;

		out_init(&lines, act->a);
		for (int k = 0; k < q->rule.choices; k++)
			out_fmt(&lines, "%s%s", k ? "\n" : "", q->choices[k]);
		TRY(entry_touch(w, e, act->area, &shown_question, id));
		TRY(question_insert(w, act->area, id, poll, (int64_t)i + 1, q->title, count_method_name(q->rule.method), q->rule.limit,
			out_cstr(&lines), q->against ? &(int64_t){ 1 } : NULL, NULL));
	}
	return OK;
}

/* What a vote stands on: rules for a binding one, owners where the rules ask for floor area. */
static struct err
basis_check(const struct poll_new *p)
{
	bool owner = strcmp(p->basis, "owner") == 0, area = p->pack && poll_asks_area(p->pack);

	if (p->binding != (p->pack != NULL) || (!owner && strcmp(p->basis, "voter") != 0 && strcmp(p->basis, "household") != 0))
		return FAIL(422, M_poll_err_pack);
	if (area && !owner)
		return FAIL(422, M_poll_err_owner);
	if (area && (text_empty(p->lawful) || text_len(p->lawful) > 200))
		return FAIL(422, M_poll_err_lawful);
	return p->binding && p->questions[0].rule.method != COUNT_ONE && p->questions[0].rule.method != COUNT_MANY ?
		FAIL(422, M_poll_err_first) : OK;
}

struct err
poll_make(struct db *w, struct act *act, const struct poll_new *p, int64_t *id, const char **number)
{
	struct poll_row row = { .id = env_id(act->env), .title = p->title };
	struct entry_draft *e = entry_of(act, &row, "poll_made");
	int64_t n;
	struct matter m;
	int y, mo, d;

	TRY(matter_load(w, act->a, act->area, p->matter, &m));
	if (!m.state->open || m.r.merged_into)
		return FAIL(422, M_poll_err_matter);
	if (text_empty(p->title) || text_len(p->title) > TITLE_MAX || p->nquestions < 1 || p->nquestions > POLL_QUESTIONS)
		return FAIL(422, M_poll_err_questions);
	for (size_t i = 0; i < p->nquestions; i++)
		if (!question_fits(&p->questions[i]))
			return FAIL(422, M_poll_err_questions);
	TRY(basis_check(p));
	day_to_ymd(day_of(act->env, env_now(act->env)), &y, &mo, &d);
	TRY(counter_next(w, act->area, arena_fmt(act->a, "poll/%lld/%d", (long long)m.r.place, y), &n));
	*number = arena_fmt(act->a, "%d-%lld", y, (long long)n);
	*id = row.id;
	TRY(entry_touch(w, e, act->area, &shown_poll, row.id));
	TRY(poll_insert(w, act->area, row.id, p->matter, m.r.place, *number, p->title, p->binding ? "binding" : "opinion", p->basis,
		p->plan_version, p->pack ? p->pack->id : "", p->pack ? p->pack->version : "", env_now(act->env),
		p->pack && poll_asks_area(p->pack) ? p->lawful : NULL, NULL));
	TRY(questions_put(w, act, e, row.id, p));
	return entry_commit(w, act, p->matter, e);
}

struct err
poll_forget(struct db *w, int64_t area, int64_t poll)
{
	unsigned char nothing[SEAL_SEALED] = { 0 };

	TRY(envelope_wipe(w, area, poll, (struct bytes){ nothing, sizeof(nothing) }, NULL));
	TRY(envelope_drop(w, area, poll, NULL));
	TRY(paper_wipe(w, area, poll, NULL));
	TRY(paper_drop(w, area, poll, NULL));
	TRY(hander_drop(w, area, poll, NULL));
	return vote_code_drop(w, area, poll, NULL);
}

struct err
poll_cancel(struct db *w, struct act *act, int64_t poll, const char *reason)
{
	struct poll_row p;
	struct entry_draft *e;

	TRY(poll_get(w, act, poll, NULL, &p));
	if (strcmp(p.state, "made") != 0 && strcmp(p.state, "open") != 0)
		return FAIL(409, M_poll_err_state);
	if (text_empty(reason) || text_len(reason) > 300)
		return FAIL(422, M_poll_err_reason);
	e = entry_of(act, &p, "poll_cancelled");
	entry_say(e, "reason", reason);
	TRY(entry_touch(w, e, act->area, &shown_poll, poll));
	TRY(poll_set_cancelled(w, act->area, poll, reason, NULL));
	TRY(poll_forget(w, act->area, poll));
	return entry_commit(w, act, p.matter, e);
}

struct err
poll_keys(struct db *w, struct act *act, int64_t poll, const struct seal_pair *pair)
{
	unsigned char h[2][32];
	struct poll_row p;

	TRY(poll_get(w, act, poll, "made", &p));
	seal_share_hash(pair->share[0], h[0]);
	seal_share_hash(pair->share[1], h[1]);
	return poll_set_keys(w, act->area, poll, (struct bytes){ pair->pub, SEAL_KEY }, (struct bytes){ h[0], 32 },
		(struct bytes){ h[1], 32 }, NULL);
}

struct err
poll_prove(struct db *w, struct act *act, int64_t poll, const char *typed)
{
	unsigned char share[SEAL_KEY], h[32];
	struct poll_row p;
	const struct bytes *want;
	int which;

	TRY(poll_get(w, act, poll, "made", &p));
	which = seal_share_typed(act->a, typed, share);
	if (!which)
		return FAIL(422, M_poll_err_share);
	seal_share_hash(share, h);
	seal_wipe(share, sizeof(share));
	want = which == 1 ? &p.share1 : &p.share2;
	if (want->n != sizeof(h) || memcmp(want->p, h, sizeof(h)) != 0)
		return FAIL(422, M_poll_err_share_other);
	return poll_set_proved(w, act->area, poll, which, NULL);
}

/* ---- opening ---- */

int64_t
poll_estate(struct db *db, struct arena *a, int64_t area, int64_t spot)
{
	struct place p;
	int64_t at = spot;

	for (int i = 0; i < PLACE_STAIRWELL && at; i++) {
		if (place_get(db, a, area, at, &p).code)
			break;
		if (p.kind <= PLACE_ESTATE)
			return p.id;
		at = p.parent;
	}
	return spot;
}

static struct err
roll_freeze(struct db *w, struct act *act, const struct poll_row *p, int64_t *n)
{
	struct roll_active_rows rows;
	int64_t spot = 0, estate = 0;

	TRY(roll_active(w, act->a, act->area, p->place, p->basis, &rows));
	for (size_t i = 0; i < rows.n; i++) {
		if (rows.v[i].spot != spot) {
			spot = rows.v[i].spot;
			estate = poll_estate(w, act->a, act->area, spot);
		}
		TRY(voter_insert(w, act->area, p->id, rows.v[i].id, rows.v[i].no, estate, spot, rows.v[i].door, NULL));
	}
	*n = (int64_t)rows.n;
	return OK;
}

struct err
poll_open(struct db *w, struct act *act, int64_t poll, int64_t closes)
{
	int64_t now = env_now(act->env), n, extent = 0;
	const struct pack *pack;
	struct entry_draft *e;
	struct poll_row p;

	TRY(poll_get(w, act, poll, "made", &p));
	if (p.proved != 3)
		return FAIL(422, M_poll_err_proof);
	if (closes <= now || closes > now + POLL_DAYS_MAX * US_DAY)
		return FAIL(422, M_poll_err_closes);
	e = entry_of(act, &p, "poll_open");
	entry_say(e, "closes", day_iso(act->a, day_of(act->env, closes)));
	TRY(entry_touch(w, e, act->area, &shown_poll, poll));
	pack = text_empty(p.pack) ? NULL : packs_version(p.pack_version);
	if (strcmp(p.basis, "owner") == 0)
		TRY(owners_freeze(w, act, &p, &n, &extent));
	else
		TRY(roll_freeze(w, act, &p, &n));
	if (!n)
		return FAIL(422, M_poll_err_roll);
	TRY(poll_set_open(w, act->area, poll, now, closes, n, pack && poll_asks_area(pack) ? &extent : NULL, NULL));
	TRY(entry_commit(w, act, p.matter, e));
	return tell_closes(w, act, &p, M_poll_sms_open, closes);
}

struct err
poll_close(struct db *w, struct act *act, int64_t poll)
{
	int64_t now = env_now(act->env);
	struct voter_counts n;
	struct entry_draft *e;
	struct poll_row p;

	TRY(poll_get(w, act, poll, "open", &p));
	TRY(voter_counts(w, act->a, act->area, poll, &n));
	e = entry_of(act, &p, "poll_closed");
	entry_say(e, "count", arena_fmt(act->a, "%lld / %lld", (long long)n.voted, (long long)p.electorate));
	TRY(entry_touch(w, e, act->area, &shown_poll, poll));
	TRY(poll_set_closed(w, act->area, poll, p.closes < now ? p.closes : now, n.voted, NULL));
	TRY(vote_code_drop(w, act->area, poll, NULL));
	return entry_commit(w, act, p.matter, e);
}

struct err
poll_tell_result(struct db *w, struct act *act, int64_t poll)
{
	struct count_sum sums[POLL_QUESTIONS];
	struct poll_rules rules;
	struct poll_row p;
	struct told t;

	TRY(poll_get(w, act, poll, NULL, &p));
	TRY(poll_rules_of(w, act->a, act->area, poll, &rules));
	poll_sums(act->a, &p, &rules, sums);
	for (int l = 0; l < LANG_COUNT; l++)
		t.in[l] = poll_said(act->a, (enum lang)l, &p, &rules, &sums[0], 0);
	return tell(w, act, &p, M_poll_sms_result, &t);
}

/* ---- reading ---- */

struct err
poll_rules_of(struct db *db, struct arena *a, int64_t area, int64_t poll, struct poll_rules *ret)
{
	*ret = (struct poll_rules){ 0 };
	TRY(question_list(db, a, area, poll, &ret->q));
	if (ret->q.n > POLL_QUESTIONS)
		return FAIL(500, M_err_server);
	for (size_t i = 0; i < ret->q.n; i++) {
		struct count_rule *r = &ret->rule[i];
		char *text = arena_str(a, ret->q.v[i].choices), *save = NULL;

		count_method_find(ret->q.v[i].method, &r->method);
		r->limit = (int)ret->q.v[i].most;
		ret->against[i] = ret->q.v[i].against != 0;
		for (char *s = strtok_r(text, "\n", &save); s && r->choices < COUNT_CHOICES; s = strtok_r(NULL, "\n", &save))
			ret->choices[i][r->choices++] = s;
	}
	return OK;
}

void
poll_sums(struct arena *a, const struct poll_row *p, const struct poll_rules *r, struct count_sum ret[POLL_QUESTIONS])
{
	for (size_t i = 0; i < r->q.n; i++) {
		const struct question_list *q = &r->q.v[i];
		char *text = arena_str(a, q->votes), *save = NULL;
		unsigned winners;
		int k = 0;

		ret[i] = (struct count_sum){ .ballots = p->ballots, .blank = q->blank, .invalid = q->invalid,
			.valid = p->ballots - q->blank - q->invalid };
		for (char *s = strtok_r(text, ";", &save); s && k < COUNT_CHOICES; s = strtok_r(NULL, ";", &save))
			text_int(s, 0, INT64_MAX, &ret[i].votes[k++]);
		count_end(&r->rule[i], &ret[i]);
		if (count_is_ranked(r->rule[i].method) && q->outcome && count_winners_read(&r->rule[i], q->outcome, &winners))
			count_win(&r->rule[i], &ret[i], winners);
	}
}

/* ---- a reminder, for council_tick ---- */

/* In the language its reader is known by, else in both: a roll has no languages. */
static struct err
remind_one(struct db *w, struct act *act, const struct poll_row *p, int64_t voter)
{
	struct post_to to;
	struct post_word word = { "text", "" };
	struct letter l = { .matter = p->matter, .purpose = "poll", .words = &word, .nwords = 1, .secret = true,
		.expires = p->closes, .to = &to, .nto = 1 };
	struct told t;
	const char *code;
	bool found;

	TRY(roll_to(w, act->a, act->area, voter, &to, &found));
	if (!found)
		return OK;
	TRY(poll_code(w, act, p->id, voter, &code));
	for (int k = 0; k < LANG_COUNT; k++)
		t.in[k] = msg_fmt(act->a, (enum lang)k, M_poll_sms_remind, text_cut(act->a, p->title, 20),
			time_text(act->a, act->env, (enum lang)k, p->closes), notify_link(act, arena_fmt(act->a, "/vote/%s", code)), NULL);
	TRY(roll_lang(w, act->a, act->area, voter, &l.lang, &found));
	l.subject = l.text = word.value = found ? t.in[l.lang] : told_both(act->a, &t, "\n");
	l.dedupe = arena_fmt(act->a, "poll-remind/%lld/%lld", (long long)p->id, (long long)voter);
	return post_put(w, act->env, act->area, &l, NULL);
}

struct err
poll_remind(struct db *w, struct act *act, int64_t poll)
{
	struct voter_silent_rows rows;
	struct poll_row p;

	TRY(poll_get(w, act, poll, "open", &p));
	TRY(voter_silent(w, act->a, act->area, poll, &rows));
	for (size_t i = 0; i < rows.n; i++)
		TRY(remind_one(w, act, &p, rows.v[i].id));
	TRY(poll_set_reminded(w, act->area, poll, NULL));
	return tell_closes(w, act, &p, M_poll_sms_last_day, p.closes);
}
