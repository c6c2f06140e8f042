/* council_intake_web.c - orders from outside: a table comes in, is understood once, looked through, imported; replies go back. */
#include "services/council/council.h"
#include "base_msg.h"
#include "council_intake_msg.h"
#include "intake_msg.h"

#include <jansson.h>

#include "base/day.h"
#include "base/text.h"
#include "council_intake_dry_html.h"
#include "council_intake_html.h"
#include "council_intake_map_html.h"
#include "formats/csv.h"
#include "formats/xlsx_write.h"
#include "matter/outside.h"
#include "services/council/council_intake.h"
#include "services/council/council_scope.h"
#include "services/council/council_view.h"

#define NAME_MAX_LEN 40
#define RUNS_SHOWN   20
#define REPLIES      200		/* in one batch */

/* ---- the table of a run ---- */

struct opened {
	struct intake_run_row run;
	struct table table;
	size_t head;
};

static struct err
run_load(struct req *rq, struct intake_run_row *ret)
{
	bool found;

	TRY(intake_run_one(rq->db, rq->a, rq->area, rq_param_id(rq, "run"), ret, &found));
	return found && rq->caller && ret->account == rq->caller->account ? OK : FAIL(404, M_err_not_found);
}

static struct err
run_open(struct req *rq, struct opened *ret)
{
	struct bytes file;
	int line;

	TRY(run_load(rq, &ret->run));
	if (text_empty(ret->run.stored))
		return FAIL(410, M_intake_err_gone);
	TRY(file_read(rq->a, ret->run.stored, ret->run.key, &file));
	TRY(table_read(rq->a, file, NULL, &ret->table, &line));
	ret->head = intake_head(rq->a, &ret->table);
	return OK;
}

static bool
may_file(void *ctx, int64_t place)
{
	struct req *rq = ctx;

	return people_may(rq->db, rq->area, rq->caller, RIGHT_INTAKE, place);
}

/* A category whose words, in either language, occur in what the other system calls it. */
static const char *
category_word(struct arena *a, const char *words)
{
	const char *folded = text_fold(a, words);

	for (const struct category *c = categories; c->id && *folded; c++)
		for (int l = 0; l < LANG_COUNT; l++) {
			char *label = arena_str(a, msg_text((enum lang)l, c->label)), *save = NULL;

			for (char *w = strtok_r(label, "、，, ", &save); w; w = strtok_r(NULL, "、，, ", &save))
				if (strlen(w) > 3 && strstr(folded, text_fold(a, w)))
					return c->id;
		}
	return categories[0].id;
}

static struct err
orders_plan(struct req *rq, const struct opened *op, const struct intake_source_row *src, struct orders *ret)
{
	const struct intake_asks asks = { category_word, may_file, rq };

	*ret = (struct orders){ 0 };
	return intake_plan(rq->db, rq->a, rq->env, rq->area, &op->table, op->head, src, &asks, ret);
}

/* ---- the first page ---- */

static struct err
start_page(struct req *rq, struct out *o)
{
	struct intake_start v;

	TRY(intake_source_list(rq->db, rq->a, rq->area, &v.sources));
	TRY(intake_run_list(rq->db, rq->a, rq->area, rq->caller->account, RUNS_SHOWN, &v.runs));
	rq->nav = "desk";
	page_begin(o, rq, tr(rq, M_intaken_title));
	council_intake_html(o, rq, &v);
	page_end(o, rq);
	return OK;
}

static struct err
start_get(struct req *rq, struct out *o)
{
	return start_page(rq, o);
}

static struct err
start_post(struct req *rq, struct out *o)
{
	const struct upload *u = rq_upload(rq, "file");
	struct table t = { 0 };
	int64_t run;
	int line;
	struct err e;

	if (!u || u->data.n == 0) {
		rq_fault(rq, "file", M_intaken_err_file, NULL);
		return start_page(rq, o);
	}
	e = table_read(rq->a, u->data, NULL, &t, &line);
	if (e.code >= 500)
		return e;
	if (e.code || t.n < 2) {
		rq_fault(rq, "file", e.code ? e.key : M_intaken_err_empty, NULL);
		return start_page(rq, o);
	}
	TRY(intake_keep(rq->store, rq->a, rq->env, rq->area, rq->caller->account, u->name, u->data, &run));
	return see_other(rq, arena_fmt(rq->a, "/desk/intake/%lld", (long long)run));
}

/* ---- what each column is ---- */

