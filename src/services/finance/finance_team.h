/*
 * finance_team.h - inside finance: advisers and service officers (people of institutions, by number, never by name), their visits, tasks,
 * the firms they recommend; notices from the bureau to institutions. Writing functions run inside a write section.
 */
#ifndef QIAO_FINANCE_TEAM_H
#define QIAO_FINANCE_TEAM_H

#include "finance_team_sql.h"
#include "matter/matter.h"
#include "services/finance/finance_field.h"

extern const struct fin_choice fin_team_kinds[], fin_word_states[];	/* adviser, officer; sent, seen, granted, refused */

/* 422 team.err_kind. place: a street, 0 = the whole district. account 0 = none yet. */
struct err fin_adviser_put(struct db *w, struct act *act, int64_t org, const char *kind, int64_t account, int64_t place, int64_t *id);
/* From today no more in the team; open tasks go back to the bureau's list. 404. */
struct err fin_adviser_leave(struct db *w, struct act *act, int64_t adviser);

struct fin_task_new {
	const char *code, *firm, *what;	/* what: a whole sentence, at most 200 characters */
	int64_t place;			/* the firm's street, 0 = not known */
	const char *origin;		/* where it comes from, once each: "need/12" */
	const char *path;		/* a page about it, "" = none */
	int days;			/* working days from today */
};
/* A firm that needs help, such as one that every institution refused. It goes to the adviser of that street (else of the whole
 * district) with the fewest open tasks; *adviser 0: there is none, it waits on the bureau's list. A second task of the same origin
 * changes nothing. 422 team.err_words. */
struct err fin_task_put(struct db *w, struct act *act, const struct fin_task_new *n, int64_t *adviser);
struct err fin_task_give(struct db *w, struct act *act, int64_t task, int64_t adviser);	/* 404, 409 when it is done */
struct err fin_task_finish(struct db *w, struct act *act, int64_t adviser, int64_t task, const char *result);	/* 422, 409 */

struct err fin_visit_put(struct db *w, struct act *act, int64_t adviser, const char *firm, int32_t day, const char *note);
/* The firm agreed that this institution learns of it; consent says how. 422 team.err_words, team.err_consent; 409 team.err_told. */
struct err fin_word_put(struct db *w, struct act *act, int64_t adviser, int64_t org, const char *code, const char *firm, const char *need,
			const char *consent);
/* What came of it, by the institution itself. amount: fen, of "granted". 422 team.err_state; 404. */
struct err fin_word_answer(struct db *w, struct act *act, int64_t org, int64_t word, const char *state, int64_t amount, const char *words);

struct err fin_notice_send(struct db *w, struct act *act, const char *title, const char *body);	/* to each institution; 422 */
struct err fin_notice_seen(struct db *w, struct act *act, int64_t org, int64_t notice);

#endif
