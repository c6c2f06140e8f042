/* council_proof_web.c - how a record is checked: a matter's chain, one entry's receipt, the daily roots. */
#include "services/council/council.h"

#include "base/day.h"
#include "base/text.h"
#include "council_proof_html.h"
#include "council_receipt_html.h"
#include "council_roots_html.h"
#include "services/council/council_paper.h"
#include "council_desk_msg.h"
#include "council_paper_msg.h"
#include "council_proof_msg.h"
#include "people_msg.h"

#define ENTRIES_PAGE  100
#define ROOTS_SHOWN   100

const char *
proof_hex(struct arena *a, const void *p, size_t n)
{
	const char *hex = text_hex(a, p, n);
	struct out o;

	out_init(&o, a);
	for (size_t i = 0; hex[i]; i++) {
		if (i && i % 8 == 0)
			out_str(&o, " ");
		out_put(&o, &hex[i], 1);
	}
	return out_cstr(&o);
}

struct proof_root
proof_newest(struct req *rq)
{
	unsigned char root[HASH_LEN];
	struct proof_root r = { 0 };

	if (rq->db && matter_last_root(rq->db, rq->a, rq->area, &r.day, &r.hex, &r.upto) && text_unhex(r.hex, root, HASH_LEN))
		r.hex = proof_hex(rq->a, root, HASH_LEN);
	return r;
}

const char *
council_stamp(struct req *rq)
{
	struct proof_root r = proof_newest(rq);

	return r.hex ? trf(rq, M_paper_root_line, day_text(rq->a, rq->lang, r.day), r.hex, NULL) : "";
}

/* What is counted and not told in the timeline. */
static const struct {
	const char *act;
	enum msg words;
} quiet[] = { { "support", M_paper_act_support }, { "comment", M_paper_act_comment }, { "thanks", M_paper_act_comment },
	{ "rate", M_paper_act_rate }, { "links_revoked", M_paper_act_links }, { "note", M_paper_act_note } };

static const char *
act_words(struct req *rq, const struct timeline *t, const struct proof_entries *e)
{
	for (size_t i = 0; i < COUNT(quiet); i++)
		if (strcmp(quiet[i].act, e->act) == 0)
			return tr(rq, quiet[i].words);
	for (size_t i = 0; i < t->n; i++)
		if (t->v[i].id == e->id)
			return t->v[i].sentence;
	return e->act;
}

static const char *
when_text(struct req *rq, int64_t at)
{
	/* The time of day out of an RFC 3339 time in the district's zone. */
	return arena_fmt(rq->a, "%s %.5s", view_day(rq, at), time_rfc3339_zone(rq->a, rq->env, at) + 11);
}

static struct err
proof_get(struct req *rq, struct out *o)
{
	struct proof_view v = { .m = rq->object };
	struct proof_entries_rows rows;
	struct timeline timeline;
	int64_t before = INT64_MAX;

	text_int(rq_query(rq, "before"), 1, INT64_MAX, &before);
	TRY(proof_entries(rq->db, rq->a, rq->area, v.m->r.id, before, ENTRIES_PAGE, &rows));
	TRY(matter_timeline(rq->db, rq->a, rq->area, v.m, rq->lang, false, &timeline));
	v.root = proof_newest(rq);
	v.v = NEWN(rq->a, struct proof_line, rows.n + 1);
	for (v.n = 0; v.n < rows.n; v.n++) {
		const struct proof_entries *e = &rows.v[v.n];

		v.v[v.n] = (struct proof_line){ *e, when_text(rq, e->at), act_words(rq, &timeline, e), text_hex(rq->a, e->hash.p, 8),
			v.root.hex && e->log_no <= v.root.upto };
	}
	if (v.n == ENTRIES_PAGE && v.v[v.n - 1].e.seq > 1)
		v.before = v.v[v.n - 1].e.seq;
	rq->nav = "hall";
	page_begin(o, rq, trf(rq, M_paper_proof_of, v.m->r.title, NULL));
	council_proof_html(o, rq, &v);
	page_end(o, rq);
	return OK;
}

/* ---- one entry's receipt ---- */

static struct err
receipt_load(struct req *rq, const struct matter *m, struct receipt *r)
{
	return receipt_find(rq->db, rq->a, rq->area, m->r.id, rq_param(rq, "code"), r);
}

/* Which account acted ties a resident's acts together: it is told to that resident alone. */
static bool
own_act(const struct req *rq, const struct receipt *r)
{
	return rq->caller && r->core.actor && rq->caller->account == r->core.actor;
}

static struct err
receipt_get(struct req *rq, struct out *o)
{
	struct receipt_view v = { .m = rq->object, .good = true };
	const struct proof_entries *e;
	struct proof_entries_rows rows;
	struct timeline timeline;
	struct receipt r;

	TRY(receipt_load(rq, v.m, &r));
	receipt_check(rq->a, &r, NULL, v.marks);
	for (int i = 0; i < RECEIPT_STEPS; i++)
		v.good = v.good && v.marks[i] != RECEIPT_BAD;
	TRY(matter_timeline(rq->db, rq->a, rq->area, v.m, rq->lang, false, &timeline));
	TRY(proof_entries(rq->db, rq->a, rq->area, v.m->r.id, r.core.seq + 1, 1, &rows));
	e = &rows.v[0];
	v.r = &r;
	v.when = when_text(rq, r.core.at);
	v.act = act_words(rq, &timeline, e);
	v.hash = proof_hex(rq->a, r.hash, HASH_LEN);
	v.root = proof_hex(rq->a, r.root, HASH_LEN);
	v.path = NEWN(rq->a, const char *, r.npath + 1);
	for (size_t i = 0; i < r.npath; i++)
		v.path[i] = text_hex(rq->a, r.path[i], 8);
	v.own = own_act(rq, &r);
	rq->nav = "hall";
	page_begin(o, rq, tr(rq, M_proof_receipt));
	council_receipt_html(o, rq, &v);
	page_end(o, rq);
	return OK;
}

