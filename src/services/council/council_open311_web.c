/* council_open311_web.c - Open311: discovery, services, definitions, reading requests, tokens. Posting: council_open311_post_web.c. */
#include "services/council/council_open311_web.h"

#include "base/day.h"
#include "base/text.h"
#include "people/apikey.h"
#include "services/council/council_api.h"
#include "base_msg.h"
#include "council_open311_msg.h"


#define CHANGED   "2026-11-25T00:00:00Z"	/* when this door last changed: discovery's changeset */
#define SPAN      (90 * US_DAY)			/* most of one answer, and its default */
#define ROWS_MAX  1000

/* ---- what several of them do ---- */

const char *
o3_param(const struct req *rq, const char *name)
{
	const char *s = rq_form(rq, name);

	return text_clean(rq->a, text_empty(s) ? rq_query(rq, name) : s);
}

struct err
o3_jurisdiction(struct req *rq, struct o3_faults *f, int64_t *street)
{
	const char *asked = o3_param(rq, "jurisdiction_id");
	struct places streets;

	*street = 0;
	TRY(place_list(rq->db, rq->a, rq->area, PLACE_STREET, &streets));
	if (text_empty(asked)) {
		if (streets.n > 1)
			o3_fault(rq, f, 400, M_o3_err_jurisdiction_missing, NULL);
		return OK;
	}
	for (size_t i = 0; i < streets.n; i++)
		if (!strcmp(streets.v[i].slug, asked))
			*street = streets.v[i].id;
	if (!*street)
		o3_fault(rq, f, 404, M_o3_err_jurisdiction, asked, NULL);
	return OK;
}

/* The path's last part without its ending; NULL when the ending is neither .xml nor .json. */
static const char *
file_stem(const struct req *rq)
{
	const char *s = rq_param(rq, "file"), *dot = strrchr(s, '.');

	if (!dot || (strcmp(dot, ".xml") && strcmp(dot, ".json")))
		return NULL;
	return arena_dup(rq->a, s, (size_t)(dot - s));
}

const struct category *
o3_service(const char *code)
{
	for (const struct category *c = categories; c->id; c++)
		if (!strcmp(c->id, code))
			return c;
	return NULL;
}

/* ---- discovery, services, definitions ---- */

static struct err
discovery_get(struct req *rq, struct out *o)
{
	const struct web_conf *c = web_conf(rq->web);
	const char *docs = view_url(rq, "/api"), *name = rq->lang == LANG_EN ? c->district_en : c->district_zh;
	struct o3 x;

	o3_begin(&x, rq, o);
	o3_object(&x, "discovery");
	o3_text(&x, "changeset", CHANGED);
	o3_text(&x, "contact", text_empty(c->phone) ? name : trf(rq, M_o3_contact, name, c->phone, NULL));
	o3_text(&x, "key_service", text_empty(c->phone) ? trf(rq, M_o3_key_service_site, docs, NULL) :
		trf(rq, M_o3_key_service, c->phone, docs, NULL));
	o3_list(&x, "endpoints");
	o3_item(&x, "endpoint");
	o3_text(&x, "specification", "http://wiki.open311.org/GeoReport_v2");
	o3_text(&x, "url", view_url(rq, "/open311/v2"));
	o3_text(&x, "changeset", CHANGED);
	o3_text(&x, "type", c->demo ? "test" : "production");
	o3_list(&x, "formats");
	o3_word(&x, "format", "text/xml");
	o3_word(&x, "format", "application/json");
	o3_end(&x);
	o3_end(&x);
	o3_end(&x);
	o3_end(&x);
	return OK;
}

static bool
has_attributes(const char *service)
{
	for (const struct o3_attribute *at = o3_attributes; at->service; at++)
		if (!strcmp(at->service, service))
			return true;
	return false;
}

static struct err
services_get(struct req *rq, struct out *o)
{
	struct o3_faults f = { 0 };
	int64_t street;
	struct o3 x;

	TRY(o3_jurisdiction(rq, &f, &street));
	if (f.n) {
		o3_refuse(o, rq, &f);
		return OK;
	}
	o3_begin(&x, rq, o);
	o3_list(&x, "services");
	for (const struct category *c = categories; c->id; c++) {
		o3_item(&x, "service");
		o3_text(&x, "service_code", c->id);
		o3_text(&x, "service_name", tr(rq, c->label));
		o3_text(&x, "description", o3_batch(c->id) ? tr(rq, M_o3_service_other) :
			trf(rq, M_o3_service, tr(rq, c->label), NULL));
		o3_bare(&x, "metadata", has_attributes(c->id) ? "true" : "false");
		o3_text(&x, "type", o3_batch(c->id) ? "batch" : "realtime");
		o3_text(&x, "keywords", arena_fmt(rq->a, "%s,%s", msg_text(LANG_ZH, c->label), msg_text(LANG_EN, c->label)));
		o3_text(&x, "group", tr(rq, M_o3_group));
		o3_end(&x);
	}
	o3_end(&x);
	return OK;
}

