/* council_paper_web.c - what is printed (poster, forms), how a record is checked, whom to call, the notices. */
#include "services/council/council.h"

#include "base/day.h"
#include "base/text.h"
#include "council_access_html.h"
#include "council_contacts_html.h"
#include "council_paper_blank_html.h"
#include "council_paper_say_html.h"
#include "council_poster_html.h"
#include "council_privacy_html.h"
#include "council_proof_html.h"
#include "council_roots_html.h"
#include "services/council/council_paper.h"

#define ENTRIES_PAGE  100
#define ROOTS_SHOWN   100
#define SENTENCE_MAX  60

static const char *
hex_groups(struct arena *a, const char *hex)
{
	struct out o;

	out_init(&o, a);
	for (size_t i = 0; hex[i]; i++) {
		if (i && i % 8 == 0)
			out_str(&o, " ");
		out_put(&o, &hex[i], 1);
	}
	return out_cstr(&o);
}

static struct proof_root
newest_root(struct req *rq)
{
	struct proof_root r = { 0 };

	if (matter_last_root(rq->db, rq->a, rq->area, &r.day, &r.hex, &r.upto))
		r.hex = hex_groups(rq->a, r.hex);
	return r;
}

/* ---- paper ---- */

/* The first sentence of what was written, short enough for a stairwell. */
static const char *
first_sentence(struct arena *a, const char *body)
{
	static const char *const ends[] = { "。", "！", "？", "\n", ". ", "! ", "? " };
	size_t n = strlen(body);

	for (size_t i = 0; i < COUNT(ends); i++) {
		const char *at = strstr(body, ends[i]);

		if (at && (size_t)(at - body) < n)
			n = (size_t)(at - body) + (ends[i][0] == '\n' ? 0 : strlen(ends[i]));
	}
	return text_cut(a, text_clean(a, arena_dup(a, body, n)), SENTENCE_MAX);
}

/* What people type: without the scheme. */
static const char *
typed_address(struct req *rq, const char *path)
{
	const char *url = view_url(rq, path), *host = strstr(url, "://");

	return host ? host + 3 : url;
}

static struct err
sheet_load(struct req *rq, struct sheet_view *v, const char *path)
{
	const struct web_conf *conf = web_conf(rq->web);

	v->address = typed_address(rq, path);
	v->phone = v->m && !text_empty(v->m->place.phone) ? v->m->place.phone : arena_str(rq->a, conf->phone);
	return view_qr(rq, path, &v->qr, &v->qr_side);
}

static struct err
poster_get(struct req *rq, struct out *o)
{
	struct sheet_view v = { .m = rq->object };

	TRY(sheet_load(rq, &v, v.m->address));
	v.sentence = first_sentence(rq->a, v.m->r.body);
	v.root = newest_root(rq);
	rq->nav = "hall";
	page_begin(o, rq, trf(rq, M_paper_poster_of, v.m->r.title, NULL));
	council_poster_html(o, rq, &v);
	page_end(o, rq);
	return OK;
}

static struct err
say_get(struct req *rq, struct out *o)
{
	struct sheet_view v = { .m = rq->object };

	TRY(sheet_load(rq, &v, v.m->address));
	rq->nav = "hall";
	page_begin(o, rq, trf(rq, M_paper_say_of, v.m->r.title, NULL));
	council_paper_say_html(o, rq, &v);
	page_end(o, rq);
	return OK;
}

/* ?place=SLUG: a community's own form, with its estates to tick. */
static struct err
blank_get(struct req *rq, struct out *o)
{
	struct sheet_view v = { 0 };
	const char *slug = rq_query(rq, "place"), *path = "/file";

	TRY(place_list(rq->db, rq->a, rq->area, PLACE_COMMUNITY, &v.communities));
	for (size_t i = 0; i < v.communities.n; i++)
		if (strcmp(v.communities.v[i].slug, slug) == 0 || v.communities.n == 1)
			v.place = &v.communities.v[i];
	if (v.place) {
		TRY(place_below(rq->db, rq->a, rq->area, v.place->id, &v.estates));
		path = arena_fmt(rq->a, "/file?place=%s", v.place->slug);
	} else if (!text_empty(slug)) {
		return FAIL(404, M_people_err_place);
	}
	TRY(sheet_load(rq, &v, path));
	if (v.place && !text_empty(v.place->phone))
		v.phone = v.place->phone;
	/* For whoever keeps the lower part: the number is written in by hand. */
	v.address = typed_address(rq, v.place ? arena_fmt(rq->a, "/%s/________", v.place->slug) : "/hall");
	page_begin(o, rq, tr(rq, M_paper_blank));
	council_paper_blank_html(o, rq, &v);
	page_end(o, rq);
	return OK;
}

