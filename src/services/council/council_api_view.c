/* council_api_view.c - JSON and the OpenAPI document, both written out of the tables of council_api.h; problem details. */
#include "services/council/council_api.h"

#include "base/day.h"
#include "base/geo.h"
#include "base/text.h"
#include "base_msg.h"
#include "council_api_msg.h"

/* ---- answers ---- */

static void write_fields(struct json *j, struct arena *a, const struct env *e, const struct api_schema *s, const char *v);

static void
write_list(struct json *j, struct arena *a, const struct env *e, const struct api_field *f, const struct api_list *l)
{
	json_arr(j, f->name);
	for (size_t i = 0; i < l->n; i++)
		api_write(j, a, e, NULL, f->of, (const char *)l->v + i * f->of->size);
	json_close(j, ']');
}

static void
write_text(struct json *j, const struct api_field *f, const char *s)
{
	json_text(j, f->name, text_empty(s) ? (f->flags & API_NULL ? NULL : "") : s);
}

static void
write_field(struct json *j, struct arena *a, const struct env *e, const struct api_field *f, const void *at)
{
	const int64_t n = f->type == API_BOOL || f->type <= API_URL || f->type >= API_OBJECT ? 0 : *(const int64_t *)at;

	switch (f->type) {
	case API_TEXT:
	case API_WORD:
	case API_URL:
		write_text(j, f, *(const char *const *)at);
		return;
	case API_BOOL:
		json_bool(j, f->name, *(const bool *)at);
		return;
	case API_INT:
		json_int(j, f->name, n);
		return;
	case API_OBJECT:
		if (*(const void *const *)at)
			api_write(j, a, e, f->name, f->of, *(const void *const *)at);
		else
			json_text(j, f->name, NULL);
		return;
	case API_LIST:
		write_list(j, a, e, f, at);
		return;
	default:
		break;
	}
	if (!n)
		json_text(j, f->name, NULL);
	else if (f->type == API_ID)
		json_id(j, f->name, n);
	else if (f->type == API_TIME)
		json_text(j, f->name, time_rfc3339_zone(a, e, n));
	else if (f->type == API_DAY)
		json_text(j, f->name, day_iso(a, (int32_t)n));
	else
		json_bare(j, f->name, geo_degrees(a, n));
}

static void
write_fields(struct json *j, struct arena *a, const struct env *e, const struct api_schema *s, const char *v)
{
	for (const struct api_field *f = s->fields; f->name; f++)
		write_field(j, a, e, f, v + f->at);
}

void
api_write(struct json *j, struct arena *a, const struct env *e, const char *key, const struct api_schema *s, const void *v)
{
	json_obj(j, key);
	write_fields(j, a, e, s, v);
	json_close(j, '}');
}

/* ---- problems ---- */

/* RFC 9110's own words: with type about:blank the title says no more than the status (RFC 9457 §4.2.1). */
static const char *
status_words(int code)
{
	static const struct { int code; const char *words; } v[] = {
		{ 400, "Bad Request" }, { 401, "Unauthorized" }, { 403, "Forbidden" }, { 404, "Not Found" }, { 405, "Method Not Allowed" },
		{ 409, "Conflict" }, { 410, "Gone" }, { 413, "Content Too Large" }, { 415, "Unsupported Media Type" },
		{ 422, "Unprocessable Content" }, { 429, "Too Many Requests" }, { 431, "Request Header Fields Too Large" },
		{ 503, "Service Unavailable" },
	};

	for (size_t i = 0; i < COUNT(v); i++)
		if (v[i].code == code)
			return v[i].words;
	return "Internal Server Error";
}

void
api_error(struct out *o, struct req *rq, struct err e)
{
	struct json j;

	rq->type = "application/problem+json; charset=utf-8";
	if (e.code == 401)
		rq_header(rq, "WWW-Authenticate", "Bearer realm=\"qiao\"");
	if (rq->verb == VERB_GET)
		rq_header(rq, "Access-Control-Allow-Origin", "*");
	rq_header(rq, "Content-Language", lang_code(rq->lang));
	rq_header(rq, "Vary", "Accept-Language");
	json_begin(&j, o);
	json_obj(&j, NULL);
	json_text(&j, "type", "about:blank");
	json_text(&j, "title", status_words(e.code));
	json_int(&j, "status", e.code);
	json_text(&j, "detail", e.key == M_err_not_found ? tr(rq, M_api_err_404) : tr(rq, e.key));
	json_text(&j, "code", msg_name(e.key));
	json_arr(&j, "errors");
	for (size_t i = 0; i < rq->nfaults; i++) {
		json_obj(&j, NULL);
		json_text(&j, "field", rq->faults[i].field);
		json_text(&j, "detail", rq->faults[i].text);
		json_close(&j, '}');
	}
	json_close(&j, ']');
	json_close(&j, '}');
}
