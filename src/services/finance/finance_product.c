/* finance_product.c - versions of products: kept, reviewed, in force; examples that must come out as said. */
#include "services/finance/finance_product.h"

#include "base/text.h"
#include "base_msg.h"

/* ---- examples ---- */

enum reason_state
fin_came(const struct fin_fit *f)
{
	return f->failed ? REASON_FAIL : f->unknown ? REASON_UNKNOWN : REASON_PASS;
}

int
fin_facts_read(struct arena *a, const char *text, struct value *facts)
{
	char *all = arena_str(a, text);
	int line = 0;

	for (int f = 0; f < F_COUNT; f++)
		facts[f] = v_null();
	for (char *p = all, *next; p; p = next) {
		char *eq;
		const char *wide;
		int f;

		line++;
		next = strchr(p, '\n');
		if (next)
			*next++ = '\0';
		if (text_empty(text_clean(a, p)))
			continue;
		eq = strchr(p, '=');
		wide = strstr(p, "\xef\xbc\x9d");	/* the full-width sign */
		if (wide && (!eq || wide < eq))
			eq = p + (wide - p);
		if (!eq)
			return line;
		f = fin_field_named(a, arena_dup(a, p, (size_t)(eq - p)));
		if (f < 0 || !fin_fact_read(a, (enum fin_field_no)f, eq + (*eq == '=' ? 1 : 3), &facts[f]))
			return line;
	}
	if (facts[F_SIZE].kind == V_NULL)
		facts[F_SIZE] = fin_size(facts);
	return 0;
}

bool
fin_examples_run(struct arena *a, struct env *env, const struct fin_rule *r, struct fin_example *v, size_t n)
{
	bool good = true, fits = false, fails = false;

	for (size_t i = 0; i < n; i++) {
		struct value facts[F_COUNT];

		v[i].bad_line = fin_facts_read(a, v[i].facts, facts);
		fin_fit(a, env, r, facts, &v[i].got);
		v[i].came = fin_came(&v[i].got);
		good &= !v[i].bad_line && v[i].came == v[i].expect;
		fits |= v[i].expect == REASON_PASS;
		fails |= v[i].expect == REASON_FAIL;
	}
	return good && fits && fails;
}

/* ---- reading ---- */

struct fin_terms
fin_terms_of(const struct fin_version_row *r)
{
	return (struct fin_terms){ r->cap, r->formula, r->grades, r->term_min, r->term_max };
}

static struct err
cond_read(const struct fin_condition_row *r, struct fin_cond *ret)
{
	int field = fin_field_find(r->field), op = fin_op_find(r->op);

	if (field < 0 || op < 0)
		return FAIL(500, M_err_server);
	*ret = (struct fin_cond){ .field = (enum fin_field_no)field, .op = (enum fin_op)op, .value = r->value, .feel = r->feel,
		.label_zh = r->label_zh, .label_en = r->label_en };
	return OK;
}

struct err
fin_conds_read(const struct fin_condition_row *v, size_t n, struct fin_cond *ret)
{
	for (size_t i = 0; i < n; i++)
		TRY(cond_read(&v[i], &ret[i]));
	return OK;
}

static struct err
examples_read(struct db *db, struct arena *a, int64_t area, struct fin_product *p)
{
	struct fin_example_list_rows rows;

	TRY(fin_example_list(db, a, area, p->r.id, &rows));
	for (size_t i = 0; i < rows.n && i < FIN_EXAMPLES; i++)
		p->examples[p->nexamples++] = (struct fin_example){ .name = rows.v[i].name, .facts = rows.v[i].facts,
			.expect = strcmp(rows.v[i].expect, "pass") == 0 ? REASON_PASS
				: strcmp(rows.v[i].expect, "fail") == 0 ? REASON_FAIL : REASON_UNKNOWN };
	return OK;
}

struct err
fin_product_load(struct db *db, struct arena *a, int64_t area, int64_t version, struct fin_product *ret)
{
	struct fin_condition_row_rows conds;
	bool found;

	*ret = (struct fin_product){ 0 };
	TRY(fin_version_get(db, a, area, version, &ret->r, &found));
	if (!found)
		return FAIL(404, M_err_not_found);
	TRY(fin_condition_list(db, a, area, version, &conds));
	ret->nown = conds.n < FIN_CONDITIONS ? conds.n : FIN_CONDITIONS;
	TRY(fin_conds_read(conds.v, ret->nown, ret->own));
	return examples_read(db, a, area, ret);
}

struct err
fin_product_rule(struct arena *a, struct feel_names *names, const struct fin_product *p, struct fin_rule *ret)
{
	struct fin_terms t = fin_terms_of(&p->r);
	struct feel_error e;
	const char *bad;

	return fin_rule_make(a, names, &t, p->own, p->nown, ret, &bad, &e) ? OK : FAIL(500, M_err_server);
}

/* ---- writing ---- */

