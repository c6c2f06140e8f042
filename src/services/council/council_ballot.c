/* council_ballot.c - voting: codes, envelopes, paper (council_poll.h). Nothing here can read a ballot that was sealed. */
#include "services/council/council_poll.h"

#include "base/day.h"
#include "base/text.h"
#include "matter/history.h"
#include "base_msg.h"
#include "council_poll_msg.h"
#include "council_poll_desk_msg.h"

#define SAMPLE_LEAST 10
#define PRINT_MAX    400

/* ---- ballots as text ---- */

bool
poll_ballots_read(struct arena *a, const struct poll_rules *r, const char *text, struct count_marks ret[POLL_QUESTIONS])
{
	char *copy = arena_str(a, text), *save = NULL;
	size_t n = 0;

	for (char *s = strtok_r(copy, "\n", &save); s; s = strtok_r(NULL, "\n", &save)) {
		if (n == r->q.n || !count_read(&r->rule[n], s, &ret[n]))
			return false;
		n++;
	}
	return n == r->q.n;
}

const char *
poll_ballots_write(struct arena *a, const struct poll_rules *r, const struct count_marks m[POLL_QUESTIONS])
{
	struct out o;

	out_init(&o, a);
	for (size_t i = 0; i < r->q.n; i++)
		out_fmt(&o, "%s%s", i ? "\n" : "", count_write(a, &r->rule[i], &m[i]));
	return out_cstr(&o);
}

/* ---- codes ---- */

struct err
poll_code(struct db *w, struct act *act, int64_t poll, int64_t voter, const char **ret)
{
	*ret = seal_code(act->a, act->env, CODE_VOTE);
	return vote_code_put(w, act->area, link_hash(act->a, *ret), poll, voter, NULL);
}

struct err
poll_code_find(struct db *db, struct arena *a, int64_t area, const char *typed, struct vote_code_find *ret)
{
	const char *code = seal_code_typed(a, typed, CODE_VOTE);
	bool found = false;

	if (*code)
		TRY(vote_code_find(db, a, area, link_hash(a, code), ret, &found));
	return found ? OK : FAIL(404, M_poll_err_code);
}

/* ---- casting ---- */

struct err
poll_seal(struct arena *a, const struct poll_row *p, const char *receipt, const char *ballots, struct bytes *ret)
{
	if (p->public_key.n != SEAL_KEY)
		return FAIL(409, M_poll_err_not_open);
	return seal_text(a, p->public_key.p, arena_fmt(a, "%s\n%s", receipt, ballots), ret);
}

/* Open, on the roll, and not yet voted: *again when this very form was taken already. */
static struct err
voter_ready(struct db *w, struct act *act, int64_t poll, int64_t voter, const char *receipt, bool *again)
{
	struct envelope_receipt old;
	struct voter_one v;
	struct poll_row p;
	bool found;

	*again = false;
	TRY(poll_row(w, act->a, act->area, poll, &p, &found));
	if (!found)
		return FAIL(404, M_err_not_found);
	TRY(voter_one(w, act->a, act->area, poll, voter, &v, &found));
	if (!found)
		return FAIL(404, M_poll_err_code);
	if (receipt && *v.channel) {
		TRY(envelope_receipt(w, act->a, act->area, poll, voter, &old, &found));
		*again = found && strcmp(old.receipt, receipt) == 0;
		if (*again)
			return OK;
	}
	if (*v.channel)
		return FAIL(409, M_poll_err_voted);
	return strcmp(p.state, "open") == 0 && env_now(act->env) < p.closes ? OK : FAIL(409, M_poll_err_not_open);
}

static struct err
voter_take(struct db *w, struct act *act, int64_t poll, int64_t voter, const char *channel)
{
	int64_t changed;

	TRY(voter_mark(w, act->area, poll, voter, channel, day_of(act->env, env_now(act->env)), &changed));
	return changed == 1 ? OK : FAIL(409, M_poll_err_voted);
}

struct err
poll_cast(struct db *w, struct act *act, const struct poll_casting *c)
{
	const char *receipt = link_hash(act->a, c->receipt);
	bool again;

	TRY(voter_ready(w, act, c->poll, c->voter, receipt, &again));
	if (again)
		return OK;
	TRY(voter_take(w, act, c->poll, c->voter, c->channel));
	return envelope_put(w, act->area, c->poll, c->voter, c->sealed, receipt, NULL);
}

/* Whose ballot has this number: sealed like a ballot, to be joined at the count and forgotten with it. The number's own row keeps
 * no sign of it, else two backups would show who took which. */
static struct err
paper_bind(struct db *w, struct act *act, const struct poll_row *p, int64_t voter, const char *paper)
{
	struct voter_one v;
	struct paper_one r;
	struct bytes sealed;
	bool found = false;

	if (!text_empty(paper))
		TRY(paper_one(w, act->a, act->area, p->id, paper, &r, &found));
	if (!found)
		return FAIL(404, M_poll_err_paper);
	TRY(voter_one(w, act->a, act->area, p->id, voter, &v, &found));
	if (!found || v.estate != r.estate)
		return FAIL(422, M_poll_err_paper_estate);
	TRY(poll_seal(act->a, p, paper, "", &sealed));
	TRY(hander_put(w, act->area, p->id, act->who.account, NULL));
	return envelope_put(w, act->area, p->id, voter, sealed, "", NULL);
}

