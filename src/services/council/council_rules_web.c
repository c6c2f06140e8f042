/*
 * council_rules_web.c - decision tables of the district (matter/rulebook.h): the one in force, its versions, a draft changed rule by rule,
 * put in force from a day; ?book= says which, the dispatch rules first. A draft of those is tried against past matters. Plain forms, a
 * page of fifty rules. What they decide: matter/routing.h, council_siting.h.
 */
#include "services/council/council.h"

#include "base/day.h"
#include "base/text.h"
#include "council_rule_html.h"
#include "council_rules_html.h"
#include "services/council/council_dispatch.h"
#include "services/council/council_siting.h"
#include "services/council/council_view.h"
#include "web/web.h"
#include "base_msg.h"
#include "council_rules_msg.h"
#include "council_siting_msg.h"
#include "matter_msg.h"

#define CASES_MAX 1000			/* past matters a draft is tried against */
#define MOVED_MAX 50			/* of those, how many are listed */
#define RULES_MAX 5000

const struct book_words book_words[] = {
	{ &routing_book, M_rules_title, M_rules_lead },
	{ &siting_book, M_rules_siting, M_rules_siting_lead },
	{ NULL, M_NONE, M_NONE },
};

const struct book_words *
book_words_of(const struct rule_book *b)
{
	const struct book_words *w = book_words;

	while (w->book && w->book != b)
		w++;
	assert(w->book);
	return w;
}

/* The table is the whole district's: who may change it may so for all of it, not for one street. 0: no place is the district. */
static struct err
whole(struct req *rq, int64_t *ret)
{
	struct places district;

	TRY(place_list(rq->db, rq->a, rq->area, PLACE_DISTRICT, &district));
	*ret = district.n ? district.v[0].id : 0;
	return OK;
}

static struct err
whole_load(struct req *rq)
{
	return whole(rq, &rq->place);
}

/* ---- reading ---- */

/* "物业服务企业（主办）、供电单位" */
static const char *
units_text(struct req *rq, const struct orgs *all, const struct routing *r)
{
	struct out o;

	if (!r->rule)
		return tr(rq, M_rules_no_rule);
	out_init(&o, rq->a);
	for (int helpers = 0; helpers < 2; helpers++)
		for (size_t i = 0; i < all->n; i++) {
			const char *code = all->v[i].code;
			bool lead = strcmp(code, r->lead) == 0;
			if (helpers ? !lead && routing_assists(r, code) : lead)
				out_fmt(&o, "%s%s", !o.len ? "" : rq->lang == LANG_EN ? ", " : "、", org_name(&all->v[i], rq->lang));
		}
	return o.len ? out_cstr(&o) : r->lead;
}

/* Each past matter by the table in force today and by the draft. */
static struct err
try_out(struct req *rq, struct rules_page *v)
{
	struct rule_table now;
	struct rule_cases_rows cases;
	struct arena *a = arena_new();		/* one matter's: a thousand would fill the request's */

	if (!a)
		return FAIL(503, M_err_busy);
	struct err e = rule_in_force(rq->db, rq->a, rq->area, &routing_book, day_of(rq->env, env_now(rq->env)), &now);
	if (!e.code)
		e = rule_cases(rq->db, rq->a, rq->area, CASES_MAX, &cases);
	v->moved = NEWN(rq->a, struct moved_case, MOVED_MAX);
	for (size_t i = 0; !e.code && i < cases.n; i++) {
		const struct rule_cases *c = &cases.v[i];
		struct routing_case rc = { c->category, c->title, c->body, (int)c->kind };
		struct routing was = routing_ask(a, rq->env, &now, &rc), then = routing_ask(a, rq->env, &v->t, &rc);

		if (strcmp(was.lead, then.lead) != 0 || strcmp(was.assist, then.assist) != 0) {
			if (v->nlisted < MOVED_MAX)
				v->moved[v->nlisted++] = (struct moved_case){ c->number, c->title, arena_fmt(rq->a, "/%s/%s", c->slug, c->number),
					units_text(rq, &v->orgs, &was), arena_str(rq->a, units_text(rq, &v->orgs, &then)) };
			v->nmoved++;
		}
		arena_clear(a);
	}
	v->tried = true;
	v->ncases = e.code ? 0 : cases.n;
	arena_free(a);
	return e;
}

