/*
 * demo.h - the demonstration's data: a town, its offices and accounts, and what happens there, act by act. Const tables,
 * no code; src/main/demo.c and demo_act.c play them through the program's own functions. Dates and details are invented,
 * no private person occurs: only roles.
 */
#ifndef QIAO_DEMO_H
#define QIAO_DEMO_H

#include <stddef.h>

#include "matter/pack.h"
#include "people/people.h"

/* ---- the town ---- */

struct demo_place {
	enum place_kind kind;
	const char *code, *parent, *slug, *zh, *en, *phone;
	struct geo at;			/* a sketch: near enough for a drawing, not surveyed */
};
/* Buildings of an estate, numbered from 1; each has `stairwells`, and residents by age. */
struct demo_building {
	const char *estate;		/* code */
	int number, stairwells;		/* its point: rows of four from its estate's */
	int heads[3];			/* 0-17, 18-59, 60 and over */
};
struct demo_account {
	const char *login;
	enum role role;
	const char *place, *org;	/* codes; NULL = the whole district, none */
	const char *zh, *en;
	const char *phone;		/* the second factor's code goes there: in a demonstration, to the visible outbox */
};
enum demo_picture_no { PICTURE_NONE, PICTURE_WALK, PICTURE_MAP, PICTURE_STOP, PICTURE_SHED, PICTURE_COUNT };
struct demo_picture {
	const char *name;
	const unsigned char *p;
	size_t n;
};
extern const struct demo_place demo_places[];		/* ended by code NULL; a parent stands before its children */
extern const struct demo_building demo_buildings[];	/* ended by estate NULL */
extern const struct org demo_orgs[];			/* ended by code NULL; place is set by the player */
extern const struct demo_account demo_accounts[];	/* ended by login NULL */
extern const char demo_password[];
extern const char demo_hook[];				/* the address of a webhook */
extern const char *const demo_phones[];			/* residents with an account: r1, r2 …; ended by NULL */
extern const char demo_map[], demo_map_stops[], demo_map_lines[], demo_map_loads[], demo_map_people[];	/* the drawn neighbourhood: files of DIR/walk */
extern const char demo_conf[];				/* lines of qiao.conf */
extern const char demo_street[], demo_community[];	/* codes */
extern const struct demo_picture demo_pictures[PICTURE_COUNT];	/* the first stays empty */

/* ---- what happens ---- */

enum demo_do {
	DO_FILE,		/* by r1, v1 (nobody signed in) or staff on behalf of `who` */
	DO_SUPPORT,		/* n visitors, or `by` alone when n is 0 */
	DO_COMMENT, DO_THANK,	/* words; n: 0 waits for a moderator, 1 shown, -1 refused (more: the reason) */
	DO_SAY_PLAN,		/* the same, on the newest version of the plan */
	DO_SAY_SPOT,		/* the same, on the newest survey's place of the name in who */
	DO_MOVE,		/* move of the life cycle; words answers its words, result or reason; who: a choice ("ground=law") */
	DO_CALL, DO_HOLD,	/* more: struct demo_meeting; played once for all its matters */
	DO_CHANGE,		/* more: struct demo_change: it is moved or cancelled */
	DO_SURVEY,		/* more: struct demo_survey; picture: of the chosen spot */
	DO_PLAN,		/* more: struct demo_plan; a new version */
	DO_ADOPT,		/* words: which body; n: the option, from 1 */
	DO_ASK,			/* more: struct demo_ask; words: what they are asked; n: days to answer */
	DO_ANSWER,		/* who: code of the unit; move: the outcome; words; n: days to the review or more time */
	DO_CHASE,		/* who: code of the unit; words */
	DO_RATE,		/* n: score 4 … 1; words; move "unsolved": not solved */
	DO_MERGE,		/* who: key of the matter it goes into */
	DO_POLL,		/* more: struct demo_poll; asked and opened, n: days it stays open */
	DO_VOTE,		/* more: the poll; n households vote: online, at the door, on paper */
	DO_COUNT,		/* more: the poll, closed by its day; paper is entered, sampled, and all is counted */
	DO_CALL_BACK,		/* n: how satisfied they said they are; 0: not reached; words */
};
struct demo_act {
	int day, minute;	/* days after the matter's first day; minute of that day */
	enum demo_do what;
	const char *by;		/* a login, "r3" (a resident with an account), "v3" (somebody who did not sign in) */
	const char *move, *who, *words;
	int n;
	const void *more;
	enum demo_picture_no picture;
};
/* It came from another system. The table it stood in: names, what each column is (matter/intake.h), its row. */
struct demo_outside {
	const char *source, *number;
	int days;		/* working days they give */
	const char *heads, *columns, *cells;
};
struct demo_matter {
	const char *key;
	int year, month, day;	/* its first day; year 0: `day` days, or else `month` working days, before today */
	const char *category, *title, *body, *where;
	const char *spot;	/* slug; NULL = the community */
	const char *channel;	/* web | doorstep | phone | paper | hotline | open311 | api */
	const struct demo_act *acts;
	size_t nacts;
	const struct demo_outside *outside;
};