/* How the answer is to be written, when the question itself does not say. */
static const char *
hint_of(struct req *rq, const struct o3_attribute *at)
{
	static const enum msg by_type[] = { [O3_NUMBER] = M_o3_number_hint, [O3_DATETIME] = M_o3_datetime_hint, [O3_ONE] = M_o3_list_values,
		[O3_MANY] = M_o3_list_many };

	if (!at->asked)
		return "";
	if (at->hint != M_NONE)
		return tr(rq, at->hint);
	if (at->type == O3_STRING || at->type == O3_TEXT)
		return trf(rq, M_o3_text_hint, arena_fmt(rq->a, "%d", at->type == O3_TEXT ? O3_TEXT_MAX : O3_STRING_MAX), NULL);
	return tr(rq, by_type[at->type]);
}

static void
attribute_write(struct o3 *x, struct req *rq, const struct o3_attribute *at, int order)
{
	o3_item(x, "attribute");
	o3_bare(x, "variable", at->asked ? "true" : "false");
	o3_text(x, "code", at->code);
	o3_text(x, "datatype", o3_type_name(at->type));
	o3_bare(x, "required", at->required ? "true" : "false");
	o3_text(x, "datatype_description", hint_of(rq, at));
	o3_bare(x, "order", arena_fmt(rq->a, "%d", order));
	o3_text(x, "description", tr(rq, at->label));
	o3_list(x, "values");
	for (const struct o3_value *v = at->values; v && v->key; v++) {
		o3_item(x, "value");
		o3_text(x, "key", v->key);
		o3_text(x, "name", tr(rq, v->name));
		o3_end(x);
	}
	o3_end(x);
	o3_end(x);
}

static struct err
definition_get(struct req *rq, struct out *o)
{
	const char *code = file_stem(rq);
	struct o3_faults f = { 0 };
	int64_t street;
	int order = 0;
	struct o3 x;

	if (!code)
		return FAIL(404, M_err_not_found);
	TRY(o3_jurisdiction(rq, &f, &street));
	if (!o3_service(code))
		o3_fault(rq, &f, 404, M_o3_err_service, code, NULL);
	if (f.n) {
		o3_refuse(o, rq, &f);
		return OK;
	}
	o3_begin(&x, rq, o);
	o3_object(&x, "service_definition");
	o3_text(&x, "service_code", code);
	o3_list(&x, "attributes");
	for (const struct o3_attribute *at = o3_attributes; at->service; at++)
		if (!strcmp(at->service, code))
			attribute_write(&x, rq, at, ++order);
	o3_end(&x);
	o3_end(&x);
	return OK;
}

/* ---- requests ---- */

static const char *
in_lang(const struct req *rq, const char *zh, const char *en)
{
	return rq->lang == LANG_EN && !text_empty(en) ? en : zh;
}

/* Most specific first, as the specification wants it. */
static const char *
address_of(struct req *rq, const struct o3_row *r)
{
	const char *parts[] = { r->whereabouts, in_lang(rq, r->spot_zh, r->spot_en), in_lang(rq, r->over_zh, r->over_en),
		in_lang(rq, r->top_zh, r->top_en),
		in_lang(rq, r->place_zh, r->place_en), in_lang(rq, r->street_zh, r->street_en) };
	struct out o;

	out_init(&o, rq->a);
	for (size_t i = 0; i < COUNT(parts); i++)
		if (!text_empty(parts[i]))
			out_fmt(&o, "%s%s", o.len ? ", " : "", parts[i]);
	return out_cstr(&o);
}

static const char *
when(struct req *rq, int64_t us)
{
	return us ? time_rfc3339_zone(rq->a, rq->env, us) : "";
}

/* Our many states as Open311's two: closed once there is a published result, or nothing more will be done. */
static bool
is_open(const struct o3_row *r)
{
	return !r->closed && text_empty(r->outcome);
}