/* Do the words stand in a rule as it is read: its reason in either language, its cells in words or as written? */
static bool
rule_has(struct req *rq, const struct rules_page *v, const struct sheet_rule *r, const char *folded)
{
	const struct sheet *s = v->t.sheet;
	struct out o;

	out_init(&o, rq->a);
	out_str(&o, r->label);
	for (size_t k = 0; k < s->nin; k++)
		out_fmt(&o, "\n%s\n%s", r->cells[k], rules_cell(rq, &v->orgs, s->in[k].name, r->cells[k]));
	for (size_t k = 0; k < s->nout; k++)
		out_fmt(&o, "\n%s\n%s", r->outputs[k], rules_cell(rq, &v->orgs, s->out[k].name, r->outputs[k]));
	return strstr(text_fold(rq->a, out_cstr(&o)), folded);
}

static void
rules_find(struct req *rq, struct rules_page *v)
{
	const char *folded;
	size_t *rows = NEWN(rq->a, size_t, v->t.sheet->nrules + 1);

	v->q = text_cut(rq->a, rq_query(rq, "q"), 60);
	folded = text_fold(rq->a, v->q);
	for (size_t i = 0; i < v->t.sheet->nrules; i++)
		if (!*folded || rule_has(rq, v, &v->t.sheet->rules[i], folded))
			rows[v->nrows++] = i;
	v->rows = rows;
}

static struct err
rules_page(struct req *rq, struct out *o, struct rules_page *v)
{
	int64_t from = 1, district;

	TRY(whole(rq, &district));
	v->may = people_may(rq->db, rq->area, rq->caller, RIGHT_RULES, district);
	v->done = rq_query(rq, "done");
	TRY(rule_list(rq->db, rq->a, rq->area, v->t.book->name, &v->versions));
	TRY(org_answering(rq->db, rq->a, rq->area, &v->orgs));
	v->words = book_words_of(v->t.book);
	rules_find(rq, v);
	text_int(rq_query(rq, "from"), 1, RULES_MAX, &from);
	v->from = (size_t)from <= v->nrows ? ((size_t)from - 1) / RULES_PAGE * RULES_PAGE : 0;
	v->to = v->from + RULES_PAGE < v->nrows ? v->from + RULES_PAGE : v->nrows;
	if (*rq_query(rq, "try") && v->t.book == &routing_book)
		TRY(try_out(rq, v));
	if (rq->nfaults)
		rq->status = 422;
	rq->nav = "desk";
	page_begin(o, rq, tr(rq, v->words->title));
	council_rules_html(o, rq, v);
	page_end(o, rq);
	return OK;
}

/* ?book=, the dispatch rules when it is not said. 404. */
static struct err
book_asked(struct req *rq, const char *name, const struct rule_book **ret)
{
	*ret = text_empty(name) ? &routing_book : rulebook_find(name);
	return *ret ? OK : FAIL(404, M_err_not_found);
}

static struct err
now_get(struct req *rq, struct out *o)
{
	struct rules_page v = { 0 };
	const struct rule_book *book;

	TRY(book_asked(rq, rq_query(rq, "book"), &book));
	TRY(rule_in_force(rq->db, rq->a, rq->area, book, day_of(rq->env, env_now(rq->env)), &v.t));
	return rules_page(rq, o, &v);
}

/* The table of the path; a draft where one is asked for. */
static struct err
table_load(struct req *rq, bool draft, struct rule_table *ret)
{
	const char *id = rq_param(rq, "id");
	const struct rule_book *book;
	int64_t n = 0;

	TRY(book_asked(rq, rq_query(rq, "book"), &book));
	if (!text_int(id, 0, INT64_MAX, &n))
		return FAIL(404, M_err_not_found);
	TRY(rule_get(rq->db, rq->a, rq->area, book, n, ret));
	return draft && !ret->draft ? FAIL(404, M_err_not_found) : OK;
}

