/*
 * sms.c - one SMS through a provider's HTTP interface, as the settings describe it: where, which parameters, what is
 * signed and how, where the answer says yes (docs/operate/sms.md has worked examples). Not here: any provider's name.
 */
#include "post/post_int.h"
#include "post_msg.h"

#include <jansson.h>
#include <sodium.h>
#include <stdlib.h>

#include "base/day.h"
#include "base/json.h"
#include "base/text.h"

#define VARS_MAX 32

/* What a template may name; filled step by step: a later one may use the earlier ones. */
struct vars {
	struct tpl_var v[VARS_MAX];
	size_t n;
};

static const char *const var_names[] = {
	"phone", "text", "subject", "template", "words", "words_list", "key", "secret", "id", "time", "date", "unix",
	"unix_ms", "nonce", "lf", "method", "url", "host", "path", "params", "body", "canonical", "sign",
};

static void
var(struct vars *v, const char *name, const char *value)
{
	assert(v->n < VARS_MAX);
	v->v[v->n++] = (struct tpl_var){ name, value };
}

static const char *
hex_sha256(struct arena *a, const char *s)
{
	unsigned char hash[32];

	crypto_hash_sha256(hash, (const unsigned char *)s, strlen(s));
	return text_hex(a, hash, sizeof(hash));
}

/* The inside of a JSON string. */
static const char *
json_inside(struct arena *a, const char *s)
{
	struct json j;
	struct out o;

	out_init(&o, a);
	json_begin(&j, &o);
	json_text(&j, NULL, s);
	return o.len >= 2 ? arena_dup(a, o.p + 1, o.len - 2) : "";
}

/* {name|filter}: e percent-encoded, j inside a JSON string, b64 base64, sha256 hex of the hash. NULL: no such filter. */
static const char *
filtered(struct arena *a, const char *value, const char *filter)
{
	if (strcmp(filter, "e") == 0)
		return sign_percent(a, value);
	if (strcmp(filter, "j") == 0)
		return json_inside(a, value);
	if (strcmp(filter, "b64") == 0)
		return sign_b64(a, value, strlen(value));
	if (strcmp(filter, "sha256") == 0)
		return hex_sha256(a, value);
	return NULL;
}

static const char *
var_value(const struct tpl_var *v, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++) {
		if (strcmp(v[i].name, name) == 0)
			return v[i].value;
	}
	return NULL;
}

/* One {…}: name and filters, separated by bars. */
static bool
place_expand(struct out *o, const char *inside, const struct tpl_var *v, size_t n, const char **bad)
{
	size_t len = strcspn(inside, "|");
	const char *name = arena_dup(o->a, inside, len), *value = var_value(v, n, name);

	for (inside += len; value && *inside; inside += len) {
		inside++;
		len = strcspn(inside, "|");
		name = arena_dup(o->a, inside, len);
		value = filtered(o->a, value, name);
	}
	if (!value) {
		*bad = name;
		return false;
	}
	out_str(o, value);
	return true;
}

/* A brace that no lower-case letter follows stands for itself, so that JSON can be written plainly. */
bool
tpl_expand(struct out *o, const char *text, const struct tpl_var *v, size_t n, const char **bad)
{
	while (*text) {
		size_t len = strcspn(text, "{");

		out_put(o, text, len);
		text += len;
		if (*text == '\0')
			return true;
		if (text[1] < 'a' || text[1] > 'z') {
			out_put(o, text++, 1);
			continue;
		}
		len = strcspn(text, "}");
		if (text[len] == '\0') {
			*bad = arena_str(o->a, text);
			return false;
		}
		if (!place_expand(o, arena_dup(o->a, text + 1, len - 1), v, n, bad))
			return false;
		text += len + 1;
	}
	return true;
}

bool
sms_template_ok(struct arena *a, const char *text, const char **bad)
{
	struct vars v = { .n = 0 };
	struct out o;

	for (size_t i = 0; i < COUNT(var_names); i++)
		var(&v, var_names[i], "");
	out_init(&o, a);
	return tpl_expand(&o, text, v.v, v.n, bad);
}

/* Templates were checked when the settings were read: a name that is unknown here is not set yet ("sign" in a
 * parameter that is signed): 500. */
static struct err
expand(struct arena *a, const char *text, const struct vars *v, const char **ret)
{
	const char *bad;
	struct out o;

	out_init(&o, a);
	if (!tpl_expand(&o, text, v->v, v->n, &bad))
		return FAIL(500, M_post_err_settings);
	*ret = out_cstr(&o);
	return OK;
}

