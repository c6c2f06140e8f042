/* demo_need.c - firms' needs of the demonstration: filed, given to banks and moved by the functions that the pages call. */
#include "main/demo_finance.h"

#include <stdio.h>

#include "base/day.h"
#include "base/text.h"
#include "finance_need_msg.h"
#include "main/demo_int.h"
#include "people/staff.h"
#include "services/finance/finance_firm.h"
#include "services/finance/finance_need.h"
#include "store/store.h"

#define STORY_YEAR 2023
#define NEEDS      40
#define ANSWERS    8
#define DAWN       (7 * 3600 * US_SECOND)	/* before the other stories of a day begin */

struct demo_need_run {
	int32_t first[NEEDS];			/* its first day */
	int64_t id[NEEDS];			/* of the matter, once it is filed */
};

struct moving {
	struct demo *d;
	const struct demo_need *n;
	size_t no;
	const struct demo_need_act *x;		/* NULL: it is filed */
};

static struct demo_person *
who_is(const struct moving *m, const char *by, const char *bank)
{
	const char *name = strcmp(by, "firm") == 0 ? demo_firm_speaker(m->d, (size_t)m->n->firm) :
		strcmp(by, "bank") == 0 ? (strcmp(bank, "bank1") == 0 ? "bank" : bank) : by;
	struct demo_person *p = demo_person(m->d, name);

	assert(p);
	return p;
}

static struct err
act_as(struct db *w, const struct moving *m, const struct matter *at, struct act *ret)
{
	static const struct {
		const char *by;
		enum fin_seer as;
	} seers[] = { { "firm", SEES_FIRM }, { "bank", SEES_BANK }, { "bureau", SEES_BUREAU } };
	const struct demo_person *p = who_is(m, m->x->by, m->x->bank);

	*ret = (struct act){ .a = m->d->a, .env = m->d->env, .area = m->d->area };
	for (size_t i = 0; i < COUNT(seers); i++)
		if (strcmp(seers[i].by, m->x->by) == 0)
			return fin_who(w, ret->a, ret->area, &p->caller, p->owner, at, seers[i].as, &ret->who);
	assert(!"somebody who has no part in a need");
	return OK;
}

static struct err
bank_id(struct db *w, const struct moving *m, struct org *ret)
{
	bool found;

	TRY(org_by_code(w, m->d->a, m->d->area, m->x->bank, ret, &found));
	assert(found);
	return OK;
}

/* ---- filing ---- */

/* The form's page takes what the profile knows along. */
static struct err
facts_of(struct db *w, const struct moving *m, struct fin_need_new *n)
{
	struct fin_facts known = { 0 };
	struct fin_firm_row row;
	struct fin_firm f;
	struct out o;
	bool found;

	TRY(fin_firm_of_code(w, m->d->a, m->d->area, n->code, &row, &found));
	assert(found);
	TRY(fin_firm_load(w, m->d->a, m->d->area, row.id, &f));
	fin_firm_facts(m->d->a, &f, m->d->today, FIN_FIRM_FIELDS, &known);
	out_init(&o, m->d->a);
	for (int i = 0; i < F_COUNT; i++)
		if (!text_empty(known.typed[i]))
			out_fmt(&o, "%s=%s\n", fin_fields[i].id, known.typed[i]);
	n->firm = row.id;
	n->facts = out_cstr(&o);
	return OK;
}

static struct err
file_tx(struct db *w, const struct moving *m)
{
	struct demo *d = m->d;
	const struct demo_need *x = m->n;
	const struct demo_person *p = who_is(m, x->on_behalf ? "bureau" : "firm", "");
	struct fin_need_new n = { .place = d->community, .code = demo_firms[x->firm].code, .name = demo_firms[x->firm].name, .amount = x->amount * INT64_C(1000000),
		.term = x->term, .purpose = x->purpose, .words = x->words, .old_due = x->old_due ? d->needs->first[m->no] + x->old_due : 0 };
	struct act act = { .a = d->a, .env = d->env, .area = d->area };
	struct filed filed;

	TRY(facts_of(w, m, &n));
	TRY(who_at(w, d->a, d->area, &p->caller, p->owner, NULL, &act.who));
	act.who.as = life_role_name(x->on_behalf ? LIFE_BUREAU : LIFE_AUTHOR);
	if (x->on_behalf) {
		n.contact = who_is(m, "firm", "")->draft;
		n.paper = &d->pictures[PICTURE_MAP];
	}
	TRY(fin_need_file(w, &act, &n, &filed));
	d->needs->id[m->no] = filed.id;
	return OK;
}

/* ---- moves ---- */

