/* test_json.c - what the writer writes, and that jansson reads back the same. */
#include "unit.h"
#include "base/json.h"

#include <jansson.h>

static void
canonical_bytes(void **state)
{
	struct arena *a = arena_new();
	struct out o;
	struct json j;

	out_init(&o, a);
	json_begin(&j, &o);
	json_obj(&j, NULL);
	json_text(&j, "标题", "路灯\"坏\\了\"\n");
	json_text(&j, "none", NULL);
	json_int(&j, "n", -5);
	json_id(&j, "id", INT64_MAX);
	json_arr(&j, "list");
	json_bool(&j, NULL, true);
	json_obj(&j, NULL);
	json_close(&j, '}');
	json_arr(&j, NULL);
	json_int(&j, NULL, 1);
	json_int(&j, NULL, 2);
	json_close(&j, ']');
	json_close(&j, ']');
	json_bool(&j, "no", false);
	json_close(&j, '}');
	assert_string_equal(out_cstr(&o), "{\"标题\":\"路灯\\\"坏\\\\了\\\"\\n\",\"none\":null,\"n\":-5,"
			    "\"id\":\"9223372036854775807\",\"list\":[true,{},[1,2]],\"no\":false}");
	assert_int_equal(j.depth, 0);
	arena_free(a);
}

static void
every_byte_comes_back(void **state)
{
	struct arena *a = arena_new();
	char s[160] = "";
	struct out o;
	struct json j;
	json_t *doc;
	int c;

	for (c = 1; c < 128; c++)
		s[c - 1] = (char)c;
	memcpy(s + 127, "\u2028连\U0001F600", 11);
	out_init(&o, a);
	json_begin(&j, &o);
	json_obj(&j, NULL);
	json_text(&j, s, s);
	json_close(&j, '}');
	doc = json_loads(out_cstr(&o), JSON_REJECT_DUPLICATES, NULL);
	assert_non_null(doc);
	assert_string_equal(json_string_value(json_object_get(doc, s)), s);
	json_decref(doc);
	arena_free(a);
}

static void
limit_of_the_text_sticks(void **state)
{
	struct arena *a = arena_new();
	struct out o;
	struct json j;

	out_init(&o, a);
	o.max = 8;
	json_begin(&j, &o);
	json_text(&j, NULL, "far too long for this");
	assert_true(out_failed(&o));
	arena_free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(canonical_bytes), cmocka_unit_test(every_byte_comes_back), cmocka_unit_test(limit_of_the_text_sticks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
