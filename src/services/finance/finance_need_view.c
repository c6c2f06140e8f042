/* finance_need_view.c - words that several pages of needs and referrals show. */
#include "services/finance/finance_need_view.h"

#include "base/day.h"
#include "base/text.h"
#include "finance_need_msg.h"
#include "finance_page_msg.h"

struct fill {
	struct req *rq;
	int64_t due;
};

static const char *
fill_value(void *ctx, const char *name)
{
	const struct fill *f = ctx;

	return strcmp(name, "due") == 0 && f->due ? day_text(f->rq->a, f->rq->lang, (int32_t)f->due) : "";
}

const char *
fin_life_text(struct req *rq, const struct life_text *t, int64_t due)
{
	struct fill f = { rq, due };

	return life_fill(rq->a, t->in[rq->lang], fill_value, &f);
}

const struct life_state *
fin_state_of(const char *kind, const char *state)
{
	const struct lifecycle *lc = matter_lifecycle(kind);
	const struct life_state *s = lc ? lifecycle_state(lc, state) : NULL;

	assert(lc);
	return s ? s : lc->start;	/* a state of an older version: today's words serve */
}

const char *
fin_chip(const struct life_state *s, int64_t due, int32_t today)
{
	static const char *const good[] = { "granted", "signed", "drawn", "lent", "repaid", "closed", "done" };

	if (s->open && due && due < today)
		return " q-chip--bad";
	for (size_t i = 0; i < COUNT(good); i++)
		if (strcmp(good[i], s->id) == 0)
			return " q-chip--ok";
	return s->open ? " q-chip--warn" : " q-chip--plain";
}

const char *
fin_wan_words(struct req *rq, int64_t fen)
{
	const char *wan = fin_wan(rq->a, fen);
	struct decimal d = { 0 };

	(void)dec_parse(wan, strlen(wan), &d);
	return fin_amount(rq, d);
}

const char *
fin_day(struct req *rq, int64_t day)
{
	return day ? day_text(rq->a, rq->lang, (int32_t)day) : "";
}

const char *
fin_purpose(struct req *rq, const char *id)
{
	return fin_choices_words(rq->a, rq->lang, fin_fields[F_PURPOSE].choices, id);
}

size_t
fin_fact_lines(struct req *rq, const char *facts, struct fin_fact_line *ret)
{
	struct value v[F_COUNT];
	size_t n = 0;

	if (fin_facts_read(rq->a, facts, v))
		return 0;
	for (int f = 0; f < F_COUNT; f++)
		if (f != F_AMOUNT && f != F_TERM && f != F_PURPOSE && v[f].kind != V_NULL)
			ret[n++] = (struct fin_fact_line){ tr(rq, fin_fields[f].label), fin_fact_words(rq->a, rq->lang, (enum fin_field_no)f, v[f]) };
	return n;
}

const char *
fin_act_name(struct req *rq, const struct life_move *mv, const char *ask)
{
	return arena_fmt(rq->a, "%s_%s", mv->id, ask);
}

bool
fin_had(const struct fin_choose_view *v, int64_t org)
{
	for (size_t i = 0; i < v->nhad; i++)
		if (v->had[i].org == org && !v->had[i].closed)
			return true;
	return false;
}

bool
fin_named(const struct fin_choose_view *v, int64_t org)
{
	for (size_t i = 0; i < v->npassed; i++)
		if (v->passed_to[i] == org)
			return true;
	return false;
}
