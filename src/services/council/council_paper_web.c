/* council_paper_web.c - what is printed (poster, forms), whom to call, the notices. How a record is checked: council_proof_web.c. */
#include "services/council/council.h"

#include "base/day.h"
#include "base/text.h"
#include "council_access_html.h"
#include "council_contacts_html.h"
#include "council_paper_blank_html.h"
#include "council_paper_say_html.h"
#include "council_poster_html.h"
#include "council_result_html.h"
#include "council_privacy_html.h"
#include "services/council/council_paper.h"
#include "council_figures_msg.h"
#include "council_paper_msg.h"
#include "matter_msg.h"
#include "people_msg.h"

#define SENTENCE_MAX  60

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
	v.root = proof_newest(rq);
	rq->stamped = true;
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

/* The result on paper, for who has no phone: what was done, by whom, and a code that leads to the rating. */
static struct err
result_get(struct req *rq, struct out *o)
{
	struct sheet_view v = { .m = rq->object };
	struct assignments units;

	if (text_empty(v.m->r.outcome))
		return FAIL(404, M_matter_err_no_result);
	TRY(sheet_load(rq, &v, arena_fmt(rq->a, "%s/rate", v.m->address)));
	TRY(assignment_list(rq->db, rq->a, rq->area, v.m->r.id, &units));
	v.root = proof_newest(rq);
	rq->stamped = true;
	rq->nav = "hall";
	page_begin(o, rq, trf(rq, M_paper_result_of, v.m->r.title, NULL));
	council_result_html(o, rq, &v, &units);
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

/* ---- whom to call, the notices ---- */

static struct err
contacts_get(struct req *rq, struct out *o)
{
	struct contacts_view v = { .phone = arena_str(rq->a, web_conf(rq->web)->phone) };

	TRY(place_list(rq->db, rq->a, rq->area, PLACE_STREET, &v.streets));
	TRY(place_list(rq->db, rq->a, rq->area, PLACE_COMMUNITY, &v.communities));
	TRY(org_answering(rq->db, rq->a, rq->area, &v.units));
	page_begin(o, rq, tr(rq, M_paper_contacts));
	council_contacts_html(o, rq, &v);
	page_end(o, rq);
	return OK;
}

static int64_t letter_days;

void
paper_letters_kept(int64_t days)
{
	letter_days = days;
}

const char *
paper_letter_days(struct arena *a)
{
	return arena_fmt(a, "%lld", (long long)letter_days);
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

const struct purpose paper_purposes[] = {
	{ M_paper_why_settle, M_paper_basis_duty, M_paper_kept_public },
	{ M_paper_why_tell, M_paper_basis_duty, M_paper_kept_phone },
	{ M_paper_why_once, M_paper_basis_duty, M_paper_kept_mark },
	{ M_paper_why_vote, M_paper_basis_duty, M_paper_kept_poll },
	{ M_paper_why_alert, M_paper_basis_ask, M_paper_kept_alert },
	{ M_paper_why_firm, M_paper_basis_firm, M_paper_kept_firm },
	{ M_paper_why_safe, M_paper_basis_law, M_paper_kept_log },
	{ 0 }
};

static const struct route routes[] = {
	{ VERB_GET, "/:place/:number/poster", RIGHT_PUBLIC, matter_route, poster_get, "A poster of a matter for the stairwell.", 0 },
	{ VERB_GET, "/:place/:number/paper", RIGHT_PUBLIC, matter_route, say_get, "A paper form for opinions on a matter.", 0 },
	{ VERB_GET, "/:place/:number/result", RIGHT_PUBLIC, matter_route, result_get, "The result as a notice to print, with a code for rating.", 0 },
	{ VERB_GET, "/paper", RIGHT_PUBLIC, NULL, blank_get, "The blank paper form for filing.", 0 },
	{ VERB_GET, "/contacts", RIGHT_PUBLIC, NULL, contacts_get, "Public telephone numbers.", ROUTE_READY },
	{ VERB_GET, "/privacy", RIGHT_PUBLIC, NULL, privacy_get, "How personal data is used.", ROUTE_READY },
	{ VERB_GET, "/accessibility", RIGHT_PUBLIC, NULL, access_get, "How these pages can be used by everybody.", ROUTE_READY },
	{ 0 }
};

const struct route *
council_paper_routes(void)
{
	return routes;
}
