/* notify.c - who is told what: letters written to the outbox in the same section as the change they tell of. */
#include "matter/notify.h"

#include "base/day.h"
#include "base/text.h"
#include "matter/call.h"
#include "matter/kinds.h"
#include "post/post.h"
#include "matter_msg.h"

const char *
notify_link(struct act *act, const char *path)
{
	return arena_fmt(act->a, "%s%s", matter_conf()->public_url, path);
}

const char *
told_to(struct db *w, struct act *act, int64_t account, const struct told *t)
{
	return t->in[person_lang(w, act->a, act->area, account)];
}

const char *
told_both(struct arena *a, const struct told *t, const char *between)
{
	return arena_fmt(a, "%s%s%s", t->in[LANG_ZH], between, t->in[LANG_EN]);
}

struct err
notify_account(struct db *w, struct act *act, int64_t account, int64_t matter, const char *purpose, const char *dedupe,
	const char *text)
{
	struct post_to to[2] = { 0 };
	struct post_word word = { "text", text };
	struct letter l = { .matter = matter, .purpose = purpose, .dedupe = dedupe, .lang = person_lang(w, act->a, act->area, account),
		.subject = text, .text = text, .words = &word, .nwords = 1, .to = to };
	int64_t deputy;
	bool found;

	/* While somebody of the staff is away their letters reach the deputy as well. */
	TRY(person_to(w, act->a, act->area, account, &to[0], &found));
	l.nto = found;
	TRY(cover_deputy(w, act->a, act->area, account, day_of(act->env, env_now(act->env)), &deputy));
	if (deputy) {
		TRY(person_to(w, act->a, act->area, deputy, &to[l.nto], &found));
		l.nto += found;
	}
	return l.nto ? post_put(w, act->env, act->area, &l, NULL) : OK;
}

struct err
notify_filed(struct db *w, struct act *act, int64_t id, const struct filed *f)
{
	if (!f->author)
		return OK;
	return notify_account(w, act, f->author, id, "filed", NULL,
		msg_fmt(act->a, person_lang(w, act->a, act->area, f->author), M_matter_sms_filed, f->number, notify_link(act, f->address), NULL));
}

/* A result: whoever raised the matter gets a link of their own with it, to rate without signing in: after closing too, as long as
 * they may be called about it. */
static struct err
tell_result(struct db *w, struct act *act, const struct matter *m)
{
	const char *token = link_token(act->a, act->env);
	const enum lang lang = person_lang(w, act->a, act->area, m->r.author);
	const char *text = msg_fmt(act->a, lang, M_matter_sms_result, m->r.number, text_cut(act->a, m->r.title, 20),
		notify_link(act, arena_fmt(act->a, "/r/%s", token)), NULL);
	struct post_word word = { "text", text };
	struct post_to to = { 0 };
	struct letter l = { .matter = m->r.id, .purpose = "result", .lang = lang, .subject = text, .text = text, .words = &word,
		.nwords = 1, .secret = true, .to = &to, .nto = 1 };
	bool found;

	TRY(person_to(w, act->a, act->area, m->r.author, &to, &found));
	if (!found)
		return OK;
	TRY(link_put(w, act, token, "rate", m->r.id, 0, 0, CALL_DAYS));
	return post_put(w, act->env, act->area, &l, NULL);
}

/* Everybody who follows, once, but not the one who acted and not `but`. */
static struct err
tell_followers(struct db *w, struct act *act, const struct matter *m, int64_t but, const char *purpose,
	const struct told *t)
{
	struct follow_list_rows rows;

	TRY(follow_list(w, act->a, act->area, m->r.id, &rows));
	for (size_t i = 0; i < rows.n; i++)
		if (rows.v[i].account != act->who.account && rows.v[i].account != but)
			TRY(notify_account(w, act, rows.v[i].account, m->r.id, purpose, NULL, told_to(w, act, rows.v[i].account, t)));
	return OK;
}

/* state: where it stands now. */
static struct told
moved_told(struct act *act, const struct matter *m, const struct life_state *state)
{
	struct told t;

	for (int l = 0; l < LANG_COUNT; l++)
		t.in[l] = msg_fmt(act->a, (enum lang)l, M_matter_sms_moved, m->r.number, text_cut(act->a, m->r.title, 20), state->label.in[l],
			notify_link(act, m->address), NULL);
	return t;
}

