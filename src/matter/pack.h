/*
 * pack.h - rule packs: who may call a body together, how many must take part, how many must agree; with the law, the
 * days it held, and how sure we are of it. Data (rules/packs/NAME.yaml, the format is in rules/packs/README.md), never
 * constants in C: domain/council.md §4. Reading and checking are pure: no database, no web, no clock; packs.h has
 * those of this process. Verdicts use whole numbers and multiplication only.
 */
#ifndef QIAO_PACK_H
#define QIAO_PACK_H

#include "base/base.h"
#include "matter/source.h"

/* What is counted. Area is in whole cm² (1 km² of floor is 10^10), everything else in pieces. */
enum pack_basis { PACK_HEADS, PACK_HOUSEHOLDS, PACK_AREA, PACK_REPRESENTATIVES, PACK_GROUPS, PACK_BASES };
/* Of whom: those present, those who took part (a blank ballot took part), or all. */
enum pack_of { PACK_OF_PRESENT, PACK_OF_PARTICIPATING, PACK_OF_ALL };
enum pack_cmp { PACK_AT_LEAST, PACK_MORE };		/* ">=" and ">" */
/* How sure: the text itself was read, somebody reports it, or nobody looked. */
enum pack_certainty { PACK_READ, PACK_SECOND_HAND, PACK_MEMORY };
enum pack_who { PACK_BY_COMMITTEE, PACK_BY_PARTY, PACK_BY_STREET, PACK_BY_MEMBERS };

struct pack_row {			/* counted : of  cmp  num : den */
	enum pack_basis basis;
	enum pack_of of;		/* quorum: who is counted against all; majority: the denominator */
	int num, den;			/* 1 … 1000 */
	enum pack_cmp cmp;
};

struct pack_caller {			/* may call the body together; row only with PACK_BY_MEMBERS */
	enum pack_who who;
	struct pack_row row;		/* row.of is PACK_OF_ALL */
};

struct pack {
	const char *id;			/* "owners_ordinary"; several packs of one id differ in their days */
	const char *version;		/* BLAKE2b-256 of the text, 64 hex digits */
	const char *text;		/* the file as it was read */
	struct life_text name, law, article, source;
	const char *body;		/* owners, residents, representatives, villagers, council */
	bool binds;			/* no: what the body decides is advice */
	int32_t from, to;		/* days since 1970-01-01, both included; to PACK_OPEN: still in force */
	const struct life_text *matters;	/* what it decides on; may be none */
	size_t nmatters;
	const struct pack_caller *callers;
	size_t ncallers;
	int notice_days;		/* calendar days before the meeting, 0: none known */
	bool known;			/* false: nobody has read the numbers, so there is never a verdict */
	bool quorum_any;		/* one of the quorum rows is enough, else all */
	const struct pack_row *quorum, *majority;
	size_t nquorum, nmajority;
	enum pack_certainty certainty;
	const char *checked_by;		/* a role, never a name; "" nobody */
	int32_t checked_on;		/* 0: never */
};

#define PACK_OPEN      INT32_MAX
#define PACK_MAX_COUNT INT64_C(9000000000000000)	/* times 1000 stays in 63 bits */
#define PACK_MAX_ROWS  8

/* NULL when anything is wrong: then faults->n > 0. text need not end in NUL. All in the arena. */
const struct pack *pack_parse(struct arena *a, const char *text, size_t n, struct source_faults *faults);
/* The first of v[0..n) with that id in force on that day, or NULL. Put the ones that shall win first. */
const struct pack *pack_find(const struct pack *const *v, size_t n, const char *id, int32_t day);
bool pack_in_force(const struct pack *p, int32_t day);

#define PACK_NOT_KNOWN INT64_C(-1)
struct pack_count {			/* one basis; PACK_NOT_KNOWN where nobody counted */
	int64_t all, present, participating, yes;
};
struct pack_counts {
	struct pack_count of[PACK_BASES];
	int by;				/* with quorum_any: the one basis by which the body was composed, or -1: any of them */
};
/* Nothing known yet. */
struct pack_counts pack_counts_none(void);

enum pack_answer { PACK_UNKNOWN = -1, PACK_FAILED = 0, PACK_PASSED = 1 };
/* Why there is no verdict. */
enum pack_why {
	PACK_WHY_NONE,			/* there is one */
	PACK_WHY_NUMBERS,		/* the pack's numbers are not known */
	PACK_WHY_COUNTS,		/* a count is missing, or a whole is 0 */
	PACK_WHY_ODD,			/* counts that cannot be: more yes than took part, more took part than there are */
};

struct pack_test {			/* one row on the counts */
	struct pack_row row;
	bool quorum;			/* else majority */
	int64_t have, whole;		/* have : whole; PACK_NOT_KNOWN when not counted */
	int64_t need;			/* the least `have` that passes; PACK_NOT_KNOWN with whole */
	int64_t missing;		/* need - have, 0 when passed or not known */
	enum pack_answer answer;
};

struct pack_result {
	enum pack_answer answer, quorum, majority;	/* a part without rows is passed */
	enum pack_why why;
	struct pack_test tests[2 * PACK_MAX_ROWS];	/* quorum rows first */
	size_t ntests;
	enum pack_certainty certainty;			/* other than PACK_READ: say so on the result */
	bool binds;
};

/*
 * The pack on the counts. A quorum that fails makes the answer fail whatever the majority says; something not counted
 * makes it unknown, unless what was counted already decides. Three-valued as FEEL's `and` and `or`.
 */
struct pack_result pack_check(const struct pack *p, const struct pack_counts *c);
/* May members with these counts (all, and participating = those who ask) call it? PACK_FAILED when the pack names no members. */
enum pack_answer pack_members_may_call(const struct pack *p, const struct pack_counts *asking);
bool pack_may_call(const struct pack *p, enum pack_who who);

/* A result as one line of text, to be stored beside the decision, and back: verdict, why, and each test with its numbers. False:
 * not such a text (then nothing was decided under a pack). */
const char *pack_result_write(struct arena *a, const struct pack_result *r);
bool pack_result_read(const char *s, struct pack_result *ret);
const char *pack_answer_name(enum pack_answer a);	/* passed | failed | unknown */
const char *pack_basis_name(enum pack_basis b);		/* "households" */
bool pack_basis_find(const char *name, enum pack_basis *ret);

/* ---- words for people, in the arena ---- */
enum msg pack_answer_label(enum pack_answer a);		/* 通过 / not passed / no verdict */
enum msg pack_certainty_label(enum pack_certainty c);	/* "" for PACK_READ, else 口径待核 / rule not yet checked … */
enum msg pack_why_label(enum pack_why w);
const char *pack_count_text(struct arena *a, enum lang l, enum pack_basis b, int64_t n);	/* 12 户, 1,234.50 ㎡; – */
/* "到会 8 人，共 12 人；需要达到 2/3，即 8 人：够了" */
const char *pack_test_text(struct arena *a, enum lang l, const struct pack_test *t);
/* "超过全体的 1/2（户）" */
const char *pack_row_text(struct arena *a, enum lang l, const struct pack_row *r, bool quorum);
/* "居民委员会", or for members the share of them. */
const char *pack_caller_text(struct arena *a, enum lang l, const struct pack_caller *c);
/* "2018 年 12 月 29 日至 2025 年 12 月 31 日" */
const char *pack_days_text(struct arena *a, enum lang l, const struct pack *p);

/* `qiao pack check FILE… | list [--day DAY]`: exit 0 fine, 1 faults found, 2 wrong use or no such file. */
int pack_main(int argc, char **argv);

#endif