/* ["482913"] out of {"code":"482913"}: providers that number their places. */
static const char *
words_list(struct arena *a, const char *words)
{
	json_t *root = json_loads(words, 0, NULL), *v;
	struct json j;
	struct out o;
	const char *k;

	out_init(&o, a);
	json_begin(&j, &o);
	json_arr(&j, NULL);
	json_object_foreach(root, k, v)
		json_text(&j, NULL, json_string_value(v));
	json_close(&j, ']');
	json_decref(root);
	return out_cstr(&o);
}

/* The template for a purpose; "default" when it has none of its own. */
static const char *
template_of(const struct post_conf *c, const char *purpose)
{
	const char *usual = "";

	for (size_t i = 0; i < c->sms_templates.n; i++) {
		if (strcmp(c->sms_templates.v[i].name, purpose) == 0)
			return c->sms_templates.v[i].value;
		if (strcmp(c->sms_templates.v[i].name, "default") == 0)
			usual = c->sms_templates.v[i].value;
	}
	return usual;
}

static void
vars_begin(struct vars *v, const struct post_conf *c, struct env *env, struct arena *a, const struct post_row *row,
	   const char *phone)
{
	const char *host = strstr(c->sms_url, "://"), *path, *time;
	const char *words = text_empty(row->words) ? "{}" : row->words;
	int64_t now = env_now(env);
	unsigned char chance[16];

	env->random(env, chance, sizeof(chance));
	time = time_rfc3339(a, now);
	host = host ? host + 3 : c->sms_url;
	path = host + strcspn(host, "/?");
	var(v, "phone", phone);
	var(v, "text", row->text);
	var(v, "subject", sign_line(a, row->subject));
	var(v, "template", template_of(c, row->purpose));
	var(v, "words", words);
	var(v, "words_list", words_list(a, words));
	var(v, "key", c->sms_key);
	var(v, "secret", c->sms_secret);
	var(v, "id", arena_fmt(a, "%lld", (long long)row->id));
	var(v, "time", time);
	var(v, "date", arena_dup(a, time, 10));
	var(v, "unix", arena_fmt(a, "%lld", (long long)(now / US_SECOND)));
	var(v, "unix_ms", arena_fmt(a, "%lld", (long long)(now / 1000)));
	var(v, "nonce", text_hex(a, chance, sizeof(chance)));
	var(v, "lf", "\n");
	var(v, "method", c->sms_method ? "GET" : "POST");
	var(v, "url", c->sms_url);
	var(v, "host", arena_dup(a, host, strcspn(host, "/?")));
	var(v, "path", *path == '/' ? arena_dup(a, path, strcspn(path, "?")) : "/");
}

static int
by_name(const void *x, const void *y)
{
	return strcmp(((const struct conf_pair *)x)->name, ((const struct conf_pair *)y)->name);
}

struct sms_params {
	struct conf_pair *v;		/* expanded, sorted by name */
	size_t n;
};

static struct err
params_expand(const struct post_conf *c, struct arena *a, const struct vars *v, struct sms_params *ret)
{
	ret->n = c->sms_params.n;
	ret->v = NEWN(a, struct conf_pair, ret->n + 1);		/* room for the signature */
	for (size_t i = 0; i < ret->n; i++) {
		ret->v[i].name = c->sms_params.v[i].name;
		TRY(expand(a, c->sms_params.v[i].value, v, &ret->v[i].value));
	}
	qsort(ret->v, ret->n, sizeof(*ret->v), by_name);
	return OK;
}

static const char *
params_encoded(struct arena *a, const struct sms_params *p)
{
	struct out o;

	out_init(&o, a);
	for (size_t i = 0; i < p->n; i++)
		out_fmt(&o, "%s%s=%s", i ? "&" : "", sign_percent(a, p->v[i].name), sign_percent(a, p->v[i].value));
	return out_cstr(&o);
}

static const char *
params_json(struct arena *a, const struct sms_params *p)
{
	struct json j;
	struct out o;

	out_init(&o, a);
	json_begin(&j, &o);
	json_obj(&j, NULL);
	for (size_t i = 0; i < p->n; i++)
		json_text(&j, p->v[i].name, p->v[i].value);
	json_close(&j, '}');
	return out_cstr(&o);
}

enum { BODY_FORM, BODY_QUERY, BODY_JSON, BODY_RAW };

static struct err
body_make(const struct post_conf *c, struct arena *a, const struct vars *v, const struct sms_params *p, const char **ret)
{
	*ret = "";
	switch (c->sms_body) {
	case BODY_FORM:
		*ret = params_encoded(a, p);
		return OK;
	case BODY_JSON:
		*ret = params_json(a, p);
		return OK;
	case BODY_RAW:
		return expand(a, c->sms_raw, v, ret);
	}
	return OK;
}

