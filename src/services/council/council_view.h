/* council_view.h - inside council: what several of its pages show the same way. */
#ifndef QIAO_COUNCIL_VIEW_H
#define QIAO_COUNCIL_VIEW_H

#include "base/base.h"
#include "matter/matter.h"
#include "web/web.h"

/* What a proposal may be about: sign, colour and words. The first is for what fits nowhere. */
struct category {
	const char *id, *icon, *colour;		/* colour: "" or " q-kind--teal" */
	enum msg label;
};
extern const struct category categories[];	/* ended by id NULL */
const struct category *category_of(const char *id);	/* never NULL */

/* A state's sentence with its places filled: day due (0 none), instant since. */
const char *view_sentence(struct req *rq, const struct life_text *t, int64_t due, int64_t since, const char *units);
const char *view_card_status(struct req *rq, const struct matter_card *c);
/* " q-chip--ok", " q-chip--warn" (due today or late), " q-chip--plain" (not begun), "". */
const char *view_chip(struct req *rq, const struct life_state *st, int64_t due);
const char *view_day(struct req *rq, int64_t us);		/* the district's day of an instant, in words */
const char *view_date(struct req *rq, int64_t us);		/* the same as YYYY-MM-DD for datetime= */
/* "days late: 3" when the state is open and its day has gone by, else NULL. */
const char *view_late(struct req *rq, const struct life_state *st, int64_t due);
/* Satisfied of all who rated, in whole per cent (scores 4 and 3); -1 when fewer than five did: a share of so few says too much. */
int view_satisfied(int64_t r4, int64_t r3, int64_t r2, int64_t r1);
/* "第 2 次交办，退回 1 次": dispatches and returns counted. */
const char *view_dispatched(struct req *rq, const struct assignments *as);
enum msg view_part(const char *part);		/* of an assignment: leads, assists, whoever receives it first leads */
const char *view_place(struct req *rq, const struct matter_card *c);
/* The files of the filing: those that came with the first entry, which the timeline lists last; later ones stand with theirs. */
struct view_files {
	const struct file_row *v;
	size_t n;
};
struct view_files view_filed(const struct timeline *t);
/* The QR code of an address of ours as the d of an SVG path; *side its width. */
struct err view_qr(struct req *rq, const char *path, const char **d, int *side);
/* The whole address people type or scan: public URL and path. */
const char *view_url(struct req *rq, const char *path);

#endif
