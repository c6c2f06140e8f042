/* call.c - call-backs: one try to reach whoever raised a settled matter, and what they said (call.h). */
#include "matter/call.h"

#include "base/day.h"
#include "base/text.h"
#include "matter/history.h"
#include "matter/step.h"
#include "matter/tally_int.h"
#include "store/store.h"
#include "matter_msg.h"

#define WORDS_MAX 500

int64_t
call_since(struct env *e)
{
	return env_now(e) - CALL_DAYS * US_DAY;
}

struct err
call_says_unsolved(struct db *db, struct arena *a, int64_t area, const struct matter_get *m, bool *ret)
{
	struct tally_calls_rows calls;
	int64_t since = 0;

	*ret = false;
	if (!text_empty(m->outcome))
		TRY(tally_result_at(db, a, area, m->id, m->lifecycle, &since));
	if (!since)
		return OK;
	TRY(tally_calls(db, a, area, m->id, since, &calls));
	for (size_t i = 0; i < calls.n; i++)
		if (calls.v[i].reached) {
			*ret = calls.v[i].solved == 0;
			return OK;
		}
	return OK;
}

static struct err
call_check(struct db *w, struct act *act, const struct matter *m, const struct calling_back *c)
{
	struct tally_fact f;

	if (!m->r.author || text_empty(m->r.outcome))
		return FAIL(422, M_matter_err_no_result);
	TRY(tally_fact_of(w, act->a, act->env, act->area, m->r.id, &f));
	if (f.r.voice != VOICE_TO_CALL)
		return FAIL(422, M_matter_err_call_heard);
	if (text_len(c->words) > WORDS_MAX)
		return FAIL(422, M_matter_err_long);
	if (c->reached && c->responded < 0 && c->solved < 0 && !c->score)
		return FAIL(422, M_matter_err_call_answers);
	if (c->reached && c->solved == 0 && text_empty(c->words))
		return FAIL(422, M_matter_err_unsolved);
	return OK;
}

struct err
matter_call_back(struct db *w, struct act *act, const struct calling_back *c)
{
	struct entry_draft *e = entry_begin(act->a, "call_back");
	int64_t id = env_id(act->env);
	struct matter m;

	TRY(matter_load(w, act->a, act->area, c->matter, &m));
	TRY(call_check(w, act, &m, c));
	TRY(entry_touch(w, e, act->area, &shown_call, id));
	TRY(call_insert(w, act->area, id, m.r.id, env_now(act->env), act->who.account, c->reached, c->reached ? c->responded : -1,
		c->reached ? c->solved : -1, c->reached ? c->score : 0, c->words, NULL));
	entry_say(e, "reached", c->reached ? "yes" : "no");
	entry_say_staff(e, "words", c->words);
	TRY(entry_commit(w, act, m.r.id, e));
	return c->reached && c->solved == 0 ? matter_unsolved(w, act, &m, c->words) : OK;
}
