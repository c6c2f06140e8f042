/* council_poll_desk.h - inside council: what the staff's poll templates are given. */
#ifndef QIAO_COUNCIL_POLL_DESK_H
#define QIAO_COUNCIL_POLL_DESK_H

#include "base/base.h"
#include "people/import.h"
#include "people/roll.h"
#include "services/council/council_poll_view.h"

/* The form of a new poll, as typed. Choices are one a line. */
struct poll_form_question {
	const char *title, *method, *limit, *choices;
	bool against;			/* of the first question: its last choice is no */
};
struct poll_form {
	const struct matter *m;
	const char *title, *kind, *basis, *pack, *lawful;
	int64_t plan_version;
	struct poll_form_question q[POLL_QUESTIONS];
	size_t nq;
	const struct pack *const *packs;
	size_t npacks;
};

/* What the forms ask, for the API too: read, faults named (then nothing is done), done. The matter is the form's: 404, 403. */
struct err polling_try(struct req *rq);
/* rq->object: struct poll_view. Opening reads the form's "closes", a day; cancelling its "reason". 409 as poll_open and the others. */
enum poll_step { POLL_OPEN, POLL_CLOSE, POLL_SAMPLE, POLL_CANCEL };
struct err poll_step_try(struct req *rq, enum poll_step what);

struct poll_spot {
	int64_t id, n, voted;
	const char *label;
	bool estate;
};
struct poll_desk {
	struct poll_view *v;
	struct poll_paper_state paper;
	struct roll_counts roll;
	struct voter_channels_rows channels;
	struct poll_spot *spots;
	size_t nspots;
	enum msg bar;			/* why it cannot be counted yet */
	const char *closes, *done;	/* typed; a notice after an act or NULL */
};

/* One printed notice, with the code that is shown this once. */
struct poll_notice {
	const char *code, *door, *no, *qr;
	int qr_side;
};
struct poll_notices {
	const struct poll_view *v;
	struct poll_notice *v_notices;
	size_t n;
	const char *where, *address;
};

struct poll_sheet {
	const char *code, *qr;
	int qr_side;
};
struct poll_sheets {
	const struct poll_view *v;
	struct poll_sheet *v_sheets;
	size_t n;
	const char *estate;
};

struct booth_row {
	struct voter_one v;
	const char *door;
};
struct booth_view {
	struct poll_view *v;
	const char *q, *done;
	struct booth_row *rows;
	size_t n;
	struct poll_spot *spots;
	size_t nspots;
};
struct err booth_spots(struct req *rq, struct poll_view *v, struct poll_spot **ret, size_t *n, bool estates);

struct roll_view {
	struct place place;
	struct places places;
	struct roll_counts n;
	struct import_report report;
	bool tried, dry, written;
};

#endif
