/* test_shelf.c - things kept between jobs: made once, held while used, dropped when nobody holds them. */
#include "unit.h"

#include "base/shelf.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

static atomic_int made, ended;

static struct err
make(void *ctx, struct arena *a, void **ret)
{
	const char *text = ctx;

	atomic_fetch_add(&made, 1);
	if (!*text)
		return FAIL(422, M_NONE);
	*ret = arena_str(a, text);
	return OK;
}

static void
end(void *thing)
{
	assert_true(*(char *)thing);
	atomic_fetch_add(&ended, 1);
}

static const char *
take(struct shelf *s, struct arena *hold, const char *key, const char *text)
{
	const void *ret = NULL;

	return shelf_take(s, hold, key, make, end, (void *)(uintptr_t)text, &ret).code ? NULL : ret;
}

static void
a_thing_is_made_once_and_held_as_long_as_the_arena(void **state)
{
	struct shelf s = SHELF_INIT;
	struct arena *one = arena_new(), *two = arena_new();
	char key[2] = "a";

	(void)state;
	made = ended = 0;
	const char *first = take(&s, one, "key", "words");
	assert_ptr_equal(take(&s, two, "key", "other words"), first);
	assert_int_equal(made, 1);
	arena_free(one);
	for (*key = 'a'; *key < 'a' + 3 * SHELF_ROOM; ++*key) {		/* pushes out what nobody holds */
		struct arena *a = arena_new();

		assert_string_equal(take(&s, a, key, key), key);
		arena_clear(a);
		arena_free(a);
	}
	assert_int_equal(shelf_count(&s), SHELF_ROOM);
	assert_string_equal(first, "words");
	assert_ptr_equal(take(&s, two, "key", "third words"), first);
	arena_free(two);
	shelf_clear(&s);
	assert_int_equal(shelf_count(&s), 0);
	assert_int_equal(ended, made);
}

static void
what_cannot_be_made_is_not_kept(void **state)
{
	struct shelf s = SHELF_INIT;
	struct arena *a = arena_new();

	(void)state;
	made = ended = 0;
	assert_null(take(&s, a, "key", ""));
	assert_int_equal(shelf_count(&s), 0);
	assert_string_equal(take(&s, a, "key", "now"), "now");
	assert_int_equal(made, 2);
	arena_free(a);
	shelf_clear(&s);
	assert_int_equal(ended, 1);
}

static void
more_than_there_is_room_for_stay_while_they_are_held(void **state)
{
	struct shelf s = SHELF_INIT;
	struct arena *a = arena_new();
	const char *v[2 * SHELF_ROOM];
	char key[2] = "a";

	(void)state;
	for (size_t i = 0; i < COUNT(v); i++, ++*key)
		v[i] = take(&s, a, key, key);
	assert_int_equal(shelf_count(&s), COUNT(v));
	for (size_t i = 0; i < COUNT(v); i++)
		assert_int_equal(v[i][0], (int)('a' + i));
	arena_free(a);
	assert_int_equal(shelf_count(&s), SHELF_ROOM);
	shelf_clear(&s);
}

static struct err
slow(void *ctx, struct arena *a, void **ret)
{
	usleep(20000);
	return make(ctx, a, ret);
}

static void *
taker(void *arg)
{
	struct arena *a = arena_new();

	for (int i = 0; i < 20; i++) {
		const void *v = NULL;
		char key[2] = { (char)('a' + i % 3), 0 };

		assert_int_equal(shelf_take(arg, a, key, slow, NULL, (void *)(uintptr_t)"words", &v).code, 0);
		assert_string_equal(v, "words");
		arena_clear(a);
	}
	arena_free(a);
	return NULL;
}

static void
many_at_once_make_it_once(void **state)
{
	struct shelf s = SHELF_INIT;
	pthread_t t[8];

	(void)state;
	made = 0;
	for (size_t i = 0; i < COUNT(t); i++)
		pthread_create(&t[i], NULL, taker, &s);
	for (size_t i = 0; i < COUNT(t); i++)
		pthread_join(t[i], NULL);
	assert_int_equal(made, 3);
	shelf_clear(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_thing_is_made_once_and_held_as_long_as_the_arena),
		cmocka_unit_test(what_cannot_be_made_is_not_kept),
		cmocka_unit_test(more_than_there_is_room_for_stay_while_they_are_held),
		cmocka_unit_test(many_at_once_make_it_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
