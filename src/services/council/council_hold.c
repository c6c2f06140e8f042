/* council_hold.c - what a meeting decided: those present, motions under their rule, one decision for each item (council_rules.h). */
#include "services/council/council_rules.h"

#include "base/day.h"
#include "base/text.h"
#include "matter/history.h"
#include "matter/packs.h"
#include "base_msg.h"
#include "council_msg.h"

static const char *const motion_columns[] = { "meeting", "matter", "item", "pos", "words", "ayes", "nays", "abstain", "pack", "version",
	"verdict", "numbers", NULL };
const struct shown shown_motion = { "motion", &sql_shown_motion_row, motion_columns, "iiiitiiitttt", false, &sql_ids_of_motion };

struct hold_ctx {
	const struct holding *h;
	const struct meeting_row *row;
	const struct pack *pack;	/* NULL: no rule */
	const struct decision *d;
	bool held;
};

static int64_t
voters_of(const struct holding *h)
{
	return h->voters >= 0 ? h->voters : heads_sum(h->heads);
}

struct pack_counts
meeting_counts(const struct holding *h, const struct motion_new *m)
{
	struct pack_counts c = pack_counts_none();
	int64_t voters = voters_of(h);

	/* People in the room vote, whatever the body is composed of. */
	c.of[PACK_HEADS] = (struct pack_count){ PACK_NOT_KNOWN, voters, m->ayes + m->nays + m->abstain, m->ayes };
	c.of[PACK_REPRESENTATIVES] = c.of[PACK_HEADS];
	c.by = h->body_basis;
	if (h->body_basis >= 0)
		c.of[h->body_basis].all = h->body_all;
	if (h->body_basis == PACK_HOUSEHOLDS)
		c.of[PACK_HOUSEHOLDS].present = h->body_present;
	return c;
}

static struct err
motion_put(struct db *w, struct act *act, struct entry_draft *e, struct hold_ctx *k, int64_t item, size_t i)
{
	const struct motion_new *m = &k->d->motions[i];
	struct pack_counts counts = meeting_counts(k->h, m);
	int64_t id = env_id(act->env);
	struct pack_result r;

	TRY(entry_touch(w, e, act->area, &shown_motion, id));
	if (!k->pack)
		return motion_insert(w, act->area, id, k->h->meeting, k->d->matter, item, (int64_t)i + 1, m->words, m->ayes, m->nays,
			m->abstain, "", "", "", "", NULL);
	r = pack_check(k->pack, &counts);
	return motion_insert(w, act->area, id, k->h->meeting, k->d->matter, item, (int64_t)i + 1, m->words, m->ayes, m->nays, m->abstain,
		k->pack->id, k->pack->version, pack_answer_name(r.answer), pack_result_write(act->a, &r), NULL);
}

static const int64_t *
known(const int64_t *n)
{
	return *n < 0 ? NULL : n;
}

static struct err
held_set(struct db *w, struct act *act, struct hold_ctx *k)
{
	const struct holding *h = k->h;
	int64_t voters = voters_of(h);

	if (k->pack)
		TRY(rule_pack_put(w, act->area, k->pack->version, k->pack->id, k->pack->text, env_now(act->env), NULL));
	TRY(gather_close(w, act, h->meeting, true));
	return meeting_set_held(w, act->area, h->meeting, h->minutes, heads_write(act->a, h->heads), h->present_note, h->pack, &voters,
		h->body_basis < 0 ? "" : pack_basis_name((enum pack_basis)h->body_basis), known(&h->body_all), known(&h->body_present),
		k->row->version + 1, NULL);
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
		TRY(held_set(w, act, k));
	k->held = true;
	for (size_t i = 0; i < d->nmotions; i++)
		TRY(motion_put(w, act, e, k, item.id, i));
	return agenda_set(w, act->area, item.id, d->decision, d->words, NULL);
}

/* "Agreed" cannot be written when every motion on it failed under the rule. */
static struct err
adopt_check(const struct hold_ctx *k, const struct decision *d)
{
	size_t failed = 0;

	if (!k->pack || strcmp(d->decision, "adopt") != 0)
		return OK;
	for (size_t i = 0; i < d->nmotions; i++) {
		struct pack_counts c = meeting_counts(k->h, &d->motions[i]);

		failed += pack_check(k->pack, &c).answer == PACK_FAILED;
	}
	return d->nmotions && failed == d->nmotions ? FAIL(422, M_council_err_adopt_failed) : OK;
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
	TRY(adopt_check(k, d));
	k->d = d;
	return matter_step(w, act, d->matter, &s);
}

static struct err
motions_check(const struct holding *h, const struct decision *d)
{
	if (d->nmotions > MOTIONS_MAX)
		return FAIL(422, M_council_err_motion);
	for (size_t i = 0; i < d->nmotions; i++) {
		const struct motion_new *m = &d->motions[i];

		if (text_empty(m->words) || text_len(m->words) > 300 || m->ayes < 0 || m->nays < 0 || m->abstain < 0)
			return FAIL(422, M_council_err_motion);
		if (m->ayes + m->nays + m->abstain > voters_of(h))
			return FAIL(422, M_council_err_votes);
	}
	return OK;
}

static struct err
holding_check(struct db *w, struct act *act, const struct holding *h)
{
	int signed_in[GROUP_COUNT], heads = heads_sum(h->heads);

	for (int i = 0; i < GROUP_COUNT; i++)
		if (h->heads[i] < 0 || h->heads[i] > 9999)
			return FAIL(422, M_council_err_present);
	if (heads < 1)
		return FAIL(422, M_council_err_present);
	if (text_empty(h->minutes) || text_len(h->minutes) > 5000)
		return FAIL(422, M_council_err_minutes);
	TRY(gather_present(w, act->a, act->area, h->meeting, signed_in));
	if (heads_sum(signed_in) && memcmp(signed_in, h->heads, sizeof(signed_in)) != 0 && text_empty(h->present_note))
		return FAIL(422, M_council_err_present_note);
	if (voters_of(h) > heads || text_len(h->present_note) > 300)
		return FAIL(422, M_council_err_voters);
	for (size_t i = 0; i < h->ndecisions; i++)
		TRY(motions_check(h, &h->decisions[i]));
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
	if (h->version != row.version || strcmp(row.state, "called") != 0 || strcmp(row.called, "called") != 0)
		return FAIL(409, M_err_stale);
	if (!text_empty(h->pack)) {
		k.pack = packs_find(h->pack, day_of(act->env, row.starts));
		if (!k.pack || !meeting_pack_fits(k.pack))
			return FAIL(422, M_council_err_pack);
	}
	TRY(holding_check(w, act, h));
	TRY(agenda_of(w, act->a, act->area, h->meeting, &items));
	if (items.n != h->ndecisions)
		return FAIL(422, M_council_err_decision);
	for (size_t i = 0; i < h->ndecisions; i++)
		TRY(decide_one(w, act, &h->decisions[i], &k));
	return meeting_index(w, act, h->meeting);
}
