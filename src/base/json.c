/* json.c - canonical JSON into a struct out. Reading is jansson's. */
#include "base/json.h"

void
json_begin(struct json *j, struct out *o)
{
	*j = (struct json){ .o = o };
}

static void
json_quote(struct out *o, const char *s)
{
	static const char hex[] = "0123456789abcdef";
	const char *run = s;

	out_put(o, "\"", 1);
	for (; *s != '\0'; s++) {
		unsigned char c = (unsigned char)*s;

		if (c >= 0x20 && c != '"' && c != '\\')
			continue;

		char esc[6] = { '\\', 'u', '0', '0', hex[c >> 4], hex[c & 15] };
		size_t n = 2;

		if (c == '"' || c == '\\')
			esc[1] = (char)c;
		else if (c == '\n')
			esc[1] = 'n';
		else if (c == '\t')
			esc[1] = 't';
		else if (c == '\r')
			esc[1] = 'r';
		else
			n = 6;
		out_put(o, run, (size_t)(s - run));
		out_put(o, esc, n);
		run = s + 1;
	}
	out_put(o, run, (size_t)(s - run));
	out_put(o, "\"", 1);
}

/* The comma before a value and its key. */
static void
json_place(struct json *j, const char *key)
{
	if (j->comma[j->depth])
		out_put(j->o, ",", 1);
	j->comma[j->depth] = true;
	if (key != NULL) {
		assert(j->depth > 0);
		json_quote(j->o, key);
		out_put(j->o, ":", 1);
	}
}

static void
json_open(struct json *j, const char *key, const char *bracket)
{
	json_place(j, key);
	assert((size_t)j->depth + 1 < COUNT(j->comma));
	j->comma[++j->depth] = false;
	out_put(j->o, bracket, 1);
}

void
json_obj(struct json *j, const char *key)
{
	json_open(j, key, "{");
}

void
json_arr(struct json *j, const char *key)
{
	json_open(j, key, "[");
}

void
json_close(struct json *j, char bracket)
{
	assert(j->depth > 0 && (bracket == '}' || bracket == ']'));
	j->depth--;
	out_put(j->o, &bracket, 1);
}

void
json_text(struct json *j, const char *key, const char *s)
{
	json_place(j, key);
	if (s == NULL)
		out_str(j->o, "null");
	else
		json_quote(j->o, s);
}

void
json_int(struct json *j, const char *key, int64_t n)
{
	json_place(j, key);
	out_int(j->o, n);
}

void
json_id(struct json *j, const char *key, int64_t id)
{
	json_place(j, key);
	out_put(j->o, "\"", 1);
	out_int(j->o, id);
	out_put(j->o, "\"", 1);
}

void
json_bare(struct json *j, const char *key, const char *literal)
{
	json_place(j, key);
	out_str(j->o, literal);
}

void
json_bool(struct json *j, const char *key, bool b)
{
	json_place(j, key);
	out_str(j->o, b ? "true" : "false");
}
