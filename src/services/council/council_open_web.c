/* council_open_web.c - open data and feeds: the page that explains them, the files, Atom (RFC 4287). */
#include "services/council/council.h"

#include "base/day.h"
#include "base/text.h"
#include "council_open_html.h"
#include "formats/xml.h"
#include "matter/open_web.h"
#include "open_sql.h"
#include "services/council/council_open.h"
#include "services/council/council_view.h"
#include "base_msg.h"
#include "council_open_msg.h"

#define FEED_ROWS 30

/* ---- the page ---- */

static struct err
open_get(struct req *rq, struct out *o)
{
	struct open_view v = { 0 };
	struct open_newest last = { 0 };
	bool any;

	TRY(open_newest(rq->db, rq->a, rq->area, &last, &any));
	v.updated = any ? last.at : 0;
	TRY(place_list(rq->db, rq->a, rq->area, PLACE_COMMUNITY, &v.communities));
	page_begin(o, rq, tr(rq, M_opened_title));
	council_open_html(o, rq, &v);
	page_end(o, rq);
	return OK;
}

/* ---- files ---- */

static struct err
set_get(struct req *rq, struct out *o)
{
	struct open_newest last = { 0 };
	struct open_run *r;
	bool any;

	(void)o;
	TRY(open_asked(rq, open_sets, &r));
	TRY(open_newest(rq->db, rq->a, rq->area, &last, &any));
	/* Every change of what is public appends an entry: the log's number says whether a copy is still right. */
	rq->type = open_formats[r->format].type;
	if (rq_fresh(rq, arena_fmt(rq->a, "%s-%s-%lld", rq_param(rq, "file"), lang_code(rq->lang), (long long)last.log_no), last.at))
		return OK;
	rq_header(rq, "Access-Control-Allow-Origin", "*");		/* open data: any page of anybody may read it */
	rq_header(rq, "Cross-Origin-Resource-Policy", "cross-origin");
	open_send(rq, r);
	return OK;
}

/* ---- feeds ---- */

struct feed {
	const char *id;
	enum msg title;
};
static const struct feed feeds[] = { { "matters", M_opened_feed_matters }, { "results", M_opened_feed_results } };

/* RFC 4151: a name of ours with a day on which it was ours. The scheme is of 2026, the first year of this program. */
static const char *
tag_uri(struct req *rq, const char *what)
{
	const char *host = strstr(web_conf(rq->web)->public_url, "://");
	const char *name = host ? host + 3 : web_conf(rq->web)->public_url;

	return arena_fmt(rq->a, "tag:%.*s,2026:%s", (int)strcspn(name, "/:"), name, what);
}

static void
entry_write(struct req *rq, struct xml *x, const char *feed, const struct feed_row *e)
{
	bool result = strcmp(feed, "results") == 0;
	const char *address = arena_fmt(rq->a, "/%s/%s", e->slug, e->number);

	xml_open(x, "entry", NULL);
	xml_leaf(x, "id", tag_uri(rq, arena_fmt(rq->a, "%d/%s%s", (int)rq->area, feed, address)));
	xml_leaf(x, "title", e->title);
	xml_leaf(x, "published", time_rfc3339(rq->a, e->created));
	xml_leaf(x, "updated", time_rfc3339(rq->a, e->updated));
	xml_empty(x, "link", "rel", "alternate", "type", "text/html", "href", view_url(rq, address), NULL);
	xml_empty(x, "category", "term", e->category, "label", tr(rq, category_of(e->category)->label), NULL);
	xml_open(x, "content", "type", "text", NULL);
	xml_text(x, result ? e->outcome : e->body);
	xml_close(x);
	xml_close(x);
}

static struct err
entries_read(struct req *rq, bool results, int64_t place, struct feed_row_rows *ret)
{
	if (results && place)
		return feed_results_place(rq->db, rq->a, rq->area, "proposal", place, FEED_ROWS, ret);
	if (results)
		return feed_results(rq->db, rq->a, rq->area, "proposal", FEED_ROWS, ret);
	if (place)
		return feed_matters_place(rq->db, rq->a, rq->area, "proposal", place, FEED_ROWS, ret);
	return feed_matters(rq->db, rq->a, rq->area, "proposal", FEED_ROWS, ret);
}

