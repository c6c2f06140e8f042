/*
 * count.h - counting ballots: what a ballot says, the sums, who leads, and a digest of all ballots. Whole numbers only: nothing
 * is divided before it is compared, so no rounding can decide a vote. Knows only base; no database, no pages. Not here: who
 * may vote, what a majority is called and which law asks for it (rules/packs), how a ballot is kept secret.
 *
 * A ballot answers one question and is written as text, everywhere the same way:
 *	"2"		one:	choice 2 is marked
 *	"1;3"		many:	choices 1 and 3, in rising order
 *	"5;0;3"		score:	a score for each choice, 0 … limit
 *	"2;1;0"		irv, schulze:	a rank for each choice, 1 the best, 0 not ranked; ranks have no gaps; irv: no rank twice
 *	"blank"		nothing is marked: it was cast and it counts for the turnout
 *	"invalid"	it cannot be read, or too much is marked
 */
#ifndef QIAO_COUNT_H
#define QIAO_COUNT_H

#include "base/base.h"

#define COUNT_CHOICES 12	/* of one question */
#define COUNT_SCORE_MAX 10

enum count_method {
	COUNT_ONE,		/* plurality: one mark, most marks lead */
	COUNT_MANY,		/* approval: as many marks as the limit allows, most marks lead */
	COUNT_SCORE,		/* the highest sum of scores leads */
	COUNT_IRV,		/* ranked; round by round the last goes out (instant runoff) */
	COUNT_SCHULZE,		/* ranked; each two choices compared, cycles by the strongest paths (Schulze) */
	COUNT_METHODS
};
const char *count_method_name(enum count_method m);		/* "one", "many", "score", "irv", "schulze" */
bool count_method_find(const char *name, enum count_method *ret);
bool count_is_ranked(enum count_method m);

struct count_rule {
	enum count_method method;
	int choices;		/* 2 … COUNT_CHOICES */
	int limit;		/* many: most marks, 1 … choices; score: highest score, 1 … COUNT_SCORE_MAX; one: 1;
				 * ranked: choices */
};
bool count_rule_fits(const struct count_rule *r);

enum count_kind { COUNT_VALID, COUNT_BLANK, COUNT_INVALID };
struct count_marks {
	enum count_kind kind;
	int v[COUNT_CHOICES];	/* one, many: 1 = marked; score: the score; ranked: the rank. All 0 unless valid */
};
/* False: not a ballot of this rule (one that says "invalid" is: it reads as COUNT_INVALID). Only the written form above is
 * taken: no blanks, no leading zeros, rising order; so two texts are the same ballot exactly when they are the same text. */
bool count_read(const struct count_rule *r, const char *text, struct count_marks *ret);
/* Marks as typed or ticked, in any order, become a ballot: nothing marked is blank, too much is invalid; ranks close up ("1, 3" are
 * the first and the second). */
void count_settle(const struct count_rule *r, struct count_marks *m);
const char *count_write(struct arena *a, const struct count_rule *r, const struct count_marks *m);

struct count_sum {
	int64_t ballots, valid, blank, invalid;		/* ballots = valid + blank + invalid */
	int64_t votes[COUNT_CHOICES];			/* marks, or sums of scores; ranked: how often it is ranked first */
	int64_t most;
	bool leads[COUNT_CHOICES];			/* every choice with `most`: a tie is named, never broken. None when most is 0.
							 * Ranked: those that count_rank found, by count_win */
	int leaders;
};
/* sum starts as { 0 }; add each ballot, then end. */
void count_add(const struct count_rule *r, struct count_sum *sum, const struct count_marks *m);
void count_end(const struct count_rule *r, struct count_sum *sum);

/* ---- ranked methods: a set of choices is a number, bit 0 the first choice ---- */

struct count_round {
	unsigned in, out;		/* still in; who goes out after it, 0 in the last */
	unsigned tied;			/* several were last; 0: no tie. With `out` set the result is the same whoever of them goes */
	int64_t votes[COUNT_CHOICES], active;	/* active: ballots that still name one of those in */
};
/*
 * Instant runoff. More than half of the active ballots win; else the last goes out and its ballots pass on. Several last ones go
 * together when they cannot, all together, catch the next. A tie that matters is named: every way of breaking it is followed, and
 * winners holds whoever may win; the rounds end at the first tie that decides.
 */
struct count_irv {
	struct count_round rounds[COUNT_CHOICES];
	int n;
};
/*
 * Schulze (M. Schulze, Social Choice and Welfare 36, 2011), winning votes: over[i][j] ballots prefer i to j, an unranked choice is
 * below every ranked one; path[i][j] is the strength of the strongest path. Winners: those that nobody has a stronger path to.
 */
struct count_schulze {
	int64_t over[COUNT_CHOICES][COUNT_CHOICES], path[COUNT_CHOICES][COUNT_CHOICES];
	bool circle;			/* the winner does not beat each other one directly */
};
struct count_ranking {
	unsigned winners;		/* several: a tie, named; 0: no valid ballot */
	struct count_irv irv;
	struct count_schulze schulze;
};
/* v: all ballots of a ranked question; blank and invalid ones are passed over. */
void count_rank(struct arena *a, const struct count_rule *r, const struct count_marks *v, size_t n, struct count_ranking *ret);
/* The winners become the leaders of the sums. */
void count_win(const struct count_rule *r, struct count_sum *sum, unsigned winners);
/* Winners as text and back: "2", "1;3", "" none. False: not that. */
const char *count_winners_write(struct arena *a, unsigned winners);
bool count_winners_read(const struct count_rule *r, const char *text, unsigned *ret);

/* part/whole in tenths of a per cent, half rounded up; 0 of 0 is 0. For showing only, never for deciding. part <= 9e15. */
int64_t count_permille(int64_t part, int64_t whole);

/*
 * A digest of a set of ballots, whatever their order: BLAKE2b-256 over "question TAB estates TAB channels TAB ballot LF" of
 * each, sorted by bytes. Who recounts can tell that these are the very ballots that were counted. lines is sorted in place.
 */
const char *count_line(struct arena *a, int question, const char *estates, const char *channels, const char *marks);
void count_digest(const char **lines, size_t n, unsigned char ret[32]);

/*
 * Cells under the limit are merged so that no small one can be found by subtraction. In: how many ballots came from each estate
 * (row) by each channel (column). Out: for each pair with ballots the number of its cell, and every cell holds at least `least`
 * ballots, or all of them are in one. Estates are merged first (a small one with the smallest others), then channels within
 * each group of estates. Only the numbers decide, and cells only ever join: a published table has no finer one beside it.
 */
#define COUNT_ESTATES  64
#define COUNT_CHANNELS 4
struct count_cells {
	int estates, channels;
	int64_t n[COUNT_ESTATES][COUNT_CHANNELS];
	int cell[COUNT_ESTATES][COUNT_CHANNELS];	/* from 0; -1: no ballots there */
	int cells;
};
void count_merge(struct count_cells *c, int64_t least);

#endif
