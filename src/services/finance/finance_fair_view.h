/* finance_fair_view.h - inside finance: what the pages of fairs share, and the structs their templates read. */
#ifndef QIAO_FINANCE_FAIR_VIEW_H
#define QIAO_FINANCE_FAIR_VIEW_H

#include "services/finance/finance_fair.h"
#include "web/web.h"

struct fair_view {
	struct fair_row r;
	struct fair_bank_list_rows banks;
	struct fair_show_list_rows shows;
	struct fair_sums sums;		/* of a closed one */
	int64_t firms;			/* registered */
	enum fair_open open;		/* for firms */
	bool bureau;			/* this caller holds fairs */
	int64_t bank;			/* the caller's institution when it may come, 0 */
};
/* For struct route .load on "/…/:number": rq->object = struct fair_view *. "2023-4"; 404. */
struct err fair_route(struct req *rq);
static inline const struct fair_view *
rq_fair(const struct req *rq)
{
	return rq->object;
}
const char *fair_no(struct req *rq, const struct fair_row *f);		/* "2023-4" */
const char *fair_when(struct req *rq, const struct fair_row *f);
enum msg fair_chip(struct req *rq, const struct fair_row *f, enum fair_open open, const char **chip);
const char *fair_org(const struct req *rq, const char *zh, const char *en);
const char *fair_url(struct req *rq, const char *path);			/* whole, as people type it */
struct err fair_qr(struct req *rq, const char *path, const char **d, int *side);
struct err fair_act(struct db *w, struct req *rq, struct act *act);	/* the caller as who acts */
/* "" is `without`; a number of 10,000 yuan as fen. False: it cannot be read. */
bool fair_wan_read(struct req *rq, const char *typed, int64_t without, int64_t *fen);

struct fairs_view {
	struct fair_view *v;		/* to come first, then held */
	size_t n, coming;
	bool bureau;
};
struct fair_join_view {
	const struct fair_view *f;
	const char *code, *name, *need, *amount, *phone;
	const char *wish[FAIR_WISHES];
	const char *sure;		/* the code as read, which looks wrong: pressed once more it is taken; NULL: no doubt */
	bool staff;
};
struct fair_mine_view {
	struct fair_view f;
	struct fair_firm_row firm;
	struct fair_talk_row_rows talks;	/* the firm's */
	struct fair_bank_list *waiting;	/* named, no time yet */
	size_t nwaiting;
	enum door door;
	const char *action;
	const char *consent;		/* where the firm lets those institutions see its figures */
	bool fresh;
};
struct fair_door_view {
	struct fair_view f;
	const char *action, *as, *code, *bank;
	enum door door;
	bool done;
};
struct fair_poster_view {
	const struct fair_view *f;
	const char *qr, *url, *heading, *scan;
	int qr_side;
};

#endif
