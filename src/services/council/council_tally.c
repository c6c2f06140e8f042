/*
 * council_tally.c - the count: envelopes are opened in memory, joined with paper, merged into cells of at least POLL_CELL
 * ballots, shuffled for each question by itself, and written under random keys; envelopes, papers and codes are overwritten
 * and deleted in the same section. In a vote by area an envelope of channel paper holds the number of the ballot an owner took.
 */
#include "services/council/council_poll.h"
#include "base_msg.h"
#include "council_poll_desk_msg.h"

#include <stdlib.h>

#include "base/day.h"
#include "base/text.h"
#include "matter/history.h"
#include "matter/packs.h"

#define CHANNELS 3

/* In this order they stand in a cell's name. */
static const char *const channels[CHANNELS] = { "online", "door", "paper" };

struct tally_ballot {
	const char *marks[POLL_QUESTIONS];
	int estate, channel;		/* places in struct tally */
	int64_t extent;			/* cm² of its owner; -1: nobody can say whose it is */
};
struct tally_paper {			/* who took it, in a vote by area */
	const char *code;
	int64_t extent;
	int times;
};
struct tally_row {			/* what will be written */
	int64_t key;
	int cell;
	const char *marks;
};
struct poll_counting {
	struct arena *a;
	struct db *db;			/* while preparing */
	int64_t area;
	const struct poll_row *p;
	struct poll_rules rules;
	struct tally_ballot *v;
	size_t n;
	int64_t estates[COUNT_ESTATES];
	const char *slugs[COUNT_ESTATES];
	struct count_cells cells;
	const char *cell_estates[COUNT_ESTATES * COUNT_CHANNELS], *cell_channels[COUNT_ESTATES * COUNT_CHANNELS];
	int64_t cell_n[COUNT_ESTATES * COUNT_CHANNELS];
	struct tally_row *rows[POLL_QUESTIONS];
	struct count_sum sums[POLL_QUESTIONS];
	const char **receipts;
	size_t nreceipts;
	struct unit_sums_rows units;	/* by voter, in rising order; none but in a vote by area */
	struct tally_paper *taken;
	size_t ntaken;
	unsigned winners[POLL_QUESTIONS];	/* ranked */
	struct owner_sum owners;
	int64_t sample, wrong;
	bool few;
	char digest[65];
	void *plain;			/* of all envelopes */
	size_t plain_len;
};

enum msg
poll_count_bar(const struct poll_row *p, const struct poll_paper_state *s)
{
	if (strcmp(p->state, "closed") != 0)
		return M_poll_err_state;
	if (s->entered > s->handed)
		return M_poll_bar_many;
	if (strcmp(p->kind, "opinion") == 0 && s->entered && !p->sampled)
		return M_poll_bar_sample;
	if (s->checked < s->to_check)
		return M_poll_bar_second;
	return s->open ? M_poll_bar_open : M_NONE;
}

static int
channel_at(const char *name)
{
	for (int i = 0; i < CHANNELS; i++)
		if (strcmp(channels[i], name) == 0)
			return i;
	return CHANNELS - 1;
}

static struct err
estate_at(struct poll_counting *c, int64_t estate, int *ret)
{
	struct place p;

	for (int i = 0; i < c->cells.estates; i++)
		if (c->estates[i] == estate) {
			*ret = i;
			return OK;
		}
	if (c->cells.estates == COUNT_ESTATES)
		return FAIL(422, M_poll_err_estates);
	TRY(place_get(c->db, c->a, c->area, estate, &p));
	*ret = c->cells.estates;
	c->slugs[c->cells.estates] = p.slug;
	c->estates[c->cells.estates++] = estate;
	return OK;
}

/* One ballot out of its text: a line for each question. What cannot be read counts as cast and invalid. */
static struct err
ballot_add(struct poll_counting *c, const char *text, int64_t estate, int channel, int64_t extent)
{
	struct tally_ballot *b = &c->v[c->n++];
	struct count_marks m[POLL_QUESTIONS];
	bool fine = poll_ballots_read(c->a, &c->rules, text, m);

	for (size_t i = 0; i < c->rules.q.n; i++) {
		if (!fine)
			m[i] = (struct count_marks){ .kind = COUNT_INVALID };
		b->marks[i] = count_write(c->a, &c->rules.rule[i], &m[i]);
		count_add(&c->rules.rule[i], &c->sums[i], &m[i]);
	}
	b->channel = channel;
	b->extent = extent;
	TRY(estate_at(c, estate, &b->estate));
	c->cells.n[b->estate][channel]++;
	return OK;
}

