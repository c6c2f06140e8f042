/* council_api_doc_view.c - the OpenAPI 3.1 document, made from the tables that also make the routes, the checks and the answers. */
#include "base/text.h"
#include "services/council/council_api.h"
#include "services/council/council_api_hook.h"

struct doc {
	struct json j;
	struct req *rq;
	const struct api_schema *seen[96];
	size_t nseen;
};

static void
remember(struct doc *d, const struct api_schema *s)
{
	for (size_t i = 0; i < d->nseen; i++)
		if (d->seen[i] == s)
			return;
	assert(d->nseen < COUNT(d->seen));
	d->seen[d->nseen++] = s;
}

static void
reference(struct doc *d, const char *key, const char *name)
{
	json_obj(&d->j, key);
	json_text(&d->j, "$ref", arena_fmt(d->rq->a, "#/components/schemas/%s", name));
	json_close(&d->j, '}');
}

/* ---- schemas ---- */

static void
words_write(struct doc *d, const char *words, bool nullable)
{
	char *save = NULL;

	json_arr(&d->j, "enum");
	for (char *w = strtok_r(arena_str(d->rq->a, words), " ", &save); w; w = strtok_r(NULL, " ", &save))
		json_text(&d->j, NULL, w);
	if (nullable)
		json_text(&d->j, NULL, NULL);
	json_close(&d->j, ']');
}

static const char *
format_of(enum api_type t)
{
	return t == API_TIME ? "date-time" : t == API_DAY ? "date" : t == API_URL ? "uri" : NULL;
}

static void
type_write(struct doc *d, const struct api_field *f, bool nullable)
{
	const char *type = f->type == API_INT ? "integer" : f->type == API_BOOL ? "boolean" : f->type == API_DEGREES ? "number" : "string";

	if (!nullable) {
		json_text(&d->j, "type", type);
		return;
	}
	json_arr(&d->j, "type");
	json_text(&d->j, NULL, type);
	json_text(&d->j, NULL, "null");
	json_close(&d->j, ']');
}

/* The limits of an argument or a body's field: `at` is one there. */
static void
limits_write(struct doc *d, const struct api_field *f)
{
	if (f->type == API_INT)
		json_int(&d->j, "minimum", 0);
	if (f->at)
		json_int(&d->j, f->type == API_INT ? "maximum" : "maxLength", (int64_t)f->at);
}

static void
compound_write(struct doc *d, const struct api_field *f, bool body)
{
	bool map = f->type == API_MAP;

	json_text(&d->j, "type", map ? "object" : "array");
	json_obj(&d->j, map ? "additionalProperties" : "items");
	if (f->of) {
		remember(d, f->of);
		json_text(&d->j, "$ref", arena_fmt(d->rq->a, "#/components/schemas/%s", f->of->name));
	} else {
		json_text(&d->j, "type", "string");
		if (f->type == API_PHOTOS)
			json_text(&d->j, "contentEncoding", "base64");
	}
	json_close(&d->j, '}');
	if (f->type == API_PHOTOS || (body && f->type == API_LIST))
		json_int(&d->j, "maxItems", (int64_t)f->at);
}

static void
field_write(struct doc *d, const struct api_field *f, bool body)
{
	json_obj(&d->j, f->name);
	if (f->about)
		json_text(&d->j, "description", f->about);
	if (f->type == API_OBJECT) {
		remember(d, f->of);
		json_text(&d->j, "$ref", arena_fmt(d->rq->a, "#/components/schemas/%s", f->of->name));
	} else if (f->type >= API_LIST) {
		compound_write(d, f, body);
	} else {
		type_write(d, f, f->flags & API_NULL);
		if (format_of(f->type))
			json_text(&d->j, "format", format_of(f->type));
		if (f->type == API_ID)
			json_text(&d->j, "pattern", "^[1-9][0-9]{0,18}$");
		if (f->words)
			words_write(d, f->words, f->flags & API_NULL);
		if (body)
			limits_write(d, f);
	}
	json_close(&d->j, '}');
}

/* Answers always hold every field; of a body only what must be there is required. Both hold nothing else. */
static void
schema_write(struct doc *d, const struct api_schema *s)
{
	bool body = s->size == 0;

	json_obj(&d->j, s->name);
	json_text(&d->j, "type", "object");
	json_text(&d->j, "description", s->about);
	json_arr(&d->j, "required");
	for (const struct api_field *f = s->fields; f->name; f++)
		if (!body || f->flags & API_MUST)
			json_text(&d->j, NULL, f->name);
	json_close(&d->j, ']');
	json_obj(&d->j, "properties");
	for (const struct api_field *f = s->fields; f->name; f++)
		field_write(d, f, body);
	json_close(&d->j, '}');
	json_bool(&d->j, "additionalProperties", false);
	json_close(&d->j, '}');
}

static void
text_schema(struct doc *d, const char *key, const char *type)
{
	json_obj(&d->j, key);
	json_text(&d->j, "type", type);
	json_close(&d->j, '}');
}