struct demo_motion {
	const char *words;
	int ayes, nays, abstain;
};
struct demo_meeting {
	const char *title, *venue, *minutes;
	int day, minute;	/* days after the call when it is not held yet (else on the day it is held), minute of that day */
	int party, stairwell, owner, resident, grid;
	int want_party, want_stairwell, want_owner;	/* how many of them are wanted */
	enum pack_who caller;
	const char *pack;	/* id of the rule it meets under; NULL = none */
	bool door;		/* some sign in by the code at the door, the others are counted by hand */
	struct {
		const char *matter, *words;	/* words: the decision */
		struct demo_motion motions[3];	/* ended by words NULL; none: the decision itself, with these hands */
		int ayes, nays, abstain;
	} items[4];		/* ended by matter NULL */
};
/* The meeting's time or place changes; then nothing: it is cancelled. */
struct demo_change {
	const struct demo_meeting *meeting;
	int days, minute;	/* that many days later, at that minute; 0: cancelled */
	const char *venue, *reason;
};
struct demo_survey {
	const char *people, *why;
	int unit, grid, stairwell, resident;
	int chosen;		/* from 1; 0 = none is suitable */
	struct {
		const char *name, *where;
		struct geo at;
		struct {
			const char *name, *value, *unit, *source;
			enum { DEMO_MEASURED, DEMO_REPORTED, DEMO_COMPUTED, DEMO_SAMPLE } origin;
		} facts[8];	/* ended by name NULL */
		struct {
			const char *name, *value, *source;
		} rules[3];
	} spots[4];		/* ended by name NULL */
};
struct demo_plan {
	const char *summary;
	struct {
		const char *title, *body, *payer;
		int cost;	/* yuan; -1 = not known */
	} options[4];		/* ended by title NULL */
	struct {
		const char *org, *what;
	} tasks[6];		/* ended by org NULL */
};
struct demo_poll {
	const char *title;
	int plan;		/* version it is about */
	const char *pack, *lawful;	/* an owners' vote under these rules; NULL: an opinion poll of households */
	struct {
		const char *title;
		int most;	/* choices that may be marked; 0: ranked, round by round */
		const char *choices[7];	/* ended by NULL */
		int of100[6];	/* how many of a hundred mark each; the rest leave it blank */
	} questions[3];		/* ended by title NULL */
};
struct demo_ask {
	const char *units[5];	/* codes, the first leads; ended by NULL */
	bool assist;		/* somebody leads already: all of them assist */
	bool first;		/* nobody is named: whoever receives it first leads */
};

/* A settled matter in one line; the player makes its acts. */
enum demo_road {
	ROAD_OWN,		/* the community does it itself */
	ROAD_UNIT,		/* a unit is asked straight away */
	ROAD_HALL,		/* meeting, plan, unit */
};
struct demo_settled {
	int month, day;		/* 2023 */
	enum demo_road road;
	const char *category, *title, *body, *where, *spot;
	const char *unit;	/* code; ROAD_OWN: NULL */
	const char *decision;	/* ROAD_HALL: what the meeting decided and the plan says; else what was found out */
	const char *answer;	/* the unit's, or the progress told */
	const char *result;
	int supports, very, well;	/* ratings: very satisfied, satisfied */
	const char *thanks;	/* "" = none */
	enum demo_picture_no picture;	/* of the result */
	int calls;		/* call-backs instead of ratings: 1 one in vain; 2 the second reached; 3 all in vain */
};

/* The staff's day, made on the day of loading. */
struct demo_template {
	const char *name, *move, *zh, *en;
};
extern const struct demo_template demo_templates[];	/* ended by name NULL */
enum demo_day_word {
	DAY_NOTE, DAY_PHOTO_TITLE, DAY_PHOTO_BODY, DAY_FIRST, DAY_SECOND, DAY_PART, DAY_SAID, DAY_SHORT, DAY_REASON, DAY_APPEAL,
	DAY_REFUSED, DAY_REFUSAL, DAY_RULE, DAY_COUNT
};
extern const char *const demo_day_words[DAY_COUNT];
struct demo_rule {		/* one more rule in a draft of the dispatch rules; cells and outputs in FEEL */
	size_t before;			/* which rule, from 1 */
	const char *cells[3], *outputs[2];
};
extern const struct demo_rule demo_rule;

#define ACTS(x) x, sizeof(x) / sizeof(*x)
extern const struct demo_matter demo_stop[], demo_now[];	/* ended by key NULL */
extern const struct demo_settled demo_settled[];	/* ended by title NULL */

#endif
