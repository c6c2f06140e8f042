/*
 * council_poll.h - polls (民意调查): questions about a matter, an electorate out of the community's roll, one entry one ballot, and a
 * count after which nothing leads from a voter to a choice. Rules only: no SQL text, no HTML. What is promised and what is not:
 * docs/hall/polls.md. Functions that write run inside a write section; those that change the poll append an entry to its matter.
 *
 * made → open → closed → counted (or few: so few ballots that any figure would tell somebody's choice); made, open → cancelled.
 */
#ifndef QIAO_COUNCIL_POLL_H
#define QIAO_COUNCIL_POLL_H

#include "base/base.h"
#include "council_poll_sql.h"
#include "engines/count/count.h"
#include "matter/matter.h"
#include "matter/pack.h"
#include "services/council/council_seal.h"

struct shown;
struct store;
extern const struct shown shown_poll, shown_question;

#define POLL_QUESTIONS 6
#define POLL_CELL      5	/* no published figure stands for fewer ballots */
#define POLL_DAYS_MAX  60	/* days a poll may run */
#define POLL_SHARE     50	/* ballots from which the share of floor area is shown, POLL_CELL of them for it and as many not */

/* ---- making, opening, closing ---- */

struct poll_question_new {
	const char *title;
	struct count_rule rule;
	const char *choices[COUNT_CHOICES];	/* rule.choices of them */
	bool against;			/* the last choice says no to all others: it can lead, but nothing is decided by it */
};
struct poll_new {
	int64_t matter, plan_version;
	const char *title;
	bool binding;
	const char *basis;		/* voter | household | owner: one owner, one head, with all their units */
	const struct pack *pack;	/* binding: under which rules; NULL for an opinion poll */
	const char *lawful;		/* a pack that asks for area: who found this way of voting lawful; else NULL */
	const struct poll_question_new *questions;
	size_t nquestions;		/* 1 … POLL_QUESTIONS */
};
/* Publishes the questions; voting has not begun. 422 poll.err_questions, poll.err_pack (binding without one), poll.err_matter
 * (a matter that is over), poll.err_first (a binding vote decides on one choice or several, never on scores or ranks),
 * poll.err_owner (the rules ask for area: only owners have one), poll.err_lawful. number: counted per community and year. */
struct err poll_make(struct db *w, struct act *act, const struct poll_new *p, int64_t *id, const char **number);
struct err poll_cancel(struct db *w, struct act *act, int64_t poll, const char *reason);	/* 409 when counted, 422 without a reason */
/* A new public key; earlier shares are worth nothing then. 409 once it is open. */
struct err poll_keys(struct db *w, struct act *act, int64_t poll, const struct seal_pair *pair);
/* A scrutineer typed a share back: 422 poll.err_share (mistyped, or of another key). */
struct err poll_prove(struct db *w, struct act *act, int64_t poll, const char *typed);
/* Freezes the roll. 422 poll.err_proof (both shares must have been typed back), poll.err_roll (nobody may vote), poll.err_closes
 * (not in the future or over POLL_DAYS_MAX days away), owners_freeze's. Tells who follows the matter. */
struct err poll_open(struct db *w, struct act *act, int64_t poll, int64_t closes);
/* By time (council_tick), or by staff sooner. 409 when it is not open. */
struct err poll_close(struct db *w, struct act *act, int64_t poll);
/* Everybody on the frozen roll with a phone who has not voted, and who follows the matter. */
struct err poll_remind(struct db *w, struct act *act, int64_t poll);
/* One pass of the timer: closes what is over, reminds a day before. */
struct err council_tick(struct store *s, int64_t area);

/* ---- voting ---- */

struct poll_rules {
	struct question_list_rows q;
	struct count_rule rule[POLL_QUESTIONS];
	const char *choices[POLL_QUESTIONS][COUNT_CHOICES];
	bool against[POLL_QUESTIONS];	/* the last choice is no */
};
struct err poll_rules_of(struct db *db, struct arena *a, int64_t area, int64_t poll, struct poll_rules *ret);

/* Ballots of all questions, one a line, as engines/count writes them. False: not that. */
bool poll_ballots_read(struct arena *a, const struct poll_rules *r, const char *text, struct count_marks ret[POLL_QUESTIONS]);
const char *poll_ballots_write(struct arena *a, const struct poll_rules *r, const struct count_marks m[POLL_QUESTIONS]);

/* Takes a fresh code for this voter; the code is given once, only its keyed hash is stored. */
struct err poll_code(struct db *w, struct act *act, int64_t poll, int64_t voter, const char **ret);
/* 404 unknown (or gone with the close). */
struct err poll_code_find(struct db *db, struct arena *a, int64_t area, const char *typed, struct vote_code_find *ret);

struct poll_casting {
	int64_t poll, voter;
	const char *channel;		/* online | door */
	struct bytes sealed;		/* made before the section: the ballots and the receipt */
	const char *receipt;
};
/* One entry, one ballot, whatever the way: 409 poll.err_voted; 409 poll.err_not_open. The same receipt again is the same form sent
 * twice: OK. */
struct err poll_cast(struct db *w, struct act *act, const struct poll_casting *c);
struct err poll_seal(struct arena *a, const struct poll_row *p, const char *receipt, const char *ballots, struct bytes *ret);
/* Somebody takes a paper ballot: marked as having voted, on paper. 409 as poll_cast. paper: its number, only in a vote by area
 * (else NULL): whose it is lies sealed to the poll's key until the count. 404 poll.err_paper, 422 poll.err_paper_estate. */
