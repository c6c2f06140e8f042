/*
 * lifecycle.h - how one kind of matter moves: a YAML text, checked once, then const structs in an arena.
 * The format is explained in lifecycles/README.md. Pure functions: no database, no web, no clock.
 * Not here: who a caller is, what a matter's figures are, storing. Everything returned lives in the arena.
 */
#ifndef QIAO_LIFECYCLE_H
#define QIAO_LIFECYCLE_H

#include "base/base.h"
#include "matter/guard.h"
#include "matter/source.h"

#define LIFE_MAX_STATES 64
#define LIFE_MAX_MOVES  128

/* Who may make a move: bits. Names in the YAML: the words in lower case. */
enum life_role {
	LIFE_RESIDENT = 1 << 0,		/* anybody, signed in or not */
	LIFE_AUTHOR = 1 << 1,		/* who filed this matter */
	LIFE_SUPPORTER = 1 << 2,	/* who supports it */
	LIFE_GRID = 1 << 3,		/* grid worker of its place */
	LIFE_COMMITTEE = 1 << 4,	/* committee worker of its place */
	LIFE_MODERATOR = 1 << 5,
	LIFE_UNIT = 1 << 6,		/* a unit with an assignment on it */
	LIFE_STREET = 1 << 7,		/* street office above its place */
	LIFE_SYSTEM = 1 << 8,		/* the program itself: days that run out */
	LIFE_BUREAU = 1 << 9,		/* the finance bureau */
};
#define LIFE_STAFF (LIFE_GRID | LIFE_COMMITTEE | LIFE_MODERATOR | LIFE_STREET)
const char *life_role_name(enum life_role r);			/* "committee" */
unsigned life_role_find(const char *name);			/* 0 when unknown */
enum msg life_role_label(enum life_role r);			/* 社区 / the committee */

/* Who gets a notice: bits. */
enum life_tell {
	LIFE_TELL_AUTHOR = 1 << 0,
	LIFE_TELL_SUPPORTERS = 1 << 1,
	LIFE_TELL_FOLLOWERS = 1 << 2,
	LIFE_TELL_UNITS = 1 << 3,
	LIFE_TELL_COMMITTEE = 1 << 4,
	LIFE_TELL_GRID = 1 << 5,
	LIFE_TELL_STREET = 1 << 6,
};

struct life_step {			/* one stop of the public stepper, in order */
	const char *id;
	struct life_text label;		/* Chinese: exactly two characters */
};

struct life_fact {			/* a name that guards may use */
	const char *name;		/* "plan.options" */
	enum guard_type type;
	struct life_text label;		/* 方案里的选项数 */
};

enum life_ask_type {
	LIFE_ASK_TEXT, LIFE_ASK_LONG, LIFE_ASK_CHOICE, LIFE_ASK_DAY, LIFE_ASK_PLACE, LIFE_ASK_UNIT, LIFE_ASK_FILES,
	LIFE_ASK_MATTER
};

struct life_choice {
	const char *id;
	struct life_text label;
};

struct life_ask {			/* one field of a move's form */
	const char *name;
	enum life_ask_type type;
	bool required;
	bool many;			/* UNIT, CHOICE, MATTER: several may be chosen */
	bool staff;			/* kept from the public page and open data */
	struct life_text label, hint;	/* hint: "" when there is none */
	const struct life_choice *choices;
	size_t nchoices;		/* only CHOICE: at least 2 */
};

struct life_move;

struct life_state {
	const char *id;
	struct life_text label;		/* 待受理 */
	struct life_text status;	/* 社区正在核实。 - places: {since} {units}, with days {due}; see life_fill */
	struct life_text next;		/* what comes next; same places */
	const struct life_step *step;
	bool open;
	bool limited;			/* there is a number of working days for it */
	int days;			/* that number, unless days_rule gives it */
	const struct guard *days_rule;	/* or NULL */
	struct life_text basis;		/* where the number comes from and how sure that is; "" = nobody says */
	unsigned overdue;		/* life_tell bits: who is told when they run out */
	const struct life_move *then;	/* the move LIFE_SYSTEM makes when they run out; may be NULL */
};

struct life_move {
	const char *id;
	struct life_text label;		/* the button: 受理 */
	struct life_text sentence;	/* the timeline: 社区受理了这件事。 - places: {by} and the names of its asks */
	bool creates;			/* from none: this move makes the matter */
	uint64_t from;			/* bit i: state i of the life cycle */
	const struct life_state *to;	/* NULL: the state stays */
	unsigned by;			/* life_role bits */
	unsigned tells;			/* life_tell bits */
	const struct life_ask *asks;
	size_t nasks;
	const struct guard *guard;	/* NULL: always */
	struct life_text why;		/* with a guard: what to do first, 请先写好方案。 */
	unsigned override;		/* life_role bits, some of `by`: may go on against the guard, with a reason */
	bool needs_reason;		/* a field "reason" (LONG, required) beside the asks; its text is public */
	bool main;			/* the one button that stands first in its states */
};

struct lifecycle {
	const char *kind;		/* "proposal" */
	const char *home;		/* "": public. Else its matters are private: only the service that knows this address shows them */
	const char *version;		/* BLAKE2b-256 of the text, 64 hex digits */
	struct life_text name;
	const struct life_state *states;
	size_t nstates;
	const struct life_move *moves;
	size_t nmoves;
	const struct life_step *steps;
	size_t nsteps;
	const struct life_fact *facts;
	size_t nfacts;
	const struct life_state *start;	/* where the first creating move leads */
};

/*
 * Reads and checks a life cycle. NULL when anything is wrong: then faults->n > 0. text need not end in NUL.
 * Refused: what is not plain YAML (anchors, aliases, tags, two documents, > SOURCE_MAX_TEXT), unknown or
 * double keys, missing ones, Chinese or English missing, references to what is not there, states that cannot
 * be reached or left, bad guards.
 */
const struct lifecycle *lifecycle_parse(struct arena *a, const char *text, size_t n, struct source_faults *faults);

/* NULL when there is none of that id. */
const struct life_state *lifecycle_state(const struct lifecycle *lc, const char *id);
const struct life_move *lifecycle_move(const struct lifecycle *lc, const char *id);
const struct life_fact *lifecycle_fact(const struct lifecycle *lc, const char *name);
const struct life_ask *life_move_ask(const struct life_move *m, const char *name);
/* Can m be made from s (s NULL: before there is a matter)? Guards and roles are not asked. */
bool life_move_from(const struct lifecycle *lc, const struct life_move *m, const struct life_state *s);
/* The moves from s that one of roles (bits) may make, guards not asked, main one first. Returns how many were
 * written, at most max; LIFE_MAX_MOVES always suffices. */
size_t lifecycle_moves(const struct lifecycle *lc, const struct life_state *s, unsigned roles,
		       const struct life_move **ret, size_t max);
/* 0 … nsteps-1. */
size_t lifecycle_step_index(const struct lifecycle *lc, const struct life_state *s);

/*
 * A sentence with its {places} filled: value(ctx, "due") gives the text or NULL (then "" is put). Nothing is
 * escaped: the template does that.
 */
const char *life_fill(struct arena *a, const char *sentence, const char *(*value)(void *ctx, const char *name), void *ctx);

/* `qiao lifecycle check FILE… | draw KIND|FILE`: exit 0 fine, 1 faults found, 2 wrong use or no such file. */
int lifecycle_main(int argc, char **argv);

#endif