static struct err
version_get(struct req *rq, struct out *o)
{
	struct rules_page v = { 0 };

	TRY(table_load(rq, false, &v.t));
	return rules_page(rq, o, &v);
}

/* ---- drafts ---- */

struct change {
	int64_t id;
	const char *was, *version, *body, *done, *book;
	int32_t day;			/* put in force */
	bool drop;
	size_t row;			/* which rule was changed, from 1: there the reader comes back to */
};

static struct err
copy_tx(struct db *w, struct req *rq, void *ctx)
{
	int64_t id;

	TRY(rule_draft(w, rq->env, rq->area, rq->caller->account, ctx, &id));
	rq_goto(rq, arena_fmt(rq->a, "/desk/rules/%lld", (long long)id));
	return OK;
}

static struct err
copy_post(struct req *rq, struct out *o)
{
	const struct rule_book *book;
	struct rule_table t;
	int64_t of = 0;

	TRY(book_asked(rq, rq_form(rq, "book"), &book));
	if (!text_int(rq_form(rq, "of"), 0, INT64_MAX, &of))
		return FAIL(404, M_err_not_found);
	TRY(rule_get(rq->db, rq->a, rq->area, book, of, &t));
	TRY(tx_run(rq, copy_tx, &t));
	return see_other(rq, NULL);
}

static struct err
change_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct change *c = ctx;
	int64_t changed = 0, by = rq->caller->account, now = env_now(rq->env);

	if (c->drop)
		TRY(rule_drop(w, rq->area, c->id, &changed));
	else if (c->day)
		TRY(rule_force(w, rq->area, c->id, c->was, c->day, by, now, &changed));
	else
		TRY(rule_change(w, rq->area, c->id, c->was, c->version, c->body, by, now, &changed));
	if (changed != 1)
		return FAIL(409, M_rules_stale);
	if (c->row)
		rq_goto(rq, arena_fmt(rq->a, "/desk/rules/%lld?done=%s&from=%zu#r%zu", (long long)c->id, c->done, c->row, c->row));
	else
		rq_goto(rq, c->drop ? arena_fmt(rq->a, "/desk/rules?book=%s", c->book)
			: arena_fmt(rq->a, "/desk/rules/%lld?done=%s", (long long)c->id, c->done));
	return OK;
}

static struct err
version_post(struct req *rq, struct out *o)
{
	struct rules_page v = { 0 };
	struct change c = { .was = rq_form(rq, "was"), .done = "set", .drop = rq_has(rq, "drop") };
	struct err e;

	TRY(table_load(rq, true, &v.t));
	c.id = v.t.id;
	c.book = v.t.book->name;
	if (!c.drop && (!day_parse(rq_form(rq, "day"), &c.day) || c.day < day_of(rq->env, env_now(rq->env))))
		rq_fault(rq, "day", M_rules_err_day, NULL);
	if (rq->nfaults)
		return rules_page(rq, o, &v);
	e = tx_run(rq, change_tx, &c);
	if (e.code == 409) {
		rq_fault(rq, "day", M_rules_stale, NULL);
		return rules_page(rq, o, &v);
	}
	TRY(e);
	return see_other(rq, NULL);
}

/* ---- one rule ---- */