struct err
poll_hand(struct db *w, struct act *act, int64_t poll, int64_t voter, const char *paper)
{
	struct poll_row p;
	bool again, found;

	TRY(poll_row(w, act->a, act->area, poll, &p, &found));
	if (!found)
		return FAIL(404, M_err_not_found);
	TRY(voter_ready(w, act, poll, voter, NULL, &again));
	if (p.extent_all)
		TRY(paper_bind(w, act, &p, voter, paper));
	return voter_take(w, act, poll, voter, "paper");
}

/* ---- paper ---- */

struct err
poll_print(struct db *w, struct act *act, int64_t poll, int64_t estate, size_t n, const char **codes)
{
	struct poll_row p;
	bool found;

	TRY(poll_row(w, act->a, act->area, poll, &p, &found));
	if (!found)
		return FAIL(404, M_err_not_found);
	if (strcmp(p.state, "open") != 0)
		return FAIL(409, M_poll_err_not_open);
	if (n < 1 || n > PRINT_MAX)
		return FAIL(422, M_poll_err_print);
	for (size_t i = 0; i < n; i++) {
		codes[i] = seal_code(act->a, act->env, CODE_PAPER);
		TRY(paper_put(w, act->area, poll, codes[i], estate, NULL));
	}
	return OK;
}

static bool
binding(const struct poll_row *p)
{
	return strcmp(p->kind, "binding") == 0;
}

struct err
poll_enter(struct db *w, struct act *act, const struct poll_row *p, const char *code, const char *ballots, bool *second)
{
	struct hander_find hander;
	struct paper_one r;
	bool found, handed;

	TRY(paper_one(w, act->a, act->area, p->id, code, &r, &found));
	if (!found)
		return FAIL(404, M_poll_err_paper);
	if (strcmp(p->state, "closed") != 0)
		return FAIL(409, M_poll_err_paper_when);
	TRY(hander_find(w, act->a, act->area, p->id, act->who.account, &hander, &handed));
	if (handed)
		return FAIL(409, M_poll_err_hander);
	TRY(poll_touch(w, act->area, p->id, NULL));
	*second = !text_empty(r.first);
	if (!*second)
		return p->sampled ? FAIL(409, M_poll_err_sampled) :
			paper_first(w, act->area, p->id, code, ballots, act->who.account, NULL);
	if (!binding(p) && !r.picked)
		return FAIL(409, M_poll_err_paper_done);
	if (!text_empty(r.second))
		return FAIL(409, M_poll_err_paper_twice);
	if (r.first_by == act->who.account)
		return FAIL(409, M_poll_err_paper_same);
	return paper_second(w, act->area, p->id, code, ballots, act->who.account, NULL);
}

/* A fair choice of k among n: each next one among those not yet picked. */
struct err
poll_sample(struct db *w, struct act *act, int64_t poll)
{
	struct paper_one_rows rows;
	struct poll_row p;
	size_t want;
	bool found;

	TRY(poll_row(w, act->a, act->area, poll, &p, &found));
	if (!found)
		return FAIL(404, M_err_not_found);
	if (binding(&p) || strcmp(p.state, "closed") != 0 || p.sampled)
		return FAIL(409, M_poll_err_state);
	TRY(paper_entered(w, act->a, act->area, poll, &rows));
	want = (rows.n + 9) / 10;
	if (want < SAMPLE_LEAST)
		want = rows.n < SAMPLE_LEAST ? rows.n : SAMPLE_LEAST;
	for (size_t i = 0; i < want; i++) {
		size_t at = i + (size_t)seal_below(act->env, rows.n - i);
		struct paper_one one = rows.v[at];

		rows.v[at] = rows.v[i];
		rows.v[i] = one;
		TRY(paper_pick(w, act->area, poll, one.code, NULL));
	}
	return poll_set_sampled(w, act->area, poll, NULL);
}

bool
paper_differs(const struct paper_one *r)
{
	return !text_empty(r->first) && !text_empty(r->second) && strcmp(r->first, r->second) != 0;
}

struct err
poll_settle(struct db *w, struct act *act, const struct poll_row *p, const char *code, const char *ballots, const char *reason)
{
	struct paper_one r;
	bool found;

	TRY(paper_one(w, act->a, act->area, p->id, code, &r, &found));
	if (!found)
		return FAIL(404, M_poll_err_paper);
	if (strcmp(p->state, "closed") != 0 || !paper_differs(&r) || !text_empty(r.settled))
		return FAIL(409, M_poll_err_state);
	if (text_empty(reason) || text_len(reason) > 300)
		return FAIL(422, M_poll_err_reason);
	TRY(poll_touch(w, act->area, p->id, NULL));
	return paper_settle(w, act->area, p->id, code, ballots, reason, NULL);
}

struct err
poll_paper_state(struct db *db, struct arena *a, int64_t area, const struct poll_row *p, struct poll_paper_state *ret)
{
	struct paper_counts n;
	struct voter_counts voters;

	*ret = (struct poll_paper_state){ 0 };
	TRY(paper_counts(db, a, area, p->id, &n));
	TRY(voter_counts(db, a, area, p->id, &voters));
	TRY(paper_entered(db, a, area, p->id, &ret->rows));
	ret->printed = n.printed;
	ret->handed = voters.paper;
	ret->entered = n.entered;
	ret->to_check = binding(p) ? n.entered : n.picked;
	ret->checked = n.checked;
	for (size_t i = 0; i < ret->rows.n; i++) {
		bool differs = paper_differs(&ret->rows.v[i]);

		ret->differ += differs;
		ret->open += differs && text_empty(ret->rows.v[i].settled);
	}
	return OK;
}