static struct err
give(struct db *w, const struct moving *m)
{
	struct fin_giving g = { .need = m->d->needs->id[m->no], .phone = true, .agreed = msg_text(LANG_ZH, M_finn_agree) };
	struct fin_version_row_rows book;
	struct matter need;
	struct filed filed;
	struct act act;
	struct org bank;

	TRY(bank_id(w, m, &bank));
	g.org = bank.id;
	TRY(fin_handbook(w, m->d->a, m->d->area, day_of(m->d->env, env_now(m->d->env)), 0, FIN_HANDBOOK_MAX, &book));
	for (size_t i = 0; i < book.n; i++)
		if (book.v[i].org == bank.id && strcmp(book.v[i].name_zh, m->x->answers) == 0)
			g.product = book.v[i].id;
	assert(g.product);
	TRY(matter_load_any(w, m->d->a, m->d->area, g.need, &need));
	TRY(act_as(w, m, &need, &act));
	return fin_refer(w, &act, &g, &filed);
}

/* "a=b;c=d" as answers; a day is written as days after the need's first. */
static void
answers_read(const struct moving *m, struct answer said[ANSWERS], struct step *s)
{
	struct arena *a = m->d->a;
	char *text = arena_str(a, m->x->answers), *save = NULL;

	for (char *one = strtok_r(text, ";", &save); one; one = strtok_r(NULL, ";", &save)) {
		char *eq = strchr(one, '=');
		int64_t days;

		assert(eq && s->nanswers < ANSWERS);
		*eq++ = '\0';
		if (*eq == '+' && text_int(eq + 1, 0, 10000, &days))
			eq = arena_str(a, day_iso(a, m->d->needs->first[m->no] + (int32_t)days));
		if (strcmp(one, "reason") == 0)
			s->reason = eq;
		else
			said[s->nanswers++] = (struct answer){ one, eq };
	}
	s->answers = said;
}

static struct err
named_bank(struct db *w, const struct moving *m, struct answer said[ANSWERS], struct step *s)
{
	for (size_t i = 0; i < s->nanswers; i++)
		if (strcmp(said[i].name, "bank") == 0) {
			struct org other;
			bool found;

			TRY(org_by_code(w, m->d->a, m->d->area, said[i].value, &other, &found));
			assert(found && s->nanswers < ANSWERS);
			said[i].value = other.zh;
			said[s->nanswers++] = (struct answer){ "bank_id", arena_fmt(m->d->a, "%lld", (long long)other.id) };
			break;
		}
	return OK;
}

static struct err
move(struct db *w, const struct moving *m)
{
	int64_t id = m->d->needs->id[m->no];
	struct step s = { .move = m->x->move, .version = -1 };
	struct fin_referral_item_rows banks;
	struct answer said[ANSWERS];
	struct matter at;
	struct act act;
	struct org bank;

	answers_read(m, said, &s);
	TRY(named_bank(w, m, said, &s));
	if (m->x->bank) {
		TRY(bank_id(w, m, &bank));
		TRY(fin_referral_of_need(w, m->d->a, m->d->area, id, &banks));
		id = 0;
		for (size_t i = 0; i < banks.n; i++)
			if (banks.v[i].org == bank.id)
				id = banks.v[i].id;
		assert(id);
	}
	TRY(matter_load_any(w, m->d->a, m->d->area, id, &at));
	TRY(act_as(w, m, &at, &act));
	return m->x->bank ? fin_referral_do(w, &act, id, &s) : fin_need_do(w, &act, id, &s);
}

static struct err
moving_tx(struct db *w, void *ctx)
{
	const struct moving *m = ctx;

	return !m->x ? file_tx(w, m) : strcmp(m->x->move, "give") == 0 ? give(w, m) : move(w, m);
}

static void
begin(struct demo *d)
{
	d->needs = NEW(d->a, struct demo_need_run);
	for (size_t i = 0; demo_needs[i].amount; i++) {
		assert(i < NEEDS);
		d->needs->first[i] = demo_needs[i].month ? day_from_ymd(STORY_YEAR, demo_needs[i].month, demo_needs[i].day) : d->today - demo_needs[i].day;
	}
}

static struct err
play(struct moving *m)
{
	struct err e = store_do(m->d->site->store, moving_tx, m);

	if (e.code)
		fprintf(stderr, "qiao demo: need %zu, %s at %s\n", m->no, m->x ? m->x->move : "file", m->x && m->x->bank ? m->x->bank : "-");
	m->d->env->fixed += 3 * 60 * US_SECOND;
	return e;
}

struct err
demo_needs_day(struct demo *d, int32_t day)
{
	if (!d->needs)
		begin(d);
	d->env->fixed = day_start(d->env, day) + DAWN;
	for (size_t i = 0; demo_needs[i].amount; i++) {
		struct moving m = { d, &demo_needs[i], i, NULL };

		if (d->needs->first[i] == day)
			TRY(play(&m));
		for (m.x = m.n->acts; m.x->move; m.x++)
			if (d->needs->first[i] + m.x->day == day)
				TRY(play(&m));
	}
	return OK;
}
