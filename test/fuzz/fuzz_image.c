/*
 * fuzz_image - photos: JPEG, PNG, WebP told by their content and decoded, the turning in Exif blocks. The first byte chooses.
 * Asserted: what comes out is a JPEG within the sizes promised, and no marker but JFIF's survives.
 */
#include "fuzz.h"
#include "formats/image.h"
#include "formats/image_int.h"

static void
load(struct arena *a, struct bytes in)
{
	struct image m;

	if (image_load(a, in, &m).code)
		return;
	assert(m.width > 0 && m.width <= IMAGE_LONG && m.height > 0 && m.height <= IMAGE_LONG);
	assert(m.thumb_width <= IMAGE_THUMB && m.thumb_height <= IMAGE_THUMB);
	assert(image_type(m.full) == IMAGE_JPEG && image_type(m.thumb) == IMAGE_JPEG);
	for (size_t i = 0; i + 1 < m.thumb.n && !(m.thumb.p[i] == 0xff && m.thumb.p[i + 1] == 0xda); i++)
		assert(m.thumb.p[i] != 0xff || m.thumb.p[i + 1] < 0xe1 || m.thumb.p[i + 1] == 0xff);
}

static void
blur(struct arena *a, struct bytes in)
{
	bool cells[12] = { true, false, true };
	struct image m;

	image_blur(a, in, 4, 3, cells, &m);
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct arena *a = arena_new();

	assert(a);
	if (n) {
		struct bytes in = { p + 1, n - 1 };
		int turn;

		if (*p % 8 == 7) {
			turn = exif_orientation(in);
			assert(turn >= 1 && turn <= 8);
		} else if (*p % 8 == 6) {
			blur(a, in);
		} else {
			load(a, in);
		}
	}
	arena_free(a);
	return 0;
}
