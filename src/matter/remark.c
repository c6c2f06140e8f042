/* remark.c - what people add to a matter: support, follow, comments and thanks, a rating; staff's notes. */
#include "matter/matter.h"

#include "base/text.h"
#include "matter/history.h"
#include "matter/notify.h"
#include "matter/ruling.h"
#include "matter/step.h"
#include "matter/tally_int.h"
#include "store/store.h"
#include "base_msg.h"
#include "matter_msg.h"

#define NOTE_MAX   2000

bool
matter_is_supporter(struct db *db, int64_t area, int64_t id, const char *owner)
{
	struct arena *a = arena_new();
	struct support_has row;
	bool found = false;

	if (a && !text_empty(owner) && support_has(db, a, area, id, owner, &row, &found).code)
		found = false;
	arena_free(a);
	return found;
}

bool
matter_is_follower(struct db *db, int64_t area, int64_t id, int64_t account)
{
	struct arena *a = arena_new();
	struct follow_has row;
	bool found = false;

	if (a && account && follow_has(db, a, area, id, account, &row, &found).code)
		found = false;
	arena_free(a);
	return found;
}

struct err
matter_support(struct db *w, struct act *act, int64_t id)
{
	struct entry_draft *e = entry_begin(act->a, "support");
	struct matter m;
	int64_t changed;

	assert(!text_empty(act->who.owner));
	TRY(matter_load(w, act->a, act->area, id, &m));
	TRY(entry_touch(w, e, act->area, &shown_matter, id));
	TRY(support_put(w, act->area, id, act->who.owner, env_now(act->env), 0, &changed));
	if (!changed)			/* who came along by a merge and presses stays when it is undone */
		return support_own(w, act->area, id, act->who.owner, NULL);
	if (act->who.account)
		TRY(follow_put(w, act->area, id, act->who.account, env_now(act->env), NULL));
	TRY(matter_count_support(w, act->area, id, NULL));
	return entry_commit(w, act, id, e);
}

struct err
matter_note(struct db *w, struct act *act, int64_t id, const char *body)
{
	struct entry_draft *e = entry_begin(act->a, "note");
	struct matter m;

	if (text_empty(body))
		return FAIL(422, M_matter_err_empty);
	if (text_len(body) > NOTE_MAX)
		return FAIL(422, M_matter_err_long);
	TRY(matter_load(w, act->a, act->area, id, &m));
	entry_say_staff(e, "words", body);
	return entry_commit(w, act, id, e);
}

struct err
matter_follow(struct db *w, struct act *act, int64_t id, bool on)
{
	if (!act->who.account)
		return FAIL(403, M_matter_err_sign_in);
	if (on)
		return follow_put(w, act->area, id, act->who.account, env_now(act->env), NULL);
	return follow_drop(w, act->area, id, act->who.account, NULL);
}

const char *
topic_make(struct arena *a, const char *word, int64_t id)
{
	return arena_fmt(a, "%s/%lld", word, (long long)id);
}

int64_t
topic_id(const char *topic, const char *word)
{
	size_t n = strlen(word);
	int64_t id = 0;

	if (strncmp(topic, word, n) == 0 && topic[n] == '/')
		text_int(topic + n + 1, 1, INT64_MAX, &id);
	return id;
}

struct err
matter_remark(struct db *w, struct act *act, int64_t id, const char *kind, const char *topic, const char *body, int64_t *ret)
{
	struct entry_draft *e = entry_begin(act->a, kind);
	struct matter m;
	int64_t remark = env_id(act->env);

	if (text_empty(body))
		return FAIL(422, M_matter_err_empty);
	if (text_len(body) > REMARK_MAX)
		return FAIL(422, M_matter_err_long);
	TRY(matter_load(w, act->a, act->area, id, &m));
	TRY(entry_touch(w, e, act->area, &shown_remark, remark));
	entry_ref(e, "remark", remark);
	TRY(remark_insert(w, act->area, remark, id, kind, act->who.account, act->who.owner, body, "waiting",
		env_now(act->env), topic, NULL));
	TRY(entry_commit(w, act, id, e));
	if (ret)
		*ret = remark;
	return OK;
}

