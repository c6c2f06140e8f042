/* council_poll_web.c - polls as everybody sees them: the list, one poll, its result, receipts, open data. Voting:
 * council_vote_web.c; staff: council_poll_desk_web.c, council_booth_web.c. */
#include "services/council/council.h"

#include "base/day.h"
#include "base/json.h"
#include "base/text.h"
#include "council_poll_html.h"
#include "council_polls_html.h"
#include "formats/csv.h"
#include "matter/packs.h"
#include "people/roll.h"
#include "post/post.h"
#include "services/council/council_poll_view.h"
#include "services/council/council_scope.h"
#include "base_msg.h"
#include "council_poll_msg.h"
#include "people_sign_msg.h"

#define LIST_ROWS 60

/* ---- words ---- */

enum msg
poll_state_label(const char *state)
{
	static const struct { const char *state; enum msg label; } rows[] = { { "made", M_poll_state_made }, { "open", M_poll_state_open },
		{ "closed", M_poll_state_closed }, { "counted", M_poll_state_counted }, { "few", M_poll_state_few },
		{ "cancelled", M_poll_state_cancelled } };

	for (size_t i = 0; i < COUNT(rows); i++)
		if (strcmp(rows[i].state, state) == 0)
			return rows[i].label;
	return M_poll_state_made;
}

const char *
poll_state_chip(struct req *rq, const char *state)
{
	(void)rq;
	if (strcmp(state, "counted") == 0)
		return " q-chip--ok";
	return strcmp(state, "open") == 0 ? "" : strcmp(state, "closed") == 0 ? " q-chip--warn" : " q-chip--plain";
}

const char *
poll_percent(struct req *rq, int64_t part, int64_t whole)
{
	int64_t n = count_permille(part, whole);

	return arena_fmt(rq->a, "%lld.%lld%%", (long long)(n / 10), (long long)(n % 10));
}

const char *
poll_channels(struct req *rq, const char *list)
{
	static const struct { const char *name; enum msg label; } rows[] = { { "online", M_poll_by_online }, { "door", M_poll_by_door },
		{ "paper", M_poll_by_paper } };
	struct out o;

	out_init(&o, rq->a);
	for (size_t i = 0; i < COUNT(rows); i++)
		if (strstr(list, rows[i].name))
			out_fmt(&o, "%s%s", o.len ? rq->lang == LANG_EN ? ", " : "、" : "", tr(rq, rows[i].label));
	return out_cstr(&o);
}

const char *
poll_door(struct req *rq, int64_t spot, const char *door)
{
	return arena_fmt(rq->a, "%s %s", place_path(rq->db, rq->a, rq->area, spot, rq->lang), door);
}

struct err
poll_whose(struct req *rq, const struct poll_view *v, const struct voter_one *voter, const char **ret)
{
	const char *door = poll_door(rq, voter->spot, voter->door);
	struct unit_of_voter u;

	*ret = door;
	if (strcmp(v->r.basis, "owner") != 0)
		return OK;
	TRY(unit_of_voter(rq->db, rq->a, rq->area, v->r.id, voter->id, &u));
	if (u.n > 1)
		door = trf(rq, M_poll_units_n, door, arena_fmt(rq->a, "%lld", (long long)u.n), NULL);
	*ret = u.extent ? trf(rq, M_poll_units_area, door, pack_count_text(rq->a, rq->lang, PACK_AREA, u.extent), NULL) : door;
	return OK;
}

enum msg
poll_method_label(enum count_method m)
{
	static const enum msg labels[COUNT_METHODS] = { M_poll_hint_one, M_poll_hint_many, M_poll_hint_score, M_poll_hint_irv,
		M_poll_hint_schulze };

	return labels[m];
}

const char *
poll_choices_of(struct req *rq, const struct poll_view *v, size_t q, unsigned set)
{
	struct out o;

	out_init(&o, rq->a);
	for (int i = 0; i < v->rules.rule[q].choices; i++)
		if (set >> i & 1u)
			out_fmt(&o, "%s%s", o.len ? rq->lang == LANG_EN ? ", " : "、" : "", v->rules.choices[q][i]);
	return out_cstr(&o);
}

/* ---- loading ---- */

