/* demo_int.h - between demo.c (command, town, clock) and demo_act.c (one act through the program's own functions). */
#ifndef QIAO_DEMO_INT_H
#define QIAO_DEMO_INT_H

#include "base/base.h"
#include "main/demo.h"
#include "main/site.h"
#include "matter/matter.h"
#include "services/council/council_seal.h"

struct db;

struct demo_person {
	const char *name, *owner;	/* "committee", "r1"; "a123" */
	struct caller caller;
	struct person_draft *draft;	/* residents */
};
struct demo_case {
	const char *key;
	int64_t id;
};
struct demo_event {
	int64_t at;
	size_t order;			/* acts of one moment keep their order */
	const struct demo_matter *m;
	const struct demo_act *act;
};
/* A poll under way. The scrutineers' halves lie here only: a process is no scrutineer, but nobody else is at a demonstration. */
struct demo_need_run;
struct demo_poll_run {
	const struct demo_poll *p;
	int64_t id;
	struct seal_pair pair;
	size_t met, npaper;		/* voters so far; paper ballots in the box */
	const char *paper[200], *marks[200];
};
struct demo {
	struct site *site;
	struct arena *a;
	struct env *env;		/* the story's clock: fixed before each act */
	int64_t area, community;
	int32_t today;
	struct demo_person people[24];
	size_t npeople;
	struct stored_file pictures[PICTURE_COUNT];
	struct demo_case *cases;
	size_t ncases;
	struct demo_event *events;
	size_t nevents;
	const struct demo_event *now;	/* the act being played: for what is said when it fails */
	const struct demo_meeting *meetings[32];	/* called, and their ids */
	int64_t meeting_ids[32];
	size_t nmeetings;
	struct demo_poll_run polls[4];
	size_t npolls;
	struct demo_need_run *needs;	/* firms' needs under way (demo_need.c) */
};

/* Inside a write section. */
struct err demo_play(struct db *w, struct demo *d, const struct demo_event *v);
/* After the stories, on today's clock: notes, templates, moderation, a merge undone, a recording, cover, an alert. */
struct err demo_day(struct demo *d);
/* demo_poll.c; inside a write section but the roll, which has its own. second: somebody else, who enters paper again. */
struct err demo_roll(struct demo *d);
struct err demo_poll_open(struct db *w, struct demo *d, struct act *act, const struct demo_act *x, int64_t matter);
struct err demo_poll_vote(struct db *w, struct demo *d, struct act *act, const struct demo_act *x);
struct err demo_poll_count(struct db *w, struct demo *d, struct act *act, const struct demo_act *x, const struct act *second);
/* All acts of all stories, in the order of time. */
void demo_events(struct demo *d);
struct demo_person *demo_person(struct demo *d, const char *name);

#endif