static struct err
receipt_file(struct req *rq, struct out *o)
{
	const struct matter *m = rq->object;
	struct receipt r;
	bool own;

	TRY(receipt_load(rq, m, &r));
	own = own_act(rq, &r);
	rq_save_as(rq, "application/json", arena_fmt(rq->a, "receipt-%s-%s-%lld.json", m->place.slug, m->r.number,
		(long long)r.core.seq));
	receipt_write(o, &r, web_conf(rq->web)->public_url, own || r.core.actor == 0, own);
	return OK;
}

/* ---- the page that explains ---- */

static struct err
roots_page(struct req *rq, struct out *o)
{
	struct roots_view v = { .place = rq_query(rq, "place"), .number = rq_query(rq, "number"), .code = rq_query(rq, "code") };
	struct root_list_rows rows;
	struct proof_example eg;
	bool any;

	TRY(root_list(rq->db, rq->a, rq->area, &rows));
	v.v = NEWN(rq->a, struct root_line, ROOTS_SHOWN);
	for (size_t i = rows.n; i > 0 && v.n < ROOTS_SHOWN; i--, v.n++)
		v.v[v.n] = (struct root_line){ (int32_t)rows.v[i - 1].day, rows.v[i - 1].upto_no - rows.v[i - 1].after_no,
			proof_hex(rq->a, rows.v[i - 1].root.p, rows.v[i - 1].root.n) };
	v.more = rows.n > v.n;
	TRY(place_list(rq->db, rq->a, rq->area, PLACE_COMMUNITY, &v.communities));
	if (rows.n) {
		TRY(proof_example(rq->db, rq->a, rq->area, rows.v[rows.n - 1].upto_no, &eg, &any));
		if (any)
			v.example = arena_fmt(rq->a, "/%s/%s/proof/%s", eg.slug, eg.number, text_hex(rq->a, eg.hash.p, 8));
	}
	page_begin(o, rq, tr(rq, M_paper_roots));
	council_roots_html(o, rq, &v);
	page_end(o, rq);
	return OK;
}

/* Somebody types a receipt in: number and code lead to the entry's page; what is wrong is said beside the field. */
static struct err
roots_find(struct req *rq, struct out *o)
{
	const char *slug = rq_query(rq, "place"), *number = text_clean(rq->a, rq_query(rq, "number"));
	const char *code = text_clean(rq->a, rq_query(rq, "code"));
	struct matter_by_number row;
	struct receipt r;
	struct place p;
	struct err e;
	bool found = false;

	TRY(place_by_slug(rq->db, rq->a, rq->area, slug, &p, &found));
	if (!found)
		rq_fault(rq, "place", M_people_err_place, NULL);
	else
		TRY(matter_by_number(rq->db, rq->a, rq->area, p.id, number, &row, &found));
	if (!found && !rq->nfaults)
		rq_fault(rq, "number", M_council_err_into, NULL);
	if (rq->nfaults)
		return roots_page(rq, o);
	e = receipt_find(rq->db, rq->a, rq->area, row.id, code, &r);
	if (e.code >= 500)
		return e;
	if (!e.code)
		return see_other(rq, arena_fmt(rq->a, "/%s/%s/proof/%s", p.slug, number, text_hex(rq->a, r.hash, 8)));
	rq_fault(rq, "code", e.key, NULL);
	return roots_page(rq, o);
}

/* The lines of DATA/roots.txt, which `qiao verify --published` takes. */
static struct err
roots_text(struct req *rq, struct out *o)
{
	struct root_list_rows rows;

	TRY(root_list(rq->db, rq->a, rq->area, &rows));
	rq->type = "text/plain; charset=utf-8";
	for (size_t i = 0; i < rows.n; i++)
		out_fmt(o, "%s %lld %s\n", day_iso(rq->a, (int32_t)rows.v[i].day), (long long)rows.v[i].upto_no,
			text_hex(rq->a, rows.v[i].root.p, rows.v[i].root.n));
	return OK;
}

static const struct route routes[] = {
	{ VERB_GET, "/:place/:number/proof", RIGHT_PUBLIC, matter_route, proof_get, "The chain of a matter's entries, for anybody to check.", 0 },
	{ VERB_GET, "/:place/:number/proof/:code", RIGHT_PUBLIC, matter_route, receipt_get, "One entry by its check code, checked.", 0 },
	{ VERB_GET, "/:place/:number/proof/:code/receipt.json", RIGHT_PUBLIC, matter_route, receipt_file, "The same as a file to keep.", 0 },
	{ VERB_GET, "/proof", RIGHT_PUBLIC, NULL, roots_page, "How records are checked, and the daily roots.", 0 },
	{ VERB_GET, "/proof/find", RIGHT_PUBLIC, NULL, roots_find, "Find the entry of a receipt.", 0 },
	{ VERB_GET, "/proof/roots.txt", RIGHT_PUBLIC, NULL, roots_text, "The daily roots as lines for qiao verify.", 0 },
	{ 0 }
};

const struct route *
council_proof_routes(void)
{
	return routes;
}