struct err
poll_find(struct req *rq, int64_t id)
{
	struct poll_view *v = NEW(rq->a, struct poll_view);
	struct voter_counts n;
	bool found;

	TRY(poll_row(rq->db, rq->a, rq->area, id, &v->r, &found));
	if (!found)
		return FAIL(404, M_err_not_found);
	TRY(place_get(rq->db, rq->a, rq->area, v->r.place, &v->place));
	TRY(matter_load(rq->db, rq->a, rq->area, v->r.matter, &v->m));
	TRY(poll_rules_of(rq->db, rq->a, rq->area, v->r.id, &v->rules));
	TRY(voter_counts(rq->db, rq->a, rq->area, v->r.id, &n));
	v->so_far = n.voted;
	v->estate = "";
	if (strcmp(v->r.basis, "owner") == 0) {
		int64_t estate = owners_estate(rq->db, rq->a, rq->area, &v->m);
		struct place p;

		if (estate)
			TRY(place_get(rq->db, rq->a, rq->area, estate, &p));
		v->estate = estate ? place_name(&p, rq->lang) : "";
	}
	v->address = arena_fmt(rq->a, "/polls/%s/%s", v->place.slug, v->r.number);
	v->pack = text_empty(v->r.pack) ? NULL : packs_version(v->r.pack_version);
	rq->object = v;
	rq->place = v->place.id;
	return OK;
}

struct err
poll_route(struct req *rq)
{
	struct poll_of_number row;
	struct place place;
	bool found;

	rq->nav = "polls";
	TRY(place_by_slug(rq->db, rq->a, rq->area, rq_param(rq, "place"), &place, &found));
	if (found)
		TRY(poll_of_number(rq->db, rq->a, rq->area, place.id, rq_param(rq, "number"), &row, &found));
	return found ? poll_find(rq, row.id) : FAIL(404, M_err_not_found);
}

struct err
poll_act(struct db *w, struct req *rq, const struct poll_view *v, struct act *ret)
{
	struct who who;

	TRY(who_of(rq, w, &v->m, &who));
	act_of(ret, rq, &who);
	return OK;
}

/* ---- the result ---- */

static struct poll_group *
group_of(struct req *rq, struct poll_groups *g, const char *key)
{
	for (size_t i = 0; i < g->n; i++)
		if (strcmp(g->v[i].key, key) == 0)
			return &g->v[i];
	g->v[g->n] = (struct poll_group){ .key = arena_str(rq->a, key) };
	return &g->v[g->n++];
}

static bool
list_has(const char *list, const char *word)
{
	size_t n = strlen(word);

	for (const char *s = list; s; s = strchr(s, ',')) {
		s += *s == ',';
		if (strncmp(s, word, n) == 0 && (s[n] == ',' || s[n] == '\0'))
			return true;
	}
	return false;
}

/* The estates' names, and how many could vote there. */
static struct err
estates_name(struct req *rq, struct poll_view *v)
{
	struct voter_estates_rows rows;

	TRY(voter_estates(rq->db, rq->a, rq->area, v->r.id, &rows));
	for (size_t g = 0; g < v->by_estate.n; g++) {
		struct poll_group *it = &v->by_estate.v[g];
		struct out o;

		out_init(&o, rq->a);
		for (size_t i = 0; i < rows.n; i++) {
			struct place p;

			TRY(place_get(rq->db, rq->a, rq->area, rows.v[i].estate, &p));
			if (!list_has(it->key, p.slug))
				continue;
			out_fmt(&o, "%s%s", o.len ? rq->lang == LANG_EN ? ", " : "、" : "", place_name(&p, rq->lang));
			it->electorate += rows.v[i].n;
		}
		it->label = out_cstr(&o);
	}
	return OK;
}

/* Counted anew from the published ballots, as anybody can. */
static void
ranks_count(struct req *rq, struct poll_view *v, const struct ballot_list_rows *ballots)
{
	struct count_marks *m = NEWN(rq->a, struct count_marks, ballots->n + 1);

	for (size_t q = 0; q < v->rules.q.n; q++) {
		struct count_ranking *rank = NEW(rq->a, struct count_ranking);
		size_t n = 0;

		if (!count_is_ranked(v->rules.rule[q].method))
			continue;
		for (size_t i = 0; i < ballots->n; i++)
			if (ballots->v[i].question == v->rules.q.v[q].pos && count_read(&v->rules.rule[q], ballots->v[i].marks, &m[n]))
				n++;
		count_rank(rq->a, &v->rules.rule[q], m, n, rank);
		v->rank[q] = rank;
	}
}