static struct err
notes_of(struct req *rq, const struct o3_row *r, const char **ret)
{
	const struct lifecycle *lc;
	const struct life_state *st;

	*ret = r->outcome;
	if (!text_empty(r->outcome))
		return OK;
	TRY(matter_lifecycle_of(rq->db, rq->area, r->lifecycle, &lc));
	st = lifecycle_state(lc, r->state);
	*ret = st ? view_sentence(rq, &st->status, r->due, r->state_since, "") : "";
	return OK;
}

static int64_t
updated_at(const struct o3_row *r)
{
	if (is_open(r))
		return r->updated;
	return r->closed ? r->closed : r->state_since;
}

static struct err
request_write(struct o3 *x, struct req *rq, const struct o3_row *r)
{
	int64_t due = r->lead_due ? r->lead_due : r->due;
	const char *notes;

	TRY(notes_of(rq, r, &notes));
	o3_item(x, "request");
	o3_text(x, "service_request_id", arena_fmt(rq->a, "%lld", (long long)r->id));
	o3_text(x, "status", is_open(r) ? "open" : "closed");
	o3_text(x, "status_notes", notes);
	o3_text(x, "service_name", tr(rq, category_of(r->category)->label));
	o3_text(x, "service_code", category_of(r->category)->id);
	o3_text(x, "description", o3_description(rq->a, r->title, r->body));
	o3_text(x, "agency_responsible", text_empty(r->holder_zh) ? in_lang(rq, r->place_zh, r->place_en) :
		in_lang(rq, r->holder_zh, r->holder_en));
	o3_text(x, "service_notice", NULL);
	o3_text(x, "requested_datetime", when(rq, r->created));
	o3_text(x, "updated_datetime", when(rq, updated_at(r)));
	o3_text(x, "expected_datetime", is_open(r) && due ? when(rq, day_start(rq->env, (int32_t)due + 1) - US_SECOND) : "");
	o3_text(x, "address", address_of(rq, r));
	o3_text(x, "address_id", text_empty(r->spot_slug) ? r->slug : r->spot_slug);
	o3_text(x, "zipcode", NULL);
	o3_bare(x, "lat", r->lat || r->lon ? geo_degrees(rq->a, r->lat) : "");
	o3_bare(x, "long", r->lat || r->lon ? geo_degrees(rq->a, r->lon) : "");
	o3_text(x, "media_url", r->photo ? view_url(rq, arena_fmt(rq->a, "/files/%lld", (long long)r->photo)) : "");
	o3_end(x);
	return OK;
}

static struct err
requests_write(struct req *rq, struct out *o, const struct o3_row_rows *rows)
{
	struct o3 x;

	o3_begin(&x, rq, o);
	o3_list(&x, "service_requests");
	for (size_t i = 0; i < rows->n; i++)
		TRY(request_write(&x, rq, &rows->v[i]));
	o3_end(&x);
	return OK;
}

struct asked {
	int64_t street, from, to;
	const char *ids;		/* 19 digits each, "" = none */
	const char *services;		/* ",a,b," or "" */
	bool open, closed;
};

/* A plus sign that nobody escaped arrives as a blank. */
static bool
date_of(struct req *rq, struct o3_faults *f, const char *name, int64_t *ret)
{
	const char *s = o3_param(rq, name);
	char *t = arena_str(rq->a, s), *blank = strrchr(t, ' ');

	if (text_empty(s))
		return false;
	if (blank)
		*blank = '+';
	if (time_parse(t, ret))
		return true;
	o3_fault(rq, f, 400, M_o3_err_date, name, NULL);
	return false;
}

static void
dates_of(struct req *rq, struct o3_faults *f, struct asked *q)
{
	size_t before = f->n;
	bool from = date_of(rq, f, "start_date", &q->from), to = date_of(rq, f, "end_date", &q->to);

	if (f->n > before)
		return;
	if (!from && !to)
		q->to = env_now(rq->env);
	else if (!to)
		q->to = q->from + SPAN;
	if (!from)
		q->from = q->to - SPAN;
	if (q->to < q->from || q->to - q->from > SPAN)
		o3_fault(rq, f, 400, M_o3_err_span, NULL);
}

/* One word of a comma list after the other; "" when there are no more. */
static const char *
next_word(struct arena *a, const char **s)
{
	const char *word = "";

	while (**s && !*word) {
		size_t n = strcspn(*s, ",");

		word = text_clean(a, arena_dup(a, *s, n));
		*s += n + ((*s)[n] == ',');
	}
	return word;
}