static int
by_voter(const void *x, const void *y)
{
	int64_t a = ((const struct unit_sums *)x)->voter, b = ((const struct unit_sums *)y)->voter;

	return a < b ? -1 : a > b;
}

static int64_t
extent_of(const struct poll_counting *c, int64_t voter)
{
	const struct unit_sums key = { .voter = voter }, *u = NULL;

	if (c->units.n)		/* bsearch takes no NULL, not even for none */
		u = bsearch(&key, c->units.v, c->units.n, sizeof(key), by_voter);
	return u ? u->extent : -1;
}

static void
paper_taken(struct poll_counting *c, const char *code, int64_t extent)
{
	for (size_t i = 0; i < c->ntaken; i++)
		if (strcmp(c->taken[i].code, code) == 0) {
			c->taken[i].times++;
			return;
		}
	c->taken[c->ntaken++] = (struct tally_paper){ code, extent, 1 };
}

/* A number noted for two owners, or for none, is nobody's. */
static int64_t
paper_extent(const struct poll_counting *c, const char *code)
{
	for (size_t i = 0; i < c->ntaken; i++)
		if (strcmp(c->taken[i].code, code) == 0)
			return c->taken[i].times == 1 ? c->taken[i].extent : -1;
	return -1;
}

static struct err
envelopes_open(struct poll_counting *c, const struct envelope_all_rows *in, const unsigned char *secret)
{
	c->plain_len = in->n * SEAL_TEXT;
	c->plain = arena_try(c->a, c->plain_len + 1);
	if (!c->plain)
		return FAIL(503, M_err_busy);
	for (size_t i = 0; i < in->n; i++) {
		char *text = (char *)c->plain + i * SEAL_TEXT, *line;

		if (!seal_open(in->v[i].sealed, c->p->public_key.p, secret, text))
			return FAIL(500, M_poll_err_envelope);
		line = strchr(text, '\n');
		if (!line)
			return FAIL(500, M_poll_err_envelope);
		*line = '\0';
		if (strcmp(in->v[i].channel, "paper") == 0) {
			paper_taken(c, text, extent_of(c, in->v[i].voter));
			continue;
		}
		c->receipts[c->nreceipts++] = text;
		TRY(ballot_add(c, line + 1, in->v[i].estate, channel_at(in->v[i].channel), extent_of(c, in->v[i].voter)));
	}
	return OK;
}

static struct err
papers_add(struct poll_counting *c, const struct poll_paper_state *s)
{
	for (size_t i = 0; i < s->rows.n; i++) {
		const struct paper_one *r = &s->rows.v[i];

		c->receipts[c->nreceipts++] = r->code;
		TRY(ballot_add(c, text_empty(r->settled) ? r->first : r->settled, r->estate, CHANNELS - 1, paper_extent(c, r->code)));
	}
	c->sample = strcmp(c->p->kind, "opinion") == 0 ? s->checked : 0;
	c->wrong = c->sample ? s->differ : 0;
	return OK;
}

/* ---- cells, keys, order ---- */

static const char *
cell_words(struct poll_counting *c, int cell, bool estates)
{
	struct out o;

	out_init(&o, c->a);
	for (int i = 0; i < (estates ? c->cells.estates : CHANNELS); i++) {
		bool in = false;

		for (int k = 0; k < (estates ? CHANNELS : c->cells.estates); k++)
			in = in || c->cells.cell[estates ? i : k][estates ? k : i] == cell;
		if (in && estates)
			out_fmt(&o, "%s%s", o.len ? "," : "", c->slugs[i]);
		else if (in)
			out_fmt(&o, "%s%s", o.len ? "," : "", channels[i]);
	}
	return out_cstr(&o);
}

static int
by_key(const void *x, const void *y)
{
	int64_t a = ((const struct tally_row *)x)->key, b = ((const struct tally_row *)y)->key;

	return a < b ? -1 : a > b;
}

/* Each question's ballots get keys of their own and are written in the order of the keys: two questions of one ballot cannot be
 * joined, and the order of rows in the file says nothing. */
static void
rows_make(struct poll_counting *c, struct env *env)
{
	for (size_t q = 0; q < c->rules.q.n; q++) {
		c->rows[q] = NEWN(c->a, struct tally_row, c->n + 1);
		for (size_t i = 0; i < c->n; i++) {
			const struct tally_ballot *b = &c->v[i];

			c->rows[q][i] = (struct tally_row){ (int64_t)seal_below(env, INT64_MAX), c->cells.cell[b->estate][b->channel],
				b->marks[q] };
		}
		qsort(c->rows[q], c->n, sizeof(*c->rows[q]), by_key);
		count_end(&c->rules.rule[q], &c->sums[q]);
	}
}