static const char *
sample_of(struct req *rq, const struct opened *op, size_t column)
{
	for (size_t i = op->head + 1; i < op->table.n; i++) {
		const char *s = table_field(rq->a, &op->table.v[i], column);

		if (*s)
			return text_cut(rq->a, intake_mask(rq->a, s), 24);
	}
	return "";
}

static struct err
map_page(struct req *rq, struct out *o, const struct opened *op, struct intake_map_view *v)
{
	struct places all;

	v->run = &op->run;
	v->head = &op->table.v[op->head];
	v->samples = NEWN(rq->a, const char *, v->head->n + 1);
	for (size_t i = 0; i < v->head->n; i++)
		v->samples[i] = sample_of(rq, op, i);
	TRY(place_list(rq->db, rq->a, rq->area, PLACE_COMMUNITY, &all));
	v->communities = NEWN(rq->a, struct place, all.n + 1);
	for (size_t i = 0; i < all.n; i++)
		if (may_file(rq, all.v[i].id))
			v->communities[v->ncommunities++] = all.v[i];
	rq->nav = "desk";
	page_begin(o, rq, tr(rq, M_intaken_map));
	council_intake_map_html(o, rq, v);
	page_end(o, rq);
	return OK;
}

/* ---- what would happen, what happened ---- */

static struct err
dry_page(struct req *rq, struct out *o, const struct intake_run_row *run, const struct intake_source_row *src, const struct orders *os)
{
	struct intake_dry_view v = { run, src, os, os ? os->kinds[ORDER_NEW] + os->kinds[ORDER_MOVED] : 0 };

	rq->nav = "desk";
	page_begin(o, rq, tr(rq, run->done ? M_intaken_report : M_intaken_dry));
	council_intake_dry_html(o, rq, &v);
	page_end(o, rq);
	return OK;
}

/* The source of a run: the one it was said to be, else the newest with the same head. */
static struct err
source_of(struct req *rq, const struct opened *op, struct intake_source_row *ret, bool *found)
{
	struct intake_source_row_rows like;

	if (op->run.source)
		return intake_source_one(rq->db, rq->a, rq->area, op->run.source, ret, found);
	TRY(intake_source_shaped(rq->db, rq->a, rq->area, intake_shape(rq->a, &op->table.v[op->head]), &like));
	*found = like.n > 0;
	if (like.n)
		*ret = like.v[0];
	return OK;
}

static struct err
run_get(struct req *rq, struct out *o)
{
	struct intake_source_row src = { 0 };
	struct intake_map_view v = { .name = "", .channel = "hotline" };
	struct opened op = { 0 };
	struct orders os;
	bool known = false;

	TRY(run_load(rq, &op.run));
	if (op.run.done)
		return dry_page(rq, o, &op.run, NULL, NULL);
	TRY(run_open(rq, &op));
	TRY(source_of(rq, &op, &src, &known));
	if (known && !*rq_query(rq, "map")) {
		TRY(orders_plan(rq, &op, &src, &os));
		return dry_page(rq, o, &op.run, &src, &os);
	}
	intake_guess(rq->a, &op.table.v[op.head], &v.map);
	if (known) {
		v.name = src.name;
		v.channel = src.channel;
		v.place = src.place;
		if (!intake_map_read(src.columns, &v.map))
			return FAIL(500, M_err_server);
	} else if (scope_of(rq, RIGHT_INTAKE) > 0) {
		v.place = place_community(rq->db, rq->area, scope_of(rq, RIGHT_INTAKE));
	}
	return map_page(rq, o, &op, &v);
}

struct mapping {
	const struct opened *op;
	const struct intake_map_view *v;
	const char *heads;
};

static struct err
map_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct mapping *m = ctx;
	struct intake_source_row src;
	bool found;

	TRY(intake_source_put(w, rq->area, env_id(rq->env), m->v->name, m->v->channel, intake_shape(rq->a, &m->op->table.v[m->op->head]),
		m->heads, intake_map_text(rq->a, &m->v->map), m->v->place, env_now(rq->env), NULL));
	TRY(intake_source_named(w, rq->a, rq->area, m->v->name, &src, &found));
	TRY(intake_run_mapped(w, rq->area, m->op->run.id, src.id, NULL));
	rq_goto(rq, arena_fmt(rq->a, "/desk/intake/%lld", (long long)m->op->run.id));
	return OK;
}