static struct err
form_load(struct req *rq, struct rule_form *v)
{
	const struct sheet *s;
	int64_t row = 0;

	*v = (struct rule_form){ .label = "" };
	TRY(table_load(rq, true, &v->t));
	s = v->t.sheet;
	if (!text_int(rq_param(rq, "row"), 0, (int64_t)s->nrules, &row))
		return FAIL(404, M_err_not_found);
	v->row = (size_t)row;
	v->cells = NEWN(rq->a, const char *, s->nin + 1);
	v->outputs = NEWN(rq->a, const char *, s->nout + 1);
	for (size_t k = 0; k < s->nin; k++)
		v->cells[k] = v->row ? s->rules[row - 1].cells[k] : "-";
	for (size_t k = 0; k < s->nout; k++)
		v->outputs[k] = v->row ? s->rules[row - 1].outputs[k] : "\"\"";
	v->label = v->row ? s->rules[row - 1].label : "";
	v->place = arena_fmt(rq->a, "%zu", v->row ? v->row : s->nrules + 1);
	TRY(org_answering(rq->db, rq->a, rq->area, &v->orgs));
	return OK;
}

static struct err
form_page(struct req *rq, struct out *o, const struct rule_form *v)
{
	rq->nav = "desk";
	page_begin(o, rq, tr(rq, book_words_of(v->t.book)->title));
	council_rule_html(o, rq, v);
	page_end(o, rq);
	return OK;
}

static struct err
row_get(struct req *rq, struct out *o)
{
	struct rule_form v;

	TRY(form_load(rq, &v));
	return form_page(rq, o, &v);
}

/* What was ticked or typed; an empty cell is "any", an empty output is nobody. */
static int64_t
form_take(struct req *rq, struct rule_form *v)
{
	const struct sheet *s = v->t.sheet;
	int64_t place = 1;

	for (size_t k = 0; k < s->nin; k++)
		v->cells[k] = cell_take(rq, s->in[k].name, arena_fmt(rq->a, "in%zu", k), "-");
	for (size_t k = 0; k < s->nout; k++)
		v->outputs[k] = cell_take(rq, s->out[k].name, arena_fmt(rq->a, "out%zu", k), "\"\"");
	v->label = rq_form(rq, "why");
	v->place = rq_form(rq, "place");
	if (text_empty(v->label) && !rq_has(rq, "drop"))
		rq_fault(rq, "why", M_matter_err_empty, NULL);
	if (!text_int(v->place, 1, (int64_t)s->nrules + (v->row == 0), &place) && !rq_has(rq, "drop"))
		rq_fault(rq, "place", M_rules_err_cell, v->place, NULL);
	if (s->nrules >= RULES_MAX && !v->row)
		rq_fault(rq, "place", M_rules_err_many, NULL);
	return place;
}

/* The draft with this rule at its place (drop: without it), as a text. */
static const char *
written(struct req *rq, const struct rule_form *v, size_t place)
{
	struct sheet s = *v->t.sheet;
	struct sheet_rule *rules = NEWN(rq->a, struct sheet_rule, s.nrules + 2);
	struct sheet_rule mine = { v->label, v->cells, v->outputs };
	bool drop = rq_has(rq, "drop");
	struct out o;
	size_t n = 0;

	for (size_t i = 0; i < s.nrules; i++) {
		if (n + 1 == place && !drop)
			rules[n++] = mine;
		if (i + 1 != v->row)
			rules[n++] = s.rules[i];
	}
	if (!drop && n < s.nrules + (v->row == 0))
		rules[n++] = mine;
	s.rules = rules;
	s.nrules = n;
	out_init(&o, rq->a);
	sheet_write(&o, &s);
	return out_cstr(&o);
}

/* The cell that holds the text which cannot be read. */
static void
cell_fault(struct req *rq, const struct rule_form *v, const struct dmn_fault *f)
{
	const struct sheet *s = v->t.sheet;
	const char *field = s->nin ? "in0" : "out0", *what;

	for (size_t k = 0; f->source && k < s->nout; k++)
		if (strcmp(v->outputs[k], f->source) == 0)
			field = arena_fmt(rq->a, "out%zu", k);
	for (size_t k = s->nin; f->source && k-- > 0;)
		if (strcmp(v->cells[k], f->source) == 0)
			field = arena_fmt(rq->a, "in%zu", k);
	what = f->error.key ? feel_error_text(rq->a, rq->lang, &f->error) : "";
	rq_fault(rq, field, M_rules_err_cell, what, NULL);
}

