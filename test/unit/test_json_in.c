/* test_json_in.c - what other programs send: sound objects are read, anything else is refused whole. */
#include "formats/json_in.h"

#include "unit.h"

static struct err
read(struct arena *a, const char *s, struct json_in *ret)
{
	return json_in(a, (struct bytes){ (const unsigned char *)s, strlen(s) }, ret);
}

/* An object in an object, so many deep. */
static const char *
nested(struct arena *a, int depth)
{
	struct out o;

	out_init(&o, a);
	for (int i = 0; i < depth; i++)
		out_str(&o, "{\"a\":");
	out_str(&o, "1");
	for (int i = 0; i < depth; i++)
		out_str(&o, "}");
	return out_cstr(&o);
}

static void
sound(void **state)
{
	struct arena *a = arena_new();
	struct json_in o;

	assert_int_equal(read(a, "{\"a\":\"\\u706f\",\"n\":-7,\"r\":1.5,\"y\":true,\"z\":null,\"l\":[1,\"x\"],\"o\":{\"k\":\"]}\\\"{\"}}", &o).code, 0);
	assert_int_equal(o.nkids, 7);
	assert_string_equal(json_in_get(&o, "a")->text, "灯");
	assert_int_equal(json_in_get(&o, "n")->n, -7);
	assert_true(json_in_get(&o, "r")->real > 1.49 && json_in_get(&o, "r")->kind == JSON_IN_REAL);
	assert_true(json_in_get(&o, "y")->yes);
	assert_int_equal(json_in_get(&o, "z")->kind, JSON_IN_NULL);
	assert_string_equal(json_in_get(&o, "l")->kids[1].text, "x");
	assert_string_equal(json_in_get(json_in_get(&o, "o"), "k")->text, "]}\"{");
	assert_null(json_in_get(&o, "b"));
	assert_int_equal(read(a, nested(a, JSON_IN_DEPTH), &o).code, 0);
	arena_free(a);
}

static void
refused(void **state)
{
	static const char *const bad[] = { "", " ", "[]", "7", "\"x\"", "null", "{", "{\"a\":1}}", "{\"a\":1,\"a\":2}", "{\"a\":\"\\u0000\"}",
		"{\"a\":\"\xff\"}", "{a:1}", "{'a':1}", "{\"a\":01}", "{\"a\":1,}", "{\"a\":NaN}", "{\"a\":99999999999999999999}",
		"{\"a\":[[[[[[[[1]]]]]]]]}" };
	struct arena *a = arena_new();
	struct json_in o;

	for (size_t i = 0; i < COUNT(bad); i++)
		assert_int_equal(read(a, bad[i], &o).code, 400);
	assert_int_equal(read(a, nested(a, JSON_IN_DEPTH + 1), &o).code, 400);
	arena_free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(sound), cmocka_unit_test(refused) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
