/* council_unit.c - one assignment as its pages show it, and an answer as a form gives it; whoever answers. */
#include "services/council/council_unit.h"

#include "base/day.h"
#include "base/text.h"
#include "services/council/council_rules.h"
#include "services/council/council_staff.h"
#include "council_unit_msg.h"
#include "matter_msg.h"

#define WORDS_MAX 2000

const struct unit_choice unit_choices[] = {
	{ OUTCOME_DONE, M_council_unit_done, M_council_unit_done_means },
	{ OUTCOME_PLANNED, M_council_unit_planned, M_council_unit_planned_means },
	{ OUTCOME_PROGRESS, M_council_unit_progress, M_council_unit_progress_means },
	{ OUTCOME_PARTLY, M_council_unit_partly, M_council_unit_partly_means },
	{ OUTCOME_IMPOSSIBLE, M_council_unit_impossible, M_council_unit_impossible_means },
	{ OUTCOME_QUESTION, M_council_unit_question, M_council_unit_question_means },
	{ OUTCOME_MORE_TIME, M_council_unit_more_time, M_council_unit_more_time_means },
	{ OUTCOME_RETURNED, M_council_unit_returned, M_council_unit_returned_means },
	{ OUTCOME_WITHDRAWN, M_council_unit_withdrawn, M_council_unit_withdrawn_means },
	{ OUTCOME_COUNT, 0, 0 },
};

enum outcome
unit_outcome(const struct assignment_row *as)
{
	enum outcome o = OUTCOME_SENT;

	outcome_find(as->outcome, &o);
	return o;
}

const char *
unit_org(const struct req *rq, const struct assignment_row *as)
{
	return rq->lang == LANG_EN && !text_empty(as->org_en) ? as->org_en : as->org_zh;
}

bool
unit_may_return(struct req *rq, const struct assignment_row *as)
{
	int32_t sent = day_of(rq->env, as->created), today = day_of(rq->env, env_now(rq->env));

	return !as->named && today <= calendar_add(rq->env->calendar, sent, 1, NULL);
}

void
unit_private(struct req *rq)
{
	rq_header(rq, "Referrer-Policy", "no-referrer");
	rq_header(rq, "X-Robots-Tag", "noindex, nofollow");
}

static struct err
others_load(struct req *rq, struct unit_view *v)
{
	struct assignments all;

	TRY(assignment_list(rq->db, rq->a, rq->area, v->m.r.id, &all));
	v->others.v = NEWN(rq->a, struct assignment_row, all.n + 1);
	for (size_t i = 0; i < all.n; i++)
		if (all.v[i].id != v->as.id)
			v->others.v[v->others.n++] = all.v[i];
	return OK;
}

static struct err
plan_load(struct req *rq, struct unit_view *v)
{
	struct plan_row *p = NEW(rq->a, struct plan_row);
	bool found;

	TRY(plan_last(rq->db, rq->a, rq->area, v->m.r.id, p, &found));
	v->plan = found ? p : NULL;
	return OK;
}

struct err
unit_load(struct req *rq, int64_t assignment, struct unit_view *v)
{
	TRY(assignment_get_one(rq->db, rq->a, rq->area, assignment, &v->as));
	TRY(matter_load(rq->db, rq->a, rq->area, v->as.matter, &v->m));
	v->over = outcome_over(unit_outcome(&v->as));
	TRY(others_load(rq, v));
	TRY(matter_timeline(rq->db, rq->a, rq->area, &v->m, rq->lang, false, &v->timeline));
	v->filed = view_filed(&v->timeline);
	TRY(plan_load(rq, v));
	return unit_open(rq->db, rq->a, rq->area, v->as.org, assignment, &v->open);
}

/* ---- the form ---- */

static void
take_day(struct req *rq, const struct assignment_row *as, struct answering *an)
{
	int32_t today = day_of(rq->env, env_now(rq->env)), day = 0;
	bool good = day_parse(rq_form(rq, "day"), &day);

	if (an->outcome == OUTCOME_PLANNED) {
		an->review = day;
		if (!good || day <= today)
			rq_fault(rq, "day", M_matter_err_review, NULL);
	} else if (an->outcome == OUTCOME_MORE_TIME) {
		an->wanted = day;
		if (!good || day <= as->due)
			rq_fault(rq, "day", M_matter_err_wanted, NULL);
	}
}

/* Only once all else is right: the browser cannot fill a chosen file in again, so nothing is stored for a form that comes back. */
static struct err
take_files(struct req *rq, struct answering *an, struct stored_file *files)
{
	an->files = files;
	for (size_t i = 0; i < rq->nuploads; i++) {
		struct err e;

		if (strcmp(rq->uploads[i].field, "files") != 0 || rq->uploads[i].data.n == 0)
			continue;
		if (an->nfiles == UNIT_FILES) {
			rq_fault(rq, "files", M_council_err_files, NULL);
			return OK;
		}
		e = file_store(rq->a, rq->env, rq->uploads[i].data, rq->uploads[i].name, &files[an->nfiles]);
		if (e.code >= 500)
			return e;
		if (e.code)
			rq_fault(rq, "files", e.key, NULL);
		else
			an->nfiles++;
	}
	return OK;
}

struct err
unit_take(struct req *rq, const struct assignment_row *as, struct answering *an, struct stored_file *files)
{
	bool ack;

	*an = (struct answering){ .assignment = as->id, .version = -2, .outcome = OUTCOME_SENT, .words = rq_form(rq, "words") };
	text_int(rq_form(rq, "version"), 0, INT64_MAX, &an->version);
	if (!outcome_find(rq_form(rq, "outcome"), &an->outcome) || an->outcome == OUTCOME_SENT)
		rq_fault(rq, "outcome", M_council_err_outcome, NULL);
	ack = an->outcome == OUTCOME_ACKNOWLEDGED;
	if (!ack && text_empty(an->words))
		rq_fault(rq, "words", M_matter_err_answer, NULL);
	else if (text_len(an->words) > WORDS_MAX)
		rq_fault(rq, "words", M_matter_err_long, NULL);
	else if (!ack)
		numbers_fit(rq, "words", &an->words);
	take_day(rq, as, an);
	return rq->nfaults || ack ? OK : take_files(rq, an, files);
}

void
unit_refused(struct req *rq, struct err e)
{
	const char *field = "outcome";

	if (e.key == M_matter_err_answer || e.key == M_matter_err_long)
		field = "words";
	else if (e.key == M_matter_err_review || e.key == M_matter_err_wanted)
		field = "day";
	rq_fault(rq, field, e.key, NULL);
	rq->status = 422;
}