static void
strings_write(struct doc *d, const char *key, const char *words)
{
	char *save = NULL;

	json_arr(&d->j, key);
	for (char *w = strtok_r(arena_str(d->rq->a, words), " ", &save); w; w = strtok_r(NULL, " ", &save))
		json_text(&d->j, NULL, w);
	json_close(&d->j, ']');
}

static void
problem_write(struct doc *d)
{
	json_obj(&d->j, "Problem");
	json_text(&d->j, "type", "object");
	json_text(&d->j, "description", "What went wrong (RFC 9457), in the language of Accept-Language.");
	strings_write(d, "required", "type title status detail code errors");
	json_obj(&d->j, "properties");
	text_schema(d, "type", "string");
	text_schema(d, "title", "string");
	text_schema(d, "status", "integer");
	text_schema(d, "detail", "string");
	text_schema(d, "code", "string");
	json_obj(&d->j, "errors");
	json_text(&d->j, "type", "array");
	json_obj(&d->j, "items");
	json_text(&d->j, "type", "object");
	strings_write(d, "required", "field detail");
	json_obj(&d->j, "properties");
	text_schema(d, "field", "string");
	text_schema(d, "detail", "string");
	json_close(&d->j, '}');
	json_bool(&d->j, "additionalProperties", false);
	json_close(&d->j, '}');
	json_close(&d->j, '}');
	json_close(&d->j, '}');
	json_bool(&d->j, "additionalProperties", false);
	json_close(&d->j, '}');
}

/* ---- operations ---- */

static const char *
path_braced(struct arena *a, const char *path)
{
	struct out o;

	out_init(&o, a);
	while (*path) {
		size_t n = strcspn(path, "/:");

		out_put(&o, path, n);
		path += n;
		if (*path == '/') {
			out_str(&o, "/");
			path++;
		} else if (*path == ':') {
			n = strcspn(++path, "/");
			out_fmt(&o, "{%.*s}", (int)n, path);
			path += n;
		}
	}
	return out_cstr(&o);
}

static void
parameter_write(struct doc *d, const struct api_field *f, const char *in)
{
	json_obj(&d->j, NULL);
	json_text(&d->j, "name", f->name);
	json_text(&d->j, "in", in);
	json_bool(&d->j, "required", strcmp(in, "path") == 0 || f->flags & API_MUST);
	json_text(&d->j, "description", f->about);
	json_obj(&d->j, "schema");
	type_write(d, f, false);
	if (f->type == API_ID)
		json_text(&d->j, "pattern", "^[1-9][0-9]{0,18}$");
	if (f->words)
		words_write(d, f->words, false);
	limits_write(d, f);
	json_close(&d->j, '}');
	json_close(&d->j, '}');
}

static void
parameters_write(struct doc *d, const struct api_op *op)
{
	static const struct api_field id = { "id", API_ID, API_MUST, 0, NULL, NULL, "Its number." };
	static const struct api_field once = { "Idempotency-Key", API_TEXT, 0, 64, NULL, NULL,
		"A word of your own: the same request sent again with it within two days is not made twice." };

	json_arr(&d->j, "parameters");
	if (strstr(op->path, ":id"))
		parameter_write(d, &id, "path");
	for (const struct api_field *f = op->query; f && f->name; f++)
		parameter_write(d, f, "query");
	if (op->verb == VERB_POST)
		parameter_write(d, &once, "header");
	json_close(&d->j, ']');
}

static void
content_open(struct doc *d, const char *type)
{
	json_obj(&d->j, "content");
	json_obj(&d->j, type);
}

static void
answer_write(struct doc *d, const struct api_op *op)
{
	json_obj(&d->j, arena_fmt(d->rq->a, "%d", op->status));
	json_text(&d->j, "description", op->about);
	content_open(d, "application/json");
	if (!op->answer) {
		text_schema(d, "schema", "object");
	} else if (!op->list) {
		remember(d, op->answer);
		reference(d, "schema", op->answer->name);
	} else {
		json_obj(&d->j, "schema");
		json_text(&d->j, "type", "object");
		strings_write(d, "required", "items next");
		json_obj(&d->j, "properties");
		json_obj(&d->j, "items");
		json_text(&d->j, "type", "array");
		remember(d, op->answer);
		reference(d, "items", op->answer->name);
		json_close(&d->j, '}');
		json_obj(&d->j, "next");
		json_text(&d->j, "description", "Give it as cursor for the next page; null on the last.");
		strings_write(d, "type", "string null");
		json_close(&d->j, '}');
		json_close(&d->j, '}');
		json_bool(&d->j, "additionalProperties", false);
		json_close(&d->j, '}');
	}
	json_close(&d->j, '}');
	json_close(&d->j, '}');
	json_close(&d->j, '}');
}

static void
problem_answer(struct doc *d, const char *code)
{
	json_obj(&d->j, code);
	json_text(&d->j, "description", "See detail and errors.");
	content_open(d, "application/problem+json");
	reference(d, "schema", "Problem");
	json_close(&d->j, '}');
	json_close(&d->j, '}');
	json_close(&d->j, '}');
}

