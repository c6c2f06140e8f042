/* council_verdict.c - what a binding vote decided: the choice it is about, the rules of its day on its counts, one sentence. */
#include "services/council/council_poll.h"

#include "base/text.h"
#include "matter/packs.h"
#include "council_poll_msg.h"

int
poll_lead(const struct count_rule *r, bool against, const struct count_sum *s)
{
	int ret = -1;
	int64_t most = 0;

	for (int i = 0; i < r->choices - against; i++)
		if (s->votes[i] > most) {
			most = s->votes[i];
			ret = i;
		} else if (s->votes[i] == most)
			ret = -1;
	return ret;
}

/* Floor area in favour, such that the rules say of it what they said of the exact sum: their tests are monotone. */
static int64_t
extent_yes(const struct poll_row *p)
{
	bool passed = p->extent_state && strcmp(p->extent_state, "passed") == 0;

	if (!p->extent_state || !p->extent_part || (!passed && strcmp(p->extent_state, "failed") != 0))
		return PACK_NOT_KNOWN;
	if (!p->extent_for)
		return passed ? p->extent_part : 0;
	return (p->extent_for * p->extent_part + (passed ? 99 : 0)) / 100;
}

static bool
quorum_of(const struct pack_result *r, enum pack_basis b, enum pack_answer answer)
{
	for (size_t i = 0; i < r->ntests; i++)
		if (r->tests[i].quorum && r->tests[i].row.basis == b && r->tests[i].answer == answer)
			return true;
	return false;
}

static bool
majority_of(const struct pack_result *r, enum pack_basis b, enum pack_answer answer)
{
	for (size_t i = 0; i < r->ntests; i++)
		if (!r->tests[i].quorum && r->tests[i].row.basis == b && r->tests[i].answer == answer)
			return true;
	return false;
}

/* Not passed, and why, in one sentence. */
static enum msg
words_failed(const struct pack_result *r, bool no_leads)
{
	if (r->quorum == PACK_FAILED) {
		if (quorum_of(r, PACK_AREA, PACK_FAILED) && quorum_of(r, PACK_HEADS, PACK_PASSED))
			return M_poll_decided_few_area;
		if (quorum_of(r, PACK_HEADS, PACK_FAILED) && quorum_of(r, PACK_AREA, PACK_PASSED))
			return M_poll_decided_few_heads;
		return M_poll_decided_few;
	}
	if (no_leads)
		return M_poll_decided_no;
	if (majority_of(r, PACK_AREA, PACK_FAILED) && majority_of(r, PACK_HEADS, PACK_PASSED))
		return M_poll_decided_short_area;
	if (majority_of(r, PACK_HEADS, PACK_FAILED) && majority_of(r, PACK_AREA, PACK_PASSED))
		return M_poll_decided_short_heads;
	return M_poll_decided_short;
}

bool
poll_decide(const struct poll_row *p, const struct poll_rules *r, const struct count_sum *first, struct poll_decision *ret)
{
	const struct pack *pack = text_empty(p->pack) ? NULL : packs_version(p->pack_version);
	struct pack_counts c = pack_counts_none();
	enum pack_basis b = strcmp(p->basis, "household") == 0 ? PACK_HOUSEHOLDS : PACK_HEADS;
	int64_t yes = 0, no = r->against[0] ? first->votes[r->rule[0].choices - 1] : 0;

	if (!pack || strcmp(p->state, "counted") != 0)
		return false;
	ret->choice = poll_lead(&r->rule[0], r->against[0], first);
	for (int i = 0; i < r->rule[0].choices - r->against[0]; i++)
		yes = first->votes[i] > yes ? first->votes[i] : yes;
	/* Who cast a ballot took part and counts as present. */
	c.of[b] = (struct pack_count){ p->electorate, p->ballots, p->ballots, yes };
	if (p->extent_all) {
		int64_t part = !p->extent_part ? PACK_NOT_KNOWN : p->extent_part;

		c.of[PACK_AREA] = (struct pack_count){ p->extent_all, part, part, extent_yes(p) };
	} else
		c.by = (int)b;
	ret->pack = pack_check(pack, &c);
	if (ret->choice < 0)
		ret->pack.answer = PACK_FAILED;		/* enough for either of two is enough for neither */
	if (ret->pack.answer == PACK_PASSED)
		ret->words = M_poll_decided_yes;
	else if (!yes)
		ret->words = M_poll_decided_nothing;
	else if (ret->choice < 0)
		ret->words = ret->pack.quorum == PACK_FAILED ? M_poll_decided_few : M_poll_decided_tie;
	else
		ret->words = ret->pack.answer == PACK_UNKNOWN ? M_poll_decided_open : words_failed(&ret->pack, no > yes);
	return true;
}

const char *
poll_test_text(struct arena *a, enum lang l, const struct poll_row *p, const struct pack_test *t)
{
	bool passed = t->answer == PACK_PASSED;

	if (t->quorum || t->row.basis != PACK_AREA || t->answer == PACK_UNKNOWN)
		return pack_test_text(a, l, t);
	if (!p->extent_for)
		return msg_fmt(a, l, passed ? M_poll_area_met : M_poll_area_short, pack_row_text(a, l, &t->row, false), NULL);
	return msg_fmt(a, l, passed ? M_poll_area_share_met : M_poll_area_share_short, pack_row_text(a, l, &t->row, false),
		arena_fmt(a, "%lld%%", (long long)p->extent_for), NULL);
}

/* The leaders by name: "“甲”“乙”". */
static const char *
leaders(struct arena *a, enum lang l, const struct poll_rules *r, const struct count_sum *s, size_t q)
{
	struct out o;

	out_init(&o, a);
	for (int i = 0; i < r->rule[q].choices; i++)
		if (s->leads[i])
			out_str(&o, msg_fmt(a, l, M_poll_said_choice, r->choices[q][i], NULL));
	return out_cstr(&o);
}

const char *
poll_said(struct arena *a, enum lang l, const struct poll_row *p, const struct poll_rules *r, const struct count_sum *s, size_t q)
{
	static const enum msg words[COUNT_METHODS] = { M_poll_said_most, M_poll_said_most, M_poll_said_score, M_poll_said_ranked,
		M_poll_said_ranked };
	struct poll_decision d;

	if (strcmp(p->state, "counted") != 0)
		return "";
	if (q == 0 && poll_decide(p, r, s, &d))
		return msg_fmt(a, l, d.words, d.choice < 0 ? "" : r->choices[0][d.choice], NULL);
	if (!s->leaders)
		return msg_text(l, M_poll_said_none);
	return msg_fmt(a, l, s->leaders > 1 ? M_poll_said_tie : words[r->rule[q].method], leaders(a, l, r, s, q),
		arena_fmt(a, "%lld", (long long)s->most), NULL);
}
