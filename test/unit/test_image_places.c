/* test_image_places.c - never more than two pictures are decoded at once; image.c is compiled in over slow readers. */
#include "unit.h"
#include "base_msg.h"
#include "formats_msg.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

#include "../../src/formats/image.c"

static _Atomic int now, most;

static struct err
slow(struct arena *a, struct raster *ret)
{
	int n = atomic_fetch_add(&now, 1) + 1, seen = atomic_load(&most);

	while (n > seen && !atomic_compare_exchange_weak(&most, &seen, n))
		;
	usleep(20000);
	atomic_fetch_sub(&now, 1);
	return raster_new(a, 1, 1, ret) ? OK : FAIL(503, M_err_busy);
}

struct err
image_read_jpeg(struct arena *a, struct bytes in, int side, struct raster *ret, int *orientation)
{
	return slow(a, ret);
}

struct err
image_read_png(struct arena *a, struct bytes in, int side, struct raster *ret, int *orientation)
{
	slow(a, ret);
	return FAIL(422, M_image_broken);	/* a failure must give its place back too */
}

struct err
image_read_webp(struct arena *a, struct bytes in, int side, struct raster *ret, int *orientation)
{
	return slow(a, ret);
}

struct err
image_write_jpeg(struct arena *a, const struct raster *in, struct bytes *ret)
{
	return OK;
}

static void *
load(void *arg)
{
	static const char *const heads[] = { "\xff\xd8\xff.........", "\x89PNG\r\n\x1a\n....", "RIFF....WEBP" };
	struct arena *a = arena_new();
	struct image im;
	int i;

	for (i = 0; i < 6; i++)
		image_load(a, (struct bytes){ (const unsigned char *)heads[i % 3], 12 }, &im);
	arena_free(a);
	return NULL;
}

static void
two_at_once(void **state)
{
	pthread_t t[8];
	size_t i;

	for (i = 0; i < COUNT(t); i++)
		assert_int_equal(pthread_create(&t[i], NULL, load, NULL), 0);
	for (i = 0; i < COUNT(t); i++)
		pthread_join(t[i], NULL);
	assert_int_equal(atomic_load(&most), 2);
	assert_int_equal(atomic_load(&now), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(two_at_once) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