/* The names of the columns as JSON, for the reply. */
static const char *
heads_json(struct req *rq, const struct row *head)
{
	json_t *v = json_array();
	char *text;
	const char *ret;

	for (size_t i = 0; i < head->n; i++)
		json_array_append_new(v, json_string(table_field(rq->a, head, i)));
	text = json_dumps(v, JSON_COMPACT);
	ret = arena_str(rq->a, text);
	free(text);
	json_decref(v);
	return ret;
}

static void
map_take(struct req *rq, struct intake_map_view *v, size_t columns)
{
	int64_t n;

	v->name = text_clean(rq->a, rq_form(rq, "source"));
	v->channel = strcmp(rq_form(rq, "channel"), "grid_platform") == 0 ? "grid_platform" : "hotline";
	for (int f = 0; f < INTAKE_FIELDS; f++)
		v->map.column[f] = text_int(rq_form(rq, intake_field_name((enum intake_field)f)), 0, (int64_t)columns, &n) ? (int)n : 0;
	if (!text_int(rq_form(rq, "community"), 0, INT64_MAX, &v->place) || (v->place && !may_file(rq, v->place)))
		v->place = 0;
	if (text_empty(v->name) || text_len(v->name) > NAME_MAX_LEN)
		rq_fault(rq, "source", M_intaken_err_name, NULL);
	if (!v->map.column[INTAKE_NUMBER])
		rq_fault(rq, "number", M_intaken_err_number, NULL);
	if (!v->map.column[INTAKE_TITLE] && !v->map.column[INTAKE_WORDS])
		rq_fault(rq, "title", M_intaken_err_words, NULL);
	if (!v->place && !v->map.column[INTAKE_PLACE])
		rq_fault(rq, "community", M_intaken_err_place, NULL);
}

static struct err
map_post(struct req *rq, struct out *o)
{
	struct intake_map_view v = { 0 };
	struct opened op;
	struct mapping m = { &op, &v, NULL };

	TRY(run_open(rq, &op));
	map_take(rq, &v, op.table.v[op.head].n);
	if (rq->nfaults)
		return map_page(rq, o, &op, &v);
	m.heads = heads_json(rq, &op.table.v[op.head]);
	TRY(tx_run(rq, map_tx, &m));
	return see_other(rq, NULL);
}

/* Rows are made in short sections of their own: a second press after a failure goes on where the first one stopped. */
static struct err
import_post(struct req *rq, struct out *o)
{
	struct intake_source_row src = { 0 };
	struct intake_counts counts;
	struct opened op;
	struct orders os;
	struct who who;
	bool known = false;

	(void)o;
	TRY(run_load(rq, &op.run));
	if (op.run.done)
		return see_other(rq, arena_fmt(rq->a, "/desk/intake/%lld", (long long)op.run.id));
	TRY(run_open(rq, &op));
	TRY(source_of(rq, &op, &src, &known));
	if (!known)
		return see_other(rq, arena_fmt(rq->a, "/desk/intake/%lld", (long long)op.run.id));
	TRY(orders_plan(rq, &op, &src, &os));
	for (size_t i = 0; i < os.n; i++)
		if (os.v[i].like && *rq_form(rq, arena_fmt(rq->a, "join-%d", os.v[i].line)))
			os.v[i].into = os.v[i].like->id;
	TRY(who_of(rq, rq->db, NULL, &who));
	TRY(intake_do(&(struct intake_job){ rq->store, rq->env, rq->area, op.run.id, who, src.name, src.channel, true }, &os, &counts));
	TRY(intake_finish(rq->store, rq->area, op.run.id));
	return see_other(rq, arena_fmt(rq->a, "/desk/intake/%lld", (long long)op.run.id));
}

/* ---- replies ---- */

struct replying {
	struct csv *csv;
	struct xlsx_out *book;		/* NULL: CSV */
};

static void
cell(const struct replying *r, const char *s)
{
	if (r->book)
		xlsx_text(r->book, s);
	else
		csv_text(r->csv, s);
}

static void
row_end(const struct replying *r)
{
	if (r->book)
		xlsx_row(r->book);
	else
		csv_row(r->csv);
}

/* How many of the head's cells there are: a row may have been shorter. */
static void
cells_json(struct req *rq, const struct replying *r, const char *json, size_t want)
{
	json_t *v = json_loads(json, 0, NULL);

	for (size_t i = 0; i < want; i++) {
		const char *s = json_string_value(json_array_get(v, i));

		cell(r, s ? arena_str(rq->a, s) : "");
	}
	json_decref(v);
}

