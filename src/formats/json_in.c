/* json_in.c - jansson's tree copied into ours, so that nobody else sees its header or counts its references. */
#include "formats/json_in.h"
#include "formats_msg.h"

#include <jansson.h>

/* Deeper nesting than anybody needs is refused before the library recurses into it. */
static bool
shallow(struct bytes in)
{
	bool text = false;
	int depth = 0;

	for (size_t i = 0; i < in.n; i++) {
		unsigned char c = in.p[i];

		if (text && c == '\\')
			i++;
		else if (c == '"')
			text = !text;
		else if (!text && (c == '{' || c == '['))
			depth++;
		else if (!text && (c == '}' || c == ']'))
			depth--;
		if (depth > JSON_IN_DEPTH)
			return false;
	}
	return true;
}

static void copy(struct arena *a, const char *name, json_t *v, struct json_in *ret);

static void
copy_object(struct arena *a, json_t *v, struct json_in *ret)
{
	const char *name;
	json_t *kid;

	ret->kind = JSON_IN_OBJECT;
	ret->kids = NEWN(a, struct json_in, json_object_size(v) + 1);
	json_object_foreach(v, name, kid)
		copy(a, name, kid, &ret->kids[ret->nkids++]);
}

static void
copy_list(struct arena *a, json_t *v, struct json_in *ret)
{
	ret->kind = JSON_IN_LIST;
	ret->nkids = json_array_size(v);
	ret->kids = NEWN(a, struct json_in, ret->nkids + 1);
	for (size_t i = 0; i < ret->nkids; i++)
		copy(a, "", json_array_get(v, i), &ret->kids[i]);
}

static void
copy(struct arena *a, const char *name, json_t *v, struct json_in *ret)
{
	*ret = (struct json_in){ .name = arena_str(a, name), .text = "" };
	if (json_is_object(v)) {
		copy_object(a, v, ret);
	} else if (json_is_array(v)) {
		copy_list(a, v, ret);
	} else if (json_is_string(v)) {
		ret->kind = JSON_IN_TEXT;
		ret->text = arena_dup(a, json_string_value(v), json_string_length(v));
	} else if (json_is_integer(v)) {
		ret->kind = JSON_IN_INT;
		ret->n = json_integer_value(v);
		ret->real = (double)ret->n;
	} else if (json_is_real(v)) {
		ret->kind = JSON_IN_REAL;
		ret->real = json_real_value(v);
	} else if (json_is_boolean(v)) {
		ret->kind = JSON_IN_BOOL;
		ret->yes = json_is_true(v);
	}
}

struct err
json_in(struct arena *a, struct bytes in, struct json_in *ret)
{
	json_t *v;

	if (!in.n || !shallow(in))
		return FAIL(400, M_formats_err_json);
	v = json_loadb((const char *)in.p, in.n, JSON_REJECT_DUPLICATES, NULL);
	if (!json_is_object(v)) {
		json_decref(v);
		return FAIL(400, M_formats_err_json);
	}
	copy(a, "", v, ret);
	json_decref(v);
	return OK;
}

const struct json_in *
json_in_get(const struct json_in *o, const char *name)
{
	for (size_t i = 0; i < o->nkids; i++)
		if (strcmp(o->kids[i].name, name) == 0)
			return &o->kids[i];
	return NULL;
}