struct err
fin_product_new(struct db *w, const struct fin_by *by, int64_t *version)
{
	struct fin_product_last last;
	int64_t now = env_now(by->env), product = env_id(by->env);

	TRY(fin_product_last(w, by->a, by->area, &last));
	TRY(fin_product_insert(w, by->area, product, by->org, last.number + 1, now, NULL));
	*version = env_id(by->env);
	return fin_version_insert(w, by->area, *version, product, 1, by->account, now, NULL);
}

static struct err
parts_put(struct db *w, const struct fin_by *by, int64_t version, const struct fin_product *p)
{
	TRY(fin_condition_clear(w, by->area, version, NULL));
	TRY(fin_example_clear(w, by->area, version, NULL));
	for (size_t i = 0; i < p->nown; i++) {
		const struct fin_cond *c = &p->own[i];

		TRY(fin_condition_insert(w, by->area, version, (int64_t)i + 1, fin_fields[c->field].id, fin_ops[c->op].id, c->value, c->feel,
			c->label_zh, c->label_en, NULL));
	}
	for (size_t i = 0; i < p->nexamples; i++)
		TRY(fin_example_insert(w, by->area, version, (int64_t)i + 1, p->examples[i].name,
			reason_state_word(p->examples[i].expect), p->examples[i].facts, NULL));
	return OK;
}

static struct err
row_write(struct db *w, const struct fin_by *by, int64_t id, int64_t rev, const struct fin_version_row *r, const char *state)
{
	int64_t changed;

	TRY(fin_version_write(w, by->area, id, r->class, r->name_zh, r->name_en, r->intro_zh, r->intro_en, r->cap, r->formula, r->grades,
		r->term_min, r->term_max, r->rate_low, r->rate_high, r->fee, r->days, r->repay, r->security, r->phone, r->from_day,
		r->to_day, by->account, env_now(by->env), state, rev, &changed));
	return changed ? OK : FAIL(409, M_err_stale);
}

/* 404 also for another institution's product: who asks learns nothing of it. */
static struct err
own_check(struct db *w, const struct fin_by *by, int64_t product)
{
	struct fin_product_org p;
	bool found;

	TRY(fin_product_org(w, by->a, by->area, product, &p, &found));
	return found && p.org == by->org ? OK : FAIL(404, M_err_not_found);
}

struct err
fin_version_new(struct db *w, const struct fin_by *by, int64_t product, int64_t *version)
{
	struct fin_version_row_rows all;
	struct fin_product p;

	TRY(own_check(w, by, product));
	TRY(fin_version_list(w, by->a, by->area, product, &all));
	*version = all.v[0].id;
	if (strcmp(all.v[0].state, "draft") == 0 || strcmp(all.v[0].state, "returned") == 0 || strcmp(all.v[0].state, "review") == 0)
		return OK;
	TRY(fin_product_load(w, by->a, by->area, all.v[0].id, &p));
	*version = env_id(by->env);
	TRY(fin_version_insert(w, by->area, *version, product, all.v[0].version + 1, by->account, env_now(by->env), NULL));
	TRY(row_write(w, by, *version, 0, &p.r, "draft"));
	return parts_put(w, by, *version, &p);
}

struct err
fin_version_save(struct db *w, const struct fin_by *by, const struct fin_product *p, bool send)
{
	struct fin_version_row r;
	bool found;

	TRY(fin_version_get(w, by->a, by->area, p->r.id, &r, &found));
	if (!found || r.org != by->org)
		return FAIL(404, M_err_not_found);
	TRY(row_write(w, by, p->r.id, p->r.rev, &p->r, send ? "review" : "draft"));
	return parts_put(w, by, p->r.id, p);
}

struct err
fin_version_answer(struct db *w, const struct fin_by *by, int64_t version, bool accept, const char *reason)
{
	struct fin_version_row r;
	int64_t changed;
	bool found;

	TRY(fin_version_get(w, by->a, by->area, version, &r, &found));
	if (!found)
		return FAIL(404, M_err_not_found);
	TRY(fin_version_review(w, by->area, version, accept ? "force" : "returned", by->account, env_now(by->env), reason, &changed));
	if (!changed)
		return FAIL(409, M_err_stale);
	if (!accept)
		return OK;
	TRY(fin_version_replace(w, by->area, r.product, version, NULL));
	return fin_book_touch(w, by->area, env_id(by->env), NULL);
}

struct err
fin_version_end(struct db *w, const struct fin_by *by, int64_t version)
{
	struct fin_version_row r;
	int64_t changed;
	bool found;

	TRY(fin_version_get(w, by->a, by->area, version, &r, &found));
	if (!found || r.org != by->org)
		return FAIL(404, M_err_not_found);
	TRY(fin_version_withdraw(w, by->area, version, &changed));
	return changed ? fin_book_touch(w, by->area, env_id(by->env), NULL) : FAIL(409, M_err_stale);
}
