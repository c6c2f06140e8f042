/* timeline.c - entries as people read them: who, when, a sentence, the words; newest first. */
#include "matter/matter.h"
#include "matter_msg.h"

#include <jansson.h>

#include "base/day.h"
#include "base/text.h"
#include "matter/history.h"

struct fill_ctx {
	struct arena *a;
	enum lang lang;
	const char *who;
	json_t *say, *staff;
	const struct life_move *mv;
};

static const char *
json_field(json_t *o, const char *name)
{
	const char *s = json_string_value(json_object_get(o, name));

	return s ? s : "";
}

/* A choice's id becomes its label, a day becomes a date; anything else is shown as it was typed. */
static const char *
ask_text(const struct fill_ctx *c, const char *name, const char *value)
{
	const struct life_ask *ask = c->mv ? life_move_ask(c->mv, name) : NULL;
	int32_t day;

	if (ask && ask->type == LIFE_ASK_DAY && day_parse(value, &day))
		return day_text(c->a, c->lang, day);
	for (size_t i = 0; ask && i < ask->nchoices; i++)
		if (strcmp(ask->choices[i].id, value) == 0)
			return ask->choices[i].label.in[c->lang];
	return value;
}

static const char *
fill_value(void *ctx, const char *name)
{
	struct fill_ctx *c = ctx;
	const char *s;

	if (strcmp(name, "by") == 0)
		return c->who;
	s = json_field(c->say, name);
	if (c->lang == LANG_EN && *json_field(c->say, arena_fmt(c->a, "%s_en", name)))
		s = json_field(c->say, arena_fmt(c->a, "%s_en", name));
	return ask_text(c, name, arena_str(c->a, s));
}

/* Acts of the engine itself, beside the life cycle's moves. */
static const struct {
	const char *act;
	enum msg sentence;
	const char *first;		/* what {1} is: a name said in the entry; NULL = the unit. {2} is always "count" */
} acts[] = {
	{ "file_for", M_matter_act_file_for },
	{ "file_outside", M_matter_act_file_outside },
	{ "outside", M_matter_act_outside },
	{ "outside_due", M_matter_act_outside_due },
	{ "answer", M_matter_act_answer },
	{ "chase", M_matter_act_chase },
	{ "rate", M_matter_act_rate },
	{ "remark_shown", M_matter_act_remark_shown },
	{ "remark_refused", M_matter_act_remark_refused },
	{ "merged_here", M_matter_act_merged_here },
	{ "edit", M_matter_act_edit },
	{ "plan", M_matter_act_plan },
	{ "agenda", M_matter_act_agenda },
	{ "meeting_off", M_matter_act_meeting_off },
	{ "poll_made", M_matter_act_poll_made, "poll" },
	{ "poll_open", M_matter_act_poll_open, "poll" },
	{ "poll_closed", M_matter_act_poll_closed, "poll" },
	{ "poll_counted", M_matter_act_poll_counted, "poll" },
	{ "poll_few", M_matter_act_poll_few, "poll" },
	{ "poll_cancelled", M_matter_act_poll_cancelled, "poll" },
	{ "survey", M_matter_act_survey },
	{ "survey_photo", M_matter_act_survey_photo },
	{ "hand_on", M_matter_act_hand_on },
	{ "links_revoked", M_matter_act_links_revoked },
	{ "erase", M_matter_act_erase },
	{ "note", M_matter_act_note },
	{ "shorten", M_matter_act_shorten },
	{ "shorten_remark", M_matter_act_shorten_remark },
	{ "fix", M_matter_act_fix },
	{ "fix_remark", M_matter_act_fix_remark },
	{ "fix_ask", M_matter_act_fix_ask },
	{ "fix_refused", M_matter_act_fix_refused },
	{ "appeal", M_matter_act_appeal },
	{ "appeal_kept", M_matter_act_appeal_kept },
	{ "appeal_restored", M_matter_act_appeal_restored },
	{ "unmerged", M_matter_act_unmerged },
	{ "unmerged_here", M_matter_act_unmerged_here },
	{ "blur", M_matter_act_blur },
};

