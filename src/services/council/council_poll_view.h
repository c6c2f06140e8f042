/* council_poll_view.h - inside council: what the polls' templates are given. */
#ifndef QIAO_COUNCIL_POLL_VIEW_H
#define QIAO_COUNCIL_POLL_VIEW_H

#include "base/base.h"
#include "services/council/council_poll.h"
#include "services/council/council_view.h"
#include "web/web.h"

/* A row of a result: ballots of some estates, or by some ways of voting. Never fewer than POLL_CELL. */
struct poll_group {
	const char *key, *label;
	int64_t ballots, electorate;	/* electorate 0: not by estate */
	struct count_sum sums[POLL_QUESTIONS];
};
struct poll_groups {
	struct poll_group *v;
	size_t n;
};

struct poll_view {
	struct poll_row r;
	struct place place;
	struct matter m;
	struct poll_rules rules;
	const char *address;		/* "/polls/bhsq/2023-1" */
	const char *estate;		/* an owners' vote: whose owners; "" the whole community's */
	int64_t so_far;			/* how many have voted; never how */
	bool may, booth;		/* this caller holds polls, takes votes here */
	struct count_sum sums[POLL_QUESTIONS];
	struct poll_groups by_estate, by_channel;
	const struct pack *pack;
	struct poll_decision decision;
	bool decided;			/* decision is set */
	const struct count_ranking *rank[POLL_QUESTIONS];	/* ranked questions, once counted */
	const char *asked;		/* a receipt somebody looks for; NULL */
	bool counted;			/* it was found */
	bool sent;			/* an SMS was asked for */
};
/* For struct route .load on "/polls/:place/:number…": rq->object = struct poll_view *, rq->place = its community. */
struct err poll_route(struct req *rq);
struct err poll_find(struct req *rq, int64_t id);	/* the same by its id; 404 */
static inline const struct poll_view *
rq_poll(const struct req *rq)
{
	return rq->object;
}
struct err poll_results(struct req *rq, struct poll_view *v);
/* Who acts: staff or a visitor, at the poll's matter. */
struct err poll_act(struct db *w, struct req *rq, const struct poll_view *v, struct act *ret);
/* "河海花园 3号楼 2门 501" */
const char *poll_door(struct req *rq, int64_t spot, const char *door);
/* Whose ballot it is: the door, and in an owners' vote how many units and how much area. */
struct err poll_whose(struct req *rq, const struct poll_view *v, const struct voter_one *voter, const char **ret);
enum msg poll_method_label(enum count_method m);
const char *poll_choices_of(struct req *rq, const struct poll_view *v, size_t q, unsigned set);	/* "甲、乙" */
const char *poll_state_chip(struct req *rq, const char *state);	/* the class beside q-chip */
enum msg poll_state_label(const char *state);
const char *poll_percent(struct req *rq, int64_t part, int64_t whole);	/* "33.3%" */
const char *poll_channels(struct req *rq, const char *list);	/* "online,door" in words */

/* The form of one ballot, wherever it is filled in. */
struct ballot_form {
	const struct poll_view *v;
	const char *action, *back;	/* where it goes; the page before, "" none */
	const char *who;		/* the door it stands for; "" for a paper ballot */
	const char *code;		/* of the paper ballot; NULL */
	const char *receipt;
	bool check;			/* what was chosen is shown, the form carries it */
	bool paper;			/* too many marks are allowed: the ballot is invalid then */
	bool reason;			/* a reason is asked for: a difference is settled */
	struct count_marks marks[POLL_QUESTIONS];
};
/* Reads the form's marks; faults for what a voter can mend, unless paper. */
void ballot_take(struct req *rq, struct ballot_form *f);
struct err ballot_page(struct req *rq, struct out *o, const struct ballot_form *f, enum msg title);
/* A voter's ballot from the form to the receipt: shows, checks, casts. done: where a cast one leads, with the receipt behind it. */
struct err ballot_vote(struct req *rq, struct out *o, struct ballot_form *f, int64_t voter, const char *channel, const char *done);

#endif
