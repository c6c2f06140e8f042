/* finance_copy.c - a person's and a firm's copy of what finance keeps, and its forgetting (finance_copy.h). */
#include "services/finance/finance_copy.h"

#include "base/day.h"
#include "base/text.h"
#include "finance_consent_msg.h"
#include "finance_copy_msg.h"
#include "finance_copy_sql.h"
#include "finance_firm_msg.h"
#include "finance_msg.h"
#include "finance_need_msg.h"
#include "matter/erase.h"
#include "services/finance/finance.h"
#include "services/finance/finance_need.h"
#include "services/finance/finance_team.h"
#include "services/finance/finance_view.h"

#define LOOKS 1000

/* One copy being written. */
struct copy {
	struct arena *a;
	const struct env *env;
	enum lang l;
	struct out *o;
};

static void
head(const struct copy *c, enum msg title, size_t n)
{
	out_fmt(c->o, "\n== %s ==\n", msg_text(c->l, title));
	if (!n)
		out_fmt(c->o, "%s\n", msg_text(c->l, M_finc_none));
}

/* "- part | part", empty ones left out, of several lines one; parts ended by NULL. */
static void
row(const struct copy *c, const char *const *parts)
{
	const char *sep = "- ";

	for (; *parts; parts++)
		if (!text_empty(*parts)) {
			out_str(c->o, sep);
			for (const char *p = *parts; *p; p += strcspn(p, "\n"), p += *p == '\n')
				out_fmt(c->o, "%s%.*s", p == *parts ? "" : "; ", (int)strcspn(p, "\n"), p);
			sep = " | ";
		}
	out_str(c->o, "\n");
}

#define ROW(c, ...) row(c, (const char *const[]){ __VA_ARGS__, NULL })

static const char *
when(const struct copy *c, int64_t at)
{
	return time_text(c->a, c->env, c->l, at);
}

static struct err
needs_write(struct db *db, int64_t area, int64_t account, int64_t firm, const struct copy *c)
{
	struct copy_needs_rows rows;

	TRY(copy_needs(db, c->a, area, account, firm, &rows));
	head(c, M_finy_needs, rows.n);
	for (size_t i = 0; i < rows.n; i++) {
		const struct copy_needs *n = &rows.v[i];
		const char *wants = msg_fmt(c->a, c->l, M_finn_wants, msg_fmt(c->a, c->l, M_finy_wan, fin_wan(c->a, n->amount), NULL),
			arena_fmt(c->a, "%lld", (long long)n->term), fin_choices_words(c->a, c->l, fin_fields[F_PURPOSE].choices, n->purpose), NULL);

		ROW(c, when(c, n->created), n->name, n->code, wants, n->body, n->facts, arena_fmt(c->a, "%s/%s", n->home, n->number));
	}
	return OK;
}

struct err
fin_own(struct db *db, struct arena *a, const struct env *env, int64_t area, int64_t account, enum lang l, struct out *o)
{
	const struct copy c = { a, env, l, o };
	struct copy_speaks_rows firms;
	struct copy_asked_rows asked;
	struct copy_fairs_rows fairs;

	TRY(copy_speaks(db, a, area, account, &firms));
	head(&c, M_finf_mine, firms.n);
	for (size_t i = 0; i < firms.n; i++)
		ROW(&c, when(&c, firms.v[i].since), firms.v[i].name, firms.v[i].code, msg_text(l, firms.v[i].checked ? M_finf_people_checked : M_finf_people_unchecked),
			arena_fmt(a, "/finance/firm/%lld", (long long)firms.v[i].id));
	TRY(copy_asked(db, a, area, account, &asked));
	head(&c, M_finy_asked, asked.n);
	for (size_t i = 0; i < asked.n; i++)
		ROW(&c, when(&c, asked.v[i].asked), asked.v[i].name, asked.v[i].code);
	TRY(needs_write(db, area, account, 0, &c));
	TRY(copy_fairs(db, a, area, account, &fairs));
	head(&c, M_finy_fairs, fairs.n);
	for (size_t i = 0; i < fairs.n; i++)
		ROW(&c, when(&c, fairs.v[i].created), fairs.v[i].title, fairs.v[i].name, fairs.v[i].code, fairs.v[i].need);
	return OK;
}

/* ---- a firm ---- */

static void
figures_write(const struct copy *c, const struct fin_firm *f)
{
	size_t n = 0;

	for (int i = 0; i < F_COUNT; i++)
		n += i != F_QUALS && !text_empty(f->told[i].value);
	head(c, M_finf_figures, n);
	for (int i = 0; i < F_COUNT; i++) {
		const struct fin_choice *source = fin_choice_find(fin_sources, f->told[i].source);

		if (i == F_QUALS || text_empty(f->told[i].value))
			continue;
		ROW(c, msg_text(c->l, i == F_AGE ? M_finf_founded : fin_fields[i].label), f->told[i].value, source ? msg_text(c->l, source->label) : "",
			day_iso(c->a, f->told[i].day));
	}
	head(c, M_finf_quals, f->nquals);
	for (size_t i = 0; i < f->nquals; i++) {
		const struct fin_held *q = &f->quals[i];
		const struct fin_choice *level = fin_choice_find(fin_levels, q->level), *source = fin_choice_find(fin_sources, q->source);

		ROW(c, msg_text(c->l, q->qual->label), level ? msg_text(c->l, level->label) : "", q->from ? day_iso(c->a, q->from) : "",
			q->to ? day_iso(c->a, q->to) : "", source ? msg_text(c->l, source->label) : "");
	}
}