/* Counted, not told one by one; staff see the ratings, for their words, their own notes, which links they took back, and corrections
 * that changed nothing. */
static bool
act_hidden(const char *act, bool staff)
{
	if (strcmp(act, "support") == 0 || strcmp(act, "comment") == 0 || strcmp(act, "thanks") == 0)
		return true;
	return !staff && (strcmp(act, "rate") == 0 || strcmp(act, "note") == 0 || strcmp(act, "links_revoked") == 0 ||
		strcmp(act, "fix_ask") == 0 || strcmp(act, "fix_refused") == 0);
}

static const char *
unit_name(const struct fill_ctx *c)
{
	const char *en = json_field(c->say, "unit_en");

	if (c->lang == LANG_EN && *en)
		return arena_str(c->a, en);
	return arena_str(c->a, json_field(c->say, "unit"));
}

/* Whether the unit wrote it or staff wrote down what it said. */
static enum msg
answer_sentence(const char *via)
{
	if (strcmp(via, "phone") == 0)
		return M_matter_act_answer_phone;
	return strcmp(via, "letter") == 0 ? M_matter_act_answer_letter : M_matter_act_answer;
}

static const char *
sentence_of(struct fill_ctx *c, const char *act)
{
	enum outcome o;
	int32_t day;

	if (strcmp(act, "answer") == 0 && outcome_find(json_field(c->say, "outcome"), &o))
		return msg_fmt(c->a, c->lang, answer_sentence(json_field(c->say, "via")), unit_name(c),
			msg_text(c->lang, outcome_label(o)), NULL);
	if (strcmp(act, "extend") == 0 && day_parse(json_field(c->say, "day"), &day))
		return msg_fmt(c->a, c->lang, M_matter_act_extend, unit_name(c), day_text(c->a, c->lang, day), NULL);
	if (strcmp(act, "call_back") == 0)
		return msg_fmt(c->a, c->lang, M_matter_act_call, msg_text(c->lang, strcmp(json_field(c->say, "reached"), "yes") == 0 ?
			M_matter_call_reached : M_matter_call_missed), NULL);
	if (strcmp(act, "meeting_moved") == 0 && day_parse(json_field(c->say, "day"), &day))
		return msg_fmt(c->a, c->lang, M_matter_act_meeting_moved, day_text(c->a, c->lang, day),
			arena_str(c->a, json_field(c->say, "venue")), NULL);
	for (size_t i = 0; i < COUNT(acts); i++)
		if (strcmp(acts[i].act, act) == 0)
			return msg_fmt(c->a, c->lang, acts[i].sentence,
				acts[i].first ? json_field(c->say, acts[i].first) : unit_name(c), json_field(c->say, "count"), NULL);
	if (c->mv)
		return life_fill(c->a, c->mv->sentence.in[c->lang], fill_value, c);
	return act;
}

static const char *
words_named(const struct fill_ctx *c, const char *name, bool staff)
{
	const char *s = c->lang == LANG_EN ? json_field(c->say, arena_fmt(c->a, "%s_en", name)) : "";

	if (!*s)
		s = json_field(c->say, name);
	return !*s && staff ? json_field(c->staff, name) : s;
}

/* The words shown as a quote: what was said, answered or published; and the reason, when one was given beside it. */
static const char *
words_of(const struct fill_ctx *c, bool staff)
{
	static const char *const order[] = { "words", "answer", "result", "what", "decision", "attributes" };
	const char *reason = words_named(c, "reason", staff), *said = "";

	for (size_t i = 0; i < COUNT(order) && !*said; i++)
		said = words_named(c, order[i], staff);
	if (*said && *reason && strcmp(said, reason) != 0)
		return arena_fmt(c->a, "%s\n\n%s", said, reason);
	return arena_str(c->a, *said ? said : reason);
}

