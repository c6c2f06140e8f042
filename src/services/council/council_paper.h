/* council_paper.h - inside council: what the templates for paper, proof and notices are given. */
#ifndef QIAO_COUNCIL_PAPER_H
#define QIAO_COUNCIL_PAPER_H

#include "base/base.h"
#include "council_paper_sql.h"
#include "matter/receipt.h"
#include "services/council/council_view.h"
#include "web/web.h"

/* Why personal data is used, by which law, how long it is kept (PIPL 13, 17): what /privacy shows; ended by what M_NONE. */
struct purpose {
	enum msg what, basis, kept;
};
extern const struct purpose paper_purposes[];
void paper_letters_kept(int64_t days);	/* for how long sent letters stay (post.keep_days); once, before anything is served */
const char *paper_letter_days(struct arena *a);

struct proof_root {			/* the newest daily root; hex NULL: no day has ended yet */
	const char *hex;		/* 64 digits in groups of 8 */
	int32_t day;
	int64_t upto;
};

/* Without a database to ask: hex NULL. */
struct proof_root proof_newest(struct req *rq);
const char *proof_hex(struct arena *a, const void *p, size_t n);	/* hex digits in groups of 8 */

struct sheet_view {			/* poster and forms */
	const struct matter *m;		/* NULL: the blank form for filing */
	const char *sentence;		/* the first one of what was written */
	const char *address;		/* to type: "qiao.example/bhsq/2023-12" */
	const char *phone;		/* of the community, else the district's; "" = none */
	const char *qr;
	int qr_side;
	struct proof_root root;
	/* the blank form */
	const struct place *place;	/* the community it is for; NULL: any */
	struct places estates, communities;
};

struct proof_line {
	struct proof_entries e;
	const char *when;		/* day, year included, and time */
	const char *act;		/* what happened, in words */
	const char *code;		/* the first 16 digits of the entry's hash */
	bool rooted;			/* a published root covers it */
};
struct proof_view {
	const struct matter *m;
	struct proof_line *v;		/* newest first */
	size_t n;
	int64_t before;			/* where the earlier ones begin; 0 = these were all */
	struct proof_root root;
};

struct root_line {
	int32_t day;
	int64_t count;			/* entries it covers */
	const char *hex;
};
/* One entry, checked for whoever holds its receipt. */
struct receipt_view {
	const struct matter *m;
	const struct receipt *r;
	enum receipt_mark marks[RECEIPT_STEPS];
	bool good;			/* nothing contradicts */
	const char *when, *act, *hash, *root;
	const char **path;
	bool own;			/* this reader's own act: the file holds the words too */
};

#define ROOTS_FIRST 7		/* on the page at once; the earlier ones in a fold */
struct roots_view {
	struct root_line *v;		/* newest first */
	size_t n;
	bool more;
	struct places communities;
	const char *place, *number, *code;	/* what was typed, never NULL */
	const char *example;		/* address of the newest entry under a root; NULL: there is none */
};

struct contacts_view {
	struct places streets, communities;
	struct orgs units;
	const char *phone;		/* the district's, "" = none */
};

#endif
