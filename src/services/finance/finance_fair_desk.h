/* finance_fair_desk.h - inside finance: what the bureau's and an institution's pages of a fair are given. */
#ifndef QIAO_FINANCE_FAIR_DESK_H
#define QIAO_FINANCE_FAIR_DESK_H

#include "services/finance/finance_fair_view.h"

struct fair_desks_view {
	struct fair_view *v;
	size_t n;
	struct fair_talk_row_rows waiting;	/* want to go on, nobody followed up */
	int64_t talk;			/* whose follow-up was refused */
};
struct fair_form_view {
	const struct fair_view *f;	/* NULL: a new one */
	const char *title, *day, *from, *until, *talks, *slot, *venue, *firms, *banks, *closes, *intro, *partners, *reason, *off_reason;
	int64_t sequence;
};
struct fair_desk_view {
	const struct fair_view *f;
	struct fair_firm_row_rows firms;
	struct fair_talk_row_rows talks;
	struct fair_wish_list_rows wishes;
	const char **phones;		/* of firms, masked */
	int others;			/* came, neither firm nor institution */
	const char *summary;
	bool may_close;
};
struct fair_seat_name {			/* a table of the house */
	int64_t org, desk;
	const char *name;
};
struct fair_times_view {
	struct fair_desk_view d;
	int slots;
	struct fair_seat_name *seats;
	size_t nseats;
	const struct fair_talk_row **cell;	/* [slot][seat] */
	struct fair_wish_list *waiting;	/* wishes without a time */
	size_t nwaiting;
	int64_t made;			/* talks, just planned; -1 */
	int64_t talk;			/* whose outcome was refused */
};
struct fair_bank_view {
	const struct fair_view *f;
	const char *org;
	bool there;			/* it is registered */
	const char *desks, *title[FAIR_SHOWS], *minutes[FAIR_SHOWS];
	struct fair_talk_row_rows talks;	/* its own */
	int64_t talk;
	bool saved;
};
const char *fair_firm_name(const struct fair_desk_view *v, int64_t firm);
const char *fair_bank_name(const struct req *rq, const struct fair_view *f, int64_t org);
struct err fair_desk_load(struct req *rq, struct fair_desk_view *v);
/* What the form says of a talk, kept; org: whose it must be, 0 = anybody's. *talk: which. A fault stands at "amount" or "outcome". */
struct err fair_say(struct req *rq, int64_t org, const char *to, int64_t *talk);

#endif