static bool
id_read(const char *s, int64_t *ret)
{
	return *s >= '1' && *s <= '9' && strspn(s, "0123456789") == strlen(s) && text_int(s, 1, INT64_MAX, ret);
}

static void
ids_of(struct req *rq, struct o3_faults *f, struct asked *q)
{
	const char *list = o3_param(rq, "service_request_id"), *word;
	struct out o;
	size_t n = 0;
	int64_t id;

	out_init(&o, rq->a);
	while (*(word = next_word(rq->a, &list))) {
		if (id_read(word, &id))
			out_fmt(&o, "%019lld", (long long)id);
		else
			o3_fault(rq, f, 404, M_o3_err_request, word, NULL);
		n++;
	}
	if (n > ROWS_MAX)
		o3_fault(rq, f, 400, M_o3_err_many, NULL);
	q->ids = out_cstr(&o);
}

static void
filters_of(struct req *rq, struct o3_faults *f, struct asked *q)
{
	const char *services = o3_param(rq, "service_code"), *status = o3_param(rq, "status"), *word;
	struct out o;

	out_init(&o, rq->a);
	while (*(word = next_word(rq->a, &services))) {
		if (o3_service(word))
			out_fmt(&o, "%s%s,", o.len ? "" : ",", word);
		else
			o3_fault(rq, f, 404, M_o3_err_service, word, NULL);
	}
	q->services = out_cstr(&o);
	while (*(word = next_word(rq->a, &status))) {
		q->open |= !strcmp(word, "open");
		q->closed |= !strcmp(word, "closed");
		if (strcmp(word, "open") && strcmp(word, "closed"))
			o3_fault(rq, f, 400, M_o3_err_status, NULL);
	}
	dates_of(rq, f, q);
}

/* Asked by number: each of them must be there, whatever else was asked. */
static struct err
found_all(struct req *rq, struct o3_faults *f, const char *ids, const struct o3_row_rows *rows)
{
	for (; *ids; ids += 19) {
		int64_t id = 0;
		bool there = false;

		text_int(arena_dup(rq->a, ids, 19), 0, INT64_MAX, &id);
		for (size_t i = 0; i < rows->n && !there; i++)
			there = rows->v[i].id == id;
		if (!there)
			o3_fault(rq, f, 404, M_o3_err_request, arena_fmt(rq->a, "%lld", (long long)id), NULL);
	}
	return OK;
}

static struct err
requests_find(struct req *rq, struct o3_faults *f, const struct asked *q, struct o3_row_rows *rows)
{
	int64_t open = q->open, *only = q->open != q->closed ? &open : NULL;

	if (*q->ids) {
		TRY(o3_of_ids(rq->db, rq->a, rq->area, q->ids, q->street, rows));
		return found_all(rq, f, q->ids, rows);
	}
	return o3_between(rq->db, rq->a, rq->area, q->from, q->to, q->services, only, q->street, ROWS_MAX, rows);
}

static struct err
requests_answer(struct req *rq, struct out *o, struct o3_faults *f, const struct asked *q)
{
	struct o3_row_rows rows = { 0 };

	if (!f->n)
		TRY(requests_find(rq, f, q, &rows));
	if (!f->n)
		return requests_write(rq, o, &rows);
	o3_refuse(o, rq, f);
	return OK;
}

static struct err
requests_get(struct req *rq, struct out *o)
{
	struct o3_faults f = { 0 };
	struct asked q = { .services = "" };

	TRY(o3_jurisdiction(rq, &f, &q.street));
	ids_of(rq, &f, &q);
	if (!*q.ids && !f.n)			/* service_request_id overrides every other argument */
		filters_of(rq, &f, &q);
	return requests_answer(rq, o, &f, &q);
}

static struct err
request_get(struct req *rq, struct out *o)
{
	const char *stem = file_stem(rq);
	struct o3_faults f = { 0 };
	struct asked q = { .services = "", .ids = "" };
	int64_t id;

	if (!stem)
		return FAIL(404, M_err_not_found);
	TRY(o3_jurisdiction(rq, &f, &q.street));
	if (id_read(stem, &id))
		q.ids = arena_fmt(rq->a, "%019lld", (long long)id);
	else
		o3_fault(rq, &f, 404, M_o3_err_request, stem, NULL);
	return requests_answer(rq, o, &f, &q);
}