struct err
notify_moved(struct db *w, struct act *act, const struct matter *m, const struct life_move *mv, const struct step *s)
{
	const unsigned people = LIFE_TELL_AUTHOR | LIFE_TELL_FOLLOWERS | LIFE_TELL_SUPPORTERS;
	const bool result = life_move_ask(mv, "result") && m->r.author;
	const struct told t = moved_told(act, m, mv->to ? mv->to : m->state);

	if (result)
		TRY(tell_result(w, act, m));
	if ((mv->tells & people) == LIFE_TELL_AUTHOR && !result)
		return m->r.author && m->r.author != act->who.account ?
			notify_account(w, act, m->r.author, m->r.id, "moved", NULL, told_to(w, act, m->r.author, &t)) : OK;
	/* Authors and signed-in supporters follow from the start: telling followers tells each of them once. */
	return mv->tells & people ? tell_followers(w, act, m, result ? m->r.author : 0, "moved", &t) : OK;
}

struct err
notify_followers(struct db *w, struct act *act, int64_t matter, const char *purpose, const char *once, const struct told *t)
{
	struct follow_list_rows rows;

	TRY(follow_list(w, act->a, act->area, matter, &rows));
	for (size_t i = 0; i < rows.n; i++)
		TRY(notify_account(w, act, rows.v[i].account, matter, purpose, arena_fmt(act->a, "%s/%lld", once,
			(long long)rows.v[i].account), told_to(w, act, rows.v[i].account, t)));
	return OK;
}

const char *
notify_about(struct arena *a, int64_t assignment)
{
	return arena_fmt(a, "assignment/%lld", (long long)assignment);
}

/* A unit's address is public office data, not a person's: it travels in plain. Nobody knows who reads there: both languages. */
static struct err
tell_org(struct db *w, struct act *act, const struct matter *m, const struct org *org, const char *purpose, const char *about,
	const struct told *subject, const struct told *text)
{
	struct post_to to = { .channel = POST_MAIL, .sealed = { (const unsigned char *)org->email, strlen(org->email) },
		.shown = org->email };
	struct letter l = { .matter = m->r.id, .purpose = purpose, .dedupe = about, .lang = LANG_ZH, .subject = told_both(act->a, subject, " / "),
		.text = told_both(act->a, text, "\n\n* * *\n\n"), .secret = true, .to = &to, .nto = 1 };	/* secret: it carries a signed link */

	return text_empty(org->email) ? OK : post_put(w, act->env, act->area, &l, NULL);
}

struct err
notify_asked(struct db *w, struct act *act, const struct matter *m, int64_t assignment, const struct sending *s)
{
	struct told subject, text;
	struct org org;
	const char *where;

	if (!s->token)
		return OK;
	TRY(org_get(w, act->a, act->area, s->org, &org));
	for (enum lang l = 0; l < LANG_COUNT; l++) {
		subject.in[l] = msg_fmt(act->a, l, M_matter_mail_ask_subject, place_name(&m->place, l), m->r.title, NULL);
		where = matter_where(w, act->a, act->area, m, l);
		where = arena_fmt(act->a, text_empty(where) ? "%s" : l == LANG_EN ? "%s (%s)" : "%s（%s）", place_name(&m->place, l), where);
		text.in[l] = msg_fmt(act->a, l, M_matter_mail_ask_text, org_name(&org, l), where, m->r.title, s->ask,
			day_text(act->a, l, s->due), notify_link(act, arena_fmt(act->a, "/u/%s", s->token)), NULL);
	}
	return tell_org(w, act, m, &org, "ask", arena_fmt(act->a, "%s/ask", notify_about(act->a, assignment)), &subject, &text);
}

struct err
notify_chased(struct db *w, struct act *act, const struct matter *m, const struct assignment_row *as, const char *words)
{
	const char *token = link_token(act->a, act->env);
	struct told subject, text;
	struct org org;

	/* The old letter may be lost: a chase-up carries a link of its own. */
	TRY(org_get(w, act->a, act->area, as->org, &org));
	TRY(link_put(w, act, token, "unit", m->r.id, as->id, as->org, 30));
	for (enum lang l = 0; l < LANG_COUNT; l++) {
		subject.in[l] = msg_fmt(act->a, l, M_matter_mail_chase_subject, m->r.title, NULL);
		text.in[l] = msg_fmt(act->a, l, M_matter_mail_chase_text, org_name(&org, l), m->r.title, day_text(act->a, l, (int32_t)as->due),
			text_empty(words) ? "" : words, notify_link(act, arena_fmt(act->a, "/u/%s", token)), NULL);
	}
	return tell_org(w, act, m, &org, "chase", arena_fmt(act->a, "%s/chase%lld", notify_about(act->a, as->id), (long long)as->chased + 1),
		&subject, &text);
}