struct err
poll_results(struct req *rq, struct poll_view *v)
{
	struct cell_list_rows cells;
	struct ballot_list_rows ballots;

	poll_sums(rq->a, &v->r, &v->rules, v->sums);
	v->decided = v->rules.q.n && poll_decide(&v->r, &v->rules, &v->sums[0], &v->decision);
	TRY(cell_list(rq->db, rq->a, rq->area, v->r.id, &cells));
	TRY(ballot_list(rq->db, rq->a, rq->area, v->r.id, &ballots));
	ranks_count(rq, v, &ballots);
	v->by_estate.v = NEWN(rq->a, struct poll_group, cells.n + 1);
	v->by_channel.v = NEWN(rq->a, struct poll_group, cells.n + 1);
	for (size_t i = 0; i < cells.n; i++) {
		group_of(rq, &v->by_estate, cells.v[i].estates)->ballots += cells.v[i].ballots;
		group_of(rq, &v->by_channel, cells.v[i].channels)->ballots += cells.v[i].ballots;
	}
	for (size_t i = 0; i < ballots.n; i++) {
		size_t q = (size_t)ballots.v[i].question - 1, c = (size_t)ballots.v[i].cell;
		struct count_marks m;

		if (q >= v->rules.q.n || c >= cells.n || !count_read(&v->rules.rule[q], ballots.v[i].marks, &m))
			continue;
		count_add(&v->rules.rule[q], &group_of(rq, &v->by_estate, cells.v[c].estates)->sums[q], &m);
		count_add(&v->rules.rule[q], &group_of(rq, &v->by_channel, cells.v[c].channels)->sums[q], &m);
	}
	for (size_t i = 0; i < v->by_channel.n; i++)
		v->by_channel.v[i].label = poll_channels(rq, v->by_channel.v[i].key);
	return estates_name(rq, v);
}

/* ---- pages ---- */

static struct err
polls_get(struct req *rq, struct out *o)
{
	struct poll_list_rows rows;

	TRY(poll_list(rq->db, rq->a, rq->area, 0, LIST_ROWS, &rows));
	rq->nav = "polls";
	page_begin(o, rq, tr(rq, M_poll_title));
	council_polls_html(o, rq, &rows, scope_of(rq, RIGHT_POLL) >= 0, scope_of(rq, RIGHT_BOOTH) >= 0);
	page_end(o, rq);
	return OK;
}

static struct err
poll_page(struct req *rq, struct out *o, struct poll_view *v)
{
	v->may = people_may(rq->db, rq->area, rq->caller, RIGHT_POLL, v->place.id);
	v->booth = people_may(rq->db, rq->area, rq->caller, RIGHT_BOOTH, v->place.id);
	if (strcmp(v->r.state, "counted") == 0)
		TRY(poll_results(rq, v));
	page_begin(o, rq, v->r.title);
	council_poll_html(o, rq, v);
	page_end(o, rq);
	return OK;
}

/* ?receipt=: was that ballot counted? It never says how it was filled in: nothing here knows. */
static struct err
poll_show(struct req *rq, struct out *o)
{
	struct poll_view v = *rq_poll(rq);
	const char *typed = rq_query(rq, "receipt"), *code = seal_code_typed(rq->a, typed, CODE_RECEIPT);
	struct poll_receipt_find row;

	v.sent = !text_empty(rq_query(rq, "sent"));
	if (!text_empty(typed)) {
		v.asked = typed;
		if (!*code)
			code = seal_code_typed(rq->a, typed, CODE_PAPER);
		if (*code)
			TRY(poll_receipt_find(rq->db, rq->a, rq->area, v.r.id, code, &row, &v.counted));
	}
	return poll_page(rq, o, &v);
}

/* ---- a voting link by SMS ---- */

struct phone_do {
	const struct poll_view *v;
	const char *phone;
};