/* ---- proof ---- */

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
	v.root = newest_root(rq);
	v.v = NEWN(rq->a, struct proof_line, rows.n + 1);
	for (v.n = 0; v.n < rows.n; v.n++) {
		const struct proof_entries *e = &rows.v[v.n];

		/* The time of day out of an RFC 3339 time in the district's zone. */
		v.v[v.n] = (struct proof_line){ *e, arena_fmt(rq->a, "%s %.5s", view_day(rq, e->at),
			time_rfc3339_zone(rq->a, rq->env, e->at) + 11), act_words(rq, &timeline, e), text_hex(rq->a, e->hash.p, 8),
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

static struct err
roots_get(struct req *rq, struct out *o)
{
	struct roots_view v = { 0 };
	struct root_list_rows rows;

	TRY(root_list(rq->db, rq->a, rq->area, &rows));
	v.v = NEWN(rq->a, struct root_line, ROOTS_SHOWN);
	for (size_t i = rows.n; i > 0 && v.n < ROOTS_SHOWN; i--, v.n++)
		v.v[v.n] = (struct root_line){ (int32_t)rows.v[i - 1].day, rows.v[i - 1].upto_no - rows.v[i - 1].after_no,
			hex_groups(rq->a, text_hex(rq->a, rows.v[i - 1].root.p, rows.v[i - 1].root.n)) };
	v.more = rows.n > v.n;
	page_begin(o, rq, tr(rq, M_paper_roots));
	council_roots_html(o, rq, &v);
	page_end(o, rq);
	return OK;
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

/* ---- whom to call, the notices ---- */

static struct err
contacts_get(struct req *rq, struct out *o)
{
	struct contacts_view v = { .phone = arena_str(rq->a, web_conf(rq->web)->phone) };

	TRY(place_list(rq->db, rq->a, rq->area, PLACE_STREET, &v.streets));
	TRY(place_list(rq->db, rq->a, rq->area, PLACE_COMMUNITY, &v.communities));
	TRY(org_list(rq->db, rq->a, rq->area, NULL, &v.units));
	page_begin(o, rq, tr(rq, M_paper_contacts));
	council_contacts_html(o, rq, &v);
	page_end(o, rq);
	return OK;
}

static struct err
privacy_get(struct req *rq, struct out *o)
{
	page_begin(o, rq, tr(rq, M_paper_privacy));
	council_privacy_html(o, rq);
	page_end(o, rq);
	return OK;
}

static struct err
access_get(struct req *rq, struct out *o)
{
	page_begin(o, rq, tr(rq, M_paper_access));
	council_access_html(o, rq);
	page_end(o, rq);
	return OK;
}

static const struct route routes[] = {
	{ VERB_GET, "/:place/:number/poster", RIGHT_PUBLIC, matter_route, poster_get, "A poster of a matter for the stairwell.", 0 },
	{ VERB_GET, "/:place/:number/paper", RIGHT_PUBLIC, matter_route, say_get, "A paper form for opinions on a matter.", 0 },
	{ VERB_GET, "/paper", RIGHT_PUBLIC, NULL, blank_get, "The blank paper form for filing.", 0 },
	{ VERB_GET, "/:place/:number/proof", RIGHT_PUBLIC, matter_route, proof_get, "The chain of a matter's entries, for anybody to check.", 0 },
	{ VERB_GET, "/proof", RIGHT_PUBLIC, NULL, roots_get, "How records are checked, and the daily roots.", 0 },
	{ VERB_GET, "/proof/roots.txt", RIGHT_PUBLIC, NULL, roots_text, "The daily roots as lines for qiao verify.", 0 },
	{ VERB_GET, "/contacts", RIGHT_PUBLIC, NULL, contacts_get, "Public telephone numbers.", 0 },
	{ VERB_GET, "/privacy", RIGHT_PUBLIC, NULL, privacy_get, "How personal data is used.", 0 },
	{ VERB_GET, "/accessibility", RIGHT_PUBLIC, NULL, access_get, "How these pages can be used by everybody.", 0 },
	{ 0 }
};

const struct route *
council_paper_routes(void)
{
	return routes;
}
