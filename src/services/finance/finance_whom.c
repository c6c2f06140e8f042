/* finance_whom.c - one rule against the firms that allowed it: columns filled within each consent, one scan. */
#include "services/finance/finance_whom.h"

#include "base_msg.h"
#include "services/finance/finance_index.h"

#define NEEDS (1u << F_AMOUNT | 1u << F_TERM | 1u << F_PURPOSE)

struct pool {
	struct arena *a;
	struct env *env;
	const struct fin_rule *rule;
	struct match_table *t;
	int64_t *firms;
	bool *look;
	size_t n;
};

/* ---- the firms ---- */

struct reading {
	struct fin_consent_in_force_rows consents;
	struct fin_fact_allowed_rows facts;
	struct fin_qual_allowed_rows quals;
	size_t at, fact, qual;			/* all three in the order of the firms */
};

/* The next firm with what it allows; facts and qualifications of firms before it are passed by. */
static unsigned
firm_next(struct arena *a, struct reading *x, struct fin_firm *f, bool *look)
{
	int64_t id = x->consents.v[x->at].firm;
	unsigned fields = 0;

	*f = (struct fin_firm){ .r.id = id };
	*look = false;
	for (int i = 0; i < F_COUNT; i++)
		f->told[i] = (struct fin_told){ "", "", 0 };
	for (; x->at < x->consents.n && x->consents.v[x->at].firm == id; x->at++) {
		fields |= fin_fields_of(a, x->consents.v[x->at].fields);
		*look |= strcmp(x->consents.v[x->at].purpose, "look") == 0;
	}
	for (; x->fact < x->facts.n && x->facts.v[x->fact].firm <= id; x->fact++) {
		int field = x->facts.v[x->fact].firm == id ? fin_field_find(x->facts.v[x->fact].field) : -1;

		if (field >= 0)
			f->told[field].value = x->facts.v[x->fact].value;
	}
	for (; x->qual < x->quals.n && x->quals.v[x->qual].firm <= id; x->qual++) {
		const struct fin_choice *c = fin_choice_find(fin_fields[F_QUALS].choices, x->quals.v[x->qual].qual);

		if (c && x->quals.v[x->qual].firm == id && f->nquals < FIN_QUALS)
			f->quals[f->nquals++] = (struct fin_held){ c, "", "", (int32_t)x->quals.v[x->qual].from_day, (int32_t)x->quals.v[x->qual].to_day };
	}
	return fields;
}

static bool
pool_fill(struct pool *p, struct reading *x, int32_t day)
{
	struct arena *once = arena_new();	/* a firm's facts are copied into the columns */
	bool fine = once != NULL;

	p->firms = NEWN(p->a, int64_t, x->consents.n + 1);
	p->look = NEWN(p->a, bool, x->consents.n + 1);
	for (; fine && x->at < x->consents.n; p->n++) {
		struct match_value v[F_COUNT];
		struct fin_facts facts;
		struct fin_firm f;
		unsigned fields = firm_next(once, x, &f, &p->look[p->n]);

		fin_firm_facts(once, &f, day, fields, &facts);
		for (int i = 0; i < F_COUNT; i++)
			fin_index_value(once, (enum fin_field_no)i, &facts.v[i], &v[i]);
		p->firms[p->n] = f.r.id;
		fine = match_table_put(p->t, (uint32_t)p->n, v);
		arena_clear(once);
	}
	arena_free(once);
	return fine;
}

/* ---- the rule ---- */

/* Tokens: a condition's number, or one past them all for "the formula grants something". */
static int
rest_ask(void *ctx, uint32_t row, uint32_t token, const struct match_value *v)
{
	const struct pool *p = ctx;
	const struct fin_rule *r = p->rule;
	bool limit = token == r->n;
	const struct feel_expr *x = limit ? r->limit : r->v[token].x;
	unsigned uses = limit ? 0 : r->v[token].uses;
	struct value facts[F_COUNT], is;

	(void)row;
	for (int f = 0; f < F_COUNT; f++) {
		facts[f] = fin_index_back(p->a, (enum fin_field_no)f, &v[f]);
		if ((uses >> f & 1u) && facts[f].kind == V_NULL)
			return -1;
	}
	is = feel_eval(feel_run_new(p->a, p->env, NULL), x, facts);
	if (!limit)
		return is.kind != V_BOOLEAN ? -1 : is.truth;
	return is.kind != V_NUMBER ? -1 : !is.num.neg && !dec_zero(is.num);
}

static const struct match_node *
rule_tree(struct pool *p)
{
	const struct fin_rule *r = p->rule;
	struct match_node *tree = NEW(p->a, struct match_node), *kids = NEWN(p->a, struct match_node, r->n + 1);
	unsigned limit = 0;
	size_t n = 0;

	for (size_t i = 0; i < r->n; i++) {
		if (r->v[i].from == COND_LIMIT)
			limit = r->v[i].uses & ~NEEDS;
		if (!(r->v[i].uses & NEEDS))
			kids[n++] = fin_index_cond(p->a, r, i);
	}
	if (limit)	/* the limit hangs on the firm: with nothing to lend it serves nobody */
		kids[n++] = (struct match_node){ .op = MATCH_REST, .token = (uint32_t)r->n, .looks = limit };
	*tree = (struct match_node){ .op = MATCH_AND, .kids = kids, .nkids = n };
	return tree;
}

static struct err
named(struct db *db, int64_t area, const struct pool *p, const struct match_whom *m, struct fin_whom *ret)
{
	ret->v = NEWN(p->a, struct fin_firm_row, p->n + 1);
	for (size_t i = 0; i < p->n; i++) {
		bool found;

		if (!p->look[i] || !(m->pass[i / 64] >> i % 64 & 1u))
			continue;
		TRY(fin_firm_get(db, p->a, area, p->firms[i], &ret->v[ret->n], &found));
		ret->n += found;
	}
	return OK;
}

struct err
fin_whom(struct db *db, struct arena *a, struct env *env, int64_t area, int64_t org, int32_t day, const struct fin_rule *r, bool list,
	 struct fin_whom *ret)
{
	struct pool p = { .a = a, .env = env, .rule = r };
	struct match_slot slots[F_COUNT];
	struct reading x = { 0 };
	struct match_whom m = { 0 };
	bool fine;

	*ret = (struct fin_whom){ 0 };
	TRY(fin_consent_in_force(db, a, area, org, day, &x.consents));
	TRY(fin_fact_allowed(db, a, area, org, day, &x.facts));
	TRY(fin_qual_allowed(db, a, area, org, day, &x.quals));
	fin_index_slots(slots);
	p.t = match_table_new(slots, F_COUNT, day);
	fine = p.t && pool_fill(&p, &x, day) && match_whom(p.t, rule_tree(&p), list, rest_ask, &p, a, &m);
	match_table_free(p.t);
	if (!fine)
		return FAIL(503, M_err_busy);
	ret->all = p.n;
	ret->fits = m.count[MATCH_PASS];
	ret->unknown = m.count[MATCH_UNKNOWN];
	return list ? named(db, area, &p, &m, ret) : OK;
}