/* In the language of the page on which it was asked for. */
static struct err
phone_letter(struct db *w, struct act *act, struct req *rq, const struct poll_view *v, int64_t voter)
{
	struct post_to to;
	struct post_word word = { "text", "" };
	struct letter l = { .matter = v->r.matter, .purpose = "poll", .lang = rq->lang, .words = &word, .nwords = 1, .secret = true,
		.expires = v->r.closes, .to = &to, .nto = 1 };
	const char *code;
	bool found;

	TRY(roll_to(w, act->a, act->area, voter, &to, &found));
	if (!found)
		return OK;
	TRY(poll_code(w, act, v->r.id, voter, &code));
	l.subject = l.text = word.value = trf(rq, M_poll_sms_link, text_cut(act->a, v->r.title, 20),
		view_url(rq, arena_fmt(act->a, "/vote/%s", code)), NULL);
	return post_put(w, act->env, act->area, &l, NULL);
}

static struct err
phone_tx(struct db *w, struct req *rq, void *ctx)
{
	const struct phone_do *d = ctx;
	struct roll_by_phone_rows rows;
	struct act act;

	TRY(poll_act(w, rq, d->v, &act));
	TRY(roll_ask(w, rq->a, rq->env, rq->area, d->phone, rq->client, &rows));
	for (size_t i = 0; i < rows.n; i++) {
		struct voter_one voter;
		bool found;

		struct unit_voter unit;
		int64_t id = rows.v[i].id;

		TRY(unit_voter(w, rq->a, rq->area, d->v->r.id, id, &unit, &found));
		if (found)
			id = unit.voter;		/* whichever of the owner's units has the number */
		TRY(voter_one(w, rq->a, rq->area, d->v->r.id, id, &voter, &found));
		if (found && text_empty(voter.channel))
			TRY(phone_letter(w, &act, rq, d->v, voter.id));
	}
	rq_goto(rq, arena_fmt(rq->a, "%s?sent=1#vote", d->v->address));
	return OK;
}

/* The same answer whether the number is on the roll or not: nobody learns who is. */
static struct err
phone_post(struct req *rq, struct out *o)
{
	struct poll_view v = *rq_poll(rq);
	struct phone_do d = { &v, text_phone(rq->a, rq_form(rq, "phone")) };
	struct err e = OK;

	if (strcmp(v.r.state, "open") != 0)
		return FAIL(409, M_poll_err_not_open);
	if (!d.phone)
		rq_fault(rq, "phone", M_people_err_phone, NULL);
	else
		e = tx_run(rq, phone_tx, &d);
	if (e.code == 429)
		rq_fault(rq, "phone", e.key, NULL);
	else
		TRY(e);
	if (!rq->nfaults)
		return see_other(rq, NULL);
	rq->status = e.code ? e.code : 422;
	return poll_page(rq, o, &v);
}

/* ---- open data ---- */

static struct err
published(const struct poll_view *v)
{
	return strcmp(v->r.state, "counted") == 0 ? OK : FAIL(404, M_poll_err_data);
}

static void
data_head(struct req *rq, const char *type, const char *name)
{
	const struct poll_view *v = rq_poll(rq);

	rq_save_as(rq, type, arena_fmt(rq->a, "poll-%s-%s-%s", v->place.slug, v->r.number, name));
}

static struct err
ballots_csv(struct req *rq, struct out *o)
{
	static const char *const head[] = { "question", "title", "method", "choices", "limit", "estates", "channels", "ballot" };
	const struct poll_view *v = rq_poll(rq);
	struct cell_list_rows cells;
	struct ballot_list_rows rows;
	struct csv c;

	TRY(published(v));
	TRY(cell_list(rq->db, rq->a, rq->area, v->r.id, &cells));
	TRY(ballot_list(rq->db, rq->a, rq->area, v->r.id, &rows));
	data_head(rq, "text/csv; charset=utf-8", "ballots.csv");
	csv_begin(&c, o);
	for (size_t i = 0; i < COUNT(head); i++)
		csv_text(&c, head[i]);
	csv_row(&c);
	for (size_t i = 0; i < rows.n; i++) {
		size_t q = (size_t)rows.v[i].question - 1;
		const struct cell_list *cell = &cells.v[rows.v[i].cell];

		csv_int(&c, rows.v[i].question);
		csv_text(&c, v->rules.q.v[q].title);
		csv_text(&c, v->rules.q.v[q].method);
		csv_int(&c, v->rules.rule[q].choices);
		csv_int(&c, v->rules.rule[q].limit);
		csv_text(&c, cell->estates);
		csv_text(&c, cell->channels);
		csv_text(&c, rows.v[i].marks);
		csv_row(&c);
	}
	return OK;
}