struct err poll_hand(struct db *w, struct act *act, int64_t poll, int64_t voter, const char *paper);

/* ---- paper ---- */

/* Blank paper ballots of an estate; their numbers. */
struct err poll_print(struct db *w, struct act *act, int64_t poll, int64_t estate, size_t n, const char **codes);
/* Enters one after the close: the first time, or the second by another account. 404 poll.err_paper, 409 poll.err_paper_twice,
 * 409 poll.err_paper_same (the same account), 409 poll.err_paper_done, 409 poll.err_hander (this account handed out paper of a vote
 * by area). *second: which it was. */
struct err poll_enter(struct db *w, struct act *act, const struct poll_row *p, const char *code, const char *ballots, bool *second);
/* Opinion polls: draws the ballots that are entered again, at random: a tenth, at least 10, or all. No more are entered then. */
struct err poll_sample(struct db *w, struct act *act, int64_t poll);
struct err poll_settle(struct db *w, struct act *act, const struct poll_row *p, const char *code, const char *ballots, const char *reason);

struct poll_paper_state {
	int64_t printed, handed, entered, to_check, checked, differ, open;	/* open: differences not settled */
	struct paper_one_rows rows;
};
struct err poll_paper_state(struct db *db, struct arena *a, int64_t area, const struct poll_row *p, struct poll_paper_state *ret);
bool paper_differs(const struct paper_one *r);

/* ---- the count ---- */

/* Why it cannot be counted yet; M_NONE when it can. */
enum msg poll_count_bar(const struct poll_row *p, const struct poll_paper_state *s);

struct poll_counting;
/* Opens every envelope in memory, joins paper, shuffles, merges small cells. Outside of a section: slow. 422 poll.err_share,
 * poll.err_joined (the shares do not make the key); 409 poll_count_bar's. The caller wipes with poll_counting_wipe. */
struct err poll_count_prepare(struct db *db, struct arena *a, struct env *env, int64_t area, const struct poll_row *p,
			      const char *share1, const char *share2, struct poll_counting **ret);
/* Writes ballots under random keys, deletes envelopes, papers and codes, one entry. */
struct err poll_count(struct db *w, struct act *act, const struct poll_counting *c);
void poll_counting_wipe(struct poll_counting *c);
/* Overwrites and deletes envelopes, papers and voting codes. */
struct err poll_forget(struct db *w, int64_t area, int64_t poll);
struct err poll_tell_result(struct db *w, struct act *act, int64_t poll);
/* After the section: what was overwritten leaves the write-ahead log too. 503 err.busy: call it again. */
struct err poll_purge(struct store *s);

/* ---- reading ---- */

/* The estate (or else the community) a place belongs to. */
int64_t poll_estate(struct db *db, struct arena *a, int64_t area, int64_t spot);
/* What a counted binding vote decided on its first question. */
struct poll_decision {
	struct pack_result pack;	/* under the rules of its day, on the counts of `choice` */
	int choice;			/* the one that leads among those that are not "no"; -1: a tie, or nobody chose any */
	enum msg words;			/* the sentence for everybody; {1} is the choice */
};
/* False: it is not counted, does not bind, or its rules are not here. */
bool poll_decide(const struct poll_row *p, const struct poll_rules *r, const struct count_sum *first, struct poll_decision *ret);
/* One test of it in words; floor area in favour only as the share that may be shown. */
const char *poll_test_text(struct arena *a, enum lang l, const struct poll_row *p, const struct pack_test *t);
/* One question's result in a sentence: what a binding vote decided, else what most people said. "" before the count. */
const char *poll_said(struct arena *a, enum lang l, const struct poll_row *p, const struct poll_rules *r, const struct count_sum *s, size_t q);
/* The leading choice of a question that is not "no"; -1: none, or several. */
int poll_lead(const struct count_rule *r, bool against, const struct count_sum *s);

/* ---- owners' votes: heads and floor area together (council_owner.c, docs/decisions/0052-owners-votes.md) ---- */

/* Do these rules ask for floor area? */
bool poll_asks_area(const struct pack *p);
/* Owners decide together within one estate (建筑区划): the one the matter lies in; 0: none, then those of the whole community. */
int64_t owners_estate(struct db *db, struct arena *a, int64_t area, const struct matter *m);
/* The estate's units on the roll become owners: one key, one head, all their area. 422 poll.err_owner_area (a unit without one), poll.err_owner_twice
 * (two entries of one door). extent: cm² of all. */
struct err owners_freeze(struct db *w, struct act *act, const struct poll_row *p, int64_t *voters, int64_t *extent);
/* Floor area behind each ballot, while counting. */
struct owner_ballot {
	int64_t extent;
	bool yes, known;		/* for what leads; whose ballot it is is known */
};
struct owner_sum {
	const char *state;		/* as poll.extent_state */
	int64_t part, in_favour;	/* cm²; whole per cent; 0 not known, not shown */
};
/* Pure: what is kept of it. lead < 0: nothing leads. */
struct owner_sum owners_sum(const struct pack *pack, int64_t all, const struct owner_ballot *v, size_t n, int lead);
/* Sums as stored with the questions; ranked ones with who won. */
void poll_sums(struct arena *a, const struct poll_row *p, const struct poll_rules *r, struct count_sum ret[POLL_QUESTIONS]);

#endif
