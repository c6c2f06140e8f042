/* finance_team_view.h - inside finance: what the pages of advisers, notices and their figures are given. */
#ifndef QIAO_FINANCE_TEAM_VIEW_H
#define QIAO_FINANCE_TEAM_VIEW_H

#include "services/finance/finance_fair_view.h"
#include "services/finance/finance_team.h"

#define TEAM_VISITS 50

struct team_desk_view {			/* an adviser's own */
	struct adviser_of_account me;
	bool there;			/* the account is in the team */
	struct adviser_task_list_rows tasks;
	struct adviser_visit_list_rows visits;
	struct adviser_word_list_rows words;
	struct orgs banks;
	const char *go;			/* the form that was refused; "" */
	int32_t today;
};
struct team_view {			/* the bureau's */
	struct adviser_load_rows team;
	struct adviser_task_list_rows waiting;
	struct fin_notice_list_rows notices;
	struct orgs banks;
	struct places streets;
	const char *go;
};
struct team_bank_view {
	struct fin_notice_list_rows notices;
	struct adviser_word_list_rows words;
	int64_t word;			/* whose answer was refused */
};
struct fair_year_view {			/* this year's fairs and the team, up to the end of a month */
	int64_t month;
	struct fair_row_rows fairs;
	struct fair_sums *sums;
	size_t *fresh;			/* firms that came to none before, of each fair */
	size_t firms, banks, shows, advisers;
	struct fair_banks_took *bank;	/* institutions, each once, and at how many fairs */
	size_t *bank_fairs;
	struct fair_shows_took *show;	/* products, each once */
	struct adviser_load_rows team;

};
const char *team_street(struct req *rq, const struct places *streets, int64_t place);
struct err fair_year_load(struct req *rq, int64_t month, struct fair_year_view *v);

#endif