/* Who wins ranked questions, and the area behind what leads. */
static void
ends_make(struct poll_counting *c)
{
	const struct pack *pack = !c->p->extent_all ? NULL : packs_version(c->p->pack_version);
	struct owner_ballot *owners = NEWN(c->a, struct owner_ballot, c->n + 1);
	struct count_marks *m = NEWN(c->a, struct count_marks, c->n + 1);
	int lead = poll_lead(&c->rules.rule[0], c->rules.against[0], &c->sums[0]);

	for (size_t q = 0; q < c->rules.q.n; q++) {
		struct count_ranking rank;

		if (!count_is_ranked(c->rules.rule[q].method) && (q || !pack))
			continue;
		for (size_t i = 0; i < c->n; i++) {
			count_read(&c->rules.rule[q], c->v[i].marks[q], &m[i]);
			if (q == 0)
				owners[i] = (struct owner_ballot){ c->v[i].extent, lead >= 0 && m[i].v[lead] != 0, c->v[i].extent >= 0 };
		}
		if (!count_is_ranked(c->rules.rule[q].method))
			continue;
		count_rank(c->a, &c->rules.rule[q], m, c->n, &rank);
		c->winners[q] = rank.winners;
	}
	if (pack)
		c->owners = owners_sum(pack, c->p->extent_all, owners, c->n, lead);
}

static void
digest_make(struct poll_counting *c)
{
	const char **lines = NEWN(c->a, const char *, c->n * c->rules.q.n + 1);
	unsigned char h[32];
	size_t n = 0;

	for (size_t q = 0; q < c->rules.q.n; q++)
		for (size_t i = 0; i < c->n; i++)
			lines[n++] = count_line(c->a, (int)c->rules.q.v[q].pos, c->cell_estates[c->rows[q][i].cell],
				c->cell_channels[c->rows[q][i].cell], c->rows[q][i].marks);
	count_digest(lines, n, h);
	memcpy(c->digest, text_hex(c->a, h, sizeof(h)), sizeof(c->digest));
}

static void
cells_make(struct poll_counting *c)
{
	c->cells.channels = CHANNELS;
	count_merge(&c->cells, POLL_CELL);
	for (int i = 0; i < c->cells.cells; i++) {
		c->cell_estates[i] = cell_words(c, i, true);
		c->cell_channels[i] = cell_words(c, i, false);
	}
	for (size_t i = 0; i < c->n; i++)
		c->cell_n[c->cells.cell[c->v[i].estate][c->v[i].channel]]++;
}

static struct err
secret_join(struct arena *a, const struct poll_row *p, const char *share1, const char *share2, unsigned char secret[SEAL_KEY])
{
	unsigned char s[2][SEAL_KEY] = { { 0 } };
	int one = seal_share_typed(a, share1, s[0]), two = seal_share_typed(a, share2, s[1]);
	struct err e = OK;

	if (!one || !two || one == two)
		e = FAIL(422, M_poll_err_share);
	else if (p->public_key.n != SEAL_KEY || !seal_join(s[0], s[1], p->public_key.p, secret))
		e = FAIL(422, M_poll_err_joined);
	seal_wipe(s, sizeof(s));
	return e;
}

struct err
poll_count_prepare(struct db *db, struct arena *a, struct env *env, int64_t area, const struct poll_row *p, const char *share1,
	const char *share2, struct poll_counting **ret)
{
	struct poll_counting *c = NEW(a, struct poll_counting);
	unsigned char secret[SEAL_KEY];
	struct envelope_all_rows in;
	struct poll_paper_state papers;
	struct err e;

	TRY(secret_join(a, p, share1, share2, secret));
	c->a = a;
	c->db = db;
	c->area = area;
	c->p = p;
	*ret = c;
	e = poll_rules_of(db, a, area, p->id, &c->rules);
	if (!e.code)
		e = poll_paper_state(db, a, area, p, &papers);
	if (!e.code && poll_count_bar(p, &papers) != M_NONE)
		e = FAIL(409, poll_count_bar(p, &papers));
	if (!e.code)
		e = envelope_all(db, a, area, p->id, &in);
	if (!e.code && p->extent_all)
		e = unit_sums(db, a, area, p->id, &c->units);
	if (!e.code) {
		size_t taken = 0;

		for (size_t i = 0; i < in.n; i++)
			taken += strcmp(in.v[i].channel, "paper") == 0;
		c->few = in.n - taken + papers.rows.n < POLL_CELL;
		c->taken = NEWN(a, struct tally_paper, taken + 1);
		c->v = NEWN(a, struct tally_ballot, in.n + papers.rows.n + 1);
		c->receipts = NEWN(a, const char *, in.n + papers.rows.n + 1);
	}
	if (!e.code && !c->few)
		e = envelopes_open(c, &in, secret);
	seal_wipe(secret, sizeof(secret));
	if (!e.code && c->few) {			/* they are destroyed as they are, unopened */
		c->n = (size_t)papers.rows.n;
		for (size_t i = 0; i < in.n; i++)
			c->n += strcmp(in.v[i].channel, "paper") != 0;
		return OK;
	}
	if (!e.code)
		e = papers_add(c, &papers);
	if (e.code)
		return e;
	cells_make(c);
	rows_make(c, env);
	ends_make(c);
	digest_make(c);
	return OK;
}