/* canonical text → text to sign → keyed hash → {sign}. */
static struct err
signature(const struct post_conf *c, struct arena *a, struct vars *v)
{
	const char *canonical, *text, *key;
	unsigned char mac[32];
	size_t n = c->sms_algorithm == 1 ? 20 : 32;

	if (c->sms_algorithm == 0)
		return OK;
	TRY(expand(a, c->sms_canonical, v, &canonical));
	var(v, "canonical", canonical);
	TRY(expand(a, c->sms_sign_text, v, &text));
	TRY(expand(a, c->sms_sign_key, v, &key));
	if (c->sms_algorithm == 1)
		sign_sha1(mac, key, strlen(key), text, strlen(text));
	else
		sign_sha256(mac, key, strlen(key), text, strlen(text));
	var(v, "sign", c->sms_sign_form ? text_hex(a, mac, n) : sign_b64(a, mac, n));
	return OK;
}

static struct err
headers_make(const struct post_conf *c, struct arena *a, const struct vars *v, struct parcel *ret)
{
	static const char *const types[] = { "application/x-www-form-urlencoded", NULL, "application/json; charset=utf-8",
					     "application/json; charset=utf-8" };
	const char *value;
	size_t n = 0;

	ret->headers = NEWN(a, const char *, c->sms_headers.n + 3);
	if (types[c->sms_body])
		ret->headers[n++] = arena_fmt(a, "Content-Type: %s", types[c->sms_body]);
	for (size_t i = 0; i < c->sms_headers.n; i++) {
		TRY(expand(a, c->sms_headers.v[i].value, v, &value));
		ret->headers[n++] = arena_fmt(a, "%s: %s", c->sms_headers.v[i].name, sign_line(a, value));
	}
	if (!text_empty(c->sms_sign_header)) {
		TRY(expand(a, c->sms_sign_header_value, v, &value));
		ret->headers[n++] = arena_fmt(a, "%s: %s", c->sms_sign_header, sign_line(a, value));
	}
	return OK;
}

static bool
phone_ok(const char *s)
{
	size_t n = strspn(s + (*s == '+'), "0123456789");

	return n >= 5 && n <= 18 && s[n + (*s == '+')] == '\0';
}

static struct err
sms_prepare(const struct post_conf *c, struct env *env, struct arena *a, const struct post_row *row, const char *address,
	    struct parcel *ret)
{
	struct vars v = { .n = 0 };
	struct sms_params p;
	const char *body;

	if (text_empty(c->sms_url))
		return FAIL(500, M_post_err_off);
	if (!phone_ok(address))
		return FAIL(422, M_post_err_address);
	vars_begin(&v, c, env, a, row, address);
	TRY(params_expand(c, a, &v, &p));
	var(&v, "params", params_encoded(a, &p));
	TRY(body_make(c, a, &v, &p, &body));
	var(&v, "body", body);
	TRY(signature(c, a, &v));
	if (!text_empty(c->sms_sign_param)) {
		p.v[p.n++] = (struct conf_pair){ c->sms_sign_param, var_value(v.v, v.n, "sign"), 0 };
		TRY(body_make(c, a, &v, &p, &body));
	}
	*ret = (struct parcel){ .method = c->sms_method ? "GET" : "POST", .url = c->sms_url };
	if (c->sms_body == BODY_QUERY)
		ret->url = arena_fmt(a, "%s%c%s", c->sms_url, strchr(c->sms_url, '?') ? '&' : '?', params_encoded(a, &p));
	ret->body = (struct bytes){ (const unsigned char *)body, strlen(body) };
	return headers_make(c, a, &v, ret);
}

static bool
is_never(const struct post_conf *c, const char *code)
{
	for (size_t i = 0; i < c->sms_never.n; i++) {
		if (strcmp(c->sms_never.v[i].value, code) == 0)
			return true;
	}
	return false;
}

/* sms.ok = "PATH=VALUE"; without it any 2xx means yes. */
static struct outcome
sms_judge(const struct post_conf *c, struct arena *a, const struct reply *r)
{
	size_t n = strcspn(c->sms_ok, "=");
	const char *code, *words;

	if (text_empty(c->sms_ok))
		return SENT;
	code = r->cut ? NULL : sign_json(a, r->body, arena_dup(a, c->sms_ok, n));
	if (!code)
		return LATER(M_post_err_answer, sign_cut(a, sign_line(a, r->body), 200));
	if (strcmp(code, c->sms_ok + n + 1) == 0)
		return SENT;
	words = text_empty(c->sms_error) ? NULL : sign_json(a, r->body, c->sms_error);
	words = arena_fmt(a, "%s %s", sign_cut(a, sign_line(a, code), 60), words ? sign_cut(a, sign_line(a, words), 200) : "");
	return is_never(c, code) ? NEVER(M_post_err_refused, words) : LATER(M_post_err_refused, words);
}

const struct sender sms_sender = { "sms", sms_prepare, sms_judge };