static void
feed_write(struct req *rq, struct out *o, const struct feed *f, const struct place *p, const struct feed_row_rows *rows)
{
	const struct web_conf *conf = web_conf(rq->web);
	const char *here = p ? arena_fmt(rq->a, "/feeds/%s/%s.atom", p->slug, f->id) : arena_fmt(rq->a, "/feeds/%s.atom", f->id);
	const char *of = p ? place_name(p, rq->lang) : rq->lang == LANG_EN ? conf->district_en : conf->district_zh;
	const char *self = arena_fmt(rq->a, "%s%s", here, rq->lang == LANG_EN ? "?lang=en" : "");
	const char *page = p ? arena_fmt(rq->a, "/hall?place=%s", p->slug) : "/hall";
	int64_t updated = 0;
	struct xml x;

	for (size_t i = 0; i < rows->n; i++)
		updated = rows->v[i].updated > updated ? rows->v[i].updated : updated;
	xml_begin(&x, o);
	xml_open(&x, "feed", "xmlns", "http://www.w3.org/2005/Atom", "xml:lang", lang_code(rq->lang), NULL);
	xml_leaf(&x, "id", tag_uri(rq, arena_fmt(rq->a, "%d%s/%s", (int)rq->area, here, lang_code(rq->lang))));
	xml_leaf(&x, "title", trf(rq, f->title, of, NULL));
	xml_leaf(&x, "updated", time_rfc3339(rq->a, updated));
	xml_empty(&x, "link", "rel", "self", "type", "application/atom+xml", "href", view_url(rq, self), NULL);
	xml_empty(&x, "link", "rel", "alternate", "type", "text/html", "href", view_url(rq, page), NULL);
	xml_open(&x, "author", NULL);
	xml_leaf(&x, "name", of);
	xml_close(&x);
	xml_leaf(&x, "rights", tr(rq, M_opened_licence));
	for (size_t i = 0; i < rows->n; i++)
		entry_write(rq, &x, f->id, &rows->v[i]);
	xml_close(&x);
}

static struct err
feed_get(struct req *rq, struct out *o)
{
	const char *name = rq_param(rq, "feed"), *slug = rq_param(rq, "place");
	struct open_newest last = { 0 };
	struct feed_row_rows rows;
	struct place p;
	bool any, found = false;
	size_t i = 0;

	while (i < COUNT(feeds) && strcmp(arena_fmt(rq->a, "%s.atom", feeds[i].id), name) != 0)
		i++;
	if (*slug)
		TRY(place_by_slug(rq->db, rq->a, rq->area, slug, &p, &found));
	if (i == COUNT(feeds) || (*slug && (!found || p.kind != PLACE_COMMUNITY)))
		return FAIL(404, M_err_not_found);
	TRY(open_newest(rq->db, rq->a, rq->area, &last, &any));
	rq->type = "application/atom+xml; charset=utf-8";
	if (rq_fresh(rq, arena_fmt(rq->a, "%s-%s-%s-%lld", name, slug, lang_code(rq->lang), (long long)last.log_no), last.at))
		return OK;
	TRY(entries_read(rq, i == 1, *slug ? p.id : 0, &rows));
	feed_write(rq, o, &feeds[i], *slug ? &p : NULL, &rows);
	return OK;
}

static const struct route routes[] = {
	{ VERB_GET, "/open", RIGHT_PUBLIC, NULL, open_get, "Open data: every set, what its columns mean, feeds.", 0 },
	{ VERB_GET, "/open/:file", RIGHT_PUBLIC, NULL, set_get, "A set of open data, as NAME.csv, .xlsx, .geojson or .json.", 0 },
	{ VERB_GET, "/feeds/:feed", RIGHT_PUBLIC, NULL, feed_get, "Atom feed of the district: matters.atom, results.atom.", 0 },
	{ VERB_GET, "/feeds/:place/:feed", RIGHT_PUBLIC, NULL, feed_get, "The same of one community.", 0 },
	{ 0 }
};

const struct route *
council_open_routes(void)
{
	return routes;
}
