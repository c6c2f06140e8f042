/* fix.c - a person's own words corrected: at once, or when the community agrees (fix.h). */
#include "matter/fix.h"

#include "base/day.h"
#include "base/text.h"
#include "matter/history.h"
#include "matter/notify.h"
#include "matter/step.h"
#include "base_msg.h"
#include "matter_msg.h"


static const char *const fix_columns[] = { "matter", "remark", "old_title", "old_body", "title", "body", "reason", "asked_by", "asked",
	"due", "outcome", "answer", "answered", "answered_by", NULL };
const struct shown shown_fix = { "fix", &sql_shown_fix_row, fix_columns, "iitttttiiittii", false, &sql_ids_of_fix };

bool
fix_at_once(const struct matter *m, const struct remark_get *r)
{
	if (r)
		return strcmp(r->state, "waiting") == 0;
	return m->state == m->lc->start && !m->r.supports && !m->r.remarks;
}

/* The words as they are, and whose they are. */
struct words {
	struct matter m;
	struct remark_get r;
	const struct remark_get *remark;	/* &r, or NULL: the matter's own */
	const char *title, *body;
	int64_t author;
};

static struct err
words_load(struct db *w, struct act *act, int64_t matter, int64_t remark, struct words *ret)
{
	bool found = true;

	TRY(matter_load(w, act->a, act->area, matter, &ret->m));
	ret->remark = remark ? &ret->r : NULL;
	if (remark)
		TRY(remark_get(w, act->a, act->area, remark, &ret->r, &found));
	if (!found || (remark && ret->r.matter != matter))
		return FAIL(404, M_err_not_found);
	if (remark && strcmp(ret->r.state, "shown") != 0 && strcmp(ret->r.state, "waiting") != 0)
		return FAIL(409, M_matter_err_decided);
	ret->title = remark ? "" : ret->m.r.title;
	ret->body = remark ? ret->r.body : ret->m.r.body;
	ret->author = remark ? ret->r.author : ret->m.r.author;
	return OK;
}

static struct err
ask_check(const struct fix_ask *f, const struct words *x)
{
	if (f->remark && text_empty(f->body))
		return FAIL(422, M_matter_err_empty);
	if (f->remark && text_len(f->body) > REMARK_MAX)
		return FAIL(422, M_matter_err_long);
	if (!f->remark && (text_empty(f->title) || text_len(f->title) > MATTER_TITLE_MAX || text_len(f->body) > MATTER_BODY_MAX))
		return FAIL(422, M_matter_err_words);
	if (strcmp(f->body, x->body) == 0 && (f->remark || strcmp(f->title, x->title) == 0))
		return FAIL(422, M_matter_err_same);
	if (text_len(f->reason) > REMARK_MAX || (text_empty(f->reason) && !fix_at_once(&x->m, x->remark)))
		return FAIL(422, M_matter_err_fix_reason);
	return OK;
}

/* The words become what they should be; the matter's version moves with the entry. */
static struct err
words_set(struct db *w, struct act *act, struct entry_draft *e, const struct words *x, const char *title, const char *body)
{
	if (x->remark) {
		entry_ref(e, "remark", x->r.id);
		TRY(entry_touch(w, e, act->area, &shown_remark, x->r.id));
		return remark_set_body(w, act->area, x->r.id, body, x->r.state, NULL);
	}
	TRY(entry_touch(w, e, act->area, &shown_matter, x->m.r.id));
	TRY(matter_set_words(w, act->area, x->m.r.id, title, body, NULL));
	return matter_index(w, act, x->m.r.id);
}

struct err
fix_put(struct db *w, struct act *act, const struct fix_ask *f, int64_t *ret, bool *done)
{
	struct fix_open open;
	struct entry_draft *e;
	struct words x;
	int64_t now = env_now(act->env);
	bool found;

	TRY(words_load(w, act, f->matter, f->remark, &x));
	if (!act->who.account || x.author != act->who.account)
		return FAIL(403, M_matter_err_role);
	TRY(matter_stale(w, act, &x.m, f->version));
	TRY(ask_check(f, &x));
	TRY(fix_open(w, act->a, act->area, f->matter, f->remark, &open, &found));
	if (found)
		return FAIL(409, M_matter_err_fix_waits);
	*ret = env_id(act->env);
	*done = fix_at_once(&x.m, x.remark);
	e = entry_begin(act->a, *done ? f->remark ? "fix_remark" : "fix" : "fix_ask");
	entry_ref(e, "fix", *ret);
	TRY(entry_touch(w, e, act->area, &shown_fix, *ret));
	TRY(fix_insert(w, act->area, *ret, f->matter, f->remark, x.title, x.body, f->remark ? "" : f->title, f->body, f->reason,
		act->who.account, now, day_of(act->env, now) + FIX_DAYS, NULL));
	if (*done) {
		TRY(fix_set(w, act->area, *ret, "done", "", now, 0, NULL));
		TRY(words_set(w, act, e, &x, f->title, f->body));
	}
	return entry_commit(w, act, f->matter, e);
}

struct err
fix_answer(struct db *w, struct act *act, int64_t id, bool accept, const char *answer)
{
	struct entry_draft *e;
	struct fix_row f;
	struct words x;
	bool found;

	TRY(fix_one(w, act->a, act->area, id, &f, &found));
	if (!found)
		return FAIL(404, M_err_not_found);
	if (!text_empty(f.outcome))
		return FAIL(409, M_matter_err_decided);
	if (f.asked_by == act->who.account)
		return FAIL(403, M_matter_err_role);
	if (!accept && text_empty(answer))
		return FAIL(422, M_matter_err_fix_answer);
	if (text_len(answer) > REMARK_MAX)
		return FAIL(422, M_matter_err_long);
	TRY(words_load(w, act, f.matter, f.remark, &x));
	if (accept && (strcmp(f.old_title, x.title) != 0 || strcmp(f.old_body, x.body) != 0))
		return FAIL(409, M_matter_err_fix_old);
	e = entry_begin(act->a, accept ? f.remark ? "fix_remark" : "fix" : "fix_refused");
	entry_ref(e, "fix", id);
	TRY(entry_touch(w, e, act->area, &shown_fix, id));
	TRY(fix_set(w, act->area, id, accept ? "done" : "refused", answer, env_now(act->env), act->who.account, NULL));
	if (accept)
		TRY(words_set(w, act, e, &x, f.title, f.body));
	TRY(entry_commit(w, act, f.matter, e));
	return notify_fixed(w, act, f.asked_by, &x.m, id, accept, answer);
}