static void
json_questions(struct json *j, const struct poll_view *v)
{
	json_arr(j, "questions");
	for (size_t q = 0; q < v->rules.q.n; q++) {
		json_obj(j, NULL);
		json_int(j, "no", v->rules.q.v[q].pos);
		json_text(j, "title", v->rules.q.v[q].title);
		json_text(j, "method", v->rules.q.v[q].method);
		json_int(j, "limit", v->rules.rule[q].limit);
		json_arr(j, "choices");
		for (int i = 0; i < v->rules.rule[q].choices; i++)
			json_text(j, NULL, v->rules.choices[q][i]);
		json_close(j, ']');
		json_close(j, '}');
	}
	json_close(j, ']');
}

static struct err
ballots_json(struct req *rq, struct out *o)
{
	const struct poll_view *v = rq_poll(rq);
	struct cell_list_rows cells;
	struct ballot_list_rows rows;
	struct json j;

	TRY(published(v));
	TRY(cell_list(rq->db, rq->a, rq->area, v->r.id, &cells));
	TRY(ballot_list(rq->db, rq->a, rq->area, v->r.id, &rows));
	data_head(rq, "application/json; charset=utf-8", "ballots.json");
	json_begin(&j, o);
	json_obj(&j, NULL);
	json_text(&j, "poll", v->r.number);
	json_text(&j, "title", v->r.title);
	json_text(&j, "kind", v->r.kind);
	json_text(&j, "basis", v->r.basis);
	json_int(&j, "electorate", v->r.electorate);
	json_text(&j, "digest", v->r.digest);
	json_questions(&j, v);
	json_arr(&j, "ballots");
	for (size_t i = 0; i < rows.n; i++) {
		json_obj(&j, NULL);
		json_int(&j, "question", rows.v[i].question);
		json_text(&j, "estates", cells.v[rows.v[i].cell].estates);
		json_text(&j, "channels", cells.v[rows.v[i].cell].channels);
		json_text(&j, "ballot", rows.v[i].marks);
		json_close(&j, '}');
	}
	json_close(&j, ']');
	json_close(&j, '}');
	return OK;
}

static struct err
receipts_csv(struct req *rq, struct out *o)
{
	const struct poll_view *v = rq_poll(rq);
	struct poll_receipt_list_rows rows;
	struct csv c;

	TRY(published(v));
	TRY(poll_receipt_list(rq->db, rq->a, rq->area, v->r.id, &rows));
	data_head(rq, "text/csv; charset=utf-8", "receipts.csv");
	csv_begin(&c, o);
	csv_text(&c, "receipt");
	csv_row(&c);
	for (size_t i = 0; i < rows.n; i++) {
		csv_text(&c, rows.v[i].code);
		csv_row(&c);
	}
	return OK;
}

static struct err
recount_txt(struct req *rq, struct out *o)
{
	const struct poll_view *v = rq_poll(rq);

	TRY(published(v));
	rq->type = "text/plain; charset=utf-8";
	out_str(o, trf(rq, M_poll_recount, v->r.title, v->r.digest, NULL));
	out_str(o, "\n");
	return OK;
}

static const struct route routes[] = {
	{ VERB_GET, "/polls", RIGHT_PUBLIC, NULL, polls_get, "Polls under way and their results.", 0 },
	{ VERB_GET, "/polls/:place/:number", RIGHT_PUBLIC, poll_route, poll_show, "One poll: questions, how to vote, the result.", 0 },
	{ VERB_POST, "/polls/:place/:number/phone", RIGHT_PUBLIC, poll_route, phone_post, "Ask for a voting link by SMS.", 0 },
	{ VERB_GET, "/polls/:place/:number/ballots.csv", RIGHT_PUBLIC, poll_route, ballots_csv, "Anonymous ballots as CSV.", 0 },
	{ VERB_GET, "/polls/:place/:number/ballots.json", RIGHT_PUBLIC, poll_route, ballots_json, "Anonymous ballots as JSON.", 0 },
	{ VERB_GET, "/polls/:place/:number/receipts.csv", RIGHT_PUBLIC, poll_route, receipts_csv, "Receipts of the ballots that were counted.", 0 },
	{ VERB_GET, "/polls/:place/:number/recount.txt", RIGHT_PUBLIC, poll_route, recount_txt, "How anyone counts the ballots again.", 0 },
	{ 0 }
};

const struct route *
council_poll_routes(void)
{
	return routes;
}
