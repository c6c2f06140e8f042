/*
 * fuzz_json - JSON that others send: the API's bodies (json_in), receipts of entries, requests of
 * another Open311, maps of columns. The first byte chooses. Asserted: depth and types are as promised, what the writer
 * writes of a text is read back as that text.
 */
#include "fuzz.h"
#include "base/json.h"
#include "base/text.h"
#include "formats/json_in.h"
#include "matter/intake.h"
#include "matter/receipt.h"

static void
walk(const struct json_in *v, int depth)
{
	assert(depth <= JSON_IN_DEPTH + (v->kind != JSON_IN_LIST && v->kind != JSON_IN_OBJECT) && text_valid(v->name, strlen(v->name)) && text_valid(v->text, strlen(v->text)));
	assert(!v->nkids || v->kind == JSON_IN_LIST || v->kind == JSON_IN_OBJECT);
	for (size_t i = 0; i < v->nkids; i++) {
		walk(&v->kids[i], depth + 1);
		if (v->kind == JSON_IN_OBJECT)
			assert(json_in_get(v, v->kids[i].name) == &v->kids[i]);
	}
}

/* Any text of ours in JSON stays that text, whatever it holds. */
static void
written(struct arena *a, const char *s)
{
	struct json_in back;
	struct json j;
	struct out o;

	if (!text_valid(s, strlen(s)))
		return;
	out_init(&o, a);
	json_begin(&j, &o);
	json_obj(&j, NULL);
	json_text(&j, "s", s);
	json_close(&j, '}');
	assert(!json_in(a, (struct bytes){ (const unsigned char *)out_cstr(&o), o.len }, &back).code);
	assert(back.nkids == 1 && !strcmp(back.kids[0].text, s));
}

static void
proof(struct arena *a, const char *s)
{
	enum receipt_mark marks[RECEIPT_STEPS];
	struct receipt r;

	if (!receipt_read(a, s, &r).code)
		receipt_check(a, &r, s, marks);
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct arena *a = arena_new();
	struct json_in v;
	struct intake_map map;
	struct orders os = { 0 };

	assert(a);
	if (n) {
		struct bytes in = { p + 1, n - 1 };
		const char *s = arena_dup(a, (const char *)in.p, in.n);

		switch (*p % 6) {
		case 0: case 1:
			if (!json_in(a, in, &v).code)
				walk(&v, 1);
			break;
		case 2:
			written(a, s);
			break;
		case 3:
			proof(a, s);
			break;
		case 4:
			if (!intake_open311(a, in, &os).code)
				for (size_t i = 0; i < os.n; i++)
					assert(os.v[i].number && os.v[i].title && text_valid(os.v[i].body, strlen(os.v[i].body)));
			break;
		default:
			if (intake_map_read(s, &map))
				intake_map_text(a, &map);
		}
	}
	arena_free(a);
	return 0;
}