/* The number is given out when the community has taken the matter in. */
static struct err
token_get(struct req *rq, struct out *o)
{
	const char *stem = file_stem(rq);
	struct o3_faults f = { 0 };
	struct o3_token_get t = { 0 };
	bool found = false;
	int64_t street;
	struct o3 x;

	if (!stem)
		return FAIL(404, M_err_not_found);
	TRY(o3_jurisdiction(rq, &f, &street));
	TRY(o3_token_get(rq->db, rq->a, rq->area, link_hash(rq->a, stem), &t, &found));
	if (!found || (street && t.street != street))
		o3_fault(rq, &f, 404, M_o3_err_token, NULL);
	if (f.n) {
		o3_refuse(o, rq, &f);
		return OK;
	}
	o3_begin(&x, rq, o);
	o3_list(&x, "service_requests");
	o3_item(&x, "request");
	o3_text(&x, "service_request_id", strcmp(t.state, matter_lifecycle("proposal")->start->id) == 0 ? "" :
		arena_fmt(rq->a, "%lld", (long long)t.matter));
	o3_text(&x, "token", stem);
	o3_end(&x);
	o3_end(&x);
	return OK;
}

/* ---- the face ---- */

static struct err
o3_caller(struct req *rq)
{
	return apikey_caller(rq, o3_param(rq, "api_key"), &rq->caller);
}

static void
o3_error(struct out *o, struct req *rq, struct err e)
{
	struct o3_faults f = { 0 };
	int code = e.code == 401 ? 403 : e.code == 409 || e.code == 422 || e.code == 431 ? 400 : e.code;

	o3_fault(rq, &f, code, e.key == M_err_bad_request ? M_o3_err_bad : e.key == M_err_not_found ? M_o3_err_path : e.key, NULL);
	o3_refuse(o, rq, &f);
}

static const struct route routes[] = {
	{ VERB_GET, "/open311/discovery.xml", RIGHT_PUBLIC, NULL, discovery_get, "Open311: what this server offers.", 0 },
	{ VERB_GET, "/open311/discovery.json", RIGHT_PUBLIC, NULL, discovery_get, "Open311: the same in JSON.", 0 },
	{ VERB_GET, "/open311/v2/discovery.xml", RIGHT_PUBLIC, NULL, discovery_get, "Open311: the same below v2.", 0 },
	{ VERB_GET, "/open311/v2/discovery.json", RIGHT_PUBLIC, NULL, discovery_get, "Open311: the same below v2, in JSON.", 0 },
	{ VERB_GET, "/open311/v2/services.xml", RIGHT_PUBLIC, NULL, services_get, "Open311: what may be reported.", 0 },
	{ VERB_GET, "/open311/v2/services.json", RIGHT_PUBLIC, NULL, services_get, "Open311: the same in JSON.", 0 },
	{ VERB_GET, "/open311/v2/services/:file", RIGHT_PUBLIC, NULL, definition_get, "Open311: what is asked about one service.", 0 },
	{ VERB_GET, "/open311/v2/requests.xml", RIGHT_PUBLIC, NULL, requests_get, "Open311: requests by filters.", 0 },
	{ VERB_GET, "/open311/v2/requests.json", RIGHT_PUBLIC, NULL, requests_get, "Open311: the same in JSON.", 0 },
	{ VERB_GET, "/open311/v2/requests/:file", RIGHT_PUBLIC, NULL, request_get, "Open311: one request.", 0 },
	{ VERB_GET, "/open311/v2/tokens/:file", RIGHT_PUBLIC, NULL, token_get, "Open311: the number a token stands for.", 0 },
	{ VERB_POST, "/open311/v2/requests.xml", RIGHT_PUBLIC, NULL, o3_post, "Open311: file a request, with a key.", ROUTE_NO_CSRF | ROUTE_UPLOAD },
	{ VERB_POST, "/open311/v2/requests.json", RIGHT_PUBLIC, NULL, o3_post, "Open311: the same in JSON.", ROUTE_NO_CSRF | ROUTE_UPLOAD },
	{ 0 }
};

const struct route *
council_open311_routes(void)
{
	return routes;
}

const struct face *
council_faces(void)
{
	static const struct face faces[] = {
		{ "/open311", o3_caller, o3_error },
		{ "/api/v1", api_caller, api_error },
		{ 0 }
	};

	return faces;
}