void
poll_counting_wipe(struct poll_counting *c)
{
	if (c && c->plain)
		seal_wipe(c->plain, c->plain_len);
}

/* ---- writing ---- */

static struct err
ballots_write(struct db *w, int64_t area, const struct poll_counting *c)
{
	for (int i = 0; i < c->cells.cells; i++)
		TRY(cell_put(w, area, c->p->id, i, c->cell_estates[i], c->cell_channels[i], c->cell_n[i], NULL));
	for (size_t q = 0; q < c->rules.q.n; q++)
		for (size_t i = 0; i < c->n; i++)
			TRY(ballot_put(w, area, c->p->id, c->rules.q.v[q].pos, c->rows[q][i].key, c->rows[q][i].cell, c->rows[q][i].marks, NULL));
	return OK;
}

static int
by_text(const void *x, const void *y)
{
	return strcmp(*(const char *const *)x, *(const char *const *)y);
}

/* In the order of the codes themselves, which are random: nothing else about them is kept. */
static struct err
receipts_write(struct db *w, int64_t area, const struct poll_counting *c)
{
	qsort(c->receipts, c->nreceipts, sizeof(*c->receipts), by_text);
	for (size_t i = 0; i < c->nreceipts; i++)
		TRY(poll_receipt_put(w, area, c->p->id, c->receipts[i], NULL));
	return OK;
}

static struct err
sums_write(struct db *w, struct act *act, struct entry_draft *e, const struct poll_counting *c)
{
	for (size_t q = 0; q < c->rules.q.n; q++) {
		struct out votes;

		out_init(&votes, act->a);
		for (int k = 0; k < c->rules.rule[q].choices; k++)
			out_fmt(&votes, "%s%lld", k ? ";" : "", (long long)c->sums[q].votes[k]);
		TRY(entry_touch(w, e, act->area, &shown_question, c->rules.q.v[q].id));
		TRY(question_set_result(w, act->area, c->rules.q.v[q].id, out_cstr(&votes), c->sums[q].blank, c->sums[q].invalid,
			count_is_ranked(c->rules.rule[q].method) ? count_winners_write(act->a, c->winners[q]) : NULL, NULL));
	}
	return OK;
}

struct err
poll_count(struct db *w, struct act *act, const struct poll_counting *c)
{
	struct entry_draft *e = entry_begin(act->a, c->few ? "poll_few" : "poll_counted");
	struct poll_row p;
	bool found;

	TRY(poll_row(w, act->a, act->area, c->p->id, &p, &found));
	if (!found || strcmp(p.state, "closed") != 0 || p.version != c->p->version)
		return FAIL(409, M_err_stale);
	entry_say(e, "poll", p.title);
	entry_say(e, "count", arena_fmt(act->a, "%zu", c->n));
	entry_ref(e, "poll", p.id);
	TRY(entry_touch(w, e, act->area, &shown_poll, p.id));
	if (!c->few) {
		TRY(ballots_write(w, act->area, c));
		TRY(receipts_write(w, act->area, c));
		TRY(sums_write(w, act, e, c));
	}
	if (!c->few && p.extent_all)
		TRY(poll_set_extent(w, act->area, p.id, c->owners.part ? &c->owners.part : NULL,
			c->owners.in_favour ? &c->owners.in_favour : NULL, text_empty(c->owners.state) ? "unknown" : c->owners.state, NULL));
	TRY(poll_set_counted(w, act->area, p.id, c->few ? "few" : "counted", (int64_t)c->n, c->sample, c->wrong, c->few ? "" : c->digest, NULL));
	TRY(poll_forget(w, act->area, p.id));
	TRY(entry_commit(w, act, p.matter, e));
	return poll_tell_result(w, act, p.id);
}
