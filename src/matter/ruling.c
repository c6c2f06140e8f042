/* ruling.c - what a moderator takes out of public words: the original is kept, the reason is public, the author may appeal. */
#include "matter/ruling.h"

#include "base/text.h"
#include "matter/history.h"
#include "matter/notify.h"
#include "matter/step.h"
#include "base_msg.h"
#include "matter_msg.h"


static const char *const ruling_columns[] = { "matter", "remark", "what", "title", "body", "reason", "made_by", "at", "appeal",
	"appealed", "outcome", "answer", "answered", "answered_by", NULL };
const struct shown shown_ruling = { "ruling", &sql_shown_ruling_row, ruling_columns, "iittttiitittii", false, &sql_ids_of_ruling };

static struct err
ruling_put(struct db *w, struct act *act, struct entry_draft *e, const struct ruling_row *r)
{
	TRY(entry_touch(w, e, act->area, &shown_ruling, r->id));
	entry_ref(e, "ruling", r->id);
	return ruling_insert(w, act->area, r->id, r->matter, r->remark, r->what, r->title, r->body, r->reason, act->who.account,
		env_now(act->env), NULL);
}

struct err
ruling_refused(struct db *w, struct act *act, struct entry_draft *e, const struct remark_get *r, const char *reason)
{
	struct ruling_row row = { .id = env_id(act->env), .matter = r->matter, .remark = r->id, .what = "refuse", .title = "",
		.body = r->body, .reason = reason };

	return ruling_put(w, act, e, &row);
}

/* ---- shortening ---- */

static struct err
words_check(const struct shortening *s, const struct matter *m, const struct remark_get *r)
{
	if (text_empty(s->reason))
		return FAIL(422, M_matter_err_reason);
	if (r) {
		if (text_empty(s->body))
			return FAIL(422, M_matter_err_empty);
		if (text_len(s->body) > REMARK_MAX)
			return FAIL(422, M_matter_err_long);
		return strcmp(s->body, r->body) == 0 ? FAIL(422, M_matter_err_same) : OK;
	}
	if (text_empty(s->title) || text_len(s->title) > MATTER_TITLE_MAX || text_len(s->body) > MATTER_BODY_MAX)
		return FAIL(422, M_matter_err_words);
	return strcmp(s->title, m->r.title) == 0 && strcmp(s->body, m->r.body) == 0 ? FAIL(422, M_matter_err_same) : OK;
}

/* While an appeal about these words waits, nobody changes them again. */
static struct err
appeal_waits(struct db *w, struct act *act, int64_t matter, int64_t remark)
{
	struct ruling_row_rows rows;

	TRY(ruling_of(w, act->a, act->area, matter, remark, &rows));
	for (size_t i = 0; i < rows.n; i++)
		if (rows.v[i].appealed && text_empty(rows.v[i].outcome))
			return FAIL(409, M_matter_err_appealed);
	return OK;
}

static struct err
shorten_matter(struct db *w, struct act *act, struct entry_draft *e, const struct shortening *s, const struct matter *m,
	struct ruling_row *row)
{
	row->title = m->r.title;
	row->body = m->r.body;
	TRY(entry_touch(w, e, act->area, &shown_matter, m->r.id));
	TRY(ruling_put(w, act, e, row));
	TRY(matter_set_words(w, act->area, m->r.id, s->title, s->body, NULL));
	return matter_index(w, act, m->r.id);
}

static struct err
shorten_remark(struct db *w, struct act *act, struct entry_draft *e, const struct shortening *s, const struct remark_get *r,
	struct ruling_row *row)
{
	row->title = "";
	row->body = r->body;
	entry_ref(e, "remark", r->id);
	TRY(entry_touch(w, e, act->area, &shown_remark, r->id));
	TRY(entry_touch(w, e, act->area, &shown_matter, r->matter));
	TRY(ruling_put(w, act, e, row));
	TRY(remark_set_body(w, act->area, r->id, s->body, "shown", NULL));
	return matter_count_remarks(w, act->area, r->matter, NULL);
}

struct err
matter_shorten(struct db *w, struct act *act, const struct shortening *s, int64_t *ruling)
{
	struct entry_draft *e = entry_begin(act->a, s->remark ? "shorten_remark" : "shorten");
	struct ruling_row row = { .id = env_id(act->env), .matter = s->matter, .remark = s->remark, .what = "shorten",
		.reason = s->reason };
	struct remark_get r = { 0 };
	struct matter m;
	bool found = true;
	int64_t author;

	TRY(matter_load(w, act->a, act->area, s->matter, &m));
	if (s->remark)
		TRY(remark_get(w, act->a, act->area, s->remark, &r, &found));
	if (!found || (s->remark && r.matter != s->matter))
		return FAIL(404, M_err_not_found);
	if (s->remark && strcmp(r.state, "refused") == 0)
		return FAIL(409, M_matter_err_decided);
	TRY(matter_stale(w, act, &m, s->version));
	TRY(words_check(s, &m, s->remark ? &r : NULL));
	TRY(appeal_waits(w, act, s->matter, s->remark));
	if (s->remark)
		TRY(shorten_remark(w, act, e, s, &r, &row));
	else
		TRY(shorten_matter(w, act, e, s, &m, &row));
	entry_say(e, "reason", s->reason);
	TRY(entry_commit(w, act, s->matter, e));
	if (ruling)
		*ruling = row.id;
	author = s->remark ? r.author : m.r.author;
	return author ? notify_shortened(w, act, author, &m, row.id, s->reason) : OK;
}

