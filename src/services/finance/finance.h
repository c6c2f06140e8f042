/*
 * finance.h - banks and firms (S3, S4): the handbook of financing products with their rules, and which of them fit a firm.
 * Not here: residents' matters; nothing of another service is known.
 */
#ifndef QIAO_FINANCE_H
#define QIAO_FINANCE_H

#include "base/base.h"

struct api_op;
struct open_set;
struct route;
struct shown;
struct store;

const struct route *finance_routes(void);		/* what everybody reads, the match */
const struct route *finance_match_routes(void);	/* which products fit a firm */
const struct api_op *finance_api_ops(void);		/* the match for other programs (people/api_web.h) */
const struct route *finance_bank_routes(void);		/* the bank's desk: writing products */
const struct route *finance_bureau_routes(void);	/* the bureau's desk: reviewing them */
const struct route *finance_return_routes(void);	/* institutions send monthly totals */
const struct route *finance_figures_routes(void);	/* the totals added up */
const struct route *finance_firm_routes(void);		/* a firm's own pages */
const struct route *finance_figure_routes(void);	/* its figures and qualifications */
const struct route *finance_consent_routes(void);	/* what it allows whom */
const struct route *finance_look_routes(void);		/* banks and the bureau look at firms that agreed */
void finance_init(void);				/* at start: what erasing and one's own copy ask of finance */
const struct route *finance_fair_routes(void);		/* fairs as everybody reads them */
const struct route *finance_fair_join_routes(void);	/* a firm at a fair, without an account */
const struct route *finance_fair_desk_routes(void);	/* the bureau holds fairs */
const struct route *finance_fair_times_routes(void);	/* tables and times; institutions at a fair */
const struct route *finance_team_routes(void);		/* advisers, notices */
const struct route *finance_year_routes(void);		/* this year's fairs and the team in numbers */
const struct route *finance_need_routes(void);		/* a firm's need */
const struct route *finance_choose_routes(void);	/* which banks get it */
const struct route *finance_referral_routes(void);	/* one bank's part, the bank's queue */
const struct route *finance_watch_routes(void);		/* the bureau's view of them */
/* Tables whose rows pages show and verify recomputes; ended by NULL. */
const struct shown *const *finance_shown(void);
/* What time does: reminders before a loan is due, chase-ups. One pass. */
struct err finance_tick(struct store *s, int64_t area);
/* The handbook as open data, for the page and for `qiao export handbook`: sets, ended by id NULL. */
const struct open_set *finance_open_sets(void);

#endif
