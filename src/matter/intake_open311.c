/* intake_open311.c - the requests of another GeoReport v2 endpoint as orders (wiki.open311.org/GeoReport_v2, GET Service Requests). */
#include "matter/intake.h"
#include "intake_msg.h"

#include <jansson.h>

#include "base/text.h"
#include "engines/decide/xml.h"


/* One request of either format: the specification gives both the same names. */
struct request {
	const json_t *json;
	const struct xml *xml;
};

static const char *
field(struct arena *a, const struct request *r, const char *key)
{
	const struct xml *x = r->xml ? xml_kid(r->xml, key) : NULL;
	const json_t *v = r->json ? json_object_get(r->json, key) : NULL;

	if (x)
		return text_clean(a, x->text);
	if (json_is_integer(v))
		return arena_fmt(a, "%lld", (long long)json_integer_value(v));
	if (json_is_real(v))
		return arena_fmt(a, "%.7f", json_real_value(v));
	return json_is_string(v) ? text_clean(a, json_string_value(v)) : "";
}

static void
request_read(struct arena *a, const struct request *r, int line, struct order *o)
{
	const char *title = field(a, r, "service_name"), *body = intake_mask(a, field(a, r, "description"));
	const char *note = field(a, r, "status_notes"), *when = field(a, r, "requested_datetime"), *due = field(a, r, "expected_datetime");

	*o = (struct order){ .line = line, .kind = ORDER_NEW, .result = "", .cells = "[]", .category = "other" };
	o->number = field(a, r, "service_request_id");
	o->body = text_cut(a, body, MATTER_BODY_MAX);
	o->title = text_cut(a, *body ? arena_dup(a, body, strcspn(body, "\n")) : title, MATTER_TITLE_MAX);
	o->where = text_cut(a, intake_mask(a, field(a, r, "address")), MATTER_WHERE_MAX);
	if (!geo_read(field(a, r, "lat"), field(a, r, "long"), &o->at))
		o->at = (struct geo){ 0 };
	if (*when)
		intake_day(a, when, &o->received);
	if (*due)
		intake_day(a, due, &o->due);
	if (strcmp(field(a, r, "status"), "closed") == 0)
		o->result = *note ? intake_mask(a, note) : msg_text(LANG_ZH, M_intake_settled_there);
	if (!*o->number || !*o->title) {
		o->kind = ORDER_WRONG;
		o->fault = (struct order_fault){ *o->number ? "description" : "service_request_id", M_intake_bad_empty };
	}
}

static struct err
json_requests(struct arena *a, struct bytes file, struct orders *ret)
{
	json_t *top = json_loadb((const char *)file.p, file.n, 0, NULL);
	size_t n = json_array_size(top);

	if (!json_is_array(top)) {
		json_decref(top);
		return FAIL(422, M_intake_err_open311);
	}
	ret->v = NEWN(a, struct order, n + 1);
	for (ret->n = 0; ret->n < n; ret->n++)
		request_read(a, &(struct request){ .json = json_array_get(top, ret->n) }, (int)ret->n + 1, &ret->v[ret->n]);
	json_decref(top);
	return OK;
}

/* <service_requests><request>…: one that is faulty is named by its line in the file. */
static struct err
xml_requests(struct arena *a, struct bytes file, struct orders *ret)
{
	struct xml_error why;
	const struct xml *top = xml_read(a, (const char *)file.p, file.n, &why), *x;
	size_t n = 0;

	if (!top || strcmp(top->name, "service_requests") != 0)
		return FAIL(422, M_intake_err_open311);
	for (x = xml_kid(top, "request"); x; x = xml_after(x, "request"))
		n++;
	ret->v = NEWN(a, struct order, n + 1);
	for (x = xml_kid(top, "request"); x; x = xml_after(x, "request")) {
		request_read(a, &(struct request){ .xml = x }, x->line, &ret->v[ret->n]);
		ret->n++;
	}
	return OK;
}

struct err
intake_open311(struct arena *a, struct bytes file, struct orders *ret)
{
	size_t at = file.n >= 3 && memcmp(file.p, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;

	*ret = (struct orders){ 0 };
	while (at < file.n && strchr(" \t\r\n", file.p[at]))
		at++;
	return at < file.n && file.p[at] == '<' ? xml_requests(a, file, ret) : json_requests(a, file, ret);
}
