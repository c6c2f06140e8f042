/* test_qr.c - finder patterns and format bits where ISO/IEC 18004 wants them, and a path that paints exactly the modules. */
#include "unit.h"
#include "formats/qr.h"
#include "formats_msg.h"

#include <stdio.h>
#include <stdlib.h>

static void
finders(const struct qr *q)
{
	static const char *const eye[] = { "1111111", "1000001", "1011101", "1011101", "1011101", "1000001", "1111111" };
	int x, y;

	for (y = 0; y < 7; y++)
		for (x = 0; x < 7; x++) {
			int want = eye[y][x] - '0', far = q->size - 7;

			assert_int_equal(q->dark[y * q->size + x], want);
			assert_int_equal(q->dark[y * q->size + far + x], want);
			assert_int_equal(q->dark[(far + y) * q->size + x], want);
		}
	assert_int_equal(q->dark[(q->size - 8) * q->size + 8], 1);	/* the one module that is always dark */
}

/* The first two bits of the format information, unmasked: level M is 00 (table 12). */
static void
level_is_m(const struct qr *q)
{
	int b14 = q->dark[8 * q->size + 0], b13 = q->dark[8 * q->size + 1];

	assert_int_equal(b14 ^ 1, 0);
	assert_int_equal(b13 ^ 0, 0);
}

static void
paint(const struct qr *q, const char *path)
{
	int side = qr_side(q), x, y, w, w2, n, x2;
	unsigned char *px = calloc((size_t)side, (size_t)side);

	assert_non_null(px);
	while (*path != '\0') {
		assert_int_equal(sscanf(path, "M%d %dh%dv1h-%dz%n", &x, &y, &w, &w2, &n), 4);
		assert_int_equal(w, w2);
		for (x2 = x; x2 < x + w; x2++) {
			assert_int_equal(px[y * side + x2], 0);		/* nothing is painted twice */
			px[y * side + x2] = 1;
		}
		path += n;
	}
	for (y = 0; y < side; y++)
		for (x = 0; x < side; x++) {
			int ix = x - QR_QUIET, iy = y - QR_QUIET;
			bool inside = ix >= 0 && iy >= 0 && ix < q->size && iy < q->size;

			assert_int_equal(px[y * side + x], inside ? q->dark[iy * q->size + ix] : 0);
		}
	free(px);
}

static void
codes(void **state)
{
	static const char *const texts[] = { "x", "https://example.org/m/652", "连心桥：扫一扫看进展" };
	struct arena *a = arena_new();
	struct qr q;
	size_t i;

	for (i = 0; i < COUNT(texts); i++) {
		assert_int_equal(qr_make(a, texts[i], &q).code, 0);
		assert_true(q.size >= 21 && (q.size - 17) % 4 == 0);
		finders(&q);
		level_is_m(&q);
		paint(&q, qr_path(a, &q));
	}
	assert_int_equal(qr_side(&q), q.size + 8);
	arena_free(a);
}

static void
borders(void **state)
{
	struct arena *a = arena_new();
	struct qr q = { .size = -1 };
	char text[2400];

	memset(text, 'a', sizeof(text));
	text[2332] = '\0';
	assert_int_equal(qr_make(a, text, &q).key, M_qr_too_long);
	assert_int_equal(qr_make(a, "", &q).code, 422);
	assert_int_equal(q.size, -1);
	text[2331] = '\0';
	assert_int_equal(qr_make(a, text, &q).code, 0);
	assert_int_equal(q.size, 177);
	arena_free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(codes), cmocka_unit_test(borders) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