/* ---- appeals ---- */

bool
ruling_author(struct db *db, struct arena *a, int64_t area, const struct ruling_row *r, const struct who *who)
{
	struct remark_get remark;
	struct matter_get m;
	bool found = false;

	if (!r->remark)
		return who->account && !matter_get(db, a, area, r->matter, &m, &found).code && found && m.author == who->account;
	if (remark_get(db, a, area, r->remark, &remark, &found).code || !found)
		return false;
	return (who->account && remark.author == who->account) || (!text_empty(who->owner) && strcmp(remark.owner, who->owner) == 0);
}

static struct err
ruling_load(struct db *db, struct act *act, int64_t id, struct ruling_row *ret)
{
	bool found;

	TRY(ruling_one(db, act->a, act->area, id, ret, &found));
	return found ? OK : FAIL(404, M_err_not_found);
}

struct err
ruling_appeal(struct db *w, struct act *act, int64_t id, const char *words)
{
	struct entry_draft *e = entry_begin(act->a, "appeal");
	struct ruling_row_rows rows;
	struct ruling_row r;

	TRY(ruling_load(w, act, id, &r));
	if (!ruling_author(w, act->a, act->area, &r, &act->who))
		return FAIL(403, M_matter_err_role);
	TRY(ruling_of(w, act->a, act->area, r.matter, r.remark, &rows));
	if (r.appealed || rows.v[0].id != id)
		return FAIL(409, M_matter_err_appealed);
	if (text_empty(words))
		return FAIL(422, M_matter_err_empty);
	if (text_len(words) > REMARK_MAX)
		return FAIL(422, M_matter_err_long);
	TRY(entry_touch(w, e, act->area, &shown_ruling, id));
	entry_ref(e, "ruling", id);
	entry_say_staff(e, "words", words);	/* they may say again what was taken out */
	TRY(ruling_set_appeal(w, act->area, id, words, env_now(act->env), NULL));
	return entry_commit(w, act, r.matter, e);
}

/* The words as they were before the ruling. */
static struct err
restore(struct db *w, struct act *act, struct entry_draft *e, const struct ruling_row *r)
{
	TRY(entry_touch(w, e, act->area, &shown_matter, r->matter));
	if (!r->remark) {
		TRY(matter_set_words(w, act->area, r->matter, r->title, r->body, NULL));
		return matter_index(w, act, r->matter);
	}
	TRY(entry_touch(w, e, act->area, &shown_remark, r->remark));
	entry_ref(e, "remark", r->remark);
	TRY(remark_set_body(w, act->area, r->remark, r->body, "shown", NULL));
	return matter_count_remarks(w, act->area, r->matter, NULL);
}

struct err
ruling_answer(struct db *w, struct act *act, int64_t id, bool restored, const char *answer)
{
	struct entry_draft *e = entry_begin(act->a, restored ? "appeal_restored" : "appeal_kept");
	struct ruling_row r;
	struct remark_get remark = { 0 };
	struct matter m;
	bool found;
	int64_t author;

	TRY(ruling_load(w, act, id, &r));
	if (!r.appealed || !text_empty(r.outcome))
		return FAIL(409, M_matter_err_decided);
	if (r.made_by == act->who.account)
		return FAIL(403, M_matter_err_own_ruling);
	if (text_empty(answer))
		return FAIL(422, M_matter_err_answer);
	if (text_len(answer) > REMARK_MAX)
		return FAIL(422, M_matter_err_long);
	TRY(matter_load(w, act->a, act->area, r.matter, &m));
	TRY(entry_touch(w, e, act->area, &shown_ruling, id));
	entry_ref(e, "ruling", id);
	entry_say(e, "words", answer);
	if (restored)
		TRY(restore(w, act, e, &r));
	TRY(ruling_set_answer(w, act->area, id, restored ? "restored" : "kept", answer, env_now(act->env), act->who.account, NULL));
	TRY(entry_commit(w, act, r.matter, e));
	if (r.remark)
		TRY(remark_get(w, act->a, act->area, r.remark, &remark, &found));
	author = r.remark ? remark.author : m.r.author;
	return author ? notify_appeal(w, act, author, &m, id, restored, answer) : OK;
}