static struct err
allowed_write(struct db *db, int64_t area, int64_t firm, const struct copy *c)
{
	struct fin_consent_row_rows given;
	struct fin_look_list_rows looks;

	TRY(fin_consent_of_firm(db, c->a, area, firm, &given));
	head(c, M_finy_consents, given.n);
	for (size_t i = 0; i < given.n; i++)
		ROW(c, when(c, given.v[i].signed_at), given.v[i].body, given.v[i].hash,
			given.v[i].revoked ? msg_fmt(c->a, c->l, M_finy_revoked, when(c, given.v[i].revoked), NULL) : "");
	TRY(fin_look_list(db, c->a, area, firm, LOOKS, &looks));
	head(c, M_finy_looks, looks.n);
	for (size_t i = 0; i < looks.n; i++) {
		enum msg why = msg_find(looks.v[i].why);

		ROW(c, when(c, looks.v[i].at), c->l == LANG_EN ? looks.v[i].bank_en : looks.v[i].bank_zh, c->l == LANG_EN ? looks.v[i].label_en : looks.v[i].label_zh,
			why ? msg_text(c->l, why) : looks.v[i].why);
	}
	return OK;
}

struct err
fin_firm_copy(struct db *db, struct arena *a, const struct env *env, int64_t area, const struct fin_firm *f, int64_t account, int64_t now,
	      enum lang l, struct out *o)
{
	const struct copy c = { a, env, l, o };
	struct fin_person_list_rows people;

	out_fmt(o, "%s\n%s\n\n%s\n%s\n", msg_text(l, M_finy_title), msg_fmt(a, l, M_finy_lead, when(&c, now), NULL), f->r.name, f->r.code);
	figures_write(&c, f);
	TRY(fin_person_list(db, a, area, f->r.id, &people));
	head(&c, M_finf_people, people.n);
	for (size_t i = 0; i < people.n; i++)
		ROW(&c, when(&c, people.v[i].since), msg_text(l, people.v[i].checked ? M_finf_people_checked : M_finf_people_unchecked));
	TRY(allowed_write(db, area, f->r.id, &c));
	return needs_write(db, area, account, f->r.id, &c);
}

struct err
fin_firm_drop(struct db *w, const struct fin_by *by, int64_t firm)
{
	int64_t now = env_now(by->env);

	TRY(fin_consent_revoke_all(w, by->area, firm, now, by->account, NULL));
	TRY(copy_facts_drop(w, by->area, firm, NULL));
	TRY(copy_quals_drop(w, by->area, firm, NULL));
	TRY(copy_people_drop(w, by->area, firm, NULL));
	TRY(copy_guests_drop(w, by->area, firm, NULL));
	return copy_firm_drop(w, by->area, firm, arena_fmt(by->a, "gone-%lld", (long long)firm), now, NULL);
}

/* ---- forgetting a person ---- */

/* Banks that can still let go of it do; a loan that was signed is the bank's own business and stays with them, without the words. */
static struct err
need_forget(struct db *w, struct act *act, const struct matter *need, struct erasing *x)
{
	const struct step s = { .move = "withdraw", .version = -1 };
	struct fin_referral_item_rows banks;
	struct matter m;
	size_t held = 0;

	TRY(fin_referral_of_need(w, act->a, act->area, need->r.id, &banks));
	for (size_t i = 0; i < banks.n; i++) {
		TRY(matter_load_any(w, act->a, act->area, banks.v[i].id, &m));
		if (life_move_from(m.lc, lifecycle_move(m.lc, "withdraw"), m.state))
			TRY(fin_referral_do(w, act, banks.v[i].id, &s));
		else
			held += m.state->open;
	}
	TRY(matter_load_any(w, act->a, act->area, need->r.id, &m));	/* it followed theirs */
	if (!held && life_move_from(m.lc, lifecycle_move(m.lc, "withdraw"), m.state))
		TRY(fin_need_do(w, act, m.r.id, &s));
	TRY(adviser_task_drop(w, act->area, need->address, NULL));
	TRY(adviser_task_forget(w, act->area, need->address, NULL));
	erase_row(x, "fin_need", need->r.id);
	return copy_need_drop(w, act->area, need->r.id, msg_text(LANG_ZH, M_finy_gone), NULL);
}

struct err
fin_forget(struct db *w, struct arena *a, int64_t area, int64_t matter, int64_t account, struct erasing *x)
{
	struct act act = { .a = a, .env = erase_env(x), .area = area, .who = who_system() };
	const struct fin_by by = { a, erase_env(x), area, 0, 0 };
	struct fin_firm_row_rows firms;
	struct fin_need_row n;
	struct matter m;
	bool found;

	if (matter) {
		TRY(fin_need_get(w, a, area, matter, &n, &found));
		if (!found)
			return OK;
		TRY(matter_load_any(w, a, area, matter, &m));
		act.who.roles = LIFE_AUTHOR;		/* it asks for this, and for what follows from it */
		act.who.as = life_role_name(LIFE_AUTHOR);
		return need_forget(w, &act, &m, x);
	}
	TRY(fin_firm_of_account(w, a, area, account, &firms));
	for (size_t i = 0; i < firms.n; i++) {
		struct fin_person_list_rows left;

		TRY(fin_person_expel(w, a, by.env, area, firms.v[i].id, account));
		TRY(fin_person_list(w, a, area, firms.v[i].id, &left));
		if (!left.n)
			TRY(fin_firm_drop(w, &by, firms.v[i].id));
	}
	return copy_fairs_drop(w, area, account, msg_text(LANG_ZH, M_finy_gone), NULL);
}

void
finance_init(void)
{
	matter_erases(fin_forget);
	matter_owns(fin_own);
}
