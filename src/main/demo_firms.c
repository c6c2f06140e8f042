/* demo_firms.c - the firms of the demonstration, each through the functions that a firm's own pages call. */
#include "main/demo_finance.h"

#include "base/day.h"
#include "finance_consent_msg.h"
#include "main/demo_int.h"
#include "services/finance/finance_code.h"
#include "services/finance/finance_consent.h"

#define COUNTED_BY 6			/* institutions that every firm lets count, beside the bureau */

static struct err
figures_tell(struct db *w, const struct fin_by *by, const struct demo_firm *x, int64_t firm, int32_t today)
{
	for (size_t i = 0; i < DEMO_FIRM_FIELDS; i++) {
		int f = fin_field_find(demo_firm_fields[i]);
		struct fin_told t = { .source = "firm", .day = today };
		bool good;

		assert(f >= 0);
		good = fin_told_read(by->a, (enum fin_field_no)f, x->values[i], today, &t.value);
		assert(good);
		TRY(fin_firm_tell(w, by, firm, (enum fin_field_no)f, &t));
	}
	return OK;
}

/* Some end soon and some ran out, so that the pages have something to warn of. */
static struct err
quals_hold(struct db *w, const struct fin_by *by, const struct demo_firm *x, int64_t firm, size_t no, int32_t today)
{
	const struct fin_told none = { "told", "firm", today };

	if (strcmp(x->quals, "-") == 0)
		return fin_firm_tell(w, by, firm, F_QUALS, &none);
	for (const char *p = x->quals; *p; p += strcspn(p, ","), p += *p == ',') {
		struct fin_held q = { .qual = fin_choice_find(fin_fields[F_QUALS].choices, arena_dup(by->a, p, strcspn(p, ","))),
			.level = no % 3 ? "city" : "nation", .source = "firm", .from = today - 900 };

		assert(q.qual);
		q.to = today + (no % 9 == 4 ? -20 : no % 5 == 1 ? 40 : 195);
		TRY(fin_firm_hold(w, by, firm, &q));
	}
	return OK;
}

static struct err
consents_sign(struct db *w, const struct fin_by *by, int64_t firm, size_t no, int32_t today)
{
	struct org whom[COUNTED_BY + 1] = { { .id = FIN_BUREAU, .zh = msg_text(LANG_ZH, M_finc_bureau), .en = msg_text(LANG_EN, M_finc_bureau) } };
	struct orgs banks;
	struct fin_firm f;
	struct fin_consent_new n = { .purpose = "count", .orgs = whom, .to = today + 365, .lang = LANG_ZH };

	TRY(org_list(w, by->a, by->area, "bank", &banks));
	TRY(fin_firm_load(w, by->a, by->area, firm, &f));
	n.firm = &f.r;
	for (size_t i = 0; i < banks.n && i < COUNTED_BY; i++)
		whom[i + 1] = banks.v[i];
	n.norgs = 1 + (banks.n < COUNTED_BY ? banks.n : COUNTED_BY);
	for (size_t g = 0; fin_groups[g].id; g++)
		n.fields |= fin_groups[g].fields;
	TRY(fin_consent_put(w, by, &n));
	n.purpose = "look";
	n.fields = fin_groups[0].fields | fin_groups[1].fields | (no % 2 ? fin_groups[2].fields : 0);
	n.orgs = &whom[1 + no % COUNTED_BY];
	n.norgs = 1;
	if (banks.n >= COUNTED_BY)
		TRY(fin_consent_put(w, by, &n));
	n.orgs = whom;
	return no % 2 ? OK : fin_consent_put(w, by, &n);
}

/* The first resident speaks for one firm, the next ones keep the books of several. */
const char *
demo_firm_speaker(struct demo *d, size_t no)
{
	return no ? arena_fmt(d->a, "r%zu", 2 + no % 7) : "r1";
}

struct err
demo_finance_firms(struct db *w, struct demo *d)
{
	int64_t story = d->env->fixed;
	int32_t today;
	size_t no = 0;

	d->env->fixed = 0;		/* consents run for a year from the day of loading */
	today = day_of(d->env, env_now(d->env));
	for (const struct demo_firm *x = demo_firms; x->code; x++, no++) {
		const struct fin_by by = { d->a, d->env, d->area, demo_person(d, demo_firm_speaker(d, no))->caller.account, 0 };
		struct fin_code c;
		int64_t firm;

		fin_code_read(d->a, x->code, &c);
		assert(fin_code_sound(&c));
		TRY(fin_firm_new(w, &by, c.text, x->name, 0, &firm));
		TRY(figures_tell(w, &by, x, firm, today));
		TRY(quals_hold(w, &by, x, firm, no, today));
		TRY(consents_sign(w, &by, firm, no, today));
		if (no < 1 || no > 3)	/* the bureau has seen who speaks for all but three */
			TRY(fin_person_check(w, d->area, firm, by.account, env_now(d->env), demo_person(d, "bureau")->caller.account, NULL));
	}
	d->env->fixed = story;
	return OK;
}