struct err
remark_decide(struct db *w, struct act *act, int64_t remark, bool show, const char *reason)
{
	struct entry_draft *e = entry_begin(act->a, show ? "remark_shown" : "remark_refused");
	struct remark_get r;
	bool found;

	TRY(remark_get(w, act->a, act->area, remark, &r, &found));
	if (!found)
		return FAIL(404, M_err_not_found);
	if (strcmp(r.state, "waiting") != 0)
		return FAIL(409, M_matter_err_decided);
	if (!show && text_empty(reason))
		return FAIL(422, M_matter_err_reason);
	TRY(entry_touch(w, e, act->area, &shown_remark, remark));
	TRY(entry_touch(w, e, act->area, &shown_matter, r.matter));
	entry_ref(e, "remark", remark);
	if (!show)
		entry_say(e, "reason", reason);
	else
		entry_say(e, "words", r.body);
	TRY(remark_set(w, act->area, remark, show ? "shown" : "refused", show ? "" : reason, NULL));
	if (!show)
		TRY(ruling_refused(w, act, e, &r, reason));
	TRY(matter_count_remarks(w, act->area, r.matter, NULL));
	TRY(entry_commit(w, act, r.matter, e));
	if (show && strcmp(r.kind, "thanks") == 0)
		return notify_thanked(w, act, r.matter, r.body);
	if (!show && r.author)
		return notify_refused(w, act, r.author, r.matter, remark, reason);
	return OK;
}

struct err
matter_unsolved(struct db *w, struct act *act, const struct matter *m, const char *body)
{
	const struct life_move *mv = lifecycle_move(m->lc, "reopen");
	struct act by = *act;
	struct answer said = { "words", body };
	struct step s = { .move = "reopen", .version = -1, .answers = &said, .nanswers = 1, .reason = body };

	if (!mv || !life_move_from(m->lc, mv, m->state))
		return OK;
	by.who.roles |= LIFE_SUPPORTER;		/* who says it is not solved stands behind the matter */
	return matter_step(w, &by, m->r.id, &s);
}

struct err
matter_rated(struct db *db, struct arena *a, int64_t area, const struct matter *m, const struct who *who, struct rated *ret)
{
	const char *browser = who->browser ? who->browser : "";
	struct rating_on on;
	int64_t since = 0;

	*ret = (struct rated){ 0 };
	if (!text_empty(m->r.outcome))
		TRY(tally_result_at(db, a, area, m->r.id, m->r.lifecycle, &since));
	TRY(rating_get(db, a, area, m->r.id, who->owner, &ret->r, &ret->found));
	if (!ret->found && who->account && !text_empty(browser))
		TRY(rating_get(db, a, area, m->r.id, browser, &ret->r, &ret->found));
	ret->at = ret->r.at;
	if (!ret->found && !who->account && !text_empty(browser)) {
		TRY(rating_on(db, a, area, m->r.id, browser, &on, &ret->elsewhere));
		ret->at = ret->elsewhere ? on.at : 0;
		ret->elsewhere = ret->at >= since && ret->elsewhere;
	}
	if (ret->found && ret->at < since) {
		ret->found = false;
		ret->former = true;
	}
	ret->fixed = ret->found && m->r.closed;
	return OK;
}

/* What was said stays once the matter is closed; that it is not solved after all may be said at any time. */
static struct err
rate_again(const struct rated *was, bool solved, int *score)
{
	if (was->elsewhere)
		return FAIL(422, M_matter_err_rated_phone);
	if (was->fixed && solved)
		return FAIL(422, M_matter_err_rated_closed);
	if (was->fixed)
		*score = (int)was->r.score;
	return OK;
}

struct err
matter_rate(struct db *w, struct act *act, int64_t id, int score, bool solved, const char *body)
{
	const char *browser = act->who.account && act->who.browser ? act->who.browser : "";
	struct entry_draft *e = entry_begin(act->a, "rate");
	struct matter m;
	struct rated was;

	if (score < 1 || score > 4)
		return FAIL(422, M_matter_err_score);
	if (!solved && text_empty(body))
		return FAIL(422, M_matter_err_unsolved);
	if (text_len(body) > REMARK_MAX)
		return FAIL(422, M_matter_err_long);
	TRY(matter_load(w, act->a, act->area, id, &m));
	if (text_empty(m.r.outcome))
		return FAIL(422, M_matter_err_no_result);
	TRY(matter_rated(w, act->a, act->area, &m, &act->who, &was));
	TRY(rate_again(&was, solved, &score));
	TRY(entry_touch(w, e, act->area, &shown_matter, id));
	if (!text_empty(browser))
		TRY(rating_drop(w, act->area, id, browser, NULL));	/* what it said before it was known becomes this one's */
	TRY(rating_put(w, act->area, id, act->who.owner, score, solved, body, env_now(act->env), browser, NULL));
	TRY(matter_count_ratings(w, act->area, id, NULL));
	entry_say(e, "score", arena_fmt(act->a, "%d", score));
	entry_say(e, "solved", solved ? "yes" : "no");
	entry_say_staff(e, "words", body);
	TRY(entry_commit(w, act, id, e));
	return solved ? OK : matter_unsolved(w, act, &m, body);
}