/* Codes of a column that stand for nothing: a rule that names no unit would propose nobody, one about no measure would never be asked. */
static void
codes_check(struct req *rq, const struct rule_form *v, const char *field, const char *column, const char *text)
{
	size_t n = strlen(text);

	if (!*rules_codes(rq, &v->orgs, column))
		return;
	if (n < 2 || text[0] != '"' || text[n - 1] != '"' || strchr(text + 1, '"') != text + n - 1)
		return;			/* an expression: what it gives is known only when it is asked */
	for (const char *p = text + 1; *p != '"'; p += strcspn(p, " \"")) {
		p += strspn(p, " ");
		const char *code = arena_dup(rq->a, p, strcspn(p, " \""));
		if (*code && !rules_code(rq, &v->orgs, column, code, strlen(code)))
			rq_fault(rq, field, strcmp(column, "lead") == 0 || strcmp(column, "assist") == 0 ? M_rules_err_unit : M_rules_err_code, code, NULL);
	}
}

static void
cells_check(struct req *rq, const struct rule_form *v)
{
	const struct sheet *s = v->t.sheet;

	for (size_t k = 0; k < s->nout; k++)
		codes_check(rq, v, arena_fmt(rq->a, "out%zu", k), s->out[k].name, v->outputs[k]);
	for (size_t k = 0; k < s->nin && v->t.book == &siting_book; k++) {
		codes_check(rq, v, arena_fmt(rq->a, "in%zu", k), s->in[k].name, v->cells[k]);
		if (strcmp(s->in[k].name, "measure") == 0 && strcmp(v->cells[k], "-") == 0)
			rq_fault(rq, arena_fmt(rq->a, "in%zu", k), M_rules_err_measure, NULL);
	}
}

static struct err
row_post(struct req *rq, struct out *o)
{
	struct change c = { .was = rq_form(rq, "was"), .done = "saved" };
	struct rule_form v;
	struct rule_table t;
	struct dmn_fault f = { 0 };
	struct err e;

	TRY(form_load(rq, &v));
	int64_t place = form_take(rq, &v);
	c.id = v.t.id;
	c.book = v.t.book->name;
	c.body = written(rq, &v, (size_t)place);
	c.row = !rq_has(rq, "drop") ? (size_t)place : v.row > 1 ? v.row - 1 : 1;
	if (!rq->nfaults && rule_read(rq->a, v.t.book, c.body, &t, &f).code)
		cell_fault(rq, &v, &f);
	else if (!rq->nfaults && !rq_has(rq, "drop"))
		cells_check(rq, &v);
	if (!rq->nfaults) {
		c.version = t.version;
		e = tx_run(rq, change_tx, &c);
		if (e.code != 409) {
			TRY(e);
			return see_other(rq, NULL);
		}
		v.stale = true;
	}
	rq->status = v.stale ? 409 : 422;
	return form_page(rq, o, &v);
}

static const struct route routes[] = {
	{ VERB_GET, "/desk/rules", RIGHT_DESK, NULL, now_get, "The rules in force: which unit leads, which assist; ?book=siting: of places for stops.", 0 },
	{ VERB_POST, "/desk/rules", RIGHT_RULES, whole_load, copy_post, "Makes a copy of a table of rules to change.", 0 },
	{ VERB_GET, "/desk/rules/:id", RIGHT_DESK, NULL, version_get, "A version of a table; dispatch rules with ?try=1 against past matters.", 0 },
	{ VERB_POST, "/desk/rules/:id", RIGHT_RULES, whole_load, version_post, "Puts a draft in force from a day, or throws it away.", 0 },
	{ VERB_GET, "/desk/rules/:id/:row", RIGHT_RULES, whole_load, row_get, "Change one rule of a draft, or add one.", 0 },
	{ VERB_POST, "/desk/rules/:id/:row", RIGHT_RULES, whole_load, row_post, "Changes, moves, adds or removes one rule of a draft.", 0 },
	{ 0 }
};

const struct route *
council_dispatch_routes(void)
{
	return routes;
}