static const char *
who_label(struct arena *a, enum lang l, const char *role, const struct fill_ctx *c)
{
	unsigned r = life_role_find(role);
	const char *unit = unit_name(c), *own = json_field(c->say, "deputy"), *who;

	if (r == LIFE_UNIT && *unit)
		return unit;
	who = r ? msg_text(l, life_role_label((enum life_role)r)) : arena_str(a, role);

	if (!*own)
		return who;
	r = life_role_find(own);
	return msg_fmt(a, l, M_matter_in_stead, who, r ? msg_text(l, life_role_label((enum life_role)r)) : "", NULL);
}

static void
files_of(const struct file_row *all, size_t n, int64_t entry, struct shown_entry *e)
{
	for (size_t i = 0; i < n; i++) {		/* files lie in the order of their entries */
		if (all[i].entry != entry)
			continue;
		if (!e->nfiles)
			e->files = &all[i];
		e->nfiles++;
	}
}

/* A published comment is quoted as the public sees it now: what was taken out of it since stands in no timeline. */
static const char *
remark_words(struct arena *a, json_t *payload, const struct remark_row_rows *remarks)
{
	const char *id = json_field(json_object_get(payload, "ref"), "remark");

	for (size_t i = 0; i < remarks->n; i++)
		if (strcmp(arena_fmt(a, "%lld", (long long)remarks->v[i].id), id) == 0)
			return remarks->v[i].body;
	return "";
}

static void
entry_show(struct arena *a, const struct matter *m, enum lang l, bool staff, const struct entry_of_matter *row,
	const struct remark_row_rows *remarks, struct shown_entry *ret)
{
	json_t *payload = row->payload.p ? json_loadb((const char *)row->payload.p, row->payload.n, 0, NULL) : NULL;
	struct fill_ctx c = { .a = a, .lang = l, .say = json_object_get(payload, "say"),
		.staff = json_object_get(payload, "staff"), .mv = lifecycle_move(m->lc, row->act) };
	unsigned role = life_role_find(row->role);

	c.who = who_label(a, l, row->role, &c);
	*ret = (struct shown_entry){ .id = row->id, .at = row->at, .seq = row->seq, .act = row->act, .as = row->role, .who = c.who };
	ret->erased = !row->payload.p;
	ret->official = role & (LIFE_STAFF | LIFE_UNIT);
	ret->sentence = sentence_of(&c, row->act);
	ret->inside = strcmp(row->act, "note") == 0;
	ret->words = strcmp(row->act, "remark_shown") == 0 && payload ? remark_words(a, payload, remarks) : words_of(&c, staff);
	ret->basis = arena_str(a, words_named(&c, "basis", false));
	json_decref(payload);
}

struct err
matter_timeline(struct db *db, struct arena *a, int64_t area, const struct matter *m, enum lang l, bool staff, struct timeline *ret)
{
	struct entry_of_matter_rows rows;
	struct file_row *files;
	struct remark_row_rows remarks;
	size_t nfiles;

	TRY(entry_of_matter(db, a, area, m->r.id, &rows));
	TRY(remark_list(db, a, area, m->r.id, "shown", &remarks));
	if (staff)
		TRY(file_list_all(db, a, area, m->r.id, &files, &nfiles));
	else
		TRY(file_list(db, a, area, m->r.id, &files, &nfiles));
	ret->v = NEWN(a, struct shown_entry, rows.n + 1);
	ret->n = 0;
	for (size_t i = rows.n; i-- > 0;) {
		if (act_hidden(rows.v[i].act, staff))
			continue;
		entry_show(a, m, l, staff, &rows.v[i], &remarks, &ret->v[ret->n]);
		files_of(files, nfiles, rows.v[i].id, &ret->v[ret->n]);
		ret->n++;
	}
	return OK;
}
