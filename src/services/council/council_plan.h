/* council_plan.h - inside council: what the plan's templates are given. */
#ifndef QIAO_COUNCIL_PLAN_H
#define QIAO_COUNCIL_PLAN_H

#include "base/base.h"
#include "council_survey_sql.h"
#include "services/council/council_rules.h"
#include "services/council/council_view.h"
#include "services/council/council_voice.h"
#include "web/web.h"

#define PLAN_OPTIONS 9
#define PLAN_TASKS   9

struct plan_view {
	const struct matter *m;
	struct plan_row r;			/* the version that is shown */
	bool any;				/* false: there is none yet */
	bool newest;
	struct option_list_rows options;
	struct task_list_rows tasks;
	struct survey_row survey;		/* the newest, when has_survey */
	bool has_survey;
	struct plan_row_rows versions;		/* newest first */
	int64_t *said;				/* comments shown on each of them */
	struct say_view say;			/* on the version that is shown */
	bool may;				/* this caller may write and adopt now */
	int64_t pick;				/* option ticked in the adopting form, 0 = none */
	const char *by;				/* body typed there */
	int64_t matter_version;
};

/* The form: texts as typed, also those that are wrong. */
struct plan_form_option {
	const char *title, *body, *cost, *payer;
};
struct plan_form_task {
	const char *org, *what;			/* org: id in digits, "" = none chosen */
};
struct plan_form {
	const struct matter *m;
	int64_t after;				/* the version it is written on; 0 = the first */
	const char *summary;
	struct plan_form_option options[PLAN_OPTIONS];
	size_t noptions;
	struct plan_form_task tasks[PLAN_TASKS];
	size_t ntasks;
	struct orgs orgs;
};

/* What the forms ask, for the API too: read, faults named (then nothing is done), done. rq->object: struct matter; 409 stale. */
struct err plan_try(struct req *rq);
struct err adopt_try(struct req *rq);

#endif