static void
answers_write(struct doc *d, const struct api_op *op)
{
	char *save = NULL;
	const char *codes = arena_fmt(d->rq->a, "400 %s%s 429 503", op->scope || op->right != RIGHT_PUBLIC ? "401 403 " : "",
		op->errors);

	json_obj(&d->j, "responses");
	answer_write(d, op);
	if (op->verb == VERB_GET) {
		json_obj(&d->j, "304");
		json_text(&d->j, "description", "You hold this answer already (If-None-Match).");
		json_close(&d->j, '}');
	}
	for (char *w = strtok_r(arena_str(d->rq->a, codes), " ", &save); w; w = strtok_r(NULL, " ", &save))
		problem_answer(d, w);
	json_close(&d->j, '}');
}

static void
op_write(struct doc *d, const struct api_op *op)
{
	json_obj(&d->j, op->verb == VERB_GET ? "get" : "post");
	json_text(&d->j, "operationId", op->id);
	json_text(&d->j, "summary", op->about);
	parameters_write(d, op);
	if (op->body) {
		json_obj(&d->j, "requestBody");
		json_bool(&d->j, "required", true);
		content_open(d, "application/json");
		remember(d, op->body);
		reference(d, "schema", op->body->name);
		json_close(&d->j, '}');
		json_close(&d->j, '}');
		json_close(&d->j, '}');
	}
	answers_write(d, op);
	json_arr(&d->j, "security");
	if (!op->scope) {
		json_obj(&d->j, NULL);
		json_close(&d->j, '}');
	}
	json_obj(&d->j, NULL);
	json_arr(&d->j, "key");
	json_close(&d->j, ']');
	json_close(&d->j, '}');
	json_close(&d->j, ']');
	if (op->scope)
		json_text(&d->j, "x-scope", apikey_scope(op->scope));
	if (op->right != RIGHT_PUBLIC)
		json_text(&d->j, "x-right", right_name((enum right)op->right));
	json_close(&d->j, '}');
}

/* Two operations of one path stand side by side in the table. */
static void
paths_write(struct doc *d)
{
	const struct api_op *op, *next;

	json_obj(&d->j, "paths");
	for (size_t i = 0; (op = api_op_at(i)); i++) {
		json_obj(&d->j, path_braced(d->rq->a, op->path));
		op_write(d, op);
		for (; (next = api_op_at(i + 1)) && strcmp(next->path, op->path) == 0; i++)
			op_write(d, next);
		json_close(&d->j, '}');
	}
	json_close(&d->j, '}');
}

static void
webhooks_write(struct doc *d)
{
	remember(d, &api_hook_schema);
	json_obj(&d->j, "webhooks");
	for (const struct hook_event_row *h = hook_events; h->name; h++) {
		json_obj(&d->j, h->name);
		json_obj(&d->j, "post");
		json_text(&d->j, "summary", h->about);
		json_obj(&d->j, "requestBody");
		content_open(d, "application/json");
		reference(d, "schema", api_hook_schema.name);
		json_close(&d->j, '}');
		json_close(&d->j, '}');
		json_close(&d->j, '}');
		json_obj(&d->j, "responses");
		json_obj(&d->j, "2XX");
		json_text(&d->j, "description", "Taken. Anything else is tried again.");
		json_close(&d->j, '}');
		json_close(&d->j, '}');
		json_close(&d->j, '}');
		json_close(&d->j, '}');
	}
	json_close(&d->j, '}');
}

static void
components_write(struct doc *d)
{
	json_obj(&d->j, "components");
	json_obj(&d->j, "securitySchemes");
	json_obj(&d->j, "key");
	json_text(&d->j, "type", "http");
	json_text(&d->j, "scheme", "bearer");
	json_text(&d->j, "description", "A key that an administrator made: one role at one place, with scopes and a pace.");
	json_close(&d->j, '}');
	json_close(&d->j, '}');
	json_obj(&d->j, "schemas");
	problem_write(d);
	for (size_t i = 0; i < d->nseen; i++)		/* grows while it is written */
		schema_write(d, d->seen[i]);
	json_close(&d->j, '}');
	json_close(&d->j, '}');
}

void
api_document(struct out *o, struct req *rq)
{
	struct doc d = { .rq = rq };

	json_begin(&d.j, o);
	json_obj(&d.j, NULL);
	json_text(&d.j, "openapi", "3.1.0");
	json_obj(&d.j, "info");
	json_text(&d.j, "title", "Qiao");
	json_text(&d.j, "version", "1");
	json_text(&d.j, "description", "Matters of the residents' hall: read, file, follow, act. Texts come in the language of Accept-Language "
		"(zh, en). Times are RFC 3339 with the district's zone; ids are text. Every GET has an ETag. RateLimit headers: "
		"draft-ietf-httpapi-ratelimit-headers-10.");
	json_close(&d.j, '}');
	json_arr(&d.j, "servers");
	json_obj(&d.j, NULL);
	json_text(&d.j, "url", arena_fmt(rq->a, "%s%s", web_conf(rq->web)->public_url, API_ROOT));
	json_close(&d.j, '}');
	json_close(&d.j, ']');
	paths_write(&d);
	webhooks_write(&d);
	components_write(&d);
	json_close(&d.j, '}');
}