/* The result, or what staff or a unit last said in public. */
static struct err
reply_write(struct req *rq, const struct replying *r, int64_t matter)
{
	struct timeline t;
	struct matter m;
	const char *words;
	int64_t at = 0;

	TRY(matter_load(rq->db, rq->a, rq->area, matter, &m));
	TRY(matter_timeline(rq->db, rq->a, rq->area, &m, rq->lang, false, &t));
	words = m.r.outcome;
	for (size_t i = 0; i < t.n && !at; i++) {
		if (!t.v[i].official || (!text_empty(m.r.outcome) && strcmp(t.v[i].act, "publish_result") != 0))
			continue;
		at = t.v[i].at;
		if (text_empty(words))
			words = text_empty(t.v[i].words) ? t.v[i].sentence : t.v[i].words;
	}
	cell(r, words);
	cell(r, m.state->label.in[rq->lang]);
	cell(r, at ? day_iso(rq->a, day_of(rq->env, at)) : "");
	row_end(r);
	return OK;
}

static struct err
replies_write(struct req *rq, const struct replying *r, const struct intake_source_row *src, int64_t since)
{
	static const enum msg more[] = { M_intaken_reply, M_intaken_result, M_intaken_answered };
	json_t *heads = json_loads(src->heads, 0, NULL);
	size_t want = json_array_size(heads);
	int64_t after = 0, scope = scope_of(rq, RIGHT_INTAKE);
	struct outside_replies_rows rows;

	json_decref(heads);
	cells_json(rq, r, src->heads, want);
	for (size_t i = 0; i < COUNT(more); i++)
		cell(r, tr(rq, more[i]));
	row_end(r);
	do {
		TRY(outside_replies(rq->db, rq->a, rq->area, src->name, since, scope, after, REPLIES, &rows));
		for (size_t i = 0; i < rows.n; i++) {
			cells_json(rq, r, rows.v[i].cells, want);
			TRY(reply_write(rq, r, rows.v[i].matter));
			after = rows.v[i].id;
		}
	} while (rows.n == REPLIES);
	return OK;
}

/* What the form saw as the last export travels with it: sent twice, it gives the same file twice. A download leaves the page as it
 * is, so one form may ask for several files: no key of its own. */
static struct err
replies_post(struct req *rq, struct out *o)
{
	bool xlsx = strcmp(rq_form(rq, "format"), "csv") != 0, found;
	struct intake_source_row src;
	struct csv csv;
	struct replying r = { .csv = &csv };
	int64_t since = 0;
	struct err e;

	TRY(intake_source_one(rq->db, rq->a, rq->area, rq_param_id(rq, "source"), &src, &found));
	if (!found)
		return FAIL(404, M_err_not_found);
	if (strcmp(rq_form(rq, "what"), "all") != 0)
		text_int(rq_form(rq, "since"), 0, INT64_MAX, &since);
	if (xlsx)
		TRY(xlsx_begin(rq->a, src.name, &r.book));
	else
		csv_begin(&csv, o);
	e = replies_write(rq, &r, &src, since);
	if (xlsx) {
		struct err end = xlsx_end(r.book, &rq->body);

		e = e.code ? e : end;
	}
	TRY(e);
	TRY(intake_given(rq->store, rq->area, src.id));
	rq_save_as(rq, xlsx ? XLSX_TYPE : "text/csv; charset=utf-8",
		arena_fmt(rq->a, "replies-%s.%s", day_iso(rq->a, day_of(rq->env, env_now(rq->env))), xlsx ? "xlsx" : "csv"));
	return OK;
}

static const struct route routes[] = {
	{ VERB_GET, "/desk/intake", RIGHT_INTAKE, NULL, start_get, "Orders from outside: upload a table, give replies back.", 0 },
	{ VERB_POST, "/desk/intake", RIGHT_INTAKE, NULL, start_post, "Take a table in, sealed; nothing is imported yet.", ROUTE_UPLOAD },
	{ VERB_GET, "/desk/intake/:run", RIGHT_INTAKE, NULL, run_get, "One table: its columns, what would happen, what happened.", 0 },
	{ VERB_POST, "/desk/intake/:run/map", RIGHT_INTAKE, NULL, map_post, "Say what each column is.", 0 },
	{ VERB_POST, "/desk/intake/:run/import", RIGHT_INTAKE, NULL, import_post, "Import the table.", ROUTE_BIG },
	{ VERB_POST, "/desk/intake/:source/replies", RIGHT_INTAKE, NULL, replies_post, "The replies in the columns of the table that came.", 0 },
	{ 0 }
};

const struct route *
council_intake_routes(void)
{
	return routes;
}
