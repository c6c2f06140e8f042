/* finance_team.c - the advisers' team, tasks by street and load, visits, recommendations, notices (finance_team.h). */
#include "services/finance/finance_team.h"

#include "base/day.h"
#include "base/text.h"
#include "base_msg.h"
#include "finance_team_msg.h"
#include "people/people.h"

const struct fin_choice fin_team_kinds[] = { { "adviser", M_team_adviser }, { "officer", M_team_officer }, { 0 } };
const struct fin_choice fin_word_states[] = {
	{ "sent", M_team_sent }, { "seen", M_team_seen }, { "granted", M_team_granted }, { "refused", M_team_refused }, { 0 },
};

static struct err
words(const char *s, size_t most)
{
	return text_empty(s) || text_len(s) > most ? FAIL(422, M_team_err_words) : OK;
}

static int32_t
today(const struct act *act)
{
	return day_of(act->env, env_now(act->env));
}

struct err
fin_adviser_put(struct db *w, struct act *act, int64_t org, const char *kind, int64_t account, int64_t place, int64_t *id)
{
	struct adviser_last last;
	struct org o;

	if (!fin_choice_find(fin_team_kinds, kind))
		return FAIL(422, M_team_err_kind);
	TRY(org_get(w, act->a, act->area, org, &o));
	TRY(adviser_last(w, act->a, act->area, &last));
	*id = env_id(act->env);
	return adviser_insert(w, act->area, *id, last.number + 1, org, kind, account, place, today(act), NULL);
}

struct err
fin_adviser_leave(struct db *w, struct act *act, int64_t adviser)
{
	int64_t n;

	TRY(adviser_end(w, act->area, adviser, today(act) - 1, &n));
	return n == 1 ? adviser_task_free(w, act->area, adviser, NULL) : FAIL(404, M_err_not_found);
}

struct err
fin_task_put(struct db *w, struct act *act, const struct fin_task_new *n, int64_t *adviser)
{
	const struct adviser_load *best = NULL;
	struct adviser_load_rows team;
	int32_t now = today(act);

	TRY(words(n->firm, 60));
	TRY(words(n->what, 200));
	TRY(adviser_load(w, act->a, act->area, now, now, &team));
	for (size_t i = 0; i < team.n; i++) {
		const struct adviser_load *a = &team.v[i];
		bool here = n->place && a->place == n->place, best_here = best && n->place && best->place == n->place;

		if (a->place && !here)
			continue;
		if (!best || (here && !best_here) || (here == best_here && a->open < best->open))
			best = a;
	}
	*adviser = best ? best->id : 0;
	return adviser_task_insert(w, act->area, env_id(act->env), *adviser, n->code, n->firm, n->what, n->origin, n->path, n->place,
		calendar_add(act->env->calendar, now, n->days, NULL), env_now(act->env), NULL);
}

struct err
fin_task_give(struct db *w, struct act *act, int64_t task, int64_t adviser)
{
	struct adviser_load_rows team;
	bool there = false;
	int64_t n;

	TRY(adviser_load(w, act->a, act->area, today(act), 0, &team));
	for (size_t i = 0; i < team.n; i++)
		there |= team.v[i].id == adviser;
	if (!there)
		return FAIL(404, M_err_not_found);
	TRY(adviser_task_give(w, act->area, task, adviser, &n));
	return n == 1 ? OK : FAIL(409, M_err_stale);
}

struct err
fin_task_finish(struct db *w, struct act *act, int64_t adviser, int64_t task, const char *result)
{
	int64_t n;

	TRY(words(result, 300));
	TRY(adviser_task_finish(w, act->area, task, adviser, env_now(act->env), result, &n));
	return n == 1 ? OK : FAIL(409, M_err_stale);
}

struct err
fin_visit_put(struct db *w, struct act *act, int64_t adviser, const char *firm, int32_t day, const char *note)
{
	TRY(words(firm, 60));
	TRY(words(note, 600));
	if (day > today(act))
		return FAIL(422, M_team_err_day);
	return adviser_visit_insert(w, act->area, env_id(act->env), adviser, "", firm, day, note, env_now(act->env), NULL);
}

struct err
fin_word_put(struct db *w, struct act *act, int64_t adviser, int64_t org, const char *code, const char *firm, const char *need, const char *consent)
{
	struct org o;
	int64_t n;

	TRY(words(firm, 60));
	TRY(words(need, 300));
	if (text_empty(consent) || text_len(consent) > 100)
		return FAIL(422, M_team_err_consent);
	TRY(org_get(w, act->a, act->area, org, &o));
	if (strcmp(o.kind, "bank") != 0)
		return FAIL(404, M_err_not_found);
	TRY(adviser_word_insert(w, act->area, env_id(act->env), adviser, org, code, firm, need, consent, env_now(act->env), &n));
	return n == 1 ? OK : FAIL(409, M_team_err_told);
}

struct err
fin_word_answer(struct db *w, struct act *act, int64_t org, int64_t word, const char *state, int64_t amount, const char *said)
{
	bool granted = strcmp(state, "granted") == 0;
	int64_t n;

	if (!fin_choice_find(fin_word_states, state) || strcmp(state, "sent") == 0 || (granted && amount < 1) || text_len(said) > 300 ||
	    (strcmp(state, "refused") == 0 && text_empty(said)))
		return FAIL(422, M_team_err_state);
	TRY(adviser_word_answer(w, act->area, word, org, state, granted ? amount : 0, said, env_now(act->env), &n));
	return n == 1 ? OK : FAIL(404, M_err_not_found);
}

struct err
fin_notice_send(struct db *w, struct act *act, const char *title, const char *body)
{
	int64_t id = env_id(act->env);
	struct orgs banks;

	TRY(words(title, 60));
	TRY(words(body, 2000));
	TRY(org_list(w, act->a, act->area, "bank", &banks));
	TRY(fin_notice_insert(w, act->area, id, title, body, act->who.account, env_now(act->env), NULL));
	for (size_t i = 0; i < banks.n; i++)
		TRY(fin_notice_to_insert(w, act->area, id, banks.v[i].id, NULL));
	return OK;
}

struct err
fin_notice_seen(struct db *w, struct act *act, int64_t org, int64_t notice)
{
	return fin_notice_see(w, act->area, notice, org, env_now(act->env), act->who.account, NULL);
}