struct err
notify_answered(struct db *w, struct act *act, const struct matter *m, const struct assignment_row *as,
	const struct answering *an)
{
	struct told t;

	if (an->outcome == OUTCOME_ACKNOWLEDGED)
		return OK;
	for (int l = 0; l < LANG_COUNT; l++)
		t.in[l] = msg_fmt(act->a, (enum lang)l, M_matter_sms_answered, l == LANG_EN && *as->org_en ? as->org_en : as->org_zh,
			text_cut(act->a, m->r.title, 20), msg_text((enum lang)l, outcome_label(an->outcome)), notify_link(act, m->address), NULL);
	return tell_followers(w, act, m, 0, "answered", &t);
}

struct err
notify_refused(struct db *w, struct act *act, int64_t account, int64_t matter, int64_t remark, const char *reason)
{
	return notify_account(w, act, account, matter, "refused", arena_fmt(act->a, "refused/%lld", (long long)remark),
		msg_fmt(act->a, person_lang(w, act->a, act->area, account), M_matter_sms_refused, reason, NULL));
}

struct err
notify_thanked(struct db *w, struct act *act, int64_t matter, const char *words)
{
	struct assignments as;
	struct matter m;

	TRY(matter_load(w, act->a, act->area, matter, &m));
	TRY(assignment_list(w, act->a, act->area, matter, &as));
	for (size_t i = 0; i < as.n; i++) {
		struct told subject, text;
		struct org org;
		bool before = false;

		for (size_t k = 0; k < i; k++)
			before = before || as.v[k].org == as.v[i].org;
		if (before)
			continue;
		TRY(org_get(w, act->a, act->area, as.v[i].org, &org));
		for (enum lang l = 0; l < LANG_COUNT; l++) {
			subject.in[l] = msg_fmt(act->a, l, M_matter_mail_thanks_subject, m.r.title, NULL);
			text.in[l] = msg_fmt(act->a, l, M_matter_mail_thanks_text, org_name(&org, l), m.r.title, words, notify_link(act, m.address), NULL);
		}
		TRY(tell_org(w, act, &m, &org, "thanks", NULL, &subject, &text));
	}
	return OK;
}

struct err
notify_parted(struct db *w, struct act *act, const struct matter *m, const struct life_state *back)
{
	const struct told t = moved_told(act, m, back);

	return tell_followers(w, act, m, 0, "moved", &t);
}

struct err
notify_shortened(struct db *w, struct act *act, int64_t account, const struct matter *m, int64_t ruling, const char *reason)
{
	return notify_account(w, act, account, m->r.id, "refused", arena_fmt(act->a, "shortened/%lld", (long long)ruling),
		msg_fmt(act->a, person_lang(w, act->a, act->area, account), M_matter_sms_shortened, m->r.number, reason,
			notify_link(act, arena_fmt(act->a, "/ruling/%lld", (long long)ruling)), NULL));
}

struct err
notify_fixed(struct db *w, struct act *act, int64_t account, const struct matter *m, int64_t fix, bool done, const char *answer)
{
	return notify_account(w, act, account, m->r.id, "fix", arena_fmt(act->a, "fix/%lld", (long long)fix),
		msg_fmt(act->a, person_lang(w, act->a, act->area, account), done ? M_matter_sms_fixed : M_matter_sms_fix_refused, m->r.number, answer,
			notify_link(act, arena_fmt(act->a, "/fix/%lld", (long long)fix)), NULL));
}

struct err
notify_appeal(struct db *w, struct act *act, int64_t account, const struct matter *m, int64_t ruling, bool restored,
	const char *answer)
{
	return notify_account(w, act, account, m->r.id, "appeal", arena_fmt(act->a, "appeal/%lld", (long long)ruling),
		msg_fmt(act->a, person_lang(w, act->a, act->area, account), restored ? M_matter_sms_restored : M_matter_sms_kept, m->r.number, answer,
			notify_link(act, arena_fmt(act->a, "/ruling/%lld", (long long)ruling)), NULL));
}
