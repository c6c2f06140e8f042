/* test_arena.c - arena.c and out.c; arena.c is compiled in, so that its malloc can be made to fail. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

static int calls_left = -1;		/* -1: memory never ends */

static void *
weak_malloc(size_t size)
{
	if (calls_left == 0)
		return NULL;
	if (calls_left > 0)
		calls_left--;
	return malloc(size);
}

#define malloc weak_malloc
#include "../../src/base/arena.c"
#undef malloc

static void
memory_is_zeroed_and_aligned(void **state)
{
	struct arena *a = arena_new();
	size_t n, i;
	int round;

	for (round = 0; round < 3; round++) {
		for (n = 0; n < 3000; n += 7) {
			unsigned char *p = arena_alloc(a, n);

			assert_int_equal((uintptr_t)p % 16, 0);
			for (i = 0; i < n; i++)
				assert_int_equal(p[i], 0);
			memset(p, 0xff, n);
		}
		arena_clear(a);
	}
	arena_free(a);
	arena_free(NULL);
}

static void
big_and_small_live_side_by_side(void **state)
{
	struct arena *a = arena_new();
	char *first = arena_str(a, "first"), *big = arena_alloc(a, 3 * 1024 * 1024), *after = arena_str(a, "after");

	memset(big, 'x', 3 * 1024 * 1024);
	assert_string_equal(first, "first");
	assert_string_equal(after, "after");
	assert_true(after - first < 4096 && after > first);	/* the big one did not end the chunk */
	arena_free(a);
}

static void
failing_malloc_gives_the_reserve(void **state)
{
	struct arena *a = arena_new();
	int i;

	calls_left = 0;
	for (i = 0; i < 4000 && !arena_failed(a); i++)
		memset(arena_alloc(a, 64), 1, 64);
	assert_true(arena_failed(a));
	for (i = 0; i < 1000; i++)
		memset(arena_alloc(a, 100), 1, 100);
	assert_null(arena_try(a, 1024 * 1024));
	assert_string_equal(arena_fmt(a, "%d", 7), "7");
	calls_left = -1;
	assert_true(arena_failed(a));		/* memory coming back does not hide what happened */
	arena_clear(a);
	assert_false(arena_failed(a));
	assert_int_equal(*(char *)arena_alloc(a, 100000), 0);
	arena_free(a);
}

static void
no_memory_at_all_is_null(void **state)
{
	int i;

	for (i = 0; i < 3; i++) {
		calls_left = i;
		assert_null(arena_new());
	}
	calls_left = -1;
}

static void
sizes_that_overflow_fail(void **state)
{
	struct arena *a = arena_new();

	assert_null(arena_try(a, SIZE_MAX));
	assert_null(arena_try(a, SIZE_MAX / 2 + 1));
	assert_true(arena_failed(a));
	arena_free(a);
}

static void
strings(void **state)
{
	struct arena *a = arena_new();

	assert_string_equal(arena_str(a, NULL), "");
	assert_memory_equal(arena_dup(a, "a\0b", 3), "a\0b\0", 4);
	assert_string_equal(arena_fmt(a, "%s-%03d", "连", 5), "连-005");
	arena_free(a);
}

static void
out_grows(void **state)
{
	struct arena *a = arena_new();
	struct out o;
	int i;

	out_init(&o, a);
	assert_string_equal(out_cstr(&o), "");
	out_str(&o, NULL);
	for (i = 0; i < 5000; i++)
		out_int(&o, i % 10);
	out_fmt(&o, "<%s>", "end");
	assert_int_equal(o.len, 5005);
	assert_int_equal(strlen(out_cstr(&o)), 5005);
	assert_string_equal(out_cstr(&o) + 4999, "9<end>");
	assert_false(out_failed(&o));
	out_init(&o, a);
	out_int(&o, INT64_MIN);
	assert_string_equal(out_cstr(&o), "-9223372036854775808");
	arena_free(a);
}

static void
out_limit_sticks(void **state)
{
	struct arena *a = arena_new();
	struct out o;

	out_init(&o, a);
	o.max = 10;
	out_str(&o, "0123456789");
	assert_false(out_failed(&o));
	out_str(&o, "x");
	assert_true(out_failed(&o));
	out_str(&o, "");
	o.max = 100;
	out_str(&o, "later");			/* after a failure nothing more is written */
	out_fmt(&o, "%d", 1);
	assert_string_equal(out_cstr(&o), "0123456789");
	assert_true(out_failed(&o));
	arena_free(a);
}

static void
out_fails_with_its_arena(void **state)
{
	struct arena *a = arena_new();
	struct out o;
	int i;

	out_init(&o, a);
	out_str(&o, "begin");
	calls_left = 0;
	for (i = 0; i < 100000; i++)
		out_str(&o, "more and more ");
	calls_left = -1;
	assert_true(out_failed(&o));
	assert_memory_equal(out_cstr(&o), "begin", 5);
	arena_free(a);
}

static void
markup_is_escaped(void **state)
{
	struct arena *a = arena_new();
	struct out o;

	out_init(&o, a);
	out_html(&o, "<a b=\"c\" d='e'>&amp;\r\n\x01中文");
	out_html(&o, NULL);
	out_html(&o, "");
	assert_string_equal(out_cstr(&o), "&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;amp;\r\n\x01中文");
	out_init(&o, a);
	out_xml(&o, "\x01<\x1f\t\n\r\x0b>\x7f中");
	out_xml(&o, NULL);
	assert_string_equal(out_cstr(&o), " &lt; \t\n  &gt;\x7f中");
	arena_free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(memory_is_zeroed_and_aligned), cmocka_unit_test(big_and_small_live_side_by_side),
		cmocka_unit_test(failing_malloc_gives_the_reserve), cmocka_unit_test(no_memory_at_all_is_null),
		cmocka_unit_test(sizes_that_overflow_fail), cmocka_unit_test(strings), cmocka_unit_test(out_grows),
		cmocka_unit_test(out_limit_sticks), cmocka_unit_test(out_fails_with_its_arena), cmocka_unit_test(markup_is_escaped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
